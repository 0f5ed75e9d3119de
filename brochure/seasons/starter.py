"""A small fictional publication to start from, and the schemas that editors read beside any content."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from brochure.content.reference import reference
from brochure.content.schema import schemas
from brochure.errors import Problem, UsageError, Where
from brochure.publish.shelf import machine_errors, write_whole

STARTER = Path(__file__).resolve().parent / "starter_content"
SCHEMAS = ".schema"
REFERENCE = "content.md"
MANUAL = "preflight.md"


def start(folder: Path) -> Path:
    """Makes the starter publication in a folder that is empty or not there yet. Raises `UsageError` otherwise."""
    with machine_errors(folder):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise UsageError(
                [Problem(Where(str(folder)), "the folder exists and is not empty", "name a new one")]
            )
        shutil.copytree(STARTER, folder / "content")
    write_schemas(folder)
    return folder


def write_schemas(publication: Path) -> list[Path]:
    """Writes a JSON Schema for each kind of file to content/.schema, and to docs/ the field reference and the manual of checks.

    Raises `UsageError` where there is no content that they could stand beside.
    """
    if not (publication / "content").is_dir():
        raise UsageError(
            [
                Problem(
                    Where(str(publication)),
                    "there is no content folder here",
                    "name a publication with --publication, or make one with new",
                )
            ]
        )
    written = {
        publication / "content" / SCHEMAS / f"{kind}.json": json.dumps(schema, indent=1, ensure_ascii=False)
        + "\n"
        for kind, schema in schemas().items()
    }
    written[publication / "docs" / REFERENCE] = reference()
    from brochure.preflight.file.manual import manual  # pypdf, which no other command of this module needs

    written[publication / "docs" / MANUAL] = manual()
    for path, text in written.items():
        write_whole(path, text.encode())
    return list(written)
