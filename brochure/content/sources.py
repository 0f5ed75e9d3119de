"""Which file is what: finds the files of a content folder, reads each and names those that are out of place.

Takes a `Folder`; gives a `Source` for every file that has a place, and the problems met.
Must not know what fields mean.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any, Final

from brochure.content.folder import Folder, Kept, Version, describe_path, is_utf8
from brochure.content.forms import complete_brand, default_brand, file_hint, forms_of
from brochure.content.shorthands import language_in, parse_front_matter, write_out
from brochure.content.values import (
    OTHER_SPREADSHEETS,
    FieldValue,
    Shape,
    describe,
    entries,
    fields_of,
    plain_id,
    shape_of,
    where_of,
)
from brochure.errors import OF_FILE, WORKBOOKS, ContentError, Problem, Where, likeliest, nearest, perhaps
from brochure.model import WESTERN, Kind, Section, Table, Text, parse_yaml

OPTIONAL: Final = ("brand", "facts", "people", "approvals", "reviews", "confirmed")
SINGLES: Final = ("publication", "institution", "season", *OPTIONAL)
FOLDERS: Final = {
    "programs": "program",
    "sections": "section",
    "chapters": "chapter",
    "packets": "packet",
    "printers": "printer",
}
_YAML: Final = (".yaml", ".yml")
#: Files that may lie anywhere: other files name them.
_NAMED: Final = (
    *(".csv", ".tsv", *WORKBOOKS, *OTHER_SPREADSHEETS),
    *(".png", ".jpg", ".jpeg", ".svg", ".webp", ".pdf"),
)
_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
#: Device names that Windows keeps (Naming Files, Paths, and Namespaces), with or without an ending.
_DEVICES: Final = frozenset(
    {"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(10))}
)


@dataclass
class Source:
    """One file: its kind, the id that its name gives, and what it says (None where it could not be read).

    `form` is the model, or the mapping of models, that it may hold.
    """

    kind: str
    id: str
    path: str
    form: Any
    table: Table | None = None

    @property
    def shape(self) -> Shape:
        """What such a file may hold."""
        return shape_of(self.form)

    @property
    def where(self) -> Where:
        """The file's first key, or the file as it is named in its folder."""
        return self.table.where if self.table else Where(self.path)


@dataclass(frozen=True)
class Library:
    """All files of a publication as they were read."""

    folder: Folder
    sources: tuple[Source, ...]
    kind: Kind
    strays: frozenset[str] = frozenset()
    """Paths of files that stand where they are not read."""

    def of(self, kind: str) -> list[Source]:
        """The files of one kind, in order of their names."""
        return self._by_kind.get(kind, [])

    @cached_property
    def _by_kind(self) -> dict[str, list[Source]]:
        found: dict[str, list[Source]] = {}
        for source in self.sources:
            found.setdefault(source.kind, []).append(source)
        return found

    def table(self, kind: str) -> Table | None:
        """What the only file of a kind says; None where it is not there or could not be read."""
        return next((source.table for source in self.of(kind)), None)

    def ids(self, kind: str) -> set[str] | None:
        """The ids of a kind that can be referred to; of a name that can be none, what is to be made of it.

        None where the file that names them could not be read.
        """
        if kind not in SINGLES:
            strays = (path.partition("/") for path in self.strays)
            near = {
                name.lstrip(".").partition(".")[0]
                for home, _, name in strays
                if FOLDERS.get(home.casefold()) == kind
            }
            return near | {meant_id(source.id) for source in self.of(kind)}
        table = self.table(kind)
        if table is None:
            return None if self.of(kind) else set()
        return {meant_id(key) for key in (*table, *table.empty)}

    @cached_property
    def entries(self) -> Sequence[tuple[Source, FieldValue]]:
        """Every value of every file."""
        return [(source, entry) for source in self.sources for entry in self.entries_of(source)]

    def entries_of(self, source: Source) -> Sequence[FieldValue]:
        """Every value of one file."""
        name, table = ("entries", source.kind, source.path), source.table
        return self.kept.once(
            name, (table,), lambda: [] if table is None else list(entries(table, source.shape))
        )

    def faults_of(
        self, path: str, asked: Where, judge: Callable[[str, bytes], tuple[str, str] | None]
    ) -> Iterator[Problem]:
        """What a judge of bytes finds wrong with a file that is asked for, or why it cannot be read."""
        try:
            words = self.folder.judged(path, asked, judge)
        except ContentError as error:
            yield from (one._replace(rule=OF_FILE) for one in error.problems)
        else:
            if words:
                yield Problem(asked, *words, rule=OF_FILE)

    @property
    def kept(self) -> Kept:
        """What was worked out of these files before."""
        return self.folder.kept


