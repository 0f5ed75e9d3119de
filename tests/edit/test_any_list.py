"""Whatever a list in plain text holds, one cell or row changes and all other bytes stay."""

from __future__ import annotations

import csv
import io
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from brochure.edit.csv_edit import CsvText
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
