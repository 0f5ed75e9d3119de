"""Checks of laid-out pages and panels: text over another or too close to a fold, letters that are
missing, pages and panels that are empty, pages that are too many; photographs that have too few pixels,
or on which type cannot be read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil
from typing import Final
from unicodedata import category

from fontTools.unicodedata import script, script_name

from brochure.errors import Finding
from brochure.model import (
    COLUMN_DOTS,
    FOLD_CLEARANCE,
    GRAPHIC_CONTRAST,
    INSTEAD,
    LEFTWARD,
    POINTS_PER_INCH,
    TEXT_CONTRAST,
    PageView,
    Panel,
    PanelView,
    PictureView,
    Proof,
    Run,
    leftward_words,
)

#: Text may reach this close to the trim, in points (1/8 inch: what a cutting machine may be off).
SAFE = 9.0
#: Letters further apart are words of their own to Chrome and others, in parts of their size.
MOST_SPACING = 0.08
#: Rounding of the engine's layout, in points.
TOLERANCE = 1.0
#: A page that is filled less than this, from the top of its text area, looks forgotten.
FILLED = 0.45
#: Kinds of pages that are empty by design, or whose panels are looked at one by one.
QUIET_KINDS = frozenset(
    {
        *("cover", "plate", "picture", "spread", "said", "notes"),
        *("folio", "contents", "glance", "index", "sheet", "report", "brand", "letter"),
    }
)
#: What typography puts into a text, or in the place of its spaces.
_TIES = {0xA0: " ", 0x202F: " ", 0x200B: "", 0x2060: "", 0xAD: ""}
#: White between two texts that still reads as a pause, in points; more is empty.
PAUSE = 48.0


def numbered(proof: Proof) -> Iterator[tuple[int, PageView]]:
    """The pages of a proof with their numbers, from 1."""
    return enumerate(proof.pages, start=1)


def first_words(run: Run, most: int = 40) -> str:
    """How a text begins, as it was written: without what keeps a line from ending there."""
    return run.text.translate(_TIES).strip()[:most]


def missing_glyphs(proof: Proof) -> Iterator[Finding]:
    """What its typefaces lack is printed as empty boxes: one finding for a text and a script."""
    found: dict[tuple[str, str, str, str], tuple[int, str, str]] = {}
    for page, where, text, drawing, family, characters in _lacking(proof):
        for character in characters:
            name = script(character)
            key = where or text, drawing, family, "" if name in _NO_SCRIPT else script_name(name)
            first, said, before = found.get(key, (page, text, ""))
            found[key] = first, said, before if character in before else before + character
    for (place, drawing, family, name), (page, text, characters) in found.items():
        who = f"{family} has" if family in proof.families else "the families of brand.yaml have"
        yield Finding(
            proof.name,
            page,
            "missing-glyph",
            "error",
            f"{f'in {drawing}, ' * bool(drawing)}{who} no glyph for {_named(characters, name, text)}",
            "" if place == text else place,
            _served(characters, name, proof, bool(drawing)),
        )


#: What scripts share, what goes on with the one before, what none has, and what every reader here knows.
_NO_SCRIPT = frozenset({"Zyyy", "Zinh", "Zzzz", "Latn"})
#: So many characters are named, and so much of their text is quoted.
_NAMED, _QUOTED = 4, 40
#: Stands where a picture or a table was, in what was copied from a document.
_OBJECT = "\ufffc"


def _lacking(proof: Proof) -> Iterator[tuple[int, str, str, str, str, str]]:
    """Page, place, words, drawing and family of each text that lacks glyphs, and for which characters."""
    for number, page in numbered(proof):
        for run in page.runs:
            places: dict[str, str] = {}
            for character in run.missing:
                where = run.place_of(character)
                places[where] = places.get(where, "") + character
            for where, characters in places.items():
                yield number, where, first_words(run, len(run.text)), "", run.family, characters
    for one in proof.lettering:
        if one.missing:
            yield one.page, one.where, one.text.strip(), one.drawing, one.family, one.missing


def _named(characters: str, name: str, text: str) -> str:
    more = len(characters) - _NAMED
    said = ", ".join(f"{c} (U+{ord(c):04X})" for c in characters[:_NAMED]) + f" and {more} more" * (more > 0)
    return f'the {name} of "{text[:_QUOTED]}": {said}' if name else said


def _served(characters: str, name: str, proof: Proof, is_drawing: bool) -> str:
    """The hint: the brand's own family that has them all, or a typeface to be added."""
    families = [set(proof.others.get(one, ())) for one in characters]
    if named := [one for one in sorted(set.intersection(*families)) if one in proof.families]:
        return (
            f"ask for the family {named[0]} in the drawing, or turn its words into outlines"
            if is_drawing
            else f"write fallback: [{named[0]}] below typography: in brand.yaml, or add it to the one there"
        )
    if is_drawing:
        return "turn the words of the drawing into outlines"
    if all(category(one) == "Co" or one == _OBJECT for one in characters):
        return (
            "delete it, or type what it stood for: a sign that only the program knows where it was written"
        )
    return (
        f"write it otherwise, or add a typeface that has {name or 'it'} to fonts/ and to fonts: and"
        " fallback: in brand.yaml, as docs/layouts.md shows"
    )


