"""A packet's first pages: what its contents list and its comparison compares, and the units that they
consist of, which are laid out by what there is to say as those of brochures are; and its index.

Lengths are points. Must not know templates or the engine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import quote

from brochure.compose.comparison import Comparing, Comparison
from brochure.compose.packet_lists import CONTENTS_KIND, FEWEST_COMPARED, Entry, Indexed, index_known, spaced
from brochure.compose.phrases import Phrases, in_words, when
from brochure.compose.typefaces import Widths
from brochure.compose.units import Content, Fitting, matter_of, picture_pages, share_of
from brochure.model import (
    UNNAMED,
    Kind,
    Packet,
    PacketJob,
    PageGroup,
    Person,
    Program,
    Publication,
    Sheet,
    Text,
)

#: Programs that a packet's contents show with their rings and promises; of more, only the names are listed
#: and none compared.
LONGEST_CONTENTS: Final = 60
#: Pages of a leaf: brochures begin on right-hand pages, so what is before them is made of whole leaves.
_LEAF: Final = 2
#: The number that stands for all page numbers while pages are measured.
ANY_PAGE: Final = 88


@dataclass(frozen=True)
class Front:
    """What stands before the brochures of a packet: its programs and chapters with their pages, and the
    comparison of its programs, where there are some and not too many.
    """

    packet: Packet
    brochures: tuple[Entry, ...]
    chapters: tuple[Entry, ...]
    comparison: Comparison | None
    is_long: bool

    @classmethod
    def of(
        cls,
        packet: Packet,
        brochures: Sequence[Entry],
        chapters: Sequence[Entry],
        publication: Publication,
        words: Phrases,
        widths: Widths,
        sheet: Sheet,
    ) -> Front:
        """The front of a packet with these documents on a sheet, in this language and typeface."""
        is_long = len(brochures) > LONGEST_CONTENTS
        if not is_long:
            brochures, chapters = spaced(brochures, chapters, widths, sheet)
        compared = None
        if len(brochures) >= FEWEST_COMPARED and not is_long:
            kind = publication.kind
            comparing = Comparing(kind, words, publication.facts, sheet, widths)
            compared = comparing.table(
                [
                    (one.program, f"packet:{quote(one.name)}", one.folio, _told(one.program, kind, words))
                    for one in brochures
                    if one.program is not None
                ],
                below=sum(one.height for one in chapters) + CONTENTS_KIND * bool(chapters),
            )
        return cls(packet, tuple(brochures), tuple(chapters), compared, is_long)

    @property
    def known(self) -> dict[str, Any]:
        """What its template is given."""
        return {
            "packet": self.packet,
            "brochures": self.brochures,
            "chapters": self.chapters,
            "comparison": self.comparison,
            "is_long": self.is_long,
        }

    def contents(self) -> tuple[Content, ...]:
        """Its units, in their order."""
        welcome = self.packet.welcome
        found = [Content("front", "front")]
        if welcome:
            found += [*picture_pages("welcome", [welcome]), Content("welcome", "welcome", welcome)]
        found.append(Content("contents", "contents"))
        return (*found, *([Content("comparison", "comparison")] if self.comparison else ()))

    def fitting(self, publication: Publication, sheet: Sheet) -> Fitting:
        """How it may be laid out."""
        units = tuple(self._unit(one, publication) for one in self.contents())
        fits = (1.0, *publication.formats[UNNAMED].tight[:1])
        architectures = tuple(one for one in publication.architectures.values() if not one.is_named_only)
        return Fitting(units, architectures, (), fits, share_of(sheet), _LEAF, is_numbered_later=True)

    def _unit(self, one: Content, publication: Publication) -> PageGroup:
        place, welcome = str(self.packet.title.where or ""), self.packet.welcome
        if one.picture is not None:
            return PageGroup(one.id, one.role, {"picture": 1}, str(one.picture.file.where or place))
        matter = {
            "programs": len(self.brochures),
            "chapters": len(self.chapters),
            "season": len(publication.season.key_dates),
        }
        if one.role == "welcome" and welcome:
            written = (welcome.written_at(field) for field in ("text", "lead", "title"))
            place = str(next(filter(None, written), place))
            people = welcome.people
            portraits = sum(isinstance(one, Person) and one.photo is not None for one in people)
            matter |= {**matter_of(welcome), "portraits": portraits}
        return PageGroup(one.id, one.role, matter, place, str(self.packet.title))


@dataclass(frozen=True)
class Index:
    """The index of a packet: people in order; programs, whose rings may close its last page."""

    packet: Packet
    people: tuple[Indexed, ...]
    programs: tuple[Entry, ...]

    @classmethod
    def of(cls, job: PacketJob, people: Sequence[Indexed]) -> Index:
        """The index of a packet that names these people."""
        programs = [one.subject for one in job.brochures if isinstance(one.subject, Program)]
        listed = tuple(Entry(one.id, ANY_PAGE, program=one) for one in programs)
        return cls(job.packet, tuple(people), listed)

    def known(self, sheet: Sheet, widths: Widths, fit: float) -> dict[str, Any]:
        """What its template is given, with type at this share of its size."""
        lines = index_known(self.people, sheet, widths, fit)
        return {"packet": self.packet, "brochures": self.programs, "fit": fit, **lines}

    def contents(self) -> tuple[Content, ...]:
        """Its only unit."""
        return (Content("people", "index"),)

    def fitting(self, publication: Publication, sheet: Sheet) -> Fitting:
        """How it may be laid out."""
        matter = {"people": len(self.people), "programs": len(self.programs)}
        place, title = str(self.packet.title.where or ""), str(self.packet.title)
        units = tuple(PageGroup(one.id, one.role, matter, place, title) for one in self.contents())
        fits = (1.0, *publication.formats[UNNAMED].tight[:1])
        architectures = tuple(one for one in publication.architectures.values() if not one.is_named_only)
        return Fitting(units, architectures, (), fits, share_of(sheet))


def without_pages(entries: Sequence[Entry]) -> list[Entry]:
    """The lines of contents with one number for all pages, as they are measured."""
    return [replace(one, folio=ANY_PAGE) for one in entries]


def _told(program: Program, kind: Kind, words: Phrases) -> Mapping[str, Text]:
    """What a comparison can say of a program, by columns."""
    known = {"promise": program.promise, "when": when(program), **program.fields}
    return {
        name: in_words(words, known[name], program.written_at("stages" if name == "when" else name))
        for name in kind.comparison
        if known.get(name) is not None
    }
