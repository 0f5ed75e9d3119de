"""Markdown that would be printed raw, or that print has no room for, and what to write in its place.

Takes a text without references; gives its faults, each with the piece that is wrong and its line. Must not
know files, nor how texts are set.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token

from brochure.content.references import Fault
from brochure.errors import Hint, Mend, Severity
from brochure.model import basic_reader, is_language

_LINKS: Final = ("https:", "http:", "mailto:", "tel:")
_ADDRESS: Final = r"(?:https?://|mailto:|tel:|www\.)"
#: What is left of a link that holds a span, which Markdown does not take for a link.
_LINK_END: Final = re.compile(r"\]\((?:$|(?:https?|mailto|tel):)")
#: Stands for a character that was written with a backslash, and so is meant as it is.
_MEANT: Final = "\ufdd0"
#: What word processors begin the lines of a list with; the last are those of their symbol typefaces.
_BULLET: Final = "[•▪▫◦‣●○■□◆◇➢➤►▶❑❖⁃∙\uf000-\uf0ff]"
#: What people begin such lines with besides: arrows, ticks and other signs, and pictographs.
_SIGN: Final = "[\u2190-\u2bff\U0001f000-\U0001faff]\ufe0f?"
#: What follows a hyphen that stands for the rest of a word: in- and outdoors.
_AND: Final = r"(?:and|or|to|but|vs|und|oder|bis|sowie|bzw|et|ou|ed|al|en|of(?!-)|tot|och|eller|til+|og)\b"
#: What makes a quotation of more than so many: > 5 people, >= 3, > € 500.
_BEFORE_NUMBER: Final = re.compile(r">(\s*)(?:[=≥]\s*)?(?:[$€£¥]\s*)?\d")
#: What divides columns that are no table.
_GAP: Final = "(?:\t|   )"
_INSTEAD_OF_TAGS: Final = {
    **dict.fromkeys(("b", "strong"), "**words**"),
    **dict.fromkeys(("i", "em"), "*words*"),
    "a": "[words](https://...)",
    "p": "an empty line between paragraphs",
    "br": "\\ at the end of the line before it",
    **dict.fromkeys(("li", "ul"), "- before each item"),
    "ol": "1. before each item",
    "sup": "the raised sign itself, such as ²",
    "sub": "the lowered sign itself, such as ₂",
    **dict.fromkeys(("u", "span", "font", "center", "div"), "the words alone"),
    "h3": "### before the heading",
    **dict.fromkeys(("td", "table"), "| Year | Pay | with |---|---| below it"),
}


class Rule(NamedTuple):
    """A form of words that would be printed as it stands: what is said of it, the hint and its `mend`, all
    with groups of the pattern; `is_line` for single lines (True), texts with paragraphs (False) or both.
    """

    pattern: re.Pattern[str]
    what: str
    hint: str
    is_line: bool | None = None
    severity: Severity = "error"
    mend: Mend | None = None


def _rule(pattern: str, what: str, hint: str, **more: Any) -> Rule:
    return Rule(re.compile(pattern, re.MULTILINE), what, hint, **more)


def _prose(pattern: str, what: str, hint: str, **more: Any) -> Rule:
    """A rule of texts that may have several lines."""
    return _rule(pattern, what, hint, is_line=False, **more)


_TABLE: Final = "write a table: | Year | Pay |, below it |---|---|, and below that a line for each row"
_AS_IT_STANDS: Final = r"or \\\g<0> to print the sign"
_RULES: Final = (
    _rule(
        rf"\[([^\[\]\n]+)\]\s+\(({_ADDRESS}[^\s()]*)\)?",
        r"the two halves of a link stand apart: \g<0>",
        r"write [\1](\2)",
    ),
    _rule(
        rf"\(([^()\n]+)\)\[({_ADDRESS}[^\[\]\s]*)\]",
        r"the brackets of a link are exchanged: \g<0>",
        r"write [\1](\2)",
    ),
    _rule(
        rf"\[([^\[\]\n]+)\]\(\s*({_ADDRESS}[^()\n]*? [^()\n]*)\)?",
        r"a link whose address holds spaces leads nowhere: \g<0>",
        "write %20 for each space of the address",
    ),
    _rule(rf"\[([^\[\]\n]+)\]\({_ADDRESS}[^()\s]*$", r"the link \g<0> has no end", "close it with )"),
    _rule(r"<(www\.[^>\s]+)>", r"the address \g<0> is printed with its brackets", r"write \1"),
    _prose(
        rf"^\[([^\[\]^\n]+)\]:\s*<?({_ADDRESS}[^\s>]+).*$",
        r"the address of a link stands apart from it: \g<0>",
        r"write [words](\2) where the link is meant, and delete this line",
    ),
    _prose(
        r"\[\^[^\]\n]*\s[^\]\n]*\]",
        r"the name of the note \g<0> holds a space",
        "name it in one word, such as [^pay], in both places",
    ),
    _prose(
        r"\[\^([^\]\s]+)\]",
        r"the note \g<0> has no words",
        r"write them on a line of their own: \g<0>: words",
    ),
    _rule(
        r"\[\^[^\]\s]+\]|\^\[[^\]\n]+\]",
        r"a single line has no room for the note \g<0>",
        "say it in words, or in a text with paragraphs",
        is_line=True,
    ),
    _rule(r"^#{2,6}(?=[^\s#]).*$", r"the heading \g<0> is printed with its signs", "put a space after them"),
    _rule(r"^#{1,7} +(\D.*)$", r"\g<0> cannot be a heading here", rf"write \1, {_AS_IT_STANDS}"),
    _rule(r"^ *(?:```|~~~).*$", r"a text has no place for code: \g<0>", r"delete the line \g<0>"),
    _rule(
        r"(?<!`)(`{1,3})(?!`)([^`\n]+)\1",
        r"a text has no place for code: \g<0>",
        r"write \2 without the marks",
    ),
    _rule(r"~~ *([^~\n]+?) *~~", r"words cannot be struck out in print: \g<0>", r"delete them, or write \1"),
    _rule(r"== *([^=\n]+?) *==", r"words cannot be marked in print: \g<0>", r"write **\1**"),
    _rule(r"^(?:\[!\w+\]|:::|!!!).*$", r"\g<0> would be printed as it stands", "delete the line"),
    _prose(
        r"^\|[^\n]*\|[ \t]*$|^[^\n|]*\|[^\n]*\n(?=[^\n]*-)(?=[^\n]*\|)[-|: ]+$|^\+[-=+]{3,}\+$",
        r"a table needs a line of headings, and one of dashes with as many cells: \g<0>",
        _TABLE,
    ),
    _prose(
        rf"^({_BULLET}[ \t]*)(.*)$|^(·[ \t]+)(.*)$",
        r"\g<0> is no item of a list",
        r'write "- \2\4"',
        mend=Mend("replace", r"\1\3", ("- ",)),
    ),
    _rule(
        rf"^({_BULLET}[ \t]*)(.*)$",
        r"\g<0> is printed with its bullet",
        r"write \2",
        is_line=True,
        mend=Mend("replace", r"\g<0>", (r"\2",)),
    ),
    _rule(
        r"^[-*+] +(\S.*)$",
        r"\g<0> is a single line and no list",
        rf"write \1, {_AS_IT_STANDS}",
        is_line=True,
    ),
    _prose(
        r"^[–—−][ \t]*(\S.*)\n[–—−]|^[-*+](?=[^\W\d])(.*)\n[-*+](?=[^\W\d])"
        r"|^o[ \t]+(\S.*)\n(?:o[ \t].*(?:\n|\Z))+\Z"
        rf"|^{_SIGN}[ \t]*(\S.*)\n{_SIGN}",
        r"these lines are no list and would run together: \g<0>",
        r'write "- \1\2\3\4", and the others in the same way',
    ),
    _prose(
        r"^\(?[1ai][.)](?=[^\W\d_])(.*)\n\(?(?:2|b|ii)[.)]"
        r"|^(?:\([1ai]\)|[aiI][.)])[ \t]+(.*)\n\(?(?:2|b|ii|II)[.)]",
        r"these lines are no list and would run together: \g<0>",
        r'write "1. \1\2", and the others in the same way',
    ),
    _prose(
        rf"^[^\t\n]*?\S{_GAP}[^\n]*\n[^\t\n]*?\S{_GAP}[^\n]*$",
        r"columns that are set with tabs or spaces run together: \g<0>",
        _TABLE,
        mend=Mend("table", r"\g<0>"),
    ),
    _prose(
        r"(?<=\n)(?!1[.)])\d{1,3}[.)][ \t]+\S.*\n\d{1,3}[.)][ \t]+\S.*$",
        r"these lines are no list and run together: \g<0>",
        "leave an empty line above the first of them",
        severity="warning",
    ),
    _rule(
        rf"(?<![^\W\d_])([^\W\d_]{{2,}})-(?:\n(?!{_AND})(?=\w)| (?!{_AND})(?=[^\W\d_A-ZÀ-ÞĀ-Ž]))"
        r"([^\W\d_]{2,})",
        r"a word is printed in two, with a hyphen and a space inside: \1- \2",
        r"write \1\2, or \1-\2",
        severity="warning",
    ),
    _prose(
        r"^:[ \t]+(\S.*)$",
        r"\g<0> would be printed with its colon",
        "say it in the line above, or give the section terms: with label: and value:",
    ),
    _rule(
        r"\*\*",
        "** is printed as it stands, for bold words begin and end right at it",
        r"write **words** without spaces inside, or \\*\\* to print two asterisks",
        severity="warning",
    ),
    _rule(
        r"(?:(?<=[.!?:;,])|\\n)\\n(?=- |\\n|[A-Z])",
        r"\\n is printed as it stands",
        "write | after the key, and each paragraph on a line of its own below",
    ),
    _prose(
        r"^([^\n:.!?]{1,24}): \S[^\n]{0,50}\n(?:[^\n:.!?]{1,24}: \S[^\n]{0,50}(?:\n|\Z)){2,}",
        r"these lines run together to one: \g<0>",
        "begin each with a hyphen and a space, or leave an empty line between them",
        severity="warning",
    ),
)


@lru_cache(maxsize=4096)
def markdown_faults(text: str, one_line: bool) -> tuple[Fault, ...]:
    """The faults of a text; a single line knows emphasis and links, but no blocks."""
    reader, env = _reader(one_line), dict[str, Any]()
    if one_line:
        return tuple(_faults(reader.parseInline(text, env), True))
    tokens, lines = reader.parse(text, env), text.split("\n")
    return (*_faults(tokens, False), *_notes(lines, env), *_tables(tokens, lines), *_signs(tokens, lines))


@cache
def _reader(one_line: bool) -> MarkdownIt:
    """Reads a text as for print, and passes everything on, so that nothing is dropped in silence."""
    reader = basic_reader({"html": True}, one_line)
    reader.validateLink = lambda url: True  # type: ignore[method-assign]
    return reader.disable("text_join")  # what was written with a backslash stays apart


def _faults(tokens: list[Token], one_line: bool) -> Iterator[Fault]:
    line, is_told = 0, False
    for number, token in enumerate(tokens):
        line = token.map[0] if token.map else line
        if token.type == "html_block" and not is_told:
            is_told = True
            yield _html(token, line)
        elif token.type == "heading_open" and (token.tag in ("h1", "h2") or token.markup in "-="):
            yield _heading(token, tokens[number + 1], line)
        elif token.type == "inline":
            inside = token.children or []
            found = list(_inline(inside, line, is_told))
            is_told = is_told or any(one.type == "html_inline" for one in inside)
            is_task = number > 1 and tokens[number - 2].type == "list_item_open"
            yield from found or _raw(token, line, one_line, is_task)


def _inline(children: list[Token], line: int, is_told: bool) -> Iterator[Fault]:
    for number, token in enumerate(children):
        if token.type == "html_inline" and not is_told:
            is_told = True
            yield _html(token, line)
        elif token.type == "image":
            hint = "delete it and give the section a picture: with file: and alt:"
            yield Fault("![", "pictures cannot stand inside a text", hint, line)
        elif token.type == "link_open":
            yield from _link(str(token.attrs.get("href", "")), line)
        elif token.type == "em_open" and _is_inside_a_word(children, number):
            piece = f"{token.markup}{children[number + 1].content}"
            what = f"{_short(piece)} is read as emphasis inside a word, so that the {token.markup} is lost"
            yield Fault(piece, what, f"write \\{token.markup} to print it", line, "warning")
        elif token.type == "text" and (found := re.search(r"\]\{lang=([^{}\n]*)\}", token.content)):
            if is_language(found[1].strip()):  # a tag that is wrong has been told already
                what = f"{found[0]} closes a bracket that was never opened"
                yield Fault(found[0], what, "write it such as [Bienvenue]{lang=fr}", line)
        elif token.type == "span_close" and _LINK_END.match(
            children[number + 1].content if number + 1 < len(children) else ""
        ):
            hint = "put the link inside the brackets: [[words](https://...)]{lang=fr}"
            yield Fault("]{lang=", "words in another language cannot stand inside a link", hint, line)
        line += token.type.endswith("break")


def _html(token: Token, line: int) -> Fault:
    piece = token.content.strip().split("\n")[0]
    name = re.match(r"</?(\w+)", piece)
    instead = _INSTEAD_OF_TAGS.get(name[1].lower() if name else "")
    hint = f"write {instead}" if instead else "use Markdown, or write \\< to print a <"
    if piece.startswith("<!--"):
        hint = "delete it; a remark of your own stands in YAML, after a #"
    return Fault(piece, f"HTML is not allowed: {_short(piece)}", hint, line)


def _heading(token: Token, inline: Token, line: int) -> Fault:
    words = inline.content.split("\n")[0]
    if token.markup in "-=":
        what = f"the line {token.markup * 3} below {_short(words)} makes it a heading that is too high"
        return Fault(words, what, f"write ### {words}, and delete the line below", line)
    what = f"the heading {_short(words)} is too high: levels 1 and 2 are the layout's"
    mend = Mend("replace", f"{token.markup} {words}", (f"### {words}",))
    return Fault(words, what, Hint("use ###", mend), line)


def _link(address: str, line: int) -> Iterator[Fault]:
    scheme = re.sub(r"[\x00-\x20]", "", address).casefold()
    # A reference that could not be replaced has been told already.
    if not scheme.startswith(_LINKS) and not unquote(address).startswith("{"):
        hint = "links begin with https://, http://, mailto: or tel:"
        if scheme.startswith("www."):
            hint = f"write https://{unquote(address)}"
        elif re.fullmatch(r"[^/@\s]+@[^/@\s]+", address):
            hint = f"write mailto:{unquote(address)}"
        what = f"the link {_short(unquote(address))} leads nowhere in print"
        yield Fault(unquote(address) or "](", what, hint, line)


def _raw(token: Token, line: int, one_line: bool, is_item: bool) -> Iterator[Fault]:
    """The first thing in a paragraph that would be printed as it stands."""
    shown = "".join(_shown(child) for child in token.children or [])
    if is_item and (box := re.match(r"\[[ xX]?\](?:\s|$)", shown)):
        hint = "write the words alone after the -"
        yield Fault(box[0].strip(), f"{box[0].strip()} is printed and not a box to tick", hint, line)
        return
    for rule in _RULES:
        if rule.is_line in (None, one_line) and (found := rule.pattern.search(shown)):
            piece = found[0].lstrip("\n").split("\n")[0].strip()
            first = _short(piece)
            what = rule.what.replace("\\g<0>", "\0")
            below = line + shown.count("\n", 0, found.start())
            what = found.expand(what).replace("\0", first)
            hint = found.expand(rule.hint.replace("\\g<0>", "\0")).replace("\0", piece)
            if mend := rule.mend:
                meant = tuple(map(found.expand, mend.meant))
                hint = Hint(hint, mend._replace(typed=found.expand(mend.typed), meant=meant))
            yield Fault(piece.replace(_MEANT, "\\"), what, hint, below, rule.severity)
            return


def _shown(token: Token) -> str:
    if token.type == "text_special" and len(token.content) == 1:
        return _MEANT
    return "\n" if token.type.endswith("break") else token.content if "text" in token.type else ""


def _notes(lines: Sequence[str], env: dict[str, Any]) -> Iterator[Fault]:
    """Notes that nothing calls for, or that are written twice: neither would be printed."""
    written: dict[str, int] = {}
    for number, line in enumerate(lines):
        if found := re.match(r" {0,3}(\[\^([^\]\s]+)\]:)", line):
            piece, name = found.groups()
            if name in written:
                what = f"the note [^{name}] is written twice"
                yield Fault(piece, what, "give one another name", number)
            elif env.get("footnotes", {}).get("refs", {}).get(f":{name}") == -1:
                what = f"nothing calls for the note [^{name}], so that it would not be printed"
                yield Fault(piece, what, f"write [^{name}] after the words that it is about", number)
            written[name] = number


def _tables(tokens: list[Token], lines: Sequence[str]) -> Iterator[Fault]:
    """Rows with more cells than their table has columns, and words below a table that would be one."""
    columns = 0
    for token in tokens:
        if token.type == "thead_open":
            columns = 0
        columns += token.type == "th_open"
        if token.type != "tr_open" or not token.map or not columns:
            continue
        row = lines[token.map[0]].strip()
        cells = escapedSplit(row.removeprefix("|").removesuffix("|"))
        if len(cells) > columns:
            what = f"the row {_short(row)} has {len(cells)} cells and its table {columns} columns"
            yield Fault(row, what, "give the headings, and the line of dashes, as many", token.map[0])
        elif "|" not in row and columns > 1:
            what = f"{_short(row)} is read as a row of the table above it"
            yield Fault(row, what, "leave an empty line after the table", token.map[0])


def _signs(tokens: list[Token], lines: Sequence[str]) -> Iterator[Fault]:
    """A > or + before a number or alone, or a * that leads to a note, taken for marks and lost."""
    calls = any(re.search(r"[\w.)]\*(?:[\s,.;)]|$)", line) for line in lines)
    is_alone = sum(line.lstrip().startswith("+ ") for line in lines) == 1
    for token in tokens:
        line = lines[token.map[0]].strip() if token.map else ""
        is_item = token.type == "list_item_open" and bool(token.map)
        if token.type == "blockquote_open" and (found := _BEFORE_NUMBER.match(line)):
            yield _lost_sign(token, line, "a quotation", "warning" if found[1] else "error")
        elif is_item and token.markup == "+" and (is_alone or line[2:3].isdigit()):
            yield _lost_sign(token, line, "an item of a list", "error" if line[2:3].isdigit() else "warning")
        elif is_item and token.markup == "*" and calls:
            what = f"the * makes {_short(line)} an item of a list and is not printed"
            hint = "write a note: [^1] in the place of the first *, and [^1]: in that of this one"
            yield Fault(line, what, hint, token.map[0] if token.map else 0, "warning")


def _lost_sign(token: Token, line: str, made: str, severity: Severity) -> Fault:
    what = f"the {line[0]} makes {_short(line)} {made} and is not printed"
    item = f", or - {line[1:].strip()}" if line[0] == "+" and severity == "warning" else ""
    return Fault(line, what, f"write \\{line}{item}", token.map[0] if token.map else 0, severity)


def _is_inside_a_word(children: list[Token], opening: int) -> bool:
    """Whether letters or digits stand around some emphasis, or digits around one of its signs."""
    level, later = children[opening].level, range(opening + 1, len(children))
    end = next(at for at in later if children[at].level == level)
    before = children[opening - 1].content[-1:] if opening else ""
    after = "".join(one.content for one in children[end + 1 : end + 2])[:1]
    signs = before + children[opening + 1].content[:1], children[end - 1].content[-1:] + after
    return (before.isalnum() and after.isalnum()) or any(re.match(r"\d\d", one) for one in signs)


def _short(words: str) -> str:
    return f'"{words if len(words) <= 60 else words[:57] + "..."}"'
