"""Workers on other machines: those of a Dask scheduler, and what is done on one of them. Must not know
what a task is about.

A task travels as bytes that mean the same everywhere, with the hashes of the files that it takes instead
of paths. Each file is sent to the scheduler once, as a task of its own that they depend on; workers have
it from one another and write it to a folder of their own, so that nothing relies on a disk that machines
share. Dask gives one whose worker is lost, and the files that were lost with it, to another one.
"""

from __future__ import annotations

import asyncio
import logging
import pickle
import re
import warnings
from collections import OrderedDict
from collections.abc import Mapping
from concurrent.futures import CancelledError
from functools import cache
from io import BytesIO
from pathlib import Path
from platform import node
from threading import Lock
from types import ModuleType, TracebackType
from typing import Any, Final, Self

from brochure.build.cache.keys import Digests, toolchain
from brochure.build.desk import DiedError
from brochure.build.tasks import Task
from brochure.errors import MachineError
from brochure.model import HashedFile, Result
from brochure.publish import write_whole

#: Bytes of files that a worker keeps on its disk for later jobs.
KEPT: Final = 1_000_000_000
#: The engine is not made for threads, which Dask may give to a worker.
_ONE_AT_A_TIME: Final = Lock()


def packed(task: Task) -> tuple[bytes, dict[str, HashedFile]]:
    """A task as bytes that hold no path of this machine, and the files that belong to it, by hash."""
    packer = _Packer(out := BytesIO())
    packer.dump(task)
    return out.getvalue(), packer.files


def unpacked(parcel: bytes, folder: Path) -> Task:
    """The task again, whose files stand in a folder, each named by its hash."""
    task: Task = _Unpacker(parcel, folder).load()
    return task


class _Packer(pickle.Pickler):
    """Pickles values with the hash of a file in its place."""

    def __init__(self, out: BytesIO) -> None:
        super().__init__(out, pickle.HIGHEST_PROTOCOL)
        self.files: dict[str, HashedFile] = {}

    def persistent_id(self, value: object) -> str | None:
        if not isinstance(value, HashedFile):
            return None
        self.files[value.sha256] = value
        return value.sha256


class _Unpacker(pickle.Unpickler):
    """Reads values back, with this machine's file for each hash."""

    def __init__(self, data: bytes, folder: Path) -> None:
        super().__init__(BytesIO(data))
        self.folder = folder

    def persistent_load(self, digest: str) -> HashedFile:
        return HashedFile(self.folder / digest, digest)


def perform_packed(job: bytes, files: Mapping[str, bytes], asked: Mapping[str, str]) -> Result:
    """One task, done with these files.

    Raises `MachineError` where the versions are others than those that were asked for.
    """
    from distributed import get_worker

    _same(asked)
    with _ONE_AT_A_TIME:
        folder = Path(get_worker().local_directory) / "brochure"
        _write(files, folder)
        return unpacked(job, folder).run()


def _write(files: Mapping[str, bytes], folder: Path) -> None:
    """Files by their hashes, beside those of earlier jobs as long as there is room for them.

    Dask removes the folder.
    """
    before = [path.stat().st_size for path in folder.glob("*")]
    if sum(before) > KEPT:
        for path in folder.glob("*"):
            path.unlink()
    for digest, data in files.items():
        if not (path := folder / digest).is_file():
            write_whole(path, data, lasting=False)


@cache
def versions() -> Mapping[str, str]:
    """What decides on this machine what bytes come out, and Dask's own version."""
    from distributed import __version__

    return {**toolchain(Digests()), "distributed": __version__}


def _same(others: Mapping[str, str]) -> None:
    """Other versions would give other bytes, so all of them have to be the same."""
    own = versions()
    unlike = [name for name in sorted({*own, *others}) if own.get(name) != others.get(name)]
    if unlike:
        what = "; ".join(
            f"{name} is {own.get(name, 'missing')} on the worker {node()} and {others.get(name, 'missing')}"
            " here"
            for name in unlike
        )
        hint = "install the same versions on all machines, from requirements.lock"
        raise MachineError.of("--cluster", what, hint)


#: Documents that are under way at once: more than any cluster that one machine can compose for has threads.
PLACES: Final = 128
#: Seconds in which a scheduler has to answer.
PATIENCE: Final = 10
#: Seconds after which whoever waits looks whether there are workers; where there is none twice, a build
#: gives up.
LOOK: Final = 30
#: Bytes of files that a scheduler holds for later jobs; those of jobs that are under way come on top.
HELD: Final = 100_000_000
#: A machine's name or number, and a port.
_ADDRESS: Final = r"((tcp|tls)://)?[^/\s]+:[0-9]{1,5}"
#: What Dask says where a machine cannot read what it is sent.
_NOT_UNDERSTOOD: Final = "deserialization of the task graph"
#: Whose warnings are not for users: what concerns them is said here.
_CHATTY: Final = (
    "distributed",
    "distributed.client",
    "distributed.gc",
    "tornado",
    "tornado.application",
    "asyncio",
)


