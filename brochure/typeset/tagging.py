"""Writes a structure tree to the PDF: elements, the marks on pages that belong to them, links, languages.

Takes a grown `Structure` after its pages were painted. Must not know boxes beyond their place.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pydyf

from brochure.typeset import roles
from brochure.typeset.engine_internals import Leaf, Painted, dictionaries, target
from brochure.typeset.tag_tree import Annotated, Node, Structure


class Tagger:
    """Writes one document's tree; `heights` are those of its pages, in points."""

    def __init__(self, pdf: Any, heights: Sequence[float]) -> None:
        self.pdf = pdf
        self.heights = heights
        self.pages: tuple[bytes, ...] = pdf.page_references
        self.written: dict[Leaf, bytes] = {}
        self.annotated: list[tuple[Any, bytes]] = []
        self.identifiers: list[tuple[str, bytes]] = []

    def write(self, structure: Structure, painted: Painted) -> None:
        """The whole tree, and the way back to it from every mark and link."""
        root = self._add({"Type": "/StructTreeRoot"})
        prune(structure.root)
        document = self._element(structure.root, root.reference)
        root["K"] = pydyf.Array([document.reference])
        parents = self._add({"Nums": self._parents(painted)})
        root["ParentTree"], root["ParentTreeNextKey"] = parents.reference, len(parents["Nums"]) // 2
        if self.identifiers:
            names = [
                one for key, reference in sorted(self.identifiers) for one in (pydyf.String(key), reference)
            ]
            root["IDTree"] = self._add({"Names": pydyf.Array(names)}).reference
        self.pdf.catalog["StructTreeRoot"] = root.reference
        self.pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})

    def _add(self, entries: dict[str, Any]) -> Any:
        entry = pydyf.Dictionary(entries)
        self.pdf.add_object(entry)
        return entry

    def _element(self, node: Node, parent: bytes) -> Any:
        element = self._add(
            {"Type": "/StructElem", "S": f"/{node.role}", "P": parent, "Pg": self.pages[node.page]}
        )
        if node.language:
            element["Lang"] = pydyf.String(node.language)
        if node.alternative:
            element["Alt"] = pydyf.String(node.alternative)
        if node.identifier:
            element["ID"] = pydyf.String(node.identifier)
            self.identifiers.append((node.identifier, element.reference))
        attributes = {**node.attributes, **self._box(node)}
        if attributes:
            element["A"] = pydyf.Dictionary(attributes)
        element["K"] = pydyf.Array([self._kid(kid, node, element.reference) for kid in node.kids])
        return element

    def _kid(self, kid: Node | Leaf | Annotated, node: Node, reference: bytes) -> Any:
        if isinstance(kid, Node):
            return self._element(kid, reference).reference
        if isinstance(kid, Annotated):
            return self._link(kid, node, reference)
        self.written[kid] = reference
        is_group = kid.stream.extra.get("Subtype") == "/Form"
        if kid.page == node.page and not is_group:
            return kid.number
        entries = {"Type": "/MCR", "Pg": self.pages[kid.page], "MCID": kid.number}
        return pydyf.Dictionary({**entries, "Stm": kid.stream.reference} if is_group else entries)

    def _link(self, kid: Annotated, node: Node, reference: bytes) -> Any:
        annotation = kid.box.annotation
        self.annotated.append((annotation, reference))
        address, place = target(annotation)
        element = node.element if node.element is not None else kid.box.element
        said = roles.words(element) if element is not None else ""
        annotation["Contents"] = pydyf.String(roles.link_contents(said, address) or place)
        return pydyf.Dictionary({"Type": "/OBJR", "Obj": annotation.reference, "Pg": self.pages[kid.page]})

    def _box(self, node: Node) -> dict[str, Any]:
        """Where a picture is, in points from the bottom left corner of its page."""
        pictures = [kid for kid in node.kids if isinstance(kid, Leaf)] if node.role == "Figure" else []
        if not pictures:
            return {}
        left, top, right, bottom = pictures[0].box.content_place
        height = self.heights[pictures[0].page]
        stands_alone = node.parent is None or node.parent.role in roles.GROUPING
        return {
            "O": "/Layout",
            "Placement": "/Block" if stands_alone else "/Inline",
            "BBox": pydyf.Array(round(side, 3) for side in (left, height - bottom, right, height - top)),
        }

    def _parents(self, painted: Painted) -> Any:
        """The parent tree: marks of every stream, then links."""
        numbers: list[Any] = []
        pages = list(dictionaries(self.pdf, "Page"))
        contents = {page["Contents"]: page for page in pages}
        for stream, marks in painted:
            page = contents.get(getattr(stream, "reference", b""))
            if page is None and not marks:
                continue
            key = len(numbers) // 2
            (page if page is not None else stream.extra)["StructParents"] = key
            numbers += [key, pydyf.Array(self.written[leaf] for leaf in marks)]
        for annotation, reference in self.annotated:
            annotation["StructParent"] = len(numbers) // 2
            numbers += [len(numbers) // 2, reference]
        for page in pages:
            page["Tabs"] = "/S"
        return pydyf.Array(numbers)


def prune(node: Node) -> bool:
    """Takes out what was never painted and links that lead nowhere; whether the element itself is wanted."""
    node.kids = [kid for kid in node.kids if _is_wanted(kid)]
    if node.role == "Link" and not any(isinstance(kid, Annotated) for kid in node.kids):
        node.role = "Span"
    return bool(node.kids) or node.role in roles.KEPT


def _is_wanted(kid: Node | Leaf | Annotated) -> bool:
    if isinstance(kid, Node):
        return prune(kid)
    return kid.stream is not None if isinstance(kid, Leaf) else kid.box.annotation is not None
