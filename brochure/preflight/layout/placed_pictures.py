"""Checks of photographs as they are printed: whether they have pixels enough, and whether type on them can
be read.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import Final

from brochure.errors import Finding
from brochure.model import GRAPHIC_CONTRAST, POINTS_PER_INCH, TEXT_CONTRAST, Proof
from brochure.preflight.layout.pages import first_words, numbered

#: The share of the dots per inch asked for below which a photograph is visibly soft: 100 of them on a
#: screen, 213 in print.
COARSE: Final = 2 / 3
#: Dots per inch that are sharp in print, for the hint.
SHARP: Final = 300
#: No column of text is wider, in points.
COLUMN: Final = 340.0
#: Rounding of contrast: pixels are in steps, and compression makes them uneven.
NEARLY: Final = 0.96


def coarse_pictures(proof: Proof) -> Iterator[Finding]:
    """A photograph that has too few pixels for the size at which it stands, and how many would do.

    One finding for each picture and size: that for the first half of a spread tells of both.
    """
    told = set[tuple[str, int]]()
    for number, page in numbered(proof):
        for one in page.pictures:
            across, down = one.pixels
            width, height = one.printed
            if not (across and width and one.where):
                continue
            dots = across / width * POINTS_PER_INCH
            if dots < proof.resolution * COARSE and (one.where, round(dots)) not in told:
                told.add((one.where, round(dots)))
                needed = [ceil(side / POINTS_PER_INCH * SHARP) for side in (width, height)]
                what = f"the picture is printed at {dots:.0f} dots per inch, {proof.resolution} are wanted"
                smaller = ", or a smaller place, such as place: column" * (width > COLUMN)
                hint = (
                    f"give it {needed[0]} by {needed[1]} pixels for what is shown ({across} by {down}"
                    f" now){smaller}"
                )
                yield Finding(proof.name, number, "coarse-picture", "warning", what, one.where, hint)


def faint_type(proof: Proof) -> Iterator[Finding]:
    """Type on a photograph that its pixels leave too little contrast: of each text the first line."""
    told = set[tuple[int, str]]()
    for number, page in numbered(proof):
        for run in page.runs:
            least = GRAPHIC_CONTRAST if run.is_large else TEXT_CONTRAST
            key = number, run.where or run.text
            if 0 < run.contrast < least * NEARLY and key not in told:
                told.add(key)
                what = (
                    f'"{first_words(run)}" has a contrast of {run.contrast:.1f} with the picture behind it,'
                    f" {least:g} is the least"
                )
                hint = (
                    "choose a picture that is calmer or darker there, or shorten the text, or give the"
                    " picture place: wide"
                )
                yield Finding(proof.name, number, "faint-type", "error", what, run.where, hint)
