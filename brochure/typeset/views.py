"""What was laid out where, as plain values: every run of text and every picture, and where it was written.

Takes laid-out boxes; gives views of pages. Must not know the engine.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from brochure.model import PageView, PanelView, PictureView, QuotedWords, Run
from brochure.typeset.engine_internals import LaidOutBox, Page, Place

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
    quoting: Element | None = None


@dataclass(frozen=True)
class _Seen:
    """What was met so far: numbers of paragraphs, letters and digits of each element that quotes."""

    blocks: dict[Element | None, int] = field(default_factory=dict)
    counts: dict[Element, int] = field(default_factory=dict)


def page_views(pages: Iterable[Page], letters: Letters) -> tuple[PageView, ...]:
    """Every page with what stands on it."""
    seen = _Seen()
    return tuple(_page_view(page, letters, seen) for page in pages)


def _page_view(page: Page, letters: Letters, seen: _Seen) -> PageView:
    state = _State("", (0, 0, page.width, page.height))
    found = [one for box in page.boxes if box.kind != "margin" for one in _walk(box, state, letters, seen)]
    runs = tuple(one for one in found if isinstance(one, Run))
    pictures = tuple(one for one in found if isinstance(one, PictureView))
    panels = tuple(_panels(page.boxes))
    return PageView(page.kind, page.width, page.height, page.area, runs, pictures, panels)


def _panels(boxes: Iterable[LaidOutBox]) -> Iterator[PanelView]:
    """The boxes of elements that say that they are panels of a format; none stands in another."""
    for box in boxes:
        if box.element is not None and (name := box.element.get("data-panel")):
            _, top, _, bottom = box.margin_place
            yield PanelView(name, bottom - top, box.element.get("data-quiet") is not None)
        else:
            yield from _panels(box.children)


def _walk(box: LaidOutBox, state: _State, letters: Letters, seen: _Seen) -> Iterator[Run | PictureView]:
    """Runs of text and pictures in a box."""
    state = _inside(box, state)
    if box.kind == "text" and box.text.strip():
        yield _run(box, state, letters, seen)
    elif box.kind == "picture":
        yield PictureView(state.where, *box.margin_place, state.panel_name)
    for child in box.children:
        yield from _walk(child, state, letters, seen)


def _inside(box: LaidOutBox, state: _State) -> _State:
    """What holds inside a box."""
    if box.element is not None:
        where, name = box.element.get("data-source"), box.element.get("data-panel")
        block = box.element if box.is_paragraph else state.block
        own = box.element if box.element.get("data-quoted") else None
        quoting = own if where else state.quoting
        state = _State(where or state.where, state.panel, block, name or state.panel_name, quoting)
    return replace(state, panel=box.padding_place) if box.clips else state


def _run(box: LaidOutBox, state: _State, letters: Letters, seen: _Seen) -> Run:
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
        seen.blocks.setdefault(state.block, len(seen.blocks)),
        state.panel_name,
        () if state.quoting is None else _quoted(box.text, state.quoting, seen),
    )


def _quoted(text: str, element: Element, seen: _Seen) -> tuple[QuotedWords, ...]:
    """What its element says to be a fact's: found by letters and digits, which typography leaves alone."""
    places = [index for index, character in enumerate(text) if character.isalnum()]
    before = seen.counts.get(element, 0)
    seen.counts[element] = before + len(places)
    found = []
    for start, words, where in json.loads(element.get("data-quoted", "[]")):
        here = range(max(start, before), min(start + len(words), before + len(places)))
        own = [places[count - before] for count in here]
        if own and [text[at] for at in own] == [words[count - start] for count in here]:
            found.append(QuotedWords(own[0], own[-1] + 1, where))
    return tuple(found)


def _missing(text: str, letters: Set[int]) -> str:
    """The characters that have no glyph; controls, spaces and joiners need none."""
    lacking = sorted(map(chr, set(map(ord, text)) - letters))
    return "".join(c for c in lacking if unicodedata.category(c) not in ("Cc", "Cf", "Zs", "Zl", "Zp"))
