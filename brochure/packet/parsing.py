"""The bytes of one PDF object become plain values (ISO 32000-1, 7.3).

A tagged PDF is thousands of small dictionaries, and the proof reads every packet again: reading is a good part of a
merge. So one regular expression cuts an object into tokens, and what a token means is looked up where it was met before.
Whatever is not plain (a comment, nested parentheses, a stray token) is not judged here.
"""

from __future__ import annotations

import re
from typing import Any

from pypdf.generic import NameObject

from brochure.packet.objects import Book, Dictionary, Ref

_SPACE, _REGULAR = rb"[\0\t\n\f\r ]", rb"[^\0\t\n\f\r ()<>\[\]{}/%]"
_TOKEN = re.compile(
    _SPACE + rb"*(/" + _REGULAR + rb"+"
    rb"|\d{1,9}" + _SPACE + rb"+\d{1,5}" + _SPACE + rb"+R(?!" + _REGULAR + rb")"
    rb"|<<|>>|[\[\]]"
    rb"|\((?:[^()\\]|\\.)*\)"
    rb"|<(?:[0-9A-Fa-f]{2})*>"
    rb"|" + _REGULAR + rb"+"
    rb"|.)",
    re.DOTALL,
)
_NUMBER = re.compile(rb"[+-]?(?:\d{1,18}|\d+\.\d*|\.\d+)")
#: Digits that no number has.
_LONGEST = 19
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|\r\n|(.))", re.DOTALL)
_ESCAPED = {
    b"n": b"\n",
    b"r": b"\r",
    b"t": b"\t",
    b"b": b"\b",
    b"f": b"\f",
    b"(": b"(",
    b")": b")",
    b"\\": b"\\",
    b"\n": b"",
    b"\r": b"",
}
_OPENING, _CLOSING, _PARENTHESIS = frozenset({b"<<", b"["}), {b">>": b"<<", b"]": b"["}, ord("(")
_WORDS = {b"true": True, b"false": False, b"null": None}
#: Bits of a number of a book that hold the number in the file; its generation stands above them.
GENERATION = 32


class NotPlainError(Exception):
    """Something that only pypdf should judge."""


def parse(data: bytes, book: Book, atoms: dict[bytes, Any]) -> Any:
    """The one object that `data` holds. `atoms` keeps names, numbers and references that were read before: they never
    change. Raises `NotPlainError`."""
    known = atoms.get
    outer: list[tuple[bytes, list[Any]]] = []
    items: list[Any] = []
    for token in _TOKEN.findall(data.rstrip()):
        value = known(token)
        if value is not None:
            items.append(value)
        elif token in _OPENING:
            outer.append((token, items))
            items = []
        elif token in _CLOSING:
            value, (opened, items) = items, outer.pop() if outer else (b"", items)
            if opened != _CLOSING[token]:
                raise NotPlainError
            items.append(_dictionary(value) if opened == b"<<" else value)
        elif token[0] in b"(<" and len(token) > 1:  # hardly any string comes again
            items.append(
                _string(token[1:-1]) if token[0] == _PARENTHESIS else bytes.fromhex(token[1:-1].decode())
            )
        elif token in _WORDS:
            items.append(_WORDS[token])
        else:
            value = atoms[token] = _atom(token, book)
            items.append(value)
    if outer or len(items) != 1:
        raise NotPlainError
    return items[0]


def _atom(token: bytes, book: Book) -> Any:
    if token.endswith(b" 0 R"):
        return Ref(book, int(token[:-4]))
    if token[:1] == b"/" and len(token) > 1:
        return (NameObject.unnumber(token) if b"#" in token else token).decode("utf-8", "surrogateescape")
    if token.isdigit() and len(token) < _LONGEST:
        return int(token)
    if len(parts := token.split()) == 3:
        return Ref(book, int(parts[0]) | int(parts[1]) << GENERATION)
    if _NUMBER.fullmatch(token):
        return float(token) if b"." in token else int(token)
    raise NotPlainError


def _dictionary(items: list[Any]) -> Dictionary:
    pairs = iter(items)
    try:
        made = dict(zip(pairs, pairs, strict=False))
        "".join(made)  # which only names can be
    except TypeError:
        raise NotPlainError from None
    if 2 * len(made) != len(items):
        raise NotPlainError
    return made


def _string(inside: bytes) -> bytes:
    return _ESCAPE.sub(_unescaped, inside) if b"\\" in inside else inside


def _unescaped(match: re.Match[bytes]) -> bytes:
    if match[1]:
        code = int(match[1], 8)
        if code > 255:
            raise NotPlainError
        return bytes((code,))
    if match[2] is None:
        return b""
    if match[2] not in _ESCAPED:
        raise NotPlainError
    return _ESCAPED[match[2]]
