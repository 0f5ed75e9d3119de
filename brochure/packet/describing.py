"""An untagged PDF gets the least that lets a screen reader tell what it is: one Figure over all of its pages, with a
text alternative, and a Link for every link (ISO 32000-1, 14.9.3).

What it claims to conform to is taken off, since whoever claimed it did not look at these tags.
"""

from __future__ import annotations

from typing import Any

from pypdf.errors import PyPdfError

from brochure.packet import actions, balance, numbering, pages, trees
from brochure.packet.names import as_written
from brochure.packet.objects import Book, Dictionary, Ref, dictionary, look, put, stream, text
from brochure.packet.part import PacketError, Part, problem
from brochure.packet.source import Page, Source, open_part
from brochure.packet.writing import write

_CONTENT = b"/Figure <</MCID 0>> BDC q /Page Do Q EMC"


def describe(part: Part, alternative: str, language: str = "") -> bytes:
    """The PDF with tags in place of any it had; `language` is that of the alternative. Raises `PacketError`."""
    with as_written():
        try:
            source = open_part(part)
            return _described(source, alternative, language, source.book)
        except (PyPdfError, NotImplementedError, ValueError) as error:
            raise PacketError([problem(part, f"the PDF cannot be read: {error}")]) from error


def _described(source: Source, alternative: str, language: str, book: Book) -> bytes:
    catalog = source.catalog
    numbering.renumber(source, (), 0)  # numbers of tags that it had are taken off
    for entry in ("/Metadata", "/StructTreeRoot", "/MarkInfo"):
        catalog.pop(entry, None)
    root: Dictionary = {"/Type": "/StructTreeRoot"}
    above = book.add(root)
    top: Dictionary = {"/Type": "/StructElem", "/S": "/Document", "/P": above}
    document = book.add(top)
    figure = book.add(
        dictionary(
            {
                "/Type": "/StructElem",
                "/S": "/Figure",
                "/P": document,
                "/Alt": text(alternative),
                "/Lang": text(language) if language else None,
                "/K": [_figure(page, index, book) for index, page in enumerate(source.pages)],
            }
        )
    )
    parents: list[tuple[int, Any]] = [(index, [figure]) for index in range(len(source.pages))]
    links = [
        _link(entry, annotation, source.pages[index], document, book)
        for index, entry, annotation in _links(source)
    ]
    for number, (annotation, link) in enumerate(links, start=len(parents)):
        put(annotation, "/StructParent", number)
        parents.append((number, link))
    put(top, "/K", [figure, *(link for _, link in links)])
    root.update(dictionary({"/K": document, "/ParentTree": trees.grow(book, "/Nums", parents)}))
    catalog.update(
        {"/Pages": pages.page_tree(source), "/StructTreeRoot": above, "/MarkInfo": {"/Marked": True}}
    )
    own = {catalog["/Pages"].number, *source.numbers}
    return write(book.add(catalog), None, own, source.version)


def _figure(page: Page, number: int, book: Book) -> Dictionary:
    """Puts a page's content into a form of its own, where marks that it had mean nothing; gives the mark around it."""
    entries = page.entries
    form = book.add(
        stream(
            balance.closed(balance.content_of(page)),
            {
                "/Type": "/XObject",
                "/Subtype": "/Form",
                "/BBox": look(entries, "/MediaBox"),
                "/Resources": entries.get("/Resources"),
                "/Group": entries.get("/Group"),
            },
        )
    )
    put(entries, "/Resources", {"/XObject": {"/Page": form}})
    put(entries, "/Contents", book.add(stream(_CONTENT)))
    put(entries, "/StructParents", number)
    return {"/Type": "/MCR", "/Pg": page.reference, "/MCID": 0}


def _links(source: Source) -> list[tuple[int, Ref, Dictionary]]:
    return [
        (index, entry, annotation)
        for index, entry, annotation in actions.annotations_of(source)
        if isinstance(entry, Ref) and look(annotation, "/Subtype") == "/Link"
    ]


def _link(entry: Ref, annotation: Dictionary, page: Page, above: Ref, book: Book) -> tuple[Dictionary, Ref]:
    reference = {"/Type": "/OBJR", "/Obj": entry, "/Pg": page.reference}
    element = {"/Type": "/StructElem", "/S": "/Link", "/P": above, "/Pg": page.reference, "/K": reference}
    return annotation, book.add(element)
