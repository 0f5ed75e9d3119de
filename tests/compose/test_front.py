"""A packet's first pages: for few programs and many, with little to say and much, they are on whole leaves,
and none of them looks forgotten.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from brochure.compose import Composer, Entry, Indexed, PageNumber, arrange, unknown
from brochure.model import Arrangement, Measure, PacketJob, Placement, Proof
from brochure.preflight.layout import filled, inspect
from brochure.review import utterances
from brochure.typeset import lay_out, typeset
from tests.builders.documents import SENTENCE, make_composer
from tests.builders.publication import make_picture, make_program

DATES = "".join(f"- {{label: Day {day}, date: 2026-1{day % 3}-0{day}}}\n" for day in range(1, 6))
WELCOME = f"title: All of them\nwelcome:\n  title: Come in\n  lead: {SENTENCE}\n  text: {SENTENCE * 5}\n"
PORTRAIT = "  people:\n  - {name: Ada Lovelace, role: Director, photo: pictures/ada.jpg}\n"


def front_of(
    folder: Path, count: int, packet: str = WELCOME, is_dated: bool = False
) -> tuple[list[str], Proof]:
    """The architectures and feet of a front of so many programs, and its pages, as a build chooses them."""
    files: dict[str, str | bytes | None] = {
        f"programs/p{number}.yaml": make_program(
            f"stages:\n- {{name: Residency, length_years: {number % 4 + 1}}}\n",
            name=f"Program {number}",
            order=str(number),
        )
        for number in range(1, count + 1)
    }
    files |= {"programs/primary-care.yaml": None, "packets/packet.yaml": packet}
    files |= {"pictures/ada.jpg": make_picture("JPEG", (400, 480))}
    if is_dated:
        files["season.yaml"] = f"label: 2026-27\nkey_dates:\n{DATES}"
    composer = make_composer(folder, files)
    entries = [Entry(one.id, 5 + 4 * n, program=one) for n, one in enumerate(composer.publication.programs)]
    order = PacketJob("packet", composer.publication.packets[0], (), ())
    chosen = _chosen(composer, order, entries)
    proof = typeset(composer.front(order, entries, [], chosen.fit, chosen.placements))
    return [one.foot or one.architecture for one in chosen.placements], proof


def _chosen(composer: Composer, order: PacketJob, entries: list[Entry]) -> Arrangement:
    """The best arrangement, all of whose parts are measured."""
    fitting = composer.front_fitting(order, entries, [])
    known: dict[tuple[Placement, float], Measure] = {}
    for _ in range(12):
        chosen = arrange(fitting, known)
        if not (asked := unknown(fitting, chosen, known)):
            return chosen
        for one in asked:
            pages = lay_out(composer.measured_front(order, entries, [], chosen.fit, one))
            _, top, _, bottom = pages[-1].area
            fills = tuple(map(filled, pages))
            known[one, chosen.fit] = Measure(fills, pages[-1].room, 0, bottom - top, bottom - top)
    raise AssertionError("nothing is chosen")


@pytest.mark.parametrize("count", [*(pytest.param(few, marks=pytest.mark.long) for few in (1, 2, 8)), 3, 12])
def test_a_front_fills_its_pages_on_whole_leaves(tmp_path: Path, count: int) -> None:
    chosen, proof = front_of(tmp_path, count)
    assert len(proof.pages) % 2 == 0
    assert [one for one in inspect(proof) if one.slug != "page-depth" or one.severity != "note"] == []
    short = [page for page in proof.pages if not page.is_quiet and filled(page) < 0.7]
    assert short == [], chosen
    said = " ".join(one.text for one in utterances(proof.pdf))
    assert all(f"Program {number}" in said for number in range(1, count + 1))


def test_one_program_has_its_contents_beside_the_welcome(tmp_path: Path) -> None:
    chosen, proof = front_of(tmp_path, 1, WELCOME + PORTRAIT, is_dated=True)
    assert chosen == ["front-cover", "dates-foot"] and len(proof.pages) == 2
    said = " ".join(one.text for one in utterances(proof.pdf))
    assert all(words in said for words in ("Contents", "Program 1", "Ada Lovelace", "Day 5"))


def test_few_programs_are_compared_with_all_that_is_known_of_them(tmp_path: Path) -> None:
    chosen, proof = front_of(tmp_path, 3)
    assert "comparison-large" in chosen
    page = next(page for page in proof.pages if page.kind == "glance")
    words = " ".join(run.text for run in page.runs).replace("\u202f", " ").replace("\xa0", " ")
    assert "Residency, 3 years" in words and "Program 3" in words and "13" in words
    assert words.count("Close to home") == 3 and "Residency, 1 year" not in words.replace("1 years", "")


@pytest.mark.parametrize(("count", "contents"), [(2, "contents-compared"), (8, "contents-table")])
def test_a_front_without_a_welcome_is_two_pages(tmp_path: Path, count: int, contents: str) -> None:
    chosen, proof = front_of(tmp_path, count, "title: All of them\n")
    assert chosen[1:] == [contents] and len(proof.pages) == 2
    said = " ".join(one.text for one in utterances(proof.pdf))
    assert all(f"Program {number} [link" in said for number in range(1, count + 1))


def test_days_at_the_foot_of_a_letter_leave_its_lead_and_people_where_they_are(tmp_path: Path) -> None:
    people = (
        "  people:\n  - {name: Ada Lovelace, role: Director of all programs and of what goes with them}\n"
    )
    chosen, proof = front_of(tmp_path, 5, WELCOME + people, is_dated=True)
    assert chosen[1] == "dates-foot" and proof.pages[1].architecture == "welcome-letter"
    assert [one for one in inspect(proof) if one.severity != "note"] == []
    lead = next(run for run in proof.pages[1].runs if run.size > 14 and run.text.startswith(SENTENCE[:10]))
    title = next(run for run in proof.pages[1].runs if run.text == "Come in")
    assert lead.top - title.bottom < 48


def test_a_page_of_color_among_the_first_pages_has_nothing_but_its_art(tmp_path: Path) -> None:
    composer = make_composer(tmp_path, {"packets/packet.yaml": WELCOME})
    entries = [Entry(one.id, 5, program=one) for one in composer.publication.programs]
    order = PacketJob("packet", composer.publication.packets[0], (), ())
    cover, *others = arrange(composer.front_fitting(order, entries, []), {}).placements
    color = Placement(("endpaper",), "endpaper")
    first, second, *_ = lay_out(composer.front(order, entries, [], 1.0, (cover, color, *others)))
    assert first.runs and second.architecture == "endpaper" and not second.runs


@pytest.mark.long
def test_no_page_number_of_an_index_is_broken_in_two_and_a_short_one_is_closed(tmp_path: Path) -> None:
    composer = make_composer(tmp_path, {"packets/packet.yaml": "title: All of them\nindex: yes\n"})
    order = PacketJob("packet", composer.publication.packets[0], (), ())
    folios = (3, 11, 16, 21, 26, 30, 34, 42, 46, 50, 55, 60, 64, 68, 76, 80, 84, 89, *range(94, 140, 4))
    people = [
        Indexed(f"Haddad, {'Ama' * number}", tuple(PageNumber(one, "packet:care") for one in folios[:last]))
        for number in range(1, 6)
        for last in range(16 + number % 2, len(folios), 2)
    ]
    pages = lay_out(composer.index(order, people))
    printed = [
        word for page in pages for run in page.runs for word in run.text.split() if word[:1].isdigit()
    ]
    assert len(printed) > 500 and {word.strip(",") for word in printed} <= set(map(str, folios))
    beyond = [run.text for page in pages for run in page.runs if run.right > page.area[2] + 1]
    assert beyond == []
    placement = Placement(("people",), "index")
    (page,) = lay_out(composer.index(order, people[:6], 1.0, (placement,)))
    assert filled(page) < 0.5
    known = {(placement, 1.0): Measure((filled(page),), page.room, 0, 666, 666)}
    chosen = arrange(composer.index_fitting(order, people[:6]), known)
    (closed,) = lay_out(composer.index(order, people[:6], 1.0, chosen.placements))
    assert chosen.placements[0].foot and filled(closed) > 0.9
    assert [run.text for run in closed.runs] == [run.text for run in page.runs]
    long = [Indexed("Ramanathan-Schwarzenberger Oyelaran, Beatriz", (PageNumber(9, "packet:care"),))]
    runs = [run for page in lay_out(composer.index(order, long * 3)) for run in page.runs]
    lines = [
        " ".join(run.text for run in runs if abs(run.top - one.top) < 1) for one in runs if one.text == "9"
    ]
    assert len(lines) == 3 and all("Beatriz" in line for line in lines), "no page number alone on a line"
