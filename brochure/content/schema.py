"""What content files may hold: a JSON Schema (draft 2020-12) for editors, docs/content.md for people.

Takes the models; gives plain dictionaries and Markdown, so that neither tells of fields that are not there.
Must not know where they are written.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from importlib.resources import files
from operator import attrgetter
from pathlib import PurePosixPath
from typing import Any, Final, Literal, NamedTuple, get_args, get_origin

from pydantic import TypeAdapter
from pydantic.fields import FieldInfo

from brochure.content.forms import FILES, forms_of
from brochure.content.layout_files import default_kind, shipped_kinds
from brochure.content.sources import FOLDERS
from brochure.content.values import Shape, base_of, fields_of, is_named_by_file, is_section_list, shape_of
from brochure.model import (
    Brand,
    BrandColors,
    Days,
    Item,
    Kind,
    Length,
    Line,
    OwnFields,
    SectionUse,
    Text,
    Typography,
)

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_LIST: Final = {
    "type": "string",
    "pattern": r"\.([cC][sS][vV]|[tT][sS][vV]|[tT][xX][tT]|[xX][lL][sS][xXmM])$",
    "description": "Path of a spreadsheet: Excel (.xlsx) or CSV.",
}
_LIST_BY_COLUMNS: Final = {
    "type": "object",
    "description": "A spreadsheet, and what its columns are for.",
    "properties": {
        "file": _LIST,
        "columns": {
            "type": "object",
            "description": "The names of columns in it, each with the field that it is for, or ignore.",
            "additionalProperties": {"type": "string"},
        },
    },
    "required": ["file"],
    "additionalProperties": False,
}
_NAME: Final = {
    "type": "string",
    "pattern": r"^[a-z0-9]+(-[a-z0-9]+)*$",
    "description": "Id of a shared section.",
}
_YES_OR_NO: Final = {"enum": ["yes", "no"]}
#: Each kind of file: its path, and what it is.
_FILES: Final = {
    "publication": ("publication.yaml", "how the publication is set"),
    "institution": ("institution.yaml", "who publishes"),
    "season": ("season.yaml", "the season that the publication is for"),
    "brand": ("brand.yaml", "colors and type; what it leaves out is as in the package's own brand"),
    "facts": ("facts.yaml", "figures by their id; may be left out"),
    "people": ("people.yaml", "people by their id; may be left out"),
    "approvals": (
        "approvals.yaml",
        "who approved and reviewed what, by the name of the document; may be left out",
    ),
    "confirmed": (
        "confirmed.yaml",
        "what somebody has confirmed since the season began; the commands write it",
    ),
    "reviews": ("reviews.yaml", "reviews as they were kept before approvals.yaml; may be left out"),
    "program": ("programs/NAME.yaml", "one program and its brochure; at least one is needed"),
    "section": ("sections/NAME.md", "a text that several brochures and chapters use"),
    "chapter": ("chapters/NAME.yaml", "pages of the packet that belong to no single program"),
    "packet": ("packets/NAME.yaml", "what is bound together, in its order; packet.yaml is the main one"),
    "printer": ("printers/NAME.yaml", "what one print shop asks for; may be left out"),
}
#: Where the fields of a kind's own stand.
_OWNERS: Final = {"program": "programs", "apply": "`apply`", "people": "people", "blocks": "blocks"}
#: What the package's own brand gives where it is left out.
_GIVEN: Final = (Brand, Typography)
#: What a plain word is, by the name of its field.
_WORDS: Final = {
    "language": "language tag",
    **dict.fromkeys(("facts", "statistics", "share", "use", "programs", "chapters"), "id"),
    **dict.fromkeys(("accent", *BrandColors.model_fields), "name of a color"),
    "palette": "a color such as #12314A",
}


#: What a file holds where a form has something to choose from, by the name of the field and what it is.
_IN_FILES: Final = {
    **dict.fromkeys(("facts", "statistics"), "Ids from facts.yaml."),
    "share": "An id from facts.yaml.",
    "use": "The name of a file in sections/, without its ending; that alone in the list means the same.",
    "accent": "Its name in brand.yaml.",
    "printer": "A file in printers/ without its ending; `generic` where this is left out.",
    "Settings.kind": "The name of a file in layouts/kinds/, without its ending.",
    "variants": "Its keys are ids of programs.",
}
_PATHS: Final = frozenset(
    {
        ("Picture", "file"),
        ("Logo", "file"),
        ("Person", "photo"),
        ("Testimonial", "photo"),
        ("Insert", "insert"),
    }
)


def _described(model: type[Item], name: str, shape: Shape, field: FieldInfo) -> str:
    """What a field is, as it is written in a file: its description speaks of what it means alone."""
    said = [field.description or ""]
    if (model.__name__, name) in _PATHS:
        said.append("Its path from the content folder.")
    elif shape.each and shape.each.or_id and shape.each.model and shape.each.model.__name__ == "Person":
        said.append("Ids from people.yaml may stand in their place.")
    elif shape.single not in (int, float) and not shape.model:
        said.append(_IN_FILES.get(f"{model.__name__}.{name}") or _IN_FILES.get(name, ""))
    if shape.single is date:
        said.append("Written YYYY-MM-DD.")
    return " ".join(one for one in said if one)


def schemas(kind: Kind | None = None) -> dict[str, dict[str, Any]]:
    """The schema of each kind of file, by its name: publication, institution, season, brand, facts, …

    Those of a publication of this kind, or of the default one.
    """
    forms = forms_of(kind or default_kind())
    return {name: _schema(name, annotation) for name, annotation in forms.items()}


def _schema(kind: str, annotation: Any) -> dict[str, Any]:
    schema = TypeAdapter(annotation).json_schema()
    models = {model.__name__: model for model in models_in(annotation)}
    for name, definition in [(schema.get("title"), schema), *schema.get("$defs", {}).items()]:
        if name in models:
            _loosen(definition, models[name])
    return {"$schema": _DIALECT, **schema, "title": schema.get("title", kind)}


class Asked(NamedTuple):
    """What a place of a file may hold: words, a list, a table, either a table or an id, or (empty) nothing
    that is known; the same as a shape of the models; and the fields that stand before it where all are
    written, in their order (None where it is no field)."""

    form: Literal["", "words", "list", "table", "either"]
    shape: Shape
    before: tuple[str, ...] | None


def asked_at(kind: Kind, file: str, path: Sequence[str | int]) -> Asked:
    """What may stand at a path of a file of content, named as in its folder: programs/drawing.yaml."""
    home, _, name = file.rpartition("/")
    holds = FOLDERS.get(home, "") if home else PurePosixPath(name).stem
    forms = forms_of(kind)
    shape, before = shape_of(forms[holds]) if holds in forms else Shape(), None
    for part in path:
        fields = fields_of(shape.model) if shape.model else {}
        names = [one for one in fields if one != "id"]
        before = tuple(names[: names.index(str(part))]) if part in names else None
        inside = shape.each if isinstance(part, int) else fields.get(part) or shape.values
        shape = inside or Shape()
    return Asked(_form_of(shape), shape, before)


def _form_of(shape: Shape) -> Literal["", "words", "list", "table", "either"]:
    if shape.single is not None:
        return "words"
    if shape.or_id or base_of(shape.model) is SectionUse:
        return "either"
    return "list" if shape.each else "table" if shape.model or shape.values else ""


def models_in(annotation: Any) -> list[type[Item]]:
    """Every model that an annotation leads to, itself first."""
    found: list[type[Item]] = []
    waiting = [shape_of(annotation)]
    while waiting:
        shape = waiting.pop(0)
        waiting += [inner for inner in (shape.each, shape.values) if inner]
        if shape.model and shape.model not in found:
            found.append(shape.model)
            waiting += fields_of(shape.model).values()
    return found


def _loosen(definition: dict[str, Any], model: type[Item]) -> None:
    """Takes out what the file's name gives, and lets in the shorthands."""
    properties: dict[str, Any] = definition["properties"]
    if model in _GIVEN:
        definition.pop("required", None)
    if "id" in properties and is_named_by_file(model):
        del properties["id"]
        definition["required"] = [name for name in definition.get("required", []) if name != "id"]
    for name, shape in fields_of(model).items():
        if name in properties and "description" in properties[name]:
            properties[name]["description"] = _described(model, name, shape, model.model_fields[name])
        if is_section_list(shape):
            properties[name]["items"] = {"anyOf": [properties[name]["items"], _NAME]}
        elif shape.is_records:
            _also(properties[name], _LIST, ("type", "items", "minItems", "maxItems"))
            properties[name]["anyOf"].append(_LIST_BY_COLUMNS)
        elif shape.single is bool:
            _also(properties[name], _YES_OR_NO, ("type",))


