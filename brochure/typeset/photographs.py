"""Photographs in sRGB: what a screen shows, and PDF/A allows beside the output intent (ISO 19005-2,
6.2.4.3).

Takes the bytes of a picture; gives the same, or one of the same look in sRGB with no more pixels than are of
use. For a press, pictures in CMYK keep their inks: whoever made them so chose what is printed.
"""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import Any

from PIL import Image, ImageChops, ImageCms, ImageOps, UnidentifiedImageError

#: How JPEG, PNG and WebP files begin.
_SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG", b"RIFF")
_PLAIN = frozenset({"1", "L", "LA", "P", "RGB", "RGBA"})
_BEST = 95


def prepared(data: bytes, enough: int, keeps_inks: bool = False) -> bytes:
    """A picture in sRGB or grey, or CMYK where it `keeps_inks`; no shorter side is over `enough` pixels."""
    if not data.startswith(_SIGNATURES):
        return data
    try:
        with Image.open(BytesIO(data)) as picture:
            profile = picture.info.get("icc_profile")
            is_jpeg, is_large = picture.format == "JPEG", min(picture.size) > enough
            stays = keeps_inks and picture.mode == "CMYK"
            if not is_large and (stays or (picture.mode in _PLAIN and (not profile or _is_srgb(profile)))):
                return data
            upright = ImageOps.exif_transpose(picture)
            if is_jpeg and picture.mode == "CMYK" and "adobe" not in picture.info:
                upright = ImageChops.invert(
                    upright
                )  # Pillow takes every CMYK JPEG for one of Adobe's, which are negatives
            if is_large:
                upright.thumbnail(_within(upright.size, enough), Image.Resampling.LANCZOS, reducing_gap=3)
            return _saved(upright, is_photo=True) if stays else _converted(upright, profile, is_jpeg)
    except (UnidentifiedImageError, OSError, ValueError):
        return data  # the engine will say what is wrong with it


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
        picture = Image.frombytes(
            "L", picture.size, bytes(min(255, v >> 8) for v in picture.get_flattened_data())
        )
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
