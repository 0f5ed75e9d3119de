"""Changes of a YAML text, each proved: the result parses, and says what was said before but for this one
value.

Must not know files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from copy import copy
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any

from brochure.edit import yaml_splice as splice
from brochure.edit.changes import ABSENT, Change, Path, at, changed_data, name_path, plain, shown, with_value
from brochure.edit.yaml_pieces import Member, Piece, Tree
from brochure.edit.yaml_together import written_together
from brochure.edit.yaml_words import forms
from brochure.errors import BrochureError, ContentError, Problem, UsageError, Where, nearest
from brochure.model import UNUSED_ANCHOR, parse_yaml


class YamlText:
    """A YAML text that is changed. Raises ContentError where it cannot be read."""

    def __init__(self, text: str, file: str) -> None:
        self.tree, self.file = Tree(text, file), file
        self._is_part = False  # a part of a change, which is proved as a whole

    @property
    def text(self) -> str:
        """What is written."""
        return self.tree.text

    @property
    def values(self) -> Any:
        """What it says."""
        return {} if self.tree.data is None else self.tree.data

    def where(self, path: Path) -> Where:
        """The place of what is nearest to a path."""
        found = self.tree.find(path)
        return self.tree.where(found[-1][1].start) if found else Where(self.file)

    def set(self, path: Path, value: Any, after: tuple[str, ...] | None = None) -> None:
        """Another value, or one where none was."""
        old, value = at(self.values, path), plain(value)
        if value is ABSENT:
            self.unset(path)
        elif old == value and (not isinstance(value, dict) or list(old) == list(value)):
            return
        elif isinstance(old, dict) and isinstance(value, dict) and old and value:
            self._table(path, old, value)
        elif isinstance(old, list) and isinstance(value, list) and old and value:
            self._rows(path, old, value)
        else:
            self._set(path, value, after)

    def _set(self, path: Path, value: Any, after: tuple[str, ...] | None = None) -> None:
        found = self.tree.find(path)
        if path and len(found) == len(path):
            parent, entry = found[-1]
            self.tree.refuse_shared(entry.value)
            self._prove(
                splice.replaced(self.tree, parent, entry, value), with_value(self.values, path, value), path
            )
            return
        inner, rest = (found[-1][1].value if found else self.tree.root), path[len(found) :]
        said = at(self.values, path[: len(found)])
        if not rest or not all(isinstance(part, str) for part in rest):
            self._refuse_missing(path, found, said)
        for part in reversed(rest[1:]):
            value = {part: value}
        key = str(rest[0])
        if said is ABSENT and found:
            self._set(path[: len(found)], {key: value})
            return
        if not isinstance(said, dict):
            self._refuse_missing(path, found, said)
        after = after if len(rest) == 1 else None
        table = inner if said or (inner and inner.kind == "table") else None
        made = with_value(self.values, path[: len(found)], {**said, key: value})
        self._prove(splice.inserted_key(self.tree, table, key, value, after), made, path)

    def _refuse_missing(self, path: Path, found: list[tuple[Piece, Member]], said: Any) -> None:
        """Raises `UsageError` for a path that leads to nothing."""
        part, here = path[len(found)] if len(found) < len(path) else "", self.where(path)
        name = name_path(path[: len(found)])
        if isinstance(said, list):
            what = f"{name} is a list of {len(said)}"
            hint = f"name a position from 1 to {len(said)}" if isinstance(part, int) else "name a position"
        elif isinstance(said, dict):
            what, hint = f"{name} has keys, not positions", nearest(str(part), said, "keys")
        else:
            what, hint = (
                f"{name} says {shown(said)}, and has nothing inside",
                "give it another value as a whole",
            )
        raise UsageError.of(here, what, hint)

    def unset(self, path: Path) -> None:
        """Without a key or item; where that is not there, nothing is to be done."""
        found = self.tree.find(path)
        if not path or len(found) < len(path):
            return
        parent, entry = found[-1]
        self.tree.refuse_shared(entry.value)
        self._prove(splice.removed(self.tree, parent, entry), _without(self.values, path), path)

    def insert(self, path: Path, value: Any, after: tuple[str, ...] | None = None) -> None:
        """An item before the one at a position, or at the end; or a key that is not there yet."""
        position, value = path[-1], plain(value)
        rows = at(self.values, path[:-1])
        if isinstance(position, str):
            if at(self.values, path) is not ABSENT:
                what = f"{name_path(path)} is there already, and says {shown(at(self.values, path))}"
                raise UsageError.of(self.where(path), what, "set it")
            self._set(path, value, after)
        elif rows is ABSENT or rows == []:
            self._set(path[:-1], [value], after)
        elif not isinstance(rows, list) or not 0 <= position <= len(rows):
            self._refuse_missing(path, self.tree.find(path[:-1]), rows)
        else:
            piece = self._list(path[:-1])
            made = with_value(self.values, path[:-1], [*rows[:position], value, *rows[position:]])
            self._prove(splice.inserted_item(self.tree, piece, position, value), made, path)

    def move(self, path: Path, to: int) -> None:
        """An item at another position of its list."""
        rows, position = at(self.values, path[:-1]), path[-1]
        if not isinstance(rows, list) or not isinstance(position, int) or not 0 <= position < len(rows):
            self._refuse_missing(path, self.tree.find(path[:-1]), rows)
            return
        to = min(max(to, 0), len(rows) - 1)
        if to == position:
            return
        items = list(rows)
        items.insert(to, items.pop(position))
        made, piece = with_value(self.values, path[:-1], items), self._list(path[:-1])
        self._prove(splice.moved(self.tree, piece, position, to), made, path)

    def _list(self, path: Path) -> Piece:
        found = self.tree.find(path)
        piece = found[-1][1].value if found else self.tree.root
        assert piece is not None
        if piece.kind == "alias":
            self.tree.find((*path, 0))
        self.tree.refuse_shared(piece)
        return piece

    def make_together(self, changes: Sequence[Change]) -> bool:
        """Makes many changes with one proof for all, so that a long list takes no longer for each of them.

        False, and nothing is done, where they hang together, or one of them cannot be made.
        """
        one = copy(self)
        one._is_part = True
        for _, run in groupby(changes, lambda change: change.action):
            alike, values = list[Change](), one.values
            for change in run:
                if change.action != "set" or at(values, change.path) != plain(change.value):
                    alike.append(change)
                    values = changed_data(values, change)
            text = written_together(one.tree, alike)
            try:
                one._prove(iter([] if text is None else [text]), values, ())
            except BrochureError:
                return False
        if one.tree.used or _faults(one.text, self.file):
            return False
        self.tree = one.tree
        return True

    # Lists and tables as a whole: what stays the same in them stays as it is written.

    def _table(self, path: Path, old: dict[str, Any], new: dict[str, Any]) -> None:
        def change(one: YamlText) -> None:
            for key in old.keys() - new.keys():
                one.unset((*path, key))
            keys = list(new)
            for number, key in enumerate(keys):
                one.set((*path, key), new[key], tuple(keys[:number]))

        self._at_once(change, path, new)

    def _rows(self, path: Path, old: list[Any], new: list[Any]) -> None:
        def change(one: YamlText) -> None:
            marks = SequenceMatcher(None, [repr(item) for item in old], [repr(item) for item in new], False)
            for action, first, last, start, end in reversed(marks.get_opcodes()):
                if action == "equal":
                    continue
                both = min(last - first, end - start)
                for at_ in range(both):
                    one.set((*path, first + at_), new[start + at_])
                for at_ in reversed(range(first + both, last)):
                    one.unset((*path, at_))
                for item in reversed(new[start + both : end]):
                    one.insert((*path, first + both), item)

        self._at_once(change, path, new)

    def _at_once(self, change: Callable[[YamlText], None], path: Path, new: Any) -> None:
        """Several changes as one; the value as a whole where these cannot be made one by one."""
        one = copy(self)
        one._is_part = True
        try:
            change(one)
        except BrochureError:
            self.tree.find((*path, ""))
            self._set(path, new)
            return
        self._prove(iter([one.text]), with_value(self.values, path, new), path)

    def reword(self, words: Callable[[Path, str], str], key: Callable[[Path], str]) -> None:
        """Other words and keys, wherever these functions say so; where an anchor stands, all its places."""
        expected = _reworded(self.values, (), words, key)
        for path in list(_paths(self.tree.root, ())):
            # Those of the keys above were renamed already, for they come first.
            way = tuple(key(path[: n + 1]) if isinstance(one, str) else one for n, one in enumerate(path))
            parent, entry = self.tree.entry_at((*way[:-1], path[-1]))
            if way[-1] != path[-1] and entry.key:
                said, key_ = str(way[-1]), entry.key
                self._take(
                    self.text[: key_.start] + one + self.text[key_.end :]
                    for one in forms(said, parent.flow, key_.style)
                )
                parent, entry = self.tree.entry_at(way)
            said = at(self.values, way)
            if entry.value.kind == "words" and isinstance(said, str) and (new := words(path, said)) != said:
                self._take(splice.replaced(self.tree, parent, entry, new), way, new)
        if self.values != expected:
            what = "the references in it cannot be changed without touching what stands around them"
            raise UsageError.of(self.file, what, "write each of them on a line of its own")

    def _take(self, texts: Iterator[str], path: Path = (), value: Any = None) -> None:
        """The first of the texts that can be read, and says this there."""
        for text in texts:
            try:
                tree = Tree(text, self.file)
            except ContentError:
                continue
            if not path or at(tree.data, path) == value:
                self.tree = tree
                return

    # The proof.

    def _prove(self, texts: Iterator[str], values: Any, path: Path) -> None:
        """Takes the first of the texts that says what is asked for. Raises ContentError or UsageError."""
        faults = list[Problem]()
        for text in texts:
            try:
                tree = Tree(text, self.file)
            except ContentError:
                continue
            if (tree.data or {}) != (values or {}):
                continue
            found = () if self._is_part and not tree.used else _faults(text, self.file)
            if found and found[0].rule == UNUSED_ANCHOR:
                text = _without_anchor(text, found[0])
                tree, found = Tree(text, self.file), _faults(text, self.file)
                if (tree.data or {}) != (values or {}):
                    continue
            if found and not _faults(self.text, self.file):
                faults += found
                continue
            self.tree = tree
            return
        if faults:
            raise ContentError(faults[:1])
        what = f"{name_path(path)} cannot be changed here without touching what stands around it"
        hint = "open the file in a text editor, and give this part lines of its own"
        raise UsageError.of(self.where(path), what, hint)


def _faults(text: str, file: str) -> tuple[Problem, ...]:
    """What the strict reader finds wrong with a text."""
    try:
        parse_yaml(text.replace("\r\n", "\n").replace("\r", "\n"), file)
    except ContentError as error:
        return error.problems
    return ()


def _without_anchor(text: str, problem: Problem) -> str:
    """The text without a mark (&name) that nothing refers to any longer."""
    tree = Tree(text, "")
    start = tree.begin(problem.where.line - 1) + problem.where.column - 1
    return text[:start] + re.sub(r"^&\S+[ \t]*", "", text[start:])


def _paths(piece: Piece | None, path: Path) -> Iterator[Path]:
    """The path of every value that is written out."""
    for number, entry in enumerate(piece.entries if piece else ()):
        inside: Path = (*path, str(entry.key.value) if entry.key else number)
        yield inside
        yield from _paths(entry.value, inside)


def _reworded(data: Any, path: Path, words: Callable[[Path, str], str], key: Callable[[Path], str]) -> Any:
    if isinstance(data, dict):
        inside = [(name, (*path, name)) for name in data]
        return {key(way): _reworded(data[name], way, words, key) for name, way in inside}
    if isinstance(data, list):
        return [_reworded(one, (*path, number), words, key) for number, one in enumerate(data)]
    return words(path, data) if isinstance(data, str) else data


def _without(data: Any, path: Path) -> Any:
    made: Any = list(data) if isinstance(data, list) else dict(data)
    if len(path) > 1:
        made[path[0]] = _without(made[path[0]], path[1:])
    else:
        del made[path[0]]
    return made
