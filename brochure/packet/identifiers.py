"""Element IDs (ISO 32000-1, 14.7.2), namespaced by part: `primary-care:th3`. Headers of table cells follow them.

Must run once over the elements of a part, since it changes what it finds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from brochure.packet import actions, trees
from brochure.packet.numbered import Numbering
from brochure.packet.objects import Book, Dictionary, Ref, Written, listed, look, put, raw, real
from brochure.packet.tags import Tags


class Identifiers:
    """The IDs of all parts."""

    def __init__(self) -> None:
        self._found: dict[bytes, Written] = {}

    def take(self, tags: Tags, items: Sequence[Dictionary], numbering: Numbering) -> None:
        """Renames the IDs of a part and what refers to them."""
        prefix = tags.source.part.name.encode() + b":"
        for element in tags.elements:
            if "/ID" in element.entries and element.reference is not None:
                _identify(element.entries, prefix, numbering.written(element.reference), self._found)
        for attributes in _attributes(tags):
            _prefix_headers(attributes, prefix)
        _prefix_targets(tags, items, prefix)

    def tree(self, book: Book) -> Ref | None:
        """The tree that finds an element by its ID."""
        return trees.grow(book, "/Names", [(name, self._found[name]) for name in sorted(self._found)])


def _identify(entries: Dictionary, prefix: bytes, reference: Written, found: dict[bytes, Written]) -> None:
    """An ID given twice in a part stays with the first that has it: the second gets one of its own."""
    wanted = prefix + raw(look(entries, "/ID"))
    while wanted in found:
        wanted += b"~"
    found[wanted] = reference
    put(entries, "/ID", wanted)


def _attributes(tags: Tags) -> Iterator[Dictionary]:
    """Every attribute object of a part once, those of its classes included."""
    seen: set[int] = set()
    holders = [element.entries.get("/A") for element in tags.elements if "/A" in element.entries]
    for holder in (*holders, *(look(tags.root, "/ClassMap") or {}).values()):
        for attributes in map(real, listed(holder)):
            if isinstance(attributes, dict) and id(attributes) not in seen:
                seen.add(id(attributes))
                yield attributes


def _prefix_headers(attributes: Dictionary, prefix: bytes) -> None:
    headers = look(attributes, "/Headers")
    if headers is not None:
        put(attributes, "/Headers", [prefix + raw(real(one)) for one in listed(headers)])


def _prefix_targets(tags: Tags, items: Sequence[Dictionary], prefix: bytes) -> None:
    """Structure destinations may name their element by its ID (ISO 32000-2, 12.3.2.3)."""
    noted = (annotation for _, _, annotation in actions.annotations_of(tags.source))
    for action in (one for holder in (*noted, *items) for one in actions.of(holder) if "/SD" in one):
        spot = listed(action.get("/SD"))
        if spot and not isinstance(spot[0], Ref | str):
            put(action, "/SD", [prefix + raw(spot[0]), *spot[1:]])