def _also(property_: dict[str, Any], more: dict[str, Any], own: tuple[str, ...]) -> None:
    """Lets a property be something else too; `own` are the keywords that describe what it was."""
    branches = property_.pop("anyOf", None) or [{key: property_.pop(key) for key in own if key in property_}]
    property_["anyOf"] = [*branches, more]


def reference() -> str:
    """The whole of docs/content.md."""
    parts = [
        (files("brochure.content") / "intro.md").read_text("utf-8").rstrip(),
        "## Files, field by field",
    ]
    roots = {model for annotation in FILES.values() if (model := shape_of(annotation).model)} | {Kind}
    parts += [_file(kind) for kind in FILES]
    parts.append(f"### layouts/kinds/NAME.yaml\n\n{_about_kinds()}\n\n{_table(Kind)}")
    parts += [_kind_of(kind) for kind in shipped_kinds().values()]
    inner: list[type[Item]] = []
    for annotation in (*FILES.values(), Kind):
        inner += [model for model in models_in(annotation) if model not in roots and model not in inner]
    parts.append("## What the fields hold")
    parts += [
        f"### {model.__name__}\n\n{_about(model)}\n\n{_table(model)}"
        for model in sorted(inner, key=attrgetter("__name__"))
    ]
    return "\n\n".join(parts) + "\n"


