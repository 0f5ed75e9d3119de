"""A program's stages as rings, and these as art: which stands for what, in which tone, where on the page.

Takes a program and its facts; gives rings and SVG bodies. Must not know where drawings are kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from math import sqrt
from types import MappingProxyType
from typing import Final

from brochure.compose.rings import (
    SEGMENTS,
    TICKS,
    Dimensions,
    Ring,
    draw_rings,
    halo,
    ring_unit,
    svg,
    ticks,
    turns,
)
from brochure.model import REST_SHARE, WIDEST_BLEED, Fact, Program, Sheet, Stage, mix, tints

#: One year's ring on a cover, in points: the same on every cover, so that lengths can be
#: compared.
COVER = Dimensions(hole=66, thickness=52, gap=5)
#: A single year is drawn bolder; a program without stages is one ring seen large.
BOLD = Dimensions(hole=112, thickness=116, gap=7)
PART = Dimensions(hole=226, thickness=92, gap=7)
#: More rings than this are drawn thinner, unless they are years, which are the same on every cover.
MOST_WIDE: Final = 4
#: Distance of the rows of a honeycomb of circles, in their diameters.
HONEYCOMB = sqrt(3) / 2
#: How much further rings that look like another program's are turned, and where they stand: at the right
#: edge, at the left one, in the middle.
TURN, SIDES = 5 / 12, (1.0, -1.0, 0.0)
#: Share of the sheet's height that rings on a cover reach down to; the title stands below.
COVER_FOOT = 0.645
#: Rings on a horizon: their radius as a share of its width, and the points of sky above them.
HORIZON, HORIZON_SKY = 0.42, 22.0
#: An open ring leaves this part of the circle out.
OPEN_SWEEP, OPEN_START, OPEN_SEGMENTS = 0.75, 0.125, 9
#: What is left beside a row of rings that rise from a line, as a share of one of them.
RISING: Final = 0.3


@dataclass(frozen=True)
class Stance:
    """How rings stand on a ground: the radius of three as a share of its width, their foot of its height.

    `twin` counts the programs before it that look alike.
    """

    reach: float
    foot: float
    twin: int = 0


#: How much of the ink is in the tone of what follows the first stage, on paper.
_LATER: Final = 0.6


@dataclass(frozen=True)
class Tones:
    """Colors of a drawing on its ground: `rest` is what a share leaves, `years` the tone of plain years."""

    ground: str
    fill: str
    rest: str
    years: tuple[str, ...]
    second: str
    line: str

    @classmethod
    def on_accent(cls, accent: str, light: str) -> Tones:
        """For covers: tints of the accent on the accent itself."""
        years = tuple(mix(accent, light, share) for share in (0.62, 0.42, 0.26, 0.16))
        return cls(accent, light, mix(accent, "#000000", 0.28), years, light, mix(accent, light, 0.55))

    @classmethod
    def in_lines(cls, accent: str, paper: str) -> Tones:
        """For covers that save ink: lines in the accent, and paler ones for what a share leaves."""
        return cls(paper, accent, mix(accent, paper, 0.6), (accent,) * 4, accent, accent)

    @classmethod
    def on_tint(cls, accent: str, tint: str) -> Tones:
        """For the foot of a page: quiet tones between the tint and the accent."""
        years = tuple(mix(accent, tint, share) for share in (0.5, 0.62, 0.72, 0.8))
        fill = mix(accent, tint, 0.45)
        return cls(tint, fill, mix(accent, tint, 0.85), years, mix(accent, tint, 0.35), fill)

    @classmethod
    def on_paper(cls, accent: str, paper: str, ink: str) -> Tones:
        """For inner pages: the accent and its tints on paper, and one near ink for what follows the first
        stage."""
        years = tints(accent, paper, (0.0, 0.2, 0.4, 0.55))
        return cls(paper, accent, mix(accent, paper, REST_SHARE), years, mix(accent, ink, _LATER), accent)


def stage_rings(program: Program, facts: dict[str, Fact], tones: Tones) -> tuple[Ring, ...]:
    """One ring a year, week, day or hour, the first inside.

    Programs without stages get an open or closed ring, or a pattern of their name.
    """
    rings: list[Ring] = []
    unit = ring_unit(program)
    for index, stage in enumerate(program.stages):
        for begin, share in turns(stage, unit):
            ring = _stage_ring(stage, index, len(rings), facts, tones)
            if share < 1:
                ring = replace(ring, rest=tones.rest, share=share * ring.share, begin=begin)
            rings.append(replace(ring, segments=SEGMENTS[unit], is_dial=unit == "dates"))
    if rings:
        return tuple(rings)
    if program.drawn:
        is_open = program.drawn[2] == "open"
        open_ring = Ring(tones.years[0], sweep=OPEN_SWEEP, start=OPEN_START, segments=OPEN_SEGMENTS)
        return (open_ring if is_open else Ring(tones.years[0]),)
    digest = sha256(program.id.encode()).digest()
    return tuple(
        Ring(tones.years[0], tones.rest, (1 + digest[i] % 11) / 12, start=digest[i + 8] % 12 / 12)
        for i in range(3)
    )


def stage_tones(program: Program, facts: dict[str, Fact], tones: Tones) -> tuple[str, ...]:
    """The color of each stage's first ring, for what says its length beside the rings."""
    found, unit, before = list[str](), ring_unit(program), 0
    for index, stage in enumerate(program.stages):
        found.append(_stage_ring(stage, index, before, facts, tones).fill)
        before += len(list(turns(stage, unit)))
    return tuple(found)


