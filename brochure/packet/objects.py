"""PDF objects as plain Python values, and the few words for handling them.

Names are `str` with their slash, strings are `bytes`, arrays lists, dictionaries dicts, null is None: making, comparing and
hashing them costs what Python's own cost. Only references and streams need classes. An object of a part stays the
part's: it is changed in place and written into the packet without being copied. Must not know what any object is for.
"""

from __future__ import annotations

from codecs import BOM_UTF16_BE
from collections.abc import Mapping
from typing import Any

from pypdf.generic import create_string_object, encode_pdfdocencoding

from brochure.packet import names

Dictionary = dict[str, Any]


class Book(dict[int, Any]):
    """Objects by their numbers. Those that are added get negative ones, and stay when the others are forgotten."""

    __slots__ = ("_added",)

    def __init__(self) -> None:
        super().__init__()
        self._added: list[Any] = []

    def __missing__(self, number: int) -> Any:
        value = self[number] = self._added[~number] if number < 0 else self.read(number)
        return value

    def read(self, number: int) -> Any:
        """The object of a number that is not here yet: there is none."""
        return None

    def add(self, value: Any) -> Ref:
        """Makes an object of the packet; gives the reference to it."""
        self._added.append(value)
        return Ref(self, -len(self._added))

    def forget(self) -> None:
        """Lets go of what can be read again. What still refers to it will have it read as it stands in the file."""
        self.clear()

    def close(self) -> None:
        """Lets go of everything. Books and references refer to one another: nothing else would free them before the
        collector of cycles runs."""
        self.forget()
        self._added.clear()


class Ref:
    """A reference to an object of a book. Two of them may mean the same object: their numbers tell."""

    __slots__ = ("book", "number")

    def __init__(self, book: Book, number: int) -> None:
        self.book = book
        self.number = number

    def __repr__(self) -> str:
        return f"{self.number} R"


class Stream(Dictionary):
    """A stream: its dictionary but for its length, and its data as they stand in the file."""

    __slots__ = ("data",)

    def __init__(self, entries: Mapping[str, Any], data: bytes) -> None:
        super().__init__(entries)
        self.data = data


class Written:
    """Something as it stands in the packet, its references numbered: what is kept of a part when the part is let go."""

    __slots__ = ("body",)

    def __init__(self, body: bytes) -> None:
        self.body = body

    @classmethod
    def reference(cls, number: int) -> Written:
        """A reference to the object of a number."""
        return cls(b"%d 0 R" % number)


def real(value: Any) -> Any:
    """The object itself where a reference to it is given; None for null and for what is not there."""
    return value.book[value.number] if type(value) is Ref else value


def look(holder: Any, name: str) -> Any:
    """The entry of a dictionary behind references; None where the holder is no dictionary or has no such entry."""
    if not isinstance(holder, dict):
        return None
    value = holder.get(name)
    return value.book[value.number] if type(value) is Ref else value


def listed(value: Any) -> list[Any]:
    """An array's items, or one item, or nothing: many entries of PDF may be any of the three."""
    itself = value.book[value.number] if type(value) is Ref else value
    if isinstance(itself, list):
        return itself
    return [] if itself is None else [value]


def raw(value: Any) -> bytes:
    """A string's bytes as they stood in the file, and a name's without its slash."""
    if isinstance(value, bytes):
        return value
    return names.bytes_of(value) if isinstance(value, str) else b""


def words(value: Any) -> str:
    """A text string decoded (ISO 32000-1, 7.9.2.2), and a name as it is; empty for anything else."""
    value = real(value)
    if isinstance(value, bytes):
        plain = value.decode("ascii", "replace")
        return plain if value.isascii() and plain.isprintable() else str(create_string_object(value))
    return value if isinstance(value, str) else ""


def text(value: str) -> bytes:
    """A text string (ISO 32000-1, 7.9.2.2)."""
    try:
        return encode_pdfdocencoding(value)
    except UnicodeEncodeError:
        return BOM_UTF16_BE + value.encode("utf-16-be")


def dictionary(entries: Mapping[str, Any]) -> Dictionary:
    """A dictionary; entries that are None are left out."""
    return {entry: value for entry, value in entries.items() if value is not None}


def stream(data: bytes, entries: Mapping[str, Any] | None = None) -> Stream:
    """A stream, not yet compressed: writing does that."""
    return Stream(dictionary(entries or {}), data)


def put(holder: Dictionary, entry: str, value: Any) -> None:
    """Sets an entry, or removes it where the value is None."""
    if value is None:
        holder.pop(entry, None)
    else:
        holder[entry] = value


def canon(value: Any, depth: int = 12) -> Any:
    """A value that compares equal where two objects say the same, references followed; streams by their data.

    Decimals are alike to a ten-thousandth: fewer digits are written than some programs do.
    """
    value = real(value)
    if depth == 0:
        return "…"
    if isinstance(value, dict):
        entries = tuple(sorted((entry, canon(one, depth - 1)) for entry, one in value.items()))
        return ("dict", entries, value.data if isinstance(value, Stream) else None)
    if isinstance(value, list):
        return ("list", *(canon(item, depth - 1) for item in value))
    if isinstance(value, float):
        rounded = round(value, 4)
        return int(rounded) if rounded.is_integer() else rounded
    return value
