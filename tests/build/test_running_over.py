"""What a packet prints of rich content runs over its pages without holes: classes, quotations, portraits
and pictures, each broken where a printer would break it, and what stands elsewhere named in the margin.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from io import BytesIO
from itertools import takewhile

import pytest
from pikepdf import Pdf

from brochure.build.brochures import hashed
from brochure.build.desk import Desk
from brochure.build.plan import make_plan
from brochure.build.request import Wish
from brochure.compose import Composer, Entry, Layouts
from brochure.content import load
from brochure.model import Job, PacketJob, PageSource, PageView, Placement, Run
from brochure.preflight.layout import filled
from brochure.typeset import lay_out, typeset
from tests.builders.rich import write_rich

pytestmark = pytest.mark.long


@dataclass(frozen=True)
class Rich:
    """The rich publication: what composes it, its packet, and a desk that prepares its photographs."""

    composer: Composer
    packet: PacketJob
    desk: Desk

    def pages(self, source: PageSource) -> tuple[PageView, ...]:
        """The pages of a composed document as they are laid out."""
        return lay_out(hashed(source, self.desk))

    def group(self, program: str, group: str, architecture: str) -> PageSource:
        """A group of a program, in the packet, in an architecture."""
        job = next(one for one in self.packet.brochures if one.part == program)
        return self.composer.document(job, 1, (), (Placement((group,), architecture),))

    def chapter(self, name: str, architecture: str) -> tuple[PageView, ...]:
        """A chapter in an architecture."""
        job = next(one for one in self.packet.chapters if one.name == name)
        assert isinstance(job, Job)
        return self.pages(self.composer.document(job, 1, (), (Placement(("chapter",), architecture),)))


@pytest.fixture(scope="module", params=["letter", "a4"])
def rich(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, shared: Desk) -> Rich:
    """Its packet of twelve programs, on both sheets where a test does not name one."""
    folder = write_rich(tmp_path_factory.mktemp(request.param), sheet=request.param)
    layouts = Layouts.of(folder)
    publication = load(folder / "content", layouts.fonts, layouts.folders)
    (packet,) = make_plan(publication, Wish()).packets
    return Rich(Composer(publication, folder / "content", layouts), packet, shared)


def found(pages: tuple[PageView, ...], words: str) -> tuple[int, Run]:
    """The page on which a text begins with these words, and its line."""
    return next((n, run) for n, page in enumerate(pages) for run in page.runs if run.text.startswith(words))


@pytest.mark.parametrize("rich", ["letter"], indirect=True)
def test_classes_and_quotations_go_on_on_the_next_page(rich: Rich) -> None:
    pages = rich.pages(rich.group("primary-care-program", "life", "running-close"))
    assert [page for page in pages[:-1] if filled(page) < 0.75] == []
    names = [run.text for page in pages for run in page.runs if run.where.startswith("content/lists/")]
    assert names.count("Featherstonehaugh-Wolcott") == 0 and len(names) >= 40  # none is left out or torn
    pages = rich.pages(rich.group("anesthesiology-program", "life", "running-close"))
    page, _ = found(pages[1:], "PGY-")
    before = takewhile(lambda run: not run.text.startswith("PGY-"), pages[page + 1].runs)
    rest = {run.where.split(":")[1] for run in before if run.where.startswith("content/lists/")}
    assert len(rest) > 2, "none of a class is alone on a page"


def test_a_picture_takes_its_title_along(rich: Rich) -> None:
    for program in ("primary-care-program", "anesthesiology-program", "rural-track"):
        pages = rich.pages(rich.group(program, "life", "running"))
        page, _ = found(pages, "The clinic at")
        assert pages[page].pictures and any(one.bottom - one.top > 150 for one in pages[page].pictures)


def test_what_stands_elsewhere_is_named_beside_the_last_section(rich: Rich) -> None:
    proof = typeset(hashed(rich.group("global-health-program", "life", "running"), rich.desk))
    pages = proof.pages
    page, title = found(pages, "Terms")
    other, noted = found(pages, "Read on")
    assert page == other == len(pages) - 1 and noted.left == pytest.approx(title.left, abs=1)
    assert title.bottom < noted.top < title.bottom + 60
    assert len([run for one in pages for run in one.runs if run.text.startswith("Read on")]) == 1
    with Pdf.open(BytesIO(proof.pdf)) as pdf:
        links = [link for one in pdf.pages for link in one.get("/Annots", [])]
    assert len(links) == 2 and all("/StructParent" in link for link in links)  # each is one link in the tags


def test_a_chapter_of_people_is_filled_to_its_last_page(rich: Rich) -> None:
    for architecture in ("chapter", "chapter-close"):
        pages = rich.chapter("people", architecture)
        assert [round(filled(page), 2) for page in pages[1:-1] if filled(page) < 0.65] == []


def test_the_contents_of_twelve_long_names_are_on_one_page(rich: Rich) -> None:
    programs = [Entry(one.part, 100 + n, program=one.subject) for n, one in enumerate(rich.packet.brochures)]
    chapters = [Entry(one.name, 300, chapter=one.subject) for one in rich.packet.chapters]
    source = rich.composer.measured_front(
        rich.packet, programs, [*chapters, Entry("index", 320)], 1.0, Placement(("contents",), "contents")
    )
    (page,) = rich.pages(source)
    assert filled(page) > 0.9


@pytest.mark.parametrize("rich", ["letter"], indirect=True)
def test_on_a_telephone_no_title_has_a_page_to_itself(rich: Rich) -> None:
    job = next(one for one in rich.packet.brochures if one.part == "primary-care-program")
    phone = replace(job, format=rich.composer.publication.formats["phone"], elsewhere=())
    pages = rich.pages(rich.composer.document(phone))
    assert len(pages) > 10
    assert [
        number for number, page in enumerate(pages, 1) if page.kind != "cover" and len(page.runs) < 4
    ] == []
