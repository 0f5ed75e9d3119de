"""A crew on other machines: a Dask cluster, through its `concurrent.futures` interface. Must not know what a task is about.

A job carries the hashes of the files that it takes instead of paths. A worker that lacks one says so, is sent it, and keeps
it in a folder of its own, so that nothing relies on a disk that machines share. Dask gives a job whose worker is lost to
another one.
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from platform import node
from tempfile import TemporaryDirectory
from threading import Lock
from types import TracebackType
from typing import Any, Final, Self

from brochure.artefacts import Result
from brochure.cache.digests import Digests
from brochure.cache.toolchain import toolchain
from brochure.crew import DiedError, perform
from brochure.errors import MachineError, Problem, Where
from brochure.publish import write_whole

#: Documents that are under way at once: more than any cluster that one machine can compose for has threads.
HANDS: Final = 128
#: Seconds in which a scheduler has to answer.
PATIENCE: Final = 10
#: What Dask says where a machine cannot read what it is sent.
_NOT_UNDERSTOOD: Final = "deserialization of the task graph"
#: The engine is not made for threads, which Dask may give to a worker.
_ONE_AT_A_TIME: Final = Lock()


@dataclass(frozen=True)
class Missing:
    """What a worker says of a job whose files it does not have; they are named by their hashes."""

    files: frozenset[str]


class Cluster:
    """The workers of the scheduler at an address such as `tcp://10.0.0.5:8786`, as a context.

    Raises `MachineError` where Dask is not installed, where nobody answers, and where a worker has other versions.
    """

    def __init__(self, address: str) -> None:
        try:
            from distributed import Client, KilledWorker
        except ImportError as error:
            problem = Problem(Where("--cluster"), "Dask is not installed", 'install the extra: pip install "brochure[cluster]"')
            raise MachineError([problem]) from error
        self.hands, self.lost = HANDS, KilledWorker
        self.digests = Digests()
        self.versions = toolchain(self.digests)
        try:
            self.client = Client(address, timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError) as error:
            problem = Problem(Where("--cluster"), f"no scheduler answers at {address}", "start one with dask scheduler; docs/scaling.md tells how")
            raise MachineError([problem]) from error
        self.executor = self.client.get_executor(pure=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Leaves the cluster with nothing to do for this build."""
        self.executor.shutdown(wait=False)
        self.client.close()

    def run(self, task: str, arguments: tuple[Any, ...]) -> Result:
        """Does one task on some worker. Raises `DiedError` where several workers were lost over it."""
        job, files = packed((task, arguments), self.digests)
        sent: dict[str, bytes] = {}
        try:
            while isinstance(answer := self.executor.submit(perform_packed, job, sent, self.versions).result(), Missing):
                sent |= {digest: files[digest].read_bytes() for digest in answer.files}
        except self.lost as error:
            raise DiedError from error
        except (ModuleNotFoundError, RuntimeError) as error:
            if _NOT_UNDERSTOOD not in str(error) and not isinstance(error, ModuleNotFoundError):
                raise
            problem = Problem(Where("--cluster"), "the scheduler or a worker does not know this program", "install brochure with the same versions on all machines, the scheduler's too")
            raise MachineError([problem]) from error
        result: Result = answer
        return result


class _Packer(pickle.Pickler):
    """Pickles values with the hash of a file in place of its path."""

    def __init__(self, out: BytesIO, digests: Digests) -> None:
        super().__init__(out, pickle.HIGHEST_PROTOCOL)
        self.digests = digests
        self.files: dict[str, Path] = {}

    def persistent_id(self, value: Any) -> str | None:
        if not isinstance(value, Path):
            return None
        digest = self.digests.of(value)
        self.files[digest] = value
        return digest


class _Unpacker(pickle.Unpickler):
    """Reads values back, with this machine's path of a file in place of its hash."""

    def __init__(self, data: bytes, folder: Path) -> None:
        super().__init__(BytesIO(data))
        self.folder = folder
        self.missing: set[str] = set()

    def persistent_load(self, digest: str) -> Path:
        path = self.folder / digest
        if not path.is_file():
            self.missing.add(digest)
        return path


def packed(values: Any, digests: Digests) -> tuple[bytes, dict[str, Path]]:
    """Values as bytes that hold no path of this machine, and the files that belong to them, by hash."""
    packer = _Packer(out := BytesIO(), digests)
    packer.dump(values)
    return out.getvalue(), packer.files


@cache
def _folder() -> TemporaryDirectory[str]:
    """Where a worker keeps the files that it was sent, as long as it lives."""
    return TemporaryDirectory(prefix="brochure-worker-")


def perform_packed(job: bytes, sent: Mapping[str, bytes], versions: Mapping[str, str]) -> Result | Missing:
    """One task, done on a worker, or what is missing for it. Raises `MachineError` where its versions are not the client's."""
    _same_versions(versions)
    folder = Path(_folder().name)
    for digest, data in sent.items():
        if sha256(data).hexdigest() == digest:
            write_whole(folder / digest, data, lasting=False)
    unpacker = _Unpacker(job, folder)
    task, arguments = unpacker.load()
    if unpacker.missing:
        return Missing(frozenset(unpacker.missing))
    with _ONE_AT_A_TIME:
        return perform(task, arguments)


def _same_versions(versions: Mapping[str, str]) -> None:
    """Other versions would give other bytes, so all of them have to be the same."""
    own = toolchain(_digests())
    others = [name for name in sorted({*own, *versions}) if own.get(name) != versions.get(name)]
    if others:
        what = "; ".join(f"{name} is {own.get(name, 'missing')} on the worker {node()} and {versions.get(name, 'missing')} here" for name in others)
        raise MachineError([Problem(Where("--cluster"), what, "install the same versions on all machines, from requirements.lock")])


@cache
def _digests() -> Digests:
    return Digests()
