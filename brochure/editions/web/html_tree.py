"""HTML as a tree, and back: parsed as the engine parses it, written as browsers and validators want it.

Must not know documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import Final
from xml.etree.ElementTree import Element, fromstring

from tinyhtml5 import parse

_SVG: Final = "{http://www.w3.org/2000/svg}"
_VOID: Final = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
)
#: What is written as it is, since browsers read no references in it.
_RAW: Final = frozenset({"style", "script"})
_ENDS: Final = re.compile(r"</|<!--")
#: Elements that stand in a line; all others stand apart.
IN_LINE: Final = frozenset({"a", "abbr", "b", "code", "em", "i", "span", "strong", "sub", "sup", "wbr"})
_UNSAID: Final = frozenset({"head", "style", "script", "svg", "template"})
#: White that parts words, hyphens at the ends of lines, and signs that nobody sees.
_SPACE: Final = re.compile(r"[ \t\r\n\f\xa0\u202f\u2009]+")
_UNSEEN: Final = re.compile("[\xad\u200b\u2060]")
#: Where a line of a table may end; about how wide a character of it is, rather more than less, what stands
#: between two columns, and how narrow one is: pixels of the web's stylesheet.
_LINE_END: Final = re.compile(r"[ \t\r\n\f\u200b]+")
_CHARACTER, _BETWEEN, _NARROWEST, _OF_CALENDAR = 8.5, 20.0, 72.0, 96.0


def read_html(html: str) -> Element:
    """A whole document."""
    root: Element = parse(html, namespace_html_elements=False)
    for one in root.iter():
        if isinstance(one.tag, str):
            one.tag = one.tag.removeprefix(_SVG)
    return root


def read_drawing(svg: bytes) -> Element:
    """A drawing that this program made."""
    root = fromstring(svg.decode())
    for one in root.iter():
        one.tag = one.tag.removeprefix(_SVG)
    return root


def write_html(root: Element) -> str:
    """A document, or a part of one. The same tree is written in the same way."""
    return "".join(_written(root))


def _written(one: Element) -> Iterator[str]:
    if not isinstance(one.tag, str):  # a comment
        return
    said = "".join(f' {name}="{escape(value)}"' for name, value in one.attrib.items())
    yield f"<{one.tag}{said}>"
    if one.tag in _VOID:
        return
    if one.text:
        yield (
            _ENDS.sub(lambda found: f"<\\{found[0][1:]}", one.text) if one.tag in _RAW else _plain(one.text)
        )
    for inner in one:
        yield from _written(inner)
        if inner.tail:
            yield _plain(inner.tail)
    yield f"</{one.tag}>"


def _plain(words: str) -> str:
    return escape(words, quote=False)


def classes(one: Element) -> list[str]:
    """The classes of an element."""
    return one.get("class", "").split()


def words_of(one: Element) -> list[str]:
    """The words that an element says in their order, those of its text alternatives among them."""
    text = _UNSEEN.sub("", "".join(_said(one))).replace("\u2011", "-")
    return [word for word in _SPACE.split(text) if word]


def least_width(table: Element) -> float:
    """About how many pixels wide a table is in which no word is broken."""
    widest, least = dict[int, float](), _OF_CALENDAR if "calendar" in classes(table) else _NARROWEST
    for row in table.iter("tr"):
        at = 0
        for cell in row:
            columns = int(cell.get("colspan") or 1)
            if columns == 1:
                words = _LINE_END.split("".join(_said(cell)))
                width = max(map(len, words)) * _CHARACTER + _BETWEEN
                widest[at] = max(widest.get(at, 0), width, least if cell.tag == "td" else 0)
            at += columns
    return sum(widest.values())


def _said(one: Element) -> Iterator[str]:
    if not isinstance(one.tag, str):
        return
    apart = "" if one.tag in IN_LINE else " "
    yield apart
    if one.tag == "wbr":
        yield "\u200b"
    elif one.tag == "img":
        yield one.get("alt", "")
    elif one.tag == "svg":
        yield one.get("aria-label", "")
    elif one.tag not in _UNSAID:
        yield one.text or ""
        for inner in one:
            yield from _said(inner)
            yield inner.tail or ""
    yield apart
