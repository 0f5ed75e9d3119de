"""Edit → picture of the page: the studio's preview, and what WeasyPrint alone, Typst and Chromium need for
the same brochure.

Run as a process for one of them, which loads nothing for the others; prints what it measured as JSON."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

import psutil

from brochure.build import Desk, Places, Store, WorkerPool
from brochure.press import Session
from brochure.studio.preview import RESOLUTION, Preview
from tests.benchmarks.measure import occupied, python, run
from tests.benchmarks.sample import EDITED, Sample

#: Edits that are timed; those before them warm the processes up.
TIMED, WARMING = 60, 6
#: Edits after which memory is looked at, and in a quick run.
MANY, QUICK = 2000, 200
#: The stylesheet of a page, which the engine is given once.
_LINK = re.compile(r"<link rel=\"stylesheet\"[^>]*>")
#: Edits after which whoever waits is told how many were made.
TOLD = 250
OURS, ENGINE, TYPST, CHROMIUM = "ours", "engine", "typst", "chromium"


@dataclass(frozen=True)
class Previewed:
    """What the preview took, in seconds and bytes: from an edit to the picture, with the CPU of both of its
    processes, and to the problems; the memory of all of its processes, in which what they share counts once,
    and that of the worker alone, after `edits`.
    """

    picture: Sequence[float]
    cpu: Sequence[float]
    problems: Sequence[float]
    memory: int
    worker: int
    edits: int
    others: dict[str, Sequence[float]]


def share(values: Sequence[float], percent: int) -> float:
    """The value that so many percent of all do not exceed."""
    return quantiles(values, n=100, method="inclusive")[percent - 1]


def measure(sample: Sample, pages: Path, absent: Sequence[str], edits: int) -> Previewed:
    """The preview, and the contestants that run here."""
    known = json.loads(run(*python("previewing", OURS, sample.folder, str(edits)), aloud=True).out)
    others = [name for name in (ENGINE, TYPST, CHROMIUM) if name not in absent]
    measured = {name: json.loads(run(*python("previewing", name, pages, str(TIMED))).out) for name in others}
    return Previewed(**known, others=measured)


def preview(folder: Path, edits: int) -> dict[str, object]:
    """Shows one brochure and edits a sentence of it again and again."""
    sample, own = Sample(folder), psutil.Process()
    times: dict[str, list[float]] = {"picture": [], "cpu": [], "problems": []}
    with WorkerPool(1, stands_by=True) as workers, TemporaryDirectory() as cache:
        places = Places(sample.publication, sample.output)
        session = Session(places, Desk(Store(Path(cache)), workers))
        shown = Preview(session)
        shown.pages(EDITED, "brochure")
        shown.settle(EDITED, "brochure")
        for number in range(edits):
            if number % TOLD == 0:
                print(f"        {number} of {edits} edits", file=sys.stderr)
            sample.edit(number)
            began, cpu = perf_counter(), _cpu(workers)
            session.survey()
            known = perf_counter()
            shown.pages(EDITED, "brochure")
            if WARMING <= number < WARMING + TIMED:
                times["problems"].append(known - began)
                times["picture"].append(perf_counter() - began)
                times["cpu"].append(_cpu(workers) - cpu)
        sizes = {one.pid: occupied(one) for one in (own, *own.children(recursive=True))}
        worker = workers.lanes[0].process
    alone = sizes.get(worker.pid, 0) if worker else 0
    return {**times, "memory": sum(sizes.values()), "worker": alone, "edits": edits}


def _cpu(workers: WorkerPool) -> float:
    processes = [psutil.Process(), *(lane.process for lane in workers.lanes if lane.process)]
    used = [one.cpu_times() for one in processes]
    return sum(one.user + one.system for one in used)


def _engine(pages: Path, edits: int) -> list[float]:
    """Sets the brochure by WeasyPrint in a process that stays and keeps its stylesheets and typefaces, and
    draws a page of it.
    """
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    with TemporaryDirectory() as folder:
        page, target, fonts = pages / f"{EDITED}.html", Path(folder) / f"{EDITED}.pdf", FontConfiguration()
        sheets = [CSS(filename=pages / f"{EDITED}.css", font_config=fonts)]
        written = page.read_text("utf-8")

        def edit(number: int) -> None:
            said = _LINK.sub("", written).replace("</p>", f" Edit {number}.</p>", 1)
            page.write_text(said, "utf-8")

        def make() -> None:
            html = HTML(filename=page)
            html.write_pdf(target, stylesheets=sheets, font_config=fonts, pdf_variant="pdf/ua-1")

        times = list(_timed(edit, make, Path(folder), edits))
        page.write_text(written, "utf-8")
    return times


def _typst(pages: Path, edits: int) -> list[float]:
    """Sets the brochure by a compiler that stays, and draws a page of it."""
    from tests.benchmarks.typst_season import Press

    with TemporaryDirectory() as folder:
        press, texts = Press(pages), pages / f"{EDITED}.json"
        written = texts.read_text("utf-8")

        def edit(number: int) -> None:
            said = json.loads(written)
            said["groups"][0]["prose"][0] += f" Edit {number}."
            texts.write_text(json.dumps(said), "utf-8")

        times = list(_timed(edit, lambda: press.compile(EDITED, Path(folder)), Path(folder), edits))
        texts.write_text(written, "utf-8")
    return times


def _chromium(pages: Path, edits: int) -> list[float]:
    """Prints the brochure by a browser that stays open, and draws a page of it."""
    from tests.benchmarks.browsers import browser

    with TemporaryDirectory() as folder, browser(Path(folder) / "profile") as tab:
        page, target = pages / f"{EDITED}.html", Path(folder) / f"{EDITED}.pdf"
        written = page.read_text("utf-8")

        def edit(number: int) -> None:
            page.write_text(written.replace("</p>", f" Edit {number}.</p>", 1), "utf-8")

        times = list(_timed(edit, lambda: tab.print(page, target), Path(folder), edits))
        page.write_text(written, "utf-8")
    return times


def _timed(
    edit: Callable[[int], None], make: Callable[[], None], folder: Path, edits: int
) -> Iterator[float]:
    import pypdfium2

    for number in range(WARMING + edits):
        edit(number)
        began = perf_counter()
        make()
        with pypdfium2.PdfDocument(folder / f"{EDITED}.pdf") as document:
            document[1].render(scale=RESOLUTION / 72).to_pil().convert("RGB").save(folder / "page.jpg")
        if number >= WARMING:
            yield perf_counter() - began


def main(which: str, folder: Path, edits: int) -> None:
    """Measures one of them."""
    measured: dict[str, Callable[[Path, int], object]] = {
        OURS: preview,
        ENGINE: _engine,
        TYPST: _typst,
        CHROMIUM: _chromium,
    }
    print(json.dumps(measured[which](folder, edits)))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
