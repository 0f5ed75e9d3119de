"""Imposed sheets, folded and cut in a model of paper, read from first page to last, upright, in place."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from runpy import run_path
from typing import Any

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from pikepdf import Dictionary, Name, Pdf
from PIL import Image, ImageChops, ImageStat
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, RectangleObject

from brochure.build import Desk, Places, Watcher, Wish
from brochure.build.schedule import done, for_office
from brochure.content import load
from brochure.editions.office import Scheme, impose
from brochure.editions.office.imposing import signatures
from brochure.editions.office.sheets import Imposed
from brochure.errors import ContentError
from brochure.model import HashedFile, Made, PageView, Result, Settings, millimetres
from brochure.model.parts import Office
from brochure.pdf.file import UnreadableError
from brochure.press import build
from tests.builders.command_line import Here
from tests.builders.paper_model import LETTER, box, make_pdf, read_booklet, sides_of, spine_distances, whole
from tests.builders.publication import make_publication
from tests.builders.sample import ROOT

BOOKLET = Scheme("booklet")
A3, A4, A5 = (tuple(map(millimetres, size)) for size in ((420, 297), (210, 297), (148, 210)))
HALF_LETTER, CARD, LEAFLET = (396.0, 612.0), (288.0, 648.0), (792.0, 612.0)


def reader(imposed: Imposed) -> PdfReader:
    """The sheets, opened."""
    return PdfReader(BytesIO(imposed.pdf))


def fold(count: int, scheme: Scheme) -> list[int | None]:
    """What a reader of the folded booklet of numbers finds."""
    imposed = impose(make_pdf(count), scheme)
    return read_booklet(sides_of(imposed.pdf), imposed.signatures, scheme.flip)


class TestFoldedBooklets:
    @settings(max_examples=40, deadline=None, derandomize=True)
    @given(
        count=some.integers(1, 70), leaves=some.integers(1, 10), flip=some.sampled_from(["short", "long"])
    )
    def test_read_from_the_first_page_to_the_last(self, count: int, leaves: int, flip: Any) -> None:
        read = fold(count, Scheme("booklet", flip=flip, signature_pages=4 * leaves))
        assert [page for page in read if page] == list(range(1, count + 1))
        assert len(read) == count + -count % 4
        assert all(at % 2 == page % 2 for at, page in enumerate(read, start=1) if page), (
            "no page changes sides"
        )
        assert read[-1] == count if count % 2 == 0 else read.index(count) == count - 1

    @pytest.mark.parametrize(
        ("count", "expected"),
        [
            (4, [1, 2, 3, 4]),
            (6, [1, 2, 3, 4, 5, None, None, 6]),
            (2, [1, None, None, 2]),
            (3, [1, 2, 3, None]),
            (5, [1, 2, 3, 4, 5, None, None, None]),
        ],
    )
    def test_a_back_cover_stays_outside_and_a_right_hand_page_stays_right(
        self, count: int, expected: list[int | None]
    ) -> None:
        assert fold(count, BOOKLET) == expected

    @pytest.mark.parametrize(
        ("count", "most", "expected"),
        [
            (64, 64, (16,)),
            (68, 64, (9, 8)),
            (36, 32, (5, 4)),
            (20, 8, (2, 2, 1)),
            (24, 16, (3, 3)),
            (8, 4, (1, 1)),
            (40, 16, (4, 3, 3)),
        ],
    )
    def test_long_ones_become_signatures_of_about_the_same_size(
        self, count: int, most: int, expected: tuple[int, ...]
    ) -> None:
        assert impose(make_pdf(count), Scheme("booklet", signature_pages=most)).signatures == expected

    def test_a_sheet_is_alone_only_where_it_cannot_be_otherwise(self) -> None:
        for sheets in range(2, 60):
            for most in range(2, 20):
                sizes = signatures(sheets, most)
                assert sum(sizes) == sheets and max(sizes) <= most and len(sizes) == -(-sheets // most)
                assert 1 not in sizes or (most == 2 and sheets % 2)

    def test_what_is_counted_is_what_is_there(self) -> None:
        imposed = impose(make_pdf(10), Scheme("booklet", signature_pages=8))
        assert (imposed.sides, imposed.sheets, imposed.blanks, imposed.signatures) == (6, 3, 2, (2, 1))
        assert len(reader(imposed).pages) == 6

    @pytest.mark.parametrize("wrong", [{"signature_pages": 6}, {"signature_pages": 0}, {"thickness": -1}])
    def test_paper_that_cannot_be_is_refused(self, wrong: dict[str, Any]) -> None:
        with pytest.raises(ValueError, match="can be folded"):
            Scheme("booklet", **wrong)


class TestCreep:
    @pytest.mark.parametrize(
        ("size", "flip"), [(LETTER, "short"), (LETTER, "long"), (A4, "short"), (A5, "long")]
    )
    def test_pages_move_to_the_spine_by_the_paper_around_them(self, size: Any, flip: Any) -> None:
        pages = make_pdf(24, size)
        moved = impose(pages, Scheme("booklet", thickness=0.25, flip=flip, signature_pages=12))
        still = impose(pages, Scheme("booklet", thickness=0, flip=flip, signature_pages=12))
        shifts = [
            (before[0] - after[0], before[1] - after[1])
            for before, after in zip(
                spine_distances(sides_of(still.pdf)), spine_distances(sides_of(moved.pdf)), strict=True
            )
        ]
        step = millimetres(0.25)
        expected = [step * (side // 2 % 3) for side in range(12)]
        assert expected[:2] == [0, 0] and max(expected) == 2 * step
        assert [left for left, _ in shifts] == pytest.approx(expected, abs=0.01)
        assert [right for _, right in shifts] == pytest.approx(expected, abs=0.01)

    @pytest.mark.parametrize("size", [LETTER, A4, HALF_LETTER, A5])
    def test_nothing_is_printed_across_the_spine_and_nothing_is_white_beside_it(self, size: Any) -> None:
        inner = rendered(impose(make_pdf(8, size), Scheme("booklet", thickness=1)).pdf, 1)[3]
        spine = inner.width / 2
        greys = [
            inner.getpixel((round(spine + x), inner.height // 2)) for x in (-size[0] / 2, -2, 2, size[0] / 2)
        ]
        assert greys[0] == greys[1] != greys[2] == greys[3], (
            "each page has a grey of its own, up to the spine"
        )


class TestSheets:
    @pytest.mark.parametrize(
        ("page", "sheet", "size"),
        [
            (LETTER, "tabloid", (1224, 792)),
            (A4, "a3", A3),
            (A5, "a4", (A4[1], A4[0])),
            (HALF_LETTER, "letter", (792, 612)),
            ((500, 500), "", (1000, 500)),
        ],
    )
    def test_booklets_lie_on_the_next_larger_one(
        self, page: tuple[float, float], sheet: str, size: tuple[float, float]
    ) -> None:
        imposed = impose(make_pdf(4, page), BOOKLET)
        assert (imposed.sheet.name, imposed.sheet.width, imposed.sheet.height) == (sheet, *size)
        for side in reader(imposed).pages:
            assert (
                list(map(float, side.mediabox))
                == list(map(float, side.trimbox))
                == pytest.approx([0, 0, *size], abs=1e-4)
            )
            assert side.rotation == 0
        assert bool(imposed.notes) == (not sheet)
        assert read_booklet(sides_of(imposed.pdf), imposed.signatures, "short") == [1, 2, 3, 4]

    def test_pages_meet_at_the_fold_where_the_sheet_is_larger(self) -> None:
        for distance in spine_distances(sides_of(impose(make_pdf(4, A5), BOOKLET).pdf)):
            assert distance == pytest.approx((A5[0] - 40, 40), abs=2)

    def test_a_larger_sheet_may_be_asked_for_and_one_that_is_too_small_is_not_taken(self) -> None:
        assert impose(make_pdf(4), Scheme("booklet", sheet="12x18")).sheet.name == "12x18"
        small = impose(make_pdf(4), Scheme("booklet", sheet="letter"))
        assert small.sheet.name == "tabloid" and "too small" in small.notes[0]

    def test_the_print_dialog_is_told_what_to_do(self) -> None:
        for flip, said in (("short", "/DuplexFlipShortEdge"), ("long", "/DuplexFlipLongEdge")):
            wishes = reader(impose(make_pdf(4), Scheme("booklet", flip=flip))).trailer["/Root"][
                "/ViewerPreferences"
            ]  # type: ignore[arg-type]
            assert (wishes["/Duplex"], wishes["/PrintScaling"], bool(wishes["/PickTrayByPDFSize"])) == (
                said,
                "/None",
                True,
            )

    def test_they_bear_the_documents_title_and_dates_and_claim_nothing(self) -> None:
        opened = reader(impose(make_pdf(4), BOOKLET))
        assert (
            dict(opened.metadata or {})["/Title"] == "Numbers"
            and dict(opened.metadata or {})["/CreationDate"] == "D:20190701000000Z"
        )
        assert not {"/StructTreeRoot", "/MarkInfo", "/Metadata", "/OutputIntents"} & set(
            opened.trailer["/Root"]
        )

    def test_the_same_document_gives_the_same_bytes(self) -> None:
        pdf = make_pdf(12)
        assert impose(pdf, BOOKLET) == impose(pdf, BOOKLET)
        assert impose(pdf, replace(BOOKLET, flip="long")).pdf != impose(pdf, BOOKLET).pdf

    def test_what_is_no_pdf_is_told(self) -> None:
        with pytest.raises(UnreadableError, match="cannot be read"):
            impose(b"no PDF", BOOKLET)


class TestCopies:
    @pytest.mark.parametrize(
        ("page", "paper", "sheet", "size", "copies"),
        [
            (CARD, "letter", "letter", (612, 792), 2),
            (CARD, "a4", "a4", A4, 2),
            (LETTER, "letter", "tabloid", (1224, 792), 2),
            (A4, "a4", "a3", A3, 2),
            (HALF_LETTER, "letter", "letter", (792, 612), 2),
            ((180, 252), "letter", "letter", (612, 792), 9),
            ((900, 1300), "letter", "", (1800, 1300), 2),
        ],
    )
    def test_fill_the_smallest_sheet_that_holds_two(
        self, page: Any, paper: Any, sheet: str, size: Any, copies: int
    ) -> None:
        imposed = impose(make_pdf(2, page), Scheme("copies", paper=paper))
        assert (imposed.sheet.name, imposed.copies) == (sheet, copies)
        assert (imposed.sheet.width, imposed.sheet.height) == pytest.approx(size)
        for number, side in enumerate(sides_of(imposed.pdf), start=1):
            assert [word.page for word in side.words if word.what == "head"] == [number] * copies

    @pytest.mark.parametrize("page", [CARD, HALF_LETTER, (180.0, 252.0)])
    @pytest.mark.parametrize("flip", ["short", "long"])
    def test_every_back_lies_behind_its_front_and_stands_as_it_does(
        self, page: tuple[float, float], flip: Any
    ) -> None:
        front, back = sides_of(impose(make_pdf(2, page), Scheme("copies", flip=flip)).pdf)
        is_turned = (front.width > front.height) == (
            flip == "long"
        )  # the printer turns the sheet over its upper edge
        upright = {
            (round(back.width - word.x), round(back.height - word.y), word.what)
            if is_turned
            else (round(word.x), round(word.y), word.what)
            for word in back.words
        }
        assert upright == {(round(word.x), round(word.y), word.what) for word in front.words}
        cells = sorted(word.x - 40 for word in front.words)
        assert sorted(front.width - left - page[0] for left in cells) == pytest.approx(cells, abs=2), (
            "seen through the paper"
        )

    def test_a_leaflet_stays_a_sheet_of_its_own(self) -> None:
        imposed = impose(make_pdf(2, LEAFLET), Scheme("single"))
        assert (imposed.sheet.width, imposed.sheet.height, imposed.sides, imposed.notes) == (*LEAFLET, 2, ())
        assert all(
            one is not None and not one.upside_down
            for side in sides_of(imposed.pdf)
            for one in [side.part(0, 0, *LEAFLET)]
        )

    def test_one_page_is_printed_on_one_side(self) -> None:
        imposed = impose(make_pdf(1), Scheme("copies"))
        assert imposed.sides == imposed.sheets == 1
        assert reader(imposed).trailer["/Root"]["/ViewerPreferences"]["/Duplex"] == "/Simplex"  # type: ignore[index]


class TestPages:
    @pytest.mark.parametrize(
        ("turn", "size"), [(90, (792, 612)), (180, (612, 792)), (270, (792, 612)), (-90, (792, 612))]
    )
    def test_stand_as_their_rotation_shows_them(self, turn: int, size: tuple[float, float]) -> None:
        turned = make_pdf(1, size, Rotate=whole(turn))
        shown, laid = rendered(turned, 1)[0], rendered(impose(turned, Scheme("single")).pdf, 1)[0]
        assert laid.size == shown.size
        inks = [
            picture.convert("L").point(lambda grey: 255 * (grey < 60)).getbbox() for picture in (shown, laid)
        ]
        assert inks[0] and inks[1] == pytest.approx(inks[0], abs=1)

    def test_are_cropped_to_their_trim(self) -> None:
        bled = make_pdf(4, (632, 812), TrimBox=box(10, 10, 622, 802))
        imposed = impose(bled, BOOKLET)
        assert imposed.sheet.name == "tabloid"
        assert read_booklet(sides_of(imposed.pdf), (1,), "short") == [1, 2, 3, 4]
        assert next(spine_distances(sides_of(imposed.pdf))) == pytest.approx((612 - 30, 30), abs=2)

    def test_that_are_larger_are_reduced_and_named(self) -> None:
        writer = PdfWriter()
        for one in (make_pdf(3), make_pdf(1, (792, 612))):
            writer.append(BytesIO(one))
        data = BytesIO()
        writer.write(data)
        imposed = impose(data.getvalue(), BOOKLET)
        assert imposed.sheet.name == "tabloid"
        assert imposed.notes == ("page 4: larger than the others and reduced to their size",)

    def test_show_what_was_filled_into_a_form(self) -> None:
        writer = PdfWriter(BytesIO(make_pdf(1)))
        seal = DecodedStreamObject()
        seal.set_data(b"1 0 0 rg 0 0 10 10 re f")
        seal.update(
            {
                NameObject("/Subtype"): NameObject("/Form"),
                NameObject("/BBox"): RectangleObject((0, 0, 10, 10)),
            }
        )
        for flags, left in ((4, 100), (0, 300), (6, 450)):
            writer.add_annotation(
                0,
                DictionaryObject(
                    {
                        NameObject("/Type"): NameObject("/Annot"),
                        NameObject("/Subtype"): NameObject("/Stamp"),
                        NameObject("/F"): whole(flags),
                        NameObject("/Rect"): RectangleObject((left, 300, left + 100, 400)),
                        NameObject("/AP"): DictionaryObject({NameObject("/N"): writer._add_object(seal)}),
                    }
                ),
            )
        data = BytesIO()
        writer.write(data)
        picture = rendered(impose(data.getvalue(), Scheme("single")).pdf)[0]
        reds = [picture.getpixel((x // 4, (792 - 350) // 4)) == (255, 0, 0) for x in (150, 350, 500)]
        assert reds == [True, False, False], "only what is meant to be printed"

    def test_do_not_show_a_layer_that_is_off(self) -> None:
        with Pdf.open(BytesIO(make_pdf(1))) as pdf:
            layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="Draft"))
            pdf.Root.OCProperties = Dictionary(OCGs=[layer], D=Dictionary(OFF=[layer]))
            pdf.pages[0].Resources.Properties = Dictionary(Draft=layer)
            pdf.pages[0].contents_add(b"/OC /Draft BDC 1 0 0 rg 0 300 612 100 re f EMC")
            data = BytesIO()
            pdf.save(data)
        with_layer, without = data.getvalue(), make_pdf(1)
        sheets = [rendered(impose(pdf, Scheme("single")).pdf)[0] for pdf in (with_layer, without)]
        assert distance(*sheets) == 0


class TestMarks:
    def test_stand_where_the_sheet_has_room_and_outside_the_trim(self) -> None:
        pdf = make_pdf(4)
        plain, marked = (
            impose(pdf, Scheme("booklet", sheet="12x18", marks=marks)) for marks in (False, True)
        )
        before, after = rendered(plain.pdf, 1)[0], rendered(marked.pdf, 1)[0]
        drawn = ImageChops.difference(before, after)
        assert drawn.getbbox()
        trim = (36, 36, 36 + 1224, 36 + 792)
        inside = drawn.crop(trim)
        assert inside.getbbox() is None
        fold = drawn.crop((647, 0, 650, 36))
        assert fold.getbbox(), "the fold is marked above the spine"

    def test_are_left_out_and_told_where_pages_fill_the_sheet(self) -> None:
        pdf = make_pdf(4)
        marked = impose(pdf, Scheme("booklet", marks=True))
        assert marked.pdf == impose(pdf, BOOKLET).pdf
        assert marked.notes == ("there are no marks, since the pages fill the sheet",)

    def test_show_where_cards_are_cut(self) -> None:
        drawn = ImageChops.difference(
            *(
                rendered(impose(make_pdf(2, CARD), Scheme("copies", marks=marks)).pdf, 1)[0]
                for marks in (True, False)
            )
        )
        assert drawn.crop((305, 0, 308, 72)).getbbox() and drawn.crop((17, 0, 20, 72)).getbbox()
        assert drawn.crop((18, 72, 594, 720)).getbbox() is None


def rendered(pdf: bytes, scale: float = 0.25) -> list[Image.Image]:
    """The pages as pictures."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.render(scale=scale).to_pil().convert("RGB") for page in document]
    finally:
        document.close()


