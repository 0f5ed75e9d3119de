"""The pixels of CMYK pictures, measured for the ink that they ask for. Must not know pages.

Pillow decodes; pixels of the rows' predictors go to it as a PNG, whose predictors they are (ISO 32000-2, 7.4.4.4).
"""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any, Final

from PIL import Image, ImageChops, UnidentifiedImageError
from pypdf.generic import StreamObject

from brochure.pdf.objects import dictionary, listed, resolved
from brochure.preflight.file.colors import Space

#: More pixels than this on a side say nothing more about the ink.
_ENOUGH: Final = 1200
_PNG: Final = b"\x89PNG\r\n\x1a\n"
#: What Pillow raises for pixels that are not what the file says of them.
_FAULTS: Final = (
    UnidentifiedImageError,
    OSError,
    ValueError,
    SyntaxError,
    zlib.error,
    Image.DecompressionBombError,
)


def ink_shares(picture: Any, space: Space) -> list[float]:
    """The share of pixels by their total ink: 256 steps from none to four solids. Empty where they are not CMYK or cannot be read."""
    if not isinstance(picture, StreamObject) or (space.base or space).kind != "cmyk":
        return []
    try:
        pixels = _pixels(picture, space)
    except _FAULTS:
        return []
    if pixels is None or pixels.mode != "CMYK":
        return []
    cyan, magenta, yellow, black = pixels.split()
    # Each sum is halved, so that the last has room for four solids.
    total = ImageChops.add(
        ImageChops.add(cyan, magenta, scale=2), ImageChops.add(yellow, black, scale=2), scale=2
    )
    counts = total.histogram()
    return [count / sum(counts) for count in counts]


def _pixels(picture: StreamObject, space: Space) -> Image.Image | None:
    size = int(resolved(picture["/Width"])), int(resolved(picture["/Height"]))
    bits = int(resolved(picture.get("/BitsPerComponent", 8)))
    filters = [str(resolved(one)) for one in listed(picture.get("/Filter"))]
    if filters == ["/DCTDecode"]:
        pixels = _photograph(picture)
    elif bits != 8:
        return None
    elif space.base:
        pixels = Image.frombytes("P", size, picture.get_data())
        table = Image.frombytes("CMYK", (len(space.table) // 4, 1), space.table[: len(space.table) // 4 * 4])
        return Image.merge(
            "CMYK", [pixels.point((list(band.tobytes()) + [0] * 256)[:256], "L") for band in table.split()]
        )
    elif (
        filters == ["/FlateDecode"]
        and int(dictionary(next(iter(listed(picture.get("/DecodeParms"))), None)).get("/Predictor", 1)) >= 10
    ):
        pixels = _as_png(picture, size)
    else:
        pixels = Image.frombytes("CMYK", size, picture.get_data())
    decode = [float(resolved(one)) for one in listed(picture.get("/Decode"))]
    return ImageChops.invert(pixels) if decode[:2] == [1, 0] else pixels


def _photograph(picture: StreamObject) -> Image.Image:
    """A JPEG's values as PDF takes them: Pillow has turned those over that Adobe's programs wrote."""
    image = Image.open(BytesIO(picture._data))
    image.draft(None, (_ENOUGH, _ENOUGH))
    image.load()
    return ImageChops.invert(image) if "adobe" in image.info and image.mode == "CMYK" else image


def _as_png(picture: StreamObject, size: tuple[int, int]) -> Image.Image:
    """Rows with predictors, decoded as the PNG of four bands that they would be."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", *size, 8, 6, 0, 0, 0))
    image = Image.open(BytesIO(_PNG + header + chunk(b"IDAT", picture._data) + chunk(b"IEND", b"")))
    return Image.frombytes("CMYK", size, image.tobytes())
