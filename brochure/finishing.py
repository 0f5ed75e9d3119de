"""The last step of a document: what its edition asks for. Must not know how it is published."""

from __future__ import annotations

from brochure.compose import Composer
from brochure.office import on_sheets
from brochure.printshop import on_plates
from brochure.setting import Made


def finish(document: Made, composer: Composer) -> Made:
    """The document as its edition is published."""
    match composer.edition:
        case "press":
            return on_plates(document, composer)
        case "office":
            return on_sheets(document, composer.publication.settings)
        case _:
            return document
