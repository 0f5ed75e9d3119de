"""Photographs as they are printed: in sRGB, which a screen shows and PDF/A allows beside the output intent
(ISO 19005-2, 6.2.4.3), cut to their place, with no more pixels than that shows, and JPEG.

Takes the bytes of a picture; gives the same, or one of the same look. For a press, pictures in CMYK keep
their inks: whoever made them so chose what is printed.
"""

from __future__ import annotations

import warnings
from functools import lru_cache
from io import BytesIO
from math import ceil
from typing import Any, Final

from PIL import Image, ImageChops, ImageCms, ImageOps

from brochure.model import Cut, channels
from brochure.pdf import open_picture
from brochure.typeset.legibility import with_scrim

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
