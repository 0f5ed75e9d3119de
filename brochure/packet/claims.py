"""What a PDF says it conforms to, and what a packet may still say: only what every part says.

Three are never kept: PDF/A-1, because the packet uses object streams (ISO 19005-1, 6.1.4); PDF/A-4f, because the files
it stands for are taken out; PDF/UA-2, because the packet's own links lead to pages and not to elements (ISO 14289-2,
8.8). Claims are read from XMP metadata (ISO 16684-1) with the namespaces of the AIIM.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from xml.etree import ElementTree

from brochure.packet.filters import decoded
from brochure.packet.objects import canon, listed, look, real
from brochure.packet.source import Source
from brochure.packet.tags import is_marked

PDFUA, PDFA = "http://www.aiim.org/pdfua/ns/id/", "http://www.aiim.org/pdfa/ns/id/"

#: Levels of PDF/A from the weakest; those of PDF/A-4 have none or mean something else.
_LEVELS = ("B", "U", "A")


@dataclass(frozen=True)
class Claims:
    """PDF/UA and PDF/A as XMP states them: part, and revision or level; empty strings where not stated."""

    ua: str = ""
    ua_revision: str = ""
    archive: str = ""
    level: str = ""
    archive_revision: str = ""


def read(source: Source) -> Claims:
    """The claims of one part; none where its metadata cannot be read."""
    metadata = look(source.catalog, "/Metadata")
    try:
        tree = ElementTree.fromstring(decoded(metadata)) if metadata is not None else None
    except (ElementTree.ParseError, ValueError, AttributeError):
        tree = None
    found: dict[str, str] = {}
    for element in tree.iter() if tree is not None else ():
        for tag, value in ((element.tag, element.text or ""), *element.attrib.items()):
            if tag.startswith((f"{{{PDFUA}}}", f"{{{PDFA}}}")):
                found.setdefault(tag, value.strip())
    return Claims(
        found.get(f"{{{PDFUA}}}part", ""),
        found.get(f"{{{PDFUA}}}rev", ""),
        found.get(f"{{{PDFA}}}part", ""),
        found.get(f"{{{PDFA}}}conformance", "").upper(),
        found.get(f"{{{PDFA}}}rev", ""),
    )


@dataclass(frozen=True)
class Stated:
    """What a part brings to the packet's claims: its own, whether it is tagged, digests of its output intents."""

    claims: Claims
    marked: bool
    intents: tuple[bytes, ...]

    @classmethod
    def of(cls, source: Source) -> Stated:
        """What an opened part states."""
        return cls(read(source), is_marked(source), tuple(_digest(one) for one in _intents(source)))


def shared(parts: Sequence[Stated]) -> Claims:
    """What all parts claim. PDF/A also wants one output intent for all of them."""
    claims = [one.claims for one in parts]
    first, marked = claims[0], all(one.marked for one in parts)
    ua = {one.ua for one in claims} == {"1"} and marked
    levels = {one.level for one in claims}
    archive = len({(one.archive, one.archive_revision) for one in claims}) == 1 and first.archive not in (
        "",
        "1",
    )
    mixed = len(levels) > 1 and not levels <= set(_LEVELS)
    revision = first.ua_revision if ua and len({one.ua_revision for one in claims}) == 1 else ""
    kept = _kept(parts)
    if not archive or mixed or any(len(one.intents) != len(kept) for one in parts) or "F" in levels:
        return Claims("1" if ua else "", revision)
    level = min(levels, key=_LEVELS.index) if levels <= set(_LEVELS) else first.level
    if level == "A" and not marked:
        level = "U"
    return Claims("1" if ua else "", revision, first.archive, level, first.archive_revision)


def output_intents(first: Source, parts: Sequence[Stated]) -> list[Any]:
    """The intents that every part has, once each, as the first part has them."""
    kept = _kept(parts)
    return [one for one in _intents(first) if _digest(one) in kept]


def _kept(parts: Sequence[Stated]) -> list[bytes]:
    return [one for one in parts[0].intents if all(one in other.intents for other in parts[1:])]


def _intents(source: Source) -> list[Any]:
    return [one for one in listed(source.catalog.get("/OutputIntents")) if isinstance(real(one), dict)]


def _digest(intent: Any) -> bytes:
    return sha256(repr(canon(intent)).encode()).digest()
