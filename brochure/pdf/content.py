"""What a page paints and says: its content carried out, one typed event for each thing that comes of it.

`Interpreter().events(page)` takes a `PdfPage` (`pdf.geometry.pages_of`) and gives, in the order of the
content:

- `MarkBegins` and `MarkEnds` around marked content (BMC, BDC, EMC) with its `MarkedContent`: tag, MCID,
  ActualText, Lang, whether it is an artifact, and the stream that its MCID counts in. What an unbalanced
  stream leaves open is ended.
- `TextShown` for each string or array of strings: `text` as it reads (spaces, hidden and blank text too),
  `origin` where it begins on the page and `end` where it ends, `size` as it is printed, `font`, `mode` (3 is
  invisible), and everything that a `Painting` has.
- `PathPainted`, `PictureDrawn`, `ShadingPainted`, `GroupPainted` for all else that is painted.
- `Damage` for whatever of the content cannot be carried out; the rest is.

Every `Painting` has the `box` that the clip lets through and the `uncut` one (points, from the page's lower
left), its `overlay` on what is below it, its colors and color spaces, and the `marks` that are open around
it, outermost first. Forms, patterns and soft masks are followed, with bounds on how deep and how long
(`Damage` tells of it). Boxes on a page with a `UserUnit` are in its own units. Must not know what will be
made of the events.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

from pikepdf import Dictionary, Matrix, Name, Object, Stream, String

from brochure.pdf.colors import CMYK, GRAY, RGB, Color, Space, shading_colors, space_of
from brochure.pdf.fonts import Font, font_of
from brochure.pdf.geometry import TOLERANCE, Box, PdfPage, Point, across, box_of, matrix_of, scale, upwards
from brochure.pdf.instructions import INLINE_PICTURE, Instruction, instructions
from brochure.pdf.objects import each, name_of, numbers, table, word_of

#: Forms inside forms deeper than this, and pages of more operators, are a fault of the file.
_DEEPEST: Final = 12
_MOST_OPERATORS: Final = 3_000_000
#: A line of width 0 is printed as thin as can be: the dot of a plate setter, in points.
_THINNEST: Final = 0.03
_SPACE: Final = 32
#: Modes of text that only clips, or prints nothing (ISO 32000-2, table 104).
_UNSEEN: Final = frozenset({3, 7})
#: What the painting operators do: fill, stroke, close before (table 59).
_PAINTS: Final = {
    **dict.fromkeys(("f", "F", "f*"), (True, False, False)),
    **dict.fromkeys(("B", "B*"), (True, True, False)),
    **dict.fromkeys(("b", "b*"), (True, True, True)),
    "n": (False, False, False),
    "S": (False, True, False),
    "s": (False, True, True),
}
_BUILDERS: Final = frozenset({"m", "l", "c", "v", "y", "h", "re"})
_CURVES: Final = frozenset({"c", "v", "y"})
_MOVES: Final = frozenset({"BT", "Td", "TD", "Tm", "T*"})
_SHOWS: Final = frozenset({"Tj", "TJ", "'", '"'})
_DEVICES: Final = {"g": GRAY, "G": GRAY, "rg": RGB, "RG": RGB, "k": CMYK, "K": CMYK}
_STROKES: Final = frozenset({"G", "RG", "K", "CS", "SC", "SCN"})
#: The operators that choose colors.
COLORS: Final = frozenset({*_DEVICES, "cs", "CS", "sc", "SC", "scn", "SCN"})
_NORMAL: Final = frozenset({"/Normal", "/Compatible"})


@dataclass(frozen=True)
class Overlay:
    """How a mark lies over what is below it; `in_mask` for what only shapes a soft mask."""

    overprints_fill: bool = False
    overprints_stroke: bool = False
    overprint_mode: int = 0
    is_transparent: bool = False
    in_mask: bool = False

    def overprints(self, color: Color, is_stroke: bool = False) -> bool:
        """Whether inks that a color does not have are kept below it (8.6.7)."""
        asked = self.overprints_stroke if is_stroke else self.overprints_fill
        return asked and color.overprints_by_zero and (color.kind == "spot" or self.overprint_mode == 1)


@dataclass(frozen=True, eq=False)
class MarkedContent:
    """A stretch of marked content; `stands_for` is its ActualText, which may be empty, `language` its Lang.

    `stream` is the number and generation of the form, or the page, that the MCID counts in.
    """

    tag: str
    mcid: int | None = None
    stands_for: str | None = None
    language: str = ""
    stream: tuple[int, int] = (0, 0)

    @property
    def is_artifact(self) -> bool:
        """Whether it is no part of what a page says."""
        return self.tag == "Artifact"


class ContentEvent:
    """Anything that comes of a page's content."""


