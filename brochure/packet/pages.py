"""Pages of the packet: one page tree over the pages of all parts. Page objects stay those of the parts."""

from __future__ import annotations

from collections.abc import Sequence

from pypdf.generic import DictionaryObject, IndirectObject, NumberObject

from brochure.packet.objects import Book, array, dictionary, name, put
from brochure.packet.source import Source

#: Page entries that would run something, carry files, or point at what the packet does not take over:
#: actions, files, article beads, private data of other programs, previews.
_DROPPED = ("/AA", "/AF", "/B", "/PieceInfo", "/Thumb", "/PresSteps", "/TemplateInstantiated", "/ID")


def page_tree(sources: Sequence[Source], book: Book) -> IndirectObject:
    """The root of all pages. Tabs follow the structure (PDF/UA-1, 7.18.3)."""
    pages = [page for source in sources for page in source.pages]
    kids = array(page.reference for page in pages)
    root = book.add(dictionary({"Type": name("Pages"), "Count": NumberObject(len(pages)), "Kids": kids}))
    for page in pages:
        _settle(page.entries, root)
    return root


def _settle(entries: DictionaryObject, parent: IndirectObject) -> None:
    for entry in _DROPPED:
        entries.pop(entry, None)
    put(entries, "/Type", name("Page"))
    put(entries, "/Parent", parent)
    put(entries, "/Tabs", name("S"))
    if "/Resources" not in entries:
        put(entries, "/Resources", DictionaryObject())


def page_labels() -> DictionaryObject:
    """Decimal from 1 over the whole packet, whatever the parts called their pages."""
    return dictionary({"Nums": array([0, dictionary({"S": name("D")})])})
