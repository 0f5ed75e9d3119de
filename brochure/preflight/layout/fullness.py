"""How full pages are: too little on them, and text that does not fit.

A page is as full as the share of its area for text that text, pictures and figures take, with the pauses
between them that still read as such. Of text that does not fit, it is told how much is too much and which
is to be cut: what is outside was mostly pushed there by something longer, so that one is named first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from math import ceil
from statistics import median

from brochure.errors import Finding, Severity
from brochure.model import PageView, PictureView, Proof, Run
from brochure.preflight.layout.pages import PAUSE, QUIET_KINDS, SAFE, first_words, is_out, numbered, slack

#: A page that is less full than this looks unfinished, where it was composed; any looks forgotten that is
#: less full than the second share.
FILLED, FORGOTTEN = 0.75, 0.45
#: A line of text, in points, and characters on one, where a page has none to count.
_LINE, _CHARACTERS = 15.0, 62
#: Type of prose, in points: neither captions nor titles.
_PROSE = (9.2, 12.0)


def filled(page: PageView) -> float:
    """The share of a page's area for text that is used: of white between two texts, no more than a pause."""
    _, top, _, bottom = page.area
    stretches = [(one.top, one.bottom) for one in page.runs] + [
        (one.top, one.bottom) for one in page.pictures
    ]
    inside = [
        (max(start, top), min(end, bottom)) for start, end in stretches if end > top and start < bottom
    ]
    used, end = 0.0, top
    for start, stop in sorted(inside):
        used += min(max(start - end, 0.0), PAUSE) + max(stop - max(start, end), 0.0)
        end = max(end, stop)
    return min(used / (bottom - top), 1.0)


def white_below(page: PageView) -> float:
    """The points below what is lowest in a page's area for text."""
    _, top, _, bottom = page.area
    lowest = max([one.bottom for one in page.runs] + [one.bottom for one in page.pictures] + [top])
    return bottom - lowest


def heightened(page: PageView) -> tuple[PictureView, ...]:
    """The pictures of a page, with the points that each takes of the white below them all: whole lines, of
    which two stay white, since what stands below a picture holds off.
    """
    able = sum(one.higher > 0 for one in page.pictures if not page.is_quiet)
    share = max((white_below(page) - 2 * _LINE) / able, 0.0) if able else 0.0
    return tuple(replace(one, higher=min(one.higher, share) // _LINE * _LINE) for one in page.pictures)


def _reach(page: PageView) -> float:
    """How far down its area a page is used, whatever is white above that."""
    _, top, _, bottom = page.area
    return 1 - white_below(page) / (bottom - top)


def page_depth(proof: Proof) -> Iterator[Finding]:
    """Pages that end early without being meant to: how full they are, and how much text would fill them."""
    for number, page in numbered(proof):
        fill, enough = (filled(page), FILLED) if page.architecture else (_reach(page), FORGOTTEN)
        if page.is_quiet or page.kind in QUIET_KINDS or fill >= enough:
            continue
        _, top, _, bottom = page.area
        lines = ceil((FILLED - fill) * (bottom - top) / _LINE)
        characters = lines * _measure(page.runs)
        said = f"{lines} line{'s' * (lines > 1)} ({characters} characters)"
        hint = f"add about {said}, a picture or a quotation"
        severity: Severity = "warning" if fill < FORGOTTEN else "note"
        what = f"the page is {fill:.0%} full"
        where, percent = _written(page.runs), (round(fill * 100.0),)
        yield Finding(proof.name, number, "page-depth", severity, what, where, hint, percent)


def _measure(runs: Sequence[Run]) -> int:
    """Characters on a line of the page's prose."""
    lengths = [len(run.text) for run in runs if run.tag == "p" and _PROSE[0] < run.size <= _PROSE[1]]
    return max(round(median(lengths)), 1) if len(lengths) > 2 else _CHARACTERS


def _written(runs: Sequence[Run]) -> str:
    """Where the text is written to which some could be added: the longest of the page that is content."""
    places = {run.where for run in runs if run.where and not run.where.startswith("layouts/")}
    return max(
        sorted(places), key=lambda one: sum(len(run.text) for run in runs if run.where == one), default=""
    )


#: Type of these sizes, in points, is what `fit: tight` makes smaller: neither captions nor titles.
SHRINKS = (9.2, 18.0)
#: The share of a panel's text that it makes room for at most: no offer where more is too much.
_SHRUNK = 0.18
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
            inside = [run for run in page.runs if _shares_panel(run, runs[0])]
            yield _overset(proof.name, number, what, where, _letters(runs), inside, cure)
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
        return _overset(name, number, what, where, _letters(lost), inside, cure)
    lines = ceil(sum(_sizes(lost).values()) / max(_sizes(longest).values()))
    has = _lines(longest)
    what = (
        f"the text does not fit: {_too_much(lines)}, which push{'es' * (lines == 1)} out"
        f' "{first_words(first)}"; the longest text here is "{first_words(_worded(longest))}", with'
        f" {has} line{'s' * (has > 1)}"
    )
    if longest[0].tag in _CELLS:
        hint = f"take {lines} line{'s' * (lines > 1)} out of this table"
        return Finding(name, number, "overset", "error", what, where, hint)
    return _overset(name, number, what, where, _letters(longest) * lines // has, inside, cure)


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
        yield _overset(name, number, what, runs[0].where, characters, inside, cure)


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


def _overset(
    name: str, number: int, what: str, where: str, characters: int, inside: Iterable[Run], cure: str
) -> Finding:
    """A text that has so many characters too much for its panel, which may hold type that could shrink."""
    shrinking = [run for run in inside if SHRINKS[0] < run.size <= SHRINKS[1]]
    shrinks = bool(cure) and characters <= _SHRUNK * _letters(shrinking)
    hint = f"cut about {characters} characters{cure if shrinks else ''}"
    return Finding(name, number, "overset", "error", what, where, hint, (characters, float(shrinks)))


def _is_above(run: Run) -> bool:
    """Whether text stands over the head of its panel: pushed there by what is below it."""
    return run.top < max(run.panel[1], SAFE) - slack(run)
