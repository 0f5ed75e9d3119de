"""What documents with the same stylesheets and fonts share: it is parsed and loaded once in a process.

Takes stylesheets and font files; gives what the engine makes of them. Must not know documents.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import weasyprint
from fontTools.ttLib import TTFont, TTLibError
from pyphen import Pyphen
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from brochure.errors import MachineError, Problem, Where
from brochure.model import Asset, Complaint, PageSource, Stylesheet
from brochure.typeset.constants import filled_in, names_set
from brochure.typeset.engine_internals import OWN_RULES, parsed_together
from brochure.typeset.isolation import listening, read_asset

#: What asks the engine for notes (`float: footnote`, `position: note()`), and its own rules for them. They
#: match every element, five styles more were worked out for each: they are left out where nothing can want
#: them.
_NOTES = re.compile(r"footnote|note\(|::note", re.IGNORECASE)
_RULES_OF_NOTES = re.compile(r"^::(?:foot)?note-.*$", re.MULTILINE)

#: Addresses and files of fonts, and what tells that a file was changed: its time in nanoseconds and its
#: size.
Fonts = tuple[tuple[str, Asset, tuple[int, int] | None], ...]


class Fetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Serves a document's own assets and nothing else: no network, no other file."""

    def __init__(self, assets: Mapping[str, Asset]) -> None:
        super().__init__(allowed_protocols=("asset",))
        self.assets = assets

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        # A drawing says what it is, or every kind of photograph would be tried first.
        said = {"Content-Type": "image/svg+xml"} if url.endswith(".svg") else {}
        return URLFetcherResponse(url, read_asset(url, self.assets), said)


@dataclass(frozen=True)
class Style:
    """Parsed stylesheets, the engine's own apart, loaded fonts, and the code points of each family."""

    own: Any
    sheets: list[Any]
    fonts: FontConfiguration
    letters: Mapping[str, Set[int]]
    complaints: tuple[Complaint, ...]


def style_of(source: PageSource) -> Style:
    """The style of a document. Raises `MachineError` for a damaged font, or where there is none."""
    files = sorted(
        (address, asset) for address, asset in source.assets.items() if address.startswith("asset:fonts/")
    )
    fonts = tuple((address, asset, _stamp(asset)) for address, asset in files)
    has_notes = any(
        _NOTES.search(text) for text in (source.html, *(sheet.text for sheet in source.stylesheets))
    )
    return _style(source.stylesheets, fonts, names_set(source.html), has_notes)


def _stamp(asset: Asset) -> tuple[int, int] | None:
    if not isinstance(asset, Path) or not asset.is_file():
        return None
    state = asset.stat()
    return state.st_mtime_ns, state.st_size


@lru_cache(maxsize=8)
def _style(
    stylesheets: tuple[Stylesheet, ...], fonts: Fonts, changing: frozenset[str], has_notes: bool
) -> Style:
    configuration = FontConfiguration()
    with listening() as complaints:
        letters = _letters(fonts)
        fetcher = Fetcher({address: read_asset(address, {address: asset}) for address, asset, _ in fonts})
        texts = [sheet.text for sheet in filled_in(stylesheets, changing)]
        sheets = parsed_together(texts, configuration, fetcher)
    return Style(_own_stylesheet(has_notes), sheets, configuration, letters, tuple(complaints))


def warm_up() -> None:
    """Loads what nearly every document needs, for processes that are forked after it.

    It is the engine's own stylesheet, and where English words are divided.
    """
    _own_stylesheet(False)
    Pyphen(lang="en")


@lru_cache(maxsize=2)
def _own_stylesheet(has_notes: bool) -> Any:
    """What the engine says of HTML before any stylesheet does."""
    return weasyprint.CSS(string=OWN_RULES if has_notes else _RULES_OF_NOTES.sub("", OWN_RULES))


@lru_cache(maxsize=8)
def _letters(fonts: Fonts) -> Mapping[str, Set[int]]:
    """The code points that every face of a family has. Raises `MachineError` for a damaged font.

    Without a single face the engine would bring the whole process down, so there has to be one.
    """
    letters: dict[str, Set[int]] = {}
    for address, asset, _ in fonts:
        try:
            with TTFont(
                BytesIO(asset if isinstance(asset, bytes) else asset.read_bytes()), lazy=True
            ) as font:
                font.setGlyphOrder(
                    range(font["maxp"].numGlyphs)
                )  # else a name would be made up for every glyph
                family, points = font["name"].getBestFamilyName(), frozenset(font.getBestCmap())
        except (TTLibError, OSError, KeyError, TypeError) as error:
            where = Where(address.removeprefix("asset:"))
            raise MachineError(
                [Problem(where, f"the font cannot be read ({error})", "restore the file")]
            ) from error
        letters[family] = letters.get(family, points) & points
    if not letters:
        raise MachineError([Problem(Where("fonts"), "there is no font", "name one in brand.yaml")])
    return letters
