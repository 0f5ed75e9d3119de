"""The graphics state at one operator, and the operators that only change it (ISO 32000-2, 8.4 and 8.6.8).

Takes instructions and the resources that they name. Must not know what is painted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from pikepdf import Dictionary, Matrix, Name, Object

from brochure.pdf.colors import CMYK, GRAY, RGB, Color, Space, space_of
from brochure.pdf.events import Overlay
from brochure.pdf.fonts import Font
from brochure.pdf.geometry import Box
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
