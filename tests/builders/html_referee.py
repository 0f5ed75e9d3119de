"""The Nu Html Checker on many pages in one run; without it tests are skipped, and fail with CI=true."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

VERSION = "26.5.2"
_FOLDER = Path("~/.cache/brochure").expanduser() / f"html-checker-{VERSION}"
_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
_PROJECT = f"""<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>checker</groupId><artifactId>checker</artifactId><version>1</version><packaging>pom</packaging>
<dependencies><dependency><groupId>nu.validator</groupId><artifactId>validator</artifactId>
<version>{VERSION}</version></dependency></dependencies></project>"""


def _checker() -> Path:
    """The folder of its libraries, fetched once with Maven."""
    if _FOLDER.is_dir():
        return _FOLDER
    missing = "Java" if not shutil.which("java") else "" if shutil.which("mvn") else "Maven"
    if not missing:
        _FOLDER.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=_FOLDER.parent) as folder:
            (Path(folder) / "pom.xml").write_text(_PROJECT, "utf-8")
            command = ["mvn", "-q", "-B", _COPY, "-DincludeScope=runtime", f"-DoutputDirectory={folder}/lib"]
            ended = subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=300)
            if ended.returncode == 0:
                (Path(folder) / "lib").rename(_FOLDER)
                return _FOLDER
        missing = "what Maven fetches"
    if os.environ.get("CI") == "true":
        pytest.fail(f"the Nu Html Checker is missing: {missing}")
    pytest.skip(f"no HTML was validated: {missing} is missing")


def html_faults(pages: Sequence[Path]) -> list[str]:
    """What is no HTML on these pages. What it takes for another origin is a file of the same folder."""
    assert pages, "nothing to judge"
    # It runs too short for a compiler that takes long to make code fast.
    quick = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss4m"]
    command = ["java", *quick, "-cp", f"{_checker()}/*", "nu.validator.client.SimpleCommandLineValidator"]
    ended = subprocess.run([*command, *map(str, pages)], capture_output=True, text=True, check=False)
    lines = [line for line in ended.stderr.splitlines() if line and "Content Security Policy" not in line]
    assert ended.returncode == 0 or lines, ended.stderr[:2000]
    return lines
