"""One valid PDF/X-4 file with a bit of all that is checked, and a draft of it that a test may spoil."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import segno
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NumberObject,
    PdfObject,
    TextStringObject,
)

from brochure import shipped
from brochure.model import Length, Printer

FACE = shipped("fonts") / "BrochureSerif-Regular.ttf"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz ."
MEDIA, BLEED, TRIM = (0, 0, 360, 460), (21, 21, 339, 439), (30, 30, 330, 430)
#: A sheet of 300 points folded as a C-fold: the panel that folds in is 4.5 points narrower.
PRINTER = Printer(folds=(Length("97 pt"), Length("198.5 pt")))
XMP = (
    '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF'
    ' xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""'
    ' xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/"'
    ' xmlns:pdf="http://ns.adobe.com/pdf/1.3/"><pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion><pdf:Trapped>False</pdf:Trapped></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket'
    ' end="w"?>'
)
MODULE = 1.5
CODE = (50.0, 70.0)


def pdf_object(value: Any) -> PdfObject:
    """A plain value as an object of a PDF; strings that begin with / are names."""
    if isinstance(value, PdfObject):
        return value
    if isinstance(value, dict):
        return DictionaryObject({NameObject(key): pdf_object(one) for key, one in value.items()})
    if isinstance(value, (list, tuple)):
        return ArrayObject(map(pdf_object, value))
    if isinstance(value, bool):
        return BooleanObject(value)
    if isinstance(value, str):
        return NameObject(value) if value.startswith("/") else TextStringObject(value)
    return NumberObject(value) if isinstance(value, int) else FloatObject(value)


@cache
def face() -> tuple[bytes, dict[str, int], dict[int, int]]:
    """A subset of a typeface, the glyph of each letter, and the widths of glyphs."""
    font = TTFont(FACE)
    for layout in ("GDEF", "GPOS", "GSUB"):  # which take seconds to be read
        del font[layout]
    options = Options()
    options.retain_gids, options.layout_features = True, []
    subsetter = Subsetter(options)
    subsetter.populate(text=LETTERS)
    subsetter.subset(font)
    letters, order, scale = font.getBestCmap(), font.getReverseGlyphMap(), 1000 / font["head"].unitsPerEm
    glyphs = {letter: order[letters[ord(letter)]] for letter in LETTERS}
    widths = {
        glyph: round(font["hmtx"][letters[ord(letter)]][0] * scale) for letter, glyph in glyphs.items()
    }
    data = io.BytesIO()
    font.save(data)
    return data.getvalue(), glyphs, widths


def text(words: str, x: float, y: float, size: float = 10) -> bytes:
    """The operators that set words."""
    codes = "".join(f"{face()[1][letter]:04x}" for letter in words)
    return f"BT /F {size} Tf 1 0 0 1 {x} {y} Tm <{codes}> Tj ET".encode()


def code() -> bytes:
    """The operators that draw a QR code on white, with its margin."""
    rows = [list(row) for row in segno.make("https://example.org/", error="m", micro=False).matrix]
    x, y, size = *CODE, len(rows) * MODULE
    ground = f"0 0 0 0 k {x - 4 * MODULE} {y - 4 * MODULE} {size + 8 * MODULE} {size + 8 * MODULE} re f"
    squares = [
        f"{x + column * MODULE} {y + size - (row + 1) * MODULE} {MODULE} {MODULE} re"
        for row, line in enumerate(rows)
        for column, dark in enumerate(line)
        if dark
    ]
    return f"{ground} 0 0 0 1 k {' '.join(squares)} f".encode()


def front() -> bytes:
    """The first page: a ground that bleeds, text, lines, pictures, a spot, a gradient, a code and marks."""
    return b"\n".join(
        (
            b"/Plain gs",
            b"0.2 0 0.1 0 k 21 21 318 418 re f",
            b"/Over gs",
            b"0 0 0 1 k",
            text("Black words", 42, 400),
            b"0 0 0 1 K 0.5 w 42 390 m 100 390 l S",
            b"/Plain gs",
            b"0.8 0.4 0 0 k",
            text("Small blue", 42, 370, 7),
            b"0.9 0.6 0.3 0.2 k",
            text("Large", 42, 340, 18),
            b"0.8 0.6 0.2 0.3 k 150 380 60 40 re f",
            b"0 0 0 0 k",
            text("White", 155, 390, 10),
            b"/Spot cs 1 scn 150 340 20 20 re f",
            b"/Shading sh",
            b"/Pattern cs /Tiles scn 180 340 20 20 re f",
            b"q 36 0 0 36 250 370 cm /Picture Do Q",
            b"q 0 0 0 1 k 12 0 0 12 300 370 cm /Stencil Do Q",
            b"q /Half gs /Group Do Q",
            code(),
            b"/Plain gs 0 0 0 1 K 0.25 w 5 30 m 18 30 l S 5 430 m 18 430 l S",
            b"0 0 0 1 k",
            text("File name", 150, 8, 6),
        )
    )


def back() -> bytes:
    """The second page: words on paper."""
    return b"/Over gs 0 0 0 1 k " + text("More words", 42, 400)


Mend = Callable[["Draft"], None]


@dataclass
class Draft:
    """A file before it is written. Tests change `contents`, `resources`, `pages` and `root`."""

    writer: PdfWriter
    contents: list[bytes]
    resources: DictionaryObject
    pages: list[DictionaryObject]
    finish: list[Callable[[PdfWriter], object]] = field(
        default_factory=lambda: [PdfWriter.generate_file_identifiers]
    )

    @property
    def root(self) -> DictionaryObject:
        """The catalog."""
        return self.writer.root_object

    def add(self, value: Any) -> IndirectObject:
        """An object of its own."""
        return self.writer._add_object(pdf_object(value))

    def stream(self, data: bytes, **entries: Any) -> IndirectObject:
        """A stream of its own."""
        stream = DecodedStreamObject()
        stream.set_data(data)
        stream.update(pdf_object({f"/{key}": value for key, value in entries.items()}))
        return self.writer._add_object(stream)

    def put(self, kind: str, **entries: Any) -> None:
        """More resources of one kind."""
        self.resources[f"/{kind}"].update(pdf_object({f"/{key}": value for key, value in entries.items()}))

    def say(self, before: bytes, after: bytes, page: int = 0) -> None:
        """Other operators in the place of some that are there."""
        assert before in self.contents[page]
        self.contents[page] = self.contents[page].replace(before, after, 1)

    def write(self) -> bytes:
        """The file."""
        for page, content in zip(self.pages, self.contents, strict=True):
            page[NameObject("/Contents")] = self.stream(content)
        for step in self.finish:
            step(self.writer)
        data = io.BytesIO()
        self.writer.write(data)
        return data.getvalue()


def make_draft() -> Draft:
    """A valid file of two pages, not yet written."""
    draft = Draft(PdfWriter(), [front(), back()], DictionaryObject(), [])
    draft.resources.update(
        pdf_object(
            {f"/{kind}": {} for kind in ("ExtGState", "ColorSpace", "Font", "XObject", "Shading", "Pattern")}
        )
    )
    tint = {"/FunctionType": 2, "/Domain": [0, 1], "/C0": [0, 0, 0, 0], "/C1": [0, 1, 1, 0], "/N": 1}
    run = {"/FunctionType": 2, "/Domain": [0, 1], "/C0": [0, 0, 0, 0], "/C1": [1, 0.5, 0, 0], "/N": 1}
    draft.put(
        "ExtGState",
        Plain={"/op": False, "/OP": False, "/ca": 1},
        Over={"/op": True, "/OP": True, "/OPM": 1},
        Half={"/ca": 0.5},
    )
    draft.put("ColorSpace", Spot=["/Separation", "/House Red", "/DeviceCMYK", tint])
    draft.put(
        "Shading",
        Shading={
            "/ShadingType": 2,
            "/ColorSpace": "/DeviceCMYK",
            "/Coords": [150, 0, 170, 0],
            "/Function": run,
        },
    )
    draft.say(b"/Shading sh", b"q 150 310 20 20 re W n /Shading sh Q")
    tiles = {
        "Type": "/Pattern",
        "PatternType": 1,
        "PaintType": 1,
        "TilingType": 1,
        "BBox": [0, 0, 4, 4],
        "XStep": 4,
        "YStep": 4,
        "Resources": {},
    }
    draft.put("Pattern", Tiles=draft.stream(b"0.5 0 0 0 k 0 0 2 2 re f", **tiles))
    group = {"/S": "/Transparency", "/CS": "/DeviceCMYK"}
    draft.put(
        "XObject",
        Picture=picture(draft, 150, bytes((100, 50, 20, 10))),
        Stencil=stencil(draft, 100),
        Group=draft.stream(
            b"0 0.5 0 0 k 250 310 20 20 re f",
            Type="/XObject",
            Subtype="/Form",
            BBox=[0, 0, 360, 460],
            Group=group,
            Resources={},
        ),
    )
    draft.put("Font", F=embedded_font(draft))
    for _ in draft.contents:
        page = draft.writer.add_blank_page(*MEDIA[2:])
        page.update(
            pdf_object(
                {"/BleedBox": BLEED, "/TrimBox": TRIM, "/Resources": draft.resources, "/Group": group}
            )
        )
        draft.pages.append(page)
    profile = draft.stream(bytes(12) + b"prtrCMYKLab " + bytes(12) + b"acsp" + bytes(88), N=4)
    intent = {
        "/Type": "/OutputIntent",
        "/S": "/GTS_PDFX",
        "/OutputConditionIdentifier": "FOGRA39",
        "/DestOutputProfile": profile,
    }
    draft.root.update(
        pdf_object(
            {
                "/OutputIntents": [intent],
                "/Metadata": draft.stream(XMP.encode(), Type="/Metadata", Subtype="/XML"),
            }
        )
    )
    return draft


def picture(draft: Draft, pixels: int, color: bytes, space: Any = "/DeviceCMYK") -> IndirectObject:
    """A square picture in one color, its rows written with a predictor of PNG."""
    rows = (b"\0" + color * pixels) * pixels
    parameters = {"/Predictor": 15, "/Colors": len(color), "/Columns": pixels}
    return draft.stream(
        zlib.compress(rows),
        Type="/XObject",
        Subtype="/Image",
        Width=pixels,
        Height=pixels,
        BitsPerComponent=8,
        ColorSpace=space,
        Filter="/FlateDecode",
        DecodeParms=parameters,
    )


def stencil(draft: Draft, pixels: int) -> IndirectObject:
    """A square stencil of one bit a pixel."""
    return draft.stream(
        bytes((pixels + 7) // 8 * pixels),
        Type="/XObject",
        Subtype="/Image",
        Width=pixels,
        Height=pixels,
        BitsPerComponent=1,
        ImageMask=True,
    )


def embedded_font(draft: Draft, name: str = "ABCDEF+Serif", *, has_file: bool = True) -> IndirectObject:
    """The typeface as a composite font."""
    data, glyphs, widths = face()
    letters = "\n".join(f"<{glyph:04x}> <{ord(letter):04x}>" for letter, glyph in glyphs.items())
    told: dict[str, Any] = {
        "/Type": "/FontDescriptor",
        "/FontName": f"/{name}",
        "/Flags": 4,
        "/CapHeight": 660,
        "/Descent": -220,
        "/Ascent": 750,
    }
    if has_file:
        told["/FontFile2"] = draft.stream(data)
    inner = {
        "/Type": "/Font",
        "/Subtype": "/CIDFontType2",
        "/BaseFont": f"/{name}",
        "/CIDToGIDMap": "/Identity",
        "/CIDSystemInfo": {"/Registry": "Adobe", "/Ordering": "Identity", "/Supplement": 0},
        "/FontDescriptor": draft.add(told),
        "/DW": 1000,
        "/W": [value for glyph, width in sorted(widths.items()) for value in (glyph, [width])],
    }
    unicode = draft.stream(f"{len(glyphs)} beginbfchar\n{letters}\nendbfchar".encode())
    return draft.add(
        {
            "/Type": "/Font",
            "/Subtype": "/Type0",
            "/BaseFont": f"/{name}",
            "/Encoding": "/Identity-H",
            "/DescendantFonts": [draft.add(inner)],
            "/ToUnicode": unicode,
        }
    )


def make_press_file(*changes: Mend) -> bytes:
    """The valid file, with some things changed."""
    draft = make_draft()
    for change in changes:
        change(draft)
    return draft.write()
