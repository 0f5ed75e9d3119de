"""Ways of writing that are made plain before anything is checked: Markdown with YAML at its head, and
shorthands: `{text: …, lang: fr}`, the name of a spreadsheet, a bare name among sections.

Front matter, between two lines ---, gives a `Table` with the text below it; what editors and habits make
of the lines is told, and so are keys that are not indented below their own. Shorthands in raw data are
written out in place, by its shape, with the problems met. Must not know validation.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from itertools import takewhile
from pathlib import PurePosixPath
from typing import Any, Final

from brochure.content.folder import Folder, Version
from brochure.content.list_cells import BELOW, IS_NONE
from brochure.content.spreadsheets import also, parse_csv, read_rows
from brochure.content.values import (
    OTHER_SPREADSHEETS,
    FieldValue,
    Grid,
    Shape,
    base_of,
    describe,
    entries,
    fields_of,
    is_section_list,
    where_of,
)
from brochure.content.workbooks import read_workbook
from brochure.errors import LISTS, WORKBOOKS, ContentError, Problem, Where
from brochure.model import Person, Rows, Table, Text, is_language, language_hint, parse_yaml

#: Classes, and columns passed over, that a summary of a list names.
_CLASSES: Final = 6


def write_out(
    data: Table, shape: Shape, path: str, folder: Folder, others: dict[str, Version]
) -> Iterator[Problem]:
    """Writes out the shorthands of one file.

    `path` is where it stands in the folder, `others` learns which files were read.
    """
    for entry in list(entries(data, shape)):
        if isinstance(entry.value, Table):
            yield from _not_indented(entry.value, entry.shape)
    for entry in list(entries(data, shape)):
        yield from _languages(entry)
        if is_section_list(entry.shape) and isinstance(entry.value, Rows):
            _name_sections(entry.value)
        elif entry.table is not None and entry.shape.is_records:
            if _names_file(entry.value, path, folder):
                yield from _fill_from_spreadsheet(entry, entry.value, {}, path, folder, others)
            elif isinstance(entry.value, Table):
                yield from _fill_by_columns(entry, entry.value, path, folder, others)
            elif fault := _almost_names_file(entry, path, folder):
                entry.table.refuse(entry.field)
                yield fault


def _not_indented(table: Table, shape: Shape) -> Iterator[Problem]:
    """A problem for each key without a value below which its own keys stand, indented as it is itself.

    All of these are taken out, so that none is told to be missing, empty or unknown.
    """
    fields = fields_of(shape.model) if shape.model else {}
    for key, where in list(table.empty.items()):
        model = (shape.values or fields.get(key) or shape).model
        inner = fields_of(model) if model and model is not shape.model else {}
        below = sorted((at, name) for name, at in {**table.places, **table.empty}.items() if at > where)
        inside = [name for _, name in takewhile(partial(_is_within, inner), below)]
        if not inside or inside[0] in fields:
            continue
        what = f"{inside[0]} is indented as {key} is, so it does not belong to {key}"
        hint = f"put 2 more spaces before it, and before each line that belongs to {key}"
        yield Problem(below[0][0], what, hint)
        for name in (key, *(name for name in inside if name not in fields)):
            table.refuse(name)
            table.empty.pop(name, None)


def _is_within(fields: Mapping[str, Shape], key: tuple[Where, str]) -> bool:
    return key[1] in fields


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
    for key, where in {**table.places, **table.empty}.items():
        if key not in ("text", "lang"):
            problems.append(Problem(where, f'"{key}" is not a key that belongs here', "keep text and lang"))
    if tag is None:
        hint = "add lang: the language of the text, such as fr"
        problems.append(Problem(table.where, "lang is missing", hint))
    elif not isinstance(tag, Text) or not is_language(tag.strip()):
        what = f"lang must be a language tag, not {describe(tag)}"
        problems.append(
            Problem(table.places["lang"], what, language_hint(tag if isinstance(tag, Text) else ""))
        )
    else:
        words = Text(words, words.where, str(tag.strip()))
    return words, problems


def _name_sections(rows: Rows) -> None:
    for number, item in enumerate(rows):
        if isinstance(item, Text) and item.strip():
            where = item.where or rows.where
            rows[number] = Table(where)
            rows[number].put("use", item, where)


_NAMED_HINT: Final = "write file: and the path of a spreadsheet, columns: and for each a field, or ignore"


def _fill_by_columns(
    entry: FieldValue, said: Table, path: str, folder: Folder, others: dict[str, Version]
) -> Iterator[Problem]:
    """`{file: list.xlsx, columns: {Last name: name, Notes: ignore}}`: a list and what columns are for."""
    file, columns, problems = said.get("file"), said.get("columns", Table(said.where)), list[Problem]()
    for key, where in {**said.places, **said.empty}.items():
        if key not in ("file", "columns"):
            what = f'"{key}" is not a key that belongs here'
            problems.append(Problem(where, what, "keep file and columns"))
    if not isinstance(file, Text) or not _names_file(file, path, folder):
        problems.append(
            Problem(said.places.get("file", said.where), "file must name a spreadsheet", _NAMED_HINT)
        )
    meant = columns if isinstance(columns, Table) else Table(said.where)
    if not isinstance(columns, Table) or any(not isinstance(one, Text) for one in meant.values()):
        problems.append(Problem(said.places["columns"], "columns must say what each is for", _NAMED_HINT))
    for name, where in meant.empty.items():
        problems.append(Problem(where, f"{name} has no field", f"write {name}: ignore to pass over it"))
    if problems and entry.table is not None:
        entry.table.refuse(entry.field)
        yield from problems
    else:
        yield from _fill_from_spreadsheet(entry, file, meant, path, folder, others)


def _fill_from_spreadsheet(
    entry: FieldValue,
    file: Any,
    columns: Mapping[str, Any],
    path: str,
    folder: Folder,
    others: dict[str, Version],
) -> Iterator[Problem]:
    """Puts the rows of a spreadsheet in the place of its name; drops the field where it cannot be read."""
    model = entry.shape.each.model if entry.shape.each else None
    if entry.table is None or model is None:
        return
    name = file.strip()
    beside = str(PurePosixPath(path).parent / name)
    asked = file.where or Where(folder.label(path))
    found = beside if not folder.holds(name) and folder.holds(beside) else name
    needed = [field for field, about in model.model_fields.items() if about.is_required()]
    try:
        others[found] = folder.version(found, asked)
        grid, problems = _grid(found, asked, folder, language_in(folder, others))
        yield from problems
        rows, problems, passed = read_rows(grid, fields_of(model), needed, columns)
        entry.table[entry.field] = rows
        problems += _set_apart(rows, needed)
        yield from problems
        if base_of(model) is Person:
            yield from _no_people(rows)
        if all(one.severity != "error" for one in problems):
            yield _summary(entry, rows, passed, grid.file, folder.reread_words(found))
    except ContentError as error:
        entry.table.refuse(entry.field)
        yield from error.problems


_NO_NAME: Final = re.compile(rf"{BELOW.pattern}|.*:$|.*[0-9](?![0-9]*(st|nd|rd|th)\b)", re.IGNORECASE)


def _set_apart(rows: Rows, needed: Sequence[str]) -> list[Problem]:
    """Takes out rows that lack what each has, and are a remark or have one value alone; tells of them."""
    apart = list[tuple[Any, str, str]]()
    for row in rows[:] if len(needed) > 1 else ():
        said, lacking = next(iter(row.values())), [field for field in needed if field not in row]
        if lacking and (len(row) == 1 or BELOW.match(str(said))):
            apart.append((said, _row(row.where), lacking[0]))
            rows.remove(row)
    if not apart:
        return []
    (said, _, missing), *others = apart
    what = f"{describe(said)} begins a row that is none of the list{also([row for _, row, _ in others])}"
    return [Problem(where_of(said, rows.where), what, f"{IS_NONE}; else fill in the column {missing}")]


def _no_people(rows: Rows) -> Iterator[Problem]:
    """Rows of a list of people that would be printed as people, and are none or are there already."""
    seen = dict[frozenset[tuple[str, str]], Where]()
    no_names, again = list[Text](), list[tuple[Text, Where]]()
    has_more = any(len(row) > 1 for row in rows)
    for row in rows:
        said = frozenset((key, _as_heard(str(value))) for key, value in row.items())
        if not isinstance(name := row.get("name"), Text):
            continue
        if _NO_NAME.match(name) or (has_more and len(row) == 1 and name.isupper()):
            no_names.append(name)
        elif said in seen:
            again.append((name, seen[said]))
        seen.setdefault(said, where_of(name, row.where))
    if no_names:
        first, *others = no_names
        what = f"{describe(first)} is read as the name of a person{also([_row(one) for one in others])}"
        yield Problem(where_of(first, rows.where), what, IS_NONE, "warning")
    if again:
        (first, before), *rest = again
        what = f"this row says the same as that of {_row(before)}{also([_row(one) for one, _ in rest])}"
        yield Problem(where_of(first, rows.where), what, "delete one of the two", "warning")


def _as_heard(words: str) -> str:
    """Words without what tells two ways of typing the same apart: accents by themselves, case, spaces."""
    return " ".join(unicodedata.normalize("NFC", words).casefold().split())


def _row(place: Text | Where) -> str:
    where = place if isinstance(place, Where) else where_of(place, Where(""))
    return f"{'row' if where.is_cell else 'line'} {where.line}"


def _summary(entry: FieldValue, rows: Rows, passed: Sequence[str], file: str, again: str) -> Problem:
    """What was read of a list, so that whoever brought it sees that it is all of it."""
    is_people = entry.shape.each is not None and base_of(entry.shape.each.model) is Person
    count = len(rows)
    what = (
        ("1 person" if count == 1 else f"{count} people") if is_people else f"{count} rows of {entry.field}"
    )
    classes = Counter(str(row["class_of"]).strip() for row in rows if "class_of" in row)
    if len(classes) > 1 and sum(classes.values()) == count and len(classes) <= _CLASSES:
        sizes = set(classes.values())
        each = f"{sizes.pop()} in each class" if len(sizes) == 1 else ""
        by_class = ", ".join(f"{number} of {name}" for name, number in sorted(classes.items()))
        what += f", {each or by_class}"
    if passed:
        several = "s" * (len(passed) != 1)
        what += f", {len(passed)} column{several} passed over ({', '.join(passed[:_CLASSES])})"
    if again:
        what += f"; read as Windows-1252, not as UTF-8: {again}"
    hint = "save it as CSV UTF-8, so that no other program reads it otherwise" if again else ""
    return Problem(Where(file), what, hint, "note", "read-lists")


def language_in(folder: Folder, others: dict[str, Version]) -> str:
    """The publication's language, American English where it has none that can be read."""
    for path in ("publication.yaml", "publication.yml"):
        if folder.holds(path):
            asked = Where(folder.label(path))
            others[path] = folder.version(path, asked)
            with suppress(ContentError):
                said = parse_yaml(folder.read_text(path, asked), asked.file)
                return str(said.get("language", "")) if isinstance(said, Table) else ""
    return ""


