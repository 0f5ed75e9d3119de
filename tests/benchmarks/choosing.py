"""What choosing architectures costs: a cold season with it, and one that knows beforehand what is chosen.

Both make the same files, in one process with two workers, one right after the other. Prints the seconds of
each pair; the first pair is not measured. Run as a process.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import local
from time import perf_counter
from typing import Any, NamedTuple

from brochure import press
from brochure.build import Desk, Places, Store, Watcher, Wish, WorkerPool, brochures
from brochure.compose import Fitting
from brochure.model import Job, Made

JOBS = 2


class Season(NamedTuple):
    """A cold build: its seconds, how often pages were laid out, alone or whole, and what the files hold."""

    seconds: float
    laid_out: int
    sums: dict[str, str] = {}  # noqa: RUF012  a field of a tuple


class Chooser:
    """Makes documents in the place of the program's own chooser, and counts what it has laid out."""

    def __init__(self) -> None:
        self.chosen: dict[object, tuple[Any, ...]] = {}
        self.laid_out = 0
        self._current, self._own = local(), (brochures._composed, brochures.compose_pages)

    @contextmanager
    def at_work(self, compose: Callable[..., Made]) -> Iterator[None]:
        """Has documents composed so."""
        of_job, pages = self._own

        def named(job: Job, *more: Any) -> Made:
            self._current.job = job.name, job.packet
            try:
                return of_job(job, *more)
            finally:
                del self._current.job

        brochures._composed, brochures.compose_pages = named, compose
        try:
            yield
        finally:
            brochures._composed, brochures.compose_pages = of_job, pages

    def choose(self, fitting: Fitting, set_whole: Callable[..., Made], lay_out: Callable[..., Any]) -> Made:
        """As the program does; what is chosen is remembered."""

        def counted(function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
            self.laid_out += 1
            if function is set_whole:
                self.chosen[self._document(fitting)] = arguments
            return function(*arguments, **named)

        return self._own[1](fitting, partial(counted, set_whole), partial(counted, lay_out))

    def know(self, fitting: Fitting, set_whole: Callable[..., Made], lay_out: object) -> Made:
        """What was chosen before, set at once."""
        self.laid_out += 1
        return set_whole(*self.chosen[self._document(fitting)])

    def _document(self, fitting: Fitting) -> object:
        """The document that is made: a brochure or a chapter, or else the first pages of a packet."""
        return getattr(self._current, "job", None) or tuple(unit.id for unit in fitting.units)


def season(publication: Path, chooser: Chooser, compose: Callable[..., Made]) -> Season:
    """One cold build."""
    chooser.laid_out = 0
    with TemporaryDirectory() as folder, chooser.at_work(compose):
        places = Places(publication, Path(folder) / "output")
        began = perf_counter()
        with WorkerPool(JOBS) as workers:
            press.build(places, Wish(), Watcher(), Desk(Store(Path(folder) / "cache"), workers))
        seconds = perf_counter() - began
        files = {path.name: path.read_bytes() for path in places.output.rglob("*.pdf")}
        return Season(
            seconds, chooser.laid_out, {name: sha256(data).hexdigest() for name, data in files.items()}
        )


def pairs(publication: Path, rounds: int) -> Iterator[tuple[Season, Season]]:
    """Seasons with choosing and without, in turn."""
    chooser = Chooser()
    for _ in range(rounds + 1):
        both = (season(publication, chooser, chooser.choose), season(publication, chooser, chooser.know))
        assert both[0].sums == both[1].sums and both[0].sums, "both make the same"
        yield both


def main(publication: Path, rounds: int) -> None:
    """Prints the measured pairs."""
    measured = list(pairs(publication, rounds))[1:]
    print(json.dumps([[[one.seconds, one.laid_out] for one in pair] for pair in measured]))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
