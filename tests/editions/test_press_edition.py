"""The press edition: what the screen edition says and shows, in ink, with art that reaches the bleed."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import Image, ImageChops
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from brochure.build import Desk, Edition, InProcess, Places, Store, Watcher, Wish
from brochure.build.tasks import PreparePicture, Separate, Task
from brochure.content import load
from brochure.content.forms import DEFAULT_BRAND
from brochure.errors import ContentError
from brochure.model import SHEETS, Inks, Result, mix
from brochure.press import build
from tests.builders.command_line import run_command
from tests.builders.documents import make_composer
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
from tests.builders.publication import make_plain_publication, make_program, make_publication

BRAND = (Path(__file__).resolve().parents[2] / DEFAULT_BRAND).read_text("utf-8")
PICTURE = (
    "sections:\n    - title: A picture\n      text: We take {vacation}.\n      picture: {file:"
    " pictures/bay.jpg, alt: The bay, caption: The bay in spring.}\n"
)


def photograph() -> bytes:
    data, gradient = io.BytesIO(), Image.linear_gradient("L").resize((1500, 1000))
    Image.merge("RGB", (gradient, gradient.rotate(180), gradient)).save(data, "JPEG", quality=92)
    return data.getvalue()


FILES: dict[str, str | bytes | None] = {
    "packets/packet.yaml": "title: The packet\nchapters: [boston, harbor]\nback: Come and see\n",
    "chapters/boston.yaml": "title: Boston\nline: A city\nlead: By the sea.\naccent: brick\n",
    "chapters/harbor.yaml": "title: The harbor\nline: A port\nlead: Ships come and go.\naccent: brick\n",
    "programs/primary-care.yaml": (
        "name: Primary Care\npromise: Close to home\naccent: copper\nstory:\n  title: The program\n  text:"
        " We take {vacation}.\n  " + PICTURE
    ),
    "programs/stanbury.yaml": make_program(
        "order: 2\nstages: [{name: Residency, length_years: 3}]\napply: {web:"
        " https://www.harbor.example/apply}\n",
        name="Stanbury",
    ),
    "pictures/bay.jpg": photograph(),
}


@dataclass(frozen=True)
class Shelf:
    """A publication that was built: each file of an edition by its name, and the manifest's entries."""

    folder: Path
    desk: Desk | None = None

    def build(self, edition: Edition, *programs: str) -> dict[str, Any]:
        """Everything, or these programs alone."""
        wish = Wish(programs=programs, edition=edition)
        return {
            one.name: one
            for one in build(Places(self.folder, self.folder / "output"), wish, Watcher(), self.desk)
        }

    def files(self, edition: str) -> dict[str, bytes]:
        return {
            path.name: path.read_bytes()
            for path in sorted((self.folder / "output/2019-20" / edition).glob("*.pdf"))
        }

    def manifest(self) -> dict[str, Any]:
        files = json.loads((self.folder / "output/2019-20/manifest.json").read_text("utf-8"))["files"]
        assert isinstance(files, dict)
        return files


def make_shelf(
    folder: Path,
    sheet: str = "letter",
    files: Mapping[str, str | bytes | None] | None = None,
    desk: Desk | None = None,
) -> Shelf:
    settings = f"title: Internal Medicine Residency\nsheet: {sheet}\n"
    make_publication(folder, {"publication.yaml": settings, **(files if files is not None else FILES)})
    return Shelf(folder, desk)


def both_editions(folder: Path, desk: Desk) -> Shelf:
    """Two brochures and a packet, for the screen and for the press."""
    made = make_shelf(folder, desk=desk)
    made.build("screen")
    chapters = ("boston", "harbor")
    assert all(one.path for one in made.build("press").values() if one.name not in chapters)
    return made


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory, shared: Desk) -> Shelf:
    """Built once; tests only look at it."""
    return both_editions(tmp_path_factory.mktemp("press"), shared)


