"""The schemas that editors read."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import pytest

from brochure import content

schemas = cache(content.schemas)
KINDS = [
    "publication",
    "institution",
    "season",
    "brand",
    "facts",
    "people",
    "approvals",
    "reviews",
    "confirmed",
    "program",
    "section",
    "chapter",
    "packet",
    "printer",
]


def objects(schema: Any) -> list[dict[str, Any]]:
    """Every schema of an object with fields, in a schema."""
    if isinstance(schema, list):
        return [found for item in schema for found in objects(item)]
    if not isinstance(schema, dict):
        return []
    own = [schema] if isinstance(schema.get("properties"), dict) else []
    return own + [found for item in schema.values() for found in objects(item)]


def test_there_is_one_for_each_kind_of_file() -> None:
    assert list(schemas()) == KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_schemas_say_what_they_are_and_refuse_unknown_keys(kind: str) -> None:
    schema = schemas()[kind]
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema" and schema["title"]
    found = objects(schema)
    assert found and all(item["additionalProperties"] is False and "description" in item for item in found)
    fields = [field for item in found for field in item["properties"].values()]
    assert all("description" in field or "$ref" in field for field in fields)
    assert json.loads(json.dumps(schema)) == schema


@pytest.mark.parametrize("kind", ["program", "section", "chapter", "packet"])
def test_ids_are_not_written_in_files(kind: str) -> None:
    schema = schemas()[kind]
    assert "id" not in schema["properties"] and "id" not in schema.get("required", [])


def test_lists_of_records_may_be_the_name_of_a_sheet() -> None:
    people = schemas()["section"]["properties"]["people"]["anyOf"]
    assert [branch["type"] for branch in people] == ["array", "string", "object"]
    names = ("a.csv", "A.CSV", "a.xlsx", "a.xlsm", "a.tsv", "a.xls", "a.ods", "csv")
    assert [name for name in names if re.search(people[1]["pattern"], name)] == list(names[:5])


def test_lists_of_sections_may_hold_names() -> None:
    items = schemas()["chapter"]["properties"]["sections"]["items"]["anyOf"]
    assert items[0] == {"$ref": "#/$defs/SectionUse"} and items[1]["type"] == "string"


def test_yes_and_no_are_allowed_where_a_choice_is_asked_for() -> None:
    assert {"enum": ["yes", "no"]} in schemas()["program"]["properties"]["eras"]["anyOf"]
