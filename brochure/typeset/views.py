"""What the engine laid out, as plain values. The only reader of WeasyPrint's private boxes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from brochure.artefacts import PageView, Run
from brochure.paper import POINTS_PER_PIXEL

#: Height of ascenders and depth of descenders, in ems, of the faces in fonts/ (both serif and sans).
ASCENT, DESCENT = 0.74, 0.24

Rectangle = tuple[float, float, float, float]


@dataclass(frozen=True)
class _State:
    """What a box inherits on the way down: where its text was written, and the panel that it must stay in."""

    where: str
    panel: Rectangle


def page_views(pages: Iterable[Any], letters: Mapping[str, Set[int]]) -> tuple[PageView, ...]:
    """Every page with its runs of text; `letters` are the code points that each family has."""
    return tuple(_page_view(page._page_box, letters) for page in pages)


def _points(left: float, top: float, right: float, bottom: float) -> Rectangle:
    return (left * POINTS_PER_PIXEL, top * POINTS_PER_PIXEL, right * POINTS_PER_PIXEL, bottom * POINTS_PER_PIXEL)


def _page_view(page: Any, letters: Mapping[str, Set[int]]) -> PageView:
    width, height = page.margin_width(), page.margin_height()
    left, top = page.content_box_x(), page.content_box_y()
    area = _points(left, top, left + page.width, top + page.height)
    state = _State("", _points(0, 0, width, height))
    runs: list[Run] = []
    art = 0.0
    for child in page.children:
        if isinstance(child, boxes.MarginBox):
            continue
        for found in _walk(child, state):
            if isinstance(found, Run):
                runs.append(replace(found, missing=_missing(found, letters)))
            else:
                art = max(art, found)
    return PageView(page.page_type.name, width * POINTS_PER_PIXEL, height * POINTS_PER_PIXEL, area, tuple(runs), art)


def _walk(box: Any, state: _State) -> Iterator[Run | float]:
    """Runs of text below a box, and the lower edges of pictures."""
    box = box._box if isinstance(box, AbsolutePlaceholder) else box
    if box.element is not None and box.element.get("data-source"):
        state = replace(state, where=box.element.get("data-source"))
    if isinstance(box, boxes.TextBox):
        if box.text.strip():
            yield _run(box, state)
        return
    if isinstance(box, boxes.ReplacedBox):
        yield (box.position_y + box.margin_height()) * POINTS_PER_PIXEL
    if isinstance(box, boxes.ParentBox):
        if box.style["overflow"] != "visible" and isinstance(box, boxes.BlockBox):
            left, top = box.padding_box_x(), box.padding_box_y()
            state = replace(state, panel=_points(left, top, left + box.padding_width(), top + box.padding_height()))
        for child in box.children:
            yield from _walk(child, state)


def _run(box: Any, state: _State) -> Run:
    """A text box, as high as its letters: line boxes of large type reach far above and below them."""
    em = box.style["font_size"]
    base = box.position_y + box.baseline
    left, top, right, bottom = _points(box.position_x, base - ASCENT * em, box.position_x + box.width, base + DESCENT * em)
    return Run(box.text, state.where, left, top, right, bottom, em * POINTS_PER_PIXEL, box.style["font_family"][0], state.panel)


def _missing(run: Run, letters: Mapping[str, Set[int]]) -> str:
    """Characters without a glyph; controls, spaces and joiners need none."""
    known = letters.get(run.family, frozenset())
    lacking = {c for c in run.text if ord(c) not in known and unicodedata.category(c) not in ("Cc", "Cf", "Zs", "Zl", "Zp")}
    return "".join(sorted(lacking))
