"""What several parts paint with is stored once: equal pictures, color profiles and forms, and the subsets of
one typeface, which become one file.

Only what nothing ties to one place is shared: what has an identity (elements, annotations, pages, layers)
never. qpdf does not do it, and no tool may do it over a whole tagged file, whose equal empty elements are
different elements.

Parts that were set apart embed each its own few glyphs of a typeface. Only subsets that kept the numbers of
their glyphs can be joined: TrueType outlines under Identity (ISO 32000-1, 9.7.4.2), alike in everything but
which glyphs they hold. All others stay as they are. Must not know what a font file is made of.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Any, Final

from pikepdf import Array, Dictionary, Object, Pdf, Stream

from brochure.packet.glyphs import Union, UnlikeError, read
from brochure.pdf import BROKEN, each, entries, get, name_of

#: Entries that tie an object to one place of one document.
_TIES: Final = frozenset({"/StructParent", "/StructParents", "/OC", "/Metadata", "/AF", "/Parent", "/P"})
_FENCED: Final = frozenset({"/Page", "/Pages", "/Catalog", "/OCG"})
_TIED: Final = re.compile(
    rb"/(?:StructParents?|OC|Metadata|AF|Parent|P) |/Type /(?:Pages?|Catalog|OCG)(?![^ />])"
)
#: Objects in objects deeper than this are left as they are.
_DEEPEST: Final = 24
#: The mark of a subset before a typeface's name (ISO 32000-1, 9.6.4).
SUBSET: Final = re.compile(r"^/[A-Z]{6}\+")


class Shared:
    """What pages of all parts paint with, each thing once."""

    def __init__(self) -> None:
        self._first: dict[bytes, Object] = {}
        self._settled: dict[tuple[int, int], tuple[Any, bool]] = {}

    def begin(self, kept: Iterable[Object]) -> None:
        """Begins a part, which shares no object with those before but what is kept as it is: files that are
        not yet what they will be.
        """
        self._settled = {one.objgen: (one, True) for one in kept}

    def take(self, holders: Iterable[Any], *keys: str) -> None:
        """Has what stands under these keys, and all that it holds, point to the first thing equal to it."""
        for holder in holders:
            for key in keys:
                if (value := holder.get(key)) is not None:
                    new, _ = self._settle(value, 0)
                    if new is not value:
                        holder[key] = new

    def _settle(self, value: Any, depth: int) -> tuple[Any, bool]:
        """What stands for a value, and whether nothing ties it."""
        if not isinstance(value, Dictionary | Stream | Array):
            return value, True
        if depth == _DEEPEST:
            return value, False
        if not value.is_indirect:
            return value, self._settle_inside(value, depth)
        known = self._settled.get(value.objgen)
        if known is None:
            self._settled[value.objgen] = (
                value,
                False,
            )  # while it is looked at: what comes back to itself is tied
            free = self._settle_inside(value, depth)
            known = self._settled[value.objgen] = (self._stand_in(value) if free else value), free
        stand_in, free = known
        return (value if stand_in.objgen == value.objgen else stand_in), free

    def _settle_inside(self, value: Any, depth: int) -> bool:
        if not isinstance(value, Stream) and b" R" not in (said := value.unparse(resolved=True)):
            return not _TIED.search(said)  # it refers to nothing, as most arrays of widths and colors
        free = True
        if isinstance(value, Array):
            for at, one in enumerate(list(value.as_list())):
                new, own = self._settle(one, depth + 1)
                free = free and own
                if new is not one:
                    value[at] = new
            return free
        for key, one in list(value.items()):
            if key == "/Type" and name_of(one) in _FENCED:
                return False
            new, own = self._settle(one, depth + 1)
            free = free and own and key not in _TIES
            if new is not one:
                value[key] = new
        return free

    def _stand_in(self, value: Any) -> Object:
        """The first object that says the same: what it refers to has been replaced by what stands for it."""
        is_stream = isinstance(value, Stream)
        said = value.stream_dict.unparse(resolved=True) if is_stream else value.unparse(resolved=True)
        digest = sha256(said + b"\0" + (bytes(value.read_raw_bytes()) if is_stream else b"")).digest()
        return self._first.setdefault(digest, value)


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
