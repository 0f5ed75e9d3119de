"""Whatever a list in plain text holds, one cell or row changes and all other bytes stay."""

from __future__ import annotations

import csv
import io
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brochure.content.forms import FILES
from brochure.content.spreadsheets import parse_csv
from brochure.content.values import Shape, fields_of, shape_of
from brochure.edit.csv_edit import CsvText
from brochure.errors import ContentError, UsageError
from brochure.model import Item, column_name
from brochure.model.list_heads import LIST_COLUMNS
from tests.builders.written import any_words

quickly = settings(max_examples=60, deadline=None)
Rows = list[list[str]]


def written(chance: random.Random) -> tuple[str, str]:
    """A list as some program writes it, and the sign between its cells."""
    sign, end = chance.choice(",;\t"), chance.choice(["\n", "\r\n"])
    rows = [["Name", "Role", "As of"]]
    rows += [[f"N{number}", any_words(chance), any_words(chance)] for number in range(chance.randint(1, 4))]
    text, quoting = io.StringIO(newline=""), chance.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
    csv.writer(text, delimiter=sign, lineterminator=end, quoting=quoting).writerows(rows)
    head = f"sep={sign}{end}" if chance.random() < 0.2 else ""
    said = text.getvalue()
    return head + (said.removesuffix(end) if chance.random() < 0.3 else said), sign


def read(text: str, sign: str) -> Rows:
    """The rows below the head, as Python's own reader has them."""
    lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=sign))
    rows = [[cell.strip().replace("\r\n", "\n") for cell in row] for row in lines]
    return [row for row in rows if any(row) and row[0] not in ("sep=", f"sep={sign}", "Name")]


@quickly
@given(st.integers(0, 10**9))
def test_a_cell_changes_alone(seed: int) -> None:
    chance = random.Random(seed)
    text, sign = written(chance)
    edited, rows = CsvText(text, "x.csv"), read(text, sign)
    row, column, words = chance.randrange(len(rows)), chance.choice([1, 2]), any_words(chance)
    edited.set((row, "Role" if column == 1 else "as_of"), words)
    rows[row][column] = words.strip()
    assert read(edited.text, sign) == rows
    before, after = text.split(f"N{row}"), edited.text.split(f"N{row}")
    assert before[0] == after[0]
    following = f"N{row + 1}"
    assert before[1].partition(following)[1:] == after[1].partition(following)[1:]


@quickly
@given(st.integers(0, 10**9))
def test_rows_come_go_and_move_and_the_others_keep_their_bytes(seed: int) -> None:
    chance = random.Random(seed)
    text, sign = written(chance)
    edited, rows = CsvText(text, "x.csv"), read(text, sign)
    place, words = chance.randint(0, len(rows)), any_words(chance)
    edited.insert((place,), {"name": "New", "as_of": words})
    rows.insert(place, ["New", "", words.strip()])
    assert read(edited.text, sign) == rows
    edited.unset((place,))
    assert edited.text == text
    first, to = (chance.randrange(len(rows) - 1) for _ in range(2))
    edited.move((first,), to)
    del rows[place]
    rows.insert(to, rows.pop(first))
    assert read(edited.text, sign) == rows
    edited.move((to,), first)
    assert edited.text == text


@quickly
@given(st.integers(0, 10**9))
def test_all_rows_at_once_are_written_as_one_after_another(seed: int) -> None:
    chance = random.Random(seed)
    text = chance.choice(
        [written(chance)[0], 'Name\n\n"Ann"', '"Name","Role"\r\n', "", "name;\n;\nAnn;x\n\n"]
    )
    rows = [
        {"name": f"N{number}", "role": any_words(chance)} | ({"left": "y"} if number % 2 else {})
        for number in range(chance.randint(0, 3))
    ]
    whole, single = CsvText(text, "x.csv"), CsvText(text, "x.csv")
    for number in reversed(range(len(single.values))):
        single.unset((number,))
    for column in dict.fromkeys(name for row in rows for name in row):
        single.insert((column,), None)
    for number, row in enumerate(rows):
        single.insert((number,), row)
    whole.set((), [*rows, {}])
    assert whole.text.replace("\r\n", "\n") == single.text.replace("\r\n", "\n")
    assert "\r" not in text or whole.text.count("\n") == whole.text.count("\r\n")
    assert [row["name"] for row in whole.values] == [row["name"] for row in rows]


