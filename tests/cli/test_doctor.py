"""The doctor says what a machine lacks and what mends it, and needs nothing but Python for that."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from brochure.cli import doctor
from brochure.cli.doctor import Check
from brochure.typeset.conditions import NAMES
from tests.builders.command_line import PROGRAM, Here, objects, run_command
from tests.builders.publication import make_publication

FONTS = PROGRAM.parent / "fonts"
#: Python without any library but its own.
BARE = [sys.executable, "-I", "-S"]


@pytest.fixture(scope="module")
def checks() -> list[Check]:
    return doctor.examine(FONTS)


def failing(checks: list[Check]) -> list[Check]:
    found = [check for check in checks if not check.ok]
    assert found
    return found


def test_this_machine_is_ready(checks: list[Check]) -> None:
    assert [check for check in checks if not check.ok] == []
    assert {
        "Python",
        "Pango",
        "PangoFT2",
        "HarfBuzz subsetting",
        "weasyprint",
        "pypdf",
        "Fonts",
        "A page",
        "Disk",
    } <= {check.name for check in checks}


def test_every_check_knows_what_would_mend_it(checks: list[Check]) -> None:
    assert checks
    assert all(check.remedy for check in checks)


def test_every_library_of_the_project_is_looked_for() -> None:
    import tomllib

    project = tomllib.loads((PROGRAM.parent / "pyproject.toml").read_text("utf-8"))["project"]
    assert [name + bounds for name, bounds in doctor.required()] == project["dependencies"]


@pytest.mark.parametrize(
    ("found", "bounds", "ok"),
    [
        ("70.0", ">=70,<71", True),
        ("71.0", ">=70,<71", False),
        ("69.9", ">=70,<71", False),
        ("6.0.3", ">=6.0.3", True),
        ("6.0.2", ">=6.0.3", False),
        ("10.1", ">=9.2", True),
        ("4.60.1", "==4.60", True),
        ("4.61", "==4.60", False),
    ],
)
def test_versions_are_held_against_their_bounds(
    found: str, bounds: str, ok: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "required", lambda: [("thing", bounds)])
    monkeypatch.setattr(doctor, "version", lambda name: found)
    assert list(doctor.packages()) == [Check("thing", ok, f"{found}, {bounds} is needed", "make")]


def test_a_library_that_is_missing_is_brought_by_make(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "required", lambda: [("no-such-library", ">=1")])
    (check,) = failing(list(doctor.packages()))
    assert (check.detail, check.remedy) == ("is not installed, >=1 is needed", "make")


@pytest.mark.parametrize(
    ("tool", "command"),
    [
        ("apt-get", "sudo apt-get install libpango-1.0-0"),
        ("brew", "brew install pango"),
        ("dnf", "sudo dnf install pango"),
        ("pacman", "sudo pacman -S pango"),
        ("apk", "sudo apk add pango"),
        ("none", "install Pango"),
    ],
)
def test_a_system_library_that_is_missing_is_brought_by_the_package_manager_that_is_there(
    tool: str, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "_loads", lambda library: False)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}" if name == tool else None)
    found = failing(list(doctor.libraries()))
    assert len(found) == 3
    assert all(check.remedy.startswith(command) and "does not load" in check.detail for check in found)


def test_an_old_python_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 4, "final", 0))
    check = doctor.python()
    assert (check.ok, check.detail) == (False, "3.10.4, 3.11 or newer is needed")
    assert "install Python 3.11" in check.remedy


def test_fonts_that_are_missing_damaged_or_variable_are_told(tmp_path: Path) -> None:
    assert failing(list(doctor.faces(tmp_path)))[0].remedy == "git restore fonts"
    whole = next(FONTS.glob("*.ttf")).read_bytes()
    for bad, said in (
        (b"<html>" + whole, "not TrueType: face.ttf"),
        (whole[:12] + b"fvar" + whole[16:], "variable: face.ttf"),
    ):
        (tmp_path / "face.ttf").write_bytes(bad)
        (check,) = failing(list(doctor.faces(tmp_path)))
        assert (check.detail, check.remedy) == (said, "git restore fonts")


def test_a_page_that_cannot_be_set_is_told(tmp_path: Path) -> None:
    (tmp_path / "face.ttf").write_bytes(b"no font")
    check = doctor.render(tmp_path)
    assert not check.ok
    assert check.remedy


def test_a_disk_that_is_full_or_may_not_be_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert doctor.room(tmp_path).ok
    assert not doctor.room(Path("/proc")).ok
    assert "cannot be written" in doctor.room(Path("/proc")).detail
    monkeypatch.setattr(doctor, "ROOM", 10**18)
    check = doctor.room(tmp_path)
    assert not check.ok
    assert "--output" in check.remedy


def test_the_folders_of_a_build_are_looked_at_each_with_what_mends_it(
    tmp_path: Path, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(doctor, "gettempdir", lambda: "/proc")
    monkeypatch.setattr("multiprocessing.Lock", refuse)
    ended = here("doctor", "--json", "--output", tmp_path / "file", "--cache", "/proc/cache")
    found = {one["check"]: one for one in objects(ended.out) if not one["ok"]}
    assert (ended.code, {"Disk", "Cache", "Temporary files", "Shared memory"} - set(found)) == (3, set())
    assert found["Disk"]["detail"] == f"{tmp_path}/file is not a folder"
    assert found["Cache"]["detail"] == "/proc cannot be written"
    assert found["Temporary files"]["remedy"].endswith("TMPDIR=/path/to/folder")
    assert found["Shared memory"]["detail"] == "/dev/shm takes nothing ([Errno 13] Permission denied)"
    assert ("--output" in found["Disk"]["remedy"]) and ("--cache" in found["Cache"]["remedy"])


def refuse() -> None:
    """What a semaphore is where nothing may be written."""
    raise PermissionError(13, "Permission denied")


def bare(*arguments: str, code: str = "") -> subprocess.CompletedProcess[str]:
    """Runs the program, or a piece of code, where no library is installed."""
    start = (
        code
        or f"import runpy, sys; sys.argv[0] = {str(PROGRAM)!r};"
        " runpy.run_path(sys.argv[0], run_name='__main__')"
    )
    path = f"import sys; sys.path.insert(0, {str(PROGRAM.parent)!r}); "
    return subprocess.run(
        [*BARE, "-c", path + start, *arguments], cwd="/", capture_output=True, text=True, check=False
    )


def test_without_any_library_the_doctor_can_be_imported() -> None:
    ended = bare(
        code=(
            "import brochure.cli.doctor, brochure.cli; print({name for name in sys.modules if"
            " name.partition('.')[0] in ('yaml', 'click', 'pydantic')})"
        )
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "set()\n", "")


def test_without_any_library_the_doctor_says_what_is_missing() -> None:
    ended = bare("doctor", "--json")
    assert (ended.returncode, ended.stderr) == (3, "")
    found = {one["check"]: one for one in objects(ended.stdout)}
    assert found["Python"]["ok"]
    missing = {name for name, one in found.items() if not one["ok"]}
    assert missing == {*(name for name, _ in doctor.required()), "A page"}
    assert {found[name]["remedy"] for name in missing} == {"make"}


def test_without_tomllib_which_an_old_python_lacks_the_doctor_speaks_too() -> None:
    ended = bare(
        code=(
            "sys.modules['tomllib'] = None; from brochure.cli.doctor import required; print(len(required()))"
        )
    )
    assert (ended.returncode, ended.stdout.strip()) == (0, str(len(doctor.required())))


@pytest.mark.parametrize("arguments", [(), ("check",), ("build", "stanbury")])
def test_without_any_library_every_other_command_ends_with_3_and_names_the_doctor(
    arguments: tuple[str, ...],
) -> None:
    ended = bare(*arguments)
    assert (ended.returncode, ended.stdout) == (3, "")
    (line,) = ended.stderr.splitlines()
    assert line.startswith("make_brochure.py: the Python library ")
    assert line.endswith(
        " is missing. Hint: run make, or make_brochure.py doctor, which says what to install."
    )


def test_without_any_library_programs_are_told_in_an_object() -> None:
    ended = bare("check", "--json")
    assert (ended.returncode, ended.stderr) == (3, "")
    (said,) = objects(ended.stdout)
    assert "is missing" in said["problem"]
    assert "doctor" in said["hint"]


@pytest.mark.long
def test_without_what_only_some_systems_have_content_and_doctor_do_their_work(tmp_path: Path) -> None:
    make_publication(tmp_path)
    others = ("fcntl", "resource", "psutil", "filelock")
    code = f"""
