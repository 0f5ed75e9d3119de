"""Tables, notes, numbered lists and bare addresses of a text as they come out: on paper and in the tags."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from pypdf import PdfReader

from brochure.model import Proof
from brochure.preflight.layout import inspect
from brochure.review import transcript
from brochure.typeset import typeset
from tests.builders.documents import brochure_of, make_composer
from tests.builders.publication import make_program

TEXT = """\
    Paid.[^pay] And again.[^pay] See www.harbor.example/a--b.

    ### What is paid

    | Year  | Salary  |
    |-------|--------:|
    | PGY-1 | $60,000 |
    | {vacation} | |

    | Week | What | Hours | Fee |
    |:-----|:-----|------:|----:|
    | 2-3 | Iron, and the Donaudampfschiffahrtselektrizitätenhauptbetriebswerk | 64 | $1,475[^pay] |

    2026. A good year.

    4. four
    5. five

    All that residents ask for is at www.internalmedicineresidencyprogram.example and in their contract.

    And:

    1) first
    2) second^[So it *is*.]

    Then:

    01. one
    02. two

    Last:

    3. three
    7. seven

    [^pay]: Subject to change, in {vacation}.
"""


LABEL = "weeks in the Speicherstadtbrandschutzversicherungsgesellschaft"


@pytest.fixture(scope="module")
def proof(tmp_path_factory: pytest.TempPathFactory) -> Proof:
    """The brochure of a program whose text holds all of it; its shared section has notes of its own."""
    story = f"\n  title: The program\n  facts: [vacation]\n  sections: [life]\n  text: |\n{TEXT}"
    files = {
        "facts.yaml": f"vacation:\n  value: 4\n  label: {LABEL}\n  words: four weeks\n",
        "programs/primary-care.yaml": make_program(story=story),
        "sections/life.md": "---\ntitle: Life\n---\n\nIn short.[^pay]\n\n[^pay]: Not for long.\n",
    }
    return typeset(brochure_of(make_composer(tmp_path_factory.mktemp("set"), files)))


def test_nothing_of_it_is_a_fault(proof: Proof) -> None:
    assert [str(one) for one in inspect(proof) if one.severity == "error"] == []


def test_a_long_word_beside_them_breaks_no_figure_of_a_table(proof: Proof) -> None:
    assert {"2-3", "64", "$1,475"} <= {run.text.strip() for page in proof.pages for run in page.runs}


def test_the_long_word_of_a_label_stays_beside_the_text(proof: Proof) -> None:
    (page,) = (page for page in proof.pages if any("Paid." in run.text for run in page.runs))
    text = min(run.left for run in page.runs if "Paid." in run.text)
    label = [run for run in page.runs if run.where.startswith("content/facts.yaml:3")]
    assert len(label) > 1
    assert max(run.right for run in label) < text


def test_calls_for_notes_are_as_large_as_what_can_be_read(proof: Proof) -> None:
    assert min(run.size for page in proof.pages for run in page.runs) >= 6


def test_numbers_are_printed_as_they_were_written(proof: Proof) -> None:
    lines: dict[int, str] = {}
    for run in (run for page in proof.pages for run in page.runs):
        lines[round(run.bottom)] = lines.get(round(run.bottom), "") + run.text.translate(
            {0xA0: " ", 0x200B: ""}
        )
    for said in (
        "2026. A good year.",
        *("4. four", "5. five", "1) first", "2) second", "01. one", "02. two", "3. three", "7. seven"),
    ):
        assert said in lines.values()
    assert any(line.endswith("See www.harbor.example/a--b.") for line in lines.values())
    assert "www.internalmedicineresidencyprogram.example" in "".join(lines.values())
    for raw in ("[^", "|", "--:", "###"):
        assert not any(raw in line for line in lines.values())


def test_a_screen_reader_says_tables_with_their_heads_and_notes_below_their_text(proof: Proof) -> None:
    said = transcript(proof.pdf)
    assert "Heading 3: What is paid" in said
    assert "Row 1, column 2: Salary (header)" in said
    assert "Row 2, column 2, Salary: $60,000" in said
    assert "Row 3, column 2, Salary: (empty)" in said
    notes = [line for line in said.splitlines() if line.startswith("Note:")]
    assert [re.sub(r" \[link to [^\]]*\]", "", one.replace("\u00a0", " ")) for one in notes] == [
        "Note: 1",
        "Note: Subject to change, in four weeks.",
        "Note: 2",
        "Note: So it is.",
        "Note: 1",
        "Note: Not for long.",
    ]
    assert "www.harbor.example/a--b [link to https://www.harbor.example/a--b]" in said


def test_links_lead_from_each_call_to_its_note_and_back(proof: Proof) -> None:
    reader = PdfReader(io.BytesIO(proof.pdf))
    names: set[str] = set(reader.named_destinations)
    annotations: list[Any] = [
        note.get_object() for page in reader.pages for note in page.get("/Annots") or []
    ]
    targets = [str(one["/Dest"]) for one in annotations if "/Dest" in one]
    assert set(targets) <= names
    targets = [one.removeprefix("primary-care--note-") for one in targets]
    assert sorted(targets) == sorted([*["1-1"] * 3, "1-1-call", "1-2", "1-2-call", "2-1", "2-1-call"])


def test_a_fact_that_a_cell_and_a_note_quote_leads_to_its_line(proof: Proof) -> None:
    quoted = [
        (run.text[one.start : one.end], one.where)
        for page in proof.pages
        for run in page.runs
        for one in run.quoted
        if "facts" in one.where
    ]
    assert [where for _, where in quoted] == ["content/facts.yaml:4:10"] * 2
    assert {words.replace("\u00a0", " ") for words, _ in quoted} == {"four weeks"}


def test_a_note_is_painted_with_its_number(proof: Proof) -> None:
    words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(proof.pdf)).pages).split()
    assert words[words.index("Subject") - 1] == "1"
