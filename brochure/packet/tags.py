"""The structure tree of one part (ISO 32000-1, 14.7), gathered once for everything that has to change in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from brochure.packet import trees
from brochure.packet.objects import Dictionary, Ref, listed, look, real, words
from brochure.packet.source import Source

#: The namespaces of the standard structure types (ISO 32000-2, 14.8.6); elements without one are in the first.
PDF_1, PDF_2 = "http://iso.org/pdf/ssn", "http://iso.org/pdf2/ssn"


@dataclass(frozen=True)
class Element:
    """A structure element and the reference to it, if it has one."""

    reference: Ref | None
    entries: Dictionary


@dataclass(frozen=True)
class Tags:
    """What one tagged part brings; `tops` are the children of its root.

    `elements` are all of them, also those that only the parent tree knows; `parents` is the parent tree as it was.
    """

    source: Source
    root: Dictionary
    tops: list[Any]
    elements: list[Element]
    parents: list[tuple[int, Any]]


def gather(source: Source) -> list[Tags]:
    """The structure of a part, if it has one."""
    root = look(source.catalog, "/StructTreeRoot")
    if not isinstance(root, dict):
        return []
    tops = [top for top in listed(root.get("/K")) if look(real(top), "/S") is not None]
    numbered = trees.entries(root.get("/ParentTree"), "/Nums")
    parents = [(int(number), value) for number, value in numbered if isinstance(number, int)]
    return [Tags(source, root, tops, elements([*tops, *(value for _, value in parents)]), parents)]


def elements(starts: Iterable[Any]) -> list[Element]:
    """All elements under the given ones, themselves included, each once and in reading order."""
    found: list[Element] = []
    seen: set[int] = set()
    stack = list(starts)[::-1]
    while stack:
        value = stack.pop()
        reference = None
        if isinstance(value, Ref):
            reference, known = value, value.number
            if known in seen:
                continue
            seen.add(known)
            value = real(value)
        if isinstance(value, list):
            stack.extend(item for item in reversed(value) if not isinstance(item, int))
        elif isinstance(value, dict) and "/S" in value:
            found.append(Element(reference, value))
            stack.append(value.get("/K"))
    return found


def namespace(entries: Dictionary) -> str:
    """The name of an element's namespace."""
    space = look(look(entries, "/NS"), "/NS")
    return words(space) if space is not None else PDF_1


def is_marked(source: Source) -> bool:
    """Whether a part claims that all its content is tagged or an artifact (ISO 32000-1, 14.7.1), and can."""
    return (
        bool(look(look(source.catalog, "/MarkInfo"), "/Marked"))
        and look(source.catalog, "/StructTreeRoot") is not None
    )
