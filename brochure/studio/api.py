"""What the studio's page may ask for, over HTTP; docs/studio-server.md tells the form of every answer.

Takes requests that the guard let through; answers with JSON, pictures, files. What takes time is done in one
thread, one call after another, and pages are set in another. Must not know the cookie.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, Final, TypeVar

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from brochure.edit import ABSENT, Conflict, pasted_words, read_text
from brochure.errors import BrochureError, UsageError
from brochure.serve import FILE_TYPES, again
from brochure.studio.board import Board
from brochure.studio.board_answers import BoardAnswers, Handler, applied
from brochure.studio.bodies import BadRequestError, body_of, changes_of, field_of
from brochure.studio.brought import Roster, keep_picture, table_in, turned_name, turned_picture
from brochure.studio.guard import FOR_EVER, SHOWN, TEXT
from brochure.studio.listing import CONTENT, PICTURES, words_of
from brochure.studio.making import Building, download_name, outputs, site_file, site_of
from brochure.studio.shown_pages import ShownPages
from brochure.studio.state import Studio
from brochure.studio.streams import Streams

#: Seconds between two looks at the files of the publication.
LOOK: Final = 0.4
#: A file of content may hold code that nobody wants to run: an SVG is shown, and nothing in it is done.
_INERT: Final = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
#: Keeps what the page asks for first, which it is given to collect.
Keep = Callable[[Callable[[], Mapping[str, bytes]]], None]
T = TypeVar("T")


class Api:
    """The application behind the guard."""

    def __init__(
        self, studio: Studio, pages: ShownPages, building: Building, streams: Streams, keep: Keep
    ) -> None:
        self.studio, self.pages, self.building = studio, pages, building
        self.streams, self.keep, self.folder = streams, keep, ascii(str(studio.places.publication))
        self.board = Board(studio, building.engage, streams)
        self._desk, self._maker = ThreadPoolExecutor(1, "studio"), ThreadPoolExecutor(1, "board")
        self._looking: asyncio.Task[None] | None = None
        self._keeping: asyncio.Task[None] | None = None
        pages.when_settled = partial(keep, self._first_answers)
        self.app = Starlette(routes=self._routes())

    def _routes(self) -> list[Route]:
        read: dict[str, Handler] = {
            "/api/season": self.season,
            "/api/form/{kind}": self.form,
            "/api/item/{kind}/{id:path}": self.item,
            "/api/problems": self.problems,
            "/api/search": self.search,
            "/api/contrast": self.contrast,
            "/api/pages/{document}/{format}": self.page_list,
            "/api/output": self.output_list,
            "/api/events": self.events,
            "/picture/{digest}/{times:int}.jpg": self.picture,
            "/picture/{digest}.jpg": self.picture,
            "/content/{path:path}": self.content,
            "/output/{path:path}": self.output,
            "/site/{season}/{path:path}": self.site,
        }
        change: dict[str, Handler] = {
            "/api/edit": self.edit,
            "/api/undo": self.undo,
            "/api/redo": self.redo,
            "/api/new": self.new,
            "/api/rename": self.rename,
            "/api/remove": self.remove,
            "/api/picture": self.upload,
            "/api/picture/turn": self.turn,
            "/api/table": self.table,
            "/api/words": self.words,
            TEXT: self.text,
            "/api/roster/preview": self.roster,
            "/api/roster/apply": self.roster,
            "/api/contrast": self.contrast,
            "/api/build": self.build,
            "/api/site": self.make_site,
            "/api/handover": self.make_handover,
            "/api/reports": self.make_reports,
        }
        board = BoardAnswers(self.board, self._do, self._make)
        return [
            *(Route(path, _answered(one), methods=["GET"]) for path, one in (read | board.read).items()),
            *(
                Route(path, _answered(one), methods=["POST"])
                for path, one in (change | board.change).items()
            ),
        ]

    async def read(self) -> None:
        """Reads the publication, before anything else is done with it, has its first page set, and looks
        again and again whether somebody else changed a file; a night's sleep is one long wait.
        """
        await self._do(self.studio.refresh)
        with suppress(BrochureError):
            for first in self.studio.listing.documents[:1]:
                self.pages.begin(first["name"], first["formats"][0])
        look = partial(self._do, partial(self.studio.refresh, always=False))
        self._looking = asyncio.create_task(again(look, LOOK))

    def close(self) -> None:
        """Looks no more, and ends what makes pages."""
        if self._looking:
            self._looking.cancel()
        self.pages.close()
        self.building.close()
        for one in (self._desk, self._maker):
            one.shutdown(wait=False, cancel_futures=True)

    async def _do(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._desk, work)

    # What there is

    async def season(self, _: Request) -> Response:
        return JSONResponse(await self._do(self._season))

    def _season(self) -> dict[str, Any]:
        known = {"last": self.streams.number, "folder": self.folder}
        return {**known, **self.studio.season(), **self.board.count()}

    def _first_answers(self) -> Mapping[str, bytes]:
        """What the page asks for first, as files are now; nothing where there is no page of them."""

        def told() -> list[bytes]:
            self.studio.refresh(always=False)
            return [bytes(JSONResponse(one).body) for one in (self._season(), self._problems())]

        season, problems = self._desk.submit(told).result()
        if not (found := self.pages.beginning()):
            return {}
        (document, form), said = found
        picture = str(said["pages"][0]["picture"])
        data = self.pages.picture(picture.rpartition("/")[2].removesuffix(".jpg"))
        pages = bytes(JSONResponse(said).body)
        known = {"/api/season": season, "/api/problems": problems, f"/api/pages/{document}/{form}": pages}
        return {**known, picture: data} if data else {}

    async def form(self, request: Request) -> Response:
        kind = request.path_params["kind"]
        return JSONResponse({"kind": kind, "fields": await self._do(lambda: self.studio.form(kind))})

    async def item(self, request: Request) -> Response:
        kind, name = request.path_params["kind"], request.path_params["id"]
        return JSONResponse(await self._do(lambda: self.studio.item(kind, name)))

    async def problems(self, _: Request) -> Response:
        return JSONResponse(await self._do(self._problems))

    def _problems(self) -> list[dict[str, Any]]:
        return self.studio.problems_with(self.pages.findings)

    async def search(self, request: Request) -> Response:
        words = request.query_params.get("q", "")[:200]
        return JSONResponse(await self._do(lambda: self.studio.listing.search(words)))

    async def contrast(self, request: Request) -> Response:
        said = body_of(await request.body()) if request.method == "POST" else {}
        palette, uses = field_of(said, "palette", dict, {}), field_of(said, "uses", dict, {})
        return JSONResponse(await self._do(lambda: self.studio.colors(palette, uses)))

    # What changes

    async def edit(self, request: Request) -> Response:
        changes = changes_of(await request.body(), self.folder)
        return applied(await self._do(lambda: self.studio.apply(changes)))

    async def undo(self, _: Request) -> Response:
        return applied(await self._do(self.studio.undo))

    async def redo(self, _: Request) -> Response:
        return applied(await self._do(self.studio.redo))

    async def new(self, request: Request) -> Response:
        said = body_of(await request.body())
        kind, name = field_of(said, "kind", str), field_of(said, "id", str)
        like, title = field_of(said, "like", str, ""), field_of(said, "title", str, "")
        return applied(await self._do(lambda: self.studio.make(kind, name, like, title)))

    async def rename(self, request: Request) -> Response:
        said = body_of(await request.body())
        kind, name, to = (field_of(said, one, str) for one in ("kind", "id", "to"))
        return applied(await self._do(lambda: self.studio.rename(kind, name, to)))

    async def remove(self, request: Request) -> Response:
        said = body_of(await request.body())
        kind, name = field_of(said, "kind", str), field_of(said, "id", str)
        return applied(await self._do(lambda: self.studio.remove(kind, name)))

    async def upload(self, request: Request) -> Response:
        name, data = request.query_params.get("name", ""), await request.body()
        return JSONResponse(await self._do(lambda: self._kept(name, data)))

    def _kept(self, name: str, data: bytes) -> dict[str, Any]:
        kept = keep_picture(self.studio.places.publication, name, data)
        self.studio.refresh()
        return kept

    async def turn(self, request: Request) -> Response:
        file = field_of(body_of(await request.body()), "file", str)

        def turn() -> dict[str, Any]:
            path = self.studio.inside(f"{CONTENT}/{file}")
            return self._kept(turned_name(path.name), turned_picture(path))

        return JSONResponse(await self._do(turn))

    async def table(self, request: Request) -> Response:
        name, data = request.query_params.get("name", ""), await request.body()

        def read() -> dict[str, Any]:
            publication = self.studio.survey.publication
            return table_in(name, data, publication.settings.language if publication else "en")

        return JSONResponse(await self._do(read))

    async def words(self, request: Request) -> Response:
        html = field_of(body_of(await request.body()), "html", str)
        return JSONResponse(await self._do(partial(pasted_words, html)))

    async def text(self, request: Request) -> Response:
        name, data = request.query_params.get("name", ""), await request.body()
        text, noticed = await self._do(partial(read_text, name[-100:] or "file", data))
        return JSONResponse({"text": text, "noticed": [words_of(one) for one in noticed]})

    async def roster(self, request: Request) -> Response:
        said = body_of(await request.body())
        parts = field_of(said, "file", str), field_of(said, "path", list), field_of(said, "text", str)
        roster = Roster(self.studio, *parts)
        if request.url.path.endswith("/preview"):
            return JSONResponse(await self._do(roster.preview))
        return applied(await self._do(roster.apply))

    async def _make(self, work: Callable[[], T]) -> T:
        """Work that makes documents; others are answered meanwhile."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._maker, work)
        finally:
            await self._do(self.studio.refresh)

    # Pages and files

    async def page_list(self, request: Request) -> Response:
        document, form = request.path_params["document"], request.path_params["format"]
        return JSONResponse(await self.pages.of(document, form, "all" in request.query_params))

    async def picture(self, request: Request) -> Response:
        digest, times = request.path_params["digest"], request.path_params.get("times", 1)
        data = self.pages.picture(digest) or self.board.picture(digest)
        if times > 1:
            data = await self.pages.sharper(digest, times)
        if self._keeping is None:  # now that the first page is seen
            self._keeping = asyncio.create_task(asyncio.to_thread(self.keep, self._first_answers))
        if data is None:
            raise UsageError.of("picture", "this page has been set anew", "fetch the pages again")
        return Response(data, media_type="image/jpeg", headers={"cache-control": FOR_EVER})

    async def content(self, request: Request) -> Response:
        path = self.studio.inside(f"content/{request.path_params['path']}")
        if path.suffix.lower() not in PICTURES:
            raise UsageError.of(path.name, "this is no picture", "choose a picture")
        return _file(path, {"content-security-policy": _INERT, "cache-control": "private, no-cache"})

    async def build(self, request: Request) -> Response:
        said = body_of(await request.body())
        wish = {
            name: [str(one) for one in field_of(said, name, list, [])] for name in ("programs", "formats")
        }
        edition = field_of(said, "edition", str, "screen")
        return JSONResponse(self.building.start(**wish, edition=edition), 202)

    async def make_site(self, _: Request) -> Response:
        return JSONResponse(self.building.start_site(), 202)

    async def make_handover(self, _: Request) -> Response:
        return JSONResponse(self.building.start_handover(), 202)

    async def make_reports(self, _: Request) -> Response:
        return JSONResponse(self.building.start_reports(), 202)

    async def site(self, request: Request) -> Response:
        """A file of a season's site, as whoever looks it through sees it: nothing in it is run."""
        path = site_file(self.studio.places.output, **request.path_params)
        return _file(path, {"content-security-policy": SHOWN, "cache-control": "no-cache"})

    async def output_list(self, _: Request) -> Response:
        folder, now = self.studio.places.output, self.building.standing()
        files = now["files"] or await self._do(partial(outputs, folder))
        return JSONResponse(
            {"site": site_of(folder), **now, "files": files, "sheets": self.building.sheets()}
        )

    async def output(self, request: Request) -> Response:
        root = self.studio.places.output.resolve()
        path = root.joinpath(*request.path_params["path"].split("/")).resolve()
        if (
            not path.is_relative_to(root)
            or path.suffix not in (".pdf", ".txt", ".json")
            or "stages" in path.parts
        ):
            raise UsageError.of("output", "this is not a file that a build made", "choose one of the list")
        name = download_name(PurePosixPath(path.relative_to(root)))
        return _file(path, {"content-disposition": f'attachment; filename="{name}"'})

    async def events(self, request: Request) -> Response:
        if self.streams.is_full:
            return JSONResponse({"message": "too many pages listen already"}, 503)
        last = request.headers.get("last-event-id") or request.query_params.get("last", "")
        return StreamingResponse(self.streams.listen(last), media_type="text/event-stream")


