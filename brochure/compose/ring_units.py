"""What one ring stands for: a year, week, day or hour of a length, or the year in which dates stand.

Takes stages; gives how many rings they take, and which part of each is filled. Must not know colors.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from math import ceil
from typing import Final, Literal

from brochure.compose.rings import MONTHS
from brochure.model import HOURS, Program, Stage, Unit

RingUnit = Unit | Literal["dates"]
#: Segments of a ring, and the finer ticks around it: months and weeks of a year, days of a week, hours of a
#: day, twelve times five minutes of an hour.
SEGMENTS: Final[Mapping[RingUnit, int]] = {"year": MONTHS, "dates": MONTHS, "week": 7, "day": 24, "hour": 12}
TICKS: Final[Mapping[RingUnit, int]] = {"year": 52, "dates": 52, "week": 28, "day": 48, "hour": 60}
#: Rings that a program takes at most where a longer unit makes them fewer.
MOST_RINGS: Final = 8
#: Units on a scale at most, where a longer one makes them fewer.
LONGEST_SCALE: Final = 16
#: A part of a ring that is not drawn.
ROUNDING: Final = 0.01


def ring_unit(program: Program) -> RingUnit:
    """What one ring of a program is: the year for dates, or else the unit of its lengths.

    Where those would take too many rings, it is the next longer unit, whose rings are filled in part.
    """
    if any(stage.dates for stage in program.stages):
        return "dates"
    known = [stage.length for stage in program.stages if stage.length]
    units = list(HOURS)
    own = min((units.index(unit) for _, unit in known), default=units.index("year"))
    return next(
        (
            unit
            for unit in units[own:]
            if sum(ceil(as_unit(length, unit) - ROUNDING) for length in known) <= MOST_RINGS
        ),
        "year",
    )


def as_unit(length: tuple[float, Unit], unit: Unit) -> float:
    """A length in another unit."""
    value, own = length
    return value if own == unit else value * HOURS[own] / HOURS[unit]


def turns(stage: Stage, unit: RingUnit) -> Iterator[tuple[float, float]]:
    """The rings of a stage: where each begins to be filled, and how much of it."""
    if stage.dates:
        yield from _in_years(stage.dates.first, stage.dates.last)
    elif stage.length and unit != "dates":
        left = as_unit(stage.length, unit)
        while left > ROUNDING:
            yield 0.0, min(left, 1.0) if left < 1 - ROUNDING else 1.0
            left -= 1
    else:
        yield 0.0, 1.0


def is_part(program: Program) -> bool:
    """Whether a ring of its lengths is filled in part, because they are no whole numbers of what it is."""
    unit = ring_unit(program)
    return unit != "dates" and any(share < 1 for stage in program.stages for _, share in turns(stage, unit))


def _in_years(first: date, last: date) -> Iterator[tuple[float, float]]:
    """Days on a ring of the year, January at the top; of more than a year, a ring for each."""
    begin, end = _turn(first), _turn(last + timedelta(days=1))
    if (last - first).days < 366:
        yield begin, (end - begin) % 1 or 1.0
        return
    yield begin, 1 - begin
    for _ in range(min(last.year - first.year - 1, MOST_RINGS - 2)):
        yield 0.0, 1.0
    if end:
        yield 0.0, end


def _turn(day: date) -> float:
    """Where a day stands on a ring of twelve equal months."""
    return (day.month - 1 + (day.day - 1) / monthrange(day.year, day.month)[1]) / MONTHS


def scale_unit(programs: Iterable[Program]) -> Unit:
    """The unit of a scale on which programs are compared: the finest one that keeps it short."""
    known = [stage.length for program in programs for stage in program.stages if stage.length]
    units = list(HOURS)
    own = min((units.index(unit) for _, unit in known), default=units.index("year"))
    fits = (unit for unit in units[own:] if all(as_unit(length, unit) <= LONGEST_SCALE for length in known))
    return next(fits, "year")


def bar_length(stage: Stage, unit: Unit) -> float:
    """How long a stage is on a scale in this unit; one without a fixed length as one of them."""
    return as_unit(stage.length, unit) if stage.length else 1.0
