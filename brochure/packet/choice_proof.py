"""Is a packet that was chosen of a collection what its parts were? Asked of the finished bytes.

The collection was proved when it was bound. So of each part that is taken from it all is held, object by
object as it is written, against what it was there: every page, element, link, ID and destination. Where all
that hangs on two objects is written alike, and everything that is referred to in the one has its one
counterpart in the other, they are the same, whatever their numbers; it takes a twentieth of the time of
reading them. What joins the parts is read: the order of pages and of elements, trees, outline, labels, the
folio of every page. A part that is not of the collection is proved as in any packet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, Final

from pypdf.generic import IndirectObject

from brochure.packet.facts import Facts, Painted, goal, top_fact
from brochure.packet.part import Part
from brochure.packet.proof import MergeBug, PacketProof, Taken, identified, labels, same
from brochure.packet.second import (
    Pieces,
    Reread,
    Told,
    canon,
    entries,
    listed,
    look,
    outline_below,
    raw,
    real,
    split,
    words,
)
from brochure.packet.tag_facts import Walk
from brochure.pdf import listening

#: Where a collection says of what it consists.
COLLECTION: Final = "/Collection"
#: What ties an entry at the top of the outline to its neighbors.
_NEIGHBORS: Final = re.compile(rb" /(?:Next|Parent|Prev) \d+ 0 R")
#: Collections of which a process remembers what it has read.
_REMEMBERED: Final = 4


class _Copies:
    """Pairs of objects of two files, and whether they are the same."""

    def __init__(self, before: Pieces, after: Pieces, known: dict[int, Told]) -> None:
        """`known` remembers what was told of the first file."""
        self._before, self._after, self._known = before, after, known
        self._pairs: dict[int, int] = {}
        self._back: dict[int, int] = {}
        self._rest: list[tuple[int, int]] = []

    def tie(self, before: int, after: int) -> bool:
        """Takes two objects for the same without looking at them; says whether that is new.

        Raises `MergeBug` where one of them is tied to another.
        """
        if (known := self._pairs.get(before)) == after:
            return False
        if known is not None or after in self._back:
            raise MergeBug("packet: what is one thing in one place is another elsewhere")
        self._pairs[before], self._back[after] = after, before
        return True

    def hold(
        self,
        before: int,
        after: int,
        instead: tuple[int, int] = (0, 0),
        but: re.Pattern[bytes] | None = None,
    ) -> None:
        """Holds two objects, and all that hangs on them, against one another. Raises `MergeBug`.

        In the first of them one thing may stand for another, which is to be found `instead`; what is written
        of them `but` this is compared.
        """
        self.tie(before, after)
        if but is None:
            self._same(self._of_before(before), self._after.told(after), instead)
        else:
            old, new = (one.written(n) for one, n in ((self._before, before), (self._after, after)))
            self._same(split(but.sub(b"", old)), split(but.sub(b"", new)), instead)
        while self._rest:
            old_one, new_one = self._rest.pop()
            self._same(self._of_before(old_one), self._after.told(new_one))

    def _of_before(self, number: int) -> Told:
        found = self._known.get(number)
        if found is None:
            found = self._known[number] = self._before.told(number)
        return found

    def _same(self, before: Told, after: Told, instead: tuple[int, int] = (0, 0)) -> None:
        if before[0] != after[0] or len(before[1]) != len(after[1]):
            raise MergeBug(f"packet: a part is not what it was: {_difference(before, after)}")
        for old, new in zip(before[1], after[1], strict=True):
            wanted = instead[1] if old == instead[0] else old
            if self.tie(wanted, new):
                self._rest.append((wanted, new))


def _difference(before: Told, after: Told) -> str:
    old, new = (b" R ".join(piece or b"" for piece in one[0][1:]) for one in (before, after))
    at = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    at = max(at - 40, 0)
    return f"{old[at : at + 120]!r} is now {new[at : at + 120]!r}"


@dataclass(frozen=True)
class _Bound:
    """A part of a collection by the numbers of the objects on which it hangs; `at` is its place in it."""

    name: str
    at: int
    first: int
    pages: list[int]
    grounds: list[int]
    element: int
    nodes: Mapping[str, int]
    entries: list[int]


@dataclass
class _Collection:
    """A collection, as far as it has been read."""

    document: Reread
    pieces: Pieces
    known: dict[int, Told] = field(default_factory=dict)
    _places: dict[str, dict[bytes, Any]] = field(default_factory=dict)

    @cached_property
    def said(self) -> Any:
        return look(self.document.catalog, COLLECTION)

    @cached_property
    def parts(self) -> dict[str, _Bound]:
        found, first = dict[str, _Bound](), 0
        for at, one in enumerate(listed(look(self.said, "/Parts"))):
            pages = _numbers(look(one, "/Pages"))
            nodes = {key: _number(one.get(key)) for key in ("/Parents", "/Identified", "/Places")}
            grounds = [int(ground) for ground in listed(look(one, "/Grounds"))]
            name = words(look(one, "/Name"))
            found[name] = _Bound(
                name, at, first, pages, grounds, _number(one.get("/Element")), nodes,
                _numbers(look(one, "/Entries")),
            )  # fmt: skip
            first += len(pages)
        return found

    @cached_property
    def stand(self) -> int:
        """The form that stands for all folios."""
        return _number(self.said.get("/Stand"))

    @cached_property
    def forms(self) -> dict[int, list[int]]:
        """The folios by the ground of their pages."""
        return {ground: _numbers(look(self.said, key)) for ground, key in ((1, "/Light"), (2, "/Dark"))}

    def places(self, part: _Bound) -> dict[bytes, Any]:
        """Where the names of a part lead, and its pages, as in `Facts`."""
        if part.name not in self._places:
            self.document.part(part.first, len(part.pages))
            prefix = part.name.encode() + b":"
            node = part.nodes["/Places"]
            named = entries(self.pieces.get_object(node), "/Names") if node else ()
            found = {raw(called).removeprefix(prefix): goal(self.document, to) for called, to in named}
            tops = [top_fact(number, page) for number, page in enumerate(self.document.pages)]
            found |= {b"page=%d" % number: top for number, top in enumerate(tops, start=1)}
            self._places[part.name] = found | {b"": tops[0]}
        return self._places[part.name]


@lru_cache(_REMEMBERED)
def _read(collection: bytes) -> _Collection:
    pieces = Pieces(collection)
    return _Collection(Reread(collection, pieces), pieces)


@dataclass(frozen=True)
class _Spot:
    """A part of the packet, and what it was in the collection; nothing where it is not of it."""

    taken: Taken
    bound: _Bound | None = None

    @property
    def is_tagged(self) -> bool:
        return bool(self.bound.element) if self.bound else self.taken.facts.tags is not None


class ChoiceProof(PacketProof):
    """What is known of a collection and of the parts that are not of it, and how a packet of both is held
    against them. `tops` say how many entries at the top of the outline each of the others has.
    """

    def __init__(self, collection: bytes, known: Mapping[str, Facts]) -> None:
        super().__init__(known)
        self._collection = _read(collection)
        self._spots: list[_Spot] = []
        self._grounds: dict[str, Sequence[int]] = {}
        self._pages = 0
        self.tops: dict[str, int] = {}

    def take_bound(self, name: str) -> None:
        """Takes up a part of the collection. Raises `KeyError` where that does not have it."""
        bound = self._collection.parts[name]
        facts = Facts((), None, (), (), self._collection.places(bound))
        self._taken[name] = Taken(Part(name, name, b""), self._pages, facts)
        self._spots.append(_Spot(self._taken[name], bound))
        self._pages += len(bound.pages)

    def take_own(self, part: Part, grounds: Sequence[int]) -> Facts:
        """Takes up another part, with where its pages have their numbers. Raises `UnreadableError`."""
        facts = self.take(part, self._pages)
        self._spots.append(_Spot(self._taken[part.name]))
        self._grounds[part.name] = grounds
        self._pages += len(facts.looks)
        return facts

    def hold(self, merged: bytes) -> None:
        """Raises `MergeBug` with the first difference."""
        pieces = Pieces(merged)
        with closing(Reread(merged, pieces)) as packet, listening([]):
            same("packet", "the number of pages", self._pages, len(packet.pages))
            same("packet", "the page labels", [0, ("dict", (("/S", "/D"),))], labels(packet))
            joints = _Joints(self._collection, packet, pieces, self._spots)
            joints.hold(self.tops)
            self._painted = Painted(packet)
            for spot in self._spots:
                if spot.bound is None:
                    self._hold_own(packet, spot.taken, joints)

    def _hold_own(self, packet: Reread, taken: Taken, joints: _Joints) -> None:
        """A part that is not of the collection, read as in any packet."""
        name, entries_of = taken.part.name, joints.outline_of(taken.part.name)
        packet.part(taken.first, len(taken.facts.looks))
        walk = Walk.of_merged(packet, joints.elements[name]) if name in joints.elements else None
        self._compare(taken, packet, walk, entries_of)
        if walk:
            identified(name, walk)
        joints.hold_folios(taken.first, self._grounds[name])


class _Joints:
    """What joins the parts of a packet, tied to what joined them in the collection.

    `elements` are those of parts that are not of the collection.
    """

    def __init__(
        self, collection: _Collection, packet: Reread, pieces: Pieces, spots: Sequence[_Spot]
    ) -> None:
        self._collection, self._packet, self._spots = collection, packet, spots
        self._bound = [one.bound for one in spots if one.bound]
        self._copies = _Copies(collection.pieces, pieces, collection.known)
        self._numbers = [page.number for page in packet.all_pages]
        self._pairs: list[tuple[int, int]] = []
        self._entries: dict[str, list[int]] = {}
        self.elements: dict[str, Any] = {}

    def hold(self, tops: Mapping[str, int]) -> None:
        """All that is of the collection."""
        collection, packet = self._collection.document, self._packet
        self._tie_roots((one.catalog.get("/Pages") for one in (collection, packet)), "the pages")
        self._tie_roots(((one.root or {}).get("/K") for one in (collection, packet)), "the structure")
        for old, new, _, _ in self._pages():
            self._copies.tie(old, new)
        self._tie_elements()
        self._tie_trees()
        self._hold_meanings()
        for old, new, ground, number in self._pages():
            form = self._collection.forms[ground][number] if ground else 0
            self._copies.hold(old, new, (self._collection.stand, form))
        for pair in self._pairs:
            self._copies.hold(*pair)
        self._hold_outline(tops)

    def _pages(self) -> Iterator[tuple[int, int, int, int]]:
        """The pages of the collection's parts there and here, with their grounds and numbers from 0."""
        for spot in self._spots:
            if bound := spot.bound:
                for number, (old, ground) in enumerate(
                    zip(bound.pages, bound.grounds, strict=True), spot.taken.first
                ):
                    yield old, self._numbers[number], ground, number

    def _tie_roots(self, both: Iterable[Any], what: str) -> None:
        old, new = (_number(listed(one)[0]) if listed(one) else 0 for one in both)
        same("packet", f"whether there is {what}", bool(old), bool(new))
        if old:
            self._copies.tie(old, new)

    def _tie_elements(self) -> None:
        tops = listed((self._packet.root or {}).get("/K"))
        below = listed(look(tops[0].get_object(), "/K")) if tops else []
        tagged = [one for one in self._spots if one.is_tagged]
        same("packet", "the number of tagged parts", len(tagged), len(below))
        for spot, found in zip(tagged, below, strict=True):
            if spot.bound:
                self._pairs.append((spot.bound.element, _number(found)))
            else:
                self.elements[spot.taken.part.name] = found

    def _hold_meanings(self) -> None:
        """What types and classes mean: as before, and nothing new for types that were not mapped."""
        types = {str(one) for one in listed(look(self._collection.said, "/Types"))}
        for key in ("/RoleMap", "/ClassMap"):
            old, new = (look(one.root, key) or {} for one in (self._collection.document, self._packet))
            asked = {*old, *(types if key == "/RoleMap" else ())}
            before, after = ({one: canon(said.get(one)) for one in asked} for said in (old, new))
            same("packet", f"the {key[1:]}", before, after)

    def _tie_trees(self) -> None:
        """The trees have the nodes of all parts in their order, and no others of the collection."""
        packet = self._packet
        by_number = sorted(self._bound, key=lambda one: one.at)
        own = self._tie_nodes("/Parents", look(packet.root, "/ParentTree"), by_number, len(by_number))
        packet.parents = {int(number): one for node in own for number, one in entries(node, "/Nums")}
        by_name = sorted(self._bound, key=lambda one: one.name.encode() + b":")
        others = [one.taken.part.name for one in self._spots if not one.bound]
        before = sum(one.name < min(others) for one in by_name) if others else 0
        own = self._tie_nodes("/Identified", look(packet.root, "/IDTree"), by_name, before)
        packet.identified = {
            raw(called): _number(at) for node in own for called, at in entries(node, "/Names")
        }
        self._tie_nodes("/Places", look(look(packet.catalog, "/Names"), "/Dests"), by_name, before)

    def _tie_nodes(self, key: str, tree: Any, parts: Sequence[_Bound], before: int) -> list[Any]:
        """Pairs the nodes of a tree; gives those of other parts, which come after so many of these."""
        before = sum(bool(one.nodes[key]) for one in parts[:before])
        wanted = [one.nodes[key] for one in parts if one.nodes[key]]
        found = _numbers(look(tree, "/Kids"))
        own = found[before : before + max(len(found) - len(wanted), 0)]
        del found[before : before + len(own)]
        same("packet", f"the number of nodes of {key[1:]}", len(wanted), len(found))
        self._pairs += zip(wanted, found, strict=True)
        return [self._packet.reader.get_object(one) for one in own]

    def hold_folios(self, first: int, grounds: Sequence[int]) -> None:
        """Those of a part that is not of the collection."""
        for number, ground in enumerate(grounds, first):
            forms = look(look(self._packet.all_pages[number].entries, "/Resources"), "/XObject") or {}
            folio = _number(forms.get("/Folio"))
            same("packet", f"whether page {number + 1} has a folio", bool(ground), bool(folio))
            if ground:
                self._copies.hold(self._collection.forms[ground][number], folio)

    def _hold_outline(self, tops: Mapping[str, int]) -> None:
        """The entries at the top, each tied to those beside it."""
        found = list(self._chain())
        before = 0
        for spot in self._spots:
            name, old = spot.taken.part.name, spot.bound.entries if spot.bound else []
            count = len(old) if spot.bound else tops[name]
            self._entries[name] = found[before : before + count]
            before += count
            for pair in zip(old, self._entries[name], strict=False):
                self._copies.tie(*pair)
        same("packet", "the number of entries at the top of the outline", before, len(found))
        for spot in self._spots:
            for old_one, new in zip(
                spot.bound.entries if spot.bound else (), self._entries[spot.taken.part.name], strict=False
            ):
                self._copies.hold(old_one, new, but=_NEIGHBORS)

    def _chain(self) -> Iterator[int]:
        root, before, seen = look(self._packet.catalog, "/Outlines") or {}, 0, set[int]()
        at = root.get("/First")
        while at is not None and _number(at) not in seen:
            entry, number = real(at), _number(at)
            seen.add(number)
            same("packet", "the entry before one of the outline", before, _number(entry.get("/Prev")))
            yield number
            before, at = number, entry.get("/Next")
        same("packet", "the last entry of the outline", before, _number(root.get("/Last")))

    def outline_of(self, name: str) -> Iterator[tuple[str, Any]]:
        """Titles and entries of a part that is not of the collection, with those below them."""
        for number in self._entries[name]:
            top = self._packet.reader.get_object(number)
            for one in (top, *outline_below(top)):
                yield words(look(one, "/Title")), one


def _number(value: Any) -> int:
    """The number of what is referred to; 0 for anything else."""
    return value.idnum if isinstance(value, IndirectObject) else 0


def _numbers(value: Any) -> list[int]:
    return [_number(one) for one in listed(value)]
