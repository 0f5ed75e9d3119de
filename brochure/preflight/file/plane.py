"""Boxes and matrices of a page, in points from its lower left corner (ISO 32000-2, 8.3). Must not know PDF objects."""

from __future__ import annotations

from collections.abc import Iterable
from math import hypot
from typing import NamedTuple, Self

Point = tuple[float, float]
#: Points by which two measures may differ and still be the same.
TOLERANCE = 0.01
#: What the outlines of glyphs may differ from their boxes, in points.
GLYPHS = 0.5


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
        return (
            (self.left, self.bottom),
            (self.right, self.bottom),
            (self.right, self.top),
            (self.left, self.top),
        )

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


class Matrix(NamedTuple):
    """An affine map as PDF writes it."""

    a: float = 1
    b: float = 0
    c: float = 0
    d: float = 1
    e: float = 0
    f: float = 0

    def then(self, other: Matrix) -> Matrix:
        """This map followed by another."""
        return Matrix(
            self.a * other.a + self.b * other.c,
            self.a * other.b + self.b * other.d,
            self.c * other.a + self.d * other.c,
            self.c * other.b + self.d * other.d,
            self.e * other.a + self.f * other.c + other.e,
            self.e * other.b + self.f * other.d + other.f,
        )

    def point(self, x: float, y: float) -> Point:
        """Where a point comes to lie."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def box(self, box: Box) -> Box:
        """The smallest box around a box that was moved."""
        return Box.around(self.point(x, y) for x, y in box.corners)

    @property
    def across(self) -> float:
        """The length that one unit to the right has afterwards."""
        return hypot(self.a, self.b)

    @property
    def up(self) -> float:
        """The length that one unit upwards has afterwards."""
        return hypot(self.c, self.d)

    @property
    def scale(self) -> float:
        """The factor of lengths, as the root of the factor of areas."""
        return float(abs(self.a * self.d - self.b * self.c) ** 0.5)

    @property
    def is_upright(self) -> bool:
        """Whether boxes stay boxes: turned by quarters at most."""
        return min(abs(self.a) + abs(self.d), abs(self.b) + abs(self.c)) < 1e-6 * (self.across + self.up)


def matrix_of(values: Iterable[object]) -> Matrix:
    """The map that six numbers of a file give; the unit where they are not six."""
    numbers = [float(value) for value in values if isinstance(value, (int, float))]
    return Matrix(*numbers) if len(numbers) == 6 else Matrix()


def box_of(values: Iterable[object]) -> Box | None:
    """The box that four numbers of a file give, whichever corners they name; None where they are not four."""
    numbers = [float(value) for value in values if isinstance(value, (int, float))]
    return Box.around([(numbers[0], numbers[1]), (numbers[2], numbers[3])]) if len(numbers) == 4 else None
