"""Reading PDF objects that may be of any kind. Must not know what they mean."""

from __future__ import annotations

from typing import Any

from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NullObject, PdfObject


def resolved(value: Any) -> Any:
    """The object itself where a reference was given; None for what is not there."""
    value = value.get_object() if isinstance(value, PdfObject) else value
    return None if isinstance(value, NullObject) else value


def dictionary(value: Any) -> DictionaryObject:
    """The dictionary that is given, or an empty one."""
    value = resolved(value)
    return value if isinstance(value, DictionaryObject) else DictionaryObject()


def listed(value: Any) -> list[Any]:
    """The items of an array; one thing as a list of it; nothing as an empty one. References stay as they are."""
    inner = resolved(value)
    if inner is None:
        return []
    return list(inner) if isinstance(inner, ArrayObject) else [value]


def key(holder: Any) -> int:
    """What tells an object from every other of its file: the number it is referred to by, 0 where it has none."""
    reference = holder if isinstance(holder, IndirectObject) else getattr(holder, "indirect_reference", None)
    return reference.idnum if isinstance(reference, IndirectObject) else 0


def is_true(value: Any) -> bool:
    """Whether a value is the boolean true: those of pypdf count as true themselves, whatever they say."""
    return getattr(resolved(value), "value", resolved(value)) is True


def words(value: Any) -> str:
    """A text string, also where it was read as bytes."""
    value = resolved(value)
    if isinstance(value, bytes):
        return value.decode("utf-16" if value[:2] in (b"\xfe\xff", b"\xff\xfe") else "utf-8", "replace")
    return str(value) if isinstance(value, str) else ""
