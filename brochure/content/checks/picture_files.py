"""Pictures: whether a file is one that can be printed. Must not know who names it.

Takes bytes and a path; gives what is wrong and what would mend it, or None.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import Any, Final
from xml.parsers import expat

from PIL import Image, ImageFile, UnidentifiedImageError

FORMATS: Final = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP", ".svg": "SVG"}
_ELSEWHERE: Final = re.compile(r"@import|url\(\s*+[\"']?+(?!#|data:image/)", re.IGNORECASE)

Words = tuple[str, str]


def picture_fault(path: str, data: bytes) -> Words | None:
    """Why a picture cannot be printed."""
    ending = PurePosixPath(path).suffix.lower()
    if ending not in FORMATS:
        return f'"{path}" is not a picture that can be printed', "save it as PNG, JPEG, WebP or SVG"
    if ending == ".svg":
        return _svg_fault(path, data)
    return pixels_fault(path, data, FORMATS[ending])


def _svg_fault(path: str, data: bytes) -> Words | None:
    watch = _SvgWatch()
    try:
        watch.parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError):
        return (
            f'"{path}" is not an SVG drawing',
            "open it in a drawing program and save it again as plain SVG",
        )
    if watch.root != "svg":
        return f'"{path}" is not an SVG drawing', "save it again as plain SVG"
    if watch.fault:
        return f'"{path}" {watch.fault}', "save it again as plain SVG with everything embedded"
    return None


class _SvgWatch:
    """Reads a drawing once and remembers the first thing that reaches out of it."""

    def __init__(self) -> None:
        self.root = self.fault = ""
        self.parser = expat.ParserCreate(namespace_separator=" ")
        # Otherwise words arrive in pieces, and "@import" could hide between two of them.
        self.parser.buffer_text, self.parser.buffer_size = True, 1_000_000
        self.parser.StartElementHandler = self.element
        self.parser.CharacterDataHandler = self.words
        self.parser.EntityDeclHandler = self.entity
        self.parser.ProcessingInstructionHandler = self.instruction

    def element(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        self.root = self.root or tag
        if tag.lower() in ("script", "foreignobject", "iframe"):
            self.fault = self.fault or f"holds a {tag}"
        for key, value in attributes.items():
            plain = key.rpartition(" ")[2].lower()
            if plain.startswith("on"):
                self.fault = self.fault or f"holds a script ({plain})"
            elif (
                plain in ("href", "src")
                and tag != "a"
                and not value.strip().startswith(("#", "data:image/"))
            ):
                self.fault = self.fault or "refers to another file"
            else:
                self.words(value)

    def words(self, value: str) -> None:
        if _ELSEWHERE.search(value):
            self.fault = self.fault or "refers to another file"

    def entity(self, *declaration: Any) -> None:
        # Stops at the declaration: an entity that is never declared cannot be unfolded a billion times.
        raise ValueError("entities are not allowed")

    def instruction(self, target: str, data: str) -> None:
        if target == "xml-stylesheet":
            self.fault = self.fault or "refers to another file"


@contextmanager
def _truncation_refused() -> Iterator[None]:
    """Pictures that were cut short are refused, which the typesetting engine turns off for everybody."""
    before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def pixels_fault(path: str, data: bytes, form: str) -> Words | None:
    """Why a picture, which its name says to be in this form, cannot be printed."""
    try:
        with warnings.catch_warnings(), _truncation_refused():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data)) as picture:
                found = picture.format
                picture.verify()
            # verify() passes a JPEG that was cut short; reading its pixels, coarsely, does not.
            with Image.open(io.BytesIO(data)) as picture:
                picture.draft(None, (64, 64))
                picture.load()
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        return f'"{path}" has too many pixels', "make it smaller; 5000 pixels are enough for a page"
    except UnidentifiedImageError:
        return f'"{path}" is not a picture', "open it in a picture program and save it again"
    # Pillow's readers raise whatever a broken file brings about: SyntaxError, OSError, ValueError,
    # struct.error …
    except Exception:
        return f'"{path}" is damaged', "open it in a picture program and save it again"
    if found != form:
        return f'"{path}" is a {found} file', "name it by what it is, or save it again"
    return None
