"""The text of marked content: what stands between `BDC` and `EMC`, by its number, with where it begins and ends.

Takes a page; gives a `Piece` for each MCID. Artifacts have no number, so they are never among them. Must not know the
structure tree.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from pypdf import PageObject
from pypdf.generic import ContentStream, StreamObject

from brochure.pdf.glyphs import Decode, decoder
from brochure.pdf.objects import dictionary, key, resolved, words

Matrix = tuple[float, float, float, float, float, float]
_UNIT: Final[Matrix] = (1, 0, 0, 1, 0, 0)
#: Forms inside forms deeper than this are a fault of the file.
_DEEPEST: Final = 12
#: Baselines further apart than this part of the smaller type's size are two lines; a superscript is nearer.
_LINE: Final = 0.8
#: No letter is set wider than this part of its size on average: what begins beyond that stands by itself.
_WIDTH: Final = 0.8


@dataclass(frozen=True)
class Spot:
    """Where text stands on its page, in points, the size of its type, and how far it can reach to the right."""

    page: int
    x: float = 0
    y: float = 0
    size: float = 0
    reach: float = 0

    def breaks_before(self, other: Spot) -> bool:
        """Whether a line, or a column, ends between this and another spot."""
        if self.page != other.page or abs(other.y - self.y) > _LINE * min(self.size, other.size):
            return True
        return other.x < self.x - max(self.size, other.size) or other.x > self.reach > 0


@dataclass
class Piece:
    """One stretch of text; `language` is empty where it says none of its own."""

    text: str = ""
    first: Spot | None = None
    last: Spot | None = None
    language: str = ""

    def add(self, text: str, spot: Spot) -> None:
        """More text, set at a spot; what a line's end divides is joined by a space, or as a hyphen asks."""
        if self.last and self.last.breaks_before(spot):
            self.text = spaced(self.text, text)
        self.first, self.last = self.first or spot, spot
        self.text += text


def spaced(before: str, after: str) -> str:
    """The text before a line's end, ready for the text after it: a soft hyphen goes, a hard one stays."""
    if before.endswith("\u00ad"):
        return before[:-1]
    return (
        before
        if not before or before.endswith(("-", "\u2010")) or before[-1].isspace() or after[:1].isspace()
        else before + " "
    )


def pieces(page: PageObject, number: int) -> dict[tuple[int, int], Piece]:
    """Every piece of a page, by the stream (page or form) that its MCID counts in, and the MCID."""
    reading = _Reading(number)
    contents = page.get_contents()
    if contents is not None:
        reading.read(contents, page, key(page), 0)
    return reading.found


@dataclass
class _Mark:
    """A stretch of marked content that is open; `stands_for` replaces what is shown in it."""

    mcid: int | None = None
    artifact: bool = False
    stands_for: str | None = None
    language: str = ""
    stream: int = 0
    said: bool = False


@dataclass
class _State:
    """The part of the graphics state that says where text goes."""

    ctm: Matrix = _UNIT
    decode: Decode | None = None
    size: float = 1
    leading: float = 0


