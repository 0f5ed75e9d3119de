"""What a transcript is made of: utterances, and the words of one block joined as they are read, with links,
languages and alternatives.

Takes elements of a structure tree; gives strings, and a transcript as it reads on paper. Must not know
blocks, lists or tables, nor PDF.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from babel import Locale

from brochure.review.marked import MarkedText, spaced
from brochure.review.tree import FormField, Kid, StructureElement

#: Elements that are read in the run of a sentence; whatever is not here stands by itself.
INLINE: Final = frozenset({
    "Span", "Quote", "Em", "Strong", "Sub", "Code", "Link", "Annot", "Reference", "BibEntry", "Lbl", "LBody",
    "Ruby", "RB", "RT", "RP", "Warichu", "WT", "WP", "NonStruct",
})  # fmt: skip
_SPACES: Final = re.compile(r"[ \t\r\n]+")


@dataclass(frozen=True)
class Utterance:
    """One thing said. `role` is document, part, page, heading, paragraph, list, item, table, cell, figure, …

    `level` is a heading's, `depth` how many lists and tables stand around; `size` counts a list's items or a
    table's rows and columns; `place` is a cell's row and column, from 1; `language` is set where it is not
    the document's.
    """

    role: str
    text: str = ""
    page: int = 0
    level: int = 0
    depth: int = 0
    size: tuple[int, ...] = ()
    place: tuple[int, ...] = ()
    headers: tuple[str, ...] = ()
    language: str = ""

    @property
    def record(self) -> dict[str, Any]:
        """The same for programs, without what is empty."""
        return {name: value for name, value in asdict(self).items() if value or name in ("role", "text")}


def language_name(tag: str) -> str:
    """What a language is called in English; a tag that is not known is said as it is."""
    return str(Locale("en").languages.get(tag.partition("-")[0].lower(), tag))


def same_language(one: str, other: str) -> bool:
    """Whether two tags name one language: en and en-US are spoken alike."""
    return one.partition("-")[0].lower() == other.partition("-")[0].lower()


def formatted(utterances: Iterable[Utterance]) -> str:
    """A transcript as text, a line each."""
    return "".join(f"{'  ' * one.depth}{_said(one).rstrip()}\n" for one in utterances)


def _said(one: Utterance) -> str:
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
