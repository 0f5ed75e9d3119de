"""Worker processes. Must not know what a task is about.

Each is forked from a server process that has the engine loaded, so that this is paid once, beside whatever
the parent does meanwhile. A worker has one task at a time; when it dies, that is the only one to be done
again, which is why this is none of the pools that there are: those of Python and loky are broken by the
death of any worker. One whose task is over its limits is ended, and the task is not tried again.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import warnings
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from multiprocessing import active_children, current_process, get_context, parent_process
from pathlib import Path
from queue import Empty, LifoQueue
from tempfile import TemporaryDirectory
from threading import Thread
from time import monotonic, sleep
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

import psutil

from brochure.build.desk import CutOffError, DiedError
from brochure.build.request import Limits
from brochure.build.server import FOR_ALL, METHOD, load_for_workers
from brochure.build.temporary import SHARED_MEMORY, work_folder, writing
from brochure.errors import MachineError
from brochure.model import HashedFile, Result
from brochure.publish import machine_errors

if TYPE_CHECKING:
    from brochure.build.tasks import Task

#: Bytes by which a worker may grow before a fresh one takes its place: the engine keeps the room that a
#: large document took, and loses 30 kB with every one (docs/upstream.md). The sample's documents take 40 MB
#: and its packet 54. One that stands by for a single page now and then gets less, for the memory is others'.
ROOM: Final = 80_000_000
LITTLE_ROOM: Final = 40_000_000
#: Seconds without a task after which a worker ends, once another one has done something: where two were
#: needed for a moment there is one most of the time.
IDLE: Final = 20.0
#: Seconds after which it is looked again whether a task is within its limits.
LOOK_AGAIN: Final = 0.5
#: How a worker ends, of its own accord, that cannot load what its parent runs.
UNGUARDED: Final = 1
#: How often a task is tried when workers die of it.
TRIES: Final = 2
#: How often a worker is started, and seconds before the next time: a server that was killed is gone, but the
#: system may not say so yet.
STARTS, PAUSE = 3, 0.2
_NOT_SHARED: Final = "what processes share cannot be written there"
_SHARE: Final = "make it writable and larger; a container has docker run --shm-size=64m"


class WorkerPool:
    """So many worker processes, as a context; what they share begins to load at once."""

    def __init__(
        self,
        jobs: int,
        limits: Limits = Limits(),  # noqa: B008  it is frozen
        stands_by: bool = False,
    ) -> None:
        if getattr(current_process(), "_inheriting", False):
            raise SystemExit(UNGUARDED)  # a worker that runs its parent's script again: the parent tells
        self.places = jobs + 1  # while every worker is at work, the next document is composed
        with writing():
            self.folder = TemporaryDirectory(
                prefix="workers-", dir=work_folder(), ignore_cleanup_errors=True
            )  # the engine leaves fonts behind
        room = LITTLE_ROOM if stands_by else ROOM
        self.lanes = [_Lane(self.folder.name, limits, room, stands_by) for _ in range(jobs)]
        self.idle: LifoQueue[_Lane] = LifoQueue()  # the one that worked last, which knows the most, is next
        for lane in reversed(self.lanes):
            self.idle.put(lane)
        self.beginning: Thread | None = None
        load_for_workers(stands_by)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leaves no process: workers have nothing to do, or nothing that is still wanted."""
        for lane in self.lanes:
            lane.close()
        self.folder.cleanup()

    def begin(self, task: Task) -> None:
        """Has a worker do something like what is to be done soon, by which it is ready for that."""
        before = self.beginning

        def work() -> None:
            if before:
                before.join()
            with suppress(Exception):  # whoever has something done is told what is wrong
                result = self._run(task)
                for one in (result.data, result.layout):
                    if isinstance(one, HashedFile):
                        one.path.unlink(missing_ok=True)

        self.beginning = Thread(target=work, name="beginning", daemon=True)
        self.beginning.start()

    def run(self, task: Task) -> Result:
        """Does one task on a worker that is free, and once more where that one dies. It waits for one that
        is about to be ready: another one would not be sooner.

        Raises `DiedError` where the next one does too, and `CutOffError` where it is over its limits.
        """
        if beginning := self.beginning:
            beginning.join()
        return self._run(task)

    def _run(self, task: Task) -> Result:
        lane = self.idle.get()
        try:
            for _ in range(TRIES):
                with suppress(BrokenProcessPool):
                    return lane.run(task)
            raise DiedError
        finally:
            self._end_idle()
            self.idle.put(lane)

    def _end_idle(self) -> None:
        """Ends workers that nobody has needed for a while; the next task that needs one starts another."""
        idle = list[_Lane]()
        with suppress(Empty):
            while True:
                idle.append(self.idle.get_nowait())
        for lane in reversed(idle):
            lane.rest()
            self.idle.put(lane)


