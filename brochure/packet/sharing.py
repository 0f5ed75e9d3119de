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
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any, Final

from pikepdf import Array, Dictionary, Object, Pdf, Stream

from brochure.packet.glyphs import Union, UnlikeError, read
from brochure.packet.second import SUBSET
from brochure.pdf import BROKEN, Code, codes_of, each, entries, get, name_of, numbers, put, put_codes

#: Entries that tie an object to one place of one document.
_TIES: Final = frozenset({"/StructParent", "/StructParents", "/OC", "/Metadata", "/AF", "/Parent", "/P"})
_FENCED: Final = frozenset({"/Page", "/Pages", "/Catalog", "/OCG"})
_TIED: Final = re.compile(
    rb"/(?:StructParents?|OC|Metadata|AF|Parent|P) |/Type /(?:Pages?|Catalog|OCG)(?![^ />])"
)
#: Objects in objects deeper than this are left as they are.
_DEEPEST: Final = 24


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
    """The typefaces of all parts: those whose subsets can be joined have one file and, as far as their codes
    read alike, one font. Both are filled last.
    """

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        self._unions: dict[str, tuple[Object, Union]] = {}
        self._known: dict[bytes, bool] = {}
        self._fonts: dict[bytes, list[_Common]] = {}
        self._settled: dict[tuple[int, int], Any] = {}

    def take(self, resources: Iterable[Any]) -> None:
        """Has the subsets that these resources name be the common font, where they are like those before."""
        for fonts in (get(some, "/Font") for some in resources):
            for called, font in entries(fonts).items():
                if font.is_indirect and font.objgen not in self._settled:
                    self._settled[font.objgen] = self._settle(font)
                if font.is_indirect and (common := self._settled[font.objgen]) is not None:
                    fonts[called] = common

    def unfinished(self) -> list[Object]:
        """The common files and fonts, which are not yet what they will be."""
        fonts = [one.font for some in self._fonts.values() for one in some]
        return [*(file for file, _ in self._unions.values()), *fonts]

    def write(self) -> None:
        """Fills the common files and fonts."""
        for file, union in self._unions.values():
            data = union.file()
            file.write(data)
            file["/Length1"] = len(data)
        for common in (one for some in self._fonts.values() for one in some):
            common.write(self._pdf)

    def _settle(self, font: Any) -> Any:
        """The font that stands for one; None where it stays as it is."""
        below = next(iter(each(get(font, "/DescendantFonts"))), None)
        descriptor = get(below, "/FontDescriptor")
        name, mark = SUBSET.subn("", name_of(get(font, "/BaseFont")))
        is_subset = bool(mark and SUBSET.match(name_of(get(descriptor, "/FontName"))))
        if not is_subset or not isinstance(get(descriptor, "/FontFile2"), Stream):
            return None
        plain = name_of(get(below, "/CIDToGIDMap")) == "/Identity" or get(below, "/CIDToGIDMap") is None
        codes = codes_of(font) if name_of(get(font, "/Encoding")) == "/Identity-H" and plain else None
        if codes is None or not self._joined(name, descriptor, codes):
            return None
        descriptor["/FontFile2"] = self._unions[name][0]
        put(descriptor, "/CIDSet", None)
        alike = self._fonts.setdefault(_likeness(font, below, descriptor), [])
        for common in alike:
            if common.take(descriptor, codes):
                return common.font
        alike.append(_Common(self._pdf, font, below, descriptor, codes))
        return alike[-1].font

    def _joined(self, name: str, descriptor: Any, codes: Mapping[int, Code]) -> bool:
        """Whether the common file of a typeface has the glyphs of this subset now."""
        file = descriptor.get("/FontFile2")
        if name in self._unions and file.objgen == self._unions[name][0].objgen:
            return True
        used = frozenset(code for code, (width, _) in codes.items() if width is not None)
        known = sha256(repr((name, sorted(used))).encode() + file.read_raw_bytes()).digest()
        if known not in self._known:
            self._known[known] = self._join(name, file, used)
        return self._known[known]

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


class _Common:
    """A font that stands for several: a copy of the first, parts of which others may have too."""

    def __init__(self, pdf: Pdf, font: Any, below: Any, descriptor: Any, codes: Mapping[int, Code]) -> None:
        self.font, self._below, self._descriptor = (
            pdf.make_indirect(Dictionary(entries(one))) for one in (font, below, descriptor)
        )
        self._below["/FontDescriptor"] = self._descriptor
        self.font["/DescendantFonts"] = Array([self._below])
        self._codes, self._box = dict(codes), numbers(descriptor.get("/FontBBox"))

    def take(self, descriptor: Any, codes: Mapping[int, Code]) -> bool:
        """Adds the codes of another, unless one of them would read otherwise."""
        if any(self._codes.get(code, said) != said for code, said in codes.items()):
            return False
        self._codes |= codes
        box = numbers(descriptor.get("/FontBBox"))
        self._box = [*map(min, self._box[:2], box[:2]), *map(max, self._box[2:], box[2:])]
        return True

    def write(self, pdf: Pdf) -> None:
        """Fills the font."""
        put_codes(self.font, self._codes, pdf)
        self._descriptor["/FontBBox"] = Array([int(one) if one.is_integer() else one for one in self._box])


def _likeness(font: Any, below: Any, descriptor: Any) -> bytes:
    """What fonts that one may stand for have in common: all but which glyphs they hold."""
    said = (
        (key, value.unparse() if isinstance(value, Object) else repr(value).encode())
        for one in (font, below, descriptor)
        for key, value in sorted(entries(one).items())
        if key not in ("/DescendantFonts", "/ToUnicode", "/FontDescriptor", "/W", "/FontBBox")
    )
    return repr(list(said)).encode()


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
