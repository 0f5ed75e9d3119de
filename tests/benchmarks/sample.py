"""A copy of the sample publication in a folder of its own: built by the command line, edited by one line,
laid out as files."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from brochure.build import Places, Wish, make_plan
from brochure.press import check
from tests.benchmarks.measure import ROOT, Ran, run

if TYPE_CHECKING:
    from tests.benchmarks.plainly import Order

#: The program whose text is edited, and where: after the first sentence of its story.
EDITED = "global-medicine"
_FIRST_SENTENCE = re.compile(r"(  text: \|\n    [^.\n]*\.)( Edit \d+\.)?")


@dataclass(frozen=True)
class Sample:
    """A publication in a temporary folder, with its output and its cache beside it."""

    folder: Path

    @property
    def publication(self) -> Path:
        return self.folder / "publication"

    @property
    def output(self) -> Path:
        return self.folder / "output"

    @property
    def cache(self) -> Path:
        return self.folder / "cache"

    @property
    def programs(self) -> list[str]:
        """The programs by the names of their files."""
        return sorted(path.stem for path in (self.publication / "content/programs").glob("*.yaml"))

    def build(self, jobs: int, *more: str, watch: Callable[[int], object] | None = None) -> Ran:
        """One build by the command line, in a process of its own."""
        return run(*command(self, jobs, *more), watch=watch)

    def cold(self, jobs: int, *more: str, watch: Callable[[int], object] | None = None) -> Ran:
        """A build with nothing there from before."""
        for folder in (self.output, self.cache):
            shutil.rmtree(folder, ignore_errors=True)
        return self.build(jobs, *more, watch=watch)

    def edit(self, number: int) -> None:
        """Changes one sentence of one program, in a way that no build has seen."""
        path = self.publication / f"content/programs/{EDITED}.yaml"
        text, found = _FIRST_SENTENCE.subn(rf"\1 Edit {number}.", path.read_text("utf-8"), count=1)
        if not found:
            raise ValueError(f"{path.name} has no story to edit")
        path.write_text(text, "utf-8")

    def documents(self) -> dict[str, Path]:
        """The published PDFs by their names."""
        return {path.stem: path for path in sorted(self.output.glob("*/screen/*.pdf"))}

    def sums(self) -> Mapping[str, str]:
        """A checksum of every published PDF."""
        return {name: sha256(path.read_bytes()).hexdigest() for name, path in self.documents().items()}


def take_sample(folder: Path) -> Sample:
    """The project's own publication, copied."""
    sample = Sample(folder)
    for name in ("content", "layouts", "fonts"):
        shutil.copytree(ROOT / name, sample.publication / name)
    return sample


def command(sample: Sample, jobs: int, *more: str, interpreter: tuple[str, ...] = ()) -> list[str | Path]:
    """The command line of a build."""
    start = [sys.executable, *interpreter, ROOT / "make_brochure.py", "-q"]
    places = ["--publication", sample.publication, "--output", sample.output, "--cache", sample.cache]
    return [*start, *places, "--jobs", str(jobs), "build", *more]


def order_of(sample: Sample) -> Order:
    """What the packet of a build with `--keep` is made of."""
    from tests.benchmarks.plainly import Order  # with a PDF library, which whoever measures memory has not

    publication = check(Places(sample.publication, sample.output))
    packet = make_plan(publication, Wish()).packets[0]
    folios = [path.stem for path in (sample.output / "stages").glob(f"{packet.name}-*-folios.pdf")]
    bound = (f"{packet.name}-front", *(one.name for one in packet.members), f"{packet.name}-back")
    return Order(bound, tuple(sorted(folios, key=lambda name: int(name.split("-")[-2]))))


def as_files(sample: Sample, folder: Path) -> Path:
    """What the engine was given in a build with `--keep`, as files that any HTML engine can open from
    disk: every document of the packet and its folios, with the order of them."""
    from tests.benchmarks.plainly import Order

    shutil.copytree(sample.publication / "fonts", folder / "fonts", ignore=shutil.ignore_patterns("*.py"))
    stages = sample.output / "stages"
    shutil.copytree(stages / "art", folder / "art")
    order = order_of(sample)
    Order(tuple(map(_bare, order.packet)), order.folios).write(folder)
    for document in (*order.packet, *order.folios):
        name = _bare(document)
        page, style = (
            (stages / f"{document}.{kind}").read_text("utf-8").replace("asset:", "")
            for kind in ("html", "css")
        )
        (folder / f"{name}.css").write_text(style, "utf-8")
        linked = page.replace("</head>", f'<link rel="stylesheet" href="{name}.css"></head>')
        (folder / f"{name}.html").write_text(linked, "utf-8")
    return folder


def _bare(document: str) -> str:
    """A document's name without the packet that it is set for."""
    return document.rpartition("/")[2]
