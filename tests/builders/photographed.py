"""A publication with photographs in all places; some are smooth, so that a seam would show."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from PIL import Image

from tests.builders.publication import make_publication
from tests.builders.starter_pictures import taken

SENTENCE = (
    "The clinic on Mill Street opens at seven, and by then the first-year residents have seen the ward. "
)
PROGRAM = f"""\
name: Primary Care
promise: Close to home
cover: {{file: pictures/hills.jpg, alt: Hills in haze, credit: Photograph by A. Nobody, focus: 50% 70%}}
story:
  title: A doctor for the whole of a life
  lead: "{SENTENCE}"
  text: "{SENTENCE * 5}"
  picture: {{file: pictures/slope.jpg, alt: The valley across, caption: The valley in May., place: spread}}
life:
  title: Life
  lead: "{SENTENCE}"
  sections:
    - title: The house
      text: "{SENTENCE * 2}"
      picture:
        {{file: pictures/slope.jpg, alt: The house, caption: The house., crop: "3:2", focus: left top}}
    - title: The road
      text: "{SENTENCE * 2}"
      picture: {{file: pictures/slope.jpg, alt: The road, caption: The road., place: wide, crop: "4:1"}}
careers:
  title: Careers
  lead: "{SENTENCE}"
  text: "{SENTENCE * 6}"
  quote: {{quote: By October I knew which porch light meant a night call., name: Jonas Okafor}}
  picture: {{file: pictures/tall.jpg, alt: A high window, caption: The window., place: plate}}
"""
CHAPTER = f"""\
title: The valley
line: Eleven thousand neighbors
lead: "{SENTENCE}"
text: "{SENTENCE * 8}"
picture: {{file: pictures/hills.jpg, alt: Hills above the valley, credit: A. Nobody}}
"""
PACKET = """\
title: Residencies
line: All of them
cover: {file: pictures/low.jpg, alt: The valley as a cover}
chapters: [valley]
"""


def slope(
    size: tuple[int, int] = (3600, 1500), mode: str = "RGB", form: str = "JPEG", **options: Any
) -> bytes:
    """A picture that grows lighter from left to right in red, and from the top to the foot in green."""
    down = Image.linear_gradient("L").resize(size)
    across = Image.linear_gradient("L").rotate(90).resize(size)
    picture = Image.merge("RGB", (across, down, Image.new("L", size, 96)))
    if mode == "I;16":
        picture = picture.convert("L").convert("I").point(lambda value: value * 257)
    picture = picture.convert(mode)
    data = io.BytesIO()
    picture.save(data, form, **({"quality": 92} if form == "JPEG" else {}), **options)
    return data.getvalue()


def plain(color: str, size: tuple[int, int] = (850, 1100)) -> bytes:
    """A picture of one color."""
    data = io.BytesIO()
    Image.new("RGB", size, color).save(data, "JPEG")
    return data.getvalue()


def photographed(folder: Path) -> Path:
    """A program and a packet with photographs in all places; gives the publication."""
    make_publication(
        folder,
        {
            "programs/primary-care.yaml": PROGRAM,
            "chapters/valley.yaml": CHAPTER,
            "packets/packet.yaml": PACKET,
            "pictures/hills.jpg": taken("valley", (1800, 2300)),
            "pictures/slope.jpg": slope(),
            "pictures/low.jpg": slope((1500, 1000)),
            "pictures/tall.jpg": slope((900, 1400), "CMYK"),
        },
    )
    return folder
