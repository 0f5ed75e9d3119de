"""The bytes of a packet. Objects go into object streams and the cross-reference table into a stream (ISO 32000-1,
7.5.7 and 7.5.8), which makes tagged files several times smaller; pypdf writes neither.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Sequence
from hashlib import sha256

from pypdf.generic import IndirectObject

from brochure.packet.numbered import Numbered, Numbering
from brochure.packet.objects import Key, key

#: Objects in one object stream: enough to compress well, few enough for a phone that wants one page.
_TOGETHER = 250
_LEVEL = 9
#: The first version with object streams.
_OLDEST = (1, 5)


def write(catalog: IndirectObject, information: IndirectObject | None, pages: Collection[Key], version: tuple[int, int]) -> bytes:
    """A whole file. `pages` are the page objects that belong to it, `version` the highest that its parts need."""
    numbering = Numbering({*pages, key(catalog)})
    root, info = numbering.number(catalog), numbering.number(information) if information else 0
    objects = list(numbering.objects())
    loose = [(number, one.body) for number, one in objects if one.data is None]
    bound = [loose[at : at + _TOGETHER] for at in range(0, len(loose), _TOGETHER)]
    out = bytearray(b"%%PDF-%d.%d\n%%\xe2\xe3\xcf\xd3\n" % max(version, _OLDEST))
    size = objects[-1][0] + 1
    rows: dict[int, tuple[int, int, int]] = {0: (0, 0, 65535)}
    for number, one in objects:
        if one.data is not None:
            rows[number] = (1, len(out), 0)
            _append(out, number, one)
    for group in bound:
        rows.update({number: (2, size, index) for index, (number, _) in enumerate(group)})
        rows[size] = (1, len(out), 0)
        _append(out, size, _object_stream(group))
        size += 1
    start = len(out)
    rows[size] = (1, start, 0)
    identity = sha256(out).digest()[:16].hex().encode()
    trailer = b"/Root %d 0 R" % root + (b"/Info %d 0 R" % info if info else b"") + b"/ID[<%s><%s>]" % (identity, identity)
    _append(out, size, _cross_references([rows[number] for number in range(size + 1)], trailer))
    out += b"startxref\n%d\n%%%%EOF\n" % start
    return bytes(out)


def _append(out: bytearray, number: int, one: Numbered) -> None:
    out += b"%d 0 obj\n%s\nstream\n%s\nendstream\nendobj\n" % (number, one.body, one.data or b"")


def _object_stream(group: Sequence[tuple[int, bytes]]) -> Numbered:
    index, place = [], 0
    for number, body in group:
        index.append(b"%d %d" % (number, place))
        place += len(body) + 1
    head = b" ".join(index) + b"\n"
    data = zlib.compress(head + b"\n".join(body for _, body in group), _LEVEL)
    entries = b"/Type/ObjStm/N %d/First %d" % (len(group), len(head))
    return Numbered(b"<<%s/Filter/FlateDecode/Length %d>>" % (entries, len(data)), data)


def _cross_references(rows: Sequence[tuple[int, int, int]], trailer: bytes) -> Numbered:
    """Rows are written as differences from the row above (predictor 12), which compresses them to almost nothing."""
    widths = [max(1, (max(column).bit_length() + 7) // 8) for column in zip(*rows, strict=True)]
    packed, above = bytearray(), bytes(sum(widths))
    for row in rows:
        line = b"".join(value.to_bytes(width, "big") for value, width in zip(row, widths, strict=True))
        packed += b"\2" + bytes((new - old) & 255 for new, old in zip(line, above, strict=True))
        above = line
    data = zlib.compress(bytes(packed), _LEVEL)
    parms = b"/DecodeParms<</Predictor 12/Columns %d>>" % len(above)
    entries = b"/Type/XRef/Size %d/W[%d %d %d]%s%s" % (len(rows), *widths, parms, trailer)
    return Numbered(b"<<%s/Filter/FlateDecode/Length %d>>" % (entries, len(data)), data)
