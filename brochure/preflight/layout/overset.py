"""Text that does not fit: how much is too much, and which text is to be cut.

What is outside was mostly pushed there by something longer, so that one is named first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from math import ceil

from brochure.errors import Finding
from brochure.model import PageView, Proof, Run
from brochure.preflight.layout.pages import SAFE, first_words, is_out, numbered, slack

#: Type of these sizes, in points, is what `fit: tight` makes smaller: neither captions nor titles.
SHRINKS = (9.2, 18.0)
#: Parts of a table, which is cut as a whole.
_CELLS = frozenset({"td", "th"})

#: Runs of one text: a paragraph, a line of an address, or a whole table.
Passage = list[Run]


def overset_text(proof: Proof, cure: str = "") -> Iterator[Finding]:
    """Text that is outside its panel, or closer to the trim than a cutting machine is exact.

    One finding for all that is below the foot of a panel, about the longest text of this panel.
    `cure` is what else would mend it, as the end of a hint.
    """
    for number, page in numbered(proof):
        below: dict[tuple[float, ...], list[Run]] = defaultdict(list)
        beside: dict[str, list[Run]] = defaultdict(list)
        for run in page.runs:
            if is_out(run, page) and not _is_above(run):
                if run.bottom > min(run.panel[3], page.height - SAFE):
                    below[run.panel].append(run)
                else:
                    beside[run.where].append(run)
        for runs in below.values():
            yield _pushed_below(proof.name, number, page, runs, cure)
        for where, runs in beside.items():
            what = f'the text does not fit: {_too_much(_lines(runs))}, from "{first_words(_worded(runs))}"'
            yield Finding(
                proof.name, number, "overset", "error", what, where, _cut(_letters(runs), runs, cure)
            )
        yield from _pushed_out(proof.name, number, page, cure)


def _pushed_below(name: str, number: int, page: PageView, lost: list[Run], cure: str) -> Finding:
    """All that is below the foot of a panel, told of the text that takes most of that panel."""
    inside = [run for run in page.runs if _shares_panel(run, lost[0])]
    passages = [one for one in _passages(inside) if one[0].where] or [lost]
    places, first = {run.where for run in lost}, _worded(lost)
    longest = max(passages, key=lambda one: (_height(one), one[0].where in places))
    where = longest[0].where
    if where in places:
        what = f'the text does not fit: {_too_much(_lines(lost))}, from "{first_words(first)}"'
        return Finding(name, number, "overset", "error", what, where, _cut(_letters(lost), lost, cure))
    lines = ceil(sum(_sizes(lost).values()) / max(_sizes(longest).values()))
    has = _lines(longest)
    what = (
        f"the text does not fit: {_too_much(lines)}, which push{'es' * (lines == 1)} out"
        f' "{first_words(first)}"; the longest text here is "{first_words(_worded(longest))}", with'
        f" {has} line{'s' * (has > 1)}"
    )
    if longest[0].tag in _CELLS:
        hint = f"take {lines} line{'s' * (lines > 1)} out of this table"
    else:
        hint = _cut(_letters(longest) * lines // has, longest, cure)
    return Finding(name, number, "overset", "error", what, where, hint)


def _pushed_out(name: str, number: int, page: PageView, cure: str) -> Iterator[Finding]:
    """Of each panel that is filled from its foot and runs over at its head, the text that takes most."""
    for panel in sorted({run.panel for run in page.runs if _is_above(run)}):
        inside = [run for run in page.runs if run.panel == panel]
        runs = max(_passages(inside), key=_height)
        above = max(panel[1], SAFE) - min(run.top for run in inside)
        lines = ceil(above / (runs[0].bottom - runs[0].top))
        characters = _letters(runs) * lines // _lines(runs)
        what = (
            f'the text does not fit: "{first_words(runs[0])}" has {_too_much(lines)}, which'
            f" push{'es' * (lines == 1)} out what stands above"
        )
        yield Finding(name, number, "overset", "error", what, runs[0].where, _cut(characters, runs, cure))


def _shares_panel(run: Run, other: Run) -> bool:
    return run.panel_name == other.panel_name if other.panel_name else run.panel == other.panel


def _passages(runs: Iterable[Run]) -> list[Passage]:
    """Runs by the text that they belong to; all cells of a table are one."""
    found: dict[str, Passage] = defaultdict(list)
    table = ""
    for run in runs:
        table = (table or run.where) if run.tag in _CELLS else ""
        found[table or run.where].append(run)
    return list(found.values())


def _sizes(runs: Iterable[Run]) -> dict[tuple[int, int], float]:
    """The size of type of each line, by its paragraph and its height on the page; a table's row is one."""
    return {(0 if run.tag in _CELLS else run.block, round(run.top)): run.size for run in runs}


def _lines(runs: Iterable[Run]) -> int:
    return len(_sizes(runs))


def _height(runs: Iterable[Run]) -> float:
    return sum(_sizes(runs).values())


def _letters(runs: Iterable[Run]) -> int:
    return sum(len(run.text) for run in runs)


def _worded(runs: Sequence[Run]) -> Run:
    """The first with letters."""
    return next((run for run in runs if any(map(str.isalpha, run.text))), runs[0])


def _too_much(lines: int) -> str:
    return f"{lines} line{'s' * (lines > 1)} too much"


def _cut(characters: int, runs: Iterable[Run], cure: str) -> str:
    shrinks = any(SHRINKS[0] < run.size <= SHRINKS[1] for run in runs)
    return f"cut about {characters} characters{cure if shrinks else ''}"


def _is_above(run: Run) -> bool:
    """Whether text stands over the head of its panel: pushed there by what is below it."""
    return run.top < max(run.panel[1], SAFE) - slack(run)
