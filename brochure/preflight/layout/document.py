"""Checks of a document as it is read: fonts, headings, lines that stand alone, text alternatives, language,
what the engine said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from urllib.parse import unquote

from brochure.errors import Finding
from brochure.model import PageView, Proof, Run
from brochure.preflight.layout.pages import QUIET_KINDS, first_words, numbered

#: Families that a drawing may ask for without meaning one (CSS Fonts 4, 2.1.3).
_GENERIC = frozenset({"serif", "sans-serif", "monospace", "cursive", "fantasy", "system-ui"})
#: What the engine says of each character that it has no glyph for; `missing-glyph` tells more.
_NOTDEF = re.compile(r"\.notdef glyph rendered .*\(U\+([0-9A-F]+)\)$")
#: What the engine says of a picture of content that it cannot read or draw.
_PICTURE_FAILED = re.compile(r"Failed to (?:render SVG|load) image (?:at )?'?asset:content/([^\s':]+)")
_FILE_NAME = re.compile(r"^\S+\.(png|jpe?g|svg|webp|gif)$", re.IGNORECASE)
#: A last line with one word of at most this many characters looks like a slip.
SHORT_WORD = 4
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
#: What is set as lines of running text.
RUNNING = frozenset({"p", "li", "dd", "blockquote"})


def engine_complaints(proof: Proof) -> Iterator[Finding]:
    """What the engine logged: a missing picture, a dead anchor. It printed the page all the same."""
    for complaint in dict.fromkeys(proof.complaints):
        if (lacking := _NOTDEF.match(complaint.text)) and chr(int(lacking[1], 16)) in proof.others:
            continue
        what = f"the typesetting engine says: {complaint.text}"
        hint = "mend that line, or delete the file so that the shipped one is used" * bool(complaint.where)
        if failed := _PICTURE_FAILED.match(complaint.text):
            what, hint = (
                f'"{unquote(failed[1])}" cannot be drawn',
                "save it as PNG and name that file instead",
            )
        yield Finding(proof.name, 0, "engine", complaint.severity, what, complaint.where, hint)


def fallback_fonts(proof: Proof) -> Iterator[Finding]:
    """Only the brand's families are used: for another one the engine takes any of them without a word."""
    asked = {run.family: number for number, page in reversed([*numbered(proof)]) for run in page.runs}
    for family, number in sorted(asked.items()):
        if family not in proof.families:
            what = f"the family {family} is asked for, which brand.yaml does not name"
            hint = "check the names of families in brand.yaml and in the stylesheets"
            yield Finding(proof.name, number, "fallback-font", "error", what, "", hint)
    for one in proof.lettering:
        if one.family not in proof.families and (one.family not in _GENERIC or not one.drawing):
            inside = f"in {one.drawing}, " * bool(one.drawing)
            what = f"{inside}the family {one.family} is asked for, which brand.yaml does not name"
            hint = "ask for one of the brand there, or turn the words into outlines"
            yield Finding(proof.name, one.page, "fallback-font", "warning", what, one.where, hint)


def unprinted_text(proof: Proof) -> Iterator[Finding]:
    """What is written stands on a page: a layout may hide it, and the engine drops what has no room."""
    for where, words in proof.unprinted:
        what = f'"{words[:40].strip()}" is written and stands on no page'
        hint = "shorten the text, or have the layout leave out what it hides"
        yield Finding(proof.name, 0, "unprinted", "error", what, where, hint)


def heading_levels(proof: Proof) -> Iterator[Finding]:
    """One H1, and no level skipped on the way down (PDF/UA-1, 7.4.2)."""
    if (titles := proof.headings.count(1)) > 1:
        yield Finding(proof.name, 0, "heading-order", "error", f"there are {titles} headings of level 1")
    for before, level in zip([0, *proof.headings], proof.headings, strict=False):
        if level > before + 1:
            what = (
                f"a heading of level {level} follows level {before}"
                if before
                else f"the first heading has level {level}"
            )
            yield Finding(
                proof.name, 0, "heading-order", "error", what, "", "start a section's own headings with ###"
            )
            return


def figures_without_alternative(proof: Proof) -> Iterator[Finding]:
    """Every figure says in words what it shows; a file name says nothing (PDF/UA-1, 7.3)."""
    for words in proof.figures:
        if not words:
            what = "a figure has no text alternative"
            hint = "write alt: beside the picture"
            yield Finding(proof.name, 0, "no-alternative", "error", what, "", hint)
        elif _FILE_NAME.match(words):
            what = f'the text alternative "{words}" is a file name'
            hint = "say what the picture shows"
            yield Finding(proof.name, 0, "no-alternative", "error", what, "", hint)


def title_and_language(proof: Proof) -> Iterator[Finding]:
    """A document has a title and a language (PDF/UA-1, 7.1 and 7.2)."""
    if not proof.title:
        yield Finding(proof.name, 0, "no-title", "error", "the document has no title")
    if not proof.language:
        yield Finding(proof.name, 0, "no-language", "error", "the document says no language")


def lonely_headings(proof: Proof) -> Iterator[Finding]:
    """A heading at the foot of a page or panel, whose text follows elsewhere or not at all."""
    for number, page in numbered(proof):
        for run in _last_blocks(page):
            if run.tag in HEADINGS:
                what = f'the heading "{first_words(run)}" has nothing below it'
                hint = "shorten the text before it, or add one after it"
                yield Finding(proof.name, number, "lonely-heading", "warning", what, run.where, hint)


def _last_blocks(page: PageView) -> Iterator[Run]:
    """The last run of each panel of a page, or of the page where it has none and is not a cover."""
    panels: dict[str, Run] = {run.panel_name: run for run in page.runs}
    quiet = {panel.name for panel in page.panels if panel.is_quiet} | (
        {""} if page.is_quiet or page.kind in QUIET_KINDS else set()
    )
    yield from (run for name, run in panels.items() if name not in quiet)


def short_last_lines(proof: Proof) -> Iterator[Finding]:
    """A paragraph of several lines whose last one holds a single short word, or the end of a divided one.

    An address is one word, which nobody can write otherwise.
    """
    runs = [(number, run) for number, page in numbered(proof) for run in page.runs if run.tag in RUNNING]
    for _, block in groupby(runs, key=lambda found: found[1].block):
        lines = _lines(block)
        last = "".join(run.text for _, run in lines[-1]).strip()
        words = [word for line in lines for _, run in line for word in run.text.split()]
        if (
            len(lines) < len(words)
            and len(lines) > 1
            and len(last.split()) == 1
            and len(last.rstrip(".,;:!?")) <= SHORT_WORD
        ):
            number, run = lines[-1][0]
            what = f'the last line is only "{last}"'
            hint = "cut a word, or add one"
            yield Finding(proof.name, number, "short-last-line", "warning", what, run.where, hint)


def _lines(block: Iterable[tuple[int, Run]]) -> list[list[tuple[int, Run]]]:
    """The runs of a paragraph by lines; a figure that is raised stands on the line beside it."""
    lines = list[list[tuple[int, Run]]]()
    for number, run in block:
        before = lines[-1][0] if lines else None
        if (
            before
            and before[0] == number
            and before[1].panel == run.panel
            and run.top < before[1].bottom
            and run.bottom > before[1].top
        ):
            lines[-1].append((number, run))
        else:
            lines.append([(number, run)])
    return lines
