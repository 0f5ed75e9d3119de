"""The studio runs: a port of this machine alone, the first start found by a second one, the browser opened.

Must not print: whoever starts it says what there is to say.
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import socket
import sys
import urllib.request
import webbrowser
from collections.abc import Callable, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Final

import uvicorn

from brochure.build import Desk, Places
from brochure.edit import OWN_FOLDER
from brochure.errors import BrochureError, MachineError
from brochure.press import Session
from brochure.publish import hold_inside, write_whole
from brochure.serve import Hasty, PoliteServer
from brochure.studio.api import Api
from brochure.studio.guard import HELLO, TICKET, Guard, Keys
from brochure.studio.making import Building, Engage
from brochure.studio.shown_pages import ShownPages
from brochure.studio.state import Studio
from brochure.studio.streams import Streams

HOST: Final = "127.0.0.1"
#: Ports that are tried after one that is taken.
_TRIED: Final = 40
#: Connections at once, and seconds in which a request has to begin and an idle connection is kept.
_MOST_CONNECTIONS: Final = 120
_HASTE: Final = 15.0
#: Seconds after which a thread that composes lets others answer, who take turns for each file of the page.
_TURN: Final = 0.0005


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


class StudioServer:
    """A studio for one publication, ready to be run. In the folder `note` a second start hears of it.

    From the moment in which `opened` is told, a browser may come: it has the page itself while content is
    still read.
    """

    def __init__(
        self,
        places: Places,
        desk: Desk,
        engage: Engage,
        note: Path,
        port: int,
        opened: Callable[[StudioServer], None] = lambda _: None,
    ) -> None:
        self.keys, self.streams, self.note = Keys(), Streams(), _note(note, places.publication)
        self.socket = listen(port)
        self.port: int = self.socket.getsockname()[1]
        opened(self)
        session = Session(places, desk)
        self.studio = Studio(session, self._told)
        self.pages = ShownPages(session, self.streams, self.studio.place, self.studio.learn)
        building = Building(places, engage, self.streams, self.studio.place)
        self.api = Api(self.studio, self.pages, building, self.streams, self.keys)
        self.app = Guard(self.api.app, self.keys, self.port)
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

    def _told(self, files: Sequence[str], problems: int | None) -> None:
        """Files have changed: everybody hears of it."""
        self.streams.tell_from_thread("season", files=list(files))
        if problems is not None:
            self.streams.tell_from_thread("problems", count=problems)
        if files:
            self.pages.changed(files)

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
        reading, ending = asyncio.create_task(self.api.read()), asyncio.create_task(self._end())
        reading.add_done_callback(self._has_read)
        await self.server.serve([self.socket])
        for one in (reading, ending):
            one.cancel()
        with suppress(asyncio.CancelledError):
            await reading  # which raises what kept it from being read

    def _has_read(self, reading: asyncio.Task[None]) -> None:
        """Ends where content cannot be read at all."""
        if not reading.cancelled() and reading.exception():
            self.stop()

    async def _end(self) -> None:
        """Streams never end by themselves, and a server waits for them."""
        while not self.server.should_exit:
            await asyncio.sleep(0.2)
        self.streams.close()

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
            file_of_last = _last(self.studio.places.publication)
            hold_inside(self.studio.places.publication, file_of_last)
            write_whole(file_of_last, str(self.port).encode())
