"""What was made is found again by hashes: of values, such as a task, of files, and of the toolchain.

Equal values have equal hashes on every machine. The toolchain is what makes a document beside its content:
this program, the libraries and their versions, found without importing any of them. Same toolchain, same
bytes.

What stood in a folder between two looks is known by more than hashes: a file that came and went, or was
changed and changed back, has left its mark in the times of the folder or its own.

A file is taken for unchanged where its size, its times of change (also that of its entry, which no program
can set) and its place on the disk are as they were when it was hashed, which is git's rule. One that changed
in the seconds before it was hashed is read again, since clocks of disks are coarse. Whoever reads a file for
its bytes holds them against the hash (`HashedFile`), so that nothing wrong is kept even where this rule is
deceived. Must not know what is in values and files.
"""

from __future__ import annotations

import ctypes
import json
import os
import stat
import sys
import zlib
from collections.abc import Hashable, Iterator, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache, lru_cache
from hashlib import file_digest, sha256
from pathlib import Path
from threading import Lock
from time import time_ns
from typing import Any, Final, NamedTuple

from brochure import __version__

#: Nanoseconds that a file must have rested before its hash is remembered.
RESTED: Final = 2_000_000_000
#: Bytes of a file that nobody reads, so that when it was changed says enough of it.
_TOO_LARGE: Final = 1_000_000_000
#: Sides of a stamp: size, time of change, time of change of the entry, number on its disk.
Stamp = Sequence[int]
Entry = os.DirEntry[str]
#: A path, what the disk says of it, and whether it is a file.
Walked = tuple[str, os.stat_result, bool]
_PACKAGE: Final = Path(__file__).resolve().parents[2]
#: What an installed package has in itself and a checkout beside it; documents bring what they need of it.
_LOOKS: Final = frozenset({"layouts", "fonts", "docs"})
#: Python libraries that pages, pictures and files pass through.
_LIBRARIES: Final = frozenset(
    {
        "babel",
        "cssselect2",
        "fonttools",
        "jinja2",
        "linkify_it_py",
        "markdown_it_py",
        "markupsafe",
        "mdit_py_plugins",
        "phonenumbers",
        "pikepdf",
        "pillow",
        "pydantic",
        "pydyf",
        "pypdf",
        "pyphen",
        "pyyaml",
        "segno",
        "tinycss2",
        "tinyhtml5",
        "weasyprint",
    }
)
#: System libraries, the function that tells the version of each, and whether it tells it in words.
_NATIVE: Final = (
    ("pango", ("libpango-1.0.so.0", "libpango-1.0.0.dylib"), "pango_version_string"),
    ("harfbuzz", ("libharfbuzz.so.0", "libharfbuzz.0.dylib"), "hb_version_string"),
    ("harfbuzz-subset", ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib"), "hb_version_string"),
)


def key(values: object) -> str:
    """The SHA-256 of some values, in hexadecimal digits.

    Raises `TypeError` for a value whose sameness cannot be told: a path says nothing of what is in its file.
    """
    return sha256(_written(values).encode("utf-8", "surrogatepass")).hexdigest()


def _written(value: object) -> str:
    """A value as text that no other value has."""
    match value:
        case str():
            own = value.__getstate__()  # a text of content knows its place and language
            return f"{value!r}{_written(own) if own else ''}"
        case None | bool() | int() | float() | date():
            return repr(value)
        case bytes():
            return f"bytes {sha256(value).hexdigest()}"
        case tuple() | list():
            return f"[{','.join(map(_written, value))}]"
        case Set():
            return "{" + ",".join(sorted(map(_written, value))) + "}"
        case dict():
            return _named(value)
    if is_dataclass(value):
        compared = {
            one.name: _once(getattr(value, one.name))
            if "shared" in one.metadata
            else getattr(value, one.name)
            for one in fields(value)
            if one.compare
        }
        return type(value).__name__ + _named(compared)
    if hasattr(value, "__dict__"):
        return type(value).__name__ + _named(vars(value))
    raise TypeError(f"no key can be made of a {type(value).__name__}")


@lru_cache(maxsize=32)
def _once(value: Hashable) -> str:
    """The key of a value that many others share, as the documents of a season do their stylesheets."""
    return key(value)


def _named(values: Mapping[Any, object]) -> str:
    """Named values in an order of their own."""
    return "(" + ",".join(sorted(f"{_written(name)}={_written(one)}" for name, one in values.items())) + ")"


class Seen(NamedTuple):
    """What stands in some folders: a hash of all names and contents, and one of when all was written.

    Of a folder that is when anything was put into it or taken out.
    """

    contents: str
    stamps: str


class Digests:
    """Hashes of files, each read again only when it has changed; `memory` is a JSON file of known ones."""

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
        return self._of(os.fspath(path), path.stat())[1]

    def of_folders(self, folders: Sequence[Path], without: Set[str] = frozenset()) -> Seen:
        """What stands in all files under some folders, but not in folders called so."""
        contents, stamps = sha256(), sha256()
        for number, folder in enumerate(folders):
            start = len(os.fspath(folder))
            for name, found, is_file in sorted(_walked(folder, without | {"__pycache__"})):
                stamp: Stamp = _stamp(found)
                if is_file:
                    stamp, digest = (
                        self._of(name, found) if found.st_size < _TOO_LARGE else (stamp, f"{stamp}")
                    )
                    contents.update(
                        f"{number}\0{name[start:]}\0{digest}\n".encode("utf-8", "surrogateescape")
                    )
                stamps.update(f"{stamp}\n".encode())
        return Seen(contents.hexdigest(), stamps.hexdigest())

    def _of(self, name: str, entry: os.stat_result) -> tuple[Stamp, str]:
        stamp = _stamp(entry)
        before, digest = self.known.get(name, ((), ""))
        if before == stamp:
            return stamp, digest
        if stat.S_ISLNK(entry.st_mode):
            return stamp, sha256(os.fsencode(Path(name).readlink())).hexdigest()
        with Path(name).open(
            "rb"
        ) as file:  # what was opened is what is looked at, whatever takes its place meanwhile
            stamp, digest = _stamp(os.fstat(file.fileno())), file_digest(file, "sha256").hexdigest()
            has_rested = _stamp(os.fstat(file.fileno())) == stamp and time_ns() - max(stamp[1:3]) > RESTED
        if has_rested:
            with self.lock:
                self.known[name], self.fresh = (stamp, digest), True
        return stamp, digest

    def remembered(self) -> bytes:
        """What is to be written to the memory; files that are gone are forgotten."""
        return json.dumps(
            {name: entry for name, entry in sorted(self.known.items()) if Path(name).exists()}
        ).encode()


def _stamp(entry: os.stat_result) -> list[int]:
    return [entry.st_size, entry.st_mtime_ns, entry.st_ctime_ns, entry.st_ino]


def _walked(folder: Path | Entry, without: Set[str], is_first: bool = True) -> Iterator[Walked]:
    """Every folder from one on and every file in them. Links are not followed, but what they say counts."""
    try:
        entry, entries = folder.stat(), list(os.scandir(folder))
    except FileNotFoundError:
        return
    name = os.fspath(folder)
    yield name, entry, False
    if is_first:
        yield name, os.lstat(name), False  # the folder of a publication may be a link, which may change
    for one in entries:
        if one.is_symlink():
            yield one.path, one.stat(follow_symlinks=False), True
        elif one.is_dir():
            yield from () if one.name in without else _walked(one, without, False)
        elif one.is_file():
            yield one.path, one.stat(), True


def program() -> frozenset[tuple[object, ...]]:
    """The files of this program and when they were written."""
    return frozenset(
        (name, *_stamp(found))
        for name, found, is_file in _walked(_PACKAGE, _LOOKS | {"__pycache__"})
        if is_file
    )


#: As this process found them, before it loaded what makes documents.
BEGUN: Final = program()


@cache
def toolchain(digests: Digests) -> dict[str, str]:
    """Names and versions of all that decides what bytes come out; of this program also its hash."""
    return {
        "brochure": f"{__version__} ({digests.of_folders([_PACKAGE], _LOOKS).contents[:12]})",
        "python": ".".join(map(str, sys.version_info[:2])),
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        **_installed(),
        **_native(),
    }


def _installed() -> dict[str, str]:
    """The versions of libraries by their folders' names, in a fraction of `importlib.metadata`'s time."""
    found: dict[str, str] = {}
    for place in reversed(sys.path):
        with suppress(OSError):
            for name in os.listdir(place or "."):  # noqa: PTH208  a path for each entry costs more than all the rest
                if name.endswith(".dist-info"):
                    library, _, version = name.removesuffix(".dist-info").partition("-")
                    if library.lower() in _LIBRARIES:
                        found[library.lower()] = version
    return found


def _native() -> dict[str, str]:
    """The versions of system libraries, as far as they are there."""
    found = {}
    for name, files, function in _NATIVE:
        for file in files:
            with suppress(OSError, AttributeError):
                told = getattr(ctypes.CDLL(file), function)
                told.restype = ctypes.c_char_p
                found[name] = told().decode()
                break
    return found
