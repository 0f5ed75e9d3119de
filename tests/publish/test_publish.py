"""Finished files go out whole or not at all, and the manifest comes last."""

from __future__ import annotations

import errno
import json
import os
import resource
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from brochure.errors import MachineError
from brochure.publish import Shelf, hold, hold_inside, sweep, write_whole

OLD, NEW = b"old" * 100_000, b"new!" * 100_000


def parts(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.name.endswith(".part")]


def refused(path: Path, data: bytes = NEW) -> str:
    with pytest.raises(MachineError) as caught:
        write_whole(path, data)
    assert caught.value.exit_code == 3
    return str(caught.value)


def test_a_reader_sees_the_old_file_or_the_new_one_and_nothing_between(tmp_path: Path) -> None:
    path, seen, over = tmp_path / "a.pdf", set[bytes](), threading.Event()
    write_whole(path, OLD)

    def read() -> None:
        while not over.is_set():
            seen.add(path.read_bytes())

    reader = threading.Thread(target=read)
    reader.start()
    for data in (NEW, OLD) * 20:
        write_whole(path, data)
    over.set()
    reader.join()
    assert seen
    assert seen <= {OLD, NEW}
    assert parts(tmp_path) == []


def test_a_file_that_someone_has_open_stays_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    write_whole(path, OLD)
    with path.open("rb") as reader:
        write_whole(path, NEW)
        assert reader.read() == OLD
    assert path.read_bytes() == NEW


