"""Spreadsheets as people export them."""

from __future__ import annotations

from pathlib import Path

import pytest

from brochure.content import load
from brochure.errors import ContentError, Finding, Where
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


@pytest.mark.parametrize("first", ["sep=;\n", '"sep=;"\r\n', "\n\nsep=;\n"])
def test_the_line_that_names_the_delimiter_is_not_part_of_the_list(tmp_path: Path, first: str) -> None:
    people = people_from(tmp_path, first + "Name;School\nDoe, Jane;X, Y\n")
    assert [(one.name, one.school) for one in people] == [("Doe, Jane", "X, Y")]
    assert people[0].name.where == Where("content/staff.csv", first.count("\n") + 2, 1)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('"=""02139"""', "02139"),
        ("+1 617 555 0100", "+1 617 555 0100"),
        ("@handle", "@handle"),
        ("# 1 in the state", "# 1 in the state"),
        ("-", "-"),
        ("C#", "C#"),
        ("1e3", "1e3"),
        ("3E2", "3E2"),
    ],
)
def test_what_only_looks_like_a_formula_stays_as_it_is(tmp_path: Path, cell: str, value: str) -> None:
    assert people_from(tmp_path, f"Name,School\nJane,{cell}\n")[0].school == value


def told(folder: Path, sheet: str | bytes) -> str:
    """The one problem that a list is refused for, without the name of the file."""
    with pytest.raises(ContentError) as refused:
        people_from(folder, sheet)
    assert len(refused.value.problems) == 1, refused.value
    return str(refused.value).removeprefix("content/staff.csv:")


