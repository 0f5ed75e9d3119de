"""What holds for a season and has to be looked at in the next: `bound_items` of a publication.

Bound to a season are figures (facts), terms, key dates, people with a role, a class or a consent, what a
program's own fields say, stages with dates, lists of matches and of schedules, events that are said to be
true in a season, and figures that somebody wrote into a text by hand. Each has a key, by which a
confirmation remembers it, and a fingerprint of what it says: another value is open again.

Takes a publication; gives plain values. Must not know files, nor who confirms.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Any, Final, get_args

from brochure.errors import LISTS, WORKBOOKS, Where, brief
from brochure.model import (
    TELEPHONE,
    Block,
    Contact,
    Event,
    Extended,
    Fact,
    Item,
    KeyDate,
    Match,
    MonthEntry,
    Person,
    Picture,
    Program,
    Publication,
    Sourced,
    Stage,
    Term,
    Testimonial,
    Text,
    WeekEntry,
    field_of_classes,
)

#: Kinds of items of which a whole list is one.
_LISTED: Final = (Block, Match, MonthEntry, WeekEntry)
#: Fields that say where a value is from or how it looks, and not what it says.
_BESIDE: Final = frozenset({"as_of", "source", "verified_on", "photo", "alt", "focus", "indexed", "id"})
#: Texts in which no figures are looked for, as they are in all others: names, days, where something is.
NO_FIGURES: Final = _BESIDE | {
    *("name", "short_name", "full_name", "names", "label", "points_title", "department", "sites", "file"),
    *("credentials", "role", "hometown", "distinction", "disciplines", "quote", "unit", "units", "credit"),
    *("academic_year", "facts_as_of", "when", "web", "insert", "alternative", "back_note"),
}
#: What a list is called by, in this order.
_NAMES: Final = ("name", "label", "title", "question", "use")
#: A number, or two with a line between them; and which half of a day an hour is in.
_NUMBER: Final = r"[0-9]+(?:[.,][0-9]+)*(?: ?[-–] ?[0-9]+(?:[.,][0-9]+)*)?"
_HALF: Final = r" ?[ap]\.?m\b"
#: A sum, a time of day, a share, or a number of something; years are looked at by themselves.
_FIGURE: Final = re.compile(
    rf"(?:[$€£¥]|\b(?:USD|EUR|CHF|GBP)) ?{_NUMBER}"
    rf"|(?<![\w.,:])[0-9]{{1,2}}(?:[:h][0-9]{{2}}(?:{_HALF})?|(?:\.[0-9]{{2}})?{_HALF})"
    rf"|(?<![\w.,/:-])(?:{_NUMBER} ?(?:[$€£¥]|(?:USD|EUR|CHF|GBP)\b)"
    r"|(?!1[0-9]{3}\b(?![.,][0-9])|20[0-9]{2}\b(?![.,][0-9]))"
    rf"{_NUMBER}(?: ?%| per ?cent\b| [^\W\d_]{{2,}}))"
)
_YEAR: Final = re.compile(r"(?<![\w.,-])((?:19|20)[0-9]{2})(?:[-–/]([0-9]{2}|[0-9]{4}))?(?![\w]|[.,][0-9])")
#: Figures of one text that are shown.
_MOST: Final = 6


@dataclass(frozen=True)
class BoundItem:
    """A value that holds for a season.

    `says` is what is printed; `file` and `way` lead to it as edits name it, `documents` are those that print
    it, by the ids of programs, chapters and packets. `main` is the field that says most of it, and `of` what
    it is, where it is more than a text.
    """

    key: str
    where: Where
    says: str
    file: str
    way: tuple[str | int, ...]
    fingerprint: str
    main: str = ""
    as_of: str = ""
    source: str = ""
    consent_until: date | None = None
    documents: tuple[str, ...] = ()
    of: Item | None = field(default=None, compare=False)


def bound_items(publication: Publication) -> tuple[BoundItem, ...]:
    """Everything that holds for a season, in the order of files."""
    found, taken = list[BoundItem](), dict[str, int]()
    printed = _Printed(publication)
    every = {(one.where, one.key): one for one in _Walk(publication).every()}  # lists may be named twice
    for item in sorted(every.values(), key=lambda one: one.where):
        number = taken[item.key] = taken.get(item.key, 0) + 1
        key = item.key if number == 1 else f"{item.key} ({number})"
        found.append(replace(item, key=key, documents=printed.of(item)))
    return tuple(found)


@dataclass
class _Walk:
    """Goes over every file of a publication by itself."""

    publication: Publication
    begins: int = 0
    year_field: str | None = None

    def every(self) -> Iterator[BoundItem]:
        """Each bound item once."""
        publication = self.publication
        self.begins = publication.season.begins.year - 1  # what names the last season may be left over
        self.year_field = field_of_classes(publication)
        for name, fact in publication.facts.items():
            yield from self.item(fact, "facts", (name,), name)
        for name, person in publication.people.items():
            yield from self.item(person, "people", (name,), name)
        yield from self._root(publication.season, "season")
        yield from self._root(publication.institution, "institution")
        for folder in ("sections", "programs", "chapters", "packets"):
            every: Any = getattr(publication, folder)
            for one in every.values() if isinstance(every, dict) else every:
                yield from self._root(one, f"{folder}/{one.id}")

    def _root(self, one: Item, name: str) -> Iterator[BoundItem]:
        home = min(one.places.values(), default=Where("")).file
        if as_of := getattr(one, "as_of", None):
            said = str(next((value for n in _NAMES if (value := getattr(one, n, None))), name))
            where, source = one.written_at("as_of"), str(getattr(one, "source", None) or "")
            yield self._bound(
                name, where, f"{said}, as a whole", home, (), said, "as_of", str(as_of), source
            )
        for part in type(one).model_fields:
            if part in one.model_fields_set:
                yield from self._field(one, part, home, name, (part,))
        if isinstance(one, Program):
            yield from self._own(one, home, name, ())

    def _field(
        self, one: Item, part: str, home: str, name: str, way: tuple[str | int, ...]
    ) -> Iterator[BoundItem]:
        """What a field says, where it is written in the same file or in a list that it names."""
        value, where = getattr(one, part), one.places.get(part)
        if not value or (where and where.file != home):
            return
        if isinstance(value, tuple):
            yield from self._list(value, where, home, f"{name}.{part}", way)
        if isinstance(value, Item) and not isinstance(value, Contact):
            yield from self.item(value, f"{name}.{part}", way)
        if part in texts_with_figures(type(one)):
            yield from self._figures(value, where, home, f"{name}.{part}", way)

    def _list(
        self, rows: Sequence[Any], where: Where | None, home: str, name: str, way: tuple[str | int, ...]
    ) -> Iterator[BoundItem]:
        items = [one for one in rows if isinstance(one, Item)]
        if items and isinstance(items[0], _LISTED):
            file = min(items[0].places.values(), default=where or Where(home)).file
            said = f"{len(items)} lines" + (f" of {file}" if file != home else "")
            words = "\n".join(_words(one) for one in items)
            known = _first(items, "as_of"), _first(items, "source")
            yield self._bound(name, where or Where(home), said, home, way, words, "", *known)
            return
        for number, one in enumerate(rows):
            if not isinstance(one, Item):
                continue
            file = min(one.places.values(), default=where or Where(home)).file
            called = next((str(v) for n in _NAMES if (v := getattr(one, n, None))), str(number + 1))
            if file == home:
                yield from self.item(one, name, (*way, number), called)
            elif file.lower().endswith((*LISTS, *WORKBOOKS)):
                yield from self.item(one, _short(file), (number,), called)

    def item(
        self, one: Item, name: str, way: tuple[str | int, ...], called: str = ""
    ) -> Iterator[BoundItem]:
        """An item that is bound to the season, or what is bound in it."""
        key = f"{name}.{called}" if called else name
        home = min(one.places.values(), default=Where("")).file
        if not home:  # nobody wrote it
            return
        main, is_bound = self._main(one)
        if is_bound:
            where = one.written_at(main) or min(one.places.values())
            consent = getattr(one, "consent_until", None)
            known = str(getattr(one, "as_of", None) or ""), str(getattr(one, "source", None) or "")
            bound = self._bound(key, where, _said(one), home, way, _words(one), main, *known)
            yield replace(bound, consent_until=consent, of=one)
            return
        if (
            isinstance(one, Sourced)
            and not isinstance(one, Program)
            and not one.model_fields_set & texts_with_figures(type(one))
        ):
            return
        for part in type(one).model_fields:
            if part in one.model_fields_set:
                yield from self._field(one, part, home, key, (*way, part))
        if isinstance(one, Extended) and not isinstance(one, Person):
            yield from self._own(one, home, key, way)

    def _main(self, one: Item) -> tuple[str, bool]:
        """The field that says most of an item, and whether it is bound to the season."""
        has_as_of = bool(getattr(one, "as_of", None))
        match one:
            case Fact() | Term():
                return "value", True
            case KeyDate():
                return "date", True
            case Person():
                its_class = getattr(one, self.year_field, None) if self.year_field else None
                return "role", bool(one.role or its_class or one.consent_until or has_as_of)
            case Testimonial() | Picture():
                is_said = isinstance(one, Testimonial)
                return "quote" if is_said else "file", bool(one.consent_until or has_as_of)
            case Event():
                return "title", has_as_of or one.year >= self.begins
            case Stage():
                return "dates", one.dates is not None
        return "", False

    def _own(self, one: Extended, home: str, name: str, way: tuple[str | int, ...]) -> Iterator[BoundItem]:
        """The fields of a kind's own that are printed, an item each."""
        for part, known in one.own.items():
            value, where = getattr(one, part), one.places.get(part)
            if value in (None, ()) or known.label is None or known.type == "choice":
                continue
            if where is None or where.file != home:
                continue
            said = ", ".join(map(str, value)) if isinstance(value, tuple) else _plain(value)
            yield self._bound(f"{name}.{part}", where, f"{known.label}: {said}", home, (*way, part), said)

    def _figures(
        self, value: Any, where: Where | None, home: str, name: str, way: tuple[str | int, ...]
    ) -> Iterator[BoundItem]:
        """Figures that were written into a text by hand, an item for each text."""
        many = value.values() if isinstance(value, dict) else value
        texts = (many,) if isinstance(many, Text) else many
        found = [one for text in texts if isinstance(text, Text) for one in self.figures(text)]
        if found and where:
            shown = ", ".join(found[:_MOST]) + (f" and {len(found) - _MOST} more" if found[_MOST:] else "")
            yield self._bound(name, where, f"figures in the text: {shown}", home, way, "\n".join(found))

    def figures(self, text: Text) -> list[str]:
        """Figures in a text that no fact gives it; of years those of this season and later."""
        said = str(text)
        for quoted in reversed(text.quoted):
            said = said[: quoted.start] + "\0" * (quoted.end - quoted.start) + said[quoted.end :]
        said = TELEPHONE.sub(lambda one: "\0" * len(one[0]), said)
        years = {
            (one.start(), one.end()): one[0] for one in _YEAR.finditer(said) if int(one[1]) >= self.begins
        }
        spoken = {(one.start(), one.end()): one[0] for one in _FIGURE.finditer(said)}
        return [one for _, one in sorted((years | spoken).items())]

    def _bound(
        self,
        key: str,
        where: Where | None,
        says: str,
        file: str,
        way: tuple[str | int, ...],
        words: str,
        main: str = "",
        as_of: str = "",
        source: str = "",
    ) -> BoundItem:
        mark = sha256((words or says).encode("utf-8", "surrogatepass")).hexdigest()[:16]
        place = where or Where(file)
        said = brief(says, 160)
        return BoundItem(key, place, said, file, way, mark, main, as_of, source)


