"""The groups of a program as they are printed, in the order of its kind, with the fields of its kind's own;
what a page of little room does without, in the order that its format says; and the room that the end of a
brochure takes.

Each way of making room takes a `Subject`, which is what a document is about, and gives it with less. Must
not know templates, nor whether something fits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Any, Final

from brochure.compose.bounds import rendering
from brochure.compose.phrases import Phrases, in_words, when
from brochure.compose.template_values import View, meant, shows
from brochure.compose.typefaces import REGULAR, SEMIBOLD, usual_width
from brochure.model import (
    ORDER,
    SHEETS,
    Contact,
    Format,
    Group,
    Item,
    OwnField,
    Person,
    Program,
    Publication,
    Sheet,
    Take,
    Text,
    Way,
    plain,
)


@dataclass(frozen=True)
class PrintedGroup:
    """A group of a program as it is printed: its id and kicker, what stands on its pages with it, and
    whether the program's stages are drawn there.

    One that is only a drawing on another's pages has no group.
    """

    id: str
    kicker: Text
    group: Group | None
    has_figure: bool = False
    within: tuple[PrintedGroup, ...] = ()


def printed_groups(program: Program) -> tuple[PrintedGroup, ...]:
    """The groups that a program has, in the order of its kind, each with those on its pages."""
    groups, is_drawn = program.groups, bool(program.stages or program.drawn)
    parts = [
        PrintedGroup(one.id, one.kicker, groups.get(one.id), one.figure is not None) for one in program.parts
    ]
    home = {one.id: one.within for one in program.parts if one.within}
    shown = [one for one in parts if one.group or (one.has_figure and is_drawn and one.id in home)]
    return tuple(
        replace(one, within=tuple(inner for inner in shown if home.get(inner.id) == one.id))
        for one in shown
        if one.id not in home
    )


def taken(program: Program, form: Format) -> dict[str, PrintedGroup | None]:
    """The groups that a format takes, by their order: so many sections and facts, so long a text, or none.

    `figure` is the one that holds the drawing on another's pages.
    """
    groups = printed_groups(program)
    within = (inner for one in groups for inner in one.within if inner.has_figure)
    known = {**dict(zip(ORDER, groups, strict=False)), "figure": next(within, None)}
    found: dict[str, PrintedGroup | None] = dict.fromkeys((*ORDER, "figure"))
    for name, take in form.takes.items():
        if one := known.get(name):
            found[name] = replace(one, group=_cut(one.group, take) if one.group else None)
    return found


def _cut(group: Group, take: Take) -> Group:
    text = (group.short or group.text) if take.length == "short" else (group.text or group.short)
    return group.model_copy(
        update={
            "text": text,
            "sections": group.sections[: take.sections],
            "facts": (group.facts or group.statistics)[: take.facts],
        }
    )


@dataclass(frozen=True)
class Subject:
    """What a document is about: a program of a publication, in a format. `smaller` is what is set so."""

    publication: Publication
    program: Program
    form: Format
    is_short_at_foot: bool = False
    smaller: tuple[Way, ...] = ()

    @property
    def house_name(self) -> Text:
        """What the institution is called at the foot, where whom to ask stands."""
        institution = self.publication.institution
        return (self.is_short_at_foot and institution.short_name) or institution.name

    @property
    def takes(self) -> dict[str, PrintedGroup | None]:
        """Each group of the program as the format takes it: so much of it, or none."""
        return taken(self.program, self.form)

    @property
    def groups(self) -> tuple[Group, ...]:
        """What it takes of them."""
        return tuple(one.group for one in self.takes.values() if one and one.group)

    @property
    def fields(self) -> tuple[Text, ...]:
        """Where the fields of the kind's own are written by which programs are compared."""
        if "fields" in self.smaller:
            return ()
        names = (one for one in self.publication.kind.comparison if one in self.program.fields)
        return tuple(Text("", self.program.written_at(name)) for name in names)

    def without(self, ways: Iterable[Way]) -> Subject:
        """The same with less, by each of these ways."""
        subject = self
        for way in ways:
            _, lessen = _WAYS[way]
            subject = lessen(subject)
        return subject

    @property
    def places(self) -> Counter[str]:
        """Where all is written that the ways may leave out, and how often each is printed."""
        program, groups = self.program, tuple(one.group for one in self.takes.values() if one)
        shown = (
            self.publication.institution,
            self.house_name,
            program.leaders,
            program.apply,
            program.back,
            groups,
            self.fields,
        )
        return Counter(_places(shown))


