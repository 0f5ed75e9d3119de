"""The outline (ISO 32000-1, 12.3.3): packet, part, the part's own entries. Chains are walked, never recursed into.

Entries of a part stay the objects they were; only the top of each chain gets new neighbors.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from brochure.packet import actions
from brochure.packet.crossings import top_of
from brochure.packet.numbered import Numbering
from brochure.packet.objects import Dictionary, Ref, Written, look, put, real, text, words
from brochure.packet.source import Source


@dataclass(frozen=True)
class Item:
    """An outline entry, how deep it stands in its part (the top is 0), the reference to it, and what was taken off it."""

    depth: int
    reference: Ref
    entries: Dictionary
    dropped: tuple[str, ...] = ()


def items(source: Source) -> Iterator[Item]:
    """All entries of a part, in reading order."""
    seen: set[int] = set()
    root = look(source.catalog, "/Outlines")
    stack: list[tuple[int, Any]] = [(0, root.get("/First") if isinstance(root, dict) else None)]
    while stack:
        depth, value = stack.pop()
        while value is not None:
            reference = value if isinstance(value, Ref) else source.book.add(value)
            entries = real(reference)
            if reference.number in seen or not isinstance(entries, dict):
                break
            seen.add(reference.number)
            yield Item(depth, reference, entries, tuple(actions.keep_harmless(entries)))
            if look(entries, "/First") is None:
                value = entries.get("/Next")
                continue
            stack.append((depth, entries.get("/Next")))
            depth, value = depth + 1, entries.get("/First")


class Outline:
    """The packet's outline in the making. The top entries are held until they know their neighbors."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        self._tops: list[tuple[int, Dictionary]] = []
        self._shown = 0

    def take(self, source: Source, entries: Sequence[Item]) -> None:
        """Takes over the entries of a part."""
        tops = [item for item in entries if item.depth == 0]
        if source.part.outline:
            tops = [
                _closed(tops[0], _below(tops[0]))
                if len(tops) == 1 and _same(tops[0], source)
                else _entry(source, tops)
            ]
        for item in tops:
            for neighbor in ("/Parent", "/Prev", "/Next"):
                put(item.entries, neighbor, None)
            self._shown += 1 + _open(item)
        self._tops += [self._numbering.hold(item.reference) for item in tops]

    def root(self) -> Written | None:
        """The root; None where nothing has an entry."""
        if not self._tops:
            return None
        root = self._numbering.reserve()
        numbers = [Written.reference(number) for number, _ in self._tops]
        for at, (number, entries) in enumerate(self._tops):
            put(entries, "/Parent", Written.reference(root))
            put(entries, "/Prev", numbers[at - 1] if at else None)
            put(entries, "/Next", numbers[at + 1] if at + 1 < len(numbers) else None)
            self._numbering.give(number, entries)
        self._numbering.give(root, {"/Count": self._shown, "/First": numbers[0], "/Last": numbers[-1]})
        return Written.reference(root)


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
    put(item.entries, "/Count", -below if below else None)
    return item


def _entry(source: Source, tops: Sequence[Item]) -> Item:
    """An entry for a part, with the part's own below it."""
    entries: Dictionary = {"/Title": text(source.part.title), "/Dest": top_of(source)}
    reference = source.book.add(entries)
    for index, item in enumerate(tops):
        put(item.entries, "/Parent", reference)
        put(item.entries, "/Prev", tops[index - 1].reference if index else None)
        put(item.entries, "/Next", tops[index + 1].reference if index + 1 < len(tops) else None)
    if tops:
        entries.update({"/First": tops[0].reference, "/Last": tops[-1].reference})
    return _closed(Item(0, reference, entries), sum(1 + _open(item) for item in tops))
