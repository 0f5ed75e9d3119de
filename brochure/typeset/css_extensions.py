"""What stylesheets may ask for that the engine does not know, or knows slowly: text on one grid of lines
(`data-grid`), `size-adjust` of `@font-face` (CSS Fonts 5), and custom properties.

The engine sets every box below the one before it, so that a title of two lines, a lead or small type
leave what follows between the lines of the page beside it. An element that says `data-grid` has its parts
moved down, each by less than a line, until the first line of its prose stands on the grid, so that on
facing pages lines stand beside lines. Where the page has no room for that, a part moves up into the white
above it, of which half at least stays; where that is too little, it keeps its place. Lengths in points from
the top left corner of the page. A part that says `data-grid` too has its own parts moved, those of each of
its columns by themselves.

A foot of a page that says `data-grows` takes the white above it, but for a pause.

Custom properties that a document sets once and for all are written in place of their names: the engine works
out a `var()` anew for every element, and for every property of a shorthand that names it, a twentieth of the
time that a document takes. What is set twice, elsewhere than on `:root`, or by another `var()` stays a
variable.

A face that is to be set larger or smaller is scaled itself: stylesheets and the bytes of faces go in, and
come out without the need of it. A share of its size is a larger em: outlines stay as they are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

import tinycss2
from fontTools.ttLib import TTFont

from brochure.model import POINTS_PER_PIXEL, Stylesheet
from brochure.typeset.engine_internals import LaidOutBox, Page, laid_out

#: What is nearer to a line than this stands on it, in points.
_EXACT: Final = 0.05
#: The share of the white above a part that it may take.
_GIVEN: Final = 0.5
#: White above the foot of a page, in points.
_PAUSE: Final = 30.0
#: What stands where it is placed, and the room that is kept for it.
_KEPT: Final = frozenset({"end-room", "ring-foot", "page-foot"})
#: The line of prose that is the measure: its size is the larger part of its leading.
_LEADING: Final = 15.0 / 10.4


def on_grid(document: Any) -> tuple[Page, ...]:
    """The pages of a document, with all that wants to be on the grid moved there."""
    pages, is_moved = laid_out(document), False
    for engine_page, page in zip(document.pages, pages, strict=True):
        for box in _gridded(page.boxes):
            settling = _Settling(page.area[1], page.area[3] - box.margin_place[3])
            settling.settle(box)
            is_grown = _grow(box)
            if settling.is_moved or is_grown:
                engine_page.__init__(engine_page._page_box)  # where its links and names are now
                is_moved = True
    return laid_out(document) if is_moved else pages


def _gridded(boxes: tuple[LaidOutBox, ...]) -> Iterator[LaidOutBox]:
    for box in boxes:
        if _wants_grid(box):
            yield box
        else:
            yield from _gridded(box.children)


def _wants_grid(box: LaidOutBox) -> bool:
    return _says(box, "data-grid")


def _says(box: LaidOutBox, attribute: str) -> bool:
    return box.element is not None and box.element.get(attribute) is not None


@dataclass
class _Settling:
    """What is moved on a page: the head of its grid, the room that it has, and how far parts stand below
    their places so far, above them when it is less than nothing.
    """

    head: float
    room: float
    moved: float = 0.0
    is_moved: bool = False

    def settle(self, box: LaidOutBox) -> None:
        """Moves the parts of a box; those of a part that wants to be on the grid itself are parts too."""
        before, above = self.moved, box.padding_place[1]
        columns: list[float] = []
        for part in box.children:
            if _is_kept(part):
                continue
            if part.key.is_column:  # each begins where the first one does
                self.moved = before
            _, top, _, foot = part.padding_place
            if _wants_grid(part):
                part.key.position_y += self.moved / POINTS_PER_PIXEL
                _move_ground(part.key, self.moved / POINTS_PER_PIXEL)
                self.settle(part)
            else:
                self._decide(part, top - above)
                if self.moved:
                    _move(part, self.moved / POINTS_PER_PIXEL)
                    self.is_moved = True
            above = max(above, foot)
            columns += [self.moved] * part.key.is_column
        self.moved = max(columns, default=self.moved)
        taller = (self.moved - before) / POINTS_PER_PIXEL
        box.key.height += taller
        _move_ground(box.key, 0.0, taller)

    def _decide(self, part: LaidOutBox, white: float) -> None:
        """How far a part is moved that has so much white above it."""
        if (line := next(_prose(part), None)) is None:
            return
        step = line.size * _LEADING
        off = (self.head - line.baseline - self.moved) % step
        if not _EXACT < off < step - _EXACT:
            return
        if self.moved + off <= self.room:
            self.moved += off
        elif step - off <= white * _GIVEN:
            self.moved -= step - off


def _grow(box: LaidOutBox) -> bool:
    """Whether a foot that says `data-grows` was given the white above it but for a pause; what it says stays
    between its edges.
    """
    foot = next((one for one in box.children if _says(one, "data-grows")), None)
    if foot is None:
        return False
    above = max((_end(one) for one in box.children if not _is_kept(one)), default=0.0)
    white = (foot.padding_place[1] - above - _PAUSE) / POINTS_PER_PIXEL
    if white < 1:
        return False
    foot.key.position_y -= white
    foot.key.height += white
    _move_ground(foot.key, -white, white)
    for part in foot.children:
        _move(part, -white / 2)
    return True


def _end(box: LaidOutBox) -> float:
    """Where what is printed in a box ends."""
    shown = (one for one in box.all() if one.kind in ("text", "picture"))
    return max((one.margin_place[3] for one in shown), default=0.0)


def _move(box: LaidOutBox, down: float) -> None:
    """Moves a box and all inside it, by pixels; the engine leaves grounds where they were laid out."""
    box.key.translate(0, down)
    for one in box.all():
        _move_ground(one.key, down)


def _move_ground(box: Any, down: float, taller: float = 0.0) -> None:
    """Moves what is painted behind a box, and makes it taller."""
    if not (down or taller) or box.background is None:
        return

    def moved(place: Any) -> Any:
        if isinstance(place, str):  # the area of a picture that is none
            return place
        left, top, width, height, *corners = place
        return (left, top + down, width, height + taller, *corners)

    layers = [
        layer._replace(
            painting_area=moved(layer.painting_area),
            positioning_area=moved(layer.positioning_area),
            clipped_boxes=[moved(one) for one in layer.clipped_boxes],
        )
        for layer in box.background.layers
    ]
    box.background = box.background._replace(layers=layers)


def _is_kept(box: LaidOutBox) -> bool:
    return box.element is not None and bool(_KEPT & set(box.element.get("class", "").split()))


def _prose(box: LaidOutBox, inside: bool = False) -> Iterator[Any]:
    """The lines of prose in a box, in their order."""
    if box.element is not None and "prose" in box.element.get("class", "").split():
        inside = True
    if inside and box.kind == "text" and box.text.strip() and box.tag != "li::marker":
        yield box.line
    for child in box.children:
        yield from _prose(child, inside)


_FACE: Final = re.compile(r"@font-face\s*\{[^}]*\}")
_SET = re.compile(r"(?<![\w-])(--[\w-]+)\s*:")
_USED = re.compile(r"var\(\s*(--[\w-]+)\s*\)")
_ADJUST: Final = re.compile(r"size-adjust\s*:\s*([\d.]+)%\s*;?")
_ADDRESS: Final = re.compile(r"url\(\s*[\"']?([^\"')]+)")


def without_adjustment(sheets: Iterable[Stylesheet]) -> tuple[tuple[Stylesheet, ...], dict[str, float]]:
    """The stylesheets without it, and by the address of each face the share of its size that was asked."""
    shares: dict[str, float] = {}

    def plain(face: re.Match[str]) -> str:
        if asked := _ADJUST.search(face[0]):
            shares.update(dict.fromkeys(_ADDRESS.findall(face[0]), float(asked[1]) / 100))
        return _ADJUST.sub("", face[0])

    made = tuple(
        Stylesheet(one.path, _FACE.sub(plain, one.text)) if "size-adjust" in one.text else one
        for one in sheets
    )
    return made, shares


def scaled(data: bytes, share: float) -> bytes:
    """A face at a share of its size."""
    with TTFont(BytesIO(data), lazy=True, fontNumber=0, recalcTimestamp=False) as font:
        em = round(font["head"].unitsPerEm / share)
        font["head"].unitsPerEm = em
        if "CFF " in font:
            font["CFF "].cff.topDictIndex[0].FontMatrix = [1 / em, 0, 0, 1 / em, 0, 0]
        written = BytesIO()
        font.flavor = None
        font.save(written)
    return written.getvalue()


def names_set(text: str) -> frozenset[str]:
    """The custom properties that a text may set."""
    return frozenset(_SET.findall(text))


def filled_in(stylesheets: Iterable[Stylesheet], changing: Set[str]) -> tuple[Stylesheet, ...]:
    """The stylesheets with the constants of `:root` filled in; `changing` are names that others set too."""
    sheets = tuple(stylesheets)
    often = Counter(name for sheet in sheets for name in _SET.findall(sheet.text))
    known = {
        name: value
        for sheet in sheets
        for name, value in _on_root(sheet.text)
        if often[name] == 1 and name not in changing and "var(" not in value
    }
    return tuple(
        Stylesheet(one.path, _USED.sub(lambda use: known.get(use[1], use[0]), one.text)) for one in sheets
    )


def _on_root(text: str) -> Iterator[tuple[str, str]]:
    """What the rules for `:root` set, outside of any other rule."""
    if ":root" not in text:  # most stylesheets: to parse them for it would cost as much as to use them
        return
    for rule in tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True):
        if rule.type == "qualified-rule" and tinycss2.serialize(rule.prelude).strip() == ":root":
            for one in tinycss2.parse_blocks_contents(
                rule.content, skip_comments=True, skip_whitespace=True
            ):
                if one.type == "declaration" and one.name.startswith("--") and not one.important:
                    yield one.name, tinycss2.serialize(one.value).strip()
