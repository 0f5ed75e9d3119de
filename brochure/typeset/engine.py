"""WeasyPrint, wrapped: one document in, one proof out, everything that it complained about with it."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

from brochure.model import Complaint, PageSource, Proof
from brochure.typeset.importing import sparingly
from brochure.typeset.isolation import hide_system_fonts
from brochure.typeset.listening import listening

hide_system_fonts()
warnings.filterwarnings("ignore", "No fonts configured in FontConfig", UserWarning)  # it is meant so

with sparingly():
    import weasyprint  # the engine reads its font configuration when it is imported

from brochure.typeset.memory import uncollected  # noqa: E402
from brochure.typeset.mending import write  # noqa: E402
from brochure.typeset.styles import Fetcher, Style, style_of  # noqa: E402
from brochure.typeset.views import page_views  # noqa: E402


class EngineError(Exception):
    """The engine failed on a document; `__cause__` says how."""

    def __init__(self, document: str) -> None:
        super().__init__(f"the typesetting engine failed on {document}")
        self.document = document


class _Document(weasyprint.HTML):  # type: ignore[misc]  # WeasyPrint has no types
    """A parsed document whose elements look as `own` says where no stylesheet says more."""

    def __init__(self, source: PageSource, own: Any) -> None:
        super().__init__(string=source.html, base_url="asset:", url_fetcher=Fetcher(source.assets))
        self.own = own

    def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
        return [self.own]


def typeset(source: PageSource) -> Proof:
    """Sets one document. Raises `EngineError` where the engine fails; anything less is a complaint of the proof."""
    style = style_of(source)
    with listening() as complaints, uncollected():
        try:
            return _set(source, style, complaints)
        except Exception as error:
            raise EngineError(source.name) from error


def _set(source: PageSource, style: Style, complaints: Sequence[Complaint]) -> Proof:
    """The proof. All that the engine made is garbage when this returns."""
    options = {"dpi": source.resolution, "jpeg_quality": source.quality, "optimize_images": True}
    html = _Document(source, style.own)
    document = html.render(stylesheets=style.sheets, font_config=style.fonts, **options)
    written, said = write(document, source.name, options), document.metadata
    return Proof(
        source.name,
        said.title or "",
        said.lang or "",
        written.pdf,
        page_views(document.pages, style.letters),
        (*style.complaints, *complaints),
        source.families,
        written.faces,
        written.headings,
        written.figures,
    )
