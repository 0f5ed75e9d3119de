"""How a list in plain text (CSV) begins: which sign divides its cells, and which field each column is for.

Whoever reads a list and whoever changes one take it from here, so that both have the same rows. Takes a
text; must not know files, nor what is wrong with a list.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from contextlib import suppress
from itertools import islice
from typing import Final

from brochure.model.brand import FontFile
from brochure.model.displays import MonthEntry, Picture, Question, WeekEntry
from brochure.model.letters import without_unseen
from brochure.model.parts import Block, Event, KeyDate, Match, Person, Term, Testimonial
from brochure.model.publication import Insert

#: The columns that lists of some kind may have in any publication.
LIST_COLUMNS: Final = frozenset(
    name
    for model in (
        *(Block, Event, FontFile, Insert, KeyDate, Match, MonthEntry, Person, Picture, Question, Term),
        *(Testimonial, WeekEntry),
    )
    for name in model.model_fields
)
_DELIMITERS: Final = ",;\t|"
#: What Excel writes and reads above everything: the sign between cells.
_SEP: Final = re.compile(r'"?sep=([^\w" ])"?[,;\t]*', re.IGNORECASE)
#: Lines by which it is seen what divides them.
_SAMPLE: Final = 20
#: How programs write a word that looks like a number: ="02139".
_AS_WORD: Final = re.compile(r'="([^"]*)"')


def column_name(words: str) -> str:
    """The field that the name of a column means."""
    return re.sub(r"[^a-z0-9]+", "_", without_unseen(words).casefold()).strip("_")


#: What columns are called that hold a part of a name, in the order in which the parts are printed.
_NAME_PARTS: Final = (
    re.compile(
        r"(first|given|fore)(_?names?)?|vorname|rufname|pr_nom|prenom|nombres?|nome|voornaam|f_?rnamn|fornavn"
    ),
    re.compile(r"middle(_?(names?|initial))?|m_?i|initial|zweiter_vorname"),
    re.compile(
        r"(last|family|sur)(_?names?)?|nachname|familienname|zuname|nom(_de_famille)?|apellidos?|cognome"
        r"|achternaam|efternamn|etternavn|efternavn"
    ),
)


def name_part(words: str) -> int | None:
    """Which part of a name a column holds: 0 the given one, 1 the middle one, 2 that of the family."""
    name = column_name(words)
    return next((number for number, each in enumerate(_NAME_PARTS) if each.fullmatch(name)), None)


def joined_names(
    heads: Sequence[str], rows: Sequence[Sequence[str]]
) -> tuple[list[str], list[list[str]], list[str]]:
    """The columns and rows of a list in which the parts of a name are one column, in the place of the first
    of them; and what those were called: none where no parts, or a whole name too, stand there. Where one is
    called Name beside a given name, it is that of the family.
    """
    parts = {at: part for at, head in enumerate(heads) if (part := name_part(head)) is not None}
    plain = [at for at, head in enumerate(heads) if column_name(head) == "name"]
    if 2 not in parts.values() and len(plain) == 1:
        parts[plain[0]] = 2
    given, wanted = [at for at in parts if parts[at] == 0], [0, *[1] * (1 in parts.values()), 2]
    order = sorted(parts, key=lambda at: parts[at])
    is_whole = plain and (plain[0] not in parts or any(_holds(row, plain[0], given) for row in rows))
    if is_whole or sorted(parts.values()) != wanted:
        return list(heads), [list(row) for row in rows], []
    first, others = min(parts), {at for at in parts if at != min(parts)}
    joined = [
        [
            " ".join(row[one] for one in order if one < len(row) and row[one]) if at == first else cell
            for at, cell in enumerate((*row, *[""] * (first + 1 - len(row))))
            if at not in others
        ]
        for row in rows
    ]
    called = ["Name" if at == first else head for at, head in enumerate(heads) if at not in others]
    return called, joined, [heads[at] for at in order]


def _holds(row: Sequence[str], whole: int, parts: Sequence[int]) -> bool:
    """Whether a cell of a row says what another one says too."""
    said = row[whole].split() if whole < len(row) else []
    return any(at < len(row) and row[at] in said for at in parts)


def cell_words(cell: str) -> str:
    """What a cell says, without what only tells spreadsheets that it is a word."""
    words = cell.strip()
    return as_word[1] if (as_word := _AS_WORD.fullmatch(words)) else words


def is_as_word(cell: str) -> bool:
    """Whether a cell is written as a word that looks like a number."""
    return _AS_WORD.fullmatch(cell.strip()) is not None


def named_delimiter(line: str) -> str:
    """The sign that the first line of a list names for the cells below; empty for any other line."""
    return found[1] if (found := _SEP.fullmatch(line.strip(" \r\n"))) else ""


def delimiter(text: str) -> str:
    """The sign between the cells of a list: the one that its first line names, or else the one by which most
    rows are divided as the first one is, and the most columns are known.
    """
    lines = re.split(r"\r\n|\n|\r", text)
    sample = list(islice((line for line in lines if line.strip()), _SAMPLE))
    named = named_delimiter(sample[0]) if sample else ""
    return named or max(_DELIMITERS, key=lambda sign: _fit("\n".join(sample), sign))


def _fit(sample: str, sign: str) -> tuple[int, int, int]:
    """How many rows this sign divides into no more cells than the first one has; how many columns that are
    known one row names; and how many the first one does.
    """
    rows = list[list[str]]()
    with suppress(csv.Error):
        rows += csv.reader(io.StringIO(sample, newline=""), delimiter=sign)
    names = [{column_name(cell) for cell in row} - {""} for row in rows]
    if not rows:
        return 0, 0, 0
    across, below = len(rows[0]), [len(row) for row in rows[1:] if not any(row[len(rows[0]) :])]
    divided = sum(length > 1 for length in below) if across > 1 else 0
    return divided, max(len(one & LIST_COLUMNS) for one in names), len(names[0])
