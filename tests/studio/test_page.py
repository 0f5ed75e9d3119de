"""The studio's page in a real browser: a season is edited by keyboard alone, nothing written is lost."""

from __future__ import annotations

import io
import re
import socket
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat
from playwright.sync_api import Browser, Page, Route, expect

from brochure.edit import Applied, Change
from brochure.errors import MachineError
from brochure.studio import StudioServer, last_port, streams
from tests.builders.chromium import Hands, enter, faults_in, saved, show, tidy
from tests.builders.in_thread import wait_for
from tests.builders.publication import make_picture, make_plain_publication, make_publication
from tests.builders.sample import ROOT
from tests.builders.studio_server import running
from tests.builders.word_documents import LETTER, LETTER_SAID, make_word

RESIDENTS = [f"Resident {number:02}" for number in range(1, 46)]
LIFE = "---\ntitle: Life\nshort: In short.\n---\n\nResidents of {program} have "
NIGHT = "name: Night\npromise: Late\n"
PRIMARY_CARE = (
    "# kept as it is\nname: Primary Care\nfull_name: Primary Care Program\npromise: Close to home\n"
    "leaders: [jane-doe]\nstory:\n  title: The program   # a note\n  lead: Near to people.\n"
    "  sections: [life, boards, class]\n"
)
CONTENT: dict[str, str | bytes | None] = {
    "people.yaml": "jane-doe:\n  name: Jane Doe\n  role: Director\n",
    "sections/life.md": f"{LIFE}{{vacation}} off.\n",
    "sections/boards.md": "---\ntitle: Boards\n---\n\nAll of them pass.\n",
    "sections/class.md": "---\ntitle: Our class\nroster: lists/residents.csv\n---\n\nThese are they.\n",
    "lists/residents.csv": "Name,Hometown\n" + "".join(f"{name},Boston\n" for name in RESIDENTS[:3]),
    "programs/primary-care.yaml": PRIMARY_CARE,
    "programs/night.yaml": f"{NIGHT}accent: copper\nstory: {{title: The night, text: Dark.}}\n",
    "sections/apart.md": "---\ntitle: Apart\npoints:\n- One\n- Two\n- Three\n---\n\nNobody prints this.\n",
}
#: One of every kind that is not yet among these.
SHOWN_BESIDES: dict[str, str | bytes | None] = {
    "programs/primary-care.yaml": (
        PRIMARY_CARE + "  quote: {quote: It is near., name: Ann, photo: pictures/wide.png, alt: At home}\n"
    ),
    "chapters/valley.yaml": "title: The valley\nline: Where it lies\nlead: Between two hills.\n",
    "packets/packet.yaml": "title: All of them\nchapters: [valley]\n",
    "pictures/wide.png": make_picture(size=(300, 200)),
    "printers/shop.yaml": "description: A print shop\nbleed: 3 mm\n",
}
#: What the server never has.
NOT_THERE = re.compile("/(undefined|null|api/form/(list|picture))$")
#: Three mistakes that have a remedy.
MISTAKEN: dict[str, str | bytes | None] = {
    **CONTENT,
    "sections/life.md": f"{LIFE}{{vacaton}} off.\n",
    "programs/night.yaml": f"{NIGHT}accent: coper\nstory: {{titel: The night, text: Dark.}}\n",
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[StudioServer, Path]]:
    folder = tmp_path_factory.mktemp("a season")
    content = make_plain_publication(folder, CONTENT)
    with running(folder, 18520) as server:
        yield server, content


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StudioServer]:
    """The same, with pages as they are printed."""
    folder = tmp_path_factory.mktemp("printed")
    make_publication(folder, CONTENT | SHOWN_BESIDES)
    with running(folder, 18560) as server:
        yield server


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[tuple[Page, list[str]]]:
    """One window for all tests, and what goes wrong in it."""
    with browser.new_context() as context:
        one, faults = context.new_page(), list[str]()
        one.on("pageerror", lambda error: faults.append(str(error)))
        one.on("console", lambda said: faults.append(said.text) if "Content Security" in said.text else None)
        one.on("request", lambda asked: faults.append(asked.url) if NOT_THERE.search(asked.url) else None)
        yield one, faults


@pytest.fixture
def page(window: tuple[Page, list[str]]) -> Iterator[Page]:
    """A page in which nothing may go wrong unseen."""
    one, faults = window
    faults.clear()
    one.set_viewport_size({"width": 1280, "height": 800})
    yield one
    tidy(one)
    assert faults == []


def test_a_season_is_edited_by_keyboard_alone(page: Page, tmp_path: Path) -> None:
    content = make_plain_publication(tmp_path, MISTAKEN)
    with running(tmp_path, 18540) as server:
        hands = Hands(enter(page, server))

        hands.find("weeks of vacation", "4 weeks").to("Words").write("five weeks")
        expect(saved(page)).to_be_visible()
        wait_for(lambda: "words: five weeks" in (content / "facts.yaml").read_text("utf-8"))

        hands.find("Primary Care", "Primary Care").to("Move down: Life").press("Enter")
        wait_for(lambda: "sections: [boards, life, class]" in written(content, "programs/primary-care.yaml"))
        assert "title: The program   # a note\n" in written(content, "programs/primary-care.yaml")
        labels = "(all) => all.map((one) => one.ariaLabel).join()"
        wait_for(lambda: re.search("Boards.*Life", page.locator(".down").evaluate_all(labels)))
        wait_for(lambda: hands.at == "Move down: Life")  # the focus goes along

        mend_three_mistakes(page, hands, content)

        hands.press("Escape")
        page.evaluate("() => document.activeElement.blur()")
        hands.to("Build season").press("Enter")
        page.locator(".files a", has_text="night.pdf").wait_for(timeout=60_000)
        assert (tmp_path / "output" / "2019-20" / "screen" / "night.pdf").is_file()


