"""A page of a PDF as something to paint: its content, cropped to the trim, and what annotations show on paper.

Takes opened pages; gives form XObjects (ISO 32000-1, 8.10) that keep the resources of their page, so that typefaces
and pictures stay shared. Must not know where a page is placed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from pypdf import Transformation

from brochure.packet.filters import decoded
from brochure.packet.objects import Book, Dictionary, Ref, Stream, listed, look, real, stream
from brochure.packet.source import Page

Matrix = tuple[float, float, float, float, float, float]
UPRIGHT: Final[Matrix] = (1, 0, 0, 1, 0, 0)
#: Annotation flags (ISO 32000-1, table 165).
_HIDDEN, _PRINT = 2, 4
_POINTS_A_UNIT: Final = 1.0


@dataclass(frozen=True)
class Face:
    """A page as it is shown: its size in points, the matrix that brings its coordinates to a lower left corner at 0,0,
    and the forms to paint, each with a matrix of its own."""

    width: float
    height: float
    matrix: Matrix
    forms: tuple[tuple[Matrix, Ref], ...]


def face(page: Page, book: Book) -> Face:
    """The face of one page; its forms become objects of the book."""
    box = _box(page.entries)
    unit = float(look(page.entries, "/UserUnit") or _POINTS_A_UNIT)
    width, height, turned = _turned(box, look(page.entries, "/Rotate"))
    shown = Transformation(turned).transform(Transformation((unit, 0, 0, unit, 0, 0)))
    form = stream(
        _content(page.entries),
        {
            "/Type": "/XObject",
            "/Subtype": "/Form",
            "/BBox": list(map(float, box)),
            "/Resources": page.entries.get("/Resources"),
            "/Group": page.entries.get("/Group"),
        },
    )
    forms = ((UPRIGHT, book.add(form)), *_annotations(page.entries))
    return Face(width * unit, height * unit, shown.ctm, forms)


def _box(entries: Dictionary) -> tuple[float, float, float, float]:
    """The trimmed page: left, bottom, right, top."""
    found = next(box for box in ("/TrimBox", "/CropBox", "/MediaBox") if box in entries)
    return _rectangle(look(entries, found))


def _rectangle(sides: Any) -> tuple[float, float, float, float]:
    a, b, c, d = (float(real(side)) for side in sides)
    return min(a, c), min(b, d), max(a, c), max(b, d)


def _turned(box: tuple[float, float, float, float], turn: Any) -> tuple[float, float, Matrix]:
    """Width, height and matrix of a page turned clockwise by its Rotate entry; one that is no quarter turn is none."""
    left, bottom, right, top = box
    wide, high = right - left, top - bottom
    match int(turn) % 360 if isinstance(turn, int | float) else 0:
        case 90:
            return high, wide, (0, -1, 1, 0, -bottom, right)
        case 180:
            return wide, high, (-1, 0, 0, -1, right, top)
        case 270:
            return high, wide, (0, 1, -1, 0, top, -left)
    return wide, high, (1, 0, 0, 1, -left, -bottom)


def _content(entries: Dictionary) -> bytes:
    parts = [real(one) for one in listed(entries.get("/Contents"))]
    return b"\n".join(decoded(part) for part in parts if isinstance(part, Stream))


def _annotations(entries: Dictionary) -> Iterator[tuple[Matrix, Ref]]:
    """What annotations paint when the page is printed, such as the fields of a form that was filled in."""
    for annotation in map(real, listed(entries.get("/Annots"))):
        flags = look(annotation, "/F") or 0
        shown = _appearance(annotation)
        if flags & _PRINT and not flags & _HIDDEN and shown and look(annotation, "/Rect"):
            yield _laid(real(shown), _rectangle(look(annotation, "/Rect"))), shown


def _appearance(annotation: Any) -> Ref | None:
    """The normal appearance, in the state that the annotation is in."""
    appearances = look(annotation, "/AP")
    found = appearances.get("/N") if isinstance(appearances, dict) else None
    if not isinstance(real(found), Stream):
        found = real(found).get(look(annotation, "/AS")) if isinstance(real(found), dict) else None
    return found if isinstance(found, Ref) and isinstance(real(found), Stream) else None


def _laid(form: Any, spot: tuple[float, float, float, float]) -> Matrix:
    """The matrix that brings an appearance into the annotation's rectangle (ISO 32000-1, algorithm 8.1)."""
    own = Transformation(tuple(float(real(one)) for one in look(form, "/Matrix") or UPRIGHT))  # type: ignore[arg-type]
    left, bottom, right, top = _rectangle(look(form, "/BBox"))
    corners = [own.apply_on((x, y)) for x in (left, right) for y in (bottom, top)]
    across, up = sorted(x for x, _ in corners), sorted(y for _, y in corners)
    wide, high = across[-1] - across[0], up[-1] - up[0]
    x_scale = (spot[2] - spot[0]) / wide if wide else 1.0
    y_scale = (spot[3] - spot[1]) / high if high else 1.0
    return (x_scale, 0, 0, y_scale, spot[0] - across[0] * x_scale, spot[1] - up[0] * y_scale)
