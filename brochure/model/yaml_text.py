"""YAML to raw tables: a strict reader in which every plain value stays text and knows its place.

Takes text and the name of its file; gives `Table`, `Rows` and `Text`, also of Markdown with YAML at its
head. `NO`, `0123`, `12:30` and `1e3` stay as they are written; only an empty value, `null` and `~` mean that
a key is absent. What cannot be read is told by what its line looks like. Must not know models.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

import yaml

from brochure.errors import ContentError, Problem, Where
from brochure.model.text import UNPRINTABLE, Text

_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST: Final = 40
#: Values in one file with every alias written out; the largest real publication seen has some 5,000.
_MOST_VALUES: Final = 200_000
_STANDARD: Final = ("str", "int", "float", "bool", "map", "seq", "null", "timestamp")
_PLAIN_TAGS: Final = frozenset({None, "!", *(f"tag:yaml.org,2002:{name}" for name in _STANDARD)})
_QUOTE: Final = "put the value in quotes"
_FIRST_SIGN: Final = "put the value in quotes, for YAML reserves its first sign"
#: What a line looks like, and what then would mend it; the first that fits is told.
_LOOKS: Final[tuple[tuple[Callable[[str], object], str], ...]] = (
    (re.compile(r"^ *\t").search, "indent with spaces; YAML allows no tabs there"),
    (
        re.compile(r"""^[^'"]*:\s+'[^']*'\w""").search,
        "write the value in double quotes, for it holds an apostrophe",
    ),
    (
        re.compile(r""":\s+"[^"]*"[^"\s,#}\]]""").search,
        "write the value in single quotes, for it holds double ones",
    ),
    (re.compile(r"(:|^\s*-)\s+([@%`*&!]|[|>](?![-+0-9]*\s*$)|[{\[].*[^\]},\s]\s*$)").search, _FIRST_SIGN),
    (re.compile(r"^\s*(- +)?[\w-]+:\s+\S.*:(\s|$)").search, "put the value in quotes, for it holds a colon"),
    (re.compile(r"^\s*(- +)?[A-Za-z_][\w-]*:[^\s/:]").search, "put a space after the colon"),
    (re.compile(r"^\s*-\w").search, "put a space after the hyphen"),
    (
        re.compile(r"^\s*[\w-]+\s*$").search,
        "put a colon after the key, or indent the line if it continues a text",
    ),
)
_INDENT: Final = "check that keys of one mapping are indented alike"


class Remark(NamedTuple):
    """What begins with a # after a value, and so is not part of it."""

    words: str
    where: Where


class Table(dict[str, Any]):
    """A mapping; `places` holds where each of its keys stands.

    That of a whole file holds in `remarks` what stands on the same line after a text, by the place of the
    text.
    """

    remarks: Mapping[Where, Remark] = {}

    def __init__(self, where: Where) -> None:
        super().__init__()
        self.where = where
        self.places: dict[str, Where] = {}
        self.refused: set[str] = set()

    def put(self, key: str, value: Any, where: Where) -> None:
        """Sets a key and its place."""
        self[key] = value
        self.places[key] = where

    def refuse(self, key: str) -> None:
        """Takes out a key whose value has been told to be wrong, so that it is not missed either."""
        self.refused.add(key)
        self.pop(key, None)
        self.places.pop(key, None)


class Rows(list[Any]):
    """A list that knows where it begins."""

    def __init__(self, where: Where) -> None:
        super().__init__()
        self.where = where


def parse_yaml(text: str, file: str) -> Any:
    """What the text says: a Table, Rows, a Text, or None if it says nothing.

    Raises ContentError with one problem.
    """
    try:
        return _Reader(text, file).document()
    except yaml.MarkedYAMLError as error:
        raise ContentError([syntax_problem(error, text, file)]) from None
    except yaml.YAMLError:
        raise ContentError.of(file, "is not YAML", "check that it is a plain text file") from None


