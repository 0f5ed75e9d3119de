"""YAML to raw tables: a strict reader in which every plain value stays text and knows its place.

Takes text and the name of its file; gives `Table`, `Rows` and `Text`. `NO`, `0123`, `12:30` and `1e3`
stay as they are written; only an empty value, `null` and `~` mean that a key is absent. What reads as
something else than was meant is told. Must not know models.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import islice
from typing import Any, Final, NamedTuple, cast

import yaml

from brochure.errors import ContentError, Problem, Where
from brochure.model.letters import unprintable
from brochure.model.text import UNPRINTABLE, Text
from brochure.model.yaml_cures import CURLY, QUOTE, colon, margin, quoted, unclosed
from brochure.model.yaml_faults import (
    LOADER,
    bar_missing,
    escape_fault,
    folded_list,
    key_fault,
    parents,
    plain_fault,
    runs_away,
    syntax_problem,
)

#: The rule of a value with a name (&name) that no other place refers to.
UNUSED_ANCHOR: Final = "unused-anchor"
_DEEPEST: Final = 40
#: Values in one file with every alias written out; the largest real publication seen has some 5,000.
_MOST_VALUES: Final = 100_000
#: Characters of a text that count as much as another value.
_LETTERS: Final = 100
_REMARK: Final = re.compile(r"\s*(?P<words>#)")
_COLON_NEXT: Final = re.compile(r"\s*:")
_STANDARD: Final = ("str", "int", "float", "bool", "map", "seq", "null", "timestamp")
_PLAIN_TAGS: Final = frozenset({None, "!", *(f"tag:yaml.org,2002:{name}" for name in _STANDARD)})


class Remark(NamedTuple):
    """What begins with a # after a value, and so is not part of it."""

    words: str
    where: Where


