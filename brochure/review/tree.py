"""The structure tree as plain values: elements with their standard roles, attributes, and what they hold.

Takes a PDF; gives its root `StructureElement`, None where it has no structure tree, and the fields of its
forms that no element holds; of a Table, every cell with its place and the headers that belong to it
(ISO 32000-1, 14.8.5.7). Must not know how anything is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final

from pikepdf import AcroFormField, Annotation, Name, NameTree, Object, Pdf, String

from brochure.pdf import (
    Interpreter,
    UnreadableError,
    bytes_of,
    each,
    entries,
    get,
    name_of,
    pages_of,
    text_of,
)
from brochure.review.appearance import without_links
from brochure.review.painted import Key, MarkedText, Position, marked_texts

#: Elements deeper than this, and roles mapped more often, are a fault of the file.
_DEEPEST: Final = 150
#: The flag of a choice that is a box to be opened (ISO 32000-1, table 230).
_COMBO: Final = 1 << 17
#: A cell that spans more than this is a fault of the file.
_WIDEST: Final = 500


@dataclass(frozen=True)
class FormField:
    """A field of a form where it stands: what people know it by, what kind it is, and what is in it."""

    name: str
    kind: str
    value: str
    first: Position

    @property
    def said(self) -> str:
        """All of it in words."""
        return f"{self.name} ({self.kind}){': ' if self.value else ''}{self.value}"


@dataclass
class StructureElement:
    """A structure element. `language` is its own or inherited; `target` tells where a link in it leads."""

    role: str
    language: str = ""
    title: str = ""
    alternative: str | None = None
    stands_for: str | None = None
    id: bytes = b""
    attributes: dict[str, Any] = field(default_factory=dict)
    kids: list[StructureElement | MarkedText | FormField] = field(default_factory=list)
    target: str = ""

    def under(self, *roles: str) -> Iterator[StructureElement]:
        """The nearest elements below of some roles, through all others."""
        for kid in self.kids:
            if isinstance(kid, StructureElement):
                if kid.role in roles:
                    yield kid
                else:
                    yield from kid.under(*roles)

    @property
    def positions(self) -> Iterator[Position]:
        """Where its content stands."""
        for kid in self.kids:
            if isinstance(kid, StructureElement):
                yield from kid.positions
            elif kid.first:
                yield kid.first


Kid = StructureElement | MarkedText | FormField


class StructureTree:
    """The structure tree of a document and what it leaves out, with texts of pages that were read already.

    Raises `UnreadableError` without pages.
    """

    def __init__(self, pdf: Pdf, texts: Mapping[int, dict[Key, MarkedText]]) -> None:
        self._pdf = pdf
        self._root = get(pdf.Root, "/StructTreeRoot")
        self._pages = {page.dictionary.objgen: page for page in pages_of(pdf)}
        if not self._pages:
            raise UnreadableError("damaged", "has no page")
        self._interpreter = Interpreter()
        self._texts = dict(texts)
        self._seen: set[tuple[int, int]] = set()

    def root(self) -> StructureElement | None:
        """The element that holds all others; None where there is no structure tree. To be asked for once."""
        if not entries(self._root):
            return None
        whole = StructureElement("Root", text_of(get(self._pdf.Root, "/Lang")))
        whole.kids = list(self._kids(self._root, None, whole, 0))
        return whole

    def other_fields(self) -> Iterator[FormField]:
        """The fields of forms that no element holds, page by page: a reader comes to them by the tab key."""
        for page in self._pages.values():
            for annotation in each(get(page.dictionary, "/Annots")):
                is_widget = (
                    get(annotation, "/Subtype") == Name.Widget and annotation.objgen not in self._seen
                )
                if is_widget and (found := self._field(annotation, page.number)):
                    yield found

    def _kids(self, node: Object, page: Any, parent: StructureElement, depth: int) -> Iterator[Kid]:
        """What an element holds; its marked content stands on `page` unless it says another."""
        page = get(node, "/Pg") or page
        for kid in each(get(node, "/K")):
            at = get(kid, "/Pg") or page
            kind = get(kid, "/Type")
            if isinstance(kid, int):
                yield self._text(page, page, kid)
            elif kind == Name.MCR:
                yield self._text(at, get(kid, "/Stm") or at, get(kid, "/MCID"))
            elif kind == Name.OBJR:
                yield self._referred(get(kid, "/Obj"), self._number(at), parent)
            elif get(kid, "/S") is not None and depth < _DEEPEST and kid.objgen not in self._seen:
                self._seen |= {kid.objgen} - {(0, 0)}
                yield self._element(kid, page, parent, depth)

    def _element(self, node: Object, page: Any, parent: StructureElement, depth: int) -> StructureElement:
        element = StructureElement(
            self._role(name_of(get(node, "/S"))),
            text_of(get(node, "/Lang")) or parent.language,
            text_of(get(node, "/T")),
            text_of(get(node, "/Alt")) if "/Alt" in node else None,
            text_of(get(node, "/ActualText")) if "/ActualText" in node else None,
            bytes_of(get(node, "/ID")),
            self._attributes(node),
        )
        element.kids = list(self._kids(node, page, element, depth + 1))
        return element

    def _role(self, name: str) -> str:
        """The standard role that a name is mapped to."""
        roles = entries(get(self._root, "/RoleMap"))
        for _ in range(_DEEPEST):
            if name not in roles or name_of(roles[name]) == name:
                break
            name = name_of(roles[name])
        return name.lstrip("/")

    def _attributes(self, node: Object) -> dict[str, Any]:
        """All attributes in one, a class's first so that an element's own win."""
        classes = get(self._root, "/ClassMap")
        named = [one for name in each(get(node, "/C")) for one in each(get(classes, name_of(name)))]
        found: dict[str, Any] = {}
        for attributes in [*named, *each(get(node, "/A"))]:
            found |= entries(attributes)
        return found

    def _number(self, page: Any) -> int:
        found = self._pages.get(page.objgen) if isinstance(page, Object) else None
        return found.number if found else 0

    def _text(self, page: Any, counted: Any, mcid: Any) -> MarkedText:
        number = self._number(page)
        if not number:
            return MarkedText()
        if number not in self._texts:
            events = self._interpreter.events(self._pages[page.objgen])
            self._texts[number] = marked_texts(events, number)
        found = self._texts[number].get((counted.objgen, mcid), MarkedText())
        return found if found.first else replace(found, first=Position(number))  # what is painted alone

    def _referred(self, annotation: Any, page: int, parent: StructureElement) -> MarkedText | FormField:
        """An annotation that an element refers to: a field, or a link, whose target its element is told."""
        if get(annotation, "/Subtype") == Name.Widget:
            self._seen |= {annotation.objgen} - {(0, 0)}
            if found := self._field(annotation, page):
                return found
        parent.target = parent.target or self._target(annotation)
        return MarkedText(first=Position(page))

    def _field(self, widget: Object, page: int) -> FormField | None:
        one = self._pdf.acroform.get_field_for_annotation(Annotation(widget))
        kind = _kind(one)
        return (
            FormField(one.alternate_name, kind, _value(one, kind, widget), Position(page)) if kind else None
        )

    def _target(self, annotation: Any) -> str:
        """Where a link leads, in words; empty for what is no link."""
        action = get(annotation, "/A")
        if address := text_of(get(action, "/URI")):
            return address
        to = get(annotation, "/Dest") or get(action, "/D")
        if isinstance(to, Name):
            to = get(self._pdf.Root, "/Dests", str(to))
        elif isinstance(to, String):
            to = self._destinations.get(str(to))
        number = self._number(next(iter(each(get(to, "/D") or to)), None))
        return f"page {number}" if number else "nowhere" if get(annotation, "/Subtype") == Name.Link else ""

    @cached_property
    def _destinations(self) -> Mapping[str | bytes, Object]:
        """Destinations that are named by strings."""
        tree = get(self._pdf.Root, "/Names", "/Dests")
        return {} if tree is None else NameTree(tree)


def _kind(one: AcroFormField) -> str:
    """What a field is called; empty for what is none."""
    if one.is_text:
        return "text field"
    if one.is_checkbox:
        return "check box"
    if one.is_radio_button:
        return "radio button"
    if one.is_pushbutton:
        return "button"
    if one.is_choice:
        return "drop-down list" if one.flags & _COMBO else "list of choices"
    return "signature" if one.field_type == "/Sig" else ""


def _value(one: AcroFormField, kind: str, widget: Object) -> str:
    """What is in a field, in words; nothing for a button."""
    match kind:
        case "button":
            return ""
        case "check box" | "radio button":
            return "checked" if name_of(get(widget, "/AS")) not in ("", "/Off") else "not checked"
        case "signature":
            return "not signed" if one.value is None else "signed"
    return ", ".join(text_of(part) for part in each(one.value)) or "empty"


@dataclass(frozen=True)
class TableCell:
    """A cell in row and column, both from 1; `headers` are the texts that are repeated with it."""

    element: StructureElement
    row: int
    column: int
    columns: int
    rows: int
    text: str
    headers: tuple[str, ...] = ()

    @property
    def is_header(self) -> bool:
        """Whether it heads others."""
        return self.element.role == "TH"

    @property
    def scope(self) -> str:
        """What it heads: Row, Column or Both; a column where a header in the first row says nothing."""
        said = name_of(self.element.attributes.get("/Scope")).lstrip("/")
        return said or ("Column" if self.row == 1 else "Row" if self.column == 1 else "")

    def heads(self, other: TableCell) -> bool:
        """Whether it is a header of another cell by its place."""
        if not self.is_header or other.element is self.element:
            return False
        below = (
            self.row < other.row
            and self.column < other.column + other.columns
            and other.column < self.column + self.columns
        )
        beside = (
            self.column < other.column
            and self.row < other.row + other.rows
            and other.row < self.row + self.rows
        )
        return (below and self.scope in ("Column", "Both")) or (beside and self.scope in ("Row", "Both"))


def cells(table: StructureElement, text_of: Callable[[StructureElement], str]) -> list[TableCell]:
    """Every cell in its order. Its headers are those that it names, else those of scope and place."""
    placed = _placed(table, text_of)
    by_id = {cell.element.id: cell for cell in placed if cell.element.id}
    heads = [cell for cell in placed if cell.is_header]
    found = []
    for cell in placed:
        named = [
            by_id[name]
            for one in each(cell.element.attributes.get("/Headers"))
            if (name := bytes_of(one)) in by_id
        ]
        chosen = named or [head for head in heads if head.heads(cell)]
        if cell.is_header and not named:
            chosen = [head for head in chosen if head.scope != cell.scope or head.row == cell.row]
        found.append(replace(cell, headers=tuple(without_links(head.text) for head in chosen if head.text)))
    return found


def _placed(table: StructureElement, text_of: Callable[[StructureElement], str]) -> list[TableCell]:
    taken: set[tuple[int, int]] = set()
    found: list[TableCell] = []
    for row, line in enumerate(table.under("TR"), start=1):
        column = 1
        for element in line.under("TH", "TD"):
            while (row, column) in taken:
                column += 1
            rows, columns = _span(element, "/RowSpan"), _span(element, "/ColSpan")
            taken |= {(row + down, column + right) for down in range(rows) for right in range(columns)}
            found.append(TableCell(element, row, column, columns, rows, text_of(element)))
    return found


def _span(element: StructureElement, name: str) -> int:
    value = element.attributes.get(name, 1)
    return max(1, min(int(value), _WIDEST)) if isinstance(value, int | float) else 1