class _Lane:
    """One worker after another, one at a time, with a folder for what is of no use after them."""

    def __init__(self, folder: str, limits: Limits, room: int, stands_by: bool) -> None:
        self.folder, self.limits, self.room, self.stands_by = folder, limits, room, stands_by
        self.executor: ProcessPoolExecutor | None = None
        self.process: psutil.Process | None = None
        self.begun = 0
        self.worked = monotonic()
        self.is_closed = False

    def run(self, task: Task) -> Result:
        """Does one task. Raises `BrokenProcessPool` where the worker dies of it, and `CutOffError`."""
        try:
            result, memory = self._within_limits(self._worker().submit(_measured, task))
        except BrokenProcessPool:
            self._end(is_broken=True)
            raise
        if memory - self.begun > self.room:
            self._end()
        self.worked = monotonic()
        return result

    def rest(self) -> None:
        """Ends the worker if it had nothing to do for a while."""
        if self.process and monotonic() - self.worked > IDLE:
            self._end()

    def _within_limits(self, future: Future[tuple[Result, int]]) -> tuple[Result, int]:
        """What a task gives. Ends the worker, and raises `CutOffError`, where it takes too much."""
        minutes, most = self.limits
        began, took, more = monotonic(), "", ""
        while not future.done():  # which one that was called off is too, and nobody who waits hears of it
            wait([future], LOOK_AGAIN)
            if monotonic() - began > minutes * 60:
                took, more = f"{minutes:g} minutes", f"--time-limit {minutes * 2:g}"
            elif (worker := self.process) and _memory(worker.pid) > most:
                took, more = f"taking {most / 1e9:.3g} GB of memory", f"--memory-limit {most / 5e8:.3g}GB"
            if took and not future.done():
                self._end()
                raise CutOffError(took, more)
        return future.result()

    def close(self) -> None:
        """Ends the worker, whatever it does."""
        self.is_closed = True
        self._end()

    def _worker(self) -> ProcessPoolExecutor:
        for _ in range(STARTS):
            if self.executor is None and not self.is_closed:
                self._begin()
        if self.executor is None or self.is_closed:
            self._end()
            raise DiedError
        return self.executor

    def _begin(self) -> None:
        """Starts a worker; there is none where the server was killed just now."""
        load_for_workers(self.stands_by)  # where the server was killed, another one is needed
        with machine_errors(SHARED_MEMORY, _NOT_SHARED, _SHARE):
            self.executor = ProcessPoolExecutor(1, get_context(METHOD), _begin, (self.folder,))
        started = []
        try:
            begun = self.executor.submit(_begun)
            started = active_children()
            pid, self.begun = begun.result()
            self.process = psutil.Process(pid)
        except (BrokenProcessPool, EOFError, ConnectionError, psutil.NoSuchProcess):
            self._end(is_broken=True)
            if any(one.exitcode == UNGUARDED for one in started):
                raise _unguarded() from None
            sleep(PAUSE)

    def _end(self, is_broken: bool = False) -> None:
        executor, process = self.executor, self.process
        self.executor = self.process = None
        if process:  # also one that lives on without the server, which would have told of its end
            with suppress(psutil.NoSuchProcess):
                process.kill()
        if executor:  # one whose worker is gone has ended at once, and is not to be woken when Python ends
            executor.shutdown(wait=bool(process) and not is_broken, cancel_futures=True)


def _unguarded() -> MachineError:
    script = getattr(sys.modules["__main__"], "__file__", None) or "python"
    what = "the worker processes that it starts end before they begin, for each of them runs it again"
    return MachineError.of(script, what, 'put what it does below if __name__ == "__main__":')


def _begin(folder: str) -> None:
    """Ctrl-C is for the parent; when that is gone, even where it was killed, this worker ends.

    What libraries say beside their results is for nobody.
    """
    tempfile.tempdir = folder
    for number in FOR_ALL:
        signal.signal(number, signal.SIG_IGN)
    warnings.simplefilter("ignore")
    with Path(os.devnull).open("wb") as nowhere:
        for descriptor in (1, 2):
            os.dup2(nowhere.fileno(), descriptor)

    def watch() -> None:
        if parent := parent_process():
            parent.join()
            os._exit(1)

    Thread(target=watch, daemon=True).start()


def _begun() -> tuple[int, int]:
    """This process's number, and the bytes that it has."""
    return os.getpid(), _memory()


def _measured(task: Task) -> tuple[Result, int]:
    """A task's result, and the bytes that this process has.

    The result's bytes are in files: on their way through a pipe they would be in memory four times, which
    counts for a packet.
    """
    with writing():
        result = task.run()
    return replace(result, data=_filed(result.data), layout=_filed(result.layout)), _memory()


def _filed(data: bytes | HashedFile | None) -> HashedFile | None:
    if not isinstance(data, bytes):
        return data
    with writing(), tempfile.NamedTemporaryFile(delete=False) as file:
        file.write(data)
    return HashedFile(Path(file.name), sha256(data).hexdigest())


def _memory(pid: int | None = None) -> int:
    """The bytes that a process has, or this one; none where it is gone."""
    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.NoSuchProcess:
        return 0
