"""The outline (ISO 32000-1, 12.3.3): packet, part, the part's own entries. Chains are walked, never recursed into.

Entries of a part stay the objects they were; only the top of each chain gets new neighbors.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pypdf.generic import DictionaryObject, IndirectObject, NumberObject

from brochure.packet import actions
from brochure.packet.crossings import top_of
from brochure.packet.objects import Book, Key, dictionary, key, look, put, text, words
from brochure.packet.source import Source


@dataclass(frozen=True)
class Item:
    """An outline entry, how deep it stands in its part (the top is 0), the reference to it, and what was taken off it."""

    depth: int
    reference: IndirectObject
    entries: DictionaryObject
    dropped: tuple[str, ...] = ()


def items(source: Source, book: Book) -> list[Item]:
    """All entries of a part, in reading order."""
    found: list[Item] = []
    seen: set[Key] = set()
    root = look(source.catalog, "/Outlines")
    stack: list[tuple[int, Any]] = [(0, root.get("/First") if isinstance(root, dict) else None)]
    while stack:
        depth, value = stack.pop()
        while value is not None:
            reference = value if isinstance(value, IndirectObject) else book.add(value)
            entries = reference.get_object()
            if key(reference) in seen or not isinstance(entries, DictionaryObject):
                break
            seen.add(key(reference))
            found.append(Item(depth, reference, entries, tuple(actions.keep_harmless(entries))))
            if look(entries, "/First") is None:
                value = entries.get("/Next")
                continue
            stack.append((depth, entries.get("/Next")))
            depth, value = depth + 1, entries.get("/First")
    return found


def merge(sources: Sequence[Source], own: Sequence[Sequence[Item]], book: Book) -> IndirectObject | None:
    """The root of the packet's outline; None where nothing has an entry."""
    tops: list[Item] = []
    for source, entries in zip(sources, own, strict=True):
        top = [item for item in entries if item.depth == 0]
        if not source.part.outline:
            tops += top
        elif len(top) == 1 and _same(top[0], source):
            tops.append(_closed(top[0], _below(top[0])))
        else:
            tops.append(_entry(source, top, book))
    if not tops:
        return None
    root = dictionary({"Count": NumberObject(sum(1 + _open(item) for item in tops))})
    return _chain(book.add(root), root, tops)


def _same(item: Item, source: Source) -> bool:
    return " ".join(words(look(item.entries, "/Title")).split()) == " ".join(source.part.title.split())


def _open(item: Item) -> int:
    count = look(item.entries, "/Count")
    return max(0, count) if isinstance(count, int) else 0


def _below(item: Item) -> int:
    """How many entries show when this one is opened: what Count says with either sign."""
    count = look(item.entries, "/Count")
    return abs(count) if isinstance(count, int) else 0


def _closed(item: Item, below: int) -> Item:
    """A part's entry shows the part alone until it is opened."""
    put(item.entries, "/Count", NumberObject(-below) if below else None)
    return item


def _entry(source: Source, top: list[Item], book: Book) -> Item:
    entries = dictionary({"Title": text(source.part.title), "Dest": top_of(source)})
    reference = book.add(entries)
    if top:
        _chain(reference, entries, top)
    return _closed(Item(0, reference, entries), sum(1 + _open(item) for item in top))


def _chain(reference: IndirectObject, parent: DictionaryObject, tops: list[Item]) -> IndirectObject:
    """Puts entries in a row under their parent."""
    for index, item in enumerate(tops):
        put(item.entries, "/Parent", reference)
        put(item.entries, "/Prev", tops[index - 1].reference if index else None)
        put(item.entries, "/Next", tops[index + 1].reference if index + 1 < len(tops) else None)
    put(parent, "/First", tops[0].reference)
    put(parent, "/Last", tops[-1].reference)
    return reference
