"""Separation: every color becomes ink, black stays black, and nothing but the page is inside the bleed."""

from __future__ import annotations

import io
import zlib
from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Dictionary, Name
from PIL import Image, ImageChops, ImageCms
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from brochure.editions.press import Press, SeparationError, separate
from brochure.model import Printer
from brochure.preflight.file import examine
from brochure.typeset import typeset
from tests.builders.documents import FACE_FILE, make_source, words_of
from tests.builders.plates import (
    FOREIGN,
    RGB,
    dictionaries,
    names,
    objects,
    operations,
    page_picture,
    separations,
)

PROFILE = (files("brochure.editions.press") / "FOGRA39L_coated.icc").read_bytes()
INK, GROUND, BRAND = "#1e2a36", "#336699", (0.9, 0.4, 0.0, 0.1)
PRESS = Press(
    profile=PROFILE,
    condition="FOGRA39",
    inks={INK: (0, 0, 0, 1), GROUND: BRAND},
    bleed=9.0,
    font=FACE_FILE.read_bytes(),
    slug="bare.pdf   press   2019-20",
    issued=date(2019, 7, 1),
    folds=((100.0, 200.0),),
)
STYLE = f"""
@page {{ bleed: 9pt; background: {GROUND} }} html {{ color: {INK} }}
.shade {{ height: 40pt; background: linear-gradient(to right, red, rgba(0, 0, 255, .2)) }}
.disc {{ height: 40pt; background: radial-gradient(circle, #ffffff, {GROUND}) }}
.tiles {{ height: 40pt; background: url(asset:content/tile.svg) 0 0 / 10pt 10pt }}
.faint {{ opacity: .5; color: rgb(10, 200, 30) }} .lab {{ color: oklch(60% .2 30) }}
img {{ width: 40pt; height: 30pt; float: left }}
"""
BODY = (
    '<p id="top">Black words <a href="#top">with a link</a> and <a'
    ' href="https://harbor.example/">another</a></p><p style="color: white">White words</p><p'
    ' class="faint">Faint words</p><p class="lab">Other words</p><div class="shade"></div><div'
    ' class="disc"></div><div class="tiles"></div>'
    + "".join(
        f'<img src="asset:content/{name}" alt="A picture">'
        for name in ("photo.jpg", "gray.png", "alpha.png", "table.png", "dark.jpg")
    )
)
TILE = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10" width="10" height="10"><circle cx="5"'
    b' cy="5" r="4" fill="#cc3300" stroke="gray"/></svg>'
)


def saved(picture: Any, form: str) -> bytes:
    data = io.BytesIO()
    picture.save(data, form)
    return data.getvalue()


def colorful() -> Any:
    gradient = Image.linear_gradient("L").resize((160, 120))
    return Image.merge(
        "RGB",
        (gradient, gradient.rotate(180), gradient.transpose(Image.Transpose.TRANSPOSE).resize((160, 120))),
    )


