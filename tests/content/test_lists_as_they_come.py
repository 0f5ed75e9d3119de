"""Lists as they come: columns that are mapped or passed over, other encodings, what was read."""

from __future__ import annotations

from pathlib import Path

import pytest

from brochure.content import load
from brochure.errors import ContentError, Finding, Where
from brochure.model import Person, Publication
from tests.builders.publication import make_program, make_publication
from tests.builders.workbooks import make_workbook, sheet

COLUMNS = (
    "{file: staff.csv, columns: {First name: name, Last name: name, Year of training: pgy, Notes: ignore}}"
)
SHEET = (
    "First name,Last name,Year of training,Class of,Notes\nJane,Doe,1,2022,Call her\nJohn,van Roe,2,2021,\n"
)


def read(
    folder: Path, said: str | bytes, leaders: str = "staff.csv", language: str = "en-US"
) -> Publication:
    files: dict[str, str | bytes | None] = {
        "programs/primary-care.yaml": make_program(f"leaders: {leaders}\n"),
        leaders.strip("{}").removeprefix("file: ").partition(",")[0]: said,
        "publication.yaml": f"title: Courses\nlanguage: {language}\n",
    }
    return load(make_publication(folder, files))


def people(publication: Publication) -> list[Person]:
    return [one for one in publication.programs[0].leaders if isinstance(one, Person)]


def summary(publication: Publication) -> Finding:
    (one,) = [one for one in publication.notices if one.slug == "read-lists"]
    return one


def test_columns_are_mapped_joined_and_passed_over(tmp_path: Path) -> None:
    publication = read(tmp_path, SHEET, COLUMNS)
    assert [(str(one.name), one.class_of, getattr(one, "pgy")) for one in people(publication)] == [  # noqa: B009
        ("Jane Doe", 2022, 1),
        ("John van Roe", 2021, 2),
    ]
    assert people(publication)[0].name.where == Where("content/staff.csv", 2, 1)
    told = summary(publication)
    assert (told.severity, told.where) == ("note", "content/staff.csv")
    assert told.what == "2 people, 1 in each class, 1 column passed over (Notes)"


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        (
            "{Famly name: name}",
            'content/staff.csv has no column "Famly name". Hint: perhaps Last name is meant',
        ),
        ("{Last name: nmae}", 'the column "Last name" is for no field "nmae". Hint: perhaps name is meant'),
        ("{Last name: }", "Last name has no field. Hint: write Last name: ignore to pass over it"),
        ("ignore", "columns must say what each is for. Hint: write file: and the path of a spreadsheet"),
    ],
)
def test_what_is_said_of_columns_must_mean_something(tmp_path: Path, columns: str, told: str) -> None:
    with pytest.raises(ContentError) as caught:
        read(tmp_path, SHEET, f"{{file: staff.csv, columns: {columns}}}")
    assert told in str(caught.value)
    assert "content/programs/primary-care.yaml:4:" in str(caught.value)


def test_a_column_that_is_hidden_may_be_passed_over(tmp_path: Path) -> None:
    hidden = '<cols><col min="2" max="2" hidden="1"/></cols>'
    book = make_workbook({"A": sheet([("Name", "Office"), ("Jane Doe", 212.0)], before=hidden)})
    assert len(people(read(tmp_path, book, "{file: staff.xlsx, columns: {Office: ignore}}"))) == 1


def test_whole_numbers_stay_whole(tmp_path: Path) -> None:
    book = make_workbook([("Name", "Class of", "Role"), ("Jane", 2022.0, 4.0)])
    (one,) = people(read(tmp_path, book, "staff.xlsx"))
    assert (one.class_of, one.role) == (2022, "4")


LATIN = "Name;Hometown\nJosé Muñoz;Orléans\nZoë “Z” O’Neill;Århus – Göteborg\n"


def test_windows_1252_is_read_where_it_is_certain_and_told(tmp_path: Path) -> None:
    publication = read(tmp_path, LATIN.encode("cp1252"))
    assert [one.name for one in people(publication)] == ["José Muñoz", "Zoë “Z” O’Neill"]
    assert summary(publication).what == (
        "2 people; read as Windows-1252, not as UTF-8: José, Muñoz, Orléans"
    )
    assert "Windows" not in summary(read(tmp_path, LATIN)).what


@pytest.mark.parametrize(
    ("said", "code", "language"),
    [
        ("Name\nJosé Muñoz\n", "mac_roman", "en"),
        ("Name\nJosé Muñoz\n", "cp437", "en"),
        ("Name\nÁngel Ö. Élan\n", "mac_roman", "en"),
        ("Name\nDvořák Žižka\n", "cp1250", "en"),
        ("Name\nJosé Dvořák\n", "cp1250", "cs"),
    ],
)
def test_what_may_be_another_encoding_is_refused(
    tmp_path: Path, said: str, code: str, language: str
) -> None:
    with pytest.raises(ContentError, match="is not UTF-8"):
        read(tmp_path, said.encode(code), language=language)


def test_a_summary_is_as_grave_as_the_publication_has_it(tmp_path: Path) -> None:
    files: dict[str, str | bytes | None] = {
        "programs/primary-care.yaml": make_program("leaders: staff.csv\n"),
        "staff.csv": "Name,Class of\nA,2020\nB,2020\nC,2021\n",
        "publication.yaml": "title: Courses\nchecks: {unprinted: off}\n",
    }
    told = load(make_publication(tmp_path, files)).notices
    assert [one.what for one in told if one.slug == "read-lists"] == ["3 people, 2 of 2020, 1 of 2021"]
    files["publication.yaml"] = "title: Courses\nchecks: {read-lists: off, unprinted: off}\n"
    assert load(make_publication(tmp_path, files)).notices == ()


def test_what_a_cell_does_not_mean_to_have_printed_is_told_once_for_a_column(tmp_path: Path) -> None:
    rows = "Name,School,Hometown\n'Jane Doe,N/A,'s-Hertogenbosch\nJohn Roe,—,'90s Town\nAnn Poe,State,TBD\n"
    publication = read(tmp_path, rows)
    told = [f"{one}" for one in publication.notices if one.severity == "warning"]
    assert told == [
        'content/staff.csv:2:1: "\'Jane Doe" begins with an apostrophe, which would be printed. Hint: delete'
        " the apostrophe.",
        'content/staff.csv:2:2: "N/A" would be printed as it stands; also line 3. Hint: leave the cell'
        " empty, or write what is meant.",
        'content/staff.csv:4:3: "TBD" would be printed as it stands. Hint: leave the cell empty, or write'
        " what is meant.",
    ]
    assert summary(publication).what.startswith("3 people")  # nothing is left out


def test_a_list_is_not_read_from_a_web_address(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="must be a list or a spreadsheet, not a web address"):
        said = make_program("leaders: https://docs.example.com/spreadsheets/d/1/edit\n")
        load(make_publication(tmp_path, {"programs/primary-care.yaml": said}))
