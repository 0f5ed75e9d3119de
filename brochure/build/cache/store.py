"""What was made before, in files that are named by hash. Must not know what it is.

    results/<key>     the hash of what follows, then what is known of a result as JSON
    files/<sha256>    bytes that results hold
    builds/<key>      what a build left, the hash of it first
    digests.json      the hashes of files of publications

An entry that is damaged, cut short or not ours is as good as none, and is made again. Files appear whole and
never change, so that builds may share a store. It is kept from growing without end, and nothing is thrown
away while a build runs: running builds hold a lock together (of `filelock`, which holds on every system and
is gone with the process that took it); only who holds it alone throws anything away.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from brochure.build.cache.keys import BEGUN, Digests, key, program, toolchain
from brochure.errors import MachineError
from brochure.publish import hold_inside, machine_errors, write_whole

if TYPE_CHECKING:
    from filelock import ReadWriteLock

T = TypeVar("T")
RESULTS: Final = "results"
_FILES, _BUILDS, _DIGESTS, _LOCK = "files", "builds", "digests.json", "lock"
#: Hexadecimal digits of a SHA-256.
_DIGITS: Final = 64


class Size(NamedTuple):
    """What a store holds: documents, pictures and packets, and bytes in all."""

    results: int
    bytes: int


class Store:
    """A folder of what was made. Nothing is written before there is something to keep."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.has_grown = False

    @cached_property
    def digests(self) -> Digests:
        """The hashes of the files that publications are made of."""
        return Digests(self.folder / _DIGESTS)

    def key(self, *values: object) -> str:
        """The hash of some values and of the toolchain."""
        return key((toolchain(self.digests), *values))

    def build(self, name: str, meant: Callable[[dict[str, Any]], T]) -> T | None:
        """What is known of a build by its key, if it can be read as what is meant."""
        return self.entry(_BUILDS, name, meant)

    def save_build(self, name: str, record: Mapping[str, Any]) -> None:
        """Remembers a build."""
        self.save_entry(_BUILDS, name, record)

    def entry(self, kind: str, name: str, meant: Callable[[dict[str, Any]], T]) -> T | None:
        """An entry that is what it was when it was written, if it can be read as what is meant."""
        try:
            text = self._path(kind, name).read_bytes()
            if sha256(text[_DIGITS:]).hexdigest().encode() != text[:_DIGITS]:
                return None
            return meant(json.loads(text[_DIGITS:]))
        except (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
            return None

    def save_entry(self, kind: str, name: str, record: Mapping[str, Any]) -> None:
        """Writes an entry; of an object, what JSON can hold are its fields.

        None where this program was changed while it ran: nobody knows which one made it.
        """
        if program() != BEGUN:
            return
        self.has_grown = True
        text = json.dumps(record, ensure_ascii=False, default=vars).encode("utf-8", "surrogatepass")
        write_whole(self._path(kind, name), sha256(text).hexdigest().encode() + text, lasting=False)

    def use(self, kind: str, name: str) -> None:
        """Says that something was used, so that it is not thrown away next."""
        with suppress(OSError):
            os.utime(self._path(kind, name))

    def last_build(self) -> float:
        """When something of a build was last remembered, in seconds since the epoch; 0 where nothing was."""
        return max((one.stat().st_mtime for one in self._entries(_BUILDS)), default=0.0)

    def put(self, data: bytes) -> str:
        """Keeps bytes in a file; gives their hash, which names it."""
        digest = sha256(data).hexdigest()
        write_whole(self._path(_FILES, digest), data, lasting=False)
        return digest

    def file(self, digest: str) -> Path:
        """Where bytes that are kept stand, by their hash."""
        return self._path(_FILES, digest)

    def save_digests(self) -> None:
        """Remembers the hashes of files that have rested since they were written."""
        if self.digests.fresh:
            with suppress(MachineError):  # it is only a memory
                write_whole(self.folder / _DIGESTS, self.digests.remembered(), lasting=False)

    def size(self) -> Size:
        """What there is."""
        results = sum(path.is_file() for path in self._entries(RESULTS))
        return Size(results, sum(entry.stat().st_size for entry in self.everything()))

    def everything(self) -> list[Path]:
        """All files but the memory of digests, which is true whatever else is there."""
        return [path for kind in (RESULTS, _FILES, _BUILDS) for path in self._entries(kind)]

    def hold_inside(self) -> None:
        """Raises `MachineError` where a link in it leads elsewhere: what is there would be thrown away."""
        kinds = (self.folder / kind for kind in (RESULTS, _FILES, _BUILDS))
        hold_inside(
            self.folder, *(one for kind in kinds for one in (kind, *kind.glob("??")) if one.is_symlink())
        )

    def _path(self, kind: str, name: str) -> Path:
        return self.folder / kind / name[:2] / name[2:]

    def _entries(self, kind: str) -> Iterator[Path]:
        return (path for path in (self.folder / kind).glob("??/*") if path.is_file())


@contextmanager
def used(store: Store) -> Iterator[None]:
    """Nothing is thrown away as long as a build runs in this.

    Raises `MachineError` where nothing can be kept.
    """
    with machine_errors(store.folder):
        store.folder.mkdir(parents=True, exist_ok=True)
        lock = _lock(store)
    with lock.read_lock():
        yield


def keep_below(store: Store, limit: int) -> None:
    """Throws away what was not used for longest, down to `limit` bytes; not while a build runs."""
    from filelock import Timeout

    with suppress(Timeout), _alone(store):
        entries = sorted((one.stat().st_mtime_ns, one.stat().st_size, one) for one in store.everything())
        excess = sum(size for _, size, _ in entries) - limit
        for _, size, entry in entries:
            if excess <= 0:
                break
            entry.unlink()
            excess -= size


def clear(store: Store) -> Size:
    """Throws everything away; gives what there was. Raises `MachineError` while a build runs."""
    from filelock import Timeout

    before = store.size()
    try:
        with _alone(store):
            for entry in store.everything():
                entry.unlink()
    except Timeout as error:
        what, hint = "a build is using the cache", "wait until it has ended"
        raise MachineError.of(str(store.folder), what, hint) from error
    return before


@contextmanager
def _alone(store: Store) -> Iterator[None]:
    """Raises `Timeout` where a build runs."""
    if not store.folder.is_dir():
        yield
        return
    with _lock(store).write_lock(blocking=False):
        yield


def _lock(store: Store) -> ReadWriteLock:
    """The lock of a store that is what it should be; a file that is no lock is as good as none."""
    from sqlite3 import DatabaseError, OperationalError

    from filelock import ReadWriteLock, Timeout

    store.hold_inside()
    path = store.folder / _LOCK
    for is_last in (False, True):
        lock = ReadWriteLock(path, is_singleton=False)
        try:
            with suppress(Timeout), lock.read_lock(blocking=False):
                break
        except (DatabaseError, ValueError) as error:
            if is_last or isinstance(error, OperationalError):
                raise
            path.unlink(missing_ok=True)
    return lock
