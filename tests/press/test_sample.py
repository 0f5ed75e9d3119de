"""The sample publication, built once and opened: what recruiters, coordinators and applicants get."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from brochure.build import Desk, Places, Published, Watcher, Wish, packet_wish
from brochure.model import SHEETS
from brochure.press import build, check, write_schemas
from tests.builders.reading import composed, in_chrome, read_before, unread, words
from tests.builders.sample import CHAPTERS, PROGRAMS, ROOT, copy_of_sample

#: Those that are built on the other sheet: short, with combined stages, and long; and by another process.
ON_A4, AGAIN = ("inpatient", "medicine-pediatrics", "global-medicine"), ("stanbury",)


class Sample:
    """One build of the sample, and its files opened."""

    def __init__(
        self, output: Path, published: tuple[Published, ...], edition: str = "2019-20/screen"
    ) -> None:
        self.published = published
        self.folder = output / edition
        self.output = output
        self.readers = {path.stem: PdfReader(path) for path in sorted(self.folder.glob("*.pdf"))}

    @property
    def packet(self) -> PdfReader:
        return self.readers["packet"]

    @cached_property
    def words(self) -> list[str]:
        """What stands on each page of the packet."""
        return [page.extract_text() for page in self.packet.pages]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory, shared: Desk) -> Sample:
    output = tmp_path_factory.mktemp("sample")
    desk = replace(shared, keep=output / "stages")
    return Sample(output, build(Places(ROOT, output, desk.keep), Wish(), Watcher(), desk))


@pytest.fixture(scope="module")
def on_a4(tmp_path_factory: pytest.TempPathFactory, shared: Desk) -> Sample:
    folder = copy_of_sample(tmp_path_factory.mktemp("a4"), "a4")
    places = Places(folder, folder / "output")
    made = [build(places, wish, Watcher(), shared) for wish in wishes_on_a4(folder)]
    return Sample(folder / "output", (*made[0], *made[1]))


def wishes_on_a4(folder: Path) -> tuple[Wish, Wish]:
    """Three of its brochures, and a packet with all chapters."""
    return Wish(ON_A4, packets=()), packet_wish(check(Places(folder, folder / "output")), ON_A4[:1])


def plain(text: str) -> str:
    """Text as a reader would search it: one line, no hyphens at line ends, plain spaces and quotes."""
    text = re.sub(r"[-\u2010\u00ad]\n", "", text)
    text = re.sub(r"\s+", " ", text.replace("\u202f", " ").replace("\u00a0", " "))
    return (
        text.replace("’", "'")
        .replace("‘", "'")
        .replace("“", '"')
        .replace("”", '"')
        .replace("–", "-")
        .lower()
    )


def test_eight_brochures_and_the_packet_are_published_and_nothing_is_found(sample: Sample) -> None:
    assert set(sample.readers) == {*PROGRAMS, "packet"}
    assert {document.name for document in sample.published} >= {*PROGRAMS, *CHAPTERS, "packet"}
    found = {(finding.slug, finding.where) for document in sample.published for finding in document.findings}
    lists = ("laureates", "notable-graduates")
    assert found == {("read-lists", f"content/lists/{name}.csv") for name in lists}


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_brochure_has_four_letter_pages_a_title_a_language_and_an_outline(
    sample: Sample, program: str
) -> None:
    reader = sample.readers[program]
    assert len(reader.pages) == 4
    assert {tuple(float(x) for x in page.mediabox) for page in reader.pages} == {(0, 0, 612, 792)}
    assert (
        reader.metadata is not None
        and reader.metadata.title
        and reader.metadata.author == "Massachusetts General Hospital"
    )
    assert reader.metadata.get("/Keywords") == "2019–20"
    assert str(reader.metadata.get("/Creator", "")).startswith("brochure ")
    root = reader.root_object
    assert root["/Lang"] == "en-US"
    assert root["/MarkInfo"]["/Marked"] and root["/StructTreeRoot"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.page_labels == ["1", "2", "3", "4"]
    assert reader.outline[0].title == reader.metadata.title


@pytest.mark.parametrize(
    "name",
    [
        "packet",
        "stanbury",
        *(pytest.param(one, marks=pytest.mark.long) for one in PROGRAMS if one != "stanbury"),
    ],
)
def test_everybody_reads_the_words_that_were_composed(sample: Sample, name: str) -> None:
    bound = (f"packet/{program}" for program in PROGRAMS)
    parts = [name] if name != "packet" else [*bound, *CHAPTERS, "packet-front", "packet-back"]
    html = "".join((sample.output / "stages" / f"{part}.html").read_text("utf-8") for part in parts)
    assert words(composed(html)).total() > (5000 if name == "packet" else 500)
    assert unread(html, (sample.folder / f"{name}.pdf").read_bytes()) == {}


@pytest.mark.long
def test_the_same_sample_fits_a4_with_notes_alone(on_a4: Sample) -> None:
    assert set(on_a4.readers) == {*ON_A4, f"packet-{ON_A4[0]}"}
    found = [finding for document in on_a4.published for finding in document.findings]
    assert [finding for finding in found if finding.severity != "note"] == []
    a4 = SHEETS["a4"]
    pages = [page for reader in on_a4.readers.values() for page in reader.pages]
    assert len(pages) > len(ON_A4) * 4 + len(CHAPTERS)
    assert all(
        abs(float(p.mediabox.width) - a4.width) < 0.01 and abs(float(p.mediabox.height) - a4.height) < 0.01
        for p in pages
    )
    assert all(len(on_a4.readers[program].pages) == 4 for program in ON_A4)


COVERED = """
Jay Vyas; Katrina Armstrong, MD; Sherri-Ann Burnett-Bowie, MD, MPH; James Jackson; John Collins Warren;
J. Michael Bishop; Michael S. Brown; Joseph L. Goldstein; Gerald Edelman; George R. Minot; Ferid Murad;
Ralph M. Steinman; Mandy Cohen; N. Anthony Coles; Roman DeSanctis; Lee Goldman; Jennifer Leaning;
Dean Ornish; Kenneth I. Shine; Eve Slater; Peter Slavin; Samuel O. Thier;
Centers for Medicare and Medicaid Services; Yumanity Therapeutics; Onyx Pharmaceuticals;
Director of Clinical Cardiology; Trustees' Medal; Columbia University; Harvard School of Public Health;
University of California, San Francisco; The University of Texas;
RAND Center for Domestic and International Health Security; Pfizer;
US Department of Health and Human Services; President, Massachusetts General Hospital; Partners HealthCare;
Nobel Prize in Physiology or Medicine; 1810; 1811; 1821; 1830; late 1850s; 1922; almost 200 years; 40 years;
five decades; When in distress every man becomes our neighbor; Circular Letter; Bulfinch Building;
House Physician; House Surgeon; House Pupils; Resident Physician; "Visits."; interns or residents;
intensive care units; cardiology and oncology; Bigelow Medical Service; nearly 40 %; four weeks of vacation;
four or five days; Thanksgiving; Christmas; New Year's; Jewish High Holidays; two years; 3 + 1; 1 year;
4 years; Harvard Mass General; American Board of Internal Medicine (ABIM); board-eligible;
approved by the ACGME; completes one; Center for Diversity and Inclusion (CDI);
under-represented in medicine (URM); Resident and Fellow Committee (RFC);
Women in Medicine Trainees Council (WIMTC); Office for Women's Careers; negotiating; mock interviews;
dinners; five areas of focus; gender bias; Community Outreach Program; COP; shelters; races; Red Sox; coach;
parental leave; prenatal appointments; complications; ambulatory block; Boston; 24; History; Culture; Food;
James Jackson Society; geriatrics; public health; clinical epidemiology; health policy;
health services research; wide range of medical subspecialties; Chief residents; classes of 2019-2020;
Department of Medicine; Stanbury Physician-Scientist Pathway; Categorical; Primary Care; Global Medicine;
Ambulatory Care; Inpatient; Preliminary; Medicine-Pediatrics
"""


def test_every_name_year_and_figure_of_the_source_is_in_the_packet(sample: Sample) -> None:
    wanted = [plain(" ".join(item.split())) for item in COVERED.split(";")]
    assert len(wanted) > 100
    text = plain("\n".join(sample.words))
    assert [item for item in wanted if item.strip() not in text] == []


@pytest.mark.parametrize(
    ("laureate", "year"),
    [
        ("Minot", 1934),
        ("Edelman", 1972),
        ("Brown", 1985),
        ("Goldstein", 1985),
        ("Bishop", 1989),
        ("Murad", 1998),
        ("Steinman", 2011),
    ],
)
def test_each_laureate_stands_beside_the_year_of_the_prize(sample: Sample, laureate: str, year: int) -> None:
    assert re.search(rf"{year} [a-z. ]*{laureate.lower()}", plain("\n".join(sample.words)))


def test_little_of_the_packet_has_been_read_before(sample: Sample) -> None:
    share = read_before(in_chrome((sample.folder / "packet.pdf").read_bytes()))
    assert 0.01 < share <= 0.08
    alone = "".join(in_chrome((sample.folder / f"{program}.pdf").read_bytes()) for program in PROGRAMS)
    assert read_before(alone) > 0.3  # each of them has the shared texts


def numbered(reader: PdfReader) -> dict[object, int]:
    return {page.indirect_reference.idnum: number for number, page in enumerate(reader.pages, start=1)}


def links(reader: PdfReader) -> Iterator[tuple[int, int]]:
    """Every internal link of a document: the page that it is on and the page that it leads to."""
    pages, named = numbered(reader), reader.named_destinations
    for number, page in enumerate(reader.pages, start=1):
        for annotation in page.get("/Annots") or ():
            link = annotation.get_object()
            action = link.get("/A", DictionaryObject()).get_object()
            target = link.get("/Dest", action.get("/D"))
            if target is None:
                continue
            target = target.get_object()
            place = named[target].page if isinstance(target, str) else target[0]
            yield (
                number,
                pages[
                    place.indirect_reference.idnum
                    if hasattr(place, "indirect_reference") and place.indirect_reference
                    else place.idnum
                ],
            )


def starts(sample: Sample) -> dict[str, int]:
    """The first page of every brochure in the packet, by its outline."""
    pages = numbered(sample.packet)
    titles = {str(sample.readers[name].metadata.title): name for name in PROGRAMS}
    entries = [entry for entry in sample.packet.outline if not isinstance(entry, list)]
    return {
        titles[e.title]: pages[e.page.idnum if hasattr(e.page, "idnum") else e.page.indirect_reference.idnum]
        for e in entries
        if e.title in titles
    }


def test_the_contents_lead_to_every_brochure_and_chapter_and_print_its_page(sample: Sample) -> None:
    found = starts(sample)
    assert set(found) == set(PROGRAMS)
    contents = next(n for n, words in enumerate(sample.words, start=1) if "contents" in plain(words))
    targets = {target for number, target in links(sample.packet) if number == contents}
    assert set(found.values()) < targets and len(targets) == len(PROGRAMS) + len(CHAPTERS)
    text = sample.words[contents - 1]
    assert all(re.search(rf"^\s*{target}\s*$|\b{target}\b", text, re.MULTILINE) for target in targets)


def test_brochures_start_on_right_hand_pages_with_their_cover(sample: Sample) -> None:
    for program, start in starts(sample).items():
        assert start % 2 == 1
        cover = plain(sample.words[start - 1])
        assert plain(str(sample.readers[program].metadata.title)).replace("-", "") in cover.replace("-", "")


def test_links_of_a_brochure_stay_in_it_but_for_references_which_print_their_page(sample: Sample) -> None:
    first = sorted(starts(sample).values())
    inner = [(page, target) for page, target in links(sample.packet) if page >= first[0]]
    leaving = [(page, target) for page, target in inner if page // 4 != target // 4]
    chapters = next(n for n, words in enumerate(sample.words, start=1) if "A community" in words)
    assert len(leaving) > 8 * 3
    for page, target in leaving:
        assert target >= chapters
        assert re.search(rf"\b{target}\b", sample.words[page - 1])
    # Calls of sources lead to the list at the foot of their own page.
    before = [(page, target) for page, target in links(sample.packet) if target != page < first[0]]
    # An entry of the contents is one link, on however many lines; the comparison has the programs once more.
    assert len(PROGRAMS) + len(CHAPTERS) in Counter(page for page, _ in before).values()
    assert len(set(before)) == 2 * len(PROGRAMS) + len(CHAPTERS)


def test_every_page_but_the_covers_carries_its_number_and_no_other(sample: Sample) -> None:
    last = len(sample.packet.pages)
    assert sample.packet.page_labels == [str(number) for number in range(1, last + 1)]
    for number, page in enumerate(sample.packet.pages, start=1):
        feet: list[str] = []

        def foot(
            text: str, _cm: object, matrix: list[float], _font: object, _size: object, feet: list[str] = feet
        ) -> None:
            if text.strip().isdigit():
                feet.append(text.strip())

        forms = [
            x.get_object()
            for x in page["/Resources"]["/XObject"].values()
            if x.get_object().get("/Subtype") == "/Form"
        ]
        artifacts = (
            page.get_contents().get_data().count(b"/Subtype /Footer>> BDC q ")
        )  # running feet are footers too
        assert artifacts <= 1 and forms is not None
        page.extract_text(visitor_text=foot)
        assert (str(number) in feet) == (1 < number < last), number


def test_the_outline_goes_from_packet_to_brochure_to_section(sample: Sample) -> None:
    outline = sample.packet.outline
    place = next(
        i for i, entry in enumerate(outline) if not isinstance(entry, list) and entry.title == "Primary Care"
    )
    children = outline[place + 1]
    assert isinstance(children, list)
    assert "To know a patient over the years" in [
        plain_title(entry) for entry in children if not isinstance(entry, list)
    ]
    assert any(isinstance(entry, list) for entry in children)


def plain_title(entry: object) -> str:
    return str(entry.title).replace("\u00a0", " ")  # type: ignore[attr-defined]


def test_the_packet_keeps_every_tag_of_its_brochures(sample: Sample) -> None:
    def elements(reader: PdfReader) -> int:
        waiting, count = [reader.root_object["/StructTreeRoot"].get("/K")], 0
        while waiting:
            node = waiting.pop()
            node = node.get_object() if hasattr(node, "get_object") else node
            if isinstance(node, list):
                waiting.extend(node)
            elif isinstance(node, dict):
                count += "/S" in node
                waiting.append(node.get("/K"))
        return count

    assert elements(sample.packet) > sum(elements(sample.readers[program]) for program in PROGRAMS)


def test_the_manifest_says_what_was_published(sample: Sample) -> None:
    manifest = json.loads((sample.output / "2019-20" / "manifest.json").read_text("utf-8"))
    assert set(manifest["files"]) == {f"screen/{name}.pdf" for name in sample.readers}
    for name, entry in manifest["files"].items():
        data = (sample.output / "2019-20" / name).read_bytes()
        assert (entry["sha256"], entry["bytes"]) == (sha256(data).hexdigest(), len(data))
        assert entry["pages"] == len(sample.readers[Path(name).stem].pages)
        assert entry["trim"] == [612, 792]
    assert "content/programs/stanbury.yaml" in manifest["files"]["screen/stanbury.pdf"]["sources"]
    assert "content/programs/stanbury.yaml" not in manifest["files"]["screen/inpatient.pdf"]["sources"]


@pytest.mark.long
def test_another_process_makes_the_same_bytes(sample: Sample, tmp_path: Path) -> None:
    command = [
        sys.executable,
        str(ROOT / "make_brochure.py"),
        "--output",
        str(tmp_path),
        "--cache",
        str(tmp_path / "cache"),
        "-q",
        "build",
        *AGAIN,
    ]
    subprocess.run(
        command,
        check=True,
        env={"PYTHONHASHSEED": "7", "PATH": "/usr/bin:/bin", "LC_ALL": "C"},
        cwd=tmp_path,
    )
    made = {path.name: path.read_bytes() for path in (tmp_path / "2019-20" / "screen").glob("*.pdf")}
    assert made == {f"{name}.pdf": (sample.folder / f"{name}.pdf").read_bytes() for name in AGAIN}


def test_the_schemas_beside_the_content_are_fresh(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    written = [path for path in write_schemas(tmp_path) if path.suffix == ".json"]
    kept = ROOT / "content" / ".schema"
    assert {path.name for path in written} == {path.name for path in kept.glob("*.json")}
    assert all((kept / path.name).read_text("utf-8") == path.read_text("utf-8") for path in written), (
        "run make_brochure.py schema"
    )


def test_every_content_file_names_its_schema(sample: Sample) -> None:
    files = [
        p
        for p in sorted((ROOT / "content").rglob("*"))
        if p.suffix in (".yaml", ".md") and ".schema" not in p.parts
    ]
    assert len(files) > 40
    for path in files:
        lines = path.read_text("utf-8").splitlines()
        line = lines[1] if path.suffix == ".md" else lines[0]
        match = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", line)
        assert match and (path.parent / match[1]).is_file(), path


def test_the_packet_is_small(sample: Sample) -> None:
    """Its typefaces are stored once, and it is no larger than its brochures alone with theirs."""
    files: dict[str, set[int]] = {}
    for page in sample.packet.pages:
        for font in page["/Resources"]["/Font"].values():
            descriptor = font["/DescendantFonts"][0]["/FontDescriptor"]
            files.setdefault(font["/BaseFont"].partition("+")[2], set()).add(
                descriptor.raw_get("/FontFile2").idnum
            )
    assert len(files) == 6 and {len(numbers) for numbers in files.values()} == {1}
    size = {one.name: one.size for one in sample.published}
    assert size["packet"] < sum(size[name] for name in PROGRAMS)
