"""Private names of the engine: each is there, and another version fails with the list of what it lacks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import weasyprint

from brochure.errors import MachineError
from brochure.typeset import EngineError, conditions, engine, engine_internals, typeset
from brochure.typeset.conditions import HELD, MADE_FOR, NAMES, check, is_made_for_others
from tests.builders.documents import make_source

PAGE = """<style>@page { @top-left { content: "A head" } }</style><h1>Title</h1><p>Words</p>
<table><thead><tr><th>A</th></tr></thead><tbody><tr><td>B</td></tr></tbody></table>
<div style="position: relative"><p style="position: absolute">Elsewhere</p></div>
<svg width="9" height="9"><text y="9">Words</text></svg>"""


@pytest.fixture(scope="module")
def things() -> dict[str, Any]:
    """One of each kind of objects whose attributes are used, from a document that was written."""
    source = make_source(PAGE)
    style = engine.style_of(source)
    html = weasyprint.HTML(string=source.html, base_url="asset:", url_fetcher=engine.Fetcher(source.assets))
    document = html.render(stylesheets=style.sheets, font_config=style.fonts)
    written: list[Any] = []
    document.write_pdf(finisher=lambda _document, pdf: written.append(pdf))
    (page,) = document.pages
    found = {type(one).__name__: one for one in everything(page._page_box)}
    streams = [one for one in written[0].objects if isinstance(one, engine_internals.Stream)]
    return {
        "html": html,
        "document": document,
        "page": page,
        "page box": page._page_box,
        "box": found["BlockBox"],
        "text": found["TextBox"],
        "margin box": found["MarginBox"],
        "group of rows": found["TableRowGroupBox"],
        "place of an absolute box": found["AbsolutePlaceholder"],
        "picture": (picture := found["InlineReplacedBox"]),
        "drawing": picture.replacement,
        "tree of a drawing": picture.replacement._svg.tree,
        "stream": streams[0],
        "face": next(iter(streams[0]._fonts.values())),
        "pdf": written[0],
    }


def everything(box: Any) -> Iterator[Any]:
    """A box and all inside it."""
    yield box
    for child in box.children:
        yield from everything(child)


def test_every_name_is_there() -> None:
    assert sum(map(len, NAMES.values())) > 20
    check()


@pytest.mark.parametrize("kind", HELD)
def test_every_object_holds_what_is_used_of_it(kind: str, things: dict[str, Any]) -> None:
    held = [name for name in HELD[kind] if hasattr(things[kind], name)]
    assert held == list(HELD[kind])


def test_the_versions_are_those_that_are_required() -> None:
    project = (Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8")
    major, _, _ = MADE_FOR["WeasyPrint"].partition(".")
    assert f'"weasyprint>={major},<{int(major) + 1}"' in project
    assert not is_made_for_others()


def test_a_name_that_is_missing_is_told_with_the_versions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("weasyprint.layout.absolute.AbsolutePlaceholder")
    monkeypatch.setattr(conditions, "version", {"WeasyPrint": "71.0", "pydyf": "0.14"}.__getitem__)
    with pytest.raises(MachineError) as error:
        check()
    assert str(error.value) == (
        "WeasyPrint: 71.0 with pydyf 0.14 is installed, this program is made for 70.0 with pydyf 0.13.0;"
        " it lacks weasyprint.layout.absolute.AbsolutePlaceholder."
        " Hint: `make` installs the versions that fit."
    )


def test_an_attribute_that_another_version_lacks_is_no_crash_of_the_document(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr("weasyprint.formatting_structure.boxes.Box.margin_width")
    with pytest.raises(EngineError):
        typeset(make_source("<p>Words</p>"))
    monkeypatch.setattr(conditions, "version", {"WeasyPrint": "71.0", "pydyf": "0.14"}.__getitem__)
    with pytest.raises(MachineError, match=r"71\.0 .* made for 70\.0 .*margin_width"):
        typeset(make_source("<p>Words</p>"))
