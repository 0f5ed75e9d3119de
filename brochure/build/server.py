"""The server process that workers are forked from, and when it begins to load what they share.

Importing this costs next to nothing, so that the server loads the engine while its parent still loads
what it needs itself.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from multiprocessing import get_all_start_methods
from pathlib import Path
from threading import Lock
from typing import Any, Final

from brochure.build.temporary import temporaries, temporary_place, work_folder
from brochure.errors import MachineError

#: How workers are started; on a Mac, what was loaded before a fork may not be used after it, and Windows has
#: no fork.
METHOD: Final = (
    "forkserver" if "forkserver" in get_all_start_methods() and sys.platform != "darwin" else "spawn"
)
_ROOT: Final = Path(__file__).resolve().parents[2]
#: What a terminal tells everyone that was started in it: to be stopped, and that it is closed.
FOR_ALL: Final = tuple(getattr(signal, name) for name in ("SIGINT", "SIGHUP") if hasattr(signal, name))
#: Bytes that the path of a folder may have, so that Python's socket in it has no more than systems allow.
LONGEST: Final = 107 - len("/pymp-12345678/listener-12345678")
#: Bytes that lie unused at the end of a process's memory before the system has them again. Where nothing is
#: said, the C library of Linux keeps twice the largest that was ever freed: 15 MB in each worker.
GIVEN_BACK: Final = "1000000"
#: Tells the server that it is for who stands by.
STANDS_BY: Final = "BROCHURE_STANDS_BY"
_ONE_AT_A_TIME: Final = Lock()


def load_for_workers(stands_by: bool = False) -> None:
    """Starts the server, where none runs and workers come from one; it loads `preload` at once, and of that
    the engine alone for who stands by for single pages.

    Raises `MachineError` where it cannot be spoken to.
    """
    if METHOD != "forkserver":
        return
    place = temporary_place()
    if len(os.fsencode(place)) > LONGEST:
        what = "its path is too long for processes to speak to one another there"
        raise MachineError.of(str(place), what, "name a folder with a shorter path in TMPDIR")
    keeping = temporaries() if len(os.fsencode(work_folder())) <= LONGEST else nullcontext()
    from multiprocessing import forkserver  # which Windows has not

    forkserver.set_forkserver_preload(["brochure.build.preload"])
    with _ONE_AT_A_TIME, keeping, _deaf(), _environment(stands_by):
        forkserver.ensure_running()


@contextmanager
def _environment(stands_by: bool) -> Iterator[None]:
    """What the server is to know.

    Python (seen in 3.11 to 3.13.0) does not tell it where modules are: it would find this package only from
    beside it.
    """
    paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    known = {
        "PYTHONPATH": os.pathsep.join(paths),
        "TMPDIR": str(work_folder()),
        "PYTHONWARNINGS": "ignore",
        "MALLOC_TRIM_THRESHOLD_": GIVEN_BACK,
        STANDS_BY: "yes" if stands_by else "",
    }
    before = {name: os.environ.get(name) for name in known}
    os.environ.update(known)
    try:
        yield
    finally:
        for name, value in before.items():
            del os.environ[name]
            os.environ.update({} if value is None else {name: value})


@contextmanager
def _deaf() -> Iterator[None]:
    """Who is started now does not hear what is for the parent.

    Python lets the main thread alone say so; a server that another one starts again hears of a closed
    terminal, and ends with it.
    """
    before: dict[int, Any] = {}
    try:
        with suppress(ValueError):
            before |= {number: signal.signal(number, signal.SIG_IGN) for number in FOR_ALL}
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
