"""The office edition of a document: its pages on sheets for a duplex printer, as the publication's settings ask.

Takes a document as it is on screen. Must not know when this is done.
"""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter
from typing import Any, Final

from brochure.artefacts import Finding, PageView, Proof
from brochure.imposition import Imposed, Scheme, Work, impose
from brochure.model import Settings
from brochure.setting import Made

#: More pages than the two of one leaf are folded.
_A_LEAF: Final = 2


def on_sheets(document: Made, settings: Settings) -> Made:
    """The document on sheets; unchanged where it has errors and is not published."""
    if not document.sound or document.proof is None:
        return document
    began = perf_counter()
    imposed = impose(document.proof.pdf, _scheme(document.proof, settings))
    sheet = imposed.sheet
    side = PageView("sheet", sheet.width, sheet.height, (0, 0, sheet.width, sheet.height), ())
    notes = [Finding(document.name, 0, "imposed", "note", what, "", "docs/printing.md tells what an office printer needs") for what in imposed.notes]
    return replace(
        document, proof=replace(document.proof, pdf=imposed.pdf, pages=(side,) * imposed.sides),
        findings=(*document.findings, *notes), details={**document.details, **_details(imposed)},
        seconds=document.seconds + perf_counter() - began,
    )


def _scheme(proof: Proof, settings: Settings) -> Scheme:
    office = settings.office
    return Scheme(
        _work(proof), office.paper_thickness_mm, office.flip, office.signature_pages, office.marks, office.sheet, settings.sheet,
    )


def _work(proof: Proof) -> Work:
    """Booklets are folded; a flyer or a card is cut from a sheet; a leaflet, which lies, is a sheet already."""
    first = proof.pages[0]
    if len(proof.pages) > _A_LEAF:
        return "booklet"
    return "single" if first.width > first.height else "copies"


def _details(imposed: Imposed) -> dict[str, Any]:
    """What the manifest says of the sheets."""
    said = {"sheet": imposed.sheet.name or "custom", "sheets": imposed.sheets}
    folded = {"signatures": list(imposed.signatures), "blank_pages": imposed.blanks}
    return said | (folded if imposed.signatures else {"copies": imposed.copies})
