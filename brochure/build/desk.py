"""Where a build has its tasks done, and by whom: what was done before is not done again.

This process does them, or others do (`processes`, `cluster`). What is known of a result is kept in the store
as JSON, its bytes in files. Must not know what a task is about.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any, Protocol
from weakref import WeakValueDictionary

from brochure.build.cache import Store
from brochure.build.cache.store import RESULTS
from brochure.build.tasks import Task
from brochure.build.temporary import temporaries, work_folder, writing
from brochure.errors import Finding, MachineError
from brochure.model import (
    HashedFile,
    PacketJob,
    PageSource,
    PageView,
    PanelView,
    PictureView,
    QuotedWords,
    Result,
    Run,
)
from brochure.publish import hold_inside, write_whole


class DiedError(Exception):
    """Whoever did a task died, again and again."""


class CutOffError(Exception):
    """A task took more than its limits: what it took, and the option that gives it more."""


class Workers(Protocol):
    """Does tasks; as many threads may ask at once as there are `places`."""

    places: int

    def run(self, task: Task) -> Result:
        """Does one task and waits for it.

        Raises what the task raises, `DiedError` where nobody survives it, and `CutOffError` where it is over
        its limits.
        """


class InProcess:
    """Does one task after another, in this process."""

    places = 1
    turn = Lock()  # the engine is not made for threads

    def run(self, task: Task) -> Result:
        """Does one task."""
        with self.turn, temporaries(), writing():
            return task.run()


class _Turns:
    """A lock for each task: who asks for one that is being done waits for it."""

    def __init__(self) -> None:
        self._own, self._locks = Lock(), WeakValueDictionary[str, Any]()

    def of(self, key: str) -> Any:
        """The lock of the task of this key."""
        with self._own:
            lock = self._locks.get(key) or Lock()
            self._locks[key] = lock
            return lock


@dataclass(frozen=True)
class Desk:
    """A store of results, workers that make the others, and a folder for what each stage made.

    Documents are composed one at a time, as who is `composing` says: Python does no two things at once, and
    what was asked for first is with the workers first.
    """

    store: Store
    workers: Workers
    keep: Path | None = None
    composing: Any = field(default_factory=Lock, repr=False, compare=False)
    _turns: _Turns = field(default_factory=_Turns, repr=False, compare=False)

    @classmethod
    @contextmanager
    def own(cls, keep: Path | None = None) -> Iterator[Desk]:
        """A desk without a memory, whose tasks are done in this process."""
        with writing():
            made = TemporaryDirectory(dir=work_folder())
        with made as folder:
            yield cls(Store(Path(folder)), InProcess(), keep)

    def file(self, path: Path) -> HashedFile:
        """A file as tasks take it."""
        return HashedFile(path, self.store.digests.of(path))

    def do(self, document: str, task: Task) -> Result:
        """What a task for a document gives: the result that is kept for the same task, or a new one.

        What fails is tried again every time.
        """
        key = self.store.key(task)
        with self._turns.of(key):
            found = load(self.store, key)
            if found is None:
                found = self._done(document, task)
                found = save(self.store, key, found) if found.data is not None else found
            return found

    def known(self, task: Task) -> Result | None:
        """The result that is kept for a task; none where it was not done before."""
        return load(self.store, self.store.key(task))

    def do_once(self, document: str, task: Task) -> Result:
        """What a task gives that nobody will ask for again: its bytes, of which nothing is kept."""
        result = self._done(document, task)
        files = [one for one in (result.data, result.layout) if isinstance(one, HashedFile)]
        result = replace(result, data=_in_memory(result.data), layout=None)
        for one in files:
            one.path.unlink()
        return result

    def _done(self, document: str, task: Task) -> Result:
        """What a task gives that is done now."""
        try:
            return self.workers.run(task)
        except DiedError:
            what = "the process that was to make it was ended by the system, twice"
            hint = "it may need more memory than there is: build with fewer --jobs"
            return Result(None, findings=(Finding(document, 0, "worker-died", "error", what, "", hint),))
        except CutOffError as error:
            took, option = error.args
            what = f"it was cut off: after {took} it was not finished"
            hint = f"look for what is very large or drawn many times over, or give it more by {option}"
            return Result(None, findings=(Finding(document, 0, "cut-off", "error", what, "", hint),))
        except (RecursionError, MemoryError):
            what = "something in it is nested too deeply or too large to be made"
            hint = "look for what stands within itself, or hundreds of times within one another"
            return Result(None, findings=(Finding(document, 0, "cut-off", "error", what, "", hint),))

    def kept(self, digest: str) -> HashedFile:
        """A file of the store by its hash. Raises `OSError` or `ValueError` where it is not whole."""
        return _whole(self.store, digest)

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
            hold_inside(self.keep.parent, (self.keep / name).parent)
            write_whole(self.keep / name, data)


def load(store: Store, key: str) -> Result | None:
    """A result by its key, if it is there and whole."""

    def meant(record: Mapping[str, Any]) -> Result:
        return Result(
            _whole(store, record["data"]),
            tuple(map(_page, record["pages"])),
            tuple(map(Finding.of, record["findings"])),
            frozenset(record["files"]),
            record["details"],
            _whole(store, record["layout"]) if record["layout"] else None,
        )

    if found := store.entry(RESULTS, key, meant):
        store.use(RESULTS, key)
    return found


def _whole(store: Store, digest: str) -> HashedFile:
    """A file of the store.

    Raises `OSError` or `ValueError` where it is not there or another stands in its place.
    """
    file = HashedFile(store.file(digest), digest)
    try:
        file.read_bytes()
    except MachineError as error:
        raise ValueError from error
    os.utime(file.path)
    return file


def save(store: Store, key: str, result: Result) -> Result:
    """Keeps a result; gives it with its bytes in files of the store, in place of those that it came in."""
    data, layout = _kept(store, result.data), _kept(store, result.layout)
    record = {
        "data": data and data.sha256,
        "layout": layout and layout.sha256,
        "pages": result.pages,
        "findings": [finding._asdict() for finding in result.findings],
        "files": sorted(result.files),
        "details": result.details,
    }
    store.save_entry(RESULTS, key, record)
    return replace(result, data=data, layout=layout)


def _kept(store: Store, data: bytes | HashedFile | None) -> HashedFile | None:
    if data is None:
        return None
    digest = store.put(data if isinstance(data, bytes) else data.read_bytes())
    if isinstance(data, HashedFile) and data.path != store.file(digest):
        data.path.unlink()
    return HashedFile(store.file(digest), digest)


def _in_memory(data: bytes | HashedFile | None) -> bytes | None:
    return data.read_bytes() if isinstance(data, HashedFile) else data


def pages_of(layout: bytes) -> tuple[PageView, ...]:
    """The pages of a result with everything that was laid out on them."""
    return tuple(map(_page, json.loads(layout)))


def _page(record: dict[str, Any]) -> PageView:
    runs = tuple(map(_run, record["runs"]))
    pictures = tuple(map(_picture, record["pictures"]))
    panels = tuple(PanelView(**panel) for panel in record["panels"])
    known = {"runs": runs, "pictures": pictures, "panels": panels}
    lists = {name: tuple(record[name]) for name in ("area", "places", "parts")}
    return PageView(**{**record, **known, **lists})


def _run(record: dict[str, Any]) -> Run:
    quoted = tuple(QuotedWords(**words) for words in record["quoted"])
    return Run(**{**record, "panel": tuple(record["panel"]), "quoted": quoted})


def _picture(record: dict[str, Any]) -> PictureView:
    across, down = record["pixels"]
    width, height = record["printed"]
    return PictureView(**{**record, "pixels": (across, down), "printed": (width, height)})
