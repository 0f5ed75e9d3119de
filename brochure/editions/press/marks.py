"""Marks around a page: where to cut, where the bleed ends, where to fold, how the plates lie on one another, and a slug line.

Takes measures in points from the corner of the media; gives content of a page. Must not know what is printed on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from brochure.editions.press.slug import Letters

#: Room from the bleed's edge outwards: a gap, the marks, another gap, the slug line.
GAP: Final = 3.0
LENGTH: Final = 15.0
SLUG_ROOM: Final = 13.0
OUTSIDE: Final = GAP + LENGTH + SLUG_ROOM
_HAIRLINE = 0.25
#: Radius of a registration mark, and how far one keeps from a fold that would run through it.
_RADIUS = 4.5
_APART = 24.0
_BEZIER = 0.5523  # a quarter of a circle as one curve
_PLATES = (("Cyan", "1 0 0 0 k"), ("Magenta", "0 1 0 0 k"), ("Yellow", "0 0 1 0 k"), ("Black", "0 0 0 1 k"))
#: The color of all plates, by the name that its resource has.
REGISTRATION: Final = "/All"


@dataclass(frozen=True)
class Frame:
    """One page: the size of its trim, its bleed, and the places of its folds from the left edge of the trim."""

    width: float
    height: float
    bleed: float
    folds: Sequence[float] = ()

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
        return [
            OUTSIDE,
            OUTSIDE,
            OUTSIDE + self.width + 2 * self.bleed,
            OUTSIDE + self.height + 2 * self.bleed,
        ]

    @property
    def trim(self) -> list[float]:
        """TrimBox."""
        return [self.room, self.room, self.room + self.width, self.room + self.height]


def marks(frame: Frame, letters: Letters, slug: str) -> bytes:
    """Everything that is painted outside the bleed, in the color of all plates; the plates' names in their own."""
    lines = [f"q {REGISTRATION} cs 1 scn {REGISTRATION} CS 1 SCN {_HAIRLINE} w"]
    lines += [_line(*ends) for ends in (*_crops(frame), *_bleeds(frame))]
    lines += [f"[2 2] 0 d {_line(*ends)} [] 0 d" for ends in _folds(frame)]
    lines += [_target(x, y) for x, y in _targets(frame)]
    lines.append(_slug(frame, letters, slug))
    return ("\n".join(lines) + "\nQ\n").encode()


def _line(x: float, y: float, to_x: float, to_y: float) -> str:
    return f"{x:.3f} {y:.3f} m {to_x:.3f} {to_y:.3f} l S"


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
    """Dashed, above and below."""
    for fold in frame.folds:
        for line in _outwards(frame.room + fold, 0, frame):
            if line[0] == line[2]:
                yield line


def _targets(frame: Frame) -> Iterator[tuple[float, float]]:
    """The middle of each side, beside a fold that is there."""
    _, _, right, top = frame.media
    off, middle = SLUG_ROOM + LENGTH / 2, right / 2
    if any(abs(frame.room + fold - middle) < _APART / 2 for fold in frame.folds):
        middle += _APART
    yield from ((off, top / 2), (right - off, top / 2), (middle, off), (middle, top - off))


def _target(x: float, y: float) -> str:
    """A circle with a cross that reaches beyond it."""
    r, c, reach = _RADIUS, _RADIUS * _BEZIER, LENGTH / 2
    quarters = ((r, c, c, r, 0, r), (-c, r, -r, c, -r, 0), (-r, -c, -c, -r, 0, -r), (c, -r, r, -c, r, 0))
    curves = " ".join(
        "{:.3f} {:.3f} {:.3f} {:.3f} {:.3f} {:.3f} c".format(*(v + (x, y)[i % 2] for i, v in enumerate(q)))
        for q in quarters
    )
    cross = f"{_line(x - reach, y, x + reach, y)} {_line(x, y - reach, x, y + reach)}"
    return f"{x + r:.3f} {y:.3f} m {curves} s {cross}"


def _slug(frame: Frame, letters: Letters, slug: str) -> str:
    """One line at the foot of the media, below the marks; pressed together where it is longer than the trim."""
    size, gap = 6.0, 8.0
    words = [(slug, ""), *_PLATES]
    widths = [letters.width(word, size) for word, _ in words]
    narrow = min(1.0, frame.width / (sum(widths) + gap * len(_PLATES)))
    drawn, x = [f"q {narrow:.5f} 0 0 1 {frame.room:.3f} {SLUG_ROOM / 3:.3f} cm"], 0.0
    for (word, color), width in zip(words, widths, strict=True):
        drawn.append(f"{color} {letters.drawn(word, size, x)}")
        x += width + gap
    return "\n".join([*drawn, "Q"])
