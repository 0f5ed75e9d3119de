"""What is compiled is kept for later processes."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from jinja2 import Environment

from brochure.compose import Layouts, layouts
from brochure.compose.compiled import compiled


@pytest.mark.parametrize("damage", [None, b"", b"foreign"])
def test_templates_are_compiled_once_for_all_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: bytes | None
) -> None:
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    folder = compiled(layouts.__file__)
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
