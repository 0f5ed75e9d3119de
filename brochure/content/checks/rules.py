"""Rules of the field that a type cannot say: codes, addresses, dates, pictures, consent.

Takes the library; gives problems. Must not know layouts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Final
from urllib.parse import urlsplit

from brochure.content.checks.picture_files import Words, picture_fault, profile_fault
from brochure.content.forms import PRICE
from brochure.content.kind_files import OWNERS
from brochure.content.references import fill, names_of
from brochure.content.sources import Library
from brochure.content.values import FieldValue, describe
from brochure.errors import Problem
from brochure.model import (
    Apply,
    Chapter,
    Contact,
    Item,
    Kind,
    Logo,
    OwnField,
    Person,
    Picture,
    Season,
    Table,
    Testimonial,
    Text,
    dead_number,
    region_of,
)

PICTURES: Final = frozenset({(Picture, "file"), (Logo, "file"), (Person, "photo"), (Testimonial, "photo")})


def _email(value: str) -> Words | None:
    if re.fullmatch(r"[^@\s<>()\[\],;:]+@([\w-]+\.)+[\w-]{2,}", value):
        return None
    return f'email "{value}" is not an e-mail address', "write it such as office@example.org"


def _web(value: str) -> Words | None:
    try:
        address = urlsplit(value)
        host = address.hostname or ""
        _ = address.port
    except ValueError:
        host = ""
    is_whole = value.startswith("https://") and not re.search(r"[\s<>\"{}|\\^`]", value)
    if is_whole and re.fullmatch(r"([\w-]+\.)+[\w-]{2,}", host):
        return None
    meant = f"https://{value.removeprefix('http://')}"
    if value.startswith(("http://", "www.")) and _web(meant) is None:
        return f'web "{value}" does not begin with https://', f"write {meant}"
    hint = "write it in full, such as https://www.example.org/apply"
    return f'web "{value}" is not the address of a page', hint


def _season(value: str) -> Words | None:
    if re.search(r"\w", value):
        return None
    return f'label "{value}" is not a season', "write it as it is to be printed, such as Summer 2026"


FIELD_RULES: Final[dict[tuple[type[Item], str], Callable[[str], Words | None]]] = {
    (Contact, "email"): _email,
    (Contact, "web"): _web,
    (Apply, "web"): _web,
    (Season, "label"): _season,
}


def _own_rule(kind: Kind, entry: FieldValue) -> Callable[[str], Words | None] | None:
    """The rule of a field of the kind's own that has a pattern."""
    owner = next((name for name, model in OWNERS.items() if model is entry.owner), None)
    own = getattr(kind.fields, owner).get(entry.field) if owner else None
    pattern = own and (own.pattern or (PRICE if own.type == "price" else None))
    return partial(_matches, entry.field, own, pattern) if own and pattern else None


def _matches(field: str, own: OwnField, pattern: str, value: str) -> Words | None:
    found = re.search(pattern, value) if own.type == "price" else re.fullmatch(pattern, value)
    if found:
        return None
    is_price = own.type == "price" and not own.called
    called = "a price" if is_price else own.called or "written in the form that is asked for"
    hint = own.hint or ("write it as it is to be printed, such as $450" if is_price else "")
    return f'{field} "{value}" is not {called}', str(hint)


def check_rules(library: Library) -> Iterator[Problem]:
    """Every rule, over every value."""
    (_, names), issued = names_of(library), _day(library.table("season"), "issued")
    settings = library.table("publication")
    region = region_of(str(settings.get("language", "")) if settings else "")
    for _, entry in library.entries:
        if isinstance(entry.value, Text) and entry.owner and entry.value.strip():
            rule = FIELD_RULES.get((entry.owner, entry.field)) or _own_rule(library.kind, entry)
            if rule and (words := rule(fill(entry.value.strip(), names)[0])):
                yield Problem(entry.where, *words)
            if (entry.owner, entry.field) in PICTURES:
                path = fill(entry.value.strip(), names)[0]
                faults = list(library.faults_of(path, entry.where, picture_fault))
                told = library.faults_of(path, entry.where, profile_fault) if not faults else ()
                yield from (*faults, *(one._replace(severity="warning") for one in told))
            if (entry.owner, entry.field) == (Contact, "phone"):
                yield from _phone(entry, fill(entry.value.strip(), names)[0], region)
            if entry.field == "consent_until" and issued:
                yield from _consent(entry, issued)
        elif entry.field == "honors" and isinstance(entry.value, Table):
            yield from _honor(entry)
        elif entry.shape.model is Picture and isinstance(entry.value, Table):
            yield from _placed(entry)
    yield from _season_dates(library)


def _day(table: Table | None, field: str) -> date | None:
    try:
        return date.fromisoformat(str(table.get(field) if table else "").strip())
    except ValueError:
        return None


def _consent(entry: FieldValue, issued: date) -> Iterator[Problem]:
    until = _day(entry.table, entry.field)
    if until and until < issued:
        what = f"consent ended on {until}, before this season is issued ({issued})"
        yield Problem(entry.where, what, "ask for consent again, or take this out")


def _phone(entry: FieldValue, said: str, region: str) -> Iterator[Problem]:
    if piece := dead_number(said, region):
        what = f"no telephone number can be read from {describe(piece)}, so that no link dials it"
        hint = "write whole numbers with a comma between them, such as 617-555-0142, fax 617-555-0143"
        yield Problem(entry.where, what, hint, "warning")


def _placed(entry: FieldValue) -> Iterator[Problem]:
    """A cover stands on covers and at the head of chapters, and other places elsewhere."""
    is_cover, picture = entry.field == "cover", entry.value
    place = (
        picture.get("place", Text("")).strip() if isinstance(picture.get("place", Text("")), Text) else ""
    )
    if is_cover and place not in ("", "cover", "wide"):
        hint = "write place: cover, or place: wide to have it above the title"
        yield Problem(picture.places["place"], f"a cover has no place: {place}", hint)
    if not is_cover and place == "cover" and entry.owner is not Chapter:
        hint = "write place: plate to have it on a page of its own"
        yield Problem(picture.places["place"], "only a cover and a chapter have a place: cover", hint)
    if is_cover and "crop" in picture:
        hint = "delete it; focus: says what stays in view"
        yield Problem(picture.places["crop"], "a cover fills its page and has no crop", hint)


def _honor(entry: FieldValue) -> Iterator[Problem]:
    for field in ("distinction", "year"):
        if field not in entry.value:
            hint = f"honors are set in order of years; add {field}, or use roster"
            yield Problem(entry.where, f"{field} is missing", hint)


def _season_dates(library: Library) -> Iterator[Problem]:
    season = library.table("season")
    issued, until = _day(season, "issued"), _day(season, "valid_until")
    if season and issued and until and until < issued:
        what = f"valid_until ({until}) is before issued ({issued})"
        yield Problem(season.places["valid_until"], what, "exchange the two, or correct the year")
