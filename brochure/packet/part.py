"""What goes into a packet, and what can be wrong with it. Must not know how anything is merged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from brochure.errors import BrochureError, Problem, Where


@dataclass(frozen=True)
class Part:
    """One PDF of the packet.

    `pdf` is the file, or where it stands. `name` is unique and what `packet:NAME` links say; `title` names
    its outline entry and its structure element. `language` (BCP 47) wins over the PDF's own. Without
    `outline` the part has no entry of its own in the packet's outline: its own top entries stand there
    instead, as for front matter.
    """

    name: str
    title: str
    pdf: bytes | Path
    language: str | None = None
    outline: bool = True

    def read(self) -> bytes:
        """The bytes of the file."""
        return self.pdf if isinstance(self.pdf, bytes) else self.pdf.read_bytes()

    def digest(self) -> str:
        """The SHA-256 of the bytes, in hexadecimal."""
        return sha256(self.read()).hexdigest()


class PacketError(BrochureError):
    """What the makers of the parts can mend: a part that cannot be read, a `packet:` link that leads
    nowhere.
    """


def problem(part: Part, what: str, hint: str = "") -> Problem:
    """A fault that stands in one part; the place is the part's name."""
    return Problem(Where(part.name), what, hint)


def raise_all(problems: Iterable[Problem]) -> None:
    """Raises all of them as one error, or does nothing where there are none."""
    found = tuple(problems)
    if found:
        raise PacketError(found)
