"""Colors of a PDF and colors in print: which inks a color prints and how much of each (ISO 32000-2, 8.6),
the inks of a profile for a color, what inks look like, and how far apart two colors are.

Takes objects of a PDF; gives spaces and colors. The amounts of a spot color are those of its own ink,
whatever stands in for it on a screen. `PrintedColors` takes an ICC output profile for CMYK; both ways are
relative to the paper, with black point compensation, as separation has it. Must not know where colors are
used, nor brands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from math import atan2, cos, degrees, exp, hypot, radians, sin, sqrt
from typing import Any, Final, Literal

from pikepdf import Array, Name, Object, Stream, String
from PIL import Image, ImageCms

from brochure.pdf.objects import data_of, each, name_of, numbers, table, word_of

Kind = Literal["gray", "rgb", "cmyk", "lab", "indexed", "spot", "pattern", "other"]
PROCESS: Final = ("Cyan", "Magenta", "Yellow", "Black")
#: Less of an ink than this prints nothing.
_TRACE: Final = 0.004
_NAMES: Final[dict[str, tuple[Kind, int]]] = {
    "/DeviceGray": ("gray", 1),
    "/G": ("gray", 1),
    "/CalGray": ("gray", 1),
    "/DeviceRGB": ("rgb", 3),
    "/RGB": ("rgb", 3),
    "/CalRGB": ("rgb", 3),
    "/DeviceCMYK": ("cmyk", 4),
    "/CMYK": ("cmyk", 4),
    "/Lab": ("lab", 3),
    "/Pattern": ("pattern", 0),
}
_BY_COMPONENTS: Final[dict[int, Kind]] = {1: "gray", 3: "rgb", 4: "cmyk"}
#: Spaces or functions inside one another deeper than this are a fault of the file.
_DEEPEST: Final = 6
#: So many samples say how a gradient runs.
_MOST_SAMPLES: Final = 256
#: The kinds of functions (7.10): a table of samples, a run between two values, several of these joined.
_SAMPLED, _RUN, _JOINED = 0, 2, 3


@dataclass(frozen=True)
class Color:
    """One color: the kind of its space, and the amount of each ink from 0 to 1.

    `values` are its numbers in that space, as they are given; whatever they are, the same inks are the same.
    """

    kind: Kind
    inks: tuple[tuple[str, float], ...] = ()
    overprints_by_zero: bool = False
    values: tuple[float, ...] = field(default=(), compare=False)

    @property
    def total(self) -> float:
        """All inks together, 1 for the solid of one."""
        return sum(amount for _, amount in self.inks)

    @property
    def used(self) -> tuple[str, ...]:
        """The inks that print."""
        return tuple(name for name, amount in self.inks if amount > _TRACE)

    @property
    def is_black(self) -> bool:
        """Whether this is the black ink alone, solid."""
        return self.used == ("Black",) and self.total > 1 - _TRACE

    @property
    def is_white(self) -> bool:
        """Whether this is bare paper."""
        return bool(self.inks) and not self.used

    def __str__(self) -> str:
        return " ".join(f"{name} {amount:.0%}" for name, amount in self.inks if amount > _TRACE) or self.kind


@dataclass(frozen=True)
class Space:
    """A color space.

    `base` is what an indexed space looks up, what a spot color is shown by, or what colors a pattern.

    `names` are a spot's inks, `lookup` is the table of an indexed space, `recipe` tells what stands in for a
    spot color so that two of them can be compared, and `said` is what a space of the kind `other` is called.
    """

    kind: Kind
    size: int
    names: tuple[str, ...] = ()
    base: Space | None = None
    lookup: bytes = b""
    is_device: bool = False
    recipe: str = ""
    said: str = ""

    @property
    def has_rgb(self) -> bool:
        """Whether RGB stands anywhere in this space."""
        return self.kind == "rgb" or (self.base is not None and self.base.has_rgb)

    def looked_up(self, index: float) -> list[float]:
        """What a number of an indexed space stands for in its base."""
        size = self.base.size if self.base else 0
        first = min(max(round(index), 0), max(len(self.lookup) // size - 1, 0)) * size if size else 0
        return [byte / 255 for byte in self.lookup[first : first + size]]

    def color(self, values: Sequence[float]) -> Color:
        """The color that some numbers mean in this space."""
        if self.kind == "indexed" and self.base:
            return self.base.color(self.looked_up(values[0] if values else 0))
        amounts = [min(max(float(value), 0.0), 1.0) for value in values][: self.size]
        if len(amounts) < self.size or self.kind not in ("gray", "cmyk", "spot"):
            return Color(self.kind, values=tuple(amounts))
        if self.kind == "gray":
            return Color("gray", (("Black", 1 - amounts[0]),), values=tuple(amounts))
        names = PROCESS if self.kind == "cmyk" else self.names
        return Color(self.kind, _inks(names, amounts), self.kind == "spot" or self.is_device, tuple(amounts))

    @property
    def start(self) -> tuple[float, ...]:
        """The numbers of the color that setting a space brings (8.6.5 to 8.6.6): black, or the solid of a
        spot.
        """
        if self.kind == "cmyk":
            return 0.0, 0.0, 0.0, 1.0
        return (1.0 if self.kind == "spot" else 0.0,) * self.size


GRAY: Final = Space("gray", 1, is_device=True)
RGB: Final = Space("rgb", 3, is_device=True)
CMYK: Final = Space("cmyk", 4, is_device=True)


def _inks(names: Sequence[str], amounts: Sequence[float]) -> tuple[tuple[str, float], ...]:
    inks: dict[str, float] = {}
    for name, amount in zip(names, amounts, strict=False):
        for one in PROCESS if name == "All" else () if name == "None" else (name,):
            inks[one] = inks.get(one, 0.0) + amount
    return tuple(inks.items())


def space_of(value: object, known: Object, depth: int = 0) -> Space:
    """The space that a name or an array means; `known` are the spaces that the resources name."""
    if depth > _DEEPEST or not isinstance(value, (Name, Array)) or (isinstance(value, Array) and not value):
        return _other(value)
    if isinstance(value, Name):
        name = name_of(value)
        if value in known and name != "/Pattern":
            return space_of(known[value], known, depth + 1)
        if name in _NAMES:
            kind, size = _NAMES[name]
            return Space(kind, size, is_device=not name.startswith(("/Cal", "/Lab")))
        return _other(value)
    family, *rest = value
    match word_of(family):
        case "ICCBased" if rest:
            size = table(rest[0]).get_int("/N", 0)
            return Space(_BY_COMPONENTS.get(size, "other"), size, said="an ICC profile")
        case "Indexed" | "I" if len(rest) >= 3:
            return Space("indexed", 1, base=space_of(rest[0], known, depth + 1), lookup=_bytes(rest[2]))
        case "Separation" | "DeviceN" if len(rest) >= 3:
            names = tuple(word_of(name) for name in each(rest[0]))
            base = space_of(rest[1], known, depth + 1)
            return Space("spot", len(names), names, base, recipe=_recipe(rest[1], rest[2]))
        case "Pattern" if rest:
            return Space("pattern", 0, base=space_of(rest[0], known, depth + 1))
    kind, size = _NAMES.get(f"/{word_of(family)}", ("other", 0))
    return Space(kind, size, said=f"the color space /{word_of(family)}")


def _other(value: object) -> Space:
    return Space(
        "other", 0, said=f"the color space /{word_of(value)}" if isinstance(value, Name) else "a color space"
    )


def _bytes(lookup: object) -> bytes:
    """A lookup table, which may be a string or a stream."""
    if isinstance(lookup, Stream):
        return data_of(lookup)
    return bytes(lookup) if isinstance(lookup, String) else b""


def _recipe(alternate: object, tint: object) -> str:
    function = table(tint)
    keys = ("/FunctionType", "/Domain", "/Range", "/C0", "/C1", "/N")
    told = [f"{key} {numbers(function[key])}" for key in keys if key in function]
    told.append(data_of(function).decode("latin-1"))
    return f"{name_of(alternate) or 'profile'} {' '.join(told)}"


def shading_colors(shading: Object, space: Space) -> tuple[Color, ...]:
    """The colors at the stops of a gradient; none for meshes, whose colors stand among their points
    (8.7.4.5).
    """
    functions = each(shading.get("/Function"))
    if len(functions) == 1:
        return tuple(space.color(values) for values in _stops(functions[0]))
    columns = [[values[0] for values in _stops(one) if values] for one in functions]
    return tuple(space.color(values) for values in zip(*columns, strict=False))


def _stops(value: object, depth: int = 0) -> Iterator[list[float]]:
    function = table(value)
    kind = function.get_int("/FunctionType", -1)
    if kind == _RUN:
        yield numbers(function.get("/C0", 0))
        yield numbers(function.get("/C1", 1))
    elif kind == _JOINED and depth < _DEEPEST:
        for one in each(function.get("/Functions")):
            yield from _stops(one, depth + 1)
    elif kind == _SAMPLED and function.get_int("/BitsPerSample", 0) == 8:
        outputs = len(each(function.get("/Range"))) // 2
        data = data_of(function)
        step = max(outputs, 1) * max(len(data) // max(outputs, 1) // _MOST_SAMPLES, 1)
        for at in range(0, len(data), step):
            yield [byte / 255 for byte in data[at : at + outputs]]


Lab = tuple[float, float, float]
#: Cyan, magenta, yellow and black in percent.
InkShares = tuple[float, ...]
_FULL: Final = 255


class PrintedColors:
    """Colors as `#rrggbb` and inks in percent, one in terms of the other.

    Every method raises `ValueError` where the profile cannot be read.
    """

    def __init__(self, profile: bytes) -> None:
        self._profile = profile

    def inks_of(self, color: str) -> InkShares:
        """The inks that the profile gives for a color."""
        pixel = _applied(_pixel(color), _transform("RGB", "CMYK", self._profile))
        return tuple(round(100 * value / _FULL) for value in pixel.tobytes())

    def shown(self, inks: InkShares) -> str:
        """The color on a screen that is nearest to what inks look like on their paper."""
        pixel = _applied(_inked(inks), _transform("CMYK", "RGB", self._profile))
        return "#{:02X}{:02X}{:02X}".format(*pixel.tobytes())

    def difference(self, color: str, inks: InkShares) -> float:
        """How far inks are from a color, by CIEDE2000."""
        printed = _applied(_inked(inks), _transform("CMYK", "LAB", self._profile))
        meant = _applied(_pixel(color), _transform("RGB", "LAB", b""))
        return color_difference(_lab_of(printed), _lab_of(meant))


def _applied(pixel: Image.Image, transform: Any) -> Any:
    return ImageCms.applyTransform(pixel, transform)


def _pixel(color: str) -> Image.Image:
    return Image.new("RGB", (1, 1), color)


def _inked(inks: InkShares) -> Image.Image:
    return Image.new("CMYK", (1, 1), tuple(round(share * _FULL / 100) for share in inks))


def _lab_of(pixel: Any) -> Lab:
    lightness, a, b = pixel.tobytes()
    return lightness / 2.55, float((a + 128) % 256 - 128), float((b + 128) % 256 - 128)


@lru_cache(maxsize=16)
def _transform(source: str, target: str, profile: bytes) -> Any:
    """From one kind of color to another; those of a profile are its CMYK."""
    try:
        return ImageCms.buildTransform(
            _end(source, profile),
            _end(target, profile),
            source,
            target,
            ImageCms.Intent.RELATIVE_COLORIMETRIC,
            ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError) as error:
        raise ValueError(f"the output profile cannot be read ({error})") from error


def _end(mode: str, profile: bytes) -> Any:
    if mode == "CMYK":
        return ImageCms.getOpenProfile(BytesIO(profile))
    return ImageCms.createProfile("sRGB" if mode == "RGB" else "LAB")


def color_difference(one: Lab, other: Lab) -> float:
    """CIEDE2000 (CIE 142-2001), with its weights left at 1."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean = ((hypot(a1, b1) + hypot(a2, b2)) / 2) ** 7
    stretch = 1.5 - 0.5 * sqrt(mean / (mean + 25.0**7))
    a1, a2 = a1 * stretch, a2 * stretch
    chroma1, chroma2 = hypot(a1, b1), hypot(a2, b2)
    hue1, hue2 = degrees(atan2(b1, a1)) % 360, degrees(atan2(b2, a2)) % 360
    grey = not chroma1 or not chroma2
    turn = 0.0 if grey else (hue2 - hue1 + 180) % 360 - 180
    hue = hue1 + hue2 if grey else (hue1 + turn / 2) % 360
    lightness, chroma = (l1 + l2) / 2 - 50, (chroma1 + chroma2) / 2
    tint = 1 - 0.17 * cos(radians(hue - 30)) + 0.24 * cos(radians(2 * hue))
    tint += 0.32 * cos(radians(3 * hue + 6)) - 0.2 * cos(radians(4 * hue - 63))
    by_lightness = (l2 - l1) / (1 + 0.015 * lightness**2 / sqrt(20 + lightness**2))
    by_chroma = (chroma2 - chroma1) / (1 + 0.045 * chroma)
    by_hue = 2 * sqrt(chroma1 * chroma2) * sin(radians(turn / 2)) / (1 + 0.015 * chroma * tint)
    blue = 60 * exp(-(((hue - 275) / 25) ** 2))
    rotation = -2 * sqrt(chroma**7 / (chroma**7 + 25.0**7)) * sin(radians(blue))
    return sqrt(by_lightness**2 + by_chroma**2 + by_hue**2 + rotation * by_chroma * by_hue)
