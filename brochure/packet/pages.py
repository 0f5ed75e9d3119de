"""Pages of the packet: one page tree over the pages of all parts. Page objects stay those of the parts."""

from __future__ import annotations

from typing import Any

from brochure.packet.objects import Dictionary, Ref, put
from brochure.packet.source import Source

#: Page entries that would run something, carry files, or point at what the packet does not take over:
#: actions, files, article beads, private data of other programs, previews.
_DROPPED = ("/AA", "/AF", "/B", "/PieceInfo", "/Thumb", "/PresSteps", "/TemplateInstantiated", "/ID")


def page_tree(source: Source) -> Ref:
    """The root of the pages of one document by itself; its pages are settled."""
    kids = [page.reference for page in source.pages]
    root = source.book.add({"/Type": "/Pages", "/Count": len(kids), "/Kids": kids})
    settle(source, root)
    return root


def settle(source: Source, parent: Any) -> None:
    """Makes a part's pages those of the packet. Tabs follow the structure (PDF/UA-1, 7.18.3)."""
    for page in source.pages:
        _settle(page.entries, parent)


def _settle(entries: Dictionary, parent: Any) -> None:
    for entry in _DROPPED:
        entries.pop(entry, None)
    put(entries, "/Type", "/Page")
    put(entries, "/Parent", parent)
    put(entries, "/Tabs", "/S")
    if "/Resources" not in entries:
        put(entries, "/Resources", {})


def page_labels() -> Dictionary:
    """Decimal from 1 over the whole packet, whatever the parts called their pages."""
    return {"/Nums": [0, {"/S": "/D"}]}
