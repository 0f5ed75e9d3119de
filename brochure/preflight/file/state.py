"""The graphics state, and the operators that only change it (ISO 32000-2, 8.4 and 8.6.8). Must not know what is painted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pypdf.generic import DictionaryObject

from brochure.pdf.objects import dictionary, is_true, listed, resolved
from brochure.preflight.file.colors import CMYK, GRAY, RGB, Color, Space, space_of
from brochure.preflight.file.events import Look
from brochure.preflight.file.fonts import Font
from brochure.preflight.file.plane import Box, Matrix, matrix_of

_SPACES: Final = {b"g": GRAY, b"G": GRAY, b"rg": RGB, b"RG": RGB, b"k": CMYK, b"K": CMYK}
_STROKES: Final = frozenset({b"G", b"RG", b"K", b"CS", b"SC", b"SCN"})
_NORMAL: Final = frozenset({"/Normal", "/Compatible"})


@dataclass
class Ink:
    """What fills or strokes are painted in: a color, or a pattern for which it stands."""

    space: Space = GRAY
    color: Color = GRAY.initial
    pattern: Any = None


@dataclass
class State:
    """The state at one operator. `base` is the map of the content stream itself, on which patterns lie; `is_tile` inside of them."""

    base: Matrix
    matrix: Matrix
    clip: Box
    fill: Ink
    stroke: Ink
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
    def look(self) -> Look:
        """How marks lie over what is below them."""
        is_transparent = min(self.alphas) < 1 or self.is_blended or self.is_masked
        return Look(*self.overprints, self.overprint_mode, is_transparent, self.in_mask)

    def cut(self, box: Box) -> Box:
        """What the clip lets through; a tile of a pattern is everywhere that it can be."""
        return self.clip if self.is_tile else box.common(self.clip)


def numbers(operands: Sequence[Any]) -> list[float]:
    """The numbers among an operator's operands."""
    return [float(value) for value in operands if isinstance(value, (int, float))]


def set_color(state: State, operator: bytes, operands: Sequence[Any], resources: DictionaryObject) -> None:
    """`g rg k cs sc scn` and their capitals for strokes."""
    ink = state.stroke if operator in _STROKES else state.fill
    if operator in (b"cs", b"CS"):
        space = space_of(operands[0], dictionary(resources.get("/ColorSpace")))
        changed = Ink(space, space.initial)
    elif operator in _SPACES:
        space = _SPACES[operator]
        changed = Ink(space, space.color(numbers(operands)))
    elif ink.space.kind == "pattern":
        changed = Ink(
            ink.space, ink.color, resolved(dictionary(resources.get("/Pattern")).get(operands[-1]))
        )
    else:
        changed = Ink(ink.space, ink.space.color(numbers(operands)))
    if operator in _STROKES:
        state.stroke = changed
    else:
        state.fill = changed


def set_parameters(state: State, given: DictionaryObject) -> None:
    """What a dictionary of the resources changes (`gs`; ISO 32000-2, table 57)."""
    state.width = float(given.get("/LW", state.width))
    fill, stroke = state.overprints
    stroke = is_true(given.get("/OP", stroke))
    fill = is_true(given.get("/op", given.get("/OP", fill)))
    state.overprints = fill, stroke
    state.overprint_mode = int(given.get("/OPM", state.overprint_mode))
    state.alphas = float(given.get("/ca", state.alphas[0])), float(given.get("/CA", state.alphas[1]))
    if "/BM" in given:
        state.is_blended = str(resolved(next(iter(listed(given["/BM"])), "/Normal"))) not in _NORMAL
    if "/SMask" in given:
        state.is_masked = isinstance(resolved(given["/SMask"]), DictionaryObject)


def _concatenate(state: State, operands: Sequence[Any]) -> None:
    state.matrix = matrix_of(operands).then(state.matrix)


def _to(name: str, factor: float = 1.0) -> Callable[[State, Sequence[Any]], None]:
    return lambda state, operands: setattr(state, name, numbers(operands)[0] * factor)


def _mode(state: State, operands: Sequence[Any]) -> None:
    state.mode = int(numbers(operands)[0])


#: The operators that change one thing each.
SETTERS: Final[dict[bytes, Callable[[State, Sequence[Any]], None]]] = {
    b"cm": _concatenate,
    b"w": _to("width"),
    b"Tc": _to("spacing"),
    b"Tw": _to("word_spacing"),
    b"Tz": _to("stretch", 0.01),
    b"TL": _to("leading"),
    b"Ts": _to("rise"),
    b"Tr": _mode,
}
COLORS: Final = frozenset({*_SPACES, b"cs", b"CS", b"sc", b"SC", b"scn", b"SCN"})
