"""Tasks as bytes that mean the same on every machine. Must not know how they travel."""

from __future__ import annotations

import pickle
from io import BytesIO
from pathlib import Path

from brochure.build.tasks import Task
from brochure.model import HashedFile


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
