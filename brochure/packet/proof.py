"""Is a packet what its parts were? Asked of the finished bytes, on every run.

Of every part: the same elements in the same order with the same words, attributes, headers and marked content; the
parent tree leading back to the same elements; the same content, resources and boxes of every page; every link, named
destination and outline entry inside the part and at the same place, `packet:` links at the part that they name. Of the
packet: as many pages, IDs given once and found by the ID tree, page labels, title shown.

A failed proof is a bug of this package, never the fault of a part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from brochure.packet import actions, balance, crossings, trees
from brochure.packet.facts import Document, Look, links, looks
from brochure.packet.names import as_written
from brochure.packet.objects import Book, key, listed, look, raw, real
from brochure.packet.part import Part
from brochure.packet.source import Source, open_part, open_parts
from brochure.packet.tag_facts import Walk, walk_merged, walk_part


class MergeBug(AssertionError):  # noqa: N818  a bug, not an error of the one who calls
    """The merge changed what it must not. Nothing may be published."""


@dataclass(frozen=True)
class Facts:
    """What is known of one part before the merge; `places` are where its named destinations lead."""

    name: str
    first: int
    looks: list[Look]
    tags: tuple[Any, ...] | None
    links: tuple[Any, ...]
    outline: list[tuple[str, Any]]
    places: dict[bytes, Any]


@dataclass(frozen=True)
class Proof:
    """The facts of all parts, taken before anything is changed in them."""

    parts: tuple[Facts, ...]

    @classmethod
    def of(cls, sources: Sequence[Source]) -> Proof:
        """Facts of opened parts that are clean already."""
        return cls(tuple(_facts(source) for source in sources))

    def hold(self, merged: bytes) -> None:
        """Raises `MergeBug` with the first difference."""
        packet = open_part(Part("packet", "", merged), Book())
        document = Document(packet)
        _same("packet", "the number of pages", sum(len(one.looks) for one in self.parts), len(packet.pages))
        painted, walks = looks(packet), _walks(document, self.parts)
        for part, walk in zip(self.parts, walks, strict=True):
            _same_looks(part, painted[part.first : part.first + len(part.looks)])
            _same(part.name, "the structure", part.tags, walk and walk.facts(len(part.looks)))
            self._same_links(part, links(document, part.first, len(part.looks)))
        self._same_outline(document)
        _identified(document, [walk for walk in walks if walk])

    def _same_links(self, part: Facts, found: tuple[Any, ...]) -> None:
        _same(part.name, "the number of annotations", len(part.links), len(found))
        for (page, kind, before), after in zip(part.links, found, strict=True):
            wanted = tuple(self._crossed(part, goal) for goal in before)
            _same(part.name, f"a link on page {page + 1}", (page, kind, wanted), after)

    def _crossed(self, part: Facts, goal: Any) -> Any:
        """A goal as the packet has it: `packet:` addresses have become places of another part."""
        if goal[0] != "address" or not goal[1].startswith(crossings.SCHEME):
            return goal
        name, spot = crossings.split(goal[1])
        other = next(one for one in self.parts if one.name == name)
        kind, page, tail = other.places[spot.encode()] if spot else other.places[b""]
        return kind, page + other.first - part.first, tail

    def _same_outline(self, document: Document) -> None:
        """Every entry of every part, in order, among those of the packet."""
        entries = iter(document.outline)
        for part in self.parts:
            for title, goals in part.outline:
                wanted = title, tuple(_moved(self._crossed(part, goal), part.first) for goal in goals)
                if wanted not in entries:
                    raise MergeBug(f"{part.name}: the outline lost {title!r}")


def prove(parts: Sequence[Part], merged: bytes) -> None:
    """Whether `merged` is a packet of these parts. Raises `MergeBug` where not, `PacketError` for unreadable parts."""
    with as_written():
        book = Book()
        Proof.of(clean(open_parts(parts, book), book)).hold(merged)


def clean(sources: Sequence[Source], book: Book) -> Sequence[Source]:
    """What is done to every part before anything else: harmless annotations, and content that is closed."""
    for source in sources:
        actions.clean_annotations(source)
        balance.close_pages(source, book)
    return sources


def _facts(source: Source) -> Facts:
    document, pages = Document(source), len(source.pages)
    tags = walk_part(document).facts(pages) if document.root is not None else None
    top = crossings.top_of(source)
    places = {called: document.goals({"/Dest": target}, 0)[0] for (_, called), target in reversed(document.names.items())}
    places[b""] = document.goals({"/Dest": top}, 0)[0]
    return Facts(
        source.part.name, source.first, looks(source), tags, links(document, 0, pages), list(document.outline), places,
    )


def _walks(document: Document, parts: Sequence[Facts]) -> list[Walk | None]:
    """Through the Part of each tagged part; nothing for the others."""
    held = [part for part in parts if part.tags is not None]
    tops = listed(look(document.root, "/K"))
    below = listed(real(tops[0]).get("/K")) if tops else []
    _same("packet", "the number of tagged parts", len(held), len(below))
    found = iter(below)
    return [walk_merged(document, next(found), part.first) if part.tags is not None else None for part in parts]


def _same_looks(part: Facts, after: Sequence[Look]) -> None:
    for page, (old, new) in enumerate(zip(part.looks, after, strict=True), start=1):
        inside = new.content[1:-1] if len(new.content) == len(old.content) + 2 else new.content
        _same(part.name, f"the content of page {page}", old.content, inside)
        _same(part.name, f"the boxes of page {page}", old.boxes, new.boxes)
        if not old.resources <= new.resources or len(new.resources) > len(old.resources) + 1:
            raise MergeBug(f"{part.name}: the resources of page {page} are others")


def _identified(document: Document, walks: Sequence[Walk]) -> None:
    """Every ID of the packet once, and every one of them found by the tree."""
    tree = {raw(called): key(value) for called, value in trees.entries(look(document.root, "/IDTree"), "/Names")}
    given = {called: at for walk in walks for called, at in walk.ids.items()}
    _same("packet", "the number of IDs", sum(walk.identified for walk in walks), len(given))
    for walk in walks:
        for called, at in walk.ids.items():
            _same("packet", f"the element with the ID {called!r}", at, walk.order.get(tree.get(called, (0, 0, 0))))


def _moved(goal: Any, first: int) -> Any:
    return ("page", goal[1] + first, goal[2]) if goal[0] == "page" else goal


def _same(name: str, what: str, before: Any, after: Any) -> None:
    if before != after:
        raise MergeBug(f"{name}: {what} changed: {_difference(before, after)}")


def _difference(before: Any, after: Any) -> str:
    """The innermost place where two facts differ, short enough to read."""
    while isinstance(before, tuple) and isinstance(after, tuple) and len(before) == len(after):
        before, after = next((old, new) for old, new in zip(before, after, strict=True) if old != new)
    return f"{str(before)[:200]} is now {str(after)[:200]}"
