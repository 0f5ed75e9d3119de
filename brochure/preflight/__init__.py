"""**preflight**: a proof is inspected and gives findings. Must not know how it was made.

Each check is a small function from a proof to findings; the tuples below say which ones run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from brochure.artefacts import Finding, Proof
from brochure.preflight import document, pages

Check = Callable[[Proof], Iterator[Finding]]

#: What holds for every document.
DOCUMENT: tuple[Check, ...] = (
    document.engine_complaints,
    document.fallback_fonts,
    document.heading_levels,
    document.figures_without_alternative,
    document.title_and_language,
    document.dead_links,
    pages.missing_glyphs,
    pages.overset_text,
    pages.overlapping_text,
    pages.empty_pages,
)
#: What holds for a brochure besides.
BROCHURE: tuple[Check, ...] = (*DOCUMENT, pages.page_count, pages.filled_pages)


def inspect(proof: Proof, checks: tuple[Check, ...] = DOCUMENT) -> tuple[Finding, ...]:
    """All findings about a proof, in the order of its pages."""
    return tuple(sorted({finding for check in checks for finding in check(proof)}))
