"""Writes a document so that everybody can read it: the engine's own tagging stays off, ours is written in
its place, and the file claims PDF/A-2a and PDF/UA-1.

Takes a laid-out document; gives the PDF and what it says. The structure tree, grown while the pages were
painted, is written with the marks on pages that belong to its elements, links and languages. Must not know
content, nor of boxes more than their place. Each defect of WeasyPrint
70's tagging, by the name under which tests/typeset/test_tags.py watches whether it is still there:

- list-body: a list's item with a block inside and a marker has no LBody (UA-1 7.2)
- nested-link: a box inside a link is clickable once more, under the wrong element (UA-1 7.18.5)
- running-feet: running heads and feet are content that no element holds, instead of artifacts
- decoration: a picture without alternative text is a Figure all the same (UA-1 7.3)
- scope: header cells have no Scope
- figure-box: the place of a figure is in pixels from the top
- link-contents: a link announces its bare address, not its words
- span-language: languages of parts are lost
- descriptions: terms and descriptions are items alike
- caption: the caption of a figure stands outside of it
- grouping: figure, aside, header and nav mean nothing
- split: what runs over a page break is two elements; a table's head is read on every page
- hyphens: automatic hyphens are read
- interpolation: pictures ask to be smoothed (PDF/A 6.2.8)
- opacity: words with opacity belong to no element (UA-1 7.1)

Why not mend its tree: one element on two pages, heads of tables that come again and pictures that are
decoration are known before pages are painted and can hardly be told from the finished tree.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from xml.etree.ElementTree import Element

import pydyf

from brochure.typeset import roles
from brochure.typeset.conditions import misfit
from brochure.typeset.engine_internals import Leaf, Page, Painted, mark, mean_srgb
from brochure.typeset.spelling import PLAIN
from brochure.typeset.tag_tree import Annotated, Node, Structure

#: Documents that packet assembly takes apart: pages with nothing but a number, artifacts on those of others.
UNTAGGED: Final = "-folios"
#: What the output intent is called in the document.
_INTENT: Final = "--screen"
#: Brings printable annotations and metadata. Not 2a: that would have the engine tag the document itself.
_VARIANT: Final = "pdf/a-2b"
_UA: Final = "http://www.aiim.org/pdfua/ns/id/"
#: The claim of PDF/UA-1. PDF/A knows properties of other standards only where the same rdf:RDF describes
#: them (ISO 19005-2, 6.6.2.3).
_CLAIM: Final = f"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="{_UA}"
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfuaid:part>1</pdfuaid:part>
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>{_UA}</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>""".encode()
_CLAIMS: Final = {
    b'pdfaid:conformance="B"': b'pdfaid:conformance="A"',
    b"</rdf:RDF>": _CLAIM + b"</rdf:RDF>",
}
#: What a name does not hold as it is (ISO 32000-1, 7.3.5).
_IRREGULAR: Final = re.compile(rb"[^!-~]|[#()<>\[\]{}/%]")

#: So many bytes of a name are written; PDF/A takes 127 (ISO 19005-2, 6.1.13).
_LONGEST: Final = 120


@dataclass(frozen=True)
class Written:
    """A finished PDF and the names of the faces in it.

    `headings` are the levels of its headings and `figures` what its figures say, in the order in which they
    are read. `unprinted` is what is written and on no page: where, and the words.
    """

    pdf: bytes
    faces: tuple[str, ...] = ()
    headings: tuple[int, ...] = ()
    figures: tuple[str, ...] = ()
    unprinted: tuple[tuple[str, str], ...] = ()
    #: Addresses that links lead to.
    links: tuple[str, ...] = ()


def write(
    document: Any, pages: Sequence[Page], root: Element, name: str, options: dict[str, Any]
) -> Written:
    """Writes a laid-out document, tagged and with its claims. The same document gives the same bytes."""
    options = {**options, "pdf_identifier": name.encode()}
    if name.endswith(UNTAGGED):
        return Written(bytes(document.write_pdf(finisher=_complete, **options)))
    language = document.metadata.lang or ""
    _tell(root, language)
    structure, faces, links = Structure.of(pages, root, language), set[str](), list[str]()
    painted = mark(document, structure.leaves, structure.artifacts)
    mean_srgb(document, _INTENT)

    def finish(document: Any, pdf: Any) -> None:
        tagger = Tagger(pdf, [page.height for page in pages])
        tagger.write(structure, painted)
        links.extend(target(annotation)[0] for annotation, _ in tagger.annotated)
        _rewrite_metadata(pdf, _CLAIMS)
        for stream in streams(pdf):  # pictures are not to be smoothed by the reader (ISO 19005-2, 6.2.8)
            if stream.extra.get("Interpolate") == "true":
                stream.extra["Interpolate"] = "false"
        for pattern in _gradients(pdf):
            _measure_finely(pattern)
        faces.update(font["BaseFont"].decode().removeprefix("/") for font in dictionaries(pdf, "Font"))
        _complete(document, pdf)

    standards = {"pdf_variant": _VARIANT, "output_intent": _INTENT}
    pdf = bytes(document.write_pdf(finisher=finish, **standards, **options))
    nodes = list(structure.root.elements())
    headings = tuple(int(node.role[1:]) for node in nodes if node.role in roles.HEADINGS)
    figures = tuple(node.alternative for node in nodes if node.role == "Figure")
    unprinted = tuple(structure.unprinted())
    return Written(pdf, tuple(sorted(faces)), headings, figures, unprinted, tuple(links))


