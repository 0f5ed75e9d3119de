"""Stylesheets are read together, so each has names of its own for what it sets."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import tinycss2

LAYOUTS = Path(__file__).resolve().parents[2] / "layouts"
#: Read last, where a sheet is narrow or a telephone's: they set what all others name.
LAST: Final = ("narrow.css", "phone/phone.css")
#: Read alone: that of pages on the web dresses what all others dress for paper.
ALONE: Final = "web/web.css"
#: Kinds of pages, frames of texts, and type, of which all is made: any stylesheet may begin with them.
FRAMES: Final = (
    "caption cover display end glance group notes opener opening panel panel-section placard prose row "
    "row-title"
)
#: What one stylesheet sets, and others set otherwise where it stands in what is theirs.
ADAPTED: Final = (
    "band bars beside code-mark colophon contents-kind cover-frame date-line dates end-line end-link "
    "facts honors house kicker lead leader logo note number part part-title people photograph pictured "
    "portraits quoted references seal side sidebar size-longest starts statement swatch terms testimonial "
    "text unbroken whole year"
)


def rules(sheets: list[tinycss2.ast.Node]) -> Iterator[str]:
    """The selectors of a stylesheet, one by one."""
    for rule in sheets:
        if rule.type == "qualified-rule":
            yield from re.split(r",(?![^(]*\))", tinycss2.serialize(rule.prelude))
        elif rule.type == "at-rule" and rule.at_keyword == "media":
            yield from rules(tinycss2.parse_rule_list(rule.content))


def classes(selector: str) -> list[str]:
    """The classes of a selector in their order, without those that it only asks for."""
    return re.findall(
        r"\.([a-zA-Z][\w-]*)", re.sub(r":(?:not|has)\([^)]*(?:\([^)]*\))?[^)]*\)", "", selector)
    )


def named() -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """The stylesheets in which selectors begin with a class, and those in which it stands further on."""
    first, further = defaultdict(set), defaultdict(set)
    for path in sorted(LAYOUTS.rglob("*.css")):
        name = path.relative_to(LAYOUTS).as_posix()
        if name in (*LAST, ALONE) or (path.parent / "format.yaml").exists():
            continue
        parsed = tinycss2.parse_stylesheet(path.read_text("utf-8"), skip_comments=True, skip_whitespace=True)
        for found in filter(None, map(classes, rules(parsed))):
            first[found[0]].add(name)
            for one in found[1:]:
                further[one].add(name)
    return first, further


def test_a_class_is_defined_in_one_stylesheet() -> None:
    first, _ = named()
    assert len(first) > 150, "stylesheets were read"
    several = {name: sheets for name, sheets in first.items() if len(sheets) > 1}
    assert {name: sheets for name, sheets in several.items() if name not in FRAMES.split()} == {}
    assert [name for name in sorted(FRAMES.split()) if name not in several and name != "placard"] == []


def test_a_class_of_one_stylesheet_means_nothing_else_in_another() -> None:
    first, further = named()
    also = {
        name: further[name] - sheets
        for name, sheets in first.items()
        if name not in FRAMES.split() and further[name] - sheets
    }
    assert {name: sheets for name, sheets in also.items() if name not in ADAPTED.split()} == {}
    assert [name for name in sorted(ADAPTED.split()) if name not in also] == []


def test_every_class_and_every_variable_is_one_of_a_layout() -> None:
    layouts = [path.read_text("utf-8") for path in (*LAYOUTS.rglob("*.j2"), *LAYOUTS.rglob("*.yaml"))]
    code = [path.read_text("utf-8") for path in LAYOUTS.with_name("brochure").rglob("*.py")]
    said = set(re.findall(r"[\w-]+", " ".join(layouts + code)))
    begun = tuple(re.findall(r"([a-z][\w-]*-)\{", " ".join(layouts + code)))  # of-{{ … }}
    styles = {path: path.read_text("utf-8") for path in LAYOUTS.rglob("*.css")}
    for path, text in styles.items():
        parsed = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
        meant = {one for found in rules(parsed) for one in re.findall(r"\.([a-zA-Z][\w-]*)", found)}
        assert {one for one in meant - said if not one.startswith(begun)} == set(), path.name
    used = set(re.findall(r"var\((--[\w-]+)", " ".join((*styles.values(), *layouts, *code))))
    assert set(re.findall(r"(--[\w-]+)\s*:", " ".join(styles.values()))) - used == set()


def test_a_format_takes_no_name_of_the_parts_for_something_else() -> None:
    first, _ = named()
    for path in sorted(LAYOUTS.rglob("*.css")):
        is_last = path.relative_to(LAYOUTS).as_posix() in LAST
        if (path.parent / "format.yaml").exists() and not is_last:
            parsed = tinycss2.parse_stylesheet(path.read_text("utf-8"), skip_comments=True)
            begun = {found[0] for found in map(classes, rules(parsed)) if found}
            assert begun & first.keys() <= set(FRAMES.split()), path.name