def twins(programs: Sequence[Program]) -> Mapping[str, int]:
    """How many programs before it each one looks like, by its id: of one color and the same stages."""
    seen, found = Counter[str](), dict[str, int]()
    for program in programs:
        stages = [stage.model_dump(exclude={"name"}) for stage in program.stages]
        drawn = program.drawn and program.drawn[1]
        looks = f"{program.accent} {drawn} {stages}" if stages or drawn else program.id
        found[program.id] = seen[looks]
        seen[looks] += 1
    return found


def turned(rings: Sequence[Ring], twin: int) -> tuple[Ring, ...]:
    """Rings whose filled or open part begins elsewhere, so that they can be told from their twins."""
    return tuple(
        replace(ring, start=(ring.start + twin * TURN) % 1)
        if (ring.share < 1 or ring.sweep < 1) and not ring.is_dial
        else ring
        for ring in rings
    )


def outlined(rings: Sequence[Ring]) -> tuple[Ring, ...]:
    """The same rings as lines."""
    return tuple(replace(ring, outline=True) for ring in rings)


def _moved(cx: float, width: float, twin: int) -> float:
    """Where rings stand across a page, by how many that look alike there were before."""
    return width / 2 + SIDES[twin % len(SIDES)] * (cx - width / 2)


def _stage_ring(stage: Stage, index: int, year: int, facts: dict[str, Fact], tones: Tones) -> Ring:
    if stage.length is None:
        return Ring(tones.line, outline=True)
    if stage.disciplines:
        colors = (tones.fill, *tones.years[2:])
        return Ring(tones.fill, bands=tuple(colors[i % len(colors)] for i in range(len(stage.disciplines))))
    share = facts[stage.share].share if stage.share else None
    if share:
        return Ring(tones.fill, tones.rest, share / 100)
    return Ring(tones.second if index else tones.years[min(year, len(tones.years) - 1)])


def dimensions_of(program: Program, rings: Sequence[Ring]) -> Dimensions:
    """How boldly a program's rings are drawn."""
    if program.drawn and not program.stages:
        return PART
    if len(rings) > MOST_WIDE and ring_unit(program) != "year":
        share = COVER.radius(MOST_WIDE) / COVER.radius(len(rings))
        return Dimensions(COVER.hole * share, COVER.thickness * share, COVER.gap * share)
    return BOLD if len(rings) == 1 else COVER


def square(
    program: Program, rings: tuple[Ring, ...], size: float, share: float = 1, behind: str = ""
) -> str:
    """A drawing of rings that fill this share of a square of `size` points, over what is `behind` them."""
    base = dimensions_of(program, rings)
    unit = (size * share / 2 - 0.5) / base.radius(len(rings))
    dimensions = Dimensions(base.hole * unit, base.thickness * unit, max(base.gap * unit, 0.8))
    return svg(size, size, behind + draw_rings(rings, size / 2, size / 2, dimensions))


