"""Rings of equal segments, filled in part, and bars on one scale, both as SVG without words: a year of
months, a week of days; a donut, a dial, a timeline, lengths of programs.

Angles are turns (1 is a full circle), from the top, clockwise. What one ring stands for is said here too:
a year, week, day or hour of a length, or the year in which dates stand. Must not know colors, nor what is
drawn about.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from math import asin, ceil, cos, pi, sin, tan
from typing import Final, Literal

from brochure.model import HOURS, Program, Stage, Unit

MONTHS = 12
#: Most hairline circles of one drawing.
_MOST_CIRCLES = 2000


@dataclass(frozen=True)
class Ring:
    """One ring: the colors of its filled and its remaining part; `None` leaves a part undrawn.

    `share` is the filled part, 0 to 1, which begins at `begin` and may run over the end of the ring; where
    `is_dial`, its top stands for something, so that it is never turned.
    `outline` draws hairlines in place of surfaces.
    `sweep` is the part of the circle that the ring covers, below 1 for an open ring.
    `bands` splits a whole ring into thinner ones, a color each, in place of `fill`.
    """

    fill: str
    rest: str | None = None
    share: float = 1.0
    outline: bool = False
    sweep: float = 1.0
    start: float = 0.0
    segments: int = MONTHS
    begin: float = 0.0
    is_dial: bool = False
    bands: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dimensions:
    """Radius of the hole, thickness of a ring and the gap between rings and between segments, in points."""

    hole: float
    thickness: float
    gap: float

    def radius(self, rings: int) -> float:
        """Outer radius of `rings` rings."""
        return self.hole + rings * self.thickness + max(rings - 1, 0) * self.gap


def number(value: float) -> str:
    """A coordinate with two decimals and no trailing zeros."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _point(cx: float, cy: float, radius: float, turn: float) -> str:
    angle = (turn - 0.25) * 2 * pi
    return f"{number(cx + radius * cos(angle))} {number(cy + radius * sin(angle))}"


def _arc(cx: float, cy: float, radius: float, start: float, end: float) -> str:
    """Curves along a circle from one turn to another, in steps of at most 45 degrees.

    They are a hundred-thousandth of the radius off; the engine draws them in a third of the time of arcs.
    """
    steps = max(ceil(abs(end - start) * 8 - 1e-9), 1)
    step = (end - start) / steps
    reach = radius * 4 / 3 * tan(step * pi / 2)
    curves = []
    for index in range(steps):
        here, there = ((start + (index + side) * step - 0.25) * 2 * pi for side in (0, 1))
        near = (
            number(cx + radius * cos(here) - reach * sin(here)),
            number(cy + radius * sin(here) + reach * cos(here)),
        )
        far = (
            number(cx + radius * cos(there) + reach * sin(there)),
            number(cy + radius * sin(there) - reach * cos(there)),
        )
        curves.append(f"C{' '.join((*near, *far))} {_point(cx, cy, radius, start + (index + 1) * step)}")
    return "".join(curves)


def sector(cx: float, cy: float, inner: float, outer: float, start: float, end: float, gap: float) -> str:
    """SVG path of an annular sector.

    Its straight edges run parallel, half of `gap` inside the angles given.
    """

    def trim(radius: float) -> float:
        return min(asin(min(gap / 2 / radius, 1.0)) / (2 * pi), (end - start) / 2) if radius > 0 else 0.0

    out, back = trim(outer), trim(inner)
    return (
        f"M{_point(cx, cy, outer, start + out)}{_arc(cx, cy, outer, start + out, end - out)}"
        f"L{_point(cx, cy, inner, end - back)}{_arc(cx, cy, inner, end - back, start + back)}Z"
    )


def _pieces(ring: Ring) -> Iterator[tuple[float, float, bool]]:
    """The ring's segments as (start, end, filled); those where the share begins or ends are cut in two."""
    ends = [] if ring.share >= 1 else [ring.begin % 1, (ring.begin + ring.share) % 1]
    cuts = {index / ring.segments for index in range(ring.segments + 1)}
    cuts |= {end for end in ends if all(abs(end - cut) > 1e-9 for cut in cuts)}
    for start, end in pairwise(sorted(cuts)):
        filled = ring.share >= 1 or ((start + end) / 2 - ring.begin) % 1 < ring.share
        yield start * ring.sweep, end * ring.sweep, filled


@lru_cache(maxsize=1024)  # a program's mark stands in several places
def draw_ring(ring: Ring, cx: float, cy: float, inner: float, outer: float, gap: float) -> str:
    """SVG paths of one ring."""
    paths: dict[bool, list[str]] = {True: [], False: []}
    for start, end, filled in _pieces(ring):
        split = 0.25 if end - start < ring.sweep / ring.segments - 1e-9 else 1.0
        edge = gap * split if split < 1 else gap
        paths[filled].append(sector(cx, cy, inner, outer, ring.start + start, ring.start + end, edge))
    drawn = []
    for filled, color in ((True, ring.fill), (False, ring.rest)):
        if paths[filled] and color:
            paint = f'fill="none" stroke="{color}" stroke-width=".8"' if ring.outline else f'fill="{color}"'
            drawn.append(f'<path {paint} d="{"".join(paths[filled])}"/>')
    return "".join(drawn)


