"""Values of fields of a kind's own, and lengths of stages, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from brochure.compose.phrases import Phrases, filled_in
from brochure.compose.template_values import View
from brochure.errors import Where
from brochure.model import Days, OwnField, Program, Stage, Text


def in_words(phrases: Phrases, value: Any, where: Where | None = None) -> Text:
    """The value of a field of a kind's own, in words that know where it is written."""
    if isinstance(value, Text):
        return value
    if isinstance(value, bool):
        return Text(phrases["yes" if value else "no"], where)
    if isinstance(value, date):
        return Text(phrases.day(value), where)
    if isinstance(value, Days):
        return Text(phrases.days(value.first, value.last), where)
    if isinstance(value, float):
        return Text(phrases.number(value), where)
    return Text(phrases.listed(value) if isinstance(value, tuple) else str(value), where)


def alone(phrases: Phrases, item: View, field: str, own: Mapping[str, OwnField]) -> Text:
    """What a field says where nothing stands beside it that says what it is: Week 3."""
    value, about = item.get(field), own.get(field)
    words = in_words(phrases, value, item.written_at(field))
    if about and about.reads:
        return Text(filled_in(about.reads, value=words), words.where, words.lang)
    if about and about.label and not isinstance(value, str):
        return Text(f"{about.label} {words}", words.where, words.lang)
    return words


def length_of(phrases: Phrases, stage: Stage) -> Text:
    """How long a stage is, or when, in words that know where it is written."""
    where = stage.written_at(stage.measured_by)
    if stage.dates:
        return Text(phrases.days(stage.dates.first, stage.dates.last), where)
    return Text(phrases.duration(*stage.length) if stage.length else phrases["not-fixed"], where)


def when(program: Program) -> Days | None:
    """The days from the first to the last one of a program's stages."""
    dates = [stage.dates for stage in program.stages if stage.dates]
    return Days.between(min(one.first for one in dates), max(one.last for one in dates)) if dates else None