def _grid(path: str, asked: Where, folder: Folder, language: str) -> tuple[Grid, Sequence[Problem]]:
    """The cells of a file, by its ending. Raises ContentError."""
    file, ending = folder.label(path), PurePosixPath(path).suffix.casefold()
    if ending in WORKBOOKS:
        return read_workbook(folder.read_bytes(path, asked), file, language)
    if ending in LISTS:
        return parse_csv(folder.read_text(path, asked), file), ()
    hint = "open it, save it as Excel Workbook (.xlsx) or CSV UTF-8, and write the name of that file here"
    raise ContentError.of(asked, f"{describe(path)} is no spreadsheet that is read", hint)


def _names_file(value: Any, path: str, folder: Folder) -> bool:
    """Whether what stands where records are expected is the name of a file."""
    if not isinstance(value, Text):
        return False
    name = value.strip()
    is_there = folder.holds(name) or folder.holds(str(PurePosixPath(path).parent / name))
    return is_there or PurePosixPath(name).suffix.casefold() in (*LISTS, *WORKBOOKS, *OTHER_SPREADSHEETS)


def _almost_names_file(entry: FieldValue, path: str, folder: Folder) -> Problem | None:
    """A spreadsheet that is named without its ending, or as an item of a list."""
    value = entry.value
    if isinstance(value, Rows):
        for item in value:
            if _names_file(item, path, folder) and len(value) == 1:
                hint = f"write {entry.field}: {item.strip()}, without a hyphen or brackets"
                what = "a spreadsheet is named in place of the whole list"
                return Problem(item.where or value.where, what, hint)
    elif isinstance(value, Text) and "://" in value:
        what = f"{entry.field} must be a list or a spreadsheet, not a web address"
        hint = f"save it from there as .xlsx or CSV in lists/, and write {entry.field}: and the path of that"
        return Problem(value.where or entry.where, what, hint)
    elif isinstance(value, Text) and value.strip():
        wanted = {value.strip(), str(PurePosixPath(path).parent / value.strip())}
        for file in folder.files:
            name = PurePosixPath(file)
            if name.suffix.casefold() in (*LISTS, *WORKBOOKS) and str(name.with_suffix("")) in wanted:
                what = f"{entry.field} must be a list or a spreadsheet, not {describe(value)}"
                return Problem(value.where or entry.where, what, f"write {entry.field}: {file}")
    return None


