"""The structure tree of a tagged PDF (ISO 32000-1, 14.7): its elements, their types and namespaces.

Takes pikepdf's objects. Must not know what is made of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from pikepdf import Array, Dictionary, Object, Pdf

from brochure.pdf.objects import each, get, text_of

#: The namespaces of the standard structure types (ISO 32000-2, 14.8.6); elements without one are in the
#: first.
PDF_1: Final = "http://iso.org/pdf/ssn"
PDF_2: Final = "http://iso.org/pdf2/ssn"


def tops(root: Any) -> list[Any]:
    """The elements under the root of a structure tree."""
    return [one for one in each(get(root, "/K")) if get(one, "/S") is not None]


def elements(starts: Iterable[Any]) -> list[Any]:
    """All elements under the given ones, themselves included, each once and in reading order."""
    found: list[Any] = []
    seen: set[tuple[int, int]] = set()
    stack = list(starts)[::-1]
    while stack:
        value = stack.pop()
        if not isinstance(value, Object):
            continue
        if value.is_indirect:
            if value.objgen in seen:
                continue
            seen.add(value.objgen)
        if isinstance(value, Array):
            stack.extend(reversed(list(value.as_list())))
        elif isinstance(value, Dictionary) and value.get("/S") is not None:
            found.append(value)
            stack.append(value.get("/K"))
    return found


def namespace(element: Any) -> str:
    """The name of an element's namespace."""
    return text_of(get(element, "/NS", "/NS")) or PDF_1


def chain(roles: Mapping[str, str], kind: str) -> tuple[str, ...]:
    """A type and what it is mapped to, step by step, to one that is not mapped or where the map goes in a
    circle.
    """
    steps = [kind]
    while (following := roles.get(steps[-1])) is not None and following not in steps:
        steps.append(following)
    return tuple(steps)


def is_marked(pdf: Pdf) -> bool:
    """Whether a PDF claims that all its content is tagged or an artifact (ISO 32000-1, 14.7.1), and can."""
    return get(pdf.Root, "/MarkInfo", "/Marked") is True and isinstance(
        get(pdf.Root, "/StructTreeRoot"), Dictionary
    )
