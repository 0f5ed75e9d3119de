"""Excel's number formats: what a spreadsheet shows for a number that it keeps (ECMA-376 part 1, 18.8.30).

Takes a number, the code of a format and the locale of whoever reads; gives the words, or None for a code
that is not read: fractions, powers of ten, elapsed times, eras. Signs between thousands and before decimals,
names of months and a system's own days are the locale's, as Excel's are the system's. Colors and the widths
of cells are passed over. Must not know cells.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import cache, cached_property, lru_cache
from locale import windows_locale
from operator import eq, ge, gt, le, lt, ne
from typing import Final, NamedTuple

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time
from babel.numbers import get_decimal_symbol, get_group_symbol

#: Excel's days: day 1 was 1900-01-01, and it takes 1900 for a leap year; some workbooks count from 1904.
DAY_ZERO, DAY_ZERO_1904 = date(1899, 12, 30), date(1904, 1, 1)
_MARCH_1900, _YEAR_10000 = 61, 2_958_466
#: A system's own short day, as no workbook can write it.
_SHORT_DAY: Final = "[$-short]"
#: Formats that Excel does not write down, by their numbers; those of Eastern years are not read.
BUILT_IN: Final = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: '"$"#,##0_);("$"#,##0)',
    6: '"$"#,##0_);("$"#,##0)', 7: '"$"#,##0.00_);("$"#,##0.00)', 8: '"$"#,##0.00_);("$"#,##0.00)', 9: "0%",
    10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 14: _SHORT_DAY, 15: "d-mmm-yy", 16: "d-mmm",
    17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: f"{_SHORT_DAY} h:mm",
    37: "#,##0_);(#,##0)", 38: "#,##0_);(#,##0)", 39: "#,##0.00_);(#,##0.00)", 40: "#,##0.00_);(#,##0.00)",
    41: '_(* #,##0_);_(* (#,##0);_(* "-"_);_(@_)', 42: '_("$"* #,##0_);_("$"* (#,##0);_("$"* "-"_);_(@_)',
    43: '_(* #,##0.00_);_(* (#,##0.00);_(* "-"??_);_(@_)',
    44: '_("$"* #,##0.00_);_("$"* (#,##0.00);_("$"* "-"??_);_(@_)',
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
    **dict.fromkeys((*range(27, 37), *range(50, 59)), "ge-m-d"),
}  # fmt: skip
#: The formats of days that Excel makes itself of what is typed: of 3-4 and 1/2, and of 3-20.
GUESSED: Final = frozenset({"d-mmm", "mmm-yy"})
#: Excel takes no longer code.
_LONGEST: Final = 255
_TOKEN: Final = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_(?P<gap>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>general|standard)|(?P<half>am/pm|a/p)|(?P<unit>y+|m+|d+|h+|s+)"
    r"|(?<=s)\.(?P<parts>0+)|(?P<digit>[0#?])|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)"
    r"|(?P<text>@)|(?P<end>;)|(?P<slash>/)"
    r"|(?P<literal>[^a-z1-9\[\]\\\"_*])",
    re.IGNORECASE | re.DOTALL,
)
#: What stands at a place to which no digit falls.
_EMPTY: Final = {"0": "0", "#": "", "?": " "}
_COLOR: Final = re.compile(
    r"(black|blue|cyan|green|magenta|red|white|yellow|colou?r ?[0-9]+)", re.IGNORECASE
)
_CONDITION: Final = re.compile(r"(<=|>=|<>|=|<|>)(-?[0-9]+(?:\.[0-9]+)?)")
_COMPARED: Final = {"<=": le, ">=": ge, "<>": ne, "=": eq, "<": lt, ">": gt}
_CURRENCY: Final = re.compile(r"\$(?P<sign>[^-]*)(?:-(?P<place>.*))?")
#: What tells a day or a time, also in codes that are not read.
_UNIT: Final = re.compile("[ymdhs]", re.IGNORECASE)
_LITERAL: Final = re.compile(
    r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]|general|standard|[a-z]+[+-]', re.IGNORECASE | re.DOTALL
)


class _UnreadError(Exception):
    """A code that is not read."""


class _Token(NamedTuple):
    kind: str
    words: str = ""


class _Places(NamedTuple):
    """Where the digits of a number go, which commas are no words, and by what it is multiplied before."""

    whole: list[int]
    decimals: list[int]
    point: int
    commas: set[int]
    is_grouped: bool
    factor: Decimal


@dataclass
class _Section:
    """One of the codes between semicolons: its parts, for which numbers it is, and in which language."""

    tokens: list[_Token] = field(default_factory=list)
    test: Callable[[Decimal], bool] | None = None
    locale: Locale | None = None

    def count(self, *kinds: str) -> int:
        return sum(token.kind in kinds for token in self.tokens)

    @property
    def is_moment(self) -> bool:
        return self.count("unit", "system", "half") > 0

    @cached_property
    def places(self) -> _Places:
        """Where digits go."""
        kinds = [token.kind for token in self.tokens]
        point = kinds.index("point") if "point" in kinds else len(kinds)
        digits = [at for at, kind in enumerate(kinds) if kind == "digit"]
        whole, decimals = [at for at in digits if at < point], [at for at in digits if at > point]
        commas = {at for at, kind in enumerate(kinds) if kind == "comma" and digits and at > digits[0]}
        grouping = [at for at in commas if whole and at < whole[-1]]
        factor = Decimal(100) ** kinds.count("percent") / Decimal(1000) ** (len(commas) - len(grouping))
        return _Places(whole, decimals, point, commas, bool(grouping), factor)


@cache
def locale_of(tag: str) -> Locale:
    """The locale of a language tag, American English where it is none that is known."""
    try:
        return Locale.parse(tag, sep="-")
    except (ValueError, UnknownLocaleError):
        return Locale("en", "US")


def day_of(value: Decimal, zero: date) -> date | None:
    """The day that a number is, counted from `zero`; None for times, and for days before March 1900."""
    first, last = 0 if zero == DAY_ZERO_1904 else _MARCH_1900, _YEAR_10000 - (zero - DAY_ZERO).days
    is_day = first <= value < last and value == int(value)
    return zero + timedelta(int(value)) if is_day else None


def days_since(moment: datetime, zero: date) -> Decimal:
    """The number that a day with its time is."""
    passed = moment.replace(tzinfo=None) - datetime.combine(zero, time())
    return passed.days + Decimal(passed.seconds) / 86400


@lru_cache(1000)
def is_moment(code: str) -> bool:
    """Whether a format shows numbers as days or times."""
    try:
        return _sections(code)[0].is_moment
    except _UnreadError:
        return len(code) <= _LONGEST and _UNIT.search(_LITERAL.sub("", code)) is not None


def shown_number(value: Decimal, code: str, locale: Locale, zero: date = DAY_ZERO) -> str | None:
    """What is shown for a number, without space around it; `zero` is the day before the first one."""
    try:
        section, is_signed = _choose(_sections(code), value)
        with localcontext(prec=400):
            if section.is_moment:
                words, is_nothing = _moment(section, value, section.locale or locale, zero), False
            else:
                words, is_nothing = _number(section, abs(value), locale)
    except _UnreadError:
        return None
    is_negative = is_signed and value < 0 and not (is_nothing and len(_sections(code)) == 1)
    return " ".join(filter(None, f"{'-' * is_negative}{words.strip(' ')}".split(" ")))


def shown_text(words: str, code: str) -> str:
    """What is shown for a text: the fourth code is for it, or the last one that names it."""
    try:
        sections = _sections(code)
        section = sections[-1]
        if len(sections) < 4 and not section.count("text"):
            return words
        return "".join(words if one.kind == "text" else _plain(one) for one in section.tokens).strip()
    except _UnreadError:
        return words


@lru_cache(1000)
def _sections(code: str) -> list[_Section]:
    """A code, read. Raises _UnreadError."""
    sections, at = [_Section()], 0
    while at < len(code) and len(code) <= _LONGEST:
        found = _TOKEN.match(code, at)
        if found is None or found.lastgroup is None:
            raise _UnreadError
        kind, words, at = found.lastgroup, found[found.lastgroup], found.end()
        if kind == "bracket":
            _bracket(sections[-1], words)
        elif kind == "end":
            sections.append(_Section())
        else:
            sections[-1].tokens.append(_Token(kind, words))
    if len(code) > _LONGEST or len(sections) > 4:
        raise _UnreadError
    if not code:
        sections[0].tokens.append(_Token("general"))
    for section in sections:
        if section.count("system-day", "system-time"):
            section.tokens = [_Token("system", "full" if section.count("system-day") else "time")]
        _tell_minutes(section)
    return sections


def _bracket(section: _Section, words: str) -> None:
    """A color, a condition, or a currency with its country. Raises _UnreadError."""
    if found := _CONDITION.fullmatch(words):
        compared, most = _COMPARED[found[1]], Decimal(found[2])
        section.test = lambda value: bool(compared(value, most))
    elif found := _CURRENCY.fullmatch(words):
        place = (found["place"] or "").casefold()
        if place == "short":
            section.tokens.append(_Token("system", "short"))
        elif place in ("f800", "x-sysdate"):
            section.tokens.append(_Token("system-day"))
        elif place in ("f400", "x-systime"):
            section.tokens.append(_Token("system-time"))
        elif place:
            section.locale = _place(place)
        section.tokens.append(_Token("literal", found["sign"]))
    elif not _COLOR.fullmatch(words):
        raise _UnreadError


def _place(written: str) -> Locale | None:
    """The language of a currency or a day: a tag, or its number in Windows, before which calendars stand."""
    tag, _, more = written.partition(",")
    if re.fullmatch("[0-9a-f]{1,8}", tag):
        number = int(tag, 16)
        if number >> 24 > 1 or number >> 16 & 0xFF > 1 or more:
            raise _UnreadError
        tag = windows_locale.get(number & 0xFFFF, "").replace("_", "-")
    return locale_of(tag) if tag else None


def _tell_minutes(section: _Section) -> None:
    """An m beside hours or seconds is a minute."""
    units = [at for at, token in enumerate(section.tokens) if token.kind == "unit"]
    for number, at in enumerate(units):
        words = section.tokens[at].words.casefold()
        before = section.tokens[units[number - 1]].words[0] if number else ""
        after = section.tokens[units[number + 1]].words[0] if number + 1 < len(units) else ""
        is_minute = words in ("m", "mm") and (before in ("h", "H") or after in ("s", "S"))
        section.tokens[at] = _Token("unit", words.replace("m", "n") if is_minute else words)


def _choose(sections: list[_Section], value: Decimal) -> tuple[_Section, bool]:
    """The section for a number, and whether a minus is shown before it. Raises _UnreadError."""
    numeric = sections[:3] if len(sections) > 3 or not sections[-1].count("text") else sections[:-1]
    if not numeric:
        return _Section([_Token("general")]), True
    if any(section.test for section in numeric):
        others = [section for section in numeric if section.test is None]
        if value < 0 or any(section is not numeric[-1] for section in others):
            raise _UnreadError
        fitting = (section for section in numeric if section.test is None or section.test(value))
        if (found := next(fitting, None)) is None:
            raise _UnreadError
        return found, False
    if value < 0 and len(numeric) > 1:
        return numeric[1], False
    if value == 0 and len(numeric) > 2:
        return numeric[2], False
    return numeric[0], True


def _plain(token: _Token, before: str = "x") -> str:
    """What stands in any format: words, and room. Raises _UnreadError."""
    if token.kind in ("quoted", "escaped", "literal"):
        return token.words
    if token.kind == "gap":
        return " "
    if token.kind == "fill" and token.words == " ":
        return " " if before[-1:].isalnum() else ""
    raise _UnreadError


def _number(section: _Section, value: Decimal, locale: Locale) -> tuple[str, bool]:
    """A number by the places for its digits, and whether nothing but zeros is left of it."""
    places = section.places
    value = value * places.factor if places.factor != 1 else value
    rounded = value.quantize(Decimal(1).scaleb(-len(places.decimals)), ROUND_HALF_UP)
    digits, _, decimals = f"{rounded:f}".partition(".")
    point, group = signs_of(locale)
    put = _whole(section.tokens, places.whole, digits.lstrip("0"), group if places.is_grouped else "")
    put |= _decimals(section.tokens, places.decimals, decimals)
    said = ""
    for at, token in enumerate(section.tokens):
        if at in put:
            said += put[at]
        elif at == places.point:
            said += ("" if places.whole else digits.lstrip("0")) + point
        elif token.kind == "comma":
            said += "" if at in places.commas else ","
        elif token.kind in ("general", "text"):
            said += _general(value, point)
        else:
            said += "%" if token.kind == "percent" else _plain(token, said)
    return said, bool(places.whole or places.decimals) and rounded == 0


@cache
def signs_of(locale: Locale) -> tuple[str, str]:
    """What stands before decimals, and between thousands."""
    return get_decimal_symbol(locale), get_group_symbol(locale)


def _whole(tokens: list[_Token], places: list[int], digits: str, group: str) -> dict[int, str]:
    """The digits before the decimal sign at their places, from the right; the first takes the rest."""
    put = dict[int, str]()
    digits = digits.rjust(len(places)) if places else ""
    surplus = len(digits) - len(places)
    for number, at in enumerate(places):
        said = ""
        for index in range(0 if number == 0 else number + surplus, number + surplus + 1):
            digit = digits[index] if digits[index] != " " else _EMPTY[tokens[at].words]
            left = len(digits) - 1 - index
            said += digit + (group if digit.isdigit() and left and left % 3 == 0 else "")
        put[at] = said
    return put


def _decimals(tokens: list[_Token], places: list[int], digits: str) -> dict[int, str]:
    """The digits behind the decimal sign at their places; zeros at the end only where they are asked for."""
    put, is_end = dict[int, str](), True
    for at, digit in zip(reversed(places), reversed(digits), strict=False):
        is_end = is_end and digit == "0" and tokens[at].words != "0"
        put[at] = _EMPTY[tokens[at].words] if is_end else digit
    return put


def _general(value: Decimal, point: str) -> str:
    """A number as it is where no format was chosen: whole, or in ten digits. Raises _UnreadError."""
    room = max(0, 10 - len(f"{int(value)}"))
    rounded = value.quantize(Decimal(1).scaleb(-room), ROUND_HALF_UP)
    if value >= 10**15 or (value < Decimal("0.0001") and rounded != value):
        raise _UnreadError
    said = f"{rounded:f}"
    return (said.rstrip("0").rstrip(".") if "." in said else said).replace(".", point)


def _moment(section: _Section, value: Decimal, locale: Locale, zero: date) -> str:
    """A day or a time. Raises _UnreadError."""
    tokens, said = section.tokens, ""
    finest = max((len(token.words) for token in tokens if token.kind == "parts"), default=0)
    seconds = (value * 86400).quantize(Decimal(1).scaleb(-finest), ROUND_HALF_UP)
    days = int(seconds // 86400)
    tells_day = any(
        token.words[0] in "ymd" if token.kind == "unit" else token.words in ("short", "full")
        for token in tokens
        if token.kind in ("unit", "system")
    )
    day = day_of(Decimal(days), zero)
    if value < 0 or (tells_day and day is None):
        raise _UnreadError
    rest = seconds - days * 86400
    moment = datetime.combine(day or zero, time()) + timedelta(seconds=int(rest))
    is_half, has_days = section.count("half") > 0, any("d" in t.words for t in tokens if t.kind == "unit")
    for token in tokens:
        if token.kind == "unit":
            said += _unit(token.words, moment, locale, is_half=is_half, has_days=has_days)
        elif token.kind == "system":
            said += _system(token.words, moment, locale)
        elif token.kind == "half":
            first, second = token.words.split("/")
            said += first if moment.hour < 12 else second
        elif token.kind == "slash":
            sign = re.search("[-./]", locale.date_formats["short"].pattern)
            said += sign[0] if sign else "/"
        elif token.kind == "comma":
            said += ","
        elif token.kind == "parts":
            said += signs_of(locale)[0] + f"{rest % 1:f}"[2:][: len(token.words)]
        else:
            said += "." if token.kind == "point" else _plain(token, said)
    return said


def _unit(words: str, moment: datetime, locale: Locale, *, is_half: bool, has_days: bool) -> str:
    """One part of a day or a time, n being a minute. Raises _UnreadError."""
    kind, size = words[0], len(words)
    if kind == "y":
        return f"{moment.year:04d}" if size > 2 else f"{moment.year % 100:02d}"
    hour = moment.hour % 12 or 12 if is_half else moment.hour
    number = {"m": moment.month, "d": moment.day, "h": hour, "n": moment.minute, "s": moment.second}[kind]
    width = "abbreviated" if size == 3 else "wide"
    if size <= 2:
        return f"{number:0{size}d}"
    if kind == "d":
        return str(locale.days["format"][width][moment.weekday()])
    if kind == "m":
        name = str(locale.months["format" if has_days else "stand-alone"][width][number])
        return name[:1] if size == 5 else name
    raise _UnreadError


def _system(which: str, moment: datetime, locale: Locale) -> str:
    """A day or a time as a system in that language writes it, a year always in full."""
    if which == "time":
        return format_time(moment.time(), "medium", locale=locale).replace("\u202f", " ")
    short = re.sub("y+", "y", locale.date_formats["short"].pattern)
    return format_date(moment, "full" if which == "full" else short, locale=locale)
