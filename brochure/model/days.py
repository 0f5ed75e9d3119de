"""Spans of time: days as one value, such as `2026-07-06 to 2026-07-17`, and the units of lengths."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final, Literal, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from brochure.errors import Where
from brochure.model.text import Text

Unit = Literal["year", "week", "day", "hour"]
#: Hours in each unit, the finest first.
HOURS: Final[Mapping[Unit, float]] = {"hour": 1, "day": 24, "week": 168, "year": 8766}
_DAY: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_FORM: Final = re.compile(rf"({_DAY})(?: *(?:to|–|until) *({_DAY}))?")


class Days(str):
    """Days from the first to the last one, as they are written; they know where."""

    __slots__ = ("first", "last", "where")
    first: date
    last: date
    where: Where | None

    @classmethod
    def check(cls, value: Any) -> Self:
        """The days that a text says. Raises `PydanticCustomError`."""
        if isinstance(value, cls):
            return value
        found = _FORM.fullmatch(str(value).strip()) if isinstance(value, (str, date)) else None
        if found is None:
            raise PydanticCustomError("days_form", "must be days")
        try:
            first, last = date.fromisoformat(found[1]), date.fromisoformat(found[2] or found[1])
        except ValueError:
            raise PydanticCustomError("days_form", "must be days") from None
        if last < first:
            raise PydanticCustomError("days_order", "must be in order")
        days = cls(str(value).strip())
        days.first, days.last, days.where = first, last, value.where if isinstance(value, Text) else None
        return days

    @classmethod
    def between(cls, first: date, last: date) -> Self:
        """The days from one to another, which nobody has written so."""
        return cls.check(f"{first} to {last}")

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.check, serialization=core_schema.to_string_ser_schema()
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": "string", "examples": ["2026-07-06 to 2026-07-17"]}
