"""The colored band above a chapter: it takes what the pages below it leave, so that the last one is full.

Measures a chapter under bands of several heights, each laid out once for all builds; gives the height.
Must not know templates. Lengths are points.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from brochure.compose import BAND
from brochure.model import PageView, Result

#: A low band saves a page where little stands on the last one; no band is higher than the second.
LOW, HIGHEST = 175.0, 430.0
#: What is left below the text of a full page, and what is left on a last page of which a low
#: band may rid a chapter.
FULL, MUCH = 45.0, 330.0
#: Shares of what is left that are given to the band: all, or less where a row would be moved by it.
_SHARES: Final = (1.0, 0.72, 0.45)

LayOutUnder = Callable[[float], Result]


def band_height(lay_out: LayOutUnder) -> float:
    """The height of the band with which a chapter has the fewest pages, and the fullest last one."""
    height, pages = BAND, lay_out(BAND).pages
    if not pages:
        return height
    if len(pages) > 1 and pages[-1].room > MUCH:
        fewer = lay_out(LOW).pages
        if 0 < len(fewer) < len(pages):
            height, pages = LOW, fewer
    return _filled(height, pages, lay_out)


def _filled(height: float, pages: Sequence[PageView], lay_out: LayOutUnder) -> float:
    """The band made as high as it can be without a further page or a hole above."""
    room = pages[-1].room
    if room <= FULL:
        return height
    for share in _SHARES:
        tried = min(height + (room - FULL / 3) * share, HIGHEST)
        found = lay_out(tried).pages
        if len(found) == len(pages) and _emptiest(found) < _emptiest(pages):
            return tried
    return height


def _emptiest(pages: Sequence[PageView]) -> float:
    """The most that any page has left."""
    return max(page.room for page in pages)
