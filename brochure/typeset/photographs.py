"""Photographs as they are printed: in sRGB, which a screen shows and PDF/A allows beside the output
intent (ISO 19005-2, 6.2.4.3), cut to their place, with no more pixels than that shows, and JPEG; and how
well type can be read on them.

Takes the bytes of a picture; gives the same, or one of the same look. For a press, pictures in CMYK keep
their inks: whoever made them so chose what is printed.

Legibility is the contrast that type has with the worst of what is behind it, and the color that is laid
over a picture's foot until it has enough (WCAG 2.1, 1.4.3). It takes pictures as Pillow has them, and
colors as tinycss2 has them. Must not know pages.
"""

from __future__ import annotations

import warnings
from functools import lru_cache
from io import BytesIO
from itertools import pairwise
from math import ceil
from typing import Any, Final

from PIL import Image, ImageChops, ImageCms, ImageOps

from brochure.model import TEXT_CONTRAST, Cut, Scrim, channels, luminance
from brochure.pdf import open_picture

#: The share of a picture's pixels that may be worse than what is judged: single ones hide no letter.
WORST: Final = 0.05
#: What a scrim is laid for: a little more than is asked for, since compression makes pixels uneven.
_AIM: Final = TEXT_CONTRAST * 1.08
#: No scrim is thinner: type wants calm behind it, even where a picture is dark.
_THINNEST: Final = 0.35
#: A scrim begins this share of the picture's height above the type, and grows by this share of what is left
#: of the picture from there to the foot.
_RISE, _DEEPER = 0.2, 0.35
#: Rows that a scrim is judged by, each as high as a line of type, the parts of each, which are narrower than
#: a line, and the pixels across one of these.
_ROWS, _PARTS, _ACROSS = 12, 6, 40
#: Spaces of CSS in which a color says how light it is, and those that are another way to write red, green
#: and blue; in all others the engine itself takes the first three numbers for these.
_MEASURED: Final = frozenset({"xyz-d50", "xyz-d65", "lab", "lch", "oklab", "oklch"})
_IN_RED_GREEN_BLUE: Final = frozenset({"srgb", "hsl", "hwb"})
#: The luminance of each value of a channel, in steps of 1/255 (WCAG 2.1, definition of relative luminance).
_LINEAR: Final = [
    round(255 * (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4))
    for value in (step / 255 for step in range(256))
]


def lights(picture: Any) -> Any:
    """The luminance of each pixel, 0 to 255."""
    linear = picture.convert("RGB").point(_LINEAR * 3)
    return linear.convert("L", (0.2126, 0.7152, 0.0722, 0))


