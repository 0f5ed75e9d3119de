"""What was made before is not made again, and what has changed is: the tasks are counted."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from hashlib import sha256
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any

import pytest

from brochure import shipped
from brochure.build import (
    Desk,
    Edition,
    InProcess,
    Places,
    Published,
    Size,
    Store,
    Watcher,
    Wish,
    build_changed,
    clear,
    keep_below,
    pages_of,
    used,
)
from brochure.build.cache import keys
from brochure.build.cache.keys import Digests, key
from brochure.build.cluster import packed
from brochure.build.desk import load, save
from brochure.build.tasks import Assemble, Impose, PreparePicture, SetPages, TakeFacts, Task
from brochure.compose import Composer
from brochure.content import Reader, Survey
from brochure.errors import Finding, MachineError
from brochure.model import HashedFile, PageSource, PageView, PanelView, PictureView, Result, Run
from brochure.press import Session, build
from tests.builders.command_line import PROGRAM, Here, command, objects
from tests.builders.publication import make_picture, make_plain_publication, make_program

#: A leaf for each program, with all that a test changes.
LEAF = """{% extends "base.html.j2" %}
{% block pages %}.next { break-before: page }{% endblock %}
{% block body %}{% set level, id, group = 2, "story", program.story %}
<h1 id="{{ name }}--top" data-label="{{ title }}">{{ title }}</h1>
<p{{ program.promise | place }}>{{ program.promise }}</p>
{% for section in group.sections %}{% with number = loop.index %}
{% include "parts/section.html.j2" %}{% endwith %}{% endfor %}
<p class="next">{{ program.name }}</p>{% endblock %}
"""
#: The packet's first pages and a chapter, as short, with all that a test changes.
FRONT = """{% extends "base.html.j2" %}{% set programs = brochures | map(attribute="program") | list %}
{% block pages %}@page { background: url("{{ figures.packet_cover(programs).url }}") }{% endblock %}
{% block body %}<h1 id="{{ name }}--top" data-label="{{ title }}">{{ title }}</h1>
{% for entry in brochures %}<p>{{ entry.program.promise }} {{ entry.folio }}</p>{% endfor %}{% endblock %}
"""
CHAPTER = """{% extends "base.html.j2" %}
{% block body %}{% set level, id, group, program = 2, "own", chapter, chapter %}
<h1 id="{{ name }}--top" data-label="{{ title }}">{{ title }}</h1>
{% for section in chapter.sections %}{% with number = loop.index %}
{% include "parts/section.html.j2" %}{% endwith %}{% endfor %}{% endblock %}
"""
HOUSE = {
    "programs/primary-care.yaml": make_program(
        name="Primary Care",
        story="{sections: [shared, {title: Views, picture: {file: pictures/bay.jpg, alt: The bay}}]}",
    ),
    "programs/stanbury.yaml": make_program("order: 2\n", name="Stanbury", story="{sections: [shared, own]}"),
    "programs/research.yaml": make_program("order: 3\n", name="Research"),
    "sections/shared.md": "---\ntitle: Shared\nshort: In short.\n---\n\nWords of two.\n",
    "sections/own.md": "---\ntitle: Own\nshort: In short.\n---\n\nWords of one.\n",
    "chapters/leave.yaml": "title: Leave\nline: What we give\nsections: [own]\n",
    "packets/packet.yaml": "title: Everything\nchapters: [leave]\n",
    "pictures/bay.jpg": make_picture("JPEG", (60, 40)),
    "../layouts/brochure/format.yaml": "line: A leaf\npages: [2]\n",
    "../layouts/brochure/brochure.html.j2": LEAF,
    "../layouts/packet/front.html.j2": FRONT,
    "../layouts/packet/chapter.html.j2": CHAPTER,
}
PROGRAMS = {"primary-care", "stanbury", "research"}
PACKET = {"packet-front", "packet-back", "packet-1-folios"}
#: Brochures as the packet binds them: shared texts stand there once.
BOUND = {f"packet/{program}" for program in PROGRAMS}
EVERYTHING = PROGRAMS | PACKET | BOUND | {"leave", "packet"}
#: Two brochures, one with a photograph, where a test needs no more.
SOME = Wish(programs=("primary-care", "research"))


class Counting(InProcess):
    """Does everything itself, and remembers for which document."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.read: list[str] = []

    def run(self, task: Task) -> Result:
        """Does one task."""
        match task:
            case SetPages():
                self.done.append(task.source.name)
            case PreparePicture():
                self.done.append(task.file.path.name)
            case TakeFacts():
                self.read.append(task.pdf.sha256)
            case Assemble() | Impose():
                self.done.append(task.name)
        return super().run(task)