@pytest.mark.parametrize("text", ["name,role\n", "", "name,role\n" + "A,b\n" * 50])
def test_a_roster_is_read_as_often_however_long_it_is(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    edited, read, begin = CsvText(text, "x.csv"), list[str](), CsvText.__init__

    def counted(self: CsvText, text: str, file: str) -> None:
        read.append(text)
        begin(self, text, file)

    monkeypatch.setattr(CsvText, "__init__", counted)
    edited.set((), [{"name": f"N{number}", "role": "x, y"} for number in range(50)])
    assert len(read) == 1 and edited.text == read[0]
    assert [row["name"] for row in edited.values] == [f"N{number}" for number in range(50)]


@pytest.mark.parametrize("rows", [["Ann"], [{"name": "Ann"}, {"name": ["Bob"]}]])
def test_what_is_no_row_is_told_and_the_list_stays(rows: list[object]) -> None:
    edited = CsvText("name\nEve\n", "x.csv")
    with pytest.raises(UsageError):
        edited.set((), rows)
    assert (edited.text, edited.values) == ("name\nEve\n", [{"name": "Eve"}])


def as_content_reads(text: str) -> list[dict[str, str]]:
    """The rows of a list by the names of its columns, as content has them."""
    grid = parse_csv(text.replace("\r\n", "\n").replace("\r", "\n"), "x.csv")
    head, *below = grid.rows or [[]]
    names = dict[int, str]()
    for cell in head:
        if (name := column_name(cell.text)) not in names.values():
            names[cell.where.column] = name
    rows = [
        {name: str(cell.text) for cell in row if (name := names.get(cell.where.column))} for row in below
    ]
    return [{name: said for name, said in row.items() if said} for row in rows]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("na\u200bme,ro\u00adle\nAnn,Chief\n", [{"name": "Ann", "role": "Chief"}]),
        (
            "name;role;Remarks, dates, rooms, hours\nAnn;Chief;x\n",
            [{"name": "Ann", "role": "Chief", "remarks_dates_rooms_hours": "x"}],
        ),
        (
            "Name;Remarks, dates, years\nAnn;x, y, z\nDoe, Jo;x\n",
            [
                {"name": "Ann", "remarks_dates_years": "x, y, z"},
                {"name": "Doe, Jo", "remarks_dates_years": "x"},
            ],
        ),
        ('"sep=;"\r\nname;role\r\n="Ann";=""\r\n', [{"name": "Ann"}]),
        ("a, b, c;d\nx;y\n", [{"a_b_c": "x", "d": "y"}]),
        ("name,,name\rAnn,?,Bob\r", [{"name": "Ann"}]),
    ],
)
def test_an_editor_reads_the_head_of_a_list_as_content_does(text: str, rows: Rows) -> None:
    assert CsvText(text, "x.csv").values == as_content_reads(text) == rows


HEADS = ["name", "Na\u200bme", "role", "Class of", "Remarks, dates", "Notes; hours", "", "  ", "as of"]
SIGNS = [",", ";", "\t", "|"]


@quickly
@given(
    st.sampled_from(["", "\n", " \n", ",,\n", "sep=;\n", '"sep=|"\r\n', "SEP=,\n"]),
    st.sampled_from(SIGNS),
    st.lists(st.sampled_from(HEADS), min_size=1, max_size=4),
    st.lists(
        st.lists(st.sampled_from(["Ann", "a, b", "x; y", '="02"', '=""', '"q, r"', "", " "]), max_size=5)
    ),
)
def test_an_editor_has_the_rows_that_content_has(first: str, sign: str, head: list[str], rows: Rows) -> None:
    text = first + "".join(f"{sign.join(row)}\n" for row in (head, *rows))
    try:
        read_by_content = as_content_reads(text)
    except ContentError:
        return
    assert CsvText(text, "x.csv").values == read_by_content


def test_each_column_that_a_list_may_have_is_known_where_its_head_is_read() -> None:
    waiting, models = [shape_of(form) for form in FILES.values()], set[type[Item]]()
    columns = set[str]()
    while waiting:
        shape = waiting.pop()
        if shape.is_records and shape.each and shape.each.model:
            columns |= fields_of(shape.each.model).keys()
        inside: list[Shape | None] = [shape.each, shape.values]
        if shape.model and shape.model not in models:
            models.add(shape.model)
            inside += fields_of(shape.model).values()
        waiting += [one for one in inside if one]
    assert columns == LIST_COLUMNS
