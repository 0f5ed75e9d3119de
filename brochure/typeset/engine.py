"""WeasyPrint, wrapped: one document in, one proof out, everything that it complained about with it."""

from __future__ import annotations

from collections.abc import Sequence

import weasyprint

from brochure.errors import MachineError
from brochure.model import Complaint, PageSource, Proof
from brochure.typeset.accessibility import write
from brochure.typeset.engine_internals import is_made_for_others, laid_out, misfit
from brochure.typeset.isolation import listening, uncollected
from brochure.typeset.styles import Fetcher, Style, style_of
from brochure.typeset.views import page_views


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
