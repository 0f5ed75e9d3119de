"""A season served: what a new packet costs beside the plain way, and how many are answered in a second.

`python -m tests.benchmarks.serving FOLDER [SECONDS]`, where `make_brochure.py site --output FOLDER` has
published a season. A load tool does the asking where one is installed (wrk, hey), beside this process.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import permutations
from pathlib import Path
from statistics import mean, quantiles
from tempfile import TemporaryDirectory
from time import monotonic, perf_counter, process_time, sleep
from typing import Any

import psutil
from pypdf import PdfReader, PdfWriter

from brochure.build import Desk, InProcess, Places, Store
from brochure.model import HashedFile, Result
from brochure.press import open_season
from tests.benchmarks.measure import ROOT

#: Connections at once: those that ask for what is there, and for what is new; and the seconds of a run.
READERS, MAKERS, SECONDS = 20, 10, 10
_ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/")


def by_pypdf(parts: Sequence[HashedFile], folios: Path, target: Path) -> None:
    """As users of pypdf would do it: parts appended in order, folios merged over their pages."""
    with PdfWriter() as writer:
        for part in parts:
            writer.append(part.path)
        for page, folio in zip(writer.pages, PdfReader(folios).pages, strict=False):
            page.merge_page(folio)
        writer.write(target)


class Timed(InProcess):
    """Does tasks, and knows the CPU seconds of each kind."""

    def __init__(self) -> None:
        self.took = defaultdict[str, list[float]](list)

    def run(self, task: Any) -> Result:
        """Does one task."""
        began = process_time()
        result = super().run(task)
        self.took[type(task).__name__].append(process_time() - began)
        return result


def costs(output: Path, folder: Path, rounds: int) -> dict[str, float]:
    """CPU seconds of a new packet of all programs, and of the plain way, in pairs.

    Each pays for its own garbage, and for nothing that was there before.
    """
    name = sorted(one.name for one in output.iterdir() if (one / "site").is_dir())[-1]
    workers = Timed()
    season = open_season(Places(ROOT, output), name, Desk(Store(folder / "cache"), workers))
    season.prepare()
    began = process_time()
    season.packet(list(season.brochures)[::-1])  # the engine is loaded with the first
    first = process_time() - began
    orders = permutations(season.brochures)
    workers.took.clear()
    ours, plain = list[float](), list[float]()
    for _ in range(rounds):
        order = next(orders)
        with _paying(ours):
            packet = season.packet(order)
        whole = folder / "folios.pdf"
        _folios_of(packet.path, whole)
        with _paying(plain):
            by_pypdf([season.brochures[one].pdf for one in order], whole, folder / "plain.pdf")
    parts = {"cover and contents set": "SetPages", "bound and proved": "Choose"}
    return {
        "first of a process": first,
        "new packet": mean(ours),
        **{what: mean(workers.took[kind]) for what, kind in parts.items()},
        "plain pypdf": mean(plain),
        "ratio": mean(ours) / mean(plain),
        "ratio of what is bound and proved": mean(workers.took["Choose"]) / mean(plain),
    }


@contextmanager
def _paying(spent: list[float]) -> Iterator[None]:
    """The CPU seconds of what is done here, with collecting what it leaves."""
    gc.collect()
    gc.freeze()
    began = process_time()
    yield
    gc.collect()
    spent.append(process_time() - began)


def _folios_of(packet: Path, target: Path) -> None:
    """Its folios as pages of their own, as the plain way has them from its typesetter."""
    import pikepdf

    with pikepdf.open(packet) as pdf, pikepdf.new() as made:
        for page in pdf.pages:
            forms = page.obj.get("/Resources", {}).get("/XObject", {})
            folio = forms.get("/Folio")
            blank = made.add_blank_page(page_size=(612, 792))
            if folio is not None:
                blank.obj["/Resources"] = pikepdf.Dictionary(
                    XObject=pikepdf.Dictionary(F=made.copy_foreign(folio))
                )
                blank.obj["/Contents"] = made.make_stream(b"/F Do")
        made.save(target)


class Served:
    """The command, as a process."""

    def __init__(self, output: Path, cache: Path) -> None:
        command = [sys.executable, str(ROOT / "make_brochure.py"), "serve", "--port", "0"]
        command += ["--output", str(output), "--cache", str(cache)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        found = _ADDRESS.search(self.process.stdout.readline())
        assert found, "it does not start"
        self.port = int(found[1])

    def memory(self) -> float:
        """Megabytes of the server and its workers."""
        top = psutil.Process(self.process.pid)
        return sum(one.memory_info().rss for one in (top, *top.children(recursive=True))) / 1e6

    def cpu(self) -> float:
        """Seconds of processors that the server and its workers have taken."""
        top = psutil.Process(self.process.pid)
        spent = [one.cpu_times() for one in (top, *top.children(recursive=True))]
        return sum(one.user + one.system for one in spent)

    def end(self) -> float:
        """Ends it; gives how many seconds that took."""
        began = perf_counter()
        self.process.terminate()
        self.process.wait(30)
        return perf_counter() - began


async def _one(port: int, path: str) -> tuple[int, float]:
    """A request on a connection of its own, as people have."""
    began = perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    return int(answer.split(b" ", 2)[1]), perf_counter() - began


async def _asked(
    port: int, paths: Iterator[str], many: int, seconds: float, most: int
) -> list[tuple[int, float]]:
    """So many askers, one request after another, for so long or until there were so many."""
    end, found = monotonic() + seconds, list[tuple[int, float]]()

    async def ask() -> None:
        while monotonic() < end and len(found) < most:
            found.append(await _one(port, next(paths)))

    await asyncio.gather(*(ask() for _ in range(many)))
    return found


def load(port: int, paths: Iterator[str], many: int, seconds: float, most: int = 10**9) -> dict[str, float]:
    """What comes of it: answers in a second, and how long they took, in milliseconds."""
    began = perf_counter()
    found = asyncio.run(_asked(port, paths, many, seconds, most))
    took = [one for status, one in found if status == 200]
    parts = quantiles(took, n=100) if len(took) > 1 else [0.0] * 99
    return {
        "answers": len(took),
        "others": len(found) - len(took),
        "a second": len(took) / (perf_counter() - began),
        "p50 ms": parts[49] * 1000,
        "p95 ms": parts[94] * 1000,
        "p99 ms": parts[98] * 1000,
    }


def by_tool(address: str, seconds: int) -> str:
    """The same by a load tool, in its own words."""
    if tool := shutil.which("wrk"):
        command = [tool, "-t2", f"-c{READERS}", f"-d{seconds}s", "--latency", address]
    elif tool := shutil.which("hey"):
        command = [tool, "-z", f"{seconds}s", "-c", str(READERS), address]
    else:
        return "neither wrk nor hey is installed"
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def main() -> None:
    """The command."""
    output = Path(sys.argv[1]).resolve()
    seconds = int(sys.argv[2]) if len(sys.argv) > 2 else SECONDS
    with TemporaryDirectory() as folder:
        say("a new packet", costs(output, Path(folder), 8))
        server = Served(output, Path(folder, "served"))
        try:
            names = re.findall(r'<input[^>]* id="choose-([^"]+)"', _page(server.port))
            known = f"/packet.pdf?program={names[0]}&program={names[-1]}"
            asyncio.run(_one(server.port, known))
            say("load", {"average": os.getloadavg()[0]})
            say("packets that are there", _with_cpu(server, iter(lambda: known, ""), READERS, seconds))
            print(by_tool(f"http://127.0.0.1:{server.port}{known}", seconds))
            choices = ("&".join(f"program={one}" for one in order) for order in permutations(names, 3))
            new = (f"/packet.pdf?{one}" for one in choices)
            say("new packets of three programs", _with_cpu(server, new, MAKERS, seconds))
            load(server.port, iter(lambda: known, ""), READERS, 600, 1_000)
            before = server.memory()
            said = load(server.port, iter(lambda: known, ""), READERS, 600, 10_000)
            sleep(1)
            say(
                "10,000 requests",
                {"answers": said["answers"], "MB before": before, "MB after": server.memory()},
            )
        finally:
            say("ended in", {"seconds": server.end()})


def _with_cpu(server: Served, paths: Iterator[str], many: int, seconds: float) -> dict[str, float]:
    """The same with what processors spent on each answer, which others on the machine do not change."""
    before = server.cpu()
    found = load(server.port, paths, many, seconds)
    return {**found, "CPU ms each": (server.cpu() - before) / max(found["answers"], 1) * 1000}


def _page(port: int) -> str:
    async def page() -> str:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /packet HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        return (await reader.read()).decode()

    return asyncio.run(page())


def say(what: str, figures: dict[str, float]) -> None:
    """A line."""
    print(json.dumps({what: {name: round(value, 3) for name, value in figures.items()}}), flush=True)


if __name__ == "__main__":
    main()
