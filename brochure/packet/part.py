"""What goes into a packet: a part, opened and found whole enough to be merged, and what is wrong with it.

Takes a PDF; gives its document, whose objects belong to this source alone and may be changed in place. Must
not know how anything is merged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any, Final

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from brochure.errors import BrochureError, Problem, Where
from brochure.pdf import (
    Opened,
    UnreadableError,
    each,
    entries,
    get,
    in_plain_words,
    number_of,
    open_pdf,
    pages_of,
    put,
)

#: What each kind of resource must be (ISO 32000-1, table 33), and what its things are called.
_RESOURCES: Final = {
    "/Font": (Dictionary, "typeface"),
    "/XObject": (Stream, "picture or form"),
    "/ExtGState": (Dictionary, "graphics state"),
    "/Properties": (Dictionary, "property list"),
}
#: Entries of a page that would run something, carry files, or point at what the packet does not take over:
#: actions, files, article beads, private data of other programs, previews.
_DROPPED: Final = ("/AA", "/AF", "/B", "/PieceInfo", "/Thumb", "/PresSteps", "/TemplateInstantiated", "/ID")


@dataclass(frozen=True)
class Part:
    """One PDF of the packet.

    `pdf` is the file, or where it stands. `name` is unique and what `packet:NAME` links say; `title` names
    its outline entry and its structure element. `language` (BCP 47) wins over the PDF's own. Without
    `outline` the part has no entry of its own in the packet's outline: its own top entries stand there
    instead, as for front matter. A part that `is_foreign` is refused where the packet would not be
    what it was: two libraries may read a damaged file differently.
    """

    name: str
    title: str
    pdf: bytes | Path
    language: str | None = None
    outline: bool = True
    is_foreign: bool = False

    def read(self) -> bytes:
        """The bytes of the file."""
        return self.pdf if isinstance(self.pdf, bytes) else self.pdf.read_bytes()

    def digest(self) -> str:
        """The SHA-256 of the bytes, in hexadecimal."""
        return sha256(self.read()).hexdigest()


class PacketError(BrochureError):
    """What the makers of the parts can mend: a part that cannot be read, a `packet:` link that leads
    nowhere.
    """


def problem(part: Part, what: str, hint: str = "") -> Problem:
    """A fault that stands in one part; the place is the part's name."""
    return Problem(Where(part.name), what, hint)


def raise_all(problems: Iterable[Problem]) -> None:
    """Raises all of them as one error, or does nothing where there are none."""
    found = tuple(problems)
    if found:
        raise PacketError(found)


