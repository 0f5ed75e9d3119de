"""Facts of a part's structure: every element with its children in reading order, and what the parent tree
says of every page and annotation. Two parts with equal facts have the same structure, whatever it is named
and numbered.
"""

from __future__ import annotations

import marshal
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

from pypdf.generic import IndirectObject

from brochure.packet.second import Reread, canon, listed, look, raw, real

#: What an element says for itself; a part's topmost gets title and language from the packet.
_SAID: Final = ("/Alt", "/ActualText", "/E", "/Lang", "/T")
_SAID_AT_TOP: Final = _SAID[:3]

#: Type, words, attributes, cells that Headers mean (by order of elements), children.
Row = tuple[Any, ...]


@dataclass
class Walk:
    """A walk through the structure of one part.

    `order` and `ids` tell where an element stands in `rows`, by its number and by its ID; `identified`
    counts the elements with an ID.
    """

    document: Reread
    rows: list[Row] = field(default_factory=list)
    order: dict[int, int] = field(default_factory=dict)
    ids: dict[bytes, int] = field(default_factory=dict)
    headers: list[tuple[int, list[bytes]]] = field(default_factory=list)
    identified: int = 0

    @classmethod
    def of_part(cls, document: Reread) -> Walk:
        """Through a PDF on its own: a single Document at the top stands for the part, else all there is
        stands below.
        """
        walk = cls(document)
        tops = [top for top in listed((document.root or {}).get("/K")) if look(real(top), "/S") is not None]
        single = tops[0] if len(tops) == 1 else None
        if not (isinstance(single, IndirectObject) and document.role(real(single))[0] == "/Document"):
            walk.rows.append(("top", (), (), tuple(None for _ in tops)))
        return walk._through(tops)

    @classmethod
    def of_merged(cls, document: Reread, part: Any) -> Walk:
        """Through one Part of a packet."""
        return cls(document)._through([part])

    def facts(self) -> tuple[Any, ...]:
        """The rows, what Headers mean, and what the parent tree says of the part's pages."""
        meant = tuple((at, tuple(self.ids.get(one) for one in named)) for at, named in self.headers)
        return tuple(self.rows), meant, self._parents()

    def digest(self) -> bytes:
        """Of the facts. The second version of the format is the last to write equal values alike."""
        return sha256(marshal.dumps(self.facts(), 2)).digest()

    def _through(self, tops: Sequence[Any]) -> Walk:
        stack = list(tops)[::-1]
        while stack:
            value = stack.pop()
            if isinstance(value, IndirectObject):
                if value.idnum in self.order:
                    continue
                self.order[value.idnum] = len(self.rows)
            stack.extend(reversed(self._row(real(value), value)))
        return self

    def _row(self, element: Any, reference: Any) -> list[Any]:
        """Adds an element's row; gives its children that are elements."""
        at, top = len(self.rows), not self.rows
        said = tuple(
            [(key, canon(element[key])) for key in (_SAID_AT_TOP if top else _SAID) if key in element]
        )
        kids = listed(element.get("/K"))
        children = [self._child(element, reference, kid) for kid in kids]
        if "/ID" in element:
            self.ids.setdefault(raw(look(element, "/ID")), at)
            self.identified += 1
        attributes = self._attributes(element, at) if "/A" in element or "/C" in element else ()
        kind = "top" if top else self.document.role(element)
        self.rows.append((kind, said, attributes, tuple(children)))
        return [kid for kid, described in zip(kids, children, strict=True) if described is None]

    def _attributes(self, element: Any, at: int) -> tuple[Any, ...]:
        """An element's attributes and those of its classes."""
        classes = look(self.document.root, "/ClassMap") or {}
        named = [real(one) for one in listed(element.get("/C"))]
        held = [*listed(element.get("/A")), *(part for one in named for part in listed(classes.get(one)))]
        found = []
        for one in map(real, held):
            if isinstance(one, dict):
                if headers := listed(one.get("/Headers")):
                    self.headers.append((at, [raw(real(header)) for header in headers]))
                found.append(tuple(sorted((str(k), canon(v)) for k, v in one.items() if k != "/Headers")))
            else:
                found.append(canon(one))
        return tuple(found)

    def _child(self, element: Any, reference: Any, kid: Any) -> Any:
        """A child as a fact; None for an element, which gets a row of its own."""
        value = real(kid)
        if isinstance(value, int):
            return self._page(element.get("/Pg")), int(value)
        kind = look(value, "/Type")
        if kind == "/MCR":
            spot = self._page(value.get("/Pg", element.get("/Pg"))), canon(value.get("/MCID"))
            home = (self._is_home(reference, look(value, "/Stm"), spot[1]),) if "/Stm" in value else ()
            return *spot, *home
        if kind == "/OBJR":
            place = value.get("/Obj")
            placed = self.document.placed.get(place.idnum) if isinstance(place, IndirectObject) else None
            return "object", placed, self._is_home(reference, real(place), None)
        return None if isinstance(value, dict) and "/S" in value else ("nothing",)

    def _page(self, reference: Any) -> int | None:
        number = self.document.page_number(reference)
        return None if number is None else number - self.document.first

    def _is_home(self, element: Any, content: Any, mark: Any) -> bool:
        """Whether the parent tree leads from an object or a stream's marked content back to the element.

        Elements are compared by their references: one that is read again is another object of Python's.
        """
        number = look(content, "/StructParent" if mark is None else "/StructParents")
        home = self.document.parents.get(number) if isinstance(number, int) else None
        if mark is not None:
            marks = real(home)
            is_mark = isinstance(marks, list) and isinstance(mark, int) and 0 <= mark < len(marks)
            home = marks[mark] if is_mark else None
        if isinstance(home, IndirectObject) and isinstance(element, IndirectObject):
            return home.idnum == element.idnum
        return home is element

    def _parents(self) -> tuple[Any, ...]:
        """What the parent tree says of a part's pages and annotations: elements by their order, -1 for one
        that the root does not reach.
        """
        parents, pages = self.document.parents, self.document.pages
        held = [listed(parents.get(look(page.entries, "/StructParents"))) for page in pages]
        notes = (one for page in pages for one in page.annotations())
        return (
            *(tuple([self._order(one) for one in some]) for some in held),
            *(self._order(parents.get(look(one, "/StructParent"))) for one in notes),
        )

    def _order(self, value: Any) -> int | None:
        if look(real(value), "/S") is None:
            return None
        return self.order.get(value.idnum, -1) if isinstance(value, IndirectObject) else -1
