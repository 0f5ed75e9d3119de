"""The server process that workers are forked from, and when it begins to load what they share.

Importing this costs next to nothing, so that the server loads the engine while its parent still loads
what it needs itself.
"""

from __future__ import annotations

import os
import signal
import sys
from multiprocessing import get_all_start_methods
from pathlib import Path
from typing import Final

#: How workers are started; on a Mac, what was loaded before a fork may not be used after it, and Windows has
#: no fork.
METHOD: Final = (
    "forkserver" if "forkserver" in get_all_start_methods() and sys.platform != "darwin" else "spawn"
)
_ROOT: Final = Path(__file__).resolve().parents[2]


def load_for_workers() -> None:
    """Starts the server, where none runs and workers come from one; it loads `preload` at once.

    Ctrl-C is for the parent: who is started now ignores it too.
    """
    if METHOD != "forkserver":
        return
    from multiprocessing import forkserver  # which Windows has not

    forkserver.set_forkserver_preload(["brochure.build.preload"])
    before, known = signal.signal(signal.SIGINT, signal.SIG_IGN), os.environ.get("PYTHONPATH")
    # Python (seen in 3.11 to 3.13.0) does not tell its server where modules are: it would find this package
    # only from beside it.
    os.environ["PYTHONPATH"] = os.pathsep.join([str(_ROOT), *([known] if known else [])])
    try:
        forkserver.ensure_running()
    finally:
        signal.signal(signal.SIGINT, before)
        if known is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = known
