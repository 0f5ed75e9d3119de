"""WeasyPrint, wrapped: one document in, one proof out, everything that it complained about with it."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Mapping, Set
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from brochure.artefacts import Complaint, PageSource, Proof, Severity, Stylesheet
from brochure.errors import MachineError, Problem, Where
from brochure.typeset.isolation import hide_system_fonts, read_asset

hide_system_fonts()
warnings.filterwarnings("ignore", "No fonts configured in FontConfig", UserWarning)  # it is meant so

import weasyprint  # noqa: E402  the engine reads its font configuration when it is imported
from fontTools.ttLib import TTFont, TTLibError  # noqa: E402
from weasyprint.text.fonts import FontConfiguration  # noqa: E402
from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: E402

from brochure.typeset.mending import write  # noqa: E402
from brochure.typeset.views import page_views  # noqa: E402


class EngineError(Exception):
    """The engine failed on a document; `__cause__` says how."""

    def __init__(self, document: str) -> None:
        super().__init__(f"the typesetting engine failed on {document}")
        self.document = document


class _Fetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Serves a document's own assets and nothing else: no network, no other file."""

    def __init__(self, assets: Mapping[str, Path | bytes]) -> None:
        super().__init__(allowed_protocols=("asset",))
        self.assets = assets

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        return URLFetcherResponse(url, read_asset(url, self.assets))


class _Listener(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.complaints: list[Complaint] = []

    def emit(self, record: logging.LogRecord) -> None:
        severity: Severity = "error" if record.levelno >= logging.ERROR else "warning"
        self.complaints.append(Complaint(severity, record.getMessage()))


@contextmanager
def _listening() -> Iterator[list[Complaint]]:
    """Collects what the engine logs; without it a missing picture would be printed as nothing."""
    logger, listener = logging.getLogger("weasyprint"), _Listener()
    propagate, logger.propagate = logger.propagate, False
    logger.addHandler(listener)
    try:
        yield listener.complaints
    finally:
        logger.removeHandler(listener)
        logger.propagate = propagate


@dataclass(frozen=True)
class _Style:
    """What documents with the same stylesheets and fonts share; `letters` are the code points of each family."""

    sheets: list[Any]
    fonts: FontConfiguration
    letters: Mapping[str, Set[int]]
    complaints: tuple[Complaint, ...]


@lru_cache(maxsize=8)
def _style(stylesheets: tuple[Stylesheet, ...], fonts: tuple[tuple[str, Path | bytes], ...]) -> _Style:
    """Stylesheets parsed and fonts loaded once for all documents that share them."""
    fetcher, configuration = _Fetcher(dict(fonts)), FontConfiguration()
    with _listening() as complaints:
        letters = _letters(dict(fonts))
        parsed = [
            weasyprint.CSS(string=sheet.text, font_config=configuration, url_fetcher=fetcher, base_url="asset:")
            for sheet in stylesheets
        ]
    return _Style(parsed, configuration, letters, tuple(complaints))


def _letters(fonts: Mapping[str, Path | bytes]) -> Mapping[str, Set[int]]:
    """The code points that every face of a family has. Raises `MachineError` for a damaged font.

    Without a single face the engine would bring the whole process down, so there has to be one.
    """
    letters: dict[str, Set[int]] = {}
    for address in fonts:
        try:
            with TTFont(BytesIO(read_asset(address, fonts)), lazy=True) as font:
                family, points = font["name"].getBestFamilyName(), frozenset(font.getBestCmap())
        except (TTLibError, OSError, KeyError, TypeError) as error:
            where = Where(address.removeprefix("asset:"))
            raise MachineError([Problem(where, f"the font cannot be read ({error})", "restore the file")]) from error
        letters[family] = letters.get(family, points) & points
    if not letters:
        raise MachineError([Problem(Where("fonts"), "there is no font", "name one in brand.yaml")])
    return letters


def typeset(source: PageSource) -> Proof:
    """Sets one document. Raises `EngineError` where the engine fails; anything less is a complaint of the proof."""
    fonts = tuple(sorted((k, v) for k, v in source.assets.items() if k.startswith("asset:fonts/")))
    style = _style(source.stylesheets, fonts)
    options = {"dpi": source.resolution, "jpeg_quality": source.quality, "optimize_images": True}
    with _listening() as complaints:
        try:
            html = weasyprint.HTML(string=source.html, base_url="asset:", url_fetcher=_Fetcher(source.assets))
            document = html.render(stylesheets=style.sheets, font_config=style.fonts, **options)
            pdf = write(document, source.name, options)
            pages = page_views(document.pages, style.letters)
        except Exception as error:
            raise EngineError(source.name) from error
    said = (*style.complaints, *complaints)
    return Proof(source.name, source.title, source.language, pdf, pages, said, source.families)
