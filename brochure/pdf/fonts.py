"""Fonts of a PDF: embedded or not, how their codes read, how wide their glyphs are, which codes have none.

Takes a font's dictionary; gives a `Font`, whose `read` turns strings of a content stream into glyphs. Codes
become text by the font's ToUnicode map, failing that by its encoding (ISO 32000-2, 9.6 to 9.10). Must not
know pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Any, Final, NamedTuple

from fontTools.agl import toUnicode
from fontTools.pens.basePen import BasePen
from pikepdf import Array, ContentStreamInstruction, Dictionary, Name, Object, Operator, Pdf, Stream, String

from brochure.pdf.objects import data_of, each, name_of, numbers, table, word_of
from brochure.pdf.operators import Instruction, Written, instructions

#: What is said of a glyph that no map explains (U+FFFD).
UNKNOWN: Final = "\ufffd"
#: More codes than this in a map, or widths in a font, are a fault of the file.
_MOST_CODES: Final = 1 << 18
#: More ranges than this of codes say nothing more about how long codes are.
_MOST_LENGTHS: Final = 64
_SUBSET: Final = re.compile(r"^[A-Z]{6}\+")
#: Heights of capitals and depths of descenders in thousandths of the size, where a font says none or those
#: of its box.
_CAPITALS, _DESCENDERS = 720.0, -220.0
_WIDE, _NARROW = 1000.0, 500.0
_MAC: Final = "/MacRomanEncoding"
#: Entries of a list in a ToUnicode map, at most, and the map around its lists (9.10.3).
_MOST_LISTED: Final = 100
_MAP: Final = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
LISTSendcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


#: Width in thousandths of the size and text in UTF-16 of a code, either of them where it is said.
Code = tuple[float | None, bytes | None]


class Glyph(NamedTuple):
    """One code of a string: what it reads as, and how far it moves on in thousandths of the size.

    `is_blank` is true for spaces, which leave no ink.
    """

    code: int
    text: str
    width: float
    is_blank: bool


@dataclass(frozen=True)
class Font:
    """One font of a file; lengths in thousandths of the size.

    `empty` are the codes that print the box for none.
    """

    name: str
    subtype: str
    is_embedded: bool
    is_subset: bool
    above: float = _CAPITALS
    below: float = _DESCENDERS
    empty: frozenset[int] = frozenset()
    #: Text and width by code; what is not there reads as `UNKNOWN`, or as itself where codes are Unicode.
    texts: Mapping[int, str] = field(default_factory=dict, compare=False, repr=False)
    widths: Mapping[int, float] = field(default_factory=dict, compare=False, repr=False)
    other_width: float = field(default=_NARROW, compare=False)
    is_unicode: bool = field(default=False, compare=False)
    #: How many bytes a code may have, and the codes of each length.
    lengths: tuple[tuple[int, int, int], ...] = field(default=((1, 0, 0xFF),), compare=False)
    _glyphs: dict[tuple[int, int], Glyph] = field(default_factory=dict, compare=False, repr=False)

    @property
    def is_wide(self) -> bool:
        """Whether this is a composite font, whose codes may have several bytes."""
        return self.subtype == "Type0"

    def read(self, data: bytes) -> list[Glyph]:
        """The glyphs of a string."""
        if not self.is_wide:
            return [self._glyph(code, 1) for code in data]
        found, at = [], 0
        while at < len(data):
            length = self._length(data, at)
            found.append(self._glyph(int.from_bytes(data[at : at + length]), length))
            at += length
        return found

    def text(self, data: bytes) -> str:
        """What a string reads as."""
        return "".join(glyph.text for glyph in self.read(data))

    def _length(self, data: bytes, at: int) -> int:
        """How many bytes the code has that begins somewhere, by the ranges of the font's encoding."""
        for length, first, last in self.lengths:
            if first <= int.from_bytes(data[at : at + length]) <= last:
                return length
        return self.lengths[0][0]

    def _glyph(self, code: int, length: int) -> Glyph:
        if (glyph := self._glyphs.get((code, length))) is None:
            text = self.texts.get(code, chr(code) if self.is_unicode and code < 0x110000 else UNKNOWN)
            is_blank = text.isspace() and code not in self.empty
            glyph = Glyph(code, text, self.widths.get(code, self.other_width), is_blank)
            self._glyphs[code, length] = glyph
        return glyph


