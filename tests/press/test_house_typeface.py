"""One house typeface for all, as many brands have it: no U+2010, no small capitals, no light weight."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from brochure.build import Desk, Places, Watcher, Wish
from brochure.press import build, check
from tests.builders.publication import make_program, make_publication
from tests.builders.typefaces import FILE, house_typeface

BRAND = """typography:
  fonts:
    - family: House
      files:
        - {path: House.ttf}
        - {path: House-Bold.ttf, weight: 700}
"""
TEXT = "Responsibilities of internationally distinguished multidisciplinary professionals accumulate. " * 9


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> PdfReader:
    """The brochure of a publication in such a typeface, in which nothing was found."""
    folder = tmp_path_factory.mktemp("house")
    (folder / "fonts").mkdir()
    (folder / "fonts/House.ttf").write_bytes(house_typeface())
    (folder / "fonts/House-Bold.ttf").write_bytes(house_typeface("BrochureSans-Semibold.ttf"))
    story = f"story:\n  title: The program\n  lead: A lead.\n  text: {TEXT}\n"
    program = make_program().replace("story: {title: The program}\n", story)
    make_publication(folder, {"brand.yaml": BRAND, "programs/primary-care.yaml": program})
    with Desk.own() as desk:
        places = Places(folder, folder / "output")
        (one,) = build(places, Wish(programs=("primary-care",), packets=()), Watcher(), desk)
    assert not [found for found in one.findings if found.severity == "error"]
    assert one.path
    return PdfReader(one.path)


@pytest.mark.long
def test_words_are_divided_with_the_hyphen_that_the_typeface_has(pages: PdfReader) -> None:
    lines = pages.pages[2].extract_text().splitlines()
    assert [line for line in lines if line.rstrip().endswith("-")]
    assert not [line for line in lines if "\u2010" in line]


@pytest.mark.long
def test_kickers_are_capitals_where_there_are_no_small_ones(pages: PdfReader) -> None:
    assert "THE PROGRAM" in pages.pages[2].extract_text()


@pytest.mark.long
def test_a_large_typeface_is_set_as_large_as_the_one_it_takes_the_place_of(pages: PdfReader) -> None:
    """It serves titles too, which were drawn with a small and narrow one."""
    ems = {
        str(font["/BaseFont"]).partition("+")[2]: _em(font)
        for font in (one.get_object() for one in pages.pages[2]["/Resources"]["/Font"].values())
    }
    with TTFont(FILE) as font:
        house = round(font["head"].unitsPerEm * 0.85)
        assert ems["House-captions"] == pytest.approx(font["head"].unitsPerEm, rel=0.03)
    assert ems["House"] < ems["House-captions"]
    assert house < ems["House-captions"] <= ems["House-headings"]


def _em(font: dict) -> int:  # type: ignore[type-arg]
    descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
    with TTFont(BytesIO(descriptor["/FontFile2"].get_object().get_data())) as file:
        return int(file["head"].unitsPerEm)


def test_a_family_for_one_use_leaves_the_others_what_they_are(tmp_path: Path) -> None:
    (tmp_path / "fonts").mkdir()
    for name in ("House.ttf", "House-Bold.ttf"):
        (tmp_path / "fonts" / name).write_bytes(FILE.read_bytes())
    make_publication(tmp_path, {"brand.yaml": f"{BRAND}  headings: {{family: House}}\n"})
    typography = check(Places(tmp_path, tmp_path / "output")).brand.typography
    uses = (typography.base, typography.headings, typography.lead, typography.captions)
    assert [use.family for use in uses] == ["Brochure Serif", "House", "House", "Brochure Sans"]
