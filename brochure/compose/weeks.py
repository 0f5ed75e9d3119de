"""A week by its days and hours, cropped to the hours that are used, with what they are for written in them.

Takes entries that were read, widths of letters and fills; gives a drawing with labels, and a key for names
that have no room. Entries that overlap stand side by side.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

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
from brochure.compose.text_widths import SEMIBOLD, Widths
from brochure.model import DAY, WEEK, Text

#: Height of the names of days, in points.
HEAD = 16.0
#: White between parts, an hour at its least and its most, and the height that none makes larger.
GAP, SHORTEST, TALLEST, HIGHEST = 1.5, 11.0, 24.0, 300.0
#: A day of the weekend that nothing is written for is narrower by this share.
_FREE: Final = 0.55


@dataclass(frozen=True)
class Hours:
    """Some hours of one day, in minutes since midnight; `lane` of `lanes` where others go on beside them."""

    day: int
    start: int
    end: int
    name: Text
    setting: str
    times: str
    lane: int = 0
    lanes: int = 1


def over_midnight(one: Hours) -> Iterator[Hours]:
    """Hours that end on the next day, divided at midnight; those of Sunday go on on Monday."""
    if one.end > one.start:
        yield one
        return
    yield replace(one, end=DAY)
    if one.end:
        yield replace(one, day=(one.day + 1) % WEEK, start=0)


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

    def draw(self, entries: Sequence[Hours]) -> tuple[str, float]:
        """SVG of the week, and its height; the labels and the key are known then."""
        parts = [part for one in entries for part in over_midnight(one)]
        first, last = min(one.start for one in parts) // 60, -(-max(one.end for one in parts) // 60)
        hour = self._hour(parts, last - first)
        height = HEAD + (last - first) * hour + LINE + 2
        beside = max(self.widths.width(self.words.clock(at), SMALL) for at in (600, 1320)) + 6
        lefts, drawn = self._days(parts, beside), [self._hours(first, last, hour, beside)]
        for day in range(WEEK):
            for one in side_by_side([part for part in parts if part.day == day]):
                wide = (lefts[day + 1] - lefts[day]) / one.lanes
                box = Patch(
                    lefts[day] + one.lane * wide,
                    HEAD + (one.start / 60 - first) * hour,
                    wide - GAP,
                    (one.end - one.start) / 60 * hour - GAP / 2,
                )
                drawn.append(self.fills[one.setting].draw(box))
                self._label(one, box)
        return "".join(drawn), height

    @staticmethod
    def _hour(parts: Sequence[Hours], hours: int) -> float:
        """The height of an hour: the shortest entry has a line, where the whole does not grow too high."""
        shortest = min(one.end - one.start for one in parts) / 60
        wanted = (LINE + ABOVE + GAP) / shortest
        return max(min(wanted, TALLEST, HIGHEST / hours), min(SHORTEST, HIGHEST / hours))

    def _days(self, parts: Sequence[Hours], beside: float) -> list[float]:
        """The left edge of each day, and the right one of the last; their names stand above."""
        used = {one.day for one in parts}
        shares = [_FREE if day > 4 and day not in used else 1.0 for day in range(WEEK)]
        lefts = [beside]
        for day, share in enumerate(shares):
            wide = (self.width - beside) * share / sum(shares)
            name = self.words.weekday(day, "abbreviated")
            self.rows.append(Row(Label("head", lefts[-1], 0, wide - GAP, LINE, Text(name))))
            lefts.append(lefts[-1] + wide)
        return lefts

    def _hours(self, first: int, last: int, hour: float, beside: float) -> str:
        """A hairline across the days every few hours, with the time beside it."""
        step = next((step for step in (1, 2, 3, 4, 6) if step * hour >= 24), 6)
        path = []
        for at in range(first, last + 1, step):
            top = HEAD + (at - first) * hour
            path.append(f"M0 {number(top - 0.4)}H{number(self.width)}")
            said = self.words.clock(at * 60)
            self.axis.append(Label("axis", 0, top + 1, beside - 2, LINE, Text(said)))
        return f'<path fill="none" stroke="{self.rule}" stroke-width=".5" d="{"".join(path)}"/>'

    def _label(self, one: Hours, box: Patch) -> None:
        said, inside = as_set(one.name), (box.left, box.top, box.width, box.height)
        color, labels = self.fills[one.setting].words, self.rows[one.day].labels
        if fits(self.widths, said, box, one.times):
            labels.append(Label("name", *inside, one.name, one.times, color))
            return
        if fits(self.widths, said, box) and not (one.start % 60 or one.end % 60):
            labels.append(Label("name", *inside, one.name, color=color))
            self.untimed.append(one)
            return
        known = self.key.get(said)
        more = (
            one.times if not known or one.times in known.more.split(", ") else f"{known.more}, {one.times}"
        )
        entry = KeyEntry(one.name, known.more if known and more == one.times else more)
        entry = replace(entry, number=known.number if known else len(self.key) + 1)
        self.key[said] = entry
        mark = str(entry.number)
        if self.widths.width(mark, SMALL, SEMIBOLD) <= box.width - 1 and box.height >= SIZE:
            labels.append(Label("number", *inside, Text(mark, one.name.where), color=color))
