"""What the server of worker processes loads before the first worker is forked; workers share its memory."""

from __future__ import annotations

import gc
from contextlib import suppress

from brochure.crew import tools
from brochure.errors import MachineError

with suppress(MachineError):  # the first task will say so
    tools()
gc.collect()
gc.freeze()  # so that the collector does not touch, and thereby copy, what is shared
