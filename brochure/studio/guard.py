"""Who may speak to the studio: its own page in the browser of the person who started it, and nobody else.

An ASGI application around another one. It answers on 127.0.0.1 by that name alone, takes a token for a
cookie, refuses requests from other pages, bodies that are too large or never end, and gives every answer
the headers that keep a page from being framed, sniffed, or fed with code. Must not know what is asked for.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import Mapping
from contextlib import suppress
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: What a page of the studio may load: its own files alone, and nothing that stands in the page itself.
POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
#: A site is shown as it is, and nothing in it is run or sent anywhere.
SHOWN: Final = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
#: What is called by a hash of itself, and never becomes another.
FOR_EVER: Final = "private, max-age=31536000, immutable"
_HEADERS: Final = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
#: Bytes that a body in JSON, and that a picture or a season, may have.
LARGEST_JSON: Final = 6_000_000
LARGEST_FILE: Final = 100_000_000
#: Seconds in which a body has to be here, and those that a ticket holds which a browser is started with.
PATIENCE: Final = 60.0
_TICKET_HOLDS: Final = 120.0
#: Seconds in which a body that is not wanted may go by.
_DRAINED: Final = 5.0
#: What only those are given who have the cookie.
_CLOSED: Final = ("/api/", "/picture/", "/content/", "/output/", "/site/")
#: Paths whose body is a file: of a picture, of a table, of a text, of a season from elsewhere.
UPLOAD, TABLE, TEXT = "/api/picture", "/api/table", "/api/text"
ELSEWHERE = "/api/board/compare/file"
LOGIN, TICKET, HELLO = "/api/login", "/api/ticket", "/api/hello"
_FILE_TYPES: Final = frozenset(
    {"image/png", "image/jpeg", "image/webp", "image/svg+xml", "application/octet-stream"}
)


class Keys:
    """The token that the studio prints, tickets that hold once and for a while, and the cookie's value."""

    def __init__(self) -> None:
        self.token = secrets.token_urlsafe(32)
        self.cookie = secrets.token_urlsafe(32)
        self._tickets: dict[str, float] = {}

    def ticket(self) -> str:
        """A token for one use, since other users of a machine can see what a browser is started with."""
        ticket = secrets.token_urlsafe(32)
        self._tickets[ticket] = time.monotonic() + _TICKET_HOLDS
        return ticket

    def opens(self, token: str) -> bool:
        """Whether a token or a ticket is right; a ticket is used up."""
        if secrets.compare_digest(token.encode(), self.token.encode()):
            return True
        return self._tickets.pop(token, 0.0) > time.monotonic()

    def proof(self, question: str) -> str:
        """What only this studio can answer, and whoever knows its token can check."""
        import hmac  # of use to a second start alone

        return hmac.new(self.token.encode(), question.encode(), "sha256").hexdigest()