#: The line above and below the keys of a Markdown file, and what editors and habits make of it.
_FENCE: Final = "---"
_FENCES: Final = re.compile(r"[-+=*_~\u2010-\u2015\u2212]{2,}|[+=~\u2010-\u2015\u2212]|\.\.\.|\u2026")
_OPENED: Final = re.compile(r"(--+|[\u2010-\u2015\u2212]+|\++)\s*[a-z_]+ ?[:=]")


def parse_front_matter(text: str, file: str, keys: Collection[str] = ()) -> Table:
    """The keys of a Markdown file, of which some are known, and its text, each with its place.

    Raises ContentError.
    """
    lines = text.split("\n")
    start = next((number for number, line in enumerate(lines) if line.strip()), 0)
    end = _head_end(lines, start, file, keys)
    # Empty lines stand for the opening --- and what is before it, so that lines count as in the file.
    table = parse_yaml("\n" * (start + 1) + "\n".join(lines[start + 1 : end]), file) if end else None
    if table is None:
        table = Table(Where(file, 1, 1))
    if not isinstance(table, Table):
        what = "the head of the file must hold keys and values"
        raise ContentError.of(Where(file, start + 2, 1), what, "write each such as title: Life")
    return _with_text(table, lines, end + 1 if end else 0, file)


