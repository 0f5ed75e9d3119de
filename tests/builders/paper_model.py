"""A model of paper: what an office printer and two hands make of imposed sides, as pdfium shows them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pypdfium2
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
)

LETTER = (612.0, 792.0)


def make_pdf(count: int, size: tuple[float, float] = LETTER, **entries: Any) -> bytes:
    """Pages with `head 1` at the top and `foot 1` at the foot, each of its own grey, with these entries."""
    writer = PdfWriter()
    font = writer._add_object(
        DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
            }
        )
    )
    for number in range(1, count + 1):
        page = writer.add_blank_page(*size)
        content = DecodedStreamObject()
        head, foot = f"head {number}", f"foot {number}"
        content.set_data(
            f"0.{90 - number % 40} g 0 0 {size[0]} {size[1]} re f 0 g BT /F 12 Tf 40 {size[1] - 60} Td"
            f" ({head}) Tj 0 {120 - size[1]} Td ({foot}) Tj ET".encode()
        )
        page[NameObject("/Contents")] = writer._add_object(content)
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F"): font})}
        )
        for name, value in entries.items():
            page[NameObject(f"/{name}")] = value
    writer.add_metadata({"/Title": "Numbers", "/CreationDate": "D:20190701000000Z"})
    data = BytesIO()
    writer.write(data)
    return data.getvalue()


def box(*sides: float) -> ArrayObject:
    """A rectangle as PDF has it."""
    return ArrayObject(FloatObject(side) for side in sides)


def whole(number: int) -> NumberObject:
    """A number as PDF has it."""
    return NumberObject(number)


@dataclass(frozen=True)
class Shown:
    """What stands in a part of a side: the page's number, and whether it stands on its head."""

    page: int
    upside_down: bool

    def turned(self) -> Shown:
        return Shown(self.page, not self.upside_down)


@dataclass(frozen=True)
class Word:
    """`head 7` or `foot 7`, and the left end and the foot of its first letter."""

    what: str
    page: int
    x: float
    y: float


@dataclass(frozen=True)
class Side:
    """One printed side and the words on it."""

    width: float
    height: float
    words: tuple[Word, ...] = field(repr=False)

    def part(self, left: float, bottom: float, right: float, top: float) -> Shown | None:
        """The page shown in a part of the side; None where it is blank."""
        heads = {word.what: word for word in self.words if left <= word.x < right and bottom <= word.y < top}
        if not heads:
            return None
        assert heads["head"].page == heads["foot"].page
        return Shown(heads["head"].page, heads["head"].y < heads["foot"].y)

    def halves(self) -> tuple[Shown | None, Shown | None]:
        """What the left and the right half show."""
        middle = self.width / 2
        return self.part(0, 0, middle, self.height), self.part(middle, 0, self.width, self.height)


def sides_of(pdf: bytes) -> list[Side]:
    """All sides of imposed numbers."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [_side(page) for page in document]
    finally:
        document.close()


def _side(page: Any) -> Side:
    text = page.get_textpage()
    said = text.get_text_range()
    words = []
    for found in re.finditer(r"(head|foot) (\d+)", said):
        left, bottom, right, top = text.get_charbox(found.start())
        upright = text.get_charbox(found.start(2))[0] > left
        words.append(Word(found[1], int(found[2]), left if upright else right, bottom if upright else top))
    return Side(*page.get_size(), tuple(words))


def behind(back: tuple[Shown | None, Shown | None], flip: str) -> tuple[Shown | None, Shown | None]:
    """What is behind the halves of a lying sheet's front, left and right, once it is turned.

    Turned over its short edge, which stands upright, left comes behind right; over its long edge, left
    stays left, and for the reader everything stands on its head.
    """
    left, right = back
    if flip == "short":
        return right, left
    return left and left.turned(), right and right.turned()


def read_booklet(sides: Sequence[Side], signatures: Sequence[int], flip: str) -> list[int | None]:
    """Stacks the sheets, folds each signature, and reads leaf by leaf. All must be upright."""
    sheets = [
        (front.halves(), behind(back.halves(), flip))
        for front, back in zip(sides[::2], sides[1::2], strict=True)
    ]
    assert len(sheets) == sum(signatures)
    read: list[Shown | None] = []
    first = 0
    for size in signatures:
        signature, first = sheets[first : first + size], first + size
        for front, back in signature:
            read += [front[1], back[1]]
        for front, back in reversed(signature):
            read += [back[0], front[0]]
    assert not [one for one in read if one and one.upside_down]
    return [one and one.page for one in read]


def spine_distances(sides: Sequence[Side]) -> Iterator[tuple[float, float]]:
    """How far from the spine the words of the left and of the right half begin, side by side."""
    for side in sides:
        middle = side.width / 2
        left = {middle - word.x for word in side.words if word.x < middle}
        right = {word.x - middle for word in side.words if word.x >= middle}
        yield max(left), max(right)
