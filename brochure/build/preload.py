"""What the server of worker processes imports before any is forked from it: they share its memory.

Python's name for it is the forkserver's preload. The parent reads content meanwhile, so that nobody waits
for it.
"""

from __future__ import annotations

import gc
from contextlib import suppress

with suppress(Exception):  # whatever is wrong, the first task will say so
    from brochure import packet as packet  # nearly every build ends with one
    from brochure.build.tasks import engine

    with engine():
        from brochure.typeset import warm_up

    warm_up()
gc.collect()
gc.freeze()  # so that the collector does not touch, and thereby copy, what is shared