def _is_key(line: str, keys: Collection[str]) -> str:
    """The key that a line begins with, where that is known."""
    found = re.match(r"([a-z_]+):( |$)", line)
    return found[1] if found and found[1] in keys else ""


def _head_end(lines: list[str], start: int, file: str, keys: Collection[str]) -> int:
    """The line that closes the keys at the head of a file; 0 where there are none."""
    first, hint = lines[start].strip(), "write --- on a line of its own, before the keys and after them"
    if lines[start].rstrip() != _FENCE:
        if first == _FENCE:
            raise ContentError.of(
                Where(file, start + 1, 1), f"{_FENCE} is indented", "delete what is before it"
            )
        is_rule = first[:1] in ("*", "_") and not _is_key("".join(lines[start + 1 : start + 2]), keys)
        if (_FENCES.fullmatch(first) and not is_rule) or _OPENED.match(first):
            what = f"the keys of the file do not begin with {_FENCE}, but with {first}"
            raise ContentError.of(Where(file, start + 1, 1), what, hint)
        if found := _is_key(lines[start], keys):
            what = f"{found} is printed as text, for no line {_FENCE} stands above it"
            raise ContentError.of(Where(file, start + 1, 1), what, hint)
        return 0
    for number, line in enumerate(lines[start + 1 :], start + 1):
        if line.rstrip() == _FENCE:
            return number
        if _FENCES.fullmatch(line.rstrip()):
            what = f"the keys at the head of the file end with {line.rstrip()}, not with {_FENCE}"
            raise ContentError.of(Where(file, number + 1, 1), what, f"write {_FENCE} in its place")
    what = "the keys at the head of the file are never closed"
    raise ContentError.of(
        Where(file, start + 1, 1), what, f"write {_FENCE} on a line of its own after the last key"
    )


def _with_text(table: Table, lines: list[str], start: int, file: str) -> Table:
    body = lines[start:]
    while body and not body[0].strip():
        body, start = body[1:], start + 1
    words = "\n".join(body).rstrip()
    if words and "text" in table:
        what = "the text is given twice, as a key and below the keys"
        raise ContentError.of(table.places["text"], what, "keep the one below the keys")
    if words:
        where = Where(file, start + 1, 1)
        table.put("text", Text(words, where), where)
    return table
