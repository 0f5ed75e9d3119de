"""Optional content (ISO 32000-1, 8.11) of all parts in one configuration: what was shown is shown."""

from __future__ import annotations

from collections.abc import Sequence

from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from brochure.packet.objects import array, dictionary, key, listed, look, text
from brochure.packet.source import Source

_LISTS = ("Order", "RBGroups", "Locked", "AS")


def merge(sources: Sequence[Source]) -> DictionaryObject | None:
    """The packet's OCProperties; None where no part has layers."""
    groups: list[IndirectObject] = []
    hidden: list[IndirectObject] = []
    lists: dict[str, ArrayObject] = {entry: ArrayObject() for entry in _LISTS}
    for source in sources:
        properties = look(source.catalog, "/OCProperties")
        own = [one for one in listed(look(properties, "/OCGs")) if isinstance(one, IndirectObject)]
        groups += own
        usual = look(properties, "/D")
        hidden += _hidden(own, usual)
        for entry, items in lists.items():
            items.extend(listed(look(usual, f"/{entry}")))
    if not groups:
        return None
    usual = dictionary({
        "Name": text("Default"), "OFF": array(hidden) if hidden else None,
        **{entry: items or None for entry, items in lists.items()},
    })
    return dictionary({"OCGs": array(groups), "D": usual})


def _hidden(groups: list[IndirectObject], usual: DictionaryObject | None) -> list[IndirectObject]:
    """The groups that a part starts without."""
    named = {entry: {key(one) for one in listed(look(usual, entry)) if isinstance(one, IndirectObject)} for entry in ("/ON", "/OFF")}
    if look(usual, "/BaseState") == "/OFF":
        return [one for one in groups if key(one) not in named["/ON"]]
    return [one for one in groups if key(one) in named["/OFF"]]
