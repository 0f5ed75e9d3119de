"""The season's board: rolled over, confirmed, compared, approved and taken back, as coordinators do it."""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from brochure.build import Places
from brochure.press import published_formats
from tests.builders.chromium import Hands, enter, faults_in, saved, show
from tests.builders.in_thread import wait_for
from tests.builders.publication import make_picture, make_plain_publication, make_program
from tests.builders.studio_server import Browser, Stream, running
from tests.builders.workbooks import make_workbook

FILES: dict[str, str | bytes | None] = {
    "publication.yaml": "title: Programs\napprovals: required\n",
    "season.yaml": (
        "label: 2019-20\nfacts_as_of: September 2019\nkey_dates:\n  - {label: Open day, date: 2019-09-14}\n"
    ),
    "people.yaml": "jane-doe:\n  name: Jane Doe\n  role: Director\n",
    "sections/class.md": "---\ntitle: Our class\nroster: lists/class.csv\n---\n",
    "lists/class.csv": "Name,Role,Hometown\nAda Byron,Resident,London\nMax Weber,Resident,Erfurt\n",
    "programs/primary-care.yaml": (
        "name: Primary Care\npromise: Close to home\nleaders: [jane-doe]\n"
        "story: {title: The program, text: 'Residents have {vacation} off.', sections: [class]}\n"
    ),
}

#: Notes what the bar of a comparison says while that is made.
_WATCH_PROGRESS = """() => {
  window.progress = [];
  const note = () => progress.push(document.querySelector("#comparing")?.labels[0].textContent ?? "");
  const what = { subtree: true, childList: true, characterData: true };
  new MutationObserver(note).observe(document.body, what);
}"""


@pytest.fixture(scope="module")
def page(browser: Chromium) -> Iterator[Page]:
    with browser.new_context(viewport={"width": 1280, "height": 800}) as context:
        one = context.new_page()
        faults: list[str] = []
        one.on("pageerror", lambda error: faults.append(str(error)))
        one.on("console", lambda said: faults.append(said.text) if "Content Security" in said.text else None)
        yield one
        assert faults == []


def snapshot(content: Path) -> dict[str, bytes]:
    """Every file of content that says something by itself."""
    found = {}
    for path in content.rglob("*"):
        with suppress(FileNotFoundError, IsADirectoryError):  # the studio takes files away meanwhile
            found[path.relative_to(content).as_posix()] = path.read_bytes()
    return found


def test_a_season_begins_is_confirmed_compared_approved_and_taken_back(page: Page, tmp_path: Path) -> None:
    content = make_plain_publication(tmp_path, FILES)
    before = snapshot(content)
    with running(tmp_path, 18610) as server:
        hands = Hands(enter(page, server))
        page.set_default_timeout(60_000)
        hands.to("2019-20").press("Enter")
        expect(page.locator("#form")).to_contain_text("This is the first season")

        hands.to("Next season").press("Enter")
        expect(page.locator("#form .values").first).to_contain_text("Label: 2019-20 becomes 2020-21.")
        expect(page.locator("#left ~ .values")).to_contain_text("Open day: 2019-09-14 stays as it is.")
        expect(page.locator("#left ~ .values")).to_contain_text("Facts as of: September 2019 stays")
        assert snapshot(content) == before, "nothing has been changed so far"
        hands.to("Begin 2020-21").press("Enter")
        expect(page.locator(".tally")).to_contain_text("6 of 6 not confirmed")
        expect(page.locator(".top .pill").first).to_have_text("2020-21 · 6 not confirmed")

        assert faults_in(page) == []
        hands.to("4 ").press("Space")
        hands.to("Jane Doe, Director").press("Space").to("Ada Byron").press("Space")
        hands.to("Confirm 3 values", back=True).press("Enter")
        wait_for(lambda: hands.at == "Your name")
        expect(page.locator("#form .problems")).to_contain_text("Write your name first")
        hands.write("Jane Doe").to("Confirm 3 values").press("Enter")
        expect(page.locator(".tally")).to_contain_text("3 of 6 not confirmed")
        assert (content / "confirmed.yaml").read_text("utf-8").count("by: ") == 3
        assert "Jane Doe" in page.evaluate("() => localStorage.getItem('studio: who confirms')")

        hands.to("Open: Max Weber").press("Enter")
        wait_for(lambda: hands.at.endswith("row 2"))
        hands.find("Primary Care", "Primary Care").to("Promise").write("Near to people")
        wait_for(lambda: b"promise: Near" in snapshot(content)["programs/primary-care.yaml"])
        hands.to("2020-21", back=True).press("Enter")
        hands.to("Look at all documents").press("Enter")
        expect(page.locator(".judged li", has_text="Primary Care")).to_contain_text("Draft", timeout=60_000)
        assert faults_in(page) == []
        hands.to("Approve Primary Care").press("Enter")
        expect(page.locator(".judged .mark.approved")).to_have_text(["Approved"], timeout=60_000)
        assert "approved: {by: " in (content / "approvals.yaml").read_text("utf-8")

        compare(page, hands)

        page.evaluate("() => document.activeElement.blur()")
        for gone in ("approvals.yaml", "programs/primary-care.yaml", "confirmed.yaml", "season.yaml"):
            stood = snapshot(content)[gone]
            hands.to("Undo").press("Enter")
            wait_for(lambda name=gone, was=stood: snapshot(content).get(name) != was)
            expect(page.locator(".unseen[role=status]")).to_have_text(["Undone."])
        expect(page.locator(".top .pill").first).to_have_text("2019-20")
        after = {name: data for name, data in snapshot(content).items() if not name.startswith(".approved/")}
        assert after == before


