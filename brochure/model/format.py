"""What a format is: the sheet, panels, pages and texts of one kind of document.

Layouts/FORMAT/format.yaml. Must not know files.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from brochure.model.paper import SHEETS, Panel, Sheet, length, panels
from brochure.model.text import Id, Item, Line

SheetName = Literal["letter", "a4"]
GroupName = Literal["story", "training", "life", "careers"]
Measure = Annotated[str, Field(pattern=r"^[0-9]+(\.[0-9]+)? ?(in|mm|pt)$")]
#: Type is never made smaller than this share of its size: 9.6 pt becomes 8.6.
SMALLEST = 0.9


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
    orientation: Annotated[Literal["portrait", "landscape"], Field(description="portrait or landscape.")] = (
        "portrait"
    )
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
        tuple[int, ...], Field(min_length=1, description="The numbers of pages that it may have.")
    ]
    fill: Annotated[
        int | None,
        Field(ge=2, description="Pages for notes are added until this many pages make whole sheets."),
    ] = None
    variant: Annotated[
        Literal["short", "full"], Field(description="Which variant of its sections' texts it prints.")
    ] = "short"
    takes: Annotated[
        dict[GroupName, Take],
        Field(
            default_factory=dict, description="The groups of a program that it prints, and how much of each."
        ),
    ]
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
        whole, use = SHEETS[name], self._use(name)
        width, height = (
            (whole.width, whole.height) if self.orientation == "portrait" else (whole.height, whole.width)
        )
        return Sheet(
            name,
            length(use.width) if use.width else width,
            length(use.height) if use.height else height,
            whole.bleed,
        )

    def panels(self, name: str) -> tuple[Panel, ...]:
        """Where its panels are, in points, on a publication's sheet of this name."""
        return panels(self.sides, self.column_widths(name), self.sheet(name))

    def column_widths(self, name: str) -> tuple[float, ...]:
        """The widths of the panels on the first page, in points, on a publication's sheet of this name."""
        return tuple(length(column) for column in self._use(name).columns) or (self.sheet(name).width,)

    def _use(self, name: str) -> SheetUse:
        return next((use for sheet, use in self.sheets.items() if sheet == name), SheetUse())