@pytest.mark.long
def test_a_picture_a_list_and_a_program_are_added_by_keyboard_alone(page: Page, tmp_path: Path) -> None:
    rows = "".join(f"{name},Boston\n" for name in RESIDENTS[:40])
    content = make_plain_publication(tmp_path, {**CONTENT, "lists/residents.csv": f"Name,Hometown\n{rows}"})
    with running(tmp_path, 18545) as server:
        hands = Hands(enter(page, server))

        hands.find("Jane", "Jane Doe").to("More that can be said").press("Enter").to("Photo").press("Enter")
        picture = {"name": "Jane.png", "mimeType": "image/png", "buffer": make_picture(size=(330, 480))}
        hands.to("Choose a picture")
        with page.expect_file_chooser() as chooser:
            hands.press("Space")
        chooser.value.set_files([picture])  # type: ignore[list-item]
        wait_for(lambda: "photo: pictures/" in (content / "people.yaml").read_text("utf-8"))

        hands.find("residents.csv", "residents.csv").to("Paste from a spreadsheet").press("Enter")
        page.keyboard.insert_text(
            "Name\tHometown\n" + "".join(f"{name}\tBoston\n" for name in RESIDENTS[2:])
        )
        expect(page.locator(".paste strong")).to_have_text("5 new, 2 gone, 0 changed")
        looks = "(rows) => rows.map((row) => getComputedStyle(row).display)"
        assert set(page.locator(".paste tr").evaluate_all(looks)) == {"table-row"}  # who is gone is seen
        hands.to("Take this list").press("Enter")
        wait_for(lambda: (content / "lists/residents.csv").read_text("utf-8").count("\n") == 44)

        add_a_program(page, hands, content)


def mend_three_mistakes(page: Page, hands: Hands, content: Path) -> None:
    """By the buttons of the list, one after another."""
    page.evaluate("() => document.activeElement.blur()")
    hands.to("3 to mend").press("Enter")
    for label, left in (("Use {vacation}", 2), ("Use copper", 1), ("Call it title", 0)):
        hands.to(label).press("Enter")
        expect(page.locator("#form .problems .error")).to_have_count(left)
    assert "{vacation} off" in written(content, "sections/life.md")
    assert "accent: copper" in written(content, "programs/night.yaml")


def add_a_program(page: Page, hands: Hands, content: Path) -> None:
    """From another one, with a contact; and the season's key dates."""
    hands.to("Back to the list").press("Enter").to("+ New program").press("Enter").to("Name").write(
        "Summer"
    ).to("Begin with")
    page.keyboard.type("a copy of Night")
    hands.to("Make it").press("Enter")
    wait_for(lambda: (content / "programs" / "summer.yaml").is_file())
    page.locator("#form h2", has_text="Summer").wait_for()
    hands.to("Promise").write("Long days")
    wait_for(lambda: "promise: Long days" in written(content, "programs/summer.yaml"))
    hands.to("More that can be said").press("Tab")  # of its story; the program's own comes behind it
    hands.to("More that can be said").press("Enter").to("Apply").press("Enter")
    wait_for(lambda: hands.at == "Apply")
    hands.to("More that can be said").press("Enter").to("Contact").press("Enter")
    wait_for(lambda: hands.at == "Contact")
    hands.to("More that can be said").press("Enter").to("Name").press("Enter").to("Name").write("The office")
    wait_for(lambda: "name: The office" in written(content, "programs/summer.yaml"))
    hands.find("Season and key", "Season and key dates").to("More that can be said").press("Enter")
    hands.to("Key dates").press("Enter").to("Add a row").press("Enter").to("Label, row 1").write(
        "Applications open"
    )
    hands.to("Date, row 1").write("2019-09-05")
    wait_for(lambda: "2019-09-05" in written(content, "season.yaml"))


def written(content: Path, name: str) -> str:
    return (content / name).read_text("utf-8")


def test_what_is_written_in_two_tabs_is_never_lost(page: Page, served: tuple[StudioServer, Path]) -> None:
    server, content = served
    other = page.context.new_page()
    for tab in (page, other):
        enter(tab, server, "#/person/jane-doe")
    # Two fields of one item: both are written.
    page.get_by_label("Role").first.fill("Head")
    other.get_by_label("Name", exact=False).first.fill("Jane R. Doe")
    wait_for(lambda: "name: Jane R. Doe\n  role: Head" in written(content, "people.yaml"))
    expect(page.get_by_label("Name", exact=False).first).to_have_value("Jane R. Doe")
    expect(other.get_by_label("Role").first).to_have_value("Head")
    # One field in both: the second one is asked, and sees both texts.
    other.route("**/api/item/**", lambda route: route.abort())
    other.get_by_label("Role").first.press_sequentially("s")
    page.get_by_label("Role").first.fill("Dean")
    page.get_by_label("Role").first.blur()
    card = other.locator(".conflict")
    expect(card).to_contain_text("Heads")
    expect(card).to_contain_text("Dean")
    assert "role: Dean" in written(content, "people.yaml")
    other.unroute("**/api/item/**")
    card.get_by_role("button", name="Keep mine").click()
    wait_for(lambda: "role: Heads" in written(content, "people.yaml"))
    expect(saved(other)).to_be_visible()


