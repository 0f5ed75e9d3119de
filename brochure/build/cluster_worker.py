"""What is done on a worker of a cluster, and how a task comes there: as bytes that mean the same everywhere.

Must not know who asks, nor how bytes travel.
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from platform import node
from threading import Lock
from typing import Final

from brochure.build.cache.keys import Digests, toolchain
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
