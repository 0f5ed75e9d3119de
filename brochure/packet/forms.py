"""Interactive forms (ISO 32000-1, 12.7) of all parts in one: fields keep their names under their part's name, so that
two parts that ask for a `name` do not fill each other's in. Scripts, signatures' flags and XFA stay out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pypdf.generic import ArrayObject, BooleanObject, DictionaryObject, IndirectObject

from brochure.packet.objects import Book, Key, array, dictionary, key, listed, look, put, real, text
from brochure.packet.source import Source


def merge(sources: Sequence[Source], book: Book) -> DictionaryObject | None:
    """The packet's AcroForm; None where no part has fields."""
    fields, resources, unpainted = ArrayObject(), DictionaryObject(), False
    for source in sources:
        form = look(source.catalog, "/AcroForm")
        own = [one for one in listed(look(form, "/Fields")) if isinstance(one, IndirectObject)]
        if own:
            fields.append(_group(source, form, own, book))
            unpainted = unpainted or bool(look(form, "/NeedAppearances"))
            _add_resources(resources, look(form, "/DR"))
    if not fields:
        return None
    return dictionary({
        "Fields": fields, "DR": resources or None, "NeedAppearances": BooleanObject(True) if unpainted else None,
    })


def _group(source: Source, form: Any, own: Sequence[IndirectObject], book: Book) -> IndirectObject:
    """A field without a widget that holds a part's fields, and what their form said of all of them."""
    group = book.add(dictionary({
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


def _add_resources(resources: DictionaryObject, more: Any) -> None:
    """Typefaces for filling in; by one name the first part's."""
    for kind, holder in (more or {}).items():
        named = real(holder)
        if isinstance(named, dict):
            own = resources.setdefault(kind, DictionaryObject())
            own.update({called: value for called, value in named.items() if called not in own})
