"""Shorthands written out: a CSV file's name becomes its rows, a bare name in a list of sections becomes `use: name`.

Takes raw data and its shape; changes the data in place and gives the problems met. Must not know validation.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from brochure.content.csv_text import parse_csv
from brochure.content.folder import Folder
from brochure.content.raw import Rows, Table
from brochure.content.shapes import Entry, Shape, entries, fields_of, is_section_list
from brochure.errors import ContentError, Problem, Where
from brochure.model import Text


def write_out(data: Table, shape: Shape, path: str, folder: Folder) -> Iterator[Problem]:
    """Writes out the shorthands of one file; `path` is where it stands in the folder."""
    for entry in list(entries(data, shape)):
        if is_section_list(entry.shape) and isinstance(entry.value, Rows):
            _name_sections(entry.value)
        elif entry.table is not None and entry.shape.is_records and _is_csv(entry.value):
            yield from _fill_from_csv(entry, path, folder)


def _is_csv(value: object) -> bool:
    return isinstance(value, Text) and value.strip().casefold().endswith(".csv")


def _name_sections(rows: Rows) -> None:
    for number, item in enumerate(rows):
        if isinstance(item, Text) and item.strip():
            where = item.where or rows.where
            rows[number] = Table(where)
            rows[number].put("use", item, where)


def _fill_from_csv(entry: Entry, path: str, folder: Folder) -> Iterator[Problem]:
    """Puts the rows of a CSV file in the place of its name, or takes the field out where it cannot be read."""
    model = entry.shape.each.model if entry.shape.each else None
    if entry.table is None or model is None:
        return
    name = entry.value.strip()
    beside = str(PurePosixPath(path).parent / name)
    asked = entry.value.where or Where(folder.label(path))
    found = beside if not folder.holds(name) and folder.holds(beside) else name
    try:
        text = folder.read_text(found, asked)
    except ContentError as error:
        entry.table.drop(entry.field)
        yield from error.problems
        return
    rows, problems = parse_csv(text, folder.label(found), list(fields_of(model)))
    entry.table[entry.field] = rows
    yield from problems
