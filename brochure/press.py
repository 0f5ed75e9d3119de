"""The main path: load, plan, compose, typeset, preflight, assemble, publish, in this order. Must not know terminals."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from brochure import __version__
from brochure.build.desk import Desk
from brochure.build.making import made
from brochure.build.plan import collisions, plan
from brochure.build.request import Judge, Places, Published, Watcher, Wish
from brochure.compose import Composer, Layouts
from brochure.content import load, reference, schemas
from brochure.errors import ContentError, Finding, Problem, UsageError, Where
from brochure.model import Made, Publication
from brochure.pdf.file import UnreadableError
from brochure.publish import Shelf, machine_errors, write_whole
from brochure.review import Utterance, holds, to_review, transcript, utterances
from brochure.seasons import starter


def check(places: Places) -> Publication:
    """Content only: the publication, or all its problems as a `ContentError`."""
    return _read(places)[0]


def _read(places: Places) -> tuple[Publication, Layouts]:
    """A publication, and the layouts that print it."""
    layouts, problems = Layouts.of(places.publication), list(_astray(places.publication))
    try:
        publication = load(places.publication / "content", layouts.fonts, layouts.folders)
    except ContentError as error:
        raise ContentError([*problems, *error.problems]) from error
    problems += layouts.check(publication.formats)
    problems += collisions(publication, publication.formats)
    if problems:
        raise ContentError(problems)
    return publication, layouts


def _astray(publication: Path) -> Iterator[Problem]:
    """Links among layouts and fonts that lead out of their folder: nothing outside a publication is ever read."""
    for folder in (publication / "layouts", publication / "fonts"):
        for path in folder.rglob("*"):
            if path.is_symlink() and not path.resolve().is_relative_to(folder.resolve()):
                where = Where(path.relative_to(publication).as_posix())
                yield Problem(
                    where, f"the link leads outside {folder.name}/", "replace it by a copy of the file"
                )


def build(
    places: Places,
    wish: Wish,
    watcher: Watcher,
    desk: Desk | None = None,
    transcripts: bool = False,
    judge: Judge | None = None,
) -> tuple[Published, ...]:
    """Makes and publishes what is wished for, with a transcript beside each file where asked; documents in the order of the plan.

    With a `judge` nothing is published before all is made and judged. Without a desk everything is made here, one document
    after another. Raises `BrochureError` for what stops everything before rendering.
    """
    if desk is None:
        with Desk.own(places.keep) as desk:
            return build(places, wish, watcher, desk, transcripts, judge)
    publication, layouts = _read(places)
    planned = plan(publication, wish, publication.formats)
    composer = Composer(publication, places.publication / "content", layouts, wish.edition)
    shelf = Shelf(places.output, str(publication.season.label), wish.edition)
    published: dict[str, Published] = {}
    entries: dict[str, dict[str, Any]] = {}
    documents = made(planned, composer, desk, watcher)
    for document, public in _judged(documents, judge) if judge else documents:
        one = _published(document, public, shelf, publication, transcripts)
        published[one.name] = one
        watcher.done(one)
        if one.path:
            entries[one.path.name] = _entry(one, document, publication)
    shelf.record(entries, f"brochure {__version__}")
    return tuple(published[name] for name in planned.names)


def _published(
    document: Made, public: bool, shelf: Shelf, publication: Publication, transcripts: bool
) -> Published:
    """A document, put on the shelf where it may be."""
    path, data, review = None, document.result.read(), publication.reviews.get(document.name)
    if public and document.sound:
        path = shelf.put(f"{document.name}.pdf", data)
        if transcripts:
            shelf.put(f"{document.name}.txt", transcript(data).encode())
    is_reviewed = bool(path and review and holds(review, utterances(data)))
    return Published(
        document.name, path, len(document.pages), len(data), document.findings, document.seconds, is_reviewed
    )


def _judged(documents: Iterable[tuple[Made, bool]], judge: Judge) -> Iterator[tuple[Made, bool]]:
    """The same documents with what a judge of all finished files finds in them."""
    every = list(documents)
    found = judge(
        {document.name: document.result.read() for document, public in every if public and document.sound}
    )
    for document, public in every:
        own = document.placed(finding for finding in found if finding.document == document.name)
        yield replace(document, findings=(*document.findings, *own)), public


def transcribed(places: Places, name: str) -> list[Utterance]:
    """What is said of a document that was published, by its name, or of any PDF, by its path. Raises `UsageError`."""
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
        "sha256": sha256(made.result.read()).hexdigest(),
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
    from brochure.preflight.file import (
        CHECKS,
        manual,
    )  # it loads slowly, and who reads content has no use for it

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
