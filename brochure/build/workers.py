"""A crew of worker processes. Must not know what a task is about.

Each worker is forked from a server process that has the engine loaded, so that this is paid once, beside whatever the
parent does meanwhile. A worker has one task at a time; when it dies, that is the only one to be done again.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import replace
from multiprocessing import forkserver, get_context, parent_process
from pathlib import Path
from queue import SimpleQueue
from resource import RUSAGE_SELF, getrusage
from tempfile import TemporaryDirectory
from threading import Thread
from types import TracebackType
from typing import Any, Final, Self

from brochure.model import Result
from brochure.build.crew import DiedError, perform
from brochure.publish import machine_errors

#: How workers are started; on a Mac, what was loaded before a fork may not be used after it.
METHOD: Final = "spawn" if sys.platform == "darwin" else "forkserver"
_ROOT: Final = Path(__file__).resolve().parents[2]
#: Bytes by which a worker may grow before a fresh one takes its place: the engine keeps the room that a large document took,
#: and some of what every small one did.
ROOM: Final = 40_000_000
#: How often a task is tried when workers die of it.
TRIES: Final = 2


class Workers:
    """So many worker processes, as a context; what they share begins to load at once."""

    def __init__(self, jobs: int) -> None:
        self.workers, self.hands = (
            jobs,
            jobs + 1,
        )  # while every worker is at work, the next document is composed
        self.folder = TemporaryDirectory(
            prefix="brochure-", ignore_cleanup_errors=True
        )  # the engine leaves fonts behind
        self.lanes = [_Lane(self.folder.name) for _ in range(jobs)]
        self.idle: SimpleQueue[_Lane] = SimpleQueue()
        for lane in self.lanes:
            self.idle.put(lane)
        if METHOD == "forkserver":
            _start_server()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leaves no process: either the workers have nothing to do, or what they do is not wanted any more."""
        for lane in self.lanes:
            lane.close()
        self.folder.cleanup()

    def run(self, task: str, arguments: tuple[Any, ...]) -> Result:
        """Does one task on a worker that is free, and once more where that one dies. Raises `DiedError` where the next one does too."""
        lane = self.idle.get()
        try:
            for _ in range(TRIES):
                with suppress(BrokenProcessPool):
                    return lane.run(task, arguments)
            raise DiedError
        finally:
            self.idle.put(lane)


class _Lane:
    """One worker after another, one at a time, with a folder for what is of no use after them."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.executor: ProcessPoolExecutor | None = None
        self.pid: int | None = None
        self.begun = 0
        self.is_closed = False

    def run(self, task: str, arguments: tuple[Any, ...]) -> Result:
        """Does one task. Raises `BrokenProcessPool` where the worker dies of it."""
        try:
            result, most = self._worker().submit(_measured, task, arguments).result()
        except BrokenProcessPool:
            self.pid = None
            self._end()
            raise
        if most - self.begun > ROOM:
            self._end()
        return result

    def close(self) -> None:
        """Ends the worker, whatever it does."""
        self.is_closed = True
        self._end()

    def _worker(self) -> ProcessPoolExecutor:
        if self.executor is None:
            self.executor = ProcessPoolExecutor(1, get_context(METHOD), _begin, (self.folder,))
            try:
                self.pid, self.begun = self.executor.submit(_begun).result()
            except (EOFError, ConnectionError) as error:
                raise BrokenProcessPool("the server of workers is gone") from error
        if self.is_closed:
            self._end()
            raise DiedError
        return self.executor

    def _end(self) -> None:
        executor, pid = self.executor, self.pid
        self.executor = self.pid = None
        if pid:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if executor:
            executor.shutdown(wait=False, cancel_futures=True)


def _start_server() -> None:
    """Starts the server, where none runs; Ctrl-C is for the parent, and what it starts while it ignores that does so too."""
    forkserver.set_forkserver_preload(["brochure.build.warm"])
    before, known = signal.signal(signal.SIGINT, signal.SIG_IGN), os.environ.get("PYTHONPATH")
    # Python (seen in 3.11 to 3.13.0) does not tell its server where modules are: it would find this package only from beside it.
    os.environ["PYTHONPATH"] = os.pathsep.join([str(_ROOT), *([known] if known else [])])
    try:
        forkserver.ensure_running()
    finally:
        signal.signal(signal.SIGINT, before)
        if known is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = known


def _begin(folder: str) -> None:
    """Ctrl-C is for the parent; when that is gone, even where it was killed and could say nothing, this worker ends."""
    tempfile.tempdir = folder
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        if parent := parent_process():
            parent.join()
            os.kill(os.getpid(), signal.SIGKILL)

    Thread(target=watch, daemon=True).start()


def _begun() -> tuple[int, int]:
    """This process's number, and the most bytes that it has had."""
    return os.getpid(), _most()


def _measured(task: str, arguments: tuple[Any, ...]) -> tuple[Result, int]:
    """A task's result, and the most bytes that this process has had.

    The result's bytes are in a file: on their way through a pipe they would be in memory four times, which counts for a packet.
    """
    result = perform(task, arguments)
    if result.data is None:
        return result, _most()
    with machine_errors(Path(tempfile.gettempdir())), tempfile.NamedTemporaryFile(delete=False) as file:
        file.write(result.read())
    return replace(result, data=Path(file.name)), _most()


def _most() -> int:
    return getrusage(RUSAGE_SELF).ru_maxrss * (
        1 if sys.platform == "darwin" else 1024
    )  # getrusage(2) of each system
