"""**press**: what a publication is asked for, verb by verb; the main path is `building`.

    with Desk.own() as desk:
        Session(places, desk).build(Wish(...), Watcher())

Must not know terminals.
"""

from __future__ import annotations

from brochure.press.building import Session, build
from brochure.press.files import check, keep_season, opened_season
from brochure.press.judging import brand_sheet, left_to_review, preflight, report, transcribed
from brochure.press.listings import ListingReport, compare_with_listing
from brochure.press.next_season import all_open, begin_season, confirm, hand_over, plan_season
from brochure.press.starting import KINDS, refuse_without_content, start, write_schemas

__all__ = [
    "KINDS",
    "ListingReport",
    "Session",
    "all_open",
    "begin_season",
    "brand_sheet",
    "build",
    "check",
    "compare_with_listing",
    "confirm",
    "hand_over",
    "keep_season",
    "left_to_review",
    "opened_season",
    "plan_season",
    "preflight",
    "refuse_without_content",
    "report",
    "start",
    "transcribed",
    "write_schemas",
]
