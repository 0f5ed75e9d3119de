"""The second reader: a PDF as pypdf reads it, looked at part by part. What one library wrote, another one
reads.

Takes bytes; gives pypdf's objects and where they stand. Must not know how a merge is done, nor use what does
it.
"""

from __future__ import annotations

import gc
import re
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from io import BytesIO
from typing import Any, Final

from pypdf import PdfReader
from pypdf.generic import (
    ByteStringObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NullObject,
    PdfObject,
    StreamObject,
    TextStringObject,
    read_object,
)

#: Objects that stay in memory from part to part: what was read long ago is read again where it is needed.
_KEPT: Final = 1_800
#: A text, which may say anything, and a reference; and where a stream's data begin.
_PIECES: Final = re.compile(rb"(\((?:[^()\\]|\\.)*\))|\b(\d+) 0 R\b", re.DOTALL)
_STREAM: Final = b"\nstream\n"
#: An object: its bytes but for references, and those, by their numbers.
Told = tuple[tuple[bytes | None, ...], list[int]]
#: The mark of a subset before a typeface's name (ISO 32000-1, 9.6.4).
SUBSET: Final = re.compile(r"^/[A-Z]{6}\+")
#: The lists of a ToUnicode map (9.10.3), their entries, and what else it may say.
_LISTS: Final = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_TEXT: Final = re.compile(rb"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]*)>")
_MORE: Final = re.compile(rb"\b(?:endbfrange|usecmap)\b")
#: What a page takes from the nodes above it (ISO 32000-1, table 30).
_INHERITED: Final = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")


def real(value: Any) -> Any:
    """The object itself where a reference to it is given; None for null."""
    if type(value) is IndirectObject:
        value = value.get_object()
    return None if type(value) is NullObject else value


def look(holder: Any, name: str) -> Any:
    """The entry of a dictionary behind references; None where there is none."""
    return real(holder.get(name)) if isinstance(holder, dict) else None


def listed(value: Any) -> list[Any]:
    """An array's items, or one item, or nothing; references stay."""
    itself = real(value)
    if isinstance(itself, list):
        return itself
    return [] if itself is None else [value]


def raw(value: Any) -> bytes:
    """A string's bytes, and a name's without its slash."""
    if isinstance(value, TextStringObject | ByteStringObject):
        return bytes(value.original_bytes)
    return value[1:].encode("utf-8", "surrogatepass") if isinstance(value, NameObject) else b""


def words(value: Any) -> str:
    """A text string, and a name as it is; empty for anything else."""
    value = real(value)
    return str(value) if isinstance(value, str | ByteStringObject) else ""


def canon(value: Any, depth: int = 12) -> Any:
    """A value that compares equal where two objects say the same, references followed.

    Decimals are alike to a ten-thousandth. Of a stream only the dictionary is said.
    """
    value = real(value)
    if depth == 0:
        return "…"
    if isinstance(value, dict):
        return "dict", tuple(sorted((str(key), canon(one, depth - 1)) for key, one in value.items()))
    if isinstance(value, list):
        return "list", *(canon(one, depth - 1) for one in value)
    return plain(value)


def plain(value: Any) -> Any:
    """A number, name or string as a value of Python's own."""
    if isinstance(value, FloatObject):
        rounded = round(float(value), 4)
        return int(rounded) if rounded.is_integer() else rounded
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bytes):
        return bytes(value)
    return getattr(value, "value", value) if value is None or not isinstance(value, int) else int(value)


def codes_of(font: Any) -> bytes | None:
    """A line with code, width and text of each of a subset's codes, where a merge may have the font say more
    codes than these: it is of TrueType outlines under Identity, and its ToUnicode map says a text for a code
    each. Else None.
    """
    below = real(next(iter(listed(look(font, "/DescendantFonts"))), None))
    descriptor = look(below, "/FontDescriptor")
    is_subset = SUBSET.match(str(look(font, "/BaseFont"))) and look(descriptor, "/FontFile2") is not None
    said = look(font, "/ToUnicode")
    cmap = said.get_data() if is_subset and isinstance(said, StreamObject) else b""
    if not is_subset or look(font, "/Encoding") != "/Identity-H" or _MORE.search(cmap):
        return None
    texts = {int(code, 16): words for code, words in _TEXT.findall(b"".join(_LISTS.findall(cmap)))}
    widths = dict(_widths(listed(look(below, "/W"))))
    lines = (b"%d %a %b" % (code, widths.get(code), texts.get(code, b"")) for code in {**texts, **widths})
    return b"\n".join(sorted(lines))


def _widths(said: list[Any]) -> Iterator[tuple[int, Any]]:
    """The two forms of /W: `c [w1 w2 …]` and `first last w` (ISO 32000-1, 9.7.4.3)."""
    rest = map(real, said)
    for first in rest:
        then = next(rest, None)
        if isinstance(then, list):
            yield from ((first + step, plain(width)) for step, width in enumerate(map(real, then)))
        elif then is not None:
            width = plain(next(rest, None))
            yield from ((code, width) for code in range(first, min(then, 0xFFFF) + 1))


