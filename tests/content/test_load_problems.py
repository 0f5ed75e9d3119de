"""What is wrong with a publication, word for word: each fault and the one line that tells of it."""

# A fault and its line are read side by side, however long they are.

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from brochure.content import load
from brochure.content.forms import FILES, PATTERNS
from brochure.errors import ContentError
from brochure.model import Format
from tests.builders.documents import FACE_FILE
from tests.builders.publication import make_picture, make_program, make_publication

PROGRAM = "programs/primary-care.yaml"
AT = "content/programs/primary-care.yaml"
ID_HINT = "Hint: use lower-case letters and digits joined by single hyphens, such as summer-drawing."
LIST_HINT = "Hint: write each item on a line of its own after a hyphen and a space."
DAY_HINT = "Hint: write it as year-month-day, such as 2019-10-15."
WEB_HINT = "Hint: write it in full, such as https://www.example.org/apply."
ONE_NUMBER = "Hint: write one number, in digits, or leave positions out."
QUOTE_HINT = (
    "Hint: write it in one line behind its key, in quotes if it begins with [, or write | and lines below."
)

PERSON_HINT = "Hint: name somebody of people.yaml by the id, or write name: Jane Doe."


def problems(folder: Path, files: Mapping[str, str | bytes | None]) -> list[str]:
    """The lines that load tells; it must not succeed."""
    with pytest.raises(ContentError) as caught:
        load(make_publication(folder, files))
    return [str(problem) for problem in caught.value.problems]


