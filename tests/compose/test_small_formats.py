"""Small formats with all that an ordinary contact holds: what gives way and is told, what stands where."""

from __future__ import annotations

from dataclasses import dataclass
from math import dist
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from pypdf import PdfReader

from brochure.build import Places, Published, Watcher, Wish
from brochure.errors import Finding
from brochure.model import millimetres
from brochure.press import build
from brochure.review import transcript
from tests.builders.documents import make_composer, make_job
from tests.builders.publication import make_program
from tests.builders.small_formats import (
    ADDRESS,
    HOURS,
    LEADERS,
    NAME,
    PARTS,
    PROGRAM,
    STATEMENT,
    WEB,
    write_small_formats,
)

#: What is made on each sheet: on the second one not the poster, which has most room.
FORMATS = {
    "letter": ("card", "flyer", "leaflet", "poster", "tent"),
    "a4": ("card", "flyer", "leaflet", "tent"),
}
#: What each part prints, and what a note calls it where it gave way.
PRINTED = {
    NAME: "the full name on the front (the short one is printed)",
    HOURS: "the opening hours",
    **dict.fromkeys((role for _, _, role in LEADERS), "people's roles"),
    **dict.fromkeys((name for name, _, _ in LEADERS[1:]), "people after the first"),
    **dict.fromkeys(ADDRESS, "the postal address"),
    "Department of Medicine": "the department",
    STATEMENT: "the statements",
}
ORDER = ["the closing line", "the full name at the foot", *dict.fromkeys(PRINTED.values())]
ALWAYS = (PROGRAM, LEADERS[0][0], WEB.removeprefix("https://www."), "555-010-0199", "110", "40 %")


@dataclass(frozen=True)
class Made:
    """One sheet's documents by their formats, and what each says."""

    sheet: str
    documents: dict[str, Published]

    def says(self, form: str) -> str:
        path = self.documents[form].path
        assert path is not None, self.told(form)
        return plain(transcript(path.read_bytes()))

    def told(self, form: str) -> list[Finding]:
        return [one for one in self.documents[form].findings if one.document]


def plain(words: str) -> str:
    """Words as they were written: typography's own signs are taken out."""
    for sign, written in (("\u00a0", " "), ("\u202f", " "), ("\u2019", "'"), ("\u2060", ""), ("\u00ad", "")):
        words = words.replace(sign, written)
    return " ".join(words.split())


def made(folder: Path, wish: Wish, *parts: str, sheet: str = "letter") -> Made:
    write_small_formats(folder, *parts, sheet=sheet)
    published = build(Places(folder, folder / "output"), wish, Watcher())
    return Made(sheet, {one.name.rpartition("-")[2]: one for one in published})


