"""What a document says and shows, as plain values: the texts, drawings and pictures of its pages with their
places, and what a screen reader says of it.

Takes the bytes of a PDF; gives an `Appearance`, which is written down as text, read back, and told from
another. What approvals are bound to and what comparisons look at. Must not know content, nor how the file
was made.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any, Final

from pikepdf import Object
from PIL import Image

from brochure.pdf import (
    Box,
    ContentEvent,
    Interpreter,
    PathPainted,
    PictureDrawn,
    ShadingPainted,
    TextShown,
    UndecodedError,
    open_pdf,
    pages_of,
    pixels,
)
from brochure.review.speaking import Utterance, utterances

#: Points by which something may stand elsewhere and still be seen in the same place: sheets are printed in
#: register to a tenth of a millimeter (0.28 pt), and libraries round the advances of letters to 1/64 px.
TOLERANCE: Final = 0.3
#: Steps of 255 by which a color of a picture may be another: encoders of JPEG differ by a few at 85 of 100.
SHADES: Final = 8
#: Pixels a side to which a picture is made smaller, to tell what is seen of it. Its file tells the rest.
_SIDE: Final = 12
#: Ems between two strings of a line that belong together, and between those that are words apart.
_NEAR, _APART = 1.0, 0.12
#: What is read by its alternative, whatever it shows.
_FIGURES: Final = ("Figure", "Formula")
_SUBSET: Final = re.compile(r"^/?[A-Z]{6}\+")


@dataclass(frozen=True)
class SeenMark:
    """One thing on a page: a stretch of a line (`text`), a `drawing` or a `picture`.

    `what` are its words, the colors of a drawing, or the colors of a small picture in hexadecimal digits;
    `looks` how its words are set: typeface, size, colors. `box` in points from the page's lower
    left. `role` is artifact or figure where it is no text that is read word by word.
    """

    kind: str
    what: str
    box: tuple[float, float, float, float]
    looks: str = ""
    role: str = ""

    def is_like(self, other: SeenMark) -> bool:
        """Whether nobody would see a difference."""
        if (self.kind, self.looks, self.role) != (other.kind, other.looks, other.role):
            return False
        return near(self.box, other.box) and same_picture(self, other)


@dataclass(frozen=True)
class SeenPage:
    """One page, in points, and what is painted on it in that order."""

    width: float
    height: float
    marks: tuple[SeenMark, ...]


@dataclass(frozen=True)
class Appearance:
    """A whole document. `files` are the hashes of the photographs that are printed in it."""

    pages: tuple[SeenPage, ...] = ()
    said: tuple[Utterance, ...] = ()
    files: tuple[str, ...] = ()

    @property
    def written(self) -> str:
        """All of it as text, a line for each thing, so that versions can be told apart by lines."""
        return "".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in self._lines())

    def _lines(self) -> Iterator[Any]:
        yield {"pictures": self.files}
        for one in self.said:
            yield {"said": one.record}
        for page in self.pages:
            yield {"page": [page.width, page.height]}
            for mark in page.marks:
                more = [mark.looks, mark.role] if mark.looks or mark.role else []
                yield [mark.kind, mark.what, list(mark.box), *more]

    @property
    def fingerprint(self) -> str:
        """16 hexadecimal digits that change when anything changes that is said or shown."""
        return print_of(self.written)

    def counted(self, numbers: Sequence[int]) -> Appearance:
        """The same with what is said on its pages counted from 1, where these are the numbers that they have
        in their document.
        """
        known = {number: at for at, number in enumerate(numbers, 1)}
        return replace(self, said=tuple(replace(one, page=known.get(one.page, 0)) for one in self.said))

    def is_like(self, other: Appearance) -> bool:
        """Whether both say the same and nobody would see a difference."""
        if (self.said, self.files, len(self.pages)) != (other.said, other.files, len(other.pages)):
            return False
        return all(
            near((a.width, a.height), (b.width, b.height))
            and len(a.marks) == len(b.marks)
            and all(one.is_like(two) for one, two in zip(a.marks, b.marks, strict=True))
            for a, b in zip(self.pages, other.pages, strict=True)
        )


def print_of(written: str) -> str:
    """The fingerprint of an appearance that was written down."""
    return sha256(written.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def near(one: Sequence[float], other: Sequence[float]) -> bool:
    """Whether measures differ by less than can be seen."""
    return all(abs(a - b) <= TOLERANCE for a, b in zip(one, other, strict=True))


def same_picture(one: SeenMark, other: SeenMark) -> bool:
    """Whether two marks say the same; pictures, whether they show the same."""
    if one.what == other.what:
        return True
    if one.kind != "picture" or len(one.what) != len(other.what):
        return False
    try:
        pairs = zip(bytes.fromhex(one.what), bytes.fromhex(other.what), strict=True)
    except ValueError:
        return False
    return all(abs(a - b) <= SHADES for a, b in pairs)


def appearance_in(written: str) -> Appearance:
    """An appearance that was written down. Raises `ValueError` for text that is none."""
    sizes, marks = list[tuple[float, float]](), list[list[SeenMark]]()
    said, files = list[Utterance](), tuple[str, ...]()
    try:
        for one in map(json.loads, written.splitlines()):
            if isinstance(one, list):
                kind, what, box, *more = one
                marks[-1].append(SeenMark(kind, what, tuple(box), *more))
            elif "page" in one:
                width, height = one["page"]
                sizes.append((width, height))
                marks.append([])
            elif "said" in one:
                said.append(_utterance(one["said"]))
            else:
                files = tuple(one["pictures"])
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise ValueError("this is no appearance of a document") from error
    pages = (SeenPage(*size, tuple(on)) for size, on in zip(sizes, marks, strict=True))
    return Appearance(tuple(pages), tuple(said), files)


def _utterance(record: Mapping[str, Any]) -> Utterance:
    known: dict[str, Any] = {
        key: tuple(one) if isinstance(one, list) else one for key, one in record.items()
    }
    return Utterance(**known)


def appearance_of(pdf: bytes, files: Iterable[str] = ()) -> Appearance:
    """What a PDF says and shows; `files` are the hashes of its photographs.

    Raises `UnreadableError`.
    """
    with open_pdf(pdf).pdf as opened:
        interpreter = Interpreter()
        pictures: dict[tuple[int, int], str] = {}
        pages = []
        for page in pages_of(opened):
            box = page.media
            reading = _Reading((box.left, box.bottom), pictures)
            for event in interpreter.events(page):
                reading.take(event)
            pages.append(SeenPage(_r(box.width), _r(box.height), tuple(reading.done())))
    return Appearance(tuple(pages), tuple(utterances(pdf)), tuple(sorted(set(files))))


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
class _Reading:
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
