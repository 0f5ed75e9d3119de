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
from typing import Any, Final

from pikepdf import Dictionary, Matrix, Name, Object, Stream

from brochure.pdf.colors import Color, Space, shading_colors
from brochure.pdf.drawing import (
    BUILDERS,
    COLORS,
    MOVES,
    NOWHERE,
    SETTERS,
    SHOWS,
    Ink,
    Path,
    Resources,
    State,
    TextLine,
    set_color,
    set_parameters,
)
from brochure.pdf.events import (
    ContentEvent,
    Damage,
    GroupPainted,
    MarkBegins,
    MarkedContent,
    MarkEnds,
    PathPainted,
    PictureDrawn,
    ShadingPainted,
)
from brochure.pdf.fonts import Font, font_of
from brochure.pdf.geometry import Box, PdfPage, box_of, matrix_of, scale
from brochure.pdf.objects import each, name_of, numbers, table, word_of
from brochure.pdf.operators import INLINE_PICTURE, Instruction, instructions

#: Forms inside forms deeper than this, and pages or files of more operators, are a fault of the file.
_DEEPEST: Final = 12
_MOST_OPERATORS: Final = 3_000_000
_MOST_IN_ALL: Final = 50_000_000
#: A line of width 0 is printed as thin as can be: the dot of a plate setter, in points.
_THINNEST: Final = 0.03
#: What the painting operators do: fill, stroke, close before (ISO 32000-2, table 59).
_PAINTS: Final = {
    **dict.fromkeys(("f", "F", "f*"), (True, False, False)),
    **dict.fromkeys(("B", "B*"), (True, True, False)),
    **dict.fromkeys(("b", "b*"), (True, True, True)),
    "n": (False, False, False),
    "S": (False, True, False),
    "s": (False, True, True),
}


class Interpreter:
    """Carries out the pages of one document; fonts, forms and resources are read once."""

    def __init__(self) -> None:
        self._fonts: dict[tuple[int, int], Font] = {}
        self._streams: dict[tuple[int, int], list[Instruction]] = {}
        self._resources: dict[tuple[int, int], Resources] = {}
        self._shadings: dict[tuple[int, int], tuple[Space, tuple[Color, ...]]] = {}
        self._operators = self._before = 0

    def events(self, page: PdfPage) -> Iterator[ContentEvent]:
        """Everything that comes of a page, cut off at its MediaBox."""
        self._before, self._operators = self._before + self._operators, 0
        if page.lacks:
            yield Damage(f"no content: {page.lacks}")
            return
        if self._before > _MOST_IN_ALL:
            yield Damage("content that was not judged: there is too much before it")
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
        self.path, self.line, self.clips = Path(), TextLine(), False

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
        if name in BUILDERS:
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
        elif name in SETTERS:
            attribute, factor = SETTERS[name]
            setattr(state, attribute, float(operands[0]) * factor)
        elif name == "Tr":
            state.mode = int(operands[0])
        elif name in COLORS:
            if fault := set_color(state, one, self.resources):
                yield Damage(fault)
        elif name in MOVES:
            self.line.move(name, operands, state)
        elif name in SHOWS:
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
                set_parameters(state, given)
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
            state.clip = state.clip.common(box) if box else NOWHERE
        self.path, self.clips = Path(), False

    def _painted(self, path: Path, box: Box, fills: bool, strokes: bool) -> Iterator[ContentEvent]:
        state = self.state
        width = state.width * scale(state.matrix) if strokes else 0.0
        seen = max(width, _THINNEST) if strokes else 0.0
        rectangles = path.lines(seen) if strokes else path.areas()
        corners = [corner for one in rectangles for corner in (one[:2], one[2:])] if strokes else []
        uncut = Box.around(corners) if corners else box.grown(seen / 2)
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
