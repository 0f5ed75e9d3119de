"""The server of a season: what is asked for, by path, and the season kept up with what is published.

Every path is looked up among those that there are: none leads to a file by what a user wrote. Must not
print.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl, urlencode

import uvicorn
from starlette.types import Receive, Scope, Send

from brochure.build import Desk, Places
from brochure.errors import BrochureError, MachineError
from brochure.press import FORM, MISSING, OWN_PACKET, NotBoundError, PublishedSeason, open_season, site_mark
from brochure.serve.answers import Answer
from brochure.serve.listening import HASTE, Hasty, PoliteServer, again, bound_socket
from brochure.serve.orders import LATER, BusyError, Orders

#: Connections at once, and fields of a form.
MOST_CONNECTIONS: Final = 1_000
_MOST_FIELDS: Final = 2_000
#: Seconds after which it is looked again whether the season was published.
_LOOK_AGAIN: Final = 2.0
_ASSETS: Final = "assets/"
#: What browsers ask every server for, and how many folders deep a page that is not there may be said to lie.
_ICON: Final = "favicon.ico"
_DEEPEST: Final = 8
#: What ends the names of what people keep and send: pages, and files that they read.
_PAGES: Final = (".html", ".htm", ".php", ".pdf")
_METHODS: Final = ("GET", "HEAD")
#: The place of what has none.
_LAST: Final = 100_000

_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class Listening:
    """Where a server listens, the addresses of proxies that tell for whom they ask, and the most bytes that
    packets may take on the disk.
    """

    host: str = "127.0.0.1"
    port: int = 8421
    proxies: tuple[str, ...] = ()
    limit: int = 1_000_000_000


@dataclass
class SeasonPages:
    """The ASGI application: one season, and what it was before it was published last."""

    season: PublishedSeason
    orders: Orders
    before: PublishedSeason | None = None
    _pages: dict[str, bytes] = field(default_factory=dict)

    def show(self, season: PublishedSeason) -> None:
        """Shows another one from now on; who is being answered keeps the one before."""
        self.before, self.season, self._pages = self.season, season, {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        if scope["method"] not in _METHODS:
            words = "Only GET and HEAD are answered."
            await Answer.of_words(words, 405, {"allow": "GET, HEAD", "connection": "close"}).send(
                scope, send
            )
            return
        path = scope["path"].removeprefix("/")
        if path == OWN_PACKET and self.season.composer:
            await self._own_packet(scope, send)
        else:
            await self._page(path).send(scope, send)

    def _page(self, path: str) -> Answer:
        """A page or a file of the site; of one that was published before, what pages of it still ask for."""
        if path in ("", "index.html"):
            return Answer.of_page(self._made("index"))
        if path == FORM and self.season.composer:
            return Answer.of_page(self._made("form"))
        is_lasting = path.startswith(_ASSETS)  # its name holds its hash
        if path == _ICON:
            path = self.season.icon
        found = self.season.files.get(path)
        if found is None and self.before is not None and is_lasting:
            found = self.before.files.get(path)
        if found is None:
            return self._missing(path)
        return Answer.of_file(found.path, found.sha256, path, is_lasting)

    def _missing(self, path: str) -> Answer:
        """What is answered where there is nothing: a page that leads on, to who may be reading pages."""
        depth = path.count("/")
        name = path.rpartition("/")[2]
        is_page = name.endswith(_PAGES) or "." not in name
        if not is_page or depth > _DEEPEST or not self.season.composer:
            return Answer.of_words("There is no such page here.", 404)
        return Answer.of_page(self._made("form", MISSING, "../" * depth), 404)

    def _made(self, name: str, said: str = "", top: str = "") -> bytes:
        """A page that is made of the season, once."""
        key = f"{name} {said} {top}"
        if key not in self._pages:
            season = self.season
            self._pages[key] = season.index() if name == "index" else season.form(said, top)
        return self._pages[key]

    async def _own_packet(self, scope: Scope, send: Send) -> None:
        season = self.season
        answer = self._asked(scope["query_string"], season)
        if isinstance(answer, Answer):
            await answer.send(scope, send)
            return
        client = scope.get("client") or ("", 0)
        for _ in range(2):
            try:
                found = self.orders.known(season, answer) or await self.orders.packet(
                    season, answer, str(client[0])
                )
                saved = {"content-disposition": f'attachment; filename="{season.file_name(answer)}"'}
                await Answer.of_file(found.path, found.sha256, OWN_PACKET).saying(saved).send(scope, send)
                return
            except FileNotFoundError:
                self.orders.forget(season, answer)  # it was thrown away since, and is made again
            except NotBoundError as error:
                _LOG.error("%s: %s", OWN_PACKET, error)  # coming again would not help
                page = season.marked(self._made("form", "fault"), answer)
                await Answer.of_page(page, 500).send(scope, send)
                return
            except (BusyError, MachineError, OSError):
                break
        later, page = {"retry-after": str(LATER)}, season.marked(self._made("form", "busy"), answer)
        await Answer.of_page(page, 503, later).send(scope, send)

    def _asked(self, query: bytes, season: PublishedSeason) -> tuple[str, ...] | Answer:
        """The programs that are asked for, each once and in their order; or why that cannot be answered."""
        try:
            fields = parse_qsl(query.decode("ascii"), max_num_fields=_MOST_FIELDS)
        except ValueError:
            return Answer.of_words("That is no choice of programs.", 400)
        places = {
            name.removeprefix("place-"): int(value)
            for name, value in fields
            if name.startswith("place-") and value.isascii() and value.isdecimal() and len(value) < 6
        }
        marked = [value for name, value in fields if name == "program"]
        named = list(dict.fromkeys((*marked, *places)))  # who numbers something wants it
        if not named:
            return Answer.of_page(self._made("form", "none"), 400)
        ordered = sorted(named, key=lambda one: places.get(one, _LAST))
        there = [one for one in ordered if one in season.brochures]
        if there != ordered:
            return Answer.of_page(season.marked(self._made("form", "gone"), there), 404)
        if fields != (asked := [("program", one) for one in ordered]):
            address = f"{OWN_PACKET}?{urlencode(asked)}"  # beside this one, below whatever path
            return Answer.of_words("Its own address is another.", 303, {"location": address})
        return tuple(ordered)


class SeasonServer:
    """A server for one season, ready to be run."""

    def __init__(self, places: Places, season: str, desk: Desk, listening: Listening) -> None:
        """Raises `UsageError` where the season has no site, and `MachineError`."""
        self.places, self.name, self.desk = places, season, desk
        opened = open_season(places, season, desk)
        opened.prepare()
        self.orders = Orders(desk.store, desk.workers.places, listening.limit)
        self.pages = SeasonPages(opened, self.orders)
        self.socket = bound_socket(listening.host, listening.port, MOST_CONNECTIONS)
        self.port: int = self.socket.getsockname()[1]
        config = uvicorn.Config(
            self.pages,
            http=Hasty,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=bool(listening.proxies),
            forwarded_allow_ips=list(listening.proxies),
            limit_concurrency=MOST_CONNECTIONS,
            timeout_keep_alive=int(HASTE),
            timeout_graceful_shutdown=int(HASTE),
            h11_max_incomplete_event_size=32_768,
        )
        self.server = PoliteServer(config)

    def run(self) -> None:
        """Serves until it is told to end."""
        try:
            asyncio.run(self._serve())
        finally:
            self.orders.close()

    async def _serve(self) -> None:
        watching = asyncio.create_task(again(self._look, _LOOK_AGAIN))
        await self.server.serve([self.socket])
        watching.cancel()

    async def _look(self) -> None:
        """Shows the season as it is published again, once it is whole."""
        mark = await asyncio.to_thread(site_mark, self.places, self.name)
        if mark and mark != self.pages.season.mark:
            with suppress(BrochureError, OSError):
                self.pages.show(await asyncio.to_thread(self._opened))

    def _opened(self) -> PublishedSeason:
        season = open_season(self.places, self.name, self.desk)
        season.prepare()
        return season

    def stop(self) -> None:
        """Ends it, from any thread."""
        self.server.should_exit = True
