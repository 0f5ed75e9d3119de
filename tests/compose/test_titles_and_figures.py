"""Titles on covers stand clear of the art above them, and no word of a figure is broken, in every format."""

from __future__ import annotations

from pathlib import Path

import pytest

from brochure.model import Proof
from brochure.preflight.layout import inspect
from brochure.typeset import typeset
from tests.builders.documents import brochure_of, make_composer, make_job, on_sheet
from tests.builders.publication import make_program

#: The line on which the rings stand above a long title, as a share of the page's height; on a flyer at least
#: a fifth of it is theirs.
FOOT = {"brochure": 0.645, "flyer": 0.2, "card": 0.5, "leaflet": 0.5}
LONG = "Combined Internal Medicine, Pediatrics and Psychiatry"
TOO_LONG = f"{LONG}, Obstetrics, Gynecology, Family Practice and Rural Emergency Care in the North"
FACTS = (
    "share: {value: 60 percent, label: of all}\nstate: {value: Massachusetts, label: the state}\n"
    "word: {value: Otorhinolaryngology, label: a field}\n"
)


def proof_of(folder: Path, form: str, name: str, promise: str, sheet: str) -> Proof:
    """A document of a program of that name, with rings, and three figures of long words."""
    more = "stages: [{name: Residency, length_years: 3}]\n"
    program = make_program(
        more, name=name, promise=promise, story="{text: Words., facts: [share, state, word]}"
    )
    composer = make_composer(
        folder, {"programs/primary-care.yaml": program, "facts.yaml": FACTS, "sections/life.md": None}
    )
    composer = type(composer)(on_sheet(composer.publication, sheet), composer.content, composer.layouts)
    return typeset(composer.document(make_job(composer, form=form)))


def oversets(proof: Proof) -> list[str]:
    """What is told of texts that do not fit."""
    return [str(one) for one in inspect(proof) if one.slug in ("overset", "overlap")]


@pytest.mark.parametrize(
    ("form", "sheet"),
    [
        ("brochure", "letter"),
        ("card", "a4"),
        *(pytest.param(*one, marks=pytest.mark.long) for one in (("flyer", "letter"), ("leaflet", "a4"))),
    ],
)
def test_a_long_title_is_set_smaller_and_stays_below_the_art(tmp_path: Path, form: str, sheet: str) -> None:
    proof = proof_of(tmp_path, form, LONG, "A promise of a line or two", sheet)
    page = proof.pages[0]
    title = [run for run in page.runs if run.tag == "h1"]
    words = " ".join(run.text for run in title).replace("\u00a0", " ").split()
    assert words == LONG.split()
    assert min(run.top for run in title) >= FOOT[form] * page.height
    assert oversets(proof) == []
    printed = {run.text.strip() for one in proof.pages for run in one.runs}
    assert {"60\u202fpercent", "Massachusetts", "Otorhinolaryngology"} <= printed


@pytest.mark.parametrize(
    "form", ["card", *(pytest.param(one, marks=pytest.mark.long) for one in ("brochure", "leaflet"))]
)
def test_a_title_that_would_run_onto_the_art_is_told(tmp_path: Path, form: str) -> None:
    proof = proof_of(tmp_path, form, TOO_LONG, "A promise that is long. " * 20, "letter")
    assert any("programs/primary-care.yaml:" in one and "does not fit" in one for one in oversets(proof))


def test_a_word_too_long_for_a_card_is_divided_as_its_language_does_it(tmp_path: Path) -> None:
    files = {
        "publication.yaml": "title: Sommerakademie\nlanguage: de\n",
        "programs/primary-care.yaml": make_program(
            name="Restaurierungswissenschaftliche Grundlagenveranstaltung"
        ),
    }
    composer = make_composer(tmp_path, files)
    page = typeset(composer.document(make_job(composer, form="card"))).pages[0]
    lines = [run.text.strip() for run in page.runs if run.tag == "h1"]
    assert [line.rstrip("-\u2010\u00ad") for line in lines] == [
        "Restaurierungswissen",
        "schaftliche Grundlagen",
        "veranstaltung",
    ]


def test_a_figure_of_several_words_stays_in_its_column_of_a_band(tmp_path: Path) -> None:
    facts = "".join(f"f{n}: {{value: two or so and ten, label: of all}}\n" for n in range(4))
    program = make_program(story="{text: Words., statistics: [f0, f1, f2, f3]}")
    files = {"programs/primary-care.yaml": program, "facts.yaml": facts, "sections/life.md": None}
    assert oversets(typeset(brochure_of(make_composer(tmp_path, files)))) == []


def test_a_group_without_a_title_says_its_name_once_and_hangs_from_the_same_line(tmp_path: Path) -> None:
    said = "text: Words., sections: [{title: One, text: More.}]"
    tops = []
    for number, title in enumerate(("", "title: A day, ")):
        program = make_program(story=f"{{{title}{said}}}")
        proof = typeset(
            brochure_of(make_composer(tmp_path / str(number), {"programs/primary-care.yaml": program}))
        )
        (page,) = (page for page in proof.pages if any(run.text == "Words." for run in page.runs))
        (heading,) = (run for run in page.runs if run.tag == "h2")
        assert heading.text == ("A day" if title else "The program")
        names = [run.text.casefold() for run in page.runs if run.text.casefold() == "the program"]
        assert len(names) == 1
        tops.append(heading.top)
    assert tops[0] == pytest.approx(tops[1], abs=0.1)
