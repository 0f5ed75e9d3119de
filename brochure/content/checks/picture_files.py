"""Whether a picture can be printed: what its bytes say it is, and whether they hold what they say.

Takes the path and bytes of a file; gives why it cannot be printed, and what helps. Its name says nothing: a
JPEG that is named `.png` is a JPEG. Must not know where a picture stands.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Final

from PIL import Image, ImageCms, ImageFile, UnidentifiedImageError

from brochure.content.checks.svg_looks import drawing_fault
from brochure.content.folder import describe_path
from brochure.pdf import LONGEST_SIDE, MOST_PIXELS, open_picture

#: What is wrong with a value, and what helps.
Words = tuple[str, str]
_AS_JPEG: Final = "open it in a picture program, save it as JPEG, and name that file here"
_AS_PNG: Final = "open it in a picture program, save it as PNG, and name that file here"
_AS_PAGE: Final = "save it as SVG, or as PNG of 3000 pixels, and name that file here"
#: What people take for pictures, by how the bytes begin; and what makes a picture of it that is printed.
_OTHERS: Final[tuple[tuple[bytes, str, str], ...]] = (
    (rb"GIF8", "a GIF picture", _AS_PNG),
    (rb"BM", "a BMP picture", _AS_PNG),
    (rb"II[*+]\0|MM\0[*+]", "a TIFF picture, or a camera's raw one", _AS_JPEG),
    (rb".{4}ftyp(hei|hev|mif1|msf1)", "a HEIC picture", _AS_JPEG),
    (rb".{4}ftypavi[fs]", "an AVIF picture", _AS_JPEG),
    (rb".{4}ftyp", "a film", "save one picture of it as JPEG, and name that file here"),
    (rb"\0\0\0\x0cjP  |\xff\x4f\xff\x51", "a JPEG 2000 picture", _AS_JPEG),
    (rb"\0\0\0\x0cJXL |\xff\x0a", "a JPEG XL picture", _AS_JPEG),
    (rb"8BPS", "a Photoshop file", _AS_JPEG),
    (rb"%PDF-", "a PDF", f"{_AS_PAGE}; whole pages from elsewhere are inserts"),
    (rb"%!PS|\xc5\xd0\xd3\xc6", "a PostScript file", _AS_PAGE),
    (rb"\0\0\x01\0", "an icon", _AS_PNG),
    (rb"\xd7\xcd\xc6\x9a|\x01\0\0\0.{36} EMF", "a Windows metafile", _AS_PAGE),
    (rb"\x1f\x8b", "a compressed drawing (SVGZ)", "save it as plain SVG, and name that file here"),
    (rb"PK\x03\x04|\xd0\xcf\x11\xe0", "an office document or an archive", _AS_PNG),
    (rb"(?i)\s*<(!doctype html|html)", "a web page", "save the picture itself from that page"),
)
#: JPEGs in more passes than this take minutes to read; programs write a dozen at most. So do PNGs in more
#: pieces.
_PASSES: Final = 30
_PIECES: Final = 100_000

#: Marks in a JPEG that a length follows, or its end; and among them one of a pass, and the end's.
_MARK: Final = re.compile(rb"\xff[^\x00\x01\xd0-\xd8\xff]")
_PASS: Final = 0xDA
_END: Final = 0xD9


def picture_fault(path: str, data: bytes) -> Words | None:
    """Why a picture cannot be printed."""
    fault = pixels_fault(data)
    if fault and fault[0] == _UNKNOWN:
        fault = _other_fault(data)
    return fault and (f"{describe_path(path)} {fault[0]}", fault[1])


def profile_fault(path: str, data: bytes) -> Words | None:
    """Why the colors of a picture are printed otherwise than its color profile says."""
    try:
        with warnings.catch_warnings(action="ignore"), open_picture(data) as picture:
            profile, mode = picture.info.get("icc_profile"), picture.mode
    except Exception:  # what is wrong with the file has been told
        return None
    if not profile or _is_read(profile, "RGB" if mode in ("P", "RGBA") else "L" if mode == "LA" else mode):
        return None
    what = "has a color profile that cannot be read, so that its colors are taken for sRGB"
    return (
        f"{describe_path(path)} {what}",
        "open it in a picture program, convert it to sRGB, and save it again",
    )


def _is_read(profile: bytes, mode: str) -> bool:
    try:
        source = ImageCms.getOpenProfile(BytesIO(profile))
        if "srgb" not in ImageCms.getProfileDescription(source).lower():
            target = ImageCms.createProfile("sRGB")
            ImageCms.profileToProfile(Image.new(mode, (1, 1)), source, target, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return False
    return True


def _other_fault(data: bytes) -> Words | None:
    """Why a file that holds no known pixels cannot be printed: it may be a drawing."""
    for begins, what, hint in _OTHERS:
        if re.match(begins, data, re.DOTALL):
            return f"is {what}, which is not printed", hint
    if not data:
        return "is empty", "copy the picture here once more"
    if not re.match(rb"(\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*<", data):
        return "is not a picture that can be printed", "save it as PNG, JPEG, WebP or SVG"
    return drawing_fault(data, pixels_fault)


#: What is said of bytes that are in no format of pixels that is printed.
_UNKNOWN: Final = "is not a PNG, JPEG or WebP picture"
_AGAIN: Final = "open it in a picture program and save it again"


def pixels_fault(data: bytes) -> Words | None:
    """Why a picture of pixels cannot be printed."""
    try:
        if data.startswith(b"\x89PNG") and _is_in_pieces(data):
            return "is packed in too many pieces", _AGAIN
        with warnings.catch_warnings(action="ignore"), _truncation_refused():
            with open_picture(data) as picture:
                if fault := _size_fault(picture, data):
                    return fault
                picture.verify()
            # verify() passes a JPEG that was cut short; reading its pixels, coarsely, does not.
            with open_picture(data) as picture:
                picture.draft(None, (64, 64))
                picture.load()
    except Image.DecompressionBombError:
        return _TOO_LARGE
    except UnidentifiedImageError:
        return _UNKNOWN, _AGAIN
    # Pillow's readers raise whatever a broken file brings about: SyntaxError, OSError, ValueError,
    # struct.error …
    except Exception:
        return "is damaged", _AGAIN
    return None


_TOO_LARGE: Final = "has too many pixels", "make it smaller; 5000 pixels are enough for a page"


def _size_fault(picture: ImageFile.ImageFile, data: bytes) -> Words | None:
    """What of a picture would take too long, or more memory than there is; looked at before its pixels."""
    width, height = picture.size
    most = MOST_PIXELS // (2 if picture.format == "WEBP" else 1)  # which is unpacked twice over
    if max(width, height) > LONGEST_SIDE or width * height > most:
        return _TOO_LARGE
    if picture.format in ("JPEG", "MPO"):
        return ("is packed in too many passes", _AGAIN) if _passes(data) > _PASSES else None
    is_film = getattr(picture, "is_animated", False)
    return ("moves, and paper does not", "save one of its pictures as PNG") if is_film else None


def _passes(data: bytes) -> int:
    """In how many passes the first picture of a JPEG is packed: behind it there may be others, and films."""
    passes, at = 0, 2
    while passes <= _PASSES and (found := _MARK.search(data, at)):
        mark = found[0][1]
        if mark == _END:
            break
        passes += mark == _PASS
        at = found.end() + int.from_bytes(data[found.end() : found.end() + 2], "big")
    return passes


def _is_in_pieces(data: bytes) -> bool:
    """Whether a PNG consists of more pieces than anybody needs; looked at before they are read."""
    pieces, at = 0, 8
    while pieces <= _PIECES and at < len(data):
        pieces, at = pieces + 1, at + 12 + int.from_bytes(data[at : at + 4], "big")
    return pieces > _PIECES


@contextmanager
def _truncation_refused() -> Iterator[None]:
    """Pictures that were cut short are refused, which the typesetting engine turns off for everybody."""
    before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before
