"""What documents list: those of a packet contents, an index of people, and what stands on other pages of it;
a brochure the pages on which its own parts begin.

Takes programs, chapters, people and page numbers; gives what templates print of them. In an index a
family name comes first, in the order of the language's alphabet. Lengths are points. Must not know
templates.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import ceil
from typing import Any, Final
from urllib.parse import quote

from brochure.compose.comparison import LINE, TITLE, RowSpacing
from brochure.compose.phrases import Phrases, filled_in
from brochure.compose.template_values import View
from brochure.compose.typefaces import PROSE, Widths
from brochure.compose.units import Fitting
from brochure.model import (
    Arrangement,
    Chapter,
    Elsewhere,
    Insert,
    PageView,
    Placement,
    Program,
    Sheet,
    plain,
)

#: What stands before a name and is no part of it, and what behind it.
_TITLES: Final = frozenset(
    {"dr", "dres", "prof", "professor", "mr", "mrs", "ms", "mx", "sir", "dame", "rev"}
)
_SUFFIXES: Final = frozenset({"jr", "sr", "ii", "iii", "iv", "v"})
#: What begins a family name with a capital, and what joins two of them.
PARTICLES: Final = frozenset(
    {"Ó", "Ní", "Nic", "Uí", "St.", "Saint", "Van", "Von", "Del", "Della", "Bin", "Ibn"}
)
_JOINING: Final = frozenset({"y", "e", "i", "zu", "und", "af"})
#: The alphabets that are not that of English; letters with marks that are not in one stand beside those that
#: they are made of (as in CLDR's root order).
_ENGLISH: Final = "abcdefghijklmnopqrstuvwxyz"
_ALPHABETS: Final = {
    **dict.fromkeys(("sv", "fi"), "abcdefghijklmnopqrstuvwxyzåäö"),
    **dict.fromkeys(("da", "nb", "nn", "no"), "abcdefghijklmnopqrstuvwxyzæøå"),
    "cs": "abcčdefghijklmnopqrřsštuvwxyzž",
    "es": "abcdefghijklmnñopqrstuvwxyz",
    "et": "abcdefghijklmnopqrsšzžtuvwõäöüxy",
    "hr": "abcčćdđefghijklmnopqrsštuvwxyzž",
    "hu": "abcdefghijklmnoöpqrstuüvwxyz",
    "is": "aábcdðeéfghiíjklmnoópqrstuúvwxyýzþæö",
    "pl": "aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż",
    "sk": "aäbcčdefghijklmnoôpqrsštuvwxyzž",
    "sl": "abcčdefghijklmnopqrsštuvwxyzž",
    "tr": "abcçdefgğhıijklmnoöpqrsştuüvwxyz",
}
#: Letters that are not made of others and a mark, as those write them who do not have them.
_SPELLED: Final = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)


def inverted(name: str) -> str:
    """A name as an index has it: `Lovelace, Ada`; titles before it are left out, `Jr.` stays at its end."""
    words = name.replace(",", " ,").split()
    while len(words) > 2 and words[0].rstrip(".").casefold() in _TITLES:
        words = words[1:]
    if "," in words:  # what follows a comma is no part of the name but for Jr.
        words, after = words[: words.index(",")], words[words.index(",") + 1 :]
        words += after if len(after) == 1 and _is_suffix(after[0]) else []
    suffix = [words.pop()] if len(words) > 2 and _is_suffix(words[-1]) else []
    family = words[-1:]
    given = words[:-1]
    while len(given) > 1 and (
        given[-1].islower() or given[-1] in PARTICLES or (family[0] in _JOINING and len(family) > 1)
    ):
        family.insert(0, given.pop())
    return ", ".join(filter(None, (" ".join(family), " ".join(given), " ".join(suffix))))


def initials(person: View) -> str:
    """The first letters of a name and of the family's, which stand where a portrait is missing."""
    family, _, given = (person.get("indexed") or inverted(plain(person.name))).partition(", ")
    begins = (word for word in family.split() if not word[:1].islower() and word not in PARTICLES)
    name = next(begins, family)
    return "".join(word[:1].upper() for word in (given, name) if word)


