"""The figures of one document: from content to drawings, each with its text alternative from the same data.

Takes the publication and an accent; gives `Figure`s and collects the SVG files that they point to. What is
drawn, as SVG without words, is made by `rings` and `stage_art`. Lengths are points. Must not
know layouts or the engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from hashlib import sha256
from typing import Any, Final

import segno

from brochure.compose.bounds import rendering
from brochure.compose.phrases import Phrases, filled_in, length_of
from brochure.compose.rings import (
    BAR,
    Dimensions,
    Ring,
    bar_length,
    draw_rings,
    grid_lines,
    halo,
    length_bar,
    number,
    ring_unit,
    scale,
    scale_unit,
    svg,
    ticks,
)
from brochure.compose.stage_art import (
    COVER,
    Stance,
    Tones,
    back_art,
    closing_art,
    cover_art,
    ground_art,
    horizon_art,
    outlined,
    packet_art,
    rising_art,
    square,
    stage_rings,
    turned,
    twins,
)
from brochure.compose.template_values import Function, View, as_length, meant, meant_all, shown
from brochure.errors import Where
from brochure.model import (
    WIDEST_BLEED,
    Dial,
    Event,
    Fact,
    Program,
    Publication,
    Sheet,
    Stage,
    mix,
    plain,
    tint_of,
    tints,
)

#: Paper as it lies in an office printer.
WHITE: Final = "#FFFFFF"
#: How much of a seal its rings take.
_SEAL: Final = 0.74
#: How much paper is in the tone of each name of a dial: neighbors differ in lightness.
DIAL_TINTS = (0.0, 0.35, 0.65, 0.2, 0.5, 0.8)


@dataclass(frozen=True)
class Figure:
    """A drawing: address, text alternative, its size in points, where what it shows is written, and the
    points by which it may be higher.
    """

    url: str
    alt: str
    width: float
    height: float
    where: Where | None = None
    higher: float = 0.0


#: What each figure shows, and whether several of it are drawn as one.
_SHOWS: Final[Mapping[str, tuple[type, bool]]] = {
    **dict.fromkeys(
        ("rings", "mark", "seal", "cover", "ground", "horizon", "closing", "back", "length_bar"),
        (Program, False),
    ),
    **dict.fromkeys(("dial", "dial_tones"), (Dial, False)),
    "donut": (Fact, False),
    **dict.fromkeys(("packet_cover", "packet_foot"), (Program, True)),
    "scale": (Event, True),
}
_OTHERS: Final = ("plate", "opener", "foot_band", "qr", "accent_of", "grid_lines")


@dataclass
class Drawings:
    """Makes figures for one document in one accent.

    `assets` collects their SVG. Art of whole pages reaches `bleed` over them.
    """

    publication: Publication
    accent: str
    sheet: Sheet
    words: Phrases
    bleed: float = 0
    is_outlined: bool = False
    assets: dict[str, bytes] = field(default_factory=dict)

    def for_templates(self, more: Mapping[str, Function]) -> View:
        """The figures as templates have them: functions of views, whose sizes are lengths; and more."""
        known = {
            name: Function(f"figures.{name}", partial(self._drawn, name)) for name in (*_SHOWS, *_OTHERS)
        }
        return View("figures", {**known, **more, "accent": self.accent})

    def _drawn(self, name: str, *given: Any, **named: Any) -> Any:
        kind, several = _SHOWS.get(name, (None, False))
        before: Sequence[Any] = given[:1]
        if kind is not None:
            before = [(meant_all if several else meant)(one, kind) for one in before]
        sizes = [as_length(one) for one in given[1:]] if kind or name == "qr" else given[1:]
        more = {key: as_length(one) for key, one in named.items()}
        drawing = shown(getattr(self, name)(*before, *sizes, **more))
        rendering().spend(len(self.assets.get(drawing.url, "")) if isinstance(drawing, View) else 0)
        return drawing

    def keep(
        self, drawing: str, alt: str, width: float, height: float, where: Where | None = None
    ) -> Figure:
        """A drawing as a figure, its SVG among the files of the document."""
        data = drawing.encode()
        url = f"asset:art/{sha256(data).hexdigest()[:16]}.svg"
        self.assets[url] = data
        return Figure(url, alt, width, height, where)

    @property
    def _palette(self) -> tuple[str, str]:
        color = self.publication.brand.color
        return color.palette[color.background], color.palette[color.light]

    def _on_paper(self, accent: str) -> Tones:
        color = self.publication.brand.color
        return Tones.on_paper(accent, color.palette[color.background], color.palette[color.foreground])

    @cached_property
    def _twins(self) -> Mapping[str, int]:
        return twins(self.publication.programs)

    def _twin(self, program: Program) -> int:
        return self._twins.get(program.id, 0)

    def _rings_of(self, program: Program, tones: Tones) -> tuple[Ring, ...]:
        """A program's years, turned where another program before it looks alike."""
        return turned(stage_rings(program, self.publication.facts, tones), self._twin(program))

    def ground_of(self, accent: str) -> tuple[str, str]:
        """What stands in an accent on covers: its ground, and what is printed on it."""
        return (WHITE, accent) if self.is_outlined else (accent, self._palette[1])

    def _on_color(self, program: Program) -> tuple[Tones, tuple[Ring, ...]]:
        """The tones and rings of a program for a ground in its color, or in lines of it on white."""
        accent = self.accent_of(program.accent)
        if not self.is_outlined:
            tones = Tones.on_accent(accent, self._palette[1])
            return tones, self._rings_of(program, tones)
        tones = Tones.in_lines(accent, WHITE)
        return tones, outlined(self._rings_of(program, tones))

    def accent_of(self, name: str | None) -> str:
        """The color that `name` has in the palette; the brand's primary color where there is no name."""
        color = self.publication.brand.color
        return color.palette[name or color.primary]

    def rings(self, program: Program, size: float = 137) -> Figure:
        """The program's stages as a figure of `size` points square, on paper."""
        rings = self._rings_of(program, self._on_paper(self.accent_of(program.accent)))
        drawing, alt = square(program, rings, size), self.rings_alt(program)
        return self.keep(drawing, alt, size, size, _drawn_from(program))

    def mark(self, program: Program, size: float = 30) -> Figure:
        """The small ring beside a program's name; its words stand beside it, so it has no alternative."""
        rings = self._rings_of(program, self._on_paper(self.accent_of(program.accent)))
        return self.keep(square(program, rings, size), "", size, size)

    def length_bar(self, program: Program, most: float, width: float) -> Figure:
        """The program's length on a scale that ends at `most` and is `width` points long."""
        facts, unit = self.publication.facts, scale_unit(self.publication.programs)
        stages = [
            (
                bar_length(stage, unit),
                stage.length is not None,
                (facts[stage.share].share or 0) / 100 if stage.share else 0,
            )
            for stage in program.stages
        ]
        drawing = length_bar(stages, most, width, self.accent_of(program.accent))
        return self.keep(drawing, self.rings_alt(program), width, BAR + 5, _drawn_from(program))

    def grid_lines(self, places: Sequence[float], width: float) -> Figure:
        """Lines down a table at these percents of a scale of `width` points, to be stretched over it."""
        color = self.publication.brand.color
        return self.keep(grid_lines(places, width, color.palette[color.tertiary]), "", width, 100)

    def seal(self, program: Program, size: float = 64) -> Figure:
        """The small ring on a photograph: light, on a disc in the accent, whatever is behind it."""
        tones = Tones.on_accent(self.accent_of(program.accent), self._palette[1])
        half = number(size / 2)
        disc = f'<circle cx="{half}" cy="{half}" r="{half}" fill="{tones.ground}"/>'
        drawing = square(program, self._rings_of(program, tones), size, _SEAL, disc)
        return self.keep(drawing, self.rings_alt(program), size, size, _drawn_from(program))

    def rings_alt(self, program: Program) -> str:
        """What the rings say, in words."""
        said = [self._stage_alt(program, stage) for stage in program.stages]
        said += [self.words[f"ring-{program.drawn[1]}"]] if program.drawn else []
        return plain(" ".join(said) or self.words["ring-pattern"])

    def _stage_alt(self, program: Program, stage: Stage) -> str:
        alt, unit = f"{stage.name}: {length_of(self.words, stage)}.", ring_unit(program)
        if stage.share:
            fact = self.publication.facts[stage.share]
            alt += " " + filled_in(self.words["ring-share"], share=fact.value, label=fact.label)
        if stage.disciplines:
            names = self.words.listed(stage.disciplines)
            alt += " " + filled_in(self.words[f"ring-bands-of-{unit}"], names=names)
        return alt

    def cover(self, program: Program) -> Figure:
        """The program's rings across a whole page: art for the cover."""
        tones, rings = self._on_color(program)
        drawing = cover_art(program, rings, self.sheet, tones, self.bleed, self._twin(program))
        return self.keep(drawing, "", self.sheet.width, self.sheet.height)

    def ground(self, program: Program, width: float, height: float, reach: float, foot: float) -> Figure:
        """The program's rings for a colored ground of this size in points.

        `reach` and `foot` are those of `Stance`.
        """
        tones, rings = self._on_color(program)
        drawing = ground_art(program, rings, width, height, Stance(reach, foot, self._twin(program)), tones)
        width, height = width + 2 * WIDEST_BLEED, height + 2 * WIDEST_BLEED
        return self.keep(drawing, self.rings_alt(program), width, height, _drawn_from(program))

    def closing(self, program: Program, height: float, near: bool = False) -> Figure:
        """The program's rings rising from the foot of a page: art for what is left there, of this height;
        `near`, a part of them.

        It reaches into the margins below and beside it, and over the trim.
        """
        color = self.publication.brand.color
        accent = self.accent_of(program.accent)
        tones = Tones.on_tint(accent, tint_of(accent, color.palette[color.background]))
        rings = self._rings_of(program, tones)
        width, height = self.sheet.width + 2 * self.bleed, height + self.sheet.margins[2] + self.bleed
        return self.keep(closing_art(program, rings, width, height, tones, near), "", width, height)

    def back(self, program: Program) -> Figure:
        """The program's rings across a whole page, otherwise than on its cover: art for the back."""
        tones, rings = self._on_color(program)
        drawing = back_art(program, rings, self.sheet, tones, self.bleed)
        return self.keep(drawing, "", self.sheet.width, self.sheet.height)

    def horizon(self, program: Program, width: float, height: float) -> Figure:
        """The upper arcs of the program's rings as decoration, for a colored ground of this size."""
        tones, rings = self._on_color(program)
        drawing = horizon_art(program, rings, width, height, tones)
        return self.keep(drawing, "", width + 2 * WIDEST_BLEED, height + 2 * WIDEST_BLEED)

    def packet_cover(self, programs: Sequence[Program]) -> Figure:
        """All programs' rings as one drawing: art for a packet's cover."""
        ground, light = self.ground_of(self.accent)
        tones = {}
        for program in programs:
            own = self.accent_of(program.accent)
            accent = own if self.is_outlined else mix(own, light, 0.42)
            years = tuple(mix(accent, ground, share) for share in (0.0, 0.22, 0.4, 0.55))
            tones[program.id] = Tones(ground, accent, mix(accent, ground, 0.66), years, light, accent)
        drawing = packet_art(
            programs, self.publication.facts, self.sheet, tones, self.bleed, self._twins, self.is_outlined
        )
        return self.keep(drawing, "", self.sheet.width, self.sheet.height)

    def packet_foot(self, programs: Sequence[Program], height: float) -> Figure:
        """All programs' rings rising side by side from the foot of a page, in their own colors: art for what
        is left there, of this height above its margin.
        """
        ground = tint_of(self.accent, self._palette[0])
        tones = {one.id: Tones.on_tint(self.accent_of(one.accent), ground) for one in programs}
        below = self.sheet.margins[2] + self.bleed
        width = self.sheet.width + 2 * self.bleed
        drawing = rising_art(programs, self.publication.facts, width, height, below, tones, self._twins)
        return self.keep(drawing, "", width, height + below)

    def plate(self) -> Figure:
        """Hairline circles across a whole page: art for openers, fillers and back covers."""
        ground, light = self.ground_of(self.accent)
        line = mix(ground, light, 0.16)
        width, height = self.sheet.width, self.sheet.height
        step = COVER.thickness + COVER.gap
        body = halo(width * 0.78, height * 0.3, COVER.hole, height, step / 2, line)
        return self.keep(svg(width, height, body, self.bleed), "", width, height)

    def opener(self, height: float = 225) -> Figure:
        """A colored band with hairline circles across the head of a page: art for a chapter."""
        paper, _ = self._palette
        ground, light = self.ground_of(self.accent)
        width, bleed = self.sheet.width, self.bleed
        across = f'<rect x="{-bleed:g}" y="{-bleed:g}" width="{width + 2 * bleed:g}" '
        band = f'{across}height="{height + bleed:g}" '
        circles = halo(width * 0.84, height * 0.42, 24, width, 28.5, mix(ground, light, 0.22))
        body = (
            f'<clipPath id="band">{band}/></clipPath>{band}fill="{ground}"/><g'
            f' clip-path="url(#band)">{circles}</g>'
        )
        whole = f'{across}height="{self.sheet.height + 2 * bleed:g}" fill="{paper}"/>'
        return self.keep(svg(width, self.sheet.height, whole + body, bleed), "", width, self.sheet.height)

    def foot_band(self, height: float, name: str = "") -> Figure:
        """A pale band with hairline circles across the foot of a page, of this height above its margin, in
        the accent of this name: art for an end. It reaches into the margins below and beside it, and over
        the trim.
        """
        paper, _ = self._palette
        accent = self.accent_of(name) if name else self.accent
        width, height = self.sheet.width + 2 * self.bleed, height + self.sheet.margins[2] + self.bleed
        tint = tint_of(accent, paper)
        circles = halo(width * 0.16, height, 24, width, 28.5, mix(accent, paper, 0.72))
        ground = f'<rect width="{width:g}" height="{height:g}" fill="{tint}"/>'
        return self.keep(svg(width, height, ground + circles), "", width, height)

    def donut(self, fact: Fact, size: float = 90) -> Figure:
        """A fact's share as a donut."""
        tones = self._on_paper(self.accent)
        ring = Ring(tones.fill, tones.rest, (fact.share or 0) / 100, segments=1)
        body = draw_rings((ring,), size / 2, size / 2, Dimensions(size * 0.3, size * 0.19, 0))
        alt = plain(filled_in(self.words["donut"], share=fact.value))
        return self.keep(svg(size, size, body), alt, size, size, fact.written_at("share"))

    def dial(self, dial: Dial, size: float = 200) -> Figure:
        """A span of time as a ring of equal parts, shared between as many tones as it has names."""
        tones = self.dial_tones(dial)
        names = dial.names or (dial.unit,)
        length = dial.parts / len(names)
        rings = [
            Ring(
                tones[index], sweep=1 / len(names), start=index / len(names), segments=max(1, round(length))
            )
            for index in range(len(names))
        ]
        dimensions = Dimensions(size * 0.27, size * 0.2, 2)
        body = "".join(draw_rings((ring,), size / 2, size / 2, dimensions) for ring in rings)
        body += ticks(size / 2, size / 2, dimensions.radius(1) + 3, size * 0.025, dial.parts, tones[0])
        alt = plain(
            f"{dial.parts} {dial.units or f'{dial.unit}s'}"
            + (f": {', '.join(dial.names)}" if dial.names else "")
        )
        return self.keep(svg(size, size, body), alt, size, size, dial.unit.where)

    def dial_tones(self, dial: Dial) -> list[str]:
        """The color of each name of the dial, for its ring and its legend."""
        paper, _ = self._palette
        return list(tints(self.accent, paper, DIAL_TINTS[: len(dial.names) or 1]))

    def scale(self, events: Iterable[Event], width: float) -> Figure:
        """The scale of a timeline, `width` points long."""
        events = list(events)
        color = self.publication.brand.color
        drawing = scale([event.year for event in events], width, self.accent, color.palette[color.secondary])
        alt = "; ".join(f"{event.when or event.year}: {event.title}" for event in events)
        return self.keep(drawing, plain(alt), width, 24, events[0].written_at("year"))

    def qr(self, address: str, size: float = 72) -> Figure:
        """A QR code (ISO/IEC 18004, error correction M) with its quiet zone of four modules, on white."""
        code = segno.make(address, error="m", micro=False)
        drawing = code.svg_inline(border=4, dark="#000000", light="#ffffff", omitsize=True)
        own = f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}pt" height="{size}pt"'
        alt = plain(f"{self.words['qr']}: {address}")
        return self.keep(drawing.replace("<svg", own, 1), alt, size, size, getattr(address, "where", None))


def _drawn_from(program: Program) -> Where | None:
    """Where a program says what is drawn of it, and if it does not, who it is."""
    drawn = program.written_at(program.drawn[0]) if program.drawn else None
    return program.written_at("stages") or drawn or program.name.where
