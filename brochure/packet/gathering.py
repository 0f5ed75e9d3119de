"""A packet in the making: takes part after part and keeps of each only what its end needs.

Must not know how a part is read, nor why its objects are changed: each concern has its own module.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from brochure.packet import claims, destinations, metadata, outline, pages
from brochure.packet.crossings import Crossings, Goal, top
from brochure.packet.destinations import Destinations
from brochure.packet.faces import Faces
from brochure.packet.folios import Folios
from brochure.packet.forms import Forms
from brochure.packet.layers import Layers
from brochure.packet.numbered import Numbering
from brochure.packet.objects import Book, Written, dictionary, text
from brochure.packet.outline import Outline
from brochure.packet.part import raise_all
from brochure.packet.roles import Roles
from brochure.packet.source import Source
from brochure.packet.structure import Structure
from brochure.packet.survey import Survey
from brochure.packet.writing import File


class Packet:
    """Numbers are given in advance to what all parts refer to: the catalog, the page tree and every page."""

    def __init__(
        self, surveys: Sequence[Survey], unmapped: Iterable[str], folios: Sequence[bytes | Path]
    ) -> None:
        """`unmapped` are types that a part uses as they are though another maps them. Raises `PacketError` with all
        links that lead to no part, and `ValueError` for a wrong number of folios."""
        self._stated = [one.stated for one in surveys]
        self._numbering, self._book = Numbering(), Book()
        self._catalog, self._tree = self._numbering.reserve(), self._numbering.reserve()
        self._page, self._count = (
            self._numbering.reserve(sum(one.pages for one in surveys)),
            sum(one.pages for one in surveys),
        )
        self._file = File(self._numbering, max(one.version for one in surveys))
        self._folios = Folios(folios, self._count) if folios else None
        self._destinations = Destinations([one.names for one in surveys])
        self._crossings = Crossings(
            {one.part.name: self._goal(index, one) for index, one in enumerate(surveys)}, self._destinations
        )
        raise_all(
            found
            for one in surveys
            for crossing in one.crossings
            if (found := self._crossings.problem(one.part, crossing))
        )
        self._structure = Structure(self._numbering, Roles([one.roles for one in surveys], unmapped))
        self._outline, self._faces = Outline(self._numbering), Faces(self._numbering)
        self._forms, self._layers = Forms(), Layers()
        self._intents: list[Written] = []

    def _goal(self, index: int, one: Survey) -> Goal:
        return Goal(index, one.part.title, top(Written.reference(self._page + one.first), one.top))

    def take(self, index: int, source: Source) -> None:
        """Writes a part; it is closed afterwards."""
        items = list(outline.items(source))
        entries = [item.entries for item in items]
        for at, page in enumerate(source.pages, start=self._page + source.first):
            self._numbering.place(page.reference, at)
        self._destinations.take(index, source, destinations.holders_of(source, entries), self._numbering)
        self._crossings.connect(source, entries)
        self._structure.take(source, entries)
        pages.settle(source, Written.reference(self._tree))
        self._outline.take(source, items)
        self._layers.take(source, self._numbering)
        self._forms.take(source, self._numbering)
        if self._folios:
            self._folios.stamp(source)
        self._faces.take(source)
        if not index:
            self._intents = [
                self._numbering.written(one) for one in claims.output_intents(source, self._stated)
            ]
        self._file.take()
        self._numbering.forget(source.book)
        source.close()

    def close(self, title: str, language: str, information: Mapping[str, str]) -> bytes:
        """The finished file."""
        conforming = claims.shared(self._stated)
        self._faces.write()
        names, tree = self._destinations.tree(self._book), self._structure.root(self._book, language, title)
        kids = [Written.reference(number) for number in range(self._page, self._page + self._count)]
        self._numbering.give(self._tree, {"/Type": "/Pages", "/Count": self._count, "/Kids": kids})
        marked = tree and all(one.marked for one in self._stated)
        self._numbering.give(
            self._catalog,
            dictionary(
                {
                    "/Type": "/Catalog",
                    "/Pages": Written.reference(self._tree),
                    "/PageLabels": pages.page_labels(),
                    "/Names": {"/Dests": names} if names else None,
                    "/Outlines": self._outline.root(),
                    "/StructTreeRoot": tree,
                    "/MarkInfo": {"/Marked": True} if marked else None,
                    "/Lang": text(language) if language else None,
                    "/OCProperties": self._layers.properties(),
                    "/AcroForm": self._forms.form(),
                    "/OutputIntents": self._intents or None,
                    "/ViewerPreferences": {"/DisplayDocTitle": True},
                    "/Metadata": self._book.add(metadata.xmp(title, language, information, conforming)),
                }
            ),
        )
        info = (
            0
            if conforming.archive == "4"
            else self._numbering.number(self._book.add(metadata.information(title, information)))
        )
        self._file.take()
        self._book.close()
        if self._folios:
            self._folios.close()
        return self._file.close(self._catalog, info)
