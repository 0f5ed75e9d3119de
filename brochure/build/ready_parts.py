"""Packets of programs of one's own choice, bound of brochures that are published already.

All brochures, the back and the folios are bound once, as a collection of which packets are chosen; what is
set for one packet alone is its cover with the contents. Must not know who asks, nor where brochures are
from.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

from brochure import __version__
from brochure.build.brochures import make_bound, make_front_pages, set_document
from brochure.build.desk import Desk
from brochure.build.inspections import as_draft
from brochure.build.packets import BARE, COLORED
from brochure.build.request import BROCHURE, DRAFT
from brochure.build.tasks import TakeFacts
from brochure.build.web_tasks import Choose, Collect
from brochure.compose import FILLED, Composer, Entry, Folio, arrange, expected_pages
from brochure.model import (
    HashedFile,
    Job,
    Line,
    Made,
    Packet,
    PacketJob,
    PacketMember,
    Placement,
    Program,
    Result,
    plain,
)

#: What the parts that are no brochures are called; no name of a program has a dot.
_OWN: Final = "own"
_FRONT, _BACK = f"{_OWN}.front", f"{_OWN}.back"
#: Pages of a front, as long as nothing is known of it.
_LEAF: Final = 2
#: Pages whose folios are one document.
_TOGETHER: Final = 16
#: How often the cover and contents are set with the numbers that follow from their own length.
_TRIES: Final = 3
#: Where a page has its number, as a collection takes it.
_NOWHERE, _LIGHT, _DARK = range(3)

#: A part of a packet that is not of the collection, with the grounds of its pages.
_Own = tuple[PacketMember, tuple[int, ...]]


@dataclass(frozen=True)
class ReadyBrochure:
    """A brochure as packets bind it; `kinds` are those of its pages."""

    name: str
    program: Program
    pdf: HashedFile
    kinds: tuple[str, ...]
    is_draft: bool = False


def bound_otherwise(
    jobs: Collection[Job | PacketJob], made: Mapping[str, Made], composer: Composer, desk: Desk
) -> dict[str, Made]:
    """The brochures that packets of one's own choice bind otherwise than they are `made` to stand alone, by
    their names: page numbers and contents of their own would be wrong there. Drafts are marked as such.

    They are those of the first packet, where that binds them too and prints nothing of them elsewhere.
    """
    packet = next((one.name for one in jobs if isinstance(one, PacketJob)), _OWN)

    def bound(job: Job) -> Made:
        alone = made[job.name]
        found = make_bound(job, packet, alone, composer, desk)
        if found is alone:
            return alone
        findings = tuple(one._replace(document=job.name) for one in found.findings)
        found = replace(found, name=job.name, findings=findings)
        return as_draft(found, composer, desk) if alone.details.get("status") == DRAFT else found

    brochures = [one for one in jobs if isinstance(one, Job) and one.format and one.format.id == BROCHURE]
    with ThreadPoolExecutor(desk.workers.places) as beside:
        every = zip(brochures, beside.map(bound, brochures), strict=True)
        return {job.name: one for job, one in every if one is not made[job.name]}


@dataclass
class Binder:
    """Binds packets of the brochures of one publication, of which `whole` is the packet of all."""

    composer: Composer
    desk: Desk
    whole: Packet
    brochures: Mapping[str, ReadyBrochure]
    _collection: HashedFile | None = None
    _lengths: dict[int, int] = field(default_factory=dict)

    def prepare(self) -> Result:
        """Makes what all packets are chosen of, so that the first one is as quick as others."""
        made = self.desk.do(_OWN, task) if isinstance(task := self._collected(), Collect) else task
        if isinstance(made.data, HashedFile):
            self._collection = made.data
        return made

    def _collected(self) -> Collect | Result:
        """The task of binding everything; or why it cannot be done."""
        every = list(self.brochures.values())
        firsts = range(0, sum(len(one.kinds) for one in every) + 2 * _LEAF + len(every), _TOGETHER)
        with ThreadPoolExecutor(self.desk.workers.places) as beside:
            facts = [beside.submit(self._facts, one.pdf) for one in every]
            back = beside.submit(self._back, self.composer, self.whole)
            light = [beside.submit(self._folios, at, False) for at in firsts]
            dark = [beside.submit(self._folios, at, True) for at in firsts]
        made = [one.result() for one in (back, *light, *dark)]
        if unsound := [found for one in made if not one.sound for found in one.findings]:
            return Result(None, findings=tuple(unsound))
        parts = [
            (
                PacketMember(one.name, plain(one.program.name), one.pdf, self.composer.language),
                _grounds(one.kinds),
            )
            for one in every
        ]
        parts.append(self._part(f"{_BACK}-whole", made[0], at=-1))
        known = (one.result() for one in facts)
        return Collect(
            _OWN,
            tuple(member for member, _ in parts),
            tuple(grounds for _, grounds in parts),
            tuple(_file(one.result()) for one in light),
            tuple(_file(one.result()) for one in dark),
            self.composer.language,
            {one.pdf.sha256: taken for one, taken in zip(every, known, strict=True) if taken},
        )

    def bound(self, composer: Composer, packet: Packet, title: str, names: Sequence[str]) -> Result:
        """The packet of these brochures in their order, composed by the publication as it is for them;
        `title` is the one that the file has.
        """
        if not self._collection or not self._collection.path.is_file():
            made = self.prepare()
            if self._collection is None or made.data is None:
                return made
        brochures = [self.brochures[name] for name in names]
        is_draft = any(one.is_draft for one in brochures)
        front = self._marked(self._front(composer, packet, brochures), is_draft)
        if not front.sound:
            return Result(None, findings=front.findings)
        last: str | _Own = f"{_BACK}-whole"
        if packet.back != self.whole.back or is_draft:
            back = self._marked(self._back(composer, packet), is_draft)
            if not back.sound:
                return Result(None, findings=back.findings)
            last = self._part(_BACK, back, at=-1)
        title = f"{composer.words['draft']} · {title}" if is_draft else title
        parts = (self._part(_FRONT, front, at=0), *names, last)
        information = _information(composer)
        task = Choose(_OWN, self._collection, parts, title, composer.language, information)
        return self.desk.do(_OWN, task)

    def _marked(self, made: Made, is_draft: bool) -> Made:
        """What is set for one packet, marked as a draft where one of its brochures is one."""
        if not (is_draft and made.sound):
            return made
        digest = self.desk.store.put(made.result.read())
        file = HashedFile(self.desk.store.file(digest), digest)
        return as_draft(replace(made, result=replace(made.result, data=file)), self.composer, self.desk)

    def _part(self, name: str, made: Made, at: int) -> _Own:
        """A part that has no entry of its own in the outline, and no number on the cover `at` one end."""
        grounds = list(_grounds([page.kind for page in made.pages]))
        grounds[at] = _NOWHERE
        assert made.result.data is not None  # it is sound
        member = PacketMember(name, made.title, made.result.data, self.composer.language, outline=False)
        return member, tuple(grounds)

    def _front(self, composer: Composer, packet: Packet, brochures: Sequence[ReadyBrochure]) -> Made:
        """Cover and contents as they are laid out mostly; in the best way where these run over, or leave the
        last page open.
        """
        job, laid_out = PacketJob(_OWN, packet, (), ()), dict[tuple[Placement, float], Result]()

        def usual(entries: Sequence[Entry]) -> Made:
            compose = partial(composer.front, job, entries, ())
            return set_document(f"{_OWN}-front", compose, self.desk, is_kept=False)

        def best(entries: Sequence[Entry]) -> Made:
            return make_front_pages(job, entries, (), composer, self.desk, laid_out, is_kept=False)

        front = self._numbered(brochures, usual)
        fitting = composer.front_fitting(job, list(_entries(brochures, _LEAF)), ())
        expected = expected_pages(fitting, {}, arrange(fitting, {}))
        if not front.sound or (len(front.pages) <= expected and front.pages[-1].fill >= FILLED):
            return front
        return self._numbered(brochures, best)

    def _numbered(self, brochures: Sequence[ReadyBrochure], made: Callable[[Sequence[Entry]], Made]) -> Made:
        """Pages with the numbers that follow from their own length."""
        length = self._lengths.get(len(brochures), _LEAF)
        for _ in range(_TRIES):
            front = made(list(_entries(brochures, length)))
            if len(front.pages) == length or not front.sound:
                break
            length = self._lengths[len(brochures)] = len(front.pages)
        return front

    def _back(self, composer: Composer, packet: Packet) -> Made:
        """The back cover. What it is called is no part of it."""
        title = composer.publication.settings.title
        called = PacketJob(_OWN, packet.model_copy(update={"title": Line(title)}), (), ())
        return set_document(f"{_OWN}-back", lambda: composer.back(called), self.desk)

    def _folios(self, before: int, is_dark: bool) -> Made:
        """Those of the pages that follow so many."""
        pages = [Folio(before + one, True, is_dark) for one in range(1, _TOGETHER + 1)]
        packet = Packet(id=_OWN, title=self.composer.publication.settings.title)
        job = PacketJob(_OWN, packet, (), ())
        return set_document(
            f"{_OWN}-{before}-folios", lambda: self.composer.folios(job, pages), self.desk, None
        )

    def _facts(self, pdf: HashedFile) -> HashedFile | None:
        taken = self.desk.do(_OWN, TakeFacts(pdf)).data
        return taken if isinstance(taken, HashedFile) else None


def _grounds(kinds: Sequence[str]) -> tuple[int, ...]:
    return tuple(_NOWHERE if one in BARE else _DARK if one in COLORED else _LIGHT for one in kinds)


def _file(made: Made) -> HashedFile:
    assert isinstance(made.result.data, HashedFile)  # it is sound
    return made.result.data


def _information(composer: Composer) -> Mapping[str, str]:
    publication = composer.publication
    return {
        "Author": str(publication.institution.name),
        "Keywords": str(publication.season.label),
        "Creator": f"brochure {__version__}",
    }


def _entries(brochures: Sequence[ReadyBrochure], length: int) -> Iterator[Entry]:
    """The lines of the contents, counting from the page after the front."""
    folio = length + 1
    for one in brochures:
        yield Entry(one.name, folio, program=one.program)
        folio += len(one.kinds)
