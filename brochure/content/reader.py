"""**load**: a content folder becomes a `Publication`, or one error with all of its problems.

Takes a folder, and the folders where formats and the faces of fonts are looked for; gives models in which
every text knows its line. A `Reader` does so again and again, and goes only over what has changed. Must
not know templates: whether there is one, and what it places, is asked where documents are composed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache, partial
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any, Final, NamedTuple, TypeVar

from pydantic import TypeAdapter, ValidationError

from brochure.content.checks import check, weighed
from brochure.content.checks.contrast import given_accents
from brochure.content.folder import Folder, Kept, Stamps, stamps_in
from brochure.content.forms import FILES
from brochure.content.layout_files import (
    DESCRIPTOR,
    LARGEST,
    find_architectures,
    find_formats,
    kind_of,
    read_architecture,
    read_format,
    unlaid,
)
from brochure.content.references import ANY_PROGRAM, Names, names_of, program_names, resolve
from brochure.content.sources import Library, Source, gather, read_source
from brochure.content.spreadsheets import also
from brochure.content.validation import empty_keys, problems_of
from brochure.errors import LISTS, MOST_TOLD, ContentError, Finding, Hint, Mend, Problem, UsageError, nearest
from brochure.model import (
    GENERIC,
    Architecture,
    Format,
    Item,
    Judged,
    Judgement,
    Kind,
    Printer,
    Program,
    Publication,
    Rows,
    Table,
)

#: Kinds of which there is one file each; the others have their id from the file's name.
_WITH_ID = frozenset({"program", "section", "chapter", "packet"})
#: What each file holds, by its kind and the id that its name gives.
Models = Mapping[str, Mapping[str, Any]]
T = TypeVar("T")
#: What a hint adds where the other lines of a list say something else in the same way.
_LIKEWISE: Final = ", and the other lines in the same way"


def load(folder: Path, fonts: Sequence[Path] = (), layouts: Sequence[Path] = ()) -> Publication:
    """The publication in a folder, and the formats of its layouts.

    Raises ContentError with every problem of every file. Of folders that have a file of the same name, the
    first one wins.
    """
    return Reader(folder, fonts, layouts).read()


class Survey(NamedTuple):
    """What a folder of content holds, whether it can be printed or not.

    `sources` are its files as they were read, `problems` all that is wrong with them and with what formats
    say of themselves; there is a `publication` where none of these is an error.
    """

    kind: Kind
    sources: tuple[Source, ...]
    problems: tuple[Problem, ...]
    formats: Mapping[str, Format]
    publication: Publication | None

    @property
    def errors(self) -> list[Problem]:
        """The problems that stop it from being printed, as many as are told."""
        return _told(self.problems)

    def noticing(self, problems: Sequence[Problem]) -> Survey:
        """The same with what others notice, which stops nothing."""
        if publication := self.publication:
            notices = (*publication.notices, *Finding.noticed(problems))
            publication = publication.model_copy(update={"notices": notices})
        return self._replace(problems=(*self.problems, *problems), publication=publication)


class Reader:
    """Reads a publication as often as asked: what `load` would give, only what has changed made anew."""

    def __init__(self, folder: Path, fonts: Sequence[Path] = (), layouts: Sequence[Path] = ()) -> None:
        self.folder, self.fonts, self.layouts = folder, tuple(fonts), tuple(layouts)
        self._kept = Kept()
        self._last: tuple[Folder, Stamps | None, Survey] | None = None

    def read(self) -> Publication:
        """The publication as it is now. Raises ContentError with every problem of every file."""
        survey = self.survey()
        if survey.publication is None:
            raise ContentError(survey.errors)
        return survey.publication

    def survey(self, others: Stamps | None = None) -> Survey:
        """What the folder holds as it is now, sound or not, with every problem of every file; the very same
        survey as long as no file has changed. `others` is what lies in the folders of fonts and layouts,
        where whoever asks has looked.
        """
        folder = Folder(self.folder, self._kept)
        with suppress(OSError):  # what cannot be read is told below
            others = others or stamps_in((*self.fonts, *self.layouts))
        if others is not None and self._last and self._last[1] == others and self._last[0].is_still(folder):
            return self._last[2]
        survey = self._survey(folder)
        self._last = folder, others, survey
        return survey

    def sources(self) -> tuple[Source, ...]:
        """The files that the folder holds now, as far as they can be read; nothing is checked."""
        folder = Folder(self.folder, self._kept)
        return gather(folder, kind_of(folder, self.layouts)[0])[0].sources

    def _survey(self, folder: Folder) -> Survey:
        kind, others = kind_of(folder, self.layouts)
        library, problems = gather(folder, kind)
        problems = [*weighed(problems, library.table("publication"))]
        files = find_formats(self.layouts)
        formats, faults = self._each(files, self._format)
        if others:  # of another kind, nearly every key would be unknown
            return Survey(kind, library.sources, tuple(sorted(set(others))), formats, None)
        architectures, others = self._each(find_architectures(self.layouts), self._architecture)
        models: dict[str, dict[str, Any]] = {kind: {} for kind in FILES}
        own = {name: form for name, form in formats.items() if self.layouts[0] in files[name].parents}
        problems += [*faults, *others, *unlaid(own, architectures)]
        for source in library.sources:
            if source.table is not None:
                model, faults = self._model(source, source.table)
                problems += faults
                if model is not None:
                    models[source.kind][source.id] = model
        problems += islice(check(library, self.fonts), MOST_TOLD)
        publication = None
        if not _told(problems):
            publication = self._publication(library, kind, models, formats, Finding.noticed(problems))
            publication = publication.model_copy(update={"architectures": architectures})
        return Survey(kind, library.sources, tuple(sorted(set(problems))), formats, publication)

    def _each(
        self, files: Mapping[str, Path], read: Callable[[str, Path], T]
    ) -> tuple[dict[str, T], list[Problem]]:
        """What each of some files of layouts says, and what is wrong with the others."""
        found, problems = dict[str, T](), list[Problem]()
        for name, path in files.items():
            try:
                found[name] = read(name, path)
            except ContentError as error:
                problems += error.problems
        return found, problems

    def _architecture(self, name: str, path: Path) -> Architecture:
        version = self._kept.version(str(path))
        return self._kept.once(
            ("architecture", name), (version,), lambda: read_architecture(name, version.read_bytes(path))
        )

    def _format(self, name: str, path: Path) -> Format:
        if path.stat().st_size > LARGEST:
            what = f"the file is larger than {LARGEST // 1000} kB"
            raise ContentError.of(f"layouts/{name}/{DESCRIPTOR}", what, "is this the file that was meant?")
        version = self._kept.version(str(path))
        return self._kept.once(
            ("format", name), (version,), lambda: read_format(name, version.read_bytes(path))
        )

    def _model(self, source: Source, table: Table) -> tuple[Any, list[Problem]]:
        name = ("model", source.kind, source.id)
        return self._kept.once(name, (table,), lambda: validate(source, table))

    def _publication(
        self,
        library: Library,
        kind: Kind,
        models: Models,
        formats: dict[str, Format],
        notices: tuple[Finding, ...],
    ) -> Publication:
        """Every reference resolved; what rests on the same files as before is what it was."""
        shared = self._whole("shared", models["section"])
        people = models["people"].get("people", {})
        common, names = names_of(library)
        tables = {source.id: source.table for source in library.of("program")}
        anywhere = self._kept.once("anywhere", (names,), lambda: names.and_also(ANY_PROGRAM))

        def one(kind: str, name: str, model: Item, known: Names) -> Any:
            own = program_names(tables[name], known) if kind == "program" else known
            return resolve(model, shared, people, own)

        def finished(kind: str, known: Names = names) -> list[Any]:
            return [
                self._kept.once(
                    ("finished", kind, name),
                    (model, shared, people, known),
                    partial(one, kind, name, model, known),
                )
                for name, model in models[kind].items()
            ]

        def each(kind: str, known: Names) -> dict[str, Any]:
            items = models[kind].get(kind, {})
            return self._kept.once(
                ("finished", kind),
                (items, known),
                lambda: {name: resolve(item, {}, {}, known) for name, item in items.items()},
            )

        given = given_accents(library)
        colored = [self._colored(program, given.get(program.id)) for program in finished("program")]
        programs = sorted(colored, key=lambda program: (program.order, program.id))
        return Publication(
            settings=finished("publication")[0],
            kind=kind,
            institution=finished("institution")[0],
            season=finished("season")[0],
            brand=finished("brand")[0],
            facts=each("facts", common),
            people=each("people", names),
            sections={model.id: model for model in finished("section", anywhere)},
            programs=tuple(programs),
            chapters=tuple(finished("chapter")),
            packets=tuple(finished("packet")),
            printers=dict(models["printer"]),
            formats=formats,
            confirmations=models["confirmed"].get("confirmed"),
            approvals=_judged(models),
            sources=dict(sorted(library.folder.sources.items())),
            notices=notices,
        )

    def _colored(self, program: Program, accent: str | None) -> Program:
        """A program in the color that it is given, where it names none itself."""
        if accent is None:
            return program
        color = self._kept.same(("accent", program.id), accent)
        return self._kept.once(
            ("colored", program.id), (program, color), lambda: program.model_copy(update={"accent": color})
        )

    def _whole(self, name: str, parts: Mapping[str, Any]) -> Mapping[str, Any]:
        """The same mapping as before where its parts are."""
        names = self._kept.same((name, "names"), tuple(parts))
        return self._kept.once(name, (names, *parts.values()), lambda: parts)


def _judged(models: Models) -> dict[str, Judged]:
    """What people have judged; of reviews in the older file those that were not made again since."""
    found: dict[str, Judged] = dict(models["approvals"].get("approvals", {}))
    for name, review in models["reviews"].get("reviews", {}).items():
        before = found.get(name, Judged())
        if before.reviewed is None:
            kept = Judgement(by=review.reviewed_by, on=review.reviewed_on, fingerprint=review.text)
            found[name] = before.model_copy(update={"reviewed": kept})
    return found


def _told(problems: Iterable[Problem]) -> list[Problem]:
    """The errors among problems, as many as are told."""
    errors = sorted({problem for problem in problems if problem.severity == "error"})
    if len(errors) > MOST_TOLD:
        more = Problem(errors[0].where, f"there are more problems than the {MOST_TOLD} that are told")
        errors = [*errors[:MOST_TOLD], more._replace(hint="mend these, and check again")]
    return errors


def validate(source: Source, table: Table) -> tuple[Any, list[Problem]]:
    """The model of what one file says, or none; and what is wrong with it."""
    problems, data = list(islice(empty_keys(table, source.shape), MOST_TOLD)), dict(table)
    if source.kind in _WITH_ID:
        if "id" in data:
            hint = Hint("delete it; the name of the file gives the id", Mend("delete"))
            problems.append(Problem(table.places["id"], "id is not written in the file", hint))
        data["id"] = "id"
    try:
        model = _adapter(source.form).validate_python(data)
    except ValidationError as error:
        found = problems_of(error.errors(include_url=False), table, source.shape)
        return None, [*problems, *islice(_by_column(found), MOST_TOLD)]
    if source.kind in _WITH_ID:
        model = model.model_copy(update={"id": source.id})
    _put_places(model, table)
    return model, problems


def _by_column(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Of a fault that a column of a list has again and again the first, with the other lines; where the cure
    is another one, but for the figures in what is meant, it is another fault.
    """
    first, others, unlike = dict[object, Problem](), dict[object, list[str]](), set[object]()
    for one in problems:
        where, mend = one.where, one.mend
        cure = (mend.way, [re.sub("[0-9]+", "0", meant) for meant in mend.meant]) if mend else one.hint
        is_cell = where.is_cell or where.file.lower().endswith(LISTS)
        key: object = (where.file, where.column, one.rule, str(cure)) if is_cell else one
        if key in first:
            others.setdefault(key, []).append(f"{'row' if where.is_cell else 'line'} {where.line}")
            unlike |= {key} if one.hint != first[key].hint else set()
        else:
            first[key] = one
    for key, one in first.items():
        hint = one.hint.and_also(_LIKEWISE) if key in unlike and isinstance(one.hint, Hint) else one.hint
        yield one._replace(what=one.what + also(others.get(key, ())), hint=hint)


