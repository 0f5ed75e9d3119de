"""What texts may say: references that mean something, Markdown that can be printed; and of shared
sections, no variant for a program that is not there and no text of nearly every brochure.

Takes the library; gives problems at the lines of the words themselves. Must not know how texts are set.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache, partial
from itertools import islice
from typing import Final

from brochure.content.checks.markdown import markdown_faults
from brochure.content.checks.targets import section_uses
from brochure.content.references import (
    ANY_PROGRAM,
    NO_NAMES,
    PARTS,
    RESERVED,
    Names,
    fill,
    names_of,
    program_names,
)
from brochure.content.sources import Library, Source
from brochure.content.values import FieldValue, Shape, describe, entries, fields_of, where_of
from brochure.errors import MOST_TOLD, Problem, Where, nearest
from brochure.model import (
    INSTEAD,
    LEFTWARD,
    LONGEST_TEXT,
    Line,
    Section,
    Table,
    Text,
    excerpt,
    leftward_words,
    lost,
    misread,
    misread_words,
)

#: What is said of a review now, and how the older file says it.
_REVIEWED: Final = {"by": "reviewed_by", "on": "reviewed_on", "fingerprint": "text"}
#: What programs write for a letter that they cannot read.
_LOST: Final = "\ufffd"
#: A value that was put in quotes by a word processor, and fields that may be in quotation marks as a whole.
_IN_CURLY: Final = re.compile(
    "[\u201c\u201d\u201e\u00ab]([^\u201c\u201d\u201e\u00ab\u00bb]+)[\u201c\u201d\u00bb]"
)
_SPOKEN: Final = frozenset({"title", "promise", "line", "lead", "quote", "caption", "alt", "question"})
#: Letters of a word, and brackets in a text, beyond which it would take long to look for links in it.
_MOST_SIGNS: Final = 2_000
_LONG_WORD: Final = re.compile(rf"[!-~]{{{_MOST_SIGNS + 1}}}")


def check_texts(library: Library) -> Iterator[Problem]:
    """Faults of references and Markdown in every text of every file."""
    names = names_of(library)
    for source in library.sources:
        name = ("texts", source.kind, source.path)
        problems = library.kept.once(name, (source.table, names), partial(_in_file, source, library))
        if any(problem.severity == "error" for problem in problems):
            library.kept.forget(name)
        yield from problems
    for kind in ("chapter", "packet"):
        for source in library.of(kind):
            yield from _programless(source, library)


def _in_file(source: Source, library: Library) -> list[Problem]:
    common, everything = names_of(library)
    names = cache(lambda field: names_for(source, field, everything, common))
    found = (
        problem
        for entry in library.entries_of(source)
        if entry.shape.is_text and isinstance(entry.value, Text) and entry.value.strip()
        if len(entry.value) <= LONGEST_TEXT
        for problem in _text(entry, names(entry.field), library)
    )
    return list(islice(found, MOST_TOLD))


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


def _text(entry: FieldValue, names: Names, library: Library) -> Iterator[Problem]:
    if endless := _endless(entry.value):
        yield Problem(entry.value.where or entry.where, *endless)
        return
    said, faults = fill(entry.value, names)
    one_line = isinstance(entry.shape.single, type) and issubclass(entry.shape.single, Line)
    yield from _letters(entry, library)
    if one_line and entry.field not in _SPOKEN and (found := _IN_CURLY.fullmatch(entry.value.strip())):
        what = f"{describe(entry.value)} would be printed with its quotation marks"
        hint = f'delete them, or write straight ones: {entry.field}: "{found[1]}"'
        yield Problem(entry.value.where or entry.where, what, hint, "warning")
    for fault in (*faults, *markdown_faults(said, one_line)):
        where = library.folder.find(entry.value.where or entry.where, fault.piece, fault.line)
        yield Problem(where, fault.what, fault.hint, fault.severity)
    if words := leftward_words(entry.value):
        where = library.folder.find(entry.value.where or entry.where, words.strip('"'))
        yield Problem(where, f"{words} {LEFTWARD}", INSTEAD)


def _endless(text: str) -> tuple[str, str] | None:
    """What nobody writes, and what would take minutes to look for links in."""
    if found := _LONG_WORD.search(text):
        what = f'the word "{found[0][:20]}..." has more than {_MOST_SIGNS:,} letters and signs'
        return what, "put spaces into it, or delete it"
    if text.count("[") > _MOST_SIGNS:
        return f"a text holds more than {_MOST_SIGNS:,} opening brackets", "divide it into sections"
    return None


def _letters(entry: FieldValue, library: Library) -> Iterator[Problem]:
    """Letters that were lost or read wrongly before they came here."""
    words = entry.value
    if _LOST in words:
        where = library.folder.find(entry.value.where or entry.where, _LOST)
        what = f"{describe(excerpt(words, words.index(_LOST)))} has lost the letter where {_LOST} stands"
        yield Problem(where, what, "type the letter that is meant")
    elif found := misread(words):
        where = library.folder.find(entry.value.where or entry.where, found[0])
        yield Problem(where, *misread_words(*found), "warning", "spoilt-letters")
    elif "?" in words and (word := lost(words, entry.field == "name")):
        where = library.folder.find(entry.value.where or entry.where, word)
        what = f"{describe(word)} has a question mark in a word, where a letter may have been lost"
        hint = "type the letter that is meant, or a space after the question mark"
        yield Problem(where, what, hint, "warning", "spoilt-letters")


def _programless(source: Source, library: Library) -> Iterator[Problem]:
    """Shared sections that say {program}, used where there is none."""
    shared = {section.id: section.table for section in library.of("section")}
    for name, use in section_uses(source.table):
        for field, text in (shared.get(name) or Table(source.where)).items():
            is_taken = field not in use and not (field == "short" and "text" in use)
            says = library.kept.once(
                ("says program", name, field),
                (text,),
                partial(_says_program, text, fields_of(Section).get(field, Shape())),
            )
            if is_taken and says:
                what = f'the section "{name}" says {{program}}, which means nothing in a {source.kind}'
                yield Problem(name.where or source.where, what, f"give this use a {field} of its own")


def _says_program(data: object, shape: Shape) -> bool:
    texts = [entry.value for entry in entries(data, shape) if isinstance(entry.value, Text)]
    pieces = [fault.piece for text in texts for fault in fill(text, Names({}))[1]]
    return any(piece.strip("{} ").lower().partition(".")[0] == "program" for piece in pieces)


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
            yield Problem(where, what, nearest(name, sorted(known), "programs known", "call"))


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


def check_reviews(library: Library) -> Iterator[Problem]:
    """That reviews have moved: those of the older file are read, and told how they are written now."""
    now: Mapping[str, object] = library.table("approvals") or {}
    for name, said in (library.table("reviews") or {}).items():
        if not isinstance(said, Table):
            continue
        taken = now.get(name)
        if isinstance(taken, Table) and "reviewed" in taken:
            what = f"this review of {name} is no longer looked at: content/approvals.yaml has another one"
            hint = "delete the entry; the file too, once it holds no other"
        else:
            kept = [f"{new}: {_quoted(said.get(old))}" for new, old in _REVIEWED.items()]
            what = f"this review of {name} is read, but reviews stand in content/approvals.yaml now"
            hint = (
                f"write there {name}: {{reviewed: {{{', '.join(kept)}}}}} and delete the entry here; the"
                " file too, once it holds no other"
            )
        yield Problem(where_of(said, Where("content/reviews.yaml")), what, hint, "note")


def _quoted(said: object) -> str:
    return '"' + str(said).replace("\\", "\\\\").replace('"', '\\"') + '"'
