"""What is different between two versions: every field that is printed, every text, every page, and nothing
where nothing printed is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
import yaml

from brochure import press
from brochure.build import Desk, Places, Watcher, Wish
from brochure.cli.app import run
from brochure.content.layout_files import default_kind
from brochure.model import parse_yaml
from brochure.press.versions import document_of, folder_of
from brochure.review import (
    Appearance,
    ComparedVersion,
    SeenMark,
    SeenPage,
    Utterance,
    compare,
    renamed_files,
    summed_up,
    utterances,
)
from tests.builders.command_line import Here
from tests.builders.markers import Markers
from tests.builders.publication import make_picture, make_plain_publication, make_program, make_publication
from tests.press.test_every_field import FACTS, make_marked, make_quiet

#: What a publication may not have in this test: a kind of its own.
_PUBLISHED = dict.fromkeys(("office", "checks", "groups", "fields", "comparison", "classes"))
#: Fields that documents have no room for, or say only where others are missing.
UNTOLD = {*("as_of", "source", "short", "short_name", "words", "unit"), *("hometown", "school", "alt")}


def shown(*lines: str, role: str = "") -> Appearance:
    """A page of these lines, each a paragraph."""
    marks = tuple(
        SeenMark(
            "text", line, (72.0, 700.0 - 20 * n, 72.0 + 5 * len(line), 710.0 - 20 * n), "Serif 10.0", role
        )
        for n, line in enumerate(lines)
    )
    said = () if role else tuple(Utterance("paragraph", line, 1) for line in lines)
    return Appearance((SeenPage(612.0, 792.0, marks),), said)


def changed(one: Utterance) -> Utterance:
    """Another name in the place of one."""
    return replace(one, text="Bo Poe")


def version(one: Appearance, **files: str) -> ComparedVersion:
    tables = {
        f"content/{name}.yaml": parse_yaml(text, f"content/{name}.yaml") for name, text in files.items()
    }
    return ComparedVersion("season", tables, {}, {"care": one}, {"care": len(one.pages)})


class TestWords:
    def test_are_told_with_what_they_were_and_boxed_where_they_stand(self) -> None:
        old, new = shown("Four weeks off", "Second"), shown("Five weeks off", "Second")
        found = compare(version(old), version(new))
        assert [(one.old, one.new) for one in found.words] == [("Four weeks off", "Five weeks off")]
        (page,) = found.pages
        assert page.spot == ("care", 1, 1) and page.what == ("words",)
        ((left, bottom, right, top),) = page.new_boxes
        assert (left, bottom, top) == (72, 700, 710) and right == pytest.approx(72 + 5 * len("Five"))

    @pytest.mark.parametrize(("said", "is_printed"), [("Class of 2020", True), ("Season 2020–21", False)])
    def test_print_a_field_only_where_they_hold_all_of_it(self, said: str, is_printed: bool) -> None:
        old, new = version(shown("Before"), facts="year: 1999"), version(shown(said), facts="year: 2020")
        found = compare(old, new)
        assert (len(found.fields), len(found.unprinted)) == ((1, 0) if is_printed else (0, 1))

    def test_that_moved_are_not_changed(self) -> None:
        old, new = shown("First", "Second", "Third"), shown("Third", "First", "Second")
        assert compare(version(old), version(new)).is_empty

    def test_that_break_elsewhere_are_not_changed(self) -> None:
        said = (Utterance("paragraph", "Training in internal medicine", 1),)
        old, new = (
            Appearance(shown(*lines).pages, said)
            for lines in (("Training in inter-", "nal medicine"), ("Training in", "internal medi-", "cine"))
        )
        assert compare(version(old), version(new)).is_empty

    def test_in_margins_and_figures_are_told_though_nobody_reads_them_aloud(self) -> None:
        for role, called in (("artifact", "margin"), ("figure", "figure")):
            found = compare(
                version(shown("Care · 2019-20", "12", role=role)),
                version(shown("Care · 2020-21", "14", role=role)),
            )
            assert [(one.role, one.old, one.new) for one in found.words] == [
                (called, "Care · 2019-20", "Care · 2020-21")
            ]

    def test_that_came_and_went_are_told(self) -> None:
        found = compare(
            version(shown("First", "Alone here")), version(shown("First", "Quite another thing"))
        )
        assert {(one.old, one.new) for one in found.words} == {("Alone here", "Quite another thing")}
        found = compare(version(shown("First")), version(shown("First", "Second")))
        assert [(one.old, one.new) for one in found.words] == [("", "Second")]

    def test_that_stand_several_times_are_told_where_they_changed(self) -> None:
        """A person who leads one program no longer, and still another one on a later page."""
        said = [Utterance("paragraph", text, page) for text, page in (("Ann", 1), ("Rooms", 1), ("Ann", 2))]
        old, new = (Appearance(shown("Ann").pages, (one, *said[1:])) for one in (said[0], changed(said[0])))
        people = "ann: {name: Ann}\nbo: {name: Bo Poe}\n"
        before, after = (
            version(one, people=people, care=f"leaders: [{id}]") for one, id in ((old, "ann"), (new, "bo"))
        )
        found = compare(before, after)
        assert [(one.old, one.new, one.spots) for one in found.words] == [
            ("Ann", "Bo Poe", (("care", 1, 1),))
        ]
        assert [(one.path, one.pages) for one in found.fields] == [("leaders.bo", (("care", 1),))]
        assert not found.unprinted, "a name is printed for the id that names it"

    def test_in_which_numbers_change_are_paired_by_their_names(self) -> None:
        lines = ["Koch, Zoë, {0} [link to page {0}]", "Koch, Old, {1} [link to page {1}]"]
        lines += [f"Smith, {name}, {{1}} [link to page {{1}}]" for name in ("Niamh", "Sean", "Zoë")]
        old, new = (
            Appearance(
                shown("Index").pages, tuple(Utterance("item", one.format(*at), 1) for one in (*lines, more))
            )
            for at, more in (
                ((51, 53), "Lind, Jo, 2 [link to page 2]"),
                ((53, 51), "Lind, Jo, 2 [link to page 2], 8 [link to page 8]"),
            )
        )
        found = compare(version(old), version(new))
        called = [(one.old.partition(",")[0], one.old.split()[1]) for one in found.words]
        assert called == [(one.new.partition(",")[0], one.new.split()[1]) for one in found.words]
        assert [one.alike for one in summed_up(found.words)] == [5, 1], "who is on a page more is told alone"
        assert summed_up(found.words)[0].called == "5 ×" and len(found.words) == 6

    def test_that_are_numbers_say_what_they_stand_under(self) -> None:
        old, new = (
            Appearance(
                shown("Places").pages,
                (Utterance("item", "Places", 1, depth=1), Utterance("paragraph", number, 1, depth=2)),
            )
            for number in ("8", "9")
        )
        assert [(one.beside, one.new) for one in compare(version(old), version(new)).words] == [
            ("Places", "9")
        ]

    def test_print_a_field_that_holds_links(self) -> None:
        old, new = (f"555 0199 [link to tel:5550199], fax -{end}" for end in (19, 18))
        found = compare(
            version(shown(old), home='phone: "555 0199, fax -19"'),
            version(shown(new), home='phone: "555 0199, fax -18"'),
        )
        assert [(one.path, one.pages) for one in found.fields] == [("phone", (("care", 1),))]
        assert not found.unprinted


class TestLooks:
    @pytest.mark.parametrize(
        ("what", "old", "new"),
        [
            (
                "drawings",
                SeenMark("drawing", "rgb 0,0,1", (0, 0, 9, 9)),
                SeenMark("drawing", "rgb 1,0,0", (0, 0, 9, 9)),
            ),
            (
                "pictures",
                SeenMark("picture", "00" * 9, (0, 0, 9, 9)),
                SeenMark("picture", "ff" * 9, (0, 0, 9, 9)),
            ),
            (
                "type",
                SeenMark("text", "a", (0, 0, 9, 9), "Sans 9.0"),
                SeenMark("text", "a", (0, 0, 9, 9), "Sans 8.0"),
            ),
        ],
    )
    def test_are_told_of_their_page(self, what: str, old: SeenMark, new: SeenMark) -> None:
        before, after = (Appearance((SeenPage(612.0, 792.0, (one,)),)) for one in (old, new))
        found = compare(version(before), version(after))
        assert [(page.spot, page.what) for page in found.pages] == [(("care", 1, 1), (what,))]
        assert found.pages[0].old_boxes == found.pages[0].new_boxes == ((0, 0, 9, 9),)

    def test_in_another_place_are_not_changed(self) -> None:
        mark = SeenMark("drawing", "rgb 0,0,1", (0, 0, 9, 9))
        moved = SeenMark("drawing", "rgb 0,0,1", (50, 50, 59, 59))
        before, after = (Appearance((SeenPage(612.0, 792.0, (one,)),)) for one in (mark, moved))
        assert compare(version(before), version(after)).is_empty


class TestFields:
    def test_say_what_they_said_wherever_they_stand_now(self) -> None:
        page = shown("Same")
        old = version(page, a="one: 1\nleaders:\n  - {name: Ann, role: Head}\n  - {name: Bo, role: Aide}\n")
        new = version(
            page, a="leaders:\n  - {name: Bo, role: Chief}  # new\n  - {role: Head, name: Ann}\none: 1\n"
        )
        found = compare(old, new)
        assert [(one.path, one.old, one.new, str(one.where)) for one in found.unprinted] == [
            ("leaders.Bo.role", "Aide", "Chief", "content/a.yaml:2:22")
        ]

    def test_that_are_printed_once_for_several_items_are_told_with_that_page(self) -> None:
        """A class above its people; that of somebody whom no document prints is printed nowhere."""
        said = (
            "people:\n  - {{name: Ann, pgy: {0}}}\n  - {{name: Bo, pgy: {0}}}\n  - {{name: Cy, pgy: {0}}}\n"
        )
        old, new = (version(shown("Same"), a=said.format(year)) for year in (1, 2))
        place = "content/a.yaml"
        printed = {place: [(2, 22, "care", 3), (2, 12, "care", 3), (3, 12, "care", 4)]}
        found = compare(replace(old, printed=printed), replace(new, printed=printed))
        assert [(one.path, one.pages) for one in found.fields] == [
            ("people.Ann.pgy", (("care", 3),)),
            ("people.Bo.pgy", (("care", 3),)),
        ]
        assert [one.path for one in found.unprinted] == ["people.Cy.pgy"]

    def test_that_came_went_or_are_of_another_kind_are_told(self) -> None:
        page = shown("Same")
        old = version(page, a="x: 1\ngone: {a: b}\nkind: words\n", old="q: z\n")
        new = version(page, a="x: 1\nnew: [c, d]\nkind: {of: table}\n")
        told = {(one.path, one.old, one.new) for one in compare(old, new).unprinted}
        assert told == {
            ("new.c", "", "c"),
            ("new.d", "", "d"),
            ("gone.a", "b", ""),
            ("kind", "words", ""),
            ("kind.of", "", "table"),
            ("q", "z", ""),
        }

    def test_that_are_called_otherwise_are_no_others(self) -> None:
        page = shown("Same")
        old = version(page, people="ann:\n  name: Ann Lee\n  role: Chair\nbo: {name: Bo, role: Head}\n")
        new = version(page, people="lee:\n  name: Ann Lee\n  role: Dean\nbo: {name: Bo, role: Head}\n")
        told = {(one.path, one.old, one.new) for one in compare(old, new).unprinted}
        assert told == {("lee", "ann", "lee"), ("lee.role", "Chair", "Dean")}
        was, now = (one.files["content/people.yaml"] for one in (old, new))
        files = {"content/programs/a.yaml": was, "content/programs/b.yaml": was}
        other = {"content/programs/c.yaml": now, "content/sections/a.yaml": now}
        assert renamed_files(files, other) == {"content/programs/a.yaml": "content/programs/c.yaml"}
        names = ("programs/a.yaml", "packets/packet.yaml", "packets/night.yaml")
        assert [document_of(f"content/{one}") for one in names] == ["a", "packet", "packet-night"]


def told_of(markers: Markers, pdf: bytes, places: Places, compared: press.ComparedVersions) -> int:
    """How many words of their own a PDF prints, once each is found by field, by words and in the letter."""
    said = " ".join(one.text for one in utterances(pdf)).lower()
    printed = {word: path for word, path in markers.where.items() if word.lower() in said}
    target, found = places.output / "letter.html", compared.differences
    press.browser_page(press.composed_letter(places, compared), target)
    fields = " ".join(one.new for one in found.fields).lower()
    words = " ".join(one.new for one in found.words).lower()
    letter = target.read_text("utf-8").lower()
    for place, text in (("fields", fields), ("words", words), ("letter", letter)):
        assert {word: path for word, path in printed.items() if word.lower() not in text} == {}, place
    assert all(one.pages for one in found.fields)
    return len(printed)


@pytest.mark.long
def test_every_field_that_is_printed_is_found_in_the_letter_when_it_changes(
    tmp_path: Path, shared: Desk
) -> None:
    markers = make_marked(tmp_path / "new", "gathered")
    program = {"programs/primary-care.yaml": None, "programs/first.yaml": make_program()}
    make_plain_publication(tmp_path / "old", program)
    places = Places(tmp_path / "new", tmp_path / "output")
    compared = press.compare_versions(places, shared, str(tmp_path / "old"))
    made = press.Session(places, shared).preview("first")
    assert told_of(markers, made.result.read(), places, compared) > 250


def make_all_marked(folder: Path, first: int) -> Markers:
    """A publication with a word of its own in every text of every file but its one program."""
    markers = Markers(default_kind(), _numbers=count(first))
    make_quiet(folder, "side")
    section = markers.content("section")
    text, _, _ = (section.pop(name) for name in ("text", "short", "variants"))
    facts = {name: {**markers.content("facts")["first"], "value": "4", "share": 40} for name in FACTS[1:]}
    make_publication(
        folder,
        {
            "publication.yaml": markers.file("publication", sources=True, **_PUBLISHED),
            "institution.yaml": markers.file("institution"),
            "season.yaml": markers.file("season", label="2019-20", academic_year="2019-2020"),
            "facts.yaml": yaml.safe_dump(facts),
            "people.yaml": markers.file("people"),
            "sections/life.md": f"---\n{yaml.safe_dump(section, allow_unicode=True)}---\n\n{text}\n",
            "programs/primary-care.yaml": None,
            "programs/first.yaml": make_program(leaders="[first]", story="{sections: [life]}"),
            "chapters/town.yaml": markers.file("chapter"),
            "packets/packet.yaml": markers.file("packet"),
            "pictures/bay.png": make_picture("PNG", (400, 300 + first % 7)),
        },
    )
    return markers


@pytest.mark.long
def test_every_text_of_any_other_file_is_found_in_the_letter_when_it_changes(
    tmp_path: Path, shared: Desk
) -> None:
    make_all_marked(tmp_path / "old", 400)
    markers = make_all_marked(tmp_path / "new", 4002)
    places = Places(tmp_path / "new", tmp_path / "output")
    compared = press.compare_versions(places, shared, str(tmp_path / "old"))
    made = {one.name: one.path for one in press.build(places, Wish(), Watcher(), shared)}
    found = compared.differences
    assert found.compared == ("first", "packet")
    assert (packet := made["packet"])
    assert told_of(markers, packet.read_bytes(), places, compared) > 280
    told = {one.path.rpartition(".")[2] for one in found.fields}
    assert {"date", "issued", "valid_until"} <= told, "days, which are no texts"
    assert {one.path.rpartition(".")[2] for one in found.unprinted} <= UNTOLD
    assert {"pictures", "words"} <= {what for page in found.pages for what in page.what}


@pytest.fixture(scope="module")
def season(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A season that was built, with a packet; nobody has changed it since."""
    folder = tmp_path_factory.mktemp("season")
    make_plain_publication(folder, {"packets/packet.yaml": "title: All of it\n"})
    assert run(["--publication", str(folder), "--jobs", "1", "build"]) == 0
    return folder


