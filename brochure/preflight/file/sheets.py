"""Checks of pages together: their size, their count, and how sheets fold. Each docstring is its page of the manual."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from brochure.model import Printer
from brochure.preflight.file.checking import Fault, on_pages, shown
from brochure.preflight.file.document import Document, Page
from brochure.preflight.file.plane import GLYPHS, Box

#: Points by which trimmed sheets may differ.
_SAME_SIZE: Final = 0.1
#: How much narrower the panel is that folds in, in points: 1/32 to 1/8 inch.
_FOLDED_IN: Final = (2.25, 9.0)


def page_size(document: Document, printer: Printer) -> Iterator[Fault]:
    """All pages have one trim size and one orientation.

    Why: Pages of one job are cut in one go; a page of another size is cut wrong or makes the job two.
    Mend: give every page the same trim size and turn, or send the pages as separate files
    Source: practice of print shops
    """

    def size(page: Page) -> tuple[float, float]:
        across, up = page.trim.width, page.trim.height
        return (up, across) if page.rotation % 180 else (across, up)

    for page in document.pages[1:]:
        first, other = size(document.pages[0]), size(page)
        if max(abs(a - b) for a, b in zip(first, other, strict=True)) > _SAME_SIZE:
            yield Fault(
                page.number, f"the page is trimmed to {_inches(*other)}, the first one to {_inches(*first)}"
            )


def page_count(document: Document, printer: Printer) -> Iterator[Fault]:
    """The number of pages fits the binding: fours for saddle stitch, two for a leaflet.

    Why: A folded sheet has four pages; a shop fills up what is missing with blank ones, at the end.
    Mend: add or take out pages, or choose another binding in the printer's profile
    Source: printer's profile, `binding`
    """
    count = len(document.pages)
    fits = {
        "saddle-stitch": count % 4 == 0,
        "leaflet": count == 2,
        "loose": True,
        "any": count in (1, 2) or count % 4 == 0,
    }
    if not count or not fits[printer.binding]:
        asked = {"saddle-stitch": "a multiple of 4", "leaflet": "2", "loose": "1 or more"}.get(
            printer.binding, "1, 2 or a multiple of 4"
        )
        yield Fault(0, f"the document has {count} page{'s' * (count != 1)}, where {asked} is asked for")


@on_pages
def panel_widths(page: Page, printer: Printer) -> Iterator[str]:
    """Folds are on the page, and the panels of a C-fold: two of one width, the one that folds in narrower by 1/32 to 1/8 inch.

    Why: A panel that folds in at full width buckles against the fold.
    Mend: move the folds: 3.625, 3.6875 and 3.6875 inches on a sheet of 11 inches
    Source: printer's profile, `folds`
    """
    beyond = [fold for fold in printer.folds if fold >= page.trim.width]
    if beyond:
        yield f"the fold at {beyond[0]} is beyond the page, which is {beyond[0].alike(page.trim.width)} wide"
    elif len(printer.folds) == 2:
        ends = [page.trim.left, *_folds(page, printer), page.trim.right]
        widths = [right - left for left, right in pairwise(ends)]
        inner = min(widths[0], widths[2])
        differences = abs(max(widths[0], widths[2]) - widths[1]), widths[1] - inner
        if differences[0] > _SAME_SIZE or not _FOLDED_IN[0] <= differences[1] <= _FOLDED_IN[1]:
            yield f"the panels are {', '.join(f'{width / 72:.4f}' for width in widths)} in wide"


@on_pages
def fold_text(page: Page, printer: Printer) -> Iterator[str]:
    """No text stands across a fold, or close to one.

    Why: Text in a fold cracks and cannot be read, and folding is no more exact than cutting.
    Mend: keep text away from the folds
    Source: printer's profile, `folds` and `fold_margin`
    """
    for fold in _folds(page, printer):
        zone = Box(fold - printer.fold_margin, page.trim.bottom, fold + printer.fold_margin, page.trim.top)
        for text in page.texts:
            if text.box.meets(zone, GLYPHS):
                yield (
                    f"{shown(text.text)} is closer than {printer.fold_margin} to the fold at"
                    f" {(fold - page.trim.left) / 72:.4f} in"
                )


def _folds(page: Page, printer: Printer) -> list[float]:
    """Where a page is folded: as the profile says on the outside, mirrored on the inside."""
    if page.number % 2:
        return sorted(page.trim.left + fold for fold in printer.folds)
    return sorted(page.trim.right - fold for fold in printer.folds)


def _inches(across: float, up: float) -> str:
    return f"{across / 72:.3f} x {up / 72:.3f} in"
