"""Content that leaves something open, or closes what it never opened, would move what is painted after it.

Graphics states are counted as viewers do (ISO 32000-1, 8.4.2): a `Q` too many does nothing. Must not know
what is painted after it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from pikepdf import Array, Pdf, parse_content_stream, unparse_content_stream

from brochure.pdf import BROKEN, UnreadableError, each

#: What opens and what closes it.
_PAIRS: Final = {"Q": "q", "ET": "BT", "EMC": "BMC"}
NESTING: Final = frozenset({"q", "BT", "BMC", "BDC", *_PAIRS})


def open_pages(pages: Iterable[Any]) -> frozenset[int]:
    """Which pages, from 0, do not close what they open, no more and no less. Those that cannot be read count
    as closed.
    """
    return frozenset(index for index, page in enumerate(pages) if _is_open(page))


def close(pdf: Pdf, page: Any) -> None:
    """Closes a page's content as many times as it was opened; what closes too often is taken out.

    Raises `UnreadableError`.
    """
    try:
        instructions = parse_content_stream(page)
    except BROKEN as error:
        raise UnreadableError("damaged", f"cannot be read: content of a page is damaged: {error}") from error
    kept, depth = _kept([str(one.operator) for one in instructions])
    content = each(page.get("/Contents"))
    if len(kept) < len(instructions):
        content = [pdf.make_stream(unparse_content_stream([instructions[at] for at in kept]))]
    closing = b"\n" + b"ET " * min(depth["BT"], 1) + b"EMC " * depth["BMC"] + b"Q " * depth["q"]
    page["/Contents"] = Array([*content, pdf.make_stream(closing)])


def _is_open(page: Any) -> bool:
    try:
        operators = [str(one.operator) for one in parse_content_stream(page, " ".join(sorted(NESTING)))]
    except BROKEN:
        return False
    kept, depth = _kept(operators)
    return len(kept) < len(operators) or any(depth.values())


def _kept(operators: Iterable[str]) -> tuple[list[int], dict[str, int]]:
    """The operators that mean something, by their places, and how often each pair is left open."""
    depth = {"q": 0, "BT": 0, "BMC": 0}
    kept = []
    for at, operator in enumerate(operators):
        if operator in _PAIRS:
            if not depth[_PAIRS[operator]]:
                continue
            depth[_PAIRS[operator]] -= 1
        elif operator in NESTING:
            depth["BMC" if operator == "BDC" else operator] += 1
        kept.append(at)
    return kept, depth
