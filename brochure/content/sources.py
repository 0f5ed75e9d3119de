"""Which file is what: finds the files of a content folder, reads each and names those that are out of place.

Takes a `Folder`; gives a `Source` for every file that has a place, and the problems met.
Must not know what fields mean.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import PurePosixPath
from typing import Final

from brochure.content.folder import Folder, Kept, Version, describe_path
from brochure.content.shorthands import write_out
from brochure.content.values import (
    KINDS,
    OTHER_SPREADSHEETS,
    FieldValue,
    Shape,
    describe,
    entries,
    shape_of,
    where_of,
)
from brochure.errors import WORKBOOKS, ContentError, Problem, Where, nearest
from brochure.model import Rows, Table, Text, parse_front_matter, parse_yaml

SINGLES: Final = ("publication", "institution", "season", "brand", "facts", "people", "reviews")
OPTIONAL: Final = ("brand", "facts", "people", "reviews")
FOLDERS: Final = {
    "programs": "program",
    "sections": "section",
    "chapters": "chapter",
    "packets": "packet",
    "printers": "printer",
}
DEFAULT_BRAND: Final = "brochure/content/default_brand.yaml"
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
    """One file: its kind, the id that its name gives, and what it says (None where it could not be read)."""

    kind: str
    id: str
    path: str
    table: Table | None = None

    @property
    def shape(self) -> Shape:
        """What such a file may hold."""
        return shape_of(KINDS[self.kind])

    @property
    def where(self) -> Where:
        """The file's first key, or the file as it is named in its folder."""
        return self.table.where if self.table else Where(self.path)


@dataclass(frozen=True)
class Library:
    """All files of a publication as they were read."""

    folder: Folder
    sources: tuple[Source, ...]

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
        """The ids of a kind that can be referred to.

        None where the file that names them could not be read.
        """
        if kind not in SINGLES:
            return {source.id for source in self.of(kind)}
        table = self.table(kind)
        return set(table) if table is not None else None if self.of(kind) else set()

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
            yield from error.problems
        else:
            if words:
                yield Problem(asked, *words)

    @property
    def kept(self) -> Kept:
        """What was worked out of these files before."""
        return self.folder.kept


def gather(folder: Folder) -> tuple[Library, list[Problem]]:
    """Every file of the publication, read, with its shorthands written out."""
    problems: list[Problem] = []
    sources = [source for path in folder.files if (source := _place(path, folder, problems))]
    problems += _missing(sources, folder)
    problems += _names(sources, folder)
    for source in sources:
        try:
            source.table, found = read_source(source, folder)
            problems += found
        except ContentError as error:
            problems += error.problems
    if not any(source.kind == "brand" for source in sources):
        sources.append(Source("brand", "brand", "brand.yaml", folder.kept.once("brand", (), _default_brand)))
    return Library(folder, tuple(sources)), problems


def _default_brand() -> Table:
    text = (files("brochure.content") / "default_brand.yaml").read_text("utf-8")
    table: Table = parse_yaml(text, DEFAULT_BRAND)
    return table


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
        read = folder.kept.once(name, (version, folder.files), lambda: _read(source, folder))
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
    if source.kind == "brand" and table:
        _complete(table, _default_brand())
    return _Read(table, problems, others)


def _complete(brand: Table, default: Table) -> None:
    """What a brand leaves out is the default's: inks beside its colors, families where they are used."""
    for key in default.keys() - brand.keys() - ({"press"} if "color" in brand else set()):
        brand.put(key, default[key], default.places[key])
    own, known = brand["typography"], default["typography"]
    if not isinstance(own, Table) or not isinstance(own.setdefault("fonts", Rows(own.where)), Rows):
        return
    for key in known.keys() - own.keys():
        own.put(key, known[key], known.places[key])
    listed = [one.get("family") for one in own["fonts"] if isinstance(one, Table)]
    used = [one.get("family") for one in own.values() if isinstance(one, Table)]
    own["fonts"] += [one for one in known["fonts"] if one["family"] in used and one["family"] not in listed]


def _cut_short(table: Table, shape: Shape) -> Iterator[Problem]:
    """Texts that end at a #, where whoever wrote them may have meant more to be read."""
    for entry in entries(table, shape) if table.remarks else ():
        remark = table.remarks.get(where_of(entry.value, entry.where))
        if remark and entry.shape.is_text and isinstance(entry.value, Text):
            words, where = remark
            what = f"{describe(words)} is taken for a remark and not printed, for a # stands after a space"
            hint = "put the whole value in quotes, or the remark on a line of its own above"
            yield Problem(where, what, hint, "warning")


def _place(path: str, folder: Folder, problems: list[Problem]) -> Source | None:
    """What a file is by its path; None for files that others name, and for those that are out of place."""
    file = PurePosixPath(path)
    ending = file.suffix.lower()
    home = str(file.parent)
    fault: tuple[str, str] | None = None
    if home == ".":
        if ending in _YAML and file.stem in SINGLES:
            return Source(file.stem, file.stem, path)
        if path in FOLDERS:
            fault = (
                "is a file where a folder is read",
                f"make a folder of this name, and put a file for each {FOLDERS[path]} into it",
            )
        elif ending in _YAML:
            singles = [f"{name}.yaml" for name in SINGLES]
            fault = "is not a file that is read", nearest(f"{file.stem}.yaml", singles, "files here")
    elif home in FOLDERS and ending not in _NAMED:
        if ending in ((".md",) if home == "sections" else _YAML):
            return Source(FOLDERS[home], file.stem, path)
        wanted = ".md" if home == "sections" else ".yaml"
        fault = (
            f"has an ending that is not read in {home}/",
            f"save it as plain text and name it {file.stem}{wanted}",
        )
    elif ending in _YAML:
        fault = "is not in a folder that is read", nearest(home, FOLDERS, "folders")
    if fault:
        problems.append(Problem(Where(folder.label(path)), *fault))
    return None


def _missing(sources: list[Source], folder: Folder) -> Iterator[Problem]:
    kinds = {source.kind for source in sources}
    for kind in SINGLES:
        if kind not in OPTIONAL and kind not in kinds:
            where = Where(folder.label(f"{kind}.yaml"))
            yield Problem(where, "there is no such file", f"docs/content.md tells what {kind}.yaml holds")
    if "program" not in kinds:
        where = Where(folder.label("programs"))
        yield Problem(where, "there is no program", "write one, such as programs/categorical.yaml")


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
            hint = "use lower-case letters and digits joined by single hyphens, such as primary-care"
            yield Problem(where, f"{shown} cannot be an id", "rename the file: " + hint)
        elif source.id in _DEVICES:
            yield Problem(where, f'Windows refuses files named "{source.id}"', "rename the file")
        elif space == "document" and re.fullmatch(r"packet|manifest|packet-.*", source.id):
            yield Problem(
                where, f'the name "{source.id}" belongs to the packet or the manifest', "rename the file"
            )


def _said(source: Source, folder: Folder) -> Table:
    """What one file says. Raises ContentError."""
    file = folder.label(source.path)
    text = folder.read_text(source.path, Where(file))
    if source.kind == "section":
        table = parse_front_matter(text, file)
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