def test_an_item_that_moves_in_one_tab_is_edited_in_the_other(
    page: Page, served: tuple[StudioServer, Path]
) -> None:
    server, content = served
    other = page.context.new_page()
    for tab in (page, other):
        enter(tab, server, "#/section/apart")
    points = other.get_by_label(re.compile("^Points 1"))
    expect(points).to_have_value("One")
    other.route("**/api/item/**", lambda route: route.abort())  # this one does not hear of it in time
    page.get_by_role("button", name="Move down: One").click()
    wait_for(lambda: "- Two\n- One\n- Three" in written(content, "sections/apart.md"))
    points.fill("One and only")
    points.blur()
    wait_for(lambda: "- Two\n- One and only\n- Three" in written(content, "sections/apart.md"))
    # The same item once more, which is another one by now: both texts are shown, and none is lost.
    expect(page.get_by_label(re.compile("^Points 2"))).to_have_value("One and only")
    page.get_by_label(re.compile("^Points 2")).fill("Another")
    wait_for(lambda: "- Two\n- Another\n- Three" in written(content, "sections/apart.md"))
    points.fill("One of many")
    points.blur()
    expect(other.locator(".conflict")).to_contain_text("One of many")
    assert "- Two\n- Another\n- Three" in written(content, "sections/apart.md")
    other.unroute("**/api/item/**")


@pytest.mark.long
def test_items_are_dragged_to_another_place(page: Page, served: tuple[StudioServer, Path]) -> None:
    server, content = served
    enter(page, server, "#/program/primary-care")
    grips = page.locator("fieldset", has_text="Sections").locator(".grip")
    grips.first.scroll_into_view_if_needed()
    start, end = grips.nth(0).bounding_box(), grips.nth(2).bounding_box()
    assert start and end
    page.mouse.move(start["x"] + 9, start["y"] + 9)
    page.mouse.down()
    page.mouse.move(end["x"] + 9, end["y"] + 9, steps=3)
    expect(page.locator(".drop-below")).to_have_count(1)
    page.mouse.up()
    wait_for(lambda: "sections: [boards, class, life]" in written(content, "programs/primary-care.yaml"))
    page.get_by_role("button", name="Undo").click()
    wait_for(lambda: "sections: [life, boards, class]" in written(content, "programs/primary-care.yaml"))


@pytest.mark.long
def test_two_megabytes_that_are_pasted_are_kept(page: Page, served: tuple[StudioServer, Path]) -> None:
    server, content = served
    enter(page, server, "#/section/apart")
    text = page.get_by_label("Text", exact=True).first
    expect(text).to_have_value("Nobody prints this.")
    words = ("Words that somebody pasted. " * 36 + "\n") * 2_000
    text.evaluate(
        "(area, words) => { area.value = words; area.dispatchEvent(new Event('input', {bubbles: true})) }",
        words,
    )
    wait_for(lambda: len(written(content, "sections/apart.md")) > 2_000_000)
    expect(saved(page)).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    wait_for(lambda: "Nobody prints this." in written(content, "sections/apart.md"))
    expect(text).to_have_value("Nobody prints this.", timeout=30_000)


def test_marks_and_facts_are_put_into_a_text_by_keys_and_buttons(
    page: Page, served: tuple[StudioServer, Path]
) -> None:
    server, content = served
    enter(page, server, "#/section/class")
    text = page.get_by_label("Text", exact=True).first
    expect(text).to_have_value("These are they.")
    text.evaluate("(it) => it.setSelectionRange(0, 6)")  # a double click takes the space too
    for said in ("**These** are they.", "These are they.", "**These** are they."):
        text.press("ControlOrMeta+b")
        expect(text).to_have_value(said)
    text.evaluate("(it) => it.setSelectionRange(10, 13)")
    marks = page.get_by_role("group", name="Marks for Text", exact=True).first
    marks.get_by_role("button", name="Italic").click()
    text.press("End")
    marks.get_by_role("button", name="Fact").click()
    page.get_by_label("Find a fact").fill("weeks")
    page.locator(".facts li").get_by_role("button").click()
    wait_for(lambda: "\n**These** *are* they.{vacation}\n" in written(content, "sections/class.md"))
    page.get_by_role("group", name="Marks for Text", exact=True).get_by_role(
        "button", name="List"
    ).first.click()
    wait_for(lambda: "\n\n- a point\n" in written(content, "sections/class.md"))
    text.fill("")
    text.evaluate(
        """(it) => { const data = new DataTransfer();
        data.setData("text/html", "<p>One</p><ul><li>two</ul>"); data.setData("text/plain", "One two");
        it.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, cancelable: true })) }"""
    )
    expect(text).to_have_value("One\n\n- two")
    text.fill("")
    word = {"name": "life.docx", "mimeType": "", "buffer": make_word(LETTER, "A report, 2025.")}
    page.locator("input[accept='.docx']").first.set_input_files(word)
    expect(text).to_have_value(LETTER_SAID)
    expect(page.locator(".problems li.note")).to_contain_text("Left out: words that are struck out.")
    word |= {"name": "life.doc", "buffer": b"\xd0\xcf\x11\xe0"}
    page.locator("input[accept='.docx']").first.set_input_files(word)
    expect(page.locator(".problems li.error")).to_contain_text("In Word, save it as .docx")
    expect(text).to_have_value(LETTER_SAID)
    # A word processor's break within a paragraph is one here, and a space in a field of one line.
    text.fill("These are\vthey.")
    page.get_by_label("Title").first.fill("Our\vown class")
    wait_for(lambda: "title: Our own class\n" in written(content, "sections/class.md"))
    wait_for(lambda: "\nThese are\nthey.\n" in written(content, "sections/class.md"))
    # A name that is typed and not chosen stays, and is told; one that it can only be is taken.
    show(page, "#/program/primary-care")
    leader = page.get_by_role("combobox", name="Leaders 1")
    for typed, kept in (("Ann Lee", "leaders: [Ann Lee]"), ("doe", "leaders: [jane-doe]")):
        leader.fill(typed)
        leader.press("Tab")
        wait_for(lambda kept=kept: kept in written(content, "programs/primary-care.yaml"))


