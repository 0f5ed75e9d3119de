"""The structure tree as plain values: elements with their standard role, their attributes, and the text they hold.

Takes a PDF; gives its root `Element`, or None where it has no structure tree. Must not know how anything is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from brochure.pdf.objects import dictionary, key, listed, resolved, words
from brochure.review.transcript.marked import Piece, Spot, pieces

#: Elements deeper than this, and roles mapped more often, are a fault of the file.
_DEEPEST: Final = 150


@dataclass
class Element:
    """A structure element. `language` is its own or what it inherits; `target` where a link inside it leads."""

    role: str
    language: str = ""
    title: str = ""
    alternative: str | None = None
    stands_for: str | None = None
    id: str = ""
    attributes: dict[str, Any] = field(default_factory=dict)
    kids: list[Element | Piece] = field(default_factory=list)
    target: str = ""

    def under(self, *roles: str) -> Iterator[Element]:
        """The nearest elements below of some roles, through all others."""
        for kid in self.kids:
            if isinstance(kid, Element):
                if kid.role in roles:
                    yield kid
                else:
                    yield from kid.under(*roles)

    @property
    def spots(self) -> Iterator[Spot]:
        """Where its content stands."""
        for kid in self.kids:
            if isinstance(kid, Element):
                yield from kid.spots
            elif kid.first:
                yield kid.first


def structure(reader: PdfReader) -> Element | None:
    """The structure of a document: its root element holds all others."""
    catalog = dictionary(reader.trailer["/Root"])
    root = dictionary(catalog.get("/StructTreeRoot"))
    if not listed(root.get("/K")):
        return None
    whole = Element("Root", words(catalog.get("/Lang")))
    whole.kids = list(_Growing(reader, root).kids(root, None, whole, 0))
    return whole


@dataclass
class _Growing:
    """A structure tree while it is read; `seen` keeps damaged ones from going round."""

    reader: PdfReader
    root: DictionaryObject
    seen: set[int] = field(default_factory=set)
    texts: dict[int, dict[tuple[int, int], Piece]] = field(default_factory=dict)

    @cached_property
    def numbers(self) -> dict[int, int]:
        """The number of each page, by its key."""
        return {key(page): number for number, page in enumerate(self.reader.pages, start=1)}

    def kids(
        self, node: DictionaryObject, page: Any, parent: Element, depth: int
    ) -> Iterator[Element | Piece]:
        """What an element holds; `page` is the one that its marked content stands on unless it says another."""
        page = node.raw_get("/Pg") if "/Pg" in node else page
        for kid in listed(node.raw_get("/K")) if "/K" in node else ():
            value = resolved(kid)
            if isinstance(value, int):
                yield self._piece(page, key(page), value)
            elif isinstance(value, DictionaryObject) and value.get("/Type") == "/MCR":
                at = value.raw_get("/Pg") if "/Pg" in value else page
                yield self._piece(
                    at, key(value.raw_get("/Stm")) if "/Stm" in value else key(at), value.get("/MCID")
                )
            elif isinstance(value, DictionaryObject) and value.get("/Type") == "/OBJR":
                at = value.raw_get("/Pg") if "/Pg" in value else page
                yield Piece(first=Spot(self.numbers.get(key(at), 0)))
                parent.target = parent.target or self._target(dictionary(value.get("/Obj")))
            elif (
                isinstance(value, DictionaryObject)
                and "/S" in value
                and depth < _DEEPEST
                and key(kid) not in self.seen
            ):
                self.seen |= {key(kid)} - {0}
                yield self._element(value, page, parent, depth)

    def _element(self, node: DictionaryObject, page: Any, parent: Element, depth: int) -> Element:
        element = Element(
            self._role(str(node["/S"])),
            words(node.get("/Lang")) or parent.language,
            words(node.get("/T")),
            words(node["/Alt"]) if "/Alt" in node else None,
            words(node["/ActualText"]) if "/ActualText" in node else None,
            words(node.get("/ID")),
            self._attributes(node),
        )
        element.kids = list(self.kids(node, page, element, depth + 1))
        return element

    def _role(self, name: str) -> str:
        """The standard role that a name is mapped to."""
        roles = dictionary(self.root.get("/RoleMap"))
        for _ in range(_DEEPEST):
            if name not in roles or str(roles[name]) == name:
                break
            name = str(roles[name])
        return name.lstrip("/")

    def _attributes(self, node: DictionaryObject) -> dict[str, Any]:
        """All attributes in one, a class's first so that an element's own win."""
        classes = dictionary(self.root.get("/ClassMap"))
        found: dict[str, Any] = {}
        named = [one for name in listed(node.get("/C")) for one in listed(classes.get(name))]
        for attributes in [*named, *listed(node.get("/A"))]:
            found |= {name: resolved(value) for name, value in dictionary(attributes).items()}
        return found

    def _piece(self, page: Any, counted: int, mcid: Any) -> Piece:
        number = self.numbers.get(key(page))
        if number is None:
            return Piece()
        if number not in self.texts:
            self.texts[number] = pieces(self.reader.pages[number - 1], number)
        return self.texts[number].get((counted, mcid)) or Piece(first=Spot(number))

    def _target(self, annotation: DictionaryObject) -> str:
        """Where a link leads, in words; empty for what is no link."""
        action = dictionary(annotation.get("/A"))
        if "/URI" in action:
            return words(action["/URI"])
        to = resolved(annotation.get("/Dest", action.get("/D")))
        if isinstance(to, str | bytes):
            named = self.reader.named_destinations.get(words(to))
            to = [named.raw_get("/Page")] if named is not None and "/Page" in named else None
        number = self.numbers.get(key(to[0])) if isinstance(to, list) and to else None
        return f"page {number}" if number else "nowhere" if annotation.get("/Subtype") == "/Link" else ""