def pages_of(pdf: bytes) -> list[list[str]]:
    """The words of each page, as Chrome has them."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_bounded().split() for page in document]


class Twin(InProcess):
    """Makes of what others have set what the press gets, without a look at what was made before."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.made = desk, 0

    def run(self, task: Task) -> Result:
        """Does one task, if it is one of this edition; gives else what is known of it."""
        if not isinstance(task, Separate | PreparePicture):
            known = self.desk.do("twin", task)
            data, layout = (one and one.read_bytes() for one in (known.data, known.layout))
            return replace(known, data=data, layout=layout)  # whose files stay where they are
        self.made += 1
        return super().run(task)


def opposite(screen: Sequence[object], press: Sequence[object]) -> list[tuple[int, int]]:
    """The page of the press edition for each of the screen's: its back is the last of whole sheets."""
    last = len(screen) - 1
    return [*((number, number) for number in range(last)), (last, len(press) - 1)]


def trimmed(pdf: bytes, number: int, scale: float = 1) -> Any:
    """A page as it is after cutting."""
    page = PdfReader(io.BytesIO(pdf)).pages[number]
    left, bottom, right, top = (round(scale * float(side)) for side in page.trimbox)
    height = round(scale * float(page.mediabox.height))
    return page_picture(pdf, number, scale).crop((left, height - top, right, height - bottom))


class TestTheSame:
    def test_files_pages_and_words(self, shelf: Shelf) -> None:
        screen, press = (
            {name: pages_of(data) for name, data in shelf.files(edition).items()}
            for edition in ("screen", "press")
        )
        assert list(screen) == list(press) == ["packet.pdf", "primary-care.pdf", "stanbury.pdf"]
        for name, said in screen.items():
            printed = press[name]
            assert [printed[to] for _, to in opposite(said, printed)] == said
        assert "Primary" in screen["primary-care.pdf"][0]
        assert [len(edition["packet.pdf"]) for edition in (screen, press)] == [9, 12]
        assert press["packet.pdf"][8:11] == [["9"], ["10"], ["11"]], "plates make the sheet whole"

    def test_pages_look_alike_once_they_are_cut(self, shelf: Shelf) -> None:
        screen, press = shelf.files("screen")["packet.pdf"], shelf.files("press")["packet.pdf"]
        for number, printed in opposite(pages_of(screen), pages_of(press)):
            difference = ImageChops.difference(
                page_picture(screen, number).convert("L"), trimmed(press, printed).convert("L")
            )
            counts = difference.histogram()
            assert sum(counts[120:]) / sum(counts) < 0.002, f"page {number + 1} of the packet"

    def test_the_manifest_has_both_editions_with_the_same_trim(self, shelf: Shelf) -> None:
        manifest = shelf.manifest()
        assert {name.partition("/")[0] for name in manifest} == {"screen", "press"}
        for name, data in shelf.files("press").items():
            assert manifest[f"press/{name}"]["trim"] == manifest[f"screen/{name}"]["trim"] == [612, 792]
            assert manifest[f"press/{name}"]["bytes"] == len(data)

    @pytest.mark.long
    def test_another_build_gives_the_same_bytes(self, shelf: Shelf, shared: Desk, tmp_path: Path) -> None:
        workers = Twin(shared)
        twin = make_shelf(tmp_path, desk=Desk(Store(tmp_path / "cache"), workers))
        twin.build("press")
        assert workers.made > len(twin.files("press")) == 3
        assert twin.files("press") == shelf.files("press")


