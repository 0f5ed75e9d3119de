"""Object streams (ISO 32000-1, 7.5.7) read in a third of the time that pypdf takes for them.

A tagged PDF is thousands of small dictionaries, nearly all in object streams, and the proof reads every packet again:
reading is most of a merge. This reads them with one regular expression and hands pypdf the same objects that it would
have made. Whatever is not plain (a comment, nested parentheses, a stray token) is left to pypdf, which mends it.
"""

from __future__ import annotations

import re
from io import BytesIO
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

#: Nothing but what may follow a word.
_APART = rb"(?![^\0\t\n\f\r ()<>\[\]{}/%])"
_NAME, _REFERENCE, _INTEGER, _DECIMAL, _OPEN, _CLOSE, _PLAIN, _STRING, _WORD, _SPACE = range(1, 11)
_TOKEN = re.compile(
    rb"[\0\t\n\f\r ]*(?:"
    rb"(/[^\0\t\n\f\r ()<>\[\]{}/%]+)"
    rb"|(\d{1,9}[\0\t\n\f\r ]+\d{1,5})[\0\t\n\f\r ]+R" + _APART +
    rb"|([+-]?\d{1,18})" + _APART +
    rb"|([+-]?(?:\d+\.\d*|\.\d+))" + _APART +
    rb"|(<<|\[)|(>>|\])"
    rb"|\(([^()\\\r]*)\)"
    rb"|(\((?:[^()\\]|\\.)*\)|<[0-9A-Fa-f]*>)"
    rb"|(true|false|null)" + _APART +
    rb"|([\0\t\n\f\r ]+\Z)|(.))",
    re.DOTALL,
)
_KEYS = {NameObject}
_WORDS = {b"true": BooleanObject(True), b"false": BooleanObject(False), b"null": NullObject()}


class NotPlainError(Exception):
    """Something that only pypdf should judge."""


def warm(reader: PdfReader) -> None:
    """Reads all object streams of a file into the reader's cache, but for what it should read itself."""
    names: dict[bytes, NameObject] = {}
    for number in dict.fromkeys(stream for stream, _ in reader.xref_objStm.values()):
        try:
            holder: Any = reader.get_object(number)
            data, first, count = holder.get_data(), int(holder["/First"]), int(holder["/N"])
            index = [int(one) for one in data[:first].split()]
            if len(index) != 2 * count or index[1::2] != sorted(set(index[1::2])):
                continue
            places = [first + place for place in index[1::2]] + [len(data)]
            for at, known in enumerate(index[::2]):
                if reader.xref_objStm.get(known, (None,))[0] == number and (0, known) not in reader.resolved_objects:
                    value = parse(data[places[at] : places[at + 1]], reader, names)
                    reader.cache_indirect_object(0, known, value)
        except (NotPlainError, PyPdfError, ValueError, KeyError, TypeError, AttributeError):
            continue


def parse(data: bytes, reader: PdfReader, names: dict[bytes, NameObject]) -> PdfObject:
    """The one object that `data` holds. `names` keeps what was decoded before. Raises `NotPlainError`."""
    stack: list[list[Any]] = [[]]
    top, opened = stack[0], []
    for match in _TOKEN.finditer(data):
        kind = match.lastindex
        if kind == _NAME:
            top.append(names.get(match[1]) or _name(match[1], reader, names))
        elif kind == _REFERENCE:
            number, generation = match[2].split()
            top.append(IndirectObject(int(number), int(generation), reader))
        elif kind == _INTEGER:
            top.append(NumberObject(match[3]))
        elif kind == _OPEN:
            opened.append(match[5])
            top = []
            stack.append(top)
        elif kind == _CLOSE:
            value = _closed(match[6], opened, stack)
            top = stack[-1]
            top.append(value)
        else:
            _rare(match, top, reader)
    if len(stack) != 1 or len(top) != 1:
        raise NotPlainError
    found = top[0] if isinstance(top[0], dict | list) else read_object(BytesIO(data.strip()), reader)
    assert isinstance(found, PdfObject)
    return found


def _rare(match: re.Match[bytes], top: list[Any], reader: PdfReader) -> None:
    kind = match.lastindex
    if kind == _DECIMAL:
        top.append(FloatObject(match[4]))
    elif kind == _PLAIN:
        top.append(create_string_object(match[7]))
    elif kind == _STRING:
        top.append(read_object(BytesIO(match[8]), reader))
    elif kind == _WORD:
        top.append(_WORDS[match[9]])
    elif kind != _SPACE:
        raise NotPlainError


def _name(token: bytes, reader: PdfReader, names: dict[bytes, NameObject]) -> NameObject:
    return names.setdefault(token, NameObject.read_from_stream(BytesIO(token), reader))


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
