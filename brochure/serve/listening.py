"""How a server of this program listens: to nobody who says or takes nothing, until it is told to end.

Must not know what is asked for.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from brochure.errors import MachineError

#: Seconds in which a request has to be here, an idle connection is kept, and a reader has to take something.
HASTE: Final = 15.0


async def again(work: Callable[[], Awaitable[object]], pause: float) -> None:
    """Does something again and again, with so many seconds between, until it is cancelled.

    What goes wrong with it once is logged, and it is done again.
    """
    while True:
        await asyncio.sleep(pause)
        try:
            await work()
        except Exception:
            logging.getLogger(__name__).exception("what is done again and again went wrong")


class Hasty(H11Protocol):
    """Ends a connection that says nothing, or half a request, or takes no answer, for too long."""

    _waiting: asyncio.TimerHandle | None = None
    _stalling: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._is_asked():
            self._stop_waiting()
        elif self._waiting is None:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        self.resume_writing()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stalling = self.loop.call_later(HASTE, self.transport.abort)

    def resume_writing(self) -> None:
        if self._stalling:
            self._stalling.cancel()
            self._stalling = None
        super().resume_writing()

    def _is_asked(self) -> bool:
        """Whether a request is here that has no answer yet."""
        return self.cycle is not None and not self.cycle.response_complete

    def _wait(self) -> None:
        self._waiting = self.loop.call_later(HASTE, self._late)

    def _stop_waiting(self) -> None:
        if self._waiting:
            self._waiting.cancel()
            self._waiting = None

    def _late(self) -> None:
        self._waiting = None
        if not self._is_asked() and not self.transport.is_closing():
            self.transport.close()


def _is_no_end(record: logging.LogRecord) -> bool:
    """Whether a line of the log says anything but that what still runs is cut off at the end."""
    return "timeout graceful shutdown" not in str(record.msg)


class PoliteServer(uvicorn.Server):
    """Ends when it is told to, without asking who still listens."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Ends it, and connections too that came in that moment or take nothing: whoever waits there hears
        that nobody answers any more.
        """
        said = logging.getLogger("uvicorn.error")
        said.addFilter(_is_no_end)
        try:
            await super().shutdown(sockets)
        finally:
            said.removeFilter(_is_no_end)
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        await asyncio.sleep(0)  # in which they are closed

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Ctrl-C and a polite kill end it in order; nobody else hears of them, or each would stop the
        program once more.
        """
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        numbers = [
            getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
        ]
        told = signal.set_wakeup_fd(-1)
        before = {number: signal.signal(number, self.handle_exit) for number in numbers}
        try:
            yield
        finally:
            signal.set_wakeup_fd(told, warn_on_full_buffer=False)
            for number, handler in before.items():
                signal.signal(number, handler)


def bound_socket(host: str, port: int, waiting: int) -> socket.socket:
    """A socket that listens there; so many may wait. Raises `MachineError`."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        one = socket.socket(family, kind, protocol)
    except (OSError, UnicodeError) as error:
        what, hint = f"there is no such address ({error})", "name one of this machine, such as 127.0.0.1"
        raise MachineError.of("--host", what, hint) from error
    try:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        one.bind(place)
        one.listen(waiting)
    except OSError as error:
        one.close()
        what, hint = f"nothing can listen at {host}:{port} ({error.strerror})", "name another with --port"
        raise MachineError.of("--port", what, hint) from error
    return one
