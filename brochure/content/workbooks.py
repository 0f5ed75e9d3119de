"""Excel workbooks: the cells of the sheet that holds a list, each as what it says and of what kind it is;
and tables of others, such as the export of a public listing, in workbooks or CSV.

Takes the bytes of a file; gives rows of `Cell`s, or one problem; of a table the words of each row by the
names of its columns. Read with Python's own zipfile and expat,
since what libraries for workbooks keep to themselves is what has to be told: cells that show an error or
were never calculated, numbers that look otherwise than they are kept, and what is hidden. What is unpacked
is bounded before it is read. Must not know what columns mean.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from itertools import takewhile
from pathlib import PurePosixPath
from typing import Final
from xml.etree import ElementTree
from xml.parsers import expat

from babel import Locale

from brochure.content.number_formats import BUILT_IN, DAY_ZERO, DAY_ZERO_1904, locale_of
from brochure.content.spreadsheets import parse_csv
from brochure.content.values import Cell, Grid, TooMuchError
from brochure.content.workbook_cells import SharedStrings, SheetReading, index
from brochure.errors import WORKBOOKS, ContentError, Problem, Where
from brochure.model import WESTERN, Text, decode

#: Bytes of a workbook, and of its parts when they are unpacked: in the smaller ones, and in all.
_LARGEST: Final = 20_000_000
_LARGEST_PART: Final = 5_000_000
_LARGEST_UNPACKED: Final = 20_000_000
#: How an archive names each of its parts, and how many there may be: a list has a dozen.
_ENTRY: Final = b"PK\x01\x02"
_MOST_PARTS: Final = 2_000
#: Rows above the names of the columns that may hold a title.
_MOST_TITLES: Final = 20
_DAMAGED: Final = (
    ElementTree.ParseError,
    StopIteration,
    EOFError,
    LookupError,
    RuntimeError,
    ValueError,
    expat.ExpatError,
    zipfile.BadZipFile,
    zlib.error,
)
_AS_WORKBOOK: Final = "open it in Excel or LibreOffice and save it as Excel Workbook (.xlsx)"


def read_workbook(data: bytes, file: str, language: str) -> tuple[Grid, list[Problem]]:
    """The first sheet that shows anything, and what of the others is told. Raises ContentError.

    `language` is that in which numbers are shown.
    """
    if not data.startswith(b"PK"):
        raise ContentError.of(file, *_no_workbook(data))
    if len(data) > _LARGEST or data.count(_ENTRY) > _MOST_PARTS:
        hint = "copy the list into a new workbook, without pictures"
        what = f"is larger than {_LARGEST // 1_000_000} MB or has more than {_MOST_PARTS:,} parts"
        raise ContentError.of(file, what, hint)
    try:
        return _Workbook(data, file, locale_of(language)).read()
    except TooMuchError as error:
        hint = "copy the rows that are to be printed into a new workbook"
        raise ContentError.of(file, str(error), hint) from None
    except _DAMAGED:
        raise ContentError.of(file, *_other_archive(data)) from None


def _no_workbook(data: bytes) -> tuple[str, str]:
    """What a file is that is called a workbook and is none."""
    head = data[:2000].lstrip().lower()
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            hint = "take the password away in Excel (File, Info, Protect Workbook) and save it"
            return "is protected with a password", hint
        return "is a workbook in the old form of Excel (.xls)", _AS_WORKBOOK
    if re.match(rb"(\xef\xbb\xbf)?\s*<(!doctype html|html|head|meta|body|table|div|style)\b", head):
        return "is a web page, not an Excel workbook", _AS_WORKBOOK
    if not data:
        return "is empty", _AS_WORKBOOK
    if b"\0" not in data[:2000] and not head.startswith((b"%pdf", b"{\\rtf", b"<?xml")):
        hint = "rename it so that it ends in .csv, and write that name where the list is asked for"
        return "is plain text, not an Excel workbook", hint
    return "is no Excel workbook", _AS_WORKBOOK


def _other_archive(data: bytes) -> tuple[str, str]:
    """What is wrong with an archive that is no workbook that can be read."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
    except _DAMAGED:
        names = set()
    if names & {"xl/workbook.bin", "content.xml", "word/document.xml", "Index/Document.iwa"}:
        return "is a file of another kind, not an Excel workbook", _AS_WORKBOOK
    return "is damaged, so that it cannot be read", "open it in Excel, let it be repaired, and save it anew"


class _Plain(ElementTree.TreeBuilder):
    """A part without a document type, in which entities would be declared that make much of little."""

    def doctype(self, *_: object) -> None:
        raise ValueError


