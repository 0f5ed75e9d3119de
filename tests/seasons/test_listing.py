"""A public listing against the content: every contradiction, with its place on both sides."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from brochure.build import Places
from brochure.errors import ContentError, UsageError
from brochure.press import ListingReport, compare_with_listing
from tests.builders.command_line import Here, run_command
from tests.builders.publication import make_program, make_publication
from tests.builders.workbooks import make_workbook

FIRST = """positions: 12
start: July 1
eras: yes
acgme_id: "1402431122"
stages: [{name: All, length_years: 3}]
leaders: [jane-doe]
apply:
  web: https://www.harbor.example/apply/
  visas: J-1
  contact: {phone: "(617) 555-0142, ext. 7"}
"""
LISTING = """Program name,ACGME Program,Length,Director,Positions,ERAS,Visas,Phone,Web,Salary
Primary Care Program,1402431122,3 years,"Doe, Jane, MD",10,Y,"J-1, H-1B",617.555.0142x7,harbor.example/apply
Stanbury,,4,,many,,,,,
Anesthesia,,3,,,,,,,
"""
COLUMNS = """program: Program name
names: {}
columns:
  ACGME Program: acgme_id
  Length: length
  Director: leaders
  Positions: positions
  ERAS: eras
  Visas: apply.visas
  Phone: apply.contact.phone
  Web: apply.web
  Salary: ignore