class Cluster:
    """The workers of the scheduler at an address such as `tcp://10.0.0.5:8786`, as a context.

    Raises `MachineError` where Dask is not installed, where nobody answers, and where a worker has other
    versions.
    """

    def __init__(self, address: str) -> None:
        dask = _dask()
        self.places, self.lost = PLACES, dask.KilledWorker
        self.versions = versions()
        self.files: OrderedDict[str, tuple[Any, int]] = OrderedDict()
        self.sending, self.one_by_one = Lock(), Lock()
        _check(address, dask)
        try:
            asyncio.run(asyncio.wait_for(_identity(address, dask), PATIENCE))
            self.client = dask.Client(address, timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError) as error:
            raise _trouble(
                f"no scheduler answers at {address}",
                "start one with dask scheduler; docs/scaling.md tells how",
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leaves the cluster with nothing to do for this build."""
        self.client.close()

    def run(self, task: Task) -> Result:
        """Does one task on some worker.

        Raises `DiedError` where several workers were lost over it, twice.
        """
        job, files = packed(task)
        try:
            return self._done(job, files)
        except self.lost:
            pass  # Dask suspects every job that a lost worker was given, not only the one that it was at
        with self.one_by_one:
            try:
                return self._done(job, files)
            except self.lost as error:
                raise DiedError from error

    def _done(self, job: bytes, files: Mapping[str, HashedFile]) -> Result:
        try:
            if self.client.status != "running":
                raise CancelledError  # rather than wait for another scheduler at that address
            sent = {digest: self._sent(file) for digest, file in files.items()}
            return self._awaited(self.client.submit(perform_packed, job, sent, self.versions, pure=False))
        except CancelledError as error:
            raise _trouble(
                "the scheduler has gone away", "build again when it is back; what was made is not made again"
            ) from error
        except (ModuleNotFoundError, RuntimeError) as error:
            if _NOT_UNDERSTOOD not in str(error) and not isinstance(error, ModuleNotFoundError):
                raise
            raise _trouble(
                "the scheduler or a worker does not know this program",
                "install brochure with the same versions on all machines, the scheduler's too",
            ) from error

    def _sent(self, file: HashedFile) -> Any:
        """What stands for a file on the cluster, which has it as long as someone here holds this."""
        with self.sending:
            future, size = self.files.pop(file.sha256, (None, 0))
            if future is None or future.status not in ("pending", "finished"):
                data = file.read_bytes()
                future, size = self.client.submit(bytes, data, pure=False, priority=1), len(data)
            self.files[file.sha256] = future, size
            while sum(size for _, size in self.files.values()) > HELD:
                self.files.popitem(last=False)
            return future

    def _awaited(self, future: Any) -> Result:
        lonely = 0
        while lonely < 2:
            try:
                result: Result = future.result(LOOK)
                return result
            except TimeoutError:
                lonely = 0 if self.client.nthreads() else lonely + 1
        raise _trouble(
            "the scheduler has no workers", "start some with dask worker; docs/scaling.md tells how"
        )


async def _identity(address: str, dask: ModuleType) -> None:
    """Asks who is there: Dask's own client would go on asking whoever answers in another language.

    Raises `ValueError` for somebody else than a scheduler.
    """
    own = dask.Security().get_connection_args("client") if address.startswith("tls:") else {}
    full = address if "://" in address else f"tcp://{address}"
    async with dask.rpc(full, connection_args=own, timeout=PATIENCE) as there:
        try:
            known = await there.identity()
        except Exception as error:  # what another program says makes Dask raise whatever it will
            raise ValueError("it speaks another language") from error
    if not isinstance(known, dict) or known.get("type") != "Scheduler":
        raise ValueError("it is no scheduler")


def _dask() -> ModuleType:
    """Dask, which keeps its own counsel. Raises `MachineError`."""
    try:
        import distributed
    except ImportError as error:
        raise _trouble(
            "Dask is not installed", 'install the extra: pip install "brochure[cluster]"'
        ) from error
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    warnings.filterwarnings("ignore", module="distributed")
    module: ModuleType = distributed
    return module


def _check(address: str, dask: ModuleType) -> None:
    """What Dask would choke on, said beforehand."""
    if not re.fullmatch(_ADDRESS, address):
        raise _trouble(
            f"{address} is no address of a scheduler", "write HOST:PORT, tcp://HOST:PORT or tls://HOST:PORT"
        )
    if address.startswith("tls:") and not dask.Security().get_connection_args("client").get("ssl_context"):
        raise _trouble(
            "Dask has no certificates for an encrypted connection",
            "name them in its settings; docs/scaling.md tells how",
        )


def _trouble(what: str, hint: str) -> MachineError:
    return MachineError.of("--cluster", what, hint)
