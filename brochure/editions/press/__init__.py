"""**separate**: a finished PDF becomes one that a print shop takes: PDF/X-4 (ISO 15930-7), all CMYK, with
marks.

Takes the bytes of a PDF and a `Press`; gives bytes. Every page is separated and framed, then follows what
the file says of itself: PDF/X-4 in its metadata, and the output intent (ISO 15930-7, 6.3 and 6.7). Must
not know content, nor how the PDF was made.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import Final

from pikepdf import Array, Dictionary, Name, Object, OutlineItem, Pdf, String, unparse_content_stream

from brochure.editions.press.marks import REGISTRATION, Frame, Letters, marks
from brochure.editions.press.plates import Plates, Press, SeparationError, UnknownSpaceError, Unprintable
from brochure.editions.press.resources import PressResources, SharedResources
from brochure.editions.press.rewriting import Rewriter, instruction, number
from brochure.pdf import (
    BROKEN,
    PdfPage,
    Resources,
    UnreadableError,
    Written,
    get,
    instructions,
    open_pdf,
    pages_of,
    save,
    table,
    text_of,
    xmp_stream,
)

__all__ = ["Press", "SeparationError", "separate"]

#: Transparency needs 1.4, what PDF/X-4 builds on is 1.6.
_VERSION: Final = "1.6"
_INFORMATION: Final = ("/Title", "/Author", "/Subject", "/Keywords", "/Creator", "/Producer")
#: What of a page, and of the catalog, a press file has.
_OF_PAGES: Final = frozenset({"/Type", "/Parent"})
_OF_CATALOG: Final = frozenset({"/Type", "/Pages", "/PageLabels", "/Lang", "/Outlines"})


def separate(source: bytes, press: Press) -> bytes:
    """The PDF as PDF/X-4. The same bytes and the same order give the same bytes.

    Links, tags, forms, scripts and attached files stay behind: a press reads none, and PDF/X-4 allows hardly
    any. Raises `SeparationError` with everything that cannot be brought to the plates.
    """
    try:
        opened = open_pdf(source)
    except UnreadableError as error:
        raise SeparationError([Unprintable(0, f"the PDF {error}")]) from error
    pdf = opened.pdf
    with opened.listening():
        _outline(pdf)
        _pages(pdf, press)
        for key in set(pdf.Root.keys()) - _OF_CATALOG:
            del pdf.Root[key]
        _claim(pdf, press, _digest(source, press))
        return save(pdf, _VERSION, force_version=_VERSION)


def _pages(pdf: Pdf, press: Press) -> None:
    shared, plates, letters, found = (
        SharedResources(pdf),
        Plates(press),
        Letters(press.font),
        list[Unprintable](),
    )
    tint = {"/FunctionType": 2, "/Domain": [0, 1], "/C0": [0, 0, 0, 0], "/C1": [1, 1, 1, 1], "/N": 1}
    registration = pdf.make_indirect(Array([Name.Separation, Name.All, Name.DeviceCMYK, Dictionary(tint)]))
    pages = list(pages_of(pdf))
    made = []
    for page in pages:
        folds, levels = (
            all_of[page.number - 1] if page.number <= len(all_of) else ()
            for all_of in (press.folds, press.levels)
        )
        frame = Frame(page.trim.width, page.trim.height, press.bleed, folds, levels)
        moved = (frame.room - page.trim.left, frame.room - page.trim.bottom)
        used = PressResources(shared, plates, Resources(page.resources), moved)
        try:
            content = Rewriter(plates, used, opens=True).rewritten(instructions(page.dictionary))
        except UnknownSpaceError as error:
            found.append(Unprintable(page.number, str(error)))
            continue
        except BROKEN as error:  # whatever a damaged object brings about
            found.append(Unprintable(page.number, f"an object that cannot be read ({error})"))
            continue
        used.new.setdefault("/ColorSpace", {})[REGISTRATION] = registration
        slug = f"{press.slug}   {page.number}/{len(pages)}"
        framed = [*_framed(content, frame, moved), *marks(frame, letters, slug)]
        made.append((page, frame, used, shared.stream(unparse_content_stream(framed), {})))
    if found:
        raise SeparationError(found)
    for page, frame, used, stream in made:
        _put(page, frame, used, stream)


def _framed(content: Iterable[Written], frame: Frame, moved: tuple[float, float]) -> Iterable[Written]:
    """The page's own content, moved to its place and cut at the bleed."""
    left, bottom, right, top = frame.bled
    yield instruction("q")
    yield instruction("re", *map(number, (left, bottom, right - left, top - bottom)))
    yield instruction("W")
    yield instruction("n")
    yield instruction("cm", 1, 0, 0, 1, *map(number, moved))
    yield from content
    yield instruction("Q")


