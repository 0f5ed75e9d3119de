"""Descriptors of page architectures: layouts/architectures/NAME.yaml, each beside its template.

Takes folders of layouts; gives what each says, or one error with all of its problems. Must not know
templates.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from brochure.content.validation import empty_keys, problems_of
from brochure.content.values import shape_of
from brochure.errors import ContentError
from brochure.model import Architecture, Table, decode, parse_yaml

FOLDER: Final = "architectures"
_NAME: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def find_architectures(folders: Sequence[Path]) -> dict[str, Path]:
    """The descriptor of every architecture by its name, in alphabetical order; the first folder wins."""
    found: dict[str, Path] = {}
    for folder in folders:
        for path in (folder / FOLDER).glob("*.yaml"):
            if not path.is_symlink():
                found.setdefault(path.stem, path)
    return dict(sorted(found.items()))


def read_architecture(name: str, data: bytes) -> Architecture:
    """One architecture, by what its descriptor holds. Raises ContentError with all problems of it."""
    file = f"layouts/{FOLDER}/{name}.yaml"
    if not _NAME.fullmatch(name):
        hint = "rename the file: lower-case words joined by hyphens"
        raise ContentError.of(file, f'"{name}" cannot be the name of an architecture', hint)
    table = parse_yaml(decode(data, file), file)
    if not isinstance(table, Table):
        raise ContentError.of(file, "the file must hold keys and values", "docs/layouts.md shows one")
    try:
        found = Architecture.model_validate({**table, "id": name})
    except ValidationError as error:
        shape = shape_of(Architecture)
        raise ContentError(problems_of(error.errors(include_url=False), table, shape)) from None
    if problems := list(empty_keys(table, shape_of(Architecture))):
        raise ContentError(problems)
    return found.placed({"": table.where, **table.places})
