"""Color spaces of a PDF (ISO 32000-1, 8.6): of which family each is, and its colors on the plates. Must not know content streams."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from PIL import Image, ImageCms
from pypdf.generic import ArrayObject, PdfObject

from brochure.editions.press.objects import real, table, whole
from brochure.editions.press.plates import Color, Target

_COUNTS = {"gray": 1, "rgb": 3, "cmyk": 4, "lab": 3}
_NAMES = {
    "/DeviceGray": "gray",
    "/G": "gray",
    "/CalGray": "gray",
    "/DeviceRGB": "rgb",
    "/RGB": "rgb",
    "/CalRGB": "rgb",
    "/DeviceCMYK": "cmyk",
    "/CMYK": "cmyk",
    "/Lab": "lab",
}
_BY_COUNT = {count: name for name, count in _COUNTS.items() if name != "lab"}


class UnknownSpaceError(ValueError):
    """A color space that cannot be brought to the plates."""


@dataclass(frozen=True)
class Space:
    """A color space. `family` is gray, rgb, cmyk, lab, indexed, spot or pattern.

    `base` is the space below an indexed one or a pattern, `colors` the table of an indexed one, `written` the object of a
    spot color, which stays as it is.
    """

    family: str
    base: Space | None = None
    colors: tuple[Color, ...] = ()
    written: PdfObject | None = None

    @property
    def initial(self) -> Color:
        """The color that setting the space brings (8.6.5 to 8.6.6)."""
        return (0.0, 0.0, 0.0, 1.0) if self.family == "cmyk" else (0.0,) * _COUNTS.get(self.family, 1)

    def on(self, target: Target, color: Sequence[float]) -> Color:
        """A color of this space as the target has it."""
        if self.family == "indexed" and self.base:
            return self.base.on(target, self.colors[min(max(round(color[0]), 0), len(self.colors) - 1)])
        if self.family == "lab":
            return target.rgb(*_from_lab(*color))
        if len(color) != _COUNTS.get(self.family):
            raise UnknownSpaceError(f"a color of {len(color)} numbers in {self.family}")
        return getattr(target, self.family)(*color)  # type: ignore[no-any-return]


def space_of(written: Any) -> Space:
    """The space that an object describes. Raises `UnknownSpaceError`."""
    written = real(written)
    if not isinstance(written, ArrayObject):
        if written == "/Pattern":
            return Space("pattern")
        if written in _NAMES:
            return Space(_NAMES[written])
        raise UnknownSpaceError(f"the color space {written}")
    kind, rest = real(written[0]), written[1:]
    if kind == "/ICCBased":
        return Space(_BY_COUNT[whole(table(rest[0])["/N"])])
    if kind == "/Pattern":
        return Space("pattern", space_of(rest[0]) if rest else None)
    if kind in ("/Indexed", "/I"):
        return _indexed(rest)
    if kind in ("/Separation", "/DeviceN"):
        if space_of(rest[1]).family not in ("cmyk", "gray"):
            raise UnknownSpaceError("a spot color whose substitute is not in CMYK")
        return Space("spot", written=written)
    return space_of(kind)


def _indexed(rest: Sequence[Any]) -> Space:
    base = space_of(rest[0])
    lookup = real(rest[2])
    data = lookup.get_data() if hasattr(lookup, "get_data") else getattr(lookup, "original_bytes", lookup)
    count = _COUNTS.get(base.family)
    if not count or base.family == "lab":
        raise UnknownSpaceError(f"an indexed color space over {base.family}")
    colors = [
        tuple(value / 255 for value in data[at : at + count])
        for at in range(0, len(data) - count + 1, count)
    ]
    return Space("indexed", base, tuple(colors[: whole(rest[1]) + 1]))


def _from_lab(lightness: float, a: float, b: float) -> tuple[float, ...]:
    pixel = Image.frombytes(
        "LAB", (1, 1), bytes((round(lightness * 2.55) & 255, round(a) & 255, round(b) & 255))
    )
    converted: Any = ImageCms.applyTransform(pixel, _lab())
    return tuple(value / 255 for value in converted.getpixel((0, 0)))


@lru_cache(maxsize=1)
def _lab() -> Any:
    return ImageCms.buildTransform(
        ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB"), "LAB", "RGB"
    )
