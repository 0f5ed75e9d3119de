"""Where a build has its tasks done: what was done before is not done again. Must not know what a task is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from brochure.model import PacketJob, Result
from brochure.errors import Finding
from brochure.build.cache.store import Store
from brochure.build.crew import Alone, Crew, DiedError
from brochure.build.keep import Keeper


@dataclass(frozen=True)
class Desk:
    """What documents are made with: a store of results, a crew that makes the others, and whoever keeps every stage's artefact."""

    store: Store
    crew: Crew
    keeper: Keeper

    @classmethod
    @contextmanager
    def own(cls, keep: Path | None = None) -> Iterator[Desk]:
        """A desk without a memory, whose tasks are done in this process."""
        with TemporaryDirectory(prefix="brochure-") as folder:
            yield cls(Store(Path(folder)), Alone(), Keeper(keep))

    def do(self, document: str, task: str, *arguments: Any) -> Result:
        """What a task for a document gives: the result that is kept for the same arguments, or a new one.

        What fails is tried again every time.
        """
        name = self.store.key(task, arguments)
        if known := self.store.load(name):
            return known
        try:
            result = self.crew.run(task, arguments)
        except DiedError:
            what = "the process that was to make it was ended by the system, twice"
            return Result(
                None,
                findings=(
                    Finding(
                        document,
                        0,
                        "worker-died",
                        "error",
                        what,
                        "",
                        "it may need more memory than there is: build with fewer --jobs",
                    ),
                ),
            )
        return self.store.save(name, result) if result.data is not None else result

    def page_counts(self, packet: PacketJob) -> dict[str, int]:
        """How many pages the documents of a packet had the last time, by name; nothing where it was not made yet."""
        return (
            self.store.build(
                self._name_of(packet),
                lambda record: {str(name): int(count) for name, count in record.items()},
            )
            or {}
        )

    def remember_page_counts(self, packet: PacketJob, counts: Mapping[str, int]) -> None:
        """For the next time."""
        self.store.save_build(self._name_of(packet), counts)

    def _name_of(self, packet: PacketJob) -> str:
        return self.store.key("page counts", packet.name, [one.name for one in packet.members])
