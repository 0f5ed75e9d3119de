"""**checks**: what a type cannot say of content, over all of its files at once; each gives its problems.

A value that validation refuses is told there and nowhere else. Must not know layouts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from brochure.content.checks.contrast import check_contrast, check_logo
from brochure.content.checks.printing import check_gamut, check_press, check_shop
from brochure.content.checks.rules import check_calendars, check_rules
from brochure.content.checks.targets import check_fonts, check_inserts, check_targets
from brochure.content.checks.texts import check_fact_names, check_repetition, check_texts
from brochure.content.sources import Library
from brochure.errors import Problem

__all__ = ["check"]


def check(library: Library, fonts: Sequence[Path]) -> Iterator[Problem]:
    """Every problem of a publication's files.

    `fonts` are the folders in which the faces of its typefaces are looked for.
    """
    yield from check_targets(library)
    yield from check_inserts(library)
    yield from check_fonts(library, fonts)
    yield from check_press(library)
    yield from check_shop(library)
    yield from check_contrast(library)
    yield from check_gamut(library)
    yield from check_logo(library)
    yield from check_fact_names(library)
    yield from check_texts(library)
    yield from check_rules(library)
    yield from check_repetition(library)
    yield from check_calendars(library)
