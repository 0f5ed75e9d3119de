"""A week by its days and hours, and a month or some weeks by their days.

A week is a drawing, cropped to the hours that are used, with what they are for written in them: it takes
entries that were read, widths of letters and fills; gives a drawing with labels, and a key for names that
have no room. Entries that overlap stand side by side. A month is rows for a table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Final

from brochure.compose.bounds import rendering
from brochure.compose.diagrams import (
    ABOVE,
    LINE,
    SIZE,
    SMALL,
    Fill,
    KeyEntry,
    Label,
    Patch,
    Row,
    as_set,
    fits,
)
from brochure.compose.phrases import Phrases
from brochure.compose.rings import number
from brochure.compose.template_values import View, meant_all, shown
from brochure.compose.typefaces import SEMIBOLD, Widths
from brochure.model import DAY, WEEK, MonthEntry, Publication, Text, weekdays

#: Height of the names of days, in points.
HEAD = 16.0
#: White between parts, an hour at its least and its most, and the height that none makes larger, in points
#: and as a share of the width.
GAP, SHORTEST, TALLEST, HIGHEST, STEEPEST = 1.5, 11.0, 24.0, 300.0, 0.62
#: How high an hour of the night is, of one of the day.
NIGHT: Final = 0.4
#: A day of the weekend that nothing is written for is narrower by this share.
_FREE: Final = 0.55


@dataclass(frozen=True)
class Hours:
    """Some hours in minutes since the midnight at which a day began, those over the next one too.

    They stand in `lane` of `lanes` where others go on beside them.
    """

    day: int
    start: int
    end: int
    name: Text
    setting: str
    times: str
    call: str = ""
    lane: int = 0
    lanes: int = 1


@dataclass(frozen=True)
class Scale:
    """How far down the hours of a week stand: from the first that is used to the last.

    What goes on over midnight goes on below it, where hours that nothing else needs are closer together.
    """

    first: float
    day_end: float
    last: float
    hour: float = 1.0

    @classmethod
    def of(cls, entries: Sequence[Hours]) -> Scale:
        """The scale of these entries, an hour of the day one high."""
        days = [one for one in entries if one.end <= DAY] or entries
        first, last = min(one.start for one in entries) // 60, -(-max(one.end for one in entries) // 60)
        return cls(first, -(-max(one.end for one in days) // 60), last)

    def at(self, hours: float) -> float:
        """Points from the first hour to this one."""
        night = max(hours - self.day_end, 0)
        return (hours - night - self.first + night * NIGHT) * self.hour

    @property
    def height(self) -> float:
        """Of all hours."""
        return self.at(self.last)

    def marks(self, step: int) -> list[int]:
        """Hours that are written beside: each `step` of the day, then midnight and the end of the night."""
        marks = list(range(int(self.first), int(self.day_end) + 1, step))
        night = [one for one in sorted({DAY // 60, int(self.last)}) if self.day_end < one <= self.last]
        for at in reversed(night):
            if all(abs(self.at(at) - self.at(one)) >= LINE + 2 for one in marks):
                marks.append(at)
        return sorted(marks)


def side_by_side(entries: Sequence[Hours]) -> list[Hours]:
    """The entries of one day in their order; those that overlap share its width."""
    placed, together, ends = list[Hours](), list[Hours](), list[int]()

    def close() -> None:
        placed.extend(replace(one, lanes=len(ends)) for one in together)
        together.clear()
        ends.clear()

    for one in sorted(entries, key=lambda entry: (entry.start, -entry.end)):
        if ends and one.start >= max(ends):
            close()
        lane = next((lane for lane, end in enumerate(ends) if end <= one.start), len(ends))
        if lane == len(ends):
            ends.append(0)
        ends[lane] = one.end
        together.append(replace(one, lane=lane))
    close()
    return placed


@dataclass
class Week:
    """Draws one week; `rows` collects what has room, a row for each day, `key` what has none.

    `untimed` are the hours whose times only the scale shows.
    """

    words: Phrases
    widths: Widths
    fills: Mapping[str, Fill]
    rule: str
    width: float
    axis: list[Label] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    untimed: list[Hours] = field(default_factory=list)
    key: dict[str, KeyEntry] = field(default_factory=dict)
    scale: Scale = field(init=False)

    def draw(self, entries: Sequence[Hours]) -> tuple[str, float]:
        """SVG of the week, and its height; the labels and the key are known then."""
        scale = Scale.of(entries)
        self.scale = scale = replace(scale, hour=self._hour(entries, scale.height))
        height = HEAD + scale.height + LINE + 2
        beside = max(self.widths.width(self.words.clock(at), SMALL) for at in (600, 1320)) + 6
        lefts, drawn = self._days(entries, beside), [self._hours(beside)]
        for day in range(WEEK):
            for one in side_by_side([entry for entry in entries if entry.day == day]):
                wide = (lefts[day + 1] - lefts[day]) / one.lanes
                top, foot = scale.at(one.start / 60), scale.at(one.end / 60)
                box = Patch(lefts[day] + one.lane * wide, HEAD + top, wide - GAP, foot - top - GAP / 2)
                drawn.append(self.fills[one.setting].draw(box))
                self._label(one, box)
        return "".join(drawn), height

    def _hour(self, entries: Sequence[Hours], hours: float) -> float:
        """The height of an hour: the shortest entry has a line, where the whole does not grow too high."""
        shortest = min(one.end - one.start for one in entries) / 60
        wanted = (LINE + ABOVE + GAP) / shortest
        highest = min(HIGHEST, STEEPEST * self.width) / hours
        return max(min(wanted, TALLEST, highest), min(SHORTEST, highest))

    def _days(self, entries: Sequence[Hours], beside: float) -> list[float]:
        """The left edge of each day, and the right one of the last; their names stand above."""
        used = {one.day for one in entries}
        shares = [_FREE if day > 4 and day not in used else 1.0 for day in range(WEEK)]
        lefts = [beside]
        for day, share in enumerate(shares):
            wide = (self.width - beside) * share / sum(shares)
            name = self.words.weekday(day, "abbreviated")
            head = Label("head", lefts[-1], 0, wide - GAP, LINE, Text(name), heard=day in used)
            self.rows.append(Row(head))
            lefts.append(lefts[-1] + wide)
        return lefts

    def _hours(self, beside: float) -> str:
        """A hairline across the days every few hours, with the time beside it."""
        step = next((step for step in (1, 2, 3, 4, 6) if step * self.scale.hour >= 24), 6)
        path = []
        for at in self.scale.marks(step):
            top = HEAD + self.scale.at(at)
            path.append(f"M0 {number(top - 0.4)}H{number(self.width)}")
            said = self.words.clock(at * 60)
            self.axis.append(Label("axis", 0, top + 1, beside - 2, LINE, Text(said), heard=False))
        return f'<path fill="none" stroke="{self.rule}" stroke-width=".5" d="{"".join(path)}"/>'

    def _label(self, one: Hours, box: Patch) -> None:
        said, inside = as_set(one.name), (box.left, box.top, box.width, box.height)
        color, labels = self.fills[one.setting].words, self.rows[one.day].labels
        called = said + one.call
        if fits(self.widths, called, box, one.times):
            labels.append(Label("name", *inside, one.name, one.times, color, fill=one.setting))
            return
        is_on_scale = not (one.start % 60 or one.end % 60) and one.end <= self.scale.day_end * 60
        if fits(self.widths, called, box) and is_on_scale:
            label = Label("name", *inside, one.name, color=color, when=one.times, fill=one.setting)
            labels.append(label)
            self.untimed.append(one)
            return
        known = self.key.get(said)
        more = (
            one.times if not known or one.times in known.more.split(", ") else f"{known.more}, {one.times}"
        )
        entry = KeyEntry(one.name, known.more if known and more == one.times else more)
        mark = str(known.number if known else len(self.key) + 1)
        has_room = self.widths.width(mark, SMALL, SEMIBOLD) <= box.width - 1 and box.height >= SIZE
        is_placed = has_room and (known is None or known.is_placed)
        self.key[said] = replace(entry, number=int(mark), is_placed=is_placed)
        if has_room:
            means = KeyEntry(one.name, one.times)
            number_ = Text(mark, one.name.where)
            labels.append(Label("number", *inside, number_, color=color, instead=means, fill=one.setting))


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
        cells = tuple(
            CalendarDay(_day_number(phrases, day, monday), tuple(_on(day, entries))) for day in these
        )
        weeks.append(("", cells))
    first, end = days[0], days[-1]
    months = dict.fromkeys((first.replace(day=1), end.replace(day=1)))
    title = "–".join(phrases.month_of(month) for month in months)
    return Calendar(_names(phrases, last), tuple(weeks), title)


def _day_number(phrases: Phrases, day: date, first: date) -> str:
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
