"""What needs no PDF: files of pictures, with what one is to the eye at a glance, its proportions and its
colors with their shares; and colors in print, the inks of a profile for one, what inks look like, and how
far apart two colors are.

`open_picture` is the only door to Pillow's decoders, and names those that may be tried. What looks at a file
takes its bytes: of a drawing (SVG) every shape counts alike, whatever its size; of pixels those that are
seen. `PrintedColors` takes an ICC output profile for CMYK; both ways are relative to the paper, with black
point compensation, as separation has it. Must not know pages, brands, nor pikepdf, which who composes has no
use for.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from io import BytesIO
from math import atan2, cos, degrees, exp, hypot, radians, sin, sqrt
from typing import Any, Final
from xml.etree import ElementTree

from PIL import Image, ImageCms, ImageColor, ImageFile, UnidentifiedImageError, WebPImagePlugin  # noqa: F401  it is known by being imported

#: The formats of pictures that are printed, by Pillow's names. One that holds several JPEGs opens as "MPO".
PICTURES: Final = ("JPEG", "PNG", "WEBP")
#: The most pixels of a picture, and of one of its sides: what is larger takes too much time and memory.
MOST_PIXELS: Final = 80_000_000
LONGEST_SIDE: Final = 30_000


def open_picture(data: bytes, formats: tuple[str, ...] = PICTURES) -> ImageFile.ImageFile:
    """A file of pixels, not yet decoded.

    Raises `UnidentifiedImageError` where it is in none of the formats: unless they are named, Pillow would
    try all that it knows, and start Ghostscript for one of them. A broken file raises anything else.
    """
    return Image.open(BytesIO(data), formats=formats)


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
