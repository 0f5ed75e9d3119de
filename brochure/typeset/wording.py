"""What was written for each laid-out text: its words as a document says them, where they stand in it, and
which of them were laid out nowhere.

The engine changes what it sets: it divides words, collapses and drops white space, and turns letters into
others where a stylesheet asks for it (`text-transform`). Takes the parsed HTML and its laid-out texts, in
the order of their elements; must not know how they are painted.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
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
#: What HTML has stand there for others than its readers, or only as long as it is chosen.
_ASIDE: Final = frozenset({"rp", "datalist", "option", "noembed", "noframes", "title"})
#: So many letters may be found inside of others; fewer are a word of their own.
_FEW: Final = 3
_OF_LETTERS: Final = ("::first-letter", "::first-line")


class Words(NamedTuple):
    """The words of one laid-out text, and where in all that is written they begin and end (-1: nowhere)."""

    text: str
    start: int = -1
    end: int = -1


@dataclass(eq=False)
class _Piece:
    """Text that stands directly in an element; `done` counts the characters up to the last laid out.

    `lost` are those before it that were passed over, from where to where.
    """

    text: str
    start: int
    done: int = 0
    lost: list[tuple[int, int]] = field(default_factory=list)

    @property
    def rest(self) -> str:
        return _plain(self.text[self.done :])

    def words(self) -> Iterator[str]:
        """What was not laid out, and the word whose beginning was."""
        for begin, end in [*self.lost, (self.done, len(self.text))]:
            if _plain(self.text[begin:end]):
                whole = self.text[:begin].rsplit(None, 1)[-1:] if not self.text[begin].isspace() else []
                before = whole[0] if whole and not self.text[begin - 1].isspace() else ""
                yield _plain(before + self.text[begin:end])


class Wording:
    """All that a document says, in its order."""

    def __init__(self, root: Element) -> None:
        self._pieces: dict[Element, list[_Piece]] = {}
        self._texts: list[str] = []
        self._length = 0
        self._places: dict[Element, str] = {}
        self._others: dict[tuple[Element | None, str], str] = {}
        self._aside = set[Element]()
        self._read(root, "")
        self._all = "".join(self._texts)

    def _read(self, element: Element, where: str) -> None:
        if not isinstance(element.tag, str) or element.tag in _UNREAD or element.tag.startswith(SVG):
            return
        where = self._places[element] = element.get("data-source") or where
        if element.tag in _ASIDE or "hidden" in element.keys():  # noqa: SIM118  # no mapping
            self._aside.update(element.iter())
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
            for piece, found in self._found(pieces, box):
                said, begin, end = found
                if _plain(piece.text[piece.done : begin]):
                    piece.lost.append((piece.done, begin))
                piece.done = end
                return Words(said, piece.start + begin, piece.start + end)
        self._others[box.element, box.tag] = self._others.get((box.element, box.tag), "") + box.text
        return Words(box.text.translate(PLAIN))

    @staticmethod
    def _found(pieces: Sequence[_Piece], box: LaidOutBox) -> Iterator[tuple[_Piece, tuple[str, int, int]]]:
        """Where a text may be written: where the last one ends, or a little after what was dropped there.

        Or before its last letter, where that is the one that stylesheets divide words with.
        """
        for piece in pieces:
            if found := _matched(piece.text, piece.done, box.text, box.hyphen):
                yield piece, found
        for piece in pieces:
            last = min(piece.done + len(box.text) + 1, len(piece.text))
            for at in range(max(0, piece.done - len(box.hyphen)), last):
                if found := _matched(piece.text, at, box.text, box.hyphen):
                    yield piece, found

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
        return other.start < one.end or any(c.isspace() for c in between)

    def left_over(self) -> Iterator[tuple[str, str]]:
        """What was laid out nowhere: where it was written, and the words."""
        for element, pieces in self._pieces.items():
            for piece in pieces if element not in self._aside else ():
                for words in piece.words():
                    yield self._places[element], words

    def is_said_otherwise(self, words: str) -> bool:
        """Whether words stand in what a stylesheet adds, such as a running head, or was found nowhere."""
        said = _letters(words)
        others = {_letters(other) for other in self._others.values()}
        return not said or any(said == other or (len(said) > _FEW and said in other) for other in others)


def _plain(text: str) -> str:
    return " ".join(text.translate(PLAIN).split())


def _letters(text: str) -> str:
    """What is left of a text in any case and on any lines."""
    return "".join(c for c in _bare(text) if c.isalnum())


def _matched(written: str, at: int, laid_out: str, hyphen: str) -> tuple[str, int, int] | None:
    """The words for a laid-out text, from where to where they are written; None where it is another text."""
    while laid_out[0] not in _WHITE and written[at : at + 1] not in ("", laid_out[0]):
        if _plain(written[at]):
            break
        at += 1
    if written.startswith(laid_out, at):
        return laid_out.translate(PLAIN), at, at + len(laid_out)
    begin, count, said = at, 0, ""
    while count < len(laid_out):
        here, there = laid_out[count], written[at : at + 1]
        if here.isspace() and there in _WHITE:  # which may be many, or none at the end
            at += _white(written[at:])
            taken, word = max(1, _white(laid_out[count:])), " "
        elif there == here or (there and laid_out[count:] != hyphen and (there not in _SKIPPED)):
            taken, word = _turned(there, laid_out[count : count + _MOST]), there
            at += 1
            if taken:
                taken += _accents(laid_out[count + taken :], written[at : at + 1])
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


def _accents(laid_out: str, following: str) -> int:
    """How many accents follow that a letter gets in another case, and that are not written themselves."""
    count = 0
    while count < len(laid_out) and unicodedata.combining(laid_out[count]) and laid_out[count] != following:
        count += 1
    return count


def _bare(letters: str) -> str:
    return "".join(
        c for c in unicodedata.normalize("NFKD", letters).casefold() if not unicodedata.combining(c)
    )
