"""What is different between two versions of a publication: by field, then by words, then by pages.

Takes a `ComparedVersion` of each; gives `Differences`, which hold everything printed that is different in
the documents that both have: a `WordChange` for every text that is another, once for all documents in which
it is. What only stands elsewhere is no change. Must not know files, nor how documents are made.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from difflib import SequenceMatcher
from typing import Any, Final

from brochure.review.appearance import (
    ALIKE,
    Appearance,
    Utterance,
    is_number,
    pairs,
    stands_under,
    without_links,
)
from brochure.review.changed_fields import (
    FieldChange,
    Printed,
    Side,
    field_changes,
    names_of,
    pages_of_fields,
)
from brochure.review.changed_pages import Box, ChangedAt, PageBoxes, PageChange, texts_of

#: Shorter values are found in too many texts.
_FEWEST_LETTERS: Final = 3
_NOTHING: Final = Appearance()
#: Where a text names a page.
_PAGE: Final = "[link to page "
_NUMBERS: Final = re.compile("[0-9]+")


@dataclass(frozen=True)
class WordChange:
    """A text that is another, was taken out (`new` is empty) or came in (`old` is).

    `role` is what it is: heading, paragraph, …, `figure` for words in one, `margin` for what is printed on
    pages and not read. `beside` is the item, the heading or the head of a column that a number stands
    under, which does not say itself what it is. `alike` is of how many texts this is told, as the first.
    """

    role: str
    old: str
    new: str
    spots: tuple[ChangedAt, ...] = ()
    beside: str = ""
    alike: int = 1

    @property
    def called(self) -> str:
        """What it is about, in front of what it says."""
        return f"{self.alike} ×" if self.alike > 1 else self.beside

    @property
    def is_moved(self) -> bool:
        """Whether it names other pages, as many as before, and nothing else is another."""
        bare = [_NUMBERS.sub("0", one) for one in (self.old, self.new)]
        return bare[0] == bare[1] and _PAGE in self.old


@dataclass(frozen=True)
class DocumentChanges:
    """All that is different in one document."""

    words: tuple[WordChange, ...]
    pages: tuple[PageChange, ...]


def document_changes(name: str, old: Appearance, new: Appearance) -> DocumentChanges:
    """What is different between two versions of a document."""
    if old == new:
        return DocumentChanges((), ())
    boxes = PageBoxes(name, old, new)
    words = [*_said(boxes), *_margins(boxes)]
    boxes.drawings()
    boxes.type()
    return DocumentChanges(tuple(words), tuple(boxes.pages()))


def gathered_words(changes: Iterable[WordChange]) -> tuple[WordChange, ...]:
    """Each change of words once, with all the places where it is."""
    found = dict[WordChange, list[ChangedAt]]()
    for one in changes:
        found.setdefault(replace(one, spots=()), []).extend(one.spots)
    return tuple(replace(one, spots=tuple(dict.fromkeys(spots))) for one, spots in found.items())


def _said(boxes: PageBoxes) -> Iterator[WordChange]:
    """What a screen reader says otherwise."""
    old, new = _blocks(boxes.old.said), _blocks(boxes.new.said)
    for before, after in pairs(old, new):
        a, b = before.text if before else "", after.text if after else ""
        spot = ChangedAt(boxes.name, before.page if before else 0, after.page if after else 0)
        boxes.words(before, after)
        one = after or before or old[0]
        beside = stands_under(one, new if after else old) if is_number(a) and is_number(b) else ""
        yield WordChange(one.role, a, b, (spot,), beside)


def _blocks(said: Sequence[Utterance]) -> list[Utterance]:
    return [one for one in said if one.text and one.role != "page"]


def _margins(boxes: PageBoxes) -> Iterator[WordChange]:
    """Texts that are printed and not read word by word: in margins and in figures. Numbers of pages only
    move.
    """
    for role, called in (("artifact", "margin"), ("figure", "figure")):
        old, new = texts_of(boxes.old, role), texts_of(boxes.new, role)
        gone = [one for one in old if one not in new and not one.isdigit()]
        came = [one for one in new if one not in old and not one.isdigit()]
        for one in gone:
            if other := _most_like(one, came):
                came.remove(other)
            yield _apart(boxes, called, one, other or "", old, new)
        for one in came:
            yield _apart(boxes, called, "", one, old, new)


def _most_like(one: str, others: Sequence[str]) -> str | None:
    """The one with the most letters in common; what cannot have more than another is not looked through."""
    best, share = None, ALIKE
    for other in others:
        letters = SequenceMatcher(None, one, other)
        is_near = letters.real_quick_ratio() > share and letters.quick_ratio() > share
        if is_near and (common := letters.ratio()) > share:
            best, share = other, common
    return best


def _apart(
    boxes: PageBoxes,
    called: str,
    before: str,
    after: str,
    old: Mapping[str, Sequence[tuple[int, Box]]],
    new: Mapping[str, Sequence[tuple[int, Box]]],
) -> WordChange:
    on, onto = old.get(before, ()), new.get(after, ())
    if called == "figure":
        boxes.put("words", on, onto)
    spots = [ChangedAt(boxes.name, 0, page) for page, _ in onto] or [
        ChangedAt(boxes.name, page, 0) for page, _ in on
    ]
    return WordChange(called, before, after, tuple(dict.fromkeys(spots)))


@dataclass(frozen=True)
class ComparedVersion:
    """One version: what it is called, what its files say, where documents print that, and documents.

    `packets` are the names of those that bind others: what is different in them as well is told once.
    `lengths` are numbers of pages. Documents that are alike in both need not be among `documents`. `renamed`
    are the names by which `files` has some, those of the version that this one is compared with, by their
    own names, which their values and `printed` have.
    """

    label: str
    files: Mapping[str, Any] = field(default_factory=dict)
    printed: Printed = field(default_factory=dict)
    documents: Mapping[str, Appearance] = field(default_factory=dict)
    lengths: Mapping[str, int] = field(default_factory=dict)
    packets: frozenset[str] = frozenset()
    renamed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Differences:
    """What is different from the old version to the new one.

    `compared` are the documents that both have, `came` and `gone` those of one alone. `fields` are printed
    in words by some document, `unprinted` by none: what they change is seen in drawings, or nowhere.
    `renamed` are files by their old and their new names; their documents are among those of both.
    """

    old: str
    new: str
    compared: tuple[str, ...]
    came: tuple[str, ...]
    gone: tuple[str, ...]
    fields: tuple[FieldChange, ...]
    unprinted: tuple[FieldChange, ...]
    words: tuple[WordChange, ...]
    pages: tuple[PageChange, ...]
    renamed: tuple[tuple[str, str], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether all that is printed is the same."""
        return not (self.came or self.gone or self.fields or self.words or self.pages)

    def numbered(self, old: Mapping[str, Sequence[int]], new: Mapping[str, Sequence[int]]) -> Differences:
        """The same with the numbers that pages have in their documents, not those that count them."""

        def number(known: Sequence[int], page: int) -> int:
            return known[page - 1] if 0 < page <= len(known) else page

        def at(spot: ChangedAt) -> ChangedAt:
            name = spot.document
            return ChangedAt(
                name, number(old.get(name, ()), spot.old_page), number(new.get(name, ()), spot.new_page)
            )

        def placed(one: FieldChange) -> FieldChange:
            known = new if one.new else old
            return replace(
                one, pages=tuple((name, number(known.get(name, ()), page)) for name, page in one.pages)
            )

        return replace(
            self,
            fields=tuple(map(placed, self.fields)),
            words=tuple(replace(one, spots=tuple(map(at, one.spots))) for one in self.words),
            pages=tuple(replace(one, spot=at(one.spot)) for one in self.pages),
        )

    @property
    def record(self) -> dict[str, Any]:
        """The same for programs."""
        return {**asdict(self), "differs": not self.is_empty}


