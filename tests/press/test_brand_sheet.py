"""The proof sheet of a brand: what is said of its colors, faces and logo, on a screen and in ink."""

from __future__ import annotations

import pytest
from pypdf import PdfReader

from brochure.build import Places
from brochure.model import Printer
from brochure.preflight.file import inspected
from brochure.press import brand_sheet
from brochure.review import utterances
from tests.builders.publication import make_program, make_publication
from tests.builders.typefaces import house_typeface

BRAND = """meta: {name: Harbor}
color:
  palette:
    milk: "#FFFFFF"
    coal: "#111111"
    ash: "#555555"
    mist: "#CCCCCC"
    sun: "#B07000"
    tide: "#0B4F6C"
  background: milk
  foreground: coal
  secondary: ash
  tertiary: mist
  light: milk
  primary: tide
press:
  inks: {tide: [90, 45, 20, 45]}
typography:
  fonts:
    - family: House
      files: [{path: House.ttf}]
"""
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 3"><path fill="#0B4F6C" d="M0 0h9v3z"/></svg>'


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Places:
    folder = tmp_path_factory.mktemp("brand")
    (folder / "fonts").mkdir()
    (folder / "fonts/House.ttf").write_bytes(house_typeface())
    institution = "name: Harbor Hospital\nlogo: {file: logo.svg, alt: The anchor}\n"
    program = make_program("accent: tide\n")
    files = {"brand.yaml": BRAND, "institution.yaml": institution, "logo.svg": LOGO}
    make_publication(folder, {**files, "programs/primary-care.yaml": program})
    return Places(folder, folder / "output")


@pytest.fixture(scope="module")
def lines(house: Places) -> list[str]:
    path, made = brand_sheet(house)
    assert path == house.output / "2019-20/brand.pdf"
    assert [one for one in made.findings if one.severity != "note"] == []
    return [line.text for line in utterances(path.read_bytes())]


def test_every_color_tells_its_inks_and_what_it_may_be_used_for(lines: list[str]) -> None:
    said = " ".join(lines)
    assert "tide #0B4F6C" in said and "90 45 20 45" in said and "200 %" in said
    assert "8.8:1" in said and "text, and light text on it" in said
    assert "sun #B07000" in said and "large text and drawings" in said
    assert "rules" in said and "running text, in black ink alone" in said


def test_every_face_tells_what_it_has_and_in_which_size_it_is_set(lines: list[str]) -> None:
    said = " ".join(lines)
    assert "none; capitals of 8 pt" in said and "the keyboard" in said
    assert any(line.startswith("set at 82") for line in lines)
    assert lines.count("Hamburgefonstiv 1234567890") >= 6


def test_the_logo_stands_on_paper_and_on_the_accent(lines: list[str]) -> None:
    assert lines.count("The anchor") == 2


@pytest.mark.long
def test_it_comes_in_ink_too(house: Places) -> None:
    path, _ = brand_sheet(house, "press")
    assert path.name == "brand-press.pdf"
    found = inspected(path.read_bytes(), "brand", Printer(binding="loose"), "generic").findings
    assert [one for one in found if one.severity == "error"] == []
    assert len(PdfReader(path).pages) == 3
