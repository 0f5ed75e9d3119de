"""One stream of events for the page: what has changed, as it changes, to every browser that listens.

A browser opens six connections to one address at most, so that a seventh tab would wait for ever if each had
a stream: the page holds one `EventSource` for all of its tabs (a shared worker, or the tab that has the lock
`studio-events`, which hands events on by a `BroadcastChannel`). Every event has a number. Who comes back
after a break, such as a night in which the machine slept, gives the last number it saw, and is sent
`season`, to fetch everything again, where something was missed. Must not know what events mean.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator
from typing import Any, Final

#: Streams at once: more than anybody has browsers.
MOST: Final = 24
#: Seconds between two signs of life, by which both ends notice that the other is gone.
BEAT: Final = 15.0
#: Events that a reader may be behind; who is further behind begins anew.
_BEHIND: Final = 200
#: Milliseconds after which a browser tries again.
_AGAIN: Final = 1000


class Streams:
    """Hands events to whoever listens. To be used in the loop of the server, but for `tell_from_thread`."""

    def __init__(self) -> None:
        #: No two starts of a studio begin with the same one.
        self.number = secrets.randbelow(2**31)
        self.is_closed = False
        self._queues: set[asyncio.Queue[bytes | None]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def is_full(self) -> bool:
        """Whether there can be no more of them."""
        return len(self._queues) >= MOST

    def begin(self) -> None:
        """Learns which loop is the server's."""
        self._loop = asyncio.get_running_loop()

    def tell_from_thread(self, kind: str, **said: Any) -> None:
        """Tells everybody, from any thread; nobody where the server does not run."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(lambda: self.tell(kind, **said))

    def tell(self, kind: str, **said: Any) -> None:
        """Tells everybody who listens."""
        self.number += 1
        for queue in self._queues:
            is_asleep = queue.full()
            while is_asleep and not queue.empty():
                queue.get_nowait()
            now, what = ("season", {"all": True}) if is_asleep else (kind, said)
            queue.put_nowait(_event(now, what, self.number))

    def close(self) -> None:
        """Ends all of them."""
        self.is_closed = True
        for queue in self._queues:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(None)

    async def listen(self, last: str) -> AsyncIterator[bytes]:
        """The stream of one browser, which saw the event of the number `last`."""
        queue: asyncio.Queue[bytes | None] = asyncio.Queue(_BEHIND)
        self._queues.add(queue)
        opening = f"retry: {_AGAIN}\n\n".encode()
        if last != str(self.number):
            opening += _event("season", {"all": True}, self.number)
        try:
            yield opening
            while not self.is_closed:
                try:
                    event = await asyncio.wait_for(queue.get(), BEAT)
                except TimeoutError:
                    event = b": still here\n\n"
                if event is None:
                    break
                yield event
        finally:
            self._queues.discard(queue)


def _event(kind: str, said: dict[str, Any], number: int) -> bytes:
    return f"id: {number}\nevent: {kind}\ndata: {json.dumps(said, ensure_ascii=False)}\n\n".encode()
