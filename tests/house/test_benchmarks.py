"""What `make bench` takes hold of inside the program is there, though it runs seldom."""

from __future__ import annotations

from importlib import import_module
from operator import attrgetter

from tests.benchmarks.choosing import Chooser
from tests.benchmarks.stages import STAGES


def test_every_function_that_is_measured_is_where_the_benchmarks_look_for_it() -> None:
    assert Chooser()
    for name in (name for names in STAGES.values() for name in names):
        module, _, path = name.partition(":")
        assert callable(attrgetter(path)(import_module(module))), name
