"""**studio**: a season is edited in the browser, with its printed pages beside the form.

`StudioServer` serves one publication to the browser of the person who started it; `find_running` finds the
one that runs already. The page itself is in `static/`. What it may ask for, and why nobody else can, is told
in docs/studio-server.md. Must not know terminals.
"""

from brochure.studio.running import StudioServer, address, ask_ticket, find_running, last_port, open_browser

__all__ = ["StudioServer", "address", "ask_ticket", "find_running", "last_port", "open_browser"]
