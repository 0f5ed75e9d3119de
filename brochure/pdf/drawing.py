"""Paths while they are built and text while it is set: where all of it lies (ISO 32000-2, 8.5 and 9.4).

Takes operators with their operands and the graphics state. Must not know resources.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from pikepdf import Matrix, Object, String

from brochure.pdf.events import MarkedContent, TextShown
from brochure.pdf.geometry import TOLERANCE, Box, Point, upwards
from brochure.pdf.objects import each
from brochure.pdf.state import State

BUILDERS: Final = frozenset({"m", "l", "c", "v", "y", "h", "re"})
MOVES: Final = frozenset({"BT", "Td", "TD", "Tm", "T*"})
SHOWS: Final = frozenset({"Tj", "TJ", "'", '"'})
_CURVES: Final = frozenset({"c", "v", "y"})
_SPACE: Final = 32


@dataclass
class _Part:
    points: list[Point]
    is_curved: bool = False


class Path:
    """A path while it is built, on the page (8.5); the control points of curves stand for them."""

    def __init__(self) -> None:
        self.parts: list[_Part] = []

    def build(self, operator: str, operands: Sequence[Any], matrix: Matrix) -> None:
        """One more step of the path."""
        a, b, c, d, e, f = matrix.shorthand
        values = list(map(float, operands))
        if operator == "re":
            x, y, right, top = values[0], values[1], values[0] + values[2], values[1] + values[3]
            values = [x, y, right, y, right, top, x, top, x, y]
        points = [
            (a * x + c * y + e, b * x + d * y + f) for x, y in zip(values[::2], values[1::2], strict=True)
        ]
        if operator in ("m", "re"):
            self.parts.append(_Part(points))
        elif operator == "h" and self.parts:
            self.parts[-1].points.append(self.parts[-1].points[0])
        elif self.parts:
            self.parts[-1].points += points
            self.parts[-1].is_curved |= operator in _CURVES

    @property
    def box(self) -> Box | None:
        """Around all parts; None where there is nothing."""
        points = [point for part in self.parts if len(part.points) > 1 for point in part.points]
        return Box.around(points) if points else None

    def areas(self) -> tuple[Box, ...]:
        """The rectangles that the path fills; none where any part of it is another shape."""
        parts = [part for part in self.parts if len(part.points) > 1]
        if not all(_is_rectangle(part) for part in parts):
            return ()
        return tuple(Box.around(part.points) for part in parts)

    def lines(self, width: float) -> tuple[Box, ...]:
        """The rectangles that a stroke of this width leaves; none where any part is not upright and
        straight.
        """
        found = []
        for part in self.parts:
            for line in _lines(part, width / 2):
                if line is None:
                    return ()
                found.append(line)
        return tuple(found)


def _is_rectangle(part: _Part) -> bool:
    points = part.points[:-1] if part.points[0] == part.points[-1] else part.points
    return not part.is_curved and len(points) == 4 and all(map(_is_straight, pairwise([*points, points[0]])))


def _is_straight(ends: tuple[Point, Point]) -> bool:
    (x, y), (right, top) = ends
    return abs(x - right) < TOLERANCE or abs(y - top) < TOLERANCE


def _lines(part: _Part, half: float) -> Iterator[Box | None]:
    for ends in pairwise(part.points):
        if part.is_curved or not _is_straight(ends):
            yield None
            return
        box = Box.around(ends)
        if box.height < TOLERANCE:
            yield Box(box.left, box.bottom - half, box.right, box.top + half)
        else:
            yield Box(box.left - half, box.bottom, box.right + half, box.top)


class TextLine:
    """Text while it is set: where the next glyph stands, and where its line began (9.4)."""

    def __init__(self) -> None:
        self.here = self.start = Matrix()

    def move(self, operator: str, operands: Sequence[Any], state: State) -> None:
        """A new line, or a new place."""
        if operator in ("BT", "Tm"):
            self.start = Matrix(*map(float, operands))
        else:
            if operator == "TD":
                state.leading = -float(operands[1])
            x, y = map(float, operands) if operator != "T*" else (0.0, -state.leading)
            self.start = Matrix(1, 0, 0, 1, x, y) @ self.start
        self.here = self.start

    def show(
        self, operator: str, operands: Sequence[Any], state: State, marks: tuple[MarkedContent, ...]
    ) -> TextShown | None:
        """The string or strings of one operator, as one event; None without a font or a glyph."""
        if operator == '"':
            state.word_spacing, state.spacing = float(operands[0]), float(operands[1])
        if operator in ("'", '"'):
            self.move("T*", (), state)
        font, size, stretch = state.font, state.size / 1000, state.stretch
        if font is None:
            return None
        codes, texts, begin, end, at = list[int](), list[str](), None, 0.0, 0.0
        for piece in each(operands[-1]):
            if not isinstance(piece, Object):
                at -= float(piece or 0) * size * stretch
                continue
            for glyph in font.read(bytes(piece) if isinstance(piece, String) else b""):
                more = state.word_spacing if glyph.code == _SPACE and not font.is_wide else 0.0
                after = at + (glyph.width * size + state.spacing + more) * stretch
                if not glyph.is_blank:
                    begin, end = at if begin is None else begin, after
                codes.append(glyph.code)
                texts.append(glyph.text)
                at = after
        before, self.here = self.here, Matrix(1, 0, 0, 1, at, 0) @ self.here
        if not codes:
            return None
        matrix, mode = before @ state.matrix, state.mode % 4
        ends = (0.0, at) if begin is None else (begin, end)
        uncut = Box(ends[0], state.rise + font.below * size, ends[1], state.rise + font.above * size).moved(
            matrix
        )
        fill = state.fill if mode in (0, 2) else None
        stroke = state.stroke if mode in (1, 2) else None
        return TextShown(
            box=state.cut(uncut),
            uncut=uncut,
            overlay=state.overlay,
            marks=marks,
            fill=fill.color if fill else None,
            stroke=stroke.color if stroke else None,
            painted_in=tuple(ink.space for ink in (fill, stroke) if ink),
            text="".join(texts),
            size=state.size * upwards(matrix),
            font=font,
            codes=tuple(codes),
            origin=matrix.transform((0.0, state.rise)),
            end=matrix.transform((at, state.rise)),
            mode=state.mode,
            is_blank=begin is None,
        )
