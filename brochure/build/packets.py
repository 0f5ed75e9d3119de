"""One packet: what needs page numbers is made last.

Brochures and chapters are typeset already; their page counts give the contents and the folios, and then
everything is assembled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from time import perf_counter
from typing import Final

from brochure import __version__
from brochure.build.brochures import make, make_bound, make_front_pages, make_index, set_document
from brochure.build.copyfitting import layout_of
from brochure.build.desk import Desk, pages_of
from brochure.build.shared import index_of, people_in, unsettled
from brochure.build.tasks import AdmitGuest, Assemble, TakeFacts
from brochure.compose import Composer, Entry, Folio
from brochure.errors import Finding
from brochure.model import (
    Composition,
    Elsewhere,
    HashedFile,
    Insert,
    Job,
    Made,
    PacketJob,
    PacketMember,
    PageSource,
    PageView,
    Placement,
    PrintedContent,
    Program,
    Result,
    plain,
)

#: A packet that is folded and stapled is made of whole sheets; on a screen it ends where it ends.
SHEET: Final = 4
#: Pages whose folios are set together: few enough for their memory, many enough to share what is loaded for
#: a document.
TOGETHER: Final = 32
#: How often a front is set with the page numbers that follow from its own length.
TRIES: Final = 3
#: Pages on colored ground, where a folio is light.
COLORED: Final = frozenset({"cover", "plate", "said"})
#: Pages that a photograph fills: no number is printed on it.
BARE: Final = frozenset({"spread"})
#: Pages of a brochure, as long as nothing is known of it.
_BROCHURE: Final = 4
#: And of a chapter.
_CHAPTER: Final = 2
#: Pages of a front: a cover, a welcome, contents, the programs at a glance.
_FRONT: Final = 4


def make_packet(job: PacketJob, finished: Callable[[str], Made], composer: Composer, desk: Desk) -> Made:
    """The packet; without data where one of its documents is not sound; `finished` gives each when made.

    The front is set while brochures are still being made, with the page numbers of the last time or those to
    expect; only where they come out otherwise it is set again.
    """
    return _Packet(job, composer, desk).made(finished)


def make_front(job: PacketJob, composer: Composer, desk: Desk) -> Made:
    """A packet's cover, welcome and contents alone, with the page numbers of the last time."""
    counts = _known_counts(job, desk)
    return _Packet(job, composer, desk)._front(counts, counts[job.name])


def compose_front(job: PacketJob, way: Composition, composer: Composer, desk: Desk) -> PageSource | None:
    """The same, composed in this way again; none where it has other parts than then."""
    counts = _known_counts(job, desk)
    entries = _entries(job, counts, counts[job.name])
    units = tuple(unit.id for unit in composer.front_fitting(job, *entries).units)
    return composer.front(job, *entries, way.fit, way.placements) if units == way.units else None


def _known_counts(job: PacketJob, desk: Desk) -> dict[str, int]:
    """Page counts of the last time, and what to expect of documents that are new."""
    expected = {one.name: _BROCHURE if one in job.brochures else _CHAPTER for one in job.members}
    return {job.name: _FRONT, **expected, **desk.page_counts(job)}


@dataclass(frozen=True)
class _Frame:
    """What is made for one packet alone: before its documents, behind them, and over their pages."""

    front: Made
    members: tuple[Made, ...]
    back: Made
    folios: tuple[Made, ...]
    index: tuple[Made, ...] = ()

    @property
    def documents(self) -> tuple[Made, ...]:
        """All that the packet binds, in its order."""
        return (self.front, *self.members, *self.index, self.back)


