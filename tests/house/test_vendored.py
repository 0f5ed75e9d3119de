"""What others wrote and is kept here is what they published: each file has its licence and its hash."""

from __future__ import annotations

import gzip
import re
import subprocess
from hashlib import sha256
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "brochure" / "studio" / "static"
FOLDERS = (STATIC / "vendor", ROOT / "tests" / "studio" / "axe")
#: What a first visit loads, in bytes as they are sent; and what views of the whole season load besides.
MOST, MOST_LATER = 60_000, 24_000
#: What is fetched when one of those is opened: nothing else names these files.
LATER = ("board.js", "compare.js", "listing.js", "build.js", "board.css", "pasting.js")


def test_vendored_files_are_those_that_their_hashes_name() -> None:
    for folder in FOLDERS:
        said = (folder / "README.md").read_text("utf-8")
        hashes = set(re.findall(r"`([0-9a-f]{64})`", said))
        files = list(folder.glob("*.js"))
        assert files and hashes == {sha256(file.read_bytes()).hexdigest() for file in files}
        assert list(folder.glob("LICENSE*"))


def test_what_git_keeps_is_small_but_for_typefaces() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("this is no clone")
    files = [ROOT / name for name in listed.stdout.split("\0") if name and not name.startswith("fonts/")]
    assert len(files) > 500
    assert [file.name for file in files if file.is_file() and file.stat().st_size > 1_000_000] == []
    assert [file.name for file in files if file.suffix in (".whl", ".gz", ".raw")] == []


def test_the_page_is_small_and_fetches_nothing_from_elsewhere() -> None:
    files = [file for file in STATIC.rglob("*") if file.suffix in (".js", ".css", ".html", ".svg")]
    sizes = {file.name: len(gzip.compress(file.read_bytes(), mtime=0)) for file in files}
    later = sum(sizes.pop(name) for name in LATER)
    assert sum(sizes.values()) <= MOST and later <= MOST_LATER
    first = "".join(file.read_text("utf-8") for file in files if file.name not in LATER)
    assert [name for name in LATER if name in first] == ["board.js", "pasting.js"]
    assert all(f'import("./{name}")' in first for name in ("board.js", "pasting.js"))
    own = [file for file in files if file.parent == STATIC]
    assert len(own) >= 10
    for file in own:
        addresses = re.findall(r"https?://[^\s\"'`)]+", file.read_text("utf-8"))
        assert {one for one in addresses if "w3.org" not in one} == set(), file.name