def compare(old: ComparedVersion, new: ComparedVersion) -> Differences:
    """Everything printed that is different."""
    names = list(dict.fromkeys((*new.lengths, *old.lengths)))
    compared = tuple(one for one in names if one in new.lengths and one in old.lengths)
    words, pages = list[WordChange](), list[PageChange]()
    shown = set[tuple[str, str]]()
    for name in sorted(compared, key=lambda one: one in new.packets):
        shows = [one.documents.get(name, _NOTHING) for one in (old, new)]
        found = document_changes(name, *shows)
        words += found.words
        for page in found.pages:
            said = _words_of(shows[0], page.spot.old_page), _words_of(shows[1], page.spot.new_page)
            if name not in new.packets or said not in shown:
                pages.append(page)
            shown.add(said)
    told = gathered_words(words)
    was = {now: name for name, now in old.renamed.items()}
    before = Side({was.get(name, name): said for name, said in old.files.items()}, old.printed)
    after = Side(new.files, new.printed)
    fields = list(pages_of_fields(field_changes(old.files, new.files), before, after))
    fields = [
        one if one.pages else replace(one, pages=_pages_by_words(one, told, old.files, new.files))
        for one in fields
    ]
    return Differences(
        old.label,
        new.label,
        compared,
        tuple(one for one in new.lengths if one not in old.lengths),
        tuple(one for one in old.lengths if one not in new.lengths),
        tuple(one for one in fields if one.pages),
        tuple(one for one in fields if not one.pages),
        told,
        tuple(pages),
        tuple(sorted(old.renamed.items())),
    )