IN_A_PROGRAM = {
    "stages:\n- name: Residency\n  length_years: three": (
        '6:3: length_years must be a number, not "three". Hint: write length_years: 3.'
    ),
    "stages:\n- name: Residency\n  length_years: 3 years": (
        '6:3: length_years must be a number, not "3 years". Hint: write length_years: 3.'
    ),
    "stages:\n- name: Residency\n  length_years: 2.5": (
        "6:3: length_years must be a whole number, not 2.5. Hint: write a whole number, or leave"
        " length_years out."
    ),
    "stages:\n- name: Residency\n  length_years: 0": (
        "6:3: length_years must be at least 1, not 0. Hint: write 1 or more, or leave length_years out."
    ),
    "stages:\n- name: Residency\n  length_years: 9": (
        "6:3: length_years must be at most 8, not 9. Hint: write 8 or less, or leave length_years out."
    ),
    "stages:\n- name: Residency\n  disciplines: [a, b, c, d, e]": (
        "6:3: disciplines must have at most 4 items, not 5."
    ),
    "stages:\n- length_years: 3": (
        "5:3: name is missing. Hint: add name: What this stretch is, such as Foundation course."
    ),
    "cover: island.jpg": (
        '4:1: cover must hold keys and values, not "island.jpg". Hint: write below it, indented, file:'
        " island.jpg, and on the next line alt: what it shows."
    ),
    "life: We walk up the hill.": (
        '4:1: life must hold keys and values, not "We walk up the hill.". Hint: write below it, indented,'
        " text: We walk up the hill."
    ),
    "cover: {file: pictures/none.jpg, alt: x}": (
        '4:9: "pictures/none.jpg" does not exist in content/. Hint: copy the file there.'
    ),
    "stages: three": f'4:1: stages must be a list, not "three". {LIST_HINT}',
    "stages: [three]": (
        '4:10: item 1 of stages must hold keys and values, not "three". '
        "Hint: write keys and values below it, indented, such as name: Jane Doe."
    ),
    "positions: 1,000": '4:1: positions must be a number, not "1,000". Hint: write positions: 1000.',
    "positions: 10-12": f'4:1: positions must be a number, not "10-12". {ONE_NUMBER}',
    "positions: 12 + 2": f'4:1: positions must be a number, not "12 + 2". {ONE_NUMBER}',
    "positions: 1 200": '4:1: positions must be a number, not "1 200". Hint: write positions: 1200.',
    "positions: 1.000": (
        "4:1: positions 1.000 would be read as 1. Hint: write 1000, or the number that is meant."
    ),
    "start: In \u05d9\u05d5\u05dc\u05d9, in July": (
        '4:11: "\u05d9\u05d5\u05dc\u05d9, in July" runs from right to left, which cannot be set yet: its'
        " words would stand in the wrong order. Hint: write it in Latin letters, or have its page made"
        " elsewhere and insert that PDF in the packet."
    ),
    "positions: [3]": f"4:1: positions must be a number, not a list. {ONE_NUMBER}",
    f"positions: {'9' * 5000}": "4:1: positions has too many digits.",
    "positions: nan": f'4:1: positions must be a number, not "nan". {ONE_NUMBER}',
    "eras: perhaps": '4:1: eras must be yes or no, not "perhaps". Hint: write eras: yes or no.',
    "kind: catgorical": (
        "4:1: kind must be one of categorical, primary care, preliminary, combined, pathway, fellowship, "
        'part of training, other, not "catgorical". Hint: perhaps categorical is meant.'
    ),
    "setting: [inpatient]": (
        "4:1: setting must be one of inpatient, outpatient, not a list. Hint: write setting: inpatient or"
        " outpatient."
    ),
    "nmae: x": '4:1: "nmae" is not a key that belongs here. Hint: perhaps name is meant.',
    "apply: {zzz: x}": (
        '4:9: "zzz" is not a key that belongs here. '
        "Hint: allowed here: title, text, requirements, open_houses, web, questions, contact, visas,"
        " signals, interviews."
    ),
    "life: {share: care}": (
        '4:8: "share" is not a key that belongs here. '
        "Hint: share is a key of sections: write it in one, below sections: or in a file of sections/."
    ),
    "id: x": "4:1: id is not written in the file. Hint: delete it; the name of the file gives the id.",
    "start: ''": "4:1: start must not be empty. Hint: delete the key, or give it words.",
    'start: "two\\nlines"': (
        "4:1: start must be one line. Hint: join its lines; only longer texts may have paragraphs."
    ),
    "start: {season}": (
        '4:9: "season" stands in { } without a colon and a value. Hint: put the whole value in quotes if it'
        " begins with {, or write a key, a colon and a value."
    ),
    "start: {July: 1}": (
        "4:1: start must be text, not a mapping of keys. Hint: put the whole text in quotes, for a colon in"
        " it makes a key of the words before it."
    ),
    "start: [July]": (
        "4:1: start must be text, not a list. Hint: write start: July, without a hyphen or brackets."
    ),
    "start: [July, May]": f"4:1: start must be text, not a list. {QUOTE_HINT}",
    **{
        f"verified_on: {written}": (
            f'4:1: verified_on must be a day, not "{written}". Hint: write verified_on: {meant}, which is'
            " year-month-day."
        )
        for written, meant in (
            ("1.7.2019", "2019-07-01"),
            ("7/31/2019", "2019-07-31"),
            ("7/1/2019", "2019-07-01 or 2019-01-07"),
            ("2019/7/1", "2019-07-01"),
            ("20190701", "2019-07-01"),
            ("2019–07–01", "2019-07-01"),
            ("2019-07-01 09:00", "2019-07-01"),
            ("Monday, July 1st, 2019", "2019-07-01"),
            ("1. März 2019", "2019-03-01"),
            ("1er juillet 2019", "2019-07-01"),
        )
    },
    "verified_on: 2019-02-30": (
        '4:1: verified_on must be a day, not "2019-02-30". Hint: February 2019 has 28 days; write'
        " 2019-02-28, if that is meant."
    ),
    "verified_on: 31 April 2019": (
        '4:1: verified_on must be a day, not "31 April 2019". Hint: April 2019 has 30 days; write'
        " 2019-04-30, if that is meant."
    ),
    "verified_on: 2019-13-04": (
        '4:1: verified_on must be a day, not "2019-13-04". Hint: there is no month 13; write 2019-04-13, if'
        " that is meant."
    ),
    "verified_on: 43586": (
        '4:1: verified_on must be a day, not "43586". Hint: write verified_on: 2019-05-01, which 43586 is as'
        " Excel counts days."
    ),
    "stages: [{name: x, dates: 2019-04-20 to 2019-04-31}]": (
        '4:20: dates must be days, not "2019-04-20 to 2019-04-31". Hint: April 2019 has 30 days; write'
        " 2019-04-30, if that is meant."
    ),
    "stages: [{name: x, dates: 20.4.2019 – 30.4.2019}]": (
        '4:20: dates must be days, not "20.4.2019 – 30.4.2019". Hint: write dates: 2019-04-20 to 2019-04-30.'
    ),
    "stages: [{name: x, dates: 'Dec 28 – Jan 3, 2028'}]": (
        '4:20: dates must be days, not "Dec 28 – Jan 3, 2028". Hint: write dates: 2027-12-28 to 2028-01-03.'
    ),
    "stages: [{name: x, dates: 7/5/2027 - 7/16/2027}]": (
        '4:20: dates must be days, not "7/5/2027 - 7/16/2027". Hint: write dates: 2027-07-05 to 2027-07-16.'
    ),
    "stages: [{name: x, dates: 5-16 July 2027}]": (
        '4:20: dates must be days, not "5-16 July 2027". Hint: write dates: 2027-07-05 to 2027-07-16.'
    ),
    "verified_on: 1561939200": f'4:1: verified_on must be a day, not "1561939200". {DAY_HINT}',
    "verified_on: [x]": f"4:1: verified_on must be a day, not a list. {DAY_HINT}",
    "accent: Harbour": (
        '4:1: accent must be the name of a color in the palette, not "Harbour". Hint: write accent: harbour.'
    ),
    "accent: harbor": '4:1: accent: the palette has no color "harbor". Hint: perhaps harbour is meant.',
    "leaders: [Jane Doe]": (
        '4:11: item 1 of leaders must be an id or hold keys and values, not "Jane Doe". Hint: write jane-doe'
        " if that is the id in people.yaml, or name: Jane Doe."
    ),
    "leaders: [[x]]": (
        f"4:11: item 1 of leaders must be an id or hold keys and values, not a list. {PERSON_HINT}"
    ),
    "leaders:\n-": f"5:2: item 1 of leaders must not be empty. {PERSON_HINT}",
    "leaders: [jane-do]": '4:11: there is no person "jane-do". Hint: perhaps jane-doe is meant.',
    "leaders: [{name: J, pgy: two}]": '4:21: pgy must be a number, not "two". Hint: write pgy: 2.',
    "training: {sections: [lief]}": '4:23: there is no section "lief". Hint: perhaps life is meant.',
    "training: {sections: [{use: lief}]}": '4:24: there is no section "lief". Hint: perhaps life is meant.',
    "life: {sections: [life.md]}": (
        '4:19: a section is named by its id, not by "life.md". Hint: write life.'
    ),
    "training: {facts: [Pay]}": '4:20: item 1 of facts must be an id, not "Pay". Hint: write pay.',
    "training: {facts: [vacatoin]}": '4:20: there is no fact "vacatoin". Hint: perhaps vacation is meant.',
    "training: {sections: [{share: vacation}]}": (
        '4:24: the fact "vacation" has no share to draw. '
        "Hint: give it a share in facts.yaml, a percentage of the whole."
    ),
    'back: "{vacatoin}!"': "4:8: {vacatoin} refers to nothing. Hint: perhaps {vacation} is meant.",
    'back: "{vacation.lable}"': (
        "4:8: {vacation.lable} refers to nothing. Hint: vacation has words, value, label."
    ),
    'back: "{zzz}"': (
        "4:8: {zzz} refers to nothing. Hint: name a fact of facts.yaml, or write {{ to print a brace."
    ),
    "back: a { b": "4:9: a lone { refers to nothing. Hint: write {{ to print one.",
    "back: a } b": "4:9: a lone } refers to nothing. Hint: write }} to print one.",
    "back: a <b>b</b>": '4:9: HTML is not allowed: "<b>". Hint: write **words**.',
    "back: '![x](y.png)'": (
        "4:8: pictures cannot stand inside a text. "
        "Hint: delete it and give the section a picture: with file: and alt:."
    ),
    "back: '[x](javascript:alert)'": (
        '4:12: the link "javascript:alert" leads nowhere in print. '
        "Hint: links begin with https://, http://, mailto: or tel:."
    ),
    "back: '[x](life.md)'": (
        '4:12: the link "life.md" leads nowhere in print. '
        "Hint: links begin with https://, http://, mailto: or tel:."
    ),
    "life:\n  text: |\n    One.\n\n    ## Two": (
        '8:8: the heading "Two" is too high: levels 1 and 2 are the layout\'s. Hint: use ###.'
    ),
    "life:\n  text: |\n    One\n    ---": (
        '6:5: the line --- below "One" makes it a heading that is too high. '
        "Hint: write ### One, and delete the line below."
    ),
    "life:\n  text: |\n    One.\n\n    <div>\n    x": (
        '8:5: HTML is not allowed: "<div>". Hint: write the words alone.'
    ),
    "life:\n  text: >\n    One\n    two\n    {three}": (
        "8:5: {three} refers to nothing. Hint: name a fact of facts.yaml, or write {{ to print a brace."
    ),
    "nrmp_code: 1234140c0": (
        '4:1: nrmp_code "1234140c0" is not an NRMP code. '
        "Hint: it has seven digits, a capital letter and a track, such as 1234140C0."
    ),
    "acgme_id: 14024": '4:1: acgme_id "14024" is not an ACGME program number. Hint: it has ten digits.',
    "apply: {web: 'http://x.org'}": '4:9: web "http://x.org" does not begin with https://. Hint: write https://x.org.',
    "apply: {web: www.x.org/a}": '4:9: web "www.x.org/a" does not begin with https://. Hint: write'
    " https://www.x.org/a.",
    "apply: {contact: {web: 'https://x'}}": (
        f'4:19: web "https://x" is not the address of a page. {WEB_HINT}'
    ),
    "apply: {contact: {email: jane at x.org}}": (
        '4:19: email "jane at x.org" is not an e-mail address. Hint: write it such as office@example.org.'
    ),
    "apply: {contact: {email: jane @ x.org}}": (
        '4:19: email "jane @ x.org" is not an e-mail address. Hint: write jane@x.org.'
    ),
    "apply: {contact: {email: a@x.org; b@x.org}}": (
        '4:19: email "a@x.org; b@x.org" is more than one e-mail address. Hint: write a@x.org, and the others'
        " in a text."
    ),
    'apply: {contact: {email: "jane\\xad@x.org"}}': (
        '4:19: email "jane<U+00AD>@x.org" holds a sign that nobody sees, so that it would lead elsewhere.'
        " Hint: delete it all, and type jane@x.org."
    ),
    'apply: {web: "https://x.org/\\u200ba"}': (
        '4:9: web "https://x.org/<U+200B>a" holds a sign that nobody sees, so that it would lead elsewhere.'
        " Hint: delete it all, and type https://x.org/a."
    ),
    "apply: {web: x.org/a}": '4:9: web "x.org/a" does not begin with https://. Hint: write https://x.org/a.',
}


