"""How wide words are in a typeface, and on how many lines they stand: so that a label is set where it fits.

Takes the file of a face; gives points. Kerning is left out, which only ever narrows words. Must not know
what is labelled.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from fontTools.ttLib import TTFont

from brochure.model import Brand

#: What is kept free beside words, as a share of their width: the engine rounds.
_SLACK: Final = 1.015
#: The width of a letter that a face lacks, in ems: no letter of a text face is much wider.
_UNKNOWN: Final = 0.9
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

    @classmethod
    def of(cls, brand: Brand, assets: Mapping[str, Path]) -> Widths:
        """Of a brand, whose font files are known by their addresses."""
        wanted = brand.typography.captions.family
        files = [
            face
            for family in brand.typography.fonts
            if family.family == wanted
            for face in family.files
            if face.style == "normal"
        ]
        return cls({face.weight: assets[f"asset:fonts/{face.path}"] for face in files})

    def width(self, words: str, size: float, weight: int = REGULAR) -> float:
        """Points that words take on one line."""
        nearest = min(self.faces, key=lambda known: abs(known - weight), default=None)
        path = self.faces[nearest] if nearest is not None else None
        known = _advances(path, path.stat().st_mtime_ns) if path else {}
        return sum(known.get(ord(letter), _UNKNOWN) for letter in words) * size * _SLACK

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
