"""Texts that documents of one packet share: printed once, and the others refer to the page.

Takes the brochures and chapters of a packet; gives its brochures without what is printed elsewhere, and
where that is. Pure: page numbers come when the documents are set. Must not know how pages look.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from brochure.model import Chapter, Elsewhere, Group, Insert, Job, Packet, Program, SectionBody, SectionUse

#: What names a section and is none of its parts.
_HEADINGS: Final = frozenset({"title", "points_title"})
_TEXTS: Final = ("text", "short")
#: Numbers of pages that a brochure may have in a packet: its leaves are whole.
_PAGES: Final = tuple(range(2, 66, 2))


@dataclass(frozen=True)
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
    """The brochures as the packet of this name binds them; those that share no text are what they were."""
    homes = _homes(packet, name, [one.subject for one in chapters if isinstance(one, Job)])
    return [_bound(job, name, homes) for job in brochures]


def _homes(packet: Packet, name: str, chapters: Sequence[Program | Chapter]) -> dict[str, _Home]:
    """Sections that a chapter prints, or else the welcome."""
    homes: dict[str, _Home] = {}
    groups: list[tuple[str, str, str, Group]] = [
        (one.id, "section", one.title, one) for one in chapters if isinstance(one, Chapter)
    ]
    front = f"{name}-front"
    if packet.welcome:
        groups.append((front, "welcome", packet.welcome.title or packet.title, packet.welcome))
    for document, group, title, holder in groups:
        for number, section in enumerate(holder.sections, start=1):
            if section.use:
                place = f"{document}--{group}-{number}"
                home = _Home(section, section.title or title, document, place, is_common=True)
                homes.setdefault(section.use, home)
    return homes


def _bound(job: Job, packet: str, homes: dict[str, _Home]) -> Job:
    program = job.subject
    assert isinstance(program, Program)
    assert job.format is not None
    elsewhere, changed = list[Elsewhere](), dict[str, Group]()
    for name, group in program.groups.items():
        kept = tuple(_kept(group, name, program, homes, elsewhere))
        if kept != group.sections:
            changed[name] = group.model_copy(update={"sections": kept})
    if not elsewhere:
        return job
    form = job.format.model_copy(update={"pages": _PAGES, "fill": _PAGES[0]})
    subject = program.model_copy(update=changed)
    return replace(job, subject=subject, format=form, packet=packet, elsewhere=tuple(elsewhere))


def _kept(
    group: Group, name: str, program: Program, homes: dict[str, _Home], elsewhere: list[Elsewhere]
) -> list[SectionUse]:
    """The sections of a group with what only they print; what is printed elsewhere is added to that."""
    kept = list[SectionUse]()
    for section in group.sections:
        home = homes.get(section.use or "")
        rest = section if home is None else _rest(section, home.section)
        if rest is not None:
            kept.append(rest)
        if home is not None and (home.is_common or rest is not section):
            number = 0 if rest is None else len(kept)
            elsewhere.append(Elsewhere(name, number, home.title, home.document, home.place))
        elif section.use and home is None:
            title = section.title or group.title or program.name
            place = f"{program.id}--{name}-{len(kept)}"
            homes[section.use] = _Home(section, title, program.id, place, is_common=False)
    return kept


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