def luminance_of(color: Any) -> float:
    """The relative luminance of a color as tinycss2 has it, 0 to 1."""
    if color.space in _MEASURED:
        lightness = color.to("lab").coordinates[0]
        return float(((lightness + 16) / 116) ** 3 if lightness > 8 else lightness / 903.3)
    if color.space in _IN_RED_GREEN_BLUE:
        color = color.to("srgb")
    parts = [value or 0.0 for value in color.coordinates]
    if color.space == "device-cmyk":
        parts = [(1 - value) * (1 - parts[3]) for value in parts[:3]]
    red, green, blue = (
        _LINEAR[round(255 * min(max(value, 0.0), 1.0))] / 255 for value in [*parts, 0, 0][:3]
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast_over(light: Any, letters: float) -> float:
    """The contrast that letters of this luminance have with all but the worst pixels behind them."""
    counts = light.histogram()
    left = WORST * sum(counts)
    by_level = ((_ratio(letters, level / 255), count) for level, count in enumerate(counts) if count)
    for ratio, count in sorted(by_level):
        left -= count
        if left < 0:
            return ratio
    return 0.0


def _ratio(one: float, other: float) -> float:
    darker, lighter = sorted((one, other))
    return (lighter + 0.05) / (darker + 0.05)


def with_scrim(picture: Any, scrim: Scrim) -> Any:
    """A picture with its scrim, as thick as its type asks for, in RGB or in the picture's own inks."""
    picture = picture if picture.mode == "CMYK" else picture.convert("RGB")
    solid = _solid(scrim.color, picture.mode)
    thickness = _thickness(picture, scrim, solid)
    height, column = picture.height, Image.new("L", (1, picture.height))
    column.putdata([_at((row + 0.5) / height, thickness, scrim.top) for row in range(height)])
    over = Image.new(picture.mode, picture.size, solid)
    return Image.composite(over, picture, column.resize(picture.size))


def _solid(color: str, mode: str) -> tuple[int, ...]:
    red, green, blue = channels(color)
    if mode == "RGB":
        return red, green, blue
    lightest = max(red, green, blue, 1)
    return *(round(255 * (1 - value / lightest)) for value in (red, green, blue)), 255 - lightest


def _thickness(picture: Any, scrim: Scrim, solid: tuple[int, ...]) -> float:
    """The thinnest scrim on which type can be read in every part of every row."""
    letters, top = luminance(scrim.letters), int(picture.height * scrim.top)
    height = max(ceil((picture.height - top) / _ROWS), 1)
    edges = [round(picture.width * part / _PARTS) for part in range(_PARTS + 1)]
    parts = [
        picture.crop((left, at, right, min(at + height, picture.height))).resize(
            (max(min(_ACROSS, right - left), 1), min(height, 24)), Image.Resampling.NEAREST
        )
        for at in range(top, picture.height, height)
        for left, right in pairwise(edges)
        if right > left
    ]
    for step in range(round(_THINNEST * 50), 50):
        over = (Image.blend(part, Image.new(part.mode, part.size, solid), step / 50) for part in parts)
        if all(contrast_over(lights(part), letters) >= _AIM for part in over):
            return step / 50
    return 1.0


def _at(share: float, thickness: float, top: float) -> int:
    """How thick a scrim is at this share of a picture's height, 0 to 255."""
    if share >= top:
        deeper = (1 - thickness) * _DEEPER * (share - top) / max(1 - top, 0.01)
        return round(255 * (thickness + deeper))
    along = max(1 - (top - share) / _RISE, 0.0)
    return round(255 * thickness * along * along * (3 - 2 * along))


_PLAIN: Final = frozenset({"1", "L", "LA", "P", "RGB", "RGBA"})
_BEST: Final = 95
#: A drawing has fewer colors than this in so many pixels, and most of these in so few of them.
_COLORS, _SAMPLE, _FLAT = 2048, (200, 200), 16
#: The tag of Exif that says how a camera was held, and the values for which it lay on its side (Exif 2.32,
#: 4.6.4).
_ORIENTATION, _ON_ITS_SIDE = 0x0112, frozenset({5, 6, 7, 8})


def prepared(
    data: bytes, enough: int, keeps_inks: bool = False, cut: Cut | None = None, resolution: int = 0
) -> bytes:
    """A picture in sRGB or gray, or CMYK where it `keeps_inks`: what its cut shows at this resolution.

    Without a cut it is whole, and no shorter side is over `enough` pixels. What is no picture of pixels
    comes back as it is.
    """
    try:
        with warnings.catch_warnings(action="ignore"), open_picture(data) as picture:
            if cut is not None:
                return _cut(picture, cut, resolution, keeps_inks)
            return _prepared(picture, enough, keeps_inks) or data
    except Exception:  # Pillow's readers raise whatever a broken file brings about
        return data  # the engine will say what is wrong with it


def _cut(picture: Any, cut: Cut, resolution: int, keeps_inks: bool) -> bytes:
    """What a cut shows of a picture. It is read as coarsely as will do, which saves time and memory."""
    profile, is_jpeg = picture.info.get("icc_profile"), picture.format in ("JPEG", "MPO")
    is_drawing = not is_jpeg and _is_drawing(picture)
    lies = picture.getexif().get(_ORIENTATION) in _ON_ITS_SIDE
    size = (picture.height, picture.width) if lies else picture.size
    pixels, (left, _, right, _) = cut.pixels_of(size, resolution), cut.part_of(size)
    scale = pixels[0] / (right - left)
    picture.draft(None, (ceil(picture.width * scale), ceil(picture.height * scale)))
    upright = ImageOps.exif_transpose(_turned(picture))
    if upright.mode in ("1", "P", "PA"):  # colors of a palette have nothing between them
        upright = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    elif upright.mode.startswith("I"):
        upright = _in_8_bits(upright)
    shown = upright.resize(pixels, Image.Resampling.LANCZOS, box=cut.part_of(upright.size), reducing_gap=3)
    stays = keeps_inks and shown.mode == "CMYK"
    alpha = None if stays else _alpha(shown)
    if not stays:
        shown = _in_srgb(shown, profile)
    if alpha is not None and (cut.scrim or not is_drawing):
        ground = Image.new("RGB", shown.size, channels(cut.ground))
        shown, alpha = Image.composite(shown.convert("RGB"), ground, alpha), None
    if cut.scrim:
        shown = with_scrim(shown, cut.scrim)
    if alpha is not None:
        shown.putalpha(alpha)
    return _saved(shown, cut.scrim is not None or not is_drawing)


def _prepared(picture: Any, enough: int, keeps_inks: bool) -> bytes | None:
    """The picture as it is to be, or none where it is so already. It shrinks first, which saves memory."""
    profile = picture.info.get("icc_profile")
    is_jpeg, is_large = picture.format in ("JPEG", "MPO"), min(picture.size) > enough
    stays = keeps_inks and picture.mode == "CMYK"
    if not is_large and (stays or (picture.mode in _PLAIN and (not profile or _is_srgb(profile)))):
        return None
    upright = ImageOps.exif_transpose(_turned(_smaller(picture, enough) if is_large else picture))
    if stays:
        return _saved(upright, is_photo=True)
    alpha = _alpha(upright)
    converted = _in_srgb(upright, profile)
    if alpha is not None:
        converted.putalpha(alpha)
    return _saved(converted, is_jpeg or (converted.mode != "L" and alpha is None))


def _turned(picture: Any) -> Any:
    """The picture itself; Pillow takes every CMYK JPEG for one of Adobe's, which are negatives."""
    is_jpeg = picture.format in ("JPEG", "MPO")
    if is_jpeg and picture.mode == "CMYK" and "adobe" not in picture.info:
        turned = ImageChops.invert(picture)
        turned.info = picture.info
        return turned
    return picture


def _smaller(picture: Any, enough: int) -> Any:
    if picture.mode in ("1", "P", "PA"):  # colors of a palette have nothing between them
        picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    picture.thumbnail(_within(picture.size, enough), Image.Resampling.LANCZOS, reducing_gap=3)
    return picture


@lru_cache(maxsize=64)
def _is_srgb(profile: bytes) -> bool:
    try:
        return "srgb" in ImageCms.getProfileDescription(ImageCms.getOpenProfile(BytesIO(profile))).lower()
    except (ImageCms.PyCMSError, OSError):
        return True


def _is_drawing(picture: Any) -> bool:
    """Whether a picture has few colors, most of it in flat areas: judged by pixels from all over it."""
    plain = _in_8_bits(picture) if picture.mode.startswith("I") else picture
    sample = plain.convert("RGBA").resize(_SAMPLE, Image.Resampling.NEAREST)
    counts = sorted((count for count, _ in sample.getcolors(_COLORS) or ()), reverse=True)
    return bool(sum(counts[:_FLAT]) > sample.width * sample.height / 2)


def _within(size: tuple[int, int], enough: int) -> tuple[int, int]:
    """Width and height of a picture whose shorter side is `enough` pixels."""
    scale = enough / min(size)
    return round(size[0] * scale), round(size[1] * scale)


def _alpha(picture: Any) -> Any:
    """How much of each pixel can be seen; none where all of them can."""
    return picture.convert("RGBA").getchannel("A") if picture.has_transparency_data else None


def _in_8_bits(picture: Any) -> Any:
    """Grays in 16 bits as Pillow keeps them, in 8."""
    return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")


def _in_srgb(picture: Any, profile: bytes | None) -> Any:
    """The colors of a picture in sRGB, without what can be seen of them."""
    if picture.mode in ("P", "PA", "RGBA", "RGBX"):
        picture = picture.convert("RGB")
    elif picture.mode == "LA":
        picture = picture.convert("L")
    elif picture.mode.startswith("I"):
        picture = _in_8_bits(picture)
    return _to_srgb(picture, profile)


def _saved(picture: Any, is_photo: bool) -> bytes:
    out = BytesIO()
    picture.save(out, "JPEG" if is_photo else "PNG", **({"quality": _BEST} if is_photo else {}))
    return out.getvalue()


def _to_srgb(picture: Any, profile: bytes | None) -> Any:
    """By the profile; without one that can be read, by Pillow's formula."""
    if profile and not (picture.mode in ("L", "RGB") and _is_srgb(profile)):
        try:
            source = ImageCms.getOpenProfile(BytesIO(profile))
            return ImageCms.profileToProfile(
                picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except (ImageCms.PyCMSError, OSError):
            pass
    return picture if picture.mode in ("L", "RGB") else picture.convert("RGB")