class _Workbook:
    """An archive of parts, no more of which is unpacked than is taken."""

    def __init__(self, data: bytes, file: str, locale: Locale) -> None:
        self.locale = locale
        self.archive, self.file, self.left = zipfile.ZipFile(BytesIO(data)), file, _LARGEST_UNPACKED
        self.names = {name.lower(): name for name in self.archive.namelist()}

    def read(self) -> tuple[Grid, list[Problem]]:
        book = next(iter(self.links("", "officeDocument").values()))
        root, links = self.tree(book), partial(self.links, book)
        targets = links("worksheet")
        reading = SheetReading(
            self.file,
            self.shared_strings(links("sharedStrings").values()),
            *self.styles(links("styles").values()),
            DAY_ZERO_1904
            if any(_local(tag) == "workbookPr" and tag.get("date1904") in ("1", "true") for tag in root)
            else DAY_ZERO,
            self.locale,
        )
        shown, others = list[tuple[str, Grid]](), list[str]()
        for sheet in (tag for group in root if _local(group) == "sheets" for tag in group):
            target = targets.get(
                next((sheet.attrib[key] for key in sheet.attrib if key.endswith("}id")), "")
            )
            if target is None:
                continue
            is_first = not shown and sheet.get("state", "visible") == "visible"
            grid = reading.sheet(self.part(target), only_whether=not is_first)
            if is_first and grid.rows:
                shown.append((sheet.get("name", ""), grid))
            elif grid.rows:
                others.append(sheet.get("name", ""))
        return self.chosen(shown, others)

    def chosen(self, shown: list[tuple[str, Grid]], others: list[str]) -> tuple[Grid, list[Problem]]:
        if not shown and others:
            raise ContentError.of(self.file, "shows no sheet that holds anything", "unhide the sheet")
        if not shown:
            raise ContentError.of(self.file, "is empty", "write the names of the columns into its first row")
        name, grid = shown[0]
        if not others:
            return grid, []
        grid.sheet = name
        what = f"the sheet {_named(name)} is read, not {', '.join(map(_named, others[:4]))}"
        what += f" and {len(others) - 4} more" if len(others) > 4 else ""
        hint = "put a list that is to be printed first, or into a workbook of its own"
        return grid, [Problem(Where(self.file), what, hint, "warning")]

    def part(self, name: str, most: int = _LARGEST_UNPACKED) -> bytes:
        """The bytes of a part. Raises TooMuchError, or KeyError where there is none."""
        entry = self.archive.getinfo(self.names[name.lower()])
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise zipfile.BadZipFile
        most = min(most, self.left)
        with self.archive.open(entry) as opened:
            data = opened.read(most + 1)
        if len(data) > most:
            raise TooMuchError(f"unpacks to more than {_LARGEST_UNPACKED // 1_000_000} MB")
        self.left -= len(data)
        return data

    def tree(self, name: str) -> ElementTree.Element:
        parser = ElementTree.XMLParser(target=_Plain())
        return ElementTree.fromstring(self.part(name, _LARGEST_PART), parser)

    def links(self, part: str, kind: str) -> dict[str, str]:
        """The parts of a kind to which a part refers, by the ids of the references."""
        folder, name = posixpath.split(part)
        return {
            link.get("Id", ""): posixpath.normpath(
                posixpath.join("/", folder, link.get("Target", ""))
            ).lstrip("/")
            for link in self.tree(posixpath.join(folder, "_rels", f"{name}.rels"))
            if link.get("Type", "").endswith(f"/{kind}") and link.get("TargetMode") != "External"
        }

    def shared_strings(self, parts: Iterable[str]) -> SharedStrings:
        strings = SharedStrings()
        for part in parts:
            strings.parse(self.part(part))
        return strings

    def styles(self, parts: Iterable[str]) -> tuple[list[str], list[bool]]:
        """The number format of each style of cells, and whether its words are struck through."""
        root = next((self.tree(part) for part in parts), None)
        if root is None:
            return [], []
        groups = {_local(group): group for group in root}
        own = {int(one.get("numFmtId", 0)): one.get("formatCode", "") for one in groups.get("numFmts", ())}
        cells = [*groups.get("cellXfs", ())]
        ids = [int(one.get("numFmtId", 0)) for one in cells]
        lines = [
            [one.get("val") for one in font if _local(one) == "strike"] for font in groups.get("fonts", ())
        ]
        fonts = [index(one.get("fontId", "0")) for one in cells]
        struck = [font < len(lines) and lines[font] not in ([], ["0"], ["false"]) for font in fonts]
        return [own.get(number, BUILT_IN.get(number, "General")) for number in ids], struck


def _local(element: ElementTree.Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _named(sheet: str) -> str:
    return f'"{sheet if len(sheet) <= 31 else sheet[:30] + "…"}"'


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
    titles = _titles(grid)
    for cells in grid.rows[:titles]:
        what = f'"{cells[0].text}" stands above the names of the columns, and is left out'
        noticed.append(
            Problem(cells[0].where, what, "leave it so, if it is the title of the list", "warning")
        )
    head, *below = grid.rows[titles:]
    names = {cell.where.column: cell.text for cell in head}
    nameless = [cell.where for cells in below for cell in cells if cell.where.column not in names]
    if nameless:
        what = f"{len(nameless)} cell{'s' * (len(nameless) != 1)} without a name above them are passed over"
        noticed.append(Problem(nameless[0], what, "name the column in the first line", "warning"))
    rows, merged = [], list(_merged_down(grid))
    for cells in below:
        line = cells[0].where.line
        reaching = [cell for cell, last in merged if cell.where.line < line <= last]
        said = {
            str(names[cell.where.column]): Text(
                cell.text if as_kept else cell.shown or cell.text, cell.where
            )
            for cell in sorted((*reaching, *cells), key=_column)
            if cell.where.column in names
        }
        if said:
            rows.append(said)
    return PlainTable(tuple(names.values()), tuple(rows), tuple(noticed))


def _column(cell: Cell) -> int:
    return cell.where.column


def _titles(grid: Grid) -> int:
    """How many rows above the names of the columns hold nothing but a title."""
    above = sum(1 for _ in takewhile(lambda cells: len(cells) == 1, grid.rows[:_MOST_TITLES]))
    return above if above < min(len(grid.rows) - 1, _MOST_TITLES) else 0


def _merged_down(grid: Grid) -> Iterator[tuple[Cell, int]]:
    """Cells that a spreadsheet shows as one with those below them, each with the last of their rows."""
    cells = (cell for row in grid.rows for cell in row if grid.merged)
    there = {(cell.where.line, cell.where.column): cell for cell in cells}
    for place, area in grid.merged.items():
        if place in there and (last := re.search(r"[0-9]+$", area)):
            yield there[place], int(last[0])
