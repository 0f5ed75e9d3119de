"""**seasons**: from nothing to a first season, and from one season to the next.

Content in, content out: `starter` gives the files of a publication to start from, a small fictional one
that shows every part and builds at once. Must not know where they go.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

__all__ = ["starter"]

CONTENT: Final = Path(__file__).resolve().parent / "starters" / "residency"


def starter() -> dict[str, bytes]:
    """What the files of its content folder hold, by their paths in it."""
    files = (path for path in sorted(CONTENT.rglob("*")) if path.is_file())
    return {path.relative_to(CONTENT).as_posix(): path.read_bytes() for path in files}
