"""Excel workbooks as people bring them: what a cell says is what is read, or one problem says why not."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from time import process_time

import pytest

from brochure.content import Reader, load
from brochure.errors import ContentError, Where
from brochure.model import Publication, SectionUse, file_of
from tests.builders.publication import make_program, make_publication
from tests.builders.workbooks import (
    DAY,
    DOCTOR,
    ELAPSED,
    EUROS,
    FRACTION,
    GUESSED,
    HIDDEN,
    MONEY,
    PERCENT,
    STANDARD,
    TIME,
    WHOLE,
    ZEROS,
    error,
    formula,
    make_workbook,
    number,
    sheet,
    text,
)

HEAD = ("Name", "Class of", "School", "Consent until")
PROGRAM = "programs/primary-care.yaml"
SECTION = "training:\n  sections:\n    - title: Lists\n      {}\n"


def read(folder: Path, data: bytes, field: str = "roster", name: str = "lists/list.xlsx") -> Publication:
    files: Mapping[str, str | bytes] = {
        PROGRAM: make_program(SECTION.format(f"{field}: {name}")),
        name: data,
    }
    return load(make_publication(folder, files))


def lists(publication: Publication) -> SectionUse:
    training = publication.programs[0].training
    assert training is not None
    return training.sections[0]


def told(folder: Path, data: bytes, field: str = "roster", name: str = "lists/list.xlsx") -> str:
    """The one problem that a workbook is refused for."""
    with pytest.raises(ContentError) as refused:
        read(folder, data, field, name)
    assert len(refused.value.problems) == 1, refused.value
    return str(refused.value)


def test_a_workbook_is_read_as_a_csv_is(tmp_path: Path) -> None:
    rows = [
        HEAD,
        ("Zoë Muñoz ", 2020.0, 12.0, number(46310, DAY)),
        (),
        ("John\u00a0Roe", "2021", formula("State"), None),
    ]
    roster = lists(read(tmp_path, make_workbook(rows))).roster
    assert [(one.name, one.class_of, one.school, one.consent_until) for one in roster] == [
        ("Zoë Muñoz", 2020, "12", date(2026, 10, 15)),
        ("John\u00a0Roe", 2021, "State", None),
    ]
    school = roster[1].school
    assert school is not None and school.where == Where("content/lists/list.xlsx", 4, 3)
    assert str(school.where) == "content/lists/list.xlsx:4:C" and file_of(str(school.where)) == PLACE
    assert school.where.below(2) == school.where, "lines inside a cell are no rows of the sheet"


def test_runs_of_shared_strings_are_joined_and_how_they_are_spoken_is_left_out(tmp_path: Path) -> None:
    strings = (
        "<sst><si><t>Name</t></si><si><r><t>Jane </t></r><r><t>Doe</t></r>"
        "<rPh><t>JEIN</t></rPh></si><si><t>a_x000D_\nb</t></si></sst>"
    )
    rows = [['<c t="s"><v>0</v></c>', "Role"], ['<c t="s"><v>1</v></c>', "MD"]]
    data = make_workbook(rows, parts={"xl/sharedStrings.xml": strings})
    assert [one.name for one in lists(read(tmp_path, data)).roster] == ["Jane Doe"]


def test_days_count_from_1904_where_the_workbook_says_so(tmp_path: Path) -> None:
    plain = make_workbook([HEAD, ("Jane", None, None, number(44848, DAY))])
    path = tmp_path / "a.xlsx"
    path.write_bytes(plain)
    book = zipfile.ZipFile(path).read("xl/workbook.xml").decode()
    data = make_workbook(
        [HEAD, ("Jane", None, None, number(44848, DAY))],
        parts={"xl/workbook.xml": book.replace("<sheets>", '<workbookPr date1904="1"/><sheets>')},
    )
    assert lists(read(tmp_path, data)).roster[0].consent_until == date(2026, 10, 15)


#: What is kept, and what is printed of it in a publication in English, and in German.
SEEN = [
    (4915112345678, "4915112345678", "4915112345678"),
    (0.1 + 0.2, "0.3", "0,3"),
    (number(12.5, STANDARD), "12.5", "12,5"),
    (number(2139, WHOLE), "2139", "2139"),
    (number(12.5, WHOLE), "13", "13"),
    (number(60000, MONEY), "$60,000", "$60.000"),
    (number(60000, EUROS), "60,000.00 €", "60.000,00 €"),
    (number(0.4, PERCENT), "40%", "40%"),
    (number(2139, ZEROS), "02139", "02139"),
    (number(0.875, TIME), "9:00 PM", "9:00 PM"),
    (number(46085, DAY), "2026-03-04", "2026-03-04"),
    (text("Jane Doe", DOCTOR), "Dr. Jane Doe", "Dr. Jane Doe"),
    (
        "Jane\u00adDoe \u0e01\u200b\u0e02",
        "Jane\u00adDoe \u0e01\u200b\u0e02",
        "Jane\u00adDoe \u0e01\u200b\u0e02",
    ),
]


def test_what_the_spreadsheet_shows_is_printed_in_the_language_of_the_publication(tmp_path: Path) -> None:
    files: Mapping[str, str | bytes] = {
        PROGRAM: make_program(SECTION.format("terms: lists/list.xlsx")),
        "lists/list.xlsx": make_workbook([("Label", "Value"), *[("Label", kept) for kept, _, _ in SEEN]]),
    }
    folder = make_publication(tmp_path, files)
    reader = Reader(folder)
    terms = lists(reader.read()).terms
    assert terms[6].value.where == Where(PLACE, 8, 2)
    assert [one.value for one in terms] == [english for _, english, _ in SEEN]
    settings = folder / "publication.yaml"
    settings.write_text(settings.read_text("utf-8") + "language: de\n", "utf-8")
    assert [one.value for one in lists(reader.read()).terms] == [german for _, _, german in SEEN]


def test_days_that_are_written_as_such_are_days(tmp_path: Path) -> None:
    kept = [
        '<c t="d"><v>2026-03-04</v></c>',
        f'<c t="d" s="{TIME}"><v>2026-03-04T09:00:00Z</v></c>',
        f'<c t="d" s="{TIME}"><v>09:00:00</v></c>',
    ]
    rows = [("Name", "School", "Consent until"), *[("Jane", one, None) for one in kept]]
    rows[1] = ("Jane", kept[0], kept[0].replace("-03-04", "-10-15"))
    roster = lists(read(tmp_path, make_workbook(rows))).roster
    assert [one.school for one in roster] == ["2026-03-04", "9:00 AM", "9:00 AM"]
    assert roster[0].consent_until == date(2026, 10, 15)


def test_columns_of_numbers_and_days_take_what_is_kept(tmp_path: Path) -> None:
    rows = [("Name", "Class of", "Consent until"), ("Jane", number(2020, MONEY), number(46310, GUESSED))]
    jane = lists(read(tmp_path, make_workbook(rows))).roster[0]
    assert (jane.class_of, jane.consent_until) == (2020, date(2026, 10, 15))


PLACE = "content/lists/list.xlsx"
NAMES = ("Name", "School")
#: The rows of a sheet, and the place and the beginning of what is told.
FAULTS = {
    "error": ([NAMES, ("Jane", error())], '2:B: "#N/A" is how a spreadsheet says that a formula failed'),
    "not-calculated": ([NAMES, ("Jane", formula(None))], "2:B: the formula in this cell was never calcul"),
    "fraction": (
        [NAMES, ("Jane", number(0.5, FRACTION))],
        '2:B: the spreadsheet shows "0.5" in a form that is not printed, "# ?/?"',
    ),
    "hidden-number": ([NAMES, ("Jane", number(5, HIDDEN))], '2:B: the spreadsheet shows "5" in a form that'),
    "hidden-text": (
        [NAMES, ("Jane", text("X", HIDDEN))],
        '2:B: the spreadsheet shows "X" in a form that is',
    ),
    "percent": (
        [("Name", "PGY"), ("Jane", number(0.4, PERCENT))],
        '2:B: the spreadsheet shows "40%" and keeps the number 0.4',
    ),
    "day-guessed": ([NAMES, ("Jane", number(46085, GUESSED))], '2:B: "4-Mar" is a day to the spreadsheet'),
    "day-as-number": ([("Name", "Class of"), ("Jane", number(46085, DAY))], '2:B: "2026-03-04" is a day to'),
    "elapsed": ([NAMES, ("Jane", number(1.5, ELAPSED))], "2:B: the spreadsheet keeps a time here"),
    "time-as-day": (
        [("Name", "Consent until"), ("Jane", number(46085.5, DAY))],
        "2:B: the spreadsheet keeps",
    ),
    "unseen": (
        [NAMES, ("Jane", "St. Mary\u200b")],
        '2:B: "St. Mary<U+200B>" holds a sign that nobody sees, zero width space (U+200B)',
    ),
    "rounded": ([NAMES, ("Jane", 6.2e17)], '2:B: "6.2E+17" is a number that the spreadsheet has rounded'),
    "not-whole": (
        [("Name", "Class of"), ("Jane", 2020.5)],
        "2:B: class_of must be a whole number, not 2020",
    ),
    "nameless": ([("Name", None, "School"), ("Jane", "Doe", "X")], "1:B: this column has no name"),
    "right-of-the-head": ([NAMES, ("Jane", "X", "lost")], "1:C: this column has no name"),
    "title": ([("Residents",), (), NAMES, ("Jane",)], "1:A: the names of the columns seem to be in row 3"),
    "header-only": ([HEAD], "1:A: names columns and holds nothing below them"),
    "no-header": ([("Jane", "X"), ("John", "Y")], "1:A: this row names no column that is read here"),
    "control": ([("Name",), ("Ja\x7fne",)], "2:A: holds the control character U+007F"),
    "no-character": (
        [("Name",), ("Ja_xFDD2_ne",)],
        "2:A: holds U+FDD2, which is no character of any script",
    ),
    "empty": ([], "is empty"),
}


@pytest.mark.parametrize(("rows", "says"), FAULTS.values(), ids=FAULTS)
def test_what_cannot_be_printed_as_it_is_seen_is_told_once(
    tmp_path: Path, rows: list[list[object]], says: str
) -> None:
    message = told(tmp_path, make_workbook(rows))
    assert message.startswith((f"{PLACE}:{says}", f"{PLACE}: {says}")) and "Hint: " in message, message


def test_all_cells_of_a_fault_are_named(tmp_path: Path) -> None:
    message = told(tmp_path, make_workbook([("Name", "School"), *[("Jane", error("#REF!"))] * 9]))
    assert "also row 3, row 4, row 5, row 6, row 7, row 8 and 2 more" in message


def test_days_that_are_wrong_in_other_ways_are_told_each_with_its_cure(tmp_path: Path) -> None:
    days = (46507, "3.7.2027", "5.8.2027", "2027-04-31")
    data = make_workbook([("Name", "Consent until"), *(("Jane", day) for day in days)])
    with pytest.raises(ContentError) as refused:
        read(tmp_path, data)
    problems = refused.value.problems
    assert [(one.where.line, one.what.partition("; ")[2]) for one in problems] == [
        (2, ""),
        (3, "also row 4"),
        (5, ""),
    ]
    assert [one.hint.partition(",")[0] for one in problems] == [
        "write 2027-04-30",
        "write 2027-07-03",
        "April 2027 has 30 days; write 2027-04-30",
    ]


def test_merged_cells_below_the_head_are_told(tmp_path: Path) -> None:
    merged = '<mergeCells><mergeCell ref="B2:B3"/></mergeCells>'
    said = sheet([("Name", "School"), ("Jane", "X"), ("John", None)], after=merged)
    assert told(tmp_path, make_workbook({"A": said})).startswith(f"{PLACE}:2:B: the cells B2:B3 are merged")


def test_a_merged_title_of_columns_leaves_a_column_without_a_name(tmp_path: Path) -> None:
    merged = '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>'
    said = sheet([("Name", None), ("Jane", "Doe")], after=merged)
    assert told(tmp_path, make_workbook({"A": said})).startswith(f"{PLACE}:1:B: this column has no name")


def test_hidden_rows_and_columns_are_told(tmp_path: Path) -> None:
    rows = [("Name", "School"), ("Jane", "X"), ("John", "Y")]
    assert "the row 3 is hidden" in told(tmp_path, make_workbook({"A": sheet(rows, hidden=[3])}))
    columns = sheet(rows, before='<cols><col min="2" max="2" hidden="1"/></cols>')
    assert "the column B is hidden" in told(tmp_path, make_workbook({"A": columns}))


STRUCK = (
    "<styleSheet><fonts><font/><font><strike/></font><font><strike val='0'/></font></fonts>"
    "<cellXfs><xf/><xf fontId='1'/><xf fontId='2'/></cellXfs></styleSheet>"
)


def test_what_is_struck_through_is_told(tmp_path: Path) -> None:
    rows = [("Name", "School"), ("Jane", text("X", 2)), (text("Jim", 1), "Y"), (text("Jo", 1), "Z")]
    message = told(tmp_path, make_workbook(rows, parts={"xl/styles.xml": STRUCK}))
    assert message.startswith(
        f"{PLACE}:3:A: what is struck through here would be printed; also row 4. Hint: delete the row"
    )


@pytest.mark.parametrize("way", ["in the cell", "in what cells share"])
@pytest.mark.parametrize("line", ["<strike/>", '<strike val="1"/>', '<strike val="0"/>'])
def test_words_of_a_cell_that_are_struck_through_are_told(tmp_path: Path, line: str, way: str) -> None:
    runs = f"<r><rPr>{line}</rPr><t>General Hospital</t></r><r><rPr/><t> Clinic</t></r>"
    cell, shared = f'<c t="inlineStr"><is>{runs}</is></c>', "<sst/>"
    if way != "in the cell":
        cell, shared = '<c t="s"><v>1</v></c>', f"<sst><si><t>School</t></si><si>{runs}</si></sst>"
    rows = [("Name", "School"), ("Jane", cell), ("Jo", "Z")]
    data = make_workbook(rows, parts={"xl/sharedStrings.xml": shared})
    if "0" in line:
        assert lists(read(tmp_path, data)).roster[0].school == "General Hospital Clinic"
    else:
        message = told(tmp_path, data)
        assert message.startswith(f"{PLACE}:2:B: what is struck through here would be printed. Hint: delete")


def test_the_first_sheet_that_shows_anything_is_read_and_others_are_told(tmp_path: Path) -> None:
    sheets = {"Empty": [], "Old": [("x",)], "List": [("Name",), ("Jane",)], "More": [("y",)]}
    publication = read(tmp_path, make_workbook(sheets, hidden=["Old"]))
    assert [one.name for one in lists(publication).roster] == ["Jane"]
    assert [notice.what for notice in publication.notices] == ['the sheet "List" is read, not "Old", "More"']
    cover = make_workbook({"Cover": [("Hello",)], "List": [("Name",), ("Jane",)]})
    assert told(tmp_path, cover).startswith(f'{PLACE}:1:A: this row of the sheet "Cover" names no column')
    hidden = make_workbook({"List": [("Name",), ("Jane",)]}, hidden=["List"])
    assert "shows no sheet that holds anything" in told(tmp_path, hidden)


FIRST = "xl/worksheets/sheet1.xml"
ENTITIES = "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"
WIDE = f'<?xml version="1.0" encoding="UTF-16"?>{ENTITIES}'.encode("utf-16")
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DAMAGED = "is damaged, so that it cannot be read"
OTHERS = {
    "csv": (
        b"Name,School\nJane,X\n",
        "is plain text, not an Excel workbook. Hint: rename it so that it ends in",
    ),
    "html": (b"\xef\xbb\xbf<html><body><table><tr><td>Name</table>", "is a web page, not an Excel workbook"),
    "xls": (OLD + bytes(600), "is a workbook in the old form of Excel"),
    "password": (OLD + "EncryptedPackage".encode("utf-16-le"), "is protected with a password"),
    "cut": (make_workbook([HEAD, ("Jane",)])[:-200], DAMAGED),
    "broken": (make_workbook([HEAD], parts={FIRST: "<worksheet><sheetData><row>"}), DAMAGED),
    "entities": (make_workbook([HEAD], parts={FIRST: ENTITIES}), DAMAGED),
    "entities in UTF-16": (make_workbook([HEAD], parts={FIRST: WIDE}), DAMAGED),
    "entities in styles": (make_workbook([HEAD], parts={"xl/styles.xml": WIDE}), DAMAGED),
    "word": (
        make_workbook([HEAD], parts={"word/document.xml": "<w/>", "xl/workbook.xml": ""}),
        "is a file of another kind, not an Excel workbook",
    ),
    "picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is no Excel workbook"),
    "nothing": (b"", "is empty"),
}


@pytest.mark.parametrize(("data", "says"), OTHERS.values(), ids=OTHERS)
def test_what_is_no_workbook_is_told_by_its_bytes(tmp_path: Path, data: bytes, says: str) -> None:
    assert told(tmp_path, data).startswith(f"{PLACE}: {says}")


def test_a_workbook_that_is_called_csv_is_told(tmp_path: Path) -> None:
    message = told(tmp_path, make_workbook([HEAD, ("Jane",)]), name="lists/list.csv")
    assert message.startswith("content/lists/list.csv: is a workbook") and "ends in .xlsx" in message


@pytest.mark.parametrize(
    "name", ["lists/list.ods", "lists/list.xls", "lists/list.numbers", "lists/list.docx"]
)
def test_other_files_are_told_where_they_are_named(tmp_path: Path, name: str) -> None:
    message = told(tmp_path, b"anything", name=name)
    assert message.startswith(f'content/{PROGRAM}:7:15: "{name}" is no spreadsheet that is read'), message


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("lists/list", "write roster: lists/list.xlsx"),
        ("[lists/list.xlsx]", "write roster: lists/list.xlsx, with"),
    ],
)
def test_a_name_that_is_almost_one_is_told_as_it_should_be(tmp_path: Path, written: str, hint: str) -> None:
    files: Mapping[str, str | bytes] = {
        PROGRAM: make_program(SECTION.format(f"roster: {written}")),
        "lists/list.xlsx": make_workbook([NAMES, ("Jane", "X")]),
    }
    with pytest.raises(ContentError) as refused:
        load(make_publication(tmp_path, files))
    assert len(refused.value.problems) == 1 and f"Hint: {hint}" in str(refused.value), refused.value


def test_an_archive_of_countless_parts_is_told_at_once(tmp_path: Path) -> None:
    parts = {f"a{number}": "" for number in range(3_000)}
    assert "has more than 2,000 parts" in told(tmp_path, make_workbook([HEAD], parts=parts))


SHARED = '<c t="s"><v>0</v></c>'
BOMBS: dict[str, tuple[Callable[[], str], str]] = {
    "far-cell": (
        lambda: sheet([("Name",), ('<c r="XFD1048576"><v>1</v></c>',)]),
        "1:XFD: this column has no name",
    ),
    "a-million-rows": (
        lambda: sheet([HEAD]).replace("</sheetData>", '<row s="1"><c s="1"/></row>' * 1_048_576),
        " unpacks to more than 20 MB",
    ),
    "many-rows": (lambda: sheet([("Name",), *[(number(1),)] * 30_000]), " holds more than 20,000 rows"),
    "one-string": (lambda: sheet([("Name",), *[(SHARED,)] * 2_000]), " holds more than 5,000,000 letters"),
    "hidden-columns": (
        lambda: sheet([HEAD], before='<col min="1" max="16384" hidden="1"/>' * 200_000),
        "1:A: names",
    ),
}


@pytest.mark.parametrize(
    "bomb",
    [
        "a-million-rows",
        *(pytest.param(one, marks=pytest.mark.long) for one in BOMBS if one != "a-million-rows"),
    ],
)
def test_what_unpacks_to_more_than_anybody_prints_is_told_at_once(tmp_path: Path, bomb: str) -> None:
    make, says = BOMBS[bomb]
    said = make()
    strings = f"<sst><si><t>{'x' * 1_000_000}</t></si></sst>"
    began = process_time()
    message = told(tmp_path, make_workbook({"A": said}, parts={"xl/sharedStrings.xml": strings}))
    assert message.startswith(f"{PLACE}:{says}") and len(message) < 400, message
    assert process_time() - began < 10
