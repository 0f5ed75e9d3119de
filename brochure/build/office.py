"""The office edition of a document: its pages on sheets for a duplex printer, as the publication's settings ask.

Takes a sound document as it is on screen. Must not know when this is done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from time import perf_counter
from typing import Final

from brochure.model import Made, PageView, Settings
from brochure.build.desk import Desk
from brochure.editions.office.scheme import Scheme, Work

#: More pages than the two of one leaf are folded.
_A_LEAF: Final = 2


def on_sheets(document: Made, settings: Settings, desk: Desk) -> Made:
    """The document on sheets."""
    began = perf_counter()
    result = desk.do(
        document.name, "imposed", document.result.data, document.name, _scheme(document.pages, settings)
    )
    return replace(
        document,
        result=result,
        findings=(*document.findings, *result.findings),
        details={**document.details, **result.details},
        seconds=document.seconds + perf_counter() - began,
    )


def _scheme(pages: Sequence[PageView], settings: Settings) -> Scheme:
    office = settings.office
    return Scheme(
        _work(pages),
        office.paper_thickness_mm,
        office.flip,
        office.signature_pages,
        office.marks,
        office.sheet,
        settings.sheet,
    )


def _work(pages: Sequence[PageView]) -> Work:
    """Booklets are folded; a flyer or a card is cut from a sheet; a leaflet, which lies, is a sheet already."""
    if len(pages) > _A_LEAF:
        return "booklet"
    return "single" if pages[0].width > pages[0].height else "copies"
