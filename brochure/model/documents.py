"""What the stages hand to one another: plain frozen values, which must not know how any of them is made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from brochure.errors import Finding, MachineError, Severity, Where
from brochure.model.displays import Cut
from brochure.model.page_views import Lettering, PageView
from brochure.model.paper import Panel
from brochure.model.text import PrintedContent, as_words

if TYPE_CHECKING:
    from brochure.model.architecture import Placement
    from brochure.model.paper import Format, Way
    from brochure.model.programs import Program
    from brochure.model.publication import Chapter, Insert, Packet

#: The format whose documents bear the bare name of their program.
UNNAMED: Final = "brochure"
#: What helps where a page from elsewhere is wrong.
_ASK: Final = "ask its makers for a PDF in which that is mended"
#: Line and column, where a place says them; the column of a cell is a letter.
_PLACE: Final = re.compile(r"([^\"\n]+?):(\d+):(\d+)(?=[\"\s]|$)")
#: What the HTML of a document says of where its texts are written.
_SOURCES: Final = re.compile(r'data-(?:source|quoted)="([^"]*)"')
#: A tag, and those of its attributes that are printed or read aloud.
_TAG: Final = re.compile(r"<[^>]*>")
_READ: Final = re.compile(r'(?:alt|data-foot)="([^"]*)"')
_COORDINATES: Final = re.compile(r":\d+(:(\d+|[A-Z]{1,3}))?$")


@dataclass(frozen=True)
class Elsewhere:
    """A shared text that a packet prints in another place than where a brochure alone would print it.

    `group` and `number` tell the row of the brochure that it is missing from; no row is left of it where the
    number is 0. It stands in the `document` of this name, at a `place` in it, on the page with this `folio`.
    Of people that a row names, what else is said of them may be elsewhere.
    """

    group: str
    number: int
    title: str
    document: str
    place: str
    folio: int = 0
    is_people: bool = False


@dataclass(frozen=True)
class Job:
    """One document to be made: a program in one of the formats, or a chapter, which has no format.

    A brochure that is bound into a `packet`, and is another one there, names what is printed `elsewhere`,
    the programs `before` it and, once it is known, the number of its `first` page. A long one that is not
    has `numbers` at its feet; to one that lists them they are the pages on which its units begin.
    """

    subject: Program | Chapter
    format: Format | None
    edition: str
    sheet: str
    language: str
    packet: str = ""
    elsewhere: tuple[Elsewhere, ...] = ()
    before: tuple[str, ...] = ()
    numbers: tuple[tuple[str, int], ...] | None = None
    first: int = 0

    @property
    def part(self) -> str:
        """What the document is called among those of a packet, and by links."""
        form = self.format
        return self.subject.id if form is None or form.id == UNNAMED else f"{self.subject.id}-{form.id}"

    @property
    def name(self) -> str:
        """What the document is called, and its file; no id of content has a slash."""
        return f"{self.packet}/{self.part}" if self.packet else self.part


@dataclass(frozen=True)
class PacketJob:
    """A packet to be made of other jobs' documents, in order.

    Among its chapters are also PDFs from elsewhere.
    """

    name: str
    packet: Packet
    brochures: tuple[Job, ...]
    chapters: tuple[Job | Insert, ...]

    @property
    def members(self) -> tuple[Job | Insert, ...]:
        """All that it binds."""
        return (*self.brochures, *self.chapters)


@dataclass(frozen=True)
class Stylesheet:
    """One CSS file of the layouts; `path` names it in complaints."""

    path: str
    text: str


@dataclass(frozen=True)
class Filler:
    """Pages that a document can have more: where in its HTML, in characters, and each one's own HTML."""

    at: int
    page: str
    last: str
    pages: int = 0

    @property
    def html(self) -> str:
        """All of them."""
        return self.page * (self.pages - 1) + self.last if self.pages else ""


@dataclass(frozen=True)
class HashedFile:
    """A file with the SHA-256 of its bytes: whoever reads it gets these bytes and no others."""

    path: Path = field(compare=False)
    sha256: str

    def read_bytes(self) -> bytes:
        """The bytes. Raises `MachineError` where the file holds others by now."""
        data = self.path.read_bytes()
        if sha256(data).hexdigest() != self.sha256:
            raise MachineError.of(str(self.path), "the file was changed while it was read", "build again")
        return data


