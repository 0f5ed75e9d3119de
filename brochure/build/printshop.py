"""The press edition of a document: separated into inks, with bleed and marks, as the brand asks.

Takes a sound document that was set with bleed. Must not know when this is done.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path
from time import perf_counter

from brochure.model import Format, Length, Made, Printer
from brochure.compose import Composer, Inks
from brochure.build.desk import Desk
from brochure.editions.press.order import Press

#: The profile of a brand that names none.
_PROFILE = "FOGRA39L_coated.icc"


def on_plates(document: Made, composer: Composer, desk: Desk) -> Made:
    """The document for a print shop; without data where it cannot be separated."""
    began = perf_counter()
    result = desk.do(
        document.name,
        "separated",
        document.result.data,
        document.name,
        _order(document, composer),
        _printer(document, composer),
    )
    return replace(
        document,
        result=replace(result, pages=document.pages),
        findings=(*document.findings, *result.findings),
        seconds=document.seconds + perf_counter() - began,
    )


def _printer(document: Made, composer: Composer) -> Printer:
    """What the print shop asks for; of a leaflet, that it is folded where its format says."""
    printer = composer.publication.printer
    folds = tuple(Length(f"{fold:g} pt") for fold in next(iter(_folds(document.form, composer)), ()))
    return printer.model_copy(update={"folds": folds}) if folds else printer


def _order(document: Made, composer: Composer) -> Press:
    """What the print shop is told of one document."""
    brand, season = composer.publication.brand, composer.publication.season
    issued = season.issued or date(int(season.label[:4]), 1, 1)  # a file has to say when it was made
    return Press(
        profile=_profile(brand.press.profile, composer.content),
        condition=brand.press.condition,
        inks=Inks(brand),
        bleed=composer.bleed,
        font=_typeface(composer),
        issued=issued,
        folds=_folds(document.form, composer),
        limit=composer.publication.printer.total_ink / 100,
        slug=(
            f"{document.name}.pdf   {composer.edition}   {composer.publication.institution.name}  "
            f" {season.label}   {season.issued or ''}".rstrip()
        ),
    )


def _folds(form: Format | None, composer: Composer) -> list[list[float]]:
    """Where each page of a format is folded, in points from the left edge of its trim."""
    panels = form.panels(composer.sheet.name) if form else ()
    return [
        [panel.left for panel in panels if panel.page == page and not panel.is_first]
        for page in sorted({panel.page for panel in panels})
    ]


def _profile(name: str | None, content: Path) -> bytes:
    return (
        (content / name).read_bytes() if name else (files("brochure.editions.press") / _PROFILE).read_bytes()
    )


def _typeface(composer: Composer) -> bytes:
    """The upright face of captions that is nearest to regular."""
    typography = composer.publication.brand.typography
    family = next(family for family in typography.fonts if family.family == typography.captions.family)
    face = min(family.files, key=lambda face: (face.style == "italic", abs(face.weight - 400)))
    return composer.layouts.font_assets(composer.publication.brand)[f"asset:fonts/{face.path}"].read_bytes()
