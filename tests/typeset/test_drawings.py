"""What is painted of drawings (SVG), as a reader of PDFs paints it."""

from __future__ import annotations

from base64 import b64encode
from io import BytesIO

import pikepdf
import pypdfium2
from PIL import Image, ImageChops

from brochure.model import Proof
from brochure.typeset import typeset
from brochure.typeset.plain_drawings import plain_drawing
from tests.builders.documents import make_source

HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 90 60">'
)
STOPS = '<stop stop-color="red"/><stop offset="1" stop-color="navy"/>'
#: Each once more on the second page: what the engine paints, it changes.
DRAWINGS = {
    "symbol": '<symbol id="s" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></symbol>'
    '<use href="#s" width="60" height="60"/>',
    "pattern": '<pattern id="p" width=".2" height=".2"><path d="M0 0h9v6z"/></pattern>'
    '<rect width="80" height="50" fill="url(#p)"/>',
    "gradient": f'<linearGradient id="a">{STOPS}</linearGradient><linearGradient id="g" xlink:href="#a"/>'
    '<rect width="40" height="60" fill="url(#g)"/><rect x="50" width="40" height="60" fill="url(#g)"/>',
    "radial": f'<radialGradient id="g">{STOPS}</radialGradient>'
    '<rect width="90" height="60" fill="url(#g)"/>',
}


def set_drawings(**drawings: str) -> Proof:
    """A page of 90 by 60 pixels for each, and the same once more."""
    assets = {
        f"asset:content/{name}": (HEAD + inside + "</svg>").encode() for name, inside in drawings.items()
    }
    body = "".join(f'<p><img src="{address}" alt="A drawing"></p>' for address in assets)
    css = (
        "@page { size: 90px 60px; margin: 0 } * { margin: 0 } p { break-after: page } img { display: block }"
    )
    source = make_source(body * 2, css)
    return typeset(make_source(body * 2, css, assets={**source.assets, **assets}))


def painted(proof: Proof) -> list[Image.Image]:
    """The pages, four pixels a pixel."""
    return [page.render(scale=16 / 3).to_pil().convert("RGB") for page in pypdfium2.PdfDocument(proof.pdf)]


def test_drawings_are_painted_whole_and_each_time_they_stand_somewhere() -> None:
    proof = set_drawings(**DRAWINGS)
    pages = painted(proof)
    assert not proof.complaints and len(pages) >= 2 * len(DRAWINGS)
    for name, once, again in zip(DRAWINGS, pages, pages[len(DRAWINGS) :], strict=False):
        assert ImageChops.difference(once, again).getbbox() is None, name
        assert len(set(once.resize((30, 20)).get_flattened_data())) > 1, name
    left, right = (pages[2].getpixel((x, 120)) for x in (2, 358))
    assert left == pages[2].getpixel((202, 120)) and left[0] > 240 and right[2] > 110, "both have its colors"
    assert pages[3].getpixel((358, 120))[0] < 20, "half of the width is its radius, not of the diagonal"


def test_a_gradient_is_one_large_cell_for_poppler_that_paints_small_ones_as_a_pixel() -> None:
    with pikepdf.open(BytesIO(set_drawings(gradient=DRAWINGS["gradient"]).pdf)) as pdf:
        cells = [one for one in pdf.objects if isinstance(one, pikepdf.Stream) and "/PatternType" in one]
        assert cells and all([float(side) for side in cell.BBox] == [0, 0, 1000, 1000] for cell in cells)
        assert all(float(cell.XStep) == 2000 for cell in cells), "no line of the next one at its edge"


def test_pictures_inside_of_drawings_are_prepared_as_others_are() -> None:
    photo = BytesIO()
    Image.new("CMYK", (3000, 2400), (0, 200, 200, 0)).save(photo, "JPEG")
    data = b64encode(photo.getvalue()).decode()
    inside = f'<image width="90" height="60" href="data:image/jpeg;base64,{data}"/>'
    proof = set_drawings(photo=inside)
    assert not proof.complaints
    with pikepdf.open(BytesIO(proof.pdf)) as pdf:
        (picture,) = [
            one for one in pdf.objects if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"
        ]
        assert picture.ColorSpace == "/DeviceRGB" and picture.Width < 2000


def test_what_is_no_picture_reaches_no_decoder_and_is_told_in_short() -> None:
    page = b64encode(b"%!PS-Adobe-3.0 EPSF-3.0\n" + b"%" * 90_000).decode()
    inside = f'<image width="9" height="9" href="data:image/png;base64,{page}"/>'
    (complaint, *_) = set_drawings(page=inside).complaints
    assert "no picture of a format that is printed" in complaint.text and len(complaint.text) < 200


#: Drawings of this program, and what comes near them: each is painted as it is written, where it may be.
PLAIN = {
    "surfaces": '<path fill="#123456" d="M10 10L50 12C60 20 60 40 50 50V55H10Z"/>',
    "lines": '<g fill="none" stroke="#AA2211" stroke-width=".6"><circle cx="45" cy="30" r="20.5"/>'
    '<path stroke-width="3" d="M5 5L40 50"/></g>'
    '<path stroke="#000000" stroke-width="2" d="M60 5L80 50L60 50"/>',
    "both": '<rect x="4" y="6" width="60" height="30.5" fill="#F0E0D0" stroke="#205080" stroke-width="4"/>'
    '<path d="M70 10h10v20z"/>',
    "nothing": '<path fill="none" d="M1 1H50V50Z"/><rect width="0" height="9"/>',
    "dim": '<path fill="#000000" fill-opacity=".4" d="M0 0H50V50Z"/>',
    "broken": '<path fill="#000000" d="M0 0H50V"/><rect width="20" height="20" fill="red"/>',
}


def test_a_plain_drawing_is_painted_as_the_engine_paints_it() -> None:
    """Which it does where a drawing has a title, at any size, in the middle or stretched."""
    for shape in ("", ' preserveAspectRatio="none"'):
        size = f'width="68pt" height="45pt" viewBox="-2 1 90 60"{shape}'
        head = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>'
        pages = []
        for title in ("", "<title>Rings</title>"):
            assets = {
                f"asset:{name}.svg": f"{head}{title}{one}</svg>".encode() for name, one in PLAIN.items()
            }
            body = "".join(f'<p style="background: url({one}) 0 0 / 99px 40px no-repeat">' for one in assets)
            css = "@page { size: 120px 60px; margin: 0 } p { break-after: page; margin: 0; height: 60px }"
            source = make_source(body, css)
            pages.append(painted(typeset(make_source(body, css, assets={**source.assets, **assets}))))
        for name, own, engine in zip(PLAIN, *pages, strict=False):
            far = max(high for _, high in ImageChops.difference(own, engine).getextrema())
            assert far < 40, f"{name}{shape}: {far}"
    assert plain_drawing(f"{head}{PLAIN['lines']}</svg>".encode())
    assert not plain_drawing(f"{head}{PLAIN['dim']}</svg>".encode())
