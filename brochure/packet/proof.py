"""Is a packet what its parts were? Asked of the finished bytes, on every run.

Of every part: the same elements in the same order with the same words, attributes, headers and marked content; the
parent tree leading back to the same elements; the same content, resources and boxes of every page; every link, named
destination and outline entry inside the part and at the same place, `packet:` links at the part that they name. Of the
packet: as many pages, IDs given once and found by the ID tree, page labels, title shown.

A failed proof is a bug of this package, never the fault of a part.
"""

from __future__ import annotations

import marshal
import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NoReturn

from brochure.packet import actions, balance, crossings
from brochure.packet.facts import Document, Look, links, looks
from brochure.packet.names import as_written
from brochure.packet.objects import listed, look, real
from brochure.packet.part import Part
from brochure.packet.source import Source, open_packet, open_part, read_parts
from brochure.packet.tag_facts import Walk, walk_merged, walk_part


class MergeBug(AssertionError):  # noqa: N818  a bug, not an error of the one who calls
    """The merge changed what it must not. Nothing may be published."""


@dataclass(frozen=True)
class Facts:
    """What is known of one part before the merge; `tags` is a digest of its structure, `places` are where its named
    destinations lead."""

    name: str
    first: int
    looks: list[Look]
    tags: bytes | None
    links: tuple[Any, ...]
    outline: list[tuple[str, Any]]
    places: dict[bytes, Any]

    @classmethod
    def of(cls, source: Source) -> Facts:
        """Facts of an opened part that is clean already."""
        document = Document.of(source)
        tags = _digest(walk_part(document)) if document.root is not None else None
        top = crossings.top_of(source)
        places = {
            called: document.goals({"/Dest": target})[0]
            for (_, called), target in reversed(list(document.names.items()))
        }
        places[b""] = document.goals({"/Dest": top})[0]
        return cls(
            source.part.name,
            source.first,
            looks(source.pages),
            tags,
            links(document),
            list(document.outline()),
            places,
        )


class Proof:
    """The facts of all parts, taken before anything is changed in them and packed until they are needed."""

    def __init__(self) -> None:
        self._packed: dict[str, bytes] = {}
        self._parts: dict[str, Part] = {}
        self._tops: dict[str, tuple[int, Any]] = {}
        self._pages = self._tagged = 0

    def take(self, source: Source) -> None:
        """Takes the facts of a part."""
        facts = Facts.of(source)
        self._packed[facts.name], self._parts[facts.name] = pickle.dumps(facts), source.part
        self._tops[facts.name] = facts.first, facts.places[b""]
        self._pages += len(facts.looks)
        self._tagged += facts.tags is not None

    def hold(self, merged: bytes) -> None:
        """Raises `MergeBug` with the first difference."""
        packet = open_packet(Part("packet", "", merged))
        packet.book.forget()  # all pages were read to find them
        document = Document.of(packet)
        _same("packet", "the number of pages", self._pages, len(packet.pages))
        tagged, entries = self._tops_of(document), document.outline()
        for part in map(self._facts, self._packed):
            stretch = document.part(part.first, len(part.looks))
            walk = walk_merged(stretch, next(tagged)) if part.tags is not None else None
            _same_looks(part, looks(stretch.pages))
            if walk and _digest(walk) != part.tags:
                self._tell_apart(part.name, walk)
            self._same_links(part, links(stretch))
            self._same_outline(part, entries)
            if walk:
                _identified(part, walk)
            packet.book.forget()
        packet.close()

    def _facts(self, name: str) -> Facts:
        facts: Facts = pickle.loads(self._packed[name])
        return facts

    def _tell_apart(self, name: str, walk: Walk) -> NoReturn:
        """What of a part's structure changed: the part is read once more, since nothing but a digest was kept."""
        source = clean(open_part(self._parts[name]))
        _same(name, "the structure", walk_part(Document.of(source)).facts(), walk.facts())
        raise MergeBug(f"{name}: the structure changed, or the file itself while it was merged")

    def _tops_of(self, document: Document) -> Iterator[Any]:
        """The Part of each tagged part."""
        tops = listed(look(document.root, "/K"))
        below = listed(real(tops[0]).get("/K")) if tops else []
        _same("packet", "the number of tagged parts", self._tagged, len(below))
        return iter(below)

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
        first, top = self._tops[name]
        kind, page, tail = self._facts(name).places[spot.encode()] if spot else top
        return kind, page + first - part.first, tail

    def _same_outline(self, part: Facts, entries: Iterator[tuple[str, Any]]) -> None:
        """Every entry of a part, in order, among those of the packet that have not been looked at yet."""
        for title, goals in part.outline:
            wanted = title, tuple(_moved(self._crossed(part, goal), part.first) for goal in goals)
            if wanted not in entries:
                raise MergeBug(f"{part.name}: the outline lost {title!r}")


def prove(parts: Sequence[Part], merged: bytes) -> None:
    """Whether `merged` is a packet of these parts. Raises `MergeBug` where not, `PacketError` for unreadable parts."""
    proof = Proof()
    with as_written():
        read_parts(parts, lambda source: proof.take(clean(source)))
        proof.hold(merged)


def clean(source: Source) -> Source:
    """What is done to every part before anything else: harmless annotations, and content that is closed."""
    actions.clean_annotations(source)
    balance.close_pages(source)
    return source


def _same_looks(part: Facts, after: Sequence[Look]) -> None:
    for page, (old, new) in enumerate(zip(part.looks, after, strict=True), start=1):
        inside = new.content[1:-1] if len(new.content) == len(old.content) + 2 else new.content
        _same(part.name, f"the content of page {page}", old.content, inside)
        _same(part.name, f"the boxes of page {page}", old.boxes, new.boxes)
        if not old.resources <= new.resources or len(new.resources) > len(old.resources) + 1:
            raise MergeBug(f"{part.name}: the resources of page {page} are others")


def _identified(part: Facts, walk: Walk) -> None:
    """Every ID of a part once, and every one of them found by the packet's tree."""
    _same(part.name, "the number of IDs", walk.identified, len(walk.ids))
    for called, at in walk.ids.items():
        found = walk.document.identified.get(called)
        _same(part.name, f"the element with the ID {called!r}", at, walk.order.get(found) if found else None)


def _digest(walk: Walk) -> bytes:
    """Of a part's structure. The second version of the format is the last to write equal values alike."""
    return sha256(marshal.dumps(walk.facts(), 2)).digest()


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