def cover_art(
    program: Program, rings: tuple[Ring, ...], sheet: Sheet, tones: Tones, bleed: float = 0, twin: int = 0
) -> str:
    """Rings that stand on one line above the title and leave the page, within hairlines that go on."""
    dimensions = dimensions_of(program, rings)
    radius = dimensions.radius(len(rings))
    cx = _moved(sheet.width - radius * (0.9 if radius < 240 else 0.78), sheet.width, twin)
    cy = sheet.height * COVER_FOOT - radius
    step = dimensions.thickness + dimensions.gap
    art = halo(cx, cy, radius + step / 2, sheet.height * 1.3, step / 2, mix(tones.ground, tones.fill, 0.13))
    art += ticks(cx, cy, radius + 8, 6, TICKS[ring_unit(program)], tones.line)
    return svg(sheet.width, sheet.height, art + draw_rings(rings, cx, cy, dimensions), bleed)


def ground_art(
    program: Program, rings: tuple[Ring, ...], width: float, height: float, stance: Stance, tones: Tones
) -> str:
    """Rings within hairlines for a ground of this size.

    The drawing reaches `WIDEST_BLEED` points over each edge, so that a print shop can trim it.
    """
    base = dimensions_of(program, rings)
    unit = width * stance.reach / COVER.radius(3)
    if base is PART:  # all of it is seen, or nobody could tell an open ring from a closed one
        unit = min(unit, (height * stance.foot / 2 - WIDEST_BLEED) / base.radius(1))
    dimensions = Dimensions(base.hole * unit, base.thickness * unit, base.gap * unit)
    radius = dimensions.radius(len(rings))
    cx = WIDEST_BLEED + _moved(
        max(width - radius * 0.9, radius + width * 0.06 + 14 * unit), width, stance.twin
    )
    cy = WIDEST_BLEED + height * stance.foot - radius
    step = dimensions.thickness + dimensions.gap
    art = halo(cx, cy, radius + step / 2, height * 1.3, step / 2, mix(tones.ground, tones.fill, 0.13))
    art += ticks(cx, cy, radius + 8 * unit, 6 * unit, TICKS[ring_unit(program)], tones.line)
    return svg(
        width + 2 * WIDEST_BLEED, height + 2 * WIDEST_BLEED, art + draw_rings(rings, cx, cy, dimensions)
    )


def closing_art(
    program: Program, rings: tuple[Ring, ...], width: float, height: float, tones: Tones, is_near: bool
) -> str:
    """Rings that rise from the foot of a page, so large that only their upper part is seen, on a tint; where
    they are near, a part of that.
    """
    base = dimensions_of(program, rings)
    radius = width * (0.98 if is_near else 0.5)
    unit = radius / base.radius(len(rings))
    dimensions = Dimensions(base.hole * unit, base.thickness * unit, base.gap * unit)
    cx, cy = width * (0.13 if is_near else 0.69), height * 0.14 + radius
    step = (dimensions.thickness + dimensions.gap) / 2
    art = f'<rect width="{width:g}" height="{height:g}" fill="{tones.ground}"/>'
    art += halo(cx, cy, radius + step, width, step, mix(tones.ground, tones.fill, 0.3))
    return svg(width, height, art + draw_rings(rings, cx, cy, dimensions))


def back_art(program: Program, rings: tuple[Ring, ...], sheet: Sheet, tones: Tones, bleed: float) -> str:
    """Rings that leave a page at its left, larger than on the cover: they go on where the cover's ended."""
    base = dimensions_of(program, rings)
    unit = sheet.width * 0.62 / base.radius(len(rings))
    dimensions = Dimensions(base.hole * unit, base.thickness * unit, base.gap * unit)
    cx, cy = sheet.width * 0.1, sheet.height * 0.3
    radius, step = dimensions.radius(len(rings)), (dimensions.thickness + dimensions.gap) / 2
    art = f'<rect x="{-bleed:g}" y="{-bleed:g}" width="{sheet.width + 2 * bleed:g}"'
    art += f' height="{sheet.height + 2 * bleed:g}" fill="{tones.ground}"/>'
    art += halo(cx, cy, radius + step, sheet.height * 1.2, step, mix(tones.ground, tones.fill, 0.13))
    return svg(sheet.width, sheet.height, art + draw_rings(rings, cx, cy, dimensions), bleed)


def horizon_art(program: Program, rings: tuple[Ring, ...], width: float, height: float, tones: Tones) -> str:
    """The upper arcs of rings that rise over the foot of a ground, across most of its width.

    The drawing reaches `WIDEST_BLEED` points over each edge, so that a print shop can trim it.
    """
    base = dimensions_of(program, rings)
    radius = width * HORIZON
    unit = radius / base.radius(len(rings))
    dimensions = Dimensions(base.hole * unit, base.thickness * unit, base.gap * unit)
    cx, cy = WIDEST_BLEED + width / 2, WIDEST_BLEED + HORIZON_SKY + radius
    step = dimensions.thickness + dimensions.gap
    art = halo(cx, cy, radius + step / 4, width, step / 4, mix(tones.ground, tones.fill, 0.13))
    return svg(
        width + 2 * WIDEST_BLEED, height + 2 * WIDEST_BLEED, art + draw_rings(rings, cx, cy, dimensions)
    )


