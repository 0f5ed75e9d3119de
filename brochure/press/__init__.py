"""**press**: what a publication is asked for, verb by verb; the main path is `building`.

    with Desk.own() as desk:
        Session(places, desk).build(Wish(...), Watcher())

Must not know terminals.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from brochure.press.approving import OF_DRAFTS, DocumentStanding, Standings, approve, what_stands
    from brochure.press.building import Session, build
    from brochure.press.comparing import (
        APPROVED,
        ComparedVersions,
        browser_page,
        compare_versions,
        composed_letter,
        letter,
    )
    from brochure.press.files import KINDS, check, notices, opened_season, start, write_schemas
    from brochure.press.judging import (
        HANDOVER,
        REPORT,
        REPORTS,
        brand_sheet,
        hand_over,
        left_to_review,
        preflight,
        press_reports,
        report,
        review,
        transcribed,
    )
    from brochure.press.listings import ListingReport, compare_listed, compare_with_listing
    from brochure.press.next_season import all_open, begin_season, confirm, plan_season
    from brochure.press.published_season import (
        FORM,
        MISSING,
        OWN_PACKET,
        NotBoundError,
        PublishedSeason,
        Site,
        known_site,
        open_season,
        read_site,
        seasons_with_a_site,
        site_mark,
    )
    from brochure.press.site import write_site
    from brochure.press.versions import keep_made, published_formats

__all__ = [
    "APPROVED",
    "FORM",
    "HANDOVER",
    "KINDS",
    "MISSING",
    "OF_DRAFTS",
    "OWN_PACKET",
    "REPORT",
    "REPORTS",
    "ComparedVersions",
    "DocumentStanding",
    "ListingReport",
    "NotBoundError",
    "PublishedSeason",
    "Session",
    "Site",
    "Standings",
    "all_open",
    "approve",
    "begin_season",
    "brand_sheet",
    "browser_page",
    "build",
    "check",
    "compare_listed",
    "compare_versions",
    "compare_with_listing",
    "composed_letter",
    "confirm",
    "hand_over",
    "keep_made",
    "known_site",
    "left_to_review",
    "letter",
    "notices",
    "open_season",
    "opened_season",
    "plan_season",
    "preflight",
    "press_reports",
    "published_formats",
    "read_site",
    "report",
    "review",
    "seasons_with_a_site",
    "site_mark",
    "start",
    "transcribed",
    "what_stands",
    "write_schemas",
    "write_site",
]

#: Where each is. They are loaded when they are asked for, so that content is checked and begun also where
#: what edits or prints cannot run.
_LATER: Final = {
    name: module
    for module, names in {
        "approving": "OF_DRAFTS DocumentStanding Standings approve what_stands",
        "building": "Session build",
        "comparing": "APPROVED ComparedVersions browser_page compare_versions composed_letter letter",
        "files": "KINDS check notices opened_season start write_schemas",
        "judging": (
            "HANDOVER REPORT REPORTS brand_sheet hand_over left_to_review preflight press_reports"
            " report review transcribed"
        ),
        "listings": "ListingReport compare_listed compare_with_listing",
        "next_season": "all_open begin_season confirm plan_season",
        "published_season": (
            "FORM MISSING OWN_PACKET NotBoundError PublishedSeason Site open_season"
            " known_site read_site seasons_with_a_site site_mark"
        ),
        "site": "write_site",
        "versions": "keep_made published_formats",
    }.items()
    for name in names.split()
}


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    value: object = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    return value
