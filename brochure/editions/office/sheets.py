"""What is asked of imposition and what it gives, and which sheet of paper a document is printed on.

Lengths in points. Must not know PDF.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from brochure.model import POINTS_PER_INCH, millimetres

#: Sheets folded one into another; as many copies as a sheet holds, to be cut; each page a sheet of its own.
Work = Literal["booklet", "copies", "single"]
Flip = Literal["short", "long"]


@dataclass(frozen=True)
class Stock:
    """A sheet of paper as it lies in the printer, in points; one made to measure has no name."""

    name: str
    width: float
    height: float


@dataclass(frozen=True)
class Scheme:
    """How pages are laid on sheets.

    `thickness` of the paper in millimetres, 0 for no creep compensation. `flip`: the edge of the sheet over
    which the printer turns it. `signature_pages`: most pages of sheets nested in one another, a multiple of
    4. `marks`: crop and fold marks where the sheet has room beyond the trim. `sheet`: a name from
    `sheets.NAMED`, or "next" for the next larger one. `paper`: whose sheets copies are cut from, "letter"
    (US) or "a4" (ISO).
    """

    work: Work
    thickness: float = 0.1
    flip: Flip = "short"
    signature_pages: int = 64
    marks: bool = False
    sheet: str = "next"
    paper: Literal["letter", "a4"] = "letter"

    def __post_init__(self) -> None:
        if self.signature_pages < 4 or self.signature_pages % 4 or self.thickness < 0:
            raise ValueError(f"no such paper can be folded: {self}")


@dataclass(frozen=True)
class Imposed:
    """The sheets: front, back, front, back.

    `sides` counts printed sides, `sheets` pieces of paper, `signatures` the sheets of each signature (none
    where nothing is folded), `copies` those of a document on one sheet, `blanks` the pages added. `notes`
    say what turned out otherwise than one would expect.
    """

    pdf: bytes
    sheet: Stock
    sides: int
    signatures: tuple[int, ...] = ()
    copies: int = 1
    blanks: int = 0
    notes: tuple[str, ...] = ()

    @property
    def sheets(self) -> int:
        """Pieces of paper."""
        return -(-self.sides // 2)


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
