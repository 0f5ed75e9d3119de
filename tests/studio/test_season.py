"""What the studio tells of a publication and what it changes in it, as its page asks for it."""

from __future__ import annotations

import io
import os
import threading
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageOps

from brochure import content
from brochure.build import Desk, Places
from brochure.compose import Layouts
from brochure.content import Survey, fields_of, forms_of, kind_in, shape_of
from brochure.edit import ABSENT, at
from brochure.studio import StudioServer
from brochure.studio.running import Opening
from tests.builders.in_thread import wait_for
from tests.builders.publication import TINY, make_plain_publication, make_program, make_publication
from tests.builders.studio_server import Browser, Stream, running

FILES = {
    "people.yaml": "# Everybody who is named.\njane-doe:\n  name: Jane Doe  # as she writes it\n",
    "lists/class.csv": "Name,Hometown\nAda Byron,London\nMax Weber,Erfurt\n",
    "sections/class.md": "---\ntitle: The class\nroster: lists/class.csv\n---\n",
    "sections/life.md": "---\ntitle: Life\nshort: In short.\n---\n\nResidents have {vacation} off.\n",
    "programs/primary-care.yaml": (
        "# The oldest one.\nname: Primary Care\npromise: Close to home\nleaders: [jane-doe]\n"
        "story:\n  title: The program\n  facts: [outpatient]\n  sections: [life, class]\n"
    ),
    "packets/packet.yaml": "title: All of them\n",
    "../layouts/flyer/flyer.html.j2": (
        '{% extends "base.html.j2" %}{% block body %}<h1>{{ program.name | line }}</h1>'
        "<p{{ program.promise | place }}>{{ program.promise | line }}</p>{% endblock %}"
    ),
}


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("season")
    make_plain_publication(folder, FILES)
    return folder


@pytest.fixture(scope="module")
def server(publication: Path) -> Iterator[StudioServer]:
    with running(publication) as one:
        yield one


@pytest.fixture
def browser(server: StudioServer, publication: Path) -> Iterator[Browser]:
    with Browser(server) as one:
        yield one
    said = {**TINY, **FILES}
    for path in (publication / "content").rglob("*.*"):
        if path.relative_to(publication / "content").as_posix() not in said:
            path.unlink()
    for name, words in said.items():
        path = publication / "content" / name
        if not path.is_file() or path.read_text("utf-8") != words:
            path.write_text(words, "utf-8")
    server.studio.refresh()


def text(publication: Path, name: str) -> str:
    return (publication / "content" / name).read_text("utf-8")