class Table(dict[str, Any]):
    """A mapping; `places` holds where each of its keys stands, `empty` those of keys without a value.

    That of a whole file holds in `remarks` what stands on the same line after a value, by the place of the
    value, or of the key where there is none.
    """

    remarks: Mapping[Where, Remark] = {}

    def __init__(self, where: Where) -> None:
        super().__init__()
        self.where = where
        self.places: dict[str, Where] = {}
        self.empty: dict[str, Where] = {}
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
        self.events: Iterator[Any] = yaml.parse(text, Loader=LOADER)
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.unused: dict[str, Where] = {}
        self.remarks: dict[Where, Remark] = {}
        self.size = 0
        #: The text after | or > that was read last, until another value is.
        self.block: Any = None

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
            what = f'"&{name}" names a value that nothing refers to'
            raise ContentError([Problem(where, what, QUOTE, rule=UNUSED_ANCHOR)])
        if isinstance(value, Table):
            value.remarks = self.remarks
        return value

    def where(self, event: Any) -> Where:
        return Where(self.file, event.start_mark.line + 1, event.start_mark.column + 1)

    def refuse(self, event: Any, what: str, hint: str = "") -> None:
        raise ContentError.of(self.where(event), what, hint)

    def value(self, event: Any, depth: int) -> Any:
        """The value that an event begins, read to its end."""
        before = self.size
        self.count(event, 1 + len(getattr(event, "value", "")) // _LETTERS)
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event)
        if event.tag not in _PLAIN_TAGS:
            self.refuse(event, f'the tag "{event.tag}" is not allowed', QUOTE + " if it begins with !")
        if depth > _DEEPEST:
            self.refuse(
                event,
                f"is nested more than {_DEEPEST} levels deep",
                "check the indentation and the brackets",
            )
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
            self.refuse(event, f'"*{event.anchor}" refers to nothing', QUOTE + " if it begins with *")
        value, size = self.anchors[event.anchor]
        self.unused.pop(event.anchor, None)
        self.count(event, size)
        return value

    def count(self, event: Any, more: int) -> None:
        self.size += more
        if self.size > _MOST_VALUES:
            self.refuse(
                event, f"holds more than {_MOST_VALUES:,} values", "split the file, and use fewer aliases"
            )

    def scalar(self, event: Any) -> Text | None:
        if event.style in (None, "") and event.value in ("", "null", "Null", "NULL", "~"):
            self.block = None
            return None
        self.check(event)
        if event.style != "|":
            self.check_folded(event)
        self.block = event if event.style in ("|", ">") else None
        if found := UNPRINTABLE.search(event.value):
            self.refuse(event, *unprintable(found[0]))
        if event.style not in ("|", ">"):
            self.note_remark(event, self.where(event))
            return Text(event.value, self.where(event))
        if not event.value.strip():
            self.refuse_empty_block(event)
        return Text(event.value, self.block_start(event))

    def check(self, event: Any) -> None:
        """Raises ContentError for words that were meant to be something else."""
        start, end = event.start_mark, event.end_mark
        lines = self.lines[start.line : end.line + 1] or [""]
        if runs_away(event, self.lines):
            self.refuse(event, *unclosed(lines[0][start.column :]))
        if event.style == '"' and (fault := escape_fault(self.raw(event))):
            self.refuse_at(start.line, start.column + fault[0] * (len(lines) == 1), *fault[1:])
        if event.style in (None, "") and (slip := plain_fault(lines, start.column, event.value)):
            self.refuse_at(start.line + slip[0], *slip[1:])

    def check_folded(self, event: Any) -> None:
        """Raises ContentError for a list whose lines are joined to one, so that it would be none."""
        start, end, is_block = event.start_mark.line, event.end_mark.line, event.style == ">"
        if end - start > 1 and (number := folded_list(self.lines[start : end + 1], is_block)) is not None:
            what = "the lines of this text are joined to one, so that its list would be none"
            hint = "write | behind the key, with the text on the lines below it"
            hint = "write | in place of >" if is_block else hint
            column = len(self.lines[start + number]) - len(self.lines[start + number].lstrip(" "))
            self.refuse_at(start + number, column, what, hint)

    def refuse_at(self, line: int, column: int, what: str, hint: str) -> None:
        raise ContentError.of(Where(self.file, line + 1, column + 1), what, hint)

    def raw(self, event: Any) -> str:
        """A value as it is written, over all of its lines."""
        start, end = event.start_mark, event.end_mark
        lines = self.lines[start.line : end.line + 1]
        lines[-1:] = [line[: end.column] for line in lines[-1:]]
        lines[:1] = [line[start.column :] for line in lines[:1]]
        return "\n".join(lines)

    def note_remark(self, event: Any, where: Where) -> None:
        """Remembers what begins with a # behind a value, which may have been meant to be part of it.

        Whoever closed its quotes and wrote "# " meant a remark.
        """
        end = event.end_mark
        line = self.lines[end.line] if end.line < len(self.lines) else ""
        found = _REMARK.match(line, end.column)
        if found and not (event.style in ("'", '"') and line.startswith("# ", found.start("words"))):
            place = Where(self.file, end.line + 1, found.start("words") + 1)
            self.remarks[where] = Remark(line[found.start("words") :].rstrip(), place)

    def refuse_empty_block(self, event: Any) -> None:
        """For a `|` below which nothing is indented, mostly since its text stands at the margin."""
        below = range(event.start_mark.line + 1, len(self.lines))
        number = next((number for number in below if self.lines[number].strip()), None)
        if number is not None and not re.match(r" *(- +)*[a-z_]+:( |$)", self.lines[number]):
            self.refuse_margin(number, event.start_mark.line)
        self.refuse(
            event, "there is no text below it", "indent the text that belongs here, or delete the key"
        )

    def refuse_margin(self, number: int, block: int) -> None:
        """For a line at the margin that was meant to belong to the text of a block above."""
        fault = margin(self.lines, number, block)
        self.refuse_at(number, 0, fault.what, fault.hint)

    def block_start(self, event: Any) -> Where:
        """Where the words of a block (`|` or `>`) begin: on a line after its mark."""
        for number in range(event.start_mark.line + 1, min(event.end_mark.line + 1, len(self.lines))):
            if self.lines[number].strip():
                return Where(self.file, number + 1, len(re.match(" *", self.lines[number])[0]) + 1)  # type: ignore[index]
        return self.where(event)

    def rows(self, event: Any, depth: int) -> Rows:
        rows, before = Rows(self.where(event)), cast("Any", None)
        while not isinstance(item := next(self.events), yaml.SequenceEndEvent):
            if event.flow_style:
                self.check_comma(before, item)
            value, before = self.value(item, depth + 1), item
            rows.append(Text("", self.where(item)) if value is None else value)
        return rows

    def check_comma(self, before: Any, item: Any) -> None:
        """Raises ContentError where a comma in [ ] divides a number, such as 60,000, or a quotation."""
        if not (isinstance(before, yaml.ScalarEvent) and isinstance(item, yaml.ScalarEvent)):
            return
        start, end = _ends(before)[0], _ends(item)[1]
        words = self.lines[end.line][start.column : end.column] if start.line == end.line else ""
        what = f"{words} is read as two items, for a comma divides them in [ ]"
        if re.search(r"[0-9],[0-9]{3}(?![0-9])", words) and not (before.style or item.style):
            self.refuse(before, what, f"{QUOTE}: {quoted(words)}")
        if words[:1] in tuple(CURLY) and words[-1] in CURLY and before.value[-1] not in CURLY:
            hint = "curly quotes do not count in YAML; use straight ones"
            self.refuse(before, what, f"{hint}: {quoted(words[1:-1])}")

    def table(self, event: Any, depth: int) -> Table:
        table, seen, before = Table(self.where(event)), dict[str, Where](), cast("Any", None)
        while not isinstance(name := next(self.events), yaml.MappingEndEvent):
            block, key = self.block, self.key(name, depth)
            is_next = before and before[1] is block
            if block and re.search(r"[\sA-Z]" if is_next else r"\s", key):
                self.refuse_margin(name.start_mark.line, block.start_mark.line)
            if key in seen:
                hint = f"it stands on line {seen[key].line} too; keep one"
                if above := [one for one, where in table.empty.items() if where > seen[key]]:
                    hint += f"; or put 2 more spaces before each line that belongs to {above[-1]}"
                self.refuse(name, f'the key "{key}" is given twice', hint)
            seen[key] = self.where(name)
            inside = next(self.events)
            if not event.flow_style:
                self.check_prose(name, inside)
            if event.flow_style and isinstance(inside, yaml.ScalarEvent) and self.has_no_colon(name, inside):
                self.refuse_no_colon(name, before)
            value = self.value(inside, depth + 1)
            if value is None:
                table.empty[key] = seen[key]
                self.check_remark(inside, key, seen[key])
            else:
                table.put(key, value, seen[key])
            before = name, inside
        return table

    def check_prose(self, name: Any, inside: Any) -> None:
        """Raises ContentError for a key that is the beginning of a sentence, in a text without its |."""
        if not re.search(r"\S \S.* \S", name.value) or " " not in getattr(inside, "value", ""):
            return
        above = next(islice(parents(self.lines, name.start_mark.line), 1, None), None)
        if above is not None and (slip := bar_missing(self.lines, above)):
            self.refuse(name, slip.what, slip.hint)

    def check_remark(self, event: Any, key: str, where: Where) -> None:
        """Remembers a remark in the place of a value; refuses what can only be a value, such as #12314A."""
        self.note_remark(event, where)
        words, place = self.remarks.get(where, ("", where))
        if re.match(r"#[^\s#]", words):
            what = f"{key} is empty, for YAML takes {words} for a remark"
            raise ContentError.of(place, what, f"{QUOTE}: {key}: {quoted(words)}")

    def has_no_colon(self, name: Any, inside: Any) -> bool:
        """Whether a key in { } is a key only because nothing there is anything else."""
        mark = _ends(name)[1]
        is_empty = not inside.value and inside.style in (None, "")
        return is_empty and not _COLON_NEXT.match(self.lines[mark.line], mark.column)

    def refuse_no_colon(self, name: Any, before: tuple[Any, Any] | None) -> None:
        """Says what a piece in { } without a colon was meant to be; mostly the rest of a value."""
        what = f'"{name.value}" stands in {{ }} without a colon and a value'
        line = self.lines[name.start_mark.line]
        key, _, value = name.value.partition(":")
        if slip := colon([name.value], 0):
            column = name.start_mark.column + (slip.column or 0)
            self.refuse_at(name.start_mark.line, column, slip.what, slip.hint)
        if value and re.fullmatch(r"[A-Za-z_][\w-]*", key):
            self.refuse(name, what, f"put a space after the colon: {key}: {value}")
        if before is None or not isinstance(before[1], yaml.ScalarEvent):
            hint = "put the whole value in quotes if it begins with {, or write a key, a colon and a value"
            self.refuse(name, what, hint)
            return
        last = self.last_without_colon(name)
        key, start, end = before[0].value, *_ends(before[1])
        if start.line != last.end_mark.line:
            self.refuse(name, what, f"{QUOTE} where it holds a comma, such as {key}: {quoted('one, two')}")
        words = f"{before[1].value}{line[end.column : last.end_mark.column]}"
        hint = f"{QUOTE}, for it holds a comma"
        if (bare := words.strip(CURLY)) != words and words[0] in CURLY:
            words, hint = bare, "curly quotes do not count in YAML; use straight ones"
        what = f"the value of {key} ends at the comma, and what follows it has no colon"
        hint = f"{hint}: {key}: {quoted(words)}"
        if re.fullmatch(r"[0-9]+,[0-9]{1,2}", words):
            hint = f"write {key}: {words.replace(',', '.')} if that is a number; else {hint}"
        if found := re.match(r"([a-z][a-z_]*) +\S", name.value):
            hint += f"; or write a colon after {found[1]} if that is a key"
        self.refuse(before[1], what, hint)

    def last_without_colon(self, name: Any) -> Any:
        """The last of the pieces without a colon that follow one another."""
        with suppress(yaml.YAMLError):
            while isinstance(after := next(self.events), yaml.ScalarEvent):
                inside = next(self.events)
                if not isinstance(inside, yaml.ScalarEvent) or not self.has_no_colon(after, inside):
                    break
                name = after
        return name

    def key(self, event: Any, depth: int) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            self.refuse(event, "a key must be a word", "if a value begins with { or [, put it in quotes")
        if fault := key_fault(event.value):
            self.refuse_at(event.start_mark.line, event.start_mark.column + fault[0], *fault[1:])
        key = self.value(event, depth + 1)
        if not key:
            self.refuse(
                event, "a key is missing before the colon", "write the key, or put the line in quotes"
            )
        if key == "<<":
            self.refuse(
                event, "merge keys (<<) are not allowed", "write the keys out, or use a shared section"
            )
        return str(key)


def _ends(event: Any) -> tuple[Any, Any]:
    """Where a value begins and ends."""
    return event.start_mark, event.end_mark
