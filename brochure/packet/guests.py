"""One PDF from elsewhere, bound into a packet: what is found in it, said for the person who can mend it, and
the tags that an untagged one gets.

Takes an insert and its file; gives a result like those of documents that were set here. The wording of every
finding stands here, once. An untagged PDF gets the least that lets a screen reader tell what it is: one
Figure over all of its pages, with a text alternative, and a Link for every link (ISO 32000-1, 14.9.3). What
it claims to conform to is taken off, since whoever claimed it did not look at these tags.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from pikepdf import Array, Dictionary, Name, Object, Pdf, StreamDecodeLevel, String

from brochure.errors import Finding, Severity
from brochure.model import Insert, PageView, Result, Sheet, plain
from brochure.packet.catalogs import Claims, Loss, Stated, losses
from brochure.packet.inspecting import Inspection, Note, inspect, read_all
from brochure.packet.links import sweep
from brochure.packet.page_content import close_content, open_pages
from brochure.packet.part import OpenPart, PacketError, Part, open_part, settle, unnumber, unreadable
from brochure.pdf import BROKEN, each, made, make_tree, open_pdf, save

_CONTENT: Final = b"/Figure <</MCID 0>> BDC q /Page Do Q EMC"
#: The kinds of notes that keep an insert out.
REFUSED: Final = {
    "locked": ("it is encrypted", "save it again without a password or restrictions"),
    "damaged": (
        "it is damaged",
        "open it in a viewer and print it to a new PDF, or ask its makers for another one",
    ),
    "xfa": (
        "it is an XFA form, whose pages only one program can show",
        "print it to a PDF and tag that, or ask for an accessible PDF",
    ),
    "untagged": (
        "it has no tags, so screen readers cannot read it",
        "ask its makers for a tagged PDF; failing that, write accept_untagged: yes and an alternative",
    ),
}
#: Those that do not, but are told: damage that was mended, and what is taken out of it.
TOLD: Final = {
    "mended": ("it is damaged and was mended", "look at its pages, and ask its makers for another one"),
    "lost": ("it names what it does not hold", "look at its pages, and ask its makers for another one"),
    "script": ("a script was taken out", "check that it does without"),
    "launch": ("a command that starts a program was taken out", "check that it does without"),
    "address": (
        "a link to a file or a share, or one that starts a program, was taken out",
        "link to a web page in its place",
    ),
    "outside": (
        "what another file would bring into it was taken out",
        "look at its pages, and ask its makers for a PDF that holds all of them",
    ),
    "file": ("a file hidden in the PDF was taken out", "publish the file by itself and link to it"),
    "media": ("a film, sound or 3D model was taken out", "publish it by itself and link to it"),
    "action": ("an action was taken out", "check that it does without"),
    "signature": ("a signature no longer holds in a packet", "publish the signed PDF by itself"),
}
#: What documents of the house state: a packet with a guest states what this and the guest have in common.
HOUSE: Final = Stated(Claims("1", "", "2", "A"), True, ("sRGB (GTS_PDFA1)",))
#: Things of one kind that are named.
_MOST: Final = 3
#: Points by which a page may differ from the sheet.
TOLERANCE: Final = 2.0


def guest(one: Insert, file: Path | bytes, sheet: Sheet, language: str) -> Result:
    """The PDF as it is bound; without data where it cannot be. `language` is the publication's."""
    title = plain(one.title)
    part = Part(one.name, title, file, one.title.lang)
    seen = inspect(part)
    findings = [*_refusals(one, seen), *_told(one, seen), *_sizes(one, seen, sheet)]
    if not _is_refused(findings) and seen.of(*TOLD):
        pdf = open_pdf(file).pdf
        for held in read_all(pdf.Root):
            sweep(held)
        part = replace(part, pdf=save(pdf))
    if not _is_refused(findings) and one.alternative and seen.of("untagged"):
        try:
            part = replace(
                part, pdf=describe(part, plain(one.alternative), one.alternative.lang or language)
            )
        except PacketError as error:
            findings += [
                _finding(
                    one, 0, "insert-damaged", "error", f"it is damaged: {p.what}", REFUSED["damaged"][1]
                )
                for p in error.problems
            ]
    if not _is_refused(findings):
        stated = seen.stated if part.pdf == file else inspect(part).stated
        findings += [_lost(one, loss) for loss in losses([HOUSE, stated])]
    pages = tuple(
        PageView(
            "insert",
            wide,
            high,
            (0, 0, wide, high),
            (),
            guest=f"{one.file}, page {number}",
            where=_where(one),
        )
        for number, (wide, high) in enumerate(seen.sizes, start=1)
    )
    return Result(part.read() if pages else None, pages, tuple(findings), frozenset({one.file}))


def _is_refused(findings: Iterable[Finding]) -> bool:
    return any(finding.severity == "error" for finding in findings)


def _lost(one: Insert, loss: Loss) -> Finding:
    """What a packet can no longer claim because of an insert, and why."""
    what = f"the packet no longer claims {loss.claim} because of this PDF: {loss.why}"
    return _finding(one, 0, "claim-lost", "warning", what, "ask its makers for a PDF/UA-1 and PDF/A-2a file")


def _refusals(one: Insert, seen: Inspection) -> Iterator[Finding]:
    for kind, (what, hint) in REFUSED.items():
        notes = seen.of(kind)
        if not notes:
            continue
        if kind == "untagged" and one.accept_untagged:
            what, severity = "it has no tags and is read out by its alternative alone", "warning"
            hint = "ask its makers for a tagged PDF, which is read out as it is printed"
        else:
            severity = "error"
        yield _finding(one, notes[0].page, f"insert-{kind}", severity, what + _said(notes), hint)  # type: ignore[arg-type]


