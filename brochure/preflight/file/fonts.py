"""Fonts as a print shop sees them: embedded or not, how wide their glyphs are, which codes have none. Must not know pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from pypdf.generic import DictionaryObject, StreamObject

from brochure.pdf.glyphs import Decode, decoder
from brochure.pdf.objects import dictionary, listed, resolved

_SUBSET: Final = re.compile(r"^/?[A-Z]{6}\+")
#: Heights of capitals and depths of descenders, in thousandths of the size, where a font says none or those of its line box.
_CAPITALS, _DESCENDERS = 720.0, -220.0
_WIDE, _NARROW = 1000.0, 500.0


@dataclass(frozen=True)
class Font:
    """One font of a file; lengths in thousandths of the size, `widths` by code."""

    name: str
    subtype: str
    is_embedded: bool
    is_subset: bool
    is_wide: bool
    decode: Decode = field(compare=False, repr=False)
    widths: dict[int, float] = field(default_factory=dict, compare=False, repr=False)
    other_width: float = _NARROW
    above: float = _CAPITALS
    below: float = _DESCENDERS
    empty: frozenset[int] = frozenset()

    def codes(self, data: bytes) -> list[int]:
        """The codes of a string: of two bytes each in a composite font, else of one."""
        if not self.is_wide:
            return list(data)
        return [int.from_bytes(data[at : at + 2]) for at in range(0, len(data), 2)]

    def text(self, code: int) -> str:
        """What a code reads as."""
        return self.decode(code.to_bytes(2 if self.is_wide else 1))

    def width(self, code: int) -> float:
        """How far a code moves on."""
        return self.widths.get(code, self.other_width)


def font_of(value: Any) -> Font:
    """A font's dictionary, read."""
    font = dictionary(value)
    subtype = str(font.get("/Subtype", "")).removeprefix("/")
    is_wide = subtype == "Type0"
    inner = dictionary(next(iter(listed(font.get("/DescendantFonts"))), None)) if is_wide else font
    told = dictionary(inner.get("/FontDescriptor"))
    name = str(resolved(font.get("/BaseFont")) or "a font without a name")
    widths = dict(_wide_widths(inner)) if is_wide else dict(_plain_widths(inner))
    return Font(
        name=_SUBSET.sub("", name).removeprefix("/"),
        subtype=subtype,
        is_embedded=any(key in told for key in ("/FontFile", "/FontFile2", "/FontFile3")),
        is_subset=bool(_SUBSET.match(name)),
        is_wide=is_wide,
        decode=decoder(font),
        widths=widths,
        other_width=float(inner.get("/DW", _WIDE) if is_wide else told.get("/MissingWidth", _NARROW)),
        above=min(float(told.get("/CapHeight", 0)) or _CAPITALS, _CAPITALS),
        below=max(float(told.get("/Descent", 0)) or _DESCENDERS, _DESCENDERS),
        empty=frozenset(_empty(inner, font, is_wide)),
    )


def _plain_widths(font: DictionaryObject) -> Iterator[tuple[int, float]]:
    first = int(font.get("/FirstChar", 0))
    for code, width in enumerate(listed(font.get("/Widths")), start=first):
        yield code, float(resolved(width))


def _wide_widths(font: DictionaryObject) -> Iterator[tuple[int, float]]:
    """The two forms of /W: `c [w1 w2 …]` and `first last w` (ISO 32000-2, 9.7.4.3)."""
    rest = iter(listed(font.get("/W")))
    for first in rest:
        then = resolved(next(rest, None))
        if isinstance(then, list):
            yield from ((int(first) + step, float(resolved(width))) for step, width in enumerate(then))
        elif then is not None:
            width = float(next(rest, 0))
            yield from ((code, width) for code in range(int(first), min(int(then), 0xFFFF) + 1))


def _empty(inner: DictionaryObject, font: DictionaryObject, is_wide: bool) -> Iterator[int]:
    """The codes that print the box for a missing glyph."""
    if is_wide:
        yield 0
        glyphs = resolved(inner.get("/CIDToGIDMap"))
        if isinstance(glyphs, StreamObject):
            data = glyphs.get_data()
            yield from (at // 2 for at in range(0, len(data) - 1, 2) if not any(data[at : at + 2]))
        return
    code = 0
    for one in listed(dictionary(font.get("/Encoding")).get("/Differences")):
        if isinstance(one, (int, float)):
            code = int(one)
        else:
            if one == "/.notdef":
                yield code
            code += 1
