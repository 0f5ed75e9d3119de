"""Typefaces for tests: small ones with a box for every letter, and shipped ones that were changed."""

from __future__ import annotations

from io import BytesIO

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont
from fontTools.ttLib.tables.DefaultTable import DefaultTable
from fontTools.ttLib.tables.TupleVariation import TupleVariation

from brochure import shipped

FILE = shipped("fonts") / "BrochureSans-Regular.ttf"


def make_typeface(
    letters: str, name: str = "Made Up", is_cff: bool = False, is_variable: bool = False
) -> bytes:
    """A typeface of these letters and the space, all boxes; a variable one has a weight."""
    points = {ord(letter): f"u{ord(letter):04X}" for letter in {*letters, " "}}
    order = [".notdef", *sorted(points.values())]
    font = FontBuilder(1000, isTTF=not is_cff)
    font.setupGlyphOrder(order)
    font.setupCharacterMap(points)
    if is_cff:
        pen = T2CharStringPen(600, None)
        _box(pen)
        box = pen.getCharString()
        font.setupCFF(name.replace(" ", ""), {"FullName": name}, dict.fromkeys(order, box), {})
    else:
        drawn = TTGlyphPen(None)
        _box(drawn)
        font.setupGlyf(dict.fromkeys(order, drawn.glyph()))
    font.setupHorizontalMetrics(dict.fromkeys(order, (600, 100)))
    font.setupHorizontalHeader(ascent=800, descent=-200)
    font.setupNameTable({"familyName": name, "styleName": "Regular"})
    font.setupOS2(sTypoAscender=800, sTypoDescender=-200, usWinAscent=800, usWinDescent=200)
    font.setupPost()
    if is_variable:
        font.setupFvar([("wght", 400, 400, 700, "Weight")], [])
        wider = [(0, 0), (0, 0), (90, 0), (90, 0), *[(0, 0)] * 4]
        font.setupGvar({one: [TupleVariation({"wght": (0, 1, 1)}, wider)] for one in order})
    data = BytesIO()
    font.save(data)
    return data.getvalue()


def _box(pen: TTGlyphPen | T2CharStringPen) -> None:
    pen.moveTo((100, 0))
    for corner in ((100, 700), (500, 700), (500, 0)):
        pen.lineTo(corner)
    pen.closePath()


def packed(form: str) -> bytes:
    """A shipped typeface as `woff`, `woff2` or in a collection (`ttc`)."""
    data, font = BytesIO(), TTFont(FILE)
    if form == "ttc":
        collection = TTCollection()
        collection.fonts = [font, TTFont(shipped("fonts") / "BrochureSans-Italic.ttf")]
        collection.save(data)
    else:
        font.flavor = form
        font.save(data)
    return data.getvalue()


def licensed(rights: int) -> bytes:
    """A shipped typeface with these licence bits (OS/2 fsType)."""
    data, font = BytesIO(), TTFont(FILE)
    font["OS/2"].fsType = rights
    font.save(data)
    return data.getvalue()


def without_outlines() -> bytes:
    """A shipped typeface as one that has bitmaps alone."""
    data, font = BytesIO(), TTFont(FILE)
    for tag in ("glyf", "loca"):
        del font[tag]
    for tag in ("EBDT", "EBLC"):
        font[tag] = DefaultTable(tag)
        font[tag].data = b"\0\2\0\0"
    font.save(data)
    return data.getvalue()


def house_typeface(source: str = "BrochureSans-Regular.ttf", em: float = 0.85) -> bytes:
    """A shipped typeface as many houses have theirs: large in its em, without U+2010, small capitals and
    old-style figures.
    """
    options = Options(layout_features=["kern"], name_IDs=["*"], notdef_outline=True)
    with TTFont(shipped("fonts") / source) as font:
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=set(font.getBestCmap()) - {0x2010, 0x2011})
        subsetter.subset(font)
        font["head"].unitsPerEm = round(font["head"].unitsPerEm * em)
        data = BytesIO()
        font.save(data)
    return data.getvalue()
