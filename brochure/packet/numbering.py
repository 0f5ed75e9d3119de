"""The parent tree (ISO 32000-1, 14.7.4.4): from marked content back to its element, numbered anew over all parts.

Pages, annotations and XObjects carry the numbers (StructParents, StructParent). Numbers that a part's own parent tree
does not know are taken off, else they would point into a neighbor's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from brochure.packet import actions
from brochure.packet.objects import Book, Dictionary, Stream, look, put, real
from brochure.packet.source import Source


def renumber(source: Source, parents: Sequence[tuple[int, Any]], first: int) -> list[tuple[int, Any]]:
    """A part's entries of the packet's parent tree, numbered from `first`; `parents` are those of its own."""
    known = dict.fromkeys(sorted(number for number, _ in parents))
    new = {old: first + at for at, old in enumerate(known)}
    values = dict(reversed(parents))
    for holder in _holders(source):
        _renumber(holder, new)
    return [(new[old], _aside(values[old], source.book)) for old in new]


def _aside(value: Any, book: Book) -> Any:
    """A page's long list stands beside the tree, not in its nodes."""
    return book.add(value) if isinstance(value, list) else value


def _renumber(holder: Dictionary, new: Mapping[int, int]) -> None:
    for entry in ("/StructParents", "/StructParent"):
        if entry in holder:
            old = look(holder, entry)
            put(holder, entry, new.get(old))


def _holders(source: Source) -> Iterator[Dictionary]:
    """Everything of a part that may carry a number, once."""
    seen: set[int] = set()
    for page in source.pages:
        yield page.entries
        yield from _xobjects(page.entries.get("/Resources"), seen)
    for _, _, annotation in actions.annotations_of(source):
        if id(annotation) not in seen:
            seen.add(id(annotation))
            yield annotation
            yield from _appearances(annotation, seen)


def _appearances(annotation: Dictionary, seen: set[int]) -> Iterator[Dictionary]:
    for state in (look(annotation, "/AP") or {}).values():
        found = real(state)
        streams = [found] if isinstance(found, Stream) else map(real, (found or {}).values())
        for one in streams:
            yield from _form(one, seen)


def _form(one: Any, seen: set[int]) -> Iterator[Dictionary]:
    if isinstance(one, dict) and id(one) not in seen:
        seen.add(id(one))
        yield one
        yield from _xobjects(one.get("/Resources"), seen)


def _xobjects(resources: Any, seen: set[int]) -> Iterator[Dictionary]:
    """XObjects and tiling patterns in resources and in the resources of those, to any depth."""
    stack: list[Any] = [resources]
    while stack:
        holder = real(stack.pop())
        if not isinstance(holder, dict) or id(holder) in seen:
            continue
        seen.add(id(holder))
        for entry in ("/XObject", "/Pattern"):
            for one in map(real, (look(holder, entry) or {}).values()):
                if isinstance(one, dict) and id(one) not in seen:
                    seen.add(id(one))
                    yield one
                    stack.append(one.get("/Resources"))
