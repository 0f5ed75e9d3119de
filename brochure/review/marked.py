"""The text of marked content: what stands between `BDC` and `EMC`, by its number, and its place.

Takes what comes of a page's content; gives a `MarkedText` for each MCID. Artifacts have no number, so they
are never among them. Must not know the structure tree.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from brochure.pdf import ContentEvent, MarkBegins, MarkedContent, MarkEnds, TextShown

#: Baselines further apart than this part of the smaller type's size are two lines; a superscript is nearer.
_LINE: Final = 0.8
#: No letter is set wider than this part of its size on average: what begins beyond that stands by itself.
_WIDTH: Final = 0.8
_SOFT, _HARD = "\u00ad", ("-", "\u2010")


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
        match event:
            case MarkBegins(mark):
                reading.begin(mark)
            case MarkEnds():
                reading.end()
            case TextShown():
                reading.at = Position.of(event, page)
                reading.say(event.text)
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
