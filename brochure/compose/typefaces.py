"""What a brand's typefaces can do: hyphen, small capitals, figures, weights, how large they look, and how
wide words are in them.

Takes a brand and the files of its faces; gives the families of each use with the size that they are set
in, and what stylesheets say in place of what a face lacks. Nothing is ever made up: no bold and no small
capital is drawn from another letter. Widths are points; kerning is left out, which only ever narrows
words. Must not know layouts, nor what is labelled.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from math import sqrt
from pathlib import Path
from typing import Final
from urllib.parse import quote

from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont
from markupsafe import Markup

from brochure.model import Brand, FontFamily, FontFile

#: The hyphen of Unicode, which the engine sets where it divides a word, and the one of every keyboard.
HYPHEN, KEYBOARD_HYPHEN = "\u2010", "-"
#: How often each letter and the space stand in a hundred of running text in European languages, about.
_OFTEN: Final = {
    **dict.fromkeys("eta", 8.0),
    **dict.fromkeys("oinsrhdl", 5.0),
    **dict.fromkeys("cumwfgypb", 2.0),
    " ": 16.0,
}
#: Height of an x and mean width of text, in ems, of the faces that the layouts were drawn with, by their use
#: in the order in which a family with several is measured.
_DRAWN_WITH: Final = {
    "base": (0.501, 0.4962),
    "captions": (0.486, 0.4185),
    "lead": (0.477, 0.4575),
    "headings": (0.449, 0.405),
}
#: The weights of running text and of titles.
_WEIGHTS: Final = {"base": 400, "captions": 400, "lead": 300, "headings": 300}
#: How far a face is made smaller or larger to look as large as those, and what is too little to be seen.
_SMALLEST, _LARGEST, _ALIKE = 0.82, 1.12, 0.03
#: Sizes of small capitals, and of capitals in their place: light type on color is never smaller than 8 pt.
_SMALL_CAPITALS, _CAPITALS = "9.2pt", "8pt"
_SEMIBOLD: Final = 600
#: Widths of characters in ems, a little above those of ordinary faces for titles: of these, and all others.
_USUAL: Final = {
    **dict.fromkeys("mwMW%@&—", 0.88),
    **dict.fromkeys("iljtfrI.,:;'|!()[]/-– \u00a0\u202f’", 0.34),
    **dict.fromkeys("0123456789$€£+", 0.5),
}
_LOWER, _UPPER, _SQUARE = 0.5, 0.64, 1.0


@dataclass(frozen=True)
class Traits:
    """One file of a family: its letters and features, and in ems the heights of x and H and a mean width."""

    points: Set[int]
    features: Set[str]
    x_height: float
    cap_height: float
    width: float

    @property
    def hyphen(self) -> str:
        """The hyphen that it has."""
        return HYPHEN if ord(HYPHEN) in self.points else KEYBOARD_HYPHEN

    @property
    def has_small_capitals(self) -> bool:
        """Whether small and large letters alike have small capitals of their own."""
        return {"smcp", "c2sc"} <= self.features


@dataclass(frozen=True)
class Setting:
    """A family as one use sets it: the name that stylesheets call it by, and its size as a share."""

    family: FontFamily
    name: str
    size: float

    @property
    def query(self) -> str:
        """What is put behind the addresses of its files, so that each size is a face of its own."""
        return "" if self.name == self.family.family else f"?{self.size:g}"


@dataclass(frozen=True)
class PlacedFace:
    """A face as stylesheets name it: its family, its file, what stands behind its address, its size."""

    name: str
    file: FontFile
    query: str
    size: float

    @property
    def address(self) -> str:
        """Its file's path with what stands behind it."""
        return f"{self.file.path}{self.query}"


def face_of(path: Path) -> Traits:
    """What a file has. Nothing where it cannot be read, which is told by whoever sets it."""
    state = path.stat()
    return _face(path, state.st_mtime_ns, state.st_size)


def letters_of(path: Path) -> frozenset[int]:
    """The characters that a file has, which is all that is asked of most of them."""
    state = path.stat()
    return _letters(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=256)
def _letters(path: Path, changed: int, size: int) -> frozenset[int]:
    with _opened(path) as font:
        return frozenset(font.getBestCmap() or ())