def pictures() -> dict[str, Path | bytes]:
    color = colorful()
    alpha = color.copy()
    alpha.putalpha(Image.linear_gradient("L").resize(color.size))
    made = {
        "photo.jpg": saved(color, "JPEG"),
        "gray.png": saved(color.convert("L"), "PNG"),
        "alpha.png": saved(alpha, "PNG"),
        "table.png": saved(color.quantize(16), "PNG"),
        "dark.jpg": saved(color.point(lambda value: value // 9), "JPEG"),
        "tile.svg": TILE,
    }
    return {f"asset:content/{name}": data for name, data in made.items()}


@pytest.fixture(scope="module")
def source() -> bytes:
    """A page with every kind of color that the engine writes."""
    page = make_source(BODY, STYLE)
    proof = typeset(replace(page, assets={**page.assets, **pictures()}))
    assert proof.complaints == ()
    return proof.pdf


@pytest.fixture(scope="module")
def pressed(source: bytes) -> bytes:
    return separate(source, PRESS)


def pictures_of(pdf: bytes) -> list[Any]:
    return [found for found in dictionaries(pdf) if found.get("/Subtype") == "/Image"]


class TestColors:
    def test_the_source_has_what_the_press_file_must_not_have(self, source: bytes) -> None:
        assert {name for _, found in objects(source) for name in names(found)} & FOREIGN >= {
            "/DeviceRGB",
            "/ICCBased",
            "/Lab",
        }
        assert {operator for *_, operator in operations(source)} >= {*RGB, b"sh", b"scn", b"gs", b"Do"}

    def test_no_object_of_the_file_is_in_another_space(self, pressed: bytes) -> None:
        found = {number: set(names(one)) & FOREIGN for number, one in objects(pressed)}
        assert len(found) > 30
        assert {number: bad for number, bad in found.items() if bad} == {}

    def test_no_operator_sets_red_green_and_blue_and_only_masks_are_gray(self, pressed: bytes) -> None:
        seen = [(place, operator) for place, _, operator in operations(pressed)]
        assert {operator for _, operator in seen} >= {b"k", b"K", b"sh", b"Do", b"gs", b"scn"}
        assert [one for one in seen if one[1] in RGB] == []
        masks = {
            f"object {one.raw_get('/G').idnum}"
            for one in dictionaries(pressed)
            if "/G" in one and one.get("/S") in ("/Luminosity", "/Alpha")
        }
        assert masks
        assert {place for place, operator in seen if operator in (b"g", b"G")} <= masks

    def test_groups_blend_in_cmyk(self, pressed: bytes) -> None:
        groups = [found["/Group"] for found in dictionaries(pressed) if "/Group" in found]
        assert len(groups) > 2
        assert {str(group["/CS"]) for group in groups} <= {"/DeviceCMYK", "/DeviceGray"}
        assert PdfReader(io.BytesIO(pressed)).pages[0]["/Group"]["/CS"] == "/DeviceCMYK"

    def test_named_inks_are_exact_and_others_go_through_the_profile(self, pressed: bytes) -> None:
        set_to = {
            tuple(float(value) for value in operands)
            for _, operands, operator in operations(pressed)
            if operator == b"k"
        }
        assert {BRAND, (0, 0, 0, 1), (0, 0, 0, 0)} <= set_to
        transform = ImageCms.buildTransform(
            ImageCms.createProfile("sRGB"),
            ImageCms.ImageCmsProfile(io.BytesIO(PROFILE)),
            "RGB",
            "CMYK",
            ImageCms.Intent.RELATIVE_COLORIMETRIC,
            ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
        converted: Any = ImageCms.applyTransform(Image.new("RGB", (1, 1), "#cc3300"), transform)
        expected = [value / 255 for value in converted.getpixel((0, 0))]
        assert any(all(abs(a - b) < 0.004 for a, b in zip(color, expected, strict=True)) for color in set_to)

    def test_photographs_stay_jpeg_and_everything_else_is_kept_without_loss(self, pressed: bytes) -> None:
        kinds = sorted(
            (
                str(one["/Filter"]),
                str(one["/ColorSpace"] if isinstance(one["/ColorSpace"], str) else one["/ColorSpace"][1]),
            )
            for one in pictures_of(pressed)
        )
        assert kinds.count(("/DCTDecode", "/DeviceCMYK")) == 2
        assert ("/FlateDecode", "/DeviceGray") in kinds and ("/FlateDecode", "/DeviceCMYK") in kinds

    def test_a_photograph_is_neither_negative_nor_over_the_ink_limit(self, pressed: bytes) -> None:
        photos = [one for one in pictures_of(pressed) if one["/Filter"] == "/DCTDecode"]
        assert len(photos) == 2
        totals = []
        for photo in photos:
            assert list(photo["/Decode"]) == [1, 0] * 4
            plates = Image.open(
                io.BytesIO(photo._data)
            ).tobytes()  # Pillow turns Adobe's inverted inks round, as Decode does
            totals.append([sum(plates[at : at + 4]) / 255 for at in range(0, len(plates), 4)])
        assert max(max(total) for total in totals) <= PRESS.limit
        assert (
            max(sum(total) / len(total) for total in totals)
            > 2.2
            > min(sum(total) / len(total) for total in totals)
        )

    def test_pictures_look_as_they_did(self, source: bytes, pressed: bytes) -> None:
        room = PdfReader(io.BytesIO(pressed)).pages[0].trimbox.left - PRESS.bleed
        size = page_picture(source).size
        printed = page_picture(pressed).crop(
            (int(room), int(room), int(room) + size[0], int(room) + size[1])
        )
        before, after = page_picture(source).convert("L").tobytes(), printed.convert("L").tobytes()
        assert sum(abs(a - b) for a, b in zip(before, after, strict=True)) / len(before) < 25


class TestBlack:
    def test_black_words_overprint_and_white_ones_and_pictures_do_not(self, pressed: bytes) -> None:
        over, fill, painted = False, None, dict[tuple[str, Any], set[bool]]()
        for place, operands, operator in operations(pressed):
            if place != "page 1":
                continue
            if operator == b"gs" and operands[0] in ("/Overprint", "/Knockout"):
                over = operands[0] == "/Overprint"
            elif operator == b"k":
                fill = tuple(float(value) for value in operands)
            elif operator in (b"TJ", b"Tj", b"f", b"Do"):
                painted.setdefault((operator.decode(), fill if operator == b"TJ" else None), set()).add(over)
        assert painted[("TJ", (0.0, 0.0, 0.0, 1.0))] == {True}
        assert painted[("TJ", (0.0, 0.0, 0.0, 0.0))] == {False}
        assert {
            value
            for key, values in painted.items()
            if key != ("TJ", (0.0, 0.0, 0.0, 1.0))
            for value in values
        } == {False}

    def test_the_ground_runs_through_below_black_words_on_the_other_plates(self, tmp_path: Path) -> None:
        pdf = separate(typeset(make_source("<p>Black words on a ground</p>", STYLE)).pdf, PRESS)
        (plates,) = separations(pdf, tmp_path, 144)
        room = 2 * int(PdfReader(io.BytesIO(pdf)).pages[0].trimbox.left)
        words = (room + 50, room + 50, room + 500, room + 110)
        assert plates["Black"].crop(words).getextrema()[0] == 0
        low, high = plates["Cyan"].crop(words).getextrema()
        assert low == high == pytest.approx(255 * (1 - BRAND[0]), abs=2)
        assert plates["Yellow"].crop(words).getextrema() == (255, 255)


class TestFrame:
    def test_boxes_are_exact_and_begin_at_zero(self, pressed: bytes) -> None:
        page = PdfReader(io.BytesIO(pressed)).pages[0]
        media, bleed, trim = (
            [float(side) for side in page[box]] for box in ("/MediaBox", "/BleedBox", "/TrimBox")
        )
        assert media[:2] == [0, 0]
        assert [trim[2] - trim[0], trim[3] - trim[1]] == pytest.approx([300, 400], abs=0.01)
        assert [
            bleed[0] - trim[0],
            bleed[1] - trim[1],
            bleed[2] - trim[2],
            bleed[3] - trim[3],
        ] == pytest.approx([-9, -9, 9, 9], abs=0.01)
        assert all(bleed[side] - media[side] > 20 for side in (0, 1)) and all(
            media[side] - bleed[side] > 20 for side in (2, 3)
        )

    def test_the_ground_fills_the_bleed_and_nothing_but_marks_is_outside(self, pressed: bytes) -> None:
        picture, page = page_picture(pressed, scale=4), PdfReader(io.BytesIO(pressed)).pages[0]
        left, _, right, _ = (4 * float(side) for side in page["/BleedBox"])
        assert (
            picture.getpixel((left + 2, 200 * 4))
            == picture.getpixel((left + 4 * 12, 200 * 4))
            == picture.getpixel((right - 3, 200 * 4))
        )
        assert picture.getpixel((left - 6, 130 * 4)) == (255, 255, 255)
        outside = picture.crop((0, 0, picture.width, int(left)))
        assert outside.getextrema()[0][0] < 30, "there are no marks above the page"

    def test_marks_are_on_all_plates_and_keep_off_the_bleed(self, tmp_path: Path) -> None:
        blank = separate(typeset(make_source("", "@page { bleed: 9pt }")).pdf, PRESS)
        (plates,) = separations(blank, tmp_path, 144)
        page = PdfReader(io.BytesIO(blank)).pages[0]
        inside = [2 * float(side) for side in page["/BleedBox"]]
        for name, plate in plates.items():
            assert plate.crop(
                (int(inside[0]), int(inside[1]), int(inside[2]), int(inside[3]))
            ).getextrema() == (255, 255), name
            for side in (
                (0, 0, plate.width, int(inside[1])),
                (0, int(inside[3]), plate.width, plate.height),
                (0, 0, int(inside[0]), plate.height),
                (int(inside[2]), 0, plate.width, plate.height),
            ):
                assert plate.crop(side).getextrema()[0] < 80, (name, side)

    def test_folds_are_marked_above_and_below(self) -> None:
        plain, marked = (separate_blank(replace(PRESS, folds=folds)) for folds in ((), PRESS.folds))
        page = PdfReader(io.BytesIO(marked)).pages[0]
        left, height = float(page.trimbox.left), float(page.mediabox.height)
        changed = ImageChops.difference(page_picture(plain, scale=4), page_picture(marked, scale=4)).convert(
            "L"
        )
        for top, bottom in ((0, 40), (height - 40, height)):
            for middle in (100, 200):
                place = tuple(
                    round(4 * side) for side in (left + middle - 1, top, left + middle + 1, bottom)
                )
                assert changed.crop(place).getbbox(), f"no mark for the fold at {middle}"
                changed.paste(0, place)
        assert changed.getbbox() is None


def separate_blank(press: Press) -> bytes:
    return separate(typeset(make_source("", "@page { bleed: 9pt }")).pdf, press)


class TestClaims:
    def test_the_file_claims_pdf_x_4_and_nothing_else(self, pressed: bytes) -> None:
        reader = PdfReader(io.BytesIO(pressed))
        xmp = reader.root_object["/Metadata"].get_data().decode()
        assert "<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>" in xmp
        assert "pdfaid" not in xmp and "pdfuaid" not in xmp
        assert xmp.count("2019-07-01T00:00:00Z") == 3
        assert reader.metadata["/Title"] in xmp and reader.metadata["/Trapped"] == "/False"
        assert reader.metadata["/CreationDate"] == reader.metadata["/ModDate"] == "D:20190701000000Z"
        assert reader.pdf_header == "%PDF-1.6" and len(reader.trailer["/ID"]) == 2

    def test_there_is_one_intent_with_its_profile(self, pressed: bytes) -> None:
        (intent,) = PdfReader(io.BytesIO(pressed)).root_object["/OutputIntents"]
        intent = intent.get_object()
        assert (intent["/S"], intent["/OutputConditionIdentifier"], intent["/RegistryName"]) == (
            "/GTS_PDFX",
            "FOGRA39",
            "http://www.color.org",
        )
        assert intent["/DestOutputProfile"]["/N"] == 4 and intent["/DestOutputProfile"].get_data() == PROFILE

    def test_links_tags_and_scripts_stay_behind(self, source: bytes, pressed: bytes) -> None:
        assert {"/Annots", "/StructTreeRoot"} <= {key for found in dictionaries(source) for key in found}
        kept = {key for found in dictionaries(pressed) for key in found}
        assert (
            kept
            & {
                "/Annots",
                "/StructTreeRoot",
                "/MarkInfo",
                "/JavaScript",
                "/JS",
                "/AA",
                "/OpenAction",
                "/EmbeddedFiles",
                "/AcroForm",
                "/Encrypt",
                "/TR",
            }
            == set()
        )

    def test_the_words_are_those_of_the_source(self, source: bytes, pressed: bytes) -> None:
        assert "Black words" in words_of(pressed)
        assert words_of(pressed).split() == words_of(source).split()

    def test_the_same_order_gives_the_same_bytes_and_another_one_another_identity(
        self, source: bytes, pressed: bytes
    ) -> None:
        assert separate(source, PRESS) == pressed
        other = separate(source, replace(PRESS, slug="other"))
        assert PdfReader(io.BytesIO(other)).trailer["/ID"] != PdfReader(io.BytesIO(pressed)).trailer["/ID"]


def with_content(source: bytes, content: bytes) -> bytes:
    """A PDF whose first page has this content."""
    writer = PdfWriter(clone_from=io.BytesIO(source))
    stream = DecodedStreamObject()
    stream.set_data(content)
    writer.pages[0][NameObject("/Contents")] = writer._add_object(stream)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"BI /W 1 /H 1 /BPC 8 /CS /RGB ID abc EI", "page 1 has an inline picture in color"),
        (b"/Nowhere cs 1 0 0 sc", "page 1 has the color space /Nowhere"),
        (b"1 0 rg", "page 1 has a color of 2 numbers in rgb"),
        (b"/x gs (words) rg", "page 1 has a color of 1 number in rgb"),
    ],
)
def test_what_cannot_be_separated_is_told_with_its_page(source: bytes, content: bytes, said: str) -> None:
    with pytest.raises(SeparationError) as caught:
        separate(with_content(source, content), PRESS)
    assert said in caught.value.faults


