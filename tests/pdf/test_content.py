"""Content carried out: all of it is told in order, with what cannot be carried out; and work ends."""

from __future__ import annotations

from collections.abc import Mapping
from time import process_time
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from brochure.pdf.content import Interpreter
from brochure.pdf.events import (
    ContentEvent,
    Damage,
    MarkBegins,
    MarkEnds,
    PathPainted,
    PictureDrawn,
    TextShown,
)
from brochure.pdf.fonts import font_of
from brochure.pdf.geometry import pages_of

HELVETICA = Dictionary(
    Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding
)


def events(content: bytes, resources: Mapping[str, Any] | None = None) -> list[ContentEvent]:
    """What comes of one page with this content."""
    pdf = pikepdf.new()
    given = {
        "/Font": Dictionary(F=HELVETICA),
        **{k: v(pdf) if callable(v) else v for k, v in (resources or {}).items()},
    }
    page = pdf.add_blank_page(page_size=(200, 100))
    page.Contents, page.Resources = pdf.make_stream(content), Dictionary(given)
    (only,) = pages_of(pdf)
    return list(Interpreter().events(only))


def texts(found: list[ContentEvent]) -> list[str]:
    return [event.text for event in found if isinstance(event, TextShown)]


def damage(found: list[ContentEvent]) -> list[str]:
    return [event.what for event in found if isinstance(event, Damage)]


def test_text_is_told_with_its_place_its_size_and_the_marks_around_it() -> None:
    found = events(
        b"/P <</MCID 3 /Lang (de)>> BDC /Span <</ActualText (Two words)>> BDC BT /F 5 Tf 2 0 0 2 20 30 Tm"
        b" (Two) Tj 0 -6 Td [(wor) -200 (ds)] TJ ET EMC EMC /Artifact BMC BT /F 9 Tf (7) Tj ET"
    )
    first, second, folio = (event for event in found if isinstance(event, TextShown))
    assert (first.text, first.origin, first.size) == ("Two", (20, 30), 10)
    assert (second.text, second.origin) == ("words", (20, 18))
    assert [(mark.tag, mark.mcid, mark.stands_for, mark.language) for mark in first.marks] == [
        ("P", 3, None, "de"),
        ("Span", None, "Two words", ""),
    ]
    assert folio.marks[0].is_artifact
    begun = [event.mark for event in found if isinstance(event, MarkBegins)]
    ended = [event.mark for event in found if isinstance(event, MarkEnds)]
    assert ended == [begun[1], begun[0], begun[2]], "what is left open is ended with its stream"


def test_glyphs_move_on_by_their_widths_and_the_spacing_that_is_asked_for() -> None:
    def end(operators: bytes) -> float:
        (shown,) = (
            one for one in events(b"BT /F 10 Tf " + operators + b" ET") if isinstance(one, TextShown)
        )
        return shown.end[0]

    assert end(b"(aa) Tj") == pytest.approx(10)
    assert end(b"1 Tc (aa) Tj") == pytest.approx(12)
    assert end(b"3 Tw (a a) Tj") == pytest.approx(18)
    assert end(b"50 Tz (aa) Tj") == pytest.approx(5)
    assert end(b"[(a) -1000 (a)] TJ") == pytest.approx(20)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"BT /F Tf ET", "an operator Tf with 1 operand, where it needs 2"),
        (b"1 0 rg", "a color of 2 numbers in rgb"),
        (b"(words) 0 0 rg", "an operator rg without a number that it needs"),
        (b"/Nowhere cs", "the color space /Nowhere"),
        (b"(a) foo", "an operator foo that is none"),
        (b"\xff\xfe q", "bytes that are no operator"),
        (b"/I Do", "a picture or form /I that is not in the file"),
        (b"/G gs", "a graphics state /G that is not in the file"),
        (b"[(a", "content that breaks off"),
    ],
)
def test_what_cannot_be_carried_out_is_told_and_the_rest_is_done(content: bytes, said: str) -> None:
    found = events(b"BT /F 12 Tf 9 9 Td (Before) Tj ET " + content)
    assert texts(found) == ["Before"] and damage(found) == [said]
    if b"[" not in content:
        after = events(content + b" BT /F 12 Tf 9 9 Td (After) Tj ET 9 9 9 9 re f")
        assert texts(after) == ["After"] and any(isinstance(event, PathPainted) for event in after)


def test_operands_too_many_are_left_out() -> None:
    found = events(b"1 2 BI /W 1 /H 1 /BPC 8 /CS /G ID \0 EI 7 7 10 10 5 5 re f")
    assert damage(found) == []
    picture, path = found
    assert isinstance(picture, PictureDrawn) and isinstance(path, PathPainted)
    assert path.box == (10, 10, 15, 15)


def test_a_form_that_draws_itself_comes_to_an_end() -> None:
    def itself(pdf: pikepdf.Pdf) -> Dictionary:
        form = pdf.make_stream(
            b"0 0 9 9 re f /X Do /X Do", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9]
        )
        form.Resources = Dictionary(XObject=Dictionary(X=form))
        return Dictionary(X=form)

    found = events(b"/X Do", {"/XObject": itself})
    assert set(damage(found)) == {"forms inside one another, more than 12 deep"}


def test_a_page_tree_may_be_deep_and_name_a_page_that_is_not_there() -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(200, 100))
    pdf.Root.Pages.MediaBox, pdf.Root.Pages.Rotate = Array([0, 0, 50, 60]), 90
    leaf = pdf.Root.Pages.Kids[0]
    del leaf["/MediaBox"]
    node = leaf
    for _ in range(10_000):
        node = pdf.make_indirect(Dictionary(Type=Name.Pages, Kids=[node], Count=1))
    loop = pdf.make_indirect(Dictionary(Type=Name.Pages, Count=1))
    loop.Kids = Array([loop, node])
    pdf.Root.Pages.Kids = Array([loop, None])
    first, second = pages_of(pdf)
    assert first.media == (0, 0, 50, 60) and first.rotation == 90 and not first.lacks
    assert list(Interpreter().events(second)) == [Damage("no content: it is not in the file")]


def test_a_font_that_maps_every_code_a_thousand_times_is_read_in_no_time() -> None:
    pdf = pikepdf.new()
    unicode = b"1 beginbfrange " + b"<0000> <ffffffff> <0041> " * 1000 + b"endbfrange"
    inner = Dictionary(Type=Name.Font, Subtype=Name.CIDFontType2, W=Array([0, 65535, 500] * 1000))
    font = Dictionary(Type=Name.Font, Subtype=Name.Type0, DescendantFonts=[inner])
    font.ToUnicode = pdf.make_stream(unicode)
    began = process_time()
    assert font_of(font).text(b"\0\1") == "B"
    assert process_time() - began < 2