class ReadPage:
    """A page: the reference to it, and what the nodes above it say."""

    def __init__(self, reference: Any, above: dict[str, Any], again: bool) -> None:
        self._reference, self._above, self._again = reference, above, again
        self.number = reference.idnum if isinstance(reference, IndirectObject) else 0

    @property
    def entries(self) -> dict[str, Any]:
        """Its entries with what it inherits. A page that the tree names twice has its tags and links only
        once.
        """
        entries = self._above | dict(real(self._reference))
        once = ("/StructParents", "/Annots") if self._again else ()
        return {key: one for key, one in entries.items() if key not in once} if once else entries

    def annotations(self) -> Iterator[Any]:
        """Its annotations."""
        yield from (one for one in map(real, listed(self.entries.get("/Annots"))) if isinstance(one, dict))


class Reread:
    """A PDF, and the stretch of its pages that is asked about."""

    def __init__(self, data: bytes, reader: PdfReader | None = None) -> None:
        """By its own `reader`, pages that stand one beside another are not looked at before they are asked
        for.
        """
        self.reader = reader or PdfReader(BytesIO(data))
        self.catalog: Any = self.reader.root_object
        tree = self.catalog.get("/Pages")
        kids = listed(look(real(tree), "/Kids")) if reader else []
        self.all_pages = [ReadPage(one, {}, False) for one in kids] or _pages(tree)
        self.numbers = {page.number: index for index, page in enumerate(self.all_pages)}
        self.first, self.pages = 0, self.all_pages
        self._roles: dict[str, str] = {}

    def part(self, first: int, count: int) -> None:
        """Asks about other pages from now on, and lets go of what was read long ago."""
        self.first, self.pages = first, self.all_pages[first : first + count]
        read = self.reader.resolved_objects
        for key in list(read)[: len(read) - _KEPT] if len(read) > _KEPT else ():
            del read[key]
        self.__dict__.pop("placed", None)

    def close(self) -> None:
        """Lets go of everything: readers and objects refer to one another, so nothing else would free them
        at once.
        """
        self.catalog.clear()  # which pypdf remembers
        self.reader.resolved_objects.clear()
        self.reader.close()

    @cached_property
    def root(self) -> Any:
        """The structure tree's root, or nothing."""
        return look(self.catalog, "/StructTreeRoot")

    @cached_property
    def names(self) -> dict[tuple[bool, bytes], Any]:
        """Named destinations: those of the name tree (False) and those of the old dictionary (True)."""
        tree = entries(look(look(self.catalog, "/Names"), "/Dests"), "/Names")
        old = look(self.catalog, "/Dests") or {}
        found: dict[tuple[bool, bytes], Any] = {}
        for called, target in tree:
            found.setdefault((False, raw(called)), target)
        return found | {(True, raw(NameObject(called))): target for called, target in old.items()}

    @cached_property
    def identified(self) -> dict[bytes, int]:
        """Elements by ID."""
        held = entries(look(self.root, "/IDTree"), "/Names")
        return {raw(called): at.idnum for called, at in held if isinstance(at, IndirectObject)}

    @cached_property
    def parents(self) -> dict[int, Any]:
        """The parent tree."""
        held = list(entries(look(self.root, "/ParentTree"), "/Nums"))
        return {int(number): value for number, value in reversed(held) if isinstance(number, int)}

    @cached_property
    def hidden(self) -> frozenset[int]:
        """Layers that are not shown when the file is opened (ISO 32000-1, 8.11.4.3)."""
        layers = look(self.catalog, "/OCProperties")
        usual = look(layers, "/D")
        lists = (look(layers, "/OCGs"), look(usual, "/ON"), look(usual, "/OFF"))
        every, on, off = (
            {one.idnum for one in listed(some) if isinstance(one, IndirectObject)} for some in lists
        )
        return frozenset(every - on if look(usual, "/BaseState") == "/OFF" else every & off)

    @cached_property
    def placed(self) -> dict[int, tuple[int, int]]:
        """Where each annotation of the pages stands: its page and its place on that."""
        found: dict[int, tuple[int, int]] = {}
        for number, page in enumerate(self.pages):
            for place, one in enumerate(listed(page.entries.get("/Annots"))):
                if isinstance(one, IndirectObject):
                    found.setdefault(one.idnum, (number, place))
        return found

    def page_number(self, value: Any) -> int | None:
        """Which of all pages a reference means."""
        return self.numbers.get(value.idnum) if isinstance(value, IndirectObject) else None

    def role(self, element: Any) -> tuple[str, str]:
        """An element's type, mapped to the end, and its namespace."""
        kind = str(look(element, "/S"))
        if "/NS" in element and (space := look(look(element, "/NS"), "/NS")) is not None:
            return kind, words(space)
        if kind not in self._roles:
            roles, steps = look(self.root, "/RoleMap") or {}, [kind]
            while (following := look(roles, steps[-1])) is not None and str(following) not in steps:
                steps.append(str(following))
            self._roles[kind] = steps[-1]
        return self._roles[kind], ""

    def outline(self) -> Iterator[Any]:
        """Every entry of the outline in reading order."""
        return outline_below(look(self.catalog, "/Outlines"))


