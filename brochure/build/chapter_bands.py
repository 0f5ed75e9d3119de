"""The colored bands of a chapter: the one above it takes what its pages leave, so that each of them is full;
where too much is left on the last page, another one closes it.

Measures a chapter under a band, laid out once for all builds; gives the heights. Must not know templates.
Lengths are points.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from brochure.compose import BAND
from brochure.model import PageView, Result

#: A low band may save a page; no band is higher than the second.
LOW, HIGHEST = 175.0, 430.0
#: What is left below the text of a full page, and what a higher band leaves: two lines, since the last rule
#: and the space around it are no text.
FULL, LEFT = 45.0, 30.0
#: From so much on, what is left on the last page is closed by a band at its foot, so far below the text.
OPEN, GAP = 165.0, 36.0

LayOutUnder = Callable[[float], Result]


def band_heights(lay_out: LayOutUnder) -> tuple[float, float]:
    """The height of the band with which a chapter has the fewest pages, and its first one is full; that of
    the one which closes it.

    Nothing moves to another page under it, so that what is left on the last one is known at the same time.
    """
    height, pages = BAND, lay_out(BAND).pages
    if _can_save(pages):
        fewer = lay_out(LOW).pages
        if 0 < len(fewer) < len(pages):
            height, pages = LOW, fewer
    if not pages:
        return height, 0
    left = [_left(page) for page in pages]
    more = min(left[0] - LEFT, HIGHEST - height) if left[0] > FULL else 0
    left[0] -= more
    return height + more, left[-1] - GAP if left[-1] > OPEN else 0


def _can_save(pages: Sequence[PageView]) -> bool:
    """Whether what stands on the last page could fit on those before it under a low band."""
    if len(pages) < 2:
        return False
    *others, last = pages
    _, top, _, bottom = last.area
    return last.fill * (bottom - top) < BAND - LOW + sum(map(_left, others))


def _left(page: PageView) -> float:
    """What is left below the text of a page."""
    _, top, _, bottom = page.area
    return (1 - page.fill) * (bottom - top)
