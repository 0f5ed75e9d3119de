"""What can be done in another process or on another machine: a task is a value whose `run` gives a `Result`.

Everything that it reads is in it, files by the hashes of their bytes, so that its fields tell what comes
out; and all of it can be pickled. Must not know publications.

The rooms that do the work are loaded when a task of theirs runs. This is meant: who plans and composes
makes tasks without ever running one, and waits neither for the engine (0.4 s) nor for the PDF libraries,
which worker processes load meanwhile; the studio keeps no memory for them.
"""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, replace
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Protocol

from brochure.errors import Finding, MachineError
from brochure.model import (
    Cut,
    HashedFile,
    Insert,
    PacketMember,
    PageSource,
    PageView,
    Printer,
    Proof,
    Result,
    Rules,
    Sheet,
    Wanted,
    file_of,
)

if TYPE_CHECKING:
    from brochure.editions.office import Scheme
    from brochure.editions.press import Press
    from brochure.packet import Facts, Part

#: How a document's assets name fonts, and files of the content folder.
_FONTS, _CONTENT = "asset:fonts/", "asset:content/"
_DOCTOR = "make_brochure.py doctor says what to install"
_OTHER_VERSION = "its version does not fit, `make` installs the one that does"


class Task(Protocol):
    """Something to be done, told apart by its class and its fields."""

    def run(self) -> Result:
        """Does it, in this process.

        Raises `MachineError` where the machine lacks something, or a file has changed.
        """


@dataclass(frozen=True)
class SetPages:
    """A composed document, set and inspected; without rules it is not.

    Where its pages are not what is `wanted` of them, it is only measured, as by `LayOut`; of panels it is
    told besides what stands in them.
    """

    source: PageSource
    rules: Rules | None
    wanted: Wanted | None = None

    def run(self) -> Result:
        """The PDF, the pages with all that was laid out on them, and what preflight found."""
        from brochure.preflight.layout import checks_of, inspect

        with engine():
            from brochure.typeset import EngineError, typeset

        try:
            proof = typeset(_with_pictures(self.source), self._is_wanted)
        except EngineError as crash:
            if isinstance(crash.__cause__, OSError) and crash.__cause__.errno:
                raise crash.__cause__ from None  # of the machine, not of this document
            at, hint = crash.at, "build with --keep and look at the HTML that it failed on"
            if at and at.placing:
                hint = f"have the layout set {at.placing}, as a block; or {hint}"
            what = f"{crash}: {crash.__cause__!r}"
            return _failed(self.source.name, "engine-crash", [what], hint, at.where if at else "")
        if not proof.pdf:
            measured = _only_measured(self.source, proof.pages)
            has_panels = any(page.panels for page in proof.pages)
            return replace(measured, layout=_as_json(proof.pages)) if has_panels else measured
        return Result(
            proof.pdf,
            tuple(map(_measured, proof.pages)),
            inspect(proof, checks_of(self.rules)) if self.rules else (),
            _printed(self.source, proof),
            layout=_as_json(proof.pages),
        )

    def _is_wanted(self, pages: tuple[PageView, ...]) -> bool:
        from brochure.preflight.layout import is_wanted

        return self.wanted is None or is_wanted(self.wanted, self.source.name, pages)