def test_the_same_bytes_are_not_written_again(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    write_whole(path, OLD)
    before = path.stat()
    write_whole(path, OLD)
    after = path.stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    write_whole(path, NEW)
    assert path.stat().st_ino != before.st_ino


def test_anyone_may_read_what_is_published(tmp_path: Path) -> None:
    write_whole(tmp_path / "a.pdf", OLD)
    assert (tmp_path / "a.pdf").stat().st_mode & 0o777 == 0o644


def test_a_name_as_long_as_the_disk_allows_can_be_published(tmp_path: Path) -> None:
    path = tmp_path / ("n" * 251 + ".pdf")
    write_whole(path, OLD)
    assert path.read_bytes() == OLD


def test_a_disk_that_fills_up_while_writing_leaves_the_old_file_and_no_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.pdf"
    write_whole(path, OLD)

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    assert refused(path).startswith(f"{path}: the disk is full. Hint: make room")
    assert path.read_bytes() == OLD
    assert parts(tmp_path) == []


LIMITED = """
import resource, sys
from pathlib import Path
from brochure.errors import MachineError
from brochure.publish import write_whole
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, resource.RLIM_INFINITY))
try:
    write_whole(Path(sys.argv[1]), b"x" * 400_000)
except MachineError as error:
    print(error)
    sys.exit(error.exit_code)
"""


def test_a_file_larger_than_the_machine_allows_leaves_the_old_one_and_no_part(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    write_whole(path, OLD)
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[1] == resource.RLIM_INFINITY
    ended = subprocess.run(
        [sys.executable, "-c", LIMITED, str(path)], capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stderr) == (3, "")
    assert "cannot be written" in ended.stdout
    assert path.read_bytes() == OLD
    assert parts(tmp_path) == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip(f"a small disk needs root and leave to mount: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_leaves_what_was_published_and_no_part(small_disk: Path) -> None:
    shelf = Shelf(small_disk, "2019-20", "screen")
    path = shelf.put("a.pdf", OLD)
    shelf.record({"a.pdf": {"pages": 4}}, "test")
    manifest = shelf.manifest.read_bytes()
    for name in ("a.pdf", "b.pdf"):
        assert "the disk is full" in refused(shelf.folder / name, b"x" * 2_000_000)
    assert path.read_bytes() == OLD
    assert not (shelf.folder / "b.pdf").exists()
    assert shelf.manifest.read_bytes() == manifest
    assert parts(small_disk) == []


def test_a_disk_that_may_only_be_read_is_told_and_keeps_its_files(small_disk: Path) -> None:
    path = small_disk / "a.pdf"
    write_whole(path, OLD)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    assert (
        refused(path) == f"{path}: the file cannot be written (Read-only file system). Hint: name a folder"
        " elsewhere (--output, --cache)."
    )
    assert path.read_bytes() == OLD


def test_a_place_that_cannot_be_written_is_told_with_its_path(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    (tmp_path / "folder.pdf").mkdir()
    for path in (tmp_path / "file" / "a.pdf", tmp_path / "folder.pdf", Path("/proc/nowhere/a.pdf")):
        assert refused(path).startswith(f"{path}: the file cannot be written (")
    assert (tmp_path / "folder.pdf").is_dir()
    assert parts(tmp_path) == []


def manifest_of(shelf: Shelf) -> dict[str, object]:
    files = json.loads(shelf.manifest.read_text("utf-8"))["files"]
    assert isinstance(files, dict)
    return files


def test_nothing_is_written_outside_of_a_folder_by_a_link_or_by_its_parent(tmp_path: Path) -> None:
    (tmp_path / "real" / "out").mkdir(parents=True)
    (tmp_path / "named").symlink_to(tmp_path / "real")
    out = tmp_path / "named" / "out"
    (out / "link").symlink_to(tmp_path)
    hold_inside(out, out, out / "a" / "b", out / "a" / ".." / "b")
    for path, told in (
        (
            out / ".." / "y",
            f"{out}/../y: leads out of {out}, and nothing is written there. Hint: name a place",
        ),
        (
            out / "link" / "y",
            f"{out}/link: is a link that leads out of {out}, and nothing is written through",
        ),
    ):
        with pytest.raises(MachineError) as caught:
            hold_inside(out, path)
        assert str(caught.value).startswith(told)


def test_the_manifest_names_files_by_edition_in_order_and_says_who_made_them(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, "2019-20", "screen")
    for name in ("b.pdf", "a.pdf"):
        shelf.put(name, OLD)
    shelf.record({"b.pdf": {"pages": 4}, "a.pdf": {"pages": 8}}, "brochure 1")
    assert list(manifest_of(shelf)) == ["screen/a.pdf", "screen/b.pdf"]
    said = json.loads(shelf.manifest.read_text("utf-8"))
    assert (said["season"], said["generator"]) == ("2019-20", "brochure 1")
    assert shelf.manifest == tmp_path / "2019-20" / "manifest.json"


def test_the_manifest_keeps_other_files_and_editions_and_forgets_what_is_gone(tmp_path: Path) -> None:
    press, screen = (Shelf(tmp_path, "2019-20", edition) for edition in ("press", "screen"))
    for shelf in (press, screen):
        for name in ("a.pdf", "b.pdf"):
            shelf.put(name, OLD)
        shelf.record({"a.pdf": {"pages": 4}, "b.pdf": {"pages": 4}}, "test")
    (screen.folder / "b.pdf").unlink()
    screen.record({"a.pdf": {"pages": 8}}, "test")
    assert manifest_of(screen) == {
        "press/a.pdf": {"pages": 4},
        "press/b.pdf": {"pages": 4},
        "screen/a.pdf": {"pages": 8},
    }


@pytest.mark.parametrize(
    "damaged",
    [b"", b"{", b"[]", b'{"files": []}', b'{"files": {"screen/a.pdf": 7}}', b"\xff\xfe", b"[" * 99_999],
)
def test_a_damaged_manifest_is_replaced(tmp_path: Path, damaged: bytes) -> None:
    shelf = Shelf(tmp_path, "2019-20", "screen")
    shelf.put("a.pdf", OLD)
    shelf.manifest.write_bytes(damaged)
    shelf.record({"a.pdf": {"pages": 4}}, "test")
    assert manifest_of(shelf) == {"screen/a.pdf": {"pages": 4}}


def test_parts_of_killed_builds_are_swept_and_none_that_is_being_written(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, "2019-20", "screen")
    shelf.put("a.pdf", OLD)
    left, written = shelf.folder / ".a.1234.part", shelf.folder / ".a.5678.part"
    for part in (left, shelf.manifest.parent / ".manifest.9.part", written):
        part.write_bytes(b"half")
    with written.open("rb") as file:
        hold(file.fileno())
        shelf.sweep()
        assert parts(tmp_path) == [written]
    shelf.sweep()
    assert parts(tmp_path) == []


RECORDS = """
import sys
from pathlib import Path
from brochure.publish import Shelf
shelf, name = Shelf(Path(sys.argv[1]), "2019-20", "screen"), sys.argv[2]
for number in range(20):
    shelf.put(f"{name}{number}.pdf", b"PDF")
    shelf.record({f"{name}{number}.pdf": {"pages": number}}, "test")
"""


def test_builds_at_the_same_time_lose_nothing_of_one_another_in_the_manifest(tmp_path: Path) -> None:
    builds = [subprocess.Popen([sys.executable, "-c", RECORDS, str(tmp_path), name]) for name in "abc"]
    assert [build.wait() for build in builds] == [0, 0, 0]
    shelf = Shelf(tmp_path, "2019-20", "screen")
    assert manifest_of(shelf) == {
        f"screen/{name}{number}.pdf": {"pages": number} for name in "abc" for number in range(20)
    }


def test_sweeping_a_folder_that_is_not_there_does_nothing(tmp_path: Path) -> None:
    sweep(tmp_path / "nowhere")
    assert list(tmp_path.iterdir()) == []
