"""The structure tree of a document, grown from its laid-out boxes: one element of HTML is one structure element, on
however many pages, columns and lines its boxes lie.

Takes pages before they are painted; gives the tree, and says of every box that paints words or a picture where it
belongs, or that it is an artifact. Reads WeasyPrint's private boxes; must not know PDF objects.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from brochure.typeset import roles
from brochure.typeset.nodes import Annotated, Leaf, Node


class Structure:
    """Grows the tree; `leaves` and `artifacts` say what each painted box is."""

    def __init__(self, language: str) -> None:
        self.root = Node("Document", 0, spoken=language)
        self.nodes: dict[tuple[Any, str], Node] = {}
        self.leaves: dict[Any, Leaf] = {}
        self.artifacts: dict[Any, str] = {}
        self.repeated: set[Any] = set()
        self.clickable: set[Any] = set()
        self.page = 0
        self.notes = 0

    @classmethod
    def of(cls, pages: Iterable[Any], language: str) -> Structure:
        """The tree of a document."""
        tree = cls(language)
        for tree.page, page in enumerate(pages):
            page.links = list(_outermost(page.links))
            tree.clickable = {box for _kind, _target, _place, box in page.links}
            tree._grow(page._page_box, tree.root)
        tree.root.kids.sort(key=_reading_place)
        return tree

    def _grow(self, box: Any, parent: Node) -> None:
        box = box._box if isinstance(box, AbsolutePlaceholder) else box
        if isinstance(box, boxes.MarginBox):
            self._running(box)
        elif not self._is_repeated(box):
            if isinstance(box, boxes.TextBox):
                if box.text.strip():
                    self._leaf(box, _for_words(parent, self.page))
                return
            node = self._node(box, parent)
            if node is None:
                return
            if box in self.clickable:
                node = self._link(box, node)
            if isinstance(box, boxes.ReplacedBox):
                self._leaf(box, node)
            for child in _children(box):
                self._grow(child, node)

    def _running(self, margin: Any) -> None:
        """Running heads and feet: artifacts of pagination."""
        kind = "Header" if margin.at_keyword.startswith("@top") else "Footer"
        for box in margin.descendants(placeholders=True):
            self.artifacts[box._box if isinstance(box, AbsolutePlaceholder) else box] = kind

    def _is_repeated(self, box: Any) -> bool:
        """Whether a box was met before: heads of tables come again on every page, as fixed boxes do."""
        if (
            getattr(box, "is_header", False)
            or getattr(box, "is_footer", False)
            or box.style["position"] == "fixed"
        ):
            if box.element in self.repeated:
                return True
            if box.element is not None:
                self.repeated.add(box.element)
        return False

    def _leaf(self, box: Any, node: Node) -> None:
        self.leaves[box] = leaf = Leaf(box, self.page)
        node.kids.append(leaf)

    def _node(self, box: Any, parent: Node) -> Node | None:
        """The element that a box's content belongs to; None for decoration."""
        element, tag = box.element, box.element_tag
        if element is None or tag in ("html", "body") or isinstance(box, boxes.PageBox):
            return parent
        if (element, tag) not in self.nodes:
            if isinstance(box, boxes.ReplacedBox) and roles.is_decoration(element):
                return None
            node = self._new(box, parent)
            self.nodes[element, tag] = node
        return self.nodes[element, tag]

    def _new(self, box: Any, parent: Node) -> Node:
        element, tag = box.element, box.element_tag
        if "::" in tag:
            return self._generated(tag, element, parent)
        role = roles.role(element)
        language = roles.own_language(element)
        if isinstance(box, boxes.ReplacedBox):
            role = "Figure"
        if box.is_footnote():
            role = "Note"
        if role is None and language and language != parent.spoken:
            role = "Span"
        if role is None:
            return parent
        if role == "Figure" and parent.role == "Figure":
            return parent  # the picture of a figure: its caption stands beside it, inside
        node = self._placed(role, parent, element)
        if language and language != parent.spoken:
            node.language = node.spoken = language
        self._describe(node, box)
        return node if role != "LI" else self._item(node)

    def _generated(self, tag: str, element: Any, parent: Node) -> Node:
        """What CSS adds before, after or beside an element."""
        if tag == "li::marker":
            item = self.nodes.get((element, "li"), parent).parent
            if item is not None and item.role == "LI":
                label = Node("Lbl", self.page, item, spoken=item.spoken)
                item.kids.insert(0, label)
                return label
        return parent

    def _item(self, node: Node) -> Node:
        """The body of a list's item, where everything but its label goes (UA-1 7.2-20)."""
        return node.add("LBody", self.page) if node.role == "LI" else node

    def _placed(self, role: str, parent: Node, element: Any) -> Node:
        """A new element where the standard allows it."""
        if role in ("Lbl", "LBody") and parent.role == "L":
            return self._described(role, parent, element)
        if (
            role in ("Lbl", "LBody")
            and parent.element is not None
            and parent.element.tag == "div"
            and parent.parent is not None
            and parent.parent.role == "L"
        ):
            parent.role = "LI"
        elif role in ("Lbl", "LBody"):
            role = "P"
        if role == "LI" and parent.role != "L":
            role = "Div"
        elif parent.role == "L" and role not in ("LI", "L", "Caption") and element.tag != "div":
            parent = parent.add("LI", self.page).add("LBody", self.page)
        if role == "Caption" and parent.role not in ("Figure", "Table", "L"):
            role = "P"
        if role in roles.INLINE:
            parent = _for_words(parent, self.page)
        return parent.add(role, self.page, element)

    def _described(self, role: str, parent: Node, element: Any) -> Node:
        """A term or its description: the items of a description list are not in HTML."""
        item = parent.last("LI")
        if item is None or (
            role == "Lbl" and any(isinstance(kid, Node) and kid.role == "LBody" for kid in item.kids)
        ):
            item = parent.add("LI", self.page)
        return item.add(role, self.page, element)

    def _describe(self, node: Node, box: Any) -> None:
        if node.role == "Figure":
            picture = (
                box.element if isinstance(box, boxes.ReplacedBox) else roles.single_picture(box.element)
            )
            node.alternative = roles.alternative(picture)
        elif node.role == "L":
            style = box.style["list_style_type"]
            node.attributes = {
                "O": "/List",
                "ListNumbering": f"/{roles.numbering(style) if isinstance(style, str) else 'None'}",
            }
        elif node.role in ("TH", "TD"):
            spans = {"ColSpan": box.colspan, "RowSpan": box.rowspan}
            node.attributes = {"O": "/Table", **{key: span for key, span in spans.items() if span != 1}}
            if node.role == "TH":
                node.attributes["Scope"] = f"/{_scope(node)}"
        elif node.role == "Note":
            self.notes += 1
            node.identifier = f"note-{self.notes:04}"

    def _link(self, box: Any, node: Node) -> Node:
        """The link that a clickable box belongs to; the box takes its place there."""
        link: Node | None = node
        while link is not None and link.role != "Link":
            link = link.parent
        if link is None:
            node = link = _for_words(node, self.page).add("Link", self.page)
            self.nodes[box.element, box.element_tag] = node
        link.kids.append(Annotated(box, self.page))
        return node


