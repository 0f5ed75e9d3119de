"""The bytes of a packet. Objects go into object streams and the cross-reference table into a stream (ISO 32000-1,
7.5.7 and 7.5.8), which makes tagged files several times smaller; pypdf writes neither.

Objects are written as they come and forgotten. Must not know what they are.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Collection, Sequence
from hashlib import sha256
from io import BytesIO
from operator import sub

from brochure.packet.numbered import Numbered, Numbering
from brochure.packet.objects import Ref

#: Objects in one object stream: enough to compress well, few enough for a phone that wants one page.
_TOGETHER = 250
#: Objects that are held back to be sorted, and how many bytes tell what is alike.
_HELD, _ALIKE = 20 * _TOGETHER, 16
_LEVEL = 9
#: The first version with object streams.
_OLDEST = (1, 5)
#: A line of the cross-reference table while it is kept: kind, offset or object stream, index in that (table 18).
_ROW = struct.Struct(">BQH")
_FREE = _ROW.pack(0, 0, 65535)
_BYTE = (255).__and__


def write(catalog: Ref, information: Ref | None, pages: Collection[int], version: tuple[int, int]) -> bytes:
    """A whole file. `pages` are the page objects that belong to it, `version` the highest that its parts need."""
    numbering = Numbering({*pages, catalog.number})
    root, info = numbering.number(catalog), numbering.number(information) if information else 0
    file = File(numbering, version)
    file.take()
    return file.close(root, info)


class File:
    """A file in the making, of what a numbering reaches."""

    def __init__(self, numbering: Numbering, version: tuple[int, int]) -> None:
        self._numbering = numbering
        self._rows = bytearray(_FREE)
        self._loose: list[tuple[int, bytes]] = []
        self._out = BytesIO()
        self._out.write(b"%%PDF-%d.%d\n%%\xe2\xe3\xcf\xd3\n" % max(version, _OLDEST))

    def take(self) -> None:
        """Writes everything that was reached since the last time."""
        for number, one in self._numbering.drain():
            if one.data is not None:
                self._append(number, one)
                continue
            self._loose.append((number, one.body))
            if len(self._loose) == _HELD:
                self._bind()

    def close(self, root: int, information: int) -> bytes:
        """The whole file; the numbers are those of the catalog and the information dictionary (0: none)."""
        self._bind()
        start, number = self._out.tell(), self._numbering.reserve()
        self._row(number, 1, start, 0)
        identity = sha256(self._out.getbuffer()).digest()[:16].hex().encode()
        info = b"/Info %d 0 R" % information if information else b""
        trailer = b"/Root %d 0 R%s/ID[<%s><%s>]" % (root, info, identity, identity)
        self._append(number, _cross_references(bytes(self._rows), trailer))
        self._out.write(b"startxref\n%d\n%%%%EOF\n" % start)
        return self._out.getvalue()

    def _append(self, number: int, one: Numbered) -> None:
        self._row(number, 1, self._out.tell(), 0)
        self._out.write(
            b"%d 0 obj\n%s\nstream\n%s\nendstream\nendobj\n" % (number, one.body, one.data or b"")
        )

    def _bind(self) -> None:
        """Puts what was held back into object streams, like beside like, which makes them a fifth smaller."""
        self._loose.sort(key=lambda one: one[1][:_ALIKE])
        for at in range(0, len(self._loose), _TOGETHER):
            group = self._loose[at : at + _TOGETHER]
            holder = self._numbering.reserve()
            for index, (number, _) in enumerate(group):
                self._row(number, 2, holder, index)
            self._append(holder, _object_stream(group))
        self._loose.clear()

    def _row(self, number: int, *row: int) -> None:
        missing = number + 1 - len(self._rows) // _ROW.size
        self._rows += _FREE * missing
        _ROW.pack_into(self._rows, number * _ROW.size, *row)


def _object_stream(group: Sequence[tuple[int, bytes]]) -> Numbered:
    index, place = [], 0
    for number, body in group:
        index.append(b"%d %d" % (number, place))
        place += len(body) + 1
    head = b" ".join(index) + b"\n"
    data = zlib.compress(head + b"\n".join(body for _, body in group), _LEVEL)
    entries = b"/Type/ObjStm/N %d/First %d" % (len(group), len(head))
    return Numbered(b"<<%s/Filter/FlateDecode/Length %d>>" % (entries, len(data)), data)


def _cross_references(rows: bytes, trailer: bytes) -> Numbered:
    """Rows are written as differences from the row above (predictor 12), which compresses them to almost nothing."""
    columns = [rows[at :: _ROW.size] for at in range(_ROW.size)]
    first = next(at for at in range(1, _ROW.size) if any(columns[at]))  # of the bytes of offsets
    columns = [columns[0], *columns[first:]]
    length, count = len(columns), len(columns[0])
    packed = bytearray(b"\2" * ((length + 1) * count))
    for at, column in enumerate(columns, start=1):
        packed[at :: length + 1] = bytes(map(_BYTE, map(sub, column, b"\0" + column)))
    data = zlib.compress(packed, _LEVEL)
    parms = b"/DecodeParms<</Predictor 12/Columns %d>>" % length
    entries = b"/Type/XRef/Size %d/W[1 %d 2]%s%s" % (count, length - 3, parms, trailer)
    return Numbered(b"<<%s/Filter/FlateDecode/Length %d>>" % (entries, len(data)), data)
