"""A part, opened: its catalog and its pages with everything they inherit.

Takes bytes, gives pypdf's objects, which belong to this source alone and may be changed in place. Must not know
what the packet makes of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject, IndirectObject

from brochure.errors import Problem
from brochure.packet.admission import admit, read_all
from brochure.packet.objects import Book, Key, key, listed, look, put, real
from brochure.packet.part import Part, problem, raise_all
from brochure.packet.swift import warm

#: What a page takes from the nodes above it (ISO 32000-1, table 30).
_INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")

#: What pypdf raises for files that are no PDF, locked or damaged.
_UNREADABLE = (PyPdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError)


@dataclass(frozen=True)
class Page:
    """A page and the reference by which destinations and structure elements know it."""

    reference: IndirectObject
    entries: DictionaryObject


@dataclass
class Source:
    """A part in the course of a merge. `first` is the index of its first page in the packet; `locked` tells of a
    part that is encrypted, though with no password."""

    part: Part
    catalog: DictionaryObject
    pages: list[Page]
    version: tuple[int, int] = (1, 4)
    first: int = 0
    numbers: dict[Key, int] = field(default_factory=dict)
    locked: bool = False

    def __post_init__(self) -> None:
        self.numbers = {key(page.reference): index for index, page in enumerate(self.pages)}

    def page_number(self, value: Any) -> int | None:
        """Which page of this part a reference means, counted from 0."""
        return self.numbers.get(key(value)) if isinstance(value, IndirectObject) else None


def open_parts(parts: Sequence[Part], book: Book) -> list[Source]:
    """All parts in order. Raises `PacketError` with every part that cannot be read."""
    sources: list[Source] = []
    problems: list[Problem] = []
    first = 0
    for part in parts:
        try:
            source = open_part(part, book)
        except _UNREADABLE as error:
            problems.append(_unreadable(part, error))
            continue
        source.first, first = first, first + len(source.pages)
        sources.append(source)
    raise_all(problems)
    return sources


def damages(parts: Sequence[Part]) -> list[Problem]:
    """The parts in which something cannot be read, however deep. Slow: for when a merge has failed."""
    problems = []
    for part in parts:
        try:
            read_all(open_part(part, Book()).catalog)
        except _UNREADABLE as error:
            problems.append(_unreadable(part, error))
    return problems


def _unreadable(part: Part, error: Exception) -> Problem:
    return problem(part, f"the PDF cannot be read: {error}", "open it in a viewer and print it to a new PDF")


def open_part(part: Part, book: Book) -> Source:
    """One part. Raises pypdf's errors for what is no PDF, is locked or has no page."""
    reader = PdfReader(BytesIO(part.pdf))
    warm(reader)
    catalog = reader.root_object
    pages = _pages(catalog.get("/Pages"), book)
    admit(catalog, [page.entries for page in pages])
    versions = (reader.pdf_header[5:], str(look(catalog, "/Version") or "")[1:])
    return Source(part, catalog, pages, max(_version(one) for one in versions), locked=reader.is_encrypted)


def _version(words: str) -> tuple[int, int]:
    major, _, minor = words.partition(".")
    return (int(major), int(minor)) if major.isdigit() and minor.isdigit() else (1, 4)


def _pages(root: Any, book: Book) -> list[Page]:
    """The leaves of the page tree in order, with what they inherit written into them."""
    pages: list[Page] = []
    seen: set[Key] = set()
    stack: list[tuple[Any, dict[str, Any]]] = [(root, {})]
    while stack:
        node, above = stack.pop()
        entries = real(node)
        if not isinstance(entries, DictionaryObject):
            continue
        repeated = isinstance(node, IndirectObject) and key(node) in seen
        if isinstance(node, IndirectObject):
            seen.add(key(node))
        if "/Kids" in entries:
            below = above | {entry: entries.get(entry) for entry in _INHERITED if entry in entries}
            stack.extend((kid, below) for kid in reversed([] if repeated else listed(entries.get("/Kids"))))
        else:
            pages.append(_page(node, entries, above, book, repeated))
    return pages


def _page(node: Any, entries: DictionaryObject, above: dict[str, Any], book: Book, repeated: bool) -> Page:
    """A page; one that the tree names twice is shown again, without tags and links, which can have only one place."""
    if repeated:
        entries = DictionaryObject({k: v for k, v in entries.items() if k not in ("/StructParents", "/Annots")})
    for entry, value in above.items():
        if entry not in entries:
            put(entries, entry, value)
    return Page(node if isinstance(node, IndirectObject) and not repeated else book.add(entries), entries)
