"""Half-letter and A5: pages of one column, which the office folds from plain Letter and A4."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from pypdf import PdfReader

from brochure.build import Desk, Places, Watcher, Wish
from brochure.compose import FILLED, Folio, arrange
from brochure.model import Packet, PacketJob, Placement, Text, millimetres
from brochure.preflight.layout import inspect
from brochure.press import build, start
from brochure.typeset import typeset
from tests.builders.documents import make_composer, make_job
from tests.builders.publication import make_program, make_publication

TEXT = "Residents learn beside one another in the wards, in the clinics and at home. " * 6
STORY = (
    "story:\n  title: The program\n  lead: A lead.\n  facts: [vacation, outpatient]\n"
    f"  sections: [{{title: A section, text: {TEXT!r}}}]\n"
)
PROGRAM = make_program("stages: [{name: Residency, length_years: 3}]\n").replace(
    "story: {title: The program}\n", STORY
)


def files(sheet: str) -> dict[str, str | bytes | None]:
    settings = f"title: Internal Medicine Residency\nsheet: {sheet}\n"
    return {"publication.yaml": settings, "programs/primary-care.yaml": PROGRAM}


@pytest.mark.parametrize(
    ("sheet", "paper", "size"),
    [
        ("half-letter", "letter", (792, 612)),
        pytest.param("a5", "a4", (millimetres(297), millimetres(210)), marks=pytest.mark.long),
    ],
)
def test_booklets_are_folded_from_plain_paper_and_flyers_have_a_whole_one(
    tmp_path: Path, sheet: str, paper: str, size: tuple[float, float]
) -> None:
    make_publication(tmp_path, files(sheet))
    places = Places(tmp_path, tmp_path / "output")
    wish = Wish(programs=("primary-care",), formats=("brochure", "leaflet"), edition="office")
    with Desk.own() as desk:
        made = {one.name: one for one in build(places, wish, Watcher(), desk)}
    assert all(one.path for one in made.values()), [one.findings for one in made.values()]
    booklet, leaflet = (
        PdfReader(made[name].path or "").pages[0].mediabox
        for name in ("primary-care", "primary-care-leaflet")
    )
    assert (float(booklet.width), float(booklet.height)) == pytest.approx(size, abs=2)
    assert (float(leaflet.width), float(leaflet.height)) == pytest.approx(size, abs=2)


def test_type_is_as_large_as_it_can_be_read_in_one_column_with_margins(tmp_path: Path) -> None:
    composer = make_composer(tmp_path, files("half-letter"), sheet="half-letter")
    pages = typeset(composer.document(make_job(composer))).pages
    prose = [run for page in pages for run in page.runs if run.text.startswith("Residents learn beside")]
    assert prose and {round(run.size, 1) for run in prose} == {9.4}
    assert all(run.left >= 34 and run.right <= 396 - 34 + 0.5 for run in prose)
    assert max(run.right - run.left for run in prose) > 250


@pytest.mark.parametrize("sheet", ["letter", "half-letter"])
def test_the_foot_of_a_page_ends_before_its_number_and_its_edge(tmp_path: Path, sheet: str) -> None:
    name = "Zoological Companion Animal Medicine and Wide Conservation Medicine"
    program = PROGRAM.replace("name: Primary Care\n", f"name: {name}\n")
    composer = make_composer(tmp_path, {**files(sheet), "programs/primary-care.yaml": program}, sheet=sheet)
    job = replace(make_job(composer), numbers=(("story", 3),))
    ways = (Placement(("cover",), "cover"), Placement(("story",), "running"), Placement(("end",), "back"))
    _, *pages = pypdfium2.PdfDocument(typeset(composer.document(job, placements=ways)).pdf)
    for number, page in enumerate(pages, start=2):
        text = page.get_textpage()
        end = text.get_text_range().rindex("2019\N{EN DASH}20") + 6
        places = [text.get_charbox(at) for at in range(text.count_chars())]
        assert max(right for _, _, right, _ in places) <= page.get_width() - 24
        if number % 2:
            assert text.get_text_range()[-1] == str(number) and places[end][2] < places[-1][0] - 4


def test_the_page_numbers_of_a_packet_stand_on_the_line_of_the_running_foot(tmp_path: Path) -> None:
    composer = make_composer(tmp_path, files("half-letter"), sheet="half-letter")
    order = PacketJob("packet", Packet(id="packet", title=Text("All")), (), ())
    feet = []
    for source, words in (
        (composer.document(make_job(composer)), "Primary Care ·"),
        (composer.folios(order, [Folio(2, True, False)]), "2"),
    ):
        pages = [page.get_textpage() for page in pypdfium2.PdfDocument(typeset(source).pdf)]
        letters, (at, _) = next((one, hit) for one in pages if (hit := one.search(words).get_next()))
        feet.append(letters.get_charbox(at, loose=True))
    (starts, foot, _, _), (_, number, ends, _) = feet
    assert number == pytest.approx(foot, abs=1) and ends < starts - 9


def test_what_is_listed_inside_the_cover_stands_beside_its_page_numbers(tmp_path: Path) -> None:
    composer = make_composer(tmp_path, files("a5"), sheet="a5")
    job = make_job(composer)
    fitting = composer.fitting(job)
    assert fitting
    cover, *others = arrange(fitting, {}).placements
    color = Placement(("endpaper",), "endpaper")
    numbers = tuple((unit.id, page) for page, unit in enumerate(fitting.units, start=3))
    source = composer.document(replace(job, numbers=numbers), 1.0, (), (cover, color, *others))
    proof = typeset(source)
    assert {"Contents", "The program", "4"} <= {run.text.strip() for run in proof.pages[1].runs}
    assert [one for one in inspect(proof) if one.slug == "overlap"] == []


@pytest.mark.long
def test_no_page_of_a_starter_is_short_of_text_or_filled_by_rings_alone(
    tmp_path: Path, shared: Desk
) -> None:
    folder = start(tmp_path / "starter")
    settings = folder / "content/publication.yaml"
    said = settings.read_text("utf-8")
    assert "sheet: letter" in said
    settings.write_text(said.replace("sheet: letter", "sheet: half-letter"), "utf-8")
    places = Places(folder, folder / "output")
    wish = Wish(programs=("family-medicine",), formats=("brochure",))
    (made,) = build(places, wish, Watcher(), shared)
    assert made.path and not any(one.slug in {"page-depth", "overlap", "overset"} for one in made.findings)
    manifest = json.loads(next((folder / "output").rglob("manifest.json")).read_text("utf-8"))
    (document,) = manifest["files"].values()
    quiet = {"cover", "back", "endpaper", "plate", "ring-plate"}
    full = [page for page in document["layout"] if page["architecture"] not in quiet]
    assert len(full) >= 8 and min(page["fill"] for page in full) >= FILLED
    words = [len(page.extract_text().split()) for page in PdfReader(made.path).pages]
    assert min(words[page["page"] - 1] for page in full) > 40


def test_long_classes_stand_below_one_another_and_go_on_on_the_next_page(tmp_path: Path) -> None:
    people = "".join(
        f"      - {{name: Zoë Wróblewska-Núñez {number}, class_of: {2027 + number % 3}, school: Universidad"
        " Autónoma de San Luis Potosí}\n"
        for number in range(42)
    )
    program = PROGRAM.replace(
        "  sections: [", "  sections:\n    - title: Residents\n      roster:\n" + people
    )
    program = program[: program.index("{title: A section")].rstrip()
    composer = make_composer(
        tmp_path, {**files("a5"), "programs/primary-care.yaml": program + "\n"}, sheet="a5"
    )
    proof = typeset(composer.document(make_job(composer)))
    on_pages = [[run for run in page.runs if run.text.startswith("Zoë")] for page in proof.pages]
    listed = [runs for runs in on_pages if runs]
    assert sum(map(len, listed)) == 42 and len(listed) == 2
    assert all(len({round(run.left) for run in runs}) == 2 for runs in listed)
    assert max(run.bottom for run in listed[0]) > 0.8 * proof.pages[0].height