def draw_rings(rings: tuple[Ring, ...], cx: float, cy: float, dimensions: Dimensions) -> str:
    """SVG paths of rings around one center, the first year inside."""
    drawn = []
    inner = dimensions.hole
    for ring in rings:
        bands = [replace(ring, fill=color) for color in ring.bands] or [ring]
        room = (dimensions.thickness - dimensions.gap * (len(bands) - 1) / 2) / len(bands)
        for index, band in enumerate(bands):
            start = inner + index * (room + dimensions.gap / 2)
            drawn.append(draw_ring(band, cx, cy, start, start + room, dimensions.gap))
        inner += dimensions.thickness + dimensions.gap
    return "".join(drawn)


def halo(cx: float, cy: float, start: float, end: float, step: float, color: str) -> str:
    """Hairline circles from radius `start` to `end`. Raises `ValueError` where they would be too many."""
    circles = []
    radius = start
    if step <= 0 or (end - start) / step > _MOST_CIRCLES:
        raise ValueError("the hairlines stand too close")
    while radius < end:
        circles.append(f'<circle cx="{number(cx)}" cy="{number(cy)}" r="{number(radius)}"/>')
        radius += step
    return f'<g fill="none" stroke="{color}" stroke-width=".6">{"".join(circles)}</g>' if circles else ""


def ticks(
    cx: float,
    cy: float,
    radius: float,
    length: float,
    count: int,
    color: str,
    sweep: float = 1.0,
    start: float = 0.0,
) -> str:
    """`count` radial hairlines, such as the 52 weeks of a year."""
    path = "".join(
        f"M{_point(cx, cy, radius, turn)}L{_point(cx, cy, radius + length, turn)}"
        for turn in (start + sweep * index / count for index in range(count))
    )
    return f'<path fill="none" stroke="{color}" stroke-width=".7" d="{path}"/>'


def svg(width: float, height: float, body: str, bleed: float = 0) -> str:
    """A whole drawing.

    What it has up to `bleed` beyond its edges is shown too, and the drawing is that much larger.
    """
    wide, high, start = number(width + 2 * bleed), number(height + 2 * bleed), number(-bleed)
    size = f'width="{wide}pt" height="{high}pt" viewBox="{start} {start} {wide} {high}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{body}</svg>'


#: Height of a bar that compares lengths, in points.
BAR = 12


def scale(years: Sequence[int], width: float, ink: str, rule: str) -> str:
    """A scale over these years: a tick each decade, longer each fifty years, a disc for each year given."""
    first, last = min(years), max(years)
    span = max(last - first, 1)
    left, right, base = 4.0, width - 4.0, 12.0

    def at(year: float) -> float:
        return left + (right - left) * (year - first) / span

    lines = [
        f'<path fill="none" stroke="{rule}" stroke-width=".8" d="M{number(left)} {base}H{number(right)}"/>'
    ]
    decades = range(first + -first % 10, last + 1, 10)
    path = "".join(
        f"M{number(at(year))} {number(base - (6 if year % 50 == 0 else 3))}V{base}" for year in decades
    )
    lines.append(f'<path fill="none" stroke="{rule}" stroke-width=".8" d="{path}"/>')
    lines += [
        f'<circle cx="{number(at(year))}" cy="{base}" r="3.4" fill="{ink}"/>' for year in sorted(set(years))
    ]
    return svg(width, 24, "".join(lines))


def grid_lines(places: Iterable[float], width: float, rule: str) -> str:
    """Lines down a scale, at these percents of it, as high as what they are stretched over."""
    path = "".join(f"M{number(width * place / 100 + 0.25)} 0V100" for place in places)
    drawing = svg(width, 100, f'<path fill="none" stroke="{rule}" stroke-width=".5" d="{path}"/>')
    return drawing.replace("<svg", '<svg preserveAspectRatio="none"', 1)


def length_bar(stages: Sequence[tuple[float, bool, float]], most: float, width: float, ink: str) -> str:
    """A bar on a scale that ends at `most`: solid for the first of the stages, outlined for those after it.

    A stage is its length, whether that is fixed, and the share of it for which a thin bar stands below. One
    without a fixed length has no end.
    """
    left, drawn = 0.0, []
    for index, (length, is_fixed, share) in enumerate(stages):
        size = width * length / most
        right = left + size - (0 if index == len(stages) - 1 else 1.5)
        if index == 0 and is_fixed:
            rect = f'x="{number(left)}" y="0" width="{number(right - left)}" height="{BAR}" fill="{ink}"'
            drawn.append(f"<rect {rect}/>")
        else:
            line = f"M{number(right - 0.5)} .5H{number(left + 0.5)}V{BAR - 0.5}H{number(right - 0.5)}"
            line += "V.5" if is_fixed else ""
            drawn.append(f'<path fill="none" stroke="{ink}" d="{line}"/>')
        if share:
            rect = f'x="{number(left)}" y="{BAR + 2.5}" width="{number(size * share)}" height="2.5"'
            drawn.append(f'<rect {rect} fill="{ink}"/>')
        left += size
    return svg(width, BAR + 5, "".join(drawn))


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