def _is_suffix(word: str) -> bool:
    return word.rstrip(".").casefold() in _SUFFIXES


def in_order(name: str, language: str) -> tuple[object, ...]:
    """The key by which names are sorted in a language: by letters, then by marks and capitals."""
    tag = language.partition("-")[0].lower()
    alphabet = _ALPHABETS.get(tag, _ENGLISH)
    small = name.replace("I", "ı").replace("İ", "i").lower() if tag == "tr" else name.lower()
    words = unicodedata.normalize("NFC", small)
    places = tuple(place for letter in words for place in _places(letter, alphabet))
    return places, words, name


def classes_in_order(said: Sequence[object], named: Sequence[str]) -> list[object]:
    """The classes of people who stand in a list so, each once: in the order that is named, or of their
    numbers, such as Year 1 and Year 2; the last one first where a list that is divided by them has them so.
    Others stand as they are first met.
    """
    found, order = list(dict.fromkeys(said)), [one.strip().casefold() for one in named]
    words = [str(one).strip().casefold() for one in found]
    parts = [re.fullmatch(r"(\D*)([0-9]+)", one) for one in words]
    if order and all(one in order for one in words):
        ranks = [order.index(one) for one in words]
    elif all(parts) and len({one[1] for one in parts if one}) == 1:
        ranks = [int(one[2]) for one in parts if one]
    else:
        return found
    is_divided = len(found) == 1 + sum(one != other for one, other in pairwise(said))
    if is_divided and ranks == sorted(ranks, reverse=True):
        return found
    return [one for _, one in sorted(zip(ranks, found, strict=True), key=lambda pair: pair[0])]


def _places(letter: str, alphabet: str) -> list[tuple[int, str]]:
    """Where a letter stands: in the alphabet, with those that it is made of, or after all of them."""
    if letter in alphabet:
        return [(alphabet.index(letter) + 1, "")]
    bare = unicodedata.normalize("NFKD", letter.translate(_SPELLED))
    return [
        (alphabet.index(one) + 1, "")
        if one in alphabet
        else (0 if one.isspace() else len(alphabet) + 1, one)
        for one in bare
        if one.isalnum() or one.isspace()
    ]


#: Of the lines of contents: the edges beside their words, their titles and what stands above one without a
#: caption, captions, their padding, the heading above each kind, their least and greatest height.
CONTENTS_EDGES, CONTENTS_TITLE, UNCAPTIONED, CAPTION, CAPTION_LINE = 93.0, 13.0, 4.5, 9.2, 12.0
CONTENTS_PADDING, CONTENTS_KIND, CONTENTS_MARK, CONTENTS_HIGHEST, CONTENTS_RULE = 7.0, 36.0, 29.0, 62.0, 0.6
#: The height of a large line at most.
CONTENTS_TALLEST = 96.0
#: Programs that are compared on a page of their own.
FEWEST_COMPARED = 2
#: People whose index has all of its columns; what its title takes of a page, its least and its widest lines,
#: in points, the former two of narrow pages too.
MANY_PEOPLE, INDEX_COLUMNS = 60, 3
INDEX_TITLE, INDEX_LEAST, INDEX_WIDEST = (106.0, 70.0), (15.0, 13.0), 24.0
#: What is between its columns, how far its lines go in, and its type in two columns and in three.
INDEX_GAP, INDEX_INDENT, INDEX_SIZES = 24.0, 12.0, (10.4, 9.0)


@dataclass(frozen=True)
class Entry:
    """One line of a packet's contents: what it names, and the printed number of its first page.

    One that names neither is the index. `height` is that of the line, in points, and `tall` the one that it
    has where few programs are listed large.
    """

    name: str
    folio: int
    program: Program | None = None
    chapter: Chapter | Insert | None = None
    height: float = 0
    tall: float = 0


