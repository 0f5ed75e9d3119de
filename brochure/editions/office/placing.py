"""Which page stands where on the two sides of a sheet, in points from its lower left corner.

Backs are told as they are seen once the sheet is turned like a page of a book, about its upright edge.
Must not know PDF.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from brochure.editions.office.scheme import Scheme, Stock
from brochure.editions.office.sheets import Grid, cut, folded, own
from brochure.model import millimetres

#: A sheet folded once has four pages.
PAGES: Final = 4

#: A page's index from 0, or None for a blank one.
Leaf = int | None


@dataclass(frozen=True)
class FoldedSheet:
    """What front and back of a sheet show at left and right; `depth` counts the sheets around it."""

    front: tuple[Leaf, Leaf]
    back: tuple[Leaf, Leaf]
    depth: int


@dataclass(frozen=True)
class Slot:
    """A page's trim on a sheet. `shift` moves the page in it to the right; the slot clips it."""

    page: int
    left: float
    bottom: float
    shift: float = 0.0


Side = tuple[Slot, ...]


@dataclass(frozen=True)
class Imposition:
    """All sides in printing order, front and back in turn.

    Each is a block of `across` by `up` slots, which are `width` by `height`.
    """

    sheet: Stock
    width: float
    height: float
    across: int
    up: int
    sides: tuple[Side, ...] = ()
    signatures: tuple[int, ...] = ()

    @property
    def left(self) -> float:
        """Where the block of slots begins."""
        return (self.sheet.width - self.across * self.width) / 2

    @property
    def bottom(self) -> float:
        """The lower edge of the block of slots."""
        return (self.sheet.height - self.up * self.height) / 2


def lay(count: int, width: float, height: float, scheme: Scheme) -> Imposition:
    """Where `count` pages of this size stand."""
    if scheme.work == "booklet":
        sizes = signatures(-(-count // PAGES), scheme.signature_pages // PAGES)
        bare = _bare(folded(width, height, scheme.sheet), width, height)
        sides = _nested(bare, filled(count), sizes, millimetres(scheme.thickness))
        return replace(bare, sides=tuple(sides), signatures=sizes)
    grid = own(width, height) if scheme.work == "single" else cut(width, height, scheme.sheet, scheme.paper)
    bare = _bare(grid, width, height)
    return replace(bare, sides=tuple(_repeated(bare, page) for page in range(count)))


def filled(count: int) -> list[Leaf]:
    """The pages and the blank ones that fill the last sheet.

    A last page on a left-hand side is a back cover: blank pages come before it, so that it stays outside.
    One on a right-hand side is none; blank pages follow. Either way no page changes sides.
    """
    pages: list[Leaf] = list(range(count))
    at = count - 1 if count % 2 == 0 else count
    return [*pages[:at], *[None] * (-count % PAGES), *pages[at:]]


def signatures(sheets: int, most: int) -> tuple[int, ...]:
    """Sheets of each signature: the fewest signatures of at most `most` sheets, as even as can be, the
    thicker ones first. So a sheet is alone only where `most` leaves no other way."""
    number = -(-sheets // most)
    return tuple(sheets // number + (at < sheets % number) for at in range(number))


def fold(pages: Sequence[Leaf], sizes: Sequence[int]) -> Iterator[FoldedSheet]:
    """The sheets of all signatures, each signature from its outermost sheet to its innermost."""
    first = 0
    for size in sizes:
        last = first + size * PAGES - 1
        for depth in range(size):
            low, high = first + 2 * depth, last - 2 * depth
            yield FoldedSheet((pages[high], pages[low]), (pages[low + 1], pages[high - 1]), depth)
        first = last + 1


def _bare(grid: Grid, width: float, height: float) -> Imposition:
    return Imposition(grid[0], width, height, grid[1], grid[2])


def _nested(
    bare: Imposition, pages: Sequence[Leaf], sizes: Sequence[int], thickness: float
) -> Iterator[Side]:
    """The sides of folded sheets, creep made up for.

    Each sheet of a signature is kept off the spine by those around it, so it sticks out by their thickness:
    what it shows is moved towards the spine by depth x thickness. (The handbook of Impozycjoner, "Reduction
    of creeping pages", has the same for the innermost sheet: thickness x (sheets - 1), with its staple
    factor left at 1.)
    """
    for sheet in fold(pages, sizes):
        inward = sheet.depth * thickness
        for left, right in (sheet.front, sheet.back):
            pair = ((left, bare.left, inward), (right, bare.left + bare.width, -inward))
            yield tuple(Slot(page, x, bare.bottom, shift) for page, x, shift in pair if page is not None)


def _repeated(bare: Imposition, page: int) -> Side:
    """One page in every slot. The block is in the middle of the sheet, so its back falls on its front."""
    return tuple(
        Slot(page, bare.left + column * bare.width, bare.bottom + row * bare.height)
        for row in reversed(range(bare.up))
        for column in range(bare.across)
    )
