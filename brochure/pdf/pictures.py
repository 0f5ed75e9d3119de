"""Pictures as Pillow reads them: files of pixels, and the pictures of a PDF (ISO 32000-2, 8.9).

`open_picture` is the only door to Pillow's decoders, and names those that may be tried. `pixels` takes a
picture of a PDF and its color space; what cannot be decoded on this machine, or is not what the file says of
it, is told as `UndecodedError`. Must not know pages.
"""

from __future__ import annotations

import zlib
from io import BytesIO
from typing import Final

from pikepdf import Object, PdfError, Stream
from PIL import Image, ImageChops, ImageFile, UnidentifiedImageError, WebPImagePlugin  # noqa: F401  it is known by being imported

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