@dataclass(frozen=True)
class Reference:
    """A link to another page of a packet: its title, number and address, and the words that lead there."""

    title: str
    folio: int
    address: str
    words: str

    @classmethod
    def to(cls, one: Elsewhere, words: Phrases) -> Reference:
        """The link to what a packet prints elsewhere."""
        address = f"packet:{quote(one.document)}#{quote(one.place)}"
        phrase = words["people-on" if one.is_people else "more-on"]
        return cls(one.title, one.folio, address, filled_in(phrase, page=str(one.folio)))


@dataclass(frozen=True)
class PageNumber:
    """The number of a page, and the address that leads there."""

    folio: int
    address: str


@dataclass(frozen=True)
class Indexed:
    """Somebody in an index: the name, the pages that have it, and whether it is the last of its letter."""

    name: str
    pages: tuple[PageNumber, ...]
    ends: bool = False


@dataclass(frozen=True)
class Folio:
    """What is printed at the foot of one page of a packet: its number, or nothing.

    `dark` for colored pages.
    """

    number: int
    shown: bool
    dark: bool


def spaced(
    brochures: Sequence[Entry], chapters: Sequence[Entry], widths: Widths, sheet: Sheet
) -> tuple[list[Entry], list[Entry]]:
    """The lines of the contents, as high as fills their pages.

    Where programs are compared besides, their names alone stand here.
    """
    entries = [*brochures, *chapters]
    if not entries:
        return [], []
    measure = sheet.measure - CONTENTS_EDGES
    has_promises = len(brochures) < FEWEST_COMPARED
    needed = [_needed(one, widths, measure, has_promises) for one in entries]
    above = [CONTENTS_KIND if number in (0, len(brochures)) else 0.0 for number in range(len(entries))]
    room = sheet.depth - CONTENTS_RULE * len(entries)
    spacing = RowSpacing(room, TITLE, 0, CONTENTS_PADDING + LINE, CONTENTS_HIGHEST)
    heights = spacing.heights(needed, above)
    if spacing.pages(heights, above) > 1:
        heights = _apart(needed, len(brochures), spacing) or heights
    found = [replace(one, height=height) for one, height in zip(entries, heights, strict=True)]
    programs, others = found[: len(brochures)], found[len(brochures) :]
    left = sheet.depth - TITLE - sum(above) - sum(one.height for one in others) - LINE
    tall = round(min(left / max(len(programs), 1), CONTENTS_TALLEST), 1)
    return [replace(one, tall=tall) for one in programs], others


def _apart(needed: Sequence[float], programs: int, spacing: RowSpacing) -> list[float]:
    """Heights with which programs fill the first page and chapters the second; none where either takes more,
    or where programs leave room for chapters.
    """
    first = replace(spacing, title=spacing.title + CONTENTS_KIND)
    second = replace(spacing, title=CONTENTS_KIND)
    both = [
        page.heights(rows) if rows and page.pages([max(page.lowest, row) for row in rows]) == 1 else []
        for page, rows in ((first, needed[:programs]), (second, needed[programs:]))
    ]
    if not all(both):
        return []
    left = first.room - first.title - sum(both[0])
    return [] if left >= CONTENTS_KIND + needed[programs] else [*both[0], *both[1]]


def _needed(one: Entry, widths: Widths, measure: float, has_promises: bool) -> float:
    """The height that a line of the contents needs."""
    title, said = "", ""
    if one.program:
        title, said = plain(one.program.name), plain(one.program.promise) if has_promises else ""
    elif one.chapter:
        title, said = plain(one.chapter.title), plain(one.chapter.line)
    words = CONTENTS_PADDING + (widths.lines(title, measure, CONTENTS_TITLE, PROSE) or 2) * LINE
    captions = (widths.lines(said, measure, CAPTION) or 2) * CAPTION_LINE if said else UNCAPTIONED
    return max(words + captions, CONTENTS_MARK if one.program else 0)


