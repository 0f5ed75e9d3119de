"""Rules of the field that a type cannot say: codes, addresses, dates, pictures; and weeks and
months that can be drawn: days and times that mean something, hours that are given once.

Takes the library; gives problems at their places. Must not know layouts, nor how anything is drawn.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from itertools import combinations
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from brochure.content.checks.dates_and_people import day_of, no_time, years_in
from brochure.content.checks.picture_files import Words, picture_fault, profile_fault
from brochure.content.forms import PRICE
from brochure.content.layout_files import OWNERS
from brochure.content.number_words import as_sum
from brochure.content.references import fill, names_of
from brochure.content.sources import Library
from brochure.content.spreadsheets import also
from brochure.content.values import FieldValue, base_of, describe, where_of
from brochure.errors import MOST_TOLD, Hint, Mend, Problem, Where, to_write
from brochure.model import (
    DAY,
    Apply,
    Chapter,
    Clock,
    Contact,
    Item,
    Kind,
    Logo,
    MonthEntry,
    OwnField,
    Person,
    Picture,
    Rows,
    Season,
    Table,
    Testimonial,
    Text,
    WeekEntry,
    class_field,
    class_meant,
    dead_number,
    region_of,
    weekdays,
    without_unseen,
)

PICTURES: Final = frozenset({(Picture, "file"), (Logo, "file"), (Person, "photo"), (Testimonial, "photo")})
#: A number and nothing else.
_BARE: Final = re.compile(r"[0-9][0-9.,]*")
#: Lists of names of facts and people, each of which is meant once.
_ONCE: Final = frozenset({"facts", "statistics", "people", "leaders"})
#: Given names of somebody, at most.
_MOST_GIVEN: Final = 3
_MAIL: Final = r"[^@\s<>()\[\],;:]+@(?:[\w-]+\.)+[\w-]{2,}"


def _email(value: str) -> Words | None:
    bare = without_unseen(value)
    if re.fullmatch(_MAIL, bare):
        return _unseen("email", value, bare)
    meant = re.findall(_MAIL, re.sub(r"\s*@\s*", "@", bare))
    hint = to_write(meant[0].rstrip("."), value) if meant else "write it such as office@example.org"
    if len(set(meant)) > 1:
        return f'email "{value}" is more than one e-mail address', f"{hint}, and the others in a text"
    return f'email "{value}" is not an e-mail address', hint


def _unseen(field: str, value: str, bare: str) -> Words | None:
    """What is wrong with an address that is right but for signs that nobody sees."""
    if bare == value:
        return None
    what = f'{field} "{value}" holds a sign that nobody sees, so that it would lead elsewhere'
    return what, to_write(bare, value, "delete it all, and type {}")


def _web(value: str) -> Words | None:
    if (bare := without_unseen(value)) != value and _web(bare) is None:
        return _unseen("web", value, bare)
    try:
        address = urlsplit(value)
        host = address.hostname or ""
        _ = address.port
    except ValueError:
        host = ""
    is_whole = value.startswith("https://") and not re.search(r"[\s<>\"{}|\\^`]", value)
    if is_whole and re.fullmatch(r"([\w-]+\.)+[\w-]{2,}", host):
        return None
    meant = f"https://{re.sub('^(https?:)?/*', '', value.strip('<>'), flags=re.IGNORECASE)}"
    if not value.startswith("https://") and "@" not in value and _web(meant) is None:
        return f'web "{value}" does not begin with https://', to_write(meant, value)
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


def _own_field(kind: Kind, entry: FieldValue) -> OwnField | None:
    """What a kind says of a field of its own; nothing of any other."""
    owner = next((name for name, model in OWNERS.items() if model is entry.owner), None)
    own: OwnField | None = getattr(kind.fields, owner).get(entry.field) if owner else None
    return own


def _own_rule(kind: Kind, entry: FieldValue) -> Callable[[str], Words | None] | None:
    """The rule of a field of the kind's own that has a pattern."""
    own = _own_field(kind, entry)
    pattern = own and (own.pattern or (PRICE if own.type == "price" else None))
    return partial(_matches, entry.field, own, pattern) if own and pattern else None


