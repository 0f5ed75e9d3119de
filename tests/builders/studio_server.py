"""A studio that runs: a real server in a thread, for a publication in a folder, and a browser's part."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import httpx

from brochure.build import Desk, InProcess, Places, Store
from brochure.studio import StudioServer
from tests.builders.in_thread import in_thread, wait_for


class Browser(httpx.Client):
    """One browser that has opened the page of a studio."""

    def __init__(self, server: StudioServer, token: str | None = None) -> None:
        self.home = f"http://127.0.0.1:{server.port}"
        super().__init__(base_url=self.home, headers={"origin": self.home}, timeout=30)
        self.port = server.port
        self.login = self.post("/api/login", json={"token": token or server.keys.token})

    def __enter__(self) -> Browser:
        return self  # it is open already

    def said(self, path: str) -> Any:
        """What a path answers."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def edit(self, *changes: dict[str, Any]) -> httpx.Response:
        """Changes, all or none."""
        return self.post("/api/edit", json={"changes": changes})

    def change(self, kind: str, name: str, path: list[str | int], value: Any) -> dict[str, Any]:
        """A change of one value as the page makes it: with what was seen."""
        item = self.said(f"/api/item/{kind}/{name}")
        seen = item["values"]
        try:
            for part in path:
                seen = seen[part]
            old = {"old": seen}
        except (LookupError, TypeError):
            old = {}
        where = {"file": item["file"], "path": [*item["path"], *path], "base": item["sha256"]}
        return {"action": "set", **where, "value": value, **old}


def running(
    publication: Path, port: int = 18420, shared: Desk | None = None
) -> AbstractContextManager[StudioServer]:
    """A studio that serves, as long as this stands, with a desk of its own or that of all tests."""
    desk = shared or Desk(Store(publication / ".cache"), InProcess())

    @contextmanager
    def engage() -> Iterator[Desk]:
        yield desk

    places = Places(publication, publication / "output")
    return in_thread(StudioServer(places, desk, engage, publication / ".cache", port))


class Stream:
    """The events that one tab hears, as they come."""

    def __init__(self, browser: Browser, last: str = "", asked: str = "") -> None:
        self.events: list[tuple[str, dict[str, Any]]] = []
        self.is_open = False
        cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        self._headers = {"cookie": cookies, "last-event-id": last}
        self._address = f"{browser.home}/api/events{asked}"
        threading.Thread(target=self._hear, daemon=True).start()
        wait_for(lambda: self.is_open)

    def _hear(self) -> None:
        with httpx.stream("GET", self._address, headers=self._headers, timeout=None) as answer:
            kind = ""
            for line in answer.iter_lines():
                self.is_open = True
                if line.startswith("event: "):
                    kind = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    self.events.append((kind, json.loads(line.removeprefix("data: "))))

    def heard(self, kind: str, **said: Any) -> dict[str, Any]:
        """The event of a kind in which this is said."""
        return dict(
            wait_for(
                lambda: next(
                    (one for name, one in self.events if name == kind and said.items() <= one.items()), None
                )
            )
        )
