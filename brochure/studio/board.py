"""The season as a whole: what nobody has confirmed yet, what is approved, what the next season changes, and
what is different from another one.

Takes the publication that is edited and who makes documents; gives plain data. What makes documents
(approvals, comparing) takes its time and runs in a thread of its own, the rest where the studio reads and
writes. Must not know HTTP.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from hashlib import sha256
from typing import Any, Final

from brochure import press
from brochure.edit import ABSENT, Applied, Change, at
from brochure.errors import LISTS, WORKBOOKS, ContentError, Problem, UsageError, Where
from brochure.model import Person, Publication
from brochure.publish import CONTENT as KEPT
from brochure.review import (
    ComparedVersion,
    FieldChange,
    WordChange,
    compare,
    in_documents,
    pieces_of,
    summed_up,
)
from brochure.seasons import (
    BoundItem,
    Left,
    ListingLine,
    ListingMeaning,
    OpenItem,
    RollOver,
    SeasonChange,
    gone,
    judged_items,
    leaving,
    moved_on,
    next_label,
    open_items,
    passed_days,
)
from brochure.studio.brought import season_in
from brochure.studio.listing import CONTENT, words_of
from brochure.studio.making import Engage, Progress
from brochure.studio.state import Studio
from brochure.studio.streams import Streams

#: Changes of words that are told of one document.
_MOST_WORDS: Final = 60


class Board:
    """What is known of the season that is edited, and the four things that are done with a whole season."""

    def __init__(self, studio: Studio, engage: Engage, streams: Streams) -> None:
        self.studio, self.places, self.engage, self.streams = studio, studio.places, engage, streams
        self._pictures: dict[str, bytes] = {}
        self._counted: tuple[Publication, dict[str, int]] | None = None

    # What is open

    def count(self) -> dict[str, int]:
        """How many values are bound to the season, and how many of them are open; those that are gone, and
        nobody has said that they may be, count as both.
        """
        publication = self.studio.survey.publication
        if publication is None:
            return {}
        if self._counted is None or self._counted[0] is not publication:
            items = open_items(publication)
            missed = len(self._gone(publication))
            found = {"open": sum(one.is_open for one in items) + missed, "of": len(items) + missed}
            self._counted = publication, found
        return self._counted[1]

    @staticmethod
    def _gone(publication: Publication) -> list[str]:
        """Keys of what is gone, where nobody has said that it may be."""
        known = publication.confirmations.values if publication.confirmations else {}
        return [key for key in gone(publication) if str(known[key].found) != "dropped"]

    def standing(self) -> dict[str, Any]:
        """Everything that is bound to the season and how it stands, and what else can be asked for."""
        publication = self.studio.survey.publication
        if publication is None:
            return {"is_sound": False}
        known = publication.confirmations
        found = {key: str(one.found or "") for key, one in known.values.items()} if known else {}
        season = publication.season
        names = {str(one.by): None for one in (known.values.values() if known else ()) if one.by}
        names |= {str(one.approved.by): None for one in publication.approvals.values() if one.approved}
        kept = sorted(one.parent.name for one in self.places.output.glob(f"*/{KEPT}"))
        return {
            "is_sound": True,
            "season": str(season.label),
            "is_first": known is None,
            "values": [self._value(one, found.get(one.item.key, "")) for one in open_items(publication)],
            "gone": self._gone(publication),
            "days": self.days(),
            "names": list(names),
            "next": next_label(season),
            "lists": self._takers(publication),
            "seasons": [one for one in kept if one != season.folder],
            "asks": publication.settings.approvals == "required",
        }

    def _takers(self, publication: Publication) -> list[str]:
        """The lists of people, in plain text, that can take those who leave: not the one that they leave."""
        left = {one.file for one in leaving(publication)}
        found = list[str]()
        for name in self.studio.listing.files:
            shape = self.studio.shape_of_list(f"{CONTENT}/{name}") if name.lower().endswith(LISTS) else None
            model = shape.each.model if shape and shape.each else None
            if model and issubclass(model, Person) and f"{CONTENT}/{name}" not in left:
                found.append(name)
        return found

    def _value(self, one: OpenItem, found: str) -> dict[str, Any]:
        item = one.item
        return {
            "key": item.key,
            "says": item.says,
            "state": one.state,
            "is_other": one.state == "changed" or (one.state == "confirmed" and found == "changed"),
            "season": one.season,
            "by": one.by,
            "on": str(one.on or ""),
            "as_of": item.as_of,
            "documents": list(item.documents),
            **self._place(item),
        }

    def _place(self, item: BoundItem) -> dict[str, Any]:
        """The item of the list at the left that a value is in, and the way to its field."""
        if item.file.lower().endswith((*LISTS, *WORKBOOKS)):
            name = item.file.removeprefix(f"{CONTENT}/")
            return {
                "kind": "list",
                "id": name,
                "path": [*item.way, item.main or "name"],
                "title": name.rpartition("/")[2],
            }
        return self._at(item.where)

    def _at(self, where: Where) -> dict[str, Any]:
        entry, path = self.studio.listing.item_at(where)
        known = {"kind": entry.kind, "id": entry.id, "title": entry.title} if entry else {}
        return {"kind": "", "id": "", "title": where.file, **known, "path": list(path)}

    def confirm(self, keys: Sequence[str], by: str) -> Applied:
        """Somebody says of values that they hold, and of those that are gone that they may be."""
        return self.studio.changed_by(lambda: press.confirm(self.places, keys, _named(by)).applied)

    # Days of the season before

    def days(self) -> list[dict[str, Any]]:
        """Days of the season before that nobody has confirmed: as they are written, and as they would be on
        the same days of the week and on the same dates, which is empty where a year has not that date.
        """
        publication, found = self.studio.survey.publication, list[dict[str, Any]]()
        for one in passed_days(publication, judged_items(publication)) if publication else ():
            item, known = one.item, self.studio.standing(one.item.file)
            said = at(known.values, one.way) if known else ABSENT
            moved = {name: moved_on(str(said), one.years, name == "week") for name in ("week", "date")}
            if moved["week"] not in ("", str(said)):
                there = {"file": item.file, "way": list(one.way), "old": said}
                found.append({"key": item.key, "says": item.says, **there, **moved, **self._place(item)})
        return found

    def move_days(self, seen: Mapping[str, str], way: str) -> Applied:
        """Moves days on, in one step, if they become what somebody has seen, by their keys."""
        now = {one["key"]: one for one in self.days()}
        if way not in ("week", "date") or any(now.get(key, {}).get(way) != one for key, one in seen.items()):
            raise UsageError.of("days", "one of them is another by now", "look at them, and move them then")
        some = [now[key] for key in seen if now[key][way]]
        return self.studio.apply(
            [Change("set", one["file"], tuple(one["way"]), one[way], old=one["old"]) for one in some]
        )

    # The next season

    def plan(
        self, label: str, issued: date | None, valid_until: date | None, graduates: str | None
    ) -> dict[str, Any]:
        """Everything that the next season would change; nothing is written. Where those who leave cannot go
        where somebody wants them, it is told, with what would change before anybody says where they go.
        """
        refused: tuple[Problem, ...] = ()
        try:
            plan = press.plan_season(self.places, label, issued, valid_until, graduates)
        except UsageError as error:
            plan = press.plan_season(self.places, label, issued, valid_until, None)
            refused, graduates = error.problems, None
        left = [(one, self._at(one.where)) for one in plan.left]
        return {
            "label": plan.label,
            "season": plan.season,
            "steps": [{"what": _in_words(one), **self._at(one.where)} for one in plan.steps],
            "left": [{"what": _in_words(one), "hint": one.hint, **at} for one, at in left],
            "leaving": [one.says for one in plan.leaving],
            "asks": bool(plan.leaving) and graduates is None,
            "values": len(plan.kept),
            "days": sum(one.is_day for one in plan.left),
            "seen": _mark(plan),
            "problems": [words_of(one) for one in refused],
        }

    def begin(
        self, label: str, issued: date | None, valid_until: date | None, graduates: str | None, seen: str
    ) -> Applied:
        """Begins the next season, if that changes what somebody has seen."""
        plan = press.plan_season(self.places, label, issued, valid_until, graduates)
        if plan.leaving and graduates is None:
            what = f"{len(plan.leaving)} people have been through the last class"
            raise UsageError.of("graduates", what, "choose the list they go to, or take them out")
        if _mark(plan) != seen:
            what = "what it would change is another by now"
            raise UsageError.of(label, what, "look at it again, and begin then")
        return self.studio.changed_by(lambda: press.begin_season(self.places, plan).applied)

    # Approvals

    def approvals(self) -> list[dict[str, Any]]:
        """How every document stands, and what changed since it was approved."""
        with self.engage() as desk:
            found = press.what_stands(self.places, desk, Progress(self.streams))
        return [self._document(one, found) for one in found.documents.values()]

    def _document(self, one: press.DocumentStanding, found: press.Standings) -> dict[str, Any]:
        said: dict[str, Any] = {
            "name": one.name,
            "kind": self._kind(one.name),
            "state": "approved" if one.holds else "changed" if one.approval else "open",
            "by": str(one.approval.by) if one.approval else "",
            "on": str(one.approval.on) if one.approval else "",
            "why": found.why(one.name),
            "seen": one.now.fingerprint,
            "words": [],
            "pages": [],
            "is_kept": one.before is not None,
        }
        if one.approval is None or one.holds or one.before is None:
            return said
        lengths = {one.name: len(one.now.pages)}
        since = compare(
            ComparedVersion("", documents={one.name: one.before}, lengths=lengths),
            ComparedVersion("", documents={one.name: one.now}, lengths=lengths),
        )
        words = [_told(change) for change in summed_up(since.words)[:_MOST_WORDS]]
        return {**said, "words": words, "pages": [_page(change) for change in since.pages]}

    def _kind(self, name: str) -> str:
        """Of which kind a document is: a format of programs, a chapter, a packet."""
        return next(
            (
                form
                for one in self.studio.listing.documents
                for form in one["formats"]
                if name in (one["name"], f"{one['name']}-{form}")
                or (one["kind"] == "packet" and name == f"packet-{one['name']}")
            ),
            "",
        )

    def approve(self, seen: Mapping[str, str], by: str) -> list[dict[str, Any]]:
        """Approves documents, if they are what somebody has seen: their fingerprints by their names."""
        name = _named(by)
        with self.engage() as desk:
            press.approve(self.places, desk, list(seen), name, date.today(), seen)
        return self.approvals()

    # A public listing

    def listed(
        self, name: str, data: bytes, program: str, columns: Mapping[str, str], names: Mapping[str, str]
    ) -> dict[str, Any]:
        """What a listing says otherwise than content does. What its columns are for is proposed, where it is
        not said which names programs.
        """
        publication = self.studio.survey.publication
        if publication is None:
            raise UsageError.of(name, "there are mistakes in the content", "mend them first")
        meaning = ListingMeaning(program, columns, names) if program else None
        found = press.compare_listed(publication, name[:200] or "listing", data, meaning)
        return {
            "columns": list(found.columns),
            "fields": list(found.fields),
            "meaning": asdict(found.meaning),
            "programs": [{"id": one.id, "name": str(one.name)} for one in publication.programs],
            "lines": [self._listed(one) for one in found.lines],
        }

    def _listed(self, one: ListingLine) -> dict[str, Any]:
        row = one.in_listing.line if one.in_listing else 0
        place = self._at(one.at_home) if one.at_home else {"kind": "", "id": "", "title": "", "path": []}
        return {**asdict(replace(one, at_home=None, in_listing=None)), "row": row, **place}

    # Other seasons

    def compared(self, old: str, new: str = "") -> dict[str, Any]:
        """What is different from a season that is kept, or since approvals, to another one or to now."""
        self._refuse_unknown(old, new)
        return self._compared(old, new)

    def compared_with(self, name: str, data: bytes, new: str = "") -> dict[str, Any]:
        """What is different from a season from elsewhere, as a zip, to one that is kept or to now."""
        self._refuse_unknown(new)
        with season_in(name, data) as path:
            return self._compared(str(path), new)

    def _refuse_unknown(self, *seasons: str) -> None:
        """Raises `UsageError` for a season that is not kept here: no path leads to one elsewhere."""
        known = [one.parent.name for one in self.places.output.glob(f"*/{KEPT}")]
        for one in seasons:
            if one and one not in (*known, press.APPROVED):
                raise UsageError.of(one[:100], "this season is not kept here", "choose one of the list")

    def _compared(self, old: str, new: str) -> dict[str, Any]:
        try:
            with self.engage() as desk:
                found = press.compare_versions(
                    self.places, desk, old, new, with_pictures=True, watcher=Progress(self.streams)
                )
        except ContentError as error:  # of content that has no form here: the place is told with it
            places = [f"{at.file}, line {at.line}" if at.line else at.file for at, *_ in error.problems]
            problems = zip(error.problems, places, strict=True)
            raise ContentError([one._replace(what=f"{one.what} ({at})") for one, at in problems]) from error
        told = found.differences
        pictures = {key: sha256(data).hexdigest()[:32] for key, data in found.pictures.items()}
        self._pictures = {pictures[key]: data for key, data in found.pictures.items()}
        return {
            "old": told.old,
            "new": told.new,
            "is_empty": told.is_empty,
            "came": list(told.came),
            "gone": list(told.gone),
            "renamed": [{"old": was, "new": now} for was, now in told.renamed],
            "fields": [self._field(one) for one in told.fields],
            "unprinted": [self._field(one) for one in told.unprinted],
            "words": [_told(one) for one in summed_up(told.words)],
            "pages": [{**_page(one), **_sides(one.spot, pictures)} for one in told.pages],
        }

    def _field(self, one: FieldChange) -> dict[str, Any]:
        place = self._at(one.where) if one.new else {"kind": "", "id": "", "title": "", "path": []}
        pieces = [piece._asdict() for piece in pieces_of(one.old, one.new)]
        return {"what": one.path, "pieces": pieces, "where": _where(one.pages), "file": one.file, **place}

    def picture(self, digest: str) -> bytes | None:
        """A page of what was compared last."""
        return self._pictures.get(digest)


def _named(by: str) -> str:
    """Who says something. Raises `UsageError` where nobody does."""
    if not by.strip():
        raise UsageError.of("your name", "is missing", "write your name above the list")
    return by.strip()


def _mark(plan: RollOver) -> str:
    """What a plan would change, in short: another plan has another mark."""
    return sha256(repr((plan.label, plan.steps, plan.entries, plan.before)).encode()).hexdigest()


def _in_words(one: SeasonChange | Left) -> str:
    """What changes or is left, with the field as forms call it."""
    return f"{one.field.replace('_', ' ')}{one.what.removeprefix(one.field)}"


def _told(one: WordChange) -> dict[str, Any]:
    spots = [(spot.document, spot.new_page or spot.old_page) for spot in one.spots]
    pieces = [piece._asdict() for piece in pieces_of(one.old, one.new)]
    return {"called": one.called, "pieces": pieces, "where": _where(spots)}


def _where(spots: Iterable[tuple[str, int]]) -> list[dict[str, Any]]:
    return [{"document": name, "pages": pages} for name, pages in in_documents(tuple(spots))]


def _page(one: Any) -> dict[str, Any]:
    return {**one.spot._asdict(), "what": list(one.what)}


def _sides(spot: Any, pictures: Mapping[tuple[str, bool, int], str]) -> dict[str, str]:
    """The addresses of both pictures of a page, where there are some."""

    def address(is_new: bool, page: int) -> str:
        digest = pictures.get((spot.document, is_new, page))
        return f"/picture/{digest}.jpg" if digest else ""

    return {"old": address(False, spot.old_page), "new": address(True, spot.new_page)}
