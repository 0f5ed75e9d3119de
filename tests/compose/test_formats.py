"""Formats: the sample as flyers, leaflets and cards, text that does not fit, formats of one's own."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from brochure.build import Desk, Places, Published, Watcher, Wish
from brochure.compose import Layouts
from brochure.content.layout_files import find_formats, read_format, taken_names
from brochure.errors import ContentError, Finding, UsageError
from brochure.model import FOLD_CLEARANCE, Format, millimetres
from brochure.press import build, check, start
from brochure.review import transcript
from tests.builders.command_line import Here
from tests.builders.publication import make_plain_publication, make_program, make_publication
from tests.builders.sample import PROGRAMS, ROOT, copy_of_sample

pytestmark = pytest.mark.usefixtures("warm")
SMALL = ("card", "flyer", "leaflet")
SIZES = {
    ("letter", "card"): (288, 648),
    ("letter", "flyer"): (612, 792),
    ("letter", "leaflet"): (792, 612),
    ("a4", "card"): (millimetres(99), millimetres(210)),
    ("a4", "flyer"): (millimetres(210), millimetres(297)),
    ("a4", "leaflet"): (millimetres(297), millimetres(210)),
}
#: From the left: the outside with the panel that folds in first, then the inside.
FOLDS = {
    "letter": [(3.625 * 72, 3.6875 * 72, 3.6875 * 72), (3.6875 * 72, 3.6875 * 72, 3.625 * 72)],
    "a4": [tuple(map(millimetres, (98, 99.5, 99.5))), tuple(map(millimetres, (99.5, 99.5, 98)))],
}
#: 8.5 pt, and what rounding of the engine's pixels takes from it.
SMALLEST = 8.5 - 0.01
#: A tiny publication with a story in two variants.
STORY = {
    "programs/primary-care.yaml": make_program(
        story=(
            "{title: The story, lead: A lead., text: The long text., short: The short one., facts:"
            " [vacation]}"
        )
    )
}


#: Of the sample: the ones with most and with least to say.
SOME = ("stanbury", "categorical", "medicine-pediatrics")


class Small:
    """Programs of the sample in every small format on one sheet, with what was laid out."""

    def __init__(self, folder: Path, sheet: str, programs: Sequence[str], shared: Desk) -> None:
        places = Places(copy_of_sample(folder, sheet), folder / "output", folder / "stages")
        desk = replace(shared, keep=places.keep)
        self.sheet, self.programs = sheet, programs
        wish = Wish(programs=self.programs, formats=SMALL)
        self.published = build(places, wish, Watcher(), desk)
        self.folder, self.stages = folder / "output" / "2019-20" / "screen", folder / "stages"

    def pages(self, name: str) -> list[dict[str, object]]:
        return list(json.loads((self.stages / f"{name}.pages.json").read_text("utf-8")))


@pytest.fixture(
    scope="module",
    params=[
        ("letter", SOME),
        *(pytest.param(one, marks=pytest.mark.long) for one in (("letter", PROGRAMS), ("a4", SOME))),
    ],
)
def small(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, shared: Desk) -> Small:
    sheet, programs = request.param
    return Small(tmp_path_factory.mktemp(sheet), sheet, programs, shared)


def told_of(published: Sequence[Published]) -> list[str]:
    """What is told of documents, without what is told of content alone."""
    return [str(one) for document in published for one in document.findings if one.document]


def test_every_program_comes_in_every_small_format_without_a_finding(small: Small) -> None:
    assert {path.name for path in small.folder.iterdir()} == {
        f"{program}-{form}.pdf" for program in small.programs for form in SMALL
    }
    assert told_of(small.published) == []


@pytest.mark.parametrize(
    "program", [SOME[0], *(pytest.param(one, marks=pytest.mark.long) for one in SOME[1:])]
)
def test_there_is_room_for_a_telephone_and_a_long_address(tmp_path: Path, program: str) -> None:
    with (copy_of_sample(tmp_path) / "content" / "institution.yaml").open("a", encoding="utf-8") as file:
        file.write(
            "contact: {phone: 617-555-0100, email: office@example.org, web:"
            " https://www.example.org/residency/internal-medicine}\n"
        )
    wish = Wish(programs=(program,), formats=SMALL)
    published = build(Places(tmp_path, tmp_path / "output"), wish, Watcher())
    assert len(published) == len(SMALL)
    assert [one for one in told_of(published) if " had to give way" not in one] == []


def test_each_has_the_pages_and_the_size_of_its_sheet(small: Small) -> None:
    for program in small.programs:
        for form in SMALL:
            pages = PdfReader(small.folder / f"{program}-{form}.pdf").pages
            assert len(pages) == (1 if form == "flyer" else 2)
            assert [float(x) for page in pages for x in page.mediabox[2:]] == pytest.approx(
                SIZES[small.sheet, form] * len(pages), abs=0.01
            )


def test_no_type_is_smaller_than_eight_and_a_half_points(small: Small) -> None:
    sizes = [
        run["size"]
        for program in small.programs
        for form in SMALL
        for page in small.pages(f"{program}-{form}")
        for run in page["runs"]
    ]
    assert len(sizes) > 42 * len(small.published)
    assert min(sizes) >= SMALLEST


def test_the_leaflet_folds_where_its_panels_meet_and_no_letter_is_near(small: Small) -> None:
    for program in small.programs:
        document = pypdfium2.PdfDocument(small.folder / f"{program}-leaflet.pdf")
        for page, widths in zip(document, FOLDS[small.sheet], strict=True):
            text = page.get_textpage()
            boxes = [
                text.get_charbox(index)
                for index in range(text.count_chars())
                if text.get_text_range(index, 1).strip()
            ]
            assert len(boxes) > 200
            for fold in (widths[0], widths[0] + widths[1]):
                assert [
                    box for box in boxes if box[0] < fold + FOLD_CLEARANCE and box[2] > fold - FOLD_CLEARANCE
                ] == []


def formats_of(publication: Path) -> Mapping[str, Format]:
    """The formats of a publication's layouts. Raises ContentError with what is wrong with them."""
    layouts = Layouts.of(publication)
    formats = {
        name: read_format(name, path.read_bytes()) for name, path in find_formats(layouts.folders).items()
    }
    if problems := list(layouts.check(formats)):
        raise ContentError(problems)
    return formats