def distance(one: Image.Image, other: Image.Image) -> float:
    """How different two pictures are: the mean difference of their pixels, 0 to 255."""
    means = ImageStat.Stat(ImageChops.difference(one, other)).mean
    return sum(means) / len(means)


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory, shared: Desk) -> Path:
    """A season's folder: one brochure for screen and office, and the whole packet for the office."""
    output, one = tmp_path_factory.mktemp("printed"), Wish(programs=("categorical",))
    made = [
        build(Places(ROOT, output), wish, Watcher(), shared)[-1]
        for wish in (
            one,
            one._replace(edition="office"),
            Wish(packets=("packet",), brochures=False, edition="office"),
        )
    ]
    assert [document.path and document.path.stem for document in made] == [
        "categorical",
        "categorical",
        "packet",
    ]
    return output / "2019-20"


class TestTheSample:
    def test_a_brochure_printed_cut_and_folded_shows_its_screen_pages(self, printed: Path) -> None:
        pages = rendered((printed / "screen/categorical.pdf").read_bytes())
        front, back = rendered((printed / "office/categorical.pdf").read_bytes())
        assert len(pages) == 4 and front.size == (306, 198)
        halves = [side.crop((x, 0, x + 153, 198)) for side in (front, back) for x in (0, 153)]
        folded = [halves[1], halves[2], halves[3], halves[0]]
        for at, half in enumerate(folded):
            nearest = min(range(4), key=lambda page: distance(half, pages[page]))
            assert nearest == at and distance(half, pages[at]) < 1

    def test_long_edge_flips_show_the_same_once_the_backs_are_turned(self, printed: Path) -> None:
        pdf = (printed / "screen/categorical.pdf").read_bytes()
        short, long = (
            [page.reduce(4) for page in rendered(impose(pdf, Scheme("booklet", flip=flip)).pdf, scale=1)]  # type: ignore[arg-type]
            for flip in ("short", "long")
        )
        assert distance(short[0], long[0]) == 0
        assert (
            distance(short[1], long[1].transpose(Image.Transpose.ROTATE_180))
            < 1
            < 10
            < distance(short[1], long[1])
        )

    def test_the_packets_folios_count_from_the_first_leaf_to_the_last(self, printed: Path) -> None:
        document = pypdfium2.PdfDocument(printed / "office/packet.pdf")
        entry = json.loads((printed / "manifest.json").read_text("utf-8"))["files"]["office/packet.pdf"]
        read: list[str] = []
        halves = []
        for page in document:
            text = page.get_textpage()
            halves.append([text.get_text_bounded(left=x, right=x + 612, bottom=0, top=60) for x in (0, 612)])
        document.close()
        sheets = list(zip(halves[::2], halves[1::2], strict=True))
        read = [half for front, back in sheets for half in (front[1], back[0])]
        read += [half for front, back in reversed(sheets) for half in (back[1], front[0])]
        folios = [(at, at) for at, foot in enumerate(read, start=1) if str(at) in foot.split()]
        assert (
            entry["blank_pages"] == 0
            and entry["signatures"] == [12]
            and entry["sheets"] == 12
            and entry["pages"] == 24
        )
        assert len(read) == 48 and len(folios) == 46, "every page but the covers"

    def test_the_manifest_tells_of_the_sheets(self, printed: Path) -> None:
        files = json.loads((printed / "manifest.json").read_text("utf-8"))["files"]
        entry = files["office/categorical.pdf"]
        assert (
            entry["trim"],
            entry["sheet"],
            entry["sheets"],
            entry["signatures"],
            entry["blank_pages"],
        ) == ([1224, 792], "tabloid", 1, [1], 0)
        assert entry["sources"] == files["screen/categorical.pdf"]["sources"]

    def test_typefaces_and_pictures_are_not_copied(self, printed: Path) -> None:
        screen, office = (
            (printed / edition / "categorical.pdf").read_bytes() for edition in ("screen", "office")
        )
        fonts = [
            sum("/FontFile2" in one or "/FontFile3" in one for one in objects(pdf))
            for pdf in (screen, office)
        ]
        assert fonts[0] == fonts[1] > 0
        assert len(office) < len(screen)

    def test_only_the_screen_edition_is_reviewed(self, tmp_path: Path, here: Here) -> None:
        ended = here("--publication", ROOT, "--output", tmp_path, "build", "--edition", "office", "--review")
        assert ended.code == 2 and "build the screen edition" in ended.err


