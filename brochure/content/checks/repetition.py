"""What is said of shared sections: variants for programs that are not there, texts of nearly every brochure.

Takes the library; gives problems. Must not know layouts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from brochure.content.checks.targets import section_uses
from brochure.content.sources import Library, Source
from brochure.content.values import where_of
from brochure.errors import Problem, nearest
from brochure.model import Table

#: From so many brochures on, and this share of all of them, readers of several meet a text again and again.
FEWEST, MOST = 3, 0.75


def check_repetition(library: Library) -> Iterator[Problem]:
    """Variants for no program, and texts that stand in most brochures."""
    programs = library.of("program")
    printed = Counter(name for program in programs for name in _printed(program, library))
    for section in library.of("section"):
        if section.table is None:
            continue
        yield from _variants(section.table, library)
        count = printed[section.id]
        if count >= max(FEWEST, MOST * len(programs)):
            where = where_of(section.table.get("short") or section.table.get("text"), section.table.where)
            what = f"this text stands in {count} of {len(programs)} brochures"
            hint = "write what is particular to a program under variants:, with the program's id before it"
            yield Problem(where, what, hint, "note")


def _variants(section: Table, library: Library) -> Iterator[Problem]:
    variants, known = section.get("variants"), library.ids("program")
    if not isinstance(variants, Table) or known is None:
        return
    for name, where in {**variants.empty, **variants.places}.items():
        if name not in known:
            what = f'there is no program "{name}"'
            yield Problem(where, what, nearest(name, sorted(known), "programs known"))


def _printed(program: Source, library: Library) -> set[str]:
    """The sections whose shared text a program prints."""
    sections = {one.id: one.table for one in library.of("section")}
    found = set[str]()
    for name, use in section_uses(program.table):
        table = sections.get(name)
        variants = table.get("variants") if table else None
        has_variant = isinstance(variants, Table) and program.id in variants
        if table and not has_variant and not {"text", "short"} & use.keys():
            found.add(str(name))
    return found
