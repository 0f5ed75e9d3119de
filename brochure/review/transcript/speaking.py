"""The structure tree, said from its beginning to its end.

Takes the root `Element`; gives `Line`s. Must not know PDF objects.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from brochure.review.transcript.lines import Line, same_language
from brochure.review.transcript.marked import Piece, Spot
from brochure.review.transcript.phrases import is_inline, joined, phrase, tokens
from brochure.review.transcript.tables import cells
from brochure.review.transcript.tree import Element

#: What text that stands directly in an element is called; in any other it is a paragraph.
_NAMES: Final = {
    "Title": "title", "Caption": "caption", "BlockQuote": "quotation", "Note": "note", "FENote": "note", "Formula": "formula",
    "Form": "form field", "TOCI": "item", "Aside": "aside", "Code": "code", "Index": "index",
}  # fmt: skip
_HEADING: Final = re.compile(r"H([1-9][0-9]?)?$")
#: Elements whose name passes to the paragraphs in them.
_LENDING: Final = frozenset({"BlockQuote", "Caption", "Note", "FENote"})


@dataclass
class Speaker:
    """Says one document; `labels` are the page labels, where there are any."""

    language: str
    labels: Sequence[str] = ()
    lines: list[Line] = field(default_factory=list)
    page: int = 0

    def say(self, line: Line, about: Sequence[Element | Piece]) -> None:
        """One line, after the change of page that comes before it."""
        spots = [spot for kid in about for spot in _spots(kid)]
        page = next((spot.page for spot in spots if spot.page), self.page)
        if page != self.page:
            self.page = page
            label = self.labels[page - 1] if page <= len(self.labels) else ""
            self.lines.append(Line("page", label if label != str(page) else "", page))
        language = line.language if line.language and not same_language(line.language, self.language) else ""
        self.lines.append(
            Line(
                line.role,
                line.text,
                page,
                line.level,
                line.depth,
                line.size,
                line.place,
                line.headers,
                language,
            )
        )

    def block(self, element: Element, name: str = "paragraph", depth: int = 0) -> None:
        """An element that stands by itself, with everything in it."""
        role = element.role
        if role == "Artifact":
            return
        if role in ("Figure", "Formula"):
            self._figure(element, depth)
        elif role in ("L", "TOC"):
            self._list(element, depth)
        elif role == "Table":
            self._table(element, depth)
        elif heading := _HEADING.match(role):
            self.say(
                Line(
                    "heading",
                    phrase(element.kids, element.language),
                    level=int(heading[1] or 0),
                    depth=depth,
                    language=element.language,
                ),
                [element],
            )
        elif element.stands_for is not None or (element.alternative and role not in ("Part", "Document")):
            self._text([element], _NAMES.get(role, name), depth, element.language)
        else:
            if role == "Part" and element.title:
                self.say(Line("part", element.title, depth=depth, language=element.language), [element])
            self._kids(
                element,
                _NAMES.get(
                    role, name if role in ("P", "Div", "Span", "NonStruct", "LBody") else "paragraph"
                ),
                depth,
            )

    def _kids(self, element: Element, name: str, depth: int) -> None:
        """Runs of inline content as one line each, blocks in between by themselves."""
        inner = name if element.role in _LENDING or name != _NAMES.get(element.role) else "paragraph"
        for inline, run in groupby(element.kids, is_inline):
            kids = list(run)
            if inline:
                self._text(kids, name, depth, element.language)
                continue
            for kid in kids:
                if isinstance(kid, Element):
                    self.block(kid, inner, depth)

    def _text(self, kids: Sequence[Element | Piece], name: str, depth: int, language: str) -> None:
        if words := phrase(kids, language):
            self.say(Line(name, words, depth=depth, language=language), kids)

    def _figure(self, element: Element, depth: int) -> None:
        captions = list(element.under("Caption"))
        said = element.alternative or element.stands_for or ""
        if not said:
            held = phrase([kid for kid in element.kids if kid not in captions], element.language)
            said = f"(no text alternative) {held}".rstrip()
        self.say(Line(element.role.lower(), said, depth=depth, language=element.language), [element])
        for caption in captions:
            self.block(caption, "caption", depth)

    def _list(self, element: Element, depth: int) -> None:
        items = [kid for kid in element.kids if isinstance(kid, Element) and kid.role in ("LI", "TOCI")]
        for kid in element.kids:
            if isinstance(kid, Element) and kid.role == "Caption":
                self.block(kid, "caption", depth)
        self.say(Line("list", size=(len(items),), depth=depth, language=element.language), [element])
        for kid in element.kids:
            if kid in items:
                self._item(kid, depth + 1)
            elif isinstance(kid, Element) and kid.role != "Caption":
                self.block(kid, "item", depth + 1)

    def _item(self, item: Element | Piece, depth: int) -> None:
        """An item: its first run of text with the label before it, then whatever else it holds."""
        assert isinstance(item, Element)
        labels = [kid for kid in item.kids if isinstance(kid, Element) and kid.role == "Lbl"]
        label = phrase(labels, item.language)
        flat: list[Element | Piece] = []
        for kid in item.kids:
            if kid not in labels:
                flat += (
                    kid.kids
                    if isinstance(kid, Element) and kid.role == "LBody" and not is_inline(kid)
                    else [kid]
                )
        first = flat.pop(0) if flat and isinstance(flat[0], Element) and _is_plain(flat[0]) else None
        run = [first] if first else []
        while not first and flat and is_inline(flat[0]):
            run.append(flat.pop(0))
        text = joined(token for kid in run for token in tokens(kid, item.language))
        self.say(Line("item", _labelled(label, text), depth=depth, language=item.language), [item])
        rest = Element("Div", item.language, kids=flat)
        self._kids(rest, "paragraph", depth + 1)

    def _table(self, element: Element, depth: int) -> None:
        found = cells(element, self._flat)
        captions = [kid for kid in element.kids if isinstance(kid, Element) and kid.role == "Caption"]
        size = (
            max((cell.row for cell in found), default=0),
            max((cell.column + cell.columns - 1 for cell in found), default=0),
        )
        name = "; ".join(self._flat(caption) for caption in captions) or element.alternative or element.title
        self.say(Line("table", name, size=size, depth=depth, language=element.language), [element])
        for cell in found:
            text = f"{cell.text} (header)" if cell.is_header else cell.text or "(empty)"
            self.say(
                Line(
                    "cell",
                    text,
                    depth=depth + 1,
                    place=(cell.row, cell.column),
                    headers=cell.headers,
                    language=cell.element.language,
                ),
                [cell.element],
            )

    def _flat(self, element: Element) -> str:
        """All text below an element as one line, its blocks divided by semicolons."""
        inner = Speaker(self.language, page=-1)
        inner._kids(element, "paragraph", 0)
        return "; ".join(line.text for line in inner.lines if line.text and line.role != "page")


def _is_plain(element: Element) -> bool:
    return element.role in ("P", "Div", "Span") and all(map(is_inline, element.kids))


def _labelled(label: str, text: str) -> str:
    """A term before what it means; a bullet is not said, a number stands as it is."""
    if not any(sign.isalnum() for sign in label):
        return text
    return (
        f"{label} {text}"
        if re.fullmatch(r"\W*\w{1,4}[.)]\W*", label) or label.endswith(":")
        else f"{label}: {text}"
    )


def _spots(kid: Element | Piece) -> Iterator[Spot]:
    return kid.spots if isinstance(kid, Element) else iter([kid.first] if kid.first else [])
