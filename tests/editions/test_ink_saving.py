"""An office cover that saves ink: lines and letters in the accent on white; other editions are as before."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from brochure.build import pages_of
from brochure.build.brochures import set_document
from brochure.build.desk import Desk
from brochure.model import Placement
from brochure.preflight.layout import inspect
from brochure.typeset import typeset
from tests.builders.documents import make_composer, make_job
from tests.builders.plates import page_picture
from tests.builders.publication import make_picture, make_program

FILES: dict[str, str | bytes | None] = {
    "publication.yaml": "title: Internal Medicine Residency\noffice: {cover: outline}\n",
    "programs/primary-care.yaml": make_program(
        "accent: copper\nstages: [{name: Residency, length_years: 3, share: outpatient}]\n"
    ),
}


@pytest.mark.parametrize(
    "form",
    ["brochure", *(pytest.param(one, marks=pytest.mark.long) for one in ("flyer", "card", "leaflet"))],
)
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


def test_titles_over_photographs_stay_light(tmp_path: Path, shared: Desk) -> None:
    picture = "{file: pictures/dark.jpg, alt: The valley, place: cover}"
    files = {
        **FILES,
        "pictures/dark.jpg": make_picture("JPEG", size=(1400, 900)),
        "programs/primary-care.yaml": make_program(f"cover: {picture}\n"),
        "chapters/valley.yaml": (
            f"title: The valley\nline: Where it lies\npicture: {picture}\ntext: Between two hills.\n"
        ),
    }
    composer = replace(make_composer(tmp_path, files), edition="office")
    cover = composer.document(make_job(composer), placements=(Placement(("cover",), "cover"),))
    photograph = (Placement(("chapter",), "chapter-photograph"),)
    opener = composer.document(make_job(composer, form=None), placements=photograph)
    for source in (cover, opener):
        made = set_document(source.name, partial(replace, source), shared)
        (page, *_) = pages_of(made.result.read_layout())
        assert any(run.contrast for run in page.runs)
        assert [one for one in made.findings if one.slug == "faint-type"] == []
