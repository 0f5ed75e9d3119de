"""**load**: a content folder becomes a `Publication`, or one error with all of its problems.

Takes a folder, and the folders where the faces of its fonts are to be looked for; gives models in which every text knows its
line. Must not know layouts.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from brochure.content.contrast import check_contrast
from brochure.content.folder import Folder
from brochure.content.formats import find_formats, read_format
from brochure.content.inking import check_press
from brochure.content.inserts import check_inserts
from brochure.content.library import Library, Source, gather
from brochure.content.meanings import ANY_PROGRAM, all_names, common_names, program_names
from brochure.content.names import Names
from brochure.content.raw import Rows, Table
from brochure.content.resolve import resolve
from brochure.content.rules import check_rules
from brochure.content.shapes import KINDS, shape_of
from brochure.content.shop import check_shop
from brochure.content.targets import check_fonts, check_targets
from brochure.content.texts import check_fact_names, check_texts
from brochure.content.wording import problems_of
from brochure.errors import ContentError, Problem
from brochure.model import Format, Item, Publication

#: Kinds of which there is one file each; the others have their id from the file's name.
_WITH_ID = frozenset({"program", "section", "chapter", "packet"})
_ADAPTERS = {kind: TypeAdapter(annotation) for kind, annotation in KINDS.items()}

Models = dict[str, dict[str, Any]]


def load(folder: Path, fonts: Sequence[Path] = (), layouts: Sequence[Path] = ()) -> Publication:
    """The publication in a folder, and the formats of its layouts.

    Raises ContentError with every problem of every file. Of folders that have a file of the same name, the first one wins.
    """
    library, problems = gather(Folder(folder))
    formats: dict[str, Format] = {}
    for name, path in find_formats(layouts).items():
        try:
            formats[name] = read_format(name, path)
        except ContentError as error:
            problems += error.problems
    models: Models = {kind: {} for kind in KINDS}
    for source in library.sources:
        problems += validate(source, models)
    problems += check_targets(library)
    problems += check_inserts(library)
    problems += check_fonts(library, fonts)
    problems += check_press(library)
    problems += check_shop(library)
    problems += check_contrast(library)
    problems += check_fact_names(library)
    problems += check_texts(library)
    problems += check_rules(library)
    if problems:
        raise ContentError(problems)
    return _publication(library, models, formats)


def validate(source: Source, models: Models) -> list[Problem]:
    """Puts the model of one file among the others, or tells what is wrong with it."""
    if source.table is None:
        return []
    problems, data = list[Problem](), dict(source.table)
    if source.kind in _WITH_ID:
        if "id" in data:
            hint = "delete it; the name of the file gives the id"
            problems.append(Problem(source.table.places["id"], "id is not written in the file", hint))
        data["id"] = "id"
    try:
        model = _ADAPTERS[source.kind].validate_python(data)
    except ValidationError as error:
        return [
            *problems,
            *problems_of(error.errors(include_url=False), source.table, shape_of(KINDS[source.kind])),
        ]
    models[source.kind][source.id] = (
        model.model_copy(update={"id": source.id}) if source.kind in _WITH_ID else model
    )
    _put_places(models[source.kind][source.id], source.table)
    return problems


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


def _publication(library: Library, models: Models, formats: dict[str, Format]) -> Publication:
    common, names = common_names(library.sources), all_names(library.sources)
    facts = {key: resolve(fact, {}, {}, common) for key, fact in models["facts"].get("facts", {}).items()}
    people = {
        key: resolve(person, {}, {}, names) for key, person in models["people"].get("people", {}).items()
    }
    shared = models["section"]

    def finished(kind: str, more: Names = names) -> list[Any]:
        return [
            resolve(model, shared, models["people"].get("people", {}), more)
            for model in models[kind].values()
        ]

    tables: dict[str, Table | None] = {source.id: source.table for source in library.of("program")}
    programs = [
        resolve(model, shared, models["people"].get("people", {}), program_names(tables[key], names))
        for key, model in models["program"].items()
    ]
    return Publication(
        settings=finished("publication")[0],
        institution=finished("institution")[0],
        season=finished("season")[0],
        brand=finished("brand")[0],
        facts=facts,
        people=people,
        sections={model.id: model for model in finished("section", names.and_also(ANY_PROGRAM))},
        programs=tuple(sorted(programs, key=lambda program: (program.order, program.id))),
        chapters=tuple(finished("chapter")),
        packets=tuple(finished("packet")),
        printers=models["printer"],
        formats=formats,
        reviews=models["reviews"].get("reviews", {}),
        sources=dict(sorted(library.folder.sources.items())),
    )
