"""The preflight of files for the press: each deliberate fault is found by exactly its own check."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
import pytest
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import ByteStringObject, NameObject, NullObject

from brochure.model import GRAVITIES, Length, Printer
from brochure.preflight.file import CHECKS, examine
from brochure.preflight.file.checking import CheckedFile, FileCheck, FileFault
from tests.builders.press_files import (
    MEDIA,
    PRINTER,
    TRIM,
    XMP,
    Draft,
    Mend,
    code,
    embedded_font,
    face,
    make_draft,
    make_press_file,
    pdf_object,
    picture,
    stencil,
    text,
)

LAUNCH = {"/S": "/Launch", "/F": "letter.exe"}


def entry(where: str, value: Any, page: int | None = 0) -> Mend:
    """An entry of a page (of all where it is None) changed, or taken out where the value is None."""

    def change(draft: Draft) -> None:
        for one in draft.pages if page is None else [draft.pages[page]]:
            if value is None:
                del one[where]
            else:
                one[NameObject(where)] = pdf_object(value)

    return change


def catalog(**entries: Any) -> Mend:
    """Entries of the catalog."""
    return lambda draft: draft.root.update(pdf_object({f"/{key}": value for key, value in entries.items()}))


def painted(operators: bytes, page: int = 1) -> Mend:
    """More operators, on a page of little."""

    def change(draft: Draft) -> None:
        draft.contents[page] += b"\n" + operators

    return change


def said(before: bytes, after: bytes) -> Mend:
    """Other operators on the first page."""
    return lambda draft: draft.say(before, after)


def having(kind: str, /, **entries: Any) -> Mend:
    """Resources; functions are called with the draft."""
    return lambda draft: draft.put(
        kind, **{key: value(draft) if callable(value) else value for key, value in entries.items()}
    )


def both(*changes: Mend) -> Mend:
    """Several changes that make one fault."""

    def change(draft: Draft) -> None:
        for one in changes:
            one(draft)

    return change


def metadata(before: str, after: str) -> Mend:
    """Another XMP packet."""
    assert before in XMP
    return lambda draft: catalog(Metadata=draft.stream(XMP.replace(before, after).encode()))(draft)


def intent(**changes: Any) -> Mend:
    """The output intent changed, or without what is None."""

    def change(draft: Draft) -> None:
        only = draft.root["/OutputIntents"][0]
        for key, value in changes.items():
            if value is None:
                del only[f"/{key}"]
            else:
                only[NameObject(f"/{key}")] = pdf_object(value(draft) if callable(value) else value)

    return change


def a_page_more(draft: Draft) -> None:
    """A third page like the second."""
    page = draft.writer.add_blank_page(*MEDIA[2:])
    page.update(
        {
            key: value
            for key, value in draft.pages[1].items()
            if key in ("/TrimBox", "/BleedBox", "/Resources", "/Group")
        }
    )
    draft.pages.append(page)
    draft.contents.append(b"/Over gs 0 0 0 1 k " + text("Third", 42, 400))


def without_id(draft: Draft) -> None:
    """A file that nobody gave an ID."""
    draft.finish.clear()


def without_glyph(draft: Draft) -> None:
    """Sets a letter that the font has not."""
    glyph = f"{face()[1]['M']:04x}".encode()
    draft.say(b"<" + glyph, b"<0000" + glyph, page=1)


def hidden_layer(draft: Draft) -> None:
    """A layer that is off."""
    layer = draft.add({"/Type": "/OCG", "/Name": "Draft"})
    catalog(OCProperties={"/OCGs": [layer], "/D": {"/OFF": [layer]}})(draft)


def unprinted_layer(draft: Draft) -> None:
    """A layer that is on, and says that it is not printed."""
    usage = {"/Print": {"/PrintState": "/OFF"}}
    layer = draft.add({"/Type": "/OCG", "/Name": "Draft", "/Usage": usage})
    catalog(OCProperties={"/OCGs": [layer], "/D": {"/ON": [layer]}})(draft)


def contents_with_a_gap(writer: PdfWriter) -> None:
    """Content of two streams, of which one is not there."""
    page = writer.pages[1]
    page[NameObject("/Contents")] = pdf_object([page.raw_get("/Contents"), NullObject()])


def cut_short(draft: Draft) -> Any:
    """A picture that has fewer pixels than it says."""
    entries = {"Width": 150, "Height": 150, "BitsPerComponent": 8, "ColorSpace": "/DeviceCMYK"}
    return draft.stream(bytes(150), Type="/XObject", Subtype="/Image", **entries)


def screen(draft: Draft) -> list[dict[str, Any]]:
    """An annotation outside the bleed that plays a film, which is in the file."""
    clip = {"/S": "/MCD", "/D": {"/Type": "/Filespec", "/F": "film.mp4", "/EF": {"/F": draft.stream(b"")}}}
    action = {"/S": "/Rendition", "/OP": 0, "/R": {"/S": "/MR", "/C": clip}}
    return [{"/Type": "/Annot", "/Subtype": "/Screen", "/Rect": [0, 0, 10, 10], "/A": action}]


def photograph(total: float) -> Mend:
    """A CMYK photograph in the place of the picture, as a JPEG of Adobe's programs; inks in parts of one."""

    def change(draft: Draft) -> None:
        data = io.BytesIO()
        Image.new("CMYK", (150, 150), tuple(round(255 * total / 4) for _ in range(4))).save(
            data, "JPEG", quality=95
        )
        assert b"Adobe" in data.getvalue()
        entries = {
            "Width": 150,
            "Height": 150,
            "BitsPerComponent": 8,
            "ColorSpace": "/DeviceCMYK",
            "Filter": "/DCTDecode",
            "Decode": [1, 0] * 4,
        }
        draft.put(
            "XObject", Picture=draft.stream(data.getvalue(), Type="/XObject", Subtype="/Image", **entries)
        )

    return change


