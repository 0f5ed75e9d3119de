"""**seasons**: from nothing to a first season, and from one season to the next.

Content in, content out: `starter` gives the files of a publication to start from, a small fictional one
of its kind that builds at once; `write_archive` keeps the files of a season in one, `unpacked` has them
again. `compare_listing` holds a public listing against a publication. Must not know where they go.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from brochure.seasons.archive import PARTS, MovedError, holds_archive, unpacked, write_archive
from brochure.seasons.bound import BoundItem
from brochure.seasons.handing_over import JudgedDocument, handover
from brochure.seasons.public_listing import (
    IGNORED,
    ListingLine,
    ListingMeaning,
    ListingState,
    comparable,
    compare_listing,
    proposed,
)
from brochure.seasons.rolling import DROP, Left, Mention, RollOver, SeasonChange, leaving, roll_over
from brochure.seasons.standing import (
    OpenItem,
    gone,
    is_label_like,
    judged_items,
    moved_on,
    next_label,
    open_items,
    passed_days,
)

__all__ = [
    "DROP",
    "IGNORED",
    "PARTS",
    "STARTERS",
    "BoundItem",
    "JudgedDocument",
    "Left",
    "ListingLine",
    "ListingMeaning",
    "ListingState",
    "Mention",
    "MovedError",
    "OpenItem",
    "RollOver",
    "SeasonChange",
    "comparable",
    "compare_listing",
    "gone",
    "handover",
    "holds_archive",
    "is_label_like",
    "judged_items",
    "leaving",
    "moved_on",
    "next_label",
    "open_items",
    "passed_days",
    "proposed",
    "roll_over",
    "starter",
    "unpacked",
    "write_archive",
]

_STARTERS: Final = Path(__file__).resolve().parent / "starters"
#: The kinds of publications of which there is one to start from.
STARTERS: Final = tuple(sorted(path.name for path in _STARTERS.iterdir() if path.is_dir()))


def starter(kind: str) -> dict[str, bytes]:
    """What the files of the content folder of a starter hold, by their paths in it."""
    folder = _STARTERS / kind
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
