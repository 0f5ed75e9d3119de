"""What content needs of the folders of layouts: kinds, layouts/kinds/NAME.yaml with publication.yaml over
it; descriptors of page architectures, layouts/architectures/NAME.yaml, each beside its template; and
formats, folders with a format.yaml in them.

Takes these folders and the content folder; gives a `Kind`, and what each architecture and each format
says, or one error with all problems. Must not know templates, nor what files a kind is read for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import ValidationError

from brochure import shipped
from brochure.content.folder import Folder, Kept, Version
from brochure.content.forms import taken
from brochure.content.validation import empty_keys, problems_of
from brochure.content.values import shape_of
from brochure.errors import ContentError, Problem, Where, nearest
from brochure.model import (
    SHEETS,
    Apply,
    Architecture,
    Block,
    Format,
    Item,
    Kind,
    KindGroup,
    OwnField,
    OwnFields,
    Person,
    Program,
    Settings,
    Table,
    decode,
    parse_yaml,
)

KINDS, ARCHITECTURES = "kinds", "architectures"
DESCRIPTOR: Final = "format.yaml"
#: Panels may add up to a sheet's width but for this rounding, in points.
_ROUNDING: Final = 0.5
#: Half an inch, and the most that a PDF page may measure (ISO 32000-1, annex C.2), in points.
_SMALLEST_SIDE, _LARGEST_SIDE = 36.0, 14400.0
#: What every program's document may have, so that a format has to lay it out.
_LAID: Final = ("cover", "opening", "group", "within", "apply", "spread", "plate", "end")
_SETTINGS: Final = ("publication.yaml", "publication.yml")
#: Bytes of one of these files.
LARGEST: Final = 2_000_000
_Described = TypeVar("_Described", bound=Item)
_NAME: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
#: What takes fields of a kind's own, by the key under which the kind says them.
OWNERS: Final[Mapping[str, type[Item]]] = {
    "program": Program,
    "apply": Apply,
    "people": Person,
    "blocks": Block,
}


def find_kinds(layouts: Sequence[Path]) -> dict[str, Path]:
    """The file of every kind by its name: those of a publication's layouts win over the shipped ones."""
    found: dict[str, Path] = {}
    for folder in (*layouts, shipped("layouts")):
        for path in sorted((folder / KINDS).glob("*.yaml")):
            if path.is_file() and not path.is_symlink():
                found.setdefault(path.stem, path)
    return dict(sorted(found.items()))


def kinds_of(layouts: Sequence[Path], kept: Kept) -> tuple[dict[str, Kind], list[Problem]]:
    """Every kind that can be named, and what is wrong with the files of those that cannot."""
    kinds, problems = dict[str, Kind](), list[Problem]()
    for name, path in find_kinds(layouts).items():
        try:
            version = kept.version(str(path))
            kinds[name] = kept.once(("kind", name), (version,), partial(_read, name, path, version))
        except ContentError as error:
            problems += error.problems
    return kinds, problems


def shipped_kinds() -> dict[str, Kind]:
    """The kinds that come with the package."""
    return kinds_of((), Kept())[0]


def default_kind() -> Kind:
    """The kind of publications that name none."""
    return _default(shipped_kinds())


def _default(kinds: Mapping[str, Kind]) -> Kind:
    return next((one for one in kinds.values() if one.default), next(iter(kinds.values())))


def kind_in(content: Path, layouts: Sequence[Path]) -> Kind:
    """The kind of the publication in a content folder. Raises ContentError where that cannot be told."""
    kind, problems = kind_of(Folder(content), layouts)
    if problems:
        raise ContentError(problems)
    return kind


def _read(name: str, path: Path, version: Version) -> Kind:
    return read_kind(name, version.read_bytes(path))


@lru_cache(16)
def read_kind(name: str, data: bytes) -> Kind:
    """One kind, by what its file holds. Raises ContentError with all problems of it."""
    file = f"layouts/{KINDS}/{name}.yaml"
    if len(data) > LARGEST:
        what = f"the file is larger than {LARGEST // 1000} kB"
        raise ContentError.of(file, what, "is this the file that was meant?")
    return _validated(
        Kind, name, data, file, "a kind", "docs/kinds.md", lambda kind, table: faults(kind, kind, table)
    )