@pytest.mark.parametrize(("more", "line"), IN_A_PROGRAM.items())
def test_a_fault_in_a_program(tmp_path: Path, more: str, line: str) -> None:
    assert problems(tmp_path, {PROGRAM: make_program(more + "\n")}) == [f"{AT}:{line}"]


IN_A_SHEET = {
    "Name,Rolle\nJane,x\n": (
        '1:2: the column "Rolle" is not known. Hint: perhaps role is meant; or pass over it with file: and'
        ' columns: {"Rolle": ignore} beside the list.'
    ),
    "Name,Photos\nJane,jane.jpg\n": (
        '1:2: the column "Photos" is not known. Hint: perhaps photo is meant; or pass over it with file: and'
        ' columns: {"Photos": ignore} beside the list.'
    ),
    "Name,Class of,Role\nJane,2026,Boston, MA\nJo,MA,x,y,z\n": (
        '2:4: "MA" stands in no column, for the row has more cells than the first line; also line 3. Hint:'
        " put a value that holds the delimiter in double quotes, or name the column."
    ),
    "Name,Class of\nJane,46204\n": (
        "2:2: class_of must be at most 2200, not 46204. Hint: 46204 is 2026-07-01 as Excel counts days;"
        " write 2026, in a column formatted as General."
    ),
    "Name,Class of\nJane,26\n": (
        "2:2: class_of must be at least 1800, not 26. Hint: write 2026, if that year is meant."
    ),
    "Name,Class of\nJane,2026\nTotal,1\n": (
        '3:1: "Total" begins a row that is none of the list. Hint: delete the row, if it is a heading, a'
        " total or a remark."
    ),
    "Name,name\nJane,x\n": '1:2: the column "name" is there twice. Hint: keep one.',
    "Name,Role\nJane,x,y\n": (
        '2:3: "y" stands in no column, for the row has more cells than the first line. '
        "Hint: put a value that holds the delimiter in double quotes, or name the column."
    ),
    "Name,Role\n,x\n": "2:1: name is missing in this row. Hint: fill in the column name.",
    "Name,PGY\n\nJane,two\n": '3:2: pgy must be a number, not "two". Hint: write 2.',
    'Name,Role\n"Jane,x\n': (
        "2: this row cannot be read. Hint: close every double quote, and write a double quote inside quotes"
        " twice."
    ),
    'Name,Role\nJane,"one\ntwo"\n': (
        "2:2: role must be one line. Hint: join its lines; only longer texts may have paragraphs."
    ),
}