def spot(name: str, solid: list[float], space: str = "/DeviceCMYK") -> list[Any]:
    """A spot color space."""
    return [
        "/Separation",
        name,
        space,
        {"/FunctionType": 2, "/Domain": [0, 1], "/C0": [0.0] * len(solid), "/C1": solid, "/N": 1},
    ]


def ramp(space: str, end: list[float]) -> dict[str, Any]:
    """A gradient from white or black."""
    return {
        "/ShadingType": 2,
        "/ColorSpace": space,
        "/Coords": [0, 0, 1, 0],
        "/Function": {"/FunctionType": 2, "/Domain": [0, 1], "/C0": [0] * len(end), "/C1": end, "/N": 1},
    }


def link(rect: list[float], action: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    """One link."""
    return [{"/Type": "/Annot", "/Subtype": "/Link", "/Rect": rect, **({"/A": action} if action else {})}]


RGB_PICTURE = having("XObject", Picture=lambda draft: picture(draft, 150, bytes((1, 2, 3)), "/DeviceRGB"))
RGB_PROFILE = having("ColorSpace", Tagged=lambda draft: ["/ICCBased", draft.stream(b"", N=3)])
TYPE_3 = {
    "/Type": "/Font",
    "/Subtype": "/Type3",
    "/FirstChar": 65,
    "/LastChar": 65,
    "/Widths": [500],
    "/FontMatrix": [0.001, 0, 0, 0.001, 0, 0],
    "/Encoding": {"/Differences": [65, "/A"]},
    "/CharProcs": {},
    "/FontBBox": [0, 0, 500, 500],
}
BOLD = b"/Plain gs 0 0 0 1 k "
OUTSIDE, ONE_POINT = [0, 0, 10, 10], [40, 40, 50, 50]
#: What is wrong, the only check that may find it, and how it is done.
FAULTS: dict[str, tuple[str, Mend]] = {
    "no TrimBox": ("page-boxes", both(entry("/CropBox", TRIM), entry("/TrimBox", None))),
    "the BleedBox leaves the MediaBox": ("page-boxes", entry("/BleedBox", [21, 21, 365, 439])),
    "the TrimBox leaves the BleedBox": ("page-boxes", entry("/TrimBox", [30, 45, 330, 445])),
    "the origin is elsewhere": ("page-origin", entry("/MediaBox", [-5, 0, 360, 460])),
    "a page is larger": (
        "page-size",
        both(entry("/TrimBox", [30, 25, 330, 430], 1), entry("/BleedBox", [21, 16, 339, 439], 1)),
    ),
    "a page is turned": ("page-size", entry("/Rotate", 90, 1)),
    "units are larger": ("user-unit", entry("/UserUnit", 2)),
    "the bleed is narrow": ("bleed", entry("/BleedBox", [21, 21, 337, 439])),
    "art stops at the trim": ("bleed-art", said(b"21 21 318 418 re", b"21 21 309 418 re")),
    "a clip cuts the bleed off": (
        "bleed-art",
        said(b"21 21 318 418 re f", b"q 30 21 300 418 re W n 0 0 360 460 re f Q 0 0 m 0 0 l n"),
    ),
    "a picture stops inside the bleed": (
        "bleed-art",
        said(b"36 0 0 36 250 370 cm", b"36 0 0 36 298 330 cm"),
    ),
    "text is close to the trim": ("safe-area", painted(text("Edge", 33, 200))),
    "text is across the trim": ("safe-area", painted(text("Edge", 320, 200))),
    "a crop mark begins in the bleed": ("marks", said(b"5 30 m 18 30 l", b"5 30 m 25 30 l")),
    "the slug line stands in the bleed": ("marks", painted(text("Slug", 150, 22, 6))),
    "a page is blank": (
        "blank-page",
        lambda draft: draft.contents.__setitem__(1, b"0 0 0 0 k 0 0 360 460 re f"),
    ),
    "three pages": ("page-count", a_page_more),
    "text across a fold": ("fold-text", painted(text("Across the fold", 110, 200))),
    "text close to a fold": ("fold-text", painted(text("Close", 145, 200))),
    "no key": ("pdfx-key", metadata("<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>", "")),
    "another standard": ("pdfx-key", metadata("PDF/X-4", "PDF/X-3:2003")),
    "trapping is not told": ("trapped", metadata("<pdf:Trapped>False</pdf:Trapped>", "")),
    "no ID": ("file-id", without_id),
    "no intent": ("output-intent", catalog(OutputIntents=[])),
    "two intents": (
        "output-intent",
        lambda draft: draft.root["/OutputIntents"].append(draft.root["/OutputIntents"][0]),
    ),
    "no condition": ("output-intent", intent(OutputConditionIdentifier=None)),
    "no profile": ("output-intent", intent(DestOutputProfile=None)),
    "a profile of a screen": (
        "output-intent",
        intent(DestOutputProfile=lambda draft: draft.stream(bytes(12) + b"mntrRGB XYZ ", N=3)),
    ),
    "RGB text": ("rgb", painted(b"0.5 0 0 rg " + text("Red", 42, 300))),
    "RGB area": ("rgb", painted(b"0.5 0 0 rg 42 300 20 20 re f")),
    "RGB line": ("rgb", painted(b"0.5 0 0 RG 42 300 m 80 300 l S")),
    "RGB with a profile": ("rgb", both(RGB_PROFILE, painted(b"/Tagged cs 0.5 0 0 sc 42 300 20 20 re f"))),
    "RGB picture": ("rgb", RGB_PICTURE),
    "RGB picture with a palette": (
        "rgb",
        having(
            "XObject",
            Picture=lambda draft: picture(draft, 150, b"\1", ["/Indexed", "/DeviceRGB", 1, "abcdef"]),
        ),
    ),
    "RGB inline picture": (
        "rgb",
        painted(b"q 1 0 0 1 42 300 cm BI /W 5 /H 5 /BPC 8 /CS /RGB ID " + b"a" * 75 + b" EI Q"),
    ),
    "RGB gradient": ("rgb", having("Shading", Shading=ramp("/DeviceRGB", [1, 0, 0]))),
    "RGB pattern": (
        "rgb",
        having(
            "Pattern",
            Tiles=lambda draft: draft.stream(
                b"1 0 0 rg 0 0 2 2 re f", PatternType=1, PaintType=1, BBox=[0, 0, 4, 4], XStep=4, YStep=4
            ),
        ),
    ),
    "RGB gradient as a pattern": (
        "rgb",
        having(
            "Pattern",
            Tiles=lambda draft: draft.add({"/PatternType": 2, "/Shading": ramp("/DeviceRGB", [1, 0, 0])}),
        ),
    ),
    "RGB in a form": (
        "rgb",
        both(
            having(
                "XObject",
                Form=lambda draft: draft.stream(
                    b"1 0 0 rg 50 300 9 9 re f", Subtype="/Form", BBox=[0, 0, 360, 460]
                ),
            ),
            painted(b"/Form Do"),
        ),
    ),
    "RGB in a soft mask": (
        "rgb",
        both(
            having(
                "ExtGState",
                Masked=lambda draft: {
                    "/SMask": {
                        "/S": "/Luminosity",
                        "/G": draft.stream(
                            b"1 0 0 rg 50 300 9 9 re f", Subtype="/Form", BBox=[0, 0, 360, 460]
                        ),
                    }
                },
            ),
            painted(b"/Masked gs"),
        ),
    ),
    "a spot color stands for RGB": (
        "rgb",
        both(
            having("ColorSpace", Other=spot("/Other", [1, 0, 0], "/DeviceRGB")),
            painted(b"/Other cs 1 scn 42 300 20 20 re f"),
        ),
    ),
    "the page blends in RGB": ("blend-space", entry("/Group", {"/S": "/Transparency", "/CS": "/DeviceRGB"})),
    "a group blends in RGB": (
        "blend-space",
        lambda draft: draft.resources["/XObject"]["/Group"]["/Group"].__setitem__(
            NameObject("/CS"), NameObject("/DeviceRGB")
        ),
    ),
    "too much ink in an area": ("total-ink", painted(b"0.9 0.9 0.9 0.9 k 42 300 20 20 re f")),
    "too much ink in a picture": (
        "total-ink",
        having("XObject", Picture=lambda draft: picture(draft, 150, bytes((230, 230, 230, 230)))),
    ),
    "too much ink in a palette": (
        "total-ink",
        having(
            "XObject",
            Picture=lambda draft: draft.stream(
                bytes(22500),
                Type="/XObject",
                Subtype="/Image",
                Width=150,
                Height=150,
                BitsPerComponent=8,
                ColorSpace=["/Indexed", "/DeviceCMYK", 0, ByteStringObject(b"\xee" * 4)],
            ),
        ),
    ),
    "too much ink in a photograph": ("total-ink", photograph(3.4)),
    "too much ink in a gradient": (
        "total-ink",
        having("Shading", Shading=ramp("/DeviceCMYK", [1, 1, 1, 0.5])),
    ),
    "small text in four colors": ("small-text-inks", painted(b"0.4 0.4 0.3 0.6 k " + text("Rich", 42, 300))),
    "black text is knocked out": ("black-overprint", painted(BOLD + text("Black", 42, 300))),
    "black text overprints with zeros": (
        "black-overprint",
        both(
            having("ExtGState", Zeros={"/op": True, "/OPM": 0}),
            painted(b"/Zeros gs 0 0 0 1 k " + text("Black", 42, 300)),
        ),
    ),
    "gray black text": ("black-overprint", painted(b"0 g " + text("Black", 42, 300))),
    "a thin black line is knocked out": (
        "black-overprint",
        painted(b"/Plain gs 0 0 0 1 K 0.5 w 42 300 m 80 300 l S"),
    ),
    "a thin black bar is knocked out": ("black-overprint", painted(BOLD + b"42 300 60 0.5 re f")),
    "white text overprints": ("white-overprint", painted(b"0 0 0 0 k " + text("White", 42, 300))),
    "one spot color under two names": (
        "spot-names",
        both(
            having("ColorSpace", Other=spot("/HOUSE red", [0, 1, 1, 0])),
            painted(b"/Other cs 1 scn 42 300 20 20 re f"),
        ),
    ),
    "one spot color with two recipes": (
        "spot-names",
        both(
            having("ColorSpace", Other=spot("/House Red", [0, 1, 0.5, 0])),
            painted(b"/Other cs 1 scn 42 300 20 20 re f"),
        ),
    ),
    "a picture of 120 ppi": ("resolution", said(b"36 0 0 36 250 370 cm", b"90 0 0 90 220 235 cm")),
    "a picture of 120 ppi, turned": ("resolution", said(b"36 0 0 36 250 370 cm", b"0 90 -90 0 310 235 cm")),
    "a picture of 200 ppi": ("resolution-low", said(b"36 0 0 36 250 370 cm", b"54 0 0 54 250 300 cm")),
    "a stencil of 300 ppi": (
        "line-art-resolution",
        having("XObject", Stencil=lambda draft: stencil(draft, 50)),
    ),
    "a thin line": ("thin-line", painted(b"1 0 0 0 K 0.1 w 42 300 m 80 300 l S")),
    "a thin line by its scale": (
        "thin-line",
        painted(b"q 0.1 0 0 0.1 0 0 cm 1 0 0 0 K 1 w 420 3000 m 800 3000 l S Q"),
    ),
    "a line without width": ("thin-line", painted(b"1 0 0 0 K 0 w 42 300 m 80 300 l S")),
    "a thin bar": ("thin-line", painted(b"1 0 0 0 k 42 300 60 0.1 re f")),
    "small text": ("small-text", painted(text("Small", 42, 300, 5))),
    "small text by its matrix": (
        "small-text",
        painted(b"q 0.5 0 0 0.5 0 0 cm " + text("Small", 84, 600, 10) + b" Q"),
    ),
    "small white text": ("reversed-text", painted(b"/Plain gs 0 0 0 0 k " + text("White", 42, 300, 7))),
    "a font is missing": (
        "font-embedded",
        having("Font", F=lambda draft: embedded_font(draft, has_file=False)),
    ),
    "a whole font": ("font-subset", having("Font", F=lambda draft: embedded_font(draft, "Serif"))),
    "a font of Type 3": (
        "type3-font",
        both(having("Font", Drawn=TYPE_3), painted(b"BT /Drawn 10 Tf 1 0 0 1 42 300 Tm (A) Tj ET")),
    ),
    "an operator that cannot be carried out": ("damaged-content", painted(b"BT /F Tf ET")),
    "a picture that is not in the file": ("damaged-content", painted(b"/Nowhere Do")),
    "content that breaks off": ("damaged-content", painted(b"[(words")),
    "content that is not in the file": (
        "damaged-content",
        lambda draft: draft.finish.append(contents_with_a_gap),
    ),
    "a picture whose pixels are damaged": (
        "unread-picture",
        having("XObject", Picture=lambda draft: cut_short(draft)),
    ),
    "a glyph is missing": ("notdef", without_glyph),
    "a layer is hidden": ("hidden-layers", hidden_layer),
    "a layer that is on and does not print": ("hidden-layers", unprinted_layer),
    "a form": ("form-fields", catalog(AcroForm={"/Fields": [{"/FT": "/Tx", "/T": "Name"}]})),
    "a script when it is opened": (
        "javascript",
        catalog(OpenAction={"/S": "/JavaScript", "/JS": "app.alert(1)"}),
    ),
    "a script of the document": (
        "javascript",
        catalog(Names={"/JavaScript": {"/Names": ["start", {"/S": "/JavaScript", "/JS": "app.alert(1)"}]}}),
    ),
    "a script in an outline": (
        "javascript",
        catalog(
            Outlines={"/First": {"/Title": "One", "/A": {"/S": "/GoTo", "/Next": {"/S": "/JavaScript"}}}}
        ),
    ),
    "restrictions": (
        "encryption",
        lambda draft: draft.finish.append(lambda writer: writer.encrypt("", "owner", algorithm="RC4-128")),
    ),
    "a program is started": ("launch-action", entry("/Annots", link(OUTSIDE, LAUNCH))),
    "a file in the file": ("embedded-files", lambda draft: draft.writer.add_attachment("a.txt", b"Words")),
    "a file in a rendition": ("embedded-files", lambda draft: entry("/Annots", screen(draft))(draft)),
    "a link": ("links-and-notes", entry("/Annots", link(ONE_POINT))),
    "a code of small squares": (
        "code-module",
        lambda draft: draft.say(code(), b"q 0.7 0 0 0.7 15 20 cm " + code() + b" Q"),
    ),
    "words in the margin of a code": (
        "code-quiet-zone",
        said(b"/Plain gs 0 0 0 1 K 0.25 w", b"0.5 0 0 0 k 45 80 3 3 re f /Plain gs 0 0 0 1 K 0.25 w"),
    ),
    "a code on a dark ground": (
        "code-quiet-zone",
        lambda draft: draft.say(code(), code().replace(b"0 0 0 0 k", b"1 0 0 0.5 k", 1)),
    ),
    "a code at the edge": (
        "code-quiet-zone",
        lambda draft: draft.say(code(), b"q 1 0 0 1 -18 0 cm " + code().partition(b" f ")[2] + b" Q"),
    ),
}


def slugs(*changes: Mend, printer: Printer = PRINTER) -> list[str]:
    """The checks that find something, each once."""
    return sorted({finding.slug for finding in examine(make_press_file(*changes), "file", printer)})


def test_a_valid_file_gives_no_finding() -> None:
    assert examine(make_press_file(), "file", PRINTER) == ()


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found_by_its_own_check_and_no_other(fault: str) -> None:
    slug, change = FAULTS[fault]
    assert slugs(change) == [slug]


def test_panels_that_do_not_fold_into_one_another_are_found() -> None:
    thirds = Printer(folds=(Length("100 pt"), Length("200 pt")))
    assert slugs(printer=thirds) == ["panel-widths"]


def test_a_check_of_which_nothing_says_how_grave_it_is_is_told_with_the_table() -> None:
    def gilt_edges(_: CheckedFile, __: Printer) -> Iterator[FileFault]:
        """Edges are gilt.

        Why: They shine.
        Mend: trim them.
        Source: printers.
        """
        yield FileFault(0, "shines")

    with pytest.raises(ValueError, match=r"^gilt-edges is not in GRAVITIES of brochure/model/printer\.py: "):
        FileCheck.of(gilt_edges)


def test_every_check_has_a_fault_and_a_gravity() -> None:
    known = [check.slug for check in CHECKS]
    assert len(known) > 40 and known == list(GRAVITIES)
    assert {slug for slug, _ in FAULTS.values()} | {"panel-widths"} == set(known)


@pytest.mark.parametrize(
    "change",
    [
        painted(b"0 0 0 0 k 42 300 20 20 re f", 0),
        painted(b"0 0 0 1 K 3 w /Plain gs 42 300 m 80 300 l S"),
        painted(b"q 42 300 9 9 re W n 0.3 0 0 0 k 60 300 m 20 400 300 90 40 20 c f Q"),
        painted(b"0.5 0 0 0 k 335 200 m 335 210 320 210 320 200 c f"),
        photograph(2.8),
        entry("/Annots", link([0, 0, 10, 10])),
        entry("/Rotate", 90, None),
        catalog(Names={"/JavaScript": {"/Names": []}, "/EmbeddedFiles": {"/Kids": [{"/Names": []}]}}),
        painted(b"3 Tr 0.5 0 0 rg 0 Tr"),
        both(
            having("ColorSpace", Black=spot("/Black", [0, 0, 0, 1]), Other=spot("/Black", [0.2, 0, 0, 1])),
            painted(b"/Black cs 1 scn 42 300 20 20 re f /Other cs 1 scn 42 250 20 20 re f"),
        ),
    ],
)
def test_what_is_right_is_left_alone(change: Mend) -> None:
    assert slugs(change) == []


@pytest.mark.parametrize(
    "change", [painted(b"3 0 0 0 0 0 1 k BI /W 1 /H 1 /BPC 8 /CS /CMYK ID abcd EI"), painted(b"(Words) q Q")]
)
def test_operands_that_nothing_needs_are_left_out(change: Mend) -> None:
    assert "damaged-content" not in slugs(change)


def test_what_is_damaged_is_told_with_its_page_and_the_rest_is_judged() -> None:
    draft = make_draft()
    draft.contents[1] = b"BT /F Tf ET " + draft.contents[1] + b" 0.5 0 0 rg 42 300 20 20 re f"
    found = examine(draft.write(), "file", PRINTER)
    assert [(one.page, one.slug, one.what) for one in found] == [
        (2, "damaged-content", "the page has an operator Tf with 1 operand, where it needs 2"),
        (2, "rgb", "an area or line is in RGB"),
    ]


@pytest.mark.parametrize("words", [b"(   )", b"(\001)"])
def test_a_font_that_is_not_embedded_is_told_where_it_sets_nothing_that_can_be_read(words: bytes) -> None:
    blank = "1 beginbfchar <01> <> endbfchar"

    def change(draft: Draft) -> None:
        entries = {"/Type": "/Font", "/Subtype": "/TrueType", "/BaseFont": "/Tahoma", "/FirstChar": 1}
        draft.put("Font", G={**entries, "/ToUnicode": draft.stream(blank.encode())})

    assert (
        slugs(change, painted(b"/Over gs BT /G 12 Tf 42 300 Td " + words + b" Tj ET"))[0] == "font-embedded"
    )


def test_text_of_one_byte_a_letter_is_read() -> None:
    def change(draft: Draft) -> None:
        unicode = draft.stream(
            b"1 begincodespacerange <00> <ff> endcodespacerange 1 beginbfrange <00> <7f> <00> endbfrange"
        )
        entries = {"/Type": "/Font", "/Subtype": "/TrueType", "/BaseFont": "/Tahoma", "/ToUnicode": unicode}
        draft.put("Font", G=entries)
        draft.contents[1] = b"/Over gs 0 0 0 1 k BT /G 12 Tf 42 300 Td (Hello world) Tj ET"

    assert slugs(change) == ["font-embedded"]


def test_a_deep_page_tree_is_read_and_a_page_that_is_missing_is_told() -> None:
    with pikepdf.open(io.BytesIO(make_press_file())) as pdf:
        last = pdf.Root.Pages.Kids[1]
        for _ in range(10_000):
            last = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Pages, Kids=[last], Count=1))
        pdf.Root.Pages.Kids[1] = last
        data = io.BytesIO()
        pdf.save(data)
        assert [finding.slug for finding in examine(data.getvalue(), "file", PRINTER)] == []
        pdf.Root.Pages.Kids.append(pikepdf.Object.parse(b"null"))
        data = io.BytesIO()
        pdf.save(data)
    found = [one for one in examine(data.getvalue(), "file", PRINTER) if one.slug == "damaged-content"]
    assert [(one.page, one.what) for one in found] == [(3, "the page has no content: it is not in the file")]


def test_a_file_that_an_empty_password_unlocks_is_judged_whatever_its_cipher() -> None:
    with pikepdf.open(io.BytesIO(make_press_file())) as pdf:
        data = io.BytesIO()
        pdf.save(data, encryption=pikepdf.Encryption(user="", owner="owner", R=6))
    assert [finding.slug for finding in examine(data.getvalue(), "file", PRINTER)] == ["encryption"]
