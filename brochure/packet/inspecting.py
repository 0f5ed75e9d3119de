"""What a PDF from elsewhere would lose in a packet, or why it cannot be taken. Must not judge what to do
about it.

The kinds of notes. A part cannot be taken: `locked`, `damaged`, `xfa` (its pages are drawn by a form
program). It can, but not as it is: `untagged` (page by page, where only some are), `mended` (damage that
lost nothing that is known), `lost` (it refers to what it does not hold). Taken out of it: `script`, `launch`
(starts a program), `address` (of a file, a share or a program), `file` (hidden in the PDF), `outside` (what
another file holds), `media` (film, sound, 3D), `action` (any other), `signature` (no longer holds).
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from pikepdf import Array, Dictionary, Stream, StreamDecodeLevel, parse_content_stream
from pypdf import apply_configuration
from pypdf.errors import LimitReachedError, PyPdfError
from pypdf.filters import ASCII85Decode, ASCIIHexDecode, LZWDecode, RunLengthDecode

from brochure.packet import links, outline
from brochure.packet.assembly import assemble
from brochure.packet.catalogs import Claims, Stated, fields_below
from brochure.packet.facts import LOSSLESS, Facts, facts_of
from brochure.packet.page_content import PAINTS, box_of
from brochure.packet.part import OpenPart, PacketError, Part, open_part
from brochure.pdf import (
    BROKEN,
    UnreadableError,
    each,
    entries,
    get,
    is_marked,
    name_of,
    names_in,
    number_of,
    numbers_in,
    text_of,
)

#: Objects that refer to one another in a longer row than this are too many for qpdf, which follows them
#: recursively.
_LONGEST: Final = 5_000
#: Bytes that may come out of one stream: the largest picture that is printed has fewer; and in one step.
_MOST: Final = 400_000_000
_STEP: Final = 1 << 24


_NOTHING: Final = Stated(Claims(), False, ())


@dataclass(frozen=True, order=True)
class Note:
    """Something about a part. `page` counts from 1, 0 means the document; `what` says more where there is
    more.
    """

    page: int
    kind: str
    what: str = ""


@dataclass(frozen=True)
class Inspection:
    """What is known of a part: notes, each once; the size of every page as it is shown, in points; what it
    states; the facts that the proof of a packet with it needs.
    """

    notes: tuple[Note, ...]
    sizes: tuple[tuple[float, float], ...] = ()
    stated: Stated = _NOTHING
    facts: Facts | None = None

    def of(self, *kinds: str) -> tuple[Note, ...]:
        """The notes of these kinds."""
        return tuple(note for note in self.notes if note.kind in kinds)


def inspect(part: Part) -> Inspection:
    """Opens a part, looks at it, and merges it by itself to see that it can be."""
    try:
        return _inspect(part)
    except UnreadableError as error:
        kind = "locked" if error.kind == "locked" else "damaged"
        return Inspection((Note(0, kind, error.why or str(error)),))
    except PacketError as error:
        return Inspection((Note(0, "damaged", "; ".join(problem.what for problem in error.problems)),))
    except Exception as error:  # a broken file makes its reader raise whatever it will
        return Inspection((Note(0, "damaged", str(error)),))


def _inspect(part: Part) -> Inspection:
    source = open_part(part)
    held = read_all(source.pdf.Root)
    for one in held:
        if isinstance(one, Stream):
            _refuse_bomb(one)
    notes = {*_notes(source), *_broken_streams(source)}
    hidden = {kind for one in held for kind in links.sweep(one)}  # where nobody would look for it
    notes |= {Note(0, kind) for kind in hidden - {note.kind for note in notes}}
    stated, sizes = Stated.of(source.pdf), tuple(_size(page) for page in source.pages)
    facts = facts_of(part.read())
    notes |= {Note(page, "lost", what) for page, what in facts.lost if what != "content"}
    notes |= {Note(0, "mended", line) for line in source.opened.warnings}
    if not any(note.kind == "damaged" for note in notes):
        assemble([part], title=part.title, language=part.language or "", known={part.digest(): facts})
    return Inspection(tuple(sorted(notes)), sizes, stated, facts)


def read_all(top: Any) -> list[Any]:
    """Reads everything that a part reaches, as a merge will; gives its dictionaries and streams.

    Raises `UnreadableError` for rows that are too long.
    """
    found: list[Any] = []
    seen: set[tuple[int, int]] = set()
    stack: list[tuple[Any, int]] = [(top, 0)]
    while stack:
        value, depth = stack.pop()
        if not isinstance(value, Array | Dictionary | Stream):
            continue
        if value.is_indirect:
            if value.objgen in seen:
                continue
            seen.add(value.objgen)
        if depth > _LONGEST:
            raise UnreadableError("damaged", why="its objects are nested too deeply")
        if not isinstance(value, Array):
            found.append(value)
        held = list(value.as_list()) if isinstance(value, Array) else list(entries(value).values())
        stack += [(one, depth + 1) for one in reversed(held)]
    return found


def _broken_streams(source: OpenPart) -> Iterator[Note]:
    """What is packed and cannot be unpacked to its end: qpdf and viewers take what comes out of it."""
    for number, page in enumerate(source.pages, start=1):
        if not all(_is_whole(one) and _unpacks(one) for one in each(page.get("/Contents"))):
            yield Note(number, "damaged", "its content is damaged")
    seen: set[tuple[int, int]] = set()
    for scope in source.pdf.content_scopes():
        held = [*entries(get(scope.resources, "/XObject")).values(), *_files(scope.resources)]
        for one in (*held, scope.content):
            if isinstance(one, Stream) and one.objgen not in seen:
                seen.add(one.objgen)
                if not _is_whole(one):
                    page = source.page_number(scope.page.obj) if scope.page is not None else None
                    yield Note((page or 0) + 1, "damaged", "a picture, form or typeface is damaged")


def _files(resources: Any) -> Iterator[Any]:
    """The files of typefaces."""
    for font in entries(get(resources, "/Font")).values():
        for holder in (font, *each(get(font, "/DescendantFonts"))):
            for key in ("/FontFile", "/FontFile2", "/FontFile3"):
                yield get(holder, "/FontDescriptor", key)


def _is_whole(stream: Any) -> bool:
    """Whether what is packed unpacks as it should: zlib to its end, what qpdf knows besides at all."""
    packing = [name_of(one) for one in each(stream.get("/Filter"))]
    if packing[:1] == ["/FlateDecode"] and not _is_whole_zlib(stream):
        return False
    return packing in ([], ["/FlateDecode"]) or not set(packing) <= LOSSLESS or _unpacks(stream)


def _unpacks(stream: Any) -> bool:
    try:
        stream.read_bytes(StreamDecodeLevel.specialized)
    except BROKEN:
        return False
    return True


def _refuse_bomb(stream: Stream) -> None:
    """Raises `UnreadableError` where more would come out of a stream than anybody needs, which qpdf does not
    ask: a small file can hold a machine full.

    What follows a filter that is none of these is a picture, as large as its dictionary says.
    """
    data, filters = bytes(stream.read_raw_bytes()), [name_of(one) for one in each(stream.get("/Filter"))]
    with apply_configuration(lzw_maximum_output_length=_MOST, run_length_maximum_output_length=_MOST):
        for number, name in enumerate(filters, start=1):
            if name not in _UNPACKING:
                return
            try:
                data = _UNPACKING[name](data)
            except LimitReachedError as error:
                what = f"holds more than {_MOST // 1_000_000} MB in one piece"
                raise UnreadableError("damaged", what) from error
            except (PyPdfError, ValueError) as error:
                if number == len(filters):
                    return  # what comes out before that is told as damaged
                raise UnreadableError("damaged", "holds what cannot be unpacked") from error


def _inflated(data: bytes) -> bytes:
    """What zlib makes of data, as far as it can. Raises `LimitReachedError`."""
    unpacking, found, size = zlib.decompressobj(), list[bytes](), 0
    with suppress(zlib.error):
        while data and not unpacking.eof:
            found.append(unpacking.decompress(data, _STEP))
            data, size = unpacking.unconsumed_tail, size + len(found[-1])
            if size > _MOST:
                raise LimitReachedError
    return b"".join(found)


#: Filters that may make more of data than it was, or stand before one that does. What follows the end that
#: the data itself marks is not read.
_UNPACKING: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    "/FlateDecode": _inflated,
    "/LZWDecode": LZWDecode.decode,
    "/RunLengthDecode": RunLengthDecode.decode,
    "/ASCIIHexDecode": ASCIIHexDecode.decode,
    "/ASCII85Decode": lambda data: ASCII85Decode.decode(data.partition(b"~>")[0] + b"~>"),
}


def _is_whole_zlib(stream: Any) -> bool:
    unpacking = zlib.decompressobj()
    try:
        rest = bytes(stream.read_raw_bytes())
        while rest and not unpacking.eof:
            unpacking.decompress(rest, 1 << 20)
            rest = unpacking.unconsumed_tail
    except zlib.error:
        return False
    return True


def _notes(source: OpenPart) -> Iterator[Note]:
    if source.pdf.is_encrypted:
        yield Note(0, "locked")
    form = get(source.pdf.Root, "/AcroForm")
    if get(form, "/XFA") is not None:
        yield Note(0, "xfa")
    yield from _untagged(source)
    yield from _of_catalog(source)
    yield from _of_fields(form)
    for number, page in enumerate(source.pages, start=1):
        yield from (Note(number, kind) for kind in links.dangers(page.get("/AA")))
        if "/AF" in page:
            yield Note(number, "file")
    yield from (Note(index + 1, kind) for index, kind in links.clean_annotations(source))
    for item in outline.items(source):
        where = f"in the outline, {text_of(item.entry.get('/Title'))}"
        yield from (Note(0, kind, where) for kind in item.dropped)


def _untagged(source: OpenPart) -> Iterator[Note]:
    """The document, or the pages that paint something and that neither its tags nor its artifacts know."""
    if not is_marked(source.pdf) or not each(get(source.root, "/K")):
        yield Note(0, "untagged")
        return
    known = {number for number, _ in numbers_in(get(source.root, "/ParentTree"))}
    for number, page in enumerate(source.pages, start=1):
        if page.get("/StructParents") not in known and _paints(page):
            yield Note(number, "untagged")


def _paints(page: Any) -> bool:
    """Whether a page has no artifact and something else to show."""
    try:
        marks = parse_content_stream(page, "BMC BDC")
        is_artifact = any(name_of(next(iter(one.operands), None)) == "/Artifact" for one in marks)
        return not is_artifact and bool(parse_content_stream(page, PAINTS))
    except BROKEN:
        return True


def _of_catalog(source: OpenPart) -> Iterator[Note]:
    catalog = source.pdf.Root
    opening, held = catalog.get("/OpenAction"), catalog.get("/Names")
    if isinstance(opening, Dictionary) and not links.is_kept(opening):
        yield Note(0, links.kind_of(opening), "on opening")
    yield from (Note(0, kind) for kind in links.dangers(catalog.get("/AA")))
    for called, _ in names_in(get(held, "/JavaScript")):
        yield Note(0, "script", called.decode("utf-8", "replace"))
    for called, value in names_in(get(held, "/EmbeddedFiles")):
        said = text_of(get(value, "/UF")) or text_of(get(value, "/F"))
        yield Note(0, "file", said or called.decode("utf-8", "replace"))
    if "/AF" in catalog and get(held, "/EmbeddedFiles") is None:
        yield Note(0, "file")


def _of_fields(form: Any) -> Iterator[Note]:
    """Scripts of form fields, and signatures."""
    for field in fields_below(each(get(form, "/Fields"))):
        called = text_of(field.get("/T"))
        if "/Subtype" not in field:  # those of a field that is an annotation are told with its page
            yield from (Note(0, kind, f"in the field {called}") for kind in links.dangers(field.get("/AA")))
        if name_of(field.get("/FT")) == "/Sig" and field.get("/V") is not None:
            yield Note(0, "signature", called)


def _size(page: Any) -> tuple[float, float]:
    """Width and height of the trimmed page as it is shown."""
    left, bottom, right, top = box_of(page)
    turn, unit = page.get("/Rotate"), number_of(page.get("/UserUnit")) or 1.0
    wide, high = (right - left) * unit, (top - bottom) * unit
    return (high, wide) if isinstance(turn, int) and turn % 180 == 90 else (wide, high)
