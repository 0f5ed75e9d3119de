"""The main path: read → plan → (each document as it is made: finish for its edition → shelf) → manifest.

Every verb of the program is a function here, and what it needs of the rooms is called in order. Must not
know terminals.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from brochure import __version__
from brochure.build import (
    Desk,
    Edition,
    Judge,
    Places,
    Published,
    Watcher,
    Wish,
    collisions,
    finish,
    folded,
    look_through,
    make,
    make_all,
    make_plan,
    pages_of,
    write_report,
)
from brochure.compose import Composer, Layouts
from brochure.content import Reader, load_printer, reference, schemas
from brochure.errors import ContentError, Finding, Problem, UsageError, Where, nearest
from brochure.model import HashedFile, Inspected, Made, Publication
from brochure.pdf import UnreadableError
from brochure.preflight.file import CHECKS, manual
from brochure.publish import Shelf, machine_errors, write_whole
from brochure.review import Utterance, holds, to_review, transcript, utterances
from brochure.seasons import starter


class Session:
    """A publication in a process that stays, to be built and previewed again and again after edits.

    What has not changed is not read again.
    """

    def __init__(self, places: Places, desk: Desk) -> None:
        self.places, self.desk = places, desk
        self._files = _Files(places.publication)

    def build(
        self, wish: Wish, watcher: Watcher, transcripts: bool = False, judge: Judge | None = None
    ) -> tuple[Published, ...]:
        """Makes and publishes what is wished for, with a transcript beside each file where asked.

        Gives the documents in the order of the plan. With a `judge` nothing is published before all is made
        and judged. Raises `BrochureError` for what stops everything before rendering.
        """
        composer = self._composer(wish.edition)
        planned = make_plan(composer.publication, wish)
        shelf = Shelf(self.places.output, str(composer.publication.season.label), wish.edition)
        published: dict[str, Published] = {}
        entries: dict[str, dict[str, Any]] = {}
        documents = make_all(planned, composer, self.desk, watcher)
        for document, is_public in _judged(documents, judge) if judge else documents:
            one = _shelve(document, is_public, shelf, composer.publication, transcripts)
            published[one.name] = one
            watcher.done(one)
            if one.path:
                entries[one.path.name] = _entry(one, document, composer.publication)
        shelf.record(entries, f"brochure {__version__}")
        return tuple(published[name] for name in planned.names)

    def preview(self, name: str, edition: Edition = "screen") -> Made:
        """One document, finished for its edition and published nowhere, with all that was laid out.

        Raises `UsageError` where there is no such document but a packet's.
        """
        composer = self._composer(edition)
        planned = make_plan(composer.publication, Wish(formats=(), edition=edition))
        jobs = {job.name: job for job in (*planned.jobs, *planned.chapters)}
        if name not in jobs:
            hint = nearest(name, jobs, "there are")
            raise UsageError([Problem(Where(name), "there is no document of this name", hint)])
        made = make(jobs[name], composer, self.desk)
        laid_out = pages_of(made.result.read_layout())
        finished = finish(made, composer, self.desk)
        return replace(finished, result=replace(finished.result, pages=laid_out))

    def _composer(self, edition: Edition) -> Composer:
        publication, layouts = self._files.read()
        return Composer(publication, self.places.publication / "content", layouts, edition)


def check(places: Places) -> Publication:
    """Content only: the publication, or all its problems as a `ContentError`."""
    return _Files(places.publication).read()[0]


def build(
    places: Places,
    wish: Wish,
    watcher: Watcher,
    desk: Desk | None = None,
    transcripts: bool = False,
    judge: Judge | None = None,
) -> tuple[Published, ...]:
    """A build of its own; without a desk everything is made here, one document after another."""
    if desk is None:
        with Desk.own(places.keep) as desk:
            return build(places, wish, watcher, desk, transcripts, judge)
    return Session(places, desk).build(wish, watcher, transcripts, judge)


class _Files:
    """The files of a publication, read again and again: only those that were edited are gone over."""

    def __init__(self, publication: Path) -> None:
        self.publication = publication
        self._layouts: Layouts | None = None
        self._reader: Reader | None = None

    def read(self) -> tuple[Publication, Layouts]:
        """What they say now, and in which layouts. Raises `ContentError` with all that is wrong."""
        before, folder = self._layouts, self.publication
        layouts = self._layouts = before.current(folder) if before else Layouts.of(folder)
        if self._reader is None or layouts is not before:
            self._reader = Reader(folder / "content", layouts.fonts, layouts.folders)
        problems = list(_astray(folder))
        try:
            publication = self._reader.read()
        except ContentError as error:
            raise ContentError([*problems, *error.problems]) from error
        problems += layouts.check(publication.formats)
        problems += collisions(publication)
        if problems:
            raise ContentError(problems)
        return publication, layouts


def _astray(publication: Path) -> Iterator[Problem]:
    """Links of layouts and fonts out of their folder: nothing outside a publication is ever read."""
    for folder in (publication / "layouts", publication / "fonts"):
        for path in _links(folder):
            if not path.resolve().is_relative_to(folder.resolve()):
                where = Where(path.relative_to(publication).as_posix())
                yield Problem(
                    where, f"the link leads outside {folder.name}/", "replace it by a copy of the file"
                )


def _links(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        yield from (Path(parent, name) for name in (*folders, *names) if os.path.islink(f"{parent}/{name}"))  # noqa: PTH114


def _shelve(
    document: Made, is_public: bool, shelf: Shelf, publication: Publication, transcripts: bool
) -> Published:
    """A document, put on the shelf where it may be."""
    path, data, review = None, document.result.read(), publication.reviews.get(document.name)
    if is_public and document.sound:
        path = shelf.put(f"{document.name}.pdf", data)
        if transcripts:
            shelf.put(f"{document.name}.txt", transcript(data).encode())
    return Published(
        document.name,
        path,
        len(document.pages),
        len(data),
        document.findings,
        document.seconds,
        document.result.data.sha256 if isinstance(document.result.data, HashedFile) else "",
        is_reviewed=bool(path and review and holds(review, utterances(data))),
    )


def _judged(documents: Iterable[tuple[Made, bool]], judge: Judge) -> Iterator[tuple[Made, bool]]:
    """The same documents with what a judge of all finished files finds in them."""
    every = list(documents)
    found = judge({made.name: made.result.read() for made, is_public in every if is_public and made.sound})
    for made, is_public in every:
        own = made.placed(finding for finding in found if finding.document == made.name)
        yield replace(made, findings=(*made.findings, *own)), is_public


def preflight(
    places: Places, files: Sequence[Path], profile: str, folds: Sequence[str]
) -> tuple[list[Inspected], UsageError]:
    """PDFs from anywhere, inspected for the print shop of a profile, and the ones that cannot be read.

    Raises `UsageError` where none is a PDF that can be read.
    """
    printer = folded(load_printer(places.publication / "content", profile), folds)
    return look_through(files, printer, profile)


def report(places: Places, one: Inspected, target: Path) -> tuple[Finding, ...]:
    """Writes an inspected file's one-page report; gives what is found in the report itself."""
    publication, layouts = _Files(places.publication).read()
    composer = Composer(publication, places.publication / "content", layouts)
    with Desk.own() as desk:
        return write_report(one, composer, desk, target)