@lru_cache(maxsize=256)
def _face(path: Path, changed: int, size: int) -> Traits:
    with _opened(path) as font:
        letters, em = font.getBestCmap(), font["head"].unitsPerEm
        tables = (font[name].table for name in ("GSUB", "GPOS") if name in font)
        lists = [table.FeatureList.FeatureRecord for table in tables if table.FeatureList]
        features = frozenset(record.FeatureTag for records in lists for record in records)
        kern = {"kern"} if "kern" in font else set()
        widths = [
            (often, font["hmtx"][letters[ord(c)]][0]) for c, often in _OFTEN.items() if ord(c) in letters
        ]
        total = sum(often for often, _ in widths)
        width = sum(often * one for often, one in widths) / total / em if total else 0.0
        low, high = (_height(font, letters, c) / em for c in "xH")
        for name in {"cmap", "GSUB", "GPOS"} & set(font.keys()):
            del font[name]  # what is yet unread of these holds the font, which would stay: 1 MB of letters
        return Traits(frozenset(letters), features | kern, low, high, width)


def _opened(path: Path) -> TTFont:
    """A file, of a collection its first face, whose glyphs have numbers for names: to make the others up
    takes as long as all the rest.
    """
    font = TTFont(path, lazy=True, fontNumber=0)
    if "glyf" in font:
        font.setGlyphOrder([str(number) for number in range(font["maxp"].numGlyphs)])
    return font


def _height(font: TTFont, letters: Mapping[int, str], character: str) -> float:
    """How high a letter is, as it is drawn: not all files say so, or say it right."""
    if ord(character) not in letters:
        return 0.0
    glyphs = font.getGlyphSet()
    pen = BoundsPen(glyphs)
    glyphs[letters[ord(character)]].draw(pen)
    return float(pen.bounds[3]) if pen.bounds else 0.0


def nearest_face(family: FontFamily, weight: int, style: str = "normal") -> FontFile:
    """The file of a family that is set for a weight and style: the nearest one."""
    return min(family.files, key=lambda one: (one.style != style, abs(one.weight - weight), one.weight))


class Typefaces:
    """The typefaces of a brand, with the files that they are in by their addresses."""

    def __init__(self, brand: Brand, files: Mapping[str, Path]) -> None:
        self.brand, self._files = brand, files
        families = {one.family: one for one in brand.typography.fonts}
        self.settings: dict[str, Setting] = {}
        for use in _DRAWN_WITH:
            family = families[getattr(brand.typography, use).family]
            size = self._size(family, use)
            same = [one for one in self.settings.values() if one.family is family]
            first = same[0].size if same else size
            known = next((one for one in same if abs(one.size - size) < _ALIKE), None)
            name = family.family if size == first else f"{family.family} {use}"
            self.settings[use] = known or Setting(family, name, size)

    @property
    def names(self) -> frozenset[str]:
        """Every name by which stylesheets ask for a family."""
        own = (one.family for one in self.brand.typography.fonts)
        return frozenset((*own, *(one.name for one in self.settings.values())))

    @property
    def faces(self) -> Iterator[PlacedFace]:
        """Each face that stylesheets name."""
        settings = {one.name: one for one in self.settings.values()}
        for family in self.brand.typography.fonts:
            settings.setdefault(family.family, Setting(family, family.family, 1.0))
        for name, one in settings.items():
            for file in one.family.files:
                yield PlacedFace(name, file, one.query, one.size)

    @property
    def instead(self) -> Mapping[str, str]:
        """What stylesheets write for a hyphen and small capitals: their own where the face has them."""
        caps = self.face(nearest_face(self.settings["captions"].family, _SEMIBOLD))
        hyphens = {
            use: HYPHEN if all(self._has_hyphen(one) for one in setting.family.files) else KEYBOARD_HYPHEN
            for use, setting in self.settings.items()
        }
        if caps.has_small_capitals or not caps.cap_height:
            own = {"caps": "all-small-caps", "case": "none", "figures": "oldstyle-nums"}
            return {**hyphens, **own, "caps_size": _SMALL_CAPITALS}
        larger = {"caps": "normal", "case": "uppercase", "figures": "lining-nums"}
        return {**hyphens, **larger, "caps_size": _CAPITALS}

    def face(self, file: FontFile) -> Traits:
        """What one of its files has."""
        return face_of(self._files[f"asset:fonts/{file.path}"])

    def _has_hyphen(self, file: FontFile) -> bool:
        return ord(HYPHEN) in letters_of(self._files[f"asset:fonts/{file.path}"])

    def _size(self, family: FontFamily, use: str) -> float:
        """The size at which a family looks as large, and runs as wide, as the one it takes the place of."""
        face, (x_height, width) = self.face(nearest_face(family, _WEIGHTS[use])), _DRAWN_WITH[use]
        if not face.x_height or not face.width:
            return 1.0
        size = sqrt(x_height / face.x_height * width / face.width)
        return 1.0 if abs(size - 1) < _ALIKE else round(min(max(size, _SMALLEST), _LARGEST), 2)


