"""A public listing against the publication: what both say, what differs, and what only one of them has.

Takes the publication, the rows of a listing and what its columns are for; gives a line for each value, with
its place on both sides. Numbers, days, yes and no, telephone numbers, addresses and names are compared as
what they are, not letter by letter; where that cannot be, the line says why. Must not know files.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal, get_args

from brochure.errors import Where, likeliest
from brochure.model import (
    Apply,
    Contact,
    Days,
    Group,
    Item,
    Person,
    Program,
    Publication,
    Text,
    days_meant,
    plain,
)

ListingState = Literal["same", "differs", "only here", "only there", "not compared"]
#: Fields that say nothing about a program to others.
_OURS: Final = frozenset({"id", "as_of", "source", "verified_on", "order", "accent", "fit", "notes", "back"})
#: What a column is for that is not compared.
IGNORED: Final = "ignore"
#: A number, with signs between its thousands, and its hundredths.
_DIGITS_IN: Final = (
    r"(?<![0-9])(?:[0-9]{1,3}(?:[.,'’ \u00a0\u202f][0-9]{3}(?![0-9]))+|[0-9]+)(?:[.,][0-9]+)?"
)
_NUMBER: Final = re.compile(_DIGITS_IN)
#: Signs and codes of currencies, with the code of each.
_CURRENCIES: Final = {
    "$": "usd",
    "US$": "usd",
    "€": "eur",
    "£": "gbp",
    "¥": "jpy",
    "Fr.": "chf",
    "SFr.": "chf",
}
_SIGN: Final = r"(?:US\$|[$€£¥]|S?Fr\.|\b[A-Z]{3}\b)"
_MONEY: Final = re.compile(
    rf"(?P<before>{_SIGN})\s?(?P<one>{_DIGITS_IN})|(?P<other>{_DIGITS_IN})\s?(?P<behind>{_SIGN})"
)
#: What stands between the first and the last of days or of numbers.
_UNTIL: Final = re.compile(r"\s+(?:to|until|till|bis|au|al|[-–—])\s+|\s*[–—]\s*")
_RANGE: Final = re.compile(r"(?<=[0-9])\s*(?:to|until|till|bis|[-–—])\s*(?=[0-9])")
_YES, _NO = (
    frozenset({"yes", "y", "true", "x", "1", "ja", "oui", "sí", "si"}),
    frozenset({"no", "n", "false", "0", "nein", "non"}),
)
#: Digits at the end of a telephone number that tell it from others.
_DIGITS: Final = 7


@dataclass(frozen=True)
class ListingLine:
    """One value: of which program and field, in which column, what each side says and where it stands.

    A line without a field is about a program as a whole. `why` tells what keeps it from being compared.
    """

    state: ListingState
    program: str
    field: str = ""
    column: str = ""
    here: str = ""
    there: str = ""
    at_home: Where | None = None
    in_listing: Where | None = None
    why: str = ""


@dataclass(frozen=True)
class ListingMeaning:
    """What the columns of a listing are: the one that names programs, and fields by the others.

    `names` are those of programs that it calls otherwise, with their ids.
    """

    program: str
    columns: Mapping[str, str]
    names: Mapping[str, str]


def comparable(publication: Publication) -> list[str]:
    """Every field that a column may be for, as a path from the program."""
    model = type(publication.programs[0]) if publication.programs else Program
    found = ["length", *_paths(model, "")]
    found += [f"institution.{path}" for path in _paths(type(publication.institution), "")]
    return [
        *found,
        *(f"season.{name}" for name in ("label", "academic_year")),
        *(f"fact.{name}" for name in publication.facts),
    ]


def _paths(model: type[Item], before: str) -> Iterator[str]:
    for name, field in model.model_fields.items():
        inner = [one for one in (field.annotation, *get_args(field.annotation)) if isinstance(one, type)]
        one = next((one for one in inner if issubclass(one, Item)), None)
        if name in _OURS or (one and issubclass(one, Group)):
            continue
        if one and issubclass(one, (Apply, Contact)):
            yield from _paths(one, f"{before}{name}.")
        elif one is None or name == "leaders":
            yield before + name


def proposed(
    columns: Sequence[str], rows: Sequence[Mapping[str, str]], publication: Publication
) -> ListingMeaning:
    """What the columns of a listing may be for, by their names; the rest is passed over."""
    fields, programs = comparable(publication), _programs(publication, {})
    known = {_folded(path.rpartition(".")[2]): path for path in reversed(fields)}
    for owner, prefix in ((publication.kind.fields.program, ""), (publication.kind.fields.apply, "apply.")):
        known |= {_folded(one.label): prefix + name for name, one in owner.items() if one.label}
    hits = {name: sum(_folded(row.get(name, "")) in programs for row in rows) for name in columns}
    program = max(columns, key=lambda name: hits[name])
    found = dict[str, str]()
    for name in columns:
        if name != program:
            near = likeliest(_folded(name), known, 0.75)
            inside = next((one for one in known if len(one) > 4 and one in _folded(name)), None)
            best = known.get(_folded(name)) or (near and known[near]) or (inside and known[inside])
            found[name] = best if best and best not in found.values() else IGNORED
    return ListingMeaning(program, found, {})


def compare_listing(
    publication: Publication, rows: Sequence[Mapping[str, Text]], meaning: ListingMeaning
) -> tuple[ListingLine, ...]:
    """Every value of the columns that are for a field, program by program in the order of the listing."""
    programs = _programs(publication, meaning.names)
    found, met = list[ListingLine](), dict[str, Where | None]()
    for row in rows:
        named = row.get(meaning.program)
        where = next(iter(row.values())).where
        if named is None:
            why = f"the row has nothing in the column {meaning.program}"
            found.append(ListingLine("not compared", "", in_listing=where, why=why))
            continue
        program = programs.get(_folded(named))
        if program is None:
            near = likeliest(_folded(named), programs, 0.7)
            why = f"perhaps {programs[near].id} is meant" if near else ""
            found.append(ListingLine("only there", str(named), in_listing=named.where, why=why))
        elif program.id in met:
            why = f"the program stands in two rows, and the first is {met[program.id]}"
            found.append(ListingLine("not compared", str(program.name), in_listing=named.where, why=why))
        else:
            met[program.id] = named.where
            found += _lines(program, row, meaning, publication)
    for program in publication.programs:
        if program.id not in met:
            found.append(ListingLine("only here", str(program.name), at_home=program.name.where))
    return tuple(found)


def _programs(publication: Publication, names: Mapping[str, str]) -> dict[str, Program]:
    """Programs by all that a listing may call them."""
    by_id = {program.id: program for program in publication.programs}
    found = {_folded(name): by_id[one] for name, one in names.items() if one in by_id}
    for program in publication.programs:
        for name in (program.id, program.name, program.full_name):
            if name:
                found.setdefault(_folded(plain(name) if isinstance(name, Text) else name), program)
    return found


def _lines(
    program: Program, row: Mapping[str, Text], meaning: ListingMeaning, publication: Publication
) -> Iterator[ListingLine]:
    name = str(program.name)
    for column, path in meaning.columns.items():
        if path == IGNORED:
            continue
        value, at_home = _value(program, path, publication)
        there, here = row.get(column), _said(value)
        sides = {
            "here": here,
            "there": str(there or ""),
            "at_home": at_home,
            "in_listing": there.where if there else None,
        }
        if not here and there is None:
            continue
        if there is None or not here:
            yield ListingLine("only there" if there else "only here", name, path, column, **sides)  # type: ignore[arg-type]
            continue
        is_same, why = _is_same(value, str(there).strip(), path)
        state: ListingState = "not compared" if is_same is None else "same" if is_same else "differs"
        yield ListingLine(state, name, path, column, why=why, **sides)  # type: ignore[arg-type]


def _value(program: Program, path: str, publication: Publication) -> tuple[Any, Where | None]:
    """What the publication says in a field, and where; nothing where it says nothing."""
    head, _, rest = path.partition(".")
    if path == "length":
        lengths = [stage.length for stage in program.stages]
        units = {one[1] for one in lengths if one}
        if None in lengths or len(units) != 1:
            return None, None
        total = sum(one[0] for one in lengths if one)
        return f"{total:g} {units.pop()}{'s' * (total != 1)}", program.places.get("stages")
    if head == "fact":
        fact = publication.facts.get(rest)
        return (fact.value, fact.value.where) if fact else (None, None)
    roots: Mapping[str, Item] = {"institution": publication.institution, "season": publication.season}
    item: Any = roots.get(head, program)
    steps = (rest if head in roots else path).split(".")
    for step in steps[:-1]:
        item = getattr(item, step, None)
    value = getattr(item, steps[-1], None) if item is not None else None
    if value is None or value == ():
        return None, None
    return value, item.written_at(steps[-1])


def _said(value: Any) -> str:
    """A value as a person reads it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return "; ".join(_said(one) for one in value)
    return plain(value.name) if isinstance(value, Person) else plain(str(value))


