"""The main path: read → plan → (each document as it is made and finished: shelf) → manifest.

A document is composed, typeset, inspected and finished behind `make_all` (`build/schedule.py`), many at
once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from brochure import __version__
from brochure.build import (
    BROCHURE,
    DRAFT,
    Desk,
    Edition,
    Judge,
    Places,
    Published,
    Watcher,
    Wish,
    finish,
    layout_faults,
    make,
    make_plan,
    pages_of,
    seen,
)
from brochure.compose import Composer, Views
from brochure.content import Survey
from brochure.errors import ContentError, Finding, UsageError, Where, nearest
from brochure.model import (
    CONTENT_CHECKS,
    UNPRINTED,
    Gravity,
    HashedFile,
    Job,
    Judged,
    Made,
    PacketJob,
    PrintedContent,
    Publication,
)
from brochure.press.approving import documents_of
from brochure.press.files import Files, keep_season, remember_unprinted
from brochure.press.next_season import as_confirmed, of_season, refuse_unconfirmed
from brochure.press.packets_of_some import told_of, with_packet_of_some
from brochure.publish import Shelf, read_manifest
from brochure.review import SaidText, holds, places_in, said_texts, unprinted


class Session:
    """A publication in a process that stays, to be built and previewed again and again after edits.

    What has not changed is not read again.
    """

    def __init__(self, places: Places, desk: Desk) -> None:
        self.places, self.desk = places, desk
        self._files, self._views = Files(places.publication), Views()

    def build(
        self, wish: Wish, watcher: Watcher, transcripts: bool = False, judge: Judge | None = None
    ) -> tuple[Published, ...]:
        """Makes and publishes what is wished for, with a transcript beside each file where asked.

        Gives the documents in the order of the plan; those with errors have no file. With a `judge` nothing
        is published before all is made and judged. Raises `BrochureError` for what stops everything before
        rendering.
        """
        composer = self._composer(wish.edition)
        refuse_unconfirmed(composer.publication, wish.edition)
        before = seen(self.places.publication, self.desk.store).contents if is_asked(wish) else ""
        publication, told = with_packet_of_some(composer.publication, wish, composer.words)
        composer = replace(composer, publication=publication)
        plan = make_plan(composer.publication, wish)
        shelf = Shelf(self.places.output, composer.publication.season.folder, wish.edition)
        shelf.sweep()
        documents = documents_of(plan, composer, wish, self.desk, watcher)
        published: dict[str, Published] = {}
        known = read_manifest(shelf.manifest)["files"]
        entries: dict[str, dict[str, Any]] = {}
        every: dict[str, Made] = {}
        among: set[SaidText] | None = None
        of_season: dict[str, Any] = {}
        for made, is_public in _judged(documents, judge) if judge else documents:
            if told and made.name in {packet.name for packet in plan.packets}:
                made = replace(made, findings=(*made.findings, *told_of(made.name, told)))
            one = _shelve(made, is_public, shelf, composer.publication, transcripts)
            if one.path:
                _take_away_other(one.path, made, shelf, known)
            one = _told(one, known.get(f"{wish.edition}/{made.name}.pdf", {}).get("pages"))
            published[made.name] = one
            every[made.name] = made
            watcher.done(one)
            if one.path:
                entries[one.path.name] = _entry(made, one, composer.publication)
            if is_asked(wish) and len(every) == len(plan.names) - len(plan.packets):
                among = unprinted_texts(composer, every)  # most of it is known before packets are bound
                of_season = self._of_season(wish, shelf, composer.publication)
        of_season = of_season or self._of_season(wish, shelf, composer.publication)
        shelf.record(entries, f"brochure {__version__}", of_season)
        if is_asked(wish):
            found = self._unprinted(composer, every, before, among)
            last = plan.names[-1]
            published[last] = published[last]._replace(findings=(*published[last].findings, *found))
        return tuple(published[name] for name in plan.names)

    def _unprinted(
        self, composer: Composer, every: dict[str, Made], before: str, among: set[SaidText] | None
    ) -> tuple[Finding, ...]:
        """What of content no document prints, remembered where that is as it was `before` it was read."""
        found, store = find_unprinted(composer, every, among), self.desk.store
        if seen(self.places.publication, store).contents == before:
            remember_unprinted(store, composer.publication, before, found)
        return found

    def _of_season(self, wish: Wish, shelf: Shelf, publication: Publication) -> dict[str, Any]:
        """What the manifest says of the season as a whole.

        A build of all programs keeps what it is made of.
        """
        said = of_season(publication)
        if wish.is_whole and keep_season(self.places.publication, shelf.content, publication.sources):
            digest = self.desk.store.digests.of(shelf.content)
            said["content"] = {"sha256": digest, "bytes": shelf.content.stat().st_size}
        return said

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
            with suppress(ContentError), layout_faults():  # of a format that does not lay it out
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
        content = self.places.publication / "content"
        return Composer(as_confirmed(publication), content, layouts, edition, self._views)


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
    what = f"it has {one.pages} page{'s' * (one.pages != 1)}, and had {before} when it was last built"
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
        is_draft = made.details.get("status") == DRAFT
        path = shelf.put(f"{made.name}{f'-{DRAFT}' * is_draft}.pdf", data)
        if transcripts:
            from brochure.review import transcript  # what reads PDFs is loaded where one is to be read

            shelf.put(f"{made.name}.txt", transcript(data).encode())
    return Published(
        name=made.name,
        path=path,
        pages=len(made.pages),
        size=len(data),
        findings=(*_warnings(publication), *made.findings),
        seconds=made.seconds,
        sha256=made.result.data.sha256 if isinstance(made.result.data, HashedFile) else "",
        is_reviewed=bool(path) and _is_reviewed(made.name, data, publication),
    )


def _take_away_other(path: Path, made: Made, shelf: Shelf, known: Mapping[str, Any]) -> None:
    """Of a document that is no longer a draft the draft, and the other way round.

    `known` is what the manifest says of files: that of a program `care-draft` is no draft of `care`.
    """
    whole, draft = f"{made.name}.pdf", f"{made.name}-{DRAFT}.pdf"
    if path.name == draft:
        shelf.remove(whole)
    elif known.get(f"{shelf.edition}/{draft}", {}).get("status") == DRAFT:
        shelf.remove(draft)


def _is_reviewed(name: str, data: bytes, publication: Publication) -> bool:
    """Whether somebody has reviewed a document that says what this one does."""
    review = publication.approvals.get(name, Judged()).reviewed
    if review is None:
        return False
    from brochure.review import utterances

    return holds(review, utterances(data))


#: Lists of which a build tells what was read.
_FEW_LISTS: Final = 4


def _warnings(publication: Publication) -> tuple[Finding, ...]:
    """What every build tells of content, and what was read of a few lists; `check` tells all notes."""
    lists = [one for one in publication.notices if one.slug == "read-lists"]
    is_told = len(lists) <= _FEW_LISTS
    return tuple(
        one
        for one in publication.notices
        if one.slug != UNPRINTED and (one.severity == "warning" or (is_told and one in lists))
    )


def _entry(made: Made, published: Published, publication: Publication) -> dict[str, Any]:
    """What the manifest says of one file; the trim in points."""
    first = made.pages[0]
    read = sorted(name for name in made.files if name in publication.sources)
    return {
        "sha256": published.sha256,
        "bytes": published.size,
        "pages": published.pages,
        "trim": [round(first.width, 3), round(first.height, 3)],
        **({"format": str(made.form.id)} if made.form else {}),
        **made.details,
        "sources": {name: publication.sources[name] for name in read},
        "findings": [finding._asdict() for finding in made.findings],
    }


def is_asked(wish: Wish) -> bool:
    """Whether a build makes so much that it is known what nothing prints: all brochures and packets."""
    return wish.is_whole and (not wish.formats or BROCHURE in wish.formats)


def find_unprinted(
    composer: Composer, made: Mapping[str, Made], among: set[SaidText] | None = None
) -> tuple[Finding, ...]:
    """What nothing prints, by the documents of a build that made everything, or as the publication asks
    nothing; `among` are the texts that nothing printed when fewer of them were made.
    """
    publication = composer.publication
    gravity = _gravity(publication)
    if gravity == "off" or any(one.result.data is None for one in made.values()):
        return ()
    missing = unprinted_texts(composer, made, among)
    files = tuple(one for one in publication.notices if one.slug == UNPRINTED and ":" not in one.where)
    told = {one.where for one in files}
    every = said_texts(publication)
    return (*files, *(one for one in unprinted(missing, every, gravity) if one.where not in told))


def unprinted_texts(
    composer: Composer, made: Mapping[str, Made], among: set[SaidText] | None = None
) -> set[SaidText]:
    """The texts that neither these documents print nor others that could be made; none where nobody asks, or
    a document has failed, since nobody knows what it would print.
    """
    if _gravity(composer.publication) == "off" or any(one.result.data is None for one in made.values()):
        return set()
    printed = PrintedContent().and_also(*(one.printed for one in made.values()))
    missing = _missing(said_texts(composer.publication) if among is None else among, printed)
    for further in _further(composer, missing, made) if among is None else ():
        missing -= {one for one in missing if one.is_in(further)}
    return missing


def _gravity(publication: Publication) -> Gravity:
    return publication.settings.checks.get(UNPRINTED, CONTENT_CHECKS[UNPRINTED].gravity)


def _missing(every: Iterable[SaidText], printed: PrintedContent) -> set[SaidText]:
    return {one for one in every if not one.is_in(printed)}


def _further(
    composer: Composer, missing: set[SaidText], made: Mapping[str, Made]
) -> Iterator[PrintedContent]:
    """What other formats print of the programs that something is missing of, as long as that is so."""
    publication, first = composer.publication, ""
    plan = make_plan(publication, Wish(packets=(), formats=(), edition="screen"))
    for program in publication.programs:
        places = places_in(program)
        jobs = [one for one in plan.jobs if one.subject.id == program.id and one.name not in made]
        for job in sorted(jobs, key=lambda one: one.format is None or one.format.id != first):
            mine = {one for one in missing if one.where in places}
            if not mine:
                break
            with suppress(ContentError), layout_faults():  # of a format that does not lay it out
                yield composer.document(job).printed
            if job.format and not mine <= missing:
                first = job.format.id
