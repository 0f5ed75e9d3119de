"""One document: compose, typeset, preflight. A document that fails is a finding and does not end the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

from brochure.artefacts import Finding, Job, PageSource, Proof
from brochure.compose import Composer
from brochure.keep import Keeper
from brochure.preflight import BROCHURE, DOCUMENT, Check, inspect
from brochure.typeset import EngineError, typeset

#: A brochure is folded from whole sheets.
PAGES_A_SHEET = 4


@dataclass(frozen=True)
class Made:
    """A document that was set: its source, its proof (none where the engine failed), and what preflight found."""

    name: str
    source: PageSource
    proof: Proof | None
    findings: tuple[Finding, ...]
    seconds: float

    @property
    def sound(self) -> bool:
        """Whether it may be published."""
        return self.proof is not None and not any(finding.severity == "error" for finding in self.findings)


def make(job: Job, composer: Composer, keeper: Keeper) -> Made:
    """A brochure or a chapter."""
    if job.format == "chapter":
        return set_document(lambda _: composer.chapter(job), keeper, DOCUMENT)
    return set_document(lambda filler: composer.brochure(job, filler), keeper, BROCHURE, PAGES_A_SHEET)


def set_document(compose: Callable[[int], PageSource], keeper: Keeper, checks: tuple[Check, ...], whole: int = 1) -> Made:
    """Composes and sets a document; once more with filler pages where its pages do not make `whole` sheets."""
    began = perf_counter()
    source = compose(0)
    keeper.source(source)
    try:
        proof = typeset(source)
        filler = -len(proof.pages) % whole
        while filler > 0 and len(proof.pages) % whole:
            source = compose(filler)
            proof = typeset(source)
            filler -= len(proof.pages) % whole  # the end, which stood below the text, now has a page of its own
    except EngineError as crash:
        finding = Finding(source.name, 0, "engine-crash", "error", f"{crash}: {crash.__cause__!r}", "", "build with --keep and look at the HTML that it failed on")
        return Made(source.name, source, None, (finding,), perf_counter() - began)
    findings = inspect(proof, checks)
    keeper.proof(proof, findings)
    return Made(source.name, source, proof, findings, perf_counter() - began)


