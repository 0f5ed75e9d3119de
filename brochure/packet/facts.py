"""What must be the same of a part before and after a merge, in values that can be compared and kept.

Read from a PDF by the second reader alone, page numbers relative to the part: nothing here knows how a merge
is done, so that the proof does not repeat its mistakes. Names, numbers and references, which a merge
changes, do not occur.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from pypdf.errors import DependencyError, PyPdfError
from pypdf.generic import ContentStream, IndirectObject, NameObject, NullObject, NumberObject

from brochure.packet.links import LOADED, is_harmless
from brochure.packet.page_content import NESTING, open_pages
from brochure.packet.second import (
    SUBSET,
    ReadPage,
    Reread,
    canon,
    codes_of,
    collector_paused,
    is_stream,
    listed,
    look,
    plain,
    raw,
    real,
    words,
)
from brochure.packet.tag_facts import Walk
from brochure.pdf import UnreadableError, listening, open_pdf, save

#: What pypdf raises for files, or things in files, that it cannot read.
UNREAD: Final = (
    PyPdfError,
    DependencyError,
    NotImplementedError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    IndexError,
    RecursionError,
    AssertionError,
)
_BOXES: Final = ("/MediaBox", "/CropBox", "/TrimBox", "/BleedBox", "/Rotate")
#: Filters that a merge may exchange for another: what they hold is compared, not how it is packed.
LOSSLESS: Final = frozenset(
    {"/FlateDecode", "/LZWDecode", "/ASCII85Decode", "/ASCIIHexDecode", "/RunLengthDecode"}
)
_PACKING: Final = frozenset({"/Filter", "/DecodeParms", "/Length"})
#: What grows once subsets of a typeface are joined, and where places in the document and numbers stand.
_JOINED: Final = frozenset({"/FontFile2", "/CIDSet", "/FontBBox"})
_CODES: Final = frozenset({"/ToUnicode", "/DescendantFonts"})
#: Resources that may have resources of their own.
_PAINTING: Final = ("/XObject", "/Pattern", "/Font")
_TIES: Final = frozenset({"/StructParent", "/StructParents", "/Parent", "/P", "/AF", "/Metadata"})
#: A line for each code of a font.
Codes = bytes


@dataclass(frozen=True)
class Look:
    """A page as it is painted: digests of its content streams and of its resources by name, its boxes.

    `codes` are those of its subsets, as `codes_of` gives them, by their names: a merge may add to them.
    """

    content: tuple[bytes, ...]
    resources: frozenset[tuple[str, bytes]]
    boxes: Any
    codes: frozenset[tuple[str, Codes]]


@dataclass(frozen=True)
class Facts:
    """What is known of one part before the merge; `tags` is a digest of its structure, `places` are where
    its named destinations lead, and the tops of its pages (`page=2`; the empty name is the first), `lost` is
    what the file refers to and does not hold.

    `open_pages` are the pages whose content does not close what it opens: what a merge will mend.
    """

    looks: tuple[Look, ...]
    tags: bytes | None
    links: tuple[Any, ...]
    outline: tuple[Any, ...]
    places: dict[bytes, Any]
    lost: tuple[tuple[int, str], ...] = ()
    open_pages: frozenset[int] = frozenset()


def facts_of(data: bytes) -> Facts:
    """Facts of the bytes of a part: for proofs of packets that hold it. Raises `UnreadableError`.

    A part that the second reader cannot read is given to it as the first one writes it.
    """
    with listening([]), collector_paused():
        try:
            return _facts(data)
        except UNREAD:
            return mended_facts(data)


def mended_facts(data: bytes) -> Facts:
    """The same of the part as qpdf mends it. Raises `UnreadableError`."""
    with closing(open_pdf(data)) as opened, listening([]):
        try:
            return _facts(save(opened.pdf))
        except UNREAD as error:
            why = error.why if isinstance(error, UnreadableError) else ""
            raise UnreadableError("damaged", why=why or str(error)) from error


def _facts(data: bytes) -> Facts:
    with closing(open_pdf(data)) as opened:
        left_open = open_pages(page.obj for page in opened.pdf.pages)
    with closing(Reread(data)) as document:
        return _read(document, left_open)


def _read(document: Reread, open_pages: frozenset[int]) -> Facts:
    tops = [top_fact(number, page) for number, page in enumerate(document.pages)]
    places = {called: goal(document, target) for (_, called), target in reversed(document.names.items())}
    return Facts(
        tuple(looks(document, Painted(document))),
        Walk.of_part(document).digest() if document.root is not None else None,
        links(document),
        tuple(outline(document)),
        places | {b"": tops[0]} | {b"page=%d" % number: top for number, top in enumerate(tops, start=1)},
        tuple(_lost(document)),
        open_pages,
    )


def top_fact(number: int, page: ReadPage) -> tuple[Any, ...]:
    """The goal at the upper edge of a page as it is shown; its number counts from 0."""
    box = listed(page.entries.get("/CropBox") or page.entries.get("/MediaBox"))
    return "page", number, ("/XYZ", None, canon(box[3]), None)


def looks(document: Reread, painted: Painted) -> Iterator[Look]:
    """The pages as they are painted; what several paint with is looked at once."""
    for page in document.pages:
        entries = page.entries
        yield Look(
            tuple(_digest(one) for value in _content(page) if (one := real(value)) is not None),
            painted.named(entries.get("/Resources")),
            tuple(canon(entries.get(box)) for box in _BOXES),
            painted.codes(entries.get("/Resources")),
        )


def operations(document: Reread, page: ReadPage) -> list[str]:
    """What a page's content does, but for opening and closing states, texts and marks."""
    content = ContentStream(page.entries.get("/Contents"), document.reader)
    return [
        repr((one, operator)) for one, operator in content.operations if operator.decode() not in NESTING
    ]


