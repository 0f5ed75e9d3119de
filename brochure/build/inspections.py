"""Pages for whoever judges before printing: PDFs from anywhere, read and checked for a print shop, with a
report of each, and the proof sheet of a brand.

Both are made and finished like any document, and written where they are asked for. Must not know
terminals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from pydantic_core import PydanticCustomError

from brochure.build.brochures import set_document
from brochure.build.desk import Desk
from brochure.build.schedule import finish, profile_of
from brochure.compose import Composer
from brochure.errors import Finding, MachineError, Problem, UsageError, Where
from brochure.model import GENERIC, Inspected, Length, Made, Printer, Publication, from_left
from brochure.publish import write_whole

#: Findings a report tries to hold with what to do, then fewer, until it is one page.
_ROWS: Final = ((16, True), (30, False), (20, False), (12, False), (6, False))

#: What `Length` and `from_left` refuse, in words.
_FOLD_FAULTS: Final = {
    "length_form": ("a fold must be a length", 'write a number and mm, cm, in or pt, such as "3.625 in"'),
    "folds_order": ("folds go from left to right, each beyond the one before it", "give the smallest first"),
}


def folded(printer: Printer, folds: Sequence[str]) -> Printer:
    """A profile with folds at these lengths from the left edge, or with its own. Raises `UsageError`."""
    try:
        return (
            printer.model_copy(update={"folds": from_left(tuple(map(Length, folds)))}) if folds else printer
        )
    except PydanticCustomError as error:
        raise UsageError.of("--fold", *_FOLD_FAULTS[error.type]) from error


def look_through(
    files: Sequence[Path], printer: Printer, profile: str
) -> tuple[list[Inspected], UsageError]:
    """Every file, inspected, and the ones that cannot be read.

    Raises `UsageError` where none is a PDF that can be.
    """
    seen, unread = list[Inspected](), list[Problem]()
    for file in files:
        try:
            seen.append(_inspected(file, printer, profile))
        except UsageError as error:
            unread += error.problems
    if not seen:
        raise UsageError(unread)
    return seen, UsageError(unread)


def _inspected(file: Path, printer: Printer, profile: str) -> Inspected:
    from brochure.preflight.file import UnreadableError, inspected

    name = str(file.with_suffix("") if file.suffix.lower() == ".pdf" else file)
    try:
        return inspected(file.read_bytes(), name, printer, profile)
    except OSError as error:
        fault = f"the file cannot be read ({error.strerror})", "name a PDF"
    except UnreadableError as error:
        fault = f"the file {error}", error.hint
    raise UsageError.of(str(file), *fault)


def write_report(one: Inspected, composer: Composer, desk: Desk, target: Path) -> tuple[Finding, ...]:
    """Writes a file's one-page report in the looks of a publication; gives what is found in that.

    Raises `MachineError` where the report cannot be set.
    """
    for most, hints in _ROWS:
        made = set_document("report", partial(composer.report, one, most, hints), desk)
        if made.result.data is None:
            raise MachineError([Problem(Where(str(target)), one.what, one.hint) for one in made.findings])
        if len(made.pages) == 1 or (most, hints) == _ROWS[-1]:
            break
    write_whole(target, made.result.read())
    return made.findings


def write_handover(
    title: str, line: str, tables: Sequence[object], composer: Composer, desk: Desk, target: Path
) -> tuple[Finding, ...]:
    """Writes the sheet for whoever takes a publication over; gives what is found in it.

    Raises `MachineError` where it cannot be set.
    """
    known = {"line": line, "tables": tables}
    made = set_document("handover", partial(composer.own_sheet, "handover", title, known), desk)
    if made.result.data is None:
        raise MachineError([Problem(Where(str(target)), one.what, one.hint) for one in made.findings])
    write_whole(target, made.result.read())
    return made.findings


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
