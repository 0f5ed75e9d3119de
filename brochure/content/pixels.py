"""Pictures made of pixels: whether a file is one that can be printed. Must not know who names it.

Takes bytes, a path and the form that its name promises; gives what is wrong and what would mend it, or None.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image, ImageFile, UnidentifiedImageError

Words = tuple[str, str]


@contextmanager
def _truncation_refused() -> Iterator[None]:
    """Pillow reads pictures that were cut short once the typesetting engine is loaded: it turns that on for everybody."""
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
    # Pillow's readers raise whatever a broken file brings about: SyntaxError, OSError, ValueError, struct.error …
    except Exception:
        return f'"{path}" is damaged', "open it in a picture program and save it again"
    if found != form:
        return f'"{path}" is a {found} file', "name it by what it is, or save it again"
    return None
