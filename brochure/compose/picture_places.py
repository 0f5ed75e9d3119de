"""The photographs of one document, from content to what is printed of each in its place, and the logo:
which file, how large, and whether on a plate of light.

Takes pictures of content; gives `Figure`s whose addresses stand for a file and a `Cut`. Of a file its
size in pixels is read, and nothing else; of a logo its proportions and colors. Lengths are points. Must
not know layouts or the engine.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from hashlib import sha256
from math import ceil, inf
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from brochure.compose.bounds import rendering
from brochure.compose.drawings import Figure
from brochure.compose.lists import FACE
from brochure.compose.template_values import Function, View, as_length, meant, shown
from brochure.errors import Where
from brochure.model import (
    COLUMN_DOTS,
    POINTS_PER_INCH,
    Cut,
    Institution,
    Logo,
    Person,
    Picture,
    Publication,
    Scrim,
    Sheet,
    Testimonial,
    Text,
    focus_point,
    is_told,
    logo_size,
    mix,
    plain,
    proportion,
    worst_contrast,
)
from brochure.pdf import open_picture, picture_colors, picture_proportion

#: The share of what is between the margins that text takes beside its side column (tokens.css).
_TEXT = 0.6586
#: What is between two columns (compact.css).
_BETWEEN: Final = 24.0
#: How high a picture in a column and a wide one may be.
_COLUMN_HIGHEST, _WIDE_HIGHEST = 300.0, 372.0
#: A wide picture that takes white stays so much wider than high.
_LEAST_WIDE: Final = 1.2
#: How high a plate is, at least and at most, as a share of its page; one that is very wide, at least; and
#: one that is higher than wide, at most.
_PLATE = (0.62, 0.7)
_PANORAMA, _PANORAMA_LOWEST = 1.8, 0.3
_UPRIGHT_HIGHEST: Final = 0.8
#: The least of it that a picture across two pages takes, and the most where its caption stands below it.
_SPREAD = (0.36, 0.86)
#: How high the picture at the head of a chapter is.
OPENER: Final = 270.0
#: How much of the foreground is in a scrim of an accent.
_INK: Final = 0.45
#: Of the title of a cover: lines and characters a line, by its size; of what stands below it, the same.
_TITLES: Final = {
    "size-full": (52.5, 22),
    "size-long": (45.0, 26),
    "size-very-long": (34.0, 34),
    "size-longest": (30.0, 38),
}
_PROMISE: Final = {"size-longest": (18.5, 66)}
_PROMISES = (22.5, 44)
#: Above the title of a cover, and below what stands below it.
_ABOVE, _BELOW = 40.0, 99.0
#: The title of a chapter stands so high above the foot of its picture, and takes a line more than a cover's
#: where it is as long.
_CHAPTER_FOOT, _CHAPTER_LINE = 16.0, 47.0
#: What a template spends on a photograph.
_COST: Final = 2000
_OF_PICTURES: Final = (
    *("column", "narrow", "wide", "filled", "plate_photograph", "opener_photograph", "cover_photograph"),
    *("cover_above", "foot_photograph", "above", "verso", "recto", "is_photograph", "is_upright"),
    "does_wide",
)


@dataclass
class Pictures:
    """The pictures that one document prints, by the address that its HTML uses."""

    content: Path
    assets: dict[str, Path] = field(default_factory=dict)
    cuts: dict[str, Cut] = field(default_factory=dict)
    _found: dict[str, Path | None] = field(default_factory=dict, init=False, repr=False)

    def address(self, file: str) -> str:
        """The address of a whole picture, quoted as addresses are.

        Of one outside the content folder nothing can be read, and the engine complains.
        """
        if path := self._inside(file):
            self.assets[f"asset:content/{file}"] = path
        return f"asset:content/{quote(file)}"

    def cut_address(self, file: str, cut: Cut) -> str:
        """The address of what a cut shows of a picture."""
        name = f"asset:cut/{sha256(repr(cut).encode()).hexdigest()[:16]}/"
        if path := self._inside(file):
            self.assets[f"{name}{file}"], self.cuts[f"{name}{file}"] = path, cut
        return f"{name}{quote(file)}"

    def size(self, file: str) -> tuple[int, int] | None:
        """Width and height in pixels as a picture is seen; none of a drawing, or where it cannot be read."""
        path = self._inside(file)
        if path is None or not path.is_file():
            return None
        state = path.stat()
        return _size(path, state.st_mtime_ns, state.st_size)

    def _inside(self, file: str) -> Path | None:
        if file not in self._found:
            path = (self.content / file).resolve()
            self._found[file] = path if path.is_relative_to(self.content.resolve()) else None
        return self._found[file]


@lru_cache(maxsize=1024)
def _size(path: Path, changed: int, length: int) -> tuple[int, int] | None:
    """The size of one version of a file."""
    del changed, length
    try:
        with warnings.catch_warnings(action="ignore"), open_picture(path.read_bytes()) as picture:
            across, down = picture.size
            return (down, across) if picture.getexif().get(0x0112) in (5, 6, 7, 8) else (across, down)
    except Exception:  # Pillow's readers raise whatever a broken file brings about
        return None


@dataclass(frozen=True)
class Photographs:
    """Makes photographs for one document in one accent, on a sheet whose art reaches `bleed` over it."""

    pictures: Pictures
    accent: str
    sheet: Sheet
    bleed: float
    publication: Publication

    def for_templates(self) -> dict[str, Function]:
        """What templates may ask for: functions of views, whose sizes are lengths."""
        kinds = {**dict.fromkeys(_OF_PICTURES, (Picture,)), "portrait": (Person, Testimonial)}
        return {
            name: Function(f"figures.{name}", partial(self._made, name, of)) for name, of in kinds.items()
        }

    def _made(self, name: str, kinds: Sequence[type], view: Any, *sizes: Any) -> Any:
        kind = next((one for one in kinds if type(view) is View and view._kind == one.__name__), kinds[0])
        rendering().spend(_COST)
        return shown(getattr(self, name)(meant(view, kind), *map(as_length, sizes)))

    def is_photograph(self, picture: Picture) -> bool:
        """Whether it has pixels: type on it can be judged, and it can be cut."""
        return self.pictures.size(picture.file) is not None

    def is_upright(self, picture: Picture) -> bool:
        """Whether it is clearly higher than wide."""
        return self._ratio(picture) < 0.9

    def does_wide(self, picture: Picture) -> bool:
        """Whether it has the pixels to stand across the measure without being asked to."""
        return self.wide(picture).width <= self._sharpest(picture)

    def column(self, picture: Picture) -> Figure:
        """A picture in the text column, in its own proportions or those of its crop.

        No larger than its pixels allow. A drawing's height is its own.
        """
        width = min(self._measure * self._text, self._sharpest(picture))
        return self._whole(picture, width, _COLUMN_HIGHEST)

    def narrow(self, picture: Picture) -> Figure:
        """The same in one of two columns."""
        width = min((self._measure - _BETWEEN) / 2, self._sharpest(picture))
        return self._whole(picture, width, _COLUMN_HIGHEST)

    def wide(self, picture: Picture, more: float = 0.0) -> Figure:
        """A picture as wide as the text and what stands beside it, as far as it is not too high.

        Unless it says how it is cropped, it may be higher where its page has white: it is cut at its sides.
        """
        found = self._whole(picture, self._measure, _WIDE_HIGHEST)
        if picture.crop or found.width < self._measure or not self.is_photograph(picture):
            return found
        highest = min(found.width / _LEAST_WIDE, self._sharpest(picture) / self._ratio(picture))
        if more:
            found = self._cut(picture, Cut(found.width, found.height + more))
        return replace(found, higher=max(highest - found.height, 0.0))

    def foot_photograph(self, picture: Picture, room: float) -> Figure:
        """A picture at the foot of a page, to both of its edges: as high as a wide one, and what is left."""
        width = self.sheet.width + 2 * self.bleed
        return self._cut(picture, Cut(width, self.wide(picture).height + room))

    def filled(self, picture: Picture, width: float, height: float) -> Figure:
        """A picture that fills a frame of this size."""
        return self._cut(picture, Cut(width, height))

    def plate_photograph(self, picture: Picture) -> Figure:
        """A picture on a page of its own, to three edges of it; a high one to two, beside its caption."""
        sheet, ratio = self.sheet, self._ratio(picture)
        if self.is_upright(picture):
            width = sheet.width - sheet.margins[1] - (1 - self._text) * self._measure
            height = min(width / ratio, sheet.height * _UPRIGHT_HIGHEST)
            return self._cut(picture, Cut(width + self.bleed, height + self.bleed))
        least, most = (share * sheet.height for share in _PLATE)
        least = _PANORAMA_LOWEST * sheet.height if ratio > _PANORAMA else least
        height = min(max(sheet.width / ratio, least), most)
        return self._cut(picture, Cut(sheet.width + 2 * self.bleed, height + self.bleed))

    def opener_photograph(self, picture: Picture, title: float) -> Figure:
        """A picture across the head of a chapter, with its title on it, so high as `title_height` says."""
        width, height = self.sheet.width + 2 * self.bleed, OPENER + self.bleed
        top = (height - title - _CHAPTER_LINE + _BELOW - _CHAPTER_FOOT) / height
        return self._cut(picture, Cut(width, height, scrim=self._scrim(top)))

    def cover_photograph(self, picture: Picture, title: float) -> Figure:
        """A picture over a whole page, with a title on its foot, so high as `title_height` says."""
        width, height = self.sheet.width + 2 * self.bleed, self.sheet.height + 2 * self.bleed
        top = (self.sheet.height - title + self.bleed) / height
        return self._cut(picture, Cut(width, height, scrim=self._scrim(top)))

    def cover_above(self, picture: Picture, title: float) -> Figure:
        """A picture above the title of a cover, to three edges of the page."""
        height = self.sheet.height - title + self.bleed
        return self._cut(picture, Cut(self.sheet.width + 2 * self.bleed, height))

    def above(self, picture: Picture, width: float, height: float) -> Figure:
        """A picture over the upper part of a panel of this size, with what is cut off on three sides."""
        return self._cut(picture, Cut(width + 2 * self.bleed, height + self.bleed))

    def verso(self, picture: Picture) -> Figure:
        """The left half of a picture across two facing pages; where pages bleed, with what is cut off."""
        return self._half(picture, 0)

    def recto(self, picture: Picture) -> Figure:
        """The right half of a picture across two facing pages."""
        return self._half(picture, self.sheet.width)

    def portrait(self, person: Person | Testimonial, width: float, height: float) -> Figure:
        """The photograph of somebody, cut around the face."""
        file, alt = person.photo or person.name, person.alt or person.name
        focus = focus_point(person.focus) if person.focus else FACE
        return self._filled(file, alt, Cut(width, height, focus), person.written_at("photo"))

    @property
    def _text(self) -> float:
        """The share of the measure that text has."""
        return 1.0 if self.sheet.is_narrow else _TEXT

    @property
    def _measure(self) -> float:
        """The width of text and what stands beside it."""
        return self.sheet.measure

    def _ratio(self, picture: Picture) -> float:
        across, down = self.pictures.size(picture.file) or (3, 2)
        return proportion(picture.crop) or across / down

    def _sharpest(self, picture: Picture) -> float:
        """How wide its pixels allow it to be, for the print shop too; of a drawing, any width."""
        size, dots = self.pictures.size(picture.file), max(COLUMN_DOTS, self.publication.printer.least_ppi)
        return min(size[0], size[1] * self._ratio(picture)) * POINTS_PER_INCH / dots if size else inf

    def _whole(self, picture: Picture, width: float, most: float) -> Figure:
        if not self.is_photograph(picture):
            return self._filled(picture.file, picture.alt, Cut(width, 0), picture.file.where)
        ratio = self._ratio(picture)
        width = min(width, most * ratio)
        return self._cut(picture, Cut(width, width / ratio))

    def _half(self, picture: Picture, left: float) -> Figure:
        """A half of a picture that is as high as its pages, or leaves room for its caption below it."""
        sheet, bleed = self.sheet, self.bleed
        least, most = (share * sheet.height for share in _SPREAD)
        natural = 2 * sheet.width / self._ratio(picture)
        is_whole = natural > most and not (picture.caption or picture.credit)
        height = sheet.height + bleed if is_whole else min(max(natural, least), most)
        width, page = 2 * (sheet.width + bleed), sheet.width + 2 * bleed
        return self._cut(picture, Cut(width, height + bleed, start=left / width, end=(left + page) / width))

    def _scrim(self, top: float) -> Scrim:
        color, share = self.publication.brand.color, round(min(max(top, 0.0), 0.95), 4)
        ink, light = color.palette[color.foreground], color.palette[color.light]
        return Scrim(mix(self.accent, ink, _INK), light, share)

    def _cut(self, picture: Picture, cut: Cut) -> Figure:
        focused = replace(cut, focus=focus_point(picture.focus))
        return self._filled(picture.file, picture.alt, focused, picture.file.where)

    def _filled(self, file: str, alt: str, cut: Cut, where: Where | None) -> Figure:
        is_cut, color = self.pictures.size(file) is not None, self.publication.brand.color
        on_paper = replace(cut, ground=color.palette[color.background])
        url = self.pictures.cut_address(file, on_paper) if is_cut else self.pictures.address(file)
        return Figure(url, plain(alt), round(cut.printed_width, 3), round(cut.height, 3), where)


def title_height(title: str, size: str, promise: str | None = None) -> float:
    """About how high the title of a cover stands above the foot of its page, from the lines it will take.

    `size` is its class.
    """
    line, characters = _TITLES[size]
    below, fewer = _PROMISE.get(size, _PROMISES)
    lines = ceil(len(plain(title)) / characters), ceil(len(promise or "") / fewer)
    return _ABOVE + lines[0] * line + lines[1] * below + _BELOW


def pictures_of(shown: View) -> list[View]:
    """The pictures of a section or group: the one, or the several."""
    one = shown.get("picture")
    return [*([one] if one else []), *(shown.get("pictures") or ())]


def front_picture(program: View) -> View | None:
    """The photograph for the front of a small format: that of the cover, or the first one of a group."""
    groups = program.get("groups") or {}
    found = [program.get("cover"), *(group.get("picture") for group in groups.values())]
    return next((one for one in found if one), None)


def full_pages(group: View) -> list[View]:
    """The pictures of a group and its sections that have pages of their own: those across two come first,
    since these begin on a left-hand page.
    """
    held = [*pictures_of(group), *(one for section in group.sections for one in pictures_of(section))]
    return [one for place in ("spread", "plate") for one in held if one.place == place]


#: Square points that a logo takes, and the most that it is wide and high.
AREA, WIDEST, HIGHEST = 2600.0, 150.0, 46.0
#: Free room around a logo on a plate, as a share of its height.
_CLEAR: Final = 0.3


@dataclass(frozen=True)
class PlacedLogo:
    """A logo of a size in points; `clear` is the room around it within its plate, 0 where it has none."""

    file: Text
    alt: Text
    width: float
    height: float
    clear: float


def placed_logo(
    institution: Institution,
    content: Path,
    ground: str,
    area: float = AREA,
    widest: float = WIDEST,
    highest: float = HIGHEST,
) -> PlacedLogo | None:
    """The logo for a ground: the one that can be told from it whole, or else the logo on a plate."""
    dark, light = institution.logo, institution.logo_light
    is_dark = _is_dark(ground)
    wanted = [one for one in (light, dark) if one] if is_dark else [dark] if dark else []
    for logo in wanted:
        seen = worst_contrast(picture_colors(_data(content, logo)), ground)
        if is_told(seen, is_foreign=is_dark and logo is dark):
            return _placed(logo, content, area, widest, highest, 0)
    if not dark:
        return _placed(light, content, area, widest, highest, 0) if light and is_dark else None
    return _placed(dark, content, area, widest, highest, _CLEAR if is_dark else 0)


def _is_dark(ground: str) -> bool:
    return worst_contrast([("#FFFFFF", 1)], ground) > worst_contrast([("#000000", 1)], ground)


def _placed(
    logo: Logo, content: Path, area: float, widest: float, highest: float, clear: float
) -> PlacedLogo:
    proportion = picture_proportion(_data(content, logo))
    inside = 1 + 2 * clear
    width, height = logo_size(proportion, area, widest, highest / inside)
    width, height = round(width, 2), round(height, 2)
    return PlacedLogo(logo.file, logo.alt, width, height, round(clear * height, 2))


def _data(content: Path, logo: Logo) -> bytes:
    return (content / str(logo.file)).read_bytes()