def test_the_leaflets_panels_are_those_of_a_c_fold(small: Small) -> None:
    panels = formats_of(ROOT)["leaflet"].panels(small.sheet)
    for page in (1, 2):
        assert [panel.width for panel in panels if panel.page == page] == pytest.approx(
            FOLDS[small.sheet][page - 1]
        )
    assert [panel.name for panel in panels] == [
        "fold-in",
        "back",
        "front",
        "inside-left",
        "inside-middle",
        "inside-right",
    ]


def test_a_leaflet_is_read_in_the_order_in_which_it_is_opened(small: Small) -> None:
    said = transcript((small.folder / "stanbury-leaflet.pdf").read_bytes())
    order = [
        "Two years at the bedside",
        "Some physicians ask",
        "A shorter way",
        "Two years, and",
        "A scientist",
        "A tradition of",
        "From the bedside",
    ]
    said = said.replace("\u00a0", " ")
    assert [said.find(words) for words in order] == sorted(said.find(words) for words in order)
    assert all(words in said for words in order)


def test_the_front_of_a_leaflet_is_the_last_third_of_the_outside_colored_as_the_flap(small: Small) -> None:
    page = (
        pypdfium2.PdfDocument(small.folder / "categorical-leaflet.pdf")[0]
        .render(scale=0.25)
        .to_pil()
        .convert("RGB")
    )
    across = [page.getpixel((int(page.width * share), 3)) for share in (0.15, 0.5, 0.7, 0.97)]
    harbour, paper = (0x12, 0x31, 0x4A), (0xFB, 0xF9, 0xF4)
    assert across[0] == harbour and across[1] == paper
    assert all(max(abs(a - b) for a, b in zip(pixel, harbour, strict=True)) < 30 for pixel in across[2:])


def cut(page: pypdfium2.PdfPage, widths: tuple[float, ...]) -> list[tuple[Image.Image, str]]:
    """The strips of one side between its folds: each as a picture at 25 %, and its words."""
    picture, text, left, strips = (
        page.render(scale=0.25).to_pil().convert("RGB"),
        page.get_textpage(),
        0.0,
        [],
    )
    for width in widths:
        words = " ".join(text.get_text_bounded(left=left, right=left + width).split())
        strips.append((picture.crop((round(left / 4), 0, round((left + width) / 4), picture.height)), words))
        left += width
    return strips


