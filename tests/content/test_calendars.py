"""Weeks and months that are written wrongly are told, each at its place; those that are not are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from brochure.content import load
from brochure.errors import ContentError
from brochure.model import Publication, minutes, weekdays
from tests.builders.publication import make_program, make_publication


def read(folder: Path, section: str, **files: str) -> Publication:
    """A publication whose program shows something in its first section."""
    program = make_program(story=f"{{title: The program, sections: [{{title: Life, {section}}}]}}")
    return load(make_publication(folder, {"programs/primary-care.yaml": program, **files}))


@pytest.mark.parametrize(
    ("section", "said"),
    [
        (
            "week: [{day: Fryday, start: 7, end: 8, what: Clinic}]",
            'day cannot be read in "Fryday". Hint: write a day such as Monday, several as Mon, Wed, or',
        ),
        (
            "week: [{day: Mon, start: early, end: 8, what: Clinic}]",
            'start must be a time of day, not "early". Hint: write it such as 7:00, 13:30 or 1:30 pm.',
        ),
        ("week: [{day: Mon, start: 7, what: Clinic}]", "end is missing"),
        (
            "month: [{date: 2026-10-05, day: Mon, what: Clinic}]",
            "a date stands beside a week or a day. Hint: keep the date alone, or a week and a day",
        ),
        ("month: [{week: 2, what: Clinic}]", "day is missing. Hint: give a date, or a day and its week."),
        (
            "month: [{date: 2026-10-05, what: Clinic}, {day: Mon, what: Wards}]",
            "a month is given by dates and by days of the week. Hint: give every line a date, or none.",
        ),
        (
            "month: [{date: 2027-10-05, what: Clinic}, {date: 2026-10-06, what: Wards}]",
            "2027-10-05 is more than six weeks after 2026-10-06.",
        ),
        ("statistics: [nothing]", "nothing"),
    ],
)
def test_what_cannot_be_drawn_is_told_with_its_place(tmp_path: Path, section: str, said: str) -> None:
    with pytest.raises(ContentError) as told:
        read(tmp_path, section)
    (problem,) = told.value.problems
    assert said in str(problem) and problem.where.line > 1


def test_overlapping_hours_are_told_and_kept(tmp_path: Path) -> None:
    clinic = "{day: Mon-Wed, start: 8, end: 12, what: Clinic}"
    lunch = "{day: Tue, start: 11, end: 13, what: Lunch}"
    publication = read(tmp_path, f"week: [{clinic}, {lunch}]")
    (notice,) = [one for one in publication.notices if "overlaps" in one.what]
    assert (notice.severity, notice.what) == ("warning", '"Lunch" on Tuesday at 11:00 overlaps "Clinic"')
    assert len(publication.programs[0].groups["story"].sections[0].week) == 2


def test_a_week_may_be_a_spreadsheet_with_days_and_times_of_its_language(tmp_path: Path) -> None:
    files = {
        "publication.yaml": "title: Weiterbildung\nlanguage: de\n",
        "week.csv": (
            "Day;Start;End;What;Setting\nMo-Fr;7:30;8 Uhr;Visite;Station\nMittwoch;13.00;17.00;Praxis;\n"
        ),
    }
    week = read(tmp_path, "week: week.csv", **files).programs[0].groups["story"].sections[0].week
    assert [(weekdays(row.day, "de"), minutes(row.start), minutes(row.end)) for row in week] == [
        ((0, 1, 2, 3, 4), 450, 480),
        ((2,), 780, 1020),
    ]


@pytest.mark.parametrize(
    ("said", "language", "days"),
    [
        ("Sat-Mon", "en-US", (0, 5, 6)),
        ("lun. et mar.", "fr", (0, 1)),
        ("Dienstag bis Donnerstag", "de", (1, 2, 3)),
        ("Thurs", "de", (3,)),
        ("T", "en", None),
    ],
)
def test_days_are_read_in_the_language_and_in_english(
    said: str, language: str, days: tuple[int, ...] | None
) -> None:
    assert weekdays(said, language) == days


@pytest.mark.parametrize(
    ("said", "at"), [("12 am", 0), ("12:30 p.m.", 750), ("24:00", 1440), ("7h30", 450), ("25:00", None)]
)
def test_times_are_read_as_people_write_them(said: str, at: int | None) -> None:
    assert minutes(said) == at
