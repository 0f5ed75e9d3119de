"""Checks of boxes, bleed and marks, of what is close to the trim, and of how sheets fold.

Each docstring is its page of the manual.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from brochure.model import Printer
from brochure.pdf import (
    GLYPHS,
    Box,
    Painting,
    PathPainted,
    PictureDrawn,
    ShadingPainted,
    TextShown,
    is_upright,
)
from brochure.preflight.file.checking import CheckedFile, CheckedPage, FileFault, on_pages, shown

#: Art that ends this close to the trim, in points, is meant to touch it.
_TOUCHING: Final = 0.75
#: Marks are no wider than this, in points.
_MARK: Final = 1.5
_SIDES: Final = ("left", "bottom", "right", "top")
#: Points by which trimmed sheets may differ.
_SAME_SIZE: Final = 0.1
#: How much narrower the panel is that folds in, in points: 1/32 to 1/8 inch.
_FOLDED_IN: Final = (2.25, 9.0)


@on_pages
def page_boxes(page: CheckedPage, printer: Printer) -> Iterator[str]:
    """Every page names a TrimBox and a BleedBox; the MediaBox holds the BleedBox, and that the TrimBox.

    Why: The boxes tell the imposition program where to cut; without them it guesses, or stops.
    Mend: export the PDF with trim and bleed boxes, as PDF/X presets do
    Source: ISO 15930-7 (PDF/X-4); ISO 32000-2, 14.11.2
    """
    missing = [name for name in ("TrimBox", "BleedBox") if f"/{name}" not in page.entries]
    if missing:
        yield f"the page has no {' and no '.join(missing)}"
    elif not page.media.holds(page.bleed):
        yield f"the BleedBox {_said(page.bleed)} leaves the MediaBox {_said(page.media)}"
    elif not page.bleed.holds(page.trim):
        yield f"the TrimBox {_said(page.trim)} leaves the BleedBox {_said(page.bleed)}"


@on_pages
def page_origin(page: CheckedPage, printer: Printer) -> Iterator[str]:
    """The MediaBox begins at 0, 0.

    Why: Some imposition programs measure from the page's zero point and shift a page that begins elsewhere.
    Mend: write the PDF again with its MediaBox at 0 0
    Source: practice of print shops; ISO 32000-2, 14.11.2 allows any origin
    """
    if abs(page.media.left) > 0.01 or abs(page.media.bottom) > 0.01:
        yield f"the MediaBox begins at {page.media.left:g}, {page.media.bottom:g}"


@on_pages
def user_unit(page: CheckedPage, printer: Printer) -> Iterator[str]:
    """A unit of the page is a point: UserUnit is 1 or absent.

    Why: Programs that do not know UserUnit print the page at another size.
    Mend: scale the page itself and leave UserUnit out
    Source: ISO 32000-2, 14.11.2; PDF/X readers differ in heeding it
    """
    if page.page.unit != 1:
        yield f"UserUnit is {page.page.unit:g}"


@on_pages
def bleed(page: CheckedPage, printer: Printer) -> Iterator[str]:
    """The BleedBox reaches beyond the trim on every side by the printer's bleed.

    Why: Cutting is off by a millimetre now and then; without bleed that shows as a white edge.
    Mend: give the document more bleed and export the PDF with it
    Source: printer's profile, `bleed`
    """
    for side, reach in _reaches(page.trim, page.bleed) if page.bleed.holds(page.trim) else ():
        if reach < printer.bleed - 0.01:
            yield f"the bleed is {printer.bleed.alike(reach)} on the {side}, {printer.bleed} is asked for"


@on_pages
def bleed_art(page: CheckedPage, printer: Printer) -> Iterator[str]:
    """Areas and pictures that touch the trim edge reach to the end of the bleed.

    Why: A BleedBox alone prints nothing; art that stops at the trim leaves the white edge that bleed is for.
    Mend: extend what touches the edge to the end of the bleed
    Source: printer's profile, `bleed`; practice of print shops
    """
    for event in page.in_trim:
        if not isinstance(event, (PathPainted, PictureDrawn, ShadingPainted)) or _is_bare(event):
            continue
        for side, reach in _reaches(page.trim, event.box):
            if -_TOUCHING <= reach < printer.bleed - 0.01 and _is_straight(event, side):
                yield (
                    f"art at the {side} edge reaches {printer.bleed.alike(max(reach, 0.0))} beyond the trim,"
                    f" {printer.bleed} is asked for"
                )


@on_pages
def safe_area(page: CheckedPage, printer: Printer) -> Iterator[str]:
    """Text stays inside the trim by the printer's safe distance.

    Why: Text closer to the edge than a cutting machine is exact may be cut, and looks crooked where it is
    not.
    Mend: move the text inwards
    Source: printer's profile, `safe`
    """
    for text in page.texts:
        if not page.trim.grown(-printer.safe).holds(text.box, GLYPHS):
            yield f"{shown(text.text)} is closer to the trim than {printer.safe}"


@on_pages
def marks(page: CheckedPage, printer: Printer) -> Iterator[str]:
    """Crop marks and other words and lines outside the trim stand outside the bleed too.

    Why: Where the cut is off, a mark in the bleed is left on the sheet.
    Mend: set the marks' distance to the bleed, or more
    Source: ISO 15930-7 (PDF/X-4); practice of print shops
    """
    zone = page.bleed if "/BleedBox" in page.entries else page.trim.grown(printer.bleed)
    for event in page.events:
        if (
            not event.overlay.in_mask
            and _is_mark(event)
            and event.box.meets(zone)
            and not event.box.meets(page.trim)
        ):
            yield f"{shown(event.text) if isinstance(event, TextShown) else 'a mark'} stands in the bleed"


@on_pages
def blank_page(page: CheckedPage, printer: Printer) -> Iterator[str]:
    """Something is printed on every page.

    Why: A blank page is usually a page that was forgotten, and a shop asks before it prints one.
    Mend: take the page out, or tell the print shop that it is meant
    Source: practice of print shops
    """
    if all(_is_bare(event) for event in page.in_trim):
        yield "nothing is printed on the page"


def narrowest_bleed(document: CheckedFile) -> float:
    """The bleed of the side that has least of it, in points; 0 where a page has none."""
    return max(0.0, min(reach for page in document.pages for _, reach in _reaches(page.trim, page.bleed)))


def _reaches(inner: Box, outer: Box) -> Iterator[tuple[str, float]]:
    """How far one box reaches beyond another, side by side."""
    away = (
        inner.left - outer.left,
        inner.bottom - outer.bottom,
        outer.right - inner.right,
        outer.top - inner.top,
    )
    return zip(_SIDES, away, strict=True)


def _is_straight(event: Painting, side: str) -> bool:
    """Whether a mark ends on a side in a straight edge: its own, or where the clip cuts it."""
    if abs(getattr(event.box, side) - getattr(event.uncut, side)) > 0.01:
        return True
    return (isinstance(event, PathPainted) and bool(event.rectangles)) or (
        isinstance(event, PictureDrawn) and is_upright(event.matrix)
    )


def _is_bare(event: Painting) -> bool:
    """Whether a mark leaves no ink: white paper, or the frame of a group."""
    if isinstance(event, (PictureDrawn, ShadingPainted)):
        return False
    return all(color.is_white or color.kind == "pattern" for color in event.colors)


def _is_mark(event: Painting) -> bool:
    if isinstance(event, PathPainted):
        return event.fill is None or (
            bool(event.rectangles) and min(event.uncut.width, event.uncut.height) <= _MARK
        )
    return isinstance(event, TextShown)


def _said(box: Box) -> str:
    return " ".join(f"{value:.6g}" for value in box)


def page_size(document: CheckedFile, printer: Printer) -> Iterator[FileFault]:
    """All pages have one trim size and one orientation.

    Why: Pages of one job are cut in one go; a page of another size is cut wrong or makes the job two.
    Mend: give every page the same trim size and turn, or send the pages as separate files
    Source: practice of print shops
    """

    def size(page: CheckedPage) -> tuple[float, float]:
        across, up = page.trim.width, page.trim.height
        return (up, across) if page.page.rotation % 180 else (across, up)

    for page in document.pages[1:]:
        first, other = size(document.pages[0]), size(page)
        if max(abs(a - b) for a, b in zip(first, other, strict=True)) > _SAME_SIZE:
            yield FileFault(
                page.number, f"the page is trimmed to {_inches(*other)}, the first one to {_inches(*first)}"
            )


def page_count(document: CheckedFile, printer: Printer) -> Iterator[FileFault]:
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
        yield FileFault(0, f"the document has {count} page{'s' * (count != 1)}, where {asked} is asked for")


@on_pages
def panel_widths(page: CheckedPage, printer: Printer) -> Iterator[str]:
    """Folds are on the page, and the panels of a C-fold: two of one width, the one that folds in narrower by
    1/32 to 1/8 inch.

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
def fold_text(page: CheckedPage, printer: Printer) -> Iterator[str]:
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


def _folds(page: CheckedPage, printer: Printer) -> list[float]:
    """Where a page is folded: as the profile says on the outside, mirrored on the inside."""
    if page.number % 2:
        return sorted(page.trim.left + fold for fold in printer.folds)
    return sorted(page.trim.right - fold for fold in printer.folds)


def _inches(across: float, up: float) -> str:
    return f"{across / 72:.3f} x {up / 72:.3f} in"