def font_of(value: object) -> Font:
    """A font's dictionary, read; one without a name where there is none."""
    font = table(value)
    subtype = word_of(font.get("/Subtype"))
    is_wide = subtype == "Type0"
    inner = table(next(iter(each(font.get("/DescendantFonts"))), None)) if is_wide else font
    told = table(inner.get("/FontDescriptor"))
    name = word_of(font.get("/BaseFont")) or "a font without a name"
    encoding = font.get("/Encoding")
    known = to_unicode(font.get("/ToUnicode"))
    scripted = name_of(encoding)
    return Font(
        name=_SUBSET.sub("", name),
        subtype=subtype,
        is_embedded=any(key in told for key in ("/FontFile", "/FontFile2", "/FontFile3")),
        is_subset=bool(_SUBSET.match(name)),
        above=min(told.get_float("/CapHeight", 0.0) or _CAPITALS, _CAPITALS),
        below=max(told.get_float("/Descent", 0.0) or _DESCENDERS, _DESCENDERS),
        empty=frozenset(_empty(inner, encoding, is_wide)),
        texts=known if is_wide else {**_simple(encoding), **known},
        widths=dict(islice(_wide_widths(inner) if is_wide else _plain_widths(font), _MOST_CODES)),
        other_width=inner.get_float("/DW", _WIDE) if is_wide else told.get_float("/MissingWidth", _NARROW),
        is_unicode=is_wide and ("UTF16" in scripted or "UCS2" in scripted),
        lengths=_lengths(encoding) if is_wide else ((1, 0, 0xFF),),
    )


def to_unicode(cmap: object) -> dict[int, str]:
    """Code to text, as a ToUnicode map tells it (9.10.3); nothing where there is none."""
    return dict(islice(_mapped(cmap), _MOST_CODES))


def codes_of(font: object) -> dict[int, Code] | None:
    """What is said of each code of a composite font.

    None where its ToUnicode map says more than a text for a code each, as ranges or another map's use.
    """
    said, texts = _cmap(table(font).get("/ToUnicode")), dict[int, bytes]()
    if any(one.name in ("", "endbfrange", "usecmap") for one in said):
        return None
    for one in said:
        if one.name == "endbfchar":
            for code, words in zip(one.operands[::2], one.operands[1::2], strict=False):
                if not isinstance(code, String) or len(bytes(code)) != 2 or not isinstance(words, String):
                    return None
                texts[_number(code)] = bytes(words)
    inner = table(next(iter(each(table(font).get("/DescendantFonts"))), None))
    widths = dict(islice(_wide_widths(inner), _MOST_CODES))
    return {code: (widths.get(code), texts.get(code)) for code in {**widths, **texts}}


def put_codes(font: Object, codes: Mapping[int, Code], pdf: Pdf) -> None:
    """Has a composite font say these, as `codes_of` gives them."""
    widths: list[int | list[float]] = []
    runs, last = list[float](), -2
    for code, width in sorted((code, width) for code, (width, _) in codes.items() if width is not None):
        if code != last + 1:
            runs = []
            widths += [code, runs]
        runs.append(int(width) if width.is_integer() else width)
        last = code
    next(iter(each(font.get("/DescendantFonts"))))["/W"] = Array(widths)
    texts = sorted((code, words) for code, (_, words) in codes.items() if words is not None)
    font["/ToUnicode"] = pdf.make_stream(_unicode_map(texts))


def _unicode_map(texts: Sequence[tuple[int, bytes]]) -> bytes:
    """A ToUnicode map (9.10.3), in which a list has 100 entries at most."""
    lists = []
    for some in (texts[at : at + _MOST_LISTED] for at in range(0, len(texts), _MOST_LISTED)):
        lines = "".join(f"<{code:04x}> <{words.hex()}>\n" for code, words in some)
        lists.append(f"{len(some)} beginbfchar\n{lines}endbfchar\n")
    return _MAP.replace("LISTS", "".join(lists)).encode()


def _mapped(cmap: object) -> Iterator[tuple[int, str]]:
    for one in _cmap(cmap):
        if one.name == "endbfchar":
            pairs = zip(one.operands[::2], one.operands[1::2], strict=False)
            yield from ((_number(code), _text(words)) for code, words in pairs)
        elif one.name == "endbfrange":
            triples = zip(one.operands[::3], one.operands[1::3], one.operands[2::3], strict=False)
            for first, last, words in triples:
                yield from _range(_number(first), _number(last), words)


def _cmap(value: object) -> list[Instruction]:
    """What a map says; its syntax is that of content streams."""
    return instructions(value) if isinstance(value, Stream) else []


def _range(first: int, last: int, words: object) -> Iterator[tuple[int, str]]:
    codes = range(first, last + 1)
    if isinstance(words, Array):
        yield from zip(codes, map(_text, each(words)), strict=False)
        return
    start = _text(words)
    for code in codes if start else ():
        yield code, start[:-1] + chr(min(ord(start[-1]) + code - first, 0x10FFFF))