def test_a_leaflet_printed_and_folded_comes_out_in_order(small: Small) -> None:
    outside, inside = (
        cut(*side)
        for side in zip(
            pypdfium2.PdfDocument(small.folder / "stanbury-leaflet.pdf"), FOLDS[small.sheet], strict=True
        )
    )
    paper = list(zip(outside, reversed(inside), strict=True))  # turned over its short edge
    flap, middle, cover = paper
    assert all(abs(front[0].width - back[0].width) <= 1 for front, back in paper), "panels lie back to back"
    assert flap[0][0].width < middle[0][0].width, "the flap lies between the others without a buckle"
    opened = [cover[0], flap[0], cover[1], middle[1], flap[1], middle[0]]
    said = " ".join(
        transcript((small.folder / "stanbury-leaflet.pdf").read_bytes()).replace("\u00a0", " ").split()
    )
    starts = (
        "Two years at the bedside",
        "Some physicians ask",
        "A shorter way",
        "Two years, and",
        "A scientist",
        "A tradition of",
    )
    panels = [words.replace("\u00a0", " ") for _, words in opened]
    parts = (panels[0], panels[1], *[" ".join(panels[2:5])] * 3, panels[5])  # the inside is one sheet
    assert all(start in words for start, words in zip(starts, parts, strict=True))
    assert [parts[2].find(start) for start in starts[2:5]] == sorted(map(parts[2].find, starts[2:5]))
    assert [said.find(start) for start in starts] == sorted(
        said.find(start) for start in starts
    ) and -1 not in map(said.find, starts)

    def share_below(light: int) -> list[float]:
        return [
            sum(sum(color) < light for color in strip.get_flattened_data()) / (strip.width * strip.height)
            for strip, _ in opened
        ]

    dark, printed = share_below(384), share_below(700)
    assert min(dark[:2]) > 0.5 > max(dark[2:]) and min(printed) > 0.02, (
        "the colored panels are the cover and the flap, and none is empty"
    )


def test_the_large_rings_of_a_flyer_are_told_before_their_caption(small: Small) -> None:
    said = transcript((small.folder / "stanbury-flyer.pdf").read_bytes()).replace("\u00a0", " ").splitlines()
    (figure,) = [number for number, line in enumerate(said) if line.startswith("Figure: ")]
    assert said[figure].startswith(
        "Figure: Residency within the Categorical Program: 2 years. Clinical fellowship: length not fixed."
    )
    assert said[figure + 1].startswith("Caption: One ring is one year of training")


def test_a_small_format_prefers_the_short_text_and_a_larger_one_the_full(small: Small) -> None:
    texts = {form: transcript((small.folder / f"categorical-{form}.pdf").read_bytes()) for form in SMALL}
    assert "company to count on" in texts["card"] and "camaraderie" not in texts["card"]
    assert "camaraderie" in texts["leaflet"] and "company to count on" not in texts["leaflet"]


def made(
    folder: Path, wish: Wish, program: str = STORY["programs/primary-care.yaml"]
) -> dict[str, Published]:
    """A tiny publication with one program, built."""
    make_publication(folder, {"programs/primary-care.yaml": program})
    return {
        document.name: document for document in build(Places(folder, folder / "output"), wish, Watcher())
    }


def long_story(words: int, fit: str) -> str:
    return (
        f"name: Primary Care\npromise: Close to home\nfit: {fit}\nstory:\n  facts: [vacation]\n  text: |\n  "
        f"  {'patients and their doctors '.join([''] * words)}\n"
    )


def overset(document: Published) -> list[Finding]:
    return [finding for finding in document.findings if finding.slug == "overset"]


def test_text_that_does_not_fit_is_told_with_its_line_its_amount_and_its_cure_and_is_not_published(
    tmp_path: Path,
) -> None:
    card = made(tmp_path, Wish(formats=("card",)), long_story(43, "normal"))["primary-care-card"]
    (finding,) = overset(card)
    assert (finding.where, finding.severity, finding.page) == (
        "content/programs/primary-care.yaml:7:5",
        "error",
        2,
    )
    assert re.search(r"the text does not fit: \d+ lines? too much", finding.what)
    assert re.fullmatch(r"cut about \d+ characters, or set `fit: tight` in the program's file", finding.hint)
    assert {finding.slug for finding in card.findings} == {"overset"}
    assert card.path is None and not list(tmp_path.rglob("*.pdf"))


def test_smaller_type_is_offered_only_where_it_makes_enough_room(tmp_path: Path) -> None:
    card = made(tmp_path, Wish(formats=("card",)), long_story(48, "normal"))["primary-care-card"]
    (finding,) = overset(card)
    assert re.fullmatch(r"cut about \d+ characters", finding.hint)


