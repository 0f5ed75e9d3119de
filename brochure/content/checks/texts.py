"""What texts may say: references that mean something, Markdown that can be printed; and of shared
sections, no variant for a program that is not there and no text of nearly every brochure; and of contacts,
what one lacks in whose place it is printed.

Takes the library; gives problems at the lines of the words themselves. Must not know how texts are set.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import islice
from typing import Final, NamedTuple
from urllib.parse import unquote

from brochure.content.checks.facts_and_words import cut_short, sums
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
from brochure.errors import MOST_TOLD, Hint, Mend, Problem, Severity, Where, nearest
from brochure.model import (
    INSTEAD,
    LEFTWARD,
    LONGEST_TEXT,
    Group,
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
        if isinstance(entry.value, Text) and entry.value.strip() and len(entry.value) <= LONGEST_TEXT
        for problem in (
            _text(entry, names(entry.field), library) if entry.shape.is_text else cut_short(entry)
        )
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
    yield from sums(entry, library)
    yield from _left_over(entry, said, library)
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


#: What stands where words are still to come, or was said among those who write: not what is to be printed.
_TO_COME: Final = re.compile(
    r"\b(?:TODO|FIXME|TKTK|XXX+|(?i:lorem ipsum))\b|\?{3,}|_{4,}|\[[A-Z]{2}[0-9]{1,2}\](?!\()"
    r"|\[(?i:comment|kommentar|commentaire|insert|todo|tbd|name|date|your)\b[^\]\n]*\](?![({])"
)
#: The name of a file, or that it is a picture, in place of what that shows.
_NO_ALT: Final = re.compile(
    r"\S+\.(?:jpe?g|png|heic|svg|webp|tiff?)|(?:img|dscn?|pxl|screenshot)[-_ ]?[0-9][-_ 0-9]*"
    r"|(?:a )?(?:image|photo(?:graph)?|picture|screenshot|bild|foto)",
    re.IGNORECASE,
)
#: An address that only leads to another one, which mail programs put in its place.
_DETOUR: Final = re.compile(
    r"https?://(?:[a-z0-9-]+\.)?safelinks\.protection\.outlook\.com/[^\s)]*?[?&]url=([^&\s)]+)[^\s)]*"
    r"|https?://www\.google\.com/url\?(?:[^\s)]*?&)?q=([^&\s)]+)[^\s)]*"
    r"|https?://urldefense\.com/v3/__([^\s)]+?)__;[^\s)]*",
    re.IGNORECASE,
)
#: A paragraph in bold above another one, which is a heading to those alone who see it.
_IN_BOLD: Final = re.compile(
    r"(?<![^\n]\n)^(\*\*([^*\n]{2,60}[^*\n.!?,;])\*\*)\n\n(?=[^\s*#|>-])", re.MULTILINE
)


def _left_over(entry: FieldValue, said: str, library: Library) -> Iterator[Problem]:
    """Words that nobody means to print, and what only looks like a heading or is no alternative."""

    def told(piece: str, what: str, hint: str, severity: Severity = "warning") -> Problem:
        where = library.folder.find(entry.value.where or entry.where, piece)
        return Problem(where, what, hint, severity, "left-over")

    if found := _TO_COME.search(said):
        yield told(found[0], f"{describe(found[0])} would be printed", "write what is meant, or delete it")
    if entry.field == "alt" and _NO_ALT.fullmatch(said.strip()):
        what = f"{describe(said)} does not say what the picture shows"
        yield told(said, what, "say it in words, for readers who cannot see it")
    for found in _DETOUR.finditer(said):
        meant = unquote(found[1] or found[2] or found[3])
        what = "this address is that of a mail program or a search, which leads on to the page that is meant"
        yield told(found[0], what, Hint(f"write {meant}", Mend("replace", found[0], (meant,))))
    if (found := _IN_BOLD.search(said)) and entry.field in ("text", "short"):
        what = f"{describe(found[2])} looks like a heading, and is none to those who listen"
        meant = f"### {found[2].rstrip(':')}"
        yield told(found[1], what, Hint(f"write {meant}", Mend("replace", found[1], (meant,))), "note")


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


#: Words in a row that are copied, as nobody writes them twice; those of a text that counts; and the share of
#: all words of a program from which on it was copied itself.
_RUN, _FEWEST, _COPIED = 30, 8, 0.5
#: From so many brochures on, and this share of all of them, readers of several meet a text again and again.
FEWEST, MOST = 3, 0.75


def check_repetition(library: Library) -> Iterator[Problem]:
    """Variants for no program, texts that stand in most brochures, and programs that are others' copies."""
    programs = library.of("program")
    yield from _copied(library)
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


