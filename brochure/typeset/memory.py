"""The garbage collector keeps still while a document is set, and takes it away whole when it is done.

A document is half a million objects, nearly all alive until its end, and in cycles, so that only the collector gets rid
of them. Looking through them again and again on the way is a twentieth of the time, and makes them old: then they stay.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """No collection in the meantime, and then one of what was made in the meantime."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.collect(0)
        if was_enabled:
            gc.enable()
