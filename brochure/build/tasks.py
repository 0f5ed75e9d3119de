"""What can be done in another process or on another machine: each task is a function of its arguments, and gives a `Result`.

Arguments can be pickled; a path among them stands for a file's content, and nothing else is read. Importing this module
costs what importing the engine costs: only a `Crew` does. What sets no pages is loaded where it is needed, since nothing is
set before this is loaded. Must not know publications.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from brochure.errors import Finding
from brochure.model import Bound, PageSource, PageView, Proof, Result, Rules, file_of
from brochure.preflight.layout import checks_of, inspect
from brochure.typeset import EngineError, load_style, prepared, typeset

if TYPE_CHECKING:
    from brochure.editions.office import Scheme
    from brochure.editions.press import Press
    from brochure.model import Insert, Printer, Sheet

#: How a document's assets name the files of the content folder.
_CONTENT = "asset:content/"


def set_pages(source: PageSource, rules: Rules | None, is_kept: bool) -> Result:
    """A composed document, set and inspected (without rules it is not); every run of its text too where it is to be kept."""
    try:
        proof = typeset(source)
    except EngineError as crash:
        finding = Finding(
            source.name,
            0,
            "engine-crash",
            "error",
            f"{crash}: {crash.__cause__!r}",
            "",
            "build with --keep and look at the HTML that it failed on",
        )
        return Result(None, findings=(finding,))
    findings = inspect(proof, checks_of(rules)) if rules else ()
    pages = proof.pages if is_kept else tuple(replace(page, runs=(), panels=()) for page in proof.pages)
    return Result(proof.pdf, pages, findings, _files(source, proof))


def ready(source: PageSource) -> Result:
    """Loads what documents like this one share, before there is one to set."""
    load_style(source)
    return Result(None)


def _files(source: PageSource, proof: Proof) -> frozenset[str]:
    """The content files that a document prints: those of its texts, and its pictures."""
    texts = {file_of(run.where) for page in proof.pages for run in page.runs if run.where}
    pictures = {address.removeprefix("asset:") for address in source.assets if address.startswith(_CONTENT)}
    return frozenset(texts | pictures)


def picture(file: Path, enough: int, keeps_inks: bool) -> Result:
    """A photograph as pages take it: its shorter side no more than `enough` pixels, in sRGB or grey, or with the inks it has."""
    return Result(prepared(file.read_bytes(), enough, keeps_inks))


def insert(one: Insert, file: Path, sheet: Sheet, language: str) -> Result:
    """A PDF from elsewhere as packets bind it."""
    from brochure.packet.guests import inserted

    return inserted(one, file, sheet, language)


def assembled(
    name: str,
    parts: Sequence[Bound],
    title: str,
    language: str,
    information: Mapping[str, str],
    folios: Sequence[Path],
) -> Result:
    """A packet of finished documents."""
    from brochure.packet import PacketError, Part, assemble

    members = [Part(one.name, one.title, one.pdf, one.language, one.outline) for one in parts]
    try:
        return Result(
            assemble(members, title=title, language=language, information=information, folios=folios)
        )
    except PacketError as error:
        return Result(
            None,
            findings=tuple(
                Finding(name, 0, "not-bound", "error", f"{p.where}: {p.what}", "", p.hint)
                for p in error.problems
            ),
        )


def separated(pdf: Path, name: str, press: Press, printer: Printer) -> Result:
    """A document as PDF/X-4, and what the print shop's preflight says of it."""
    from brochure.editions.press import SeparationError, separate
    from brochure.preflight.file import examine

    try:
        plates = separate(pdf.read_bytes(), press)
    except SeparationError as error:
        return Result(
            None,
            findings=tuple(
                Finding(
                    name,
                    0,
                    "not-separated",
                    "error",
                    f"the PDF cannot be separated: {fault}",
                    "",
                    "replace that drawing, picture or insert by one in RGB or CMYK",
                )
                for fault in error.faults
            ),
        )
    return Result(plates, findings=examine(plates, name, printer))


def imposed(pdf: Path, name: str, scheme: Scheme) -> Result:
    """A document on sheets for a duplex printer; `details` say what the manifest says of them."""
    from brochure.editions.office import impose

    sheets = impose(pdf.read_bytes(), scheme)
    sheet = sheets.sheet
    side = PageView("sheet", sheet.width, sheet.height, (0, 0, sheet.width, sheet.height), ())
    notes = tuple(
        Finding(name, 0, "imposed", "note", what, "", "docs/printing.md tells what an office printer needs")
        for what in sheets.notes
    )
    folded = {"signatures": list(sheets.signatures), "blank_pages": sheets.blanks}
    details = {
        "sheet": sheet.name or "custom",
        "sheets": sheets.sheets,
        **(folded if sheets.signatures else {"copies": sheets.copies}),
    }
    return Result(sheets.pdf, (side,) * sheets.sides, notes, details=details)
