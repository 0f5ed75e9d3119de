"""Markdown with YAML at its head: the keys between two lines ---, and the text below them.

Takes text and the name of its file; gives a `Table`. What editors and habits make of the lines --- is told.
Must not know files.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from brochure.errors import ContentError, Where
from brochure.model import Table, Text, parse_yaml

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
