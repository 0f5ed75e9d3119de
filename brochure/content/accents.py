"""Which color a program has that names none: the next of the palette that no other one has.

Takes the library; gives names of the palette. Only colors that pass for an accent everywhere are given, the
brand's primary one first, and all of them again where there are more programs. Must not know drawings.
"""

from __future__ import annotations

from brochure.content.checks.contrast import accents, passing_accents
from brochure.content.sources import Library, Source
from brochure.model import Text

#: The order of a program that says none.
_ORDER = 100


def given_accents(library: Library) -> dict[str, str]:
    """The color of each program that names none, by the program's id."""
    without = [source for source in library.of("program") if source.table and not source.table.get("accent")]
    known = passing_accents(library)
    if not known:
        return {}
    free = [name for name in known if name not in accents(library)]
    turn = [*free, *(known * (1 + len(without) // len(known)))]
    return {one.id: name for one, name in zip(sorted(without, key=_place), turn, strict=False)}


def _place(program: Source) -> tuple[int, str]:
    """Where a program stands among the others."""
    order = program.table.get("order") if program.table else None
    return int(order) if isinstance(order, Text) and order.strip().isdecimal() else _ORDER, program.id
