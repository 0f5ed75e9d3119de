"""What was laid out on a page, as plain values: runs of text, pictures, panels, the page itself; and what a
page on the web is given besides its document: where it leads, what can be downloaded.

Lengths are points from the top left corner of the page. Must not know how anything is laid out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from brochure.model.paper import POINTS_PER_INCH
from brochure.model.programs import Program
from brochure.model.publication import Chapter, Packet
from brochure.model.reading import plain


@dataclass(frozen=True)
class QuotedWords:
    """Characters of a run, from `start` to before `end`, that a fact says at a place of its own."""

    start: int
    end: int
    where: str


@dataclass(frozen=True)
class Run:
    """A piece of one line of laid-out text. Lengths in points from the top left corner of the page.

    `where` is the `file:line:column` it was written at, empty for the layouts' own words, `quoted` what a
    fact says in it. `panel` is the box that it must stay in (left, top, right, bottom): the nearest one that
    does not grow with its text. `missing` are the characters that its typeface lacks. `tag` is the HTML
    element of its paragraph, `block` a number that the paragraph's other runs have too, `panel_name` the
    panel of a format that it stands in. `spacing` is what stands between its letters, in parts of its size.
    `contrast` is that with the worst of the picture behind it, 0 where there is none; `is_large` whether its
    type is so large that less of it will do.
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
    quoted: tuple[QuotedWords, ...] = ()
    spacing: float = 0.0
    contrast: float = 0.0
    is_large: bool = False

    def place_of(self, character: str) -> str:
        """Where a character of it is written: at a fact where the fact says it."""
        at = self.text.find(character)
        return next((one.where for one in self.quoted if one.start <= at < one.end), self.where)


@dataclass(frozen=True)
class Lettering:
    """Words that are no run of a page: in a margin, or in a `drawing`.

    `family` is the one that they are set in, or ask for, and `missing` are the characters that it lacks.
    """

    page: int
    where: str
    drawing: str
    text: str
    family: str
    missing: str


@dataclass(frozen=True)
class PictureView:
    """A laid-out picture or drawing with its margins, in points from the top left corner of the page.

    `where` is the `file:line:column` that it was named at, empty for the layouts' own; `panel_name` as of a
    `Run`. `pixels` are those of what is printed of it, across and down, and `printed` its width and height;
    a drawing has none. `higher` are the points by which it may be higher where white is left.
    """

    where: str
    left: float
    top: float
    right: float
    bottom: float
    panel_name: str = ""
    pixels: tuple[int, int] = (0, 0)
    printed: tuple[float, float] = (0.0, 0.0)
    higher: float = 0.0

    @property
    def resolution(self) -> float:
        """Its pixels per inch where it is printed; 0 for a drawing."""
        return self.pixels[0] / self.printed[0] * POINTS_PER_INCH if self.printed[0] else 0.0


@dataclass(frozen=True)
class PanelView:
    """One laid-out panel: its name, its height in points, whether it may be empty, and whether it is printed
    head down, which the places of its texts do not tell.
    """

    name: str
    height: float
    is_quiet: bool
    is_turned: bool = False


@dataclass(frozen=True)
class PageView:
    """One laid-out page.

    `kind` is the named page of the stylesheet. Sides, and the `area` for text, are in points. A page of a
    PDF from elsewhere has a `guest`, which names that file and the page in it, and `where` it is asked for.
    `places` are the names of what links may lead to on it.

    `parts` are the numbers, from 0 on, of the children of the body that stand on it.

    `placement` names the unit that begins what stands on it, `architecture` how that is laid out, which may
    be meant to be quiet; `room` are the points left below it. `fill` is the share of the area that is used,
    and `white` are the points below what is lowest in it.
    """

    kind: str
    width: float
    height: float
    area: tuple[float, float, float, float]
    runs: tuple[Run, ...]
    pictures: tuple[PictureView, ...] = ()
    panels: tuple[PanelView, ...] = ()
    guest: str = ""
    where: str = ""
    places: tuple[str, ...] = ()
    placement: str = ""
    architecture: str = ""
    is_quiet: bool = False
    room: float = 0.0
    fill: float = 0.0
    white: float = 0.0
    parts: tuple[int, ...] = ()


#: What a page is about.
PageKind = Literal["index", "program", "chapter", "packet", "choice", "missing"]


@dataclass(frozen=True)
class Download:
    """A PDF that can be downloaded: its title, its address, and what it is, for which `line` is the words;
    `size` in words.
    """

    title: str
    address: str
    line: str
    pages: int
    size: str
    is_accessible: bool = True


@dataclass(frozen=True)
class Listed:
    """A page of the site as others list it: what it is about, its address, the PDFs of it, and the path of
    the picture of its cover where there is one.
    """

    address: str
    program: Program | None = None
    chapter: Chapter | None = None
    packet: Packet | None = None
    downloads: tuple[Download, ...] = ()
    cover: str = ""

    @property
    def title(self) -> str:
        """What it is called."""
        other = self.chapter or self.packet
        return plain(self.program.name if self.program else other.title if other else "")

    @property
    def line(self) -> str:
        """What it is about, in one line."""
        other = self.chapter or self.packet
        return plain(self.program.promise if self.program else (other and other.line) or self.title)


@dataclass(frozen=True)
class WebFrame:
    """What stands around a document on its page: the way to all others, and its own downloads.

    `top` leads from the page to the folder of the site; `canonical` is the whole address of the page, where
    the publication says at which address its site stands. `said` is what a form answers, below a `heading`
    where there is no such page. A draft
    is a page of a site in which something lacks an approval. `cover` is the whole address of the picture
    that previews of links show, `cover_words` what it says, `cover_size` its pixels across and down.
    """

    kind: PageKind
    name: str
    title: str
    language: str
    description: str
    top: str
    canonical: str
    accent: str | None
    programs: Sequence[Listed] = ()
    chapters: Sequence[Listed] = ()
    packets: Sequence[Listed] = ()
    downloads: Sequence[Download] = ()
    before: Listed | None = None
    after: Listed | None = None
    said: str = ""
    heading: str = ""
    is_draft: bool = False
    cover: str = ""
    cover_words: str = ""
    cover_size: tuple[int, int] = (0, 0)
