"""Slips in a line of YAML, one a rule, and what would stand in the place of the line without it.

Takes lines and the number of one; gives a `Cure` where the line looks like the slip. Must not know parsers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Final, NamedTuple

from brochure.model.letters import NOTHING

UNREADABLE: Final = "this is not YAML: the line cannot be read"
QUOTE: Final = "put the value in quotes"
#: A hint shows the mended line where that is not longer.
_SHOWN: Final = 100
#: Look like a space, or like nothing at all.
_SPACES: Final = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_ODD: Final = re.compile(f"[{_SPACES}{NOTHING}]")
#: What other programs begin an item of a list with.
SIGNS: Final = "‐‑‒–—―−•●○◦▪■‣·∙⁃*+"
ITEM: Final = re.compile(rf"^(?P<before> *(?:- +)*)(?P<sign>[{SIGNS}])(?P<gap>[ {_SPACES}]*)(?P<rest>\S.*)")
_COLONS: Final = "：﹕∶꞉︓＝=;"
_COLON: Final = re.compile(
    rf"^(?P<before> *(?:- +)*)(?P<key>[\w-]+)\s*(?P<sign>[{_COLONS}])\s*(?P<rest>[^=\s].*)?$"
)
_DOUBLE, _SINGLE = "“”„‟«»＂", "‘’‚‛‹›"
CURLY: Final = _DOUBLE + _SINGLE
_STRAIGHT: Final = str.maketrans(dict.fromkeys(_DOUBLE, '"') | dict.fromkeys(_SINGLE, "'"))
_HEAD: Final = re.compile(r"^ *(?:- +)*(?:[\w.-]+ *: +)?")
_BLOCK: Final = re.compile(r"^( *)(?:- +)*(?:[\w-]+ *: +)?[|>][-+0-9]*\s*(?:#.*)?$")
_SEGMENT: Final = re.compile(r"(?P<key>[\w-]+): +(?P<value>[^,{}\[\]\n]+)")

#: Two values in quotes with nothing between them.
_TWO_QUOTED: Final = re.compile(r"""(?<=[\[,{:] |.[\[{,])("[^"]*"|'[^']*') +(?=["'])""")


class Cure(NamedTuple):
    """What would stand in the place of a line, what is wrong with it, and where in it that begins."""

    lines: str
    hint: str
    what: str = UNREADABLE
    column: int | None = None


Rule = Callable[[list[str], int], Cure | None]


def named(sign: str) -> str:
    """A character by its name and number."""
    return f"{unicodedata.name(sign, 'character').lower()} (U+{ord(sign):04X})"


def quoted(words: str) -> str:
    """Words in the quotes that they can stand in."""
    return "'" + words.replace("'", "''") + "'" if '"' in words or "\\" in words else f'"{words}"'


def shown(hint: str, line: str) -> str:
    """A hint with the line that it speaks of, where that is short."""
    line = line.strip()
    return f"{hint}: {line}" if len(line) <= _SHOWN and "\n" not in line else hint


def _split(line: str) -> tuple[str, str, str]:
    """What stands before a value, the value, and a remark after it."""
    head = _HEAD.match(line)[0]  # type: ignore[index]
    value, mark, remark = line[len(head) :].rstrip(), "", ""
    if found := re.search(r"\s+#", value):
        value, mark, remark = value[: found.start()], found[0], value[found.end() :]
    return head, value, mark + remark


def _tab(lines: list[str], at: int) -> Cure | None:
    if found := re.match(r"^( *(?:- *)*)(\t\s*)", lines[at]):
        is_item = "-" in found[1]
        gap = " " if is_item else found[2].replace("\t", "  ")
        hint = (
            "put a space after the hyphen, no tab"
            if is_item
            else "indent with spaces; YAML allows no tabs there"
        )
        return Cure(found[1].rstrip(" ") * is_item + gap + lines[at][found.end() :], hint)
    return None


def _shape(line: str) -> tuple[int, int, str | None]:
    """How far a line is indented, how many hyphens it begins with, and its key."""
    found = re.match(r"^( *)((?:- +)*)([\w.-]+ *:(?= |$))?", line)
    return (len(found[1]), found[2].count("-"), found[3]) if found else (0, 0, None)


def odd_sign(words: str) -> tuple[int, str, str] | None:
    """Where a character stands that looks like a space or like nothing, what it is, and the cure."""
    if not (found := _ODD.search(words)):
        return None
    is_space = re.match(f"[{_SPACES}]", found[0])
    hint = "write an ordinary space in its place" if is_space else "delete it; it cannot be seen"
    return found.start(), f"a {named(found[0])} stands where YAML needs its own signs", hint


def unseen(lines: list[str], at: int) -> Cure | None:
    """Signs of YAML among which a character stands that looks like a space or like nothing."""
    line = lines[at]
    plain = re.sub(f"[{NOTHING}]", "", re.sub(f"[{_SPACES}]", " ", line))
    if plain != line and _shape(plain) != _shape(line) and (odd := odd_sign(line)):
        return Cure(plain, odd[2], odd[1], odd[0])
    return None


def listed(lines: list[str], at: int) -> Cure | None:
    """An item of a list that begins with another sign than a hyphen."""
    found = ITEM.match(lines[at])
    if not found or (found["sign"] in "*+" and not found["gap"]):
        return None
    mended = f"{found['before']}- {found['rest']}"
    sign = found["sign"] if found["sign"] in "*+" else f"{found['sign']}, {named(found['sign'])}"
    what = f"the line begins with {sign}, which is no hyphen to YAML"
    hint = shown(f"write a hyphen and a space in place of each {found['sign']}", mended)
    return Cure(mended, hint, what, found.start("sign"))


def colon(lines: list[str], at: int) -> Cure | None:
    """A key that another sign than a colon stands after."""
    if not (found := _COLON.match(lines[at])):
        return None
    mended = f"{found['before']}{found['key']}: {found['rest'] or ''}".rstrip()
    sign = found["sign"] if found["sign"].isascii() else f"{found['sign']}, {named(found['sign'])},"
    what = f"{sign} stands where YAML needs a colon"
    return Cure(mended, shown("write a colon and a space", mended), what, found.start("sign"))


def _quoted_key(lines: list[str], at: int) -> Cure | None:
    """A key in quotes that close behind its colon."""
    if found := re.match(r"""^( *(?:- +)*)(["'])([\w-]+) *: *\2 *(.*)$""", lines[at]):
        mended = f"{found[1]}{found[3]}: {found[4]}".rstrip()
        return Cure(mended, shown("write the key without quotes", mended), column=found.start(2))
    return None


def _remark(lines: list[str], at: int) -> Cure | None:
    """A remark as other languages have it."""
    if found := re.match(r"^( *)(//+|/\*+|<!--+)\s*(.*?)\s*(?:\*/|--+>)?$", lines[at]):
        mended = f"{found[1]}# {found[3]}"
        what = f"{found[2]} begins no remark in YAML"
        return Cure(mended, shown(f"write # in place of {found[2]}", mended), what, found.start(2))
    return None


def curly(lines: list[str], at: int) -> Cure | None:
    """A value in curly quotes, which do not count."""
    line = lines[at]
    head, value, remark = _split(line)
    hint = "curly quotes do not count in YAML; use straight ones"
    if value[:1] in CURLY and value:
        ends = len(value) > 1 and value[-1] in CURLY and not re.search(f"[{_DOUBLE}]", value[1:-1])
        mended = head + quoted(value[1:-1] if ends else value) + remark
        hint = hint if ends else "put the whole value in straight quotes; curly ones do not count in YAML"
        return Cure(mended, shown(hint, mended), column=len(head))
    if re.search(rf"[{{\[,:] *[{_DOUBLE}{_SINGLE}]", line):
        mended = line.translate(_STRAIGHT)
        first = re.search(f"[{_DOUBLE}{_SINGLE}]", line)
        return Cure(mended, shown(hint, mended), column=first.start() if first else None)
    return None


def _block_above(lines: list[str], at: int) -> int | None:
    """The line of the `|` or `>` whose text a line would continue, if it were indented."""
    for number in range(at - 1, -1, -1):
        if _BLOCK.match(lines[number]):
            least = len(lines[number]) - len(lines[number].lstrip(" "))
            between = [line for line in lines[number + 1 : at] if line.strip()]
            return number if all(len(line) - len(line.lstrip(" ")) > least for line in between) else None
        if lines[number].strip() and not lines[number].startswith(" "):
            return None
    return None


def _margin(lines: list[str], at: int) -> Cure | None:
    above = _block_above(lines, at)
    return None if above is None or _shape(lines[at])[2] else margin(lines, at, above)


def margin(lines: list[str], at: int, above: int) -> Cure:
    """A line that stands at the margin below the text that it was meant to belong to."""
    inside = next((line for line in lines[above + 1 : at] if line.strip()), "")
    least = len(lines[above]) - len(lines[above].lstrip(" ")) + 2
    indent = len(inside) - len(inside.lstrip(" ")) or least
    what = f"the line is not indented, so it does not belong to the text of line {above + 1}"
    hint = f"put {indent} spaces before it, and before each line of that text"
    return Cure(" " * indent + lines[at].lstrip(" "), hint, what)


def _list_on_the_line(lines: list[str], at: int) -> Cure | None:
    if found := re.match(r"^( *)((?:- +)*[\w-]+:) +(- .*)$", lines[at]):
        return Cure(
            f"{found[1]}{found[2]}\n{found[1]}  {found[3]}",
            "begin the list on the line below its key; or put the value in quotes if it is a text",
            column=found.start(3),
        )
    return None


def _text_on_the_line(lines: list[str], at: int) -> Cure | None:
    if found := re.match(r"^( *)((?:- +)*(?:[\w-]+: +)?[|>][-+0-9]*) +([^\s#].*)$", lines[at]):
        sign = "|" if "|" in found[2] else ">"
        hint = f"begin the text on the line below {sign}, indented; or {QUOTE} if it begins with {sign}"
        return Cure(f"{found[1]}{found[2]}\n{found[1]}    {found[3]}", hint, column=found.start(3))
    return None


def _comma_behind(lines: list[str], at: int) -> Cure | None:
    """A comma behind the quotes of a value, as other languages have it."""
    if found := re.match(
        r"""^( *(?:- +)*[\w-]+: +)("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')([,;])\s*$""", lines[at]
    ):
        hint = shown(f"delete the {found[3]} behind the quotes", found[1] + found[2])
        return Cure(found[1] + found[2], hint, column=found.start(3))
    return None


def _escape(lines: list[str], at: int) -> Cure | None:
    head, value, remark = _split(lines[at])
    if not re.match(r'"[^"]*\\[^"]*"$', value):
        return None
    mended = head + "'" + value[1:-1].replace("'", "''") + "'" + remark
    hint = "use single quotes, in which a backslash is a backslash"
    return Cure(mended, shown(hint, mended), column=len(head) + value.index("\\"))


def _more_than_quotes(lines: list[str], at: int) -> Cure | None:
    """Quotes that close before the value ends."""
    head, value, remark = _split(lines[at])
    found = re.match(r"""("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')(?P<gap>\s*)[^\s,#}\]]""", value)
    if not found:
        return None
    is_inside = value.endswith(value[0]) and not found["gap"]
    mended = head + quoted(value[1:-1] if is_inside else value) + remark
    hint = "write the whole value in single quotes, for it holds double ones"
    if mended[len(head)] == '"':
        hint = "write the value in double quotes, for it holds an apostrophe"
    elif "'" in value:
        hint += "; each apostrophe in it is written twice"
    return Cure(mended, shown(hint, mended), column=None)


def unclosed(value: str) -> tuple[str, str]:
    """What is said of a value whose quotes are never closed; a single one may be an apostrophe."""
    hint = "add the closing quote"
    if value.startswith("'"):
        hint += ", or put the whole value in double quotes, if this is an apostrophe"
    return "the quotes opened here are never closed", hint


def _unclosed_quotes(lines: list[str], at: int) -> Cure | None:
    head, value, remark = _split(lines[at])
    if value[:1] in ('"', "'") and value and not re.search(rf"[^\\]{value[0]}$", value):
        return Cure(head + value + value[0] + remark, unclosed(value)[1], unclosed(value)[0], len(head))
    return None


def _unclosed_bracket(lines: list[str], at: int) -> Cure | None:
    head, value, remark = _split(lines[at])
    close = {"[": "]", "{": "}"}.get(value[:1], "")
    if close and close not in value:
        return Cure(
            head + value + close + remark,
            f"add {close} at its end",
            "the bracket opened here is never closed",
            len(head),
        )
    return None


def _in_brackets(lines: list[str], at: int) -> Cure | None:
    """A value in { } or [ ] that holds what has a meaning there, or a comma or space that is missing."""
    line = lines[at]
    if found := _TWO_QUOTED.search(line) if re.search(r"[{\[]", line) else None:
        mended = f"{line[: found.end(1)]}, {line[found.end() :]}"
        return Cure(mended, shown("put a comma between the values", mended), column=found.end(1))
    if found := re.search(r"(?<=\w):(?=[,}\]])", line) if "{" in line else None:
        mended = f"{line[: found.end()]} {line[found.end() :]}"
        return Cure(mended, "put a space after the colon", column=found.start())
    for found in _SEGMENT.finditer(line) if re.search(r"[{\[]", line) else ():
        value = found["value"].rstrip()
        before, after = line[: found.start("value")], line[found.start("value") + len(value) :]
        if more := re.match(r"""(?P<first>["']?[^:]*?) *[;,]? +(?P<key>[a-z_]+): """, value):
            hint = f"put a comma before {more['key']}, or the whole value of {found['key']} in quotes"
            mended = f"{before}{more['first']}, {value[more.start('key') :]}{after}"
            return Cure(mended, hint, column=found.start("value"))
        if re.search(r":|^[\"'].*[\"'].|^[@%`*&!|>]|^\"[^\"]*\\\\", value):
            cure = _escape([value], 0) or _more_than_quotes([value], 0)
            mended = before + (cure.lines if cure else quoted(value)) + after
            hint = shown(f"put the whole value of {found['key']} in quotes", mended)
            return Cure(mended, hint, column=found.start("value"))
    return None


def _first_sign(lines: list[str], at: int) -> Cure | None:
    head, value, remark = _split(lines[at])
    if re.match(r"[@%`*&!]|\?(?=\s)|[|>](?![-+0-9]*\s*$)|[{\[].*[^\]},\s]$", value):
        mended = head + quoted(value) + remark
        return Cure(mended, shown(f"{QUOTE}, for YAML reserves its first sign", mended))
    return None


def _colon_inside(lines: list[str], at: int) -> Cure | None:
    head, value, remark = _split(lines[at])
    if re.match(r"^ *(- +)*[\w-]+ *:", head) and re.search(r"\S.*:(\s|$)", value):
        mended = head + quoted(value) + remark
        return Cure(mended, shown(f"{QUOTE}, for it holds a colon", mended))
    return None


def glued(lines: list[str], at: int) -> Cure | None:
    """A colon or a hyphen without the space after it."""
    if found := re.match(r"^( *(?:- +)*[A-Za-z_][\w-]*:)([^\s/:].*)", lines[at]):
        return Cure(f"{found[1]} {found[2]}", "put a space after the colon")
    if found := re.match(r"^( *)-([^\s-].*)", lines[at]):
        return Cure(f"{found[1]}- {found[2]}", "put a space after the hyphen")
    return None


def _dash_for_colon(lines: list[str], at: int) -> Cure | None:
    if found := re.match(r"^( *(?:- +)*)([a-z][a-z0-9_-]*) +([-–—]) +(\S.*)", lines[at]):
        mended = f"{found[1]}{found[2]}: {found[4]}"
        what = f"{found[3]} stands where YAML needs a colon"
        return Cure(mended, shown("write a colon and a space", mended), what, found.start(3))
    return None


def _no_hyphen(lines: list[str], at: int) -> Cure | None:
    """A line among the items of a list, which are indented further than the key of the list."""
    line, above = lines[at], next((one for one in reversed(lines[:at]) if one.strip()), "")
    indent = len(line) - len(line.lstrip(" "))
    if not indent or not line.strip() or not above.startswith(" " * indent + "- "):
        return None
    outside = (one for one in reversed(lines[:at]) if one.strip() and not one.startswith(" " * indent))
    if not _shape(next(outside, ""))[2]:
        return None
    mended = f"{' ' * indent}- {line.strip()}"
    hint = shown("begin each item with a hyphen and a space", mended) + "; or indent a line that continues"
    return Cure(mended, hint, column=indent)


def _no_colon(lines: list[str], at: int) -> Cure | None:
    if found := re.match(r"^( *(?:- +)*)([\w-]+)\s*$", lines[at]):
        hint = "put a colon after the key, or indent the line if it continues a text"
        return Cure(f"{found[1]}{found[2]}:", hint)
    if found := re.match(r"^( *(?:- +)*)([a-z][a-z0-9_-]*) +(\S.*)", lines[at]):
        mended = f"{found[1]}{found[2]}: {found[3]}"
        return Cure(mended, shown("put a colon after the key", mended) + "; or indent a line that continues")
    return None


def _indented_as(lines: list[str], at: int, other: str, where: str) -> Cure | None:
    indent = len(other) - len(other.lstrip(" "))
    hint = f"put {indent or 'no'} space{'s' * (indent != 1)} before it, as before the line {where}"
    mended = " " * indent + lines[at].lstrip(" ")
    column = len(lines[at]) - len(lines[at].lstrip())
    return Cure(mended, hint, column=column) if mended != lines[at] and lines[at].strip() else None


def _as_above(lines: list[str], at: int) -> Cure | None:
    return _indented_as(
        lines, at, next((line for line in reversed(lines[:at]) if line.strip()), ""), "above"
    )


def _as_below(lines: list[str], at: int) -> Cure | None:
    return _indented_as(lines, at, next((line for line in lines[at + 1 :] if line.strip()), ""), "below")


ALIKE: Final = "check that keys that belong together have as many spaces before them"
RULES: Final[tuple[Rule, ...]] = (
    _tab,
    unseen,
    listed,
    colon,
    _quoted_key,
    _remark,
    curly,
    _margin,
    _list_on_the_line,
    _text_on_the_line,
    _comma_behind,
    _more_than_quotes,
    _escape,
    _unclosed_quotes,
    _unclosed_bracket,
    _in_brackets,
    _first_sign,
    _colon_inside,
    glued,
)
#: What fits many lines, so that it is tried where nothing else does.
WEAK: Final[tuple[Rule, ...]] = (_dash_for_colon, _no_hyphen, _no_colon, _as_above, _as_below)