HEADED = "Name,Class of,School\n"
FAULTS = {
    "not-found": (
        HEADED + "Jane,2020,#N/A\n",
        '2:3: "#N/A" is how a spreadsheet says that a formula failed',
    ),
    "in-a-number": (HEADED + "Jane,#REF!,X\n", '2:2: "#REF!" is how a spreadsheet says that a formula'),
    "in-german": (HEADED + "Jane,2020,#BEZUG!\n", '2:3: "#BEZUG!" is how a spreadsheet says'),
    "in-the-name": (HEADED + "#NAME?,2020,X\n", '2:1: "#NAME?" is how a spreadsheet says'),
    "narrow": (
        HEADED + "Jane,2020,########\n",
        '2:3: "########" is how a spreadsheet says that a column is',
    ),
    "joined": (HEADED + "=A1&B1,2020,X\n", '2:1: "=A1&B1" is a formula, not what it comes to'),
    "plus": (HEADED + "Jane,2020,+B2\n", '2:3: "+B2" is a formula'),
    "at": (HEADED + 'Jane,2020,"@SUM(A1,B2)"\n', '2:3: "@SUM(A1,B2)" is a formula'),
    "rounded": (HEADED + "Jane,2020,4.91761E+11\n", '2:3: "4.91761E+11" is a number that the spreadsheet'),
    "several": (
        HEADED + "J,1,#N/A\n" * 3,
        '2:3: "#N/A" is how a spreadsheet says that a formula failed; also',
    ),
    "merged": (
        "Name,,School\nJonas,Okafor,X\nAda,Lind,Y\n",
        "1:2: this column has no name, and line 2 says",
    ),
    "first-and-last": ("First name,Last name\nJane,Doe\n", '1:1: the column "First name" is not known'),
    "unseen": (
        HEADED + "Jane\u200b,2020,X\nJ\u202aoe,2020,X\n",
        '2:1: "Jane<U+200B>" holds a sign that nobody sees, zero width space (U+200B); also line 3',
    ),
    "unseen-number": (HEADED + "Jane,\u206020,X\n", '2:2: "<U+2060>20" holds a sign that nobody sees'),
    "last-and-first": (
        "Last name,First name\nDoe,Jane\n",
        '1:1: the column "Last name" is not known. Hint: write all names of a person into one column',
    ),
    "two-meant": (
        "Name,PGY-Year\nJ,1\n",
        '1:2: the column "PGY-Year" is not known. Hint: perhaps year or pgy',
    ),
    "part-of-it": ("Resident name\nJ\n", '1:1: the column "Resident name" is not known. Hint: perhaps name'),
    "title": (
        "Residents 2026,,\n,,\nName,Class of\nJ,2020\n",
        "1:1: the names of the columns seem to be in l",
    ),
    "titles": (
        "Hospital\nResidents; 2026\nName;School\nJ;X\n",
        "1:1: the names of the columns seem to be in",
    ),
    "title-of-one": ("Residents\nName\nJ\n", "1:1: the names of the columns seem to be in line 2"),
    "no-head": ("Jane,2020,X\nJohn,2021,Y\n", "1:1: this line names no column that is read here"),
    "only-a-head": (HEADED, "1:1: names columns and holds nothing below them"),
    "head-again": (HEADED + "Jane,2020,X\n" + HEADED, "3:1: the names of the columns stand here again"),
    "no-name": ("School,Role\nX,MD\n", "1:1: there is no column name"),
    "misspelt": ("Nmae,Role\nJ,MD\nJ,MD\n", '1:1: the column "Nmae" is not known. Hint: perhaps name is'),
    "longer": (HEADED + "Jane,2020,X,lost\n", '2:4: "lost" stands in no column'),
    "open-quote": ('Name,School\n"Jane,X\nJohn,Y\n', "2: this row cannot be read. Hint: close every double"),
    "utf-16": (HEADED.encode("utf-16"), " is UTF-16, not UTF-8. Hint: save it from Excel as CSV UTF-8"),
    "utf-16-unmarked": ((HEADED + "Zoë,1,X\n").encode("utf-16-le"), " is UTF-16, not UTF-8"),
    "utf-16-other-end": ((HEADED + "Zoë,1,X\n").encode("utf-16-be"), " is UTF-16, not UTF-8"),
    "dos": (HEADED.encode() + "Zoë,1,X\n".encode("cp437"), "2:3: is not UTF-8: byte 0x89, ‰ in Windows"),
    "web-page": (
        "<html><table><tr><td>Name\n",
        " is a web page, not plain text. Hint: save it from Excel as",
    ),
    "lost": (HEADED + "Jos\ufffd,2020,X\n", '2:1: "Jos\ufffd" has lost the letter where \ufffd stands'),
    "latin-1": ("Name\nÃ\x89mile\n", '2:2: "Ã<U+0089>mile" seems to be read wrongly: "Émile" is meant'),
    "endless": ("Name\n" + "J\n" * 20_001, " holds more than 20,000 rows"),
}


@pytest.mark.parametrize(("sheet", "says"), FAULTS.values(), ids=FAULTS)
def test_what_a_list_cannot_mean_is_told_once(tmp_path: Path, sheet: str | bytes, says: str) -> None:
    message = told(tmp_path, sheet)
    assert message.startswith(says) and "Hint: " in message, message


def test_a_fault_of_a_column_is_told_once_with_what_is_meant(tmp_path: Path) -> None:
    rows = "".join(f"J{chr(97 + at)},6/{29 + at % 2}/2020,PGY-{at + 1}\n" for at in range(9))
    with pytest.raises(ContentError) as refused:
        people_from(tmp_path, "Name,Consent until,PGY\n" + rows)
    assert [str(problem) for problem in refused.value.problems] == [
        'content/staff.csv:2:2: consent_until must be a day, not "6/29/2020"; also line 3, line 4, line 5,'
        " line 6, line 7, line 8 and 2 more. Hint: write 2020-06-29, which is year-month-day, in a column"
        " formatted as Text, and the other lines in the same way.",
        'content/staff.csv:2:3: pgy must be a number, not "PGY-1"; also line 3, line 4, line 5, line 6, line'
        " 7, line 8 and 2 more. Hint: write 1, and the other lines in the same way.",
    ]


