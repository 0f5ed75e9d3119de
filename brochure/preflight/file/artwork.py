"""Checks of pictures, lines, text and fonts, and of QR codes that are drawn as squares; those in pictures
are left to tests of pixels. Each docstring is its page of the manual.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from brochure.model import Printer
from brochure.pdf import Box, Painting, PathPainted, PictureDrawn, TextShown
from brochure.preflight.file.checking import CheckedFile, CheckedPage, FileFault, on_pages, shown

#: Rounding of pictures' pixels, as a share of their resolution.
_NEARLY: Final = 0.99
#: Rounding of sizes and widths, in points.
_ROUNDING: Final = 0.02
#: Text in less ink than this, as a share of one solid, is light: paper showing through a ground.
_LIGHT: Final = 0.2


def _pictures(page: CheckedPage) -> Iterator[PictureDrawn]:
    return (event for event in page.in_trim if isinstance(event, PictureDrawn))


def resolution(document: CheckedFile, printer: Printer) -> Iterator[FileFault]:
    """Pictures have the least resolution that can be printed, at the size at which they stand.

    Why: Below half of what the screen of a press can show, pixels are seen.
    Mend: take the picture with all of its original pixels, or print it at a smaller size
    Source: printer's profile, `least_ppi`
    """
    return _coarse(document, 0, printer.least_ppi, "are the least")


def resolution_low(document: CheckedFile, printer: Printer) -> Iterator[FileFault]:
    """Pictures have the resolution that prints best, at the size at which they stand.

    Why: A press screen of 150 lines per inch shows twice as many pixels; with fewer, pictures are soft.
    Mend: take the picture with all of its original pixels, or print it at a smaller size
    Source: printer's profile, `picture_ppi`; Ghent Workgroup 2015 specification
    """
    return _coarse(document, printer.least_ppi, printer.picture_ppi, "are better")


def _coarse(document: CheckedFile, least: int, wanted: int, said: str) -> Iterator[FileFault]:
    """Pictures, but line art, with `least` and less than `wanted` pixels per inch; the same once a page."""
    for page in document.pages:
        found = {
            round(picture.resolution): None
            for picture in _pictures(page)
            if not picture.is_line_art and least * _NEARLY <= picture.resolution < wanted * _NEARLY
        }
        for pixels in found:
            yield FileFault(
                page.number, f"a picture has {pixels} pixels per inch, {wanted} {said}", (pixels,)
            )


@on_pages
def line_art_resolution(page: CheckedPage, printer: Printer) -> Iterator[str]:
    """Pictures of pure black and white have the resolution of line art.

    Why: Without grays to smooth them, edges show their steps.
    Mend: scan line art at 600 pixels per inch or more, or draw it as vectors
    Source: printer's profile, `line_art_ppi`; Ghent Workgroup 2015 specification
    """
    for picture in _pictures(page):
        if picture.is_line_art and picture.resolution < printer.line_art_ppi * _NEARLY:
            yield (
                f"a picture in black and white has {picture.resolution:.0f} pixels per inch,"
                f" {printer.line_art_ppi} are asked for"
            )


@on_pages
def thin_line(page: CheckedPage, printer: Printer) -> Iterator[str]:
    """Lines are not thinner than a press can hold.

    Why: Thinner lines break up; one of width 0 is as thin as the plate setter can make it, and vanishes.
    Mend: make the line thicker
    Source: printer's profile, `line_width`; Ghent Workgroup 2015 specification
    """
    for event in page.in_trim:
        if (
            isinstance(event, PathPainted)
            and (width := _line(event)) is not None
            and width < printer.line_width - _ROUNDING
        ):
            yield f"a line is {width:.2f} pt wide, {printer.line_width} is the least"


def _line(event: PathPainted) -> float | None:
    """The width of a line, stroked or filled as a long thin rectangle; None for what is no line."""
    if event.stroke:
        return event.width
    thin = (sorted((box.width, box.height)) for box in event.rectangles)
    return min((width for width, length in thin if width > 0.001 and length > 1), default=None)


@on_pages
def small_text(page: CheckedPage, printer: Printer) -> Iterator[str]:
    """Text is large enough to print.

    Why: Counters of smaller letters fill with ink, and nobody can read them.
    Mend: set the text larger
    Source: printer's profile, `text_size`
    """
    for text in page.texts:
        if text.size < printer.text_size - _ROUNDING:
            yield f"the text {shown(text.text)} has {text.size:.1f} pt, {printer.text_size} is the least"


@on_pages
def reversed_text(page: CheckedPage, printer: Printer) -> Iterator[str]:
    """Light text on a dark ground is large enough.

    Why: Ink spreads into light letters from all sides.
    Mend: set the text larger or bolder
    Source: printer's profile, `reversed_text_size`
    """
    for text in page.texts:
        is_light = text.fill is not None and bool(text.fill.inks) and text.fill.total < _LIGHT
        if is_light and printer.text_size - _ROUNDING <= text.size < printer.reversed_text_size - _ROUNDING:
            yield (
                f"the light text {shown(text.text)} has {text.size:.1f} pt, {printer.reversed_text_size} is"
                " the least"
            )


def font_embedded(document: CheckedFile, printer: Printer) -> Iterator[FileFault]:
    """Every font is in the file.

    Why: A print shop without the font prints another one, with other widths.
    Mend: export the PDF with all fonts embedded
    Source: ISO 15930-7 (PDF/X-4)
    """
    for font, page in document.fonts().items():
        if not font.is_embedded and font.subtype != "Type3":
            yield FileFault(page, f"{font.name} is not embedded")


def font_subset(document: CheckedFile, printer: Printer) -> Iterator[FileFault]:
    """Fonts hold only the glyphs that are used.

    Why: Whole fonts make files large, and a font of the same name at the print shop may be taken in their
    place.
    Mend: export the PDF with subsets of fonts
    Source: practice of print shops; ISO 32000-2, 9.9.2
    """
    for font, page in document.fonts().items():
        if font.is_embedded and not font.is_subset:
            yield FileFault(page, f"{font.name} is embedded as a whole")


def type3_font(document: CheckedFile, printer: Printer) -> Iterator[FileFault]:
    """No font is of Type 3.

    Why: Its glyphs are drawings or bitmaps without hinting; they print heavier, and at some sizes jagged.
    Mend: use OpenType or TrueType fonts
    Source: practice of print shops
    """
    for font, page in document.fonts().items():
        if font.subtype == "Type3":
            yield FileFault(page, f"{font.name} is a font of Type 3")


@on_pages
def damaged_content(page: CheckedPage, printer: Printer) -> Iterator[str]:
    """Everything that a page's content asks for is in the file and can be carried out.

    Why: Programs differ in what they make of damaged content: something may be missing in print that a
    screen shows.
    Mend: write the PDF again with the program that made it, or ask its makers for another one
    Source: ISO 32000-2, 7.8.2 and annex A
    """
    for what in dict.fromkeys(page.damage):
        yield f"the page has {what}"


@on_pages
def notdef(page: CheckedPage, printer: Printer) -> Iterator[str]:
    """Every character has a glyph.

    Why: The glyph for a missing one prints as an empty box.
    Mend: set the text in a font that has its characters
    Source: ISO 15930-7 (PDF/X-4); ISO 32000-2, 9.7.6.3
    """
    for event in page.events:
        if isinstance(event, TextShown) and not event.font.empty.isdisjoint(event.codes):
            yield f"{event.font.name} lacks a glyph of the text {shown(event.text)}"


#: Modules of a side: versions 1 to 40 (ISO/IEC 18004, 5.3.1).
_SIZES: Final = range(21, 178, 4)
_QUIET: Final = 4
#: The fewest squares and bars that a code can be drawn with, and how exact they lie on their grid.
_FEWEST: Final = 40
_EXACT: Final = 0.05
#: A ground with more ink than this, as a share of one solid, is dark.
_DARK: Final = 0.5
#: Modules of a finder pattern from its corner, and whether each is dark (ISO/IEC 18004, 6.3.3).
_FINDER: Final = ((0, 0, True), (1, 1, False), (2, 2, True), (3, 3, True))


@dataclass(frozen=True)
class _Code:
    """A QR code: where it stands, the size of its module, and the marks from its first to before `end`."""

    box: Box
    module: float
    first: int
    end: int


@on_pages
def code_module(page: CheckedPage, printer: Printer) -> Iterator[str]:
    """The squares of a QR code are large enough for a telephone.

    Why: Ink spreads; smaller squares run together and the code cannot be read from a hand's distance.
    Mend: print the code larger, or shorten the address that it holds
    Source: printer's profile, `qr_module`; ISO/IEC 18004
    """
    for code in _codes(list(page.in_trim)):
        if code.module < printer.qr_module - 0.005:
            yield (
                f"the squares of a QR code are {code.module / 72 * 25.4:.2f} mm, {printer.qr_module} is the"
                " least"
            )


@on_pages
def code_quiet_zone(page: CheckedPage, printer: Printer) -> Iterator[str]:
    """A QR code has a light margin of four squares on every side.

    Why: Readers find a code by the light around it.
    Mend: keep the margin free, on a white ground
    Source: ISO/IEC 18004, 6.3.8
    """
    events = list(page.in_trim)
    for code in _codes(events):
        zone = code.box.grown(_QUIET * code.module)
        ground = max((at for at in range(code.first) if events[at].box.holds(zone)), default=-1)
        others = [*events[ground + 1 : code.first], *events[code.end :]]
        if not page.trim.holds(zone):
            yield "the margin of a QR code is cut off"
        elif ground >= 0 and any(color.total > _DARK for color in events[ground].colors):
            yield "a QR code stands on a dark ground"
        elif any(_disturbs(event, zone, code) for event in others):
            yield "something stands in the margin of a QR code"


def _disturbs(event: Painting, zone: Box, code: _Code) -> bool:
    is_white = bool(event.colors) and all(color.is_white for color in event.colors)
    return (
        not is_white
        and event.box.meets(zone, code.module / 4)
        and not code.box.holds(event.box, code.module / 4)
    )


def _codes(events: Sequence[Painting]) -> Iterator[_Code]:
    """The QR codes among marks: runs of upright rectangles in one dark color that lie on a code's grid."""
    for _, run in groupby(enumerate(events), key=lambda item: _color_of(item[1])):
        marks = [(at, event) for at, event in run if isinstance(event, PathPainted)]
        rectangles = [box for _, event in marks for box in event.rectangles]
        if len(rectangles) >= _FEWEST and (found := _grid(rectangles)):
            yield _Code(*found, marks[0][0], marks[-1][0] + 1)


