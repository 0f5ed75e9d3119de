"""What a document says and shows, as plain values: the texts, drawings and pictures of its pages with their
places, and what a screen reader says of it.

An `Appearance` is written down as text, read back, and told from another: what approvals are bound to and
what comparisons look at, which learn from `pairs` what each text became. Must not know content, nor how a
file is read or made.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import asdict, dataclass, replace
from difflib import SequenceMatcher
from hashlib import sha256
from typing import Any, Final

#: Points by which something may stand elsewhere and still be seen in the same place: sheets are printed in
#: register to a tenth of a millimeter (0.28 pt), and libraries round the advances of letters to 1/64 px.
TOLERANCE: Final = 0.3
#: Steps of 255 by which a color of a picture may be another: encoders of JPEG differ by a few at 85 of 100.
SHADES: Final = 8
#: Share of their words that two texts have in common where one became the other.
ALIKE: Final = 0.34
#: Letters of a text with a number that says no more than it.
_NUMBER: Final = 30
#: Where a link leads, as a screen reader says it behind its words.
_LINK: Final = re.compile(r" ?\[link to [^\]]*\]")


@dataclass(frozen=True)
class Utterance:
    """One thing said. `role` is document, part, page, heading, paragraph, list, item, table, cell, figure, …

    `level` is a heading's, `depth` how many lists and tables stand around; `size` counts a list's items or a
    table's rows and columns; `place` is a cell's row and column, from 1; `language` is set where it is not
    the document's.
    """

    role: str
    text: str = ""
    page: int = 0
    level: int = 0
    depth: int = 0
    size: tuple[int, ...] = ()
    place: tuple[int, ...] = ()
    headers: tuple[str, ...] = ()
    language: str = ""

    @property
    def record(self) -> dict[str, Any]:
        """The same for programs, without what is empty."""
        return {name: value for name, value in asdict(self).items() if value or name in ("role", "text")}


@dataclass(frozen=True)
class SeenMark:
    """One thing on a page: a stretch of a line (`text`), a `drawing` or a `picture`.

    `what` are its words, the colors of a drawing, or the colors of a small picture in hexadecimal digits;
    `looks` how its words are set: typeface, size, colors. `box` in points from the page's lower
    left. `role` is artifact or figure where it is no text that is read word by word.
    """

    kind: str
    what: str
    box: tuple[float, float, float, float]
    looks: str = ""
    role: str = ""

    def is_like(self, other: SeenMark) -> bool:
        """Whether nobody would see a difference."""
        if (self.kind, self.looks, self.role) != (other.kind, other.looks, other.role):
            return False
        return near(self.box, other.box) and same_picture(self, other)


@dataclass(frozen=True)
class SeenPage:
    """One page, in points, and what is painted on it in that order."""

    width: float
    height: float
    marks: tuple[SeenMark, ...]


@dataclass(frozen=True)
class Appearance:
    """A whole document. `files` are the hashes of the photographs that are printed in it."""

    pages: tuple[SeenPage, ...] = ()
    said: tuple[Utterance, ...] = ()
    files: tuple[str, ...] = ()

    @property
    def written(self) -> str:
        """All of it as text, a line for each thing, so that versions can be told apart by lines."""
        return "".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in self._lines())

    def _lines(self) -> Iterator[Any]:
        yield {"pictures": self.files}
        for one in self.said:
            yield {"said": one.record}
        for page in self.pages:
            yield {"page": [page.width, page.height]}
            for mark in page.marks:
                more = [mark.looks, mark.role] if mark.looks or mark.role else []
                yield [mark.kind, mark.what, list(mark.box), *more]

    @property
    def fingerprint(self) -> str:
        """16 hexadecimal digits that change when anything changes that is said or shown."""
        return print_of(self.written)

    def counted(self, numbers: Sequence[int]) -> Appearance:
        """The same with what is said on its pages counted from 1, where these are the numbers that they have
        in their document.
        """
        known = {number: at for at, number in enumerate(numbers, 1)}
        return replace(self, said=tuple(replace(one, page=known.get(one.page, 0)) for one in self.said))

    def is_like(self, other: Appearance) -> bool:
        """Whether both say the same and nobody would see a difference."""
        if (self.said, self.files, len(self.pages)) != (other.said, other.files, len(other.pages)):
            return False
        return all(
            near((a.width, a.height), (b.width, b.height))
            and len(a.marks) == len(b.marks)
            and all(one.is_like(two) for one, two in zip(a.marks, b.marks, strict=True))
            for a, b in zip(self.pages, other.pages, strict=True)
        )


def print_of(written: str) -> str:
    """The fingerprint of an appearance that was written down."""
    return sha256(written.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def without_links(text: str) -> str:
    """A text as it is printed: without where its links lead."""
    return _LINK.sub("", text)


def is_number(text: str) -> bool:
    """Whether a text is a number, a price, a day, or nothing, which do not say of what they are."""
    return len(text) < _NUMBER and (not text or any(map(str.isdigit, text)))


def stands_under(one: Utterance, said: Sequence[Utterance]) -> str:
    """What one of the texts that are said belongs to: the heads of its column, an item, a heading."""
    if one.headers or one.role in ("item", "heading"):
        return ", ".join(one.headers)
    number = next(n for n, it in enumerate(said) if it is one)
    above = (it for it in reversed(said[:number]) if it.depth < one.depth or it.role == "heading")
    return next((without_links(it.text) for it in above), "")


def near(one: Sequence[float], other: Sequence[float]) -> bool:
    """Whether measures differ by less than can be seen."""
    return all(abs(a - b) <= TOLERANCE for a, b in zip(one, other, strict=True))


def same_picture(one: SeenMark, other: SeenMark) -> bool:
    """Whether two marks say the same; pictures, whether they show the same."""
    if one.what == other.what:
        return True
    if one.kind != "picture" or len(one.what) != len(other.what):
        return False
    try:
        pairs = zip(bytes.fromhex(one.what), bytes.fromhex(other.what), strict=True)
    except ValueError:
        return False
    return all(abs(a - b) <= SHADES for a, b in pairs)


def appearance_in(written: str) -> Appearance:
    """An appearance that was written down. Raises `ValueError` for text that is none."""
    sizes, marks = list[tuple[float, float]](), list[list[SeenMark]]()
    said, files = list[Utterance](), tuple[str, ...]()
    try:
        for one in map(json.loads, written.splitlines()):
            if isinstance(one, list):
                kind, what, box, *more = one
                marks[-1].append(SeenMark(kind, what, tuple(box), *more))
            elif "page" in one:
                width, height = one["page"]
                sizes.append((width, height))
                marks.append([])
            elif "said" in one:
                said.append(_utterance(one["said"]))
            else:
                files = tuple(one["pictures"])
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise ValueError("this is no appearance of a document") from error
    pages = (SeenPage(*size, tuple(on)) for size, on in zip(sizes, marks, strict=True))
    return Appearance(tuple(pages), tuple(said), files)


def _utterance(record: Mapping[str, Any]) -> Utterance:
    known: dict[str, Any] = {
        key: tuple(one) if isinstance(one, list) else one for key, one in record.items()
    }
    return Utterance(**known)


def pairs(
    old: Sequence[Utterance], new: Sequence[Utterance]
) -> Iterator[tuple[Utterance | None, Utterance | None]]:
    """What is only in one version, each with what it became or was."""
    olds, news = ([(one.role, one.text, one.language) for one in some] for some in (old, new))
    left, came = Counter(olds), Counter(news)
    left, came = left - came, came - left
    chunks, *staying = _chunks(olds, news)
    gone = _surplus(old, olds, left, staying[0])
    added = _surplus(new, news, came, staying[1])
    alike = _alike_but_for_numbers(old, new, gone, added)
    became = set(alike.values())
    free = _Free(new, [number for number in added if number not in became])
    for number in sorted(gone):
        found = alike.get(number)
        if found is None:
            found = free.partner(old[number], chunks.get(number, ()))
        yield old[number], None if found is None else new[found]
    for number in sorted(free.places):
        yield None, new[number]


def _alike_but_for_numbers(
    old: Sequence[Utterance], new: Sequence[Utterance], gone: Iterable[int], added: Iterable[int]
) -> dict[int, int]:
    """What became what of texts that say the same but for numbers, as lines of an index do."""
    free = defaultdict[tuple[str, ...], list[int]](list)
    for number in sorted(added):
        free[_in_letters(new[number])].append(number)
    free.pop((), None)
    keys = ((number, _in_letters(old[number])) for number in sorted(gone))
    return {number: free[key].pop(0) for number, key in keys if free.get(key)}


def _in_letters(one: Utterance) -> tuple[str, ...]:
    """What a text is and its words without numbers; nothing where it has none."""
    words = [word for word in without_links(one.text).split() if any(map(str.isalpha, word))]
    return (one.role, *words) if words else ()


def _surplus(
    blocks: Sequence[Utterance],
    keys: Sequence[tuple[str, str, str]],
    many: Counter[tuple[str, str, str]],
    staying: Collection[int],
) -> list[int]:
    """The places of those that are there more often than in the other version: the last ones, of those that
    stay where they were last of all.
    """
    found, left = list[int](), Counter(many)
    for number in sorted(range(len(blocks)), key=lambda n: (n in staying, -n)):
        if left[keys[number]] > 0:
            left[keys[number]] -= 1
            found.append(number)
    return found


def _chunks(
    olds: Sequence[tuple[str, str, str]], news: Sequence[tuple[str, str, str]]
) -> tuple[dict[int, tuple[int, ...]], set[int], set[int]]:
    """What stands in the new version where something stood in the old one, between what is the same; and
    what that is, in both.
    """
    found, stays, stay = dict[int, tuple[int, ...]](), set[int](), set[int]()
    for kind, a, b, c, d in SequenceMatcher(None, olds, news, autojunk=False).get_opcodes():
        if kind == "replace":
            found |= dict.fromkeys(range(a, b), tuple(range(c, d)))
        elif kind == "equal":
            stays.update(range(a, b))
            stay.update(range(c, d))
    return found, stays, stay


class _Free:
    """Texts that came, as long as none that is gone became them, by their words."""

    def __init__(self, new: Sequence[Utterance], places: Sequence[int]) -> None:
        self.new, self.places = new, {number: at for at, number in enumerate(places)}
        self._words = {number: _words(new[number]) for number in places}
        self._having = dict[tuple[str, str], list[int]]()
        for number, words in self._words.items():
            for word in words:
                self._having.setdefault((new[number].role, word), []).append(number)

    def partner(self, one: Utterance, near_by: Sequence[int]) -> int | None:
        """What a text became: the one of the most words in common, or what stands in its place."""
        mine = _words(one)
        best, share = None, ALIKE
        for number in sorted(self._alike(one.role, mine), key=self.places.__getitem__):
            common = _share(len(mine & self._words[number]), mine, self._words[number])
            if common > share:
                best, share = number, common
        if best is None:
            best = next((n for n in near_by if n in self.places and self.new[n].role == one.role), None)
        if best is not None:
            del self.places[best]
        return best

    def _alike(self, role: str, mine: Set[str]) -> Iterator[int]:
        """Those that may have enough of these words: of the frequent ones all are taken for common."""
        having = sorted((self._having.get((role, word), []) for word in mine), key=len)
        others = max(int(ALIKE * len(mine)), 1) - 1  # too few by themselves
        rare = Counter(number for some in having[: len(mine) - others] for number in some)
        for number, many in rare.items():
            if number in self.places and _share(many + others, mine, self._words[number]) > ALIKE:
                yield number


def _share(common: int, some: Set[str], others: Set[str]) -> float:
    return common / max(len(some) + len(others) - common, 1)


def _words(one: Utterance) -> frozenset[str]:
    return frozenset(without_links(one.text).casefold().split())
