"""What is read and compiled of layouts is kept, for later documents and processes, as long as it holds."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from jinja2 import Environment

from brochure.compose import Layouts, layouts
from brochure.compose.layouts import compiled_folder
from brochure.content import folder
from brochure.press.files import Files
from tests.builders.documents import make_composer
from tests.builders.publication import make_publication


@pytest.mark.parametrize("damage", [None, b"", b"foreign"])
def test_templates_are_compiled_once_for_all_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: bytes | None
) -> None:
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    folder = compiled_folder()
    assert folder and folder.is_relative_to(tmp_path)
    folder.mkdir(parents=True)
    (tmp_path / "greeting.j2").write_text("Good {{ time }}")

    def filled_in() -> str:
        return layouts.render(Layouts((tmp_path,), ()).environment("en"), "greeting.j2", {"time": "morning"})

    first = filled_in()
    (file,) = folder.iterdir()
    whole = file.read_bytes()
    file.write_bytes(whole if damage is None else damage)
    seen: list[str] = []
    compile_template = Environment.compile
    monkeypatch.setattr(
        Environment,
        "compile",
        lambda *given, **named: seen.append("compiled") or compile_template(*given, **named),
    )
    assert [filled_in(), filled_in()] == [first, first]
    assert (seen, file.read_bytes()) == ([] if damage is None else ["compiled"], whole)


def test_layouts_are_the_same_until_one_of_their_files_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "_SETTLED", -(10**12))
    files, own = Files(make_publication(tmp_path).parent), tmp_path / "layouts"
    own.mkdir()
    survey, first = files.survey()
    environment, words = first.environment("en"), first.phrases("en")
    assert files.survey() == (survey, first)
    assert (first.environment("en"), first.phrases("en")) == (environment, words)
    (own / "words.yaml").write_text("contact: Ask us\n")
    second = files.survey()[1]
    assert second is not first and second.phrases("en")["contact"] == "Ask us" != words["contact"]
    (own / "words.yaml").unlink()
    third = files.survey()[1]
    assert third.phrases("en")["contact"] == words["contact"]
    (own / "broken.css").symlink_to(own / "nowhere")  # which is no file, and told all the same
    assert [one.what for one in files.survey()[0].problems if one.severity == "error"] == [
        "the link leads nowhere"
    ]
    (own / "broken.css").unlink()
    assert files.survey()[0].publication


def test_typefaces_are_read_again_where_their_files_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "_SETTLED", -(10**12))
    files = Files(make_publication(tmp_path).parent)
    first = files.read()[1]
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "more.otf").write_bytes(b"")
    assert files.survey()[1] is not first


def test_layouts_that_were_changed_just_now_are_read_again(tmp_path: Path) -> None:
    files = Files(make_publication(tmp_path).parent)
    (tmp_path / "layouts").mkdir()
    (tmp_path / "layouts" / "words.yaml").write_text("contact: Ask us\n")
    first = files.survey()[1]
    assert files.survey()[1] is not first


def test_stylesheets_follow_the_brand(tmp_path: Path) -> None:
    composer = make_composer(tmp_path)
    brand, sheet = composer.publication.brand, composer.sheet
    first = composer.layouts.stylesheets(brand, sheet)
    assert composer.layouts.stylesheets(brand.model_copy(), sheet) is first
    red = brand.color.model_copy(
        update={"palette": {**brand.color.palette, brand.color.foreground: "#770000"}}
    )
    other = composer.layouts.stylesheets(brand.model_copy(update={"color": red}), sheet)
    assert [one.path for one, two in zip(first, other, strict=True) if one != two] == ["tokens.css"]
