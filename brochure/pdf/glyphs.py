"""Codes of a font's glyphs become text: by its ToUnicode map, failing that by its encoding.

Takes a font's dictionary; gives a function from bytes to text. Must not know where the bytes stand.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from fontTools.agl import toUnicode
from pypdf.generic import ArrayObject, DictionaryObject, StreamObject

from brochure.pdf.objects import dictionary, resolved

#: What is said of a glyph that no map explains (U+FFFD).
UNKNOWN: Final = "\ufffd"
#: More codes than this in one range of a map is a fault of the file.
_LONGEST_RANGE: Final = 0x10000
_SECTION: Final = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
_CHAR: Final = re.compile(rb"<([0-9A-Fa-f\s]*)>\s*<([0-9A-Fa-f\s]*)>")
_RANGE: Final = re.compile(rb"<([0-9A-Fa-f\s]*)>\s*<([0-9A-Fa-f\s]*)>\s*(?:<([0-9A-Fa-f\s]*)>|\[([^\]]*)\])")
_SIMPLE: Final = {"/MacRomanEncoding": "mac_roman"}

Decode = Callable[[bytes], str]


def decoder(font: DictionaryObject) -> Decode:
    """How the strings set in a font read as text."""
    stream = resolved(font.get("/ToUnicode"))
    known = to_unicode(stream.get_data()) if isinstance(stream, StreamObject) else {}
    if font.get("/Subtype") == "/Type0":
        return _wide(known, str(resolved(font.get("/Encoding"))))
    plain = _simple(resolved(font.get("/Encoding")))
    return lambda data: "".join(known.get(code, plain[code]) for code in data)


def to_unicode(data: bytes) -> dict[int, str]:
    """Code to text, as a ToUnicode CMap tells it (ISO 32000-1, 9.10.3)."""
    known: dict[int, str] = {}
    for kind, body in _SECTION.findall(data):
        if kind == b"bfchar":
            known.update((_number(code), _text(words)) for code, words in _CHAR.findall(body))
            continue
        for first, last, start, each in _RANGE.findall(body):
            codes = range(_number(first), min(_number(last), _number(first) + _LONGEST_RANGE) + 1)
            words = (
                [_text(one) for one in re.findall(rb"<([^>]*)>", each)]
                if each
                else _following(start, len(codes))
            )
            known.update(zip(codes, words, strict=False))
    return known


def _wide(known: dict[int, str], encoding: str) -> Decode:
    is_unicode = "UTF16" in encoding or "UCS2" in encoding

    def decode(data: bytes) -> str:
        codes = (int.from_bytes(data[at : at + 2]) for at in range(0, len(data), 2))
        return "".join(known.get(code, chr(code) if is_unicode else UNKNOWN) for code in codes)

    return decode


def _simple(encoding: Any) -> list[str]:
    """The 256 texts of a simple font's encoding, with the differences that it names."""
    base = encoding.get("/BaseEncoding") if isinstance(encoding, DictionaryObject) else encoding
    table = [bytes([code]).decode(_SIMPLE.get(str(base), "cp1252"), "replace") for code in range(256)]
    code = 0
    differences = resolved(dictionary(encoding).get("/Differences"))
    for one in differences if isinstance(differences, ArrayObject) else ():
        if isinstance(one, int):
            code = one
        elif 0 <= code < 256:
            table[code] = toUnicode(str(one).lstrip("/")) or UNKNOWN
            code += 1
    return table


def _number(code: bytes) -> int:
    return int(b"".join(code.split()) or b"0", 16)


def _text(words: bytes) -> str:
    digits = b"".join(words.split()).decode("ascii", "ignore")
    return bytes.fromhex(digits + "0" * (len(digits) % 2)).decode("utf-16-be", "ignore")


def _following(start: bytes, count: int) -> list[str]:
    first = _text(start)
    return (
        [first[:-1] + chr(min(ord(first[-1]) + step, 0x10FFFF)) for step in range(count)]
        if first
        else [""] * count
    )
