"""What is different, as a letter tells it: a summary by document, and beside each page that is different
what changed on it, each change once and an item with all of its values in one row.

Takes `Differences`; gives rows and pages that a layout prints. Must not know what the letter looks like.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import Any, Final, NamedTuple

from brochure.review.appearance import without_links
from brochure.review.changed_fields import FieldChange
from brochure.review.changed_pages import PageChange
from brochure.review.differences import Differences, WordChange

#: Letters that have room beside two pictures, and those of a line.
_BESIDE: Final = 1100
_LINE: Final = 40
#: Letters of a value that stands on one line with others of its item.
_SHORT: Final = 90
#: Words that are shown before and behind a change, and longest stretch that is not shortened.
_AROUND, _LONGEST = 5, 14
#: Texts with other numbers of pages that are told one by one.
_FEW: Final = 3
#: A document and a page of it.
Spot = tuple[str, int]


class WordPiece(NamedTuple):
    """Words that are in both versions (`same`), only in the old one (`gone`) or in the new one (`new`)."""

    kind: str
    text: str


@dataclass
class ChangedOnPage:
    """A page that is different, as the letter has it: its pictures, and what is told beside them; `again`
    counts what is told beside an earlier one.
    """

    change: PageChange
    old: str
    new: str
    rows: list[ChangedRow] = field(default_factory=list)
    again: int = 0

    @property
    def page(self) -> int:
        """Its number now, or the one that it had."""
        return self.change.spot.new_page or self.change.spot.old_page

    def record(self, called: Callable[[str], str]) -> dict[str, Any]:
        """The same in plain values."""
        spot = self.change.spot
        return {
            "document": called(spot.document),
            "page": self.page,
            "what": list(self.change.what),
            "before": {"page": spot.old_page, "picture": self.old},
            "now": {"page": spot.new_page, "picture": self.new},
            "rows": [row.record(called, (spot.document, self.page)) for row in self.rows],
            "again": self.again,
            "is_long": self.is_long,
        }

    @property
    def is_long(self) -> bool:
        """Whether what is told of it needs more room than its pictures leave."""
        return sum(row.length for row in self.rows) > _BESIDE


@dataclass
class ChangedRow:
    """One item in the letter: what it is called, its place, the pages that print it, and each of its values
    that is another, as words that are the same or not. A text that no field says has no name.
    """

    item: str
    place: str
    spots: list[Spot]
    values: list[dict[str, Any]]

    @property
    def length(self) -> int:
        """How much there is to read, in letters."""
        every = (one[side] for one in self.values for side in ("old", "new"))
        return _LINE * 2 + sum(len(text) for pieces in every for _, text in pieces)

    def record(self, called: Callable[[str], str], here: Spot | None = None) -> dict[str, Any]:
        """The same in plain values; `here` is where it is told, which need not be said."""
        where = printed_on([one for one in dict.fromkeys(self.spots) if one != here], called)
        return {"item": self.item, "place": self.place, "where": where, "values": self.values}


@dataclass
class ToldPages:
    """What is told beside which page, and what stands on none that is shown."""

    pages: Sequence[ChangedOnPage]
    elsewhere: list[ChangedRow] = field(default_factory=list)

    def __post_init__(self) -> None:
        spots = [(one.change.spot, one) for one in self.pages]
        self._now = {(spot.document, spot.new_page): one for spot, one in spots if spot.new_page}
        self._before = {(spot.document, spot.old_page): one for spot, one in spots if spot.old_page}
        self._fields = dict[tuple[str, str], ChangedRow]()

    def tell_all(self, found: Differences) -> None:
        """Every change of fields, and those of words that no field tells."""
        for one in found.fields:
            rows = self._beside([self._side(one.new).get(spot) for spot in one.pages])
            self._fields.setdefault((one.old, one.new), add_field(rows, one))
        for words in summed_up(found.words):
            spots = [(spot.document, spot.new_page or spot.old_page) for spot in words.spots]
            if row := self._fields.get((words.old, words.new)):
                row.spots += spots
                continue
            sides = ((self._side(spot.new_page), it) for spot, it in zip(words.spots, spots, strict=True))
            rows = self._beside([side.get(spot) for side, spot in sides])
            rows.append(ChangedRow("", "", spots, [_value(words.called, words.old, words.new)]))

    def _side(self, new: object) -> Mapping[Spot, ChangedOnPage]:
        return self._now if new else self._before

    def _beside(self, pages: Iterable[ChangedOnPage | None]) -> list[ChangedRow]:
        """The rows beside the first of some pages, or behind all pages where none of them is shown."""
        shown = list({id(page): page for page in pages if page}.values())
        for page in shown[1:]:
            page.again += 1
        return shown[0].rows if shown else self.elsewhere


def gathered_rows(changes: Iterable[FieldChange]) -> list[ChangedRow]:
    """Changes in rows, one for all values of an item."""
    rows = list[ChangedRow]()
    for one in changes:
        add_field(rows, one)
    return rows


def add_field(rows: list[ChangedRow], one: FieldChange) -> ChangedRow:
    """A change of a field more, in the row of its item where there is one."""
    item, _, name = one.path.rpartition(".")
    called, value = item.rpartition(".")[2], _value(name.replace("_", " "), one.old, one.new)
    for row in rows:
        if called and (row.item, row.place.partition(":")[0]) == (called, one.where.file):
            row.values.append(value)
            row.spots += one.pages
            return row
    rows.append(ChangedRow(called, str(one.where), list(one.pages), [value]))
    return rows[-1]


def _value(name: str, old: str, new: str) -> dict[str, Any]:
    """Both versions of a value as words that are the same or not."""
    pieces = pieces_of(old, new)
    return {
        "name": name,
        "old": [(kind, text) for kind, text in pieces if kind != "new"] if old else [],
        "new": [(kind, text) for kind, text in pieces if kind != "gone"] if new else [],
        "is_short": len(old) + len(new) < _SHORT,
    }


def pieces_of(old: str, new: str) -> tuple[WordPiece, ...]:
    """Two texts in one, word by word, without most of what is the same."""
    return tuple(_pieces(*as_printed(old, new)))


def as_printed(old: str, new: str) -> tuple[str, str]:
    """Both versions of a text without where its links lead, unless nothing else is another."""
    bare = without_links(old), without_links(new)
    return bare if bare[0] != bare[1] else (old, new)


def summed_up(words: Sequence[WordChange]) -> list[WordChange]:
    """Changes of words as people read them: of many texts of a document in which other numbers of pages
    stand, as lines of an index, the first is told for all.
    """
    moved = [one for one in words if one.is_moved]
    found, first = list[WordChange](), dict[frozenset[str], WordChange]()
    named = {id(one): frozenset(spot.document for spot in one.spots) for one in moved}
    many = {names for names, count in Counter(named.values()).items() if count > _FEW}
    for one in words:
        if (names := named.get(id(one))) not in many:
            found.append(one)
        elif names not in first:
            same = [it for it in moved if named[id(it)] == names]
            spots = dict.fromkeys(spot for it in same for spot in it.spots)
            first[names] = replace(one, spots=tuple(spots), alike=len(same))
            found.append(first[names])
    return found


def _pieces(old: str, new: str) -> Iterator[WordPiece]:
    a, b = old.split(), new.split()
    codes = SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    for number, (kind, a1, a2, b1, b2) in enumerate(codes):
        if kind == "equal":
            yield WordPiece("same", _shortened(a[a1:a2], number > 0, number < len(codes) - 1))
            continue
        if a1 < a2:
            yield WordPiece("gone", " ".join(a[a1:a2]))
        if b1 < b2:
            yield WordPiece("new", " ".join(b[b1:b2]))


def _shortened(words: Sequence[str], after: bool, before: bool) -> str:
    """Words that are the same, of long stretches those beside a change."""
    if len(words) <= _LONGEST:
        return " ".join(words)
    first, last = words[:_AROUND] if after else [], words[-_AROUND:] if before else []
    return " ".join([*first, "…", *last])


def in_documents(spots: Sequence[tuple[str, int]]) -> list[tuple[str, list[int]]]:
    """Places as documents with their pages, in the order in which they are met."""
    found = dict[str, list[int]]()
    for name, page in spots:
        pages = found.setdefault(name, [])
        if page and page not in pages:
            pages.append(page)
    return [(name, sorted(pages)) for name, pages in found.items()]


def printed_on(spots: Sequence[Spot], called: Callable[[str], str]) -> str:
    """Documents with their pages, several in a row as a range."""
    found = ((called(name), as_ranges(pages)) for name, pages in in_documents(spots))
    return "; ".join(f"{name} {pages}".rstrip() for name, pages in found)


def as_ranges(numbers: Sequence[int]) -> str:
    """Numbers that follow one another as their first and last one: 3, 5–8."""
    found = list[list[int]]()
    for number in numbers:
        if found and number == found[-1][-1] + 1:
            found[-1][1:] = [number]
        else:
            found.append([number])
    return ", ".join("–".join(map(str, one)) for one in found)


def differing(found: Differences) -> dict[str, None]:
    """The documents in which something is different, in their order."""
    some = {page.spot.document for page in found.pages}
    some |= {name for one in found.fields for name, _ in one.pages}
    some |= {spot.document for one in found.words for spot in one.spots}
    return {name: None for name in found.compared if name in some}


def summary_of(found: Differences, called: Callable[[str], str]) -> list[dict[str, Any]]:
    """A line for each document: how many facts and texts are different in it, and on which pages."""
    return [
        {
            "document": called(name),
            "fields": sum(any(it == name for it, _ in one.pages) for one in found.fields),
            "texts": sum(any(spot.document == name for spot in one.spots) for one in found.words),
            "pages": as_ranges(
                sorted(
                    {
                        spot.new_page or spot.old_page
                        for spot in (
                            *(page.spot for page in found.pages),
                            *(spot for one in found.words for spot in one.spots),
                        )
                        if spot.document == name
                    }
                )
            ),
        }
        for name in differing(found)
    ]