def gather(folder: Folder, kind: Kind) -> tuple[Library, list[Problem]]:
    """Every file of a publication of this kind, read, with its shorthands written out."""
    forms = folder.kept.once("forms", (kind,), lambda: forms_of(kind))
    folder.is_western = language_in(folder, {}).partition("-")[0].lower() in {"", *WESTERN}
    problems = list(folder.strays())
    sources = [
        Source(kind, name, path, forms[kind])
        for path in folder.files
        for kind, name in _place(path, folder, problems)
    ]
    told = {problem.where.file for problem in problems if problem.severity == "error"}
    problems += _missing(sources, folder)
    problems += _names(sources, folder)
    for source in sources:
        try:
            source.table, found = read_source(source, folder)
            problems += found
        except ContentError as error:
            problems += error.problems
    if not any(source.kind == "brand" for source in sources):
        brand = folder.kept.once("brand", (), default_brand)
        sources.append(Source("brand", "brand", "brand.yaml", forms["brand"], brand))
    strays = frozenset(path for path in folder.files if folder.label(path) in told)
    return Library(folder, tuple(sources), kind, strays), problems


@dataclass(frozen=True)
class _Read:
    """What a file says, shorthands written out, their faults, and which other files say part of it."""

    table: Table
    problems: tuple[Problem, ...]
    others: Mapping[str, Version]


def read_source(source: Source, folder: Folder) -> tuple[Table, tuple[Problem, ...]]:
    """What a file says, its shorthands written out, and what is wrong with these. Raises ContentError.

    The same as before where neither the file nor one that it names has changed.
    """
    name = ("source", source.kind, source.path)
    version = folder.version(source.path, Where(folder.label(source.path)))
    for _ in range(2):
        rests_on = (version, folder.files, source.form)
        read = folder.kept.once(name, rests_on, lambda: _read(source, folder))
        asked = Where(folder.label(source.path))
        if all(folder.version(path, asked) is known for path, known in read.others.items()):
            break
        folder.kept.forget(name)
    if any(problem.severity == "error" for problem in read.problems):
        folder.kept.forget(name)
    return read.table, read.problems


def _read(source: Source, folder: Folder) -> _Read:
    table, others = _said(source, folder), dict[str, Version]()
    problems = (
        *_cut_short(table, source.shape),
        *write_out(table, source.shape, source.path, folder, others),
    )
    _spell(table, source.shape, folder)
    if source.kind == "brand" and table:
        complete_brand(table, default_brand())
    return _Read(table, problems, others)


def _spell(table: Table, shape: Shape, folder: Folder) -> None:
    """Writes the path of a file as that is called on the disk, where the same letters are made otherwise."""
    for entry in entries(table, shape):
        if isinstance(entry.value, Text) and not entry.value.isascii() and entry.table is not None:
            path = entry.value.strip()
            if entry.table.get(entry.field) is entry.value and (found := folder.spelled(path)) != path:
                entry.table[entry.field] = Text(found, where_of(entry.value, entry.where))


def _cut_short(table: Table, shape: Shape) -> Iterator[Problem]:
    """Texts that end at a #, where whoever wrote them may have meant more to be read."""
    for place in _texts(table, shape) if table.remarks else ():
        if remark := table.remarks.get(place):
            words = describe(remark.words)
            what = f"{words} is taken for a remark and not printed, for a # stands after a space"
            hint = "put the whole value in quotes, or the remark on a line of its own above"
            yield Problem(remark.where, what, hint, "warning")


