"""A spreadsheet's export to rows: comma, semicolon or tab, any capitals in the head, nothing empty.

Takes text, the name of its file and the columns that are known; gives `Rows` of `Table` and the problems
met. A cell's place is its line in the file and its number in the row. Must not know models or folders.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator
from typing import Final

from brochure.content.values import Rows, Table
from brochure.errors import Problem, Where, nearest
from brochure.model import Text

Cells = list[Text]
_DELIMITERS: Final = ",;\t"


def parse_csv(text: str, file: str, columns: Collection[str]) -> tuple[Rows, list[Problem]]:
    """The rows below the head line. Columns that are not known are told once and left out."""
    rows, problems = Rows(Where(file, 1, 1)), list[Problem]()
    records = _records(text, file, problems)
    head = next(records, [])
    names = _head(head, file, columns, problems)
    for cells in records:
        row = Table(Where(file, cells[0].where.line if cells[0].where else 0, 1))
        for number, cell in enumerate(cells):
            if cell and cell.where:
                if number >= len(names):
                    what = (
                        f"the cell {_shown(cell)} stands in no column: the row has more cells than the head"
                        " line"
                    )
                    problems.append(
                        Problem(cell.where, what, "put a value that holds the delimiter in double quotes")
                    )
                    break
                if names[number]:
                    row.put(names[number], cell, cell.where)
        rows.append(row)
    return rows, problems


def _records(text: str, file: str, problems: list[Problem]) -> Iterator[Cells]:
    """Rows that hold anything, their cells stripped.

    Each cell with its line, also after line breaks in quotes.
    """
    first = next((line for line in text.split("\n") if line.strip()), "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(first), strict=True)
    line = 1
    try:
        for record in reader:
            cells, start = Cells(), line
            for number, cell in enumerate(record, 1):
                cells.append(Text(cell.strip(), Where(file, start, number)))
                start += cell.count("\n")
            line = reader.line_num + 1
            if any(cells):
                yield cells
    except csv.Error:
        hint = "close every double quote, and write a double quote inside quotes twice"
        problems.append(Problem(Where(file, line), "this row cannot be read", hint))


def _delimiter(line: str) -> str:
    bare = re.sub(r'"[^"]*"', "", line)
    return max(_DELIMITERS, key=bare.count)


def _head(head: Cells, file: str, columns: Collection[str], problems: list[Problem]) -> list[str]:
    """The field of each column, empty for those that are left out."""
    if not head:
        problems.append(
            Problem(Where(file), "is empty", f"its first line names the columns: {', '.join(columns)}")
        )
    names: list[str] = []
    for cell in head:
        name = re.sub(r"[^a-z0-9]+", "_", cell.casefold()).strip("_")
        fault = _column_fault(cell, name, names, columns)
        if fault and cell.where:
            problems.append(Problem(cell.where, *fault))
        names.append("" if fault else name)
    return names


def _column_fault(
    cell: Text, name: str, names: list[str], columns: Collection[str]
) -> tuple[str, str] | None:
    if not cell:
        return None
    if name in names:
        return f"the column {_shown(cell)} is there twice", "keep one"
    if name not in columns:
        return f"the column {_shown(cell)} is not known", nearest(name, columns)
    return None


def _shown(cell: str) -> str:
    words = " ".join(cell.split())
    return f'"{words if len(words) <= 40 else words[:37] + "..."}"'
