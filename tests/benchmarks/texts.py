"""The texts, figures and colors of composed pages as JSON, for a template in another language."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import tinyhtml5

#: The value of a custom property or of an address in a style attribute.
_PROPERTY = r"{}: ?([^;]+)"
_ADDRESS = re.compile(r"url\(\"?([^)\"]+)\"?\)")


def export(pages: Path, programs: Iterable[str], folder: Path) -> None:
    """`folder/<program>.json` for the pages of each program; pictures are named from `pages`."""
    for program in programs:
        page = (pages / f"{program}.html").read_text("utf-8").replace("asset:", "")
        said = _program(tinyhtml5.parse(page, namespace_html_elements=False))
        (folder / f"{program}.json").write_text(json.dumps(said, ensure_ascii=False, indent=1), "utf-8")


def _program(html: Element) -> dict[str, Any]:
    body = html.find("body")
    assert body is not None
    cover, end = _one(body, "cover"), _one(body, "end")
    style, pages = html.get("style", ""), "".join(one.text or "" for one in html.iter("style"))
    return {
        "language": html.get("lang"),
        "foot": html.get("data-foot"),
        "accent": _property(style, "--accent"),
        "tint": _property(style, "--tint"),
        "kicker": _text(_one(cover, "kicker")),
        "title": _text(cover.find(".//h1")),
        "promise": _text(_one(cover, "promise")),
        "house": _text(_one(cover, "cover-house")),
        "art": _address(pages),
        "groups": [_group(one) for one in _all(body, "group")],
        "line": _text(_one(end, "end-line")),
        "mark": _address(_one(end, "end-mark").get("style", "")),
        "columns": [_lines(_one(end, name)) for name in ("end-house", "end-contact")],
        "colophon": _text(_one(end, "colophon")),
    }


def _group(group: Element) -> dict[str, Any]:
    opening = _one(group, "opening")
    rows = [_row(one) for one in _all(group, "row")]
    return {
        "kicker": _text(_one(group, "kicker")),
        "title": _text(_one(group, "display")),
        "rows": rows,
        **_row(opening, "opening_title"),
    }


def _row(row: Element, title: str = "title") -> dict[str, Any]:
    """One row of the grid: what stands in its side column and in its text column."""
    rings = next(_all(row, "rings"), None)
    return {
        title: _text(next(_all(row, "row-title"), None)),
        "facts": [[_text(one) for one in item] for each in _all(row, "facts") for item in each],
        "lead": _paragraphs(row, "lead"),
        "prose": _paragraphs(row, "prose"),
        "people": [[_text(one) for one in item] for each in _all(row, "people") for item in each],
        "honors": [[_text(one) for one in item] for each in _all(row, "honors") for item in each],
        "stages": [
            [_property(item.get("style", ""), "flex-grow"), *map(_text, item)]
            for each in _all(row, "path")
            for item in each
        ],
        "caption": _text(next(_all(row, "caption"), None)),
        "rings": rings.get("src") if rings is not None else "",
        "alt": rings.get("alt") if rings is not None else "",
    }


def _all(element: Element, name: str) -> Iterator[Element]:
    return (one for one in element.iter() if name in one.get("class", "").split())


def _one(element: Element, name: str) -> Element:
    return next(_all(element, name))


def _text(element: Element | None) -> str:
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def _paragraphs(row: Element, name: str) -> list[str]:
    return [_text(one) for each in _all(row, name) for one in each.iter("p")]


def _lines(column: Element) -> list[str]:
    return [" ".join(part.split()) for one in column.iter("p") for part in one.itertext() if part.strip()]


def _property(style: str, name: str) -> str:
    found = re.search(_PROPERTY.format(re.escape(name)), style)
    return found[1] if found else ""


def _address(style: str) -> str:
    found = _ADDRESS.search(style)
    return found[1] if found else ""