#: What a document may read: a file, as content or layouts name it; one whose bytes are known; bytes.
Asset = Path | HashedFile | bytes


@dataclass(frozen=True)
class PageSource:
    """A composed document: HTML and everything it may read, and nothing else can be read.

    `assets` maps the addresses used in the HTML and the stylesheets (`asset:fonts/x.ttf`) to what is read.
    `families` are the font families that the brand allows. Pictures keep `resolution` dots per inch,
    photographs `quality` (0 to 100), and where the document `keeps_inks` those in CMYK their inks. `cuts`
    say of the addresses of photographs what is printed of them. `filler` is known where a layout has a place
    for such pages.
    """

    name: str
    title: str
    language: str
    html: str
    stylesheets: tuple[Stylesheet, ...] = field(default=(), metadata={"shared": True})
    assets: Mapping[str, Asset] = field(default_factory=dict)
    families: frozenset[str] = frozenset()
    resolution: int = 150
    quality: int = 85
    keeps_inks: bool = False
    cuts: Mapping[str, Cut] = field(default_factory=dict)
    filler: Filler | None = None

    @property
    def enough(self) -> int:
        """Pixels that a picture's shorter side needs: no side of a sheet is over 12 inches."""
        return self.resolution * 12

    @property
    def places(self) -> set[Where]:
        """Where content stands that the document prints, as its HTML tells."""
        return {
            Where(file, int(line), int(column))
            for said in _SOURCES.findall(self.html)
            for file, line, column in _PLACE.findall(unescape(said))
        }

    @property
    def printed(self) -> PrintedContent:
        """What of content the document prints, alternatives and running feet with it."""
        body = self.html[max(self.html.find("<body"), 0) :]
        words = as_words(unescape(_TAG.sub(lambda tag: f" {' '.join(_READ.findall(tag[0]))} ", body)))
        return PrintedContent(frozenset(self.places), words)

    def with_filler(self, pages: int) -> PageSource:
        """The same document with so many pages more, in the place of those it has.

        As it is where its layout has no place for any.
        """
        if self.filler is None or self.filler.pages == pages:
            return self
        before, at = self.filler, self.filler.at
        after = replace(before, pages=pages)
        html = self.html[:at] + after.html + self.html[at + len(before.html) :]
        return replace(self, html=html, filler=after)


def file_of(where: str) -> str:
    """The file of a place such as `file:line:column`."""
    return _COORDINATES.sub("", where)


@dataclass(frozen=True)
class Complaint:
    """Something the engine logged while it set a document; `where` is the file and line of a layout."""

    severity: Severity
    text: str
    where: str = ""


@dataclass(frozen=True)
class Proof:
    """A typeset document: the PDF, what was laid out and written to it, and what the engine complained of.

    `families` are the typefaces that it may use, `faces` the names of those in the PDF. `headings` are the
    levels of its headings and `figures` what its figures say in words, both in the order in which they are
    read. `lettering` is what stands in margins and drawings; `others` tells for each character that a text
    lacks which families have it. `unprinted` is what was written and stands on no page: where,
    and the words. `resolution` is that of its pictures, in dots per inch, where there are enough pixels.
    """

    name: str
    title: str
    language: str
    pdf: bytes
    pages: tuple[PageView, ...]
    complaints: tuple[Complaint, ...] = ()
    families: frozenset[str] = frozenset()
    faces: tuple[str, ...] = ()
    headings: tuple[int, ...] = ()
    figures: tuple[str, ...] = ()
    lettering: tuple[Lettering, ...] = ()
    others: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unprinted: tuple[tuple[str, str], ...] = ()
    resolution: int = 0


@dataclass(frozen=True)
class Rules:
    """What a document has to be, as far as preflight asks.

    `pages` are the numbers of pages that it may have, any where there are none; `panels` those of a format
    that text has to fit into. `may_shrink` says that the program could let its type become smaller, and
    `ends_anywhere` that its pages need not be full.
    """

    pages: tuple[int, ...] = ()
    panels: tuple[Panel, ...] = ()
    may_shrink: bool = False
    ends_anywhere: bool = False


