"""How what holds for a season stands: open, confirmed by somebody, or changed since somebody looked at it;
and what seasons are called, one after the other.

Takes a publication with its confirmations; gives plain values. Must not know who asks.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from typing import Final, Literal

from brochure.errors import UsageError, likeliest
from brochure.model import KeyDate, Publication, Season, Stage
from brochure.seasons.bound import BoundItem, bound_items

_YEAR: Final = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_WORD: Final = re.compile(r"[^\W\d_]{4,}")
#: How alike a word and a slip of it are (0 to 1); Winter and Summer are not.
_ALIKE: Final = 0.8
#: Share of the values of what is gone that say the same in what it is called now.
_SAME: Final = 0.5
#: What stands between a folder, or a file of many, and the name of what is in it.
_HOME: Final = re.compile("[./]")
_DAYS: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
#: A year of whole weeks.
_YEAR_OF_WEEKS: Final = timedelta(weeks=52)
State = Literal["open", "confirmed", "changed"]


@dataclass(frozen=True)
class OpenItem:
    """A bound item, and what is known of it: open; confirmed for this season by somebody or by its `as_of`;
    changed for one that is open and says something else than when it was last looked at.

    `season` is the one for which it was last looked at, `known_as` the key by which that is remembered.
    """

    item: BoundItem
    state: State
    season: str = ""
    by: str = ""
    on: date | None = None
    known_as: str = ""

    @property
    def is_open(self) -> bool:
        """Whether nobody has confirmed it since the season began."""
        return self.state != "confirmed"


def open_items(publication: Publication) -> tuple[OpenItem, ...]:
    """Everything bound to the season with what is known of it, in the order of files; nothing before the
    first season is rolled over, since there is nothing that could have gone stale.
    """
    return judged_items(publication) if publication.confirmations else ()


def judged_items(publication: Publication) -> tuple[OpenItem, ...]:
    """The same of any publication; what nobody has looked at is open."""
    known = publication.confirmations.values if publication.confirmations else {}
    season = publication.season
    now = {str(season.label), str(season.academic_year or season.label)}
    found, items = list[OpenItem](), bound_items(publication)
    were = {now: key for key, now in _renamed(publication, items).items()}
    for item in items:
        entry = known.get(key := were.get(item.key, item.key))
        if entry is None:
            found.append(OpenItem(item, "confirmed" if item.as_of in now else "open"))
            continue
        same, is_now = entry.says == item.fingerprint, entry.season in now
        sure = (same and is_now and entry.found is not None) or (item.as_of in now and not is_now)
        state: State = "confirmed" if sure else "open" if same else "changed"
        found.append(OpenItem(item, state, str(entry.season), str(entry.by or ""), entry.on, key))
    return tuple(found)


def _renamed(publication: Publication, items: Sequence[BoundItem]) -> dict[str, str]:
    """What keys are now that somebody has confirmed, where a file or an entry was called otherwise since:
    of one that is gone half of the values say the same in one that nobody has looked at.
    """
    known = publication.confirmations.values if publication.confirmations else {}
    there, owners = {one.key for one in items}, {_owner(one.key) for one in items}
    gone, came = defaultdict[str, dict[str, str]](dict), defaultdict[str, dict[str, str]](dict)
    for key, entry in known.items():
        if key not in there and (owner := _owner(key)) not in owners:
            gone[owner][key.removeprefix(owner)] = str(entry.says)
    for one in items:
        if one.key not in known:
            owner = _owner(one.key)
            came[owner][one.key.removeprefix(owner)] = one.fingerprint
    alike = [
        (-len(before.items() & now.items()) / len(before), old, new)
        for (old, before), (new, now) in product(gone.items(), came.items())
        if old != new and _HOME.split(old)[0] == _HOME.split(new)[0]
    ]
    found = dict[str, str]()
    for share, old, new in sorted(alike):
        if -share >= _SAME and old in gone and new in came:
            before, now = gone.pop(old), came.pop(new)
            found |= {f"{old}{tail}": f"{new}{tail}" for tail in before if tail in now}
    return found


def _owner(key: str) -> str:
    """What a value is of: the program, the section, the person, the fact."""
    steps = key.split(".")
    return ".".join(steps[: 2 if steps[0] in ("people", "facts") else 1])


def gone(publication: Publication) -> tuple[str, ...]:
    """Keys that were known when a season ended, and of which nothing is there any more."""
    known = publication.confirmations.values if publication.confirmations else {}
    items = bound_items(publication)
    there = {*_renamed(publication, items), *(one.key for one in items)}
    return tuple(key for key in known if key not in there)


# What seasons are called.


def is_label_like(said: str, label: str) -> bool:
    """Whether something names a season as a label does: other numbers, the same words and signs."""
    form, other = (re.sub("[0-9]", "0", one) for one in (label, said))
    return form == other


def refuse_label(publication: Publication, label: str) -> None:
    """Raises `UsageError` for a label that cannot be the next season's."""
    old, next_one = str(publication.season.label), counted_on(str(publication.season.label), 1)
    where, next_one = "SEASON", f'"{next_one}"' if " " in next_one else next_one
    if not label.strip() or not Season(label=label).folder:
        raise UsageError.of(where, "a season needs a name", f"write it such as {next_one}")
    if Season(label=label).folder == publication.season.folder:
        what = f"the publication is for {old} already"
        raise UsageError.of(where, what, f"name the season that follows, such as {next_one}")
    if publication.settings.seasons == "any":
        return
    if _form(label) != _form(old):
        what = f'"{label}" is not written as {old} is'
        hint = f"write it such as {next_one}; seasons: any in publication.yaml allows names of any form"
        raise UsageError.of(where, what, hint)
    if (meant := _spelled(label, old)) != label:
        hint = f'write "{meant}"; seasons: any in publication.yaml allows names of any form'
        raise UsageError.of(where, f'"{label}" is nearly the name that {old} has', hint)
    years, before = years_in(label), years_in(old)
    ends = re.search(r"((?:19|20)[0-9]{2})[-–/]([0-9]{4}|[0-9]{2})(?![0-9])", label)
    if ends and int(ends[2]) % 100 != (int(ends[1]) + 1) % 100:
        what = f"{label} is not one year after the other"
        raise UsageError.of(where, what, f"write it such as {next_one}")
    if years and before and years[0] < before[0]:
        what = f"{label} is before {old}"
        raise UsageError.of(where, what, f"name a season that follows, such as {next_one}")


