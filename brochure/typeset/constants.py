"""Custom properties that a document sets once and for all are written in place of their names.

The engine works out a `var()` anew for every element, and for every property of a shorthand that names it: a
twentieth of the time that a document takes. Takes stylesheets and the names that a document sets itself;
gives stylesheets that say the same. What is set twice, elsewhere than on `:root`, or by another `var()`
stays a variable.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Set

import tinycss2

from brochure.model import Stylesheet

_SET = re.compile(r"(?<![\w-])(--[\w-]+)\s*:")
_USED = re.compile(r"var\(\s*(--[\w-]+)\s*\)")


def names_set(text: str) -> frozenset[str]:
    """The custom properties that a text may set."""
    return frozenset(_SET.findall(text))


def filled_in(stylesheets: Iterable[Stylesheet], changing: Set[str]) -> tuple[Stylesheet, ...]:
    """The stylesheets with the constants of `:root` filled in; `changing` are names that others set too."""
    sheets = tuple(stylesheets)
    often = Counter(name for sheet in sheets for name in _SET.findall(sheet.text))
    known = {
        name: value
        for sheet in sheets
        for name, value in _on_root(sheet.text)
        if often[name] == 1 and name not in changing and "var(" not in value
    }
    return tuple(
        Stylesheet(one.path, _USED.sub(lambda use: known.get(use[1], use[0]), one.text)) for one in sheets
    )


def _on_root(text: str) -> Iterator[tuple[str, str]]:
    """What the rules for `:root` set, outside of any other rule."""
    for rule in tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True):
        if rule.type == "qualified-rule" and tinycss2.serialize(rule.prelude).strip() == ":root":
            for one in tinycss2.parse_blocks_contents(
                rule.content, skip_comments=True, skip_whitespace=True
            ):
                if one.type == "declaration" and one.name.startswith("--") and not one.important:
                    yield one.name, tinycss2.serialize(one.value).strip()
