"""**assemble**: tagged PDFs become one tagged PDF.

    assemble([Part("a", "Program A", pdf_a), Part("b", "Program B", pdf_b)], title="Packet", language="en")

`inspect` tells what a part from elsewhere would lose or why it cannot be taken, `describe` gives an untagged
one a text alternative, `guest` says both of an insert of the publication. `assembly` takes one part after
the other; what it does to a part is told in the module of each concern. `proof` compares the finished bytes
with the parts on every run, read by another library (`second`); `facts_of` gives what it keeps of a part.
"""

from brochure.packet.assembly import assemble
from brochure.packet.collection import DARK, LIGHT, NOWHERE, Numbered, choose, collect
from brochure.packet.facts import Facts, facts_of
from brochure.packet.guests import describe, guest
from brochure.packet.inspecting import inspect
from brochure.packet.part import PacketError, Part
from brochure.packet.proof import MergeBug, prove

__all__ = [
    "DARK",
    "LIGHT",
    "NOWHERE",
    "Facts",
    "MergeBug",
    "Numbered",
    "PacketError",
    "Part",
    "assemble",
    "choose",
    "collect",
    "describe",
    "facts_of",
    "guest",
    "inspect",
    "prove",
]
