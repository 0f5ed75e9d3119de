"""Boxes, matrices and pages, in points from a page's lower left corner (ISO 32000-2, 8.3 and 14.11.2).

Takes objects of a PDF; gives a page tree's pages with all that they inherit. Must not know what stands on a
page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import hypot, isfinite
from typing import Final, NamedTuple, Self

from pikepdf import Matrix, Name, Object, Pdf

from brochure.pdf.objects import each, numbers, table

Point = tuple[float, float]
#: Points by which two measures may differ and still be the same.
TOLERANCE: Final = 0.01
#: What the outlines of glyphs may differ from their boxes, in points.
GLYPHS: Final = 0.5
#: A page without a MediaBox is a letter.
_LETTER: Final = (0.0, 0.0, 612.0, 792.0)
#: What a page takes from the nodes above it where it says nothing itself (table 31).
_INHERITED: Final = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")


class Box(NamedTuple):
    """A rectangle along the axes."""

    left: float
    bottom: float
    right: float
    top: float

    @classmethod
    def around(cls, points: Iterable[Point]) -> Self:
        """The smallest box that holds all points."""
        across, up = zip(*points, strict=True)
        return cls(min(across), min(up), max(across), max(up))

    @property
    def width(self) -> float:
        """From left to right; negative where there is nothing."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From bottom to top; negative where there is nothing."""
        return self.top - self.bottom

    @property
    def corners(self) -> tuple[Point, Point, Point, Point]:
        """Around, from the lower left."""
        left, bottom, right, top = self
        return (left, bottom), (right, bottom), (right, top), (left, top)

    def holds(self, other: Box, slack: float = TOLERANCE) -> bool:
        """Whether another box lies inside this one."""
        return (
            self.left <= other.left + slack
            and self.bottom <= other.bottom + slack
            and self.right >= other.right - slack
            and self.top >= other.top - slack
        )

    def meets(self, other: Box, slack: float = TOLERANCE) -> bool:
        """Whether two boxes have room in common."""
        return (
            min(self.right, other.right) - max(self.left, other.left) > slack
            and min(self.top, other.top) - max(self.bottom, other.bottom) > slack
        )

    def common(self, other: Box) -> Box:
        """The room in common."""
        return Box(
            max(self.left, other.left),
            max(self.bottom, other.bottom),
            min(self.right, other.right),
            min(self.top, other.top),
        )

    def grown(self, by: float) -> Box:
        """The box with a margin around it, or cut off where that is negative."""
        return Box(self.left - by, self.bottom - by, self.right + by, self.top + by)

    def moved(self, matrix: Matrix) -> Box:
        """The smallest box around this one after it was moved."""
        a, b, c, d, e, f = matrix.shorthand
        left, bottom, right, top = self
        across = (a * left + c * bottom, a * right + c * bottom, a * right + c * top, a * left + c * top)
        up = (b * left + d * bottom, b * right + d * bottom, b * right + d * top, b * left + d * top)
        return Box(min(across) + e, min(up) + f, max(across) + e, max(up) + f)


def box_of(value: object) -> Box | None:
    """The box that four numbers give, whichever corners they name; None where they are not four."""
    sides = numbers(value)
    return Box.around([(sides[0], sides[1]), (sides[2], sides[3])]) if len(sides) == 4 else None


def matrix_of(value: object) -> Matrix:
    """The map that six numbers of a file give; the unit where they are not six."""
    factors = numbers(value)
    return Matrix(*factors) if len(factors) == 6 else Matrix()


def across(matrix: Matrix) -> float:
    """The length that one unit to the right has after a map."""
    return hypot(matrix.a, matrix.b)


def upwards(matrix: Matrix) -> float:
    """The length that one unit upwards has after a map."""
    return hypot(matrix.c, matrix.d)


def scale(matrix: Matrix) -> float:
    """The factor of lengths, as the root of the factor of areas."""
    return float(abs(matrix.a * matrix.d - matrix.b * matrix.c) ** 0.5)


def is_upright(matrix: Matrix) -> bool:
    """Whether boxes stay boxes: turned by quarters at most."""
    a, b, c, d, _, _ = matrix.shorthand
    return min(abs(a) + abs(d), abs(b) + abs(c)) < 1e-6 * (across(matrix) + upwards(matrix))


@dataclass(frozen=True)
class PdfPage:
    """A page with what it inherits. `bleed` and `trim` are what holds where the page names none.

    `rotation` is in degrees clockwise, a multiple of 90; `unit` is how many points a unit of the page is.
    `lacks` says what of the page is not in the file; such a page is empty.
    """

    number: int
    dictionary: Object
    resources: Object
    media: Box
    crop: Box
    bleed: Box
    trim: Box
    unit: float = 1.0
    rotation: int = 0
    lacks: str = ""


def pages_of(pdf: Pdf) -> Iterator[PdfPage]:
    """All pages in their order, however deep their tree is; a loop in it is entered once."""
    root = table(pdf.Root.get("/Pages"))
    waiting: list[tuple[Object, dict[str, Object]]] = [(root, {})] if root else []
    entered, number = set[tuple[int, int]](), 0
    while waiting:
        node, above = waiting.pop()
        known = above | {key: value for key in _INHERITED if (value := node.get(key)) is not None}
        if "/Kids" not in node:
            number += 1
            yield _page(number, node, known)
        elif node.objgen not in entered or node.objgen == (0, 0):
            entered.add(node.objgen)
            waiting += ((table(kid), known) for kid in reversed(each(node.get("/Kids"))))


def _page(number: int, page: Object, known: dict[str, Object]) -> PdfPage:
    lacks = "" if page else "it is not in the file"
    if page and page.get("/Type") != Name.Page:
        page.Type = Name.Page  # what parses content asks for it, viewers do not
    media = box_of(known.get("/MediaBox")) or Box(*_LETTER)
    crop = box_of(known.get("/CropBox")) or media
    turned = numbers(known.get("/Rotate"))
    unit = numbers(page.get("/UserUnit"))
    return PdfPage(
        number,
        page,
        table(known.get("/Resources")),
        media,
        crop,
        box_of(page.get("/BleedBox")) or crop,
        box_of(page.get("/TrimBox")) or crop,
        unit[0] if unit and isfinite(unit[0]) else 1.0,
        round(turned[0] / 90) * 90 % 360 if turned else 0,
        lacks,
    )
