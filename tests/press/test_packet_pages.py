"""A packet of three programs that share sections, built once and opened: texts once, links, an index."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pypdfium2
import pytest
from pypdf import PdfReader

from brochure.build import Desk, Places, Watcher, Wish
from brochure.press import build
from tests.builders.merging import elements, kids, top
from tests.builders.publication import make_picture, make_program, make_publication
from tests.builders.reading import in_tags

#: Sentences that tell where a text stands.
WELLNESS, WELLNESS_SHORT = "Every ambulatory block holds hours back.", "Hours are held back in short."
CLINIC, HIKING = "The clinic on the hill opens at seven.", "In June all residents walk up the hill."
OWN = "The laboratory has a garden of its own."
USES = "sections: [wellness, hiking]"


def section(title: str, text: str, more: str = "") -> str:
    return f"---\ntitle: {title}\n{more}---\n\n{text}\n"


def files() -> dict[str, str | bytes | None]:
    return {
        "sections/life.md": None,
        "sections/wellness.md": section(
            "Wellness", WELLNESS, f"short: {WELLNESS_SHORT}\nvariants:\n  c: {OWN}\n"
        ),
        "sections/hiking.md": section("On the hill", HIKING),
        "sections/clinic.md": section("The clinic", CLINIC, "people: [jane-doe]\n"),
        "people.yaml": "jane-doe: {name: Jane Doe}\nzoe: {name: Dr. Zoé de la Cruz, role: Chair}\n",
        "programs/primary-care.yaml": None,
        "programs/a.yaml": make_program(
            f"life: {{title: Life at A, {USES}}}\n", name="Program A", order="1"
        ),
        "programs/b.yaml": make_program(
            f"life: {{title: Life at B, {USES}}}\nleaders: [zoe]\n", name="Program B", order="2"
        ),
        "programs/c.yaml": make_program(
            "life:\n  title: Life at C\n  sections:\n  - wellness\n  - {use: clinic, people: [zoe]}\n",
            name="Program C",
            order="3",
        ),
        "chapters/common.yaml": "title: In common\nline: For all\nsections: [wellness, clinic]\n",
        "packets/packet.yaml": (
            "title: All\nindex: yes\nchapters: [common]\nwelcome:\n  title: Good morning\n  week:\n"
            "  - {day: Mon, start: '8:00', end: '12:00', what: Rounds, setting: Practice}\n"
        ),
    }


@dataclass(frozen=True)
class Built:
    """The packet and the brochures alone."""

    folder: Path

    @cache  # noqa: B019  there is one
    def reader(self, name: str) -> PdfReader:
        return PdfReader(self.folder / f"{name}.pdf")

    @cache  # noqa: B019  there is one
    def words(self, name: str) -> list[str]:
        """What stands on each page."""
        texts = (page.extract_text() for page in self.reader(name).pages)
        return [re.sub(r"\s+", " ", re.sub("[-\u2010]\n", "", text)) for text in texts]

    def pages_with(self, words: str) -> list[int]:
        """The numbers of the packet's pages that say so."""
        return [number for number, text in enumerate(self.words("packet"), start=1) if words in text]

    def links(self, page: int) -> Iterator[tuple[int, str]]:
        """The page that each link within the packet on a page leads to, and what it announces."""
        reader = self.reader("packet")
        numbers = {one.indirect_reference.idnum: n for n, one in enumerate(reader.pages, start=1)}
        for annotation in reader.pages[page - 1].get("/Annots") or ():
            link = annotation.get_object()
            target = link["/A"]["/D"] if "/A" in link and "/D" in link["/A"] else link.get("/Dest")
            if isinstance(target, str):
                place = reader.named_destinations[target].page
                yield numbers[place.idnum if hasattr(place, "idnum") else place.indirect_reference.idnum], ""
            elif target is not None:
                yield numbers[target[0].idnum], str(link.get("/Contents"))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, shared: Desk) -> Built:
    folder = tmp_path_factory.mktemp("once")
    make_publication(folder, files())
    published = build(Places(folder, folder / "output"), Wish(), Watcher(), shared)
    found = [one for document in published for one in document.findings]
    assert [one for one in found if one.severity == "error"] == []
    named = {one.document for one in found if one.page}
    assert "packet" in named and named <= {document.name for document in published}, "what people have"
    return Built(folder / "output" / "2019-20" / "screen")


def test_a_text_of_a_chapter_stands_there_alone_and_in_full(built: Built) -> None:
    (home,) = built.pages_with(WELLNESS)
    assert built.pages_with(WELLNESS_SHORT) == []
    assert "In common" in " ".join(built.words("packet")[home - 2 : home])
    for name in ("a", "b"):
        assert WELLNESS_SHORT in " ".join(built.words(name))


def test_brochures_refer_to_its_page_by_a_link_that_leads_there(built: Built) -> None:
    (home,) = built.pages_with(WELLNESS)
    for title in ("Life at A", "Life at B"):
        listed, page = built.pages_with(title)
        assert str(page) in re.findall(r"\d+", built.words("packet")[listed - 1]), "a page within its cover"
        assert page in [goal for goal, _ in built.links(listed)]
        assert f"Wellness {home}" in built.words("packet")[page - 1]
        assert home in [goal for goal, _ in built.links(page)]


