"""What a document consists of: its units, each with what there is to say in it, and what is known of them.

A unit begins on a page of its own, or follows another one where an architecture carries it. Must not know
templates.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

from brochure.compose.phrases import Phrases
from brochure.compose.printed_groups import printed_groups
from brochure.model import (
    UNNAMED,
    Architecture,
    Arrangement,
    Chapter,
    Format,
    Group,
    Item,
    Job,
    Measure,
    PageGroup,
    Picture,
    Placement,
    Program,
    Publication,
    SectionBody,
    Sheet,
    Text,
    span,
)

#: A foot begins so far below the text, in points.
GAP: Final = 30.0
#: White that still reads as a pause, in points.
PAUSE: Final = 48.0
#: A page that is less full than this looks forgotten, unless it is meant to be quiet; one that is as full as
#: the second is as full as pages are.
FILLED, FULL = 0.75, 0.88
#: The share of a page that a foot may take; what is above a taller one is too little.
TALL: Final = 0.5
#: A band above a page that is not full takes what is left at its foot, but for so much, and by whole lines.
_LEFT, _LINE = 30.0, 15.0

#: What is known of a placement with type at a share of its size.
Known = Mapping[tuple[Placement, float], Measure]


@dataclass(frozen=True)
class Fitting:
    """What is to be arranged.

    `pages` are the numbers of pages that the document may have, any where there are none; beyond the largest
    any multiple of four; where there are none, any multiple of `whole`. `fits` are the shares of its size
    that type may have, the largest first; `share` is the height of its pages as one of those that bands and
    feet are measured for. What `is_numbered_later` is set again whenever numbers of pages change.
    `chosen_by` is the file that chooses the architectures, where not all of them are taken.
    """

    units: tuple[PageGroup, ...]
    architectures: tuple[Architecture, ...]
    pages: tuple[int, ...] = ()
    fits: tuple[float, ...] = (1.0,)
    share: float = 1.0
    whole: int = 1
    is_numbered_later: bool = False
    chosen_by: str = ""

    def __hash__(self) -> int:
        """Of what tells most of them apart: what units hold, and architectures, have no hash."""
        return hash((tuple((one.id, one.role, one.where) for one in self.units), self.pages, self.fits))

    def allows(self, pages: int) -> bool:
        """Whether the document may have so many pages."""
        return pages in self.pages if self.pages else pages % self.whole == 0

    def architecture(self, name: str) -> Architecture:
        """The architecture of this name."""
        return self._by_name[name]

    def heights(self, points: str) -> tuple[float, float]:
        """The least and the most of a span of points, on pages of this height."""
        found = span(points)
        return found.start * self.share, (found.stop - 1) * self.share

    def unit(self, name: str) -> PageGroup:
        """The unit of this id."""
        return next(one for one in self.units if one.id == name)

    @cached_property
    def _by_name(self) -> dict[str, Architecture]:
        return {one.id: one for one in self.architectures}

    @cached_property
    def matter(self) -> dict[str, int]:
        """What there is in the whole document."""
        names = {name for unit in self.units for name in unit.matter}
        return {name: sum(unit.matter.get(name, 0) for unit in self.units) for name in sorted(names)}


def measured(fitting: Fitting, known: Known, placement: Placement, fit: float) -> Measure | None:
    """What a placement takes with type at a share of its size.

    What has its fewest pages with larger type has them too, each less full; and of fillers all is known.
    """
    architecture = fitting.architecture(placement.architecture)
    if "filler" in architecture.units:
        return Measure((1.0,) * architecture.fewest)
    if exact := known.get((placement, fit)):
        return exact
    for larger in fitting.fits:
        found = known.get((placement, larger))
        if found and larger > fit and len(found.fills) == architecture.fewest:
            share = (fit / larger) ** 2
            return found._replace(fills=tuple(fill * share for fill in found.fills))
    return None


def raised(fitting: Fitting, placement: Placement, measure: Measure) -> tuple[Placement, Measure]:
    """A placement with the band above it as high as the white of its page allows, and pictures on all pages
    but the last, where a foot may stand; and what it takes then.
    """
    architecture, pictures = fitting.architecture(placement.architecture), measure.higher
    if architecture.head:
        least, most = fitting.heights(architecture.head)
        more = min(measure.white - _LEFT, most - least) // _LINE * _LINE if measure.fills[0] < FULL else 0.0
        more = max(more, 0.0)
        fills = (measure.fills[0] * measure.first / (measure.first - more), *measure.fills[1:])
        left = measure.room - more if len(fills) == 1 else measure.room
        placement, measure = replace(placement, head=least + more), measure._replace(fills=fills, room=left)
        pictures = ((), *pictures[1:]) if more else pictures
    higher = tuple(one for page in pictures[:-1] for one in page)
    measure = measure.with_higher(higher)._replace(higher=((),) * len(pictures[:-1]) + pictures[-1:])
    return replace(placement, higher=higher) if higher else placement, measure


def unknown(fitting: Fitting, arrangement: Arrangement, known: Known) -> list[Placement]:
    """Placements of an arrangement of which nobody knows what they take, without their feet."""
    return [
        one.bare
        for one in arrangement.placements
        if measured(fitting, known, one.bare, arrangement.fit) is None
    ]


#: What counts an end that says nothing.
SILENT: Final = "silent"
#: Lists of a section that are set as tables.
_TABLES = ("roster", "dates", "terms")
#: What stands across the measure.
DISPLAYS = ("statistics", "blocks", "week", "month", "matches", "questions")
_COUNTED = ("sections", "people", "facts", "statistics", "questions")
#: What is left below the band above a chapter, and above its words.
BELOW_BAND, IN_BAND = 45.0, 36.0
#: The height of pages that bands and feet are measured for.
HEIGHT = 792.0
#: A drawing among the pictures.
_DRAWING = ".svg"


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
class Head:
    """The band above the first page of a chapter: its height, the margin of that page, where the words in
    it begin above the text, and how high they may be.
    """

    height: float
    below: float
    top: float
    room: float

    @classmethod
    def of(cls, height: float) -> Head:
        """The band of this height."""
        return cls(
            height, height + BELOW_BAND, height + BELOW_BAND - IN_BAND, height - BELOW_BAND - IN_BAND / 4
        )


@dataclass(frozen=True)
class Placed:
    """A placement as a template prints it, perhaps below a `head`; what is `moved` stands in its foot alone,
    and pictures are `higher` by these points, by where they are named.

    Of the `room` at the foot of its last page `pause` may open it twice, above its lead and its text, and
    `rest` is left then; nothing where a foot takes it.
    """

    architecture: str
    units: tuple[Content, ...]
    foot: str
    room: float
    pause: float
    rest: float
    is_quiet: bool
    head: Head | None = None
    moved: tuple[str, ...] = ()
    higher: Mapping[str, float] = field(default_factory=dict)
    roles: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "roles", tuple(one.role for one in self.units))


def placed(
    placements: Iterable[Placement],
    known: Iterable[Content],
    architectures: Mapping[str, Architecture],
    share: float = 1.0,
) -> tuple[Placed, ...]:
    """Placements as templates print them; what is known of no unit is a filler.

    `share` is the height of pages as one of those that bands are measured for.
    """
    units = {one.id: one for one in known}

    def head(one: Placement) -> Head | None:
        heights = architectures[one.architecture].head
        return Head.of(one.head or span(heights).start * share) if heights else None

    return tuple(
        Placed(
            one.architecture,
            tuple(units.get(name, Content(name, "filler")) for name in one.units),
            one.foot,
            room := max(one.room - GAP, 0.0),
            pause := 0.0 if one.foot else min(room / 3, PAUSE),
            room - 2 * pause,
            architectures[one.architecture].quiet,
            head(one),
            tuple(architectures[one.foot].needs) if one.foot else (),
            dict(one.higher),
        )
        for one in placements
    )


def share_of(sheet: Sheet) -> float:
    """The height of pages as one of those that bands and feet are measured for; others are as wide."""
    return sheet.height / HEIGHT if sheet.is_narrow else 1.0


def fitting_of(job: Job, publication: Publication, sheet: Sheet, words: Phrases) -> Fitting | None:
    """How the document of a job may be laid out; nothing where it is of panels."""
    every = [one for one in publication.architectures.values() if sheet.is_narrow or not one.is_narrow_only]
    match job.subject, job.format:
        case Program() as program, Format() as form if not form.is_fixed:
            fits = (1.0, *(form.tight if program.fit == "tight" else form.tight[:1]))
            architectures = tuple(filter(form.takes_architecture, every))
            units = page_groups(program, publication, words)
            if not any("notes" in one.units for one in architectures):  # there is no pen for them
                units = tuple(one for one in units if one.role != "notes")
            if job.packet and not _ends_by_itself(program):
                units = tuple(
                    one._replace(matter={SILENT: 1}) if one.role == "end" else one for one in units
                )
            chosen_by = f"layouts/{form.id}/format.yaml" if form.architectures else ""
            share = share_of(sheet)
            return Fitting(units, architectures, form.pages, fits, share, chosen_by=chosen_by)
        case Chapter() as chapter, None:
            fits = (1.0, *publication.formats[UNNAMED].tight[:1])
            architectures = tuple(one for one in every if not one.is_named_only)
            return Fitting(chapter_groups(chapter), architectures, (), fits, share_of(sheet))
    return None


def _ends_by_itself(program: Program) -> bool:
    """Whether the end of a program says something in a packet, which has the house at its own back."""
    apply = program.apply
    own = apply and (getattr(apply, "contact", None) or getattr(apply, "web", None))
    return bool(program.back or program.leaders or own)


def contents(program: Program, words: Phrases) -> tuple[Content, ...]:
    """The units of a program's brochure, in their order."""
    found = [Content("cover", "cover")]
    for one in printed_groups(program):
        role = "group" if any(unit.role == "opening" for unit in found) else "opening"
        found += picture_pages(one.id, [part.group for part in (one, *one.within) if part.group])
        found.append(Content(one.id, role, one.group, one.kicker, one.has_figure))
        found += [
            Content(inner.id, "within", inner.group, inner.kicker, inner.has_figure) for inner in one.within
        ]
    notes = (Content(f"notes-{number}", "notes") for number in range(program.notes or 0))
    return (*found, Content("apply", "apply", None, words["apply"]), *notes, Content("end", "end"))


