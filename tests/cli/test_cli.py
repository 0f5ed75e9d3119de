"""The command line: what it prints where, in which form, and how it ends."""

from __future__ import annotations

import errno
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader

from brochure import __version__
from brochure.cli.output import Reporter
from brochure.errors import Finding
from tests.builders.command_line import PROGRAM, Ended, Here, command, objects, run_command
from tests.builders.publication import PLAIN, make_plain_publication, make_program, make_publication

COMMANDS = (
    "build",
    "packet",
    "site",
    "serve",
    "brand",
    "check",
    "roll-over",
    "open",
    "confirm",
    "listing",
    "handover",
    "set",
    "unset",
    "insert",
    "remove",
    "move",
    "rename",
    "undo",
    "redo",
    "new",
    "schema",
    "studio",
    "doctor",
    "transcript",
    "compare",
    "approve",
    "review",
    "preflight",
    "cache",
)
README = (PROGRAM.parent / "README.md").read_text("utf-8")
SHELF = Path("output/2019-20/screen")
PACKET = {"packets/packet.yaml": "title: The packet\n"}
#: A name with everything that a folder of a coordinator may have.
FOLDER = "Résidence d’été [2019]"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A publication whose content is sound; tests do not change it."""
    made = tmp_path_factory.mktemp("house") / FOLDER
    plain = {f"../layouts/{name}": said for name, said in PLAIN.items() if name.startswith("packet/")}
    make_publication(made, {**PACKET, **plain, "programs/stanbury.yaml": make_program(name="Stanbury")})
    return made


@pytest.fixture(scope="module")
def wrong(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A publication with two problems, and it has been published before."""
    made = tmp_path_factory.mktemp("wrong")
    make_publication(
        made,
        {
            "programs/stanbury.yaml": make_program("order: two\n"),
            "programs/primary-care.yaml": make_program("ordre: 1\n"),
        },
    )
    return made


