"""What a merge does to the content of pages: it closes what was left open, and paints folios over it.

Content that leaves something open, or closes what it never opened, would move what is painted after it.
Graphics states are counted as viewers do (ISO 32000-1, 8.4.2): a `Q` too many does nothing. Folios are what
is printed on every page once its number is known, a pagination artifact (14.8.2.2), from PDFs with one
transparent page for each page of the packet. Must not know how a folio looks or what it says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from pikepdf import Array, Dictionary, Name, Object, Pdf, parse_content_stream, unparse_content_stream

from brochure.packet.part import Part, open_part
from brochure.pdf import BROKEN, UnreadableError, each, get, made, number_of

#: What opens and what closes it.
_PAIRS: Final = {"Q": "q", "ET": "BT", "EMC": "BMC"}
NESTING: Final = frozenset({"q", "BT", "BMC", "BDC", *_PAIRS})
#: Everything that leaves a mark. A folio page without it (a cover's) is not painted at all.
PAINTS: Final = "Tj TJ ' \" Do sh f F f* B B* b b* S s BI ID EI"
_MARKS: Final = "BMC BDC EMC MP DP"
#: Clockwise turns of a page as it is shown, and the matrix that sets an upright folio on it: the first two
#: columns of the turn, and which of the page's width and height it is moved by.
_TURNS: Final = {
    0: ((1, 0, 0, 1), (0, 0)),
    90: ((0, 1, -1, 0), (1, 0)),
    180: ((-1, 0, 0, -1), (1, 1)),
    270: ((0, -1, 1, 0), (0, 1)),
}


def open_pages(pages: Iterable[Any]) -> frozenset[int]:
    """Which pages, from 0, do not close what they open, no more and no less. Those that cannot be read count
    as closed.
    """
    return frozenset(index for index, page in enumerate(pages) if _is_open(page))


def close_content(pdf: Pdf, page: Any) -> None:
    """Closes a page's content as many times as it was opened; what closes too often is taken out.

    Raises `UnreadableError`.
    """
    try:
        instructions = parse_content_stream(page)
    except BROKEN as error:
        raise UnreadableError("damaged", why=f"content of a page is damaged: {error}") from error
    kept, depth = _kept([str(one.operator) for one in instructions])
    content = each(page.get("/Contents"))
    if len(kept) < len(instructions):
        content = [pdf.make_stream(unparse_content_stream([instructions[at] for at in kept]))]
    closing = b"\n" + b"ET " * min(depth["BT"], 1) + b"EMC " * depth["BMC"] + b"Q " * depth["q"]
    page["/Contents"] = Array([*content, pdf.make_stream(closing)])


def _is_open(page: Any) -> bool:
    try:
        operators = [str(one.operator) for one in parse_content_stream(page, " ".join(sorted(NESTING)))]
    except BROKEN:
        return False
    kept, depth = _kept(operators)
    return len(kept) < len(operators) or any(depth.values())


def _kept(operators: Iterable[str]) -> tuple[list[int], dict[str, int]]:
    """The operators that mean something, by their places, and how often each pair is left open."""
    depth = {"q": 0, "BT": 0, "BMC": 0}
    kept = []
    for at, operator in enumerate(operators):
        if operator in _PAIRS:
            if not depth[_PAIRS[operator]]:
                continue
            depth[_PAIRS[operator]] -= 1
        elif operator in NESTING:
            depth["BMC" if operator == "BDC" else operator] += 1
        kept.append(at)
    return kept, depth


class Folios:
    """Folios to be painted over the pages of the packet, one after another."""

    def __init__(self, packet: Pdf, pdfs: Sequence[bytes | Path]) -> None:
        """Raises `UnreadableError` for a PDF of folios that cannot be read."""
        self._packet = packet
        self._sources = [open_part(Part("folios", "Folios", pdf)) for pdf in pdfs]
        self._pages = [(source.pdf, page) for source in self._sources for page in source.pages]
        self._opening = packet.make_stream(b"q\n")

    def forms(self) -> Iterator[tuple[Object, Any]]:
        """All of them in order, as forms of the packet, each with the page that it was."""
        yield from ((self._form(pdf, folio), folio) for pdf, folio in self._pages)

    def count(self) -> int:
        """How many there are."""
        return len(self._pages)

    def stamp(self, first: int, pages: Sequence[Any]) -> None:
        """Paints the folios of pages, of which the first has this number from 0, over them."""
        for page, (pdf, folio) in zip(pages, self._pages[first:], strict=False):
            if parse_content_stream(folio, PAINTS):
                paint(self._packet, page, self._form(pdf, folio), folio, self._opening)

    def _form(self, pdf: Pdf, folio: Any) -> Object:
        """A folio as a form, without marked-content operators: inside an artifact nothing is tagged."""
        if parse_content_stream(folio, _MARKS):
            marks = set(_MARKS.split())
            plain = [one for one in parse_content_stream(folio) if str(one.operator) not in marks]
            data = unparse_content_stream(plain)
        else:
            data = b"\n".join(one.read_bytes() for one in each(folio.get("/Contents")))
        resources = pdf.make_indirect(folio.get("/Resources") or Dictionary())
        group = folio.get("/Group")
        return self._packet.make_stream(
            data,
            made(
                {
                    "/Type": Name.XObject,
                    "/Subtype": Name.Form,
                    "/BBox": Array(list(folio.get("/MediaBox"))),
                    "/Resources": self._packet.copy_foreign(resources),
                    "/Group": self._packet.copy_foreign(pdf.make_indirect(group))
                    if group is not None
                    else None,
                }
            ),
        )


def paint(packet: Pdf, page: Any, form: Object, folio: Any, opening: Object | None = None) -> None:
    """Paints a form over a page, which was a page of folios. The page's own content is closed in first,
    since it may leave its own coordinates behind.
    """
    called = _add_resource(page, form)
    closing = b"\nQ /Artifact <</Type /Pagination /Subtype /Footer>> BDC q %s%s Do Q EMC\n" % (
        _place(page, folio),
        called.encode(),
    )
    own = each(page.get("/Contents"))
    first = packet.make_stream(b"q\n") if opening is None else opening
    page["/Contents"] = Array([first, *own, packet.make_stream(closing)])


def box_of(page: Any) -> tuple[float, float, float, float]:
    """The trimmed page, in points: left, bottom, right, top."""
    found = next(page.get(key) for key in ("/TrimBox", "/CropBox", "/MediaBox") if key in page)
    left, bottom, right, top = (number_of(side) or 0.0 for side in found)
    return min(left, right), min(bottom, top), max(left, right), max(bottom, top)


def _place(page: Any, folio: Any) -> bytes:
    """The matrix that lays the trimmed folio page on the trimmed page as it is shown; empty where it lies
    already.
    """
    left, bottom, right, top = box_of(page)
    from_left, from_bottom, _, _ = box_of(folio)
    turn = page.get("/Rotate")
    (a, b, c, d), (wide, high) = _TURNS[turn % 360 if isinstance(turn, int) and turn % 90 == 0 else 0]
    x = left + wide * (right - left) - a * from_left - c * from_bottom
    y = bottom + high * (top - bottom) - b * from_left - d * from_bottom
    numbers = (a, b, c, d, round(x, 4), round(y, 4))
    return b"" if numbers == (1, 0, 0, 1, 0, 0) else b"%d %d %d %d %g %g cm " % numbers


def _add_resource(page: Any, form: Object) -> str:
    """Gives the page Resources of its own (pages of a part often share them) with the form in; gives its
    name.
    """
    resources = page.get("/Resources").copy() if "/Resources" in page else Dictionary()
    held = get(resources, "/XObject")
    forms = held.copy() if isinstance(held, Dictionary) else Dictionary()
    called = "/Folio"
    while called in forms:
        called += "x"
    forms[called] = form
    resources["/XObject"] = forms
    page["/Resources"] = resources
    return called
