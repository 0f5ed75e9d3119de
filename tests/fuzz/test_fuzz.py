"""The small form: a few hundred inputs, the same ones each time. `make fuzz` tries many thousands."""

from __future__ import annotations

from contextlib import closing

from tests.fuzz.content import Content
from tests.fuzz.running import run


def test_content_is_sound_or_told_whatever_it_holds() -> None:
    with closing(Content()) as subject:
        summary = run(subject, range(240))
    assert summary.faults == []
    assert 20 < summary.sound < 220 and summary.noticed, summary
