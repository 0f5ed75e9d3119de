"""Where objects stand in a file: its cross-reference stream (ISO 32000-1, 7.5.8).

Takes the file's bytes. Must not read objects of its own accord.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from sys import byteorder
from typing import Any

from brochure.packet.filters import decoded
from brochure.packet.objects import Dictionary, Ref, Stream
from brochure.packet.parsing import NotPlainError

_START = re.compile(rb"startxref\s+(\d{1,12})\s+%%EOF\s*\Z")
#: What only pypdf should read: tables before this one, and ciphers.
_INVOLVED = frozenset({"/Prev", "/XRefStm", "/Encrypt"})
_BYTE, _WIDEST = (255).__and__, 8
_UP = 12


@dataclass(frozen=True)
class Table:
    """The three fields of every number's row (table 18), each packed in a row of its own: a packet has many."""

    trailer: Dictionary
    kinds: bytes
    seconds: array[int]
    thirds: array[int]


def read(data: bytes, read_at: Callable[[int], Any]) -> Table:
    """The table of a file that has one; `read_at` reads the object at an offset. Raises `NotPlainError`."""
    start = _START.search(data, max(0, len(data) - 2048))
    stream = read_at(int(start[1])) if start else None
    if not isinstance(stream, Stream) or stream.get("/Type") != "/XRef" or _INVOLVED & stream.keys():
        raise NotPlainError
    size, widths = stream.get("/Size"), stream.get("/W")
    if (
        not isinstance(widths, list)
        or len(widths) != 3
        or not all(type(one) is int and 0 < one <= _WIDEST for one in widths)
    ):
        raise NotPlainError
    if type(size) is not int or stream.get("/Index", [0, size]) != [0, size]:
        raise NotPlainError
    columns = _columns(stream, sum(widths))
    if (
        any(len(one) != size for one in columns)
        or widths[0] != 1
        or not isinstance(stream.get("/Root"), Ref)
    ):
        raise NotPlainError
    return Table(
        dict(stream), columns[0], _joined(columns[1 : 1 + widths[1]]), _joined(columns[1 + widths[1] :])
    )


def _columns(stream: Stream, width: int) -> list[bytes]:
    """The rows, byte by byte; of the predictors only the one that tables are written with, PNG's difference from above."""
    parms = stream.get("/DecodeParms")
    if parms is None:
        rows = decoded(stream)
        return [rows[at::width] for at in range(width)]
    packed = decoded(Stream({"/Filter": stream.get("/Filter")}, stream.data))
    if parms != {"/Predictor": _UP, "/Columns": width} or packed[:: width + 1].strip(b"\2"):
        raise NotPlainError
    return [bytes(map(_BYTE, accumulate(packed[at :: width + 1]))) for at in range(1, width + 1)]


def _joined(columns: Sequence[bytes]) -> array[int]:
    """Numbers from their bytes, the highest first."""
    packed = bytearray(_WIDEST * len(columns[0]))
    for at, column in enumerate(reversed(columns), start=1):
        packed[_WIDEST - at :: _WIDEST] = column
    found = array("Q", bytes(packed))
    if byteorder == "little":
        found.byteswap()
    return found
