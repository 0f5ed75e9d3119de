"""The command line: the only place that prints or exits. Must not know PDF."""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys

from brochure.cli import doctoring
from brochure.cli.stopping import Stopped, stop_on_signals

#: New objects between two looks for garbage: what is loaded at the start is none, and looking is a tenth of it.
OBJECTS = 200_000


def main() -> None:
    """Runs the command line. Where a library is missing, says what this machine needs instead of failing."""
    gc.set_threshold(OBJECTS)
    atexit.register(gc.freeze)  # else Python looks through everything for garbage once more at its end
    os.environ.setdefault(
        "PYDANTIC_DISABLE_PLUGINS", "__all__"
    )  # else it looks for some in every installed package
    stop_on_signals()
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # a path may hold what cannot be printed
    try:
        sys.exit(_run(sys.argv[1:]))
    except Stopped as stop:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)  # one line, however often a key is pressed
        doctoring.say("stopped; every file that was published is whole", "build again to make the rest")
        sys.exit(stop.exit_code)


def _run(arguments: list[str]) -> int:
    try:
        from brochure.cli.running import run
    except ImportError as error:
        if (error.name or "").startswith("brochure"):
            raise
        return doctoring.explain_missing(error)
    return run(arguments)