def test_a_picture_is_cut_by_a_frame(page: Page, served: tuple[StudioServer, Path]) -> None:
    server, content = served
    (content / "pictures").mkdir(exist_ok=True)
    (content / "pictures/wide.png").write_bytes(make_picture(size=(300, 200)))
    path = content / "sections/boards.md"
    before = path.read_text("utf-8")
    own = "picture:\n  file: pictures/wide.png\n  alt: A wall\n  crop: 1:1\n"
    path.write_text(before.replace("---\n\n", f"{own}---\n\n", 1), "utf-8")
    enter(page, server, "#/section/boards")
    seen = page.locator(".seen")
    expect(page.locator(".frame")).to_be_visible()
    box = seen.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 2, box["y"] + box["height"] / 2, steps=3)
    page.mouse.up()
    wait_for(lambda: "focus: 100%" in path.read_text("utf-8"))
    seen.focus()
    page.keyboard.press("ArrowLeft")
    wait_for(lambda: "focus: 95%" in path.read_text("utf-8"))
    page.get_by_role("button", name="Turn").click()
    wait_for(lambda: "file: pictures/wide-turned.png" in path.read_text("utf-8"))
    assert "focus" not in path.read_text("utf-8") and "crop" not in path.read_text("utf-8")
    expect(page.locator(".beside", has_text="wide-turned.png")).to_be_visible()
    # Another picture is not described in the words for the one before.
    other = {"name": "tall.png", "mimeType": "image/png", "buffer": make_picture(size=(200, 300))}
    page.get_by_label("Choose another").set_input_files([other])  # type: ignore[list-item]
    wait_for(lambda: "file: pictures/tall.png" in path.read_text("utf-8"))
    assert "alt" not in path.read_text("utf-8")
    path.write_text(before, "utf-8")


def test_an_editor_beside_is_followed_and_never_overwritten(
    page: Page, served: tuple[StudioServer, Path]
) -> None:
    server, content = served
    enter(page, server, "#/program/primary-care")
    promise, path = page.get_by_label("Promise").first, content / "programs/primary-care.yaml"
    path.write_text(path.read_text("utf-8").replace("Close to home", "Near home"), "utf-8")
    expect(promise).to_have_value("Near home")  # a field that nobody writes in follows
    # Broken by hand meanwhile: what is written here stays, and is written once the file is whole again.
    whole = path.read_text("utf-8")
    path.write_text(whole + "story: [\n", "utf-8")
    expect(page.locator(".broken")).to_be_visible()
    promise.fill("At home")
    promise.blur()
    expect(page.locator(".kept")).to_contain_text("your text is kept here")
    assert promise.input_value() == "At home"
    path.write_text(whole, "utf-8")
    expect(page.locator(".broken")).to_have_count(0)
    wait_for(lambda: "promise: At home" in path.read_text("utf-8"))

    # Mended while the refusal is on its way.
    def mended_meanwhile(route: Route) -> None:
        refusal = route.fetch()
        assert refusal.status == 422
        path.write_text(whole, "utf-8")
        expect(page.locator(".broken")).to_have_count(0)
        route.fulfill(response=refusal)

    expect(page.locator(".state")).to_have_text("Saved")
    whole = path.read_text("utf-8")
    path.write_text(whole + "story: [\n", "utf-8")
    expect(page.locator(".broken")).to_be_visible()
    page.route("**/api/edit", mended_meanwhile, times=1)
    with page.expect_response(lambda answer: answer.url.endswith("/api/edit") and answer.ok):
        promise.fill("Home at last")
        promise.blur()
    assert "promise: Home at last" in path.read_text("utf-8")


