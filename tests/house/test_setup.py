"""What sets a machine up: the script, the Makefile and the lock. Nothing is installed here."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tomllib
from collections.abc import Callable
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCK = (ROOT / "requirements.lock").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def plain(requirement: str) -> str:
    """A library's name as the index compares it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\s<>=!~;\[]", requirement)[0]).lower()


def locked() -> dict[str, list[str]]:
    """Every library of the lock with the lines that belong to it."""
    found: dict[str, list[str]] = {}
    for line in LOCK.splitlines():
        if line and not line.startswith((" ", "#")):
            found[plain(line)] = [line]
        elif line.startswith(" "):
            found[next(reversed(found))].append(line)
    return found


@pytest.mark.parametrize("script", [".ci/setup", ".ci/run"])
def test_scripts_are_sound_and_may_be_run(script: str) -> None:
    path = ROOT / script
    ended = subprocess.run(["bash", "-n", str(path)], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert os.access(path, os.X_OK)
    assert "set -euo pipefail" in path.read_text("utf-8")


def test_every_library_of_the_lock_has_one_version_and_its_hashes() -> None:
    libraries = locked()
    assert len(libraries) > 20
    for name, lines in libraries.items():
        assert re.match(r"[A-Za-z0-9_.\[\]-]+==[^\s;]+", lines[0]), name
        assert any(re.search(r"--hash=sha256:[0-9a-f]{64}", line) for line in lines), f"{name} has no hash"


def test_the_lock_names_no_place_to_fetch_from() -> None:
    assert not re.search(r"https?://|file:|--(extra-)?index-url|--find-links|\s-[if]\s|@ ", LOCK)


def test_every_library_of_the_project_is_in_the_lock_within_its_bounds() -> None:
    libraries = locked()
    wanted = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]
    assert {plain(one) for one in wanted} <= set(libraries)
    assert libraries["weasyprint"][0].startswith("weasyprint==70.")
    assert libraries["pypdf"][0].startswith("pypdf==7.")


def scratch(folder: Path) -> Path:
    """A copy of what make reads, where the set-up only notes that it ran."""
    (folder / ".ci").mkdir()
    (folder / ".venv/bin").mkdir(parents=True)
    (folder / "tests/__pycache__").mkdir(parents=True)
    for name in ("Makefile", "requirements.lock"):
        shutil.copy(ROOT / name, folder / name)
    (folder / ".ci/setup").write_text("echo set-up >>log; touch .venv/ready\n")
    python = folder / ".venv/bin/python"
    python.write_text('#!/bin/sh\necho "${PYTHONDONTWRITEBYTECODE+compiling in vain: }$@" >>log\n')
    python.chmod(0o755)
    return folder


def made(folder: Path, *targets: str) -> list[str]:
    """What a make did, in order."""
    (folder / "log").unlink(missing_ok=True)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    subprocess.run(["make", "-s", "-C", str(folder), *targets], env=environment, check=True)
    return (folder / "log").read_text("utf-8").splitlines()


def test_make_sets_up_once_and_builds(tmp_path: Path) -> None:
    folder = scratch(tmp_path)
    assert made(folder) == ["set-up", "make_brochure.py"]
    assert made(folder) == ["make_brochure.py"]
    assert made(folder, "test") == ["-m pytest -m not long"]
    assert made(folder, "test-all") == ["-m pytest"]


def test_python_keeps_what_it_compiles_whatever_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = scratch(tmp_path)
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    subprocess.run([folder / ".venv/bin/python", "alone"], cwd=folder, check=True)
    assert (folder / "log").read_text("utf-8") == "compiling in vain: alone\n"
    assert made(folder, "build", "test") == ["set-up", "make_brochure.py", "-m pytest -m not long"]
    uses = [
        line for line in (ROOT / ".ci/setup").read_text("utf-8").splitlines() if "uv pip install" in line
    ]
    assert len(uses) == 1 and "--compile-bytecode" in uses[0]


