"""Weeks and months as content writes them: `Mon-Fri` becomes days, `7:30 pm` minutes since midnight.

Takes words and the publication's language; gives numbers, or None for what is no day or time. Must not know
who shows them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

#: Minutes of a day.
DAY: Final = 24 * 60
#: Days of a week.
WEEK: Final = 7
_FROM_TO: Final = re.compile(r"\s*(?:[-–—]|\bto\b|\bbis\b|\bau\b|\bà\b)\s*")
_AND: Final = re.compile(r"\s*(?:[,;/&+]|\band\b|\bund\b|\bet\b|\by\b)\s*")
_CLOCK: Final = re.compile(
    r"(?P<hour>[0-9]{1,2})(?:\s?[:.h]\s?(?P<minute>[0-9]{2})?)?(?::00)?\s*(?P<half>[ap])?\.?(?:m\.?)?(?:\s?(?:uhr|h))?",
    re.IGNORECASE,
)
_NAMED: Final[Mapping[str, int]] = {"noon": DAY // 2, "midnight": DAY}


@cache
def _locale_days(language: str) -> Mapping[str, int]:
    """The names of days and their short forms in a language and in English, without capitals and dots."""
    from babel import Locale, UnknownLocaleError  # 20 ms that few publications need

    names = dict[str, int]()
    for tag in (language.partition("-")[0] or "en", "en"):
        try:
            days = Locale.parse(tag).days
        except (UnknownLocaleError, ValueError):
            continue
        for form in days.values():
            for width in ("wide", "abbreviated", "short"):
                names |= {_bare(name): day for day, name in form.get(width, {}).items() if name}
    return names


def _bare(name: str) -> str:
    return name.strip().rstrip(".").casefold()


def _weekday(name: str, language: str) -> int | None:
    """Monday is 0. A name may be cut where no other day begins so: `Thurs` is a day, `T` is none."""
    names, said = _locale_days(language), _bare(name)
    if said in names:
        return names[said]
    begun = {day for known, day in names.items() if len(said) > 2 and known.startswith(said)}
    return begun.pop() if len(begun) == 1 else None


def weekdays(text: str, language: str) -> tuple[int, ...] | None:
    """The days that `Monday`, `Mon-Fri` or `Mon, Wed` names, Monday 0; None where it names none."""
    found = list[int]()
    for part in _AND.split(text.strip()):
        ends = [_weekday(name, language) for name in _FROM_TO.split(part)]
        if None in ends or len(ends) > 2:
            return None
        first, last = ends[0], ends[-1]
        assert first is not None and last is not None
        found += [(first + step) % WEEK for step in range((last - first) % WEEK + 1)]
    return tuple(sorted(set(found)))


def minutes(text: str) -> int | None:
    """Minutes since midnight of `7:00`, `7.30`, `19 Uhr`, `7:30 pm`, `noon`; None for what is no time."""
    said = text.strip().casefold()
    if said in _NAMED:
        return _NAMED[said]
    found = _CLOCK.fullmatch(said)
    if found is None:
        return None
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"] == "p" else 0)
    at = hour * 60 + minute
    return at if minute < 60 and at <= DAY else None
