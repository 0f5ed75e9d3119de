"""What must be known of all parts before the first of them can be written: read of each in turn, which is let go again.

Takes an opened part; gives a few small values. Must not change the part, nor know what is made of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from brochure.packet import actions, crossings, destinations, outline, roles
from brochure.packet.claims import Stated
from brochure.packet.crossings import Crossing
from brochure.packet.destinations import Own
from brochure.packet.part import Part
from brochure.packet.source import Source


@dataclass(frozen=True)
class Survey:
    """What a part brings: `pages` from `first` in the packet; `top` is the upper edge of its first page."""

    part: Part
    first: int
    pages: int
    top: Any
    version: tuple[int, int]
    stated: Stated
    names: Own
    crossings: tuple[Crossing, ...]
    roles: dict[str, str]


def survey(source: Source) -> Survey:
    """Looks at an opened part."""
    actions.clean_annotations(source)
    items = [item.entries for item in outline.items(source)]
    return Survey(
        source.part,
        source.first,
        len(source.pages),
        crossings.upper_edge(source.pages[0]),
        source.version,
        Stated.of(source),
        Own.of(source, destinations.holders_of(source, items)),
        tuple(Crossing(where, address) for where, _, address in crossings.addresses(source, items)),
        roles.map_of(source),
    )
