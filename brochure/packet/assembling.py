"""The way through a merge: open, take facts, change each concern, write, prove."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from pypdf.errors import PyPdfError
from pypdf.generic import BooleanObject, DictionaryObject

from brochure.packet import claims, crossings, faces, forms, layers, metadata, outline, pages, structure
from brochure.packet import folios as stamping
from brochure.packet.destinations import Destinations
from brochure.packet.names import as_written
from brochure.packet.objects import Book, dictionary, key, name, text
from brochure.packet.part import Part, raise_all
from brochure.packet.proof import Proof, clean
from brochure.packet.source import Source, damages, open_part, open_parts
from brochure.packet.tags import is_marked
from brochure.packet.writing import write


def assemble(
    parts: Sequence[Part], *, title: str, language: str, information: Mapping[str, str] | None = None,
    folios: bytes | None = None,
) -> bytes:
    """One PDF of all parts in order, tagged where they are.

    `information` holds Author, Subject, Keywords, Creator, Producer. `folios` is a PDF with one transparent page for
    each page of the packet. Raises `PacketError` with all parts that cannot be read or all `packet:` links that lead
    nowhere, `MergeBug` where the result is not what the parts were, and `ValueError` for arguments that cannot be:
    no parts, equal names, a wrong number of folios. Same arguments, same bytes.
    """
    names = [part.name for part in parts]
    if not parts or len(set(names)) < len(names):
        raise ValueError(f"parts need names, each its own: {names}")
    with _collector_paused(), as_written():
        try:
            return _assemble(parts, title, language, information or {}, folios)
        except (PyPdfError, RecursionError):
            raise_all(damages(parts))  # something deep inside a part cannot be read; where none is damaged, it is a bug
            raise


def _assemble(
    parts: Sequence[Part], title: str, language: str, information: Mapping[str, str], folios: bytes | None,
) -> bytes:
    book = Book()
    sources = open_parts(parts, book)
    proof = Proof.of(clean(sources, book))
    conforming = claims.shared(sources)
    catalog = _merge(sources, book, title, language)
    if folios is not None:
        _stamp(sources, folios, book)
    faces.join(sources, book)
    catalog.update(dictionary({"Metadata": book.add(metadata.xmp(title, language, information, conforming))}))
    info = None if conforming.archive == "4" else book.add(metadata.information(title, information))
    merged = write(book.add(catalog), info, _own_pages(sources, catalog), max(source.version for source in sources))
    proof.hold(merged)
    return merged


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Thousands of small objects live until the end: looking for dead ones meanwhile costs a quarter of the time."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _merge(sources: Sequence[Source], book: Book, title: str, language: str) -> DictionaryObject:
    """The catalog of the packet."""
    intents, tagged = claims.output_intents(sources), all(map(is_marked, sources))
    own = [outline.items(source, book) for source in sources]
    items = [[item.entries for item in entries] for entries in own]
    places = Destinations(sources, items)
    named = places.settle(book)
    raise_all(crossings.connect(sources, items, places))
    tree = structure.merge(sources, items, book, language, title)
    return dictionary({
        "Type": name("Catalog"), "Pages": pages.page_tree(sources, book), "PageLabels": pages.page_labels(),
        "Names": dictionary({"Dests": named}) if named else None, "Outlines": outline.merge(sources, own, book),
        "StructTreeRoot": tree, "MarkInfo": dictionary({"Marked": BooleanObject(True)}) if tagged else None,
        "Lang": text(language) if language else None, "OCProperties": layers.merge(sources),
        "AcroForm": forms.merge(sources, book),
        "OutputIntents": intents, "ViewerPreferences": dictionary({"DisplayDocTitle": BooleanObject(True)}),
    })


def _stamp(sources: Sequence[Source], pdf: bytes, book: Book) -> None:
    overlay = open_part(Part("folios", "Folios", pdf), book)
    stamping.stamp([page for source in sources for page in source.pages], overlay, book)


def _own_pages(sources: Sequence[Source], catalog: DictionaryObject) -> set[tuple[int, int, int]]:
    root = catalog.raw_get("/Pages")
    return {key(root), *(known for source in sources for known in source.numbers)}
