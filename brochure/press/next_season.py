"""From one season to the next: what holds for one and nobody has confirmed yet, that somebody has, and the
season that follows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from hashlib import file_digest, sha256
from pathlib import Path, PurePosixPath
from typing import Any, Final
from zipfile import ZipFile

from brochure.build import Edition, Places
from brochure.content import read_table
from brochure.edit import Applied, Change, Editor
from brochure.errors import LISTS, WORKBOOKS, ContentError, UsageError, Where, likeliest, nearest
from brochure.model import Line, Publication, Season, Table, Text
from brochure.press.files import Files, check, keep_season
from brochure.publish import Shelf, hold_inside, read_manifest
from brochure.seasons import (
    DROP,
    Left,
    Mention,
    OpenItem,
    RollOver,
    SeasonChange,
    gone,
    is_label_like,
    judged_items,
    open_items,
    roll_over,
)

#: Where it is remembered who confirmed what.
CONFIRMED: Final = "content/confirmed.yaml"
#: What holds for documents as they are, and not for those of another season.
LET_GO: Final = ("content/reviews.yaml", "content/approvals.yaml")
#: Fields in which people are named by their ids.
_PEOPLE: Final = frozenset({"people", "leaders"})
_HEAD: Final = (
    "# What somebody has looked at for a season. The commands `open`, `confirm` and `roll-over` keep this"
    " file.\n"
)


@dataclass(frozen=True)
class Confirmed:
    """What was confirmed: the items as they were, those that somebody had confirmed `already`, which stay as
    they are, those whose `as_of` names the season now, the keys of what is gone, and the step.
    """

    items: tuple[OpenItem, ...]
    already: tuple[OpenItem, ...]
    dated: tuple[str, ...]
    dropped: tuple[str, ...]
    applied: Applied
    left: int
    of: int


def all_open(places: Places) -> tuple[OpenItem, ...]:
    """Everything that is bound to the season, and what is known of it. Raises `ContentError`."""
    return open_items(check(places))


def confirm(
    places: Places, keys: Sequence[str], by: str, files: Sequence[str] = (), today: date | None = None
) -> Confirmed:
    """Somebody says of values that they hold for this season: by their keys, or all in some files that
    nobody has confirmed.

    An `as_of` that names an earlier season names this one then. Raises `UsageError`.
    """
    publication, editor = check(places), Editor(places.publication)
    known = publication.confirmations.values if publication.confirmations else {}
    every = judged_items(publication)
    named, dropped = _chosen(every, keys, (), gone(publication))
    inside, _ = _chosen(every, (), files, ())
    already = tuple(one for one in inside if one.by and not one.is_open and one not in named)
    chosen = tuple(dict.fromkeys((*named, *(one for one in inside if one not in already))))
    season, day = str(publication.season.label), str(today or date.today())
    entries = dict[str, dict[str, str]]()
    for one in chosen:
        before = known.get(one.known_as)
        found = "changed" if before and before.says != one.item.fingerprint else "confirmed"
        entries[one.item.key] = {"says": one.item.fingerprint, "season": season, "found": found}
    entries |= {key: {"says": str(known[key].says), "season": season, "found": "dropped"} for key in dropped}
    entries = {key: {**one, "by": by, "on": day} for key, one in entries.items()}
    dated = tuple(_dated(publication.season, chosen))
    renamed = {one.known_as for one in chosen if one.known_as not in ("", one.item.key)}
    new, changes = written(editor, entries, kept=known.keys() - renamed)
    label = f"confirm {len(entries)} value{'s' * (len(entries) != 1)} for {season}"
    applied = editor.apply([*changes, *(change for _, change in dated)], label, new)
    left = sum(one.is_open for one in every) - sum(one.is_open for one in chosen)
    return Confirmed(chosen, already, tuple(key for key, _ in dated), dropped, applied, left, len(every))


def written(
    editor: Editor,
    entries: dict[str, dict[str, str]],
    before: str | None = None,
    kept: Collection[str] | None = None,
) -> tuple[dict[str, bytes], list[Change]]:
    """How entries come into the file: as a new one, or as changes of the one that is there.

    Of its own entries only those in `kept` stay.
    """
    if CONFIRMED not in editor.files():
        lines = [_HEAD]
        lines += [f"before: {_quoted(before)}\n"] if before else []
        lines.append("values:\n" if entries else "values: {}\n")
        for key, entry in entries.items():
            said = ", ".join(f"{name}: {_quoted(value)}" for name, value in entry.items())
            lines.append(f"  {_quoted(key)}: {{{said}}}\n")
        return {CONFIRMED: "".join(lines).encode()}, []
    there = editor.read(CONFIRMED).values
    old = there.get("values") or {}
    gone = [key for key in old if kept is not None and key not in kept and key not in entries]
    changes = [Change("unset", CONFIRMED, ("values", key)) for key in gone]
    if old:
        changes += [Change("set", CONFIRMED, ("values", key), entry) for key, entry in entries.items()]
    elif entries:
        changes.append(Change("set", CONFIRMED, ("values",), entries))
    if before and there.get("before") != before:
        changes.append(Change("set", CONFIRMED, ("before",), before))
    return {}, changes


def _quoted(words: str) -> str:
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _chosen(
    every: Iterable[OpenItem], keys: Sequence[str], files: Sequence[str], gone: Sequence[str]
) -> tuple[tuple[OpenItem, ...], tuple[str, ...]]:
    """The items that are meant, and the keys of what is gone. Raises `UsageError`."""
    by_key = {one.item.key: one for one in every}
    chosen, dropped = dict[str, OpenItem](), list[str]()
    for name in files:
        wanted = name.replace("\\", "/").removeprefix("./").removeprefix("content/")
        inside = {
            key: one
            for key, one in by_key.items()
            if one.item.where.file.removeprefix("content/") == wanted
            or one.item.where.file.rpartition("/")[2].rpartition(".")[0] == wanted
        }
        if not inside:
            there = sorted({one.item.where.file.removeprefix("content/") for one in by_key.values()})
            what = "nothing in it is bound to a season, or there is no such file"
            raise UsageError.of(name, what, f"files: {', '.join(there)}")
        chosen |= inside
    for key in keys:
        ends = [one for one in by_key if one.casefold().endswith(f".{key.casefold()}")]
        if key in by_key or len(ends) == 1:
            found = key if key in by_key else ends[0]
            chosen[found] = by_key[found]
        elif key in gone:
            dropped.append(key)
        elif ends:
            raise UsageError.of(key, f"{len(ends)} values are called so", f"name one of {', '.join(ends)}")
        else:
            near = likeliest(key, [*by_key, *gone])
            lists = "make_brochure.py open --all lists all keys; one of several words stands in quotes"
            hint = f"perhaps {near} is meant" if near else lists
            raise UsageError.of(key, "no value has this key", hint)
    return tuple(chosen.values()), tuple(dropped)


def _dated(season: Season, chosen: Iterable[OpenItem]) -> Iterable[tuple[str, Change]]:
    """For values whose `as_of` names another season, what has it name this one."""
    for one in chosen:
        item = one.item
        if not item.as_of or not item.main or item.where.file.lower().endswith(WORKBOOKS):
            continue
        for label in (season.label, season.academic_year):
            if label and item.as_of != label and is_label_like(item.as_of, str(label)):
                yield item.key, Change("set", item.where.file, (*item.way, "as_of"), str(label))
                break


@dataclass(frozen=True)
class RolledOver:
    """A season that began: the step, and the file that the one before is kept in."""

    applied: Applied
    archive: Path
    is_built: bool


def plan_season(
    places: Places,
    label: str,
    issued: date | None = None,
    valid_until: date | None = None,
    graduates: str | None = None,
) -> RollOver:
    """Everything that rolling over would change, and what it leaves to people; nothing is written.

    `graduates` is a list of content that takes those who have been through the last class, or `drop`.
    Raises `UsageError`.
    """
    publication, columns, rows = check(places), tuple[str, ...](), 0
    if graduates not in (None, DROP):
        assert graduates is not None
        wanted = graduates.replace("\\", "/").removeprefix("./").removeprefix("content/")
        editor, graduates = Editor(places.publication), f"content/{wanted}"
        lists = [one for one in editor.files() if one.lower().endswith(LISTS)]
        called = [one for one in lists if wanted in (PurePosixPath(one).name, PurePosixPath(one).stem)]
        if graduates not in lists and len(called) == 1:
            (graduates,) = called
        if graduates not in lists:
            shown = [one.removeprefix("content/") for one in lists]
            what = "there is no such list in content/, in plain text (CSV)"
            hint = nearest(wanted, [*shown, DROP], "lists")
            raise UsageError.of("--graduates", f"{wanted}: {what}", hint)
        columns, rows = editor.columns(graduates), len(editor.read(graduates).values)
        if "name" not in columns:
            what = f"{graduates.removeprefix('content/')}: this is no list of people"
            raise UsageError.of("--graduates", what, f"name one that has a column Name, or {DROP}")
    named = _named_in_lists(places)

    @cache
    def head_of(file: str) -> Mapping[int, str]:
        table = read_table((places.publication / file).read_bytes(), file, publication.settings.language)
        return {one.where.column: str(one) for one in table.columns if one.where}

    if issued and valid_until and valid_until < issued:
        what = f"{valid_until} is before the day of issue ({issued})"
        raise UsageError.of("--valid-until", what, "exchange the two, or correct the year")
    plan = roll_over(publication, label, issued, valid_until, graduates, columns, rows, named, head_of)
    if graduates in {one.where.file for one in plan.leaving}:
        what = f"{str(graduates).removeprefix('content/')}: this is the list that they leave"
        raise UsageError.of("--graduates", what, f"name one of those who have left before, or {DROP}")
    items = open_items(publication)
    if unsure := sum(one.is_open for one in items):
        where = publication.season.written_at("label") or Where("content/season.yaml")
        what = f"{unsure} of {len(items)} values were never confirmed for {publication.season.label}"
        to_do = "make_brochure.py open lists them; confirm first what still holds, or go on without"
        plan = replace(plan, left=(Left(where, what, to_do), *plan.left))
    return plan


def _named_in_lists(places: Places) -> dict[str, list[Mention]]:
    """Where lists of people name somebody by an id."""
    found = dict[str, list[Mention]]()

    def look(value: Any, file: str, way: tuple[str | int, ...], is_people: bool) -> None:
        if isinstance(value, Table):
            for key, one in value.items():
                look(one, file, (*way, key), key in _PEOPLE)
        elif isinstance(value, list):
            for number, one in enumerate(value):
                look(one, file, (*way, number), is_people)
        elif isinstance(value, Text) and is_people:
            found.setdefault(str(value).strip(), []).append((file, way, value.where or Where(file)))

    for one in Files(places.publication).sources():
        look(one.table, f"content/{one.path}", (), False)
    return found


def begin_season(places: Places, plan: RollOver) -> RolledOver:
    """Keeps the season that ends beside its manifest, and writes all of a plan in one step.

    Raises `UsageError` where content has become another than what was planned, and `ContentError`, with
    nothing changed, where it could not be read afterwards.
    """
    publication, editor = check(places), Editor(places.publication)
    if str(publication.season.label) != plan.season:
        raise UsageError.of("roll-over", f"the season is {publication.season.label} by now", "look again")
    shelf = Shelf(places.output, publication.season.folder, "screen")
    hold_inside(places.output, shelf.content)
    is_built = _is_built(shelf) and not _is_behind(shelf, publication.sources)
    if not is_built and not keep_season(places.publication, shelf.content, publication.sources):
        raise UsageError.of("roll-over", "a file was changed meanwhile", "do it again")
    changes = [
        Change(one.action, one.file, _as_written(editor, one, plan.steps), one.value) for one in plan.steps
    ]
    files: dict[str, bytes | None] = {file: None for file in LET_GO if file in editor.files()}
    new, more = written(editor, plan.entries, plan.before, plan.kept)
    label = f"roll over to {plan.label}"
    applied = editor.apply([*changes, *more], label, {**files, **new})
    try:
        check(places)
    except ContentError as error:
        faults = [one for one in error.problems if one.severity == "error"]
        if not all(one.check for one in faults):  # consent that has ended is for people to mend
            editor.undo()
            raise
    return RolledOver(applied, shelf.content, is_built)


def _as_written(editor: Editor, step: SeasonChange, steps: Sequence[SeasonChange]) -> tuple[str | int, ...]:
    """The way to a cell by the column that it stands in, where that is called otherwise than its field.

    It is the one column that says the same in all rows. Raises `UsageError` where there is no such column.
    """
    if step.action != "set" or len(step.way) != 2 or not step.file.lower().endswith(LISTS):
        return step.way
    row, name = step.way
    rows = editor.read(step.file).values
    columns = {column for one in rows for column in one}
    if name in columns:
        return step.way
    same = [one for one in steps if one.file == step.file and one.action == "set" and one.way[1:] == (name,)]
    found = [column for column in columns if all(rows[one.way[0]].get(column) == one.old for one in same)]
    if len(found) != 1:
        what = f"which of its columns says {name} cannot be told"
        raise UsageError.of(step.file, what, f"call the column {name}, and take it out of the mapping")
    return row, found[0]


def _is_built(shelf: Shelf) -> bool:
    """Whether a build has left what the season was made of, as its manifest says."""
    said = read_manifest(shelf.manifest).get("content")
    if not isinstance(said, dict) or not shelf.content.is_file():
        return False
    with shelf.content.open("rb") as file:
        return file_digest(file, "sha256").hexdigest() == said.get("sha256")


def _is_behind(shelf: Shelf, sources: Mapping[str, str]) -> bool:
    """Whether a file was published of content as it is now, of which what was kept holds another version.

    So it is where some of the season was built again after all of it was.
    """
    with ZipFile(shelf.content) as kept:
        held = {name: sha256(kept.read(name)).hexdigest() for name in kept.namelist()}
    made_of = (entry.get("sources", {}) for entry in read_manifest(shelf.manifest)["files"].values())
    return any(
        sources.get(name) == digest != held.get(name)
        for one in made_of
        if isinstance(one, dict)
        for name, digest in one.items()
    )


def as_confirmed(publication: Publication) -> Publication:
    """The publication with its colophon saying of when facts are: while anything is open, of before."""
    known = publication.confirmations
    if not known or not known.before:
        return publication
    season, before = publication.season, known.before
    if not season.facts_as_of or before == season.facts_as_of:
        return publication
    if not any(one.is_open for one in open_items(publication)):
        return publication
    said = Line(before, season.facts_as_of.where)
    return publication.model_copy(update={"season": season.model_copy(update={"facts_as_of": said})})


def refuse_unconfirmed(publication: Publication, edition: Edition) -> None:
    """Raises `ContentError` where so much is open that the publication allows no build for an edition."""
    asked = publication.settings.unconfirmed
    if asked == "never" or (asked == "press" and edition != "press"):
        return
    items = open_items(publication)
    if left := sum(one.is_open for one in items):
        where = publication.settings.written_at("unconfirmed") or Where("content/publication.yaml")
        what = (
            f"{left} of {len(items)} values are not confirmed for {publication.season.label}, and the"
            f" {edition} edition asks for that"
        )
        hint = "make_brochure.py open lists them; confirm them, or write unconfirmed: never"
        raise ContentError.of(where, what, hint)


def of_season(publication: Publication) -> dict[str, Any]:
    """How many values are bound to the season and how many are open, as a manifest says it."""
    items = open_items(publication)
    return {"open": {"open": sum(one.is_open for one in items), "of": len(items)} if items else None}
