"""The files of a publication that may be edited: where they are, and several written at once or none.

Takes paths in the publication; gives bytes. What is written stands beside its place first, so that a full
disk leaves everything as it was. Must not know what is in files.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from brochure.errors import LISTS, WORKBOOKS, MachineError, UsageError, nearest
from brochure.model import western

#: Folders of a publication in which files are edited, and the endings of those that are.
_HOMES: Final = ("content", "layouts")
TEXTS: Final = (".yaml", ".yml", ".md", *LISTS)
_BOM: Final = b"\xef\xbb\xbf"
_PART: Final = ".edit-part"
_FAULTS: Final = {
    errno.ENOSPC: ("the disk is full, and nothing was changed", "make room, and do it again"),
    errno.EDQUOT: (
        "there is no room left for you on the disk, and nothing was changed",
        "delete something of yours, and do it again",
    ),
    errno.EROFS: ("the disk can only be read", "copy the publication to one that can be written"),
}
_DENIED: Final = "check the rights of the folder, or ask whoever owns it"


def written_bytes(text: str, before: bytes, file: str) -> bytes:
    """A text as its file has it: with its byte order mark, and a list in Windows-1252 in that.

    Raises `UsageError` for letters that it cannot have.
    """
    if not file.lower().endswith(LISTS) or western(before) is None:
        return (_BOM if before.startswith(_BOM) else b"") + text.encode()
    made = text.encode("cp1252", "replace")
    if made.decode("cp1252") != text or not (made.isascii() or western(made) is not None):
        what = "is in Windows-1252, which does not have all of these letters for certain"
        raise UsageError.of(file, what, "open it in Excel, save it as CSV UTF-8, and do this again")
    return made


class Disk:
    """A publication's files."""

    def __init__(self, publication: Path) -> None:
        self.root = Path(os.path.abspath(publication))  # noqa: PTH100  resolve() would rename a linked folder

    def path(self, file: str) -> Path:
        """Where a file is. Raises `UsageError` for what is no file of the publication."""
        parts = file.split("/")
        is_plain = file and not re.search(r"[\\\0]|^~|^[A-Za-z]:", file) and "" not in parts
        if (
            not is_plain
            or parts[0] not in _HOMES
            or len(parts) < 2
            or any(one.startswith(".") for one in parts)
        ):
            hint = "name a file in content/, such as content/season.yaml"
            raise UsageError.of(file or "file", "is no file that can be edited", hint)
        path = self.root.joinpath(*parts)
        if not path.exists() and not file.isascii():
            path = _as_spelled(self.root, parts)
        if not path.resolve().is_relative_to(self.root.resolve()):
            hint = "replace the link by a copy of the file"
            raise UsageError.of(file, "leads outside of the publication", hint)
        return path.resolve() if path.is_symlink() else path

    def text_path(self, file: str) -> Path:
        """Where a file is that holds a text which can be changed here. Raises `UsageError`."""
        ending = Path(file).suffix.lower()
        if ending in WORKBOOKS:
            hint = "change it in Excel and save it, or save it as CSV UTF-8 and name that file in its place"
            raise UsageError.of(file, "is a workbook, which only a spreadsheet program changes", hint)
        if ending not in TEXTS:
            raise UsageError.of(file, "is no text that can be changed here", f"endings: {', '.join(TEXTS)}")
        return self.path(file)

    def read(self, file: str) -> bytes:
        """The bytes of a file. Raises `UsageError` where it is not there."""
        path = self.path(file)
        if not path.is_file():
            beside = path.parent.iterdir() if path.parent.is_dir() else ()
            names = sorted(one.name for one in beside if one.suffix == path.suffix)
            hint = nearest(path.name, names, "files there")
            more = "; a new one begins as a copy of another, or in the studio with + New"
            raise UsageError.of(file, "there is no such file", hint + more)
        with machine_errors(file):
            return path.read_bytes()

    def find(self, file: str) -> bytes | None:
        """The bytes of a file; None where it is not there."""
        path = self.path(file)
        with machine_errors(file):
            return path.read_bytes() if path.is_file() else None

    def texts(self) -> list[str]:
        """Every text of content, by its path in the publication."""
        found = list[str]()
        for folder, inside, names in os.walk(self.root / "content"):
            inside[:] = sorted(one for one in inside if not one.startswith("."))
            home = Path(folder).relative_to(self.root).as_posix()
            found += [
                f"{home}/{name}"
                for name in sorted(names)
                if name.lower().endswith(TEXTS) and not name.startswith(".") and not name.endswith("~")
            ]
        return found

    def stage(self, files: Mapping[str, bytes | None]) -> list[tuple[Path | None, Path]]:
        """Writes each file beside its place; those that are to go have none. Raises `MachineError`."""
        staged = list[tuple[Path | None, Path]]()
        try:
            for file, data in files.items():
                target = self.path(file)
                with machine_errors(file):
                    _refuse_read_only(file, target)
                    staged.append((None if data is None else _stage(target, data), target))
        except BaseException:
            self.drop(staged)
            raise
        return staged

    @staticmethod
    def drop(staged: list[tuple[Path | None, Path]]) -> None:
        """Takes away what was written beside its place."""
        for part, _ in staged:
            if part:
                with suppress(OSError):
                    part.unlink(missing_ok=True)

    @staticmethod
    def place(staged: list[tuple[Path | None, Path]]) -> None:
        """Moves what was written to its place."""
        for part, target in staged:
            with machine_errors(str(target)):
                if part:
                    part.replace(target)
                else:
                    target.unlink(missing_ok=True)

    def sweep(self, files: Mapping[str, object]) -> None:
        """Takes away what an editor that was killed left beside files."""
        for file in files:
            with suppress(UsageError, OSError):
                _part_of(self.path(file)).unlink(missing_ok=True)


def _as_spelled(root: Path, parts: list[str]) -> Path:
    """A path as its folders and file are called here, with composed letters or with marks after letters."""
    path = root
    for part in parts:
        wanted = unicodedata.normalize("NFC", part)
        names = [one.name for one in path.iterdir()] if path.is_dir() else []
        alike = (name for name in names if unicodedata.normalize("NFC", name) == wanted)
        path = path / (part if part in names else next(alike, part))
    return path


def _refuse_read_only(file: str, path: Path) -> None:
    if path.is_file() and not (path.stat().st_mode & stat.S_IWUSR and os.access(path, os.W_OK)):
        hint = "allow writing in the file's properties, and do it again"
        raise MachineError.of(file, "is read-only, and nothing was changed", hint)


def _part_of(path: Path) -> Path:
    return path.with_name(f".{path.name[:100]}{_PART}")


def _stage(target: Path, data: bytes) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    part = _part_of(target)
    try:
        write_synced(part, data)
        if target.is_file():
            before = target.stat()
            part.chmod(stat.S_IMODE(before.st_mode))
            if hasattr(os, "chown") and (before.st_uid, before.st_gid) != (os.geteuid(), os.getegid()):
                with suppress(PermissionError):
                    os.chown(part, before.st_uid, before.st_gid)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    return part


def write_synced(path: Path, data: bytes) -> None:
    """Writes a file that is there also where the machine goes down the moment after."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def machine_errors(file: str) -> Iterator[None]:
    """What the system refuses, in words. Raises `MachineError`."""
    try:
        yield
    except OSError as error:
        said = (f"cannot be written or read ({error.strerror or error})", _DENIED)
        raise MachineError.of(file, *_FAULTS.get(error.errno or 0, said)) from error
