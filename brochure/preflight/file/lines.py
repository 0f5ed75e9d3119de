"""Text while it is set: where each string comes to stand (ISO 32000-2, 9.4). Must not know anything else that is painted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from brochure.preflight.file.events import TextShown
from brochure.preflight.file.plane import Box, Matrix
from brochure.preflight.file.state import State, numbers

MOVES: Final = frozenset({b"BT", b"Td", b"TD", b"Tm", b"T*"})
SHOWS: Final = frozenset({b"Tj", b"TJ", b"'", b'"'})
#: Modes of text that only clips, or prints nothing (table 104).
_UNSEEN: Final = frozenset({3, 7})
_SPACE: Final = 32


@dataclass
class Line:
    """Where the next glyph stands, and where its line began."""

    here: Matrix = field(default_factory=Matrix)
    start: Matrix = field(default_factory=Matrix)

    def move(self, operator: bytes, operands: Sequence[Any], state: State) -> None:
        """A new line, or a new place."""
        values = numbers(operands)
        if operator in (b"BT", b"Tm"):
            self.start = Matrix(*values) if values else Matrix()
        else:
            if operator == b"TD":
                state.leading = -values[1]
            x, y = values if operator != b"T*" else (0.0, -state.leading)
            self.start = Matrix(1, 0, 0, 1, x, y).then(self.start)
        self.here = self.start

    def show(self, operator: bytes, operands: Sequence[Any], state: State) -> Iterator[TextShown]:
        """The string or strings of one operator, as one event; nothing for blanks."""
        if operator == b'"':
            state.word_spacing, state.spacing = numbers(operands[:2])
        if operator in (b"'", b'"'):
            self.move(b"T*", (), state)
        if state.font is None:
            return
        shown, begin, end, at = list[int](), None, 0.0, 0.0
        for piece in operands[-1] if operator == b"TJ" else operands[-1:]:
            if isinstance(piece, (int, float)):
                at -= float(piece) / 1000 * state.size * state.stretch
                continue
            for code in state.font.codes(_bytes(piece)):
                after = at + self._advance(code, state)
                is_seen = bool(state.font.text(code).strip()) or code in state.font.empty
                if is_seen:
                    begin, end = at if begin is None else begin, after
                if begin is not None:
                    shown.append(code)
                at = after
        if begin is not None and state.mode not in _UNSEEN:
            yield self._event(state, shown, begin, end)
        self.here = Matrix(1, 0, 0, 1, at, 0).then(self.here)

    def _advance(self, code: int, state: State) -> float:
        assert state.font
        more = state.word_spacing if code == _SPACE and not state.font.is_wide else 0.0
        return (state.font.width(code) / 1000 * state.size + state.spacing + more) * state.stretch

    def _event(self, state: State, codes: list[int], begin: float, end: float) -> TextShown:
        font, size = state.font, state.size / 1000
        assert font
        matrix = self.here.then(state.matrix)
        box = matrix.box(Box(begin, state.rise + font.below * size, end, state.rise + font.above * size))
        mode = state.mode % 4
        fill = state.fill.color if mode in (0, 2) else None
        stroke = state.stroke.color if mode in (1, 2) else None
        spaces = tuple(ink.space for ink, is_used in ((state.fill, fill), (state.stroke, stroke)) if is_used)
        text = "".join(font.text(code) for code in codes).strip()
        return TextShown(
            state.cut(box),
            box,
            state.look,
            fill,
            stroke,
            spaces,
            text,
            state.size * matrix.up,
            font,
            tuple(codes),
        )


def _bytes(piece: Any) -> bytes:
    """The bytes of a string, which pypdf may have read as text."""
    return bytes(getattr(piece, "original_bytes", b""))