def test_fit_tight_shrinks_type_as_little_as_it_takes_and_the_manifest_says_so(tmp_path: Path) -> None:
    sizes = {}
    for words, fit in ((36, None), (41, 0.96), (45, 0.92)):
        folder = tmp_path / str(words)
        card = made(folder, Wish(formats=("card",)), long_story(words, "tight"))["primary-care-card"]
        assert [f.slug for f in card.findings if f.severity == "error"] == []
        entry = json.loads(next(folder.rglob("manifest.json")).read_text("utf-8"))["files"][
            "screen/primary-care-card.pdf"
        ]
        sizes[words] = entry.get("fit")
        assert entry.get("fit") == fit, (words, sizes)


def test_text_that_does_not_fit_even_then_is_to_be_cut(tmp_path: Path) -> None:
    card = made(tmp_path, Wish(formats=("card",)), long_story(80, "tight"))["primary-care-card"]
    assert card.path is None
    assert re.fullmatch(r"cut about \d+ characters", overset(card)[0].hint)


def test_all_of_a_text_that_runs_off_the_sheet_is_counted(tmp_path: Path) -> None:
    card = made(tmp_path, Wish(formats=("card",)), long_story(120, "normal"))["primary-care-card"]
    cut = int(re.search(r"\d+", overset(card)[0].hint)[0])  # type: ignore[index]
    assert 119 * 27 - 1200 < cut < 119 * 27 - 800


def test_a_title_that_grows_over_its_cover_is_told_on_its_page_with_all_of_its_lines(tmp_path: Path) -> None:
    program = make_program(
        name=f'"{"Medicine of the harbor " * 30}"', story="{lead: A lead., text: A text.}"
    )
    card = made(tmp_path, Wish(formats=("card",)), program)["primary-care-card"]
    (finding,) = overset(card)
    assert (finding.where, finding.page, finding.hint[:9]) == (
        "content/programs/primary-care.yaml:1:7",
        1,
        "cut about",
    ) and "tight" not in finding.hint
    assert int(re.search(r"\d+", finding.hint)[0]) > 400  # type: ignore[index]


@pytest.mark.parametrize(
    ("field", "line"), [("name", 1), pytest.param("promise", 2, marks=pytest.mark.long)]
)
def test_what_a_long_text_pushes_out_of_its_place_is_not_blamed(
    tmp_path: Path, field: str, line: int
) -> None:
    program = make_program(**{field: "Combined medicine and pediatrics " * (14 if field == "name" else 18)})
    small = made(tmp_path, Wish(formats=("card", "leaflet")), program)
    for document in small.values():
        (finding,) = overset(document)
        assert finding.where.rpartition(":")[0] == f"content/programs/primary-care.yaml:{line}", (
            document.name
        )
        pushed = r'"Combined.*" has \d+ lines? too much, which push(es)? out what stands above'
        itself = r'the text does not fit: \d+ lines too much, from "(and )?pediatrics Combined'
        assert re.search(pushed if document.name.endswith("card") else f"{pushed}|{itself}", finding.what)


def test_a_panel_with_little_in_it_is_told_by_its_name(tmp_path: Path) -> None:
    leaflet = made(tmp_path, Wish(formats=("leaflet",)))["primary-care-leaflet"]
    empty = {finding.what.split()[2] for finding in leaflet.findings if finding.slug == "empty-panel"}
    assert {"inside", "back"} <= empty and "front" not in empty


def test_small_formats_say_when_something_is_and_by_what_programs_are_compared(tmp_path: Path) -> None:
    """A flyer of an exhibition without its dates and its hall is of no use; what else is missing is told."""
    stages = "stages: [{name: All, dates: 2019-10-12 to 2019-12-06}]\nhall: Upper Room\nadmission: free\n"
    stages += "pieces: 37\n"
    kind = {"publication.yaml": "title: T\nkind: exhibitions\n"}
    make_publication(tmp_path, kind | {"programs/primary-care.yaml": make_program(stages)})
    wish = Wish(formats=("card", "flyer", "leaflet", "poster", "tent"), packets=())
    for document in build(Places(tmp_path, tmp_path / "output"), wish, Watcher()):
        assert document.path, document.name
        said = transcript(document.path.read_bytes())
        assert re.search(r"Oct\w* 12.{1,3}Dec\w* 6, 2019", said), document.name
        assert "Upper Room" in said and "free" in said, document.name
        form, told = (
            document.name.rpartition("-")[2],
            [one for one in document.findings if one.slug == "not-here"],
        )
        assert ("37" in said) is not bool(told)
        assert [(one.what, one.where) for one in told] == [
            (f"{form} has no line for Works (pieces)", "content/programs/primary-care.yaml:7:1")
        ] * (form != "leaflet")


