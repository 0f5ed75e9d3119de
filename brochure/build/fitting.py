"""How a document is made to fit: it gives way in the order of its format, and then its type shrinks.

Takes a function that sets it in one of these ways. Must not know how it is composed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from brochure.compose import LeftOut
from brochure.errors import Finding
from brochure.model import Made

#: Findings of text that has no room.
_TOO_MUCH: Final = frozenset({"overset", "unprinted"})


#: Sets a document without some of its text, in type of this share of its size.
Attempt = Callable[[Sequence[LeftOut], float], Made]


def fitted(attempt: Attempt, ways: Sequence[LeftOut], shares: Sequence[float]) -> Made:
    """A document as it fits with the least left out; the last attempt where it fits in no way.

    `ways` and `shares` are tried in their order: a way where it makes room in a panel that holds too much,
    type where nothing is left that would help.
    """
    made, left_out = attempt((), 1.0), list[LeftOut]()
    for way in ways:
        if _fits(made):
            break
        if _stands_among(way, made):
            lesser = attempt([*left_out, way], 1.0)
            if _fits(lesser) or _lines(lesser) < _lines(made):
                made, left_out = lesser, [*left_out, way]
    for share in (1.0, *shares):
        if _fits(made):
            break
        made = attempt(left_out, share)
    return _noted(made, left_out)


def _fits(made: Made) -> bool:
    return made.result.data is None or not any(one.slug in _TOO_MUCH for one in made.findings)


def _stands_among(way: LeftOut, made: Made) -> bool:
    """Whether something of it stands in a panel that holds too much."""
    pages = json.loads(made.result.read_layout() or b"[]")
    for finding in made.findings:
        if finding.slug not in _TOO_MUCH:
            continue
        if not finding.page or finding.where in way.places:
            return True
        page = pages[finding.page - 1]
        runs = [*page["runs"], *page["pictures"]]
        panels = {run["panel_name"] for run in runs if run["where"] == finding.where}
        if any(run["panel_name"] in panels and run["where"] in way.places for run in runs):
            return True
    return False


def _lines(made: Made) -> int:
    """How many lines and pictures stand on its pages."""
    pages = json.loads(made.result.read_layout() or b"[]")
    lines = {
        (number, run["panel_name"], run["block"], round(run["top"]))
        for number, page in enumerate(pages)
        for run in page["runs"]
    }
    return len(lines) + sum(len(page["pictures"]) for page in pages)


def _noted(made: Made, ways: Sequence[LeftOut]) -> Made:
    """With a note that says what was left out, where the document is one to be published."""
    if not ways or not _fits(made):
        return made
    *others, last = (way.words for way in ways)
    what = f"{', '.join(others)}{' and ' * bool(others)}{last} had to give way, since not all of it fits"
    where = min(ways[0].places)
    hint = "the brochure has it all; shorten other texts of the same panel to have it here too"
    note = Finding(made.name, 0, "gave-way", "note", what, where, hint)
    return replace(made, findings=tuple(sorted({*made.findings, note})))