import os, signal, sys
sys.modules.update(dict.fromkeys({others}))
del os.sched_getaffinity, os.getuid, signal.SIGPIPE, signal.SIGKILL
sys.path.insert(0, {str(PROGRAM.parent)!r})
from brochure.cli import main
for asked in ("check", "new folder", "schema", "doctor"):
    sys.argv[1:] = asked.split()
    try:
        main()
    except SystemExit as ended:
        print(asked, "ended with", ended.code)
"""
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    for asked in ("check", "new folder", "schema", "doctor"):
        assert f"{asked} ended with 0" in ended.stdout.splitlines()


#: A class of the engine that is used, by its module and its name.
PRIVATE = next(
    (module, name)
    for module, names in NAMES.items()
    for name in names
    if module != "weasyprint" and "." not in name
)


@pytest.mark.long
@pytest.mark.parametrize(
    ("module", "name", "said"),
    [(*PRIVATE, f"it lacks {'.'.join(PRIVATE)}"), ("pydyf", "Stream", "has no attribute")],
)
def test_a_version_that_does_not_fit_is_not_taken_for_a_missing_library(
    module: str, name: str, said: str
) -> None:
    lacks = f"{module}; del {module}.{name}"
    code = f"import json, {lacks}; from brochure.cli.doctor import _record, render; from pathlib import Path"
    ended = subprocess.run(
        [sys.executable, "-c", f"{code}; print(json.dumps(_record(render(Path({str(FONTS)!r})))))"],
        cwd=PROGRAM.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(ended.stdout.splitlines()[-1])
    assert (found["ok"], found["remedy"]) == (False, "make")
    assert "a library's version does not fit" in found["detail"] and said in found["detail"]


def test_a_fault_of_the_program_itself_is_not_taken_for_a_missing_library() -> None:
    code = (
        f"import runpy, sys; sys.modules['brochure.build.plan'] = None; sys.argv[0] = {str(PROGRAM)!r};"
        " runpy.run_path(sys.argv[0], run_name='__main__')"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code, "check"],
        cwd=PROGRAM.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert "Traceback" in ended.stderr
    assert "is missing" not in ended.stderr


def test_the_command_prints_a_line_for_each_check(checks: list[Check], tmp_path: Path) -> None:
    ended = run_command("doctor", cwd=tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")
    lines = ended.stdout.splitlines()
    assert len(lines) == len(checks)
    assert all(line.startswith("ok ") for line in lines)


def test_the_command_ends_with_3_where_something_is_missing(tmp_path: Path, here: Here) -> None:
    (tmp_path / "fonts").mkdir()
    ended = here("doctor", "--publication", tmp_path)
    assert ended.code == 3
    assert (
        f"MISSING Fonts: {tmp_path}/fonts holds no .ttf file. Hint: git restore fonts"
        in ended.out.splitlines()
    )
    found = objects(here("doctor", "--publication", tmp_path, "--json").out)
    assert json.dumps(found).count('"ok": false') == 2
