"""What texts may say: references that mean something, Markdown that can be printed.

Takes the library; gives problems at the lines of the words themselves. Must not know how texts are set.
"""

from __future__ import annotations

from collections.abc import Iterator

from brochure.content.library import Library, Source
from brochure.content.markdown import markdown_faults
from brochure.content.meanings import (
    ANY_PROGRAM,
    NO_NAMES,
    PARTS,
    RESERVED,
    all_names,
    common_names,
    program_names,
)
from brochure.content.names import Fault, Names, fill
from brochure.content.raw import Table
from brochure.content.shapes import Entry, Shape, entries, fields_of
from brochure.content.targets import section_uses
from brochure.errors import Problem
from brochure.model import Line, Section, Text


def check_texts(library: Library) -> Iterator[Problem]:
    """Faults of references and Markdown in every text of every file."""
    everything, common = all_names(library.sources), common_names(library.sources)
    for source, entry in library.entries:
        if entry.shape.is_text and isinstance(entry.value, Text) and entry.value.strip():
            yield from _text(entry, names_for(source, entry.field, everything, common), library)
    for kind in ("chapter", "packet"):
        for source in library.of(kind):
            yield from _programless(source, library)


def check_fact_names(library: Library) -> Iterator[Problem]:
    """Facts whose names already mean something else."""
    facts = library.table("facts")
    for name in RESERVED:
        if facts and name in facts:
            what = f'a fact cannot be named "{name}", for {{{name}}} means the {name} itself'
            yield Problem(facts.places[name], what, "give it another name")


def names_for(source: Source, field: str, everything: Names, common: Names) -> Names:
    """What references mean in one field of one file."""
    if field in PARTS.get(source.kind, ()) and source.kind != "program":
        return NO_NAMES
    if source.kind == "facts":
        return common
    if source.kind == "section":
        return everything.and_also(ANY_PROGRAM)
    if source.kind == "program":
        return everything if field in ("name", "full_name") else program_names(source.table, everything)
    return everything


def _text(entry: Entry, names: Names, library: Library) -> Iterator[Problem]:
    said, faults = fill(entry.value, names)
    one_line = isinstance(entry.shape.single, type) and issubclass(entry.shape.single, Line)
    for fault in (*faults, *markdown_faults(said, one_line)):
        yield _problem(entry.value, fault, entry, library)


def _problem(text: Text, fault: Fault, entry: Entry, library: Library) -> Problem:
    return Problem(
        library.folder.find(text.where or entry.where, fault.piece, fault.line), fault.what, fault.hint
    )


def _programless(source: Source, library: Library) -> Iterator[Problem]:
    """Shared sections that say {program}, used where there is none."""
    shared = {section.id: section.table for section in library.of("section")}
    for name, use in section_uses(source.table):
        for field, text in (shared.get(name) or Table(source.where)).items():
            is_taken = field not in use and not (field == "short" and "text" in use)
            if is_taken and _says_program(text, fields_of(Section).get(field, Shape())):
                what = f'the section "{name}" says {{program}}, which means nothing in a {source.kind}'
                yield Problem(name.where or source.where, what, f"give this use a {field} of its own")


def _says_program(data: object, shape: Shape) -> bool:
    texts = [entry.value for entry in entries(data, shape) if isinstance(entry.value, Text)]
    pieces = [fault.piece for text in texts for fault in fill(text, Names({}))[1]]
    return any(piece.strip("{} ").lower().partition(".")[0] == "program" for piece in pieces)