@pytest.fixture(scope="module", params=["letter", pytest.param("a4", marks=pytest.mark.long)])
def full(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    return made(
        tmp_path_factory.mktemp(request.param), Wish(formats=FORMATS[request.param]), sheet=request.param
    )


def test_an_ordinary_contact_comes_out_whole_or_a_note_says_what_is_left_out(full: Made) -> None:
    for form in full.documents:
        said, notes = full.says(form), full.told(form)
        assert [one for one in notes if (one.slug, one.severity) != ("gave-way", "note")] == [
            one for one in notes if one.slug == "short-last-line"
        ]
        told = " ".join(one.what for one in notes)
        assert [words for words in ALWAYS if words not in said] == []
        assert [
            (words, way) for words, way in PRINTED.items() if words not in said and way not in told
        ] == []
        printed = {way for words, way in PRINTED.items() if words in said and words != NAME}
        assert [way for way in printed if way in told] == []
        given = [told.find(way) for way in ORDER if way in told]
        assert given == sorted(given), "what gives way first is told first"


def test_the_full_name_stands_on_the_front_where_only_the_foot_has_no_room_for_it(full: Made) -> None:
    told = {form: " ".join(one.what for one in full.told(form)) for form in full.documents}
    short = [form for form in told if "the full name at the foot" in told[form]]
    assert short, "some foot is too small"
    assert [form for form in short if full.says(form).count(NAME) != 1] == []
    assert [form for form in told if "on the front" in told[form]] == []


def test_a_flyer_and_a_poster_hold_it_all(full: Made) -> None:
    assert [
        one.what
        for form in {"flyer", "poster"} & {*full.documents}
        for one in full.told(form)
        if one.slug == "gave-way"
    ] == []


@pytest.mark.long
def test_each_part_alone_leaves_nothing_out(tmp_path: Path) -> None:
    """On a flyer not even all of them do."""
    for part in PARTS:
        alone = made(tmp_path / part, Wish(formats=("card", "tent")), part)
        found = [
            one.what for form in alone.documents for one in alone.told(form) if one.slug != "short-last-line"
        ]
        assert found == [], part
        assert all(document.path for document in alone.documents.values())


@pytest.mark.long
def test_a_leaflet_sets_a_long_lead_smaller_before_it_leaves_anything_out(tmp_path: Path) -> None:
    write_small_formats(tmp_path, "web")
    program = tmp_path / "content" / "programs" / "rural.yaml"
    before, lead, rest = program.read_text("utf-8").partition("  lead: >-\n")
    long = "    " + "Nobody is alone in the first month, by day or by night, or has to pretend. " * 4
    program.write_text(f"{before}{lead}{long}\n{rest}", "utf-8")
    (leaflet,) = build(Places(tmp_path, tmp_path / "output"), Wish(formats=("leaflet",)), Watcher())
    assert leaflet.path, leaflet.findings
    (note,) = [one for one in leaflet.findings if one.slug == "gave-way"]
    assert note.what == "white between texts and the size of leads had to give way, since not all of it fits"
    line = before.count("\n") + 2
    assert note.where.split(":")[:2] == ["content/programs/rural.yaml", str(line)]
    said = plain(transcript(leaflet.path.read_bytes()))
    assert said.count("Nobody is alone in the first month") == 4
    assert "See you on Mill Street" in said


@pytest.mark.long
def test_a_leaflet_sets_a_long_name_smaller_and_has_the_promise_where_there_is_no_lead(
    tmp_path: Path,
) -> None:
    write_small_formats(tmp_path, "name")
    program = tmp_path / "content" / "programs" / "rural.yaml"
    name = "Four Hundred Years of Ploughs, Harrows and Seed Drills, Restored"
    promise = "What was drawn through the ground by oxen, by horses and by engines, and who walked behind it"
    story = "story:\n  title: Iron\n  text: They stand in the order in which they were made.\n"
    program.write_text(f"name: {name}\npromise: {promise}\n{story}", "utf-8")
    (leaflet,) = build(Places(tmp_path, tmp_path / "output"), Wish(formats=("leaflet",)), Watcher())
    assert leaflet.path, leaflet.findings
    assert [one.what for one in leaflet.findings if one.slug == "gave-way"] == [
        "the size of titles had to give way, since not all of it fits"
    ]
    assert plain(transcript(leaflet.path.read_bytes())).count(promise) == 2


def test_the_back_of_a_leaflet_prints_the_text_of_a_group_that_has_nothing_else(tmp_path: Path) -> None:
    program = make_program(story="{title: A story, text: Short.}", careers="{title: Later, text: By sea.}")
    composer = make_composer(tmp_path, {"programs/primary-care.yaml": program})
    assert "By sea." in composer.document(make_job(composer, form="leaflet")).html


def test_codes_are_as_large_as_they_are_read_from_afar(full: Made) -> None:
    least = {"flyer": 108, "poster": 144, "card": 57.6, "leaflet": 57.6, "tent": 57.6}
    for form in full.documents:
        points = least[form]
        found = [
            code
            for page in pypdfium2.PdfDocument(full.documents[form].path)
            for code in zxingcpp.read_barcodes(page.render(scale=3).to_pil())
        ]
        assert [code.text for code in found] == [WEB], form
        corners = found[0].position
        across = dist((corners.top_left.x, corners.top_left.y), (corners.top_right.x, corners.top_right.y))
        assert across / 3 >= points - 1, form


@pytest.mark.long
def test_a_table_that_is_too_long_is_named_and_not_what_it_pushed_out(tmp_path: Path) -> None:
    rows = "".join(f"    | Week {number} | Ward | Clinic |\n" for number in range(30))
    write_small_formats(tmp_path, "web")
    program = tmp_path / "content" / "programs" / "rural.yaml"
    before, _, rest = program.read_text("utf-8").partition("  short: >-\n")
    _, _, after = rest.partition("  text: |\n")
    table = f"  short: |\n    | Week | Morning | Noon |\n    |---|---|---|\n{rows}    \n    And Sunday.\n"
    program.write_text(f"{before}{table}  text: |\n{after}", "utf-8")
    (card,) = build(Places(tmp_path, tmp_path / "output"), Wish(formats=("card",)), Watcher())
    (finding,) = [one for one in card.findings if one.slug == "overset"]
    line = before.count("\n") + 2
    assert finding.where.split(":")[:2] == ["content/programs/rural.yaml", str(line)]


# --- the tent ---


def test_a_tent_has_both_faces_upright_once_it_is_folded_and_a_blank_base(full: Made) -> None:
    page = pypdfium2.PdfDocument(full.documents["tent"].path)[0]
    picture = page.render(scale=2).to_pil()
    (code,) = zxingcpp.read_barcodes(picture)
    assert abs(code.orientation) == 180
    ridge = {"letter": 4.5 * 72, "a4": millimetres(121)}[full.sheet]
    assert code.position.top_left.y < ridge * 2, "it is on the far face, the upper one of the sheet"
    base = picture.crop((0, round(ridge * 4) + 6, picture.width, picture.height)).convert("L")
    assert min(base.get_flattened_data()) > 230
    said = full.says("tent")
    assert -1 < said.find("Three years among") < said.find("families that are yours") < said.find("555-010")


def test_text_near_a_fold_from_side_to_side_is_told_on_a_face_that_is_turned_too(tmp_path: Path) -> None:
    own = tmp_path / "layouts" / "tent"
    shipped = Path(__file__).resolve().parents[2] / "layouts" / "tent"
    own.mkdir(parents=True)
    for file in shipped.iterdir():
        (own / file.name).write_bytes(file.read_bytes())
    with (own / "tent.css").open("a") as css:
        css.write(".near .label { padding-bottom: 2pt }\n.far .figures { padding-top: 0 }\n")
    tent = made(tmp_path, Wish(formats=("tent",)), "web").documents["tent"]
    near = {one.what.rpartition("fold at ")[2] for one in tent.findings if one.slug == "near-fold"}
    assert near == {"4.500 in", "9.000 in"}


@pytest.mark.long
def test_an_office_printer_gets_a_poster_and_a_tent_each_on_a_sheet_of_its_own(tmp_path: Path) -> None:
    office = made(tmp_path, Wish(formats=("poster", "tent"), edition="office"))
    sizes = {
        form: [float(side) for side in PdfReader(one.path).pages[0].mediabox[2:]]
        for form, one in office.documents.items()
        if one.path
    }
    assert sizes == {"poster": [792, 1224], "tent": [612, 792]}