class TestInk:
    def test_no_file_has_an_object_that_is_not_ink(self, shelf: Shelf) -> None:
        for name, data in shelf.files("press").items():
            assert [one for one in operations(data) if one[2] in RGB | {b"g", b"G"}] == [], name
            assert {found for _, one in objects(data) for found in names(one)} & FOREIGN == set(), name
            assert {
                str(one["/ColorSpace"]) for one in dictionaries(data) if one.get("/Subtype") == "/Image"
            } <= {"/DeviceCMYK", "/DeviceGray"}, name

    def test_running_text_is_on_the_black_plate_alone(self, tmp_path: Path) -> None:
        files = {
            **FILES,
            "programs/primary-care.yaml": make_program(
                story="{title: The program, text: We take four weeks off every year.}"
            ),
        }
        made = make_shelf(
            tmp_path / "house", files={name: said for name, said in files.items() if "stanbury" not in name}
        )
        made.build("press", "primary-care")
        pdf = made.files("press")["primary-care.pdf"]
        page = PdfReader(io.BytesIO(pdf)).pages[1]
        plates = separations(pdf, tmp_path)[1]
        column = (
            int(page.trimbox.left) + 210,
            int(page.mediabox.height - page.trimbox.top) + 150,
            int(page.trimbox.right) - 57,
            int(page.mediabox.height - page.trimbox.top) + 400,
        )
        assert plates["Black"].crop(column).getextrema()[0] < 60
        assert {plates[name].crop(column).getextrema() for name in ("Cyan", "Magenta", "Yellow")} == {
            (255, 255)
        }

    def test_accents_and_their_tints_are_the_brand_s_inks(self, shelf: Shelf) -> None:
        set_to = {
            tuple(float(v) for v in operands)
            for _, operands, operator in operations(shelf.files("press")["primary-care.pdf"])
            if operator == b"k"
        }
        assert (0.7, 0, 0.45, 0.55) in set_to
        chromatic = [color for color in set_to if color[0] and color[2]]
        assert len(chromatic) > 1
        assert {(color[1], round(color[2] / color[0], 2)) for color in chromatic} == {(0, 0.64)}

    def test_pictures_keep_three_hundred_dots_an_inch(self, shelf: Shelf) -> None:
        def resolution(edition: str) -> float:
            pdf = shelf.files(edition)["primary-care.pdf"]
            (picture,) = [one for one in dictionaries(pdf) if one.get("/Subtype") == "/Image"]
            wide = [float(operands[0]) for _, operands, operator in paired(pdf) if operator == b"cm"]
            return float(picture["/Width"]) / (wide[-1] * 0.75 / 72)

        assert resolution("press") >= 300 > 160 > resolution("screen")


def paired(pdf: bytes) -> list[tuple[str, Any, bytes]]:
    """The operators that come right before pictures are painted."""
    found = [one for one in operations(pdf) if one[2] != b"gs"]
    return [
        before
        for before, after in pairwise(found)
        if after[2] == b"Do" and str(after[1][0]).startswith("/i")
    ]


class TestSheet:
    def test_boxes_are_exact_on_every_page(self, shelf: Shelf) -> None:
        for data in shelf.files("press").values():
            check_boxes(data, "letter")

    @pytest.mark.long
    def test_a4_bleeds_three_millimeters(self, tmp_path: Path) -> None:
        made = make_shelf(tmp_path, "a4", {"accent.yaml": None})
        made.build("press")
        (data,) = made.files("press").values()
        check_boxes(data, "a4")
        check_reach(data, 0)

    def test_art_bleeds_as_far_as_the_print_shop_asks(self, tmp_path: Path) -> None:
        brand = BRAND.replace("press:\n", "press:\n  printer: acme\n")
        make_shelf(tmp_path, "a4", {"brand.yaml": brand, "printers/acme.yaml": "bleed: 0.25 in\n"})
        wish = Wish(edition="press", formats=("brochure", "card", "flyer", "leaflet"))
        built = build(Places(tmp_path, tmp_path / "output"), wish, Watcher())
        assert len(built) == 4 and {one.path is not None for one in built} == {True}, [
            one.findings for one in built
        ]
        for one in built:
            data = one.path.read_bytes() if one.path else b""
            page = PdfReader(io.BytesIO(data)).pages[0]
            assert float(page.trimbox.left - page.bleedbox.left) == pytest.approx(18, abs=0.01)
            assert check_reach(data, 0) > 0, one.name

    def test_art_reaches_the_bleed_wherever_it_reaches_the_edge(self, shelf: Shelf) -> None:
        packet = shelf.files("press")["packet.pdf"]
        reader, reached = PdfReader(io.BytesIO(packet)), 0
        for number in range(len(reader.pages)):
            reached += check_reach(packet, number)
        assert reached > 4 * 4

    def test_the_slug_says_which_file_this_is_outside_of_the_bleed(
        self, shelf: Shelf, tmp_path: Path
    ) -> None:
        packet = shelf.files("press")["packet.pdf"]
        page, picture = PdfReader(io.BytesIO(packet)).pages[0], page_picture(packet, 0, 2)
        foot = picture.crop(
            (
                int(2 * page.trimbox.left),
                int(picture.height - 24),
                int(2 * page.trimbox.right),
                picture.height,
            )
        )
        assert foot.convert("L").getextrema()[0] < 90
        other = page_picture(shelf.files("press")["stanbury.pdf"], 0, 2).crop(
            (
                int(2 * page.trimbox.left),
                int(picture.height - 24),
                int(2 * page.trimbox.right),
                picture.height,
            )
        )
        assert ImageChops.difference(foot, other).getbbox()


