"""Changes of a list in plain text (CSV): one cell or row, with the sign between cells, the quotes and
the ends of lines that the file has.

A path is the position of a row below the names of the columns, from 0, and the name of a column. To insert
the name of a column alone adds one. Must not know files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from brochure.edit.changes import ABSENT, Change, Path, at, plain, shown
from brochure.errors import BrochureError, ContentError, UsageError, Where, nearest
from brochure.model import cell_words, column_name, delimiter, is_as_word, named_delimiter


@dataclass(frozen=True)
class RawCell:
    """A cell as it is written, and what it says."""

    raw: str
    words: str

    @cached_property
    def said(self) -> str:
        """What is read."""
        return cell_words(self.words).replace("\r\n", "\n").replace("\r", "\n")


@dataclass(frozen=True)
class Record:
    """A row: its cells, how its line ends, and the line in which it begins."""

    cells: tuple[RawCell, ...]
    end: str
    line: int

    @cached_property
    def is_filled(self) -> bool:
        """Whether any cell says something."""
        return any(cell.said for cell in self.cells)


class CsvText:
    """A list that is changed. Raises ContentError where it cannot be read."""

    def __init__(self, text: str, file: str) -> None:
        self.file, self.sign = file, delimiter(text)
        self._is_part = False  # one of many changes, which are proved together
        found = re.search(r"\r\n|\n|\r", text)
        self.newline = found[0] if found else "\n"
        self._take(_records(text, self.sign, file))

    def _take(self, records: list[Record], values: list[dict[str, str]] | None = None) -> None:
        """Records, and what their rows say."""
        self.records = records
        filled = [number for number, one in enumerate(self.records) if one.is_filled]
        first = next((number for number, one in enumerate(records) if self._line(one).strip()), -1)
        if first in filled and named_delimiter(self._line(records[first])):
            filled.remove(first)
        self._head = filled[0] if filled else -1
        self.columns = self._columns()
        self._rows = filled[1:]
        self._values = (
            [self._row(self.records[number]) for number in self._rows] if values is None else values
        )

    def _columns(self) -> dict[str, int]:
        found = dict[str, int]()
        if self._head >= 0:
            for number, cell in enumerate(self.records[self._head].cells):
                found.setdefault(column_name(cell.said), number)
        found.pop("", None)
        return found

    @property
    def text(self) -> str:
        """What is written."""
        return "".join(self._line(one) + one.end for one in self.records)

    @property
    def values(self) -> list[dict[str, str]]:
        """The rows below the names of the columns; empty cells are left out."""
        return list(self._values)

    def _line(self, record: Record) -> str:
        return self.sign.join(cell.raw for cell in record.cells)

    def _row(self, record: Record) -> dict[str, str]:
        cells = {
            name: record.cells[at_].said for name, at_ in self.columns.items() if at_ < len(record.cells)
        }
        return {name: said.rstrip() for name, said in cells.items() if said.strip()}

    def where(self, path: Path) -> Where:
        """The place of a row or cell."""
        row = path[0] if path else None
        if not isinstance(row, int) or not 0 <= row < len(self._rows):
            return Where(self.file)
        column = self.columns.get(column_name(str(path[1])), -1) + 1 if len(path) > 1 else 1
        return Where(self.file, self.records[self._rows[row]].line, column)

    def set(self, path: Path, value: Any, after: tuple[str, ...] | None = None) -> None:
        """Another cell, or another row as a whole."""
        value = plain(value)
        if not path and isinstance(value, list):
            self._set_rows(value)
            return
        number = self._number(path)
        if len(path) == 1 and isinstance(value, dict):
            cells = self._cells(value)
            wanted = {name: cells.get(name, "") for name in self.columns}
        elif len(path) == 2 and (value is ABSENT or isinstance(value, str)):
            wanted = {self._column(str(path[1])): "" if value is ABSENT else value.strip()}
        else:
            hint = "name the row and the column, such as 2.name"
            raise UsageError.of(self.where(path), "a cell of a list holds words alone", hint)
        record = self.records[number]
        cells_ = list(record.cells)
        for name, words in wanted.items():
            place = self.columns[name]
            if (cells_[place].said if place < len(cells_) else "") != words:
                cells_ += [RawCell("", "")] * (place + 1 - len(cells_))
                cells_[place] = self._cell(words, cells_[place])
        expected = self.values
        row = {**expected[int(path[0])], **wanted}
        expected[int(path[0])] = {name: words for name, words in row.items() if words}
        if not any(wanted.values()) and not expected[int(path[0])]:
            self.unset(path[:1])
            return
        self._put(
            [
                *self.records[:number],
                Record(tuple(cells_), record.end, record.line),
                *self.records[number + 1 :],
            ],
            expected,
            path,
        )

    def _set_rows(self, rows: list[Any]) -> None:
        """All rows as they are to be, with a column for whatever they say, proved together."""
        if not all(isinstance(row, dict) for row in rows):
            raise self._no_row()
        one, gone = copy(self), set(self._rows)
        one._is_part = True
        left = [record for number, record in enumerate(self.records) if number not in gone]
        if left and not self.records[-1].end:
            left[-1] = Record(left[-1].cells, "", left[-1].line)
        one._take(left, [])
        for column in dict.fromkeys(name for row in rows for name in row):
            one._add_column(column)
        if filled := [cells for cells in map(one._cells, rows) if any(cells.values())]:
            one._fill(filled)
        self._put(one.records, one.values, ())

    def _fill(self, rows: list[dict[str, str]]) -> None:
        """Rows below the names of the columns, where there are none yet."""
        if self._head < 0:
            raise self._no_row()
        head, added = self.records[self._head], [self._record(row, self._head) for row in rows]
        if not head.end:
            head, added[-1] = Record(head.cells, self.newline, head.line), Record(added[-1].cells, "", 0)
        below = self.records[self._head + 1 :]
        expected = [{name: words for name, words in row.items() if words} for row in rows]
        self._take([*self.records[: self._head], head, *added, *below], expected)

    def _record(self, row: dict[str, str], near: int) -> Record:
        """A row of these words, written as the one at a place is."""
        said = [""] * max(len(self.records[self._head].cells), 1)
        for name, words in row.items():
            said[self.columns[name]] = words
        like = [*self.records[near].cells, *(RawCell("", "") for _ in said)][: len(said)]
        made = tuple(self._cell(words, one, True) for words, one in zip(said, like, strict=True))
        return Record(made, self.newline, 0)

    def _no_row(self) -> UsageError:
        last = len(self._rows) + 1
        what = f"a row holds a cell for each column, and stands at a position from 1 to {last}"
        return UsageError.of(self.file, what, f"columns: {', '.join(self.columns)}")

    def _add_column(self, name: str) -> None:
        """One more column at the end, named in the way of the others; rows without a cell in it stay."""
        if column_name(name) in self.columns:
            return
        if self._head < 0:
            self._put([*self.records, Record((RawCell(name, name),), self.newline, 0)], [], ())
            return
        head, others = self.records[self._head], list(self.columns)
        is_capital = all(cell.said[:1].isupper() for cell in head.cells if cell.said)
        words = name.replace("_", " ").capitalize() if is_capital and others else name
        cells = (*head.cells, self._cell(words, head.cells[-1], True))
        made = Record(cells, head.end, head.line)
        records = [*self.records[: self._head], made, *self.records[self._head + 1 :]]
        self._put(records, self.values, ())

    def unset(self, path: Path) -> None:
        """An empty cell, or a row less."""
        if len(path) == 2:
            if at(self.values, (path[0], column_name(str(path[1])))) is not ABSENT:
                self.set(path, "")
            return
        number, expected = self._number(path), self.values
        del expected[int(path[0])]
        left = list(self.records)
        gone = left.pop(number)
        if number == len(left) and left and not gone.end:
            left[-1] = Record(left[-1].cells, "", left[-1].line)
        self._put(left, expected, path)

    def insert(self, path: Path, value: Any, after: tuple[str, ...] | None = None) -> None:
        """A row more, before the one at a position or at the end; or a column, by its name alone."""
        if len(path) == 1 and isinstance(path[0], str):
            self._add_column(path[0])
            return
        value, position = plain(value), path[0] if path else None
        if len(path) == 2:
            self.set(path, value)
            return
        if (
            not isinstance(position, int)
            or not 0 <= position <= len(self._rows)
            or not isinstance(value, dict)
        ):
            raise self._no_row()
        cells = self._cells(value)
        expected = self.values
        expected.insert(position, {name: words for name, words in cells.items() if words})
        made = self._record(cells, self._rows[max(position - 1, 0)] if self._rows else self._head)
        here = (
            self._rows[position]
            if position < len(self._rows)
            else ((self._rows[-1] if self._rows else self._head) + 1)
        )
        records = list(self.records)
        if here and not records[here - 1].end:
            records[here - 1] = Record(records[here - 1].cells, self.newline, records[here - 1].line)
            made = Record(made.cells, "", 0)
        records.insert(here, made)
        self._put(records, expected, path)

    def move(self, path: Path, to: int) -> None:
        """A row in another place."""
        number, expected = self._number(path), self.values
        to = min(max(to, 0), len(expected) - 1)
        expected.insert(to, expected.pop(int(path[0])))
        records, target = list(self.records), self._rows[to]
        last = records[-1].end
        records.insert(target, records.pop(number))
        if not last:
            records = [one if one.end else Record(one.cells, self.newline, one.line) for one in records]
            records[-1] = Record(records[-1].cells, "", records[-1].line)
        self._put(records, expected, path)

    def make_together(self, changes: Sequence[Change]) -> bool:
        """Many changes with one proof for all; False, and nothing is done, where one cannot be made."""
        one = copy(self)
        one._is_part = True
        try:
            for change in changes:
                one._make(change)
            self._put(one.records, one.values, ())
        except BrochureError:
            return False
        return True

    def _make(self, change: Change) -> None:
        if change.action in ("set", "insert"):
            (self.set if change.action == "set" else self.insert)(change.path, change.value)
        elif change.action == "move":
            self.move(change.path, change.to or 0)
        else:
            self._number(change.path)
            self.unset(change.path)

    def reword(self, words: Callable[[Path, str], str], key: Callable[[Path], str]) -> None:
        """Other words, wherever this function says so."""
        for number, row in enumerate(self.values):
            for name, said in row.items():
                if (new := words((number, name), said)) != said:
                    self.set((number, name), new)

    def _number(self, path: Path) -> int:
        row = path[0] if path else None
        if not isinstance(row, int) or not 0 <= row < len(self._rows):
            what = f"there is no such row; the list has {len(self._rows)}"
            raise UsageError.of(self.file, what, f"name a row from 1 to {len(self._rows)}")
        return self._rows[row]

    def _column(self, name: str) -> str:
        if (found := column_name(name)) in self.columns:
            return found
        where = Where(self.file, self.records[self._head].line) if self._head >= 0 else Where(self.file)
        hint = nearest(name, self.columns, "columns")
        raise UsageError.of(where, f'there is no column "{name}" in this list', hint)

    def _cells(self, row: dict[str, Any]) -> dict[str, str]:
        """The words of a row by their columns. Raises `UsageError` for what is no word."""
        for name, words in row.items():
            if not isinstance(words, str):
                raise UsageError.of(self.file, f"{name} is no word, but {shown(words)}", "write words alone")
        return {self._column(name): words.strip() for name, words in row.items()}

    def _cell(self, words: str, like: RawCell, is_new: bool = False) -> RawCell:
        """Words in the form of a cell that stood there or stands near."""
        words = words.replace("\n", self.newline)
        if is_as_word(like.words) and '"' not in words and not is_new:
            words = f'="{words}"'
        is_quoted = like.raw.startswith('"') and (not is_new or self._are_all_quoted())
        needed = re.search(rf'["\r\n]|{re.escape(self.sign)}', words) or words != words.strip()
        if is_quoted or needed:
            return RawCell('"' + words.replace('"', '""') + '"', words)
        pad = (
            re.fullmatch(r"([ ]*).*?([ ]*)", like.raw, re.DOTALL)
            if like.raw.strip() and not is_new
            else None
        )
        return RawCell(f"{pad[1]}{words}{pad[2]}" if pad else words, words)

    def _are_all_quoted(self) -> bool:
        return all(cell.raw.startswith('"') for cell in self.records[self._head].cells)

    def _put(self, records: list[Record], expected: list[dict[str, str]], path: Path) -> None:
        """Takes records that are read as what is asked for. Raises `UsageError`."""
        if self._is_part:
            self._take(records, expected)
            return
        text = "".join(self._line(one) + one.end for one in records)
        made = CsvText(text, self.file)
        if made.values != expected:
            what = "this cannot be changed without touching what stands around it"
            raise UsageError.of(self.where(path), what, "open the list in a spreadsheet program")
        self.__dict__.update(made.__dict__)


def _records(text: str, sign: str, file: str) -> list[Record]:
    """The rows of a text. Raises ContentError where it cannot be read as other programs read it."""
    cell = re.compile(rf'(?P<quoted>"(?:[^"]|"")*")|(?P<bare>(?!")[^{re.escape(sign)}\r\n]*)')
    records, cells, place, line = list[Record](), list[RawCell](), 0, 1
    start = line
    while place < len(text) or cells:
        found = cell.match(text, place)
        end = found.end() if found else place
        after = re.compile(rf"{re.escape(sign)}|\r\n|\n|\r|\Z").match(text, end)
        if not found or not after:
            hint = "close every double quote, and write a double quote inside quotes twice"
            raise ContentError.of(Where(file, start), "this row cannot be read", hint)
        raw = found[0]
        cells.append(RawCell(raw, raw[1:-1].replace('""', '"') if raw.startswith('"') else raw))
        line += len(re.findall(r"\r\n|\n|\r", raw))
        place = after.end()
        if after[0] != sign:
            records.append(Record(tuple(cells), after[0], start))
            cells, line = [], line + 1
            start = line
    return records
