"""The page on which a packet compares its programs, set: what it shows, and how it fills its pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from brochure.compose import Entry
from brochure.model import PacketJob, Placement, Proof
from brochure.preflight.layout import filled, inspect
from brochure.review import utterances
from brochure.typeset import typeset
from tests.builders.documents import make_composer
from tests.builders.publication import make_program

LONG = "Physician-Scientist Training Program in Cardiovascular Medicine and Surgery"


def program(number: int, is_known: bool, long: int = 6, more: str = "") -> str:
    """A program of one to four years, which may state a share and go on without a fixed length; every so
    many have a long name.
    """
    more += f"positions: {number}\n" if is_known else ""
    more += f"stages:\n- name: Residency\n  length_years: {number % 4 + 1}\n"
    more += "  share: outpatient\n" if number % 3 == 0 else ""
    more += "- name: Bench\n" if number % 5 == 0 else ""
    return make_program(
        more, name=LONG if number % long == long - 1 else f"Program {number}", order=str(number)
    )


def compared(
    folder: Path,
    count: int,
    is_known: bool = True,
    long: int = 6,
    architecture: str = "",
    sheet: str = "letter",
    more: str = "",
) -> Proof:
    """The front of a packet of so many programs, or their comparison in this architecture alone."""
    files: dict[str, str | bytes | None] = {
        f"programs/p{number}.yaml": program(number, is_known, long, more) for number in range(1, count + 1)
    }
    files |= {"programs/primary-care.yaml": None, "packets/packet.yaml": "title: All of them\n"}
    files["publication.yaml"] = f"title: Programs\nsheet: {sheet}\n"
    composer = make_composer(folder, files)
    entries = [
        Entry(one.id, 100 + 4 * n, program=one) for n, one in enumerate(composer.publication.programs)
    ]
    order = PacketJob("packet", composer.publication.packets[0], (), ())
    alone = (Placement(("comparison",), architecture),) if architecture else None
    return typeset(composer.front(order, entries, [], placements=alone))


@pytest.mark.parametrize(
    ("count", "pages"), [*(pytest.param(few, 1, marks=pytest.mark.long) for few in (5, 8)), (12, 1), (40, 3)]
)
def test_the_rows_fill_their_pages_and_the_caption_stands_below_the_last(
    tmp_path: Path, count: int, pages: int
) -> None:
    proof = compared(tmp_path, count)
    found = [page for page in proof.pages if page.kind == "glance"]
    assert len(found) == pages
    assert inspect(proof) == ()
    for page in found:
        _, top, _, bottom = page.area
        filled = (max(run.bottom for run in page.runs) - top) / (bottom - top)
        assert filled > (0.85 if page is found[-1] or pages > 1 else 0.9), filled
        words = " ".join(run.text for run in page.runs)
        assert "Years" in words and "Page" in words  # the heads of columns stand on every page
    assert "solid bar" in " ".join(run.text for run in found[-1].runs)


def test_rows_are_set_close_where_that_saves_a_page(tmp_path: Path) -> None:
    proof = compared(tmp_path, 12, long=2)
    (page,) = (page for page in proof.pages if page.kind == "glance")
    assert inspect(proof) == ()
    names = [run for run in page.runs if run.text.startswith("Physician-Scientist")]
    assert len(names) == 6 and {round(run.size, 1) for run in names} == {10.0}
    last = [run.text for run in page.runs if run.text in map(str, range(100, 148, 4))]
    assert len(last) == 12


def test_values_without_room_for_a_column_stand_below_the_names(tmp_path: Path) -> None:
    proof = compared(
        tmp_path, 5, sheet="half-letter", more="start: The first of July\nnrmp_code: 1234567C0\n"
    )
    assert inspect(proof) == ()
    runs = [run for page in proof.pages if page.kind == "glance" for run in page.runs]
    below = [run for run in runs if run.text == "1234567C0"]
    assert len(below) == 5 and all(run.left < 150 for run in below)
    assert sum("first of" in run.text for run in runs) == 5


def test_few_programs_with_a_long_name_stand_on_one_page_with_their_rings(tmp_path: Path) -> None:
    (page,) = compared(tmp_path, 3, long=3, architecture="comparison-large").pages
    assert filled(page) > 0.9 and "solid bar" in " ".join(run.text for run in page.runs)


def test_a_row_says_what_its_bar_shows_and_leads_to_its_page(tmp_path: Path) -> None:
    proof = compared(tmp_path, 16)  # of so many there is room for the words of bars
    said = [one.text for one in utterances(proof.pdf)]
    begin = next(n for n, text in enumerate(said) if "glance" in text)
    table = "\n".join(said[begin:]).replace("\u202f", " ").replace("\xa0", " ")
    assert (
        "Bench, length not fixed" in table and "Residency, 2 years" in table and "40 % outpatient" in table
    )
    assert "Program 1" in table and "100" in table and "Places" in table
    assert "Close to home" not in table  # which the contents have said


def test_a_column_that_no_program_has_anything_for_is_left_out(tmp_path: Path) -> None:
    assert "Places" not in " ".join(
        one.text for one in utterances(compared(tmp_path, 3, is_known=False).pdf)
    )


def test_names_and_marks_are_larger_where_a_comparison_has_two_pages(tmp_path: Path) -> None:
    proof = compared(tmp_path, 14, long=2)
    found = [page for page in proof.pages if page.kind == "glance"]
    assert len(found) == 2 and inspect(proof) == ()
    names = [run for page in found for run in page.runs if run.text.startswith(("Physician", "Program "))]
    assert len(names) == 14 and {round(run.size, 1) for run in names} == {12.4}
    assert {round(run.left) for run in names} == {116}  # beside a mark of 45 pt
