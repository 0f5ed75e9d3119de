"""What must be the same of a part before and after a merge, in values that can be compared.

Read from a PDF's objects alone, page numbers relative to the part: nothing here knows how a merge is done, so that
the proof does not repeat its mistakes. Names, numbers and references, which a merge changes, do not occur.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from typing import Any

from pypdf.errors import PyPdfError

from brochure.packet import actions, outline, trees
from brochure.packet.filters import decoded
from brochure.packet.objects import Dictionary, Ref, canon, listed, look, raw, real, words
from brochure.packet.roles import chain
from brochure.packet.source import Page, Source


@dataclass(frozen=True)
class Look:
    """A page as it is painted: a digest of each content stream, the resources by kind and name, its boxes."""

    content: tuple[bytes, ...]
    resources: frozenset[str]
    boxes: Any


@dataclass
class Document:
    """A PDF to take facts from; `pages` are those of the part that is asked about, `first` is the number of the first."""

    source: Source
    names: Mapping[tuple[bool, bytes], Any]
    identified: Mapping[bytes, int]
    parents: Mapping[int, Any]
    roles: dict[str, str]
    first: int
    pages: Sequence[Page]

    @classmethod
    def of(cls, source: Source) -> Document:
        """All of a PDF: with its named destinations, those of the name tree (False) and those of the old dictionary
        (True), its elements by ID, its parent tree, and a memory, still empty, of what types are mapped to in the end.
        """
        root = look(source.catalog, "/StructTreeRoot")
        identified = trees.entries(look(root, "/IDTree"), "/Names")
        tree = trees.entries(look(look(source.catalog, "/Names"), "/Dests"), "/Names")
        old = look(source.catalog, "/Dests") or {}
        names = {(False, raw(called)): target for called, target in tree}
        names |= {(True, raw(called)): target for called, target in old.items()}
        numbered = trees.entries(look(root, "/ParentTree"), "/Nums")
        parents = {int(number): value for number, value in numbered if isinstance(number, int)}
        return cls(
            source,
            names,
            {raw(called): at.number for called, at in identified if isinstance(at, Ref)},
            parents,
            {},
            0,
            source.pages,
        )

    def part(self, first: int, count: int) -> Document:
        """The same PDF, asked about some of its pages."""
        return replace(self, first=first, pages=self.pages[first : first + count])

    @cached_property
    def root(self) -> Any:
        """The structure tree's root, or nothing."""
        return look(self.source.catalog, "/StructTreeRoot")

    @cached_property
    def placed(self) -> dict[int, tuple[int, int]]:
        """Where each annotation of the part stands: its page in the part and its place on that."""
        found: dict[int, tuple[int, int]] = {}
        for number, page in enumerate(self.pages):
            for place, entry in enumerate(listed(page.entries.get("/Annots"))):
                if isinstance(entry, Ref):
                    found.setdefault(entry.number, (number, place))
        return found

    def role(self, element: Any) -> tuple[str, str]:
        """An element's type, mapped, and its namespace."""
        kind = str(look(element, "/S"))
        if "/NS" in element and (space := look(look(element, "/NS"), "/NS")) is not None:
            return kind, words(space)
        if kind not in self.roles:
            self.roles[kind] = chain(look(self.root, "/RoleMap") or {}, kind)[-1]
        return self.roles[kind], ""

    def outline(self) -> Iterator[tuple[str, Any]]:
        """Title and target of every entry."""
        for item in outline.items(self.source):
            yield words(look(item.entries, "/Title")), self.goals(item.entries)

    def goals(self, holder: Any) -> tuple[Any, ...]:
        """Where an annotation or outline entry leads: pages of the part, addresses, other actions as they are."""
        found = [self._goal(holder.get("/Dest"))] if "/Dest" in holder else []
        for action in actions.of(holder):
            if look(action, "/S") == "/GoTo":
                found.append(self._goal(action.get("/D")))
            elif "/URI" in action:
                found.append(("address", words(look(action, "/URI"))))
            else:
                found.append((str(look(action, "/S")), canon(action.get("/N")), canon(action.get("/F"))))
        return tuple(found)

    def _goal(self, target: Any) -> tuple[Any, ...]:
        value = real(target)
        if value is not None and not isinstance(value, list | dict):
            value = real(self.names.get((isinstance(value, str), raw(value))))
        spot = listed(value.get("/D", value.get("/SD")) if isinstance(value, dict) else value)
        if not spot:
            return ("nowhere",)
        number = real(spot[0]) if isinstance(real(spot[0]), int) else self.source.page_number(spot[0])
        if number is None:
            kind = self.role(real(spot[0])) if look(real(spot[0]), "/S") is not None else ""
            return ("element", kind) if kind else ("nowhere",)
        return ("page", int(number) - self.first, tuple(canon(one) for one in spot[1:]))


def looks(pages: Iterable[Page]) -> list[Look]:
    """Pages as they are painted."""
    return [_look(page.entries) for page in pages]


def _look(entries: Dictionary) -> Look:
    return Look(
        tuple(
            _digest(content)
            for one in listed(entries.get("/Contents"))
            if (content := real(one)) is not None
        ),
        frozenset(_resources(look(entries, "/Resources") or {})),
        tuple(
            canon(entries.get(box)) for box in ("/MediaBox", "/CropBox", "/TrimBox", "/BleedBox", "/Rotate")
        ),
    )


def _digest(content: Any) -> bytes:
    """Of the decoded data, since a merge may compress it; of the data as it is where it cannot be decoded."""
    try:
        return sha256(decoded(content)).digest()
    except (PyPdfError, NotImplementedError, ValueError):
        return sha256(content.data).digest()


def _resources(resources: Any) -> Iterator[str]:
    for kind, holder in resources.items():
        named = real(holder)
        yield from (f"{kind}{called}" for called in named) if isinstance(named, dict) else (str(kind),)


def links(document: Document) -> tuple[Any, ...]:
    """Kind and goals of every annotation of a part, page by page."""
    return tuple(
        (page, str(look(one, "/Subtype")), document.goals(one))
        for page, _, one in actions.annotations_on(document.pages)
    )
