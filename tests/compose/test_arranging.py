"""Copyfitting: of what was measured, the arrangement that costs least; nothing that a press would refuse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from brochure.build.copyfitting import compose_pages
from brochure.compose import Beginnings, Fitting, arrange, unknown
from brochure.compose.units import SILENT
from brochure.model import (
    Architecture,
    Arrangement,
    Made,
    Measure,
    PageGroup,
    PageView,
    Placement,
    Result,
    Wanted,
)

COVER, BACK = PageGroup("cover", "cover", {}), PageGroup("end", "end", {})
STORY = PageGroup("story", "opening", {"words": 200})
LIFE, CAREERS = PageGroup("life", "group", {"words": 220}), PageGroup("careers", "group", {"words": 90})
APPLY = PageGroup("apply", "apply", {"words": 20})
FOUR = (COVER, STORY, LIFE, CAREERS, APPLY, BACK)


def make_architecture(name: str, *units: str, **fields: Any) -> Architecture:
    """An architecture for such units."""
    return Architecture.model_validate({"id": name, "line": name, "units": units, **fields})


HOUSE = (
    make_architecture("cover", "cover", pages="1", quiet=True, preference=0),
    make_architecture("side", "opening", "group", carries=("apply", "end"), preference=0, footed=True),
    make_architecture("compact", "group", carries=("apply", "end"), pages="1", close=True, preference=30),
    make_architecture("application", "apply", carries=("end",)),
    make_architecture("back", "end", pages="1", quiet=True, preference=0),
    make_architecture("plate", "filler", pages="1", quiet=True),
    make_architecture("endpaper", "filler", pages="1", quiet=True, again=True, preference=60),
    make_architecture("art", "foot", closes=("group", "apply", "end"), room="130..", preference=8),
)


def make_fitting(*units: PageGroup, more: tuple[Architecture, ...] = (), **fields: Any) -> Fitting:
    """Units to be arranged by the architectures of the house and some more."""
    return Fitting(units, (*HOUSE, *more), **{"pages": (4, 8, 12), **fields})


def settled(fitting: Fitting, taken: Mapping[tuple[str, str], Measure]) -> Arrangement:
    """What comes out where each placement takes what is said for its units and architecture, else a page.

    Measures what is asked for and nothing else, as a build does.
    """
    known: dict[tuple[Placement, float], Measure] = {}
    for _ in range(40):
        chosen = arrange(fitting, known)
        asked = unknown(fitting, chosen, known)
        if not asked:
            return chosen
        for one in asked:
            known[one, chosen.fit] = taken.get((" ".join(one.units), one.architecture), Measure((0.9,)))
    raise AssertionError("it does not end")


def names(arrangement: Arrangement) -> list[str]:
    """Architectures in their order."""
    return [one.architecture for one in arrangement.placements]


def test_a_brochure_that_fits_has_four_pages_and_the_end_on_the_last() -> None:
    chosen = settled(make_fitting(*FOUR), {})
    assert names(chosen) == ["cover", "side", "side", "side"]
    assert chosen.placements[-1].units == ("careers", "apply", "end")


def test_what_is_a_little_too_long_is_set_closer_before_it_takes_a_further_sheet() -> None:
    long = {("careers apply end", "side"): Measure((1.0, 0.2))}
    assert names(settled(make_fitting(*FOUR), long)) == ["cover", "side", "side", "compact"]


def test_what_sets_its_matter_wider_is_not_measured_to_save_a_page_that_another_could_not_save() -> None:
    airy = make_architecture("airy", "group", carries=("apply", "end"), closest=1.0, preference=30)
    fitting, known = make_fitting(*FOUR, more=(airy,)), dict[tuple[Placement, float], Measure]()
    measured = set[str]()
    while asked := unknown(fitting, chosen := arrange(fitting, known), known):
        measured |= {one.architecture for one in asked}
        for one in asked:
            is_last = one.units[0] == "careers" and len(one.units) > 1
            closer = {"side": Measure((0.7, 0.25)), "compact": Measure((0.8,))}
            known[one, chosen.fit] = (
                closer.get(one.architecture, Measure((0.9,))) if is_last else Measure((0.9,))
            )
    assert names(chosen)[-1] == "compact" and "airy" not in measured


def test_type_is_smaller_only_where_a_closer_setting_is_not_enough() -> None:
    def taken(fit: float) -> Measure:
        return Measure((0.98,)) if fit < 1 else Measure((1.0, 0.15))

    fitting, known = make_fitting(*FOUR, fits=(1.0, 0.96)), dict[tuple[Placement, float], Measure]()
    while asked := unknown(fitting, chosen := arrange(fitting, known), known):
        for one in asked:
            is_last = one.units[0] == "careers" and len(one.units) > 1
            known[one, chosen.fit] = taken(chosen.fit) if is_last else Measure((0.9,))
    assert (names(chosen), chosen.fit) == (["cover", "side", "side", "side"], 0.96)


@pytest.mark.parametrize("pages", range(1, 15))
def test_a_brochure_has_whole_sheets_whatever_it_says(pages: int) -> None:
    long = Measure((0.95,) * pages)
    taken = {("life", "side"): long, ("life", "compact"): Measure((1.0, 0.5))}
    chosen = settled(make_fitting(*FOUR), taken)
    total = len(chosen.placements) + (pages - 1) * any(
        one.units[0] == "life" and one.architecture == "side" for one in chosen.placements
    )
    assert total % 4 == 0 and total >= 4


def test_plates_stand_neither_before_the_cover_nor_after_the_end() -> None:
    chosen = settled(make_fitting(COVER, STORY, BACK), {})
    assert names(chosen)[0] == "cover" and "plate" not in (names(chosen)[0], names(chosen)[-1])
    assert len(chosen.placements) == 4


def test_a_page_of_plain_color_stands_within_the_cover_and_one_that_says_something_amid() -> None:
    rings = make_architecture("rings", "filler", needs=("stages",), pages="1", quiet=True, preference=90)
    house = tuple(one for one in HOUSE if one.id not in ("plate", "compact"))
    story = STORY._replace(matter={**STORY.matter, "stages": 3})
    fitting = Fitting((COVER, story, LIFE, BACK), (*house, rings), (8,))
    pages = names(settled(fitting, {("story", "side"): Measure((0.9, 0.9))}))
    assert pages == ["cover", "endpaper", "side", "rings", "side", "endpaper", "back"]


def test_a_plate_is_used_once_and_only_an_endpaper_again() -> None:
    far = {("story", "side"): Measure((0.9,) * 5), ("story end", "side"): Measure((0.9,) * 5)}
    chosen = settled(make_fitting(COVER, STORY, BACK), far)
    assert names(chosen).count("plate") == 1
    assert names(chosen).count("endpaper") <= 2


def test_an_end_that_says_nothing_has_no_page_of_its_own_where_one_within_the_cover_may_say_something() -> (
    None
):
    said, silent = (
        settled(make_fitting(COVER, STORY, LIFE, one, pages=(4,)), {})
        for one in (BACK, BACK._replace(matter={SILENT: 1}))
    )
    assert names(said) == ["cover", "side", "side", "back"]
    assert names(silent) == ["cover", "plate", "side", "side"]


def test_a_page_that_ends_early_is_closed_at_its_foot_where_something_suits() -> None:
    short = {("life", "side"): Measure((0.6,), 260.0), ("life", "compact"): Measure((0.4,), 390.0)}
    chosen = settled(make_fitting(*FOUR), short)
    (life,) = [one for one in chosen.placements if one.units == ("life",)]
    assert (life.foot, life.room) == ("art", 260.0)
    assert all(not one.foot for one in chosen.placements if one != life)


@pytest.mark.parametrize(("fill", "closed"), [(0.6, 2), (0.76, 1)])
def test_what_closes_a_page_closes_another_only_where_that_would_be_short(fill: float, closed: int) -> None:
    ways = [(units, name) for units in ("life", "careers apply end") for name in ("side", "compact")]
    feet = [
        one.foot
        for one in settled(make_fitting(*FOUR), dict.fromkeys(ways, Measure((fill,), 260.0))).placements
    ]
    assert feet.count("art") == closed


def test_no_architecture_comes_twice_running_where_another_serves_as_well() -> None:
    other = make_architecture("columns", "group", preference=5)
    assert names(settled(make_fitting(*FOUR, more=(other,)), {})) == ["cover", "side", "columns", "side"]


def test_an_architecture_takes_what_it_is_made_for_and_needs() -> None:
    grid = make_architecture("grid", "group", takes={"words": "..100"}, needs=("people",), preference=0)
    without = settled(make_fitting(*FOUR, more=(grid,)), {})
    people = CAREERS._replace(matter={"words": 90, "people": 6})
    with_people = settled(
        make_fitting(COVER, STORY, LIFE, people, more=(grid.model_copy(update={"carries": ("end",)}),)), {}
    )
    assert "grid" not in names(without) and "grid" in names(with_people)


def test_a_spread_begins_on_a_left_hand_page() -> None:
    wide = make_architecture("wide", "group", pages="2", side="spread", preference=0)
    units = (COVER, STORY, LIFE._replace(matter={"picture": 1}), CAREERS, BACK)
    only = tuple(one for one in HOUSE if one.id not in ("side", "compact"))
    side = make_architecture("side", "opening", carries=("end",), pages="1")
    last = make_architecture("last", "group", takes={"picture": "0"}, carries=("end",), pages="1")
    wide = wide.model_copy(update={"needs": ("picture",)})
    chosen = settled(
        Fitting(units, (*only, side, last, wide), (4, 8)), {("life", "wide"): Measure((1.0, 1.0))}
    )
    page = 1
    for one in chosen.placements:
        if one.architecture == "wide":
            assert page % 2 == 0
        page += 2 if one.architecture == "wide" else 1


def test_a_smaller_size_is_not_measured_where_the_larger_one_fits() -> None:
    """Only the placement that was too long is laid out again."""
    fitting, known, asked_of = make_fitting(*FOUR, fits=(1.0, 0.96)), dict[Any, Measure](), list[Any]()
    while asked := unknown(fitting, chosen := arrange(fitting, known), known):
        for one in asked:
            asked_of.append((one.units[0], chosen.fit))
            is_last = one.units[0] == "careers" and len(one.units) > 1
            measure = Measure((0.95,)) if chosen.fit < 1 or not is_last else Measure((1.0, 0.05))
            known[one, chosen.fit] = measure
    assert len(chosen.placements) == 4
    assert ("life", 1.0) in asked_of


def make_chapter(**fields: Any) -> Fitting:
    """A chapter with two ways to be laid out: a band that takes what is left, and a closer setting."""
    more = (
        make_architecture("band", "chapter", head="225..430", moves=("quote",), preference=2, footed=True),
        make_architecture("closer", "chapter", head="175..430", closest=0.9, close=True),
        make_architecture("said", "foot", closes=("chapter",), needs=("quote",), room="96..", preference=4),
        make_architecture("pale", "foot", closes=("chapter",), room="130..", preference=9),
    )
    return Fitting((PageGroup("chapter", "chapter", fields),), more, (), (1.0, 0.96))


def test_a_band_above_a_chapter_takes_what_its_first_page_leaves_by_whole_lines() -> None:
    def head(white: float) -> float:
        way = {("chapter", "band"): Measure((0.75, 0.95), 30.0, first=456.0, white=white)}
        (one,) = settled(make_chapter(), way).placements
        assert (one.architecture, one.foot) == ("band", "")
        return one.head

    # White between texts is none that the band could take, however much of it there is.
    assert (head(114.0), head(66.0), head(10.0)) == (225.0 + 75.0, 225.0 + 30.0, 225.0)


def test_a_chapter_is_set_closer_where_that_saves_a_page_and_is_not_measured_so_elsewhere() -> None:
    long = {
        ("chapter", "band"): Measure((0.95, 0.1), 580.0, first=456.0),
        ("chapter", "closer"): Measure((0.97,), 10.0, first=506.0),
    }
    assert names(settled(make_chapter(), long)) == ["closer"]
    fitting, full = make_chapter(), Measure((0.9, 0.9), 60.0, first=456.0)
    assert (
        unknown(fitting, arrange(fitting, known := {(Placement(("chapter",), "band"), 1.0): full}), known)
        == []
    )


@pytest.mark.parametrize(
    ("matter", "pages", "foot"),
    [
        ({"quote": 1}, (0.2,), "said"),
        ({}, (0.2,), "pale"),
        ({"quote": 1}, (0.9, 0.6), "said"),
        ({"quote": 1, "sections": 2}, (0.9, 0.6), "pale"),
    ],
)
def test_a_page_is_closed_by_what_its_group_has_where_that_stands_on_it(
    matter: dict[str, int], pages: tuple[float, ...], foot: str
) -> None:
    """A quotation above sections stands on the first of several pages, so that the last one lacks it."""
    taken = {
        ("chapter", "band"): Measure(pages, 365.0 if len(pages) == 1 else 260.0, first=456.0, white=365.0)
    }
    taken |= {("chapter", "closer"): Measure((0.5,) * 3)}
    (one,) = settled(make_chapter(**matter), taken).placements
    assert one.foot == foot


def test_a_page_left_open_is_worse_than_a_closer_setting_and_a_page_within_the_cover() -> None:
    running = make_architecture("running", "group", close=True, closest=0.8, preference=8)
    end = make_architecture("back", "end", pages="1", quiet=True, preference=0)
    house = (*(one for one in HOUSE if one.id in ("cover", "plate", "endpaper")), end, running)
    sides = make_architecture("side", "opening", "group", preference=0)
    taken = {
        ("life", "side"): Measure((0.98, 0.65, 0.95, 0.9, 0.9)),
        ("life", "running"): Measure((0.9, 0.9, 0.95, 0.9)),
    }
    chosen = settled(Fitting((COVER, STORY, LIFE, BACK), (*house, sides), (8,)), taken)
    assert names(chosen) == ["cover", "plate", "side", "running", "back"]


def laid_out(architecture: str, fills: tuple[float, ...]) -> Result:
    """The pages of a story in an architecture, so full."""
    page = PageView("page", 612, 792, (60, 60, 550, 720), (), placement="story", architecture=architecture)
    return Result(b"%PDF", tuple(replace(page, fill=fill) for fill in fills), layout=b"[]")


def test_what_is_full_but_has_more_pages_than_another_way_may_have_is_not_enough() -> None:
    taken = {"side": (0.9, 0.9, 0.9, 0.4), "columns": (0.8,) * 4, "running": (0.9, 0.9)}
    ways = [
        make_architecture(name, "opening", pages="2..", closest=0.6, preference=10 * number)
        for number, name in enumerate(taken)
    ]

    def set_whole(arrangement: Arrangement, pages: int, wanted: Wanted | None = None) -> Made:
        del pages, wanted
        (one,) = names(arrangement)
        result = laid_out(one, taken[one])
        is_short = min(taken[one]) < 0.75
        return Made("story", "Story", "en", replace(result, layout=None) if is_short else result, (), 0.0)

    def lay_out(placement: Placement, fit: float) -> Result:
        del fit
        return laid_out(placement.architecture, taken[placement.architecture])

    made = compose_pages(Fitting((STORY,), tuple(ways), pages=(2, 4, 6)), set_whole, lay_out)
    assert [page.architecture for page in made.pages] == ["running", "running"]


def test_the_pages_on_which_parts_begin_are_known_once_each_was_laid_out_alone() -> None:
    def pages(*units: str) -> list[PageView]:
        (page,) = laid_out("side", (0.9,)).pages
        return [replace(page, places=(f"stanbury--{one}",)) for one in units]

    fitting = make_fitting(*FOUR)
    begins = Beginnings(fitting, "stanbury", 1)
    parts = {
        ("cover", "cover"): ["top"],
        ("story", "side"): ["story", ""],
        ("careers apply", "side"): ["careers", "apply"],
    }
    for (units, name), own in parts.items():
        begins.note(Placement(tuple(units.split()), name), 1.0, pages(*own))
    closed = Placement(("story",), "side", foot="art", room=200.0)
    cover, _, careers = (Placement(tuple(units.split()), name) for units, name in parts)
    whole = Arrangement((cover, Placement(("endpaper",), "endpaper"), closed, careers))
    assert begins.expected(whole) == (("story", 3), ("careers", 5), ("apply", 6))
    assert begins.on(pages("top", "plate", "story", "", "careers", "apply")) == begins.expected(whole)
    assert begins.expected(Arrangement((*whole.placements, Placement(("end",), "back")))) == ()


@pytest.mark.parametrize(("name", "told"), [("story", ["grown"]), ("packet/story", [])])
def test_a_brochure_in_a_packet_need_not_save_a_sheet(name: str, told: list[str]) -> None:
    fills = (0.15,) * 8

    def set_whole(arrangement: Arrangement, pages: int, wanted: Wanted | None = None) -> Made:
        del arrangement, pages, wanted
        return Made(name, "Story", "en", laid_out("side", fills), (), 0.0)

    ways = (make_architecture("side", "opening", pages="4.."),)
    made = compose_pages(
        Fitting((STORY,), ways, pages=(4, 8)), set_whole, lambda placement, fit: laid_out("side", fills)
    )
    assert [one.slug for one in made.findings] == told


def test_what_closes_a_page_is_left_out_where_it_would_cover_text() -> None:
    """A page may come out fuller than it was measured, when what is before it is broken otherwise."""
    closed = list[float]()

    def set_whole(arrangement: Arrangement, pages: int, wanted: Wanted | None = None) -> Made:
        del pages
        (one,) = arrangement.placements
        closed.append(one.room)
        result = laid_out("side", (0.5,))
        (page,) = result.pages
        result = replace(result, pages=(replace(page, room=60.0 if one.foot else 330.0),))
        return Made("story", "Story", "en", replace(result, layout=None) if wanted else result, (), 0.0)

    ways = (
        make_architecture("side", "opening", footed=True),
        make_architecture("pale", "foot", closes=("opening",), room="100.."),
    )
    unmeasured = laid_out("side", (0.5,))
    made = compose_pages(Fitting((STORY,), ways), set_whole, lambda placement, fit: unmeasured)
    assert closed[0] == 0 and closed[1] > 300 and closed[-1] == 0 and made.pages[0].room == 330.0
