"""The last step of a document: what its edition asks for. Must not know how it is published."""

from __future__ import annotations

from brochure.model import Made
from brochure.compose import Composer
from brochure.build.desk import Desk


def finish(document: Made, composer: Composer, desk: Desk) -> Made:
    """The document as its edition is published; unchanged where it has errors."""
    if not document.sound:
        return document
    match composer.edition:
        case "press":  # either loads the PDF library, which the edition for screens does without
            from brochure.build.printshop import on_plates

            return on_plates(document, composer, desk)
        case "office":
            from brochure.build.office import on_sheets

            return on_sheets(document, composer.publication.settings, desk)
        case _:
            return document
