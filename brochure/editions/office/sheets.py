"""Which sheet of paper a document is printed on. Lengths in points."""

from __future__ import annotations

from typing import Final

from brochure.editions.office.scheme import Stock
from brochure.model import POINTS_PER_INCH, millimetres

#: By how much a page may miss a usual size and still be one.
TOLERANCE: Final = 1.5


def _inches(name: str, wide: float, high: float) -> Stock:
    return Stock(name, wide * POINTS_PER_INCH, high * POINTS_PER_INCH)


def _metric(name: str, wide: float, high: float) -> Stock:
    return Stock(name, millimetres(wide), millimetres(high))


#: ANSI/ASME Y14.1, ISO 216 and, oversized for trimming, 12 x 18 in and SRA3 (ISO 217 has the RA sizes).
NAMED: Final = {
    sheet.name: sheet
    for sheet in (
        _inches("letter", 11, 8.5),
        _inches("tabloid", 17, 11),
        _inches("12x18", 18, 12),
        _metric("a4", 297, 210),
        _metric("a3", 420, 297),
        _metric("sra3", 450, 320),
    )
}
#: Pages that fold from a usual sheet: width, height, sheet.
_FOLDED: Final = (
    (8.5 * POINTS_PER_INCH, 11 * POINTS_PER_INCH, "tabloid"),
    (5.5 * POINTS_PER_INCH, 8.5 * POINTS_PER_INCH, "letter"),
    (millimetres(210), millimetres(297), "a3"),
    (millimetres(148), millimetres(210), "a4"),
)
_FAMILIES: Final = {"letter": ("letter", "tabloid"), "a4": ("a4", "a3")}

#: A sheet and how many pages lie on it, across and up.
Grid = tuple[Stock, int, int]


def folded(width: float, height: float, wanted: str) -> Grid:
    """The sheet that folds to such pages: the one wanted if they fit, the usual one, or one made to fit."""
    if wanted in NAMED and _holds(NAMED[wanted], 2 * width, height):
        return NAMED[wanted], 2, 1
    usual = (
        name
        for wide, high, name in _FOLDED
        if abs(wide - width) <= TOLERANCE and abs(high - height) <= TOLERANCE
    )
    name = next(usual, "")
    return (NAMED[name] if name else _twice(width, height)), 2, 1


def cut(width: float, height: float, wanted: str, paper: str) -> Grid:
    """The sheet that pages of this size are cut from: the smallest with two or more, filled."""
    for name in (wanted, *_FAMILIES[paper]):
        if name in NAMED:
            grid = _filled(NAMED[name], width, height)
            if grid[1] * grid[2] >= 2:
                return grid
    return _twice(width, height), 2, 1


def own(width: float, height: float) -> Grid:
    """A sheet of the page's own size."""
    return Stock("", width, height), 1, 1


def _twice(width: float, height: float) -> Stock:
    """A sheet without a name, of two pages side by side."""
    return Stock("", 2 * width, height)


def _filled(sheet: Stock, width: float, height: float) -> Grid:
    """As many upright pages as fit, the sheet lying or standing, whichever holds more."""
    standing = Stock(sheet.name, sheet.height, sheet.width)
    grids = [(one, _times(one.width, width), _times(one.height, height)) for one in (sheet, standing)]
    return max(grids, key=lambda grid: grid[1] * grid[2])


def _times(room: float, length: float) -> int:
    return int((room + TOLERANCE) // length)


def _holds(sheet: Stock, width: float, height: float) -> bool:
    return sheet.width + TOLERANCE >= width and sheet.height + TOLERANCE >= height
