"""A process that stays: the publication is built again after each edit of one sentence.

Prints the seconds of each build."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from brochure.build import Desk, Places, Store, Watcher, Wish, WorkerPool
from brochure.press import Session
from tests.benchmarks.sample import Sample


@contextmanager
def builder(sample: Sample, jobs: int) -> Iterator[Callable[[], object]]:
    """What builds the sample again and again, with everything that is kept between builds."""
    places = Places(sample.publication, sample.output)
    with WorkerPool(jobs) as workers:
        session = Session(places, Desk(Store(sample.cache), workers))
        yield lambda: session.build(Wish(), Watcher())


def main(folder: Path, jobs: int, edits: int, first: int) -> None:
    """Builds once unmeasured, then after each of some edits; `first` is the number of the first, never
    used before."""
    sample = Sample(folder)
    with builder(sample, jobs) as again:
        again()
        for number in range(first, first + edits):
            sample.edit(number)
            began = perf_counter()
            again()
            print(perf_counter() - began)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:5]))
