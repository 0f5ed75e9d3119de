"""Subsets of one typeface become one typeface: parts that were set apart embed each its own few glyphs of
it.

Only subsets that kept the numbers of their glyphs can be joined: TrueType outlines under Identity (ISO
32000-1, 9.7.4.2), alike in everything but which glyphs they hold. All others stay as they are. Must not know
what a font file is made of.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Any, Final

from pikepdf import Array, Object, Pdf, Stream

from brochure.packet.glyphs import Union, UnlikeError, read
from brochure.pdf import BROKEN, each, entries, get, name_of

#: The mark of a subset before a typeface's name (ISO 32000-1, 9.6.4).
SUBSET: Final = re.compile(r"^/[A-Z]{6}\+")


class Faces:
    """The typefaces of all parts: those whose subsets can be joined have one file, which is filled last."""

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        self._unions: dict[str, tuple[Object, Union]] = {}
        self._known: dict[bytes, bool] = {}

    def take(self, resources: Iterable[Any]) -> None:
        """Has the subsets that these resources name point to the common file, where they are like those
        before.
        """
        for name, descriptor, used in _subsets(resources):
            file = descriptor.get("/FontFile2")
            known = sha256(repr((name, sorted(used))).encode() + file.read_raw_bytes()).digest()
            if known not in self._known:
                self._known[known] = self._join(name, file, used)
            if self._known[known]:
                descriptor["/FontFile2"] = self._unions[name][0]
                if "/CIDSet" in descriptor:
                    del descriptor["/CIDSet"]

    def files(self) -> list[Object]:
        """The common files."""
        return [file for file, _ in self._unions.values()]

    def write(self) -> None:
        """Fills the common files."""
        for file, union in self._unions.values():
            data = union.file()
            file.write(data)
            file["/Length1"] = len(data)

    def _join(self, name: str, file: Any, used: frozenset[int]) -> bool:
        try:
            data = file.read_bytes()
            face = read(data, used)
            if name not in self._unions:
                self._unions[name] = self._pdf.make_stream(b""), Union(face, data)
            self._unions[name][1].take(face)
        except (KeyError, struct.error, IndexError, UnlikeError, *BROKEN):
            return False
        return True


def resources_of(pages: Iterable[Any]) -> Iterator[Any]:
    """The resources of pages, and of the forms that they paint, each once."""
    rest = [page.get("/Resources") for page in pages][::-1]
    seen: set[tuple[int, int]] = set()
    while rest:
        resources = rest.pop()
        if resources is None or (resources.is_indirect and resources.objgen in seen):
            continue
        seen.add(resources.objgen)
        yield resources
        for form in entries(get(resources, "/XObject")).values():
            if isinstance(form, Object) and form.objgen not in seen:
                seen.add(form.objgen)
                rest.append(get(form, "/Resources"))


def _subsets(resources: Iterable[Any]) -> Iterator[tuple[str, Any, frozenset[int]]]:
    """The typeface, the descriptor and the glyphs of each subset."""
    seen: set[tuple[int, int]] = set()
    for font in (one for some in resources for one in entries(get(some, "/Font")).values()):
        if font.is_indirect and font.objgen in seen:
            continue
        seen.add(font.objgen)
        below = next(iter(each(get(font, "/DescendantFonts"))), None)
        descriptor = get(below, "/FontDescriptor")
        name, mark = SUBSET.subn("", name_of(get(font, "/BaseFont")))
        if not mark or not isinstance(get(descriptor, "/FontFile2"), Stream) or descriptor.objgen in seen:
            continue
        plain = name_of(get(below, "/CIDToGIDMap")) == "/Identity" or get(below, "/CIDToGIDMap") is None
        if name_of(get(font, "/Encoding")) == "/Identity-H" and plain:
            seen.add(descriptor.objgen)
            yield name, descriptor, frozenset(_with_widths(each(get(below, "/W"))))


def _with_widths(widths: Sequence[Any]) -> Iterator[int]:
    """The glyphs that have a width: `first [width…]` or `first last width` (ISO 32000-1, 9.7.4.3)."""
    items = iter(widths)
    for first in items:
        then = next(items, None)
        if isinstance(then, Array):
            yield from range(int(first), int(first) + len(then))
        elif then is not None:
            next(items, None)
            yield from range(int(first), int(then) + 1)
