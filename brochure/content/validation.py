"""What validation found, in words: pydantic's error types, each with its sentence and hint.

Takes pydantic's errors and the raw data; gives `Problem`s at their places. Judges by the type of an error,
never by its message; a number that is written another way is understood. Must not know files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast, get_args

from pydantic_core import ErrorDetails

from brochure.content.values import (
    Shape,
    as_id,
    describe,
    entries,
    fields_of,
    has_fraction,
    is_named_by_file,
    is_no_number,
    number,
    place,
    whole_number,
)
from brochure.errors import LISTS, Problem, Where, brief, likeliest, nearest
from brochure.model import (
    CONTENT_CHECKS,
    CROP,
    FOCUS,
    GRAVITIES,
    LONGEST_TEXT,
    Item,
    Section,
    Table,
    days_meant,
)

Words = tuple[str, str]
Path = tuple[int | str, ...]
_AN_ID: Final = "use lower-case letters and digits joined by single hyphens, such as summer-drawing"
#: Why a pattern refuses a value; a test holds that every pattern of the models is here.
PATTERNS: Final = {
    r"^[a-z0-9]+(-[a-z0-9]+)*$": ("an id", _AN_ID),
    r"^[a-z][a-z0-9]*([_-][a-z0-9]+)*$": (
        "the name of a field",
        "use lower-case letters and digits joined by single underscores, such as first_day",
    ),
    r"^#[0-9A-Fa-f]{6}$": ("a color", 'write # and six digits in quotes, such as "#12314A"'),
    r"^[a-z][a-z0-9-]*$": (
        "the name of a color in the palette",
        "use lower-case letters, digits and hyphens, such as harbour",
    ),
    r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$": ("a language tag", "write it such as en-US"),
    r"^[0-9a-f]{16}$": ("a fingerprint", "make_brochure.py approve and review write it; keep its quotes"),
    r"^[0-9]+(\.[0-9]+)? ?(in|mm|pt)$": ("a length", "write it with its unit, such as 3.625 in or 98 mm"),
    FOCUS: ("a place in the picture", "write it such as 50% 30% (from the left, from the top), or left top"),
    CROP: ("width to height", "write two numbers with a colon between them, such as 3:2"),
    r"^https://[^\s?#]+/$": ("the address of a site", "write it such as https://www.example.org/brochures/"),
    r"^[^\s,][^,\x00-\x1f]*$": ("the name of one font family", "write it without commas"),
}
_NO_LIST: Final = (
    "put it in quotes if it begins with [, or write | after its key if it holds lines with hyphens"
)


@dataclass(frozen=True)
class Failure:
    """One error: what to call the value, the value, its model, pydantic's numbers, what may be chosen."""

    name: str
    field: str
    value: Any
    owner: type[Item] | None
    context: dict[str, Any]
    in_csv: bool
    choices: tuple[Any, ...] = ()
    is_empty: bool = False


def problems_of(errors: Sequence[ErrorDetails], data: Table, shape: Shape) -> Iterator[Problem]:
    """A problem for each error, but only one for a value that may be a person or an id."""
    for error in errors:
        spot = _follow(error["loc"], data, shape)
        if spot.is_other_branch or spot.is_told or _is_echo(error) or _is_misspelt(error, data, spot):
            continue
        empty = _empty_place(data, spot.path)
        where = empty or place(data, spot.path)
        name, field = ("this key", "") if error["loc"][-1:] == ("[key]",) else _name(spot.path)
        in_csv = where.is_cell or where.file.lower().endswith(LISTS)
        context, is_empty = error.get("ctx", {}), empty is not None
        failure = Failure(name, field, error["input"], spot.owner, context, in_csv, spot.choices, is_empty)
        say = (
            _person_or_id
            if spot.is_branch
            else WORDINGS.get(error["type"], lambda f: (f"{f.name} cannot be {describe(f.value)}", ""))
        )
        yield Problem(where, *say(failure))


