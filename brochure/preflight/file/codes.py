"""Checks of QR codes that are drawn as squares; those in pictures are left to tests of pixels.

Each docstring is its page of the manual.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from brochure.model import Printer
from brochure.pdf import Box, Painting, PathPainted
from brochure.preflight.file.checking import CheckedPage, on_pages

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