def _matches(field: str, own: OwnField, pattern: str, value: str) -> Words | None:
    found = re.search(pattern, value) if own.type == "price" else re.fullmatch(pattern, value)
    if found:
        return None
    is_price = own.type == "price" and not own.called
    called = "a price" if is_price else own.called or "written in the form that is asked for"
    hint = own.hint or ("write free, or the price as it is to be printed, such as $450" if is_price else "")
    return f'{field} "{value}" is not {called}', str(hint)


def check_rules(library: Library) -> Iterator[Problem]:
    """Every rule, over every value."""
    _, names = names_of(library)
    settings = library.table("publication")
    region = region_of(str(settings.get("language", "")) if settings else "")
    for _, entry in library.entries:
        if isinstance(entry.value, Text) and entry.owner and entry.value.strip():
            rule = FIELD_RULES.get((entry.owner, entry.field)) or _own_rule(library.kind, entry)
            if rule and (words := rule(fill(entry.value.strip(), names)[0])):
                yield Problem(entry.where, *words)
            elif rule and _BARE.fullmatch(said := fill(entry.value.strip(), names)[0]):
                own = _own_field(library.kind, entry)
                if own and own.type == "price" and not own.pattern:
                    others = (str(one.value) for _, one in library.entries if one.field == entry.field)
                    hint = to_write(as_sum(said, others), said, "write it such as {}")
                    yield Problem(entry.where, f"{entry.field} {said} names no currency", hint, "warning")
            if (entry.owner, entry.field) in PICTURES:
                path = fill(entry.value.strip(), names)[0]
                faults = list(library.faults_of(path, entry.where, picture_fault))
                told = library.faults_of(path, entry.where, profile_fault) if not faults else ()
                yield from (*faults, *(one._replace(severity="warning") for one in told))
            if (entry.owner, entry.field) == (Contact, "phone"):
                yield from _phone(entry, fill(entry.value.strip(), names)[0], region)
        elif entry.field == "honors" and isinstance(entry.value, Table):
            yield from _honor(entry)
        elif entry.shape.model is Picture and isinstance(entry.value, Table):
            yield from _placed(entry)
        elif entry.field in _ONCE and isinstance(entry.value, Rows):
            yield from _twice(entry.value, entry.field)
    yield from _season_dates(library)
    yield from _people(library)
    yield from _unknown_classes(library)


def _twice(rows: Rows, field: str) -> Iterator[Problem]:
    """Names in a list that are there already, so that the same would be printed twice beside one another."""
    names = [one for one in rows if isinstance(one, Text) and one.strip()]
    for at, name in enumerate(names):
        if name in names[:at]:
            what = f"{describe(name)} is there twice in {field}, and would be printed twice"
            yield Problem(where_of(name, rows.where), what, "delete one of the two", "warning")


def _people(library: Library) -> Iterator[Problem]:
    """Names that begin with the family name, and years that nothing is printed with; once for each file."""
    turned, unsaid = dict[str, list[tuple[Where, str]]](), dict[str, list[tuple[Where, str]]]()
    for _, entry in library.entries:
        if entry.owner is None or base_of(entry.owner) is not Person or not isinstance(entry.value, Text):
            continue
        where, said = where_of(entry.value, entry.where), str(entry.value).strip()
        if entry.field == "name" and (meant := turned_round(said)):
            turned.setdefault(where.file, []).append((where, meant))
        elif entry.field == "year" and said and "distinction" not in (entry.table or ()):
            unsaid.setdefault(where.file, []).append((where, said))
    for (where, meant), *others in turned.values():
        what = f"a name is read as it is spoken, and this one begins with the family name{_also(others)}"
        yield Problem(where, what, f"write {meant}", "warning")
    for (where, year), *others in unsaid.values():
        what = f"year is that of a distinction, and {year} is not printed without one{_also(others)}"
        hint = "add distinction, write the year into role, or delete it; the year of a class is class_of"
        yield Problem(where, what, hint, "warning")


