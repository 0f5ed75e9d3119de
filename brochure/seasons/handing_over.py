"""What somebody needs to know who takes a publication over: as tables of plain values, and as Markdown.

Takes a publication, how what holds for its season stands, and what its manifest says was built; gives a
`Handover`. Words are the layouts' own, by their keys. Must not know how it is set.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Final, Literal

from brochure.model import Judgement, KeyDate, Person, Publication, plain
from brochure.seasons.standing import OpenItem, dated, gone, judged_items

#: Characters of a file's hash that are enough to tell it by.
_MARK: Final = 12
#: Where things are, and the words that say what each is.
_PLACES: Final = (
    ("content/publication.yaml", "handover-settings"),
    ("content/season.yaml", "handover-season-file"),
    ("content/institution.yaml", "handover-institution-file"),
    ("content/brand.yaml", "handover-brand-file"),
    ("content/facts.yaml", "handover-facts-file"),
    ("content/people.yaml", "handover-people-file"),
    ("content/programs/", "handover-programs"),
    ("content/sections/", "handover-sections"),
    ("content/chapters/", "handover-chapters"),
    ("content/packets/", "handover-packets"),
    ("content/confirmed.yaml", "handover-confirmed-file"),
    ("content/reviews.yaml", "handover-reviews-file"),
    ("layouts/", "handover-layouts"),
)
_Row = tuple[str, ...]


@dataclass(frozen=True)
class HandoverTable:
    """One part of the sheet: its title, a line below it, the heads of its columns and its rows."""

    title: str
    note: str
    heads: _Row
    rows: tuple[_Row, ...]


@dataclass(frozen=True)
class JudgedDocument:
    """A document that is approved or reviewed (`what`), or is to be: whether what somebody said of it still
    `holds`; None where it is not made any more.
    """

    name: str
    what: Literal["approved", "reviewed"]
    holds: bool | None
    judgement: Judgement | None

    @property
    def state(self) -> str:
        """The key of the words for how it stands."""
        if self.judgement is None:
            return "handover-not-approved"
        if self.holds is None:
            return "handover-gone"
        return f"handover-{self.what}" if self.holds else f"handover-{self.what}-before"


@dataclass(frozen=True)
class Handover:
    """The whole sheet."""

    title: str
    line: str
    tables: tuple[HandoverTable, ...]

    @property
    def markdown(self) -> str:
        """The same as a text."""
        said = [f"# {self.title}", self.line]
        for table in self.tables:
            said += [f"## {table.title}", *([table.note] if table.note else [])]
            if table.rows:
                lines = [table.heads, tuple("---" for _ in table.heads), *table.rows]
                said.append("\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines))
        return "\n\n".join(said) + "\n"


def _cell(words: str) -> str:
    return " ".join(words.replace("|", "\\|").split())


def handover(
    publication: Publication,
    manifest: Mapping[str, Any],
    output: str,
    words: Callable[[str], str],
    judged: Iterable[JudgedDocument] = (),
) -> Handover:
    """The sheet of a publication; `output` is where its season's files are, as people find it, `judged` how
    documents stand.
    """
    items, season = judged_items(publication), publication.season
    days = [
        f"{words(name)} {value}"
        for name, value in (("issued", season.issued), ("valid-until", season.valid_until))
        if value
    ]
    line = ". ".join([plain(publication.institution.name), f"{words('season')} {season.label}", *days]) + "."

    def table(name: str, heads: Sequence[str], rows: Iterable[_Row], note: str = "") -> HandoverTable:
        found = tuple(rows)
        empty = "" if found else words("handover-none")
        return HandoverTable(
            words(f"handover-{name}"),
            note or empty,
            tuple(words(f"handover-{head}") for head in heads),
            found,
        )

    still_open = [one for one in items if one.is_open] if publication.confirmations else []
    lost = tuple(_gone(publication))
    approvals = tuple(_approvals(judged, words))
    count = words("handover-open-note").format(open=len(still_open), of=len(items))
    tables = (
        table("who", ("name", "role", "reach"), _people(publication)),
        *([table("approvals", ("document", "state", "by", "date"), approvals)] if approvals else []),
        table("dates", ("date", "what", "source"), _dates(publication, items)),
        table("open", ("place", "what", "last"), map(_open, still_open), count if still_open else ""),
        table("confirmed", ("by", "values", "last"), _confirmed(publication)),
        *([table("lost", ("values", "last"), lost)] if lost else []),
        table("consent", ("name", "until", "place"), _consents(items)),
        table("sources", ("source", "values"), _sources(items)),
        table("built", ("file", "pages", "mark"), _built(manifest), words("handover-built-note") + output),
        table("places", ("place", "what"), _places(publication, words)),
    )
    return Handover(f"{words('handover')}: {plain(publication.settings.title)}", line, tables)


def _people(publication: Publication) -> Iterable[_Row]:
    contact = publication.institution.contact
    if contact:
        reach = [str(value) for name in ("email", "phone", "web") if (value := getattr(contact, name, None))]
        yield plain(publication.institution.name), "", ", ".join(reach)
    leads = dict[tuple[str, str], list[str]]()
    for program in publication.programs:
        for one in program.leaders:
            if isinstance(one, Person):
                leads.setdefault((plain(one.name), plain(one.role or "")), []).append(plain(program.name))
    yield from ((name, role, ", ".join(names)) for (name, role), names in leads.items())


def _approvals(judged: Iterable[JudgedDocument], words: Callable[[str], str]) -> Iterable[_Row]:
    for one in judged:
        by, on = (plain(one.judgement.by), str(one.judgement.on)) if one.judgement else ("", "")
        yield one.name, words(one.state), by, on


def _dates(publication: Publication, items: Iterable[OpenItem]) -> Iterable[_Row]:
    """Key dates, and days of programs and of their stages, each with the program."""
    for one in publication.season.key_dates:
        yield str(one.date), plain(one.label), plain(one.source or "")
    names = {str(one.id): plain(one.name) for one in publication.programs}
    for item in dated(publication, [one.item for one in items]):
        label, _, days = item.says.partition(": ")
        if not isinstance(item.of, KeyDate):
            whose = names.get(PurePosixPath(item.file).stem, "")
            yield days, f"{whose}: {label}" if whose else label, item.source


def _open(one: OpenItem) -> _Row:
    known = [one.item.as_of or one.season, f"{one.by} {one.on or ''}".strip()]
    return str(one.item.where), one.item.says, ", ".join(part for part in known if part)


def _confirmed(publication: Publication) -> Iterable[_Row]:
    known = publication.confirmations.values if publication.confirmations else {}
    label = str(publication.season.label)
    now = [one for one in known.values() if one.by and one.season == label]
    for who, number in sorted(Counter(str(one.by) for one in now).items()):
        yield who, str(number), str(max(one.on for one in now if one.by == who and one.on))


def _gone(publication: Publication) -> Iterable[_Row]:
    known = publication.confirmations.values if publication.confirmations else {}
    for key in sorted(gone(publication)):
        if str(known[key].found) != "dropped":
            yield key, str(known[key].season)


def _consents(items: Iterable[OpenItem]) -> Iterable[_Row]:
    found = [one.item for one in items if one.item.consent_until]
    for item in sorted(found, key=lambda one: (str(one.consent_until), one.where)):
        yield plain(getattr(item.of, "name", "")), str(item.consent_until), str(item.where)


def _sources(items: Iterable[OpenItem]) -> Iterable[_Row]:
    keys = dict[str, list[str]]()
    for one in items:
        if one.item.source:
            keys.setdefault(one.item.source, []).append(one.item.key.rpartition(".")[2])
    for source in sorted(keys):
        yield source, ", ".join(keys[source])


def _built(manifest: Mapping[str, Any]) -> Iterable[_Row]:
    for name, said in manifest.get("files", {}).items():
        yield name, str(said.get("pages", "")), str(said.get("sha256", ""))[:_MARK]
    kept = manifest.get("content")
    if isinstance(kept, dict):
        yield "content.zip", "", str(kept.get("sha256", ""))[:_MARK]


def _places(publication: Publication, words: Callable[[str], str]) -> Iterable[_Row]:
    for place, name in _PLACES:
        inside = [one for one in publication.sources if one.startswith(place)]
        if inside:
            files = f" ({len(inside)})" if place.endswith("/") else ""
            yield place, words(name) + files
    lists = [one for one in publication.sources if one.lower().endswith((".csv", ".tsv", ".xlsx", ".xlsm"))]
    for one in lists:
        yield one, words("handover-list")