class _Reader:
    """Builds values from the parser's events, so that depth and size are ours to limit."""

    def __init__(self, text: str, file: str) -> None:
        self.file, self.lines = file, text.split("\n")
        self.events: Iterator[Any] = yaml.parse(text, Loader=_LOADER)
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.unused: dict[str, Where] = {}
        self.remarks: dict[Where, Remark] = {}
        self.size = 0

    def document(self) -> Any:
        next(self.events)
        if isinstance(next(self.events), yaml.StreamEndEvent):
            return None
        value = self.value(next(self.events), 0)
        next(self.events)
        after = next(self.events)
        if not isinstance(after, yaml.StreamEndEvent):
            self.refuse(after, "a second document begins here", "delete the line ---, or split the file")
        for name, where in self.unused.items():
            raise ContentError.of(where, f'"&{name}" names a value that nothing refers to', _QUOTE)
        if isinstance(value, Table):
            value.remarks = self.remarks
        return value

    def where(self, event: Any) -> Where:
        return Where(self.file, event.start_mark.line + 1, event.start_mark.column + 1)

    def refuse(self, event: Any, what: str, hint: str = "") -> None:
        raise ContentError.of(self.where(event), what, hint)

    def value(self, event: Any, depth: int) -> Any:
        """The value that an event begins, read to its end."""
        self.count(event, 1)
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event)
        if event.tag not in _PLAIN_TAGS:
            self.refuse(event, f'the tag "{event.tag}" is not allowed', _QUOTE + " if it begins with !")
        if depth > _DEEPEST:
            self.refuse(
                event,
                f"is nested more than {_DEEPEST} levels deep",
                "check the indentation and the brackets",
            )
        before = self.size
        value = self.content(event, depth)
        if event.anchor:
            self.anchors[event.anchor] = (value, self.size - before)
            self.unused[event.anchor] = self.where(event)
        return value

    def content(self, event: Any, depth: int) -> Any:
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event)
        return (
            self.rows(event, depth)
            if isinstance(event, yaml.SequenceStartEvent)
            else self.table(event, depth)
        )

    def alias(self, event: Any) -> Any:
        if event.anchor not in self.anchors:
            self.refuse(event, f'"*{event.anchor}" refers to nothing', _QUOTE + " if it begins with *")
        value, size = self.anchors[event.anchor]
        self.unused.pop(event.anchor, None)
        self.count(event, size)
        return value

    def count(self, event: Any, more: int) -> None:
        self.size += more
        if self.size > _MOST_VALUES:
            self.refuse(
                event, f"holds more than {_MOST_VALUES} values", "split the file, and use fewer aliases"
            )

    def scalar(self, event: Any) -> Text | None:
        if event.style in (None, "") and event.value in ("", "null", "Null", "NULL", "~"):
            return None
        if found := UNPRINTABLE.search(event.value):
            self.refuse(event, f"holds the control character U+{ord(found[0]):04X}", "delete it")
        if event.style not in ("|", ">") and (words := self.after(event)).lstrip().startswith("#"):
            column = event.end_mark.column + len(words) - len(words.lstrip())
            remark = Where(self.file, event.end_mark.line + 1, column + 1)
            self.remarks[self.where(event)] = Remark(words.strip(), remark)
        return Text(event.value, self.block_start(event) if event.style in ("|", ">") else self.where(event))

    def after(self, event: Any) -> str:
        """What stands behind a value on its last line."""
        end = event.end_mark
        return self.lines[end.line][end.column :] if end.line < len(self.lines) else ""

    def block_start(self, event: Any) -> Where:
        """Where the words of a block (`|` or `>`) begin: on a line after its mark."""
        for number in range(event.start_mark.line + 1, min(event.end_mark.line + 1, len(self.lines))):
            if self.lines[number].strip():
                return Where(self.file, number + 1, len(re.match(" *", self.lines[number])[0]) + 1)  # type: ignore[index]
        return self.where(event)

    def rows(self, event: Any, depth: int) -> Rows:
        rows = Rows(self.where(event))
        while not isinstance(item := next(self.events), yaml.SequenceEndEvent):
            value = self.value(item, depth + 1)
            rows.append(Text("", self.where(item)) if value is None else value)
        return rows

    def table(self, event: Any, depth: int) -> Table:
        table, seen = Table(self.where(event)), dict[str, Where]()
        while not isinstance(name := next(self.events), yaml.MappingEndEvent):
            key = self.key(name, depth)
            if key in seen:
                hint = f"it stands on line {seen[key].line} too; keep one"
                self.refuse(name, f'the key "{key}" is given twice', hint)
            seen[key] = self.where(name)
            value = self.value(next(self.events), depth + 1)
            if value is not None:
                table.put(key, value, seen[key])
        return table

    def key(self, event: Any, depth: int) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            self.refuse(event, "a key must be a word", "if a value begins with { or [, put it in quotes")
        key = self.value(event, depth + 1)
        if not key:
            self.refuse(event, "a key is missing before the colon")
        if key == "<<":
            self.refuse(
                event, "merge keys (<<) are not allowed", "write the keys out, or use a shared section"
            )
        return str(key)


