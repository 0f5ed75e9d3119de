"""The studio runs: a port of this machine alone, the first start found by a second one, the browser opened.

A browser has the page while what reads the season is still loaded, and where nothing is another since the
last time, what it shows first. Must not print: whoever starts it says what there is to say.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import secrets
import socket
import sys
import urllib.request
import webbrowser
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager, asynccontextmanager, suppress
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from brochure.build import Desk, FolderMemory, Places, Store
from brochure.errors import BrochureError, MachineError
from brochure.publish import hold_inside, write_whole
from brochure.serve import FILE_TYPES, Hasty, PoliteServer
from brochure.studio.guard import FOR_EVER, HELLO, POLICY, TICKET, Guard, Keys
from brochure.studio.streams import Streams

if TYPE_CHECKING:
    from brochure.studio.api import Api
    from brochure.studio.state import Studio

HOST: Final = "127.0.0.1"
#: Ports that are tried after one that is taken.
_TRIED: Final = 40
#: Connections at once, and seconds in which a request has to begin and an idle connection is kept.
_MOST_CONNECTIONS: Final = 120
_HASTE: Final = 15.0
#: Seconds after which a thread that composes lets others answer, who take turns for each file of the page.
_TURN: Final = 0.0005
#: The page's own files.
STATIC: Final = Path(__file__).resolve().parent / "static"


def address(port: int, token: str) -> str:
    """Where the page is; what stands behind the # is never sent anywhere."""
    return f"http://{HOST}:{port}/#token={token}"


def open_browser(port: int, ticket: str) -> bool:
    """Opens the page, where there is a browser."""
    with suppress(webbrowser.Error, OSError):
        return webbrowser.open(address(port, ticket))
    return False


def _note(folder: Path, publication: Path) -> Path:
    """The file that says where the studio of a publication listens."""
    return folder / f"studio-{sha256(os.fsencode(publication)).hexdigest()[:12]}.json"


def _last(publication: Path) -> Path:
    """The file that keeps where the studio of a publication listened last."""
    from brochure.edit import OWN_FOLDER  # with what edits, which whoever starts has no use for yet

    return publication / OWN_FOLDER / "port"


def last_port(publication: Path) -> int | None:
    """Where the studio of a publication listened last, where that is known: a browser keeps what was not
    saved then by that address.
    """
    with suppress(OSError, ValueError):
        port = int(_last(publication).read_text("utf-8"))
        return port if port in range(1024, 65536) else None
    return None


def find_running(folder: Path, publication: Path) -> tuple[int, str] | None:
    """Port and token of the studio that runs for a publication already, as its note says and it proves."""
    with suppress(OSError, ValueError, LookupError, TypeError):
        note = json.loads(_note(folder, publication).read_text("utf-8"))
        port, keys = int(note["port"]), Keys()
        keys.token = str(note["token"])
        question = secrets.token_urlsafe(16)
        with urllib.request.urlopen(f"http://{HOST}:{port}{HELLO}?question={question}", timeout=3) as answer:
            if secrets.compare_digest(json.load(answer)["proof"], keys.proof(question)):
                return port, keys.token
    return None


def ask_ticket(port: int, token: str) -> str:
    """A ticket of a studio that runs, to start a browser with; its token where it gives none."""
    own = f"http://{HOST}:{port}"
    headers = {"Origin": own, "Content-Type": "application/json"}
    asked = urllib.request.Request(f"{own}{TICKET}", json.dumps({"token": token}).encode(), headers)
    with suppress(OSError, ValueError, LookupError), urllib.request.urlopen(asked, timeout=3) as answer:
        return str(json.load(answer)["ticket"])
    return token


def listen(port: int) -> socket.socket:
    """A socket at a port, or at the next one that is free. Raises `MachineError`."""
    for number in range(port, min(port + _TRIED, 65536)):
        one = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if os.name == "posix":
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind((HOST, number))
            one.listen(_MOST_CONNECTIONS)
        except OSError:
            one.close()
            continue
        return one
    raise MachineError.of("--port", f"no port from {port} on is free", "name another with --port")


