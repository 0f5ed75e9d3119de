"""One structure tree over all parts: a Document, in it a Part for every tagged part, in that the part's own
elements.

A part's Document element becomes its Part and keeps its place for whatever points to it; where a part has
several elements at the top, a new Part takes them in. Elements stay the objects they were: merging changes
names, numbers and the top, nothing else. ISO 32000-1, 14.7 and 14.8.4.2.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain as chained
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from brochure.packet import actions
from brochure.packet.part import OpenPart, Part
from brochure.packet.role_maps import Classes, Namespaces, Roles, mapped
from brochure.pdf import (
    PDF_1,
    PDF_2,
    bytes_of,
    chain,
    each,
    elements,
    entries,
    get,
    made,
    make_tree,
    name_of,
    namespace,
    numbers_in,
    put,
    text_of,
    tops,
)


def carried(source: OpenPart, first: int) -> Dictionary:
    """What a part brings: the elements at the top of its tree, and the parent tree's values, which are
    numbered from `first` wherever the part has a number.
    """
    numbered = numbers_in(get(source.root, "/ParentTree"))
    values = dict(reversed(numbered))
    known = sorted(values)
    _renumber(_holders(source, values.values()), {old: first + at for at, old in enumerate(known)})
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

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        self._root, self._document = pdf.make_indirect(Dictionary()), pdf.make_indirect(Dictionary())
        self._parts: list[Object] = []
        self.parents: list[Any] = []
        self._identified: dict[bytes, Object] = {}
        self._roles, self._classes, self._namespaces = Roles(), Classes(), Namespaces()
        self._modern = True

    def take(self, source: OpenPart, tree: Any, holders: Sequence[Any]) -> None:
        """Takes over the structure of a part, as objects of the packet. `holders` are its annotations and
        outline items.
        """
        above, parents = each(get(tree, "/Tops")), each(get(tree, "/Parents"))
        self.parents += [self._aside(one) for one in parents]
        if not isinstance(source.root, Dictionary):
            return
        found, classes = _Found([*above, *parents]), get(tree, "/ClassMap")
        self._identify(source.part, found, entries(classes).values(), holders)
        self._modern = self._modern and bool(above) and all(namespace(one) == PDF_2 for one in above)
        self._roles.take(mapped(source.root), [*above, *parents])
        self._classes.take(classes, found.classed)
        self._parts.append(self._part(source, above))
        self._namespaces.take(get(tree, "/Namespaces"), found.spaced)

    def root(self, language: str, title: str) -> Object | None:
        """The StructTreeRoot; None where no part is tagged."""
        if not self._parts:
            return None
        spaces = self._namespaces.all()
        values = {
            "/Type": Name.StructTreeRoot,
            "/ParentTree": make_tree(self._pdf, "/Nums", list(enumerate(self.parents))),
            "/ParentTreeNextKey": len(self.parents),
            "/IDTree": make_tree(self._pdf, "/Names", sorted(self._identified.items())),
            "/RoleMap": Dictionary(roles) if (roles := self._roles.settle()) else None,
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
        return (
            self._pdf.make_indirect(value) if isinstance(value, Array) and not value.is_indirect else value
        )

    def _identify(self, part: Part, found: _Found, classes: Iterable[Any], holders: Sequence[Any]) -> None:
        """IDs are namespaced by part, `drawing:th3`; headers of table cells and structure destinations
        follow.

        An ID given twice in a part stays with the first that has it: the second gets one of its own.
        """
        prefix = part.name.encode() + b":"
        for element in found.identified:
            wanted = prefix + bytes_of(element.get("/ID"))
            while wanted in self._identified:
                wanted += b"~"
            self._identified[wanted] = element
            element["/ID"] = String(wanted)
        _prefix_headers([*classes, *found.attributes], prefix)
        for action in (one for holder in holders for one in actions.of(holder)):
            spot = each(action.get("/SD"))
            if spot and isinstance(spot[0], String):  # the element by its ID (ISO 32000-2, 12.3.2.3)
                action["/SD"] = Array([String(prefix + bytes(spot[0])), *spot[1:]])

    def _part(self, source: OpenPart, above: Sequence[Any]) -> Object:
        """The Part element of one part."""
        part, own = source.part, text_of(source.pdf.Root.get("/Lang"))
        if _is_document(source, above):
            top: Object = above[0]
            _fill(
                top, Name.Part, self._document, part.title, part.language or text_of(top.get("/Lang")) or own
            )
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


def _renumber(holders: Iterable[Any], new: dict[int, int]) -> None:
    """Gives everything of a part that has a number its new one (ISO 32000-1, 14.7.4.4). Numbers that the
    part's own parent tree does not know are taken off, else they would point into a neighbor's.
    """
    for holder in holders:
        for key in holder.keys() & {"/StructParents", "/StructParent"}:
            put(holder, key, new.get(holder.get(key)))


def _holders(source: OpenPart, parents: Iterable[Any] = ()) -> Iterator[Any]:
    """What may have a number in a part, each once: pages, annotations, also those that stand on no page and
    only in an element, pictures, forms and patterns.
    """
    yield from source.pages
    seen: set[tuple[int, int]] = set()
    kids = (kid for element in parents if isinstance(element, Dictionary) for kid in each(element.get("/K")))
    placed = (one for kid in kids if isinstance(one := get(kid, "/Obj"), Dictionary))
    for annotation in chained((one for _, one in source.annotations()), placed):
        if not annotation.is_indirect or annotation.objgen not in seen:
            seen |= {annotation.objgen} if annotation.is_indirect else set()
            yield annotation
    for scope in source.pdf.content_scopes():
        held = [] if scope.kind == "page" else [scope.content]
        for key in ("/XObject", "/Pattern"):
            held += entries(get(scope.resources, key)).values()
        for one in held:
            if isinstance(one, Object) and one.is_indirect and one.objgen not in seen:
                seen.add(one.objgen)
                yield one


def unnumber(source: OpenPart) -> None:
    """Takes all numbers off a part that loses its tags."""
    _renumber(_holders(source), {})
