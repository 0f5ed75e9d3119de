"""Programs that name no color are given one of the palette, and can be told from one another."""

from __future__ import annotations

from pathlib import Path

from brochure.content import load
from brochure.model import Publication
from tests.builders.documents import make_composer, make_job
from tests.builders.publication import make_program, make_publication

STAGE = "stages: [{name: Residency, length_years: 3, share: outpatient}]\n"
#: A palette in names of its own, of which sun is too light for text, and ash is the grey of captions.
BRAND = """color:
  palette:
    milk: "#FFFFFF"
    coal: "#111111"
    ash: "#555555"
    mist: "#CCCCCC"
    sun: "#F2C230"
    tide: "#0B4F6C"
    berry: "#7A1F4B"
    fern: "#2E5E3A"
  background: milk
  foreground: coal
  secondary: ash
  tertiary: mist
  light: milk
  primary: berry
"""


def named(folder: Path, *accents: str) -> Publication:
    """Programs in these colors, or where a name is empty in none."""
    programs: dict[str, str | bytes | None] = {
        f"programs/p{number}.yaml": make_program(STAGE + (f"accent: {accent}\n" if accent else ""))
        for number, accent in enumerate(accents)
    }
    files = {"brand.yaml": BRAND, "programs/primary-care.yaml": None, **programs}
    return load(make_publication(folder, files))


def test_they_take_what_no_other_has_in_the_palette_s_order(tmp_path: Path) -> None:
    publication = named(tmp_path, "", "fern", "", "", "")
    assert [one.accent for one in publication.programs] == ["berry", "fern", "tide", "berry", "tide"]


def test_programs_of_one_color_and_the_same_training_differ_on_covers_and_in_the_contents(
    tmp_path: Path,
) -> None:
    stages = make_program(f"accent: tide\n{STAGE}")
    files = {"brand.yaml": BRAND, "programs/primary-care.yaml": stages, "programs/other.yaml": stages}
    composer = make_composer(tmp_path, files)
    drawn = [
        {name for name in composer.document(make_job(composer, number)).assets if "asset:art/" in name}
        for number in (0, 1)
    ]
    assert min(map(len, drawn)) > 2
    assert len(drawn[0] & drawn[1]) <= 1  # the plate of circles, which is nobody's in particular