def empty_keys(data: Table, shape: Shape) -> Iterator[Problem]:
    """A problem for each key without a value that belongs nowhere, or that has to hold something."""
    for entry in entries(data, shape):
        if isinstance(entry.value, Table):
            for key, where in entry.value.empty.items():
                if entry.shape.values:
                    yield Problem(where, f"{key} is empty", "delete it, or give it what it is to hold")
                elif (model := entry.shape.model) and (
                    (key == "id" and is_named_by_file(model)) or key not in model.model_fields
                ):
                    yield Problem(where, *_extra(Failure(key, key, None, entry.shape.model, {}, False)))


def _around(data: Any, path: Path) -> Table | None:
    """The keys and values among which the last of a path stands."""
    for part in path[:-1]:
        is_there = isinstance(data, list) or (isinstance(data, Table) and part in data)
        data = data[part] if is_there else None
    return data if isinstance(data, Table) and path else None


def _empty_place(data: Any, path: Path) -> Where | None:
    """Where the key of a path stands that has no value."""
    table = _around(data, path)
    return None if table is None else table.empty.get(str(path[-1]))


def _is_echo(error: ErrorDetails) -> bool:
    """Whether a list seems too short only because its items are wrong, which has been told."""
    return error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"]


def _is_misspelt(error: ErrorDetails, data: Table, spot: Spot) -> bool:
    """Whether a key is missing only because it is misspelt, which has been told."""
    table = _around(data, spot.path) if error["type"] == "missing" else None
    if table is None or spot.owner is None:
        return False
    known = spot.owner.model_fields
    others = [key for key in (*table, *table.empty) if key not in known]
    return any(likeliest(key, known) == spot.path[-1] for key in others)


@dataclass
class Spot:
    """Where an error stands in the data.

    `is_branch`: a value that may be a person or an id is neither; `is_other_branch`: this is about what it
    is not.
    """

    path: Path = ()
    owner: type[Item] | None = None
    choices: tuple[Any, ...] = ()
    is_branch: bool = False
    is_other_branch: bool = False
    is_told: bool = False


def _follow(loc: Path, data: Any, shape: Shape) -> Spot:
    spot, inside = Spot(), cast("Shape | None", shape)
    for part in loc:
        spot.is_branch = inside is not None and inside.or_id
        if inside is not None and inside.or_id:
            is_model = inside.model is not None and part == inside.model.__name__
            if is_model != isinstance(data, Table):
                spot.is_other_branch = True
                break
            inside = Shape(model=inside.model)
        elif part != "[key]":
            spot.path, spot.owner = (*spot.path, part), inside.model if inside else None
            inside = _inner(inside, part)
            spot.choices = get_args(inside.single) if inside else ()
            spot.is_told = isinstance(data, Table) and part in data.refused
            data = (
                data[part] if (isinstance(data, Table) and part in data) or isinstance(part, int) else None
            )
    return spot


def _inner(shape: Shape | None, part: int | str) -> Shape | None:
    if shape is None:
        return None
    return fields_of(shape.model).get(str(part)) if shape.model else shape.each or shape.values


def _name(path: Path) -> tuple[str, str]:
    """What to call the value at a path: its key, or the item of a list; and its key alone."""
    if path and isinstance(path[-1], int):
        field = str(next((part for part in reversed(path) if isinstance(part, str)), "the list"))
        return f"item {path[-1] + 1} of {field}", ""
    return (str(path[-1]), str(path[-1])) if path else ("the file", "")


def _missing(f: Failure) -> Words:
    if f.in_csv:
        return f"{f.name} is missing in this row", f"fill in the column {f.name}"
    description = f.owner.model_fields[f.field].description if f.owner else ""
    about = (description or "").partition(";")[0].rstrip(".")
    if f.is_empty:
        return f"{f.name} is empty", f"write after the colon: {about}" if about else "write its value"
    return f"{f.name} is missing", f"add {f.name}: {about}" if about else f"add {f.name}"


def _extra(f: Failure) -> Words:
    allowed = list(f.owner.model_fields if f.owner else ())
    if is_named_by_file(f.owner):
        allowed.remove("id")
    if f.field == "id":
        return "id is not written in the file", "delete it; the name of the file gives it"
    what = f'"{f.field}" is not a key that belongs here'
    if "sections" in allowed and f.field in Section.model_fields:
        hint = f"{f.field} is a key of sections: write it in a file of sections/, and name that in sections:"
        return what, hint
    return what, nearest(f.field, allowed)


