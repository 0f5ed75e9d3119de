"""Texts of other programs as content has them: words from a clipboard, Word documents and plain text.

Takes HTML, or the bytes of a file; gives Markdown, and what could not be taken along. A Word document is
read by mammoth, which knows what its styles, lists and notes are. What is unpacked is bounded before it is
read, and nothing outside of a document is looked at. Must not know fields.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from html.parser import HTMLParser
from io import BytesIO
from itertools import accumulate, groupby
from typing import Final
from urllib.parse import quote
from xml.parsers.expat import ExpatError

from brochure.errors import Problem, UsageError, Where
from brochure.model import decode

#: Files of plain text, and of Word.
_PLAIN: Final = (".md", ".markdown", ".txt")
_WORD: Final = (".docx", ".docm", ".dotx")
#: How a Word document of the old form begins, and one with a password.
_OLD: Final = b"\xd0\xcf\x11\xe0"
_AGAIN: Final = "in Word, save it as .docx, without a password, and take that"
#: Bytes of all text of a document when it is unpacked, some hundred pages: who waits for more waits for
#: minutes. Pictures, which are left out, do not count.
_LARGEST: Final = 4_000_000
#: What a document with faults raises, wherever it is met.
_FAULTS: Final = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, ExpatError, RecursionError, RuntimeError),
    *(LookupError, ValueError, TypeError, AttributeError, NotImplementedError),
)
#: What is no text and is lost with a document, by its elements (ECMA-376, part 1).
_LEFT_OUT: Final = (
    ("picture", r"<a:blip\b|<v:imagedata\b"),
    ("diagram", r"<(?:c:chart|dgm:relIds)\b"),
    ("formula", r"<m:oMath[ >]"),
    ("comment", r"<w:commentReference\b"),
    ("embedded document", r"<w:altChunk\b"),
)
#: The same again for programs that do not know the one before it.
_AGAIN_FOR_OTHERS: Final = re.compile(r"<mc:Fallback\b.*?</mc:Fallback>", re.DOTALL)
#: Words that a change has taken out, or that have a line through them.
_STRUCK: Final = re.compile(r'<w:(?:del|moveFrom) |<w:strike(?: w:val="(?:true|on|1)")? ?/>')
_MARGIN: Final = re.compile(r"word/(?:header|footer)\d*\.xml")
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
        if note := re.search(r"#_?(?:ftn|edn|ftnt|(?:foot|end)note-)(_?ref-?)?(\d+)$", href):
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


def read_text(name: str, data: bytes) -> tuple[str, tuple[Problem, ...]]:
    """The text of a file as Markdown, and a note of what it has that is not taken along, such as pictures.

    Raises `BrochureError` for what is no text, or cannot be read.
    """
    if name.lower().endswith(_PLAIN):
        return decode(data, name).strip("\n"), ()
    if not name.lower().endswith(_WORD):
        hint = "save it as .docx, or open it, copy its words and paste them"
        what = "this is no text that can be read"
        raise UsageError.of(name, what, _AGAIN if data.startswith(_OLD) else hint)
    if data.startswith(_OLD):
        raise UsageError.of(name, "this is an old Word document, or one with a password", _AGAIN)
    try:
        text, left_out = pasted_words(_as_html(name, data))["text"], _left_out(data)
    except _FAULTS:
        what, hint = "this Word document cannot be read", f"it may be damaged; {_AGAIN}"
        raise UsageError.of(name, what, hint) from None
    what, hint = f"left out: {left_out}", "bring in by itself what is to be printed of it"
    return text, (Problem(Where(name), what, hint, "note"),) if left_out else ()


def _as_html(name: str, data: bytes) -> str:
    """The text of a Word document. Raises one of the faults, and `UsageError` for what is too large."""
    from mammoth import convert_to_html  # which only whoever brings a document has to wait for

    with zipfile.ZipFile(BytesIO(data)) as parts:
        texts = (one for one in parts.infolist() if one.filename.endswith((".xml", ".rels")))
        if sum(one.file_size for one in texts) > _LARGEST:
            what = "this Word document has more text than a field can take"
            raise UsageError.of(name, what, "copy the part that is meant, and paste it")
    made = convert_to_html(
        BytesIO(data),
        convert_image=lambda _: [],
        include_embedded_style_map=False,
        external_file_access=False,
    )
    return str(made.value)


def _left_out(data: bytes) -> str:
    """In words what a Word document has that its text lacks."""
    with zipfile.ZipFile(BytesIO(data)) as parts:
        whole = parts.read("word/document.xml").decode("utf-8", "replace")
        margins = (parts.read(name) for name in parts.namelist() if _MARGIN.fullmatch(name))
        has_margins = any(re.search(rb"<w:t[ >]", one) for one in margins)
    body = _AGAIN_FOR_OTHERS.sub("", whole)
    counts = ((what, len(re.findall(form, body))) for what, form in _LEFT_OUT)
    found = [f"{count} {what}{'s' * (count > 1)}" for what, count in counts if count]
    found += ["words that are struck out"] * bool(_STRUCK.search(body))
    found += ["what stands at the heads and feet of its pages"] * has_margins
    return " and ".join([", ".join(found[:-1]), found[-1]] if len(found) > 1 else found)
