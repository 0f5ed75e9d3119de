"""**checks**: what a type cannot say of content, over all of its files at once; each gives its problems.

A value that validation refuses is told there and nowhere else. Must not know layouts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from brochure.content.checks.contradictions import check_contradictions
from brochure.content.checks.contrast import check_contrast, check_logo
from brochure.content.checks.dates_and_people import check_dates_and_people
from brochure.content.checks.facts_and_words import check_facts_and_words
from brochure.content.checks.printing import check_gamut, check_press, check_shop
from brochure.content.checks.rules import check_calendars, check_rules
from brochure.content.checks.targets import check_fonts, check_inserts, check_targets, check_unprinted
from brochure.content.checks.texts import (
    check_contacts,
    check_fact_names,
    check_repetition,
    check_reviews,
    check_texts,
)
from brochure.content.sources import Library
from brochure.errors import Problem
from brochure.model import Table

__all__ = ["check", "weighed"]


def check(library: Library, fonts: Sequence[Path]) -> Iterator[Problem]:
    """Every problem of a publication's files, as grave as the publication has it.

    `fonts` are the folders in which the faces of its typefaces are looked for.
    """
    return weighed(_every(library, fonts), library.table("publication"))


def weighed(problems: Iterable[Problem], settings: Table | None) -> Iterator[Problem]:
    """The same problems, those of checks that publication.yaml names as grave as it says, or left out."""
    said = settings.get("checks") if settings else None
    gravities = {name: str(one).strip() for name, one in said.items()} if isinstance(said, Table) else {}
    for one in problems:
        gravity = gravities.get(one.check, "") if one.check else ""
        if gravity in ("error", "warning", "note"):
            yield one._replace(severity=gravity)  # type: ignore[arg-type]  # it is one of these
        elif gravity != "off":
            yield one


def _every(library: Library, fonts: Sequence[Path]) -> Iterator[Problem]:
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
    yield from check_reviews(library)
    yield from check_rules(library)
    yield from check_repetition(library)
    yield from check_contacts(library)
    yield from check_calendars(library)
    yield from check_dates_and_people(library)
    yield from check_facts_and_words(library)
    yield from check_contradictions(library)
    yield from check_unprinted(library)  # last: it asks which files the others have asked for