def _whole(f: Failure) -> Words:
    words = str(f.value).strip()
    if has_fraction(words):
        meant = whole_number(words)
        return f"{f.name} must be a whole number, not {words}", _write(
            f, meant
        ) if meant else "leave out its fraction"
    return _not_a_number(f, whole_number(words))


def _number(f: Failure) -> Words:
    return _not_a_number(f, number(str(f.value).strip()))


def _not_a_number(f: Failure, meant: str) -> Words:
    return f"{f.name} must be a number, not {describe(f.value)}", _write(
        f, meant
    ) if meant else "write digits only"


def _write(f: Failure, value: str) -> str:
    """A hint: the value as it should be, with its key where that stands beside it."""
    return f"write {f.field}: {value}" if f.field and not f.in_csv else f"write {value}"


def _literal(f: Failure) -> Words:
    allowed = [str(value) for value in f.choices] or re.findall("'([^']+)'", str(f.context.get("expected")))
    near = nearest(f.value, allowed) if isinstance(f.value, str) else ""
    hint = near if "perhaps" in near else _write(f, " or ".join(allowed))
    return f"{f.name} must be one of {', '.join(allowed)}, not {describe(f.value)}", hint


def _pattern(f: Failure) -> Words:
    kind, hint = PATTERNS.get(str(f.context.get("pattern")), ("written in the form that is asked for", ""))
    if isinstance(f.value, str) and not f.value.strip():
        return f"{f.name} must not be empty", hint
    if (plain := as_id(str(f.value))) and re.match(str(f.context.get("pattern")), plain):
        hint = _write(f, plain)
    return f"{f.name} must be {kind}, not {describe(f.value)}", hint


def _person_or_id(f: Failure) -> Words:
    what = (
        "must not be empty"
        if f.value == ""
        else f"must be an id or hold keys and values, not {describe(f.value)}"
    )
    if f.name.endswith(" chapters"):
        return f"{f.name} {what}", "name a chapter by its id, or write insert: and the path of a PDF"
    if isinstance(f.value, str) and (plain := as_id(f.value)):
        return f"{f.name} {what}", f"write {plain} if that is the id in people.yaml, or name: {f.value}"
    return f"{f.name} {what}", "name somebody of people.yaml by the id, or write name: Jane Doe"


def _text(f: Failure) -> Words:
    hint = _NO_LIST if isinstance(f.value, list) else ""
    if isinstance(f.value, list) and len(f.value) == 1 and isinstance(f.value[0], str):
        hint = _write(f, f.value[0]) + ", without a hyphen or brackets"
    if isinstance(f.value, dict):
        hint = "put the whole text in quotes, for a colon in it makes a key of the words before it"
    if isinstance(f.value, dict) and {"text", "lang"} & set(f.value):
        hint = "give it the keys text and lang, such as {text: Bienvenue, lang: fr}"
    return f"{f.name} must be text, not {describe(f.value)}", hint


def _list(f: Failure) -> Words:
    hint = "write each item on a line of its own after a hyphen and a space"
    if isinstance(f.value, str) and f.value[:1] in tuple("–—−•·●▪*"):
        hint = f"{hint}, in place of {f.value[0]}"
    return f"{f.name} must be a list, not {describe(f.value)}", hint


def _mapping(f: Failure) -> Words:
    if f.value == "":
        return f"{f.name} is empty", "delete it, or give it keys and values"
    model = fields_of(f.owner)[f.field].model if f.owner and f.field in f.owner.model_fields else None
    said = f.value[0] if isinstance(f.value, list) and len(f.value) == 1 else f.value
    hint = "write keys and values below it, indented, such as name: Jane Doe"
    for key in (one for one in ("text", "file") if model and one in model.model_fields):
        more = ", and on the next line alt: what it shows" * (key == "file")
        hint = f"write below it, indented, {key}: {brief(str(said), 60)}{more}"
    return f"{f.name} must hold keys and values, not {describe(f.value)}", hint


