"""`size-adjust` of `@font-face` (CSS Fonts 5), which the engine does not know: the face itself is scaled.

Takes stylesheets and the bytes of faces; gives both without the need of it. A share of its size is a larger
em: outlines stay as they are. Must not know the engine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from io import BytesIO
from typing import Final

from fontTools.ttLib import TTFont

from brochure.model import Stylesheet

_FACE: Final = re.compile(r"@font-face\s*\{[^}]*\}")
_ADJUST: Final = re.compile(r"size-adjust\s*:\s*([\d.]+)%\s*;?")
_ADDRESS: Final = re.compile(r"url\(\s*[\"']?([^\"')]+)")


def without_adjustment(sheets: Iterable[Stylesheet]) -> tuple[tuple[Stylesheet, ...], dict[str, float]]:
    """The stylesheets without it, and by the address of each face the share of its size that was asked."""
    shares: dict[str, float] = {}

    def plain(face: re.Match[str]) -> str:
        if asked := _ADJUST.search(face[0]):
            shares.update(dict.fromkeys(_ADDRESS.findall(face[0]), float(asked[1]) / 100))
        return _ADJUST.sub("", face[0])

    made = tuple(
        Stylesheet(one.path, _FACE.sub(plain, one.text)) if "size-adjust" in one.text else one
        for one in sheets
    )
    return made, shares


def scaled(data: bytes, share: float) -> bytes:
    """A face at a share of its size."""
    with TTFont(BytesIO(data), lazy=True, fontNumber=0, recalcTimestamp=False) as font:
        em = round(font["head"].unitsPerEm / share)
        font["head"].unitsPerEm = em
        if "CFF " in font:
            font["CFF "].cff.topDictIndex[0].FontMatrix = [1 / em, 0, 0, 1 / em, 0, 0]
        written = BytesIO()
        font.flavor = None
        font.save(written)
    return written.getvalue()
