"""What is different between two versions of documents: words, and pages that look otherwise.

Takes an `Appearance` of each; gives a `WordChange` for every text that is another, once for all documents in
which it is, and a `PageChange` for every page, with boxes around what changed on it. What only stands
elsewhere is no change. Must not know content or files.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, NamedTuple

from brochure.review.appearance import Appearance
from brochure.review.changed_pages import Box, ChangedAt, PageBoxes, PageChange, texts_of
from brochure.review.speaking import Utterance

#: Share of their words that two texts have in common where one became the other.
_ALIKE: Final = 0.34
#: Words that are shown before and behind a change, and longest stretch that is not shortened.
_AROUND, _LONGEST = 5, 14


class WordPiece(NamedTuple):
    """Words that are in both versions (`same`), only in the old one (`gone`) or in the new one (`new`)."""

    kind: str
    text: str


@dataclass(frozen=True)
class WordChange:
    """A text that is another, was taken out (`new` is empty) or came in (`old` is).

    `role` is what it is: heading, paragraph, …, `figure` for words in one, `margin` for what is printed on
    pages and not read.
    """

    role: str
    old: str
    new: str
    spots: tuple[ChangedAt, ...] = ()


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
    found = dict[tuple[str, str, str], list[ChangedAt]]()
    for one in changes:
        found.setdefault((one.role, one.old, one.new), []).extend(one.spots)
    return tuple(WordChange(*key, tuple(dict.fromkeys(spots))) for key, spots in found.items())


def _said(boxes: PageBoxes) -> Iterator[WordChange]:
    """What a screen reader says otherwise."""
    old, new = _blocks(boxes.old.said), _blocks(boxes.new.said)
    for before, after in _pairs(old, new):
        a, b = before.text if before else "", after.text if after else ""
        spot = ChangedAt(boxes.name, before.page if before else 0, after.page if after else 0)
        boxes.words(before, after)
        yield WordChange((after or before or old[0]).role, a, b, (spot,))


def _blocks(said: Sequence[Utterance]) -> list[Utterance]:
    return [one for one in said if one.text and one.role != "page"]


def _key(one: Utterance) -> tuple[str, str, str]:
    return one.role, one.text, one.language


def _pairs(
    old: Sequence[Utterance], new: Sequence[Utterance]
) -> Iterator[tuple[Utterance | None, Utterance | None]]:
    """What is only in one version, each with what it became or was."""
    olds, news = [_key(one) for one in old], [_key(one) for one in new]
    left, came = Counter(olds), Counter(news)
    left, came = left - came, came - left
    gone = _surplus(old, olds, left)
    added = _surplus(new, news, came)
    taken = set[int]()
    chunks = _chunks(olds, news)
    for number in sorted(gone):
        found = _partner(old[number], [n for n in added if n not in taken], new, chunks.get(number, ()))
        if found is not None:
            taken.add(found)
        yield old[number], None if found is None else new[found]
    for number in sorted(added):
        if number not in taken:
            yield None, new[number]


def _surplus(
    blocks: Sequence[Utterance], keys: Sequence[tuple[str, str, str]], many: Counter[tuple[str, str, str]]
) -> list[int]:
    """The places of those that are there more often than in the other version: the last ones."""
    found, left = list[int](), Counter(many)
    for number in reversed(range(len(blocks))):
        if left[keys[number]] > 0:
            left[keys[number]] -= 1
            found.append(number)
    return found


def _chunks(
    olds: Sequence[tuple[str, str, str]], news: Sequence[tuple[str, str, str]]
) -> dict[int, tuple[int, ...]]:
    """What stands in the new version where something stood in the old one, between what is the same."""
    found = dict[int, tuple[int, ...]]()
    for kind, a, b, c, d in SequenceMatcher(None, olds, news, autojunk=False).get_opcodes():
        if kind == "replace":
            for number in range(a, b):
                found[number] = tuple(range(c, d))
    return found


def _partner(
    one: Utterance, free: Sequence[int], new: Sequence[Utterance], near_by: Sequence[int]
) -> int | None:
    """What a text became: the one of the most words in common, or what stands in its place."""
    mine = set(one.text.casefold().split())
    best, share = None, _ALIKE
    for number in free:
        if new[number].role != one.role:
            continue
        theirs = set(new[number].text.casefold().split())
        common = len(mine & theirs) / max(len(mine | theirs), 1)
        if common > share:
            best, share = number, common
    if best is not None:
        return best
    return next((n for n in near_by if n in free and new[n].role == one.role), None)


def _margins(boxes: PageBoxes) -> Iterator[WordChange]:
    """Texts that are printed and not read word by word: in margins and in figures. Numbers of pages only
    move.
    """
    for role, called in (("artifact", "margin"), ("figure", "figure")):
        old, new = texts_of(boxes.old, role), texts_of(boxes.new, role)
        gone = [one for one in old if one not in new and not one.isdigit()]
        came = [one for one in new if one not in old and not one.isdigit()]
        for one in gone:
            other = max(came, key=lambda it: SequenceMatcher(None, one, it).ratio(), default=None)
            if other is not None and SequenceMatcher(None, one, other).ratio() > _ALIKE:
                came.remove(other)
            else:
                other = None
            yield _apart(boxes, called, one, other or "", old, new)
        for one in came:
            yield _apart(boxes, called, "", one, old, new)


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


def pieces_of(old: str, new: str) -> tuple[WordPiece, ...]:
    """Two texts in one, word by word, without most of what is the same."""
    return tuple(_pieces(old, new))


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
