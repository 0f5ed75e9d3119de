"""Where objects stand in a file: its cross-reference stream (ISO 32000-1, 7.5.8).

Takes the file's bytes. Must not read objects of its own accord.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate
from operator import add
from typing import Any

from brochure.packet.filters import decoded
from brochure.packet.objects import Ref, Stream
from brochure.packet.parsing import NotPlainError

_START = re.compile(rb"startxref\s+(\d{1,12})\s+%%EOF\s*\Z")
#: What only pypdf should read: tables before this one, and ciphers.
_INVOLVED = frozenset({"/Prev", "/XRefStm", "/Encrypt"})
_BYTE = (255).__and__
_UP = 12


@dataclass(frozen=True)
class Table:
    """The table as it is packed: a row for every number, kept so, since most of a large file's are asked for once."""

    trailer: dict[str, Any]
    rows: bytes
    widths: tuple[int, int, int]

    def find(self, number: int) -> tuple[int, int, int]:
        """The three fields of a number's row (table 18); zeros where there is none."""
        one, two, three = self.widths
        at = number * (one + two + three)
        row = self.rows[at : at + one + two + three]
        return int.from_bytes(row[:one], "big"), int.from_bytes(row[one : one + two], "big"), int.from_bytes(row[one + two :], "big")


def read(data: bytes, read_at: Callable[[int], Any]) -> Table:
    """The table of a file that has one; `read_at` reads the object at an offset. Raises `NotPlainError`."""
    start = _START.search(data, max(0, len(data) - 2048))
    stream = read_at(int(start[1])) if start else None
    if not isinstance(stream, Stream) or stream.get("/Type") != "/XRef" or _INVOLVED & stream.keys():
        raise NotPlainError
    size, widths = stream.get("/Size"), stream.get("/W")
    if not isinstance(widths, list) or len(widths) != 3 or not all(type(one) is int and 0 < one < 9 for one in widths):
        raise NotPlainError
    if type(size) is not int or stream.get("/Index", [0, size]) != [0, size]:
        raise NotPlainError
    rows = _rows(stream, sum(widths))
    if len(rows) != size * sum(widths) or not isinstance(stream.get("/Root"), Ref):
        raise NotPlainError
    return Table(dict(stream), rows, (widths[0], widths[1], widths[2]))


def _rows(stream: Stream, width: int) -> bytes:
    """The rows unpacked; of the predictors only the one that tables are written with, PNG's difference from above."""
    parms = stream.get("/DecodeParms")
    if parms is None:
        return decoded(stream)
    if parms != {"/Predictor": _UP, "/Columns": width}:
        raise NotPlainError
    packed = decoded(Stream({"/Filter": stream.get("/Filter")}, stream.data))
    if packed[:: width + 1].strip(b"\2"):
        raise NotPlainError
    rows = bytearray(len(packed) // (width + 1) * width)
    for at in range(width):
        rows[at::width] = bytes(map(_BYTE, accumulate(packed[at + 1 :: width + 1], add)))
    return bytes(rows)
