"""Draws the pictures of the README: real pages of the starter, as one sees them lying open.

Run from the top of the repository: `PYTHONPATH=. .venv/bin/python docs/draw_pages.py`. It makes a starter
in a temporary folder, builds it, and writes to docs/pictures/.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2
from PIL import Image, ImageDraw, ImageFilter

from brochure.build import Places, Watcher, Wish
from brochure.press import build, start

FOLDER = Path(__file__).resolve().parent / "pictures"
TABLE, SHADOW, MARGIN = (226, 226, 222), (150, 150, 146), 36
#: Bytes that a picture may have.
LARGEST = 400_000
#: Each picture: rows of things that lie open, each a file and the pages that face one another.
PICTURES = {
    "spreads": (
        (("family-medicine", (2, 3)), ("family-medicine", (4, 5))),
        (("family-medicine", (6, 7)), ("family-medicine", (8, 9))),
    ),
    "formats": (
        (
            ("family-medicine", (1,)),
            ("family-medicine-flyer", (1,)),
            ("family-medicine-card", (1,)),
            ("family-medicine-card", (2,)),
        ),
        (("family-medicine-leaflet", (1,)), ("family-medicine-leaflet", (2,))),
    ),
}
#: How wide each picture is, in pixels.
WIDTH = 2000


def opened(pdf: Path, pages: Sequence[int]) -> Image.Image:
    """Pages side by side, with the shade of the fold between them."""
    document = pypdfium2.PdfDocument(pdf)
    shown = [document[number - 1].render(scale=2).to_pil().convert("RGB") for number in pages]
    spread = Image.new("RGB", (sum(page.width for page in shown), shown[0].height))
    across = 0
    for page in shown:
        spread.paste(page, (across, 0))
        across += page.width
    if len(shown) > 1:
        shade = Image.new("L", spread.size)
        ImageDraw.Draw(shade).rectangle(
            (spread.width // 2 - 3, 0, spread.width // 2 + 3, spread.height), fill=90
        )
        spread.paste((60, 60, 60), (0, 0, *spread.size), shade.filter(ImageFilter.GaussianBlur(9)))
    return spread


def laid_out(rows: Sequence[Sequence[Image.Image]]) -> Image.Image:
    """Rows of things on a table, each row as wide as the picture."""
    inner, placed, down = WIDTH - 2 * MARGIN, list[tuple[Image.Image, int, int]](), MARGIN
    for row in rows:
        room = inner - MARGIN * (len(row) - 1)
        share = room / sum(one.width for one in row)
        across = MARGIN
        for one in row:
            size = (round(one.width * share), round(one.height * share))
            placed.append((one.resize(size, Image.Resampling.LANCZOS), across, down))
            across += size[0] + MARGIN
        down += max(one.height for one, _, at in placed if at == down) + MARGIN
    table = Image.new("RGB", (WIDTH, down), TABLE)
    shadows = Image.new("L", table.size)
    for one, x, y in placed:
        ImageDraw.Draw(shadows).rectangle((x + 3, y + 5, x + one.width + 3, y + one.height + 5), fill=160)
    table.paste(SHADOW, (0, 0, *table.size), shadows.filter(ImageFilter.GaussianBlur(7)))
    for one, x, y in placed:
        table.paste(one, (x, y))
    return table


def main() -> None:
    """Makes a starter, builds it, and draws its pages."""
    FOLDER.mkdir(exist_ok=True)
    with TemporaryDirectory() as name:
        folder = start(Path(name) / "starter")
        formats = ("brochure", "flyer", "leaflet", "card")
        for made in build(Places(folder, folder / "output"), Wish(formats=formats), Watcher()):
            assert not (wrong := [str(one) for one in made.findings if one.severity == "error"]), wrong
        (screen,) = folder.glob("output/*/screen")
        for picture, rows in PICTURES.items():
            drawn = laid_out(
                [[opened(screen / f"{file}.pdf", pages) for file, pages in row] for row in rows]
            )
            path = FOLDER / f"{picture}.jpg"
            drawn.save(path, quality=66, optimize=True, progressive=True)
            assert path.stat().st_size <= LARGEST, f"{path} has {path.stat().st_size:,} bytes"
            print(path)


if __name__ == "__main__":
    main()
