"""What validation found, in words: pydantic's error types, each with its sentence and hint.

Takes pydantic's errors and the raw data; gives `Problem`s at their places. Judges by the type of an error,
never by its message; a number that is written another way is understood. Must not know files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pydantic_core import ErrorDetails

from brochure.content.forms import MEANT, PATTERNS
from brochure.content.list_cells import remark_in
from brochure.content.values import (
    Path,
    Shape,
    Spot,
    around,
    as_id,
    describe,
    empty_place,
    entries,
    fields_of,
    follow,
    has_fraction,
    is_named_by_file,
    is_no_number,
    number,
    place,
    whole_number,
)
from brochure.errors import LISTS, Hint, Mend, Problem, brief, likeliest, nearest
from brochure.model import (
    CONTENT_CHECKS,
    GRAVITIES,
    LONGEST_TEXT,
    Days,
    Item,
    Section,
    Table,
    days_meant,
    excel_day,
    no_such_day,
)

Words = tuple[str, str]
_DELETE: Final = Mend("delete")
_DIVIDE: Final = Hint("divide it into sections", Mend("cut", most=LONGEST_TEXT))
_NO_LIST: Final = (
    "write it in one line behind its key, in quotes if it begins with [, or write | and lines below"
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
        spot = follow(error["loc"], data, shape)
        if spot.is_other_branch or spot.is_told or _is_echo(error) or _is_misspelt(error, data, spot):
            continue
        empty = empty_place(data, spot.path)
        where = empty or place(data, spot.path)
        in_csv = where.is_cell or where.file.lower().endswith(LISTS)
        if in_csv and (words := remark_in(around(data, spot.path))):
            yield Problem(place(data, spot.path[:-1]), *words)
            continue
        name, field = ("this key", "") if error["loc"][-1:] == ("[key]",) else _name(spot.path)
        context, is_empty = error.get("ctx", {}), empty is not None
        failure = Failure(name, field, error["input"], spot.owner, context, in_csv, spot.choices, is_empty)
        rule = "person_or_id" if spot.is_branch else _rule(error["type"], failure)
        yield Problem(where, *WORDINGS.get(rule, _other)(failure), rule=rule, field=field)


def _other(f: Failure) -> Words:
    return f"{f.name} cannot be {describe(f.value)}", ""


def _rule(kind: str, failure: Failure) -> str:
    """Which kind of fault an error is: its type, or what a number, a day or something missing rather is."""
    if kind in _LIMITS and is_no_number(str(failure.value).strip()):
        return "float_type"
    if kind == "day_form" or kind.startswith("date_"):  # as pydantic calls all of its own of days
        words = str(failure.value).strip()
        return "excel_day" if excel_day(words) else "no_such_day" if no_such_day(words)[0] else "day_form"
    if kind == "missing" and (failure.in_csv or failure.is_empty):
        return "missing_cell" if failure.in_csv else "empty"
    return kind


def empty_keys(data: Table, shape: Shape) -> Iterator[Problem]:
    """A problem for each key without a value that belongs nowhere, or that has to hold something."""
    for entry in entries(data, shape):
        if isinstance(entry.value, Table):
            for key, where in entry.value.empty.items():
                if entry.shape.values:
                    hint = Hint("delete it, or give it what it is to hold", _DELETE)
                    yield Problem(where, f"{key} is empty", hint)
                elif (model := entry.shape.model) and (
                    (key == "id" and is_named_by_file(model)) or key not in model.model_fields
                ):
                    yield Problem(where, *_extra(Failure(key, key, None, entry.shape.model, {}, False)))


def _is_echo(error: ErrorDetails) -> bool:
    """Whether a list seems too short only because its items are wrong, which has been told."""
    return error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"]


def _is_misspelt(error: ErrorDetails, data: Table, spot: Spot) -> bool:
    """Whether a key is missing only because it is misspelt, which has been told."""
    table = around(data, spot.path) if error["type"] == "missing" else None
    if table is None or spot.owner is None:
        return False
    known = spot.owner.model_fields
    others = [key for key in (*table, *table.empty) if key not in known]
    return any(likeliest(key, known) == spot.path[-1] for key in others)


def _name(path: Path) -> tuple[str, str]:
    """What to call the value at a path: its key, or the item of a list; and its key alone."""
    if path and isinstance(path[-1], int):
        field = str(next((part for part in reversed(path) if isinstance(part, str)), "the list"))
        return f"item {path[-1] + 1} of {field}", ""
    return (str(path[-1]), str(path[-1])) if path else ("the file", "")


def _missing(f: Failure) -> Words:
    words = ": ".join(filter(None, (f"add {f.name}", _about(f))))
    return f"{f.name} is missing", Hint(words, Mend("add", meant=(f.name,)))


def _empty(f: Failure) -> Words:
    about = _about(f)
    return f"{f.name} is empty", f"write after the colon: {about}" if about else "write its value"


def _about(f: Failure) -> str:
    """What its field is for."""
    description = f.owner.model_fields[f.field].description if f.owner else ""
    return (description or "").partition(";")[0].rstrip(".")


def _extra(f: Failure) -> Words:
    allowed = list(f.owner.model_fields if f.owner else ())
    if is_named_by_file(f.owner):
        allowed.remove("id")
    if f.field == "id":
        return "id is not written in the file", Hint("delete it; the name of the file gives it", _DELETE)
    what = f'"{f.field}" is not a key that belongs here'
    if "use" in allowed and f.value is None:
        return what, f"write {f.field}, without the colon, if the section of that name is meant"
    if "sections" in allowed and f.field in Section.model_fields:
        hint = f"{f.field} is a key of sections: write it in one, below sections: or in a file of sections/"
        return what, hint
    return what, nearest(f.field, allowed, way="call")


def _whole(f: Failure) -> Words:
    words = str(f.value).strip()
    if has_fraction(words) and not whole_number(words):
        is_none = re.search("[.,]0+$", words)  # else the number that is meant is another one
        hint = "leave out its fraction" if is_none else _or_nothing(f, "write a whole number")
        return f"{f.name} must be a whole number, not {words}", hint
    return _number(f, whole_number)


def _number(f: Failure, understood: Callable[[str], str] = number) -> Words:
    meant = understood(str(f.value).strip())
    hint = _write(f, meant) if meant else _or_nothing(f, "write one number, in digits")
    return f"{f.name} must be a number, not {describe(f.value)}", hint


def _write(f: Failure, *values: str) -> Hint:
    """A hint: the value as it should be, or the ones it may be, with its key where that stands beside it."""
    words = " or ".join(f'"{one}"' if one[:1] == "#" else one for one in values)  # for YAML, a remark
    shown = f"write {f.field}: {words}" if f.field and not f.in_csv else f"write {words}"
    return _to_write(f, shown, *values)


def _to_write(f: Failure, words: str, *values: str) -> Hint:
    """A hint in its own words: that the value has to be one of these."""
    return Hint(words, Mend("write", f.value.strip() if isinstance(f.value, str) else "", values))


def _literal(f: Failure) -> Words:
    allowed = [str(value) for value in f.choices] or re.findall("'([^']+)'", str(f.context.get("expected")))
    near = nearest(f.value, allowed) if isinstance(f.value, str) else None
    hint = near if near and near.mend.meant else _write(f, *allowed)
    return f"{f.name} must be one of {', '.join(allowed)}, not {describe(f.value)}", hint


def _pattern(f: Failure) -> Words:
    pattern = str(f.context.get("pattern"))
    kind, hint = PATTERNS.get(pattern, ("written in the form that is asked for", ""))
    if isinstance(f.value, str) and not f.value.strip():
        return f"{f.name} must not be empty", hint
    if (plain := MEANT.get(pattern, as_id)(str(f.value))) and re.match(pattern, plain):
        hint = _to_write(f, f"write {plain}", plain) if f.field == "use" else _write(f, plain)
    if f.field == "use":  # which nobody writes who names the section alone
        return f"a section is named by its id, not by {describe(f.value)}", hint
    return f"{f.name} must be {kind}, not {describe(f.value)}", hint


def _person_or_id(f: Failure) -> Words:
    what = (
        "must not be empty"
        if f.value == ""
        else f"must be an id or hold keys and values, not {describe(f.value)}"
    )
    plain = as_id(f.value) if isinstance(f.value, str) else ""
    if f.name.endswith(" chapters"):
        named = f"write {plain}" if plain else "name a chapter by its id"
        return f"{f.name} {what}", f"{named}, or write insert: and the path of a PDF"
    if plain:
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
        return f"{f.name} is empty", Hint("delete it, or give it keys and values", _DELETE)
    model = fields_of(f.owner)[f.field].model if f.owner and f.field in f.owner.model_fields else None
    said = f.value[0] if isinstance(f.value, list) and len(f.value) == 1 else f.value
    hint = "write keys and values below it, indented, such as name: Jane Doe"
    for key in (one for one in ("text", "file") if model and one in model.model_fields):
        more = ", and on the next line alt: what it shows" * (key == "file")
        hint = f"write below it, indented, {key}: {brief(str(said), 60)}{more}"
    return f"{f.name} must hold keys and values, not {describe(f.value)}", hint


def _day(f: Failure) -> Words:
    words = str(f.value).strip()
    hint = _no_such_day(f, words) or _to_write(f, "write it as year-month-day, such as 2019-10-15")
    if day := excel_day(words):
        hint = _write(f, str(day)).and_also(f", which {words} is as Excel counts days")
    elif meant := days_meant(words):
        hint = _write(f, *map(str, meant)).and_also(", which is year-month-day")
    hint = hint.and_also(", in a column formatted as Text") if f.in_csv else hint
    return f"{f.name} must be a day, not {describe(f.value)}", hint


def _no_such_day(f: Failure, words: str) -> Hint | None:
    """The hint for a day that is written well and in no calendar."""
    why, day = no_such_day(words)
    said = f"{why}; write {f'{day}, if that is meant' if day else 'the day that is meant'}"
    meant = [str(day)] if day and words == str(f.value).strip() else []  # else it is one of two
    return _to_write(f, said, *meant) if why else None


def _days(f: Failure) -> Words:
    ends = re.split(r" +(?:to|until) +| *– *", str(f.value).strip())
    hint = next(filter(None, (_no_such_day(f, end) for end in ends)), None)
    if found := Days.meant(str(f.value)):
        hint = _write(f, f"{found[0]} to {found[1]}")
    hint = hint or _to_write(f, "write the first and the last one, such as 2026-07-06 to 2026-07-17")
    return f"{f.name} must be days, not {describe(f.value)}", hint


#: Where a year begins that is written in full, and the last of two figures that is one to come.
_FULL_YEAR, _COMING = 1000, 60
#: By the type of an error: pydantic's name of the limit, what it asks for, and the hint.
_LIMITS: Final = {
    "greater_than": ("gt", "more than", "write more than {}"),
    "greater_than_equal": ("ge", "at least", "write {} or more"),
    "less_than": ("lt", "less than", "write less than {}"),
    "less_than_equal": ("le", "at most", "write {} or less"),
    "multiple_of": ("multiple_of", "a multiple of", "write a multiple of {}"),
}


def _limit(kind: str) -> Callable[[Failure], Words]:
    key, words, hint = _LIMITS[kind]

    def say(f: Failure) -> Words:
        limit = f.context.get(key)
        shown = int(limit) if isinstance(limit, float) and limit.is_integer() else limit
        value = describe(f.value) if isinstance(f.value, (dict, list)) else str(f.value)
        what = f"{f.name} must be {words} {shown}, not {value}"
        return what, _within(f, key, shown, value.strip(), hint.format(shown))

    return say


def _within(f: Failure, key: str, limit: Any, value: str, hint: str) -> str:
    """The hint for a number beyond a limit: the year that it may be, or what may be written."""
    if key in ("le", "lt") and (day := excel_day(value)):
        meant = [str(day.year)] if day.year <= limit else []
        more = ", in a column formatted as General" if f.in_csv else ""
        said = _write(f, *(meant or ["the number that is meant"]))
        return _to_write(f, f"{value} is {day} as Excel counts days; {said}{more}", *meant)
    if key == "ge" and limit >= _FULL_YEAR and re.fullmatch("[0-9]{2}", value):
        year = f"{20 if int(value) <= _COMING else 19}{value}"
        return _write(f, year).and_also(", if that year is meant")
    return _or_nothing(f, hint)


def _or_nothing(f: Failure, hint: str) -> str:
    """A hint, and that there may be nothing where that is so."""
    field = f.owner.model_fields.get(f.field) if f.owner else None
    if field is None or field.is_required():
        return hint
    return f"{hint}, or {'leave the cell empty' if f.in_csv else f'leave {f.field} out'}"


def _count(words: str, key: str) -> Callable[[Failure], Words]:
    def say(f: Failure) -> Words:
        limit = f.context.get(key)
        return f"{f.name} must have {words} {limit} item{'' if limit == 1 else 's'}, not {len(f.value)}", ""

    return say


def _plain(words: str, hint: str = "") -> Callable[[Failure], Words]:
    return lambda f: (f"{f.name} {words}", hint)


WORDINGS: Final[dict[str, Callable[[Failure], Words]]] = {
    "person_or_id": _person_or_id,
    "missing": _missing,
    "missing_cell": lambda f: (f"{f.name} is missing in this row", f"fill in the column {f.name}"),
    "empty": _empty,
    "extra_forbidden": _extra,
    **dict.fromkeys(("int_parsing", "int_type"), _whole),
    "int_parsing_size": _plain("has too many digits"),
    **dict.fromkeys(("float_parsing", "float_type", "finite_number"), _number),
    **dict.fromkeys(
        ("bool_parsing", "bool_type"),
        lambda f: (f"{f.name} must be yes or no, not {describe(f.value)}", _write(f, "yes", "no")),
    ),
    "literal_error": _literal,
    "string_pattern_mismatch": _pattern,
    **dict.fromkeys(("string_type", "text_type"), _text),
    "text_empty": _plain("must not be empty", Hint("delete the key, or give it words", _DELETE)),
    "text_long": _plain(f"is longer than {LONGEST_TEXT:,} characters", _DIVIDE),
    "line_breaks": _plain(
        "must be one line", Hint("join its lines; only longer texts may have paragraphs", Mend("join"))
    ),
    "tuple_type": _list,
    **dict.fromkeys(("model_type", "dict_type"), _mapping),
    "two_lengths": _plain(
        "has more than one length",
        "keep one of length_years, length_weeks, length_days, length_hours and dates",
    ),
    "mixed_lengths": _plain(
        "are measured in different ways", "give all of them a length in one unit, or all of them dates"
    ),
    "days_form": _days,
    "days_order": _plain("ends before it begins", Hint("exchange the two days", Mend("exchange"))),
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
    **dict.fromkeys(("day_form", "no_such_day", "excel_day"), _day),
    **{kind: _limit(kind) for kind in _LIMITS},
    "too_short": _count("at least", "min_length"),
    "too_long": _count("at most", "max_length"),
}