@dataclass(frozen=True)
class Wanted:
    """What the pages of a document have to be, or it is only measured and not written.

    Panels hold all their text. Else `pages` are the numbers of them, any where there are none. Each is full
    or meant to be quiet, and well broken; the `first` one is as full as that at least.
    """

    pages: tuple[int, ...] = ()
    first: float = 0.0


@dataclass(frozen=True)
class Result:
    """What a task gives: bytes (none where it failed), held or in a file, and what is known of them.

    `pages` tell the measures of its pages, `layout` holds these pages as JSON with every run of text on
    them: of what is only measured there is none, but of panels. `files` are the content files that are
    printed, `details` values that JSON can hold.
    """

    data: bytes | HashedFile | None
    pages: tuple[PageView, ...] = ()
    findings: tuple[Finding, ...] = ()
    files: frozenset[str] = frozenset()
    details: Mapping[str, Any] = field(default_factory=dict)
    layout: bytes | HashedFile | None = None

    def read(self) -> bytes:
        """The bytes; empty where the task failed."""
        return _read(self.data)

    def read_layout(self) -> bytes:
        """The pages with all that was laid out on them, as JSON; empty where the task laid out none."""
        return _read(self.layout)


def _read(data: bytes | HashedFile | None) -> bytes:
    return data.read_bytes() if isinstance(data, HashedFile) else data or b""


@dataclass(frozen=True)
class PacketMember:
    """One finished PDF of a packet, with an entry in its outline or not, from elsewhere or not."""

    name: str
    title: str
    pdf: HashedFile | bytes
    language: str | None
    outline: bool = True
    is_foreign: bool = False


@dataclass(frozen=True)
class Composition:
    """How a document came to be laid out, so that it can be composed again in the same way after an edit.

    Its type has the share `fit` of its size, it is `without` some of what its format may leave out, its
    `units` are laid out in `placements`, and begin on pages of these `numbers` where it has any.
    """

    fit: float = 1.0
    without: tuple[Way, ...] = ()
    placements: tuple[Placement, ...] | None = None
    units: tuple[str, ...] = ()
    numbers: tuple[tuple[str, int], ...] | None = None


@dataclass(frozen=True)
class Made:
    """A document as far as it has come: its result (no data where it failed) and all findings.

    `filler` counts the pages that were added to make whole sheets; `form` is the format of a program's
    document; `details` are what the manifest says besides; `composition` is how a program or a chapter was
    composed; `counts` are the pages of each document that a packet binds, its first own pages by its name;
    `printed` is what of content it prints, of a packet on pages that are set for it alone.
    """

    name: str
    title: str
    language: str
    result: Result
    findings: tuple[Finding, ...]
    seconds: float
    files: frozenset[str] = frozenset()
    filler: int = 0
    form: Format | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    composition: Composition | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    printed: PrintedContent = field(default_factory=PrintedContent)

    @property
    def pages(self) -> tuple[PageView, ...]:
        return self.result.pages

    @property
    def sound(self) -> bool:
        """Whether it may be published."""
        return self.result.data is not None and not any(
            finding.severity == "error" for finding in self.findings
        )

    def placed(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """Findings about its file.

        Those about a page from elsewhere name that PDF and the place that asks for it.
        """
        return tuple(map(self._placed, findings))

    def _placed(self, finding: Finding) -> Finding:
        page = self.pages[finding.page - 1] if 0 < finding.page <= len(self.pages) else None
        if page is None or not page.guest:
            return finding
        return finding._replace(where=page.where, what=f"{page.guest}: {finding.what}", hint=_ASK)


@dataclass(frozen=True)
class Inspected:
    """A PDF from anywhere that was inspected for the press: what it is, and what was found in it.

    `trim` is the size of the first page and `bleed` the narrowest of all pages, in points; `condition` is
    empty where the file names none. `printer` is the profile that it was inspected by.
    """

    file: str
    sha256: str
    pages: int
    trim: tuple[float, float]
    bleed: float
    condition: str
    fonts: tuple[str, ...]
    inks: tuple[str, ...]
    printer: str
    findings: tuple[Finding, ...]
