"""Links from one part to another: `packet:NAME` opens the first page of part NAME, `packet:NAME#dest` a
named destination of it. Layouts write them as plain addresses, since no part knows where another will stand.

The annotation, its Contents and its place in the structure stay. Contents that only repeat the address are
replaced by the title of the part, because they are read out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote

from pikepdf import Array, Dictionary, Name, String

from brochure.errors import Problem
from brochure.packet.destinations import Destinations
from brochure.packet.part import Part, problem
from brochure.pdf import get, text_of

SCHEME: Final = "packet:"


def split(address: str) -> tuple[str, str]:
    """The part and the destination that an address names."""
    called, _, spot = address.removeprefix(SCHEME).partition("#")
    return unquote(called), unquote(spot)


@dataclass(frozen=True)
class _Crossing:
    """A `packet:` address, where it stands in its part, and the annotation or outline item that has it."""

    part: Part
    where: str
    holder: Any
    address: str


@dataclass(frozen=True)
class _Goal:
    """A part that can be reached: its place among the parts, its title, and its first page."""

    index: int
    title: str
    page: Any


class Crossings:
    """All `packet:` addresses, and all places that they may name."""

    def __init__(self, places: Destinations) -> None:
        self._places = places
        self._goals: dict[str, _Goal] = {}
        self._found: list[_Crossing] = []

    def take(
        self, part: Part, pages: Sequence[Any], annotations: Sequence[Sequence[Any]], items: Sequence[Any]
    ) -> None:
        """Takes over those of a part, as objects of the packet."""
        self._goals[part.name] = _Goal(len(self._goals), part.title, pages[0])
        noted = [
            (f"on page {number}", one) for number, some in enumerate(annotations, start=1) for one in some
        ]
        for where, holder in (*noted, *(("in the outline", item) for item in items)):
            address = text_of(get(holder, "/A", "/URI"))
            if address.startswith(SCHEME):
                self._found.append(_Crossing(part, where, holder, address))

    def problems(self) -> Iterator[Problem]:
        """All addresses that lead nowhere."""
        for one in self._found:
            called, spot = split(one.address)
            if self._find(called, spot) is None:
                known = (
                    f"that part has no destination {spot}"
                    if called in self._goals
                    else f"the parts are {', '.join(self._goals)}"
                )
                yield problem(one.part, f"the link {one.address} {one.where} leads nowhere", known)

    def connect(self) -> None:
        """Turns the addresses into places."""
        for one in self._found:
            called, spot = split(one.address)
            place = self._find(called, spot)
            one.holder["/A"] = Dictionary(Type=Name.Action, S=Name.GoTo, D=place)
            if text_of(one.holder.get("/Contents")) == one.address:
                one.holder["/Contents"] = String(self._goals[called].title)

    def _find(self, called: str, spot: str) -> Any:
        goal = self._goals.get(called)
        if goal is None:
            return None
        return self._places.find(goal.index, spot.encode()) if spot else top_of(goal.page)


def top_of(page: Any) -> Array:
    """A destination: the upper edge of a page as it is shown, at the zoom that the reader has."""
    box = page.get("/CropBox") or page.get("/MediaBox")
    return Array([page, Name.XYZ, None, box[3], None])
