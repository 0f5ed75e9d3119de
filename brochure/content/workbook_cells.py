"""The cells of an Excel workbook's sheets, each as what it says and of what kind it is.

Takes the XML of a part; gives a `Grid`, read by expat as it comes, so that only the first cell of a sheet is
read where no more is asked. Must not know what else is in a workbook, nor what columns mean.
"""

from __future__ import annotations

import math
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from xml.parsers import expat

from babel import Locale

from brochure.content.number_formats import GUESSED, day_of, days_since, is_moment, shown_number, shown_text
from brochure.content.values import Cell, CellKind, Grid
from brochure.errors import ContentError, Where
from brochure.model import UNPRINTABLE, Text, unprintable

_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_CELL: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
#: What an attribute says that switches something off.
_OFF: Final = frozenset({"0", "false"})


def _refuse_doctype(*_: object) -> None:
    """No workbook has one: in it, entities are declared that make much of little."""
    raise ValueError


class _Words:
    """A part while it is parsed: the words of its cells, without what only tells how they are spoken, and
    whether any of them are struck through.
    """

    def __init__(self) -> None:
        self.words, self.is_text, self.is_spoken = list[str](), False, False
        self.is_struck = self._strikes = False

    def parse(self, data: bytes) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._say
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.Parse(data, True)

    def _start(self, tag: str, more: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        self.is_text = name in ("t", "v") and not self.is_spoken
        self.is_spoken = self.is_spoken or name == "rPh"
        if name in ("r", "strike"):  # words in one face, or the line through them
            self._strikes = name == "strike" and more.get("val") not in _OFF
        self.begin(name, more)

    def _say(self, words: str) -> None:
        if self.is_text:
            self.words.append(words)
            self.is_struck = self.is_struck or (self._strikes and bool(words.strip()))

    def _end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        self.is_text = False
        self.is_spoken = self.is_spoken and name != "rPh"
        self.finish(name)

    def begin(self, name: str, more: dict[str, str]) -> None:
        """An element begins."""

    def finish(self, name: str) -> None:
        """An element has ended."""

    def clear(self) -> None:
        """Other words begin."""
        self.words.clear()
        self.is_struck = self._strikes = False


class SharedStrings(_Words):
    """The strings that cells share, and the numbers of those of which something is struck through."""

    def __init__(self) -> None:
        super().__init__()
        self.strings, self.struck = list[str](), set[int]()

    def finish(self, name: str) -> None:
        if name == "si":
            if self.is_struck:
                self.struck.add(len(self.strings))
            self.strings.append("".join(self.words))
            self.clear()


@dataclass
class SheetReading:
    """How the cells of a workbook's sheets are read: what they share, the number format of each style and
    whether it strikes words through, and the day that counts as zero.
    """

    file: str
    shared: SharedStrings
    formats: list[str]
    struck: list[bool]
    zero: date
    locale: Locale

    def sheet(self, data: bytes, only_whether: bool) -> Grid:
        """The cells of a sheet; the first one alone where only whether there is one is asked."""
        sheet = _Sheet(self, only_whether)
        with suppress(StopIteration):
            sheet.parse(data)
        return sheet.grid

    def cell(self, where: Where, kind: str, style: int, words: str, is_formula: bool) -> Cell:
        """A cell of one of the types that there are (ECMA-376 part 1, 18.18.11)."""
        if is_formula and not words and kind != "str":
            return Cell(Text("a formula", where), "formula")
        code = self.formats[style] if style < len(self.formats) else "General"
        if kind == "s":
            words = self.shared.strings[index(words)] if words else ""
        elif kind == "b":
            words = "TRUE" if words == "1" else "FALSE"
        elif kind == "d":
            moment = words if words[4:5] == "-" else f"{self.zero.isoformat()}T{words.lstrip('T')}"
            passed = days_since(datetime.fromisoformat(moment), self.zero)
            return self.number(where, passed, code if is_moment(code) else "yyyy-mm-dd")
        elif kind == "n" and words:
            return self.number(where, _decimal(words), code)
        words = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), words)
        words = words.replace("\r\n", "\n").replace("\r", "\n").strip()
        if found := UNPRINTABLE.search(words):
            raise ContentError.of(where, unprintable(found[0])[0], "type what the cell is to say anew")
        if words and kind not in ("b", "e"):
            said = shown_text(words, code)
            return Cell(Text(words, where), "text", said if said != words else "", "" if said else code)
        return Cell(Text(words, where), "error" if kind == "e" else "text")

    def number(self, where: Where, value: Decimal, code: str) -> Cell:
        """A number, a day or a time, as it is kept, and as it is shown where that is another."""
        kind: CellKind = "moment" if is_moment(code) else "number"
        plain = f"{value:.15g}".upper().replace("E+0", "E+").replace("E-0", "E-")
        if kind == "moment" and (day := day_of(value, self.zero)):
            kind, plain = "day", day.isoformat()
        said = shown_number(value, code, self.locale, self.zero)
        is_told = said and code not in GUESSED
        return Cell(
            Text(plain, where), kind, said if said and said != plain else "", "" if is_told else code
        )


