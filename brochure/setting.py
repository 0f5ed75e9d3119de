"""One document: compose, typeset, preflight. A document that fails is a finding and does not end the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from time import perf_counter
from traceback import extract_tb
from typing import Any

from jinja2 import UndefinedError

from brochure.artefacts import Finding, Job, PageSource, Proof
from brochure.compose import Composer
from brochure.keep import Keeper
from brochure.model import Format
from brochure.preflight import DOCUMENT, Check, checks_of, inspect
from brochure.typeset import EngineError, typeset

#: How a document's assets name the files of the content folder.
_CONTENT = "asset:content/"

Compose = Callable[[int], PageSource]


@dataclass(frozen=True)
class Made:
    """A document that was set: its proof (none where it failed), what preflight found, and the content files it prints.

    `format` is that of a program's document; `details` are what the manifest says besides.
    """

    name: str
    proof: Proof | None
    findings: tuple[Finding, ...]
    seconds: float
    files: frozenset[str] = frozenset()
    format: Format | None = None
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sound(self) -> bool:
        """Whether it may be published."""
        return self.proof is not None and not any(finding.severity == "error" for finding in self.findings)


def make(job: Job, composer: Composer, keeper: Keeper) -> Made:
    """A chapter, or a program in one of the formats: set in smaller type where its text does not fit and the program allows it."""
    if job.format == "chapter":
        return set_document(job.name, lambda _: composer.chapter(job), keeper, DOCUMENT)
    form, is_tight = composer.formats[job.format], composer.program_of(job).fit == "tight"
    checks = checks_of(form, job.sheet, is_tight)
    steps = iter((1.0, *(form.tight if is_tight else ())))
    made = _fitted(job, composer, keeper, checks, next(steps))
    while any(finding.slug == "overset" for finding in made.findings) and (fit := next(steps, None)):
        made = _fitted(job, composer, keeper, checks, fit)
    return made


def _fitted(job: Job, composer: Composer, keeper: Keeper, checks: tuple[Check, ...], fit: float) -> Made:
    form = composer.formats[job.format]
    made = set_document(job.name, partial(composer.program, job, fit=fit), keeper, checks, form.fill or 1)
    return replace(made, format=form, details={"fit": fit} if fit < 1 else {})


def set_document(name: str, compose: Compose, keeper: Keeper, checks: tuple[Check, ...], whole: int = 1) -> Made:
    """Composes and sets a document; again with filler pages where its pages do not make `whole` sheets."""
    began = perf_counter()
    try:
        source, proof = _set_whole(compose, keeper, whole)
    except EngineError as crash:
        finding = Finding(name, 0, "engine-crash", "error", f"{crash}: {crash.__cause__!r}", "", "build with --keep and look at the HTML that it failed on")
        return Made(name, None, (finding,), perf_counter() - began)
    except Exception as error:
        if not (where := _layout_line(error)):
            raise
        finding = Finding(name, 0, "layout-fault", "error", f"the layout fails: {error}", where, "mend that line, or delete the file so that the shipped one is used")
        return Made(name, None, (finding,), perf_counter() - began)
    findings = inspect(proof, checks)
    keeper.proof(proof, findings)
    return Made(name, proof, findings, perf_counter() - began, _files(source, proof))


def _set_whole(compose: Compose, keeper: Keeper, whole: int) -> tuple[PageSource, Proof]:
    def once(filler: int) -> tuple[PageSource, Proof]:
        source = compose(filler)
        keeper.source(source)
        return source, typeset(source)
    source, proof = once(0)
    missing = -len(proof.pages) % whole
    # One more where what follows the filler pages had a page of its own already.
    for filler in (missing, missing + 1):
        if len(proof.pages) % whole:
            source, proof = once(filler)
    return source, proof


def _files(source: PageSource, proof: Proof) -> frozenset[str]:
    """The content files that a document prints: those of its texts, and its pictures."""
    texts = {run.where.rpartition(":")[0] for page in proof.pages for run in page.runs if run.where}
    pictures = {address.removeprefix("asset:") for address in source.assets if address.startswith(_CONTENT)}
    return frozenset(texts | pictures)


def _layout_line(error: Exception) -> str:
    """The line of a layout that raised an error; empty where the fault is not the layout's but this program's."""
    frames = [(Path(frame.filename), frame.lineno) for frame in extract_tb(error.__traceback__)]
    lines = [f"layouts/{path.as_posix().rpartition('/layouts/')[2]}:{line}" for path, line in frames if path.suffix in (".j2", ".css")]
    raised = frames[-1][0]
    is_own = Path(__file__).parent in raised.parents and raised.suffix == ".py" and not isinstance(error, UndefinedError)
    return lines[-1] if lines and not is_own else ""
