"""The next season: all that changes is shown first, no more changes, and one undo takes it back."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from shutil import copytree
from zipfile import ZipFile

import pytest

from brochure import press
from brochure.build import Places
from brochure.content import load
from brochure.seasons import STARTERS
from tests.builders.command_line import Here
from tests.builders.publication import make_plain_publication, make_program, make_publication
from tests.builders.workbooks import make_workbook

SAMPLE = Path(__file__).resolve().parents[2]
PROGRAM = make_program(
    "stages:\n  - {name: Training, length_years: 3}\nlife:\n  title: Life\n  sections: [life, graduates]\n"
)
RESIDENTS = "Name;PGY;Hometown\r\nAnn Lee;3;Ely\r\nBo Yu;2;Rye\r\nCy Fox;1;\r\n"
GRADUATES = 'Name,Class of,Role\n"Old, Name",2018,Away\n'
FILES: Mapping[str, str | bytes | None] = {
    "season.yaml": (
        "# what changes\nlabel: 2019-20   # names the folder\nacademic_year: 2019-2020\nissued: 2019-07-01\n"
        "valid_until: 2020-06-30\nfacts_as_of: the 2019-2020 academic year\n"
        "key_dates:\n  - {label: Open day, date: 2019-09-15}\n"
    ),
    "programs/primary-care.yaml": PROGRAM,
    "people.yaml": "jane-doe:\n  name: Jane Doe\n  role: Director\n  consent_until: 2020-12-31\n",
    "lists/residents.csv": RESIDENTS,
    "lists/graduates.csv": GRADUATES,
    "lists/week.csv": "Day,Start,End,What\nMon,7:00,8:00,Ward round\n",
    "sections/life.md": (
        "---\ntitle: Life\npeople: [jane-doe]\nroster: lists/residents.csv\n---\n\nOf 2019-20.\n"
    ),
    "sections/graduates.md": (
        "---\ntitle: Graduates\nroster: lists/graduates.csv\n"
        "picture: {file: pictures/pier.svg, alt: A pier, consent_until: 2020-08-31}\n---\n\nText.\n"
    ),
    "pictures/pier.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"></svg>',
    "reviews.yaml": 'primary-care: {reviewed_by: Jo, reviewed_on: 2019-08-01, text: "0123456789abcdef"}\n',
}


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file of content."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".studio" not in path.parts
    }


def test_a_season_is_rolled_over_and_taken_back(tmp_path: Path, here: Here) -> None:
    """Label and years, classes one on, who leaves into the list of graduates; days and reviews let go;
    comments, signs between cells and ends of lines stay; texts and dates too; undone in one step."""
    content = make_plain_publication(tmp_path, FILES)
    before, where = snapshot(content), ("--publication", tmp_path, "roll-over", "2020-21")
    asked = ("--graduates", "lists/graduates.csv")
    shown = here(*where, *asked, "--dry-run")
    assert shown.code == 0
    assert "content/season.yaml:2:8: label: 2019-20 becomes 2020-21" in shown.out
    assert "content/lists/residents.csv:3:2: Bo Yu, PGY-2, becomes PGY-3" in shown.out
    assert "Ann Lee has been through the last class" in shown.out
    assert "which has no column for Hometown, PGY" in shown.out
    assert "Open day: 2019-09-15 stays as it is" in shown.out
    (content / "lists/new.csv").write_text("Name,Class of,Hometown\n", "utf-8")  # a list that begins
    assert "a row more: Ann Lee, Ely, 2020" in here(*where, "--graduates", "new", "--dry-run").out
    (content / "lists/new.csv").unlink()
    assert "content/people.yaml:4:3: the consent of Jane Doe ends on 2020-12-31" in shown.out
    assert "the consent of those in pictures/pier.svg ends on 2020-08-31" in shown.out
    assert "nobody is in PGY-1 then" in shown.out
    assert here(*where, *asked).code == 2, "nobody can be asked in a pipe"
    assert here(*where, "--yes").code == 2, "nobody said where graduates go"
    for wrong, says in (
        ("--issued 9/1/2020", '--issued: a day is asked for, not "9/1/2020". Hint: write 2020-09-01 or'),
        ("--issued 2020-09-31", "Hint: September 2020 has 30 days; write 2020-09-30, if that is meant."),
        ("--issued 2020-07-01 --valid-until 2020-06-30", "--valid-until: 2020-06-30 is before the day of"),
        ("--graduates residents", "--graduates: lists/residents.csv: this is the list that they leave"),
        ("--graduates week", "--graduates: lists/week.csv: this is no list of people"),
    ):
        assert says in here(*where, *wrong.split(), "--dry-run").err
    assert snapshot(content) == before
    assert here(*where, *asked, "--yes").code == 0
    after = snapshot(content)
    assert after["season.yaml"].decode() == (
        "# what changes\nlabel: 2020-21   # names the folder\nacademic_year: 2020-2021\n"
        "facts_as_of: the 2020-2021 academic year\nkey_dates:\n  - {label: Open day, date: 2019-09-15}\n"
    )
    assert after["lists/residents.csv"] == b"Name;PGY;Hometown\r\nBo Yu;3;Rye\r\nCy Fox;2;\r\n"
    assert after["lists/graduates.csv"].decode() == GRADUATES + "Ann Lee,2020,\n"
    assert "reviews.yaml" not in after
    for name in ("sections/life.md", "facts.yaml", "people.yaml", "programs/primary-care.yaml"):
        assert after[name] == before[name]
    assert b'before: "the 2019-2020 academic year"' in after["confirmed.yaml"]
    with ZipFile(tmp_path / "output/2019-20/content.zip") as archive:
        kept = {name.removeprefix("content/"): archive.read(name) for name in archive.namelist()}
    assert {name: kept[name] for name in before} == before
    opened = here("--publication", tmp_path, "open")
    assert "changed: lists/residents.Bo Yu: Bo Yu, PGY 3" in opened.out
    assert here("--publication", tmp_path, "undo").code == 0
    assert snapshot(content) == before
    # Consent that has ended by then is told, and keeps nobody from beginning.
    assert here(*where, *asked, "--issued", "2021-01-04", "--yes").code == 0
    assert "the consent of Jane Doe ended on 2020-12-31" in here("--publication", tmp_path, "check").err


def test_days_of_programs_are_left_to_people_as_key_dates_are(tmp_path: Path, here: Here) -> None:
    days = "stages: [{name: Looking, dates: 2019-09-02 to 2019-09-06}]\napply: {deadline: 2019-08-01}\n"
    files = {
        "publication.yaml": "title: Courses\nkind: school\n",
        "programs/primary-care.yaml": make_program(f"dates: 2019-09-02 to 2019-09-13\n{days}"),
    }
    make_publication(tmp_path, files)
    shown = here("--publication", tmp_path, "roll-over", "2020-21", "--dry-run").out
    told = [
        line.partition(": ")[2].partition(" stays")[0] for line in shown.splitlines() if " stays" in line
    ]
    assert told == [
        "Dates: 2019-09-02 to 2019-09-13",
        "Looking: 2019-09-02 to 2019-09-06",
        "Enroll by: 2019-08-01",
    ]


def test_what_a_build_left_of_the_season_stays(tmp_path: Path, here: Here) -> None:
    """The archive is what was published, also where somebody has gone on writing since."""
    content = make_plain_publication(tmp_path, FILES)
    here("--publication", tmp_path, "build", "--format", "card")
    built = (tmp_path / "output/2019-20/content.zip").read_bytes()
    (content / "people.yaml").write_text("jane-doe:\n  name: Jane Roe\n", "utf-8")
    roll = ("--publication", tmp_path, "roll-over", "2020-21", "--graduates", "drop", "--yes")
    assert here(*roll).code == 0
    assert (tmp_path / "output/2019-20/content.zip").read_bytes() == built
    assert (content / "lists/residents.csv").read_bytes() == RESIDENTS.replace(
        "Ann Lee;3;Ely\r\n", ""
    ).replace("2;Rye", "3;Rye").replace("Fox;1", "Fox;2").encode()


@pytest.mark.parametrize(
    ("old", "label", "what"),
    [
        ("2019-20", "2019-20", "the publication is for 2019-20 already. Hint: name the season that follows"),
        ("2019-20", "2021", "not written as 2019-20 is. Hint: write it such as 2020-21"),
        ("2019-20", "2020-22", "not one year after the other. Hint: write it such as 2020-21"),
        (
            "2019-2020",
            "2018-2019",
            "is before 2019-2020. Hint: name a season that follows, such as 2020-2021",
        ),
        ("Summer 2026", "2027", 'write it such as "Summer 2027"'),
        ("1999-00", "2000-02", "write it such as 2000-01"),
        ("Summer 2026", "Sumer 2027", 'nearly the name that Summer 2026 has. Hint: write "Summer 2027"'),
    ],
)
def test_a_label_that_is_none_is_told(tmp_path: Path, here: Here, old: str, label: str, what: str) -> None:
    """With the one that is probably meant."""
    make_plain_publication(tmp_path, {"season.yaml": f"label: {old}\n"})
    ended = here("--publication", tmp_path, "roll-over", label, "--yes")
    assert ended.code == 2
    assert what in ended.err


@pytest.mark.parametrize(
    ("old", "label", "setting"),
    [
        ("2026", "2027", ""),
        ("Summer 2026", "Winter 2026", ""),
        ("Term A 2026", "Term B 2026", ""),
        ("2026-2027", "2027-2028", ""),
        ("Herbst 2026", "The Blue Season", "seasons: any\n"),
    ],
)
def test_seasons_may_be_called_otherwise(
    tmp_path: Path, here: Here, old: str, label: str, setting: str
) -> None:
    """Any form, as long as the next has it too or the publication says that names are free."""
    files = {"season.yaml": f"label: {old}\n", "publication.yaml": f"title: Programs\n{setting}"}
    content = make_plain_publication(tmp_path, files)
    assert here("--publication", tmp_path, "roll-over", label, "--yes").code == 0
    assert (content / "season.yaml").read_text("utf-8") == f"label: {label}\n"


def test_classes_are_data(tmp_path: Path, here: Here) -> None:
    """Any names in any order that the publication says; who is in none of them is told."""
    roster = "Name,Level\nAnn,novice\nBo,adept\nCy,guest\nDi,Novice\n"
    fields = "fields:\n  people:\n    level: {label: Level}\n"
    kind = "line: Courses\ngroups: [{id: story, kicker: Story}]\npeople: {details: [level], year: level}\n"
    files: dict[str, str | bytes | None] = {
        "publication.yaml": f"title: Courses\nkind: courses\nclasses: [novice, adept, master]\n{fields}",
        "lists/all.csv": roster,
        "sections/life.md": "---\ntitle: Life\nroster: lists/all.csv\n---\n\nText.\n",
    }
    content = make_plain_publication(tmp_path, files)
    (tmp_path / "layouts/kinds").mkdir()
    (tmp_path / "layouts/kinds/courses.yaml").write_text(kind, "utf-8")
    ended = here("--publication", tmp_path, "roll-over", "2020-21", "--yes")
    assert ended.code == 0, ended.err
    assert "Cy is in Level guest, and nothing says what follows it. Hint: write one of novice," in ended.out
    assert "Hint: write novice, as the order of the classes has it" in ended.out
    moved = "Name,Level\nAnn,adept\nBo,master\nCy,guest\nDi,Novice\n"
    assert (content / "lists/all.csv").read_text("utf-8") == moved
    told = here("--publication", tmp_path, "check").err
    assert 'level "guest" is none of the classes in their order. Hint: write novice, adept or master' in told
    assert 'level "Novice" is none of the classes in their order. Hint: write novice. [class-year]' in told


def test_classes_of_a_kind_without_any_are_found_where_people_have_them(tmp_path: Path, here: Here) -> None:
    """The order that a publication names is that of the field that holds it; where none does, it is told."""
    fields = "fields: {people: {level: {label: Level}}}\n"
    settings = f"title: Courses\nkind: school\n{fields}classes: [Junior, Senior]\n"
    files: dict[str, str | bytes | None] = {
        "publication.yaml": settings,
        "season.yaml": "label: Summer 2028\n",
        "lists/all.csv": "Name,Subject,Level\nAnn,Cello,Junior\nBo,Flute,Senior\n",
        "sections/life.md": "---\ntitle: Life\nroster: lists/all.csv\n---\n\nText.\n",
    }
    content = make_plain_publication(tmp_path, files)
    asked = ("--publication", tmp_path, "roll-over", "--dry-run")
    ended = here(*asked, "summer 2030")
    assert "Ann, Level Junior, becomes Level Senior" in ended.out and "Bo has been through" in ended.out
    assert (
        'written summer 2030, and the one before it Summer 2028. Hint: roll over to "Summer 2030"'
        in ended.out
    )
    assert "Summer 2029 is skipped between Summer 2028 and summer 2030" in ended.out
    (content / "lists/all.csv").write_text("Name,Subject\nAnn,Cello\nBo,Flute\n", "utf-8")
    ended = here(*asked, "Summer 2029")
    assert "publication.yaml:4:1: classes: names an order, and no field of people holds any" in ended.out
    assert "(subject, level)" in ended.out and "skipped" not in ended.out and "is written" not in ended.out
    assert "no field of people holds any of these classes" in here(*asked[:2], "check").err


def test_columns_of_other_names_are_counted_on(tmp_path: Path, here: Here) -> None:
    """Where a mapping says which column is the class; the others stay."""
    mapped = (
        "---\ntitle: Life\nroster:\n  file: lists/residents.csv\n  columns: {Jahr: pgy, Locker: ignore}\n"
    )
    files = {
        **FILES,
        "lists/residents.csv": "Name;Jahr;Locker\nAnn Lee;2;2\nBo Yu;1;7\n",
        "sections/life.md": f"{mapped}---\n\nText.\n",
    }
    content = make_plain_publication(tmp_path, files)
    ended = here("--publication", tmp_path, "roll-over", "2020-21", "--yes")
    assert ended.code == 0, ended.err
    written = (content / "lists/residents.csv").read_text("utf-8")
    assert written == "Name;Jahr;Locker\nAnn Lee;3;2\nBo Yu;2;7\n"


def test_a_list_as_excel_writes_it_stays_in_its_letters(tmp_path: Path, here: Here) -> None:
    """In Windows-1252, and the list of graduates is found by its name alone; letters it has not are told."""
    spelled = "Name,PGY\nZoë Müller,3\nRené Lévy,1\n"
    content = make_plain_publication(tmp_path, {**FILES, "lists/residents.csv": spelled.encode("cp1252")})
    where = ("--publication", tmp_path)
    ended = here(*where, "roll-over", "2020-21", "--graduates", "graduates", "--yes")
    assert ended.code == 0, ended.err
    assert (content / "lists/residents.csv").read_bytes() == "Name,PGY\nRené Lévy,2\n".encode("cp1252")
    assert (content / "lists/graduates.csv").read_text("utf-8") == GRADUATES + "Zoë Müller,2020,\n"
    refused = here(*where, "set", "lists/residents.csv", "1.name", "Dvořák")
    assert refused.code == 2 and "save it as CSV UTF-8" in refused.err


def test_comments_among_what_was_confirmed_stay(tmp_path: Path, here: Here) -> None:
    """A program as a whole is confirmed as well, and its `as_of` names the season then."""
    files = {**FILES, "programs/primary-care.yaml": PROGRAM + "as_of: 2019-20\n"}
    content, where = make_plain_publication(tmp_path, files), ("--publication", tmp_path)
    assert here(*where, "roll-over", "2020-21", "--graduates", "drop", "--yes").code == 0
    path = content / "confirmed.yaml"
    path.write_text(path.read_text("utf-8").replace('  "facts.', '  # asked by telephone\n  "facts.', 1))
    assert "programs/primary-care: Primary Care, as a whole (as of 2019-20" in here(*where, "open").out
    assert here(*where, "confirm", "vacation", "programs/primary-care", "--by", "Jo").code == 0
    assert "  # asked by telephone\n" in path.read_text("utf-8")
    assert "as_of: 2020-21" in (content / "programs/primary-care.yaml").read_text("utf-8")


def test_a_workbook_is_left_to_its_own_program(tmp_path: Path, here: Here) -> None:
    """Each of its rows is told with its cell, and the workbook stays as it is; who leaves is among the
    graduates."""
    data = make_workbook([("Name", "PGY"), ("Ann Lee", 3), ("Bo Yu", 1)])
    files = {
        **FILES,
        "lists/residents.csv": None,
        "lists/residents.xlsx": data,
        "sections/life.md": "---\ntitle: Life\nroster: lists/residents.xlsx\n---\n\nText.\n",
    }
    content = make_plain_publication(tmp_path, files)
    asked = ("--publication", tmp_path, "roll-over", "2020-21", "--yes")
    assert "1 person has been through the last class" in here(*asked).err
    ended = here(*asked, "--graduates", "graduates")
    assert ended.code == 0, ended.err
    place, list_ = "content/lists/residents.xlsx", "content/lists/graduates.csv"
    leaves = (
        f"{place}:2:B: Ann Lee, PGY-3, has been through the last class, and stands in {list_} from now on"
    )
    assert f"{leaves}. Hint: change it in Excel: delete row 2, and save it" in ended.out
    hint = "Hint: change it in Excel: write 2 in this cell, and save it"
    assert f"{place}:3:B: Bo Yu, PGY-1, becomes PGY-2. {hint}" in ended.out
    assert (content / "lists/residents.xlsx").read_bytes() == data
    assert (content / "lists/graduates.csv").read_text("utf-8") == GRADUATES + "Ann Lee,2020,\n"


def test_people_with_ids_leave_the_lists_that_name_them(tmp_path: Path, here: Here) -> None:
    """And people.yaml, for the list of graduates."""
    people = (
        "ann-lee:\n  name: Ann Lee\n  pgy: 3\nbo-yu: {name: Bo Yu, pgy: 1}\ncy-fox: {name: Cy Fox, pgy: 2}\n"
    )
    life = "---\ntitle: Life\npeople: [ann-lee, cy-fox, bo-yu]\n---\n\nOf 2019-20.\n"
    chiefs = PROGRAM + "leaders:\n  - ann-lee   # the first\n"
    files = {"people.yaml": people, "sections/life.md": life, "programs/primary-care.yaml": chiefs}
    content = make_plain_publication(tmp_path, {**FILES, **files, "lists/residents.csv": None})
    before = snapshot(content)
    ended = here("--publication", tmp_path, "roll-over", "2020-21", "--graduates", "graduates", "--yes")
    assert ended.code == 0, ended.err
    into = "Ann Lee has been through the last class, goes out of content/people.yaml and goes over to"
    assert f"content/people.yaml:2:3: {into} content/lists/graduates.csv" in ended.out
    assert "content/sections/life.md:3:10: ann-lee goes out of this list" in ended.out
    after = snapshot(content)
    assert after["people.yaml"].decode() == (
        "bo-yu: {name: Bo Yu, pgy: 2}\ncy-fox: {name: Cy Fox, pgy: 3}\n"
    )
    assert "people: [cy-fox, bo-yu]" in after["sections/life.md"].decode()
    assert "ann-lee" not in after["programs/primary-care.yaml"].decode()
    assert after["lists/graduates.csv"].decode() == GRADUATES + "Ann Lee,2020,\n"
    assert here("--publication", tmp_path, "undo").code == 0
    assert snapshot(content) == before


@pytest.mark.parametrize(
    "kind",
    ["residency", *(pytest.param(one, marks=pytest.mark.long) for one in STARTERS if one != "residency")],
)
def test_every_starter_rolls_over(tmp_path: Path, here: Here, kind: str) -> None:
    """And can be printed then, with everything to be confirmed."""
    folder = press.start(tmp_path / kind, kind)
    with (folder / "content/publication.yaml").open("a", encoding="utf-8") as settings:
        settings.write("site: https://www.example.org/2027/\n")
    label = {"residency": "2027-28", "school": "Summer 2028", "exhibitions": "2028"}[kind]
    more = ("--graduates", "drop") if kind == "residency" else ()
    ended = here("--publication", folder, "roll-over", label, "--yes", *more)
    assert ended.code == 0
    as_of = str(load(folder / "content").season.facts_as_of)
    assert f"facts_as_of: {as_of} stays as it is" in ended.out
    assert "site: https://www.example.org/2027/ stays as it is" in ended.out
    items = press.all_open(Places(folder, folder / "output"))
    assert len(items) > 20
    assert all(one.is_open for one in items)


def test_the_sample_rolls_over_while_it_is_read_ten_times(tmp_path: Path) -> None:
    """By the processor's time, from the plan to the last file."""
    copytree(SAMPLE / "content", tmp_path / "content")
    places, began = Places(tmp_path, tmp_path / "output"), time.process_time()
    press.check(places)
    read = time.process_time()
    press.begin_season(places, press.plan_season(places, "2020-21"))
    assert time.process_time() - read < 10 * (read - began)
    assert sum(one.is_open for one in press.all_open(places)) > 40
