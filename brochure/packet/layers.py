"""Optional content (ISO 32000-1, 8.11) of all parts in one configuration: what was shown is shown."""

from __future__ import annotations

from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject

from brochure.packet.numbered import Numbering
from brochure.packet.objects import array, dictionary, key, listed, look, text
from brochure.packet.source import Source

_LISTS = ("Order", "RBGroups", "Locked", "AS")


class Layers:
    """The layers of all parts."""

    def __init__(self) -> None:
        self._groups: list[PdfObject] = []
        self._hidden: list[PdfObject] = []
        self._lists: dict[str, ArrayObject] = {entry: ArrayObject() for entry in _LISTS}

    def take(self, source: Source, numbering: Numbering) -> None:
        """Adds those of a part."""
        properties = look(source.catalog, "/OCProperties")
        own = [one for one in listed(look(properties, "/OCGs")) if isinstance(one, IndirectObject)]
        usual = look(properties, "/D")
        self._groups += map(numbering.written, own)
        self._hidden += map(numbering.written, _hidden(own, usual))
        for entry, items in self._lists.items():
            items.extend(map(numbering.written, listed(look(usual, f"/{entry}"))))

    def properties(self) -> DictionaryObject | None:
        """The packet's OCProperties; None where no part has layers."""
        if not self._groups:
            return None
        usual = dictionary({
            "Name": text("Default"), "OFF": array(self._hidden) if self._hidden else None,
            **{entry: items or None for entry, items in self._lists.items()},
        })
        return dictionary({"OCGs": array(self._groups), "D": usual})


def _hidden(groups: list[IndirectObject], usual: DictionaryObject | None) -> list[IndirectObject]:
    """The groups that a part starts without."""
    named = {entry: {key(one) for one in listed(look(usual, entry)) if isinstance(one, IndirectObject)} for entry in ("/ON", "/OFF")}
    if look(usual, "/BaseState") == "/OFF":
        return [one for one in groups if key(one) not in named["/ON"]]
    return [one for one in groups if key(one) in named["/OFF"]]
