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

    `ways` and `shares` are tried in their order, type only where leaving out is not enough.
    """
    made = attempt((), 1.0)
    if _fits(made):
        return made
    ways = [way for way in ways if _stands_among(way, made)]
    most = attempt(ways, 1.0) if ways else made
    if not _fits(most):
        for share in shares:
            if _fits(most := attempt(ways, share)):
                break
        return _noted(most, ways)
    too_few, enough = 0, len(ways)
    while enough - too_few > 1:
        number = (too_few + enough) // 2
        one = attempt(ways[:number], 1.0)
        if _fits(one):
            most, enough = one, number
        else:
            too_few = number
    return _noted(most, ways[:enough])


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
