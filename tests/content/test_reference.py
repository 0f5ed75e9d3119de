"""The field reference is what the models say."""

from __future__ import annotations

from pathlib import Path

from brochure.content.forms import FILES
from brochure.content.schema import models_in, reference

PAGE = Path(__file__).resolve().parents[2] / "docs" / "content.md"


def test_the_page_is_fresh() -> None:
    stale = "docs/content.md is stale; refresh it: python make_brochure.py schema"
    assert PAGE.read_text("utf-8") == reference(), stale


def test_every_field_of_every_model_is_told() -> None:
    page = reference()
    models = {model for annotation in FILES.values() for model in models_in(annotation)}
    fields = {(model, name) for model in models for name in model.model_fields if name != "id"}
    assert len(models) > 20 and len(fields) > 150
    assert all(f"| `{name}` |" in page for _, name in fields)
    assert all(field.description for model in models for field in model.model_fields.values())