def transcribed(places: Places, name: str) -> list[Utterance]:
    """What is said of a document that was published, by its name, or of any PDF, by its path.

    Raises `UsageError`.
    """
    is_path = name.lower().endswith(".pdf") or Path(name).name != name
    path = Path(name) if is_path else _shelved(places, name)
    shown = path.relative_to(places.output.parent) if path.is_relative_to(places.output.parent) else path
    try:
        return utterances(path.read_bytes())
    except OSError as error:
        fault = (
            (f"cannot be read ({error.strerror})", "name a program, a packet, or the path of a PDF")
            if is_path
            else (
                "has not been built",
                f"make_brochure.py builds everything; there is {_built(path.parent)}",
            )
        )
    except UnreadableError as error:
        fault = str(error), "build it again, or unlock it"
    raise UsageError([Problem(Where(str(shown)), *fault)])


def left_to_review(places: Places, published: Sequence[Published]) -> list[Finding]:
    """What a person is to judge of the documents that were published."""
    lines = {one.name: utterances(one.path.read_bytes()) for one in published if one.path}
    return list(to_review(lines, check(places).reviews))


def _shelved(places: Places, name: str) -> Path:
    shelf = Shelf(places.output, str(check(places).season.label), "screen")
    return shelf.folder / f"{name}.pdf"


def _built(folder: Path) -> str:
    return ", ".join(sorted(path.stem for path in folder.glob("*.pdf"))) or "nothing yet"


def _entry(document: Published, made: Made, publication: Publication) -> dict[str, Any]:
    """What the manifest says of one file; the trim in points, `fit` where type was made smaller."""
    first = made.pages[0]
    return {
        "sha256": document.sha256,
        "bytes": document.size,
        "pages": document.pages,
        "trim": [round(first.width, 3), round(first.height, 3)],
        **made.details,
        "sources": {
            name: publication.sources[name] for name in sorted(made.files) if name in publication.sources
        },
        "findings": [finding._asdict() for finding in document.findings],
    }


def start(folder: Path) -> Path:
    """Makes a publication to start from in a folder that is new or empty. Raises `UsageError` otherwise."""
    with machine_errors(folder):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            what = "the folder exists and is not empty"
            raise UsageError([Problem(Where(str(folder)), what, "name a new one")])
    for name, data in starter().items():
        write_whole(folder / "content" / name, data)
    write_schemas(folder)
    return folder


def write_schemas(publication: Path) -> list[Path]:
    """Writes what is read beside content: a JSON Schema for each kind of file to content/.schema, the field
    reference and the manual of checks to docs/. Raises `UsageError` where there is no content.
    """
    if not (publication / "content").is_dir():
        hint = "name a publication with --publication, or make one with new"
        raise UsageError([Problem(Where(str(publication)), "there is no content folder here", hint)])
    written = {
        publication / "content/.schema" / f"{kind}.json": json.dumps(one, indent=1, ensure_ascii=False)
        + "\n"
        for kind, one in schemas().items()
    }
    written[publication / "docs/content.md"] = reference()
    written[publication / "docs/preflight.md"] = manual(CHECKS)
    for path, text in written.items():
        write_whole(path, text.encode())
    return list(written)