def compare(page: Page, hands: Hands) -> None:
    """With the season that was kept; a change leads to its field, and pages stand side by side."""
    hands.to("Compare").press("Enter")
    expect(page.locator("#compare-old")).to_have_value("2019-20")
    page.evaluate(_WATCH_PROGRESS)
    hands.to("Compare").press("Enter")
    page.locator("#differences").wait_for(timeout=60_000)
    shown = page.evaluate("() => progress")
    assert any(one.startswith("Primary Care, ") and " of " in one for one in shown), shown
    expect(page.locator("#differences")).to_have_text("From 2019-20 to 2020-21 (now)")
    changed = page.locator("section:has(> #changed-fields) li", has_text="promise")
    expect(changed).to_contain_text("Close Near to home people")
    sizes = page.locator("#page figure img")
    expect(sizes).to_have_count(2)
    wait_for(lambda: all(one.evaluate("(it) => it.naturalWidth > 100") for one in sizes.all()))
    assert faults_in(page) == []


@pytest.mark.long
def test_a_season_from_elsewhere_is_compared(page: Page, tmp_path: Path) -> None:
    """From a folder that somebody packed and sent; what is no season is told by its name."""
    content = make_plain_publication(tmp_path, {**FILES, "publication.yaml": "title: Programs\n"})
    with running(tmp_path, 18760) as server, Browser(server) as browser:
        plan = browser.post("/api/board/next", json={"label": "2020-21"}).json()
        begun = browser.post("/api/board/begin", json={"label": "2020-21", "seen": plan["seen"]})
        assert begun.is_success
        program = content / "programs/primary-care.yaml"
        program.write_text(program.read_text("utf-8").replace("Close to home", "Near to people"), "utf-8")
        wait_for(lambda: b"Near to" in browser.get("/api/item/program/primary-care").content)
        page.set_default_timeout(60_000)
        compare_elsewhere(page, Hands(enter(page, server, "#/compare")), tmp_path)


