"""Is a part whole enough to be merged? What a merge and its proof rely on is looked at once, at the door.

Raises `Damaged` (one of pypdf's errors, as for what pypdf itself cannot read). Must not judge what a part says.
"""

from __future__ import annotations

from typing import Any

from pypdf.errors import PyPdfError

from brochure.packet.objects import Dictionary, Ref, Stream, listed, look, real


class Damaged(PyPdfError):  # noqa: N818  what a part is
    """Something in a part is not what it must be."""


def admit(catalog: Dictionary, pages: list[Dictionary]) -> None:
    """Looks at the shape of the pages and of the roots of the trees."""
    _must(bool(pages), "it has no page")
    for number, page in enumerate(pages, start=1):
        streams = [real(one) for one in listed(page.get("/Contents"))]
        _must(
            all(one is None or isinstance(one, Stream) for one in streams),
            f"the content of page {number} is damaged",
        )
        _must(_is_dictionary(look(page, "/Resources")), f"the resources of page {number} are damaged")
        for box in ("/MediaBox", "/CropBox", "/TrimBox"):
            _must(box not in page or _is_box(look(page, box)), f"the size of page {number} is damaged")
        _must("/MediaBox" in page, f"page {number} has no size")
    root = look(catalog, "/StructTreeRoot")
    for holder, entries in (
        (catalog, ("/StructTreeRoot", "/Names", "/Dests")),
        (root, ("/RoleMap", "/ClassMap")),
    ):
        for entry in entries:
            _must(_is_dictionary(look(holder, entry)), f"{entry[1:]} is damaged")


def read_all(catalog: Dictionary) -> None:
    """Reads everything that a part reaches, as writing will; raises pypdf's errors at what cannot be read."""
    stack: list[Any] = [catalog]
    seen: set[int] = set()
    while stack:
        value = stack.pop()
        if isinstance(value, Ref):
            if value.number in seen:
                continue
            seen.add(value.number)
            value = real(value)
        if isinstance(value, dict):
            stack.extend(value.values())
        elif isinstance(value, list):
            stack.extend(value)


def _is_dictionary(value: Any) -> bool:
    return value is None or isinstance(value, dict)


def _is_box(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 4
        and all(isinstance(real(side), int | float) for side in value)
    )


def _must(condition: bool, otherwise: str) -> None:
    if not condition:
        raise Damaged(otherwise)
