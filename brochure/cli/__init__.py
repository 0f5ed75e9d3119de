"""The command line: the only place that prints or exits. Must not know PDF."""

from __future__ import annotations

import gc
import os
import signal
import sys
import warnings
from contextlib import suppress
from types import FrameType

from brochure.cli.messages import explain_missing, say

#: New objects between two looks for garbage: what is loaded at the start is none, and looking is a tenth of
#: it.
OBJECTS = 200_000
#: What shells add to a signal's number.
BY_SIGNAL = 128

#: Ctrl-C, a polite kill, and a terminal that is closed, which Windows has not.
STOPPING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))

__all__ = ["main"]


class Stopped(BaseException):
    """A signal came. Not a KeyboardInterrupt, which libraries take for their own."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.exit_code = BY_SIGNAL + number


def main() -> None:
    """Runs the command line. Where a library is missing, says what this machine needs instead of failing.

    Ctrl-C, a polite kill and a terminal that is closed end a run the same way: through every `finally`,
    with one line.
    """
    gc.set_threshold(OBJECTS)
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # they are for programmers
    _open_streams()
    # Else pydantic looks for plugins in every installed package.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    stop_on_signals()
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # a path may hold what cannot be printed
    try:
        sys.exit(_run(sys.argv[1:]))
    except Stopped as stop:
        with suppress(OSError):  # a terminal that is closed takes no line
            say("stopped; every file that was published is whole", "build again to make the rest")
        sys.exit(stop.exit_code)


def _open_streams() -> None:
    """Has a stream that is closed lead nowhere: else the next file that is opened would be taken for it."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # gets the lowest number that is free
            setattr(sys, name, open(number, "w" if number else "r", closefd=False))  # noqa: SIM115


def stop_on_signals() -> None:
    """Raises `Stopped` on each signal; one that whoever started this program ignores stays ignored."""
    for number in STOPPING:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stop)
    if hasattr(
        signal, "SIGPIPE"
    ):  # a reader that goes away, as in `| head`: end without a word, as others do
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)


def _stop(number: int, frame: FrameType | None) -> None:
    for other in STOPPING:
        signal.signal(other, signal.SIG_IGN)  # one line, however often a key is pressed
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
