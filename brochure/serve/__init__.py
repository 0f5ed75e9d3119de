"""**serve**: a published season for those who read it: its site, and packets of one's own choice.

    SeasonServer(places, season, desk, Listening(port=8421)).run()

Must not print, nor write beside what was published.
"""

from __future__ import annotations

from brochure.serve.answers import FILE_TYPES
from brochure.serve.listening import Hasty, PoliteServer
from brochure.serve.serving import Listening, SeasonServer

__all__ = ["FILE_TYPES", "Hasty", "Listening", "PoliteServer", "SeasonServer"]
