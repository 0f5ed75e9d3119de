"""What was meant where YAML cannot be read, or reads something else: one problem, with its cure.

Takes lines, and where a parser stopped; a cure is told where the parser gets further with it, so that a hint
is right when it is followed to the letter. Must not know files or models.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import takewhile
from typing import Any, Final

import yaml

from brochure.errors import Problem, Where
from brochure.model.yaml_cures import (
    ALIKE,
    ITEM,
    QUOTE,
    RULES,
    SIGNS,
    WEAK,
    Cure,
    colon,
    curly,
    glued,
    listed,
    odd_sign,
    unclosed,
    unseen,
)

LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
#: A longer line is no slip that a rule knows.
_LONGEST_LINE: Final = 2000
#: Lines below an error that a cure is tried with.
_AHEAD: Final = 200
#: A line that begins with a key of content, and one with a plain value or none behind its key.
_KEY_LINE: Final = re.compile(r" *(?:- +)*\{?[a-z][a-z0-9_-]*:(?: |$)")
_PLAIN: Final = re.compile(
    r"(?P<before> *(?:- +)*)(?P<key>[a-z][a-z0-9_-]*): *(?P<words>[^\s\"'\[{|>&*!#%@`].*)?$"
)
_COLON_IN_TEXT: Final = re.compile(r"\S:(\s|$)")
#: Lines above an error in which a rule looks for its slip.
_BEFORE: Final = 10


def syntax_problem(error: yaml.MarkedYAMLError, text: str, file: str) -> Problem:
    """What is wrong, where, and the likeliest cure."""
    lines = text.split("\n")
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return Problem(Where(file), "is not YAML", "check that it is a plain text file")
    at = min(mark.line, len(lines) - 1)
    if error.context_mark and "end of stream" in str(error.problem) and "quoted" in str(error.context):
        opened = error.context_mark
    else:
        opened = _runaway_quotes(text, lines)
    if opened:
        where = Where(file, opened.line + 1, opened.column + 1)
        return Problem(where, *unclosed(lines[opened.line][opened.column :]))
    suspects = [one for one in dict.fromkeys(_suspects(error, lines, at)) if len(lines[one]) < _LONGEST_LINE]
    for number in dict.fromkeys((*suspects, *_further_above(lines, at))):
        for cure in (rule(lines, number) for rule in RULES):
            if cure and _reach(lines, number, cure.lines, mark.line):
                return _told(cure, number, lines, mark, file)
    for number in parents(lines, at):
        if (cure := bar_missing(lines, number)) and _reach(lines, number, cure.lines, mark.line):
            return _told(cure, number, lines, mark, file)
    weak = [(cure, number) for rule in WEAK for number in suspects if (cure := rule(lines, number))]
    reach = [_reach(lines, number, cure.lines, mark.line) for cure, number in weak]
    if any(reach):
        return _told(*weak[reach.index(max(reach))], lines, mark, file)
    if error.context_mark and "flow" in str(error.context):
        opened = _open_bracket(text) or error.context_mark
        where = Where(file, opened.line + 1, opened.column + 1)
        hint = f"add the closing bracket, or {QUOTE} if it begins with a bracket"
        return Problem(where, "the bracket opened here is not closed as YAML needs it", hint)
    likely = [(cure, number) for number in suspects for rule in RULES if (cure := rule(lines, number))]
    cure, number = (*likely, (Cure("", ALIKE), at))[0]
    return _told(cure, number, lines, mark, file)


def _runaway_quotes(text: str, lines: list[str]) -> Any:
    """Where quotes begin that hold the keys below them, so far as the text can be read."""
    with suppress(yaml.YAMLError):
        for token in yaml.scan(text, Loader=LOADER):
            if isinstance(token, yaml.ScalarToken) and runs_away(token, lines):
                return token.start_mark
    return None


def runs_away(read: Any, lines: list[str]) -> bool:
    """Whether a value in quotes holds lines below it that are keys, no further in than its own."""
    first, last = read.start_mark.line, read.end_mark.line
    if read.style not in ('"', "'") or first == last:
        return False
    least = _indent(lines[first])
    return any(_KEY_LINE.match(line) and _indent(line) <= least for line in lines[first + 1 : last + 1])


def bar_missing(lines: list[str], number: int) -> Cure | None:
    """A key whose text runs over the lines below it, where a colon in these makes them keys; or words behind
    a key that has others below it.
    """
    found = _PLAIN.match(lines[number])
    if not found:
        return None
    outer, key, words = len(found["before"]), found["key"], found["words"] or ""
    below = list(takewhile(lambda line: not line.strip() or _indent(line) > outer, lines[number + 1 :]))
    text = [line for line in below if line.strip()]
    if not text:
        return None
    if _KEY_LINE.match(text[0]):
        if not words or len(text) < 2 or not _KEY_LINE.match(text[1]):  # one key alone is too far in
            return None
        what = f'{key} has "{words[:40]}" behind it, and keys below it'
        hint = f"delete the words behind {key}:, if these keys are its own, or indent them as {key} is"
        return Cure(f"{found['before']}{key}:", hint, what, found.start("words"))
    if not any(map(_COLON_IN_TEXT.search, text)):
        return None
    mended = f"{found['before']}{key}: |" + f"\n{' ' * _indent(text[0])}{words}" * bool(words)
    what = f"the words of {key} hold a colon, so that they are read as keys"
    hint = f"write {key}: | and begin the text on the line below it, indented as its other lines are"
    return Cure(mended, hint, what, outer)


def parents(lines: list[str], at: int) -> Iterator[int]:
    """Lines above one, each less far in than all between it and that one."""
    least = _indent(lines[at]) + 1 if lines[at].strip() else len(lines[at]) + 1
    for number in range(at, -1, -1):
        if lines[number].strip() and _indent(lines[number]) < least:
            least = _indent(lines[number])
            yield number


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _open_bracket(text: str) -> Any:
    """Where the innermost of the brackets begins that are open where the reading stops."""
    opened = list[Any]()
    try:
        for token in yaml.scan(text, Loader=LOADER):
            if isinstance(token, (yaml.FlowMappingStartToken, yaml.FlowSequenceStartToken)):
                opened.append(token.start_mark)
            elif isinstance(token, (yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken)):
                del opened[-1:]
    except yaml.YAMLError:
        pass
    return opened[-1] if opened else None


def _suspects(error: yaml.MarkedYAMLError, lines: list[str], at: int) -> Iterator[int]:
    """The lines to blame: where it stopped, what it was reading, the nearest line above."""
    began = min(error.context_mark.line, len(lines) - 1) if error.context_mark else at
    above = next((number for number in range(at - 1, -1, -1) if lines[number].strip()), at)
    # The scanner's context is the word it stumbled over, the parser's only the beginning of the whole
    # mapping.
    yield from ((began, above, at) if isinstance(error, yaml.scanner.ScannerError) else (at, above, began))


def _further_above(lines: list[str], at: int) -> list[int]:
    """Lines in which a value may have begun that goes on as far as here."""
    above = [number for number in range(max(at - _BEFORE, 0), at) if lines[number].strip()]
    return [number for number in reversed(above) if len(lines[number]) < _LONGEST_LINE]


def _told(cure: Cure, number: int, lines: list[str], mark: Any, file: str) -> Problem:
    indent = len(lines[number]) - len(lines[number].lstrip())
    column = mark.column if number == mark.line else indent
    column = column if cure.column is None else cure.column
    return Problem(Where(file, number + 1, column + 1), cure.what, cure.hint)


def _reach(lines: list[str], number: int, mended: str, stopped: int) -> int:
    """How far the parser gets with a cure; 0 where that is not beyond the line at which it stopped."""
    tried = [*lines[:number], mended, *lines[number + 1 : stopped + _AHEAD]]
    try:
        for _ in yaml.parse("\n".join(tried), Loader=LOADER):
            pass
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        least = max(stopped, number) + mended.count("\n")
        return mark.line if mark is not None and mark.line > least else 0
    except yaml.YAMLError:
        return 0
    return len(lines) + 1


_PLAIN_KEY: Final = re.compile(r"[\w-]+", re.ASCII)


def key_fault(key: str) -> tuple[int, str, str] | None:
    """Where a key holds what no key can hold, what that is, and the cure."""
    if _PLAIN_KEY.fullmatch(key):
        return None
    if odd := odd_sign(key):
        return odd
    for rule in (listed, colon, curly):
        if cure := rule([key], 0):
            if rule is curly:
                return 0, "the key stands in curly quotes", "write it without quotes"
            return cure.column or 0, cure.what, cure.hint
    return None


_BEGINNING: Final = re.compile(r"[ -]*")
#: A key and its value without a space, rather than an address or a time.
_GLUED: Final = re.compile(r"(?!mailto:|tel:)[a-z][a-z0-9_-]*:[\"'A-Za-z]|-[^\W\d]")
_ITEM_OR_HYPHEN: Final = re.compile(rf" *- |{ITEM.pattern}")
_GLUED_BELOW: Final = re.compile(r"[a-z][a-z0-9_-]*:[\"'A-Z]")


def plain_fault(lines: list[str], column: int, value: str) -> tuple[int, int, str, str] | None:
    """What is wrong with a plain value on some lines: the line in it, the column, the words and the cure."""
    is_list = len(lines) > 1 and value[0] in SIGNS and all(map(_ITEM_OR_HYPHEN.match, lines[1:]))
    if is_list and (cure := listed([lines[0][lines[0].index(value[0]) :]], 0)):
        hint = f"begin each item on a line of its own, with a hyphen in place of {value[0]}"
        return 0, lines[0].index(value[0]), cure.what, hint
    for number, line in enumerate(lines[1:], 1):
        if _GLUED_BELOW.match(line.lstrip(" ")):
            what = "the line continues the text above it, since its colon has no space after it"
            hint = "put a space after the colon, and indent it as the other keys are"
            return number, len(line) - len(line.lstrip(" ")), what, hint
    if _BEGINNING.match(lines[0]).end() < column:  # type: ignore[union-attr]
        return None
    for rule in (unseen, colon, glued):
        cure = rule([lines[0]], 0)
        if cure and (rule is not glued or _GLUED.match(value)):
            return 0, cure.column if cure.column is not None else column, cure.what, cure.hint
    return None


#: Lines that are items of a list, or rows of a table.
_ITEM_OR_ROW: Final = re.compile(r"(?P<indent> *)(?:[-*+] |[0-9]{1,3}[.)] |\|)")


def folded_list(lines: list[str], is_block: bool) -> int | None:
    """The second of two items that a value in several lines joins to one line; None where it has none.

    In a block only lines that are indented alike are joined; the first line holds its mark, or the key.
    """
    base = next((len(line) - len(line.lstrip(" ")) for line in lines[1:] if line.strip()), 0)
    are_items = [
        found is not None and (not is_block or found.end("indent") == base)
        for found in map(_ITEM_OR_ROW.match, lines)
    ]
    return next((at for at in range(2, len(lines)) if are_items[at - 1] and are_items[at]), None)


def escape_fault(raw: str) -> tuple[int, str, str] | None:
    """A backslash in double quotes that changes the letter after it, where nobody may have meant that."""
    for found in re.finditer(r"\\(.)", raw, re.DOTALL):
        is_path = found[1] == "n" and re.search(r"(^|\W)[A-Za-z]:$", raw[: found.start()])
        if is_path or found[1] not in '\\"/\nuxUn ':
            what = f'"{found[0]}" in double quotes is not a backslash and a letter, but a sign of its own'
            return found.start(), what, "use single quotes, in which a backslash is a backslash"
    return None
