"""What a file says before it is checked: texts, tables and rows that know where they stand.

Takes nothing; gives `Table`, `Rows` and the place of any value in them. Must not know models or files.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from brochure.errors import Where
from brochure.model import Text


class Table(dict[str, Any]):
    """A mapping; `places` holds where each of its keys stands."""

    def __init__(self, where: Where) -> None:
        super().__init__()
        self.where = where
        self.places: dict[str, Where] = {}

    def put(self, key: str, value: Any, where: Where) -> None:
        """Sets a key and its place."""
        self[key] = value
        self.places[key] = where

    def drop(self, key: str) -> None:
        """Forgets a key and its place, if it is there."""
        self.pop(key, None)
        self.places.pop(key, None)


class Rows(list[Any]):
    """A list that knows where it begins."""

    def __init__(self, where: Where) -> None:
        super().__init__()
        self.where = where


def where_of(value: Any, otherwise: Where) -> Where:
    """The place of a value itself, or `otherwise` where it has none."""
    if isinstance(value, (Table, Rows, Text)):
        return value.where or otherwise
    return otherwise


def place(data: Any, path: Sequence[int | str]) -> Where:
    """Where `path` stands in `data`: a key's place for named values, an item's own for those of lists.

    Parts of the path that are not in the data (a missing key) are left out, so that they stand at what lacks them.
    """
    where = where_of(data, Where(""))
    for part in path:
        if isinstance(data, Table) and part in data:
            where, data = data.places[str(part)], data[str(part)]
        elif isinstance(data, Rows) and isinstance(part, int) and part < len(data):
            data = data[part]
            where = where_of(data, where)
        else:
            break
    return where


def describe(value: Any) -> str:
    """A value as a message names it."""
    if isinstance(value, dict):
        return "a mapping of keys"
    if isinstance(value, (list, tuple)):
        return "a list"
    words = " ".join(str(value).split())
    return f'"{words if len(words) <= 60 else words[:57] + "..."}"'
