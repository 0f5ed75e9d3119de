"""Checks of content whose gravity a publication may set: their names, and what each looks for.

What no type can say and what may be right all the same: figures that contradict one another, days, people
and consent that do not fit the season. Must not know how anything is checked.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final, NamedTuple

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from brochure.model.printer import Gravity


class ContentCheck(NamedTuple):
    """One check: how grave its findings are where nothing else is said, and what it looks for."""

    gravity: Gravity
    about: str


#: The one that a build asks for, of what it has composed.
UNPRINTED: Final = "unprinted"
CONTENT_CHECKS: Final[Mapping[str, ContentCheck]] = {
    "value-words": ContentCheck("warning", "a fact whose value, words and share say different numbers"),
    "other-figure": ContentCheck(
        "warning", "a text that gives another number than the fact for the same thing"
    ),
    "written-figure": ContentCheck("note", "a figure written by hand that a fact states"),
    "counts": ContentCheck("warning", "a number of programs or points that is not how many there are"),
    "shown-twice": ContentCheck(
        "note", "a fact beside a text and in the band of figures below the same text"
    ),
    "ink-color": ContentCheck("warning", "a color that looks like another one in print"),
    "class-year": ContentCheck(
        "warning", "people whose year and class do not belong together in this season"
    ),
    "season-dates": ContentCheck(
        "warning",
        "a key date before the day of issue, or after the last day of validity; days of a program or of its"
        " stages that are over by then; names of the season that are of different years",
    ),
    "weekday": ContentCheck("warning", "a day of the week that is not the one of the date beside it"),
    "consent": ContentCheck("error", "consent that ended before the day of issue"),
    "consent-validity": ContentCheck(
        "warning", "consent that ends before the brochures do, or that no day of issue can be held against"
    ),
    "spoilt-letters": ContentCheck("warning", "letters that were lost or read wrongly on their way"),
    UNPRINTED: ContentCheck(
        "note", "fields, rows, facts, people, sections, chapters and files that nothing prints"
    ),
    "old-facts": ContentCheck("warning", "what is as of an older season than the one that is printed"),
    "read-lists": ContentCheck(
        "note", "what was read of each spreadsheet: rows, classes, columns passed over"
    ),
}


def _known(name: str) -> str:
    if name not in CONTENT_CHECKS:
        raise PydanticCustomError("no_content_check", "must be a check")
    return name


ContentCheckName = Annotated[str, AfterValidator(_known)]
