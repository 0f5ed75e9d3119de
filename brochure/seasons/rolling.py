"""From one season to the next: everything that would change, before anything does.

Takes a publication and the label of the next season; gives `RollOver`: steps as plain values, whoever writes
them, and what is left to people. No text is changed but the season's own names, and no date. Which classes
people go through is data: numbers are counted on until the length of the program that they are in, other
classes follow the order that the kind or the publication names. Must not know files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final, Literal

from brochure.errors import LISTS, WORKBOOKS, Where
from brochure.model import Person, Program, Publication, Season, class_meant, field_of_classes
from brochure.seasons.bound import BoundItem, bound_items
from brochure.seasons.standing import (
    counted_on,
    dated,
    judged_items,
    notes_on,
    refuse_label,
    years_between,
    years_in,
)

#: A place where a person is named by an id: the file, the way to it in that, and where it is written.
Mention = tuple[str, tuple[str | int, ...], Where]
_NOBODY: Final = MappingProxyType[str, Sequence[Mention]]({})
#: What becomes of those who have been through the last class: their rows go, or go over into a list.
DROP: Final = "drop"
_DAY_HINT: Final = "write the day of the new season, or delete it, and confirm it"
_ACTION = Literal["set", "unset", "insert", "remove"]


@dataclass(frozen=True)
class SeasonChange:
    """One value or row that changes: where it is, what it said, and what it will say (None where it goes).

    `what` says it in words, which begin with the key of `field`, where they are of one.
    """

    action: _ACTION
    file: str
    way: tuple[str | int, ...]
    where: Where
    what: str
    value: Any = None
    old: str = ""
    field: str = ""


@dataclass(frozen=True)
class Left:
    """Something that is left to people, such as a day, and where; `field` as of what changes."""

    where: Where
    what: str
    hint: str = ""
    field: str = ""
    is_day: bool = False


@dataclass(frozen=True)
class RollOver:
    """What rolling over to a season changes, in the order in which it is written, and what it leaves.

    `leaving` are those who have been through the last class. `entries` are the fingerprints of values nobody
    has looked at before, by their keys, with the season that they are of; `kept` the keys whose values are
    still there. `before` is what the colophon says of when facts are, until all is confirmed.
    """

    label: str
    season: str
    steps: tuple[SeasonChange, ...]
    left: tuple[Left, ...]
    leaving: tuple[BoundItem, ...]
    entries: dict[str, dict[str, str]]
    kept: frozenset[str]
    before: str | None


def roll_over(
    publication: Publication,
    label: str,
    issued: date | None = None,
    valid_until: date | None = None,
    graduates: str | None = None,
    columns: Sequence[str] = (),
    rows: int = 0,
    named: Mapping[str, Sequence[Mention]] = _NOBODY,
    head_of: Callable[[str], Mapping[int, str]] = lambda file: {},
) -> RollOver:
    """What rolling over would change. `graduates` is the list that takes those who leave, with its columns
    and its number of rows; `drop`; or None where that is not said yet. `named` tells of people with ids
    where these stand in lists; `head_of` what the columns of a list are called, by their numbers.

    Raises `UsageError` for a label that is none.
    """
    season = publication.season
    refuse_label(publication, label)
    items = bound_items(publication)
    classes = _Classes(publication, items)
    steps = [*_of_season(season, label, issued, valid_until), *classes.steps()]
    those = classes.leaving
    gone = _Gone(those, graduates, columns, head_of)
    steps += [*gone.removed(named), *gone.added(rows, _ends(season))]
    left = [
        *(Left(season.written_at("label") or Where(""), *one) for one in notes_on(str(season.label), label)),
        *classes.left("" if graduates in (None, DROP) else str(graduates)),
        *_of_last_season(publication, steps, dated(publication, items)),
        *_consents(items, _until(season, label, valid_until), those),
    ]
    known = publication.confirmations
    values = known.values if known else {}
    moved = {one.key for one in those if not is_in_workbook(one)}
    entries = {
        one.key: {"says": one.fingerprint, "season": str(season.label)}
        for one in items
        if one.key not in values and one.key not in moved
    }
    was_open = any(one.is_open for one in judged_items(publication))
    before = known.before if known and was_open and known.before else season.facts_as_of
    return RollOver(
        label,
        str(season.label),
        tuple(steps),
        tuple(left),
        tuple(those),
        entries,
        frozenset(one.key for one in items if one.key not in moved),
        str(before) if before else None,
    )


def leaving(publication: Publication) -> tuple[BoundItem, ...]:
    """Those who have been through the last class when the season ends."""
    return tuple(_Classes(publication, bound_items(publication)).leaving)


def is_in_workbook(item: BoundItem) -> bool:
    """Whether only a spreadsheet program changes it."""
    return item.where.file.lower().endswith(WORKBOOKS)


# The season's own names.


def _of_season(
    season: Season, label: str, issued: date | None, valid_until: date | None
) -> Iterator[SeasonChange]:
    """The label and the years of season.yaml; days are given, or let go."""
    file, by = min(season.places.values()).file, years_between(str(season.label), label)

    def step(part: str, value: str | None, why: str = "") -> SeasonChange:
        old, where = getattr(season, part), season.written_at(part) or Where(file)
        said = value if old is None else f"{old} becomes {value}" if value else f"{old} is let go"
        action: _ACTION = "set" if value else "unset"
        return SeasonChange(action, file, (part,), where, f"{part}: {said}{why}", value, field=part)

    yield step("label", label)
    if season.academic_year:
        moved = counted_on(str(season.academic_year), by) if by is not None else None
        yield step("academic_year", moved)
    facts = str(season.facts_as_of or "")
    for name in (str(season.academic_year or ""), str(season.label)):
        if name and name in facts:
            new = label if name == str(season.label) else counted_on(name, by) if by is not None else ""
            if new:
                yield step("facts_as_of", facts.replace(name, new), ", printed when all is confirmed")
            break
    for part, day in (("issued", issued), ("valid_until", valid_until)):
        if day is not None:
            yield step(part, day.isoformat())
        elif getattr(season, part) is not None:
            yield step(part, None)


def _ends(season: Season) -> int:
    """The year in which a season ends."""
    years = years_in(counted_on(str(season.academic_year or season.label), 0))
    pair = re.search(r"((?:19|20)[0-9]{2})[-–/]([0-9]{2})(?![0-9])", str(season.label))
    found = [*years, *([int(pair[1]) + 1] if pair else [])]
    return max(found, default=season.begins.year)


def _until(season: Season, label: str, valid_until: date | None) -> date:
    """The day on which the next season ends, as far as anybody knows."""
    if valid_until:
        return valid_until
    by = years_between(str(season.label), label) or 0
    old = season.valid_until
    year = (old.year if old else _ends(season)) + by
    return date(year, old.month if old else 12, min(old.day, 28) if old else 31)


# Classes.

_NO_FIELD: Final = (
    "give people a field for it under fields: in publication.yaml, such as level: {label: Level}"
)


@dataclass
class _Classes:
    """People who stand in classes, and where they stand in the next season."""

    publication: Publication
    items: Sequence[BoundItem]

    def __post_init__(self) -> None:
        people = self.publication.kind.people
        self.field = field_of_classes(self.publication)
        self.order = [str(one) for one in self.publication.settings.classes or people.classes]
        self.people = [
            (one, value)
            for one in self.items
            if self.field and isinstance(one.of, Person)
            if (value := getattr(one.of, self.field, None)) is not None
        ]
        self.leaving = [one for one, value in self.people if self._next(one, value) is None]

    def steps(self) -> Iterator[SeasonChange]:
        """Everybody who stays, one class on."""
        for one, value in self.people:
            new = self._next(one, value)
            if new in (None, "") or is_in_workbook(one):
                continue
            assert self.field is not None
            name = getattr(one.of, "name", "")
            where = one.of.written_at(self.field) if one.of else None
            what = f"{name}, {self._called(one, value)}, becomes {self._called(one, new)}"
            file = one.where.file
            place = where or one.where
            yield SeasonChange("set", file, (*one.way, self.field), place, what, str(new), str(value))

    def left(self, graduates: str) -> Iterator[Left]:
        """Classes that nobody can count on, and what only a spreadsheet program changes."""
        yield from self._unheld()
        for one, value in self.people:
            new, name = self._next(one, value), getattr(one.of, "name", "")
            if new == "":
                what = f"{name} is in {self._called(one, value)}, and nothing says what follows it"
                yield Left(one.where, what, self._mended(str(value)))
            elif is_in_workbook(one):
                then = f"becomes {self._called(one, new)}" if new else "has been through the last class"
                what = f"{name}, {self._called(one, value)}, {then}"
                what += f", and stands in {graduates} from now on" if graduates and not new else ""
                cell = (one.of.written_at(self.field) if one.of and self.field else None) or one.where
                do = f"write {new} in this cell" if new else f"delete row {cell.line}"
                yield Left(cell, what, f"change it in Excel: {do}, and save it")

        for name, lowest in self._empty():
            what = f"nobody is in {lowest} then"
            yield Left(Where(name), what, "add those who begin")

    def _mended(self, value: str) -> str:
        """What makes a class that is not in the order one of it."""
        if not self.order:
            return "name the classes in their order under classes: in publication.yaml"
        if meant := class_meant(value, self.order):
            return f"write {meant}, as the order of the classes has it"
        return f"write one of {', '.join(self.order)}, or put it in its place among them in publication.yaml"

    def _unheld(self) -> Iterator[Left]:
        """An order of classes of which nobody has one."""
        settings = self.publication.settings
        if settings.classes and self.field is None:
            what = "classes: names an order, and no field of people holds any of them, so that nobody moves"
            own = ", ".join(self.publication.kind.fields.people)
            hint = f"write the class of each into a field of people ({own})" if own else _NO_FIELD
            yield Left(settings.written_at("classes") or Where("content/publication.yaml"), what, hint)

    def _empty(self) -> Iterator[tuple[str, str]]:
        """Lists whose first class is empty afterwards, and what that class is called."""
        for file in dict.fromkeys(one.where.file for one, _ in self.people):
            here = [(one, value) for one, value in self.people if one.where.file == file]
            rank = self.order.index if self.order else int
            known = [(one, value) for one, value in here if not self.order or str(value) in self.order]
            if known and (self.order or all(isinstance(value, int) for _, value in known)):
                one, lowest = min(known, key=lambda pair: rank(str(pair[1])))
                yield file, self._called(one, lowest)

    def _called(self, one: BoundItem, value: Any) -> str:
        """A class as it is printed."""
        known = one.of.own.get(self.field) if isinstance(one.of, Person) and self.field else None
        if known and known.reads:
            return str(known.reads).replace("{value}", str(value))
        return f"{known.label if known and known.label else self.field} {value}"

    def _next(self, one: BoundItem, value: Any) -> Any:
        """The class after one: None after the last, nothing where nobody knows."""
        if self.order:
            if str(value) not in self.order:
                return ""
            place = self.order.index(str(value)) + 1
            return self.order[place] if place < len(self.order) else None
        if isinstance(value, bool) or not isinstance(value, int):
            return ""
        return value + 1 if value < self._last(one) else None

    def _last(self, one: BoundItem) -> int:
        """The last class of the programs that print somebody, or the highest there is in the same file."""
        programs = {program.id: program for program in self.publication.programs}
        lengths = [
            length for name in one.documents if name in programs for length in [_years_of(programs[name])]
        ]
        if lengths and all(lengths):
            return max(lengths)
        return max(int(value) for other, value in self.people if other.where.file == one.where.file)


def _years_of(program: Program) -> int:
    return sum(stage.length_years or 0 for stage in program.stages)


@dataclass(frozen=True)
class _Gone:
    """Those who leave, and what becomes of them."""

    people: Sequence[BoundItem]
    graduates: str | None
    columns: Sequence[str]
    head_of: Callable[[str], Mapping[int, str]]

    def removed(self, named: Mapping[str, Sequence[Mention]]) -> Iterator[SeasonChange]:
        """Out of their lists from the last to the first; of people with ids these, and then themselves."""
        found = list[SeasonChange]()
        for one in self.people:
            if is_in_workbook(one):
                continue
            key, name = str(one.way[0]), getattr(one.of, "name", "")
            what = f"{name} has been through the last class, goes out of {one.where.file}{self._into(one)}"
            is_id = len(one.way) == 1 and isinstance(one.way[0], str)
            found.append(
                SeasonChange("unset" if is_id else "remove", one.where.file, one.way, one.where, what)
            )
            for file, way, where in named.get(key, ()) if is_id else ():
                what = f"{key} goes out of this list, since {name} has been through the last class"
                found.append(SeasonChange("remove", file, way, where, what))
        yield from sorted(found, key=lambda one: (one.file, one.way), reverse=True)

    def _into(self, one: BoundItem) -> str:
        """Where somebody goes over to, and what there is no column for, as it is called where they were."""
        if self.graduates == DROP:
            return ""
        if self.graduates is None:
            return "; where to has yet to be said"
        assert one.of is not None
        head = self.head_of(one.file) if one.file.lower().endswith((*LISTS, *WORKBOOKS)) else {}
        parts = (part for part in type(one.of).model_fields if part in one.of.model_fields_set)
        lost = [(part, one.of.written_at(part)) for part in parts if part not in self.columns]
        names = [head.get(where.column, part) if where else part for part, where in lost]
        more = f", which has no column for {', '.join(names)}" if names else ""
        return f" and goes over to {self.graduates}{more}"

    def added(self, rows: int, year: int) -> Iterator[SeasonChange]:
        """Into the list of those who were here."""
        if self.graduates is None or self.graduates == DROP:
            return
        for number, one in enumerate(self.people):
            said = {
                name: str(value)
                for name in self.columns
                if one.of is not None and (value := getattr(one.of, name, None)) not in (None, ())
            }
            if "class_of" in self.columns:
                said.setdefault("class_of", str(year))
            where, what = Where(self.graduates), f"a row more: {', '.join(said.values())}"
            yield SeasonChange("insert", self.graduates, (rows + number,), where, what, said)


# What is left to people.


def _of_last_season(
    publication: Publication, steps: Iterable[SeasonChange], days: Iterable[BoundItem]
) -> Iterator[Left]:
    """Where its pages stand, when the colophon says that facts were looked at, and days."""
    if (site := publication.settings.site) and (where := publication.settings.written_at("site")):
        yield Left(where, f"site: {site} stays as it is", "write where the new season will stand", "site")
    where = (season := publication.season).written_at("facts_as_of")
    if where and not any(one.way == ("facts_as_of",) for one in steps):
        what = f"facts_as_of: {season.facts_as_of} stays as it is, and is printed when all is confirmed"
        yield Left(where, what, "write of when facts are then", "facts_as_of")
    for one in days:
        yield Left(one.where, f"{one.says} stays as it is", _DAY_HINT, is_day=True)


def _consents(items: Iterable[BoundItem], until: date, leaving: Sequence[BoundItem]) -> Iterator[Left]:
    for one in items:
        if one.consent_until and one.consent_until <= until and one not in leaving:
            whose = getattr(one.of, "name", "") or f"those in {getattr(one.of, 'file', '')}"
            where = (one.of.written_at("consent_until") if one.of else None) or one.where
            what = f"the consent of {whose} ends on {one.consent_until}"
            yield Left(where, what, "ask again, and write the new day, or take it out")
