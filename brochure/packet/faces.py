"""Subsets of one typeface become one typeface: parts that were set apart embed each its own few glyphs of it.

Only subsets that kept the numbers of their glyphs can be joined: TrueType outlines under Identity (ISO 32000-1, 9.7.4.2),
alike in everything but which glyphs they hold. All others stay as they are. Must not know what a text says.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from itertools import accumulate, pairwise
from typing import Any, Final

from fontTools.ttLib import TTFont
from fontTools.ttLib.tables.DefaultTable import DefaultTable

from brochure.packet.filters import decoded
from brochure.packet.numbered import Numbering
from brochure.packet.objects import Dictionary, Written, listed, look, put, real, stream
from brochure.packet.source import Source

#: The mark of a subset before a typeface's name (ISO 32000-1, 9.6.4).
_SUBSET: Final = re.compile(r"^/[A-Z]{6}\+")
#: Tables that hold for all glyphs; the others of a subset are not needed in a PDF (ISO 32000-1, 9.9).
_COMMON: Final = ("cvt ", "fpgm", "prep")
#: Flags of a component of a composite outline, and its length by them (OpenType, glyf: composite glyph description).
_WORDS, _SCALE, _MORE, _TWO_SCALES, _MATRIX = 0x01, 0x08, 0x20, 0x40, 0x80
#: Composites within composites deeper than this are a damaged typeface.
_DEEPEST: Final = 8


class _UnlikeError(Exception):
    """Subsets that cannot be joined."""


@dataclass(frozen=True)
class _Face:
    """One subset: its tables, its outlines by number, how many glyphs have metrics of their own, and the glyphs that text may use.

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
        return head[4:8], head[16:20], hhea[:34], maxp[:4], maxp[6:], *(self.tables.get(tag) for tag in _COMMON)


@dataclass(frozen=True)
class _Glyph:
    """An outline without the numbers of its components, its advance and side bearing, and the components."""

    outline: bytes
    metric: bytes
    parts: tuple[_Glyph, ...] = ()


