"""What is asked of imposition, and what it gives. Must not know PDF."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

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