@cache
def _adapter(form: Any) -> TypeAdapter[Any]:
    return TypeAdapter(form)


def _put_places(value: Any, data: Any) -> None:
    """Every model learns where its keys stand, and those of a mapping in it as `palette.navy`."""
    if isinstance(value, Item) and isinstance(data, Table):
        places = dict(data.places)
        for field in value.model_fields_set:
            inner, said = getattr(value, field), data.get(field)
            if isinstance(inner, dict) and isinstance(said, Table):
                places |= {f"{field}.{key}": place for key, place in said.places.items()}
            _put_places(inner, said)
        value.placed(places)
    elif isinstance(value, tuple) and isinstance(data, Rows):
        for item, said in zip(value, data, strict=True):
            _put_places(item, said)
    elif isinstance(value, dict) and isinstance(data, Table):
        for key, item in value.items():
            _put_places(item, data.get(key))


def load_printer(content: Path, name: str) -> Printer:
    """The profile printers/NAME.yaml.

    Raises ContentError for one that is wrong, UsageError for one that is not there.
    """
    folder = Folder(content) if content.is_dir() else None
    paths = [PurePosixPath(path) for path in folder.files] if folder else []
    found = {
        path.stem: path
        for path in paths
        if str(path.parent) == "printers" and path.suffix.lower() in (".yaml", ".yml")
    }
    if folder is None or name not in found:
        if name == GENERIC:
            return Printer()
        what = f'there is no profile "{name}"'
        raise UsageError.of("--printer", what, nearest(name, [*found, GENERIC], "profiles"))
    source = Source("printer", name, str(found[name]), FILES["printer"])
    source.table, problems = read_source(source, folder)
    printer, faults = validate(source, source.table)
    if errors := _told([*problems, *faults]):
        raise ContentError(errors)
    assert isinstance(printer, Printer)
    return printer