@dataclass(frozen=True)
class _Packet:
    """What was made with page numbers is known by them, so that numbers that stay cost nothing."""

    job: PacketJob
    composer: Composer
    desk: Desk
    laid_out: dict[tuple[Placement, float], Result] = field(default_factory=dict)
    numbered: dict[str, tuple[tuple[object, ...], Made]] = field(default_factory=dict)

    def made(self, finished: Callable[[str], Made]) -> Made:
        guests = {one.name: self._guest(one) for one in self.job.chapters if isinstance(one, Insert)}
        ready = [job for job in self.job.brochures if not job.packet]

        def member(name: str) -> Made:
            return guests.get(name) or finished(name)

        known = self.desk.page_counts(self.job)
        counts = known if self.job.name in known else self._expected(member)
        front = self._front(counts, counts[self.job.name])
        # Chapters first: brochures refer to their pages.
        made = {one.name: member(one.name) for one in self.job.chapters}
        bound = self._bound(counts | {self.job.name: len(front.pages)}, front, made)

        def as_bound(job: Job) -> Made:
            return make_bound(job, self.job.name, member(job.name), self.composer, self.desk)

        with ThreadPoolExecutor(self.desk.workers.places) as beside:
            made |= zip((job.name for job in ready), beside.map(as_bound, ready), strict=True)
            began = perf_counter()
            proved = beside.map(self._proved_by, (one.result.data for one in made.values()))
            frame = self._settled(front, made | bound)
            list(proved)  # which raises what kept one from being read
        counts = self._counts(frame.members) | {self.job.name: len(frame.front.pages)}
        self.desk.remember_page_counts(self.job, counts)
        result, documents = self._result(frame), frame.documents
        views = tuple(view for one in documents for view in one.pages)
        alone = [one for one in documents if "/" in one.name or one not in frame.members]
        return Made(
            self.job.name,
            frame.front.title,
            frame.front.language,
            replace(result, pages=views) if result.data else result,
            (
                *result.findings,
                *(finding for one in guests.values() for finding in one.findings),
                *self._found(frame),
                *_torn(self.job.name, views),
            ),
            perf_counter() - began,
            frozenset[str]().union(*(one.files for one in documents)),
            details={"layout": layout_of(views)} if result.data else {},
            composition=frame.front.composition,
            counts=counts,
            printed=PrintedContent().and_also(*(one.printed for one in alone)),
        )

    @property
    def _jobs(self) -> list[Job]:
        """What the packet binds but for PDFs from elsewhere."""
        return [one for one in self.job.members if isinstance(one, Job)]

    def _found(self, frame: _Frame) -> Iterator[Finding]:
        """What was found on pages that are set for this packet alone, by their numbers in it."""
        is_bound_alone = [isinstance(job, Job) and bool(job.packet) for job in self.job.members]
        alone = [True, *is_bound_alone, *(True for _ in frame.index), True]
        before = 0
        for is_alone, one in zip(alone, frame.documents, strict=True):
            if is_alone:
                for finding in one.findings:
                    page = before + finding.page if finding.page else 0
                    yield finding._replace(document=self.job.name, page=page)
            before += len(one.pages)

    def _settled(self, front: Made, made: Mapping[str, Made]) -> _Frame:
        """The frame, set again until the page numbers in it are those that come of it."""
        for _ in range(TRIES):
            before, members = front, [made[one.name] for one in self.job.members]
            frame = self._frame(front, members)
            front = frame.front
            counts = self._counts(members) | {self.job.name: len(front.pages)}
            bound = self._bound(counts, front, made)
            is_settled = all(made[name].result.data == one.result.data for name, one in bound.items())
            if is_settled and [view.kind for view in front.pages] == [view.kind for view in before.pages]:
                return frame
            made = {**made, **bound}
        return replace(frame, front=unsettled(frame.front))

    def _bound(self, counts: Mapping[str, int], front: Made, made: Mapping[str, Made]) -> dict[str, Made]:
        """The brochures that refer to other pages, with the numbers that follow from these page counts."""
        entries = [entry for kind in _entries(self.job, counts, counts[self.job.name]) for entry in kind]
        starts = {entry.name: entry.folio for entry in entries}
        parts = {job.part: made[job.name] for job in self._jobs if job.name in made}
        parts[front.name] = front

        def page(one: Elsewhere) -> int:
            views = parts[one.document].pages if one.document in parts else ()
            inside = next((n for n, view in enumerate(views) if one.place in view.places), 0)
            return starts.get(one.document, 1) + inside

        def bind(job: Job) -> Made:
            told = tuple(replace(one, folio=page(one)) for one in job.elsewhere)
            first = starts[job.part]
            numbered = replace(job, elsewhere=told, first=first)
            _, before = self.numbered.get(job.name, (None, None))
            asked = numbered, self.composer, self.desk, before
            return self._once(job.name, (told, first), lambda: make(*asked))

        waiting = [job for job in self.job.brochures if job.packet]
        found = dict[str, Made]()
        with ThreadPoolExecutor(self.desk.workers.places) as beside:
            while waiting:  # those that others refer to come first; they refer to earlier ones alone
                jobs = [job for job in waiting if all(one.document in parts for one in job.elsewhere)]
                jobs = jobs or waiting
                bound = dict(zip((job.name for job in jobs), beside.map(bind, jobs), strict=True))
                found |= bound
                parts |= {job.part: bound[job.name] for job in jobs}
                waiting = [job for job in waiting if job.name not in found]
        return found

    def _frame(self, front: Made, members: Sequence[Made]) -> _Frame:
        """The front with its own length's numbers, beside all that rests on the pages it has so far."""
        counts = self._counts(members)
        length = len(front.pages)
        with ThreadPoolExecutor(self.desk.workers.places) as beside:
            numbered = beside.submit(self._front, counts, length)
            index = self._index(front, length, members)
            back = self._back([front, *members, *index])
            views = [view for one in (front, *members, *index, back) for view in one.pages]
            folios = tuple(beside.map(self._overlay, _folios(views)))
            return _Frame(numbered.result(), tuple(members), back, folios, index)

    def _front(self, counts: Mapping[str, int], length: int) -> Made:
        """Cover, welcome and contents on whole leaves, with the numbers that follow from all page counts."""
        brochures, chapters = _entries(self.job, counts, length)
        numbers = tuple((one.name, one.folio) for one in (*brochures, *chapters))
        asked = self.job, brochures, chapters, self.composer, self.desk, self.laid_out
        return self._once(self.job.name, numbers, lambda: make_front_pages(*asked))

    def _once(self, name: str, numbers: tuple[object, ...], made: Callable[[], Made]) -> Made:
        if name not in self.numbered or self.numbered[name][0] != numbers:
            self.numbered[name] = numbers, made()
        return self.numbered[name][1]

    def _index(self, front: Made, before: int, members: Sequence[Made]) -> tuple[Made, ...]:
        """Who is named on which page; nothing where that is not asked for."""
        if not self.job.packet.index:
            return ()
        documents = [(front.name, 1, pages_of(front.result.read_layout()))] if front.result.data else []
        folio = before + 1
        for job, one in zip(self.job.members, members, strict=True):
            if isinstance(job, Job) and (layout := one.result.read_layout()):
                documents.append((job.part, folio, pages_of(layout)))
            folio += len(one.pages)
        listed = people_in([self.job.packet, *(job.subject for job in self._jobs)])
        people = index_of(listed, documents, self.composer.language)
        return (make_index(self.job, people, self.composer, self.desk),)

    def _back(self, before: Sequence[Made]) -> Made:
        """The back cover, on the outside of the last sheet, or on the last page on a screen."""
        pages = sum(len(one.pages) for one in before)
        whole = 1 if self.composer.edition == "screen" else SHEET
        return set_document(
            f"{self.job.name}-back",
            lambda: self.composer.back(self.job),
            self.desk,
            whole=whole,
            filler=-(pages + 1) % whole,
            before=pages,
        )

    def _overlay(self, folios: Sequence[Folio]) -> Made:
        """Transparent pages with these folios."""
        return set_document(
            f"{self.job.name}-{folios[0].number}-folios",
            lambda: self.composer.folios(self.job, folios),
            self.desk,
            None,
        )

    def _guest(self, one: Insert) -> Made:
        """A PDF from elsewhere."""
        began = perf_counter()
        file = self.desk.file(self.composer.content / one.file.removeprefix("content/"))
        task = AdmitGuest(one, file, self.composer.sheet, self.composer.publication.settings.language)
        result = self.desk.do(one.name, task)
        seconds = perf_counter() - began
        return Made(
            one.name, plain(one.title), one.title.lang or "", result, result.findings, seconds, result.files
        )

    def _expected(self, member: Callable[[str], Made]) -> dict[str, int]:
        """The page counts of a packet that is new: brochures have the fewest pages that they may."""
        return (
            {one.name: _BROCHURE for one in self.job.brochures}
            | {one.name: len(member(one.name).pages) for one in self.job.chapters}
            | {self.job.name: _FRONT}
        )

    def _counts(self, members: Sequence[Made]) -> dict[str, int]:
        """The numbers of pages of all that the packet binds, by the names of their jobs."""
        return {job.name: len(one.pages) for job, one in zip(self.job.members, members, strict=True)}

    def _result(self, frame: _Frame) -> Result:
        """The packet, or why there is none."""
        documents, last = frame.documents, len(frame.documents) - 1
        if unsound := tuple(_left_out(self.job, one) for one in documents if not one.sound):
            return Result(None, findings=unsound)
        if unsound_folios := next((one.result for one in frame.folios if not one.sound), None):
            return unsound_folios
        guests = {one.name for one in self.job.chapters if isinstance(one, Insert)}
        parts = tuple(
            PacketMember(
                one.name.rpartition("/")[2] if one.name not in guests else one.name,
                one.title,
                one.result.data,
                one.language or None,
                0 < index < last,
                one.name in guests,
            )
            for index, one in enumerate(documents)
            if isinstance(one.result.data, HashedFile)
        )
        publication = self.composer.publication
        information = {
            "Author": str(publication.institution.name),
            "Keywords": str(publication.season.label),
            "Creator": f"brochure {__version__}",
        }
        folios = tuple(one.result.data for one in frame.folios if isinstance(one.result.data, HashedFile))
        front = frame.front
        facts = self._facts(parts)
        task = Assemble(self.job.name, parts, front.title, front.language, information, folios, facts)
        return self.desk.do(self.job.name, task)

    def _facts(self, parts: Sequence[PacketMember]) -> dict[str, HashedFile]:
        """What the packet's proof asks of its parts, by their hashes: only changed parts are read."""
        with ThreadPoolExecutor(self.desk.workers.places) as beside:
            found = zip(parts, beside.map(self._proved_by, (part.pdf for part in parts)), strict=True)
            known = ((part.pdf, facts) for part, facts in found if facts is not None)
            return {pdf.sha256: facts for pdf, facts in known if isinstance(pdf, HashedFile)}

    def _proved_by(self, pdf: bytes | HashedFile | None) -> HashedFile | None:
        """The facts of one part; none where it was not made."""
        if not isinstance(pdf, HashedFile):
            return None
        facts = self.desk.do(self.job.name, TakeFacts(pdf)).data
        return facts if isinstance(facts, HashedFile) else None


