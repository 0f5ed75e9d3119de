"""What is painted on pages: the text of marked content, which stands between `BDC` and `EMC`, by its number;
and everything that is seen.

Takes what comes of a page's content; gives a `MarkedText` for each MCID, among which artifacts never are,
since they have no number; and a `SeenPage`. Must not know the structure tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

from pikepdf import Object, Pdf
from PIL import Image

from brochure.pdf import (
    Box,
    ContentEvent,
    Interpreter,
    MarkBegins,
    MarkedContent,
    MarkEnds,
    PathPainted,
    PictureDrawn,
    ShadingPainted,
    TextShown,
    UndecodedError,
    pages_of,
    pixels,
)
from brochure.review.appearance import TOLERANCE, SeenMark, SeenPage

#: Baselines further apart than this part of the smaller type's size are two lines; a superscript is nearer.
_LINE: Final = 0.8
#: No letter is set wider than this part of its size on average: what begins beyond that stands by itself.
_WIDTH: Final = 0.8
_SOFT, _HARD = "\u00ad", ("-", "\u2010", "@", "/")
#: Pixels a side to which a picture is made smaller, to tell what is seen of it. Its file tells the rest.
_SIDE: Final = 12
#: Ems between two strings of a line that belong together, and between those that are words apart.
_NEAR, _APART = 1.0, 0.12
#: What is read by its alternative, whatever it shows.
_FIGURES: Final = ("Figure", "Formula")
_SUBSET: Final = re.compile(r"^/?[A-Z]{6}\+")


@dataclass(frozen=True)
class Position:
    """Where text stands on its page and the size of its type, in points; it may go on up to `reach`."""

    page: int
    x: float = 0
    y: float = 0
    size: float = 0
    reach: float = 0

    @classmethod
    def of(cls, shown: TextShown, page: int) -> Position:
        """Where a string stands, and within which reach the next one still belongs to it."""
        x, y = shown.origin
        return cls(page, x, y, shown.size, x + shown.size * (1 + len(shown.text) * _WIDTH))

    def breaks_before(self, other: Position) -> bool:
        """Whether a line, or a column, ends between this and another position."""
        if self.page != other.page or abs(other.y - self.y) > _LINE * min(self.size, other.size):
            return True
        return other.x < self.x - max(self.size, other.size) or other.x > self.reach > 0


@dataclass
class MarkedText:
    """One stretch of text; `language` is empty where it says none of its own."""

    text: str = ""
    first: Position | None = None
    last: Position | None = None
    language: str = ""

    def add(self, text: str, position: Position) -> None:
        """More text, set at a position; what a line's end divides is joined by a space or a hyphen."""
        if self.last and self.last.breaks_before(position):
            self.text = spaced(self.text, text)
        self.first, self.last = self.first or position, position
        self.text += text


def spaced(before: str, after: str) -> str:
    """The text before a line's end, ready for the text after it: a soft hyphen goes, a hard one stays."""
    if before.endswith(_SOFT):
        return before[:-1]
    is_joined = not before or before.endswith(_HARD) or before[-1].isspace() or after[:1].isspace()
    return before if is_joined else before + " "


#: What tells a stretch of marked content from every other of its page: the stream that its MCID counts in,
#: and the MCID.
Key = tuple[tuple[int, int], int]


def marked_texts(events: Iterable[ContentEvent], page: int) -> dict[Key, MarkedText]:
    """Every stretch of a page."""
    reading = _Reading(Position(page))
    for event in events:
        reading.take(event)
    return reading.found


@dataclass
class _Open:
    """Marked content that is open; `is_said` once its ActualText was said in place of what is shown."""

    mark: MarkedContent
    is_said: bool = False


@dataclass
class _Reading:
    """A page while it is read."""

    at: Position
    found: dict[Key, MarkedText] = field(default_factory=dict)
    open: list[_Open] = field(default_factory=list)

    def take(self, event: ContentEvent) -> None:
        match event:
            case MarkBegins(mark):
                self.begin(mark)
            case MarkEnds():
                self.end()
            case TextShown():
                self.at = Position.of(event, self.at.page)
                self.say(event.text)

    def begin(self, mark: MarkedContent) -> None:
        self.open.append(_Open(mark))
        if mark.mcid is not None:
            self.found.setdefault((mark.stream, mark.mcid), MarkedText(language=mark.language))

    def end(self) -> None:
        if self.open[-1].mark.stands_for and not self.open[-1].is_said:
            self.say("")
        self.open.pop()

    def say(self, text: str) -> None:
        """Text goes to the innermost number; inside an artifact it goes nowhere."""
        for one in reversed(self.open):
            mark = one.mark
            if mark.is_artifact:
                return
            if mark.stands_for is not None:
                text, one.is_said = "" if one.is_said else mark.stands_for, True
            if mark.mcid is not None:
                found = self.found[mark.stream, mark.mcid]
                if text:
                    found.add(text, self.at)
                elif found.last:
                    found.last = self.at  # what is shown here has been said
                return


# Everything that is seen.


