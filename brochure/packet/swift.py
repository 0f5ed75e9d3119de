"""Object streams (ISO 32000-1, 7.5.7) read in a third of the time that pypdf takes for them.

A tagged PDF is thousands of small dictionaries, nearly all in object streams, and the proof reads every packet again:
reading is most of a merge. This reads them with one regular expression and hands pypdf the same objects that it would
have made. Whatever is not plain (a comment, nested parentheses, a stray token) is left to pypdf, which mends it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    PdfObject,
    create_string_object,
    read_object,
)

from brochure.packet.objects import decoded

#: Nothing but what may follow a word.
_APART = rb"(?![^\0\t\n\f\r ()<>\[\]{}/%])"
_ATOM, _OPEN, _CLOSE, _HEX, _PLAIN, _STRING, _WORD, _SPACE = range(1, 9)
_TOKEN = re.compile(
    rb"[\0\t\n\f\r ]*(?:"
    rb"(/[^\0\t\n\f\r ()<>\[\]{}/%]+"
    rb"|\d{1,9}[\0\t\n\f\r ]+\d{1,5}[\0\t\n\f\r ]+R" + _APART +
    rb"|[+-]?\d{1,18}" + _APART +
    rb"|[+-]?(?:\d+\.\d*|\.\d+)" + _APART + rb")"
    rb"|(<<|\[)|(>>|\])"
    rb"|<((?:[0-9A-Fa-f]{2})*)>"
    rb"|\(([^()\\\r]*)\)"
    rb"|(\((?:[^()\\]|\\.)*\))"
    rb"|(true|false|null)" + _APART +
    rb"|([\0\t\n\f\r ]+\Z)|(.))",
    re.DOTALL,
)
#: Object streams that are kept unpacked.
_SHELVES = 64
_KEYS = {NameObject}
_WORDS = {b"true": BooleanObject(True), b"false": BooleanObject(False), b"null": NullObject()}


class NotPlainError(Exception):
    """Something that only pypdf should judge."""


class Reader(PdfReader):
    """pypdf's reader, which reads an object when it is asked for and can forget what it has read."""

    def __init__(self, source: BytesIO | Path) -> None:
        self._shelves: dict[int, _Shelf | None] = {}
        self._atoms: dict[bytes, PdfObject] = {}
        super().__init__(source)

    def get_object(self, indirect_reference: int | IndirectObject) -> PdfObject | None:
        """The object behind a reference (pypdf calls it so)."""
        if isinstance(indirect_reference, int):
            indirect_reference = IndirectObject(indirect_reference, 0, self)
        known = indirect_reference.generation, indirect_reference.idnum
        if known in self.resolved_objects:
            return self.resolved_objects[known]
        if not known[0] and known[1] in self.xref_objStm:
            value = self._plain(known[1])
            if value is not None:
                self.resolved_objects[known] = value
                return value
        return super().get_object(indirect_reference)

    def forget(self) -> None:
        """Lets go of all objects. What still refers to one will have it read again, as it stands in the file."""
        self.resolved_objects.clear()
        self._atoms.clear()

    def close(self) -> None:
        """Lets go of the file as well. A reader and its objects refer to one another: nothing else would free them
        before the collector of cycles runs."""
        super().close()
        self.forget()
        self._shelves.clear()

    def _plain(self, number: int) -> PdfObject | None:
        """An object of an object stream; None where pypdf should read it."""
        holder = self.xref_objStm[number][0]
        if holder not in self._shelves:
            if len(self._shelves) == _SHELVES:
                self._shelves.pop(next(iter(self._shelves)))
            self._shelves[holder] = self._shelf(holder)
        shelf = self._shelves[holder]
        try:
            return parse(shelf.data[slice(*shelf.places[number])], self, self._atoms) if shelf and number in shelf.places else None
        except (NotPlainError, PyPdfError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def _shelf(self, number: int) -> _Shelf | None:
        try:
            holder: Any = self.get_object(number)
            data, first, count = decoded(holder), int(holder["/First"]), int(holder["/N"])
            index = [int(one) for one in data[:first].split()]
        except (PyPdfError, ValueError, KeyError, TypeError, AttributeError):
            return None
        starts = index[1::2]
        if len(index) != 2 * count or starts != sorted(set(starts)):
            return None
        bounds = [first + start for start in starts] + [len(data)]
        return _Shelf(data, dict(zip(index[::2], pairwise(bounds), strict=True)))


@dataclass(frozen=True)
class _Shelf:
    """An object stream, and where in it each object stands."""

    data: bytes
    places: dict[int, tuple[int, int]]


def parse(data: bytes, reader: PdfReader, atoms: dict[bytes, PdfObject]) -> PdfObject:
    """The one object that `data` holds. `atoms` keeps names, numbers and references that were read before: they never
    change. Raises `NotPlainError`."""
    stack: list[list[Any]] = [[]]
    top, opened = stack[0], []
    for match in _TOKEN.finditer(data):
        kind = match.lastindex
        if kind == _ATOM:
            token = match[1]
            atom = atoms.get(token)
            if atom is None:
                atom = atoms[token] = _atom(token, reader)
            top.append(atom)
        elif kind == _OPEN:
            opened.append(match[2])
            top = []
            stack.append(top)
        elif kind == _CLOSE:
            value = _closed(match[3], opened, stack)
            top = stack[-1]
            top.append(value)
        elif kind == _PLAIN:
            top.append(create_string_object(match[5]))
        elif kind == _HEX:
            top.append(create_string_object(bytes.fromhex(match[4].decode())))
        elif kind == _STRING:
            top.append(read_object(BytesIO(match[6]), reader))
        elif kind == _WORD:
            top.append(_WORDS[match[7]])
        elif kind != _SPACE:
            raise NotPlainError
    if len(stack) != 1 or len(top) != 1:
        raise NotPlainError
    found = top[0] if isinstance(top[0], dict | list) else read_object(BytesIO(data.strip()), reader)
    assert isinstance(found, PdfObject)
    return found


def _atom(token: bytes, reader: PdfReader) -> PdfObject:
    if token[:1] == b"/":
        plain = token.isascii() and b"#" not in token
        return NameObject(token.decode()) if plain else NameObject.read_from_stream(BytesIO(token), reader)
    if token[-1:] == b"R":
        number, generation = token[:-1].split()
        return IndirectObject(int(number), int(generation), reader)
    return FloatObject(token) if b"." in token else NumberObject(token)


def _closed(token: bytes, opened: list[bytes], stack: list[list[Any]]) -> PdfObject:
    if not opened or (opened.pop() == b"[") is not (token == b"]"):
        raise NotPlainError
    items = stack.pop()
    if token == b"]":
        return ArrayObject(items)
    keys = items[::2]
    if len(items) % 2 or not set(map(type, keys)) <= _KEYS:
        raise NotPlainError
    made = DictionaryObject()
    dict.update(made, zip(keys, items[1::2], strict=True))
    if len(made) < len(keys):
        raise NotPlainError
    return made
