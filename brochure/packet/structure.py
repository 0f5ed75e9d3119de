"""One structure tree over all parts: a Document, in it a Part for every tagged part, in that the part's own elements.

A part's Document element becomes its Part and keeps its place for whatever points to it; where a part has several
elements at the top, a new Part takes them in. Elements stay the objects they were: merging changes names, numbers and
the top, nothing else. ISO 32000-1, 14.7 and 14.8.4.2.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from brochure.packet import roles, trees
from brochure.packet.identifiers import Identifiers
from brochure.packet.numbered import Numbering
from brochure.packet.numbering import renumber
from brochure.packet.objects import Book, Dictionary, Ref, Written, dictionary, look, put, real, text, words
from brochure.packet.roles import Classes, Namespaces, Roles
from brochure.packet.source import Source
from brochure.packet.tags import PDF_1, PDF_2, Tags, gather, namespace


class Structure:
    """The structure tree of the packet in the making."""

    def __init__(self, numbering: Numbering, roles: Roles) -> None:
        self._numbering = numbering
        self._root, self._document = numbering.reserve(), numbering.reserve()
        self._parts: list[Written] = []
        self._parents: list[tuple[int, Any]] = []
        self._identifiers, self._roles, self._classes, self._namespaces = (
            Identifiers(),
            roles,
            Classes(),
            Namespaces(),
        )
        self._modern = True

    def take(self, source: Source, items: Sequence[Dictionary]) -> None:
        """Takes over the structure of a part. `items` are those of its outline."""
        for tags in (found := gather(source)):
            for element in tags.elements:
                element.entries.pop("/AF", None)
        numbered = renumber(source, found[0].parents if found else (), len(self._parents))
        self._parents += [(number, self._numbering.written(value)) for number, value in numbered]
        for tags in found:
            self._modern = self._modern and _speaks(tags, PDF_2)
            has_document = _is_document(tags)
            self._identifiers.take(tags, items, self._numbering)
            self._roles.take(tags)
            self._classes.take(tags, self._numbering)
            part = _part(tags, has_document, Written.reference(self._document))
            self._namespaces.take(tags, self._numbering)
            self._parts.append(self._numbering.written(part))

    def root(self, book: Book, language: str, title: str) -> Written | None:
        """The StructTreeRoot; None where no part is tagged."""
        if not self._parts:
            return None
        spaces, reference = self._namespaces.all(), Written.reference(self._root)
        self._numbering.give(
            self._root,
            dictionary(
                {
                    "/Type": "/StructTreeRoot",
                    "/ParentTree": trees.grow(book, "/Nums", self._parents),
                    "/ParentTreeNextKey": len(self._parents),
                    "/IDTree": self._identifiers.tree(book),
                    "/RoleMap": self._roles.merged or None,
                    "/ClassMap": self._classes.merged or None,
                    "/Namespaces": spaces or None,
                    "/K": Written.reference(self._document),
                }
            ),
        )
        space = self._namespaces.find(PDF_2 if self._modern else PDF_1)
        document = _element("Document", reference, space, title, language)
        put(document, "/K", self._parts)
        self._numbering.give(self._document, document)
        return reference


def _speaks(tags: Tags, space: str) -> bool:
    return bool(tags.tops) and all(namespace(real(top)) == space for top in tags.tops)


def _is_document(tags: Tags) -> bool:
    """Whether the part has one element at the top, a Document, mapped or not."""
    top = real(tags.tops[0]) if len(tags.tops) == 1 else None
    if not isinstance(tags.tops[0] if tags.tops else None, Ref):
        return False
    mapped = look(tags.root, "/RoleMap") or {}
    return top is not None and roles.chain(mapped, str(look(top, "/S")))[-1] == "/Document"


def _part(tags: Tags, has_document: bool, above: Any) -> Any:
    """The Part element of one part."""
    part = tags.source.part
    language = part.language or words(look(tags.source.catalog, "/Lang"))
    if has_document:
        entries = real(tags.tops[0])
        put(entries, "/S", "/Part")
        put(entries, "/P", above)
        put(entries, "/T", text(part.title))
        own = part.language or words(look(entries, "/Lang")) or language
        put(entries, "/Lang", text(own) if own else None)
        if namespace(entries) not in (PDF_1, PDF_2):
            put(entries, "/NS", None)
        return tags.tops[0]  # a reference, as _is_document has seen
    made = _element("Part", above, None, part.title, language)
    reference = tags.source.book.add(made)
    for top in tags.tops:
        put(real(top), "/P", reference)
    put(made, "/K", tags.tops or None)
    return reference


def _element(kind: str, above: Any, space: Any | None, title: str, language: str) -> Dictionary:
    return dictionary(
        {
            "/Type": "/StructElem",
            "/S": f"/{kind}",
            "/P": above,
            "/NS": space,
            "/T": text(title),
            "/Lang": text(language) if language else None,
        }
    )
