"""Checks of lines: a heading with nothing below it, a paragraph that ends on a line with one short word."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from brochure.errors import Finding
from brochure.model import PageView, Proof, Run
from brochure.preflight.layout.pages import QUIET_KINDS

#: A last line with one word of at most this many characters looks like a slip.
SHORT_WORD = 4
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
#: What is set as lines of running text.
RUNNING = frozenset({"p", "li", "dd", "blockquote"})


def lonely_headings(proof: Proof) -> Iterator[Finding]:
    """A heading at the foot of a page or panel, whose text follows elsewhere or not at all."""
    for number, page in enumerate(proof.pages, start=1):
        for run in _last_blocks(page):
            if run.tag in HEADINGS:
                what = f'the heading "{run.text.strip()[:40]}" has nothing below it'
                yield Finding(
                    proof.name,
                    number,
                    "lonely-heading",
                    "warning",
                    what,
                    run.where,
                    "shorten the text before it, or add one after it",
                )


def _last_blocks(page: PageView) -> Iterator[Run]:
    """The last run of each panel of a page, or of the page where it has none and is not a cover."""
    panels: dict[str, Run] = {run.panel_name: run for run in page.runs}
    quiet = {panel.name for panel in page.panels if panel.is_quiet} | (
        {""} if page.kind in QUIET_KINDS else set()
    )
    yield from (run for name, run in panels.items() if name not in quiet)


def short_last_lines(proof: Proof) -> Iterator[Finding]:
    """A paragraph of several lines whose last one holds a single short word, or the end of a divided one."""
    runs = [
        (number, run)
        for number, page in enumerate(proof.pages, start=1)
        for run in page.runs
        if run.tag in RUNNING
    ]
    for _, block in groupby(runs, key=lambda found: found[1].block):
        lines = [
            list(line)
            for _, line in groupby(
                block, key=lambda found: (found[0], found[1].panel, round(found[1].bottom))
            )
        ]
        last = "".join(run.text for _, run in lines[-1]).strip()
        if len(lines) > 1 and len(last.split()) == 1 and len(last.rstrip(".,;:!?")) <= SHORT_WORD:
            number, run = lines[-1][0]
            yield Finding(
                proof.name,
                number,
                "short-last-line",
                "warning",
                f'the last line is only "{last}"',
                run.where,
                "cut a word, or add one",
            )
