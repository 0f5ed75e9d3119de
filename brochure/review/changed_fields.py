"""Which fields of content say something else than before: each with its old and its new value, and places.

Takes what files say, as plain tables and lists that know their lines; gives a `FieldChange` for every value
that is another. The order of keys and of items, and comments, say nothing. Must not know which fields there
are, nor files.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import product
from pathlib import PurePosixPath
from typing import Any, Final

from brochure.errors import Where
from brochure.model import Rows, Table

#: Keys by which an item of a list is called.
_NAMES: Final = ("name", "title", "use", "label", "question", "insert", "id", "file", "date", "day")
#: Share of their values that two files have in common where one is the other under another name.
_ALIKE: Final = 0.5
#: Where documents print what stands at a line and column of a file.
Printed = Mapping[str, Sequence[tuple[int, int, str, int]]]


@dataclass(frozen=True)
class FieldChange:
    """A value that is another: `path` leads to it in its file, such as leaders.Jane Doe.role.

    `old` or `new` is empty where it was not there. `where` is its place now, or where it was; `pages`
    are the documents that print it, and their pages: of the new version, where it is in that.
    """

    file: str
    path: str
    old: str
    new: str
    where: Where
    was: Where | None = None
    pages: tuple[tuple[str, int], ...] = ()


def field_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[FieldChange]:
    """What files say otherwise, by their paths in content."""
    found = list[FieldChange]()
    for file in sorted(old.keys() | new.keys()):
        found += _changes(file, (), old.get(file), new.get(file), Where(file), Where(file))
    return found


def renamed_files(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, str]:
    """What files are called now, by what they were called: of those that one version alone has, two of a
    folder that say mostly the same.
    """
    came, gone = new.keys() - old.keys(), old.keys() - new.keys()
    return _renamed({one: old[one] for one in gone}, {one: new[one] for one in came}, _kind_of_file)


def _kind_of_file(name: str) -> tuple[str, str]:
    path = PurePosixPath(name)
    return str(path.parent), path.suffix


def _renamed(
    gone: Mapping[str, Any], came: Mapping[str, Any], kind: Callable[[str], object] = bool
) -> dict[str, str]:
    """The new names of what went, where that came under another one: the most alike first, each once."""
    said = {(side is came, key): Counter(_said(one)) for side in (gone, came) for key, one in side.items()}
    alike = list[tuple[float, str, str]]()
    for a, b in product(sorted(gone), sorted(came)):
        if kind(a) == kind(b):
            before, now = said[False, a], said[True, b]
            share = (before & now).total() / max(before.total(), now.total(), 1)
            alike += [(-share, a, b)] if share >= _ALIKE else []
    found = dict[str, str]()
    for _, a, b in sorted(alike):
        if a not in found and b not in found.values():
            found[a] = b
    return found


def _said(said: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Every value, with the key that it stands at."""
    if isinstance(said, Table):
        for name, one in said.items():
            yield from _said(one, name)
    elif isinstance(said, (list, tuple)):
        for one in said:
            yield from _said(one, key)
    else:
        yield key, _words(said)


def names_of(id: str, files: Mapping[str, Any]) -> list[str]:
    """What is printed where a value names something by its id: of people and facts in a file of them, of
    sections and programs that have files of their own.
    """
    tables = (one for one in files.values() if isinstance(one, Table))
    named = [one[id] for one in tables if isinstance(one.get(id), Table)]
    named += [
        one for file, one in files.items() if PurePosixPath(file).stem == id and isinstance(one, Table)
    ]
    return [str(one[key]) for one in named for key in _NAMES if isinstance(one.get(key), str)]


def pages_of_fields(changes: Iterable[FieldChange], old: Side, new: Side) -> Iterator[FieldChange]:
    """The same changes with the pages that print each of them."""
    for one in changes:
        side, where = (new, one.where) if one.new else (old, one.was or one.where)
        pages = side.pages(where) or side.pages_of_another(where)
        yield FieldChange(one.file, one.path, one.old, one.new, one.where, one.was, pages)


class Side:
    """One version: where each value begins, and where documents print what."""

    def __init__(self, files: Mapping[str, Any], printed: Printed) -> None:
        starts = defaultdict[str, set[tuple[int, int]]](set)
        self.keys = {where: key for name, said in files.items() for key, where in _places(said, Where(name))}
        for where in (place for both in self.keys.items() for place in both):
            starts[where.file].add((where.line, where.column))
        self.starts = {file: sorted(places) for file, places in starts.items()}
        self.rows = {
            where: rows for name, said in files.items() for where, rows in _rows_in(said, Where(name))
        }
        self.printed = {file: sorted(places) for file, places in printed.items()}

    def pages(self, where: Where) -> tuple[tuple[str, int], ...]:
        """The pages on which the value that begins at a place is printed: what is no text, such as a day, is
        known by the place of its key.
        """
        starts, key = self.starts.get(where.file, []), self.keys.get(where, where)
        after = bisect_right(starts, (where.line, where.column))
        here, until = (key.line, key.column), starts[after] if after < len(starts) else (1 << 30, 0)
        found = (
            (document, page)
            for line, column, document, page in self.printed.get(where.file, ())
            if here <= (line, column) < until
        )
        return tuple(dict.fromkeys(found))

    def pages_of_another(self, where: Where) -> tuple[tuple[str, int], ...]:
        """The pages on which a value of an item is printed once for several: above a group of people, the
        class that stands beside each of them. They are of documents that print the item, too.
        """
        if where not in self.rows:
            return ()
        items, item, key = self.rows[where]
        said = [_place_of(item, one) for one in item if one != key]
        others = (_place_of(one, key) for one in items if _words(one.get(key)) == _words(item[key]))
        beside = dict.fromkeys(spot for place in others for spot in self.pages(place))
        documents = {name for place in said for name, _ in self.pages(place)}
        return tuple(spot for spot in beside if spot[0] in documents)


