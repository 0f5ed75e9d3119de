"""Sheets of paper with their panels, and the formats that documents are printed in.

A `Format` is what layouts/FORMAT/format.yaml says of one kind of document: its sheets, panels, pages and
texts. Lengths are points (1/72 inch). Must not know files or content.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Annotated, Final, Literal

from pydantic import Field

from brochure.model.architecture import Architecture
from brochure.model.text import Id, Item, Line

POINTS_PER_INCH: Final = 72.0
#: Dots per inch of a picture in a column, and of one across the measure that nobody asked to stand there, at
#: least: all editions break pages alike, so each has as many as can be printed.
COLUMN_DOTS: Final = 150
MILLIMETRES_PER_INCH: Final = 25.4
#: CSS pixels are 1/96 inch (CSS Values and Units 3, section 6.2).
POINTS_PER_PIXEL: Final = 0.75
#: The widest bleed that a print shop may ask for: the art of panels reaches no further over their edges
#: (panels.css).
WIDEST_BLEED: Final = 0.25 * POINTS_PER_INCH
_UNITS: Final = {"in": POINTS_PER_INCH, "mm": POINTS_PER_INCH / MILLIMETRES_PER_INCH, "pt": 1.0}
SheetName = Literal["letter", "a4"]
#: Sheets that a publication may have: half-letter and a5 are folded from the other two.
PageName = Literal["letter", "a4", "half-letter", "a5"]
#: What a format may set smaller, and do without, where not all of it fits.
Way = Literal[
    "white",
    "titles",
    "leads",
    "closing-line",
    "short-name",
    "front-name",
    "hours",
    "roles",
    "fields",
    "people",
    "logo",
    "address",
    "department",
    "statements",
    "sections",
]
#: A program's groups by their order, as formats take them.
ORDER: Final = ("first", "second", "third", "fourth", "fifth", "sixth")
Ordinal = Literal["first", "second", "third", "fourth", "fifth", "sixth", "figure"]
Measure = Annotated[str, Field(pattern=r"^[0-9]+(\.[0-9]+)? ?(in|mm|pt)$")]
#: Type is never made smaller than this share of its size: 9.6 pt becomes 8.6.
SMALLEST = 0.9


#: Pages below this width, in points, hold one column.
NARROW: Final = 450.0


@dataclass(frozen=True)
class Sheet:
    """A trimmed page: width and height in points.

    `bleed` is how far art runs over its edges for a print shop; `white` is what is above, beside and below
    its text where its format says so.
    """

    name: str
    width: float
    height: float
    bleed: float
    white: tuple[float, float, float] | None = None

    @property
    def is_narrow(self) -> bool:
        """Whether its pages hold one column, in which what stands beside the text on others is above it."""
        return self.width < NARROW

    @property
    def margins(self) -> tuple[float, float, float]:
        """White above, beside and below the text of its pages, in points."""
        if self.white:
            return self.white
        return (39.0, 34.0, 48.0) if self.is_narrow else (60.0, 57.6, 66.0)

    @property
    def measure(self) -> float:
        """What is between the margins at its sides."""
        return self.width - 2 * self.margins[1]

    @property
    def depth(self) -> float:
        """What is between the margins above and below."""
        return self.height - self.margins[0] - self.margins[2]


def millimetres(length: float) -> float:
    """Points in `length` millimetres."""
    return length / MILLIMETRES_PER_INCH * POINTS_PER_INCH


def inches(points: float) -> str:
    """Points as inches in digits."""
    return f"{points / POINTS_PER_INCH:.4g}"


#: ANSI/ASME Y14.1 letter and ISO 216 A4, with the bleed that printers ask for in inches and in millimeters.
SHEETS: Final = {
    "letter": Sheet("letter", 8.5 * POINTS_PER_INCH, 11 * POINTS_PER_INCH, 0.125 * POINTS_PER_INCH),
    "a4": Sheet("a4", millimetres(210), millimetres(297), millimetres(3)),
    "half-letter": Sheet(
        "half-letter", 5.5 * POINTS_PER_INCH, 8.5 * POINTS_PER_INCH, 0.125 * POINTS_PER_INCH
    ),
    "a5": Sheet("a5", millimetres(148), millimetres(210), millimetres(3)),
}
#: The sheets that come from the same paper: what is cut or folded otherwise than a booklet is made of these.
WHOLE: Final[dict[str, SheetName]] = {"letter": "letter", "a4": "a4", "half-letter": "letter", "a5": "a4"}
#: No text comes closer to a fold than this: folding machines are exact to 1-2 mm, and a fold drawn through
#: type cracks it.
FOLD_CLEARANCE: Final = millimetres(5)


def length(measure: str) -> float:
    """Points in a measure such as `3.625 in`, `98 mm` or `12 pt`."""
    return float(measure[:-2]) * _UNITS[measure[-2:]]


@dataclass(frozen=True)
class Panel:
    """A part of a page between two folds: `page` counts from 1.

    Lengths in points from the page's top left corner.
    """

    name: str
    page: int
    left: float
    width: float
    height: float
    is_first: bool
    is_last: bool
    top: float = 0.0
    is_highest: bool = True
    is_lowest: bool = True


def panels(
    sides: Sequence[Sequence[str]], columns: Sequence[float], rows: Sequence[float], sheet: Sheet
) -> tuple[Panel, ...]:
    """The panels of a sheet's sides; even pages are its back, where the columns stand the other way round.

    Where there are `rows`, panels stand below one another and not side by side.

    In a C-fold the panel that is tucked in is narrower, or it buckles: by 1/16 inch on Letter (3.625,
    3.6875, 3.6875 in) and by 1.5 mm on A4 (98, 99.5, 99.5 mm), as print shops' folding templates have it.
    """
    return tuple(
        panel
        for page, names in enumerate(sides, start=1)
        for panel in (_stacked(page, names, rows, sheet) if rows else _side(page, names, columns, sheet))
    )


def _stacked(page: int, names: Sequence[str], heights: Sequence[float], sheet: Sheet) -> Iterator[Panel]:
    for name, top, height in zip(names, (0.0, *accumulate(heights)), heights, strict=False):
        ends = name == names[0], name == names[-1]
        yield Panel(name, page, 0.0, sheet.width, height, True, True, top, *ends)


def _side(page: int, names: Sequence[str], columns: Sequence[float], sheet: Sheet) -> Iterator[Panel]:
    widths = tuple(columns) if page % 2 else tuple(reversed(columns))
    lefts = (0.0, *accumulate(widths))
    for name, left, width in zip(names, lefts, widths, strict=False):
        yield Panel(name, page, left, width, sheet.height, name == names[0], name == names[-1])


class SheetUse(Item):
    """How a format uses one of the publication's sheets; without a size it takes the sheet itself."""

    width: Annotated[
        Measure | None, Field(description="Width of the trimmed page, such as 4 in or 99 mm.")
    ] = None
    height: Annotated[Measure | None, Field(description="Height of the trimmed page.")] = None
    columns: Annotated[
        tuple[Measure, ...],
        Field(
            description=(
                "Widths of the panels on the first page, from left to right; the second page is the sheet"
                " turned over, so that its panels have them from right to left."
            )
        ),
    ] = ()
    rows: Annotated[
        tuple[Measure, ...],
        Field(description="Heights of panels that stand below one another, from top to bottom."),
    ] = ()