class Opening:
    """What the page asks for first, kept for a start at which nothing is another since: the season and its
    problems, and the first page with its picture.

    It is shown while the season is read, and the page asks again then.
    """

    def __init__(self, places: Places, store: Store) -> None:
        self.places, self.store, self._turn = places, store, Lock()
        self._kept = ""
        #: Answers by their addresses.
        self.known = self._recalled()

    def _look(self) -> FolderMemory:
        """What the publication is now."""
        return FolderMemory(self.store, self.places, "studio")

    def _recalled(self) -> Mapping[str, bytes]:
        memory = self._look()
        if not (found := memory.recall()):
            return {}
        self._kept = memory.inputs.contents
        return {path: b64decode(data) for path, data in found[0].items()}

    def keep(self, collect: Callable[[], Mapping[str, bytes]]) -> None:
        """Keeps the answers that are collected in place of those before, if nothing changes meanwhile."""
        with self._turn:
            memory = self._look()
            if memory.inputs.contents == self._kept or not (answers := collect()):
                return
            with suppress(MachineError):  # it is only a memory
                memory.remember({path: b64encode(data).decode() for path, data in answers.items()}, ())
                self._kept = memory.inputs.contents


class Entrance:
    """What is answered before the season is read: the page's own files, and what is known of the last time.
    All else waits.
    """

    def __init__(self, keys: Keys, streams: Streams) -> None:
        self.keys, self.streams = keys, streams
        self._known: Mapping[str, bytes] = {}
        self._is_known, self._is_open = asyncio.Event(), asyncio.Event()
        self._behind: ASGIApp | None = None
        routes = [
            Route(HELLO, self.hello),
            Route("/static/{path:path}", self.static),
            Route("/", self.static),
        ]
        self.own = Starlette(routes=routes, lifespan=self._lifespan)

    @asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[None]:
        self.streams.begin()
        yield
        self.streams.close()

    def know(self, answers: Mapping[str, bytes]) -> None:
        """What is known of the last time, by its addresses."""
        self._known = answers
        self._is_known.set()

    def open(self, behind: ASGIApp) -> None:
        """From now on everything else is answered, by the application behind this."""
        self._behind, self._known = behind, {}
        self._is_open.set()

    def end(self) -> None:
        """Nobody waits any more."""
        self._is_known.set()
        self._is_open.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] == "lifespan" or path in ("/", HELLO) or path.startswith("/static/"):
            await self.own(scope, receive, send)
            return
        await self._is_known.wait()
        is_first = self._behind is None and scope["method"] == "GET" and not scope["query_string"]
        if is_first and (data := self._known.get(path)) is not None:
            await _known(path, data)(scope, receive, send)
            return
        await self._is_open.wait()
        ended = JSONResponse({"message": "the studio has ended"}, 503)
        await (self._behind or ended)(scope, receive, send)

    async def hello(self, request: Request) -> Response:
        """Proves to another start of this program that the studio of its publication listens here."""
        return JSONResponse({"proof": self.keys.proof(request.query_params.get("question", "")[:200])})

    async def static(self, request: Request) -> Response:
        """A file of the page."""
        name = request.path_params.get("path", "index.html")
        path = STATIC.joinpath(*name.split("/")).resolve()
        if not path.is_relative_to(STATIC) or path.suffix not in FILE_TYPES or not path.is_file():
            return JSONResponse({"message": "there is no such file"}, 404)
        headers = {"content-security-policy": POLICY, "cache-control": "no-cache"}
        return Response(path.read_bytes(), media_type=FILE_TYPES[path.suffix], headers=headers)


def _known(path: str, data: bytes) -> Response:
    """An answer as it was the last time."""
    if path.startswith("/picture/"):
        return Response(data, media_type="image/jpeg", headers={"cache-control": FOR_EVER})
    return Response(data, media_type="application/json")


