"""Weeks and months that are written wrongly are told, each at its place; those that are not are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from brochure.content import load
from brochure.errors import ContentError
from brochure.model import Clock, Publication, weekdays
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
        (
            "week: [{day: Mon, start: '13:30 pm', end: 15, what: Clinic}]",
            "start 13:30 pm is no time of day, for hours before and after noon go to 12. Hint: write 13:30",
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


def test_times_and_days_that_are_on_no_clock_and_in_no_calendar_are_told(tmp_path: Path) -> None:
    day, night = "day: Mon, start: '9:00', end: '5:00'", "day: Tue, start: '19:00', end: '7:00'"
    hours = f"{{{day}, what: Studio}}, {{{night}, what: Watch}}"
    words = (
        "At 25:00 on February 30, and from 9:75 pm on. Open 9:00–5:00, from 5 pm to 3 pm, from 8 pm to 1 am,"
        " June 31, 2027, and won 3:75 on May 31."
    )
    season = (
        "label: 2026-27\nkey_dates: [{label: Party, date: 2026-10-05, time: '19:60'},"
        " {label: Applications open, date: 2026-11-02}, {label: Application deadline, date: 2026-10-30}]\n"
    )
    program = make_program(
        story=f"{{title: The program, sections: [{{title: Life, text: '{words}', week: [{hours}]}}]}}",
        apply="{text: Write to us.}",
    )
    found = load(make_publication(tmp_path, {"season.yaml": season, "programs/primary-care.yaml": program}))
    told = {one.what.partition(" (content")[0] for one in found.notices if one.severity == "warning"}
    assert told == {
        '"19:60" is no time of day, for an hour has 60 minutes',
        '"25:00" is no time of day, for a day has 24 hours',
        '"9:75 pm" is no time of day, for an hour has 60 minutes',
        '"5 pm to 3 pm" ends before it begins, or lasts 22 hours',
        '"February 30" is no day, for February has 29 days',
        '"June 31, 2027" is no day, for June 2027 has 30 days',
        "end 5:00 ends before it begins, and so lasts 20 hours, into the next day",
        '"Application deadline", 2026-10-30, is before "Applications open", 2026-11-02,',
    }


def test_a_week_may_be_a_spreadsheet_with_days_and_times_of_its_language(tmp_path: Path) -> None:
    files = {
        "publication.yaml": "title: Weiterbildung\nlanguage: de\n",
        "week.csv": (
            "Day;Start;End;What;Setting\nMo-Fr;7:30;8 Uhr;Visite;Station\nMittwoch;13.00;17.00;Praxis;\n"
        ),
    }
    week = read(tmp_path, "week: week.csv", **files).programs[0].groups["story"].sections[0].week
    assert [(weekdays(row.day, "de"), Clock.minutes(row.start), Clock.minutes(row.end)) for row in week] == [
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
    assert Clock.minutes(said) == at