def together(some: Sequence[Differences], old: str, new: str, compared: tuple[str, ...]) -> Differences:
    """Several comparisons, each of other documents, as one; what no document prints is left out."""
    fields = dict[tuple[str, str, str, str], FieldChange]()
    for one in (it for found in some for it in found.fields):
        before = fields.setdefault((one.file, one.path, one.old, one.new), one)
        fields[one.file, one.path, one.old, one.new] = replace(
            before, pages=tuple(dict.fromkeys((*before.pages, *one.pages)))
        )
    words = gathered_words(change for found in some for change in found.words)
    pages = tuple(page for found in some for page in found.pages)
    renamed = tuple(dict.fromkeys(names for found in some for names in found.renamed))
    return Differences(old, new, compared, (), (), tuple(fields.values()), (), words, pages, renamed)


def _pages_by_words(
    one: FieldChange, words: Sequence[WordChange], old: Mapping[str, Any], new: Mapping[str, Any]
) -> tuple[tuple[str, int], ...]:
    """The pages of texts that are another and hold what a field says, where no laid-out text names it:
    what is drawn, said in place of a drawing, or called by a value that names it, as people are.
    """
    sides = [(one.old, old, "old"), (one.new, new, "new")]
    found = dict.fromkeys(_spots([one.new or one.old], "new" if one.new else "old", words))
    if not found:
        found = dict.fromkeys(
            spot for id, files, side in sides for spot in _spots(names_of(id, files), side, words)
        )
    return tuple(found)


def _spots(said: Iterable[str], side: str, words: Sequence[WordChange]) -> Iterator[tuple[str, int]]:
    """Where texts that changed hold some words."""
    values = [re.escape(" ".join(one.casefold().split())) for one in said]
    if values := [one for one in values if len(one) >= _FEWEST_LETTERS]:
        whole = re.compile(rf"(?<![\w–-])(?:{'|'.join(values)})(?![\w–-])")  # 2020 is not said by 2020–21
        for change in words:
            if whole.search(without_links(getattr(change, side)).casefold()):
                yield from ((spot.document, spot.new_page or spot.old_page) for spot in change.spots)


def _words_of(one: Appearance, page: int) -> str:
    marks = one.pages[page - 1].marks if 0 < page <= len(one.pages) else ()
    return " ".join(mark.what for mark in marks if mark.kind == "text" and mark.role != "artifact")