def test_what_is_shown_first_is_there_before_a_season_is_read_that_nobody_has_changed(
    tmp_path: Path, shared: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_plain_publication(tmp_path)
    places, held, load = Places(tmp_path, tmp_path / "output"), threading.Event(), StudioServer._load
    held.set()
    monkeypatch.setattr(StudioServer, "_load", lambda *given: held.wait() and load(*given))

    def opened(browser: Browser) -> list[Any]:
        """What a page asks for: its season, the first page with what is to be seen, what is wrong."""
        season = browser.said("/api/season")
        one = season["documents"][0]
        page = browser.said(f"/api/pages/{one['name']}/{one['formats'][0]}")["pages"][0]
        seen = page["boxes"], browser.get(page["picture"]).content
        return [season["title"], *seen, browser.said("/api/problems")]

    with running(tmp_path, shared=shared) as server, Browser(server) as browser:
        first = opened(browser)
    held.clear()
    with running(tmp_path, shared=shared) as server, Browser(server) as browser:
        again, last = opened(browser), browser.said("/api/season")["last"]
        held.set()
        assert again[:-1] == first[:-1]
        stream = Stream(browser, asked=f"?last={last}")
        assert stream.heard("season")["all"]  # it asks again, now that it is read
        change = browser.change("program", "primary-care", ["promise"], "Nearer to home")
        assert browser.edit(change).status_code == 200
        wait_for(lambda: Opening(places, shared.store).known)
        second = opened(browser)
        assert second[2] != first[2]
    held.clear()
    with running(tmp_path, shared=shared) as server, Browser(server) as browser:
        third = opened(browser)
        held.set()
        assert third == second
    (tmp_path / "content/more.md").write_text("What nobody has seen.\n")
    assert not Opening(places, shared.store).known


def items(browser: Browser) -> list[dict[str, Any]]:
    """What stands in the list."""
    return list(browser.said("/api/season")["items"])


def names(fields: list[dict[str, Any]]) -> Iterator[tuple[str, ...]]:
    """The way to every field of a form, through groups, lists and tables."""
    for field in fields:
        yield (field["name"],)
        inside = [*field.get("fields", ()), *field.get("of", {}).get("fields", ())]
        yield from ((field["name"], *way) for way in names(inside))


def shapes(shape: Any, depth: int = 0) -> Iterator[tuple[str, ...]]:
    """The way to every field of a model."""
    if shape.model:
        for name, inner in fields_of(shape.model).items():
            if name != "id" or depth or shape.model.__name__ in ("KindGroup",):
                yield (name,)
                yield from ((name, *way) for way in shapes(inner, depth + 1))
    for inner in (shape.each, shape.values):
        if inner:
            yield from shapes(inner, depth)


class TestWhatThereIs:
    def test_the_list_has_every_kind_of_content_and_what_each_is_used_in(self, browser: Browser) -> None:
        season = browser.said("/api/season")
        items = {(one["kind"], one["id"]): one for one in season["items"]}
        assert {
            *(("publication", "publication"), ("institution", "institution"), ("season", "season")),
            *(("brand", "brand"), ("words", "words"), ("program", "primary-care"), ("section", "life")),
            *(
                ("packet", "packet"),
                ("person", "jane-doe"),
                ("fact", "vacation"),
                ("list", "lists/class.csv"),
            ),
        } <= set(items)
        assert items["person", "jane-doe"]["file"] == "content/people.yaml"
        assert items["fact", "vacation"]["title"] == "4 weeks of vacation"
        assert {one["kind"] for one in season["kinds"]} >= {kind for kind, _ in items}
        documents = {one["name"]: one["formats"] for one in season["documents"]}
        assert documents["primary-care"][0] == "brochure" and "flyer" in documents["primary-care"]
        # By a text, by an id, and by a list that a section names.
        for kind, name in items.keys() - {("packet", "packet")}:
            used = browser.said(f"/api/item/{kind}/{name}")["used_in"]
            assert {"primary-care", "packet"} <= set(used), (kind, name)
        assert [one["id"] for one in browser.said("/api/item/fact/vacation")["used_by"]] == ["life"]

    def test_there_is_a_form_for_every_field_of_every_kind(
        self, publication: Path, browser: Browser
    ) -> None:
        forms = forms_of(kind_in(publication / "content", Layouts.of(publication).folders))
        called = {"people": "person", "facts": "fact", "reviews": "review"}
        for kind, form in forms.items():
            fields = browser.said(f"/api/form/{called.get(kind, kind)}")["fields"]
            assert set(names(fields)) == set(shapes(shape_of(form))), kind
            assert all(one["label"] and one["type"] for one in fields)
        program = {one["name"]: one for one in browser.said("/api/form/program")["fields"]}
        story = {one["name"]: one for one in program["story"]["fields"]}
        sections = {one["name"]: one for one in story["sections"]["of"]["fields"]}
        types = {
            name: field["type"]
            for name, field in {**program, **story, **sections}.items()
            if name in ("promise", "lead", "notes", "accent", "eras", "leaders", "facts", "cover", "roster")
        }
        assert types == {
            **{"promise": "line", "lead": "prose", "notes": "number", "accent": "choice", "eras": "yes-no"},
            **{"leaders": "list", "facts": "list", "cover": "group", "roster": "table"},
        }
        assert program["leaders"]["of"]["type"] == "person" and story["facts"]["of"]["kind"] == "fact"
        assert program["cover"]["fields"][0]["type"] == "picture"
        assert program["promise"]["required"] and program["notes"]["highest"] == 4
        shown = " ".join(one["help"] for one in (*program.values(), *story.values(), *sections.values()))
        assert ".yaml" not in shown and "spreadsheet" not in shown.replace("a longer list", "")

    def test_the_words_of_the_layouts_are_made_a_publication_s_own(
        self, publication: Path, browser: Browser
    ) -> None:
        fields = {one["name"]: one for one in browser.said("/api/form/words")["fields"]}
        assert fields["contact"]["default"] == "Contact"
        answer = browser.edit(browser.change("words", "words", ["contact"], "Write to us"))
        assert answer.status_code == 200, answer.text
        words = publication / "layouts" / "words.yaml"
        assert words.read_text() == "contact: Write to us\n"
        assert browser.said("/api/item/words/words")["values"] == {"contact": "Write to us"}
        assert browser.post("/api/undo", json={}).status_code == 200 and not words.exists()

    def test_everything_can_be_searched_without_its_accents_and_capitals(self, browser: Browser) -> None:
        browser.edit(browser.change("person", "jane-doe", ["role"], "Médecin in Zürich"))
        found = browser.said("/api/search?q=ZURICH medecin")
        assert [(one["kind"], one["id"], one["path"]) for one in found] == [("person", "jane-doe", ["role"])]
        assert found[0]["title"] == "Jane Doe · role"
        assert browser.said("/api/search?q=erfurt")[0]["id"] == "class"

    def test_contrasts_are_told_of_colors_as_they_might_become(self, browser: Browser) -> None:
        told = browser.said("/api/contrast")
        now = {(one["color"], one["ground"]): one["has"] for one in told["pairs"]}
        paper = next(one["ground"] for one in told["pairs"] if one["why"].startswith("running text"))
        ink = next(color for color, ground in now if ground == paper)
        then = browser.post("/api/contrast", json={"palette": {ink: "#FFFFFF"}}).json()["pairs"]
        assert min(one["has"] for one in then if one["color"] == ink) < 1.2 < min(now.values())
        roles = browser.post("/api/contrast", json={"uses": {"foreground": "rule"}}).json()["pairs"]
        assert min(one["has"] for one in roles if one["color"] == "rule") < 2

    def test_a_color_that_is_no_accent_says_why(self, browser: Browser) -> None:
        pale = browser.post("/api/contrast", json={"palette": {"copper": "#E8C9A0"}}).json()["colors"]
        faults = {one["name"]: one["fault"] for one in pale}
        assert (faults["harbour"], faults["ink"]) == ("", "it is the foreground color")
        assert "where 4.5 : 1 is needed" in faults["copper"]


class TestChanges:
    def test_one_value_changes_and_no_other_line(self, publication: Path, browser: Browser) -> None:
        hearing = Stream(browser)
        answer = browser.edit(browser.change("program", "primary-care", ["promise"], "Nearer to home"))
        assert answer.status_code == 200
        file = "content/programs/primary-care.yaml"
        assert answer.json()["files"][file] == browser.said("/api/item/program/primary-care")["sha256"]
        assert text(publication, "programs/primary-care.yaml") == FILES[
            "programs/primary-care.yaml"
        ].replace("Close to home", "Nearer to home")
        hearing.heard("season", files=[file])
        assert (
            browser.edit(browser.change("program", "primary-care", ["full_name"], "The Program")).status_code
            == 200
        )
        lines = text(publication, "programs/primary-care.yaml").splitlines()
        assert lines[1:4] == ["name: Primary Care", "full_name: The Program", "promise: Nearer to home"]
        for left in (1, 0):
            undone = browser.post("/api/undo", json={}).json()
            assert undone["redo"] == 2 - left
        assert text(publication, "programs/primary-care.yaml") == FILES["programs/primary-care.yaml"]

    @pytest.mark.parametrize(
        ("path", "value", "said"),
        [
            (["story", "text"], "All:\n\n•\tFirst\x0band more", "All:\n\n•\tFirst\nand more"),
            (["story", "text"], "All:\u2028- First", "All:\n- First"),
            (["promise"], "Near\x0bto home", "Near to home"),
            (["stages"], [{"name": "A\u2028B"}], [{"name": "A B"}]),
            (["story", "text"], "Tab:\tx\nb:\n\x07", "holds the control character U+0007"),
        ],
    )
    def test_breaks_of_a_word_processor_are_those_of_every_program_and_no_fault_is_one_of_quotes(
        self, publication: Path, browser: Browser, path: list[str | int], value: Any, said: Any
    ) -> None:
        answer = browser.edit(browser.change("program", "primary-care", path, value))
        if answer.status_code == 422:
            assert answer.json()["problems"][0]["message"] == said
        else:
            values = browser.said("/api/item/program/primary-care")["values"]
            assert (values["story"]["text"] if path[1:] else values[path[0]]) == said

    def test_a_first_choice_of_the_brand_writes_all_that_held_before(
        self, publication: Path, browser: Browser
    ) -> None:
        color = browser.said("/api/item/brand/brand")["values"]["color"]
        assert color["primary"] == "harbour" and color["palette"]["harbour"] == "#12314A"
        assert browser.edit(browser.change("brand", "brand", ["meta", "name"], "Ours")).status_code == 200
        assert [one for one in browser.said("/api/problems") if one["kind"] == "brand"] == []
        lines = text(publication, "brand.yaml").splitlines()
        whole = (Path(content.__file__).parent / "default_brand.yaml").read_text("utf-8").splitlines()
        assert lines == [
            one.replace("Brochure", "Ours") if one == "  name: Brochure" else one for one in whole[2:]
        ]
        browser.post("/api/undo", json={})
        assert not (publication / "content/brand.yaml").exists()

    def test_what_every_publication_has_is_begun_where_it_is_not_there(
        self, publication: Path, browser: Browser
    ) -> None:
        (publication / "content/season.yaml").unlink()
        wait_for(lambda: not browser.said("/api/season")["is_sound"])
        [told] = [one for one in browser.said("/api/problems") if one["gravity"] == "error"]
        assert (told["kind"], told["hint"]) == ("season", "fill in what is needed")
        lost = browser.change("season", "season", ["label"], "2031") | {"old": "2019-20"}
        assert browser.edit(lost).status_code == 409  # somebody deleted it meanwhile
        assert browser.edit(browser.change("season", "season", ["label"], "2031")).status_code == 200
        assert text(publication, "season.yaml") == "label: 2031\n"
        assert browser.said("/api/season")["is_sound"]

    def test_who_was_slower_is_told_both_texts_and_nothing_is_lost(
        self, publication: Path, browser: Browser
    ) -> None:
        mine = browser.change("program", "primary-care", ["promise"], "Mine")
        other = browser.change("program", "primary-care", ["name"], "Care")
        assert (
            browser.edit(browser.change("program", "primary-care", ["promise"], "Theirs")).status_code == 200
        )
        assert browser.edit(other).status_code == 200  # another field of the same file
        answer = browser.edit(mine)
        assert answer.status_code == 409
        told = answer.json()
        assert (told["yours"], told["theirs"], told["path"]) == ("Mine", "Theirs", ["promise"])
        assert "promise: Theirs" in text(publication, "programs/primary-care.yaml")

    def test_what_another_program_writes_is_heard(self, publication: Path, browser: Browser) -> None:
        hearing = Stream(browser)
        path = publication / "content" / "programs" / "primary-care.yaml"
        path.write_text(FILES["programs/primary-care.yaml"].replace("promise:", "promis:"))
        hearing.heard("season", files=["content/programs/primary-care.yaml"])
        assert hearing.heard("problems")["count"]
        path.write_text("name: [")
        wait_for(
            lambda: any(one["line"] for one in browser.said("/api/item/program/primary-care")["problems"])
        )
        assert browser.said("/api/season")["is_sound"] is False  # and the list is still there
        path.unlink()
        wait_for(lambda: browser.get("/api/item/program/primary-care").status_code == 404)

    def test_a_file_that_bears_the_time_of_the_one_before_is_seen(
        self, publication: Path, browser: Browser
    ) -> None:
        hearing, path = Stream(browser), publication / "content" / "programs" / "primary-care.yaml"
        before = path.stat()
        path.write_text(FILES["programs/primary-care.yaml"].replace("Close to home", "Close to town"))
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))  # as where a clock was set back
        hearing.heard("season", files=["content/programs/primary-care.yaml"])
        assert browser.said("/api/item/program/primary-care")["values"]["promise"] == "Close to town"

    def test_a_change_is_seen_where_reading_it_went_wrong_at_first(
        self, publication: Path, browser: Browser, server: StudioServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path, whole = (
            publication / "content" / "programs" / "primary-care.yaml",
            server.studio.session.survey,
        )
        broken = iter([FileNotFoundError("a folder that went meanwhile")])

        def survey() -> Survey:
            for error in broken:
                raise error
            return whole()

        hearing = Stream(browser)
        monkeypatch.setattr(server.studio.session, "survey", survey)
        path.write_text(FILES["programs/primary-care.yaml"].replace("Close to home", "Close to lakes"))
        hearing.heard("season", files=["content/programs/primary-care.yaml"])
        assert not [*broken], "it went wrong once, and was read at the next look"

    def test_letters_with_marks_are_the_same_in_both_ways_of_writing_them(
        self, publication: Path, browser: Browser
    ) -> None:
        lists = publication / "content" / "lists"
        (lists / unicodedata.normalize("NFD", "Élèves.csv")).write_text("Name\nAda\n", "utf-8")
        section = FILES["sections/class.md"].replace("class.csv", "Élèves.csv")
        (publication / "content/sections/class.md").write_text(section, "utf-8")
        wait_for(lambda: any("lèves" in unicodedata.normalize("NFC", one["id"]) for one in items(browser)))
        assert [one for one in browser.said("/api/problems") if one["gravity"] == "error"] == []
        asked = {"file": "content/sections/class.md", "path": ["roster"], "text": "Name\nBob\nמאיה 🌊\n"}
        assert browser.post("/api/roster/apply", json=asked).status_code == 200
        named = next(one for one in items(browser) if "lèves" in unicodedata.normalize("NFC", one["id"]))
        assert browser.said(f"/api/item/list/{named['id']}")["values"] == [
            {"name": "Bob"},
            {"name": "מאיה 🌊"},
        ]
        assert browser.edit(browser.change("list", named["id"], [0, "name"], "Zoë")).status_code == 200
        assert [one.read_text("utf-8") for one in lists.iterdir() if one.name != "class.csv"] == [
            "Name\nZoë\nמאיה 🌊\n"
        ]
        assert [one["id"] for one in browser.said(f"/api/item/list/{named['id']}")["used_by"]] == ["class"]

    def test_a_file_that_cannot_be_written_is_told_with_a_hint(
        self, publication: Path, browser: Browser
    ) -> None:
        change = browser.change("program", "primary-care", ["promise"], "Other")
        path = publication / "content" / "programs" / "primary-care.yaml"
        path.write_text("name: [\n")
        answer = browser.edit(change)
        assert answer.status_code == 422 and answer.json()["problems"][0]["hint"]
        assert path.read_text() == "name: [\n"

    def test_problems_are_told_at_their_fields_and_mended_by_their_remedies(
        self, publication: Path, browser: Browser
    ) -> None:
        slips: dict[tuple[str, ...], tuple[Any, str, Any]] = {
            ("promis",): ("A key that is misspelt", "call it promise", ABSENT),
            ("id",): ("primary-care", "delete it", ABSENT),
            ("fit",): ("tihgt", "use tight", "tight"),
            ("order",): ("twelve", "write 12", "12"),
            ("back",): ("Two\nlines", "join its lines", "Two lines"),
            ("stages",): (
                [{"name": "A", "dates": "2026-07-17 to 2026-07-06"}],
                "exchange the two days",
                None,
            ),
            ("story", "lead"): ("word " * 20_001, "cut to 100000 characters", ("word " * 20_000).strip()),
            ("story", "facts"): (["outpatiend"], "use outpatient", ["outpatient"]),
            ("story", "sections"): (["life.md"], "write life", ["life"]),
            ("story", "short"): ("•\tOne\n•\tTwo", "use -", "- One\n- Two"),
            ("apply", "text"): (
                "Years:\nYear\tWeeks\n1\t4|5\nfor all",
                "make it a table",
                "Years:\n\n| Year | Weeks |\n|---|---|\n| 1 | 4\\|5 |\n\nfor all",
            ),
            ("story", "text"): ("They have {vacatoin} off.", "use {vacation}", "They have {vacation} off."),
        }
        rest = {
            ("season", "issued"): ("15.10.2019", "write 2019-10-15"),
            ("brand", "color", "palette", "grey"): ("#CCCCCC", "use"),
        }
        changes = [
            {"action": "unset", "file": "content/programs/primary-care.yaml", "path": ["promise"]},
            *(browser.change(kind, kind, way, value) for (kind, *way), (value, _) in rest.items()),
        ]
        for path, (value, _, _) in slips.items():
            changes.append(browser.change("program", "primary-care", list(path), value))
        assert browser.edit(*changes).is_success

        def errors() -> list[dict[str, Any]]:
            return [one for one in browser.said("/api/problems") if one["gravity"] == "error"]

        told = {(one["kind"], *(str(part) for part in one["path"])): one["remedies"][0] for one in errors()}
        for path, (_, label, _) in slips.items():
            [found] = [one["label"] for at, one in told.items() if at[1 : len(path) + 1] == path]
            assert found == label
        for path, (_, label) in rest.items():
            assert told[path]["label"].startswith(label)
        assert len(told) == len(slips) + len(rest)
        for few in (errors()[:1], errors()[1:]):
            assert browser.edit(*(each for one in few for each in one["remedies"][0]["changes"])).is_success
        assert errors() == []
        said = browser.said("/api/item/program/primary-care")["values"]
        assert said["promise"] == "A key that is misspelt"
        assert said["stages"] == [{"name": "A", "dates": "2026-07-06 to 2026-07-17"}]
        for path, (_, _, meant) in slips.items():
            assert meant is None or at(said, path) == meant, path

    def test_of_what_may_be_meant_each_has_a_button_and_nothing_is_lost(self, browser: Browser) -> None:
        for path, value, hint, labels in (
            (
                ["story", "text"],
                "Words <!-- a remark --> and more words",
                "delete it; a remark of your own",
                [],
            ),
            (["eras"], "perhaps", "write yes or no", ["write yes", "write no"]),
            (["fit"], "roomy", "write normal or tight", ["write normal", "write tight"]),
            (["promise"], "  ", "write it; it is needed", []),
            (
                ["story", "facts", 0],
                "zzz",
                "facts known: outpatient, vacation",
                ["use outpatient", "use vacation"],
            ),
            (["promise"], "Print a {brace}", "name a fact of facts.yaml", ["print {brace} as it is"]),
            (["promise"], "A lone { brace", "write {{ to print one", ["print { as it is"]),
            (
                ["cover", "consent_until"],
                "9/2/2031",
                "write 2031-09-02 or 2031-02-09",
                ["write 2031-09-02 (September 2)", "write 2031-02-09 (February 9)"],
            ),
        ):
            assert browser.edit(browser.change("program", "primary-care", path, value)).is_success
            [found] = [one for one in browser.said("/api/problems") if one["path"] == path]
            buttons = found.get("remedies", [])
            assert found["hint"].startswith(hint) and [one["label"] for one in buttons] == labels
            assert all(browser.edit(*one["changes"]).is_success for one in buttons[-1:])
            if buttons:
                assert path not in [one["path"] for one in browser.said("/api/problems")]
                assert browser.post("/api/undo", json={}).is_success
            assert browser.post("/api/undo", json={}).is_success

    def test_days_of_the_season_before_are_moved_on_by_a_button(self, browser: Browser) -> None:
        dates = [{"label": "Open day", "date": "2018-09-12"}, {"label": "Party", "date": "2020-06-30"}]
        assert browser.edit(browser.change("season", "season", ["key_dates"], dates)).is_success
        [found] = [one for one in browser.said("/api/problems") if one["kind"] == "season"]
        assert [one["label"] for one in found["remedies"]] == [
            "write 2019-09-11, the same days of the week",
            "write 2019-09-12, the same dates",
        ]
        assert browser.edit(*found["remedies"][0]["changes"]).is_success
        assert not [one for one in browser.said("/api/problems") if one["kind"] == "season"]

    def test_what_nothing_prints_is_bound_by_a_button(self, browser: Browser) -> None:
        def buttons(kind: str) -> list[dict[str, Any]]:
            told = [
                one for one in browser.said("/api/problems") if (one["kind"], one["id"]) == (kind, "new")
            ]
            return [button for one in told for button in one.get("remedies", [])]

        checks = browser.change("publication", "publication", ["checks", "unprinted"], "note")
        assert browser.edit(checks).is_success
        for kind, label, way in (
            ("chapter", "bind it in All of them", "packet/packet"),
            ("section", "print it in The program", "program/primary-care"),
        ):
            assert browser.post("/api/new", json={"kind": kind, "id": "new", "title": "New"}).is_success
            said = "line" if kind == "chapter" else "text"
            assert browser.edit(browser.change(kind, "new", [said], "It rains.")).is_success
            [button] = [one for one in buttons(kind) if one["label"].startswith(label)]
            assert browser.edit(*button["changes"]).is_success and buttons(kind) == []
            assert "'new'" in str(browser.said(f"/api/item/{way}")["values"])
            assert all(browser.post("/api/undo", json={}).is_success for _ in range(3))

    def test_what_is_missing_is_told_at_its_own_field_and_in_words_of_forms(
        self, publication: Path, browser: Browser
    ) -> None:
        season = browser.change("season", "season", ["academic_year"], "2025-26")
        assert browser.edit(season, browser.change("season", "season", ["facts_as_of"], "2017")).is_success
        told = {
            one["message"] + one["hint"] for one in browser.said("/api/problems") if one["kind"] == "season"
        }
        assert any(one.startswith("Academic year says 2025-26, and the label") for one in told)
        assert any(one.startswith('Facts as of "2017"') for one in told) and not any(
            "_" in one for one in told
        )
        written = (
            "name: Care\nfull_name: ''\norder: one\npromise: ''\nback: ''\nstages: [{length_weeks: 3}]\n"
            "cover:\n  alt: Low tide\n"
        )
        (publication / "content/programs/primary-care.yaml").write_text(written, "utf-8")
        wait_for(lambda: not browser.said("/api/season")["is_sound"])
        told = [one for one in browser.said("/api/problems") if one["gravity"] == "error"]
        found = {
            tuple(one["path"]): (one["hint"], one.get("remedies", [{}])[0].get("label", "")) for one in told
        }
        assert {one["message"] for one in told} >= {
            "Full name must not be empty",
            'Order must be a number, not "one"',
            "The program is missing",
        }
        assert found == {
            ("promise",): ("write it; it is needed", ""),
            ("back",): ("delete it, or write something in it", "delete it"),
            ("full_name",): ("delete it, or write something in it", "delete it"),
            ("order",): ("write 1", "write 1"),
            ("stages", 0, "name"): ("write it; it is needed", ""),
            ("cover", "file"): ("write it; it is needed", ""),
            ("story",): ("fill in the group The program", ""),
        }

    def test_a_color_is_called_by_its_name_and_written_as_it_is_meant(
        self, publication: Path, browser: Browser
    ) -> None:
        brand = publication / "content/brand.yaml"
        brand.write_text("color:\n  palette: {brick: 'rgb(156, 61, 43)'}\n", "utf-8")
        wait_for(lambda: not browser.said("/api/season")["is_sound"])
        [told] = [one for one in browser.said("/api/problems") if one["path"][-1:] == ["brick"]]
        assert told["message"] == 'brick must be a color, not "rgb(156, 61, 43)"'
        [button] = told["remedies"]
        assert browser.edit(*button["changes"]).is_success
        assert brand.read_text("utf-8") == "color:\n  palette: {brick: '#9C3D2B'}\n"

    def test_items_are_made_from_others_renamed_everywhere_and_removed(
        self, publication: Path, browser: Browser
    ) -> None:
        made = browser.post(
            "/api/new", json={"kind": "program", "id": "night", "like": "primary-care", "title": "Night"}
        )
        assert made.status_code == 200, made.text
        assert text(publication, "programs/night.yaml") == FILES["programs/primary-care.yaml"].replace(
            "name: Primary Care", "name: Night"
        )
        browser.edit(browser.change("program", "night", ["full_name"], "Night Program"))
        like = {"kind": "program", "id": "harbor", "like": "night", "title": "Harbor"}
        assert browser.post("/api/new", json=like).status_code == 200
        assert "full_name: Harbor Program" in text(publication, "programs/harbor.yaml")
        again = browser.post("/api/new", json={"kind": "program", "id": "night"})
        assert again.status_code == 422
        for name in ("", "night"):
            bad = browser.post("/api/rename", json={"kind": "program", "id": "harbor", "to": name})
            assert bad.status_code == 422 and name in bad.json()["problems"][0]["message"]
        bad = browser.post("/api/new", json={"kind": "person", "id": "", "title": "李明"})
        assert bad.json()["problems"][0]["message"] == "the short name is missing"
        for kind, name in (("section", "food"), ("person", "li-wei"), ("fact", "beds"), ("chapter", "past")):
            assert browser.post("/api/new", json={"kind": kind, "id": name}).status_code == 200
            assert browser.said(f"/api/item/{kind}/{name}")["values"]
        lacking = {
            (one["kind"], one["id"]) for one in browser.said("/api/problems") if one["gravity"] == "error"
        }
        assert lacking == {("fact", "beds"), ("chapter", "past")}  # each is told of what lacks it
        assert browser.post("/api/new", json={"kind": "review", "id": "night"}).status_code == 422
        renamed = browser.post("/api/rename", json={"kind": "person", "id": "jane-doe", "to": "jane-roe"})
        assert renamed.status_code == 200
        assert "leaders: [jane-roe]" in text(publication, "programs/night.yaml")
        assert "  name: Jane Doe  # as she writes it" in text(publication, "people.yaml")
        for kind, name in (("program", "harbor"), ("program", "night"), ("person", "li-wei")):
            assert browser.post("/api/remove", json={"kind": kind, "id": name}).status_code == 200
            assert browser.get(f"/api/item/{kind}/{name}").status_code == 404
        browser.post("/api/undo", json={})
        assert browser.said("/api/item/person/li-wei")["values"] == {"name": "Li wei"}
        bad = browser.post("/api/new", json={"kind": "program", "id": "../night"})
        assert bad.status_code == 422 and not (publication / "night.yaml").exists()


class TestWhatIsBrought:
    def test_a_pasted_list_is_shown_first_and_then_changed_row_by_row(
        self, publication: Path, browser: Browser
    ) -> None:
        pasted = "Name\tHometown\tShoe size\nAda Byron\tOxford\t40\nMary Shelley\tLondon\t38\n"
        asked = {"file": "content/sections/class.md", "path": ["roster"], "text": pasted}
        told = browser.post("/api/roster/preview", json=asked).json()
        assert [len(told[name]) for name in ("new", "gone", "changed")] == [1, 1, 1]
        assert told["ignored"] == ["Shoe size"]
        assert text(publication, "lists/class.csv") == FILES["lists/class.csv"]
        assert browser.post("/api/roster/apply", json=asked).status_code == 200
        assert (
            text(publication, "lists/class.csv") == "Name,Hometown\nAda Byron,Oxford\nMary Shelley,London\n"
        )
        browser.post("/api/undo", json={})
        assert text(publication, "lists/class.csv") == FILES["lists/class.csv"]
        own = {**asked, "file": "content/sections/life.md"}
        assert browser.post("/api/roster/apply", json=own).status_code == 200
        assert [one["name"] for one in browser.said("/api/item/section/life")["values"]["roster"]] == [
            "Ada Byron",
            "Mary Shelley",
        ]
        assert browser.post("/api/roster/preview", json={**asked, "path": ["title"]}).status_code == 422

    def test_a_list_is_pasted_with_its_title_in_the_order_of_the_list_and_without_what_is_none_of_it(
        self, publication: Path, browser: Browser
    ) -> None:
        def told(pasted: str) -> dict[str, Any]:
            asked = {"file": "content/lists/class.csv", "path": [], "text": pasted}
            return dict(browser.post("/api/roster/preview", json=asked).json())

        people = "".join(
            f"Ann {letter}\t{'' if number else 'Bath'}\n" for number, letter in enumerate("ABC")
        )
        titled = told(f"Class of 2020\t\n\t\nName\tHometown\n{people}Total\t3\n")
        assert titled["new"][0] == {"name": "Ann A", "hometown": "Bath"} and len(titled["new"]) == 4
        assert [one["message"] for one in titled["noticed"]] == [
            '"Total" begins a row that is none of the list',
            '"Class of 2020" stands above the names of the columns, and is left out',
        ]
        assert [one["message"] for one in told(f"Name\tHometown\n{people}")["noticed"]] == [
            "Hometown stands in 1 of 3 rows"
        ]
        assert told('Max Weber\t"New\nYork"\n')["changed"] == [  # a break in a cell
            {
                "before": {"name": "Max Weber", "hometown": "Erfurt"},
                "after": {"name": "Max Weber", "hometown": "New York"},
            }
        ]
        for heads, row in (
            ("Last name\tFirst name\tHometown", "Shelley\tMary\tBath"),
            ("Name\tVorname\tHometown", "Shelley\tMary\tBath"),
            ("Hometown\tPrénom\tMiddle\tNom", "Bath\tMary\t\tShelley"),
        ):
            joined = told(f"Class of 2020\n{heads}\n{row}\n")
            assert joined["new"] == [{"hometown": "Bath", "name": "Mary Shelley"}]
            assert "are joined, in this order, as the name" in joined["noticed"][-1]["message"]
            data, kind = f"{heads}\n{row}\n".encode(), {"content-type": "application/octet-stream"}
            file = browser.post("/api/table?name=class.tsv", content=data, headers=kind).json()
            row_of = dict(zip(file["columns"], file["rows"][0], strict=True))
            assert row_of == {"Name": "Mary Shelley", "Hometown": "Bath"} and file["noticed"]
        assert told("Name\tFirst name\nMary Shelley\tMary\n")["new"] == [{"name": "Mary Shelley"}]  # whole
        (publication / "content/lists/class.csv").write_text("Hometown,Name\nLondon,Ada Byron\n", "utf-8")
        assert told("Bath\tMary Shelley\n")["new"] == [{"hometown": "Bath", "name": "Mary Shelley"}]

    def test_words_of_other_programs_are_taken_as_they_look(self, browser: Browser) -> None:
        item = "<p style='mso-list:l0 level{}'><span style='mso-list:Ignore'>·<b>&nbsp;</b></span>{}</p>"
        html = (
            "<html><head><style>p {}</style></head><body><h1>Ashore</h1><p class=MsoNormal>A <b>bold</b>"
            "<b>er</b> 5* <span style='font-style:italic'>sea </span>view<a href='#_ftn1'>[1]</a><o:p></o:p>"
            "</p>\n<p>By\n<a href='https://sea.example/a_(b'>boat</a>,<br>or not</p>"
            f"{item.format(1, 'One')}{item.format(2, 'Two')}<ol><li>First<li>Then</ol>"
            "<table><tr><th>Year<th>Weeks</tr><tr><td rowspan=2>1</td><td>4</td></tr>"
            "<tr><td>5|6</td></tr></table>"
            "<p>&nbsp;</p><p><a href='file:///c/#_ftnref1'>[1]</a> Once.</p>"
            "<b style='font-weight:normal'>Plain</b>"
        )
        told = browser.post("/api/words", json={"html": html}).json()
        assert told["text"].split("\n\n") == [
            "### Ashore",
            "A **bolder** 5\\* *sea* view[^1]",
            "By [boat](https://sea.example/a_%28b),\\\nor not",
            "- One\n   - Two\n1. First\n1. Then",
            "| Year | Weeks |\n|---|---|\n| 1 | 4 |\n| 1 | 5\\|6 |",
            "[^1]: Once.",
            "Plain",
        ]
        assert told["table"] == "Year\tWeeks\n1\t4\n1\t5|6"
        deep = "<i>" * 20_000 + "</p>" * 20_000  # each looked for among all would take a minute
        for odd in (deep, "", "<p", "</p></ul>x", "<td>x</td></table><li>y", "<table><tr><td rowspan=x>1"):
            assert browser.post("/api/words", json={"html": odd}).status_code == 200

    def test_columns_are_called_as_forms_call_them_or_as_files_do_and_others_keep_their_cells(
        self, publication: Path, browser: Browser
    ) -> None:
        asked = {"file": "content/lists/class.csv", "path": []}
        pasted = "Name\tTrue in the season\nAda Byron\t2019-20\nMary Shelley\t2019-20\n"
        told = browser.post("/api/roster/preview", json={**asked, "text": pasted}).json()
        assert told["ignored"] == [] and told["new"] == [{"name": "Mary Shelley", "as_of": "2019-20"}]
        assert browser.post("/api/roster/apply", json={**asked, "text": pasted}).status_code == 200
        lines = "Name,Hometown,As of\nAda Byron,London,2019-20\nMary Shelley,,2019-20\n"
        assert text(publication, "lists/class.csv") == lines
        refused = browser.post(
            "/api/roster/preview", json={**asked, "text": "Full Name\tHometown\nBob\tYork\n"}
        )
        told = refused.json()["problems"][0]
        assert told["message"] == "no column is called Name" and "Full Name, Hometown" in told["hint"]

    def test_a_picture_is_kept_as_it_came_and_told_as_it_is_seen(
        self, publication: Path, browser: Browser
    ) -> None:
        written, exif = io.BytesIO(), Image.Exif()
        exif[0x0112] = 6
        Image.new("RGB", (900, 600), "navy").save(written, "JPEG", exif=exif)

        def bring(name: str, data: bytes) -> Any:
            return browser.post(
                f"/api/picture?name={name}",
                content=data,
                headers={"content-type": "application/octet-stream"},
            )

        told = bring("Dr. Müller%20(2).JPG", written.getvalue()).json()
        assert told == {
            "file": "pictures/dr-muller-2.jpg",
            "is_new": True,
            "width": 600,
            "height": 900,
            "is_turned": True,
            "inches": 2.0,
        }
        kept = publication / "content" / told["file"]
        assert kept.read_bytes() == written.getvalue()
        assert bring("Dr. Müller%20(2).JPG", written.getvalue()).json()["is_new"] is False
        phone = bring("IMG_1.HEIC", b"\0\0\0\x18ftypheic" + bytes(99)).json()["problems"][0]
        assert "HEIC" in phone["message"] and "JPEG" in phone["hint"]
        Image.new("RGB", (9, 6)).save(other := io.BytesIO(), "PNG")
        assert (
            bring("..%2F..%2Fdr-muller-2.png", other.getvalue()).json()["file"] == "pictures/dr-muller-2.png"
        )
        assert browser.get(f"/content/{told['file']}").content == written.getvalue()
        drawing = bring(
            "logo.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
        ).json()
        inert = browser.get(f"/content/{drawing['file']}").headers["content-security-policy"]
        assert "sandbox" in inert and "script" not in inert
        refused = bring("a.jpg", b"<html>")
        assert refused.status_code == 422 and "JPEG" in refused.json()["problems"][0]["hint"]

    def test_a_picture_on_its_side_is_turned_in_a_copy(self, publication: Path, browser: Browser) -> None:
        lying = Image.new("RGB", (90, 60), "white")
        lying.paste("navy", (0, 0, 30, 20))
        for form, name in (("JPEG", "a.jpg"), ("PNG", "a.png")):
            lying.save(written := io.BytesIO(), form)
            file = publication / "content/pictures" / name
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(written.getvalue())
            told = browser.post("/api/picture/turn", json={"file": f"pictures/{name}"}).json()
            assert (told["width"], told["height"], told["file"]) == (
                60,
                90,
                f"pictures/a-turned{file.suffix}",
            )
            assert file.read_bytes() == written.getvalue()
            turned = ImageOps.exif_transpose(Image.open(publication / "content" / told["file"]))
            assert (
                turned.convert("RGB").getpixel((55, 5))[2] > 100 > turned.convert("RGB").getpixel((55, 5))[0]
            )
        refused = browser.post("/api/picture/turn", json={"file": "lists/class.csv"})
        assert refused.status_code == 422


def test_a_build_tells_how_it_goes_and_what_it_changed(publication: Path, browser: Browser) -> None:
    hearing = Stream(browser)
    for expected in ("new", "same"):
        hearing.events.clear()
        assert browser.post("/api/build", json={"formats": ["flyer"]}).status_code == 202
        done = hearing.heard("build", state="done")
        assert (done["done"], done["of"]) == (1, 1)
        assert [(one["file"], one["change"]) for one in done["files"]] == [
            ("2019-20/screen/primary-care-flyer.pdf", expected)
        ]
    answer = browser.get("/output/2019-20/screen/primary-care-flyer.pdf")
    assert answer.content.startswith(b"%PDF") and "attachment" in answer.headers["content-disposition"]
    with running(publication, 18441) as again, Browser(again) as other:  # what stands on the shelf
        shelf = other.said("/api/output")
        assert [one["file"] for one in shelf["files"]] == ["2019-20/screen/primary-care-flyer.pdf"]
        assert shelf["state"] == "idle"
    browser.edit(browser.change("program", "primary-care", ["accent"], "nothing"))
    browser.post("/api/build", json={"formats": ["flyer"]})
    assert hearing.heard("build", state="failed")["problems"][0]["hint"]
    assert browser.post("/api/build", json={"edition": "gold"}).status_code == 422


def test_pages_are_shown_followed_and_kept_while_content_has_problems(
    publication: Path, browser: Browser
) -> None:
    told = browser.said("/api/pages/primary-care/flyer")
    page = told["pages"][0]
    box = next(one for one in page["boxes"] if one["text"].startswith("Close"))
    assert (box["kind"], box["id"], box["path"]) == ("program", "primary-care", ["promise"])
    picture = browser.get(page["picture"])
    assert picture.content.startswith(b"\xff\xd8") and "immutable" in picture.headers["cache-control"]
    hearing = Stream(browser)
    browser.edit(browser.change("program", "primary-care", ["promise"], "Far away"))
    heard = hearing.heard("pages", document="primary-care", format="flyer")
    assert heard["pages"][0]["picture"] != page["picture"]
    hearing.events.clear()
    browser.edit(browser.change("program", "primary-care", ["promise"], ""))
    stale = hearing.heard("pages", stale=True, format="flyer")
    assert stale["pages"][0]["picture"] == heard["pages"][0]["picture"]
    printed = wait_for(
        lambda: next(
            one["printed_in"]
            for one in browser.said("/api/form/program")["fields"]
            if one["name"] == "promise"
        )
    )
    assert "flyer" in printed


def test_what_does_not_fit_on_a_page_is_told_with_it_and_mended_there(tmp_path: Path) -> None:
    short = "Care close to home, for as long as it takes, and for everybody who asks for it. " * 30
    make_publication(tmp_path, {"programs/primary-care.yaml": make_program(f"  short: {short}\n", story="")})
    with running(tmp_path) as server, Browser(server) as browser:
        labels = list[str]()
        browser.said("/api/pages/primary-care/card")
        assert any("document" in one for one in browser.said("/api/problems"))
        browser.post("/api/rename", json={"kind": "program", "id": "primary-care", "to": "care"})
        assert not any("document" in one for one in browser.said("/api/problems"))  # of what is gone
        browser.post("/api/undo", json={})
        for _ in range(6):
            browser.said("/api/pages/primary-care/card")
            found = [one for one in browser.said("/api/problems") if one.get("remedies")]
            if not found:
                break
            assert (found[0]["document"], found[0]["path"]) == ("primary-care-card", ["story", "short"])
            labels.append(found[0]["remedies"][0]["label"])
            assert browser.edit(*found[0]["remedies"][0]["changes"]).status_code == 200
        assert labels and not found and labels[0].startswith("cut to")
        kept = browser.said("/api/item/program/primary-care")["values"]["story"]["short"]
        assert short.startswith(kept) and len(kept) > 100
