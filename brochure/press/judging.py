"""PDFs that are there already, looked at: preflight, transcripts, reviews; the brand on paper, and the sheet
for whoever takes a publication over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from brochure.build import (
    DRAFT,
    Desk,
    Edition,
    Places,
    Published,
    Watcher,
    folded,
    look_through,
    write_brand_sheet,
    write_handover,
    write_report,
)
from brochure.compose import Composer
from brochure.content import load_printer
from brochure.errors import Finding, UsageError
from brochure.model import GENERIC, HashedFile, Inspected, Made, Publication
from brochure.pdf import UnreadableError
from brochure.press.approving import composer_of, record_judgement, what_stands
from brochure.press.files import Files, check
from brochure.press.next_season import as_confirmed
from brochure.publish import Shelf, hold_inside, read_manifest, write_whole
from brochure.review import Utterance, fingerprint, holds, to_review, utterances
from brochure.seasons import JudgedDocument, handover

#: The folder of a season in which what print shops are told stands, and how its files end.
REPORTS, REPORT = "reports", "-report"
HANDOVER: Final = "handover.pdf"
#: Who is told nothing.
NOBODY: Final = Watcher()
#: What documents are called.
_NAME: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def preflight(
    places: Places, files: Sequence[Path], profile: str, folds: Sequence[str]
) -> tuple[list[Inspected], UsageError]:
    """PDFs from anywhere, inspected for the print shop of a profile, and those that cannot be read.

    Raises `UsageError` where none is a PDF that can be read.
    """
    printer = folded(load_printer(places.publication / "content", profile), folds)
    return look_through(files, printer, profile)


def report(places: Places, one: Inspected, target: Path) -> tuple[Finding, ...]:
    """Writes an inspected file's one-page report; gives what is found in the report itself."""
    publication, layouts = Files(places.publication).read()
    composer = Composer(as_confirmed(publication), places.publication / "content", layouts)
    with Desk.own() as desk:
        return write_report(one, composer, desk, target)


def press_reports(places: Places, desk: Desk, watcher: Watcher) -> list[tuple[Path, Inspected]]:
    """Writes the one-page report of each file that the season was built in for a print shop, into a folder
    beside theirs; gives where each is, and what it is about. Raises `UsageError` where there is none.
    """
    publication, layouts = Files(places.publication).read()
    composer = Composer(as_confirmed(publication), places.publication / "content", layouts)
    shelf, made = Shelf(places.output, publication.season.folder, "press"), list[tuple[Path, Inspected]]()
    listed = (shelf.manifest.parent / name for name in read_manifest(shelf.manifest)["files"])
    files = [one for one in listed if one.parent == shelf.folder and one.suffix == ".pdf" and one.is_file()]
    if not files:
        what = "nothing of this season has been built for a print shop yet"
        raise UsageError.of("reports", what, "build it for a print shop first")
    hold_inside(places.output, folder := shelf.folder.with_name(REPORTS))
    watcher.planned(len(files))
    for file in files:
        watcher.began(file.stem)
        profile = str(publication.brand.press.printer or GENERIC)
        [one], _ = look_through([file], publication.printer, profile)
        one, target = replace(one, file=file.name), folder / f"{file.stem}{REPORT}.pdf"
        write_report(one, composer, desk, target)
        made.append((target, one))
        watcher.done(Published(file.stem, file, one.pages, 0, one.findings, 0))
    return made


def brand_sheet(places: Places, edition: Edition = "screen") -> tuple[Path, Made]:
    """Makes the brand's proof sheet for a screen or a print shop: where it is, and what was made."""
    publication, layouts = Files(places.publication).read()
    composer = Composer(as_confirmed(publication), places.publication / "content", layouts, edition)
    folder = Shelf(places.output, publication.season.folder, edition).manifest.parent
    name = "brand.pdf" if edition == "screen" else f"brand-{edition}.pdf"
    with Desk.own() as desk:
        return folder / name, write_brand_sheet(composer, desk, folder / name)