def _put(page: PdfPage, frame: Frame, used: PressResources, stream: Object) -> None:
    """What a page has now; everything else of it is left behind."""
    entries = page.dictionary
    for key in set(entries.keys()) - _OF_PAGES:
        del entries[key]
    for key, box in (("/MediaBox", frame.media), ("/BleedBox", frame.bled), ("/TrimBox", frame.trim)):
        entries[key] = Array(map(number, box))
    entries.Resources, entries.Contents = used.resources, stream
    if used.is_transparent:
        entries.Group = Dictionary(Type=Name.Group, S=Name.Transparency, CS=Name.DeviceCMYK)
    if page.rotation:
        entries.Rotate = page.rotation


def _outline(pdf: Pdf) -> None:
    """The outline, with pages alone as its destinations: it helps whoever proofs the file."""
    if "/Outlines" not in pdf.Root:
        return
    numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    try:
        with pdf.open_outline() as outline:
            outline.root = _items(outline.root, pdf, numbers)
    except BROKEN:  # an outline that is damaged is no reason not to print
        del pdf.Root.Outlines


def _items(items: Iterable[OutlineItem], pdf: Pdf, numbers: dict[tuple[int, int], int]) -> list[OutlineItem]:
    found: list[OutlineItem] = []
    for item in items:
        goes_to = get(item.action, "/D") if item.destination is None else None
        place = (item if goes_to is None else OutlineItem("", goes_to)).resolved_destination(pdf)
        number = numbers.get(place.page.objgen) if place else None
        below = _items(item.children, pdf, numbers)
        if number is None:
            found += below
        else:
            made = OutlineItem(item.title, number)
            made.children = below
            found.append(made)
    return found


def _claim(pdf: Pdf, press: Press, digest: str) -> None:
    """Puts metadata, dates and the output intent into the file. `digest` stands for what is in it."""
    known = table(pdf.trailer.get("/Info"))
    said = {key: words for key in _INFORMATION if (words := text_of(known.get(key)))}
    said["/Title"] = said.get("/Title") or press.slug
    day = f"D:{press.issued:%Y%m%d}000000Z"
    information = Dictionary({key: String(words) for key, words in said.items()})
    information.CreationDate = information.ModDate = String(day)
    information.Trapped = Name("/False")
    pdf.trailer.Info = pdf.make_indirect(information)
    pdf.Root.Metadata = xmp_stream(pdf, _xmp(said, press, digest))
    pdf.Root.OutputIntents = Array([pdf.make_indirect(_intent(pdf, press))])


def _intent(pdf: Pdf, press: Press) -> Dictionary:
    profile = pdf.make_stream(press.profile)
    profile.N = 4
    return Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFX,
        DestOutputProfile=profile,
        OutputConditionIdentifier=String(press.condition),
        RegistryName=String(press.registry),
        Info=String(press.condition),
    )


def _xmp(said: dict[str, str], press: Press, digest: str) -> dict[str, str | list[str]]:
    """The same title, dates and makers as in the information dictionary."""
    day = f"{press.issued.isoformat()}T00:00:00Z"
    uuid = "-".join((digest[:8], digest[8:12], digest[12:16], digest[16:20], digest[20:32]))
    author = said.get("/Author", "")
    return {
        "dc:title": said["/Title"],
        "dc:creator": [author] if author else [],
        "dc:description": said.get("/Subject", ""),
        "pdf:Producer": said.get("/Producer", ""),
        "pdf:Keywords": said.get("/Keywords", ""),
        "pdf:Trapped": "False",
        "pdfxid:GTS_PDFXVersion": "PDF/X-4",
        "xmp:CreatorTool": said.get("/Creator", ""),
        "xmp:CreateDate": day,
        "xmp:ModifyDate": day,
        "xmp:MetadataDate": day,
        "xmpMM:DocumentID": f"uuid:{uuid}",
        "xmpMM:InstanceID": f"uuid:{uuid}",
        "xmpMM:VersionID": "1",
        "xmpMM:RenditionClass": "default",
    }


def _digest(source: bytes, press: Press) -> str:
    """Stands for the source and everything that the press was told."""
    told = (
        press.condition,
        sorted(press.inks.items()),
        press.bleed,
        press.slug,
        press.issued,
        press.folds,
        press.levels,
    )
    order = repr((*told, press.registry, press.limit))
    parts = (source, press.profile, press.font, order.encode())
    return sha256(b"".join(sha256(part).digest() for part in parts)).hexdigest()
