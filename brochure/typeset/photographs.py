"""Photographs in sRGB: what a screen shows, and PDF/A allows beside the output intent (ISO 19005-2,
6.2.4.3).

Takes the bytes of a picture; gives the same, or one of the same look in sRGB with no more pixels than are of
use. For a press, pictures in CMYK keep their inks: whoever made them so chose what is printed.
"""

from __future__ import annotations

import warnings
from functools import lru_cache
from io import BytesIO
from typing import Any

from PIL import Image, ImageChops, ImageCms, ImageOps

from brochure.pdf import open_picture

_PLAIN = frozenset({"1", "L", "LA", "P", "RGB", "RGBA"})
_BEST = 95


def prepared(data: bytes, enough: int, keeps_inks: bool = False) -> bytes:
    """A picture in sRGB or grey, or CMYK where it `keeps_inks`; no shorter side is over `enough` pixels.

    What is no picture of pixels comes back as it is.
    """
    try:
        with warnings.catch_warnings(action="ignore"), open_picture(data) as picture:
            return _prepared(picture, enough, keeps_inks) or data
    except Exception:  # Pillow's readers raise whatever a broken file brings about
        return data  # the engine will say what is wrong with it


def _prepared(picture: Any, enough: int, keeps_inks: bool) -> bytes | None:
    """The picture as it is to be, or none where it is so already. It shrinks first, which saves memory."""
    profile = picture.info.get("icc_profile")
    is_jpeg, is_large = picture.format in ("JPEG", "MPO"), min(picture.size) > enough
    stays = keeps_inks and picture.mode == "CMYK"
    if not is_large and (stays or (picture.mode in _PLAIN and (not profile or _is_srgb(profile)))):
        return None
    is_turned_over = is_jpeg and picture.mode == "CMYK" and "adobe" not in picture.info
    upright = ImageOps.exif_transpose(_smaller(picture, enough) if is_large else picture)
    if is_turned_over:  # Pillow takes every CMYK JPEG for one of Adobe's, which are negatives
        upright = ImageChops.invert(upright)
    return _saved(upright, is_photo=True) if stays else _converted(upright, profile, is_jpeg)


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


def _within(size: tuple[int, int], enough: int) -> tuple[int, int]:
    """Width and height of a picture whose shorter side is `enough` pixels."""
    scale = enough / min(size)
    return round(size[0] * scale), round(size[1] * scale)


def _converted(picture: Any, profile: bytes | None, is_jpeg: bool) -> bytes:
    alpha = picture.convert("RGBA").getchannel("A") if picture.has_transparency_data else None
    if picture.mode in ("P", "PA", "RGBA", "RGBX"):
        picture = picture.convert("RGB")
    elif picture.mode == "LA":
        picture = picture.convert("L")
    elif picture.mode.startswith("I"):
        picture = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    converted = _to_srgb(picture, profile)
    if alpha is not None:
        converted.putalpha(alpha)
    return _saved(converted, is_jpeg or (picture.mode != "L" and alpha is None))


def _saved(picture: Any, is_photo: bool) -> bytes:
    out = BytesIO()
    picture.save(out, "JPEG" if is_photo else "PNG", **({"quality": _BEST} if is_photo else {}))
    return out.getvalue()


def _to_srgb(picture: Any, profile: bytes | None) -> Any:
    """By the profile; without one that can be read, by Pillow's formula."""
    if profile:
        try:
            source = ImageCms.getOpenProfile(BytesIO(profile))
            return ImageCms.profileToProfile(
                picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except (ImageCms.PyCMSError, OSError):
            pass
    return picture if picture.mode in ("L", "RGB") and not profile else picture.convert("RGB")
