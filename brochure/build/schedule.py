"""All documents of a build, as many at once as there are workers for, and what its edition makes of each.
Must not know how one is made or published.

A document is composed as people see it on screen. Every other edition is a folder of `brochure/editions`
and a function here that says what its task is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from time import perf_counter
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from brochure.build.brochures import make
from brochure.build.desk import Desk
from brochure.build.packets import make_packet
from brochure.build.plan import Plan
from brochure.build.request import Watcher
from brochure.build.tasks import Impose, Separate, Task
from brochure.compose import Composer, inks_of
from brochure.errors import Finding
from brochure.model import (
    SHEETS,
    SHIPPED_PROFILES,
    WHOLE,
    Brand,
    Format,
    HashedFile,
    Inks,
    Job,
    Length,
    Made,
    PacketJob,
    PageView,
    PictureView,
    Printer,
    Program,
    Settings,
)
from brochure.pdf import InkShares, PrintedColors

if TYPE_CHECKING:
    from brochure.editions.office import Work

#: What the preflight of files tells of pictures with too few pixels, and how far apart the pixels per inch
#: of one may be: the page's and the file's are rounded at different places.
_PIXELS: Final = frozenset({"resolution", "resolution-low"})
_SAME_PICTURE: Final = 1.5
#: How far two shares of one ink may be apart, in percent.
_SAME_INK: Final = 1.6
#: More pages than the two of one leaf are folded.
_A_LEAF: Final = 2


def finish(document: Made, composer: Composer, desk: Desk) -> Made:
    """The document as its edition is published; unchanged where it has errors."""
    if not document.sound or not isinstance(document.result.data, HashedFile):
        return document
    match composer.edition:
        case "press":
            task = for_press(document, document.result.data, composer)
            made = done(task, document, desk, document.pages)
            return _with_colors(_with_places(made, composer.publication.printer.picture_ppi), composer)
        case "office":
            return done(
                for_office(document, document.result.data, composer.publication.settings), document, desk
            )
    return document


def _with_places(document: Made, wanted: int) -> Made:
    """Pictures that have fewer than `wanted` pixels per inch, which the file tells, have their places.

    What the page told of the same ones, of which less is asked there, is not told beside that.
    """
    from brochure.preflight.layout import more_pixels

    told = {one: _pictures_of(one, document) for one in document.findings if one.slug in _PIXELS}
    places = {picture.where for pictures in told.values() for picture in pictures}
    findings = list[Finding]()
    for one in document.findings:
        if pictures := told.get(one):
            findings += (one._replace(where=p.where, hint=more_pixels(p, wanted)) for p in pictures)
        elif one.slug != "coarse-picture" or one.where not in places:
            findings.append(one)
    return replace(document, findings=tuple(dict.fromkeys(findings)))


def _pictures_of(finding: Finding, document: Made) -> list[PictureView]:
    """The pictures of its page that have the pixels per inch that a finding tells, where it tells any."""
    pictures = document.pages[finding.page - 1].pictures if finding.page else ()
    return [
        one
        for one in pictures
        for pixels in finding.figures
        if one.where and abs(one.resolution - pixels) < _SAME_PICTURE
    ]


def _with_colors(document: Made, composer: Composer) -> Made:
    """Of small text in many inks, which color of the brand that is, with its line there."""
    many = "small-text-inks"
    if not any(one.slug == many for one in document.findings):
        return document
    brand = composer.publication.brand
    own, printed = Inks(brand), PrintedColors(profile_of(brand, composer.content))
    inks = {name: inks_of(value, own, printed) for name, value in brand.color.palette.items()}

    def named(one: Finding) -> Finding:
        near = (name for name, known in inks.items() if _is_near(known, one.figures))
        name = next(near, "")
        hint = (
            f"give {name or 'that color'} three inks or fewer under press: inks: in brand.yaml;"
            " make_brochure.py brand --edition press shows the inks of all"
        )
        if not name:
            return one._replace(hint=hint)
        where = brand.color.written_at(f"palette.{name}")
        return one._replace(what=f"{name}: {one.what}", hint=hint, where=str(where or ""))

    own_pages = (one for one in document.findings if one.slug == many and one.figures and not one.where)
    told = {one: named(one) for one in own_pages}
    return replace(document, findings=tuple(told.get(one, one) for one in document.findings))


def _is_near(inks: InkShares, others: InkShares) -> bool:
    return all(abs(share - other) < _SAME_INK for share, other in zip(inks, others, strict=True))


def done(task: Task, document: Made, desk: Desk, pages: Sequence[PageView] = ()) -> Made:
    """The document as the task leaves it; `pages` where these are still its own."""
    began = perf_counter()
    result = desk.do(document.name, task)
    return replace(
        document,
        result=replace(result, pages=tuple(pages) or result.pages),
        findings=(*document.findings, *document.placed(result.findings)),
        details={**document.details, **result.details},
        seconds=document.seconds + perf_counter() - began,
    )


def for_press(document: Made, pdf: HashedFile, composer: Composer) -> Separate:
    """For a print shop: in its inks, with bleed and marks, as the brand asks."""
    from brochure.editions.press import Press

    brand, season = composer.publication.brand, composer.publication.season
    slug = (
        f"{document.name}.pdf   {composer.edition}   {composer.publication.institution.name}  "
        f" {season.label}   {season.issued or ''}"
    )
    folds, levels = _folds(document.form, composer), _levels(document.form, composer)
    order = Press(
        profile=profile_of(brand, composer.content),
        condition=brand.press.condition,
        inks=Inks(brand),
        bleed=composer.bleed,
        font=typeface_of(composer),
        issued=season.published,  # a file has to say when it was made
        folds=folds,
        levels=levels,
        limit=composer.publication.printer.total_ink / 100,
        slug=slug.rstrip(),
    )
    return Separate(document.name, pdf, order, _printer(folds, composer))


def profile_of(brand: Brand, content: Path) -> bytes:
    """The output profile of a brand: its own, or the one that is shipped for its condition."""
    own, shipped = brand.press.profile, files("brochure.editions.press")
    return ((content / own) if own else (shipped / SHIPPED_PROFILES[brand.press.condition])).read_bytes()


def _printer(folds: list[list[float]], composer: Composer) -> Printer:
    """What the print shop asks for; of a leaflet, that it is folded where its format says."""
    lengths = tuple(Length(f"{fold:g} pt") for fold in next(iter(folds), ()))
    printer = composer.publication.printer
    return printer.model_copy(update={"folds": lengths}) if lengths else printer


def _folds(form: Format | None, composer: Composer) -> list[list[float]]:
    """Where each page of a format is folded, in points from the left edge of its trim."""
    panels = form.panels(composer.sheet.name) if form else ()
    return [
        [panel.left for panel in panels if panel.page == page and not panel.is_first]
        for page in sorted({panel.page for panel in panels})
    ]


def _levels(form: Format | None, composer: Composer) -> list[list[float]]:
    """Where each page of a format is folded from side to side, in points from the top edge of its trim."""
    panels = form.panels(composer.sheet.name) if form else ()
    return [
        [panel.top for panel in panels if panel.page == page and not panel.is_highest]
        for page in sorted({panel.page for panel in panels})
    ]


def typeface_of(composer: Composer) -> bytes:
    """The upright face of captions that is nearest to regular."""
    typography = composer.publication.brand.typography
    family = next(family for family in typography.fonts if family.family == typography.captions.family)
    face = min(family.files, key=lambda face: (face.style == "italic", abs(face.weight - 400)))
    return composer.layouts.type_of(composer.publication.brand)[2][f"asset:fonts/{face.path}"].read_bytes()


def for_office(document: Made, pdf: HashedFile, settings: Settings) -> Impose:
    """For a duplex printer: on sheets, as the publication's settings ask."""
    from brochure.editions.office import Scheme

    office = settings.office
    scheme = Scheme(
        _work(document.pages, document.form, settings.sheet),
        office.paper_thickness_mm,
        office.flip,
        office.signature_pages,
        office.marks,
        office.sheet,
        WHOLE[settings.sheet],
    )
    return Impose(document.name, pdf, scheme)


