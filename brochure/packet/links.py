"""Where links lead and what they do: destinations (ISO 32000-1, 12.3.2), of which every one keeps
pointing into its own part and `packet:` into another, and actions (12.6), of which a packet keeps those
that do no harm.

Named destinations of all parts come into one name tree. A name that more than one part uses is prefixed
with the part's name (`drawing:apply`); one that a part uses without having it stays without a target and
cannot catch a neighbor's. Old dictionaries of destinations (catalog `Dests`) become entries of the tree.

`packet:NAME` opens the first page of part NAME, `packet:NAME#page=3` its third one, and
`packet:NAME#dest` a named destination of it. Layouts write them as plain addresses, since no part knows
where another will stand. The annotation, its Contents and its place in the structure stay; Contents that
only repeat the address are replaced by the title of the part, because they are read out.

A packet goes to people who do not know its makers: what runs a program, a script or a recording, or opens
a file, in the PDF or beside it, is taken out. What moves to a place stays, and what opens an address of
the web, a mailbox or a telephone; one of a share would be told who the reader is. pikepdf's `sanitize`
takes out by kind what is known to be harmful; here everything goes that is not known to be harmless, and
each is told with its page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from brochure.errors import Problem
from brochure.packet.part import OpenPart, Part, problem
from brochure.pdf import (
    Branches,
    bare_uri,
    bytes_of,
    each,
    entries,
    get,
    is_public,
    name_of,
    names_in,
    text_of,
)

KEPT: Final = frozenset({"/GoTo", "/URI", "/Named", "/SetOCGState"})
#: What is taken out, by the kind of its action; anything else is an `action`.
_KINDS: Final = {
    **{"/JavaScript": "script", "/Launch": "launch", "/GoToE": "file"},
    **dict.fromkeys(("/GoToR", "/Thread", "/URI"), "address"),
    **dict.fromkeys(("/Rendition", "/Movie", "/Sound", "/RichMediaExecute", "/GoTo3DView"), "media"),
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
    **{"/AF": "file", "/EF": "file", "/JS": "script", "/RichMediaContent": "media"},
    **dict.fromkeys(("/AA", "/PA", "/OpenAction", "/EmbeddedFiles", "/JavaScript"), ""),
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


def actions_of(holder: Any) -> Iterator[Any]:
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


#: A name's kind (name object or string) and its bytes: the two kinds are different names to one part.
Named = tuple[bool, bytes]
#: A dictionary, and its entry that names a place.
Holder = tuple[Any, str]
SCHEME: Final = "packet:"
#: A page of a part, as PDF names it in addresses (ISO 32000-1, 8.2.3).
_PAGE: Final = re.compile(r"page=([1-9][0-9]{0,4})")


@dataclass(frozen=True)
class _Own:
    """The names of one part: those that it has with where they lead, what refers to names, all it uses."""

    part: str
    defined: dict[Named, Any]
    holders: list[tuple[Holder, Named]]
    used: tuple[Named, ...]


class Destinations:
    """The named destinations of all parts, and what each is called in the packet once all are known."""

    def __init__(self, pdf: Pdf, by_part: bool = False) -> None:
        """Where nodes are `by_part`, every name is prefixed, so that no node begins within another."""
        self._own: list[_Own] = []
        self._new: list[dict[Named, bytes]] = []
        self._by_part, self._places = by_part, Branches(pdf, "/Names", by_part)

    def take(
        self, part: str, defined: dict[Named, Any], holders: Sequence[Holder], pages: Sequence[Any]
    ) -> None:
        """Takes over those of a part: where its names lead, and what names a place, as objects of the
        packet.
        """
        named = []
        for holder, key in holders:
            called = _named(holder.get(key))
            if called:
                named.append(((holder, key), called))
            else:
                _page_by_number(holder, key, pages)
        used = dict.fromkeys((*defined, *(called for _, called in named)))
        self._own.append(_Own(part, defined, named, tuple(used)))

    def settle(self) -> None:
        """Gives every name its new one; parts in order, names in the order of their files."""
        count = Counter(plain for own in self._own for plain in {spelled for _, spelled in own.used})
        taken = {spelled for spelled, uses in count.items() if uses == 1}
        if self._by_part:
            count, taken = count + count, set()
        self._new = [{named: _new_name(own, named, count, taken) for named in own.used} for own in self._own]
        for own, new in zip(self._own, self._new, strict=True):
            for (holder, key), called in own.holders:
                holder[key] = String(new[called])

    def write(self) -> dict[str, Object]:
        """Writes the entries of the tree, once all are known; gives the nodes by part, where it has such."""
        nodes = {
            own.part: self._places.add([(new[named], target) for named, target in own.defined.items()])
            for own, new in zip(self._own, self._new, strict=True)
        }
        return {part: node for part, node in nodes.items() if node is not None}

    def take_bound(self, part: Any) -> None:
        """Takes up those of a part of a collection as they are."""
        self._places.take(part.get("/Places"))

    def tree(self) -> Object | None:
        """The name tree."""
        return self._places.tree()

    def find(self, part: str, spelled: bytes) -> String | None:
        """What a destination of one part is called in the packet; None where the part has no such."""
        both = [pair for pair in zip(self._own, self._new, strict=True) if pair[0].part == part]
        found = (
            new[kind, spelled]
            for own, new in both
            for kind in (False, True)
            if (kind, spelled) in own.defined
        )
        return next(map(String, found), None)


def _new_name(own: _Own, named: Named, count: Counter[bytes], taken: set[bytes]) -> bytes:
    kind, spelled = named
    twin = kind and (False, spelled) in own.used
    if count[spelled] == 1 and not twin:
        return spelled
    wanted = own.part.encode() + b":" + spelled
    while wanted in taken:
        wanted += b"~"
    taken.add(wanted)
    return wanted


def defined(source: OpenPart) -> dict[Named, Any]:
    """The named destinations of a part that lead to a page of it or to a structure element."""
    found: dict[Named, Any] = {}
    for called, target in names_in(get(source.pdf.Root, "/Names", "/Dests")):
        if _is_sound(source, target):
            found.setdefault((False, called), target)
    for key, target in entries(get(source.pdf.Root, "/Dests")).items():
        if _is_sound(source, target):
            found.setdefault((True, key[1:].encode("utf-8", "surrogateescape")), target)
    return found


def holders_of(holders: Sequence[Any]) -> list[Holder]:
    """Every dictionary that names a place, once, also where several annotations share an action."""
    found: list[Holder] = []
    seen: set[tuple[int, int]] = set()
    for holder in holders:
        if "/Dest" in holder:
            found.append((holder, "/Dest"))
        for action in actions_of(holder):
            if action.get("/S") == Name.GoTo and "/D" in action:
                if action.is_indirect and action.objgen in seen:
                    continue
                seen.add(action.objgen)
                found.append((action, "/D"))
    return found


def _named(value: Any) -> Named | None:
    return (isinstance(value, Name), bytes_of(value)) if isinstance(value, Name | String) else None


def _is_sound(source: OpenPart, target: Any) -> bool:
    """Whether a destination leads to a page of its part. Structure destinations go by their element."""
    spot = target.get("/D", target.get("/SD")) if isinstance(target, Dictionary) else target
    goal = next(iter(each(spot)), None)
    return source.page_number(goal) is not None or get(goal, "/S") is not None or bool(bytes_of(goal))


def _page_by_number(holder: Any, key: str, pages: Sequence[Any]) -> None:
    """Some programs name the page by its number, which means something only in a file of its own. A page
    that was taken out of the part before is not mended: null stands in its place, and the link stays dead.
    """
    spot = each(holder.get(key))
    number = spot[0] if spot else None
    if isinstance(number, int) and not isinstance(number, bool) and 0 <= number < len(pages):
        holder[key] = Array([pages[number], *spot[1:]])


def named_place(address: str) -> tuple[str, str]:
    """The part and the destination that an address names."""
    called, _, spot = address.removeprefix(SCHEME).partition("#")
    return unquote(called), unquote(spot)


@dataclass(frozen=True)
class _Crossing:
    """A `packet:` address, where it stands in its part, and the annotation or outline item that has it."""

    part: Part
    where: str
    holder: Any
    address: str


@dataclass(frozen=True)
class _Goal:
    """A part that can be reached: its title and its pages; of one that is bound already, also its places."""

    title: str
    pages: Sequence[Any]
    places: frozenset[bytes] = frozenset()


class Crossings:
    """All `packet:` addresses, and all places that they may name."""

    def __init__(self, places: Destinations) -> None:
        self._places = places
        self._goals: dict[str, _Goal] = {}
        self._found: list[_Crossing] = []

    def take(
        self, part: Part, pages: Sequence[Any], annotations: Sequence[Sequence[Any]], items: Sequence[Any]
    ) -> None:
        """Takes over those of a part, as objects of the packet."""
        self._goals[part.name] = _Goal(part.title, tuple(pages))
        noted = [
            (f"on page {number}", one) for number, some in enumerate(annotations, start=1) for one in some
        ]
        for where, holder in (*noted, *(("in the outline", item) for item in items)):
            address = text_of(get(holder, "/A", "/URI"))
            if address.startswith(SCHEME):
                self._found.append(_Crossing(part, where, holder, address))

    def take_bound(self, name: str, part: Any) -> None:
        """Takes up a part of a collection, to which other parts may lead."""
        named = each(get(part, "/Places", "/Names"))[::2]
        pages = tuple(each(part.get("/Pages")))
        self._goals[name] = _Goal(text_of(part.get("/Title")), pages, frozenset(map(bytes_of, named)))

    def problems(self) -> Iterator[Problem]:
        """All addresses that lead nowhere."""
        for one in self._found:
            called, spot = named_place(one.address)
            if self._find(called, spot) is None:
                known = (
                    f"that part has no destination {spot}"
                    if called in self._goals
                    else f"the parts are {', '.join(self._goals)}"
                )
                yield problem(one.part, f"the link {one.address} {one.where} leads nowhere", known)

    def connect(self) -> None:
        """Turns the addresses into places."""
        for one in self._found:
            called, spot = named_place(one.address)
            place = self._find(called, spot)
            one.holder["/A"] = Dictionary(Type=Name.Action, S=Name.GoTo, D=place)
            if text_of(one.holder.get("/Contents")) == one.address:
                one.holder["/Contents"] = String(self._goals[called].title)

    def _find(self, called: str, spot: str) -> Any:
        goal = self._goals.get(called)
        if goal is None:
            return None
        number = int(page[1]) if (page := _PAGE.fullmatch(spot)) else 0 if spot else 1
        if number:
            return top_of(goal.pages[number - 1]) if number <= len(goal.pages) else None
        bound = f"{called}:{spot}".encode()
        return String(bound) if bound in goal.places else self._places.find(called, spot.encode())


def top_of(page: Any) -> Array:
    """A destination: the upper edge of a page as it is shown, at the zoom that the reader has."""
    box = page.get("/CropBox") or page.get("/MediaBox")
    return Array([page, Name.XYZ, None, box[3], None])
