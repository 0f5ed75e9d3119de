"""Packets that are asked for: each is made once, however many ask for it, and only so many wait at once.

Who asks from one address may hold half of the places, as many as a fair behind it needs, so that nobody
shuts out all others; what is made already costs no place. Must not know HTTP.
"""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from ipaddress import IPv6Address, ip_address
from typing import Final

from brochure.build import Store, keep_below
from brochure.errors import MachineError
from brochure.model import HashedFile
from brochure.press import PublishedSeason

#: Packets that wait or are being made, and those of which it is remembered where they are.
PLACES: Final = 64
_REMEMBERED: Final = 10_000
#: Seconds after which somebody may come again.
LATER: Final = 5
#: How many packets are made before the cache is held below its size again.
_SWEPT_AFTER: Final = 200

Key = tuple[str, tuple[str, ...]]


class BusyError(Exception):
    """There is no place left."""


class Orders:
    """Has packets made, at most so many at a time as there are threads, and keeps a cache below a size."""

    def __init__(self, store: Store, threads: int, limit: int, places: int = PLACES) -> None:
        self.store, self.limit, self.places = store, limit, places
        self._threads = ThreadPoolExecutor(threads, "order")
        self._making: dict[Key, asyncio.Task[HashedFile]] = {}
        self._whose: Counter[str] = Counter()
        self._known: OrderedDict[Key, HashedFile] = OrderedDict()
        self._made = 0

    def known(self, season: PublishedSeason, programs: tuple[str, ...]) -> HashedFile | None:
        """A packet that is made already."""
        key = (season.mark, programs)
        if key in self._known:
            self._known.move_to_end(key)
        elif found := season.known_packet(programs):
            self._remember(key, found)
        return self._known.get(key)

    def forget(self, season: PublishedSeason, programs: tuple[str, ...]) -> None:
        """That a packet was made which is gone."""
        self._known.pop((season.mark, programs), None)

    async def packet(self, season: PublishedSeason, programs: tuple[str, ...], address: str) -> HashedFile:
        """The packet, made where it is not. Raises `BusyError`, and what making it raises."""
        key = (season.mark, programs)
        making = self._making.get(key)
        if making is None:
            whose = _group(address)
            if len(self._making) >= self.places or self._whose[whose] >= self.places // 2:
                raise BusyError
            self._whose[whose] += 1
            making = self._making[key] = asyncio.create_task(self._make(key, season))
            making.add_done_callback(lambda _: self._leave(key, whose))
        return await asyncio.shield(making)  # who goes away takes nothing from others

    async def _make(self, key: Key, season: PublishedSeason) -> HashedFile:
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._threads, season.packet, key[1])
        self._remember(key, found)
        self._made += 1
        if self._made % _SWEPT_AFTER == 0:
            await loop.run_in_executor(self._threads, self._sweep)
        return found

    def _leave(self, key: Key, whose: str) -> None:
        """Gives a place free."""
        del self._making[key]
        self._whose[whose] -= 1
        if not self._whose[whose]:
            del self._whose[whose]

    def _remember(self, key: Key, found: HashedFile) -> None:
        self._known[key] = found
        while len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)

    def _sweep(self) -> None:
        """Throws away what nobody has asked for longest."""
        with suppress(MachineError, OSError):
            keep_below(self.store, self.limit)

    def close(self) -> None:
        """Begins nothing more."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _group(address: str) -> str:
    """Whose an address is: of the new ones everybody has millions, so it is their common beginning."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    return str(int(found) >> 64) if isinstance(found, IPv6Address) else str(found)
