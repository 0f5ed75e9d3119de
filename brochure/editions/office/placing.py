"""Where pages stand on the two sides of a sheet, in points from its lower left corner. Must not know PDF.

Backs are told as they are seen once the sheet is turned like a page of a book, about its upright edge.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from brochure.editions.office.folding import PAGES, Leaf, filled, fold, signatures
from brochure.editions.office.scheme import Scheme, Stock
from brochure.editions.office.sheets import Grid, cut, folded, own
from brochure.model import millimetres


@dataclass(frozen=True)
class Cell:
    """A page's trim on a sheet. `shift` moves what is printed in it to the right, and it is clipped to the cell."""

    page: int
    left: float
    bottom: float
    shift: float = 0.0


Side = tuple[Cell, ...]


@dataclass(frozen=True)
class Layout:
    """All sides in printing order, front and back in turn; cells are `width` by `height`, a block of `across` by `up`."""

    sheet: Stock
    width: float
    height: float
    across: int
    up: int
    sides: tuple[Side, ...]
    signatures: tuple[int, ...] = ()

    @property
    def left(self) -> float:
        """Where the block of cells begins."""
        return (self.sheet.width - self.across * self.width) / 2

    @property
    def bottom(self) -> float:
        """The lower edge of the block of cells."""
        return (self.sheet.height - self.up * self.height) / 2


def lay(count: int, width: float, height: float, scheme: Scheme) -> Layout:
    """A layout for `count` pages of this size."""
    if scheme.work == "booklet":
        sizes = signatures(-(-count // PAGES), scheme.signature_pages // PAGES)
        bare = _bare(folded(width, height, scheme.sheet), width, height)
        sides = _nested(bare, filled(count), sizes, millimetres(scheme.thickness))
        return Layout(bare.sheet, width, height, bare.across, bare.up, tuple(sides), sizes)
    grid = own(width, height) if scheme.work == "single" else cut(width, height, scheme.sheet, scheme.paper)
    bare = _bare(grid, width, height)
    return Layout(
        bare.sheet,
        width,
        height,
        bare.across,
        bare.up,
        tuple(_repeated(bare, page) for page in range(count)),
    )


def _bare(grid: Grid, width: float, height: float) -> Layout:
    return Layout(grid[0], width, height, grid[1], grid[2], ())


def _nested(bare: Layout, pages: Sequence[Leaf], sizes: Sequence[int], thickness: float) -> Iterator[Side]:
    """The sides of folded sheets, creep made up for.

    Each sheet of a signature is kept off the spine by those around it, so it sticks out by their thickness: what it
    shows is moved towards the spine by depth x thickness. (The same measure as thickness x (sheets - 1) for the
    innermost sheet in the handbook of Impozycjoner, "Reduction of creeping pages", with its staple factor left at 1.)
    """
    for sheet in fold(pages, sizes):
        inward = sheet.depth * thickness
        for left, right in (sheet.front, sheet.back):
            pair = ((left, bare.left, inward), (right, bare.left + bare.width, -inward))
            yield tuple(Cell(page, x, bare.bottom, shift) for page, x, shift in pair if page is not None)


def _repeated(bare: Layout, page: int) -> Side:
    """One page in every cell. The block is in the middle of the sheet, so its back falls on its front."""
    return tuple(
        Cell(page, bare.left + column * bare.width, bare.bottom + row * bare.height)
        for row in reversed(range(bare.up))
        for column in range(bare.across)
    )
