"""**serve**: a published season for those who read it: its site, and packets of one's own choice.

    SeasonServer(places, season, desk, Listening(port=8421)).run()

The studio listens as it does, and has no use for what makes packets, which is loaded when it is asked for.
Must not print, nor write beside what was published.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from brochure.serve.answers import FILE_TYPES
from brochure.serve.listening import Hasty, PoliteServer, again

if TYPE_CHECKING:
    from brochure.serve.serving import Listening, SeasonServer

__all__ = ["FILE_TYPES", "Hasty", "Listening", "PoliteServer", "SeasonServer", "again"]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    from brochure.serve import serving

    return getattr(serving, name)
