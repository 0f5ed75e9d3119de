"""Name trees and number trees (ISO 32000-1, 7.9.6 and 7.9.7): reading any, writing flat ones of limited
nodes.

pikepdf's `NameTree` knows names as text, and a part may have any bytes for one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from pikepdf import Array, Dictionary, Object, Pdf, String

from brochure.pdf.objects import bytes_of, each

#: Entries in one node; readers look at whole nodes.
_NODE: Final = 64


def names_in(root: Any) -> list[tuple[bytes, Any]]:
    """All entries of a name tree in its order, as far as it can be read."""
    return [(bytes_of(key), value) for key, value in _pairs(root, "/Names")]


def numbers_in(root: Any) -> list[tuple[int, Any]]:
    """The same of a number tree."""
    return [(key, value) for key, value in _pairs(root, "/Nums") if isinstance(key, int)]


def _pairs(root: Any, leaf: str) -> Iterator[tuple[Any, Any]]:
    """Loops are walked once."""
    stack, seen = [root], set[tuple[int, int]]()
    while stack:
        node = stack.pop()
        if not isinstance(node, Dictionary) or (node.is_indirect and node.objgen in seen):
            continue
        seen.add(node.objgen)
        flat = each(node.get(leaf))
        yield from zip(flat[::2], flat[1::2], strict=False)
        stack.extend(reversed(each(node.get("/Kids"))))


def make_tree(pdf: Pdf, leaf: str, pairs: Sequence[tuple[bytes | int, Any]]) -> Object | None:
    """Writes sorted pairs as a tree of two levels at most; None where there are none. `leaf` is /Names or
    /Nums.
    """
    if not pairs:
        return None
    keyed = [(String(key) if isinstance(key, bytes) else key, value) for key, value in pairs]
    nodes = [keyed[at : at + _NODE] for at in range(0, len(keyed), _NODE)]
    flat = [Array([item for pair in node for item in pair]) for node in nodes]
    if len(nodes) == 1:
        return pdf.make_indirect(Dictionary({leaf: flat[0]}))
    kids = [
        pdf.make_indirect(Dictionary({"/Limits": Array([node[0][0], node[-1][0]]), leaf: items}))
        for node, items in zip(nodes, flat, strict=True)
    ]
    return pdf.make_indirect(Dictionary({"/Kids": Array(kids)}))
