"""Interactive forms (ISO 32000-1, 12.7) of all parts in one: fields keep their names under their part's name, so that
two parts that ask for a `name` do not fill each other's in. Scripts, signatures' flags and XFA stay out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pypdf.generic import ArrayObject, BooleanObject, DictionaryObject, IndirectObject

from brochure.packet.numbered import Numbering
from brochure.packet.objects import Key, array, dictionary, key, listed, look, put, real, text
from brochure.packet.source import Source


class Forms:
    """The fields of all parts."""

    def __init__(self) -> None:
        self._fields, self._resources, self._unpainted = ArrayObject(), DictionaryObject(), False

    def take(self, source: Source, numbering: Numbering) -> None:
        """Adds those of a part."""
        form = look(source.catalog, "/AcroForm")
        own = [one for one in listed(look(form, "/Fields")) if isinstance(one, IndirectObject)]
        if own:
            self._fields.append(numbering.written(_group(source, form, own)))
            self._unpainted = self._unpainted or bool(look(form, "/NeedAppearances"))
            _add_resources(self._resources, look(form, "/DR"), numbering)

    def form(self) -> DictionaryObject | None:
        """The packet's AcroForm; None where no part has fields."""
        if not self._fields:
            return None
        return dictionary({
            "Fields": self._fields, "DR": self._resources or None,
            "NeedAppearances": BooleanObject(True) if self._unpainted else None,
        })


def _group(source: Source, form: Any, own: Sequence[IndirectObject]) -> IndirectObject:
    """A field without a widget that holds a part's fields, and what their form said of all of them."""
    group = source.book.add(dictionary({
        "T": text(source.part.name.replace(".", "-")), "Kids": array(own), "DA": form.get("/DA"), "Q": form.get("/Q"),
    }))
    for one in own:
        put(real(one), "/Parent", group)
    stack, seen = list(own), set[Key]()
    while stack:
        field = stack.pop()
        if isinstance(field, IndirectObject) and key(field) not in seen and isinstance(real(field), dict):
            seen.add(key(field))
            real(field).pop("/AA", None)
            stack.extend(listed(real(field).get("/Kids")))
    return group


def _add_resources(resources: DictionaryObject, more: Any, numbering: Numbering) -> None:
    """Typefaces for filling in; by one name the first part's."""
    for kind, holder in (more or {}).items():
        named = real(holder)
        if isinstance(named, dict):
            own = resources.setdefault(kind, DictionaryObject())
            own.update({called: numbering.written(value) for called, value in named.items() if called not in own})
