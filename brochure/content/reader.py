"""**load**: a content folder becomes a `Publication`, or one error with all of its problems.

Takes a folder, and the folders where formats and the faces of fonts are looked for; gives models in which
every text knows its line. A `Reader` does so again and again, and goes only over what has changed. Must not
know layouts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

from pydantic import TypeAdapter, ValidationError

from brochure.content.checks import check
from brochure.content.folder import Folder
from brochure.content.formats import find_formats, read_format
from brochure.content.kept import Kept
from brochure.content.references import ANY_PROGRAM, Names, names_of, program_names, resolve
from brochure.content.sources import Library, Source, gather, read_source
from brochure.content.validation import problems_of
from brochure.content.values import KINDS, Rows, Table
from brochure.errors import ContentError, Problem, UsageError, Where, nearest
from brochure.model import GENERIC, Format, Item, Printer, Publication

#: Kinds of which there is one file each; the others have their id from the file's name.
_WITH_ID = frozenset({"program", "section", "chapter", "packet"})
_ADAPTERS: Mapping[str, TypeAdapter[Any]] = {
    kind: TypeAdapter(annotation) for kind, annotation in KINDS.items()
}

#: What each file holds, by its kind and the id that its name gives.
Models = Mapping[str, Mapping[str, Any]]


def load(folder: Path, fonts: Sequence[Path] = (), layouts: Sequence[Path] = ()) -> Publication:
    """The publication in a folder, and the formats of its layouts.

    Raises ContentError with every problem of every file. Of folders that have a file of the same name, the
    first one wins.
    """
    return Reader(folder, fonts, layouts).read()


class Reader:
    """Reads a publication as often as asked: what `load` would give, only what has changed made anew."""

    def __init__(self, folder: Path, fonts: Sequence[Path] = (), layouts: Sequence[Path] = ()) -> None:
        self.folder, self.fonts, self.layouts = folder, tuple(fonts), tuple(layouts)
        self._kept = Kept()

    def read(self) -> Publication:
        """The publication as it is now. Raises ContentError with every problem of every file."""
        library, problems = gather(Folder(self.folder, self._kept))
        formats, faults = self._formats()
        models: dict[str, dict[str, Any]] = {kind: {} for kind in KINDS}
        problems += faults
        for source in library.sources:
            if source.table is not None:
                model, faults = self._model(source, source.table)
                problems += faults
                if model is not None:
                    models[source.kind][source.id] = model
        problems += check(library, self.fonts)
        if problems:
            raise ContentError(problems)
        return self._publication(library, models, formats)

    def _formats(self) -> tuple[dict[str, Format], list[Problem]]:
        formats, problems = dict[str, Format](), list[Problem]()
        for name, path in find_formats(self.layouts).items():
            try:
                version = self._kept.version(str(path))
                form = self._kept.once(("format", name), (version,), partial(read_format, name, path))
                formats[name] = form
            except ContentError as error:
                problems += error.problems
        return formats, problems

    def _model(self, source: Source, table: Table) -> tuple[Any, list[Problem]]:
        name = ("model", source.kind, source.id)
        return self._kept.once(name, (table,), lambda: validate(source, table))

    def _publication(self, library: Library, models: Models, formats: dict[str, Format]) -> Publication:
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

        programs = sorted(finished("program"), key=lambda program: (program.order, program.id))
        return Publication(
            settings=finished("publication")[0],
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
            reviews=models["reviews"].get("reviews", {}),
            sources=dict(sorted(library.folder.sources.items())),
        )

    def _whole(self, name: str, parts: Mapping[str, Any]) -> Mapping[str, Any]:
        """The same mapping as before where its parts are."""
        names = self._kept.same((name, "names"), tuple(parts))
        return self._kept.once(name, (names, *parts.values()), lambda: parts)


def validate(source: Source, table: Table) -> tuple[Any, list[Problem]]:
    """The model of what one file says, or none; and what is wrong with it."""
    problems, data = list[Problem](), dict(table)
    if source.kind in _WITH_ID:
        if "id" in data:
            hint = "delete it; the name of the file gives the id"
            problems.append(Problem(table.places["id"], "id is not written in the file", hint))
        data["id"] = "id"
    try:
        model = _ADAPTERS[source.kind].validate_python(data)
    except ValidationError as error:
        return None, [*problems, *problems_of(error.errors(include_url=False), table, source.shape)]
    if source.kind in _WITH_ID:
        model = model.model_copy(update={"id": source.id})
    _put_places(model, table)
    return model, problems


def _put_places(value: Any, data: Any) -> None:
    """Every model learns where its keys stand."""
    if isinstance(value, Item) and isinstance(data, Table):
        value.placed(data.places)
        for field in value.model_fields_set:
            _put_places(getattr(value, field), data.get(field))
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
        raise UsageError([Problem(Where("--printer"), what, nearest(name, [*found, GENERIC], "profiles"))])
    source = Source("printer", name, str(found[name]))
    source.table, problems = read_source(source, folder)
    printer, faults = validate(source, source.table)
    if problems or faults:
        raise ContentError([*problems, *faults])
    assert isinstance(printer, Printer)
    return printer
