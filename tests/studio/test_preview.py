"""Pages are kept up with edits unit by unit, and look as in the whole document; boxes lead to fields."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from brochure.build import Desk, Places, Store, WorkerPool, Workers
from brochure.build.tasks import SetPages, Task
from brochure.build.web_tasks import DrawSource
from brochure.errors import ContentError, MachineError, Where
from brochure.model import Result, Run
from brochure.press import Session, start
from brochure.studio.listing import Listing
from brochure.studio.making import Building
from brochure.studio.preview import MOST_REMEMBERED, PagePicture, Preview
from brochure.studio.shown_pages import LATER, ShownPages
from brochure.studio.streams import Streams
from tests.builders.documents import squash
from tests.builders.publication import make_plain_publication, make_program, make_publication, set_once
from tests.builders.sample import ROOT, copy_of_sample

#: A word, or a number.
WORD = re.compile(r"\w+")
STORY = "\n    ".join(f"Sentence {number} of a story that is told in a brochure." for number in range(30))
#: A program of four parts, each of which has pages of its own.
PARTS = {
    "programs/primary-care.yaml": make_program(
        f"full_name: Primary Care Program\nstory:\n  title: The story\n  text: |\n    {STORY}\n"
        f"training:\n  title: The training\n  text: |\n    {STORY}\n"
        f"life:\n  title: The life\n  text: |\n    {STORY}\n",
        story="{}",
    ).replace("story: {}\n", "")
}


class Counting:
    """Remembers what workers were given to do."""

    def __init__(self, workers: Workers) -> None:
        self.workers, self.places = workers, workers.places
        self.tasks: list[Task] = []

    def run(self, task: Task) -> Result:
        """Has it done."""
        self.tasks.append(task)
        return self.workers.run(task)

    def took(self) -> dict[str, int]:
        """How many tasks of each kind there were since it was last asked."""
        tasks, self.tasks = self.tasks, []
        kinds = {"parts": DrawSource, "whole": SetPages}
        return {name: sum(isinstance(one, kind) for one in tasks) for name, kind in kinds.items()}


class Desktop:
    """A publication in a folder that is previewed, and what its preview had set; what stood before an edit
    comes from what other tests set.
    """

    def __init__(self, folder: Path, shared: Desk) -> None:
        self.folder, self.workers = folder, Counting(shared.workers)
        self.session = Session(Places(folder, folder / "output"), replace(shared, workers=self.workers))
        self.preview = Preview(self.session)

    def edit(self, file: str, old: str, new: str) -> None:
        """Writes other words into a file of content."""
        path = self.folder / "content" / file
        said = path.read_text("utf-8")
        assert old in said
        path.write_text(said.replace(old, new, 1), "utf-8")

    def whole(self, document: str, form: str) -> tuple[PagePicture, ...]:
        """The pages as a preview shows them that has seen nothing before."""
        return Preview(self.session).pages(document, form)


def looks(pages: tuple[PagePicture, ...]) -> list[Any]:
    """What is to be seen and clicked."""
    return [(one.number, one.digest, one.boxes, one.findings) for one in pages]


@pytest.fixture(scope="module")
def sample(shared: Desk, tmp_path_factory: pytest.TempPathFactory) -> Desktop:
    return Desktop(copy_of_sample(tmp_path_factory.mktemp("sample")), shared)


EDITS = (
    ("primary-care", "brochure", "programs/primary-care.yaml", "keeps up with", "stays with"),
    *(
        pytest.param(*one, marks=pytest.mark.long)
        for one in (
            ("packet", "packet", "packets/packet.yaml", "trains internists", "teaches internists"),
            ("stanbury", "leaflet", "programs/stanbury.yaml", "promise: ", "promise: Now "),
            ("inpatient", "card", "programs/inpatient.yaml", "promise: ", "promise: Now "),
            ("wellness", "chapter", "chapters/wellness.yaml", "title: ", "title: All "),
        )
    ),
)


@pytest.mark.parametrize(("document", "form", "file", "old", "new"), EDITS)
def test_an_edit_shows_the_pages_that_the_whole_document_has(
    sample: Desktop, document: str, form: str, file: str, old: str, new: str
) -> None:
    first = list[PagePicture]()
    before = sample.preview.pages(document, form, first.extend)
    early = before[:1] if form == "brochure" else ()
    assert [one.digest for one in first] == [one.digest for one in early]
    assert not sample.preview.settle(document, form)  # every unit looks alone as it does in the whole
    sample.workers.took()
    sample.edit(file, old, new)
    after = sample.preview.pages(document, form)
    took = sample.workers.took()
    assert took["whole"] == 0 or form == "chapter"  # its title stands at every foot
    assert after != before
    assert looks(after) == looks(sample.whole(document, form))
    same = sum(one.digest == other.digest for one, other in zip(before, after, strict=True))
    assert took["parts"] <= len(after) - same
    sample.edit(file, new, old)
    sample.workers.took()
    assert looks(sample.preview.pages(document, form)) == looks(before)


def test_the_first_page_comes_before_the_others_where_nothing_of_these_stands_on_it(
    shared: Desk, tmp_path: Path
) -> None:
    make_plain_publication(tmp_path)
    layout = tmp_path / "layouts/brochure/brochure.html.j2"
    said = layout.read_text("utf-8")
    for others, count in (("<p>", 0), ("<!-- > --><p style='break-before: page'>", 1)):
        layout.write_text(said.replace("<p>", others), "utf-8")
        desktop, first = Desktop(tmp_path, shared), list[PagePicture]()
        pages = desktop.preview.pages("primary-care", "brochure", first.extend)
        assert len(pages) == count + 1
        assert [one.digest for one in first] == [one.digest for one in pages[:count]]


@pytest.mark.long
def test_the_starter_is_exact(shared: Desk, tmp_path: Path) -> None:
    start(tmp_path / "school", "school")
    desktop = Desktop(tmp_path / "school", shared)
    desktop.preview.pages("clay", "brochure")
    assert not desktop.preview.settle("clay", "brochure")
    desktop.workers.took()
    desktop.edit("programs/clay.yaml", "in watches of two hours", "in watches of three hours")
    after = desktop.preview.pages("clay", "brochure")
    assert desktop.workers.took() == {"parts": 1, "whole": 0}
    assert looks(after) == looks(desktop.whole("clay", "brochure"))


def numbered(folder: Path, shared: Desk, css: str) -> Desktop:
    """A publication whose own layouts count."""
    make_publication(folder, PARTS | set_once())
    layouts = folder / "layouts"
    page = (ROOT / "layouts/page.css").read_text("utf-8")
    (layouts / "page.css").write_text(page + css, "utf-8")
    return Desktop(folder, shared)


def test_a_layout_whose_parts_depend_on_others_is_set_whole(shared: Desk, tmp_path: Path) -> None:
    counting = (
        "body { counter-reset: part } h2 { counter-increment: part } h2::before { content: counter(part) }"
    )
    desktop = numbered(tmp_path, shared, counting)
    desktop.preview.pages("primary-care", "brochure")
    desktop.preview.settle("primary-care", "brochure")
    desktop.workers.took()
    desktop.edit("programs/primary-care.yaml", "The life", "Our life")
    after = desktop.preview.pages("primary-care", "brochure")
    took = desktop.workers.took()
    assert took["whole"] and not took["parts"]
    assert looks(after) == looks(desktop.whole("primary-care", "brochure"))
    assert any(box.text.endswith("Our life") for page in after for box in page.boxes)


def test_left_and_right_pages_and_page_numbers_are_as_in_the_whole(shared: Desk, tmp_path: Path) -> None:
    sides = (
        "@page :left { @bottom-right { content: counter(page) } }"
        "@page :right { @bottom-right { content: counter(page, upper-roman) } }"
    )
    desktop = numbered(tmp_path, shared, sides)
    desktop.preview.pages("primary-care", "brochure")
    desktop.preview.settle("primary-care", "brochure")
    desktop.workers.took()
    desktop.edit("programs/primary-care.yaml", "The life", "Our life")
    after = desktop.preview.pages("primary-care", "brochure")
    assert desktop.workers.took() == {"parts": 1, "whole": 0}
    assert looks(after) == looks(desktop.whole("primary-care", "brochure"))


def test_the_last_good_pages_stay_while_content_has_problems(shared: Desk, tmp_path: Path) -> None:
    make_publication(tmp_path, {"programs/primary-care.yaml": make_program()})
    desktop = Desktop(tmp_path, shared)
    good = desktop.preview.shown("primary-care", "flyer")
    assert not good.is_stale and good.pages
    desktop.edit("programs/primary-care.yaml", "promise: ", "promise: [")
    stale = desktop.preview.shown("primary-care", "flyer")
    assert stale.is_stale and stale.pages == good.pages
    assert [one.where.file for one in stale.problems] == ["content/programs/primary-care.yaml"]
    desktop.edit("programs/primary-care.yaml", "promise: [", "promise: ")
    assert desktop.preview.shown("primary-care", "flyer") == good


def test_what_the_whole_document_alone_tells_comes_when_it_settles(shared: Desk, tmp_path: Path) -> None:
    make_publication(tmp_path, PARTS)
    desktop = Desktop(tmp_path, shared)
    before = desktop.preview.pages("primary-care", "brochure")
    desktop.preview.settle("primary-care", "brochure")
    desktop.edit("programs/primary-care.yaml", STORY, f"{STORY}\n\n    " + STORY * 4)
    desktop.preview.pages("primary-care", "brochure")
    assert desktop.preview.settle("primary-care", "brochure")
    after = desktop.preview.pages("primary-care", "brochure")
    assert len(after) > len(before)
    assert looks(after) == looks(desktop.whole("primary-care", "brochure"))
    assert [one.number for one in after] == list(range(1, len(after) + 1))


def photograph(color: str) -> bytes:
    """One of a single color."""
    written = BytesIO()
    Image.new("RGB", (1400, 1800), color).save(written, "JPEG")
    return written.getvalue()


def test_another_picture_in_the_same_file_is_seen(shared: Desk, tmp_path: Path) -> None:
    files = {
        "programs/primary-care.yaml": make_program(
            "cover: {file: pictures/house.jpg, alt: A house, credit: Jane Doe}\n"
        ),
        "pictures/house.jpg": photograph("red"),
    }
    make_publication(tmp_path, files)
    desktop = Desktop(tmp_path, shared)
    red = desktop.preview.pages("primary-care", "brochure")
    (tmp_path / "content/pictures/house.jpg").write_bytes(photograph("blue"))
    blue = desktop.preview.pages("primary-care", "brochure")
    assert [one.digest == other.digest for one, other in zip(red, blue, strict=True)].count(False) == 1
    assert looks(blue) == looks(desktop.whole("primary-care", "brochure"))
    picture = next(box for box in blue[0].boxes if box.role == "picture")
    assert picture.file == "content/programs/primary-care.yaml"


@pytest.mark.long
def test_a_worker_that_is_killed_is_replaced_and_the_page_comes(tmp_path: Path) -> None:
    make_publication(tmp_path, PARTS)
    with WorkerPool(1) as workers:
        session = Session(Places(tmp_path, tmp_path / "output"), Desk(Store(tmp_path / "store"), workers))
        preview = Preview(session)
        preview.pages("primary-care", "flyer")
        path = tmp_path / "content/programs/primary-care.yaml"
        path.write_text(path.read_text("utf-8").replace("Close to home", "Far away"), "utf-8")
        killed = Killing(workers)
        session.desk = Desk(session.desk.store, killed)
        page = preview.pages("primary-care", "flyer")[0]
    assert killed.times == 1
    assert any(box.text == "Far away" for box in page.boxes)


class Killing:
    """Has the worker killed that is in the middle of a page, once."""

    def __init__(self, pool: WorkerPool) -> None:
        self.pool, self.places, self.times = pool, pool.places, 0

    def run(self, task: Task) -> Result:
        """As the workers do."""
        process = self.pool.lanes[0].process
        if isinstance(task, DrawSource) and not self.times and process:
            self.times += 1
            process.suspend()  # so that it is in mid-page for certain
            process.kill()
        return self.pool.run(task)


def test_boxes_lead_to_the_field_of_every_run(sample: Desktop) -> None:
    listing = Listing(sample.session.survey(), ())
    files = (ROOT / "layouts").rglob("*.yaml")
    words = {word for file in files for word in WORD.findall(file.read_text("utf-8").casefold())}
    runs, facts, wrong = 0, 0, list[str]()
    composer, _ = sample.session.documents()
    for form in ("brochure", "flyer", "card"):
        for program in composer.publication.programs[:3]:
            made = sample.session.preview(program.id if form == "brochure" else f"{program.id}-{form}")
            pages = sample.preview.pages(program.id, form)
            facts += sum(box.role == "fact" for page in pages for box in page.boxes)
            for page, view in zip(pages, made.pages, strict=True):
                runs += len(view.runs)
                wrong += [
                    f"{run.text} ({run.where})" for run in view.runs if not leads(page, run, listing, words)
                ]
    assert runs > 400 and facts > 20
    assert len(wrong) <= 0.01 * runs, wrong


def leads(page: PagePicture, run: Run, listing: Listing, words: set[str]) -> bool:
    """Whether a click into the middle of a run leads to the value that says it; the layouts' own words lead
    to where they are written, or to the value that they are about.
    """
    across, down = (run.left + run.right) / 2, (run.top + run.bottom) / 2
    hit = [
        box
        for box in page.boxes
        if box.left <= across <= box.left + box.width and box.top <= down <= box.top + box.height
    ]
    if not hit:
        return False
    box = hit[-1]  # what comes later lies above
    if box.file.startswith("layouts/"):
        return set(WORD.findall(run.text.casefold())) <= words
    if box.file.endswith(".csv"):
        rows = list(csv.reader((ROOT / box.file).read_text("utf-8-sig").splitlines()))
        return squash(rows[box.line - 1][box.column - 1]) == squash(run.text)
    entry, path = listing.item_at(Where(box.file, box.line, box.column))
    if entry is None or entry.file != box.file:
        return False
    value = entry.said
    for step in path:
        value = value[step]
    said, whole = squash(str(value)).casefold(), squash(run.text).casefold()
    own, at = list[str](), 0
    for quoted in run.quoted:
        own, at = [*own, run.text[at : quoted.start]], quoted.end
    pieces = [box.text] if box.role == "fact" else [*own, run.text[at:]]
    if all(squash(one).casefold() in said for one in pieces) or (said and said in whole):
        return True
    return set(WORD.findall(run.text.casefold())) <= words | set(WORD.findall(str(value).casefold()))


@pytest.mark.long
def test_memory_of_pictures_is_bounded(
    shared: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_publication(tmp_path, {"programs/primary-care.yaml": make_program()})
    desktop = Desktop(tmp_path, shared)
    monkeypatch.setattr("brochure.studio.preview.MOST_REMEMBERED", 300_000)
    desktop.preview.pages("primary-care", "flyer")
    for old, new in pairwise(["Close to home", *map(str, range(8))]):
        desktop.edit("programs/primary-care.yaml", f"promise: {old}", f"promise: {new}")
        desktop.preview.pages("primary-care", "flyer")
    desktop.workers.took()
    desktop.edit("programs/primary-care.yaml", "promise: 7", "promise: 6")
    desktop.preview.pages("primary-care", "flyer")
    assert desktop.workers.took() == {"parts": 0, "whole": 0}  # remembered, for it is the last one
    desktop.edit("programs/primary-care.yaml", "promise: 6", "promise: 0")
    desktop.preview.pages("primary-care", "flyer")
    assert desktop.workers.took() == {"parts": 1, "whole": 0}  # forgotten


class Failing:
    """A preview of which one part fails."""

    def __init__(self, part: str, error: Exception) -> None:
        self.part, self.error = part, error

    def changed(self, files: Sequence[str]) -> None:
        """Fails, or does nothing."""
        if self.part == "changed":
            raise self.error

    def settle(self, document: str, form: str) -> bool:
        """Fails for one of the two."""
        if self.part == "settle" and document == "clay":
            raise self.error
        return False

    def pages(self, document: str, form: str, early: object) -> tuple[PagePicture, ...]:
        """Fails, or has the last good ones alone."""
        raise self.error if self.part == "pages" else ContentError.of("x.yaml", "is wrong", "mend it")


@pytest.mark.parametrize(
    ("part", "error", "hear"),
    [
        ("settle", KeyError("page"), ["clay"]),
        ("settle", MachineError.of("disk", "is full", "make room"), ["clay"]),
        ("changed", OSError("gone"), ["clay", "drawing"]),
        ("pages", ValueError("no box"), ["clay", "drawing"]),
    ],
)
def test_whatever_fails_beside_the_page_is_told_in_it_and_in_the_log(
    shared: Desk,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    part: str,
    error: Exception,
    hear: list[str],
) -> None:
    streams, told = Streams(), list[dict[str, Any]]()
    streams.tell_from_thread = lambda kind, **said: told.append({"kind": kind, **said})  # type: ignore[method-assign]
    session = Session(Places(tmp_path, tmp_path / "output"), shared)
    pages = ShownPages(session, streams, lambda place: {}, lambda printing: None)
    pages.__dict__["_preview"] = Failing(part, error)
    for name in ("clay", "drawing"):
        pages._shown[name, "brochure"] = {"pages": [{"number": 1, "stale": False}], "stale": False}
    try:
        pages.changed(["content/programs/clay.yaml"])
        pages._turns.ask(LATER + 1, lambda: None).result(20)
        pages._settle()
    finally:
        pages.close()
    failed = [one for one in told if one.get("message") == str(error)]
    assert sorted(one["document"] for one in failed) == hear
    assert all(one["kind"] == "pages" and one["stale"] and one["pages"][0]["stale"] for one in failed)
    records = [one for one in caplog.records if one.levelname == "ERROR"]
    assert [str(error) in one.getMessage() for one in records] == [True] * len(hear)
    assert all(bool(one.exc_info) is not isinstance(error, MachineError) for one in records)


def test_work_for_which_nobody_waits_fails_in_the_log(
    shared: Desk, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    session = Session(Places(tmp_path, tmp_path / "output"), shared)
    pages = ShownPages(session, Streams(), lambda place: {}, lambda printing: None)
    try:
        pages._ask_alone(LATER, {}.popitem)
        pages._turns.ask(LATER + 1, lambda: None).result(20)
    finally:
        pages.close()
    assert "popitem" in caplog.text and "Traceback" in caplog.text


@pytest.mark.parametrize("has_ended", [False, True])
@pytest.mark.parametrize("is_settling", [False, True])
def test_what_fails_because_the_studio_ends_is_no_failure(
    shared: Desk, tmp_path: Path, caplog: pytest.LogCaptureFixture, has_ended: bool, is_settling: bool
) -> None:
    session = Session(Places(tmp_path, tmp_path / "output"), shared)
    pages = ShownPages(session, Streams(), lambda place: {}, lambda printing: None)

    def work() -> None:
        if has_ended:
            pages.close()
        raise RuntimeError("cannot schedule new futures after shutdown")

    pages.when_settled = work
    if is_settling:
        pages._settle()
    else:
        pages._ask_alone(LATER, work)
        pages._turns.ask(LATER + 1, pages.close)
        pages._turns.join(20)
    pages.close()
    assert ("after shutdown" in caplog.text) is not has_ended


def test_pages_that_two_threads_set_are_counted_once(shared: Desk, tmp_path: Path) -> None:
    preview = Preview(Session(Places(tmp_path, tmp_path / "output"), shared))
    one = PagePicture(1, "0", b"x" * 1000, 1, 1, (), ())
    for jpeg in (b"x" * 1000, b"x" * 1000, b"y" * 400):
        preview._remember("same", (replace(one, jpeg=jpeg),))
    assert preview._size == 400
    preview._remember("other", (replace(one, jpeg=b"z" * MOST_REMEMBERED),))
    assert (list(preview._remembered), preview._size) == (["other"], MOST_REMEMBERED)


@pytest.mark.parametrize("has_ended", [False, True])
def test_what_is_made_while_the_studio_ends_fails_without_a_word(tmp_path: Path, has_ended: bool) -> None:
    building = Building(Places(tmp_path, tmp_path / "output"), Desk.own, Streams(), lambda place: {})

    def work(_: Desk) -> None:
        if has_ended:
            building.close()
        raise RuntimeError("cannot schedule new futures after shutdown")

    with nullcontext() if has_ended else pytest.raises(RuntimeError, match="after shutdown"):
        building._run(work)
    assert building.standing()["state"] == ("idle" if has_ended else "failed")
