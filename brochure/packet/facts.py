"""What must be the same of a part before and after a merge, in values that can be compared.

Read from a PDF's objects alone, page numbers relative to the part: nothing here knows how a merge is done, so that
the proof does not repeat its mistakes. Names, numbers and references, which a merge changes, do not occur.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

from pypdf.errors import PyPdfError
from pypdf.generic import IndirectObject, NameObject

from brochure.packet import actions, outline, trees
from brochure.packet.objects import Book, Key, canon, key, listed, look, raw, real, words
from brochure.packet.roles import chain
from brochure.packet.source import Source


@dataclass(frozen=True)
class Look:
    """A page as it is painted: a digest of each content stream, the resources by kind and name, its boxes."""

    content: tuple[bytes, ...]
    resources: frozenset[str]
    boxes: Any


@dataclass
class Document:
    """A PDF to take facts from. `pages` of it, from `first`, belong to the part that is asked about."""

    source: Source

    @cached_property
    def names(self) -> dict[tuple[bool, bytes], Any]:
        """Named destinations, those of the name tree (False) and those of the old dictionary (True)."""
        tree = trees.entries(look(look(self.source.catalog, "/Names"), "/Dests"), "/Names")
        found = {(False, raw(called)): target for called, target in tree}
        old = look(self.source.catalog, "/Dests") or {}
        return found | {(True, raw(called)): target for called, target in old.items()}

    @cached_property
    def root(self) -> Any:
        """The structure tree's root, or nothing."""
        return look(self.source.catalog, "/StructTreeRoot")

    @cached_property
    def parents(self) -> dict[int, Any]:
        """The parent tree."""
        tree = trees.entries(look(self.root, "/ParentTree"), "/Nums")
        return {int(number): value for number, value in tree if isinstance(number, int)}

    @cached_property
    def placed(self) -> dict[Key, tuple[int, int]]:
        """Where each annotation stands: its page and its place on it."""
        found: dict[Key, tuple[int, int]] = {}
        for number, page in enumerate(self.source.pages):
            for place, entry in enumerate(listed(page.entries.get("/Annots"))):
                if isinstance(entry, IndirectObject):
                    found.setdefault(key(entry), (number, place))
        return found

    @cached_property
    def roles(self) -> dict[str, str]:
        """Types already looked up: what each is mapped to in the end."""
        return {}

    def role(self, element: Any) -> tuple[str, str]:
        """An element's type, mapped, and its namespace."""
        kind = str(look(element, "/S"))
        space = look(look(element, "/NS"), "/NS")
        if space is not None:
            return kind, str(space)
        if kind not in self.roles:
            self.roles[kind] = chain(look(self.root, "/RoleMap") or {}, kind)[-1]
        return self.roles[kind], ""

    @cached_property
    def outline(self) -> list[tuple[str, Any]]:
        """Title and target of every entry; pages counted from the first of the file."""
        entries = [item.entries for item in outline.items(self.source, Book())]
        return [(words(look(entry, "/Title")), self.goals(entry, 0)) for entry in entries]

    def goals(self, holder: Any, first: int) -> tuple[Any, ...]:
        """Where an annotation or outline entry leads: pages from `first`, addresses, other actions as they are."""
        found = [self._goal(holder.get("/Dest"), first)] if "/Dest" in holder else []
        for action in actions.of(holder):
            if look(action, "/S") == "/GoTo":
                found.append(self._goal(action.get("/D"), first))
            elif "/URI" in action:
                found.append(("address", words(look(action, "/URI"))))
            else:
                found.append((str(look(action, "/S")), canon(action.get("/N")), canon(action.get("/F"))))
        return tuple(found)

    def _goal(self, target: Any, first: int) -> tuple[Any, ...]:
        value = real(target)
        if value is not None and not isinstance(value, list | dict):
            value = real(self.names.get((isinstance(value, NameObject), raw(value))))
        spot = listed(value.get("/D", value.get("/SD")) if isinstance(value, dict) else value)
        if not spot:
            return ("nowhere",)
        number = real(spot[0]) if isinstance(real(spot[0]), int) else self.source.page_number(spot[0])
        if number is None:
            kind = self.role(real(spot[0])) if look(real(spot[0]), "/S") is not None else ""
            return ("element", kind) if kind else ("nowhere",)
        return ("page", int(number) - first, tuple(canon(one) for one in spot[1:]))


def looks(source: Source) -> list[Look]:
    """Every page of a PDF as it is painted."""
    return [
        Look(
            tuple(_digest(real(one)) for one in listed(page.entries.get("/Contents")) if real(one) is not None),
            frozenset(_resources(look(page.entries, "/Resources") or {})),
            tuple(canon(page.entries.get(box)) for box in ("/MediaBox", "/CropBox", "/TrimBox", "/BleedBox", "/Rotate")),
        )
        for page in source.pages
    ]


def _digest(content: Any) -> bytes:
    """Of the decoded data, since a merge may compress it; of the data as it is where it cannot be decoded."""
    try:
        plain = content.get("/Filter") == "/FlateDecode" and "/DecodeParms" not in content
        return sha256(zlib.decompress(content._data) if plain else content.get_data()).digest()
    except (zlib.error, PyPdfError, NotImplementedError, ValueError):
        return sha256(content._data).digest()


def _resources(resources: Any) -> Iterator[str]:
    for kind, holder in resources.items():
        named = real(holder)
        yield from (f"{kind}{called}" for called in named) if isinstance(named, dict) else (str(kind),)


def links(document: Document, first: int, pages: int) -> tuple[Any, ...]:
    """Kind and goals of every annotation of a part, page by page."""
    found = actions.annotations_of(document.source)
    inside = range(first, first + pages)
    return tuple(
        (page - first, str(look(one, "/Subtype")), document.goals(one, first)) for page, _, one in found if page in inside
    )