def transcribed(places: Places, name: str) -> list[Utterance]:
    """What is said of a document that was published for the screen, by its name, or of any PDF, by its path.

    Raises `UsageError`.
    """
    is_path = name.lower().endswith(".pdf") or Path(name).name != name
    path = Path(name) if is_path else _on_shelf(places, name)
    shown = path.relative_to(places.output.parent) if path.is_relative_to(places.output.parent) else path
    try:
        return utterances(path.read_bytes())
    except UnreadableError as error:
        what, hint = str(error), "build it again, or unlock it"
    except OSError as error:
        if is_path:
            what, hint = (
                f"cannot be read ({error.strerror})",
                "name a program, a packet, or the path of a PDF",
            )
        else:
            built = ", ".join(sorted(path.stem for path in path.parent.glob("*.pdf"))) or "nothing yet"
            what, hint = "has not been built", f"make_brochure.py build makes everything; there is {built}"
    raise UsageError.of(str(shown), what, hint)


def left_to_review(places: Places, published: Sequence[Published]) -> list[Finding]:
    """What a person is to judge of the documents that were published."""
    lines = {one.name: utterances(one.path.read_bytes()) for one in published if one.path}
    return list(to_review(lines, check(places).approvals))


def review(places: Places, name: str, by: str, day: date) -> str:
    """Writes that somebody reviewed how a document is read aloud, and gives its fingerprint.

    Raises `UsageError` for a document that is not on the shelf.
    """
    print_ = fingerprint(transcribed(places, name))
    if not _NAME.fullmatch(name):
        hint = "name a program, a chapter or a packet"
        raise UsageError.of(name, "is no document of this publication, whose reviews are kept", hint)
    record_judgement(places.publication, "reviewed", by, day, {name: print_})
    return print_


def hand_over(
    places: Places, desk: Desk, target: Path | None = None, watcher: Watcher = NOBODY
) -> tuple[Path, tuple[Finding, ...]]:
    """Writes the sheet for whoever takes the publication over: as a PDF, or as Markdown where the file is
    called so, `handover.pdf` in the folder of the season where none is named; gives where it is, and what is
    found in it. Raises `UsageError` for other endings.
    """
    ending = target.suffix.lower() if target else ".pdf"
    if ending not in (".md", ".txt", ".pdf"):
        what = "is neither a PDF nor a text"
        raise UsageError.of(str(target), what, "name a file that ends in .pdf, or .md for a text")
    composer = composer_of(places)
    publication = composer.publication
    shelf = Shelf(places.output, publication.season.folder, "screen")
    folder = shelf.manifest.parent
    target = target or folder / HANDOVER
    inside = folder.is_relative_to(places.publication)
    shown = folder.relative_to(places.publication) if inside else folder
    sheet = handover(
        publication,
        read_manifest(shelf.manifest),
        f"{shown.as_posix()}/",
        composer.words.__getitem__,
        _judged(publication, places, desk, watcher),
    )
    if ending != ".pdf":
        write_whole(target, sheet.markdown.encode())
        return target, ()
    return target, write_handover(sheet.title, sheet.line, sheet.tables, composer, desk, target)


def _judged(
    publication: Publication, places: Places, desk: Desk, watcher: Watcher
) -> Iterator[JudgedDocument]:
    """How documents stand, where people approve or review them: they are made for that."""
    if publication.settings.approvals != "required" and not publication.approvals:
        return
    found = what_stands(places, desk, watcher)
    for name, one in found.documents.items():
        yield JudgedDocument(name, "approved", one.holds, one.approval)
    for name, judged in publication.approvals.items():
        made = found.made.get(name)
        if made is None and judged.approved:
            yield JudgedDocument(name, "approved", None, judged.approved)
        if judged.reviewed:
            is_made = made is not None and isinstance(made.result.data, HashedFile)
            now = holds(judged.reviewed, utterances(made.result.read())) if made and is_made else None
            yield JudgedDocument(name, "reviewed", now, judged.reviewed)


def _on_shelf(places: Places, name: str) -> Path:
    """The file of a document, which may be a draft."""
    folder = _screen_folder(places)
    path, as_draft = folder / f"{name}.pdf", folder / f"{name}-{DRAFT}.pdf"
    return as_draft if as_draft.is_file() and not path.is_file() else path


def _screen_folder(places: Places) -> Path:
    return Shelf(places.output, check(places).season.folder, "screen").folder
