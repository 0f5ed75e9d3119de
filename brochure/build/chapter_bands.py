"""The colored bands of a chapter: the one above it takes what its pages leave, so that each of them is full;
where too much is left on the last page, another one closes it.

Measures a chapter under bands of several heights, each laid out once for all builds; gives the heights. Must
not know templates. Lengths are points.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from brochure.compose import BAND
from brochure.model import PageView, Result

#: A low band saves a page where little stands on the last one; no band is higher than the second.
LOW, HIGHEST = 175.0, 430.0
#: What is left below the text of a full page, and what is left on a last page of which a low band may rid a
#: chapter.
FULL, MUCH = 45.0, 330.0
#: From so much on, what is left on the last page is closed by a band at its foot, so far below the text.
OPEN, GAP = 165.0, 36.0
#: Shares of what is left that are given to the band: all, or less where a row would be moved by it.
_SHARES: Final = (1.0, 0.72, 0.45)

LayOutUnder = Callable[[float], Result]


def band_heights(lay_out: LayOutUnder) -> tuple[float, float]:
    """The height of the band with which a chapter has the fewest pages, and the fullest; that of the one
    which closes it.
    """
    height = BAND
    pages: Sequence[PageView] = lay_out(height).pages
    if not pages:
        return height, 0
    if len(pages) > 1 and _left(pages[-1]) > MUCH:
        fewer = lay_out(LOW).pages
        if 0 < len(fewer) < len(pages):
            height, pages = LOW, fewer
    height, pages = _filled(height, pages, lay_out)
    left = _left(pages[-1])
    return height, left - GAP if left > OPEN else 0


def _filled(
    height: float, pages: Sequence[PageView], lay_out: LayOutUnder
) -> tuple[float, Sequence[PageView]]:
    """The band made as high as it can be without a further page or a hole above."""
    most = _most_left(pages)
    if most <= FULL:
        return height, pages
    for share in _SHARES:
        tried = min(height + (most - FULL / 3) * share, HIGHEST)
        found = lay_out(tried).pages
        if len(found) == len(pages) and _most_left(found) < most:
            return tried, found
    return height, pages


def _most_left(pages: Sequence[PageView]) -> float:
    return max(map(_left, pages))


def _left(page: PageView) -> float:
    """What is left below the text of a page."""
    _, top, _, bottom = page.area
    return (1 - page.fill) * (bottom - top)
