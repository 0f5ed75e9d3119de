"""A PDF as a file: opened, mended on the way, and written so that the same objects give the same bytes.

Must not know what is in it.
"""

from __future__ import annotations

from io import BytesIO
from typing import Final

import pikepdf
from pikepdf import ObjectStreamMode, Pdf

#: The first version with object streams (ISO 32000-1, 7.5.7).
_OLDEST: Final = "1.5"


class UnreadableError(ValueError):
    """No PDF that can be read: it is none, damaged beyond mending, or locked by a password."""


def opened(data: bytes) -> Pdf:
    """The PDF, mended where its structure is damaged. One that is encrypted with no password is opened.

    Raises `UnreadableError`; its message ends a sentence that begins with the name of the file.
    """
    try:
        pdf = pikepdf.open(BytesIO(data))
    except pikepdf.PasswordError as error:
        raise UnreadableError("is locked by a password") from error
    except (pikepdf.PdfError, ValueError, RuntimeError) as error:
        raise UnreadableError(f"cannot be read: {error}") from error
    try:
        if not len(pdf.pages):
            raise UnreadableError("has no page")
    except (pikepdf.PdfError, ValueError, RuntimeError) as error:
        pdf.close()
        raise UnreadableError(f"cannot be read: {error}") from error
    return pdf


def saved(pdf: Pdf, version: str = _OLDEST) -> bytes:
    """The bytes of a PDF that needs this version: object streams make tagged files several times smaller."""
    out = BytesIO()
    pdf.save(
        out,
        min_version=max(version, _OLDEST),
        object_stream_mode=ObjectStreamMode.generate,
        deterministic_id=True,
    )
    return out.getvalue()
