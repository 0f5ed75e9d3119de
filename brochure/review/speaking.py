"""A PDF read aloud from the beginning of its structure tree to its end, as utterances or as a transcript
of them.

Takes the bytes of any PDF; gives `Utterance`s. Text comes from the marked content that the tree refers
to, so what is not tagged is not said. The words of one block are joined as they are read, with links,
languages and alternatives. Must not know content or how the file was made.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Final

from babel import Locale
from pikepdf import Pdf

from brochure.pdf import BROKEN, get, open_pdf, reading, text_of
from brochure.review.appearance import Appearance, Utterance
from brochure.review.painted import Key, MarkedText, Position, seen_pages, spaced
from brochure.review.tree import FormField, Kid, StructureElement, StructureTree, cells

#: Elements that are read in the run of a sentence; whatever is not here stands by itself.
INLINE: Final = frozenset({
    "Span", "Quote", "Em", "Strong", "Sub", "Code", "Link", "Annot", "Reference", "BibEntry", "Lbl", "LBody",
    "Ruby", "RB", "RT", "RP", "Warichu", "WT", "WP", "NonStruct",
})  # fmt: skip
_SPACES: Final = re.compile(r"[ \t\r\n]+")


def language_name(tag: str) -> str:
    """What a language is called in English; a tag that is not known is said as it is."""
    return str(Locale("en").languages.get(tag.partition("-")[0].lower(), tag))


def same_language(one: str, other: str) -> bool:
    """Whether two tags name one language: en and en-US are spoken alike."""
    return one.partition("-")[0].lower() == other.partition("-")[0].lower()


def formatted(utterances: Iterable[Utterance]) -> str:
    """A transcript as text, a line each."""
    return "".join(f"{'  ' * one.depth}{_line_of(one).rstrip()}\n" for one in utterances)


def _line_of(one: Utterance) -> str:
    language = f", in {language_name(one.language)}" if one.language else ""
    if one.role == "page":
        return f"— page {one.page}{f', labelled {one.text}' if one.text else ''} —"
    if one.role == "item":
        return f"• {one.text}" if not language else f"• [in {language_name(one.language)}] {one.text}"
    text = f": {one.text}" if one.text else ""
    return f"{_name(one)}{language}{text}"


def _name(one: Utterance) -> str:
    if one.role == "heading":
        return f"Heading {one.level}" if one.level else "Heading"
    if one.role == "list":
        return f"List, {_count(one.size[0], 'item')}"
    if one.role == "table":
        return f"Table, {_count(one.size[0], 'row')}, {_count(one.size[1], 'column')}"
    if one.role == "cell":
        headers = "".join(f", {header}" for header in one.headers)
        return f"Row {one.place[0]}, column {one.place[1]}{headers}"
    return one.role.capitalize()


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


@dataclass(frozen=True)
class Aside:
    """Words that the transcript adds: the opening ones wait for the text, the closing ones follow it."""

    text: str
    opens: bool = False


Token = MarkedText | Aside


def is_inline(kid: Kid) -> bool:
    """Whether something is read in the run of a sentence, with everything it holds."""
    if isinstance(kid, StructureElement):
        return kid.role in INLINE and (_replaced(kid) is not None or all(map(is_inline, kid.kids)))
    return isinstance(kid, MarkedText)


def phrase(kids: Sequence[Kid], language: str) -> str:
    """The words of inline content whose surroundings are in a language."""
    return joined(token for kid in kids for token in tokens(kid, language))


def tokens(kid: Kid, language: str) -> Iterator[Token]:
    """What is read of a text, a field or an element, in its order."""
    if isinstance(kid, FormField):
        yield Aside(f" [{kid.said}]")
        return
    other = kid.language if kid.language and not same_language(kid.language, language) else ""
    if isinstance(kid, MarkedText):
        yield from _in_language(other, iter([kid]))
    elif kid.role != "Artifact":
        yield from _in_language(other, _inside(kid, kid.language or language))


def joined(given: Iterator[Token]) -> str:
    """One string: a space where a line ends and none is written, soft hyphens taken out."""
    text, waiting = "", ""
    last: MarkedText | None = None
    for token in given:
        if isinstance(token, Aside):
            if token.opens:
                waiting += token.text
            else:
                text = f"{text.rstrip()}{token.text}{' ' if text[-1:].isspace() else ''}"
        elif token.text:
            if last and last.last and token.first and last.last.breaks_before(token.first):
                text = spaced(text, token.text)
            text, waiting, last = text + waiting + token.text, "", token
    return _SPACES.sub(" ", text.replace("\u00ad", "")).strip()


def _in_language(language: str, inside: Iterator[Token]) -> Iterator[Token]:
    if language:
        yield Aside(f"[in {language_name(language)}: ", opens=True)
    yield from inside
    if language:
        yield Aside("]")


def _inside(element: StructureElement, language: str) -> Iterator[Token]:
    replaced = _replaced(element)
    if replaced is not None:
        positions = list(element.positions)
        yield MarkedText(replaced, positions[0] if positions else None, positions[-1] if positions else None)
    else:
        for kid in element.kids:
            yield from tokens(kid, language)
    if element.target:
        yield Aside(f" [link to {element.target}]")


def _replaced(element: StructureElement) -> str | None:
    """What is read in place of an element's content; a link's alternative only describes it."""
    return element.stands_for if element.stands_for is not None else element.alternative or None


_UNTAGGED: Final = (
    "this file has no structure tree: a screen reader can only guess what it says and in which order"
)
_SILENT: Final = "this file has tags, but they hold nothing: a screen reader says nothing of its pages"
#: What text that stands directly in an element is called; in any other it is a paragraph.
_NAMES: Final = {
    "Title": "title", "Caption": "caption", "BlockQuote": "quotation", "Note": "note", "FENote": "note",
    "Formula": "formula", "Form": "form field", "TOCI": "item", "Aside": "aside", "Code": "code",
    "Index": "index",
}  # fmt: skip
_HEADING: Final = re.compile(r"H([1-9][0-9]?)?$")
#: Elements whose name passes to the paragraphs in them.
_LENDING: Final = frozenset({"BlockQuote", "Caption", "Note", "FENote"})
#: Elements that add nothing to what their text is called.
_PLAIN: Final = frozenset({"P", "Div", "Span", "NonStruct", "LBody"})


def transcript(pdf: bytes) -> str:
    """The transcript as text, a line each. Raises `UnreadableError`."""
    return formatted(utterances(pdf))


def utterances(pdf: bytes) -> list[Utterance]:
    """Everything that is said, in its order, the document itself first. Raises `UnreadableError`."""
    opened = open_pdf(pdf, mends_pages=False)
    try:
        with opened.listening(), reading():
            return _said(opened.pdf, {})
    finally:
        opened.close()


def appearance_of(pdf: bytes, files: Iterable[str] = ()) -> Appearance:
    """What a PDF says and shows; `files` are the hashes of its photographs.

    Raises `UnreadableError`.
    """
    opened, texts = open_pdf(pdf, mends_pages=False), dict[int, dict[Key, MarkedText]]()
    try:
        with opened.listening(), reading():
            pages = tuple(seen_pages(opened.pdf, texts))
            return Appearance(pages, tuple(_said(opened.pdf, texts)), tuple(sorted(set(files))))
    finally:
        opened.close()


def _said(pdf: Pdf, texts: Mapping[int, dict[Key, MarkedText]]) -> list[Utterance]:
    language = text_of(get(pdf.Root, "/Lang"))
    title = text_of(get(pdf.docinfo, "/Title"))
    opening = Utterance("document", title or "(no title)", language=language or "no language")
    tree = StructureTree(pdf, texts)
    speaker = Speaker(language, _labels(pdf), [opening])
    whole = tree.root()
    if whole is None:
        speaker.said.append(Utterance("untagged", _UNTAGGED))
    else:
        speaker.block(whole)
    for one in tree.other_fields():
        speaker.field(one)
    if len(speaker.said) == 1:
        speaker.said.append(Utterance("silent", _SILENT))
    return speaker.said


def _labels(pdf: Pdf) -> list[str]:
    """The page labels, where there are any and the pages can be counted."""
    with suppress(*BROKEN):
        return [str(page.label) for page in pdf.pages] if "/PageLabels" in pdf.Root else []
    return []


@dataclass
class Speaker:
    """Says one document; `labels` are the page labels, where there are any."""

    language: str
    labels: Sequence[str] = ()
    said: list[Utterance] = field(default_factory=list)
    page: int = 0

    def say(self, one: Utterance, about: Sequence[Kid]) -> None:
        """One utterance, after the change of page that comes before it."""
        positions = (position for kid in about for position in _positions(kid))
        page = next((position.page for position in positions if position.page), self.page)
        if page != self.page:
            self.page = page
            label = self.labels[page - 1] if page <= len(self.labels) else ""
            self.said.append(Utterance("page", label if label != str(page) else "", page))
        language = one.language if one.language and not same_language(one.language, self.language) else ""
        self.said.append(replace(one, page=page, language=language))

    def block(self, element: StructureElement, name: str = "paragraph", depth: int = 0) -> None:
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
            words, level = phrase(element.kids, element.language), int(heading[1] or 0)
            self.say(
                Utterance("heading", words, level=level, depth=depth, language=element.language), [element]
            )
        elif role == "Form" and any(isinstance(kid, FormField) for kid in element.kids):
            self._form(element, depth)
        elif element.stands_for is not None or (element.alternative and role not in ("Part", "Document")):
            self._text([element], _NAMES.get(role, name), depth, element.language)
        else:
            if role == "Part" and element.title:
                self.say(Utterance("part", element.title, depth=depth, language=element.language), [element])
            self._kids(element, _NAMES.get(role, name if role in _PLAIN else "paragraph"), depth)

    def field(self, one: FormField, depth: int = 0) -> None:
        """A field of a form."""
        self.say(Utterance("form field", one.said, depth=depth), [one])

    def _kids(self, element: StructureElement, name: str, depth: int) -> None:
        """Runs of inline content as one utterance each, blocks in between by themselves."""
        inner = name if element.role in _LENDING or name != _NAMES.get(element.role) else "paragraph"
        for inline, run in groupby(element.kids, is_inline):
            kids = list(run)
            if inline:
                self._text(kids, name, depth, element.language)
                continue
            for kid in kids:
                if isinstance(kid, StructureElement):
                    self.block(kid, inner, depth)
                elif isinstance(kid, FormField):
                    self.field(kid, depth)

    def _text(self, kids: Sequence[Kid], name: str, depth: int, language: str) -> None:
        if words := phrase(kids, language):
            self.say(Utterance(name, words, depth=depth, language=language), kids)

    def _form(self, element: StructureElement, depth: int) -> None:
        """Fields, which the element's alternative names where there is one, and what else it holds."""
        for kid in element.kids:
            if isinstance(kid, FormField):
                self.field(replace(kid, name=element.alternative or kid.name), depth)
        rest: list[Kid] = [kid for kid in element.kids if not isinstance(kid, FormField)]
        self._kids(replace(element, kids=rest), "paragraph", depth)

    def _figure(self, element: StructureElement, depth: int) -> None:
        captions = list(element.under("Caption"))
        said = element.alternative or element.stands_for or ""
        if not said:
            held = phrase([kid for kid in element.kids if kid not in captions], element.language)
            said = f"(no text alternative) {held}".rstrip()
        self.say(Utterance(element.role.lower(), said, depth=depth, language=element.language), [element])
        for caption in captions:
            self.block(caption, "caption", depth)

    def _list(self, element: StructureElement, depth: int) -> None:
        blocks = [kid for kid in element.kids if isinstance(kid, StructureElement)]
        items = [kid for kid in blocks if kid.role in ("LI", "TOCI")]
        for kid in blocks:
            if kid.role == "Caption":
                self.block(kid, "caption", depth)
        self.say(Utterance("list", size=(len(items),), depth=depth, language=element.language), [element])
        for kid in blocks:
            if kid.role in ("LI", "TOCI"):
                self._item(kid, depth + 1)
            elif kid.role != "Caption":
                self.block(kid, "item", depth + 1)

    def _item(self, item: StructureElement, depth: int) -> None:
        """An item: its first run of text with the label before it, then whatever else it holds."""
        labels = [kid for kid in item.kids if isinstance(kid, StructureElement) and kid.role == "Lbl"]
        rest: list[Kid] = []
        for kid in item.kids:
            if isinstance(kid, StructureElement) and kid.role == "LBody" and not is_inline(kid):
                rest += kid.kids
            elif kid not in labels:
                rest.append(kid)
        first: list[Kid] = []
        if rest and isinstance(rest[0], StructureElement) and _is_plain(rest[0]):
            first.append(rest.pop(0))
        else:
            while rest and is_inline(rest[0]):
                first.append(rest.pop(0))
        text = joined(token for kid in first for token in tokens(kid, item.language))
        words = _labelled(phrase(labels, item.language), text)
        self.say(Utterance("item", words, depth=depth, language=item.language), [item])
        self._kids(StructureElement("Div", item.language, kids=rest), "paragraph", depth + 1)

    def _table(self, element: StructureElement, depth: int) -> None:
        found = cells(element, self._flat)
        captions = [
            kid for kid in element.kids if isinstance(kid, StructureElement) and kid.role == "Caption"
        ]
        rows = max((cell.row for cell in found), default=0)
        columns = max((cell.column + cell.columns - 1 for cell in found), default=0)
        name = "; ".join(self._flat(caption) for caption in captions) or element.alternative or element.title
        whole = Utterance("table", name, size=(rows, columns), depth=depth, language=element.language)
        self.say(whole, [element])
        for cell in found:
            text = f"{cell.text} (header)" if cell.is_header else cell.text or "(empty)"
            said = Utterance(
                "cell", text, depth=depth + 1, place=(cell.row, cell.column), headers=cell.headers
            )
            self.say(replace(said, language=cell.element.language), [cell.element])

    def _flat(self, element: StructureElement) -> str:
        """All text below an element as one line, its blocks divided by semicolons."""
        inner = Speaker(self.language, page=-1)
        inner._kids(element, "paragraph", 0)
        return "; ".join(one.text for one in inner.said if one.text and one.role != "page")


def _is_plain(element: StructureElement) -> bool:
    return element.role in ("P", "Div", "Span") and all(map(is_inline, element.kids))


def _labelled(label: str, text: str) -> str:
    """A term before what it means; a bullet is not said, a number stands as it is."""
    if not any(sign.isalnum() for sign in label):
        return text
    is_number = re.fullmatch(r"\W*\w{1,4}[.)]\W*", label) or label.endswith(":")
    return f"{label} {text}" if is_number else f"{label}: {text}"


def _positions(kid: Kid) -> Iterator[Position]:
    return kid.positions if isinstance(kid, StructureElement) else iter([kid.first] if kid.first else [])
