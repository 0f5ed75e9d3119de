"""One change of a YAML text: the lines of one value or item are written anew, and no others.

Takes a `Tree` and what is asked; gives texts, the likeliest first, of which the first one that is proved is
taken. Must not know files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

from brochure.edit.yaml_pieces import Member, Piece, Tree
from brochure.edit.yaml_words import (
    Written,
    entry_lines,
    folded,
    forms,
    inline,
    item_lines,
    literal,
    word,
    wrapped,
    written,
)

_STEP = 2
#: Stands for the end of a paragraph while a text is on one line; no content can hold it (`UNPRINTABLE`).
_NEXT: Final = "\ufdd7"


def put(tree: Tree, start: int, end: int, head: str, below: list[str]) -> str:
    """The text with something else in a place; lines that belong to it follow the line in which it ends."""
    text = tree.text
    if not below:
        return text[:start] + head + text[end:]
    line = tree.line(max(end - 1, start)) if end > start else tree.line(start)
    rest_end = tree.begin(line) + len(tree.words(line))
    after = text[end:rest_end] if rest_end > end else ""
    lines = "".join(tree.newline + one for one in below)
    return text[:start] + head + after + lines + text[max(rest_end, end) :]


def replaced(tree: Tree, parent: Piece, entry: Member, value: Any) -> Iterator[str]:
    """Another value behind a key or dash."""
    piece, flow = entry.value, parent.flow
    if isinstance(value, str) and piece.kind in ("words", "alias"):
        for head, below in _words(tree, parent, piece, value):
            start, end = piece.start, piece.end
            if start == end:
                start = end = entry.sign
                head = f" {head}"
            yield put(tree, start, end, head, below)
    if flow:
        start = piece.start if piece.end > piece.start else entry.sign
        blank = "" if piece.end > piece.start else " "
        yield put(tree, start, piece.end if piece.end > start else start, blank + inline(value), [])
        return
    end = entry.end if piece.kind == "words" or piece.flow else _line_end(tree, entry.end)
    for head, below in _collected(parent, piece, value):
        yield put(tree, entry.sign, end, f" {head}" if head else "", below)


def _collected(parent: Piece, piece: Piece, value: Any) -> Iterator[Written]:
    """A value in the form of what it takes the place of: in brackets, or in lines of its own."""
    if piece.flow and not isinstance(value, str):
        yield inline(value), []
    column = parent.column + _STEP
    if piece.kind in ("list", "table") and not piece.flow:
        column = max(piece.column, parent.column)
    head, below = written(value, column)
    if parent.kind == "list" and not head and below:
        head, below = below[0].strip(), below[1:]
    yield head, below
    yield inline(value), []


def _words(tree: Tree, parent: Piece, piece: Piece, value: str) -> Iterator[Written]:
    """Words in the form of those whose place they take."""
    column, lines = parent.column + _STEP, tree.line(piece.end) - tree.line(piece.start)
    if piece.is_block and value.strip():
        yield from _block(tree, piece, value, column)
    elif lines and not piece.is_block and piece.kind == "words":
        yield from _over_lines(tree, piece, value, lines)
    if "\n" in value and not parent.flow and value.strip():
        yield literal(value, column)
    for form in forms(value, parent.flow, "" if piece.is_block or piece.kind == "alias" else piece.style):
        yield form, []


def _block(tree: Tree, piece: Piece, value: str, column: int) -> Iterator[Written]:
    """Words below | or >, in the lines that they had as far as they are the same."""
    first, last = tree.line(piece.start), tree.line(piece.end - 1)
    old = [tree.words(line) for line in range(first + 1, last + 1)]
    filled = [line for line in old if line.strip()]
    header = tree.text[piece.start : piece.end].splitlines()[0].split()[0]
    if filled:
        column = min(len(line) - len(line.lstrip(" ")) for line in filled)
    if found := re.search("[1-9]", header):
        column = min(column, len(filled[0]) - len(filled[0].lstrip(" ")) if filled else column) or int(
            found[0]
        )
    chomp = "".join(sign for sign in header if sign in "+-")
    if piece.style == ">":
        width = max(map(len, filled), default=WIDTH)
        one = _folded_again(value, old, column, max(width, 60), chomp)
        if one:
            yield one
    head, below = literal(value, column, chomp)
    yield head, _kept(old, below)


WIDTH = 110


def _folded_again(value: str, old: list[str], column: int, width: int, chomp: str) -> Written | None:
    """Folded words; paragraphs that stay keep the lines that they had."""
    made = folded(value, column, width, chomp)
    if made is None:
        return None
    known, group = dict[str, list[str]](), list[str]()
    for line in [*old, ""]:
        if line.strip():
            group.append(line)
        elif group:
            known[" ".join(one.strip() for one in group)] = group
            group = []
    lines = list[str]()
    for number, line in enumerate(value.split("\n")):
        lines += [""] if number else []
        own = [" " * column + one for one in wrapped(line, width - column)] if line else []
        lines += known.get(line, own)
    return made[0], _kept(old, lines)


def _kept(old: list[str], new: list[str]) -> list[str]:
    """New lines, as the old ones are written where these say the same (blanks in an empty line)."""

    def alike(one: str, other: str) -> bool:
        return one == other or not (one.strip() or other.strip())

    head = 0
    while head < min(len(old), len(new)) and alike(old[head], new[head]):
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and alike(old[-1 - tail], new[-1 - tail]):
        tail += 1
    return old[:head] + new[head : len(new) - tail] + old[len(old) - tail :]


def _over_lines(tree: Tree, piece: Piece, value: str, lines: int) -> Iterator[Written]:
    """Plain or quoted words over several lines, as wide as they were."""
    first = tree.line(piece.start)
    old = [tree.words(line) for line in range(first, first + lines + 1)]
    second = next(line for line in [*old[1:], "  "] if line.strip() or line is old[-1])
    column, width = len(second) - len(second.lstrip()), max(map(len, old))
    start = piece.start - tree.begin(first)
    for form in forms(value.replace("\n", _NEXT), True, piece.style):
        said = list[str]()
        for number, line in enumerate(form.split(_NEXT)):
            said += [""] if number else []
            said += wrapped(line, width - (column if number else min(start, width // 2)))
        yield said[0], [" " * column + line if line else "" for line in said[1:]]


def _line_end(tree: Tree, index: int) -> int:
    line = tree.line(max(index - 1, 0))
    return tree.begin(line) + len(tree.words(line))


# Keys.


def inserted_key(
    tree: Tree, table: Piece | None, key: str, value: Any, after: tuple[str, ...] | None
) -> Iterator[str]:
    """A key more, behind the last one of those named, or behind all."""
    if table is None:
        yield from _first_key(tree, key, value)
        return
    keys = table.keys()
    at = (
        len(keys) if after is None else max((keys.index(one) + 1 for one in after if one in keys), default=0)
    )
    if table.flow:
        yield from _into_brackets(tree, table, at, f"{word(key, True)}: {inline(value)}")
        return
    yield from _into_lines(tree, table, at, entry_lines(key, value, table.column))


def _first_key(tree: Tree, key: str, value: Any) -> Iterator[str]:
    lines = "".join(line + tree.newline for line in entry_lines(key, value, 0))
    text = tree.text if not tree.text or tree.text.endswith(("\n", "\r")) else tree.text + tree.newline
    yield text + lines
    yield lines + text
    if end := re.search(r"^\.\.\.", text, re.MULTILINE):  # which closes a document that says nothing
        yield text[: end.start()] + lines + text[end.start() :]


def inserted_item(tree: Tree, rows: Piece, at: int, value: Any) -> Iterator[str]:
    """An item more, in the form of its neighbours."""
    if rows.flow:
        yield from _into_brackets(tree, rows, at, inline(value))
        return
    near = rows.entries[min(max(at - 1, 0), len(rows.entries) - 1)].value
    if near.flow:
        yield from _into_lines(tree, rows, at, item_lines(value, rows.column, True))
    yield from _into_lines(tree, rows, at, item_lines(value, rows.column))


def _into_lines(tree: Tree, piece: Piece, at: int, lines: list[str]) -> Iterator[str]:
    text, newline, entries = tree.text, tree.newline, piece.entries
    said = "".join(line + newline for line in lines)
    blank = newline if _are_apart(tree, piece) else ""
    if at == 0 and not tree.is_first(entries[0].start):
        here = entries[0].start
        yield text[:here] + said.lstrip(" ") + " " * piece.column + text[here:]
    elif at == 0:
        here = tree.begin(tree.top(entries[0], piece.column))
        yield text[:here] + said + blank + text[here:]
    else:
        here = tree.begin(tree.bottom(entries[at - 1], piece.column))
        before = text[:here] if text[here - 1] in "\r\n" else text[:here] + newline
        yield before + blank + said + text[here:]


def _are_apart(tree: Tree, piece: Piece) -> bool:
    """Whether empty lines stand between entries."""
    tops = [tree.top(entry, piece.column) for entry in piece.entries[1:3]]
    return bool(tops) and all(top and tree.is_blank(top - 1) for top in tops)


def _into_brackets(tree: Tree, piece: Piece, at: int, words: str) -> Iterator[str]:
    text, entries = tree.text, piece.entries
    if not entries:
        start = text.index("{" if piece.kind == "table" else "[", piece.start) + 1
        yield text[:start] + words + text[start:]
        yield text[:start] + words + text[piece.end - 1 :]
        return
    if at < len(entries):
        here = entries[at].start
        gap = (
            tree.newline + " " * (here - tree.begin(tree.line(here))) if _on_own_lines(tree, piece) else " "
        )
        yield f"{text[:here]}{words},{gap}{text[here:]}"
        return
    last = entries[-1]
    comma = re.compile(r"\s*,").match(text, last.end)
    if _on_own_lines(tree, piece):
        line = tree.line(last.end - 1)
        here = tree.begin(line) + len(tree.words(line))
        indent = " " * (last.start - tree.begin(tree.line(last.start)))
        more = f"{tree.newline}{indent}{words}{',' if comma else ''}"
        yield text[: last.end] + ("" if comma else ",") + text[last.end : here] + more + text[here:]
    yield f"{text[: last.end]}, {words}{text[last.end :]}"


def _on_own_lines(tree: Tree, piece: Piece) -> bool:
    """Whether each entry in brackets begins a line."""
    lines = [tree.line(entry.start) for entry in piece.entries]
    return all(tree.is_first(entry.start) for entry in piece.entries) and all(
        one < other for one, other in pairwise(lines)
    )


def removed(tree: Tree, piece: Piece, entry: Member) -> Iterator[str]:
    """Without an entry, and without the comments directly above it."""
    text, at = tree.text, piece.entries.index(entry)
    if piece.flow:
        yield from _out_of_brackets(tree, piece, at)
        return
    if len(piece.entries) == 1:
        yield from emptied(tree, piece)
        return
    if tree.is_first(entry.start):
        first, last = span(tree, piece, at)
        yield text[: tree.begin(first)] + text[tree.begin(last) :]
        return
    below = tree.begin(tree.bottom(entry, piece.column))
    following = piece.entries[at + 1]
    if tree.begin(tree.line(following.start)) == below:
        yield text[: entry.start] + text[following.start :]
    yield text[: entry.start].rstrip(" ") + tree.newline + text[below:]


def span(tree: Tree, piece: Piece, at: int) -> tuple[int, int]:
    """The lines of an entry in lines of its own: the first one, and that below the last."""
    entry = piece.entries[at]
    first, last = tree.top(entry, piece.column), tree.bottom(entry, piece.column)
    if at:
        first = max(first, tree.bottom(piece.entries[at - 1], piece.column))
    above = first == 0 or tree.is_blank(first - 1)
    while above and at + 1 < len(piece.entries) and last < len(tree.starts) - 1 and tree.is_blank(last):
        last += 1
    return first, last


def emptied(tree: Tree, piece: Piece) -> Iterator[str]:
    """Brackets with nothing in them in the place of the last entry."""
    text, entry = tree.text, piece.entries[0]
    signs = "{}" if piece.kind == "table" else "[]"
    line = tree.line(entry.start)
    below = tree.bottom(entry, piece.column)
    if piece is tree.root:
        yield text[: tree.begin(line)] + text[tree.begin(below) :]
        yield text[: tree.begin(line)] + signs + tree.newline + text[tree.begin(below) :]
        return
    if not tree.is_first(entry.start):
        yield text[: entry.start] + signs + text[entry.end :]
        return
    first = tree.top(entry, piece.column)
    before = first - 1
    while before > 0 and (tree.is_blank(before) or tree.is_comment(before)):
        before -= 1
    end = tree.begin(before) + len(re.sub(r"\s+#.*$|\s+$", "", tree.words(before)))
    yield f"{text[:end]} {signs}{text[end : tree.begin(first)]}{text[tree.begin(below) :]}"
    end = tree.begin(before) + len(tree.words(before).rstrip())
    yield f"{text[:end]} {signs}{text[end : tree.begin(first)]}{text[tree.begin(below) :]}"


def _out_of_brackets(tree: Tree, piece: Piece, at: int) -> Iterator[str]:
    text, entries = tree.text, piece.entries
    entry = entries[at]
    if _on_own_lines(tree, piece) and len(entries) > 1:
        first, last = tree.top(entry, len(text)), tree.line(entry.end - 1) + 1
        if re.fullmatch(r"\s*,?\s*(#.*)?", text[entry.end : tree.begin(last)].rstrip("\r\n")):
            yield text[: tree.begin(first)] + text[tree.begin(last) :]
    if at + 1 < len(entries):
        yield text[: entry.start] + text[entries[at + 1].start :]
    elif at:
        yield text[: entries[at - 1].end] + text[entry.end :]
    yield text[: entry.start] + text[entry.end :]
    yield text[: entry.start] + re.sub(r"^\s*,", "", text[entry.end :])


# Order.


def moved(tree: Tree, piece: Piece, at: int, to: int) -> Iterator[str]:
    """An item in another place of its list, with the comments directly above it."""
    text, entries = tree.text, piece.entries
    if piece.flow:
        yield from _moved_in_brackets(tree, piece, at, to)
        return
    if all(tree.is_first(entry.start) for entry in entries):
        first, last = span(tree, piece, at)
        here = tree.begin(span(tree, piece, to)[0 if to < at else 1])
        lines, newline = text[tree.begin(first) : tree.begin(last)], tree.newline
        if not lines.endswith(("\n", "\r")):
            lines += newline
        before, after = text[: tree.begin(first)], text[tree.begin(last) :]
        if to < at:
            yield text[:here] + lines + text[here : tree.begin(first)] + after
        else:
            between = text[tree.begin(last) : here]
            ends = between.endswith(("\n", "\r"))
            yield before + between + ("" if ends else newline) + lines + text[here:]


def _moved_in_brackets(tree: Tree, piece: Piece, at: int, to: int) -> Iterator[str]:
    text, entries = tree.text, piece.entries
    said = [text[entry.start : entry.end] for entry in entries]
    gaps = [text[one.end : other.start] for one, other in pairwise(entries)]
    if any("#" in gap for gap in gaps) or "#" in text[entries[-1].end : piece.end]:
        return
    said.insert(to, said.pop(at))
    joined = said[0] + "".join(gap + one for gap, one in zip(gaps, said[1:], strict=True))
    yield text[: entries[0].start] + joined + text[entries[-1].end :]
