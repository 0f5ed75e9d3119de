"""Shorthands written out: `{text: …, lang: fr}`, the name of a CSV file, a bare name in a list of sections.

Takes raw data and its shape; changes the data in place and gives the problems met. A CSV file may have come
from any spreadsheet: comma, semicolon or tab, any capitals in the head, nothing empty; a cell's place is its
line in the file and its number in the row. Must not know validation.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator
from pathlib import PurePosixPath
from typing import Any, Final

from brochure.content.folder import Folder, Version
from brochure.content.values import FieldValue, Shape, describe, entries, fields_of, is_section_list
from brochure.errors import ContentError, Problem, Where, nearest
from brochure.model import Rows, Table, Text, is_language, language_hint

Cells = list[Text]
_DELIMITERS: Final = ",;\t"


def write_out(
    data: Table, shape: Shape, path: str, folder: Folder, others: dict[str, Version]
) -> Iterator[Problem]:
    """Writes out the shorthands of one file.

    `path` is where it stands in the folder, `others` learns which files were read.
    """
    for entry in list(entries(data, shape)):
        yield from _languages(entry)
        if is_section_list(entry.shape) and isinstance(entry.value, Rows):
            _name_sections(entry.value)
        elif entry.table is not None and entry.shape.is_records and _is_csv(entry.value):
            yield from _fill_from_csv(entry, path, folder, others)


def _languages(entry: FieldValue) -> Iterator[Problem]:
    """`{text: Bienvenue, lang: fr}` becomes a text that knows its language, as a value or as an item."""
    value: Any = entry.value
    if entry.shape.is_text and isinstance(value, Table) and entry.table is not None:
        if entry.table.get(entry.field) is entry.value:
            words, problems = _in_language(value)
            entry.table[entry.field] = words
            yield from problems
    elif entry.shape.each and entry.shape.each.is_text and isinstance(value, Rows):
        for number, item in enumerate(value):
            if isinstance(item, Table):
                value[number], problems = _in_language(item)
                yield from problems


def _in_language(table: Table) -> tuple[Text | Table, list[Problem]]:
    """The text with its language, and what is wrong with the keys.

    The table itself where it holds no text.
    """
    words, tag, problems = table.get("text"), table.get("lang"), list[Problem]()
    if not isinstance(words, Text):
        return table, problems
    for key in table.keys() - {"text", "lang"}:
        problems.append(
            Problem(table.places[key], f'"{key}" is not a key that belongs here', "keep text and lang")
        )
    if tag is None:
        problems.append(
            Problem(table.where, "lang is missing", "add lang: the language of the text, such as fr")
        )
    elif not isinstance(tag, Text) or not is_language(tag.strip()):
        what = f"lang must be a language tag, not {describe(tag)}"
        problems.append(
            Problem(table.places["lang"], what, language_hint(tag if isinstance(tag, Text) else ""))
        )
    else:
        words = Text(words, words.where, str(tag.strip()))
    return words, problems


def _is_csv(value: object) -> bool:
    return isinstance(value, Text) and value.strip().casefold().endswith(".csv")


def _name_sections(rows: Rows) -> None:
    for number, item in enumerate(rows):
        if isinstance(item, Text) and item.strip():
            where = item.where or rows.where
            rows[number] = Table(where)
            rows[number].put("use", item, where)


def _fill_from_csv(
    entry: FieldValue, path: str, folder: Folder, others: dict[str, Version]
) -> Iterator[Problem]:
    """Puts the rows of a CSV file in the place of its name, or drops the field where it cannot be read."""
    model = entry.shape.each.model if entry.shape.each else None
    if entry.table is None or model is None:
        return
    name = entry.value.strip()
    beside = str(PurePosixPath(path).parent / name)
    asked = entry.value.where or Where(folder.label(path))
    found = beside if not folder.holds(name) and folder.holds(beside) else name
    try:
        others[found] = folder.version(found, asked)
        text = folder.read_text(found, asked)
    except ContentError as error:
        entry.table.drop(entry.field)
        yield from error.problems
        return
    rows, problems = parse_csv(text, folder.label(found), list(fields_of(model)))
    entry.table[entry.field] = rows
    yield from problems


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