def _content(page: ReadPage) -> list[Any]:
    return listed(page.entries.get("/Contents"))


def _digest(content: Any) -> bytes:
    """Of a stream's data, unpacked where the packing may be exchanged, else as they are."""
    packing = [str(real(one)) for one in listed(content.get("/Filter"))]
    data = bytes(content._data)
    if not set(packing) <= LOSSLESS:
        return sha256(data).digest()
    try:
        is_plain = packing == ["/FlateDecode"] and "/DecodeParms" not in content
        return sha256(zlib.decompress(data) if is_plain else content.get_data()).digest()
    except (zlib.error, *UNREAD):
        return sha256(data).digest()


class Painted:
    """What the pages of a document paint with, a digest of each thing by all that it says and refers to."""

    def __init__(self, document: Reread) -> None:
        self._hidden = document.hidden
        self._known: dict[int, bytes] = {}
        self._codes: dict[int, tuple[Any, Codes | None]] = {}
        self._said: dict[int, frozenset[tuple[str, Codes]]] = {}
        self._named: dict[tuple[str, int], frozenset[tuple[str, bytes]]] = {}

    def named(self, resources: Any, kind: str = "") -> frozenset[tuple[str, bytes]]:
        """A digest for every name of a page's resources; what is nothing has none. Resources, and a kind of
        them, that several pages share are looked at once.
        """
        place = (kind, resources.idnum) if isinstance(resources, IndirectObject) else None
        if place in self._named:
            return self._named[place]
        held = real(resources)
        if isinstance(held, dict) and not kind:
            found = frozenset().union(*(self.named(holder, str(one)) for one, holder in held.items()))
        else:
            things = held.items() if isinstance(held, dict) else (("", resources),)
            said = ((f"{kind}{called}", self._digest(value)) for called, value in things)
            found = frozenset((called, digest) for called, digest in said if digest)
        if place is not None:
            self._named[place] = found
        return found

    def codes(self, resources: Any) -> frozenset[tuple[str, Codes]]:
        """Those of every subset among a page's resources by its name, and by its digest of every one among
        those of what is painted there.
        """
        place = resources.idnum if isinstance(resources, IndirectObject) else 0
        if place in self._said:
            return self._said[place]
        found, seen = set[tuple[str, Codes]](), {place}
        rest = [(real(resources), True)]
        while rest:
            some, is_own = rest.pop()
            for called, font in (look(some, "/Font") or {}).items():
                if (codes := self._codes_of(real(font))) is not None:
                    found.add((str(called) if is_own else self._digest(font).hex(), codes))
            for value in (one for kind in _PAINTING for one in (look(some, kind) or {}).values()):
                inside = real(value).get("/Resources") if isinstance(real(value), dict) else None
                number = inside.idnum if isinstance(inside, IndirectObject) else getattr(value, "idnum", 0)
                if inside is not None and number not in seen:
                    seen.add(number)
                    rest.append((real(inside), False))
        if place:
            self._said[place] = frozenset(found)
        return frozenset(found)

    def _codes_of(self, font: Any) -> Codes | None:
        if id(font) not in self._codes:
            self._codes[id(font)] = font, codes_of(font)
        return self._codes[id(font)][1]

    def _digest(self, value: Any, depth: int = 24) -> bytes:
        """Of a thing; none of what is nothing. What is referred to is remembered."""
        if not isinstance(value, IndirectObject):
            return self._told(value, depth)
        number = value.idnum
        if number not in self._known:
            self._known[number] = b"again"  # while it is told: what comes back to itself
            self._known[number] = self._told(real(value), 24) if depth else b"deep"
            if number in self._hidden:
                self._known[number] += b"hidden"
        return self._known[number]

    def _told(self, value: Any, depth: int) -> bytes:
        if value is None or type(value) is NullObject or _is_page(value):
            return b""
        said: list[bytes] = []
        self._tell(value, said, depth)
        return sha256(b" ".join(said)).digest()

    def _tell(self, value: Any, said: list[bytes], depth: int) -> None:
        """Says a thing; what is referred to is said by its digest."""
        if isinstance(value, dict):
            self._tell_entries(value, said, depth)
        elif isinstance(value, list):
            said.append(b"[")
            for one in list.__iter__(value):
                if isinstance(one, IndirectObject):
                    said.append(self._digest(one, depth - 1))
                elif isinstance(one, NumberObject):
                    said.append(b"%d" % one)
                else:
                    self._tell(one, said, depth - 1)
            said.append(b"]")
        else:
            said.append(repr(plain(value)).encode("utf-8", "surrogatepass"))

    def _tell_entries(self, value: Any, said: list[bytes], depth: int) -> None:
        stream = is_stream(value)
        skipped = _TIES | (_packing(value) if stream else frozenset())
        if "/FontFile2" in value and SUBSET.match(str(look(value, "/FontName"))):
            skipped |= _JOINED
            said.append(b"joined")
        if value.get("/Subtype") == "/Type0" and self._codes_of(value) is not None:
            skipped |= _CODES
            below = dict(real(listed(look(value, "/DescendantFonts"))[0]))
            self._tell_entries({key: below[key] for key in below.keys() - {"/W"}}, said, depth - 1)
        for key in sorted(value.keys() - skipped):
            one = value.get(key)
            called = key.encode("utf-8", "surrogatepass")
            if isinstance(one, IndirectObject):
                if digest := self._digest(one, depth - 1):
                    said += (called, digest)
            elif type(one) is not NullObject:
                said.append(called)
                self._tell(one, said, depth - 1)
        said.append(_digest(value) if stream else b">")


