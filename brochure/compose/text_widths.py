"""How wide words are in a typeface, and on how many lines they stand: so that a label is set where it fits.

Takes the file of a face; gives points. Kerning is left out, which only ever narrows words. Must not know
what is labelled.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final

from fontTools.ttLib import TTFont

from brochure.compose.typefaces import Typefaces, nearest_face

#: What is kept free beside words, as a share of their width: the engine rounds.
_SLACK: Final = 1.015
#: The width of a letter that a face lacks, in ems: that of a Chinese one.
_UNKNOWN: Final = 1.0
#: Weights of the faces in which labels are set.
REGULAR, SEMIBOLD = 400, 600


@lru_cache(maxsize=32)
def _advances(path: Path, changed: int) -> Mapping[int, float]:
    """The width of each character of a face in ems; `changed` tells one version of a file from another."""
    del changed
    with TTFont(path, lazy=True) as font:
        ems, metrics = font["head"].unitsPerEm, font["hmtx"].metrics
        return {code: metrics[name][0] / ems for code, name in (font.getBestCmap() or {}).items()}


@dataclass(frozen=True)
class Widths:
    """The faces of the family for captions, by their weight."""

    faces: Mapping[int, Path]
    share: float = 1.0

    @classmethod
    def of(cls, typefaces: Typefaces, files: Mapping[str, Path]) -> Widths:
        """Of a brand's typefaces, in the size that its captions are set in."""
        captions = typefaces.settings["captions"]
        faces = {weight: nearest_face(captions.family, weight).path for weight in (REGULAR, SEMIBOLD)}
        return cls({weight: files[f"asset:fonts/{path}"] for weight, path in faces.items()}, captions.size)

    @cached_property
    def _known(self) -> Mapping[int, Mapping[int, float]]:
        return {weight: _advances(path, path.stat().st_mtime_ns) for weight, path in self.faces.items()}

    def width(self, words: str, size: float, weight: int = REGULAR) -> float:
        """Points that words take on one line."""
        known = self._known[weight]
        return sum(known.get(ord(letter), _UNKNOWN) for letter in words) * size * self.share * _SLACK

    def lines(self, words: str, room: float, size: float, weight: int = REGULAR) -> int:
        """On how many lines words stand where none may be wider than `room`; 0 where one word is wider."""
        count, line = 0, ""
        for word in words.split(" "):
            if self.width(word, size, weight) > room:
                return 0
            longer = f"{line} {word}".strip()
            if not count or self.width(longer, size, weight) > room:
                count, longer = count + 1, word
            line = longer
        return count
