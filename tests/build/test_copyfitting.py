"""The sample with what people bring first: four pages stay four, or become eight that are composed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from pypdfium2 import PdfDocument

from brochure.build import Desk, InProcess, packets, pages_of
from brochure.build.brochures import make
from brochure.build.copyfitting import fitted
from brochure.build.tasks import Task
from brochure.compose import Composer, Layouts, LeftOut
from brochure.content import load
from brochure.errors import Finding
from brochure.model import Job, Made, Result, Wanted
from brochure.preflight.layout.fullness import FILLED
from tests.builders.documents import make_job
from tests.builders.sample import copy_of_sample

pytestmark = pytest.mark.long
ADDED = {
    "date": ("season.yaml", "key_dates:\n  - {label: Rank lists due, date: 2020-02-26, time: '9:00 pm'}\n"),
    "contact": (
        "institution.yaml",
        "contact:\n  name: Residency Office\n  address: [55 Mill Street, Gray 740, Port Ellis MA 02114]\n"
        "  phone: (555) 010-0142\n  email: residency@harbor.example\n  web: https://www.harbor.example\n",
    ),
    "apply": (
        "programs",
        "apply:\n  requirements: [Graduation by July 1, Three letters from clinical teachers]\n"
        "  fields: {}\n  open_houses: ['October 8, by video']\n",
    ),
}
#: Programs that have least and most room: by the lines of their last page.
PROGRAMS = ("preliminary", "global-medicine")


class Case(NamedTuple):
    """What was added to the sample, and what came of one of its programs."""

    added: tuple[str, ...]
    made: Made
    job: Job
    composer: Composer


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory, shared: Desk) -> list[Case]:
    """Each thing alone, and all of them together."""
    found = []
    for added in [(), *combinations(ADDED, 1), tuple(ADDED)]:
        folder = tmp_path_factory.mktemp("-".join(added) or "sample")
        copy_of_sample(folder)
        for name in added:
            place, text = ADDED[name]
            target = folder / "content" / place
            for file in [target] if target.is_file() else sorted(target.glob("*.yaml")):
                file.write_text(file.read_text("utf-8") + text.replace("  fields: {}\n", ""), "utf-8")
        layouts = Layouts.of(folder)
        publication = load(folder / "content", layouts.fonts, layouts.folders)
        composer = Composer(publication, folder / "content", layouts)
        for number, program in enumerate(publication.programs):
            if program.id in (PROGRAMS[:1] if added else PROGRAMS):
                job = make_job(composer, number)
                found.append(Case(added, make(job, composer, shared), job, composer))
    return found


def told(made: Made, slug: str) -> Iterator[str]:
    """What is told of one kind."""
    return (str(finding) for finding in made.findings if finding.slug == slug)


def test_the_sample_has_four_pages_and_none_of_them_is_empty(cases: list[Case]) -> None:
    for added, made, *_ in cases:
        if not added:
            assert len(made.pages) == 4 and not list(told(made, "page-depth"))


def test_one_thing_more_leaves_four_pages_four(cases: list[Case]) -> None:
    assert [
        (added, len(made.pages)) for added, made, *_ in cases if len(added) == 1 and len(made.pages) != 4
    ] == []


def test_every_page_is_full_or_meant_to_be_quiet_and_sheets_are_whole(cases: list[Case]) -> None:
    for added, made, *_ in cases:
        assert made.sound and len(made.pages) % 4 == 0, added
        assert all(page.is_quiet or page.fill >= FILLED for page in made.pages), (added, made.name)
        assert all(page.kind != "notes" for page in made.pages)


def test_a_brochure_that_grows_says_which_text_is_how_much_too_long(cases: list[Case]) -> None:
    grown = [made for _, made, *_ in cases if len(made.pages) > 4]
    for made in grown:
        (finding,) = (one for one in made.findings if one.slug == "grown")
        assert finding.severity == "warning" and finding.where.startswith("content/programs/")
        assert "lines too much" in finding.what or "line too much" in finding.what


def test_the_manifest_says_how_each_page_is_laid_out(cases: list[Case]) -> None:
    for _, made, *_ in cases:
        said = made.details["layout"]
        assert [one["page"] for one in said] == list(range(1, len(made.pages) + 1))
        assert said[0]["architecture"] == "cover" and all(0 <= one["fill"] <= 1 for one in said)


def test_facing_pages_of_the_sample_stand_on_one_grid(cases: list[Case]) -> None:
    """Nine in ten lines of prose do: a page without room keeps what the engine made of it."""
    (made, *_) = (made for added, made, *_ in cases if not added)
    pages = pages_of(made.result.read_layout())
    off = [
        (run.bottom - 0.24 * run.size - page.area[1]) % 15
        for page in pages
        for run in page.runs
        if run.tag == "p" and abs(run.size - 10.4) < 0.1 and "Serif" in run.family
    ]
    assert len(off) > 20
    assert sum(min(one, 15 - one) < 0.1 for one in off) > 0.9 * len(off)


def test_brochures_of_eight_pages_are_numbered_at_their_feet_and_those_of_four_are_not(
    cases: list[Case],
) -> None:
    lengths = set[int]()
    for _, made, *_ in cases:
        lengths.add(len(made.pages))
        for number, (page, drawn) in enumerate(
            zip(made.pages, PdfDocument(made.result.read()), strict=True), start=1
        ):
            foot = drawn.get_textpage().get_text_bounded(top=60).split()
            is_numbered = len(made.pages) >= 8 and page.architecture not in ("cover", "endpaper")
            assert (str(number) in foot) is is_numbered, (made.name, len(made.pages), number, foot)
    assert {4, 8} <= lengths


class Counting(InProcess):
    """Does tasks and remembers of what kind they are."""

    def __init__(self) -> None:
        self.done = list[str]()

    def run(self, task: Task) -> Result:
        self.done.append(type(task).__name__)
        return super().run(task)


def test_a_document_whose_numbers_change_is_set_once_as_it_was_arranged(cases: list[Case]) -> None:
    case = max(cases, key=lambda one: len(one.made.pages))
    with Desk.own() as desk:
        again = make(case.job, case.composer, replace(desk, workers=(workers := Counting())), case.made)
    assert workers.done == ["SetPages"]
    assert len(again.pages) == len(case.made.pages) == 8
    assert again.details["layout"] == case.made.details["layout"]


def test_what_is_known_of_pages_on_a_screen_is_not_measured_again_for_a_press(
    cases: list[Case], shared: Desk
) -> None:
    case = max(cases, key=lambda one: len(one.made.pages))
    desk = replace(shared, workers=(workers := Counting()))
    plates = make(case.job, replace(case.composer, edition="press"), desk)
    assert workers.done == ["SetPages"]
    assert plates.details["layout"] == case.made.details["layout"]


def made_in(words: str, *slugs: str) -> Made:
    """A document whose only page holds these lines in one panel, with what is found there."""
    places = [f"content/{word}.yaml:1:1" for word in words.split()]
    panel = {"panel_name": "left", "panel": (0, 0, 9, 90), "bottom": 99}
    runs = [{**panel, "top": at * 10, "block": at, "where": one} for at, one in enumerate(places)]
    layout = json.dumps([{"runs": runs, "pictures": []}]).encode()
    found = tuple(Finding("x", 1, slug, "error", "it does not fit", places[0], "") for slug in slugs)
    return Made("x", "X", "en", Result(b"%PDF", layout=layout), found, 0.0)


def test_no_way_in_which_a_document_may_fit_is_tried_twice_or_read_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ways = [
        LeftOut("hours", f"the {one}", frozenset({f"content/{one}.yaml:1:1"}))
        for one in ("a", "b", "z", "c")
    ]
    tried, read, plain = list[tuple[str, float]](), list[Result](), Result.read_layout

    def attempt(left_out: Sequence[LeftOut], share: float, wanted: Wanted | None) -> Made:
        gone = "".join(one.words[-1] for one in left_out)
        tried.append((gone, share))
        assert wanted is not None, "what does not fit is only measured"
        return made_in(" ".join(one for one in "abcd" if one not in gone), *["overset"] * (share > 0.93))

    def counted(self: Result) -> bytes:
        read.append(self)
        return plain(self)

    monkeypatch.setattr(Result, "read_layout", counted)
    made = fitted(attempt, ways, (0.96, 0.92, 0.88))
    assert tried == [("", 1.0), ("a", 1.0), ("ab", 1.0), ("abc", 1.0), ("abc", 0.96), ("abc", 0.92)]
    assert len(read) == 4
    assert [one.what for one in made.findings] == [
        "the a, the b and the c had to give way, since not all of it fits"
    ]


def test_what_fits_in_no_way_is_written_at_last_and_no_name_on_one_line_is_tried_shorter() -> None:
    ways = [LeftOut(way, way, frozenset({f"content/{way}.yaml:1:1"})) for way in ("short-name", "hours")]
    tried = list[tuple[list[str], bool]]()

    def attempt(left_out: Sequence[LeftOut], share: float, wanted: Wanted | None) -> Made:
        gone = [one.way for one in left_out]
        tried.append((gone, wanted is None))
        made = made_in(
            " ".join(one for one in ("long", "short-name", "hours") if one not in gone), "overset"
        )
        return made if wanted is None else replace(made, result=replace(made.result, data=b""))

    assert fitted(attempt, ways, ()).result.data
    assert tried == [([], False), (["hours"], False), (["hours"], True)]


def test_what_keeps_the_parts_of_a_packet_from_being_proved_is_raised() -> None:
    class Packet(packets._Packet):
        """A packet of one chapter that is there, of which nothing can be read."""

        def _front(self, *_: object) -> Made:
            return made_in("front")

        def _bound(self, *_: object) -> dict[str, Made]:
            return {}

        def _settled(self, *_: object) -> Any:
            return None

        def _proved_by(self, pdf: object) -> None:
            raise ValueError("no facts")

    named = SimpleNamespace(name="one")
    job: Any = SimpleNamespace(name="packet", chapters=[named], brochures=[])
    desk: Any = SimpleNamespace(page_counts=lambda _: {"packet": 4}, workers=SimpleNamespace(places=1))
    with pytest.raises(ValueError, match="no facts"):
        Packet(job, SimpleNamespace(), desk).made(lambda name: made_in(name))  # type: ignore[arg-type]
