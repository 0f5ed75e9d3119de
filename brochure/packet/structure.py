"""One structure tree over all parts: a Document, in it a Part for every tagged part, in that the part's
own elements.

A part's Document element becomes its Part and keeps its place for whatever points to it; where a part has
several elements at the top, a new Part takes them in. Elements stay the objects they were: merging
changes names, numbers and the top, nothing else. ISO 32000-1, 14.7 and 14.8.4.2.

Parts may mean different things by one name of a role, a class or a namespace. The first keeps it; a later
part's is renamed (`/Aside` → `/Aside-2`), in its map and on its elements. A type that a part uses without
mapping it is a standard type or wants none, so no part's map may catch it: such names are never given
away. ISO 32000-1, 14.7.3 and 14.7.5.2; ISO 32000-2, 14.7.4.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from brochure.packet import links
from brochure.packet.part import OpenPart, Part, holders_of_numbers, renumber
from brochure.pdf import (
    PDF_1,
    PDF_2,
    Branches,
    bytes_of,
    chain,
    each,
    elements,
    entries,
    get,
    made,
    name_of,
    namespace,
    numbers_in,
    put,
    said,
    text_of,
    tops,
)

#: Types that the packet itself uses.
_OWN: Final = ("/Document", "/Part")


class _Names:
    """Names handed out to parts: one meaning, one name."""

    def __init__(self) -> None:
        self._meanings: dict[str, Any] = {}

    def give(self, wanted: str, meaning: Any) -> str:
        """The name for a meaning: the wanted one, or that with a number where it means something else
        already.
        """
        candidate, number = wanted, 2
        while self._meanings.setdefault(candidate, meaning) != meaning:
            candidate, number = f"{wanted}-{number}", number + 1
        return candidate


@dataclass(frozen=True)
class _Mapped:
    """The types of one part: its map, where its elements begin, and the types that those have."""

    roles: dict[str, str]
    starts: Sequence[Any]
    known: Sequence[str] | None = None

    @cached_property
    def used(self) -> Sequence[str]:
        return _used(self.starts) if self.known is None else self.known


class Roles:
    """One RoleMap for all; renames elements where needed, once all parts are known."""

    def __init__(self) -> None:
        self._parts: list[_Mapped] = []

    def take(self, roles: dict[str, str], starts: Sequence[Any], used: Sequence[str] | None = None) -> None:
        """Adds the map of a part and the elements that its structure begins with; or those that are bound
        already, of which only the types that are `used` are known, and keep their names.
        """
        self._parts.append(_Mapped(roles, starts, used))

    def used(self) -> list[str]:
        """All types that elements have."""
        return list(dict.fromkeys(kind for one in self._parts for kind in _used(one.starts)))

    def settle(self) -> dict[str, Name]:
        """The map of the packet."""
        names, merged = _Names(), dict[str, Name]()
        if not any(one.roles for one in self._parts):
            return merged  # types mean what they say in all parts
        ends = (
            end
            for one in self._parts
            for start in one.roles
            if (end := chain(one.roles, start)[-1]) not in one.roles
        )
        for reserved in (*_OWN, *self._unmapped(), *ends):
            names.give(reserved, (reserved,))
        for one in self._parts:
            own = {
                step: chain(one.roles, step)
                for start in (*one.used, *one.roles)
                for step in chain(one.roles, start)
            }
            new = {step: names.give(step, steps) for step, steps in own.items()}
            merged |= {new[step]: Name(new[steps[1]]) for step, steps in own.items() if len(steps) > 1}
            _rename(one.starts, {old: called for old, called in new.items() if old != called})
        return merged

    def _unmapped(self) -> list[str]:
        """Types that a part uses as they are though another maps them."""
        mapped = {kind for one in self._parts for kind in one.roles}
        return [kind for one in self._parts for kind in one.used if kind in mapped and kind not in one.roles]


def _used(starts: Sequence[Any]) -> list[str]:
    """The types of elements that are in no namespace."""
    plain = (element for element in elements(starts) if "/NS" not in element)
    return list(dict.fromkeys(name_of(element.get("/S")) for element in plain))


def _rename(starts: Sequence[Any], changed: Mapping[str, str]) -> None:
    for element in elements(starts) if changed else ():
        old = name_of(element.get("/S"))
        if old in changed and "/NS" not in element:
            element["/S"] = Name(changed[old])


class Classes:
    """One ClassMap for all; renames classes on elements where needed."""

    def __init__(self) -> None:
        self._names = _Names()
        self.merged: dict[str, Any] = {}

    def take(self, classes: Any, classed: Sequence[Any]) -> None:
        """Adds the classes of a part and points its elements that have some to them, as objects of the
        packet.
        """
        own = entries(classes)
        used = (name_of(name) for one in classed for name in each(one.get("/C")) if isinstance(name, Name))
        new = {}
        for called in dict.fromkeys((*own, *used)):
            new[called] = self._names.give(called, said(own.get(called)))
            if called in own:
                self.merged.setdefault(new[called], own[called])
        if changed := {old: Name(called) for old, called in new.items() if old != called}:
            for element in classed:
                names = [_renamed(one, changed) for one in each(element.get("/C"))]
                element["/C"] = names[0] if len(names) == 1 else Array(names)


def _renamed(value: Any, changed: Mapping[str, Name]) -> Any:
    """A class with its new name; revision numbers stand among the names and stay."""
    return changed.get(name_of(value), value)


class Namespaces:
    """One dictionary for each namespace and role map of it; elements and role maps are pointed to it."""

    def __init__(self) -> None:
        self._kept: dict[Any, Object] = {}

    def take(self, spaces: Any, spaced: Sequence[Any]) -> None:
        """Adds those of a part and points its elements that are in one to them, as objects of the packet."""
        used = (one.get("/NS") for one in spaced)
        own = {
            one.objgen: one
            for one in (*each(spaces), *used)
            if isinstance(one, Dictionary) and one.is_indirect
        }
        moved = {key: self._kept.setdefault(_says(space), space) for key, space in own.items()}
        for element in spaced:
            if (space := element.get("/NS")).objgen in moved:
                element["/NS"] = moved[space.objgen]
        for space in own.values():
            _point_map(space.get("/RoleMapNS"), moved)

    def all(self) -> list[Object]:
        """All of them."""
        return list(self._kept.values())

    def find(self, called: str) -> Object | None:
        """The first of a name."""
        return next((space for (name, _), space in self._kept.items() if name == called), None)


def _says(space: Any) -> tuple[Any, ...]:
    """A namespace's name and role map, other namespaces by their names."""
    mapped = (
        (old, tuple(text_of(get(one, "/NS")) or said(one) for one in each(new)))
        for old, new in entries(space.get("/RoleMapNS")).items()
    )
    return text_of(space.get("/NS")), tuple(sorted(mapped))


