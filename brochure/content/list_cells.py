"""What is wrong with a cell of a list from a spreadsheet, whatever list it is, and rows that are none of it.

Takes a cell or a row as it was read; gives the words for it. Must not know where columns stand.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from datetime import date
from typing import Final

from brochure.content.values import Cell, Shape, describe
from brochure.errors import Hint, Mend, to_write
from brochure.model import Table, Text, days_meant

#: What spreadsheets show where a formula fails, in the languages of their programs.
_ERRORS: Final = re.compile(
    r"#(n/[ad]|nv|getting_data)|#¿?(name|nom|nome|nombre)\?|err:[0-9]{3}"
    r"|#¡?(null|nul|nulo|nullo|div/0|value|wert|valeur|valor|valore|ref|bezug|rif|num|zahl|nombre|núm|spill"
    r"|überlauf|propagation|calc|kalk|calcul|field|blocked|connect|busy|unknown|python|external|timeout)!",
    re.IGNORECASE,
)
_FORMULA: Final = re.compile(
    r"=(?!\s*$).*|[+-]\$?[A-Z]{1,3}\$?[0-9]+(\s*[-+*/&^:!].*)?|[+@-][A-Z][A-Z0-9.]+\(.*", re.DOTALL
)
_ROUNDED: Final = re.compile(r"-?[0-9]([.,][0-9]+)?E[+-][0-9]{1,3}")
_AS_TEXT: Final = "format the column as Text, type what is to be printed, and save"
#: Signs without width, which come along where words are copied; scripts that need some of them keep those.
UNSEEN: Final = re.compile(
    "[\u061c\u180e\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]|"
    "(?<![\u0600-\u1dff\u2c00-\U0010ffff])[\u200b-\u200d]"
)
#: What stands below a list or between its parts: totals and remarks; and, where names do, headings.
BELOW: Final = re.compile(
    r"(grand |sub-?)?totals?\b|(sum|summe|gesamt|totale|somme|suma)$|(sources?|notes?|quelle|stand):"
    r"|updated\b|as of\b",
    re.IGNORECASE,
)
#: What people write into a cell that is to say nothing, or nothing yet.
_NOTHING: Final = re.compile(
    r"n/?a|n\.\s?a\.|n\.?/a\.?|-+|[–—]+|tb[acd]|t\.b\.[acd]\.|null|nan", re.IGNORECASE
)
#: The apostrophe with which spreadsheets mark what is to stay as it is typed; not that of '90s, nor of names
#: such as 't Hooft.
_MARKED: Final = re.compile(r"'(?![0-9]{2}(?:s?\b))(?=[^\W_])(?![^\W\d_A-ZÀ-ÖØ-Þ])(?!.*['\u2019](?:\W|$))")
IS_NONE: Final = "delete the row, if it is a heading, a total or a remark"


def shown(words: str) -> str:
    """What a cell says, as a message names it."""
    words = " ".join(words.split())
    return f'"{words if len(words) <= 40 else words[:37] + "..."}"'


def cell_fault(cell: Cell, shape: Shape) -> tuple[str, str, str] | None:
    """The kind of what is wrong with a cell in a column that is known, and the words for it."""
    words, seen = str(cell.text), shown(cell.text)
    if cell.kind == "formula":
        return (
            "formula",
            "the formula in this cell was never calculated",
            "open the file in Excel and save it",
        )
    if cell.kind == "error" or _ERRORS.fullmatch(words):
        return "error", f"{seen} is how a spreadsheet says that a formula failed", "type what is meant"
    if re.fullmatch("##+", words):
        hint = "widen the column in the spreadsheet, and save the list anew"
        return "narrow", f"{seen} is how a spreadsheet says that a column is too narrow", hint
    if cell.kind == "text" and _FORMULA.fullmatch(words):
        hint = "type what it is to say, or paste the column as values"
        return "formula", f"{seen} is a formula, not what it comes to", hint
    if _ROUNDED.fullmatch(words) and not (cell.shown and "E-" in words):
        hint = "format the column as Text, type the number again, and save"
        return "rounded", f"{seen} is a number that the spreadsheet has rounded", hint
    if found := UNSEEN.search(words):
        sign = f"{unicodedata.name(found[0], 'character').lower()} (U+{ord(found[0]):04X})"
        what = f"{seen} holds a sign that nobody sees, {sign}"
        return "unseen", what, "clear the cell, and type what it is to say"
    return _other_form(cell, shape)


def _other_form(cell: Cell, shape: Shape) -> tuple[str, str, str] | None:
    """What is wrong with a cell that shows another thing than it keeps."""
    is_figure, is_day, seen = is_number(shape), shape.single is date, shown(cell.shown or cell.text)
    if cell.kind == "day" and not is_day and (is_figure or cell.form):
        return "day", f"{seen} is a day to the spreadsheet, and no day is asked for here", _AS_TEXT
    if cell.kind == "moment" and (is_figure or is_day or cell.form):
        form = shown(cell.form or cell.shown)
        return "moment", f"the spreadsheet keeps a time here, in the form {form}", _AS_TEXT
    if cell.form and not (is_figure or is_day):
        what = f"the spreadsheet shows {shown(cell.text)} in a form that is not printed, {shown(cell.form)}"
        return "form", what, _AS_TEXT
    if is_figure and "%" in cell.shown:
        what = f"the spreadsheet shows {seen} and keeps the number {cell.text}"
        return "form", what, "format the column as General, and type the number that is meant"
    return None


def cell_doubt(words: str, shape: Shape) -> tuple[str, str, str] | None:
    """The kind of what a cell most likely does not mean to have printed, and the words for it."""
    if not shape.is_text:  # a number or a day is told where it is read
        return None
    if _NOTHING.fullmatch(words):
        hint = Hint("leave the cell empty, or write what is meant", Mend("delete"))
        return "nothing", f"{shown(words)} would be printed as it stands", hint
    if _MARKED.match(words):
        what = f"{shown(words)} begins with an apostrophe, which would be printed"
        return "marked", what, to_write(words[1:], words, "delete the apostrophe")
    return None


def is_number(shape: Shape) -> bool:
    """Whether numbers are asked for."""
    return shape.single in (int, float)


#: Fields of records whose values are paths of pictures.
_PICTURES: Final = frozenset({"photo"})


def could_hold(field: str, shape: Shape, values: Collection[str]) -> bool:
    """Whether any of the values of a column could be meant for a field."""
    if not values or not (field in _PICTURES or is_number(shape) or shape.single is date):
        return True
    if field in _PICTURES:
        return any(re.search(r"\.[A-Za-z]{3,4}$", value.strip()) for value in values)
    if shape.single is date:
        return any(days_meant(value) for value in values)
    return any(re.search("[0-9]", value) for value in values)


def is_remark(words: str) -> bool:
    """Whether words begin a total or a remark, and no entry of a list."""
    return bool(BELOW.match(words))


def remark_in(row: Table | None) -> tuple[str, str] | None:
    """What is said of a row of a list that is a total or a remark, whatever is wrong with its values."""
    said = next(iter(row.values()), None) if row else None
    if not isinstance(said, Text) or not is_remark(said):
        return None
    return f"{describe(said)} begins a row that is none of the list", IS_NONE
