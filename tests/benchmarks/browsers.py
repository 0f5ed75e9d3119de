"""Chromium and Paged.js on the same files, where they are installed. Run as a process: Chromium kept open
for all files."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.benchmarks.plainly import bind

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--allow-file-access-from-files")
#: The numbers of the two pipes that `--remote-debugging-pipe` speaks through.
_IN, _OUT = 3, 4


def chromium() -> str:
    """The browser's path. Raises `FileNotFoundError` where there is none."""
    if path := next(filter(None, map(shutil.which, _NAMES)), None):
        return path
    raise FileNotFoundError("not installed here")


def pagedjs() -> str:
    """The path of Paged.js's command. Raises `FileNotFoundError` where it is not installed."""
    if path := shutil.which("pagedjs-cli"):
        return path
    raise FileNotFoundError("not installed here")


def print_one(page: Path, output: Path, profile: Path) -> list[str]:
    """The command that prints one file and ends."""
    target = output / f"{page.stem}.pdf"
    return [
        chromium(),
        *_FLAGS,
        f"--user-data-dir={profile}",
        "--no-pdf-header-footer",
        f"--print-to-pdf={target}",
        page.as_uri(),
    ]


def paginate_one(page: Path, output: Path) -> list[str]:
    """The command by which Paged.js prints one file."""
    return [pagedjs(), str(page), "-o", str(output / f"{page.stem}.pdf"), "--browserArgs", "--no-sandbox"]


class Tab:
    """One open page of a browser, told what to do by messages that end with a zero byte."""

    def __init__(self, source: int, target: int) -> None:
        self.source, self.target = os.fdopen(source, "rb", 0), os.fdopen(target, "wb", 0)
        self.number, self.session, self.rest = 0, "", b""
        target_id = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=target_id, flatten=True)["sessionId"]
        self.ask("Page.enable")

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Sends one command and gives its result. Raises `RuntimeError` where the browser refuses."""
        self.number += 1
        session = {"sessionId": self.session} if self.session else {}
        self.target.write(
            json.dumps({"id": self.number, "method": method, "params": parameters, **session}).encode()
            + b"\0"
        )
        return self.hear("id", self.number)["result"]

    def hear(self, key: str, value: object) -> dict[str, Any]:
        """Reads on to the message that holds this key and value."""
        while True:
            while b"\0" not in self.rest:
                said = self.source.read(1 << 20)
                if not said:
                    raise RuntimeError("the browser has ended")
                self.rest += said
            one, _, self.rest = self.rest.partition(b"\0")
            message = json.loads(one)
            if "error" in message:
                raise RuntimeError(str(message["error"]))
            if message.get(key) == value:
                return message

    def print(self, page: Path, target: Path) -> None:
        """Opens a file and prints it, tagged, at the size of its stylesheet."""
        self.ask("Page.navigate", url=page.as_uri())
        self.hear("method", "Page.loadEventFired")
        said = self.ask(
            "Page.printToPDF", preferCSSPageSize=True, printBackground=True, generateTaggedPDF=True
        )
        target.write_bytes(base64.b64decode(said["data"]))


@contextmanager
def browser(profile: Path) -> Iterator[Tab]:
    """A browser that stays open, and its page."""
    read, said = os.pipe()
    heard, write = os.pipe()
    command = [chromium(), *_FLAGS, f"--user-data-dir={profile}", "--remote-debugging-pipe"]

    def connect() -> None:
        os.dup2(read, _IN)
        os.dup2(write, _OUT)

    process = subprocess.Popen(
        command,
        preexec_fn=connect,
        pass_fds=(_IN, _OUT),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for one in (read, write):
        os.close(one)
    tab = Tab(heard, said)
    try:
        yield tab
    finally:
        tab.session = ""
        tab.ask("Browser.close")
        process.wait()


def main(pages: Path, output: Path, profile: Path) -> None:
    """Prints every HTML file of a folder by one browser, and binds the packet."""
    output.mkdir(parents=True, exist_ok=True)
    with browser(profile) as tab:
        for page in sorted(pages.glob("*.html")):
            tab.print(page, output / f"{page.stem}.pdf")
    bind(pages, output)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
