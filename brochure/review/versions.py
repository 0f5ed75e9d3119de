"""Two versions of a publication compared: by field, then by words, then by pages.

Takes a `ComparedVersion` of each; gives `Differences`, which hold everything printed that is different in
the documents that both have. Must not know files, nor how documents are made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

from brochure.review.appearance import Appearance
from brochure.review.changed_fields import FieldChange, Printed, Side, field_changes, pages_of_fields
from brochure.review.changed_pages import PageChange
from brochure.review.differences import WordChange, document_changes, gathered_words

#: What one version has and the other has not is named, and not listed word by word.
#: Shorter values are found in too many texts.
_FEWEST_LETTERS: Final = 3
_NOTHING: Final = Appearance()


@dataclass(frozen=True)
class ComparedVersion:
    """One version: what it is called, what its files say, where documents print that, and documents.

    `packets` are the names of those that bind others: what is different in them as well is told once.
    `lengths` are numbers of pages. Documents that are alike in both need not be among `documents`.
    """

    label: str
    files: Mapping[str, Any] = field(default_factory=dict)
    printed: Printed = field(default_factory=dict)
    documents: Mapping[str, Appearance] = field(default_factory=dict)
    lengths: Mapping[str, int] = field(default_factory=dict)
    packets: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Differences:
    """What is different from the old version to the new one.

    `compared` are the documents that both have, `came` and `gone` those of one alone. `fields` are printed
    in words by some document, `unprinted` by none: what they change is seen in drawings, or nowhere.
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

    @property
    def is_empty(self) -> bool:
        """Whether all that is printed is the same."""
        return not (self.came or self.gone or self.fields or self.words or self.pages)

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
        before, after = (one.documents.get(name, _NOTHING) for one in (old, new))
        found = document_changes(name, before, after)
        words += found.words
        for page in found.pages:
            said = _words_of(before, page.spot.old_page), _words_of(after, page.spot.new_page)
            if name not in new.packets or said not in shown:
                pages.append(page)
            shown.add(said)
    told = gathered_words(words)
    fields = list(
        pages_of_fields(
            field_changes(old.files, new.files), Side(old.files, old.printed), Side(new.files, new.printed)
        )
    )
    fields = [one if one.pages else replace(one, pages=_pages_by_words(one, told)) for one in fields]
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
    )


def _pages_by_words(one: FieldChange, words: Sequence[WordChange]) -> tuple[tuple[str, int], ...]:
    """The pages of texts that are another and hold what a field says, where no laid-out text names it:
    what is drawn, or said in place of a drawing.
    """
    value = " ".join((one.new or one.old).casefold().split())
    if len(value) < _FEWEST_LETTERS:
        return ()
    return tuple(
        dict.fromkeys(
            (spot.document, spot.new_page or spot.old_page)
            for change in words
            if value in (change.new if one.new else change.old).casefold()
            for spot in change.spots
        )
    )


def _words_of(one: Appearance, page: int) -> str:
    marks = one.pages[page - 1].marks if 0 < page <= len(one.pages) else ()
    return " ".join(mark.what for mark in marks if mark.kind == "text" and mark.role != "artifact")


def in_documents(spots: Sequence[tuple[str, int]]) -> list[tuple[str, list[int]]]:
    """Places as documents with their pages, in the order in which they are met."""
    found = dict[str, list[int]]()
    for name, page in spots:
        pages = found.setdefault(name, [])
        if page and page not in pages:
            pages.append(page)
    return [(name, sorted(pages)) for name, pages in found.items()]