@pytest.mark.parametrize(("sheet", "line"), IN_A_SHEET.items())
def test_a_fault_in_a_sheet(tmp_path: Path, sheet: str, line: str) -> None:
    files = {PROGRAM: make_program("leaders: staff.csv\n"), "staff.csv": sheet}
    assert problems(tmp_path, files) == [f"content/staff.csv:{line}"]


def test_a_column_is_never_taken_for_one_that_holds_other_values(tmp_path: Path) -> None:
    files = {PROGRAM: make_program("leaders: staff.csv\n"), "staff.csv": "Name,Phone\nJane,617-555-0142\n"}
    (line,) = problems(tmp_path, files)
    assert "photo" not in line and 'columns: {"Phone": ignore}' in line
    files[PROGRAM] = make_program('leaders: {file: staff.csv, columns: {"Phone": ignore}}\n')
    assert load(make_publication(tmp_path, files)).programs[0].leaders


def test_an_empty_sheet_tells_its_columns(tmp_path: Path) -> None:
    files = {PROGRAM: make_program("leaders: staff.csv\n"), "staff.csv": "\n"}
    assert problems(tmp_path, files)[0].startswith(
        "content/staff.csv: is empty. Hint: its first line names the columns: as_of,"
    )


IN_OTHER_FILES: dict[str, tuple[dict[str, str | bytes | None], str]] = {
    "season that leads out": (
        {"season.yaml": "label: ../..\n"},
        (
            'season.yaml:1:1: label "../.." is not a season. Hint: write it as it is to be printed, such as'
            " Summer 2026."
        ),
    ),
    "season that ends early": (
        {"season.yaml": "label: 2019-20\nissued: 2019-07-02\nvalid_until: 2019-07-01\n"},
        (
            "season.yaml:3:1: valid_until (2019-07-01) is before issued (2019-07-02). Hint: exchange the"
            " two, or correct the year."
        ),
    ),
    "empty file": (
        {"season.yaml": ""},
        "season.yaml: is empty. Hint: docs/content.md tells what a season file holds.",
    ),
    "only a comment": (
        {"season.yaml": "# later\n"},
        "season.yaml: is empty. Hint: docs/content.md tells what a season file holds.",
    ),
    "a list": (
        {"season.yaml": "- x\n"},
        (
            "season.yaml:1:1: the file must hold keys and values. Hint: write a key, a colon and a space,"
            " such as name: Jane Doe."
        ),
    ),
    "a glued colon": (
        {"season.yaml": "label:2019-20\n"},
        "season.yaml:1:1: the file must hold keys and values. Hint: put a space after the colon.",
    ),
    "no season": (
        {"season.yaml": None},
        "season.yaml: there is no such file. Hint: docs/content.md tells what season.yaml holds.",
    ),
    "no program": (
        {PROGRAM: None},
        "programs: there is no program. Hint: write one, such as programs/drawing.yaml.",
    ),
    "program name with a space": (
        {"programs/Primary Care.yaml": make_program()},
        (
            'programs/Primary Care.yaml: "Primary Care" cannot be an id. Hint: if it is a copy of'
            " primary-care.yaml, keep one and move the other away; if not, give it a name of its own."
        ),
    ),
    "program named with accents and a number": (
        {"programs/Übung (1).yml": make_program()},
        (
            'programs/Übung (1).yml: "Übung (1)" cannot be an id. Hint: rename the file to ubung-1.yml:'
            " lower-case letters and digits joined by single hyphens."
        ),
    ),
    "a program beside the folders": (
        {"mini.yaml": make_program()},
        "mini.yaml: is not a file that is read. Hint: move it into a folder that is read, such as"
        " programs/.",
    ),
    "program named packet": (
        {"programs/packet.yaml": make_program()},
        (
            'programs/packet.yaml: the name "packet" belongs to the packet or the manifest. Hint: rename the'
            " file."
        ),
    ),
    "chapter named packet-x": (
        {"chapters/packet-x.yaml": "title: x\nline: y\n"},
        (
            'chapters/packet-x.yaml: the name "packet-x" belongs to the packet or the manifest. Hint: rename'
            " the file."
        ),
    ),
    "program named nul": (
        {"programs/nul.yaml": make_program()},
        'programs/nul.yaml: Windows refuses files named "nul". Hint: rename the file.',
    ),
    "chapter named as a program": (
        {"chapters/primary-care.yaml": "title: x\nline: y\n"},
        (
            'programs/primary-care.yaml: the name "primary-care" is taken by chapters/primary-care.yaml.'
            " Hint: rename one of the two files."
        ),
    ),
    "two endings": (
        {"season.yml": "label: 2019-20\n"},
        'season.yml: the name "season" is taken by season.yaml. Hint: rename one of the two files.',
    ),
    "word file": (
        {"programs/notes.docx": "x"},
        (
            "programs/notes.docx: has an ending that is not read in programs/. Hint: move it out of the"
            " folder, which holds .yaml files, one for each program; if it holds the keys of a program, save"
            " it as plain text and name it notes.yaml."
        ),
    ),
    "section as text": (
        {"sections/clinic.txt": "x"},
        (
            "sections/clinic.txt: has an ending that is not read in sections/. Hint: move it out of the"
            " folder, which holds .md files, one for each section; if it is the text of a section, rename it"
            " to clinic.md."
        ),
    ),
    "misnamed file": (
        {"seasons.yaml": "x"},
        "seasons.yaml: is not a file that is read. Hint: perhaps season.yaml is meant.",
    ),
    "misnamed folder": (
        {"program/x.yaml": "x"},
        "program/x.yaml: is not in a folder that is read. Hint: perhaps programs is meant.",
    ),
    "printers as a file": (
        {"printers": "x"},
        (
            "printers: is a file where a folder is read. Hint: make a folder of this name, and put a file"
            " for each printer into it."
        ),
    ),
    "flip and nothing near": (
        {"publication.yaml": "title: x\noffice: {flip: x}\n"},
        'publication.yaml:2:10: flip must be one of short, long, not "x". Hint: write flip: short or long.',
    ),
    "comma for a point": (
        {"publication.yaml": "title: x\noffice: {paper_thickness_mm: '0,1'}\n"},
        (
            'publication.yaml:2:10: paper_thickness_mm must be a number, not "0,1". Hint: write'
            " paper_thickness_mm: 0.1."
        ),
    ),
    "no number at all": (
        {"publication.yaml": "title: x\noffice: {paper_thickness_mm: inf}\n"},
        (
            'publication.yaml:2:10: paper_thickness_mm must be a number, not "inf". Hint: write one number,'
            " in digits, or leave paper_thickness_mm out."
        ),
    ),
    "a file in the cloud alone": (
        {"sections/.vacation.md.icloud": "x"},
        (
            "sections/.vacation.md.icloud: vacation.md is in iCloud and not on this computer. Hint: download"
            " it: click on it in the Finder."
        ),
    ),
    "a file that was not copied as a whole": (
        {"sections/vacation.md": "\0" * 900},
        (
            "sections/vacation.md: holds nothing: it was not copied or downloaded as a whole. Hint: copy it"
            " here once more."
        ),
    ),
    "a copy of the season": (
        {"season (1).yaml": "label: 2030\n"},
        (
            "season (1).yaml: is not a file that is read. Hint: if it is a copy of season.yaml, move it out"
            " of content/."
        ),
    ),
    "a conflicted copy": (
        {"programs/primary-care (conflicted copy).yaml": make_program()},
        (
            'programs/primary-care (conflicted copy).yaml: "primary-care (conflicted copy)" cannot be an id.'
            " Hint: if it is a copy of primary-care.yaml, keep one and move the other away; if not, rename"
            " it to primary-care-conflicted-copy.yaml."
        ),
    ),
    "folds the other way round": (
        {"printers/x.yaml": "bleed: 3 mm\nfolds: [5 in, 4 in]\n"},
        (
            "printers/x.yaml:2:1: folds must go from left to right, each beyond the one before it. Hint:"
            " write the smallest first."
        ),
    ),
    "fact with capitals": (
        {"facts.yaml": "vacation: {value: 4, label: x}\nPay: {value: 4, label: x}\n"},
        'facts.yaml:2:1: this key must be an id, not "Pay". Hint: write pay.',
    ),
    "fact named season": (
        {"facts.yaml": "vacation: {value: 4, label: x}\nseason: {value: 4, label: x}\n"},
        (
            'facts.yaml:2:1: a fact cannot be named "season", for {season} means the season itself. Hint:'
            " give it another name."
        ),
    ),
    "fact of a fact": (
        {"facts.yaml": "vacation: {value: 4, label: '{other}'}\nother: {value: 4, label: x}\n"},
        (
            "facts.yaml:1:30: {other} refers to nothing. Hint: facts can refer to {season} and {institution}"
            " only."
        ),
    ),
    "fact without keys": (
        {"facts.yaml": "vacation: 4\n"},
        (
            'facts.yaml:1:1: vacation must hold keys and values, not "4". Hint: write keys and values below'
            " it, indented, such as name: Jane Doe."
        ),
    ),
    "institution that refers": (
        {"institution.yaml": "name: '{season}'\n"},
        (
            "institution.yaml:1:8: {season} refers to nothing. Hint: others refer to this line, so it must"
            " be written out."
        ),
    ),
    "consent that ended": (
        {"people.yaml": "jane:\n  name: J\n  consent_until: 2019-06-30\n"},
        (
            "people.yaml:3:3: the consent of J ended on 2019-06-30, before this season is issued"
            " (2019-07-01). Hint: ask for consent again, or take this out. [consent]"
        ),
    ),
    "program in a chapter": (
        {"chapters/wellness.yaml": "title: x\nline: in {program}\n"},
        (
            "chapters/wellness.yaml:2:10: {program} means something in programs and shared sections only."
            " Hint: write the name out."
        ),
    ),
    "program by a shared section": (
        {"chapters/wellness.yaml": "title: x\nline: y\nsections: [life]\n"},
        (
            'chapters/wellness.yaml:3:12: the section "life" says {program}, which means nothing in a'
            " chapter. Hint: give this use a text of its own."
        ),
    ),
    "packet of an unknown program": (
        {"packets/packet.yaml": "title: x\nprograms: [primary-cair]\n"},
        'packets/packet.yaml:2:12: there is no program "primary-cair". Hint: perhaps primary-care is meant.',
    ),
    "packet of an unknown chapter": (
        {"packets/packet.yaml": "title: x\nchapters: [y]\n"},
        'packets/packet.yaml:2:12: there is no chapter "y". Hint: write the chapter first.',
    ),
    "keys at the margin below their own": (
        {"programs/primary-care.yaml": "name: x\npromise: y\nstory:\ntitle: z\nlead: z\nback: z\n"},
        "programs/primary-care.yaml:4:1: title is indented as story is, so it does not belong to story."
        " Hint: put 2 more spaces before it, and before each line that belongs to story.",
    ),
    "a fact's keys at the margin": (
        {"facts.yaml": "vacation:\nvalue: 4\nlabel: weeks\noutpatient:\n  value: 4\n  label: x\n"},
        "facts.yaml:2:1: value is indented as vacation is, so it does not belong to vacation."
        " Hint: put 2 more spaces before it, and before each line that belongs to vacation.",
    ),
    "two facts' keys at the margin": (
        {"facts.yaml": "vacation:\nvalue: 4\nlabel: weeks\noutpatient:\nvalue: 4\nlabel: x\n"},
        'facts.yaml:5:1: the key "value" is given twice. Hint: it stands on line 2 too; keep one;'
        " or put 2 more spaces before each line that belongs to outpatient.",
    ),
    "open front matter": (
        {"sections/life.md": "---\ntitle: x\n"},
        (
            "sections/life.md:1:1: the keys at the head of the file are never closed. Hint: write --- on a"
            " line of its own after the last key."
        ),
    ),
    "front matter that is a list": (
        {"sections/life.md": "---\n- x\n---\n"},
        (
            "sections/life.md:2:1: the head of the file must hold keys and values. Hint: write each such as"
            " title: Life."
        ),
    ),
    "empty section": (
        {"sections/life.md": "\n"},
        "sections/life.md: is empty. Hint: write a text, or delete the file.",
    ),
    "two texts": (
        {"sections/life.md": "---\ntext: x\n---\ny"},
        (
            "sections/life.md:2:1: the text is given twice, as a key and below the keys. Hint: keep the one"
            " below the keys."
        ),
    ),
    "YAML in a section": (
        {"sections/life.md": "---\ntitle: a: b\n---\ny"},
        (
            "sections/life.md:2:9: this is not YAML: the line cannot be read. Hint: put the value in quotes,"
            ' for it holds a colon: title: "a: b".'
        ),
    ),
    "honor without a year": (
        {"sections/life.md": "---\nhonors:\n- name: x\n  distinction: y\n---\n"},
        (
            "sections/life.md:3:3: year is missing. Hint: honors are set in order of years; add year, or use"
            " roster."
        ),
    ),
    "fault in a section nobody uses": (
        {"sections/alone.md": "One.\n\n{two}\n"},
        (
            "sections/alone.md:3:1: {two} refers to nothing. Hint: name a fact of facts.yaml, or write {{ to"
            " print a brace."
        ),
    ),
    "missing sheet": (
        {PROGRAM: make_program("leaders: stuff.csv\n"), "staff.csv": "Name\nJ\n"},
        (
            'programs/primary-care.yaml:4:10: "stuff.csv" does not exist in content/. Hint: perhaps'
            " staff.csv is meant."
        ),
    ),
    "sheet from elsewhere": (
        {PROGRAM: make_program("leaders: /etc/x.csv\n")},
        (
            'programs/primary-care.yaml:4:10: "/etc/x.csv" leads outside the content folder. Hint: copy the'
            " file into it and give its path there."
        ),
    ),
    "Windows-1250": (
        {PROGRAM: make_program("leaders: staff.csv\n"), "staff.csv": b"Name\nLuk\xe1\x9a\n"},
        (
            "staff.csv:2:4: is not UTF-8: byte 0xE1, á in Windows-1252, cannot be read. Hint: save it from"
            " Excel as CSV UTF-8 (Comma delimited)."
        ),
    ),
    "UTF-16": (
        {"season.yaml": "label: 2019-20\n".encode("utf-16")},
        "season.yaml: is UTF-16, not UTF-8. Hint: save the file as UTF-8.",
    ),
    "broken UTF-8": (
        {"season.yaml": b"label: 2019-20\r\nsource: \xff\n"},
        (
            "season.yaml:2:9: is not UTF-8: byte 0xFF, ÿ in Windows-1252, cannot be read. Hint: save the"
            " file as UTF-8."
        ),
    ),
    "control character": (
        {"season.yaml": b"label: 2019-20\x07\n"},
        "season.yaml:1:15: holds the control character U+0007. Hint: delete it.",
    ),
    "a sign that stands for none": (
        {"season.yaml": 'label: 2019-20\nsource: "a\ufdd0b"\n'},
        "season.yaml:2:11: holds U+FDD0, which is no character of any script. Hint: delete it.",
    ),
    "such a sign, spelled out": (
        {"season.yaml": 'label: 2019-20\nsource: "a\\ufdd3b"\n'},
        "season.yaml:2:9: holds U+FDD3, which is no character of any script. Hint: delete it.",
    ),
    "line separator": (
        {"season.yaml": "label: 2019-20\nsource: a\u2028b\n"},
        "season.yaml:2:10: holds a line separator (U+2028). Hint: begin a new line in its place, or write a"
        " space.",
    ),
    "huge file": (
        {"season.yaml": b"label: " + b"x" * 5_000_000},
        "season.yaml: is larger than 5 MB. Hint: is this the file you meant? Split it if it is.",
    ),
}


