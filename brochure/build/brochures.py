"""One document: composed here, set and inspected where the desk says.

One that fails is a finding and does not end the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import takewhile
from pathlib import Path
from time import perf_counter
from traceback import extract_tb
from typing import Final

from jinja2 import TemplateError

from brochure.build.copyfitting import (
    Measured,
    SetWhole,
    UnmeasuredError,
    compose_pages,
    fitted,
    parts_of,
    set_as_before,
)
from brochure.build.desk import Desk
from brochure.build.shared import LEAVES
from brochure.build.tasks import LayOut, PreparePicture, SetPages, Task
from brochure.compose import Beginnings, Composer, Entry, Fitting, Indexed, LeftOut
from brochure.errors import ContentError, Finding, Problem, Where
from brochure.model import (
    Arrangement,
    Asset,
    Chapter,
    Composition,
    Format,
    HashedFile,
    Job,
    Made,
    PacketJob,
    PageSource,
    Placement,
    Program,
    Publication,
    Result,
    Rules,
    Wanted,
)

#: From so many pages on a brochure has page numbers; a packet numbers all of its pages itself.
NUMBERED: Final = 8
#: How a document's assets name files of the content folder: its pictures.
_CONTENT: Final = "asset:content/"


def make(job: Job, composer: Composer, desk: Desk, before: Made | None = None) -> Made:
    """A chapter, or a program in one of the formats, in smaller type where it has to and may.

    What was made `before` differs only in the numbers of pages to which it refers: this is arranged as that
    was, as long as it has as many pages. Raises `ValueError` where a program comes without a format.
    """
    if isinstance(job.subject, Chapter):
        return _composed(job, Rules(), composer, desk, before)
    if job.format is None:
        raise ValueError("a program has a format")
    is_tight = job.subject.fit == "tight"
    form, rules = job.format, rules_of(job.format, job.sheet, is_tight)
    if not form.is_fixed:
        return replace(_composed(job, rules, composer, desk, before), form=form)

    def attempt(left_out: Sequence[LeftOut], fit: float, wanted: Wanted | None) -> Made:
        way = Composition(fit, tuple(one.way for one in left_out))
        made = _in_one_way(job, way, rules, composer, desk, wanted)
        return replace(made, form=form, details={"fit": fit} if fit < 1 else {})

    made = fitted(attempt, composer.ways(job), form.tight if is_tight else ())
    return _with_fields_told(made, job.subject, form, composer.publication)


def _with_fields_told(made: Made, program: Program, form: Format, publication: Publication) -> Made:
    """With a note of fields for which a small format has no line, each told with the first program that has
    it; what gave way is told already.
    """
    own = {name: one.label for name, one in program.own.items() if one.label and name in program.fields}
    printed = {name for name in own if program.written_at(name) in made.printed.places}
    before = takewhile(lambda one: one.id != program.id, publication.programs)
    earlier = {name for one in before for name in one.fields}
    left = [name for name in own if name not in printed | earlier]
    if not left or not printed or made.result.data is None:
        return made
    what = f"{form.id} has no line for {', '.join(f'{own[name]} ({name})' for name in left)}"
    columns = ", ".join((*publication.kind.comparison, left[0]))
    hint = f"brochures have it; write comparison: [{columns}] in publication.yaml to have it here too"
    note = Finding(made.name, 0, "not-here", "note", what, str(program.written_at(left[0]) or ""), hint)
    return replace(made, findings=tuple(sorted({*made.findings, note})))


def make_bound(job: Job, packet: str, made: Made, composer: Composer, desk: Desk) -> Made:
    """A brochure that shares nothing with others, as a packet binds it: without page numbers of its own, and
    without pages that only make its sheets whole.
    """
    known = composer.publication.architectures
    has_filler = any(
        view.architecture in known and "filler" in known[view.architecture].units for view in made.pages
    )
    if job.format is None or not (has_filler or len(made.pages) >= NUMBERED):
        return made
    form = job.format.model_copy(update={"pages": LEAVES})
    return make(replace(job, packet=packet, format=form), composer, desk)


def _composed(job: Job, rules: Rules, composer: Composer, desk: Desk, before: Made | None) -> Made:
    """A document of pages that are composed by what there is to say, or as they were `before`."""
    may_be_numbered = not job.packet and bool(job.format and job.format.pages)

    def in_this_way(way: Composition, wanted: Wanted | None = None) -> Made:
        return _in_one_way(job, way, rules, composer, desk, wanted)

    fitting = composer.fitting(job)
    if fitting is None:
        return in_this_way(Composition(placements=()))
    units = tuple(unit.id for unit in fitting.units)
    begins = Beginnings(fitting, job.part, job.first or 1)

    def set_whole(arrangement: Arrangement, pages: int, wanted: Wanted | None = None) -> Made:
        fit, placements = arrangement.fit, arrangement.placements
        way = Composition(fit, (), placements, units, () if may_be_numbered and pages >= NUMBERED else None)
        is_list = begins.are_listed(arrangement) and (way.numbers is not None or job.first)
        if is_list and (likely := begins.on(before.pages) if before else begins.expected(arrangement)):
            way = replace(way, numbers=likely)
        made = in_this_way(way, wanted)
        if is_list and made.result.layout and way.numbers != begins.on(made.pages):
            made = in_this_way(replace(way, numbers=begins.on(made.pages)))
        for part, own in parts_of(arrangement, made).items():
            begins.note(part, fit, list(own.values()))
        return made

    def lay_out(placement: Placement, fit: float) -> Result:
        def alone() -> PageSource:
            source = composer.measured_document(job, fit, placement)
            return replace(source, name=source.name.rpartition("/")[2])  # it is the same in a packet

        result = _laid_out(job.name, alone, desk)
        begins.note(placement, fit, result.pages)
        return result

    again = set_as_before(before, set_whole) if before else None
    return again or _filled(job.name, fitting, set_whole, lay_out)


def _in_one_way(
    job: Job, way: Composition, rules: Rules, composer: Composer, desk: Desk, wanted: Wanted | None
) -> Made:
    """A document composed in a way and set; not where its pages on a screen are known not to be what is
    wanted, since all editions break them alike.
    """
    asked = replace(job, numbers=way.numbers), way.fit, way.without, way.placements
    screen = composer.for_measuring
    if wanted and screen is not composer and way != Composition():  # most panels fit at first
        source = composed(job.name, lambda: screen.document(*asked), desk)
        if isinstance(source, PageSource) and (told := _unwanted(source, rules, wanted, desk)):
            return replace(told, composition=way)
    made = set_document(job.name, lambda: composer.document(*asked), desk, rules, wanted=wanted)
    return replace(made, composition=way)


def _unwanted(source: PageSource, rules: Rules, wanted: Wanted, desk: Desk) -> Made | None:
    """A document as it was measured, if that is known of it."""
    try:
        result = desk.known(SetPages(hashed(source, desk, desk.known), rules, wanted))
    except UnpreparedError:
        return None
    if result is None or result.read():
        return None
    return Made(source.name, source.title, source.language, result, result.findings, 0.0)


def _filled(name: str, fitting: Fitting, set_whole: SetWhole, lay_out: Measured) -> Made:
    """A document in the arrangement that costs least; where nothing lays it out, or that cannot be measured,
    why it is not made.
    """
    began = perf_counter()
    try:
        return compose_pages(fitting, set_whole, lay_out)
    except UnmeasuredError as error:
        findings = error.findings
    except ContentError as error:
        findings = tuple(
            Finding(name, 0, "not-laid-out", "error", one.what, str(one.where), one.hint)
            for one in error.problems
        )
    return Made(name, "", "", Result(None), findings, perf_counter() - began)


def make_front_pages(
    job: PacketJob,
    brochures: Sequence[Entry],
    chapters: Sequence[Entry],
    composer: Composer,
    desk: Desk,
    known: dict[tuple[Placement, float], Result],
    is_kept: bool = True,
) -> Made:
    """A packet's cover, welcome and contents, on whole leaves, with the numbers of these lines.

    `known` is what was laid out of them before, which is the same whatever the numbers are. Pages that are
    not kept have their bytes.
    """
    name, fitting = f"{job.name}-front", composer.front_fitting(job, brochures, chapters)
    units = tuple(unit.id for unit in fitting.units)

    def set_whole(arrangement: Arrangement, pages: int, wanted: Wanted | None = None) -> Made:
        fit, placements = arrangement.fit, arrangement.placements
        compose = partial(composer.front, job, brochures, chapters, fit, placements)
        made = set_document(name, compose, desk, wanted=wanted, is_kept=is_kept)
        return replace(made, composition=Composition(fit, (), placements, units))

    def lay_out(placement: Placement, fit: float) -> Result:
        if (placement, fit) not in known:
            front = partial(composer.measured_front, job, brochures, chapters, fit, placement)
            known[placement, fit] = _laid_out(name, front, desk)
        return known[placement, fit]

    return _filled(name, fitting, set_whole, lay_out)


def make_index(job: PacketJob, people: Sequence[Indexed], composer: Composer, desk: Desk) -> Made:
    """A packet's index of people, who are in order."""
    name = f"{job.name}-index"

    def set_whole(arrangement: Arrangement, pages: int, wanted: Wanted | None = None) -> Made:
        known = job, people, arrangement.fit, arrangement.placements
        return set_document(name, lambda: composer.index(*known), desk, wanted=wanted)

    def lay_out(placement: Placement, fit: float) -> Result:
        index = partial(composer.for_measuring.index, job, people, fit, (placement,))
        return _laid_out(name, index, desk)

    return _filled(name, composer.index_fitting(job, people), set_whole, lay_out)


