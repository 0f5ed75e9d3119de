"""The way through a merge: every part is opened and taken over, the packet is written, and proved.

Takes parts; gives the bytes of one PDF. Must not know how a part is read, nor why its objects are changed:
each concern has its own module.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar, Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from brochure.errors import Problem
from brochure.packet import catalogs, structure
from brochure.packet.catalogs import Forms, Layers, Stated, carried_form, carried_layers
from brochure.packet.facts import Facts
from brochure.packet.links import Crossings, Destinations, clean_annotations, defined, holders_of
from brochure.packet.outline import Outline, items
from brochure.packet.page_content import Folios, close_content
from brochure.packet.part import OpenPart, PacketError, Part, open_part, raise_all, settle, unreadable
from brochure.packet.proof import PacketProof
from brochure.packet.second import collector_paused
from brochure.packet.sharing import Faces, Shared, resources_of
from brochure.packet.structure import PartsTree
from brochure.pdf import UnreadableError, each, put, save, xmp_stream

#: How XMP calls an entry of the information dictionary.
_XMP: Final = {
    "Title": "dc:title",
    "Subject": "dc:description",
    "Keywords": "pdf:Keywords",
    "Producer": "pdf:Producer",
    "Creator": "xmp:CreatorTool",
    "Trapped": "pdf:Trapped",
}
#: What reading a damaged file deep inside may end with.
_DAMAGE = (UnreadableError, pikepdf.PdfError, pikepdf.exceptions.PikepdfError, UnicodeError, RecursionError)


class Assembly:
    """One document, empty at first."""

    #: Whether parts may hold what others do, and is then kept once.
    _shares: ClassVar[bool] = True

    def __init__(self, pdf: Pdf, folios: Folios | None = None, by_part: bool = False) -> None:
        """In its trees parts have nodes of their own, where these are `by_part`."""
        self._pdf, self._folios = pdf, folios
        self._destinations = Destinations(pdf, by_part)
        self._crossings = Crossings(self._destinations)
        self._structure, self._outline = PartsTree(pdf, by_part), Outline(pdf)
        self._faces, self._shared = Faces(self._pdf), Shared()
        self._forms, self._layers = Forms(self._pdf), Layers()
        self._stated: list[Stated] = []
        self._intents: list[Any] = []
        self._version = (1, 5)
        self._pages = 0

    def take(self, source: OpenPart, open_pages: Collection[int]) -> dict[str, Any]:
        """Takes over a part, which is changed on the way; gives all that it hangs on, as objects of the
        packet. `open_pages` are those whose content is not closed.
        """
        stated = Stated.of(source.pdf)
        self._stated.append(stated)
        self._version = max(self._version, source.version)
        clean_annotations(source)
        for index in open_pages:
            close_content(source.pdf, source.pages[index])
        places, outline = defined(source), list(items(source))
        pages, carried = self._copy(
            source,
            Places=Array(list(places.values())),
            Outline=Array([item.entry for item in outline]),
            Tags=structure.carried(source, self._structure.next),
            Form=carried_form(source),
            Layers=carried_layers(source),
            Intents=Array([] if self._intents else catalogs.intents(source.pdf)),
        )
        annotations = [
            [one for one in each(page.get("/Annots")) if isinstance(one, Dictionary)] for page in pages
        ]
        entered = [
            replace(one, entry=self._indirect(copy))
            for one, copy in zip(outline, carried.Outline, strict=True)
        ]
        holders = [*(one for some in annotations for one in some), *(one.entry for one in entered)]
        named = dict(zip(places, carried.Places, strict=True))
        self._destinations.take(source.part.name, named, holders_of(holders), pages)
        self._crossings.take(source.part, pages, annotations, [one.entry for one in entered])
        bound = self._structure.take(source, carried.Tags, holders)
        bound["/Entries"] = Array(self._outline.take(source.part, entered, pages[0]))
        self._forms.take(source.part, carried.Form)
        self._layers.take(carried.Layers)
        self._intents += list(carried.Intents)
        self._stamp(source.part, pages)
        if self._shares:
            self._share(pages, (one for some in annotations for one in some))
        self._pages += len(pages)
        return {**bound, "/Pages": Array(pages)}

    def _stamp(self, part: Part, pages: Sequence[Any]) -> None:
        """Paints the folios of a part's pages over them."""
        if self._folios:
            self._folios.stamp(self._pages, pages)

    def _share(self, pages: Sequence[Any], annotations: Iterable[Any]) -> None:
        """Has a part's pages paint with what others paint with, where it is the same."""
        self._faces.take(resources_of(pages))
        self._shared.begin(self._faces.unfinished())
        self._shared.take(pages, "/Resources", "/Contents")
        self._shared.take(annotations, "/AP")

    def problems(self) -> list[Problem]:
        """The links that lead to no part, when all are taken. Raises `ValueError` for a wrong number of
        folios.
        """
        if self._folios and self._folios.count() != self._pages:
            raise ValueError(f"{self._folios.count()} folios for {self._pages} pages")
        self._destinations.settle()
        return list(self._crossings.problems())

    def close(self, title: str, language: str, information: Mapping[str, str]) -> bytes:
        """The finished file."""
        conforming = catalogs.shared(self._stated)
        self._crossings.connect()
        self._faces.write()
        self._bound(self._destinations.write())
        names, tree = self._destinations.tree(), self._structure.root(language, title)
        marked = tree is not None and all(one.marked for one in self._stated)
        said = {"Title": title, **information}
        catalog = {
            "/PageLabels": Dictionary(Nums=Array([0, Dictionary(S=Name.D)])),
            "/Names": Dictionary(Dests=names) if names is not None else None,
            "/Outlines": self._outline.root(),
            "/StructTreeRoot": tree,
            "/MarkInfo": Dictionary(Marked=True) if marked else None,
            "/Lang": String(language) if language else None,
            "/OCProperties": self._layers.properties(),
            "/AcroForm": self._forms.form(),
            "/OutputIntents": Array(self._intents)
            if self._intents and catalogs.keeps_intents(self._stated)
            else None,
            "/ViewerPreferences": Dictionary(DisplayDocTitle=True),
            "/Metadata": xmp_stream(self._pdf, _as_xmp(said, language) | conforming.said()),
        }
        for key, value in catalog.items():
            put(self._pdf.Root, key, value)
        if conforming.archive != "4":
            self._pdf.docinfo = self._pdf.make_indirect(Dictionary(dict(_information(said))))
        return save(self._pdf, "{}.{}".format(*self._version))

    def _bound(self, places: Mapping[str, Object]) -> None:
        """All parts are bound; `places` are the nodes of their named destinations, where they have such."""

    def _copy(self, source: OpenPart, **more: Any) -> tuple[list[Any], Any]:
        """A part's pages, and then at one go all that is not part of a page, since it may refer to any of
        them.
        """
        more["Annots"] = Array([Array(each(page.get("/Annots"))) for page in source.pages])
        for page in source.pages:
            put(page, "/Annots", None)
            settle(page)
        pages = []
        for page in source.pdf.pages:
            self._pdf.pages.append(page)
            pages.append(self._pdf.pages[-1].obj)
        carried = self._pdf.copy_foreign(source.pdf.make_indirect(Dictionary(**more)))
        for page, notes in zip(pages, carried.Annots, strict=True):
            put(page, "/Annots", notes if len(notes) else None)
        return pages, carried

    def _indirect(self, entry: Any) -> Any:
        return entry if entry.is_indirect else self._pdf.make_indirect(entry)


