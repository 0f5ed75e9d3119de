"""Lists of content in the order in which layouts print them: matches as bars, a month as a calendar,
questions in two columns.

Takes views of content; gives rows for templates, since these do no arithmetic. Must not know HTML.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import Any, Final

from brochure.compose.bounds import rendering
from brochure.compose.phrases import Phrases
from brochure.compose.template_values import View, meant, meant_all, shown
from brochure.model import WEEK, Match, MonthEntry, Publication, Question, Text, plain, weekdays

#: The longest bar, in percent of its column: its number stands behind it.
_LONGEST: Final = 88.0
#: Lines that a heading counts for, and letters on one line of an answer.
_HEAD, _MEASURE = 2.0, 40
#: Most letters of questions that stand in two columns on one page; more are divided.
_TOGETHER: Final = 2400


@dataclass(frozen=True)
class Bar:
    """One specialty: how many went into it, how long its bar is in percent, and where they went."""

    specialty: Text
    count: int
    length: float
    institutions: tuple[tuple[Text, int], ...]


@dataclass(frozen=True)
class Bars:
    """Matches drawn as bars: how many in all, from which year to which, and what divides institutions."""

    count: int
    years: str
    bars: tuple[Bar, ...]
    comma: str


def match_bars(rows: Any) -> View:
    """A list of matches by specialty, those of most people first."""
    matches = meant_all(rows, Match)
    groups = dict[str, list[Match]]()
    for row in matches:
        groups.setdefault(plain(row.specialty).casefold(), []).append(row)
    counts = {name: sum(row.count for row in group) for name, group in groups.items()}
    most = max(counts.values())
    order = sorted(groups, key=lambda name: (-counts[name], name))
    bars = tuple(
        Bar(
            groups[name][0].specialty,
            counts[name],
            round(counts[name] / most * _LONGEST, 2),
            tuple(_institutions(groups[name])),
        )
        for name in order
    )
    first, last = min(row.year for row in matches), max(row.year for row in matches)
    years = str(first) if first == last else f"{first}–{last}"
    has_comma = any("," in name for bar in bars for name, _ in bar.institutions)
    found: View = shown(Bars(sum(counts.values()), years, bars, "; " if has_comma else ", "))
    return found


def _institutions(rows: Sequence[Match]) -> Iterator[tuple[Text, int]]:
    """Each institution once, in the order of people, with how many."""
    names, counts = dict[str, Text](), dict[str, int]()
    for row in rows:
        if row.institution:
            key = plain(row.institution).casefold()
            names.setdefault(key, row.institution)
            counts[key] = counts.get(key, 0) + row.count
    for key in sorted(names, key=lambda key: (-counts[key], key)):
        yield names[key], counts[key]


@dataclass(frozen=True)
class CalendarDay:
    """One day of a calendar: its date as it is printed, and what happens on it."""

    said: str
    rows: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Calendar:
    """A month or some weeks: the names of days, a row of cells for each week; `title` names months."""

    days: tuple[str, ...]
    weeks: tuple[tuple[str, tuple[CalendarDay, ...]], ...]
    title: str


def calendar(phrases: Phrases, rows: Any) -> View:
    """Entries of a month as a calendar; weekends on which nothing happens are left out."""
    entries = meant_all(rows, MonthEntry)
    found = _by_date(phrases, entries) if entries[0].date else _by_week(phrases, entries)
    calendar_: View = shown(found)
    return calendar_


def _by_date(phrases: Phrases, entries: Sequence[MonthEntry]) -> Calendar:
    days = sorted(one.date for one in entries if one.date)
    monday = days[0] - timedelta(days[0].weekday())
    count = (days[-1] - monday).days // WEEK + 1
    last = 6 if any(day.weekday() > 4 for day in days) else 4
    weeks = []
    for week in range(count):
        these = [monday + timedelta(week * WEEK + day) for day in range(last + 1)]
        cells = tuple(CalendarDay(_said(phrases, day, monday), tuple(_on(day, entries))) for day in these)
        weeks.append(("", cells))
    first, end = days[0], days[-1]
    months = dict.fromkeys((first.replace(day=1), end.replace(day=1)))
    title = "–".join(phrases.month_of(month) for month in months)
    return Calendar(_names(phrases, last), tuple(weeks), title)


def _said(phrases: Phrases, day: date, first: date) -> str:
    return phrases.day_brief(day) if day.day == 1 or day == first else str(day.day)


def _on(day: date, entries: Sequence[MonthEntry]) -> Iterator[MonthEntry]:
    yield from (one for one in entries if one.date == day)


def _by_week(phrases: Phrases, entries: Sequence[MonthEntry]) -> Calendar:
    publication: Publication = rendering().publication
    language = publication.settings.language
    on = [(one, weekdays(one.day or "", language) or ()) for one in entries]
    count = max((one.week or 0 for one in entries), default=0) or 4
    last = 6 if any(day > 4 for _, days in on for day in days) else 4
    weeks = []
    for week in range(1, count + 1):
        cells = tuple(
            CalendarDay("", tuple(one for one, days in on if day in days and one.week in (None, week)))
            for day in range(last + 1)
        )
        weeks.append((phrases.counted("week-number", week), cells))
    return Calendar(_names(phrases, last), tuple(weeks), "")


def _names(phrases: Phrases, last: int) -> tuple[str, ...]:
    return tuple(phrases.weekday(day, "abbreviated") for day in range(last + 1))


def in_columns(rows: Any) -> tuple[tuple[tuple[View, ...], tuple[View, ...]], ...]:
    """Questions in pairs of columns of about the same height; as many pairs as keep each pair on a page."""
    questions = meant_all(rows, Question)
    parts, letters = [list[Any]()], 0
    for one in questions:
        length = len(one.question) + len(one.answer)
        if parts[-1] and letters + length > _TOGETHER:
            parts.append([])
            letters = 0
        parts[-1].append(one)
        letters += length
    return tuple(_halves(part) for part in parts)


def _halves(part: Sequence[Any]) -> tuple[tuple[View, ...], tuple[View, ...]]:
    """A column each, so divided that the higher one is as low as it can be."""
    heights = [_HEAD + -(-len(one.question) // _MEASURE) + -(-len(one.answer) // _MEASURE) for one in part]
    sums = list(accumulate(heights, initial=0.0))
    cut = min(range(len(part) + 1), key=lambda at: (max(sums[at], sums[-1] - sums[at]), -at))
    return tuple(part[:cut]), tuple(part[cut:])


def match_title(phrases: Phrases, rows: Any) -> str:
    """How many went where, and in which years."""
    bars = meant(match_bars(rows), Bars)
    return f"{phrases.counted('matches-title', bars.count)}, {bars.years}"
