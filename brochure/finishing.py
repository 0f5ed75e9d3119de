"""The last step of a document: what its edition asks for. Must not know how it is published."""

from __future__ import annotations

from brochure.compose import Composer
from brochure.office import EDITION, on_sheets
from brochure.setting import Made


def finish(document: Made, composer: Composer) -> Made:
    """The document as its edition is published."""
    return on_sheets(document, composer.publication.settings) if composer.edition == EDITION else document
