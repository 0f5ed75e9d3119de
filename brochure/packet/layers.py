"""Optional content (ISO 32000-1, 8.11) of all parts in one configuration: what was shown is shown."""

from __future__ import annotations

from typing import Any, Final

from pikepdf import Array, Dictionary, Object, String

from brochure.packet.opening import OpenPart
from brochure.pdf import each, get, made, name_of

_LISTS: Final = ("/Order", "/RBGroups", "/Locked", "/AS")


def carried(source: OpenPart) -> Dictionary:
    """What a part brings: its groups, those that it starts without, and the lists of its configuration."""
    properties = get(source.pdf.Root, "/OCProperties")
    usual = get(properties, "/D")
    groups = [
        one for one in each(get(properties, "/OCGs")) if isinstance(one, Dictionary) and one.is_indirect
    ]
    return Dictionary(
        {
            "/OCGs": Array(groups),
            "/OFF": Array(_hidden(groups, usual)),
            **{key: Array(each(get(usual, key))) for key in _LISTS},
        }
    )


class Layers:
    """The layers of all parts."""

    def __init__(self) -> None:
        self._all: dict[str, list[Any]] = {key: [] for key in ("/OCGs", "/OFF", *_LISTS)}

    def take(self, layers: Any) -> None:
        """Adds those of a part, as objects of the packet."""
        for key, items in self._all.items():
            items.extend(each(get(layers, key)))

    def properties(self) -> Dictionary | None:
        """The packet's OCProperties; None where no part has layers."""
        if not self._all["/OCGs"]:
            return None
        usual = {key: Array(items) for key, items in self._all.items() if items and key != "/OCGs"}
        return Dictionary(OCGs=Array(self._all["/OCGs"]), D=made({"/Name": String("Default"), **usual}))


def _hidden(groups: list[Any], usual: Any) -> list[Object]:
    """The groups that a part starts without."""
    named = {
        key: {one.objgen for one in each(get(usual, key)) if isinstance(one, Object)}
        for key in ("/ON", "/OFF")
    }
    if name_of(get(usual, "/BaseState")) == "/OFF":
        return [one for one in groups if one.objgen not in named["/ON"]]
    return [one for one in groups if one.objgen in named["/OFF"]]
