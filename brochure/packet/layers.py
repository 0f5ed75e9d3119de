"""Optional content (ISO 32000-1, 8.11) of all parts in one configuration: what was shown is shown."""

from __future__ import annotations

from typing import Any

from brochure.packet.numbered import Numbering
from brochure.packet.objects import Dictionary, Ref, dictionary, listed, look, text
from brochure.packet.source import Source

_LISTS = ("/Order", "/RBGroups", "/Locked", "/AS")


class Layers:
    """The layers of all parts."""

    def __init__(self) -> None:
        self._groups: list[Any] = []
        self._hidden: list[Any] = []
        self._lists: dict[str, list[Any]] = {entry: [] for entry in _LISTS}

    def take(self, source: Source, numbering: Numbering) -> None:
        """Adds those of a part."""
        properties = look(source.catalog, "/OCProperties")
        own = [one for one in listed(look(properties, "/OCGs")) if isinstance(one, Ref)]
        usual = look(properties, "/D")
        self._groups += map(numbering.written, own)
        self._hidden += map(numbering.written, _hidden(own, usual))
        for entry, items in self._lists.items():
            items.extend(map(numbering.written, listed(look(usual, entry))))

    def properties(self) -> Dictionary | None:
        """The packet's OCProperties; None where no part has layers."""
        if not self._groups:
            return None
        usual = dictionary(
            {
                "/Name": text("Default"),
                "/OFF": self._hidden or None,
                **{entry: items or None for entry, items in self._lists.items()},
            }
        )
        return {"/OCGs": self._groups, "/D": usual}


def _hidden(groups: list[Ref], usual: Dictionary | None) -> list[Ref]:
    """The groups that a part starts without."""
    named = {
        entry: {one.number for one in listed(look(usual, entry)) if isinstance(one, Ref)}
        for entry in ("/ON", "/OFF")
    }
    if look(usual, "/BaseState") == "/OFF":
        return [one for one in groups if one.number not in named["/ON"]]
    return [one for one in groups if one.number in named["/OFF"]]
