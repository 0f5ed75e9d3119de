"""WeasyPrint, wrapped: one document in, one proof out, everything that it complained about with it.

What documents with the same stylesheets and fonts share is parsed and loaded once in a process, and so is
each stylesheet that documents of several formats, editions and sheets share. Must not know content.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache, partial
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar
from urllib.parse import unquote

import weasyprint
from cssselect2 import Matcher
from fontTools.ttLib import TTFont
from PIL import UnidentifiedImageError
from pyphen import Pyphen
from weasyprint.css.counters import CounterStyle
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from brochure.errors import MachineError, Where
from brochure.model import Asset, Complaint, PageSource, PageView, Proof, Stylesheet
from brochure.pdf import is_public, open_picture
from brochure.typeset.accessibility import write
from brochure.typeset.conditions import (
    is_made_for_others,
    listening,
    misfit,
    placed,
    read_asset,
    uncollected,
)
from brochure.typeset.css_extensions import filled_in, names_set, on_grid, scaled, without_adjustment
from brochure.typeset.engine_internals import AtWork, at_work
from brochure.typeset.photographs import prepared
from brochure.typeset.plain_drawings import plain_drawing, whole_gradients
from brochure.typeset.views import Backdrops, Coverage, lettering, page_views

T = TypeVar("T")

#: What tells the faces of a family apart.
_KINDS = ("font_style", "font_weight", "font_stretch")
#: How a drawing begins, after a mark of its encoding.
_DRAWING = re.compile(rb"(\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\x00]*<")
#: Rules by which a stylesheet does more than style: it names a face, a layer, another file.
_MORE = re.compile(r"@(?!page\b|media\b|(?:top|right|bottom|left)-[a-z])", re.IGNORECASE)
#: Addresses and files of fonts, and what tells that a file was changed: its time in nanoseconds, its size.
Fonts = tuple[tuple[str, Asset, tuple[int, int] | None], ...]

#: Whether a document with these pages is to be written.
IsWanted = Callable[[tuple[PageView, ...]], bool]


class EngineError(Exception):
    """The engine failed on a document; `__cause__` says how, `at` where it was."""

    def __init__(self, document: str, at: AtWork | None = None) -> None:
        inside = f", in {at.element}" if at and at.element else ""
        super().__init__(f"the typesetting engine failed on {document}{inside}")
        self.document, self.at = document, at


def typeset(source: PageSource, is_wanted: IsWanted = bool) -> Proof:
    """Sets one document; anything less than a failure of the engine is a complaint of the proof.

    Where its pages are not wanted, nothing is written and the proof has them alone. Raises `EngineError`
    where the engine fails, `MachineError` where it is of a version that does not fit.
    """
    return _guarded(source, partial(_set, is_wanted=is_wanted))


def lay_out(source: PageSource) -> tuple[PageView, ...]:
    """What would stand on the pages of a document; nothing is written. Raises as `typeset` does."""
    return _guarded(source, _laid_out)


def _guarded(source: PageSource, work: Callable[[PageSource, Style, Sequence[Complaint]], T]) -> T:
    """Work of the engine on a document; what it fails by says where."""
    try:
        style = style_of(source)
        with listening() as complaints, uncollected():
            return work(source, style, complaints)
    except MachineError:
        raise
    except Exception as error:
        if isinstance(error, AttributeError) and is_made_for_others():
            raise misfit([str(error)]) from error
        raise EngineError(source.name, at_work(error)) from error


def _rendered(source: PageSource, style: Style, options: Mapping[str, Any]) -> tuple[Any, Any]:
    """The engine's document, and the HTML that it was made of, with these options for its pictures."""
    fetcher = Fetcher(source.assets, lambda data: prepared(data, source.enough, source.keeps_inks))
    html = weasyprint.HTML(string=source.html, base_url="asset:", url_fetcher=fetcher)
    document = html.render(
        stylesheets=style.sheets,
        font_config=style.fonts,
        counter_style=style.numberings,
        cache=_Pictures(source.assets, fetcher.drawings),
        **options,
    )
    return document, html


def _laid_out(source: PageSource, style: Style, complaints: Sequence[Complaint]) -> tuple[PageView, ...]:
    """The pages. Without options for its pictures the engine reads their sizes and makes none anew."""
    document, _ = _rendered(source, style, {})
    return page_views(on_grid(document), style.letters(), Backdrops(source.assets))


