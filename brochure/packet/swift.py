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

_TOKEN = re.compile(
    rb"[\0\t\n\f\r ]*(?:"
    rb"(?P<name>/[^\0\t\n\f\r ()<>\[\]{}/%]+)"
    rb"|(?P<reference>\d{1,9})[\0\t\n\f\r ]+(?P<generation>\d{1,5})[\0\t\n\f\r ]+R(?![^\0\t\n\f\r ()<>\[\]{}/%])"
    rb"|(?P<integer>[+-]?\d{1,18})(?![^\0\t\n\f\r ()<>\[\]{}/%])"
    rb"|(?P<decimal>[+-]?(?:\d+\.\d*|\.\d+))(?![^\0\t\n\f\r ()<>\[\]{}/%])"
    rb"|(?P<open><<|\[)|(?P<close>>>|\])"
    rb"|\((?P<plain>[^()\\\r]*)\)"
    rb"|(?P<string>\((?:[^()\\]|\\.)*\)|<[0-9A-Fa-f]*>)"
    rb"|(?P<word>true|false|null)(?![^\0\t\n\f\r ()<>\[\]{}/%])"
    rb"|(?P<end>\Z))",
    re.DOTALL,
)
_WORDS = {b"true": BooleanObject(True), b"false": BooleanObject(False), b"null": NullObject()}


class NotPlain(Exception):
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
        except (NotPlain, PyPdfError, ValueError, KeyError, TypeError, AttributeError):
            continue


def parse(data: bytes, reader: PdfReader, names: dict[bytes, NameObject]) -> PdfObject:
    """The one object that `data` holds. `names` keeps what was decoded before. Raises `NotPlain`."""
    stack: list[list[Any]] = [[]]
    top, opened, place = stack[0], [], 0
    while True:
        match = _TOKEN.match(data, place)
        if match is None:
            raise NotPlain
        kind, place = match.lastgroup, match.end()
        if kind == "name":
            token = match[1]
            top.append(names.get(token) or _name(token, reader, names))
        elif kind == "generation":
            top.append(IndirectObject(int(match[2]), int(match[3]), reader))
        elif kind == "integer":
            top.append(NumberObject(match[4]))
        elif kind == "decimal":
            top.append(FloatObject(match[5]))
        elif kind == "open":
            opened.append(match[6])
            top = []
            stack.append(top)
        elif kind == "close":
            value = _closed(match[7], opened, stack)
            top = stack[-1]
            top.append(value)
        elif kind == "plain":
            top.append(create_string_object(match[8]))
        elif kind == "string":
            top.append(read_object(BytesIO(match[9]), reader))
        elif kind == "word":
            top.append(_WORDS[match[10]])
        else:
            break
    if len(stack) != 1 or len(top) != 1:
        raise NotPlain
    return top[0] if isinstance(top[0], dict | list) else read_object(BytesIO(data.strip()), reader)


def _name(token: bytes, reader: PdfReader, names: dict[bytes, NameObject]) -> NameObject:
    return names.setdefault(token, NameObject.read_from_stream(BytesIO(token), reader))


def _closed(token: bytes, opened: list[bytes], stack: list[list[Any]]) -> PdfObject:
    if not opened or (opened.pop() == b"[") is not (token == b"]"):
        raise NotPlain
    items = stack.pop()
    if token == b"]":
        return ArrayObject(items)
    keys = items[::2]
    if len(items) % 2 or len(set(keys)) < len(keys) or any(type(one) is not NameObject for one in keys):
        raise NotPlain
    made = DictionaryObject()
    dict.update(made, zip(keys, items[1::2], strict=True))
    return made
