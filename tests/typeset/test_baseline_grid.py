"""Facing pages stand on one grid of lines, whatever is above their prose; links move with their words."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from brochure.typeset import typeset
from tests.builders.documents import brochure_of, make_composer
from tests.builders.publication import make_program

pytestmark = pytest.mark.xdist_group("typeset")
PROSE = "Residents learn beside one another in the wards, in the clinics and at home. " * 4
#: A title of two lines and a lead of three; people in small type before a text with a link.
STORY = (
    "{title: A title that is too long for one line of a page, lead: A lead that is long enough to take two"
    f" or three lines of its own on this page. And more., text: '{PROSE}'}}"
)
LIFE = f"""life:
  title: One line
  lead: A short lead.
  sections:
    - {{title: People, people: [{{name: Ada Lindqvist, role: Director}}]}}
    - {{title: After them, text: "{PROSE} [There](https://harbor.example) it is."}}
"""
_ASCENT, _DESCENT, LINE = 0.74, 0.24, 15.0


def test_prose_of_facing_pages_stands_on_the_same_lines(tmp_path: Path) -> None:
    files = {"programs/primary-care.yaml": make_program(LIFE, story=STORY)}
    proof = typeset(brochure_of(make_composer(tmp_path, files)))
    off = [
        (run.bottom - _DESCENT * run.size - page.area[1]) % LINE
        for page in proof.pages
        for run in page.runs
        if run.tag == "p" and abs(run.size - 10.4) < 0.1 and "Serif" in run.family
    ]
    assert len(off) > 8
    assert all(min(one, LINE - one) < 0.1 for one in off)
    (words, page) = next(
        (run, page) for page in proof.pages for run in page.runs if run.text.strip() == "There"
    )
    number = proof.pages.index(page)
    (rect,) = (
        link.get_object()["/Rect"]
        for link in PdfReader(io.BytesIO(proof.pdf)).pages[number]["/Annots"]
        if "harbor" in str(link.get_object().get("/A", ""))
    )
    top, bottom = sorted(page.height - float(rect[edge]) for edge in (1, 3))
    assert top - 3 < words.top and words.bottom < bottom + 3
