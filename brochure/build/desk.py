"""Where a build has its tasks done: what was done before is not done again.

Must not know what a task is about.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from brochure.build.cache import Store
from brochure.build.cache.results import load, save
from brochure.build.tasks import Task
from brochure.build.workers import DiedError, InProcess, Workers
from brochure.errors import Finding
from brochure.model import HashedFile, PacketJob, PageSource, Result
from brochure.publish import write_whole


@dataclass(frozen=True)
class Desk:
    """A store of results, workers that make the others, and a folder for what each stage made."""

    store: Store
    workers: Workers
    keep: Path | None = None

    @classmethod
    @contextmanager
    def own(cls, keep: Path | None = None) -> Iterator[Desk]:
        """A desk without a memory, whose tasks are done in this process."""
        with TemporaryDirectory(prefix="brochure-") as folder:
            yield cls(Store(Path(folder)), InProcess(), keep)

    def file(self, path: Path) -> HashedFile:
        """A file as tasks take it."""
        return HashedFile(path, self.store.digests.of(path))

    def do(self, document: str, task: Task) -> Result:
        """What a task for a document gives: the result that is kept for the same task, or a new one.

        What fails is tried again every time.
        """
        key = self.store.key(task)
        if known := load(self.store, key):
            return known
        try:
            result = self.workers.run(task)
        except DiedError:
            what = "the process that was to make it was ended by the system, twice"
            hint = "it may need more memory than there is: build with fewer --jobs"
            return Result(None, findings=(Finding(document, 0, "worker-died", "error", what, "", hint),))
        return save(self.store, key, result) if result.data is not None else result

    def page_counts(self, packet: PacketJob) -> dict[str, int]:
        """How many pages each document of a packet had the last time; nothing where there was none."""
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
        return self.store.key("page counts", packet.name, tuple(one.name for one in packet.members))

    def keep_source(self, source: PageSource) -> None:
        """Leaves the composed HTML, its stylesheets and its drawings where they were asked for."""
        if self.keep is None:
            return
        self._write(f"{source.name}.html", source.html.encode())
        self._write(f"{source.name}.css", "\n".join(sheet.text for sheet in source.stylesheets).encode())
        for address, asset in source.assets.items():
            if isinstance(asset, bytes):
                self._write(address.removeprefix("asset:"), asset)

    def keep_result(self, name: str, result: Result) -> None:
        """Leaves the typeset document, what was laid out, and what preflight found."""
        if self.keep is not None and result.data is not None:
            findings = [finding._asdict() for finding in result.findings]
            self._write(f"{name}.pdf", result.read())
            self._write(f"{name}.pages.json", result.read_layout())
            self._write(f"{name}.findings.json", json.dumps(findings, indent=1).encode())

    def _write(self, name: str, data: bytes) -> None:
        if self.keep is not None:
            write_whole(self.keep / name, data)