class Take(Item):
    """How much of a group of a program a format takes."""

    length: Annotated[
        Literal["short", "full"], Field(description="Which variant of the group's text is preferred.")
    ] = "full"
    sections: Annotated[
        int | None,
        Field(ge=0, description="The most sections, the first ones; all of them where this is left out."),
    ] = None
    facts: Annotated[
        int | None,
        Field(ge=0, description="The most facts, the first ones; all of them where this is left out."),
    ] = None


class Format(Item):
    """layouts/FORMAT/format.yaml: one thing that can be made of a program's content."""

    id: Annotated[Id, Field(description="Name of the folder.")]
    line: Annotated[Line, Field(description="What it is, in one line.")]
    orientation: Annotated[
        Literal["portrait", "landscape"], Field(description=("portrait or landscape."))
    ] = "portrait"
    sheets: Annotated[
        dict[SheetName, SheetUse],
        Field(
            default_factory=dict,
            description=(
                "What is particular on each of the publication's sheets: a size of its own, the widths of"
                " panels."
            ),
        ),
    ]
    sides: Annotated[
        tuple[Annotated[tuple[Id, ...], Field(min_length=1)], ...],
        Field(
            description=(
                "The panels of each page, from left to right as they are printed; leave them out for pages"
                " that text flows over."
            )
        ),
    ] = ()
    pages: Annotated[
        tuple[int, ...],
        Field(
            description=(
                "The numbers of pages that it may have; any where this is left out, for pages that text"
                " flows over."
            )
        ),
    ] = ()
    margins: Annotated[
        tuple[Measure, Measure, Measure] | None,
        Field(
            description=(
                "White above, beside and below the text, such as [36 pt, 24 pt, 48 pt]; that of the"
                " publication's sheet where this is left out."
            )
        ),
    ] = None
    architectures: Annotated[
        tuple[Id, ...],
        Field(
            description=(
                "The page architectures that it takes, for pages that text flows over; all that need not"
                " be named where this is left out."
            )
        ),
    ] = ()
    editions: Annotated[
        tuple[Literal["screen", "press", "office"], ...],
        Field(min_length=1, description="The editions that it is made in."),
    ] = ("screen", "press", "office")
    variant: Annotated[
        Literal["short", "full"], Field(description="Which variant of its sections' texts it prints.")
    ] = "short"
    takes: Annotated[
        dict[Ordinal, Take],
        Field(
            default_factory=dict,
            description=(
                "The groups of a program that it prints, by their order, and how much of each; figure is"
                " the one that holds the drawing on another's pages."
            ),
        ),
    ]
    gives_way: Annotated[
        tuple[Way, ...],
        Field(
            description=(
                "What gives way where not all of it fits, the first one first: white between texts; titles"
                " and leads, which are set smaller; and what is left out: closing-line; short-name,"
                " the full name at the foot for the short one; front-name, that on the front; hours; roles;"
                " fields, those of the kind's own; people, all but the first; logo; address; department;"
                " statements; sections, all but the first of each group."
            )
        ),
    ] = ()
    tight: Annotated[
        tuple[Annotated[float, Field(ge=SMALLEST, lt=1)], ...],
        Field(
            max_length=3,
            description=(
                "Shares of its size that type may shrink to where a program says fit: tight, the largest"
                " first."
            ),
        ),
    ] = ()

    @property
    def is_fixed(self) -> bool:
        """Whether its text has to fit into panels."""
        return bool(self.sides)

    def sheet(self, name: str) -> Sheet:
        """The trimmed page, on a publication's sheet of this name."""
        name = self._whole(name)
        whole, use = SHEETS[name], self._use(name)
        width, height = (
            (whole.width, whole.height) if self.orientation == "portrait" else (whole.height, whole.width)
        )
        return Sheet(
            name,
            length(use.width) if use.width else width,
            length(use.height) if use.height else height,
            whole.bleed,
            (length(self.margins[0]), length(self.margins[1]), length(self.margins[2]))
            if self.margins
            else None,
        )

    def panels(self, name: str) -> tuple[Panel, ...]:
        """Where its panels are, in points, on a publication's sheet of this name."""
        return panels(self.sides, self.column_widths(name), self.row_heights(name), self.sheet(name))

    def column_widths(self, name: str) -> tuple[float, ...]:
        """The widths of the panels on the first page, in points, on a publication's sheet of this name."""
        return tuple(length(column) for column in self._use(name).columns) or (self.sheet(name).width,)

    def row_heights(self, name: str) -> tuple[float, ...]:
        """The heights of panels below one another, in points; none where they stand side by side."""
        return tuple(length(row) for row in self._use(name).rows)

    def takes_architecture(self, architecture: Architecture) -> bool:
        """Whether its pages may be laid out so."""
        return (
            architecture.id in self.architectures if self.architectures else not architecture.is_named_only
        )

    def _whole(self, name: str) -> str:
        """The sheet that it is made of: the whole one where it has panels, or a size of its own."""
        return WHOLE[name] if self.is_fixed or self.sheets else name

    def _use(self, name: str) -> SheetUse:
        name = self._whole(name)
        return next((use for sheet, use in self.sheets.items() if sheet == name), SheetUse())
