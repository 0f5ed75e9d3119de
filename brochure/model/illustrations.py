"""Pictures as content names them: the file, its words, where it stands on a page, what of it is shown.

Must not know pixels.
"""

from __future__ import annotations

import re
from typing import Annotated, Final, Literal

from pydantic import Field

from brochure.model.text import Day, Item, Line

#: Where a picture can stand on a page.
PicturePlace = Literal["column", "wide", "plate", "spread", "cover"]
_SHARES: Final = {"left": 0.0, "top": 0.0, "center": 0.5, "right": 1.0, "bottom": 1.0}
_ACROSS: Final = "(left|center|right)"
_DOWN: Final = "(top|center|bottom)"
_PERCENT: Final = r"(100|[0-9]{1,2}(\.[0-9]+)?)%"
#: The forms of what stays in view, and of width to height.
FOCUS: Final = f"^({_ACROSS}( {_DOWN})?|{_DOWN}( {_ACROSS})?|{_PERCENT} {_PERCENT})$"
CROP: Final = r"^[1-9][0-9]{0,2}(\.[0-9]+)? ?: ?[1-9][0-9]{0,2}(\.[0-9]+)?$"


class Picture(Item):
    """A photograph or drawing inside the publication."""

    file: Annotated[Line, Field(description="Path of the picture, relative to the content folder.")]
    alt: Annotated[Line, Field(description="What the picture shows, for readers who cannot see it.")]
    caption: Annotated[Line | None, Field(description="Printed beside or below the picture.")] = None
    credit: Annotated[Line | None, Field(description="Who made the picture; printed after the caption.")] = (
        None
    )
    place: Annotated[
        PicturePlace | None,
        Field(
            description=(
                "Where it stands: column in the text column, wide across the text and what stands beside it,"
                " plate on a page of its own, spread across two facing pages, cover over a whole page with"
                " the title on it. Where it is left out, it stands where it is named: a section's in the"
                " column, a group's wide, a chapter's as its cover."
            )
        ),
    ] = None
    focus: Annotated[
        str | None,
        Field(
            pattern=FOCUS,
            description=(
                "What stays in view where the picture is cut to fit: how far from the left and from the top,"
                " such as 50% 30%, or words such as left top. Its middle where it is left out."
            ),
        ),
    ] = None
    crop: Annotated[
        str | None,
        Field(
            pattern=CROP,
            description=(
                "Width to height of what is shown of it in a column or wide, such as 3:2; all of it where"
                " this is left out."
            ),
        ),
    ] = None
    consent_until: Annotated[
        Day | None, Field(description="Last day on which the people shown agree to it being used.")
    ] = None


def focus_point(focus: str | None) -> tuple[float, float]:
    """The point of a picture that stays in view, as shares of its width and height."""
    words = (focus or "center").split()
    if words[0].endswith("%"):
        return float(words[0][:-1]) / 100, float(words[1][:-1]) / 100
    if words[0] in ("top", "bottom") or (len(words) == 2 and words[1] in ("left", "right")):
        words = [*words[1:], "center"][:1] + words[:1]
    across, down = [*words, "center"][:2]
    return _SHARES[across], _SHARES[down]


def proportion(crop: str | None) -> float | None:
    """Width to height of a crop such as `3:2`; none where nothing is said."""
    if not crop:
        return None
    width, height = re.split(r" ?: ?", crop)
    return float(width) / float(height)
