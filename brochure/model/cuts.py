"""What of a picture is printed in one place: how large, which part of it, and what is laid over its foot.

Lengths are points, shares go from 0 to 1. Must not know pixels or files.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

#: Left, top, right and bottom of a part of a picture, in its own pixels.
Part = tuple[float, float, float, float]
_MIDDLE: Final = (0.5, 0.5)


@dataclass(frozen=True)
class Scrim:
    """A color that is laid over the foot of a picture, so that type on it can be read.

    Type in the color `letters` stands from the share `top` of the picture's height on. The color is laid as
    thickly as the picture's own pixels ask for.
    """

    color: str
    letters: str
    top: float


@dataclass(frozen=True)
class Cut:
    """A picture as it is printed in one place, `width` by `height` points, cut so that it fills them.

    `focus` is the point of it that stays in view. Of what then is shown, only what lies between the shares
    `start` and `end` from its left is printed here; the other half of a spread stands elsewhere. `ground` is
    the color below what can be seen through.
    """

    width: float
    height: float
    focus: tuple[float, float] = _MIDDLE
    start: float = 0.0
    end: float = 1.0
    ground: str = "#FFFFFF"
    scrim: Scrim | None = None

    @property
    def printed_width(self) -> float:
        """The width of the part that is printed here."""
        return self.width * (self.end - self.start)

    def part_of(self, size: tuple[int, int]) -> Part:
        """The part that is printed here of a picture of this size in pixels."""
        across, down = size
        shown = min(across, down * self.width / self.height), min(down, across * self.height / self.width)
        left, top = ((whole - seen) * at for whole, seen, at in zip(size, shown, self.focus, strict=True))
        return left + shown[0] * self.start, top, left + shown[0] * self.end, top + shown[1]

    def pixels_of(self, size: tuple[int, int], resolution: int) -> tuple[int, int]:
        """How many pixels that part has when it is printed: no more than it had, or than this resolution."""
        left, _, right, _ = self.part_of(size)
        most = min(resolution * self.printed_width / 72, right - left)
        return max(int(most), 1), max(int(most * self.height / self.printed_width), 1)
