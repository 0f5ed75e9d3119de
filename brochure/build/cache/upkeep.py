"""A store is kept from growing without end, and nothing is thrown away while a build runs.

Takes the locks of `filelock`, which hold on every system and are gone with the process that took them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from sqlite3 import DatabaseError, OperationalError
from typing import Final

from filelock import ReadWriteLock, Timeout

from brochure.build.cache.store import Size, Store
from brochure.errors import MachineError
from brochure.publish import machine_errors

_LOCK: Final = "lock"


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
