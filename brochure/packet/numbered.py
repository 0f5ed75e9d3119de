"""Objects of many documents become numbered objects of one: what the catalog reaches, in the order of reaching it.

Equal streams that refer to nothing but such streams (typefaces, images with their masks, color profiles) are numbered
once. Objects with an identity (elements, annotations, pages) never are. Must not know how a file is laid out.
"""

from __future__ import annotations

import zlib
from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterator
from hashlib import sha256
from math import log10
from typing import Any, NamedTuple

from brochure.packet import names
from brochure.packet.objects import Book, Ref, Stream, Written, real

#: What begins with a delimiter needs no space before it.
_DELIMITERS = b"/<([{"
_ESCAPES = {ord("\\"): "\\\\", ord("("): "\\(", ord(")"): "\\)", ord("\r"): "\\r"}
#: Entries that tie a stream to one place of one document.
_TIES = frozenset({"/StructParent", "/StructParents", "/OC", "/Metadata", "/AF"})
_FENCED = ("/Page", "/Pages", "/Catalog")
_DEPTH = 8
#: Digits of a decimal, before and after the point.
_DIGITS = 8


class Numbered(NamedTuple):
    """An object of the file: its bytes, or those of a stream's dictionary and the stream's data."""

    body: bytes
    data: bytes | None = None


class _Names(dict[str, bytes]):
    """Names as PDF writes them, found once."""

    def __missing__(self, name: str) -> bytes:
        written = self[name] = names.written(name)
        return written


class Numbering:
    """Numbers what is reached from the references it is asked for, and hands it on when asked to.

    `pages` are the pages and page tree nodes of the packet: any other page, page tree or catalog that an object still
    refers to is written as null, else a link to a page that a part has lost would bring in the part's whole old tree.
    """

    def __init__(self, pages: Collection[int] = ()) -> None:
        self._pages = pages
        self._numbers: dict[int, dict[int, int]] = defaultdict(dict)
        self._shared: dict[bytes, int] = {}
        self._queue: deque[tuple[int, Any]] = deque()
        self._names = _Names()
        self._last = 0
        self._writers: dict[type, Callable[[Any], bytes]] = {
            str: self._names.__getitem__,
            Ref: self._reference,
            dict: self._dictionary,
            list: self._array,
            int: _integer,
            float: _decimal,
            bool: _boolean,
            bytes: _string,
            type(None): _null,
            Written: _written,
        }

    def reserve(self, count: int = 1) -> int:
        """The first of so many new numbers in a row."""
        self._last += count
        return self._last - count + 1

    def give(self, number: int, value: Any) -> None:
        """Puts an object under a number that was reserved."""
        self._queue.append((number, value))

    def place(self, reference: Ref, number: int) -> None:
        """The same for an object that others refer to."""
        self._numbers[id(reference.book)][reference.number] = number
        self.give(number, real(reference))

    def number(self, reference: Ref) -> int:
        """The number of an object; 0 for one that is not there or stays out."""
        numbers = self._numbers[id(reference.book)]
        number = numbers.get(reference.number)
        if number is None:
            number = numbers[reference.number] = self._place(real(reference), reference.number)
        return number

    def hold(self, reference: Ref) -> tuple[int, dict[str, Any]]:
        """A dictionary to be given under its number once more is known: what refers to it can be written meanwhile."""
        number = self._numbers[id(reference.book)][reference.number] = self.reserve()
        return number, {entry: self.written(value) for entry, value in real(reference).items()}

    def written(self, value: Any) -> Written:
        """Something to be kept when the part that it belongs to is let go."""
        return Written(self.bytes_of(value))

    def drain(self) -> Iterator[tuple[int, Numbered]]:
        """Everything reached since the last time, and what that reaches, each once and then forgotten."""
        while self._queue:
            number, value = self._queue.popleft()
            yield number, value if isinstance(value, Numbered) else self._numbered(value)

    def forget(self, book: Book) -> None:
        """Nothing will refer to objects of this book any more."""
        self._numbers.pop(id(book), None)

    def bytes_of(self, value: Any) -> bytes:
        """An object as PDF writes it; what it refers to gets numbers."""
        return self._writers[type(value)](value)

    def _place(self, value: Any, known: int) -> int:
        if value is None:
            return 0
        if isinstance(value, dict) and known not in self._pages and value.get("/Type") in _FENCED:
            return 0
        if isinstance(value, Stream) and _is_plain(value, _DEPTH):
            return self._share(value)
        number = self.reserve()
        self.give(number, value)
        return number

    def _share(self, value: Stream) -> int:
        made = self._numbered(_inlined(value))
        digest = sha256(made.body + b"\0" + (made.data or b"")).digest()
        number = self._shared.get(digest)
        if number is None:
            number = self._shared[digest] = self.reserve()
            self.give(number, made)
        return number

    def _numbered(self, value: Any) -> Numbered:
        if not isinstance(value, Stream):
            return Numbered(self.bytes_of(value))
        data, entries = value.data, dict(value)
        if "/Filter" not in entries and entries.get("/Type") != "/Metadata":
            packed = zlib.compress(data, 9)
            if len(packed) + 20 < len(data):
                entries.pop("/DecodeParms", None)
                data, entries["/Filter"] = packed, "/FlateDecode"
        entries["/Length"] = len(data)
        return Numbered(self._dictionary(entries), data)

    def _reference(self, value: Ref) -> bytes:
        number = self.number(value)
        return b"%d 0 R" % number if number else b"null"

    def _dictionary(self, value: dict[str, Any]) -> bytes:
        written, out = self._names, [b"<<"]
        for entry, item in value.items():
            kind = type(item)
            if kind is str:
                out += written[entry], written[item]
                continue
            said = self._writers[kind](item)
            out += (written[entry], said) if said[0] in _DELIMITERS else (written[entry], b" ", said)
        out.append(b">>")
        return b"".join(out)

    def _array(self, value: list[Any]) -> bytes:
        return b"[" + b" ".join([self._writers[type(item)](item) for item in value]) + b"]"