def _answered(handler: Handler) -> Handler:
    """What goes wrong becomes an answer: 409 where somebody else was faster, 422 for a user's fault, 503 for
    what takes longer than the studio is open.
    """

    async def answer(request: Request) -> Response:
        try:
            return await handler(request)
        except Conflict as conflict:
            theirs = None if conflict.theirs is ABSENT else conflict.theirs
            said = {
                "file": conflict.file,
                "path": list(conflict.path),
                "yours": conflict.yours,
                "theirs": theirs,
            }
            return JSONResponse(
                {**said, "is_there": conflict.theirs is not ABSENT, "message": str(conflict)}, 409
            )
        except BrochureError as error:
            status = 404 if request.method == "GET" and isinstance(error, UsageError) else 422
            problems = [{**words_of(one), **one.where._asdict()} for one in error.problems]
            return JSONResponse({"problems": problems}, status)
        except BadRequestError as error:
            return JSONResponse({"message": str(error)}, 400)
        except asyncio.CancelledError:  # it is still at work when the studio ends, which is no failure
            return JSONResponse({"message": "the studio has ended"}, 503)

    return answer


def _file(path: Path, headers: Mapping[str, str]) -> Response:
    """A file as it is. Raises `UsageError` where it is none."""
    if not path.is_file():
        raise UsageError.of(path.name, "there is no such file", "")
    return FileResponse(path, media_type=FILE_TYPES.get(path.suffix.lower()), headers=dict(headers))
