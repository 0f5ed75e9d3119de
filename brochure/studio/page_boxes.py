"""The texts and pictures of a page as boxes in reading order, each with the place where it is written.

One box holds the lines of a paragraph that stand below one another; words that a fact says have a box of
their own behind that of their paragraph, so that a click on them leads to the fact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from brochure.model import PageView, PictureView, Run, file_of

#: What a box is called by the element of its paragraph.
_ROLES: Final = {
    **{f"h{level}": "heading" for level in range(1, 7)},
    **{"li": "item", "td": "cell", "th": "heading cell", "figcaption": "caption", "dt": "term"},
}
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
    path: tuple[str | int, ...]
    text: str
    role: str


def boxes_of(page: PageView, place: Callable[[str], Sequence[str | int]] | None = None) -> Iterator[PageBox]:
    """The boxes of a page; `place` gives the way to what is written at a place."""
    pictures = [one for one in page.pictures if one.where]
    for runs in _paragraphs(page.runs):
        top = min(run.top for run in runs)
        above = [one for one in pictures if one.top <= top and _beside(one, runs)]
        for one in above:
            pictures.remove(one)
            yield _box(one.where, (one.left, one.top, one.right, one.bottom), "", PICTURE, place)
        if runs[0].where:
            text = "".join(run.text for run in runs)
            yield _box(runs[0].where, _around(runs), text, _ROLES.get(runs[0].tag, TEXT), place)
        for run in runs:
            for words in run.quoted:
                share = (run.right - run.left) / len(run.text)
                left, right = run.left + words.start * share, run.left + words.end * share
                said = run.text[words.start : words.end]
                yield _box(words.where, (left, run.top, right, run.bottom), said, FACT, place)
    for one in pictures:
        yield _box(one.where, (one.left, one.top, one.right, one.bottom), "", PICTURE, place)


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


def _box(
    where: str,
    edges: tuple[float, float, float, float],
    text: str,
    role: str,
    place: Callable[[str], Sequence[str | int]] | None,
) -> PageBox:
    left, top, right, bottom = edges
    file = file_of(where)
    numbers = [int(one) for one in where[len(file) + 1 :].split(":") if one.isdecimal()]
    line, column, *_ = (*numbers, 0, 0)
    path = tuple(place(where)) if place else ()
    return PageBox(left, top, right - left, bottom - top, file, line, column, path, text, role)