def rules_of(form: Format, sheet: str, is_tight: bool) -> Rules:
    """What holds for a program in one of the formats; `is_tight` says that its type may shrink already."""
    panels = form.panels(sheet) if form.is_fixed else ()
    return Rules(form.pages, panels, bool(form.tight) and not is_tight, ends_anywhere=not form.pages)


def set_document(
    name: str,
    compose: Callable[[], PageSource],
    desk: Desk,
    rules: Rules | None = Rules(),  # noqa: B008  it is frozen
    whole: int = 1,
    filler: int = 0,
    before: int = 0,
    wanted: Wanted | None = None,
    is_kept: bool = True,
) -> Made:
    """A document, composed and set with some filler pages; where its layout fails, that is a finding.

    Where its pages are not what is `wanted`, it is only measured. One that is not kept has its bytes.
    It is set again with others where its pages, and those that come `before` it, are no multiple of `whole`.
    """
    began = perf_counter()
    source = composed(name, compose, desk)
    if isinstance(source, Finding):
        return Made(name, "", "", Result(None), (source,), perf_counter() - began)
    set_pages = partial(_set, desk=desk, rules=rules, wanted=wanted, is_kept=is_kept)
    result, filler = _set_whole(source, set_pages, whole, filler, before)
    desk.keep_result(name, result)
    seconds = perf_counter() - began
    made = Made(name, source.title, source.language, result, result.findings, seconds, result.files, filler)
    return replace(made, printed=source.printed)


