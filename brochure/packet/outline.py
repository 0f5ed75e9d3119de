"""The outline (ISO 32000-1, 12.3.3): packet, part, the part's own entries. Chains are walked, never recursed
into.

Entries of a part keep what they say and where they lead; how they hang together is written anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from pikepdf import Dictionary, Pdf, String

from brochure.packet import links
from brochure.packet.links import top_of
from brochure.packet.part import OpenPart, Part
from brochure.pdf import each, get, put, text_of

#: What ties an entry to its neighbors.
_TIES: Final = frozenset({"/Parent", "/Prev", "/Next", "/First", "/Last", "/Count"})


@dataclass(frozen=True)
class OutlineItem:
    """An outline entry, how deep it stands in its part (the top is 0), whether what is below it shows, and
    the kinds of what was taken off it. `entry` has no ties to its neighbors.
    """

    depth: int
    entry: Any
    is_open: bool
    dropped: tuple[str, ...] = ()


def items(source: OpenPart) -> Iterator[OutlineItem]:
    """All entries of a part, in reading order, with harmless actions only."""
    seen: set[tuple[int, int]] = set()
    stack: list[tuple[int, Any]] = [(0, get(source.pdf.Root, "/Outlines", "/First"))]
    while stack:
        depth, value = stack.pop()
        while isinstance(value, Dictionary) and value.objgen not in seen:
            seen |= {value.objgen} if value.is_indirect else set()
            count, below, following = (value.get(key) for key in ("/Count", "/First", "/Next"))
            entry = value.copy()
            for key in entry.keys() & _TIES:
                del entry[key]
            dropped = tuple(links.keep_harmless(entry))
            yield OutlineItem(depth, entry, isinstance(count, int) and count > 0, dropped)
            if below is None:
                value = following
                continue
            stack.append((depth, following))
            depth, value = depth + 1, below


@dataclass
class _Node:
    """An entry of the packet's outline with those below it; so many that are shown are `bound` already."""

    item: OutlineItem
    below: list[_Node] = field(default_factory=list)
    bound: int = 0
    shown: int = 0


class Outline:
    """The packet's outline in the making."""

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        self._tops: list[_Node] = []

    def take_bound(self, part: Any) -> None:
        """Takes up the entries of a part of a collection, with all that is below them."""
        for one in each(part.get("/Entries")):
            shown = max(int(one.get("/Count") or 0), 0)
            self._tops.append(_Node(OutlineItem(0, one, shown > 0), bound=shown))

    def take(self, part: Part, entries: Sequence[OutlineItem], page: Any) -> list[Any]:
        """Takes over the entries of a part, as objects of the packet; gives those at the top. `page` is its
        first.
        """
        tops = self._grown(entries)
        if part.outline and not (len(tops) == 1 and _same(tops[0].item.entry, part)):
            entry = self._pdf.make_indirect(Dictionary(Title=String(part.title), Dest=top_of(page)))
            tops = [_Node(OutlineItem(0, entry, False), tops)]
        if part.outline:  # shows the part alone until it is opened
            tops = [replace(one, item=replace(one.item, is_open=False)) for one in tops]
        self._tops += tops
        return [one.item.entry for one in tops]

    def root(self) -> Any:
        """The root; None where nothing has an entry."""
        if not self._tops:
            return None
        root = _Node(OutlineItem(-1, self._pdf.make_indirect(Dictionary()), True), self._tops)
        order = [root]
        for node in order:
            order += node.below
        for node in reversed(order):
            below = (1 + (one.shown if one.item.is_open else 0) for one in node.below)
            node.shown = node.bound + sum(below)
        for node in order:
            _tie(node)
        return root.item.entry

    def _grown(self, entries: Sequence[OutlineItem]) -> list[_Node]:
        """The entries as a tree."""
        tops: list[_Node] = []
        path: list[_Node] = []
        for item in entries:
            node = _Node(item)
            del path[item.depth :]
            (path[-1].below if path else tops).append(node)
            path.append(node)
        return tops


def _tie(node: _Node) -> None:
    """Writes how an entry hangs together with those below it."""
    if not node.below:
        return
    entry, below = node.item.entry, [one.item.entry for one in node.below]
    entry["/Count"] = node.shown if node.item.is_open else -node.shown
    entry["/First"], entry["/Last"] = below[0], below[-1]
    for one, before, after in zip(below, [None, *below], [*below[1:], None], strict=False):
        one["/Parent"] = entry
        put(one, "/Prev", before)
        put(one, "/Next", after)


def _same(entry: Any, part: Part) -> bool:
    return " ".join(text_of(entry.get("/Title")).split()) == " ".join(part.title.split())
