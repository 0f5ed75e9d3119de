"""A build that is stopped, politely or not, leaves only whole files.

Its own process, killed in the middle of its work.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from brochure.build import Places, Watcher, Wish
from brochure.press import build
from tests.builders.command_line import PROGRAM, command, members, wait_until
from tests.builders.publication import make_plain_publication, make_program, make_publication

NAMES = [f"program-{letter}" for letter in "abc"]
HOUSE = {
    "programs/primary-care.yaml": None,
    **{f"programs/{name}.yaml": make_program("order: 1\n", name=name.title()) for name in NAMES},
}
NEW = {
    f"programs/{name}.yaml": make_program("order: 1\n", name=name.title(), promise="Another promise")
    for name in NAMES
}
#: That a build of this house takes, roughly.
SECONDS = 2
#: A build that gives itself a signal in the middle of writing the second file: no clock decides what is
#: tested.
KILLS_ITSELF = f"""
import os, runpy, sys
number, real, calls = int(sys.argv.pop(1)), os.fsync, []
def fsync(descriptor):
    calls.append(descriptor)
    if len(calls) == 2:
        os.ftruncate(descriptor, 1000)
        os.kill(os.getpid(), number)
    real(descriptor)
os.fsync = fsync
sys.argv[0] = {str(PROGRAM)!r}
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bytes]]:
    """The files of a build with the old content, and of one with the new."""
    found = {}
    for when, changes in (("old", {}), ("new", NEW)):
        folder = tmp_path_factory.mktemp(when)
        make_plain_publication(folder, {**HOUSE, **changes})
        build(Places(folder, folder / "output"), Wish(), Watcher())
        shelf = folder / "output/2019-20/screen"
        found[when] = {path.name: path.read_bytes() for path in sorted(shelf.iterdir())}
    assert found["old"] and found["new"].keys() == found["old"].keys()
    assert all(found["new"][name] != data for name, data in found["old"].items())
    return found


def house_with_old_files(folder: Path, published: dict[str, dict[str, bytes]]) -> Path:
    """A publication with new content beside the files of its old one; gives their folder."""
    make_plain_publication(folder, {**HOUSE, **NEW})
    shelf = folder / "output/2019-20/screen"
    shelf.mkdir(parents=True)
    for name, data in published["old"].items():
        (shelf / name).write_bytes(data)
    return shelf


def stop_in_the_middle(folder: Path, number: int) -> subprocess.CompletedProcess[str]:
    arguments = [
        sys.executable,
        "-c",
        KILLS_ITSELF,
        str(int(number)),
        "--publication",
        str(folder),
        "--jobs",
        "1",
    ]
    return subprocess.run(
        arguments,
        env={**os.environ, "PYTHONPATH": str(PROGRAM.parent)},
        capture_output=True,
        text=True,
        check=False,
    )


def ages(shelf: Path, published: dict[str, dict[str, bytes]]) -> list[str]:
    """Whether each file is the old one or the new one, in order of names; anything else fails."""
    known = {sha256(data).hexdigest(): when for when in published for data in published[when].values()}
    files = sorted(shelf.glob("*.pdf"))
    assert [path.name for path in files] == sorted(published["old"])
    assert all(PdfReader(BytesIO(path.read_bytes())).pages for path in files)
    return [known[sha256(path.read_bytes()).hexdigest()] for path in files]


class TestABuildThatIs:
    def test_killed_in_the_middle_of_a_file_leaves_only_whole_files(
        self, tmp_path: Path, published: dict[str, dict[str, bytes]]
    ) -> None:
        shelf = house_with_old_files(tmp_path, published)
        ended = stop_in_the_middle(tmp_path, signal.SIGKILL)
        assert ended.returncode == -signal.SIGKILL
        assert ages(shelf, published) == ["new", "old", "old"]
        assert [path.stat().st_size for path in shelf.glob(".*")] == [1000]
        assert not (shelf.parent / "manifest.json").exists()
        subprocess.run(command("-q", "--publication", tmp_path, "--jobs", "1"), check=True)
        assert ages(shelf, published) == ["new", "new", "new"]

    def test_stopped_says_one_line_and_leaves_whole_files_and_no_part(
        self, tmp_path: Path, published: dict[str, dict[str, bytes]]
    ) -> None:
        """By one signal; that all of them end a build alike is for the tests of workers."""
        shelf = house_with_old_files(tmp_path, published)
        ended = stop_in_the_middle(tmp_path, signal.SIGTERM)
        assert ended.returncode == 128 + signal.SIGTERM
        assert (
            ended.stderr
            == "make_brochure.py: stopped; every file that was published is whole. Hint: build again to make"
            " the rest.\n"
        )
        assert ages(shelf, published) == ["new", "old", "old"]
        assert sorted(path.name for path in shelf.iterdir()) == sorted(published["old"])

    @pytest.mark.long
    def test_killed_at_any_moment_loses_no_file_and_leaves_no_process(
        self,
        tmp_path: Path,
        tmp_path_factory: pytest.TempPathFactory,
        published: dict[str, dict[str, bytes]],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        shelf, place = house_with_old_files(tmp_path, published), tmp_path_factory.mktemp("t")
        monkeypatch.setenv("TMPDIR", str(place))
        for share in (0.1, 0.4, 0.6, 0.9):
            shutil.rmtree(tmp_path / ".cache", ignore_errors=True)
            began = subprocess.Popen(
                command("-q", "--publication", tmp_path, "--jobs", "2"), start_new_session=True
            )
            time.sleep(share * SECONDS)
            with suppress(ProcessLookupError):
                os.killpg(began.pid, signal.SIGKILL)
            began.wait()
            assert len(ages(shelf, published)) == len(published["old"])
            wait_until(lambda group=began.pid: not members(group))  # type: ignore[misc]
        subprocess.run(command("-q", "--publication", tmp_path, "--jobs", "2"), check=True)
        assert set(ages(shelf, published)) == {"new"}
        assert not list(place.iterdir()) and not list(tmp_path.rglob("*.part"))

    def test_stopped_before_its_first_page_says_the_same(self, tmp_path: Path) -> None:
        make_publication(tmp_path, HOUSE)
        code = (
            "import os, runpy, signal, sys, time; import brochure.content.reader as at;"
            " at.gather = lambda *_: (os.kill(os.getpid(), signal.SIGINT), time.sleep(60));"
            f" sys.argv[0] = {str(PROGRAM)!r};"
            " runpy.run_path(sys.argv[0], run_name='__main__')"
        )
        ended = subprocess.run(
            [sys.executable, "-c", code, "check", "--json", "--publication", str(tmp_path)],
            cwd=PROGRAM.parent,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (ended.returncode, ended.stderr) == (130, "")
        assert ended.stdout.startswith('{"problem": "stopped;')
        assert len(ended.stdout.splitlines()) == 1
