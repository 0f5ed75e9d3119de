"""Photographs in sRGB: what a screen shows, and what PDF/A allows beside the sRGB output intent (ISO 19005-2, 6.2.4.3).

Takes the bytes of an asset; gives the same, or a picture of the same look in sRGB. Everything but photographs in other
colors passes as it is.
"""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import Any

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

#: How JPEG, PNG and WebP files begin.
_SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG", b"RIFF")
_PLAIN = frozenset({"1", "L", "LA", "P", "RGB", "RGBA"})
_BEST = 95


def on_screen(data: bytes) -> bytes:
    """A picture in sRGB or grey."""
    if not data.startswith(_SIGNATURES):
        return data
    try:
        with Image.open(BytesIO(data)) as picture:
            profile = picture.info.get("icc_profile")
            if picture.mode in _PLAIN and (not profile or _is_srgb(profile)):
                return data
            return _converted(ImageOps.exif_transpose(picture), profile)
    except (UnidentifiedImageError, OSError, ValueError):
        return data  # the engine will say what is wrong with it


@lru_cache(maxsize=64)
def _is_srgb(profile: bytes) -> bool:
    try:
        return "srgb" in ImageCms.getProfileDescription(ImageCms.getOpenProfile(BytesIO(profile))).lower()
    except (ImageCms.PyCMSError, OSError):
        return True


def _converted(picture: Any, profile: bytes | None) -> bytes:
    alpha = picture.convert("RGBA").getchannel("A") if picture.has_transparency_data else None
    if picture.mode in ("P", "PA", "RGBA", "RGBX"):
        picture = picture.convert("RGB")
    elif picture.mode == "LA":
        picture = picture.convert("L")
    elif picture.mode.startswith("I"):
        picture = Image.frombytes("L", picture.size, bytes(min(255, v >> 8) for v in picture.get_flattened_data()))
    converted = _to_srgb(picture, profile)
    if alpha is not None:
        converted.putalpha(alpha)
    out = BytesIO()
    is_photo = picture.mode != "L" and alpha is None
    converted.save(out, "JPEG" if is_photo else "PNG", **({"quality": _BEST} if is_photo else {}))
    return out.getvalue()


def _to_srgb(picture: Any, profile: bytes | None) -> Any:
    """By the profile; without one that can be read, by Pillow's formula."""
    if profile:
        try:
            source = ImageCms.getOpenProfile(BytesIO(profile))
            return ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            pass
    return picture.convert("RGB")