@pytest.mark.parametrize(
    "profile", [b"not a profile", ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()]
)
def test_a_profile_that_is_not_for_cmyk_is_refused(source: bytes, profile: bytes) -> None:
    with pytest.raises(SeparationError, match="the output profile"):
        separate(source, replace(PRESS, profile=profile))


def test_forms_that_draw_themselves_are_told_and_do_not_hang(source: bytes) -> None:
    with pikepdf.open(io.BytesIO(with_content(source, b"/Self Do"))) as pdf:
        form = pdf.make_stream(b"/Self Do /Self Do", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9])
        form.Resources = Dictionary(XObject=Dictionary(Self=form))
        pdf.pages[0].Resources = Dictionary(XObject=Dictionary(Self=form))
        data = io.BytesIO()
        pdf.save(data)
    with pytest.raises(SeparationError, match="page 1 has forms inside one another, more than 12 deep"):
        separate(data.getvalue(), PRESS)


def test_what_is_damaged_without_color_stays_for_the_preflight_to_tell(source: bytes) -> None:
    pressed = separate(with_content(source, b"BT /F Tf ET 0 0 9 9 re f"), PRESS)
    damaged = [one for one in examine(pressed, "bare", Printer()) if one.slug == "damaged-content"]
    assert [(one.page, one.what) for one in damaged] == [
        (1, "the page has an operator Tf with 1 operand, where it needs 2")
    ]


