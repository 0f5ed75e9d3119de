"""Subsets of one typeface become one typeface: parts that were set apart embed each its own few glyphs of it.

Only subsets that kept the numbers of their glyphs can be joined: TrueType outlines under Identity (ISO 32000-1, 9.7.4.2),
alike in everything but which glyphs they hold. All others stay as they are. Must not know what a text says.
"""

from __future__ import annotations

import re
import struct
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import accumulate, pairwise
from typing import Any, Final

from fontTools.ttLib import TTFont, TTLibError
from fontTools.ttLib.tables.DefaultTable import DefaultTable
from pypdf.generic import DictionaryObject, NumberObject

from brochure.packet.objects import Book, listed, look, put, real, stream
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
    """One subset: its tables, outlines and metrics (advance and side bearing) by number, and the glyphs that text may use.

    All other outlines are components of these; engines give them whatever numbers are free.
    """

    tables: dict[str, bytes]
    outlines: tuple[bytes, ...]
    metrics: tuple[bytes, ...]
    used: frozenset[int]

    @property
    def likeness(self) -> tuple[Any, ...]:
        """What subsets of one typeface have in common."""
        head, hhea, maxp = (self.tables[tag] for tag in ("head", "hhea", "maxp"))
        return head[4:8], head[16:20], hhea[:34], maxp[:4], maxp[6:], *(self.tables.get(tag) for tag in _COMMON)


def join(sources: Sequence[Source], book: Book) -> None:
    """Has all subsets of a typeface point to one file that holds the glyphs of all."""
    subsets: dict[str, list[tuple[DictionaryObject, frozenset[int]]]] = defaultdict(list)
    for name, descriptor, used in _subsets(sources):
        subsets[name].append((descriptor, used))
    for found in subsets.values():
        files = {(bytes(look(descriptor, "/FontFile2").get_data()), used): None for descriptor, used in found}
        if len(files) > 1 and (joined := _joined(list(files))):
            reference = book.add(stream(joined, {"Length1": NumberObject(len(joined))}))
            for descriptor, _ in found:
                put(descriptor, "/FontFile2", reference)
                put(descriptor, "/CIDSet", None)


def _subsets(sources: Sequence[Source]) -> Iterator[tuple[str, DictionaryObject, frozenset[int]]]:
    """The typeface, the descriptor and the glyphs of each subset that pages and their forms use."""
    seen: set[int] = set()
    for resources in _resources(page.entries for source in sources for page in source.pages):
        for value in (look(resources, "/Font") or {}).values():
            font = real(value)
            below = real(next(iter(listed(look(font, "/DescendantFonts"))), None))
            descriptor = look(below, "/FontDescriptor")
            name, mark = _SUBSET.subn("", str(look(font, "/BaseFont")))
            if not mark or id(descriptor) in seen or not isinstance(look(descriptor, "/FontFile2"), DictionaryObject):
                continue
            if look(font, "/Encoding") == "/Identity-H" and look(below, "/CIDToGIDMap") in ("/Identity", None):
                seen.add(id(descriptor))
                yield name, descriptor, frozenset(_with_widths(listed(look(below, "/W"))))


def _resources(holders: Iterable[DictionaryObject]) -> Iterator[DictionaryObject]:
    """The resources of pages, and of the forms that they paint."""
    rest, seen = list(holders), set[int]()
    while rest:
        resources = look(rest.pop(0), "/Resources")
        if isinstance(resources, DictionaryObject) and id(resources) not in seen:
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


def _joined(subsets: Sequence[tuple[bytes, frozenset[int]]]) -> bytes | None:
    """One font file with the glyphs of all; None where they are not subsets of one typeface."""
    try:
        faces = [_face(file, used) for file, used in subsets]
        if len({face.likeness for face in faces}) > 1:
            return None
        union = _Union(1 + max(number for face in faces for number in face.used))
        for face in faces:
            union.take(face)
    except (TTLibError, KeyError, struct.error, IndexError, _UnlikeError):
        return None
    return union.file(faces[0])


def _face(file: bytes, used: frozenset[int]) -> _Face:
    font = TTFont(BytesIO(file), lazy=True)
    tables = {tag: bytes(font.reader[tag]) for tag in font.reader.tables}
    glyphs, pairs = struct.unpack_from(">H", tables["maxp"], 4)[0], struct.unpack_from(">H", tables["hhea"], 34)[0]
    is_long = struct.unpack_from(">h", tables["head"], 50)[0]
    offsets = [offset * (1 if is_long else 2) for offset in struct.unpack_from(f">{glyphs + 1}{'L' if is_long else 'H'}", tables["loca"])]
    outlines = tuple(tables["glyf"][start:end] for start, end in pairwise(offsets))
    hmtx = tables["hmtx"]
    wide = [hmtx[4 * number : 4 * number + 4] for number in range(pairs)]
    narrow = [wide[-1][:2] + hmtx[4 * pairs + 2 * index :][:2] for index in range(glyphs - pairs)]
    parts = {number for outline in outlines for _, number in _components(outline)}
    if any(outline and number not in used | parts | {0} for number, outline in enumerate(outlines)):
        raise _UnlikeError  # text may use it by the default width
    return _Face(tables, outlines, (*wide, *narrow), (used | {0}) & frozenset(range(glyphs)))


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

    def __init__(self, length: int) -> None:
        self.length = length
        self.used: dict[int, tuple[bytes, bytes]] = {}
        self.parts: dict[tuple[bytes, bytes], int] = {}

    def take(self, face: _Face) -> None:
        """Adds the glyphs of a subset. Raises `_UnlikeError` where one is another glyph than that of its number so far."""
        for number in sorted(face.used):
            glyph = self._glyph(face, number)
            if self.used.setdefault(number, glyph) != glyph:
                raise _UnlikeError

    def _glyph(self, face: _Face, number: int, depth: int = 0) -> tuple[bytes, bytes]:
        if depth > _DEEPEST:
            raise _UnlikeError
        outline = bytearray(face.outlines[number])
        for place, component in list(_components(bytes(outline))):
            glyph = self._glyph(face, component, depth + 1)
            struct.pack_into(">H", outline, place, self.parts.setdefault(glyph, self.length + len(self.parts)))
        return bytes(outline), face.metrics[number]

    def file(self, face: _Face) -> bytes:
        """A font file with long offsets and a pair of metrics for each glyph; everything else as in `face`."""
        nothing = b"", bytes(4)
        glyphs = [*(self.used.get(number, nothing) for number in range(self.length)), *self.parts]
        outlines = [outline + bytes(-len(outline) % 4) for outline, _ in glyphs]
        offsets = [0, *accumulate(len(outline) for outline in outlines)]
        count, tables = struct.pack(">H", len(glyphs)), face.tables
        changed = {
            "glyf": b"".join(outlines), "loca": struct.pack(f">{len(offsets)}L", *offsets), "hmtx": b"".join(metric for _, metric in glyphs),
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
