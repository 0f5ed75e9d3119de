"""What a page on the web is given besides its document: where it leads, what can be downloaded.

Must not know HTML or files.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from brochure.model.programs import Program
from brochure.model.publication import Chapter, Packet
from brochure.model.reading import plain

#: What a page is about.
PageKind = Literal["index", "program", "chapter", "packet", "choice"]


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
    """A page of the site as others list it: what it is about, its address, and the PDFs of it."""

    address: str
    program: Program | None = None
    chapter: Chapter | None = None
    packet: Packet | None = None
    downloads: tuple[Download, ...] = ()

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
    the publication says at which address its site stands. `said` is what a form answers. A draft
    is a page of a site in which something lacks an approval.
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
    is_draft: bool = False
