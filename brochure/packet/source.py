"""A part, opened: its catalog and its pages with everything they inherit.

Takes bytes, gives pypdf's objects, which belong to this source alone and may be changed in place. Must not know
what the packet makes of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pypdf.errors import PyPdfError

from brochure.errors import Problem
from brochure.packet.admission import admit, read_all
from brochure.packet.objects import Book, Dictionary, Ref, listed, look, put, real
from brochure.packet.part import Part, problem, raise_all
from brochure.packet.reading import Reader

#: What a page takes from the nodes above it (ISO 32000-1, table 30).
_INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")

#: What pypdf raises for files that are no PDF, locked or damaged.
_UNREADABLE = (PyPdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError)


@dataclass(frozen=True)
class Page:
    """A page: the reference by which destinations and structure elements know it, and what the nodes above it say."""

    reference: Ref
    above: Mapping[str, Any]

    @property
    def entries(self) -> Dictionary:
        """The page's dictionary, with what it inherits written into it."""
        entries: Dictionary = real(self.reference)
        for entry, value in self.above.items():
            if entry not in entries:
                put(entries, entry, value)
        return entries


@dataclass
class Source:
    """A part in the course of a merge. `first` is the index of its first page in the packet; `locked` tells of a
    part that is encrypted, though with no password. `book` holds the objects that are added to it."""

    part: Part
    book: Reader
    catalog: Dictionary
    pages: list[Page]
    first: int = 0
    numbers: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.numbers = {page.reference.number: index for index, page in enumerate(self.pages)}

    @property
    def version(self) -> tuple[int, int]:
        """The version of PDF that it says it needs."""
        versions = (self.book.header[5:], str(look(self.catalog, "/Version") or "")[1:])
        return max(_version(one) for one in versions)

    @property
    def locked(self) -> bool:
        """Whether it is encrypted."""
        return self.book.is_locked

    def close(self) -> None:
        """Lets go of everything."""
        self.book.close()

    def page_number(self, value: Any) -> int | None:
        """Which page of this part a reference means, counted from 0."""
        return self.numbers.get(value.number) if isinstance(value, Ref) else None


Read = TypeVar("Read")


def read_parts(
    parts: Sequence[Part],
    take: Callable[[Source], Read],
    kept: dict[str, Source] | None = None,
    room: int = 0,
) -> list[Read]:
    """Opens one part after the other and gives what is taken of each. Raises `PacketError` with every one that cannot be read.

    Parts are closed afterwards but for those that are `kept`, by their names: the first ones that fit into so many bytes.
    """
    taken: list[Read] = []
    problems: list[Problem] = []
    first = 0
    for part in parts:
        try:
            source = open_part(part, first)
        except _UNREADABLE as error:
            problems.append(_unreadable(part, error))
            continue
        taken.append(take(source))
        first += len(source.pages)
        if kept is not None and source.book.size <= room:
            kept[part.name], room = source, room - source.book.size
        else:
            source.close()
    raise_all(problems)
    return taken


def damages(parts: Sequence[Part]) -> list[Problem]:
    """The parts in which something cannot be read, however deep. Slow: for when a merge has failed."""
    problems = []
    for part in parts:
        try:
            read_all(open_part(part).catalog)
        except _UNREADABLE as error:
            problems.append(_unreadable(part, error))
    return problems


def _unreadable(part: Part, error: Exception) -> Problem:
    return problem(part, f"the PDF cannot be read: {error}", "open it in a viewer and print it to a new PDF")


def open_part(part: Part, first: int = 0) -> Source:
    """One part. Raises pypdf's errors for what is no PDF, is locked, damaged or has no page."""
    source = open_packet(part, first)
    admit(source.catalog, [page.entries for page in source.pages])
    return source


def open_packet(part: Part, first: int = 0) -> Source:
    """The same without a look at its pages: for what was made here, and may be large."""
    book = Reader(part.pdf if isinstance(part.pdf, bytes) else part.pdf.read_bytes())
    return Source(part, book, book.root, _pages(book.root.get("/Pages"), book), first)


def _version(words: str) -> tuple[int, int]:
    major, _, minor = words.partition(".")
    return (int(major), int(minor)) if major.isdigit() and minor.isdigit() else (1, 4)


def _pages(root: Any, book: Book) -> list[Page]:
    """The leaves of the page tree in order."""
    pages: list[Page] = []
    seen: set[int] = set()
    stack: list[tuple[Any, dict[str, Any]]] = [(root, {})]
    while stack:
        node, above = stack.pop()
        entries = real(node)
        if not isinstance(entries, dict):
            continue
        repeated = isinstance(node, Ref) and node.number in seen
        if isinstance(node, Ref):
            seen.add(node.number)
        if "/Kids" in entries:
            below = above | {entry: entries.get(entry) for entry in _INHERITED if entry in entries}
            stack.extend((kid, below) for kid in reversed([] if repeated else listed(entries.get("/Kids"))))
        elif repeated or not isinstance(node, Ref):
            pages.append(Page(book.add(_again(entries) if repeated else entries), above))
        else:
            pages.append(Page(node, above))
    return pages


def _again(entries: Dictionary) -> Dictionary:
    """A page that the tree names twice is shown again, without tags and links, which can have only one place."""
    return {k: v for k, v in entries.items() if k not in ("/StructParents", "/Annots")}
