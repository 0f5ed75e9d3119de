"""**publish**: finished files go out whole or not at all, and the manifest last.

`Shelf` is the folder of a season and an edition; `write_whole` and `machine_errors` are for whoever else
writes files. Must not know what is in them.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from time import time
from typing import Any, NamedTuple

from brochure.errors import MachineError

__all__ = ["MANIFEST", "Shelf", "machine_errors", "write_whole"]

MANIFEST = "manifest.json"
PART = ".part"
#: Seconds after which a part belongs to no running build any more.
ABANDONED = 3600
#: Characters of a file's name that its part bears: with the rest of its name they stay below what disks
#: allow.
LONGEST_STEM = 40


class Shelf(NamedTuple):
    """The folder of one season and edition: `output/<season>/<edition>`."""

    output: Path
    season: str
    edition: str

    @property
    def folder(self) -> Path:
        return self.output / self.season / self.edition

    @property
    def manifest(self) -> Path:
        return self.output / self.season / MANIFEST

    def put(self, name: str, data: bytes) -> Path:
        """Publishes one file of this edition, and gives its path."""
        path = self.folder / name
        write_whole(path, data)
        return path

    def record(self, entries: Mapping[str, Mapping[str, Any]], generator: str) -> None:
        """Adds files to the season's manifest; what other builds left in it and still exists stays."""
        kept = {
            name: entry
            for name, entry in self._recorded().items()
            if (self.manifest.parent / name).is_file()
        }
        files = kept | {f"{self.edition}/{name}": dict(entry) for name, entry in entries.items()}
        manifest = {"season": self.season, "generator": generator, "files": dict(sorted(files.items()))}
        sweep(self.folder)
        sweep(self.manifest.parent)
        write_whole(self.manifest, (json.dumps(manifest, indent=1, ensure_ascii=False) + "\n").encode())

    def _recorded(self) -> dict[str, Any]:
        try:
            files = json.loads(self.manifest.read_text("utf-8"))["files"]
        except (OSError, ValueError, KeyError, TypeError):
            return {}
        return files if isinstance(files, dict) else {}


def write_whole(path: Path, data: bytes, lasting: bool = True) -> None:
    """Writes a file beside its place and moves it there: readers see the old or the new one, never a part.

    One that need not be `lasting` may be cut short where the machine goes down. Raises `MachineError` where
    the disk is full or the folder cannot be written; what was there stays.
    """
    with machine_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_file() and path.read_bytes() == data:
            return
        with NamedTemporaryFile(
            dir=path.parent, prefix=f".{path.stem[:LONGEST_STEM]}.", suffix=PART, delete=False
        ) as temporary:
            part = Path(temporary.name)
            try:
                temporary.write(data)
                temporary.flush()
                if lasting:
                    os.fsync(temporary.fileno())
                part.chmod(0o644)
                part.replace(path)
            except BaseException:
                part.unlink(missing_ok=True)
                raise


def sweep(folder: Path) -> None:
    """Removes the parts that a killed process left behind; younger ones may belong to a running build."""
    for part in folder.glob(f".*{PART}"):
        with suppress(OSError):
            if time() - part.stat().st_mtime > ABANDONED:
                part.unlink()


@contextmanager
def machine_errors(path: Path) -> Iterator[None]:
    """Says of a full disk and of a place that cannot be written what they are, as a `MachineError`."""
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        what = "the disk is full" if full else f"the file cannot be written ({error.strerror})"
        hint = (
            "make room and build again; what was published before is untouched"
            if full
            else "check the folder and its permissions"
        )
        raise MachineError.of(str(path), what, hint) from error
