"""Marks around a page: where to cut, where the bleed ends, where to fold, how the plates lie on one another,
and a slug line, whose letters are outlines so that it needs no font in the file.

Takes measures in points from the corner of the media; gives content of a page. Must not know what is printed
on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from fontTools.ttLib import TTFont, TTLibError
from pikepdf import Name

from brochure.editions.press.plates import SeparationError, Unprintable
from brochure.editions.press.rewriting import instruction, number
from brochure.pdf import GlyphPath, Written

#: Room from the bleed's edge outwards: a gap, the marks, another gap, the slug line.
GAP: Final = 3.0
LENGTH: Final = 15.0
SLUG_ROOM: Final = 13.0
OUTSIDE: Final = GAP + LENGTH + SLUG_ROOM
_HAIRLINE: Final = 0.25
#: Radius of a registration mark, and how far one keeps from a fold that would run through it.
_RADIUS: Final = 4.5
_APART: Final = 24.0
_BEZIER: Final = 0.5523  # a quarter of a circle as one curve
_PLATES: Final = (
    ("Cyan", (1, 0, 0, 0)),
    ("Magenta", (0, 1, 0, 0)),
    ("Yellow", (0, 0, 1, 0)),
    ("Black", (0, 0, 0, 1)),
)
#: The color of all plates, by the name that its resource has.
REGISTRATION: Final = "/All"
#: The size of the slug line's letters, and the room between its words, in points.
_SIZE: Final = 6.0
_SPACE: Final = 8.0


@dataclass(frozen=True)
class Frame:
    """One page: the size of its trim, its bleed, and where it is folded: from the left edge of the trim, and
    from its top.
    """

    width: float
    height: float
    bleed: float
    folds: Sequence[float] = ()
    levels: Sequence[float] = ()

    @property
    def room(self) -> float:
        """How far the media reaches over the trim on each side."""
        return self.bleed + OUTSIDE

    @property
    def media(self) -> list[float]:
        """MediaBox."""
        return [0, 0, self.width + 2 * self.room, self.height + 2 * self.room]

    @property
    def bled(self) -> list[float]:
        """BleedBox."""
        right, top = OUTSIDE + self.width + 2 * self.bleed, OUTSIDE + self.height + 2 * self.bleed
        return [OUTSIDE, OUTSIDE, right, top]

    @property
    def trim(self) -> list[float]:
        """TrimBox."""
        return [self.room, self.room, self.room + self.width, self.room + self.height]


class Letters:
    """The glyphs of one font file. Raises `SeparationError` where it cannot be read.

    A letter that the font lacks is left out.
    """

    def __init__(self, font: bytes) -> None:
        try:
            self._font = TTFont(BytesIO(font), lazy=True)
            self._glyphs, self._points = self._font.getGlyphSet(), self._font.getBestCmap()
            self._em = self._font["head"].unitsPerEm
        except (TTLibError, OSError, KeyError) as error:
            said = f"the typeface of the slug line cannot be read ({error})"
            raise SeparationError([Unprintable(0, said)]) from error
        self._paths: dict[str, list[Written]] = {}

    def width(self, words: str, size: float) -> float:
        """How wide words are, in points."""
        return float(sum(self._glyphs[name].width for name in self._names(words)) / self._em * size)

    def drawn(self, words: str, size: float, x: float) -> Iterator[Written]:
        """Operators that fill the words from `x` on, on the line y = 0."""
        scale, at = size / self._em, 0.0
        for name in self._names(words):
            if path := self._path(name):
                yield instruction("q")
                factor = number(scale, 6)
                yield instruction("cm", factor, 0, 0, factor, number(x + at * scale, 3), 0)
                yield from path
                yield instruction("f")
                yield instruction("Q")
            at += self._glyphs[name].width

    def _path(self, name: str) -> list[Written]:
        if name not in self._paths:
            pen = GlyphPath(self._glyphs)
            self._glyphs[name].draw(pen)
            self._paths[name] = pen.path
        return self._paths[name]

    def _names(self, words: str) -> list[str]:
        return [self._points[ord(letter)] for letter in words if ord(letter) in self._points]


def marks(frame: Frame, letters: Letters, slug: str) -> Iterator[Written]:
    """Everything outside the bleed, in the color of all plates; the plates' names in their own."""
    yield instruction("q")
    for space, color in (("cs", "scn"), ("CS", "SCN")):
        yield instruction(space, Name(REGISTRATION))
        yield _drawn(color, 1)
    yield _drawn("w", _HAIRLINE)
    for ends in (*_crops(frame), *_bleeds(frame)):
        yield from _line(*ends)
    for ends in _folds(frame):
        yield instruction("d", [2, 2], 0)
        yield from _line(*ends)
        yield instruction("d", [], 0)
    for x, y in _targets(frame):
        yield from _target(x, y)
    yield from _slug(frame, letters, slug)
    yield instruction("Q")


