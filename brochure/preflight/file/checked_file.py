"""A PDF, opened to be checked: its pages with their boxes and everything that they paint.

Must not know any check.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Final

from pikepdf import Object, Pdf, PdfError

from brochure.pdf import (
    Box,
    Damage,
    Font,
    Interpreter,
    Painting,
    PdfPage,
    TextShown,
    UndecodedError,
    UnreadableError,
    each,
    name_of,
    open_pdf,
    pages_of,
    table,
    text_of,
)

_HEADER: Final = b"%PDF-"
#: How far into a file its header may stand (ISO 32000-1, annex H, note 13).
_HEADER_WITHIN: Final = 1024
#: A page may be named any number of times; nobody prints a file of more.
_MOST_PAGES: Final = 50_000
#: What pikepdf, and what reads its objects, raises where a file is not what it should be.
FAULTS: Final = (PdfError, ArithmeticError, LookupError, RuntimeError, TypeError, ValueError)


@dataclass(frozen=True)
class CheckedPage:
    """One page: everything that leaves ink, every font that is printed with, and what cannot be carried out.

    A font counts where it sets spaces alone, too.
    """

    page: PdfPage
    events: tuple[Painting, ...]
    fonts: tuple[Font, ...]
    damage: tuple[str, ...]

    @property
    def number(self) -> int:
        """Its place in the file, from 1."""
        return self.page.number

    @property
    def entries(self) -> Object:
        """Its dictionary."""
        return self.page.dictionary

    @property
    def media(self) -> Box:
        """The whole of it."""
        return self.page.media

    @property
    def trim(self) -> Box:
        """Where it is cut."""
        return self.page.trim

    @property
    def bleed(self) -> Box:
        """How far its art reaches."""
        return self.page.bleed

    @cached_property
    def in_trim(self) -> tuple[Painting, ...]:
        """What is painted inside the trim, and is no mask."""
        return tuple(one for one in self.events if not one.overlay.in_mask and one.box.meets(self.trim))

    @cached_property
    def texts(self) -> tuple[TextShown, ...]:
        """The text inside the trim."""
        return tuple(one for one in self.in_trim if isinstance(one, TextShown))


@dataclass(frozen=True)
class CheckedFile:
    """A whole file."""

    pdf: Pdf
    pages: tuple[CheckedPage, ...]
    #: What pictures were measured to ask for, by their number in the file.
    measured: dict[tuple[int, int], float | UndecodedError] = field(default_factory=dict)

    @property
    def catalog(self) -> Object:
        """The root of the file's objects."""
        return self.pdf.Root

    @property
    def information(self) -> Object:
        """The information dictionary."""
        return table(self.pdf.trailer.get("/Info"))

    @property
    def intents(self) -> list[Object]:
        """The output intents for printing."""
        intents = map(table, each(self.catalog.get("/OutputIntents")))
        return [one for one in intents if name_of(one.get("/S")) == "/GTS_PDFX"]

    @property
    def condition(self) -> str:
        """The output condition that the file was made for; empty where it says none."""
        return next((text_of(one.get("/OutputConditionIdentifier")) for one in self.intents), "")

    def fonts(self) -> dict[Font, int]:
        """Every font that is printed with, and the first page that uses it."""
        found: dict[Font, int] = {}
        for page in self.pages:
            for font in page.fonts:
                found.setdefault(font, page.number)
        return found

    def inks(self) -> list[str]:
        """Every ink that flat colors print, in the order of their first use."""
        used = (
            ink
            for page in self.pages
            for event in page.in_trim
            for color in event.colors
            for ink in color.used
        )
        return list(dict.fromkeys(used))


def read(pdf: bytes) -> CheckedFile:
    """A PDF, read. Raises `UnreadableError` for what is none, cannot be mended, or asks for a password."""
    if _HEADER not in pdf[:_HEADER_WITHIN]:
        raise UnreadableError("foreign", "is not a PDF")
    try:
        opened = open_pdf(pdf, mends_pages=False)
    except UnreadableError as error:
        if error.kind == "damaged":
            raise UnreadableError(error.kind, f"is damaged ({str(error).partition(': ')[2]})") from error
        raise
    interpreter = Interpreter()
    with opened.listening():
        found = list(islice(pages_of(opened.pdf), _MOST_PAGES + 1))
        if len(found) > _MOST_PAGES:
            raise UnreadableError("damaged", f"has more than {_MOST_PAGES:,} pages")
        pages = tuple(_checked(page, interpreter) for page in found)
    if not pages:
        raise UnreadableError("empty", "has no pages")
    return CheckedFile(opened.pdf, pages)


def _checked(page: PdfPage, interpreter: Interpreter) -> CheckedPage:
    events, fonts, damage = list[Painting](), dict[Font, None](), list[str]()
    try:
        for event in interpreter.events(page):
            if isinstance(event, TextShown) and event.is_printed:
                fonts.setdefault(event.font)
            if isinstance(event, Damage):
                damage.append(event.what)
            elif isinstance(event, Painting) and not (isinstance(event, TextShown) and not event.is_seen):
                events.append(event)
    except FAULTS:  # an object that is not what it should be, where nothing else looked at it
        damage.append("content that cannot be carried out to its end")
    return CheckedPage(page, tuple(events), tuple(fonts), tuple(damage))
