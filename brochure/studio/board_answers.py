"""What the studio's page may ask for of the season as a whole, over HTTP.

Takes requests that the guard let through, the board, and who does what: in the thread that reads and writes,
or in the one that makes documents. Must not know the cookie.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from brochure.edit import Applied
from brochure.studio.board import Board
from brochure.studio.bodies import body_of, day_of, field_of, listing_of
from brochure.studio.guard import ELSEWHERE

Handler = Callable[[Request], Awaitable[Response]]
T = TypeVar("T")


class Doing(Protocol):
    """Has something done in a thread of its own, and waits for it."""

    async def __call__(self, work: Callable[[], T], /) -> T:
        """What it gives."""


def applied(one: Applied) -> Response:
    """What a change did, as the page hears it."""
    return JSONResponse({"files": dict(one.files), "undo": one.undo, "redo": one.redo})


class BoardAnswers:
    """Answers for the board; `do` reads and writes, `make` makes documents."""

    def __init__(self, board: Board, do: Doing, make: Doing) -> None:
        self.board, self.do, self.make = board, do, make
        self.read: dict[str, Handler] = {
            "/api/board": self.season_board,
            "/api/board/approvals": self.approvals,
        }
        self.change: dict[str, Handler] = {
            "/api/board/confirm": self.confirm,
            "/api/board/days": self.days,
            "/api/board/next": self.next_season,
            "/api/board/begin": self.next_season,
            "/api/board/approve": self.approve,
            "/api/board/compare": self.compare,
            ELSEWHERE: self.compare_elsewhere,
            "/api/board/listing": self.listing,
        }

    async def season_board(self, _: Request) -> Response:
        return JSONResponse(await self.do(self.board.standing))

    async def confirm(self, request: Request) -> Response:
        said = body_of(await request.body())
        keys, by = [str(one) for one in field_of(said, "keys", list)], field_of(said, "by", str)
        return applied(await self.do(lambda: self.board.confirm(keys, by)))

    async def days(self, request: Request) -> Response:
        said = body_of(await request.body())
        seen = {str(key): str(one) for key, one in field_of(said, "seen", dict).items()}
        way = field_of(said, "way", str)
        return applied(await self.do(lambda: self.board.move_days(seen, way)))

    async def next_season(self, request: Request) -> Response:
        said = body_of(await request.body())
        label, graduates = field_of(said, "label", str), field_of(said, "graduates", str, "") or None
        wish = label, day_of(said, "issued"), day_of(said, "valid_until"), graduates
        if request.url.path.endswith("/begin"):
            seen = field_of(said, "seen", str)
            return applied(await self.do(lambda: self.board.begin(*wish, seen)))
        return JSONResponse(await self.do(lambda: self.board.plan(*wish)))

    async def approvals(self, _: Request) -> Response:
        return JSONResponse(await self.make(self.board.approvals))

    async def approve(self, request: Request) -> Response:
        said = body_of(await request.body())
        seen = {str(name): str(one) for name, one in field_of(said, "seen", dict).items()}
        by = field_of(said, "by", str)
        return JSONResponse(await self.make(lambda: self.board.approve(seen, by)))

    async def compare(self, request: Request) -> Response:
        said = body_of(await request.body())
        old, new = field_of(said, "old", str), field_of(said, "new", str, "")
        return JSONResponse(await self.make(lambda: self.board.compared(old, new)))

    async def compare_elsewhere(self, request: Request) -> Response:
        name, new = (request.query_params.get(one, "") for one in ("name", "new"))
        data = await request.body()
        return JSONResponse(await self.make(lambda: self.board.compared_with(name, data, new)))

    async def listing(self, request: Request) -> Response:
        asked = listing_of(await request.body())
        return JSONResponse(await self.do(lambda: self.board.listed(*asked)))