def check_boxes(pdf: bytes, sheet: str) -> None:
    """Every page of a file against the sheet."""
    size, pages = SHEETS[sheet], PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) >= 4
    for page in pages:
        assert [float(page.mediabox.left), float(page.mediabox.bottom)] == [0, 0]
        assert [float(page.trimbox.width), float(page.trimbox.height)] == pytest.approx(
            [size.width, size.height], abs=0.01
        )
        for side, way in (("left", -1), ("bottom", -1), ("right", 1), ("top", 1)):
            assert float(getattr(page.bleedbox, side)) == pytest.approx(
                float(getattr(page.trimbox, side)) + way * size.bleed, abs=0.01
            )
            assert way * (float(getattr(page.mediabox, side)) - float(getattr(page.bleedbox, side))) > 20


def check_reach(pdf: bytes, number: int) -> int:
    """Asserts that color at the middle of a trim edge reaches the bleed; gives on how many sides it does."""
    page, scale = PdfReader(io.BytesIO(pdf)).pages[number], 2
    picture = page_picture(pdf, number, scale)
    trim, bleed = ([scale * float(side) for side in box] for box in (page.trimbox, page.bleedbox))
    reached = 0
    for along in (0.21, 0.83):
        x, y = trim[0] + (trim[2] - trim[0]) * along, picture.height - trim[1] - (trim[3] - trim[1]) * along
        for inner, outer in (
            ((trim[0] + 3, y), (bleed[0] + 2, y)),
            ((trim[2] - 4, y), (bleed[2] - 3, y)),
            ((x, picture.height - trim[1] - 4), (x, picture.height - bleed[1] - 3)),
            ((x, picture.height - trim[3] + 3), (x, picture.height - bleed[3] + 2)),
        ):
            if min(picture.getpixel(inner)) < 240:
                assert min(picture.getpixel(outer)) < 250, (
                    f"page {number + 1}: art ends between {inner} and {outer}"
                )
                reached += 1
    return reached


def test_an_insert_that_cannot_be_separated_keeps_its_packet_back_and_nothing_else(tmp_path: Path) -> None:
    writer, content = PdfWriter(), DecodedStreamObject()
    content.set_data(b"BI /W 1 /H 1 /BPC 8 /CS /RGB ID abc EI")
    writer.add_blank_page(612, 792)[NameObject("/Contents")] = writer._add_object(content)
    data = io.BytesIO()
    writer.write(data)
    packet = (
        "title: The packet\nchapters: [{insert: pdf/guest.pdf, title: A guest, line: From elsewhere,"
        " accept_untagged: yes, alternative: A dot}]\n"
    )
    make_plain_publication(tmp_path)
    built = make_shelf(
        tmp_path, files={"packets/packet.yaml": packet, "pdf/guest.pdf": data.getvalue()}
    ).build("press")
    assert built["packet"].path is None and built["primary-care"].path is not None
    (error,) = [finding for finding in built["packet"].findings if finding.severity == "error"]
    assert error.slug == "not-separated" and "an inline picture in color" in error.what
    assert error.where.startswith("content/packets/packet.yaml:") and "content/pdf/guest.pdf" in error.what