def test_days_on_a_poster_are_whole_however_many_there_are(tmp_path: Path) -> None:
    days = range(12, 20)
    dates = "".join(f"- {{label: Interviews by video, date: 2027-03-{day}}}\n" for day in reversed(days))
    story = {"programs/primary-care.yaml": make_program(story="{title: A story, facts: [outpatient]}")}
    make_publication(tmp_path, {"season.yaml": f"label: 2026-27\nkey_dates:\n{dates}", **story})
    wish = Wish(formats=("poster",), packets=())
    (poster,) = build(Places(tmp_path, tmp_path / "output"), wish, Watcher())
    assert poster.path
    lines = PdfReader(poster.path).pages[0].extract_text().splitlines()
    shown = [int(day) for line in lines for day in re.findall(r"Mar (\d+), 2027", line)]
    assert shown == [*days], "in their order, however they are written"
    letters = pypdfium2.PdfDocument(poster.path)[0].get_textpage()
    box = {
        words: letters.get_charbox(letters.search(words).get_next()[0], loose=True)
        for words in ("Mar 12", "Interviews", "40", "outpatient")
    }
    height = {words: top - foot for words, (_, foot, _, top) in box.items()}
    assert height["Mar 12"] > 20 and height["Interviews"] > 18, "days are read from two metres"
    figure, label = box["40"], box["outpatient"]
    assert figure[2] < label[0] and figure[1] < label[1] < figure[3], "one figure has its words beside it"
    assert height["outpatient"] > 30


def test_no_panel_has_a_title_with_nothing_below_it(tmp_path: Path) -> None:
    """What a group says in lists alone has no room in a leaflet, and its title goes with it."""
    terms = "sections: [{title: Terms, terms: [{label: Salary, value: Some}]}]"
    more = "life: {title: Living here, text: Words.}\ncareers: {title: Where they go, " + terms + "}\n"
    program = make_program(more, name="Global and Community Health")
    leaflet = made(tmp_path, Wish(formats=("leaflet",)), program)["primary-care-leaflet"]
    assert leaflet.path
    said = transcript(leaflet.path.read_bytes())
    lines = pypdfium2.PdfDocument(leaflet.path)[0].get_textpage().get_text_range().split()
    assert {"Community", "Health"} <= set(lines)  # no word of the name is broken
    assert "Living here" in said and "Where they go" not in said and "After residency" not in said


def test_a_long_name_on_a_card_is_set_smaller_before_it_is_refused(tmp_path: Path) -> None:
    name = "Foundations of Bedside Care, Communication Management and Community Mathematics"
    promise = (
        "Four weeks at the bedside, with somebody who has been there for thirty years, and more than that"
    )
    card = made(tmp_path, Wish(formats=("card",)), make_program(name=name, promise=promise))
    assert card["primary-care-card"].path, card["primary-care-card"].findings


@pytest.mark.long
def test_a_flyer_has_a_code_that_a_telephone_reads_and_the_same_address_in_words(
    tmp_path: Path, shared: Desk
) -> None:
    folder = start(tmp_path / "starter")
    published = build(Places(folder, folder / "output"), Wish(formats=SMALL), Watcher(), shared)
    assert [
        str(finding) for document in published for finding in document.findings if finding.severity != "note"
    ] == []
    for document in published:
        pages = [page.render(scale=3).to_pil() for page in pypdfium2.PdfDocument(document.path)]
        (code,) = [code.text for page in pages for code in zxingcpp.read_barcodes(page)]
        assert code.removeprefix("https://www.").removeprefix("https://") in transcript(
            document.path.read_bytes()
        )


# --- a format that a publication adds ---


def blocks_of(page: str) -> Iterator[tuple[str, str]]:
    """The files that a page of documentation shows: each block whose first line names one."""
    for block in re.findall(r"```\w+\n(.*?)```", page, re.DOTALL):
        if named := re.match(r"\W*(layouts/\S+)", block):
            yield named[1], block