def leftward_text(proof: Proof) -> Iterator[Finding]:
    """Words that run from right to left are set and read in the wrong order: of each text the first ones."""
    told = set[str]()
    for number, page in numbered(proof):
        for run in page.runs:
            if run.where not in told and (words := leftward_words(run.text)):
                told.add(run.where)
                what = f"{words} {LEFTWARD}"
                yield Finding(proof.name, number, "right-to-left", "error", what, run.where, INSTEAD)


def spaced_letters(proof: Proof) -> Iterator[Finding]:
    """Letters that stand far apart are copied and read out one by one: of each distance the first text."""
    told = set[float]()
    for number, page in numbered(proof):
        for run in page.runs:
            spacing = round(run.spacing, 3)
            if spacing > MOST_SPACING and spacing not in told and max(map(len, run.text.split())) > 1:
                told.add(spacing)
                words = first_words(run)
                what = f'the letters of "{words}" stand {spacing} em apart: readers take each for a word'
                hint = f"give it a letter-spacing of at most {MOST_SPACING}em in the layout"
                em = (spacing,)
                yield Finding(proof.name, number, "spaced-letters", "warning", what, run.where, hint, em)


def is_out(run: Run, page: PageView) -> bool:
    """Whether a text is outside its panel, or closer to the trim than a cutting machine is exact."""
    left, top, right, bottom = run.panel
    left, top = max(left, SAFE), max(top, SAFE)
    right, bottom = min(right, page.width - SAFE), min(bottom, page.height - SAFE)
    more = slack(run)
    return (
        run.left < left - TOLERANCE
        or run.right > right + TOLERANCE
        or run.top < top - more
        or run.bottom > bottom + more
    )


def slack(run: Run) -> float:
    """Descenders and the space a line box adds below them may leave the panel; the letters may not."""
    return TOLERANCE + (run.bottom - run.top) * 0.25


def overlapping_text(proof: Proof) -> Iterator[Finding]:
    """Two texts printed over one another: one of them is too long for its place."""
    for number, page in numbered(proof):
        open_runs: list[Run] = []
        seen: set[tuple[str, str]] = set()
        inside = [
            run for run in page.runs if not is_out(run, page)
        ]  # text that does not fit has a finding of its own
        for run in sorted(inside, key=lambda r: (r.top, r.left)):
            open_runs = [other for other in open_runs if other.bottom > run.top + TOLERANCE]
            for other in open_runs:
                key = (other.where, run.where)
                if key not in seen and _overlap(run, other):
                    seen.add(key)
                    what = f'"{first_words(run)}" is printed over "{first_words(other)}"'
                    yield Finding(
                        proof.name,
                        number,
                        "overlap",
                        "error",
                        what,
                        run.where or other.where,
                        "shorten one of the two",
                    )
            open_runs.append(run)


def _overlap(run: Run, other: Run) -> bool:
    """Whether the letters of two runs touch: line boxes may share some room above and below them."""
    across = min(run.right, other.right) - max(run.left, other.left)
    down = min(run.bottom, other.bottom) - max(run.top, other.top)
    return across > TOLERANCE and down > 0.45 * min(run.bottom - run.top, other.bottom - other.top)


def page_count(proof: Proof, allowed: tuple[int, ...]) -> Iterator[Finding]:
    """A brochure is folded from whole sheets: it has one of the numbers of pages that are allowed."""
    pages = len(proof.pages)
    if pages not in allowed:
        whole = " or ".join(map(str, allowed))
        hint = f"shorten or drop sections: {whole} pages fold from whole sheets"
        yield Finding(proof.name, 0, "page-count", "warning", f"the brochure has {pages} pages", "", hint)


def exact_pages(proof: Proof, pages: int) -> Iterator[Finding]:
    """A format of panels has the pages that its sheet has."""
    if len(proof.pages) != pages:
        what = f"there are {len(proof.pages)} pages and not {pages}"
        hint = "place everything that the template prints in a panel"
        yield Finding(proof.name, 0, "page-count", "error", what, "", hint)


def text_near_folds(proof: Proof, panels: Sequence[Panel]) -> Iterator[Finding]:
    """No text stands across a fold or within 5 mm of one (paper.py, FOLD_CLEARANCE)."""
    for number, page in numbered(proof):
        here = {panel.name: panel for panel in panels if panel.page == number}
        folds = [panel.left for panel in here.values() if not panel.is_first]
        levels = [panel.top for panel in here.values() if not panel.is_highest]
        turned = {panel.name for panel in page.panels if panel.is_turned}
        for run in page.runs:
            top, bottom = run.top, run.bottom
            if run.panel_name in turned and (panel := here.get(run.panel_name)):
                top, bottom = (2 * panel.top + panel.height - edge for edge in (bottom, top))
            near = [*_near(run.left, run.right, folds), *_near(top, bottom, levels)]
            if near:
                what = f'"{first_words(run)}" is closer than 5 mm to the fold at {near[0] / 72:.3f} in'
                hint = "give its panel wider margins, or break a long word"
                yield Finding(proof.name, number, "near-fold", "error", what, run.where, hint)


