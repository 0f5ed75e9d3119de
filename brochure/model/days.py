"""Time as content writes it: days as one value, such as `2026-07-06 to 2026-07-17`, the units of lengths,
and weeks: `Mon-Fri` becomes days, `7:30 pm` minutes since midnight.

Words are read in the publication's language, and give numbers, or None for what is no day or time. Must
not know who shows them.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import MAXYEAR, date, timedelta
from functools import cache
from typing import Any, Final, Literal, NamedTuple, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError

from brochure.errors import Where
from brochure.model.text import Text, scalar_schema

Unit = Literal["year", "week", "day", "hour"]
#: Hours in each unit, the finest first.
HOURS: Final[Mapping[Unit, float]] = {"hour": 1, "day": 24, "week": 168, "year": 8766}
_DAY: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_FORM: Final = re.compile(rf"({_DAY})(?: *(?:to|–|until) *({_DAY}))?")


class Days(str):
    """Days from the first to the last one, as they are written; they know where."""

    __slots__ = ("first", "last", "where")
    first: date
    last: date
    where: Where | None

    @classmethod
    def check(cls, value: Any) -> Self:
        """The days that a text says. Raises `PydanticCustomError`."""
        if isinstance(value, cls):
            return value
        found = _FORM.fullmatch(str(value).strip()) if isinstance(value, (str, date)) else None
        if found is None:
            raise PydanticCustomError("days_form", "must be days")
        try:
            first, last = date.fromisoformat(found[1]), date.fromisoformat(found[2] or found[1])
        except ValueError:
            raise PydanticCustomError("days_form", "must be days") from None
        if last < first:
            raise PydanticCustomError("days_order", "must be in order")
        days = cls(str(value).strip())
        days.first, days.last, days.where = first, last, value.where if isinstance(value, Text) else None
        return days

    @classmethod
    def between(cls, first: date, last: date) -> Self:
        """The days from one to another, which nobody has written so."""
        return cls.check(f"{first} to {last}")

    @staticmethod
    def meant(words: str) -> tuple[date, date] | None:
        """The first and the last day that words may mean, as July 5 to 16, 2027; none where it is open."""
        ends = _BETWEEN.split(words.strip())
        if len(ends) != 2:
            return None
        first, last = map(_written, ends)
        pairs = list(zip(first, last, strict=False)) if first and last else _completed(*ends)
        found = {(one, other) for left, right in pairs for one in _real(left) for other in _real(right)}
        return found.pop() if len(found) == 1 else None

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return scalar_schema(cls.check)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": "string", "examples": ["2026-07-06 to 2026-07-17"]}


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
#: A time in a text, and the words before it by which no score or scale is meant.
_TIME: Final = re.compile(
    r"(?<![\w:.,])(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-9]{2}))?"
    r"(?P<behind>\s?(?P<half>[ap])\.?m\b\.?|\s?Uhr\b)?(?![\w:]|[.,][0-9])",
    re.IGNORECASE,
)
_BEFORE_TIME: Final = re.compile(r"\b(?:at|from|until|till|by|before|after|um|ab|von|bis) $", re.IGNORECASE)
#: When a day begins, and the hours from one day into the next after which nobody means so many.
_MORNING, _NIGHT = 5 * 60, 16


#: A day in figures, with the year first or last, and whatever stands between them.
_FIGURES: Final = re.compile(r"([0-9]{1,4})\s*([./–—-])\s*([0-9]{1,2})\s*\2\s*([0-9]{1,4})|([0-9]{8})")
_Parts = tuple[str, str, str]
#: What stands between the first and the last of some days.
_BETWEEN: Final = re.compile(
    r"\s*[–—]\s*|\s+-\s+|(?<=[0-9])-(?=[0-9]{1,2}\b(?![-./]))|\s+(?:to|until|till?|through|bis|au|al|tot)\s+"
)
_TIME_BEHIND: Final = re.compile(r"(?<=[0-9])[ T][0-9]{1,2}:[0-9:.]+Z?$")
#: Whose names of months are known where a day is not written in figures.
_MONTHS_IN: Final = ("en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb")


def days_meant(words: str) -> tuple[date, ...]:
    """The days that words may mean which are not written as content has them: two where day and month could
    be exchanged, none where nothing can be said.
    """
    return _real(*_written(words))


def _completed(*ends: str) -> list[tuple[_Parts, _Parts]]:
    """Years, months and days of two ends, one of which may have the month or the year for both."""
    numbers = [re.findall("[0-9]+", end) for end in ends]
    years = [[one for one in each if len(one) == 4] for each in numbers]
    days = [[one for one in each if len(one) != 4] for each in numbers]
    names = [re.findall(r"[^\W\d_]{3,}", end.casefold()) for end in ends]
    months = [[_months()[name] for name in each if name in _months()] for each in names]
    if any(len(each) != 1 for each in days) or not any(years) or not any(months):
        return []
    year, until = years[0] or years[1], years[1] or years[0]
    month, last = months[0] or months[1], months[1] or months[0]
    over = int(not years[0] and month > last)  # the turn of a year
    first = str(int(year[0]) - over), str(month[0]), days[0][0]
    return [(first, (until[0], str(last[0]), days[1][0]))]


def no_such_day(words: str) -> tuple[str, date | None]:
    """Why words that are written as a day mean none, such as `April 2027 has 30 days`, and the day that may
    be meant; nothing where they mean one, or are not written so.
    """
    written = _written(words)
    if not written or _real(*written) or not 1 <= int(written[0][0]) <= MAXYEAR:
        return "", None
    year, month, day = map(int, written[0])
    if not 1 <= month <= 12:
        exchanged = _real((str(year), str(day), str(month)))
        return f"there is no month {month}", exchanged[0] if exchanged else None
    last = date(year, month, monthrange(year, month)[1])
    return f"{last:%B} {year} has {last.day} days", last if day > last.day else date(year, month, 1)


def excel_day(words: str) -> date | None:
    """The day that a bare number is to Excel, which counts days; none of long ago, or far from now."""
    number = int(words) if re.fullmatch("[2-7][0-9]{4}", words.strip()) else 0
    return date(1899, 12, 30) + timedelta(number) if number else None


def _written(words: str) -> tuple[tuple[str, str, str], ...]:
    """Years, months and days in figures, as words may have them."""
    said = _TIME_BEHIND.sub("", words.strip())
    if (found := _FIGURES.fullmatch(said)) and found[5]:
        return ((said[:4], said[4:6], said[6:]),)
    if found:
        first, sign, second, third = found.group(1, 2, 3, 4)
        if len(first) == 4:
            return ((first, second, third),)
        orders = (
            ((third, second, first),) if sign == "." else ((third, first, second), (third, second, first))
        )
        return orders if len(third) == 4 else ()
    numbers, names = re.findall(r"[0-9]+", said), re.findall(r"[^\W\d_]{3,}", said.casefold())
    months = {_months()[name] for name in names if name in _months()}
    years, days = ([one for one in numbers if (len(one) == 4) is is_year] for is_year in (True, False))
    if len(months) == len(years) == len(days) == 1:
        return ((years[0], str(months.pop()), days[0]),)
    return ()


def _real(*parts: tuple[str, str, str]) -> tuple[date, ...]:
    """The days of the calendar among years, months and days in figures, each once."""
    found = list[date]()
    for year, month, day in parts:
        with suppress(ValueError):
            found.append(date(int(year), int(month), int(day)))
    return tuple(dict.fromkeys(found))


@cache
def _months() -> Mapping[str, int]:
    """The names of months and their short forms in some languages, without capitals and dots."""
    from babel import Locale  # 20 ms that few publications need

    return {
        _bare(name): month
        for tag in reversed(_MONTHS_IN)
        for form in Locale.parse(tag).months.values()
        for width in ("wide", "abbreviated")
        for month, name in form.get(width, {}).items()
    }


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


class TimeFault(NamedTuple):
    """A piece of a text that is no time or day though it is written as one, why, and what may be meant."""

    piece: str
    why: str
    meant: str = ""


_NOON: Final = "hours before and after noon go to 12"


class Clock:
    """Times of day, as content writes them."""

    @staticmethod
    def minutes(text: str) -> int | None:
        """Minutes since midnight of `7:00`, `7.30`, `19 Uhr`, `7:30 pm`, `noon`; None for any other."""
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

    @staticmethod
    def faults(text: str, is_time: bool = False) -> Iterator[TimeFault]:
        """Times in a text that are none, and such as end before they begin; `is_time` where all that looks
        like one is meant so.
        """
        before: re.Match[str] | None = None
        for one in _TIME.finditer(text):
            is_until = before is not None and bool(_FROM_TO.fullmatch(text[before.end() : one.start()]))
            is_meant = is_time or is_until or _BEFORE_TIME.search(text[: one.start()])
            is_said = one["behind"] and (one["minute"] or (one["half"] or "").casefold() != "a")
            if is_said or (is_meant and one["minute"] and ":" in one[0]):
                if why := _not_on_a_clock(int(one["hour"]), int(one["minute"] or 0), one["half"]):
                    is_afternoon = why == _NOON and int(one["hour"]) < 24
                    meant = f"{one['hour']}:{one['minute'] or '00'}" if is_afternoon else ""
                    yield TimeFault(one[0], f"is no time of day, for {why}", meant)
                elif before and is_until and _is_exact(before) and _is_exact(one):
                    hours, piece = Clock.overnight(before[0], one[0]), text[before.start() : one.end()]
                    if hours > _NIGHT:
                        yield TimeFault(piece, f"ends before it begins, or lasts {hours} hours")
            before = one

    @staticmethod
    def overnight(start: str, end: str) -> int:
        """The hours from a time until one of the next day; 0 where both are of one day, or none."""
        first, last = Clock.minutes(start), Clock.minutes(end)
        return 0 if first is None or last is None or last >= first else (last - first) % DAY // 60

    @staticmethod
    def slip(start: str, end: str) -> TimeFault | None:
        """Why hours from a time until another one, into the next day, are probably not meant."""
        hours, first, last = Clock.overnight(start, end), Clock.minutes(start) or 0, Clock.minutes(end) or 0
        is_morning = _MORNING <= first < DAY // 2 and not re.search(r"[^\W\d_]", start + end)
        if not hours or (hours <= _NIGHT and not is_morning):
            return None
        meant = f"{last // 60 + 12}:{last % 60:02}" if is_morning else ""
        return TimeFault(end, f"ends before it begins, and so lasts {hours} hours, into the next day", meant)


def _not_on_a_clock(hour: int, minute: int, half: str | None) -> str:
    """Why there is no such time; nothing where there is."""
    if minute > 59:
        return "an hour has 60 minutes"
    if half and hour > 12:
        return _NOON
    return "a day has 24 hours" if hour * 60 + minute > DAY else ""


def _is_exact(time: re.Match[str]) -> bool:
    """Whether it is known on which side of noon a time is."""
    return bool(time["half"]) or int(time["hour"]) > 12


class CalendarWords(NamedTuple):
    """Names of days, Monday first, and how texts of a language write a date, alone and behind its day."""

    days: Sequence[str]
    begins: Sequence[str]
    names: Mapping[str, int]
    months: Mapping[str, int]
    day: re.Pattern[str]
    dated: re.Pattern[str]
    plain: re.Pattern[str]
    locale: str

    def only_day(self, text: str) -> int | None:
        """The single day of the week that a text names."""
        found = {self.names[one[0].casefold()] for one in self.day.finditer(text)}
        return found.pop() if len(found) == 1 else None

    def spoken(self, day: date) -> str:
        """A day as a sentence has it, without its year."""
        from babel.dates import format_skeleton

        return str(format_skeleton("MMMMd", day, locale=self.locale))

    def read(self, found: re.Match[str]) -> tuple[int, int, int]:
        """The year (0 where there is none), the month and the day of a date that was found."""
        if found["iso"]:
            parts = [int(part) for part in found["iso"].split("-")]
            return parts[0], parts[1], parts[2]
        year, day = found["year1"] or found["year2"] or 0, found["day1"] or found["day2"]
        return int(year), self.months[(found["month1"] or found["month2"]).casefold()], int(day)


@cache
def calendar_words(language: str) -> CalendarWords:
    """Those of a language; of one that is not known, of English."""
    from babel import Locale, UnknownLocaleError  # 20 ms that publications without dates do without

    try:
        locale = Locale.parse(language.partition("-")[0] or "en")
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse("en")
    days, short = locale.days["format"]["wide"], locale.days["format"]["abbreviated"]
    names = {name.casefold(): day for day, name in days.items()}
    months = {
        name.rstrip(".").casefold(): number
        for form in ("wide", "abbreviated")
        for number, name in locale.months["format"][form].items()
    }
    some = {name.rstrip(".").casefold(): day for day, name in short.items() if len(name.rstrip(".")) > 1}
    week = "|".join(sorted(map(re.escape, {**names, **some}), key=len, reverse=True))
    year = "|".join(sorted(map(re.escape, months), key=len, reverse=True))
    gap = r"[,.]?[\s\u00a0]+(?:[^\W\d_]{1,3}[\s\u00a0]+)?"
    of = r"(?:(?:,|[\s\u00a0]+de)?[\s\u00a0]+(?P<year{0}>[12][0-9]{{3}}))?(?![0-9:])"
    first = rf"(?P<month1>{year})\b\.?[\s\u00a0]+(?P<day1>[0-9]{{1,2}})(?:st|nd|rd|th)?{of.format(1)}"
    second = rf"(?P<day2>[0-9]{{1,2}})\.?[\s\u00a0]+(?:de[\s\u00a0]+)?(?P<month2>{year})\b\.?{of.format(2)}"
    plain = r"(?P<iso>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    any_date = rf"(?:{first}|{second}|{plain})"
    named = rf"\b(?P<week>{week})\b{gap}"
    return CalendarWords(
        [days[day] for day in range(7)],
        sorted({name[:3] for name in (*names, *some)}),
        {**names, **some},
        months,
        re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b", re.IGNORECASE),
        re.compile(rf"{named}{any_date}", re.IGNORECASE),
        re.compile(rf"(?:{named})?{any_date}", re.IGNORECASE),
        str(locale),
    )
