"""A content stream on the plates: every operator that sets a color is replaced, what is solid black overprints.

Takes operators and a `Lookup` for what they name; gives operators. Must not know how resources are made.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from pypdf.generic import ContentStream, NameObject

from brochure.editions.press.objects import pdf
from brochure.editions.press.plates import SOLID, Color, Target
from brochure.editions.press.spaces import Space, UnknownSpaceError, space_of

Operation = tuple[Any, bytes]

_DEVICE = {b"rg": "rgb", b"g": "gray", b"k": "cmyk"}
_TEXT = frozenset({b"Tj", b"TJ", b"'", b'"'})
_OTHER_PAINT = frozenset({b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"Do", b"sh", b"INLINE IMAGE"})
_INLINE = (None, "/DeviceGray", "/G", "/DeviceCMYK", "/CMYK")
#: Text rendering modes that fill and that stroke (ISO 32000-1, 9.3.6).
_FILLING, _STROKING = (0, 2, 4, 6), (1, 2, 5, 6)


class Lookup(Protocol):
    """What a content stream names, brought to the plates as it is used; each gives the name to be written."""

    def space(self, name: str) -> Space:
        """The color space of this name."""

    def keep_space(self, name: str, space: Space) -> None:
        """A spot color, or a pattern's space, that stays in use."""

    def use(self, kind: str, name: str) -> None:
        """A font, form, picture, pattern, shading, state or property list that is used."""

    def overprint(self, on: bool) -> str:
        """The state that turns overprint on or off."""


@dataclass(frozen=True)
class _State:
    """What the graphics state says of colors; a color that is not known (a pattern, what a form inherits) is None."""

    fill: Color | None = None
    stroke: Color | None = None
    fill_space: Space = field(default_factory=lambda: Space("gray"))
    stroke_space: Space = field(default_factory=lambda: Space("gray"))
    mode: int = 0
    over: bool = False


class Rewriter:
    """Rewrites one content stream; `opens` for those that begin in the page's own black."""

    def __init__(self, target: Target, lookup: Lookup, opens: bool) -> None:
        self.target, self.lookup = target, lookup
        self.out: list[Operation] = []
        self.state, self.saved = _State(), list[_State]()
        if opens and target.fill == b"k":
            self._set(SOLID, stroke=False)
            self._set(SOLID, stroke=True)

    def rewritten(self, data: bytes) -> bytes:
        """The stream's new data. Raises `UnknownSpaceError`."""
        content = ContentStream(None, None, forced_encoding="bytes")
        content.set_data(data)
        for operands, operator in content.operations:
            self._handler(operator)(operands, operator)
        content.operations = self.out
        return content.get_data()

    def _handler(self, operator: bytes) -> Callable[[Any, bytes], None]:
        if operator.lower() in _DEVICE:
            return self._device
        if operator in _TEXT or operator in _OTHER_PAINT or operator in (b"S", b"s"):
            return self._paint
        handlers: dict[bytes, Callable[[Any, bytes], None]] = {
            b"cs": self._space,
            b"CS": self._space,
            b"sc": self._color,
            b"SC": self._color,
            b"scn": self._color,
            b"SCN": self._color,
            b"q": self._save,
            b"Q": self._restore,
            b"Tr": self._rendering,
            b"gs": self._named,
            b"Tf": self._named,
            b"BDC": self._marked,
            b"DP": self._marked,
        }
        return handlers.get(operator, self._copy)

    def _copy(self, operands: Any, operator: bytes) -> None:
        self.out.append((operands, operator))

    def _save(self, operands: Any, operator: bytes) -> None:
        self.saved.append(self.state)
        self._copy(operands, operator)

    def _restore(self, operands: Any, operator: bytes) -> None:
        self.state = self.saved.pop() if self.saved else self.state
        self._copy(operands, operator)

    def _rendering(self, operands: Any, operator: bytes) -> None:
        self.state = replace(self.state, mode=int(operands[0]))
        self._copy(operands, operator)

    def _set(self, color: Color, stroke: bool) -> None:
        self.out.append(
            ([pdf(float(value)) for value in color], self.target.stroke if stroke else self.target.fill)
        )
        self.state = replace(self.state, stroke=color) if stroke else replace(self.state, fill=color)

    def _enter(self, space: Space, stroke: bool) -> None:
        """From here on colors are of this space; which one is not known yet."""
        self.state = (
            replace(self.state, stroke_space=space, stroke=None)
            if stroke
            else replace(self.state, fill_space=space, fill=None)
        )

    def _device(self, operands: Any, operator: bytes) -> None:
        space = Space(_DEVICE[operator.lower()])
        stroke = operator.isupper()
        self._enter(space, stroke)
        self._set(space.on(self.target, [float(value) for value in operands]), stroke)

    def _space(self, operands: Any, operator: bytes) -> None:
        stroke, name = operator == b"CS", str(operands[0])
        space = self.lookup.space(name)
        self._enter(space, stroke)
        if space.family in ("pattern", "spot"):
            self.lookup.keep_space(name, space)
            self._copy(operands, operator)
        else:
            self._set(space.on(self.target, space.initial), stroke)

    def _color(self, operands: Sequence[Any], operator: bytes) -> None:
        stroke = operator.isupper()
        space = self.state.stroke_space if stroke else self.state.fill_space
        if operands and isinstance(operands[-1], NameObject):
            self.lookup.use("/Pattern", str(operands[-1]))
            color = (
                space.base.on(self.target, [float(value) for value in operands[:-1]]) if space.base else ()
            )
            self._copy([*(pdf(float(value)) for value in color), operands[-1]], operator)
        elif space.family == "spot":
            self._copy(operands, operator)
        else:
            self._set(space.on(self.target, [float(value) for value in operands]), stroke)

    def _named(self, operands: Any, operator: bytes) -> None:
        self.lookup.use("/Font" if operator == b"Tf" else "/ExtGState", str(operands[0]))
        self._copy(operands, operator)

    def _marked(self, operands: Any, operator: bytes) -> None:
        if isinstance(operands[1], NameObject):
            self.lookup.use("/Properties", str(operands[1]))
        self._copy(operands, operator)

    def _paint(self, operands: Any, operator: bytes) -> None:
        """Solid black text and lines overprint, so that no ground shows beside them; nothing else does."""
        if operator == b"Do":
            self.lookup.use("/XObject", str(operands[0]))
        elif operator == b"sh":
            self.lookup.use("/Shading", str(operands[0]))
        elif operator == b"INLINE IMAGE":
            self._check_inline(operands["settings"])
        is_text = operator in _TEXT
        fills = is_text and self.state.mode in _FILLING
        strokes = operator in (b"S", b"s") or (is_text and self.state.mode in _STROKING)
        black = (not fills or self.state.fill == SOLID) and (not strokes or self.state.stroke == SOLID)
        over = (fills or strokes) and black
        if over != self.state.over:
            self.out.append(([pdf(self.lookup.overprint(over))], b"gs"))
            self.state = replace(self.state, over=over)
        self._copy(operands, operator)

    def _check_inline(self, settings: Any) -> None:
        is_mask = settings.get("/IM") or settings.get("/ImageMask")
        if not is_mask and settings.get("/CS", settings.get("/ColorSpace")) not in _INLINE:
            raise UnknownSpaceError("an inline picture in color")


def device_space(name: str) -> Space:
    """The space of a name that needs no resource. Raises `UnknownSpaceError`."""
    return space_of(NameObject(name))