class TestABuild:
    def test_in_a_pipe_says_a_plain_line_for_each_file(self, folder: Path) -> None:
        ended = run_command(
            "--publication", folder, "build", "primary-care", "--jobs", "1", cwd=folder.parent
        )
        assert ended.returncode == 0
        (line,) = ended.stdout.splitlines()
        file, pages, size, seconds = line.split("  ")
        assert (file, pages) == (f"{FOLDER}/{SHELF}/primary-care.pdf", "4 pages")
        assert size.endswith(" kB")
        assert seconds.endswith(" s")
        assert "\x1b" not in ended.stdout + ended.stderr
        assert sorted(path.name for path in (folder / SHELF).iterdir()) == ["primary-care.pdf"]

    def test_says_findings_on_the_other_stream_in_the_one_form(self, folder: Path, here: Here) -> None:
        ended = here("build", "stanbury", "--publication", folder)
        assert ended.code == 0
        *findings, reviews = ended.err.splitlines()
        assert findings and reviews.startswith("note: 1 document is not reviewed by a person yet. Hint: ")
        for line in findings:
            assert line.startswith("warning: content/programs/stanbury.yaml:3:16: ")
            assert " of stanbury.pdf). Hint: " in line and line.endswith(".")

    def test_says_a_finding_of_a_brochure_and_of_the_packet_once_and_each_to_programs(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        own = Finding("stanbury", 2, "page-depth", "note", "it is 66% full", "content/a.yaml:7:1")
        both = own, own._replace(document="packet", page=14)
        Reporter(json=False, quiet=False).findings(both)
        assert capsys.readouterr().err == (
            "note: content/a.yaml:7:1: it is 66% full (page 2 of stanbury.pdf and page 14 of packet.pdf).\n"
        )
        Reporter(json=True, quiet=False).findings(both)
        assert [one["finding"]["page"] for one in objects(capsys.readouterr().out)] == [2, 14]

    def test_quietly_says_nothing_where_nothing_is_wrong(self, folder: Path, here: Here) -> None:
        for arguments in (["-q", "build", "stanbury"], ["build", "stanbury", "--quiet"], ["check", "-q"]):
            assert here(*arguments, "--publication", folder) == Ended(0, "", "")

    def test_for_programs_says_one_object_a_line_and_nothing_else(self, folder: Path, here: Here) -> None:
        ended = here("packet", "stanbury", "--json", "--publication", folder)
        assert (ended.code, ended.err) == (0, "")
        made, *findings = objects(ended.out)
        assert set(made) == {"file", "pages", "bytes", "seconds"}
        assert Path(made["file"]) == folder / SHELF / "packet-stanbury.pdf"
        assert Path(made["file"]).stat().st_size == made["bytes"]
        assert findings
        assert all(
            set(one["finding"])
            == {"document", "page", "slug", "severity", "what", "where", "hint", "figures"}
            for one in findings
        )

    def test_without_a_command_makes_all_brochures_and_the_packet_of_the_folder_one_stands_in(
        self, folder: Path, tmp_path: Path
    ) -> None:
        ended = run_command("--output", tmp_path, "--jobs", "1", cwd=folder, LC_ALL="C", COLUMNS="40")
        assert ended.returncode == 0
        made = sorted(path.name for path in (tmp_path / "2019-20/screen").iterdir())
        assert made == ["packet.pdf", "primary-care.pdf", "stanbury.pdf"]
        assert [line.split("  ")[0] for line in ended.stdout.splitlines()] == [
            str(tmp_path / "2019-20/screen" / name)
            for name in ("primary-care.pdf", "stanbury.pdf", "packet.pdf")
        ]

    def test_that_keeps_its_stages_leaves_each_artefact(
        self, folder: Path, tmp_path: Path, here: Here
    ) -> None:
        assert here("build", "stanbury", "--keep", f"--output={tmp_path}", "--publication", folder).code == 0
        stages = tmp_path / "stages"
        kept = {path.name for path in stages.iterdir() if path.is_file()}
        assert {
            f"stanbury.{ending}" for ending in ("html", "css", "pdf", "pages.json", "findings.json")
        } <= kept
        assert (stages / "stanbury.pdf").read_bytes() == (
            tmp_path / "2019-20/screen/stanbury.pdf"
        ).read_bytes()
        pages = json.loads((stages / "stanbury.pages.json").read_text("utf-8"))
        html = (stages / "stanbury.html").read_text("utf-8")
        assert len(pages) == len(PdfReader(stages / "stanbury.pdf").pages)
        assert html.count('class="cover"') == [page["kind"] for page in pages].count("cover") == 1

    def test_without_keep_leaves_no_stages(self, folder: Path) -> None:
        assert (folder / SHELF).is_dir()
        assert not (folder / "output" / "stages").exists()

    def test_on_a_terminal_draws_a_table_with_what_was_made(self, folder: Path) -> None:
        code, screen = on_a_terminal(
            "build", "stanbury", "--publication", str(folder), "--jobs", "1", cwd=folder.parent
        )
        assert code == 0
        assert "\x1b[" in screen
        assert all(title in screen for title in ("file", "pages", "size", "findings", "seconds"))
        assert f"{FOLDER}/{SHELF}/stanbury.pdf" in screen

    def test_on_a_terminal_shows_how_far_it_is_while_documents_are_only_looked_at(
        self, folder: Path
    ) -> None:
        code, screen = on_a_terminal(
            "approve", "--publication", str(folder), "--jobs", "1", cwd=folder.parent
        )
        assert code == 0, screen
        assert 0 <= screen.find("\x1b[?25l") < screen.find("stanbury: "), "a bar before what is told"


def on_a_terminal(*arguments: str, cwd: Path) -> tuple[int, str]:
    """Runs one command with a terminal for its output; gives the exit code and all that came out."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "COLUMNS": "160", "TERM": "xterm"}
    with subprocess.Popen(
        command(*arguments), cwd=cwd, env=environment, stdin=theirs, stdout=theirs, stderr=theirs
    ) as process:
        os.close(theirs)
        seen = b""
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError as error:  # Linux says so when the other end is closed
                assert error.errno == errno.EIO
                break
            if not piece:
                break
            seen += piece
    os.close(ours)
    return process.returncode, seen.decode()


class TestProblems:
    def test_letters_that_no_typeface_has_are_told_before_anything_is_set(
        self, tmp_path: Path, here: Here
    ) -> None:
        program = make_program(name="Clay 李明 🎨 of Zoë", promise="Nothing rare – Žižek, Ωμέγα, Я")
        make_publication(tmp_path, {"programs/primary-care.yaml": program})
        ended = here("--publication", tmp_path, "check")
        (line,) = ended.err.splitlines()
        assert ended.code == 0 and line.startswith("warning: content/programs/primary-care.yaml:1:7: ")
        assert "no typeface of the brand has 李 (U+674E), 明 (U+660E), 🎨 (U+1F3A8): nothing" in line

    def test_are_all_printed_in_one_form_with_file_line_and_column_and_end_with_1(
        self, wrong: Path, here: Here
    ) -> None:
        for arguments in (["check"], ["build"], ["packet"], []):
            ended = here("--publication", wrong, *arguments)
            assert (ended.code, ended.out) == (1, "")
            assert ended.err.splitlines() == [
                (
                    'content/programs/primary-care.yaml:4:1: "ordre" is not a key that belongs here. Hint:'
                    " perhaps order is meant."
                ),
                (
                    'content/programs/stanbury.yaml:4:1: order must be a number, not "two". Hint: write'
                    " order: 2."
                ),
            ]

    def test_are_objects_for_programs(self, wrong: Path, here: Here) -> None:
        ended = here("check", "--json", "--publication", wrong)
        assert (ended.code, ended.err) == (1, "")
        found = objects(ended.out)
        assert found[1] == {
            "problem": 'order must be a number, not "two"',
            "file": "content/programs/stanbury.yaml",
            "line": 4,
            "column": 1,
            "hint": "write order: 2",
        }
        assert len(found) == 2

    def test_of_a_file_are_one_with_every_place_that_names_it(self, tmp_path: Path, here: Here) -> None:
        cover, names = "cover: {file: pictures/Bay.png, alt: The bay}\n", "abcdefgh"
        programs = {
            f"programs/{name}.yaml": make_program(f"order: {number}\n{cover}", name=name)
            for number, name in enumerate(names)
        }
        make_plain_publication(tmp_path, {**programs, "programs/primary-care.yaml": None})
        said = here("check", "--publication", tmp_path).err.splitlines()
        places = [f"content/programs/{name}.yaml:5:9" for name in names]
        also = f"{', '.join(places[1:6])} and 2 more"
        assert said == [
            f'{places[0]}: "pictures/Bay.png" does not exist in content/; also in {also}. Hint: copy the'
            " file there."
        ]
        listed = objects(here("check", "--json", "--publication", tmp_path).out)
        assert [f"{one['file']}:{one['line']}:{one['column']}" for one in listed] == places

    def test_leave_nothing_behind(self, wrong: Path, here: Here) -> None:
        assert here("build", "--publication", wrong).code == 1
        assert not (wrong / "output").exists()

    def test_are_printed_quietly_too(self, wrong: Path, here: Here) -> None:
        assert len(here("check", "-q", "--publication", wrong).err.splitlines()) == 2

    def test_of_a_folder_without_content_are_told(self, tmp_path: Path, here: Here) -> None:
        ended = here("check", "--publication", tmp_path / "nowhere")
        assert (ended.code, ended.err) == (
            1,
            (
                f"{tmp_path}/nowhere: there is no such folder. Hint: make_brochure.py new DIR makes one to"
                " start from; --publication DIR names one elsewhere.\n"
            ),
        )

    def test_that_preflight_finds_end_with_1_and_say_what_is_wrong(self, tmp_path: Path, here: Here) -> None:
        make_publication(tmp_path, {"programs/primary-care.yaml": make_program(story="{title: नमस्ते}")})
        ended = here("build", "-q", "--publication", tmp_path)
        assert (ended.code, ended.out) == (1, "")
        assert ended.err.startswith("error: content/programs/primary-care.yaml:3:16: ")
        assert not list(tmp_path.rglob("*.pdf"))


class TestUsage:
    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["--hasty"], "--hasty"),
            (["build", "--hasty"], "--hasty"),
            (["build", "--edition", "gold"], "gold"),
            (["--publication"], "--publication"),
            (["check", "--keep=1"], "--keep"),
            (["--jobs", "0"], "write a whole number, 1 or more"),
            (["--jobs", "many"], "write a whole number, 1 or more"),
        ],
    )
    def test_that_is_wrong_is_told_in_one_line_and_ends_with_2(
        self, here: Here, arguments: list[str], said: str
    ) -> None:
        ended = here(*arguments)
        assert (ended.code, ended.out) == (2, "")
        (line,) = ended.err.splitlines()
        assert line.startswith("make_brochure.py: ")
        assert said in line
        assert line.endswith(" Hint: make_brochure.py --help lists commands and options.")

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["new"], "new: DIR is missing: folder to make; it must not exist or be empty."),
            (["check", "extra"], "check: extra is one argument too many. Hint: leave it out."),
            (
                ["roll-over"],
                "roll-over: SEASON is missing: what the next season is called, such as 2026-27.",
            ),
            (
                ["roll-over", "Winter", "2026"],
                'put words that belong together in quotes, such as "Winter 2026"',
            ),
            (
                ["compare", "Winter", "2026", "Winter", "2027"],
                'put words that belong together in quotes, such as "Winter 2026" "Winter 2027"',
            ),
            (
                ["review", "stanbury", "--by", "Mary", "Jane", "Doe"],
                'put words that belong together in quotes, such as --by "Mary Jane Doe"',
            ),
            (
                ["--output", "My", "Folder", "check"],
                'put words that belong together in quotes, such as --output "My Folder".',
            ),
            (
                ["doctor", "--publication=My", "Folder"],
                'put words that belong together in quotes, such as --publication "My Folder"',
            ),
            (
                ["roll-over", "Winter", "2027", "--graduates", "my", "list"],
                'put words that belong together in quotes, such as "Winter 2027" --graduates "my list"',
            ),
            (["check", "two words"], "check: two words are too many. Hint: leave it out."),
        ],
    )
    def test_that_lacks_an_argument_or_has_one_too_many_is_told_with_what_is_meant(
        self, here: Here, arguments: list[str], said: str
    ) -> None:
        ended = here(*arguments)
        assert (ended.code, ended.out) == (2, "")
        assert said in ended.err
        assert ended.err.count("\n") == 1

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["check", "--jobs", "2"], "--jobs: check has no use for it. Hint: leave it out."),
            (
                ["new", "here", "--publication", "."],
                "--publication: new has no use for it. Hint: leave it out.",
            ),
            (
                ["new", "here", "--publication", ".", "--jobs", "2"],
                "--jobs: new has no use for it. Hint: leave it out.\n"
                "--publication: new has no use for it. Hint: leave it out.",
            ),
            (
                ["--jobs", "2", "--cluster", "localhost:8786"],
                "--jobs: a cluster makes as many documents at once as it has workers. Hint: leave it out, or"
                " --cluster.",
            ),
            *(
                (
                    ["build", "--all", "--edition", edition],
                    "--all: every format of every program is made in every edition. Hint: leave --all"
                    " out, or the programs, --format and --edition.",
                )
                for edition in ("screen", "press")
            ),
            (
                ["packet", "--edition", "office", "--validate"],
                "--edition: the office edition has no tags to read, review or validate. Hint: build the"
                " screen edition for that.",
            ),
        ],
    )
    def test_of_an_option_without_effect_is_refused(
        self, here: Here, arguments: list[str], said: str
    ) -> None:
        assert here(*arguments) == Ended(2, "", f"{said}\n")

    def test_hints_name_the_program_as_it_was_called(self) -> None:
        for script in ("make_brochure.py", "./make_brochure.py", str(PROGRAM)):
            called = [sys.executable, "-B", script]
            ended = subprocess.run(
                [*called, "--hasty"], cwd=PROGRAM.parent, capture_output=True, text=True, check=False
            )
            assert ended.stderr == (
                f"make_brochure.py: No such option '--hasty'. Hint: {' '.join(called)} --help lists"
                " commands and options.\n"
            )

    def test_that_is_wrong_is_an_object_for_programs(self, here: Here) -> None:
        for arguments in (["--json", "--hasty"], ["build", "--hasty", "--json"]):
            ended = here(*arguments)
            assert (ended.code, ended.err) == (2, "")
            (found,) = objects(ended.out)
            assert found["problem"] == "No such option '--hasty'"

    def test_that_is_nearly_right_is_told_what_is_meant(self, here: Here) -> None:
        for arguments, line in (
            (["bild"], "No such command 'bild'. Hint: perhaps build is meant."),
            (["build", "--formt", "flyer"], "No such option '--formt'. Hint: perhaps --format is meant."),
        ):
            assert here(*arguments) == Ended(2, "", f"make_brochure.py: {line}\n")
        for arguments in (["--publication", "DIR", "biuld", "jazz"], ["chekc", "--output", "DIR"]):
            assert (
                "Hint: perhaps build is" in (told := here(*arguments).err)
                or "perhaps check or cache is" in told
            )
        told = here("--publication", "My", "chek", "check").err
        assert told.endswith('such as --publication "My chek".\n')
        assert "make_brochure.py build stanbury makes the brochure" in here("stanbury").err
        assert here("build", "--edition", "pres").err.endswith("Hint: perhaps press is meant.\n")
        assert here("preflight").err.startswith("preflight: FILE... is missing: PDFs, whoever made them.")

    def test_of_names_that_are_not_there_says_which_are_near_and_ends_with_2(
        self, folder: Path, here: Here
    ) -> None:
        for arguments, line in (
            (
                ["build", "stanbry"],
                "stanbry: there is no program of this name. Hint: perhaps stanbury is meant.",
            ),
            (
                ["build", "content/programs/Stanbury.yaml"],
                "content/programs/Stanbury.yaml: there is no program of this name. Hint: perhaps stanbury is"
                " meant.",
            ),
            (
                ["packet", "paket"],
                "paket: there is no packet or program of this name. Hint: perhaps packet is meant.",
            ),
        ):
            assert here(*arguments, "--publication", folder) == Ended(2, "", line + "\n")

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["build", "--output", "My", "Folder"], '--output "My Folder"; there are night-care, '),
            (["confirm", "--by", "Jane", "Doe"], 'such as --by "Jane Doe"; make_brochure.py --publication '),
            (["build", "Night", "Care"], "Hint: write the name as one word: night-care."),
            (["compare", "Winter", "2026"], "Hint: write the name as one word: Winter-2026."),
        ],
    )
    def test_of_words_that_are_part_of_a_name_says_how_that_is_written(
        self, tmp_path: Path, here: Here, arguments: list[str], said: str
    ) -> None:
        make_plain_publication(tmp_path, {"programs/night-care.yaml": make_program()})
        kept = tmp_path / "output" / "Winter-2026" / "content.zip"
        kept.parent.mkdir(parents=True)
        kept.touch()
        ended = here("--publication", tmp_path, *arguments)
        assert (ended.code, ended.out) == (2, "")
        assert said in ended.err

    def test_help_names_every_command_and_every_command_has_its_own(self, here: Here) -> None:
        ended = here("--help")
        assert ended.code == 0
        listed = {
            line.split()[0]: line
            for line in ended.out.partition("Commands:")[2].splitlines()
            if line.strip()
        }
        assert set(listed) == set(COMMANDS)
        assert not any(line.endswith("...") for line in listed.values())
        for name in COMMANDS:
            own = here(name, "--help")
            assert (own.code, own.err) == (0, "")
            assert re.search(rf"`{name}\b", README), f"README.md has no row for {name}"
            assert listed[name].split(maxsplit=1)[1] in own.out

    def test_the_version_is_that_of_the_package(self, here: Here) -> None:
        assert here("--version") == Ended(0, f"brochure {__version__}\n", "")
        assert objects(here("--version", "--json").out) == [{"version": __version__}]


def test_a_sound_publication_is_counted(folder: Path, here: Here) -> None:
    ended = run_command("check", cwd=folder, LC_ALL="C")
    assert (ended.returncode, ended.stdout, ended.stderr) == (
        0,
        "The content is sound: 2 programs, 1 section, 0 chapters, 1 packet\n",
        "",
    )
    assert objects(here("check", "--json", "--publication", folder).out) == [
        {"checked": {"programs": 2, "sections": 1, "chapters": 0, "packets": 1}}
    ]


def test_what_is_noticed_in_content_is_told_at_its_place_and_stops_nothing(
    tmp_path: Path, here: Here
) -> None:
    make_plain_publication(tmp_path, {"programs/stanbury.yaml": make_program(promise="Ranked # 1 # of all")})
    told = (
        'warning: content/programs/stanbury.yaml:2:17: "# 1 # of all" is taken for a remark and not printed,'
        " for a # stands after a space. Hint: put the whole value in quotes, or the remark on a line of its"
        " own above."
    )
    for command_line in (["check"], ["build"], ["build", "stanbury"], ["build"]):
        ended = here(*command_line, "--publication", tmp_path)
        assert (ended.code, ended.err.splitlines().count(told)) == (0, 1), command_line
    assert here("check", "-q", "--publication", tmp_path) == Ended(0, "", "")
    noticed = objects(here("check", "--json", "--publication", tmp_path).out)[0]["finding"]
    assert (noticed["document"], noticed["severity"]) == ("", "warning")


def test_the_shipped_publication_is_the_one_where_the_folder_holds_none(
    tmp_path: Path, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert objects(here("check", "--json").out)[-1]["checked"]["programs"] == 8


def test_schemas_are_written_beside_content_and_only_there(tmp_path: Path, here: Here) -> None:
    make_publication(tmp_path)
    ended = here("schema", "--publication", tmp_path)
    assert ended.code == 0
    written = [Path(line) for line in ended.out.splitlines()]
    assert tmp_path / "content/.schema/program.json" in written
    assert all(path.is_file() for path in written)
    assert here("schema", "--publication", tmp_path / "nowhere").code == 2
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("command", [("build",), ("packet",), ("check",), ("transcript", "stanbury")])
def test_an_output_that_is_a_file_ends_with_3_in_one_line_before_anything_is_made(
    folder: Path, tmp_path: Path, here: Here, command: tuple[str, ...]
) -> None:
    (tmp_path / "file").write_text("")
    ended = here(*command, "--output", tmp_path / "file", "--publication", folder)
    said = f"{tmp_path}/file: is a file, not a folder. Hint: give --output another place.\n"
    assert ended == Ended(3, "", said)
    assert (tmp_path / "file").read_text() == ""


def test_a_reader_that_goes_away_ends_the_run_without_a_word(folder: Path) -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    with subprocess.Popen(
        command("check", "--publication", folder), stdout=theirs, stderr=subprocess.PIPE, text=True
    ) as process:
        os.close(theirs)
        _, said = process.communicate()
    assert (process.returncode, said) == (-signal.SIGPIPE, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_a_full_disk_under_the_output_itself_ends_with_3(folder: Path) -> None:
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            command("check", "--publication", folder),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            env=buffered,
        )
    assert ended.returncode == 3
    assert ended.stderr == "make_brochure.py: No space left on device.\n"


def test_a_folder_name_that_is_no_text_can_be_printed(tmp_path: Path) -> None:
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff"))
    make_publication(odd)
    ended = run_command("schema", "--json", cwd=odd)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "\\udcff" in ended.stdout
    shutil.rmtree(odd)  # pytest's own cleaning prints the name