def _point_map(roles: Any, moved: Mapping[tuple[int, int], Object]) -> None:
    for mapped in entries(roles).values():
        if isinstance(mapped, Array) and len(mapped) == 2 and isinstance(mapped[1], Dictionary):
            mapped[1] = moved.get(mapped[1].objgen, mapped[1])


def mapped(root: Any) -> dict[str, str]:
    """The RoleMap of a part."""
    return {old: name_of(new) for old, new in entries(get(root, "/RoleMap")).items()}


def carried(source: OpenPart, first: int) -> Dictionary:
    """What a part brings: the elements at the top of its tree, and the parent tree's values, which are
    numbered from `first` wherever the part has a number.
    """
    numbered = numbers_in(get(source.root, "/ParentTree"))
    values = dict(reversed(numbered))
    known = sorted(values)
    renumber(holders_of_numbers(source, values.values()), {old: first + at for at, old in enumerate(known)})
    above = tops(source.root)
    for one in above:
        put(one, "/P", None)  # the root of its own tree stays behind
    return made(
        {
            "/Tops": Array(above),
            "/Parents": Array([values[number] for number in known]),
            "/ClassMap": get(source.root, "/ClassMap"),
            "/Namespaces": get(source.root, "/Namespaces"),
        }
    )


class PartsTree:
    """The structure tree of the packet in the making."""

    def __init__(self, pdf: Pdf, by_part: bool = False) -> None:
        self._pdf = pdf
        self._root, self._document = pdf.make_indirect(Dictionary()), pdf.make_indirect(Dictionary())
        self._parts: list[Object] = []
        #: The number that the parent tree gives next.
        self.next = 0
        self._parents = Branches(pdf, "/Nums", by_part)
        self._identified = Branches(pdf, "/Names", by_part)
        self._ids = set[bytes]()
        self.roles, self._classes, self._namespaces = Roles(), Classes(), Namespaces()
        self._modern = True

    def begin(self, root: Any, types: Sequence[str], following: int) -> None:
        """Begins with what a collection says of its elements, of these types, and its `following` number."""
        self.next = following
        self._modern = all(namespace(one) == PDF_2 for one in tops(root))
        self.roles.take(mapped(root), (), types)
        self._classes.take(get(root, "/ClassMap"), ())
        self._namespaces.take(get(root, "/Namespaces"), ())

    def take_bound(self, part: Any) -> None:
        """Takes up a part of the collection as it is."""
        self._parents.take(part.get("/Parents"))
        self._identified.take(part.get("/Identified"))
        if (element := part.get("/Element")) is not None:
            element["/P"] = self._document
            self._parts.append(element)

    def take(self, source: OpenPart, tree: Any, holders: Sequence[Any]) -> dict[str, Any]:
        """Takes over the structure of a part, as objects of the packet; gives its Part and its nodes, as a
        collection keeps them. `holders` are its annotations and outline items.
        """
        above, parents = each(get(tree, "/Tops")), each(get(tree, "/Parents"))
        numbered = list(enumerate(map(self._aside, parents), start=self.next))
        self.next += len(numbered)
        bound: dict[str, Any] = {"/Parents": self._parents.add(numbered)}
        if not isinstance(source.root, Dictionary):
            return bound
        found, classes = _Found([*above, *parents]), get(tree, "/ClassMap")
        identified = self._identify(source.part, found, entries(classes).values(), holders)
        self._modern = self._modern and bool(above) and all(namespace(one) == PDF_2 for one in above)
        self.roles.take(mapped(source.root), [*above, *parents])
        self._classes.take(classes, found.classed)
        self._parts.append(self._part(source, above))
        self._namespaces.take(get(tree, "/Namespaces"), found.spaced)
        return {**bound, "/Element": self._parts[-1], "/Identified": self._identified.add(identified)}

    def root(self, language: str, title: str) -> Object | None:
        """The StructTreeRoot; None where no part is tagged."""
        if not self._parts:
            return None
        spaces = self._namespaces.all()
        values = {
            "/Type": Name.StructTreeRoot,
            "/ParentTree": self._parents.tree(),
            "/ParentTreeNextKey": self.next,
            "/IDTree": self._identified.tree(),
            "/RoleMap": Dictionary(roles) if (roles := self.roles.settle()) else None,
            "/ClassMap": Dictionary(self._classes.merged) if self._classes.merged else None,
            "/Namespaces": Array(spaces) if spaces else None,
            "/K": self._document,
        }
        for key, value in values.items():
            put(self._root, key, value)
        space = self._namespaces.find(PDF_2 if self._modern else PDF_1)
        _fill(self._document, Name.Document, self._root, title, language)
        put(self._document, "/NS", space)
        self._document["/K"] = Array(self._parts)
        return self._root

    def _aside(self, value: Any) -> Any:
        """A page's long list stands beside the tree, not in its nodes."""
        is_list = isinstance(value, Array) and not value.is_indirect
        return self._pdf.make_indirect(value) if is_list else value

    def _identify(
        self, part: Part, found: _Found, classes: Iterable[Any], holders: Sequence[Any]
    ) -> list[tuple[bytes, Object]]:
        """The elements of a part by their new IDs, which are namespaced by part, `drawing:th3`; headers of
        table cells and structure destinations follow.

        An ID given twice in a part stays with the first that has it: the second gets one of its own.
        """
        prefix, identified = part.name.encode() + b":", list[tuple[bytes, Object]]()
        for element in found.identified:
            wanted = prefix + bytes_of(element.get("/ID"))
            while wanted in self._ids:
                wanted += b"~"
            self._ids.add(wanted)
            identified.append((wanted, element))
            element["/ID"] = String(wanted)
        _prefix_headers([*classes, *found.attributes], prefix)
        for action in (one for holder in holders for one in links.actions_of(holder)):
            spot = each(action.get("/SD"))
            if spot and isinstance(spot[0], String):  # the element by its ID (ISO 32000-2, 12.3.2.3)
                action["/SD"] = Array([String(prefix + bytes(spot[0])), *spot[1:]])
        return identified

    def _part(self, source: OpenPart, above: Sequence[Any]) -> Object:
        """The Part element of one part."""
        part, own = source.part, text_of(source.pdf.Root.get("/Lang"))
        if _is_document(source, above):
            top: Object = above[0]
            language = part.language or text_of(top.get("/Lang")) or own
            _fill(top, Name.Part, self._document, part.title, language)
            if namespace(top) not in (PDF_1, PDF_2):
                del top["/NS"]
            return top
        made_here = self._pdf.make_indirect(Dictionary())
        _fill(made_here, Name.Part, self._document, part.title, part.language or own)
        for one in above:
            one["/P"] = made_here
        put(made_here, "/K", Array(above) if above else None)
        return made_here


