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


class Digests:
    """Hashes of files; `memory` is a JSON file of those that are known."""

    def __init__(self, memory: Path | None = None) -> None:
        self.known: dict[str, tuple[Stamp, str]] = {}
        self.fresh = False
        self.lock = Lock()
        try:
            known = json.loads(memory.read_text("utf-8")) if memory else {}
            self.known = {str(path): (list(map(int, stamp)), str(digest)) for path, (stamp, digest) in known.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            pass  # it is only a memory

    def of(self, path: Path) -> str:
        """The SHA-256 of a file, in hexadecimal digits."""
        name, entry = os.fspath(path), path.stat()
        stamp = [entry.st_size, entry.st_mtime_ns, entry.st_ctime_ns, entry.st_ino]
        before, digest = self.known.get(name, ((), ""))
        if before == stamp:
            return digest
        digest = sha256(path.read_bytes()).hexdigest()
        if time_ns() - max(entry.st_mtime_ns, entry.st_ctime_ns) > RESTED:
            with self.lock:
                self.known[name], self.fresh = (stamp, digest), True
        return digest

    def of_folders(self, folders: Sequence[Path], without: frozenset[str] = frozenset()) -> str:
        """One hash of the names and contents of all files under some folders, but not in folders called so."""
        seen = sha256()
        for number, folder in enumerate(folders):
            for name in sorted(_files(os.fspath(folder), without | {"__pycache__"})):
                seen.update(f"{number}\0{name[len(os.fspath(folder)):]}\0{self.of(Path(name))}\n".encode())
        return seen.hexdigest()

    def remembered(self) -> bytes:
        """What is to be written to the memory; files that are gone are forgotten."""
        return json.dumps({name: entry for name, entry in sorted(self.known.items()) if Path(name).exists()}).encode()


def _files(folder: str, without: Set[str], above: frozenset[tuple[int, int]] = frozenset()) -> Iterator[str]:
    """Every file under a folder, links followed, but not in circles."""
    try:
        entry, entries = Path(folder).stat(), list(os.scandir(folder))
    except FileNotFoundError:
        return
    here = (entry.st_dev, entry.st_ino)
    for one in entries if here not in above else ():
        if one.is_dir():
            yield from () if one.name in without else _files(one.path, without, above | {here})
        elif one.is_file():
            yield one.path
