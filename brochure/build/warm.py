"""What the server of worker processes loads before the first worker is forked; workers share its memory.

The parent reads content meanwhile, so that nobody waits for what is loaded here.
"""

from __future__ import annotations

import gc
from contextlib import suppress

from brochure.build.crew import tools

with suppress(Exception):  # whatever is wrong, the first task will say so
    tools()
    from brochure import packet as packet  # nearly every build ends with one
    from brochure.typeset import warm_up

    warm_up()
gc.collect()
gc.freeze()  # so that the collector does not touch, and thereby copy, what is shared
