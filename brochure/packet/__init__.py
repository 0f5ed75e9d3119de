"""**assemble**: tagged PDFs become one tagged PDF.

    assemble([Part("a", "Program A", pdf_a), Part("b", "Program B", pdf_b)], title="Packet", language="en")

It stands alone: it needs pypdf and nothing of the publication. What it does to a part is told in the module of each
concern: `pages`, `structure`, `destinations`, `outline`, `folios`, `metadata`; `writing` makes the bytes and `proof`
compares them with the parts, on every run.
"""

from brochure.packet.assembling import assemble
from brochure.packet.part import PacketError, Part
from brochure.packet.proof import MergeBug, prove

__all__ = ["MergeBug", "PacketError", "Part", "assemble", "prove"]
