"""What a PDF from elsewhere would lose in a packet, or why it cannot be taken. Must not judge what to do about it.

The kinds of notes. A part cannot be taken: `locked`, `damaged`, `xfa` (its pages are drawn by a form program). It can,
but not as it is: `untagged` (page by page, where only some are). Taken out of it: `script`, `launch` (starts a
program), `file` (hidden in the PDF), `media` (film, sound, 3D), `action` (any other), `signature` (no longer holds).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pypdf.errors import DependencyError, FileNotDecryptedError, WrongPasswordError

from brochure.packet import actions, balance, claims, outline, trees
from brochure.packet.admission import read_all
from brochure.packet.assembling import assemble
from brochure.packet.claims import Claims
from brochure.packet.names import as_written
from brochure.packet.objects import Ref, listed, look, real, words
from brochure.packet.part import PacketError, Part
from brochure.packet.source import Source, open_part
from brochure.packet.tags import is_marked

#: What pypdf raises for files that it has no key for, or whose cipher it has no library for.
_LOCKED = (FileNotDecryptedError, WrongPasswordError, DependencyError)
#: Operators that paint text, paths, images.
_PAINTS = re.compile(rb"(?<![^\s\])>])(?:Tj|TJ|'|\"|Do|sh|[fF]\*?|[bB]\*?|[sS]|BI)(?![^\s])")


@dataclass(frozen=True, order=True)
class Note:
    """Something about a part. `page` counts from 1, 0 means the document; `what` says more where there is more."""

    page: int
    kind: str
    what: str = ""


@dataclass(frozen=True)
class Inspection:
    """What is known of a part: notes, each once; the size of every page as it is shown, in points; its claims."""

    notes: tuple[Note, ...]
    sizes: tuple[tuple[float, float], ...] = ()
    claims: Claims = field(default_factory=Claims)

    def of(self, *kinds: str) -> tuple[Note, ...]:
        """The notes of these kinds."""
        return tuple(note for note in self.notes if note.kind in kinds)


def inspect(part: Part) -> Inspection:
    """Opens a part, looks at it, and merges it by itself to see that it can be."""
    with as_written():
        try:
            source = open_part(part)
            read_all(source.catalog)
            notes = tuple(sorted(set(_notes(source))))
            made = Inspection(
                notes, tuple(_size(page.entries) for page in source.pages), claims.read(source)
            )
        except Exception as error:  # a broken file makes its reader raise whatever it will
            return Inspection((Note(0, "locked" if isinstance(error, _LOCKED) else "damaged", str(error)),))
        try:
            assemble([part], title=part.title, language=part.language or "")
        except PacketError as error:
            return Inspection((Note(0, "damaged", "; ".join(problem.what for problem in error.problems)),))
        except Exception as error:  # likewise; and where it is a bug, the part still cannot be taken
            return Inspection((Note(0, "damaged", str(error)),))
    return made


def _notes(source: Source) -> Iterator[Note]:
    if source.locked:
        yield Note(0, "locked")
    form = look(source.catalog, "/AcroForm")
    if look(form, "/XFA") is not None:
        yield Note(0, "xfa")
    yield from _untagged(source)
    yield from _of_catalog(source)
    yield from _of_fields(form)
    for number, page in enumerate(source.pages, start=1):
        yield from (Note(number, kind) for kind in actions.dangers(page.entries.get("/AA")))
        if "/AF" in page.entries:
            yield Note(number, "file")
    yield from (Note(index + 1, kind) for index, kind in actions.clean_annotations(source))
    for item in outline.items(source):
        yield from (
            Note(0, kind, f"in the outline, {words(look(item.entries, '/Title'))}") for kind in item.dropped
        )


def _untagged(source: Source) -> Iterator[Note]:
    """The document, or the pages that paint something and that neither its tags nor its artifacts know."""
    root = look(source.catalog, "/StructTreeRoot")
    if not is_marked(source) or not listed(look(root, "/K")):
        yield Note(0, "untagged")
        return
    known = {number for number, _ in trees.entries(look(root, "/ParentTree"), "/Nums")}
    for number, page in enumerate(source.pages, start=1):
        data = balance.content_of(page)
        if (
            look(page.entries, "/StructParents") not in known
            and _PAINTS.search(data)
            and b"/Artifact" not in data
        ):
            yield Note(number, "untagged")


def _of_catalog(source: Source) -> Iterator[Note]:
    catalog = source.catalog
    opening = look(catalog, "/OpenAction")
    if isinstance(opening, dict) and not actions.is_kept(opening):
        yield Note(0, actions.kind_of(opening), "on opening")
    yield from (Note(0, kind) for kind in actions.dangers(catalog.get("/AA")))
    held = look(catalog, "/Names")
    for called, _ in trees.entries(look(held, "/JavaScript"), "/Names"):
        yield Note(0, "script", words(called))
    for called, value in trees.entries(look(held, "/EmbeddedFiles"), "/Names"):
        yield Note(
            0, "file", words(look(real(value), "/UF")) or words(look(real(value), "/F")) or words(called)
        )
    if "/AF" in catalog and look(held, "/EmbeddedFiles") is None:
        yield Note(0, "file")


def _of_fields(form: Any) -> Iterator[Note]:
    """Scripts of form fields, and signatures."""
    stack, seen = listed(look(form, "/Fields")), set[int]()
    while stack:
        field = stack.pop()
        if not isinstance(field, Ref) or field.number in seen or not isinstance(real(field), dict):
            continue
        seen.add(field.number)
        entries, called = real(field), words(look(real(field), "/T"))
        if "/Subtype" not in entries:  # those of a field that is an annotation are told with its page
            yield from (
                Note(0, kind, f"in the field {called}") for kind in actions.dangers(entries.get("/AA"))
            )
        if look(entries, "/FT") == "/Sig" and look(entries, "/V") is not None:
            yield Note(0, "signature", called)
        stack = [*stack, *listed(entries.get("/Kids"))]


def _size(page: Any) -> tuple[float, float]:
    """Width and height of the trimmed page as it is shown."""
    box = next(
        look(page, one) for one in ("/TrimBox", "/CropBox", "/MediaBox") if look(page, one) is not None
    )
    left, bottom, right, top = (float(real(side)) for side in box)
    turn, unit = look(page, "/Rotate"), look(page, "/UserUnit") or 1
    wide, high = abs(right - left) * float(unit), abs(top - bottom) * float(unit)
    return (high, wide) if isinstance(turn, int) and turn % 180 == 90 else (wide, high)
