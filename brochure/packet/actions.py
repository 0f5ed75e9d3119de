"""Actions (ISO 32000-1, 12.6): which a packet keeps.

A packet goes to people who do not know its makers: what runs a program, a script or a recording, or opens a
file, in the PDF or beside it, is taken out. What moves to a place stays, and what opens an address of the
web, a mailbox or a telephone; one of a share would be told who the reader is. pikepdf's `sanitize` takes
out by kind what is known to be harmful; here everything goes that is not known to be harmless, and each is
told with its page.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from pikepdf import Dictionary, Name, Stream

from brochure.packet.part import OpenPart
from brochure.pdf import bare_uri, each, entries, get, is_public, name_of, text_of

KEPT: Final = frozenset({"/GoTo", "/URI", "/Named", "/SetOCGState"})
#: What is taken out, by the kind of its action; anything else is an `action`.
_KINDS: Final = {
    "/JavaScript": "script",
    "/Launch": "launch",
    "/GoToR": "address",
    "/Thread": "address",
    "/URI": "address",
    "/GoToE": "file",
    "/Rendition": "media",
    "/Movie": "media",
    "/Sound": "media",
    "/RichMediaExecute": "media",
    "/GoTo3DView": "media",
    **dict.fromkeys(("/SubmitForm", "/ImportData", "/ResetForm", "/Hide", "/Trans"), "action"),
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


_SCRIPTS: Final = ("javascript:", "vbscript:", "data:")
#: What is taken off wherever it is, and its kind; what nothing calls where it is has none.
_LEFT_ANYWHERE: Final = {
    "/AF": "file",
    "/EF": "file",
    "/JS": "script",
    "/AA": "",
    "/PA": "",
    "/OpenAction": "",
    "/EmbeddedFiles": "",
    "/JavaScript": "",
    "/RichMediaContent": "media",
}
#: Where a stream has its data or its pages from another file.
_OUTSIDE: Final = frozenset({"/F", "/FFilter", "/FDecodeParms", "/Ref", "/OPI"})


def is_harmless(kind: str, address: str) -> bool:
    """Whether an action is harmless, by its own kind and the address that it opens."""
    return kind in KEPT and is_public(address)


def is_kept(action: Any) -> bool:
    """Whether an action stays."""
    return is_harmless(name_of(get(action, "/S")), text_of(get(action, "/URI")))


def kind_of(action: Any) -> str:
    """What an action that is not kept would do: script, launch, address, file, media or another action."""
    is_script = bare_uri(text_of(get(action, "/URI"))).lower().startswith(_SCRIPTS)
    return "script" if is_script else _KINDS.get(name_of(get(action, "/S")), "action")


def dangers(actions: Any) -> list[str]:
    """The kinds of what would be taken out of a dictionary of actions for events (`AA`)."""
    return [kind_of(one) for one in entries(actions).values() if not is_kept(one)]


def keep_harmless(holder: Any) -> list[str]:
    """Takes the dangerous actions off an annotation or an outline item; gives their kinds."""
    dropped = dangers(holder.get("/AA"))
    for key in holder.keys() & {"/AA", "/PA"}:  # what it did formerly is of no use to anybody
        del holder[key]
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


def sweep(value: Any) -> set[str]:
    """Takes off any dictionary or stream what has no place in a packet, wherever it hangs; gives its kinds.

    Nothing looks for it there, and who does would be a stranger's accomplice.
    """
    dropped = {kind for key, kind in _LEFT_ANYWHERE.items() if key in value}
    if isinstance(value, Stream) and value.keys() & _OUTSIDE:
        dropped.add("outside")
    for key in value.keys() & {*_LEFT_ANYWHERE, *(_OUTSIDE if isinstance(value, Stream) else ())}:
        del value[key]
    for key, held in entries(value).items():
        found = [one for one in each(held) if _is_danger(one)]
        if found:
            del value[key]
            dropped |= {kind_of(one) for one in found}
    return dropped - {""}


def _is_danger(value: Any) -> bool:
    """Whether something is an action that is not kept; elements of a structure tree have an `S` too."""
    kind = name_of(get(value, "/S"))
    is_element = isinstance(value, Dictionary) and ("/K" in value or "/P" in value)
    return kind in _KINDS and not is_element and not is_kept(value)


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
