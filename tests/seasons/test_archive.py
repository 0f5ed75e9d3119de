"""The content of a season is kept with it: the same bytes each time, and opened without trust."""

from __future__ import annotations

import io
import os
import stat
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from brochure import press
from brochure.build import Places
from brochure.errors import UsageError
from tests.builders.command_line import Here
from tests.builders.publication import make_picture, make_plain_publication, make_program


def kept(folder: Path) -> Path:
    return folder / "output/2019-20/content.zip"


def test_a_build_keeps_what_it_was_made_of(tmp_path: Path, here: Here) -> None:
    """Content with pictures and the publication's own layouts; nothing hidden, and not by one program."""
    files = {"pictures/yard.png": make_picture(), ".hidden": "x"}
    for name in ("one", "two"):
        content = make_plain_publication(tmp_path / name, files)
        os.utime(content / "season.yaml", (1, 1))
        assert here("--publication", tmp_path / name, "build", "primary-care", "--format", "flyer").code == 0
        assert not kept(tmp_path / name).exists()
        assert here("--publication", tmp_path / name, "build", "--format", "flyer").code == 0
    data = kept(tmp_path / "one").read_bytes()
    assert data == kept(tmp_path / "two").read_bytes()
    with ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        assert archive.read("content/pictures/yard.png") == make_picture()
    assert "content/season.yaml" in names
    assert "layouts/flyer/flyer.html.j2" in names
    assert "content/.hidden" not in names
    assert not any(name.startswith("fonts/") for name in names)
    with press.opened_season(kept(tmp_path / "one")) as folder:
        publication = press.check(Places(folder, tmp_path / "elsewhere"))
        assert str(publication.season.label) == "2019-20"
    assert not folder.exists()


def test_it_is_written_when_something_has_changed_or_it_is_gone(tmp_path: Path, here: Here) -> None:
    """A build in which nothing is to be made leaves it; one that somebody deleted is there again."""
    content = make_plain_publication(tmp_path)
    build = ("--publication", tmp_path, "build", "--format", "card")
    here(*build)
    before = kept(tmp_path).stat()
    here(*build)
    assert kept(tmp_path).stat() == before
    kept(tmp_path).unlink()
    here(*build)
    assert kept(tmp_path).stat().st_size == before.st_size
    (content / "people.yaml").write_text("jane-doe:\n  name: Jane Roe\n", "utf-8")
    here(*build)
    with ZipFile(kept(tmp_path)) as archive:
        assert b"Jane Roe" in archive.read("content/people.yaml")


def test_a_season_that_ends_is_kept_as_it_was_last_published(tmp_path: Path, here: Here) -> None:
    """Also where some of it was built again after all of it was; not where that was printed nowhere."""
    flyer = (
        '{% extends "base.html.j2" %}{% block body %}<h1>{{ program.name | line }}</h1>'
        "<p{{ program.promise | place }}>{{ program.promise | line }}</p>{% endblock %}"
    )
    files = {"programs/other.yaml": make_program(), "../layouts/flyer/flyer.html.j2": flyer}
    content, where = make_plain_publication(tmp_path, files), ("--publication", tmp_path)
    program, words = content / "programs/primary-care.yaml", make_program()
    for said, build, holds in (
        ("At home", ("build", "--format", "flyer"), b"At home"),
        ("Abroad", None, b"At home"),
        ("At work", ("build", "primary-care", "--format", "flyer"), b"At work"),
    ):
        program.write_text(words.replace("Close to home", said), "utf-8")
        if build:
            assert here(*where, *build).code == 0
        assert here(*where, "roll-over", "2020-21", "--yes").code == 0
        with ZipFile(kept(tmp_path)) as archive:
            assert holds in archive.read("content/programs/primary-care.yaml")
        assert here(*where, "undo").code == 0


def made(path: Path, entries: dict[str, bytes], mode: int = 0) -> Path:
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            entry = ZipInfo(name)
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, mode << 16
            archive.writestr(entry, data)
    return path


@pytest.mark.parametrize(
    ("entries", "mode", "what"),
    [
        ({"content/a.yaml": b"", "../out.yaml": b"x"}, 0, "leads elsewhere"),
        ({"content/a.yaml": b"", "content/../../out.yaml": b"x"}, 0, "leads elsewhere"),
        ({"content/a.yaml": b"", "/out.yaml": b"x"}, 0, "leads elsewhere"),
        ({"content/a.yaml": b"", "C:/out.yaml": b"x"}, 0, "leads elsewhere"),
        ({"content/a.yaml": b"", "content\\..\\out.yaml": b"x"}, 0, "leads elsewhere"),
        ({"content/a.yaml": b"/etc/passwd"}, stat.S_IFLNK | 0o777, "leads elsewhere"),
        ({"content/a.yaml": b"0" * 9_000_000}, 0, "more than 20 times as large"),
        ({"content/a.yaml": b"", "content/a.yaml/b": b""}, 0, "two files of one name"),
        ({"notes.txt": b"x"}, 0, "holds no folder content/"),
        ({"a/content/a.yaml": b"", "b/content/a.yaml": b""}, 0, "holds no folder content/"),
        ({"../content/a.yaml": b""}, 0, "leads elsewhere"),
        ({"a/content/a.yaml": b"", "a/../../out.yaml": b"x"}, 0, "leads elsewhere"),
    ],
)
def test_what_is_no_season_is_not_opened(
    tmp_path: Path, entries: dict[str, bytes], mode: int, what: str
) -> None:
    """Paths and links that lead out, what would fill the disk, and what is something else."""
    archive = made(tmp_path / "some.zip", entries, mode)
    with pytest.raises(UsageError, match=what), press.opened_season(archive):
        pass
    assert [one.name for one in tmp_path.iterdir()] == ["some.zip"]


def test_the_folder_of_a_publication_may_be_packed_as_a_whole(tmp_path: Path) -> None:
    """As systems do it where somebody hands it on, with what they put beside it."""
    beside = {"__MACOSX/Our season/content/._a.yaml": b"", "Our season/notes.txt": b"x"}
    files = {"Our season/content/a.yaml": b"a: 1\n", "Our season/layouts/tokens.css": b"", **beside}
    with press.opened_season(made(tmp_path / "some.zip", files)) as folder:
        found = {one.relative_to(folder).as_posix() for one in folder.rglob("*") if one.is_file()}
    assert found == {"content/a.yaml", "layouts/tokens.css"}


def test_a_file_that_is_no_zip_is_told(tmp_path: Path) -> None:
    """Also one that is not there."""
    (tmp_path / "some.zip").write_bytes(b"PK\3\4 something else")
    with pytest.raises(UsageError, match="cannot be read"), press.opened_season(tmp_path / "some.zip"):
        pass
    with pytest.raises(UsageError, match="no such file"), press.opened_season(tmp_path / "none.zip"):
        pass
