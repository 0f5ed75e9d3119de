"""What a program says in two places that cannot both be so: its days, its price, how many can take part.

Takes the library; gives problems at one of the places, each with the other one. Held against one another are
fields of the kind's own, stages, key dates, facts, and sentences that say by words of number_words.yaml what
a figure is of. What may mean something else is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from itertools import chain, islice, pairwise
from typing import Final, NamedTuple

from pydantic_core import PydanticCustomError

from brochure.content.checks.dates_and_people import day_of
from brochure.content.checks.facts_and_words import language_of
from brochure.content.number_words import NumberWords, currencies, numbers_of
from brochure.content.sources import Library, Source
from brochure.content.values import FieldValue, base_of, where_of
from brochure.errors import Problem, Where
from brochure.model import (
    LONGEST_TEXT,
    CalendarWords,
    Days,
    KeyDate,
    Question,
    Rows,
    SectionUse,
    Table,
    Term,
    Text,
    calendar_words,
)

#: What stands before the first word of a sentence, a line or a cell, and the article with which it begins.
_START: Final = r"(?:^|[.!?;:(\n–—|]\s{0,20}(?:[-*•]\s{1,9})?)(?:[^\W\d_]{1,3}[ \u00a0]{1,9})?"
#: What ends a sentence or a part of it: nothing follows for which the figure before may hold alone.
_END: Final = re.compile(r"[ \u00a0]*(?:[.,;:!?)|\n–—]|$)")
#: What stands between a word for something and its figure: a colon, or a short word or two.
_BETWEEN: Final = r"[ \u00a0]*(?:[:|=–—][ \u00a0]*|[ \u00a0](?:[^\W\d_]{1,3}[ \u00a0]+){0,2})"
_SPACE: Final = r"[ \u00a0\n]+"
#: By how much a sum may differ that is another figure for the same price, and not that of something else.
_LEAST, _MOST = 0.5, 2
#: A year with all days of the calendar; letters of a phrase, and before a number; problems of one program.
_LEAP, _LONGEST, _BEFORE, _MOST_TOLD = 2024, 80, 120, 30


class _Span(NamedTuple):
    """Days from the first to the last one: what they are of, and where they are written."""

    name: str
    first: date
    last: date
    where: Where


class _Said(NamedTuple):
    """A day that a field, a key date or a text names; without a year, 0."""

    year: int
    month: int
    day: int
    piece: str
    where: Where
    of: str = ""
    """What one must do by then, apply or enroll, as far as that is said."""

    @classmethod
    def on(cls, day: date, piece: str, where: Where, of: str = "") -> _Said:
        return cls(day.year, day.month, day.day, piece, where, of)

    def differs(self, other: _Said) -> bool:
        years = {self.year, other.year} - {0}
        return (self.month, self.day) != (other.month, other.day) or len(years) > 1


@dataclass(frozen=True)
class _Figure:
    """What a field or a fact says a text may say too: by which words, and which figures are the same."""

    name: str
    phrases: tuple[str, ...]
    value: str
    figures: frozenset[float]
    is_sum: bool
    is_costs: bool
    where: Where

    def contradicts(self, value: float, piece: str) -> bool:
        if value in self.figures or (self.is_sum and not currencies(self.value) & currencies(piece)):
            return False  # the same, or the same in another currency
        return not self.is_sum or any(_LEAST * one <= value <= _MOST * one for one in self.figures)


def check_contradictions(library: Library) -> Iterator[Problem]:
    """What each program says twice, and not alike; what all of them print is told once."""
    season, facts = library.table("season"), library.table("facts")
    told = set[Where]()
    for source in library.of("program"):
        if source.table is None:
            continue
        found = library.kept.once(
            ("contradictions", source.path),
            (source.table, library.kind, season, facts, library.table("publication")),
            partial(_in_program, source, library),
        )
        yield from (one for one in found if one.where not in told)
        told |= {one.where for one in found}


def _in_program(source: Source, library: Library) -> list[Problem]:
    language = language_of(library)
    words, calendar = numbers_of(language), calendar_words(language)
    program = _Program(source.table or Table(source.where), source, library, words, calendar)
    return list(islice(chain(program.days(), program.last_days(), program.sentences()), _MOST_TOLD))


@dataclass(frozen=True)
class _Program:
    """One program and what it says."""

    table: Table
    source: Source
    library: Library
    words: NumberWords
    calendar: CalendarWords

    def _phrases(self, name: str) -> tuple[str, ...]:
        return self.words.phrases.get(name, ())

    def days(self) -> Iterator[Problem]:
        """Stages outside of the days of the program, and stages that run backwards."""
        stages, own = self._stages(), self._own_days()
        for one in stages if own else ():
            if own and (one.first < own.first or one.last > own.last):
                what = f"{one.name} is not within {own.name}, {own.first} to {own.last} ({own.where})"
                yield _other(one.where, what, "correct the days of one of the two")
        for one, after in pairwise(stages):
            if after.first < one.first:
                above = f"{one.name} above it ({one.first}, {one.where})"
                what = f"{after.name} begins on {after.first}, before {above}"
                yield _other(after.where, what, "put the stages in their order, or correct the days")

    def _own_days(self) -> _Span | None:
        """The days by which a packet compares programs."""
        kind = self.library.kind
        for name, own in kind.fields.program.items():
            if own.type == "days" and name in kind.comparison and name in self.table:
                return _span(name, self.table, name)
        return None

    def _stages(self) -> Sequence[_Span]:
        rows = self.table.get("stages")
        found = [
            _span(f'"{row.get("name", "")}"', row, "dates")
            for row in (rows if isinstance(rows, Rows) else ())
            if isinstance(row, Table)
        ]
        return [one for one in found if one]

    def _course(self) -> _Span | None:
        """The program from its first day to its last one."""
        stages = self._stages()
        if (own := self._own_days()) or not stages:
            return own
        first, last = min(stages, key=lambda one: one.first), max(stages, key=lambda one: one.last)
        return _Span("the program", first.first, last.last, first.where)

    def last_days(self) -> Iterator[Problem]:
        """Last days to apply that differ, or come when the program has begun, or before one can apply."""
        dated, course = [*self._due()], self._course()
        said = [one for one in dated if one.of != "opens"]
        opened = sorted(one for one in dated if one.of == "opens" and one.year)
        for at, one in enumerate(said):
            others = [before for before in said[:at] if before.of == one.of or not (before.of and one.of)]
            if others and all(map(one.differs, others)):
                what = f"{one.piece} is another day than {others[0].piece} ({others[0].where})"
                yield _other(one.where, what, "write the same day in both, or say what each is for")
        if course and (late := [one for one in said if one.year and date(*one[:3]) > course.first]):
            what = f"{late[0].piece} is after the program has begun, on {course.first} ({course.where})"
            yield _other(late[0].where, what, "correct one of the two")
        if opened and (early := [one for one in said if one.year and one[:3] < opened[0][:3]]):
            what = f"{early[0].piece} is before {opened[0].piece} ({opened[0].where})"
            yield _other(early[0].where, what, "correct one of the two")

    def _due(self) -> Iterator[_Said]:
        """Days until which one must apply: the field's, key dates', those of sentences."""
        apply, fields = self.table.get("apply"), self.library.kind.fields.apply
        groups = {name: [*self._phrases(name)] for name in ("due", "apply", "enroll", "opens")}
        every = (numbers_of("en").phrases, self.words.phrases)  # labels may be the kind's own
        meant = {said.casefold(): name for one in every for name in groups for said in one.get(name, ())}
        names = [name for name, own in fields.items() if own.type == "day"]
        for name in names:
            label = str(fields[name].label or name)
            if not (of := meant.get(label.casefold(), "due" if len(names) == 1 else "")):
                continue
            groups[of] += [label, name.replace("_", " ")]
            if isinstance(apply, Table) and (day := day_of(apply, name)):
                where = where_of(apply[name], apply.places[name])
                yield _Said.on(day, f"{name}: {day}", where, of.removeprefix("due"))
        season = self.library.table("season") if isinstance(apply, Table) else None
        rows = season.get("key_dates") if season else None
        own = (one for one in self.library.entries_of(self.source) if base_of(one.owner) is KeyDate)
        dated = (one.table for one in own if one.field == "label")
        rows = [*(rows if isinstance(rows, Rows) else ()), *dated]
        for of, phrases in groups.items():
            known = {one.removesuffix(" is").casefold() for one in phrases}
            for row in rows:
                label = str(row.get("label", "")).strip(" :.") if isinstance(row, Table) else ""
                if label.casefold() in known and isinstance(row, Table) and (day := day_of(row, "date")):
                    piece = f'"{label}", {day},'
                    yield _Said.on(day, piece, row.places["date"], of.removeprefix("due"))
            for entry in self._texts():
                for one in self._days_in(entry, phrases):
                    yield one._replace(of=of.removeprefix("due"))

    def _texts(self) -> Iterator[FieldValue]:
        """Texts in which sentences stand, but for names."""
        for entry in self.library.entries_of(self.source):
            is_text = entry.shape.is_text and isinstance(entry.value, Text) and entry.value.lang is None
            if is_text and len(entry.value) <= LONGEST_TEXT and base_of(entry.owner) is not KeyDate:
                yield entry

    def _days_in(self, entry: FieldValue, phrases: Iterable[str]) -> Iterator[_Said]:
        """Days that a sentence names right behind one of some phrases, and nothing behind them."""
        text, calendar = _plain(entry.value), self.calendar
        for found in _phrased(tuple(phrases)).finditer(text) if any(map(str.isdecimal, text)) else ():
            day = calendar.plain.match(text, found.end())
            if day and (day[0].endswith(".") or _END.match(text, day.end())):
                where = self.library.folder.find(entry.value.where or entry.where, day[0])
                year, month, number = calendar.read(day)
                with suppress(ValueError):  # what is in no calendar is no day
                    date(year or _LEAP, month, number)
                    yield _Said(year, month, number, f'"{text[found.start("said") : day.end()]}"', where)

    def sentences(self) -> Iterator[Problem]:
        """Sentences that give the program another beginning or end, price or number than its fields."""
        course, subjects = self._course(), self._subjects()
        spoken = self.calendar.spoken
        ends = (("begins", course.first), ("ends", course.last)) if course else ()
        figures, titles = [*self._figures()], self._titles()
        for entry in self._texts():
            title = titles.get(id(entry.table), "").casefold()
            for verb, day in ends:
                phrases = [f"{one} {said}" for one in subjects for said in self._phrases(verb)]
                for one in self._days_in(entry, phrases):
                    if course and one.differs(_Said.on(day, "", course.where)):
                        what = f"{one.piece} contradicts {course.name}, {course.first} to {course.last}"
                        what += f" ({course.where})"
                        yield _other(one.where, what, f"write {spoken(day)}, or correct {course.name}")
            for figure in figures:
                if where_of(entry.value, entry.where) != figure.where:
                    names = (*figure.phrases, *(self._phrases("price") if figure.is_costs else ()))
                    is_apart = title and not any(one.casefold() in title for one in (*names, *subjects))
                    yield from self._otherwise(entry, figure, subjects, () if is_apart else names)

    def _titles(self) -> Mapping[int, str]:
        """The title of a section or a sidebar, or the question, under which tables stand."""
        titles = dict[int, str]()
        for entry in self.library.entries_of(self.source):
            if isinstance(entry.value, Table):
                has_own = base_of(entry.shape.model) in (SectionUse, Question) or entry.field == "sidebar"
                own = entry.value.get("title", entry.value.get("question")) if has_own else None
                titles[id(entry.value)] = str(own or titles.get(id(entry.table), ""))
        return titles

    def _subjects(self) -> Sequence[str]:
        """What sentences call the program."""
        said = self.table.get("name"), self.table.get("full_name"), self.library.kind.words.get("program")
        return [str(one).strip() for one in (*said, "program") if isinstance(one, str) and str(one).strip()]

    def _figures(self) -> Iterator[_Figure]:
        """Prices and numbers of the program's own fields, and those of facts that it names."""
        apply = self.table.get("apply")
        homes = (self.library.kind.fields.program, self.table), (self.library.kind.fields.apply, apply)
        has_price = False
        for fields, table in homes:
            for name, own in fields.items():
                value = table.get(name) if isinstance(table, Table) else None
                if own.type in ("price", "whole") and isinstance(value, Text) and isinstance(table, Table):
                    is_price = own.type == "price"
                    phrases = (name.replace("_", " "), str(own.label or name))
                    where = where_of(value, table.places[name])
                    is_costs = is_price and not has_price and table is self.table
                    has_price = has_price or is_price
                    yield self._figure(name, phrases, value, where, is_sum=is_price, is_costs=is_costs)
        facts: Mapping[str, object] = self.library.table("facts") or {}
        every = self.library.entries_of(self.source)
        listed = (one.value for one in every if one.field in ("facts", "statistics"))
        for name in dict.fromkeys(one.strip() for one in listed if isinstance(one, Text)):
            fact = facts.get(name)
            value = fact.get("value") if isinstance(fact, Table) else None
            label = str(fact.get("label", "")).strip() if isinstance(fact, Table) else ""
            if isinstance(value, Text) and isinstance(fact, Table) and label and "{" not in label + value:
                is_sum = bool(self.words.sums(value))
                if is_sum or " " not in label:  # of longer labels, facts_and_words tells
                    where = where_of(value, fact.places["value"])
                    yield self._figure(name, (label,), value, where, is_sum=is_sum, is_costs=False)

    def _figure(
        self, name: str, phrases: tuple[str, ...], value: Text, where: Where, *, is_sum: bool, is_costs: bool
    ) -> _Figure:
        numbers = frozenset(one.value for one in self.words.numbers(value))
        return _Figure(name, tuple(filter(None, phrases)), value.strip(), numbers, is_sum, is_costs, where)

    def _otherwise(
        self, entry: FieldValue, figure: _Figure, subjects: Sequence[str], names: Sequence[str]
    ) -> Iterator[Problem]:
        """Where a text gives another figure: of the program, or by names for it alone."""
        text = _plain(entry.value)
        given = self._given(entry, text, figure, subjects, names) if figure.figures else ()
        for start, end, value in given:
            if figure.contradicts(value, text[start:end]):
                piece = " ".join(text[start:end].split())
                lines = text[start:end].split("\n")
                sought = lines[0] if lines[0] in entry.value else lines[-1].split()[-1]
                where = self.library.folder.find(entry.value.where or entry.where, sought)
                what = f'"{piece}" contradicts {figure.name}, which says {figure.value} ({figure.where})'
                hint = f"write {figure.value}, or correct {figure.name}"
                yield Problem(where, what, hint, "warning", "other-figure")

    def _given(
        self, entry: FieldValue, text: str, figure: _Figure, subjects: Sequence[str], names: Sequence[str]
    ) -> Iterator[tuple[int, int, float]]:
        """From where to where a text gives a figure for the same thing, and which."""
        words = self.words
        if base_of(entry.owner) is Term and entry.field == "value" and entry.table is not None:
            label = str(entry.table.get("label", "")).strip(" :").casefold()
            numbers = words.sums(text) if figure.is_sum else words.numbers(text)
            is_plain = len(numbers) == 1 and "note" not in entry.table
            if is_plain and label in {one.casefold() for one in names}:
                yield 0, len(text), numbers[0].value
            return
        called = (*names, *(subjects if figure.is_costs else ()))
        said = [f"{one} {verb}" for one in called for verb in self._phrases("costs")]
        if not said or (figure.is_sum and not any(map(str.isdecimal, text))):
            return
        if places := [*_phrased((*said, *names)).finditer(text)]:
            numbers = words.sums(text) if figure.is_sum else words.numbers(text)
            by_start = {one.start: one for one in numbers if _END.match(text, one.end)}
            for found in places:
                if one := by_start.get(found.end()):
                    yield found.start("said"), one.end, one.value
        if not figure.is_sum and any(one.casefold() in text.casefold() for one in names):
            yield from self._counted(text, figure, subjects)

    def _counted(
        self, text: str, figure: _Figure, subjects: Sequence[str]
    ) -> Iterator[tuple[int, int, float]]:
        """Numbers right before the word for what is counted: `There are fourteen places.`"""
        unit = re.compile(rf"{_SPACE}(?:{_one_of(figure.phrases)})\b", re.IGNORECASE)
        verbs = self._phrases("has")
        before = _before((*verbs, *(f"{one} {verb}" for one in subjects for verb in verbs)))
        for one in self.words.numbers(text):
            found, above = unit.match(text, one.end), text[max(one.start - _BEFORE, 0) : one.start]
            if found and _END.match(text, found.end()) and before.search(above):
                yield one.start, found.end(), one.value