@dataclass(frozen=True)
class LeftOut:
    """What gives way in a document by one of the ways: in words, and the places where it is written.

    What is only set smaller is all there.
    """

    way: Way
    words: str
    places: frozenset[str]

    @property
    def is_smaller(self) -> bool:
        """Whether it is there all the same, in less room."""
        return self.way in _SMALLER

    @property
    def is_shorter(self) -> bool:
        """Whether a shorter name stands in its place."""
        return self.way in _SHORTER


def ways_of(subject: Subject) -> Iterator[LeftOut]:
    """What each way of the format sets smaller in this document or leaves out of it, in their order; of
    those that change nothing, nothing.
    """
    for way in subject.form.gives_way:
        lesser = subject.without((way,))
        left_out = frozenset(subject.places - lesser.places)
        places = frozenset(_places(_SMALLER[way](subject))) if way in _SMALLER else left_out
        if places:
            yield LeftOut(way, _WAYS[way][0], places)
            subject = lesser


def _places(value: Any) -> Iterator[str]:
    if isinstance(value, Text):
        if value.where:
            yield str(value.where)
    elif isinstance(value, Item):
        for field in value.model_fields_set:
            yield from _places(getattr(value, field))
    elif isinstance(value, (tuple, dict)):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _places(one)


def _smaller(way: Way) -> Callable[[Subject], Subject]:
    return lambda one: replace(one, smaller=(*one.smaller, way))


def _institution(subject: Subject, **changes: Any) -> Subject:
    institution = subject.publication.institution.model_copy(update=changes)
    return replace(subject, publication=subject.publication.model_copy(update={"institution": institution}))


def _program(subject: Subject, **changes: Any) -> Subject:
    return replace(subject, program=subject.program.model_copy(update=changes))


def _contacts(subject: Subject, **changes: Any) -> Subject:
    """With changed ways to reach the institution and, where it has its own, the program."""

    def changed(contact: Contact | None) -> Contact | None:
        return contact and contact.model_copy(update=changes)

    subject = _institution(subject, contact=changed(subject.publication.institution.contact))
    apply = subject.program.apply
    if apply is None:
        return subject
    return _program(subject, apply=apply.model_copy(update={"contact": changed(apply.contact)}))


def _short_name(subject: Subject) -> Subject:
    institution = subject.publication.institution
    return _institution(subject, name=institution.short_name or institution.name)


def _no_roles(subject: Subject) -> Subject:
    leaders = [
        one.model_copy(update={"role": None}) if isinstance(one, Item) else one
        for one in subject.program.leaders
    ]
    return _contacts(_program(subject, leaders=tuple(leaders)), role=None)


def _one_section(subject: Subject) -> Subject:
    takes = {
        name: take.model_copy(update={"sections": min(1, 1 if take.sections is None else take.sections)})
        for name, take in subject.form.takes.items()
    }
    return replace(subject, form=subject.form.model_copy(update={"takes": takes}))


