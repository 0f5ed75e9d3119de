"""The packet put together from the same files by several tools, and what is left of tags and outline.

Run as a process."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import pikepdf
from pypdf import PdfReader, PdfWriter

from brochure.packet import Part, assemble
from tests.benchmarks.sample import Sample, order_of

Merge = Callable[[Sequence[Path], Path], None]
OURS, STAMPED, PYPDF, PIKEPDF, QPDF, PDFUNITE = (
    "ours",
    "ours, folios stamped",
    "pypdf",
    "pikepdf",
    "qpdf",
    "pdfunite",
)


@dataclass(frozen=True)
class Merged:
    """What a tool took, in seconds, one for each round, and what its file is."""

    tool: str
    wall: list[float]
    cpu: list[float]
    size: int
    pages: int
    tagged: bool
    resolved: int
    outline: int


def ours(files: Sequence[Path], target: Path, folios: Sequence[Path] = ()) -> None:
    """The packet as the project makes it."""
    parts = [
        Part(file.stem, file.stem, file.read_bytes(), outline=0 < number < len(files) - 1)
        for number, file in enumerate(files)
    ]
    target.write_bytes(assemble(parts, title="Packet", language="en-US", folios=folios))


def by_pypdf(files: Sequence[Path], target: Path) -> None:
    """As pypdf's documentation shows it."""
    with PdfWriter() as writer:
        for file in files:
            writer.append(file)
        writer.write(target)


def by_pikepdf(files: Sequence[Path], target: Path) -> None:
    """As pikepdf's documentation shows it."""
    with pikepdf.new() as merged:
        for file in files:
            with pikepdf.open(file) as part:
                merged.pages.extend(part.pages)
        merged.save(target)


def by_qpdf(files: Sequence[Path], target: Path) -> None:
    """From the first file on, which keeps what belongs to the document."""
    subprocess.run(["qpdf", str(files[0]), "--pages", *map(str, files), "--", str(target)], check=True)


def by_pdfunite(files: Sequence[Path], target: Path) -> None:
    """Poppler's tool."""
    subprocess.run(["pdfunite", *map(str, files), str(target)], check=True)


def contestants(folios: Sequence[Path]) -> dict[str, Merge]:
    """The tools that are installed."""
    found: dict[str, Merge] = {
        PYPDF: by_pypdf,
        OURS: ours,
        STAMPED: lambda files, target: ours(files, target, folios),
        PIKEPDF: by_pikepdf,
    }
    programs: dict[str, Merge] = {QPDF: by_qpdf, PDFUNITE: by_pdfunite}
    return found | {name: merge for name, merge in programs.items() if shutil.which(name)}


def _cpu() -> float:
    used = getrusage(RUSAGE_CHILDREN)
    return process_time() + used.ru_utime + used.ru_stime


def _once(merge: Merge, files: Sequence[Path], target: Path) -> tuple[float, float]:
    cpu, began = _cpu(), perf_counter()
    merge(files, target)
    return perf_counter() - began, _cpu() - cpu


def race(sample: Sample, rounds: int) -> list[Merged]:
    """Every tool once in each round, and a look at the last file of each."""
    order, stages = order_of(sample), sample.output / "stages"
    files, folios = ([stages / f"{name}.pdf" for name in names] for names in (order.packet, order.folios))
    tools = contestants(folios)
    with TemporaryDirectory() as folder:
        targets = {name: Path(folder, f"{name}.pdf") for name in tools}
        spent = [
            {name: _once(merge, files, targets[name]) for name, merge in tools.items()}
            for _ in range(rounds)
        ]
        return [
            Merged(
                name,
                *(list(each) for each in zip(*(one[name] for one in spent), strict=True)),
                targets[name].stat().st_size,
                *left(targets[name]),
            )
            for name in tools
        ]


def left(file: Path) -> tuple[int, bool, int, int]:
    """Pages; whether there is a structure tree; pages that lead to their tags in it; entries of the
    outline."""
    outline = PdfReader(file).outline
    with pikepdf.open(file) as pdf:
        tree = pdf.Root.get("/StructTreeRoot")
        known = pikepdf.NumberTree(tree.ParentTree) if tree is not None and "/ParentTree" in tree else {}
        resolved = sum(
            1 for page in pdf.pages if "/StructParents" in page and int(page.StructParents) in known
        )
        return len(pdf.pages), tree is not None, resolved, _entries(outline)


def _entries(outline: Sequence[object]) -> int:
    return sum(_entries(one) if isinstance(one, list) else 1 for one in outline)


if __name__ == "__main__":
    print(json.dumps([asdict(one) for one in race(Sample(Path(sys.argv[1])), int(sys.argv[2]))]))