def compare_elsewhere(page: Page, hands: Hands, folder: Path) -> None:
    """With what somebody chooses."""
    zip_ = BytesIO()
    with ZipFile(folder / "output/2019-20/content.zip") as kept, ZipFile(zip_, "w") as packed:
        for name in kept.namelist():
            packed.writestr(f"Our season/{name}", kept.read(name))

    def choose(name: str, data: bytes) -> None:
        with page.expect_file_chooser() as chooser:
            hands.to("A season from elsewhere", back=True).press("Space")
        chooser.value.set_files([{"name": name, "mimeType": "", "buffer": data}])
        expect(page.locator("#compare-old option:checked")).to_have_text(f"{name}, from elsewhere")
        hands.to("Compare").press("Enter")

    choose("notes.zip", b"Notes of a meeting")
    told = page.locator("#form .problems")
    expect(told).to_contain_text('"notes.zip" cannot be read')
    expect(told).to_contain_text("Take the content.zip that a build left in the folder of its season")
    assert faults_in(page) == []
    choose("sent by Ada.zip", zip_.getvalue())
    said = "From 2019-20 (sent by Ada.zip) to 2020-21 (now)"
    expect(page.locator("#differences")).to_have_text(said, timeout=60_000)
    expect(told).to_have_count(0)
    changed = page.locator("section:has(> #changed-fields) li", has_text="promise")
    expect(changed).to_contain_text("Close Near to home people")
    expect(page.locator("#page figure img")).to_have_count(2)
    assert list(folder.rglob("*sent by Ada*")) == []


def test_a_list_comes_from_a_workbook_by_its_columns(page: Page, tmp_path: Path) -> None:
    """Columns find their fields by name, are told or passed over; what would change is seen first."""
    content = make_plain_publication(tmp_path, FILES)
    rows = [
        ["Full name", "Role", "Shoe size"],
        ["Ada Byron", "Chief", 38],
        ["Max Weber", "Resident", 44],
        ['Lu "Lou" Xun', "Resident", 41],
    ]
    book = make_workbook({"Class": rows, "Old class": rows})
    with running(tmp_path, 18650) as server:
        hands = Hands(enter(page, server, "#/list/lists%2Fclass.csv"))
        page.set_default_timeout(60_000)
        hands.to("Paste from a spreadsheet").press("Enter").to("Choose a file")
        with page.expect_file_chooser() as chooser:
            hands.press("Space")
        chooser.value.set_files([{"name": "class.xlsx", "mimeType": "", "buffer": book}])
        expect(page.locator(".mapping")).to_contain_text("Passed over: Shoe size.")
        expect(page.locator(".mapping .problems")).to_contain_text("Old class")
        page.get_by_label("Full name").select_option("passed over")
        expect(page.locator(".mapping")).to_contain_text("Passed over: Full name, Shoe size.")
        hands.to("Full name")
        page.keyboard.type("Name")
        expect(page.locator(".paste strong", has_text="new")).to_have_text("1 new, 0 gone, 1 changed")
        expect(page.locator(".mapping")).to_contain_text("Passed over: Shoe size.")
        assert faults_in(page) == []
        hands.to("Take this list").press("Enter")
        wait_for(lambda: b"Lou" in snapshot(content)["lists/class.csv"])
        assert snapshot(content)["lists/class.csv"].decode().splitlines() == [
            "Name,Role,Hometown",
            "Ada Byron,Chief,London",
            "Max Weber,Resident,Erfurt",
            '"Lu ""Lou"" Xun",Resident,',
        ]
        show(page, "#/publication/publication/seasons")  # a field that a link leads to is there to be filled
        page.locator("#f-seasons:focus").wait_for()
        page.locator("#f-seasons").select_option("any")
        wait_for(lambda: b"seasons: any" in snapshot(content)["publication.yaml"])
        saved(page).wait_for()


#: A public listing, in which one program is called otherwise, and one is nobody's.
LISTED = (
    "Program name,Positions,Phone,Promise\nPrimary Care,10,,Close to home\n"
    "Harbor Night Medicine,4,617 555 0100,\nSurgery,9,,\n"
)


