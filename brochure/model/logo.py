"""The logo of an institution: its files, and what grounds they can be told from. Must not know pixels."""

from __future__ import annotations

from collections.abc import Iterable
from math import sqrt
from typing import Annotated, Final

from pydantic import Field

from brochure.model.color import contrast
from brochure.model.text import Item, Line

#: What a color of a logo needs to be told from its ground at all.
_TOLD: Final = 1.7


class Logo(Item):
    """A logo; SVG is best, PNG without a ground of its own will do."""

    file: Annotated[
        Line, Field(description="Path of the logo (SVG or PNG is best), relative to the content folder.")
    ]
    alt: Annotated[
        Line, Field(description="What the logo says, for readers who cannot see it, such as Harbor School.")
    ]


def worst_contrast(colors: Iterable[tuple[str, float]], ground: str) -> float:
    """The contrast with a ground that the color of a logo has that can be told from it least; 1 of none."""
    return min((contrast(color, ground) for color, _ in colors), default=1.0)


def best_contrast(colors: Iterable[tuple[str, float]], ground: str) -> float:
    """That of the one that can be told best; 1 of none."""
    return max((contrast(color, ground) for color, _ in colors), default=1.0)


def is_told(measure: float) -> bool:
    """Whether this contrast is enough for a logo."""
    return measure >= _TOLD


def logo_size(proportion: float, area: float, widest: float, highest: float) -> tuple[float, float]:
    """Width and height of a logo, in points: alike in area, so that wide and square ones weigh the same."""
    width = min(sqrt(area * proportion), widest, highest * proportion)
    return width, width / proportion
