"""A publication is of a kind: which groups and fields it has, what is drawn, what things are called."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from brochure.build import Desk, Places, Watcher, Wish
from brochure.content import load
from brochure.errors import ContentError
from brochure.model import Publication
from brochure.press import build, check, start, write_schemas
from brochure.review import transcript
from tests.builders.publication import make_program, make_publication
from tests.builders.sample import ROOT
from tests.house.test_words import WORDS

SMALL = ("flyer", "leaflet", "card")
PROGRAM = "programs/primary-care.yaml"
#: What each starter says of its rings and in its comparison, which are its kind's own words.
SAID = {
    "school": ("One ring is one week of the course", "One ring is one day of the course", "Ages"),
    "exhibitions": ("Filled is when it", "Mar 13 – Aug 29, 2027", "Admission"),
}
#: A program, and what the packet's comparison says of it: a value for every column.
COMPARED = {
    "school": ("drawing", "$940", "16 and older"),
    "exhibitions": ("blue-hour", "Hall of Trams", "$12"),
}


@pytest.mark.long
@pytest.mark.parametrize("kind", SAID)
def test_each_kind_starts_with_a_publication_that_builds_in_all_formats(
    tmp_path: Path, shared: Desk, kind: str
) -> None:
    folder = start(tmp_path / kind, kind)
    places, first = Places(folder, folder / "output"), check(Places(folder, folder / "output")).programs[0]
    made = build(places, Wish(), Watcher(), shared)
    made += build(places, Wish(programs=(first.id,), formats=SMALL), Watcher(), shared)
    told = [str(one) for document in made for one in document.findings if one.severity != "note"]
    assert told == []
    assert len([document for document in made if document.path]) == 3 + 1 + len(SMALL)
    words = "".join(transcript(document.path.read_bytes()) for document in made if document.path)
    assert [said for said in SAID[kind] if said not in words] == []
    assert WORDS.findall(words) == []
    packet, own = (
        next(transcript(one.path.read_bytes()) for one in made if one.path and one.name == name)
        for name in ("packet", COMPARED[kind][0])
    )
    for said in COMPARED[kind][1:]:
        assert packet.count(said) > own.count(said) > 0, "in the comparison as in the brochure"
    season = {"school": "Summer-2027", "exhibitions": "2027"}[kind]
    assert (folder / "output" / season / "manifest.json").is_file()


def blocks_of(page: str) -> dict[str, str]:
    """The files that a page of documentation shows, by the paths in their first lines."""
    blocks = re.findall(r"```yaml\n(# museum/(\S+)\n.*?)```", page, re.DOTALL)
    return {name: block for block, name in blocks}


def test_the_kind_of_the_documentation_works_as_it_is_written(tmp_path: Path, shared: Desk) -> None:
    folder = start(tmp_path / "museum", "exhibitions")
    for path in (*folder.glob("content/programs/*"), *folder.glob("content/packets/*")):
        path.unlink()
    for name, text in blocks_of((ROOT / "docs/kinds.md").read_text("utf-8")).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    settings = folder / "content/publication.yaml"
    settings.write_text(settings.read_text("utf-8").replace("kind: exhibitions", "kind: tours"), "utf-8")
    write_schemas(folder)
    assert '"meeting_point"' in (folder / "content/.schema/program.json").read_text("utf-8")
    made = build(Places(folder, folder / "output"), Wish(), Watcher(), shared)
    (brochure,) = [document for document in made if document.name == "lamps"]
    assert brochure.path
    said = transcript(brochure.path.read_bytes())
    for words in ("Meeting point", "TR014", "How to book", "One ring is one hour of walking", "$18"):
        assert words in said
    assert "Where it goes" in said and "Before you come" in said


SCHOOL = "title: School\nkind: school\n"


def publication(folder: Path, program: str, settings: str = SCHOOL) -> Publication:
    """The tiny publication as a school with this program."""
    return load(make_publication(folder, {"publication.yaml": settings, PROGRAM: make_program(program)}))


WRONG = {
    "a field of the kind is misspelled": ("prize: $4\n", "4:1: ", "perhaps price is meant"),
    "a price is none": (
        "price: cheap\n",
        "4:1: ",
        "write free, or the price as it is to be printed, such as $450",
    ),
    "days end before they begin": ("dates: 2027-07-16 to 2027-07-05\n", "4:1: ", "exchange the two days"),
    "days are something else": ("dates: in July\n", "4:1: ", "such as 2026-07-06 to 2026-07-17"),
    "a number has a fraction": ("seats: 4.5\n", "4:1: seats must be a whole number", "leave seats out"),
    "a number is too small": ("seats: 0\n", "4:1: seats must be at least 1", ""),
    "a group holds an unknown key": ("days:\n  titel: x\n", "5:3: ", "perhaps title is meant"),
    "a group is of another kind": ("careers:\n  title: x\n", '4:1: "careers" is not a key', "allowed here"),
    "a stage has two lengths": (
        "stages:\n- {name: A, length_weeks: 2, length_days: 3}\n",
        "5:3: ",
        "keep one of length_years",
    ),
    "stages are measured in two ways": (
        "stages:\n- {name: A, length_weeks: 2}\n- {name: B, dates: 2027-07-05 to 2027-07-16}\n",
        "4:1: stages are measured in different ways",
        "give all of them",
    ),
}


@pytest.mark.parametrize(("program", "begins", "hint"), WRONG.values(), ids=WRONG)
def test_a_mistake_in_a_field_of_the_kind_is_told_at_its_place(
    tmp_path: Path, program: str, begins: str, hint: str
) -> None:
    with pytest.raises(ContentError) as error:
        publication(tmp_path, program)
    (told,) = error.value.problems
    assert str(told).startswith(f"content/{PROGRAM}:{begins}") and hint in told.hint


@pytest.mark.parametrize(("price", "hints"), [("1,940.50", ["write it such as $1,940.50"]), ("$940", [])])
def test_a_price_without_a_currency_is_told(tmp_path: Path, price: str, hints: list[str]) -> None:
    notices = publication(tmp_path, f"price: {price}\n").notices
    assert [one.hint for one in notices if "currency" in one.what] == hints


SETTINGS = {
    "an unknown kind": ("kind: scool\n", "2:1: ", "perhaps school is meant"),
    "a group that the kind has not": (
        SCHOOL[14:] + "groups: [story, teachers]\n",
        "3:17: ",
        "kicker: its heading",
    ),
    "a field whose name is taken": (
        SCHOOL[14:] + "fields: {program: {name: {label: X}}}\n",
        "3:20: ",
        "another name",
    ),
    "a choice without choices": (
        SCHOOL[14:] + "fields: {program: {level: {type: choice}}}\n",
        "3:20: ",
        "add choices",
    ),
    "a column that is no field": (SCHOOL[14:] + "comparison: [length, pric]\n", "3:1: ", "perhaps price"),
}


@pytest.mark.parametrize(("more", "begins", "hint"), SETTINGS.values(), ids=SETTINGS)
def test_what_a_publication_says_over_its_kind_is_held_to_it(
    tmp_path: Path, more: str, begins: str, hint: str
) -> None:
    with pytest.raises(ContentError) as error:
        publication(tmp_path, "", f"title: School\n{more}")
    told = [str(one) for one in error.value.problems if one.where.file.endswith("publication.yaml")]
    assert len(told) == 1
    assert told[0].startswith(f"content/publication.yaml:{begins}") and hint in told[0]


BROKEN = {
    "a key is misspelled": ("groups: [{id: story, kiker: X}]\n", "2:22: ", "perhaps kicker is meant"),
    "a group stands within none": (
        "groups: [{id: story, kicker: X}, {id: days, kicker: Y, within: stroy}]\n",
        "2:34: within names",
        "perhaps story is meant",
    ),
    "a pattern is none": (
        "groups: [{id: story, kicker: X}]\nfields: {program: {code: {pattern: '['}}}\n",
        "3:20: the pattern of code is no regular expression",
        "correct it",
    ),
}


@pytest.mark.parametrize(("kind", "begins", "hint"), BROKEN.values(), ids=BROKEN)
def test_a_mistake_in_a_kind_is_told_alone(tmp_path: Path, kind: str, begins: str, hint: str) -> None:
    own = tmp_path / "layouts/kinds/choir.yaml"
    own.parent.mkdir(parents=True)
    own.write_text(f"line: Voices\n{kind}", "utf-8")
    make_publication(tmp_path, {"publication.yaml": "title: Choir\nkind: choir\n", PROGRAM: "voices: 4\n"})
    with pytest.raises(ContentError) as error:
        check(Places(tmp_path, tmp_path / "output"))
    (told,) = error.value.problems
    assert str(told).startswith(f"layouts/kinds/choir.yaml:{begins}") and hint in told.hint


def test_a_publication_has_groups_and_fields_of_its_own(tmp_path: Path) -> None:
    settings = SCHOOL + (
        "groups: [after, {id: story, kicker: Our course}, {id: days, kicker: Day by day},"
        " {id: evenings, kicker: After six}]\n"
        "fields: {program: {language: {label: Taught in}}}\ncomparison: [language]\n"
    )
    found = publication(tmp_path, "language: Portuguese\nevenings: {title: Nobody has to}\n", settings)
    (program,) = found.programs
    assert list(program.groups) == ["story", "evenings"]
    assert [part.kicker for part in program.parts] == [
        *("What you take home", "Our course", "Day by day", "After six")
    ]
    assert [(part.needed, part.within) for part in program.parts[1:3]] == [(True, None), (False, "story")]
    assert program.fields == {"language": "Portuguese"}
    assert program.written_at("language") == (f"content/{PROGRAM}", 4, 11)
    assert found.kind.comparison == ("language",)


@pytest.mark.parametrize(
    ("label", "folder", "year"),
    [
        ("2026", "2026", 2026),
        ("Summer 2027", "Summer-2027", 2027),
        ("2025/26", "2025-26", 2025),
        ("2026-07-01", "2026-07-01", 2026),
    ],
)
def test_a_season_is_a_line_of_ones_own(tmp_path: Path, label: str, folder: str, year: int) -> None:
    make_publication(tmp_path, {"season.yaml": f"label: {label}\n"})
    season = check(Places(tmp_path, tmp_path / "output")).season
    assert (season.label, season.folder, season.begins.year) == (label, folder, year)