@pytest.fixture
def kept(season: Path) -> Iterator[Path]:
    """The same, left as it was."""
    before = {path: path.read_bytes() for path in (season / "content").rglob("*") if path.is_file()}
    yield season
    for path in (season / "content").rglob("*"):
        if path.is_file():
            path.unlink()
    for path, data in before.items():
        path.write_bytes(data)


def test_nothing_is_told_where_nothing_printed_has_changed(kept: Path, here: Here) -> None:
    program = kept / "content/programs/primary-care.yaml"
    lines = program.read_text("utf-8").splitlines()
    program.write_text("# A comment.\n" + "\n".join([*lines[3:], *lines[:3]]) + "\n", "utf-8")
    (kept / "layouts/brochure/brochure.html.j2").write_text(
        (kept / "layouts/brochure/brochure.html.j2")
        .read_text("utf-8")
        .replace("<p>", "<div><p>")
        .replace("</p>", "</p></div>"),
        "utf-8",
    )
    ended = here("--publication", kept, "--json", "compare", "2019-20")
    assert ended.code == 0
    found = json.loads(ended.out)
    assert found["compared"] == ["primary-care", "packet"]
    assert not found["differs"] and found["unprinted"] == []


def test_a_season_is_compared_as_text_letter_and_page(kept: Path, here: Here) -> None:
    program = kept / "content/programs/family.yaml"
    assert here("--publication", kept, "rename", "programs/primary-care.yaml", "family").code == 0
    program.write_text(program.read_text("utf-8").replace("Close to home", "Close to your home"), "utf-8")
    pdf, html = kept / "letter.pdf", kept / "letter.html"
    ended = here("--publication", kept, "compare", "2019-20", "--pdf", pdf, "--html", html)
    assert ended.code == 0 and not ended.err
    told = ended.out
    assert "everything printed that is different" in told
    assert "Renamed: content/programs/primary-care.yaml to content/programs/family.yaml" in told
    assert "New documents" not in told and "No longer made" not in told and told.count("promise") == 1
    assert 'programs/family.yaml:3:10 promise: "Close to home" → "Close to your home"' in told
    assert told.count("Close to your home") == 2  # by field and by words, not once more for the packet
    said = utterances(pdf.read_bytes())
    assert {"Primary Care", "Page 1 words"} <= {one.text for one in said if one.role == "heading"}
    assert sum(one.role == "figure" for one in said) == 2
    page = html.read_text("utf-8")
    assert "Renamed: content/programs/primary-care.yaml → content/programs/family.yaml" in page
    assert page.count("data:image/jpeg;base64,") == 2 and "asset:" not in page
    assert '<strong class="new">your</strong>' in page