def _information(said: Mapping[str, str]) -> Iterator[tuple[str, String]]:
    """The Info dictionary (ISO 32000-1, 14.3.3). Dates are not taken: the caller's clock stays outside."""
    for entry, value in said.items():
        if value and not entry.endswith("Date"):
            yield f"/{entry}", String(value)


def _as_xmp(said: Mapping[str, str], language: str) -> dict[str, str | list[str]]:
    plain: dict[str, str | list[str]] = {
        _XMP[entry]: value for entry, value in said.items() if entry in _XMP
    }
    lists = {"dc:creator": said.get("Author"), "dc:language": language}
    return plain | {key: [value] for key, value in lists.items() if value}


def assemble(
    parts: Sequence[Part],
    *,
    title: str,
    language: str,
    information: Mapping[str, str] | None = None,
    folios: Sequence[bytes | Path] = (),
    known: Mapping[str, Facts] | None = None,
) -> bytes:
    """One PDF of all parts in order, tagged where they are.

    `information` holds Author, Subject, Keywords, Creator, Producer. `folios` are PDFs that have, one after
    another, a transparent page for each page of the packet. `known` are facts of parts by the SHA-256 of
    their bytes in hexadecimal, as `facts_of` gives them: parts whose facts are known are not read a second
    time for the proof.

    Raises `PacketError` with all parts that cannot be read or all `packet:` links that lead nowhere,
    `MergeBug` where the result is not what the parts were, and `ValueError` for arguments that cannot be: no
    parts, equal names, a wrong number of folios. Same arguments, same bytes.
    """
    names = [part.name for part in parts]
    if not parts or len(set(names)) < len(names):
        raise ValueError(f"parts need names, each its own: {names}")
    with collector_paused():
        proof = PacketProof(known or {})
        pdf = Pdf.new()
        stamped = Folios(pdf, folios) if folios else None
        merged = merge(parts, Assembly(pdf, stamped), proof, title, language, information or {})
        proof.hold(merged)
        return merged


def merge(
    parts: Sequence[Part],
    packet: Assembly,
    proof: PacketProof,
    title: str,
    language: str,
    information: Mapping[str, str],
) -> bytes:
    """The bytes of the packet, which is let go of: it takes more memory than all that comes after."""
    raise_all(_take(parts, packet, proof))
    raise_all(packet.problems())
    return packet.close(title, language, information)


def _take(parts: Sequence[Part], packet: Assembly, proof: PacketProof) -> Iterator[Problem]:
    """Takes all parts; gives those that cannot be read."""
    first = 0
    for part in parts:
        try:
            source = open_part(part)
            packet.take(source, proof.take(part, first).open_pages)
        except _DAMAGE as error:
            yield unreadable(part, error)
        except PacketError as error:
            yield from error.problems
        else:
            first += len(source.pages)
