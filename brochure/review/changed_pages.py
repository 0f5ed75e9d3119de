"""Which pages of a document say or show something else than in another version, with boxes around it.

Takes an `Appearance` of each version; `PageBoxes` gathers what is different, and gives a `PageChange` for
every page. What only stands elsewhere is no change. Must not know content or files.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cached_property
from typing import Any, Final, NamedTuple

from brochure.review.appearance import Appearance, SeenMark, Utterance, near, same_picture

Box = tuple[float, float, float, float]
#: Share of the words of a page that are on the page which it was.
_SAME_PAGE: Final = 0.3
#: What hyphenation and line ends leave as it is.
_SOFT: Final = "-\u00ad\u2010"
#: Most boxes on a page; with more the whole of it is another.
_MOST_BOXES: Final = 60


class ChangedAt(NamedTuple):
    """Where something stands: pages count from 1 and are 0 in a version that does not have it."""

    document: str
    old_page: int
    new_page: int


@dataclass(frozen=True)
class PageChange:
    """A page on which something else is said or shown, with boxes around it in points from the lower left.

    `what` names kinds of changes: words, type, drawings, pictures, size.
    """

    spot: ChangedAt
    what: tuple[str, ...]
    old_boxes: tuple[Box, ...] = ()
    new_boxes: tuple[Box, ...] = ()


def texts_of(one: Appearance, role: str) -> dict[str, list[tuple[int, Box]]]:
    """The texts of a role that a document prints, each with the pages and places where it stands."""
    found: dict[str, list[tuple[int, Box]]] = {}
    for number, page in enumerate(one.pages, 1):
        for mark in page.marks:
            if mark.kind == "text" and mark.role == role:
                found.setdefault(" ".join(mark.what.split()), []).append((number, mark.box))
    return found


@dataclass
class _Letters:
    """All letters that a version shows, one after another, and where each stands."""

    text: str
    places: list[tuple[int, Box]]

    @classmethod
    def of(cls, one: Appearance) -> _Letters:
        """Without what hyphenation and line ends bring about."""
        found, places = list[str](), list[tuple[int, Box]]()
        for number, page in enumerate(one.pages, 1):
            for mark in page.marks:
                if mark.kind == "text" and not mark.role:
                    left, bottom, right, top = mark.box
                    step = (right - left) / len(mark.what)
                    for at, letter in enumerate(mark.what):
                        if letter.isspace() or letter in _SOFT:
                            continue
                        box = (left + at * step, bottom, left + (at + 1) * step, top)
                        for folded in letter.casefold():
                            found.append(folded)
                            places.append((number, box))
        return cls("".join(found), places)

    def boxes(self, block: Utterance, words: Iterable[tuple[int, int]]) -> list[tuple[int, Box]]:
        """Boxes around words of a block, by their letters from and to; none where it is not shown so."""
        text = _bare(block.text)
        start = next((n for n, (page, _) in enumerate(self.places) if page >= block.page), 0)
        at = self.text.find(text, start)
        at = self.text.find(text) if at < 0 else at
        if at < 0 or not text:
            return []
        return [box for first, last in words for box in _joined(self.places[at + first : at + last])]


def _bare(text: str) -> str:
    return "".join(one for one in text.casefold() if not one.isspace() and one not in _SOFT)


def _joined(places: Sequence[tuple[int, Box]]) -> list[tuple[int, Box]]:
    """Boxes of letters, joined as far as they stand on one line."""
    found = list[tuple[int, Box]]()
    for page, box in places:
        if (
            found
            and found[-1][0] == page
            and abs(found[-1][1][1] - box[1]) < 1
            and box[0] - found[-1][1][2] < 12
        ):
            before = found[-1][1]
            found[-1] = page, (before[0], min(before[1], box[1]), box[2], max(before[3], box[3]))
        else:
            found.append((page, box))
    return found


@dataclass
class PageBoxes:
    """What is different on the pages of both versions of a document."""

    name: str
    old: Appearance
    new: Appearance
    on_old: dict[int, list[tuple[str, Box | None]]] = field(default_factory=lambda: defaultdict(list))
    on_new: dict[int, list[tuple[str, Box | None]]] = field(default_factory=lambda: defaultdict(list))
    letters: dict[int, _Letters] = field(default_factory=dict)

    @cached_property
    def same(self) -> dict[int, int]:
        """For each new page the old one that it was."""
        return _aligned(self.old, self.new)

    def put(self, what: str, old: Iterable[tuple[Any, ...]], new: Iterable[tuple[Any, ...]]) -> None:
        """Boxes around one change: each page and box, whatever stands behind them."""
        for boxes, known in ((old, self.on_old), (new, self.on_new)):
            for page, box, *_ in boxes:
                known[page].append((what, box))

    def words(self, before: Utterance | None, after: Utterance | None) -> None:
        """A text that was said and another that is."""
        a, b = (one.text.split() if one else [] for one in (before, after))
        gone, came = list[tuple[int, int]](), list[tuple[int, int]]()
        for kind, a1, a2, b1, b2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
            if kind != "equal":
                gone.append((_size(a[:a1]), _size(a[:a2])))
                came.append((_size(b[:b1]), _size(b[:b2])))
        for block, words, version, known in (
            (before, gone, self.old, self.on_old),
            (after, came, self.new, self.on_new),
        ):
            if block is None or not block.page:
                continue
            if id(version) not in self.letters:
                self.letters[id(version)] = _Letters.of(version)
            boxes = self.letters[id(version)].boxes(block, words)
            for page, box in boxes:
                known[page].append(("words", box))
            if not boxes:
                known[block.page].append(("words", None))

    def drawings(self) -> None:
        """Drawings and pictures that are in one version only."""
        drawn = [
            [(page, mark.box, _drawing(mark)) for page, mark in _marks(one) if mark.kind == "drawing"]
            for one in (self.old, self.new)
        ]
        self.put("drawings", *_unmatched(drawn[0], drawn[1], self.same))
        old, new = (
            [(page, mark) for page, mark in _marks(one) if mark.kind == "picture"]
            for one in (self.old, self.new)
        )
        for page, mark in new:
            same = next((one for one in old if _is_same(one[1], mark)), None)
            if same:
                old.remove(same)
            else:
                self.on_new[page].append(("pictures", mark.box))
        self.put("pictures", [(page, mark.box) for page, mark in old], [])
        if set(self.old.files) != set(self.new.files) and not (self.on_new or self.on_old):
            self.on_new[1].append(("pictures", None))

    def type(self) -> None:
        """Words that are the same in other type or color."""
        old, new = (
            [
                (page, mark.box, (word, mark.looks))
                for page, mark in _marks(one)
                if mark.kind == "text"
                for word in mark.what.split()
            ]
            for one in (self.old, self.new)
        )
        gone, came = _unmatched(old, new, self.same)
        words = {key[0] for *_, key in gone} & {key[0] for *_, key in came}
        self.put("type", *([one for one in some if one[2][0] in words] for some in (gone, came)))

    def pages(self) -> Iterator[PageChange]:
        """Each page that is another, beside what it was."""
        same = self.same
        for number, page in enumerate(self.new.pages, 1):
            before = same.get(number, 0)
            if before:
                was = self.old.pages[before - 1]
                if not near((was.width, was.height), (page.width, page.height)):
                    self.on_new[number].append(("size", None))
        for number in sorted(self.on_new):
            before = same.get(number, 0)
            yield self._page(before, number)
        shown = {same.get(number, 0) for number in self.on_new}
        back = {before: number for number, before in same.items()}
        for number in sorted(self.on_old):
            if number not in shown:
                yield self._page(number, back.get(number, 0))

    def _page(self, before: int, after: int) -> PageChange:
        old, new = self.on_old.get(before, []), self.on_new.get(after, [])
        what = tuple(sorted({kind for kind, _ in (*old, *new)}))
        return PageChange(ChangedAt(self.name, before, after), what, _told(old), _told(new))


Placed = tuple[int, Box, Any]


def _unmatched(
    old: Sequence[Placed], new: Sequence[Placed], same: Mapping[int, int]
) -> tuple[list[Placed], list[Placed]]:
    """What is in one version only: of each page what its counterpart lacks, and the rest nowhere else."""
    left = defaultdict[int, list[Placed]](list)
    for one in old:
        left[one[0]].append(one)
    came = list[Placed]()
    for one in new:
        known = left[same.get(one[0], 0)]
        twin = next((other for other in known if other[2] == one[2]), None)
        if twin:
            known.remove(twin)
        else:
            came.append(one)
    elsewhere = Counter(key for marks in left.values() for *_, key in marks)
    moved = elsewhere & Counter(key for *_, key in came)
    back = Counter(moved)
    return _without((one for marks in left.values() for one in marks), moved), _without(came, back)


def _without(marks: Iterable[Placed], moved: Counter[Any]) -> list[Placed]:
    found = list[Placed]()
    for one in marks:
        if moved[one[2]] > 0:
            moved[one[2]] -= 1
        else:
            found.append(one)
    return found


def _told(found: Iterable[tuple[str, Box | None]]) -> tuple[Box, ...]:
    boxes = tuple(dict.fromkeys(box for _, box in found if box))
    if len(boxes) <= _MOST_BOXES:
        return boxes
    left, bottom, right, top = zip(*boxes, strict=True)
    return ((min(left), min(bottom), max(right), max(top)),)


def _size(words: Iterable[str]) -> int:
    return len(_bare("".join(words)))


def _marks(one: Appearance) -> Iterator[tuple[int, SeenMark]]:
    for number, page in enumerate(one.pages, 1):
        for mark in page.marks:
            yield number, mark


def _drawing(mark: SeenMark) -> tuple[str, str, int, int]:
    left, bottom, right, top = mark.box
    return mark.what, mark.looks, round(right - left), round(top - bottom)


def _is_same(one: SeenMark, other: SeenMark) -> bool:
    sizes = [(m.box[2] - m.box[0], m.box[3] - m.box[1]) for m in (one, other)]
    return near(*sizes) and same_picture(one, other)


def _aligned(old: Appearance, new: Appearance) -> dict[int, int]:
    """For each new page the old one that it was, by its words; pages without words by their place."""
    counts = [
        Counter(w for m in page.marks if m.kind == "text" for w in m.what.split()) for page in old.pages
    ]
    found = dict[int, int]()
    for number, page in enumerate(new.pages, 1):
        words = Counter(w for m in page.marks if m.kind == "text" for w in m.what.split())
        shares = [(words & one).total() / max(words.total(), one.total(), 1) for one in counts]
        if number <= len(shares):
            shares[number - 1] += 0.01  # of pages that are alike, the one in its place
        best = max(range(len(shares)), key=shares.__getitem__, default=None)
        if best is not None and shares[best] >= _SAME_PAGE:
            found[number] = best + 1
        elif number <= len(counts):
            found[number] = number
    return found
