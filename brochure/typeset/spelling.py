"""Has what is painted spell what was written, for those who copy, search and listen.

A PDF says of each glyph which characters it stands for, once in a whole document, by where it was met first:
a small capital stands for both cases, one hyphen for three, and a vowel sign may stand before a consonant
that it follows. Where the glyphs of a word say another word, they get an `ActualText` (ISO 32000-1, 14.9.4).
Takes strings of glyphs as the engine shows them; must not know what they are painted on.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final, NamedTuple

SOFT_HYPHEN: Final = "\u00ad"
#: A space or hyphen that does not break is a space or hyphen to who copies or searches; what only says where
#: lines may end is no part of a word. Narrow spaces stay: Chrome tells words apart by the width of a space.
PLAIN: Final = {0xA0: " ", 0x2011: "-", **dict.fromkeys([0xAD, 0x200B, 0x200E, 0x2060, 0xFEFF], "")}
#: A hyphen that is painted is a hyphen, wherever it was met first.
_HYPHENS: Final = {ord(SOFT_HYPHEN): "-", 0x2010: "-"}
#: Thai, Lao, Tibetan, Burmese, Khmer.
_UNSPACED: Final = re.compile(r"[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff]")
_GLYPHS: Final = re.compile(r"<([0-9a-f]*)>")
_PARTS: Final = re.compile(r"<([0-9a-f]*)>|([^<]+)")


def is_spaced(letter: str) -> bool:
    """Whether words of its script stand apart: those of Chinese, Japanese, Thai and their kin do not."""
    return unicodedata.east_asian_width(letter) not in ("W", "F") and not _UNSPACED.match(letter)


class Shown(NamedTuple):
    """One string of glyphs in one face, and which entry of its stream shows it."""

    entry: int
    face: Any
    glyphs: str


class Begin(str):
    """From here on the words are these."""


class End(str):
    """So far they were."""


END: Final = End()
#: Glyphs with their gaps, or where other words begin and end.
Piece = str


@dataclass(frozen=True)
class Spelling:
    """What is shown in place of entries; `whole` is said in place of all of it."""

    entries: Mapping[int, Sequence[Piece]]
    whole: str = ""


class _Face(dict[str, str]):
    """What the glyphs of a face stand for, by their code; `space` is the code of a space that it shows.

    The engine may know a face by several objects, of which the file gets one: they agree by `decided`.
    """

    def __init__(self, face: Any, decided: dict[int, str]) -> None:
        super().__init__()
        self._stands_for: dict[int, str] = face.to_unicode
        self._decided = decided
        self._digits = 2 if face.bitmap else 4
        self.space = ""
        self.has_signs = False

    def __missing__(self, code: str) -> str:
        number = int(code, 16)
        text = self._decided.setdefault(
            number, self._stands_for[number].translate(_HYPHENS).translate(PLAIN)
        )
        self[code] = self._stands_for[number] = text
        if text == " ":
            self.space = code
        self.has_signs = self.has_signs or _has_signs([text])
        return text

    def codes(self, digits: str) -> list[str]:
        """The codes of a string of hexadecimal digits."""
        return [digits[at : at + self._digits] for at in range(0, len(digits), self._digits)]


class Speller:
    """Spells the words of one document, whose faces it comes to know."""

    def __init__(self) -> None:
        self._faces: dict[Any, _Face] = {}
        self._decided: dict[str, dict[int, str]] = {}

    def spell(self, shown: Sequence[Shown], says: str, is_said: bool = False) -> Spelling:
        """What has to be shown so that all of it says these words; white, where they are said before."""
        if is_said:
            return Spelling({}, " ")
        texts = [text for one in shown for text in self._texts(one)]
        may_have_signs = any(self._face(one.face).has_signs for one in shown)
        text, is_whole = "".join(texts), not (may_have_signs and _has_signs(texts))
        if not shown or (is_whole and text == says):
            return Spelling({})
        last = shown[-1]
        is_open = says.endswith(" ") and not text.endswith(" ")
        space = self._face(last.face).space if is_open else ""
        after = [f"<{space}>"] if space else []
        if after and is_whole and f"{text} " == says:
            return Spelling({last.entry: [last.glyphs, *after]})
        words = [word for word in says.split(" ") if word]
        if is_open and not space:
            words[-1] += " "
        parts = [part for one in shown for part in self._parts(one)]
        wrong = _wrong(parts, words)
        if wrong is None:
            return Spelling({}, says)
        begins, ends = {begin: Begin(word) for begin, _, word in wrong}, {end for _, end, _ in wrong}
        entries = {one.entry: list[Piece]() for one in shown}
        for number, part in enumerate(parts):
            pieces = entries[part.entry]
            pieces += [begins[number]] if number in begins else []
            pieces.append(part.shown)
            pieces += [END] if number in ends else []
        pieced = {entry: _joined(pieces) for entry, pieces in entries.items()}
        pieced[last.entry] += after
        return Spelling(pieced)

    def _face(self, face: Any) -> _Face:
        if face not in self._faces:
            self._faces[face] = _Face(face, self._decided.setdefault(face.hash, {}))
        return self._faces[face]

    def _texts(self, one: Shown) -> list[str]:
        face = self._face(one.face)
        return [face[code] for code in face.codes("".join(_GLYPHS.findall(one.glyphs)))]

    def _parts(self, one: Shown) -> Iterator[_Part]:
        face = self._face(one.face)
        for glyphs, gap in _PARTS.findall(one.glyphs):
            if gap:
                yield _Part(one.entry, f"{gap} ")
            for code in face.codes(glyphs):
                yield _Part(one.entry, f"<{code}>", face[code])


class _Part(NamedTuple):
    """A glyph and what it stands for, or a gap."""

    entry: int
    shown: str
    text: str | None = None


def _wrong(parts: Sequence[_Part], words: Sequence[str]) -> list[tuple[int, int, str]] | None:
    """First and last part of each word whose glyphs say another; None where words and glyphs do not meet."""
    groups, is_open = list[list[int]](), False
    for number, part in enumerate(parts):
        if part.text is not None:
            if part.text != " " and not is_open:
                groups.append([])
            is_open = part.text != " "
            if is_open:
                groups[-1].append(number)
    if len(groups) != len(words):
        return None
    said = [[parts[number].text or "" for number in group] for group in groups]
    return [
        _narrowed(group, texts, word)
        for group, texts, word in zip(groups, said, words, strict=True)
        if "".join(texts) != word or _has_signs(texts)
    ]


def _has_signs(texts: Sequence[str]) -> bool:
    """Whether there are glyphs that stand over, below or before others, or that say nothing.

    Chrome reads the codes of these, and all readers tell the order of those by their places.
    """
    return any(
        not text or (not text[0].isascii() and unicodedata.category(text[0])[0] == "M") for text in texts
    )


def _narrowed(group: Sequence[int], texts: Sequence[str], word: str) -> tuple[int, int, str]:
    """The glyphs of a word that say something else, without those before and after them that do not."""
    first, last = 0, len(group) - 1
    if _has_signs(texts):
        return group[first], group[last], word
    while first < last and texts[first] not in ("", word) and word.startswith(texts[first]):
        word, first = word.removeprefix(texts[first]), first + 1
    while last > first and texts[last] not in ("", word) and word.endswith(texts[last]):
        word, last = word.removesuffix(texts[last]), last - 1
    return group[first], group[last], word


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Glyphs that follow one another as one string."""
    joined = list[Piece]()
    for is_shown, run in groupby(pieces, lambda piece: type(piece) is str):
        together = list(run)
        joined += ["".join(together).replace("><", "")] if is_shown else together
    return joined
