"""A picture that lies on its side is turned by a quarter: the copy has the same pixels.

Takes a file; gives the bytes of a copy. Of a JPEG only the note of how it lies is another (EXIF), so that
nothing of it is coded a second time; others are written without loss. Must not know where pictures are kept.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from brochure.errors import UsageError

_ORIENTATION: Final = 0x0112
#: EXIF 2.3: how a picture lies, and how it lies after a quarter turn to the right.
_NEXT: Final = {1: 6, 6: 3, 3: 8, 8: 1, 2: 7, 7: 4, 4: 5, 5: 2}
_START, _APP1, _SCAN, _EXIF = b"\xff\xd8", 0xE1, 0xDA, b"Exif\0\0"


def turned_name(name: str) -> str:
    """What a turned picture is called: one that was turned before keeps its name."""
    stem, _, ending = name.rpartition(".")
    return f"{re.sub(r'-turned(-[0-9]+)?$', '', stem)}-turned.{ending}"


def turned_picture(path: Path) -> bytes:
    """A picture turned by a quarter to the right. Raises `UsageError` for what cannot be turned."""
    try:
        data = path.read_bytes()
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as picture:
            if picture.format == "JPEG":
                exif = picture.getexif()
                exif[_ORIENTATION] = _NEXT.get(exif.get(_ORIENTATION, 1), 6)
                return _with_exif(data, exif.tobytes())
            whole = ImageOps.exif_transpose(picture).transpose(Image.Transpose.ROTATE_270)
            out, profile = io.BytesIO(), picture.info.get("icc_profile")
            more = {"lossless": True} if picture.format == "WEBP" else {}
            whole.save(out, picture.format, icc_profile=profile, exif=Image.Exif(), **more)
            return out.getvalue()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, struct.error) as error:
        what = "this picture cannot be turned"
        raise UsageError.of(path.name, what, "turn it in the program that it comes from") from error


def _with_exif(data: bytes, exif: bytes) -> bytes:
    """A JPEG with another note of how it lies; all other parts are as they were."""
    parts = [part for part in _parts(data) if not (part[1] == _APP1 and part[4:10] == _EXIF)]
    note = bytes((0xFF, _APP1)) + struct.pack(">H", len(exif) + 2) + exif
    is_jfif = bool(parts) and parts[0][1] == 0xE0  # which comes first in every file that has it
    return b"".join((_START, *parts[:is_jfif], note, *parts[is_jfif:]))


def _parts(data: bytes) -> Iterator[bytes]:
    """The parts of a JPEG behind its first mark; the last one is the picture itself."""
    place = len(_START)
    while data[place + 1] != _SCAN:
        length = 2 + struct.unpack(">H", data[place + 2 : place + 4])[0]
        if data[place] != 0xFF or place + length >= len(data):
            raise ValueError("this is no JPEG")
        yield data[place : place + length]
        place += length
    yield data[place:]