def _as_json(pages: tuple[PageView, ...]) -> bytes:
    return json.dumps(pages, default=vars, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _only_measured(source: PageSource, pages: tuple[PageView, ...]) -> Result:
    from brochure.preflight.layout import breaks

    return Result(b"", tuple(map(_measured, pages)), breaks(source.name, pages))


def _measured(page: PageView) -> PageView:
    """A page without what stands on it, but content's pictures in pixels, each with the points that it may
    take of the white, and with how full it is.
    """
    from brochure.preflight.layout import filled, heightened, white_below

    fill, white = filled(page), white_below(page)
    pictures = tuple(one for one in heightened(page) if one.where and one.resolution)
    return replace(page, runs=(), pictures=pictures, panels=(), fill=fill, white=white)


@dataclass(frozen=True)
class LayOut:
    """Some pages of a composed document, laid out to be measured; they are written nowhere."""

    source: PageSource

    def run(self) -> Result:
        """The measures of its pages, and the breaks in them that nobody would make by hand."""
        with engine():
            from brochure.typeset import EngineError, lay_out

        try:
            pages = lay_out(_with_pictures(self.source))
        except EngineError as crash:
            if isinstance(crash.__cause__, OSError) and crash.__cause__.errno:
                raise crash.__cause__ from None
            return Result(None)  # whoever sets the document is told
        return _only_measured(self.source, pages)


@dataclass(frozen=True)
class PreparePicture:
    """A photograph as pages take it, in sRGB or its own inks: what a cut shows of it at a resolution, or the
    whole of it, its shorter side at most `enough` pixels.
    """

    file: HashedFile
    enough: int
    keeps_inks: bool
    cut: Cut | None = None
    resolution: int = 0

    def run(self) -> Result:
        """The picture."""
        with engine():
            from brochure.typeset import prepared

        data = self.file.read_bytes()
        return Result(prepared(data, self.enough, self.keeps_inks, self.cut, self.resolution))


@dataclass(frozen=True)
class AdmitGuest:
    """A PDF from elsewhere as packets bind it; `language` is the publication's."""

    insert: Insert
    file: HashedFile
    sheet: Sheet
    language: str

    def run(self) -> Result:
        """The PDF, its pages, and what a packet would lose by it."""
        from brochure.packet import guest

        return guest(self.insert, self.file.read_bytes(), self.sheet, self.language)


@dataclass(frozen=True)
class TakeFacts:
    """What a packet's proof asks of one of its parts, which costs as much as reading the whole part."""

    pdf: HashedFile

    def run(self) -> Result:
        """The facts; nothing of a part that cannot be read, since assembly tells why."""
        from brochure.packet import facts_of
        from brochure.pdf import UnreadableError

        try:
            return Result(pickle.dumps(facts_of(self.pdf.read_bytes()), pickle.HIGHEST_PROTOCOL))
        except UnreadableError:
            return Result(None)


class _FactsReader(pickle.Unpickler):
    """Reads facts and nothing that could run: a cache may come from anywhere."""

    def find_class(self, module: str, name: str) -> object:
        from brochure.packet import Facts

        if module == Facts.__module__ and name in ("Facts", "Look"):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is no part of facts")


def _facts_in(data: bytes) -> Facts | None:
    """Facts of a part; none where they were not written by `TakeFacts`."""
    from brochure.packet import Facts

    try:
        found = _FactsReader(BytesIO(data)).load()
    except Exception:  # what is written to harm makes its reader raise whatever it will
        return None
    return found if isinstance(found, Facts) else None


@dataclass(frozen=True)
class Assemble:
    """A packet of finished documents, with a page of `folios` for each of theirs.

    `facts` are those of the parts, as far as they are known, by the hashes of the parts.
    """

    name: str
    parts: tuple[PacketMember, ...]
    title: str
    language: str
    information: Mapping[str, str]
    folios: tuple[HashedFile, ...]
    facts: Mapping[str, HashedFile]

    def run(self) -> Result:
        """The packet, or why it cannot be assembled."""
        from brochure.packet import assemble

        return bound_by(
            self.name,
            lambda: assemble(
                list(map(part_of, self.parts)),
                title=self.title,
                language=self.language,
                information=self.information,
                folios=[one.path for one in self.folios],
                known=known_in(self.facts),
            ),
        )


def part_of(one: PacketMember) -> Part:
    """The part of a packet that a document is."""
    from brochure.packet import Part

    pdf = one.pdf if isinstance(one.pdf, bytes) else one.pdf.path
    return Part(one.name, one.title, pdf, one.language, one.outline, one.is_foreign)


def known_in(facts: Mapping[str, HashedFile]) -> Mapping[str, Facts]:
    """The facts in these files."""
    read = {digest: _facts_in(file.read_bytes()) for digest, file in facts.items()}
    return {digest: known for digest, known in read.items() if known}


def bound_by(name: str, bind: Callable[[], bytes]) -> Result:
    """What comes of binding, or what its parts lack."""
    from brochure.packet import PacketError

    try:
        return Result(bind())
    except PacketError as error:
        findings = (
            Finding(name, 0, "not-bound", "error", f"{p.where}: {p.what}", "", p.hint)
            for p in error.problems
        )
        return Result(None, findings=tuple(findings))


@dataclass(frozen=True)
class Separate:
    """The press edition of a document, and what the print shop's preflight says of it."""

    name: str
    pdf: HashedFile
    press: Press
    printer: Printer

    def run(self) -> Result:
        """PDF/X-4, or why the document cannot be separated."""
        from brochure.editions.press import SeparationError, separate
        from brochure.preflight.file import examine

        try:
            plates = separate(self.pdf.read_bytes(), self.press)
        except SeparationError as error:
            hint = "replace that drawing, picture or insert by one in RGB or CMYK"
            said = [
                (page, f"{what} cannot be separated" if page else f"the PDF cannot be separated: {what}")
                for page, what in error.found
            ]
            return Result(
                None,
                findings=tuple(
                    Finding(self.name, page, "not-separated", "error", what, "", hint) for page, what in said
                ),
            )
        found = examine(plates, self.name, self.printer)
        return Result(plates, findings=found)


@dataclass(frozen=True)
class Impose:
    """The office edition of a document: its pages on sheets for a duplex printer."""

    name: str
    pdf: HashedFile
    scheme: Scheme

    def run(self) -> Result:
        """The sheets; `details` say what the manifest says of them."""
        from brochure.editions.office import impose
        from brochure.pdf import UnreadableError

        try:
            sheets = impose(self.pdf.read_bytes(), self.scheme)
        except UnreadableError as error:
            return _failed(
                self.name, "not-imposed", [f"its pages cannot be laid on sheets: it {error}"], error.hint
            )
        sheet = sheets.sheet
        side = PageView("sheet", sheet.width, sheet.height, (0, 0, sheet.width, sheet.height), ())
        hint = "docs/printing.md tells what an office printer needs"
        notes = tuple(Finding(self.name, 0, "imposed", "note", what, "", hint) for what in sheets.notes)
        folded = {"signatures": list(sheets.signatures), "blank_pages": sheets.blanks}
        details = {
            "sheet": sheet.name or "custom",
            "sheets": sheets.sheets,
            **(folded if sheets.signatures else {"copies": sheets.copies}),
        }
        return Result(sheets.pdf, (side,) * sheets.sides, notes, details=details)


def _failed(name: str, slug: str, faults: list[str], hint: str, where: str = "") -> Result:
    found = (Finding(name, 0, slug, "error", fault, where, hint) for fault in faults)
    return Result(None, findings=tuple(found))


def _with_pictures(source: PageSource) -> PageSource:
    """The same document with its pictures read: to the engine, one that cannot be read is no error."""
    read = {
        address: asset.read_bytes()
        for address, asset in source.assets.items()
        if isinstance(asset, HashedFile) and not address.startswith(_FONTS)
    }
    return replace(source, assets={**source.assets, **read})


def _printed(source: PageSource, proof: Proof) -> frozenset[str]:
    """The content files that a document prints: its pictures, and what says its texts or names pictures."""
    runs = [run for page in proof.pages for run in page.runs]
    places = {place for run in runs for place in (run.where, *(words.where for words in run.quoted))}
    places |= {picture.where for page in proof.pages for picture in page.pictures}
    naming = {file_of(place) for place in places if place}
    cut = tuple(f"content/{address.split('/', 2)[2]}" for address in source.cuts)
    whole = {address.removeprefix("asset:") for address in source.assets if address.startswith(_CONTENT)}
    pictures = whole.union(cut)
    return frozenset(naming | pictures)


@contextmanager
def engine() -> Iterator[None]:
    """Says what is missing where the engine cannot be imported. Raises `MachineError`."""
    try:
        with redirect_stdout(StringIO()):  # where a library is missing, WeasyPrint prints advice of its own
            yield
    except (AttributeError, ImportError, OSError) as error:
        if isinstance(error, ImportError) and (error.name or "").startswith("brochure"):
            raise
        what = f"the typesetting engine cannot be loaded: {str(error).partition(chr(10))[0]}"
        lacks = isinstance(
            error, (ModuleNotFoundError, OSError)
        )  # else there is another version than asked for
        raise MachineError.of("WeasyPrint", what, _DOCTOR if lacks else _OTHER_VERSION) from error
