"""What a document consists of: the groups of a program as they are printed, in the order of its kind; its
units, each with what there is to say in it; and what a page of little room does without, in the order
that its format says.

A unit begins on a page of its own, or follows another one where an architecture carries it. Each way of
making room takes a `Subject`, which is what a document is about, and gives it with less. Must not know
templates, nor whether something fits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from brochure.compose.arranging import GAP, PAUSE
from brochure.compose.phrases import Phrases
from brochure.model import (
    ORDER,
    Architecture,
    Contact,
    Format,
    Group,
    Item,
    PageGroup,
    Picture,
    Placement,
    Program,
    Publication,
    SectionBody,
    Take,
    Text,
    Way,
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


#: Lists of a section that are set as tables.
_TABLES = ("roster", "dates", "terms")
#: What stands across the measure.
DISPLAYS = ("statistics", "blocks", "week", "month", "matches", "questions")
_COUNTED = ("sections", "people", "facts", "statistics", "questions")


@dataclass(frozen=True)
class Content:
    """A unit as a template prints it: its group, where it is one, and the line above its title."""

    id: str
    role: str
    group: Group | None = None
    kicker: str | Text = ""
    has_figure: bool = False
    picture: Picture | None = None


@dataclass(frozen=True)
class Placed:
    """A placement as a template prints it.

    Of the `room` at the foot of its last page `pause` may open it twice, above its lead and its text, and
    `rest` is left then.
    """

    architecture: str
    units: tuple[Content, ...]
    foot: str
    room: float
    pause: float
    rest: float
    is_quiet: bool
    roles: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "roles", tuple(one.role for one in self.units))


def placed(
    placements: Iterable[Placement], known: Iterable[Content], architectures: Mapping[str, Architecture]
) -> tuple[Placed, ...]:
    """Placements as templates print them; what is known of no unit is a filler."""
    units = {one.id: one for one in known}
    return tuple(
        Placed(
            one.architecture,
            tuple(units.get(name, Content(name, "filler")) for name in one.units),
            one.foot,
            room := max(one.room - GAP, 0.0),
            pause := min(room / 3, PAUSE),
            room - 2 * pause,
            architectures[one.architecture].quiet,
        )
        for one in placements
    )


def contents(program: Program, words: Phrases) -> tuple[Content, ...]:
    """The units of a program's brochure, in their order."""
    found = [Content("cover", "cover")]
    for one in printed_groups(program):
        role = "group" if any(unit.role == "opening" for unit in found) else "opening"
        found += _picture_pages(one)
        found.append(Content(one.id, role, one.group, one.kicker, one.has_figure))
        found += [
            Content(inner.id, "within", inner.group, inner.kicker, inner.has_figure) for inner in one.within
        ]
    notes = (Content(f"notes-{number}", "notes") for number in range(program.notes or 0))
    return (*found, Content("apply", "apply", None, words["apply"]), *notes, Content("end", "end"))


def _picture_pages(one: PrintedGroup) -> Iterator[Content]:
    """The pictures of a group that have pages of their own; those across two pages come first."""
    groups = [part.group for part in (one, *one.within) if part.group]
    pictures = [group.picture for group in groups if group.picture]
    for section in (section for group in groups for section in group.sections):
        pictures += [*([section.picture] if section.picture else []), *section.pictures]
    for place in ("spread", "plate"):
        for number, picture in enumerate(one for one in pictures if one.place == place):
            yield Content(f"{one.id}-{place}-{number + 1}", place, picture=picture)


def page_groups(program: Program, publication: Publication, words: Phrases) -> tuple[PageGroup, ...]:
    """The same, each with what there is in it; how to apply is none where nobody says how."""
    found = (_unit(one, program, publication) for one in contents(program, words))
    return tuple(one for one in found if one.role != "apply" or any(one.matter.values()))


