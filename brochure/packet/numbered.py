"""Objects of many documents become numbered objects of one: what the catalog reaches, in the order of reaching it.

Equal streams that refer to nothing but such streams (typefaces, images with their masks, color profiles) are numbered
once. Objects with an identity (elements, annotations, pages) never are. Must not know how a file is laid out.
"""

from __future__ import annotations

import zlib
from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from brochure.packet import names
from brochure.packet.objects import Key, Written, key, raw, real

#: What begins with a delimiter needs no space before it.
_DELIMITERS = b"/<([{"
_ESCAPES = {ord("\\"): "\\\\", ord("("): "\\(", ord(")"): "\\)", ord("\r"): "\\r"}
#: Entries that tie a stream to one place of one document.
_TIES = frozenset({"/StructParent", "/StructParents", "/OC", "/Metadata", "/AF"})
_FENCED = frozenset({"/Page", "/Pages", "/Catalog"})
_DEPTH = 8


@dataclass(frozen=True)
class Numbered:
    """An object of the file: its bytes, or those of a stream's dictionary and the stream's data."""

    body: bytes
    data: bytes | None = None


class Numbering:
    """Numbers what is reached from the references it is asked for, and hands it on when asked to.

    `pages` are the pages and page tree nodes of the packet: any other page, page tree or catalog that an object still
    refers to is written as null, else a link to a page that a part has lost would bring in the part's whole old tree.
    """

    def __init__(self, pages: Collection[Key] = ()) -> None:
        self._pages = pages
        self._numbers: dict[int, dict[tuple[int, int], int]] = defaultdict(dict)
        self._shared: dict[bytes, int] = {}
        self._queue: deque[tuple[int, Any]] = deque()
        self._names: dict[str, bytes] = {}
        self._last = 0
        self._writers: dict[type, Callable[[Any], bytes]] = {
            NameObject: self._name, IndirectObject: self._reference, DictionaryObject: self._dictionary,
            ArrayObject: self._array, NumberObject: _integer, FloatObject: _decimal, BooleanObject: _boolean,
            TextStringObject: _string, ByteStringObject: _string, NullObject: _null, type(None): _null, Written: _written,
        }

    def reserve(self, count: int = 1) -> int:
        """The first of so many new numbers in a row."""
        self._last += count
        return self._last - count + 1

    def give(self, number: int, value: Any) -> None:
        """Puts an object under a number that was reserved."""
        self._queue.append((number, value))

    def place(self, reference: IndirectObject, number: int) -> None:
        """The same for an object that others refer to."""
        self._numbers[id(reference.pdf)][reference.idnum, reference.generation] = number
        self.give(number, real(reference))

    def number(self, reference: IndirectObject) -> int:
        """The number of an object; 0 for one that is not there or stays out."""
        known = reference.idnum, reference.generation
        numbers = self._numbers[id(reference.pdf)]
        number = numbers.get(known)
        if number is None:
            number = numbers[known] = self._place(real(reference), key(reference))
        return number

    def hold(self, reference: IndirectObject) -> tuple[int, DictionaryObject]:
        """A dictionary to be given under its number once more is known: what refers to it can be written meanwhile."""
        number = self._numbers[id(reference.pdf)][reference.idnum, reference.generation] = self.reserve()
        return number, DictionaryObject({entry: self.written(value) for entry, value in real(reference).items()})

    def written(self, value: Any) -> Written:
        """Something to be kept when the part that it belongs to is let go."""
        return Written(self.bytes_of(value))

    def drain(self) -> Iterator[tuple[int, Numbered]]:
        """Everything reached since the last time, and what that reaches, each once and then forgotten."""
        while self._queue:
            number, value = self._queue.popleft()
            yield number, value if isinstance(value, Numbered) else self._numbered(value)

    def forget(self, *documents: object) -> None:
        """Nothing will refer to objects of these documents any more."""
        for document in documents:
            self._numbers.pop(id(document), None)

    def bytes_of(self, value: Any) -> bytes:
        """An object as PDF writes it; what it refers to gets numbers."""
        writer = self._writers.get(type(value))
        if writer is None:
            writer = next(one for kind, one in self._writers.items() if isinstance(value, kind))
        return writer(value)

    def _place(self, value: Any, known: Key) -> int:
        if value is None:
            return 0
        if isinstance(value, dict) and known not in self._pages and value.get("/Type") in _FENCED:
            return 0
        if isinstance(value, StreamObject) and _is_plain(value, _DEPTH):
            return self._share(value)
        number = self.reserve()
        self.give(number, value)
        return number

    def _share(self, value: StreamObject) -> int:
        made = self._numbered(_inlined(value))
        digest = sha256(made.body + b"\0" + (made.data or b"")).digest()
        number = self._shared.get(digest)
        if number is None:
            number = self._shared[digest] = self.reserve()
            self.give(number, made)
        return number

    def _numbered(self, value: Any) -> Numbered:
        if not isinstance(value, StreamObject):
            return Numbered(self.bytes_of(value))
        data, entries = value._data, DictionaryObject(value)
        entries.pop("/Length", None)
        if "/Filter" not in entries and entries.get("/Type") != "/Metadata":
            packed = zlib.compress(data, 9)
            if len(packed) + 20 < len(data):
                entries.pop("/DecodeParms", None)
                data, entries[NameObject("/Filter")] = packed, NameObject("/FlateDecode")
        entries[NameObject("/Length")] = NumberObject(len(data))
        return Numbered(self._dictionary(entries), data)

    def _name(self, value: NameObject) -> bytes:
        known = self._names.get(value)
        if known is None:
            known = self._names[value] = names.written(value)
        return known

    def _reference(self, value: IndirectObject) -> bytes:
        number = self.number(value)
        return b"%d 0 R" % number if number else b"null"

    def _dictionary(self, value: DictionaryObject) -> bytes:
        out = []
        for entry, item in value.items():
            out.append(self._name(entry))
            said = self.bytes_of(item)
            out.append(said if said[0] in _DELIMITERS else b" " + said)
        return b"<<" + b"".join(out) + b">>"

    def _array(self, value: ArrayObject) -> bytes:
        return b"[" + b" ".join([self.bytes_of(item) for item in value]) + b"]"