def test_make_sets_up_again_when_the_lock_or_the_script_has_changed(tmp_path: Path) -> None:
    folder = scratch(tmp_path)
    made(folder)
    later = (folder / ".venv/ready").stat().st_mtime + 10
    for name in ("requirements.lock", ".ci/setup"):
        os.utime(folder / name, (later, later))
        assert made(folder, "test") == ["set-up", "-m pytest -m not long"]
        os.utime(folder / name, (later - 100, later - 100))


def test_tests_are_compiled_once_and_not_by_each_worker(tmp_path: Path) -> None:
    folder = scratch(tmp_path)
    (folder / "tests/__pycache__").rmdir()
    (folder / "tests/build").mkdir()
    (folder / "tests/typeset").mkdir()
    halves = {f"-m pytest -n 0 -q --collect-only tests/{one}/" for one in ("build", "typeset")}
    did = made(folder, "test")
    assert did[0] == "set-up" and set(did[1:3]) == halves and did[3:] == ["-m pytest -m not long"]


def test_a_check_is_lint_contracts_types_and_tests(tmp_path: Path) -> None:
    assert made(scratch(tmp_path), "check") == [
        "set-up",
        "-m ruff check .",
        "-m ruff format --check .",
        "-m pytest -n 0 -q tests/house/test_rooms.py",
        "-m mypy",
        "-m pytest",
    ]


def test_pytest_enters_every_folder_of_tests(request: pytest.FixtureRequest) -> None:
    passed_over = [str(pattern) for pattern in request.config.getini("norecursedirs")]
    folders = {path.parent.name for path in (ROOT / "tests").rglob("test_*.py")}
    assert "build" in folders
    assert [name for name in folders if any(fnmatch(name, pattern) for pattern in passed_over)] == []


#: Stands in for uv: an environment is Python and one library.
UV = """#!/bin/sh
case $1 in
  venv) mkdir -p .venv/bin; ln -s "$(command -v python3)" .venv/bin/python ;;
  pip) mkdir -p .venv/lib/thing; echo pass >.venv/lib/thing/__init__.py; echo set-up >>log ;;
esac
"""
#: Stands in for Python 3.11: every library of the system loads.
PYTHON = """#!/bin/sh
case $1 in make_brochure.py) echo build >>log ;; -) cat >/dev/null ;; esac
"""


def lose_library(folder: Path) -> None:
    shutil.rmtree(folder / ".venv/lib/thing")


def lose_file(folder: Path) -> None:
    (folder / ".venv/lib/thing/__init__.py").unlink()


def upgrade_python(folder: Path) -> None:
    (folder / "bin/python3.99").write_text(PYTHON)
    (folder / "bin/python3.99").chmod(0o755)
    (folder / "bin/python3").unlink()
    (folder / "bin/python3").symlink_to("python3.99")


def remove_python(folder: Path) -> None:
    (folder / ".venv/bin/python").unlink()
    (folder / ".venv/bin/python").symlink_to("/nowhere/python3.11")


def stop_half_way(folder: Path) -> None:
    (folder / ".venv/ready").unlink()


@pytest.mark.parametrize("harm", [lose_library, lose_file, upgrade_python, remove_python, stop_half_way])
def test_make_mends_a_damaged_environment(
    tmp_path: Path, harm: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Makefile", "requirements.lock", ".ci/setup"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "bin").mkdir()
    for name, text in (("uv", UV), ("python3", PYTHON)):
        (tmp_path / "bin" / name).write_text(text)
        (tmp_path / "bin" / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    assert made(tmp_path) == ["set-up", "build"]
    (tmp_path / ".venv/lib/thing/more.pyc").write_text("compiled")
    assert made(tmp_path) == ["build"]
    harm(tmp_path)
    assert made(tmp_path) == ["set-up", "build"]
    assert made(tmp_path) == ["build"]


def test_every_extra_that_is_named_can_be_installed() -> None:
    told = [ROOT / "README.md", *ROOT.glob("docs/*.md"), *ROOT.glob("brochure/**/*.py")]
    named = {one for path in told for one in re.findall(r"brochure\[([a-z]+)\]", path.read_text("utf-8"))}
    assert named and named <= PROJECT["optional-dependencies"].keys()