@dataclass(frozen=True)
class Damage(ContentEvent):
    """Something that cannot be carried out, as a noun: `an operator Tf with 1 operand, where it needs 2`."""

    what: str


@dataclass(frozen=True)
class MarkBegins(ContentEvent):
    """Marked content is opened."""

    mark: MarkedContent


@dataclass(frozen=True)
class MarkEnds(ContentEvent):
    """Marked content is closed."""

    mark: MarkedContent


@dataclass(frozen=True)
class Painting(ContentEvent):
    """Anything that is painted; `uncut` is its box as it would be without the clip."""

    box: Box
    uncut: Box
    overlay: Overlay
    marks: tuple[MarkedContent, ...]

    @property
    def colors(self) -> tuple[Color, ...]:
        """The flat colors that it is painted in."""
        return ()

    @property
    def spaces(self) -> tuple[Space, ...]:
        """The color spaces that it uses."""
        return ()


@dataclass(frozen=True)
class FlatPainting(Painting):
    """Something in flat color; `fill` and `stroke` are None where there is none."""

    fill: Color | None
    stroke: Color | None
    painted_in: tuple[Space, ...]

    @property
    def colors(self) -> tuple[Color, ...]:
        return tuple(color for color in (self.fill, self.stroke) if color)

    @property
    def spaces(self) -> tuple[Space, ...]:
        return self.painted_in


@dataclass(frozen=True)
class TextShown(FlatPainting):
    """A string; `size` in points as it is printed, `codes` as they stand in the file.

    `stroke` is its outline.
    """

    text: str
    size: float
    font: Font
    codes: tuple[int, ...]
    origin: Point
    end: Point
    mode: int
    is_blank: bool

    @property
    def is_printed(self) -> bool:
        """Whether it is meant to be seen: neither invisible nor a clip alone."""
        return self.mode not in _UNSEEN

    @property
    def is_seen(self) -> bool:
        """Whether it leaves ink: it is printed, and not made of spaces alone."""
        return self.is_printed and not self.is_blank


@dataclass(frozen=True)
class PathPainted(FlatPainting):
    """A path; `width` of its stroke in points, 0 where it has none.

    `rectangles` are its straight upright parts, if it has no others.
    """

    width: float
    rectangles: tuple[Box, ...]


@dataclass(frozen=True)
class PictureDrawn(Painting):
    """A picture; `space` is None for a stencil, which is painted in `fill`."""

    picture: Object
    matrix: Matrix
    space: Space | None
    fill: Color | None

    @property
    def resolution(self) -> float:
        """Pixels per inch as printed, in the worse direction."""
        wide, high = self.picture.get_int("/Width", 0), self.picture.get_int("/Height", 0)
        return min(wide * 72 / max(across(self.matrix), 1e-9), high * 72 / max(upwards(self.matrix), 1e-9))

    @property
    def is_line_art(self) -> bool:
        """Whether it has one bit for each pixel."""
        return self.space is None or self.picture.get_int("/BitsPerComponent", 8) == 1

    @property
    def colors(self) -> tuple[Color, ...]:
        return (self.fill,) if self.fill else ()

    @property
    def spaces(self) -> tuple[Space, ...]:
        return (self.space,) if self.space else ()


