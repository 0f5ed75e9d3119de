"""Days of a season on a line from its first month to its last, each with its label on a pole above or below.

A label hangs to the right of its pole. Days are placed from the last to the first, and a label takes the
lowest row that is free to its right: so no pole ever crosses a label, whatever the days. Takes days and
widths of letters; gives a drawing with labels. Must not know where it is printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from brochure.compose.diagrams import LINE, SIZE, SMALL, Label, Row, as_set
from brochure.compose.phrases import Phrases
from brochure.compose.rings import number
from brochure.compose.text_widths import SEMIBOLD, Widths
from brochure.model import Text

#: Widest and narrowest label, what is between a pole and its words, and between two labels, in points.
WIDEST, NARROWEST, BESIDE, BETWEEN = 92.0, 30.0, 4.0, 8.0
#: Height of the axis, of the names of months, and between two rows of labels, in points.
AXIS, MONTHS, BETWEEN_ROWS = 12.0, 12.0, 5.0
#: Radius of the dot of a day, in points.
DOT = 2.8
#: The shortest scale that is drawn, as a share of the width; and most rows on one side of it.
_SHORTEST, MOST_ROWS = 0.6, 4
#: Most months of one line.
MOST_MONTHS: Final = 24


@dataclass(frozen=True)
class Occasion:
    """A day and what happens: the words on the label's lines, the first of them its date."""

    day: date
    said: Text
    name: Text
    more: str = ""


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
        height = base + AXIS / 2 + sum(below) + MONTHS
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
        said = [(as_set(one.said), SEMIBOLD), (as_set(one.name), 400), (one.more, 400)]
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
        self.row.labels.append(Label("name", *inside, one.name, one.more, said=one.said))
        path = f"M{number(flag.at)} {number(base)}V{number(end)}"
        return f'<path fill="none" stroke="{self.accent}" stroke-width=".6" d="{path}"/>'

    def _axis(self, months: Sequence[date], scale: float, base: float, height: float) -> str:
        """The line with a tick at each month, whose names stand at the foot as far as they have room."""
        at = [scale * _share(month, months) for month in months]
        path = "".join(f"M{number(x + 0.3)} {number(base - 2.5)}v5" for x in at)
        top, free = height - MONTHS + 2, 0.0
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
        fitting = [row for row in rows if flag.at + flag.width + BETWEEN <= free[row]]
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
