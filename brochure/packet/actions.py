"""Actions (ISO 32000-1, 12.6): which a packet keeps.

A packet goes to people who do not know its makers: what runs a program, a script or a recording, or opens a
file hidden in the PDF is taken out. What moves to a place or an address stays. pikepdf's `sanitize` takes
out by kind what is known to be harmful; here everything goes that is not known to be harmless, and each is
told with its page.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from pikepdf import Dictionary, Name

from brochure.packet.part import OpenPart
from brochure.pdf import each, entries, get, name_of, text_of

KEPT: Final = frozenset({"/GoTo", "/GoToR", "/URI", "/Named", "/SetOCGState"})
#: What is taken out, by the kind of its action; anything else is an `action`.
_KINDS: Final = {
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
LOADED: Final = {
    "/FileAttachment": ("file", ("/FS",)),
    "/Sound": ("media", ("/Sound",)),
    "/Movie": ("media", ("/Movie",)),
    "/Screen": ("media", ("/MK",)),
    "/RichMedia": ("media", ("/RichMediaContent", "/RichMediaSettings")),
    "/3D": ("media", ("/3DD", "/3DV", "/3DA", "/3DI", "/3DB", "/3DU")),
}


def is_script(address: str) -> bool:
    """Whether an address is a script."""
    return address.strip().lower().startswith("javascript:")


def is_kept(action: Any) -> bool:
    """Whether an action is harmless, its own kind and the address that it opens."""
    return name_of(get(action, "/S")) in KEPT and not is_script(text_of(get(action, "/URI")))


def kind_of(action: Any) -> str:
    """What an action that is not kept would do: script, launch, file, media or another action."""
    kind = name_of(get(action, "/S"))
    return "script" if kind == "/URI" else _KINDS.get(kind, "action")


def dangers(actions: Any) -> list[str]:
    """The kinds of what would be taken out of a dictionary of actions for events (`AA`)."""
    return [kind_of(one) for one in entries(actions).values() if not is_kept(one)]


def keep_harmless(holder: Any) -> list[str]:
    """Takes the dangerous actions off an annotation or an outline item; gives their kinds."""
    dropped = dangers(holder.get("/AA"))
    if "/AA" in holder:
        del holder["/AA"]
    action = holder.get("/A")
    if action is None:
        return dropped
    if not is_kept(action):
        del holder["/A"]
        return [*dropped, kind_of(action)]
    following = each(action.get("/Next"))
    if any(not is_kept(one) or "/Next" in one for one in following):
        del action["/Next"]
        dropped += [kind_of(one) for one in following if not is_kept(one)]
    return dropped


def of(holder: Any) -> Iterator[Any]:
    """The action of an annotation or an outline item, and those that follow it."""
    action = holder.get("/A")
    if isinstance(action, Dictionary):
        yield action
        yield from (one for one in each(action.get("/Next")) if isinstance(one, Dictionary))


def clean_annotations(source: OpenPart) -> list[tuple[int, str]]:
    """Harmless annotations only; gives the page, from 0, and the kind of everything that was taken out."""
    dropped = []
    for index, annotation in source.annotations():
        dropped += [(index, kind) for kind in (*keep_harmless(annotation), *_unload(annotation))]
    return dropped


def _unload(annotation: Any) -> list[str]:
    """One that carried something stays for what it shows or says, since the structure tree points to it."""
    found = ["file"] if "/AF" in annotation else []
    kind, keys = LOADED.get(name_of(annotation.get("/Subtype")), ("", ()))
    for key in annotation.keys() & {"/AF", *keys, *(("/Name",) if kind else ())}:
        del annotation[key]
    if not kind:
        return found
    annotation["/Subtype"] = Name.Stamp if "/AP" in annotation and kind == "media" else Name.Text
    return [*found, kind]