def seen_pages(pdf: Pdf, texts: dict[int, dict[Key, MarkedText]]) -> Iterator[SeenPage]:
    """The pages of a PDF with all that is painted on them; the stretches of each come into `texts`, by its
    number, so that nothing is read twice.
    """
    interpreter = Interpreter()
    pictures: dict[tuple[int, int], str] = {}
    for page in pages_of(pdf):
        box = page.media
        looking, reading = _Looking((box.left, box.bottom), pictures), _Reading(Position(page.number))
        for event in interpreter.events(page):
            looking.take(event)
            reading.take(event)
        texts[page.number] = reading.found
        yield SeenPage(_r(box.width), _r(box.height), tuple(looking.done()))


def _r(points: float) -> float:
    return round(points, 1) + 0.0


@dataclass
class _Line:
    """A stretch of a line while strings are joined to it."""

    text: str
    box: Box
    end: tuple[float, float]
    size: float
    looks: str
    role: str

    def goes_on(self, shown: TextShown, looks: str, role: str) -> bool:
        if (looks, role) != (self.looks, self.role):
            return False
        x, y = shown.origin
        return abs(y - self.end[1]) <= TOLERANCE and -_APART < (x - self.end[0]) / self.size < _NEAR


@dataclass
class _Looking:
    """One page while it is read; its corner and the pictures that are known."""

    corner: tuple[float, float]
    pictures: dict[tuple[int, int], str]
    marks: list[SeenMark] = field(default_factory=list)
    line: _Line | None = None

    def take(self, event: ContentEvent) -> None:
        match event:
            case TextShown():
                if event.is_printed and event.text:
                    self._text(event)
            case PathPainted():
                colors = _colors(event.fill, event.stroke)
                self._mark("drawing", colors, event.box, f"{event.width:.1f}" if event.stroke else "", event)
            case ShadingPainted():
                self._mark("drawing", _colors(*event.stops), event.box, "gradient", event)
            case PictureDrawn():
                self._mark("picture", self._shown(event), event.box, "", event)

    def done(self) -> list[SeenMark]:
        """All that was seen."""
        self._end_line()
        return self.marks

    def _text(self, shown: TextShown) -> None:
        looks = f"{_SUBSET.sub('', shown.font.name)} {shown.size:.1f} {_colors(shown.fill, shown.stroke)}"
        role, line = _role(shown), self.line
        if line and line.goes_on(shown, looks, role):
            gap = (shown.origin[0] - line.end[0]) / line.size
            is_apart = gap > _APART and not line.text.endswith(" ") and not shown.text.startswith(" ")
            line.text += f"{' ' if is_apart else ''}{shown.text}"
            line.box = _around(line.box, shown.box)
            line.end = shown.end
            return
        self._end_line()
        self.line = _Line(shown.text, shown.box, shown.end, max(shown.size, 0.1), looks, role)

    def _end_line(self) -> None:
        line, self.line = self.line, None
        if line and line.text.strip():
            self._put(SeenMark("text", line.text.strip(), self._place(line.box), line.looks, line.role))

    def _mark(self, kind: str, what: str, box: Box, looks: str, event: Any) -> None:
        if box.width < 0 or box.height < 0 or (kind == "drawing" and not what.strip("-/ ")):
            return  # it is cut off, or leaves no ink
        self._end_line()
        self._put(SeenMark(kind, what, self._place(box), looks, _role(event)))

    def _put(self, mark: SeenMark) -> None:
        self.marks.append(mark)

    def _place(self, box: Box) -> tuple[float, float, float, float]:
        left, bottom = self.corner
        return _r(box.left - left), _r(box.bottom - bottom), _r(box.right - left), _r(box.top - bottom)

    def _shown(self, event: PictureDrawn) -> str:
        number = event.picture.objgen
        if number == (0, 0) or number not in self.pictures:
            self.pictures[number] = _small(event.picture, event)
        return self.pictures[number]


def _role(event: Any) -> str:
    if any(mark.is_artifact for mark in event.marks):
        return "artifact"
    return "figure" if any(mark.tag in _FIGURES for mark in event.marks) else ""


def _around(one: Box, other: Box) -> Box:
    return Box(
        min(one.left, other.left),
        min(one.bottom, other.bottom),
        max(one.right, other.right),
        max(one.top, other.top),
    )


def _colors(*colors: Any) -> str:
    """Colors in hundredths of their numbers, with the kind of their space; a minus stands for none."""
    return "/".join(
        f"{one.kind} {','.join(f'{n:.2f}' for n in one.values)}" if one else "-" for one in colors
    )


def _small(picture: Object, event: PictureDrawn) -> str:
    """The colors of a picture, made small, in hexadecimal digits; the hash of its data where it cannot be
    decoded here.
    """
    try:
        if event.space is None:
            raise UndecodedError("a stencil")
        image = pixels(picture, event.space, 64)
    except UndecodedError:
        return sha256(picture.read_raw_bytes()).hexdigest()[:32]
    return image.convert("RGB").resize((_SIDE, _SIDE), Image.Resampling.BOX).tobytes().hex()
