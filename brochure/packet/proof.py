"""Is a packet what its parts were? Asked of the finished bytes, on every run, through another library than
wrote them.

Of every part: the same elements in the same order with the same words, attributes, headers and marked
content; the parent tree leading back to the same elements; the same content, typefaces, pictures, forms and
boxes of every page; every link, named destination and outline entry inside the part and at the same place,
`packet:` links at the part that they name. Of the packet: as many pages, IDs given once and found by the ID
tree, page labels from 1.

A failed proof is a bug of this package; of a part from elsewhere it says that the file is damaged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from itertools import tee
from typing import Any, NoReturn

from brochure.errors import Problem
from brochure.packet.facts import (
    UNREAD,
    Facts,
    Painted,
    facts_of,
    goals,
    links,
    looks,
    mended_facts,
    operations,
)
from brochure.packet.links import SCHEME, named_place
from brochure.packet.part import Part, problem, raise_all, unreadable
from brochure.packet.second import Reread, canon, listed, look, real, words
from brochure.packet.tag_facts import Walk
from brochure.pdf import UnreadableError, listening

#: Entries of the packet's outline that were not looked at yet: title and entry.
_Entries = Iterator[tuple[str, Any]]


class MergeBug(AssertionError):  # noqa: N818  a bug, not an error of the one who calls
    """The merge changed what it must not. Nothing may be published."""


@dataclass
class Taken:
    """A part and what is known of it; `first` is the index of its first page in the packet."""

    part: Part
    first: int
    facts: Facts


class PacketProof:
    """The facts of all parts, and how a packet is held against them."""

    def __init__(self, known: Mapping[str, Facts]) -> None:
        """`known` are facts by the SHA-256 of a part's bytes, in hexadecimal."""
        self._known = known
        self._taken: dict[str, Taken] = {}

    def take(self, part: Part, first: int) -> Facts:
        """The facts of a part, taken now where they are not known. Raises `UnreadableError`."""
        data = part.read()
        facts = self._known.get(sha256(data).hexdigest()) or facts_of(data)
        if lost := [page for page, what in facts.lost if what == "content"]:
            raise UnreadableError("damaged", why=f"the content of page {lost[0]} is not in the file")
        self._taken[part.name] = Taken(part, first, facts)
        return facts

    def hold(self, merged: bytes) -> None:
        """Raises `MergeBug` with the first difference."""
        with closing(Reread(merged)) as packet, listening([]):
            self._painted = Painted(packet)
            same(
                "packet",
                "the number of pages",
                sum(len(one.facts.looks) for one in self._taken.values()),
                len(packet.pages),
            )
            tagged = self._tops_of(packet)
            entries: _Entries = ((words(look(one, "/Title")), one) for one in packet.outline())
            for taken in self._taken.values():
                packet.part(taken.first, len(taken.facts.looks))
                walk = Walk.of_merged(packet, next(tagged)) if taken.facts.tags is not None else None
                try:
                    entries = self._compare(taken, packet, walk, entries)
                    if walk:
                        identified(taken.part.name, walk)
                except MergeBug as bug:
                    if not taken.part.is_foreign:
                        raise
                    raise_all([_read_differently(taken.part, bug)])
            same("packet", "the page labels", [0, ("dict", (("/S", "/D"),))], labels(packet))

    def _compare(self, taken: Taken, packet: Reread, walk: Walk | None, entries: _Entries) -> _Entries:
        """Where a part differs, it is compared once more as qpdf mends it: the second reader may have
        misread it. Gives the entries of the packet's outline that follow its own.
        """
        entries, again = tee(entries)
        try:
            self._same_part(taken, packet, walk, entries)
        except MergeBug as bug:
            try:
                mended = mended_facts(taken.part.read())
            except UnreadableError:
                raise bug from None
            if mended == taken.facts:
                raise
            taken.facts, entries = mended, again
            self._same_part(taken, packet, walk, entries)
        return entries

    def _same_part(self, taken: Taken, packet: Reread, walk: Walk | None, entries: _Entries) -> None:
        self._same_looks(taken, packet)
        if walk and walk.digest() != taken.facts.tags:
            _tell_apart(taken.part, walk)
        self._same_links(taken, links(packet))
        self._same_outline(taken, packet, entries)

    def _same_looks(self, taken: Taken, packet: Reread) -> None:
        name = taken.part.name
        for index, (old, new) in enumerate(
            zip(taken.facts.looks, looks(packet, self._painted), strict=True)
        ):
            page = f"of page {index + 1}"
            if index in taken.facts.open_pages:
                _same_operations(taken, packet, index)
            else:
                inside = new.content[1:-1] if len(new.content) == len(old.content) + 2 else new.content
                same(name, f"the content {page}", old.content, inside)
            same(name, f"the boxes {page}", old.boxes, new.boxes)
            if not old.resources <= new.resources or len(new.resources) > len(old.resources) + 1:
                lost = sorted(called for called, _ in old.resources - new.resources)
                raise MergeBug(f"{name}: the resources {page} are others: {', '.join(lost)}")
            for called, codes in old.codes - new.codes:
                lines = set(codes.split(b"\n"))
                if not any(one == called and lines <= set(more.split(b"\n")) for one, more in new.codes):
                    raise MergeBug(f"{name}: the typeface {called} {page} has lost codes")

    def _tops_of(self, packet: Reread) -> Iterator[Any]:
        """The Part of each tagged part."""
        tops = listed(look(packet.root, "/K"))
        below = listed(real(tops[0]).get("/K")) if tops else []
        tagged = sum(one.facts.tags is not None for one in self._taken.values())
        same("packet", "the number of tagged parts", tagged, len(below))
        return iter(below)

    def _same_links(self, taken: Taken, found: tuple[Any, ...]) -> None:
        name = taken.part.name
        same(name, "the number of annotations", len(taken.facts.links), len(found))
        for (page, kind, before), after in zip(taken.facts.links, found, strict=True):
            wanted = tuple(self._crossed(taken, goal) for goal in before)
            same(name, f"a link on page {page + 1}", (page, kind, wanted), after)

    def _crossed(self, taken: Taken, goal: Any) -> Any:
        """A goal as the packet has it: `packet:` addresses have become places of another part."""
        if goal[0] != "address" or not goal[1].startswith(SCHEME):
            return goal
        name, spot = named_place(goal[1])
        other = self._taken[name]
        kind, page, tail = other.facts.places[spot.encode()]
        return kind, page + other.first - taken.first, tail

    def _same_outline(self, taken: Taken, packet: Reread, entries: _Entries) -> None:
        """Every entry of a part, in order, among those of the packet that have not been looked at yet."""
        for title, before in taken.facts.outline:
            wanted = tuple(self._crossed(taken, goal) for goal in before)
            found = (called == title and goals(packet, one) == wanted for called, one in entries)
            if not any(found):
                raise MergeBug(f"{taken.part.name}: the outline lost {title!r}")