def _other(where: Where, what: str, hint: str) -> Problem:
    return Problem(where, what, hint, "warning", "other-days")


def _span(name: str, table: Table, field: str) -> _Span | None:
    value = table.get(field)
    with suppress(PydanticCustomError):  # what are no days is told elsewhere
        if isinstance(value, Text):
            days = Days.check(value)
            return _Span(name, days.first, days.last, where_of(value, table.places[field]))
    return None


def _plain(text: str) -> str:
    """A text without the signs of emphasis."""
    return re.sub(r"\*+|__", "", text)


@lru_cache(512)
def _phrased(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """One of some phrases at the beginning of a sentence, up to the figure behind it."""
    return re.compile(rf"{_START}(?P<said>(?:{_one_of(phrases)})){_BETWEEN}", re.IGNORECASE)


@lru_cache(64)
def _before(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """The beginning of a sentence, and nothing else but one of some phrases, up to the figure behind it."""
    return re.compile(rf"{_START}(?:(?:{_one_of(phrases)})[ \u00a0]+)?$", re.IGNORECASE)


def _one_of(phrases: Iterable[str]) -> str:
    known = {one for one in phrases if one.strip() and len(one) <= _LONGEST}
    longest = sorted(known, key=lambda one: (-len(one), one))
    return "|".join(_SPACE.join(map(re.escape, one.split())) for one in longest) or "(?!)"
