"""Spreadsheets as people export them."""

from __future__ import annotations

from pathlib import Path

import pytest

from brochure.content import load
from brochure.errors import Where
from brochure.model import Person
from tests.builders.publication import make_program, make_publication

HEAD = ("Name", "Class of", "School")


def people_from(
    folder: Path, sheet: str | bytes, name: str = "staff.csv", field: str = "staff.csv"
) -> list[Person]:
    files = {"programs/primary-care.yaml": make_program(f"leaders: {field}\n"), name: sheet}
    leaders = load(make_publication(folder, files)).programs[0].leaders
    return [leader for leader in leaders if isinstance(leader, Person)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_any_spreadsheet_export_is_read(tmp_path: Path, delimiter: str, end: str, mark: str) -> None:
    rows = [HEAD, ("Jane Doe", " 2020 ", "State"), ("", "", ""), ("John Roe", "2021", "")]
    sheet = mark + end.join(delimiter.join((*row, "", "")) for row in rows) + end
    people = people_from(tmp_path, sheet)
    assert [(person.name, person.class_of, person.school) for person in people] == [
        ("Jane Doe", 2020, "State"),
        ("John Roe", 2021, None),
    ]


def test_a_cell_knows_its_line_and_its_number(tmp_path: Path) -> None:
    person = people_from(tmp_path, 'Role,Name\n\n"A, B",Jane\n')[0]
    assert person.role == "A, B" and person.role.where == Where("content/staff.csv", 3, 1)
    assert person.name.where == Where("content/staff.csv", 3, 2)


def test_lines_count_on_after_a_break_in_quotes(tmp_path: Path) -> None:
    files = {
        "sections/life.md": "---\nevents: events.csv\n---\nText.",
        "events.csv": 'Year,Text,Title\n1811,"one\n\ntwo",First\n1846,three,Second\n',
    }
    events = load(make_publication(tmp_path, files)).sections["life"].events
    assert events[0].text == "one\n\ntwo"
    assert [event.title.where for event in events] == [
        Where("content/events.csv", 4, 3),
        Where("content/events.csv", 5, 3),
    ]


def test_a_sheet_may_lie_beside_the_file_that_names_it(tmp_path: Path) -> None:
    assert people_from(tmp_path, "name\nJane\n", "programs/staff.csv")[0].name == "Jane"


def test_a_sheet_may_lie_in_a_folder_of_its_own(tmp_path: Path) -> None:
    assert people_from(tmp_path, "name\nJane\n", "sheets/Staff.CSV", "sheets/Staff.CSV")[0].name == "Jane"


def test_a_header_in_quotes_may_hold_the_delimiter_of_others(tmp_path: Path) -> None:
    assert people_from(tmp_path, '"Name";"Class of"\n"Doe, Jane";2020\n')[0].name == "Doe, Jane"
