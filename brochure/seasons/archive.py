"""The content of a season in one file, `content.zip`, so that it can be looked at and compared later.

Takes files and what they are called; the same files give the same bytes on every machine: they stand in
order of their names, without times, and as they are, for what compresses differs from one library to the
next. `unpacked` trusts no archive: what it holds may come from anywhere.
"""

from __future__ import annotations

import os
import stat
import zlib
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path, PurePosixPath
from shutil import copyfileobj
from types import MappingProxyType
from typing import IO, Final
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from brochure.errors import UsageError

#: The folders of a publication that an archive may hold.
PARTS: Final = ("content", "layouts", "fonts")
#: What every file of an archive says of itself in place of a time and of rights.
_TIME: Final = (1980, 1, 1, 0, 0, 0)
_RIGHTS: Final = (stat.S_IFREG | 0o644) << 16
_UNIX: Final = 3
#: How many times its size an archive may hold, and how many files.
_MOST_TIMES: Final = 20
_MOST_FILES: Final = 200_000
#: Signs that no name of a file may have on one system or another.
_FORBIDDEN: Final = frozenset('\\:*?"<>|') | {chr(number) for number in (*range(32), 127)}
_ENCRYPTED: Final = 1


class MovedError(Exception):
    """A file is no longer what it was when it was read."""


def write_archive(
    files: Mapping[str, Path],
    known: Mapping[str, str],
    target: IO[bytes],
    more: Mapping[str, bytes] = MappingProxyType({}),
) -> None:
    """Writes files by their names in a publication; of those in `known` the SHA-256 of what was read. `more`
    has others by their names that stand on no disk.

    Raises `MovedError` where one says something else by now, `OSError` where one is gone.
    """
    with ZipFile(target, "w", ZIP_STORED) as archive:
        for name in sorted({*files, *more}):
            data = more[name] if name in more else files[name].read_bytes()
            if known.get(name, digest := sha256(data).hexdigest()) != digest:
                raise MovedError(name)
            entry = ZipInfo(name, _TIME)
            entry.create_system, entry.external_attr = _UNIX, _RIGHTS
            archive.writestr(entry, data)


def holds_archive(files: Mapping[str, Path], archive: Path) -> bool:
    """Whether an archive holds exactly these files as they are now."""
    try:
        with ZipFile(archive) as opened:
            entries = {one.filename: one for one in opened.infolist()}
        return list(entries) == sorted(files) and all(
            entry.file_size == files[name].stat().st_size
            and zlib.crc32(files[name].read_bytes()) == entry.CRC
            for name, entry in entries.items()
        )
    except (OSError, BadZipFile, ValueError):
        return False


def unpacked(archive: Path, folder: Path) -> Path:
    """A folder into which the season of an archive is unpacked: a publication.

    Raises `UsageError` for what is no archive of a season, leads out of the folder, or would fill the disk.
    """
    try:
        with ZipFile(archive) as opened:
            members = list(_members(opened, archive))
            for name, entry in members:
                target = folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                with opened.open(entry) as source, target.open("xb") as copy:
                    copyfileobj(source, copy)
    except (BadZipFile, NotImplementedError, EOFError, zlib.error, ValueError, RuntimeError) as error:
        raise _refused(archive, f"cannot be read ({error})") from error
    except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
        raise _refused(archive, "holds two files of one name") from error
    except FileNotFoundError as error:
        what, hint = "there is no such file", "name the content.zip of a season, below output/"
        raise UsageError.of(str(archive), what, hint) from error
    return folder


def _members(opened: ZipFile, archive: Path) -> Iterator[tuple[str, ZipInfo]]:
    """The files of a publication in an archive, by their names, once all of them may be unpacked."""
    every = [one for one in opened.infolist() if not one.is_dir()]
    if strays := [one.filename for one in every if _leads_out(one.filename)]:
        raise _refused(archive, f'holds "{strays[0][:80]}", which leads elsewhere')
    root = _root([one.filename for one in every])
    inside = [(one.filename.removeprefix(root), one) for one in every if one.filename.startswith(root)]
    entries = [(name, one) for name, one in inside if _is_part(name)]
    most = archive.stat().st_size * _MOST_TIMES
    if len(entries) > _MOST_FILES or sum(one.file_size for _, one in entries) > most:
        raise _refused(archive, f"would be more than {_MOST_TIMES} times as large unpacked")
    for name, one in entries:
        if not _is_safe(name) or stat.S_ISLNK(one.external_attr >> 16):
            raise _refused(archive, f'holds "{one.filename[:80]}", which leads elsewhere')
        if one.flag_bits & _ENCRYPTED:
            raise _refused(archive, "is locked with a password")
    if not any(name.startswith("content/") for name, _ in entries):
        raise _refused(archive, "holds no folder content/")
    yield from entries


def _root(names: Sequence[str]) -> str:
    """Where content/ stands in an archive: at its top, or in the one folder that somebody packed."""
    if any(one.startswith("content/") for one in names):
        return ""
    around = {one.partition("/")[0] for one in names if one.partition("/")[2].startswith("content/")}
    return f"{around.pop()}/" if len(around) == 1 else ""


def _leads_out(name: str) -> bool:
    return ".." in name.replace("\\", "/").split("/") or name.startswith(("/", "\\")) or name[1:2] == ":"


def _is_part(name: str) -> bool:
    """Whether a file belongs to a publication; what systems put beside it does not, nor what is hidden."""
    parts = name.replace("\\", "/").split("/")
    return parts[0] in PARTS and not any(part.startswith(".") for part in parts)


def _is_safe(name: str) -> bool:
    """Whether a name leads to a file below the folder that it is put in, on any system."""
    parts = name.split("/")
    return (
        not _FORBIDDEN & set(name)
        and all(part.strip(". ") for part in parts)
        and len(os.fsencode(name)) < 1000
        and not PurePosixPath(name).is_absolute()
    )


def _refused(archive: Path, what: str) -> UsageError:
    hint = "take the content.zip that a build left in the folder of its season, below output/"
    return UsageError.of(str(archive), what, hint)