def test_a_version_that_is_not_there_is_told_with_those_that_are(
    kept: Path, here: Here, tmp_path: Path
) -> None:
    ended = here("--publication", kept, "compare", "2018-20")
    assert ended.code == 2 and "2018-20: there is no season, zip or folder of a publication" in ended.err
    assert "2019-20" in ended.err
    ended = here("--publication", kept, "compare", kept / "content/programs")
    assert (
        ended.code == 2 and "content/programs: there is no content/ in this folder. Hint: name" in ended.err
    )
    with folder_of(Places(kept, kept / "output"), str(kept / "content")) as found:
        assert found == (kept.resolve(), kept.name), "the publication around it"
    ended = here("--publication", kept, "--cache", tmp_path, "compare", "approved")
    assert ended.code == 2 and "nothing has been approved yet" in ended.err
    assert not [*tmp_path.rglob("*.json")], "and nothing was made for that"


@pytest.mark.parametrize(
    ("layout", "asked"),
    [
        ("letter/letter", "compare 2019-20 --pdf {0}/x.pdf"),
        ("letter/letter", "compare 2019-20 --html {0}/x.html"),
        ("handover/handover", "handover {0}/x.pdf"),
        ("report/report", "preflight {0}/output/2019-20/screen/packet.pdf --report {0}/x.pdf"),
        ("brand/brand", "brand"),
        ("web/index", "site"),
        ("packet/front", "build"),
    ],
)
def test_a_layout_that_fails_is_told_with_its_line_whatever_is_made_by_it(
    kept: Path, here: Here, layout: str, asked: str
) -> None:
    with failing(kept / f"layouts/{layout}.html.j2"):
        ended = here("--publication", kept, *asked.format(kept).split())
    assert ended.code == 1 and not list(kept.glob("x.*"))
    place = f"layouts/{layout}.html.j2:2: the layout fails: 'nosuch' is undefined"
    assert place in ended.err and "Hint: mend that line" in ended.err


def test_a_format_that_nobody_asks_for_may_fail(kept: Path, here: Here) -> None:
    """It is only composed, for what nothing else prints."""
    with failing(kept / "layouts/phone/phone.html.j2"):
        assert here("--publication", kept, "build").code == 0


@contextmanager
def failing(layout: Path) -> Iterator[None]:
    """A layout fails in its second line meanwhile."""
    before = layout.read_bytes() if layout.exists() else None
    layout.parent.mkdir(exist_ok=True)
    layout.write_text("<p>\n{{ nosuch.nothing }}</p>\n", "utf-8")
    yield
    layout.unlink() if before is None else layout.write_bytes(before)
