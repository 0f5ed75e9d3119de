"""Destinations (ISO 32000-1, 12.3.2): every link keeps pointing into its own part, `packet:` links into another.

Named destinations of all parts come into one name tree. A name that more than one part uses is prefixed with the
part's name (`primary-care:apply`); one that a part uses without having it stays without a target and cannot catch a
neighbor's. Old dictionaries of destinations (catalog `Dests`) become entries of the tree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from brochure.packet import actions, trees
from brochure.packet.numbered import Numbering
from brochure.packet.objects import Book, Dictionary, Ref, Written, listed, look, put, raw, real
from brochure.packet.source import Source

#: A name's kind (name object or string) and its bytes: the two kinds are different names to one part.
Named = tuple[bool, bytes]
#: A dictionary, and its entry that names a place.
Holder = tuple[Dictionary, str]


@dataclass(frozen=True)
class Own:
    """The names of one part: those that it has, and those that it uses, in the order of its file."""

    part: str
    defined: frozenset[Named]
    used: tuple[Named, ...]

    @classmethod
    def of(cls, source: Source, holders: Sequence[Holder]) -> Own:
        """The names of an opened part."""
        defined = dict.fromkeys(_defined(source))
        called = (named for holder, entry in holders if (named := _named(holder.get(entry))))
        return cls(source.part.name, frozenset(defined), tuple(dict.fromkeys((*defined, *called))))


class Destinations:
    """The named destinations of all parts, and what each is called in the packet."""

    def __init__(self, parts: Sequence[Own]) -> None:
        """New names; parts in order, names in the order of their files."""
        count = Counter(plain for own in parts for plain in {spelled for _, spelled in own.used})
        taken = {spelled for spelled, uses in count.items() if uses == 1}
        self._defined = [own.defined for own in parts]
        self._new: list[dict[Named, bytes]] = [
            {named: _new_name(own, named, count, taken) for named in own.used} for own in parts
        ]
        self._pairs: list[tuple[bytes, Written]] = []

    def take(self, index: int, source: Source, holders: Sequence[Holder], numbering: Numbering) -> None:
        """Gives every reference of a part its new name, and drops those that lead to no page."""
        for holder, entry in holders:
            _rename(source, holder, entry, self._new[index])
        self._pairs += [
            (self._new[index][named], numbering.written(target))
            for named, target in _defined(source).items()
        ]

    def tree(self, book: Book) -> Ref | None:
        """The name tree."""
        self._pairs.sort(key=itemgetter(0))
        return trees.grow(book, "/Names", [(called, target) for called, target in self._pairs])

    def find(self, index: int, spelled: bytes) -> bytes | None:
        """What a destination of one part is called in the packet; None where the part has none of that name."""
        for kind in (False, True):
            if (kind, spelled) in self._defined[index]:
                return self._new[index][kind, spelled]
        return None


def _new_name(own: Own, named: Named, count: Counter[bytes], taken: set[bytes]) -> bytes:
    kind, spelled = named
    twin = kind and (False, spelled) in own.used
    if count[spelled] == 1 and not twin:
        return spelled
    wanted = own.part.encode() + b":" + spelled
    while wanted in taken:
        wanted += b"~"
    taken.add(wanted)
    return wanted


def _defined(source: Source) -> dict[Named, Any]:
    """The named destinations of a part that lead to a page of it or to a structure element."""
    found: dict[Named, Any] = {}
    for called, target in trees.entries(look(look(source.catalog, "/Names"), "/Dests"), "/Names"):
        if is_sound(source, target):
            found.setdefault((False, raw(called)), target)
    for called, target in (look(source.catalog, "/Dests") or {}).items():
        if is_sound(source, target):
            found.setdefault((True, raw(called)), target)
    return found


def holders_of(source: Source, items: Sequence[Dictionary]) -> list[Holder]:
    """Every dictionary that names a place of its own document, once, also where several annotations share an action.
    `items` are the entries of the part's outline."""
    noted = [annotation for _, _, annotation in actions.annotations_of(source)]
    found: dict[tuple[int, str], Dictionary] = {}
    for holder in (*noted, *items):
        if "/Dest" in holder:
            found.setdefault((id(holder), "/Dest"), holder)
        for action in actions.of(holder):
            if look(action, "/S") == "/GoTo" and "/D" in action:
                found.setdefault((id(action), "/D"), action)
    return [(holder, entry) for (_, entry), holder in found.items()]


def _named(value: Any) -> Named | None:
    value = real(value)
    if value is None or isinstance(value, list | dict):
        return None
    return isinstance(value, str), raw(value)


def is_sound(source: Source, target: Any) -> bool:
    """Whether a destination leads to a page of its part. Structure destinations go by their element."""
    value = real(target)
    spot = value.get("/D", value.get("/SD")) if isinstance(value, dict) else value
    goal = listed(spot)[0] if listed(spot) else None
    return source.page_number(goal) is not None or look(real(goal), "/S") is not None or bool(raw(goal))


def _rename(source: Source, holder: Dictionary, entry: str, names: dict[Named, bytes]) -> None:
    named = _named(holder.get(entry))
    if named:
        put(holder, entry, names[named])
    elif not is_sound(source, holder.get(entry)):
        _page_by_number(source, holder, entry)


def _page_by_number(source: Source, holder: Dictionary, entry: str) -> None:
    """Some programs name the page by its number, which means something only in a file of its own. A page that was
    taken out of the part before is not mended: writing leaves null in its place, and the link stays dead."""
    spot = listed(holder.get(entry))
    number = real(spot[0]) if spot else None
    if isinstance(number, int) and 0 <= number < len(source.pages):
        put(holder, entry, [source.pages[number].reference, *spot[1:]])
