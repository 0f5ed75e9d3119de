"""Destinations (ISO 32000-1, 12.3.2): every link keeps pointing into its own part, `packet:` links into another.

Named destinations of all parts come into one name tree. A name that more than one part uses is prefixed with the
part's name (`primary-care:apply`); one that a part uses without having it stays without a target and cannot catch a
neighbor's. Old dictionaries of destinations (catalog `Dests`) become entries of the tree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from pypdf.generic import ByteStringObject, DictionaryObject, IndirectObject, NameObject

from brochure.packet import actions, trees
from brochure.packet.objects import Book, array, listed, look, put, raw, real
from brochure.packet.source import Source

#: A name's kind (name object or string) and its bytes: the two kinds are different names to one part.
Named = tuple[bool, bytes]


class Destinations:
    """The named destinations of all parts, and what each is called in the packet."""

    def __init__(self, sources: Sequence[Source], items: Sequence[Sequence[DictionaryObject]]) -> None:
        """`items` are the outline items of each part."""
        self.sources = sources
        self._targets = [_defined(source) for source in sources]
        self._holders = [_holders(source, own) for source, own in zip(sources, items, strict=True)]
        self._names = self._christen()

    def _christen(self) -> list[dict[Named, bytes]]:
        """New names; parts in order, names in the order of their files."""
        used: list[dict[Named, None]] = []
        for targets, holders in zip(self._targets, self._holders, strict=True):
            called = (named for holder, entry in holders if (named := _named(holder.get(entry))))
            used.append(dict.fromkeys((*targets, *called)))
        count = Counter(plain for own in used for plain in {spelled for _, spelled in own})
        taken = {spelled for own in used for _, spelled in own if count[spelled] == 1}
        names: list[dict[Named, bytes]] = []
        for source, own in zip(self.sources, used, strict=True):
            names.append({named: _new_name(source, named, own, count, taken) for named in own})
        return names

    def settle(self, book: Book) -> IndirectObject | None:
        """Gives every reference its new name, drops those that lead to no page, and writes the name tree."""
        pairs: list[tuple[bytes, Any]] = []
        for source, targets, holders, names in zip(
            self.sources, self._targets, self._holders, self._names, strict=True
        ):
            for holder, entry in holders:
                _rename(source, holder, entry, names)
            pairs += [(names[named], target) for named, target in targets.items()]
        pairs.sort(key=_first)
        return trees.grow(book, "Names", [(ByteStringObject(called), target) for called, target in pairs])

    def find(self, index: int, spelled: bytes) -> ByteStringObject | None:
        """What a destination of one part is called in the packet; None where the part has none of that name."""
        for kind in (False, True):
            if (kind, spelled) in self._targets[index]:
                return ByteStringObject(self._names[index][kind, spelled])
        return None


def _first(pair: tuple[bytes, Any]) -> bytes:
    return pair[0]


def _new_name(source: Source, named: Named, own: dict[Named, None], count: Counter[bytes], taken: set[bytes]) -> bytes:
    kind, spelled = named
    twin = kind and (False, spelled) in own
    if count[spelled] == 1 and not twin:
        return spelled
    wanted = source.part.name.encode() + b":" + spelled
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


def _holders(source: Source, items: Sequence[DictionaryObject]) -> list[tuple[DictionaryObject, str]]:
    """Every dictionary that names a place of its own document, and the entry that does; once, also where several
    annotations share an action."""
    noted = [annotation for _, _, annotation in actions.annotations_of(source)]
    found: dict[tuple[int, str], DictionaryObject] = {}
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
    return isinstance(value, NameObject), raw(value)


def is_sound(source: Source, target: Any) -> bool:
    """Whether a destination leads to a page of its part. Structure destinations go by their element."""
    value = real(target)
    spot = value.get("/D", value.get("/SD")) if isinstance(value, dict) else value
    goal = listed(spot)[0] if listed(spot) else None
    return source.page_number(goal) is not None or look(real(goal), "/S") is not None or bool(raw(goal))


def _rename(source: Source, holder: DictionaryObject, entry: str, names: dict[Named, bytes]) -> None:
    named = _named(holder.get(entry))
    if named:
        put(holder, entry, ByteStringObject(names[named]))
    elif not is_sound(source, holder.get(entry)):
        _page_by_number(source, holder, entry)


def _page_by_number(source: Source, holder: DictionaryObject, entry: str) -> None:
    """Some programs name the page by its number, which means something only in a file of its own. A page that was
    taken out of the part before is not mended: writing leaves null in its place, and the link stays dead."""
    spot = listed(holder.get(entry))
    number = real(spot[0]) if spot else None
    if isinstance(number, int) and 0 <= number < len(source.pages):
        put(holder, entry, array([source.pages[number].reference, *spot[1:]]))