@dataclass
class OpenPart:
    """A part in the course of a merge."""

    part: Part
    opened: Opened
    pages: list[Any] = field(default_factory=list)
    _numbers: dict[tuple[int, int], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.pages = [page.obj for page in self.pdf.pages]
        self._numbers = {page.objgen: index for index, page in enumerate(self.pages)}

    @property
    def pdf(self) -> Pdf:
        """The document."""
        return self.opened.pdf

    @property
    def root(self) -> Any:
        """The root of its structure tree, if it is tagged."""
        return get(self.pdf.Root, "/StructTreeRoot")

    @property
    def version(self) -> tuple[int, int]:
        """The version of PDF that it says it needs."""
        return version_of(self.pdf)

    def page_number(self, value: Any) -> int | None:
        """Which page of this part an object is, counted from 0."""
        return self._numbers.get(value.objgen) if isinstance(value, Dictionary) else None

    def annotations(self) -> Iterator[tuple[int, Any]]:
        """Every annotation with its page, from 0."""
        for index, page in enumerate(self.pages):
            for one in each(page.get("/Annots")):
                if isinstance(one, Dictionary):
                    yield index, one


def open_part(part: Part) -> OpenPart:
    """One part. Raises `UnreadableError` for what is no PDF, is locked, damaged or has no page."""
    source = OpenPart(part, open_pdf(part.pdf))
    if any("Pages tree includes" in line for line in source.opened.warnings):
        raise _damaged(f"page {_lost_page(part)} is not in the file")
    _admit(source)
    if any("more than once in the pages tree" in line for line in source.opened.warnings):
        _show_once(source)
    return source


def unreadable(part: Part, error: Exception) -> Problem:
    """That a part cannot be read, and why."""
    why = in_plain_words(error)
    if isinstance(error, UnreadableError):
        why = in_plain_words(error.why) if error.why else f"it {why}"
    return problem(part, f"the PDF cannot be read: {why}", "open it in a viewer and print it to a new PDF")


def settle(page: Any) -> None:
    """Takes off a page what a packet does not take over. Tabs follow the structure (PDF/UA-1, 7.18.3)."""
    for key in page.keys() & set(_DROPPED):
        del page[key]
    page["/Type"], page["/Tabs"] = Name.Page, Name.S
    if "/Resources" not in page:
        page["/Resources"] = Dictionary()


def renumber(holders: Iterable[Any], new: dict[int, int]) -> None:
    """Gives everything of a part that has a number its new one (ISO 32000-1, 14.7.4.4). Numbers that the
    part's own parent tree does not know are taken off, else they would point into a neighbor's.
    """
    for holder in holders:
        for key in holder.keys() & {"/StructParents", "/StructParent"}:
            put(holder, key, new.get(holder.get(key)))


def holders_of_numbers(source: OpenPart, parents: Iterable[Any] = ()) -> Iterator[Any]:
    """What may have a number in a part, each once: pages, annotations, also those that stand on no page and
    only in an element, pictures, forms and patterns.
    """
    yield from source.pages
    seen: set[tuple[int, int]] = set()
    kids = (kid for element in parents if isinstance(element, Dictionary) for kid in each(element.get("/K")))
    placed = (one for kid in kids if isinstance(one := get(kid, "/Obj"), Dictionary))
    for annotation in chain((one for _, one in source.annotations()), placed):
        if not annotation.is_indirect or annotation.objgen not in seen:
            seen |= {annotation.objgen} if annotation.is_indirect else set()
            yield annotation
    for scope in source.pdf.content_scopes():
        held = [] if scope.kind == "page" else [scope.content]
        for key in ("/XObject", "/Pattern"):
            held += entries(get(scope.resources, key)).values()
        for one in held:
            if isinstance(one, Object) and one.is_indirect and one.objgen not in seen:
                seen.add(one.objgen)
                yield one


def unnumber(source: OpenPart) -> None:
    """Takes all numbers off a part that loses its tags."""
    renumber(holders_of_numbers(source), {})


def _damaged(what: str) -> UnreadableError:
    return UnreadableError("damaged", why=what)


def _lost_page(part: Part) -> int:
    """The number of the first page that is not there, asked of the tree before it is mended."""
    with closing(open_pdf(part.pdf, mends_pages=False)) as opened:
        return next((page.number for page in pages_of(opened.pdf) if page.lacks), 0)


def _admit(source: OpenPart) -> None:
    """Looks once at what a merge and its proof rely on: the shape of pages and of the roots of trees."""
    seen: set[tuple[int, int]] = set()
    for number, page in enumerate(source.pages, start=1):
        if not all(isinstance(one, Stream) for one in each(page.get("/Contents"))):
            raise _damaged(f"the content of page {number} is damaged")
        if not _is_dictionary(page.get("/Resources")):
            raise _damaged(f"the resources of page {number} are damaged")
        for box in ("/MediaBox", "/CropBox", "/TrimBox"):
            if (sides := page.get(box)) is not None and not _is_box(sides):
                raise _damaged(f"the size of page {number} is damaged")
        if "/MediaBox" not in page:
            raise _damaged(f"page {number} has no size")
        if wrong := _wrong_resource(page.get("/Resources"), seen):
            raise _damaged(f"the {wrong} of page {number} is damaged")
    for holder, keys in (
        (source.pdf.Root, ("/StructTreeRoot", "/Names", "/Dests")),
        (source.root, ("/RoleMap", "/ClassMap")),
    ):
        for key in keys:
            if not _is_dictionary(get(holder, key)):
                raise _damaged(f"{key[1:]} is damaged")


def _wrong_resource(resources: Any, seen: set[tuple[int, int]]) -> str:
    """Something among a page's resources that is not what it must be."""
    if resources is None or (resources.is_indirect and resources.objgen in seen):
        return ""
    seen.add(resources.objgen)
    for key, (kind, word) in _RESOURCES.items():
        for called, value in entries(resources.get(key)).items():
            if not isinstance(value, kind):
                return f"{word} {called[1:]}"
    return ""


def _show_once(source: OpenPart) -> None:
    """A page that the tree names twice is shown again, without tags and links, which can have only one
    place.
    """
    marks: set[int] = set()
    noted: set[tuple[int, int]] = set()
    for page in source.pages:
        number, notes = page.get("/StructParents"), each(page.get("/Annots"))
        known = [one.objgen for one in notes if isinstance(one, Object) and one.is_indirect]
        if number in marks:
            del page["/StructParents"]
        if noted & set(known):
            del page["/Annots"]
        marks |= {number} if isinstance(number, int) else set()
        noted |= set(known)


def _is_dictionary(value: Any) -> bool:
    return value is None or isinstance(value, Dictionary)


def _is_box(value: Any) -> bool:
    return (
        isinstance(value, Array) and len(value) == 4 and all(number_of(side) is not None for side in value)
    )


def version_of(pdf: Pdf) -> tuple[int, int]:
    """The version of PDF that a file says it needs."""
    said = (pdf.pdf_version, str(pdf.Root.get("/Version") or "")[1:])
    return max(_version(one) for one in said)


def _version(words: str) -> tuple[int, int]:
    major, _, minor = words.partition(".")
    return (int(major), int(minor)) if major.isdigit() and minor.isdigit() else (1, 4)