def _is_page(value: Any) -> bool:
    """Whether something is a page: one that is named among what is painted is painted by nobody, and no
    library copies it.
    """
    return isinstance(value, dict) and value.get("/Type") in ("/Page", "/Pages")


def _packing(stream: Any) -> frozenset[str]:
    packing = {str(real(one)) for one in listed(stream.get("/Filter"))}
    return _PACKING if packing <= LOSSLESS else frozenset({"/Length"})


def links(document: Reread) -> tuple[Any, ...]:
    """Kind and goals of every annotation of a part, page by page; those that carry something show a note or
    a picture.
    """
    return tuple(
        (index, _kind(one), goals(document, one))
        for index, page in enumerate(document.pages)
        for one in page.annotations()
    )


def _kind(annotation: Any) -> str:
    kind = str(look(annotation, "/Subtype"))
    loaded, _ = LOADED.get(kind, ("", ()))
    if not loaded:
        return kind
    return "/Stamp" if "/AP" in annotation and loaded == "media" else "/Text"


def outline(document: Reread) -> Iterator[tuple[str, Any]]:
    """Title and goals of every entry."""
    for entry in document.outline():
        yield words(look(entry, "/Title")), goals(document, entry)


def goals(document: Reread, holder: Any) -> tuple[Any, ...]:
    """Where an annotation or outline entry leads: pages of the part, addresses, other harmless actions."""
    found = [goal(document, holder.get("/Dest"))] if "/Dest" in holder else []
    for action in _kept(holder):
        kind = str(look(action, "/S"))
        if kind == "/GoTo":
            found.append(goal(document, action.get("/D")))
        elif "/URI" in action:
            found.append(("address", words(look(action, "/URI"))))
        else:
            found.append((kind, canon(action.get("/N")), canon(action.get("/F"))))
    return tuple(found)


def _kept(holder: Any) -> list[Any]:
    """The action of a holder and those that follow it, as far as a packet keeps them."""
    action = look(holder, "/A")
    if not _is_harmless(action):
        return []
    following = [real(one) for one in listed(action.get("/Next"))]
    if any(not _is_harmless(one) or "/Next" in one for one in following):
        return [action]
    return [action, *following]


def _is_harmless(action: Any) -> bool:
    return is_harmless(str(look(action, "/S")), words(look(action, "/URI")))


def goal(document: Reread, target: Any) -> tuple[Any, ...]:
    """Where a destination leads."""
    value = real(target)
    if value is not None and not isinstance(value, list | dict):
        value = real(document.names.get((isinstance(value, NameObject), raw(value))))
    spot = listed(value.get("/D", value.get("/SD")) if isinstance(value, dict) else value)
    if not spot:
        return ("nowhere",)
    first = real(spot[0])
    number = first if isinstance(first, int) else document.page_number(spot[0])
    if number is None:
        return ("element", document.role(first)) if look(first, "/S") is not None else ("nowhere",)
    return ("page", int(number) - document.first, tuple(canon(one) for one in spot[1:]))


def _lost(document: Reread) -> Iterator[tuple[int, str]]:
    """What pages refer to and the file does not hold: only this reader sees it, since qpdf takes it for
    nothing.
    """
    for number, page in enumerate(document.pages, start=1):
        if any(_is_lost(one) for one in (page.entries.get("/Contents"), *_content(page))):
            yield number, "content"
        for kind, holder in (look(page.entries, "/Resources") or {}).items():
            named = real(holder)
            if isinstance(named, dict):
                yield from ((number, f"{kind}{called}") for called in named if _is_lost(named.get(called)))


def _is_lost(value: Any) -> bool:
    return isinstance(value, IndirectObject) and isinstance(value.get_object(), NullObject | type(None))