def prove(parts: Sequence[Part], merged: bytes) -> None:
    """Whether `merged` is a packet of these parts. Raises `MergeBug` where not, `PacketError` for unreadable
    parts.
    """
    proof, first, problems = PacketProof({}), 0, []
    for part in parts:
        try:
            first += len(proof.take(part, first).looks)
        except UnreadableError as error:
            problems.append(unreadable(part, error))
    raise_all(problems)
    proof.hold(merged)


def _read_differently(part: Part, bug: MergeBug) -> Problem:
    what = (
        f"the PDF is damaged, and libraries read it differently ({str(bug).removeprefix(f'{part.name}: ')})"
    )
    return problem(part, what, "open it in a viewer and print it to a new PDF")


def labels(packet: Reread) -> Any:
    """What the packet's page labels say."""
    return [canon(one) for one in listed(look(look(packet.catalog, "/PageLabels"), "/Nums"))]


def _same_operations(taken: Taken, packet: Reread, index: int) -> None:
    """A page whose content was closed does between its closings what it did: the part is read once more."""
    try:
        with closing(Reread(taken.part.read())) as part:
            before = operations(part, part.pages[index])
        after = operations(packet, packet.pages[index])
    except UNREAD:
        return
    after = after[: len(before)] if len(after) <= len(before) + 4 else after
    same(taken.part.name, f"the content of page {index + 1}", before, after)


def _tell_apart(part: Part, walk: Walk) -> NoReturn:
    """What of a part's structure changed: it is read once more, since nothing but a digest was kept."""
    same(part.name, "the structure", Walk.of_part(Reread(part.read())).facts(), walk.facts())
    raise MergeBug(f"{part.name}: the structure changed, or the file itself while it was merged")


def identified(name: str, walk: Walk) -> None:
    """Every ID of a part once, and every one of them found by the packet's tree."""
    same(name, "the number of IDs", walk.identified, len(walk.ids))
    for called, at in walk.ids.items():
        found = walk.document.identified.get(called)
        same(name, f"the element with the ID {called!r}", at, walk.order.get(found) if found else None)


def same(name: str, what: str, before: Any, after: Any) -> None:
    """Raises `MergeBug` where two facts of a part differ."""
    if before != after:
        raise MergeBug(f"{name}: {what} changed: {_difference(before, after)}")


def _difference(before: Any, after: Any) -> str:
    """The innermost place where two facts differ, short enough to read."""
    while isinstance(before, tuple) and isinstance(after, tuple) and len(before) == len(after):
        before, after = next((old, new) for old, new in zip(before, after, strict=True) if old != new)
    return f"{str(before)[:200]} is now {str(after)[:200]}"