def test_faults_of_a_column_are_told_together_where_their_cure_is_one(tmp_path: Path) -> None:
    days = ("31.12.2026", "04/05/2028", "yes", "30.11.2026", "46507", "2026-11-31")
    rows = "".join(f"J{chr(97 + at)},{day}\n" for at, day in enumerate(days))
    with pytest.raises(ContentError) as refused:
        people_from(tmp_path, "Name,Consent until\n" + rows)
    assert [(one.where.line, one.what.partition("; also ")[2]) for one in refused.value.problems] == [
        (2, "line 5"),
        (3, ""),
        (4, ""),
        (6, ""),
        (7, ""),
    ]


def test_a_column_of_names_that_is_called_otherwise_is_told_as_such(tmp_path: Path) -> None:
    assert "Hint: call it name if it holds that, or else pass over it" in told(
        tmp_path, "Resident,Role\nJ,X\n"
    )


def noticed(folder: Path, files: dict[str, str | bytes | None]) -> list[Finding]:
    return list(load(make_publication(folder, files)).notices)


WRITTEN = "Zoë Muñoz, Université – don’t"


@pytest.mark.parametrize("read_as", ["cp1252", "mac_roman"])
@pytest.mark.parametrize("name", ["staff.csv", "people.yaml", "sections/life.md"])
def test_letters_that_were_read_wrongly_are_told_with_what_is_meant(
    tmp_path: Path, name: str, read_as: str
) -> None:
    seen = WRITTEN.encode().decode(read_as)
    said = {
        "staff.csv": f'Name,School\nJane,"{seen}"\n',
        "people.yaml": f"jane-doe:\n  name: Jane Doe\n  school: {seen}\n",
        "sections/life.md": f"---\ntitle: Life\n---\nWords\nand {seen}\n",
    }
    files = {"programs/primary-care.yaml": make_program("leaders: staff.csv\n"), "staff.csv": "Name\nJ\n"}
    (notice,) = noticed(tmp_path, {**files, name: said[name]})
    places = {"staff.csv": ":2:2", "people.yaml": ":3:11", "sections/life.md": ":5:5"}
    assert notice.where == f"content/{name}{places[name]}" and notice.severity == "warning"
    assert (
        WRITTEN.split()[0] in notice.what and "is meant" in notice.what and WRITTEN.split()[0] in notice.hint
    )


FINE = "«CAFÉ» „Ä“ “Étude” está»… É—É √2 ±5 10 °C Łódź İstanbul Москва Ελλάδα 日本語 ‘Été’ “MANHÔ naïve"


PEOPLE = "Name,School\nJane Doe 3rd,X\nSumi Total-Park,X\nJane Doe 3rd,Y\n"


@pytest.mark.parametrize(
    ("rows", "line", "told"),
    [
        ("", 0, ""),
        ("PGY-2,\nJohn,X\nTotal,2\n", 5, '"PGY-2" is read as the name of a person; also line 7.'),
        ("Source: the office,\n", 5, '"Source: the office" is read as the name'),
        ("Updated 5/1/2019 by Kim\n", 5, '"Updated 5/1/2019 by Kim" is read as the name'),
        ("Jane Doe 3rd,X\n", 5, "this row says the same as that of line 2. Hint: delete one of the two"),
        (
            "jane  doe 3rd,x\nJoe\u0301,Y\nJo\u00e9,Y\n",
            5,
            "this row says the same as that of line 2; also line 7.",
        ),
        ("VIOLIN,\nMadonna,\nPLATO,X\n", 5, '"VIOLIN" is read as the name of a person. Hint: delete'),
    ],
)
def test_rows_that_are_no_people_or_there_already_are_told(
    tmp_path: Path, rows: str, line: int, told: str
) -> None:
    files = {"programs/primary-care.yaml": make_program("leaders: staff.csv\n"), "staff.csv": PEOPLE + rows}
    found = [str(one) for one in noticed(tmp_path, files)]
    assert len(found) == bool(told)
    assert [one.find(told) for one in found] == [len(f"content/staff.csv:{line}:1: ")] * len(found), found