def streams(pdf: Any) -> Iterator[Any]:
    """All streams of a PDF that is about to be written."""
    return (entry for entry in pdf.objects if isinstance(entry, pydyf.Stream))


def dictionaries(pdf: Any, kind: str) -> Iterator[Any]:
    """All dictionaries of one type, such as `Page`."""
    return (entry for entry in pdf.objects if isinstance(entry, dict) and entry.get("Type") == f"/{kind}")


def target(annotation: Any) -> tuple[str, str]:
    """The address that a link leads to, or else the name of a place in the document."""
    if "A" in annotation:
        return annotation["A"]["URI"].string, ""
    return "", annotation["Dest"].string


def _gradients(pdf: Any) -> Iterator[Any]:
    """The patterns of a PDF that hold nothing but the gradient of a drawing."""
    groups = (entry for entry in streams(pdf) if entry.extra.get("Subtype") == "/Form" and entry.stream)
    shaded = {group.reference for group in groups if str(group.stream[-1]).endswith((" sh", " sh'"))}
    for entry in streams(pdf):
        if entry.extra.get("PatternType") == 1:
            resources = pdf.objects[int(entry.extra["Resources"].split()[0])]
            if not shaded.isdisjoint(resources["XObject"].values()):
                yield entry


def _measure_finely(pattern: Any) -> None:
    """Has a drawing's gradient, which the engine writes as one cell of a pattern, painted by poppler too.

    That makes a picture of a cell of few units first, and enlarges it; and shows a line of the next cell.
    """
    said = pattern.extra
    said["BBox"] = pydyf.Array([1000 * length for length in said["BBox"]])
    said["XStep"], said["YStep"] = 2000 * said["XStep"], 2000 * said["YStep"]
    said["Matrix"] = pydyf.Array([*(one / 1000 for one in said["Matrix"][:4]), *said["Matrix"][4:]])
    pattern.stream.insert(0, b"1000 0 0 1000 0 0 cm")


def _complete(_document: Any, pdf: Any) -> None:
    """Page labels, and the title in the window: without its own tags the engine writes neither.

    Names of typefaces are written as PDF asks for; the engine writes them as they are.
    """
    labels = pydyf.Dictionary({"Nums": pydyf.Array([0, pydyf.Dictionary({"S": "/D"})])})
    pdf.catalog["PageLabels"] = labels
    pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
    for one in pdf.objects:
        for key in ("BaseFont", "FontName") if isinstance(one, dict) else ():
            if key in one:
                name = one[key][1:_LONGEST].decode(errors="ignore").encode()
                one[key] = b"/" + _IRREGULAR.sub(lambda found: b"#%02X" % found[0][0], name)


def _rewrite_metadata(pdf: Any, changes: Mapping[bytes, bytes]) -> None:
    """Replaces pieces of the metadata, each of which has to stand there once. Raises `MachineError`."""
    (metadata,) = (stream for stream in streams(pdf) if stream.extra.get("Type") == "/Metadata")
    (said,) = metadata.stream
    for piece, changed in changes.items():
        if said.count(piece) != 1:
            raise misfit([f"metadata with {piece.decode()}"])
        said = said.replace(piece, changed)
    metadata.stream = [said]


def _tell(root: Element, language: str) -> None:
    """What the engine's own tagging would complain of; an empty `alt` says that nothing is shown."""
    logger = logging.getLogger("weasyprint")
    for picture in root.iter("img"):
        if not roles.alternative(picture) and not roles.is_decoration(picture):
            address = picture.get("src", "unknown")
            logger.error('Image "%s" has no alt: write alt="" where it is decoration', address)
    if not language:
        logger.error('Missing required "lang" attribute at the root of the document')


