"""The structure tree of a document, grown from its laid-out boxes: one element of HTML is one structure
element, on however many pages, columns and lines its boxes lie.

Takes pages before they are painted; gives the tree, and says of every box that paints words or a picture
where it belongs, or that it is an artifact. Must not know PDF objects.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple
from xml.etree.ElementTree import Element

from brochure.typeset import roles
from brochure.typeset.engine_internals import LaidOutBox, Leaf, Page
from brochure.typeset.spelling import SOFT_HYPHEN, is_spaced
from brochure.typeset.wording import Wording, Words

#: Signs at the end of a line by which readers know that an address goes on.
_GOES_ON: Final = ("@", "/", "-")


@dataclass(eq=False)
class Annotated:
    """A clickable box of a link."""

    box: LaidOutBox
    page: int


@dataclass(eq=False)
class Node:
    """A structure element; `page` is the first that it is on."""

    role: str
    page: int
    parent: Node | None = None
    element: Element | None = None
    language: str = ""
    spoken: str = ""  # the language that holds here
    alternative: str = ""
    identifier: str = ""
    attributes: dict[str, Any] = field(default_factory=dict)
    kids: list[Node | Leaf | Annotated] = field(default_factory=list)

    def add(self, role: str, page: int, element: Element | None = None) -> Node:
        """A new last child."""
        child = Node(role, page, self, element, spoken=self.spoken)
        self.kids.append(child)
        return child

    def last(self, role: str) -> Node | None:
        """The last child, where it has that role and stands for no element of its own."""
        child = self.kids[-1] if self.kids else None
        return child if isinstance(child, Node) and child.role == role and child.element is None else None

    def elements(self) -> Iterator[Node]:
        """This element and all below it, in the order in which they are read."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Node):
                yield from kid.elements()


#: The element whose lines a text stands on, and the name of its box.
_Block = tuple[Element | None, str]


class _Text(NamedTuple):
    """What a text says, and which block it stands in."""

    words: Words
    block: _Block


