"""What content says and no document prints: fields, rows of lists, facts, people, sections, photographs.

Takes a publication and what its composed documents print; gives findings about content. A text is printed
where a document names its place, or says its words, as drawings and rows that are gathered do. Of facts and
of people in people.yaml it is enough that something of them is printed, since they are there to be taken
from; and of rows of schedules, which are drawn. Fields that have to be there are told with the whole alone.
Must not know files, nor how documents are composed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from brochure.errors import Finding, Severity, Where, brief
from brochure.model import (
    UNPRINTED,
    Block,
    Item,
    Match,
    MonthEntry,
    Picture,
    PrintedContent,
    Program,
    Publication,
    Text,
    WeekEntry,
    plain,
)

#: Fields that say where a value is from, and names that sentences refer to or that are only looked up.
_BESIDE: Final = frozenset({"id", "as_of", "source", "verified_on", "full_name", "academic_year"})
#: Rows that are drawn: their hours, days and kinds are seen, and not read.
_DRAWN: Final = (Block, Match, MonthEntry, WeekEntry)
#: What an item is called by, in this order.
_NAMES: Final = ("name", "label", "title", "question", "use", "file")
#: Names that one finding lists.
_MOST: Final = 6
#: Characters of a name or of a text that is quoted.
_LONGEST: Final = 60
#: What is there to be taken from, as far as somebody needs it: one and several.
_TAKEN_FROM: Final = {"facts": ("fact", "facts"), "people": ("person", "people")}
_ELSEWHERE: Final = "write it into a field that a document prints, or delete it"
_FULL: Final = "documents print short in its place: delete short, or write variant: full where it is used"
_FOLDERS: Final = ("sections", "programs", "chapters", "packets")


@dataclass(frozen=True)
class SaidText:
    """One value of content: its field, and the items that it is in, from its file inwards: what each is
    called and where it begins. `kind` is what the outermost is. Where any field of
    an item is enough, that it is printed, `is_enough` says so.
    """

    where: Where
    words: str
    field: str
    kind: str
    inside: tuple[tuple[str, Where], ...]
    is_enough: bool

    def is_in(self, printed: PrintedContent) -> bool:
        """Whether documents print it; a fact that is a figure alone goes by its place."""
        is_figure = self.kind == "facts" and not any(map(str.isalpha, self.words))
        return self.where in printed.places or (not is_figure and printed.says(self.words))


def said_texts(publication: Publication) -> list[SaidText]:
    """Every text of content that is there to be printed, once."""
    found = dict[Where, SaidText]()
    for kind in ("facts", "people"):
        for name, item in getattr(publication, kind).items():
            for one in _texts(item, kind, ((name, item.places.get("", _begins(item))),)):
                found.setdefault(one.where, one)
    for kind in _FOLDERS:
        every: Any = getattr(publication, kind)
        for item in every.values() if isinstance(every, dict) else every:
            for one in _texts(item, kind, ((str(item.id), Where(_begins(item).file)),)):
                found.setdefault(one.where, one)
    for kind in ("institution", "season"):
        for one in _texts(getattr(publication, kind), kind, ()):
            found.setdefault(one.where, one)
    return list(found.values())


def places_in(program: Program) -> set[Where]:
    """Where the texts stand that a program's documents may print."""
    return {one.where for one in _texts(program, "programs", ())}


def unprinted(
    texts: Iterable[SaidText], every: Iterable[SaidText], gravity: Severity
) -> tuple[Finding, ...]:
    """What is told of texts that nothing prints, of `every` one that there is: an item of which nothing is
    printed is told as a whole.
    """
    missing = {one.where: one for one in texts}
    alive = {part for one in every if one.where not in missing for part in one.inside}
    wholes, fields = set[tuple[str, Where, bool, str]](), list[SaidText]()
    for one in missing.values():
        whole = next((part for part in one.inside if part not in alive), None)
        if whole:
            wholes.add((*whole, whole == one.inside[0], one.kind))
        elif not one.is_enough:
            fields.append(one)
    found = [*_of_wholes(wholes), *_of_fields(fields)]
    return tuple(
        Finding("", 0, UNPRINTED, gravity, what, str(where), hint) for where, what, hint in sorted(found)
    )


