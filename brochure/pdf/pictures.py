"""Pictures as Pillow reads them: files of pixels, the pictures of a PDF (ISO 32000-2, 8.9), and what one
is to the eye at a glance: its proportions, and its colors with their shares.

`open_picture` is the only door to Pillow's decoders, and names those that may be tried. `pixels` takes a
picture of a PDF and its color space; what cannot be decoded on this machine, or is not what the file says
of it, is told as `UndecodedError`. What looks at a file takes its bytes: of a drawing (SVG) every shape
counts alike, whatever its size; of pixels those that are seen. Must not know pages, nor where a picture
stands.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from io import BytesIO
from typing import Final
from xml.etree import ElementTree

from pikepdf import Object, PdfError, Stream
from PIL import Image, ImageChops, ImageColor, ImageFile, UnidentifiedImageError, WebPImagePlugin  # noqa: F401  it is known by being imported

from brochure.pdf.colors import Space
from brochure.pdf.objects import each, name_of, numbers

#: The formats of pictures that are printed, by Pillow's names. One that holds several JPEGs opens as "MPO".
PICTURES: Final = ("JPEG", "PNG", "WEBP")
#: The most pixels of a picture, and of one of its sides: what is larger takes too much time and memory.
MOST_PIXELS: Final = 80_000_000
LONGEST_SIDE: Final = 30_000
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


def open_picture(data: bytes, formats: tuple[str, ...] = PICTURES) -> ImageFile.ImageFile:
    """A file of pixels, not yet decoded.

    Raises `UnidentifiedImageError` where it is in none of the formats: unless they are named, Pillow would
    try all that it knows, and start Ghostscript for one of them. A broken file raises anything else.
    """
    return Image.open(BytesIO(data), formats=formats)


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


#: Colors with the share that each has of what is seen, as `#rrggbb`.
Shares = tuple[tuple[str, float], ...]
#: Pixels a side that are looked at, how many tones of a channel are told apart, and what is seen through.
_SIDE, _TONE, _SEEN = 96, 24, 128
#: A color of a smaller share is an edge, or a detail.
_LEAST: Final = 0.04
_SHAPES: Final = frozenset(
    {"path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "use"}
)
_UNSEEN: Final = frozenset({"defs", "clipPath", "mask", "pattern", "marker", "title", "desc", "metadata"})
_NUMBER: Final = re.compile(r"\s*([\d.]+)")
_RULE: Final = re.compile(r"([^{}]+)\{([^}]*)\}")


@lru_cache(maxsize=64)
def picture_colors(data: bytes) -> Shares:
    """The colors of a picture, the most frequent first."""
    try:
        with open_picture(data) as picture:
            counts = _of_pixels(picture)
    except UnidentifiedImageError:
        counts = Counter(_of_shapes(data))
    total = sum(counts.values()) or 1
    return tuple((color, n / total) for color, n in counts.most_common() if n / total >= _LEAST)


def picture_proportion(data: bytes) -> float:
    """Width to height of a picture."""
    try:
        with open_picture(data) as picture:
            width, height = picture.size
            is_turned = picture.getexif().get(0x0112, 1) > 4  # EXIF 2.3: orientations that lie on their side
            return height / width if is_turned else width / height
    except UnidentifiedImageError:
        return _drawn_proportion(data)


def _of_pixels(picture: Image.Image) -> Counter[str]:
    """Each color by the pixels that show it, alike tones taken for one."""
    small = picture.convert("RGBA")
    small.thumbnail((_SIDE, _SIDE), Image.Resampling.BOX)
    data = small.tobytes()
    seen = [tuple(data[at : at + 3]) for at in range(0, len(data), 4) if data[at + 3] >= _SEEN]
    found: dict[tuple[int, ...], Counter[tuple[int, ...]]] = {}
    for pixel in seen:
        found.setdefault(tuple(channel // _TONE for channel in pixel), Counter())[pixel] += 1
    return Counter({_named(tones.most_common(1)[0][0]): tones.total() for tones in found.values()})


def _named(pixel: tuple[int, ...]) -> str:
    return "#{:02X}{:02X}{:02X}".format(*pixel)


def _of_shapes(data: bytes) -> Iterator[str]:
    root = ElementTree.fromstring(data)
    rules = [
        (selector.strip(), _declared(body))
        for style in root.iter()
        if _tag(style) == "style"
        for selectors, body in _RULE.findall(style.text or "")
        for selector in selectors.split(",")
    ]
    stops = {
        one.get("id", ""): [_own(stop, rules).get("stop-color", "#000000") for stop in one]
        for one in root.iter()
        if _tag(one).endswith("Gradient")
    }
    yield from _painted(root, {"fill": "#000000", "stroke": "none", "color": "#000000"}, rules, stops)


Rules = list[tuple[str, dict[str, str]]]


def _painted(
    element: ElementTree.Element, style: Mapping[str, str], rules: Rules, stops: Mapping[str, list[str]]
) -> Iterator[str]:
    """The colors of an element and of what is inside it."""
    if _tag(element) in _UNSEEN:
        return
    style = {**style, **_own(element, rules)}
    if _tag(element) in _SHAPES:
        for kind in ("fill", "stroke"):
            paint = style[kind].strip()
            if found := re.match(r"url\(\s*[\"']?#([^\"')]+)", paint):
                yield from filter(None, map(_color, stops.get(found[1], ())))
            elif color := _color(style["color"] if paint.lower() == "currentcolor" else paint):
                yield color
    for child in element:
        yield from _painted(child, style, rules, stops)


def _own(element: ElementTree.Element, rules: Rules) -> dict[str, str]:
    """What an element says of its paint: as attributes, by rules, in its style."""
    classes = {f".{name}" for name in element.get("class", "").split()}
    known = {_tag(element), f"#{element.get('id', '')}", *classes}
    said = {key: value for key, value in element.items() if key in ("fill", "stroke", "color", "stop-color")}
    for selector, declared in rules:
        if selector in known:
            said |= declared
    return said | _declared(element.get("style", ""))


def _declared(text: str) -> dict[str, str]:
    pairs = (one.split(":", 1) for one in text.split(";") if ":" in one)
    return {key.strip(): value.removesuffix("!important").strip() for key, value in pairs}


def _color(paint: str) -> str | None:
    """A color as `#RRGGBB`; none for what is not painted, or cannot be read."""
    if paint.lower() in ("none", "transparent", "inherit"):
        return None
    try:
        return _named(ImageColor.getrgb(paint)[:3])
    except ValueError:
        return None


def _tag(element: ElementTree.Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _drawn_proportion(data: bytes) -> float:
    root = ElementTree.fromstring(data)
    box = [float(one) for one in re.findall(r"-?[\d.]+(?:e-?\d+)?", root.get("viewBox", ""))]
    sides = [_NUMBER.match(root.get(name, "")) for name in ("width", "height")]
    if all(sides) and not any(root.get(name, "").endswith("%") for name in ("width", "height")):
        width, height = (float(one[1]) for one in sides if one)
    elif len(box) == 4:
        width, height = box[2:]
    else:
        return 1.0
    return width / height if width > 0 and height > 0 else 1.0
