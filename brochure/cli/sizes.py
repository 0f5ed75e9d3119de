"""Amounts as people write and read them."""

from __future__ import annotations

import re
from typing import Final

_UNITS: Final = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}


def bytes_in(size: str | int) -> int:
    """Bytes in a size such as `500MB` or `2 GB`. Raises `ValueError`."""
    found = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?) *([KMGT]?)B?", str(size).strip().upper())
    if not found:
        raise ValueError("write a number and MB or GB, such as 500MB")
    return round(float(found[1]) * _UNITS[found[2]])


def count(number: str) -> int:
    """How many there are to be. Raises `ValueError`."""
    if not number.strip().isdecimal() or not int(number):
        raise ValueError("write a whole number, 1 or more")
    return int(number)


def kilobytes(size: int) -> str:
    """A size as lists show it."""
    return f"{size / 1000:,.0f} kB" if size else "–"
