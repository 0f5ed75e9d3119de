"""What a transcript is made of, and how it reads on paper. Must not know PDF."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from babel import Locale


@dataclass(frozen=True)
class Utterance:
    """One thing said. `role` is document, part, page, heading, paragraph, list, item, table, cell, figure, …

    `level` is a heading's, `depth` how many lists and tables stand around; `size` counts a list's items or a
    table's rows and columns; `place` is a cell's row and column, from 1; `language` is set where it is not
    the document's.
    """

    role: str
    text: str = ""
    page: int = 0
    level: int = 0
    depth: int = 0
    size: tuple[int, ...] = ()
    place: tuple[int, ...] = ()
    headers: tuple[str, ...] = ()
    language: str = ""

    @property
    def record(self) -> dict[str, Any]:
        """The same for programs, without what is empty."""
        return {name: value for name, value in asdict(self).items() if value or name in ("role", "text")}


def language_name(tag: str) -> str:
    """What a language is called in English; a tag that is not known is said as it is."""
    return str(Locale("en").languages.get(tag.partition("-")[0].lower(), tag))


def same_language(one: str, other: str) -> bool:
    """Whether two tags name one language: en and en-US are spoken alike."""
    return one.partition("-")[0].lower() == other.partition("-")[0].lower()


def formatted(utterances: Iterable[Utterance]) -> str:
    """A transcript as text, a line each."""
    return "".join(f"{'  ' * one.depth}{_said(one).rstrip()}\n" for one in utterances)


def _said(one: Utterance) -> str:
    language = f", in {language_name(one.language)}" if one.language else ""
    if one.role == "page":
        return f"— page {one.page}{f', labelled {one.text}' if one.text else ''} —"
    if one.role == "item":
        return f"• {one.text}" if not language else f"• [in {language_name(one.language)}] {one.text}"
    text = f": {one.text}" if one.text else ""
    return f"{_name(one)}{language}{text}"


def _name(one: Utterance) -> str:
    if one.role == "heading":
        return f"Heading {one.level}" if one.level else "Heading"
    if one.role == "list":
        return f"List, {_count(one.size[0], 'item')}"
    if one.role == "table":
        return f"Table, {_count(one.size[0], 'row')}, {_count(one.size[1], 'column')}"
    if one.role == "cell":
        headers = "".join(f", {header}" for header in one.headers)
        return f"Row {one.place[0]}, column {one.place[1]}{headers}"
    return one.role.capitalize()


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
