"""What comes of a page's content, one typed event for each thing, in the order of the content.

Boxes are in points (of a page with a `UserUnit`: in its units) from the page's lower left. Must not know how
content is written, nor what will be made of the events.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pikepdf import Matrix, Object

from brochure.pdf.colors import Color, Space
from brochure.pdf.fonts import Font
from brochure.pdf.geometry import Box, Point, across, upwards

#: Modes of text that only clips, or prints nothing (ISO 32000-2, table 104).
_UNSEEN: Final = frozenset({3, 7})


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
