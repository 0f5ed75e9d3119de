"""How well pages are filled: what a person would see on them, not what the engine says of itself.

    python -m tests.builders.page_measure OUTPUT [OUTPUT…]

measures every screen PDF under these folders and prints a table: pages, those with a colored ground, and of
the white ones how many are filled less than three quarters and less than half of the type area, how many are
for notes, hold a ring alone or begin with a blank. Documents that were kept back for an error stand below.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final

import pypdfium2
from PIL import Image, ImageChops

from tests.builders.sample import ROOT

#: Points from the edges of a page to the type area, and from its foot to the running foot.
TOP, FOOT, SIDE = 60, 66, 50
#: Rows of this many points or more without anything on them are a hole.
HOLE: Final = 60
#: A pixel this much darker or lighter than the paper is ink.
INK: Final = 14
#: The shipped formats that are placed instead of flowing over pages, and so have no depth.
FORMATS: Final = tuple(
    path.parent.name
    for path in sorted((ROOT / "layouts").glob("*/format.yaml"))
    if "sides:" in path.read_text("utf-8")
)


@dataclass(frozen=True)
class Measured:
    """One page: how much of its type area is filled, and what it is besides."""

    number: int
    fill: float
    words: int
    is_colored: bool
    is_notes: bool
    blank_top: float

    @property
    def is_ring_only(self) -> bool:
        """Whether there is something on it, and hardly a word of it."""
        return not self.is_colored and not self.is_notes and self.fill > 0.1 and self.words < 12


def pages(path: Path) -> Iterator[Measured]:
    """All pages of a PDF."""
    for number, page in enumerate(pypdfium2.PdfDocument(path), start=1):
        text = page.get_textpage().get_text_range()
        picture = page.render(scale=1).to_pil().convert("L")
        yield _measured(number, picture, text)


def _measured(number: int, picture: Image.Image, text: str) -> Measured:
    width, height = picture.size
    ground = _ground(picture)
    area = picture.crop((SIDE, TOP, width - SIDE, height - FOOT))
    filled = [_has_ink(area, row, ground) for row in range(area.height)]
    runs = [(has, len(list(rows))) for has, rows in groupby(filled)]
    holes = sum(length for has, length in runs if not has and length >= HOLE)
    last = area.height - (runs[-1][1] if runs and not runs[-1][0] and runs[-1][1] < HOLE else 0)
    return Measured(
        number,
        (last - holes) / area.height,
        len(text.split()),
        ground < 225 or _is_photograph(picture),
        bool(re.match(r"\W*Notes\b", text)) and len(text.split()) < 30,
        runs[0][1] if runs and not runs[0][0] else 0,
    )


def _ground(picture: Image.Image) -> int:
    """The lightness that most of a page has."""
    counts = picture.histogram()
    return max(range(256), key=counts.__getitem__)


def _is_photograph(picture: Image.Image) -> bool:
    """Whether no tone has a tenth of the page."""
    return max(picture.histogram()) < picture.width * picture.height / 10


def _has_ink(area: Image.Image, row: int, ground: int) -> bool:
    line = area.crop((0, row, area.width, row + 1))
    difference = ImageChops.difference(line, Image.new("L", line.size, ground))
    return difference.point(lambda value: 255 * (value > INK)).getbbox() is not None


def rows(folders: Iterable[Path]) -> Iterator[tuple[str, list[Measured]]]:
    """Every screen PDF that flows, by its name, with its pages."""
    for folder in folders:
        found = sorted(path for path in folder.rglob("screen/*.pdf") if not path.stem.endswith(FORMATS))
        for path in found:
            yield path.name, list(pages(path))


def line(name: str, found: list[Measured]) -> str:
    """One line of the table."""
    white = [page for page in found if not page.is_colored]
    thin = [page for page in white if page.fill < 0.75 and not page.is_notes]
    counts = (
        len(found),
        len(found) - len(white),
        len(thin),
        sum(page.fill < 0.5 for page in thin),
        sum(page.is_notes for page in found),
        sum(page.is_ring_only for page in found),
        sum(page.blank_top >= 3 * HOLE for page in white),
    )
    which = " ".join(f"{page.number}:{page.fill:.0%}" for page in thin)
    return f"{name[:44]:<44}" + "".join(f"{count:>8}" for count in counts) + f"  {which}"


def kept_back(folders: Iterable[Path]) -> Iterator[str]:
    """Documents that a build of all formats would have left and this one did not, for an error."""
    for screen in (found for folder in folders for found in sorted(folder.rglob("screen"))):
        made = {path.stem for path in screen.glob("*.pdf")}
        programs = {name for name in made if not name.startswith("packet") and not name.endswith(FORMATS)}
        forms = FORMATS if any(name.endswith(FORMATS) for name in made) else ()
        wanted = {f"{program}-{form}" for program in programs for form in forms}
        yield from (f"{name}: kept back" for name in sorted(wanted - made))


def main() -> None:
    """Prints the table."""
    asked = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    asked.add_argument("output", type=Path, nargs="+")
    folders = asked.parse_args().output
    heads = ("pages", "colored", "< 75 %", "< 50 %", "notes", "ring", "blank")
    print(f"{'':<44}" + "".join(f"{head:>8}" for head in heads) + "  under 75 %")
    everything = list[Measured]()
    for name, found in rows(folders):
        everything += found
        print(line(name, found))
    print(line("all", everything)[:100])
    for said in kept_back(folders):
        print(said)


if __name__ == "__main__":
    main()