@pytest.mark.long
def test_a_public_listing_is_held_against_what_is_written(page: Page, tmp_path: Path) -> None:
    """What differs leads to its field; columns and names are said once, and this browser knows them then."""
    programs: dict[str, str | bytes | None] = {
        "programs/primary-care.yaml": make_program("positions: 12\n"),
        "programs/night.yaml": make_program("positions: 4\n", name="Night"),
    }
    content = make_plain_publication(tmp_path, {**FILES, **programs})
    before = snapshot(content)
    with running(tmp_path, 18670) as server:
        hands = Hands(enter(page, server, "#/board"))
        page.set_default_timeout(60_000)
        hands.to("Public listing").press("Enter")
        expect(page.locator("#form h2")).to_be_focused()
        hands.to("Choose a listing")
        lines = page.locator(".board > .row > .button").evaluate_all(
            "(all) => all.map((one) => one.getBoundingClientRect().top)"
        )
        assert len(lines) == 2 and lines[0] == lines[1], "both stand on one line, as in every view"

        def choose(name: str) -> None:
            expect(page.locator("#listing-file")).to_be_focused()
            with page.expect_file_chooser() as chooser:
                hands.press("Space")
            chooser.value.set_files([{"name": name, "mimeType": "", "buffer": LISTED.encode()}])
            expect(page.locator("#listed")).to_have_text(name)

        choose("listing.csv")
        found = page.locator("#form .values", has_text="Primary Care")
        expect(found).to_contain_text("positions: 12 here, 10 there")
        expect(found).to_contain_text("row 2, column Positions")
        expect(page.locator("#form .values", has_text="Surgery")).to_contain_text("there is none here")
        expect(page.locator(".tally")).to_contain_text("2 only there")
        assert faults_in(page) == []
        page.locator('[id="listed-Harbor Night Medicine"]').select_option("Night")
        expect(page.locator(".tally")).to_contain_text("2 the same")
        page.locator("#listing-2").select_option("passed over")
        expect(page.locator(".tally")).to_contain_text("1 only there")
        hands.to("Open: Primary Care, positions").press("Enter")
        wait_for(lambda: "osition" in hands.at)
        page.reload()
        hands.to("2019-20").press("Enter").to("Public listing").press("Enter")
        expect(page.locator("#form h2")).to_be_focused()
        hands.to("Choose a listing")
        choose("next.csv")
        expect(page.locator(".tally")).to_contain_text("1 only there")
        expect(page.locator(".mapping")).not_to_have_attribute("open", "")
        assert faults_in(page) == []
    with running(tmp_path, 18671) as server, Browser(server) as browser:
        for said, status in ((b"%PDF-1.7", 422), (b"Name\n", 422), (LISTED.encode(), 200)):
            sent = {"name": "all.csv", "data": b64encode(said).decode()}
            assert browser.post("/api/board/listing", json=sent).status_code == status
        assert browser.post("/api/board/listing", json={"name": "all.csv", "data": "%"}).status_code == 400
        wrong = {**sent, "program": "Positionen"}
        assert "there is no column" in browser.post("/api/board/listing", json=wrong).text
    assert snapshot(content) == before


def test_what_nobody_has_seen_is_not_done(tmp_path: Path) -> None:
    """A plan or a document that has become another meanwhile is shown again; no path leads elsewhere."""
    packet = {"packets/some.yaml": "title: Some\nprograms: [primary-care]\n"}
    content = make_plain_publication(tmp_path, {**FILES, **packet})
    with running(tmp_path, 18630) as server, Browser(server) as browser:

        def ask(what: str, **said: object) -> tuple[int, str]:
            answer = browser.post(f"/api/board/{what}", json=said)
            return answer.status_code, answer.text

        plan = browser.post("/api/board/next", json={"label": "2020-21"}).json()
        assert [one["what"] for one in plan["steps"]] == ["label: 2019-20 becomes 2020-21"]
        more = "key_dates:\n  - {label: Open day, date: 2019-09-14}\nissued: 2019-07-01\n"
        (content / "season.yaml").write_text(f"label: 2019-20\n{more}", "utf-8")
        status, said = ask("begin", label="2020-21", seen=plan["seen"])
        assert status == 422 and "another by now" in said
        assert ask("next", label="2020-21", issued="soon")[0] == 400
        assert ask("next", label="1999-00")[0] == 422
        assert ask("confirm", keys=["season.key_dates.Open day"], by=" ")[0] == 422
        stream = Stream(browser)
        kinds = {one["name"]: one["kind"] for one in browser.said("/api/board/approvals")}
        assert stream.heard("compare", done=2, of=2)  # how far it is
        assert kinds == {"primary-care": "brochure", "packet-some": "packet"}
        assert ask("approve", seen={"primary-care": "0" * 16}, by="Jane Doe")[0] == 422
        for path in ("../..", str(tmp_path), "output"):
            status, said = ask("compare", old=path)
            assert status == 422 and "is not kept here" in said
        assert browser.post("/api/build", json={"edition": "press"}).status_code == 202
        refused = stream.heard("build", state="failed")
        assert [one["message"] for one in refused["problems"]] == [
            "drafts go to no print shop and on no site, and nobody has approved packet-some and primary-care"
        ]
        assert stream.heard("build", text="primary-care")
        assert not (content / "approvals.yaml").exists() and not (content / "confirmed.yaml").exists()
        (content / "season.yaml").write_text("label: [\n", "utf-8")
        wait_for(lambda: browser.get("/api/board").json() == {"is_sound": False})


