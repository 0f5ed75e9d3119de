"""Figures are measured in their drawings: angles of rings, places of years, widths of blocks, contrast."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from math import asin, atan2, hypot, pi
from xml.etree import ElementTree

import pytest

from brochure.compose.rings import Dimensions, Ring, draw_ring, draw_rings, halo, number, scale, svg, ticks
from brochure.compose.stage_art import PART, Tones, circles, dimensions_of, stage_rings, stage_tones
from brochure.content import load
from brochure.model import Program, channels, contrast, mix, tint_of
from brochure.model.brand import luminance
from tests.builders.publication import make_program, make_publication

CENTER = 100.0
DIMENSIONS = Dimensions(hole=30, thickness=20, gap=2)
TONES = Tones(
    "#FFFFFF", "#111111", "#222222", ("#333333", "#444444", "#555555", "#666666"), "#777777", "#888888"
)


@dataclass(frozen=True)
class Sector:
    """One segment as it is drawn: its angles in turns from the top, clockwise, and its radii."""

    color: str
    start: float
    end: float
    inner: float
    outer: float

    @property
    def turn(self) -> float:
        return self.end - self.start

    @property
    def area(self) -> float:
        return self.turn * pi * (self.outer**2 - self.inner**2)


def sectors(drawing: str) -> list[Sector]:
    """Every segment of a drawing around (CENTER, CENTER), measured half-way between its two arcs."""
    shape = re.compile(r"M([^A-Z]+(?:C[^A-Z]+)+)L([^A-Z]+(?:C[^A-Z]+)+)Z")
    found = []
    for path in ElementTree.fromstring(f"<g>{drawing}</g>").iter("path"):
        assert shape.sub("", path.get("d", "")) == ""
        for match in shape.finditer(path.get("d", "")):
            (start, turn, outer), (end, back, inner) = _arc(match[1]), _arc(match[2])
            assert turn >= 0 >= back
            first = _between(start, (end + back) % 1)
            found.append(Sector(path.get("fill", ""), first, first + (turn - back) / 2, inner, outer))
    return found


def _arc(said: str) -> tuple[float, float, float]:
    """Where an arc of curves begins, how far it goes, in turns, and its radius all along, to a tenth."""
    numbers = [float(one) for one in re.findall(r"-?[\d.]+", said)]
    points = list(zip(numbers[::2], numbers[1::2], strict=True))
    curves = [points[at : at + 4] for at in range(0, len(points) - 1, 3)]
    middles = [
        tuple((a + 3 * b + 3 * c + d) / 8 for a, b, c, d in zip(*curve, strict=True)) for curve in curves
    ]
    radii = [hypot(x - CENTER, y - CENTER) for x, y in (*points[::3], *middles)]
    assert radii == pytest.approx([radii[0]] * len(radii), abs=0.02)
    turns = [_turn(*point) for point in points[::3]]
    return (
        turns[0],
        sum((there - here + 0.5) % 1 - 0.5 for here, there in pairwise(turns)),
        round(radii[0], 1),
    )


def _turn(x: float, y: float) -> float:
    return (atan2(y - CENTER, x - CENTER) / (2 * pi) + 0.25) % 1


def _between(one: float, other: float) -> float:
    return (one + ((other - one + 0.5) % 1 - 0.5) / 2) % 1


def drawn(*rings: Ring, gap: float = 2) -> list[Sector]:
    """Rings, drawn and measured."""
    return sectors(draw_rings(rings, CENTER, CENTER, replace(DIMENSIONS, gap=gap)))


def test_a_year_has_twelve_months_of_equal_length() -> None:
    months = drawn(Ring("#111111"))
    assert len(months) == 12
    assert [month.turn for month in months] == pytest.approx([months[0].turn] * 12, abs=0.001)
    assert [month.start for month in months] == sorted(month.start for month in months)
    assert 0 < months[0].start < 1 / 24


def test_segments_leave_a_gap_of_even_width() -> None:
    months = drawn(Ring("#111111"), gap=3)
    gaps = [b.start - a.end for a, b in pairwise(months)]
    assert gaps == pytest.approx([(asin(1.5 / 30) + asin(1.5 / 50)) / (2 * pi)] * 11, abs=0.0005)


@pytest.mark.parametrize("share", [0.0, 0.05, 1 / 3, 0.4, 0.5, 0.75, 0.999, 1.0])
def test_the_filled_part_is_the_share(share: float) -> None:
    months = drawn(Ring("#111111", "#222222", share), gap=0.001)
    filled = sum(month.turn for month in months if month.color == "#111111")
    rest = sum(month.turn for month in months if month.color == "#222222")
    assert filled == pytest.approx(share, abs=0.002)
    assert filled + rest == pytest.approx(1, abs=0.002)


def test_a_share_within_a_month_cuts_that_month_in_two() -> None:
    assert len(drawn(Ring("#111111", "#222222", 0.5))) == 12
    assert len(drawn(Ring("#111111", "#222222", 0.4))) == 13


def test_what_a_share_leaves_is_not_drawn_where_it_has_no_color() -> None:
    months = drawn(Ring("#111111", None, 0.5))
    assert len(months) == 6
    assert all(month.end <= 0.5 for month in months)


def test_an_open_ring_leaves_its_opening_free() -> None:
    segments = drawn(Ring("#111111", sweep=0.75, start=0.125, segments=9))
    assert len(segments) == 9
    assert all(0.125 <= segment.start < segment.end <= 0.875 for segment in segments)
    assert sum(segment.turn for segment in segments) == pytest.approx(0.75, abs=0.08)


def test_an_outline_is_drawn_as_hairlines_only() -> None:
    drawing = draw_ring(Ring("#111111", outline=True), CENTER, CENTER, 30, 50, 2)
    assert 'fill="none"' in drawing
    assert 'stroke="#111111"' in drawing
    assert len(sectors(drawing)) == 12


def test_bands_share_the_thickness_of_a_ring_evenly_from_the_inside_out() -> None:
    found = drawn(Ring("#111111", bands=("#AAAAAA", "#BBBBBB")))
    radii = sorted({(sector.inner, sector.outer, sector.color) for sector in found})
    assert [color for _, _, color in radii] == ["#AAAAAA", "#BBBBBB"]
    assert radii[0][0] == 30
    assert radii[1][1] == 50
    assert radii[0][1] - radii[0][0] == pytest.approx(radii[1][1] - radii[1][0], abs=0.01)
    assert radii[1][0] - radii[0][1] == pytest.approx(1, abs=0.01)
    assert len(found) == 24


def test_years_stand_one_around_the_other() -> None:
    radii = sorted(
        {(sector.inner, sector.outer) for sector in drawn(Ring("#111111"), Ring("#111111"), Ring("#111111"))}
    )
    assert radii == [(30, 50), (52, 72), (74, 94)]
    assert DIMENSIONS.radius(3) == 94


def test_a_segment_narrower_than_its_gap_is_still_drawn_and_never_inside_out() -> None:
    thin = drawn(Ring("#111111", "#222222", 0.001), gap=6)
    assert len(thin) == 13
    assert all(sector.turn < 0.25 for sector in thin)


def test_a_whole_donut_is_a_whole_circle() -> None:
    donut = drawn(Ring("#111111", "#222222", 1.0, segments=1), gap=0)
    assert [(sector.color, sector.turn) for sector in donut] == [("#111111", pytest.approx(1))]
    assert sum(sector.area for sector in donut) == pytest.approx(pi * (50**2 - 30**2), rel=0.001)


@pytest.mark.parametrize("share", [0.01, 0.45, 0.5, 0.55, 0.99])
def test_a_donut_is_one_filled_piece_and_one_rest(share: float) -> None:
    donut = drawn(Ring("#111111", "#222222", share, segments=1), gap=0)
    assert [sector.turn for sector in donut] == pytest.approx([share, 1 - share], abs=0.001)


def test_ticks_are_spread_evenly() -> None:
    starts = re.findall(r"M(-?[\d.]+) (-?[\d.]+)L", ticks(CENTER, CENTER, 50, 6, 52, "#111111"))
    turns = sorted(_turn(float(x), float(y)) for x, y in starts)
    assert len(turns) == 52
    assert [after - before for before, after in pairwise(turns)] == pytest.approx([1 / 52] * 51, abs=0.001)


def test_hairline_circles_stand_at_equal_steps() -> None:
    radii = [float(radius) for radius in re.findall(r' r="([\d.]+)"', halo(10, 10, 20, 50, 10, "#111111"))]
    assert radii == [20, 30, 40]
    assert halo(10, 10, 50, 50, 10, "#111111") == ""


@pytest.mark.parametrize("years", [[1811, 1821, 1911], [1874, 1921, 1998], [2000, 2001], [1811, 1811, 2011]])
def test_a_scale_places_every_year_in_proportion(years: list[int]) -> None:
    drawing = scale(years, 208, "#111111", "#222222")
    discs = [float(x) for x in re.findall(r'<circle cx="([\d.]+)"', drawing)]
    span = max(years) - min(years)
    assert discs == pytest.approx(
        [4 + 200 * (year - min(years)) / span for year in sorted(set(years))], abs=0.01
    )


def test_a_scale_has_a_tick_for_every_decade_and_a_longer_one_for_fifty_years() -> None:
    marks = re.findall(r"M([\d.]+) ([\d.]+)V12", scale([1845, 1912], 208, "#111111", "#222222"))
    places = [4 + 200 * (year - 1845) / 67 for year in (1850, 1860, 1870, 1880, 1890, 1900, 1910)]
    assert [float(x) for x, _ in marks] == pytest.approx(places, abs=0.01)
    assert [y for _, y in marks] == ["6", "9", "9", "9", "9", "6", "9"]


def test_a_scale_of_a_single_year_is_a_disc_at_its_beginning() -> None:
    assert re.findall(r'<circle cx="([\d.]+)"', scale([1900], 208, "#111111", "#222222")) == ["4"]


def test_a_drawing_says_its_size_in_points() -> None:
    root = ElementTree.fromstring(svg(100, 50.5, '<path d="M0 0"/>'))
    assert (root.get("width"), root.get("height"), root.get("viewBox")) == (
        "100pt",
        "50.5pt",
        "0 0 100 50.5",
    )


@pytest.mark.parametrize(
    ("value", "written"),
    [(1.0, "1"), (1.5, "1.5"), (1 / 3, "0.33"), (-0.001, "0"), (100.0, "100"), (-2.10, "-2.1")],
)
def test_coordinates_have_no_more_digits_than_print_needs(value: float, written: str) -> None:
    assert number(value) == written


@pytest.mark.parametrize(
    ("color", "other", "ratio"),
    [
        ("#000000", "#FFFFFF", 21.0),
        ("#FFFFFF", "#000000", 21.0),
        ("#777777", "#FFFFFF", 4.48),
        ("#767676", "#FFFFFF", 4.54),
        ("#FF0000", "#FFFFFF", 4.00),
        ("#0000FF", "#FFFFFF", 8.59),
        ("#123456", "#123456", 1.0),
    ],
)
def test_contrast_agrees_with_known_values(color: str, other: str, ratio: float) -> None:
    assert contrast(color, other) == pytest.approx(ratio, abs=0.005)


def test_luminance_agrees_with_the_weights_of_wcag() -> None:
    assert [luminance(color) for color in ("#FF0000", "#00FF00", "#0000FF")] == pytest.approx(
        [0.2126, 0.7152, 0.0722]
    )


@pytest.mark.parametrize("accent", ["#12314A", "#1F6B60", "#9C3D2B", "#8A5F10", "#00695C"])
def test_a_tint_shows_the_hue_of_its_accent_and_text_on_it_is_as_legible(accent: str) -> None:
    paper = "#FBF9F4"
    tint, grey = tint_of(accent, paper), mix(accent, paper, 0.9)
    spread, flat = (max(channels(color)) - min(channels(color)) for color in (tint, grey))
    assert flat < spread < 34, "the hue is seen, and does not glow"
    assert 0 <= contrast(accent, tint) - contrast(accent, grey) < 0.2
    (highest, lowest) = (channels(accent).index(end(channels(accent))) for end in (max, min))
    assert channels(tint)[highest] > channels(tint)[lowest]


@pytest.mark.parametrize(
    ("share", "mixed"), [(0, "#102030"), (1, "#F0E0D0"), (0.5, "#808080"), (0.25, "#485058")]
)
def test_colors_mix_channel_by_channel(share: float, mixed: str) -> None:
    assert mix("#102030", "#F0E0D0", share) == mixed


@pytest.mark.parametrize(
    ("count", "rows"),
    [(1, [1]), (2, [2]), (3, [2, 1]), (4, [2, 2]), (7, [2, 3, 2]), (8, [3, 2, 3]), (12, [4, 4, 4])],
)
def test_circles_on_a_packets_cover_stand_in_whole_rows_as_large_as_can_be(
    count: int, rows: list[int]
) -> None:
    found, _, cell = circles(count, 612, 495)
    assert [len(row) for row in found] == rows
    assert [index for row in found for index in row] == list(range(count))
    assert cell * (max(rows) + 0.1) <= 612.1 and cell >= 140


def test_no_number_of_circles_leaves_one_alone_in_a_row_or_makes_all_small() -> None:
    for count in range(2, 61):
        found, step, cell = circles(count, 612, 495)
        assert sum(map(len, found)) == count
        assert len(found) < 4 or min(map(len, found)) > 2, count
        steps = {abs(len(one) - len(other)) for one, other in pairwise(found)}
        assert steps <= ({0} if step == 1 else {1})
        assert cell > 55


@pytest.fixture
def ring_program(tmp_path):  # type: ignore[no-untyped-def]
    """Makes a program with some lines of its own, and the facts that it refers to."""

    def make(more: str = "") -> tuple[Program, tuple[Ring, ...]]:
        publication = load(make_publication(tmp_path, {"programs/primary-care.yaml": make_program(more)}))
        program = publication.programs[0]
        return program, stage_rings(program, publication.facts, TONES)

    return make


def test_every_year_of_training_is_one_ring(ring_program) -> None:  # type: ignore[no-untyped-def]
    program, rings = ring_program(
        "stages: [{name: Residency, length_years: 3}, {name: Fellowship, length_years: 2}]\n"
    )
    assert [ring.fill for ring in rings] == ["#333333", "#444444", "#555555", "#777777", "#777777"]
    assert stage_tones(program, {}, TONES) == ("#333333", "#777777"), "the line of lengths has the same"


def test_a_stage_with_a_share_fills_that_part_of_every_ring(ring_program) -> None:  # type: ignore[no-untyped-def]
    _, rings = ring_program("stages: [{name: Residency, length_years: 3, share: outpatient}]\n")
    assert [ring.share for ring in rings] == [0.4, 0.4, 0.4]


def test_a_stage_of_no_fixed_length_is_one_outline(ring_program) -> None:  # type: ignore[no-untyped-def]
    _, rings = ring_program("stages: [{name: Residency, length_years: 2}, {name: Research}]\n")
    assert [ring.outline for ring in rings] == [False, False, True]


def test_disciplines_are_bands(ring_program) -> None:  # type: ignore[no-untyped-def]
    _, rings = ring_program(
        "stages: [{name: Residency, length_years: 4, disciplines: [Medicine, Pediatrics]}]\n"
    )
    assert [len(ring.bands) for ring in rings] == [2, 2, 2, 2]


@pytest.mark.parametrize(("setting", "sweep"), [("inpatient", 1.0), ("outpatient", 0.75)])
def test_a_part_of_training_is_one_large_ring(ring_program, setting: str, sweep: float) -> None:  # type: ignore[no-untyped-def]
    program, rings = ring_program(f"setting: {setting}\n")
    assert [ring.sweep for ring in rings] == [sweep]
    assert dimensions_of(program, rings) == PART


def test_a_program_without_training_has_a_pattern_of_its_own_that_stays(ring_program) -> None:  # type: ignore[no-untyped-def]
    _, rings = ring_program()
    _, again = ring_program()
    assert len(rings) == 3
    assert rings == again
    assert all(0 < ring.share <= 1 for ring in rings)