def _told(one: Insert, seen: Inspection) -> Iterator[Finding]:
    for kind, (what, hint) in TOLD.items():
        notes = seen.of(kind)
        if notes:
            yield _finding(one, notes[0].page, f"insert-{kind}", "warning", what + _said(notes), hint)


def _sizes(one: Insert, seen: Inspection, sheet: Sheet) -> Iterator[Finding]:
    other = [
        number
        for number, (wide, high) in enumerate(seen.sizes, start=1)
        if abs(wide - sheet.width) > TOLERANCE or abs(high - sheet.height) > TOLERANCE
    ]
    if other:
        one_page = len(other) == 1
        what = (
            f"{_numbers(other)} {'is' if one_page else 'are'} not of the packet's size and "
            f"{'stays as it is' if one_page else 'stay as they are'}"
        )
        yield _finding(
            one, other[0], "insert-size", "warning", what, "ask for a PDF of the same size, upright"
        )


def _said(notes: Sequence[Note]) -> str:
    """What and where, as far as it is known."""
    pages = sorted({note.page for note in notes if note.page})
    said = list(dict.fromkeys(note.what for note in notes if note.what))
    said[_MOST:] = [f"and {len(said) - _MOST} more"] if len(said) > _MOST else []
    more = [", ".join(said)] if said else []
    if pages:
        more.append(f"on {_numbers(pages)}")
    return f" ({'; '.join(more)})" if more else ""


def _numbers(pages: Sequence[int]) -> str:
    return ("page " if len(pages) == 1 else "pages ") + ", ".join(map(str, pages))


def _finding(one: Insert, page: int, slug: str, severity: Severity, what: str, hint: str) -> Finding:
    return Finding(one.name, page, slug, severity, f"{one.file}: {what}", _where(one), hint)


def _where(one: Insert) -> str:
    """The place that names it."""
    return f"{one.insert.where.file}:{one.insert.where.line}" if one.insert.where else ""


def describe(part: Part, alternative: str, language: str = "") -> bytes:
    """The PDF with these tags alone; `language` is that of the alternative. Raises `PacketError`."""
    try:
        source = open_part(part)
        _describe(source, alternative, language)
        return save(source.pdf, "{}.{}".format(*source.version))
    except BROKEN as error:
        raise PacketError([unreadable(part, error)]) from error


def _describe(source: OpenPart, alternative: str, language: str) -> None:
    pdf, catalog = source.pdf, source.pdf.Root
    unnumber(source)
    for key in catalog.keys() & {"/Metadata", "/StructTreeRoot", "/MarkInfo"}:
        del catalog[key]
    root, document = pdf.make_indirect(Dictionary()), pdf.make_indirect(Dictionary())
    figure = pdf.make_indirect(
        made(
            {
                "/Type": Name.StructElem,
                "/S": Name.Figure,
                "/P": document,
                "/Alt": String(alternative),
                "/Lang": String(language) if language else None,
            }
        )
    )
    figure["/K"] = Array([_mark(pdf, page, index) for index, page in enumerate(source.pages)])
    parents: list[tuple[int, Any]] = [(index, Array([figure])) for index in range(len(source.pages))]
    links = []
    for number, (index, annotation) in enumerate(_links(source), start=len(parents)):
        annotation["/StructParent"] = number
        links.append(_link(pdf, annotation, source.pages[index], document))
        parents.append((number, links[-1]))
    for key, value in {"/Type": Name.StructElem, "/S": Name.Document, "/P": root}.items():
        document[key] = value
    document["/K"] = Array([figure, *links])
    root["/Type"], root["/K"] = Name.StructTreeRoot, document
    root["/ParentTree"] = make_tree(pdf, "/Nums", parents)
    catalog["/StructTreeRoot"], catalog["/MarkInfo"] = root, Dictionary(Marked=True)


def _mark(pdf: Pdf, page: Any, number: int) -> Dictionary:
    """Puts a page's content into a form of its own, where marks that it had mean nothing; gives the mark
    around it. A transparency group stays the page's: as one of the form it would be painted apart.
    """
    if open_pages([page]):
        close_content(pdf, page)
    values = {
        "/Type": Name.XObject,
        "/Subtype": Name.Form,
        "/BBox": Array(list(page.get("/MediaBox"))),
        "/Resources": page.get("/Resources"),
    }
    data = b"\n".join(one.read_bytes(StreamDecodeLevel.specialized) for one in each(page.get("/Contents")))
    form = pdf.make_stream(data, made(values))
    settle(page)
    page["/Resources"] = Dictionary(XObject=Dictionary(Page=form))
    page["/Contents"] = pdf.make_stream(_CONTENT)
    page["/StructParents"] = number
    return Dictionary(Type=Name.MCR, Pg=page, MCID=0)


def _links(source: OpenPart) -> list[tuple[int, Any]]:
    return [
        (index, one)
        for index, one in source.annotations()
        if one.is_indirect and one.get("/Subtype") == Name.Link
    ]


def _link(pdf: Pdf, annotation: Any, page: Any, above: Object) -> Object:
    reference = Dictionary(Type=Name.OBJR, Obj=annotation, Pg=page)
    return pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Link, P=above, Pg=page, K=reference))
