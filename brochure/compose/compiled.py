"""Where this program keeps what it compiles for later processes: beside what Python itself compiles of it.

Whoever may write there can run code anyway; a folder of a publication, or one that all users share, would be another matter.
"""

from __future__ import annotations

import sys
from importlib.util import cache_from_source
from pathlib import Path


def compiled(module: str) -> Path | None:
    """The folder for a module, given by its `__file__`; none where Python is told to keep nothing."""
    return None if sys.dont_write_bytecode else Path(cache_from_source(module)).parent
