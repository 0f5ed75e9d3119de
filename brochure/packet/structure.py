"""One structure tree over all parts: a Document, in it a Part for every tagged part, in that the part's own elements.

A part's Document element becomes its Part and keeps its place for whatever points to it; where a part has several
elements at the top, a new Part takes them in. Elements stay the objects they were: merging changes names, numbers and
the top, nothing else. ISO 32000-1, 14.7 and 14.8.4.2.
"""

from __future__ import annotations

from collections.abc import Sequence

from pypdf.generic import DictionaryObject, IndirectObject, NumberObject, PdfObject

from brochure.packet import identifiers, numbering, roles
from brochure.packet.objects import Book, array, dictionary, look, name, put, real, text, words
from brochure.packet.source import Source
from brochure.packet.tags import PDF_1, PDF_2, Tags, gather, namespace


def merge(
    sources: Sequence[Source], items: Sequence[Sequence[DictionaryObject]], book: Book, language: str, title: str,
) -> IndirectObject | None:
    """The StructTreeRoot of the packet; None where no part is tagged. `items` are the parts' outline items."""
    parts = gather(sources)
    for element in (one for tags in parts for one in tags.elements):
        element.entries.pop("/AF", None)
    tree, following = numbering.merge(sources, parts, book)
    if not parts:
        return None
    identified = identifiers.merge(parts, items, book)
    spaces = roles.merge_namespaces(parts)
    tops = [_is_document(tags) for tags in parts]
    entries = dictionary({
        "Type": name("StructTreeRoot"), "ParentTree": tree, "ParentTreeNextKey": NumberObject(following),
        "IDTree": identified, "RoleMap": roles.merge_roles(parts), "ClassMap": roles.merge_classes(parts),
        "Namespaces": array(spaces) if spaces else None,
    })
    root = book.add(entries)
    modern = PDF_2 if all(_speaks(tags, PDF_2) for tags in parts) else PDF_1
    space = next((one for one in spaces if words(look(real(one), "/NS")) == modern), None)
    document = _element("Document", root, space, title, language)
    put(entries, "/K", book.add(document))
    above = entries.raw_get("/K")
    put(document, "/K", array(_part(*pair, above, book) for pair in zip(parts, tops, strict=True)))
    return root


def _speaks(tags: Tags, space: str) -> bool:
    return bool(tags.tops) and all(namespace(real(top)) == space for top in tags.tops)


def _is_document(tags: Tags) -> bool:
    """Whether the part has one element at the top, a Document, mapped or not."""
    top = real(tags.tops[0]) if len(tags.tops) == 1 else None
    if not isinstance(tags.tops[0] if tags.tops else None, IndirectObject):
        return False
    mapped = look(tags.root, "/RoleMap") or {}
    return top is not None and roles.chain(mapped, str(look(top, "/S")))[-1] == "/Document"


def _part(tags: Tags, has_document: bool, above: PdfObject, book: Book) -> PdfObject:
    """The Part element of one part."""
    part = tags.source.part
    language = part.language or words(look(tags.source.catalog, "/Lang"))
    if has_document:
        entries = real(tags.tops[0])
        put(entries, "/S", name("Part"))
        put(entries, "/P", above)
        put(entries, "/T", text(part.title))
        own = part.language or words(look(entries, "/Lang")) or language
        put(entries, "/Lang", text(own) if own else None)
        if namespace(entries) not in (PDF_1, PDF_2):
            put(entries, "/NS", None)
        return tags.tops[0]  # type: ignore[no-any-return]  # a reference, as _is_document has seen
    made = _element("Part", above, None, part.title, language)
    reference = book.add(made)
    for top in tags.tops:
        put(real(top), "/P", reference)
    put(made, "/K", array(tags.tops) if tags.tops else None)
    return reference


def _element(
    kind: str, above: PdfObject, space: PdfObject | None, title: str, language: str,
) -> DictionaryObject:
    return dictionary({
        "Type": name("StructElem"), "S": name(kind), "P": above, "NS": space,
        "T": text(title), "Lang": text(language) if language else None,
    })
