"""Facing pages stand on one grid of lines, whatever is above their prose; links move with their words."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest
from pypdf import PdfReader

from brochure.typeset import typeset
from tests.builders.documents import brochure_of, make_composer, make_source
from tests.builders.publication import make_program

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
PATH = pypdfium2.raw.FPDF_PAGEOBJ_PATH
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


def test_grounds_move_with_what_stands_on_them(tmp_path: Path) -> None:
    life = LIFE + "    - {title: After them too, matches: lists/matches.csv}\n"
    files = {
        "programs/primary-care.yaml": make_program(life, story=STORY),
        "lists/matches.csv": "Year,Specialty,Institution,Count\n"
        "2026,Cardiology,Harbor,3\n2026,Nephrology,Lake,2\n",
    }
    proof = typeset(brochure_of(make_composer(tmp_path, files)))
    (number,) = (
        n for n, page in enumerate(proof.pages) if any(run.text == "Cardiology" for run in page.runs)
    )
    page = proof.pages[number]
    rows = [next(run for run in page.runs if run.text == name) for name in ("Cardiology", "Nephrology")]
    bars = [
        (page.height - top, page.height - bottom)
        for left, bottom, right, top in (
            one.get_bounds() for one in pypdfium2.PdfDocument(proof.pdf)[number].get_objects(filter=[PATH])
        )
        if right - left > 100 and 5.5 < top - bottom < 6.5
    ]
    assert len(bars) == 2
    for row, (top, bottom) in zip(rows, bars, strict=True):
        assert row.top < top and bottom < row.bottom


def test_lines_of_columns_stand_on_the_grid_too() -> None:
    prose = '<div class="prose" style="font-size: 10.4pt; line-height: 15pt">Residents learn.</div>'
    style = "break-inside: avoid; margin-bottom: 15pt"
    cells = "".join(
        f'<div style="{style}"><h3 style="font-size: {size}pt">Title</h3>{prose}</div>'
        for size in (9, 12, 17, 13, 8, 11)
    )
    html = f'<h1>Title</h1><div data-grid><div style="columns: 2" data-grid>{cells}</div></div>'
    (page,) = typeset(make_source(html)).pages
    lines = [
        run.bottom - _DESCENT * run.size - page.area[1] for run in page.runs if run.text.startswith("Resid")
    ]
    assert len(lines) == 6 and len({round(run.left) for run in page.runs}) > 1
    assert all(min(one % LINE, LINE - one % LINE) < 0.1 for one in lines)


def test_a_foot_takes_the_white_above_it_but_for_a_pause() -> None:
    foot = "position: absolute; bottom: 0; left: 0; right: 0; height: 100pt; background: #123456"
    part = f'<p class="page-foot" data-grows style="{foot}">Foot</p>'
    html = f"<h1>Title</h1><div data-grid><p>Words</p>{part}</div>"
    proof = typeset(make_source(html))
    (page,) = proof.pages
    end = max(run.bottom for run in page.runs if run.text == "Words")
    (ground,) = pypdfium2.PdfDocument(proof.pdf)[0].get_objects(filter=[PATH])
    _, bottom, _, top = ground.get_bounds()
    assert page.height - top == pytest.approx(end + 30, abs=4)
    (words,) = (run for run in page.runs if run.text == "Foot")
    assert page.height - top + 60 < words.top < page.height - bottom - 160
