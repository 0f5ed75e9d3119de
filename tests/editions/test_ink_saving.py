"""An office cover that saves ink: lines and letters in the accent on white; other editions are as before."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from brochure.preflight.layout import inspect
from brochure.typeset import typeset
from tests.builders.documents import make_composer, make_job
from tests.builders.plates import page_picture
from tests.builders.publication import make_program

pytestmark = pytest.mark.xdist_group("typeset")
FILES: dict[str, str | bytes | None] = {
    "publication.yaml": "title: Internal Medicine Residency\noffice: {cover: outline}\n",
    "programs/primary-care.yaml": make_program(
        "accent: copper\nstages: [{name: Residency, length_years: 3, share: outpatient}]\n"
    ),
}


@pytest.mark.parametrize("form", ["brochure", "flyer", "card"])
def test_the_cover_takes_a_tenth_of_the_ink_and_says_the_same(tmp_path: Path, form: str) -> None:
    composer = make_composer(tmp_path, FILES)
    job = make_job(composer, form=form)
    solid, outline = (
        typeset(replace(composer, edition=edition).document(job)) for edition in ("screen", "office")
    )
    inks = [255 - _mean(proof.pdf) for proof in (solid, outline)]
    assert inks[1] < inks[0] / (4 if form == "flyer" else 8)
    said = [[run.text for page in proof.pages for run in page.runs] for proof in (solid, outline)]
    assert said[0] == said[1]
    assert [one for one in inspect(outline) if one.severity == "error"] == []


def _mean(pdf: bytes) -> float:
    """The mean lightness of the first page."""
    counts = page_picture(pdf).convert("L").histogram()
    return sum(level * count for level, count in enumerate(counts)) / sum(counts)