def composed(name: str, compose: Callable[[], PageSource], desk: Desk) -> PageSource | Finding:
    """A document as its layout says it, or that this fails, and where."""
    try:
        with desk.composing, layout_faults():
            return compose()
    except LayoutFaultError as fault:
        (one,) = fault.problems
        return Finding(name, 0, "layout-fault", "error", one.what, str(one.where), one.hint)


class LayoutFaultError(ContentError):
    """A layout failed: where, and why."""


@contextmanager
def layout_faults() -> Iterator[None]:
    """Raises `LayoutFaultError` for what a layout that is used meanwhile does wrong."""
    try:
        yield
    except Exception as error:
        if not (where := _layout_line(error)):
            raise
        hint = "mend that line, or delete the file so that the shipped one is used"
        raise LayoutFaultError([Problem(Where(where), f"the layout fails: {error}", hint)]) from None


def _set_whole(
    source: PageSource, set_pages: Callable[[PageSource], Result], whole: int, filler: int, before: int
) -> tuple[Result, int]:
    """A document set with the first number of filler pages that makes it whole, and that number."""
    result = set_pages(source.with_filler(filler))
    missing = (filler - before - len(result.pages)) % whole
    # One more where what follows the filler pages had a page of its own already.
    for more in (missing, missing + 1):
        if (before + len(result.pages)) % whole:
            result, filler = set_pages(source.with_filler(more)), more
    return result, filler


