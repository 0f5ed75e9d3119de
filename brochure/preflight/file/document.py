"""A PDF, opened for inspection: its pages with their boxes and everything that they paint. Must not know any check."""

from __future__ import annotations

import logging
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError
from pypdf.generic import DictionaryObject

from brochure.pdf.objects import dictionary, listed, resolved, words
from brochure.preflight.file.events import Event, TextShown
from brochure.preflight.file.fonts import Font
from brochure.preflight.file.plane import Box, box_of
from brochure.preflight.file.walk import Walker

#: What pypdf says of odd files would stand among findings; the ones that matter are told here.
logging.getLogger("pypdf").addHandler(logging.NullHandler())

_HEADER: Final = b"%PDF-"
#: How far into a file its header may stand (ISO 32000-1, annex H, note 13).
_HEADER_WITHIN: Final = 1024
#: What pypdf and what reads its objects raise where a file is not what it should be.
_FAULTS: Final = (
    PyPdfError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
    zlib.error,
)


class UnreadableError(Exception):
    """The bytes are no PDF that can be read; the message says why and what to do."""

    def __init__(self, what: str, hint: str) -> None:
        super().__init__(what)
        self.hint = hint


@dataclass(frozen=True)
class Page:
    """One page; boxes in points. `bleed` and `trim` are what holds where the page names none."""

    number: int
    dictionary: PageObject
    media: Box
    bleed: Box
    trim: Box
    unit: float
    rotation: int
    events: tuple[Event, ...]

    @property
    def in_trim(self) -> Iterator[Event]:
        """What is painted inside the trim, and is no mask."""
        return (event for event in self.events if not event.look.in_mask and event.box.meets(self.trim))

    @property
    def texts(self) -> Iterator[TextShown]:
        """The text inside the trim."""
        return (event for event in self.in_trim if isinstance(event, TextShown))


@dataclass(frozen=True)
class Document:
    """A whole file."""

    reader: PdfReader
    pages: tuple[Page, ...]

    @property
    def catalog(self) -> DictionaryObject:
        """The root of the file's objects."""
        return dictionary(self.reader.trailer["/Root"])

    @property
    def information(self) -> DictionaryObject:
        """The information dictionary."""
        return dictionary(self.reader.trailer.get("/Info"))

    @property
    def metadata(self) -> str:
        """The XMP packet as text; empty where there is none."""
        stream = resolved(self.catalog.get("/Metadata"))
        return stream.get_data().decode("utf-8", "replace") if hasattr(stream, "get_data") else ""

    @property
    def intents(self) -> list[DictionaryObject]:
        """The output intents for printing."""
        intents = (dictionary(one) for one in listed(self.catalog.get("/OutputIntents")))
        return [one for one in intents if one.get("/S") == "/GTS_PDFX"]

    @property
    def condition(self) -> str:
        """The output condition that the file was made for; empty where it says none."""
        return next((words(one.get("/OutputConditionIdentifier")) for one in self.intents), "")

    def fonts(self) -> dict[Font, int]:
        """Every font that prints, with the first page that uses it."""
        found: dict[Font, int] = {}
        for page in self.pages:
            for event in page.events:
                if isinstance(event, TextShown):
                    found.setdefault(event.font, page.number)
        return found

    def inks(self) -> list[str]:
        """Every ink that flat colors print, in the order of their first use."""
        return list(
            dict.fromkeys(
                ink
                for page in self.pages
                for event in page.in_trim
                for color in event.colors
                for ink in color.used
            )
        )


@contextmanager
def reading() -> Iterator[None]:
    """Tells of a file that cannot be read, instead of failing: whatever is wrong inside it comes to light only as it is used."""
    try:
        yield
    except (FileNotDecryptedError, DependencyError) as error:
        raise UnreadableError("is locked", "save it again without a password or restrictions") from error
    except _FAULTS as error:
        said = f" ({str(error).rstrip('.')})" if isinstance(error, PyPdfError) else ""
        raise UnreadableError(
            f"is damaged{said}",
            "open it in a viewer and print it to a new PDF, or ask its makers for another one",
        ) from error


def read(pdf: bytes) -> Document:
    """A PDF, read. Raises `UnreadableError` for what is none, is damaged, or asks for a password."""
    if _HEADER not in pdf[:_HEADER_WITHIN]:
        raise UnreadableError("is not a PDF", "name a file that a PDF program wrote")
    with reading():
        reader = PdfReader(BytesIO(pdf))
        walker = Walker()
        pages = tuple(_page(page, number, walker) for number, page in enumerate(reader.pages, start=1))
    if not pages:
        raise UnreadableError("has no pages", "ask its makers for another one")
    return Document(reader, pages)


def _page(page: PageObject, number: int, walker: Walker) -> Page:
    def box(key: str, otherwise: Box) -> Box:
        return box_of(map(resolved, listed(page.get(key)))) or otherwise

    media = box("/MediaBox", Box(0, 0, 612, 792))
    crop = box("/CropBox", media)
    return Page(
        number,
        page,
        media,
        box("/BleedBox", crop),
        box("/TrimBox", crop),
        float(page.get("/UserUnit", 1)),
        page.rotation,
        tuple(walker.walk(page, media)),
    )
