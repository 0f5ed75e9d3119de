"""What was changed, step by step, so that it can be taken back: also after a restart, also where the program
was killed in mid-step.

It lies in .studio/ of the publication, which git ignores and no build reads: a record for each step in
journal/, and in bin/ every file as it was before and after, so that nothing that was removed is lost. Must
not know what is in files.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path, PurePosixPath
from typing import Any, Final, Literal

from filelock import FileLock, Timeout

from brochure.edit.changes import digest
from brochure.edit.disk import Disk, machine_errors, write_synced
from brochure.errors import MachineError, UsageError

OWN_FOLDER: Final = ".studio"
#: Steps that can be taken back, and bytes of files that are kept for it; the last step stays in any case.
MOST_STEPS: Final = 500
MOST_BYTES: Final = 256_000_000
#: Seconds that another editor may take for a step.
_PATIENCE: Final = 20
#: After so many steps it is looked whether too many are kept.
_SPARE: Final = 20
_RECORD: Final = re.compile(r"[0-9]+\.json")
Act = Literal["do", "undo", "redo", "aside"]


@dataclass(frozen=True)
class Step:
    """One record: `files` are the sha256 of each file before and after (empty where there is none).

    `of` is the step that was taken back, made again, or set aside since it can be neither any more.
    """

    number: int
    act: Act
    label: str
    files: Mapping[str, tuple[str, str]]
    of: int = 0


class SavedMeanwhileError(Exception):
    """Another program saved a file between the moment it was read and the moment it was to be written;
    nothing was written, and what was to be done is to be done anew.
    """


class Journal:
    """The steps of a publication."""

    def __init__(self, disk: Disk) -> None:
        self.disk, self.folder = disk, disk.root / OWN_FOLDER
        self._records = self.folder / "journal"
        self._bin = self.folder / "bin"
        self._pending = self.folder / "pending.json"
        self._steps: dict[int, Step] = {}
        self._names = frozenset[str]()

    def mend(self) -> None:
        """Ends what a program that was killed left half done."""
        if self._pending.is_file():
            with self.alone():
                pass

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else changes files of the publication meanwhile; what was left half done is mended."""
        if self.folder.is_symlink() or self._bin.is_symlink() or self._records.is_symlink():
            hint = "delete the link, and do it again"
            raise MachineError.of(OWN_FOLDER, "is a link, and nothing is written through it", hint)
        with machine_errors(OWN_FOLDER):
            for folder in (self._records, self._bin):
                folder.mkdir(parents=True, exist_ok=True)
            if not (ignore := self.folder / ".gitignore").is_file():
                ignore.write_text("*\n", "utf-8")
            lock = FileLock(self.folder / "lock", _PATIENCE)
            try:
                lock.acquire()
            except Timeout as error:
                what, hint = "another program has been changing files for long", "end that, and do it again"
                raise MachineError.of(OWN_FOLDER, what, hint) from error
        try:
            self._mend()
            yield
        finally:
            lock.release()

    # Steps.

    def stacks(self) -> tuple[list[Step], list[Step]]:
        """What can be taken back, and what can be made again; the next one last."""
        done, undone = list[Step](), list[Step]()
        for step in self._read():
            if step.act == "do":
                done.append(step)
                undone.clear()
            elif step.act == "redo":
                undone[-1:] = []
                done.append(step)
            elif step.act == "aside":
                done = [one for one in done if one.number != step.of]
                undone = [one for one in undone if one.number != step.of]
            elif done and done[-1].number == step.of:
                undone.append(done.pop())
        return done, undone

    def _read(self) -> list[Step]:
        """Every step; records that were read before are not read again, however many there are."""
        names = frozenset(os.listdir(self._records) if self._records.is_dir() else ())  # noqa: PTH208  fast
        if names != self._names:
            numbers = {int(name[:-5]): name for name in names if _RECORD.fullmatch(name)}
            known = {number: step for number, step in self._steps.items() if number in numbers}
            for number in numbers.keys() - known.keys():
                if step := _step(self._records / numbers[number]):
                    known[number] = step
            self._steps, self._names = dict(sorted(known.items())), names
        return list(self._steps.values())

    def write(
        self,
        label: str,
        files: Mapping[str, tuple[bytes | None, bytes | None]],
        act: Act = "do",
        of: int = 0,
    ) -> None:
        """Writes all files, or none, and remembers how they were.

        Raises `MachineError`, and `SavedMeanwhileError` where one is no longer as it was said to be before.
        """
        steps = self._read()
        marks = {file: (_mark(before), _mark(after)) for file, (before, after) in files.items()}
        step = Step(steps[-1].number + 1 if steps else 1, act, label, marks, of)
        with machine_errors(OWN_FOLDER):
            for file, versions in files.items():
                for data in versions:
                    self._keep(file, data)
            _write(self._pending, _json(step))
        try:
            staged = self.disk.stage({file: after for file, (_, after) in files.items()})
        except BaseException:
            self._pending.unlink(missing_ok=True)
            raise
        try:
            if any(self.disk.find(file) != before for file, (before, _) in files.items()):
                raise SavedMeanwhileError
            self.disk.place(staged)
        except BaseException:
            self.disk.drop(staged)
            self._mend()
            raise
        with suppress(MachineError):  # what is written is written: whoever is next enters it
            self._commit(step)
        if step.number % _SPARE == 0:
            self._prune()

    def _commit(self, step: Step) -> None:
        with machine_errors(OWN_FOLDER):
            self._pending.replace(self._records / f"{step.number:06}.json")

    def _mend(self) -> None:
        """Ends a step in whose middle a program was killed: as meant where all is written, else back."""
        step = _step(self._pending) if self._pending.is_file() else None
        if step is None:
            self._pending.unlink(missing_ok=True)
            return
        now = {file: _mark(self.disk.find(file)) for file in step.files}
        self.disk.sweep(step.files)
        if all(now[file] == after for file, (_, after) in step.files.items()):
            self._commit(step)
            return
        back = {file: before for file, (before, after) in step.files.items() if now[file] == after != before}
        self.disk.place(self.disk.stage({file: self.version(file, mark) for file, mark in back.items()}))
        self._pending.unlink(missing_ok=True)

    # The bin.

    def version(self, file: str, mark: str) -> bytes | None:
        """A file as it was. Raises `UsageError` where that is no longer kept."""
        if not mark:
            return None
        path = self._home(file, mark)
        with machine_errors(OWN_FOLDER):
            data = path.read_bytes() if path.is_file() else b""
        if digest(data) != mark:
            what = "how it was before is no longer kept"
            raise UsageError.of(file, what, "change it by hand; git or a backup may have it")
        return data

    def _keep(self, file: str, data: bytes | None) -> None:
        if data is not None and not (path := self._home(file, digest(data))).is_file():
            _write(path, data)

    def _home(self, file: str, mark: str) -> Path:
        name = PurePosixPath(file)
        return self._bin / f"{name.stem[:60]}.{mark[:20]}{name.suffix}"

    def _prune(self) -> None:
        """Forgets the oldest steps where there are too many of them."""
        steps = self._read()
        sizes = {path: path.stat().st_size for path in self._bin.iterdir()}
        if len(steps) <= MOST_STEPS and sum(sizes.values()) <= MOST_BYTES:
            return
        kept, used, room = list[Step](), set[Path](), MOST_BYTES
        for step in reversed(steps[-MOST_STEPS:]):
            own = {
                self._home(file, mark) for file, marks in step.files.items() for mark in marks if mark
            } - used
            room -= sum(sizes.get(path, 0) for path in own)
            if kept and room < 0:
                break
            kept.append(step)
            used |= own
        for step in steps:
            if step not in kept:
                (self._records / f"{step.number:06}.json").unlink(missing_ok=True)
        for path in sizes.keys() - used:
            path.unlink(missing_ok=True)


