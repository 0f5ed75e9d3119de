"""What was laid out where, as plain values: every run of text and every picture, where it was written,
and what stands behind type: the photographs of a page, and the contrast that a text has with them.

Takes laid-out boxes and the document's assets; gives views of pages. Must not know the engine, nor what
is asked of contrast.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from PIL import UnidentifiedImageError

from brochure.model import Asset, Lettering, PageView, PanelView, PictureView, QuotedWords, Run
from brochure.pdf import open_picture
from brochure.typeset.engine_internals import LaidOutBox, Page, Place
from brochure.typeset.photographs import contrast_over, lights, luminance_of


class Pixels:
    """The pixels of a picture as it is printed."""

    def __init__(self, data: bytes, size: tuple[int, int]) -> None:
        self._data, self.size = data, size

    @cached_property
    def _all(self) -> Any:
        with open_picture(self._data) as picture:
            return picture.convert("RGB")

    def light(self, box: tuple[int, int, int, int]) -> Any:
        """The luminance of each in a box: type stands on little of a picture that fills its page."""
        return lights(self._all.crop(box))


class Backdrop(NamedTuple):
    """A photograph and where it stands on its page."""

    place: Place
    pixels: Pixels

    def contrast(self, text: Place, letters: float) -> float:
        """The contrast of letters of this luminance with what is behind a text; 0 where nothing is."""
        left, top, right, bottom = self.place
        if not (left <= (text[0] + text[2]) / 2 <= right and top <= (text[1] + text[3]) / 2 <= bottom):
            return 0.0
        across, down = self.pixels.size
        box = (
            max(int((text[0] - left) / (right - left) * across), 0),
            max(int((text[1] - top) / (bottom - top) * down), 0),
            min(int((text[2] - left) / (right - left) * across) + 1, across),
            min(int((text[3] - top) / (bottom - top) * down) + 1, down),
        )
        return contrast_over(self.pixels.light(box), letters)


class Backdrops:
    """The photographs of a document, each read once."""

    def __init__(self, assets: Mapping[str, Asset]) -> None:
        self._assets = assets
        self._known: dict[str, Pixels | None] = {}

    def of(self, box: LaidOutBox) -> Pixels | None:
        """What a picture shows; none of a drawing, or of what cannot be read."""
        address = unquote(box.element.get("src", "")) if box.element is not None else ""
        if address not in self._known:
            self._known[address] = self._read(address)
        return self._known[address]

    def _read(self, address: str) -> Pixels | None:
        asset = self._assets.get(address)
        if asset is None:
            return None
        data = asset if isinstance(asset, bytes) else asset.read_bytes()
        try:
            with open_picture(data) as picture:
                return Pixels(data, picture.size)
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
            return None

    def behind(self, boxes: Iterable[LaidOutBox]) -> list[Backdrop]:
        """The photographs among boxes and what is inside of them."""
        return list(self._behind(boxes))

    def _behind(self, boxes: Iterable[LaidOutBox]) -> Iterator[Backdrop]:
        for box in boxes:
            for one in box.all():
                if one.kind == "picture" and (pixels := self.of(one)):
                    yield Backdrop(one.content_place, pixels)


#: Height of ascenders and depth of descenders, in ems, of the faces in fonts/ (both serif and sans).
ASCENT, DESCENT = 0.74, 0.24

#: Points from which type is large (WCAG 2.1, definition of large scale).
LARGE = 18.0

#: Categories of characters that need no glyph: controls, spaces, joiners.
_UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
#: Points, as a layout writes them.
_POINTS = re.compile(r"\d{1,4}(\.\d+)?")
#: What chooses a variant of the character before it, or holds marks apart, and is never seen itself.
_VARIANTS = re.compile("[\u034f\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")


class Coverage:
    """The code points that each family has; blanks and capitals of its name do not count, as for the engine.

    `found` fills: for each character that a text lacks, the families that have it.
    """

    def __init__(self, families: Mapping[str, Set[int]]) -> None:
        self._families: dict[str, tuple[str, Set[int]]] = {}
        for name, points in families.items():
            known, more = self._families.get(_plain(name), (name, frozenset[int]()))
            self._families[_plain(name)] = known, points | more
        self.found: dict[str, tuple[str, ...]] = {}

    def of(self, text: str, families: Iterable[str]) -> tuple[str, str]:
        """The first known family of these, or else the first that is asked for; and what they all lack.

        A text that asks for none that is known is set in any.
        """
        asked = tuple(families)
        known = [self._families[name] for name in map(_plain, asked) if name in self._families]
        points = [points for _, points in known or self._families.values()]
        missing = _missing(text, points)
        for one in missing:
            if one not in self.found:
                has = (name for name, points in self._families.values() if not _missing(one, [points]))
                self.found[one] = tuple(has)
        return known[0][0] if known else asked[0], missing


def _plain(family: str) -> str:
    return "".join(family.split()).casefold()


@dataclass(frozen=True)
class _State:
    """What a box inherits: where it was written, its paragraph, the panel that it must stay in, and the
    photographs of the page, unless something hides them.
    """

    where: str
    panel: Place
    block: Element | None = None
    panel_name: str = ""
    quoting: Element | None = None
    behind: tuple[Backdrop, ...] = ()


@dataclass(frozen=True)
class _Seen:
    """What was met so far: photographs, numbers of paragraphs, letters and digits of each element that
    quotes.
    """

    backdrops: Backdrops
    blocks: dict[Element | None, int] = field(default_factory=dict)
    counts: dict[Element, int] = field(default_factory=dict)


def page_views(pages: Iterable[Page], letters: Coverage, backdrops: Backdrops) -> tuple[PageView, ...]:
    """Every page with what stands on it."""
    seen = _Seen(backdrops)
    return tuple(_page_view(page, letters, seen) for page in pages)


def lettering(pages: Iterable[Page], letters: Coverage) -> Iterator[Lettering]:
    """Words beside the runs of pages: those of drawings and in margins."""
    for number, page in enumerate(pages, start=1):
        for box in page.boxes:
            yield from _lettering(box, "", number, letters, box.kind == "margin")


def _lettering(
    box: LaidOutBox, where: str, page: int, letters: Coverage, is_edge: bool
) -> Iterator[Lettering]:
    where = (box.element.get("data-source") if box.element is not None else None) or where
    if is_edge and box.kind == "text" and box.text.strip():
        yield Lettering(page, where, "", box.text, *letters.of(box.text, box.line.families))
    for text, families in box.lettering:
        name = box.element.get("src", "") if box.element is not None else ""
        drawing = unquote(name).removeprefix("asset:content/") or "svg"
        yield Lettering(page, where, drawing, text, *letters.of(text, families))
    for child in box.children:
        yield from _lettering(child, where, page, letters, is_edge)


def _page_view(page: Page, letters: Coverage, seen: _Seen) -> PageView:
    behind = seen.backdrops.behind(box for box in page.boxes if box.kind != "margin")
    state = _State("", (0, 0, page.width, page.height), behind=tuple(behind))
    found = [one for box in page.boxes if box.kind != "margin" for one in _walk(box, state, letters, seen)]
    runs = tuple(one for one in found if isinstance(one, Run))
    pictures = tuple(one for one in found if isinstance(one, PictureView))
    panels = tuple(_panels(page.boxes))
    view = PageView(
        page.kind,
        page.width,
        page.height,
        page.area,
        runs,
        pictures,
        panels,
        places=tuple(_places(page.boxes)),
        parts=tuple(sorted({number for box in page.boxes for number in _parts(box)})),
    )
    placed = [one for box in page.boxes for one in _placements(box)]
    if not placed:
        return view
    # Where two meet on a page, the lower one says what is left.
    first, last = placed[0].element, placed[-1]
    assert first is not None
    return replace(
        view,
        placement=first.get("data-placement", ""),
        architecture=first.get("data-architecture", ""),
        is_quiet=first.get("data-quiet") is not None,
        room=max(page.area[3] - last.margin_place[3], 0.0),
    )


def _parts(box: LaidOutBox) -> Iterator[int]:
    """The numbers of the children of the body that have boxes in a box."""
    if box.tag != "body" or box.element is None:
        for child in box.children:
            yield from _parts(child)
        return
    numbers, left = {one: number for number, one in enumerate(box.element)}, list(box.children)
    while left:
        one = left.pop()
        if one.element in numbers:
            yield numbers[one.element]
        else:
            left += one.children


def _placements(box: LaidOutBox) -> Iterator[LaidOutBox]:
    """The boxes of elements that say in which architecture they are set; none stands in another."""
    if box.element is not None and box.element.get("data-placement"):
        yield box
    else:
        for child in box.children:
            yield from _placements(child)


def _places(boxes: Iterable[LaidOutBox]) -> Iterator[str]:
    """The names of what links may lead to, again where it goes on from another page."""
    for box in boxes:
        if box.element is not None and (name := box.element.get("id")):
            yield name
        yield from _places(box.children)


def _panels(boxes: Iterable[LaidOutBox]) -> Iterator[PanelView]:
    """The boxes of elements that say that they are panels of a format; none stands in another."""
    for box in boxes:
        if box.element is not None and (name := box.element.get("data-panel")):
            _, top, _, bottom = box.margin_place
            is_quiet, is_turned = (
                box.element.get(f"data-{said}") is not None for said in ("quiet", "turned")
            )
            yield PanelView(name, bottom - top, is_quiet, is_turned)
        else:
            yield from _panels(box.children)


def _walk(box: LaidOutBox, state: _State, letters: Coverage, seen: _Seen) -> Iterator[Run | PictureView]:
    """Runs of text and pictures in a box."""
    state = _inside(box, state)
    if box.kind == "text" and box.text.strip():
        yield _run(box, state, letters, seen)
    elif box.kind == "picture":
        left, top, right, bottom = box.content_place
        pixels = known.size if (known := seen.backdrops.of(box)) else (0, 0)
        printed = right - left, bottom - top
        yield PictureView(
            state.where, *box.margin_place, state.panel_name, pixels, printed, _higher(box.element)
        )
    elif box.element is not None and box.element.get("data-fills") is not None:
        yield PictureView(state.where, *box.margin_place, state.panel_name)
    for child in box.children:
        yield from _walk(child, state, letters, seen)


def _higher(element: Element | None) -> float:
    """The points by which a picture says that it may be higher."""
    said = "" if element is None else element.get("data-higher", "")
    return float(said) if _POINTS.fullmatch(said) else 0.0


def _inside(box: LaidOutBox, state: _State) -> _State:
    """What holds inside a box."""
    if box.element is not None:
        where, name = box.element.get("data-source"), box.element.get("data-panel")
        block = box.element if box.is_paragraph else state.block
        own = box.element if box.element.get("data-quoted") else None
        quoting = own if where else state.quoting
        state = _State(
            where or state.where, state.panel, block, name or state.panel_name, quoting, state.behind
        )
    if state.behind and box.is_ground:
        state = replace(state, behind=())
    return replace(state, panel=box.padding_place) if box.clips else state


def _run(box: LaidOutBox, state: _State, letters: Coverage, seen: _Seen) -> Run:
    """A text, as high as its letters: line boxes of large type reach far above and below them."""
    line = box.line
    family, missing = letters.of(box.text, line.families)
    place = (line.left, line.baseline - ASCENT * line.size, line.right, line.baseline + DESCENT * line.size)
    light = luminance_of(line.color) if state.behind else 0.0
    contrast = (one.contrast(place, light) for one in reversed(state.behind))
    return Run(
        box.text,
        state.where,
        *place,
        line.size,
        family,
        state.panel,
        missing,
        state.block.tag if state.block is not None else "",
        seen.blocks.setdefault(state.block, len(seen.blocks)),
        state.panel_name,
        () if state.quoting is None else _quoted(box.text, state.quoting, seen),
        box.spacing,
        next(filter(None, contrast), 0.0),
        line.size >= LARGE,
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


def _missing(text: str, points: Sequence[Set[int]]) -> str:
    """The characters that have no glyph.

    Controls, spaces, joiners and what chooses a variant need none; a letter and its accent make a third.
    """
    lacking = sorted(c for c in set(unicodedata.normalize("NFC", text)) if not _is_in(c, points))
    return "".join(
        c
        for c in lacking
        if unicodedata.category(c) not in _UNSEEN
        and not _VARIANTS.match(c)
        and not (
            len(parts := unicodedata.normalize("NFD", c)) > 1 and all(_is_in(one, points) for one in parts)
        )
    )


def _is_in(character: str, points: Sequence[Set[int]]) -> bool:
    return any(ord(character) in some for some in points)