def objects(pdf: bytes) -> list[DictionaryObject]:
    """All dictionaries of a file."""
    opened = PdfReader(BytesIO(pdf))
    found = [opened.get_object(number) for number in range(1, int(opened.trailer["/Size"]))]  # type: ignore[arg-type]
    return [one for one in found if isinstance(one, DictionaryObject)]


class TestSettings:
    @pytest.mark.parametrize(
        ("said", "told"),
        [
            (
                "flip: shrot",
                '3:3: flip must be one of short, long, not "shrot". Hint: perhaps short is meant.',
            ),
            ("signature_pages: 30", "3:3: signature_pages must be a multiple of 4, not 30."),
            ("signature_pages: 0", "3:3: signature_pages must be at least 4, not 0."),
            (
                "paper_thickness_mm: thin",
                '3:3: paper_thickness_mm must be a number, not "thin". Hint: write one number, in digits, or'
                " leave paper_thickness_mm out.",
            ),
            ("paper_thickness_mm: 20", "3:3: paper_thickness_mm must be at most 1, not 20."),
            ("marks: perhaps", '3:3: marks must be yes or no, not "perhaps".'),
            ("sheet: a2", "3:3: sheet must be one of next, tabloid, 12x18, a3, sra3, not"),
            ("thickness: 1", '3:3: "thickness" is not a key that belongs here.'),
        ],
    )
    def test_bad_ones_are_told_with_their_line(self, tmp_path: Path, said: str, told: str) -> None:
        with pytest.raises(ContentError) as caught:
            load(make_publication(tmp_path, {"publication.yaml": f"title: Residency\noffice:\n  {said}\n"}))
        assert str(caught.value.problems[0]).startswith(f"content/publication.yaml:{told}")

    def test_good_ones_decide_how_sheets_are_printed(self, tmp_path: Path) -> None:
        said = (
            "title: Residency\noffice:\n  flip: long\n  signature_pages: 8\n  marks: yes\n  sheet: 12x18\n"
        )
        settings = load(make_publication(tmp_path, {"publication.yaml": said})).settings
        finished = laid(make_made(tmp_path, 12), settings)
        assert finished.result.data and finished.details == {
            "sheet": "12x18",
            "sheets": 3,
            "signatures": [2, 1],
            "blank_pages": 0,
        }
        assert len(finished.pages) == 6 and finished.pages[0].width == 18 * 72
        assert finished.findings == ()

    @pytest.mark.parametrize(
        ("count", "size", "details"),
        [
            (4, LETTER, {"sheet": "tabloid", "sheets": 1, "signatures": [1], "blank_pages": 0}),
            (1, LETTER, {"sheet": "tabloid", "sheets": 1, "copies": 2}),
            (2, CARD, {"sheet": "letter", "sheets": 1, "copies": 2}),
            (2, LEAFLET, {"sheet": "custom", "sheets": 1, "copies": 1}),
        ],
    )
    def test_booklets_are_folded_flyers_and_cards_cut_leaflets_left_as_they_are(
        self, tmp_path: Path, count: int, size: tuple[float, float], details: dict[str, Any]
    ) -> None:
        settings = load(make_publication(tmp_path)).settings
        assert laid(make_made(tmp_path, count, size), settings).details == details


