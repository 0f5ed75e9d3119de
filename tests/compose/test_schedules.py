"""Diagrams of schedules are measured in their drawings and labels: lengths of parts, room for words, nothing
over one another, fills that grey tells apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import combinations

import pytest

from brochure import shipped
from brochure.compose.diagrams import SIZE, Diagram, Label, fills
from brochure.compose.phrases import Phrases
from brochure.compose.timelines import BAR, DateLine, Occasion, Stretch, Years
from brochure.compose.typefaces import SEMIBOLD, Widths
from brochure.compose.weeks import Hours, Week
from brochure.model import Text, contrast

WIDTHS = Widths(
    {400: shipped("fonts") / "BrochureSans-Regular.ttf", 600: shipped("fonts") / "BrochureSans-Semibold.ttf"}
)
WORDS = Phrases({"week-number": "Week {count}"}, "en-US")
ACCENT, PAPER, LIGHT, INK, RULE = "#1F6B60", "#FBF9F4", "#F6F2EA", "#1E2A36", "#CFD6D3"
FILLS = dict(zip("abcdefgh", fills(ACCENT, PAPER, LIGHT, INK), strict=True))
MEASURE = 496.8
LONG = "Ambulatory and community medicine in town"


def boxes(labels: Iterable[Label]) -> list[tuple[float, float, float, float]]:
    """Left, top, right and foot of labels."""
    return [(one.left, one.top, one.left + one.width, one.top + one.height) for one in labels]


def touching(labels: Sequence[Label]) -> list[tuple[str, str]]:
    """Labels that stand over one another."""
    return [
        (str(one.text), str(other.text))
        for (one, a), (other, b) in combinations(zip(labels, boxes(labels), strict=True), 2)
        if a[0] < b[2] - 0.1 and b[0] < a[2] - 0.1 and a[1] < b[3] - 0.1 and b[1] < a[3] - 0.1
    ]


def labels_of(made: Years | Week | DateLine) -> Sequence[Label]:
    """All labels of a drawing."""
    rows = [made.row] if isinstance(made, DateLine) else made.rows
    return Diagram("", "", 0, 0, made.axis, rows).labels


def make_years(month: int | None = None) -> Years:
    """For years on the measure of a page."""
    return Years(WORDS, WIDTHS, FILLS, RULE, MEASURE, month)


def stretches(*rows: tuple[str, float], year: str = "") -> list[Stretch]:
    """The stretches of a year, in one setting."""
    return [Stretch(Text(year), Text(name), weeks, "a") for name, weeks in rows]


def test_parts_of_a_year_are_as_long_as_their_weeks_and_years_have_one_scale() -> None:
    years = [*stretches(("Clinic", 26), ("Wards", 26), year="1"), *stretches(("Clinic", 13), year="2")]
    drawn, height = make_years().draw(years)
    bars = [float(width) for width in re.findall(r'<rect [^>]*width="([\d.]+)"', drawn)]
    assert bars[0] == pytest.approx(bars[1]) and bars[2] == pytest.approx((bars[0] + 1.5) / 2 - 1.5, abs=0.1)
    assert height > 2 * BAR


def test_names_stand_in_their_parts_and_the_others_in_the_key() -> None:
    years = make_years(6)
    years.draw(stretches(("Clinic", 26), (LONG, 2), ("Wards", 22), (LONG, 2)))
    inside = {str(one.text): one.more for one in labels_of(years) if one.kind == "name"}
    assert inside == {"Clinic": "26 weeks", "Wards": "22 weeks"}
    assert [(str(one.text), one.more, one.number) for one in years.key.values()] == [(LONG, "2 weeks", 1)]
    assert [str(one.text) for one in labels_of(years) if one.kind == "number"] == ["1", "1"]
    months = [str(one.text) for one in labels_of(years) if one.kind == "axis"]
    assert (months[0], months[-1], len(months)) == ("Jul", "Jun", 12)


@pytest.mark.parametrize(("count", "weeks"), [(13, 4), (26, 2), (52, 1)])
def test_every_part_of_a_full_year_says_what_it_is(count: int, weeks: int) -> None:
    years = make_years()
    rows = [
        row
        for year in "123"
        for row in stretches(*[(f"{LONG} {n}", weeks) for n in range(count)], year=year)
    ]
    drawn, _ = years.draw(rows)
    assert len([one for one in labels_of(years) if one.kind in ("name", "number")]) == 3 * count
    assert len(years.key) == count and touching(labels_of(years)) == []
    assert drawn.count("<rect") == 3 * count


def test_words_in_a_part_are_no_wider_than_it() -> None:
    years = make_years()
    years.draw(stretches(*[(f"{'Pediatrics ' * n}ward", 52 / 8) for n in range(1, 9)]))
    for one in labels_of(years):
        if one.kind == "name":
            assert max(WIDTHS.width(word, SIZE, SEMIBOLD) for word in one.text.split()) <= one.width - 6.4


def hours(day: int, start: float, end: float, name: str = "Clinic") -> Hours:
    """Some hours of a day, which end on the next one where that is before they begin."""
    last = end if end > start else end + 24
    return Hours(day, round(start * 60), round(last * 60), Text(name), "a", f"{start:g}–{end:g}")


def test_a_week_is_cropped_to_the_hours_that_are_used() -> None:
    week = Week(WORDS, WIDTHS, FILLS, RULE, MEASURE)
    _, height = week.draw([hours(0, 8, 12), hours(4, 13, 17)])
    said = [str(one.text) for one in labels_of(week) if one.kind == "axis"]
    assert (said[0], said[-1]) == ("8 AM", "5 PM") and height < 300
    assert [str(one.text) for one in labels_of(week) if one.kind == "head"][::6] == ["Mon", "Sun"]
    assert touching(labels_of(week)) == []


RECT = re.compile(r'<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"')


def test_one_night_does_not_draw_the_week_over_all_hours_and_stands_whole_below_midnight() -> None:
    day, both = (Week(WORDS, WIDTHS, FILLS, RULE, MEASURE) for _ in "ab")
    work = [hours(day, 7, 18) for day in range(5)]
    _, height = day.draw(work)
    drawn, taller = both.draw([*work, hours(2, 19, 7, "Night")])
    assert taller < 1.6 * height
    rects = [tuple(map(float, one)) for one in RECT.findall(drawn)]
    assert len(rects) == 6, "the night is one part"
    clinic, night = rects[2], rects[3]
    assert night[0] == clinic[0] and night[1] > clinic[1] + clinic[3]
    axis = [(str(one.text), one.top) for one in labels_of(both) if one.kind == "axis"]
    assert [said for said, _ in axis][-2:] == ["12 AM", "7 AM"] and axis == sorted(
        axis, key=lambda one: one[1]
    )
    assert night[1] < axis[-2][1] < night[1] + night[3] == pytest.approx(axis[-1][1], abs=2)
    (label,) = [one for one in labels_of(both) if one.text == "Night"]
    assert label.more == "19–7", "what is drawn closer says its times"
    assert touching(labels_of(both)) == []


def test_overlapping_hours_stand_side_by_side() -> None:
    week = Week(WORDS, WIDTHS, FILLS, RULE, MEASURE)
    drawn, _ = week.draw([hours(6, 19, 7, "Night"), hours(2, 8, 12), hours(2, 10, 14), hours(2, 15, 16)])
    rects = [tuple(map(float, one)) for one in RECT.findall(drawn)]
    wide = sorted({round(width, 1) for _, _, width, _ in rects})
    assert len(rects) == 4 and wide[1] == pytest.approx(2 * wide[0] + 1.5, abs=0.2)
    assert touching(labels_of(week)) == []


def test_times_that_the_scale_does_not_show_are_written() -> None:
    week = Week(WORDS, WIDTHS, FILLS, RULE, MEASURE)
    week.draw([hours(0, 7, 8, "Round"), hours(1, 7.25, 8, "Round"), hours(1, 8, 18)])
    assert [(str(one.text), one.more) for one in week.key.values()] == [("Round", "7.25–8")]


SEASON = [date(2026, 9, 2), date(2026, 10, 15), date(2026, 11, 4), date(2027, 1, 22), date(2027, 3, 3)]
DAYS = {
    "one": SEASON[:1],
    "a season, over the year's end": [*SEASON, date(2027, 3, 19), date(2026, 12, 31), date(2026, 9, 24)],
    "in no order": SEASON[::-1],
    "the same day": [SEASON[0]] * 4,
    "a crowd at the end": [date(2027, 3, 12) + timedelta(day) for day in range(8)],
    "both ends": [date(2026, 9, 1), date(2027, 3, 31)],
}


@pytest.mark.parametrize("days", DAYS.values(), ids=DAYS)
@pytest.mark.parametrize("label", ["Interviews", "Rank order lists of all programs are due", "Kandidat" * 4])
def test_labels_of_days_never_touch_and_no_pole_crosses_one(days: Sequence[date], label: str) -> None:
    line = DateLine(WORDS, WIDTHS, ACCENT, RULE, MEASURE)
    drawn = line.draw([Occasion(day, Text(WORDS.day_brief(day)), Text(label), "9:00 pm") for day in days])
    assert drawn is not None
    body, height = drawn
    assert body.count("<circle") == len(days) and touching(labels_of(line)) == []
    labels = boxes(labels_of(line))
    assert all(a >= 0 and b >= 0 and c <= MEASURE + 0.5 and d <= height + 0.5 for a, b, c, d in labels)
    for x, begin, end in re.findall(r'd="M([\d.]+) ([\d.]+)V([\d.]+)"', body):
        top, foot = sorted((float(begin), float(end)))
        assert not [one for one in labels if one[0] < float(x) < one[2] and one[1] < foot and one[3] > top]


@pytest.mark.parametrize(
    "days", [[SEASON[0] + timedelta(2 * n) for n in range(16)], [SEASON[0], date(2029, 8, 1)]]
)
def test_days_that_are_too_many_or_too_far_apart_have_no_line(days: Sequence[date]) -> None:
    line = DateLine(WORDS, WIDTHS, ACCENT, RULE, MEASURE)
    assert line.draw([Occasion(day, Text("A day"), Text(LONG)) for day in days]) is None


@pytest.mark.parametrize("accent", ["#12314A", "#1F6B60", "#9C3D2B", "#8A5F10", "#000000"])
def test_fills_are_told_apart_without_color_and_words_on_them_are_read(accent: str) -> None:
    found = fills(accent, PAPER, LIGHT, INK)
    seen = {(round(contrast(one.ground, "#000000") / 2.1), one.lines, one.line) for one in found}
    assert len(seen) == len(found) == 8
    assert all(contrast(one.words, one.ground) >= 4.5 for one in found)
    assert all(contrast(one.words, one.line) >= 4.5 for one in found if one.line)
    assert all(contrast(one.ground, one.line) <= 2.2 for one in found if one.line), "lines cut through words"
