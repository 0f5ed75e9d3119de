"""Content that leaves something open, or closes what it never opened, would move what is painted after it.

Takes a page's content; gives it closed. Graphics states are counted as viewers do (ISO 32000-1, 8.4.2): a `Q` too many
does nothing. Must not know what is painted after it.
"""

from __future__ import annotations

import re

from pypdf.errors import PyPdfError

from brochure.packet.filters import decoded
from brochure.packet.objects import listed, put, real, stream
from brochure.packet.source import Page, Source

#: What may look like operators and is none: comments, hexadecimal strings, strings without strings in them, the data of
#: inline images.
_SKIPPED = rb"%[^\r\n]*|<[0-9A-Fa-f\s]*>|\((?:[^()\\]|\\.)*\)|(?<![^\s\])>}])ID\s.*?\sEI(?![^\s])"
#: The operators that nest.
_NESTING = rb"(?<![^\s\])>}])(q|Q|BT|ET|BMC|BDC|EMC)(?![^\s\[(</%])"
_SKIP, _OPERATOR = re.compile(_SKIPPED, re.DOTALL), re.compile(_NESTING)
_TOKEN = re.compile(rb"(\()|".join((_SKIPPED + b"|", _NESTING)), re.DOTALL)
_PARENTHESIS = re.compile(rb"\\.|[()]", re.DOTALL)
_PAIRS = {b"Q": b"q", b"ET": b"BT", b"EMC": b"BMC"}


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
    return bytes(made) + b"\n" + b"ET " * min(depth[b"BT"], 1) + b"EMC " * depth[b"BMC"] + b"Q " * depth[b"q"]


def _is_closed(data: bytes) -> bool:
    """Whether it clearly is, as nearly all content: a quick look."""
    plain = _SKIP.sub(b" ", data)
    depth = {b"q": 0, b"BT": 0, b"BMC": 0, b"Q": 0, b"ET": 0, b"EMC": 0, b"BDC": 0}
    for operator in _OPERATOR.findall(plain):
        depth[operator] += 1
        if (opener := _PAIRS.get(operator)) and depth[operator] > depth[opener] + (depth[b"BDC"] if opener == b"BMC" else 0):
            return False
    opened = depth[b"q"], depth[b"BT"], depth[b"BMC"] + depth[b"BDC"]
    return b"(" not in plain and opened == (depth[b"Q"], depth[b"ET"], depth[b"EMC"])


def _end_of_string(data: bytes, place: int) -> int:
    depth = 1
    while depth and (match := _PARENTHESIS.search(data, place)):
        place = match.end()
        depth += {b"(": 1, b")": -1}.get(match[0], 0)
    return len(data) if depth else place


def content_of(page: Page) -> bytes:
    """All content streams of a page as the one that they are to a viewer."""
    return b"\n".join(decoded(real(one)) for one in listed(page.entries.get("/Contents")) if real(one) is not None)


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
