"""The main path: read → plan → (each document as it is made and finished: shelf) → manifest.

A document is composed, typeset, inspected and finished behind `make_all` (`build/schedule.py`), many at
once. What else is asked of a publication, or of PDFs, is a function here too. Must not know terminals.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Any, Final

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
    write_brand_sheet,
    write_report,
)
from brochure.compose import Composer, Layouts
from brochure.content import (
    Reader,
    Survey,
    default_kind,
    kind_in,
    leads_out,
    load_printer,
    reference,
    schemas,
    strays,
)
from brochure.errors import ContentError, Finding, MachineError, UsageError, Where, nearest
from brochure.model import HashedFile, Inspected, Job, Made, PacketJob, Publication
from brochure.pdf import UnreadableError
from brochure.preflight.file import CHECKS, manual
from brochure.publish import Shelf, hold_inside, machine_errors, read_manifest, write_whole
from brochure.review import Utterance, holds, to_review, transcript, utterances
from brochure.seasons import STARTERS, starter

#: The kinds of publications that can be started from.
KINDS: Final = STARTERS


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

        Gives the documents in the order of the plan; those with errors have no file. With a `judge` nothing
        is published before all is made and judged. Raises `BrochureError` for what stops everything before
        rendering.
        """
        composer = self._composer(wish.edition)
        plan = make_plan(composer.publication, wish)
        shelf = Shelf(self.places.output, composer.publication.season.folder, wish.edition)
        shelf.sweep()
        documents = make_all(plan, composer, self.desk, watcher)
        published: dict[str, Published] = {}
        before = read_manifest(shelf.manifest)["files"]
        entries: dict[str, dict[str, Any]] = {}
        for made, is_public in _judged(documents, judge) if judge else documents:
            one = _shelve(made, is_public, shelf, composer.publication, transcripts)
            one = _told(one, before.get(f"{wish.edition}/{made.name}.pdf", {}).get("pages"))
            published[made.name] = one
            watcher.done(one)
            if one.path:
                entries[one.path.name] = _entry(made, one, composer.publication)
        shelf.record(entries, f"brochure {__version__}")
        return tuple(published[name] for name in plan.names)

    def preview(self, name: str, edition: Edition = "screen") -> Made:
        """One document, finished for its edition and published nowhere, with all that was laid out.

        Raises `UsageError` where there is no such document but a packet's.
        """
        composer, jobs = self.documents(edition)
        job = jobs.get(name)
        if not isinstance(job, Job):
            hint = nearest(name, [one for one in jobs if isinstance(jobs[one], Job)], "there are")
            raise UsageError.of(name, "there is no document of this name", hint)
        made = make(job, composer, self.desk)
        finished = finish(made, composer, self.desk)
        # Clicks are on the pages as they were set: sheets for the office show several of them.
        return replace(finished, result=replace(finished.result, pages=pages_of(made.result.read_layout())))

    def survey(self) -> Survey:
        """What the publication holds as it is now, and all that is wrong with it.

        Raises `ContentError` where its folders lead out of it.
        """
        return self._files.survey()[0]

    def printed(self, programs: int) -> Iterator[tuple[str, set[Where]]]:
        """The places of content that formats print, as they compose the first programs: one after another, a
        format and what is in its document of a program. Raises `ContentError`.
        """
        composer = self._composer("screen")
        chosen = tuple(one.id for one in composer.publication.programs[:programs])
        for job in make_plan(composer.publication, Wish(chosen, (), formats=())).jobs:
            if job.format:
                yield job.format.id, composer.document(job).places

    def documents(self, edition: Edition = "screen") -> tuple[Composer, dict[str, Job | PacketJob]]:
        """What composes the publication as it is now, and all of its documents by name.

        Raises `ContentError`.
        """
        composer = self._composer(edition)
        plan = make_plan(composer.publication, Wish(formats=(), edition=edition))
        chapters = [
            Job(one, None, edition, composer.sheet.name, composer.language)
            for one in composer.publication.chapters
        ]
        every: list[Job | PacketJob] = [*plan.jobs, *chapters, *plan.packets]
        return composer, {job.name: job for job in every}

    def _composer(self, edition: Edition) -> Composer:
        publication, layouts = self._files.read()
        return Composer(publication, self.places.publication / "content", layouts, edition)


