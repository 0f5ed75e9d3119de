"""The studio as somebody has it who works with it: how long it takes to open, and what it changes and finds.

Run as a process; prints what it measured as JSON."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from signal import SIGINT
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import psutil
from playwright.sync_api import Browser

from brochure.build import Desk, InProcess, Places, Store, WorkerPool
from brochure.edit import Change, Editor
from brochure.errors import BrochureError
from brochure.model import Text
from brochure.press import Session
from brochure.studio.listing import ListedItem, Listing, listed_wheres
from brochure.studio.preview import Preview
from tests.benchmarks.measure import ROOT, python, run
from tests.benchmarks.sample import EDITED, Sample
from tests.builders.chromium import chromium
from tests.house.test_vendored import LATER
from tests.studio.test_preview import WORD, leads

#: How often the studio is opened, and the port at which it listens.
ROUNDS, PORT = 3, 18930
STATIC = ROOT / "brochure/studio/static"
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/#token=\S+")
#: A picture of a page that is there, not one that is still loaded.
_PICTURE = "(image) => image.decode()"


@dataclass(frozen=True)
class StudioFigures:
    """Seconds from the command to the first page in a browser that is open, from nothing and with what the
    last time left, and CPU seconds of all of the studio's processes by then; values that were edited one
    after another, and lines that changed beside them; texts of pages, and how many lead to their fields;
    bytes of the page as it is sent (gzip).
    """

    first: float
    first_cpu: float
    again: float
    again_cpu: float
    edits: int
    beside: int
    texts: int
    right: int
    size: int


def measure(sample: Sample) -> StudioFigures:
    """In a process of its own."""
    return StudioFigures(**json.loads(run(*python("studio", sample.folder)).out))


def opened(publication: Path, cache: Path, browser: Browser) -> tuple[float, float]:
    """Seconds from the command to the first page, and CPU seconds by then."""
    command = [sys.executable, str(ROOT / "make_brochure.py"), "--publication", str(publication)]
    command += ["--cache", str(cache), "studio", "--no-browser", "--port", str(PORT)]
    began = perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        found = _ADDRESS.search(process.stdout.readline())
        assert found, "it does not start"
        with browser.new_page() as page:
            page.goto(found[0])
            page.locator(".sheet-of-paper > img").first.evaluate(_PICTURE)
            took = perf_counter() - began
        return took, _cpu(psutil.Process(process.pid))
    finally:
        process.send_signal(SIGINT)
        process.wait(30)


def _cpu(process: psutil.Process) -> float:
    used = 0.0
    for one in (process, *process.children(recursive=True)):
        with suppress(psutil.Error):
            used += sum(one.cpu_times()[:2])
    return used


def edited(publication: Path, listing: Listing) -> tuple[int, int]:
    """Values that were changed, each alone and taken back, and lines that others had and that changed."""
    editor, edits, beside = Editor(publication), 0, 0
    for item in listing.entries.values():
        for path, text, first, last in _texts(item):
            file = publication / item.file
            before = file.read_bytes()
            with suppress(BrochureError):  # what may not be changed so, such as a row of a spreadsheet
                editor.apply([Change("set", item.file, (*item.path, *path), f"{text} And more.")])
                edits += 1
                changed = _changed(before.splitlines(), file.read_bytes().splitlines())
                beside += len([line for line in changed if not first <= line < last])
            file.write_bytes(before)
    return edits, beside


def _texts(item: ListedItem) -> Iterator[tuple[tuple[str | int, ...], str, int, int]]:
    """Every text of an item, with its way, its first line, and that of what follows it."""
    places = [(where, path) for where, path in listed_wheres(item.said) if where.file == item.file]
    lines = sorted({where.line for where, _ in places})
    for where, path in places:
        value = item.said
        for step in path:
            value = value[step] if value is not None else None
        if isinstance(value, Text) and value.where == where:
            yield path, str(value), where.line, next((one for one in lines if one > where.line), 10**9)


def _changed(before: list[bytes], after: list[bytes]) -> range:
    """The lines that are others now, by their numbers."""
    same = next((n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), len(before))
    pairs = zip(reversed(before[same:]), reversed(after[same:]), strict=False)
    end = next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(before), len(after)) - same)
    return range(same + 1, len(before) - end + 1)


def clicked(sample: Sample) -> tuple[int, int]:
    """The texts on the pages of some documents, and how many of them a click leads to their field from."""
    files = (ROOT / "layouts").rglob("*.yaml")
    words = {word for file in files for word in WORD.findall(file.read_text("utf-8").casefold())}
    found = list[bool]()
    with TemporaryDirectory() as cache, WorkerPool(1) as workers:
        session = Session(Places(sample.publication, sample.output), Desk(Store(Path(cache)), workers))
        preview, listing = Preview(session), Listing(session.survey(), ())
        for form in ("brochure", "flyer", "card"):
            made = session.preview(EDITED if form == "brochure" else f"{EDITED}-{form}")
            for page, view in zip(preview.pages(EDITED, form), made.pages, strict=True):
                found += [leads(page, run, listing, words) for run in view.runs]
    return len(found), sum(found)


def page_size() -> int:
    """Bytes that a first visit loads."""
    files = [one for one in STATIC.rglob("*") if one.suffix in (".js", ".css", ".html", ".svg")]
    return sum(len(gzip.compress(one.read_bytes(), mtime=0)) for one in files if one.name not in LATER)


def main(folder: Path) -> None:
    """Measures all of it."""
    sample, rounds = Sample(folder), list[tuple[float, ...]]()
    with chromium() as browser:
        for _ in range(ROUNDS):
            with TemporaryDirectory() as cache:
                first = opened(sample.publication, Path(cache), browser)
                rounds.append((*first, *opened(sample.publication, Path(cache), browser)))
    times = [median(one) for one in zip(*rounds, strict=True)]
    session = Session(Places(sample.publication, sample.output), Desk(Store(folder / "cache"), InProcess()))
    edits, beside = edited(sample.publication, Listing(session.survey(), ()))
    print(json.dumps(asdict(StudioFigures(*times, edits, beside, *clicked(sample), page_size()))))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