def _near(start: float, end: float, folds: Sequence[float]) -> Iterator[float]:
    """The folds that text from one place to another is too close to."""
    for fold in folds:
        if start < fold + FOLD_CLEARANCE - TOLERANCE and end > fold - FOLD_CLEARANCE + TOLERANCE:
            yield fold


def empty_panels(proof: Proof) -> Iterator[Finding]:
    """A panel less than half full looks forgotten, unless it is quiet on purpose."""
    for number, page in numbered(proof):
        for panel in page.panels:
            texts = [(run.top, run.bottom) for run in page.runs if run.panel_name == panel.name]
            pictures = [(one.top, one.bottom) for one in page.pictures if one.panel_name == panel.name]
            filled = _covered(texts + pictures) / panel.height
            if filled < FILLED and not panel.is_quiet:
                what = f"the panel {panel.name} is {filled:.0%} full"
                hint = "add text, or give the short variant of fewer texts"
                yield Finding(proof.name, number, "empty-panel", "warning", what, _first(proof, panel), hint)


def _first(proof: Proof, panel: PanelView) -> str:
    """Where the first text of a panel was written; what layouts say there is no place to mend."""
    runs = [run for page in proof.pages for run in page.runs if run.where]
    inside = [run.where for run in runs if run.panel_name == panel.name]
    places = [*inside, *(run.where for run in runs)]
    return next((one for one in places if not one.startswith("layouts/")), inside[0] if inside else "")


def _covered(stretches: Sequence[tuple[float, float]]) -> float:
    """The height of what is printed, with the pauses in it."""
    total, end = 0.0, None
    for top, bottom in sorted(stretches):
        if end is None or top - end > PAUSE:
            total += bottom - top
        else:
            total += max(bottom - end, 0.0)
        end = max(bottom, end) if end is not None else bottom
    return total


#: The share of the dots per inch asked for below which a photograph is visibly soft: 100 of them on a
#: screen, 213 in print.
COARSE: Final = 2 / 3
#: Dots per inch that are sharp in print; a press edition holds a few more.
SHARP: Final = 300
#: No column of text is wider, in points.
COLUMN: Final = 340.0
#: Rounding of contrast: pixels are in steps, and compression makes them uneven.
NEARLY: Final = 0.96


def coarse_pictures(proof: Proof) -> Iterator[Finding]:
    """A photograph that has too few pixels for the size at which it stands, and how many would do.

    One finding for each picture and size: that for the first half of a spread tells of both.
    """
    told, wanted = set[tuple[str, int]](), min(proof.resolution, SHARP)
    for number, page in numbered(proof):
        for one in page.pictures:
            dots = one.resolution
            if not (dots and one.where):
                continue
            if dots < proof.resolution * COARSE and (one.where, round(dots)) not in told:
                told.add((one.where, round(dots)))
                what = f"the picture is printed at {dots:.0f} dots per inch, {wanted} are wanted"
                hint, pixels = more_pixels(one, proof.resolution), (dots,)
                yield Finding(proof.name, number, "coarse-picture", "warning", what, one.where, hint, pixels)


def more_pixels(picture: PictureView, wanted: float) -> str:
    """The hint for a picture with less than the `wanted` pixels per inch: how many would do, and where.

    One that is set narrow for its few pixels grows with them, to the width of its column.
    """
    (across, down), (width, height) = picture.pixels, picture.printed
    if width < COLUMN and abs(picture.resolution - COLUMN_DOTS) < 1:
        enough = ceil(COLUMN / POINTS_PER_INCH * SHARP)
        return f"with more pixels it is printed larger too; {enough} across fill any column ({across} now)"
    needed = [ceil(side / POINTS_PER_INCH * SHARP) for side in (width, height)]
    would_do = width > COLUMN and across / COLUMN * POINTS_PER_INCH >= wanted * COARSE
    smaller = ", or a smaller place, such as place: column" * would_do
    return f"give it {needed[0]} by {needed[1]} pixels for what is shown ({across} by {down} now){smaller}"


def faint_type(proof: Proof) -> Iterator[Finding]:
    """Type on a photograph that its pixels leave too little contrast: of each text the first line."""
    told = set[tuple[int, str]]()
    for number, page in numbered(proof):
        for run in page.runs:
            least = GRAPHIC_CONTRAST if run.is_large else TEXT_CONTRAST
            key = number, run.where or run.text
            if 0 < run.contrast < least * NEARLY and key not in told:
                told.add(key)
                what = (
                    f'"{first_words(run)}" has a contrast of {run.contrast:.1f} with the picture behind it,'
                    f" {least:g} is the least"
                )
                hint = (
                    "choose a picture that is calmer or darker there, or shorten the text, or give the"
                    " picture place: wide"
                )
                yield Finding(proof.name, number, "faint-type", "error", what, run.where, hint)
