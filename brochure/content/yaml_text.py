"""YAML to raw tables: a strict reader in which every plain value stays text and knows its place.

Takes text and the name of its file; gives `Table`, `Rows` and `Text`. `NO`, `0123`, `12:30` and `1e3` stay as they
are written; only an empty value, `null` and `~` mean that a key is absent. Must not know models.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import yaml

from brochure.content.decode import UNPRINTABLE
from brochure.content.raw import Rows, Table
from brochure.content.yaml_hints import syntax_problem
from brochure.errors import ContentError, Problem, Where
from brochure.model import Text

_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST: Final = 40
#: Values in one file with every alias written out; the largest real publication seen has some 5,000.
_MOST_VALUES: Final = 200_000
_STANDARD: Final = ("str", "int", "float", "bool", "map", "seq", "null", "timestamp")
_PLAIN_TAGS: Final = frozenset({None, "!", *(f"tag:yaml.org,2002:{name}" for name in _STANDARD)})
_QUOTE: Final = "put the value in quotes"


def parse_yaml(text: str, file: str) -> Any:
    """What the text says: a Table, Rows, a Text, or None if it says nothing. Raises ContentError with one problem."""
    try:
        return _Reader(text, file).document()
    except yaml.MarkedYAMLError as error:
        raise ContentError([syntax_problem(error, text, file)]) from None
    except yaml.YAMLError:
        raise ContentError(
            [Problem(Where(file), "is not YAML", "check that it is a plain text file")]
        ) from None


class _Reader:
    """Builds values from the parser's events, so that depth and size are ours to limit."""

    def __init__(self, text: str, file: str) -> None:
        self.file, self.lines = file, text.split("\n")
        self.events: Iterator[Any] = yaml.parse(text, Loader=_LOADER)
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.unused: dict[str, Where] = {}
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
            raise ContentError([Problem(where, f'"&{name}" names a value that nothing refers to', _QUOTE)])
        return value

    def where(self, event: Any) -> Where:
        return Where(self.file, event.start_mark.line + 1, event.start_mark.column + 1)

    def refuse(self, event: Any, what: str, hint: str = "") -> None:
        raise ContentError([Problem(self.where(event), what, hint)])

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
        return Text(event.value, self.block_start(event) if event.style in ("|", ">") else self.where(event))

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
