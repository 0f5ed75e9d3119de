"""All documents of a build, as many at once as there are workers for.

Must not know how one is made or published.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from brochure.build.brochures import make
from brochure.build.desk import Desk
from brochure.build.editions import finish
from brochure.build.packets import make_packet
from brochure.build.plan import Plan
from brochure.build.request import Watcher
from brochure.compose import Composer
from brochure.model import Job, Made, PacketJob

#: A document as packets take it, as it goes out, and whether it goes out by itself.
Document = tuple[Made, Made, bool]


def make_all(planned: Plan, composer: Composer, desk: Desk, watcher: Watcher) -> Iterator[tuple[Made, bool]]:
    """Every document, packets last, and whether it goes out: those are finished for their edition."""
    watcher.planned(len(planned.names))
    pools = (
        ThreadPoolExecutor(desk.workers.places, "document"),
        ThreadPoolExecutor(max(1, len(planned.packets)), "packet"),
    )
    try:
        for begun in _Schedule(planned, composer, desk, watcher).begin(*pools):
            _, document, is_public = begun.result()
            yield document, is_public
    except Exception:
        for pool in pools:
            pool.shutdown(cancel_futures=True)  # when it is told, nothing is being made any more
        raise
    finally:
        for pool in pools:
            pool.shutdown(wait=False, cancel_futures=True)


@dataclass(frozen=True)
class _Schedule:
    planned: Plan
    composer: Composer
    desk: Desk
    watcher: Watcher

    def begin(self, pool: ThreadPoolExecutor, beside: ThreadPoolExecutor) -> list[Future[Document]]:
        """Hands out everything, the longest first, but chapters before: packets' fronts wait for them.

        Packets do little else than wait for documents, so each has a thread of its own.
        """
        jobs = [
            job
            for jobs in (self.planned.chapters, self.planned.jobs)
            for job in sorted(jobs, key=_length, reverse=True)
        ]
        begun = {job.name: pool.submit(self._document, job) for job in jobs}
        packets = [beside.submit(self._packet, packet, begun) for packet in self.planned.packets]
        return [*begun.values(), *packets]

    def _document(self, job: Job) -> Document:
        self.watcher.began(job.name)
        document, is_public = make(job, self.composer, self.desk), job.name in self.planned.published
        return document, finish(document, self.composer, self.desk) if is_public else document, is_public

    def _packet(self, job: PacketJob, begun: dict[str, Future[Document]]) -> Document:
        self.watcher.began(job.name)
        packet = make_packet(job, lambda name: begun[name].result()[0], self.composer, self.desk)
        return packet, finish(packet, self.composer, self.desk), True


def _length(job: Job) -> int:
    """What a document has to say, roughly: the more, the longer it takes."""
    return len(str(job.subject)) * (job.format.pages[0] if job.format else 1)