@dataclass
class _Printed:
    """In which documents a place of content is printed."""

    publication: Publication
    _in: dict[Where, dict[str, None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for program in self.publication.programs:
            self._look(program, str(program.id))
        for chapter in self.publication.chapters:
            self._look(chapter, str(chapter.id))
        for packet in self.publication.packets:
            name = str(packet.id)
            self._look(packet, name if name == "packet" else f"packet-{name}")

    def of(self, item: BoundItem) -> tuple[str, ...]:
        """The documents that print an item."""
        return tuple(self._in.get(item.where, ()))

    def _look(self, value: Any, document: str) -> None:
        if isinstance(value, Item):
            for part in type(value).model_fields:
                if part in value.model_fields_set:
                    if where := value.written_at(part):
                        self._in.setdefault(where, {})[document] = None
                    if where := value.places.get(part):
                        self._in.setdefault(where, {})[document] = None
                    self._look_in(getattr(value, part), part, document)
        elif isinstance(value, Text):
            for quoted in value.quoted:
                self._fact_at(quoted.where, document)

    def _look_in(self, value: Any, part: str, document: str) -> None:
        if part in ("facts", "statistics", "share"):
            for name in (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ():
                if fact := self.publication.facts.get(str(name)):
                    self._look(fact, document)
        many = value if isinstance(value, tuple) else value.values() if isinstance(value, dict) else (value,)
        for one in many:
            self._look(one, document)

    def _fact_at(self, where: Where, document: str) -> None:
        self._in.setdefault(where, {})[document] = None
        for fact in self.publication.facts.values():
            if where in (fact.written_at("words"), fact.written_at("value")):
                self._in.setdefault(fact.written_at("value") or where, {})[document] = None


@cache
def texts_with_figures(model: type[Item]) -> frozenset[str]:
    """The fields of a model in whose texts figures are looked for; a kind's own are bound by themselves."""
    if issubclass(model, (Contact, *_LISTED)):
        return frozenset()
    texts = {name for name, known in model.model_fields.items() if _holds_text(known.annotation)}
    return frozenset(texts - NO_FIGURES).difference(model.own if issubclass(model, Extended) else ())


def _holds_text(annotation: Any) -> bool:
    is_one = isinstance(annotation, type) and issubclass(annotation, Text)
    return is_one or any(map(_holds_text, get_args(annotation)))


def _first(items: Iterable[Item], name: str) -> str:
    return next((str(value) for one in items if (value := getattr(one, name, None))), "")


def _plain(value: Any) -> str:
    return ("no", "yes")[value] if isinstance(value, bool) else str(value)


def _words(one: Item) -> str:
    """All that an item says, as its fingerprint takes it."""
    said = [
        f"{part}={_words(value) if isinstance(value, Item) else value}"
        for part in sorted(one.model_fields_set - _BESIDE)
        if (value := getattr(one, part)) is not None
    ]
    return "\n".join(said)


def _said(one: Item) -> str:
    """What an item says, in one line."""
    match one:
        case Fact():
            words = f' ("{one.words}")' if one.words else ""
            return f"{one.value}{words} {one.label}"
        case KeyDate():
            return ", ".join(filter(None, (f"{one.label}: {one.date}", one.time)))
        case Term():
            return f"{one.label}: {one.value}" + (f" ({one.note})" if one.note else "")
        case Person():
            own = [
                f"{known.label or name} {value}"
                for name, known in one.own.items()
                if (value := getattr(one, name, None)) is not None
            ]
            more = [
                str(one.role or ""),
                *own,
                f"class of {one.class_of}" if one.class_of else "",
                f"agrees until {one.consent_until}" if one.consent_until else "",
            ]
            return ", ".join(part for part in (str(one.name), *more) if part)
        case Testimonial() | Picture():
            until = f" (agrees until {one.consent_until})" if one.consent_until else ""
            said = (one.name, one.quote) if isinstance(one, Testimonial) else (one.file, one.alt or "")
            return f"{': '.join(filter(None, said))}{until}"
        case Event():
            return f"{one.when or one.year}: {one.title}"
        case Stage():
            return f"{one.name}: {one.dates}"
    return str(one)


def _short(file: str) -> str:
    """How keys name a file: without its folder content/ and its ending."""
    return str(PurePosixPath(file).with_suffix("")).removeprefix("content/")
