"""Lists of content as layouts print them: people by what is known of them, matches as bars, questions and
other things in columns.

People are set as portraits in rows, as names in columns or as a table: by year where there are years, by
role where a few roles are shared. Takes views of content, as templates have it; gives rows for templates
in the order of print, since these do no arithmetic. Must not know pages or HTML.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate, chain
from math import ceil
from typing import Any, Final

from brochure.compose.bounds import rendering
from brochure.compose.markup import lines_of
from brochure.compose.packet_lists import classes_in_order, initials
from brochure.compose.phrases import Phrases, alone, filled_in
from brochure.compose.template_values import View, meant, meant_all, shown
from brochure.model import SHEETS, Match, Question, Text, focus_point, plain

#: A roster of which more than this many things are said of a person is a table.
MOST_DETAILS: Final = 2
#: Most people of whom all have a small portrait or their initials, where fewer than half have a portrait.
MOST_SMALL: Final = 12
#: From so many people on, portraits stand across the whole page, as do lists from so many lines of them.
WIDE_PORTRAITS, WIDE_LINES = 4, 9
#: Most lines of a class that stands beside the others.
LONGEST_CLASS: Final = 38
#: Most lines of a group that stays on one page, and of one that does so where groups may run over.
LONGEST_WHOLE, LONGEST_KEPT = 24, 8
#: Names of up to so many characters stand in four columns.
SHORT_NAME: Final = 23
#: Characters on a line across the page and across the text alone, before columns divide it; lines of the
#: space below a name with something said of it; how much higher rows may be than what stands in them.
_ACROSS_PAGE, _ACROSS_TEXT, _BELOW, _EVEN = 108, 72, 0.5, 1.15
#: On pages of one column: characters on a line, most lines of a class that stands beside the others, and of
#: one in two columns that stays on one page.
_ACROSS_NARROW, LONGEST_NARROW_CLASS, LONGEST_NARROW_WHOLE = 72, 24, 16
#: What stays in view of a portrait unless the content says something else: faces are above the middle.
FACE: Final = (0.5, 0.32)


@dataclass(frozen=True)
class _Company:
    """People below one heading, or below none."""

    title: Text | None
    people: Sequence[View]


def gathered(phrases: Phrases, people: Sequence[View], is_roster: bool = False) -> list[View]:
    """The parts that people are set in, mostly one.

    Where some have portraits, the others have their initials in place of one, and portraits are small where
    fewer than half have any; of many people, those without stand below the others.

    Each has its `look` (portraits; alone for names without more; lines; table), the columns `across`,
    whether it is `wide` as the page, whether its groups stand `beside` one another, whether its portraits
    are `small`, whether names stand in `rows`, these `groups`, and the `details` that are printed.
    """
    shown = [one for one in people if one.get("photo")]
    if not shown:
        return [_listed(phrases, people, is_roster)]
    if 2 * len(shown) >= len(people) or len(people) <= MOST_SMALL:
        return [_portraits(phrases, people, is_small=2 * len(shown) < len(people))]
    others = [one for one in people if not one.get("photo")]
    return [_portraits(phrases, shown), _listed(phrases, others, is_roster)]


def focus(person: View) -> str:
    """What of a portrait stays in view, as a position in CSS."""
    across, down = focus_point(said) if (said := person.get("focus")) else FACE
    return f"{across * 100:g}% {down * 100:g}%"


def in_row(people: int) -> int:
    """How many portraits stand in a row of this many people: as few places as can be are left free, and rows
    of three would be too many for more than six."""
    if people < 4 or people == 6:
        return min(people, 3)
    return min((4, 5, 3) if people < 7 else (4, 5), key=lambda across: -people % across)


def room_for(sizes: Sequence[int], across: int) -> int:
    """What rows of so many cost: their number, and the places in them that are left free."""
    return sum(-size % across + ceil(size / across) for size in sizes)


def _portraits(phrases: Phrases, people: Sequence[View], is_small: bool = False) -> View:
    groups, grouped = _groups(phrases, people, rendering().publication.kind.people.details)
    sizes = [len(group.people) for group in groups]
    across = min((4, 5, 3), key=partial(room_for, sizes)) if len(sizes) > 1 else in_row(*sizes)
    is_wide = len(people) >= WIDE_PORTRAITS and not (len(groups) == 1 and across == 3)
    if is_small:
        is_wide = len(people) > WIDE_PORTRAITS
        across = 3 if is_wide else 2
    return _gathering(
        "portraits",
        across,
        groups,
        details=[name for name in _details(people) if name not in grouped],
        wide=is_wide,
        small=is_small,
    )


def _listed(phrases: Phrases, people: Sequence[View], is_roster: bool) -> View:
    """Names with or without a line below them, or all that is known in a table."""
    groups, grouped = _groups(phrases, people, _years())
    known = _details(people)
    details = [name for name in known if name not in grouped]
    if is_roster and len(details) > MOST_DETAILS:
        return _gathering("table", 1, [_Company(None, people)], details=known)
    sizes = [len(group.people) for group in groups]
    if 1 < len(sizes) < 5 and max(sizes) <= 2 * min(sizes) and _stand_beside(groups, details):
        return _gathering(
            "lines" if details else "alone",
            len(sizes),
            groups,
            details=details,
            wide=len(sizes) > 2,
            beside=True,
        )
    longest = max(len(one.name) + len(one.credentials or "") for one in people)
    if details:
        wide = len(people) >= WIDE_LINES
        return _gathering("lines", 3 if wide else 2, groups, details=details, wide=wide)
    wide = len(people) > 2 * WIDE_LINES
    across = (3 if wide and not _is_narrow() else 2) + (longest <= SHORT_NAME)
    return _gathering("alone", across, groups, wide=wide)


def _is_narrow() -> bool:
    """Whether the publication's pages have one column."""
    return SHEETS[rendering().publication.settings.sheet].is_narrow