def build(
    places: Places,
    wish: Wish,
    watcher: Watcher,
    desk: Desk | None = None,
    transcripts: bool = False,
    judge: Judge | None = None,
) -> tuple[Published, ...]:
    """One build, as `Session.build`; without a desk everything is made here, one document after another."""
    if desk is None:
        with Desk.own(places.keep) as own:
            return Session(places, own).build(wish, watcher, transcripts, judge)
    return Session(places, desk).build(wish, watcher, transcripts, judge)


def check(places: Places) -> Publication:
    """Content only: the publication. Raises `ContentError` with all problems of it.

    Those of layouts are among them once the content itself is sound. Raises `MachineError` where the place
    of the output cannot be a folder.
    """
    if places.output.exists() and not places.output.is_dir():
        raise MachineError.of(str(places.output), "is a file, not a folder", "give --output another place")
    return _Files(places.publication).read()[0]


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
    publication, layouts = _Files(places.publication).read()
    composer = Composer(publication, places.publication / "content", layouts)
    with Desk.own() as desk:
        return write_report(one, composer, desk, target)


def brand_sheet(places: Places, edition: Edition = "screen") -> tuple[Path, Made]:
    """Makes the brand's proof sheet for a screen or a print shop: where it is, and what was made."""
    publication, layouts = _Files(places.publication).read()
    composer = Composer(publication, places.publication / "content", layouts, edition)
    folder = Shelf(places.output, publication.season.folder, edition).manifest.parent
    name = "brand.pdf" if edition == "screen" else f"brand-{edition}.pdf"
    with Desk.own() as desk:
        return folder / name, write_brand_sheet(composer, desk, folder / name)


def transcribed(places: Places, name: str) -> list[Utterance]:
    """What is said of a document that was published for the screen, by its name, or of any PDF, by its path.

    Raises `UsageError`.
    """
    is_path = name.lower().endswith(".pdf") or Path(name).name != name
    path = Path(name) if is_path else _screen_folder(places) / f"{name}.pdf"
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
            what, hint = "has not been built", f"make_brochure.py builds everything; there is {built}"
    raise UsageError.of(str(shown), what, hint)


def left_to_review(places: Places, published: Sequence[Published]) -> list[Finding]:
    """What a person is to judge of the documents that were published."""
    lines = {one.name: utterances(one.path.read_bytes()) for one in published if one.path}
    return list(to_review(lines, check(places).reviews))


def start(folder: Path, kind: str | None = None) -> Path:
    """Makes a publication to start from, of a kind or of the default one, in a folder that is new or empty.

    Raises `UsageError` otherwise.
    """
    with machine_errors(folder):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            what = "the folder exists and is not empty"
            raise UsageError.of(str(folder), what, "name a new one")
    for name, data in starter(kind or default_kind().id).items():
        write_whole(folder / "content" / name, data)
    write_schemas(folder)
    return folder


def write_schemas(publication: Path) -> list[Path]:
    """Writes what is read beside content: a JSON Schema for each kind of file to content/.schema, the field
    reference and the manual of checks to docs/. Raises `UsageError` where there is no content.
    """
    refuse_without_content(publication)
    kind = kind_in(publication / "content", Layouts.of(publication).folders)
    written = {
        publication / "content/.schema" / f"{kind}.json": json.dumps(one, indent=1, ensure_ascii=False)
        + "\n"
        for kind, one in schemas(kind).items()
    }
    written[publication / "docs/content.md"] = reference()
    written[publication / "docs/preflight.md"] = manual(CHECKS)
    hold_inside(publication, *written)
    for path, text in written.items():
        write_whole(path, text.encode())
    return list(written)


def refuse_without_content(publication: Path) -> None:
    """Raises `UsageError` where a folder is no publication."""
    if not (publication / "content").is_dir():
        hint = "make_brochure.py new DIR makes one to start from; --publication DIR names one elsewhere"
        what = "there is no publication here, for this folder has no content/"
        raise UsageError.of(str(publication), what, hint)


