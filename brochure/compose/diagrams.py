"""What diagrams of schedules are made of: labels that layouts set, and fills that are told apart in grey.

A diagram is a drawing without words and the labels that stand in it, each with its place in points: where a
label has no room it is a number, and its words stand in the key. Must not know what is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from brochure.compose.markup import SHORT_WORD, tie_last
from brochure.compose.rings import number
from brochure.compose.typefaces import SEMIBOLD, Widths
from brochure.errors import Where
from brochure.model import TEXT_CONTRAST, Text, contrast, mix, plain

#: Type of labels in points, and of a number that stands for a label.
SIZE, LINE, SMALL = 8.0, 9.6, 7.2
#: About as wide as the number of a source, which is smaller.
CALL = "00"
#: What is kept free beside a label, and above and below it, in points.
BESIDE, ABOVE = 3.2, 2.2

Kind = Literal["name", "number", "axis", "row", "head"]


@dataclass(frozen=True)
class Label:
    """Words in a diagram: `said` stands above them, `more` and `below` below, `color` is theirs, `fill` that
    of what they stand on: its setting, then its address.

    The sources of `cited` are called for behind them. What is not `heard` others say to who listens. Where
    the drawing is not seen, on small screens, a number says what it is `instead`, a name that the scale
    tells the time of says `when`, and what stands above is said `in_full`.
    """

    kind: Kind
    left: float
    top: float
    width: float
    height: float
    text: Text
    more: str = ""
    color: str = ""
    said: Text | None = None
    below: tuple[Text, ...] = ()
    cited: tuple[Any, ...] = ()
    instead: KeyEntry | None = None
    when: str = ""
    in_full: str = ""
    fill: str = ""
    heard: bool = True

    def rounded(self) -> Label:
        """The same, its place in hundredths of a point."""
        left, top, width, height = (round(one, 2) for one in (self.left, self.top, self.width, self.height))
        return replace(self, left=left, top=top, width=width, height=height)


@dataclass
class Row:
    """Labels that belong together, in the order in which they are read, below a heading."""

    head: Label | None = None
    labels: list[Label] = field(default_factory=list)


@dataclass(frozen=True)
class KeyEntry:
    """What a number or a fill stands for, and whether its number `is_placed` wherever it is meant."""

    text: Text
    more: str = ""
    number: int = 0
    url: str = ""
    below: tuple[Text, ...] = ()
    cited: tuple[Any, ...] = ()
    is_placed: bool = True


@dataclass(frozen=True)
class Diagram:
    """A drawing with its labels, its key, and what its fills mean; `alt` says what no label does."""

    url: str
    alt: str
    width: float
    height: float
    axis: Sequence[Label]
    rows: Sequence[Row]
    key: Sequence[KeyEntry] = ()
    fills: Sequence[KeyEntry] = ()
    where: Where | None = None

    def rounded(self) -> Diagram:
        """The same, its labels in hundredths of a point."""
        rows = tuple(
            Row(row.head.rounded() if row.head else None, [one.rounded() for one in row.labels])
            for row in self.rows
        )
        axis, height = tuple(one.rounded() for one in self.axis), round(self.height, 2)
        return replace(self, height=height, axis=axis, rows=rows)

    def citing(self, rows: Sequence[tuple[Text, Any]]) -> Diagram:
        """The same with the sources of rows called for behind their names, in it or in its key."""
        by_words = dict[str, list[Any]]()
        for name, row in rows:
            by_words.setdefault(str(name), []).append(row)
        by_place = {name.where: row for name, row in rows}

        def cited(label: Label) -> Label:
            is_known = label.kind == "name" and label.text.where in by_place
            return replace(label, cited=(by_place[label.text.where],)) if is_known else label

        drawn = tuple(Row(row.head, [cited(label) for label in row.labels]) for row in self.rows)
        key = tuple(replace(one, cited=tuple(by_words.get(str(one.text), ()))) for one in self.key)
        key = tuple(replace(one, is_placed=one.is_placed and not one.cited) for one in key)
        return replace(self, rows=drawn, key=key)

    @property
    def labels(self) -> Sequence[Label]:
        """All of them."""
        heads = [row.head for row in self.rows if row.head]
        return (*self.axis, *heads, *(label for row in self.rows for label in row.labels))


@dataclass(frozen=True)
class Patch:
    """A rectangle in points."""

    left: float
    top: float
    width: float
    height: float

    @property
    def path(self) -> str:
        """Its outline, half a hairline inside of it."""
        left, top = number(self.left + 0.25), number(self.top + 0.25)
        right, foot = number(self.left + self.width - 0.25), number(self.top + self.height - 0.25)
        return f"M{left} {top}H{right}V{foot}H{left}Z"


@dataclass(frozen=True)
class Fill:
    """How a part of a diagram is filled: its ground, the lines on it, and the color of words on it."""

    ground: str
    words: str
    edge: str
    lines: Literal["none", "slanted", "upright"] = "none"
    line: str = ""

    def draw(self, box: Patch) -> str:
        """SVG of one part."""
        size = f'x="{number(box.left)}" y="{number(box.top)}" width="{number(box.width)}"'
        drawn = f'<rect {size} height="{number(box.height)}" fill="{self.ground}"/>'
        if self.lines != "none":
            path = _slanted(box) if self.lines == "slanted" else _upright(box)
            drawn += f'<path fill="none" stroke="{self.line}" stroke-width=".7" d="{path}"/>'
        return f'{drawn}<path fill="none" stroke="{self.edge}" stroke-width=".5" d="{box.path}"/>'


def _slanted(box: Patch, step: float = 5.0) -> str:
    """Lines at 45 degrees from edge to edge of a box."""
    path, along = [], step / 2
    while along < box.width + box.height:
        left, top = max(along - box.height, 0), min(along, box.height)
        right, foot = min(along, box.width), max(along - box.width, 0)
        path.append(
            f"M{number(box.left + left)} {number(box.top + top)}"
            f"L{number(box.left + right)} {number(box.top + foot)}"
        )
        along += step
    return "".join(path)


def _upright(box: Patch, step: float = 4.0) -> str:
    """Upright lines from the head to the foot of a box."""
    count = int((box.width - 1) // step)
    at = [box.left + (box.width - (count - 1) * step) / 2 + step * index for index in range(count)]
    return "".join(f"M{number(x)} {number(box.top)}V{number(box.top + box.height)}" for x in at)


#: Shares of the ground in the fills that follow the accent itself, pale and between the two, and in lines on
#: the ground; those on the middle one are faint, since white ones would cut through words.
_PALE, _MIDDLE, _LINES, _FAINT = 0.8, 0.5, 0.7, 0.4


def fills(accent: str, paper: str, light: str, ink: str) -> tuple[Fill, ...]:
    """Eight fills that are told apart by their lightness and their lines, most striking first.

    Words on each have the contrast that text needs.
    """
    pale, lines, middle = mix(accent, paper, _PALE), mix(accent, paper, _LINES), _legible(accent, paper, ink)
    faint = mix(middle, paper, _FAINT)
    return (
        Fill(accent, light, accent),
        Fill(pale, ink, accent),
        Fill(paper, ink, accent, "slanted", lines),
        Fill(middle, ink, accent),
        Fill(paper, ink, accent),
        Fill(paper, ink, accent, "upright", lines),
        Fill(middle, ink, accent, "slanted", faint),
        Fill(pale, ink, accent, "upright", paper),
    )


def _legible(accent: str, paper: str, ink: str) -> str:
    """The darkest tint on which ink is read as well as it must be, from the middle on."""
    shares = (share / 100 for share in range(round(_MIDDLE * 100), 100, 5))
    tones = (mix(accent, paper, share) for share in shares)
    return next((tone for tone in tones if contrast(ink, tone) >= TEXT_CONTRAST), paper)


def as_set(text: str) -> str:
    """The words of a label as layouts set them: without signs of emphasis, a short last word tied."""
    return tie_last(plain(text), SHORT_WORD)


def fits(widths: Widths, words: str, box: Patch, *more: str) -> bool:
    """Whether words, and more on a line each below them, stand in a box without being cut."""
    room = box.width - 2 * BESIDE
    lines = widths.lines(words, room, SIZE, SEMIBOLD)
    below = [widths.lines(one, room, SIZE) for one in more if one]
    if not lines or any(count != 1 for count in below):
        return False
    return (lines + len(below)) * LINE <= box.height - ABOVE
