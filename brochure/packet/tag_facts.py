"""Facts of a part's structure: every element with its children in reading order, and what the parent tree says of
every page and annotation. Two parts with equal facts have the same structure, whatever it is named and numbered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from brochure.packet import actions
from brochure.packet.facts import Document
from brochure.packet.objects import Ref, canon, listed, look, raw, real

#: What an element says for itself; a part's topmost gets title and language from the packet.
_SAID = ("/Alt", "/ActualText", "/E", "/Lang", "/T")
_SAID_AT_TOP = _SAID[:3]

#: Type, words, attributes, cells that Headers mean (by order of elements), children.
Row = tuple[Any, ...]


@dataclass
class Walk:
    """A walk through the structure of one part.

    `order` and `ids` tell where an element stands in `rows`, by its reference and by its ID; `identified` counts the
    elements with an ID.
    """

    document: Document
    rows: list[Row] = field(default_factory=list)
    order: dict[int, int] = field(default_factory=dict)
    ids: dict[bytes, int] = field(default_factory=dict)
    headers: list[tuple[int, list[bytes]]] = field(default_factory=list)
    identified: int = 0

    def facts(self) -> tuple[Any, ...]:
        """The rows, what Headers mean, and what the parent tree says of the part's pages."""
        meant = tuple((at, tuple(self.ids.get(one) for one in named)) for at, named in self.headers)
        return tuple(self.rows), meant, _parents(self)


def walk_part(document: Document) -> Walk:
    """Through a PDF on its own: a single Document at the top stands for the part, else all there is stands below."""
    walk, tops = Walk(document), listed((document.root or {}).get("/K"))
    tops = [top for top in tops if look(real(top), "/S") is not None]
    single = tops[0] if len(tops) == 1 else None
    if not (isinstance(single, Ref) and document.role(real(single))[0] == "/Document"):
        walk.rows.append(("top", (), (), tuple(None for _ in tops)))
    return _walked(walk, tops)


def walk_merged(document: Document, part: Any) -> Walk:
    """Through one Part of a packet."""
    return _walked(Walk(document), [part])


def _walked(walk: Walk, tops: Sequence[Any]) -> Walk:
    stack = list(tops)[::-1]
    while stack:
        value = stack.pop()
        if isinstance(value, Ref):
            if value.number in walk.order:
                continue
            walk.order[value.number] = len(walk.rows)
        stack.extend(reversed(_row(walk, real(value))))
    return walk


def _row(walk: Walk, element: Any) -> list[Any]:
    """Adds an element's row; gives its children that are elements."""
    at, top = len(walk.rows), not walk.rows
    said = tuple(
        [(entry, canon(element[entry])) for entry in (_SAID_AT_TOP if top else _SAID) if entry in element]
    )
    kids = listed(element.get("/K"))
    children = [_child(walk, element, kid) for kid in kids]
    below = [kid for kid, described in zip(kids, children, strict=True) if described is None]
    if "/ID" in element:
        walk.ids.setdefault(raw(look(element, "/ID")), at)
        walk.identified += 1
    attributes = _attributes(walk, element, at) if "/A" in element or "/C" in element else ()
    walk.rows.append(("top" if top else walk.document.role(element), said, attributes, tuple(children)))
    return below


def _attributes(walk: Walk, element: Any, at: int) -> tuple[Any, ...]:
    """An element's attributes and those of its classes."""
    classes = look(walk.document.root, "/ClassMap") or {}
    named = [real(one) for one in listed(element.get("/C"))]
    held = [*listed(element.get("/A")), *(part for one in named for part in listed(classes.get(one)))]
    found = []
    for one in map(real, held):
        if isinstance(one, dict):
            headers = listed(one.get("/Headers"))
            if headers:
                walk.headers.append((at, [raw(real(header)) for header in headers]))
            found.append(tuple(sorted((k, canon(v)) for k, v in one.items() if k != "/Headers")))
        else:
            found.append(canon(one))
    return tuple(found)


def _child(walk: Walk, element: Any, kid: Any) -> Any:
    """A child as a fact; None for an element, which gets a row of its own."""
    value = real(kid)
    if isinstance(value, int):
        return _page(walk, element.get("/Pg")), value
    kind = look(value, "/Type")
    if kind == "/MCR":
        spot = _page(walk, value.get("/Pg", element.get("/Pg"))), canon(value.get("/MCID"))
        return (*spot, _is_home(walk, element, look(value, "/Stm"), spot[1])) if "/Stm" in value else spot
    if kind == "/OBJR":
        return (
            "object",
            _place(walk, value.get("/Obj")),
            _is_home(walk, element, look(value, "/Obj"), None),
        )
    return None if isinstance(value, dict) and "/S" in value else ("nothing",)


def _place(walk: Walk, reference: Any) -> tuple[int, int] | None:
    """An annotation's page in its part, and its place on the page."""
    return walk.document.placed.get(reference.number) if isinstance(reference, Ref) else None


def _page(walk: Walk, reference: Any) -> int | None:
    number = walk.document.source.page_number(reference)
    return None if number is None else number - walk.document.first


def _is_home(walk: Walk, element: Any, content: Any, mark: Any) -> bool:
    """Whether the parent tree leads from an object or a stream's marked content back to the element."""
    home = real(
        walk.document.parents.get(look(content, "/StructParent" if mark is None else "/StructParents"))
    )
    if mark is not None:
        home = real(home[mark]) if isinstance(home, list) and mark < len(home) else None
    return home is element


def _parents(walk: Walk) -> tuple[Any, ...]:
    """What the parent tree says of a part's pages and annotations: elements by their order, -1 for one that the
    root does not reach."""
    document = walk.document
    held = (listed(document.parents.get(look(page.entries, "/StructParents"))) for page in document.pages)
    return (
        *(tuple(_order(walk, one) for one in elements) for elements in held),
        *(
            _order(walk, document.parents.get(look(one, "/StructParent")))
            for _, _, one in actions.annotations_on(document.pages)
        ),
    )


def _order(walk: Walk, value: Any) -> int | None:
    if look(real(value), "/S") is None:
        return None
    return walk.order.get(value.number, -1) if isinstance(value, Ref) else -1
