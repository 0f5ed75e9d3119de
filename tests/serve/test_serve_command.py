"""The command that serves a season: it starts, outlives its workers, and ends when it is told to."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import psutil

from brochure.build import Places
from brochure.press import seasons_with_a_site
from tests.builders.command_line import Here
from tests.builders.in_thread import wait_for
from tests.builders.season_server import copied, make_season

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def started(places: Places, *options: str) -> Iterator[tuple[subprocess.Popen[str], httpx.Client]]:
    """The command, and somebody who asks it."""
    command = [sys.executable, str(ROOT / "make_brochure.py"), "serve", "--port", "0", "--jobs", "1"]
    command += ["--publication", str(places.publication), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            found = re.search(r"is shown until Ctrl-C: (http://127\.0\.0\.1:\d+)/", line)
            assert found, line + process.stdout.read()
            with httpx.Client(base_url=found[1], timeout=60) as client:
                yield process, client
        finally:
            with suppress(ProcessLookupError):
                process.kill()


def test_it_outlives_its_workers_and_ends_with_ctrl_c(season: Places, tmp_path: Path) -> None:
    places = copied(season, tmp_path)
    with started(places) as (process, client):
        assert client.get("/packet.pdf?program=alpha").status_code == 200

        def ended() -> bool:
            workers = psutil.Process(process.pid).children(recursive=True)
            busy = [one for one in workers if one.memory_info().rss > 60_000_000]
            for one in busy:
                one.kill()
            return bool(busy)

        wait_for(ended)
        assert client.get("/packet.pdf?program=beta&program=alpha").status_code in (200, 503)
        assert client.get("/packet.pdf?program=beta&program=alpha").status_code == 200
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
        assert process.stdout is not None and process.stdout.read() == ""


def test_a_season_without_a_site_is_told(here: Here, tmp_path: Path) -> None:
    make_season(tmp_path)
    ended = here("--publication", tmp_path, "serve")
    assert ended.code == 2 and f"Hint: make_brochure.py --publication {tmp_path} site makes it" in ended.err
    asked = here("--publication", tmp_path, "serve", "1999")
    assert asked.code == 2 and "1999: there is no site of this season" in asked.err


def test_the_season_that_was_issued_last_is_the_last_one(tmp_path: Path) -> None:
    """Whatever seasons are called; those that say no day are older."""
    said = {"Spring-2027": '"issued": "2026-11-02"', "Autumn-2027": '"issued": "2027-05-01"', "Winter": ""}
    for season, issued in said.items():
        (tmp_path / season / "site").mkdir(parents=True)
        (tmp_path / season / "site/site.json").write_text(f"{{\n {issued}\n}}")
    assert seasons_with_a_site(tmp_path) == ["Winter", "Spring-2027", "Autumn-2027"]
