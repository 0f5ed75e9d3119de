"""WeasyPrint, wrapped: one document in, one proof out, everything that it complained about with it.

What documents with the same stylesheets and fonts share is parsed and loaded once in a process. Custom
properties that a document sets once and for all are written in place of their names before: the engine works
out a `var()` anew for every element, and for every property of a shorthand that names it, a twentieth of the
time that a document takes. What is set twice, elsewhere than on `:root`, or by another `var()` stays a
variable. Must not know content.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import tinycss2
import weasyprint
from fontTools.ttLib import TTFont, TTLibError
from pyphen import Pyphen
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from brochure.errors import MachineError, Where
from brochure.model import Asset, Complaint, PageSource, Proof, Stylesheet
from brochure.typeset.accessibility import write
from brochure.typeset.engine_internals import is_made_for_others, laid_out, misfit
from brochure.typeset.isolation import listening, read_asset, uncollected
from brochure.typeset.views import page_views

_SET = re.compile(r"(?<![\w-])(--[\w-]+)\s*:")
_USED = re.compile(r"var\(\s*(--[\w-]+)\s*\)")
#: Addresses and files of fonts, and what tells that a file was changed: its time in nanoseconds, its size.
Fonts = tuple[tuple[str, Asset, tuple[int, int] | None], ...]


class EngineError(Exception):
    """The engine failed on a document; `__cause__` says how."""

    def __init__(self, document: str) -> None:
        super().__init__(f"the typesetting engine failed on {document}")
        self.document = document


def typeset(source: PageSource) -> Proof:
    """Sets one document; anything less than a failure of the engine is a complaint of the proof.

    Raises `EngineError` where the engine fails, `MachineError` where it is of a version that does not fit.
    """
    style = style_of(source)
    with listening() as complaints, uncollected():
        try:
            return _set(source, style, complaints)
        except MachineError:
            raise
        except Exception as error:
            if isinstance(error, AttributeError) and is_made_for_others():
                raise misfit([str(error)]) from error
            raise EngineError(source.name) from error


def _set(source: PageSource, style: Style, complaints: Sequence[Complaint]) -> Proof:
    """The proof. All that the engine made is garbage when this returns."""
    options = {"dpi": source.resolution, "jpeg_quality": source.quality, "optimize_images": True}
    html = weasyprint.HTML(string=source.html, base_url="asset:", url_fetcher=Fetcher(source.assets))
    document = html.render(stylesheets=style.sheets, font_config=style.fonts, **options)
    pages = laid_out(document)
    written = write(document, pages, html.etree_element, source.name, options)
    return Proof(
        source.name,
        document.metadata.title or "",
        document.metadata.lang or "",
        written.pdf,
        page_views(pages, style.letters),
        (*style.complaints, *complaints),
        source.families,
        written.faces,
        written.headings,
        written.figures,
    )


def names_set(text: str) -> frozenset[str]:
    """The custom properties that a text may set."""
    return frozenset(_SET.findall(text))


def filled_in(stylesheets: Iterable[Stylesheet], changing: Set[str]) -> tuple[Stylesheet, ...]:
    """The stylesheets with the constants of `:root` filled in; `changing` are names that others set too."""
    sheets = tuple(stylesheets)
    often = Counter(name for sheet in sheets for name in _SET.findall(sheet.text))
    known = {
        name: value
        for sheet in sheets
        for name, value in _on_root(sheet.text)
        if often[name] == 1 and name not in changing and "var(" not in value
    }
    return tuple(
        Stylesheet(one.path, _USED.sub(lambda use: known.get(use[1], use[0]), one.text)) for one in sheets
    )


def _on_root(text: str) -> Iterator[tuple[str, str]]:
    """What the rules for `:root` set, outside of any other rule."""
    for rule in tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True):
        if rule.type == "qualified-rule" and tinycss2.serialize(rule.prelude).strip() == ":root":
            for one in tinycss2.parse_blocks_contents(
                rule.content, skip_comments=True, skip_whitespace=True
            ):
                if one.type == "declaration" and one.name.startswith("--") and not one.important:
                    yield one.name, tinycss2.serialize(one.value).strip()


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
    """Parsed stylesheets, loaded fonts, and the code points of each family."""

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
    return _style(source.stylesheets, fonts, names_set(source.html))


def _stamp(asset: Asset) -> tuple[int, int] | None:
    if not isinstance(asset, Path) or not asset.is_file():
        return None
    state = asset.stat()
    return state.st_mtime_ns, state.st_size


@lru_cache(maxsize=8)
def _style(stylesheets: tuple[Stylesheet, ...], fonts: Fonts, changing: frozenset[str]) -> Style:
    fetcher, configuration = Fetcher({address: asset for address, asset, _ in fonts}), FontConfiguration()
    with listening() as complaints:
        letters = _letters(fonts)
        sheets = [
            weasyprint.CSS(
                string=sheet.text, font_config=configuration, url_fetcher=fetcher, base_url="asset:"
            )
            for sheet in filled_in(stylesheets, changing)
        ]
    return Style(sheets, configuration, letters, tuple(complaints))


def warm_up() -> None:
    """Loads where English words are divided, for processes that are forked after it."""
    Pyphen(lang="en")


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
            raise MachineError.of(where, f"the font cannot be read ({error})", "restore the file") from error
        letters[family] = letters.get(family, points) & points
    if not letters:
        raise MachineError.of("fonts", "there is no font", "name one in brand.yaml")
    return letters
