"""Faults of YAML in plain words: what the parser complains of, and what the line looks like it should be.

Takes the parser's error and the text; gives a `Problem`. Judges by the lines themselves, never by the parser's wording
alone. Must not know what a file means.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import yaml

from brochure.errors import Problem, Where

_FIRST_SIGN: Final = "put the value in quotes, for YAML reserves its first sign"
#: What a line looks like, and what then would mend it; the first that fits is told.
_LOOKS: Final[tuple[tuple[Callable[[str], object], str], ...]] = (
    (re.compile(r"^ *\t").search, "indent with spaces; YAML allows no tabs there"),
    (
        re.compile(r"""^[^'"]*:\s+'[^']*'\w""").search,
        "write the value in double quotes, for it holds an apostrophe",
    ),
    (
        re.compile(r""":\s+"[^"]*"[^"\s,#}\]]""").search,
        "write the value in single quotes, for it holds double ones",
    ),
    (re.compile(r"(:|^\s*-)\s+([@%`*&!]|[|>](?![-+0-9]*\s*$)|[{\[].*[^\]},\s]\s*$)").search, _FIRST_SIGN),
    (re.compile(r"^\s*(- +)?[\w-]+:\s+\S.*:(\s|$)").search, "put the value in quotes, for it holds a colon"),
    (re.compile(r"^\s*(- +)?[A-Za-z_][\w-]*:[^\s/:]").search, "put a space after the colon"),
    (re.compile(r"^\s*-\w").search, "put a space after the hyphen"),
    (
        re.compile(r"^\s*[\w-]+\s*$").search,
        "put a colon after the key, or indent the line if it continues a text",
    ),
)
_INDENT: Final = "check that keys of one mapping are indented alike"


def syntax_problem(error: yaml.MarkedYAMLError, text: str, file: str) -> Problem:
    """What is wrong, where, and the likeliest cure."""
    lines = text.split("\n")
    if (
        "quoted scalar" in str(error.context)
        and error.context_mark
        and "end of stream" in str(error.problem)
    ):
        where = Where(file, error.context_mark.line + 1, error.context_mark.column + 1)
        return Problem(where, "the quotes opened here are never closed", "add the closing quote")
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return Problem(Where(file), "is not YAML")
    began = error.context_mark.line if error.context_mark else mark.line
    # The scanner's context is the word it stumbled over, the parser's only the beginning of the whole mapping.
    suspects = (began, mark.line) if isinstance(error, yaml.scanner.ScannerError) else (mark.line, began)
    number, hint = _explain(lines, mark.line, suspects)
    column = mark.column + 1 if number == mark.line else len(lines[number]) - len(lines[number].lstrip()) + 1
    return Problem(Where(file, number + 1, column), "this is not YAML: the line cannot be read", hint)


def _explain(lines: list[str], at: int, suspects: tuple[int, int]) -> tuple[int, str]:
    """The line to blame and its hint: the first suspect, the nearest line with words above the fault, the other one."""
    above = next((number for number in range(min(at, len(lines)) - 1, -1, -1) if lines[number].strip()), at)
    for number in dict.fromkeys((suspects[0], above, suspects[1])):
        if number < len(lines):
            for looks, hint in _LOOKS:
                if looks(lines[number]):
                    return number, hint
    return min(at, len(lines) - 1), _INDENT
