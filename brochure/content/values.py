"""What a file says before it is checked, and the models as a map over it: each value, its field, its
place; which number was meant by words, commas and units, and which id by a name.

Takes raw data and models; gives the `Shape` of each field, and all values of a file. Must not know files
or messages.
"""

from __future__ import annotations

import re
import types
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Annotated, Any, Final, Literal, NamedTuple, Union, cast, get_args, get_origin

from brochure.errors import Where
from brochure.model import (
    Chapter,
    Format,
    Item,
    Kind,
    KindGroup,
    Packet,
    Program,
    Rows,
    Section,
    SectionUse,
    Table,
    Text,
)

#: Endings of spreadsheets that are not read.
OTHER_SPREADSHEETS: Final = (".xls", ".xlsb", ".xltx", ".ods", ".fods", ".numbers")
#: What a spreadsheet may hold: far more than anybody prints.
MOST_ROWS: Final = 20_000
MOST_CELLS: Final = 200_000
MOST_LETTERS: Final = 5_000_000


#: Keys and positions (from 0) that lead to a value.
Path = tuple[int | str, ...]
CellKind = Literal["text", "number", "day", "moment", "error", "formula"]


class Cell(NamedTuple):
    """What a cell of a spreadsheet says, and what kind of value that is.

    `shown` is how it looks in the spreadsheet, where that is another than as it is kept; `form` is the code
    of its format, where that tells nobody how it looks.
    """

    text: Text
    kind: CellKind = "text"
    shown: str = ""
    form: str = ""

    @property
    def where(self) -> Where:
        """Where it stands."""
        assert self.text.where
        return self.text.where


class TooMuchError(Exception):
    """A spreadsheet holds more of something than is taken; says of what."""


@dataclass
class Grid:
    """The cells of a spreadsheet that hold anything, by rows; which of its cells are merged, by the first
    one, what is hidden, and which are struck through.

    `sheet` is its name where its file has others too.
    """

    file: str
    sheet: str = ""
    rows: list[list[Cell]] = field(default_factory=list)
    merged: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    struck: set[tuple[int, int]] = field(default_factory=set)
    _row: int = 0
    _cells: int = 0
    _letters: int = 0

    def add(self, cell: Cell, row: int) -> None:
        """One more cell, to the right of the last one or in another row. Raises TooMuchError."""
        self._cells += 1
        self._letters += len(cell.text)
        if self._row != row:
            self.rows.append([])
            self._row = row
        self.rows[-1].append(cell)
        for most, found, what in (
            (MOST_ROWS, len(self.rows), "rows"),
            (MOST_CELLS, self._cells, "cells"),
            (MOST_LETTERS, self._letters, "letters"),
        ):
            if found > most:
                raise TooMuchError(f"holds more than {most:,} {what}")


def where_of(value: Any, otherwise: Where) -> Where:
    """The place of a value itself, or `otherwise` where it has none."""
    if isinstance(value, (Table, Rows, Text)):
        return value.where or otherwise
    return otherwise


def place(data: Any, path: Sequence[int | str]) -> Where:
    """Where `path` stands in `data`: a key's place for named values, an item's own for those of lists.

    Parts of the path that are not in the data (a missing key) are left out, so that they stand at what lacks
    them.
    """
    where = where_of(data, Where(""))
    for part in path:
        if isinstance(data, Table) and part in data:
            where, data = data.places[str(part)], data[str(part)]
        elif isinstance(data, Rows) and isinstance(part, int) and part < len(data):
            data = data[part]
            where = where_of(data, where)
        else:
            break
    return where


def around(data: Any, path: Path) -> Table | None:
    """The keys and values among which the last of a path stands."""
    for part in path[:-1]:
        is_there = isinstance(data, list) or (isinstance(data, Table) and part in data)
        data = data[part] if is_there else None
    return data if isinstance(data, Table) and path else None


def empty_place(data: Any, path: Path) -> Where | None:
    """Where the key of a path stands that has no value."""
    table = around(data, path)
    return None if table is None else table.empty.get(str(path[-1]))


