"""Runs everything and writes docs/benchmarks.md: `python -m tests.benchmarks [--quick]`."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks import growth, previewing, seasons
from tests.benchmarks.choosing import Season
from tests.benchmarks.machine import machine
from tests.benchmarks.measure import ROOT, adopt_orphans, python, run
from tests.benchmarks.merging import Merged
from tests.benchmarks.report import report
from tests.benchmarks.results import Results

#: Rounds of a full run: of the season, and of merging, which takes less.
ROUNDS, MERGES = 5, 9
PAGE = ROOT / "docs/benchmarks.md"


def measure(folder: Path, rounds: int, sizes: tuple[int, ...], edits: int) -> Results:
    """One run; `folder` is where everything is built, `edits` are those of the preview."""
    known, load = machine(), os.getloadavg()[0]
    say("building the sample")
    track = seasons.lay_track(folder)
    merged = json.loads(run(*python("merging", track.sample.folder, str(MERGES))).out)
    run_rounds = []
    for number in range(rounds):
        say(f"round {number + 1} of {rounds}")
        run_rounds.append(seasons.run_round(track))
    say("looking at what was made")
    pages, changed, imported = (
        seasons.pages_made(track),
        seasons.files_changed(track),
        seasons.imported_unchanged(track),
    )
    stages = json.loads(run(*python("stages", track.sample.publication, folder / "stages")).out)
    say("choosing architectures")
    chosen = json.loads(run(*python("choosing", track.sample.publication, str(rounds))).out)
    say("previewing")
    previewed = previewing.measure(track.sample, track.pages, list(track.absent), edits)
    say(f"growing: {', '.join(map(str, sizes))} programs")
    grown = growth.grow(folder, sizes)
    return Results(
        known,
        load,
        run_rounds,
        track.absent,
        pages,
        changed,
        imported,
        [Merged(**one) for one in merged],
        grown,
        stages,
        [(Season(*one), Season(*other)) for one, other in chosen],
        previewed,
    )


def say(line: str) -> None:
    """Tells whoever waits."""
    print(line, file=sys.stderr, flush=True)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(
        description="Measures the project beside others and writes docs/benchmarks.md."
    )
    parser.add_argument("--quick", action="store_true", help="one round, without the largest season")
    quick = parser.parse_args().quick
    adopt_orphans()
    with TemporaryDirectory(prefix="brochure-bench-") as folder:
        os.environ["TMPDIR"] = folder  # what others leave behind goes with it
        sizes, edits = (growth.QUICK, previewing.QUICK) if quick else (growth.FULL, previewing.MANY)
        results = measure(Path(folder), 1 if quick else ROUNDS, sizes, edits)
    page = report(results)
    PAGE.write_text(page, "utf-8")
    print(page, end="")


if __name__ == "__main__":
    main()
