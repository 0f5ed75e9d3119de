"""One hash for the values that a task takes. Equal values have equal hashes on every machine and in every process.

A path stands for what is in the file. Must not know what a task does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

#: Gives the hash of a file's content.
Digest = Callable[[Path], str]


def key(values: Any, digest: Digest) -> str:
    """The SHA-256 of some values, in hexadecimal digits. Raises `TypeError` for a value whose sameness cannot be told."""
    return sha256(_written(values, digest).encode("utf-8", "surrogatepass")).hexdigest()


def _written(value: Any, digest: Digest) -> str:
    """A value as text that no other value has."""
    def each(values: Any) -> str:
        return ",".join(_written(one, digest) for one in values)
    match value:
        case str():
            own = value.__getstate__()  # a text of content knows its place and language
            return f"{value!r}{_written(own, digest) if own else ''}"
        case None | bool() | int() | float() | date():
            return repr(value)
        case bytes():
            return f"bytes {sha256(value).hexdigest()}"
        case Path():
            return f"file {digest(value)}"
        case tuple() | list():
            return f"[{each(value)}]"
        case Set():
            return "{" + ",".join(sorted(_written(one, digest) for one in value)) + "}"
        case dict():
            return _named(value, digest)
    return _of_fields(value, digest)


def _of_fields(value: Any, digest: Digest) -> str:
    """An object as text."""
    from dataclasses import (
        fields,
        is_dataclass,
    )  # a build in which nothing has changed comes to no such object

    if is_dataclass(value):
        return type(value).__name__ + _named(
            {field.name: getattr(value, field.name) for field in fields(value)}, digest
        )
    if hasattr(value, "__dict__"):
        return type(value).__name__ + _named(vars(value), digest)
    raise TypeError(f"no key can be made of a {type(value).__name__}")


def _named(values: Mapping[Any, Any], digest: Digest) -> str:
    """Named values in an order of their own."""
    return (
        "("
        + ",".join(
            sorted(f"{_written(name, digest)}={_written(one, digest)}" for name, one in values.items())
        )
        + ")"
    )
