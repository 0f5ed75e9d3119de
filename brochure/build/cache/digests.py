"""The hashes of files, each read once and again only when it has changed. Must not know what is in them.

A file is taken for unchanged where its size, its times of change (also that of its entry, which no program can set) and its
place on the disk are as they were when it was hashed, which is git's rule. One that changed in the seconds before it was
hashed is read again, since clocks of disks are coarse.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence, Set
from hashlib import sha256
from pathlib import Path
from threading import Lock
from time import time_ns

#: Nanoseconds that a file must have rested before its hash is remembered.
RESTED = 2_000_000_000
#: Sides of a stamp: size, time of change, time of change of the entry, number on its disk.
Stamp = Sequence[int]
Entry = os.DirEntry[str]


class Digests:
    """Hashes of files; `memory` is a JSON file of those that are known."""

    def __init__(self, memory: Path | None = None) -> None:
        self.known: dict[str, tuple[Stamp, str]] = {}
        self.fresh = False
        self.lock = Lock()
        try:
            known = json.loads(memory.read_text("utf-8")) if memory else {}
            self.known = {
                path: (stamp, digest)
                for path, (stamp, digest) in known.items()
                if isinstance(stamp, list) and isinstance(digest, str)
            }
        except (OSError, ValueError, TypeError, AttributeError):
            pass  # it is only a memory

    def of(self, path: Path) -> str:
        """The SHA-256 of a file, in hexadecimal digits."""
        return self._of(os.fspath(path), path.stat())

    def _of(self, name: str, entry: os.stat_result) -> str:
        stamp = [entry.st_size, entry.st_mtime_ns, entry.st_ctime_ns, entry.st_ino]
        before, digest = self.known.get(name, ((), ""))
        if before == stamp:
            return digest
        digest = sha256(Path(name).read_bytes()).hexdigest()
        if time_ns() - max(entry.st_mtime_ns, entry.st_ctime_ns) > RESTED:
            with self.lock:
                self.known[name], self.fresh = (stamp, digest), True
        return digest

    def of_folders(self, folders: Sequence[Path], without: frozenset[str] = frozenset()) -> str:
        """One hash of the names and contents of all files under some folders, but not in folders called so."""
        seen = sha256()
        for number, folder in enumerate(folders):
            start = len(os.fspath(folder))
            for name, entry in sorted((one.path, one) for one in _files(folder, without | {"__pycache__"})):
                seen.update(f"{number}\0{name[start:]}\0{self._of(name, entry.stat())}\n".encode())
        return seen.hexdigest()

    def remembered(self) -> bytes:
        """What is to be written to the memory; files that are gone are forgotten."""
        return json.dumps(
            {name: entry for name, entry in sorted(self.known.items()) if Path(name).exists()}
        ).encode()


def _files(
    folder: Path | Entry, without: Set[str], above: frozenset[tuple[int, int]] = frozenset()
) -> Iterator[Entry]:
    """Every file under a folder, links followed, but not in circles."""
    try:
        entry, entries = folder.stat(), list(os.scandir(folder))
    except FileNotFoundError:
        return
    here = (entry.st_dev, entry.st_ino)
    for one in entries if here not in above else ():
        if one.is_dir():
            yield from () if one.name in without else _files(one, without, above | {here})
        elif one.is_file():
            yield one