def test_content_that_breaks_off_is_not_printed_in_part(source: bytes) -> None:
    with pikepdf.open(io.BytesIO(source)) as pdf:
        words = zlib.compress(b"0 0 9 9 re f\n" * 500)
        pdf.pages[0].Contents = pdf.make_stream(words[: len(words) // 2], Filter=Name.FlateDecode)
        data = io.BytesIO()
        pdf.save(data, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    with pytest.raises(SeparationError, match="page 1 has content that breaks off"):
        separate(data.getvalue(), PRESS)


def test_the_outline_leads_to_the_pages_as_before(source: bytes) -> None:
    with pikepdf.open(io.BytesIO(source)) as pdf:
        pdf.add_blank_page(page_size=(300, 400))
        with pdf.open_outline() as outline:
            outline.add("First", 0)
            outline.root[0].children.append(pikepdf.OutlineItem("Second", 1))
            action = Dictionary(S=Name.URI, URI=pikepdf.String("https://harbor.example/"))
            outline.root.append(pikepdf.OutlineItem("Elsewhere", action=action))
        data = io.BytesIO()
        pdf.save(data)
    outline_of = PdfReader(io.BytesIO(separate(data.getvalue(), PRESS)))
    first, (second,) = outline_of.outline
    assert [str(one.title) for one in (first, second)] == ["First", "Second"]
    assert [outline_of.get_destination_page_number(one) for one in (first, second)] == [0, 1]