@pytest.mark.parametrize("case", IN_OTHER_FILES)
def test_a_fault_in_another_file(tmp_path: Path, case: str) -> None:
    files, line = IN_OTHER_FILES[case]
    assert problems(tmp_path, files) == [f"content/{line}"]


BRAND = """
meta: {name: Harbor}
color:
  palette: {ink: "#000000", paper: "#FFFFFF"}
  background: paper
  foreground: ink
  secondary: ink
  tertiary: ink
  light: paper
  primary: ink
typography:
  fonts: [{family: Serif, files: [{path: Serif.ttf}]}]
  base: {family: Serif}
  headings: {family: Serif}
  lead: {family: Serif}
  captions: {family: Serif}
"""


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (
            "primary: ink",
            "primary: inc",
            '10:3: primary: the palette has no color "inc". Hint: perhaps ink is meant.',
        ),
        ('"#000000"', "black", ('4:13: ink must be a color, not "black". Hint: write ink: "#000000".')),
        (
            "{ink:",
            "{Ink: '#000000', ink:",
            ('4:13: this key must be the name of a color in the palette, not "Ink". Hint: write ink.'),
        ),
        (
            "base: {family: Serif}",
            "base: {family: Serfi}",
            '13:10: the family "Serfi" is not in the list of fonts. Hint: perhaps Serif is meant.',
        ),
        ("[{path: Serif.ttf}]", "[]", "12:27: files must have at least 1 item, not 0."),
        (
            "  fonts: [{family: Serif, files: [{path: Serif.ttf}]}]\n",
            "",
            "12:3: fonts must have at least 1 item, not 0.",
        ),
        (
            "Serif.ttf",
            "Serf.ttf",
            '12:36: the font "Serf.ttf" does not exist in fonts/. Hint: perhaps Serif.ttf is meant.',
        ),
        (
            "Serif.ttf",
            "../x.ttf",
            '12:36: the font "../x.ttf" does not exist in fonts/. Hint: fonts there: Serif.ttf.',
        ),
    ],
)
def test_a_fault_in_the_brand(tmp_path: Path, old: str, new: str, line: str) -> None:
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    shutil.copy(FACE_FILE, fonts / "Serif.ttf")
    assert load(make_publication(tmp_path, {"brand.yaml": BRAND}), [fonts]).brand.meta.name == "Harbor"
    with pytest.raises(ContentError) as caught:
        load(make_publication(tmp_path, {"brand.yaml": BRAND.replace(old, new, 1)}), [fonts])
    assert [str(problem) for problem in caught.value.problems] == [f"content/brand.yaml:{line}"]


