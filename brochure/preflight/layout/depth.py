"""How full pages are: the share of the area for text that text, pictures and figures take, with the pauses
between them that still read as such.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil
from statistics import median

from brochure.errors import Finding, Severity
from brochure.model import PageView, Proof, Run
from brochure.preflight.layout.pages import PAUSE, QUIET_KINDS, numbered

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


def _reach(page: PageView) -> float:
    """How far down its area a page is used, whatever is white above that."""
    _, top, _, bottom = page.area
    lowest = max([one.bottom for one in page.runs] + [one.bottom for one in page.pictures] + [top])
    return (lowest - top) / (bottom - top)


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
        yield Finding(proof.name, number, "page-depth", severity, what, _written(page.runs), hint)


def _measure(runs: Sequence[Run]) -> int:
    """Characters on a line of the page's prose."""
    lengths = [len(run.text) for run in runs if run.tag == "p" and _PROSE[0] < run.size <= _PROSE[1]]
    return max(round(median(lengths)), 1) if len(lengths) > 2 else _CHARACTERS


def _written(runs: Sequence[Run]) -> str:
    """Where the text is written to which some could be added: the longest of the page."""
    places = {run.where for run in runs if run.where}
    return max(
        sorted(places), key=lambda one: sum(len(run.text) for run in runs if run.where == one), default=""
    )