class Pieces(PdfReader):
    """A file of which objects are read one by one, and are there as they are written."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._written: dict[int, bytes] = {}
        self._packed = set[int]()
        super().__init__(BytesIO(data))

    def get_object(self, indirect_reference: int | IndirectObject) -> PdfObject | None:
        """One object: those that stand beside it are not read with it, as pypdf does."""
        number = indirect_reference if isinstance(indirect_reference, int) else indirect_reference.idnum
        if number in self.xref_objStm and (0, number) not in self.resolved_objects:
            self.cache_indirect_object(0, number, read_object(BytesIO(self.written(number)), self))
        return super().get_object(indirect_reference)

    def written(self, number: int) -> bytes:
        """The bytes of an object. Raises `KeyError` where it is not there."""
        if number not in self.xref_objStm:
            start = self.xref[0][number]
            at = bisect_right(self._starts, start)
            end = self._starts[at] if at < len(self._starts) else len(self._data)
            return self._data[self._data.index(b"obj", start) + 3 : end].rstrip()
        holder = self.xref_objStm[number][0]
        if holder not in self._packed:
            self._packed.add(holder)
            self._unpack(IndirectObject(holder, 0, self).get_object())
        return self._written[number]

    def _unpack(self, holder: Any) -> None:
        """All objects of an object stream (ISO 32000-1, 7.5.7): numbers and places, then the objects."""
        data, first = holder.get_data(), int(holder["/First"])
        said = [int(one) for one in data[:first].split()]
        ends = [*said[3::2], len(data) - first]
        for number, start, end in zip(said[::2], said[1::2], ends, strict=True):
            self._written[number] = data[first + start : first + end].strip()

    @cached_property
    def _starts(self) -> list[int]:
        return sorted(self.xref[0].values())

    def told(self, number: int) -> Told:
        """An object in its bytes and its references."""
        said = self.written(number)
        data = None
        if number not in self.xref_objStm and _STREAM in said:
            said, _, data = said.partition(_STREAM)
        return split(said, data)


def split(written: bytes, data: bytes | None = None) -> Told:
    """The bytes of an object between its references, and these."""
    pieces = _PIECES.split(written)
    return (data, *pieces[::3], *pieces[1::3]), [int(one) for one in pieces[2::3] if one]


def outline_below(above: Any) -> Iterator[Any]:
    """Every entry below one of the outline, or below its root, in reading order."""
    seen: set[int] = set()
    stack = [above.get("/First")] if isinstance(above, dict) else []
    while stack:
        value = stack.pop()
        while isinstance(entry := real(value), dict):
            if isinstance(value, IndirectObject):
                if value.idnum in seen:
                    break
                seen.add(value.idnum)
            yield entry
            if look(entry, "/First") is None:
                value = entry.get("/Next")
                continue
            stack.append(entry.get("/Next"))
            value = entry.get("/First")


def entries(root: Any, leaf: str) -> Iterator[tuple[Any, Any]]:
    """All pairs of a name or number tree in its order; `leaf` is /Names or /Nums. Loops are walked once."""
    stack, seen = [root], set()
    while stack:
        node = stack.pop()
        if isinstance(node, IndirectObject):
            if node.idnum in seen:
                continue
            seen.add(node.idnum)
        node = real(node)
        flat = listed(look(node, leaf))
        yield from ((real(flat[at]), flat[at + 1]) for at in range(0, len(flat) - 1, 2))
        stack.extend(reversed(listed(look(node, "/Kids"))))


def _pages(root: Any) -> list[ReadPage]:
    """The leaves of the page tree in order."""
    pages: list[ReadPage] = []
    seen: set[int] = set()
    stack: list[tuple[Any, dict[str, Any]]] = [(root, {})]
    while stack:
        node, above = stack.pop()
        entry = real(node)
        again = isinstance(node, IndirectObject) and node.idnum in seen
        seen |= {node.idnum} if isinstance(node, IndirectObject) else set()
        if not isinstance(entry, dict):
            continue
        if "/Kids" in entry:
            below = above | {key: entry[key] for key in _INHERITED if key in entry}
            stack.extend((kid, below) for kid in reversed([] if again else listed(entry.get("/Kids"))))
        else:
            pages.append(ReadPage(node, above, again))
    return pages


@contextmanager
def collector_paused() -> Iterator[None]:
    """Thousands of small objects live until the end: looking for dead ones meanwhile costs a quarter of the
    time.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def is_stream(value: Any) -> bool:
    """Whether an object is a stream."""
    return isinstance(value, StreamObject)