def _texts(table: Table, shape: Shape) -> Iterator[Where]:
    """Where each text stands, or the key that has none."""
    for entry in entries(table, shape):
        if entry.shape.is_text and isinstance(entry.value, Text):
            yield where_of(entry.value, entry.where)
        elif entry.shape.model and isinstance(entry.value, Table):
            inside = fields_of(entry.shape.model)
            yield from (
                place for key, place in entry.value.empty.items() if key in inside and inside[key].is_text
            )


def _place(path: str, folder: Folder, problems: list[Problem]) -> Iterator[tuple[str, str]]:
    """What a file is by its path, and its id; nothing for files that others name, and for those that are out
    of place.
    """
    file = PurePosixPath(path)
    ending = file.suffix.lower()
    home = str(file.parent)
    if fault := _misplaced(file):
        problems.append(Problem(Where(folder.label(path)), *fault))
    elif home == "." and ending in _YAML:
        yield file.stem, file.stem
    elif home in FOLDERS and ending in ((".md",) if home == "sections" else _YAML):
        yield FOLDERS[home], file.stem
    elif ending == ".md" and home not in FOLDERS and file.stem.casefold() != "readme":
        what = "is not read, for it stands in no folder of texts"
        hint = f"move it to sections/{file.name} if it is to be printed"
        problems.append(Problem(Where(folder.label(path)), what, hint, "warning"))


def _hidden_ending(file: PurePosixPath) -> str:
    """The name that was meant by one such as other.yaml.txt, whose last ending is mostly not shown."""
    return file.stem if PurePosixPath(file.stem).suffix.lower() in (*_YAML, ".md") else ""


def _misplaced(file: PurePosixPath) -> tuple[str, str] | None:
    """Why a file is out of place, and what would mend it; None where other files may name it."""
    ending, home, meant = file.suffix.lower(), str(file.parent), _hidden_ending(file)
    single = next((name for name in SINGLES if name == file.name.casefold().partition(".")[0]), None)
    if not is_utf8(str(file)):
        return "the name is not UTF-8, so that other computers cannot show it", "rename it in plain letters"
    if home == "." and file.name in FOLDERS:
        what = "is a file where a folder is read"
        return what, f"make a folder of this name, and put a file for each {FOLDERS[file.name]} into it"
    if ending == ".icloud" or (home == "." and file.stem == single and ending in _YAML):
        return None
    if home == "." and single and ending not in _NAMED:
        return "is not a file that is read", _rename(f"{single}.yaml", file)
    if home == "." and (ending in _YAML or meant):
        near = likeliest(PurePosixPath(meant or file.name).stem, SINGLES)
        hint = perhaps(f"{near}.yaml") if near else "move it into a folder that is read, such as programs/"
        if near and plain_id(file.stem).startswith(f"{near}-"):
            hint = f"if it is a copy of {near}.yaml, move it out of content/"
        return "is not a file that is read", hint
    endings = (".md",) if home == "sections" else _YAML
    if home in FOLDERS and (ending not in (*_NAMED, *endings) or meant):
        stem = re.sub(r"[^a-z0-9]+", "-", PurePosixPath(meant or file.name).stem.lower()).strip("-")
        wanted = (stem or "new") + (".md" if home == "sections" else ".yaml")
        return f"has an ending that is not read in {home}/", _elsewhere(wanted, file)
    if ending in _YAML and home not in FOLDERS:
        return "is not in a folder that is read", nearest(home, FOLDERS, "folders")
    return None


def _elsewhere(wanted: str, file: PurePosixPath) -> str:
    """The hint for a file of another ending in a folder of which every file is read."""
    if _hidden_ending(file) or file.suffix.lower() in _YAML:
        return _rename(wanted, file)
    one, ending = FOLDERS[str(file.parent)], PurePosixPath(wanted).suffix
    return (
        f"move it out of the folder, which holds {ending} files, one for each {one}; {_if_one(wanted, file)}"
    )


