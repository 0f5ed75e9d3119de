"""Links from one part to another: `packet:NAME` opens the first page of part NAME, `packet:NAME#dest` a named
destination of it. Layouts write them as plain addresses, since no part knows where another will stand.

The annotation, its Contents and its place in the structure stay. Contents that only repeat the address are replaced
by the title of the part, because they are read out.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import unquote

from pypdf.generic import DictionaryObject, NullObject, PdfObject

from brochure.errors import Problem
from brochure.packet import actions
from brochure.packet.destinations import Destinations
from brochure.packet.objects import array, dictionary, look, name, put, text, words
from brochure.packet.part import problem
from brochure.packet.source import Source

SCHEME = "packet:"


def split(address: str) -> tuple[str, str]:
    """The part and the destination that an address names."""
    called, _, spot = address.removeprefix(SCHEME).partition("#")
    return unquote(called), unquote(spot)


def connect(sources: Sequence[Source], items: Sequence[Sequence[DictionaryObject]], places: Destinations) -> list[Problem]:
    """Turns `packet:` addresses of annotations and outline items into places; gives those that lead nowhere."""
    problems: list[Problem] = []
    numbers = {source.part.name: index for index, source in enumerate(sources)}
    for source, own in zip(sources, items, strict=True):
        noted = [(f"on page {index + 1}", annotation) for index, _, annotation in actions.annotations_of(source)]
        for where, holder in (*noted, *(("in the outline", item) for item in own)):
            address = words(look(look(holder, "/A"), "/URI"))
            if address.startswith(SCHEME):
                problems += _connect(source, holder, where, address, sources, numbers, places)
    return problems


def _connect(
    source: Source, holder: DictionaryObject, where: str, address: str,
    sources: Sequence[Source], numbers: dict[str, int], places: Destinations,
) -> list[Problem]:
    called, spot = split(address)
    goal: PdfObject | None = None
    if called in numbers:
        target = sources[numbers[called]]
        goal = places.find(numbers[called], spot.encode()) if spot else top_of(target)
    if goal is None:
        known = f"that part has no destination {spot}" if called in numbers else f"the parts are {', '.join(numbers)}"
        return [problem(source.part, f"the link {address} {where} leads nowhere", known)]
    put(holder, "/A", dictionary({"Type": name("Action"), "S": name("GoTo"), "D": goal}))
    if words(look(holder, "/Contents")) == address:
        put(holder, "/Contents", text(target.part.title))
    return []


def top_of(source: Source) -> PdfObject:
    """A destination: the top of a part's first page, at the zoom that the reader has."""
    page = source.pages[0]
    box = look(page.entries, "/CropBox") or look(page.entries, "/MediaBox") or [0, 0, 0, 792]
    return array([page.reference, name("XYZ"), NullObject(), box[3], NullObject()])
