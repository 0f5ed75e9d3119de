"""Shorthands written out: `{text: …, lang: fr}`, the name of a CSV file, a bare name in a list of sections.

Takes raw data and its shape; changes the data in place and gives the problems met. Must not know validation.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from brochure.content.csv_text import parse_csv
from brochure.content.folder import Folder
from brochure.content.kept import Version
from brochure.content.values import (
    FieldValue,
    Rows,
    Shape,
    Table,
    describe,
    entries,
    fields_of,
    is_section_list,
)
from brochure.errors import ContentError, Problem, Where
from brochure.model import Text, is_language, language_hint


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
