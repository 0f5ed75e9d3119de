"""Telephone numbers in a line that is printed as it was written: where each stands, and what a link dials.

Takes words; gives stretches of them with the address of a link (RFC 3966). A number that does not say its
country is dialed digit by digit as it is printed: no country is made up. Must not know files or HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber, PhoneNumberMatch

#: Whose habits of writing are tried in turn, to see where a number begins and ends.
_REGIONS: Final = ("US", "GB", "DE", "FR")
#: Letters that stand for digits: 1-800-FLOWERS.
_LETTERS: Final = re.compile(
    r"(?<![\w+.)-])(?:[+(]?\d[\d ().-]*[.-]|(?:1[ -])?\(?\d{3}\)? |\+?[\d-]{1,6} )"
    r"(?:[A-Z]+-)*(?:[A-Z]{3,}|[A-Z]+(?=-?\d))(?:-?\d{1,4}(?![\d-]))?(?!\w)"
)
#: A country, and the zero that is dialed at home alone: 44 (0)20.
_COUNTRY: Final = re.compile(r"\d{1,3} ?\(0\)")
_FAX: Final = re.compile(r"fax", re.IGNORECASE)
_ALSO_FAX: Final = re.compile(r"(?:phone|tel\w*\.?|call)\s*(?:[/&+]|and)\s*(?:tele)?fax", re.IGNORECASE)
_FAX_BEHIND: Final = re.compile(r"\s*[(\[]\s*(?:tele)?fax\b|\s+(?:tele)?fax\W*$", re.IGNORECASE)
_MORE_BEFORE: Final = re.compile(r"\d[\s().-]*$")
#: Digits that go on, rather than words in brackets such as (24 hours).
_MORE_BEHIND: Final = re.compile(r"(?!\s*\([^()]*[^\W\d_][^()]*\))[\s().-]*\d")
#: From so many digits on, a part of a line is a number.
_FEWEST_DIGITS: Final = 5
#: A line of more characters holds something else than telephone numbers.
_LONGEST_LINE: Final = 300


class Dialed(NamedTuple):
    """Characters of a line, from `start` to before `end`, and the address that dials them."""

    start: int
    end: int
    address: str


def numbers_to_dial(words: str, region: str = "") -> tuple[Dialed, ...]:
    """The numbers of a line that can be dialed, in their order; `region` is where they are likely written.

    Those of fax machines have an empty address.
    """
    from phonenumbers import convert_alpha_characters_in_number

    if len(words) > _LONGEST_LINE:
        return ()
    found, at = list[Dialed](), 0
    for spelled in _LETTERS.finditer(words):
        found += _numbers(words, at, spelled.start(), region)
        digits = convert_alpha_characters_in_number(spelled[0])
        found += [
            Dialed(spelled.start() + one.start, spelled.start() + one.end, one.address)
            for one in _numbers(digits, 0, len(digits), region)
        ]
        at = spelled.end()
    return (*found, *_numbers(words, at, len(words), region))


def dead_number(words: str, region: str = "") -> str:
    """The first part of a line that looks like a number and cannot be dialed; empty where there is none."""
    found, rest, at = numbers_to_dial(words, region), list[str](), 0
    for one in found:
        rest.append(words[at : one.start])
        at = one.end
    if not found:
        return words if _count(words) else ""
    parts = (part.strip() for piece in (*rest, words[at:]) for part in re.split(r"[^\d ().+-]", piece))
    return next((part for part in parts if _count(part) >= _FEWEST_DIGITS), "")


def _numbers(words: str, start: int, end: int, region: str) -> tuple[Dialed, ...]:
    """Those of a part of a line, as the first region that sees any writes them."""
    from phonenumbers import Leniency, PhoneNumberMatcher

    for one in (region, *_REGIONS) if region else _REGIONS:
        if found := list(PhoneNumberMatcher(words[start:end], one, leniency=Leniency.POSSIBLE)):
            return tuple(_dialed(words, start, found, one))
    return ()


def _dialed(words: str, start: int, found: list[PhoneNumberMatch], region: str) -> Iterator[Dialed]:
    at = start
    for one in found:
        first, last = start + one.start, start + one.end
        before, behind = words[at:first], words[last:]
        is_whole = one.raw_string.strip() == words.strip() or _count(one.raw_string) >= _FEWEST_DIGITS
        if is_whole and not _MORE_BEFORE.search(words[start:first]) and not _MORE_BEHIND.match(behind):
            is_fax = bool(_FAX.search(before)) and not _ALSO_FAX.search(before)
            address = "" if is_fax or _FAX_BEHIND.match(behind) else _address(one.raw_string, region)
            opens = one.raw_string.startswith("(") and ")" not in one.raw_string
            yield Dialed(first + opens, last, address)
        at = last


def _address(written: str, region: str) -> str:
    from phonenumbers import CountryCodeSource as Said
    from phonenumbers import PhoneNumberFormat, format_number, normalize_digits_only, parse

    whole = f"+{written}" if _COUNTRY.match(written) else written
    number: PhoneNumber = parse(whole, region, keep_raw_input=True)
    extension = number.extension or ""
    if number.country_code_source in (Said.FROM_NUMBER_WITH_PLUS_SIGN, Said.FROM_NUMBER_WITH_IDD):
        dialed = format_number(number, PhoneNumberFormat.E164)
    else:
        dialed = normalize_digits_only(written).removesuffix(extension)
    return f"tel:{dialed}{';ext=' if extension else ''}{extension}"


def _count(words: str) -> int:
    return sum(map(str.isdigit, words))
