"""One round of the race: every contestant once, one after the other, on the same content."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count, pairwise
from pathlib import Path
from statistics import median

from pypdf import PdfReader

from tests.benchmarks import browsers
from tests.benchmarks.measure import Ran, python, run
from tests.benchmarks.sample import EDITED, Sample, as_files, command, take_sample
from tests.benchmarks.texts import export
from tests.benchmarks.typst_season import TEMPLATE

#: Edits of a process that stays; their median counts.
EDITS = 5
NAIVE, COLD_1, COLD_2, EDIT, UNCHANGED, WARM = "naive", "cold-1", "cold-2", "edit", "unchanged", "warm"
TYPST, TYPST_WARM, CHROMIUM, CHROMIUM_OPEN, PAGEDJS = (
    "typst",
    "typst-warm",
    "chromium",
    "chromium-open",
    "pagedjs",
)


@dataclass(frozen=True)
class Track:
    """Where the race is run: the sample, its composed pages as files, the numbers of edits not yet made,
    and who runs besides.

    `absent` says of the contestants that do not run here why.
    """

    folder: Path
    sample: Sample
    pages: Path
    numbers: Iterator[int]
    absent: dict[str, str]

    @property
    def files(self) -> list[Path]:
        """The composed pages, a file for each document of the packet and for its folios."""
        return sorted(self.pages.glob("*.html"))

    def output(self, contestant: str) -> Path:
        """A contestant's folder of PDFs, there and empty."""
        folder = self.folder / contestant
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        return folder

    def next_edit(self, edits: int = 1) -> int:
        """The first of some numbers that no edit has had."""
        return min([next(self.numbers) for _ in range(edits)])


def lay_track(folder: Path) -> Track:
    """Builds the sample once, unmeasured, and writes down for the others what the engine was given."""
    sample = take_sample(folder / "sample")
    sample.cold(1, "--keep")
    pages = as_files(sample, folder / "pages")
    export(sample.output / "stages", sample.programs, pages)  # as each is by itself, without a packet
    shutil.copy(TEMPLATE, pages)
    track = Track(folder, sample, pages, count(1), {})
    for contestant, start in BROWSERS.items():
        try:
            start(track)
        except OSError as error:
            track.absent[contestant] = str(error)
        except RuntimeError as error:
            track.absent[contestant] = "it fails here: " + str(error).strip().rpartition("\n")[2]
    return track


def run_round(track: Track) -> dict[str, Ran]:
    """What each contestant took; those that do not run here are left out."""
    pages, typst = track.pages, track.output(TYPST)
    return {
        NAIVE: run(*python("naive", pages, track.output(NAIVE))),
        **_ours(track),
        TYPST: run(*python("typst_season", pages, typst)),
        TYPST_WARM: _typical(run(*python("typst_season", pages, typst, EDITED, str(EDITS)))),
        **{name: start(track) for name, start in BROWSERS.items() if name not in track.absent},
    }


def _ours(track: Track) -> dict[str, Ran]:
    sample, ran = track.sample, {}
    ran[COLD_1] = sample.cold(1)
    ran[COLD_2] = sample.cold(2)
    sample.edit(track.next_edit())
    ran[EDIT] = sample.build(2)
    ran[UNCHANGED] = sample.build(2)
    ran[WARM] = _typical(run(*python("warm", sample.folder, "2", str(EDITS), str(track.next_edit(EDITS)))))
    return ran


def _typical(ran: Ran) -> Ran:
    """The median of the seconds that a process printed; their CPU is not known apart."""
    return replace(ran, wall=median(map(float, ran.out.split())), cpu=float("nan"))


def _chromium(track: Track) -> Ran:
    target, profile = track.output(CHROMIUM), track.folder / "profile"
    prints = [browsers.print_one(page, target, profile) for page in track.files]
    return _together(run(*command) for command in (*prints, _bound(track, target)))


def _chromium_open(track: Track) -> Ran:
    browsers.chromium()
    return run(*python("browsers", track.pages, track.output(CHROMIUM_OPEN), track.folder / "profile"))


def _pagedjs(track: Track) -> Ran:
    target = track.output(PAGEDJS)
    prints = [browsers.paginate_one(page, target) for page in track.files]
    browser = {"PUPPETEER_EXECUTABLE_PATH": browsers.chromium()}
    return _together(run(*command, **browser) for command in (*prints, _bound(track, target)))


def _bound(track: Track, target: Path) -> list[str | Path]:
    """The command that binds the packet of what was printed."""
    return python("plainly", track.pages, target)


BROWSERS: dict[str, Callable[[Track], Ran]] = {
    CHROMIUM: _chromium,
    CHROMIUM_OPEN: _chromium_open,
    PAGEDJS: _pagedjs,
}


def _together(runs: Iterable[Ran]) -> Ran:
    every = list(runs)
    return Ran(sum(one.wall for one in every), sum(one.cpu for one in every))


def pages_made(track: Track) -> dict[str, tuple[int, int]]:
    """Documents and pages that each contestant left."""
    names = [*track.sample.programs, "packet"]
    folders = {
        name: [path for one in names if (path := track.folder / name / f"{one}.pdf").is_file()]
        for name in (NAIVE, TYPST, CHROMIUM, CHROMIUM_OPEN, PAGEDJS)
    }
    folders[COLD_1] = list(track.sample.documents().values())
    return {
        name: (len(files), sum(len(PdfReader(file).pages) for file in files))
        for name, files in folders.items()
        if files
    }


def files_changed(track: Track) -> tuple[list[str], list[str]]:
    """The files that a build changes after an edit, and after none."""
    track.sample.build(2)
    sums = [track.sample.sums()]
    track.sample.edit(track.next_edit())
    for _ in range(2):
        track.sample.build(2)
        sums.append(track.sample.sums())
    after_edit, after_none = (
        [name for name in new if new[name] != old.get(name)] for old, new in pairwise(sums)
    )
    return after_edit, after_none


def imported_unchanged(track: Track) -> dict[str, bool]:
    """Which of the heavy libraries a build with nothing changed imports."""
    track.sample.build(2)
    said = run(*command(track.sample, 2, interpreter=("-X", "importtime"))).err
    names = {line.rpartition("|")[2].strip() for line in said.splitlines()}
    if "brochure" not in names:
        raise RuntimeError("the interpreter did not say what it imported")
    return {name: name in names for name in ("weasyprint", "pypdf")}
