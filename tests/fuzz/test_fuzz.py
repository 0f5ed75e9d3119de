"""The small form: a few hundred inputs, the same ones each time. `make fuzz` tries many thousands."""

from __future__ import annotations

from contextlib import closing

import pytest

from tests.fuzz.content import Content
from tests.fuzz.guests import Guests
from tests.fuzz.layouts import LayoutsOfStrangers
from tests.fuzz.running import run

pytestmark = pytest.mark.long


def test_content_is_sound_or_told_whatever_it_holds() -> None:
    with closing(Content()) as subject:
        summary = run(subject, range(150))
    assert summary.faults == []
    assert 12 < summary.sound < 138 and summary.noticed, summary


def test_layouts_of_strangers_are_composed_or_told_and_reach_nothing() -> None:
    with closing(LayoutsOfStrangers()) as subject:
        summary = run(subject, range(150))
    assert summary.faults == []
    assert 12 < summary.sound < 132, summary


def test_guests_are_bound_without_what_they_hide_or_refused() -> None:
    with closing(Guests()) as subject:
        summary = run(subject, range(60))
    assert summary.faults == []
    assert 5 < summary.sound < 55 and summary.noticed, summary