def test_what_cannot_be_written_is_kept_over_a_closed_tab(
    page: Page, served: tuple[StudioServer, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    server, content = served

    def refused(*_: object) -> None:
        raise MachineError.of("content/facts.yaml", "the file is read-only", "let it be written")

    closed = enter(page.context.new_page(), server, "#/fact/vacation")
    with monkeypatch.context() as patch:
        patch.setattr(server.studio, "apply", refused)
        closed.get_by_label("Words").first.fill("six weeks")
        expect(closed.locator("#form .problems")).to_contain_text("read-only")
        closed.close(run_before_unload=False)
    enter(page, server, "#/fact/vacation")
    wait_for(lambda: "words: six weeks" in written(content, "facts.yaml"))
    page.get_by_role("button", name="Undo").click()
    wait_for(lambda: "words: four weeks" in written(content, "facts.yaml"))
    page.get_by_role("button", name="Redo").click()
    wait_for(lambda: "words: six weeks" in written(content, "facts.yaml"))


def test_texts_that_are_refused_stay_marked_and_are_sent_once(
    page: Page, served: tuple[StudioServer, Path]
) -> None:
    server, _ = served
    sent = list[str]()
    page.on("request", lambda one: sent.append(one.url) if one.url.endswith("/api/edit") else None)
    enter(page, server, "#/program/night")
    for label in ("Promise", "Text"):
        page.get_by_label(label, exact=True).first.fill("A bell \a rings")
    expect(page.locator(".state")).to_have_text("Not saved: 2 fields")
    page.wait_for_timeout(500)
    expect(page.locator("#form [aria-invalid=true]")).to_have_count(2)
    assert len(sent) == 2
    for _ in range(2):
        page.get_by_role("button", name="Throw it away").first.click()
    expect(saved(page)).to_be_visible()


def test_a_mistake_in_a_cell_is_told_below_its_table(page: Page, served: tuple[StudioServer, Path]) -> None:
    server, content = served
    path = content / "season.yaml"
    before = path.read_text("utf-8")
    path.write_text(f"{before}key_dates:\n- {{label: Open day, date: 2019-09-14}}\n", "utf-8")
    enter(page, server, "#/season/season")
    cell = page.get_by_label("Date, row 1")
    cell.fill("9/5/2026")
    cell.blur()
    expect(cell).to_have_attribute("aria-invalid", "true")
    told = page.locator(f"[id='{cell.get_attribute('aria-describedby')}']")
    expect(told).to_contain_text("must be a day")
    expect(page.locator(".field", has=told).last).to_contain_text("Date, row 1")
    # Of two that are called the same the list of problems says which one it is.
    (content / "packets").mkdir()
    (content / "packets/same.yaml").write_text("title: Night\nchapters: [nothing]\n", "utf-8")
    show(page, "#/problems")
    expect(page.locator("#form h3", has_text="Night (packet)")).to_be_visible()
    (content / "packets/same.yaml").unlink()
    page.locator("#form a", has_text="must be a day").click()
    expect(cell).to_be_focused()
    path.write_text(before, "utf-8")


def test_the_text_of_a_file_that_was_deleted_is_shown(page: Page, served: tuple[StudioServer, Path]) -> None:
    server, content = served
    enter(page, server, "#/section/boards")
    title, path = page.get_by_label("Title").first, content / "sections/boards.md"
    expect(title).to_have_value("Boards")
    held = path.read_text("utf-8")
    title.fill("Boards and more")  # first: the form is gone as soon as the page hears that the file is
    path.unlink()
    expect(page.locator(".broken")).to_contain_text("Boards and more")
    path.write_text(held, "utf-8")
    wait_for(lambda: "title: Boards and more" in path.read_text("utf-8"))
    # The same where it was renamed: it stands in the list by its new name, and what was written is kept.
    expect(page.locator(".broken")).to_have_count(0)
    title.fill("Boards and exams")
    path.rename(content / "sections/exams.md")
    expect(page.locator(".broken")).to_contain_text("Boards and exams")
    expect(page.locator('#season a[href="#/section/exams"]')).to_be_attached()
    (content / "sections/exams.md").rename(path)
    wait_for(lambda: "title: Boards and exams" in path.read_text("utf-8"))
    path.write_text(held, "utf-8")


def test_who_slept_catches_up_with_what_was_written_meanwhile(
    page: Page, served: tuple[StudioServer, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    server, content = served
    enter(page, server, "#/season/season")
    wait_for(lambda: len(server.streams._queues) == 1)
    path, field, heard = content / "season.yaml", page.get_by_label("Label").first, server.streams.number
    with monkeypatch.context() as asleep:
        asleep.setattr(streams, "MOST", 0)
        assert server.streams._loop
        server.streams._loop.call_soon_threadsafe(server.streams.close)
        expect(page.locator(".state")).to_contain_text("does not answer")
        server.streams.is_closed = False
        path.write_text(path.read_text("utf-8").replace("2019-20", "2020-21"), "utf-8")
        wait_for(lambda: server.streams.number > heard)
    expect(field).to_have_value("2020-21")
    expect(saved(page)).to_be_visible()
    path.write_text(path.read_text("utf-8").replace("2020-21", "2019-20"), "utf-8")
    expect(field).to_have_value("2019-20")


@pytest.mark.long
def test_tabs_of_a_studio_that_was_ended_go_on_when_it_is_started_again(page: Page, tmp_path: Path) -> None:
    mine, others = tmp_path / "mine", tmp_path / "others"
    content, other_content = (make_plain_publication(one, CONTENT) for one in (mine, others))
    taken = socket.create_server(("127.0.0.1", 0))
    port = taken.getsockname()[1]
    with taken, running(mine, port) as first:
        assert first.port > port
        enter(page, first, "#/person/jane-doe")
        role = page.get_by_label("Role").first
        role.wait_for()
        wait_for(lambda: len(first.streams._queues) == 1)
        closed = enter(page.context.new_page(), first, "#/person/jane-doe")
        closed.get_by_label("Name").first.wait_for()
    closed.get_by_label("Name").first.fill("Jane Doe-Roe")
    role.fill("Head")
    state = page.locator(".state")
    for one in (page, closed):
        expect(one.locator(".state")).to_contain_text("does not answer")
    closed.close()
    # The studio of another publication, which has the same file, takes the address: this is not for it.
    with running(others, first.port) as another:
        assert another.port == first.port
        stranger = enter(page.context.new_page(), another, "#/person/jane-doe")
        expect(state).to_contain_text("Not saved: Role")
        expect(page.locator(".problem, .error").first).to_contain_text("Another publication is open here")
        assert stranger.locator(".state").inner_text() == "Saved"
        assert stranger.get_by_label("Name").first.input_value() == "Jane Doe"
        stranger.close()
    expect(state).to_contain_text("does not answer")
    with running(mine, last_port(mine) or port) as second:
        assert second.port == first.port
        expect(state).to_contain_text("was started again")
        show(page, "#/board")
        expect(page.locator("#form", has_text="Open the studio by the address")).to_be_visible()
        show(page, "#/person/jane-doe")
        other = enter(page.context.new_page(), second, "#/person/jane-doe")
        wait_for(lambda: "name: Jane Doe-Roe\n  role: Head\n" in written(content, "people.yaml"))
        expect(saved(page)).to_be_visible()
        expect(page.locator("#form", has_text="Open the studio by the address")).to_have_count(0)
        role.fill("Dean")
        expect(other.get_by_label("Role").first).to_have_value("Dean")  # this one hears of it too
        assert len(second.streams._queues) == 1
    assert "name: Jane Doe\n  role: Director\n" in written(other_content, "people.yaml")


def test_what_is_typed_while_it_is_saved_stays_and_runs_its_own_way(
    page: Page, served: tuple[StudioServer, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    server, content = served
    enter(page, server, "#/section/class")
    title, apply = page.get_by_label("Title").first, server.studio.apply

    def slowly(changes: Sequence[Change]) -> Applied:
        time.sleep(0.3)
        return apply(changes)

    monkeypatch.setattr(server.studio, "apply", slowly)
    title.fill("הכיתה")
    title.blur()
    title.press("End")
    title.press_sequentially(" שלנו 🌊", delay=60)  # which lasts beyond the moment in which it is saved
    wait_for(lambda: "title: הכיתה שלנו 🌊\n" in written(content, "sections/class.md"))
    expect(title).to_have_value("הכיתה שלנו 🌊")
    expect(title).to_be_focused()
    assert title.evaluate("(it) => getComputedStyle(it).direction") == "rtl"


@pytest.mark.long
def test_contrast_follows_what_is_typed_and_is_asked_for_where_colors_are_seen(
    page: Page, served: tuple[StudioServer, Path]
) -> None:
    server, content = served
    (content / "brand.yaml").write_text((ROOT / "content/brand.yaml").read_text("utf-8"), "utf-8")
    asked = list[str]()
    page.on("request", lambda one: asked.append(one.url) if "/api/contrast" in one.url else None)
    enter(page, server, "#/section/life")
    expect(page.get_by_label("Title").first).to_have_value("Life")
    assert not asked
    show(page, "#/brand/brand")
    ink = page.locator(".field", has=page.get_by_label("ink", exact=True))
    expect(ink.locator(".contrast")).to_contain_text("enough")
    ink.locator("input").first.fill("#F0F0F0")
    expect(ink.locator(".contrast")).to_contain_text("is needed")
    show(page, "#/section/life")
    expect(page.get_by_label("Title").first).to_have_value("Life")
    before = len(asked)
    with page.expect_response("**/api/season"):
        (content / "brand.yaml").unlink()
    page.evaluate("() => new Promise(requestAnimationFrame)")
    assert len(asked) == before


@pytest.mark.long
def test_seven_tabs_share_one_stream(page: Page, served: tuple[StudioServer, Path]) -> None:
    server, _ = served
    tabs = [page, *(page.context.new_page() for _ in range(6))]
    for tab in tabs:
        enter(tab, server, "#/institution/institution")
    page.get_by_label("Short name").first.fill("The Harbor")
    for tab in tabs:
        expect(tab.get_by_label("Short name").first).to_have_value("The Harbor")
    assert len(server.streams._queues) == 1


def test_page_and_form_lead_to_each_other(page: Page, printed: StudioServer) -> None:
    enter(page, printed, "#/program/primary-care")
    page.locator(".sheet-of-paper").wait_for(timeout=60_000)
    page.get_by_label("Lead", exact=True).focus()
    expect(page.locator(".outline")).to_be_visible()
    assert page.locator(".strip [aria-current]").get_attribute("aria-label") != "Page 1"
    page.get_by_role("button", name="Edit: The program").focus()
    page.keyboard.press("Enter")
    title = page.get_by_label("Title").first
    expect(title).to_be_focused()
    picture = page.locator(".sheet-of-paper > img")
    before = picture.get_attribute("src")
    title.fill("A program by the sea")
    expect(page.get_by_role("button", name="Edit: A program by the sea")).to_be_attached(timeout=60_000)
    after = picture.get_attribute("src")
    assert after != before
    # A mistake leaves the last good page, which says so; Ctrl+Z outside of a field takes it back.
    title.fill("A program by the {sea}")
    expect(page.locator(".stale")).to_be_visible(timeout=60_000)
    assert picture.get_attribute("src") == after
    expect(page.locator("#form .problems").first).to_contain_text("{sea}")
    page.locator("#form h2").first.focus()
    page.keyboard.press("ControlOrMeta+z")
    expect(title).to_have_value("A program by the sea")
    expect(page.locator(".stale")).to_have_count(0, timeout=60_000)
    page.get_by_role("button", name=re.compile("^Edit: All of them pass")).click()
    expect(page.locator("#form h2").first).to_have_text(re.compile("Boards"))


def test_where_two_parts_are_seen_the_page_can_be_seen_alone(page: Page, printed: StudioServer) -> None:
    enter(page, printed, "#/program/night")
    page.set_viewport_size({"width": 800, "height": 600})
    for name, is_seen in (("Page", False), ("Form", True)):
        page.locator(".parts").get_by_role("button", name=name).click()
        expect(page.locator("#page")).to_be_visible()
        expect(page.locator("#form")).to_be_visible(visible=is_seen)


#: How many dots of the best picture of the page there are for each of the screen; none while it is loaded.
DOTS = """() => {
  const found = [...document.querySelectorAll(".sheet-of-paper > img")];
  if (!found.length || !found.every((one) => one.complete && one.naturalWidth)) return 0;
  const best = Math.max(...found.map((one) => one.naturalWidth));
  return best / (found[0].clientWidth * devicePixelRatio);
}"""


@pytest.mark.long
@pytest.mark.parametrize("density", [1, 2])
def test_the_page_is_sharp_on_every_screen_and_enlarged(
    browser: Browser, printed: StudioServer, density: int
) -> None:
    window = {"width": 1280, "height": 800}
    with browser.new_context(viewport=window, device_scale_factor=density) as context:  # type: ignore[arg-type]
        page = enter(context.new_page(), printed, "#/program/primary-care")
        page.get_by_label("Lead", exact=True).focus()
        larger = page.get_by_role("button", name="Larger")
        title = page.get_by_role(
            "button", name=re.compile("^Edit: (The|A) program")
        )  # another test edits it
        title.wait_for(timeout=60_000)
        for is_large in (False, True):
            while is_large and larger.is_enabled():
                larger.click()
            title.scroll_into_view_if_needed()
            wait_for(lambda: page.evaluate(DOTS) >= 0.98)
            shown = edges(seen(page))
            assert is_large == bool(page.locator(".sharp").count())
            if is_large:
                page.locator(".sharp").evaluate("(it) => { it.style.visibility = 'hidden' }")
                assert shown > 1.1 * edges(seen(page)), "than with the usual picture"


def seen(page: Page) -> bytes:
    """What is seen of the printed page."""
    place = page.locator(".sheets").bounding_box()
    assert place
    return page.screenshot(clip=place)  # type: ignore[arg-type]


def edges(picture: bytes) -> float:
    """How much neighbouring dots differ: less where a picture was enlarged."""
    shown = Image.open(io.BytesIO(picture)).convert("L")
    beside = ImageChops.difference(shown, ImageChops.offset(shown, 1, 0))
    return float(ImageStat.Stat(beside).rms[0])


def test_what_is_renamed_is_renamed_everywhere(page: Page, served: tuple[StudioServer, Path]) -> None:
    server, content = served
    enter(page, server, "#/section/boards")
    page.get_by_role("button", name="Rename").click()
    page.get_by_label("Short name").fill("Exams")
    page.get_by_role("dialog").get_by_role("button", name="Rename").click()
    expect(page).to_have_url(re.compile("#/section/exams$"))
    assert "sections: [life, exams, class]" in written(content, "programs/primary-care.yaml")
    for button, name in (("Undo", "boards"), ("Redo", "exams")):  # the page follows
        page.get_by_role("button", name=button).click()
        expect(page).to_have_url(re.compile(f"#/section/{name}$"))
        expect(page.get_by_role("button", name="Rename …")).to_be_visible()
    page.get_by_role("button", name="Remove").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("One place names it, where it would be missing: Primary Care.")
    dialog.get_by_role("button", name="Remove").click()
    wait_for(lambda: not (content / "sections/exams.md").exists())
    for _ in range(2):
        page.get_by_role("button", name="Undo").click()
    wait_for((content / "sections/boards.md").is_file)


@pytest.mark.long
def test_an_answer_that_comes_late_is_not_shown_over_a_later_one(
    page: Page, served: tuple[StudioServer, Path]
) -> None:
    held = list[Route]()
    page.route("**/api/item/section/boards", lambda route: held.append(route), times=1)
    enter(page, served[0], "#/section/boards")
    while not held:
        page.wait_for_timeout(10)
    for view in ("#/section/life", "#/section/boards"):
        show(page, view)
    rename = page.get_by_role("button", name="Rename …")
    expect(rename).to_be_visible()
    held[0].fulfill(status=404, json={"message": "there is nothing of this name any more"})
    for _ in range(12):  # it waits for half a second before it is shown
        page.wait_for_timeout(100)
        assert not page.locator(".broken").count()
    expect(rename).to_be_visible()


#: What is to be seen, its heading, and which parts, where a window shows one at a time, show something new.
VIEWS = {
    "": ("Internal Medicine Residency", ("Season", "Form", "Page")),
    "#/program/primary-care": ("Primary Care", ("Season", "Form", "Page")),
    "#/section/class": ("Our class", ("Form",)),
    "#/list/lists%2Fresidents.csv": ("residents.csv", ("Form",)),
    "#/person/jane-doe": ("Jane Doe", ("Form",)),
    "#/fact/vacation": ("4 weeks of vacation", ("Form",)),
    "#/picture/pictures%2Fwide.png": ("wide.png", ("Form",)),
    "#/chapter/valley": ("The valley", ("Form",)),
    "#/packet/packet": ("All of them", ("Form",)),
    "#/season/season": ("Season and key dates", ("Form",)),
    "#/institution/institution": ("Institution", ("Form",)),
    "#/publication/publication": ("Publication", ("Form",)),
    "#/brand/brand": ("Brand", ("Form",)),
    "#/words/words": ("The layouts' words", ("Form",)),
    "#/printer/shop": ("Shop", ("Form",)),
    "#/problems": ("Problems", ("Form",)),
    "#/build": ("Build the season", ("Form",)),
    "#/board": ("The season", ("Form",)),
    "#/next-season": ("The next season", ("Form",)),
    "#/compare": ("What is different", ("Form", "Page")),
    "#/listing": ("Public listing", ("Form",)),
}
#: What opens before or over a view: where, and the button that opens it.
OPENED = {
    "#/section/life": ("New from this …", "Rename …", "Remove …"),
    "#/list/lists%2Fresidents.csv": ("Paste from a spreadsheet …",),
    "": ("+ New program",),
}
#: Windows: their sizes, and what the browser is asked for.
SHAPES: dict[str, tuple[int, int, dict[str, str]]] = {
    "as it is": (1280, 800, {}),
    "200 %, and dark": (640, 400, {"color_scheme": "dark"}),
    "400 %, and a telephone": (320, 256, {}),
    "forced colors": (820, 1100, {"forced_colors": "active"}),
}
#: By which of axe's rules a view is judged in another shape than the first, where it is by all: by those
#: whose answer depends on it. The first view is judged by all of them in all shapes.
DIFFERENT = {
    "200 %, and dark": ("color-contrast",),
    "400 %, and a telephone": ("target-size", "scrollable-region-focusable"),
    "forced colors": ("target-size",),
}
#: Nothing is awaited any more.
SHOWN = """(heading) => document.querySelector("#form .head h2")?.textContent === heading
  && !/(Opening|Looking|is being set) …/.test(document.querySelector("main").textContent)"""


@pytest.mark.long
def test_axe_finds_nothing_in_any_view_and_shape(page: Page, printed: StudioServer) -> None:
    folder = printed.studio.places.publication
    enter(page, printed)
    page.locator(".sheet-of-paper").wait_for()
    found, held = {}, {one: one.read_bytes() for one in folder.glob("content/**/*.*")}
    for view, (heading, parts) in VIEWS.items():
        show(page, view)
        page.wait_for_function(SHOWN, arg=heading)
        page.evaluate(
            "() => document.querySelectorAll('#form details').forEach((one) => { one.open = true })"
        )
        for shape, (width, height, asked) in SHAPES.items():
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme="light", forced_colors="none")
            page.emulate_media(**asked)  # type: ignore[arg-type]
            for part in parts if page.locator(".parts").is_visible() else ("",):
                if part:
                    page.locator(".parts").get_by_role("button", name=part).click()
                rules = DIFFERENT.get(shape, ()) if view else ()
                found[view, shape, part] = faults_in(page, *rules)
    kinds = {view.split("/")[1] for view in VIEWS if view.count("/") > 1}
    listed = page.evaluate("() => fetch('/api/season').then((answer) => answer.json())")["items"]
    assert kinds == {one["kind"] for one in listed}, "a form of every kind"
    assert held == {one: one.read_bytes() for one in folder.glob("content/**/*.*")}, "opening writes nothing"
    assert {at: faults for at, faults in found.items() if faults} == {}
    assert {shape for _, shape, part in found if part} >= {"200 %, and dark", "400 %, and a telephone"}


@pytest.mark.parametrize(
    "shape", ["as it is", pytest.param("400 %, and a telephone", marks=pytest.mark.long)]
)
def test_axe_finds_nothing_in_what_opens_over_a_view(page: Page, printed: StudioServer, shape: str) -> None:
    width, height, _ = SHAPES[shape]
    enter(page, printed)
    page.set_viewport_size({"width": width, "height": height})
    found = {}
    for view, buttons in OPENED.items():
        show(page, view)
        page.wait_for_function(SHOWN, arg=VIEWS.get(view, ("Life",))[0])
        for name in buttons:
            page.locator("button", has_text=name).first.evaluate("(it) => it.click()")
            page.locator("dialog[open], .paste").first.wait_for()
            found[name] = faults_in(page)
            page.keyboard.press("Escape")
    page.get_by_label("Search everything").evaluate("(it) => it.scrollIntoView()") if width > 1000 else (
        page.locator(".parts").get_by_role("button", name="Season").click()
    )
    page.get_by_label("Search everything").fill("life")
    page.locator("#season [role=status]").wait_for()
    found["search"] = faults_in(page)
    assert {at: faults for at, faults in found.items() if faults} == {}