def _unknown_classes(library: Library) -> Iterator[Problem]:
    """Classes that are not in the order in which people go through them; each once for a file."""
    settings = library.table("publication") or Table(Where(""))
    rows = settings.get("classes")
    named = rows if isinstance(rows, Rows) and rows else library.kind.people.classes
    if not (order := [str(one).strip() for one in named if isinstance(one, str)]):
        return
    said = [
        (entry.field, where_of(entry.value, entry.where), entry.value.strip())
        for _, entry in library.entries
        if base_of(entry.owner) is Person and isinstance(entry.value, Text)
    ]
    field = class_field(library.kind, order, ((name, value) for name, _, value in said))
    if field is None and "classes" in settings:
        what = "no field of people holds any of these classes, so that nobody moves with the season"
        known = ", ".join(library.kind.fields.people) or "fields: in publication.yaml gives one"
        hint = f"write the class of each into a field of people ({known})"
        yield Problem(settings.places["classes"], what, hint, "warning", "class-year")
    others = dict[tuple[str, str], list[tuple[Where, str]]]()
    for name, where, value in said:
        if name == field and value and value not in order:
            others.setdefault((where.file, value), []).append((where, value))
    for (_, value), ((where, _), *more) in others.items():
        meant = class_meant(value, order)
        hint = f"write {meant}" if meant else f"write {', '.join(order[:-1])} or {order[-1]}"
        hint += "" if meant else f", or put {value} in its place under classes: in publication.yaml"
        what = f"{field} {describe(value)} is none of the classes in their order{_also(more)}"
        yield Problem(where, what, hint, "warning", "class-year")


def _also(others: list[tuple[Where, str]]) -> str:
    return also([f"{'row' if where.is_cell else 'line'} {where.line}" for where, _ in others])


def turned_round(name: str) -> str:
    """A name that begins with the family name and a comma, as it is spoken; empty where it does not."""
    family, *given = name.split(", ")
    first, last = given[0].split() if given else [], [word for word in family.split() if not word.islower()]
    is_given = all(re.fullmatch(r"[^\W\d_]\.|[^\W\d_][^\W\d_]*(-[^\W\d_]+)*", one) for one in first)
    is_name = is_given and all(one.istitle() for one in first) and 0 < len(first) <= _MOST_GIVEN
    if not is_name or len(last) != 1 or len(given) > 2:
        return ""
    return " ".join([given[0], family, *given[1:]])


def _phone(entry: FieldValue, said: str, region: str) -> Iterator[Problem]:
    if piece := dead_number(said, region):
        what = f"no telephone number can be read from {describe(piece)}, so that no link dials it"
        hint = "count its digits, and write a comma between two numbers: 617-555-0142, fax 617-555-0143"
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
        hint = Hint("delete it; focus: says what stays in view", Mend("delete"))
        yield Problem(picture.places["crop"], "a cover fills its page and has no crop", hint)


def _honor(entry: FieldValue) -> Iterator[Problem]:
    for field in ("distinction", "year"):
        if field not in entry.value:
            hint = f"honors are set in order of years; add {field}, or use roster"
            yield Problem(entry.where, f"{field} is missing", hint)


def _season_dates(library: Library) -> Iterator[Problem]:
    season = library.table("season")
    issued, until = day_of(season, "issued"), day_of(season, "valid_until")
    if season and issued and until and until < issued:
        what = f"valid_until ({until}) is before issued ({issued})"
        yield Problem(season.places["valid_until"], what, "exchange the two, or correct the year")
    elif season:
        yield from _of_other_years(season, issued, until)
        yield from _as_before(season, library.table("confirmed"))


def _of_other_years(season: Table, issued: date | None, until: date | None) -> Iterator[Problem]:
    """A label of years that are over when the season is issued, or have not begun when it ends."""
    years, what = years_in(str(season.get("label", ""))), ""
    if years and until and until.year < years.first:
        what = f"the label of the season is {season['label']}, and the brochures hold until {until}"
    elif years and issued and issued.year > years.last:
        what = f"the label of the season is {season['label']}, and the day of issue {issued}"
    if what:
        hint = "correct the one that is of another season"
        yield Problem(season.places["label"], what, hint, "warning", "season-dates")


def _as_before(season: Table, confirmed: Table | None) -> Iterator[Problem]:
    """When facts were looked at, as the season before said it: nobody has said it anew."""
    said = str(season.get("facts_as_of", ""))
    if said and confirmed is not None and said == str(confirmed.get("before", "")):
        what = f'facts_as_of says "{said}", as in the season before'
        hint = "write when the facts of this season were looked at"
        yield Problem(season.places["facts_as_of"], what, hint, "warning", "old-facts")