def _color_of(event: Painting) -> object:
    """What the marks of one code share; anything else stands for itself."""
    is_dark = (
        isinstance(event, PathPainted)
        and event.rectangles
        and all(not color.is_white for color in event.colors)
    )
    return event.colors if is_dark else id(event)


def _grid(rectangles: Sequence[Box]) -> tuple[Box, float] | None:
    """The box and the module of a QR code, if that is what the rectangles are."""
    box = Box.around(corner for one in rectangles for corner in (one[:2], one[2:]))
    module = min(min(one.width, one.height) for one in rectangles)
    count = round(box.width / module) if module > 0.01 else 0
    is_square = abs(box.width - box.height) < module * _EXACT
    if not is_square or count not in _SIZES or abs(box.width / module - count) > _EXACT * count:
        return None
    module = box.width / count
    return (
        (box, module)
        if sum(_is_finder(rectangles, box, module, *corner) for corner in ((0, 0), (0, 1), (1, 0), (1, 1)))
        >= 3
        else None
    )


def _is_finder(rectangles: Sequence[Box], box: Box, module: float, right: int, top: int) -> bool:
    """Whether a finder pattern stands in a corner."""
    for across, up, is_dark in _FINDER:
        x = box.right - (across + 0.5) * module if right else box.left + (across + 0.5) * module
        y = box.top - (up + 0.5) * module if top else box.bottom + (up + 0.5) * module
        if any(one.left < x < one.right and one.bottom < y < one.top for one in rectangles) != is_dark:
            return False
    return True