@dataclass(frozen=True)
class ShadingPainted(Painting):
    """A gradient; `stops` are the colors that it runs between, as far as they can be told."""

    space: Space
    stops: tuple[Color, ...]

    @property
    def colors(self) -> tuple[Color, ...]:
        return self.stops

    @property
    def spaces(self) -> tuple[Space, ...]:
        return (self.space,)


@dataclass(frozen=True)
class GroupPainted(Painting):
    """A transparency group with a blend space of its own (None where it takes that of its page)."""

    space: Space | None


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


_BLACK: Final = GRAY.color(GRAY.start)
_NOWHERE: Final = Box(0, 0, 0, 0)


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
    clip: Box = _NOWHERE
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


def _set_parameters(state: State, given: Object) -> None:
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


#: The operators that change one thing each, and by which factor.
_SETTERS: Final = {
    "w": ("width", 1.0),
    "Tc": ("spacing", 1.0),
    "Tw": ("word_spacing", 1.0),
    "Tz": ("stretch", 0.01),
    "TL": ("leading", 1.0),
    "Ts": ("rise", 1.0),
}


@dataclass
class _Part:
    points: list[Point]
    is_curved: bool = False


class _Path:
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


class _Line:
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


class Interpreter:
    """Carries out the pages of one document; fonts, forms and resources are read once."""

    def __init__(self) -> None:
        self._fonts: dict[tuple[int, int], Font] = {}
        self._streams: dict[tuple[int, int], list[Instruction]] = {}
        self._resources: dict[tuple[int, int], Resources] = {}
        self._shadings: dict[tuple[int, int], tuple[Space, tuple[Color, ...]]] = {}
        self._operators = 0

    def events(self, page: PdfPage) -> Iterator[ContentEvent]:
        """Everything that comes of a page, cut off at its MediaBox."""
        self._operators = 0
        if page.lacks:
            yield Damage(f"no content: {page.lacks}")
            return
        run = _Run(self, page.dictionary, self.resources(page.resources), State(clip=page.media), 0, ())
        yield from run.events(instructions(page.dictionary))

    def resources(self, entries: Object) -> Resources:
        """The resources of one stream."""
        if entries.objgen == (0, 0):
            return Resources(entries)
        if entries.objgen not in self._resources:
            self._resources[entries.objgen] = Resources(entries)
        return self._resources[entries.objgen]

    def font(self, value: Any) -> Font:
        """A font of the resources."""
        number = table(value).objgen
        if number not in self._fonts or number == (0, 0):
            self._fonts[number] = font_of(value)
        return self._fonts[number]

    def shading(self, shading: Object, resources: Resources) -> tuple[Space, tuple[Color, ...]]:
        """The space of a gradient, and the colors that it runs between."""
        number = shading.objgen
        if number not in self._shadings or number == (0, 0):
            space = resources.space(shading.get("/ColorSpace"))
            self._shadings[number] = space, shading_colors(shading, space)
        return self._shadings[number]

    def instructions(self, stream: Object) -> list[Instruction]:
        """What a form or a pattern says."""
        number = stream.objgen
        if number not in self._streams or number == (0, 0):
            self._streams[number] = instructions(stream)
        return self._streams[number]

    def goes_on(self, operators: int) -> bool:
        """Whether so many operators more are not too many for one page."""
        self._operators += operators
        return self._operators <= _MOST_OPERATORS


