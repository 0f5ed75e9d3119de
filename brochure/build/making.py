"""All documents of a build, as many at once as the crew has hands. Must not know how one is made or published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from brochure.model import Job, Made, PacketJob
from brochure.build.binding import bind
from brochure.build.request import Watcher
from brochure.compose import Composer
from brochure.build.desk import Desk
from brochure.build.finishing import finish
from brochure.build.plan import Plan
from brochure.build.setting import make

#: A document as packets take it, as it goes out, and whether it goes out by itself.
Document = tuple[Made, Made, bool]


def made(planned: Plan, composer: Composer, desk: Desk, watcher: Watcher) -> Iterator[tuple[Made, bool]]:
    """Every document, chapters first and packets last, and whether it becomes a file of its own; those are finished for their edition."""
    watcher.planned(len(planned.names))
    hands = (
        ThreadPoolExecutor(desk.crew.hands, "document"),
        ThreadPoolExecutor(max(1, len(planned.packets)), "packet"),
    )
    try:
        for begun in _Making(planned, composer, desk, watcher).begin(*hands):
            _, document, is_public = begun.result()
            yield document, is_public
    finally:
        for pool in hands:
            pool.shutdown(wait=False, cancel_futures=True)


@dataclass(frozen=True)
class _Making:
    planned: Plan
    composer: Composer
    desk: Desk
    watcher: Watcher

    def begin(self, pool: ThreadPoolExecutor, beside: ThreadPoolExecutor) -> list[Future[Document]]:
        """Hands out everything, the longest first, but chapters before: a packet's front waits for their numbers of pages.

        Packets do little else than wait for documents, so each has a thread of its own.
        """
        jobs = [
            job
            for jobs in (self.planned.chapters, self.planned.jobs)
            for job in sorted(jobs, key=_length, reverse=True)
        ]
        for _ in range(self.desk.crew.workers):
            pool.submit(self._make_ready, jobs)
        begun = {job.name: pool.submit(self._document, job) for job in jobs}
        return [
            *begun.values(),
            *(beside.submit(self._packet, order, begun) for order in self.planned.packets),
        ]

    def _make_ready(self, jobs: Sequence[Job]) -> None:
        """A worker is started while it is still being found out what there is to do; what fails here will be told where it matters."""
        self.desk.crew.run("ready", (self.composer.document(jobs[0]),))

    def _document(self, job: Job) -> Document:
        self.watcher.began(job.name)
        document, is_public = make(job, self.composer, self.desk), job.name in self.planned.published
        return document, finish(document, self.composer, self.desk) if is_public else document, is_public

    def _packet(self, order: PacketJob, begun: dict[str, Future[Document]]) -> Document:
        self.watcher.began(order.name)
        packet = bind(order, lambda name: begun[name].result()[0], self.composer, self.desk)
        return packet, finish(packet, self.composer, self.desk), True


def _length(job: Job) -> int:
    """What a document has to say, roughly: the more, the longer it takes."""
    return len(str(job.subject)) * (job.format.pages[0] if job.format else 1)
