"""Tables in Markdown, and numbers as people read them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import isnan

NOTHING = "–"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table whose first column is text and whose other columns are set to the right."""
    line = "|" + "|".join(["---", *["--:"] * (len(heads) - 1)]) + "|"
    return "\n".join([_row(heads), line, *map(_row, rows)])


def seconds(value: float) -> str:
    """Seconds with three digits that count; nothing where there is no figure."""
    return NOTHING if isnan(value) else f"{value:.{3 if value < 0.1 else 2 if value < 10 else 1}f}"


def times(value: float) -> str:
    """A ratio."""
    return NOTHING if isnan(value) else f"{value:.{3 if value < 0.1 else 2}f}"


def megabytes(value: float) -> str:
    """Bytes as MB."""
    return f"{value / 1e6:.{0 if value >= 1e7 else 2}f}"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
