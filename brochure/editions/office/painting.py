"""What a side of a sheet shows: pages in their slots, and marks where to cut and to fold.

Takes opened pages; gives forms (ISO 32000-1, 8.10), which keep the resources of their page, so that
typefaces and pictures stay shared, and the operations that paint them. Must not know the order of pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pikepdf import Array, Matrix, Name, Object, Operator, Page, Rectangle
from pikepdf import ContentStreamInstruction as Operation

from brochure.editions.office.placing import Imposition, Slot
from brochure.editions.office.sheets import TOLERANCE
from brochure.model import millimetres

_AWAY: Final = millimetres(1)
_LONGEST: Final = millimetres(6)
#: A shorter mark would not be seen.
_SHORTEST: Final = millimetres(2)
#: Points: how wide marks are drawn, and the dashes of a fold.
_PEN: Final = 0.25
_DASHES: Final = (2, 2)

Stroke = tuple[float, float, float, float]


@dataclass(frozen=True)
class PageForm:
    """A page as it is shown, upright and cropped to its trim: a form, and the points that it covers."""

    form: Object
    shown: Rectangle

    @classmethod
    def of(cls, page: Page) -> PageForm:
        """The form of a page; a turn that is no quarter turn is none."""
        if page.rotation % 90 == 0:
            page.rotation = page.rotation
        form = page.as_form_xobject()
        matrix = Matrix(form.Matrix) if "/Matrix" in form else Matrix()
        return cls(form, matrix.transform(Rectangle(*map(float, form.BBox.as_list()))))

    def scale(self, plan: Imposition) -> float:
        """By how much it is reduced to fit into a slot."""
        wide, high = float(self.shown.width), float(self.shown.height)
        if wide <= plan.width + TOLERANCE and high <= plan.height + TOLERANCE:
            return 1.0
        return min(plan.width / wide, plan.height / high)

    def place(self, slot: Slot, plan: Imposition) -> Matrix:
        """The page in the middle of its slot, moved by the slot's shift."""
        scale = self.scale(plan)
        x = slot.left + slot.shift + (plan.width - scale * float(self.shown.width)) / 2
        y = slot.bottom + (plan.height - scale * float(self.shown.height)) / 2
        return Matrix().translated(x, y).scaled(scale, scale).translated(-self.shown.llx, -self.shown.lly)


def painted(slot: Slot, page: PageForm, plan: Imposition, called: Name) -> list[Operation]:
    """A page in its slot and nowhere else."""
    return [
        _operation("q"),
        _operation("re", slot.left, slot.bottom, plan.width, plan.height),
        _operation("W"),
        _operation("n"),
        _operation("cm", *page.place(slot, plan).shorthand),
        _operation("Do", called),
        _operation("Q"),
    ]


def turned(plan: Imposition) -> list[Operation]:
    """What stands a side on its head."""
    return [_operation("cm", -1, 0, 0, -1, plan.sheet.width, plan.sheet.height)]


def marks(plan: Imposition, is_folded: bool) -> list[Operation]:
    """The marks of one side: cuts around the block and between its slots, a fold dashed in place of a cut.

    They stand outside the trim, and only where the sheet has room.
    """
    columns = [plan.left + at * plan.width for at in range(plan.across + 1)]
    rows = [plan.bottom + at * plan.height for at in range(plan.up + 1)]
    folds = columns[1:-1] if is_folded else []
    cuts = [stroke for x in columns if x not in folds for stroke in _upright(x, plan)]
    cuts += [stroke for y in rows for stroke in _level(y, plan)]
    dashes = [stroke for x in folds for stroke in _upright(x, plan)]
    return [*_drawn(cuts, ()), *_drawn(dashes, _DASHES)]


def _upright(x: float, plan: Imposition) -> Iterator[Stroke]:
    length = _length(plan.bottom)
    if length:
        low, high = plan.bottom - _AWAY, plan.sheet.height - plan.bottom + _AWAY
        yield from ((x, low, x, low - length), (x, high, x, high + length))


def _level(y: float, plan: Imposition) -> Iterator[Stroke]:
    length = _length(plan.left)
    if length:
        left, right = plan.left - _AWAY, plan.sheet.width - plan.left + _AWAY
        yield from ((left, y, left - length, y), (right, y, right + length, y))


def _length(room: float) -> float:
    length = min(_LONGEST, room - _AWAY)
    return length if length >= _SHORTEST else 0.0


def _drawn(strokes: Sequence[Stroke], dashes: Sequence[int]) -> Iterator[Operation]:
    if strokes:
        yield from (_operation("q"), _operation("w", _PEN), _operation("G", 0))
        yield _operation("d", Array(dashes), 0)
        for one in strokes:
            yield from (_operation("m", *one[:2]), _operation("l", *one[2:]), _operation("S"))
        yield _operation("Q")


def _operation(called: str, *operands: float | Object) -> Operation:
    """One operation; lengths are exact to a hundred-thousandth of a point."""
    return Operation(
        [round(one, 5) if isinstance(one, float) else one for one in operands], Operator(called)
    )