def _is_same(value: Any, there: str, path: str) -> tuple[bool | None, str]:
    """Whether a listing says the same; None, and why, where that cannot be told."""
    if isinstance(value, bool):
        said = there.casefold()
        if said not in _YES | _NO:
            return None, "it is neither yes nor no"
        return (said in _YES) == value, ""
    if isinstance(value, (int, float)):
        found = _NUMBER.findall(there)
        if len(found) != 1:
            return None, "it is not one number"
        return value in (_amount(found[0]), _amount(found[0], 3)), ""
    if isinstance(value, date):
        days = days_meant(there)
        return (value in days, "") if days else (None, "it is no day that can be read")
    if isinstance(value, Days):
        begins, ends = _days(there)
        if not begins or not ends:
            return None, "these are no days that can be read"
        return value.first in begins and value.last in ends, ""
    if isinstance(value, tuple):
        return _are_same(value, there)
    here, last = _said(value), path.rpartition(".")[2]
    if last == "phone":
        digits = [re.sub(r"\D", "", one) for one in (here, there)]
        return digits[0][-_DIGITS:] == digits[1][-_DIGITS:], ""
    if last == "web":
        return _address(here) == _address(there), ""
    if _NUMBER.search(here) and path.startswith(("length", "fact")):
        ours, theirs = ([_amount(one) for one in _NUMBER.findall(said)] for said in (here, there))
        return ours == theirs, ""
    return _same_words(here, there), ""


