"""Numbers in a text, in digits or written out: `4`, `1,200`, `forty-five`, `three hundred and ten`; and
sums of money: `$450`, `450 EUR`.

Takes a language; gives the numbers that its texts name, each with its place, how one is written out, and the
words by which a text says what a number or a day is of. All of these are said in number_words.yaml; a
language that is not there has digits alone. Must not know what is counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

from brochure.model import Table, parse_yaml

_TOKEN: Final = re.compile(r"[0-9]+(?:[.,'’\u00a0\u202f][0-9]+)*|[^\W\d_]+(?:[-‑][^\W\d_]+)*")
#: What may stand between the words of one number.
_GAP: Final = re.compile(r"[ \u00a0\n]+|-")
_GROUP: Final = re.compile(r"[0-9]{1,3}(?:[.,'’\u00a0\u202f][0-9]{3})+")
_CURRENCY: Final = r"(?:[A-Z]{1,2}\$|[$€£¥]|(?:USD|EUR|GBP|CHF|SEK|DKK|NOK|CAD|AUD)\b)"
_AMOUNT: Final = r"[0-9]{1,15}(?:[.,'’\u00a0\u202f][0-9]{1,15}){0,6}"
#: A sum of money in digits, with its currency before or behind it.
SUM: Final = re.compile(
    rf"{_CURRENCY}[ \u00a0\u202f]?({_AMOUNT})|(?<![\w.,])({_AMOUNT})[ \u00a0\u202f]?{_CURRENCY}"
)
_SAID: Final = ("begins", "ends", "due", "apply", "enroll", "opens", "price", "costs", "has")
_FILE: Final = "brochure/content/number_words.yaml"
_HUNDRED: Final = 100


class Counted(NamedTuple):
    """A number in a text, from `start` to before `end`."""

    value: float
    start: int
    end: int


@dataclass
class _Sum:
    """The words of one number as far as they were read: thousands and more in `high`, the rest in `low`.

    The next word belongs to it where it is less than `room`.
    """

    start: int
    end: int
    low: float = 0
    high: float = 0
    room: float = 0

    @property
    def counted(self) -> Counted:
        return Counted(self.high + self.low, self.start, self.end)

    def add(self, value: float, end: int) -> None:
        self.low, self.end = self.low + value, end
        self.room = 10 if value in range(20, 100, 10) else 0

    def multiply(self, times: int, end: int) -> None:
        if times == _HUNDRED:
            self.low = (self.low or 1) * times
        else:
            self.high, self.low = self.high + (self.low or 1) * times, 0
        self.room, self.end = times, end


@dataclass(frozen=True)
class NumberWords:
    """The numbers of one language."""

    words: Mapping[str, int] = field(default_factory=dict)
    times: Mapping[str, int] = field(default_factory=dict)
    joins: frozenset[str] = frozenset()
    vague: frozenset[str] = frozenset()
    percent: tuple[str, ...] = ()
    decimal: str = "."
    phrases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """How a text says that something begins, ends, is due, costs or has so much; by these words."""

    def numbers(self, text: str) -> list[Counted]:
        """Every number that a text names, in its order."""
        return list(self._numbers(text))

    def sums(self, text: str) -> list[Counted]:
        """Every sum of money that a text names, in digits, in its order."""
        found = ((_digits_of(one), one) for one in SUM.finditer(text))
        known = ((self._digits(digits), one) for digits, one in found)
        return [Counted(value, one.start(), one.end()) for value, one in known if value is not None]

    def is_vague(self, text: str) -> bool:
        """Whether a text speaks of parts, or of about so many."""
        return any(token[0].casefold() in self.vague for token in _TOKEN.finditer(text))

    def is_percent(self, text: str, end: int) -> bool:
        """Whether what ends there is a percentage."""
        after = text[end:].lstrip(" \u00a0\u202f").casefold()
        return after.startswith(("%", *self.percent))

    def written(self, number: int) -> str:
        """A number as a sentence has it: in words up to twelve, where the language has them here."""
        known = next((word for word, value in self.words.items() if value == number), "")
        return known if known and number <= 12 else str(number)

    def _numbers(self, text: str) -> Iterator[Counted]:
        at: _Sum | None = None
        reached = 0
        for token in _TOKEN.finditer(text):
            word, end = token[0].casefold(), token.end()
            is_next = at is not None and _GAP.fullmatch(text, reached, token.start()) is not None
            reached = end
            if at and is_next and word in self.joins and at.room >= _HUNDRED:
                continue  # and what follows may belong to it
            value, times = self._value(text, token), self.times.get(word)
            if at and not (is_next and (times or (value and value < at.room))):
                yield at.counted
                at = None
            if times:
                at = at or _Sum(token.start(), end)
                at.multiply(times, end)
            elif value is not None:
                at = at or _Sum(token.start(), end)
                at.add(value, end)
        if at:
            yield at.counted

    def _value(self, text: str, token: re.Match[str]) -> float | None:
        word = token[0]
        if not word[0].isdigit():
            return self.words.get(word.casefold().replace("‑", "-"))
        around = text[token.start() - 1 : token.start()] + text[token.end() : token.end() + 1]
        if any(one.isalpha() or one == "_" for one in around):
            return None  # 4th, A4
        return self._digits(word)

    def _digits(self, word: str) -> float | None:
        """Digits with the signs of the language between them; none for what is no number, such as 3.4.5."""
        sign = self.decimal
        bare = re.sub("[^0-9.,]", "", word)
        if _GROUP.fullmatch(word) and sign not in word:
            return float(re.sub("[^0-9]", "", word))
        whole, _, part = bare.partition(sign)
        whole = re.sub("[.,]", "", whole) if _GROUP.fullmatch(whole) else whole
        return float(f"{whole}.{part or 0}") if whole.isdecimal() and (part or "0").isdecimal() else None


def currencies(text: str) -> frozenset[str]:
    """The currencies of the sums that a text names, each by its sign where it has one."""
    signs = (re.sub(rf"{_AMOUNT}|[ \u00a0\u202f]", "", one[0]) for one in SUM.finditer(text))
    return frozenset({"EUR": "€", "USD": "$", "GBP": "£"}.get(sign, sign) for sign in signs)


def as_sum(amount: str, others: Iterable[str]) -> str:
    """An amount as other prices are written, with a currency where they have it; of none, in dollars."""
    alike = next((one for one in others if SUM.fullmatch(one.strip())), "$1")
    return re.sub(_AMOUNT, amount, alike.strip(), count=1)


def _digits_of(found: re.Match[str]) -> str:
    return str(found[1] or found[2])


@cache
def numbers_of(language: str) -> NumberWords:
    """The numbers of a language, by its tag; of one that is not known, digits alone."""
    known = _table().get(language.partition("-")[0].lower())
    if not isinstance(known, Table):
        return NumberWords()
    said = {key: str(value) for key, value in known.items() if not isinstance(value, Table)}
    ones = [word.split("|") for word in said["ones"].split()]
    tens = [word.split("|") for word in said["tens"].split()]
    words = {word.casefold(): value for value, forms in enumerate(ones) for word in forms}
    words |= {word.casefold(): 10 * value for value, forms in enumerate(tens, 2) for word in forms}
    if compound := said.get("compound"):
        words |= {
            compound.format(ten=ten, one="ein" if one == "eins" else one).casefold(): 10 * high + low
            for high, forms in enumerate(tens, 2)
            for ten in forms
            for low, others in enumerate(ones[1:10], 1)
            for one in others
        }
    articles = said.get("articles", "").casefold().split()
    return NumberWords(
        {word: value for word, value in words.items() if word not in articles},
        {word.casefold(): int(str(value)) for word, value in known["times"].items()},
        frozenset(said.get("joins", "").split()),
        frozenset(said["vague"].casefold().split()),
        tuple(said["percent"].casefold().split("|")),
        said.get("decimal", "."),
        {name: tuple(said[name].split("|")) for name in _SAID if name in said},
    )


@cache
def _table() -> Mapping[str, Any]:
    text = (files("brochure.content") / "number_words.yaml").read_text("utf-8")
    table: Table = parse_yaml(text, _FILE)
    return table