"""


def listed(
    folder: Path, sheet: str | bytes = LISTING, columns: str = COLUMNS, name: str = "all.csv"
) -> Path:
    """A listing beside a publication of two programs."""
    files = {
        "programs/primary-care.yaml": make_program(FIRST, full_name="Primary Care Program"),
        "programs/stanbury.yaml": make_program("positions: 2\n", name="Stanbury"),
    }
    make_publication(folder, files)
    (folder / name).write_bytes(sheet.encode() if isinstance(sheet, str) else sheet)
    if columns:
        (folder / name).with_suffix(".columns.yaml").write_text(columns, "utf-8")
    return folder / name


def compared(file: Path) -> ListingReport:
    return compare_with_listing(Places(file.parent, file.parent / "output"), file)


def test_every_value_is_held_against_the_listing_s(tmp_path: Path) -> None:
    report = compared(listed(tmp_path))
    home = "content/programs/primary-care.yaml"
    assert [
        (one.state, one.program, one.field, str(one.at_home or ""), str(one.in_listing or ""), one.why)
        for one in report.lines
        if one.state != "same"
    ] == [
        ("differs", "Primary Care", "positions", f"{home}:5:1", "all.csv:2:5", ""),
        ("differs", "Primary Care", "apply.visas", f"{home}:13:10", "all.csv:2:7", ""),
        ("only there", "Stanbury", "length", "", "all.csv:3:3", ""),
        (
            *("not compared", "Stanbury", "positions", "content/programs/stanbury.yaml:4:1", "all.csv:3:5"),
            "it is not one number",
        ),
        ("only there", "Anesthesia", "", "", "all.csv:4:1", ""),
    ]
    same = [one.field for one in report.lines if one.state == "same"]
    assert same == ["acgme_id", "length", "leaders", "eras", "apply.contact.phone", "apply.web"]
    assert report.differs and report.made is None


def test_a_workbook_is_read_and_what_agrees_does_not_differ(tmp_path: Path) -> None:
    book = make_workbook([("Program", "Positions"), ("primary-care", 12.0), ("Stanbury", 2.0)])
    columns = "program: Program\ncolumns: {Positions: positions}\n"
    report = compared(listed(tmp_path, book, columns, "all.xlsx"))
    assert [one.state for one in report.lines] == ["same", "same"] and not report.differs


#: Days, sums and numbers as Excel and people write them, in lists of several countries.
MEANT = (
    ("dates", "2027-07-04 to 2027-07-17", "4.7.2027 - 17.7.2027", "same"),
    ("dates", "2027-07-04 to 2027-07-17", "4.7. – 17.7.2027", "same"),
    ("dates", "2027-07-04 to 2027-07-17", "July 4 to 17, 2027", "same"),
    ("dates", "2027-07-04 to 2027-07-17", "4 – 17 July 2027", "same"),
    ("dates", "2027-07-04 to 2027-07-17", "2027-07-04 to 2027-07-17", "same"),
    ("dates", "2027-07-04", "07/04/2027", "same"),
    ("dates", "2027-07-04 to 2027-07-17", "4.7.2027 - 18.7.2027", "differs"),
    ("dates", "2027-07-04 to 2027-07-17", "in summer", "not compared"),
    ("price", "€ 890", "890 EUR", "same"),
    ("price", "€ 890", "890", "same"),
    ("price", "€ 890", "$890", "differs"),
    ("price", "€ 1,250", "1,250.00 €", "same"),
    ("price", "€ 1,250", "1.250,00 EUR", "same"),
    ("price", "CHF 1’250", "Fr. 1250.-", "same"),
    ("price", "€ 1,250", "€ 1.25", "differs"),
    ("price", "€ 890, reduced € 790", "890 EUR, reduced 790 EUR", "same"),
    ("ages", "16 to 25", "16–25", "same"),
    ("price", "free", "Free", "same"),
    ("price", "free", "€ 5", "differs"),
    ("seats", "1250", "1,250.00", "same"),
    ("seats", "1250", "1.25", "differs"),
    ("seats", "12", "10", "differs"),
)


def test_values_are_held_together_as_what_they_mean(tmp_path: Path) -> None:
    files = {
        f"programs/p{number}.yaml": make_program(f'{field}: "{here}"\n', name=f"P{number}")
        for number, (field, here, *_) in enumerate(MEANT)
    }
    more = {"programs/primary-care.yaml": None, "publication.yaml": "title: School\nkind: school\n"}
    make_publication(tmp_path, {**files, **more})
    sheet, columns = list[str](), ("dates", "price", "ages", "seats")
    for number, (field, _, there, _) in enumerate(MEANT):
        cells = ",".join(f'"{there}"' if one == field else "" for one in columns)
        sheet.append(f"P{number},{cells}\n")
    (tmp_path / "all.csv").write_text(f"Name,{','.join(columns)}\n{''.join(sheet)}", "utf-8")
    named = ", ".join(f"{one}: {one}" for one in columns)
    (tmp_path / "all.columns.yaml").write_text(f"program: Name\ncolumns: {{{named}}}\n", "utf-8")
    lines = compared(tmp_path / "all.csv").lines
    found = [(one.here.replace("\u00a0", " "), one.there, one.state) for one in lines]
    assert found == [(here, there, state) for _, here, there, state in MEANT]


def test_programs_may_be_called_otherwise_and_ones_without_a_row_are_told(tmp_path: Path) -> None:
    columns = "program: Name\nnames: {Harbor IM (PC): primary-care}\ncolumns: {}\n"
    report = compared(listed(tmp_path, "Name,City\nHarbor IM (PC),Boston\nStanberry,x\n", columns))
    assert [(one.state, one.program, one.why) for one in report.lines] == [
        ("only there", "Stanberry", "perhaps stanbury is meant"),
        ("only here", "Stanbury", ""),
    ]


def test_what_columns_are_for_is_proposed_the_first_time(tmp_path: Path) -> None:
    file = listed(tmp_path, columns="")
    report = compared(file)
    assert report.made == tmp_path / "all.columns.yaml"
    said = report.made.read_text("utf-8")
    assert 'program: "Program name"\n' in said
    for line in (
        '"Length": length',
        '"Positions": positions',
        '"Phone": apply.contact.phone',
        '"Salary": ignore',
    ):
        assert f"  {line}\n" in said
    assert compared(file).lines == report.lines


def test_what_is_wrong_with_the_columns_is_told_all_at_once(tmp_path: Path) -> None:
    columns = "program: Programme\nnames: {A: primary}\n"
    columns += "columns: {Positions: postions, Visa: apply.visas}\nmore: x\n"
    with pytest.raises(ContentError) as caught:
        compared(listed(tmp_path, columns=columns))
    assert [str(one) for one in caught.value.problems] == [
        "all.columns.yaml:1:1: program must name a column of the listing."
        " Hint: perhaps Program name is meant.",
        'all.columns.yaml:2:9: there is no program "primary". Hint: perhaps primary-care is meant.',
        'all.columns.yaml:3:11: there is no field "postions". Hint: perhaps positions is meant.',
        'all.columns.yaml:3:32: the listing has no column "Visa". Hint: perhaps Visas is meant.',
        'all.columns.yaml:4:1: "more" is not known. Hint: keep program, names and columns.',
    ]
    with pytest.raises(UsageError, match="cannot be read"):
        compared(tmp_path / "none.csv")


def test_the_command_tells_differences_and_ends_with_1(tmp_path: Path, here: Here) -> None:
    file = listed(tmp_path)
    ended = run_command("--publication", tmp_path, "listing", file, cwd=tmp_path)
    assert (ended.returncode, ended.stderr) == (1, "")
    assert ended.stdout.splitlines()[0] == (
        'differs: all.csv:2:5: Primary Care, positions: "10" there, "12" here '
        "(content/programs/primary-care.yaml:5:1)"
    )
    assert ended.stdout.splitlines()[-1] == "6 the same, 2 differ, 2 only there, 1 not compared"
    ended = here("--publication", tmp_path, "listing", file, "--json")
    records = [json.loads(line) for line in ended.out.splitlines()]
    assert records[-1] == {"compared": {"same": 6, "differs": 2, "only there": 2, "not compared": 1}}
    assert records[1]["listing"]["state"] == "same"
