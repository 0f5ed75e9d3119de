"""A PDF read from its root: the lines of its transcript."""

from __future__ import annotations

import logging
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from brochure.pdf.objects import dictionary, words
from brochure.review.transcript.lines import Line, UnreadableError
from brochure.review.transcript.speaking import Speaker
from brochure.review.transcript.tree import structure

UNTAGGED = "has no structure tree: a screen reader can only guess what it says and in which order"

logging.getLogger("pypdf").addHandler(logging.NullHandler())  # what cannot be read is told by the error


def read_lines(pdf: bytes) -> list[Line]:
    """Everything that is said, in its order; the first line is the document itself. Raises `UnreadableError`."""
    try:
        return _lines(PdfReader(BytesIO(pdf)))
    except (
        PyPdfError,
        ArithmeticError,
        AttributeError,
        LookupError,
        RecursionError,
        TypeError,
        ValueError,
    ) as error:
        raise UnreadableError(f"the file cannot be read as a PDF ({error})") from error


def _lines(reader: PdfReader) -> list[Line]:
    catalog = dictionary(reader.trailer["/Root"])
    language = words(catalog.get("/Lang"))
    title = words(dictionary(reader.trailer.get("/Info")).get("/Title"))
    opening = Line("document", title or "(no title)", language=language or "no language")
    whole = structure(reader)
    if whole is None:
        return [opening, Line("untagged", f"this file {UNTAGGED}")]
    speaker = Speaker(language, reader.page_labels if "/PageLabels" in catalog else (), [opening])
    speaker.block(whole)
    return speaker.lines
