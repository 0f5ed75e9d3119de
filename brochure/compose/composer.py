"""The documents of a publication: each is one template, filled in with what its job is about.

Takes a publication and layouts; gives a `PageSource` with everything that the document may read. Must not
know the engine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from brochure import __version__
from brochure.compose.arranging import arrange
from brochure.compose.bounds import Rendering
from brochure.compose.brand_sheet import BrandSheet, report_known
from brochure.compose.drawings import Drawings
from brochure.compose.filters import ring_note
from brochure.compose.front import ANY_PAGE, Front, Index, without_pages
from brochure.compose.layouts import Layouts, render
from brochure.compose.markup import running_foot
from brochure.compose.packet_lists import Entry, Folio, Indexed, references
from brochure.compose.phrases import Phrases
from brochure.compose.picture_places import Photographs, Pictures
from brochure.compose.printed_groups import LeftOut, Subject, printed_groups, ways_of
from brochure.compose.schedules import Schedules
from brochure.compose.template_values import Views
from brochure.compose.typefaces import Typefaces, Widths
from brochure.compose.units import (
    Content,
    Fitting,
    Placed,
    chapter_contents,
    contents,
    fitting_of,
    placed,
    share_of,
)
from brochure.model import (
    SHEETS,
    Chapter,
    Format,
    Inspected,
    Job,
    PacketJob,
    PageSource,
    Placement,
    Program,
    Publication,
    Sheet,
    Stylesheet,
    Way,
    WebFrame,
    plain,
    tint_of,
)

#: The edition for screens, the one whose pages bleed, and the one for printers in offices.
SCREEN, PRESS, OFFICE = "screen", "press", "office"
#: Its pictures: a little above the 300 dots per inch that printers ask for, since sizes are rounded; and
#: their quality.
PICTURES = (320, 95)
#: The templates of pages on the web that are around no document.
_WEB_PAGES: Final = {name: f"web/{name}.html.j2" for name in ("index", "choice", "missing")}


@dataclass(frozen=True)
class Composer:
    """Composes the documents of one publication for one edition.

    What only depends on layouts is kept by those, and what templates are given of content by `views`.
    """

    publication: Publication
    content: Path
    layouts: Layouts
    edition: str = SCREEN
    views: Views = field(default_factory=Views, repr=False, compare=False)

    @property
    def sheet(self) -> Sheet:
        """The publication's own, of which formats take theirs."""
        return SHEETS[self.publication.settings.sheet]

    @property
    def bleed(self) -> float:
        """How far art runs over the edges of a page, in points: by its sheet or by the print shop."""
        asked = round(float(self.publication.printer.bleed), 6)
        return max(self.sheet.bleed, asked) if self.edition == PRESS else 0

    @cached_property
    def for_measuring(self) -> Composer:
        """Composes what is only measured: in all editions pages break alike."""
        return self if self.edition == SCREEN else replace(self, edition=SCREEN)

    @property
    def _type(self) -> tuple[Typefaces, Widths, Mapping[str, Path]]:
        return self.layouts.type_of(self.publication.brand)

    @property
    def language(self) -> str:
        """That of packets and reports, which are nobody's job alone."""
        return self.publication.settings.language

    def document(
        self,
        job: Job,
        fit: float = 1.0,
        without: Sequence[Way] = (),
        placements: Sequence[Placement] | None = None,
    ) -> PageSource:
        """The document of a job, with type at this share of its size, and without some of what its format
        may leave out. `placements` say how its parts are laid out, or some of them. Raises `ValueError`
        where a program has no format, or a chapter one.
        """
        match job.subject, job.format:
            case Program() as program, Format() as form:
                subject = Subject(self.publication, program, form)
                parts = self._placed(job, contents(program, self._words(job.language)), placements)
                if not without:
                    return self._program(job, subject, fit, parts)
                lesser = subject.without(without)
                return replace(self, publication=lesser.publication)._program(job, lesser, fit, parts)
            case Chapter() as chapter, None:
                parts = self._placed(job, chapter_contents(chapter), placements)
                return self._chapter(job, chapter, fit, parts)
        raise ValueError("programs have a format, and chapters have none")

    def measured_document(self, job: Job, fit: float, placement: Placement) -> PageSource:
        """A part of a document alone, the same whatever the numbers of pages are that it refers to."""
        elsewhere = tuple(replace(one, folio=ANY_PAGE) for one in job.elsewhere)
        return self.for_measuring.document(replace(job, elsewhere=elsewhere), fit, (), (placement,))

    def ways(self, job: Job) -> tuple[LeftOut, ...]:
        """What the document of a job may do without, in the order of its format."""
        match job.subject, job.format:
            case Program() as program, Format() as form:
                return tuple(ways_of(Subject(self.publication, program, form)))
        return ()

    def fitting(self, job: Job) -> Fitting | None:
        """How the document of a job may be laid out; nothing where it is of panels."""
        return fitting_of(job, self.publication, self._sheet_of(job.format), self._words(job.language))

    def _placed(
        self, job: Job, units: Sequence[Content], placements: Sequence[Placement] | None
    ) -> tuple[Placed, ...]:
        if placements is None and (fitting := self.fitting(job)):
            placements = arrange(fitting, {}).placements
        share = share_of(self._sheet_of(job.format))
        return placed(placements or (), units, self.publication.architectures, share)

    def _program(self, job: Job, subject: Subject, fit: float, parts: Sequence[Placed]) -> PageSource:
        """A program in one of the formats, its type at the share `fit` of its size."""
        program, form = subject.program, subject.form
        known = {
            "program": program,
            "variant": form.variant,
            "foot": self._foot(program.name),
            "description": plain(program.promise),
            "fit": fit,
            "page": form.sheet(job.sheet),
            "panels": {panel.name: panel for panel in form.panels(job.sheet)},
            "groups": printed_groups(program),
            "takes": subject.takes,
            "house_name": subject.house_name,
            "smaller": subject.smaller,
            "is_bound": bool(job.packet),
            "is_second": bool(len(job.before) % 2),
            "is_numbered": job.numbers is not None and not job.packet,
            "numbers": dict(job.numbers or ()),
            "is_explained": self._is_explained(program, job),
            **references(job.elsewhere, self._words(job.language)),
            "placements": parts,
        }
        named = job.name, plain(program.name), f"{form.id}/{form.id}.html.j2"
        return self.composed(*named, known, job.language, program.accent, form)

    def _is_explained(self, program: Program, job: Job) -> bool:
        """Whether an earlier brochure of the same packet has said what the rings mean."""
        words, programs = self._words(job.language), {one.id: one for one in self.publication.programs}
        said = [ring_note(words, self.views.of(programs[one])) for one in job.before if programs[one].stages]
        return bool(program.stages) and ring_note(words, self.views.of(program)) in said

    def _chapter(self, job: Job, chapter: Chapter, fit: float, parts: Sequence[Placed]) -> PageSource:
        """A chapter of the packet, its type at the share `fit` of its size."""
        known = {
            "chapter": chapter,
            "placements": parts,
            "fit": fit,
            "variant": "full",
            "description": plain(chapter.line),
            "foot": self._foot(chapter.title),
        }
        template = "packet/chapter.html.j2"
        return self.composed(job.name, plain(chapter.title), template, known, job.language, chapter.accent)

    def front(
        self,
        job: PacketJob,
        brochures: Sequence[Entry],
        chapters: Sequence[Entry],
        fit: float = 1.0,
        placements: Sequence[Placement] | None = None,
    ) -> PageSource:
        """A packet's cover, welcome, contents, and comparison of its programs where there are not too many.

        `placements` say how these are laid out, or some of them.
        """
        packet, front = job.packet, self._front(job, brochures, chapters)
        if placements is None:
            placements = arrange(front.fitting(self.publication, self.sheet), {}).placements
        parts = placed(placements, front.contents(), self.publication.architectures, share_of(self.sheet))
        known = {
            **front.known,
            "placements": parts,
            "fit": fit,
            "variant": "full",
            "description": plain(packet.line or packet.title),
            "foot": self._foot(packet.title),
        }
        return self.composed(f"{job.name}-front", plain(packet.title), "packet/front.html.j2", known)

    def front_fitting(
        self, job: PacketJob, brochures: Sequence[Entry], chapters: Sequence[Entry]
    ) -> Fitting:
        """How a packet's first pages may be laid out."""
        return self._front(job, brochures, chapters).fitting(self.publication, self.sheet)

    def measured_front(
        self,
        job: PacketJob,
        brochures: Sequence[Entry],
        chapters: Sequence[Entry],
        fit: float,
        placement: Placement,
    ) -> PageSource:
        """A part of a packet's first pages alone, the same whatever the numbers of pages are."""
        numbered = without_pages(brochures), without_pages(chapters)
        return self.for_measuring.front(job, *numbered, fit, (placement,))

    def _front(self, job: PacketJob, brochures: Sequence[Entry], chapters: Sequence[Entry]) -> Front:
        publication, words = self.publication, self._words(self.language)
        return Front.of(job.packet, brochures, chapters, publication, words, self._type[1], self.sheet)

    def back(self, job: PacketJob) -> PageSource:
        """A packet's back cover; filler pages before it are plates, the last one the inside of the cover."""
        packet = job.packet
        known = {"packet": packet, "description": plain(packet.title), "foot": self._foot(packet.title)}
        return self.composed(f"{job.name}-back", plain(packet.title), "packet/back.html.j2", known)

    def index(
        self,
        job: PacketJob,
        people: Sequence[Indexed],
        fit: float = 1.0,
        placements: Sequence[Placement] | None = None,
    ) -> PageSource:
        """A packet's index of people, who are in order. `placements` say how it is laid out."""
        index, title = Index.of(job, people), self._words(self.language)["index"]
        placements = placements or arrange(index.fitting(self.publication, self.sheet), {}).placements
        known = {
            **index.known(self.sheet, self._type[1], fit),
            "placements": placed(placements, index.contents(), self.publication.architectures),
            "description": title,
            "foot": self._foot(job.packet.title),
        }
        return self.composed(f"{job.name}-index", title, "packet/index.html.j2", known)

    def index_fitting(self, job: PacketJob, people: Sequence[Indexed]) -> Fitting:
        """How an index may be laid out."""
        return Index.of(job, people).fitting(self.publication, self.sheet)

    def folios(self, job: PacketJob, folios: Sequence[Folio]) -> PageSource:
        """A transparent page for each of some pages of a packet, with nothing but its number."""
        known = {"folios": folios, "description": "", "foot": ""}
        return self.composed(
            f"{job.name}-{folios[0].number}-folios", plain(job.packet.title), "packet/folio.html.j2", known
        )

    def report(self, one: Inspected, most: int, hints: bool) -> PageSource:
        """The preflight report of a file: `most` of the checks that found something, perhaps with hints."""
        known = report_known(one, most, hints, self._words(self.language))
        return self.composed("report", known["description"], "report/report.html.j2", known)

    @property
    def words(self) -> Phrases:
        """The layouts' own words in the publication's language."""
        return self._words(self.language)

    def own_sheet(self, name: str, title: str, known: dict[str, Any]) -> PageSource:
        """A sheet for those who publish, by a layout of its own: `handover`, or the `letter` of changes."""
        described = {"description": title, "foot": self._foot(title)}
        return self.composed(name, title, f"{name}/{name}.html.j2", {**known, **described})

    def brand_sheet(self, profile: bytes) -> PageSource:
        """The proof sheet of the brand: colors, faces and logo, in print by this profile."""
        publication, words = self.publication, self._words(self.language)
        title = plain(publication.brand.meta.name)
        known = {
            "sheet": BrandSheet.of(publication, self.content, self._type[0], profile, words),
            "description": f"{words['brand']}: {title}",
            "foot": f"{words['brand']} · {plain(publication.season.label)}",
        }
        return self.composed("brand", title, "brand/brand.html.j2", known)

    def _foot(self, title: str) -> str:
        """The running foot: one line beside the page number, whatever the title's length."""
        return running_foot(title, self.publication.season.label, self.sheet, self._type[1])

    def web_frame(self, frame: WebFrame) -> PageSource:
        """A page on the web: around a document, with all listed or some chosen, or in place of none."""
        template = _WEB_PAGES.get(frame.kind, "web/page.html.j2")
        known = {"frame": frame, "description": frame.description, "foot": ""}
        return self.composed(frame.name, frame.title, template, known, frame.language, frame.accent)

    def composed(
        self,
        name: str,
        title: str,
        template: str,
        known: dict[str, Any],
        language: str = "",
        accent: str | None = None,
        form: Format | None = None,
    ) -> PageSource:
        """A template filled in with what is known."""
        publication, color = self.publication, self.publication.brand.color
        language = language or self.language
        words, sheet = self._words(language), self._sheet_of(form)
        drawings = self._drawings(color.palette[accent or color.primary], sheet, words)
        ground, on_ground = drawings.ground_of(drawings.accent)
        pictures = Pictures(self.content)
        faces, widths, fonts = self._type
        schedules = Schedules(drawings, widths, self._across(form))
        photographs = Photographs(pictures, drawings.accent, sheet, self.bleed, publication)
        html, filler = render(
            self.layouts.environment(language, publication.kind),
            template,
            {
                "publication": self.views.of(publication),
                "language": language,
                "words": words.for_templates(),
                "figures": drawings.for_templates(
                    {**photographs.for_templates(), **schedules.for_templates()}
                ),
                "name": name.rpartition("/")[2],
                "title": title,
                "further": {},
                "more": {},
                "accent": drawings.accent,
                "ground": ground,
                "on_ground": on_ground,
                "tint": tint_of(drawings.accent, color.palette[color.background]),
                "keywords": plain(publication.season.label),
                "generator": f"brochure {__version__}",
                **{key: self.views.of(value) for key, value in known.items()},
            },
            Rendering(publication, pictures, widths),
        )
        assets: dict[str, Path | bytes] = {**fonts, **pictures.assets, **drawings.assets}
        source = PageSource(
            name,
            title,
            language,
            html,
            self._stylesheets(form),
            assets,
            faces.names,
            cuts=pictures.cuts,
            filler=filler,
        )
        if self.edition != PRESS:
            return source
        resolution, quality = PICTURES
        return replace(source, resolution=resolution, quality=quality, keeps_inks=True)

    def _drawings(self, accent: str, sheet: Sheet, words: Phrases) -> Drawings:
        """What draws in an accent: in lines on white where the office edition is to save ink."""
        saves_ink = self.edition == OFFICE and self.publication.settings.office.cover == "outline"
        return Drawings(self.publication, accent, sheet, words, self.bleed, saves_ink)

    def _words(self, language: str) -> Phrases:
        return self.layouts.phrases(language, self.publication.kind)

    def _sheet_of(self, form: Format | None) -> Sheet:
        return form.sheet(self.sheet.name) if form else self.sheet

    def _across(self, form: Format | None) -> float:
        """How wide diagrams are: as on the publication's own sheet, whichever format of pages shows them."""
        return (self._sheet_of(form) if form and form.is_fixed else self.sheet).measure

    def _stylesheets(self, form: Format | None) -> tuple[Stylesheet, ...]:
        folders = () if form is None else ("panels", form.id) if form.is_fixed else (form.id,)
        return self.layouts.stylesheets(self.publication.brand, self._sheet_of(form), self.bleed, folders)
