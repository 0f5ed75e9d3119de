"""What documents share in a process changes none of them: constants, the engine's rules, the collector."""

from __future__ import annotations

import gc
import hashlib
import io
import os
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader
from weasyprint.formatting_structure.boxes import PageBox

from brochure import shipped
from brochure.compose import Composer, Layouts
from brochure.content import load
from brochure.model import PageSource, Stylesheet
from brochure.typeset import EngineError, typeset
from brochure.typeset.css_extensions import filled_in
from tests.builders.documents import (
    FACE,
    FACE_FILE,
    brochure_of,
    make_composer,
    make_job,
    make_source,
    words_of,
)
from tests.builders.publication import make_picture

ROOT = Path(__file__).resolve().parents[2]
PICTURE = "asset:content/picture.png"
#: A picture as a direct child of a grid brings the engine down where its row does not fit on the page.
CRASH = make_source(
    f'<div style="display: grid"><img src="{PICTURE}" alt="A blue square" style="height: 500pt"></div>',
    assets={FACE: FACE_FILE, PICTURE: make_picture()},
)
RED, BLUE = "1 0 0 rg", "0 0 1 rg"


def painted(source: PageSource) -> str:
    """What is drawn on the first page."""
    contents = PdfReader(io.BytesIO(typeset(source).pdf)).pages[0].get_contents()
    assert contents is not None
    return contents.get_data().decode("latin-1")


def filled(css: str, *changing: str) -> str:
    """A stylesheet with its constants filled in, given what a document sets itself."""
    (sheet,) = filled_in([Stylesheet("own.css", css)], frozenset(changing))
    return sheet.text


def sample() -> list[PageSource]:
    """Documents of every kind of the sample publication."""
    layouts = Layouts.of(ROOT)
    publication = load(ROOT / "content", layouts.fonts, layouts.folders)
    composer = Composer(publication, ROOT / "content", layouts)
    programs = [make_job(composer, number, form) for number in range(2) for form in ("brochure", "card")]
    return [composer.document(job) for job in (*programs, make_job(composer, 0, None))]


@pytest.mark.long
def test_a_document_is_the_same_whatever_was_set_before_it() -> None:
    sources = sample()
    first, again = [typeset(one).pdf for one in sources], [typeset(one).pdf for one in reversed(sources)]
    sums = [hashlib.sha256(pdf).hexdigest() for pdf in first]
    assert len(set(sums)) == len(sources) == 5
    assert sums == [hashlib.sha256(pdf).hexdigest() for pdf in reversed(again)]


def test_a_stylesheet_is_read_once_and_holds_where_it_stands_in_each_document() -> None:
    red, blue = (Stylesheet(f"{one}.css", f"p {{ color: {one}; colour: {one} }}") for one in ("red", "blue"))
    later = make_source("<p>Words</p>")
    first = replace(later, stylesheets=(*later.stylesheets, red, blue))
    later = replace(later, stylesheets=(*later.stylesheets, blue, red))
    assert BLUE in painted(first) and RED in painted(later) and BLUE not in painted(later)
    told = [typeset(one).complaints for one in (first, later)]
    assert told[0] == told[1][::-1] and len(told[0]) == 2
    paged = replace(
        later, stylesheets=(*later.stylesheets, Stylesheet("a.css", "@page { size: 99pt 99pt }"))
    )
    assert [typeset(one).pages[0].width for one in (paged, paged)] == pytest.approx([99, 99], abs=0.1)


def test_a_layout_gives_the_same_bytes_with_its_tokens_as_constants_and_as_variables(tmp_path: Path) -> None:
    source = brochure_of(make_composer(tmp_path))
    again = Stylesheet(
        "again.css", source.stylesheets[1].text
    )  # set twice, tokens may change and stay variables
    assert source.stylesheets[1].path == "tokens.css"
    assert filled_in(source.stylesheets, frozenset()) != source.stylesheets
    assert typeset(replace(source, stylesheets=(*source.stylesheets, again))).pdf == typeset(source).pdf


@pytest.mark.parametrize(
    ("css", "is_constant"),
    [
        (":root { --tone: red } p { color: var(--tone) }", True),
        ("/* first */ :root { --other: 1pt; --tone: red } p { border: 1pt solid var( --tone ) }", True),
        (":root { --tone: red } .a { --tone: blue } p { color: var(--tone) }", False),
        (":root { --tone: var(--other) } p { color: var(--tone) }", False),
        (".a { --tone: red } p { color: var(--tone) }", False),
        ("@media screen { :root { --tone: red } } p { color: var(--tone) }", False),
        (":root { --tone: red } p { color: var(--tone, blue) }", False),
        (":root { --tone: red } p { color: var(--tone-of-words) }", False),
    ],
)
def test_only_constants_are_filled_in(css: str, is_constant: bool) -> None:
    assert ("var(" not in filled(css)) == is_constant
    assert filled(css, "--tone") == css


@pytest.mark.parametrize(
    ("html", "shown", "hidden"),
    [
        ("<p>Words</p>", RED, BLUE),
        ('<p style="--tone: blue">Words</p>', BLUE, RED),
        ("<style>p { --tone: blue }</style><p>Words</p>", BLUE, RED),
    ],
)
def test_a_document_may_set_another_value(html: str, shown: str, hidden: str) -> None:
    said = painted(make_source(html, ":root { --tone: red } p { color: var(--tone) }"))
    assert shown in said
    assert hidden not in said


@pytest.mark.parametrize(
    "css", ["span { float: footnote }", ":root { --kind: footnote } span { float: var(--kind) }"]
)
def test_footnotes_have_their_marks(css: str) -> None:
    proof = typeset(make_source("<p>Words<span>Said below</span></p>", css))
    assert "Words1" in words_of(proof.pdf).replace(" ", "")
    assert "1.Saidbelow" in words_of(proof.pdf).replace(" ", "")


def test_a_font_that_was_replaced_is_read_again(tmp_path: Path) -> None:
    face = tmp_path / "face.ttf"
    source = make_source("<h1>Title</h1><p>Words</p>", assets={FACE: face})
    before = ""
    for number, file in enumerate((FACE_FILE, shipped("fonts") / "BrochureSerif-Semibold.ttf")):
        face.write_bytes(file.read_bytes())
        os.utime(face, (number, number))
        after = hashlib.sha256(typeset(source).pdf).hexdigest()
        assert after != before
        before = after


@pytest.mark.parametrize("is_enabled", [True, False])
def test_nothing_of_a_document_stays_and_the_collector_is_as_it_was(is_enabled: bool) -> None:
    was_enabled = gc.isenabled()
    gc.collect()
    (gc.enable if is_enabled else gc.disable)()
    try:
        before = boxes_alive()
        assert len(typeset(make_source("<h1>Title</h1>" + "<p>Words</p>" * 60)).pages) > 1
        assert gc.isenabled() == is_enabled
        assert boxes_alive() == before
        with pytest.raises(EngineError):
            typeset(CRASH)
        assert gc.isenabled() == is_enabled
    finally:
        (gc.enable if was_enabled else gc.disable)()


def boxes_alive() -> int:
    """How many pages of the engine are in memory."""
    return sum(isinstance(one, PageBox) for one in gc.get_objects())
