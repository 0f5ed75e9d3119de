"""What was written for each laid-out text: its words as a document says them, where they stand in it, and
which of them were laid out nowhere.

The engine changes what it sets: it divides words, collapses and drops white space, and turns letters into
others where a stylesheet asks for it (`text-transform`). Takes the parsed HTML and its laid-out texts, in
the order of their elements; must not know how they are painted.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element

from brochure.typeset.engine_internals import LaidOutBox
from brochure.typeset.roles import SVG
from brochure.typeset.spelling import PLAIN, SOFT_HYPHEN

_WHITE: Final = " \t\n\r\f"
#: What is written and may be left out where text is laid out.
_SKIPPED: Final = frozenset(_WHITE + SOFT_HYPHEN)
#: No letter becomes more than so many.
_MOST: Final = 4
_UNREAD: Final = frozenset({"head", "script", "style", "template"})
_OF_LETTERS: Final = ("::first-letter", "::first-line")


class Words(NamedTuple):
    """The words of one laid-out text, and where in all that is written they begin and end (-1: nowhere)."""

    text: str
    start: int = -1
    end: int = -1


@dataclass(eq=False)
class _Piece:
    """Text that stands directly in an element; `done` counts the characters that were laid out."""

    text: str
    start: int
    done: int = 0

    @property
    def rest(self) -> str:
        return self.text[self.done :].strip(_WHITE).translate(PLAIN)


class Wording:
    """All that a document says, in its order."""

    def __init__(self, root: Element) -> None:
        self._pieces: dict[Element, list[_Piece]] = {}
        self._texts: list[str] = []
        self._length = 0
        self._places: dict[Element, str] = {}
        self._read(root, "")
        self._all = "".join(self._texts)

    def _read(self, element: Element, where: str) -> None:
        if not isinstance(element.tag, str) or element.tag in _UNREAD or element.tag.startswith(SVG):
            return
        where = self._places[element] = element.get("data-source") or where
        pieces = self._pieces[element] = []
        self._add(element.text or (" " if element.tag == "br" else ""), pieces)
        for child in element:
            self._read(child, where)
            self._add(child.tail or "", pieces)

    def _add(self, text: str, pieces: list[_Piece]) -> None:
        if text:
            pieces.append(_Piece(text, self._length))
            self._texts.append(text)
            self._length += len(text)

    def take(self, box: LaidOutBox) -> Words:
        """What was written for a text; to be asked once for each, in their order."""
        is_generated = "::" in box.tag and not box.tag.endswith(_OF_LETTERS)
        if box.element is not None and not is_generated:
            pieces = self._pieces.get(box.element, [])
            while pieces and not pieces[0].rest:
                pieces.pop(0)
            for piece in pieces:
                if found := _matched(piece.text, piece.done, box.text, box.hyphen):
                    said, begin, piece.done = found
                    return Words(said, piece.start + begin, piece.start + piece.done)
        return Words(box.text.translate(PLAIN))

    def place_of(self, element: Element | None) -> str:
        """Where the text of an element was written; empty for what layouts say."""
        return self._places.get(element, "") if element is not None else ""

    def goes_on(self, one: Words, other: Words) -> bool:
        """Whether a text is the rest of the word that another one ends with."""
        between = self._all[one.end : other.start] if 0 <= one.end <= other.start else " "
        return not between.strip(SOFT_HYPHEN)

    def divides(self, one: Words, other: Words) -> bool:
        """Whether there is white between two texts that follow one another, or another text."""
        if one.start < 0 or other.start < 0:
            return False
        between = self._all[one.end : other.start]
        return other.start < one.end or any(c in _WHITE for c in between)

    def left_over(self) -> Iterator[tuple[str, str]]:
        """What was laid out nowhere: where it was written, and the words."""
        for element, pieces in self._pieces.items():
            for piece in pieces:
                if rest := piece.rest:
                    yield self._places[element], rest


def _matched(written: str, at: int, laid_out: str, hyphen: str) -> tuple[str, int, int] | None:
    """The words for a laid-out text, from where to where they are written; None where it is another text."""
    while at < len(written) and written[at] in _WHITE and laid_out[0] not in _WHITE:
        at += 1
    if written.startswith(laid_out, at):
        return laid_out.translate(PLAIN), at, at + len(laid_out)
    begin, count, said = at, 0, ""
    while count < len(laid_out):
        here, there = laid_out[count], written[at : at + 1]
        if here in _WHITE and there in _WHITE:  # which may be many, or none at the end
            at += _white(written[at:])
            taken, word = _white(laid_out[count:]), " "
        elif there == here or (there and laid_out[count:] != hyphen and (there not in _SKIPPED)):
            taken, word = _turned(there, laid_out[count : count + _MOST]), there
            at += 1
        elif there and there in _SKIPPED:
            at += 1
            continue
        elif laid_out[count:] == hyphen:
            return said.translate(PLAIN) + SOFT_HYPHEN, begin, at
        else:
            taken, word = 0, ""
        if not taken:
            return None
        count, said = count + taken, said + word
    return said.translate(PLAIN), begin, at


def _white(text: str) -> int:
    """How many white characters a text begins with."""
    return len(text) - len(text.lstrip(_WHITE))


def _turned(letter: str, laid_out: str) -> int:
    """How many of the first characters laid out stand for a letter, whatever its case, accents and width."""
    if laid_out.startswith(letter):
        return len(letter)
    bare = _bare(letter)
    return next((n for n in range(1, len(laid_out) + 1) if bare and _bare(laid_out[:n]) == bare), 0)


def _bare(letters: str) -> str:
    return "".join(
        c for c in unicodedata.normalize("NFKD", letters).casefold() if not unicodedata.combining(c)
    )