def _set(
    source: PageSource, desk: Desk, rules: Rules | None, wanted: Wanted | None, is_kept: bool
) -> Result:
    desk.keep_source(source)
    return _done(source.name, source, lambda known: SetPages(known, rules, wanted), desk, is_kept)


class UnpreparedError(Exception):
    """A photograph could not be made ready for a page: the findings say why."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(findings)
        self.findings = findings


def _done(
    name: str, source: PageSource, task: Callable[[PageSource], Task], desk: Desk, is_kept: bool = True
) -> Result:
    """What a task for a composed document gives; where its photographs cannot be prepared, why."""
    try:
        return (desk.do if is_kept else desk.do_once)(name, task(hashed(source, desk)))
    except UnpreparedError as error:
        return Result(None, findings=error.findings)


def _laid_out(name: str, compose: Callable[[], PageSource], desk: Desk) -> Result:
    """A document that is only measured; where its layout fails, that is why there is none."""
    source = composed(name, compose, desk)
    return (
        Result(None, findings=(source,))
        if isinstance(source, Finding)
        else _done(name, source, LayOut, desk)
    )


def hashed(
    source: PageSource, desk: Desk, prepared: Callable[[PreparePicture], Result | None] | None = None
) -> PageSource:
    """The same document with what its files hold now; photographs are prepared once for all, or as they
    are known to be `prepared`. Raises `UnpreparedError`.
    """
    prepare = prepared or partial(desk.do, source.name)

    def known(address: str, asset: Asset) -> HashedFile | bytes:
        if not isinstance(asset, Path):
            return asset
        file = desk.file(asset)
        cut = source.cuts.get(address)
        if cut is None and not address.startswith(_CONTENT):
            return file
        resolution = source.resolution if cut else 0
        task = PreparePicture(file, source.enough, source.keeps_inks, cut, resolution)
        result = prepare(task) or Result(None)
        if result.data is None:
            where = f"content/{address.split('/', 2 if cut else 1)[-1]}"
            raise UnpreparedError(tuple(one._replace(where=where) for one in result.findings))
        return result.data or file

    return replace(
        source, assets={address: known(address, asset) for address, asset in source.assets.items()}
    )


def _layout_line(error: Exception) -> str:
    """The line of a layout that raised an error; empty where the fault is this program's."""
    frames = [(Path(frame.filename), frame.lineno) for frame in extract_tb(error.__traceback__)]
    lines = [
        f"layouts/{path.as_posix().rpartition('/layouts/')[2]}:{line}"
        for path, line in frames
        if path.suffix in (".j2", ".css")
    ]
    raised = frames[-1][0]
    is_own = (
        Path(__file__).resolve().parents[1] in raised.parents
        and raised.suffix == ".py"
        and not isinstance(error, TemplateError)
    )
    return lines[-1] if lines and not is_own else ""
