"""The layouts' own words, and what is said with them: days, numbers, lists, durations, one and several,
and values of fields of a kind's own.

Takes words and a language tag; gives text as the Unicode locale data (CLDR) has it in that language. Must
not know files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, time
from functools import cache, lru_cache
from string import Formatter
from typing import Any, Final, Literal

from babel import Locale, UnknownLocaleError
from babel.dates import (
    format_date,
    format_interval,
    format_skeleton,
    format_time,
    get_day_names,
    get_month_names,
)
from babel.lists import format_list
from babel.numbers import format_decimal
from babel.units import format_unit

from brochure.compose.template_values import Function, View
from brochure.errors import ContentError, Where
from brochure.model import Days, OwnField, Program, Stage, Table, Text, Unit, parse_yaml

#: A phrase, or its forms by the plural categories of CLDR (zero, one, two, few, many), of which `other` must
#: be there.
Phrase = str | Mapping[str, str]
CATEGORIES: Final = frozenset({"zero", "one", "two", "few", "many", "other"})
#: The language whose rules hold where CLDR does not know one.
FALLBACK: Final = "en"


@cache
def locale_of(language: str) -> Locale:
    """The locale of a BCP 47 tag.

    Of its shorter forms where that is not known, and English where none is.
    """
    parts = language.split("-")
    for length in range(len(parts), 0, -1):
        with suppress(UnknownLocaleError, ValueError):
            return Locale.parse("-".join(parts[:length]), sep="-")
    return Locale.parse(FALLBACK)


@lru_cache(16)
def parse_words(text: str, file: str) -> Mapping[str, Phrase]:
    """What a words.yaml says. Raises `ContentError`."""
    known = parse_yaml(text, file)
    if not isinstance(known, Table):
        raise ContentError.of(file, "there are no words", "write each as name: words")
    for name, where in known.empty.items():
        raise ContentError.of(where, f"{name} has no words", f"delete it, or write {name}: words")
    return {name: _phrase(name, said, known.places[name]) for name, said in known.items()}


@lru_cache(16)
def word_places(text: str, file: str) -> Mapping[str, Where]:
    """Where each of the words of a words.yaml stands."""
    known = parse_yaml(text, file)
    return known.places if isinstance(known, Table) else {}


def _phrase(name: str, said: object, where: Where) -> Phrase:
    if isinstance(said, str):
        return str(said)
    if not isinstance(said, Table) or not all(isinstance(words, str) for words in said.values()):
        raise ContentError.of(where, f"{name} must be words, or words for each form", "write it in quotes")
    if "other" in said and said.keys() <= CATEGORIES:
        return {form: str(words) for form, words in said.items()}
    hint = "name them zero, one, two, few, many and other, of which other must be there"
    raise ContentError.of(where, f"{name} has forms that no language has", hint)


def pieces(phrase: str) -> Iterator[tuple[str, str]]:
    """A phrase as words and the name in braces that follows them, where one does.

    A name is all that may stand there: what `str.format` allows besides would lead into the program. Raises
    `ValueError`.
    """
    for own, name, form, conversion in Formatter().parse(phrase):
        if name is not None and (form or conversion or not name.isidentifier()):
            raise ValueError(f"only a name may stand in braces: {phrase}")
        yield own, name or ""


def filled_in(phrase: str, **values: str) -> str:
    """A phrase with each `{name}` replaced by what is given for it. Raises `KeyError` or `ValueError`."""
    return "".join(f"{own}{values[name]}" if name else own for own, name in pieces(phrase))


class Phrases(Mapping[str, str]):
    """Words by their names, in one language; a phrase that has several forms reads as its `other`."""

    def __init__(self, words: Mapping[str, Phrase], language: str) -> None:
        self._words, self._locale = words, locale_of(language)

    def __getitem__(self, name: str) -> str:
        phrase = self._words[name]
        return phrase if isinstance(phrase, str) else phrase["other"]

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    def __len__(self) -> int:
        return len(self._words)

    def for_templates(self) -> View:
        """The words as templates have them."""
        counted, filled = Function("words.counted", self.counted), Function("words.filled", self.filled)
        return View("words", {**self, "counted": counted, "filled": filled})

    def counted(self, name: str, count: int) -> str:
        """A phrase about so many things, in the form for this number, with its `{count}` filled in."""
        phrase = self._words[name]
        if not isinstance(phrase, str):
            phrase = phrase.get(self._locale.plural_form(count)) or phrase["other"]
        return filled_in(phrase, count=self.number(count))

    def filled(self, name: str, **values: str) -> str:
        """A phrase with what is given for the names in braces."""
        return filled_in(self[name], **values)

    def number(self, value: float) -> str:
        """A number with at most three decimals: 4.5, and in German 4,5."""
        return format_decimal(value, locale=self._locale)

    def size(self, value: int) -> str:
        """So many bytes, as a reader of pages knows them: 120 kB, 1.2 MB."""
        return f"{self.number(round(value / 1e6, 1))} MB" if value >= 1e6 else f"{value / 1e3:.0f} kB"

    def day(self, value: date) -> str:
        """A date that no reader takes for another: July 1, 2019, and in German 1. Juli 2019."""
        return format_date(value, "long", self._locale)

    def days(self, first: date, last: date) -> str:
        """Days from one to another: Jul 6 – 17, 2026, and one day as that alone."""
        if first == last:
            return self.day(first)
        return format_interval(first, last, "yMMMd", fuzzy=True, locale=self._locale)

    def duration(self, value: float, unit: Unit) -> str:
        """A span of time: 1 year, 3 years, and in Polish 3 lata, 5 lat."""
        return format_unit(value, f"duration-{unit}", "long", locale=self._locale)

    def brief(self, value: float, unit: Unit) -> str:
        """The same, shortened: 3 yrs, 4 wks."""
        return format_unit(value, f"duration-{unit}", "short", locale=self._locale)

    def day_brief(self, value: date) -> str:
        """A day beside others of the same year: Sep 2, and in German 2. Sept."""
        return format_skeleton("MMMd", value, locale=self._locale)

    def day_short(self, value: date) -> str:
        """The same with its year, where no scale says that: Sep 2, 2026."""
        return format_skeleton("yMMMd", value, locale=self._locale)

    def month(self, number: int) -> str:
        """The short name of a month, 1 for January: Jan."""
        return str(get_month_names("abbreviated", "stand-alone", self._locale)[number])

    def month_of(self, value: date) -> str:
        """A month with its year: October 2026."""
        return format_skeleton("yMMMM", value, locale=self._locale)

    def months(self) -> Mapping[str, int]:
        """The names of months as they stand in sentences and alone, in small letters, and their numbers."""
        return {
            name.casefold().rstrip("."): number
            for width in ("wide", "abbreviated")
            for context in ("format", "stand-alone")
            for number, name in get_month_names(width, context, self._locale).items()
        }

    def weekday(self, number: int, width: Literal["wide", "abbreviated"] = "wide") -> str:
        """The name of a day of the week, 0 for Monday: Monday, Mon."""
        return str(get_day_names(width, "stand-alone", self._locale)[number])

    def clock(self, minutes: int) -> str:
        """A time of day from minutes since midnight: 7:30 AM, and in German 07:30."""
        at = time(minutes // 60 % 24, minutes % 60)
        short = self._locale.time_formats["short"].pattern
        pattern = ("h a" if not at.minute else "h:mm a") if "a" in short else "H:mm"
        return format_time(at, pattern, locale=self._locale).replace("\u202f", " ")

    def listed(self, items: Sequence[str]) -> str:
        """Items in a sentence: one and another; one, another, and a third."""
        return format_list(items, "standard", self._locale)


def in_words(phrases: Phrases, value: Any, where: Where | None = None) -> Text:
    """The value of a field of a kind's own, in words that know where it is written."""
    if isinstance(value, Text):
        return value
    if isinstance(value, bool):
        return Text(phrases["yes" if value else "no"], where)
    if isinstance(value, date):
        return Text(phrases.day(value), where)
    if isinstance(value, Days):
        return _whole_days(phrases, value, where)
    if isinstance(value, float):
        return Text(phrases.number(value), where)
    if isinstance(value, tuple):  # lines that begin with capitals are no parts of a sentence
        is_sentence = not any(one[:1].isupper() for one in value[1:])
        return Text(phrases.listed(value) if is_sentence else "; ".join(value), where)
    return Text(str(value), where)


