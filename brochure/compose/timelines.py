"""Time on a scale: days of a season on a line from its first month to its last, and years of a schedule
as bars, each as long as its weeks.

On the line each day has its label on a pole above or below, which hangs to the right of its pole. Days
are placed from the last to the first, and a label takes the lowest row that is free to its right: so no
pole ever crosses a label, whatever the days. Bars have the names in their parts.

Takes days or blocks, widths of letters and fills; gives a drawing with labels, and a key for names
without room. Must not know where it is printed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import accumulate, groupby, pairwise
from typing import Final

from brochure.compose.diagrams import LINE, SIZE, SMALL, Fill, KeyEntry, Label, Patch, Row, as_set, fits
from brochure.compose.phrases import Phrases
from brochure.compose.rings import number
from brochure.compose.typefaces import SEMIBOLD, Widths
from brochure.model import Text

#: Widest and narrowest label, what is between a pole and its words, and between two labels, in points.
WIDEST, NARROWEST, BESIDE, BETWEEN_LABELS = 92.0, 30.0, 4.0, 8.0
#: Height of the axis, of the names of months, and between two rows of labels, in points.
AXIS, MONTHS_BELOW, BETWEEN_ROWS = 12.0, 12.0, 5.0
#: Radius of the dot of a day, in points.
DOT = 2.8
#: The shortest scale that is drawn, as a share of the width; and most rows on one side of it.
_SHORTEST, MOST_ROWS = 0.6, 4
#: Most months of one line.
MOST_MONTHS: Final = 24


@dataclass(frozen=True)
class Occasion:
    """A day and what happens: the words on the label's lines, the first of them its date, which is `in_full`
    where the line is not seen.
    """

    day: date
    said: Text
    name: Text
    more: str = ""
    call: str = ""
    in_full: str = ""


@dataclass
class _Flag:
    """An occasion with its size, where its pole stands, and its row: 0, 1, … above, -1, -2, … below."""

    one: Occasion
    width: float
    height: float
    at: float = 0.0
    row: int = 0


@dataclass
class DateLine:
    """Draws one line; `row` collects the labels of its days."""

    words: Phrases
    widths: Widths
    accent: str
    rule: str
    width: float
    axis: list[Label] = field(default_factory=list)
    row: Row = field(default_factory=Row)

    def draw(self, occasions: Sequence[Occasion]) -> tuple[str, float] | None:
        """SVG of the line, and its height; None where the days are too many or too far apart."""
        flags = [self._flag(one) for one in sorted(occasions, key=lambda one: one.day)]
        months = _months(flags[0].one.day, flags[-1].one.day)
        scale = self._scale(flags, months) if len(months) <= MOST_MONTHS else 0
        if scale < self.width * _SHORTEST or not _place(flags, months, scale):
            return None
        above, below = _heights(flags, 1), _heights(flags, -1)
        base = sum(above) + AXIS / 2
        height = base + AXIS / 2 + sum(below) + MONTHS_BELOW
        drawn = [self._axis(months, scale, base, height)]
        for flag in flags:
            drawn.append(self._raise(flag, base, above if flag.row > 0 else below))
        dots = "".join(
            f'<circle cx="{number(flag.at)}" cy="{number(base)}" r="{DOT}" fill="{self.accent}"/>'
            for flag in flags
        )
        return "".join(drawn) + dots, height

    def _flag(self, one: Occasion) -> _Flag:
        """The narrowest label that has no more lines than the widest one, which long words make wider."""
        said = [(as_set(one.said), SEMIBOLD), (as_set(one.name) + one.call, 400), (one.more, 400)]
        lines = [(words, weight) for words, weight in said if words]
        longest = max(
            self.widths.width(word, SIZE, weight) for words, weight in lines for word in words.split(" ")
        )
        widest = max(WIDEST, longest)

        def count(room: float) -> int:
            return sum(self.widths.lines(words, room, SIZE, weight) for words, weight in lines)

        fewest, room = count(widest), max(longest, NARROWEST)
        while count(room) > fewest:
            room += 2
        return _Flag(one, BESIDE + min(room + 0.5, widest + 0.5), fewest * LINE)

    def _scale(self, flags: Sequence[_Flag], months: Sequence[date]) -> float:
        """The length of the line: the width, or less so that the last labels have room."""
        shares = [(_share(flag.one.day, months), flag.width) for flag in flags]
        rooms = [(self.width - wide) / share for share, wide in shares if share]
        return min([self.width, *rooms])

    def _raise(self, flag: _Flag, base: float, heights: Sequence[float]) -> str:
        """The pole of a label, and the label beside it."""
        row = abs(flag.row) - 1
        out = AXIS / 2 + sum(heights[:row])
        if flag.row > 0:
            top, end = base - out - flag.height, base - out - flag.height
        else:
            top = base + out
            end = top + flag.height
        one = flag.one
        inside = flag.at + BESIDE, top, flag.width - BESIDE, flag.height
        self.row.labels.append(
            Label("name", *inside, one.name, one.more, said=one.said, in_full=one.in_full)
        )
        path = f"M{number(flag.at)} {number(base)}V{number(end)}"
        return f'<path fill="none" stroke="{self.accent}" stroke-width=".6" d="{path}"/>'

    def _axis(self, months: Sequence[date], scale: float, base: float, height: float) -> str:
        """The line with a tick at each month, whose names stand at the foot as far as they have room."""
        at = [scale * _share(month, months) for month in months]
        path = "".join(f"M{number(x + 0.3)} {number(base - 2.5)}v5" for x in at)
        top, free = height - MONTHS_BELOW + 2, 0.0
        for month, x in zip(months, at, strict=True):
            name = self.words.month(month.month)
            shown = f"{name} {month.year}" if month in (months[0],) or month.month == 1 else name
            wide = self.widths.width(shown, SMALL)
            if x >= free and x + wide <= self.width:
                self.axis.append(Label("axis", x, top, wide + 2, LINE, Text(shown)))
                free = x + wide + 4
        line = f"M0 {number(base)}H{number(self.width)}"
        return f'<path fill="none" stroke="{self.rule}" stroke-width="1" d="{line}{path}"/>'


def _months(first: date, last: date) -> list[date]:
    """The first of each month from the first day to the last; no more than are asked for."""
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    begin = first.year * 12 + first.month - 1
    count = min(months, MOST_MONTHS + 1)
    return [date((begin + step) // 12, (begin + step) % 12 + 1, 1) for step in range(count)]


def _share(day: date, months: Sequence[date]) -> float:
    """Where a day stands on the line, from 0 to 1: every month is as long as another."""
    month = (day.year - months[0].year) * 12 + day.month - months[0].month
    return (month + (day.day - 1) / 31) / len(months)


def _place(flags: Sequence[_Flag], months: Sequence[date], scale: float) -> bool:
    """Gives each label its pole and the lowest row that is free; whether there are rows enough.

    Above and below take turns, so that neighbors stand apart.
    """
    free = {row: float("inf") for side in (1, -1) for row in (side * n for n in range(1, MOST_ROWS + 1))}
    side = 1 if len(flags) % 2 else -1
    for flag in reversed(flags):
        flag.at = max(scale * _share(flag.one.day, months), DOT)
        rows = sorted(free, key=lambda row: (abs(row), row != abs(row) * side))
        fitting = [row for row in rows if flag.at + flag.width + BETWEEN_LABELS <= free[row]]
        if not fitting:
            return False
        flag.row = fitting[0]
        side = -1 if flag.row > 0 else 1
        for row in free:
            if row * flag.row > 0 and abs(row) <= abs(flag.row):
                free[row] = min(free[row], flag.at)
    return True


def _heights(flags: Sequence[_Flag], side: int) -> list[float]:
    """The height of each row on one side of the line."""
    rows = max((abs(flag.row) for flag in flags if flag.row * side > 0), default=0)
    return [
        max((flag.height for flag in flags if flag.row == side * row), default=0) + BETWEEN_ROWS
        for row in range(1, rows + 1)
    ]


#: A bar, one whose parts say more than their weeks, what is between two, and the months above, in points.
BAR, HIGHER_BAR, MONTHS_ABOVE = 35.0, 44.0, 18.0
#: White between two bars, and on narrow pages.
BETWEEN_BARS, CLOSER_BARS, NARROW = 11.0, 6.0, 360.0
#: White between two parts of a bar, and the widest column of names beside the bars.
GAP, WIDEST_NAME = 1.5, 90.0
WEEKS: Final = 52
#: From so many weeks on a schedule is that of a year, some weeks of which are nobody's.
_A_YEAR: Final = 44
_DAYS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True)
class Stretch:
    """Some weeks of a year: what they are for, their fill, and what else is known of them."""

    year: Text
    name: Text
    weeks: float
    setting: str
    more: tuple[Text, ...] = ()
    call: str = ""


@dataclass
class Years:
    """Draws one schedule; `rows` collects what has room, a row for each year, `key` what has none."""

    words: Phrases
    widths: Widths
    fills: Mapping[str, Fill]
    rule: str
    width: float
    month: int | None = None
    axis: list[Label] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    key: dict[tuple[Text, ...], KeyEntry] = field(default_factory=dict)
    bar: float = BAR

    def draw(self, stretches: Sequence[Stretch]) -> tuple[str, float]:
        """SVG of the bars, and their height; the labels and the key are known then."""
        years = [list(rows) for _, rows in groupby(stretches, key=lambda one: str(one.year))]
        span = self._span(years)
        beside = self._beside([rows[0].year for rows in years])
        scale = (self.width - beside) / span
        self.bar = HIGHER_BAR if any(one.more for one in stretches) else BAR
        between = CLOSER_BARS if self.width < NARROW else BETWEEN_BARS
        height = MONTHS_ABOVE + len(years) * self.bar + (len(years) - 1) * between
        drawn = [self._months(beside, scale, span)]
        for number_, rows in enumerate(years):
            top = MONTHS_ABOVE + number_ * (self.bar + between)
            self.rows.append(Row(self._name(rows[0].year, top, beside) if beside else None))
            drawn += self._bar(rows, beside, top, scale)
        return "".join(drawn), height

    def _span(self, years: Sequence[Sequence[Stretch]]) -> float:
        """The weeks of the scale: those of the longest year; of a year all, also those that nobody names."""
        longest = max(sum(one.weeks for one in rows) for rows in years)
        return max(longest, WEEKS) if longest >= _A_YEAR else longest

    def _beside(self, names: Sequence[Text]) -> float:
        """The width of the column of the years' names; nothing where the only year has none."""
        widest = max((self.widths.width(as_set(name), SIZE, SEMIBOLD) for name in names), default=0)
        return min(widest + 10, WIDEST_NAME) if widest else 0

    def _name(self, name: Text, top: float, beside: float) -> Label:
        lines = max(self.widths.lines(as_set(name), beside - 6, SIZE, SEMIBOLD), 1)
        high = lines * LINE
        return Label("row", 0, top + (self.bar - high) / 2, beside - 6, high, name)

    def _bar(self, rows: Sequence[Stretch], left: float, top: float, scale: float) -> list[str]:
        ends = list(accumulate((one.weeks for one in rows), initial=0.0))
        drawn = []
        for one, (start, end) in zip(rows, pairwise(ends), strict=True):
            wide = (end - start) * scale
            box = Patch(left + start * scale, top, max(wide - min(GAP, 0.12 * wide), 0.6), self.bar)
            fill = self.fills[one.setting]
            drawn.append(fill.draw(box))
            self._label(one, box, fill)
        return drawn

    def _label(self, one: Stretch, box: Patch, fill: Fill) -> None:
        said, inside = as_set(one.name), (box.left, box.top, box.width, box.height)
        labels, below = self.rows[-1].labels, [as_set(line) for line in one.more]
        for more in (self.words.duration(one.weeks, "week"), self.words.brief(one.weeks, "week")):
            if fits(self.widths, said + one.call, box, more, *below):
                label = Label("name", *inside, one.name, more, fill.words, below=one.more, fill=one.setting)
                labels.append(label)
                return
        entry = self._entry(one)
        mark = str(entry.number)
        if self.widths.width(mark, SMALL, SEMIBOLD) <= box.width - 0.4:
            means = KeyEntry(one.name, self.words.duration(one.weeks, "week"), below=one.more)
            place, color = Text(mark, one.name.where), fill.words
            labels.append(Label("number", *inside, place, color=color, instead=means, fill=one.setting))
        else:
            self.key[one.name, *one.more] = replace(entry, is_placed=False)

    def _entry(self, one: Stretch) -> KeyEntry:
        """The entry of the key for what goes on, with the weeks that it takes each time."""
        more, key = self.words.duration(one.weeks, "week"), (one.name, *one.more)
        known = self.key.get(key) or KeyEntry(one.name, number=len(self.key) + 1, below=one.more)
        told = [*filter(None, known.more.split(", ")), more]
        entry = replace(known, more=", ".join(dict.fromkeys(told)))
        self.key[key] = entry
        return entry

    def _months(self, left: float, scale: float, span: float) -> str:
        """A rule above the bars with a tick at each month, or at each quarter of the weeks."""
        at = self._ticks(span)
        for (week, said), (after, _) in pairwise([*at, (span, "")]):
            room = (after - week) * scale
            if said and self.widths.width(said, SMALL) <= room:
                self.axis.append(Label("axis", left + week * scale, 0, room, LINE, Text(said)))
        path = "".join(
            f"M{number(left + week * scale + 0.25)} {number(MONTHS_ABOVE - 8)}v5" for week, _ in at
        )
        line = f"M{number(left)} {number(MONTHS_ABOVE - 5.5)}H{number(self.width)}"
        return f'<path fill="none" stroke="{self.rule}" stroke-width=".5" d="{line}{path}"/>'

    def _ticks(self, span: float) -> list[tuple[float, str]]:
        if self.month is not None and span >= WEEKS:
            order = [(self.month + step) % 12 for step in range(12)]
            begins = accumulate((_DAYS[month] for month in order[:-1]), initial=0)
            return [
                (days / 7, self.words.month(month + 1)) for days, month in zip(begins, order, strict=True)
            ]
        step = 13 if span >= _A_YEAR else 4 if span > 8 else 1
        weeks = range(0, int(span), step)
        return [(week, self.words.counted("week-number", week + 1)) for week in weeks]
