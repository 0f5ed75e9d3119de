"""A path while it is built: its box, and its straight upright parts (ISO 32000-2, 8.5). Must not know colors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from brochure.preflight.file.plane import TOLERANCE, Box, Matrix, Point

BUILDERS: Final = frozenset({b"m", b"l", b"c", b"v", b"y", b"h", b"re"})
_CURVES: Final = frozenset({b"c", b"v", b"y"})


@dataclass
class _Part:
    points: list[Point]
    is_curved: bool = False


@dataclass
class Path:
    """Parts of a path on the page; the control points of curves stand for them."""

    parts: list[_Part] = field(default_factory=list)

    def build(self, operator: bytes, values: Sequence[float], matrix: Matrix) -> None:
        """One more step of the path."""
        if operator == b"re":
            x, y, wide, high = values
            corners = Box(x, y, x + wide, y + high).corners
            self.parts.append(_Part([matrix.point(*corner) for corner in (*corners, corners[0])]))
            return
        points = [matrix.point(x, y) for x, y in zip(values[::2], values[1::2], strict=False)]
        if operator == b"m":
            self.parts.append(_Part(points))
        elif operator == b"h" and self.parts:
            self.parts[-1].points.append(self.parts[-1].points[0])
        elif self.parts:
            self.parts[-1].points += points
            self.parts[-1].is_curved |= operator in _CURVES

    @property
    def box(self) -> Box | None:
        """Around all parts; None where there is nothing."""
        points = [point for part in self.parts for point in part.points if len(part.points) > 1]
        return Box.around(points) if points else None

    def areas(self) -> tuple[Box, ...]:
        """The rectangles that the path fills; none where any part of it is another shape."""
        parts = [part for part in self.parts if len(part.points) > 1]
        if not all(_is_rectangle(part) for part in parts):
            return ()
        return tuple(Box.around(part.points) for part in parts)

    def lines(self, width: float) -> tuple[Box, ...]:
        """The rectangles that a stroke of this width leaves; none where any part is not upright and straight."""
        found = [line for part in self.parts for line in _lines(part, width / 2)]
        return tuple(line for line in found if line) if all(found) else ()


def _is_rectangle(part: _Part) -> bool:
    points = part.points[:-1] if part.points[0] == part.points[-1] else part.points
    return not part.is_curved and len(points) == 4 and all(map(_is_upright, pairwise([*points, points[0]])))


def _is_upright(ends: tuple[Point, Point]) -> bool:
    (x, y), (right, top) = ends
    return abs(x - right) < TOLERANCE or abs(y - top) < TOLERANCE


def _lines(part: _Part, half: float) -> Iterator[Box | None]:
    for ends in pairwise(part.points):
        if part.is_curved or not _is_upright(ends):
            yield None
            continue
        box = Box.around(ends)
        if box.height < TOLERANCE:
            yield Box(box.left, box.bottom - half, box.right, box.top + half)
        else:
            yield Box(box.left - half, box.bottom, box.right + half, box.top)