class _RefusedError(Exception):
    """A request that is not answered: the status, and why in plain words."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status, self.why = status, why


class Guard:
    """The application, for those who may use it. `port` is where it listens."""

    def __init__(self, app: ASGIApp, keys: Keys, port: int) -> None:
        self.app, self.keys, self.port = app, keys, port
        self.hosts = frozenset({f"127.0.0.1:{port}", f"localhost:{port}"})
        #: Cookies of one host are those of all its ports.
        self.cookie = f"studio-{port}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
        }
        try:
            self._check(scope, headers)
            if scope["path"].startswith(_CLOSED) and scope["path"] not in (HELLO, LOGIN, TICKET):
                self._check_cookie(headers)
            body = await _whole(scope, headers, receive) if scope["method"] == "POST" else b""
        except _RefusedError as refused:
            if refused.status not in (408, 413):
                await _drain(receive)
            await _answer(send, refused.status, {"message": refused.why})
            return
        if scope["path"] in (LOGIN, TICKET) and scope["method"] == "POST":
            await self._trade(scope["path"], body, send)
            return
        await self.app(scope, _given(body, receive), _guarded(send))

    def _check(self, scope: Scope, headers: Mapping[str, str]) -> None:
        """Raises `_RefusedError` for what no page of the studio sends."""
        if [name for name, _ in scope["headers"]].count(b"host") != 1 or headers["host"] not in self.hosts:
            raise _RefusedError(421, "the studio answers to its own address only")
        if scope["method"] not in ("GET", "HEAD", "POST"):
            raise _RefusedError(405, "only GET and POST are answered")
        own = f"http://{headers['host']}"
        if headers.get("origin", own) != own or headers.get("sec-fetch-site", "none") not in (
            "none",
            "same-origin",
        ):
            raise _RefusedError(403, "another page may not use the studio")
        if scope["method"] != "POST":
            return
        if "origin" not in headers:
            raise _RefusedError(403, "a change has to come from the studio's page")
        sent = headers.get("content-type", "").partition(";")[0].strip().lower()
        if sent not in (
            _FILE_TYPES if scope["path"] in (UPLOAD, TABLE, TEXT, ELSEWHERE) else {"application/json"}
        ):
            raise _RefusedError(415, "this form of data is not taken here")

    def _check_cookie(self, headers: Mapping[str, str]) -> None:
        try:
            cookies = SimpleCookie(headers.get("cookie", ""))
        except CookieError:
            cookies = SimpleCookie()
        held = cookies[self.cookie].value if self.cookie in cookies else ""
        if not secrets.compare_digest(held.encode(), self.keys.cookie.encode()):
            raise _RefusedError(401, "open the studio by the address that it printed where it was started")

    async def _trade(self, path: str, body: bytes, send: Send) -> None:
        """Trades a token for the cookie, or for a ticket with which another start opens a browser."""
        try:
            token = json.loads(body)["token"]
        except (ValueError, LookupError, TypeError, RecursionError):
            token = ""
        if not isinstance(token, str) or not token.isascii() or not self.keys.opens(token):
            await asyncio.sleep(0.2)
            why = "this address has been used or is old; start the studio again"
            await _answer(send, 401, {"message": why})
        elif path == TICKET:
            await _answer(send, 200, {"ticket": self.keys.ticket()})
        else:
            cookie = f"{self.cookie}={self.keys.cookie}; Path=/; HttpOnly; SameSite=Strict"
            await _answer(send, 200, {"ok": True}, {"set-cookie": cookie})


async def _whole(scope: Scope, headers: Mapping[str, str], receive: Receive) -> bytes:
    """The body of a request. Raises `_RefusedError` where it is too long, or too long in coming."""
    most = LARGEST_FILE if scope["path"] in (UPLOAD, TEXT, ELSEWHERE) else LARGEST_JSON
    said = headers.get("content-length", "0")
    too_large = _RefusedError(413, f"more than {most // 1_000_000} MB at once cannot be taken")
    if not said.isdecimal() or int(said) > most:
        raise too_large
    body = bytearray()
    try:
        async with asyncio.timeout(PATIENCE):
            more = True
            while more:
                message = await receive()
                if message["type"] != "http.request":
                    raise _RefusedError(400, "the request ended too early")
                body += message.get("body", b"")
                more = message.get("more_body", False)
                if len(body) > most:
                    raise too_large
    except TimeoutError:
        raise _RefusedError(408, "the request took too long") from None
    return bytes(body)


async def _drain(receive: Receive) -> None:
    """Lets a body go by that is not wanted: who is hung up on while still sending never sees the answer."""
    passed, more = 0, True
    with suppress(TimeoutError):
        async with asyncio.timeout(_DRAINED):
            while more and passed < LARGEST_JSON:
                message = await receive()
                passed += len(message.get("body", b""))
                more = message.get("more_body", False)


def _given(body: bytes, receive: Receive) -> Receive:
    """Gives a body that is here already, then whatever comes."""
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def give() -> Message:
        return waiting.pop() if waiting else await receive()

    return give


def _guarded(send: Send) -> Send:
    """Adds the headers that every answer has; what an answer says itself stays."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": _completed(message.get("headers", []))}
        await send(message)

    return sent


def _completed(headers: Any) -> list[tuple[bytes, bytes]]:
    own = {name.lower() for name, _ in headers}
    more = {**_HEADERS, "cache-control": "no-store"}
    return [
        *headers,
        *((name.encode(), value.encode()) for name, value in more.items() if name.encode() not in own),
    ]


async def _answer(
    send: Send, status: int, said: Mapping[str, Any], headers: Mapping[str, str] | None = None
) -> None:
    body = json.dumps(said).encode()
    own = {
        "content-type": "application/json",
        "content-length": str(len(body)),
        "connection": "close",
        **(headers or {}),
    }
    if status < 400:
        own.pop("connection")
    start: Message = {
        "type": "http.response.start",
        "status": status,
        "headers": _completed([(name.encode(), value.encode()) for name, value in own.items()]),
    }
    await send(start)
    await send({"type": "http.response.body", "body": body})
