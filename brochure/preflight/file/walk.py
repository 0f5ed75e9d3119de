"""One page's content, walked: every mark that it paints, as an event, in its order.

Takes a page's contents and resources; follows forms, patterns and soft masks. Must not know what will be checked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from typing import Any, Final

from pypdf import PageObject
from pypdf.generic import ContentStream, DictionaryObject, NameObject, StreamObject

from brochure.pdf.objects import dictionary, is_true, key, listed, resolved
from brochure.preflight.file.colors import Space, space_of
from brochure.preflight.file.events import Event, GroupPainted, PathPainted, PictureDrawn, ShadingPainted
from brochure.preflight.file.fonts import Font, font_of
from brochure.preflight.file.lines import MOVES, SHOWS, Line
from brochure.preflight.file.paths import BUILDERS, Path
from brochure.preflight.file.plane import Box, Matrix, box_of, matrix_of
from brochure.preflight.file.shadings import shading_colors, shading_space
from brochure.preflight.file.state import COLORS, SETTERS, Ink, State, numbers, set_color, set_parameters

#: Forms inside forms deeper than this, and pages of more operators, are a fault of the file.
_DEEPEST: Final = 12
_MOST_OPERATORS: Final = 3_000_000
#: A line of width 0 is printed as thin as can be: the dot of a plate setter, in points.
_THINNEST: Final = 0.03
#: What the painting operators do: fill, stroke, close before (ISO 32000-2, table 59).
_PAINTS: Final = {
    b"f": (True, False, False),
    b"F": (True, False, False),
    b"f*": (True, False, False),
    b"n": (False, False, False),
    b"S": (False, True, False),
    b"s": (False, True, True),
    b"B": (True, True, False),
    b"B*": (True, True, False),
    b"b": (True, True, True),
    b"b*": (True, True, True),
}
#: The short names of inline pictures (table 91).
_SHORT: Final = {
    "/W": "/Width",
    "/H": "/Height",
    "/BPC": "/BitsPerComponent",
    "/CS": "/ColorSpace",
    "/IM": "/ImageMask",
}


class Walker:
    """Walks the pages of one document; fonts and forms that it has seen are not read again."""

    def __init__(self) -> None:
        self.fonts: dict[int, Font] = {}
        self.forms: dict[int, list[Any]] = {}
        self.operators = 0

    def walk(self, page: PageObject, box: Box) -> Iterator[Event]:
        """Every mark of a page, cut off at `box`. Raises ValueError where there is no end to them."""
        contents, self.operators = page.get_contents(), 0
        state = State(Matrix(), Matrix(), box, Ink(), Ink())
        if contents is not None:
            yield from self._run(contents.operations, dictionary(page.get("/Resources")), state, 0)

    def _run(
        self, operations: list[Any], resources: DictionaryObject, state: State, depth: int
    ) -> Iterator[Event]:
        stack: list[State] = []
        path, line, clips = Path(), Line(), False
        self.operators += len(operations)
        if self.operators > _MOST_OPERATORS or depth > _DEEPEST:
            raise ValueError("a page has too many operators, or forms that hold themselves")
        for operands, operator in operations:
            if operator == b"q":
                stack.append(copy(state))
            elif operator == b"Q":
                state = stack.pop() if stack else state
            elif operator in BUILDERS:
                path.build(operator, numbers(operands), state.matrix)
            elif operator in (b"W", b"W*"):
                clips = True
            elif operator in _PAINTS:
                yield from self._paint(path, *_PAINTS[operator], state, depth)
                if clips:
                    state.clip = state.clip.common(path.box) if path.box else Box(0, 0, 0, 0)
                path, clips = Path(), False
            elif operator in SETTERS:
                SETTERS[operator](state, operands)
            elif operator in COLORS:
                set_color(state, operator, operands, resources)
            elif operator in MOVES:
                line.move(operator, operands, state)
            elif operator in SHOWS:
                yield from line.show(operator, operands, state)
            else:
                yield from self._other(operator, operands, resources, state, depth)

    def _other(
        self, operator: bytes, operands: Any, resources: DictionaryObject, state: State, depth: int
    ) -> Iterator[Event]:
        """The operators that need the page's resources."""

        def named(kind: str) -> Any:
            return resolved(dictionary(resources.get(kind)).get(operands[0]))

        if operator == b"Tf":
            state.font, state.size = (
                self._font(dictionary(resources.get("/Font")).get(operands[0])),
                float(operands[1]),
            )
        elif operator == b"gs":
            given = dictionary(named("/ExtGState"))
            set_parameters(state, given)
            yield from self._mask(dictionary(given.get("/SMask")), resources, state, depth)
        elif operator == b"Do":
            drawn = named("/XObject")
            if dictionary(drawn).get("/Subtype") == "/Form":
                yield from self._form(drawn, resources, copy(state), depth)
            elif isinstance(drawn, StreamObject):
                yield _picture(drawn, resources, state)
        elif operator == b"INLINE IMAGE":
            given = DictionaryObject(
                {NameObject(_SHORT.get(name, name)): value for name, value in operands["settings"].items()}
            )
            yield _picture(given, resources, state)
        elif operator == b"sh":
            yield _shading(dictionary(named("/Shading")), resources, state, state.clip)

    def _font(self, value: Any) -> Font:
        number = key(value)
        if number not in self.fonts or not number:
            self.fonts[number] = font_of(value)
        return self.fonts[number]

    def _form(
        self, form: StreamObject, resources: DictionaryObject, state: State, depth: int
    ) -> Iterator[Event]:
        state.matrix = state.base = matrix_of(listed(form.get("/Matrix"))).then(state.matrix)
        if box := box_of(listed(form.get("/BBox"))):
            state.clip = state.cut(state.matrix.box(box))
        group = dictionary(form.get("/Group"))
        if group.get("/S") == "/Transparency":
            yield GroupPainted(state.clip, state.clip, state.look, _group_space(group, resources))
            state.alphas, state.is_blended, state.is_masked = (1.0, 1.0), False, False
        own = dictionary(form.get("/Resources")) if "/Resources" in form else resources
        yield from self._run(self._operations(form), own, state, depth + 1)

    def _operations(self, stream: StreamObject) -> list[Any]:
        number = key(stream)
        if number not in self.forms or not number:
            self.forms[number] = ContentStream(stream, None).operations
        return self.forms[number]

    def _mask(
        self, mask: DictionaryObject, resources: DictionaryObject, state: State, depth: int
    ) -> Iterator[Event]:
        form = resolved(mask.get("/G"))
        if isinstance(form, StreamObject):
            inside = copy(state)
            inside.in_mask, inside.fill, inside.stroke = True, Ink(), Ink()
            yield from self._form(form, resources, inside, depth)

    def _paint(
        self, path: Path, fills: bool, strokes: bool, closes: bool, state: State, depth: int
    ) -> Iterator[Event]:
        """A path, and what the patterns paint that it is filled with."""
        box = path.box
        if not (fills or strokes) or not box:
            return
        if closes:
            path.build(b"h", (), state.matrix)
        width = state.width * state.matrix.scale if strokes else 0.0
        seen = max(width, _THINNEST) if strokes else 0.0
        rectangles = path.lines(seen) if strokes else path.areas()
        uncut = _around(rectangles) if strokes and rectangles else box.grown(seen / 2)
        inks = [ink for ink, is_used in ((state.fill, fills), (state.stroke, strokes)) if is_used]
        fill, stroke = state.fill.color if fills else None, state.stroke.color if strokes else None
        spaces = tuple(ink.space for ink in inks)
        yield PathPainted(state.cut(uncut), uncut, state.look, fill, stroke, spaces, width, rectangles)
        for ink in inks:
            yield from self._pattern(dictionary(ink.pattern), state, uncut, depth)

    def _pattern(self, pattern: DictionaryObject, state: State, area: Box, depth: int) -> Iterator[Event]:
        matrix = matrix_of(listed(pattern.get("/Matrix"))).then(state.base)
        inside = copy(state)
        inside.clip, inside.matrix, inside.base = state.cut(area), matrix, matrix
        if isinstance(pattern, StreamObject):
            inside.is_tile, inside.fill, inside.stroke = True, Ink(), Ink()
            yield from self._run(
                self._operations(pattern), dictionary(pattern.get("/Resources")), inside, depth + 1
            )
        elif "/Shading" in pattern:
            yield _shading(dictionary(pattern["/Shading"]), DictionaryObject(), inside, area)


def _around(boxes: Sequence[Box]) -> Box:
    return Box.around(corner for box in boxes for corner in (box[:2], box[2:]))


def _group_space(group: DictionaryObject, resources: DictionaryObject) -> Space | None:
    return space_of(group["/CS"], dictionary(resources.get("/ColorSpace"))) if "/CS" in group else None


def _picture(picture: DictionaryObject, resources: DictionaryObject, state: State) -> PictureDrawn:
    uncut = state.matrix.box(Box(0, 0, 1, 1))
    is_stencil = is_true(picture.get("/ImageMask"))
    space = (
        None
        if is_stencil
        else space_of(picture.get("/ColorSpace"), dictionary(resources.get("/ColorSpace")))
    )
    return PictureDrawn(
        state.cut(uncut),
        uncut,
        state.look,
        picture,
        state.matrix,
        space,
        state.fill.color if is_stencil else None,
    )


def _shading(
    shading: DictionaryObject, resources: DictionaryObject, state: State, area: Box
) -> ShadingPainted:
    space = shading_space(shading, dictionary(resources.get("/ColorSpace")))
    return ShadingPainted(state.cut(area), area, state.look, space, shading_colors(shading, space))
