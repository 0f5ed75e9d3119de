"""What a check is: a function whose name is its slug and whose docstring is its page of the manual; and what
it is given: an opened PDF, its pages with their boxes and everything that they paint.

A docstring says in its first paragraph what is checked; lines that begin with `Why:`, `Mend:` and `Source:`
follow. `manual` writes docs/preflight.md from them. Must not know any of the checks.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, wraps
from itertools import islice
from typing import Final, NamedTuple

from pikepdf import Object, Pdf, PdfError

from brochure.model import GRAVITIES, Printer
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
            raise UnreadableError(error.kind, f"is damaged ({error.why})") from error
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


class FileFault(NamedTuple):
    """Something that a check found; `page` counts from 1, 0 is the document; `figures` as in `Finding`."""

    page: int
    what: str
    figures: tuple[float, ...] = ()


Find = Callable[[CheckedFile, Printer], Iterator[FileFault]]


@dataclass(frozen=True)
class FileCheck:
    """One check and its manual page."""

    find: Find
    slug: str
    about: str
    why: str
    mend: str
    source: str

    @classmethod
    def of(cls, find: Find) -> FileCheck:
        """The check that a function makes.

        Raises ValueError where its docstring does not say what a manual page has to, or nothing says how
        grave its findings are.
        """
        parts = re.split(r"\n\n?(Why|Mend|Source): ", inspect.getdoc(find) or "")
        said = dict(zip(parts[1::2], (" ".join(part.split()) for part in parts[2::2]), strict=True))
        if set(said) != {"Why", "Mend", "Source"}:
            raise ValueError(
                f"the docstring of {find.__name__} says only {', '.join(said) or 'what it checks'}"
            )
        slug = find.__name__.replace("_", "-")
        if slug not in GRAVITIES:
            raise ValueError(
                f"{slug} is not in GRAVITIES of brochure/model/printer.py: say there how grave it is"
            )
        return cls(find, slug, " ".join(parts[0].split()), said["Why"], said["Mend"], said["Source"])

    def faults(self, document: CheckedFile, printer: Printer) -> Iterator[FileFault]:
        """What it finds; and where it comes upon an object that is not what it should be, that."""
        try:
            yield from self.find(document, printer)
        except FAULTS as error:
            said = f"something in the file is damaged, and {self.slug} was not checked to its end ({error})"
            yield FileFault(0, said)


def on_pages(find: Callable[[CheckedPage, Printer], Iterable[str]]) -> Find:
    """A check of single pages: the first fault of a page, and how many more there are like it."""

    @wraps(find)
    def check(document: CheckedFile, printer: Printer) -> Iterator[FileFault]:
        for page in document.pages:
            said = list(find(page, printer))
            if said:
                more = f", and {len(said) - 1} more like it" if len(said) > 1 else ""
                yield FileFault(page.number, said[0] + more)

    return check


def shown(text: str) -> str:
    """Words of a page as a finding quotes them."""
    text = text.strip()
    return f'"{text if len(text) <= 40 else text[:37] + "..."}"'


_INTRO: Final = """\
# Preflight for the print shop

`python make_brochure.py preflight FILE...` checks any PDF, whoever made it, before it goes to a print \
shop. Findings are errors, warnings or notes; with an error the command ends with 1. `--report OUT.pdf` \
writes one page to hand over with the file.

What a print shop asks for is told by its profile, `printers/NAME.yaml` in the content folder; `--printer \
NAME` chooses it. [The field reference](content.md#printersnameyaml) lists its limits. Without a profile \
`generic` holds, which is what most print shops ask for. A profile names only what differs from it:

```yaml
description: Harbor Press, sheetfed, coated paper
condition: FOGRA39
bleed: 3 mm
total_ink: 280
gravity:
  font-subset: off
  resolution-low: error
```

A leaflet is checked with its folds, from the left edge of its outside: `--fold "3.625 in" --fold "7.3125 \
in"`. QR codes are measured where they are drawn as squares. What lies over one another by overprint or \
transparency is not added up: look at the separations in a PDF viewer where much of it is used.

The same words come out in a terminal, as one JSON object a line with `--json`, and in the report. This \
page is written by `python make_brochure.py schema`.
"""


def manual(checks: Sequence[FileCheck]) -> str:
    """The whole of docs/preflight.md."""
    rows = ["| check | in `generic` | what is checked |", "|---|---|---|"]
    rows += [
        f"| [`{check.slug}`](#{check.slug}) | {GRAVITIES[check.slug]} |"
        f" {check.about.partition('. ')[0].rstrip('.')} |"
        for check in checks
    ]
    return "\n\n".join([_INTRO.rstrip(), "## Checks", "\n".join(rows), *map(_page, checks)]) + "\n"


def _page(check: FileCheck) -> str:
    gravity = GRAVITIES[check.slug]
    mend = f"{check.mend[0].upper()}{check.mend[1:].rstrip('.')}."
    return (
        f"### {check.slug}\n\n{check.about}\n\n{check.why}\n\n*What to do:* {mend} *In `generic`:*"
        f" {gravity}. *Source:* {check.source}."
    )
