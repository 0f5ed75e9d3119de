"""Packets of programs of one's own choice, bound of brochures that are published already.

Its back and its folios are set once for all packets, and facts of the brochures are taken once; what is set
for one packet alone is its cover with the contents. Must not know who asks, nor where brochures come from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from brochure import __version__
from brochure.build.brochures import set_document
from brochure.build.desk import Desk
from brochure.build.packets import BARE, COLORED, LEAF
from brochure.build.tasks import Assemble, TakeFacts
from brochure.compose import Composer, Entry, Folio
from brochure.model import HashedFile, Line, Made, Packet, PacketJob, PacketMember, Program, Result, plain

#: What the parts that all packets share are called.
_SHARED: Final = "own"
#: Pages whose folios are one document: a packet opens those that it needs.
_TOGETHER: Final = 16
#: How often the cover and contents are set with the numbers that follow from their own length.
_TRIES: Final = 3


@dataclass(frozen=True)
class ReadyBrochure:
    """A brochure as it was published; `kinds` are those of its pages."""

    name: str
    program: Program
    pdf: HashedFile
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Binder:
    """Binds brochures of one publication. `lengths` are those that covers with contents of so many programs
    had the last time.
    """

    composer: Composer
    desk: Desk
    lengths: dict[int, int] = field(default_factory=dict)

    def prepare(self, packet: Packet, brochures: Sequence[ReadyBrochure]) -> None:
        """Makes what all packets share, so that the first one is as quick as others."""
        most = sum(len(one.kinds) for one in brochures) + 2 * LEAF + len(brochures)
        with ThreadPoolExecutor(self.desk.workers.places) as beside:
            begun: list[Future[object]] = [beside.submit(self._facts, one.pdf) for one in brochures]
            begun += [
                beside.submit(self._folios_from, at, is_dark)
                for is_dark in (False, True)
                for at in range(0, most, _TOGETHER)
            ]
            begun += [beside.submit(self._back, packet, pages) for pages in range(LEAF)]
            for one in begun:
                one.result()

    def bound(self, packet: Packet, title: str, brochures: Sequence[ReadyBrochure]) -> Result:
        """The packet of these brochures in their order; `title` is the one that the file has."""
        job = PacketJob(_SHARED, packet, (), ())
        front = self._front(job, brochures)
        if not front.sound or not isinstance(front.result.data, HashedFile):
            return Result(None, findings=front.findings)
        kinds = [*(page.kind for page in front.pages), *(kind for one in brochures for kind in one.kinds)]
        back = self._back(packet, len(kinds))
        if not back.sound or not isinstance(back.result.data, HashedFile):
            return Result(None, findings=back.findings)
        kinds += (page.kind for page in back.pages)
        language = self.composer.language
        members = (
            PacketMember(f"{_SHARED}-front", front.title, front.result.data, language, outline=False),
            *(PacketMember(one.name, plain(one.program.name), one.pdf, language) for one in brochures),
            PacketMember(f"{_SHARED}-back", back.title, back.result.data, language, outline=False),
        )
        files, chosen = self._folios(kinds)
        facts = {one.sha256: self._facts(one) for one in (*(one.pdf for one in brochures), back.result.data)}
        known = {digest: taken for digest, taken in facts.items() if taken}
        task = Assemble(_SHARED, members, title, language, self._information(), files, known, tuple(chosen))
        return self.desk.do(_SHARED, task)

    def _information(self) -> Mapping[str, str]:
        publication = self.composer.publication
        return {
            "Author": str(publication.institution.name),
            "Keywords": str(publication.season.label),
            "Creator": f"brochure {__version__}",
        }

    def _front(self, job: PacketJob, brochures: Sequence[ReadyBrochure]) -> Made:
        """Cover and contents, with the numbers that follow from their own length."""
        length = self.lengths.get(len(brochures), LEAF)
        for _ in range(_TRIES):
            entries = list(_entries(brochures, length))
            front = set_document(
                f"{_SHARED}-front", partial(self.composer.front, job, entries, ()), self.desk
            )
            if len(front.pages) == length or not front.sound:
                break
            length = self.lengths[len(brochures)] = len(front.pages)
        return front

    def _back(self, packet: Packet, before: int) -> Made:
        """The back cover, the outside of a last leaf. What it is called is no part of it."""
        title = self.composer.publication.settings.title
        called = PacketJob(_SHARED, packet.model_copy(update={"title": Line(title)}), (), ())
        return set_document(
            f"{_SHARED}-back",
            lambda: self.composer.back(called),
            self.desk,
            whole=LEAF,
            filler=-(before + 1) % LEAF,
            before=before % LEAF,
        )

    def _folios(self, kinds: Sequence[str]) -> tuple[tuple[HashedFile, ...], list[int]]:
        """Documents of folios, and which of all their pages is laid over each page of the packet."""
        files, first = dict[tuple[int, bool], HashedFile](), dict[tuple[int, bool], int]()
        wanted = list[int]()
        for number, kind in enumerate(kinds, start=1):
            is_shown = 1 < number < len(kinds) and kind not in BARE
            at = (number - 1) // _TOGETHER * _TOGETHER
            document = (at, kind in COLORED)
            if document not in files:
                made = self._folios_from(*document).result.data
                assert isinstance(
                    made, HashedFile
                )  # a layout of folios that fails has failed the ready packets
                first[document] = len(files) * (_TOGETHER + 1)
                files[document] = made
            wanted.append(first[document] + (number - at if is_shown else 0))
        return tuple(files.values()), wanted

    def _folios_from(self, at: int, is_dark: bool) -> Made:
        """An empty page, then the folios of the pages that follow this one."""
        pages = [Folio(at + one, one > 0, is_dark) for one in range(_TOGETHER + 1)]
        job = PacketJob(_SHARED, _untitled(self.composer), (), ())
        return set_document(
            f"{_SHARED}-{at}-folios", lambda: self.composer.folios(job, pages), self.desk, None
        )

    def _facts(self, pdf: HashedFile) -> HashedFile | None:
        taken = self.desk.do(_SHARED, TakeFacts(pdf)).data
        return taken if isinstance(taken, HashedFile) else None


def _untitled(composer: Composer) -> Packet:
    return Packet(id=_SHARED, title=composer.publication.settings.title)


def _entries(brochures: Sequence[ReadyBrochure], length: int) -> Iterator[Entry]:
    """The lines of the contents, counting from the page after the front."""
    folio = length + 1
    for one in brochures:
        yield Entry(one.name, folio, program=one.program)
        folio += len(one.kinds)
