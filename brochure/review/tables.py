"""A table as it is said: every cell with the headers that belong to it (ISO 32000-1, 14.8.5.7).

Takes a Table element; gives its cells with their places and headers. Must not know how text is joined.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from brochure.pdf import bytes_of, each, name_of
from brochure.review.tree import StructureElement

#: A cell that spans more than this is a fault of the file.
_WIDEST: Final = 500
#: Where a header leads is said once, at the header itself.
_LINKS: Final = re.compile(r" \[link to [^\]]*\]")


@dataclass(frozen=True)
class TableCell:
    """A cell in row and column, both from 1; `headers` are the texts that are repeated with it."""

    element: StructureElement
    row: int
    column: int
    columns: int
    rows: int
    text: str
    headers: tuple[str, ...] = ()

    @property
    def is_header(self) -> bool:
        """Whether it heads others."""
        return self.element.role == "TH"

    @property
    def scope(self) -> str:
        """What it heads: Row, Column or Both; a column where a header in the first row says nothing."""
        said = name_of(self.element.attributes.get("/Scope")).lstrip("/")
        return said or ("Column" if self.row == 1 else "Row" if self.column == 1 else "")

    def heads(self, other: TableCell) -> bool:
        """Whether it is a header of another cell by its place."""
        if not self.is_header or other.element is self.element:
            return False
        below = (
            self.row < other.row
            and self.column < other.column + other.columns
            and other.column < self.column + self.columns
        )
        beside = (
            self.column < other.column
            and self.row < other.row + other.rows
            and other.row < self.row + self.rows
        )
        return (below and self.scope in ("Column", "Both")) or (beside and self.scope in ("Row", "Both"))


def cells(table: StructureElement, text_of: Callable[[StructureElement], str]) -> list[TableCell]:
    """Every cell in its order. Its headers are those that it names, else those of scope and place."""
    placed = _placed(table, text_of)
    by_id = {cell.element.id: cell for cell in placed if cell.element.id}
    heads = [cell for cell in placed if cell.is_header]
    found = []
    for cell in placed:
        named = [
            by_id[name]
            for one in each(cell.element.attributes.get("/Headers"))
            if (name := bytes_of(one)) in by_id
        ]
        chosen = named or [head for head in heads if head.heads(cell)]
        if cell.is_header and not named:
            chosen = [head for head in chosen if head.scope != cell.scope or head.row == cell.row]
        found.append(replace(cell, headers=tuple(_LINKS.sub("", head.text) for head in chosen if head.text)))
    return found


def _placed(table: StructureElement, text_of: Callable[[StructureElement], str]) -> list[TableCell]:
    taken: set[tuple[int, int]] = set()
    found: list[TableCell] = []
    for row, line in enumerate(table.under("TR"), start=1):
        column = 1
        for element in line.under("TH", "TD"):
            while (row, column) in taken:
                column += 1
            rows, columns = _span(element, "/RowSpan"), _span(element, "/ColSpan")
            taken |= {(row + down, column + right) for down in range(rows) for right in range(columns)}
            found.append(TableCell(element, row, column, columns, rows, text_of(element)))
    return found


def _span(element: StructureElement, name: str) -> int:
    value = element.attributes.get(name, 1)
    return max(1, min(int(value), _WIDEST)) if isinstance(value, int | float) else 1