class Structure:
    """Grows the tree; `leaves` and `artifacts` say by its key what each painted box is."""

    def __init__(self, root: Element, language: str) -> None:
        self.wording = Wording(root)
        self.texts: dict[Leaf, _Text] = {}
        self.block: _Block = (None, "")
        self.root = Node("Document", 0, spoken=language)
        self.nodes: dict[tuple[Element | None, str], Node] = {}
        self.leaves: dict[Any, Leaf] = {}
        self.artifacts: dict[Any, str] = {}
        self.figures: dict[str, Node] = {}
        self.repeated: set[Element] = set()
        self.page = 0
        self.notes = 0

    @classmethod
    def of(cls, pages: Iterable[Page], root: Element, language: str) -> Structure:
        """The tree of a document."""
        tree = cls(root, language)
        for tree.page, page in enumerate(pages):
            for box in page.boxes:
                tree._grow(box, tree.root)
        tree.root.kids.sort(key=_reading_place)
        tree._divide()
        return tree

    def unprinted(self) -> Iterator[tuple[str, str]]:
        """What is written and, once all was painted, on no page: where, and the words."""
        hidden = (
            (self.wording.place_of(leaf.box.element), text.words.text)
            for leaf, text in self.texts.items()
            if (leaf.is_blank or leaf.stream is None) and text.words.start >= 0
        )
        for where, words in (*hidden, *self.wording.left_over()):
            if not self.wording.is_said_otherwise(words):
                yield where, " ".join(words.split())

    def _divide(self) -> None:
        """Ends words that were written apart with a space, also at a line's end (ISO 32000-1, 14.8.2.5)."""
        before: tuple[Leaf, Node] | None = None
        address = list[Leaf]()
        for leaf, paragraph in _words(self.root, self.root):
            between = self._between(before[0], leaf) if before and before[1] is paragraph else None
            if before and between == SOFT_HYPHEN and _are_one_address(before[0], leaf):
                address = [*(address or [before[0]]), leaf]
            else:
                _say_at_once(address, is_last=between != "" or leaf.says[:1] in ("", " "))
                address = []
                if before and between:
                    before[0].says += between
            before = leaf, paragraph
        _say_at_once(address, is_last=True)

    def _between(self, one: Leaf, other: Leaf) -> str:
        """What stands between two texts: a space, or what says that a word goes on in the next line."""
        if one not in self.texts or other not in self.texts or one.says[-1:] in ("", " ", SOFT_HYPHEN):
            return ""
        if other.says[:1] in ("", " "):
            return ""
        words, more = self.texts[one].words, self.texts[other].words
        if self.wording.goes_on(words, more):
            is_divided = _is_next_line(one, other) and is_spaced(one.says[-1]) and is_spaced(other.says[:1])
            return SOFT_HYPHEN if is_divided else ""
        is_apart = self.texts[one].block != self.texts[other].block or self.wording.divides(words, more)
        return " " if is_apart else ""

    def _grow(self, box: LaidOutBox, parent: Node) -> None:
        around = self.block
        if box.is_paragraph:
            self.block = box.element, box.tag
        if box.kind == "margin":
            for one in box.all():
                self.artifacts[one.key] = box.edge  # of pagination
                if one.text:
                    self.wording.take(one)
        elif box.kind == "text":
            if box.text.strip():
                self._leaf(box, _for_words(parent, self.page))
        elif not self._is_repeated(box) and (node := self._node(box, parent)):
            if box.is_link:
                node = self._link(box, node)
            if box.kind == "picture":
                self._leaf(box, node)
            for child in box.children:
                self._grow(child, node)
        self.block = around

    def _is_repeated(self, box: LaidOutBox) -> bool:
        """Whether a box was met before: heads of tables come again on every page, as fixed boxes do."""
        if box.element is None or not box.comes_again:
            return False
        was_met = box.element in self.repeated
        self.repeated.add(box.element)
        return was_met

    def _leaf(self, box: LaidOutBox, node: Node) -> None:
        self.leaves[box.key] = leaf = Leaf(box, self.page)
        if box.kind == "text":
            words = self.wording.take(box)
            leaf.says, self.texts[leaf] = words.text, _Text(words, self.block)
        node.kids.append(leaf)

    def _node(self, box: LaidOutBox, parent: Node) -> Node | None:
        """The element that a box's content belongs to; None for decoration and what nobody is to hear."""
        if box.element is None or box.tag in ("html", "body"):
            return parent
        if (box.element, box.tag) not in self.nodes:
            if box.kind == "picture" and roles.is_decoration(box.element):
                return None
            if box.element.get("aria-hidden") == "true":
                self._take_hidden(box)
                return None
            self.nodes[box.element, box.tag] = self._new(box, box.element, parent)
        return self.nodes[box.element, box.tag]

    def _take_hidden(self, box: LaidOutBox) -> None:
        """Words that are printed for the eye alone, such as initials above a name."""
        for one in box.all():
            if one.text:
                self.wording.take(one)

    def _new(self, box: LaidOutBox, element: Element, parent: Node) -> Node:
        if "::" in box.tag:
            return self._generated(box.tag, element, parent)
        role = roles.role(element)
        language = roles.own_language(element)
        if box.kind == "picture":
            role = "Figure"
        if box.is_note:
            role = "Note"
        if role is None and language and language != parent.spoken:
            role = "Span"
        if role is None:
            return parent
        if role == "Figure" and parent.role == "Figure":
            self.figures[element.get("src", "")] = parent
            return parent  # the picture of a figure: its caption stands beside it, inside
        if figure := self.figures.get(element.get("data-caption-of", "")):
            role, parent = "Caption", figure
        node = self._placed(role, parent, element)
        if language and language != parent.spoken:
            node.language = node.spoken = language
        if box.kind == "picture":
            self.figures[element.get("src", "")] = node
        self._describe(node, box, element)
        return self._item(node)

    def _generated(self, tag: str, element: Element, parent: Node) -> Node:
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
        body = roles.BODIES.get(node.role)
        return node.add(body, self.page) if body else node

    def _placed(self, role: str, parent: Node, element: Element) -> Node:
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
            role = "TOCI" if parent.role == "TOC" else "Div"
        elif parent.role == "L" and role not in ("LI", "L", "Caption") and element.tag != "div":
            parent = parent.add("LI", self.page).add("LBody", self.page)
        if role == "Caption" and parent.role not in ("Figure", "Table", "L"):
            role = "P"
        if role in roles.INLINE:
            parent = _for_words(parent, self.page)
        return parent.add(role, self.page, element)

    def _described(self, role: str, parent: Node, element: Element) -> Node:
        """A term or its description: the items of a description list are not in HTML."""
        item = parent.last("LI")
        if item is None or (
            role == "Lbl" and any(isinstance(kid, Node) and kid.role == "LBody" for kid in item.kids)
        ):
            item = parent.add("LI", self.page)
        return item.add(role, self.page, element)

    def _describe(self, node: Node, box: LaidOutBox, element: Element) -> None:
        if node.role == "Figure":
            picture = element if box.kind == "picture" else roles.single_picture(element)
            node.alternative = roles.alternative(picture) if picture is not None else ""
        elif node.role in ("Span", "P"):
            node.alternative = element.get("aria-label", "")
        elif node.role == "L":
            node.attributes = {"O": "/List", "ListNumbering": f"/{roles.numbering(box.list_style)}"}
        elif node.role in ("TH", "TD"):
            columns, rows = box.spans
            spans = {"ColSpan": columns, "RowSpan": rows}
            node.attributes = {"O": "/Table", **{key: span for key, span in spans.items() if span != 1}}
            if node.role == "TH":
                node.attributes["Scope"] = f"/{_scope(node, element)}"
        elif node.role == "Note":
            self.notes += 1
            node.identifier = f"note-{self.notes:04}"

    def _link(self, box: LaidOutBox, node: Node) -> Node:
        """The link that a clickable box belongs to; the box takes its place there."""
        link: Node | None = node
        while link is not None and link.role != "Link":
            link = link.parent
        if link is None:
            node = link = _for_words(node, self.page).add("Link", self.page)
            self.nodes[box.element, box.tag] = node
        link.kids.append(Annotated(box, self.page))
        return node


