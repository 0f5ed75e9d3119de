"""Actions (ISO 32000-1, 12.6): which a packet keeps.

A packet goes to people who do not know its makers: what runs a program, a script, or opens a file hidden in the PDF
is taken out. What moves to a place or an address stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pypdf.generic import DictionaryObject

from brochure.packet.objects import listed, look, name, put, real, words
from brochure.packet.source import Source

_KEPT = frozenset({"/GoTo", "/GoToR", "/URI", "/Named", "/SetOCGState"})


def is_kept(action: Any) -> bool:
    """Whether an action is harmless, its own kind and the address that it opens."""
    if not isinstance(action, dict) or look(action, "/S") not in _KEPT:
        return False
    return not words(look(action, "/URI")).strip().lower().startswith("javascript:")


def keep_harmless(holder: DictionaryObject) -> None:
    """Takes the dangerous actions off an annotation or an outline item."""
    holder.pop("/AA", None)
    action = look(holder, "/A")
    if action is None:
        return
    if not is_kept(action):
        holder.pop("/A")
        return
    following = [real(one) for one in listed(action.get("/Next"))]
    if any(not is_kept(one) or "/Next" in one for one in following):
        action.pop("/Next")


def of(holder: DictionaryObject) -> Iterator[DictionaryObject]:
    """The action of an annotation or an outline item, and those that follow it."""
    action = look(holder, "/A")
    if isinstance(action, DictionaryObject):
        yield action
        yield from (one for one in map(real, listed(action.get("/Next"))) if isinstance(one, DictionaryObject))


def annotations_of(source: Source) -> Iterator[tuple[int, Any, DictionaryObject]]:
    """Every annotation of a part: its page from 0, the entry as it stands in the page, and the annotation."""
    for index, page in enumerate(source.pages):
        for entry in listed(page.entries.get("/Annots")):
            annotation = real(entry)
            if isinstance(annotation, DictionaryObject):
                yield index, entry, annotation


def clean_annotations(source: Source) -> None:
    """Harmless annotations only. One that carried a file stays as a note, since the structure tree points to it."""
    for _, _, annotation in annotations_of(source):
        keep_harmless(annotation)
        if look(annotation, "/Subtype") == "/FileAttachment":
            put(annotation, "/Subtype", name("Text"))
            put(annotation, "/Name", None)
            put(annotation, "/FS", None)
        annotation.pop("/AF", None)