def describe(value: Any) -> str:
    """A value as a message names it."""
    if isinstance(value, dict):
        return "a mapping of keys"
    if isinstance(value, (list, tuple)):
        return "a list"
    words = " ".join(str(value).split())
    return f'"{words if len(words) <= 60 else words[:57] + "..."}"'


def as_id(words: str) -> str:
    """Words as an id has them, or the id of a file that they name; nothing where no letter begins it."""
    if file := re.fullmatch(r"(?:.*/)?(.+)\.(?:md|ya?ml)", words.strip()):
        words = file[1]
    plain = re.sub(r"[^a-z0-9]+", "-", words.casefold()).strip("-")
    return plain if words.isascii() and plain[:1].isalpha() else ""


def plain_id(name: str) -> str:
    """A name in the letters, digits and hyphens of an id."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


@dataclass(frozen=True)
class Shape:
    """What a value may be: a model (or an id of one), a list, a mapping with free keys, a single value."""

    model: type[Item] | None = None
    each: Shape | None = None
    values: Shape | None = None
    single: Any = None
    or_id: bool = False

    @cached_property
    def is_text(self) -> bool:
        """Whether this is text for print, in which references and Markdown count."""
        return isinstance(self.single, type) and issubclass(self.single, Text)

    @cached_property
    def is_records(self) -> bool:
        """Whether this is a list of models that have single values only, which a spreadsheet can hold."""
        model = self.each.model if self.each else None
        return model not in (None, KindGroup) and all(
            shape.single is not None for shape in fields_of(model).values()
        )


class FieldValue(NamedTuple):
    """A raw value: in which field of which model it stands (None at the root), and where.

    The model is as in any publication, whatever its kind gives it besides.
    """

    value: Any
    shape: Shape
    where: Where
    owner: type[Item] | None = None
    field: str = ""
    table: Table | None = None


@cache
def fields_of(model: type[Item]) -> dict[str, Shape]:
    """The shape of each field of a model."""
    return {name: shape_of(field.annotation) for name, field in model.model_fields.items()}


def base_of(model: type[Item] | None) -> type[Item] | None:
    """The model that one was made of for a kind of publications; any other is its own."""
    above = model.__bases__[0] if model else Item
    return above if model and above.__name__ == model.__name__ else model


@dataclass
class Spot:
    """Where an error stands in the data.

    `is_branch`: a value that may be a person or an id is neither; `is_other_branch`: this is about what it
    is not.
    """

    path: Path = ()
    owner: type[Item] | None = None
    choices: tuple[Any, ...] = ()
    is_branch: bool = False
    is_other_branch: bool = False
    is_told: bool = False


def follow(loc: Path, data: Any, shape: Shape) -> Spot:
    """Where an error stands, by the path that validation gives it."""
    spot, inside = Spot(), cast("Shape | None", shape)
    for part in loc:
        spot.is_branch = inside is not None and inside.or_id
        if inside is not None and inside.or_id:
            is_model = inside.model is not None and part == inside.model.__name__
            if is_model != isinstance(data, Table):
                spot.is_other_branch = True
                break
            inside = Shape(model=inside.model)
        elif part != "[key]":
            spot.path, spot.owner = (*spot.path, part), inside.model if inside else None
            inside = _inner(inside, part)
            spot.choices = get_args(inside.single) if inside else ()
            spot.is_told = isinstance(data, Table) and part in data.refused
            data = (
                data[part] if (isinstance(data, Table) and part in data) or isinstance(part, int) else None
            )
    return spot


def _inner(shape: Shape | None, part: int | str) -> Shape | None:
    if shape is None:
        return None
    return fields_of(shape.model).get(str(part)) if shape.model else shape.each or shape.values


#: Models whose id is the name of their file.
_NAMED: Final = (Program, Section, Chapter, Packet, Format, Kind)


def is_named_by_file(model: type[Item] | None) -> bool:
    """Whether the id of a model is not written in its file, which has it for a name."""
    return model is not None and issubclass(model, _NAMED)


def shape_of(annotation: Any) -> Shape:
    """The shape that an annotation describes; `X | None` is X, `Model | Id` is the model or an id of one."""
    origin, args = get_origin(annotation), [arg for arg in get_args(annotation) if arg is not type(None)]
    if origin is Annotated:
        return shape_of(args[0])
    if origin in (Union, types.UnionType):
        inner = shape_of(args[0])
        return inner if len(args) == 1 else Shape(model=inner.model, or_id=True)
    if origin is tuple:
        return Shape(each=shape_of(args[0]))
    if origin is dict:
        return Shape(values=shape_of(args[1]))
    if isinstance(annotation, type) and issubclass(annotation, Item):
        return Shape(model=annotation)
    return Shape(single=annotation)


def entries(data: Any, shape: Shape) -> Iterator[FieldValue]:
    """Every value in raw data that has a place in the models, from the outside in."""
    waiting = [FieldValue(data, shape, where_of(data, Where("")))]
    while waiting:
        here = waiting.pop()
        yield here
        if isinstance(here.value, (Rows, Table)):
            waiting += reversed(list(_within(here)))


def _within(here: FieldValue) -> Iterator[FieldValue]:
    """What stands right inside a value."""
    data, shape = here.value, here.shape
    if isinstance(data, Table):
        owner = base_of(shape.model)
        inside = fields_of(shape.model) if shape.model else dict.fromkeys(data, shape.values)
        for key, value in data.items():
            if inner := inside.get(key):
                yield FieldValue(value, inner, data.places[key], owner, key, data)
    elif shape.each:
        for item in data:
            where = where_of(item, here.where)
            yield FieldValue(item, shape.each, where, here.owner, here.field, here.table)


def is_section_list(shape: Shape) -> bool:
    """Whether bare names may stand for records: only in lists of sections."""
    return shape.each is not None and base_of(shape.each.model) is SectionUse


_WORDS: Final = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
#: A number whose thousands are divided by one of the signs that are used for it.
_IN_THOUSANDS: Final = re.compile("[1-9][0-9]{0,2}([,.'\u2019 \u00a0\u202f])[0-9]{3}(?:\\1[0-9]{3})*")
#: What Python reads as numbers and nobody means.
_NONE: Final = frozenset({"nan", "inf", "infinity"})


def is_no_number(words: str) -> bool:
    """Whether this is a number to Python alone."""
    return words.casefold().lstrip("+-") in _NONE


def has_fraction(words: str) -> bool:
    """Whether this is a number that is not whole, or one with commas."""
    return re.fullmatch(r"[+-]?[0-9]+[.,][0-9]+", words) is not None


def whole_number(words: str) -> str:
    """The whole number that was meant, in digits; nothing where that cannot be said."""
    if _IN_THOUSANDS.fullmatch(words):
        return re.sub("[^0-9]", "", words)
    return "" if has_fraction(words) else _only(r"[+-]?[0-9]+", words)


def is_cut_short(words: str) -> bool:
    """Whether the thousands of a whole number are read as a fraction of nothing: 1.000, which would be 1."""
    return re.fullmatch(r"[1-9][0-9]{0,2}\.000", words) is not None


def number(words: str) -> str:
    """The number that was meant, in digits and with a point; nothing where that cannot be said."""
    if re.fullmatch(r"[+-]?[0-9]*,[0-9]+", words):
        return words.replace(",", ".")
    return _only(r"[+-]?[0-9]+(\.[0-9]+)?", words)


def _only(digits: str, words: str) -> str:
    """The one number among words; nothing where there are two, of which nobody can tell which is meant."""
    if words.casefold() in _WORDS:
        return str(_WORDS.index(words.casefold()))
    words = words.removeprefix("'")  # with which spreadsheets mark digits that are to stay as they are
    found = re.match(rf"{digits}(?=[\sA-Za-z%]|$)", words) or re.search(r"(?<=[A-Za-z][\s-])[0-9]+$", words)
    is_only = found and not re.search("[0-9]", words[: found.start()] + words[found.end() :])
    return found[0] if found and is_only else ""