class _Sheet(_Words):
    """One sheet while it is parsed."""

    def __init__(self, reading: SheetReading, only_whether: bool) -> None:
        super().__init__()
        self.reading, self.only_whether, self.grid = reading, only_whether, Grid(reading.file)
        self.row, self.column = 0, 0
        self.kind, self.style, self.is_formula = "n", 0, False

    def begin(self, name: str, more: dict[str, str]) -> None:
        is_hidden = more.get("hidden") in ("1", "true")
        if name == "c":
            self.begin_cell(more)
        elif name == "f":
            self.is_formula = True
        elif name == "row":
            self.row, self.column = int(more.get("r", self.row + 1)), 0
            if is_hidden:
                self.grid.hidden_rows.add(self.row)
        elif name == "col" and is_hidden:
            columns = range(max(int(more["min"]), self.column + 1), min(int(more["max"]), _LAST_COLUMN) + 1)
            self.grid.hidden_columns.update(columns)
            self.column = max(self.column, int(more["max"]))
        elif name == "mergeCell" and (found := _CELL.match(more["ref"])):
            self.grid.merged.setdefault((int(found[2]), _number(found[1])), more["ref"])

    def begin_cell(self, more: dict[str, str]) -> None:
        self.column += 1
        if found := _CELL.fullmatch(more.get("r", "")):
            self.column, self.row = _number(found[1]), int(found[2])
        if not (0 < self.row <= _LAST_ROW and 0 < self.column <= _LAST_COLUMN):
            raise ValueError
        self.kind, self.style, self.is_formula = more.get("t", "n"), index(more.get("s", "0")), False
        self.clear()

    def finish(self, name: str) -> None:
        if name == "c" and (self.words or self.is_formula):
            where = Where(self.reading.file, self.row, self.column)
            cell = self.reading.cell(where, self.kind, self.style, "".join(self.words), self.is_formula)
            if cell.text:
                self.grid.add(cell, self.row)
                if self.is_crossed_out():
                    self.grid.struck.add((self.row, self.column))
                if self.only_whether:
                    raise StopIteration

    def is_crossed_out(self) -> bool:
        """Whether the cell, or some of its words, are struck through."""
        is_shared = self.kind == "s" and index("".join(self.words)) in self.reading.shared.struck
        return is_shared or self.is_struck or any(self.reading.struck[self.style : self.style + 1])


def _decimal(words: str) -> Decimal:
    """A number in the fifteen digits that Excel keeps."""
    number = float(words)
    if not math.isfinite(number):
        raise ValueError
    return Decimal(f"{number:.15g}")


def index(words: str) -> int:
    """A place in a list, counted from 0."""
    if (number := int(words)) < 0:
        raise ValueError
    return number


def _number(letters: str) -> int:
    """The number of a column: 3 for C, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
