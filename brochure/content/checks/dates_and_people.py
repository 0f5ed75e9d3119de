"""What does not belong to the season: key dates and their days of the week, consent, classes, old facts.

Takes the library; gives problems, each with the name of its check. What a year of a class is called, and how
many years it takes, is the kind's. Must not know how anything is printed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from typing import Final, NamedTuple

from pydantic_core import PydanticCustomError

from brochure.content.checks.facts_and_words import language_of
from brochure.content.sources import Library, Source
from brochure.content.values import FieldValue, base_of, describe
from brochure.errors import BY_DATE, BY_WEEK, CONSENT, Hint, Mend, Problem, Where
from brochure.model import (
    Apply,
    CalendarWords,
    Clock,
    Days,
    KeyDate,
    Person,
    Rows,
    Table,
    Text,
    WeekEntry,
    calendar_words,
    no_such_day,
)

#: Problems of one check in one file that are told one by one.
_MOST: Final = 10
_YEARS: Final = re.compile(
    r"(?<![0-9])(1[5-9][0-9]{2}|2[01][0-9]{2})(?:\s?[-–/]\s?([0-9]{4}|[0-9]{2}))?(?![0-9])"
)
#: Fields in which figures with a colon are times; days that not every month has, and a year that has all.
_TIMES: Final = ("time", "hours", "open_houses")
_LATE: Final = re.compile("(?<![0-9])(?:29|3[0-9]|[4-9][0-9])(?![0-9])")
_LEAP: Final = 2024
_DAY: Final = re.compile(r"\s*[0-9]{4}-[0-9]{2}-[0-9]{2}\s*")


class SeasonYears(NamedTuple):
    """The years that a season is named by; `is_academic` where it has two, such as 2026-27."""

    first: int
    last: int

    @property
    def is_academic(self) -> bool:
        return self.last == self.first + 1

    def overlaps(self, other: SeasonYears) -> bool:
        """Whether both have a year in common."""
        return self.first <= other.last and other.first <= self.last


def years_in(words: str) -> SeasonYears | None:
    """The years that words name last: a season such as 2026-27, a year, or the year of a day."""
    found = [*_YEARS.finditer(words)]
    if not found:
        return None
    first, after = found[-1].groups()
    last = int(first[: 4 - len(after)] + after) if after else int(first)
    is_day = after and len(after) == 2 and _DAY.fullmatch(words)
    return SeasonYears(int(first), int(first) if is_day or last < int(first) else last)


def day_of(table: Table | None, field: str) -> date | None:
    """A day as it is written; none where it is none."""
    try:
        return date.fromisoformat(str(table.get(field) if table else "").strip())
    except ValueError:
        return None


@dataclass(frozen=True)
class _Season:
    """When the season is, as far as it says so."""

    table: Table
    is_first: bool = True

    @cached_property
    def years(self) -> SeasonYears | None:
        said = (years_in(str(self.table.get(field, ""))) for field in ("academic_year", "label"))
        return next(filter(None, said), None)

    @cached_property
    def issued(self) -> date | None:
        return day_of(self.table, "issued")

    @cached_property
    def valid_until(self) -> date | None:
        return day_of(self.table, "valid_until")

    @property
    def label(self) -> str:
        return str(self.table.get("label", "")).strip()

    @property
    def later(self) -> Mend:
        """What makes days of a season before those of this one."""
        since = self.issued or date(self.years.first if self.years else 1, 1, 1)
        return Mend("on", str(since), (BY_WEEK, BY_DATE))

    def misses(self, day: date) -> str:
        """Why a key date is none of this season; empty where it may be one."""
        if self.issued and day < self.issued:
            return f"before the day of issue ({self.issued})"
        if self.valid_until and day > self.valid_until:
            return f"after the last day on which the brochures hold ({self.valid_until})"
        if self.years is None:
            return ""
        early = self.years.first if self.years.is_academic else self.years.first - 1
        if (day.year < early and not self.issued) or day.year > self.years.last + 1:
            return f"and the season is {self.label}"
        return ""

    def is_older(self, as_of: str) -> bool:
        """Whether something was true in an older season.

        Figures of a calendar year are those of the last one that was whole.
        """
        then, now = years_in(as_of), self.years
        if not self.is_first or then is None or now is None:
            return False
        return then.first < now.first if then.is_academic and now.is_academic else then.last < now.first - 1


def check_dates_and_people(library: Library) -> Iterator[Problem]:
    """Everything that does not belong to the season."""
    table = library.table("season")
    if table is None:
        return
    # Once a season is rolled over, what nobody has confirmed since is told item by item.
    season, language = _Season(table, not library.of("confirmed")), language_of(library)
    for source in library.sources:
        if source.table is None or source.kind in ("brand", "printer", "reviews", "confirmed"):
            continue
        rests_on = (source.table, table, library.kind, library.table("publication"), season.is_first)
        found = library.kept.once(
            ("season", source.kind, source.path),
            rests_on,
            partial(_in_file, source, library, season, language),
        )
        yield from _few(found)
    yield from _two_seasons(table)
    yield from _classes(library, season)
    yield from _without_issue(library, season)


def _two_seasons(table: Table) -> Iterator[Problem]:
    """Names of the season that are of other years than one another."""
    label, year = (years_in(str(table.get(field, ""))) for field in ("label", "academic_year"))
    if label is None or year is None:
        return
    is_one = label == year if label.is_academic and year.is_academic else label.overlaps(year)
    if not is_one:
        what = f"academic_year says {table['academic_year']}, and the label of the season {table['label']}"
        hint = "correct the one that is of another season"
        yield Problem(table.places["academic_year"], what, hint, "warning", "season-dates")


def _few(problems: Sequence[Problem]) -> Iterator[Problem]:
    """Some of each check; the last one tells how many more there are."""
    counts, told = Counter(one.check for one in problems), Counter[str]()
    for one in problems:
        told[one.check] += 1
        if told[one.check] == _MOST and counts[one.check] > _MOST:
            more = f"{one.what}; and {counts[one.check] - _MOST} more like this"
            yield one._replace(what=more)
        elif told[one.check] <= _MOST:
            yield one


def _in_file(source: Source, library: Library, season: _Season, language: str) -> list[Problem]:
    return [*_of_file(source, library, season, language)]


def _of_file(source: Source, library: Library, season: _Season, language: str) -> Iterator[Problem]:
    own_fields = library.kind.fields.apply.items()
    deadlines = {name: str(own.label or name) for name, own in own_fields if own.type == "day"}
    old = list[FieldValue]()
    for entry in library.entries_of(source):
        if not isinstance(entry.value, Text):
            continue
        owner = base_of(entry.owner)
        if (owner is KeyDate and entry.field == "date") or (owner is Apply and entry.field in deadlines):
            yield from _key_date(entry, season, language, deadlines.get(entry.field, entry.field))
        elif entry.shape.single is Days:
            yield from _over(entry, season)
        elif entry.field == "consent_until":
            yield from _consent(entry, season)
        elif entry.field in ("as_of", "facts_as_of") and season.is_older(entry.value):
            if not _is_confirmed(entry.table, season):
                old.append(entry)
        elif entry.shape.is_text and entry.value.lang is None and any(map(str.isdecimal, entry.value)):
            yield from _weekdays(entry, library, season, language)
            yield from _never(entry, library, language)
        starts = entry.table.get("start") if owner is WeekEntry and entry.table is not None else None
        if entry.field == "end" and (fault := Clock.slip(str(starts or "").strip(), entry.value.strip())):
            what = f"{entry.field} {fault.piece} {fault.why}"
            yield Problem(entry.where, what, _meant(fault.piece, fault.meant), "warning", "weekday")
    if old:
        yield _old(old, season)


def _key_date(entry: FieldValue, season: _Season, language: str, called: str) -> Iterator[Problem]:
    day = day_of(entry.table, entry.field)
    if day is None or entry.table is None:
        return
    what = str(entry.table.get("label", called)).strip()
    if why := season.misses(day):
        hint = Hint("correct the day, or take this out", season.later)
        yield Problem(entry.where, f'"{what}" is on {day}, {why}', hint, "warning", "season-dates")
    said = f"{what} {entry.table.get('time', '')}"
    names = calendar_words(language)
    if (named := names.only_day(said)) is not None and named != day.weekday():
        right = f"write {names.days[day.weekday()]}, or correct the day"
        told = f'"{said.strip()}" names {names.days[named]}, and {day} is a {names.days[day.weekday()]}'
        yield Problem(entry.where, told, right, "warning", "weekday")


def _over(entry: FieldValue, season: _Season) -> Iterator[Problem]:
    """Days that have all gone by when the season is issued, or lie in years before it."""
    with suppress(PydanticCustomError):  # what are no days is told elsewhere
        last = Days.check(entry.value).last
        why = f"before the day of issue ({season.issued})" if season.issued and last < season.issued else ""
        if not season.issued and season.years and last.year < season.years.first:
            why = f"and the season is {season.label}"
        if why:
            what = f"{entry.field}: the last day is {last}, {why}"
            hint = Hint("correct the days, or take them out", season.later)
            yield Problem(entry.where, what, hint, "warning", "season-dates")


def _consent(entry: FieldValue, season: _Season) -> Iterator[Problem]:
    until, needed = day_of(entry.table, entry.field), str(season.valid_until or "")
    mend = Mend("consent", needed, CONSENT if needed else CONSENT[1::2])
    hint, said = Hint("ask for consent again, or take this out", mend), entry.table or Table(entry.where)
    whose = said.get("name") or (f"those in {said['file']}" if said.get("file") else "somebody")
    if until and season.issued and until < season.issued:
        what = f"the consent of {whose} ended on {until}, before this season is issued ({season.issued})"
        yield Problem(entry.where, what, hint, "error", "consent")
    elif until and season.valid_until and until < season.valid_until:
        what = f"the consent of {whose} ends on {until}, and the brochures hold until {season.valid_until}"
        yield Problem(entry.where, what, hint, "warning", "consent-validity")


def _without_issue(library: Library, season: _Season) -> Iterator[Problem]:
    """Consent that nothing can be held against, told once."""
    if season.issued or "issued" in season.table:
        return
    count = sum(entry.field == "consent_until" for _, entry in library.entries)
    if count:
        people = "1 person" if count == 1 else f"{count} people"
        what = f"issued is missing, so that nobody can tell whether the consent of {people} still holds"
        hint = "add issued: the day on which the brochures go out, such as 2026-08-03"
        yield Problem(season.table.where, what, hint, "warning", "consent-validity")


def _is_confirmed(table: Table | None, season: _Season) -> bool:
    """Whether somebody has looked at it since the season began."""
    day = day_of(table, "verified_on")
    begin = season.issued or (date(season.years.first, 1, 1) if season.years else None)
    return day is not None and begin is not None and day.year >= begin.year


def _old(entries: Sequence[FieldValue], season: _Season) -> Problem:
    first = entries[0]
    more = f", and so are {len(entries) - 1} more in this file" if len(entries) > 1 else ""
    what = f'{first.field} "{first.value.strip()}" is older than the season {season.label}{more}'
    hint = f"ask whether it still holds, then write {first.field}: {season.label}"
    return Problem(first.where, what, hint, "warning", "old-facts")


def _weekdays(entry: FieldValue, library: Library, season: _Season, language: str) -> Iterator[Problem]:
    """Days of the week in a text that are not those of the dates behind them."""
    names, folded = calendar_words(language), entry.value.casefold()
    if not any(begin in folded for begin in names.begins):
        return
    for found in names.dated.finditer(entry.value):
        days = [*_days(found, names, season)]
        named = names.names[found["week"].casefold()]
        if days and named not in {day.weekday() for day in days}:
            right = names.days[days[0].weekday()]
            where = library.folder.find(entry.value.where or entry.where, found[0].split("\n")[0])
            year = "" if found["year1"] or found["year2"] or found["iso"] else f" in {days[0].year}"
            what = f'"{found[0]}" is a {right}{year}'
            yield Problem(where, what, f"write {right}, or correct the date", "warning", "weekday")


def _never(entry: FieldValue, library: Library, language: str) -> Iterator[Problem]:
    """Times and days of a text that are on no clock and in no calendar."""
    text, is_told = entry.value, base_of(entry.owner) is WeekEntry  # of these, with their fields
    found = list[tuple[str, str, str]]() if is_told else [*Clock.faults(text, entry.field in _TIMES)]
    calendar = calendar_words(language)
    for one in calendar.plain.finditer(text) if _LATE.search(text) else ():
        year, month, day = calendar.read(one)
        why, _ = no_such_day(f"{year or _LEAP:04}-{month:02}-{day:02}")
        why = why if year else re.sub(" [0-9]{4}", "", why)
        found += [(one[0], f"is no day, for {why}", "")] if why else []
    for piece, why, meant in found:
        where = library.folder.find(text.where or entry.where, piece.split("\n")[0])
        yield Problem(where, f'"{piece}" {why}', _meant(piece, meant), "warning", "weekday")


def no_time(said: str) -> tuple[str, str] | None:
    """Why words of a week are no time of day, and what would mend them."""
    if Clock.minutes(said) is not None:
        return None
    if fault := next(Clock.faults(said, is_time=True), None):
        return f"{fault.piece} {fault.why}", _meant(fault.piece, fault.meant)
    return f"must be a time of day, not {describe(said)}", "write it such as 7:00, 13:30 or 1:30 pm"


def _meant(piece: str, meant: str) -> str:
    hint = f"write {meant}, if that is meant"
    return Hint(hint, Mend("replace", piece, (meant,))) if meant else "write what is meant"


def _days(found: re.Match[str], names: CalendarWords, season: _Season) -> Iterator[date]:
    """The days that a date may mean: without a year, one of those that the season touches."""
    year, month, number = names.read(found)
    own = season.years or SeasonYears(0, -1)
    touched = {*range(own.first, own.last + 1)}
    touched |= {day.year for day in (season.issued, season.valid_until) if day}
    for one in [year] if year else sorted(touched):
        try:
            yield date(one, month, number)
        except ValueError:
            continue


def _classes(library: Library, season: _Season) -> Iterator[Problem]:
    """People whose year, class and season do not agree, by what the kind says of years."""
    roles = library.kind.people
    if roles.year is None or roles.length is None:
        return
    reads = str(getattr(library.kind.fields.people.get(roles.year), "reads", "") or "{value}")
    every = {length for source in library.of("program") for length in _lengths(source.table)}
    for source in library.sources:
        own = set(_lengths(source.table)) if source.kind == "program" else every
        for entry in library.entries_of(source):
            is_list = isinstance(entry.value, Rows) and entry.shape.each is not None
            if is_list and entry.shape.each and base_of(entry.shape.each.model) is Person:
                rows = [row for row in entry.value if isinstance(row, Table)]
                yield from _class(rows, roles.year, reads, own or {roles.length}, season)


def _lengths(program: Table | None) -> Iterator[int]:
    """After how many years somebody may leave a program: after each of its stages."""
    total, stages = 0, program.get("stages") if program else None
    for stage in stages if isinstance(stages, Rows) else ():
        years = _whole(stage, "length_years") if isinstance(stage, Table) else None
        if years is None:
            return
        total += years
        yield total


def _whole(row: Table, field: str) -> int | None:
    said = str(row.get(field, "")).strip()
    return int(said) if said.isdecimal() else None


def _class(
    rows: Sequence[Table], field: str, reads: str, lengths: set[int], season: _Season
) -> Iterator[Problem]:
    wrong: dict[tuple[int, int], list[Table]] = {}
    says = re.compile(r"\b" + re.escape(reads).replace(re.escape("{value}"), "([0-9]{1,2})") + r"\b")
    for row in rows:
        year, leaves = _whole(row, field), _whole(row, "class_of")
        if year is None:
            continue
        if reads != "{value}" and (said := says.search(str(row.get("role", "")))) and int(said[1]) != year:
            what = f'the role says "{said[0]}", and {field} is {year}'
            yield Problem(row.places["role"], what, "make the two agree", "warning", "class-year")
        is_known = leaves is not None and season.years is not None and season.years.is_academic
        if is_known and leaves and season.years and year + leaves - season.years.last not in lengths:
            wrong.setdefault((year, leaves), []).append(row)
    for (year, leaves), people in wrong.items():
        assert season.years
        meant = sorted({season.years.last + length - year for length in lengths if length >= year})
        called = reads.replace("{value}", str(year))
        more = f" ({len(people)} people)" if len(people) > 1 else ""
        classes = " or ".join(map(str, meant)) or "none"
        what = f"{called} in {season.label} is the class of {classes}, not of {leaves}{more}"
        hint = f"correct the year of the class, or {field}; if the list is last season's, take it over"
        where = people[0].places.get("class_of") or people[0].where or Where("")
        yield Problem(where, what, hint, "warning", "class-year")
