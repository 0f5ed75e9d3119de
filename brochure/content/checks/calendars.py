"""Weeks and months that can be drawn: days and times that mean something, hours that are given once.

Takes the library; gives problems at their places. Must not know how they are drawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations
from typing import Final, NamedTuple

from brochure.content.references import fill, names_of
from brochure.content.sources import Library
from brochure.content.values import FieldValue, describe
from brochure.errors import MOST_TOLD, Problem, Where
from brochure.model import DAY, MonthEntry, Rows, Table, Text, WeekEntry, minutes, weekdays

_DAYS_HINT: Final = "write a day such as Monday, several as Mon, Wed, or Mon-Fri"
_TIME_HINT: Final = "write it such as 7:00, 13:30 or 1:30 pm"
#: Most days from the first to the last of a calendar: six weeks.
_LONGEST_MONTH: Final = 42
_NAMES: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class _Hours(NamedTuple):
    """From when to when something goes on, in minutes since Monday, and where that is written."""

    first: int
    last: int
    what: str
    where: Where


def check_calendars(library: Library) -> Iterator[Problem]:
    """Days, times and dates that cannot be read, and hours that are given twice."""
    settings, (_, names) = library.table("publication"), names_of(library)
    language = str(settings.get("language", "en")) if settings else "en"
    for _, entry in library.entries:
        if isinstance(entry.value, Text) and entry.value.strip():
            said = fill(entry.value.strip(), names)[0]
            if entry.owner in (WeekEntry, MonthEntry) and entry.field == "day":
                if weekdays(said, language) is None:
                    what = f"day cannot be read in {describe(said)}"
                    yield Problem(entry.where, what, _DAYS_HINT)
            elif entry.owner is WeekEntry and entry.field in ("start", "end") and minutes(said) is None:
                what = f"{entry.field} must be a time of day, not {describe(said)}"
                yield Problem(entry.where, what, _TIME_HINT)
        elif entry.field == "week" and isinstance(entry.value, Rows):
            yield from _overlaps(entry.value, language)
        elif entry.field == "month" and isinstance(entry.value, Rows):
            yield from _month(entry)


def _overlaps(rows: Rows, language: str) -> Iterator[Problem]:
    """Hours of a day that two entries claim: both are drawn, half as wide."""
    spans = sorted(span for row in rows if isinstance(row, Table) for span in _spans(row, language))
    told = set[Where]()
    for one, other in combinations(spans[:500], 2):
        if other.first < one.last and other.where not in told and len(told) < MOST_TOLD:
            told.add(other.where)
            day, start = _NAMES[other.first // DAY % 7], f"{other.first % DAY // 60}:{other.first % 60:02}"
            what = f"{describe(other.what)} on {day} at {start} overlaps {describe(one.what)}"
            hint = f"end {describe(one.what)} before, or leave both, and they stand side by side"
            yield Problem(other.where, what, hint, "warning")


def _spans(row: Table, language: str) -> Iterator[_Hours]:
    days = weekdays(str(row.get("day", "")), language) or ()
    start, end = minutes(str(row.get("start", ""))), minutes(str(row.get("end", "")))
    if start is None or end is None:
        return
    last = end if end > start else end + DAY
    for day in days:
        where = row.places.get("what", row.where)
        yield _Hours(day * DAY + start, day * DAY + last, str(row.get("what", "")), where)


def _month(entry: FieldValue) -> Iterator[Problem]:
    rows = [row for row in entry.value if isinstance(row, Table)]
    for row in rows:
        if "date" in row and ("week" in row or "day" in row):
            hint = "keep the date alone, or a week and a day without a date"
            yield Problem(row.places["date"], "a date stands beside a week or a day", hint)
        elif "date" not in row and "day" not in row:
            yield Problem(row.where or entry.where, "day is missing", "give a date, or a day and its week")
    dated = [row for row in rows if "date" in row]
    if dated and len(dated) < len(rows):
        other = next(row for row in rows if "date" not in row)
        hint = "give every line a date, or none"
        yield Problem(other.where or entry.where, "a month is given by dates and by days of the week", hint)
    yield from _too_long(dated)


def _too_long(rows: list[Table]) -> Iterator[Problem]:
    """Dates that are more than six weeks apart, in whatever order they are written."""
    days = list[tuple[date, Where]]()
    for row in rows:
        try:
            days.append((date.fromisoformat(str(row["date"]).strip()), row.places["date"]))
        except ValueError:
            continue
    days.sort(key=lambda day: day[0])
    if days and (days[-1][0] - days[0][0]).days >= _LONGEST_MONTH:
        last, where = days[-1]
        what = f"{last} is more than six weeks after {days[0][0]}"
        yield Problem(where, what, "give each month a section of its own, or correct the year")
