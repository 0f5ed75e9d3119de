"""The content folder: the only way in which content reads a file, and never one outside of it.

Takes paths as people write them; gives versions, bytes and text (UTF-8 with or without a byte order mark,
any line ends, no control characters), and remembers the sha256 and lines of all it read. `Kept` has what was
read and worked out before, as long as it holds: files by content, values by what they rest on. Must not know
what files mean, nor what is worked out.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path, PurePosixPath
from time import time_ns
from typing import Any, Final, TypeVar

from brochure.errors import LISTS, ContentError, Problem, Where, likeliest, perhaps, to_write
from brochure.model import HashedFile, decode, western_words

T = TypeVar("T")
#: A file that was changed less than this many nanoseconds ago may change again within one tick of its disk's
#: clock.
_SETTLED: Final = 2_000_000_000
LARGEST_FILE: Final = 200_000_000
_IGNORED: Final = re.compile(
    r"(?i)^\.(?!.+\.icloud$)|~$|^~\$|^#.*#$|\.(swp|swo|bak|tmp|orig)$|^(thumbs\.db|desktop\.ini|icon\r)$"
)

_AWAY: Final = re.compile(r"\.(.+)\.icloud", re.IGNORECASE)
#: What one folder of a publication may hold; a link to a whole disk, or a folder that is one, holds more.
_MOST_FILES: Final = 200_000
Entry = os.DirEntry[str]
#: What lies in some folders by its path: of files their stamps, of what is none what it is.
Stamps = Mapping[str, tuple[int, ...]]


def leads_out(folder: Path) -> bool:
    """Whether one of the folders of a publication is a link to somewhere outside of the publication."""
    return not folder.resolve().is_relative_to(folder.parent.resolve())


def entries(folder: Path) -> Iterator[Entry]:
    """Everything under a folder that is no backup and not hidden. No link to a folder is followed.

    Raises ContentError where there is too much of it.
    """
    waiting, number = [os.fspath(folder)], 0
    while waiting:
        with suppress(OSError), os.scandir(waiting.pop()) as found:
            for one in found:
                if _IGNORED.search(one.name):
                    continue
                number += 1
                if number > _MOST_FILES:
                    what = f"holds more than {_MOST_FILES:,} files"
                    raise ContentError.of(folder.name, what, "is this the folder that was meant?")
                yield one
                if one.is_dir(follow_symlinks=False) and not _is_link(one):
                    waiting.append(one.path)


def _stamp(found: os.stat_result) -> tuple[int, ...]:
    """What is another where a file was changed."""
    return found.st_dev, found.st_ino, found.st_mtime_ns, found.st_ctime_ns, found.st_size


def stamps_in(folders: Iterable[Path]) -> Stamps | None:
    """What lies in some folders, none of which is read; None where a file was changed just now. Raises
    `OSError`, and ContentError where there is too much.
    """
    stamps, youngest = dict[str, tuple[int, ...]](), 0
    for one in (one for folder in folders if folder.is_dir() for one in entries(folder)):
        stamps[one.path] = one.is_symlink(), one.is_dir()
        if one.is_file():
            found = one.stat()
            youngest = max(youngest, found.st_mtime_ns, found.st_ctime_ns)
            stamps[one.path] += _stamp(found)
    return stamps if time_ns() - youngest > _SETTLED else None


def files_in(folder: Path) -> tuple[str, ...]:
    """Every file under a folder of a publication that is no backup and not hidden, in order of names, by its
    path in it; none where it is not there or leads out of the publication.
    """
    if leads_out(folder) or not folder.is_dir():
        return ()
    start = len(os.fspath(folder)) + 1
    found = (one.path[start:].replace(os.sep, "/") for one in entries(folder) if one.is_file())
    return tuple(sorted(found))


def strays(folder: Path) -> Iterator[Problem]:
    """What does not belong into a folder of a publication: links out of it and to folders, and what is no
    file, such as a pipe, which may never end. Nothing of that is ever read.
    """
    if leads_out(folder):
        yield Problem(Where(folder.name), *_OUTSIDE)
    elif folder.is_dir():
        yield from strays_among(entries(folder), folder)


def strays_among(found: Iterable[Entry], folder: Path) -> Iterator[Problem]:
    """Those among the entries of a folder, by their names."""
    start = len(os.fspath(folder)) + 1
    for one in sorted(found, key=lambda one: one.path):
        if fault := _stray(one, folder):
            inside = one.path[start:].replace(os.sep, "/")
            yield Problem(
                Where(f"{folder.name}/{inside}".encode("utf-8", "backslashreplace").decode()), *fault
            )


def _stray(entry: Entry, folder: Path) -> tuple[str, str] | None:
    if away := _AWAY.fullmatch(entry.name):
        return f"{away[1]} is in iCloud and not on this computer", "download it: click on it in the Finder"
    if _is_link(entry):
        if entry.is_dir():
            return "the link leads to a folder", "replace it by the folder itself, or delete it"
        if not Path(entry.path).resolve().is_relative_to(folder.resolve()):
            return f"the link leads outside {folder.name}/", "replace it by a copy of the file"
        return None if entry.is_file() else ("the link leads nowhere", "delete it")
    if entry.is_dir() or entry.is_file():
        return None
    return "is no file that can be read, but a pipe, a socket or a device", "delete it"


def _is_link(entry: Entry) -> bool:
    """Whether it is a link; the junctions of Windows are some too, whatever Python calls them."""
    own = entry.stat(follow_symlinks=False) if os.name == "nt" else None
    return entry.is_symlink() or bool(getattr(own, "st_reparse_tag", 0))


_OUTSIDE: Final = (
    "is a link to a folder outside of the publication",
    "put the folder itself here, or name the publication that it belongs to with --publication",
)


@dataclass(eq=False)
class Version:
    """What is in a file, by its SHA-256; the same object for as long as that stays as it is."""

    digest: str
    stamp: tuple[int, ...] | None = None
    data: bytes | None = None

    def read_bytes(self, path: Path) -> bytes:
        """The bytes of the file: those that were hashed, and no others. Raises `MachineError`."""
        data, self.data = self.data, None  # whoever asks first is nearly always the only one
        return HashedFile(path, self.digest).read_bytes() if data is None else data


@dataclass
class Kept:
    """Versions of files and values that rest on them, from one reading to the next."""

    _versions: dict[str, Version] = field(default_factory=dict)
    _values: dict[Hashable, tuple[tuple[object, ...], Any]] = field(default_factory=dict)

    def version(self, path: str) -> Version:
        """What is in a file now; it is read only where its stamp has changed. Raises `OSError`."""
        stamp = _stamp(os.stat(path))  # noqa: PTH116  pathlib takes thrice as long
        is_settled = time_ns() - max(stamp[2:4]) > _SETTLED
        known = self._versions.get(path)
        if known is not None and known.stamp == stamp:
            return known
        data = Path(path).read_bytes()
        digest = sha256(data).hexdigest()
        if known is None or known.digest != digest:
            known = self._versions[path] = Version(digest, data=data)
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


class Folder:
    """A content folder; `sources` maps what was read to its sha256, by its path in the publication."""

    def __init__(self, root: Path, kept: Kept | None = None) -> None:
        self.kept = kept or Kept()
        self.root = Path(os.path.abspath(root))  # noqa: PTH100  resolve() would rename a linked folder
        self.name = self.root.name
        self.sources: dict[str, str] = {}
        self._read: dict[str, tuple[str, Where]] = {}
        #: Whether its lists may be in Windows-1252: those of western languages.
        self.is_western = False
        missing = next((folder for folder in (self.root.parent, self.root) if not folder.is_dir()), None)
        if missing:
            what = "is not a folder" if missing.exists() else "there is no such folder"
            if missing == self.root and self.name == "content" and not missing.exists():
                missing, what = (
                    self.root.parent,
                    "there is no publication here, for this folder has no content/",
                )
            hint = "make_brochure.py new DIR makes one to start from; --publication DIR names one elsewhere"
            raise ContentError.of(str(missing), what, hint)
        if leads_out(self.root):
            raise ContentError.of(self.name, *_OUTSIDE)

    def label(self, path: str) -> str:
        """How messages name a file of the folder."""
        return f"{self.name}/{path}".encode("utf-8", "backslashreplace").decode()

    @cached_property
    def files(self) -> tuple[str, ...]:
        """Every file that is no backup and not hidden, in order of names, by its path in the folder."""
        start = len(str(self.root)) + 1
        found = [one.path[start:].replace(os.sep, "/") for one in self._entries if not one.is_dir()]
        return self.kept.same("files", tuple(sorted(found)))

    @cached_property
    def _entries(self) -> list[Entry]:
        return list(entries(self.root))

    def is_still(self, now: Folder) -> bool:
        """Whether what lies in this folder, and all that was read of it, is the same in that of now."""

        def named(folder: Folder) -> list[tuple[str, str]]:
            links = {one.path for one in folder._entries if one.is_symlink()}
            return [
                (one.path, str(Path(one.path).readlink()) if one.path in links else "")
                for one in sorted(folder._entries, key=lambda one: one.path)
            ]

        try:
            return named(self) == named(now) and all(
                self.kept.version(self._full(path)).digest == self.sources[file]
                for file, (path, _) in self._read.items()
            )
        except OSError:  # it has gone meanwhile
            return False

    def strays(self) -> Iterator[Problem]:
        """What does not belong into the folder."""
        return strays_among(self._entries, self.root)

    def spelled(self, path: str) -> str:
        """A path as its file is called here, with composed letters (é) or with marks after letters.

        Programs write both, people see one; a path to no file is given back as it is.
        """
        plain = str(PurePosixPath(path))
        if plain.isascii() or plain in self.files:
            return path
        return self._by_looks.get(composed(plain), path)

    @cached_property
    def _by_looks(self) -> dict[str, str]:
        return {composed(name): name for name in self.files if not name.isascii()}

    def holds(self, path: str) -> bool:
        """Whether a file of exactly this spelling is there, also where a disk knows no capitals."""
        return str(PurePosixPath(self.spelled(path))) in self.files

    def version(self, path: str, asked: Where) -> Version:
        """What is in a file; `asked` is where it was asked for. Raises ContentError."""
        path = self.spelled(path)
        if fault := self._fault(path):
            raise ContentError.of(asked, *fault)
        try:
            version = self.kept.version(self._full(path))
        except OSError as error:
            what = f"{describe_path(path)} cannot be read ({error.strerror})"
            raise ContentError.of(asked, what, "check the rights of the file") from None
        file = self.label(str(PurePosixPath(path)))
        self.sources[file] = version.digest
        self._read[file] = path, asked
        return version

    def judged(self, path: str, asked: Where, judge: Callable[[str, bytes], T]) -> T:
        """What somebody says of the path and bytes of a file, asked once for each of its versions.

        Raises ContentError.
        """
        path, version = self.spelled(path), self.version(path, asked)
        return self.kept.once(
            (judge, path), (version,), lambda: judge(path, version.read_bytes(self.root / path))
        )

    def read_text(self, path: str, asked: Where) -> str:
        """The text of a file, with its line ends made one. Raises ContentError."""
        path, version = self.spelled(path), self.version(path, asked)
        file = self.label(str(PurePosixPath(path)))
        is_western = self.is_western and file.lower().endswith(LISTS)

        def read() -> str:
            return decode(version.read_bytes(self.root / path), file, is_western)

        return self.kept.once(("text", path), (version, is_western), read)

    def reread_words(self, path: str) -> str:
        """Some of the words of a list that was read as Windows-1252; empty where it is in UTF-8."""
        if not self.is_western or not path.lower().endswith(LISTS):
            return ""
        data = self.kept.version(self._full(self.spelled(path))).read_bytes(self.root / self.spelled(path))
        return western_words(data)

    def read_bytes(self, path: str, asked: Where) -> bytes:
        """The bytes of a file. Raises ContentError."""
        self.version(path, asked)
        return (self.root / path).read_bytes()

    def find(self, where: Where, words: str, skip: int = 0) -> Where:
        """The place at which `words` stand, `skip` lines or more after `where`.

        Failing that, the nearest guess.
        """
        is_text = where.file in self._read and not where.is_cell
        lines = self.read_text(*self._read[where.file]).split("\n") if is_text else []
        for start in dict.fromkeys((where.line + skip, where.line)):
            for number, line in enumerate(lines[max(start - 1, 0) :], max(start, 1)):
                if words in line:
                    column = where.column if where.file.lower().endswith(LISTS) else line.index(words) + 1
                    return where._replace(line=number, column=column)
        return where

    def _fault(self, path: str) -> tuple[str, str] | None:
        """Why a path cannot be read, and what would mend it."""
        shown = describe_path(path)
        if "://" in path:
            return f"{shown} is a web address", "save the file in the content folder and give its path there"
        parts = PurePosixPath(path.replace("\\", "/")).parts
        if path.startswith(("/", "~", "\\\\")) or re.match(r"^[A-Za-z]:", path) or ".." in parts:
            hint = "copy the file into it and give its path there"
            return f"{shown} leads outside the content folder", self._near(parts[-1], path) or hint
        if "\\" in path:
            return f"{shown} has backslashes", to_write("/".join(parts), path)
        if "\0" in path or not self.holds(path):
            return f"{shown} does not exist in {self.name}/", self._near(path, path) or "copy the file there"
        full = self._full(path)
        # Links to folders are not followed in the search for files, so that only a file itself can be one.
        if os.path.islink(full) and not Path(full).resolve().is_relative_to(self.root.resolve()):  # noqa: PTH114
            return f"{shown} leads outside the content folder", "replace the link by a copy of the file"
        if not os.path.isfile(full):  # noqa: PTH113
            return f"{shown} is not a file", ""
        is_large = os.stat(full).st_size > LARGEST_FILE  # noqa: PTH116
        return (f"{shown} is larger than 200 MB", "make it smaller") if is_large else None

    def _full(self, path: str) -> str:
        return f"{self.root}/{path}"

    def _near(self, path: str, typed: str) -> str:
        folded = {_fold(name): name for name in self.files}
        by_name = {PurePosixPath(name).name: folded[name] for name in folded}
        wanted = _fold(str(PurePosixPath(path)))
        hidden = next((name for one, name in folded.items() if one.startswith(f"{wanted}.")), None)
        if hidden and wanted not in folded:
            return (
                f"rename {hidden}, whose last ending a computer may not show, to {PurePosixPath(path).name}"
            )
        near = folded.get(wanted) or by_name.get(PurePosixPath(wanted).name)
        return perhaps(near or folded.get(likeliest(wanted, folded, 0.8) or ""), typed=typed)


def describe_path(path: str) -> str:
    """A path as a message names it."""
    return f'"{path}"' if path.isprintable() else ascii(path)


def is_utf8(path: str) -> bool:
    """Whether every system can show a path; Linux takes any bytes for a name."""
    return path.isprintable() or not any("\ud800" <= sign <= "\udfff" for sign in path)


def composed(path: str) -> str:
    """A path with its letters and their marks in one form (Unicode's NFC)."""
    return unicodedata.normalize("NFC", path)


def _fold(path: str) -> str:
    return composed(path).casefold()