def make_made(folder: Path, count: int, size: tuple[float, float] = LETTER) -> Made:
    """A document of numbers that was set without a finding."""
    pdf = folder / "numbers.pdf"
    pdf.write_bytes(make_pdf(count, size))
    pages = (PageView("page", *size, (0, 0, *size), ()),) * count
    digest = sha256(pdf.read_bytes()).hexdigest()
    return Made("numbers", "Numbers", "en", Result(HashedFile(pdf, digest), pages), (), 0.0)


def laid(document: Made, settings: Settings) -> Made:
    """The document on sheets."""
    with Desk.own() as desk:
        pdf = document.result.data
        assert isinstance(pdf, HashedFile)
        return done(for_office(document, pdf, settings), document, desk)


class TestTheManual:
    def test_its_drawings_show_the_order_that_is_printed(self) -> None:
        docs = ROOT / "docs"
        drawings = run_path(str(docs / "draw_printing.py"))["DRAWINGS"]
        said = (docs / "printing.md").read_text("utf-8")
        assert len(drawings) == 4
        for name, draw in drawings.items():
            assert (
                f"]({name})" in said and (docs / name).read_text("utf-8") == draw() and len(draw()) < 20_000
            )

    def test_it_tells_of_every_setting_with_its_default(self) -> None:
        said = (ROOT / "docs/printing.md").read_text("utf-8")
        defaults = {"True": "yes", "False": "no"}
        assert len(Office.model_fields) == 6
        for name, value in Office().model_dump().items():
            assert f"\n  {name}: {defaults.get(str(value), value)}\n" in said and f"**`{name}`**" in said
