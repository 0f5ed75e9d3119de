"""Numbers as people write them: which one was meant by words, commas and units."""

from __future__ import annotations

import re
from typing import Final

_WORDS: Final = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
#: What Python reads as numbers and nobody means.
_NONE: Final = frozenset({"nan", "inf", "infinity"})


def is_no_number(words: str) -> bool:
    """Whether this is a number to Python alone."""
    return words.casefold().lstrip("+-") in _NONE


def has_fraction(words: str) -> bool:
    """Whether this is a number that is not whole, or one with commas."""
    return re.fullmatch(r"[+-]?[0-9]+[.,][0-9]+", words) is not None


def whole_number(words: str) -> str:
    """The whole number that was meant, in digits; nothing where that cannot be said."""
    if re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+", words):
        return words.replace(",", "")
    return "" if has_fraction(words) else _first(r"[+-]?[0-9]+", words)


def number(words: str) -> str:
    """The number that was meant, in digits and with a point; nothing where that cannot be said."""
    if re.fullmatch(r"[+-]?[0-9]*,[0-9]+", words):
        return words.replace(",", ".")
    return _first(r"[+-]?[0-9]+(\.[0-9]+)?", words)


def _first(digits: str, words: str) -> str:
    if words.casefold() in _WORDS:
        return str(_WORDS.index(words.casefold()))
    found = re.match(rf"{digits}(?=[\sA-Za-z%])", words)
    return found[0] if found else ""
