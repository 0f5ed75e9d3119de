"""A publication to start from, and what is written beside content for those who edit it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from brochure.compose import Layouts
from brochure.content import default_kind, kind_in, reference, schemas
from brochure.errors import UsageError
from brochure.preflight.file import CHECKS, manual
from brochure.publish import hold_inside, machine_errors, write_whole
from brochure.seasons import STARTERS, starter

#: The kinds of publications that can be started from.
KINDS: Final = STARTERS


def start(folder: Path, kind: str | None = None) -> Path:
    """Makes a publication to start from, of a kind or of the default one, in a folder that is new or empty.

    Raises `UsageError` otherwise.
    """
    with machine_errors(folder):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            what = "the folder exists and is not empty"
            raise UsageError.of(str(folder), what, "name a new one")
    for name, data in starter(kind or default_kind().id).items():
        write_whole(folder / "content" / name, data)
    write_schemas(folder)
    return folder


def write_schemas(publication: Path) -> list[Path]:
    """Writes what is read beside content: a JSON Schema for each kind of file to content/.schema, the field
    reference and the manual of checks to docs/. Raises `UsageError` where there is no content.
    """
    refuse_without_content(publication)
    kind = kind_in(publication / "content", Layouts.of(publication).folders)
    written = {
        publication / "content/.schema" / f"{kind}.json": json.dumps(one, indent=1, ensure_ascii=False)
        + "\n"
        for kind, one in schemas(kind).items()
    }
    written[publication / "docs/content.md"] = reference()
    written[publication / "docs/preflight.md"] = manual(CHECKS)
    hold_inside(publication, *written)
    for path, text in written.items():
        write_whole(path, text.encode())
    return list(written)


def refuse_without_content(publication: Path) -> None:
    """Raises `UsageError` where a folder is no publication."""
    if not (publication / "content").is_dir():
        hint = "make_brochure.py new DIR makes one to start from; --publication DIR names one elsewhere"
        what = "there is no publication here, for this folder has no content/"
        raise UsageError.of(str(publication), what, hint)