def packet_art(
    programs: Sequence[Program],
    facts: dict[str, Fact],
    sheet: Sheet,
    tones_of: dict[str, Tones],
    bleed: float = 0,
    twin_of: Mapping[str, int] = MappingProxyType({}),
    is_outlined: bool = False,
) -> str:
    """All programs' rings as one drawing: rows that interlock or stand in a square, above the title."""
    height = sheet.height * COVER_FOOT * 0.97
    rows, step, cell = circles(len(programs), sheet.width, height)
    top = max(cell * 0.08, (height - cell * (1 + (len(rows) - 1) * step)) / 2)
    drawn = []
    for number, row in enumerate(rows):
        left = (sheet.width - cell * len(row)) / 2
        cy = top + cell * (0.5 + number * step)
        for place, index in enumerate(row):
            program = programs[index]
            rings = turned(stage_rings(program, facts, tones_of[program.id]), twin_of.get(program.id, 0))
            if is_outlined:
                rings = outlined(rings)
            base = dimensions_of(program, rings)
            unit = cell * 0.47 / max(base.radius(len(rings)), COVER.radius(4) if program.stages else 0)
            dimensions = Dimensions(base.hole * unit, base.thickness * unit, max(base.gap * unit, 0.9))
            drawn.append(draw_rings(rings, left + cell * (place + 0.5), cy, dimensions))
    return svg(sheet.width, sheet.height, "".join(drawn), bleed)


def rising_art(
    programs: Sequence[Program],
    facts: dict[str, Fact],
    width: float,
    height: float,
    below: float,
    tones_of: dict[str, Tones],
    twin_of: Mapping[str, int],
) -> str:
    """All programs' rings side by side, each cut in half by a line; the ground goes on `below` it."""
    ground = next(iter(tones_of.values())).ground
    art = [f'<rect width="{width:g}" height="{height + below:g}" fill="{ground}"/>']
    cell = width / (len(programs) + RISING)
    radius = min(cell * 0.47, height * (1 - RISING / 2))
    for place, program in enumerate(programs):
        rings = turned(stage_rings(program, facts, tones_of[program.id]), twin_of.get(program.id, 0))
        base = dimensions_of(program, rings)
        unit = radius / base.radius(len(rings))
        dimensions = Dimensions(base.hole * unit, base.thickness * unit, max(base.gap * unit, 0.9))
        art.append(draw_rings(rings, cell * (place + (1 + RISING) / 2), height, dimensions))
    art.append(f'<rect y="{height:g}" width="{width:g}" height="{below:g}" fill="{ground}"/>')
    return svg(width, height + below, "".join(art))


def circles(count: int, width: float, height: float) -> tuple[list[list[int]], float, float]:
    """The numbers 0 to `count` - 1 in rows, how far apart rows are, and how wide each number's cell is.

    Rows are whole: they interlock, each with one more or one less than the one before, or are all alike;
    whichever lets circles be largest.
    """
    alike = [((wide,) * (count // wide), 1.0) for wide in range(2, count) if count % wide == 0]
    found = [
        (lengths, step, min(width / (max(lengths) + 0.1), height / (1 + (len(lengths) - 1) * step)))
        for lengths, step in [*_interlocked(count), *alike]
    ]
    lengths, step, cell = max(found, key=lambda one: one[2])
    starts = [sum(lengths[:row]) for row in range(len(lengths))]
    rows = [list(range(start, start + length)) for start, length in zip(starts, lengths, strict=True)]
    return rows, step, cell


def _interlocked(count: int) -> list[tuple[tuple[int, ...], float]]:
    """Whole rows of alternately n and n - 1, or n - 1 and n, that hold so many."""
    found = []
    for wide in range(1, count + 1):
        for first in (wide, wide - 1) if wide > 1 else (wide,):
            lengths = [first]
            while sum(lengths) < count:
                lengths.append(max(2 * wide - 1 - lengths[-1], 1))
            if sum(lengths) == count:
                found.append((tuple(lengths), HONEYCOMB))
    return found