#: An item that stands in a list, by the place of one of its values: the items, itself, and the key.
_Row = tuple[Sequence[Table], Table, str]


def _rows_in(said: Any, where: Where) -> Iterator[tuple[Where, _Row]]:
    """Every value that an item of a list has, by its place."""
    if isinstance(said, Table):
        for key, one in said.items():
            yield from _rows_in(one, said.places.get(key, where))
    elif isinstance(said, (list, tuple)):
        items = [one for one in said if isinstance(one, Table)]
        for item in items:
            for key, one in item.items():
                if not isinstance(one, (Table, list, tuple)):
                    yield _place_of(item, key), (items, item, key)
        for one in said:
            yield from _rows_in(one, where)


def _place_of(item: Table, key: str) -> Where:
    return getattr(item[key], "where", None) or item.places.get(key, item.where)


def _places(said: Any, where: Where) -> Iterator[tuple[Where, Where]]:
    """The places of every value: of its key, or of what it stands in, and of itself."""
    if isinstance(said, Table):
        for key, one in said.items():
            yield from _places(one, said.places.get(key, where))
    elif isinstance(said, (list, tuple)):
        for one in said:
            yield from _places(one, getattr(one, "where", None) or where)
    else:
        yield where, getattr(said, "where", None) or where


def _changes(
    file: str, path: tuple[str, ...], old: Any, new: Any, was: Where, now: Where
) -> Iterator[FieldChange]:
    if isinstance(old, Table) or isinstance(new, Table):
        a, b = (one if isinstance(one, Table) else Table(Where(file)) for one in (old, new))
        if not isinstance(old, (Table, type(None))):
            yield from _changes(file, path, old, None, was, now)
        gone, came = _tables_of_one(a, b), _tables_of_one(b, a)
        before = {now: was for was, now in _renamed(gone, came).items()}
        for key in dict.fromkeys((*b, *(one for one in a if one not in before.values()))):
            was_key = before.get(key, key)
            here, there = a.places.get(was_key, was), b.places.get(key, now)
            if was_key != key:
                yield FieldChange(file, ".".join((*path, key)), was_key, key, there, here)
            yield from _changes(file, (*path, key), a.get(was_key), b.get(key), here, there)
        if not isinstance(new, (Table, type(None))):
            yield from _changes(file, path, None, new, was, now)
    elif isinstance(old, (Rows, list)) or isinstance(new, (Rows, list)):
        yield from _items(file, path, _rows(old), _rows(new), was, now)
    elif _words(old) != _words(new):
        there = getattr(new, "where", None) or now
        here = getattr(old, "where", None) or was
        yield FieldChange(
            file, ".".join(path), _words(old), _words(new), there if new is not None else here, here
        )


def _tables_of_one(one: Table, other: Table) -> dict[str, Table]:
    """What stands in one table under keys that the other has not."""
    return {key: it for key, it in one.items() if key not in other and isinstance(it, Table)}


def _rows(said: Any) -> Sequence[Any]:
    return said if isinstance(said, list) else [] if said is None else [said]


def _words(said: Any) -> str:
    return "" if said is None else str(said)


def _items(
    file: str, path: tuple[str, ...], old: Sequence[Any], new: Sequence[Any], was: Where, now: Where
) -> Iterator[FieldChange]:
    """Items of a list, each with what it was: by its name, or by its place between others."""
    pairs, gone, came = list[tuple[int, int]](), list[int](), list[int]()
    keys = [_named(old), _named(new)]
    for kind, a, b, c, d in SequenceMatcher(None, keys[0], keys[1], autojunk=False).get_opcodes():
        if kind == "equal" or (kind == "replace" and b - a == d - c):
            pairs += zip(range(a, b), range(c, d), strict=True)
        else:
            gone += range(a, b)
            came += range(c, d)
    for number in list(gone):
        if (other := next((n for n in came if keys[1][n] == keys[0][number]), None)) is not None:
            gone.remove(number)
            came.remove(other)
            pairs.append((number, other))
    for a, b in pairs:
        yield from _changes(file, (*path, keys[1][b]), old[a], new[b], was, now)
    for a in gone:
        yield from _changes(file, (*path, keys[0][a]), old[a], None, was, now)
    for b in came:
        yield from _changes(file, (*path, keys[1][b]), None, new[b], was, now)


def _named(rows: Sequence[Any]) -> list[str]:
    """What each item is called, and no two alike: by its name, or by its words, or by its position."""
    found, seen = list[str](), defaultdict[str, int](int)
    for number, one in enumerate(rows, 1):
        if isinstance(one, Mapping):
            name = next((str(one[key]) for key in _NAMES if isinstance(one.get(key), str)), str(number))
        else:
            name = " ".join(_words(one).split()) or str(number)
        seen[name] += 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return found