class TestInks:
    def test_running_text_is_black_alone_even_where_the_brand_says_nothing(self, tmp_path: Path) -> None:
        composer = make_composer(tmp_path, {"brand.yaml": BRAND.partition("press:")[0]})
        brand = composer.publication.brand
        assert Inks(brand)[brand.color.palette[brand.color.foreground]] == (0, 0, 0, 1)
        assert brand.color.palette["brick"] not in Inks(brand)

    def test_tints_are_mixed_from_inks_and_dark_tones_get_black(self, tmp_path: Path) -> None:
        palette = make_composer(tmp_path).publication.brand.color.palette
        inks = Inks(make_composer(tmp_path).publication.brand)
        brick = inks[palette["brick"]]
        assert brick == (0, 0.8, 0.75, 0.45)
        assert inks[mix(palette["brick"], palette["paper"], 0.5)] == pytest.approx(
            [value / 2 for value in brick], abs=0.01
        )
        assert inks[mix(palette["brick"], "#000000", 0.4)] == pytest.approx([*brick[:3], 0.67], abs=0.01)
        third = mix(mix(palette["brick"], palette["paper-on-color"], 0.42), palette["harbour"], 0.5)
        harbour = inks[palette["harbour"]]
        assert inks[third] == pytest.approx(
            [0.29 * a + 0.5 * b for a, b in zip(brick, harbour, strict=True)], abs=0.02
        )

    @pytest.mark.parametrize(
        ("press", "said"),
        [
            (
                "{inks: {brik: [0, 0, 0, 100]}}",
                r'the palette has no color "brik"\. Hint: perhaps brick is meant',
            ),
            ("{inks: {brick: [0, 0, 0]}}", "at least 4"),
            ("{inks: {brick: [0, 0, 0, 110]}}", "100"),
            (
                "{inks: {granite: [0, 0, 0, 100], grey: [0, 0, 0, 50]}}",
                "grey and granite are one color on screen",
            ),
            ("{profile: house.icc}", "house.icc"),
            ("{printer: [acme]}", r"^[^\n]*: printer must be text, not a list[^\n]*$"),
            ("{condition: FOGRA99}", "condition FOGRA99 needs its profile"),
            ("{profile: pictures/bay.jpg, condition: HOUSE}", "is not an ICC output profile for CMYK"),
        ],
    )
    def test_faults_of_the_press_block_are_told_at_their_line(
        self, tmp_path: Path, press: str, said: str
    ) -> None:
        content = make_publication(
            tmp_path, {**FILES, "brand.yaml": BRAND.partition("press:")[0] + f"press: {press}\n"}
        )
        with pytest.raises(ContentError, match=said) as caught:
            load(content)
        assert {problem.where.line for problem in caught.value.problems} == {
            BRAND.partition("press:")[0].count("\n") + 1
        }

    def test_a_profile_of_one_s_own_needs_the_name_of_its_condition(self, tmp_path: Path) -> None:
        profile = (
            Path(__file__).resolve().parents[2] / "brochure/editions/press/FOGRA39L_coated.icc"
        ).read_bytes()
        files = {
            **FILES,
            "house.icc": profile,
            "brand.yaml": BRAND.partition("press:")[0] + "press: {profile: house.icc}\n",
        }
        with pytest.raises(ContentError, match="condition is missing"):
            load(make_publication(tmp_path, files))
        files["brand.yaml"] = (
            BRAND.partition("press:")[0] + "press: {profile: house.icc, condition: HOUSE1}\n"
        )
        assert load(make_publication(tmp_path, files)).brand.press.condition == "HOUSE1"

    @pytest.mark.parametrize(
        ("profile", "said"),
        [
            (
                "bleed: 9 mm",
                (
                    "acme asks for 9 mm of bleed, and art can have 0.25 in (6.35 mm) at most. Hint: ask the"
                    " print shop whether it takes less."
                ),
            ),
            (
                "condition: GRACoL2006",
                (
                    "acme asks for GRACoL2006, and brand.yaml prints for FOGRA39. Hint: give press: in"
                    " brand.yaml the profile: and condition: of GRACoL2006, or correct this line."
                ),
            ),
            (
                "standard: PDF/X-1a",
                (
                    "acme asks for PDF/X-1a, and files of the press edition are PDF/X-4. Hint: ask the print"
                    " shop whether it takes that."
                ),
            ),
        ],
    )
    def test_what_no_press_file_can_be_is_told_once_at_its_line_of_the_profile(
        self, tmp_path: Path, profile: str, said: str
    ) -> None:
        files: dict[str, str | bytes | None] = {"printers/acme.yaml": f"description: Acme\n{profile}\n"}
        assert load(make_publication(tmp_path, files)).printers["acme"], "nobody prints there"
        files["brand.yaml"] = BRAND.replace("press:\n", "press:\n  printer: acme\n")
        with pytest.raises(ContentError) as caught:
            load(make_publication(tmp_path, files))
        assert str(caught.value) == f"content/printers/acme.yaml:2:1: {said}"
        files["printers/acme.yaml"] = (
            f"{profile}\ngravity: {{bleed: warning, output-intent: note, pdfx-key: off}}\n"
        )
        assert load(make_publication(tmp_path, files)).printer.description is None

    @pytest.mark.parametrize(
        ("ink", "profile", "said"),
        [
            ("[90, 80, 75, 60]", "total_ink: 320", ""),
            (
                "[90, 80, 75, 60]",
                "total_ink: 240",
                "inks: copper asks for 305 % ink, 240 % is the limit of acme.",
            ),
            (
                "[90, 80, 75, 60]",
                "bleed: 3 mm",
                "inks: copper asks for 305 % ink, 300 % is the limit of acme.",
            ),
            (
                "[0.7, 0, .45, 0.55]",
                "bleed: 3 mm",
                (
                    "inks: copper has no ink above 1 %. Hint: inks are percentages: write copper: [70, 0,"
                    " 45, 55]."
                ),
            ),
            ("[0, 0, 0, 0]", "bleed: 3 mm", ""),
        ],
    )
    def test_a_color_beyond_the_limit_and_one_in_fractions_are_told_at_their_line(
        self, tmp_path: Path, ink: str, profile: str, said: str
    ) -> None:
        brand = BRAND.replace("press:\n", "press:\n  printer: acme\n").replace(
            "copper: [70, 0, 45, 55]", f"copper: {ink}"
        )
        content = make_publication(tmp_path, {"brand.yaml": brand, "printers/acme.yaml": profile})
        try:
            told = str(load(content).brand.press.printer)
        except ContentError as error:
            told = str(error)
        line = brand[: brand.index("copper: [")].count("\n") + 1
        assert told.startswith(f"content/brand.yaml:{line}:5: {said}" if said else "acme"), told


@pytest.mark.parametrize("option", ["--validate", "--review", "--transcripts"])
def test_what_needs_tags_is_refused_for_the_press_edition(tmp_path: Path, option: str) -> None:
    make_publication(tmp_path, FILES)
    done = run_command("build", "--publication", tmp_path, "--edition", "press", option)
    assert done.returncode == 2
    assert "--edition: the press edition has no tags to read, review or validate." in done.stderr
    assert not (tmp_path / "output").exists()