def test_who_leaves_goes_into_a_list_of_people_and_is_not_missed_afterwards(tmp_path: Path) -> None:
    """Only lists that can take them are offered; a choice that is refused leaves the others; the head of the
    page counts as the board does, also where something is gone."""
    lists: dict[str, str | bytes | None] = {
        "lists/residents.csv": "Name,PGY\nAda Byron,3\nMax Weber,2\n",
        "lists/graduates.csv": "Name,Class of\nLu Xun,2019\n",
        "lists/week.csv": "Day,Start,End,What\nMon,7:00,8:00,Ward round\n",
        "sections/class.md": "---\ntitle: Class\nroster: lists/residents.csv\n---\n",
        "sections/graduates.md": "---\ntitle: Graduates\nroster: lists/graduates.csv\n---\n",
        "programs/primary-care.yaml": make_program(
            "stages: [{name: Training, length_years: 3}]\n"
            "life: {title: Life, sections: [class, graduates, {title: A week, week: lists/week.csv}]}\n"
        ),
    }
    content = make_plain_publication(tmp_path, {**FILES, **lists})
    with running(tmp_path, 18690) as server, Browser(server) as browser:
        board = browser.said("/api/board")
        assert board["is_sound"], browser.said("/api/problems")
        assert board["lists"] == ["lists/graduates.csv"]

        def plan(graduates: str) -> dict[str, Any]:
            wish = {"label": "2020-21", "graduates": graduates}
            return dict(browser.post("/api/board/next", json=wish).json())

        for refused in ("lists/residents.csv", "lists/week.csv"):
            told = plan(refused)
            assert len(told["leaving"]) == 1 and told["asks"] and "list" in told["problems"][0]["message"]
        wish = {"label": "2020-21", "graduates": "lists/graduates.csv"}
        seen = plan("lists/graduates.csv")["seen"]
        assert browser.post("/api/board/begin", json={**wish, "seen": seen}).status_code == 200

        def counts() -> list[tuple[int, int]]:
            head, board = browser.said("/api/season"), browser.said("/api/board")
            every = [one["state"] != "confirmed" for one in board["values"]] + [True] * len(board["gone"])
            return [(head["open"], head["of"]), (sum(every), len(every))]

        assert browser.said("/api/board")["gone"] == [] and len(set(counts())) == 1
        (content / "facts.yaml").write_text("vacation:\n  value: 4\n  label: weeks\n", "utf-8")
        wait_for(lambda: browser.said("/api/board")["gone"] == ["facts.outpatient"])
        assert len(set(counts())) == 1


