"""The page on which a packet compares its programs: columns, a scale for lengths, and how high rows are,
so that they fill the pages on which they stand, as those of every list do.

Takes the programs, their page numbers and what is known of them; gives what a template prints. Lengths
are points. Must not know layouts or the engine.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil

from brochure.compose.markup import filled, together
from brochure.compose.phrases import Phrases, length_of
from brochure.compose.rings import bar_length, scale_unit
from brochure.compose.typefaces import SEMIBOLD, Widths
from brochure.model import Fact, Kind, Program, Sheet, Text, Unit, plain


@dataclass(frozen=True)
class RowSpacing:
    """Pages with so much `room` for rows, less for what stands above them on the first page (`title`) and
    below the last of them (`foot`). Rows are between `lowest` and `highest` where they need no more.
    """

    room: float
    title: float
    foot: float
    lowest: float
    highest: float

    def heights(self, needed: Sequence[float], above: Sequence[float] = ()) -> list[float]:
        """The heights of rows, as high as they can be on the fewest pages that hold them all.

        `above` is what stands before each of them, such as a heading.
        """
        heads = above or [0.0] * len(needed)
        fewest = self.pages([max(self.lowest, own) for own in needed], heads)
        least = [self.lowest + step / 2 for step in range(int(self.highest - self.lowest) * 2 + 1)]

        def is_longer(height: float) -> bool:
            return self.pages([max(height, own) for own in needed], heads) > fewest

        highest = least[bisect_left(least, True, lo=1, key=is_longer) - 1]
        return [max(highest, own) for own in needed]

    def pages(self, heights: Sequence[float], above: Sequence[float] = ()) -> int:
        """Pages that rows of these heights take."""
        pages, left = 1, self.room - self.title
        heads = above or [0.0] * len(heights)
        for number, (row, head) in enumerate(zip(heights, heads, strict=True), start=1):
            height = row + head
            if height + (self.foot if number == len(heights) else 0) > left:
                pages, left = pages + 1, self.room
            left -= height
        return pages


#: The columns that are always there: the one that is drawn, and the last one.
LENGTH, PAGE = "length", "page"
#: What stands above the rows: a title on the first page, and on each the heads of columns, of so many points
#: and their lines; and below the last row.
TITLE, HEAD, HEAD_LINE, FOOT = 82.5, 18.0, 12.0, 42.0
#: Rows are as high as fills the page, within these limits; from the third on the words of bars stand below
#: them.
LOWEST, HIGHEST, ROOMY = 36.0, 150.0, 54.0
#: Programs whose rings have room to be larger.
FEW = 2
#: A program with its rings: how high it is at most, the white above and below the rings and beside them, the
#: shares of the measure that these have at most, of two programs and of more, and that stands beside them.
TALLEST, RING_EDGES, RINGS, BESIDE = 260.0, 33.0, (0.4, 0.275), 0.3414
#: Of its name there: about as wide in the face for captions, its line, and the place of the page number.
TITLE_SIZE, TITLE_LINE, TITLE_FOLIO = 25.0, 28.0, 48.0
#: The share of the page that the column of names takes, and takes at most for long words, the least that is
#: left for bars, what stands between columns.
NAME, MOST_NAME, BARS, BETWEEN = 0.31, 0.42, 130.0, 12.0
#: Of a column: its narrowest and its widest.
NARROW, WIDE = 34.0, 84.0
#: Lines of a name at most in large type.
LINE, MOST_LINES = 15.0, 3
#: Of values that have no column: their type and line, below a name.
VALUE_SIZE, VALUE_LINE = 9.0, 12.0
#: Of a row with the words of its bar: their type and line, and what else stands in it.
WORDS_SIZE, WORDS_LINE, BAR_AND_EDGES = 8.2, 11.0, 40.0
#: Numbers on the scale at most.
MOST_TICKS = 8


@dataclass(frozen=True)
class RowType:
    """How rows are set: type of names, about as wide in the face for captions, and its line; marks, and how
    far from the edge names stand beside them; the white above and below names, and the lowest row.
    """

    size: float
    line: float
    mark: float
    beside: float
    edges: float
    lowest: float


#: Rows as they are set, where a name would take more than three lines, and where that saves a page.
LARGE = RowType(13.6, LINE, 30.0, 45.0, 15.0, LOWEST)
SMALL = RowType(11.4, 12.0, 30.0, 45.0, 15.0, LOWEST)
CLOSE = RowType(11.4, 12.0, 24.0, 36.0, 12.0, 33.0)
#: And where many stand on several pages, with room for larger marks.
MARKED = RowType(13.6, LINE, 45.0, 58.0, 15.0, 66.0)


@dataclass(frozen=True)
class Column:
    """One column of the comparison: its head, its width, and whether it holds numbers."""

    name: str
    title: str
    width: float
    is_number: bool = False


@dataclass(frozen=True)
class Tick:
    """A number on the scale, and how far along it stands, in percent."""

    label: str
    at: float


@dataclass(frozen=True)
class Compared:
    """One program: its address and page, its bar in words, and a text for each of the columns."""

    program: Program
    target: str
    folio: int
    words: tuple[Text, ...]
    cells: Mapping[str, Text]
    height: float = 0


@dataclass(frozen=True)
class LargeRows:
    """Programs with their rings: the height of each, the size of its rings, where its words begin, and how
    wide its bars are.
    """

    height: float
    ring: float
    beside: float
    bars: float

    @classmethod
    def of(cls, count: int, room: float, across: float) -> LargeRows:
        """Those of so many programs in so much room."""
        height = min(max(room / count, LOWEST), TALLEST)
        ring = round(min(height - RING_EDGES, across * RINGS[count > FEW]), 1)
        beside = round(max(ring + RING_EDGES, across * BESIDE), 1)
        return cls(round(height, 1), ring, beside, round(across - beside, 1))


@dataclass(frozen=True)
class Comparison:
    """The whole table.

    `below` are the columns that the page has no room for: their values stand below the names. `most` is the
    length that is as wide as the scale, 0 where no program has any. Where it `is_roomy`, the words of bars
    stand below them. `setting` is the type of its rows: large, small, close or marked, with marks of so many
    points. `large` are rows of few programs with their rings that fill a page, and `shared` those that
    leave room for what stands below them; these have the values of `every` column, in lines.
    """

    columns: tuple[Column, ...]
    below: tuple[Column, ...]
    every: tuple[Column, ...]
    rows: tuple[Compared, ...]
    ticks: tuple[Tick, ...]
    most: float
    unit: Unit
    name_width: float
    bars_width: float
    setting: str
    mark: float
    is_roomy: bool
    has_share: bool
    has_later: bool
    large: LargeRows
    shared: LargeRows


@dataclass(frozen=True)
class Comparing:
    """What a comparison is made with: the kind has its columns; words, facts, the sheet and its typeface."""

    kind: Kind
    words: Phrases
    facts: Mapping[str, Fact]
    sheet: Sheet
    widths: Widths

    def table(
        self, entries: Sequence[tuple[Program, str, int, Mapping[str, Text]]], below: float = 0.0
    ) -> Comparison:
        """The table of these programs, each with its address, its page and what is known of it by columns.

        Columns that no program has anything for are left out; `below` is the height of what else may stand
        on its page.
        """
        rows = [
            Compared(program, target, folio, self._in_words(program), told)
            for program, target, folio, told in entries
        ]
        unit = scale_unit(row.program for row in rows)
        stages = [stage for row in rows for stage in row.program.stages]
        most = ceil(max(_length(row.program, unit) for row in rows)) if LENGTH in self.kind.comparison else 0
        every = self._columns(rows)
        columns = [*every, Column(PAGE, self.words[PAGE], NARROW, is_number=True)]
        across = self.sheet.measure
        # No word of a name is broken that has room beside bars.
        broad = max(self._broadest(row) for row in rows) + LARGE.beside + BETWEEN
        name = max(NAME, min(broad / across, MOST_NAME))
        # On a narrow page the last columns give way, whose values stand below the names.
        room = across * (1 - name) - (BARS + BETWEEN if most else 0)
        while len(columns) > 1 and sum(column.width + BETWEEN for column in columns) > room:
            del columns[-2]
        without = [one for one in every if one not in columns]
        laid = self._laid(rows, columns, without, across * name, bool(most))
        left_over = self.sheet.depth - TITLE - FOOT - self._more_lines(rows)
        return Comparison(
            tuple(laid.columns),
            tuple(laid.below),
            tuple(every),
            tuple(replace(row, height=height) for row, height in zip(rows, laid.heights, strict=True)),
            tuple(self._ticks(most)),
            most,
            unit,
            round(laid.names, 1),
            round(laid.bars, 1),
            _SETTINGS[laid.type],
            laid.type.mark,
            laid.is_roomy,
            any(stage.share for stage in stages),
            any(len(row.program.stages) > 1 for row in rows) or not all(s.length for s in stages),
            LargeRows.of(len(rows), left_over, across),
            LargeRows.of(len(rows), left_over - below, across),
        )

    def _laid(
        self,
        rows: Sequence[Compared],
        columns: Sequence[Column],
        below: Sequence[Column],
        names: float,
        is_drawn: bool,
    ) -> _Rows:
        """How rows are set with names so wide: close where that saves a page, if need be with the values of
        the last column below the names, which are wider then; with larger marks where that costs none.
        """
        large, small = (self._rows(rows, columns, below, one, names, is_drawn) for one in (LARGE, SMALL))
        usual = large if large.most_lines <= MOST_LINES else small
        if usual.pages == 1:
            return usual
        ways = [(columns, below)]
        if len(columns) > 1:
            ways.append(([*columns[:-2], columns[-1]], [columns[-2], *below]))
        tried = (self._rows(rows, *one, CLOSE, self._widest(one[0]), is_drawn) for one in ways)
        if closer := next((one for one in tried if one.pages < usual.pages), None):
            return closer
        marked = [self._rows(rows, *one, MARKED, self._widest(one[0]), is_drawn) for one in ways]
        as_many = (one for one in marked if one.pages == usual.pages)
        return min(as_many, key=lambda one: one.most_lines, default=usual)

    def _widest(self, columns: Sequence[Column]) -> float:
        """The width of names that leaves just enough for bars."""
        return min(self._beside(columns) - BARS - BETWEEN, self.sheet.measure * MOST_NAME)

    def _beside(self, columns: Sequence[Column]) -> float:
        """The width of all that is beside these columns."""
        return self.sheet.measure - sum(column.width + BETWEEN for column in columns)

    def _columns(self, rows: Sequence[Compared]) -> list[Column]:
        found = []
        for name in self.kind.comparison:
            said = [plain(row.cells[name]) for row in rows if name in row.cells]
            if said:
                own = self.kind.fields.program.get(name)
                title = str((own and (own.column or own.label)) or self.words[name])
                longest = max(self.widths.width(words, 9) for words in (*said, *title.split()))
                width = round(min(max(longest + 2, NARROW), WIDE), 1)
                found.append(Column(name, title, width, all(words.isdigit() for words in said)))
        return found

    def _ticks(self, most: int) -> list[Tick]:
        step = max(1, ceil(most / MOST_TICKS))
        return [
            Tick(self.words.number(year), round(100 * year / most, 2))
            for year in (range(0, most + 1, step) if most else ())
        ]

    def _in_words(self, program: Program) -> tuple[Text, ...]:
        """What a program's bar says: its stages, and the shares that they state."""
        said = list[Text]()
        for stage in program.stages:
            length = length_of(self.words, stage)
            said.append(filled(self.words["compared-stage"], length=length, name=stage.name))
            if stage.share:
                fact = self.facts[stage.share]
                said.append(together([fact.value, fact.label], fact.value.where))
        return tuple(said)

    def _more_lines(self, rows: Sequence[Compared]) -> float:
        """How high the lines of names are, beyond one each, where programs stand there with their rings."""
        room = self.sheet.measure * (1 - BESIDE) - TITLE_FOLIO
        return sum(TITLE_LINE * (self._name_lines(row, room, TITLE_SIZE) - 1) for row in rows)

    def _broadest(self, row: Compared) -> float:
        """The width of the longest word of a name."""
        words = plain(row.program.name).replace("-", "- ").split()
        return max(self.widths.width(word, LARGE.size) for word in words)

    def _name_lines(self, row: Compared, room: float, size: float) -> int:
        """The lines of a name, which may end behind a hyphen too."""
        words = " ".join(plain(row.program.name).replace("-", "- ").split())
        return self.widths.lines(words, room, size) or MOST_LINES + 1

    def _value_lines(self, row: Compared, below: Sequence[Column], room: float) -> int:
        """The lines of a program's values that have no column."""
        said = (f"{one.title} {plain(row.cells[one.name])}" for one in below if one.name in row.cells)
        return sum(self.widths.lines(words, room, VALUE_SIZE) or MOST_LINES for words in said)

    def _rows(
        self,
        rows: Sequence[Compared],
        columns: Sequence[Column],
        below: Sequence[Column],
        how: RowType,
        names: float,
        is_drawn: bool,
    ) -> _Rows:
        """Rows in one type with names so wide, or all that is left of it where nothing is drawn beside them;
        and whether that leaves room for the words of bars.
        """
        left = self._beside(columns)
        names, bars = (names, max(left - names - BETWEEN, BARS)) if is_drawn else (left, 0.0)
        head = max(self.widths.lines(column.title, column.width, 9, SEMIBOLD) or 1 for column in columns)
        spacing = RowSpacing(self.sheet.depth - HEAD - HEAD_LINE * head, TITLE, FOOT, how.lowest, HIGHEST)
        across = names - how.beside - BETWEEN
        lines = [self._name_lines(row, across, how.size) for row in rows]
        more = [self._value_lines(row, below, across) for row in rows]
        needed = [
            max(how.lowest, count * how.line + how.edges + VALUE_LINE * values)
            for count, values in zip(lines, more, strict=True)
        ]
        heights = spacing.heights(needed)
        found = _Rows(columns, below, how, names, bars, heights, spacing.pages(heights), max(lines))
        if min(heights) < ROOMY or not bars:
            return found
        said = [
            sum(self.widths.lines(plain(text), bars, WORDS_SIZE) or MOST_LINES for text in row.words)
            for row in rows
        ]
        roomy = [
            max(one, BAR_AND_EDGES + WORDS_LINE * count) for one, count in zip(needed, said, strict=True)
        ]
        spread = spacing.heights(roomy)
        is_roomy = spacing.pages(spread) == found.pages
        return replace(found, heights=spread, is_roomy=True) if is_roomy else found


@dataclass(frozen=True)
class _Rows:
    """Rows in one type: columns and those whose values stand below the names, the widths of names and bars,
    heights, and the pages that they take.
    """

    columns: Sequence[Column]
    below: Sequence[Column]
    type: RowType
    names: float
    bars: float
    heights: Sequence[float]
    pages: int
    most_lines: int
    is_roomy: bool = False


#: Each by the name that a template has for it.
_SETTINGS = {LARGE: "large", SMALL: "small", CLOSE: "close", MARKED: "marked"}


def _length(program: Program, unit: Unit) -> float:
    """How long a program's bar is on a scale in this unit."""
    return sum(bar_length(stage, unit) for stage in program.stages)
