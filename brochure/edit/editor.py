"""The editor of a publication: changes to several files, all or none, each proved; taken back, made again.

Takes changes; gives what was written. Where somebody else changed a file meanwhile, a change is made if the
very value that was seen is still there, or its item has only moved; else both texts are told. Must not know
which fields content has.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial, wraps
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any, Final, ParamSpec, Protocol, cast

from brochure.edit.changes import (
    ABSENT,
    Applied,
    Change,
    Conflict,
    Standing,
    at,
    changed_data,
    digest,
    found_again,
    in_lines,
    label_of,
    name_path,
    place_now,
    plain,
    short_name,
)
from brochure.edit.changes import Path as Way
from brochure.edit.csv_edit import CsvText
from brochure.edit.disk import TEXTS, Disk, written_bytes
from brochure.edit.journal import Act, Journal, SavedMeanwhileError, Step, merged
from brochure.edit.markdown_edit import MarkdownText
from brochure.edit.renaming import KEYED, Renaming
from brochure.edit.yaml_edit import YamlText
from brochure.errors import LISTS, BrochureError, UsageError, Where, nearest
from brochure.model import decode, western

#: Versions of files that are remembered, to know what somebody saw; the journal has those before them.
_MOST_SEEN: Final = 24
#: How often a step is tried while another program saves the same files.
_TRIES: Final = 5
_NOTHING: Final = MappingProxyType[str, bytes]({})
P = ParamSpec("P")


class EditedText(Protocol):
    """A text of any form that is changed."""

    @property
    def text(self) -> str:
        """What is written."""

    @property
    def values(self) -> Any:
        """What it says."""

    def set(self, path: Way, value: Any, after: tuple[str, ...] | None = None) -> None:
        """Another value, or one where none was."""

    def unset(self, path: Way) -> None:
        """Without a key or item."""

    def insert(self, path: Way, value: Any, after: tuple[str, ...] | None = None) -> None:
        """An item more."""

    def move(self, path: Way, to: int) -> None:
        """An item in another place."""

    def make_together(self, changes: Sequence[Change]) -> bool:
        """Many changes at once; False, and nothing is done, where they have to be made one by one."""

    def reword(self, words: Callable[[Way, str], str], key: Callable[[Way], str]) -> None:
        """Other words and keys, wherever these functions say so."""


def edited_text(data: bytes, file: str) -> EditedText:
    """The text of a file, by its ending. Raises ContentError where it cannot be read."""
    ending = PurePosixPath(file).suffix.lower()
    decode(data, file, is_western=ending in LISTS)
    text = (western(data) if ending in LISTS else None) or data.decode("utf-8-sig")
    if ending == ".md":
        return MarkdownText(text, file)
    return CsvText(text, file) if ending in LISTS else YamlText(text, file)


def _alone(work: Callable[P, Applied]) -> Callable[P, Applied]:
    """While nobody else changes files here; done anew where another program saved one of them meanwhile."""

    @wraps(work)
    def done(*arguments: P.args, **more: P.kwargs) -> Applied:
        journal = cast(Editor, arguments[0])._journal
        for _ in range(_TRIES):
            with suppress(SavedMeanwhileError), journal.alone():
                return work(*arguments, **more)
        raise UsageError.of("content", "another program saves these files all the time", "end that first")

    return done


class Editor:
    """Changes files of the publication in a folder."""

    def __init__(self, publication: Path) -> None:
        self._disk = Disk(publication)
        self._journal = Journal(self._disk)
        self._seen: OrderedDict[str, Any] = OrderedDict()
        self._journal.mend()

    def read(self, file: str) -> Standing:
        """A file as it stands. Raises ContentError where it cannot be understood, UsageError without one."""
        self._disk.text_path(file)
        data = self._disk.read(file)
        return Standing(self._values(edited_text(data, file), data), digest(data), data)

    def begun(self, file: str, data: bytes) -> Standing:
        """What a file says that need not be there, before its first change makes it."""
        return Standing(self._values(edited_text(data, file), data), digest(data), data)

    def columns(self, file: str) -> tuple[str, ...]:
        """The fields by which the columns of a list are called, whether any row fills them or not."""
        text = edited_text(self._disk.read(file), file)
        return tuple(text.columns) if isinstance(text, CsvText) else ()

    def files(self) -> list[str]:
        """Every file of content that can be changed here."""
        return self._disk.texts()

    def _values(self, text: EditedText, data: bytes) -> Any:
        """What a file says, remembered for who saw it."""
        values = text.values
        self._seen[digest(data)] = values
        while len(self._seen) > _MOST_SEEN:
            self._seen.popitem(last=False)
        return values

    @_alone
    def apply(
        self,
        changes: Sequence[Change],
        label: str = "",
        files: Mapping[str, bytes | None] | None = None,
        begun: Mapping[str, bytes] = _NOTHING,
    ) -> Applied:
        """Makes all changes, in their order, or none. Several to one file are made one after another: each
        path leads to where its value stands after the ones before. `files` come with them, or go (None);
        `begun` is what files say that need not be there, before the first change makes them.

        Raises `Conflict`, or `BrochureError` for what cannot be written.
        """
        texts, written = dict[str, EditedText](), dict[str, tuple[bytes | None, bytes | None]]()
        for file in dict.fromkeys(change.file for change in changes):
            self._disk.text_path(file)
            there = self._disk.find(file) if file in begun else self._disk.read(file)
            before = begun[file] if there is None else there
            own = [replace(one, value=in_lines(one.value)) for one in changes if one.file == file]
            if there is None:
                own = [replace(one, base=digest(before)) for one in own]
            text = texts[file] = edited_text(before, file)
            self._make(text, own, digest(before))
            data = written_bytes(text.text, before, file)
            self._values(text, data)
            if data != before:
                written[file] = there, data
        written |= {file: (self._disk.find(file), data) for file, data in (files or {}).items()}
        return self._write(label or (label_of(changes) if changes else ""), written, texts)

    def _make(self, text: EditedText, changes: Sequence[Change], mark: str) -> None:
        """Makes changes of one file, of which a mark tells how it stands."""
        values, is_as_seen = text.values, True
        for change in changes:
            is_as_seen &= change.base in (None, mark) and (not change.base or change.is_as_seen(values))
            values = changed_data(values, change)
        if len(changes) > 1 and is_as_seen and text.make_together(changes):
            return
        seen: Any = None
        for change in changes:
            settled: Change | None = change
            if change.base == mark and not change.is_as_seen(text.values):
                settled = self._settled(text.values, change, ABSENT)  # an older version is looked at
            elif change.base not in (None, mark):
                seen = self._known(change.file, change.base or "") if seen is None else seen
                settled = self._settled(text.values, change, seen)
                seen = seen if seen is ABSENT else changed_data(seen, change)
            if settled:
                _make(text, settled)

    def _write(
        self,
        label: str,
        written: dict[str, tuple[bytes | None, bytes | None]],
        files: Iterable[str] = (),
        act: Act = "do",
        of: int = 0,
    ) -> Applied:
        if written or of:
            self._journal.write(label, written, act, of)
        marks = {file: digest(self._disk.find(file) or b"") for file in files if file not in written}
        marks |= {file: "" if after is None else digest(after) for file, (_, after) in written.items()}
        return Applied(marks, *self.steps(), label)

    @_alone
    def create(self, file: str, data: bytes) -> Applied:
        """A file more. Raises `UsageError` where there is one."""
        if self._disk.path(file).exists():
            raise UsageError.of(
                file, f'"{PurePosixPath(file).stem}" is there already', "choose another name"
            )
        return self._write(f"new {short_name(file)}", {file: (None, data)})

    @_alone
    def delete(self, file: str) -> Applied:
        """A file less; it is kept in the bin, and can be brought back."""
        return self._write(f"delete {short_name(file)}", {file: (self._disk.read(file), None)})

    @_alone
    def rename(self, kind: str, old: str, new: str) -> Applied:
        """An id, or the path of a picture or list in content/, becomes another, wherever it is referred to.

        Raises `UsageError` where there is no such thing, or one of the new name already.
        """
        renaming = Renaming.of(kind, old, new)
        if renaming.kind in KEYED:
            self._refuse_key(f"content/{KEYED[renaming.kind]}.yaml", old, new)
        written = dict[str, tuple[bytes | None, bytes | None]]()
        for file, data in self._texts(old):
            text = edited_text(data, file)
            text.reword(partial(renaming.words, file), partial(renaming.key, file))
            made = written_bytes(text.text, data, file)
            if made != data:
                written[file] = data, made
        if renaming.kind not in KEYED:
            self._moved(renaming, written)
        return self._write(f"rename {old} to {new}", written)

    def _texts(self, name: str) -> Iterator[tuple[str, bytes]]:
        """The texts of content in which a name stands, with any capital."""
        wanted = PurePosixPath(name).stem.casefold().encode()
        for file in self._disk.texts():
            if wanted in (data := self._disk.read(file)).lower():
                yield file, data

    def _refuse_key(self, file: str, old: str, new: str) -> None:
        """Raises `UsageError` where a key is not there, or its new name is taken."""
        values = edited_text(self._disk.read(file), file).values
        if old not in values:
            raise UsageError.of(file, f'there is no "{old}" in it', nearest(old, values, "there are"))
        if new in values:
            raise UsageError.of(file, f'"{new}" is there already', "choose another name")

    def _moved(self, renaming: Renaming, written: dict[str, tuple[bytes | None, bytes | None]]) -> None:
        """The file of what is renamed goes, and stands by the new name."""
        file, target = renaming.files(lambda one: self._disk.find(one) is not None)
        if self._disk.find(target) is not None:
            raise UsageError.of(
                target, f'"{PurePosixPath(target).stem}" is there already', "choose another name"
            )
        before, after = written.pop(file, (self._disk.read(file), None))
        written[file], written[target] = (before, None), (None, after or before)

    # Taken back, made again.

    def steps(self) -> tuple[int, int]:
        """How many steps can be taken back, and how many made again."""
        done, undone = self._journal.stacks()
        return len(done), len(undone)

    @_alone
    def undo(self) -> Applied:
        """Takes the last step back. Raises `UsageError` where there is none, or its lines were changed: then
        it is set aside, its file stays as it is, and the step before it is the last one.
        """
        done, _ = self._journal.stacks()
        if not done:
            raise UsageError.of("undo", "there is nothing to take back", "nothing was changed here yet")
        return self._turn(done[-1], "undo")

    @_alone
    def redo(self) -> Applied:
        """Makes the step again that was taken back last."""
        _, undone = self._journal.stacks()
        if not undone:
            raise UsageError.of("redo", "there is nothing to make again", "undo takes a step back first")
        return self._turn(undone[-1], "redo")

    def _turn(self, step: Step, act: Act) -> Applied:
        written = dict[str, tuple[bytes | None, bytes | None]]()
        try:
            for file, (before, after) in step.files.items():
                old, new = (after, before) if act == "undo" else (before, after)
                now, wanted = self._disk.find(file), self._journal.version(file, new)
                if ("" if now is None else digest(now)) != old:
                    base = self._journal.version(file, old)
                    is_there = base is not None and wanted is not None and now is not None
                    wanted = merged(base or b"", wanted or b"", now or b"") if is_there else None
                    if wanted is None or not _is_readable(wanted, file):
                        what = f"the same lines were changed by another program since: {step.label}"
                        hint = f"change it there where it is to be another; {act} goes on with the next step"
                        raise UsageError.of(file, what, hint)
                written[file] = now, wanted
        except UsageError:
            self._journal.write(step.label, {}, "aside", step.number)
            raise
        return self._write(step.label, written, (), act, step.number)

    # Who else was here.

    def _known(self, file: str, mark: str) -> Any:
        """What a version of a file said; ABSENT where nobody knows."""
        if mark not in self._seen:
            with suppress(BrochureError):
                data = self._journal.version(file, mark)
                self._values(edited_text(data or b"", file), data or b"")
        return self._seen.get(mark, ABSENT)

    def _settled(self, values: Any, change: Change, seen: Any) -> Change | None:
        """The change where its value stands now, None where it is made already. Raises `Conflict`.

        `seen` is what was seen, with the changes before this one; ABSENT where that is not known.
        """
        path = self._followed(values, change, seen)
        theirs = at(values, path)
        old, new = plain(change.old), plain(change.value)
        if change.action == "insert":
            rows = at(values, path[:-1])
            if isinstance(path[-1], int) and (isinstance(rows, list) or rows is ABSENT):
                return replace(
                    change, path=(*path[:-1], min(path[-1], len(rows) if isinstance(rows, list) else 0))
                )
            if theirs is ABSENT:
                return replace(change, path=path)
        elif theirs == old:
            return replace(change, path=path)
        if theirs == (new if change.action in ("set", "insert") else ABSENT) and isinstance(path[-1], str):
            return None
        raise Conflict(change.file, path, change.value, theirs)

    def _followed(self, values: Any, change: Change, seen: Any) -> Way:
        """The path to what was seen, where items of lists have moved since."""
        path = change.path
        if seen is ABSENT:
            if change.action == "insert":
                return path
            found = found_again(values, path, plain(change.old))
            if found is None:
                raise Conflict(change.file, path, change.value, at(values, path))
            return found
        for number, part in enumerate(path):
            rows, before = at(values, path[:number]), at(seen, change.path[:number])
            if isinstance(part, int) and isinstance(rows, list) and isinstance(before, list):
                place = place_now(before, part, rows)
                if place is None:
                    raise Conflict(change.file, change.path, change.value, at(values, change.path))
                path = (*path[:number], place, *path[number + 1 :])
        return path


def _is_readable(data: bytes, file: str) -> bool:
    """Whether a text can be read; other files always can."""
    if not file.lower().endswith(TEXTS):
        return True
    with suppress(BrochureError):
        edited_text(data, file)
        return True
    return False


def _make(text: EditedText, change: Change) -> None:
    if change.action == "set":
        text.set(change.path, change.value, change.after)
    elif change.action == "insert":
        text.insert(change.path, change.value, change.after)
    elif change.action == "move":
        if change.to is None:
            raise UsageError.of(Where(change.file), "a move needs a position to move to", "name one")
        text.move(change.path, change.to)
    elif change.action in ("unset", "remove"):
        if at(text.values, change.path) is ABSENT and isinstance(change.path[-1], int):
            what = f"{name_path(change.path)} is not there"
            raise UsageError.of(Where(change.file), what, "name an item that is")
        text.unset(change.path)
    else:
        raise UsageError.of(
            Where(change.file), f'"{change.action}" is no change', "set, unset, insert, move"
        )