def _begins(item: Item) -> Where:
    return min(item.places.values(), default=Where(""))


def _texts(item: Item, kind: str, inside: tuple[tuple[str, Where], ...]) -> Iterator[SaidText]:
    """The texts of an item and of the items in it."""
    for part in type(item).model_fields:
        if part in item.model_fields_set and part not in _BESIDE:
            yield from _values(getattr(item, part), part, item, kind, inside)


def _values(
    value: Any, part: str, item: Item, kind: str, inside: tuple[tuple[str, Where], ...]
) -> Iterator[SaidText]:
    match value:
        case None | "" | ():
            return
        case Text():
            if value.where:
                is_asked = part in type(item).model_fields and type(item).model_fields[part].is_required()
                is_enough = is_asked or kind in _TAKEN_FROM or isinstance(item, _DRAWN)
                yield SaidText(value.where, str(value), part, kind, inside, is_enough)
        case Picture():
            yield from _texts(value, kind, (*inside, (str(value.file), _begins(value))))
        case Item():
            yield from _texts(value, kind, inside)
        case tuple():
            for one in value:
                if isinstance(one, Item):
                    called = next((str(n) for name in _NAMES if (n := getattr(one, name, None))), part)
                    yield from _texts(one, kind, (*inside, (plain(called), _begins(one))))
                else:
                    yield from _values(one, part, item, kind, inside)
        case dict():
            for name, one in value.items():
                yield from _values(one, f"{part}.{name}", item, kind, inside)


def _of_wholes(wholes: Iterable[tuple[str, Where, bool, str]]) -> Iterator[tuple[Where, str, str]]:
    """What is told of facts, people, sections, rows and photographs of which nothing is printed."""
    ordered = sorted(wholes, key=lambda one: (one[1].file, one[2], one[1]))
    for (file, is_outermost), same in groupby(ordered, key=lambda one: (one[1].file, one[2])):
        (name, where, _, kind), *more = same
        names = [name, *(one for one, *_ in more)]
        if is_outermost and kind not in _TAKEN_FROM:
            hint = f"name it where it is to be printed, or delete {file.rpartition('/')[2]}"
            yield where, "nothing of it is in any document", hint
        elif is_outermost:
            one, several = _TAKEN_FROM[kind]
            what = f"these {several} are in no document" if more else f"the {one} {name} is in no document"
            hint = "use them, or delete them" if more else "use it, or delete it"
            yield where, f"{what}: {_listed(names)}" if more else what, hint
        else:
            what = f"{len(names)} of these are in no document: {_listed(names)}"
            what = what if more else f"{brief(name, _LONGEST)} is in no document"
            stand, those = ("they stand", "them") if more else ("it stands", "it")
            yield where, what, f"have a document print what {stand} in, or delete {those}"


def _of_fields(fields: Iterable[SaidText]) -> Iterator[tuple[Where, str, str]]:
    """What is told of single fields, of a list once for all of its rows."""
    ordered = sorted(fields, key=lambda one: (one.where.file, one.field, one.where))
    for _, same in groupby(ordered, key=lambda one: (one.where.file, one.field, len(one.inside))):
        one, *more = same
        also = f", nor that of {len(more)} more" if more else ""
        said = f': "{brief(one.words, _LONGEST)}"' if one.words and not more else ""
        what = f"{one.field} is in no document{also}{said}"
        yield one.where, what, _FULL if one.field == "text" else _ELSEWHERE


def _listed(names: Sequence[str]) -> str:
    shown = [brief(one, _LONGEST) for one in names[:_MOST]]
    return ", ".join(shown) + (f" and {len(names) - _MOST} more" if names[_MOST:] else "")
