"""What the engine laid out, as plain values. The only reader of WeasyPrint's private boxes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from brochure.model import POINTS_PER_PIXEL, PageView, PanelView, PictureView, Run

#: Height of ascenders and depth of descenders, in ems, of the faces in fonts/ (both serif and sans).
ASCENT, DESCENT = 0.74, 0.24

Rectangle = tuple[float, float, float, float]


@dataclass(frozen=True)
class _State:
    """What a box inherits on the way down: its paragraph, where its text was written, and the panel that it must stay in."""

    where: str
    panel: Rectangle
    block: Any = None
    panel_name: str = ""


def page_views(pages: Iterable[Any], letters: Mapping[str, Set[int]]) -> tuple[PageView, ...]:
    """Every page with its runs of text; `letters` are the code points that each family has."""
    blocks: dict[Any, int] = {}
    return tuple(_page_view(page._page_box, letters, blocks) for page in pages)


def _points(left: float, top: float, right: float, bottom: float) -> Rectangle:
    return (
        left * POINTS_PER_PIXEL,
        top * POINTS_PER_PIXEL,
        right * POINTS_PER_PIXEL,
        bottom * POINTS_PER_PIXEL,
    )


def _page_view(page: Any, letters: Mapping[str, Set[int]], blocks: dict[Any, int]) -> PageView:
    width, height = page.margin_width(), page.margin_height()
    left, top = page.content_box_x(), page.content_box_y()
    area = _points(left, top, left + page.width, top + page.height)
    state = _State("", _points(0, 0, width, height))
    children = [child for child in page.children if not isinstance(child, boxes.MarginBox)]
    found = [one for child in children for one in _walk(child, state, blocks)]
    runs = tuple(_with_missing(run, letters) for run in found if isinstance(run, Run))
    pictures = tuple(one for one in found if isinstance(one, PictureView))
    panels = tuple(_panel_view(box) for child in children for box in _panel_boxes(child))
    return PageView(
        page.page_type.name,
        width * POINTS_PER_PIXEL,
        height * POINTS_PER_PIXEL,
        area,
        runs,
        pictures,
        panels,
    )


def _panel_boxes(box: Any) -> Iterator[Any]:
    """The boxes of elements that say that they are panels of a format; one panel does not stand in another."""
    box = box._box if isinstance(box, AbsolutePlaceholder) else box
    if box.element is not None and box.element.get("data-panel"):
        yield box
    elif isinstance(box, boxes.ParentBox):
        for child in box.children:
            yield from _panel_boxes(child)


def _panel_view(box: Any) -> PanelView:
    name, is_quiet = box.element.get("data-panel"), box.element.get("data-quiet") is not None
    return PanelView(name, box.margin_height() * POINTS_PER_PIXEL, is_quiet)


def _walk(box: Any, state: _State, blocks: dict[Any, int]) -> Iterator[Run | PictureView]:
    """Runs of text and pictures below a box."""
    box = box._box if isinstance(box, AbsolutePlaceholder) else box
    state = _inside(box, state)
    if isinstance(box, boxes.TextBox):
        if box.text.strip():
            yield _run(box, state, blocks)
        return
    if isinstance(box, boxes.ReplacedBox):
        left, top = box.position_x, box.position_y
        place = _points(left, top, left + box.margin_width(), top + box.margin_height())
        yield PictureView(state.where, *place, state.panel_name)
    if isinstance(box, boxes.ParentBox):
        for child in box.children:
            yield from _walk(child, state, blocks)


def _inside(box: Any, state: _State) -> _State:
    """What holds inside a box."""
    if box.element is not None:
        where, name = box.element.get("data-source"), box.element.get("data-panel")
        block = box.element if isinstance(box, boxes.BlockLevelBox | boxes.TableCellBox) else state.block
        state = _State(where or state.where, state.panel, block, name or state.panel_name)
    if isinstance(box, boxes.BlockBox) and box.style["overflow"] != "visible":
        left, top = box.padding_box_x(), box.padding_box_y()
        state = replace(
            state, panel=_points(left, top, left + box.padding_width(), top + box.padding_height())
        )
    return state


def _run(box: Any, state: _State, blocks: dict[Any, int]) -> Run:
    """A text box, as high as its letters: line boxes of large type reach far above and below them."""
    em = box.style["font_size"]
    base = box.position_y + box.baseline
    left, top, right, bottom = _points(
        box.position_x, base - ASCENT * em, box.position_x + box.width, base + DESCENT * em
    )
    tag, block = getattr(state.block, "tag", ""), blocks.setdefault(state.block, len(blocks))
    return Run(
        box.text,
        state.where,
        left,
        top,
        right,
        bottom,
        em * POINTS_PER_PIXEL,
        box.style["font_family"][0],
        state.panel,
        "",
        tag,
        block,
        state.panel_name,
    )


def _with_missing(run: Run, letters: Mapping[str, Set[int]]) -> Run:
    """With the characters that have no glyph; controls, spaces and joiners need none."""
    lacking = map(chr, set(map(ord, run.text)) - letters.get(run.family, frozenset()))
    missing = "".join(
        sorted(c for c in lacking if unicodedata.category(c) not in ("Cc", "Cf", "Zs", "Zl", "Zp"))
    )
    return replace(run, missing=missing) if missing else run