#: What stands in less room by a way that leaves nothing out: of groups, and on the front.
_SMALLER: Final[Mapping[Way, Callable[[Subject], tuple[Any, ...]]]] = {
    "white": lambda one: (one.program.name, *one.groups),
    "titles": lambda one: (one.program.name, *(group.title for group in one.groups)),
    "leads": lambda one: (one.program.promise, *(group.lead for group in one.groups)),
}
#: What has a shorter name.
_SHORTER: Final = frozenset({"short-name", "front-name"})
#: What gives way by each, in words, and how.
_WAYS: Final[Mapping[Way, tuple[str, Callable[[Subject], Subject]]]] = {
    "white": ("white between texts", _smaller("white")),
    "titles": ("the size of titles", _smaller("titles")),
    "leads": ("the size of leads", _smaller("leads")),
    "closing-line": ("the closing line", lambda one: _program(one, back=None)),
    "short-name": (
        "the full name at the foot (the short one is printed)",
        lambda one: replace(one, is_short_at_foot=True),
    ),
    "front-name": ("the full name on the front (the short one is printed)", _short_name),
    "hours": ("the opening hours", lambda one: _contacts(one, hours=None)),
    "roles": ("people's roles", _no_roles),
    "fields": ("fields of the program", _smaller("fields")),
    "people": ("people after the first", lambda one: _program(one, leaders=one.program.leaders[:1])),
    "logo": ("the logo", lambda one: _institution(one, logo=None, logo_light=None)),
    "address": ("the postal address", lambda one: _contacts(one, address=())),
    "department": ("the department", lambda one: _institution(one, department=None)),
    "statements": ("the statements", lambda one: _institution(one, statements=())),
    "sections": ("sections after the first", _one_section),
}


#: Where a kind says the fields of its own that something has.
_OWN = {"Program": "program", "Apply": "apply", "Person": "people", "Block": "blocks"}


def own_fields(phrases: Phrases, item: View) -> list[tuple[Text, Text]]:
    """The fields of the kind's own that something has and that are printed, each with its label."""
    kind = rendering().publication.kind
    known: Mapping[str, OwnField] = getattr(kind.fields, _OWN[shows(item)])
    return [
        (label, in_words(phrases, value, item.written_at(name)))
        for name, value in item.fields.items()
        if (label := known[name].label)
    ]


def essentials(
    phrases: Phrases, shown: Any, is_whole: bool = False, days: bool = False
) -> list[tuple[Text, Text]]:
    """What a reader of a small format must know of a program, each with its label: when it is, and of its
    kind's own fields those by which programs are compared, or all of them where `is_whole`; with the `days`
    by which one must apply, and where.
    """
    program, kind = meant(shown, Program), rendering().publication.kind
    names = ["when", *program.fields] if is_whole else kind.comparison
    known, found = {"when": when(program), **program.fields}, list[tuple[Text, Text]]()
    for name in names:
        own = kind.fields.program.get(name)
        label = Text(phrases["when"]) if name == "when" else own and ((days and own.column) or own.label)
        if label and known.get(name) is not None:
            where = program.written_at("stages" if name == "when" else name)
            found.append((label, in_words(phrases, known[name], where)))
    if days and (apply := program.apply):
        for name, value in apply.fields.items():
            own = kind.fields.apply[name]
            if own.label and (own.type in ("day", "days") or name == kind.schema_org.room):
                found.append((own.label, in_words(phrases, value, apply.written_at(name))))
    return found


#: Points of a line at the end of a brochure, and of its type; between its columns, and beside a portrait.
END_LINE, _END_SIZE, _END_GAP, _PORTRAIT = 12.0, 9.0, 12.0, 42.0
#: On wide pages and on those of one column: most people who lead a program above its contact, and how many
#: stand in a row where there are more; where a packet says the rest, points between columns, the size of the
#: closing line and its lines, the highest rings; the white there, and the least rings that say anything.
_MOST_ABOVE, _ACROSS, _OWN_GAP = (3, 1), (3, 2), (24.0, 15.0)
_CLOSING, _RINGS = ((34.0, 41.0), (21.0, 26.0)), (400.0, 270.0)
_CLOSING_WHITE, _LEAST_RINGS = 78.0, 110.0


