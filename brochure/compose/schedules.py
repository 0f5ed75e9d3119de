"""The schedules of one document as diagrams, each with a text alternative from the same data.

Takes a document's drawings and the faces of its labels; gives drawings whose labels layouts set.
What goes on in the same setting has the same fill everywhere in a publication. Must not know layouts or the
engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any, Final, cast

from brochure.compose.bounds import rendering
from brochure.compose.diagrams import CALL, Diagram, Fill, KeyEntry, Label, Patch, Row, fills
from brochure.compose.drawings import Drawings
from brochure.compose.phrases import Phrases, alone, in_words
from brochure.compose.rings import svg
from brochure.compose.stage_art import Tones, stage_tones
from brochure.compose.template_values import Function, View, as_length, meant, meant_all, shown
from brochure.compose.timelines import DateLine, Occasion, Stretch, Years
from brochure.compose.typefaces import Widths
from brochure.compose.weeks import Hours, Week
from brochure.model import (
    DAY,
    Block,
    Clock,
    Diagrams,
    KeyDate,
    MonthEntry,
    Program,
    Publication,
    Text,
    WeekEntry,
    plain,
    weekdays,
)

#: What rows are called by.
_NAMED: Final[Mapping[type, str]] = {Block: "called", WeekEntry: "what", KeyDate: "label"}
#: The size of a fill beside its name in a key, in points.
SWATCH: Final = (13.0, 8.0)


@dataclass
class Schedules:
    """Draws the schedules of one document, beside its other drawings; `across` wide where nothing else is
    asked for.
    """

    drawings: Drawings
    widths: Widths
    across: float

    def for_templates(self) -> dict[str, Function]:
        """What templates may ask for: functions of views, whose widths are lengths."""
        kinds = {"years": Block, "week": WeekEntry, "date_line": KeyDate}
        known = {
            name: Function(f"figures.{name}", partial(self._made, name, of)) for name, of in kinds.items()
        }
        known["stage_tones"] = Function("figures.stage_tones", self._stage_tones)
        return {**known, "swatch": Function("figures.swatch", self._swatch)}

    def _stage_tones(self, program: Any) -> tuple[str, ...]:
        """The color of each stage in the rings of a program, for the line of its length."""
        color, one = self.publication.brand.color, meant(program, Program)
        accent = self.drawings.accent_of(one.accent)
        tones = Tones.on_paper(accent, color.palette[color.background], color.palette[color.foreground])
        return stage_tones(one, self.publication.facts, tones)

    def _made(self, name: str, kind: type, rows: Any, *more: str, width: Any = None) -> Any:
        measure = as_length(width) if width else self.across
        if (drawn := getattr(self, name)(meant_all(rows, kind), measure, *more)) is None:
            return None
        body, diagram = drawn
        if self.publication.settings.sources:
            diagram = diagram.citing([(getattr(row, _NAMED[kind]), row) for row in rows])
        kept = self.drawings.keep(
            svg(diagram.width, diagram.height, body), "", diagram.width, diagram.height
        )
        fills = tuple(replace(one, url=self._swatch(one.url)) for one in diagram.fills)
        rendering().spend(len(body))
        rows = tuple(Row(row.head, [self._filled(one) for one in row.labels]) for row in diagram.rows)
        return shown(replace(replace(diagram, rows=rows).rounded(), url=kept.url, fills=fills))

    def _filled(self, label: Label) -> Label:
        """A label with the address of the fill that it stands on."""
        return replace(label, fill=self._swatch(label.fill)) if label.fill else label

    @property
    def words(self) -> Phrases:
        """The words of the document's language."""
        return self.drawings.words

    @property
    def publication(self) -> Publication:
        """What is drawn from."""
        return self.drawings.publication

    def years(self, rows: Sequence[Block], width: float, start: str = "") -> tuple[str, Diagram]:
        """Years of a schedule on one scale, with the months from `start` on where that names one."""
        order = sorted(rows, key=lambda row: (_first(row.heading), row.n or 0))
        stretches = [
            Stretch(
                self._heading(row),
                row.called,
                row.weeks,
                (row.tone or "").casefold(),
                tuple(self._more(row)),
                self._call(row),
            )
            for row in order
        ]
        years = Years(self.words, self.widths, self._fills, self._rule, width, self._month(start))
        body, height = years.draw(stretches)
        alt = "; ".join(self._by_setting((one.setting, one.name) for one in stretches))
        key, where = tuple(years.key.values()), rows[0].written_at("weeks")
        inside = tuple(years.axis), tuple(years.rows)
        diagram = Diagram("", alt, width, height, *inside, key, self._meant(stretches), where)
        return body, diagram

    def _heading(self, row: Block) -> Text:
        kind = self.publication.kind
        if not kind.blocks.heading:
            return Text("")
        return alone(self.words, cast(View, row), kind.blocks.heading, kind.fields.blocks)

    def _more(self, row: Block) -> Iterator[Text]:
        """What else is known of a block and has a label: its site."""
        kind, roles = self.publication.kind, self.publication.kind.blocks
        for name, field in kind.fields.blocks.items():
            value = row.fields.get(name)
            if value and field.label and name not in (roles.heading, roles.name, roles.tone):
                yield in_words(self.words, value, row.written_at(name))

    def _by_setting(self, pairs: Iterable[tuple[str, Text]]) -> Iterator[str]:
        """What the fills say: each setting with all that goes on in it."""
        names = dict[str, dict[str, None]]()
        for setting, name in pairs:
            names.setdefault(setting, {})[plain(name)] = None
        return (f"{self._name(one)}: {', '.join(said)}" for one, said in names.items() if one)

    def week(self, rows: Sequence[WeekEntry], width: float) -> tuple[str, Diagram]:
        """A week by days and hours."""
        entries = [one for row in rows for one in self._hours(row)]
        week = Week(self.words, self.widths, self._fills, self._rule, width)
        body, height = week.draw(entries)
        said = [*self._by_setting((one.setting, one.name) for one in entries)]
        said += [f"{self.words.weekday(one.day)} {one.times}: {plain(one.name)}" for one in week.untimed]
        settings = dict.fromkeys(one.setting for one in entries if one.setting)
        meant = tuple(KeyEntry(Text(self._name(one)), url=one) for one in settings)
        inside = tuple(week.axis), tuple(week.rows), tuple(week.key.values())
        where = rows[0].written_at("what")
        diagram = Diagram("", "; ".join(said), width, height, *inside, meant, where)
        return body, diagram

    def _hours(self, row: WeekEntry) -> Iterator[Hours]:
        start, end = Clock.minutes(row.start), Clock.minutes(row.end)
        days = weekdays(row.day, self.publication.settings.language)
        if start is None or end is None or days is None:
            raise ValueError("a week has days and times that were checked")
        times = f"{self.words.clock(start)}–{self.words.clock(end)}"
        end += DAY * (end <= start)
        for day in days:
            yield Hours(day, start, end, row.what, (row.setting or "").casefold(), times, self._call(row))

    def _call(self, row: Block | WeekEntry | KeyDate) -> str:
        """What takes the room of the number of a source."""
        return CALL if self.publication.settings.sources and (row.source or row.as_of) else ""

    def date_line(self, rows: Sequence[KeyDate], width: float) -> tuple[str, Diagram] | None:
        """Days of a season on a line; None where they are too many, or too far apart, for one."""
        order = sorted(rows, key=lambda row: row.date)
        years = [0, *(row.date.year for row in order)]
        occasions = [
            Occasion(
                row.date,
                Text(self.words.day_brief(row.date), row.written_at("date")),
                row.label,
                " ".join(filter(None, (row.time, row.timezone))),
                self._call(row),
                self.words.day_short(row.date) if row.date.year != before else "",
            )
            for row, before in zip(order, years, strict=False)
        ]
        line = DateLine(self.words, self.widths, self.drawings.accent, self._rule, width)
        if (drawn := line.draw(occasions)) is None:
            return None
        body, height = drawn
        diagram = Diagram("", "", width, height, tuple(line.axis), (line.row,))
        return body, diagram

    def _swatch(self, setting: str) -> str:
        """The address of the fill that a setting has, to stand beside its name."""
        width, height = SWATCH
        fill = self._fills[setting.casefold()].draw(Patch(0, 0, width, height))
        return self.drawings.keep(svg(width, height, fill), "", width, height).url

    def _name(self, setting: str) -> str:
        """What a setting is called, as content writes it."""
        return self._settings.get(setting, setting)

    def _meant(self, stretches: Sequence[Stretch]) -> tuple[KeyEntry, ...]:
        """Each setting with its weeks in all years."""
        totals = dict[str, float]()
        for one in stretches:
            totals[one.setting] = totals.get(one.setting, 0) + one.weeks
        order = sorted(totals, key=list(self._fills).index)
        return tuple(
            KeyEntry(Text(self._name(one)), self.words.duration(totals[one], "week"), url=one)
            for one in order
            if one
        )

    def _month(self, start: str) -> int | None:
        """The month that a start names, 0 for January."""
        words = [word.strip(".,").casefold() for word in start.split()]
        found = [self.words.months().get(word) for word in words]
        return next((month - 1 for month in found if month), None)

    @property
    def _rule(self) -> str:
        color = self.publication.brand.color
        return color.palette[color.tertiary]

    @cached_property
    def _settings(self) -> Mapping[str, str]:
        """The settings that content names, as it writes them: those of blocks first, then as they come."""
        names, kind = dict[str, str](), self.publication.kind
        for name in (one for item in _groups(self.publication) for one in _named(item)):
            names.setdefault(name.casefold(), name)
        field = kind.fields.blocks.get(kind.blocks.tone or "")
        known = [one.casefold() for one in (field.choices if field else ()) if one.casefold() in names]
        return {one: names[one] for one in (*known, *names)}

    @cached_property
    def _fills(self) -> Mapping[str, Fill]:
        """The fill of each setting; the one of nothing is pale."""
        color = self.publication.brand.color
        palette = color.palette
        found = fills(
            self.drawings.accent, palette[color.background], palette[color.light], palette[color.foreground]
        )
        named = {name: found[number % len(found)] for number, name in enumerate(self._settings)}
        return {**named, "": found[1]}


def _first(heading: object) -> tuple[float, str]:
    """Years in the order of their numbers, others in that of their names."""
    return (heading, "") if isinstance(heading, (int, float)) else (0, str(heading or ""))


def _groups(publication: Publication) -> Iterator[Diagrams]:
    """Every group and section, in the order of the files; the openings of packets come last."""
    groups = (group for program in publication.programs for group in program.groups.values())
    welcomes = (packet.welcome for packet in publication.packets if packet.welcome)
    for group in (*groups, *publication.chapters, *welcomes):
        yield group
        yield from group.sections


def _named(item: Diagrams) -> Iterator[str]:
    yield from (row.tone for row in item.blocks if row.tone)
    rows: list[WeekEntry | MonthEntry] = [*item.week, *item.month]
    yield from (row.setting for row in rows if row.setting)
