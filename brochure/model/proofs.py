"""What typesetting gives and preflight looks at: a document as it was laid out, in plain frozen values.

Must not know how it was made, nor what is wrong with it.
"""

from __future__ import annotations

from dataclasses import dataclass

from brochure.findings import Severity


@dataclass(frozen=True)
class Run:
    """A piece of one line of laid-out text. Lengths in points from the top left corner of the page.

    `where` is the `file:line` it was written on, empty for the layouts' own words.
    `panel` is the box that it must stay in (left, top, right, bottom): the nearest one that does not grow with its text.
    `missing` are the characters that its typeface lacks. `tag` is the HTML element of its paragraph, `block` a number that
    the paragraph's other runs have too, `panel_name` the panel of a format that it stands in.
    """

    text: str
    where: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    family: str
    panel: tuple[float, float, float, float]
    missing: str = ""
    tag: str = ""
    block: int = 0
    panel_name: str = ""


@dataclass(frozen=True)
class PanelView:
    """One laid-out panel: its height, and from where to where its pictures reach, in points; `is_quiet` is empty by design."""

    name: str
    height: float
    is_quiet: bool
    art: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class PageView:
    """One laid-out page. `kind` is the named page of the stylesheet; `art_bottom` the lowest edge of a picture."""

    kind: str
    width: float
    height: float
    area: tuple[float, float, float, float]
    runs: tuple[Run, ...]
    art_bottom: float = 0.0
    panels: tuple[PanelView, ...] = ()


@dataclass(frozen=True)
class Complaint:
    """Something the engine logged while it set a document."""

    severity: Severity
    text: str


@dataclass(frozen=True)
class Proof:
    """A typeset document: the PDF, what was laid out and written to it, and what the engine complained of.

    `families` are the typefaces that it may use, `faces` the names of those in the PDF. `headings` are the levels of its
    headings and `figures` what its figures say in words, both in the order in which they are read.
    """

    name: str
    title: str
    language: str
    pdf: bytes
    pages: tuple[PageView, ...]
    complaints: tuple[Complaint, ...] = ()
    families: frozenset[str] = frozenset()
    faces: tuple[str, ...] = ()
    headings: tuple[int, ...] = ()
    figures: tuple[str, ...] = ()