def _stand_beside(groups: Sequence[_Company], details: Sequence[str]) -> bool:
    """Whether classes are short enough to stand side by side, which are not broken."""
    if not _is_narrow():
        return max(len(one.people) for one in groups) <= LONGEST_CLASS / (1 + len(details))
    measure = _ACROSS_NARROW // len(groups)
    heights = [sum(_height(person, details, measure) for person in one.people) for one in groups]
    return max(heights) <= LONGEST_NARROW_CLASS


def _gathering(
    look: str,
    across: int,
    groups: Sequence[_Company],
    details: Sequence[str] = (),
    wide: bool = False,
    beside: bool = False,
    small: bool = False,
) -> View:
    lines, is_narrow = (1 + len(details)) / across, _is_narrow()
    measure = (_ACROSS_NARROW if is_narrow else _ACROSS_PAGE if wide else _ACROSS_TEXT) // across
    company = [[_height(person, details, measure) for person in one.people] for one in groups]
    in_rows = look == "lines" and not beside and _are_even(company, across)

    def group(one: _Company) -> View:
        heights = [_height(person, details, measure) for person in one.people]
        height = len(one.people) * lines
        is_whole = (
            sum(heights) / min(across, 2) <= LONGEST_NARROW_WHOLE if is_narrow else height <= LONGEST_WHOLE
        )
        is_long = height > LONGEST_KEPT
        is_columned = is_whole and look in ("alone", "lines") and not (beside or in_rows)
        starts = column_starts(heights, across) if is_columned else ()
        letters = tuple(map(initials, one.people)) if look == "portraits" else ()
        known = {"title": one.title, "people": tuple(one.people), "initials": letters, "starts": starts}
        return View("group", {**known, "whole": is_whole and not (in_rows and is_long), "long": is_long})

    known = {"look": look, "across": across, "groups": tuple(map(group, groups)), "details": tuple(details)}
    return View("gathering", {**known, "wide": wide, "beside": beside, "small": small, "rows": in_rows})


def _are_even(company: Sequence[Sequence[float]], across: int) -> bool:
    """Whether things of these heights leave little white in rows of so many."""
    rows = [heights[at : at + across] for heights in company for at in range(0, len(heights), across)]
    return sum(max(row) * len(row) for row in rows) <= _EVEN * sum(map(sum, rows))


def _height(person: View, details: Sequence[str], measure: int) -> float:
    """About how many lines a name in a column takes, with what is said below it."""
    said = [person.name, *(person.get(name) for name in details)]
    return sum(_lines(len(str(one)), measure) for one in said if one) + (_BELOW if details else 0)


