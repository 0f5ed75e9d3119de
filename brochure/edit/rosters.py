"""A table that was pasted from a spreadsheet, against the list that is there: who is new, gone, changed.

Takes text with tabs, commas or semicolons; gives a `RosterDiff` with the changes to apply. Must not know
files.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from brochure.edit.changes import ABSENT, Action, Change, Path, in_lines
from brochure.errors import ContentError, UsageError
from brochure.model import column_name, delimiter, joined_names

_PASTED = "the pasted table"
#: Rows among which that with the names of the columns is looked for.
_HEADS = 20
Row = Mapping[str, str]


@dataclass(frozen=True)
class RosterDiff:
    """What a pasted table has that the list has not, and the other way round; `changes` make them the same.

    `changed` holds rows as they are and as they are to be.
    """

    new: tuple[Row, ...]
    gone: tuple[Row, ...]
    changed: tuple[tuple[Row, Row], ...]
    changes: tuple[Change, ...]

    def __str__(self) -> str:
        return f"{len(self.new)} new, {len(self.gone)} gone, {len(self.changed)} changed"


@dataclass(frozen=True)
class PastedTable:
    """The rows of a pasted table by the columns of a list, the names of columns that this has not, and the
    words that stand above the names of its columns, which are no row; the columns whose words were `joined`.
    """

    rows: tuple[dict[str, str], ...]
    ignored: tuple[str, ...]
    above: tuple[str, ...]
    joined: tuple[str, ...] = ()


def pasted_table(
    text: str,
    columns: Sequence[str],
    labels: Mapping[str, str] | None = None,
    key: str = "",
    texts: Collection[str] = (),
) -> PastedTable:
    """A pasted table; one without names of columns has those of the list, in their order.

    `labels` are what forms call the columns, `key` is the one that tells rows apart; the cells of `texts`
    keep their lines. Raises ContentError where rows cannot be read.
    """
    rows, labels = _filled_rows(text), labels or {}
    also = {column_name(label): name for name, label in labels.items()} | {name: name for name in columns}
    start = _titles(rows, also)
    above, rows = rows[:start], rows[start:]
    joined = list[str]()
    if "name" in columns:
        shown, below, joined = joined_names(rows[0], rows[1:])
        rows = [shown, *below]
    heads = [also.get(column_name(cell), column_name(cell)) for cell in rows[0]]
    if set(heads) & set(columns):
        below, shown = rows[1:], rows[0]
        _refuse_heads(heads, shown, columns, labels.get(key, key) if key not in heads else "")
    else:
        if len(rows[0]) > len(columns):
            what = f"has {len(rows[0])} columns, and the list has {len(columns)}"
            hint = f"copy the row with the names of the columns too: {', '.join(columns)}"
            raise UsageError.of(_PASTED, what, hint)
        heads, below, shown = list(columns[: len(rows[0])]), rows, list(columns)
    for number, row in enumerate(below, 1):
        if len(row) > len(heads) and any(row[len(heads) :]):
            what = f"row {number} has more cells than there are columns"
            raise UsageError.of(_PASTED, what, "copy the cells again, from their first to their last")
    ignored = tuple(name for name, head in zip(shown, heads, strict=False) if name and head not in columns)
    found = (
        {
            head: cell if head in texts else in_lines(cell, " ").replace("\n", " ")
            for head, cell in zip(heads, row, strict=False)
            if head in columns and cell
        }
        for row in below
    )
    titles = (" ".join(filter(None, row)) for row in above)
    return PastedTable(tuple(found), ignored, tuple(titles), tuple(joined))


def _filled_rows(text: str) -> list[list[str]]:
    """The rows that hold anything."""
    text = in_lines(text.removeprefix("\ufeff"), " ").replace("\r\n", "\n").replace("\r", "\n")
    sign = "\t" if "\t" in text else delimiter(text)
    try:
        read = list(csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True))
    except csv.Error:
        hint = "copy the cells again, from their first to their last"
        raise ContentError.of(_PASTED, "a row cannot be read", hint) from None
    rows = [[cell.strip() for cell in row] for row in read if any(cell.strip() for cell in row)]
    if not rows:
        raise UsageError.of(_PASTED, "holds no rows", "copy the cells of a spreadsheet, and paste them")
    return rows


def _refuse_heads(heads: Sequence[str], shown: Sequence[str], columns: Sequence[str], wanted: str) -> None:
    """Raises `UsageError` where no column is the one that is `wanted`, or two are the same."""
    if wanted:
        hint = f"its columns are {', '.join(filter(None, shown))}; call the one that is meant {wanted}"
        raise UsageError.of(_PASTED, f"no column is called {wanted}", hint)
    if twice := next((head for head in heads if head in columns and heads.count(head) > 1), None):
        raise UsageError.of(_PASTED, f"two columns are called {twice}", "keep one of them")


def _titles(rows: Sequence[Sequence[str]], known: Collection[str]) -> int:
    """How many rows stand above the names of the columns: a title, where a row below it names more."""
    named = [
        sum(column_name(cell) in known for cell in row) + len(joined_names(row, ())[2])
        for row in rows[:_HEADS]
    ]
    best = max(named)
    return named.index(best) if best > max(1, named[0]) else 0


def roster_diff(
    file: str,
    rows: Sequence[Row],
    pasted: Sequence[Row],
    path: Path = (),
    base: str | None = None,
    key: str = "name",
) -> RosterDiff:
    """How a list differs from a pasted table, by the column that tells one row from another.

    Columns that the table has not keep their cells, and a list in a file of its own (its path is empty) gets
    those that only the table has. Rows come to stand in the order of the list, new ones
    behind those after which the table has them.
    """
    for number, row in enumerate(pasted, 1):
        if not row.get(key):
            what = f"row {number} has nothing in the column {key}"
            raise UsageError.of(_PASTED, what, "fill it in, for it tells rows apart")
    known, wanted = _places(rows, key, file), _places(pasted, key, _PASTED)
    there = {column for row in rows for column in row}
    added = dict.fromkeys(column for row in pasted for column in row if not path and column not in there)
    given = {column for row in pasted for column in row}
    changed = {
        place: {
            **{column: cell for column, cell in rows[place].items() if column not in given},
            **pasted[at],
        }
        for name, place in known.items()
        if (at := wanted.get(name)) is not None
    }
    changed = {place: row for place, row in changed.items() if row != rows[place]}
    gone = [place for name, place in known.items() if name not in wanted]
    new = list(_new_places([name for name in known if name in wanted], pasted, key))
    changes = [
        *(Change("insert", file, (column,), base=base) for column in added),
        *(
            one
            for place, row in changed.items()
            for one in _cells(file, (*path, place), rows[place], row, base)
        ),
        *(Change("remove", file, (*path, place), None, rows[place], base) for place in reversed(gone)),
        *(Change("insert", file, (*path, place), dict(row), ABSENT, base) for place, row in new),
    ]
    both = tuple((rows[place], row) for place, row in changed.items())
    return RosterDiff(
        tuple(row for _, row in new), tuple(rows[place] for place in gone), both, tuple(changes)
    )


def _cells(file: str, path: Path, old: Row, new: Row, base: str | None) -> Iterator[Change]:
    """What makes one row the other."""
    for column in dict.fromkeys((*old, *new)):
        if old.get(column) != new.get(column):
            action: Action = "set" if column in new else "unset"
            yield Change(action, file, (*path, column), new.get(column), old.get(column, ABSENT), base)


def _new_places(names: list[str], pasted: Sequence[Row], key: str) -> Iterator[tuple[int, Row]]:
    """The rows that are not among some names, and where each comes to stand when those before it stand."""
    known, before = set(names), ""
    for row in pasted:
        name = row[key].casefold()
        if name not in known:
            place = names.index(before) + 1 if before else 0
            names.insert(place, name)
            yield place, row
        before = name


def _places(rows: Sequence[Row], key: str, file: str) -> dict[str, int]:
    """The place of each row by its key. Raises `UsageError` where two have the same."""
    places = dict[str, int]()
    for number, row in enumerate(rows):
        name = row.get(key, "").casefold()
        if name in places:
            what = f'"{row.get(key, "")}" stands in two rows, {places[name] + 1} and {number + 1}'
            raise UsageError.of(file, what, f"give each a {key} of its own, or delete one")
        places[name] = number
    return places
