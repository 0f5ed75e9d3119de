"""What editors need to complete and check content files: a JSON Schema (draft 2020-12) for each kind of file.

Takes the models; gives plain dictionaries. Must not know where they are written.
"""

from __future__ import annotations

from typing import Any, Final

from pydantic import TypeAdapter

from brochure.content.shapes import KINDS, fields_of, is_section_list, shape_of
from brochure.model import Item

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_CSV: Final = {"type": "string", "pattern": r"\.[cC][sS][vV]$", "description": "Path of a CSV file."}
_NAME: Final = {
    "type": "string",
    "pattern": r"^[a-z0-9]+(-[a-z0-9]+)*$",
    "description": "Id of a shared section.",
}
_YES_OR_NO: Final = {"enum": ["yes", "no"]}


def schemas() -> dict[str, dict[str, Any]]:
    """The schema of each kind of file, by its name: publication, institution, season, brand, facts, people, …"""
    return {kind: _schema(kind, annotation) for kind, annotation in KINDS.items()}


def _schema(kind: str, annotation: Any) -> dict[str, Any]:
    schema = TypeAdapter(annotation).json_schema()
    models = {model.__name__: model for model in models_in(annotation)}
    for name, definition in [(schema.get("title"), schema), *schema.get("$defs", {}).items()]:
        if name in models:
            _loosen(definition, models[name])
    return {"$schema": _DIALECT, **schema, "title": schema.get("title", kind)}


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
    if "id" in properties:
        del properties["id"]
        definition["required"] = [name for name in definition.get("required", []) if name != "id"]
    for name, shape in fields_of(model).items():
        if is_section_list(shape):
            properties[name]["items"] = {"anyOf": [properties[name]["items"], _NAME]}
        elif shape.is_records:
            _also(properties[name], _CSV, ("type", "items", "minItems", "maxItems"))
        elif shape.single is bool:
            _also(properties[name], _YES_OR_NO, ("type",))


def _also(property_: dict[str, Any], more: dict[str, Any], own: tuple[str, ...]) -> None:
    """Lets a property be something else too; `own` are the keywords that describe what it was."""
    branches = property_.pop("anyOf", None) or [{key: property_.pop(key) for key in own if key in property_}]
    property_["anyOf"] = [*branches, more]
