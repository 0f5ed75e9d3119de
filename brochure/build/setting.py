"""One document: composed here, set and inspected where the desk says. One that fails is a finding and does not end the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from traceback import extract_tb

from jinja2 import UndefinedError

from brochure.model import Format, Job, Made, PageSource, Program, Result, Rules
from brochure.errors import Finding
from brochure.compose import Composer
from brochure.build.desk import Desk

Compose = Callable[[int], PageSource]
#: Photographs among the pictures, by how their files end.
_PHOTOGRAPHS = (".jpg", ".jpeg", ".png", ".webp")
#: Inches: no side of a sheet is longer, with its bleed.
_LONGEST_SIDE = 12


def make(job: Job, composer: Composer, desk: Desk) -> Made:
    """A chapter, or a program in one of the formats: set in smaller type where its text does not fit and the program allows it."""
    if not isinstance(job.subject, Program) or job.format is None:
        return set_document(job.name, lambda _: composer.document(job), desk)
    is_tight = job.subject.fit == "tight"
    rules = rules_of(job.format, job.sheet, is_tight)
    steps = iter((1.0, *(job.format.tight if is_tight else ())))
    made = _fitted(job, job.format, composer, desk, rules, next(steps))
    while any(finding.slug == "overset" for finding in made.findings) and (fit := next(steps, None)):
        made = _fitted(job, job.format, composer, desk, rules, fit)
    return made


def rules_of(form: Format, sheet: str, is_tight: bool) -> Rules:
    """What holds for a program in one of the formats; `is_tight` says that its type may shrink already."""
    return Rules(form.pages, form.panels(sheet) if form.is_fixed else (), bool(form.tight) and not is_tight)


def _fitted(job: Job, form: Format, composer: Composer, desk: Desk, rules: Rules, fit: float) -> Made:
    made = set_document(
        job.name, lambda filler: composer.document(job, fit).with_filler(filler), desk, rules, form.fill or 1
    )
    return replace(made, form=form, details={"fit": fit} if fit < 1 else {})


def set_document(
    name: str, compose: Compose, desk: Desk, rules: Rules | None = Rules(), whole: int = 1, filler: int = 0
) -> Made:  # noqa: B008  it is frozen
    """Composes and sets a document; again with other filler pages where its pages do not make `whole` sheets."""
    began = perf_counter()
    try:
        source, result, filler = _set_whole(compose, desk, rules, whole, filler)
    except Exception as error:
        if not (where := _layout_line(error)):
            raise
        finding = Finding(
            name,
            0,
            "layout-fault",
            "error",
            f"the layout fails: {error}",
            where,
            "mend that line, or delete the file so that the shipped one is used",
        )
        return Made(name, "", "", Result(None), (finding,), perf_counter() - began)
    desk.keeper.result(name, result)
    return Made(
        name,
        source.title,
        source.language,
        result,
        result.findings,
        perf_counter() - began,
        result.files,
        filler,
    )


def _set_whole(
    compose: Compose, desk: Desk, rules: Rules | None, whole: int, filler: int
) -> tuple[PageSource, Result, int]:
    def once(filler: int) -> tuple[PageSource, Result, int]:
        source = compose(filler)
        desk.keeper.source(source)
        return (
            source,
            desk.do(
                source.name, "set_pages", _with_pictures(source, desk), rules, desk.keeper.folder is not None
            ),
            filler,
        )

    source, result, filler = once(filler)
    missing = (filler - len(result.pages)) % whole
    # One more where what follows the filler pages had a page of its own already.
    for more in (missing, missing + 1):
        if len(result.pages) % whole:
            source, result, filler = once(more)
    return source, result, filler


def _with_pictures(source: PageSource, desk: Desk) -> PageSource:
    """The same document with photographs prepared: each once for all documents, and no larger than a sheet can show."""
    enough = source.resolution * _LONGEST_SIDE
    prepared = {
        address: desk.do(source.name, "picture", asset, enough, source.keeps_inks).data or asset
        for address, asset in source.assets.items()
        if isinstance(asset, Path) and address.lower().endswith(_PHOTOGRAPHS)
    }
    return replace(source, assets={**source.assets, **prepared}) if prepared else source


def _layout_line(error: Exception) -> str:
    """The line of a layout that raised an error; empty where the fault is not the layout's but this program's."""
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
        and not isinstance(error, UndefinedError)
    )
    return lines[-1] if lines and not is_own else ""
