"""Results and their bytes, in files that are named by hash. Must not know what they are of.

    results/<key>     the hash of what follows, then a result as JSON, without its bytes
    files/<sha256>    bytes that results hold
    builds/<key>      what a build left, the hash of it first
    digests.json      the hashes of files of publications

An entry that is damaged, cut short or not ours is as good as none, and is made again. Files appear whole and never change,
so that builds may share a store. Running builds hold a lock together; only who holds it alone throws anything away.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from brochure.build.cache.digests import Digests
from brochure.build.cache.keys import key
from brochure.build.cache.toolchain import toolchain
from brochure.errors import MachineError, Problem, Where
from brochure.publish import machine_errors, write_whole

if TYPE_CHECKING:
    from brochure.model import Result

T = TypeVar("T")
_RESULTS, _FILES, _BUILDS, _DIGESTS = "results", "files", "builds", "digests.json"
#: Hexadecimal digits of a SHA-256.
_DIGITS: Final = 64


class Size(NamedTuple):
    """What a store holds: documents, pictures and packets, and bytes in all."""

    results: int
    bytes: int


class Store:
    """A folder of results. Nothing is written before there is something to keep."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.has_grown = False

    @cached_property
    def digests(self) -> Digests:
        """The hashes of the files that publications are made of."""
        return Digests(self.folder / _DIGESTS)

    def key(self, *values: Any) -> str:
        """The hash of some values and of the toolchain."""
        return key((toolchain(self.digests), *values), self.digests.of)

    def load(self, name: str) -> Result | None:
        """A result by its key, if it is there and whole."""
        if found := self._whole(_RESULTS, name, self._result):
            with suppress(OSError):
                os.utime(self._path(_RESULTS, name))
        return found

    def save(self, name: str, result: Result) -> Result:
        """Keeps a result; gives it with its bytes in a file of this store, in place of one that it came in."""
        from dataclasses import replace

        from brochure.build.cache.results import to_record

        data = result.read()
        digest = sha256(data).hexdigest()
        write_whole(self._path(_FILES, digest), data, lasting=False)
        self._write(_RESULTS, name, to_record(result, digest))
        if isinstance(result.data, Path):
            result.data.unlink()
        return replace(result, data=self._path(_FILES, digest))

    def build(self, name: str, meant: Callable[[dict[str, Any]], T]) -> T | None:
        """What is known of a build by its key, if it can be read as what is meant."""
        return self._whole(_BUILDS, name, meant)

    def save_build(self, name: str, record: Mapping[str, Any]) -> None:
        """Remembers a build."""
        self._write(_BUILDS, name, record)

    def save_digests(self) -> None:
        """Remembers the hashes of files that have rested since they were written."""
        if self.digests.fresh:
            with suppress(MachineError):  # it is only a memory
                write_whole(self.folder / _DIGESTS, self.digests.remembered(), lasting=False)

    def size(self) -> Size:
        """What there is."""
        return Size(
            sum(1 for _ in self._entries(_RESULTS)),
            sum(entry.stat().st_size for entry in self._everything()),
        )

    @contextmanager
    def used(self) -> Iterator[None]:
        """Nothing is thrown away as long as a build runs in this. Raises `MachineError` where nothing can be kept."""
        with machine_errors(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
        with self._locked(fcntl.LOCK_SH):
            yield

    def keep_below(self, limit: int) -> None:
        """Throws away what was not used for longest until no more than `limit` bytes are left; not while another build runs."""
        with suppress(BlockingIOError), self._locked(fcntl.LOCK_EX | fcntl.LOCK_NB):
            entries = sorted(
                (entry.stat().st_mtime_ns, entry.stat().st_size, entry) for entry in self._everything()
            )
            excess = sum(size for _, size, _ in entries) - limit
            for _, size, entry in entries:
                if excess <= 0:
                    break
                entry.unlink()
                excess -= size

    def clear(self) -> Size:
        """Throws everything away; gives what there was. Raises `MachineError` while a build runs."""
        before = self.size()
        try:
            with self._locked(fcntl.LOCK_EX | fcntl.LOCK_NB):
                for entry in self._everything():
                    entry.unlink()
        except BlockingIOError as error:
            raise MachineError(
                [Problem(Where(str(self.folder)), "a build is using the cache", "wait until it has ended")]
            ) from error
        return before

    @contextmanager
    def _locked(self, how: int) -> Iterator[None]:
        if not self.folder.is_dir():
            yield
            return
        descriptor = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, how)
            yield
        finally:
            os.close(descriptor)

    def _path(self, kind: str, name: str) -> Path:
        return self.folder / kind / name[:2] / name[2:]

    def _entries(self, kind: str) -> Iterator[Path]:
        return (path for path in (self.folder / kind).glob("??/*") if path.is_file())

    def _everything(self) -> list[Path]:
        return [path for kind in (_RESULTS, _FILES, _BUILDS) for path in self._entries(kind)]

    def _write(self, kind: str, name: str, record: Mapping[str, Any]) -> None:
        self.has_grown = True
        text = json.dumps(record, ensure_ascii=False).encode("utf-8", "surrogatepass")
        write_whole(self._path(kind, name), sha256(text).hexdigest().encode() + text, lasting=False)

    def _whole(self, kind: str, name: str, meant: Callable[[dict[str, Any]], T]) -> T | None:
        """An entry that is what it was when it was written."""
        path = self._path(kind, name)
        try:
            text = path.read_bytes()
            if sha256(text[_DIGITS:]).hexdigest().encode() != text[:_DIGITS]:
                return None
            return meant(json.loads(text[_DIGITS:]))
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None

    def _result(self, record: dict[str, Any]) -> Result:
        from brochure.build.cache.results import from_record

        path = self._path(_FILES, record["data"])
        if sha256(path.read_bytes()).hexdigest() != record["data"]:
            raise ValueError("another file stands in its place")
        os.utime(path)
        return from_record(record, path)
