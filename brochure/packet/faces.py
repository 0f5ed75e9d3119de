"""Subsets of one typeface become one typeface: parts that were set apart embed each its own few glyphs of it.

Only subsets that kept the numbers of their glyphs can be joined: TrueType outlines under Identity (ISO 32000-1, 9.7.4.2),
alike in everything but which glyphs they hold. All others stay as they are. Must not know what a font file is made of.
"""

from __future__ import annotations

import re
import struct
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Any, Final

from brochure.packet.filters import decoded
from brochure.packet.glyphs import Union, UnlikeError, read
from brochure.packet.numbered import Numbering
from brochure.packet.objects import Dictionary, Stream, Written, listed, look, put, real, stream
from brochure.packet.source import Source

#: The mark of a subset before a typeface's name (ISO 32000-1, 9.6.4).
_SUBSET: Final = re.compile(r"^/[A-Z]{6}\+")


class Faces:
    """The typefaces of all parts: those whose subsets can be joined have one file, which is written last."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        self._unions: dict[str, tuple[int, Union]] = {}
        self._known: dict[bytes, bool] = {}

    def take(self, source: Source) -> None:
        """Has the subsets of a part point to the common file, where they are like those before them."""
        for name, descriptor, used in _subsets(source):
            file = look(descriptor, "/FontFile2")
            known = sha256(repr((name, sorted(used))).encode() + file.data).digest()
            if known not in self._known:
                self._known[known] = self._join(name, decoded(file), used)
            if self._known[known]:
                put(descriptor, "/FontFile2", Written.reference(self._unions[name][0]))
                put(descriptor, "/CIDSet", None)

    def _join(self, name: str, file: bytes, used: frozenset[int]) -> bool:
        try:
            face = read(file, used)
            if name not in self._unions:
                self._unions[name] = self._numbering.reserve(), Union(face, file)
            self._unions[name][1].take(face)
        except (KeyError, struct.error, IndexError, UnlikeError):
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
            if not mark or id(descriptor) in seen or not isinstance(look(descriptor, "/FontFile2"), Stream):
                continue
            if look(font, "/Encoding") == "/Identity-H" and look(below, "/CIDToGIDMap") in (
                "/Identity",
                None,
            ):
                seen.add(id(descriptor))
                yield name, descriptor, frozenset(_with_widths(listed(look(below, "/W"))))


def _resources(holders: Iterable[Dictionary]) -> Iterator[Dictionary]:
    """The resources of pages, and of the forms that they paint."""
    rest, seen = deque(holders), set[int]()
    while rest:
        resources = look(rest.popleft(), "/Resources")
        if isinstance(resources, dict) and id(resources) not in seen:
            seen.add(id(resources))
            yield resources
            rest += [
                form
                for value in (look(resources, "/XObject") or {}).values()
                if look(form := real(value), "/Subtype") == "/Form"
            ]


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