class Faces:
    """The typefaces of all parts: those whose subsets can be joined have one file, which is written last."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        self._unions: dict[str, tuple[int, _Union]] = {}
        self._known: dict[bytes, bool] = {}

    def take(self, source: Source) -> None:
        """Has the subsets of a part point to the common file, where they are like those before them."""
        for name, descriptor, used in _subsets(source):
            file = decoded(look(descriptor, "/FontFile2"))
            known = sha256(repr((name, sorted(used))).encode() + file).digest()
            if known not in self._known:
                self._known[known] = self._join(name, file, used)
            if self._known[known]:
                put(descriptor, "/FontFile2", Written.reference(self._unions[name][0]))
                put(descriptor, "/CIDSet", None)

    def _join(self, name: str, file: bytes, used: frozenset[int]) -> bool:
        try:
            face = _face(file, used)
            if name not in self._unions:
                self._unions[name] = self._numbering.reserve(), _Union(face, file)
            self._unions[name][1].take(face)
        except (KeyError, struct.error, IndexError, _UnlikeError):
            return False
        return True

    def write(self) -> None:
        """Gives the files of all parts to be written."""
        for number, union in self._unions.values():
            data = union.file()
            self._numbering.give(number, stream(data, {"/Length1": len(data)}))


def _subsets(source: Source) -> Iterator[tuple[str, Dictionary, frozenset[int]]]:
    """The typeface, the descriptor and the glyphs of each subset that pages and their forms use."""
    seen: set[int] = set()
    for resources in _resources(page.entries for page in source.pages):
        for value in (look(resources, "/Font") or {}).values():
            font = real(value)
            below = real(next(iter(listed(look(font, "/DescendantFonts"))), None))
            descriptor = look(below, "/FontDescriptor")
            name, mark = _SUBSET.subn("", str(look(font, "/BaseFont")))
            if not mark or id(descriptor) in seen or not isinstance(look(descriptor, "/FontFile2"), dict):
                continue
            if look(font, "/Encoding") == "/Identity-H" and look(below, "/CIDToGIDMap") in ("/Identity", None):
                seen.add(id(descriptor))
                yield name, descriptor, frozenset(_with_widths(listed(look(below, "/W"))))


def _resources(holders: Iterable[Dictionary]) -> Iterator[Dictionary]:
    """The resources of pages, and of the forms that they paint."""
    rest, seen = list(holders), set[int]()
    while rest:
        resources = look(rest.pop(0), "/Resources")
        if isinstance(resources, dict) and id(resources) not in seen:
            seen.add(id(resources))
            yield resources
            rest += [form for value in (look(resources, "/XObject") or {}).values() if look(form := real(value), "/Subtype") == "/Form"]


def _with_widths(widths: Sequence[Any]) -> Iterator[int]:
    """The glyphs that have a width: `first [width…]` or `first last width` (ISO 32000-1, 9.7.4.3)."""
    items = iter(widths)
    for first in items:
        then = real(next(items, None))
        if isinstance(then, list):
            yield from range(int(first), int(first) + len(then))
        elif then is not None:
            next(items, None)
            yield from range(int(first), int(then) + 1)


def _face(file: bytes, used: frozenset[int]) -> _Face:
    tables = _tables(file)
    glyphs, pairs = struct.unpack_from(">H", tables["maxp"], 4)[0], struct.unpack_from(">H", tables["hhea"], 34)[0]
    is_long = struct.unpack_from(">h", tables["head"], 50)[0]
    offsets = [offset * (1 if is_long else 2) for offset in struct.unpack_from(f">{glyphs + 1}{'L' if is_long else 'H'}", tables["loca"])]
    outlines = {number: tables["glyf"][start:end] for number, (start, end) in enumerate(pairwise(offsets)) if start < end}
    face = _Face(tables, outlines, pairs, (used | {0}) & frozenset(range(glyphs)))
    parts = {number for outline in outlines.values() for _, number in _components(outline)}
    if outlines.keys() - face.used - parts:
        raise _UnlikeError  # text may use it by the default width
    return face


def _tables(file: bytes) -> dict[str, bytes]:
    """The tables of a font file by their tags (OpenType, table directory)."""
    found = {}
    for at in range(struct.unpack_from(">H", file, 4)[0]):
        tag, _, start, length = struct.unpack_from(">4sLLL", file, 12 + 16 * at)
        found[tag.decode("latin-1")] = file[start : start + length]
    return found


def _glyph(face: _Face, number: int, depth: int = 0) -> _Glyph:
    if depth > _DEEPEST:
        raise _UnlikeError
    outline, parts = bytearray(face.outlines.get(number, b"")), []
    for place, component in _components(bytes(outline)):
        parts.append(_glyph(face, component, depth + 1))
        struct.pack_into(">H", outline, place, 0)
    return _Glyph(bytes(outline), _metric(face, number), tuple(parts))


def _metric(face: _Face, number: int) -> bytes:
    """Advance and side bearing; the last glyphs share an advance (OpenType, hmtx)."""
    hmtx = face.tables["hmtx"]
    if number < face.pairs:
        return hmtx[4 * number : 4 * number + 4]
    return hmtx[4 * face.pairs - 4 : 4 * face.pairs - 2] + hmtx[4 * face.pairs + 2 * (number - face.pairs) :][:2]


def _components(outline: bytes) -> Iterator[tuple[int, int]]:
    """Where a composite outline names its components, and the numbers there."""
    at, flags = 10, _MORE
    while outline[:1] >= b"\x80" and flags & _MORE:
        flags, number = struct.unpack_from(">HH", outline, at)
        yield at + 2, number
        at += 8 if flags & _WORDS else 6
        at += 2 if flags & _SCALE else 4 if flags & _TWO_SCALES else 8 if flags & _MATRIX else 0


class _Union:
    """Glyphs of several subsets: used ones keep their numbers, components come after them, equal ones once."""

    def __init__(self, face: _Face, file: bytes) -> None:
        self._first, self._file = face, file
        self._taken = 0
        self._used: dict[int, _Glyph] = {}

    def take(self, face: _Face) -> None:
        """Adds the glyphs of a subset. Raises `_UnlikeError` where it is one of another typeface; then nothing is added."""
        glyphs = {number: _glyph(face, number) for number in face.used}
        if face.likeness != self._first.likeness or any(self._used.get(number, one) != one for number, one in glyphs.items()):
            raise _UnlikeError
        self._used |= glyphs
        self._taken += 1

    def file(self) -> bytes:
        """A font file with long offsets and a pair of metrics for each glyph; everything else as in the first subset,
        which stays as it is where there is no other."""
        if self._taken == 1:
            return self._file
        nothing = _Glyph(b"", bytes(4))
        glyphs = [self._used.get(number, nothing) for number in range(1 + max(self._used))]
        parts: dict[_Glyph, int] = {}
        outlines = []
        for glyph in glyphs:  # grows by the components that are met
            outline = bytearray(glyph.outline)
            for part, (place, _) in zip(glyph.parts, _components(glyph.outline), strict=True):
                if part not in parts:
                    parts[part] = len(glyphs)
                    glyphs.append(part)
                struct.pack_into(">H", outline, place, parts[part])
            outlines.append(bytes(outline) + bytes(-len(outline) % 4))
        return _font(self._first.tables, outlines, b"".join(glyph.metric for glyph in glyphs))


def _font(tables: dict[str, bytes], outlines: Sequence[bytes], metrics: bytes) -> bytes:
    offsets, count = [0, *accumulate(map(len, outlines))], struct.pack(">H", len(outlines))
    changed = {
        "glyf": b"".join(outlines), "loca": struct.pack(f">{len(offsets)}L", *offsets), "hmtx": metrics,
        "head": tables["head"][:50] + struct.pack(">h", 1) + tables["head"][52:],
        "hhea": tables["hhea"][:34] + count, "maxp": tables["maxp"][:4] + count + tables["maxp"][6:],
    }
    font = TTFont(recalcTimestamp=False, recalcBBoxes=False)
    for tag, data in (changed | {tag: tables[tag] for tag in _COMMON if tag in tables}).items():
        font.tables[tag] = DefaultTable(tag)
        font.tables[tag].data = data
    out = BytesIO()
    font.save(out, reorderTables=False)
    return out.getvalue()
