"""Inline content: the texts of one block joined as they are read, with links, languages and alternatives.

Takes elements; gives one string. Must not know blocks, lists or tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from brochure.review.marked import MarkedText, spaced
from brochure.review.tree import FormField, Kid, StructureElement
from brochure.review.utterance import language_name, same_language

#: Elements that are read in the run of a sentence; whatever is not here stands by itself.
INLINE: Final = frozenset({
    "Span", "Quote", "Em", "Strong", "Sub", "Code", "Link", "Annot", "Reference", "BibEntry", "Lbl", "LBody",
    "Ruby", "RB", "RT", "RP", "Warichu", "WT", "WP", "NonStruct",
})  # fmt: skip
_SPACES: Final = re.compile(r"[ \t\r\n]+")


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