@pytest.mark.long
def test_days_of_all_programs_are_moved_on_at_once_and_taken_back_at_once(
    page: Page, tmp_path: Path
) -> None:
    """Each is seen before it moves, by the day of the week or the date; what is unticked or has been written
    for the new season stays; ends of lines and comments stay."""
    days = {"one": "2027-02-26 to 2027-03-05", "two": "2027-07-05 to 2027-07-16", "three": "2027-08-02"}
    programs: dict[str, str | bytes | None] = {
        f"programs/{name}.yaml": make_program(f"dates: {said}  # as agreed\n", name=name.capitalize())
        for name, said in days.items()
    }
    season = (
        "label: Summer 2027\nissued: 2027-01-11\nvalid_until: 2027-08-31\n"
        "key_dates: [{label: Open day, date: 2027-05-08}]\n"
    )
    files: dict[str, str | bytes | None] = {
        "publication.yaml": "title: Courses\nkind: school\n",
        "season.yaml": season,
        "programs/primary-care.yaml": None,
        "sections/class.md": None,
        **programs,
    }
    content = make_plain_publication(tmp_path, {**FILES, **files})
    with running(tmp_path, 18710) as server, Browser(server) as browser:
        assert browser.said("/api/board")["days"] == []
        wish = {"label": "Summer 2028", "issued": "2028-01-10", "valid_until": "2028-08-31"}
        plan = browser.post("/api/board/next", json=wish).json()
        assert plan["days"] == 4
        assert browser.post("/api/board/begin", json={**wish, "seen": plan["seen"]}).is_success
        written = browser.change("program", "three", ["dates"], "2028-08-07")
        assert browser.edit(written).is_success
        before = snapshot(content)

        hands = Hands(enter(page, server, "#/board"))
        listed = page.locator("section:has(> #passed-days)")
        expect(listed.locator("li")).to_have_count(3)
        expect(listed).to_contain_text("Fri 2027-02-26 to 2027-03-05 becomes Fri 2028-02-25 to 2028-03-03")
        hands.to("Move them to")
        page.keyboard.type("the same dates")
        expect(listed).to_contain_text("Mon 2027-07-05 to 2027-07-16 becomes Wed 2028-07-05 to 2028-07-16")
        assert faults_in(page) == []
        hands.to("Dates: 2027-07-05").press("Space")
        hands.to("Move 2 entries", back=True).press("Enter")
        expect(page.locator(".unseen[role=status]")).to_have_text(["2 entries moved. Undo takes it back."])
        after = snapshot(content)
        assert b"dates: 2028-02-26 to 2028-03-05  # as agreed" in after["programs/one.yaml"]
        assert b"date: 2028-05-08" in after["season.yaml"]
        assert {name for name in after if after[name] != before.get(name)} == {
            "programs/one.yaml",
            "season.yaml",
        }
        expect(listed.locator("li")).to_have_count(1)

        seen = {browser.said("/api/board")["days"][0]["key"]: "2031-07-05"}
        refused = browser.post("/api/board/days", json={"seen": seen, "way": "date"})
        assert refused.status_code == 422 and "another by now" in refused.text
        page.evaluate("() => document.activeElement.blur()")
        hands.to("Undo").press("Enter")
        wait_for(lambda: snapshot(content) == before)