class Tagger:
    """Writes one document's tree; `heights` are those of its pages, in points."""

    def __init__(self, pdf: Any, heights: Sequence[float]) -> None:
        self.pdf = pdf
        self.heights = heights
        self.pages: tuple[bytes, ...] = pdf.page_references
        self.written: dict[Leaf, bytes] = {}
        self.annotated: list[tuple[Any, bytes]] = []
        self.identifiers: list[tuple[str, bytes]] = []

    def write(self, structure: Structure, painted: Painted) -> None:
        """The whole tree, and the way back to it from every mark and link."""
        root = self._add({"Type": "/StructTreeRoot"})
        prune(structure.root)
        document = self._element(structure.root, root.reference)
        root["K"] = pydyf.Array([document.reference])
        parents = self._add({"Nums": self._parents(painted)})
        root["ParentTree"], root["ParentTreeNextKey"] = parents.reference, len(parents["Nums"]) // 2
        if self.identifiers:
            names = [
                one for key, reference in sorted(self.identifiers) for one in (pydyf.String(key), reference)
            ]
            root["IDTree"] = self._add({"Names": pydyf.Array(names)}).reference
        self.pdf.catalog["StructTreeRoot"] = root.reference
        self.pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})

    def _add(self, entries: dict[str, Any]) -> Any:
        entry = pydyf.Dictionary(entries)
        self.pdf.add_object(entry)
        return entry

    def _element(self, node: Node, parent: bytes) -> Any:
        element = self._add(
            {"Type": "/StructElem", "S": f"/{node.role}", "P": parent, "Pg": self.pages[node.page]}
        )
        if node.language:
            element["Lang"] = pydyf.String(node.language)
        if node.alternative:
            element["Alt"] = pydyf.String(node.alternative)
        if node.identifier:
            element["ID"] = pydyf.String(node.identifier)
            self.identifiers.append((node.identifier, element.reference))
        attributes = {**node.attributes, **self._box(node)}
        if attributes:
            element["A"] = pydyf.Dictionary(attributes)
        element["K"] = pydyf.Array([self._kid(kid, node, element.reference) for kid in node.kids])
        return element

    def _kid(self, kid: Node | Leaf | Annotated, node: Node, reference: bytes) -> Any:
        if isinstance(kid, Node):
            return self._element(kid, reference).reference
        if isinstance(kid, Annotated):
            return self._link(kid, node, reference)
        self.written[kid] = reference
        is_group = kid.stream.extra.get("Subtype") == "/Form"
        if kid.page == node.page and not is_group:
            return kid.number
        entries = {"Type": "/MCR", "Pg": self.pages[kid.page], "MCID": kid.number}
        return pydyf.Dictionary({**entries, "Stm": kid.stream.reference} if is_group else entries)

    def _link(self, kid: Annotated, node: Node, reference: bytes) -> Any:
        annotation = kid.box.annotation
        self.annotated.append((annotation, reference))
        address, place = target(annotation)
        element = node.element if node.element is not None else kid.box.element
        said = roles.words(element).translate(PLAIN) if element is not None else ""
        annotation["Contents"] = pydyf.String(roles.link_contents(said, address) or place)
        return pydyf.Dictionary({"Type": "/OBJR", "Obj": annotation.reference, "Pg": self.pages[kid.page]})

    def _box(self, node: Node) -> dict[str, Any]:
        """Where a picture is, in points from the bottom left corner of its page."""
        pictures = [kid for kid in node.kids if isinstance(kid, Leaf)] if node.role == "Figure" else []
        if not pictures:
            return {}
        left, top, right, bottom = pictures[0].box.content_place
        height = self.heights[pictures[0].page]
        stands_alone = node.parent is None or node.parent.role in roles.GROUPING
        return {
            "O": "/Layout",
            "Placement": "/Block" if stands_alone else "/Inline",
            "BBox": pydyf.Array(round(side, 3) for side in (left, height - bottom, right, height - top)),
        }

    def _parents(self, painted: Painted) -> Any:
        """The parent tree: marks of every stream, then links."""
        numbers: list[Any] = []
        pages = list(dictionaries(self.pdf, "Page"))
        contents = {page["Contents"]: page for page in pages}
        for stream, marks in painted:
            page = contents.get(getattr(stream, "reference", b""))
            if page is None and not marks:
                continue
            key = len(numbers) // 2
            (page if page is not None else stream.extra)["StructParents"] = key
            numbers += [key, pydyf.Array(self.written[leaf] for leaf in marks)]
        for annotation, reference in self.annotated:
            annotation["StructParent"] = len(numbers) // 2
            numbers += [len(numbers) // 2, reference]
        for page in pages:
            page["Tabs"] = "/S"
        return pydyf.Array(numbers)


def prune(node: Node) -> bool:
    """Takes out what was never painted and links that lead nowhere; whether the element itself is wanted."""
    node.kids = [kid for kid in node.kids if _is_wanted(kid)]
    if node.role == "Link" and not any(isinstance(kid, Annotated) for kid in node.kids):
        node.role = "Span"
    return bool(node.kids) or node.role in roles.KEPT


def _is_wanted(kid: Node | Leaf | Annotated) -> bool:
    if isinstance(kid, Node):
        return prune(kid)
    return kid.stream is not None if isinstance(kid, Leaf) else kid.box.annotation is not None
