"""Subsets of one typeface become one in a packet, and every glyph is painted as before."""

from __future__ import annotations

import io
from collections import defaultdict

import pypdfium2
import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, NameObject, NumberObject

from brochure.packet import Part
from tests.builders.merging import bind, typeset

#: í and ñ are made of other glyphs, which engines number as they like.
TEXTS = ("Índigo niño fin", "jalapeño índice; Öl, Ångström", "ABC xyz 123")


def faces(reader: PdfReader) -> dict[str, set[int]]:
    """The font files behind each typeface of a document."""
    found: dict[str, set[int]] = defaultdict(set)
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            descriptor = font["/DescendantFonts"][0]["/FontDescriptor"]
            found[font["/BaseFont"].partition("+")[2]].add(descriptor.raw_get("/FontFile2").idnum)
    return found


def pictures(pdf: bytes) -> list[bytes]:
    return [page.render(scale=2).to_pil().tobytes() for page in pypdfium2.PdfDocument(pdf)]


def texts(pdf: bytes) -> list[str]:
    return [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf)]


def written(reader: PdfReader) -> bytes:
    out = io.BytesIO()
    PdfWriter(clone_from=reader).write(out)
    return out.getvalue()


def bound(pdfs: list[bytes]) -> PdfReader:
    return bind([Part(f"part{number}", f"Part {number}", pdf) for number, pdf in enumerate(pdfs)])


def test_one_file_holds_the_glyphs_of_all_and_paints_them_alike() -> None:
    pdfs = [typeset(f"<h1>{text}</h1>") for text in TEXTS]
    reader = bound(pdfs)
    assert [len(files) for files in faces(reader).values()] == [1]
    assert pictures(written(reader)) == [picture for pdf in pdfs for picture in pictures(pdf)]


def fonts(reader: PdfReader) -> set[int]:
    """The fonts that pages name."""
    return {
        page["/Resources"]["/Font"].raw_get(called).idnum
        for page in reader.pages
        for called in page["/Resources"]["/Font"]
    }


def test_one_font_says_the_codes_of_all() -> None:
    pdfs = [typeset(f"<h1>{text}</h1>") for text in TEXTS]
    reader = bound(pdfs)
    assert len(fonts(reader)) == 1
    assert texts(written(reader)) == [text for pdf in pdfs for text in texts(pdf)] == list(TEXTS)


def test_a_font_whose_codes_read_otherwise_stays_apart() -> None:
    """The glyph of a space is also that of a no-break space."""
    pdfs = [typeset(f"<h1>{text}</h1>") for text in ("one two", "three\xa0four", "five six")]
    reader = bound(pdfs)
    assert len(fonts(reader)) == 2
    assert texts(written(reader)) == ["one two", "three\xa0four", "five six"]


def changed(pdf: bytes, change: str) -> bytes:
    """The same document with another typeface under the same name, or with a glyph that only has the default
    width.
    """
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    font = next(iter(writer.pages[0]["/Resources"]["/Font"].values())).get_object()
    below = font["/DescendantFonts"][0].get_object()
    if change == "metrics":
        stream = below["/FontDescriptor"]["/FontFile2"].get_object()
        data = bytearray(stream.get_data())
        at = data.index(
            b"\x5f\x0f\x3c\xf5"
        )  # the magic number of the table head, after it flags and units per em
        data[at + 6 : at + 8] = b"\x07\xd0"
        stream.set_data(bytes(data))
    elif change == "default width":
        below[NameObject("/W")] = ArrayObject([NumberObject(0), ArrayObject([NumberObject(500)])])
    elif change == "name":
        below["/FontDescriptor"].get_object()[NameObject("/FontName")] = NameObject("/Other")
    else:
        below[NameObject("/CIDToGIDMap")] = writer._add_object(ArrayObject())
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("change", ["metrics", "default width", "name", "map"])
def test_subsets_that_may_differ_stay_apart(change: str) -> None:
    pdfs = [typeset(f"<h1>{TEXTS[0]}</h1>"), changed(typeset(f"<h1>{TEXTS[1]}</h1>"), change)]
    reader = bound(pdfs)
    assert [len(files) for files in faces(reader).values()] == [2]
    assert pictures(written(reader))[0] == pictures(pdfs[0])[0]


def test_a_subset_that_may_differ_leaves_the_others_joined() -> None:
    one, two, three = (typeset(f"<h1>{text}</h1>") for text in TEXTS)
    reader = bound([one, changed(two, "metrics"), three])
    assert [len(files) for files in faces(reader).values()] == [2]
    shown = pictures(written(reader))
    assert (shown[0], shown[2]) == (pictures(one)[0], pictures(three)[0])
