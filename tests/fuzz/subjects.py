"""All that is fuzzed, by the name under which it is asked for."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from functools import partial
from multiprocessing import get_context
from typing import Final

from tests.fuzz.content import Content
from tests.fuzz.guests import Guests
from tests.fuzz.layouts import LayoutsOfStrangers
from tests.fuzz.running import Subject, Summary, run

#: What is tried, each with the number of inputs of the long form.
SUBJECTS: Final[Mapping[str, tuple[Callable[[], Subject], int]]] = {
    "content": (Content, 10_000),
    "layouts": (LayoutsOfStrangers, 10_000),
    "guests": (Guests, 10_000),
}
#: Inputs that one process tries in a row.
_ROW: Final = 250


def run_all(name: str, numbers: range, seed: int) -> Summary:
    """The inputs of these numbers, on all cores."""
    rows = [numbers[start : start + _ROW] for start in range(0, len(numbers), _ROW)]
    summary = Summary()
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool:
        for row in pool.map(partial(_row, name, seed=seed), rows):
            summary.add(row)
    return summary


def _row(name: str, numbers: range, seed: int) -> Summary:
    with closing(SUBJECTS[name][0]()) as subject:
        return run(subject, numbers, seed)
