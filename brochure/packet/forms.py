"""Interactive forms (ISO 32000-1, 12.7) of all parts in one: fields keep their names under their part's
name, so that two parts that ask for a `name` do not fill each other's in. Scripts, signatures' flags and XFA
stay out.

pikepdf's `add_pages_from` gives a field that clashes another name, but an unclashing one none: which part it
is of would depend on the others.
"""

from __future__ import annotations

from typing import Any

from pikepdf import Array, Dictionary, Object, Pdf, String

from brochure.packet.opening import OpenPart
from brochure.packet.part import Part
from brochure.pdf import each, entries, get, made


def carried(source: OpenPart) -> Dictionary:
    """What a part brings: its fields, without scripts, and what its form says of all of them."""
    form = get(source.pdf.Root, "/AcroForm")
    fields = [one for one in each(get(form, "/Fields")) if isinstance(one, Dictionary) and one.is_indirect]
    for one in below(fields):
        if "/AA" in one:
            del one["/AA"]
    keys = ("/DA", "/Q", "/DR", "/NeedAppearances")
    return made({"/Fields": Array(fields), **{key: get(form, key) for key in keys}})


def below(fields: list[Any]) -> list[Any]:
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
