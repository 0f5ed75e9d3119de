"""What the one page of a preflight report holds: facts of a file, and its findings in as many rows as fit.

Must not know layouts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from brochure.compose.phrases import Phrases
from brochure.errors import Finding
from brochure.model import MILLIMETRES_PER_INCH, POINTS_PER_INCH, Inspected, inches

#: Fonts and inks beyond this many are only counted.
_MOST_NAMES: Final = 8
#: Digits of the checksum that tell two files apart.
_DIGITS: Final = 16
_ORDER: Final = ("error", "warning", "note")


@dataclass(frozen=True)
class Row:
    """The findings of one check: their gravity, the pages, the first one's words, and what to do."""

    severity: str
    pages: str
    what: str
    hint: str


def rows(findings: Iterable[Finding]) -> list[Row]:
    """One row a check, the gravest first."""
    ordered = sorted(findings, key=lambda one: (_ORDER.index(one.severity), one.slug, one.page))
    found: list[Row] = []
    for _, group in groupby(ordered, key=lambda one: (one.severity, one.slug)):
        same = list(group)
        found.append(
            Row(
                same[0].severity,
                _ranges(one.page for one in same),
                _sentence(same[0].what),
                _sentence(same[0].hint),
            )
        )
    return found


def facts(one: Inspected, words: Phrases) -> list[tuple[str, str]]:
    """What a file is, a name and a value each."""
    said = [
        ("report-pages", str(one.pages)),
        (
            "report-trim",
            (
                f"{inches(one.trim[0])} × {inches(one.trim[1])} in ({_mm(one.trim[0])} ×"
                f" {_mm(one.trim[1])} mm)"
            ),
        ),
        (
            "report-bleed",
            f"{inches(one.bleed)} in ({_mm(one.bleed)} mm)" if one.bleed else words["report-none"],
        ),
        ("report-condition", one.condition or words["report-none"]),
        ("report-inks", _names(one.inks, words)),
        ("report-fonts", _names(one.fonts, words)),
        ("report-printer", one.printer),
        ("report-checksum", one.sha256[:_DIGITS]),
    ]
    return [(words[key], value) for key, value in said]


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:].rstrip('.')}." if words else ""


def _names(names: tuple[str, ...], words: Phrases) -> str:
    more = [words.counted("report-more", len(names) - _MOST_NAMES)] if len(names) > _MOST_NAMES else []
    return ", ".join([*names[:_MOST_NAMES], *more]) or words["report-none"]


def _mm(points: float) -> str:
    return f"{points / POINTS_PER_INCH * MILLIMETRES_PER_INCH:.4g}"


def _ranges(pages: Iterable[int]) -> str:
    """Pages as people write them: 1–3, 7. Empty for findings about the document."""
    runs: list[list[int]] = []
    for page in sorted(set(pages) - {0}):
        if runs and runs[-1][1] == page - 1:
            runs[-1][1] = page
        else:
            runs.append([page, page])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in runs)