class House:
    """A publication in a folder of its own, built again and again."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.content, self.cache = folder, folder / "content", folder / ".cache"
        if not self.content.exists():
            make_plain_publication(folder, HOUSE)
        self.shelf = folder / "output/2019-20/screen"

    @property
    def store(self) -> Store:
        return Store(self.cache)

    def build(self, wish: Wish | None = None, workers: Counting | None = None) -> set[str]:
        """The documents that something was done for."""
        places, store = Places(self.folder, self.folder / "output"), self.store
        workers = workers or Counting()

        def made(wish: Wish) -> tuple[Published, ...]:
            with used(store):
                return build(places, wish, Watcher(), Desk(store, workers))

        build_changed(places, [wish or Wish()], Watcher(), store, made)
        return set(workers.done)

    def replace(self, name: str, old: str, new: str) -> None:
        path = self.content / name
        assert old in path.read_text("utf-8")
        path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")

    def contents(self, folder: str) -> dict[str, str]:
        """The hash of each file."""
        return {name: digest for name, (_, digest) in self.files(folder).items()}

    def files(self, *folders: str) -> dict[str, tuple[int, str]]:
        """When each file was written, and what is in it."""
        paths = (
            path
            for folder in folders
            for path in sorted((self.folder / folder).rglob("*"))
            if path.is_file()
        )
        return {
            str(path.relative_to(self.folder)): (
                path.stat().st_mtime_ns,
                sha256(path.read_bytes()).hexdigest(),
            )
            for path in paths
        }


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The house when it was built once, put away: what a build remembers is true of one place."""
    house, workers = House(tmp_path_factory.mktemp("street") / "house"), Counting()
    assert house.build(workers=workers) == EVERYTHING | {"bay.jpg"}
    brochures = [name for name in workers.done if name in PROGRAMS]
    assert len(brochures) == len(PROGRAMS), "what is laid out in one way alone is set once"
    return house.folder.rename(house.folder.parent / "first")


@pytest.fixture
def house(first: Path) -> Iterator[House]:
    """The house with what it left elsewhere, for one test."""
    folder = first.parent / "house"
    shutil.copytree(first, folder)
    yield House(folder)
    shutil.rmtree(folder)


@pytest.fixture
def settled(house: House) -> House:
    """The house that was built where it stands."""
    assert house.build() == set()
    return house


