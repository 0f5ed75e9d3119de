"""How high the rows of a list are, so that they fill the pages on which they stand.

Takes what each row needs; gives heights. Lengths are points. Must not know what is listed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class RowSpacing:
    """Pages with so much `room` for rows, less for what stands above them on the first page (`title`) and
    below the last of them (`foot`). Rows are between `lowest` and `highest` where they need no more.
    """

    room: float
    title: float
    foot: float
    lowest: float
    highest: float

    def heights(self, needed: Sequence[float], above: Sequence[float] = ()) -> list[float]:
        """The heights of rows, as high as they can be on the fewest pages that hold them all.

        `above` is what stands before each of them, such as a heading.
        """
        heads = above or [0.0] * len(needed)
        fewest = self.pages([max(self.lowest, own) for own in needed], heads)
        least = (self.lowest + step / 2 for step in range(int(self.highest - self.lowest) * 2, -1, -1))
        tried = ([max(height, own) for own in needed] for height in least)
        return next(heights for heights in tried if self.pages(heights, heads) == fewest)

    def pages(self, heights: Sequence[float], above: Sequence[float] = ()) -> int:
        """Pages that rows of these heights take."""
        pages, left = 1, self.room - self.title
        heads = above or [0.0] * len(heights)
        for number, (row, head) in enumerate(zip(heights, heads, strict=True), start=1):
            height = row + head
            if height + (self.foot if number == len(heights) else 0) > left:
                pages, left = pages + 1, self.room
            left -= height
        return pages
