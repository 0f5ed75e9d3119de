"""What `make bench` takes hold of inside the program is there, though it runs seldom."""

from __future__ import annotations

from importlib import import_module
from operator import attrgetter

from tests.benchmarks import growth, merging, seasons
from tests.benchmarks.choosing import Chooser, Season
from tests.benchmarks.measure import Ran
from tests.benchmarks.previewing import Previewed
from tests.benchmarks.report import report
from tests.benchmarks.results import Results
from tests.benchmarks.stages import STAGES
from tests.benchmarks.studio import StudioFigures

#: What each benchmark adds to the page, in the order in which they are run.
FOUND = {
    "changed": (["global-medicine", "packet"], []),
    "imported": {"weasyprint": False, "pypdf": False},
    "stages": {"load": 1.0, "typeset: layout": 3.0},
    "merged": [
        merging.Merged(tool, [1.0], [cpu], 10**6, 52, True, 52, 140)
        for tool, cpu in ((merging.PYPDF, 0.5), (merging.OURS, 1.0))
    ],
    "choosing": [(Season(6.0, 90), Season(5.0, 20))],
    "growth": [
        growth.Growth(size, size / 10, size / 5, 10**8, 10**7, 10**7, 50, 10**6) for size in (40, 400)
    ],
    "studio": StudioFigures(2.4, 3.0, 2.0, 2.0, 640, 0, 175, 174, 59_000),
    "previewed": Previewed([0.1] * 9, [0.1] * 9, [0.05] * 9, 10**8, 10**8, 2000, {}),
}
HEADS = {
    "merged": "The packet, from",
    "choosing": "Choosing",
    "growth": "Growth",
    "stages": "What remains",
    "studio": "The studio",
}


def test_every_function_that_is_measured_is_where_the_benchmarks_look_for_it() -> None:
    assert Chooser()
    for name in (name for names in STAGES.values() for name in names):
        module, _, path = name.partition(":")
        assert callable(attrgetter(path)(import_module(module))), name


def test_a_run_that_is_stopped_leaves_a_page_with_all_that_it_has_measured() -> None:
    every = (*seasons.BROWSERS, seasons.NAIVE, seasons.COLD_1, seasons.COLD_2, seasons.EDIT)
    every += (seasons.UNCHANGED, seasons.WARM, seasons.TYPST, seasons.TYPST_WARM)
    measured = Results([("Processor", "one")], 0.1, {}, [dict.fromkeys(every, Ran(2.0, 1.0))])
    measured.pages = dict.fromkeys(every, (9, 84))
    pages = [report(measured)]
    for name, found in FOUND.items():
        setattr(measured, name, found)
        pages.append(report(measured))
    for number, name in enumerate(FOUND, start=1):
        if head := HEADS.get(name):
            assert [f"## {head}" in page for page in pages] == [False] * number + [True] * (9 - number)
    assert [page.count("stopped before its end") for page in pages] == [1] * 8 + [0]
    assert pages[0].count("not measured") > pages[-1].count("not measured") == 1
    assert "| Seconds a brochure at 400 programs : at 40 | ≤ 1.05 | 1.00 | met |" in pages[-1]
