"""The referee: veraPDF on many files in one run; `make conformance` judges what a build has left."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from brochure.preflight.conformance import (
    PROFILES,
    FailedCheck,
    NoValidatorError,
    findings,
    validate,
    validator,
)


def referee() -> Path:
    """The validator; without it tests are skipped and say so, except where CI=true: there it must be."""
    import pytest  # not needed by `make conformance`

    try:
        return validator(fetch=True)
    except NoValidatorError as error:
        if os.environ.get("CI") == "true":
            pytest.fail(f"veraPDF is missing: {error}")
        pytest.skip(f"nothing was validated: {error}")


def both(files: Iterable[Path]) -> dict[Path, tuple[str, ...]]:
    """What is wanted of screen PDFs: PDF/UA-1 and PDF/A-2a."""
    return dict.fromkeys(files, tuple(PROFILES))


def judged(wanted: Mapping[Path, Sequence[str]]) -> list[FailedCheck]:
    """What fails of what is wanted of each file."""
    assert wanted, "nothing to judge"
    return validate(wanted, referee())


def main(folder: Path) -> int:
    """Judges every PDF of a folder; press files claim other standards, stages none."""
    skipped = {"press", "office", "stages"}
    files = sorted(
        path for path in folder.rglob("*.pdf") if not skipped & set(path.relative_to(folder).parts)
    )
    if not files:
        print(f"{folder}: there is no PDF here. Hint: make builds them.", file=sys.stderr)
        return 1
    try:
        found = findings(validate(both(files), validator(fetch=True)))
    except NoValidatorError as error:
        print(f"Nothing was validated: {error}.", file=sys.stderr)
        return 3
    for finding in found:
        print(finding, file=sys.stderr)
    print(f"{len(files)} files, {len(found)} failures of {' and '.join(PROFILES.values())}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "output")))
