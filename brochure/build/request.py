"""What a build is asked for and what it tells: where things stand, what was published, who watches.

Must not know how it is done.

Importing it costs next to nothing, so that a build in which nothing is to be done costs little more: what it
tells are named tuples, which Python makes in a sixth of the time of data classes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, Literal, NamedTuple

from brochure.errors import Finding, UsageError

BROCHURE = "brochure"
#: The status of a document that nobody has approved, and what its file is called besides.
DRAFT: Final = "draft"
Edition = Literal["screen", "press", "office"]
#: Gives findings about finished PDFs, which it takes by name.
Judge = Callable[[Mapping[str, bytes]], Sequence[Finding]]


class Wish(NamedTuple):
    """What the user asks for.

    `programs` and `formats` empty mean all; `packets` None means the ones that hold only what is built.
    `title` is that of a packet of some programs.
    """

    programs: tuple[str, ...] = ()
    packets: tuple[str, ...] | None = None
    brochures: bool = True
    edition: Edition = "screen"
    formats: tuple[str, ...] = (BROCHURE,)
    title: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether it is for the whole season, in some edition."""
        return not self.programs and self.packets is None and self.brochures


class Limits(NamedTuple):
    """What one piece of a document's work may take: a stranger's content may never end."""

    minutes: float = 10
    memory: int = 4_000_000_000


class Places(NamedTuple):
    """Where a publication stands and its output goes; `keep` is a folder for every stage's artefact."""

    publication: Path
    output: Path
    keep: Path | None = None


class Published(NamedTuple):
    """One document of a build: its file with the hash of it, or none where an error kept it back or packets
    alone hold it.

    `size` in bytes.

    `is_reviewed` says that a person has judged it as it is now.
    """

    name: str
    path: Path | None
    pages: int
    size: int
    findings: tuple[Finding, ...]
    seconds: float
    sha256: str = ""
    is_reviewed: bool = False

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What kept it back."""
        return tuple(one for one in self.findings if one.severity == "error")


class Watcher:
    """Is told how a build goes; this one does nothing with it."""

    def planned(self, documents: int) -> None:
        """So many documents will be made."""

    def began(self, name: str) -> None:
        """A document is being made."""

    def done(self, document: Published) -> None:
        """A document is finished; `path` is set where it was published."""


def refuse_without_content(publication: Path) -> None:
    """Raises `UsageError` where a folder is no publication."""
    if not (publication / "content").is_dir():
        hint = "make_brochure.py new DIR makes one to start from; --publication DIR names one elsewhere"
        what = "there is no publication here, for this folder has no content/"
        raise UsageError.of(str(publication), what, hint)