def _set(source: PageSource, style: Style, complaints: Sequence[Complaint], is_wanted: IsWanted) -> Proof:
    """The proof. All that the engine made is garbage when this returns."""
    options = {"dpi": source.resolution, "jpeg_quality": source.quality, "optimize_images": True}
    document, html = _rendered(source, style, options)
    pages, letters = on_grid(document), style.letters()
    views = page_views(pages, letters, Backdrops(source.assets))
    if not is_wanted(views):
        return Proof(source.name, "", "", b"", views)
    written = write(document, pages, html.etree_element, source.name, options)
    return Proof(
        source.name,
        document.metadata.title or "",
        document.metadata.lang or "",
        written.pdf,
        views,
        (*style.complaints, *complaints, *_local(written.links)),
        source.families,
        written.faces,
        written.headings,
        written.figures,
        tuple(lettering(pages, letters)),
        letters.found,
        written.unprinted,
        source.resolution,
    )


def _local(links: Iterable[str]) -> Iterator[Complaint]:
    """What is wrong with links that no reader should follow; content has none, layouts may."""
    for link in links:
        if not is_public(link):
            yield Complaint(
                "error", f"the link {link[:100]} opens a file, a share or a program of its reader"
            )


class Fetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Serves a document's own assets and nothing else: no network, no other file.

    What is no font has to be a picture of a format that is printed, by its bytes, or the engine would try
    all decoders that there are. Pictures inside of drawings are prepared as the others were.
    """

    def __init__(
        self,
        assets: Mapping[str, Asset],
        prepare: Callable[[bytes], bytes] = bytes,
        sizes: Mapping[str, float] = MappingProxyType({}),
    ) -> None:
        super().__init__(allowed_protocols=("data",))
        self.assets, self.prepare, self.sizes, self.drawings = assets, prepare, sizes, set[str]()

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """An asset of the document. Raises `PermissionError` for whatever is none, or no picture."""
        if url.startswith("asset:fonts/"):
            face = read_asset(url, self.assets)
            return URLFetcherResponse(url, scaled(face, self.sizes[url]) if url in self.sizes else face)
        is_inside = url.startswith("data:")
        data = self.prepare(super().fetch(url).read()) if is_inside else read_asset(url, self.assets)
        try:
            open_picture(data).close()
        except UnidentifiedImageError:
            if is_inside or not _DRAWING.match(data):
                raise PermissionError("it is no picture of a format that is printed") from None
            self.drawings.add(url)
            return URLFetcherResponse(url, whole_gradients(data), {"Content-Type": "image/svg+xml"})
        return URLFetcherResponse(url, data)


class _Pictures(dict[str, Any]):
    """The pictures of a document, by address. A plain drawing is painted as it is written. Any other is read
    anew for each place where it stands: the engine changes what it paints, and would paint parts of it wrong
    the second time.
    """

    def __init__(self, assets: Mapping[str, Asset], drawings: Set[str]) -> None:
        super().__init__()
        self.assets, self.drawings = assets, drawings

    def __contains__(self, address: object) -> bool:
        if super().__contains__(address):
            return True
        asset = self.assets.get(unquote(str(address)))
        if not isinstance(asset, bytes) or not _DRAWING.match(asset):
            return False
        if plain := plain_drawing(asset):
            super().__setitem__(str(address), plain)
        return plain is not None

    def __setitem__(self, address: str, picture: Any) -> None:
        if address not in self.drawings:
            super().__setitem__(address, picture)


class FontFace(NamedTuple):
    """An @font-face: the family, the addresses of its files, the code points that it is for (none: all).

    `kind` is what the engine tells the faces of a family by: style, weight and width.
    """

    family: str
    addresses: tuple[str, ...]
    ranges: tuple[range, ...]
    kind: tuple[str, ...]


class FontFaces(FontConfiguration):  # type: ignore[misc]
    """The fonts of a document; remembers under which family each was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.known: list[FontFace] = []
        self.complaints: list[Complaint] = []

    def add_font_face(self, rule_descriptors: Any, url_fetcher: Any) -> None:
        files = (url for kind, url in rule_descriptors["src"] if kind == "external" and url)
        addresses = tuple(map(unquote, files))
        ranges = tuple(range(one.start, one.end + 1) for one in rule_descriptors.get("unicode_range", ()))
        kind = tuple(str(rule_descriptors.get(name, "")) for name in _KINDS)
        self.known.append(FontFace(rule_descriptors["font_family"], addresses, ranges, kind))
        super().add_font_face(rule_descriptors, url_fetcher)


@dataclass(frozen=True)
class Style:
    """Parsed stylesheets, loaded fonts, how lists are numbered, and the code points of each font file."""

    sheets: list[Any]
    fonts: FontFaces
    numberings: CounterStyle
    points: Mapping[str, Set[int]]
    complaints: tuple[Complaint, ...]

    def letters(self) -> Coverage:
        """The code points of each family, by the name that stylesheets give it, whatever its files say."""
        found: dict[str, set[int]] = {}
        for family, addresses, ranges, _ in self.fonts.known:
            has = next((self.points[one] for one in addresses if one in self.points), frozenset[int]())
            only = has if not ranges else {one for one in has if any(one in several for several in ranges)}
            found.setdefault(family, set()).update(only)
        return Coverage(found)


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