class _Passage(NamedTuple):
    """A text of a program in its words, without capitals and signs, and where it is written."""

    words: tuple[str, ...]
    where: Where
    program: str
    is_promise: bool

    @property
    def runs(self) -> Iterator[tuple[str, ...]]:
        """Its words by which another text is the same, from each of them on; a promise as a whole."""
        length = len(self.words) if self.is_promise else min(_RUN, len(self.words))
        return (self.words[at : at + length] for at in range(len(self.words) - length + 1))


def _copied(library: Library) -> Iterator[Problem]:
    """Programs that were copied from others and not changed: most of their words, or their promise alone."""
    known, promises = dict[tuple[str, ...], _Passage](), dict[tuple[str, ...], list[_Passage]]()
    for source in library.of("program"):
        rests_on = (source.table, library.kind)
        every = library.kept.once(("passages", source.path), rests_on, partial(_passages, source, library))
        own = [one for one in every if not one.is_promise]
        yield from _copy(own, known)
        for one in own:
            for run in one.runs:
                known.setdefault(run, one)
        for one in every:
            if one.is_promise:
                promises.setdefault(one.words, []).append(one)
    for first, *others in promises.values():
        if others:
            named = ", ".join(one.program for one in others[:5]) + (" and more" if others[5:] else "")
            have = "has" if len(others) == 1 else "have"
            what = f"{named} {have} the same promise as {first.program} ({first.where})"
            hint = "write for each program what sets it apart"
            yield Problem(others[0].where, what, hint, "note", "same-text")


def _copy(own: Sequence[_Passage], known: Mapping[tuple[str, ...], _Passage]) -> Iterator[Problem]:
    """That most words of a program are those of one other, told at the first text that is."""
    count, pairs = Counter[str](), dict[str, tuple[_Passage, _Passage]]()
    for one in own:
        copied: dict[str, set[int]] = {}
        for at, run in enumerate(one.runs):
            if other := known.get(run):
                copied.setdefault(other.program, set()).update(range(at, at + len(run)))
                pairs.setdefault(other.program, (one, other))
        count.update({program: len(words) for program, words in copied.items()})
    total = sum(len(one.words) for one in own)
    for program, number in count.most_common(1):
        if number >= _COPIED * total:
            one, other = pairs[program]
            what = f"of {total} words of {one.program} {number} are those of {program} ({other.where})"
            hint = "write what is particular to it, or put what both say into a section that both use"
            yield Problem(one.where, what, hint, "note", "same-text")


def _passages(source: Source, library: Library) -> list[_Passage]:
    """What only this program says of itself: its promise, and texts of its groups that are long enough."""
    table, groups = source.table or Table(source.where), {group.id for group in library.kind.groups}
    found = list[_Passage]()
    for key, value in table.items():
        is_promise = key == "promise"
        if not is_promise and key not in groups:
            continue
        for entry in entries(value, Shape(single=Line) if is_promise else Shape(model=Group)):
            if entry.shape.is_text and isinstance(entry.value, Text):
                words = tuple(re.findall(r"\w+", entry.value.casefold()))
                if words and (is_promise or len(words) >= _FEWEST):
                    where = where_of(entry.value, table.places[key])
                    found.append(_Passage(words, where, source.id, is_promise))
    return found


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


#: Ways to reach somebody that a contact may have.
_REACHED_BY: Final = ("address", "phone", "email", "hours")


def check_contacts(library: Library) -> Iterator[Problem]:
    """Ways to reach the institution for which a program's own contact has nothing in their place; once."""
    house, found = _contact_in(library.table("institution")), list[tuple[Table, str]]()
    for source in library.of("program"):
        own = _contact_in(source.table.get("apply")) if source.table else None
        if house and own and any(name in house and name not in own for name in _REACHED_BY):
            found.append((own, source.id))
    if found and house:
        own, program = found[0]
        left = ", ".join(name for name in _REACHED_BY if name in house and name not in own)
        also = f"; so are {len(found) - 1} more" if found[1:] else ""
        what = f"this contact is printed in place of the institution's ({house.where}), without {left}{also}"
        hint = f"write it here too if it holds for {program}; if not, leave it so"
        yield Problem(own.where or Where(""), what, hint, "note", "other-contact")


def _contact_in(table: object) -> Table | None:
    contact = table.get("contact") if isinstance(table, Table) else None
    return contact if isinstance(contact, Table) else None