def _unit(one: Content, program: Program, publication: Publication) -> PageGroup:
    place = program.name.where
    if one.role == "apply":
        dates = publication.season.key_dates
        matter = {"dates": len(dates), **_apply(program)}
        place = program.written_at("apply") or (dates[0].label.where if dates else place)
        return PageGroup(one.id, one.role, matter, str(place or ""), str(one.kicker))
    if one.picture is not None:
        return PageGroup(one.id, one.role, {"picture": 1}, str(one.picture.file.where or ""))
    if one.role == "cover":
        return PageGroup(one.id, one.role, {"cover": int(program.cover is not None)})
    matter = {"stages": len(program.stages) if one.has_figure else 0}
    if one.group is None:
        return PageGroup(one.id, one.role, matter, str(place or ""), str(one.kicker))
    written = (one.group.written_at(field) for field in ("text", "lead", "title"))
    place = next(filter(None, written), place)
    title = one.group.title or one.kicker
    return PageGroup(one.id, one.role, matter | matter_of(one.group), str(place or ""), str(title))


def _apply(program: Program) -> dict[str, int]:
    apply = program.apply
    if apply is None:
        return {}
    said = [*apply.requirements, *apply.open_houses, *(str(value) for value in apply.fields.values())]
    return {"words": _words(said), "questions": len(getattr(apply, "questions", ()))}


def matter_of(group: Group) -> dict[str, int]:
    """What there is in a group, counted; texts of sections in the variant that brochures prefer."""
    parts: list[SectionBody] = list(group.sections)
    texts = [group.text or group.short, *(one.short or one.text for one in parts)]
    found = {name: sum(_length(one, name) for one in (group, *parts)) for name in _COUNTED}
    return {
        **found,
        "words": _words(filter(None, texts)),
        "lead": _words(filter(None, [group.lead])),
        "picture": sum(bool(getattr(one, "picture", None)) for one in (group, *parts)),
        "quote": int(bool(getattr(group, "quote", None))),
        "displays": sum(bool(getattr(one, name)) for one in (group, *parts) for name in DISPLAYS),
        "tables": sum(bool(getattr(one, name, ())) for one in parts for name in _TABLES),
        "dates": sum(len(one.dates) for one in parts),
    }


def _length(one: Item, name: str) -> int:
    return len(getattr(one, name, None) or ())


def _words(texts: Iterable[str]) -> int:
    return sum(len(text.split()) for text in texts)


@dataclass(frozen=True)
class Subject:
    """What a document is about: a program of a publication, in a format."""

    publication: Publication
    program: Program
    form: Format

    @property
    def takes(self) -> dict[str, PrintedGroup | None]:
        """Each group of the program as the format takes it: so much of it, or none."""
        return taken(self.program, self.form)

    def without(self, ways: Iterable[Way]) -> Subject:
        """The same with less, by each of these ways."""
        subject = self
        for way in ways:
            _, lessen = _WAYS[way]
            subject = lessen(subject)
        return subject

    @property
    def places(self) -> frozenset[str]:
        """Where all is written that the ways may leave out."""
        program, groups = self.program, tuple(one.group for one in self.takes.values() if one)
        shown = (self.publication.institution, program.leaders, program.apply, program.back, groups)
        return frozenset(_places(shown))


@dataclass(frozen=True)
class LeftOut:
    """What a document does without by one of the ways: in words, and the places where it is written."""

    way: Way
    words: str
    places: frozenset[str]


def ways_of(subject: Subject) -> Iterator[LeftOut]:
    """What each way of the format leaves out of this document, in their order; of those that leave nothing
    out, nothing.
    """
    for way in subject.form.gives_way:
        lesser = subject.without((way,))
        if places := subject.places - lesser.places:
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


#: What each way leaves out, in words, and how.
_WAYS: Final[Mapping[Way, tuple[str, Callable[[Subject], Subject]]]] = {
    "closing-line": ("the closing line", lambda one: _program(one, back=None)),
    "short-name": ("the full name (the short one is printed)", _short_name),
    "hours": ("the opening hours", lambda one: _contacts(one, hours=None)),
    "roles": ("people's roles", _no_roles),
    "people": ("people after the first", lambda one: _program(one, leaders=one.program.leaders[:1])),
    "logo": ("the logo", lambda one: _institution(one, logo=None, logo_light=None)),
    "address": ("the postal address", lambda one: _contacts(one, address=())),
    "department": ("the department", lambda one: _institution(one, department=None)),
    "statements": ("the statements", lambda one: _institution(one, statements=())),
    "sections": ("sections after the first", _one_section),
}
