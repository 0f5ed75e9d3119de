"""Which page stands where on sheets that are folded once and nested. Counts and numbers only; must not know lengths."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

#: A sheet folded once has four pages.
PAGES: Final = 4

#: A page's index from 0, or None for a blank one.
Leaf = int | None


@dataclass(frozen=True)
class Folded:
    """One sheet: what its front and its back show at left and right, the back as it is seen once the sheet is turned
    like a page. `depth` counts the sheets of the signature around it."""

    front: tuple[Leaf, Leaf]
    back: tuple[Leaf, Leaf]
    depth: int


def filled(count: int) -> list[Leaf]:
    """The pages and the blank ones that fill the last sheet.

    A last page on a left-hand side is a back cover: blank pages come before it, so that it stays outside. A last page
    on a right-hand side is none; blank pages follow. Either way no page changes sides.
    """
    pages: list[Leaf] = list(range(count))
    at = count - 1 if count % 2 == 0 else count
    return [*pages[:at], *[None] * (-count % PAGES), *pages[at:]]


def signatures(sheets: int, most: int) -> tuple[int, ...]:
    """Sheets of each signature: as few signatures of at most `most` sheets as there can be, as even as can be, the
    thicker ones first. So a sheet is alone only where `most` leaves no other way."""
    number = -(-sheets // most)
    return tuple(sheets // number + (at < sheets % number) for at in range(number))


def fold(pages: Sequence[Leaf], sizes: Sequence[int]) -> Iterator[Folded]:
    """The sheets of all signatures, each signature from its outermost sheet to its innermost."""
    first = 0
    for size in sizes:
        last = first + size * PAGES - 1
        for depth in range(size):
            low, high = first + 2 * depth, last - 2 * depth
            yield Folded((pages[high], pages[low]), (pages[low + 1], pages[high - 1]), depth)
        first = last + 1
