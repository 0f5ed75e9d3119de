"""Answers over HTTP: files and pages, whole or a part of them, with the headers that every answer has.

A file is opened before anything is said of it, so that it may be replaced or taken away while it is sent.
What a user wrote gets into no header. Must not know seasons.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO, Final

from starlette.types import Scope, Send

#: What a page may load: files of its own site and no script. The page itself says which of its styles hold.
_POLICY: Final = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self'; font-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
_HEADERS: Final = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
_TEXT: Final = "text/plain; charset=utf-8"
#: What files are, whatever the registry of a machine says.
FILE_TYPES: Final[Mapping[str, str]] = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".svg": "image/svg+xml",
    ".xml": "application/xml",
    ".avif": "image/avif",
    ".webp": "image/webp",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".woff2": "font/woff2",
    ".txt": _TEXT,
}
#: Bytes that are read and sent at once.
_PIECE: Final = 65_536
_RANGE: Final = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


@dataclass(frozen=True)
class Answer:
    """What is answered: bytes, or a file by its path, and the hash of either, by which it is known again."""

    content: bytes | Path
    kind: str = _TEXT
    digest: str = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of_file(cls, path: Path, digest: str, name: str, is_lasting: bool = False) -> Answer:
        """A file that is called so."""
        kept = "public, max-age=31536000, immutable" if is_lasting else "no-cache"
        kind = FILE_TYPES.get(PurePosixPath(name).suffix, "application/octet-stream")
        return cls(path, kind, digest, headers={"cache-control": kept})

    @classmethod
    def of_page(cls, html: bytes, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
        """A page that is made here."""
        kept = {"cache-control": "no-cache" if status < 400 else "no-store"}
        digest = sha256(html).hexdigest() if status < 400 else ""
        return cls(html, FILE_TYPES[".html"], digest, status, {**kept, **(headers or {})})

    @classmethod
    def of_words(cls, words: str, status: int, headers: Mapping[str, str] | None = None) -> Answer:
        """A line of text."""
        return cls(
            f"{words}\n".encode(), status=status, headers={"cache-control": "no-store", **(headers or {})}
        )

    def saying(self, headers: Mapping[str, str]) -> Answer:
        """The same with more headers."""
        return replace(self, headers={**self.headers, **headers})

    async def send(self, scope: Scope, send: Send) -> None:
        """Says it, as much of it as is asked for. Raises `FileNotFoundError` before anything is said."""
        asked = _asked(scope)
        with self._opened() as content:
            size = content.seek(0, os.SEEK_END)
            status, first, end = self._part(asked, size, scope["method"])
            said = {"content-type": self.kind, **_HEADERS, **self.headers}
            if self.digest:
                said |= {"etag": f'"{self.digest[:32]}"', "accept-ranges": "bytes"}
            if status == 206:
                said["content-range"] = f"bytes {first}-{end - 1}/{size}"
            if status == 416:
                said["content-range"] = f"bytes */{size}"
            if status != 304:
                said["content-length"] = str(end - first)
            headers = [(name.encode(), value.encode("ascii")) for name, value in said.items()]
            await send({"type": "http.response.start", "status": status, "headers": headers})
            left = 0 if scope["method"] == "HEAD" or status == 304 else end - first
            content.seek(first)
            while left > 0:
                piece = content.read(min(_PIECE, left))
                left -= len(piece)
                if not piece:
                    break
                await send({"type": "http.response.body", "body": piece, "more_body": left > 0})
            else:
                if first == end or scope["method"] == "HEAD" or status == 304:
                    await send({"type": "http.response.body", "body": b""})

    def _opened(self) -> IO[bytes]:
        return BytesIO(self.content) if isinstance(self.content, bytes) else self.content.open("rb")

    def _part(self, asked: Mapping[str, str], size: int, method: str) -> tuple[int, int, int]:
        """The status, and what is sent: from the first byte to that before the last number."""
        known = f'"{self.digest[:32]}"' if self.digest else ""
        if self.status != 200 or not known:
            return self.status, 0, size
        if _names(asked.get("if-none-match", ""), known):
            return 304, 0, 0
        if method != "GET" or "range" not in asked or asked.get("if-range", known) != known:
            return 200, 0, size
        found = _RANGE.fullmatch(asked["range"].strip())
        if not found or not (found[1] or found[2]):
            return 200, 0, size  # several parts at once, or what is no range: all of it
        first = int(found[1]) if found[1] else max(size - int(found[2]), 0)
        end = min(int(found[2]) + 1, size) if found[1] and found[2] else size
        is_empty_tail = not found[1] and int(found[2]) == 0
        return (416, 0, 0) if first >= end or is_empty_tail else (206, first, end)


def _asked(scope: Scope) -> dict[str, str]:
    """The headers of a request that decide what is sent; of two with one name the first."""
    wanted: Iterable[bytes] = (b"range", b"if-range", b"if-none-match")
    found = dict[str, str]()
    for name, value in scope["headers"]:
        if name in wanted:
            with suppress(UnicodeError):
                found.setdefault(name.decode(), value.decode("ascii"))
    return found


def _names(said: str, known: str) -> bool:
    """Whether a list of tags names this one."""
    tags = [one.strip().removeprefix("W/") for one in said.split(",")]
    return known in tags or tags == ["*"]