def test_the_format_of_the_documentation_works_as_it_is_written(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "layouts.md").read_text("utf-8")
    assert f"itself ({', '.join(f'`{one}`' for one in sorted(taken_names()))})" in page
    files = dict(blocks_of(page))
    assert set(files) == {
        "layouts/architectures/people-page.yaml",
        "layouts/architectures/people-page.html.j2",
        "layouts/postcard/format.yaml",
        "layouts/postcard/postcard.html.j2",
        "layouts/postcard/postcard.css",
    }
    copy_of_sample(tmp_path)
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    stanbury = tmp_path / "content/programs/stanbury.yaml"
    long = "Internal Medicine, Primary Care and Geriatrics in the Valleys and on the Coast"
    said = stanbury.read_text("utf-8").replace("name: Stanbury Physician-Scientist Pathway", f"name: {long}")
    stanbury.write_text(said, "utf-8")
    published = build(
        Places(tmp_path, tmp_path / "output"),
        Wish(programs=("stanbury", "categorical"), formats=("postcard",)),
        Watcher(),
    )
    (told,) = told_of(published)
    assert "stanbury.yaml:2:7: the size of titles had to give way" in told
    pages = PdfReader(published[0].path).pages
    assert [tuple(map(float, page.mediabox[2:])) for page in pages] == [(432, 288)] * 2
    assert "Categorical" in pages[0].extract_text() and "rotations" in pages[1].extract_text()
    assert long in " ".join(PdfReader(published[1].path).pages[0].extract_text().split())


DESCRIPTOR = "line: A ticket\npages: [1]\nsides:\n  - [page]\n"
WRONG = {
    "a key is misspelled": (
        "line: A ticket\npages: [1]\nsids:\n  - [page]\n",
        "layouts/ticket/format.yaml:3:1",
        "perhaps sides is meant",
    ),
    "a length has no unit": (
        DESCRIPTOR + "sheets:\n  letter: {width: 3}\n",
        "layouts/ticket/format.yaml:6:12",
        "write it with its unit",
    ),
    "pages and sides disagree": (
        DESCRIPTOR.replace("[1]", "[2]"),
        "layouts/ticket/format.yaml:2:1",
        "one for each of the sides",
    ),
    "columns do not fill the sheet": (
        DESCRIPTOR + "sheets:\n  letter: {columns: [3 in]}\n",
        "layouts/ticket/format.yaml:5:1",
        "the page is 612 pt",
    ),
    "a panel has no column": (
        DESCRIPTOR.replace("[page]", "[page, stub]"),
        "layouts/ticket/format.yaml:3:1",
        "is 1 column for pages of up to 2 panels",
    ),
    "a panel is misspelled": (
        DESCRIPTOR.replace("[page]", "[paeg]"),
        "layouts/ticket/format.yaml:3:1",
        (
            'no side has the panel "page", which layouts/ticket/ticket.html.j2:2 places. Hint: perhaps paeg'
            " is meant"
        ),
    ),
    "a side is empty": (
        DESCRIPTOR.replace("[1]", "[2]") + "  - []\n",
        "layouts/ticket/format.yaml:5:5",
        "item 2 of sides must have at least 1 item",
    ),
    "two panels have one name": (
        DESCRIPTOR.replace("[1]", "[2]") + "  - [page]\n",
        "layouts/ticket/format.yaml:3:1",
        'two panels are called "page"',
    ),
    "type would shrink too far": (
        DESCRIPTOR + "tight: [0.7]\n",
        "layouts/ticket/format.yaml:5",
        "at least 0.9",
    ),
    "the first share is the smaller": (
        DESCRIPTOR + "tight: [0.92, 0.96]\n",
        "layouts/ticket/format.yaml:5:1",
        "turn the list round",
    ),
    "a page has no width": (
        DESCRIPTOR + "sheets:\n  letter: {width: 0 in}\n",
        "layouts/ticket/format.yaml:5:1",
        "less than half an inch",
    ),
    "a sheet is misspelled": (
        DESCRIPTOR + "sheets:\n  leter: {width: 3 in}\n",
        "layouts/ticket/format.yaml:6:3",
        "one of letter, a4",
    ),
    "it says nothing": ("", "layouts/ticket/format.yaml", "keys and values"),
}


