"""Interactive forms (ISO 32000-1, 12.7) of all parts in one: fields keep their names under their part's name, so that
two parts that ask for a `name` do not fill each other's in. Scripts, signatures' flags and XFA stay out.
"""

from __future__ import annotations

from typing import Any

from brochure.packet.numbered import Numbering
from brochure.packet.objects import Dictionary, Ref, dictionary, listed, look, put, real, text
from brochure.packet.source import Source


class Forms:
    """The fields of all parts."""

    def __init__(self) -> None:
        self._fields: list[Any] = []
        self._resources: Dictionary = {}
        self._unpainted = False

    def take(self, source: Source, numbering: Numbering) -> None:
        """Adds those of a part."""
        form = look(source.catalog, "/AcroForm")
        own = [one for one in listed(look(form, "/Fields")) if isinstance(one, Ref)]
        if own:
            self._fields.append(numbering.written(_group(source, form, own)))
            self._unpainted = self._unpainted or bool(look(form, "/NeedAppearances"))
            _add_resources(self._resources, look(form, "/DR"), numbering)

    def form(self) -> Dictionary | None:
        """The packet's AcroForm; None where no part has fields."""
        if not self._fields:
            return None
        return dictionary(
            {
                "/Fields": self._fields,
                "/DR": self._resources or None,
                "/NeedAppearances": True if self._unpainted else None,
            }
        )


def _group(source: Source, form: Any, own: list[Ref]) -> Ref:
    """A field without a widget that holds a part's fields, and what their form said of all of them."""
    group = source.book.add(
        dictionary(
            {
                "/T": text(source.part.name.replace(".", "-")),
                "/Kids": own,
                "/DA": form.get("/DA"),
                "/Q": form.get("/Q"),
            }
        )
    )
    for one in own:
        put(real(one), "/Parent", group)
    stack, seen = list(own), set[int]()
    while stack:
        field = stack.pop()
        if isinstance(field, Ref) and field.number not in seen and isinstance(real(field), dict):
            seen.add(field.number)
            real(field).pop("/AA", None)
            stack.extend(listed(real(field).get("/Kids")))
    return group


def _add_resources(resources: Dictionary, more: Any, numbering: Numbering) -> None:
    """Typefaces for filling in; by one name the first part's."""
    for kind, holder in (more or {}).items():
        named = real(holder)
        if isinstance(named, dict):
            own = resources.setdefault(kind, {})
            own.update(
                {called: numbering.written(value) for called, value in named.items() if called not in own}
            )