def _reading_place(kid: Node | Leaf | Annotated) -> int:
    """When an element of the body is read: panels of a folded sheet say so, whatever their page."""
    return int(kid.element.get("data-order", 0)) if isinstance(kid, Node) and kid.element is not None else 0


def _words(node: Node, paragraph: Node) -> Iterator[tuple[Leaf, Node]]:
    """What is painted below an element in the order in which it is read, with what it is a line of."""
    for kid in node.kids:
        if isinstance(kid, Leaf):
            yield kid, paragraph
        elif isinstance(kid, Node):
            yield from _words(kid, paragraph if kid.role in roles.INLINE else kid)


def _is_next_line(one: Leaf, other: Leaf) -> bool:
    """Whether the second of two texts stands on another line, column or page."""
    before, after = one.box.line, other.box.line
    is_above = after.baseline < before.baseline - before.size
    return one.page != other.page or after.left < before.right - 1 or is_above


def _are_one_address(one: Leaf, other: Leaf) -> bool:
    """Whether two texts are lines of one link's words: who copies these must have no sign between them."""
    element = one.box.element
    return element is not None and element is other.box.element and element.tag == "a"


def _say_at_once(address: Sequence[Leaf], is_last: bool) -> None:
    """Has the first line of an address say all of it, where white follows: the others say nothing but that,
    since there are readers that read glyphs where nothing is said in their place. Where a stop follows, a
    line that ends with one of its own signs says that it goes on.
    """
    if is_last:
        for line in address[1:]:
            address[0].says += line.says
            line.is_said = True
    else:
        for line in address[:-1]:
            line.says += "" if line.says.endswith(_GOES_ON) else SOFT_HYPHEN


def _for_words(parent: Node, page: int) -> Node:
    """Where words may stand: a group of blocks gets a paragraph for them."""
    if parent.role == "L":
        parent = parent.add("LI", page).add("LBody", page)
    return (parent.last("P") or parent.add("P", page)) if parent.role in roles.GROUPING else parent


def _scope(node: Node, element: Element) -> str:
    """What a header cell heads: said by `scope`, or by where it stands."""
    said = element.get("scope")
    if said in ("row", "rowgroup", "col", "colgroup"):
        return "Row" if said.startswith("row") else "Column"
    row = node.parent
    in_head = row is not None and row.parent is not None and row.parent.role == "THead"
    cells = [cell.tag for cell in row.element] if row is not None and row.element is not None else []
    return "Column" if in_head or "td" not in cells else "Row"
