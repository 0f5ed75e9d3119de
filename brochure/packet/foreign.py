"""What is left to pypdf: files that are damaged, locked or written in older ways, and rare ways of packing a stream.

Its objects become plain values here, and nowhere else. Must not know what any object is for.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DictionaryObject,
    EncodedStreamObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

from brochure.packet.objects import Book, Ref, Stream, real
from brochure.packet.parsing import GENERATION

#: More references in a row than this are a loop in a damaged file.
_LONGEST_CHAIN = 32


class Mended:
    """A file as pypdf reads it, mending what it can. Raises pypdf's errors for what it cannot."""

    def __init__(self, data: bytes, book: Book) -> None:
        self._reader, self._book = PdfReader(BytesIO(data)), book
        self.root: Any = ours(self._reader.root_object, book)
        self.trailer: Any = ours(self._reader.trailer, book)
        self.header, self.is_locked = self._reader.pdf_header, self._reader.is_encrypted

    def read(self, number: int) -> Any:
        """The object of a number of the book."""
        value: Any = IndirectObject(number & (1 << GENERATION) - 1, number >> GENERATION, self._reader)
        for _ in range(_LONGEST_CHAIN):
            if not isinstance(value, IndirectObject):
                return ours(value, self._book)
            value = self._reader.get_object(value)
        return None

    def close(self) -> None:
        """Lets go of everything."""
        self._reader.root_object.clear()  # which pypdf remembers
        self._reader.stream.close()
        self._reader.close()


def ours(value: Any, book: Book) -> Any:
    """A plain value of pypdf's object; references become those of a book."""
    match value:
        case IndirectObject():
            return Ref(book, value.idnum | value.generation << GENERATION)
        case StreamObject():
            return Stream({str(entry): ours(one, book) for entry, one in value.items()}, value._data)
        case dict():
            return {str(entry): ours(one, book) for entry, one in value.items()}
        case list():
            return [ours(one, book) for one in value]
        case NameObject():
            return str(value)
        case TextStringObject() | ByteStringObject():
            return bytes(value.original_bytes)
        case FloatObject():
            return float(value)
        case NumberObject():
            return int(value)
        case BooleanObject():
            return value.value
    return None


def unpacked(stream: Stream) -> bytes:
    """A stream's data as pypdf unpacks them. Raises pypdf's errors, `NotImplementedError` and `ValueError`."""
    made = EncodedStreamObject()
    for entry in ("/Filter", "/DecodeParms"):
        if entry in stream:
            made[NameObject(entry)] = _theirs(stream[entry])
    made._data = stream.data
    return bytes(made.get_data())


def _theirs(value: Any) -> PdfObject:
    value = real(value)
    match value:
        case dict():
            return DictionaryObject({NameObject(entry): _theirs(one) for entry, one in value.items()})
        case list():
            return ArrayObject(_theirs(one) for one in value)
        case str():
            return NameObject(value)
        case bool():
            return BooleanObject(value)
        case int():
            return NumberObject(value)
        case float():
            return FloatObject(value)
    return NullObject()
