"""Actions (ISO 32000-1, 12.6): which a packet keeps.

A packet goes to people who do not know its makers: what runs a program, a script or a recording, or opens a file
hidden in the PDF is taken out. What moves to a place or an address stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from brochure.packet.objects import Dictionary, listed, look, put, real, words
from brochure.packet.source import Page, Source

_KEPT = frozenset({"/GoTo", "/GoToR", "/URI", "/Named", "/SetOCGState"})
#: What is taken out, by the kind of its action; anything else is an `action`.
_KINDS = {
    "/JavaScript": "script",
    "/Launch": "launch",
    "/GoToE": "file",
    "/Rendition": "media",
    "/Movie": "media",
    "/Sound": "media",
    "/RichMediaExecute": "media",
    "/GoTo3DView": "media",
}
#: Annotations that bring something along (12.5.6), its kind, and the entries that hold it.
_LOADED = {
    "/FileAttachment": ("file", ("/FS",)),
    "/Sound": ("media", ("/Sound",)),
    "/Movie": ("media", ("/Movie",)),
    "/Screen": ("media", ("/MK",)),
    "/RichMedia": ("media", ("/RichMediaContent", "/RichMediaSettings")),
    "/3D": ("media", ("/3DD", "/3DV", "/3DA", "/3DI", "/3DB", "/3DU")),
}


def is_kept(action: Any) -> bool:
    """Whether an action is harmless, its own kind and the address that it opens."""
    if not isinstance(action, dict) or look(action, "/S") not in _KEPT:
        return False
    return not words(look(action, "/URI")).strip().lower().startswith("javascript:")


def kind_of(action: Any) -> str:
    """What an action that is not kept would do: script, launch, file, media or another action."""
    return "script" if look(action, "/S") == "/URI" else _KINDS.get(str(look(action, "/S")), "action")


def dangers(actions: Any) -> list[str]:
    """The kinds of what would be taken out of a dictionary of actions for events (`AA`)."""
    return [kind_of(one) for one in map(real, (real(actions) or {}).values()) if not is_kept(one)]


def keep_harmless(holder: Dictionary) -> list[str]:
    """Takes the dangerous actions off an annotation or an outline item; gives their kinds."""
    dropped = dangers(holder.pop("/AA", None))
    action = look(holder, "/A")
    if action is None:
        return dropped
    if not is_kept(action):
        holder.pop("/A")
        return [*dropped, kind_of(action)]
    following = [real(one) for one in listed(action.get("/Next"))]
    if any(not is_kept(one) or "/Next" in one for one in following):
        action.pop("/Next")
        dropped += [kind_of(one) for one in following if not is_kept(one)]
    return dropped


def of(holder: Dictionary) -> Iterator[Dictionary]:
    """The action of an annotation or an outline item, and those that follow it."""
    action = look(holder, "/A")
    if isinstance(action, dict):
        yield action
        yield from (one for one in map(real, listed(action.get("/Next"))) if isinstance(one, dict))


def annotations_of(source: Source) -> Iterator[tuple[int, Any, Dictionary]]:
    """Every annotation of a part, as `annotations_on` gives them."""
    return annotations_on(source.pages)


def annotations_on(pages: Iterable[Page]) -> Iterator[tuple[int, Any, Dictionary]]:
    """Every annotation: its page from 0, the entry as it stands in the page, and the annotation."""
    for index, page in enumerate(pages):
        for entry in listed(page.entries.get("/Annots")):
            annotation = real(entry)
            if isinstance(annotation, dict):
                yield index, entry, annotation


def clean_annotations(source: Source) -> list[tuple[int, str]]:
    """Harmless annotations only; gives the page, from 0, and the kind of everything that was taken out."""
    dropped = []
    for index, _, annotation in annotations_of(source):
        dropped += [(index, kind) for kind in (*keep_harmless(annotation), *_unload(annotation))]
    return dropped


def _unload(annotation: Dictionary) -> list[str]:
    """One that carried something stays for what it shows or says, since the structure tree points to it."""
    found = ["file"] if annotation.pop("/AF", None) is not None else []
    kind, entries = _LOADED.get(str(look(annotation, "/Subtype")), ("", ()))
    if not kind:
        return found
    for entry in entries:
        annotation.pop(entry, None)
    put(annotation, "/Subtype", "/Stamp" if "/AP" in annotation and kind == "media" else "/Text")
    put(annotation, "/Name", None)
    return [*found, kind]