def _work(pages: Sequence[PageView], form: Format | None, sheet: str) -> Work:
    """Booklets are folded; flyers and cards are cut from a sheet; what lies or is folded by itself is a
    sheet, and so is what is larger than the publication's own.
    """
    if len(pages) > _A_LEAF:
        return "booklet"
    is_folded = form is not None and any(len(side) > 1 for side in form.sides)
    lies, is_large = pages[0].width > pages[0].height, pages[0].height > SHEETS[sheet].height + 1
    return "single" if lies or is_folded or is_large else "copies"


#: A document as packets take it, as it goes out, and whether it goes out by itself.
Document = tuple[Made, Made, bool]


def make_all(
    planned: Plan,
    composer: Composer,
    desk: Desk,
    watcher: Watcher,
    mark: Callable[[Made], Made] = lambda made: made,
    known: Mapping[str, Made] = MappingProxyType({}),
) -> Iterator[tuple[Made, bool]]:
    """Every document, packets last, and whether it goes out: those are finished for their edition, with the
    `mark` that they are to carry. `known` are documents by their names that were made already.
    """
    watcher.planned(len(planned.names))
    pools = (
        ThreadPoolExecutor(desk.workers.places, "document"),
        ThreadPoolExecutor(max(1, len(planned.packets)), "packet"),
    )
    try:
        for begun in _Schedule(planned, composer, desk, watcher, mark, known).begin(*pools):
            _, document, is_public = begun.result()
            yield document, is_public
    except Exception:
        for pool in pools:
            pool.shutdown(cancel_futures=True)  # when it is told, nothing is being made any more
        raise
    finally:
        for pool in pools:
            pool.shutdown(wait=False, cancel_futures=True)


