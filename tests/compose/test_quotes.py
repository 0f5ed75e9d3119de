"""What somebody said: in the marks of its language, heard as a quotation, never alone on a page."""

from __future__ import annotations

from pathlib import Path

import pytest

from brochure.preflight.layout import inspect
from brochure.review import transcript
from brochure.typeset import typeset
from tests.builders.documents import SENTENCE, brochure_of, make_composer
from tests.builders.publication import make_picture, make_program

QUOTE = "{quote: They let me go home., name: Jane Doe, role: Resident, photo: a.png, alt: A face}"


def test_a_quotation_has_the_marks_of_its_language_and_is_heard_as_one(tmp_path: Path) -> None:
    for language, said in (("en-US", "“They let me go home.”"), ("de", "„They let me go home.“")):
        program = make_program(story=f"{{title: The story, quote: {QUOTE}}}")
        files = {
            "publication.yaml": f"title: Medicine\nlanguage: {language}\n",
            "programs/primary-care.yaml": program,
            "a.png": make_picture(),
        }
        heard = transcript(typeset(brochure_of(make_composer(tmp_path / language, files))).pdf)
        assert f"Quotation: {said}\n" in heard
        assert heard.count(said) == 1
        assert heard.index("A face") < heard.index("Jane Doe") < heard.index("Resident")


def test_quotations_take_what_stands_before_them_to_the_next_page(tmp_path: Path) -> None:
    for paragraphs in (4, 9):  # where the quotation would have begun a page
        before = f'{{title: Before, text: "{SENTENCE * 3}"}}'
        sections = ", ".join([*[before] * paragraphs, f"{{title: In their words, testimonials: [{QUOTE}]}}"])
        program = make_program(story=f"{{title: The story, sections: [{sections}]}}")
        files = {"programs/primary-care.yaml": program, "a.png": make_picture()}
        proof = typeset(brochure_of(make_composer(tmp_path / str(paragraphs), files)))
        (page,) = (page for page in proof.pages if any("In their" in run.text for run in page.runs))
        assert any("Before" in run.text for run in page.runs)


@pytest.mark.long
def test_the_title_of_several_quotations_is_never_left_at_the_foot_without_the_first(tmp_path: Path) -> None:
    long = f"{{quote: '{SENTENCE * 2}', name: Jane Doe, role: Resident, photo: a.png, alt: A face}}"
    said = f"{{title: In their words, testimonials: [{long}, {QUOTE}, {long}]}}"
    before = f'{{title: Before, text: "{SENTENCE * 7}"}}'
    tops = []
    for lines in (3, 5, 6):  # the first has room, the title alone has room, nothing has
        last = f'{{title: Last, text: "{SENTENCE * lines}"}}'
        program = make_program(story=f"{{title: The story, sections: [{before}, {last}, {said}]}}")
        files = {"programs/primary-care.yaml": program, "a.png": make_picture()}
        proof = typeset(brochure_of(make_composer(tmp_path / str(lines), files)))
        assert "lonely-heading" not in {one.slug for one in inspect(proof)}, lines
        (titled,) = (page for page in proof.pages if any("In their" in run.text for run in page.runs))
        assert any(run.text.startswith("“") for run in titled.runs), lines
        tops += [run.top for run in titled.runs if "In their" in run.text]
    assert tops[0] > 500 and max(tops[1:]) < 100
