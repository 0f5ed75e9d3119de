"""PDF objects as pypdf reads them, and the few words for handling them.

Takes and gives pypdf's generic objects. An object of a part stays the part's: it is changed in place and written
into the packet without being copied. Must not know what any object is for.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DecodedStreamObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    PdfObject,
    TextStringObject,
)

from brochure.packet import names

#: More references in a row than this are a loop in a damaged file.
_LONGEST_CHAIN = 32
#: Bytes; what is larger is left to pypdf, which has limits of its own.
_LARGEST = 50_000_000

Key = tuple[int, int, int]


class Book:
    """The objects that the packet adds to those of its parts. References to them name it as their document."""

    def __init__(self) -> None:
        self._own: list[PdfObject] = []

    def add(self, value: PdfObject) -> IndirectObject:
        """Makes an object of the packet; gives the reference to it."""
        self._own.append(value)
        return IndirectObject(len(self._own), 0, self)

    def forget(self) -> None:
        """Lets go of all of them."""
        self._own.clear()

    def get_object(self, reference: IndirectObject) -> PdfObject:
        """The object behind a reference to this book (pypdf calls it so)."""
        return self._own[reference.idnum - 1]


class Written(PdfObject):
    """Something as it stands in the packet, its references numbered: what is kept of a part when the part is let go."""

    def __init__(self, body: bytes) -> None:
        self.body = body

    @classmethod
    def reference(cls, number: int) -> Written:
        """A reference to the object of a number."""
        return cls(b"%d 0 R" % number)


def key(reference: IndirectObject) -> Key:
    """What tells one referenced object from another while their documents live. Never for ordering."""
    return id(reference.pdf), reference.idnum, reference.generation


def real(value: Any) -> Any:
    """The object itself, behind however many references; None for null and for what is not there."""
    for _ in range(_LONGEST_CHAIN):
        if (kind := type(value)) is not IndirectObject:
            return None if kind is NullObject else value
        value = value.pdf.get_object(value)
    return None


def look(holder: Any, name: str) -> Any:
    """The entry of a dictionary behind references; None where the holder is no dictionary or has no such entry."""
    return real(holder.get(name)) if isinstance(holder, dict) else None


def listed(value: Any) -> list[Any]:
    """An array's items, or one item, or nothing: many entries of PDF may be any of the three."""
    value_itself = real(value)
    if value_itself is None:
        return []
    return value_itself if isinstance(value_itself, list) else [value]


def raw(value: Any) -> bytes:
    """A string's bytes as they stood in the file, and a name's without its slash."""
    if isinstance(value, NameObject):
        return names.bytes_of(value)
    return bytes(value.original_bytes) if isinstance(value, ByteStringObject | TextStringObject) else b""


def words(value: Any) -> str:
    """A text string decoded; empty for anything else."""
    value = real(value)
    return str(value) if isinstance(value, str | ByteStringObject) else ""


def name(text: str) -> NameObject:
    """A name, given without its slash."""
    return NameObject("/" + text)


def text(value: str) -> TextStringObject:
    """A text string."""
    return TextStringObject(value)


def dictionary(entries: Mapping[str, PdfObject | None]) -> DictionaryObject:
    """A dictionary, keys given without slashes; entries that are None are left out."""
    made = DictionaryObject()
    for entry, value in entries.items():
        if value is not None:
            made[name(entry)] = value
    return made


def array(items: Iterable[Any]) -> ArrayObject:
    """An array; Python's integers become numbers."""
    return ArrayObject(NumberObject(item) if type(item) is int else item for item in items)


def stream(data: bytes, entries: Mapping[str, PdfObject | None] | None = None) -> DecodedStreamObject:
    """A stream, not yet compressed: writing does that."""
    made = DecodedStreamObject()
    made.update(dictionary(entries or {}))
    made.set_data(data)
    return made


def decoded(stream: Any) -> bytes:
    """A stream's data, uncompressed: pypdf would keep them as long as the stream. Raises pypdf's errors."""
    if stream.get("/Filter") == "/FlateDecode" and "/DecodeParms" not in stream:
        inflater = zlib.decompressobj()
        with suppress(zlib.error):
            data = inflater.decompress(stream._data, _LARGEST)
            if inflater.eof:
                return data
    return bytes(stream.get_data())


def put(holder: DictionaryObject, entry: str, value: PdfObject | None) -> None:
    """Sets an entry (given with its slash), or removes it where the value is None."""
    if value is None:
        holder.pop(entry, None)
    else:
        holder[NameObject(entry)] = value


def canon(value: Any, depth: int = 12) -> Any:
    """A value that compares equal where two objects say the same, references followed; streams by their data.

    Decimals are alike to a ten-thousandth: pypdf writes fewer digits than some programs do.
    """
    value = real(value)
    if depth == 0:
        return "…"
    if isinstance(value, dict):
        entries = tuple(sorted((str(k), canon(v, depth - 1)) for k, v in value.items()))
        return ("dict", entries, getattr(value, "_data", None))
    if isinstance(value, list):
        return ("list", *(canon(item, depth - 1) for item in value))
    if isinstance(value, float):
        return round(float(value), 4)
    if isinstance(value, BooleanObject):
        return value.value
    if value is None or isinstance(value, int):
        return value if value is None else int(value)
    return type(value).__name__, raw(value)
