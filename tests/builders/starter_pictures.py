"""Draws the photographs of the starters anew: nobody was photographed, and nowhere.

    python -m tests.builders.starter_pictures

writes them to the starters' folders. They were made for this project and are given away under CC0 1.0. Tests
take them from there (`taken`): to draw one takes a second.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Final

from PIL import Image, ImageOps

from tests.builders.portraits import portrait
from tests.builders.sample import ROOT
from tests.builders.scenery import landscape, room

FOLDER: Final = ROOT / "brochure/seasons/starters"
#: Pixels: a page with its bleed, its width, and a portrait, at 300 to the inch.
PAGE, WIDE, FACE = (2640, 3420), (2640, 1760), (640, 768)
LARGEST: Final = 120_000
PICTURES: Final[Mapping[str, Callable[[], bytes]]] = {
    "school/pictures/island.jpg": lambda: landscape(13, WIDE, "night"),
    "exhibitions/pictures/lamp.jpg": lambda: room(5, WIDE),
    "residency/pictures/valley.jpg": lambda: landscape(1, PAGE, "morning"),
    "residency/pictures/evening.jpg": lambda: landscape(2, PAGE, "evening"),
    "residency/pictures/ford.jpg": lambda: landscape(3, WIDE, "day", river=True),
    "residency/pictures/january.jpg": lambda: landscape(4, WIDE, "winter", river=True),
    "residency/pictures/night.jpg": lambda: landscape(5, WIDE, "night"),
    "residency/pictures/waiting-room.jpg": lambda: room(2, WIDE),
    **{f"residency/pictures/portrait-{n + 1:02}.jpg": lambda n=n: portrait(n, FACE) for n in range(12)},
}


def taken(name: str, size: tuple[int, int]) -> bytes:
    """A photograph of the starter of residencies, cut to a size."""
    data = BytesIO()
    with Image.open(FOLDER / "residency/pictures" / f"{name}.jpg") as picture:
        picture.draft("RGB", size)  # read no larger than it has to be
        ImageOps.fit(picture, size).save(data, "JPEG", quality=85)
    return data.getvalue()


def main() -> None:
    """Writes all of them."""
    for name, draw in PICTURES.items():
        data = draw()
        assert len(data) <= LARGEST, f"{name} has {len(data):,} bytes"
        (FOLDER / name).write_bytes(data)
        print(f"{name}  {len(data):,} bytes")


if __name__ == "__main__":
    main()
