"""`new` gives a publication that builds at once and shows every part."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pytest

from brochure.build import Desk, Places, Watcher, Wish
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
from tests.builders.command_line import PROGRAM, objects, run_command
from tests.builders.reading import unread

#: What a publication to start from shows of content, and what it may leave out: other forms of the same.
SHOWN = (Institution, Season, Program, Group, Section, Chapter, Packet, Apply, Contact, Fact, Picture, Event)
MAY_BE_UNUSED = {"id", "fit", "notes", "programs", "variants", "matches_list", "dates", "pictures"}
SCHEMA_LINE = re.compile(r"# yaml-language-server: \$schema=(\S+)$")


@dataclass(frozen=True)
class Started:
    """A starter that was made and built by the command line, with its stages kept."""

    folder: Path
    records: list[dict[str, object]]


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory, shared: Desk) -> Started:
    folder = tmp_path_factory.mktemp("starter") / "new one"
    assert run_command("new", folder).returncode == 0
    ended = run_command("--publication", folder, "--json", "--keep", "--cache", shared.store.folder)
    assert (ended.returncode, ended.stderr) == (0, "")
    return Started(folder, objects(ended.stdout))


def numbers_at_feet(pdf: Path) -> list[str]:
    """What stands at the outer foot of each page: at the left of even ones, at the right of odd ones."""
    found = []
    for number, page in enumerate(pypdfium2.PdfDocument(pdf), start=1):
        width, _ = page.get_size()
        left = 0 if number % 2 == 0 else width - 80
        found.append(page.get_textpage().get_text_bounded(left, 0, left + 80, 50).strip())
    return found


@pytest.mark.xdist_group("starter")
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
            "  • ACGME program\n    Paragraph: 1200000000\n",
            "  • 3 years\n    Paragraph: Residency in family medicine\n",
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
        assert numbers[1:] == [str(number) for number in range(2, len(numbers) + 1)]
        bound = numbers_at_feet(packet)
        assert (bound[0], bound[-1]) == ("", "")
        assert all(said in ("", str(number)) for number, said in enumerate(bound, start=1))
        assert sum(map(bool, bound)) > len(bound) / 2

    @pytest.mark.large
    def test_has_pictures_that_are_large_enough_for_print(self, started: Started, shared: Desk) -> None:
        made = build(
            Places(started.folder, started.folder / "output"), Wish(edition="press"), Watcher(), shared
        )
        assert [one.path.name for one in made if one.path] == ["family-medicine.pdf", "packet.pdf"]
        assert [str(one) for each in made for one in each.findings if one.slug == "coarse-picture"] == []

    def test_builds_every_brochure_and_the_packet_without_an_error(self, started: Started) -> None:
        made = [Path(str(one["file"])).name for one in started.records if "file" in one]
        programs = [path.stem + ".pdf" for path in sorted((started.folder / "content/programs").iterdir())]
        assert programs
        assert made == [*programs, "packet.pdf"]
        findings = [one["finding"] for one in started.records if "finding" in one]
        assert not [
            finding for finding in findings if isinstance(finding, dict) and finding["severity"] == "error"
        ]

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