@dataclass(frozen=True)
class _Schedule:
    planned: Plan
    composer: Composer
    desk: Desk
    watcher: Watcher
    mark: Callable[[Made], Made]
    known: Mapping[str, Made]

    def begin(self, pool: ThreadPoolExecutor, beside: ThreadPoolExecutor) -> list[Future[Document]]:
        """Hands out everything, the longest first, but chapters before: packets' fronts wait for them. What
        was edited since the last build comes before all, since the rest is known.

        Packets do little else than wait for documents, so each has a thread of its own.
        """
        jobs = [
            job
            for jobs in (self.planned.chapters, self.planned.jobs)
            for job in sorted(jobs, key=_length, reverse=True)
        ]
        last = self.desk.store.last_build()
        jobs.sort(key=lambda job: not last or self._written(job) <= last)
        begun = {job.name: pool.submit(self._document, job) for job in jobs}
        packets = [beside.submit(self._packet, packet, begun) for packet in self.planned.packets]
        return [*begun.values(), *packets]

    def _written(self, job: Job) -> float:
        """When the own file of what a job is about was last written, in seconds since the epoch."""
        title = job.subject.name if isinstance(job.subject, Program) else job.subject.title
        try:
            return (self.composer.content.parent / title.where.file).stat().st_mtime if title.where else 0.0
        except OSError:
            return 0.0

    def _document(self, job: Job) -> Document:
        self.watcher.began(job.name)
        document = self.known.get(job.name) or make(job, self.composer, self.desk)
        is_public = job.name in self.planned.published
        return document, self._finished(document) if is_public else document, is_public

    def _packet(self, job: PacketJob, begun: dict[str, Future[Document]]) -> Document:
        self.watcher.began(job.name)
        packet = self.known.get(job.name) or make_packet(
            job, lambda name: begun[name].result()[0], self.composer, self.desk
        )
        return packet, self._finished(packet), True

    def _finished(self, document: Made) -> Made:
        return finish(self.mark(document), self.composer, self.desk)


def _length(job: Job) -> int:
    """What a document has to say, roughly: the more, the longer it takes."""
    return len(str(job.subject)) * (job.format.pages[0] if job.format and job.format.pages else 1)
