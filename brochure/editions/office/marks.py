"""Marks that show where to cut and where to fold, outside the trim and only where the sheet has room.

Gives PDF operators. Must not know pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from brochure.editions.office.placing import Layout
from brochure.model import millimetres

_AWAY: Final = millimetres(1)
_LONGEST: Final = millimetres(6)
#: A shorter mark would not be seen.
_SHORTEST: Final = millimetres(2)
_PEN: Final = "0.25 w 0 G "
_DASHED: Final = "[2 2] 0 d "

Line = tuple[float, float, float, float]


def marks(layout: Layout, is_folded: bool) -> str:
    """The marks of one side: cuts around the block and between its cells, the fold dashed in place of the cut there."""
    columns = [layout.left + at * layout.width for at in range(layout.across + 1)]
    rows = [layout.bottom + at * layout.height for at in range(layout.up + 1)]
    folds = columns[1:-1] if is_folded else []
    cuts = [line for x in columns if x not in folds for line in _upright(x, layout)]
    cuts += [line for y in rows for line in _level(y, layout)]
    dashes = [line for x in folds for line in _upright(x, layout)]
    return "".join([_drawn(cuts, ""), _drawn(dashes, _DASHED)])


def _upright(x: float, layout: Layout) -> Iterator[Line]:
    length = _length(layout.bottom)
    if length:
        low, high = layout.bottom - _AWAY, layout.sheet.height - layout.bottom + _AWAY
        yield from ((x, low, x, low - length), (x, high, x, high + length))


def _level(y: float, layout: Layout) -> Iterator[Line]:
    length = _length(layout.left)
    if length:
        left, right = layout.left - _AWAY, layout.sheet.width - layout.left + _AWAY
        yield from ((left, y, left - length, y), (right, y, right + length, y))


def _length(room: float) -> float:
    length = min(_LONGEST, room - _AWAY)
    return length if length >= _SHORTEST else 0.0


def _drawn(lines: list[Line], dashes: str) -> str:
    strokes = " ".join(f"{a:.4f} {b:.4f} m {c:.4f} {d:.4f} l S" for a, b, c, d in lines)
    return f"q {_PEN}{dashes}{strokes} Q\n" if lines else ""
