"""The command line: the only place that prints or exits. Must not know PDF."""

from __future__ import annotations

import gc
import os
import signal
import sys
from types import FrameType

from brochure.cli.messages import explain_missing, say

#: New objects between two looks for garbage: what is loaded at the start is none, and looking is a tenth of
#: it.
OBJECTS = 200_000
#: What shells add to a signal's number.
BY_SIGNAL = 128

__all__ = ["main"]


class Stopped(BaseException):
    """A signal came. Not a KeyboardInterrupt, which libraries take for their own."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.exit_code = BY_SIGNAL + number


def main() -> None:
    """Runs the command line. Where a library is missing, says what this machine needs instead of failing.

    Ctrl-C and a polite kill end a run the same way: through every `finally`, with one line.
    """
    gc.set_threshold(OBJECTS)
    # Else pydantic looks for plugins in every installed package.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    stop_on_signals()
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # a path may hold what cannot be printed
    try:
        sys.exit(_run(sys.argv[1:]))
    except Stopped as stop:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)  # one line, however often a key is pressed
        say("stopped; every file that was published is whole", "build again to make the rest")
        sys.exit(stop.exit_code)


def stop_on_signals() -> None:
    """Raises `Stopped` on both signals; one that whoever started this program ignores stays ignored."""
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stop)
    if hasattr(
        signal, "SIGPIPE"
    ):  # a reader that goes away, as in `| head`: end without a word, as others do
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stopped(number)


def _run(arguments: list[str]) -> int:
    try:
        from brochure.cli.app import run  # what it needs may be missing, which is then said

        return run(arguments)
    except ImportError as error:
        if (error.name or "").startswith("brochure"):
            raise
        if "doctor" in arguments:
            from brochure.cli.doctor import report  # needs no library, and no other command needs it

            return report(None, "--json" in arguments)
        return explain_missing(error)
