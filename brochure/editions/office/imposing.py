"""Sheets from pages: open the PDF, lay its pages out, paint each side, write. Same arguments, same bytes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pypdf import Transformation

from brochure.editions.office.faces import Face, Matrix, face
from brochure.editions.office.marks import marks
from brochure.editions.office.placing import Cell, Layout, lay
from brochure.editions.office.scheme import Imposed, Scheme
from brochure.editions.office.sheets import TOLERANCE
from brochure.packet.names import as_written
from brochure.packet.objects import Book, Dictionary, Ref, dictionary, look, put, real, stream
from brochure.packet.part import Part
from brochure.packet.source import Source, read_parts
from brochure.packet.writing import write

#: What the sheets say of themselves is what the document says, its dates included: never the clock.
_SAID = ("/Title", "/Author", "/Subject", "/Keywords", "/Creator", "/Producer", "/CreationDate", "/ModDate")


def impose(pdf: bytes, scheme: Scheme) -> Imposed:
    """The sheets of a document. Raises `PacketError` where it cannot be read.

    They have no tags and claim no standard: they are for paper. Pages of another size than most stand in the middle of
    their place, reduced where they are larger.
    """
    with as_written():
        return read_parts(
            [Part("document to impose", "", pdf)], lambda source: _imposed(source, pdf, scheme)
        )[0]


def _imposed(source: Source, pdf: bytes, scheme: Scheme) -> Imposed:
    book = source.book
    faces = [face(page, book) for page in source.pages]
    width, height = Counter((one.width, one.height) for one in faces).most_common(1)[0][0]
    layout = lay(len(faces), width, height, scheme)
    painted = marks(layout, scheme.work == "booklet") if scheme.marks else ""
    sides = [
        _side(cells, faces, layout, painted, _is_turned(layout, scheme, at), book)
        for at, cells in enumerate(layout.sides)
    ]
    written = _written(sides, source, pdf, scheme, layout, book)
    blanks = 2 * len(sides) - len(faces) if scheme.work == "booklet" else 0
    copies = 1 if scheme.work == "booklet" else layout.across * layout.up
    notes = tuple(_notes(faces, layout, scheme, painted))
    return Imposed(written, layout.sheet, len(sides), layout.signatures, copies, blanks, notes)


def _is_turned(layout: Layout, scheme: Scheme, at: int) -> bool:
    """Whether a side stands on its head: a back that the printer turns over the upper edge instead of the side's."""
    upper_edge = "long" if layout.sheet.width > layout.sheet.height else "short"
    return at % 2 == 1 and scheme.flip == upper_edge


def _side(
    cells: Sequence[Cell], faces: Sequence[Face], layout: Layout, painted: str, turned: bool, book: Book
) -> Ref:
    """A side of a sheet as a page object, its parent still to be set."""
    forms: dict[str, Ref] = {}
    parts = [f"-1 0 0 -1 {_numbers(layout.sheet.width, layout.sheet.height)} cm\n"] if turned else []
    for cell in cells:
        parts.append(_painted(cell, faces[cell.page], layout, forms))
    box = [0.0, 0.0, float(layout.sheet.width), float(layout.sheet.height)]
    resources = {"/XObject": forms}
    content = book.add(stream("".join([*parts, painted]).encode()))
    return book.add(
        {"/Type": "/Page", "/MediaBox": box, "/TrimBox": box, "/Resources": resources, "/Contents": content}
    )


def _painted(cell: Cell, one: Face, layout: Layout, forms: dict[str, Ref]) -> str:
    """The operators that paint a page into its cell; its forms are added to those of the side."""
    calls = []
    for at, (matrix, form) in enumerate(one.forms):
        called = f"P{cell.page + 1}" + (f"A{at}" if at else "")
        forms[f"/{called}"] = form
        calls.append(f"q {_numbers(*matrix)} cm /{called} Do Q" if at else f"/{called} Do")
    clip = _numbers(cell.left, cell.bottom, layout.width, layout.height)
    return f"q {clip} re W n {_numbers(*_place(cell, one, layout))} cm {' '.join(calls)} Q\n"


def _place(cell: Cell, one: Face, layout: Layout) -> Matrix:
    """The page in the middle of its cell, moved by the cell's shift."""
    scale = _scale(one, layout)
    x = cell.left + cell.shift + (layout.width - scale * one.width) / 2
    y = cell.bottom + (layout.height - scale * one.height) / 2
    return Transformation(one.matrix).transform(Transformation((scale, 0, 0, scale, x, y))).ctm


def _scale(one: Face, layout: Layout) -> float:
    if one.width <= layout.width + TOLERANCE and one.height <= layout.height + TOLERANCE:
        return 1.0
    return min(layout.width / one.width, layout.height / one.height)


def _numbers(*values: float) -> str:
    return " ".join(f"{value:.5f}".rstrip("0").rstrip(".") for value in values)


def _written(
    sides: Sequence[Ref], source: Source, pdf: bytes, scheme: Scheme, layout: Layout, book: Book
) -> bytes:
    root = book.add({"/Type": "/Pages", "/Count": len(sides), "/Kids": list(sides)})
    for side in sides:
        put(real(side), "/Parent", root)
    catalog = book.add(
        dictionary(
            {
                "/Type": "/Catalog",
                "/Pages": root,
                "/Lang": source.catalog.get("/Lang"),
                "/OCProperties": source.catalog.get("/OCProperties"),
                "/ViewerPreferences": _wishes(scheme, len(sides)),
            }
        )
    )
    info = look(source.book.trailer, "/Info") or {}
    said = book.add({entry: info.get(entry) for entry in _SAID if entry in info})
    return write(catalog, said, {root.number, *(side.number for side in sides)}, source.version)


def _wishes(scheme: Scheme, sides: int) -> Dictionary:
    """What a print dialog is asked to choose (ISO 32000-1, table 150)."""
    duplex = {"short": "/DuplexFlipShortEdge", "long": "/DuplexFlipLongEdge"}[scheme.flip]
    return {
        "/DisplayDocTitle": True,
        "/PrintScaling": "/None",
        "/PickTrayByPDFSize": True,
        "/Duplex": duplex if sides > 1 else "/Simplex",
    }


def _notes(faces: Sequence[Face], layout: Layout, scheme: Scheme, painted: str) -> list[str]:
    notes = []
    sheet = layout.sheet
    if not sheet.name and scheme.work != "single":
        notes.append(
            f"no usual sheet holds two of these pages: the sheets are {_inches(sheet.width)} x"
            f" {_inches(sheet.height)} in, two pages wide"
        )
    elif scheme.sheet not in ("next", sheet.name) and scheme.work != "single":
        notes.append(
            f"the sheet {scheme.sheet} is too small for two of these pages: {sheet.name} is used instead"
        )
    if scheme.marks and not painted:
        notes.append("there are no marks, since the pages fill the sheet")
    reduced = [at for at, one in enumerate(faces, start=1) if _scale(one, layout) < 1]
    if reduced:
        notes.append(
            f"page{'s' if len(reduced) > 1 else ''} {', '.join(map(str, reduced))}: larger than the others"
            " and reduced to their size"
        )
    return notes


def _inches(points: float) -> str:
    return f"{points / 72:.4g}"