def notes_on(old: str, label: str) -> Iterator[tuple[str, str]]:
    """What is told of the name of the season after another, each with a hint: a year that is skipped, and a
    name that is written otherwise than the one before it.
    """
    by = years_between(old, label) or 0
    alike, first = counted_on(old, by), counted_on(old, 1)
    if alike != label and alike.casefold() == label.casefold():
        what = f"the next season is written {label}, and the one before it {old}"
        yield what, f'roll over to "{alike}", unless that is meant'
    if by > 1:
        yield (
            f"{first} is skipped between {old} and {label}",
            f'roll over to "{first}", unless that is meant',
        )


def next_label(season: Season) -> str:
    """What the next season is called, as far as the label of this one tells."""
    label = str(season.label)
    found = counted_on(label, 1)
    return found if found != label else ""


def _form(label: str) -> str:
    return re.sub("[0-9]", "0", re.sub(r"[^\W\d_]+", "a", label))


def _spelled(label: str, old: str) -> str:
    """The label with words that are nearly those of the other as they are there: Sumer becomes Summer."""
    known = {word.casefold(): word for word in _WORD.findall(old)}

    def word(found: re.Match[str]) -> str:
        said = found[0].casefold()
        return found[0] if said in known else known.get(likeliest(said, known, _ALIKE) or "", found[0])

    return _WORD.sub(word, label)


def years_in(words: str) -> list[int]:
    """The years that words name."""
    return [int(found) for found in _YEAR.findall(words)]


def counted_on(words: str, by: int) -> str:
    """The same words with each year so much later: 2019-20 becomes 2020-21."""

    def pair(found: re.Match[str]) -> str:
        first, sign, last = int(found[1]) + by, found[2], found[3]
        if not last:
            return str(first)
        return f"{first}{sign}{str(int(last) + by)[-len(last) :].zfill(len(last))}"

    return re.sub(r"(?<![0-9])((?:19|20)[0-9]{2})(?:([-–/])([0-9]{4}|[0-9]{2})(?![0-9]))?", pair, words)


def years_between(old: str, new: str) -> int | None:
    """How many years a season is after another; None where their labels do not tell."""
    before, after = years_in(old), years_in(new)
    return after[0] - before[0] if before and after else None


def dated(publication: Publication, items: Iterable[BoundItem]) -> Iterator[BoundItem]:
    """Those that are days: key dates, stages with dates, and fields of programs that are days."""
    owners = publication.kind.fields.program, publication.kind.fields.apply
    days = {name for own in owners for name, one in own.items() if one.type in ("day", "days")}
    for one in items:
        if isinstance(one.of, (KeyDate, Stage)) or (one.of is None and one.way and one.way[-1] in days):
            yield one


# Days that have gone by.


@dataclass(frozen=True)
class PassedDay:
    """A day, or days, of an earlier season that nobody has confirmed since: the item, the way to what says
    it, and how many years later the next ones are.
    """

    item: BoundItem
    way: tuple[str | int, ...]
    years: int


def passed_days(publication: Publication, items: Iterable[OpenItem]) -> Iterator[PassedDay]:
    """Days of an earlier season among items: of the one for which they were looked at, or else those before
    this one begins. None that this season may have itself is among them.
    """
    season = publication.season
    begins = season.issued or date(season.begins.year, 1, 1)
    known = {one.item.key: one for one in items if one.is_open}
    for item in dated(publication, [one.item for one in known.values()]):
        part = "" if item.of is None else "date" if isinstance(item.of, KeyDate) else "dates"
        said = str(getattr(item.of, part)) if part else item.says
        last = max(map(date.fromisoformat, _DAYS.findall(said)), default=date.max)
        one = known[item.key]
        by = years_between(one.season, str(season.label)) if one.state == "open" else None
        if by is None:  # nobody knows of which season it is
            by = next((it for it in range(1, 10) if last + it * _YEAR_OF_WEEKS >= begins), 0)
            by = by if last < begins else 0
        if by > 0 and not (season.issued and last >= season.issued):
            yield PassedDay(item, (*item.way, part) if part else item.way, by)


def moved_on(words: str, years: int, is_by_week: bool) -> str:
    """Days so many years later, on the same days of the week or the same dates; nothing where a year has not
    that date.
    """
    days = list(map(date.fromisoformat, _DAYS.findall(words)))
    with suppress(ValueError):
        later = (
            one + years * _YEAR_OF_WEEKS if is_by_week else one.replace(year=one.year + years)
            for one in days
        )
        moved = iter([*later])
        return _DAYS.sub(lambda _: str(next(moved)), words)
    return ""