def _left_out(job: PacketJob, one: Made) -> Finding:
    what = f"{one.name} has errors, so the packet that holds it is not made"
    return Finding(
        job.name, 0, "unsound-part", "error", what, "", "mend the findings of that document first"
    )


def _entries(job: PacketJob, counts: Mapping[str, int], length: int) -> tuple[list[Entry], list[Entry]]:
    """The lines of the contents, counting from the page after the front; unknown documents for one."""
    found: tuple[list[Entry], list[Entry]] = ([], [])
    folio = length + 1
    for one in job.members:
        subject = one.subject if isinstance(one, Job) else one
        part = one.part if isinstance(one, Job) else one.name
        if isinstance(subject, Program):
            found[0].append(Entry(part, folio, program=subject))
        else:
            found[1].append(Entry(part, folio, chapter=subject))
        folio += counts.get(one.name, 1)
    if job.packet.index:
        found[1].append(Entry(f"{job.name}-index", folio))
    return found


def _torn(name: str, views: Sequence[PageView]) -> Iterator[Finding]:
    """Photographs across two pages that do not face one another: the first of them is on the right."""
    kinds = ["", *(view.kind for view in views)]
    firsts = [
        page for page in range(1, len(kinds)) if kinds[page] == "spread" and kinds[page - 1] != "spread"
    ]
    for page in firsts:
        if page % 2:
            what = "a photograph across two pages begins on a right-hand page, so that it is torn in two"
            hint = "move its chapter, or a chapter before it, by a page; or write place: plate"
            yield Finding(name, page, "torn-spread", "warning", what, "", hint)


def _folios(views: Sequence[PageView]) -> list[list[Folio]]:
    """A number for every page but the packet's own covers, in documents of so many pages."""
    last = len(views)
    every = [
        Folio(number, 1 < number < last and view.kind not in BARE, view.kind in COLORED)
        for number, view in enumerate(views, start=1)
    ]
    return [every[at : at + TOGETHER] for at in range(0, last, TOGETHER)]
