"""What was laid out where, as plain values: every run of text and every picture, and where it was written.

Takes laid-out boxes; gives views of pages. Must not know the engine.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from brochure.model import PageView, PanelView, PictureView, Run
from brochure.typeset.engine_internals import Box, Page, Place

#: Height of ascenders and depth of descenders, in ems, of the faces in fonts/ (both serif and sans).
ASCENT, DESCENT = 0.74, 0.24

#: The code points that each family has.
Letters = Mapping[str, Set[int]]


@dataclass(frozen=True)
class _State:
    """What a box inherits: where it was written, its paragraph, the panel that it must stay in."""

    where: str
    panel: Place
    block: Element | None = None
    panel_name: str = ""


def page_views(pages: Iterable[Page], letters: Letters) -> tuple[PageView, ...]:
    """Every page with what stands on it."""
    blocks: dict[Element | None, int] = {}
    return tuple(_page_view(page, letters, blocks) for page in pages)


def _page_view(page: Page, letters: Letters, blocks: dict[Element | None, int]) -> PageView:
    state = _State("", (0, 0, page.width, page.height))
    found = [one for box in page.boxes if box.kind != "margin" for one in _walk(box, state, letters, blocks)]
    runs = tuple(one for one in found if isinstance(one, Run))
    pictures = tuple(one for one in found if isinstance(one, PictureView))
    panels = tuple(_panels(page.boxes))
    return PageView(page.kind, page.width, page.height, page.area, runs, pictures, panels)


def _panels(boxes: Iterable[Box]) -> Iterator[PanelView]:
    """The boxes of elements that say that they are panels of a format; none stands in another."""
    for box in boxes:
        if box.element is not None and (name := box.element.get("data-panel")):
            _, top, _, bottom = box.margin_place
            yield PanelView(name, bottom - top, box.element.get("data-quiet") is not None)
        else:
            yield from _panels(box.children)


def _walk(
    box: Box, state: _State, letters: Letters, blocks: dict[Element | None, int]
) -> Iterator[Run | PictureView]:
    """Runs of text and pictures in a box."""
    state = _inside(box, state)
    if box.kind == "text" and box.text.strip():
        yield _run(box, state, letters, blocks)
    elif box.kind == "picture":
        yield PictureView(state.where, *box.margin_place, state.panel_name)
    for child in box.children:
        yield from _walk(child, state, letters, blocks)


def _inside(box: Box, state: _State) -> _State:
    """What holds inside a box."""
    if box.element is not None:
        where, name = box.element.get("data-source"), box.element.get("data-panel")
        block = box.element if box.is_paragraph else state.block
        state = _State(where or state.where, state.panel, block, name or state.panel_name)
    return replace(state, panel=box.padding_place) if box.clips else state


def _run(box: Box, state: _State, letters: Letters, blocks: dict[Element | None, int]) -> Run:
    """A text, as high as its letters: line boxes of large type reach far above and below them."""
    line = box.line
    return Run(
        box.text,
        state.where,
        line.left,
        line.baseline - ASCENT * line.size,
        line.right,
        line.baseline + DESCENT * line.size,
        line.size,
        line.family,
        state.panel,
        _missing(box.text, letters.get(line.family, frozenset())),
        state.block.tag if state.block is not None else "",
        blocks.setdefault(state.block, len(blocks)),
        state.panel_name,
    )


def _missing(text: str, letters: Set[int]) -> str:
    """The characters that have no glyph; controls, spaces and joiners need none."""
    lacking = sorted(map(chr, set(map(ord, text)) - letters))
    return "".join(c for c in lacking if unicodedata.category(c) not in ("Cc", "Cf", "Zs", "Zl", "Zp"))