def merged(base: bytes, wanted: bytes, now: bytes) -> bytes | None:
    """What leads from one version to another, done to a third; None where the same lines differ there."""
    old, new, there = (data.splitlines(keepends=True) for data in (base, wanted, now))
    others = [
        (first, last, end - start - (last - first))
        for action, first, last, start, end in SequenceMatcher(None, old, there, False).get_opcodes()
        if action != "equal"
    ]
    for action, first, last, start, end in reversed(SequenceMatcher(None, old, new, False).get_opcodes()):
        if action == "equal":
            continue
        if any(begin <= last and first <= stop for begin, stop, _ in others):
            return None
        shift = sum(grown for _, stop, grown in others if stop < first)
        there[first + shift : last + shift] = new[start:end]
    return b"".join(there)


def _write(path: Path, data: bytes) -> None:
    """Writes a file of the journal beside its place, and moves it there.

    It is on the disk before anything is changed that it is to take back.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        write_synced(part, data)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _mark(data: bytes | None) -> str:
    return "" if data is None else digest(data)


def _json(step: Step) -> bytes:
    return json.dumps(
        {"number": step.number, "act": step.act, "label": step.label, "files": step.files, "of": step.of},
        ensure_ascii=False,
    ).encode("utf-8", "surrogatepass")


def _step(path: Path) -> Step | None:
    """A record; None where it cannot be read."""
    with suppress(OSError, ValueError, LookupError, TypeError):
        said: dict[str, Any] = json.loads(path.read_bytes())
        files = {str(file): (str(marks[0]), str(marks[1])) for file, marks in said["files"].items()}
        return Step(int(said["number"]), said["act"], str(said["label"]), files, int(said["of"]))
    return None
