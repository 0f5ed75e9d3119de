"""Tables of others, such as the export of a public listing: rows as they are, each cell with its place.

Takes the bytes of a workbook or a CSV file; gives the words of each row by the names of its columns. Must
not know what columns mean.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from brochure.content.spreadsheets import parse_csv
from brochure.content.workbooks import read_workbook
from brochure.errors import WORKBOOKS, ContentError, Problem
from brochure.model import WESTERN, Text, decode


@dataclass(frozen=True)
class PlainTable:
    """The names of the columns in their order, and rows of what they say; empty cells are left out.

    `noticed` is what else there is to tell, such as sheets and cells that are passed over.
    """

    columns: tuple[Text, ...]
    rows: tuple[dict[str, Text], ...]
    noticed: tuple[Problem, ...] = ()


def read_table(data: bytes, file: str, language: str, as_kept: bool = False) -> PlainTable:
    """A table by the ending of its file: cells as the spreadsheet shows them, or as it keeps numbers and
    days. Raises ContentError where it cannot be read or has no rows.
    """
    if PurePosixPath(file).suffix.casefold() in WORKBOOKS:
        grid, noticed = read_workbook(data, file, language)
    else:
        is_western = language.partition("-")[0].lower() in WESTERN
        grid, noticed = parse_csv(decode(data, file, is_western), file), []
    if len(grid.rows) < 2:
        hint = "its first line names the columns, and each line below says what stands in them"
        raise ContentError.of(file, "holds no rows", hint)
    head, *below = grid.rows
    names = {cell.where.column: cell.text for cell in head}
    nameless = [cell.where for cells in below for cell in cells if cell.where.column not in names]
    if nameless:
        what = f"{len(nameless)} cell{'s' * (len(nameless) != 1)} without a name above them are passed over"
        noticed.append(Problem(nameless[0], what, "name the column in the first line", "warning"))
    rows = []
    for cells in below:
        said = {
            str(names[cell.where.column]): Text(
                cell.text if as_kept else cell.shown or cell.text, cell.where
            )
            for cell in cells
            if cell.where.column in names
        }
        if said:
            rows.append(said)
    return PlainTable(tuple(names.values()), tuple(rows), tuple(noticed))
