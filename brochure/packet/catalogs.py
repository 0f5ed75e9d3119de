"""What a catalog says once for all pages: forms and layers of all parts, each in one.

Fields of interactive forms (ISO 32000-1, 12.7) keep their names under their part's name, so that two parts
that ask for a `name` do not fill each other's in; pikepdf's `add_pages_from` would rename only those that
clash, so that a name would depend on the other parts. Scripts, signatures' flags and XFA stay out. Of layers
(optional content, 8.11) what was shown is shown.
"""

from __future__ import annotations

from typing import Any, Final

from pikepdf import Array, Dictionary, Object, Pdf, String

from brochure.packet.part import OpenPart, Part
from brochure.pdf import each, entries, get, made, name_of

_LISTS: Final = ("/Order", "/RBGroups", "/Locked", "/AS")


def carried_form(source: OpenPart) -> Dictionary:
    """What a part brings: its fields, without scripts, and what its form says of all of them."""
    form = get(source.pdf.Root, "/AcroForm")
    fields = [one for one in each(get(form, "/Fields")) if isinstance(one, Dictionary) and one.is_indirect]
    for one in fields_below(fields):
        if "/AA" in one:
            del one["/AA"]
    keys = ("/DA", "/Q", "/DR", "/NeedAppearances")
    return made({"/Fields": Array(fields), **{key: get(form, key) for key in keys}})


def fields_below(fields: list[Any]) -> list[Any]:
    """Fields and all fields and widgets under them, each once."""
    found, stack = [], fields[::-1]
    seen: set[tuple[int, int]] = set()
    while stack:
        field = stack.pop()
        if isinstance(field, Dictionary) and field.is_indirect and field.objgen not in seen:
            seen.add(field.objgen)
            found.append(field)
            stack += reversed(each(field.get("/Kids")))
    return found


class Forms:
    """The fields of all parts."""

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        self._fields: list[Object] = []
        self._resources: dict[str, dict[str, Any]] = {}
        self._unpainted = False

    def take(self, part: Part, form: Any) -> None:
        """Adds those of a part, as objects of the packet."""
        fields = each(get(form, "/Fields"))
        if not fields:
            return
        group = self._pdf.make_indirect(
            made(
                {
                    "/T": String(part.name.replace(".", "-")),
                    "/Kids": Array(fields),
                    "/DA": get(form, "/DA"),
                    "/Q": get(form, "/Q"),
                }
            )
        )
        for one in fields:
            one["/Parent"] = group
        self._fields.append(group)
        self._unpainted = self._unpainted or get(form, "/NeedAppearances") is True
        for kind, named in entries(get(form, "/DR")).items():  # by one name the first part's
            if isinstance(named, Dictionary):
                self._resources[kind] = entries(named) | self._resources.get(kind, {})

    def form(self) -> Dictionary | None:
        """The packet's AcroForm; None where no part has fields."""
        if not self._fields:
            return None
        resources = {kind: Dictionary(named) for kind, named in self._resources.items()}
        return made(
            {
                "/Fields": Array(self._fields),
                "/DR": Dictionary(resources) if resources else None,
                "/NeedAppearances": True if self._unpainted else None,
            }
        )


def carried_layers(source: OpenPart) -> Dictionary:
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
