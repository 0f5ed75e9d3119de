"""**assemble**: tagged PDFs become one tagged PDF.

    assemble([Part("a", "Program A", pdf_a), Part("b", "Program B", pdf_b)], title="Packet", language="en")

`inspect` tells what a part from elsewhere would lose or why it cannot be taken, `describe` gives an untagged one a text
alternative. It stands alone: it needs pypdf and nothing of the publication. `survey` looks at all parts, then `gathering`
takes one after the other and lets go of it. What it does to a part is told in the module of each concern: `pages`,
`structure`, `destinations`, `outline`, `folios`, `metadata`; `writing` makes the bytes and `proof` compares them with the
parts, on every run.
"""

from brochure.packet.assembling import assemble
from brochure.packet.describing import describe
from brochure.packet.inspecting import Inspection, Note, inspect
from brochure.packet.part import PacketError, Part
from brochure.packet.proof import MergeBug, prove

__all__ = [
    "Inspection",
    "MergeBug",
    "Note",
    "PacketError",
    "Part",
    "assemble",
    "describe",
    "inspect",
    "prove",
]