def _integer(value: NumberObject) -> bytes:
    return b"%d" % value


def _decimal(value: FloatObject) -> bytes:
    return value.myrepr().encode()


def _boolean(value: BooleanObject) -> bytes:
    return b"true" if value.value else b"false"


def _written(value: Written) -> bytes:
    return value.body


def _null(value: object) -> bytes:
    return b"null"


def _string(value: TextStringObject | ByteStringObject) -> bytes:
    said = raw(value)
    if said.isascii():
        return b"(" + said.decode("ascii").translate(_ESCAPES).encode() + b")"
    return b"<" + said.hex().encode() + b">"


def _is_plain(value: Any, depth: int) -> bool:
    """Whether an object reaches nothing but numbers, names, strings and streams of the same kind."""
    if isinstance(value, IndirectObject):
        value = real(value)
        if isinstance(value, dict) and not isinstance(value, StreamObject):
            return False
    if depth == 0:
        return False
    if isinstance(value, dict):
        return not _TIES & value.keys() and all(_is_plain(one, depth - 1) for one in value.values())
    return all(_is_plain(one, depth - 1) for one in value) if isinstance(value, list) else True


def _inlined(value: Any) -> Any:
    """A plain object with what it refers to in place of the references, but for streams, which cannot be."""
    if isinstance(value, IndirectObject):
        value = value if isinstance(real(value), StreamObject) else _inlined(real(value))
    elif isinstance(value, StreamObject):
        made = StreamObject()
        made.update({entry: _inlined(one) for entry, one in value.items()})
        made._data = value._data
        return made
    elif isinstance(value, dict):
        return DictionaryObject({entry: _inlined(one) for entry, one in value.items()})
    elif isinstance(value, list):
        return ArrayObject(_inlined(one) for one in value)
    return value