def test_what_a_program_has_of_its_own_stays_with_the_page_of_the_rest(built: Built) -> None:
    (page,) = built.pages_with(OWN)
    (home,) = built.pages_with(CLINIC)
    said = built.words("packet")[page - 1]
    assert "Life at C" in said and "de la Cruz" in said and said.count(f"More on page {home}") == 2


def test_a_text_of_several_brochures_stands_in_the_first_of_them(built: Built) -> None:
    (first,) = built.pages_with(HIKING)
    assert "Life at A" in built.words("packet")[first - 1]
    *_, other = built.pages_with("Life at B")
    assert f"On the hill {first}" in built.words("packet")[other - 1]
    assert first in [goal for goal, _ in built.links(other)]


def test_the_opening_of_a_packet_may_show_a_week_with_settings_of_its_own(built: Built) -> None:
    (page,) = built.pages_with("Practice")
    assert "Good morning" in built.words("packet")[page - 1]


def test_references_are_tagged_as_such(built: Built) -> None:
    tops = top(built.reader("packet"))
    kinds = [
        kid.get("/S")
        for element in elements(tops)
        if element.get("/S") == "/Reference"
        for kid in kids(element)
        if isinstance(kid, dict)
    ]
    assert kinds.count("/Link") >= 2 + 3  # two with a text of their own, three in lists


def test_the_index_names_people_with_their_pages(built: Built) -> None:
    page = built.pages_with("Index of people")[-1]
    said = built.words("packet")[page - 1]
    zoe = built.pages_with("Cruz")
    assert "de la Cruz, Zoé" in said and f"Doe, Jane, {built.pages_with('Jane Doe')[0]}" in said
    goals = [goal for goal, _ in built.links(page)]
    assert set(zoe) - {page} <= set(goals)
    contents = next(text for text in built.words("packet") if "contents" in text.casefold())
    assert f"Index of people {page}" in contents
    assert "Index of people" in [
        one.title for one in built.reader("packet").outline if not isinstance(one, list)
    ]
    assert "Index of people" in in_tags((built.folder / "packet.pdf").read_bytes())


def test_the_folio_of_a_small_page_stands_beside_its_running_foot(tmp_path: Path, shared: Desk) -> None:
    """Chapters and the index begin on either side of a leaf, which they do not know when they are set."""
    make_publication(tmp_path, {**files(), "publication.yaml": "title: Programs\nsheet: half-letter\n"})
    build(Places(tmp_path, tmp_path / "output"), Wish(), Watcher(), shared)
    with pypdfium2.PdfDocument(tmp_path / "output/2019-20/screen/packet.pdf") as packet:
        texts = [page.get_textpage() for page in packet]
        at_left = [one.get_text_bounded(left=0, bottom=0, right=34 + 15, top=48).strip() for one in texts]
        feet = [one.get_text_bounded(left=0, bottom=0, top=48) for one in texts]
    versos = [number for number, foot in enumerate(feet, start=1) if "2019" in foot and number % 2 == 0]
    assert len(versos) > 3 and [at_left[number - 1] for number in versos] == [str(one) for one in versos]


@pytest.mark.parametrize("sheet", ["letter", "half-letter"])
def test_five_who_lead_a_program_and_a_full_contact_have_room_at_its_end(
    tmp_path: Path, shared: Desk, sheet: str
) -> None:
    """In a packet rings stood over the code and the address; on half letter the colophon had no room."""
    names = ("Evangeline Thiruvenkatachari", "Maximiliano Castellanos-Mejía", "Katharina Schwarzenberger")
    people = ", ".join(
        f"{{name: {names[n % 3]} {n}, credentials: 'MD, PhD', role: Associate program director for {n}, "
        f"photo: p.png, alt: A face, consent_until: 2039-01-01}}"
        for n in range(5)
    )
    address = "[Department of Medicine, Bayview Tower, Suite 1140, 2200 Old Cannery Road, Port Ellis]"
    contact = f"{{name: The office, role: Coordination, address: {address}, phone: 617-555-0142, "
    contact += "hours: Weekdays, email: categorical.residency@bayviewregional.example, "
    contact += "web: https://www.bayviewregional.example/education/categorical}"
    apply = f"{{web: https://www.bayview.example/apply, contact: {contact}}}"
    program = make_program(
        f"back: The harbor light is on all night.\nleaders: [{people}]\napply: {apply}\n",
        story=f"{{title: The program, text: {'Words of it. ' * 130}}}",
    )
    changes = {
        "publication.yaml": f"title: All\nsheet: {sheet}\n",
        "programs/primary-care.yaml": program,
        "institution.yaml": (
            "name: Bayview Regional Medical Center and Harbor University Hospitals\nsites: [Tower, Clinic]\n"
            "statements: [Bayview is invented., An employer of equal opportunity.]\n"
        ),
        "packets/packet.yaml": "title: All\n",
        "p.png": make_picture(size=(200, 240)),
    }
    make_publication(tmp_path, changes)
    published = build(Places(tmp_path, tmp_path / "output"), Wish(edition="press"), Watcher(), shared)
    assert {one.name for one in published if one.path} == {"primary-care", "packet"}
    assert [one for each in published for one in each.findings if one.severity == "error"] == []
