"""Font files with a few glyphs of one typeface, joined to one (OpenType, TrueType outlines).

Takes and gives files. Must not know PDF.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import accumulate, compress
from operator import lt
from typing import Any, Final, NamedTuple

from fontTools.ttLib import TTFont
from fontTools.ttLib.tables.DefaultTable import DefaultTable

#: Tables that hold for all glyphs; the others of a subset are not needed in a PDF (ISO 32000-1, 9.9).
_COMMON: Final = ("cvt ", "fpgm", "prep")
#: Flags of a component of a composite outline, and its length by them (OpenType, glyf: composite glyph
#: description).
_WORDS, _SCALE, _MORE, _TWO_SCALES, _MATRIX = 0x01, 0x08, 0x20, 0x40, 0x80
#: The sign of a composite outline: a number of contours below zero.
_COMPOSITE: Final = 0x80
#: Composites within composites deeper than this are a damaged typeface.
_DEEPEST: Final = 8


class UnlikeError(Exception):
    """Subsets that cannot be joined."""


@dataclass(frozen=True)
class Face:
    """One subset: its tables, its outlines by number, how many glyphs have metrics of their own, and the
    glyphs that text may use.

    All other outlines are components of these; engines give them whatever numbers are free.
    """

    tables: dict[str, bytes]
    outlines: dict[int, bytes]
    pairs: int
    used: frozenset[int]

    @property
    def likeness(self) -> tuple[Any, ...]:
        """What subsets of one typeface have in common."""
        head, hhea, maxp = (self.tables[tag] for tag in ("head", "hhea", "maxp"))
        return (
            head[4:8],
            head[16:20],
            hhea[:34],
            maxp[:4],
            maxp[6:],
            *(self.tables.get(tag) for tag in _COMMON),
        )


class _Glyph(NamedTuple):
    """An outline without the numbers of its components, its advance and side bearing, and the components."""

    outline: bytes
    metric: bytes
    parts: tuple[_Glyph, ...] = ()


def read(file: bytes, used: frozenset[int]) -> Face:
    """A subset, of which text may use some glyphs. Raises `UnlikeError` where it draws others, and
    `KeyError`, `IndexError` or `struct.error` where the file is damaged.
    """
    tables = _tables(file)
    glyphs, pairs = (
        struct.unpack_from(">H", tables["maxp"], 4)[0],
        struct.unpack_from(">H", tables["hhea"], 34)[0],
    )
    is_long = struct.unpack_from(">h", tables["head"], 50)[0]
    offsets = struct.unpack_from(f">{glyphs + 1}{'L' if is_long else 'H'}", tables["loca"])
    glyf, unit = tables["glyf"], 1 if is_long else 2
    drawn = compress(
        range(glyphs), map(lt, offsets, offsets[1:])
    )  # a subset has a table of all, and draws a few
    outlines = {number: glyf[unit * offsets[number] : unit * offsets[number + 1]] for number in drawn}
    face = Face(tables, outlines, pairs, frozenset({0, *(number for number in used if number < glyphs)}))
    parts = {
        number
        for outline in outlines.values()
        if outline[0] & _COMPOSITE
        for _, number in _components(outline)
    }
    if outlines.keys() - face.used - parts:
        raise UnlikeError  # text may use it by the default width
    return face


def _tables(file: bytes) -> dict[str, bytes]:
    """The tables of a font file by their tags (OpenType, table directory)."""
    found = {}
    for at in range(struct.unpack_from(">H", file, 4)[0]):
        tag, _, start, length = struct.unpack_from(">4sLLL", file, 12 + 16 * at)
        found[tag.decode("latin-1")] = file[start : start + length]
    return found


def _glyph(face: Face, number: int, depth: int = 0) -> _Glyph:
    if depth > _DEEPEST:
        raise UnlikeError
    outline = face.outlines.get(number, b"")
    if not outline or not outline[0] & _COMPOSITE:
        return _Glyph(outline, _metric(face, number))
    blank, parts = bytearray(outline), []
    for place, component in _components(outline):
        parts.append(_glyph(face, component, depth + 1))
        struct.pack_into(">H", blank, place, 0)
    return _Glyph(bytes(blank), _metric(face, number), tuple(parts))


def _metric(face: Face, number: int) -> bytes:
    """Advance and side bearing; the last glyphs share an advance (OpenType, hmtx)."""
    hmtx = face.tables["hmtx"]
    if number < face.pairs:
        return hmtx[4 * number : 4 * number + 4]
    return (
        hmtx[4 * face.pairs - 4 : 4 * face.pairs - 2]
        + hmtx[4 * face.pairs + 2 * (number - face.pairs) :][:2]
    )


def _components(outline: bytes) -> Iterator[tuple[int, int]]:
    """Where a composite outline names its components, and the numbers there."""
    at, flags = 10, _MORE
    while flags & _MORE:
        flags, number = struct.unpack_from(">HH", outline, at)
        yield at + 2, number
        at += 8 if flags & _WORDS else 6
        at += 2 if flags & _SCALE else 4 if flags & _TWO_SCALES else 8 if flags & _MATRIX else 0


class Union:
    """Glyphs of several subsets: used ones keep their numbers, components follow, equal ones once."""

    def __init__(self, face: Face, file: bytes) -> None:
        self._first, self._file = face, file
        self._taken = 0
        self._used: dict[int, _Glyph] = {}

    def take(self, face: Face) -> None:
        """Adds the glyphs of a subset. Raises `UnlikeError` where it is one of another typeface; then
        nothing is added.
        """
        glyphs = {number: _glyph(face, number) for number in face.used}
        if face.likeness != self._first.likeness or any(
            self._used.get(number, one) != one for number, one in glyphs.items()
        ):
            raise UnlikeError
        self._used |= glyphs
        self._taken += 1

    def file(self) -> bytes:
        """A font file with long offsets and a pair of metrics for each glyph; everything else as in the
        first subset, which stays as it is where there is no other.
        """
        if self._taken == 1:
            return self._file
        nothing = _Glyph(b"", bytes(4))
        glyphs = [self._used.get(number, nothing) for number in range(1 + max(self._used))]
        parts: dict[_Glyph, int] = {}
        outlines = []
        for glyph in glyphs:  # grows by the components that are met
            for part in glyph.parts:
                if part not in parts:
                    parts[part] = len(glyphs)
                    glyphs.append(part)
            outline = _composed(glyph, parts) if glyph.parts else glyph.outline
            outlines.append(outline + bytes(-len(outline) % 4))
        return _font(self._first.tables, outlines, b"".join(glyph.metric for glyph in glyphs))


def _composed(glyph: _Glyph, numbers: Mapping[_Glyph, int]) -> bytes:
    """A composite outline with the numbers of its components."""
    outline = bytearray(glyph.outline)
    for part, (place, _) in zip(glyph.parts, _components(glyph.outline), strict=True):
        struct.pack_into(">H", outline, place, numbers[part])
    return bytes(outline)


def _font(tables: dict[str, bytes], outlines: Sequence[bytes], metrics: bytes) -> bytes:
    offsets, count = [0, *accumulate(map(len, outlines))], struct.pack(">H", len(outlines))
    changed = {
        "glyf": b"".join(outlines),
        "loca": struct.pack(f">{len(offsets)}L", *offsets),
        "hmtx": metrics,
        "head": tables["head"][:50] + struct.pack(">h", 1) + tables["head"][52:],
        "hhea": tables["hhea"][:34] + count,
        "maxp": tables["maxp"][:4] + count + tables["maxp"][6:],
    }
    font = TTFont(recalcTimestamp=False, recalcBBoxes=False)
    for tag, data in (changed | {tag: tables[tag] for tag in _COMMON if tag in tables}).items():
        font.tables[tag] = DefaultTable(tag)
        font.tables[tag].data = data
    out = BytesIO()
    font.save(out, reorderTables=False)
    return out.getvalue()
