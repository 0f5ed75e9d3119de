"""What the server of worker processes imports before any is forked from it: they share its memory.

Python's name for it is the forkserver's preload. The parent reads content meanwhile, so that nobody waits
for it.
"""

from __future__ import annotations

import gc
import os
from contextlib import suppress

gc.disable()  # what is loaded is no garbage

from brochure.build.server import STANDS_BY  # noqa: E402

# The engine asks for its libraries under names of other systems first, and Python looks for what is not
# there by starting compilers, a fifth of a second for nothing (docs/upstream.md): it finds none here.
path, os.environ["PATH"] = os.environ.get("PATH"), os.devnull
try:
    with suppress(Exception):  # whatever is wrong, the first task will say so
        from brochure.build.tasks import engine

        with engine():
            from brochure.typeset import warm_up

        warm_up()
finally:
    os.environ["PATH"] = path or os.defpath
with suppress(Exception):
    # With what a worker itself runs, it begins at once.
    from brochure.build import processes as processes
    from brochure.preflight import layout as layout

    # With these nearly every build ends; who shows single pages has no use for them, but draws pages.
    if os.environ.get(STANDS_BY):
        import pypdfium2 as pypdfium2
        from PIL import JpegImagePlugin as JpegImagePlugin

        from brochure.build import web_tasks as web_tasks
    else:
        from brochure import packet as packet
        from brochure.editions import office as office
        from brochure.editions import press as press
gc.freeze()  # so that the collector does not touch, and thereby copy, what is shared
gc.enable()
