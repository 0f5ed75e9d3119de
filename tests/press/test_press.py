"""The main path: what stops a build, what keeps one document back, what goes out, and what is said of it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from pypdf import PdfReader

from brochure.build import Desk, Edition, Places, Published, Watcher, Wish, packet_wish
from brochure.errors import ContentError, UsageError
from brochure.model import SHEETS, file_of
from brochure.press import Session, build, check
from brochure.review import transcript
from tests.builders.command_line import run_command
from tests.builders.publication import make_picture, make_plain_publication, make_program, make_publication

PACKET = {
    "packets/packet.yaml": "title: The packet\nchapters: [boston]\n",
    "chapters/boston.yaml": "title: Boston\nline: A city\nlead: By the sea.\n",
}
PHOTO = (
    "sections:\n    - title: A picture\n      picture: {file: pictures/bay.png, alt: The bay, caption: The"
    " bay in spring.}\n"
)
TWO = {
    **PACKET,
    "programs/primary-care.yaml": (
        "name: Primary Care\npromise: Close to home\nstory:\n  title: The program\n  text: We take"
        " {vacation}.\n  " + PHOTO
    ),
    "programs/stanbury.yaml": make_program("order: 2\n", name="Stanbury"),
    "pictures/bay.png": make_picture(size=(40, 30)),
}
#: Hindi is in none of the typefaces, which is an error of the one document that prints it.
BROKEN = make_program("order: 2\n", name="Stanbury", story="{title: नमस्ते}")


#: A part that the tiny programs leave empty: what a test writes there is all that is new on the page.
SPARE = "parts/sources.html.j2"


@dataclass(frozen=True)
class House:
    """A publication in a folder, and where it is built to."""

    folder: Path
    desk: Desk | None = None

    @property
    def places(self) -> Places:
        return Places(self.folder, self.folder / "output")

    @property
    def shelf(self) -> Path:
        return self.folder / "output" / "2019-20" / "screen"

    @property
    def files(self) -> dict[str, Any]:
        manifest = json.loads((self.shelf.parent / "manifest.json").read_text("utf-8"))["files"]
        assert isinstance(manifest, dict)
        return manifest

    def build(self, wish: Wish | None = None) -> dict[str, Published]:
        return {one.name: one for one in build(self.places, wish or Wish(), Watcher(), self.desk)}

    def bytes(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self.shelf.glob("*")}


def make_house(folder: Path, desk: Desk | None = None, **changes: str) -> House:
    """Two programs, a chapter and a packet, and what a test changes in the layouts."""
    make_publication(folder, TWO)
    for name, said in changes.items():
        path = folder / "layouts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(said, "utf-8")
    return House(folder, desk)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, shared: Desk) -> House:
    """Built once; tests only look at it."""
    made = make_house(tmp_path_factory.mktemp("house"), shared)
    made.build()
    return made


class TestWhatABuildLeaves:
    def test_every_brochure_and_the_packet_and_no_chapter_of_its_own(self, house: House) -> None:
        assert sorted(house.bytes()) == ["packet.pdf", "primary-care.pdf", "stanbury.pdf"]

    def test_a_manifest_that_says_of_every_file_what_is_in_it(self, house: House) -> None:
        assert set(house.files) == {f"screen/{name}" for name in house.bytes()}
        letter = SHEETS["letter"]
        for name, data in house.bytes().items():
            entry = house.files[f"screen/{name}"]
            known = {"sha256", "bytes", "pages", "trim", "sources", "findings", "layout"}
            assert set(entry) - {"format"} == known
            assert (entry["sha256"], entry["bytes"]) == (sha256(data).hexdigest(), len(data))
            assert entry["pages"] == len(PdfReader(BytesIO(data)).pages)
            assert len(entry["layout"]) == entry["pages"]
            assert entry["trim"] == [letter.width, letter.height]

    def test_sources_name_the_files_that_are_printed_with_their_hashes(self, house: House) -> None:
        sources = {name: entry["sources"] for name, entry in house.files.items()}
        own = sources["screen/primary-care.pdf"]
        assert {
            "content/programs/primary-care.yaml",
            "content/pictures/bay.png",
            "content/institution.yaml",
        } <= set(own)
        assert "content/pictures/bay.png" not in sources["screen/stanbury.pdf"]
        assert {
            "content/programs/stanbury.yaml",
            "content/chapters/boston.yaml",
            "content/pictures/bay.png",
        } <= set(sources["screen/packet.pdf"])
        for name, digest in own.items():
            assert digest == sha256((house.folder / name).read_bytes()).hexdigest()

    def test_findings_that_do_not_keep_a_file_back_are_in_its_entry(self, house: House) -> None:
        found = house.files["screen/stanbury.pdf"]["findings"]
        assert found
        assert "error" not in {finding["severity"] for finding in found}

    def test_a_brochure_folds_from_whole_sheets(self, house: House) -> None:
        assert {house.files[f"screen/{name}.pdf"]["pages"] % 4 for name in ("primary-care", "stanbury")} == {
            0
        }

    def test_another_process_gives_the_same_bytes(self, house: House, tmp_path: Path) -> None:
        twin = make_house(tmp_path)
        run_command("-q", "--publication", tmp_path, PYTHONHASHSEED="7", LC_ALL="C").check_returncode()
        assert twin.bytes() == house.bytes()
        assert twin.files == house.files

    def test_a_packet_of_one_program_has_a_name_of_its_own_and_touches_no_other_file(
        self, house: House
    ) -> None:
        before = house.bytes()
        publication = check(house.places)
        made = house.build(packet_wish(publication, ["stanbury"]))
        assert [one.name for one in made.values() if one.path] == ["packet-stanbury"]
        after = house.bytes()
        assert set(after) == {*before, "packet-stanbury.pdf"}
        assert all(after[name] == data for name, data in before.items())
        assert set(house.files) == {f"screen/{name}" for name in after}


def test_another_number_of_pages_than_in_the_last_build_is_told(tmp_path: Path, shared: Desk) -> None:
    template = (
        '{% extends "base.html.j2" %}{% block body %}<h1 id="{{ name }}--top" data-label="{{ title }}">{{'
        " program.name }}</h1>{% for number in range(program.order) %}<p style='break-before: page'>Text"
        "</p>{% endfor %}{% endblock %}"
    )
    layouts = {
        "../layouts/brochure/format.yaml": "line: Pages\n",
        "../layouts/brochure/brochure.html.j2": template,
    }

    def told(pages: int, name: str = "Stanbury") -> list[tuple[str, str]]:
        program = make_program(f"order: {pages - 1}\n", name=name)
        make_publication(tmp_path, {**layouts, "programs/primary-care.yaml": program})
        places = Places(tmp_path, tmp_path / "output")
        (one,) = build(places, Wish(programs=("primary-care",), formats=("brochure",)), Watcher(), shared)
        assert one.pages == pages
        return [(found.severity, found.what) for found in one.findings if found.slug == "pages-changed"]

    assert told(3) == told(3, "Stanbury Medical") == []
    assert told(4) == [("note", "it has 4 pages, and had 3 when it was last built")]
    assert told(4) == []
    assert told(2) == [("note", "it has 2 pages, and had 4 when it was last built")]


def test_a_content_problem_stops_everything_before_a_page_is_set(tmp_path: Path) -> None:
    house = make_house(tmp_path)
    house.shelf.mkdir(parents=True)
    (house.shelf / "stanbury.pdf").write_bytes(b"last good")
    (tmp_path / "content/programs/stanbury.yaml").write_text(make_program("order: two\n"))
    with pytest.raises(ContentError, match=r"content/programs/stanbury\.yaml:4:1: order must be a number"):
        house.build()
    assert house.bytes() == {"stanbury.pdf": b"last good"}
    assert [path.name for path in house.shelf.parent.iterdir()] == ["screen"]


@pytest.fixture(scope="module")
def half(
    tmp_path_factory: pytest.TempPathFactory, shared: Desk
) -> Iterator[tuple[House, dict[str, Published], dict[str, bytes]]]:
    """Built well, then with an error in one program: the house, what was said, and the first files."""
    house = make_house(tmp_path_factory.mktemp("half"), shared)
    house.build()
    before = house.bytes()
    content = house.folder / "content"
    (content / "programs/stanbury.yaml").write_text(BROKEN, "utf-8")
    (content / "programs/primary-care.yaml").write_text(make_program(promise="Another promise"), "utf-8")
    yield house, house.build(), before


class TestAnErrorFinding:
    def test_keeps_its_document_and_the_packet_that_holds_it_from_being_published(
        self, half: tuple[House, dict[str, Published], dict[str, bytes]]
    ) -> None:
        house, made, before = half
        assert made["stanbury"].path is None
        assert made["packet"].path is None
        for name in ("stanbury.pdf", "packet.pdf"):
            assert house.bytes()[name] == before[name]

    def test_lets_the_others_go_out(
        self, half: tuple[House, dict[str, Published], dict[str, bytes]]
    ) -> None:
        house, made, before = half
        assert made["primary-care"].path == house.shelf / "primary-care.pdf"
        assert house.bytes()["primary-care.pdf"] != before["primary-care.pdf"]

    def test_says_which_line_is_wrong_and_why_there_is_no_packet(
        self, half: tuple[House, dict[str, Published], dict[str, bytes]]
    ) -> None:
        _, made, _ = half
        errors = [finding for finding in made["stanbury"].findings if finding.severity == "error"]
        assert "content/programs/stanbury.yaml:3" in {finding.where.rpartition(":")[0] for finding in errors}
        assert [finding.slug for finding in made["packet"].findings if finding.severity == "error"] == [
            "unsound-part"
        ]
        (left_out,) = (one for one in made["packet"].findings if one.slug == "unsound-part")
        assert "stanbury has errors" in str(left_out)

    def test_leaves_the_manifest_true_of_the_files_that_are_there(
        self, half: tuple[House, dict[str, Published], dict[str, bytes]]
    ) -> None:
        house, _, _ = half
        files = house.bytes()
        assert {name: entry["sha256"] for name, entry in house.files.items()} == {
            f"screen/{name}": sha256(data).hexdigest() for name, data in files.items()
        }


#: A brochure that is little more than that part.
SPARE_ALONE = f"""{{% extends "base.html.j2" %}}
{{% block body %}}<h1 id="{{{{ name }}}}--top">{{{{ title }}}}</h1>{{% include "{SPARE}" %}}{{% endblock %}}
"""


def one_document(folder: Path, spare: str, **layouts: str) -> Published:
    """The only brochure of a publication with layouts of its own."""
    make_plain_publication(folder)
    plain = {"brochure/brochure.html.j2": SPARE_ALONE, "brochure/format.yaml": "line: Any\npages: [1, 2]\n"}
    house = make_house(folder, **plain, **{SPARE: spare}, **layouts)
    return house.build(Wish(programs=("stanbury",)))["stanbury"]


def errors(document: Published) -> list[str]:
    return [str(finding) for finding in document.findings if finding.severity == "error"]


@pytest.mark.parametrize(
    ("cover", "said"),
    [
        ("<h1>Hello</h1>\n{{ nothing }}\n", "'nothing' is undefined"),
        ("<h1>Hello</h1>\n{{ 1 // 0 }}\n", "zero"),
        ("<h1>Hello</h1>\n{% if %}\n", "Expected an expression"),
        ("<h1>Hello</h1>\n{{ name | nofilter }}\n", "No filter named 'nofilter'"),
    ],
)
def test_a_fault_in_a_layout_is_told_with_its_line_and_keeps_only_that_document_back(
    tmp_path: Path, cover: str, said: str
) -> None:
    document = one_document(tmp_path, cover)
    assert document.path is None
    (error,) = errors(document)
    assert error.startswith(f"layouts/{SPARE}:2: the layout fails: ")
    assert said in error


def test_what_a_stylesheet_says_wrong_is_told_with_its_line(tmp_path: Path) -> None:
    house = make_house(
        tmp_path, **{"parts/wrong.css": "/* Ours. */\n.wrong {\n  colours: 'open at 9:30';\n}\n"}
    )
    document = house.build(Wish(programs=("stanbury",)))["stanbury"]
    (told,) = (str(one) for one in document.findings if one.slug == "engine")
    assert told.startswith("layouts/parts/wrong.css:3: ") and "open at 9:30" in told
    assert document.path is not None


def test_a_layout_that_may_not_be_run_does_not_stop_the_chapters(tmp_path: Path) -> None:
    made = make_house(tmp_path, **{"parts/cover.html.j2": "{{ nothing }}"}).build()
    assert {name for name, one in made.items() if one.path} == set()
    assert {name for name, one in made.items() if errors(one)} == {"primary-care", "stanbury", "packet"}


def test_a_fault_of_this_program_stays_a_fault_of_this_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr("brochure.compose.composer.Composer._is_explained", broken)
    with pytest.raises(ZeroDivisionError, match="a bug"):
        one_document(tmp_path, "<p>Our own</p>")


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A port of this machine that someone listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def was_called(server: socket.socket) -> bool:
    try:
        caller, _ = server.accept()
    except BlockingIOError:
        return False
    caller.close()
    return True


def test_the_listener_of_the_next_test_hears_a_call(listener: socket.socket) -> None:
    with socket.create_connection(listener.getsockname()):
        assert was_called(listener)


@pytest.mark.parametrize("scheme", ["http", "ftp"])
def test_layouts_cannot_reach_the_network(tmp_path: Path, listener: socket.socket, scheme: str) -> None:
    address = f"{scheme}://127.0.0.1:{listener.getsockname()[1]}/x"
    style = (
        f'@import url("{address}.css"); @font-face {{ font-family: X; src: url("{address}.ttf") }} p {{'
        f" background: url({address}) }}"
    )
    spare = (
        f'<p>Our own</p><img src="{address}.png" alt="x"><link rel="stylesheet"'
        f' href="{address}.css"><svg><image href="{address}"/></svg>'
    )
    document = one_document(tmp_path, spare, **{"parts/spare.css": style})
    assert not was_called(listener)
    assert document.path is None
    assert (
        sum("is not part of the publication" in error or address in error for error in errors(document)) >= 3
    )


def test_layouts_cannot_read_a_file_by_its_path(tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(make_picture())
    spare = (
        f'<p>Our own</p><img src="{secret}" alt="x"><img src="{secret.as_uri()}" alt="x"><img'
        f' src="../secret.png" alt="x"><a rel="attachment" href="{secret.as_uri()}">y</a>'
    )
    document = one_document(tmp_path / "house", spare)
    assert document.path is None
    assert len(errors(document)) >= 3
    assert all("Failed to load" in error for error in errors(document))


@pytest.mark.parametrize(
    "path",
    [
        "../secret.png",
        "/etc/passwd",
        "pictures/../../secret.png",
        "file:///etc/passwd",
        "link.png",
        "pictures/link/secret.png",
    ],
)
def test_content_cannot_read_outside_the_publication(tmp_path: Path, path: str) -> None:
    house = make_house(tmp_path / "house")
    (tmp_path / "secret.png").write_bytes(make_picture())
    content = house.folder / "content"
    (content / "link.png").symlink_to(tmp_path / "secret.png")
    (content / "pictures/link").symlink_to(tmp_path)
    (content / "programs/stanbury.yaml").write_text(
        make_program(f'life:\n  sections:\n    - picture: {{file: "{path}", alt: x}}\n')
    )
    with pytest.raises(ContentError, match=r"content/programs/stanbury\.yaml:6"):
        check(house.places)


@pytest.mark.parametrize("name", ["../secret.txt", "/etc/hostname", "parts/../../../secret.txt"])
def test_a_layout_cannot_include_a_file_from_outside(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    document = one_document(tmp_path / "house", f'<p>Our own</p>{{% include "{name}" %}}')
    assert document.path is None
    (error,) = errors(document)
    assert error.startswith(f"layouts/{SPARE}:1: the layout fails: ")


@pytest.mark.parametrize("link", ["file:///etc/passwd", "//host/x", "javascript:alert(1)", "C:/x.exe"])
def test_a_layout_cannot_lead_its_readers_to_files_shares_and_programs(tmp_path: Path, link: str) -> None:
    css = f'<p style="-weasy-link: url({link})">y</p>' if link.startswith("file") else ""
    document = one_document(tmp_path / "house", f'<p>Our own <a href="{link}">x</a></p>{css}')
    assert document.path is None
    assert f"the link {link} opens a file, a share or a program of its reader" in " ".join(errors(document))


@pytest.mark.parametrize("folder", ["content", "layouts", "fonts"])
def test_links_out_of_a_folder_and_to_folders_are_refused_and_never_walked(
    tmp_path: Path, folder: str
) -> None:
    house = make_house(tmp_path / "house", **{"parts/cover.html.j2": "<h1>Hello</h1>"})
    deep, outside = house.folder / folder / "deep", tmp_path / "outside"
    deep.mkdir(parents=True)
    outside.mkdir()
    (outside / "loud.yaml").write_text("a: [")
    (deep / "real.txt").write_text("x")
    for name, target in (
        ("file.txt", house.folder / "content/season.yaml" if folder != "content" else outside / "loud.yaml"),
        ("folder", outside),
        ("inside", house.folder / folder),
        ("nowhere.txt", deep / "none"),
        ("same.txt", deep / "real.txt"),
        (".#editor", deep / "none"),
    ):
        (deep / name).symlink_to(target)
    os.mkfifo(deep / "pipe")
    with pytest.raises(ContentError) as caught:
        check(house.places)
    assert [(str(one.where), one.what) for one in caught.value.problems] == [
        (f"{folder}/deep/file.txt", f"the link leads outside {folder}/"),
        (f"{folder}/deep/folder", "the link leads to a folder"),
        (f"{folder}/deep/inside", "the link leads to a folder"),
        (f"{folder}/deep/nowhere.txt", "the link leads nowhere"),
        (f"{folder}/deep/pipe", "is no file that can be read, but a pipe, a socket or a device"),
    ]
    for problem in caught.value.problems:
        (house.folder / str(problem.where)).unlink()
    check(house.places)


@pytest.mark.parametrize("folder", ["content", "layouts", "fonts"])
def test_a_folder_of_a_publication_that_is_a_link_out_of_it_is_refused_before_it_is_walked(
    tmp_path: Path, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = make_house(tmp_path / "house")
    own = house.folder / folder
    if own.exists():
        own.rename(tmp_path / "elsewhere")
    else:
        (tmp_path / "elsewhere").mkdir()
    own.symlink_to(tmp_path / "elsewhere")
    walked: list[str] = []
    scan = os.scandir
    monkeypatch.setattr(os, "scandir", lambda path=".": walked.append(str(path)) or scan(path))
    with pytest.raises(ContentError, match=f"^{folder}: is a link to a folder outside of the publication"):
        house.build()
    assert not [path for path in walked if Path(path).name in (folder, "elsewhere")]
    own.unlink()
    (tmp_path / "elsewhere").rename(house.folder / "kept")
    own.symlink_to("kept")
    check(house.places)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="there is no process tree")
def test_a_link_to_a_process_tree_costs_nothing(tmp_path: Path) -> None:
    house = make_house(tmp_path / "house")
    for folder in ("content", "layouts", "fonts"):
        (house.folder / folder).mkdir(exist_ok=True)
        (house.folder / folder / "proc").symlink_to("/proc")
    began = process_time()
    with pytest.raises(ContentError, match="content/proc: the link leads to a folder"):
        house.build()
    assert process_time() - began < 3


def picture_in_a_layout(folder: Path, path: str, source: str = "{{ shown }}") -> Published:
    """A brochure whose layout prints a picture by its path; as an expression, which Jinja does not fold."""
    shown = f"{{% set shown = (name[:0] ~ '{path}') | picture %}}"
    layout = f'{shown}<p>Our own</p><img src="{source}" alt="A picture">'
    return one_document(folder, layout)


def test_a_layout_may_print_a_picture_of_the_content(tmp_path: Path) -> None:
    assert picture_in_a_layout(tmp_path, "pictures/bay.png").path


@pytest.mark.parametrize("source", ["{{ shown }}", "asset:content/%2e%2e/%2e%2e/secret.png"])
def test_a_layout_cannot_print_a_picture_from_outside(tmp_path: Path, source: str) -> None:
    (tmp_path / "secret.png").write_bytes(make_picture())
    assert picture_in_a_layout(tmp_path / "house", "../../secret.png", source).path is None


def test_a_layout_may_print_a_picture_whose_path_is_written_in_it(tmp_path: Path) -> None:
    layout = """<p>Our own</p><img src="{{ 'pictures/bay.png' | picture }}" alt="The bay">"""
    assert one_document(tmp_path, layout).path


IMPORTS = """
import sys
from pathlib import Path
from brochure.cli.app import run
code = run(["--publication", sys.argv[1], *sys.argv[2:]])
print(code, *sorted({name.partition(".")[0] for name in sys.modules} & {"weasyprint", "pypdf", "pydyf"}))
"""


def imported(folder: Path, *arguments: str) -> list[str]:
    """The exit code, and what was imported of the engine and the PDF library."""
    ended = subprocess.run(
        [sys.executable, "-c", IMPORTS, str(folder), *arguments], capture_output=True, text=True, check=True
    )
    return ended.stdout.splitlines()[-1].split()


@pytest.mark.long
def test_a_check_imports_neither_the_engine_nor_the_pdf_library(tmp_path: Path) -> None:
    make_house(tmp_path)
    assert imported(tmp_path, "check") == ["0"]


@pytest.mark.long
def test_a_content_problem_is_told_before_the_engine_is_imported(tmp_path: Path) -> None:
    make_house(tmp_path)
    (tmp_path / "content/programs/stanbury.yaml").write_text(make_program("order: two\n"))
    assert imported(tmp_path, "build", "--jobs", "1") == ["1"]


def test_neither_does_the_process_that_has_documents_made(tmp_path: Path) -> None:
    make_plain_publication(tmp_path)
    assert imported(tmp_path, "build", "--jobs", "1") == ["0"]


@pytest.mark.long
def test_a_build_in_one_process_imports_both_so_that_the_tests_above_can_fail(tmp_path: Path) -> None:
    make_plain_publication(tmp_path, {"packets/packet.yaml": "title: The packet\n"})
    alone = (
        "import sys; from pathlib import Path; from brochure.press import build; from brochure.build"
        " import Places, Watcher, Wish\n"
    )
    script = alone + IMPORTS.replace(
        "run([",
        "len(build(Places(Path(sys.argv[1]), Path(sys.argv[1], 'output')), Wish(), Watcher())) or run([",
    )
    ended = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert ended.stdout.split() == ["2", "pydyf", "pypdf", "weasyprint"]


BLIND = """
import cffi
cffi.FFI.dlopen = lambda *_: (_ for _ in ()).throw(OSError("cannot load library 'libpango-1.0-0'"))
"""


@pytest.mark.long
def test_a_machine_without_pango_is_told_what_to_do_in_one_line(tmp_path: Path) -> None:
    make_publication(tmp_path)
    (tmp_path / "sitecustomize.py").write_text(BLIND)
    ended = run_command(
        "--publication", tmp_path, PYTHONPATH=str(tmp_path), PYTHONDONTWRITEBYTECODE="1"
    )  # nothing that is kept opens libraries
    assert (ended.returncode, ended.stdout) == (3, "")
    (line,) = ended.stderr.splitlines()
    assert line.startswith("WeasyPrint: the typesetting engine cannot be loaded: cannot load library")
    assert line.endswith("make_brochure.py doctor says what to install.")


class TestASession:
    """A publication that stays open in a process."""

    @pytest.fixture
    def session(self, tmp_path: Path, shared: Desk) -> Session:
        make_house(tmp_path)
        return Session(Places(tmp_path, tmp_path / "output"), shared)

    def test_builds_again_what_a_build_of_its_own_would(self, session: Session, shared: Desk) -> None:
        places = session.places
        session.build(Wish(), Watcher())
        file = places.publication / "content/programs/stanbury.yaml"
        file.write_text(file.read_text("utf-8").replace("Stanbury", "Bunbury"), "utf-8")
        again = session.build(Wish(), Watcher())
        left = {one.name: one.path.read_bytes() for one in again if one.path}
        assert len(left) == 3 and "Bunbury" in transcript(left["stanbury"])
        anew = build(Places(places.publication, places.output / "anew"), Wish(), Watcher(), shared)
        assert {one.name: one.path.read_bytes() for one in anew if one.path} == left

    def test_previews_one_document_with_all_that_is_laid_out_and_publishes_nothing(
        self, session: Session
    ) -> None:
        made = session.preview("stanbury")
        runs = [run for page in made.pages for run in page.runs]
        assert made.result.read().startswith(b"%PDF-") and not session.places.output.exists()
        assert "content/programs/stanbury.yaml" in {file_of(run.where) for run in runs}
        assert session.preview("stanbury-card").result.read() != made.result.read()

    @pytest.mark.parametrize("edition", ["press", "office"])
    def test_previews_a_document_in_its_edition(self, session: Session, edition: Edition) -> None:
        made = session.preview("stanbury", edition)
        assert made.sound and made.result.read() != session.preview("stanbury").result.read()
        assert any(page.runs for page in made.pages)

    def test_says_what_may_be_meant_by_a_document_that_is_not_there(self, session: Session) -> None:
        with pytest.raises(UsageError, match="perhaps stanbury is meant"):
            session.preview("stanbry")

    def test_tells_what_is_wrong_and_goes_on_when_it_is_mended(self, session: Session) -> None:
        file = session.places.publication / "content/programs/stanbury.yaml"
        said = file.read_text("utf-8")
        file.write_text("name: [\n", "utf-8")
        with pytest.raises(ContentError):
            session.preview("stanbury")
        file.write_text(said, "utf-8")
        assert session.preview("stanbury").sound
