"""Where each value of a YAML text begins and ends, with what belongs to it: dash, colon, comments above it.

Takes text with its line ends as they are; gives a `Tree` of pieces. The marks are those of PyYAML's parser
(its C one, where that is there). Must not know how values are written.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, Literal

import yaml

from brochure.edit.changes import Path, plain
from brochure.errors import ContentError, UsageError, Where
from brochure.model import parse_yaml

LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST: Final = 60
#: Values of one file with every alias written out.
_MOST: Final = 200_000
_BREAK: Final = re.compile(r"\r\n|\n|\r")
_COMMENT: Final = re.compile(r"[ \t]*#")


@dataclass(eq=False)
class Piece:
    """A value from its first to behind its last character; `column` is that of its keys or dashes."""

    kind: Literal["words", "list", "table", "alias"]
    start: int
    end: int
    value: Any = None
    style: str = ""
    flow: bool = False
    column: int = 0
    anchor: str = ""
    name: str = ""
    """Of an alias: the anchor that it stands for."""
    entries: list[Member] = field(default_factory=list)

    @property
    def is_block(self) -> bool:
        """Whether these are words after | or >."""
        return self.style in ("|", ">")

    def keys(self) -> list[str]:
        """Of a table: its keys."""
        return [str(entry.key.value) for entry in self.entries if entry.key]


@dataclass(eq=False)
class Member:
    """A key with its value, or an item; `sign` is behind its colon or dash, `start` before key or dash."""

    start: int
    sign: int
    value: Piece
    key: Piece | None = None

    @property
    def end(self) -> int:
        """Behind its last character."""
        return max(self.sign, self.value.end)


class Tree:
    """A YAML text as pieces. Raises ContentError where it is none."""

    def __init__(self, text: str, file: str) -> None:
        self.text, self.file = text, file
        self.starts = [0, *(found.end() for found in _BREAK.finditer(text))]
        self.used: dict[str, list[Piece]] = {}
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._size = 0
        try:
            self._events: Iterator[Any] = yaml.parse(text, Loader=LOADER)
            self.root, self.data = self._document()
        except (yaml.YAMLError, RecursionError):
            parse_yaml(_BREAK.sub("\n", text), file)
            raise ContentError.of(file, "is not YAML", "check that it is a plain text file") from None

    @cached_property
    def newline(self) -> str:
        """How its lines end: as the first one does."""
        found = _BREAK.search(self.text)
        return found[0] if found else "\n"

    @cached_property
    def _dashes(self) -> list[int]:
        tokens = yaml.scan(self.text, Loader=LOADER)
        return [token.start_mark.index for token in tokens if isinstance(token, yaml.BlockEntryToken)]

    # Lines, which count from 0.

    def line(self, index: int) -> int:
        """The line that holds a character."""
        return bisect_right(self.starts, index) - 1

    def begin(self, line: int) -> int:
        """Where a line begins; the end of the text for one below the last."""
        return self.starts[line] if line < len(self.starts) else len(self.text)

    def words(self, line: int) -> str:
        """A line without its end."""
        return self.text[self.begin(line) : self.begin(line + 1)].rstrip("\r\n")

    def is_blank(self, line: int) -> bool:
        """Whether nothing stands in a line."""
        return not self.words(line).strip()

    def is_comment(self, line: int) -> bool:
        """Whether a comment is all that stands in a line."""
        return _COMMENT.match(self.words(line)) is not None

    def indent(self, line: int) -> int:
        """How many blanks a line begins with."""
        words = self.words(line)
        return len(words) - len(words.lstrip())

    def is_first(self, index: int) -> bool:
        """Whether nothing stands before a character in its line."""
        return not self.text[self.begin(self.line(index)) : index].strip()

    def where(self, index: int) -> Where:
        """The place of a character, as messages name it."""
        line = self.line(index)
        return Where(self.file, line + 1, index - self.begin(line) + 1)

    def top(self, entry: Member, column: int) -> int:
        """The first line of an entry, with the comments directly above it.

        Those at the head of the file are about the file.
        """
        line = at = self.line(entry.start)
        while at > 0 and self.is_comment(at - 1) and self.indent(at - 1) <= column:
            at -= 1
        return line if at == 0 else at

    def bottom(self, entry: Member, column: int) -> int:
        """The line below an entry, and below comments that are indented as what it holds is."""
        last = self.line(max(entry.end - 1, entry.start))
        while last + 1 < len(self.starts) and self.is_comment(last + 1) and self.indent(last + 1) > column:
            last += 1
        return last + 1

    # Looking for a path.

    def find(self, path: Path) -> list[tuple[Piece, Member]]:
        """The pieces that lead to a path, each with its entry for the next part, as far as there are any.

        Raises `UsageError` inside of what is used in several places.
        """
        found, piece = list[tuple[Piece, Member]](), self.root
        for part in path:
            if piece is None:
                break
            if piece.kind == "alias":
                what = f"this is what &{piece.name} says, and stands there for all places that use it"
                raise UsageError.of(
                    self.where(piece.start), what, f"change it there: {self._anchored(piece)}"
                )
            self.refuse_shared(piece)
            entry = self.entry(piece, part)
            if entry is None:
                break
            found.append((piece, entry))
            piece = entry.value
        return found

    def entry(self, piece: Piece, part: str | int) -> Member | None:
        """The entry of a table or list for one part of a path."""
        if piece.kind == "table" and isinstance(part, str):
            return next((one for one in piece.entries if one.key and one.key.value == part), None)
        if piece.kind == "list" and isinstance(part, int) and 0 <= part < len(piece.entries):
            return piece.entries[part]
        return None

    def entry_at(self, path: Path) -> tuple[Piece, Member]:
        """The entry of a path that is there, with what holds it."""
        piece = self.root
        for part in path[:-1]:
            found = self.entry(piece, part) if piece else None
            piece = found.value if found else None
        entry = self.entry(piece, path[-1]) if piece else None
        assert piece and entry
        return piece, entry

    def refuse_shared(self, piece: Piece) -> None:
        """Raises `UsageError` for a value with an anchor: whoever changes it changes it elsewhere too."""
        if piece.anchor and (others := self.used.get(piece.anchor)):
            lines = ", ".join(str(self.line(one.start) + 1) for one in others)
            what = f"this value is used in line {lines} too, as *{piece.anchor}"
            hint = f"write there what is to stay, in place of *{piece.anchor}; then change this one"
            raise UsageError.of(self.where(piece.start), what, hint)

    def _anchored(self, alias: Piece) -> str:
        found = re.search(rf"&{re.escape(alias.name)}(?![^\s,\]}}])", self.text)
        return str(self.where(found.start())) if found else f"&{alias.name}"

    # Reading.

    def _document(self) -> tuple[Piece | None, Any]:
        next(self._events)
        if isinstance(next(self._events), yaml.StreamEndEvent):
            return None, None
        piece, data = self._read(next(self._events), 0)
        next(self._events)
        if not isinstance(next(self._events), yaml.StreamEndEvent):
            parse_yaml(_BREAK.sub("\n", self.text), self.file)
        return (None, None) if data is None else (piece, data)

    def _read(self, event: Any, depth: int) -> tuple[Piece, Any]:
        before = self._size
        self._size += 1
        if depth > _DEEPEST or self._size > _MOST:
            raise RecursionError
        start, end = event.start_mark.index, event.end_mark.index
        if isinstance(event, yaml.AliasEvent):
            piece = Piece("alias", start, end, name=str(event.anchor))
            self.used.setdefault(piece.name, []).append(piece)
            if event.anchor not in self._anchors:
                raise RecursionError
            data, size = self._anchors[event.anchor]
            self._size += size
            return piece, data
        piece, data = (
            self._collected(event, depth)
            if not isinstance(event, yaml.ScalarEvent)
            else (self._scalar(event, start, end))
        )
        piece.anchor = event.anchor or ""
        if piece.anchor:
            self._anchors[piece.anchor] = data, self._size - before
        return piece, data

    def _scalar(self, event: Any, start: int, end: int) -> tuple[Piece, Any]:
        style = event.style or ""
        if style in ("|", ">"):
            end = start + len(self.text[start:end].rstrip())
        piece = Piece("words", start, end, event.value, style)
        is_empty = not style and event.value in ("", "null", "Null", "NULL", "~")
        return piece, None if is_empty else plain(event.value)

    def _collected(self, event: Any, depth: int) -> tuple[Piece, Any]:
        flow, start = bool(event.flow_style), event.start_mark.index
        if isinstance(event, yaml.SequenceStartEvent):
            piece, items = Piece("list", start, start, flow=flow), list[Any]()
            while not isinstance(inside := next(self._events), yaml.SequenceEndEvent):
                value, data = self._read(inside, depth + 1)
                piece.entries.append(self._item(value, flow))
                items.append("" if data is None else data)
            self._close(piece, inside)
            return piece, items
        piece, table = Piece("table", start, start, flow=flow), dict[str, Any]()
        while not isinstance(inside := next(self._events), yaml.MappingEndEvent):
            key, name = self._read(inside, depth + 1)
            value, data = self._read(next(self._events), depth + 1)
            if key.kind != "words" or name is None or name in table:
                raise RecursionError
            colon = self.text.find(":", key.end, max(value.start, key.end + 1) + 1)
            piece.entries.append(Member(key.start, colon + 1 if colon >= 0 else key.end, value, key))
            table[name] = data
        self._close(piece, inside)
        return piece, table

    def _item(self, value: Piece, flow: bool) -> Member:
        if flow:
            return Member(value.start, value.start, value)
        dash = self._dashes[bisect_left(self._dashes, max(value.start, 1)) - 1]
        return Member(dash, dash + 1, value)

    def _close(self, piece: Piece, event: Any) -> None:
        """Where what holds others ends, and in which column its entries stand."""
        if piece.flow:
            piece.end = event.end_mark.index
        elif piece.entries:
            first = piece.entries[0].start
            piece.end, piece.column = piece.entries[-1].end, first - self.begin(self.line(first))
