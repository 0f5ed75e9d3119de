"""The command that opens the studio, as a user has it: it builds at a button, and ends with Ctrl-C."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest
import uvicorn
from playwright.sync_api import Browser, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from brochure.serve import PoliteServer
from brochure.serve.listening import bound_socket
from brochure.studio.api import _answered
from tests.builders.command_line import command, members, wait_until
from tests.builders.publication import PLAIN, make_plain_publication
from tests.builders.sample import ROOT

#: A brochure, and a packet with a chapter that goes out with it and not by itself.
FILES: dict[str, str | bytes | None] = {
    "chapters/valley.yaml": "title: The valley\nline: Where it lies\nlead: Between two hills.\n",
    "packets/packet.yaml": "title: All of them\nchapters: [valley]\n",
}
#: A layout that names a field which no program has.
FAULTY = PLAIN["brochure/brochure.html.j2"].replace("program.promise", "program.promisse")
#: Seconds in which Ctrl-C ends it.
AT_ONCE = 5.0


def is_alive(process: psutil.Process) -> bool:
    """Whether it runs; one that has ended and that nobody has asked for does not."""
    with suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


@contextmanager
def studio(folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command as it runs, in a group of processes of its own, and the address that it printed."""
    arguments = command("--publication", folder, "--cache", folder / ".cache", "studio", "--no-browser")
    process = subprocess.Popen(
        [*arguments, "--port", "18620"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )
    try:
        assert process.stdout
        said = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/#token=\S+", said)
        assert found, said
        yield process, found[0]
    finally:
        for number in members(process.pid):
            os.kill(number, signal.SIGKILL)
        process.communicate()


def test_the_studio_builds_a_season_says_what_keeps_a_document_back_and_ends_with_ctrl_c(
    tmp_path: Path, browser: Browser
) -> None:
    make_plain_publication(tmp_path, FILES)
    layout = tmp_path / "layouts/brochure/brochure.html.j2"
    screen = tmp_path / "output/2019-20/screen"
    with studio(tmp_path) as (process, address), browser.new_page() as page:
        page.goto(address)
        started = command(
            "--publication", tmp_path, "--cache", tmp_path / ".cache", "studio", "--no-browser"
        )
        second = subprocess.run(started, capture_output=True, encoding="utf-8", check=True, timeout=60)
        assert second.stdout == f"The studio of this publication is open already: {address}\n"
        page.get_by_role("button", name="Build season").click()
        again = page.get_by_role("button", name="Build now")
        expect(again).to_be_visible(timeout=60_000)
        expect(page.locator("#form .error")).to_have_count(0)
        assert page.locator(".files a").all_inner_texts() == ["packet.pdf", "primary-care.pdf"]
        assert all((screen / name).is_file() for name in ("packet.pdf", "primary-care.pdf"))

        layout.write_text(FAULTY, "utf-8")
        again.click()
        told = page.locator(".told.error")
        expect(told).to_have_text("Errors keep back primary-care.pdf and packet.pdf.", timeout=60_000)
        problems = page.locator("#form .problems .error")
        expect(problems.first).to_contain_text(re.compile(r"promisse.*\(primary-care\.pdf\)"))
        expect(problems.last).to_contain_text(
            "has errors, so the packet that holds it is not made (packet.pdf)"
        )

        assert len(members(process.pid)) > 1, "workers stand by"
        workers = psutil.Process(process.pid).children(recursive=True)
        began = time.monotonic()
        os.killpg(process.pid, signal.SIGINT)  # as a terminal sends it: to all of the group
        out, err = process.communicate(timeout=60)
        assert time.monotonic() - began < AT_ONCE
        assert (process.returncode, err) == (0, ""), out
        wait_until(lambda: not any(map(is_alive, workers)) and not members(process.pid))


def test_its_server_keeps_no_memory_for_what_workers_do_and_for_letters_of_typefaces() -> None:
    code = (
        "import gc, sys; gc.disable(); from pathlib import Path; from brochure.press import Session;"
        "import brochure.studio; from brochure.compose.typefaces import face_of;"
        "faces = [face_of(path) for path in Path('fonts').rglob('*.ttf')];"
        "kinds = [type(one).__name__ for one in gc.get_objects()];"
        "print(len(faces), kinds.count('Glyph'), *sys.modules)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )
    faces, letters, *modules = ended.stdout.split()
    assert int(faces) > 3 and letters == "0"
    loaded = {name.partition(".")[0] for name in modules}
    assert "starlette" in loaded and not loaded & {"weasyprint", "pypdf", "pypdfium2"}
    assert not {"brochure.packet", "brochure.preflight.file", "brochure.review.speaking"} & set(modules)


def test_what_is_still_asked_for_when_the_studio_ends_is_no_failure(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Such as a comparison of two seasons, which takes a minute."""
    begun = asyncio.Event()

    async def compare(_: Request) -> Response:
        begun.set()
        await asyncio.sleep(60)
        raise AssertionError("nobody has waited for it")

    async def ended() -> bytes:
        app = Starlette(routes=[Route("/", _answered(compare))])
        listening = bound_socket("127.0.0.1", 0, 1)
        server = PoliteServer(uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=1))
        serving = asyncio.create_task(server.serve([listening]))
        reader, writer = await asyncio.open_connection(*listening.getsockname())
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        await begun.wait()
        server.should_exit = True
        await serving
        answer = await reader.read()
        writer.close()
        return answer

    # The thread of the browser runs a loop of its own.
    with caplog.at_level("ERROR", "uvicorn.error"), ThreadPoolExecutor(1) as thread:
        answer = thread.submit(asyncio.run, ended()).result()
    assert answer.startswith(b"HTTP/1.1 503 ") and caplog.records == []
