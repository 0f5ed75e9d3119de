"""What a group or a section shows beside its words: pictures, and across the measure figures in a band, a
week, a month, questions with their answers, a sidebar.

Of a picture, content names the file, its words, where it stands on a page and what of it is shown; a
`Cut` is what is printed of it in one place: how large, which part, and what is laid over its foot.
Lengths are points, shares go from 0 to 1. Must not know pixels or files.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from pydantic import Field

from brochure.model.text import Day, Id, Item, Line, Prose, Sourced

#: Left, top, right and bottom of a part of a picture, in its own pixels.
Part = tuple[float, float, float, float]
_MIDDLE: Final = (0.5, 0.5)


@dataclass(frozen=True)
class Scrim:
    """A color that is laid over the foot of a picture, so that type on it can be read.

    Type in the color `letters` stands from the share `top` of the picture's height on. The color is laid as
    thickly as the picture's own pixels ask for.
    """

    color: str
    letters: str
    top: float


@dataclass(frozen=True)
class Cut:
    """A picture as it is printed in one place, `width` by `height` points, cut so that it fills them.

    `focus` is the point of it that stays in view. Of what then is shown, only what lies between the shares
    `start` and `end` from its left is printed here; the other half of a spread stands elsewhere. `ground` is
    the color below what can be seen through.
    """

    width: float
    height: float
    focus: tuple[float, float] = _MIDDLE
    start: float = 0.0
    end: float = 1.0
    ground: str = "#FFFFFF"
    scrim: Scrim | None = None

    @property
    def printed_width(self) -> float:
        """The width of the part that is printed here."""
        return self.width * (self.end - self.start)

    def part_of(self, size: tuple[int, int]) -> Part:
        """The part that is printed here of a picture of this size in pixels."""
        across, down = size
        shown = min(across, down * self.width / self.height), min(down, across * self.height / self.width)
        left, top = ((whole - seen) * at for whole, seen, at in zip(size, shown, self.focus, strict=True))
        return left + shown[0] * self.start, top, left + shown[0] * self.end, top + shown[1]

    def pixels_of(self, size: tuple[int, int], resolution: int) -> tuple[int, int]:
        """How many pixels that part has when it is printed: no more than it had, or than this resolution."""
        left, _, right, _ = self.part_of(size)
        most = min(resolution * self.printed_width / 72, right - left)
        return max(int(most), 1), max(int(most * self.height / self.printed_width), 1)


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

    file: Annotated[Line, Field(description="The picture.")]
    alt: Annotated[Line, Field(description="What the picture shows, for readers who cannot see it.")]
    caption: Annotated[Line | None, Field(description="Printed beside or below the picture.")] = None
    credit: Annotated[
        Line | None, Field(description=("Who made the picture; printed after the caption."))
    ] = None
    place: Annotated[
        PicturePlace | None,
        Field(
            description=(
                "Where it stands: column in the text column, wide across the text and what stands"
                " beside it, plate on a page of its own, spread across two facing pages, cover over a"
                " whole page with the title on it. Where it is left out, it stands where it is named:"
                " a section's in the column, a group's wide, a chapter's as its cover."
            )
        ),
    ] = None
    focus: Annotated[
        str | None,
        Field(
            pattern=FOCUS,
            description=(
                "What stays in view where the picture is cut to fit: how far from the left and from"
                " the top, such as 50% 30%, or words such as left top. Its middle where it is left"
                " out."
            ),
        ),
    ] = None
    crop: Annotated[
        str | None,
        Field(
            pattern=CROP,
            description=(
                "Width to height of what is shown of it in a column or wide, such as 3:2; where this is left"
                " out all of it, or less of its sides where a wide one takes white."
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


class WeekEntry(Sourced):
    """Some hours of a week, on one day or on several."""

    day: Annotated[Line, Field(description="The day or the days, such as Monday, Mon-Fri or Mon, Wed.")]
    start: Annotated[Line, Field(description="When it begins, such as 7:00 or 1:30 pm.")]
    end: Annotated[
        Line, Field(description="When it ends; a time before the start is that of the next morning.")
    ]
    what: Annotated[Line, Field(description="What these hours are for, such as Studio; printed in them.")]
    setting: Annotated[
        Line | None,
        Field(
            description=(
                "Kind of work, such as practice; what is of the same kind has the same color, and a"
                " key below tells which."
            )
        ),
    ] = None


class MonthEntry(Sourced):
    """What happens on a day of a month: a calendar month by its dates, or up to six weeks by their days."""

    date: Annotated[
        Day | None, Field(description="The day; leave it out where a week and a day are given.")
    ] = None
    week: Annotated[
        int | None,
        Field(ge=1, le=6, description="Which week it is; left out beside a day, it is every week."),
    ] = None
    day: Annotated[
        Line | None, Field(description="The day or the days of the week, such as Monday or Mon-Fri.")
    ] = None
    what: Annotated[Line, Field(description="What happens; printed in that day.")]
    setting: Annotated[
        Line | None, Field(description="Kind of work; the same kind has the same color, told in a key.")
    ] = None


class Question(Sourced):
    """A question that readers ask, and its answer."""

    question: Annotated[Line, Field(description="The question, as readers ask it.")]
    answer: Annotated[Prose, Field(description="The answer, in a few sentences.")]


class Sidebar(Item):
    """A text set apart on a tint, beside or below the others."""

    title: Annotated[Line | None, Field(description="Heading of the sidebar.")] = None
    text: Annotated[Prose, Field(description="The text, which may hold a list or a table.")]


class Displays(Item):
    """What a group and a section can both show; every part is optional and prints nothing where it is
    missing.
    """

    statistics: Annotated[
        tuple[Id, ...],
        Field(
            max_length=6,
            description=(
                "Three to five facts, printed large in a band across the page; where a fact has a"
                " share, it is drawn."
            ),
        ),
    ] = ()
    week: Annotated[
        tuple[WeekEntry, ...],
        Field(description="A week, drawn by days and hours; hours that nothing is written for stay free."),
    ] = ()
    month: Annotated[
        tuple[MonthEntry, ...], Field(description="A month or some weeks, set as a calendar.")
    ] = ()
    questions: Annotated[
        tuple[Question, ...], Field(description="Questions with their answers, set in two columns.")
    ] = ()
    sidebar: Annotated[Sidebar | None, Field(description="A text set apart on a tint.")] = None
