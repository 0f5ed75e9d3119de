"""The sample publication that the program comes with, and copies of it that a test may change."""

from __future__ import annotations

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = (
    "categorical",
    "primary-care",
    "global-medicine",
    "stanbury",
    "medicine-pediatrics",
    "preliminary",
    "ambulatory-care",
    "inpatient",
)
CHAPTERS = ("community", "wellness", "values", "history", "boston", "graduates", "fellowships")


def copy_of_sample(folder: Path, sheet: str = "letter") -> Path:
    """The sample's content in another folder, which is given back, for one of the two sheets."""
    shutil.copytree(ROOT / "content", folder / "content")
    settings = folder / "content" / "publication.yaml"
    said = settings.read_text("utf-8")
    assert "sheet: letter" in said
    settings.write_text(said.replace("sheet: letter", f"sheet: {sheet}"), "utf-8")
    return folder
