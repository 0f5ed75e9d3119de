"""The texts and pictures of a page as boxes in reading order, each with the place where it is written.

One box holds the lines of a paragraph that stand below one another; words that a fact says have a box of
their own behind that of their paragraph, so that a click on them leads to the fact.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from brochure.model import PageView, PictureView, Run, file_of

#: What a box is called by the element of its paragraph.
_ROLES: Final = {
    **{f"h{level}": "heading" for level in range(1, 7)},
    **{"li": "item", "td": "cell", "th": "heading cell", "figcaption": "caption", "dt": "term"},
}
#: What a line ends with that is to be read on without a blank.
_JOINED: Final = (" ", "-", "\u2010", "\u2013", "\u2014", "/")
FACT, PICTURE, TEXT = "fact", "picture", "text"


@dataclass(frozen=True)
class PageBox:
    """A text or picture on a page, in points from its top left corner, and where it is written."""

    left: float
    top: float
    width: float
    height: float
    file: str
    line: int
    column: int
    text: str
    role: str


def boxes_of(page: PageView) -> Iterator[PageBox]:
    """The boxes of a page."""
    pictures = [one for one in page.pictures if one.where]
    for runs in _paragraphs(page.runs):
        top = min(run.top for run in runs)
        above = [one for one in pictures if one.top <= top and _beside(one, runs)]
        for one in above:
            pictures.remove(one)
            yield _box(one.where, (one.left, one.top, one.right, one.bottom), "", PICTURE)
        if runs[0].where:
            yield _box(runs[0].where, _around(runs), _words(runs), _ROLES.get(runs[0].tag, TEXT))
        for run in runs:
            for words in run.quoted:
                share = (run.right - run.left) / len(run.text)
                left, right = run.left + words.start * share, run.left + words.end * share
                said = run.text[words.start : words.end]
                yield _box(words.where, (left, run.top, right, run.bottom), said, FACT)
    for one in pictures:
        yield _box(one.where, (one.left, one.top, one.right, one.bottom), "", PICTURE)


def _paragraphs(runs: Sequence[Run]) -> Iterator[list[Run]]:
    """Runs of one paragraph that are written at one place and stand in one column."""
    if not runs:
        return
    held = [runs[0]]
    for before, run in pairwise(runs):
        is_on = (run.where, run.block, run.panel_name) == (before.where, before.block, before.panel_name)
        if not is_on or run.bottom < before.top:
            yield held
            held = []
        held.append(run)
    yield held


def _words(runs: Sequence[Run]) -> str:
    """What runs say, with a blank between lines, but for those that divide a word."""
    said = runs[0].text
    for before, run in pairwise(runs):
        is_same_line = run.top < before.bottom and run.left >= before.right - 1
        said += ("" if is_same_line or said.endswith(_JOINED) else " ") + run.text
    return said


def _beside(picture: PictureView, runs: Sequence[Run]) -> bool:
    """Whether a picture stands in the column of a text."""
    left, _, right, _ = _around(runs)
    return picture.left < right and left < picture.right


def _around(runs: Sequence[Run]) -> tuple[float, float, float, float]:
    return (
        min(run.left for run in runs),
        min(run.top for run in runs),
        max(run.right for run in runs),
        max(run.bottom for run in runs),
    )


def _box(where: str, edges: tuple[float, float, float, float], text: str, role: str) -> PageBox:
    left, top, right, bottom = edges
    file = file_of(where)
    numbers = [int(one) for one in where[len(file) + 1 :].split(":") if one.isdecimal()]
    line, column, *_ = (*numbers, 0, 0)
    return PageBox(left, top, right - left, bottom - top, file, line, column, text, role)
