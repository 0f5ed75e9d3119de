"""The program as pip installs it from a wheel: `brochure` in any folder, its hints, its completion."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest

from brochure.build import Desk
from tests.builders.command_line import PROGRAM, objects
from tests.builders.publication import make_plain_publication

pytestmark = pytest.mark.long
ROOT = PROGRAM.parent


@dataclass(frozen=True)
class Installed:
    """An environment that holds the program and sees the libraries of this one."""

    folder: Path

    @property
    def command(self) -> Path:
        return self.folder / "bin/brochure"

    def run(
        self, *arguments: str | Path, cwd: Path, path: bool = True, **more: str
    ) -> subprocess.CompletedProcess[str]:
        """One command; by its name where the shell would find it, else by its path."""
        known: Mapping[str, str] = {
            **os.environ,
            **more,
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}" if path else os.environ["PATH"],
        }
        name = "brochure" if path else str(self.command)
        return subprocess.run(
            [name, *map(str, arguments)], cwd=cwd, env=known, capture_output=True, text=True, check=False
        )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("installed")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder / "own")], check=True)
    python = folder / "own/bin/python"
    (wheel,) = folder.glob("*.whl")
    pip = [sys.executable, "-m", "pip"] if find_spec("pip") else ["uv", "pip"]
    target = (
        ["--python", str(python), "install"] if find_spec("pip") else ["install", "--python", str(python)]
    )
    subprocess.run([*pip, *target, "--quiet", "--no-deps", "--no-index", str(wheel)], check=True)
    (packages,) = (folder / "own/lib").glob("python*/site-packages")
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib"))
    return Installed(folder / "own")


@pytest.mark.parametrize("arguments", [(), ("check",)])
def test_where_there_is_no_publication_that_is_said_and_how_to_begin(
    installed: Installed, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    ended = installed.run(*arguments, cwd=tmp_path)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == (
        f"{tmp_path}: there is no publication here, for this folder has no content/. Hint: brochure new DIR"
        " makes one to start from; --publication DIR names one elsewhere.\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_the_lines_of_the_readme_make_a_publication_and_build_it(
    installed: Installed, tmp_path: Path, shared: Desk
) -> None:
    """What this checkout has set of the same starter, the installed program takes from the store."""
    assert "\nbrochure new museum\ncd museum && brochure\n" in (ROOT / "README.md").read_text("utf-8")
    made = installed.run("new", "museum", cwd=tmp_path)
    assert (made.returncode, made.stderr) == (0, "")
    assert made.stdout == "museum: a publication to start from. Build it: brochure --publication museum\n"
    ended = installed.run("--jobs", "1", "--cache", shared.store.folder, cwd=tmp_path / "museum")
    assert ended.returncode == 0
    assert len(ended.stdout.splitlines()) == len(list(tmp_path.rglob("output/*/screen/*.pdf"))) > 1
    assert "Hint: brochure build --review lists text alternatives and reading order.\n" in ended.stderr
    assert "make_brochure" not in ended.stdout + ended.stderr


def test_hints_name_the_command_and_the_pages_of_the_package(installed: Installed, tmp_path: Path) -> None:
    for path, name in ((True, "brochure"), (False, str(installed.command))):
        ended = installed.run("--hasty", cwd=tmp_path, path=path)
        hint = f"Hint: {name} --help lists commands and options."
        assert ended.stderr == f"brochure: No such option '--hasty'. {hint}\n"
        usage = " ".join(installed.run("--help", cwd=tmp_path, path=path).stdout.split())
        assert usage.startswith(f"Usage: {name} [OPTIONS]")
    (said,) = objects(installed.run("--hasty", "--json", cwd=tmp_path).stdout)
    assert (said["file"], said["hint"]) == ("brochure", "brochure --help lists commands and options")
    make_plain_publication(tmp_path)
    (tmp_path / "layouts/postcard").mkdir()
    (tmp_path / "layouts/postcard/format.yaml").write_text("line: A card\npages: [2]\n")
    line = installed.run("check", cwd=tmp_path).stderr
    page = line.partition("Hint: write it; ")[2].removesuffix(" shows one.\n")
    assert Path(page).is_relative_to(installed.folder.resolve())
    assert Path(page).read_text("utf-8").startswith("# ")


def test_the_doctor_knows_that_pip_installed_it(installed: Installed, tmp_path: Path) -> None:
    ended = installed.run("doctor", "--json", cwd=tmp_path)
    checks = {one["check"]: one for one in objects(ended.stdout)}
    assert (ended.returncode, [name for name, one in checks.items() if not one["ok"]]) == (0, [])
    assert checks["pikepdf"]["remedy"].endswith('/bin/python -m pip install "pikepdf<11,>=10.17"')
    assert "make" not in {one["remedy"] for one in checks.values()}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_complete(installed: Installed, tmp_path: Path, shell: str) -> None:
    make_plain_publication(tmp_path)
    script = installed.run(cwd=tmp_path, _BROCHURE_COMPLETE=f"{shell}_source")
    assert (script.returncode, script.stderr) == (0, "")
    assert f"_BROCHURE_COMPLETE={shell}_complete" in script.stdout
    for words, incomplete, wanted in (
        ("brochure pac", "pac", "packet"),
        ("brochure build --ed", "--ed", "--edition"),
        ("brochure build --edition off", "off", "office"),
        ("brochure bild --ed", "--ed", ""),
    ):
        asked = {"COMP_WORDS": words, "COMP_CWORD": incomplete if shell == "fish" else str(words.count(" "))}
        answer = installed.run(cwd=tmp_path, _BROCHURE_COMPLETE=f"{shell}_complete", **asked)
        assert (answer.returncode, answer.stderr) == (0, "")
        assert wanted in answer.stdout if wanted else not answer.stdout.strip()
    assert installed.run(cwd=tmp_path, _BROCHURE_COMPLETE="nonsense").returncode == 1
    assert not (tmp_path / "output").exists()


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_bash_completes_a_command_that_is_typed(installed: Installed, tmp_path: Path) -> None:
    typed = (
        'eval "$(_BROCHURE_COMPLETE=bash_source brochure)"; COMP_WORDS=(brochure trans); COMP_CWORD=1;'
        " _brochure_completion brochure trans brochure; echo ${COMPREPLY[@]}"
    )
    path = f"{installed.folder / 'bin'}:{os.environ['PATH']}"
    ended = subprocess.run(
        ["bash", "-c", typed], cwd=tmp_path, env={**os.environ, "PATH": path}, capture_output=True, text=True
    )
    assert (ended.stdout, ended.stderr) == ("transcript\n", "")