def _integer(value: int) -> bytes:
    return b"%d" % value


def _decimal(value: float) -> bytes:
    if value == 0:
        return b"0.0"
    digits = max(1, _DIGITS - int(log10(abs(value))))
    return f"{value:.{digits}f}".rstrip("0").rstrip(".").encode()


def _boolean(value: bool) -> bytes:
    return b"true" if value else b"false"


def _written(value: Written) -> bytes:
    return value.body


def _null(value: None) -> bytes:
    return b"null"


def _string(value: bytes) -> bytes:
    if value.isascii():
        return b"(" + value.decode("ascii").translate(_ESCAPES).encode() + b")"
    return b"<" + value.hex().encode() + b">"


def _is_plain(value: Any, depth: int) -> bool:
    """Whether an object reaches nothing but numbers, names, strings and streams of the same kind."""
    if type(value) is Ref:
        value = real(value)
        if type(value) is dict:
            return False
    if depth == 0:
        return False
    if isinstance(value, dict):
        return not _TIES & value.keys() and all(_is_plain(one, depth - 1) for one in value.values())
    return all(_is_plain(one, depth - 1) for one in value) if isinstance(value, list) else True


def _inlined(value: Any) -> Any:
    """A plain object with what it refers to in place of the references, but for streams, which cannot be."""
    if type(value) is Ref:
        return value if isinstance(real(value), Stream) else _inlined(real(value))
    if isinstance(value, Stream):
        return Stream({entry: _inlined(one) for entry, one in value.items()}, value.data)
    if isinstance(value, dict):
        return {entry: _inlined(one) for entry, one in value.items()}
    return [_inlined(one) for one in value] if isinstance(value, list) else value