def chapter_contents(chapter: Chapter) -> tuple[Content, ...]:
    """The units of a chapter: itself, and its pictures that have pages of their own."""
    return (Content("chapter", "chapter", chapter), *picture_pages("chapter", [chapter]))


def chapter_groups(chapter: Chapter) -> tuple[PageGroup, ...]:
    """The same, each with what there is in it."""
    own, *pictures = chapter_contents(chapter)
    place = str(chapter.title.where or "")
    cover = chapter.picture is not None and (chapter.picture.place or "cover") == "cover"
    matter = matter_of(chapter) | {"cover": int(cover)}
    found = [PageGroup(own.id, own.role, matter, place, str(chapter.title))]
    return (*found, *(PageGroup(one.id, one.role, {"picture": 1}, place) for one in pictures))


def picture_pages(name: str, groups: Sequence[Group]) -> Iterator[Content]:
    """The pictures of groups that have pages of their own; those across two pages come first."""
    pictures = [group.picture for group in groups if group.picture]
    for section in (section for group in groups for section in group.sections):
        pictures += [*([section.picture] if section.picture else []), *section.pictures]
    for place in ("spread", "plate"):
        for number, picture in enumerate(one for one in pictures if one.place == place):
            yield Content(f"{name}-{place}-{number + 1}", place, picture=picture)


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
        "text": _words(filter(None, [group.text])),
        "quoted": _words([group.quote.quote] if group.quote else []),
        "wide": int(_is_wide(group.picture)),
        "picture": sum(bool(getattr(one, "picture", None)) for one in (group, *parts)),
        "unplaced": sum(not one.place for part in parts for one in (part.picture, *part.pictures) if one),
        "quote": int(group.quote is not None),
        "displays": sum(bool(getattr(one, name)) for one in (group, *parts) for name in DISPLAYS),
        "tables": sum(bool(getattr(one, name, ())) for one in parts for name in _TABLES),
        "dates": sum(len(one.dates) for one in parts),
    }


def _is_wide(picture: Picture | None) -> bool:
    """Whether a group's own picture is a photograph across the measure."""
    if picture is None or picture.file.lower().endswith(_DRAWING):
        return False
    return (picture.place or "wide") == "wide"


def _length(one: Item, name: str) -> int:
    return len(getattr(one, name, None) or ())


def _words(texts: Iterable[str]) -> int:
    return sum(len(text.split()) for text in texts)