def kind_of(folder: Folder, layouts: Sequence[Path]) -> tuple[Kind, list[Problem]]:
    """The kind of the publication in a folder, and what is wrong with how that is said.

    Where it cannot be told, it is the default one.
    """
    kinds, problems = kinds_of(layouts, folder.kept)
    asked = next(filter(folder.holds, _SETTINGS), None)
    if asked is None:
        return _default(kinds), problems
    with suppress(ContentError):  # which is told where all of the file is read
        version = folder.version(asked, Where(folder.label(asked)))
        rests_on = (version, folder.kept.same("kinds", tuple(kinds)), *kinds.values())
        kind, found = folder.kept.once("kind", rests_on, partial(_named, kinds, asked, folder, layouts))
        return kind, [*problems, *found]
    return _default(kinds), problems


def _named(
    kinds: Mapping[str, Kind], path: str, folder: Folder, layouts: Sequence[Path]
) -> tuple[Kind, list[Problem]]:
    """The kind that publication.yaml names, with what that says over it. Raises ContentError."""
    kind, problems, asked = _default(kinds), list[Problem](), Where(folder.label(path))
    table = parse_yaml(folder.read_text(path, asked), asked.file)
    if not isinstance(table, Table):
        return kind, problems
    if isinstance(named := table.get("kind"), str) and (name := named.strip()):
        if name in kinds:
            kind = kinds[name]
        elif name not in find_kinds(layouts):  # or else its own faults are told
            what = f'there is no kind "{name}"'
            problems.append(Problem(table.places["kind"], what, nearest(name, kinds, "kinds known")))
    said = {key: table[key] for key in ("groups", "fields", "comparison") if key in table}
    with suppress(ValidationError):  # which is told where all of the file is read
        settings = Settings.model_validate({"title": "-", **said})
        own = with_changes(kind, settings)
        problems += faults(own, settings, table)
        kind = kind if problems else folder.kept.same("own kind", own)
    return kind, problems


def with_changes(kind: Kind, settings: Settings) -> Kind:
    """A kind with what a publication says over it."""
    known = {group.id: group for group in kind.groups}
    groups = tuple(
        known.get(one, _unknown(one)) if isinstance(one, str) else _over(known.get(one.id), one)
        for one in settings.groups
    )
    fields = {
        name: {**getattr(kind.fields, name), **getattr(settings.fields, name)}
        for name in OwnFields.model_fields
    }
    changed: dict[str, Any] = {"fields": OwnFields(**fields)}
    changed |= {"groups": groups} if groups else {}
    changed |= {"comparison": settings.comparison} if settings.comparison else {}
    return kind.model_copy(update=changed)


def _over(known: KindGroup | None, said: KindGroup) -> KindGroup:
    """A group of the kind with what is said over it; a new one as it is."""
    if known is None:
        return said
    return known.model_copy(update={name: getattr(said, name) for name in said.model_fields_set})


def _unknown(name: str) -> KindGroup:
    """A group of which nothing is known but its id, which is told."""
    return KindGroup.model_construct({"id"}, id=name, within=None, figure=None)  # type: ignore[call-arg]


def faults(kind: Kind, said: Kind | Settings, table: Table) -> Iterator[Problem]:
    """What each key allows and all of them together do not; `said` is what the file itself says."""
    yield from _group_faults(kind, said, table)
    for owner, model in OWNERS.items():
        fields: dict[str, OwnField] = getattr(said.fields, owner)
        rows = table.get("fields")
        inside = rows.get(owner) if isinstance(rows, Table) else None
        places = inside.places if isinstance(inside, Table) else {}
        for name, field in fields.items():
            where = places.get(name, table.where)
            if taken(model, name):
                yield Problem(where, f'"{name}" already means something here', "give the field another name")
            elif field.type == "choice" and not field.choices:
                yield Problem(where, f"{name} has no choices", "add choices: [one, another]")
            elif field.pattern is not None and not _is_pattern(field.pattern):
                yield Problem(where, f"the pattern of {name} is no regular expression", "correct it")
    known = {"length", "when", "promise", *kind.fields.program}
    for name in said.comparison if table.get("comparison") else ():
        if name not in known:
            what = f'"{name}" cannot be a column of the comparison'
            yield Problem(table.places["comparison"], what, nearest(name, sorted(known), "columns"))


