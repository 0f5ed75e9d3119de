"""**preflight**: a proof is inspected and gives findings. Must not know how it was made.

Each check is a small function from a proof to findings; the tuples below say which ones run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from brochure.errors import Finding
from brochure.model import PageView, Proof, Rules, Wanted
from brochure.preflight.layout import document, fullness, pages
from brochure.preflight.layout.fullness import FILLED, filled, heightened, page_depth, white_below
from brochure.preflight.layout.pages import more_pixels

__all__ = [
    "DOCUMENT",
    "Check",
    "breaks",
    "checks_of",
    "filled",
    "heightened",
    "inspect",
    "is_wanted",
    "more_pixels",
    "white_below",
]

Check = Callable[[Proof], Iterator[Finding]]

#: What makes one way to lay out pages worse than another.
_BREAKS: tuple[Check, ...] = (
    fullness.overset_text,
    pages.overlapping_text,
    document.lonely_headings,
    document.short_last_lines,
)

#: What holds for every document.
DOCUMENT: tuple[Check, ...] = (
    document.engine_complaints,
    document.fallback_fonts,
    document.heading_levels,
    document.figures_without_alternative,
    document.title_and_language,
    document.unprinted_text,
    pages.missing_glyphs,
    pages.leftward_text,
    pages.spaced_letters,
    fullness.overset_text,
    pages.overlapping_text,
    page_depth,
    pages.coarse_pictures,
    pages.faint_type,
    document.lonely_headings,
    document.short_last_lines,
)


def checks_of(rules: Rules) -> tuple[Check, ...]:
    """The checks for a document that has to be so."""
    if rules.ends_anywhere:
        return tuple(check for check in DOCUMENT if check is not page_depth)
    if not rules.pages:
        return DOCUMENT
    if not rules.panels:
        return (*DOCUMENT, partial(pages.page_count, allowed=rules.pages))
    cure = ", or set `fit: tight` in the program's file" if rules.may_shrink else ""
    others = tuple(check for check in DOCUMENT if check is not fullness.overset_text)
    return (
        *others,
        partial(fullness.overset_text, cure=cure),
        partial(pages.exact_pages, pages=rules.pages[0]),
        partial(pages.text_near_folds, panels=rules.panels),
        pages.empty_panels,
    )


def inspect(proof: Proof, checks: tuple[Check, ...] = DOCUMENT) -> tuple[Finding, ...]:
    """All findings about a proof, in the order of its pages; of pages that cannot hold their text nobody is
    told, too, what that is printed over.
    """
    found = {finding for check in checks for finding in check(proof)}
    full = {one.page for one in found if one.slug == "overset"}
    return tuple(sorted(one for one in found if one.slug != "overlap" or one.page not in full))


def breaks(name: str, laid_out: tuple[PageView, ...]) -> tuple[Finding, ...]:
    """Of pages that are only laid out, what nobody would leave so: lonely headings and last lines, text that
    does not fit.
    """
    proof = Proof(name, "", "", b"", laid_out)
    return inspect(proof, _BREAKS)


def is_wanted(wanted: Wanted, name: str, laid_out: tuple[PageView, ...]) -> bool:
    """Whether the pages of a document are what is wanted of them; those of a layout without architectures
    are, for there is no other way to lay them out, but for panels that do not hold their text.
    """
    if any(page.panels for page in laid_out):
        return not any(fullness.overset_text(Proof(name, "", "", b"", laid_out)))
    return not any(page.architecture for page in laid_out) or (
        (not wanted.pages or len(laid_out) in wanted.pages)
        and filled(laid_out[0]) >= wanted.first
        and all(page.is_quiet or filled(page) >= FILLED for page in laid_out)
        and not any(one.higher for page in laid_out for one in heightened(page))
        and not breaks(name, laid_out)
    )