@pytest.mark.parametrize("fault", WRONG)
def test_a_descriptor_with_a_fault_is_told_at_its_line(tmp_path: Path, fault: str) -> None:
    text, where, said = WRONG[fault]
    folder = tmp_path / "layouts" / "ticket"
    folder.mkdir(parents=True)
    (folder / "format.yaml").write_text(text, "utf-8")
    (folder / "ticket.html.j2").write_text(
        '{% if panels.stub is defined %}{{ panels.stub }}{% endif %}\n{{ panels["page"] }}{{ panels |'
        " length }}",
        "utf-8",
    )
    with pytest.raises(ContentError) as caught:
        formats_of(tmp_path)
    assert where in str(caught.value) and said in str(caught.value)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Ticket", "cannot be the name of a format. Hint: rename the folder: lower-case words"),
        ("ticket", "there is no template layouts/ticket/ticket.html.j2"),
    ],
)
def test_a_folder_with_a_name_that_is_taken_or_without_a_template_is_told(
    tmp_path: Path, name: str, said: str
) -> None:
    (tmp_path / "layouts" / name).mkdir(parents=True)
    (tmp_path / "layouts" / name / "format.yaml").write_text(DESCRIPTOR, "utf-8")
    with pytest.raises(ContentError, match=said):
        formats_of(tmp_path)


def test_no_folder_that_this_program_needs_itself_can_become_a_format(tmp_path: Path) -> None:
    needed = {one.name for one in (ROOT / "layouts").iterdir() if one.is_dir()} - set(formats_of(ROOT))
    assert {"web", "letter", "handover", "brand", "report", "packet", "parts"} <= needed
    for name in sorted({*needed, "chapter"}):
        descriptor = tmp_path / name / "layouts" / name / "format.yaml"
        descriptor.parent.mkdir(parents=True)
        descriptor.write_text(DESCRIPTOR, "utf-8")
        with pytest.raises(ContentError) as caught:
            formats_of(tmp_path / name)
        said = f'layouts/{name}/format.yaml: "{name}" cannot be the name of a format: this program keeps it'
        assert str(caught.value).startswith(said)
        assert f"Hint: rename the folder; taken are {', '.join(sorted({*needed, 'chapter'}))}." in str(
            caught.value
        )


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ("cover, side, back", "none of these architectures lays out spread, plate"),
        ("cover, sode", 'there is no page architecture "sode". Hint: perhaps side is meant'),
    ],
)
def test_a_format_whose_architectures_do_not_lay_out_everything_is_told(
    tmp_path: Path, names: str, said: str
) -> None:
    make_publication(tmp_path)
    (tmp_path / "layouts" / "slim").mkdir(parents=True)
    text = f"line: A slim brochure\narchitectures: [{names}]\n"
    (tmp_path / "layouts" / "slim" / "format.yaml").write_text(text, "utf-8")
    with pytest.raises(ContentError, match=re.escape(f"layouts/slim/format.yaml:2:1: {said}")):
        check(Places(tmp_path, tmp_path / "output"))


@pytest.mark.parametrize(
    ("name", "text", "document", "said"),
    [
        (
            "back-running",
            "units: [filler]",
            "primary-care-phone",
            "layouts/phone/format.yaml: none of its architectures lays out end (primary-care-phone.pdf)."
            " Hint: add one whose units say so",
        ),
        (
            "flowing",
            "units: [opening, group, within, apply]\ntakes: {words: ..1}",
            "primary-care-phone",
            'content/programs/primary-care.yaml:3:48: no architecture lays out "The story" as it is'
            " (primary-care-phone.pdf). Hint: let takes, needs, side and pages of flowing allow it",
        ),
        (
            "front-cover",
            "units: [filler]",
            "packet",
            "layouts/architectures: none of its architectures lays out front (packet.pdf). Hint: add one",
        ),
    ],
)
def test_an_architecture_of_ones_own_that_does_not_lay_all_out_stops_only_what_takes_it(
    tmp_path: Path, name: str, text: str, document: str, said: str
) -> None:
    make_publication(tmp_path, {"programs/primary-care.yaml": STORY["programs/primary-care.yaml"]})
    (tmp_path / "layouts" / "architectures").mkdir(parents=True)
    (tmp_path / "layouts" / "architectures" / f"{name}.yaml").write_text(f"line: Mine\n{text}\n", "utf-8")
    places = Places(tmp_path, tmp_path / "output")
    assert check(places).formats["phone"]
    wish = Wish(formats=("card", "phone"), packets=("packet",) * (document == "packet"))
    documents = {one.name: one for one in build(places, wish, Watcher())}
    assert documents["primary-care-card"].path and not documents[document].path
    (finding,) = (one for one in documents[document].findings if one.slug == "not-laid-out")
    assert str(finding).startswith(said)