def _group_faults(kind: Kind, said: Kind | Settings, table: Table) -> Iterator[Problem]:
    rows = table.get("groups")
    seen: set[str] = set()
    for number, group in enumerate(kind.groups if said.groups else ()):
        row = rows[number] if isinstance(rows, list) and number < len(rows) else None
        where = getattr(row, "where", None) or table.where
        if "kicker" not in group.model_fields_set:
            what = f'there is no group "{group.id}" in this kind'
            yield Problem(where, what, "write {id: " + group.id + ", kicker: its heading}")
        elif group.id in seen:
            yield Problem(where, f'two groups are called "{group.id}"', "give each an id of its own")
        elif taken(Program, group.id) or group.id in kind.fields.program:
            yield Problem(where, f'"{group.id}" already means something here', "give the group another id")
        elif group.within and group.within not in seen:
            what = f'within names "{group.within}", and no group before this one is called so'
            yield Problem(where, what, nearest(group.within, sorted(seen), "groups before it"))
        seen.add(group.id)
    if said.groups and kind.groups[0].within:
        yield Problem(table.places["groups"], "the first group has pages of its own", "delete its within")
    if said.groups and sum(group.figure is not None for group in kind.groups) > 1:
        yield Problem(table.places["groups"], "two groups hold the drawing of stages", "delete one figure")