def _about_kinds() -> str:
    return (
        "What publications of one kind consist of: the groups of a program, and fields besides those above."
        " [kinds.md](kinds.md) tells how to make one; `publication.yaml` names it."
    )


def _kind_of(kind: Kind) -> str:
    """What one kind gives programs and what stands in them."""
    head = f"### kind: {kind.id}\n\n{kind.line}."
    rows = ["| key | what it is | needed | type |", "|---|---|---|---|"]
    for part in kind.groups:
        needed = "yes" if part.needed else ""
        rows.append(
            f"| `{part.id}` in programs | {_cell(part.description or part.kicker)} | {needed} | Group |"
        )
    for owner in OwnFields.model_fields:
        for name, own in getattr(kind.fields, owner).items():
            what, needed = _cell(own.description or own.label or ""), "yes" if own.needed else ""
            kind_of = "one of " + ", ".join(own.choices) if own.choices else own.type
            rows.append(f"| `{name}` in {_OWNERS[owner]} | {what} | {needed} | {kind_of} |")
    return f"{head}\n\n" + "\n".join(rows)


def _about(model: type[Item]) -> str:
    return " ".join((model.__doc__ or "").split())


def _file(kind: str) -> str:
    path, about = _FILES[kind]
    shape = shape_of(FILES[kind])
    head = f"### {path}\n\n{about[0].upper()}{about[1:]}."
    if shape.model:
        return f"{head}\n\n{_table(shape.model)}"
    inner = shape.values.model if shape.values else None
    return f"{head} Each key is an id, each value a {_link(inner)}." if inner else head


def _table(model: type[Item]) -> str:
    rows = ["| field | type | needed | what it is |", "|---|---|---|---|"]
    shapes = fields_of(model)
    for name, field in model.model_fields.items():
        if name != "id" or not is_named_by_file(model):
            needed = "yes" if field.is_required() and model not in _GIVEN else ""
            said = _described(model, name, shapes[name], field)
            words = _cell(f"{said}{_default(field)}")
            rows.append(f"| `{name}` | {_cell(_kind(name, shapes[name], field))} | {needed} | {words} |")
    return "\n".join(rows)


def _cell(words: str) -> str:
    return words.replace("|", "\\|").strip()


def _default(field: FieldInfo) -> str:
    if (
        field.is_required()
        or field.default_factory
        or field.default in (None, ())
        or isinstance(field.default, Item)
    ):
        return ""
    said = ("no", "yes")[field.default] if isinstance(field.default, bool) else field.default
    said = ", ".join(said) if isinstance(said, tuple) else said
    return f" If left out: {said}."


def _link(model: type[Item]) -> str:
    return f"[{model.__name__}](#{model.__name__.lower()})"


def _kind(name: str, shape: Shape, field: FieldInfo) -> str:
    """A field's type in plain words."""
    if shape.each:
        one = _kind(name, shape.each, field)
        if is_section_list(shape):
            return f"list of {one} or ids of shared sections"
        return f"list of {one}, or a spreadsheet" if shape.is_records else f"list of {one}"
    if shape.values:
        return f"keys, each with {_kind(name, shape.values, field)}"
    if shape.model:
        return _link(shape.model) + (" or id" if shape.or_id else "")
    return _single(name, shape.single, field)


def _single(name: str, single: Any, field: FieldInfo) -> str:
    if get_origin(single) is Literal:
        return "one of " + ", ".join(str(value) for value in get_args(single))
    if isinstance(single, type) and issubclass(single, Text):
        return "line" if issubclass(single, Line) else "text"
    if single in (int, float):
        return ("whole number" if single is int else "number") + _range(field)
    plain = {bool: "yes or no", date: "day", Days: "days", Length: "length"}
    return plain.get(single) or _WORDS.get(name, "word")


def _range(field: FieldInfo) -> str:
    """The limits of a number: `, 1 to 12`."""
    limits = {
        key: getattr(item, key)
        for item in field.metadata
        for key in ("gt", "ge", "le")
        if hasattr(item, key)
    }
    if "gt" in limits:
        return f", more than {limits['gt']}" + (f", at most {limits['le']}" if "le" in limits else "")
    if "ge" in limits:
        return f", {limits['ge']} to {limits['le']}" if "le" in limits else f", {limits['ge']} or more"
    return ""
