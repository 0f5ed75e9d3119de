"""What a page paints, one event for each mark that is left on it. Must not know how content streams are written.

Boxes are in points from the lower left corner of the page, and hold only what the clip lets through.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from brochure.preflight.file.colors import Color, Space
from brochure.preflight.file.fonts import Font
from brochure.preflight.file.plane import Box, Matrix


@dataclass(frozen=True)
class Look:
    """How a mark lies over what is below it; `in_mask` for what only shapes a soft mask."""

    overprints_fill: bool = False
    overprints_stroke: bool = False
    overprint_mode: int = 0
    is_transparent: bool = False
    in_mask: bool = False

    def overprints(self, color: Color, is_stroke: bool = False) -> bool:
        """Whether inks that a color does not have are kept below it (ISO 32000-2, 8.6.7)."""
        asked = self.overprints_stroke if is_stroke else self.overprints_fill
        return asked and color.overprints_by_zero and (color.kind == "spot" or self.overprint_mode == 1)


@dataclass(frozen=True)
class Event:
    """Any mark; `uncut` is its box as it would be without the clip."""

    box: Box
    uncut: Box
    look: Look

    @property
    def colors(self) -> tuple[Color, ...]:
        """The flat colors that it is painted in."""
        return ()

    @property
    def spaces(self) -> tuple[Space, ...]:
        """The color spaces that it uses."""
        return ()


@dataclass(frozen=True)
class Painted(Event):
    """A mark in flat color; `fill` and `stroke` are None where there is none."""

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
class TextShown(Painted):
    """A string; `size` in points as it is printed, `codes` as they stand in the file. `stroke` is its outline."""

    text: str
    size: float
    font: Font
    codes: tuple[int, ...]


@dataclass(frozen=True)
class PathPainted(Painted):
    """A path; `width` of its stroke in points, 0 where it has none. `rectangles` are its straight upright parts, if it has no others."""

    width: float
    rectangles: tuple[Box, ...]


@dataclass(frozen=True)
class PictureDrawn(Event):
    """A picture; `space` is None for a stencil, which is painted in `fill`."""

    picture: Any
    matrix: Matrix
    space: Space | None
    fill: Color | None

    @property
    def colors(self) -> tuple[Color, ...]:
        return (self.fill,) if self.fill else ()

    @property
    def spaces(self) -> tuple[Space, ...]:
        return (self.space,) if self.space else ()

    @property
    def resolution(self) -> float:
        """Pixels per inch as printed, in the worse direction."""
        wide, high = int(self.picture.get("/Width", 0)), int(self.picture.get("/Height", 0))
        return min(wide * 72 / max(self.matrix.across, 1e-9), high * 72 / max(self.matrix.up, 1e-9))

    @property
    def is_line_art(self) -> bool:
        """Whether it has one bit for each pixel."""
        return self.space is None or int(self.picture.get("/BitsPerComponent", 8)) == 1


@dataclass(frozen=True)
class ShadingPainted(Event):
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
class GroupPainted(Event):
    """A transparency group with a blend space of its own (None where it takes that of its page)."""

    space: Space | None
