"""What may have been meant: the nearest of the names that are allowed, or all of them. Must not know content."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

_MOST: Final = 30


def nearest(name: str, allowed: Iterable[str], kind: str = "allowed here") -> str:
    """A hint: the likeliest name, or the list of names."""
    names = list(allowed)
    if near := get_close_matches(name.casefold(), names, 1):
        return f"perhaps {near[0]} is meant"
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return f"{kind}: {', '.join(names[:_MOST]) or 'none'}{more}"