def index_known(people: Sequence[Indexed], sheet: Sheet, widths: Widths, fit: float = 1.0) -> dict[str, Any]:
    """What the template of an index is given: people in order, columns, and lines that fill its pages, in
    type of this share of its size.
    """
    letters = [*(plain(one.name)[:1].upper() for one in people), ""]
    marked = [
        replace(one, ends=bool(after) and after != letter)
        for one, letter, after in zip(people, letters, letters[1:], strict=False)
    ]
    columns = INDEX_COLUMNS if len(people) > MANY_PEOPLE else INDEX_COLUMNS - 1
    across = (sheet.measure - INDEX_GAP * (columns - 1)) / columns - INDEX_INDENT
    size = INDEX_SIZES[columns == INDEX_COLUMNS] * fit
    lines = sum(widths.lines(_line_of(one), across, size) or 2 for one in marked)
    rows = (lines + sum(one.ends for one in marked) / 2) / columns
    room, least = sheet.depth - INDEX_TITLE[sheet.is_narrow], INDEX_LEAST[sheet.is_narrow] * fit
    pages = 1 + max(ceil(((rows + 1) * least - room) / sheet.depth), 0)
    leading = min(max((room + (pages - 1) * sheet.depth) / (rows + pages), least), INDEX_WIDEST)
    return {"people": marked, "columns": columns, "leading": leading}


def _line_of(one: Indexed) -> str:
    """What an index prints of somebody."""
    return ", ".join([plain(one.name), *(str(page.folio) for page in one.pages)])


def references(found: Sequence[Elsewhere], words: Phrases) -> dict[str, Any]:
    """What a packet prints in another place: `further` by groups, and `more` by the rows that it is part of,
    with its address and what leads there.
    """
    further, more = dict[str, list[Reference]](), dict[str, list[Reference]]()
    for one in found:
        reference = Reference.to(one, words)
        if one.number:
            more.setdefault(f"{one.group}-{one.number}", []).append(reference)
        elif reference not in further.setdefault(one.group, []):
            further[one.group].append(reference)
    return {"further": further, "more": more}


@dataclass(frozen=True)
class Beginnings:
    """On which pages the units of a document begin: one that links call `part`, whose first page has the
    number `first`.

    What its parts took is noted as they are laid out, so that it is set with the numbers that come of that.
    """

    fitting: Fitting
    part: str
    first: int
    _places: dict[tuple[Placement, float], list[Sequence[str]]] = field(default_factory=dict)

    def are_listed(self, arrangement: Arrangement) -> bool:
        """Whether any part of it prints them."""
        return any(self.fitting.architecture(one.architecture).lists for one in arrangement.placements)

    def note(self, placement: Placement, fit: float, pages: Sequence[PageView]) -> None:
        """Notes the pages of a part with type at this share of its size."""
        self._places[placement.bare, fit] = [page.places for page in pages]

    def on(self, pages: Sequence[PageView]) -> tuple[tuple[str, int], ...]:
        """The numbers of pages, by units."""
        return tuple(self._numbers([page.places for page in pages]))

    def expected(self, arrangement: Arrangement) -> tuple[tuple[str, int], ...]:
        """The numbers that come of what was noted of its parts; none where nothing was of one."""
        parts = [self._part(one, arrangement.fit) for one in arrangement.placements]
        return tuple(self._numbers([page for part in parts for page in part])) if all(parts) else ()

    def _part(self, placement: Placement, fit: float) -> list[Sequence[str]]:
        architecture = self.fitting.architecture(placement.architecture)
        if "filler" in architecture.units:
            return [()] * architecture.fewest
        return self._places.get((placement.bare, fit), [])

    def _numbers(self, pages: Sequence[Sequence[str]]) -> Iterator[tuple[str, int]]:
        for unit in self.fitting.units:
            for number, places in enumerate(pages, start=self.first):
                if f"{self.part}--{unit.id}" in places:
                    yield unit.id, number
                    break