def test_consent_that_has_ended_is_renewed_or_what_it_was_for_goes(page: Page, tmp_path: Path) -> None:
    """For portraits, people of a list, pictures and quotations, each at the press of a button."""
    picture = make_picture(size=(600, 600))
    files: dict[str, str | bytes | None] = {
        "season.yaml": "label: 2019-20\nissued: 2019-07-01\nvalid_until: 2020-06-30\n",
        "pictures/jane.png": picture,
        "pictures/pier.png": picture,
        "people.yaml": (
            "jane-doe:\n  name: Jane Doe\n  role: Director\n  photo: pictures/jane.png\n  alt: Jane\n"
            "  consent_until: 2019-06-30\n"
        ),
        "lists/class.csv": "Name,Role,Consent until\nAda Byron,Resident,2019-06-30\nMax Weber,Resident,\n",
        "programs/primary-care.yaml": (
            "name: Primary Care\npromise: Close to home\nleaders: [jane-doe]\n"
            "story:\n  title: The program\n  text: A text.\n  sections: [class]\n"
            "  picture: {file: pictures/pier.png, alt: A pier, consent_until: 2019-06-30}\n"
        ),
        "sections/class.md": (
            "---\ntitle: Our class\nroster: lists/class.csv\ntestimonials:\n"
            "  - {quote: It is good here., name: Lu Xun, consent_until: 2019-06-30}\n---\n"
        ),
    }
    content = make_plain_publication(tmp_path, {**FILES, **files})
    before = snapshot(content)
    goes = {
        "people.yaml": "take the photograph out, and print the name alone",
        "lists/class.csv": "take this person out of the list",
        "programs/primary-care.yaml": "take the picture out",
        "sections/class.md": "take the quotation out",
    }
    with running(tmp_path, 18720) as server, Browser(server) as browser:

        def consents() -> list[dict[str, Any]]:
            return [one for one in browser.said("/api/problems") if "consent" in one["message"]]

        asked = consents()
        assert len(asked) == 4
        for one in asked:
            renew, out = one["remedies"]
            assert renew["label"] == "they agreed again, until 2020-06-30"
            name = one["file"].removeprefix("content/")
            assert out["label"] == goes[name]
            for button in (renew, out):
                assert browser.edit(*button["changes"]).is_success
                left = [it for it in browser.said("/api/problems") if "consent" in it["message"]]
                assert len(left) == 3 and not [
                    it for it in left if it["path"] == one["path"] and it["file"] == one["file"]
                ]
                assert browser.post("/api/undo", json={}).is_success
            assert snapshot(content) == before
        rows = "".join(f"{name},Resident,2019-06-30\n" for name in ("Ada Byron", "Bo Yu", "Cy Fox"))
        (content / "lists/class.csv").write_text(
            f"Name,Role,Consent until\nMax Weber,Resident,\n{rows}", "utf-8"
        )
        first = wait_for(
            lambda: next(
                (it for it in browser.said("/api/problems") if len(it.get("remedies", [])) == 4), None
            )
        )
        for button, left in zip(first["remedies"][2:], ("2020-06-30", ""), strict=True):
            assert " all 3 until 2019-06-30 " in f" {button['label']} "
            assert browser.edit(*button["changes"]).is_success
            said = (content / "lists/class.csv").read_text("utf-8")
            assert said.count("2020-06-30") == 3 * bool(left) and "Max Weber" in said and "2019" not in said
            assert browser.post("/api/undo", json={}).is_success
        (content / "lists/class.csv").write_bytes(before["lists/class.csv"])
        asked = wait_for(lambda: told if len(told := consents()) == 4 else None)
        assert [one["gravity"] for one in browser.said("/api/problems")][:4] == ["error"] * 4
        for one in asked[1:]:
            assert browser.edit(*one["remedies"][1]["changes"]).is_success
        hands = Hands(enter(page, server, "#/board"))  # which says what keeps it from being shown
        expect(page.locator("#form .problems li")).to_have_count(1)
        assert faults_in(page) == []
        hands.to(asked[0]["remedies"][1]["label"].capitalize()).press("Enter")
        page.locator("#open-values").wait_for()
        after = snapshot(content)
        assert after["people.yaml"] == b"jane-doe:\n  name: Jane Doe\n  role: Director\n"
        assert after["lists/class.csv"] == b"Name,Role,Consent until\nMax Weber,Resident,\n"
        assert b"pier" not in after["programs/primary-care.yaml"]
        assert b"Lu Xun" not in after["sections/class.md"]


@pytest.mark.long
def test_sheets_for_a_print_shop_and_for_who_takes_over_are_made_and_saved(
    page: Page, tmp_path: Path
) -> None:
    """By buttons; each is called after what it is for, and one that is older than its file says so."""
    files = {**FILES, "publication.yaml": "title: Programs\n"}
    make_plain_publication(tmp_path, files)
    with running(tmp_path, 18730) as server, Browser(server) as browser:
        assert browser.post("/api/reports", json={}).status_code == 202
        stream = Stream(browser)
        wait_for(lambda: browser.said("/api/output")["state"] == "failed")
        [told] = browser.said("/api/output")["problems"]
        assert "has been built for a print shop yet" in told["message"]
        hands = Hands(enter(page, server, "#/build"))
        page.set_default_timeout(60_000)
        assert faults_in(page) == []
        hands.to("Build for a print shop").press("Enter")
        assert stream.heard("build", state="done")
        hands.to("Make the reports").press("Enter")
        report = page.get_by_role("link", name="primary-care-report.pdf")
        expect(page.locator("li", has=report)).to_contain_text("nothing was found")
        hands.to("Make the hand-over sheet").press("Enter")
        sheet = page.get_by_role("link", name="handover.pdf")
        for link, name in (
            (report, "primary-care-report.pdf"),
            (sheet, "handover.pdf"),
            (page.get_by_role("link", name="primary-care.pdf"), "primary-care-press.pdf"),
        ):
            with page.expect_download() as saved_as:
                link.press("Enter")
            assert saved_as.value.suggested_filename == name
            assert Path(saved_as.value.path()).read_bytes().startswith(b"%PDF")
        assert faults_in(page) == []
        path = tmp_path / "output/2019-20/press/primary-care.pdf"
        later = path.stat().st_mtime + 60
        os.utime(path, (later, later))
        [old] = [one for one in browser.said("/api/output")["sheets"] if "report" in one["file"]]
        assert old["note"] == "of an earlier file: make it anew"


