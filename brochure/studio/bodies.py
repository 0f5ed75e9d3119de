"""What the page asks for, taken out of the body of a request and checked: nothing of another kind goes on.
And the words of other programs that are pasted, as content has them.

Takes bytes and plain values; raises `BadRequestError` for what no page of the studio sends. Must not know
HTTP.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Mapping
from datetime import date
from html.parser import HTMLParser
from itertools import accumulate, groupby
from typing import Any, Final, TypeVar
from urllib.parse import quote

from brochure.edit import ABSENT, Change

_MISSING: Final = object()
T = TypeVar("T")
#: Tags at which a paragraph ends, and those that have no end.
_BLOCKS: Final = re.compile("p|div|h[1-6r]|li|[uod]l|table|t[rdh]|blockquote|section|article|d[td]|pre")
_CELLS: Final = frozenset(("table", "tr", "td", "th"))
_VOID: Final = frozenset(("br", "img", "hr", "meta", "link", "col", "input", "wbr"))
#: What is not printed of what stands in a tag.
_UNPRINTED: Final = frozenset(("head", "style", "script", "title", "del", "s"))
#: Most tags inside one another: nobody's text has so many, and each that ends is looked for among them.
_DEEPEST: Final = 400
#: In place of marks: what is not taken, and what a word processor writes before an item.
_SKIP, _NUMBER = "skip", "number"
#: The words of a cell, by themselves and with their marks.
CellWords = tuple[str, str]


class BadRequestError(Exception):
    """The page asked in a form that is not understood."""


def body_of(data: bytes) -> Mapping[str, Any]:
    """The object that a body is. Raises `BadRequestError`."""
    try:
        said = json.loads(data)
    except (ValueError, RecursionError):
        raise BadRequestError("the body is not JSON") from None
    if not isinstance(said, dict):
        raise BadRequestError("the body must be an object")
    return said


def field_of(said: Mapping[str, Any], name: str, kind: type[T], otherwise: Any = _MISSING) -> T:
    """One value of a request, of a kind. Raises `BadRequestError`."""
    value = said.get(name, otherwise)
    if not isinstance(value, kind):
        raise BadRequestError(f"{name} is missing" if value is _MISSING else f"{name} is of another kind")
    return value


def day_of(said: Mapping[str, Any], name: str) -> date | None:
    """A day of a request, as YYYY-MM-DD; none where it is left out. Raises `BadRequestError`."""
    words = field_of(said, name, str, "")
    try:
        return date.fromisoformat(words) if words else None
    except ValueError:
        raise BadRequestError(f"{name} is no day") from None


def changes_of(data: bytes, folder: str) -> list[Change]:
    """Changes of the publication in a folder. Raises `BadRequestError`, also for those of another one, whose
    page stayed open when its studio ended and this one took its port.
    """
    said = body_of(data)
    if field_of(said, "folder", str, folder) != folder:
        raise BadRequestError("Another publication is open here by now. Start the studio of yours again.")
    return [_change_of(one) for one in field_of(said, "changes", list)]


def _change_of(said: Any) -> Change:
    """A change as the page says it; `old` is left out where nothing stood."""
    if not isinstance(said, dict) or said.get("action") not in ("set", "unset", "insert", "remove", "move"):
        raise BadRequestError("a change needs an action: set, unset, insert, remove or move")
    path = field_of(said, "path", list)
    if not all(isinstance(one, str) or type(one) is int for one in path):
        raise BadRequestError("a path holds keys and positions")
    base, to = said.get("base"), said.get("to")
    return Change(
        said["action"],
        field_of(said, "file", str),
        tuple(path),
        said.get("value"),
        said.get("old", ABSENT),
        base if isinstance(base, str) and base else None,
        to if type(to) is int else None,
    )


def listing_of(data: bytes) -> tuple[str, bytes, str, dict[str, str], dict[str, str]]:
    """A listing that was brought: its name and bytes, its column of programs, what the others are for, and
    programs that it calls otherwise. Raises `BadRequestError`.
    """
    said = body_of(data)
    try:
        listing = b64decode(field_of(said, "data", str), validate=True)
    except ValueError:
        raise BadRequestError("data is no file") from None
    columns, names = (
        {str(key): str(value) for key, value in field_of(said, name, dict, {}).items()}
        for name in ("columns", "names")
    )
    return field_of(said, "name", str), listing, field_of(said, "program", str, ""), columns, names


class _PastedHtml(HTMLParser):
    """What a word processor, a spreadsheet or a page lays on the clipboard: its blocks as Markdown, and the
    cells of its first table.
    """

    def __init__(self) -> None:
        super().__init__()
        self.blocks, self.table = list[tuple[bool, str]](), list[list[CellWords]]()
        self.runs = list[tuple[str, str, str]]()  # words, marks around them, the address of their link
        self.within = list[tuple[str, str, str]]()  # tags that are open, with the same
        self.lists, self.lead, self.number = list[str](), "", ""
        self.rows: list[list[CellWords]] | None = None
        self.cell: list[CellWords] | None = None
        self.span, self.spans = 1, dict[int, tuple[int, CellWords]]()  # cells that reach down so many rows

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        style = re.sub(r"\s", "", said.get("style", "")).lower()
        if _BLOCKS.fullmatch(tag):
            self._end_block()
        if tag in _CELLS:
            self._end_cell()
        if tag == "br":
            self.runs.append(("\n", "", ""))
        elif tag in ("ul", "ol"):
            self.lists.append(tag)
        elif tag == "table" and self.rows is None:
            self.rows, self.spans = [], {}
        elif tag == "tr" and self.rows is not None:
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            rows = re.match("[0-9]{1,4}", said.get("rowspan", ""))
            self.cell, self.span = [], int(rows[0]) if rows else 1
        if level := re.search(r"mso-list:\S*level(\d)", style):
            self.lead = "   " * (int(level[1]) - 1) + "- "
        elif tag == "li":
            self.lead = "   " * (len(self.lists) - 1) + ("1. " if self.lists[-1:] == ["ol"] else "- ")
        elif re.fullmatch("h[1-6]", tag):
            self.lead = "### "
        if tag not in _VOID and len(self.within) < _DEEPEST:
            self.within.append((tag, *self._look(tag, style, said.get("href", ""))))

    def _look(self, tag: str, style: str, href: str) -> tuple[str, str]:
        """The marks and the address of what stands in a tag."""
        marks, address = self.within[-1][1:] if self.within else ("", "")
        if tag in _UNPRINTED or marks == _SKIP:
            return _SKIP, ""
        if "mso-list:ignore" in style or marks == _NUMBER:
            return _NUMBER, ""
        if note := re.search(r"#_?(?:ftn|edn|ftnt)(_?ref)?(\d+)$", href):
            if note[1]:
                self.lead = f"[^{note[2]}]: "
            else:
                self.runs.append((f"[^{note[2]}]", _SKIP, ""))
            return _SKIP, ""
        is_bold = tag in ("b", "strong") or bool(re.search("font-weight:(bold|[6-9]00)", style))
        is_bold &= "font-weight:normal" not in style and "**" not in marks
        is_italic = (tag in ("i", "em") or "font-style:italic" in style) and len(marks) % 2 == 0
        marks += "*" * (2 * is_bold + is_italic)
        return marks, href if re.match(r"(https?|mailto|tel):", href) else address

    def handle_endtag(self, tag: str) -> None:
        if _BLOCKS.fullmatch(tag):
            self._end_block()
        if tag in _CELLS:
            self._end_cell()
        if tag == "tr" and self.rows:
            self._reach_down(self.rows[-1])
        elif tag == "table" and self.rows is not None:
            self._end_table([row for row in self.rows if any(words for words, _ in row)])
            self.rows = self.cell = None
        elif tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        if any(one[0] == tag for one in self.within):
            while self.within.pop()[0] != tag:
                pass

    def _end_cell(self) -> None:
        if self.cell is None or not self.rows:
            return
        words = " ".join(one for one, _ in self.cell), " ".join(one for _, one in self.cell)
        self._reach_down(self.rows[-1])
        self.spans[len(self.rows[-1])] = self.span - 1, words
        self.rows[-1].append(words)
        self.cell = None

    def _reach_down(self, row: list[CellWords]) -> None:
        """The cells of rows above that reach down to the next places of this one."""
        while (reach := self.spans.get(len(row), (0, ("", ""))))[0]:
            self.spans[len(row)] = reach[0] - 1, reach[1]
            row.append(reach[1])

    def handle_data(self, data: str) -> None:
        marks, address = self.within[-1][1:] if self.within else ("", "")
        if marks == _NUMBER:
            self.number += data
        elif marks != _SKIP and (self.rows is None or self.cell is not None):
            self.runs.append((re.sub(r"[ \t\r\n\f]+|\xa0{2,}", " ", data), marks, address))

    def _end_block(self) -> None:
        """A paragraph or an item ends here."""
        alike = groupby(self.runs, key=lambda run: run[1:])
        marked = (_marked("".join(run[0] for run in runs), *look) for look, runs in alike)
        words = re.sub(" {2,}", " ", "".join(marked)).strip(" \n\xa0")
        plain = " ".join("".join(run[0] for run in self.runs).split())
        self.runs, lead, number = [], self.lead, self.number.strip()
        if not words:
            return
        self.lead = self.number = ""
        if self.cell is not None:
            self.cell.append((plain, words.replace("\n", " ")))
            return
        if lead.endswith("- ") and re.match(r"\(?\w{1,4}[.)]", number):
            lead = f"{lead[:-2]}1. "
        if not lead:
            words = re.sub(r"\A[•·▪◦‣●○■]\s*", "- ", words)
            words = re.sub(r"\A(\d{3,})([.)]\s)|\A([#>+]\s)", r"\1\\\2\3", words)
        is_item = bool(re.match(r"\s*(-|\d+\.) ", lead or words))
        self.blocks.append((is_item, lead + words.replace("\n", "\\\n")))

    def _end_table(self, rows: list[list[CellWords]]) -> None:
        self.table = self.table or rows
        wide = max(map(len, rows), default=0)
        if wide < 2:
            self.blocks += [(False, cell) for row in rows for _, cell in row if cell]
            return
        cells = [[*(one.replace("|", "\\|") for _, one in row), *[""] * (wide - len(row))] for row in rows]
        cells[0] = [one.strip("*") for one in cells[0]]  # names of columns are set apart as they are
        lines = [f"| {' | '.join(row)} |" for row in cells]
        self.blocks.append((False, "\n".join([lines[0], "|" + "---|" * wide, *lines[1:]])))


def _marked(words: str, marks: str, address: str) -> str:
    """Words with their marks, outside of which spaces at their ends stay; their own signs as they are."""
    core = words.strip()
    if marks == _SKIP or not core:
        return words
    said = re.sub(r"([*<`\\])|(?<!\w)(_)|(_)(?!\w)", lambda found: f"\\{found[0]}", core)
    said = f"[{said}]({_as_address(address)})" if address else said
    start = words.index(core)
    return f"{words[:start]}{marks}{said}{marks}{words[start + len(core) :]}"


def _as_address(address: str) -> str:
    """An address in which no sign ends it too early: a bracket alone, a space."""
    depths = list(accumulate({"(": 1, ")": -1}.get(sign, 0) for sign in address))
    is_whole = min(depths, default=0) >= 0 and not depths[-1:] > [0]
    unsafe = r"[\s<>\\]" if is_whole else r"[\s<>\\()]"
    return re.sub(unsafe, lambda found: quote(found[0]), address)


def pasted_words(html: str) -> dict[str, str]:
    """Words from a clipboard as Markdown: their paragraphs, lists, tables, notes, links, bold and italic;
    and the rows of a table alone, with tabs, in which a cell that reaches down stands in each of its rows.
    """
    reader = _PastedHtml()
    reader.feed(html)
    reader.close()
    reader.handle_endtag("p")
    reader.handle_endtag("table")
    text, was_item = "", False
    for is_item, words in reader.blocks:
        text += ("" if not text else "\n" if is_item and was_item else "\n\n") + words
        was_item = is_item
    return {"text": text, "table": "\n".join("\t".join(one for one, _ in row) for row in reader.table)}