def _lines(characters: int, measure: int) -> int:
    return -(-characters // measure)


def column_starts(heights: Sequence[float], columns: int) -> tuple[int, ...]:
    """Which of things of these heights begin the columns after the first, so that the highest column is as
    low as it can be; fewer columns where there are fewer things.
    """
    sums = list(accumulate(heights, initial=0.0))

    def cut(highest: float) -> list[int]:
        found, top = list[int](), 0
        for at in range(1, len(heights)):
            if sums[at + 1] - sums[top] > highest:
                found.append(top := at)
        return found

    possible = sorted({sums[to] - sums[at] for at in range(len(heights)) for to in range(at + 1, len(sums))})
    least = max(heights, default=0.0)
    ways = (cut(highest) for highest in possible if highest >= least)
    return tuple(next((way for way in ways if len(way) < columns), ()))


def _details(people: Sequence[View]) -> list[str]:
    """What is said of at least one of the people."""
    details = rendering().publication.kind.people.details
    return [name for name in details if any(one.get(name) for one in people)]


def _groups(
    phrases: Phrases, people: Sequence[View], fields: Sequence[str]
) -> tuple[list[_Company], frozenset[str]]:
    """People by the first field that all have and several share, and the fields that the headings say."""
    for field in (*_years(), "role"):
        values = list(dict.fromkeys(one.get(field) for one in people))
        fewest = 2 if field == "role" else 1
        if field not in fields or None in values or not fewest <= len(values) <= len(people) / 2:
            continue
        if field != "role":
            publication = rendering().publication
            named = publication.settings.classes or publication.kind.people.classes
            values = classes_in_order([one.get(field) for one in people], named)
        groups = [[one for one in people if one.get(field) == value] for value in values]
        if min(map(len, groups)) < 2 and field == "role":
            continue
        said = frozenset({field, "class_of"}) if _share_class(groups) else frozenset({field})
        return [_Company(_heading(phrases, group[0], said), group) for group in groups], said
    return [_Company(None, people)], frozenset()


def _years() -> tuple[str, ...]:
    """Fields by which people stand in classes."""
    year = rendering().publication.kind.people.year
    return (year, "class_of") if year else ("class_of",)


def _share_class(groups: Sequence[Sequence[View]]) -> bool:
    return all(len({one.get("class_of") for one in group}) == 1 for group in groups) and all(
        one.get("class_of") for one in chain.from_iterable(groups)
    )


def _heading(phrases: Phrases, person: View, fields: frozenset[str]) -> Text:
    """What people of one group have in common, such as Third year, class of 2027."""
    if "role" in fields:
        return Text(person.role, person.written_at("role"))
    said = list(_said(phrases, person, fields))
    words = ", ".join(said[:1] + [one[:1].lower() + one[1:] for one in said[1:]])
    return Text(words, person.written_at(next(one for one in _years() if one in fields)))


def _said(phrases: Phrases, person: View, fields: frozenset[str]) -> Iterator[str]:
    for field in _years():
        if field in fields:
            yield detail(phrases, person, field)


def detail(phrases: Phrases, person: View, field: str) -> Text:
    """What is known of a person, in words that know where it is written."""
    value, own = person.get(field), rendering().publication.kind.fields.people
    if field in own:
        return alone(phrases, person, field, own)
    if field == "class_of":
        value = filled_in(phrases["class-of"], year=str(value))
    elif field == "distinction" and person.get("year"):
        value = f"{value}, {person.year}"
    return Text(value, person.written_at(field), getattr(person.get(field), "lang", None))


#: The longest bar, in percent of its column: its number stands behind it.
_LONGEST: Final = 88.0
#: Lines that a heading counts for, and letters on one line of an answer.
_HEAD, _MEASURE = 2.0, 40
#: Most letters of questions that stand in two columns on one page; more are divided.
_TOGETHER: Final = 2400


@dataclass(frozen=True)
class Bar:
    """One specialty: how many went into it, how long its bar is in percent, and where they went."""

    specialty: Text
    count: int
    length: float
    institutions: tuple[tuple[Text, int], ...]


@dataclass(frozen=True)
class Bars:
    """Matches drawn as bars: how many in all, from which year to which, and what divides institutions."""

    count: int
    years: str
    bars: tuple[Bar, ...]
    comma: str


def match_bars(rows: Any) -> View:
    """A list of matches by specialty, those of most people first."""
    matches = meant_all(rows, Match)
    groups = dict[str, list[Match]]()
    for row in matches:
        groups.setdefault(plain(row.specialty).casefold(), []).append(row)
    counts = {name: sum(row.count for row in group) for name, group in groups.items()}
    most = max(counts.values())
    order = sorted(groups, key=lambda name: (-counts[name], name))
    bars = tuple(
        Bar(
            groups[name][0].specialty,
            counts[name],
            round(counts[name] / most * _LONGEST, 2),
            tuple(_institutions(groups[name])),
        )
        for name in order
    )
    first, last = min(row.year for row in matches), max(row.year for row in matches)
    years = str(first) if first == last else f"{first}–{last}"
    has_comma = any("," in name for bar in bars for name, _ in bar.institutions)
    found: View = shown(Bars(sum(counts.values()), years, bars, "; " if has_comma else ", "))
    return found


def _institutions(rows: Sequence[Match]) -> Iterator[tuple[Text, int]]:
    """Each institution once, in the order of people, with how many."""
    names, counts = dict[str, Text](), dict[str, int]()
    for row in rows:
        if row.institution:
            key = plain(row.institution).casefold()
            names.setdefault(key, row.institution)
            counts[key] = counts.get(key, 0) + row.count
    for key in sorted(names, key=lambda key: (-counts[key], key)):
        yield names[key], counts[key]


def in_columns(rows: Any) -> tuple[tuple[tuple[View, ...], tuple[View, ...]], ...]:
    """Questions in pairs of columns of about the same height; as many pairs as keep each pair on a page."""
    questions = meant_all(rows, Question)
    parts, letters = [list[Any]()], 0
    for one in questions:
        length = len(one.question) + len(one.answer)
        if parts[-1] and letters + length > _TOGETHER:
            parts.append([])
            letters = 0
        parts[-1].append(one)
        letters += length
    return tuple(_halves(part) for part in parts)


def _halves(part: Sequence[Any]) -> tuple[tuple[View, ...], tuple[View, ...]]:
    """A column each, so divided that the higher one is as low as it can be."""
    heights = [
        _HEAD + _lines(len(one.question), _MEASURE) + _lines(len(one.answer), _MEASURE) for one in part
    ]
    cut = next(iter(column_starts(heights, 2)), len(part))
    return tuple(part[:cut]), tuple(part[cut:])


def cell_starts(cells: Sequence[str], columns: int) -> tuple[int, ...]:
    """Which of some parts of a page, as HTML, begin the columns after the first."""
    return column_starts([lines_of(cell, _ACROSS_PAGE // columns) for cell in cells], columns)


def match_title(phrases: Phrases, rows: Any) -> str:
    """How many went where, and in which years."""
    bars = meant(match_bars(rows), Bars)
    return f"{phrases.counted('matches-title', bars.count)}, {bars.years}"


#: About how high things are in the side column and beside it, in points: a figure and a field of a kind's
#: own; a line of a lead and of prose; and how many characters these hold.
_FIGURE, _FIELD = 64.0, 38.0
_LEAD_LINE, _PROSE_LINE, _LEAD_MEASURE, _PROSE_MEASURE = 22.5, 15.0, 46, 64
#: How much higher the side column may be than the text beside it before that looks like a hole.
_HOLE: Final = 75.0


def is_outweighed(group: View, own: Sequence[tuple[Text, Text]]) -> bool:
    """Whether a group's facts, with fields of a kind's own below them, are much higher than the text beside
    them."""
    if group.get("sidebar") or group.get("picture"):
        return False
    lead, prose = (
        lines_of(str(said or "").replace("\n\n", "<br>"), measure)
        for said, measure in ((group.lead, _LEAD_MEASURE), (group.text, _PROSE_MEASURE))
    )
    text = lead * _LEAD_LINE + prose * _PROSE_LINE + (_PROSE_LINE if lead else 0)
    return len(group.facts) * _FIGURE + len(own) * _FIELD > text + _HOLE
