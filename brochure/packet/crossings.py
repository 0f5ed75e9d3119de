"""Links from one part to another: `packet:NAME` opens the first page of part NAME, `packet:NAME#dest` a named
destination of it. Layouts write them as plain addresses, since no part knows where another will stand.

The annotation, its Contents and its place in the structure stay. Contents that only repeat the address are replaced
by the title of the part, because they are read out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from brochure.errors import Problem
from brochure.packet import actions
from brochure.packet.destinations import Destinations
from brochure.packet.objects import Dictionary, look, put, real, text, words
from brochure.packet.part import Part, problem
from brochure.packet.source import Page, Source

SCHEME = "packet:"


def split(address: str) -> tuple[str, str]:
    """The part and the destination that an address names."""
    called, _, spot = address.removeprefix(SCHEME).partition("#")
    return unquote(called), unquote(spot)


@dataclass(frozen=True)
class Crossing:
    """A `packet:` address and where it stands in its part."""

    where: str
    address: str


@dataclass(frozen=True)
class Goal:
    """A part that can be reached: its place among the parts, its title, and the destination of its top."""

    index: int
    title: str
    top: Any


class Crossings:
    """All places that `packet:` addresses may name."""

    def __init__(self, goals: Mapping[str, Goal], places: Destinations) -> None:
        self._goals, self._places = goals, places

    def problem(self, part: Part, crossing: Crossing) -> Problem | None:
        """Why an address of a part leads nowhere, if it does."""
        called, spot = split(crossing.address)
        if self._find(called, spot):
            return None
        known = (
            f"that part has no destination {spot}"
            if called in self._goals
            else f"the parts are {', '.join(self._goals)}"
        )
        return problem(part, f"the link {crossing.address} {crossing.where} leads nowhere", known)

    def connect(self, source: Source, items: Sequence[Dictionary]) -> None:
        """Turns the addresses of a part's annotations and outline items into places."""
        for _, holder, address in addresses(source, items):
            called, spot = split(address)
            put(holder, "/A", {"/Type": "/Action", "/S": "/GoTo", "/D": self._find(called, spot)})
            if words(look(holder, "/Contents")) == address:
                put(holder, "/Contents", text(self._goals[called].title))

    def _find(self, called: str, spot: str) -> Any:
        goal = self._goals.get(called)
        if goal is None:
            return None
        return self._places.find(goal.index, spot.encode()) if spot else goal.top


def addresses(source: Source, items: Sequence[Dictionary]) -> Iterator[tuple[str, Dictionary, str]]:
    """Where a part has `packet:` addresses, the annotation or outline item with it, and the address."""
    noted = ((f"on page {index + 1}", annotation) for index, _, annotation in actions.annotations_of(source))
    for where, holder in (*noted, *(("in the outline", item) for item in items)):
        address = words(look(look(holder, "/A"), "/URI"))
        if address.startswith(SCHEME):
            yield where, holder, address


def upper_edge(page: Page) -> Any:
    """The upper edge of a page as it is shown."""
    box = look(page.entries, "/CropBox") or look(page.entries, "/MediaBox")
    return real(box[3])


def top_of(source: Source) -> list[Any]:
    """A destination: the top of a part's first page."""
    return top(source.pages[0].reference, upper_edge(source.pages[0]))


def top(page: Any, edge: Any) -> list[Any]:
    """A destination: the upper edge of a page, at the zoom that the reader has."""
    return [page, "/XYZ", None, edge, None]
