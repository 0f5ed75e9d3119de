"""Jobs as bytes that mean the same on every machine. Must not know how they travel."""

from __future__ import annotations

import pickle
from io import BytesIO
from pathlib import Path
from typing import Any

from brochure.build.cache.digests import Digests


def packed(values: Any, digests: Digests) -> tuple[bytes, dict[str, Path]]:
    """Values as bytes that hold no path of this machine, and the files that belong to them, by hash."""
    packer = _Packer(out := BytesIO(), digests)
    packer.dump(values)
    return out.getvalue(), packer.files


def unpacked(parcel: bytes, folder: Path) -> Any:
    """The values again, whose files stand in a folder, each named by its hash."""
    return _Unpacker(parcel, folder).load()


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

    def persistent_load(self, digest: str) -> Path:
        return self.folder / digest
