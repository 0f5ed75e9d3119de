"""Lists from spreadsheets: which row names the columns, what each cell is for, and what is wrong with any.

Takes the cells of a workbook, or a text with commas, semicolons or tabs that any program may have written;
gives rows, and one problem for each kind of fault in a column, at the first cell that has it. A cell's
place is its line in the file and its number in the row. Must not know YAML.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Final

from brochure.content.list_cells import cell_doubt, cell_fault, could_hold, is_number, shown
from brochure.content.values import Cell, Grid, Shape, TooMuchError
from brochure.errors import (
    ContentError,
    Hint,
    Mend,
    Problem,
    Severity,
    Where,
    column_letters,
    likeliest,
    nearest,
    perhaps,
)
from brochure.model import Rows, Table, Text, cell_words, column_name, delimiter, named_delimiter

#: Rows among which that with the names of the columns is looked for.
_HEADS: Final = 20
#: How like the name of a field that of a column is that means it, where one is lacking.
_ALIKE: Final = 0.75
#: Places that one problem names.
_NAMED: Final = 6
_PART_OF_NAME: Final = re.compile(r"(first|given|fore|middle|last|family|sur)(_?names?)?")
_NAME_HINT: Final = (
    "write all names of a person into one column, name, in the order in which they are printed, or name the"
    " list by file: and columns: (docs/content.md)"
)
Words = tuple[str, str]


def parse_csv(text: str, file: str) -> Grid:
    """The cells of a text, by the sign that divides them. Raises ContentError."""
    lines, sign = text.split("\n"), delimiter(text)
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    if named_delimiter(lines[first]):
        lines[first] = ""
    return _grid("\n".join(lines), file, sign)


def _grid(text: str, file: str, sign: str) -> Grid:
    """The cells, each with its line, also after line breaks in quotes."""
    grid, line = Grid(file), 1
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
    try:
        for record in reader:
            start = line
            for number, cell in enumerate(record, 1):
                if words := cell_words(cell):
                    grid.add(Cell(Text(words, Where(file, start, number))), line)
                start += cell.count("\n")
            line = reader.line_num + 1
    except csv.Error:
        hint = "close every double quote, and write a double quote inside quotes twice"
        raise ContentError.of(Where(file, line), "this row cannot be read", hint) from None
    except TooMuchError as error:
        hint = "is this the file you meant? Keep the rows that are to be printed"
        raise ContentError.of(file, str(error), hint) from None
    return grid


def also(others: Sequence[str]) -> str:
    """What a message says of other places that have the same fault."""
    more = f" and {len(others) - _NAMED} more" if len(others) > _NAMED else ""
    return f"; also {', '.join(others[:_NAMED])}{more}" if others else ""


@dataclass
class _Noted:
    """A kind of fault: its words, the first place, and others that have it too."""

    words: Words
    where: Where
    severity: Severity
    others: list[str]


class _Faults:
    """Faults of cells, one problem for each kind in a column."""

    def __init__(self) -> None:
        self.noted: dict[tuple[str, int], _Noted] = {}

    def note(self, kind: str, where: Where, words: Words, other: str, severity: Severity = "error") -> None:
        key = kind, where.column
        if key in self.noted:
            self.noted[key].others.append(other)
        else:
            self.noted[key] = _Noted(words, where, severity, [])

    def problems(self) -> Iterator[Problem]:
        for noted in self.noted.values():
            yield Problem(noted.where, noted.words[0] + also(noted.others), noted.words[1], noted.severity)


#: What a column is for that is passed over.
IGNORE: Final = "ignore"


def read_rows(
    grid: Grid, fields: Mapping[str, Shape], needed: Sequence[str], columns: Mapping[str, Text] | None = None
) -> tuple[Rows, list[Problem], list[str]]:
    """The rows below the names of the columns, what is wrong, and which columns were passed over.

    `columns` says of some, by their names in the list, which field they are for, or that they are ignored;
    of several for one field the words are joined in their order. Raises ContentError where no row can be
    understood.
    """
    reading = _Reading(grid, fields, needed, columns or {})
    return reading.rows(), reading.told, reading.passed


class _Reading:
    """How the rows of one list become tables."""

    def __init__(
        self, grid: Grid, fields: Mapping[str, Shape], needed: Sequence[str], columns: Mapping[str, Text]
    ) -> None:
        self.grid, self.fields, self.needed = grid, fields, needed
        self.told, self.passed = list[Problem](), list[str]()
        self.has_parts = False  # of a name in columns of their own, which is told once
        self.given = {column_name(name): str(field).strip() for name, field in columns.items()}
        self.asked = columns
        self.faults, self.below = _Faults(), list[list[Cell]]()
        self.is_workbook = Where(grid.file).is_cell
        self.line = "row" if self.is_workbook else "line"

    def rows(self) -> Rows:
        head = self.head()
        self.told += self.mistaken(head)
        self.below = below = self.grid.rows[self.grid.rows.index(head) + 1 :]
        self.columns = self.names(head)
        self.first, self.last = head[0].where.line, head[-1].where.column
        if not below:
            what, hint = "names columns and holds nothing below them", f"write a {self.line} for each entry"
            raise ContentError.of(head[0].where, what, hint)
        self.unseen(self.first)
        rows, names = Rows(head[0].where), {cell.text.casefold() for cell in head}
        for cells in below:
            if len(cells) > 1 and names == {cell.text.casefold() for cell in cells}:
                what = "the names of the columns stand here again"
                self.faults.note("head", cells[0].where, (what, f"delete this {self.line}"), "")
                continue
            if more := next((cell for cell in cells if self.is_beyond(cell)), None):
                self.put(Table(more.where), more)  # what stands before it may be in the wrong column too
                continue
            row = Table(cells[0].where._replace(column=1))
            sound = [self.put(row, cell) for cell in cells]
            if row and all(sound):
                rows.append(row)
        self.told += self.faults.problems()
        return rows

    def head(self) -> list[Cell]:
        """The row that names the columns. Raises ContentError where it is not the first, or none is."""
        if not self.grid.rows:
            names = ", ".join(self.fields)
            raise ContentError.of(self.grid.file, "is empty", f"its first line names the columns: {names}")
        first = self.grid.rows[0]
        best = max(islice(self.grid.rows, _HEADS), key=self.known)
        is_whole = not self.known(first) and self.known(best) == len(best)
        if best is not first and (self.known(best) > max(1, self.known(first)) or is_whole):
            what = f"the names of the columns seem to be in {self.line} {best[0].where.line}"
            raise ContentError.of(first[0].where, what, f"delete what is above that {self.line}")
        if not self.known(first) and not any(self.is_near(cell) for cell in first):
            sheet = f" of the sheet {shown(self.grid.sheet)}" if self.grid.sheet else ""
            what = f"this {self.line}{sheet} names no column that is read here"
            hint = f"begin with a {self.line} that names the columns: {', '.join(self.fields)}"
            raise ContentError.of(first[0].where, what, hint)
        return first

    def is_near(self, cell: Cell) -> bool:
        """Whether a column that is not known is like one that is."""
        fault = self.unknown(cell)
        is_meant = fault is not None and isinstance(fault[1], Hint) and bool(fault[1].mend.meant)
        return is_meant or self.is_part_of_name(cell)

    def is_part_of_name(self, cell: Cell) -> bool:
        """Whether a column holds a part of what one column is to hold."""
        name = self.field(cell)
        return "name" in self.fields and name not in self.fields and bool(_PART_OF_NAME.fullmatch(name))

    def known(self, cells: Sequence[Cell]) -> int:
        named = {column_name(cell.text) for cell in cells}
        return len(named & (self.fields.keys() | self.given.keys()))

    def field(self, cell: Cell) -> str:
        """The field that a cell of the first row means, by what is said of it or by its own name."""
        name = column_name(cell.text)
        return self.given.get(name, name)

    def mistaken(self, head: Sequence[Cell]) -> Iterator[Problem]:
        """What is said of columns that are not there, or names fields that are none."""
        there = {column_name(cell.text): str(cell.text) for cell in head}
        for name, said in self.asked.items():
            where = said.where or head[0].where
            if column_name(name) not in there:
                hint = nearest(name, there.values(), "its columns")
                yield Problem(where, f"{self.grid.file} has no column {shown(name)}", hint)
            elif (field := said.strip()) not in (*self.fields, IGNORE):
                hint = nearest(field, [*self.fields, IGNORE], "fields")
                yield Problem(where, f'the column {shown(name)} is for no field "{field}"', hint)

    def names(self, head: Sequence[Cell]) -> dict[int, str]:
        """The field of each column, empty where it has none that is known.

        Raises ContentError where a column that is needed is not there.
        """
        names, known = dict[int, str](), {self.field(cell) for cell in head} & self.fields.keys()
        for cell in head:
            name = self.field(cell)
            if name == IGNORE or (column_name(cell.text) in self.given and name not in self.fields):
                self.passed += [str(cell.text)] if name == IGNORE else []  # what is no field is told already
                names[cell.where.column] = ""
                continue
            is_joined = column_name(cell.text) in self.given
            fault = (
                self.twice(cell) if name in names.values() and not is_joined else self.unknown(cell, known)
            )
            if fault and not (self.has_parts and self.is_part_of_name(cell)):
                self.told.append(Problem(cell.where, *fault))
            self.has_parts |= fault is not None and self.is_part_of_name(cell)
            names[cell.where.column] = "" if fault else name
        missing = [name for name in self.needed if name not in known]
        if missing:
            what = f"there is no column {missing[0]}"
            hint = f"name one of the columns {missing[0]}"
            raise ContentError(self.told or [Problem(head[0].where, what, hint)])
        return names

    def twice(self, cell: Cell) -> Words:
        return f"the column {shown(cell.text)} is there twice", "keep one"

    def unknown(self, cell: Cell, known: Collection[str] = ()) -> Words | None:
        name = self.field(cell)
        if name in self.fields:
            return None
        what = f"the column {shown(cell.text)} is not known"
        if self.is_part_of_name(cell):
            return what, _NAME_HINT
        number = cell.where.column
        values = [one.text for row in self.below[:_HEADS] for one in row if one.where.column == number]
        fitting = [field for field, shape in self.fields.items() if could_hold(field, shape, values)]
        left, words = [field for field in fitting if field not in known], set(name.split("_"))
        beside = f"columns: {{{shown(cell.text)}: ignore}}"
        passed = f"pass over it with file: and {beside} beside the list"
        if meant := [field for field in left if words.issuperset(field.split("_"))]:
            return what, Hint(f"{perhaps(*meant)}; or {passed}", Mend("call", name, tuple(meant)))
        lacking = [one for one in self.needed if one not in known and not (self.has_parts and one == "name")]
        near = likeliest(name, left)
        if lacking and not likeliest(name, left, _ALIKE):
            return what, f"call it {lacking[0]} if it holds that, or else pass over it: file: and {beside}"
        if near:
            return what, Hint(f"{perhaps(near)}; or {passed}", Mend("call", name, (near,)))
        return what, nearest(name, left, f"rename it, or {passed}; columns that may be")

    def unseen(self, head: int) -> None:
        """What a spreadsheet hides, or shows as one cell."""
        filled = {row[0].where.line for row in self.grid.rows if row[0].where.line >= head}
        if rows := sorted(self.grid.hidden_rows & filled):
            hint = "show all rows (clear the filter, or Unhide Rows), and delete what is not to be printed"
            self.told.append(
                Problem(Where(self.grid.file, rows[0], 1), _hidden("row", map(str, rows)), hint)
            )
        printed = {number for number, name in self.columns.items() if name}
        for line, column in sorted(self.grid.struck):
            if line > head and column in printed:
                what = "what is struck through here would be printed"
                hint = "delete the row or those words, or take the line through them away"
                self.faults.note("struck", Where(self.grid.file, line, column), (what, hint), f"row {line}")
        if columns := sorted(self.grid.hidden_columns & printed):
            what = _hidden("column", map(column_letters, columns))
            hint = "show all columns (Unhide Columns), and delete what is not to be printed"
            self.told.append(Problem(Where(self.grid.file, head, columns[0]), what, hint))
        filled_cells = {cell.where[1:] for row in self.grid.rows for cell in row if self.grid.merged}
        for (line, column), area in self.grid.merged.items():
            if line > head and (line, column) in filled_cells:
                hint = "take the cells apart (Merge & Center), and write into each what it is to say"
                what = f"the cells {shown(area)[1:-1]} are merged"
                self.faults.note("merged", Where(self.grid.file, line, column), (what, hint), area[:20])

    def is_beyond(self, cell: Cell) -> bool:
        """Whether a row has more cells than the first line, as one has with a comma too many."""
        return cell.where.column > self.last and not self.is_workbook

    def put(self, row: Table, cell: Cell) -> bool:
        """A cell into its field; whether all is well, or is told with the column's name."""
        where, name = cell.where, self.columns.get(cell.where.column)
        here = f"{self.line} {where.line}"
        if self.is_beyond(cell):
            what = f"{shown(cell.text)} stands in no column, for the row has more cells than the first line"
            hint = "put a value that holds the delimiter in double quotes, or name the column"
            self.faults.note("more", where, (what, hint), here)
        elif name is None:
            what = f"this column has no name, and {here} says {shown(cell.text)} in it"
            hint = "name the column, or move what it says into one that has a name"
            self.faults.note("nameless", where._replace(line=self.first), (what, hint), here)
        elif name and (fault := cell_fault(cell, self.fields[name])):
            self.faults.note(fault[0], where, fault[1:], here)
            return False
        elif name:
            if doubt := cell_doubt(str(cell.text), self.fields[name]):
                self.faults.note(doubt[0], where, doubt[1:], here, "warning")
            is_kept = is_number(self.fields[name]) or self.fields[name].single is date
            said = Text(cell.shown, where) if cell.shown and not is_kept else cell.text
            if name in row:  # of several columns
                said = Text(f"{row[name]} {said}", row[name].where)
            row.put(name, said, said.where or where)
        return True


def _hidden(what: str, places: Iterator[str]) -> str:
    names = list(places)
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    verb, several = ("is", "") if len(names) == 1 else ("are", "s")
    return f"the {what}{several} {', '.join(names[:_NAMED])}{more} {verb} hidden, and would be printed"