def test_all_problems_of_all_files_are_told_at_once_in_order(tmp_path: Path) -> None:
    files = {
        "season.yaml": "label: 2019-20\nissued: soon\n",
        "institution.yaml": "name: a: b\n",
        "facts.yaml": "vacation: {value: 4}\n",
        "sections/life.md": "{zzz} <b>\n",
        PROGRAM: make_program("nmae: x\nleaders: staff.csv\n"),
        "staff.csv": "Name,Rolle\nJane,x\n",
    }
    told = problems(tmp_path, files)
    assert [line.split(":")[0].removeprefix("content/") for line in told] == [
        "facts.yaml",
        "institution.yaml",
        PROGRAM,
        "season.yaml",
        "sections/life.md",
        "sections/life.md",
        "staff.csv",
    ]


@pytest.mark.parametrize(
    ("broken", "user"),
    [
        ("facts.yaml", {PROGRAM: make_program('back: "{anything}"\n', story="{facts: [anything]}")}),
        ("people.yaml", {PROGRAM: make_program("leaders: [anybody]\n")}),
        ("sections/life.md", {PROGRAM: make_program(story="{sections: [life]}")}),
        ("season.yaml", {PROGRAM: make_program('back: "{season} {season.academic_year}"\n')}),
        ("institution.yaml", {PROGRAM: make_program('back: "{institution.department}"\n')}),
        ("brand.yaml", {PROGRAM: make_program("accent: anything\n")}),
        ("chapters/wellness.yaml", {"packets/packet.yaml": "title: x\nchapters: [wellness]\n"}),
        (PROGRAM, {"packets/packet.yaml": "title: x\nprograms: [primary-care]\n"}),
    ],
)
def test_a_broken_file_makes_nothing_unknown(tmp_path: Path, broken: str, user: Mapping[str, str]) -> None:
    told = problems(
        tmp_path,
        {
            "sections/life.md": "Text.\n",
            **user,
            broken: "---\na: b: c\n---\n" if broken.endswith(".md") else "a: b: c\n",
        },
    )
    assert [line.split(":")[0] for line in told] == [f"content/{broken}"]