class TestABuild:
    def test_in_which_nothing_has_changed_does_nothing_and_writes_nothing(self, settled: House) -> None:
        def written() -> dict[str, tuple[int, str]]:
            return {
                name: file
                for name, file in settled.files("output", ".cache").items()
                if name != ".cache/digests.json"
            }

        before = written()
        assert settled.build() == set()
        assert written() == before

    def test_in_which_nothing_has_changed_reads_what_has_rested_for_the_last_time(
        self, settled: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        files = {*settled.shelf.glob("*.pdf"), *settled.content.rglob("*.yaml")}
        later = max(file.stat().st_ctime_ns for file in files) + 3 * 10**9
        monkeypatch.setattr("brochure.build.cache.keys.time_ns", lambda: later)
        assert settled.build() == set()
        assert len(files) > len(EVERYTHING) and set(map(str, files)) <= settled.store.digests.known.keys()
        assert not settled.store.digests.fresh

    def test_in_which_nothing_has_changed_loads_neither_engine_nor_pdf_nor_content(
        self, settled: House
    ) -> None:
        ended = subprocess.run(
            [sys.executable, "-X", "importtime", *command("--publication", settled.folder)[1:]],
            capture_output=True,
            text=True,
            check=True,
        )
        loaded = {
            line.rpartition("|")[2].strip()
            for line in ended.stderr.splitlines()
            if line.startswith("import time:")
        }
        assert "brochure.build.cache.unchanged" in loaded
        heavy = {
            "weasyprint",
            "pypdf",
            "pikepdf",
            "filelock",
            "pydantic",
            "jinja2",
            "markdown_it",
            "segno",
            "PIL",
            "yaml",
            "rich",
            "concurrent",
        }
        assert not {
            name
            for name in loaded
            if name.partition(".")[0] in heavy or name in ("brochure.press", "brochure.model")
        }
        assert {line.split("  ")[0].rpartition("/")[2] for line in ended.stdout.splitlines()} == {
            path.name for path in settled.shelf.glob("*.pdf")
        }

    @pytest.mark.parametrize(
        ("name", "old", "new", "touched"),
        [
            (
                "programs/research.yaml",
                "Close to home",
                "Far away",
                {"research", "packet/research", "packet-front", "packet"},  # the contents print it too
            ),
            (
                "programs/stanbury.yaml",
                "order: 2\n",
                "order: 2\naccent: plum\n",
                PROGRAMS | BOUND | {"packet-front", "packet"},  # the others have colors that nobody named
            ),
            (
                "sections/shared.md",
                "In short",
                "Shorter",
                {"primary-care", "stanbury", "packet/stanbury", "packet"},
            ),
            ("sections/own.md", "In short", "Shorter", {"stanbury"}),
            ("sections/own.md", "Words of one", "Other words", {"leave", "packet"}),
            (
                "packets/packet.yaml",
                "Everything",
                "All",
                {"packet-front", "packet-back", "packet-1-folios", "packet"},
            ),
            ("people.yaml", "Jane", "June", set()),
            pytest.param(
                "institution.yaml", "Harbor Hospital", "Bay Hospital", EVERYTHING, marks=pytest.mark.long
            ),
        ],
    )
    def test_in_which_a_line_has_changed_makes_exactly_what_prints_it(
        self, house: House, name: str, old: str, new: str, touched: set[str]
    ) -> None:
        house.replace(name, old, new)
        assert house.build() == touched
        assert house.build() == set()

    def test_begins_with_what_was_edited_since_the_last(self, house: House) -> None:
        class Watching(Watcher):
            began_with = ""

            def began(self, name: str) -> None:
                self.began_with = self.began_with or name

        house.replace("programs/research.yaml", "Close to home", "Far away")
        watcher, places = Watching(), Places(house.folder, house.folder / "output")
        build(places, Wish(), watcher, Desk(house.store, Counting()))
        assert watcher.began_with.endswith("research")

    def test_reads_of_a_packets_parts_only_what_has_changed(self, house: House) -> None:
        house.replace("sections/own.md", "Words of one", "Other words")
        workers = Counting()
        assert house.build(workers=workers) == {"leave", "packet"}
        assert len(workers.read) == 1

    def test_after_a_change_that_was_taken_back_makes_nothing(self, settled: House) -> None:
        before = settled.contents("output")
        settled.replace("programs/research.yaml", "Close to home", "Far away")
        assert settled.build()
        settled.replace("programs/research.yaml", "Far away", "Close to home")
        assert settled.build() == set()
        assert settled.contents("output") == before

    def test_after_a_change_of_a_picture_makes_the_document_that_shows_it(self, house: House) -> None:
        (house.content / "pictures/bay.jpg").write_bytes(make_picture("JPEG", (50, 40)))
        assert house.build() == {"bay.jpg", "primary-care", "packet/primary-care", "packet"}

    def test_after_a_change_of_the_looks_makes_everything(self, house: House) -> None:
        looks = (shipped("layouts") / "tokens.css").read_text("utf-8") + ":root { letter-spacing: .1pt }"
        (house.folder / "layouts/tokens.css").write_text(looks, "utf-8")
        assert house.build() == EVERYTHING

    def test_of_a_packet_whose_page_numbers_never_settle_says_so(self, house: House, here: Here) -> None:
        more = '{% if brochures[0].folio == 2 %}<p style="break-before: page">2</p>{% endif %}'
        front = FRONT.replace("{% endfor %}", "{% endfor %}" + more)
        (house.folder / "layouts/packet/front.html.j2").write_text(front, "utf-8")
        ended = here("--publication", house.folder)
        assert (ended.code, ended.err.count("error: packet.pdf: its page numbers never settle")) == (1, 1)

    def test_after_a_change_that_shows_nowhere_leaves_the_packet(self, house: House) -> None:
        (house.folder / "layouts/page.css").write_text(
            (shipped("layouts") / "page.css").read_text("utf-8") + "/* ours */"
        )
        assert house.build() == EVERYTHING - {"packet"}

    @pytest.mark.long
    def test_after_a_change_of_a_font_makes_everything(self, house: House) -> None:
        fonts = house.folder / "fonts"
        shutil.copytree(shipped("fonts"), fonts)
        assert house.build() == set(), "the same fonts from another place"
        shutil.copy(fonts / "BrochureSerif-Italic.ttf", fonts / "BrochureSerif-Regular.ttf")
        assert house.build() == EVERYTHING

    def test_by_another_version_makes_everything(
        self, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(keys, "_installed", lambda: {"weasyprint": "99.0"})
        assert house.build() == EVERYTHING | {"bay.jpg"}

    def test_of_another_wish_takes_what_is_there(self, house: House) -> None:
        assert house.build(Wish(programs=("research",))) == set()
        again = {"packet-back", "packet-1-folios"}  # ten pages on a screen, twelve on folded sheets
        assert house.build(Wish(edition="office")) == PROGRAMS | again | {"packet"}, (
            "sheets of the pages that are there"
        )

    def test_puts_back_what_was_deleted_or_damaged(self, settled: House) -> None:
        before = settled.contents("output")
        (settled.shelf / "stanbury.pdf").unlink()
        (settled.shelf / "packet.pdf").write_bytes(b"%PDF-")
        assert settled.build() == set()
        (settled.shelf.parent / "manifest.json").unlink()
        assert settled.build() == set()
        assert settled.contents("output") == before

    def test_mends_a_manifest_that_is_not_as_it_was_left(self, settled: House) -> None:
        manifest = settled.shelf.parent / "manifest.json"
        before = manifest.read_text("utf-8")
        for old in ("{", '"pages"', '"screen/research.pdf"', '"2019-20"'):
            assert old in before
            for wrong in ("", before[: before.index(old)], before.replace(old, old[::-1])):
                manifest.write_text(wrong, "utf-8")
                assert settled.build() == set()
                assert manifest.read_text("utf-8") == before

    def test_with_a_finding_says_it_every_time(self, house: House, here: Here) -> None:
        house.replace("programs/research.yaml", "Close to home", "नमस्ते")
        said = [here("--publication", house.folder) for _ in range(2)]
        assert [ended.code for ended in said] == [1, 1]
        assert said[0].err == said[1].err and "error: content/programs/research.yaml:2" in said[0].err


class Exchanging(Counting):
    """Exchanges a file when a task that reads it is to be done, or with the first task."""

    def __init__(self, path: Path, data: bytes) -> None:
        super().__init__()
        self.path, self.data = path, data
        self.is_done = False

    def run(self, task: Task) -> Result:
        """Does one task."""
        read = {file.path for file in packed(task)[1].values()}
        if not self.is_done and (self.path in read or self.path.suffix == ".yaml"):
            self.path.write_bytes(self.data)
            self.is_done = True
        return super().run(task)


class TestAFileThatIsExchangedDuringABuild:
    @pytest.mark.parametrize(
        ("name", "other"),
        [
            pytest.param("content/pictures/bay.jpg", make_picture("JPEG", (50, 40)), marks=pytest.mark.long),
            ("content/programs/research.yaml", make_program("order: 3\n", name="Other").encode()),
            pytest.param(
                "fonts/BrochureSerif-Regular.ttf",
                (shipped("fonts") / "BrochureSerif-Italic.ttf").read_bytes(),
                marks=pytest.mark.long,
            ),
        ],
    )
    def test_is_never_taken_for_what_it_was(self, house: House, name: str, other: bytes) -> None:
        shutil.copytree(shipped("fonts"), house.folder / "fonts")
        path = house.folder / name
        first, workers = path.read_bytes(), Exchanging(path, other)
        before = house.contents("output")
        shutil.rmtree(house.cache)
        with suppress(MachineError):
            house.build(SOME, workers)
        assert workers.is_done and path.read_bytes() == other
        path.write_bytes(first)
        house.build(SOME)
        assert house.contents("output") == before, "what is made of the first one"
        path.write_bytes(other)
        house.build(SOME)
        after = house.contents("output")
        assert after != before
        shutil.rmtree(house.cache)
        house.build(SOME)
        assert house.contents("output") == after, "what is made of the other one"

    def test_is_told_where_a_task_reads_it(self, house: House) -> None:
        path = house.content / "pictures/bay.jpg"
        shutil.rmtree(house.cache)
        with pytest.raises(
            MachineError, match=r"bay\.jpg: the file was changed while it was read. Hint: build again"
        ):
            house.build(SOME, Exchanging(path, make_picture("JPEG", (50, 40))))

    def test_and_put_back_before_its_end_does_not_pass_for_what_was_built(
        self, settled: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path, before = settled.content / "programs/research.yaml", settled.contents("output")
        first = path.read_bytes()
        (settled.shelf / "research.pdf").unlink()
        as_it_is = Reader.survey

        def planned(watcher: Watcher, documents: int) -> None:
            path.write_bytes(first)

        def survey(reader: Reader, *known: Any) -> Survey:
            path.write_bytes(first.replace(b"Close to home", b"Far away"))
            return as_it_is(reader, *known)

        monkeypatch.setattr(Watcher, "planned", planned)
        monkeypatch.setattr(Reader, "survey", survey)
        assert "research" in settled.build()
        assert settled.contents("output") != before
        monkeypatch.undo()
        settled.build()
        assert settled.contents("output") == before

    @pytest.mark.parametrize(
        "name", ["content/programs/extra.yaml", pytest.param("layouts/page.css", marks=pytest.mark.long)]
    )
    def test_or_comes_and_goes_during_one_leaves_nothing(
        self, house: House, monkeypatch: pytest.MonkeyPatch, name: str
    ) -> None:
        path, before = house.folder / name, house.contents("output/2019-20/screen")
        style = (shipped("layouts") / "page.css").read_text("utf-8") + "html { letter-spacing: .1pt }"
        made = {".yaml": make_program("order: 4\n", name="Extra"), ".css": style}
        (house.shelf / "research.pdf").unlink()
        path.parent.mkdir(exist_ok=True)
        as_it_is = Session._composer

        class Taking(Counting):
            def run(self, task: Task) -> Result:
                if isinstance(task, Assemble):  # when all else is made
                    path.unlink()
                return super().run(task)

        def composer(session: Session, edition: Edition) -> Composer:
            path.write_text(made[path.suffix], "utf-8")
            return as_it_is(session, edition)

        monkeypatch.setattr(Session, "_composer", composer)
        assert house.build(workers=Taking()) - {"packet"}
        assert not path.exists()
        assert house.contents("output/2019-20/screen") != before
        monkeypatch.undo()
        house.build()
        assert {name: house.contents("output")[name] for name in before} == before

    def test_and_is_one_of_the_program_leaves_nothing_in_the_cache(
        self, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shutil.rmtree(house.cache)
        monkeypatch.setattr("brochure.build.cache.store.BEGUN", frozenset())
        made = {"primary-care", "research", "bay.jpg"}
        assert house.build(SOME) == made
        assert not house.store.size().results
        monkeypatch.undo()
        assert house.build(SOME) == made
        assert house.build(SOME) == set()


#: What may become of a file: empty, cut short, one bit wrong, another's, ours with other things in it.
DAMAGES: tuple[Callable[[bytes], bytes], ...] = (
    lambda data: b"",
    lambda data: data[:-1],
    lambda data: data[: len(data) // 2],
    lambda data: bytes(byte ^ 1 for byte in data[:1] or b"0") + data[1:],
    lambda data: b"{}",
    lambda data: sha256(b"[1, 2]").hexdigest().encode() + b"[1, 2]",
    lambda data: sha256(b'{"data": 7}').hexdigest().encode() + b'{"data": 7}',
)


class Harmful:
    """Makes a file where it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[[Path], None], tuple[Path]]:
        return Path.touch, (self.path,)


def spoilt(data: bytes, chance: Random) -> bytes:
    """The bytes of a file after a fault of a disk."""
    at = chance.randrange(len(data) + 1)
    flipped = bytes([chance.randrange(256)])
    junk = chance.randbytes(chance.choice((1, 20, 5000)))
    return chance.choice((data[:at], data[:at] + flipped + data[at + 1 :], b"", junk, data + junk, b"null"))


class TestEntries:
    @pytest.mark.parametrize("kind", ["files", pytest.param("results", marks=pytest.mark.long)])
    def test_that_are_damaged_are_made_again(self, house: House, kind: str) -> None:
        before = house.contents("output")
        entries = sorted(path for path in (house.cache / kind).glob("*/*") if path.is_file())
        for path, damage in zip(entries, cycle(DAMAGES), strict=False):
            path.write_bytes(damage(path.read_bytes()))
        assert len(entries) > len(DAMAGES)
        shutil.rmtree(house.cache / "builds")
        assert house.build() == EVERYTHING | {"bay.jpg"}
        assert house.contents("output") == before
        assert house.build() == set()

    def test_of_builds_that_are_damaged_are_as_good_as_none(self, settled: House) -> None:
        for damage in DAMAGES:
            for path in (settled.cache / "builds").glob("*/*"):
                path.write_bytes(damage(path.read_bytes()))
            assert settled.build() == set()

    @pytest.mark.long
    def test_of_a_cache_that_is_damaged_at_random_are_as_good_as_none(self, house: House) -> None:
        before, chance = house.contents("output"), Random(4)
        for _ in range(3):
            for path in (one for one in sorted(house.cache.rglob("*")) if one.is_file()):
                if chance.random() < 0.3 or path.name == "lock":
                    path.write_bytes(spoilt(path.read_bytes(), chance))
            shutil.rmtree(house.folder / "output")
            house.build()
            assert house.contents("output") == before

    def test_that_are_links_to_elsewhere_are_told_and_nothing_is_written_or_thrown_away_there(
        self, house: House, here: Here, tmp_path: Path
    ) -> None:
        (tmp_path / "of").mkdir()
        (tmp_path / "of/mine").write_text("precious")
        pictures = sorted(tmp_path.rglob("*"))
        shelf, schema = house.folder / "output/2019-20/screen", house.content / ".schema"
        for path in (house.folder / "output", shelf, house.cache, house.cache / "files", schema):
            kept = path.with_name("kept")
            if path.exists():
                path.rename(kept)
            path.symlink_to(tmp_path)
            shutil.rmtree(house.cache / "builds", ignore_errors=True)  # else there is nothing to write
            name = str(path.relative_to(house.folder))
            arguments = ["schema"] if path == schema else ["-q", "--jobs", "1"]
            ended = here(*arguments, "--publication", house.folder)
            assert (ended.code, name in ended.err, ended.err.count("\n")) == (3, True, 1), ended.err
            assert "is a link that leads out of" in ended.err
            if name.startswith(".cache"):
                assert here("cache", "clear", "--publication", house.folder).code == 3
            path.unlink()
            if kept.exists():
                kept.rename(path)
        assert sorted(tmp_path.rglob("*")) == pictures
        assert here("-q", "--publication", house.folder, "--output", tmp_path, "--jobs", "1").code == 0

    def test_come_back_as_they_were(self, tmp_path: Path) -> None:
        run = Run("Words", "content/a.yaml:3", 1.5, 2, 3, 4, 10, "Serif", (0, 0, 9, 9), "é", "p", 3, "front")
        page = PageView(
            "cover",
            612,
            792,
            (1, 2, 3, 4),
            (run,),
            (PictureView("a:2:7", 1, 2, 3, 5.5, "front"),),
            (PanelView("front", 700, True),),
        )
        result = Result(
            b"%PDF-",
            (page,),
            (Finding("a", 1, "overset", "error", "too long", "a:1", "cut"),),
            frozenset({"b", "a"}),
            {"copies": 2},
            json.dumps([page], default=vars).encode(),
        )
        kept = save(Store(tmp_path), "k" * 64, result)
        loaded = load(Store(tmp_path), "k" * 64)
        assert loaded == kept and loaded.read() == b"%PDF-"
        assert pages_of(loaded.read_layout()) == (page,)
        assert (loaded.pages, loaded.findings, loaded.files, loaded.details) == (
            result.pages,
            result.findings,
            result.files,
            result.details,
        )

    def test_of_packets_proofs_run_nothing(self, tmp_path: Path) -> None:
        ran, marker = tmp_path / "ran", tmp_path / "facts"
        marker.write_bytes(pickle.dumps(Harmful(ran)))
        file = HashedFile(marker, sha256(marker.read_bytes()).hexdigest())
        with pytest.raises(ValueError, match="parts need names"):  # it goes on without those facts
            Assemble("packet", (), "Packet", "en", {}, (), {file.sha256: file}).run()
        assert not ran.exists()

    def test_that_failed_are_tried_again(self, tmp_path: Path) -> None:
        class Failing(InProcess):
            tries = 0

            def run(self, task: Task) -> Result:
                """Fails."""
                self.tries += 1
                return Result(None)

        workers = Failing()
        desk = Desk(Store(tmp_path), workers)
        for _ in range(2):
            desk.do("a", SetPages(PageSource("a", "A", "en", ""), None))
        assert workers.tries == 2


class TestTheSize:
    def fill(self, folder: Path) -> Store:
        """Ten entries of a thousand bytes, the first ones used longest ago."""
        store = Store(folder)
        for number in range(10):
            save(store, f"{number}" * 64, Result(bytes([number]) * 1000))
            for path in [path for path in folder.glob("*/*/*") if path.stat().st_mtime_ns > 10**18]:
                os.utime(path, (number, number))
        return store

    def test_is_kept_by_throwing_away_what_was_not_used_for_longest(self, tmp_path: Path) -> None:
        store = self.fill(tmp_path)
        assert load(store, "0" * 64), "is used now"
        keep_below(store, store.size().bytes - 1500)
        found = [number for number in range(10) if load(store, f"{number}" * 64)]
        assert found == [0, *range(3, 10)] or found == [0, *range(2, 10)]
        limit = store.size().bytes - 1
        keep_below(store, limit)
        assert store.size().bytes <= limit

    def test_is_left_while_a_build_runs(self, tmp_path: Path) -> None:
        store = self.fill(tmp_path)
        before = store.size()
        with used(store):
            keep_below(store, 0)
            with pytest.raises(MachineError, match="a build is using the cache"):
                clear(store)
            assert store.size() == before and before.results == 10
        keep_below(store, 0)
        assert store.size() == Size(0, 0)

    def test_is_shown_and_the_whole_is_cleared(self, house: House, here: Here) -> None:
        shown = objects(here("cache", "--json", "--publication", house.folder).out)
        assert shown == [
            {
                "cache": str(house.cache),
                "cleared": False,
                "results": house.store.size().results,
                "bytes": house.store.size().bytes,
            }
        ]
        assert house.store.size().results >= len(EVERYTHING)
        ended = here("cache", "clear", "--publication", house.folder)
        assert ended.code == 0 and "cleared" in ended.out and house.store.size() == Size(0, 0)
        assert house.build() == EVERYTHING | {"bay.jpg"}

    @pytest.mark.parametrize(("size", "code"), [("2kb", 0), ("1.5 MB", 0), ("much", 2), ("-1", 2)])
    def test_is_asked_for_with_a_unit(self, house: House, here: Here, size: str, code: int) -> None:
        ended = here("build", "research", "--cache-size", size, "--publication", house.folder)
        assert ended.code == code
        if code:
            assert ended.err.startswith(
                "make_brochure.py: Invalid value for '--cache-size': write a number and MB or GB, such as"
                " 500MB."
            )
        else:
            assert house.store.size().bytes <= {"2kb": 2000, "1.5 MB": 1_500_000}[size]

    def test_is_kept_by_a_build_that_makes_nothing_too(self, settled: House, here: Here) -> None:
        assert settled.store.size().bytes > 1000
        assert here("--cache-size", "1000", "--publication", settled.folder).code == 0
        assert settled.store.size().bytes <= 1000


def test_two_builds_at_once_do_not_disturb_each_other(first: Path, tmp_path: Path) -> None:
    alone, house = House(first), House(tmp_path / "both")
    line = command("--publication", house.folder, "--cache-size", "1", "--jobs", "1")
    running = [subprocess.Popen(line, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL) for _ in range(2)]
    said = [one.communicate()[1] for one in running]
    assert [one.returncode for one in running] == [0, 0], said
    assert house.contents("output") == alone.contents("output") != {}
    house.build()
    assert house.build() == set()


def test_a_publication_that_cannot_be_written_keeps_its_cache_beside_the_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from brochure.cli.app import cache_folder

    monkeypatch.setattr(os, "access", lambda path, mode: path != tmp_path)
    assert cache_folder(tmp_path, tmp_path / "out") == tmp_path / "out/.cache"
    assert cache_folder(tmp_path / "other", tmp_path / "out") == tmp_path / "other/.cache"


class TestDigests:
    def rested(self, path: Path, data: bytes) -> Path:
        """A file that was written a while ago, as far as its times can be set."""
        path.write_bytes(data)
        os.utime(path, (1, 1))
        return path

    def test_are_remembered_for_files_at_rest_alone(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path, later = self.rested(tmp_path / "a", b"one"), (tmp_path / "a").stat().st_ctime_ns + 3 * 10**9
        hasty = Digests()
        assert hasty.of(path) == sha256(b"one").hexdigest() and not hasty.known
        monkeypatch.setattr("brochure.build.cache.keys.time_ns", lambda: later)
        digests = Digests()
        assert digests.of(path) == sha256(b"one").hexdigest() and digests.known

    def test_notice_a_file_that_looks_the_same(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = self.rested(tmp_path / "a", b"one")
        monkeypatch.setattr("brochure.build.cache.keys.time_ns", lambda: 2 * 10**18)
        memory = tmp_path / "memory"
        digests = Digests()
        digests.of(path)
        memory.write_bytes(digests.remembered())
        assert Digests(memory).known
        self.rested(path, b"two")
        assert Digests(memory).of(path) == sha256(b"two").hexdigest()

    def test_of_folders_tell_every_change_and_do_not_go_round_in_circles(self, tmp_path: Path) -> None:
        (tmp_path / "a/b").mkdir(parents=True)
        (tmp_path / "a/b/one").write_text("1")
        for name in ("round", "and-round"):
            (tmp_path / "a/b" / name).symlink_to(tmp_path / "a")
        seen = [Digests().of_folders([tmp_path / "a"])]
        for change in (
            lambda: (tmp_path / "a/b/one").write_text("2"),
            lambda: (tmp_path / "a/two").touch(),
            lambda: (tmp_path / "a/two").rename(tmp_path / "a/three"),
        ):
            change()
            seen.append(Digests().of_folders([tmp_path / "a"]))
        assert len(set(seen)) == 4 and Digests().of_folders([tmp_path / "a", tmp_path / "none"]) == seen[-1]

    @pytest.mark.parametrize(
        "said", [b"", b"[]", b'{"a": 1}', b'{"a": [[1], 2, 3]}', b"\xff", b'{"a": ["x", "y"]}']
    )
    def test_do_without_a_memory_that_cannot_be_read(self, tmp_path: Path, said: bytes) -> None:
        (tmp_path / "memory").write_bytes(said)
        assert Digests(tmp_path / "memory").known == {}


class TestKeys:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            (1, "1"),
            (1, True),
            (("a", "b"), ("ab",)),
            (("a", ("b",)), (("a", "b"),)),
            ("a", b"a"),
            (None, "None"),
            ({"a": 1}, {"a": 2}),
            ((), None),
            (Result(b"a"), Result(b"b")),
            (frozenset({"a"}), ("a",)),
            ({"a": "b"}, {"a='b'": ""}),
            ("a',b", ("a", "b")),
        ],
    )
    def test_of_different_values_differ(self, one: Any, other: Any) -> None:
        assert key(one) != key(other)

    def test_are_of_what_is_in_a_file_and_not_of_its_name(self, tmp_path: Path, shared: Desk) -> None:
        for name, data in (("a", b"one"), ("b", b"one"), ("c", b"two")):
            (tmp_path / name).write_bytes(data)
        one, same, other = (key(shared.file(tmp_path / name)) for name in "abc")
        assert one == same != other

    def test_are_the_same_in_every_process(self) -> None:
        script = (
            "import sys; from brochure.build.cache.keys import key; print(key(({'b': frozenset('xyz'), 'a':"
            " (1, 2.5, None, b'z')}, frozenset(range(40)))))"
        )
        runs = {
            subprocess.run(
                [sys.executable, "-c", script],
                cwd=PROGRAM.parent,
                env={**os.environ, "PYTHONHASHSEED": seed},
                capture_output=True,
                text=True,
                check=True,
            ).stdout
            for seed in "123"
        }
        assert len(runs) == 1

    def test_cannot_be_made_of_what_has_no_fields(self) -> None:
        with pytest.raises(TypeError, match="no key can be made of a generator"):
            key(one for one in ())


def test_the_toolchain_is_what_is_installed() -> None:
    from importlib.metadata import version

    found = keys.toolchain(Digests())
    assert {name: found[name] for name in ("weasyprint", "pypdf", "pillow", "fonttools")} == {
        name: version(name) for name in ("weasyprint", "pypdf", "pillow", "fonttools")
    }
    assert found["pango"].count(".") == 2 and json.dumps(found)