def _reading_place(kid: Node | Leaf | Annotated) -> int:
    """Where an element that stands in the body is read: panels of a folded sheet say so by `data-order`, whatever their page."""
    return int(kid.element.get("data-order", 0)) if isinstance(kid, Node) and kid.element is not None else 0


def _outermost(links: list[Any]) -> Iterator[Any]:
    """Links without the boxes inside them, which the engine makes clickable once more (UA-1 7.18.5)."""
    kept: list[Any] = []
    for link in links:
        if not any(link[:2] == other[:2] and _holds(other[2], link[2]) for other in kept):
            kept.append(link)
            yield link


def _holds(outer: tuple[float, ...], inner: tuple[float, ...]) -> bool:
    left, top, right, bottom = (there - here for here, there in zip(outer, inner, strict=True))
    return left >= -1 and top >= -1 and right <= 1 and bottom <= 1


def _children(box: Any) -> list[Any]:
    return list(box.children) if isinstance(box, boxes.ParentBox) else []


def _for_words(parent: Node, page: int) -> Node:
    """Where words may stand: a group of blocks gets a paragraph for them."""
    if parent.role == "L":
        parent = parent.add("LI", page).add("LBody", page)
    return (parent.last("P") or parent.add("P", page)) if parent.role in roles.GROUPING else parent


def _scope(node: Node) -> str:
    """What a header cell heads: said by `scope`, or by where it stands."""
    said = node.element.get("scope")
    if said in ("row", "rowgroup", "col", "colgroup"):
        return "Row" if said.startswith("row") else "Column"
    row = node.parent
    in_head = row is not None and row.parent is not None and row.parent.role == "THead"
    cells = [cell.tag for cell in row.element] if row is not None and row.element is not None else []
    return "Column" if in_head or "td" not in cells else "Row"
