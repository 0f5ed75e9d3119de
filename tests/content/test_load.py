"""A publication that is valid: what load makes of it."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest

from brochure.content import load
from brochure.content.forms import default_brand
from brochure.errors import Where
from brochure.model import Line, Person, Program, Publication
from brochure.model.text import Prose
from tests.builders.publication import make_picture, make_program, make_publication

PRIMARY_CARE = "programs/primary-care.yaml"


def load_with(folder: Path, files: dict[str, str | bytes | None] | None = None) -> Publication:
    return load(make_publication(folder, files))


def load_program(folder: Path, text: str) -> Program:
    return load_with(folder, {PRIMARY_CARE: text}).programs[0]


def test_every_text_knows_its_place(tmp_path: Path) -> None:
    publication = load_with(tmp_path)
    assert publication.settings.title.where == Where("content/publication.yaml", 1, 8)
    section = publication.programs[0].story.sections[0]
    assert section.text is not None and section.text.where == Where("content/sections/life.md", 6, 1)


def test_a_block_of_text_begins_on_the_line_of_its_words(tmp_path: Path) -> None:
    program = load_program(tmp_path, make_program("training:\n  text: |\n\n    Words.\n"))
    assert program.training is not None and program.training.text is not None
    assert program.training.text.where == Where("content/programs/primary-care.yaml", 7, 5)


@pytest.mark.parametrize("written", ["NO", "0123", "12:30", "1e3", "2019-10-15", "1_000", "yes", "0x1F"])
def test_plain_values_stay_text(tmp_path: Path, written: str) -> None:
    assert load_program(tmp_path, make_program(start=written)).start == written


@pytest.mark.parametrize("nothing", ["", "null", "~"])
def test_nothing_means_that_the_key_is_absent(tmp_path: Path, nothing: str) -> None:
    program = load_program(tmp_path, make_program(start=nothing))
    assert program.start is None and "start" not in program.model_fields_set


def test_fields_get_their_types(tmp_path: Path) -> None:
    program = load_program(tmp_path, make_program(positions="12", eras="yes", verified_on="2019-07-01"))
    assert (program.positions, program.eras, program.verified_on) == (12, True, date(2019, 7, 1))


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("{vacation} off", "four weeks off"),
        ("{Vacation} off", "Four weeks off"),
        ("{vacation.value}, {vacation.words}, {vacation.label}", "4, four weeks, weeks of vacation"),
        ("{outpatient} of the time", "40 % of the time"),
        ("{season} at {institution}", "2019-20 at Harbor Hospital"),
        ("{institution.short_name}", "Harbor"),
        ("the {program}", "the Primary Care Program"),
        ("{program.name}", "Primary Care"),
        ("{{vacation}} and }}{{", "{vacation} and }{"),
        ("{{{vacation}}}", "{four weeks}"),
    ],
)
def test_references_are_replaced(tmp_path: Path, written: str, printed: str) -> None:
    program = load_program(tmp_path, make_program(full_name="Primary Care Program", promise=f'"{written}"'))
    assert program.promise == printed
    assert isinstance(program.promise, Line)
    assert program.promise.where == Where("content/programs/primary-care.yaml", 2, 10)


def test_facts_may_refer_to_the_season(tmp_path: Path) -> None:
    fact = "pay:\n  value: $70,000 in {season}\n  label: salary\nvacation: {value: 4, label: weeks}\n"
    publication = load_with(tmp_path, {"facts.yaml": fact, "sections/life.md": "{pay}"})
    assert publication.facts["pay"].value == "$70,000 in 2019-20"
    assert publication.programs[0].story.sections[0].text == "$70,000 in 2019-20"


def test_a_shared_section_reads_differently_in_each_program(tmp_path: Path) -> None:
    story = "{sections: [life]}"
    publication = load(
        make_publication(
            tmp_path,
            {
                "programs/a.yaml": make_program(name="Alpha", story=story),
                "programs/b.yaml": make_program(name="Beta", story=story),
                PRIMARY_CARE: None,
            },
        )
    )
    texts = [program.story.sections[0].text for program in publication.programs]
    assert texts == ["Residents of Alpha have four weeks off.", "Residents of Beta have four weeks off."]
    assert all(isinstance(text, Prose) for text in texts)
    assert publication.sections["life"].text == "Residents of {program} have four weeks off."


def test_a_use_takes_the_shared_section_and_overrides_it(tmp_path: Path) -> None:
    story = "{sections: [{use: life, title: Elsewhere, variant: full}]}"
    section = load_program(tmp_path, make_program(story=story)).story.sections[0]
    assert (section.use, section.title, section.short, section.variant) == (
        "life",
        "Elsewhere",
        "In short.",
        "full",
    )
    assert section.text == "Residents of Primary Care have four weeks off."


def test_a_text_of_its_own_drops_the_shared_short_one(tmp_path: Path) -> None:
    section = load_program(
        tmp_path, make_program(story="{sections: [{use: life, text: Mine}]}")
    ).story.sections[0]
    assert (section.title, section.text, section.short) == ("Life", "Mine", None)


def test_a_text_and_a_short_of_its_own_are_both_kept(tmp_path: Path) -> None:
    story = "{sections: [{use: life, text: Mine, short: Brief}]}"
    section = load_program(tmp_path, make_program(story=story)).story.sections[0]
    assert (section.text, section.short) == ("Mine", "Brief")


def test_people_take_the_place_of_their_ids(tmp_path: Path) -> None:
    files = {
        PRIMARY_CARE: make_program("leaders: [jane-doe, {name: John Roe}]\n"),
        "packets/packet.yaml": "title: All\nwelcome: {people: [jane-doe]}\n",
    }
    publication = load(make_publication(tmp_path, files))
    leaders = publication.programs[0].leaders
    assert all(isinstance(leader, Person) for leader in leaders)
    assert [leader.name for leader in leaders if isinstance(leader, Person)] == ["Jane Doe", "John Roe"]
    welcome = publication.packets[0].welcome
    assert welcome is not None and welcome.people == (publication.people["jane-doe"],)


def test_people_in_shared_sections_are_found_too(tmp_path: Path) -> None:
    publication = load_with(tmp_path, {"sections/life.md": "---\npeople: [jane-doe]\n---\nText."})
    assert publication.programs[0].story.sections[0].people == (publication.people["jane-doe"],)


def test_programs_stand_in_their_order_then_by_id(tmp_path: Path) -> None:
    orders = {"c": "1", "a": "2", "b": "2"}
    files = {f"programs/{name}.yaml": make_program(order=order) for name, order in orders.items()}
    publication = load(make_publication(tmp_path, {**files, PRIMARY_CARE: None}))
    assert [program.id for program in publication.programs] == ["c", "a", "b"]


def test_a_publication_without_a_brand_gets_the_package_s_own(tmp_path: Path) -> None:
    brand = load_with(tmp_path).brand
    assert brand.color.palette["harbour"] == "#12314A"
    assert brand.typography.base.family == "Brochure Serif"
    said = repr(default_brand())
    color = "color:\n  palette: {ink: '#000000', paper: '#FFFFFF'}\n" + "".join(
        f"  {name}: {'paper' if name in ('background', 'light') else 'ink'}\n"
        for name in ("background", "foreground", "secondary", "tertiary", "light", "primary")
    )
    only = {"brand.yaml": f"{color}typography: {{base: {{family: Brochure Serif Lead}}}}\n"}
    own = load_with(tmp_path, only).brand.typography
    assert {one.family for one in own.fonts} == {own.base.family} == {"Brochure Serif Lead"}
    assert repr(default_brand()) == said, "what a brand says of itself is said of no other"


def test_sources_are_the_sha256_of_what_was_read(tmp_path: Path) -> None:
    files: dict[str, str | bytes | None] = {
        "people.yaml": "jane-doe: {name: Jane Doe, photo: pictures/jane.png}\n",
        "pictures/jane.png": make_picture(),
        "pictures/nobody.png": make_picture(),
        PRIMARY_CARE: make_program("leaders: staff.csv\n"),
        "staff.csv": "Name\nJane Doe\n",
    }
    content = make_publication(tmp_path, files)
    sources = load(content).sources
    assert set(sources) == {
        f"content/{name}"
        for name in (
            "publication.yaml",
            "institution.yaml",
            "season.yaml",
            "facts.yaml",
            "people.yaml",
            "staff.csv",
            "sections/life.md",
            PRIMARY_CARE,
            "pictures/jane.png",
        )
    }
    assert all(
        hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() == digest
        for name, digest in sources.items()
    )


@pytest.mark.parametrize(
    "name",
    [
        ".DS_Store",
        "Thumbs.db",
        "programs/.x.yaml.swp",
        "programs/x.yaml~",
        "programs/~$x.yaml",
        "programs/.hidden.yaml",
        "README.md",
        ".schema/program.json",
        "pictures/unused.jpg",
        "programs/roster.csv",
    ],
)
def test_files_that_are_nobody_s_business_are_passed_over(tmp_path: Path, name: str) -> None:
    assert len(load(make_publication(tmp_path, {name: "not read"})).programs) == 1


def test_yml_is_yaml(tmp_path: Path) -> None:
    publication = load(make_publication(tmp_path, {"season.yaml": None, "season.yml": "label: 2019-20\n"}))
    assert publication.season.label == "2019-20"


def test_facts_sections_and_people_may_be_left_out(tmp_path: Path) -> None:
    files = {"facts.yaml": None, "people.yaml": None, "sections/life.md": None, PRIMARY_CARE: make_program()}
    publication = load(make_publication(tmp_path, files))
    assert (publication.facts, publication.people, publication.sections) == ({}, {}, {})


@pytest.mark.parametrize(
    "change", [lambda text: b"\xef\xbb\xbf" + text, lambda text: text.replace(b"\n", b"\r\n")]
)
def test_byte_order_marks_and_windows_line_ends_change_nothing(tmp_path: Path, change: object) -> None:
    assert callable(change)
    content = make_publication(tmp_path)
    plain = load(content)
    for path in content.rglob("*.*"):
        path.write_bytes(change(path.read_bytes()))
    assert load(content).model_dump(exclude={"sources"}) == plain.model_dump(exclude={"sources"})


def test_the_same_content_gives_the_same_publication(tmp_path: Path) -> None:
    assert load(make_publication(tmp_path / "a")) == load(make_publication(tmp_path / "b"))


@pytest.mark.parametrize(
    "text", ["p < 0.05 and a > b", "<https://example.org>", "[x](mailto:a@b.org)", "AT&T \\<b>", "# 1"]
)
def test_signs_that_are_no_html_are_left_alone(tmp_path: Path, text: str) -> None:
    assert load_program(tmp_path, make_program(promise=f"'{text}'")).promise == text


def test_aliases_repeat_a_value(tmp_path: Path) -> None:
    program = load_program(tmp_path, make_program("start: &day July 1\nback: *day\n"))
    assert program.start == program.back == "July 1"
