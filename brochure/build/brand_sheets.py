"""The proof sheet of a brand, made and finished like any document, and written where it is asked for.

Must not know terminals.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from brochure.build.brochures import set_document
from brochure.build.desk import Desk
from brochure.build.editions import finish, profile_of
from brochure.compose import Composer
from brochure.errors import MachineError, Problem, Where
from brochure.model import GENERIC, Made, Publication
from brochure.publish import write_whole


def write_brand_sheet(composer: Composer, desk: Desk, target: Path) -> Made:
    """Writes the sheet; gives what was made. Raises `MachineError` where something is wrong with it."""
    composer = replace(composer, publication=_unbound(composer.publication))
    profile = profile_of(composer.publication.brand, composer.content)
    made = finish(set_document("brand", lambda: composer.brand_sheet(profile), desk), composer, desk)
    if not made.sound:
        faults = [one for one in made.findings if one.severity == "error"]
        raise MachineError([Problem(Where(one.where or str(target)), one.what, one.hint) for one in faults])
    write_whole(target, made.result.read())
    return made


def _unbound(publication: Publication) -> Publication:
    """The publication with a print shop that binds nothing: the sheet may have any number of pages."""
    name = publication.brand.press.printer or GENERIC
    loose = publication.printer.model_copy(update={"binding": "loose"})
    return publication.model_copy(update={"printers": {**publication.printers, name: loose}})
