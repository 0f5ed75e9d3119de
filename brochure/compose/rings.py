"""Rings of equal segments, filled in part: a year of months, a week of days; a donut, a dial.

Angles are turns (1 is a full circle), from the top, clockwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from math import asin, ceil, cos, pi, sin, tan

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