@lru_cache(maxsize=32)
def _style(stylesheets: tuple[Stylesheet, ...], fonts: Fonts, changing: frozenset[str]) -> Style:
    plain, sizes = without_adjustment(stylesheets)
    with listening() as complaints:
        points = {address: _points(address, asset, stamp) for address, asset, stamp in fonts}
    if not points:  # the engine would bring the whole process down
        raise MachineError.of("fonts", "there is no font", "name one in brand.yaml")
    naming = tuple(one.text for one in plain if "@font-face" in one.text.lower())
    faces, numberings = _faces(naming, fonts, tuple(sizes.items())), CounterStyle()
    # One after another into the same rules: an element is held against all of them at once.
    rules, pages, own = Matcher(), list[Any](), {"counter_style": numberings, "url_fetcher": Fetcher({})}
    into = {"matcher": rules, "page_rules": pages, "layers": [], **own}
    for sheet in filled_in(plain, changing):
        if _MORE.search(sheet.text):
            complaints += placed(_parsed(sheet.text, **into), sheet.path)
            continue
        shared = _rules_of(sheet.text)
        for selector, declarations in shared.rules:
            rules.add_selector(selector, declarations)
        pages += shared.pages
        complaints += placed(shared.complaints, sheet.path)
    whole = weasyprint.CSS(string="", **into)
    return Style([whole], faces, numberings, points, (*complaints, *faces.complaints))


@lru_cache(maxsize=8)
def _faces(naming: tuple[str, ...], fonts: Fonts, sizes: tuple[tuple[str, float], ...]) -> FontFaces:
    """The faces that stylesheets name, loaded once for documents of all formats, editions and sheets."""
    faces, fetcher = FontFaces(), Fetcher({address: asset for address, asset, _ in fonts}, sizes=dict(sizes))
    for text in naming:
        faces.complaints += _parsed(text, matcher=Matcher(), font_config=faces, url_fetcher=fetcher)
    faces.complaints += _doubled(faces.known)
    return faces


class _Noted(Matcher):  # type: ignore[misc]
    """Notes the rules of a stylesheet, for every document that they are added to."""

    def __init__(self) -> None:
        super().__init__()
        self.rules: list[tuple[Any, Any]] = []

    def add_selector(self, selector: Any, payload: Any) -> None:
        self.rules.append((selector, payload))


class _Rules(NamedTuple):
    """What a stylesheet says, of elements and of pages, and what the engine says of it."""

    rules: Sequence[tuple[Any, Any]]
    pages: Sequence[Any]
    complaints: Sequence[Complaint]


@lru_cache(maxsize=512)
def _rules_of(text: str) -> _Rules:
    noted, pages = _Noted(), list[Any]()
    complaints = _parsed(text, matcher=noted, page_rules=pages, layers=[])
    return _Rules(noted.rules, pages, complaints)


def _parsed(text: str, **into: Any) -> list[Complaint]:
    """Adds what a stylesheet says to rules; gives what the engine says of it."""
    with listening() as complaints:
        weasyprint.CSS(string=text, base_url="asset:", **into)
    return complaints


def _doubled(faces: Iterable[FontFace]) -> Iterator[Complaint]:
    """Faces that the engine would take for one another, and print the letters of the wrong one."""
    files: dict[tuple[str, tuple[str, ...]], str] = {}
    for face in faces:
        own = face.addresses[0] if face.addresses else ""
        first = files.setdefault((face.family, face.kind), own)
        if own != first:
            both = " and ".join(one.removeprefix("asset:") for one in (first, own))
            yield Complaint(
                "error", f"the family {face.family} has two files of one style and weight, {both}"
            )


def warm_up() -> None:
    """Loads where words of the usual language are divided, for processes that are forked after it."""
    Pyphen(lang="en-US")


@lru_cache(maxsize=128)
def _points(address: str, asset: Asset, stamp: tuple[int, int] | None) -> Set[int]:
    """The code points of one file; of a collection, of its first face. Raises `MachineError`."""
    try:
        data = asset if isinstance(asset, bytes) else asset.read_bytes()
        with TTFont(BytesIO(data), lazy=True, fontNumber=0) as font:
            # Else a name would be made up for every glyph.
            font.setGlyphOrder(range(font["maxp"].numGlyphs))
            return frozenset(font.getBestCmap())
    except Exception as error:  # what a damaged file makes fontTools raise has no end
        where = Where(address.removeprefix("asset:"))
        what = f"the font cannot be read ({type(error).__name__ if not str(error) else error})"
        raise MachineError.of(where, what, "restore the file") from error