def _are_same(value: tuple[Any, ...], there: str) -> tuple[bool | None, str]:
    """Whether a list is the same, in any order; names of people without titles and degrees."""
    if all(isinstance(one, Person) for one in value):
        ours = [_name(one.name) for one in value]
        theirs = [_name(one) for one in re.split(r";|\n|/| and ", there) if one.strip()]
        is_same = len(ours) == len(theirs) and all(
            any(one <= other or other <= one for other in theirs) for one in ours
        )
        return is_same, ""
    if any(isinstance(one, Item) for one in value):
        return None, "it is a list of more than words"
    every = re.split(r";|\n|, ", there)
    return {_as_meant(_said(one)) for one in value} == set(map(_as_meant, every)), ""


def _name(words: str) -> frozenset[str]:
    """The words of a name; of `Doe, Jane, MD` and `Dr. Jane Doe, MD` the same two."""
    return frozenset(one for one in _folded(plain(words)).split() if len(one) > 2 or one.isdecimal())


def _days(words: str) -> tuple[tuple[date, ...], tuple[date, ...]]:
    """What the first and the last day may be that words say; the year, or the month, may be said once."""
    parts = [one.strip() for one in _UNTIL.split(words.strip())]
    if len(parts) > 2:
        return (), ()
    first, last = parts[0], parts[-1]
    year, month = (re.search(form, words) for form in (r"\b[0-9]{4}\b", r"[^\W\d_]{3,}\.?"))
    more = [one[0] if one else "" for one in (year, month)]

    def meant(part: str) -> tuple[date, ...]:
        ways = (part, f"{part.rstrip('.')}.{more[0]}", f"{part} {more[0]}", f"{more[1]} {part}")
        every = (*ways, f"{part} {more[1]} {more[0]}")
        return next((found for one in every if (found := days_meant(one))), ())

    return meant(first), meant(last)


def _same_words(here: str, there: str) -> bool:
    """Whether texts say the same, sums of money and numbers from one to another written as one may."""
    sums = [list(_MONEY.finditer(said)) for said in (here, there)]
    if any(sums) and not all(sums):  # a cell of money may hold the number alone
        numbers = [_NUMBER.findall(said) for said in (here, there)]
        bare = there if sums[0] else here
        if _NUMBER.fullmatch(bare.strip()) and len(numbers[0]) == len(numbers[1]) == 1:
            return _amount(numbers[0][0]) == _amount(numbers[1][0])
    return _as_meant(here) == _as_meant(there)


def _as_meant(words: str) -> str:
    """Words for comparing, with sums of money and numbers from one to another in one form."""
    return _folded(_RANGE.sub(" ", _MONEY.sub(_sum, words)))


def _sum(found: re.Match[str]) -> str:
    """A sum of money with the code of its currency."""
    sign = found["before"] or found["behind"]
    amount = round(_amount(found["one"] or found["other"]) * 100)
    return f" {_CURRENCIES.get(sign, sign)} {amount} "


def _amount(number: str, decimals: int = 2) -> float:
    """What a number is: three digits at its end are a part of its thousands, unless it may have as many
    decimals.
    """
    end = re.search(r"[.,]([0-9]+)$", number)
    is_whole = end is None or (len(end[1]) == 3 > decimals and not number.startswith("0"))
    whole, rest = (number, "0") if end is None or is_whole else (number[: end.start()], end[1])
    return float(f"{re.sub(r'[^0-9]', '', whole)}.{rest}")


def _address(words: str) -> str:
    return re.sub(r"^(https?://)?(www\.)?", "", words.strip().casefold()).rstrip("/")


def _folded(words: str) -> str:
    """Words without capitals, marks and punctuation, for comparing."""
    bare = unicodedata.normalize("NFKD", words.casefold())
    kept = "".join(one for one in bare if not unicodedata.combining(one))
    return " ".join(re.findall(r"\w+", kept))