def test_names_that_begin_with_the_family_name_are_told_with_the_others_of_the_list(tmp_path: Path) -> None:
    rows = '"Silva, Ana",X\n"van den Berg, Piet",X\n"Doe, MD",X\n"Smith, John, Jr.",X\nPlato,X\n'
    files = {"programs/primary-care.yaml": make_program("leaders: staff.csv\n")}
    (notice,) = noticed(tmp_path, {**files, "staff.csv": f"Name,School\n{rows}"})
    assert str(notice) == (
        "content/staff.csv:2:1: a name is read as it is spoken, and this one begins with the family name;"
        " also line 3, line 5. Hint: write Ana Silva."
    )


def test_a_year_that_nothing_is_printed_with_is_told(tmp_path: Path) -> None:
    rows = "Ana Silva,1987,\nPiet Berg,1988,\nJo Doe,1990,Prize for teaching\n"
    files = {"programs/primary-care.yaml": make_program("leaders: staff.csv\n")}
    (notice,) = noticed(tmp_path, {**files, "staff.csv": f"Name,Year,Distinction\n{rows}"})
    assert notice.where == "content/staff.csv:2:2" and notice.what.endswith("without one; also line 3")


@pytest.mark.parametrize(
    ("value", "is_told"), [("“Drawing the Harbor”", True), ("The “Old” and “New”", False)]
)
def test_quotation_marks_around_a_whole_value_are_told(tmp_path: Path, value: str, is_told: bool) -> None:
    files = {"programs/primary-care.yaml": make_program("leaders: staff.csv\n", name=value)}
    found = noticed(tmp_path, {**files, "staff.csv": "Name,School\nJane,X\n"})
    hints = ['delete them, or write straight ones: name: "Drawing the Harbor"'] if is_told else []
    assert [one.hint for one in found] == hints


@pytest.mark.parametrize(
    ("rows", "line", "told"),
    [
        ("Total,,,3\n", 3, '"Total" begins a row that is none of the list. Hint: delete the row, if it is'),
        ("Class of 2022,,,\nSubtotal,,Grange,3\n", 3, '"Class of 2022" begins a row that is none of the'),
        (",Surgery,Total Health,3\n", 3, "year is missing in this row"),
        ("2022,,Grange,3\n", 3, "specialty is missing in this row"),
    ],
)
def test_a_row_below_a_list_that_is_none_of_it_is_told_once(
    tmp_path: Path, rows: str, line: int, told: str
) -> None:
    files = {
        "programs/primary-care.yaml": make_program("careers:\n  matches: matches.csv\n"),
        "matches.csv": f"Year,Specialty,Institution,Count\n2021,Total care,Grange,1\n{rows}",
    }
    with pytest.raises(ContentError) as caught:
        load(make_publication(tmp_path, files))
    (problem,) = caught.value.problems
    assert str(problem).startswith(f"content/matches.csv:{line}:1: {told}")
    assert ("also line 4" in problem.what) == (rows.count("\n") == 2)


def test_letters_that_are_meant_are_not_told(tmp_path: Path) -> None:
    sheet = f"Name,School\nZoë,{FINE} Why? Where? https://a.example/?b=c\n"
    files = {"programs/primary-care.yaml": make_program("leaders: staff.csv\n"), "staff.csv": sheet}
    assert noticed(tmp_path, files) == []


@pytest.mark.parametrize("row", ["Mu?oz,X", "?ukasz Nowak,X", "Ren?,X", "Jane,Universit?t Graz"])
def test_a_question_mark_in_a_name_is_told(tmp_path: Path, row: str) -> None:
    files = {"programs/primary-care.yaml": make_program("leaders: staff.csv\n")}
    (notice,) = noticed(tmp_path, {**files, "staff.csv": f"Name,School\n{row}\n"})
    assert "has a question mark in a word, where a letter may have been lost" in notice.what