@pytest.mark.parametrize(
    ("refused", "text", "user"),
    [
        (
            "facts.yaml",
            "vacation: {value: 4, label: x}\nStudy Days: {value: 4, label: x}\n",
            {
                PROGRAM: make_program(
                    'back: "{study-days} {Study-days.value}"\n', story="{facts: [study-days]}"
                )
            },
        ),
        ("people.yaml", "Jo-Lee: {name: Jo Lee}\n", {PROGRAM: make_program("leaders: [jo-lee]\n")}),
        ("sections/Life.md", "Text.\n", {PROGRAM: make_program(story="{sections: [life]}")}),
        (
            "chapters/Day & Night.yaml",
            "title: x\nline: x\n",
            {"packets/packet.yaml": "title: x\nchapters: [day-night]\n"},
        ),
        (
            "programs/Drawing.yaml",
            make_program(),
            {"packets/packet.yaml": "title: x\nprograms: [drawing]\n"},
        ),
        ("printers/Acme.yaml", "bleed: 3 mm\n", {"brand.yaml": "press: {printer: acme}\n"}),
    ],
)
def test_a_name_that_is_refused_is_told_there_alone(
    tmp_path: Path, refused: str, text: str, user: Mapping[str, str]
) -> None:
    (line,) = problems(tmp_path, {**user, refused: text})
    assert re.match(f"content/{re.escape(refused)}:.* (must be|cannot be) an id", line)