class StudioServer:
    """A studio for one publication, ready to be run. In the folder `note` a second start hears of it.

    From the moment in which `opened` is told, a browser may come: it has the page itself while content is
    still read.
    """

    def __init__(
        self,
        places: Places,
        desk: Desk,
        engage: Callable[[], AbstractContextManager[Desk]],
        note: Path,
        port: int,
        opened: Callable[[StudioServer], None] = lambda _: None,
    ) -> None:
        self.places, self.desk, self.engage = places, desk, engage
        self.keys, self.streams, self.note = Keys(), Streams(), _note(note, places.publication)
        self.socket = listen(port)
        self.port: int = self.socket.getsockname()[1]
        opened(self)
        self._api: Future[Api] = Future()
        self.entrance = Entrance(self.keys, self.streams)
        self.app = Guard(self.entrance, self.keys, self.port)
        config = uvicorn.Config(
            self.app,
            http=Hasty,
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            limit_concurrency=_MOST_CONNECTIONS,
            timeout_keep_alive=int(_HASTE),
            timeout_graceful_shutdown=2,
            h11_max_incomplete_event_size=32_768,
        )
        self.server = PoliteServer(config)

    @property
    def studio(self) -> Studio:
        """What knows and changes the publication, as soon as that is loaded."""
        return self._api.result().studio

    def _load(self, opening: Opening) -> Api:
        """What reads, changes and shows the season; to load that takes longer than a browser to come."""
        from brochure.press import Session
        from brochure.studio.api import Api
        from brochure.studio.making import Building
        from brochure.studio.shown_pages import ShownPages
        from brochure.studio.state import Studio

        gc.freeze()  # to look through all that was loaded for garbage takes as long as to read a season
        session = Session(self.places, self.desk)
        studio = Studio(session, self._told)
        pages = ShownPages(session, self.streams, studio.place, studio.learn)
        building = Building(self.places, self.engage, self.streams, studio.place)
        return Api(studio, pages, building, self.streams, opening.keep)

    def _told(self, files: Sequence[str], problems: int | None) -> None:
        """Files have changed: everybody hears of it."""
        self.streams.tell_from_thread("season", files=list(files))
        if problems is not None:
            self.streams.tell_from_thread("problems", count=problems)
        if files:
            self._api.result().pages.changed(files)

    def run(self) -> None:
        """Serves until it is told to end."""
        sys.setswitchinterval(_TURN)
        self._write_note()
        try:
            asyncio.run(self._serve())
        finally:
            with suppress(OSError):
                self.note.unlink()

    async def _serve(self) -> None:
        reading, ending = asyncio.create_task(self._read()), asyncio.create_task(self._end())
        reading.add_done_callback(self._has_read)
        await self.server.serve([self.socket])
        for one in (reading, ending):
            one.cancel()
        if self._api.done():
            self._api.result().close()
        with suppress(asyncio.CancelledError):
            await reading  # which raises what kept it from being read

    async def _read(self) -> None:
        """Loads what reads the season, beside whoever comes meanwhile, and reads it."""
        opening = await asyncio.to_thread(Opening, self.places, self.desk.store)
        self.entrance.know(opening.known)
        api = await asyncio.to_thread(self._load, opening)
        self._api.set_result(api)
        await api.read()
        self.entrance.open(api.app)

    def _has_read(self, reading: asyncio.Task[None]) -> None:
        """Ends where content cannot be read at all."""
        if not reading.cancelled() and reading.exception():
            self.stop()

    async def _end(self) -> None:
        """Streams never end by themselves, and a server waits for them."""
        while not self.server.should_exit:
            await asyncio.sleep(0.2)
        self.streams.close()
        self.entrance.end()

    def stop(self) -> None:
        """Ends it, from any thread."""
        self.server.should_exit = True

    def _write_note(self) -> None:
        """Tells a second start of this user, and nobody else, where the first one is; and where it was the
        start after this one.
        """
        with suppress(OSError):
            self.note.parent.mkdir(parents=True, exist_ok=True)
            self.note.unlink(missing_ok=True)
            opened = os.open(self.note, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(opened, "w", encoding="utf-8") as file:
                json.dump({"port": self.port, "token": self.keys.token}, file)
        with suppress(BrochureError):  # where nothing can be written nothing is to be saved either
            file_of_last = _last(self.places.publication)
            hold_inside(self.places.publication, file_of_last)
            write_whole(file_of_last, str(self.port).encode())
