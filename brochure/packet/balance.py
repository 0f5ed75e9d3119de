"""Content that leaves something open, or closes what it never opened, would move what is painted after it.

Takes a page's content; gives it closed. Graphics states are counted as viewers do (ISO 32000-1, 8.4.2): a `Q` too many
does nothing. Must not know what is painted after it.
"""

from __future__ import annotations

import re
from itertools import accumulate

from pypdf.errors import PyPdfError

from brochure.packet.filters import decoded
from brochure.packet.objects import listed, put, real, stream
from brochure.packet.source import Page, Source

#: What may look like operators and is none: comments, hexadecimal strings, strings without strings in them, the data of
#: inline images.
_SKIPPED = rb"%[^\r\n]*|<[0-9A-Fa-f\s]*>|\((?:[^()\\]|\\.)*\)|(?<![^\s\])>}])ID\s.*?\sEI(?![^\s])"
#: The operators that nest.
_NESTING = rb"(?<![^\s\])>}])(q|Q|BT|ET|BMC|BDC|EMC)(?![^\s\[(</%])"
_SKIP = re.compile(_SKIPPED, re.DOTALL)
_TOKEN = re.compile(rb"(\()|".join((_SKIPPED + b"|", _NESTING)), re.DOTALL)
_PARENTHESIS = re.compile(rb"\\.|[()]", re.DOTALL)
_PAIRS = {b"Q": b"q", b"ET": b"BT", b"EMC": b"BMC"}
#: The same operators, and the one that begins an inline image. What an expression begins with is found quickly, so it
#: begins with their letters and looks behind them afterwards: three times as fast.
_OPERATOR = re.compile(
    rb"[qQBE](?<![^\s\])>}].)(?:(?<=[qQ])|(?<=B)(?:T|MC|DC|I)|(?<=E)(?:T|MC))(?![^\s\[(</%])", re.DOTALL
)
#: By how much each of them opens or closes states, texts and marks.
_STEPS = tuple(
    dict.fromkeys((b"q", b"Q", b"BT", b"ET", b"BMC", b"BDC", b"EMC", b"BI"), 0) | steps
    for steps in ({b"q": 1, b"Q": -1}, {b"BT": 1, b"ET": -1}, {b"BMC": 1, b"BDC": 1, b"EMC": -1})
)
#: How most programs mark content. A BDC after anything else may be hexadecimal digits.
_MARK = re.compile(rb">>\s?BDC(?![^\s\[(</%])")


def closed(data: bytes) -> bytes:
    """The content with as many states, texts and marks closed as were opened; the same object where it was so."""
    if _is_closed(data):
        return data
    depth = {b"q": 0, b"BT": 0, b"BMC": 0}
    idle: list[int] = []
    place = 0
    while match := _TOKEN.search(data, place):
        place = match.end()
        operator = match[2]
        if match[1]:
            place = _end_of_string(data, place)
        elif operator in _PAIRS:
            if depth[_PAIRS[operator]]:
                depth[_PAIRS[operator]] -= 1
            else:
                idle.append(match.start(2))
        elif operator:
            depth[b"BMC" if operator == b"BDC" else operator] += 1
    if not idle and not any(depth.values()):
        return data
    made = bytearray(data)
    for at in idle:
        length = next(len(one) for one in (b"EMC", b"ET", b"Q") if data.startswith(one, at))
        made[at : at + length] = b" " * length
    return (
        bytes(made) + b"\n" + b"ET " * min(depth[b"BT"], 1) + b"EMC " * depth[b"BMC"] + b"Q " * depth[b"q"]
    )


def _is_closed(data: bytes) -> bool:
    """Whether it clearly is, as nearly all content: a quick look."""
    found = _OPERATOR.findall(data)
    if b"(" in data or b"%" in data or b"BI" in found or len(_MARK.findall(data)) != found.count(b"BDC"):
        data = _SKIP.sub(b" ", data)
        found = _OPERATOR.findall(data)
    depths = (tuple(accumulate(map(steps.__getitem__, found))) for steps in _STEPS)
    return b"(" not in data and all(min(one) >= 0 and not one[-1] for one in depths if one)


def _end_of_string(data: bytes, place: int) -> int:
    depth = 1
    while depth and (match := _PARENTHESIS.search(data, place)):
        place = match.end()
        depth += {b"(": 1, b")": -1}.get(match[0], 0)
    return len(data) if depth else place


def content_of(page: Page) -> bytes:
    """All content streams of a page as the one that they are to a viewer."""
    return b"\n".join(
        decoded(real(one)) for one in listed(page.entries.get("/Contents")) if real(one) is not None
    )


def close_pages(source: Source) -> None:
    """Every page of a part with its content closed. What cannot be decoded stays as it is."""
    for page in source.pages:
        try:
            data = content_of(page)
        except (PyPdfError, NotImplementedError, ValueError):
            continue
        made = closed(data)
        if made is not data:
            put(page.entries, "/Contents", [source.book.add(stream(made))])