def syntax_problem(error: yaml.MarkedYAMLError, text: str, file: str) -> Problem:
    """What is wrong, where, and the likeliest cure."""
    lines = text.split("\n")
    if (
        "quoted scalar" in str(error.context)
        and error.context_mark
        and "end of stream" in str(error.problem)
    ):
        where = Where(file, error.context_mark.line + 1, error.context_mark.column + 1)
        return Problem(where, "the quotes opened here are never closed", "add the closing quote")
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return Problem(Where(file), "is not YAML")
    began = error.context_mark.line if error.context_mark else mark.line
    # The scanner's context is the word it stumbled over, the parser's only the beginning of the whole
    # mapping.
    suspects = (began, mark.line) if isinstance(error, yaml.scanner.ScannerError) else (mark.line, began)
    number, hint = _explain(lines, mark.line, suspects)
    column = mark.column + 1 if number == mark.line else len(lines[number]) - len(lines[number].lstrip()) + 1
    return Problem(Where(file, number + 1, column), "this is not YAML: the line cannot be read", hint)


def _explain(lines: list[str], at: int, suspects: tuple[int, int]) -> tuple[int, str]:
    """The line to blame and its hint: the first suspect, the nearest line above, the other suspect."""
    above = next((number for number in range(min(at, len(lines)) - 1, -1, -1) if lines[number].strip()), at)
    for number in dict.fromkeys((suspects[0], above, suspects[1])):
        if number < len(lines):
            for looks, hint in _LOOKS:
                if looks(lines[number]):
                    return number, hint
    return min(at, len(lines) - 1), _INDENT


def parse_front_matter(text: str, file: str) -> Table:
    """The keys of a Markdown file and its text, each with its place. Raises ContentError."""
    lines = text.split("\n")
    start = next((number for number, line in enumerate(lines) if line.strip()), 0)
    end = 0
    if lines[start].rstrip() == "---":
        after = start + 1
        end = next((number for number, line in enumerate(lines[after:], after) if line.rstrip() == "---"), 0)
        if not end:
            what = "the keys at the head of the file are never closed"
            hint = "write --- on a line of its own after the last key"
            raise ContentError.of(Where(file, after, 1), what, hint)
    # Empty lines stand for the opening --- and what is before it, so that lines count as in the file.
    table = parse_yaml("\n" * (start + 1) + "\n".join(lines[start + 1 : end]), file) if end else None
    if table is None:
        table = Table(Where(file, 1, 1))
    if not isinstance(table, Table):
        what = "the head of the file must hold keys and values"
        raise ContentError.of(Where(file, 2, 1), what, "such as title: Life")
    return _with_text(table, lines, end + 1 if end else 0, file)


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
