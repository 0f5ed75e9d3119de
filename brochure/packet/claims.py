"""What a PDF says it conforms to, and what a packet may still say: only what every part says.

Three are never kept: PDF/A-1, because the packet uses object streams (ISO 19005-1, 6.1.4); PDF/A-4f, because the files
it stands for are taken out; PDF/UA-2, because the packet's own links lead to pages and not to elements (ISO 14289-2,
8.8). Claims are read from XMP metadata (ISO 16684-1) with the namespaces of the AIIM.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from pypdf.generic import ArrayObject

from brochure.packet.objects import array, canon, listed, look, real
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
        tree = ElementTree.fromstring(metadata.get_data()) if metadata is not None else None
    except (ElementTree.ParseError, ValueError, AttributeError):
        tree = None
    found: dict[str, str] = {}
    for element in tree.iter() if tree is not None else ():
        for tag, value in ((element.tag, element.text or ""), *element.attrib.items()):
            if tag.startswith((f"{{{PDFUA}}}", f"{{{PDFA}}}")):
                found.setdefault(tag, value.strip())
    return Claims(
        found.get(f"{{{PDFUA}}}part", ""), found.get(f"{{{PDFUA}}}rev", ""),
        found.get(f"{{{PDFA}}}part", ""), found.get(f"{{{PDFA}}}conformance", "").upper(), found.get(f"{{{PDFA}}}rev", ""),
    )


def shared(sources: Sequence[Source]) -> Claims:
    """What all parts claim. PDF/A also wants one output intent for all of them."""
    claims = [read(source) for source in sources]
    first = claims[0]
    ua = {one.ua for one in claims} == {"1"} and all(map(is_marked, sources))
    levels = [one.level for one in claims]
    archive = len({(one.archive, one.archive_revision) for one in claims}) == 1 and first.archive not in ("", "1")
    mixed = len(set(levels)) > 1 and not set(levels) <= set(_LEVELS)
    revision = first.ua_revision if ua and len({one.ua_revision for one in claims}) == 1 else ""
    if not archive or mixed or _differ(sources) or "F" in levels:
        return Claims("1" if ua else "", revision)
    level = min(levels, key=_LEVELS.index) if all(one in _LEVELS for one in levels) else first.level
    if level == "A" and not all(map(is_marked, sources)):
        level = "U"
    return Claims("1" if ua else "", revision, first.archive, level, first.archive_revision)


def output_intents(sources: Sequence[Source]) -> ArrayObject | None:
    """The intents that every part has, once each."""
    kept = [intent for intent in _intents(sources[0]) if all(_has(source, intent) for source in sources[1:])]
    return array(kept) if kept else None


def _intents(source: Source) -> list[Any]:
    return [one for one in listed(source.catalog.get("/OutputIntents")) if isinstance(real(one), dict)]


def _has(source: Source, intent: Any) -> bool:
    return any(canon(one) == canon(intent) for one in _intents(source))


def _differ(sources: Sequence[Source]) -> bool:
    kept = output_intents(sources) or ()
    return any(len(_intents(one)) != len(kept) for one in sources)
