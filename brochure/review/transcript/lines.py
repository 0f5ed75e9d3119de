"""What a transcript is made of, and how it reads on paper. Must not know PDF."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Final

#: Languages by the first part of their tag, as they are called in English.
_LANGUAGES: Final = {
    "ar": "Arabic", "bn": "Bengali", "cs": "Czech", "de": "German", "el": "Greek", "en": "English", "es": "Spanish", "fa": "Persian",
    "fr": "French", "he": "Hebrew", "hi": "Hindi", "ht": "Haitian Creole", "hu": "Hungarian", "it": "Italian", "ja": "Japanese",
    "km": "Khmer", "ko": "Korean", "la": "Latin", "nl": "Dutch", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian",
    "so": "Somali", "sv": "Swedish", "sw": "Swahili", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip


class UnreadableError(ValueError):
    """These bytes are no PDF that can be read: damaged, or locked by a password."""


@dataclass(frozen=True)
class Line:
    """One thing said. `role` is document, part, page, heading, paragraph, list, item, table, cell, figure, caption, …

    `level` is a heading's, `depth` how many lists and tables stand around; `size` counts a list's items or a table's rows
    and columns; `place` is a cell's row and column, from 1; `language` is set where it is not the document's.
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
    """What a language is called; a tag that is not known is said as it is."""
    return _LANGUAGES.get(tag.partition("-")[0].lower(), tag)


def same_language(one: str, other: str) -> bool:
    """Whether two tags name one language: en and en-US are spoken alike."""
    return one.partition("-")[0].lower() == other.partition("-")[0].lower()


def formatted(lines: Iterable[Line]) -> str:
    """A transcript as text, a line each."""
    return "".join(f"{'  ' * line.depth}{_said(line).rstrip()}\n" for line in lines)


def _said(line: Line) -> str:
    language = f", in {language_name(line.language)}" if line.language else ""
    if line.role == "page":
        return f"— page {line.page}{f', labelled {line.text}' if line.text else ''} —"
    if line.role == "item":
        return f"• {line.text}" if not language else f"• [in {language_name(line.language)}] {line.text}"
    text = f": {line.text}" if line.text else ""
    return f"{_name(line)}{language}{text}"


def _name(line: Line) -> str:
    if line.role == "heading":
        return f"Heading {line.level}" if line.level else "Heading"
    if line.role == "list":
        return f"List, {_count(line.size[0], 'item')}"
    if line.role == "table":
        return f"Table, {_count(line.size[0], 'row')}, {_count(line.size[1], 'column')}"
    if line.role == "cell":
        headers = "".join(f", {header}" for header in line.headers)
        return f"Row {line.place[0]}, column {line.place[1]}{headers}"
    return line.role.capitalize()


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
