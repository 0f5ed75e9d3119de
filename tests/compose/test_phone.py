"""The format for telephones: the brochure on small pages, word for word, large enough as they are."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
import tinyhtml5
from pypdf import PdfReader

from brochure.build import Desk, Places, Watcher, Wish
from brochure.compose import Composer, Layouts
from brochure.content import load
from brochure.errors import UsageError
from brochure.press import build, start
from brochure.review import utterances
from tests.builders.documents import make_job
from tests.builders.publication import make_picture, make_publication
from tests.builders.sample import copy_of_sample

pytestmark = pytest.mark.usefixtures("warm")
#: Prose, and what is smallest, in points; a point is about a pixel of a screen that is 375 wide.
PROSE, SMALLEST = 15, 12
#: The most bytes of a document without photographs.
LIGHT = 300_000
#: Seven people, two with a portrait, and names that are wide.
NAMES = (
    "Łukasz Wróblewski",
    "José María de la Cruz",
    "Zoë Čapková",
    "Bo Xu",
    "Κατερίνα Παπαδοπούλου",
    "Annelie Lee",
    "Ludmila An",
)
FACE = ", photo: pictures/face.jpg, alt: A face, consent_until: 2028-12-31"
GUIDES = "    - title: Who leads\n      people:\n" + "".join(
    f'        - {{name: {name}, credentials: "MSN, RN, CCRN", role: Guide{FACE * (number < 2)}}}\n'
    for number, name in enumerate(NAMES)
)


class Both:
    """A program as a brochure and for telephones."""

    def __init__(self, folder: Path, publication: Path, program: str, shared: Desk) -> None:
        places = Places(publication, folder / "output", folder / "stages")
        wish = Wish(programs=(program,), formats=("brochure", "phone"), packets=())
        self.published = build(places, wish, Watcher(), replace(shared, keep=places.keep))
        paths = {one.name: one.path for one in self.published if one.path}
        self.brochure, self.phone = paths[program], paths[f"{program}-phone"]
        self.pages = json.loads((folder / "stages" / f"{program}-phone.pages.json").read_text("utf-8"))
        written = (folder / "stages" / f"{program}.html").read_text("utf-8")
        self.scales = set(re.findall(r'of-axis.*?<span class="words"[^>]*>([^<]*)<', written))

    @staticmethod
    def said(path: Path) -> list[tuple[str, str]]:
        """What is heard of a document but its pages and codes."""
        heard = [(one.role, one.text) for one in utterances(path.read_bytes())]
        return [one for one in heard if one[0] != "page" and not one[1].startswith("QR code")]


@pytest.fixture(scope="module", params=["sample", pytest.param("school", marks=pytest.mark.long)])
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, shared: Desk) -> Both:
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "sample":
        return Both(folder, copy_of_sample(folder), "primary-care", shared)
    start(folder / "school", "school")
    return Both(folder, folder / "school", "clay", shared)


def test_it_says_what_the_brochure_says_in_the_same_order(both: Both) -> None:
    """But for the scales of drawings, whose words stand below these on small pages, for figures and fields,
    which follow the text there, and for lines above titles of groups that share a page in brochures.
    """
    shared = {"How training is built", "How it is built"}
    assert shared & {text for _, text in both.said(both.phone)}

    def unpaged(said: list[tuple[str, str]]) -> list[tuple[str, str]]:
        return [
            (role, re.sub(r"to page \d+", "to page", text))
            for role, text in said
            if text not in both.scales | shared
        ]

    def words(said: list[tuple[str, str]]) -> list[tuple[str, str]]:
        return [one for one in said if one[0] not in ("figure", "caption")]  # a picture may close a page

    phone, brochure = unpaged(both.said(both.phone)), unpaged(both.said(both.brochure))
    assert sorted(phone) == sorted(brochure)
    begins = next(at for at, (role, _) in enumerate(brochure) if role == "list")
    facts = brochure[begins : brochure.index(phone[begins])]
    assert facts and phone[begins][0] == "paragraph", "the text comes first on a telephone"
    at = phone.index(facts[1]) - 1
    assert phone[at : at + len(facts)] == facts
    del phone[at : at + len(facts)], brochure[begins : begins + len(facts)]
    assert words(phone) == words(brochure)


def test_its_pages_are_a_telephones_and_none_is_blank(both: Both) -> None:
    reader = PdfReader(both.phone)
    assert {tuple(map(float, page.mediabox[2:])) for page in reader.pages} == {(375.0, 667.0)}
    assert all(page["runs"] for page in both.pages)
    assert both.phone.stat().st_size < LIGHT
    assert not [one for document in both.published for one in document.findings if one.severity == "error"]


def test_its_type_is_read_without_enlarging_it(both: Both) -> None:
    sizes = [run["size"] for page in both.pages for run in page["runs"]]
    words = [run["size"] for page in both.pages for run in page["runs"] if len(run["text"]) > 3]
    assert min(sizes) >= SMALLEST  # numbers of notes
    assert len(words) > 100 and min(words) >= PROSE


def test_addresses_are_links_and_no_code_is_there(both: Both) -> None:
    def addresses(path: Path) -> set[str]:
        links = (note.get_object() for page in PdfReader(path).pages for note in page.get("/Annots", ()))
        return {str(link["/A"]["/URI"]) for link in links if "/URI" in link.get("/A", {})}

    assert addresses(both.phone) == addresses(both.brochure)
    assert "QR code" not in str([one.text for one in utterances(both.phone.read_bytes())])


@pytest.mark.long
def test_a_picture_across_two_pages_is_on_one_and_no_page_is_for_a_pen(tmp_path: Path, shared: Desk) -> None:
    start(tmp_path / "museum", "exhibitions")
    file = tmp_path / "museum" / "content" / "programs" / "blue-hour.yaml"
    text = file.read_text("utf-8")
    spread = text.replace("place: wide", "place: spread") + "notes: 2\n"
    assert "place: spread" in spread and "\n  sections:\n" in spread
    file.write_text(spread.replace("\n  sections:\n", f"\n  sections:\n{GUIDES}", 1), "utf-8")
    house = tmp_path / "museum/content/institution.yaml"
    long = "The Harbor Museum of Drawing, Printing and Photography and the Collection of Marguerite Aldous"
    house.write_text(re.sub("(?m)^name: .*", f"name: {long}", house.read_text("utf-8")), "utf-8")
    (file.parent.parent / "pictures/face.jpg").write_bytes(make_picture("JPEG", (330, 480)))
    places = Places(tmp_path / "museum", tmp_path / "output", tmp_path / "stages")
    wish = Wish(programs=("blue-hour",), formats=("phone",), packets=())
    (made,) = build(places, wish, Watcher(), replace(shared, keep=places.keep))
    pages = json.loads((tmp_path / "stages" / f"{made.name}.pages.json").read_text("utf-8"))
    *_, promise, first, second, third = pages[0]["runs"]
    assert " ".join(run["text"].strip() for run in (first, second, third)) == long
    assert promise["bottom"] <= first["top"], "it stands below what is promised"
    kinds = [page["architecture"] for page in pages if page["architecture"]]
    assert [kind for kind, _ in groupby(kinds)] == ["cover", "flowing", "across", "flowing", "back-running"]
    # People with portraits stand below one another, so that any may end a page; their names are whole.
    people = [
        (number, run)
        for number, page in enumerate(pages)
        for run in page["runs"]
        if run["text"].split()[0] in {name.split()[0] for name in NAMES}
    ]
    assert [run["text"].split()[0] for _, run in people] == [name.split()[0] for name in NAMES]
    assert len({run["left"] for _, run in people}) == 1 and people[-1][0] - people[0][0] == 1


@pytest.mark.long
def test_an_end_that_takes_two_pages_has_them(tmp_path: Path, shared: Desk) -> None:
    start(tmp_path / "valley", "residency")
    places = Places(tmp_path / "valley", tmp_path / "output", tmp_path / "stages")
    wish = Wish(programs=("family-medicine",), formats=("phone",), packets=())
    (made,) = build(places, wish, Watcher(), replace(shared, keep=places.keep))
    assert made.path is not None and made.size < LIGHT
    pages = json.loads((tmp_path / "stages" / f"{made.name}.pages.json").read_text("utf-8"))
    assert [page["architecture"] for page in pages].count("back-running") == 2
    assert any("alley" in run["text"] for run in pages[-1]["runs"])


@pytest.mark.parametrize("edition", ["press", "office"])
def test_nobody_prints_it(edition: str, tmp_path: Path, shared: Desk) -> None:
    make_publication(tmp_path)
    places = Places(tmp_path, tmp_path / "output")
    wish = Wish(formats=("phone",), edition=edition)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match=f"a phone is not made in the {edition} edition"):
        build(places, wish, Watcher(), shared)


def test_where_a_drawing_is_not_seen_words_say_what_it_shows(tmp_path: Path) -> None:
    """No scale without its drawing, no number that stands for something, no day on which nothing is."""
    start(tmp_path, "residency")
    layouts = Layouts.of(tmp_path)
    publication = load(tmp_path / "content", layouts.fonts, layouts.folders)
    composer = Composer(publication, tmp_path / "content", layouts)
    brochure, phone = (
        tinyhtml5.parse(composer.document(make_job(composer, form=form)).html, namespace_html_elements=False)
        for form in ("brochure", "phone")
    )

    def said(root: Any, kind: str) -> list[str]:
        found = (one for one in root.iter() if kind in one.get("class", "").split())
        return [" ".join("".join(one.itertext()).split()) for one in found if "hidden" not in one.attrib]

    assert said(brochure, "of-axis") and said(brochure, "of-number") and not said(brochure, "undrawn")
    assert not said(phone, "of-axis") and not [one for one in said(phone, "inscription") if one.isdecimal()]
    assert "Vacation 4 weeks" in said(phone, "of-number") and not said(phone, "key")
    assert {*said(brochure, "of-head")} - {*said(phone, "of-head")} == {"Sat", "Sun"}
    heads = [one for one in brochure.iter() if "of-head" in one.get("class", "").split()]
    unheard = {str(one.tag): one.get("aria-hidden") for one in heads}
    assert unheard == {"p": "true", next(tag for tag in unheard if tag in ("h3", "h4")): None}
    entries = [one for one in phone.iter("li") if "inscription" in one.get("class", "").split()]
    swatches = [one.find("span") for one in entries if "of-name" in one.get("class", "")]
    marked = [one for one in swatches if one is not None and one.get("class") == "swatch"]
    assert len(marked) > 9 and not any("hidden" in one.attrib for one in marked)
    hidden = [one for one in brochure.iter("li") if "inscription" in one.get("class", "").split()]
    assert {"hidden" in one[0].attrib for one in hidden if one[0].get("class") == "swatch"} == {True}

    assert said(phone, "kicker")[-1] == "How to apply" and not said(phone, "calendar")

    def days(root: Any) -> list[str]:
        line = next(one for one in root.iter() if "date-line" in one.get("class", "").split())
        return [str(one.text) for one in line.iter("strong") if "hidden" not in one.attrib]

    assert days(brochure)[:5] == ["Sep 2", "Sep 23", "Oct 13", "Nov 4", "Jan 15"]
    assert days(phone)[:5] == ["Sep 2, 2026", "Sep 23", "Oct 13", "Nov 4", "Jan 15, 2027"]
    assert str(days(phone)).count("202") == 2, "the year is said where it changes"
