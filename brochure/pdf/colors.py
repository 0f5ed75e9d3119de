"""Colors of a PDF, which inks a color prints and how much of each (ISO 32000-2, 8.6), and the pixels of its
pictures in these (8.9).

Takes objects of a PDF; gives spaces, colors and Pillow's pictures. The amounts of a spot color are those of
its own ink, whatever stands in for it on a screen. What cannot be decoded on this machine, or is not what
the file says of it, is told as `UndecodedError`. Must not know where colors are used, nor where a picture
stands.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from pikepdf import Array, Name, Object, PdfError, Stream, String
from PIL import Image, ImageChops, UnidentifiedImageError

from brochure.pdf.objects import data_of, each, name_of, numbers, table, word_of
from brochure.pdf.pictures import open_picture

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


_MODES: Final = {"gray": "L", "rgb": "RGB", "cmyk": "CMYK"}
#: Filters whose data are files of their own, and the formats that Pillow may take them for.
_FILES: Final = {"/DCTDecode": ("JPEG",), "/JPXDecode": ("JPEG2000",)}
#: More samples than this are not unpacked.
_MOST: Final = 1 << 29
#: What Pillow and qpdf raise for pixels that are not what the file says of them.
_FAULTS: Final = (
    UnidentifiedImageError,
    OSError,
    ValueError,
    SyntaxError,
    zlib.error,
    Image.DecompressionBombError,
    PdfError,
)


class UndecodedError(ValueError):
    """The pixels of a picture cannot be had; the message says why, to be read after `a picture`."""


def pixels(picture: Object, space: Space, enough: int = 0) -> Image.Image:
    """The picture in grays, RGB or CMYK, 255 for all light or all ink. Raises `UndecodedError`.

    With `enough`, a photograph may come smaller, but no side shorter than so many pixels.
    """
    base = space.base if space.kind == "indexed" and space.base else space
    mode = _MODES.get(base.kind)
    if mode is None or not isinstance(picture, Stream):
        raise UndecodedError(f"in {base.said or base.kind}")
    try:
        image = _decoded(picture, space, mode, enough)
    except UndecodedError:
        raise
    except _FAULTS as error:
        raise UndecodedError("whose pixels are damaged") from error
    is_negative = numbers(picture.get("/Decode"))[:2] == [1, 0]
    return ImageChops.invert(image) if is_negative else image


def _decoded(picture: Stream, space: Space, mode: str, enough: int) -> Image.Image:
    filters = [name_of(one) for one in each(picture.get("/Filter"))]
    if filters and filters[-1] in _FILES:
        return _photograph(picture, filters, mode, enough)
    size = picture.get_int("/Width", 0), picture.get_int("/Height", 0)
    bits = picture.get_int("/BitsPerComponent", 8)
    if not 0 < size[0] * size[1] < _MOST:
        raise UndecodedError("without a size, or of a size beyond measure")
    if bits not in (8, 16) or (space.kind == "indexed" and bits != 8):
        raise UndecodedError("with fewer than 8 bits a color")
    data = picture.read_bytes()[:: bits // 8]
    if space.kind != "indexed":
        return Image.frombytes(mode, size, data)
    indices = Image.frombytes("P", size, data)
    count = len(space.lookup) // len(mode)
    table = Image.frombytes(mode, (count, 1), space.lookup[: count * len(mode)])
    bands = [indices.point((list(band.tobytes()) + [0] * 256)[:256], "L") for band in table.split()]
    return bands[0] if mode == "L" else Image.merge(mode, bands)


def _photograph(picture: Stream, filters: list[str], mode: str, enough: int) -> Image.Image:
    """The values of a JPEG as PDF takes them: Pillow has turned those over that Adobe's programs wrote."""
    data = picture.read_raw_bytes()
    for one in filters[:-1]:
        if one != "/FlateDecode":
            raise UndecodedError(f"packed by {one.removeprefix('/')} and {filters[-1].removeprefix('/')}")
        data = zlib.decompressobj().decompress(data, _MOST)
    try:
        image: Image.Image = open_picture(data, _FILES[filters[-1]])
    except KeyError as error:  # Pillow was built without this format
        raise UndecodedError(f"packed by {filters[-1].removeprefix('/')}") from error
    if enough:
        image.draft(None, (enough, enough))
    image.load()
    if mode == "CMYK":
        if image.mode != "CMYK":
            raise UndecodedError(f"whose pixels are {image.mode}, not CMYK")
        return ImageChops.invert(image) if "adobe" in image.info else image
    return image.convert(mode)
