"""Paths as people write them: `leaders.2.name`, where positions count from 1, or `leaders.Jane Doe.name`.

Takes what a file says; gives a path of keys and positions. Must not know files.
"""

from __future__ import annotations

import re
from typing import Any, Final

from brochure.edit.changes import ABSENT, Path, at
from brochure.errors import UsageError, nearest

_POSITION: Final = re.compile(r"[0-9]+")
#: Keys by which an item of a list is called.
_NAMES: Final = ("name", "title", "use", "label", "question", "id")


def find_path(values: Any, written: str, file: str) -> Path:
    """The path that somebody wrote; its last part may lead to what is not there yet. Raises `UsageError`."""
    path, parts = tuple[str | int, ...](), written.split(".")
    if not all(part.strip() for part in parts):
        raise UsageError.of("PATH", f'"{written}" is no path', "write it such as leaders.2.name")
    while parts:
        part, used = _next(at(values, path), parts, file)
        path, parts = (*path, part), parts[used:]
    return path


def find_there(values: Any, written: str, file: str) -> Path:
    """The path to something that is there. Raises `UsageError`."""
    path = find_path(values, written, file)
    if at(values, path) is ABSENT:
        above = at(values, path[:-1])
        hint = nearest(str(path[-1]), above, "there are") if isinstance(above, dict) else _positions(above)
        raise UsageError.of(file, f"there is no {written}", hint)
    return path


def _next(data: Any, parts: list[str], file: str) -> tuple[str | int, int]:
    """The next key or position, and how many of the parts between dots it takes."""
    first = parts[0].strip()
    joined = [(".".join(parts[:used]).strip(), used) for used in range(len(parts), 0, -1)]
    if not isinstance(data, list):
        return next(
            ((name, used) for name, used in joined if isinstance(data, dict) and name in data), (first, 1)
        )
    if _POSITION.fullmatch(first):
        if not int(first):
            raise UsageError.of(file, "positions count from 1", "write 1 for the first item")
        return int(first) - 1, 1
    for name, used in joined:
        places = [number for number, item in enumerate(data) if name.casefold() in _called(item)]
        if len(places) > 1:
            hint = f"name its position: {' or '.join(str(place + 1) for place in places)}"
            raise UsageError.of(file, f'"{name}" is there {len(places)} times', hint)
        if places:
            return places[0], used
    known = [next(iter(_called(item)), "") for item in data]
    raise UsageError.of(file, f'the list has no "{first}"', nearest(first, known, _positions(data)))


def _positions(rows: Any) -> str:
    many = len(rows) if isinstance(rows, list) else 0
    return f"name a position from 1 to {many}" if many else "there is nothing in it yet"


def _called(item: Any) -> list[str]:
    """What an item may be called."""
    if isinstance(item, dict):
        return [item[key].casefold() for key in _NAMES if isinstance(item.get(key), str)]
    return [item.casefold()] if isinstance(item, str) else []
