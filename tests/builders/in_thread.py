"""A server of the program in a thread, and patience for what it does meanwhile."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar

from brochure.serve import PoliteServer


class _Server(Protocol):
    server: PoliteServer

    def run(self) -> None: ...

    def stop(self) -> None: ...


_One = TypeVar("_One", bound=_Server)


@contextmanager
def in_thread(server: _One) -> Iterator[_One]:
    """A server that answers as long as this stands, and ends when it is told to."""
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_for(lambda: server.server.started)
    try:
        yield server
    finally:
        server.stop()
        thread.join(30)
        assert not thread.is_alive()


def wait_for(holds: Any, seconds: float = 60) -> Any:
    """What holds in the end."""
    end = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)
    return found
