"""Folios: what is printed on every page once its number is known, painted over the page as a pagination artifact
(ISO 32000-1, 14.8.2.2).

Takes PDFs with one transparent page per page of the packet. Must not know how a folio looks or what it says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from pypdf.generic import ContentStream

from brochure.packet.filters import decoded
from brochure.packet.objects import Book, Dictionary, Ref, Stream, listed, look, put, real, stream
from brochure.packet.part import Part
from brochure.packet.source import Source, open_part

#: Anything that leaves a mark. A folio page without one (a cover's) is not painted at all.
_PAINTS = re.compile(rb"(?<![^\s\])>])(?:Tj|TJ|'|\"|Do|sh|[fF]\*?|[bB]\*?|[sS]|BI)(?![^\s])")
_MARKS = frozenset({b"BMC", b"BDC", b"EMC", b"MP", b"DP"})

#: Clockwise turns of a page as it is shown, and the matrix that sets an upright folio on it: the first two
#: columns of the turn, and which of the page's width and height it is moved by.
_TURNS = {
    0: ((1, 0, 0, 1), (0, 0)),
    90: ((0, 1, -1, 0), (1, 0)),
    180: ((-1, 0, 0, -1), (1, 1)),
    270: ((0, -1, 1, 0), (0, 1)),
}


class Folios:
    """PDFs of folios, one after another, to be painted over the pages of part after part."""

    def __init__(self, pdfs: Sequence[bytes | Path], pages: int) -> None:
        """Raises `ValueError` where there is not one for each of so many pages."""
        self._sources = [open_part(Part("folios", "Folios", pdf)) for pdf in pdfs]
        self._pages = [page for source in self._sources for page in source.pages]
        self._opening = self._sources[0].book.add(stream(b"q\n"))
        if len(self._pages) != pages:
            raise ValueError(f"{len(self._pages)} folios for {pages} pages")

    def stamp(self, source: Source) -> None:
        """Paints the folios of a part's pages."""
        for page, folio in zip(source.pages, self._pages[source.first :], strict=False):
            data = _content(folio.entries)
            if _PAINTS.search(data):
                form = _form(folio.entries, _unmarked(data) if b"MC" in data or b"DC" in data else data)
                _paint(
                    page.entries,
                    source.book.add(form),
                    _place(page.entries, folio.entries),
                    self._opening,
                    source.book,
                )
        for one in self._sources:
            one.book.forget()

    def close(self) -> None:
        """Lets go of the PDFs."""
        for one in self._sources:
            one.close()


def _content(entries: Dictionary) -> bytes:
    return b"\n".join(
        decoded(real(one)) for one in listed(entries.get("/Contents")) if real(one) is not None
    )


def _unmarked(data: bytes) -> bytes:
    """The content without marked-content operators: inside an artifact nothing is tagged."""
    content = ContentStream(None, None)
    content.set_data(data)
    content.operations = [one for one in content.operations if one[1] not in _MARKS]
    return content.get_data()


def _form(entries: Dictionary, data: bytes) -> Stream:
    return stream(
        data,
        {
            "/Type": "/XObject",
            "/Subtype": "/Form",
            "/BBox": look(entries, "/MediaBox"),
            "/Resources": entries.get("/Resources"),
            "/Group": entries.get("/Group"),
        },
    )


def _box(entries: Dictionary) -> list[float]:
    """The trimmed page, in points: left, bottom, right, top."""
    found = next(box for box in ("/TrimBox", "/CropBox", "/MediaBox") if box in entries)
    left, bottom, right, top = (float(real(side)) for side in look(entries, found))
    return [min(left, right), min(bottom, top), max(left, right), max(bottom, top)]


def _place(page: Dictionary, folio: Dictionary) -> bytes:
    """The matrix that lays the trimmed folio page on the trimmed page as it is shown; empty where it lies already."""
    left, bottom, right, top = _box(page)
    from_left, from_bottom, _, _ = _box(folio)
    turn = look(page, "/Rotate")
    (a, b, c, d), (wide, high) = _TURNS[turn % 360 if isinstance(turn, int) and turn % 90 == 0 else 0]
    x = left + wide * (right - left) - a * from_left - c * from_bottom
    y = bottom + high * (top - bottom) - b * from_left - d * from_bottom
    numbers = (a, b, c, d, round(x, 4), round(y, 4))
    return b"" if numbers == (1, 0, 0, 1, 0, 0) else b"%d %d %d %d %g %g cm " % numbers


def _paint(page: Dictionary, form: Ref, place: bytes, opening: Ref, book: Book) -> None:
    """The page's own content is closed in first, since it may leave its own coordinates behind."""
    called = _add_resource(page, form)
    closing = b"\nQ /Artifact <</Type /Pagination /Subtype /Footer>> BDC q %s%s Do Q EMC\n" % (place, called)
    put(page, "/Contents", [opening, *listed(page.get("/Contents")), book.add(stream(closing))])


def _add_resource(page: Dictionary, form: Ref) -> bytes:
    """Gives the page Resources of its own (pages of a part often share them) with the form in; gives its name."""
    resources = dict(look(page, "/Resources") or {})
    forms = dict(look(resources, "/XObject") or {})
    called = "/Folio"
    while called in forms:
        called += "x"
    forms[called] = form
    put(resources, "/XObject", forms)
    put(page, "/Resources", resources)
    return called.encode()