@pytest.mark.parametrize(
    ("photo", "data", "line"),
    [
        (
            "pictures/Jane.JPG",
            {"pictures/jane.jpg": make_picture("JPEG")},
            '"pictures/Jane.JPG" does not exist in content/. Hint: perhaps pictures/jane.jpg is meant.',
        ),
        (
            "jane.png",
            {"pictures/jane.png": make_picture()},
            '"jane.png" does not exist in content/. Hint: perhaps pictures/jane.png is meant.',
        ),
        (
            "pictures/jane.jpg",
            {"pictures/jane.jpeg": make_picture("JPEG")},
            '"pictures/jane.jpg" does not exist in content/. Hint: perhaps pictures/jane.jpeg is meant.',
        ),
        (
            "../jane.png",
            {},
            (
                '"../jane.png" leads outside the content folder. Hint: copy the file into it and give its'
                " path there."
            ),
        ),
        (
            "/elsewhere/jane.png",
            {},
            (
                '"/elsewhere/jane.png" leads outside the content folder. Hint: copy the file into it and'
                " give its path there."
            ),
        ),
        (
            "C:/jane.png",
            {},
            (
                '"C:/jane.png" leads outside the content folder. Hint: copy the file into it and give its'
                " path there."
            ),
        ),
        (
            "https://x.org/jane.png",
            {},
            (
                '"https://x.org/jane.png" is a web address. Hint: save the file in the content folder and'
                " give its path there."
            ),
        ),
        ("pictures\\jane.png", {}, '"pictures\\jane.png" has backslashes. Hint: write pictures/jane.png.'),
        (
            "C:\\Users\\Anna\\jane.png",
            {"pictures/jane.png": b"x"},
            '"C:\\Users\\Anna\\jane.png" leads outside the content folder. Hint: perhaps'
            " pictures/jane.png is meant.",
        ),
    ],
)
def test_a_picture_that_is_not_there(
    tmp_path: Path, photo: str, data: Mapping[str, bytes], line: str
) -> None:
    files: dict[str, str | bytes | None] = {
        "people.yaml": f"jane:\n  name: Jane\n  photo: {photo}\n",
        **data,
    }
    assert problems(tmp_path, files) == [f"content/people.yaml:3:3: {line}"]


@pytest.mark.parametrize("target", ["outside.png", "."])
def test_links_do_not_lead_out_of_the_folder(tmp_path: Path, target: str) -> None:
    (tmp_path / "outside.png").write_bytes(make_picture())
    content = make_publication(tmp_path, {"people.yaml": "jane:\n  name: Jane\n  photo: link/outside.png\n"})
    if target == ".":
        (content / "link").symlink_to(tmp_path)
    else:
        (content / "link").mkdir()
        (content / "link/outside.png").symlink_to(tmp_path / target)
    with pytest.raises(
        ContentError, match=r"content/people\.yaml:3:3: \"link/outside\.png\" (leads outside|does not exist)"
    ):
        load(content)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    for folder in (tmp_path / "nowhere", tmp_path / "nowhere" / "content"):
        with pytest.raises(
            ContentError,
            match=(
                r"nowhere: there is no such folder\. Hint: make_brochure\.py new DIR makes one to start"
                r" from; --publication DIR names one elsewhere\.$"
            ),
        ):
            load(folder)
    (tmp_path / "content").touch()
    with pytest.raises(ContentError, match=r"content: is not a folder\."):
        load(tmp_path / "content")


def test_every_pattern_of_the_models_has_its_reason() -> None:
    found = {
        pattern
        for kind in [*FILES.values(), Format]
        for pattern in re.findall(r"'pattern': '([^']*)'", str(TypeAdapter(kind).json_schema()))
    }
    assert len(found) >= 4
    assert {pattern.replace("\\\\", "\\") for pattern in found} == set(PATTERNS)
