"""Letters as outlines, so that a line of marks needs no font in the file. Must not know what is written."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont, TTLibError

from brochure.editions.press.order import SeparationError


class _PathPen(BasePen):  # type: ignore[misc]  # fontTools has no types
    """Draws a glyph as PDF path operators; curves of TrueType become cubic ones in the pen below it."""

    def __init__(self, glyphs: Any) -> None:
        super().__init__(glyphs)
        self.path: list[str] = []

    def _moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802  fontTools' names
        self.path.append(f"{point[0]:g} {point[1]:g} m")

    def _lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self.path.append(f"{point[0]:g} {point[1]:g} l")

    def _curveToOne(
        self, first: tuple[float, float], second: tuple[float, float], end: tuple[float, float]
    ) -> None:
        self.path.append(" ".join(f"{value:g}" for value in (*first, *second, *end)) + " c")

    def _closePath(self) -> None:  # noqa: N802
        self.path.append("h")


class Letters:
    """The glyphs of one font file. Raises `SeparationError` where it cannot be read; a letter that it lacks is left out."""

    def __init__(self, font: bytes) -> None:
        try:
            self._font = TTFont(BytesIO(font), lazy=True)
            self._glyphs, self._points = self._font.getGlyphSet(), self._font.getBestCmap()
            self._em = self._font["head"].unitsPerEm
        except (TTLibError, OSError, KeyError) as error:
            raise SeparationError([f"the typeface of the slug line cannot be read ({error})"]) from error

    def width(self, words: str, size: float) -> float:
        """How wide words are, in points."""
        return float(sum(self._glyphs[name].width for name in self._names(words)) / self._em * size)

    def drawn(self, words: str, size: float, x: float) -> str:
        """Operators that fill the words from `x` on, on the line y = 0."""
        scale, at, drawn = size / self._em, 0.0, list[str]()
        for name in self._names(words):
            pen = _PathPen(self._glyphs)
            self._glyphs[name].draw(pen)
            if pen.path:
                drawn.append(
                    f"q {scale:.6f} 0 0 {scale:.6f} {x + at * scale:.3f} 0 cm {' '.join(pen.path)} f Q"
                )
            at += self._glyphs[name].width
        return "\n".join(drawn)

    def _names(self, words: str) -> list[str]:
        return [self._points[ord(letter)] for letter in words if ord(letter) in self._points]