def _is_pattern(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


def find_architectures(folders: Sequence[Path]) -> dict[str, Path]:
    """The descriptor of every architecture by its name, in alphabetical order; the first folder wins."""
    found: dict[str, Path] = {}
    for folder in folders:
        for path in (folder / ARCHITECTURES).glob("*.yaml"):
            if not path.is_symlink():
                found.setdefault(path.stem, path)
    return dict(sorted(found.items()))


@lru_cache(128)
def read_architecture(name: str, data: bytes) -> Architecture:
    """One architecture, by what its descriptor holds. Raises ContentError with all problems of it."""
    file = f"layouts/{ARCHITECTURES}/{name}.yaml"
    return _validated(Architecture, name, data, file, "an architecture", "docs/layouts.md")


def _validated(
    model: type[_Described],
    name: str,
    data: bytes,
    file: str,
    what: str,
    page: str,
    more: Callable[[_Described, Table], Iterable[Problem]] = lambda *_: (),
) -> _Described:
    """What a file of layouts describes, as the `model` of it with the places of its values.

    `what` it is, the `page` of the manual that shows one, and `more` that can be wrong with it.
    """
    if not _NAME.fullmatch(name):
        hint = "rename the file: lower-case words joined by hyphens"
        raise ContentError.of(file, f'"{name}" cannot be the name of {what}', hint)
    table = parse_yaml(decode(data, file), file)
    if not isinstance(table, Table):
        raise ContentError.of(file, "the file must hold keys and values", f"{page} shows one")
    try:
        found = model.model_validate({**table, "id": name})
    except ValidationError as error:
        raise ContentError(problems_of(error.errors(include_url=False), table, shape_of(model))) from None
    if problems := [*empty_keys(table, shape_of(model)), *more(found, table)]:
        raise ContentError(problems)
    return found.placed({"": table.where, **table.places})


def find_formats(folders: Sequence[Path]) -> dict[str, Path]:
    """The descriptor of every format by its name, in alphabetical order; the first of the folders wins."""
    found: dict[str, Path] = {}
    for folder in folders:
        for inside in folder.iterdir():
            if not inside.is_symlink() and (path := inside / DESCRIPTOR).is_file():
                found.setdefault(inside.name, path)
    return dict(sorted(found.items()))


@cache
def taken_names() -> frozenset[str]:
    """What no format may be called: folders of the shipped layouts that are none, and what packets hold."""
    folders = (one for one in shipped("layouts").iterdir() if one.is_dir())
    return frozenset({"chapter", *(one.name for one in folders if not (one / DESCRIPTOR).is_file())})


@lru_cache(32)
def read_format(name: str, data: bytes) -> Format:
    """One format, by what its descriptor holds. Raises ContentError with all problems of its descriptor."""
    file, what = f"layouts/{name}/{DESCRIPTOR}", f'"{name}" cannot be the name of a format'
    if name in taken_names():
        hint = f"rename the folder; taken are {', '.join(sorted(taken_names()))}"
        raise ContentError.of(file, f"{what}: this program keeps it for something else", hint)
    if not _NAME.fullmatch(name):
        raise ContentError.of(file, what, "rename the folder: lower-case words joined by hyphens")
    return _validated(Format, name, data, file, "a format", "docs/layouts.md", _contradictions)


def unlaid(formats: Mapping[str, Format], architectures: Mapping[str, Architecture]) -> Iterator[Problem]:
    """Architectures that a format names and nobody has, and parts of a document that it names none for."""
    for form in (one for one in formats.values() if one.architectures):
        where = form.places["architectures"]
        if missing := [name for name in form.architectures if name not in architectures]:
            what = f'there is no page architecture "{missing[0]}"'
            yield Problem(where, what, nearest(missing[0], sorted(architectures), "architectures"))
            continue
        laid = {role for name in form.architectures for role in architectures[name].units}
        laid |= {role for name in form.architectures for role in architectures[name].carries}
        if lacking := [role for role in _LAID if role not in laid]:
            what = f"none of these architectures lays out {', '.join(lacking)}"
            yield Problem(where, what, "add one whose units say so; docs/layouts.md lists the keys")


def _contradictions(form: Format, table: Table) -> Iterator[Problem]:
    """What each key allows and all of them together do not."""
    if form.is_fixed and form.pages != (len(form.sides),):
        what = f"pages must be [{len(form.sides)}], one for each of the sides"
        yield Problem(table.places.get("pages", table.where), what, "or change sides")
    if form.tight != tuple(sorted(form.tight, reverse=True)):
        yield Problem(
            table.places["tight"], "tight must have its largest share first", "turn the list round"
        )
    names = [name for side in form.sides for name in side]
    for twice in sorted({name for name in names if names.count(name) > 1}):
        yield Problem(
            table.places["sides"], f'two panels are called "{twice}"', "give each a name of its own"
        )
    for sheet in SHEETS:
        yield from _widths(form, sheet, table)


def _widths(form: Format, sheet: str, table: Table) -> Iterator[Problem]:
    """Whether panels and their widths, or their heights, belong together, on one of the sheets."""
    where, page = table.places.get("sheets", table.places.get("sides", table.where)), form.sheet(sheet)
    heights, widths = form.row_heights(sheet), form.column_widths(sheet)
    if not all(
        _SMALLEST_SIDE <= side <= _LARGEST_SIDE for side in (page.width, page.height, *widths, *heights)
    ):
        what = f"on {sheet} a page, column or row measures less than half an inch or more than 200 inches"
        yield Problem(where, what, "correct width, height, columns and rows")
        return
    parts, whole, part, long, side = (
        (heights, page.height, "row", "height", "high")
        if heights
        else (widths, page.width, "column", "width", "wide")
    )
    most = max((len(names) for names in form.sides), default=0)
    if form.is_fixed and any(len(names) != len(parts) for names in form.sides):
        yield Problem(
            where,
            f"on {sheet} there {f'is 1 {part}' if len(parts) == 1 else f'are {len(parts)} {part}s'} for"
            f" pages of up to {most} panel{'s' * (most != 1)}",
            f"write {part}s for {sheet}, a {long} for each panel",
        )
    elif form.is_fixed and abs(sum(parts) - whole) > _ROUNDING:
        what = f"the {part}s on {sheet} are {sum(parts):g} pt {side} together and the page is {whole:g} pt"
        yield Problem(where, what, f"correct the {long}s")