@dataclass
class _Reading:
    """A page while it is read."""

    page: int
    found: dict[tuple[int, int], Piece] = field(default_factory=dict)
    marks: list[_Mark] = field(default_factory=list)
    state: _State = field(default_factory=_State)
    saved: list[_State] = field(default_factory=list)
    text: Matrix = _UNIT
    fonts: dict[int, Decode] = field(default_factory=dict)

    def read(self, stream: Any, holder: Any, counted: int, depth: int) -> None:
        """One content stream; `counted` is what its MCIDs count in."""
        resources = dictionary(holder.get("/Resources"))
        saved, self.saved, marks = self.saved, [], len(self.marks)
        for operands, operator in ContentStream(stream, getattr(holder, "pdf", None), "bytes").operations:
            name = operator.decode("latin-1") if isinstance(operator, bytes) else str(operator)
            if name in ("BMC", "BDC"):
                self._open(operands, resources, counted)
            elif name == "Do" and depth < _DEEPEST:
                self._form(dictionary(resources.get("/XObject")).get(operands[0]), holder, depth)
            elif name == "Tf":
                self._font(
                    dictionary(dictionary(resources.get("/Font")).get(operands[0])), float(operands[1])
                )
            elif name in _OPERATORS:
                _OPERATORS[name](self, operands)
        del self.marks[marks:]
        self.saved = saved

    def _open(self, operands: Sequence[Any], resources: Any, counted: int) -> None:
        given = resolved(operands[1]) if len(operands) > 1 else None
        properties = dictionary(
            dictionary(resources.get("/Properties")).get(given) if isinstance(given, str) else given
        )
        mcid, stands_for = properties.get("/MCID"), properties.get("/ActualText")
        mark = _Mark(
            mcid if isinstance(mcid, int) else None,
            operands[0] == "/Artifact",
            None,
            words(properties.get("/Lang")),
            counted,
        )
        mark.stands_for = None if stands_for is None else words(stands_for)
        self.marks.append(mark)
        if mark.mcid is not None:
            self.found.setdefault((counted, mark.mcid), Piece(language=mark.language))

    def _close(self) -> None:
        if self.marks:
            if self.marks[-1].stands_for and not self.marks[-1].said:
                self._say("")
            self.marks.pop()

    def _form(self, reference: Any, holder: Any, depth: int) -> None:
        form = resolved(reference)
        if not isinstance(form, StreamObject) or form.get("/Subtype") != "/Form":
            return
        kept, text = self.state, self.text
        matrix = resolved(form.get("/Matrix")) or _UNIT
        self.state = _State(_times(_matrix(matrix), kept.ctm), kept.decode, kept.size, kept.leading)
        self.read(
            form, {"/Resources": form.get("/Resources", holder.get("/Resources"))}, key(reference), depth + 1
        )
        self.state, self.text = kept, text

    def _font(self, font: Any, size: float) -> None:
        number = key(font) or id(font)
        if number not in self.fonts:
            self.fonts[number] = decoder(font)
        self.state.decode, self.state.size = self.fonts[number], size

    def _show(self, data: Any) -> None:
        data = data.encode("latin-1", "replace") if isinstance(data, str) else data
        if isinstance(data, bytes) and self.state.decode:
            self._say(self.state.decode(data))

    def _say(self, text: str) -> None:
        """Text where it stands goes to the innermost number; inside an artifact it goes nowhere."""
        for mark in reversed(self.marks):
            if mark.artifact:
                return
            if mark.stands_for is not None:
                text, mark.said = "" if mark.said else mark.stands_for, True
            if mark.mcid is not None:
                if text:
                    self.found[mark.stream, mark.mcid].add(text, self._spot(len(text)))
                return

    def _spot(self, letters: int) -> Spot:
        a, b, c, d, x, y = _times(self.text, self.state.ctm)
        size = self.state.size * max(abs(c), abs(d), abs(a), abs(b))
        return Spot(self.page, x, y, size, x + size * (1 + letters * _WIDTH))

    def _save(self) -> None:
        self.saved.append(_State(self.state.ctm, self.state.decode, self.state.size, self.state.leading))

    def _restore(self) -> None:
        if self.saved:
            self.state = self.saved.pop()

    def _move(self, x: float, y: float) -> None:
        self.text = _times((1, 0, 0, 1, float(x), float(y)), self.text)


def _matrix(values: Sequence[Any]) -> Matrix:
    numbers = [float(value) for value in values]
    return (
        (numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5])
        if len(numbers) == 6
        else _UNIT
    )


def _times(m: Matrix, n: Matrix) -> Matrix:
    return (
        m[0] * n[0] + m[1] * n[2], m[0] * n[1] + m[1] * n[3], m[2] * n[0] + m[3] * n[2], m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4], m[4] * n[1] + m[5] * n[3] + n[5],
    )  # fmt: skip


def _next_line(reading: _Reading, text: Any = None) -> None:
    reading._move(0, -reading.state.leading)
    reading._show(text)


def _lead(reading: _Reading, x: Any, y: Any) -> None:
    reading.state.leading = -float(y)
    reading._move(x, y)


def _set(reading: _Reading, **changes: Any) -> None:
    for name, value in changes.items():
        setattr(reading.state, name, value)


#: What each operator of text and graphics state does (ISO 32000-1, annex A).
_OPERATORS: Final[dict[str, Callable[[_Reading, Any], Any]]] = {
    "EMC": lambda reading, _: reading._close(),
    "q": lambda reading, _: reading._save(),
    "Q": lambda reading, _: reading._restore(),
    "cm": lambda reading, given: _set(reading, ctm=_times(_matrix(given), reading.state.ctm)),
    "BT": lambda reading, _: setattr(reading, "text", _UNIT),
    "Tm": lambda reading, given: setattr(reading, "text", _matrix(given)),
    "Td": lambda reading, given: reading._move(*given[:2]),
    "TD": lambda reading, given: _lead(reading, *given[:2]),
    "TL": lambda reading, given: _set(reading, leading=float(given[0])),
    "T*": lambda reading, _: _next_line(reading),
    "Tj": lambda reading, given: reading._show(given[0]),
    "'": lambda reading, given: _next_line(reading, given[0]),
    '"': lambda reading, given: _next_line(reading, given[2]),
    "TJ": lambda reading, given: reading._show(b"".join(one for one in given[0] if isinstance(one, bytes))),
}
