"""Sheets of paper and their measures, in points (1/72 inch). Must not know content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

POINTS_PER_INCH: Final = 72.0
MILLIMETRES_PER_INCH: Final = 25.4
#: CSS pixels are 1/96 inch (CSS Values and Units 3, section 6.2).
POINTS_PER_PIXEL: Final = 0.75


@dataclass(frozen=True)
class Sheet:
    """A trimmed page: width and height in points, portrait; `bleed` is how far art runs over its edges for a print shop."""

    name: str
    width: float
    height: float
    bleed: float


def millimetres(length: float) -> float:
    """Points in `length` millimetres."""
    return length / MILLIMETRES_PER_INCH * POINTS_PER_INCH


#: ANSI/ASME Y14.1 letter and ISO 216 A4, with the bleed that printers ask for in inches and in millimeters.
SHEETS: Final = {
    "letter": Sheet("letter", 8.5 * POINTS_PER_INCH, 11 * POINTS_PER_INCH, 0.125 * POINTS_PER_INCH),
    "a4": Sheet("a4", millimetres(210), millimetres(297), millimetres(3)),
}