def _if_one(wanted: str, file: PurePosixPath) -> str:
    kind = FOLDERS[str(file.parent)]
    holds = f"if it is the text of a {kind}" if kind == "section" else f"if it holds the keys of a {kind}"
    return f"{holds}, {_rename(wanted, file)}"


def _rename(wanted: str, file: PurePosixPath) -> str:
    """The hint for a file that has a wrong name, or a second ending that is not seen."""
    if _hidden_ending(file) and file.suffix.lower() in (".txt", ".md", *_YAML):
        return f"rename it to {wanted}; many computers do not show its last ending, {file.suffix}"
    if file.suffix.lower() in (*_YAML, ".txt", ".md"):
        return f"rename it to {wanted}"
    return f"save it as plain text and name it {wanted}"


def _missing(sources: list[Source], folder: Folder) -> Iterator[Problem]:
    """Files that have to be there; one that stands there by another name is told as such."""
    there = {source.kind for source in sources} | {
        path.casefold().partition(".")[0] for path in folder.files if not path.lower().endswith(_NAMED)
    }
    for kind in SINGLES:
        if kind not in OPTIONAL and kind not in there:
            where = Where(folder.label(f"{kind}.yaml"))
            hint = f"docs/content.md tells what {kind}.yaml holds"
            yield Problem(where, "there is no such file", hint, rule="not_begun")
    if "program" not in there and not any(name.partition("/")[0] == "programs" for name in there):
        where, hint = Where(folder.label("programs")), "write one, such as programs/drawing.yaml"
        yield Problem(where, "there is no program", hint, rule="not_begun")


def _names(sources: list[Source], folder: Folder) -> Iterator[Problem]:
    """Ids that cannot be file names, link targets or unique."""
    homes: dict[tuple[str, str], str] = {}
    for source in sources:
        where, shown = Where(folder.label(source.path)), describe_path(source.id)
        space = "document" if source.kind in ("program", "chapter") else source.kind
        other = homes.setdefault((space, source.id), source.path)
        if other != source.path:
            yield Problem(where, f"the name {shown} is taken by {other}", "rename one of the two files")
        if not _ID.fullmatch(source.id):
            beside = {one.id for one in sources if one.kind == source.kind and one is not source}
            yield Problem(where, f"{shown} cannot be an id", file_hint(PurePosixPath(source.path), beside))
        elif source.id in _DEVICES:
            yield Problem(where, f'Windows refuses files named "{source.id}"', "rename the file")
        elif space == "document" and re.fullmatch(r"packet|manifest|packet-.*", source.id):
            yield Problem(
                where, f'the name "{source.id}" belongs to the packet or the manifest', "rename the file"
            )


def meant_id(name: str) -> str:
    """The id that a name is, or that it is to be made, so that what refers to that is not told besides."""
    return name if _ID.fullmatch(name) else plain_id(name) or name


def _said(source: Source, folder: Folder) -> Table:
    """What one file says. Raises ContentError."""
    file = folder.label(source.path)
    text = folder.read_text(source.path, Where(file))
    if source.kind == "section":
        table = parse_front_matter(text, file, Section.model_fields)
        if not table:
            raise ContentError.of(file, "is empty", "write a text, or delete the file")
        return table
    data = parse_yaml(text, file)
    if data is None and source.kind in OPTIONAL:
        return Table(Where(file, 1, 1))
    if data is None:
        raise ContentError.of(file, "is empty", f"docs/content.md tells what a {source.kind} file holds")
    if not isinstance(data, Table):
        is_glued = isinstance(data, Text) and re.match(r"[A-Za-z_-]+:\S", data)
        hint = (
            "put a space after the colon"
            if is_glued
            else "write a key, a colon and a space, such as name: Jane Doe"
        )
        raise ContentError.of(Where(file, 1, 1), "the file must hold keys and values", hint)
    return data