class _Found:
    """The elements of a part, looked at once: those that have what must be changed. Files are taken off."""

    def __init__(self, starts: Sequence[Any]) -> None:
        self.attributes: list[Any] = []
        self.identified: list[Any] = []
        self.classed: list[Any] = []
        self.spaced: list[Any] = []
        for element in elements(starts):
            keys = element.keys()
            if "/NS" in keys:
                self.spaced.append(element)
            if "/ID" in keys and element.is_indirect:
                self.identified.append(element)
            if "/C" in keys:
                self.classed.append(element)
            if "/A" in keys:
                self.attributes.append(element.get("/A"))
            if "/AF" in keys:
                del element["/AF"]


def _fill(element: Any, kind: Name, above: Any, title: str, language: str) -> None:
    element["/Type"], element["/S"], element["/P"] = Name.StructElem, kind, above
    element["/T"] = String(title)
    put(element, "/Lang", String(language) if language else None)


def _is_document(source: OpenPart, above: Sequence[Any]) -> bool:
    """Whether the part has one element at the top, a Document, mapped or not."""
    if len(above) != 1 or not above[0].is_indirect:
        return False
    return chain(mapped(source.root), name_of(above[0].get("/S")))[-1] == "/Document"


def _prefix_headers(held: Sequence[Any], prefix: bytes) -> None:
    """Every attribute object once, also where several elements share it."""
    seen: set[tuple[int, int]] = set()
    for attributes in (one for some in held for one in each(some)):
        headers = get(attributes, "/Headers")
        if headers is None or (attributes.is_indirect and attributes.objgen in seen):
            continue
        seen |= {attributes.objgen} if attributes.is_indirect else set()
        attributes["/Headers"] = Array([String(prefix + bytes_of(one)) for one in each(headers)])
