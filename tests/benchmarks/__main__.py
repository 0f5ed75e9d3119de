"""Runs everything and writes docs/benchmarks.md: `python -m tests.benchmarks [--quick]`."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from tests.benchmarks import growth, previewing, seasons, studio
from tests.benchmarks.choosing import Season
from tests.benchmarks.machine import machine
from tests.benchmarks.measure import ROOT, adopt_orphans, python, run
from tests.benchmarks.merging import Merged
from tests.benchmarks.report import report
from tests.benchmarks.results import Results

#: Rounds of a full run: of the season, and of merging, which takes less.
ROUNDS, MERGES = 3, 9
PAGE = ROOT / "docs/benchmarks.md"
BEGAN = monotonic()


def measure(folder: Path, rounds: int, sizes: Sequence[int], edits: int) -> Iterator[Results]:
    """One run, told anew after each benchmark; `folder` is where everything is built, `edits` are those of
    the preview.
    """
    known, load = machine(), os.getloadavg()[0]
    say("building the sample")
    track = seasons.lay_track(folder)
    results = Results(known, load, track.absent)
    say("the packet by several tools")
    merged = json.loads(run(*python("merging", track.sample.folder, str(MERGES))).out)
    results.merged = [Merged(**one) for one in merged]
    for number in range(rounds):
        say(f"the season, round {number + 1} of {rounds}")
        results.rounds.append(seasons.run_round(track))
        results.pages = seasons.pages_made(track)
        yield results
    say("looking at what was made")
    results.changed, results.imported = seasons.files_changed(track), seasons.imported_unchanged(track)
    results.stages = json.loads(run(*python("stages", track.sample.publication, folder / "stages")).out)
    yield results
    say("choosing architectures")
    chosen = json.loads(run(*python("choosing", track.sample.publication, str(rounds))).out)
    results.choosing = [(Season(*one), Season(*other)) for one, other in chosen]
    yield results
    for number, size in enumerate(sizes):
        say(f"a season of {size} programs, {number + 1} of {len(sizes)}")
        results.growth.append(growth.grow(folder / f"growth-{number}", size))
        yield results
    if seasons.CHROMIUM not in track.absent:
        say("opening the studio")
        results.studio = studio.measure(track.sample)
        yield results
    say(f"{edits} edits in the preview, some minutes")
    results.previewed = previewing.measure(track.sample, track.pages, list(track.absent), edits)
    yield results


def say(line: str) -> None:
    """Tells whoever waits, with the minutes and seconds since the beginning."""
    print(f"{int(monotonic() - BEGAN) // 60:3}:{int(monotonic() - BEGAN) % 60:02}  {line}", file=sys.stderr)


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
        for results in measure(Path(folder), 1 if quick else ROUNDS, sizes, edits):
            PAGE.write_text(report(results), "utf-8")  # so that a run that is stopped keeps what it has
    say("done")
    print(PAGE.read_text("utf-8"), end="")


if __name__ == "__main__":
    main()