#: What is kept free beside words, as a share of their width: the engine rounds.
_SLACK: Final = 1.015
#: The width of a letter that a face lacks, in ems: that of a Chinese one.
_UNKNOWN: Final = 1.0
#: Weights of the faces in which labels are set, and what stands for the face of running text and of titles.
REGULAR, SEMIBOLD, PROSE, TITLE = 400, 600, 0, -1


@lru_cache(maxsize=32)
def _advances(path: Path, changed: int) -> Mapping[int, float]:
    """The width of each character of a face in ems; `changed` tells one version of a file from another."""
    del changed
    with _opened(path) as font:
        ems, metrics = font["head"].unitsPerEm, font["hmtx"].metrics
        return {code: metrics[name][0] / ems for code, name in (font.getBestCmap() or {}).items()}


@dataclass(frozen=True)
class Widths:
    """The faces of the family for captions, by their weight, and those of running text and of titles;
    `shares` are what their sizes are of those that stylesheets say.
    """

    faces: Mapping[int, Path]
    shares: Mapping[int, float] = field(default_factory=dict)

    @classmethod
    def of(cls, typefaces: Typefaces, files: Mapping[str, Path]) -> Widths:
        """Of a brand's typefaces, in the sizes that they are set in."""
        captions, base, titles = (typefaces.settings[use] for use in ("captions", "base", "headings"))
        settings = {REGULAR: captions, SEMIBOLD: captions, PROSE: base, TITLE: titles}
        weights = {PROSE: _WEIGHTS["base"], TITLE: _WEIGHTS["headings"]}
        faces = {key: nearest_face(one.family, weights.get(key, key)) for key, one in settings.items()}
        return cls(
            {weight: files[f"asset:fonts/{face.path}"] for weight, face in faces.items()},
            {weight: one.size for weight, one in settings.items()},
        )

    @cached_property
    def _known(self) -> Mapping[int, Mapping[int, float]]:
        return {weight: _advances(path, path.stat().st_mtime_ns) for weight, path in self.faces.items()}

    def width(self, words: str, size: float, weight: int = REGULAR) -> float:
        """Points that words take on one line."""
        known, ems = self._known[weight], size * self.shares.get(weight, 1.0) * _SLACK
        return sum(known.get(ord(letter), _UNKNOWN) for letter in words) * ems

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


def usual_width(words: str) -> float:
    """About how many ems words take in a face for titles that nobody knows."""
    return sum(map(_usual_width, words))


def _usual_width(character: str) -> float:
    if character in _USUAL:
        return _USUAL[character]
    if unicodedata.east_asian_width(character) in "WF":
        return _SQUARE
    return 0 if unicodedata.combining(character) else _UPPER if character.isupper() else _LOWER


def families_of(faces: Typefaces) -> Mapping[str, Markup]:
    """The families of each use as stylesheets name them, with those behind it that serve other scripts."""
    fallback = faces.brand.typography.fallback
    return {
        use: Markup(", ".join(map(_quoted, dict.fromkeys((one.name, *fallback)))))
        for use, one in faces.settings.items()
    }


def font_faces(faces: Typefaces) -> str:
    """One @font-face a file of the brand, and one more for each other size that it is set in."""
    return "\n".join(map(_font_face, faces.faces))


def _font_face(one: PlacedFace) -> str:
    adjust = "" if one.size == 1 else f"; size-adjust: {one.size * 100:g}%"
    return (
        f"@font-face {{ font-family: {_quoted(one.name)}; "
        f'src: url("asset:fonts/{quote(one.file.path)}{one.query}"); '
        f"font-weight: {one.file.weight}; font-style: {one.file.style}{adjust} }}"
    )


def _quoted(words: str) -> str:
    """A string of CSS."""
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'