def stand_apart(shown: Any) -> bool:
    """Whether those who lead a program are too many to stand above its contact."""
    return len(meant(shown, Program).leaders) > _MOST_ABOVE[_sheet().is_narrow]


def end_height(shown: Any, web: Text | None, logo: float, code: float) -> float:
    """Points that the house, contact, leaders, and a logo and a code of these heights take at the end."""
    publication, program, sheet = rendering().publication, meant(shown, Program), _sheet()
    institution, measure = publication.institution, sheet.measure - 2 * _END_GAP
    contact = (program.apply and program.apply.contact) or institution.contact
    part = (measure - 84) / 9 if sheet.is_narrow else measure / 12
    house, reach = 4 * part, 5 * part
    names = [institution.department, publication.settings.title, *institution.sites]
    lines = _lines(institution.name, house, SEMIBOLD) + sum(_lines(one, house) for one in names)
    own = _contact_lines(contact, web, reach) * END_LINE
    if not stand_apart(shown):
        people = sum(_end_lines(one, reach) + 0.5 for one in program.leaders)
        return max(lines * END_LINE + logo, own + people * END_LINE, code)
    across = _ACROSS[sheet.is_narrow]
    room = (sheet.measure - (across - 1) * _END_GAP) / across
    rows = _rows([_end_lines(one, room) * END_LINE + 9 for one in program.leaders], across)
    return rows + max(lines * END_LINE + logo, own, code)


def closing_room(shown: Any, web: Text | None) -> float:
    """How high the rings may be below what is a program's own in a packet; 0 where they have no room."""
    program, sheet = meant(shown, Program), _sheet()
    is_narrow, apply = sheet.is_narrow, program.apply
    across, gap, (size, height) = _ACROSS[is_narrow], _OWN_GAP[is_narrow], _CLOSING[is_narrow]
    room = (sheet.measure - (across - 1) * gap) / across
    cells = [_end_lines(one, room, has_portrait=False) for one in program.leaders]
    if apply and (contact := apply.contact):
        cells.append(_contact_lines(contact, web, room))
    if apply and apply.web:
        cells.append(7 + _lines(apply.web, room))
    title = ceil(usual_width(plain(program.back or "")) * size / (0.8 * sheet.measure)) * height
    taken = _CLOSING_WHITE + title + _rows([one * END_LINE + 6 for one in cells], across)
    return min(_RINGS[is_narrow], high) if (high := sheet.depth - taken) >= _LEAST_RINGS else 0.0


def _sheet() -> Sheet:
    return SHEETS[rendering().publication.settings.sheet]


def _rows(heights: Sequence[float], across: int) -> float:
    return sum(max(heights[at : at + across]) for at in range(0, len(heights), across))


def _end_lines(person: Person | str, room: float, has_portrait: bool = True) -> int:
    """On how many lines a person stands at the end, beside a portrait."""
    if isinstance(person, str):
        return 0
    is_pictured = has_portrait and bool(person.photo)
    beside = room - _PORTRAIT * is_pictured
    name = f"{person.name}, {person.credentials}" if person.credentials else person.name
    lines = _lines(name, beside, SEMIBOLD) + _lines(person.role, beside) + _lines(person.distinction, beside)
    return max(lines, 4 if is_pictured else 0)


def _contact_lines(contact: Contact | None, web: Text | None, room: float) -> int:
    if not contact:
        return 0
    said = [contact.role, *contact.address, contact.hours, contact.phone, contact.email, contact.web]
    return _lines(contact.name, room, SEMIBOLD) + sum(_lines(one, room) for one in said if one != web)


def _lines(words: str | None, room: float, weight: int = REGULAR) -> int:
    """On how many lines words stand at the end; those that no line holds are broken."""
    widths, said = rendering().widths, plain(words or "")
    broken = ceil(widths.width(said, _END_SIZE, weight) / (0.9 * room))
    return (int(widths.lines(said, room, _END_SIZE, weight)) or broken) if said else 0