class _Files:
    """The files of a publication, read again and again: only those that were edited are gone over."""

    def __init__(self, publication: Path) -> None:
        self.publication = publication
        self._layouts: Layouts | None = None
        self._reader: Reader | None = None
        self._turn = Lock()

    def read(self) -> tuple[Publication, Layouts]:
        """The publication and its layouts as they are now. Raises `ContentError`."""
        survey, layouts = self.survey()
        if survey.publication is None:
            raise ContentError(survey.errors)
        return survey.publication, layouts

    def survey(self) -> tuple[Survey, Layouts]:
        """What there is, sound or not. Raises `ContentError` where folders lead elsewhere."""
        with self._turn:
            return self._surveyed()

    def _surveyed(self) -> tuple[Survey, Layouts]:
        before, folder = self._layouts, self.publication
        problems = [one for name in ("layouts", "fonts") for one in strays(folder / name)]
        if any(leads_out(folder / name) for name in ("layouts", "fonts")):
            raise ContentError(problems)
        layouts = self._layouts = before.current(folder) if before else Layouts.of(folder)
        if self._reader is None or layouts is not before:
            self._reader = Reader(folder / "content", layouts.fonts, layouts.folders)
        survey = self._reader.survey()
        if survey.publication:
            problems += layouts.check(survey.formats)
            problems += collisions(survey.publication)
            if noticed := tuple(layouts.notices(survey.publication)):
                survey = survey.noticing(noticed)
        if problems:
            survey = survey._replace(problems=(*survey.problems, *problems), publication=None)
        return survey, layouts


def _judged(documents: Iterable[tuple[Made, bool]], judge: Judge) -> Iterator[tuple[Made, bool]]:
    """The same documents with what a judge of all finished files finds in them."""
    every = list(documents)
    found = judge({made.name: made.result.read() for made, is_public in every if is_public and made.sound})
    for made, is_public in every:
        own = made.placed(finding for finding in found if finding.document == made.name)
        yield replace(made, findings=(*made.findings, *own)), is_public


def _told(one: Published, before: object) -> Published:
    """A document with a note where it has another number of pages than when it was last built."""
    if not one.path or not isinstance(before, int) or before == one.pages:
        return one
    what = f"it has {one.pages} pages, and had {before} when it was last built"
    hint = "order its printing by the new number, or take back what made it grow or shrink"
    return one._replace(
        findings=(*one.findings, Finding(one.name, 0, "pages-changed", "note", what, "", hint))
    )


def _shelve(
    made: Made, is_public: bool, shelf: Shelf, publication: Publication, transcripts: bool
) -> Published:
    """A document, put on the shelf where it may be."""
    data, path = made.result.read(), None
    if is_public and made.sound:
        path = shelf.put(f"{made.name}.pdf", data)
        if transcripts:
            shelf.put(f"{made.name}.txt", transcript(data).encode())
    review = publication.reviews.get(made.name)
    return Published(
        name=made.name,
        path=path,
        pages=len(made.pages),
        size=len(data),
        findings=(*_warnings(publication), *made.findings),
        seconds=made.seconds,
        sha256=made.result.data.sha256 if isinstance(made.result.data, HashedFile) else "",
        is_reviewed=bool(path and review and holds(review, utterances(data))),
    )


def _warnings(publication: Publication) -> tuple[Finding, ...]:
    """What every build tells of content; `check` tells notes too."""
    return tuple(one for one in publication.notices if one.severity == "warning")


def _entry(made: Made, published: Published, publication: Publication) -> dict[str, Any]:
    """What the manifest says of one file; the trim in points."""
    first = made.pages[0]
    read = sorted(name for name in made.files if name in publication.sources)
    return {
        "sha256": published.sha256,
        "bytes": published.size,
        "pages": published.pages,
        "trim": [round(first.width, 3), round(first.height, 3)],
        **made.details,
        "sources": {name: publication.sources[name] for name in read},
        "findings": [finding._asdict() for finding in made.findings],
    }


def _screen_folder(places: Places) -> Path:
    return Shelf(places.output, check(places).season.folder, "screen").folder