def _day(f: Failure) -> Words:
    meant = " or ".join(map(str, days_meant(str(f.value))))
    hint = "write it as year-month-day, such as 2019-10-15"
    hint = f"{_write(f, meant)}, which is year-month-day" if meant else hint
    hint += ", in a column formatted as Text" if f.in_csv else ""
    return f"{f.name} must be a day, not {describe(f.value)}", hint


def _limit(words: str, key: str) -> Callable[[Failure], Words]:
    def say(f: Failure) -> Words:
        if is_no_number(str(f.value).strip()):
            return _number(f)
        limit = f.context.get(key)
        shown = int(limit) if isinstance(limit, float) and limit.is_integer() else limit
        value = describe(f.value) if isinstance(f.value, (dict, list)) else str(f.value)
        return f"{f.name} must be {words} {shown}, not {value}", ""

    return say


def _count(words: str, key: str) -> Callable[[Failure], Words]:
    def say(f: Failure) -> Words:
        limit = f.context.get(key)
        return f"{f.name} must have {words} {limit} item{'' if limit == 1 else 's'}, not {len(f.value)}", ""

    return say


def _plain(words: str, hint: str = "") -> Callable[[Failure], Words]:
    return lambda f: (f"{f.name} {words}", hint)


WORDINGS: Final[dict[str, Callable[[Failure], Words]]] = {
    "missing": _missing,
    "extra_forbidden": _extra,
    "int_parsing": _whole,
    "int_parsing_size": _plain("has too many digits"),
    "int_type": _whole,
    "float_parsing": _number,
    "float_type": _number,
    "finite_number": _number,
    **dict.fromkeys(
        ("bool_parsing", "bool_type"),
        lambda f: (f"{f.name} must be yes or no, not {describe(f.value)}", _write(f, "yes or no")),
    ),
    "literal_error": _literal,
    "string_pattern_mismatch": _pattern,
    "string_type": _text,
    "text_type": _text,
    "text_empty": _plain("must not be empty", "delete the key, or give it words"),
    "text_long": _plain(f"is longer than {LONGEST_TEXT:,} characters", "divide it into sections"),
    "line_breaks": _plain("must be one line", "join its lines; only longer texts may have paragraphs"),
    "tuple_type": _list,
    "model_type": _mapping,
    "dict_type": _mapping,
    "two_lengths": _plain(
        "has more than one length",
        "keep one of length_years, length_weeks, length_days, length_hours and dates",
    ),
    "mixed_lengths": _plain(
        "are measured in different ways", "give all of them a length in one unit, or all of them dates"
    ),
    "days_form": lambda f: (
        f"{f.name} must be days, not {describe(f.value)}",
        "write the first and the last one, such as 2026-07-06 to 2026-07-17",
    ),
    "days_order": lambda f: (f"{f.name} ends before it begins", "exchange the two days"),
    "length_form": lambda f: (
        f"{f.name} must be a length, not {describe(f.value)}",
        "write a number and mm, cm, in or pt, such as 0.125 in",
    ),
    "folds_order": _plain(
        "must go from left to right, each beyond the one before it", "write the smallest first"
    ),
    "no_content_check": lambda f: (
        f'"{f.value}" is not a check of content',
        nearest(str(f.value), CONTENT_CHECKS, "checks"),
    ),
    "no_check": lambda f: (f'"{f.value}" is not a check', nearest(str(f.value), GRAVITIES, "checks")),
    **dict.fromkeys(
        (
            "day_form",
            "date_type",
            "date_parsing",
            "date_from_datetime_parsing",
            "date_from_datetime_inexact",
        ),
        _day,
    ),
    "greater_than": _limit("more than", "gt"),
    "greater_than_equal": _limit("at least", "ge"),
    "less_than": _limit("less than", "lt"),
    "less_than_equal": _limit("at most", "le"),
    "multiple_of": _limit("a multiple of", "multiple_of"),
    "too_short": _count("at least", "min_length"),
    "too_long": _count("at most", "max_length"),
}
