"""One printer's profile, read by itself: a PDF from elsewhere can be checked where the rest of a publication is not sound.

Takes the content folder and the profile's name; gives a `Printer`. Must not know checks.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from brochure.content.folder import Folder
from brochure.content.library import Source, read_source
from brochure.content.loading import Models, validate
from brochure.content.prepare import write_out
from brochure.content.shapes import KINDS, shape_of
from brochure.errors import ContentError, Problem, UsageError, Where, nearest
from brochure.model import GENERIC, Printer


def load_printer(content: Path, name: str) -> Printer:
    """The profile printers/NAME.yaml. Raises ContentError for one that is wrong, UsageError for one that is not there."""
    folder = Folder(content) if content.is_dir() else None
    paths = [PurePosixPath(path) for path in folder.files] if folder else []
    found = {
        path.stem: path
        for path in paths
        if str(path.parent) == "printers" and path.suffix.lower() in (".yaml", ".yml")
    }
    if folder is None or name not in found:
        if name == GENERIC:
            return Printer()
        raise UsageError(
            [
                Problem(
                    Where("--printer"),
                    f'there is no profile "{name}"',
                    nearest(name, [*found, GENERIC], "profiles"),
                )
            ]
        )
    source = Source("printer", name, str(found[name]))
    source.table = read_source(source, folder)
    models: Models = {"printer": {}}
    problems = [
        *write_out(source.table, shape_of(KINDS["printer"]), source.path, folder),
        *validate(source, models),
    ]
    if problems:
        raise ContentError(problems)
    printer: Printer = models["printer"][name]
    return printer
