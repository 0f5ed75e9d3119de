"""A document that nobody has approved yet, marked as one: a word in outlines across each of its pages, which
its title begins with for who does not see it.

Takes the bytes of a PDF, a word and the file of a typeface; gives the PDF with the word as an artifact over
its content, as a path: so text, tags, links and what a screen reader says of pages are what they were (ISO
32000-1, 14.8.2.2). Must not know who approves.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from math import atan2, cos, hypot, sin
from typing import Final

from fontTools.ttLib import TTFont
from pikepdf import Array, unparse_content_stream

from brochure.pdf import GlyphPath, each, open_pdf, pages_of, save

#: How long the word is, in parts of a page's diagonal, and how high its letters are at most, of its width.
_LENGTH, _HEIGHT = 0.66, 0.3
#: Widths of the lines in parts of the letters' size, and their grays: light around dark, so that the word is
#: seen on any ground and covers nothing.
_LINES: Final = ((0.011, 1), (0.0045, 0.3))


def draft(pdf: bytes, word: str, font: bytes) -> bytes:
    """The document with a word across every page and before its title. Raises `UnreadableError`."""
    path, width, em = _outlined(word, font)
    with open_pdf(pdf).pdf as opened:
        before = opened.make_stream(b"q\n")
        for page in list(pages_of(opened)):
            box = page.trim
            drawn = _placed(path, width, em, box.width, box.height, (box.left, box.bottom))
            entries, own = page.dictionary, each(page.dictionary.get("/Contents"))
            mark = b"\nQ /Artifact <</Type /Pagination /Subtype /Watermark>> BDC q\n%s\nQ EMC\n" % drawn
            entries["/Contents"] = Array([before, *own, opened.make_stream(mark)])
        with opened.open_metadata(set_pikepdf_as_editor=False) as said:
            title = said.get("dc:title")
            said["dc:title"] = f"{word} · {title}" if title else word
        return save(opened)


def _outlined(word: str, font: bytes) -> tuple[str, float, float]:
    """The path of a word, its width, and the units of an em. Letters that are not in it are left out."""
    face = TTFont(BytesIO(font), lazy=True)
    glyphs, points = face.getGlyphSet(), face.getBestCmap()
    pen = GlyphPath(glyphs)
    for letter in word:
        if name := points.get(ord(letter)):
            glyphs[name].draw(pen)
            pen.x += glyphs[name].width
    return unparse_content_stream(pen.path).decode("ascii"), pen.x, float(face["head"].unitsPerEm)


def _placed(
    path: str, width: float, em: float, across: float, up: float, corner: tuple[float, float]
) -> bytes:
    """The word along the diagonal of a page, in its middle."""
    factor = min(_LENGTH * hypot(across, up) / max(width, 1), _HEIGHT * across / em * 1.6)
    angle = atan2(up, across)
    a, b = factor * cos(angle), factor * sin(angle)
    middle = em * 0.35  # half the height of capitals
    x = corner[0] + across / 2 - a * width / 2 + b * middle
    y = corner[1] + up / 2 - b * width / 2 - a * middle
    return "\n".join(_lines(path, em, (a, b, -b, a, x, y))).encode()


def _lines(path: str, em: float, matrix: tuple[float, ...]) -> Iterator[str]:
    yield f"{' '.join(f'{one:.5f}' for one in matrix)} cm 1 j"
    for width, gray in _LINES:
        yield f"{width * em:.1f} w {gray} G\n{path}\nS"