def _whole_days(phrases: Phrases, days: Days, where: Where | None) -> Text:
    """Days from one to another that take a second line between the two and nowhere else."""
    said = phrases.days(days.first, days.last)
    return Text(re.sub(r"(?<![–-])(?<!\s)[ \u2009](?![–-])", "\u00a0", said), where)


def alone(phrases: Phrases, item: View, field: str, own: Mapping[str, OwnField]) -> Text:
    """What a field says where nothing stands beside it that says what it is: Week 3."""
    value, about = item.get(field), own.get(field)
    words = in_words(phrases, value, item.written_at(field))
    if about and about.reads:
        return Text(filled_in(about.reads, value=words), words.where, words.lang)
    if about and about.label and not isinstance(value, str):
        return Text(f"{about.label} {words}", words.where, words.lang)
    return words


def length_of(phrases: Phrases, stage: Stage) -> Text:
    """How long a stage is, or when, in words that know where it is written."""
    where = stage.written_at(stage.measured_by)
    if stage.dates:
        return _whole_days(phrases, stage.dates, where)
    return Text(phrases.duration(*stage.length) if stage.length else phrases["not-fixed"], where)


def when(program: Program) -> Days | None:
    """The days from the first to the last one of a program's stages."""
    dates = [stage.dates for stage in program.stages if stage.dates]
    return Days.between(min(one.first for one in dates), max(one.last for one in dates)) if dates else None