def _drawn(operator: str, *numbers: float) -> Written:
    return instruction(operator, *(number(one, 3) for one in numbers))


def _line(x: float, y: float, to_x: float, to_y: float) -> Iterator[Written]:
    yield _drawn("m", x, y)
    yield _drawn("l", to_x, to_y)
    yield instruction("S")


def _outwards(x: float, y: float, frame: Frame) -> Iterator[tuple[float, float, float, float]]:
    """For each side the ends of a mark on the lines x or y: from a gap beyond the bleed outwards."""
    _, _, right, top = frame.bled
    for edge, way in ((OUTSIDE, -1), (right, 1)):
        yield edge + way * GAP, y, edge + way * (GAP + LENGTH), y
    for edge, way in ((OUTSIDE, -1), (top, 1)):
        yield x, edge + way * GAP, x, edge + way * (GAP + LENGTH)


def _crops(frame: Frame) -> Iterator[tuple[float, float, float, float]]:
    """Two at each corner, on the lines where the page is cut."""
    left, bottom, right, top = frame.trim
    yield from _outwards(left, bottom, frame)
    yield from _outwards(right, top, frame)


def _bleeds(frame: Frame) -> Iterator[tuple[float, float, float, float]]:
    """Half as long, on the lines where the bleed ends."""
    if frame.bleed:
        left, bottom, right, top = frame.bled
        for x, y in ((left, bottom), (right, top)):
            for from_x, from_y, to_x, to_y in _outwards(x, y, frame):
                yield from_x, from_y, (from_x + to_x) / 2, (from_y + to_y) / 2


def _folds(frame: Frame) -> Iterator[tuple[float, float, float, float]]:
    """Dashed, above and below, and at both sides."""
    for fold in frame.folds:
        for line in _outwards(frame.room + fold, 0, frame):
            if line[0] == line[2]:
                yield line
    for level in frame.levels:
        for line in _outwards(0, frame.room + frame.height - level, frame):
            if line[1] == line[3]:
                yield line


def _targets(frame: Frame) -> Iterator[tuple[float, float]]:
    """The middle of each side, beside a fold that is there."""
    _, _, right, top = frame.media
    off, middle = SLUG_ROOM + LENGTH / 2, right / 2
    if any(abs(frame.room + fold - middle) < _APART / 2 for fold in frame.folds):
        middle += _APART
    yield from ((off, top / 2), (right - off, top / 2), (middle, off), (middle, top - off))


def _target(x: float, y: float) -> Iterator[Written]:
    """A circle with a cross that reaches beyond it."""
    r, c, reach = _RADIUS, _RADIUS * _BEZIER, LENGTH / 2
    yield _drawn("m", x + r, y)
    quarters = ((r, c, c, r, 0, r), (-c, r, -r, c, -r, 0), (-r, -c, -c, -r, 0, -r), (c, -r, r, -c, r, 0))
    for quarter in quarters:
        yield _drawn("c", *(value + (x, y)[at % 2] for at, value in enumerate(quarter)))
    yield instruction("s")
    yield from _line(x - reach, y, x + reach, y)
    yield from _line(x, y - reach, x, y + reach)


def _slug(frame: Frame, letters: Letters, slug: str) -> Iterator[Written]:
    """One line at the foot of the media, below the marks; pressed together where it is too long."""
    words = [(slug, ()), *_PLATES]
    widths = [letters.width(word, _SIZE) for word, _ in words]
    narrow = min(1.0, frame.width / (sum(widths) + _SPACE * len(_PLATES)))
    yield instruction("q")
    yield instruction("cm", number(narrow), 0, 0, 1, number(frame.room, 3), number(SLUG_ROOM / 3, 3))
    x = 0.0
    for (word, color), width in zip(words, widths, strict=True):
        if color:
            yield _drawn("k", *color)
        yield from letters.drawn(word, _SIZE, x)
        x += width + _SPACE
    yield instruction("Q")
