"""What stands behind type: the photographs of a page, and the contrast that a text has with them.

Takes laid-out boxes and the document's assets. Must not know what is asked of contrast.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import unquote

from PIL import UnidentifiedImageError

from brochure.model import Asset
from brochure.pdf import open_picture
from brochure.typeset.engine_internals import LaidOutBox, Place
from brochure.typeset.legibility import contrast_over, lights


class Pixels:
    """The pixels of a picture as it is printed."""

    def __init__(self, data: bytes, size: tuple[int, int]) -> None:
        self._data, self.size = data, size

    @cached_property
    def light(self) -> Any:
        """The luminance of each."""
        with open_picture(self._data) as picture:
            return lights(picture)


class Backdrop(NamedTuple):
    """A photograph and where it stands on its page."""

    place: Place
    pixels: Pixels

    def contrast(self, text: Place, letters: float) -> float:
        """The contrast of letters of this luminance with what is behind a text; 0 where nothing is."""
        left, top, right, bottom = self.place
        if not (left <= (text[0] + text[2]) / 2 <= right and top <= (text[1] + text[3]) / 2 <= bottom):
            return 0.0
        across, down = self.pixels.size
        box = (
            max(int((text[0] - left) / (right - left) * across), 0),
            max(int((text[1] - top) / (bottom - top) * down), 0),
            min(int((text[2] - left) / (right - left) * across) + 1, across),
            min(int((text[3] - top) / (bottom - top) * down) + 1, down),
        )
        return contrast_over(self.pixels.light.crop(box), letters)


class Backdrops:
    """The photographs of a document, each read once."""

    def __init__(self, assets: Mapping[str, Asset]) -> None:
        self._assets = assets
        self._known: dict[str, Pixels | None] = {}

    def of(self, box: LaidOutBox) -> Pixels | None:
        """What a picture shows; none of a drawing, or of what cannot be read."""
        address = unquote(box.element.get("src", "")) if box.element is not None else ""
        if address not in self._known:
            self._known[address] = self._read(address)
        return self._known[address]

    def _read(self, address: str) -> Pixels | None:
        asset = self._assets.get(address)
        if asset is None:
            return None
        data = asset if isinstance(asset, bytes) else asset.read_bytes()
        try:
            with open_picture(data) as picture:
                return Pixels(data, picture.size)
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
            return None

    def behind(self, boxes: Iterable[LaidOutBox]) -> list[Backdrop]:
        """The photographs among boxes and what is inside of them."""
        return list(self._behind(boxes))

    def _behind(self, boxes: Iterable[LaidOutBox]) -> Iterator[Backdrop]:
        for box in boxes:
            for one in box.all():
                if one.kind == "picture" and (pixels := self.of(one)):
                    yield Backdrop(one.content_place, pixels)
