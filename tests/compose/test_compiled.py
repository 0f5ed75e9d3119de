"""What is compiled is kept for later processes, and the engine is imported without what no document needs."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from jinja2 import Environment

from brochure.compose import Layouts, layouts
from brochure.compose.compiled import compiled
from brochure.typeset import declarations

ROOT = Path(__file__).resolve().parents[2]
DECLARED = "int abs(int);"


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where declarations are kept for this test."""
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    folder = compiled(declarations.__file__)
    assert folder and folder.is_relative_to(tmp_path)
    return folder


def absolute() -> int:
    """What a function says that was declared."""
    return int(declarations._ffi(DECLARED).dlopen(None).abs(-3))


def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is parsed from now on."""
    seen: list[str] = []

    class Parsing(declarations._PARSING):  # type: ignore[misc,name-defined]
        def cdef(self, declared: str) -> None:
            seen.append(declared)
            super().cdef(declared)

    monkeypatch.setattr(declarations, "_PARSING", Parsing)
    return seen


def test_declarations_are_parsed_once_for_all_processes(
    kept: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    seen = parsed(monkeypatch)
    assert [absolute(), absolute()] == [3, 3]
    assert seen == [DECLARED]
    assert [file.suffix for file in kept.iterdir()] == [".pyc"]
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("damage", [b"", b"foreign", None])
def test_tables_that_are_damaged_are_made_again(
    kept: Path, monkeypatch: pytest.MonkeyPatch, damage: bytes | None
) -> None:
    absolute()
    (file,) = kept.iterdir()
    whole = file.read_bytes()
    file.write_bytes(whole[:200] if damage is None else damage)
    seen = parsed(monkeypatch)
    assert [absolute(), absolute()] == [3, 3]
    assert seen == [DECLARED]
    assert list(kept.iterdir()) == [file]


def test_where_nothing_may_be_kept_declarations_are_parsed_each_time(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = parsed(monkeypatch)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert [absolute(), absolute()] == [3, 3]
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    kept.parent.mkdir(parents=True)
    kept.write_text("no folder")
    assert absolute() == 3
    assert seen == [DECLARED] * 3


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize("damage", [None, b"", b"foreign"])
def test_templates_are_compiled_once_for_all_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: bytes | None
) -> None:
    folder = compiled(layouts.__file__)
    assert folder
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
