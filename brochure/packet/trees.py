"""Name trees and number trees (ISO 32000-1, 7.9.6 and 7.9.7): reading any, writing flat ones of limited nodes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from brochure.packet.objects import Book, Ref, listed, look, real

#: Entries in one node; readers look at whole nodes.
_NODE = 64


def entries(root: Any, leaf: str) -> Iterator[tuple[Any, Any]]:
    """All (key, value) pairs of a tree in its order; `leaf` is `/Names` or `/Nums`. Loops are walked once."""
    stack, seen = [root], set()
    while stack:
        node = stack.pop()
        if isinstance(node, Ref):
            if node.number in seen:
                continue
            seen.add(node.number)
        flat = listed(look(real(node), leaf))
        for at in range(0, len(flat) - 1, 2):
            yield real(flat[at]), flat[at + 1]
        stack.extend(reversed(listed(look(real(node), "/Kids"))))


def grow(book: Book, leaf: str, pairs: Sequence[tuple[Any, Any]]) -> Ref | None:
    """Writes sorted pairs as a tree of two levels at most; None where there are none."""
    if not pairs:
        return None
    nodes = [pairs[at : at + _NODE] for at in range(0, len(pairs), _NODE)]
    flat = [[item for pair in node for item in pair] for node in nodes]
    if len(nodes) == 1:
        return book.add({leaf: flat[0]})
    kids = [
        book.add({"/Limits": [node[0][0], node[-1][0]], leaf: items})
        for node, items in zip(nodes, flat, strict=True)
    ]
    return book.add({"/Kids": kids})
