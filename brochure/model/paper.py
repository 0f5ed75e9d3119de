"""Sheets of paper, their panels and measures, in points (1/72 inch). Must not know content."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

POINTS_PER_INCH: Final = 72.0
MILLIMETRES_PER_INCH: Final = 25.4
#: CSS pixels are 1/96 inch (CSS Values and Units 3, section 6.2).
POINTS_PER_PIXEL: Final = 0.75


@dataclass(frozen=True)
class Sheet:
    """A trimmed page: width and height in points.

    `bleed` is how far art runs over its edges for a print shop.
    """

    name: str
    width: float
    height: float
    bleed: float


def millimetres(length: float) -> float:
    """Points in `length` millimetres."""
    return length / MILLIMETRES_PER_INCH * POINTS_PER_INCH


#: ANSI/ASME Y14.1 letter and ISO 216 A4, with the bleed that printers ask for in inches and in millimeters.
SHEETS: Final = {
    "letter": Sheet("letter", 8.5 * POINTS_PER_INCH, 11 * POINTS_PER_INCH, 0.125 * POINTS_PER_INCH),
    "a4": Sheet("a4", millimetres(210), millimetres(297), millimetres(3)),
}
#: The widest bleed that a print shop may ask for: the art of panels reaches no further over their edges
#: (panels.css).
WIDEST_BLEED: Final = 0.25 * POINTS_PER_INCH
_UNITS: Final = {"in": POINTS_PER_INCH, "mm": POINTS_PER_INCH / MILLIMETRES_PER_INCH, "pt": 1.0}
#: No text comes closer to a fold than this: folding machines are exact to 1-2 mm, and a fold drawn through
#: type cracks it.
FOLD_CLEARANCE: Final = millimetres(5)


def length(measure: str) -> float:
    """Points in a measure such as `3.625 in`, `98 mm` or `12 pt`."""
    return float(measure[:-2]) * _UNITS[measure[-2:]]


@dataclass(frozen=True)
class Panel:
    """A part of a page between two folds: `page` counts from 1.

    Lengths in points from the page's top left corner.
    """

    name: str
    page: int
    left: float
    width: float
    height: float
    is_first: bool
    is_last: bool


def panels(sides: Sequence[Sequence[str]], columns: Sequence[float], sheet: Sheet) -> tuple[Panel, ...]:
    """The panels of a sheet's sides; even pages are its back, where the columns stand the other way round.

    In a C-fold the panel that is tucked in is narrower, or it buckles: by 1/16 inch on Letter (3.625,
    3.6875, 3.6875 in) and by 1.5 mm on A4 (98, 99.5, 99.5 mm), as print shops' folding templates have it.
    """
    return tuple(
        panel for page, names in enumerate(sides, start=1) for panel in _side(page, names, columns, sheet)
    )


def _side(page: int, names: Sequence[str], columns: Sequence[float], sheet: Sheet) -> Iterator[Panel]:
    widths = tuple(columns) if page % 2 else tuple(reversed(columns))
    lefts = (0.0, *accumulate(widths))
    for name, left, width in zip(names, lefts, widths, strict=False):
        yield Panel(name, page, left, width, sheet.height, name == names[0], name == names[-1])