class _Run:
    """One content stream while it is carried out, from the state in which it begins."""

    def __init__(
        self,
        interpreter: Interpreter,
        stream: Object,
        resources: Resources,
        state: State,
        depth: int,
        marks: tuple[MarkedContent, ...],
    ) -> None:
        self.interpreter, self.stream, self.resources = interpreter, stream, resources
        self.state, self.depth, self.marks = state, depth, marks
        self.saved: list[State] = []
        self.path, self.line, self.clips = _Path(), _Line(), False

    def events(self, said: Sequence[Instruction]) -> Iterator[ContentEvent]:
        """What comes of the stream's instructions."""
        outside = len(self.marks)
        if not self.interpreter.goes_on(len(said)):
            yield Damage(f"more than {_MOST_OPERATORS:,} operators; those after them are not judged")
            return
        for one in said:
            if one.fault:
                yield Damage(one.fault)
            else:
                yield from self._carried_out(one)
        for mark in reversed(self.marks[outside:]):
            yield MarkEnds(mark)

    def _carried_out(self, one: Instruction) -> Iterator[ContentEvent]:
        name, operands, state = one.name, one.operands, self.state
        if name in _BUILDERS:
            self.path.build(name, operands, state.matrix)
        elif name in _PAINTS:
            yield from self._paint(*_PAINTS[name])
        elif name == "q":
            self.saved.append(copy(state))
        elif name == "Q":
            self.state = self.saved.pop() if self.saved else state
        elif name in ("W", "W*"):
            self.clips = True
        elif name == "cm":
            state.matrix = Matrix(*map(float, operands)) @ state.matrix
        elif name in _SETTERS:
            attribute, factor = _SETTERS[name]
            setattr(state, attribute, float(operands[0]) * factor)
        elif name == "Tr":
            state.mode = int(operands[0])
        elif name in COLORS:
            if fault := set_color(state, one, self.resources):
                yield Damage(fault)
        elif name in _MOVES:
            self.line.move(name, operands, state)
        elif name in _SHOWS:
            if shown := self.line.show(name, operands, state, self.marks):
                yield shown
        else:
            yield from self._named(name, operands)

    def _named(self, name: str, operands: Sequence[Any]) -> Iterator[ContentEvent]:
        """The operators that need the resources."""
        state, resources = self.state, self.resources
        match name:
            case "Tf":
                state.font = self.interpreter.font(resources.named("/Font", operands[0]))
                state.size = float(operands[1])
            case "gs":
                given = resources.named("/ExtGState", operands[0])
                if not isinstance(given, Dictionary):
                    yield Damage(f"a graphics state {name_of(operands[0])} that is not in the file")
                    return
                _set_parameters(state, given)
                if isinstance(set_to := given.get("/Font"), Object) and len(each(set_to)) == 2:
                    state.font = self.interpreter.font(set_to[0])
                    state.size = next(iter(numbers(set_to[1])), state.size)
                yield from self._mask(table(given.get("/SMask")))
            case "Do":
                yield from self._drawn(operands[0])
            case "sh":
                shading = resources.named("/Shading", operands[0])
                if isinstance(shading, Object):
                    yield self._shading(shading, resources, state, state.clip)
                else:
                    yield Damage(f"a gradient {name_of(operands[0])} that is not in the file")
            case "BMC" | "BDC":
                yield self._begun(operands)
            case "EMC":
                if self.marks:
                    ended, self.marks = self.marks[-1], self.marks[:-1]
                    yield MarkEnds(ended)
            case _ if name == INLINE_PICTURE:
                yield self._picture(operands[0].obj)

    def _begun(self, operands: Sequence[Any]) -> MarkBegins:
        given = operands[1] if len(operands) > 1 else None
        said = table(self.resources.named("/Properties", given) if isinstance(given, Name) else given)
        stands_for = said.get("/ActualText")
        mark = MarkedContent(
            word_of(operands[0]),
            said.get_int("/MCID"),
            None if stands_for is None else word_of(stands_for),
            word_of(said.get("/Lang")),
            self.stream.objgen,
        )
        self.marks = (*self.marks, mark)
        return MarkBegins(mark)

    def _drawn(self, name: object) -> Iterator[ContentEvent]:
        drawn = self.resources.named("/XObject", name)
        if not isinstance(drawn, Stream):
            yield Damage(f"a picture or form {name_of(name)} that is not in the file")
        elif drawn.get("/Subtype") == Name.Form:
            yield from self._form(drawn, copy(self.state))
        else:
            yield self._picture(drawn)

    def _form(self, form: Object, state: State) -> Iterator[ContentEvent]:
        state.matrix = state.base = matrix_of(form.get("/Matrix")) @ state.matrix
        if box := box_of(form.get("/BBox")):
            state.clip = state.cut(box.moved(state.matrix))
        group = table(form.get("/Group"))
        if group.get("/S") == Name.Transparency:
            space = self.resources.space(group["/CS"]) if "/CS" in group else None
            yield GroupPainted(state.clip, state.clip, state.overlay, self.marks, space)
            state.alphas, state.is_blended, state.is_masked = (1.0, 1.0), False, False
        yield from self._inside(form, state)

    def _inside(self, stream: Object, state: State) -> Iterator[ContentEvent]:
        """What comes of a form or pattern."""
        if self.depth >= _DEEPEST:
            yield Damage(f"forms inside one another, more than {_DEEPEST} deep")
            return
        own = stream.get("/Resources")
        resources = self.interpreter.resources(own) if isinstance(own, Dictionary) else self.resources
        run = _Run(self.interpreter, stream, resources, state, self.depth + 1, self.marks)
        yield from run.events(self.interpreter.instructions(stream))

    def _mask(self, mask: Object) -> Iterator[ContentEvent]:
        form = mask.get("/G")
        if isinstance(form, Stream):
            inside = copy(self.state)
            inside.in_mask, inside.fill, inside.stroke = True, Ink(), Ink()
            yield from self._form(form, inside)

    def _paint(self, fills: bool, strokes: bool, closes: bool) -> Iterator[ContentEvent]:
        """A path, what the patterns paint that it is filled with, and the clip that it may become."""
        path, state = self.path, self.state
        if closes:
            path.build("h", (), state.matrix)
        box = path.box
        if (fills or strokes) and box:
            yield from self._painted(path, box, fills, strokes)
        if self.clips:
            state.clip = state.clip.common(box) if box else _NOWHERE
        self.path, self.clips = _Path(), False

    def _painted(self, path: _Path, box: Box, fills: bool, strokes: bool) -> Iterator[ContentEvent]:
        state = self.state
        width = state.width * scale(state.matrix) if strokes else 0.0
        seen = max(width, _THINNEST) if strokes else 0.0
        rectangles = path.lines(seen) if strokes else path.areas()
        uncut = _around(rectangles) if strokes and rectangles else box.grown(seen / 2)
        inks = [ink for ink, is_used in ((state.fill, fills), (state.stroke, strokes)) if is_used]
        yield PathPainted(
            box=state.cut(uncut),
            uncut=uncut,
            overlay=state.overlay,
            marks=self.marks,
            fill=state.fill.color if fills else None,
            stroke=state.stroke.color if strokes else None,
            painted_in=tuple(ink.space for ink in inks),
            width=width,
            rectangles=rectangles,
        )
        for ink in inks:
            if ink.pattern is not None:
                yield from self._pattern(table(ink.pattern), uncut)

    def _pattern(self, pattern: Object, area: Box) -> Iterator[ContentEvent]:
        inside = copy(self.state)
        inside.clip = self.state.cut(area)
        inside.matrix = inside.base = matrix_of(pattern.get("/Matrix")) @ self.state.base
        if isinstance(pattern, Stream):
            inside.is_tile, inside.fill, inside.stroke = True, Ink(), Ink()
            yield from self._inside(pattern, inside)
        elif "/Shading" in pattern:
            yield self._shading(table(pattern["/Shading"]), Resources(Dictionary()), inside, area)

    def _picture(self, picture: Object) -> PictureDrawn:
        state = self.state
        uncut = Box(0, 0, 1, 1).moved(state.matrix)
        is_stencil = picture.get_bool("/ImageMask", False)
        space = None if is_stencil else self.resources.space(picture.get("/ColorSpace"))
        fill = state.fill.color if is_stencil else None
        return PictureDrawn(
            state.cut(uncut), uncut, state.overlay, self.marks, picture, state.matrix, space, fill
        )

    def _shading(self, shading: Object, resources: Resources, state: State, area: Box) -> ShadingPainted:
        space, stops = self.interpreter.shading(table(shading), resources)
        return ShadingPainted(state.cut(area), area, state.overlay, self.marks, space, stops)


def _around(boxes: Sequence[Box]) -> Box:
    return Box.around(corner for box in boxes for corner in (box[:2], box[2:]))
