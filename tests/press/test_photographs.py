"""Photographs from the content folder to the page: cut to their place, with the pixels and colors of their
edition, heard in words, whole across the gutter, and under type that can be read."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageCms, ImageStat
from pypdfium2 import raw

from brochure.build import Desk, Places, Watcher, Wish
from brochure.build.brochures import make, set_document
from brochure.build.desk import pages_of
from brochure.build.packets import _torn
from brochure.build.schedule import finish
from brochure.content import load
from brochure.content.forms import DEFAULT_BRAND
from brochure.errors import ContentError, gathered
from brochure.model import Cut, Made, PageView, Scrim
from brochure.press import build
from brochure.review import utterances
from brochure.typeset import prepared
from tests.builders.documents import make_composer, make_job
from tests.builders.photographed import photographed, plain, slope
from tests.builders.plates import page_picture
from tests.builders.publication import make_program, make_publication
from tests.builders.sample import ROOT

RGB, CMYK = raw.FPDF_COLORSPACE_DEVICERGB, raw.FPDF_COLORSPACE_DEVICECMYK
#: Letter, its bleed, and how near colors on both sides of a gutter are, of 255.
WIDTH, HEIGHT, BLEED, ALIKE = 612, 792, 9, 5


@dataclass(frozen=True)
class Shelf:
    """What was built of the publication with photographs in all places."""

    output: Path
    findings: list[str]

    def pdf(self, edition: str, name: str = "primary-care") -> bytes:
        (path,) = self.output.glob(f"*/{edition}/{name}.pdf")
        return path.read_bytes()


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory, shared: Desk) -> Shelf:
    folder = photographed(tmp_path_factory.mktemp("photographed"))
    found = [
        str(finding)
        for wish in (Wish(), Wish(edition="press", packets=()), Wish(edition="office", packets=()))
        for one in build(Places(folder, folder / "output"), wish, Watcher(), shared)
        for finding in one.findings
    ]
    return Shelf(folder / "output", found)


@dataclass(frozen=True)
class Printed:
    """A picture as it stands on a page: its edges in points from the left and the foot, and its pixels."""

    page: int
    edges: tuple[float, ...]
    pixels: tuple[int, int]
    dots: float
    space: int
    packed: list[str]


def printed(pdf: bytes) -> list[Printed]:
    """The pictures of pixels in a PDF as Chrome has them."""
    found = []
    document = pypdfium2.PdfDocument(pdf)
    for number, page in enumerate(document, start=1):
        for one in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=4):
            about, edges = one.get_metadata(), tuple(round(edge, 1) for edge in one.get_bounds())
            pixels = about.width, about.height
            found.append(
                Printed(number, edges, pixels, about.horizontal_dpi, about.colorspace, one.get_filters())
            )
    document.close()
    return found


def test_a_photograph_is_cut_to_its_place_and_has_the_pixels_that_show(shelf: Shelf) -> None:
    cover, verso, recto, column, wide, plate = printed(shelf.pdf("screen"))
    assert {(one.space, tuple(one.packed)) for one in (cover, verso, column, wide, plate)} == {
        (RGB, ("DCTDecode",))
    }
    assert cover.edges == (0, 0, WIDTH, HEIGHT) and cover.pixels == (1275, 1650)
    assert verso.pixels == recto.pixels and verso.pixels[0] == 1275
    assert (verso.page, recto.page) == (2, 3) and verso.edges == recto.edges
    assert round(column.pixels[0] / column.pixels[1], 2) == 1.5
    assert round(wide.pixels[0] / wide.pixels[1], 1) == 4.0 and wide.edges[2] - wide.edges[0] > 490
    assert plate.edges[2:] == pytest.approx((WIDTH, HEIGHT), abs=0.3) and plate.edges[0] > 220
    assert all(149 < one.dots < 151 for one in (cover, verso, column, wide, plate))


def test_the_press_has_all_pixels_in_inks_and_what_is_cut_off(shelf: Shelf) -> None:
    pictures = printed(shelf.pdf("press"))
    assert {one.space for one in pictures} == {CMYK}
    cover, verso, _ = pictures[:3]
    across, up = cover.edges[2] - cover.edges[0], cover.edges[3] - cover.edges[1]
    assert (across, up) == pytest.approx((WIDTH + 2 * BLEED, HEIGHT + 2 * BLEED), abs=0.2)
    assert cover.pixels[0] > 1700 and cover.dots < 321
    assert verso.edges[2] - verso.edges[0] == pytest.approx(WIDTH + 2 * BLEED, abs=0.2)


def test_every_photograph_is_heard_in_words_and_one_across_two_pages_once(shelf: Shelf) -> None:
    said = [(one.role, one.text) for one in utterances(shelf.pdf("screen"))]
    heard = [text for role, text in said if role == "figure"]
    assert heard[:5] == ["Hills in haze", "The valley across", "The house", "The road", "A high window"]
    captions = {text for role, text in said if role == "caption"}
    assert {"The valley in May.", "The house.", "The road.", "The window."} <= captions
    assert any("Photograph by A. Nobody" in text for _, text in said)
    packet = [one.text for one in utterances(shelf.pdf("screen", "packet")) if one.role == "figure"]
    assert {"The valley as a cover", "Hills above the valley"} <= set(packet)


def columns(picture: Any, *edges: float) -> Any:
    """A strip of a page, as high as the photograph across two pages is at least."""
    return picture.crop((round(edges[0]), 20, round(edges[1]), 380))


def difference(one: Any, other: Any) -> float:
    return max(ImageStat.Stat(ImageChops.difference(one, other)).mean)


def test_a_photograph_across_two_pages_meets_at_the_gutter(shelf: Shelf) -> None:
    packet = shelf.pdf("screen", "packet")
    first = next(one.page for one in printed(packet)[1:] if one.pixels[0] == 1275 and one.edges[1] > 200)
    assert first % 2 == 0
    left, right = page_picture(packet, first - 1), page_picture(packet, first)
    last, begins = columns(left, WIDTH - 1, WIDTH), columns(right, 0, 1)
    assert difference(last, begins) < ALIKE < 40 < difference(columns(left, 0, 1), last)
    # In the booklet the second page is on the back of the outer sheet, the third on the front of the next.
    booklet = shelf.pdf("office")
    left, right = page_picture(booklet, 1), page_picture(booklet, 2)
    at_fold = columns(left, WIDTH - 2, WIDTH - 1), columns(right, WIDTH + 1, WIDTH + 2)
    assert difference(at_fold[0], last) < 2 * ALIKE and difference(*at_fold) < 2 * ALIKE
    # In print what is cut off at the gutter is what the other page begins with.
    press = pypdfium2.PdfDocument(shelf.pdf("press"))
    trims = [press[number].get_trimbox() for number in (1, 2)]
    boxes = [press[number].get_mediabox() for number in (1, 2)]
    left, right = (page_picture(shelf.pdf("press"), number) for number in (1, 2))
    over = round(trims[0][2] - boxes[0][0])
    starts = round(trims[1][0] - boxes[1][0])
    beyond = columns(left, over, over + BLEED - 1), columns(right, starts, starts + BLEED - 1)
    assert difference(*beyond) < ALIKE


def test_no_page_that_a_photograph_fills_is_told_to_be_empty(shelf: Shelf) -> None:
    kept = [
        finding
        for finding in shelf.findings
        if "the page is" in finding and ("page 2:" in finding or "page 3:" in finding)
    ]
    assert kept == []


@pytest.mark.long
def test_small_formats_have_the_photograph_above_their_words(tmp_path: Path, shared: Desk) -> None:
    places = Places(photographed(tmp_path), tmp_path / "output")
    wish = Wish(formats=("flyer", "leaflet", "card"), packets=())
    made = build(places, wish, Watcher(), shared)
    assert len(made) == 3
    for document in made:
        pdf = document.path.read_bytes() if document.path else b""
        picture, *_ = printed(pdf)
        height = pypdfium2.PdfDocument(pdf)[0].get_height()
        assert picture.edges[3] == pytest.approx(height, abs=1) and picture.edges[1] > height * 0.3
        assert "Hills in haze" in [one.text for one in utterances(pdf) if one.role == "figure"]


COVER = "cover: {{file: {}, alt: A color}}\n"


def made_with(folder: Path, desk: Desk, color: str) -> tuple[Made, PageView]:
    """A brochure whose cover is of one color, and its first page."""
    files = {
        "pictures/cover.jpg": plain(color),
        "programs/primary-care.yaml": make_program(COVER.format("pictures/cover.jpg")),
    }
    composer = make_composer(folder, files)
    made = set_document("primary-care", lambda: composer.document(make_job(composer)), desk)
    return made, pages_of(made.result.read_layout())[0]


@pytest.mark.parametrize("color", ["white", "black"])
def test_type_on_a_photograph_can_be_read_whatever_it_shows(
    tmp_path: Path, shared: Desk, color: str
) -> None:
    made, cover = made_with(tmp_path, shared, color)
    texts = [run for run in cover.runs if run.text.strip()]
    assert {"Primary Care", "Close to home", "Harbor Hospital"} <= {
        run.text.replace("\xa0", " ").strip() for run in texts
    }
    assert all(run.contrast >= (3 if run.is_large else 4.5) for run in texts)
    assert [finding for finding in made.findings if finding.slug == "faint-type"] == []
    # Above its title a photograph is as it was.
    above = page_picture(made.result.read()).getpixel((40, 40))
    assert above == pytest.approx(Image.new("RGB", (1, 1), color).getpixel((0, 0)), abs=3)


def test_type_that_cannot_be_read_on_a_photograph_is_told_with_its_place(
    tmp_path: Path, shared: Desk
) -> None:
    layout = tmp_path / "layouts/parts/cover_picture.html.j2"
    layout.parent.mkdir(parents=True)
    layout.write_text(
        '<div class="cover-picture"><img src="{{ figures.filled(picture, 612, 792).url }}" alt="A color"'
        ' style="width: 612pt"></div>'
    )
    made, _ = made_with(tmp_path, shared, "white")
    told = [finding for finding in made.findings if finding.slug == "faint-type"]
    assert {str(finding.where).partition(":")[0] for finding in told} >= {
        "content/programs/primary-care.yaml",
        "content/institution.yaml",
    }
    assert all(finding.severity == "error" for finding in told)
    assert "has a contrast of 1.1 with the picture behind it, 4.5 is the least" in str(told[0])


def test_a_photograph_with_too_few_pixels_is_told_with_those_that_would_do(shelf: Shelf) -> None:
    (told,) = {one for one in shelf.findings if "packet.yaml" in one and "150 are" in one}
    assert told.startswith("content/packets/packet.yaml:3:15: the picture is printed at 91 dots")
    assert "give it 2550 by 3300 pixels for what is shown (772 by 1000 now)" in told


def test_a_small_picture_in_the_column_is_printed_small_and_told_once(tmp_path: Path, shared: Desk) -> None:
    section = "{{title: Then, text: Words., picture: {{file: pictures/{}.jpg, alt: Then{}}}}}"
    sections = ", ".join([section.format("small", ""), section.format("narrow", ', crop: "1:1"')])
    files = {
        "pictures/small.jpg": plain("gray", (300, 200)),
        "pictures/narrow.jpg": plain("gray", (500, 250)),
        "pictures/cover.jpg": plain("gray", (600, 900)),
        "brand.yaml": (ROOT / DEFAULT_BRAND).read_text("utf-8").partition("press:")[0],  # no inks of its own
        "programs/primary-care.yaml": make_program(
            COVER.format("pictures/cover.jpg"), story=f"{{text: We teach., sections: [{sections}]}}"
        ),
    }
    composer = replace(make_composer(tmp_path, files), edition="press")
    job = replace(make_job(composer), edition="press")
    made = finish(set_document("primary-care", lambda: composer.document(job), shared), composer, shared)
    cover, *columns = printed(made.result.read())
    assert [round(one.dots) for one in columns] == [150, 150] and cover.dots < 150
    slugs = ("coarse-picture", "resolution", "resolution-low")
    soft = sorted((one for one in made.findings if one.slug in slugs), key=lambda one: one.page)
    assert [(one.page, one.slug) for one in soft] == [
        (1, "resolution"),
        *((columns[0].page, "resolution-low") for _ in columns),
    ]
    assert len({one.where for one in soft if "programs/primary-care.yaml:" in one.where}) == 3
    assert "150 are the least" in soft[0].what and "give it 2625 by 3375 pixels" in soft[0].hint
    assert "300 are better" in soft[1].what and "1417 across fill any column" in soft[1].hint
    # Small text in many inks is told once for each color of the brand, with its name and line.
    inks = [one.told(same) for one, same in gathered(made.findings) if one.slug == "small-text-inks"]
    line = next(n for n, line in enumerate(files["brand.yaml"].splitlines(), 1) if " harbour:" in line)
    assert [one.partition(": text of ")[0] for one in inks] == [f"content/brand.yaml:{line}:5: harbour"]
    assert "give harbour three inks or fewer under press: inks: in brand.yaml" in inks[0]


def test_a_wide_photograph_without_a_crop_takes_the_white_of_its_page(tmp_path: Path, shared: Desk) -> None:
    terms = ", ".join(f"{{label: Term {n}, value: Given}}" for n in range(24))
    section = (
        "{{title: Here, text: Words., picture: {{file: pictures/lake.jpg, alt: A lake, place: wide{}}}}}"
    )
    found = []
    for crop in ("", ', crop: "3:2"'):
        sections = f"[{section.format(crop)}, {{title: Terms, terms: [{terms}]}}]"
        story = f"{{text: {'We teach here. ' * 30}, sections: {sections}}}"
        files = {
            "pictures/lake.jpg": slope((1800, 1200)),
            "programs/primary-care.yaml": make_program(story=story),
        }
        composer = make_composer(tmp_path / f"{len(found)}", files)
        made = make(make_job(composer), composer, shared)
        (picture,) = (one for one in printed(made.result.read()) if one.page == 2)
        found.append((picture, made.pages[1]))
    (picture, page), (cropped, before) = found
    (left, foot, right, top), (_, _, _, same) = picture.edges, cropped.edges
    assert top == same and before.white - page.white == pytest.approx(30) and page.white > 15
    assert right - left == pytest.approx(496.8, abs=1) and round(picture.dots) >= 150
    assert picture.pixels[0] / picture.pixels[1] == pytest.approx((right - left) / (top - foot), rel=0.01)


def drawn() -> bytes:
    """A drawing in two flat colors of a palette."""
    picture = Image.new("P", (400, 600), 1)
    picture.putpalette([255, 255, 255, 20, 90, 80])
    picture.paste(0, (100, 100, 300, 400))
    data = io.BytesIO()
    picture.save(data, "PNG")
    return data.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize(
    ("data", "mode", "form"),
    [
        (slope((400, 600)), "RGB", "JPEG"),
        (slope((400, 600), "L"), "L", "JPEG"),
        (slope((400, 600), "CMYK"), "RGB", "JPEG"),
        (slope((400, 600), "RGB", "PNG"), "RGB", "JPEG"),
        (slope((400, 600), "RGBA", "PNG"), "RGB", "JPEG"),
        (drawn(), "RGB", "PNG"),
        (slope((400, 600), "I;16", "PNG"), "L", "JPEG"),
        (slope((400, 600), "RGB", "WEBP"), "RGB", "JPEG"),
    ],
)
def test_a_photograph_of_any_kind_is_printed(data: bytes, mode: str, form: str) -> None:
    made = opened(prepared(data, 1800, cut=Cut(72, 36), resolution=150))
    assert (made.mode, made.format, made.size) == (mode, form, (150, 75))


def test_a_photograph_for_the_press_keeps_its_inks() -> None:
    data, scrim = slope((400, 600), "CMYK"), Scrim("#0F3B34", "#F6F2EA", 0.5)
    for cut in (Cut(72, 72), Cut(72, 72, scrim=scrim)):
        assert opened(prepared(data, 1800, True, cut, 300)).mode == "CMYK"


def test_a_bright_spot_behind_a_line_is_darkened_enough() -> None:
    """Single pixels hide no letter, but a spot as wide as a word does, however dark the others are."""
    night = Image.new("RGB", (600, 800), (12, 30, 40))
    night.paste((255, 255, 255), (40, 600, 62, 640))
    scrim = Scrim("#0F3B34", "#FFFFFF", 0.5)
    cut = Cut(432, 576, scrim=scrim)
    made = opened(prepared(_png(night), 1800, cut=cut, resolution=100)).convert("L")
    assert made.getpixel((50 * made.width // 600, 620 * made.height // 800)) < 120


def _png(picture: Image.Image) -> bytes:
    data = io.BytesIO()
    picture.save(data, "PNG")
    return data.getvalue()


def test_what_stays_in_view_is_what_the_focus_says() -> None:
    data = slope((900, 300))
    left, right = (
        opened(prepared(data, 1800, cut=Cut(72, 72, (at, 0.5)), resolution=100))
        .resize((1, 1))
        .getpixel((0, 0))
        for at in (0.0, 1.0)
    )
    assert left[0] < 60 and right[0] > 195  # type: ignore[index]


def test_a_camera_that_was_turned_is_turned_back() -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    made = opened(prepared(slope((300, 200), exif=turned), 1800, cut=Cut(72, 108), resolution=100))
    assert made.size == (100, 150)
    assert made.convert("RGB").getpixel((50, 5))[0] < 30 < 200 < made.convert("RGB").getpixel((50, 145))[0]  # type: ignore[index]


def test_what_can_be_seen_through_shows_the_paper() -> None:
    clear = opened(slope((60, 60), "RGBA", "PNG"))
    clear.putalpha(0)
    data = io.BytesIO()
    clear.save(data, "PNG")
    shown = opened(prepared(data.getvalue(), 1800, cut=Cut(72, 72, ground="#FBF9F4"), resolution=100))
    assert shown.convert("RGB").getpixel((30, 30)) == pytest.approx((251, 249, 244), abs=2)


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (
            "cover: {file: a.jpg, alt: A, place: plate}",
            "a cover has no place: plate. Hint: write place: cover",
        ),
        (
            "cover: {file: a.jpg, alt: A, crop: 3:2}",
            "a cover fills its page and has no crop. Hint: delete it",
        ),
        ("story: {title: A, picture: {file: a.jpg, alt: A, place: cover}}", "Hint: write place: plate"),
        (
            "story: {title: A, picture: {file: a.jpg, alt: A, focus: middle}}",
            "must be a place in the picture",
        ),
        ("story: {title: A, picture: {file: a.jpg, alt: A, crop: wide}}", "must be width to height"),
        (
            "story: {title: A, picture: {file: a.jpg, alt: A, place: page}}",
            "must be one of column, wide, plate",
        ),
    ],
)
def test_a_place_that_a_picture_cannot_have_is_told(tmp_path: Path, entry: str, told: str) -> None:
    program = "name: A\npromise: B\n" + entry + ("" if "story" in entry else "\nstory: {title: A}") + "\n"
    content = make_publication(
        tmp_path, {"programs/primary-care.yaml": program, "a.jpg": plain("navy", (9, 9))}
    )
    with pytest.raises(ContentError) as raised:
        load(content)
    assert told in str(raised.value) and "content/programs/primary-care.yaml:3:" in str(raised.value)


def test_a_color_profile_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    content = make_publication(
        tmp_path,
        {
            "programs/primary-care.yaml": make_program("cover: {file: a.jpg, alt: A}\n"),
            "chapters/b.yaml": "title: B\nline: C\npicture: {file: b.jpg, alt: B}\n",
            "a.jpg": slope((40, 40), icc_profile=b"no profile at all"),
            "b.jpg": slope((40, 40), icc_profile=profile),
        },
    )
    (told,) = [str(one) for one in load(content).notices]
    assert told.startswith('content/programs/primary-care.yaml:4:9: "a.jpg" has a color profile that cannot')


@pytest.mark.parametrize(("before", "told"), [(1, []), (2, [3])])
def test_a_photograph_across_pages_that_do_not_face_one_another_is_told(
    before: int, told: list[int]
) -> None:
    kinds = [*["cover"] * before, "spread", "spread", ""]
    views = [PageView(kind, WIDTH, HEIGHT, (0, 0, WIDTH, HEIGHT), ()) for kind in kinds]
    found = list(_torn("packet", views))
    assert [one.page for one in found] == told and {one.slug for one in found} <= {"torn-spread"}
