"""Years of a schedule on one scale: a bar for each, as long as its weeks, with the names in its parts.

Takes blocks, widths of letters and fills; gives a drawing with labels, and a key for names without room.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, groupby, pairwise
from typing import Final

from brochure.compose.diagrams import LINE, SIZE, SMALL, Fill, KeyEntry, Label, Patch, Row, as_set, fits
from brochure.compose.phrases import Phrases
from brochure.compose.rings import number
from brochure.compose.text_widths import SEMIBOLD, Widths
from brochure.model import Text

#: A bar, one whose parts say more than their weeks, what is between two, and the months above, in points.
BAR, HIGHER_BAR, BETWEEN, MONTHS = 35.0, 44.0, 11.0, 18.0
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
        height = MONTHS + len(years) * self.bar + (len(years) - 1) * BETWEEN
        drawn = [self._months(beside, scale, span)]
        for number_, rows in enumerate(years):
            top = MONTHS + number_ * (self.bar + BETWEEN)
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
            if fits(self.widths, said, box, more, *below):
                labels.append(Label("name", *inside, one.name, more, fill.words, below=one.more))
                return
        entry = self._entry(one)
        mark = str(entry.number)
        if self.widths.width(mark, SMALL, SEMIBOLD) <= box.width - 0.4:
            labels.append(Label("number", *inside, Text(mark, one.name.where), color=fill.words))

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
        path = "".join(f"M{number(left + week * scale + 0.25)} {number(MONTHS - 8)}v5" for week, _ in at)
        line = f"M{number(left)} {number(MONTHS - 5.5)}H{number(self.width)}"
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
