"""**publish**: finished files go out whole or not at all, and the manifest last.

`Shelf` is the folder of a season and an edition; `publish_folder` puts a folder in the place of another at
once; `write_whole` and `machine_errors` are for whoever else writes files, `hold_inside` for where those may
stand, `hold` and `unless_held` for what is swept away when its process is gone. Must not know what is in
files.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any, Final, NamedTuple

from brochure.errors import MachineError

try:
    import fcntl
except ImportError:  # Windows has none
    fcntl = None  # type: ignore[assignment]

__all__ = [
    "CONTENT",
    "LISTING",
    "MANIFEST",
    "SITE",
    "Shelf",
    "hold",
    "hold_inside",
    "machine_errors",
    "publish_folder",
    "read_manifest",
    "unless_held",
    "write_whole",
    "write_whole_by",
]

MANIFEST = "manifest.json"
#: What a season was made of, beside its manifest.
CONTENT = "content.zip"
#: The folder of a season's site, and in it the file that says what there is.
SITE, LISTING = "site", "site.json"
#: What a manifest says of a season as a whole, where there is something to say.
SEASON: Final = ("content", "open")
PART = ".part"
#: Linux's flag for an exchange of two paths, and what stands for the folder one is in (linux/fs.h, fcntl.h).
_EXCHANGE: Final = 2
_HERE: Final = -100
#: Held while a manifest is read and written, so that builds at the same time lose nothing of one another.
_LOCK: Final = ".manifest.lock"
#: Seconds that another build may take to write a manifest.
PATIENCE: Final = 30
#: Characters of a file's name that its part bears: with the rest of its name they stay below what disks
#: allow.
LONGEST_STEM = 40
_IN_USE: Final = "close it where it is open, or check the folder and its permissions"
#: What the system says, in words and with what helps; the rest is about permissions.
_FAULTS: Final = {
    errno.ENOSPC: ("the disk is full", "make room and build again; what was published before is untouched"),
    errno.EDQUOT: ("there is no room left for you on the disk", "delete something of yours and build again"),
    errno.ENAMETOOLONG: (
        "its path is longer than the system allows",
        "name a folder with a shorter path (--output, --cache)",
    ),
    errno.EIO: ("the disk fails", "look at the disk, or name a folder elsewhere (--output, --cache)"),
    errno.EROFS: ("", "name a folder elsewhere (--output, --cache)"),
}


class Shelf(NamedTuple):
    """The folder of one season and edition: `output/<season>/<edition>`."""

    output: Path
    season: str
    edition: str

    @property
    def folder(self) -> Path:
        return self.output / self.season / self.edition

    @property
    def manifest(self) -> Path:
        return self.output / self.season / MANIFEST

    @property
    def content(self) -> Path:
        """What the season was made of."""
        return self.manifest.with_name(CONTENT)

    def sweep(self) -> None:
        """Removes what killed builds left half written.

        Raises `MachineError` where a link leads elsewhere.
        """
        hold_inside(self.output, self.folder, self.manifest.with_name(_LOCK), self.content)
        sweep(self.folder)
        sweep(self.manifest.parent)

    def put(self, name: str, data: bytes) -> Path:
        """Publishes one file of this edition, and gives its path."""
        path = self.folder / name
        write_whole(path, data)
        return path

    def remove(self, name: str) -> None:
        """Takes away a file of this edition in whose place another was published."""
        with machine_errors(self.folder / name):
            (self.folder / name).unlink(missing_ok=True)

    def record(
        self,
        entries: Mapping[str, Mapping[str, Any]],
        generator: str,
        season: Mapping[str, Any] | None = None,
    ) -> None:
        """Adds files to the season's manifest; what other builds left in it and still exists stays.

        `season` is what is said of the season as a whole, over what was said before; None for what is said
        no longer.
        """
        with _alone(self.manifest):
            before = read_manifest(self.manifest)
            kept = {
                name: entry
                for name, entry in before["files"].items()
                if (self.manifest.parent / name).is_file()
            }
            files = kept | {f"{self.edition}/{name}": dict(entry) for name, entry in entries.items()}
            whole = {name: before[name] for name in SEASON if name in before} | dict(season or {})
            manifest: dict[str, Any] = {"season": self.season, "generator": generator}
            manifest |= {name: said for name, said in whole.items() if said is not None}
            manifest["files"] = dict(sorted(files.items()))
            write_whole(self.manifest, (json.dumps(manifest, indent=1, ensure_ascii=False) + "\n").encode())


def read_manifest(path: Path) -> dict[str, Any]:
    """What a manifest says; of its `files` nothing but what can be read."""
    try:
        said = json.loads(path.read_text("utf-8"))
        files = {name: entry for name, entry in said["files"].items() if isinstance(entry, dict)}
        return {**said, "files": files}
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return {"files": {}}


@contextmanager
def _alone(manifest: Path) -> Iterator[None]:
    """Nobody else changes a manifest meanwhile."""
    with machine_errors(manifest):
        manifest.parent.mkdir(parents=True, exist_ok=True)
    with _locked(manifest.with_name(_LOCK), manifest):
        yield


@contextmanager
def _locked(file: Path, what_for: Path) -> Iterator[None]:
    """Nobody else holds this lock meanwhile. Raises `MachineError` where somebody does for long."""
    from filelock import FileLock, Timeout  # here, since a build in which nothing changes has no use for it

    with machine_errors(what_for):
        lock = FileLock(file, PATIENCE, mode=0o666)
        try:
            lock.acquire()
        except Timeout as error:
            what, hint = "another build has been writing it for long", "wait until that has ended, or end it"
            raise MachineError.of(str(what_for), what, hint) from error
    try:
        yield
    finally:
        lock.release()


def hold_inside(folder: Path, *paths: Path) -> None:
    """Raises `MachineError` where a path in a folder leads out of it, by a link that came with the folder or
    by `..`: what is written there would take the place of something else.
    """
    top, around = folder.resolve(), {folder, *folder.parents}
    for path in paths:
        if not path.resolve().is_relative_to(top):
            inside = (one for one in (*reversed(path.parents), path) if one not in around)
            link = next((one for one in inside if one.is_symlink()), None)
            what = f"leads out of {folder}, and nothing is written there"
            if link is None:
                raise MachineError.of(str(path), what, "name a place in that folder, without ..")
            what = f"is a link that leads out of {folder}, and nothing is written through it"
            hint = "delete the link; --output and --cache name other folders"
            raise MachineError.of(str(link), what, hint)


def write_whole(path: Path, data: bytes, lasting: bool = True) -> None:
    """Writes a file beside its place and moves it there: readers see the old or the new one, never a part.

    One that need not be `lasting` may be cut short where the machine goes down. Raises `MachineError` where
    the disk is full or the folder cannot be written; what was there stays.
    """
    with machine_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if _holds(path, data):
            return
    write_whole_by(path, lambda file: file.write(data), lasting)


def write_whole_by(path: Path, write: Callable[[IO[bytes]], object], lasting: bool = True) -> None:
    """The same for a file that somebody writes piece by piece, since it may be large."""
    with machine_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with _part_of(path) as temporary:
            part = Path(temporary.name)
            try:
                write(temporary)
                temporary.flush()
                if lasting:
                    os.fsync(temporary.fileno())
                part.chmod(0o644)
                if sys.platform == "win32":
                    temporary.close()  # nothing that is open can be moved there
                part.replace(path)
            except BaseException:
                with suppress(OSError):
                    temporary.close()
                part.unlink(missing_ok=True)
                raise


def _holds(path: Path, data: bytes) -> bool:
    """Whether a file has these bytes already; one that cannot be read can still be replaced."""
    with suppress(OSError):
        return path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data
    return False


def _part_of(path: Path) -> IO[bytes]:
    """A new file beside another, held by this process; deleting it is left to the caller."""
    prefix = f".{path.stem[:LONGEST_STEM]}."
    while True:
        part = NamedTemporaryFile(dir=path.parent, prefix=prefix, suffix=PART, delete=False)  # noqa: SIM115
        hold(part.fileno())
        if Path(part.name).exists():
            return part
        part.close()  # it was swept away in the moment before it was held


def sweep(folder: Path) -> None:
    """Removes the parts that killed processes left behind, and none that is being written."""
    with suppress(OSError):  # who writes there will tell
        for part in folder.glob(f".*{PART}"):
            unless_held(part, part.unlink)


def hold(descriptor: int) -> None:
    """Marks an open file as one of a process that runs, until it is closed or the process is gone.

    Where a disk cannot do so, nothing tells; on Windows a file that is open cannot be removed anyway.
    """
    if fcntl is not None:
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)


def unless_held(path: Path, remove: Callable[[], object]) -> None:
    """Removes what no process holds any more, as this file tells; what cannot be removed stays."""
    with suppress(OSError):
        if fcntl is None:
            remove()
            return
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            remove()


@contextmanager
def machine_errors(path: Path, what: str = "", hint: str = "") -> Iterator[None]:
    """Says of a full disk and of a place that cannot be written what they are, as a `MachineError`.

    In other words where `what` cannot be done there, and what helps, are given.
    """
    try:
        yield
    except OSError as error:
        fault, helps = _FAULTS.get(error.errno or 0, ("", _IN_USE))
        why = f"({error.strerror or error})"
        said = f"{what} {why}" if what else fault or f"the file cannot be written {why}"
        raise MachineError.of(str(path), said, hint or helps) from error


def publish_folder(top: Path, folder: Path, files: Mapping[str, bytes]) -> None:
    """Puts a folder with these files, by their paths in it, in the place of the one that is there.

    Whoever looks sees the old or the new one, and the old one stays where anything fails. Raises
    `MachineError`, also where a link leads out of `top`.
    """
    new, old = (folder.with_name(f".{folder.name}.{name}") for name in ("new", "old"))
    hold_inside(top, folder, new, old)
    with machine_errors(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _locked(folder.with_name(f".{folder.name}.lock"), folder):
            if old.is_dir() and not folder.exists():
                old.rename(folder)  # a run was killed between its two steps
            _remove(new, old)
            try:
                for name, data in files.items():
                    _write(new / name, data)
                _swap(new, folder, old)
            finally:
                _remove(new, old)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _swap(new: Path, folder: Path, old: Path) -> None:
    """Exchanges two folders in one step where the system can, in two where it cannot."""
    if not folder.exists():
        new.rename(folder)
    elif not _exchanged(new, folder):
        folder.rename(old)
        new.rename(folder)


def _exchanged(one: Path, other: Path) -> bool:
    if sys.platform != "linux":
        return False
    try:
        exchange = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    return bool(exchange(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0)


def _remove(*folders: Path) -> None:
    for folder in folders:
        with suppress(FileNotFoundError):
            shutil.rmtree(folder)
