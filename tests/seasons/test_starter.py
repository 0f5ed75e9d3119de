"""`new` gives a publication that builds at once and shows every part."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from pypdf import PdfReader

from brochure.build import Desk, Places, Published, Watcher, Wish
from brochure.errors import MachineError, UsageError
from brochure.model import (
    Apply,
    Chapter,
    Contact,
    Event,
    Fact,
    Group,
    Institution,
    Packet,
    Picture,
    Program,
    Season,
    Section,
)
from brochure.press import build, start
from brochure.review import transcript
from tests.builders.command_line import PROGRAM
from tests.builders.reading import unread

#: What a publication to start from shows of content, and what it may leave out: other forms of the same.
SHOWN = (Institution, Season, Program, Group, Section, Chapter, Packet, Apply, Contact, Fact, Picture, Event)
MAY_BE_UNUSED = {"id", "fit", "notes", "programs", "variants", "matches_list", "dates", "pictures"}
#: Dots per inch below which a print shop's preflight tells of a picture.
SHARP = 200
SCHEMA_LINE = re.compile(r"# yaml-language-server: \$schema=(\S+)$")


@dataclass(frozen=True)
class Started:
    """A starter that was made and built, with its stages kept."""

    folder: Path
    made: Sequence[Published]


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory, shared: Desk) -> Started:
    folder = start(tmp_path_factory.mktemp("starter") / "new one")
    places = Places(folder, folder / "output", folder / "output/stages")
    return Started(folder, build(places, Wish(), Watcher(), replace(shared, keep=places.keep)))


def numbers_at_feet(pdf: Path) -> list[str]:
    """What stands at the outer foot of each page: at the left of even ones, at the right of odd ones."""
    found = []
    for number, page in enumerate(pypdfium2.PdfDocument(pdf), start=1):
        width, _ = page.get_size()
        left = 0 if number % 2 == 0 else width - 80
        found.append(page.get_textpage().get_text_bounded(left, 0, left + 80, 50).strip())
    return found


@pytest.mark.long
class TestAStarter:
    def test_is_read_by_everybody_as_it_was_composed(self, started: Started) -> None:
        (packet,) = (started.folder / "output").rglob("screen/packet.pdf")
        stages = started.folder / "output/stages"
        parts = [path for path in stages.glob("*.html") if not (stages / "packet" / path.name).exists()]
        parts += (stages / "packet").glob("*.html")
        html = "".join(path.read_text("utf-8") for path in parts if "folios" not in path.name)
        assert unread(html, packet.read_bytes()) == {}

    def test_is_heard_line_by_line_with_a_pause_between_things(self, started: Started) -> None:
        (brochure,) = (started.folder / "output").rglob("screen/family-medicine.pdf")
        said = transcript(brochure.read_bytes()).replace("\u00a0", " ")
        for together in (
            (
                "Paragraph: Tomás Herrera, MD, MPH\nParagraph: Associate program director\nParagraph:"
                " Residency Office\nParagraph: 12 Mill Street, second floor\nParagraph: Alder Falls\n"
            ),
            "  • ACGME program 1200000000\n",
            "  • 3 years Residency in family medicine\n",
            "  • 1 A coach from outside",
            "    Paragraph: Ada Lindqvist, MD\n    Paragraph: Program director\n",
            "  • 2019\n    Paragraph: Ada Lindqvist\n",
            ": Four weeks; Planned in April for the year\n",
            ": Graduation from medical school by July 1; Three letters",
            "“They let me go home when my father was ill. They did not ask for how long.”",
        ):
            assert together in said

    def test_says_where_a_dial_begins(self, started: Started) -> None:
        (packet,) = (started.folder / "output").rglob("screen/packet.pdf")
        caption = "Caption: From the top, clockwise. Twenty-four hours in the valley, as told by a resident"
        assert caption in transcript(packet.read_bytes())

    def test_has_page_numbers_at_the_outer_feet_those_of_the_packet_where_it_is_bound(
        self, started: Started
    ) -> None:
        (brochure,) = (started.folder / "output").rglob("screen/family-medicine.pdf")
        (packet,) = (started.folder / "output").rglob("screen/packet.pdf")
        numbers = numbers_at_feet(brochure)
        assert len(numbers) >= 8
        assert numbers[0] == "", "a cover has none"
        bare = [
            number
            for number, page in enumerate(PdfReader(brochure).pages)
            if number == 1 or not page.extract_text().strip()
        ]
        assert set(bare) <= {1, len(numbers) - 2}, "pages of color stand within the cover"
        expected = ["" if number in (0, *bare) else str(number + 1) for number in range(len(numbers))]
        assert numbers == expected
        bound = numbers_at_feet(packet)
        assert (bound[0], bound[-1]) == ("", "")
        assert all(said in ("", str(number)) for number, said in enumerate(bound, start=1))
        assert sum(map(bool, bound)) > len(bound) / 2

    def test_says_inside_its_cover_what_is_on_which_page(self, started: Started) -> None:
        (brochure,) = (started.folder / "output").rglob("screen/family-medicine.pdf")
        pages = [" ".join(page.extract_text().split()) for page in PdfReader(brochure).pages]
        said = transcript(brochure.read_bytes())
        first, *titles = re.findall(r"Heading 2: (.+)", said)
        listed = re.findall(r"• Page (\d+) (.+) \[link to page (\d+)\]", said)
        assert first == "Contents" and len(listed) == len(titles) >= 4
        for (number, words, leads_to), title in zip(listed, titles, strict=True):
            assert words.endswith(title) and title in pages[int(number) - 1] and number == leads_to

    def test_has_pictures_that_are_large_enough_for_print(self, started: Started) -> None:
        """By what their files hold: a build for screens takes no more of it than that shows."""
        found = 0
        for path in (started.folder / "output/stages").rglob("*.pages.json"):
            for one in (one for page in json.loads(path.read_text("utf-8")) for one in page["pictures"]):
                file, line, column = one["where"].rsplit(":", 2) if one["where"] else ("", "1", "1")
                lines = (started.folder / file).read_text("utf-8").splitlines() if file else [""]
                named = re.match(r"pictures/[\w-]+\.jpg", lines[int(line) - 1][int(column) - 1 :])
                if named:
                    with Image.open(started.folder / "content" / named[0]) as picture:
                        sides = zip(picture.size, one["printed"], strict=True)
                        assert min(pixels / points for pixels, points in sides) * 72 >= SHARP, named[0]
                    found += 1
        assert found > 12

    def test_builds_every_brochure_and_the_packet_without_an_error(self, started: Started) -> None:
        programs = [path.stem for path in sorted((started.folder / "content/programs").iterdir())]
        assert programs
        assert [one.name for one in started.made if one.path] == [*programs, "packet"]
        told = [finding for one in started.made for finding in one.findings]
        assert [str(one) for one in told if one.severity == "error"] == []

    def test_shows_every_field(self, started: Started) -> None:
        files = (started.folder / "content").rglob("*")
        said = "".join(path.read_text("utf-8") for path in files if path.suffix in (".yaml", ".md"))
        fields = {name for shown in SHOWN for name in shown.model_fields}
        assert len(fields) > 60
        assert {name for name in fields if not re.search(rf"\b{name}:", said)} == MAY_BE_UNUSED

    def test_names_in_every_file_a_schema_that_is_there(self, started: Started) -> None:
        files = [path for path in (started.folder / "content").rglob("*") if path.suffix in (".yaml", ".md")]
        assert len(files) > 8
        for path in files:
            line = path.read_text("utf-8").removeprefix("---\n").splitlines()[0]
            named = SCHEMA_LINE.match(line)
            assert named, f"{path} names no schema"
            schema = json.loads((path.parent / named[1]).read_text("utf-8"))
            assert schema["$schema"].startswith("https://json-schema.org/draft/2020-12")
            assert schema["type"] == "object"

    def test_has_the_field_reference_beside_it(self, started: Started) -> None:
        assert (started.folder / "docs/content.md").read_text("utf-8") == (
            PROGRAM.parent / "docs/content.md"
        ).read_text("utf-8")


def test_a_folder_that_is_there_and_empty_is_taken(tmp_path: Path) -> None:
    assert start(tmp_path) == tmp_path
    assert (tmp_path / "content/publication.yaml").is_file()


def test_a_folder_that_holds_anything_is_refused_and_not_touched(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    for folder in (tmp_path, tmp_path / "mine.txt"):
        with pytest.raises(UsageError, match="not empty") as caught:
            start(folder)
        assert caught.value.exit_code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_place_where_no_folder_can_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file" / "new", Path("/proc/new")):
        with pytest.raises(MachineError):
            start(folder)