def test_a_format_that_is_not_there_is_a_fault_of_usage_that_names_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(
        UsageError, match=r'--format: there is no format "flier"\. Hint: perhaps flyer is meant'
    ):
        made(tmp_path, Wish(formats=("flier",)))
    with pytest.raises(UsageError, match=r"banner.*brochure, card, flyer, leaflet, phone, poster, tent"):
        made(tmp_path, Wish(formats=("banner",)))


def test_a_name_misspelled_in_a_template_is_told_with_its_line(tmp_path: Path) -> None:
    folder = tmp_path / "layouts" / "ticket"
    folder.mkdir(parents=True)
    (folder / "format.yaml").write_text("line: A ticket\npages: [1]\n", "utf-8")
    (folder / "ticket.html.j2").write_text(
        '{% extends "base.html.j2" %}\n{% block body %}\n<p{{ program.nme | place }}>A</p>\n{% endblock'
        " %}\n",
        "utf-8",
    )
    (finding,) = made(tmp_path, Wish(formats=("ticket",)))["primary-care-ticket"].findings
    assert (finding.slug, finding.where) == ("layout-fault", "layouts/ticket/ticket.html.j2:3")


def test_type_that_comes_near_a_fold_is_told(tmp_path: Path) -> None:
    own = tmp_path / "layouts" / "leaflet"
    shutil.copytree(ROOT / "layouts" / "leaflet", own)
    with (own / "leaflet.css").open("a") as css:
        css.write(".fold-in .part { padding-right: 5pt; text-align: right }\n")
    leaflet = made(tmp_path, Wish(formats=("leaflet",)))["primary-care-leaflet"]
    near = [finding for finding in leaflet.findings if finding.slug == "near-fold"]
    assert near and {(finding.page, finding.severity) for finding in near} == {(1, "error")}
    assert "to the fold at 3.625 in" in near[0].what


def test_a_program_whose_name_is_that_of_anothers_flyer_is_refused(tmp_path: Path) -> None:
    make_publication(
        tmp_path,
        {
            "programs/primary-care-flyer.yml": make_program(),
            "chapters/primary-care-card.yaml": "title: A chapter\nline: A line\n",
        },
    )
    with pytest.raises(ContentError) as caught:
        check(Places(tmp_path, tmp_path / "output"))
    assert [str(problem) for problem in caught.value.problems] == [
        (
            "content/chapters/primary-care-card.yaml: the card of primary-care would have the name"
            ' "primary-care-card" too. Hint: rename one of the two files.'
        ),
        (
            "content/programs/primary-care-flyer.yml: the flyer of primary-care would have the name"
            ' "primary-care-flyer" too. Hint: rename one of the two files.'
        ),
    ]


def test_two_formats_that_give_two_programs_one_name_are_refused(tmp_path: Path) -> None:
    make_publication(tmp_path, {"programs/primary.yaml": make_program()})
    for name in ("sign", "care-sign"):
        own = tmp_path / "layouts" / name
        own.mkdir(parents=True)
        (own / "format.yaml").write_text("line: A sign\npages: [1]\n", "utf-8")
        (own / f"{name}.html.j2").write_text("", "utf-8")
    with pytest.raises(
        ContentError,
        match=(
            r"^content/programs/primary\.yaml: the sign of primary-care would have the name"
            r' "primary-care-sign" too\.'
        ),
    ):
        check(Places(tmp_path, tmp_path / "output"))


def test_formats_are_asked_for_one_by_one_or_all_at_once_and_packets_only_with_brochures(
    tmp_path: Path, here: Here
) -> None:
    make_plain_publication(tmp_path, {"packets/packet.yaml": "title: The packet\n"})
    phone = tmp_path / "layouts/phone"
    shutil.copytree(tmp_path / "layouts/card", phone)
    (phone / "card.html.j2").rename(phone / "phone.html.j2")

    def names(*arguments: str) -> set[str]:
        shutil.rmtree(tmp_path / "output", ignore_errors=True)
        assert here("--publication", tmp_path, "-q", "build", *arguments).code == 0
        return {path.stem for path in (tmp_path / "output").rglob("*.pdf")}

    assert names("--format", "flyer", "--format", "card") == {"primary-care-flyer", "primary-care-card"}
    assert names("--all") == {
        "primary-care",
        "primary-care-flyer",
        "primary-care-card",
        "primary-care-leaflet",
        "primary-care-phone",
        "primary-care-poster",
        "primary-care-tent",
        "packet",
    }
