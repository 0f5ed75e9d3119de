"""Many changes of one kind, written into a YAML text at once: a long list takes no longer for each of them.

Takes the pieces of a text and changes of which each stands by itself; gives the text with all of them, or
nothing where they hang together. Whoever asks proves what it says.
"""

from __future__ import annotations

from collections.abc import Sequence

from brochure.edit import yaml_splice as splice
from brochure.edit.changes import Change, Path, plain
from brochure.edit.yaml_pieces import Tree

#: Where something else is to stand in a text, and what.
Splice = tuple[int, int, str]


def written_together(tree: Tree, changes: Sequence[Change]) -> str | None:
    """The text after changes of one kind: of words, or of items above (removed) or below (inserted) the one
    before; None for others.
    """
    found, before, count = list[Splice](), Change("set", tree.file, ()), dict[Path, int]()
    for change in changes:
        above, part = change.path[:-1], change.path[-1] if change.path else ""
        count[above] = count.get(above, 0) + 1
        last = before.path[-1] if before.path and before.path[:-1] == above else None
        if isinstance(part, int) and isinstance(last, int) and change.action != "set":
            is_removed = change.action in ("remove", "unset")
            if part >= last if is_removed else part < last:
                return None  # what stands at this position is another item by then
        one = _splice(tree, change, count[above])
        if one is None:
            return None
        found.append(one)
        before = change
    is_lone = before.action not in ("remove", "unset") or not _leaves_white(tree, found)
    return _spliced(tree.text, found) if is_lone else None


def _leaves_white(tree: Tree, gone: Sequence[Splice]) -> bool:
    """Whether several items that go side by side leave an empty line below another one: which of the two
    goes with them depends on which item goes first.
    """
    runs = list[tuple[int, int, bool]]()
    for start, end, _ in sorted(gone):
        if runs and runs[-1][1] == start:
            runs[-1] = (runs[-1][0], end, True)
        else:
            runs.append((start, end, False))
    return any(
        are_several
        and tree.is_blank(tree.line(end))
        and (tree.line(start) == 0 or tree.is_blank(tree.line(start) - 1))
        for start, end, are_several in runs
    )


def _splice(tree: Tree, change: Change, number: int) -> Splice | None:
    """Where a change is to be written; `number` is which one it is of those in its list or table."""
    if change.action == "insert":
        return _inserted(tree, change, number)
    entries, value = tree.find(change.path), plain(change.value)
    if change.action == "move" or not change.path or len(entries) < len(change.path):
        return None
    parent, entry = entries[-1]
    if change.action == "set":
        is_word = isinstance(value, str) and entry.value.kind == "words"
        texts = splice.replaced(tree, parent, entry, value) if is_word else iter(())
    else:
        texts = splice.removed(tree, parent, entry) if number < len(parent.entries) else iter(())
    lines = tree.top(entry, parent.column), tree.bottom(entry, parent.column) + 1
    return _found(tree, next(texts, None), (entry.start, entry.end), lines)


def _inserted(tree: Tree, change: Change, number: int) -> Splice | None:
    found, place = tree.find(change.path[:-1]), change.path[-1]
    rows = found[-1][1].value if found else tree.root
    if rows is None or rows.flow or not rows.entries or not isinstance(place, int):
        return None
    place -= number - 1  # where it stands among those that are there
    if not 0 <= place <= len(rows.entries):
        return None
    near = rows.entries[max(place - 1, 0)]
    text = next(splice.inserted_item(tree, rows, place, plain(change.value)), None)
    return _found(tree, text, None, (tree.top(near, rows.column), tree.bottom(near, rows.column) + 1))


def _found(
    tree: Tree, text: str | None, tight: tuple[int, int] | None, lines: tuple[int, int]
) -> Splice | None:
    """Where a text differs from that of the tree: between two characters, or within some lines."""
    old, within = tree.text, (tree.begin(lines[0]), tree.begin(lines[1]))
    for start, end in (tight, within) if tight else (within,):
        if text is not None and text[:start] == old[:start]:
            stop = end + len(text) - len(old)
            if stop >= start and text[stop:] == old[end:]:
                return _trimmed(old[start:end], text[start:stop], start)
    return None


def _trimmed(old: str, new: str, start: int) -> Splice:
    """A splice without the whole lines that it leaves as they are."""
    there, lines = old.splitlines(keepends=True), new.splitlines(keepends=True)
    end = start + len(old)
    while lines and there and lines[0] == there[0]:
        start += len(lines.pop(0))
        del there[0]
    while lines and there and lines[-1] == there[-1]:
        end -= len(lines.pop())
        del there[-1]
    return start, end, "".join(lines)


def _spliced(text: str, splices: Sequence[Splice]) -> str | None:
    """A text with all of this; None where two of them meet. What comes to one place keeps its order."""
    parts, done = list[str](), 0
    for start, end, words in sorted(splices, key=lambda one: one[:2]):
        if start < done:
            return None
        parts += [text[done:start], words]
        done = end
    return "".join((*parts, text[done:]))
