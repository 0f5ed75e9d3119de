"""What documents of one packet have in common: texts that are printed once, to whose page the others
refer, and the people whom any of them names, with the pages.

Takes the brochures and chapters of a packet; gives its brochures without what is printed elsewhere, and
where that is. Pure: page numbers come when the documents are set. For the index it takes what documents
hold, and their pages as they were laid out. Must not know how pages look.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from brochure.compose import Indexed, PageNumber, in_order, inverted
from brochure.errors import Finding
from brochure.model import (
    Chapter,
    Elsewhere,
    Group,
    Insert,
    Item,
    Job,
    Made,
    Packet,
    PageView,
    Person,
    Program,
    SectionBody,
    SectionUse,
    plain,
)

#: What names a section and is none of its parts.
_HEADINGS: Final = frozenset({"title", "points_title"})
#: What is said of somebody, beside the name.
_SAID: Final = ("role", "distinction", "year")
_TEXTS: Final = ("text", "short")
#: Numbers of pages that a brochure may have in a packet: its leaves are whole, its sheets need not be.
LEAVES: Final = tuple(range(2, 66, 2))


@dataclass(frozen=True, eq=False)
class _Home:
    """Where a packet prints a shared section: in a chapter or its welcome, or in the first brochure of
    several that have it.
    """

    section: SectionUse
    title: str
    document: str
    place: str
    is_common: bool


def bound(
    packet: Packet, name: str, brochures: Sequence[Job], chapters: Sequence[Job | Insert]
) -> list[Job]:
    """The brochures as the packet of this name binds them; as they were where none shares a text."""
    common = list(_common(packet, name, [one.subject for one in chapters if isinstance(one, Job)]))
    binding = _Binding(name)
    for home in common:
        if home.section.use:
            binding.homes.setdefault(home.section.use, home)
        for person in (*home.section.people, *home.section.roster, *home.section.honors):
            if isinstance(person, Person) and any(getattr(person, one) for one in _SAID):
                binding.people.setdefault(str(person.name), home)
    found = [
        binding.bind(job, tuple(one.part for one in brochures[:at])) for at, job in enumerate(brochures)
    ]
    return found if any(job.elsewhere for job in found) else list(brochures)


def _common(packet: Packet, name: str, chapters: Sequence[Program | Chapter]) -> Iterator[_Home]:
    """The sections of chapters, then those of the welcome."""
    groups: list[tuple[str, str, str, Group]] = [
        (one.id, "section", one.title, one) for one in chapters if isinstance(one, Chapter)
    ]
    if packet.welcome:
        title = packet.welcome.title or packet.title
        groups.append((f"{name}-front", "welcome", title, packet.welcome))
    for document, group, heading, holder in groups:
        for number, section in enumerate(holder.sections, start=1):
            place = f"{document}--{group}-{number}"
            yield _Home(section, section.title or heading, document, place, is_common=True)


@dataclass(frozen=True)
class _Binding:
    """What a packet prints where, as far as it is known: shared sections by their ids, people by names."""

    packet: str
    homes: dict[str, _Home] = field(default_factory=dict)
    people: dict[str, _Home] = field(default_factory=dict)

    def bind(self, job: Job, before: tuple[str, ...]) -> Job:
        """A brochure, after those of these programs."""
        program = job.subject
        assert isinstance(program, Program)
        assert job.format is not None
        elsewhere, changed = list[Elsewhere](), dict[str, Group]()
        for name, group in program.groups.items():
            kept = tuple(self._kept(group, name, program, elsewhere))
            if kept != group.sections:
                changed[name] = group.model_copy(update={"sections": kept})
        return replace(
            job,
            subject=program.model_copy(update=changed),
            format=job.format.model_copy(update={"pages": LEAVES}),
            packet=self.packet,
            elsewhere=tuple(elsewhere),
            before=before,
        )

    def _kept(
        self, group: Group, name: str, program: Program, elsewhere: list[Elsewhere]
    ) -> list[SectionUse]:
        """The sections of a group with what only they print; what is printed elsewhere is added to that."""
        kept = list[SectionUse]()
        for section in group.sections:
            home = self.homes.get(section.use or "")
            rest = section if home is None else _rest(section, home.section)
            number = 0 if rest is None else len(kept) + 1
            if home is not None and (home.is_common or rest is not section):
                elsewhere.append(Elsewhere(name, number, home.title, home.document, home.place))
            elif section.use and home is None:
                title = section.title or group.title or program.name
                place = f"{program.id}--{name}-{number}"
                self.homes[section.use] = _Home(section, title, program.id, place, is_common=False)
            if rest is not None:
                kept.append(self._without_roles(rest, name, number, elsewhere))
        return kept

    def _without_roles(
        self, section: SectionUse, group: str, number: int, elsewhere: list[Elsewhere]
    ) -> SectionUse:
        """A section that names people of whom a chapter says more."""
        known = [isinstance(one, Person) and str(one.name) in self.people for one in section.people]
        if not known or not all(known):
            return section
        homes = {self.people[str(one.name)] for one in section.people if isinstance(one, Person)}
        if len(homes) > 1:
            return section
        (home,) = homes
        elsewhere.append(Elsewhere(group, number, home.title, home.document, home.place, is_people=True))
        bare = dict.fromkeys(_SAID)
        people = [one.model_copy(update=bare) for one in section.people if isinstance(one, Person)]
        return section.model_copy(update={"people": tuple(people)})


def _rest(section: SectionUse, home: SectionUse) -> SectionUse | None:
    """What a section has beside that which is printed at its home; None where that is nothing."""
    texts = all(getattr(section, one) == getattr(home, one) for one in _TEXTS)
    parts = [name for name in SectionBody.model_fields if name not in _HEADINGS and getattr(section, name)]
    same = [
        name
        for name in parts
        if (texts if name in _TEXTS else getattr(section, name) == getattr(home, name))
    ]
    if len(same) == len(parts):
        return None
    defaults = {name: SectionBody.model_fields[name].default for name in same}
    return section.model_copy(update=defaults) if same else section


_SPACE: Final = re.compile(r"\s+")


def people_in(value: object) -> Iterator[Person]:
    """Everybody whom something of content lists."""
    if isinstance(value, Person):
        yield value
    elif isinstance(value, Item):
        for name in value.model_fields_set:
            yield from people_in(getattr(value, name))
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from people_in(one)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from people_in(one)


def index_of(
    people: Iterator[Person], documents: Sequence[tuple[str, int, Sequence[PageView]]], language: str
) -> list[Indexed]:
    """The people who are named on pages, in order of their names.

    A document is its name, the number of its first page, and its pages with all that is laid out on them.
    """
    known: dict[str, Person] = {}
    for person in people:
        name = _SPACE.sub(" ", plain(person.name))
        if known.get(name) is None or person.indexed:
            known[name] = person
    names = _Names(known)
    pages = [
        (PageNumber(folio + number, f"packet:{part}#page={number + 1}"), names.on(view))
        for part, folio, views in documents
        for number, view in enumerate(views)
    ]
    found = [
        Indexed(
            person.indexed or inverted(name), tuple(page for page, names_on in pages if name in names_on)
        )
        for name, person in known.items()
    ]
    return sorted((one for one in found if one.pages), key=lambda one: in_order(plain(one.name), language))


class _Names:
    """Names, and which of them stand on a page: each whole, and none within a longer one."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = {_comparable(name): name for name in names}
        longest_first = sorted(map(re.escape, self._names), key=len, reverse=True)
        self._any = re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)")

    def on(self, view: PageView) -> set[str]:
        """Those on a page. A hyphen at the end of a line may be the name's own, or the engine's."""
        found = set[str]()
        for is_own in (True, False) if self._names else ():
            found.update(self._names[one[0]] for one in self._any.finditer(_words(view, is_own)))
        return found


def _words(view: PageView, is_own: bool) -> str:
    """What a page says, its lines put together: with the hyphens at their ends, or without."""
    said = ""
    for text in (_comparable(run.text) for run in view.runs):
        is_divided = bool(text) and said.endswith("-")
        said = (said if is_own else said[:-1]) + text if is_divided else f"{said} {text}"
    return _SPACE.sub(" ", said)


def _comparable(words: str) -> str:
    """Words as a name is looked for in them: with plain hyphens and apostrophes."""
    return words.replace("\u00ad", "").replace("\u2010", "-").replace("\u2019", "'")


def unsettled(front: Made) -> Made:
    """A packet's front whose page numbers are still others each time it is set with those that follow."""
    what = "its page numbers never settle: with each that it prints its pages become more or fewer"
    hint = "shorten or lengthen what stands in its contents, or leave the numbers their room in the layout"
    told = Finding(front.name, 0, "unsettled", "error", what, "", hint)
    return replace(front, findings=(*front.findings, told))
