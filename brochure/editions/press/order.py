"""What a print shop is told of a file, and what may be wrong with the file. Must not know PDF objects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

#: Cyan, magenta, yellow and black as fractions, 0 to 1.
Cmyk = tuple[float, float, float, float]


@dataclass(frozen=True)
class Press:
    """How a file is separated; lengths in points.

    `profile` is an ICC output profile (CMYK), `condition` its name in the ICC's characterization registry.
    `inks` maps colors such as `#12314a` (lower case) to what is printed for them; others go through the
    profile. `bleed` is how far art runs over the trim. `font` is the TrueType or OpenType file that the slug
    line is drawn with. `issued` stands for every date of the file. `folds` has the places of folds on each
    page, from the left edge of its trim; pages beyond its end have none. No picture and no converted color
    has more ink than `limit` (4 is all four plates in full).
    """

    profile: bytes
    condition: str
    inks: Mapping[str, Cmyk]
    bleed: float
    font: bytes
    slug: str
    issued: date
    folds: Sequence[Sequence[float]] = ()
    registry: str = "http://www.color.org"
    limit: float = 3.0


class Unprintable(NamedTuple):
    """Something that cannot be brought to the plates; `page` counts from 1, 0 means the document."""

    page: int
    what: str

    def __str__(self) -> str:
        return f"page {self.page} has {self.what}" if self.page else self.what


class SeparationError(Exception):
    """What cannot be separated: `found` has each thing with its page, `faults` the same in words."""

    def __init__(self, found: Iterable[Unprintable]) -> None:
        self.found = tuple(dict.fromkeys(found))
        super().__init__("; ".join(self.faults))

    @property
    def faults(self) -> tuple[str, ...]:
        """Each thing in words, with its page."""
        return tuple(map(str, self.found))

    def __reduce__(self) -> tuple[type[SeparationError], tuple[tuple[Unprintable, ...]]]:
        """So that it comes back whole from a worker process."""
        return type(self), (self.found,)
