"""What the server of worker processes loads before the first worker is forked; workers share its memory."""

from __future__ import annotations

import gc
from contextlib import suppress

from brochure.crew import tools

with suppress(Exception):  # whatever is wrong, the first task will say so
    tools()
gc.collect()
gc.freeze()  # so that the collector does not touch, and thereby copy, what is shared