_DAYS_HINT: Final = "write a day such as Monday, several as Mon, Wed, or Mon-Fri"
#: Most days from the first to the last of a calendar: six weeks.
_LONGEST_MONTH: Final = 42
_NAMES: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class _Hours(NamedTuple):
    """From when to when something goes on, in minutes since Monday, and where that is written."""

    first: int
    last: int
    what: str
    where: Where


def check_calendars(library: Library) -> Iterator[Problem]:
    """Days, times and dates that cannot be read, and hours that are given twice."""
    settings, (_, names) = library.table("publication"), names_of(library)
    language = str(settings.get("language", "en")) if settings else "en"
    for _, entry in library.entries:
        is_hour = entry.owner in (WeekEntry, MonthEntry) and isinstance(entry.value, Text)
        if is_hour and entry.value.strip():
            said = fill(entry.value.strip(), names)[0]
            if entry.field == "day":
                if weekdays(said, language) is None:
                    what = f"day cannot be read in {describe(said)}"
                    yield Problem(entry.where, what, _DAYS_HINT)
            elif entry.field in ("start", "end") and (words := no_time(said)):
                yield Problem(entry.where, f"{entry.field} {words[0]}", words[1])
        elif entry.field == "week" and isinstance(entry.value, Rows):
            yield from _overlaps(entry.value, language)
        elif entry.field == "month" and isinstance(entry.value, Rows):
            yield from _month(entry)


def _overlaps(rows: Rows, language: str) -> Iterator[Problem]:
    """Hours of a day that two entries claim: both are drawn, half as wide."""
    spans = sorted(span for row in rows if isinstance(row, Table) for span in _spans(row, language))
    told = set[Where]()
    for one, other in combinations(spans[:500], 2):
        if other.first < one.last and other.where not in told and len(told) < MOST_TOLD:
            told.add(other.where)
            day, start = _NAMES[other.first // DAY % 7], f"{other.first % DAY // 60}:{other.first % 60:02}"
            what = f"{describe(other.what)} on {day} at {start} overlaps {describe(one.what)}"
            hint = f"end {describe(one.what)} before, or leave both, and they stand side by side"
            yield Problem(other.where, what, hint, "warning")


def _spans(row: Table, language: str) -> Iterator[_Hours]:
    days = weekdays(str(row.get("day", "")), language) or ()
    start, end = (Clock.minutes(str(row.get(one, ""))) for one in ("start", "end"))
    if start is None or end is None:
        return
    last = end if end > start else end + DAY
    for day in days:
        where = row.places.get("what", row.where)
        yield _Hours(day * DAY + start, day * DAY + last, str(row.get("what", "")), where)


def _month(entry: FieldValue) -> Iterator[Problem]:
    rows = [row for row in entry.value if isinstance(row, Table)]
    for row in rows:
        if "date" in row and ("week" in row or "day" in row):
            hint = "keep the date alone, or a week and a day without a date"
            yield Problem(row.places["date"], "a date stands beside a week or a day", hint)
        elif "date" not in row and "day" not in row:
            yield Problem(row.where or entry.where, "day is missing", "give a date, or a day and its week")
    dated = [row for row in rows if "date" in row]
    if dated and (other := next((row for row in rows if "date" not in row), None)):
        hint = "give every line a date, or none"
        yield Problem(other.where or entry.where, "a month is given by dates and by days of the week", hint)
    yield from _too_long(dated)


def _too_long(rows: list[Table]) -> Iterator[Problem]:
    """Dates that are more than six weeks apart, in whatever order they are written."""
    days = list[tuple[date, Where]]()
    for row in rows:
        try:
            days.append((date.fromisoformat(str(row["date"]).strip()), row.places["date"]))
        except ValueError:
            continue
    days.sort(key=lambda day: day[0])
    if days and (days[-1][0] - days[0][0]).days >= _LONGEST_MONTH:
        last, where = days[-1]
        what = f"{last} is more than six weeks after {days[0][0]}"
        yield Problem(where, what, "give each month a section of its own, or correct the year")
