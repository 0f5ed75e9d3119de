"""A content stream on the plates: every operator that sets a color is replaced, what is solid black
overprints.

Takes instructions and the `Used` resources that they name; gives instructions. Must not know how resources
are made.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from decimal import Decimal
from typing import Any, Final, Protocol

from pikepdf import ContentStreamInstruction, Name, Operator

from brochure.editions.press.plates import SOLID, Target, Tones, UnknownSpaceError, converted, known
from brochure.pdf import (
    COLORS,
    GRAY,
    INLINE_PICTURE,
    Ink,
    Instruction,
    Resources,
    Space,
    State,
    Written,
    name_of,
    set_color,
)

_TEXT: Final = frozenset({"Tj", "TJ", "'", '"'})
_PAINTING: Final = frozenset(
    {*_TEXT, "S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "Do", "sh", INLINE_PICTURE}
)
#: The kind of resource that an operator names by its first operand, or its last.
_NAMED: Final = {"Tf": "/Font", "gs": "/ExtGState", "Do": "/XObject", "sh": "/Shading"}
_MARKED: Final = frozenset({"BDC", "DP"})
_INLINE: Final = ("", "/DeviceGray", "/DeviceCMYK")
#: Text rendering modes that fill and that stroke (ISO 32000-2, 9.3.6).
_FILLING, _STROKING = (0, 2, 4, 6), (1, 2, 5, 6)


class Used(Protocol):
    """What a content stream names, brought to the plates as it is used."""

    old: Resources

    def keep_space(self, name: Name, space: Space) -> None:
        """A spot color, or a pattern's space, that stays in use."""

    def use(self, kind: str, name: object) -> None:
        """A font, form, picture, pattern, shading, state or property list that is used."""

    def overprint(self, is_on: bool) -> Name:
        """The state that turns overprint on or off."""


def tones(color: Tones) -> list[Decimal]:
    """A color as a file says it."""
    return [number(value) for value in color]


def number(value: float, places: int = 5) -> Decimal:
    """A number as a file says it, to so many places."""
    return Decimal(f"{value:.{places}f}".rstrip("0").rstrip("."))


def instruction(operator: str, *operands: Any) -> ContentStreamInstruction:
    """An instruction of our own."""
    return ContentStreamInstruction(operands, Operator(operator))


class Rewriter:
    """Rewrites one content stream; `opens` for those that begin in the page's own black."""

    def __init__(self, target: Target, used: Used, *, opens: bool) -> None:
        self.target, self.used = target, used
        self.out: list[Written] = []
        unknown = Ink(GRAY, ())  # what a form takes from where it is drawn
        self.state, self.saved = State(fill=unknown, stroke=unknown), list[tuple[State, bool]]()
        self.is_over = False
        if opens and target.fill == "k":
            self.state = State()
            self._set(SOLID, is_stroke=False)
            self._set(SOLID, is_stroke=True)

    def rewritten(self, said: Iterable[Instruction]) -> list[Written]:
        """The stream's new instructions. Raises `UnknownSpaceError`.

        What is damaged and sets no color stays as it is, for whoever reads the file.
        """
        for one in said:
            if one.fault and (one.written is None or one.name in COLORS or one.name == INLINE_PICTURE):
                raise UnknownSpaceError(one.fault)
            if not one.fault and one.name in COLORS:
                self._color(one)
                continue
            if not one.fault:
                self._follow(one)
            assert one.written
            self.out.append(one.written)
        return self.out

    def _follow(self, one: Instruction) -> None:
        """What an instruction that stays as it is does to the state, and which resources it uses."""
        name, operands = one.name, one.operands
        if name == "q":
            self.saved.append((copy(self.state), self.is_over))
        elif name == "Q" and self.saved:
            self.state, self.is_over = self.saved.pop()
        elif name == "Tr":
            self.state.mode = int(operands[0])
        elif name in _MARKED:
            self.used.use("/Properties", operands[-1])
        elif name in _NAMED:
            self.used.use(_NAMED[name], operands[0])
        if name in _PAINTING:
            self._paint(one)

    def _set(self, color: Tones, *, is_stroke: bool) -> None:
        operator = self.target.stroke if is_stroke else self.target.fill
        self.out.append(instruction(operator, *tones(color)))

    def _color(self, one: Instruction) -> None:
        is_stroke = one.name.isupper()
        set_color(self.state, one, self.used.old)
        ink = self.state.stroke if is_stroke else self.state.fill
        space, operands = known(ink.space), one.operands
        if one.name in ("cs", "CS") and space.kind in ("pattern", "spot"):
            self.used.keep_space(operands[0], space)
        elif one.name.lower() in ("sc", "scn") and operands and isinstance(operands[-1], Name):
            self._pattern(one, space)
            return
        elif space.kind != "spot":
            self._set(converted(space, ink.values, self.target), is_stroke=is_stroke)
            return
        assert one.written
        self.out.append(one.written)

    def _pattern(self, one: Instruction, space: Space) -> None:
        """A pattern, and the color of one that has none of its own."""
        *values, name = one.operands
        self.used.use("/Pattern", name)
        color = converted(space.base, list(map(float, values)), self.target) if space.base else ()
        self.out.append(instruction(one.name, *tones(color), name))

    def _paint(self, one: Instruction) -> None:
        """Solid black text and lines overprint, so that no ground shows beside them; nothing else does."""
        if one.name == INLINE_PICTURE:
            _check_inline(one.operands)
        is_text, mode = one.name in _TEXT, self.state.mode
        fills = is_text and mode in _FILLING
        strokes = one.name in ("S", "s") or (is_text and mode in _STROKING)
        is_black = (not fills or self._is_solid(self.state.fill)) and (
            not strokes or self._is_solid(self.state.stroke)
        )
        is_over = (fills or strokes) and is_black
        if is_over != self.is_over:
            self.out.append(instruction("gs", self.used.overprint(is_over)))
            self.is_over = is_over

    def _is_solid(self, ink: Ink) -> bool:
        """Whether an ink is the black plate alone, in full."""
        if ink.space.kind in ("spot", "pattern") or not ink.values:
            return False
        return converted(ink.space, ink.values, self.target) == SOLID


def _check_inline(operands: Sequence[Any]) -> None:
    entries = operands[0].obj
    if not entries.get_bool("/ImageMask", False) and name_of(entries.get("/ColorSpace")) not in _INLINE:
        raise UnknownSpaceError("an inline picture in color")
