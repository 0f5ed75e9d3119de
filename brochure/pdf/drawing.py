"""What operators change before anything is painted: the graphics state, the path that is being built, the
text that is being set and where all of it lies (ISO 32000-2, 8.4 to 8.6 and 9.4).

Takes instructions and the resources that they name. Must not know what becomes of what is painted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

from pikepdf import Dictionary, Matrix, Name, Object, String

from brochure.pdf.colors import CMYK, GRAY, RGB, Color, Space, space_of
from brochure.pdf.events import MarkedContent, Overlay, TextShown
from brochure.pdf.fonts import Font
from brochure.pdf.geometry import TOLERANCE, Box, Point, upwards
from brochure.pdf.objects import each, name_of, numbers, table
from brochure.pdf.operators import Instruction

_DEVICES: Final = {"g": GRAY, "G": GRAY, "rg": RGB, "RG": RGB, "k": CMYK, "K": CMYK}
_STROKES: Final = frozenset({"G", "RG", "K", "CS", "SC", "SCN"})
#: The operators that choose colors.
COLORS: Final = frozenset({*_DEVICES, "cs", "CS", "sc", "SC", "scn", "SCN"})
#: The operators that change one thing each, and by which factor.
SETTERS: Final = {
    "w": ("width", 1.0),
    "Tc": ("spacing", 1.0),
    "Tw": ("word_spacing", 1.0),
    "Tz": ("stretch", 0.01),
    "TL": ("leading", 1.0),
    "Ts": ("rise", 1.0),
}
_NORMAL: Final = frozenset({"/Normal", "/Compatible"})
#: What no clip lets through.
NOWHERE: Final = Box(0, 0, 0, 0)
_BLACK: Final = GRAY.color(GRAY.start)
BUILDERS: Final = frozenset({"m", "l", "c", "v", "y", "h", "re"})
MOVES: Final = frozenset({"BT", "Td", "TD", "Tm", "T*"})
SHOWS: Final = frozenset({"Tj", "TJ", "'", '"'})
_CURVES: Final = frozenset({"c", "v", "y"})
_SPACE: Final = 32


class Resources:
    """What a content stream names, looked up once."""

    def __init__(self, entries: Object) -> None:
        self.entries = entries
        self._kinds: dict[str, Object] = {}
        self._spaces: dict[str, Space] = {}

    def named(self, kind: str, name: object) -> Any:
        """The object of a kind (`/Font`) that has a name; None where there is none."""
        if kind not in self._kinds:
            self._kinds[kind] = table(self.entries.get(kind))
        return self._kinds[kind].get(name) if isinstance(name, Name) else None

    def space(self, value: object) -> Space:
        """The color space that a name, or an array, means."""
        known = self._kinds.setdefault("/ColorSpace", table(self.entries.get("/ColorSpace")))
        if not isinstance(value, Name):
            return space_of(value, known)
        name = name_of(value)
        if name not in self._spaces:
            self._spaces[name] = space_of(value, known)
        return self._spaces[name]


@dataclass(frozen=True)
class Ink:
    """What fills or strokes are painted in: numbers of a space, or a pattern for which they stand.

    No numbers where the color is not known, as in a form that takes it from where it is drawn.
    """

    space: Space = GRAY
    values: tuple[float, ...] = GRAY.start
    pattern: Any = None
    color: Color = _BLACK


@dataclass
class State:
    """The graphics state at one operator (8.4).

    `base` is the map of the stream itself, on which patterns lie.

    `is_tile` is true inside of a pattern.
    """

    base: Matrix = field(default_factory=Matrix)
    matrix: Matrix = field(default_factory=Matrix)
    clip: Box = NOWHERE
    fill: Ink = Ink()
    stroke: Ink = Ink()
    width: float = 1.0
    alphas: tuple[float, float] = (1.0, 1.0)
    is_blended: bool = False
    is_masked: bool = False
    overprints: tuple[bool, bool] = (False, False)
    overprint_mode: int = 0
    in_mask: bool = False
    is_tile: bool = False
    font: Font | None = None
    size: float = 0.0
    spacing: float = 0.0
    word_spacing: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    mode: int = 0

    @property
    def overlay(self) -> Overlay:
        """How marks lie over what is below them."""
        is_transparent = min(self.alphas) < 1 or self.is_blended or self.is_masked
        return Overlay(*self.overprints, self.overprint_mode, is_transparent, self.in_mask)

    def cut(self, box: Box) -> Box:
        """What the clip lets through; a tile of a pattern is everywhere that it can be."""
        return self.clip if self.is_tile else box.common(self.clip)


def set_color(state: State, one: Instruction, resources: Resources) -> str:
    """`g rg k cs sc scn` and their capitals for strokes; gives what is wrong with the color, or nothing."""
    name, operands = one.name, one.operands
    is_stroke = name in _STROKES
    space, fault = (state.stroke if is_stroke else state.fill).space, ""
    if name in ("cs", "CS"):
        space = resources.space(operands[0])
        ink = Ink(space, space.start, None, space.color(space.start))
        fault = space.said if space.kind == "other" else ""
    elif space.kind == "pattern" and name not in _DEVICES:
        below = tuple(numbers(list(operands[:-1])))
        pattern = resources.named("/Pattern", operands[-1]) if operands else None
        ink = Ink(space, below, pattern, (space.base or space).color(below))
        fault = "" if isinstance(pattern, Object) else "a pattern that is not in the file"
    else:
        space = _DEVICES.get(name, space)
        values = tuple(map(float, (value for value in operands if not isinstance(value, Object))))
        ink = Ink(space, values, None, space.color(values))
    if is_stroke:
        state.stroke = ink
    else:
        state.fill = ink
    return fault


def set_parameters(state: State, given: Object) -> None:
    """What a dictionary of the resources changes (`gs`; table 57)."""
    state.width = given.get_float("/LW", state.width)
    fill, stroke = state.overprints
    stroke = given.get_bool("/OP", stroke)
    fill = given.get_bool("/op", given.get_bool("/OP", fill))
    state.overprints = fill, stroke
    state.overprint_mode = given.get_int("/OPM", state.overprint_mode)
    state.alphas = given.get_float("/ca", state.alphas[0]), given.get_float("/CA", state.alphas[1])
    if "/BM" in given:
        state.is_blended = name_of(next(iter(each(given["/BM"])), Name.Normal)) not in _NORMAL
    if "/SMask" in given:
        state.is_masked = isinstance(given["/SMask"], Dictionary)


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
