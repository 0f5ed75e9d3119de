"""Ctrl-C and a polite kill end a run the same way: through every `finally`, with one line. Must not know commands."""

from __future__ import annotations

import signal
from types import FrameType

#: What shells add to a signal's number.
BY_SIGNAL = 128


class Stopped(BaseException):
    """A signal came. Not a KeyboardInterrupt, which libraries take for their own."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.exit_code = BY_SIGNAL + number


def stop_on_signals() -> None:
    """Raises `Stopped` on both signals; one that whoever started this program ignores stays ignored."""
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stop)
    if hasattr(
        signal, "SIGPIPE"
    ):  # a reader that goes away, as in `| head`: end without a word, as other programs do
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stopped(number)