def test_other_places_and_what_is_wrong_with_people_are_told_as_the_form_has_them(tmp_path: Path) -> None:
    """No file and line, but item and field, with the way there; a slip of a person stands at its field, with
    the button that mends it."""
    files: dict[str, str | bytes | None] = {
        "publication.yaml": "title: Courses\nkind: school\n",
        "people.yaml": "jane-doe:\n  name: Jane Doe\n  consent_until: 9/2/2031\n",
        "programs/primary-care.yaml": make_program(
            "dates: 2019-09-02 to 2019-09-13\nstages: [{name: Looking, dates: 2019-10-02 to 2019-10-06}]\n"
        ),
        "sections/class.md": None,
    }
    make_plain_publication(tmp_path, {**FILES, **files})
    with running(tmp_path, 18740) as server, Browser(server) as browser:
        (slip,) = [one for one in browser.said("/api/problems") if "a day" in one["message"]]
        assert slip["path"] == ["jane-doe", "consent_until"]
        assert slip["message"].startswith("Consent until must be a day")
        assert browser.edit(*slip["remedies"][0]["changes"]).is_success
        told = browser.said("/api/problems")
        assert "consent_until: 2031-" in (tmp_path / "content/people.yaml").read_text("utf-8")
        (one,) = [one for one in told if one.get("others")]
        assert one["message"].endswith("2019-09-02 to 2019-09-13 (Primary Care, Dates)")
        assert [(it["kind"], it["id"], it["path"]) for it in one["others"]] == [
            ("program", "primary-care", ["dates"])
        ]
        assert not [it for it in told if "content/" in it["message"] + it["hint"]]


def test_formats_that_are_ticked_are_made_and_made_anew_by_every_build(page: Page, tmp_path: Path) -> None:
    """A card that stands on the shelf follows what is edited, whoever does not think of it any more."""
    content = make_plain_publication(tmp_path, {**FILES, "publication.yaml": "title: Programs\n"})
    with running(tmp_path, 18750) as server, Browser(server) as browser:
        hands = Hands(enter(page, server, "#/build"))
        stream = Stream(browser)
        hands.to("card").press("Space").to("Build now").press("Enter")
        assert stream.heard("build", state="done")
        assert (tmp_path / "output/2019-20/screen/primary-care-card.pdf").is_file()
        expect(page.get_by_label("card")).to_be_checked()
        text = (content / "programs/primary-care.yaml").read_text("utf-8")
        (content / "programs/primary-care.yaml").write_text(text.replace("Close to", "Nearer to"), "utf-8")
        wait_for(lambda: b"Nearer" in browser.get("/api/item/program/primary-care").content)
        before = len(stream.events)
        assert browser.post("/api/build", json={}).status_code == 202
        done = wait_for(
            lambda: next((said for _, said in stream.events[before:] if said.get("state") == "done"), None)
        )
        changed = {one["file"] for one in done["files"] if one["change"] == "changed"}
        assert {"2019-20/screen/primary-care-card.pdf", "2019-20/screen/primary-care.pdf"} <= changed
        places = Places(tmp_path, tmp_path / "output")
        assert published_formats(places, "2019-20") == ("brochure", "card"), "what is compared with it"
