"""The bytes of one PDF object become plain values (ISO 32000-1, 7.3).

A tagged PDF is thousands of small dictionaries, and the proof reads every packet again: reading is a good part of a
merge. So one regular expression cuts an object into tokens, and what a token means is looked up where it was met before.
Whatever is not plain (a comment, nested parentheses, a stray token) is not judged here.
"""

from __future__ import annotations

import re
from typing import Any

from pypdf.generic import NameObject

from brochure.packet.objects import Book, Ref

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
_INTEGER, _DECIMAL = re.compile(rb"[+-]?\d{1,18}"), re.compile(rb"[+-]?(?:\d+\.\d*|\.\d+)")
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|\r\n|(.))", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"(": b"(", b")": b")", b"\\": b"\\", b"\n": b"", b"\r": b""}
_PARENTHESIS = ord("(")
_WORDS = {b"true": True, b"false": False, b"null": None}
#: Bits of a number of a book that hold the number in the file; its generation stands above them.
GENERATION = 32


class NotPlainError(Exception):
    """Something that only pypdf should judge."""


class Parser:
    """Reads objects of one book. Names, numbers and references are kept, since they never change."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._atoms: dict[bytes, Any] = {}

    def forget(self) -> None:
        """Lets go of all of them."""
        self._atoms.clear()

    def parse(self, data: bytes) -> Any:
        """The one object that `data` holds. Raises `NotPlainError`."""
        known = self._atoms.get
        outer: list[list[Any]] = []
        opened: list[bytes] = []
        items: list[Any] = []
        for token in _TOKEN.findall(data.rstrip()):
            if (value := known(token)) is not None:
                items.append(value)
            elif token == b"<<" or token == b"[":
                outer.append(items)
                opened.append(token)
                items = []
            elif token == b">>" or token == b"]":
                if not opened or (opened.pop() == b"<<") is not (token == b">>"):
                    raise NotPlainError
                value = _dictionary(items) if token == b">>" else items
                items = outer.pop()
                items.append(value)
            else:
                items.append(self._read(token))
        if opened or len(items) != 1:
            raise NotPlainError
        return items[0]

    def _read(self, token: bytes) -> Any:
        """A token that is not known; strings are not remembered, since they hardly come again."""
        if token in _WORDS:
            return _WORDS[token]
        if token[0] in b"(<" and len(token) > 1:
            return _string(token[1:-1]) if token[0] == _PARENTHESIS else bytes.fromhex(token[1:-1].decode())
        value = self._atoms[token] = self._atom(token)
        return value

    def _atom(self, token: bytes) -> Any:
        if token[:1] == b"/" and len(token) > 1:
            return (NameObject.unnumber(token) if b"#" in token else token).decode("utf-8", "surrogateescape")
        if _INTEGER.fullmatch(token):
            return int(token)
        if _DECIMAL.fullmatch(token):
            return float(token)
        if len(parts := token.split()) == 3:
            return Ref(self._book, int(parts[0]) | int(parts[1]) << GENERATION)
        raise NotPlainError


def _dictionary(items: list[Any]) -> dict[str, Any]:
    try:
        made = dict(zip(items[::2], items[1::2], strict=False))
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
