"""What the page asks for, taken out of the body of a request and checked: nothing of another kind goes on.

Takes bytes and plain values; raises `BadRequestError` for what no page of the studio sends. Must not know
HTTP.
"""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Mapping
from datetime import date
from typing import Any, Final, TypeVar

from brochure.edit import ABSENT, Change

_MISSING: Final = object()
T = TypeVar("T")


class BadRequestError(Exception):
    """The page asked in a form that is not understood."""


def body_of(data: bytes) -> Mapping[str, Any]:
    """The object that a body is. Raises `BadRequestError`."""
    try:
        said = json.loads(data)
    except (ValueError, RecursionError):
        raise BadRequestError("the body is not JSON") from None
    if not isinstance(said, dict):
        raise BadRequestError("the body must be an object")
    return said


def field_of(said: Mapping[str, Any], name: str, kind: type[T], otherwise: Any = _MISSING) -> T:
    """One value of a request, of a kind. Raises `BadRequestError`."""
    value = said.get(name, otherwise)
    if not isinstance(value, kind):
        raise BadRequestError(f"{name} is missing" if value is _MISSING else f"{name} is of another kind")
    return value


def day_of(said: Mapping[str, Any], name: str) -> date | None:
    """A day of a request, as YYYY-MM-DD; none where it is left out. Raises `BadRequestError`."""
    words = field_of(said, name, str, "")
    try:
        return date.fromisoformat(words) if words else None
    except ValueError:
        raise BadRequestError(f"{name} is no day") from None


def changes_of(data: bytes, folder: str) -> list[Change]:
    """Changes of the publication in a folder. Raises `BadRequestError`, also for those of another one, whose
    page stayed open when its studio ended and this one took its port.
    """
    said = body_of(data)
    if field_of(said, "folder", str, folder) != folder:
        raise BadRequestError("Another publication is open here by now. Start the studio of yours again.")
    return [_change_of(one) for one in field_of(said, "changes", list)]


def _change_of(said: Any) -> Change:
    """A change as the page says it; `old` is left out where nothing stood."""
    if not isinstance(said, dict) or said.get("action") not in ("set", "unset", "insert", "remove", "move"):
        raise BadRequestError("a change needs an action: set, unset, insert, remove or move")
    path = field_of(said, "path", list)
    if not all(isinstance(one, str) or type(one) is int for one in path):
        raise BadRequestError("a path holds keys and positions")
    base, to = said.get("base"), said.get("to")
    return Change(
        said["action"],
        field_of(said, "file", str),
        tuple(path),
        said.get("value"),
        said.get("old", ABSENT),
        base if isinstance(base, str) and base else None,
        to if type(to) is int else None,
    )


def listing_of(data: bytes) -> tuple[str, bytes, str, dict[str, str], dict[str, str]]:
    """A listing that was brought: its name and bytes, its column of programs, what the others are for, and
    programs that it calls otherwise. Raises `BadRequestError`.
    """
    said = body_of(data)
    try:
        listing = b64decode(field_of(said, "data", str), validate=True)
    except ValueError:
        raise BadRequestError("data is no file") from None
    columns, names = (
        {str(key): str(value) for key, value in field_of(said, name, dict, {}).items()}
        for name in ("columns", "names")
    )
    return field_of(said, "name", str), listing, field_of(said, "program", str, ""), columns, names
