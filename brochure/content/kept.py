"""What was read and worked out before, as long as it holds: files by content, values by what they rest on.

Takes paths and functions; gives the same objects again where nothing has changed. Must not know what is
worked out.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from time import time_ns
from typing import Any, Final, TypeVar

T = TypeVar("T")
#: A file that was changed less than this many nanoseconds ago may change again within one tick of its disk's
#: clock.
_SETTLED: Final = 2_000_000_000


@dataclass(eq=False)
class Version:
    """What is in a file, by its SHA-256; the same object for as long as that stays as it is."""

    digest: str
    stamp: tuple[int, ...] | None = None


@dataclass
class Kept:
    """Versions of files and values that rest on them, from one reading to the next."""

    _versions: dict[str, Version] = field(default_factory=dict)
    _values: dict[Hashable, tuple[tuple[object, ...], Any]] = field(default_factory=dict)

    def version(self, path: str) -> Version:
        """What is in a file now; it is read only where its stamp has changed. Raises `OSError`."""
        found = os.stat(path)  # noqa: PTH116  it is asked of every file each time, and pathlib takes thrice as long
        stamp = (found.st_dev, found.st_ino, found.st_mtime_ns, found.st_ctime_ns, found.st_size)
        known = self._versions.get(path)
        if known is not None and known.stamp == stamp:
            return known
        digest = sha256(Path(path).read_bytes()).hexdigest()
        if known is None or known.digest != digest:
            known = self._versions[path] = Version(digest)
        is_settled = time_ns() - max(found.st_mtime_ns, found.st_ctime_ns) > _SETTLED
        known.stamp = stamp if is_settled else None
        return known

    def once(self, name: Hashable, rests_on: tuple[object, ...], make: Callable[[], T]) -> T:
        """The value of this name: the one that was made before, where it rests on the very same objects."""
        known = self._values.get(name)
        if known is None or not _are_same(known[0], rests_on):
            known = self._values[name] = rests_on, make()
        value: T = known[1]
        return value

    def same(self, name: Hashable, value: T) -> T:
        """An equal value that was given before under this name, or else this one."""
        known = self._values.get(name)
        if known is None or known[1] != value:
            known = self._values[name] = (), value
        same: T = known[1]
        return same

    def forget(self, name: Hashable) -> None:
        """Has a value made anew the next time."""
        self._values.pop(name, None)


def _are_same(some: tuple[object, ...], others: tuple[object, ...]) -> bool:
    return len(some) == len(others) and all(one is other for one, other in zip(some, others, strict=True))
