"""An untagged PDF gets the least that lets a screen reader tell what it is: one Figure over all of its
pages, with a text alternative, and a Link for every link (ISO 32000-1, 14.9.3).

What it claims to conform to is taken off, since whoever claimed it did not look at these tags.
"""

from __future__ import annotations

from typing import Any, Final

from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from brochure.packet import balance, structure
from brochure.packet.opening import OpenPart, open_part, settle, unreadable
from brochure.packet.part import PacketError, Part
from brochure.pdf import BROKEN, each, made, make_tree, save

_CONTENT: Final = b"/Figure <</MCID 0>> BDC q /Page Do Q EMC"


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
    structure.unnumber(source)
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
    if balance.open_pages([page]):
        balance.close(pdf, page)
    values = {
        "/Type": Name.XObject,
        "/Subtype": Name.Form,
        "/BBox": Array(list(page.get("/MediaBox"))),
        "/Resources": page.get("/Resources"),
    }
    data = b"\n".join(one.read_bytes() for one in each(page.get("/Contents")))
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
