"""PDF objects made and read with less ceremony. Must not know colors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    PdfObject,
    StreamObject,
)


def real(value: Any) -> Any:
    """What a reference leads to."""
    return value.get_object() if isinstance(value, PdfObject) else value


def whole(value: Any) -> int:
    """A whole number."""
    return int(real(value))


def numbers(value: Any) -> list[float]:
    """A list of numbers; an empty one where there is none."""
    return [float(real(one)) for one in real(value) or ()]


def table(value: Any) -> DictionaryObject:
    """A dictionary; an empty one where there is none."""
    value = real(value)
    return value if isinstance(value, DictionaryObject) else DictionaryObject()


def pdf(value: Any) -> PdfObject:
    """A plain value as a PDF object; strings are names."""
    if isinstance(value, PdfObject):
        return value
    if isinstance(value, str):
        return NameObject(value)
    if isinstance(value, bool):
        return BooleanObject(value)
    if isinstance(value, int):
        return NumberObject(value)
    if isinstance(value, float):
        return FloatObject(f"{value:.5f}".rstrip("0").rstrip("."))
    if isinstance(value, Mapping):
        return DictionaryObject({NameObject(key): pdf(entry) for key, entry in value.items()})
    return ArrayObject([pdf(entry) for entry in value])


def stream(data: bytes, entries: Mapping[str, Any], packed: bool = False) -> StreamObject:
    """A stream; compressed here, unless it is packed already by the filter among its entries."""
    plain = DecodedStreamObject()
    plain.set_data(data)
    made: StreamObject = plain if packed else plain.flate_encode()
    made.update({NameObject(key): pdf(value) for key, value in entries.items() if value is not None})
    return made
