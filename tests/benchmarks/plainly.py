"""The packet as users of pypdf would put it together: parts appended in order, folios merged over their
pages."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from pypdf import PdfReader, PdfWriter

_FILE = "packet.order"
PACKET = "packet.pdf"


@dataclass(frozen=True)
class Order:
    """What a packet is made of: the names of the documents that it binds, and of those whose transparent
    pages are its folios."""

    packet: tuple[str, ...]
    folios: tuple[str, ...]

    @classmethod
    def of(cls, pages: Path) -> Order:
        """The one that lies beside composed pages."""
        said = json.loads((pages / _FILE).read_text("utf-8"))
        return cls(tuple(said["packet"]), tuple(said["folios"]))

    def write(self, pages: Path) -> None:
        """Lays it beside composed pages."""
        (pages / _FILE).write_text(json.dumps({"packet": self.packet, "folios": self.folios}), "utf-8")


def bind(pages: Path, output: Path) -> None:
    """Makes the packet of the documents in a folder, in the order that lies beside the pages they were
    printed from."""
    order = Order.of(pages)
    with PdfWriter() as writer:
        for name in order.packet:
            writer.append(output / f"{name}.pdf")
        folios = [page for name in order.folios for page in PdfReader(output / f"{name}.pdf").pages]
        # Who breaks pages elsewhere has more or fewer of them.
        for page, folio in zip(writer.pages, folios, strict=False):
            page.merge_page(folio)
        writer.write(output / PACKET)


if __name__ == "__main__":
    bind(Path(sys.argv[1]), Path(sys.argv[2]))