def _number(code: object) -> int:
    return int.from_bytes(bytes(code)) if isinstance(code, String) else 0


def _text(words: object) -> str:
    """Text in UTF-16; a single byte, which careless programs write, stands for itself."""
    data = bytes(words) if isinstance(words, String) else b""
    return data.decode("latin-1") if len(data) == 1 else data.decode("utf-16-be", "ignore")


def _lengths(encoding: object) -> tuple[tuple[int, int, int], ...]:
    """The lengths of a composite font's codes: two bytes, unless its own map says otherwise."""
    found = []
    for one in _cmap(encoding):
        if one.name == "endcodespacerange":
            for first, last in zip(one.operands[::2], one.operands[1::2], strict=False):
                if isinstance(first, String) and 1 <= len(bytes(first)) <= 4:
                    found.append((len(bytes(first)), _number(first), _number(last)))
    return tuple(sorted(set(found))[:_MOST_LENGTHS]) or ((2, 0, 0xFFFF),)


def _simple(encoding: object) -> dict[int, str]:
    """The 256 texts of a simple font's encoding, with the differences that it names."""
    base = table(encoding).get("/BaseEncoding") if isinstance(encoding, Dictionary) else encoding
    script = "mac_roman" if name_of(base) == _MAC else "cp1252"
    texts = {code: bytes([code]).decode(script, "replace") for code in range(256)}
    texts.update((code, toUnicode(name) or UNKNOWN) for code, name in _differences(encoding))
    return texts


def _differences(encoding: object) -> Iterator[tuple[int, str]]:
    code = 0
    for one in each(table(encoding).get("/Differences")):
        if isinstance(one, Name):
            if 0 <= code < 256:
                yield code, word_of(one)
            code += 1
        else:
            code = int(next(iter(numbers(one)), code))


def _plain_widths(font: Object) -> Iterator[tuple[int, float]]:
    """The widths of a simple font; those of Type 3 are in the units of its own matrix (9.6.4)."""
    matrix = numbers(font.get("/FontMatrix"))
    factor = matrix[0] * 1000 if word_of(font.get("/Subtype")) == "Type3" and matrix else 1.0
    first = font.get_int("/FirstChar", 0)
    for code, width in enumerate(each(font.get("/Widths")), start=first):
        yield code, next(iter(numbers(width)), 0.0) * factor


def _wide_widths(font: Object) -> Iterator[tuple[int, float]]:
    """The two forms of /W: `c [w1 w2 …]` and `first last w` (9.7.4.3)."""
    rest = iter(each(font.get("/W")))
    for begin in rest:
        then, first = next(rest, None), int(next(iter(numbers(begin)), 0))
        if isinstance(then, Array):
            yield from ((first + step, width) for step, width in enumerate(numbers(then)))
        elif then is not None:
            last, width = next(iter(numbers(then)), 0.0), next(iter(numbers(next(rest, 0))), 0.0)
            yield from ((code, width) for code in range(first, min(int(last), 0xFFFF) + 1))


def _empty(inner: Object, encoding: object, is_wide: bool) -> Iterator[int]:
    """The codes that print the box for a missing glyph."""
    if is_wide:
        yield 0
        data = data_of(inner.get("/CIDToGIDMap"))
        yield from (at // 2 for at in range(0, len(data) - 1, 2) if not any(data[at : at + 2]))
        return
    yield from (code for code, name in _differences(encoding) if name == ".notdef")


class GlyphPath(BasePen):  # type: ignore[misc]  # fontTools has no types
    """Draws glyphs as operators of a path, each from `x` on, in units of their typeface; curves of TrueType
    become cubic ones in the pen below it.
    """

    def __init__(self, glyphs: Any) -> None:
        super().__init__(glyphs)
        self.x, self.path = 0.0, list[Written]()

    def _moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802  fontTools' names
        self._put("m", point)

    def _lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self._put("l", point)

    def _curveToOne(self, *points: tuple[float, float]) -> None:  # noqa: N802
        self._put("c", *points)

    def _closePath(self) -> None:  # noqa: N802
        self._put("h")

    def _put(self, operator: str, *points: tuple[float, float]) -> None:
        numbers = [_units(number) for x, y in points for number in (x + self.x, y)]
        self.path.append(ContentStreamInstruction(numbers, Operator(operator)))


def _units(value: float) -> Decimal:
    """Units of a typeface to six digits; what is next to nothing is nothing."""
    written = f"{value:.6g}"
    return Decimal(0) if "e-" in written else Decimal(written)
