"""How a value is written as YAML: plain where that says the same, in quotes, as a block of lines, in { }.

Takes plain data; gives lines. What is plain is asked of the strict reader itself. Must not know files.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from brochure.errors import BrochureError
from brochure.model import parse_yaml

#: Characters of a line that lists and tables in brackets may fill, and of a word in such a list.
WIDEST: Final = 100
_WORD: Final = 40
_STEP: Final = 2
#: What the strict reader takes for an escape; a tab is none, since people write it in paths of files.
_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n"}
_DRIVE: Final = re.compile(r"(^|\W)[A-Za-z]:$")
#: Stands for blanks at which no line may end; no content can hold it (`UNPRINTABLE`).
_TIED: Final = "\ufdd6"
_NEEDS_ESCAPE: Final = re.compile('[\\\\"\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]')

#: What stands behind a colon or dash, and the lines below it.
Written = tuple[str, list[str]]


@lru_cache(maxsize=4096)
def is_plain(words: str, flow: bool) -> bool:
    """Whether words say the same without quotes."""
    if not words or words != words.strip() or "\n" in words or len(words) > 20_000:
        return False
    asked = f"{{a: {words}, b: [{words}, c]}}\n" if flow else f"a: {words}\nb:\n  - {words}\n"
    try:
        said = parse_yaml(asked, "")
    except BrochureError:
        return False
    item = said.get("b") if isinstance(said, dict) else None
    expected = [words, "c"] if flow else [words]
    return not said.remarks and dict(said) == {"a": words, "b": expected} and item == expected


def forms(words: str, flow: bool, style: str = "") -> Iterator[str]:
    """Words on one line, the likeliest form first: as they were written before where that says them."""
    if not style and is_plain(words, flow):
        yield words
    single = "'" + words.replace("'", "''") + "'" if words.isprintable() else ""
    is_single = style == "'" or (style != '"' and bool(re.search(r'[\\"]', words)) and "'" not in words)
    if single and is_single:
        yield single
    yield '"' + _NEEDS_ESCAPE.sub(_escape, words) + '"'
    if single and not is_single:
        yield single


def _escape(found: re.Match[str]) -> str:
    sign = found[0]
    if sign in _ESCAPES and not (sign == "\n" and _DRIVE.search(found.string, 0, found.start())):
        return _ESCAPES[sign]
    return f"\\x{ord(sign):02x}" if ord(sign) < 256 else f"\\u{ord(sign):04x}"


def document(table: Mapping[str, Any]) -> str:
    """The text of a file that says what a table does."""
    return "".join(f"{line}\n" for key, value in table.items() for line in entry_lines(key, value, 0))


def word(words: str, flow: bool = False) -> str:
    """Words on one line in the likeliest form."""
    return next(forms(words, flow))


def inline(value: Any) -> str:
    """A value in { } and [ ], on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{word(key, True)}: {inline(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(inline, value)) + "]"
    return word(value, True)


def literal(words: str, column: int, chomp: str = "") -> Written:
    """Words as they stand, each line below the other."""
    lines = words.split("\n")
    first = next((line for line in lines if line), "")
    mark = str(_STEP) if first[:1] in (" ", "\t") or not lines[0] else ""
    return f"|{mark}{chomp}", [" " * column + line if line else "" for line in lines]


def folded(words: str, column: int, width: int, chomp: str = "") -> Written | None:
    """Words in lines of a width, an empty one between paragraphs; None where they cannot be written so."""
    lines = words.split("\n")
    if any(line[:1] in (" ", "\t") or line != line.rstrip() for line in lines) or not lines[0]:
        return None
    said = list[str]()
    for number, line in enumerate(lines):
        said += [""] if number else []
        said += wrapped(line, width - column) if line else []
    return f">{chomp}", [" " * column + line if line else "" for line in said]


def wrapped(words: str, width: int) -> list[str]:
    """One paragraph in lines: parted at single blanks alone, so that it can be joined again."""
    joined = re.sub(" {2,}", lambda found: _TIED * len(found[0]), words)
    lines = textwrap.wrap(
        joined,
        max(width, 20),
        break_long_words=False,
        break_on_hyphens=False,
        replace_whitespace=False,
        expand_tabs=False,
        drop_whitespace=True,
    )
    return [line.replace(_TIED, " ") for line in lines] or [""]


def written(value: Any, column: int) -> Written:
    """A value behind a colon or a dash whose own keys or lines stand in a column."""
    if isinstance(value, str):
        return literal(value, column) if "\n" in value and _fits_block(value) else (word(value), [])
    if isinstance(value, list):
        if _is_short(value):
            return inline(value), []
        return "", [line for item in value for line in item_lines(item, column)]
    if not value:
        return "{}", []
    return "", [line for key, one in value.items() for line in entry_lines(key, one, column)]


def entry_lines(key: str, value: Any, column: int) -> list[str]:
    """A key and its value, in lines that begin in a column."""
    head, below = written(value, column + _STEP)
    return [" " * column + f"{word(key)}: {head}".rstrip(" "), *below]


def item_lines(value: Any, column: int, flow: bool = False) -> list[str]:
    """An item and its dash, in lines that begin in a column."""
    if flow and isinstance(value, (dict, list)) and len(line := inline(value)) <= WIDEST:
        return [" " * column + "- " + line]
    head, below = written(value, column + _STEP)
    if not head and below:
        head, below = below[0].strip(), below[1:]
    return [" " * column + "- " + head, *below]


def _fits_block(words: str) -> bool:
    """Whether words can stand below | as they are."""
    return bool(words.strip()) and all(sign.isprintable() or sign in "\n\t\xa0" for sign in words)


def _is_short(items: list[Any]) -> bool:
    """Whether a list is one of a few words that can stand in brackets."""
    if not all(isinstance(item, str) and "\n" not in item and len(item) <= _WORD for item in items):
        return False
    return len(inline(items)) <= WIDEST
