"""Which structure element an HTML element becomes (ISO 32000-1, 14.8.4), and its language, scope and text.

Takes elements of the parsed HTML; must not know boxes or pages. `None` as a role: the element leaves no
trace of its own, its content belongs to what it stands in. PDF 1.7 has no role for emphasis.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

SVG = "{http://www.w3.org/2000/svg}"
_LANGUAGE = ("lang", "{http://www.w3.org/XML/1998/namespace}lang")

_ROLES = {
    "main": "Part",
    "article": "Art",
    "section": "Sect",
    "aside": "Sect",
    "nav": "Sect",
    "div": "Div",
    "header": "Div",
    "footer": "Div",
    "address": "Div",
    "hgroup": "Div",
    "details": "Div",
    "blockquote": "BlockQuote",
    "p": "P",
    "pre": "P",
    "summary": "P",
    "h1": "H1",
    "h2": "H2",
    "h3": "H3",
    "h4": "H4",
    "h5": "H5",
    "h6": "H6",
    "ul": "L",
    "ol": "L",
    "menu": "L",
    "dl": "L",
    "li": "LI",
    "dt": "Lbl",
    "dd": "LBody",
    "table": "Table",
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
    "tr": "TR",
    "th": "TH",
    "td": "TD",
    "caption": "Caption",
    "img": "Figure",
    f"{SVG}svg": "Figure",
    "figcaption": "Caption",
    "a": "Link",
    "span": "Span",
    "code": "Code",
    "kbd": "Code",
    "samp": "Code",
    "q": "Quote",
}
#: A note, and what calls for it (Digital Publishing WAI-ARIA).
_NOTES = {"doc-footnote": "Note", "doc-noteref": "Reference"}
#: These hold blocks, never words of their own (ISO 32000-1, 14.8.4.2).
GROUPING = frozenset({"Document", "Part", "Art", "Sect", "Div", "BlockQuote"})
#: These begin a section; the digit is their level.
HEADINGS = frozenset({"H1", "H2", "H3", "H4", "H5", "H6"})
#: These stand in a line of words.
INLINE = frozenset({"Span", "Link", "Code", "Quote", "Reference"})
#: What holds the words of an item (ISO 32000-1, 14.8.4.3.3 and 14.8.4.2).
BODIES = {"LI": "LBody", "TOCI": "Reference"}
#: These stay where they are empty: a table has as many cells in every row.
KEPT = frozenset({"Document", "Table", "TR", "TH", "TD"})

_NUMBERING = {
    "disc": "Disc",
    "circle": "Circle",
    "square": "Square",
    "decimal": "Decimal",
    "decimal-leading-zero": "Decimal",
    "bracketed": "Decimal",
    "lower-roman": "LowerRoman",
    "upper-roman": "UpperRoman",
    "lower-alpha": "LowerAlpha",
    "upper-alpha": "UpperAlpha",
    "lower-latin": "LowerAlpha",
    "upper-latin": "UpperAlpha",
}


def role(element: Element) -> str | None:
    """The role of an element, by its name.

    A `figure` of one picture is that picture with its caption; any other is a group. A list that is a
    table of contents says so by its `role`, and a word that refers to another page by `data-reference`.
    """
    if element.get("data-reference") is not None:
        return "Reference"
    if (said := element.get("role", "")) in _NOTES:
        return _NOTES[said]
    if element.tag in ("ol", "ul") and element.get("role") == "doc-toc":
        return "TOC"
    if element.tag == "figure":
        return "Figure" if single_picture(element) is not None else "Div"
    return _ROLES.get(element.tag)


def single_picture(figure: Element) -> Element | None:
    """The only picture of a `figure` that has a text alternative, if it has just one and no table."""
    found = [one for one in figure.iter() if one.tag in ("img", f"{SVG}svg") and alternative(one)]
    return found[0] if len(found) == 1 and not list(figure.iter("table")) else None


def alternative(element: Element) -> str:
    """The text alternative of a picture; empty for decoration."""
    if element.get("aria-hidden") == "true" or element.get("role") == "presentation":
        return ""
    title = element.find(f"{SVG}title") if element.tag == f"{SVG}svg" else None
    said = title.text if title is not None else element.get("alt")
    return " ".join((said or element.get("aria-label") or "").split())


def is_decoration(element: Element) -> bool:
    """Whether a picture says that it shows nothing; one without any `alt` says nothing, which is a fault."""
    if (
        element.tag == f"{SVG}svg"
        or element.get("aria-hidden") == "true"
        or element.get("role") == "presentation"
    ):
        return not alternative(element)
    return not alternative(element) and element.get("alt") is not None


def own_language(element: Element) -> str:
    """The language that an element states itself."""
    plain, of_xml = _LANGUAGE
    return (element.get(plain) or element.get(of_xml) or "").strip()


def numbering(style: str) -> str:
    """How a list is numbered, in the words of the List attributes."""
    return _NUMBERING.get(style, "None")


def words(element: Element) -> str:
    """What a reader hears of an element: its text, and the alternatives of its pictures."""
    return " ".join("".join(_pieces(element)).split())


def _pieces(element: Element) -> Iterator[str]:
    if not isinstance(element.tag, str):
        return
    if element.tag in ("img", f"{SVG}svg"):
        yield f" {alternative(element)} "
        return
    if said := element.get("aria-label"):
        yield said
        return
    yield element.text or (" " if element.tag == "br" else "")
    for child in element:
        yield from _pieces(child)
        yield child.tail or ""


def link_contents(said: str, address: str) -> str:
    """What a link announces: its words, and where it leads when they do not say so."""
    shown = address.partition(":")[2] if address.partition(":")[0] in ("mailto", "tel") else address
    bare = shown.partition("://")[2].removeprefix("www.").rstrip("/") or shown
    is_elsewhere = address.startswith(("http:", "https:", "mailto:", "tel:"))
    if not said:
        return shown or address
    digits = "".join(filter(str.isdigit, bare)) if address.startswith("tel:") else ""
    told = bare in said or (bool(digits) and digits.endswith("".join(filter(str.isdigit, said)) or "-"))
    return said if told or not is_elsewhere else f"{said} ({shown})"
